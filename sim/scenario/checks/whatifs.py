"""What-ifs: readings of switches, named changes and levers name places that are there and values that can be played."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sim.scenario.checks.structure import SoundData
from sim.scenario.checks.trial import blamed, faults_in
from sim.scenario.checks.view import number
from sim.scenario.data import Data, UnknownPathError, changed, resolve, settings_of, table, value_at
from sim.scenario.faults import Path, Problem, dotted, one_of, shown
from sim.scenario.language import Form, place_at


def whatifs(
    written: Mapping[str, Any], played: Data, problems: list[Problem], known: SoundData | None
) -> Iterator[Problem]:
    """Every reading and change can be played by itself, and every lever moves something.

    Args:
        written: The scenario as it is written, no reading put in use.
        played: The same with its readings in use.
        problems: What is wrong with that, which is not repeated for every what-if.
        known: What that makes, if nothing keeps it from being played.
    """
    trial = _Trial(played, {(problem.path, problem.found) for problem in problems}, known)
    yield from _overlaps(written)
    for name, switch in table(written.get("switches")).items():
        for reading, entry in table(table(switch).get("readings")).items():
            path: Path = ("switches", name, "readings", reading, "set")
            others = [table(other).get("set") for other in table(table(switch).get("readings")).values()]
            yield from _paths(written, path, entry, others)
            settings: dict[Path, Any] = {("switches", name, "reading"): reading}
            if reading != table(switch).get("reading") and table(entry).get("set"):
                places = settings_of(written, table(entry).get("set"))
                yield from trial.problems(path, settings, list(places))
    for name, change in table(written.get("changes")).items():
        path = ("changes", name, "set")
        yield from _paths(written, path, change, [])
        places = settings_of(written, table(change).get("set"))
        yield from trial.problems(path, places, list(places))
    for text, lever in table(written.get("levers")).items():
        yield from _lever(played, str(text), table(lever))


def _paths(written: Mapping[str, Any], path: Path, entry: Any, others: list[Any]) -> Iterator[Problem]:
    """Check that the paths of a `set` are there; what another reading adds may be removed."""
    for text, value in table(table(entry).get("set")).items():
        added = any(table(other).get(text) is not None for other in others)
        try:
            resolve(written, str(text), removing=value is None and not added)
        except UnknownPathError as error:
            problem = error.problem
            yield Problem((*path, text), problem.found, problem.expected, problem.hint, at_key=True)


@dataclass(frozen=True)
class _Trial:
    """What-ifs tried one by one.

    Attributes:
        played: The scenario with its readings in use.
        said: Place and finding of what was reported before.
        known: What the scenario makes, if nothing keeps it from being played.
    """

    played: Data
    said: set[tuple[Path, str]]
    known: SoundData | None

    def problems(self, path: Path, settings: Mapping[Path, Any], places: list[Path]) -> Iterator[Problem]:
        """Yield what is wrong once the settings are made and not yet reported, each at the setting that caused it."""
        for problem in faults_in(changed(self.played, settings), self.known):
            if (problem.path, problem.found) not in self.said:
                self.said.add((problem.path, problem.found))
                cause = blamed(problem.path, places)
                where = path if cause is None else (*path, dotted(cause))
                exact = cause is not None and problem.path == cause
                found = problem.found if exact else f"{problem.found} at {dotted(problem.path)}"
                yield Problem(where, found, problem.expected, problem.hint, at_key=not exact or problem.at_key)


def _overlaps(written: Mapping[str, Any]) -> Iterator[Problem]:
    """Two switches may not set the same place: which of them would hold?"""
    set_by: dict[str, dict[Path, Path]] = {}
    for name, switch in table(written.get("switches")).items():
        set_by[name] = {}
        for reading, entry in table(table(switch).get("readings")).items():
            for path in settings_of(written, table(entry).get("set")):
                set_by[name].setdefault(path, ("switches", name, "readings", reading, "set", dotted(path)))
    for first, second in combinations(set_by, 2):
        for path, place in set_by[second].items():
            if any(path[: len(other)] == other or other[: len(path)] == path for other in set_by[first]):
                found = f"a place that the switch {first} sets too"
                yield Problem(place, found, "a place that one switch sets", "Make them one switch.", at_key=True)


def _lever(played: Mapping[str, Any], text: str, lever: Mapping[str, Any]) -> Iterator[Problem]:
    path: Path = ("levers", text)
    try:
        parts = resolve(played, text, removing=True)
    except UnknownPathError as error:
        problem = error.problem
        yield Problem(path, problem.found, problem.expected, problem.hint, at_key=True)
        return
    place = place_at(parts)
    form = place.form("number", "whole", "flag", "choice", "id") if place else None
    if form is None:
        yield Problem(path, "a path that holds no single value", "a path to a number or a choice", at_key=True)
    elif form.kind in {"number", "whole"}:
        yield from _range(path, form, lever, value_at(played, parts))
    elif "range" in lever:
        yield Problem((*path, "range"), "a range of what is not a number", "choices", at_key=True)
    else:
        yield from _choices(path, form, lever)


def _range(path: Path, form: Form, lever: Mapping[str, Any], stated: Any) -> Iterator[Problem]:
    if "choices" in lever:
        yield Problem((*path, "choices"), "choices for a number", "range", at_key=True)
    limits = number(lever.get("range"))
    if limits is None:
        return
    expected = f"a range within {form.least:.15g} to {form.most:.15g}"
    if limits.kind != "uniform" or min(limits.at) < form.least or max(limits.at) > form.most:
        yield Problem((*path, "range"), shown(lever["range"]), expected, "Write it as low to high.")
        return
    current = number(stated)
    usable = current is not None and form.least <= min(current.at) and max(current.at) <= form.most
    if usable and current is not None and not (limits.low <= current.low and current.high <= limits.high):
        found = f"a range that leaves out the stated {shown(stated)}"
        yield Problem((*path, "range"), found, "one that holds it", severity="warning")


def _choices(path: Path, form: Form, lever: Mapping[str, Any]) -> Iterator[Problem]:
    stated = lever.get("choices")
    if form.kind == "id" or not isinstance(stated, list):
        return
    for number_in_list, choice in enumerate(stated):
        if choice not in form.choices:
            allowed = one_of([shown(c) if isinstance(c, bool) else str(c) for c in form.choices])
            yield Problem((*path, "choices", number_in_list), shown(choice), allowed)
