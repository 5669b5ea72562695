"""Headers of stakeholder tables: which column means what, by the usual words for it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.formats.cells import Row, refused
from sim.scenario.faults import did_you_mean
from sim.texts import shortened

ALIASES: dict[str, tuple[str, ...]] = {
    "actor": (
        *("actor", "stakeholder", "party", "name", "player", "agent", "country", "state", "member_state", "group"),
        *("organisation", "organization", "institution", "who", "actors", "stakeholders", "parties"),
        *("actor_name", "stakeholder_name", "name_of_actor", "name_of_stakeholder"),
    ),
    "influence": (
        *("influence", "capability", "power", "clout", "capabilities", "resources", "resource", "leverage"),
        *("weight", "votes", "voting_power", "voting_weight", "relative_power", "potential_influence", "strength"),
    ),
    "position": (
        *("position", "position_mode", "mode", "preferred_position", "preference", "preferred_outcome", "stance"),
        *(
            "policy_position",
            "initial_position",
            "stated_position",
            "current_position",
            "ideal_position",
            "ideal_point",
        ),
        *(
            "ideal",
            "ideal_position",
            "most_likely_position",
            "position_most_likely",
            "most_likely",
            "policy_preference",
            "pos",
        ),
    ),
    "low": (
        "position_low",
        "low",
        "position_min",
        "min",
        "minimum",
        "lowest",
        "lower",
        "position_lower",
        "low_position",
    ),
    "high": (
        "position_high",
        "high",
        "position_max",
        "max",
        "maximum",
        "highest",
        "upper",
        "position_upper",
        "high_position",
    ),
    "salience": (
        *("salience", "importance", "saliency", "priority", "interest", "stake", "stakes", "attention", "intensity"),
        *("issue_salience", "issue_importance", "importance_of_issue", "importance_to_actor", "concern", "commitment"),
    ),
    "issue": ("issue", "dimension", "topic", "question", "issue_name", "subject"),
    "note": ("description", "note", "label", "notes", "comment", "comments", "remark", "remarks"),
    "title": ("title",),
}
"""The words by which each column is known, the usual one first."""
NEEDED = ("actor", "influence", "position", "salience")
MOST_ABOVE = 10
"""Rows within which the header is looked for: some tables say what they are about first."""

_UNIT = re.compile(r"[(\[]([^)\]]{0,40})[)\]]|(%)\s*$")
_SHARES = re.compile(r"0\s*(?:-|–|—|to|\.\.|…)\s*1|shares?|fractions?|proportions?")
_POINTS = re.compile(r"0\s*(?:-|–|—|to|\.\.|…)\s*100|%|percent|per cent|points?|pct")


@dataclass(frozen=True)
class Header:
    """The header of a table.

    Attributes:
        line: Where it stands.
        places: Column by its meaning; −1 for a position that follows from low and high.
        names: What each column is called in the table, by its meaning.
        units: `points` or `shares` where a header says so, by the column's meaning.
    """

    line: int
    places: Mapping[str, int]
    names: Mapping[str, str]
    units: Mapping[str, str]


def header_of(rows: Sequence[Row], file: str, notes: list[str]) -> tuple[Header, Sequence[Row]]:
    """Return the header of a table and the rows below it; notes say which columns mean nothing here.

    Raises:
        ScenarioError: The table is empty, a column is missing, or two mean the same thing.
    """
    if not rows:
        raise refused(file, 1, "an empty table", f"a row with the columns {', '.join(NEEDED)}")
    known = [sum(_meaning(cell) in NEEDED for cell in row.cells) for row in rows[:MOST_ABOVE]]
    at = known.index(max(known))
    notes += [f"line {row.line}, above the header: {' '.join(row.cells).strip()}" for row in rows[:at]]
    header, unknown = _columns(rows[at], file)
    notes += [f"the column {name!r}" for name in unknown]
    return header, rows[at + 1 :]


def _plain(cell: str) -> str:
    """Return a header as a word: lower-case letters and underscores, without its unit."""
    return re.sub(r"[^\w]+", "_", _UNIT.sub(" ", cell.casefold())).strip("_")


def _meaning(cell: str) -> str | None:
    return next((name for name, aliases in ALIASES.items() if _plain(cell) in aliases), None)


def _columns(row: Row, file: str) -> tuple[Header, list[str]]:
    places: dict[str, int] = {}
    names: dict[str, str] = {}
    units: dict[str, str] = {}
    unknown = []
    for place, cell in enumerate(row.cells):
        name = _meaning(cell)
        if name is None:
            unknown += [cell] if cell else []
        elif name in places:
            raise refused(file, row.line, f"two columns for {name}: {names[name]!r} and {cell!r}", "one")
        else:
            places[name], names[name] = place, cell
            units |= _unit(name, cell)
    if "position" not in places and {"low", "high"} <= places.keys():
        places["position"] = -1
    for name in NEEDED:
        if name not in places:
            raise _missing(name, row, unknown, file)
    return Header(row.line, places, names, units), unknown


def _unit(name: str, cell: str) -> dict[str, str]:
    found = _UNIT.search(cell.casefold())
    said = (found[1] or found[2] or "") if found else ""
    if _POINTS.search(said):
        return {name: "points"}
    return {name: "shares"} if _SHARES.search(said) else {}


def _missing(name: str, row: Row, unknown: Sequence[str], file: str) -> Exception:
    hint = next((found for cell in unknown if (found := did_you_mean(_plain(cell), ALIASES[name]))), "")
    headers = f", only {shortened(', '.join(repr(cell) for cell in row.cells if cell), 300)}"
    return refused(file, row.line, f"no column {name}{headers}", f"one of {', '.join(ALIASES[name])}", hint)
