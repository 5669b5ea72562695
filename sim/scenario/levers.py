"""What may be moved: every what-if path of a scenario, and among them the levers that it declares."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.scenario.data import PLAYED, table, value_at
from sim.scenario.faults import Path, dotted
from sim.scenario.input_names import input_name
from sim.scenario.language import Form, Place, fields, others, place_at, top
from sim.scenario.model import Scenario
from sim.scenario.numbers import NAMED_NUMBERS, Spread
from sim.scenario.party_words import TACTICS
from sim.scenario.reader_words import Lever

_MOVABLE = ("number", "whole", "flag", "choice", "date")
_PATTERNS = {"when", "require", "refuses", "option", "linked_to", "lapses_with", "force", "bar", "members"}


@dataclass(frozen=True)
class LeverInfo:
    """A path that may be moved, with all that a person moving it should see.

    Attributes:
        path: Dotted ids.
        label: What it is called (`sim.scenario.input_names`).
        kind: number (certain or a range), whole, flag, choice or date.
        low: Smallest value; None if it is not a number.
        high: Largest value; None if it is not a number.
        choices: The values of a flag or choice; for a number, what it may be other than a number, such as `exact`.
        unit: What it is counted in.
        group: Where it stands in the app; empty if nobody said.
        value: What holds now, as people state it.
        default: What holds if nothing is stated; None for nothing.
        sources: Ids of the sources on which its value rests.
        assumed: Why its value was assumed; empty if it was not.
        help: What the language says about it.
        declared: Whether the scenario declares it as a lever.
    """

    path: str
    label: str
    kind: str
    low: float | None
    high: float | None
    choices: tuple[Any, ...]
    unit: str
    group: str
    value: Any
    default: Any
    sources: tuple[str, ...]
    assumed: str
    help: str
    declared: bool


def levers(scenario: Scenario) -> tuple[LeverInfo, ...]:
    """Return the levers that a scenario declares, in order, with what they leave open filled in from the language."""
    data = scenario.stated()
    return tuple(_info(scenario, data, tuple(text.split(".")), lever) for text, lever in scenario.levers.items())


def all_paths(scenario: Scenario) -> tuple[LeverInfo, ...]:
    """Return every path that holds a number, flag, choice or date and may be moved, whether stated or a default."""
    data = scenario.stated()
    found = (path for head in PLAYED for path in _leaves(scenario, data, head))
    return tuple(_info(scenario, data, path, scenario.levers.get(dotted(path))) for path in found)


def _leaves(scenario: Scenario, data: Mapping[str, Any], head: str) -> Iterator[Path]:
    if head == "switches":
        yield from (("switches", name, "reading") for name in scenario.switches)
        return
    yield from _below(scenario, data.get(head), fields(Scenario)[head], (head,))


def _below(scenario: Scenario, data: Any, place: Place, path: Path) -> Iterator[Path]:
    """Yield the movable paths at or below one."""
    if _form(path, place) is not None and not isinstance(data, Mapping | list):
        if data is not None or place.default is not None or place.form("table") is not None:
            yield path
        return
    if isinstance(data, Mapping) and set(data) & NAMED_NUMBERS and place.form("number"):
        yield path
        return
    word = place.form("word")
    if word is not None and word.word is not None and (data is not None or place.filled):
        for name, inner in fields(word.word).items():
            yield from _below(scenario, table(data).get(name), inner, (*path, name))
    for name, inner in _entries(scenario, data, place, path):
        yield from _below(scenario, table(data).get(name), inner, (*path, name))


def _entries(scenario: Scenario, data: Any, place: Place, path: Path) -> Iterator[tuple[str, Place]]:
    """Yield what a table holds by id, and what it holds by default."""
    word = place.form("word")
    extra = others(word.word) if word is not None and word.word is not None else None
    if extra is not None and word is not None and word.word is not None:
        yield from ((name, extra) for name in table(data) if name not in fields(word.word))
    inner = place.form("table")
    if inner is None or path[-1] in _PATTERNS:
        return
    names = list(table(data))
    if path[-1] == "trust":
        names = [name for name in scenario.parties if name != path[1]]
    if path[-1] == "mediator_weights" and any(party.role == "mediator" for party in scenario.parties.values()):
        names = list(scenario.parties)
    value = place_at((*path, "any"))
    yield from ((name, _with_defaults(value, path)) for name in names if value is not None)


def _with_defaults(place: Place, path: Path) -> Place:
    """Return the place of an entry that holds without being stated."""
    if path[-1] == "trust":
        return Place(place.forms, place.help, filled=True)
    if path[-1] == "mediator_weights":
        return Place(place.forms, "How much this party's surplus counts in the mediator's product.", default=1)
    return place


def _form(path: Path, place: Place) -> Form | None:
    """Return the form in which a path is moved; None if it is not."""
    if path[-2:] in {("tactic", "kind"), ("tactic", "stand_in")}:
        return Form("choice", choices=(*TACTICS, *(["human"] if path[-1] == "kind" else [])))
    return place.form(*_MOVABLE)


def _info(scenario: Scenario, data: Mapping[str, Any], path: Path, lever: Lever | None) -> LeverInfo:
    place = place_at(path) or top()
    if len(path) > 1 and path[-2] in {"trust", "mediator_weights"}:
        place = _with_defaults(place, path[:-1])
    form = _form(path, place) or Form("choice")
    if path[0] == "switches":
        form = Form("choice", choices=tuple(scenario.switches[str(path[1])].readings))
    stated = value_at(data, path)
    sources, assumed = _resting(data, path)
    low, high = _limits(form, lever.range if lever else None)
    return LeverInfo(
        path=dotted(path),
        label=input_name(scenario, dotted(path)),
        kind=form.kind,
        low=low,
        high=high,
        choices=_choices(form, place, lever),
        unit=(lever.unit if lever else None) or form.unit,
        group=(lever.group if lever else None) or "",
        value=place.default if stated is None else stated,
        default=place.default,
        sources=sources,
        assumed=assumed,
        help=place.help,
        declared=lever is not None,
    )


def _limits(form: Form, limits: Spread | None) -> tuple[float | None, float | None]:
    if form.kind not in {"number", "whole"}:
        return None, None
    return (form.least, form.most) if limits is None else (limits.low, limits.high)


def _choices(form: Form, place: Place, lever: Lever | None) -> tuple[Any, ...]:
    if lever is not None and lever.choices is not None:
        return tuple(lever.choices)
    if form.kind == "number":
        return tuple(choice for other in place.forms if other.kind == "choice" for choice in other.choices)
    return form.choices


def _resting(data: Mapping[str, Any], path: Path) -> tuple[tuple[str, ...], str]:
    """Return sources and assumption of the nearest entry around a path that says what it rests on."""
    for depth in range(len(path) - 1, 0, -1):
        entry = table(value_at(data, path[:depth]))
        source = entry.get("source")
        if isinstance(source, str | list) or isinstance(entry.get("assumed"), str):
            listed = [source] if isinstance(source, str) else source or []
            return tuple(str(name) for name in listed), str(entry.get("assumed") or "")
    return (), ""
