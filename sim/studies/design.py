"""Designs made: levers as stated -> points, with everything that is wrong with them found at once."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from math import isfinite, prod
from typing import Any

from sim.analysis.designs import (
    AS_STATED,
    BASE,
    CHANGES,
    KINDS,
    ORDERED,
    Design,
    Kind,
    VariedLever,
    changes_at,
    in_words,
    where,
)
from sim.arrays import Floats
from sim.game.cases import unit_rows
from sim.scenario.changes import ChangeLike, LeverInfo, all_paths, apply
from sim.scenario.faults import Fault, Path, ScenarioError, did_you_mean, one_of, shown
from sim.scenario.model import Scenario
from sim.studies.wanted import LeverRequest, TextOrigin

MOST_POINTS = 100_000
"""Most points of a design."""

DIGITS = 12
"""Significant digits of a step of a range, so that 0.1 to 0.5 holds 0.3 and not 0.30000000000000004."""


def design_of(
    scenario: Scenario,
    wanted: Sequence[LeverRequest],
    changes: Sequence[ChangeLike] = (),
    *,
    kind: Kind = "grid",
    points: int | None = None,
    seed: int = 1,
) -> Design:
    """Return the points at which levers are to be played.

    Every value is tried on the scenario by itself, so that all faults are found before the first run.

    Args:
        scenario: The scenario before changes.
        wanted: The levers.
        changes: What-ifs that hold at every point.
        kind: grid, latin_hypercube or sobol.
        points: How many points a random design has; a grid has as many as its levels make.
        seed: What a random design is drawn from.

    Raises:
        ScenarioError: Something is wrong with the levers or the design; all faults at once.
    """
    infos = {info.path: info for info in all_paths(apply(scenario, changes))}
    faults = [*_faults_of_form(wanted, kind, points), *_faults_of_paths(wanted, infos)]
    levers = tuple(_varied(one, infos.get(one.path), kind, faults) for one in wanted)
    for one, lever in zip(wanted, levers, strict=True):
        faults += _faults_of_values(scenario, changes, one, lever)
    if not faults:
        faults += _faults_together(scenario, changes, levers)
    if faults:
        raise ScenarioError(sorted(dict.fromkeys(faults), key=lambda fault: (fault.line, fault.column)))
    levers = tuple(
        replace(lever, names=_names(scenario, lever.levels)) if lever.path == CHANGES else lever for lever in levers
    )
    if kind == "grid":
        return Design(kind, levers, tuple(product(*(lever.levels for lever in levers))))
    return Design(kind, levers, _drawn(levers, points or 0, kind, seed))


def _faults_of_form(wanted: Sequence[LeverRequest], kind: str, points: int | None) -> Iterator[Fault]:
    """Yield what is wrong with the design whatever the levers are."""
    origin = wanted[0].origin if wanted else TextOrigin("--vary")
    top = TextOrigin(origin.name if origin.tree is None else "", origin.tree)
    if kind not in KINDS:
        yield top.fault("design", shown(kind), one_of(KINDS), did_you_mean(str(kind), KINDS), ("design",))
    if not wanted:
        yield top.fault("", "no lever", "at least one to vary")
    for place, one in enumerate(wanted):
        if one.path in {other.path for other in wanted[:place]}:
            yield one.fault("this lever a second time", "each lever once")
    if kind == "grid" and points is not None:
        yield top.fault("points", f"{points} points of a grid", "as many as its levels make", "", ("points",))
    if kind != "grid" and points is None:
        yield top.fault("points", "no number of points", f"how many points a {kind} design has", "", ("points",))
    elif points is not None and not 1 <= points <= MOST_POINTS:
        yield top.fault("points", f"{points:,} points", f"1 to {MOST_POINTS:,}", "", ("points",))
    sizes = prod(_size(one) for one in wanted)
    if kind == "grid" and sizes > MOST_POINTS:
        hint = "Take fewer levels, or a latin_hypercube or sobol design."
        yield top.fault("", f"a grid of {sizes:,} points", f"at most {MOST_POINTS:,}", hint)


def _size(one: LeverRequest) -> int:
    """Return how many levels a lever is asked to have, as far as that can be told from what was stated."""
    if one.levels is not None:
        return max(1, len(one.levels))
    return one.count if isinstance(one.count, int) and one.count > 0 else 1


def _faults_of_paths(wanted: Sequence[LeverRequest], infos: Mapping[str, LeverInfo]) -> Iterator[Fault]:
    """Yield which levers are stated without values where nothing declares any."""
    for one in wanted:
        if one.levels is None and one.low is None and one.high is None and _declared(infos.get(one.path)) is None:
            hint = did_you_mean(one.path, infos) if one.path not in infos else ""
            yield one.fault("no values, nor a range that the scenario declares", "PATH=low:high:steps, or a list", hint)


def _declared(info: LeverInfo | None) -> tuple[tuple[Any, ...], Any, Any] | None:
    """Return the choices, or else the ends of the range, that are declared for a lever; None if neither is."""
    if info is None or info.kind == "date":
        return None
    if info.kind in {"number", "whole"}:
        ends = info.low, info.high
        return None if any(end is None or not isfinite(end) for end in ends) else ((), *ends)
    return ((False, True) if info.kind == "flag" else info.choices), None, None


def _varied(one: LeverRequest, info: LeverInfo | None, kind: Kind, faults: list[Fault]) -> VariedLever:
    """Return a lever with its levels or its range; note what is wrong with them."""
    levels, low, high = one.levels, one.low, one.high
    if levels is None and low is None and high is None:
        levels, low, high = _declared(info) or ((), None, None)
    label = "declared changes" if one.path == CHANGES else info.label if info else one.path
    form = info.kind if info else "number"
    made = VariedLever(one.path, label, info.unit if info else "", form, "")
    if low is None and high is None:
        return _listed(made, one, levels or (), faults)
    ends = _ends(one, form, low, high, faults)
    if ends is None or kind == "grid":
        steps = _steps(one, form, ends, faults) if ends is not None else ()
        return replace(made, stated=f"{one.path}={low}:{high}:{one.count}", levels=steps)
    if one.count is not None:
        expected = "low:high alone, since the design says how many points there are"
        faults.append(one.fault(f"{shown(one.count)} steps", expected, "", ("steps",)))
    return replace(made, stated=f"{one.path}={low}:{high}", low=low, high=high)


def _listed(made: VariedLever, one: LeverRequest, levels: tuple[Any, ...], faults: list[Fault]) -> VariedLever:
    """Return a lever with the values that are listed for it."""
    if len({repr(value) for value in levels}) < len(levels):
        faults.append(one.fault("a value twice", "each value once", "", ("values",)))
    on_line = one.path != CHANGES and made.ordered and all(_on_line(value) is not None for value in levels)
    texts = [str(level) if one.path == CHANGES else json.dumps(level, ensure_ascii=False) for level in levels]
    stated = f"{one.path}={','.join(texts)}"
    return replace(made, kind=made.kind if on_line else "listed", stated=stated, levels=levels)


def _names(scenario: Scenario, levels: tuple[str, ...]) -> dict[str, str]:
    """Return what declared changes are called, joined ones by all their names; nothing if two have the same name."""

    def called(level: str) -> str:
        return " and ".join(scenario.name_of("changes", name.strip()) for name in level.split("+"))

    found = {level: AS_STATED if level == BASE else called(level) for level in levels}
    return found if len(set(found.values())) == len(found) else {}


def _ends(one: LeverRequest, form: str, low: Any, high: Any, faults: list[Fault]) -> tuple[float, float] | None:
    """Return a range as two figures; note why it is not one."""
    first, last = _on_line(low), _on_line(high)
    stated = f"{shown(low)} to {shown(high)}"
    if form not in ORDERED:
        faults.append(one.fault(f"a range of what is a {form}", "a list of values", "", ("from",)))
    elif first is None or last is None or {isinstance(low, str), isinstance(high, str)} != {form == "date"}:
        faults.append(one.fault(stated, "two dates" if form == "date" else "two numbers", "", ("from",)))
    elif first == last:
        faults.append(one.fault(stated, "two different ends", "", ("to",)))
    else:
        return first, last
    return None


def _on_line(value: Any) -> float | None:
    """Return where a value lies on its line: a number as itself, a date by its day; None if it lies on none."""
    if isinstance(value, str):
        try:
            return float(date.fromisoformat(value).toordinal())
        except ValueError:
            return None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value) else None


def _steps(one: LeverRequest, form: str, ends: tuple[float, float], faults: list[Fault]) -> tuple[Any, ...]:
    """Return a range cut into equal steps, both ends included."""
    count = one.count
    if isinstance(count, bool) or not isinstance(count, int) or count < 2:
        found = "no number of steps" if count is None else f"{shown(count)} steps"
        faults.append(one.fault(found, "PATH=low:high:steps with at least 2", "", ("steps",)))
        return ()
    if count > MOST_POINTS:
        return ()  # reported for the whole design
    low, high = ends
    values = [_value(form, low + (high - low) * step / (count - 1)) for step in range(count)]
    if len(set(values)) < count:
        kind = "days" if form == "date" else "whole numbers"
        faults.append(one.fault(f"{count} steps", f"at most {len(set(values))}, the {kind} there are", "", ("steps",)))
    return tuple(values)


def _value(form: str, place: float) -> Any:
    """Return the value of a lever at a place of its line."""
    if form == "date":
        return date.fromordinal(round(place)).isoformat()
    return round(place) if form == "whole" else float(f"{place:.{DIGITS}g}")


def _faults_of_values(
    scenario: Scenario, changes: Sequence[ChangeLike], one: LeverRequest, lever: VariedLever
) -> Iterator[Fault]:
    """Yield what is wrong with a scenario in which one lever has one of its values, all else being as stated."""
    for below, value in _to_try(one, lever):
        for fault in _tried(scenario, (*changes, *changes_at((lever,), (value,)))):
            elsewhere = fault.path and lever.path != CHANGES and fault.path != lever.path
            found = f"{fault.found} in {fault.path} at {in_words(value)}" if elsewhere else fault.found
            if lever.path == CHANGES and not fault.path:
                found = f"{fault.found} as {fault.file.removeprefix('--change ')}"
            yield one.fault(found, fault.expected, fault.hint, below)


def _faults_together(
    scenario: Scenario, changes: Sequence[ChangeLike], varied: tuple[VariedLever, ...]
) -> Iterator[Fault]:
    """Yield what is wrong with a scenario in which all levers stand at the same end."""
    for end in (0, -1):
        values = tuple((lever.levels or (lever.low, lever.high))[end] for lever in varied)
        yield from located(varied, values, _tried(scenario, (*changes, *changes_at(varied, values))))


def located(varied: tuple[VariedLever, ...], values: tuple[Any, ...], faults: Iterable[Fault]) -> Iterator[Fault]:
    """Yield faults that levers with these values cause only together, each naming the values."""
    for fault in faults:
        yield replace(fault, file=f"at {', '.join(where(varied, values))}")


def _to_try(one: LeverRequest, lever: VariedLever) -> Iterator[tuple[Path, Any]]:
    """Yield the values of a lever that are tried, and where they are written: all of a list, the ends of a range."""
    if one.levels is not None:
        yield from ((("values", place), value) for place, value in enumerate(lever.levels))
    elif lever.levels:
        yield from ((("from",), lever.levels[0]), (("to",), lever.levels[-1]))
    elif lever.low is not None:
        yield from ((("from",), lever.low), (("to",), lever.high))


def _tried(scenario: Scenario, changes: Sequence[ChangeLike]) -> tuple[Fault, ...]:
    try:
        apply(scenario, changes)
    except ScenarioError as error:
        return error.faults
    return ()


def _drawn(varied: tuple[VariedLever, ...], points: int, kind: Kind, seed: int) -> tuple[tuple[Any, ...], ...]:
    """Return the points of a random design: each lever's range covered evenly, listed values in equal shares.

    Luck is addressed by the lever's path under a name of its own, so that no run uses it.
    """
    if kind == "grid":
        raise ValueError("a grid is not drawn")
    unit = unit_rows([f"design {lever.path}" for lever in varied], points, seed, method=kind)
    columns = [_column(lever, unit[:, place]) for place, lever in enumerate(varied)]
    return tuple(zip(*columns, strict=True))


def _column(lever: VariedLever, unit: Floats) -> list[Any]:
    if lever.levels:
        return [lever.levels[min(int(place * len(lever.levels)), len(lever.levels) - 1)] for place in unit]
    low, high = _on_line(lever.low), _on_line(lever.high)
    assert low is not None and high is not None
    return [_value(lever.kind, low + (high - low) * float(place)) for place in unit]
