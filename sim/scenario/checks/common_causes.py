"""Whether groups of ranges with a cause in common, and shocks that parties share, can be drawn."""

from collections.abc import Iterator
from typing import Any

from sim.scenario.checks.view import View, number
from sim.scenario.data import UnknownPathError, resolve, table, value_at
from sim.scenario.faults import Path, Problem, shown
from sim.scenario.language import Use, place_at

NOT_DRAWN = ("influence", "position")
"""Fields that only theories read, so that no run draws them."""


def common_causes(view: View) -> Iterator[Problem]:
    """Members are numbers that runs draw, each in one group; a strength is certain, and a shock has something to move.

    Where a range differs, what is said about its group may differ too, so groups are looked at every time.
    """
    seen: dict[str, str] = {}
    for use in view.of("Correlation"):
        yield from _strength(use)
        for member in table(use.data.get("members")):
            yield from _member(view, use, member)
            yield from _once(use, "members", member, seen)
        yield from _alone(use, "members")
    shaken: dict[str, str] = {}
    for use in view.of("SharedShock"):
        for party in table(use.data.get("parties")):
            yield from _once(use, "parties", party, shaken)
            yield from _moved(view, use, party)
        yield from _alone(use, "parties")


def _strength(use: Use) -> Iterator[Problem]:
    """A strength that was itself drawn would make every run a different mixture."""
    spread = number(use.data.get("strength"))
    if spread is not None and not spread.certain:
        yield Problem((*use.path, "strength"), shown(use.data["strength"]), "one number from 0 to 1")


def _member(view: View, use: Use, member: Any) -> Iterator[Problem]:
    place: Path = (*use.path, "members", member)
    try:
        path = resolve(view.data, str(member))
    except UnknownPathError as error:
        yield Problem(place, error.problem.found, "the path of a stated range", error.problem.hint, at_key=True)
        return
    field = place_at(path)
    if field is None or field.form("number") is None or path[-1] in NOT_DRAWN or path[0] == "correlations":
        yield Problem(place, f"{member}, which no run draws", "the path of a stated range", at_key=True)
        return
    stated = value_at(view.data, path)
    spread = number(field.default if stated is None else stated)
    if spread is not None and spread.certain:
        found, hint = f"{member}, a certain number", "It is left as it is."
        yield Problem(place, found, "a stated range", hint, "warning", at_key=True)


def _once(use: Use, field: str, member: str, seen: dict[str, str]) -> Iterator[Problem]:
    """Nothing is moved by two common causes."""
    group = str(use.path[-1])
    other = seen.setdefault(member, group)
    if other != group:
        yield Problem(
            (*use.path, field, member), f"{member}, which is in {other} too", "each in one group", at_key=True
        )


def _alone(use: Use, field: str) -> Iterator[Problem]:
    if len(table(use.data.get(field))) == 1:
        found, hint = "one member", "Alone it has nothing in common with anything, and is spread as stated."
        yield Problem((*use.path, field), found, "two or more", hint, "warning", at_key=True)


def _moved(view: View, use: Use, party: str) -> Iterator[Problem]:
    spread = number(view.at("parties", party, "volatility") or 0)
    if party in view.parties and spread is not None and spread.certain and spread.at[0] == 0.0:
        found = f"{party}, whose no-deal value does not fluctuate"
        yield Problem((*use.path, "parties", party), found, "a party with a volatility", "", "warning", at_key=True)
