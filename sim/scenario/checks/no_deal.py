"""Whether a no-deal value looks like the other kind: an increment where it counts as absolute, or the reverse.

With the status quo `inside`, what carrying on is worth is the worth of the first options and the no-deal value on top;
with `outside` it is the no-deal value alone. A number that makes sense in one reading rarely does in the other, so each
is set beside what deals are worth, all of it as stated in the middle of its range.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sim.scenario.checks.view import View, number, pattern
from sim.scenario.data import table
from sim.scenario.faults import Path, Problem
from sim.scenario.numbers import Spread

SMALL, CLEAR, NEAR, LARGE = 0.1, 0.3, 0.1, 0.3
"""Parts of full marks: a small number, a clear distance, two numbers that are alike, a large number."""


class StatedWorth(NamedTuple):
    """What deals are worth to a party, in points, all numbers in the middle of their ranges.

    Attributes:
        total: Full marks on every issue.
        least: The least that any combination of options could be worth.
        first: What the first options are worth together.
        most: The most that any combination could be worth.
    """

    total: float
    least: float
    first: float
    most: float


def no_deal_values(view: View) -> Iterator[Problem]:
    """Warn of a no-deal value that looks absolute where it is an increment, and the reverse."""
    for party in view.parties:
        value = number(view.at("parties", party, "no_deal", "value"))
        worth = stated_worth(view, party)
        if value is None or worth is None:
            continue
        path = ("parties", party, "no_deal", "value")
        yield from _increment(path, value, worth) if view.inside else _absolute(path, value, worth)


def _absolute(path: Path, value: Spread, worth: StatedWorth) -> Iterator[Problem]:
    """Warn where the status quo is outside and the number looks like an increment."""
    found = None
    if value.low < min(0.0, worth.least) or value.high < worth.least - SMALL * worth.total:
        found = f"{value}, which goes below the {worth.least:.0f} points of the worst deal"
    elif 0 < value.high <= SMALL * worth.total and worth.first >= value.high + CLEAR * worth.total:
        found = f"{value}, where the first options are worth {worth.first:.0f} points"
    if found:
        expected = f"what no deal is worth to it on the scale of deals, 0 to {worth.total:g}"
        hint = "With status_quo: outside it stands alone; what carrying on adds to the first options needs inside."
        yield Problem(path, found, expected, hint, "warning")


def _increment(path: Path, value: Spread, worth: StatedWorth) -> Iterator[Problem]:
    """Warn where the status quo is inside and the number looks absolute."""
    found, carried_on = None, worth.first + value.middle
    if value.low > SMALL * worth.total and worth.first + value.low > worth.most:
        found = f"{value}, which makes carrying on worth {carried_on:.0f} points and the best deal {worth.most:.0f}"
    elif value.middle >= LARGE * worth.total and abs(value.middle - worth.first) <= NEAR * worth.total:
        found = f"{value}, about the {worth.first:.0f} points that the first options are worth already"
    if found:
        expected = "what carrying on adds to the first options, or takes from them"
        hint = "With status_quo: inside it comes on top; what no deal is worth by itself needs outside."
        yield Problem(path, found, expected, hint, "warning")


def stated_worth(view: View, party: str) -> StatedWorth | None:
    """Return what deals are worth to a party; none where nothing is weighed, or what is stated cannot be read."""
    stated = table(view.at("worth", party))
    total = number(stated.get("total", 100))
    parts = [_issue(view, issue, table(stated[issue])) for issue in view.options if issue in stated]
    known = [part for part in parts if part is not None]
    weights = sum(weight for weight, _ in known)
    if total is None or len(known) < len(parts) or weights <= 0 or not all(view.options.values()):
        return None
    scale = total.middle / weights / 100
    least, first, most = (
        scale * sum(weight * pick(values) for weight, values in known) for pick in (min, lambda v: v[0], max)
    )
    for points, matched in _bonuses(view, party):
        least, first, most = least + min(0.0, points), first + points * matched, most + max(0.0, points)
    return StatedWorth(total.middle, least, first, most)


def _issue(view: View, issue: str, entry: Mapping[str, object]) -> tuple[float, list[float]] | None:
    """Return the weight of an issue and the values of its options, in their order."""
    read = [number(entry.get(name)) for name in ("weight", *view.options[issue])]
    weight, *values = (None if one is None else one.middle for one in read)
    if weight is None or not values or any(value is None for value in values):
        return None
    return weight, [value for value in values if value is not None]


def _bonuses(view: View, party: str) -> Iterator[tuple[float, bool]]:
    """Yield the points of every bonus, and whether the first options have it."""
    for bonus in table(view.at("worth", party, "bonus")).values():
        points, when = number(table(bonus).get("points")), pattern(view, table(bonus).get("when"))
        if points is not None and when:
            yield points.middle, all(view.options[issue][0] in options for issue, options in when.items())
