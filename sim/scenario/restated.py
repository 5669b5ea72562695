"""A scenario with the classes of another coder: the same parties, issues and words, with her ranges."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.scenario.checks.coded_ranges import coded_at
from sim.scenario.checks.view import listed
from sim.scenario.codebook import Codebook, CodedKind
from sim.scenario.coded_case import Coding, coded_range
from sim.scenario.data import table, value_at
from sim.scenario.faults import Path, dotted

DEAL, WHOLE_CASE = "deal", "case"
"""The units that stand for all options, and for everything."""

SETTINGS = "settings"
"""The kind that nobody codes: the same in every case."""


ONCE = ("settles", "ratification")
"""Kinds whose class of the deal stands on the options of one issue only."""

ITSELF = "*"
"""The field of a kind whose range stands under the name of an option or a party."""


@dataclass(frozen=True)
class Restated:
    """What another coder's classes change in a scenario.

    Attributes:
        changes: Path to value, as a what-if sets it; only where her class is another one.
        alike: How many coded places have the same class in both.
        passed_over: Places that carry a class and that she did not code, as paths.
    """

    changes: Mapping[str, Any]
    alike: int
    passed_over: tuple[str, ...]


def restated(data: Mapping[str, Any], coding: Coding, held: Codebook) -> Restated:
    """Return what a coder's classes change in a scenario that is stated by the same book.

    A place is a mapping in which ranges of one kind stand. Its unit is found through `codebook.units`. Options count
    from 1 in the order of the scenario, where an issue has as many as she coded; an issue with more or fewer is passed
    over, since nobody can tell which is which. What she says once of the `deal` stands for every option that she does
    not code; of what the dispute settles and of ratification only where the scenario says so of the deal as well. All
    fields that her class gives are set, and what it does not give is removed.

    Args:
        data: The scenario as it is stated.
        coding: What she made of the text.
        held: The book.
    """
    changes: dict[str, Any] = {}
    passed_over: list[str] = []
    alike = 0
    for (name, place), fields in _places(data, held).items():
        coded = coding.units.get(name, {})
        units = (one for one in _units(data, held.kinds[name], place) if one in coded and _told(data, place, coding))
        unit = next(units, None)
        if unit is None or (unit == DEAL and _of_terms(data, name, place, fields)):
            passed_over.append(dotted(place))
            continue
        given = coded_range(held, name, coded[unit].classes)
        if all(value_at(data, _at(place, field)) == value for field, value in given.items()):
            alike += 1
            continue
        changes |= {dotted(_at(place, field)): None for field in fields if field not in given}
        changes |= {dotted(_at(place, field)): value for field, value in given.items()}
    return Restated(changes, alike, tuple(passed_over))


def _told(data: Mapping[str, Any], place: Path, coding: Coding) -> bool:
    """Return whether the options of the issue that a place is about are as many as the coder saw; yes if of none."""
    issue = place[2] if place[0] == "worth" and len(place) > 3 else place[1] if place[0] == "issues" else None
    if issue is None:
        return True
    names = _named(data, ("issues", issue))
    seen = [
        int(unit.rpartition("/")[2])
        for kind in ("reach", "settles")
        for unit in coding.units.get(kind, ())
        if any(f"{one}/" in unit for one in names)
    ]
    return not seen or max(seen) == len(table(value_at(data, ("issues", issue, "options"))))


def _of_terms(data: Mapping[str, Any], name: str, place: Path, fields: Sequence[str]) -> bool:
    """Return whether a place states of one term that it settles nothing alone, while the deal does elsewhere."""
    said = listed(value_at(data, (*place, fields[0], "class")))
    return name in ONCE and "settles.nothing" in said


def _at(place: Path, field: str) -> Path:
    """Return where a field of a place stands; a place that is the range itself has no fields."""
    return place if field == ITSELF else (*place, *field.split("."))


def _places(data: Mapping[str, Any], held: Codebook) -> dict[tuple[str, Path], list[str]]:
    """Return by kind and place the fields that carry a class of that kind."""
    found: dict[tuple[str, Path], list[str]] = {}
    for path, coded in coded_at(data, ()):
        name = str(listed(coded.get("class"))[0]).partition(".")[0] if coded.get("class") else SETTINGS
        kind = held.kinds.get(name)
        field = kind.field_at(path) if kind is not None and name != SETTINGS else None
        if field is not None:
            place = path if field == ITSELF else path[: -len(field.split("."))]
            found.setdefault((name, place), []).append(field)
    return found


def _units(data: Mapping[str, Any], kind: CodedKind, place: Path) -> Iterator[str]:
    """Yield the units that may stand for a place, the most particular first."""
    if kind.unit == "condition":
        yield from _named(data, place[:2])
    elif kind.unit == "party":
        yield from _party_units(data, place)
    elif kind.unit == "party_issue":
        yield from _pairs(data, place[1], place[2], "")
    elif kind.unit == "party_option":
        yield from _option_of_party(data, place)
    elif kind.unit == "option":
        yield from _option(data, str(place[1]), str(place[3]))
        yield DEAL
    elif kind.unit == "pair":
        others = _named(data, ("parties", place[3]))
        yield from (f"{one}>{other}" for other in others for one in _named(data, ("parties", place[1])))
    elif kind.unit == "pressure":
        yield from _pressure(data, place)
    else:
        yield WHOLE_CASE


def _named(data: Mapping[str, Any], place: Sequence[str | int]) -> list[str]:
    """Return what the sheet numbers that is used at a place."""
    units = table(table(data.get("codebook")).get("units"))
    return [str(unit) for unit, places in units.items() if dotted(tuple(place)) in listed(places)]


def _party_units(data: Mapping[str, Any], place: Path) -> Iterator[str]:
    if place[0] == "parties":
        yield from _named(data, place[:2])
    elif place[0] == "ratifiers":
        party = place[-1] if "recommends" in place else value_at(data, (*place[:2], "party"))
        yield from _named(data, ("parties", str(party)))
    elif len(place) > 1 or place == ("protocol",):
        mediators = [name for name, one in table(data.get("parties")).items() if table(one).get("role") == "mediator"]
        for name in mediators:
            yield from _named(data, ("parties", name))


def _pairs(data: Mapping[str, Any], party: str | int, issue: str | int, tail: str) -> Iterator[str]:
    for one in _named(data, ("parties", party)):
        yield from (f"{one}/{other}{tail}" for other in _named(data, ("issues", issue)))


def _option_of_party(data: Mapping[str, Any], place: Path) -> Iterator[str]:
    """Yield the unit of one party's view of an option: of its worth, or of its exposure."""
    if place[0] == "exposures":
        party = value_at(data, (*place, "party"))
        for issue, option in table(value_at(data, (*place, "option"))).items():
            number = _number(data, str(issue), str(option))
            yield from _pairs(data, str(party), str(issue), f"/{number}")
    else:
        yield from _pairs(data, place[1], place[2], f"/{_number(data, str(place[2]), str(place[3]))}")


def _option(data: Mapping[str, Any], issue: str, option: str) -> Iterator[str]:
    for one in _named(data, ("issues", issue)):
        yield f"{one}/{_number(data, issue, option)}"


def _number(data: Mapping[str, Any], issue: str, option: str) -> int:
    """Return which option of its issue one is, from 1; 0 if it is none."""
    names = list(table(value_at(data, ("issues", issue, "options"))))
    return names.index(option) + 1 if option in names else 0


def _pressure(data: Mapping[str, Any], place: Path) -> Iterator[str]:
    """Yield the unit of a pressure on its target, or of what a date does to a party; then that of either alone."""
    on = value_at(data, (*place[:2], "target")) if place[0] == "pressures" else place[3] if len(place) > 3 else None
    for unit in _named(data, place[:2]):
        if on is not None:
            yield from (f"{unit}>{party}" for party in _named(data, ("parties", str(on))))
        yield unit
