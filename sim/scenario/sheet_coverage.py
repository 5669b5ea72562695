"""Whether a scenario uses all that a fact sheet numbers, asks all its questions and says the class of every range."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, get_args

from sim.scenario.checks.view import day, listed, number
from sim.scenario.codebook import Codebook, CodedKind, book
from sim.scenario.coded_case import FactSheet
from sim.scenario.data import PLAYED, table, value_at
from sim.scenario.faults import Path, Problem, one_of
from sim.scenario.numbers import CODED, NAMED_NUMBERS
from sim.scenario.reader_words import Recall

LONGEST_STANDARD = ("u60", 60)
"""The last of the questions that every sheet asks, and the day that it looks ahead to."""

WORDS = frozenset({"label", "assumed", "why", "asks", "resolves", "source"})
"""Fields that hold text, whatever it looks like."""

RANGES = tuple(part for part in PLAYED if part not in ("correlations", "shared_shocks", "switches"))
"""Where ranges stand; the strength of a common cause is one number, and readings set what stands elsewhere."""

HOMES = {"P": "parties.", "I": "issues."}
"""Where what a sheet numbers as a party or an issue is stated."""

OFFICES = frozenset(
    [
        "Army",
        "Assembly",
        "Board",
        "Cabinet",
        "Commission",
        "Commissioner",
        "Committee",
        "Congress",
        "Council",
        "Court",
        "Defence",
        "Delegation",
        "Department",
        "Envoy",
        "Executive",
        "Foreign",
        "Government",
        "Group",
        "House",
        "Leader",
        "Minister",
        "Ministry",
        "National",
        "Office",
        "Parliament",
        "Party",
        "President",
        "Prime",
        "Republic",
        "Secretary",
        "Security",
        "Senate",
        "State",
        "States",
        "Supreme",
        "The",
        "Treasury",
        "Union",
        "United",
        "White",
    ]
)
"""Words in capitals that name offices and not people."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_CAPITAL = re.compile(r"\b[A-ZÀ-Þ][a-zà-ÿ'’-]{2,}")
_LETTERS = re.compile(r"[^a-zà-ÿ]+")


def uncovered(data: Mapping[str, Any], sheet: FactSheet) -> Iterator[Problem]:
    """Say what a scenario passes over of the sheet that it is stated from; a warning where it may be meant so.

    Args:
        data: The scenario as it is written.
        sheet: The sheet.
    """
    yield from _head(data, sheet)
    yield from _book(data)
    yield from _numbered(data, sheet)
    yield from _questions(data, sheet)
    yield from _ranges(data, book())
    yield from _left_at_default(data, book())
    yield from _people(data, sheet)


def horizon_of(sheet: FactSheet) -> int:
    """Return the days that a scenario plays: those of the sheet, or up to the last of the standard questions."""
    last, days = LONGEST_STANDARD
    return max(sheet.horizon_days, days) if last in sheet.units.questions else sheet.horizon_days


def _head(data: Mapping[str, Any], sheet: FactSheet) -> Iterator[Problem]:
    wanted = (
        (("id",), data.get("id"), sheet.id),
        (("as_of",), day(str(data.get("as_of"))), sheet.day0),
        (("protocol", "horizon_days"), table(data.get("protocol")).get("horizon_days"), horizon_of(sheet)),
    )
    for path, found, expected in wanted:
        if found != expected:
            yield Problem(path, str(found), str(expected), "So says the sheet.")
    for name in ("field", "asks", "story"):
        if not data.get(name):
            yield Problem((name,), "nothing", "a text", "It is what the shelf is listed by.", at_key=True)


def _book(data: Mapping[str, Any]) -> Iterator[Problem]:
    stated, held = table(data.get("codebook")), book()
    if (stated.get("number"), stated.get("digest")) != (held.number, held.digest):
        found = f"book {stated.get('number')}, digest {stated.get('digest')}"
        yield Problem(("codebook",), found, f"book {held.number}, digest {held.digest}", at_key=True)
    if stated.get("recalls") not in get_args(Recall):
        hint = "What its author recalled of how the case ended, before it was stated."
        yield Problem(("codebook", "recalls"), str(stated.get("recalls")), one_of(get_args(Recall)), hint, at_key=True)


def _numbered(data: Mapping[str, Any], sheet: FactSheet) -> Iterator[Problem]:
    used, left = table(table(data.get("codebook")).get("units")), table(data.get("left_out"))
    for unit in sheet.units.numbered:
        if unit not in used and not left.get(unit.lower()):
            said = sheet.texts.get(unit, "")[:80]
            hint = f"It is: {said}"
            yield Problem(("codebook", "units", unit), "nothing", f"paths, or {unit.lower()} in left_out", hint)
    for unit, places in used.items():
        path = ("codebook", "units", str(unit))
        if unit[:1] in "PICE" and unit not in sheet.units.numbered:
            yield Problem(path, f"the unit {unit}", "one that the sheet numbers")
        for place in listed(places):
            if value_at(data, tuple(place.split("."))) is None:
                yield Problem(path, f"the place {place}", "a place that is stated")
        home = HOMES.get(unit[:1], "")
        if home and not any(place.startswith(home) for place in listed(places)):
            yield Problem(path, ", ".join(listed(places)) or "no path", f"a path below {home[:-1]}, among others")


def _questions(data: Mapping[str, Any], sheet: FactSheet) -> Iterator[Problem]:
    asked = table(data.get("questions"))
    for name in sheet.units.questions:
        if name not in asked:
            yield Problem(("questions", name), "nothing", f"the question: {sheet.asked.get(name, '')[:120]}")
        else:
            yield from _dated(name, table(asked[name]), sheet)
    for name in asked:
        if name not in sheet.units.questions:
            yield Problem(("questions", name), "a question that the sheet does not ask", one_of(sheet.units.questions))


def _dated(name: str, question: Mapping[str, Any], sheet: FactSheet) -> Iterator[Problem]:
    """A question resolves on a day that its text names, or the evening before it."""
    named = [date.fromisoformat(one) for one in _DAY.findall(sheet.asked.get(name, ""))]
    by = day(str(question.get("by")))
    if named and by is not None and by not in {one - timedelta(back) for one in named for back in (0, 1)}:
        hint = "The sheet names another day for it."
        yield Problem(("questions", name, "by"), str(by), one_of(map(str, named)), hint, "warning")


def _ranges(data: Mapping[str, Any], held: Codebook) -> Iterator[Problem]:
    for path, stated, coded in numbers_in({part: data[part] for part in RANGES if part in data}):
        if coded or stated is None:
            continue
        spread = number(stated)
        if spread is None:
            continue
        kinds = [name for name, kind in held.kinds.items() if kind.field_at(path) is not None]
        if kinds and not any(_is_of(stated, held.kinds[name], path) for name in kinds):
            yield Problem(path, f"{stated} without a class", f"range and class, of {' or '.join(kinds)}")
        elif not kinds and spread.kind != "fixed":
            hint = "Take it from the sheet."
            yield Problem(path, f"{stated}, for which the book has no kind", "a plain number", hint, "warning")


def _is_of(stated: Any, kind: CodedKind, path: Path) -> bool:
    """Return whether a plain number is what a class states there, as 0 and 100 are of worst and best."""
    spread, field = number(stated), kind.field_at(path)
    if field is None or spread is None or spread.kind != "fixed":
        return False
    return any(number(one.gives[field]) == spread for one in kind.meanings if field in one.gives)


def numbers_in(data: Any, path: Path = ()) -> Iterator[tuple[Path, Any, bool]]:
    """Yield every value that may be a stated number: its path, what stands there, whether it carries a class."""
    if isinstance(data, Mapping):
        if {"range", "class"} <= set(data) <= CODED:
            yield path, data["range"], True
        elif len(data) == 1 and set(data) <= NAMED_NUMBERS:
            yield path, data, False
        else:
            for key, inner in data.items():
                if key not in WORDS:
                    yield from numbers_in(inner, (*path, str(key)))
    elif isinstance(data, int | float | str) and not isinstance(data, bool):
        yield path, data, False


def _left_at_default(data: Mapping[str, Any], held: Codebook) -> Iterator[Problem]:
    """Whoever decides is stated by every kind of the book that is about each party."""
    for name, party in table(data.get("parties")).items():
        if table(party).get("role", "principal") != "principal":
            continue
        for kind_name, kind in held.kinds.items():
            if kind.unit == "party" and kind.everyone and kind.ordered and not _stated(data, str(name), kind):
                path = ("parties", str(name))
                said = f"nothing of the kind {kind_name}"
                yield Problem(path, said, "its range and class", kind.asks, "warning", at_key=True)


def _stated(data: Mapping[str, Any], party: str, kind: CodedKind) -> bool:
    places = [at.split(".") for at in kind.at if at.startswith("parties.*")]
    fields = {field for one in kind.meanings for field in one.gives}
    paths = [(*place[:1], party, *place[2:], *field.split(".")) for place in places for field in fields]
    return not places or any("*" in path or value_at(data, path) is not None for path in paths)


def _people(data: Mapping[str, Any], sheet: FactSheet) -> Iterator[Problem]:
    """A party is called by its role: no word of its name is a name of who speaks for it."""
    cells = {unit: sheet.texts[unit].split("|") for unit in sheet.units.parties}
    known = " ".join(row[0] for row in cells.values())
    spoken = " ".join(" ".join(row[2:3]) for row in cells.values())
    people = {word.lower() for word in _CAPITAL.findall(spoken) if word not in OFFICES and word not in known}
    for name, party in table(data.get("parties")).items():
        called = set(_LETTERS.split(f"{name} {table(party).get('label', '')}".lower()))
        if called & people:
            found = f"the name of a person, {' '.join(sorted(called & people))}"
            yield Problem(("parties", str(name)), found, "its role or office", severity="warning", at_key=True)
