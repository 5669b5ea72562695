"""Infeasible combinations that an end or an event could lead to, with the shortest way there."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from sim.scenario.checks.view import View, listed
from sim.scenario.data import table
from sim.scenario.deals import LIMIT_PLAYED_DEALS, Deals, Links, Pattern, among
from sim.scenario.faults import Problem

_HAPPENS = " happens"


class Reach:
    """What becomes of deals when something ends or is forced.

    Attributes:
        issues: Options by issue.
        links: Options and their anchors, as numbers.
        rows: All feasible deals.
    """

    def __init__(self, issues: Mapping[str, Sequence[str]], links: Links, rows: Deals) -> None:
        """Keep the deals, those that agree on the least first."""
        self.issues = issues
        # A first option cannot fall back, whatever it is linked to; that is reported elsewhere.
        self.links = [(option, anchor) for option, anchors in links.items() if option[1] for anchor in anchors]
        self.rows = rows[np.argsort((rows != 0).sum(axis=1), kind="stable")]

    def after(self, rows: Deals, places: Mapping[int, int]) -> Deals:
        """Return deals with some issues set to options, and with whatever was linked to what left fallen back."""
        out = rows.copy()
        for issue, option in places.items():
            out[:, issue] = option
        while True:
            stranded = [((i, o), (out[:, i] == o) & (out[:, a] != b)) for (i, o), (a, b) in self.links]
            if not any(hit.any() for _, hit in stranded):
                return out
            for (issue, _), hit in stranded:
                out[hit, issue] = 0

    def way(self, places: Mapping[int, int], ban: Pattern) -> tuple[int, str] | None:
        """Return the smallest deal from which such a step leads to a combination: its size, and it in words."""
        found = np.flatnonzero(_matches(self.after(self.rows, places), ban))
        if not len(found):
            return None
        row = self.rows[found[0]]
        return int((row != 0).sum()), self._in_words(row)

    def _in_words(self, row: Deals) -> str:
        agreed = [f"{i}: {options[o]}" for (i, options), o in zip(self.issues.items(), row, strict=True) if o]
        return f"agree on {', '.join(agreed)}" if agreed else "agree on nothing"


def _matches(rows: Deals, ban: Pattern) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    hit = np.ones(len(rows), bool)
    for issue, options in ban.items():
        hit &= among(rows[:, issue], options)
    return hit


def reached(
    view: View,
    issues: Mapping[str, Sequence[str]],
    bans: Mapping[str, Pattern],
    links: Links,
    rows: Deals | None,
) -> Iterator[Problem]:
    """Warn of combinations that could be reached where nothing says what gives way, and of forces without effect.

    Args:
        view: What is stated.
        issues: Options by issue.
        bans: What is infeasible, by id, as numbers.
        links: Options to their anchors, as numbers.
        rows: All feasible deals; None if there are too many.
    """
    if rows is None or not 0 < len(rows) <= LIMIT_PLAYED_DEALS or not view.inside:
        return
    reach = Reach(issues, links, rows)
    steps = dict(_steps(view, issues))
    yield from _forced_in_vain(view, reach, steps, bans)
    for name, ban in bans.items():
        # One that removes the status quo is a fault, which is reported elsewhere.
        removes = all(0 in options for options in ban.values())
        if not removes and not listed(view.at("infeasible", name, "gives_way")):
            ways = ((reach.way(places, ban), step) for step, places in steps.items())
            found = min(((way, step) for way, step in ways if way), key=lambda known: known[0][0], default=None)
            if found:
                way = f"{found[0][1]}; then {found[1]}"
                path, hint = (
                    ("infeasible", name, "when"),
                    "Unsaid, all of it that is off its first option falls back.",
                )
                yield Problem(path, f"reached when you {way}", "gives_way beside it", hint, "warning", True)


def _forced_in_vain(
    view: View, reach: Reach, steps: Mapping[str, dict[int, int]], bans: Mapping[str, Pattern]
) -> Iterator[Problem]:
    """Warn of an event whose forced options cannot stand where nothing else has been agreed."""
    nothing = np.zeros((1, len(reach.issues)), np.int16)
    for step, places in steps.items():
        banned = [name for name, ban in bans.items() if _matches(reach.after(nothing, places), ban)[0]]
        if banned and step.endswith(_HAPPENS):
            name = step.removesuffix(_HAPPENS)
            path = ("events" if name in view.names("events") else "deadlines", name, "force")
            found, hint = f"a force that leads to {banned[0]}", "Where nothing can give way it does not take hold."
            yield Problem(
                path, found, "options that can stand, or what they need forced with them", hint, "warning", True
            )


def _steps(view: View, issues: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, dict[int, int]]]:
    """Yield what can happen to a deal without anybody's agreement: an issue falls back, an event forces options."""
    places = {issue: number for number, issue in enumerate(issues)}
    for issue, number in places.items():
        yield f"{issue} ends", {number: 0}
    for use in view.of("Event", "Deadline"):
        force = {i: o for i, o in table(use.data.get("force")).items() if i in places and o in issues[i]}
        if force:
            yield f"{use.path[1]}{_HAPPENS}", {places[i]: list(issues[i]).index(o) for i, o in force.items()}
