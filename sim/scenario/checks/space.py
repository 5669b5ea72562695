"""The deals that a scenario leaves: enough, not too many, and some that each pattern speaks of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np

from sim.scenario.checks.reached import reached
from sim.scenario.checks.view import View, pattern
from sim.scenario.data import table
from sim.scenario.deals import (
    LIMIT_DEALS,
    LIMIT_ISSUES,
    LIMIT_PLAYED_DEALS,
    Deals,
    Links,
    Pattern,
    TooManyDeals,
    among,
    enumerate_deals,
)
from sim.scenario.faults import Path, Problem

MOST_OPTIONS = 5_001
"""Most options of an issue: a pie of 5,000 slices has one option more than it has slices."""

_LOOKED_AT = {
    "Option": ("linked_to", "lapses_with"),
    "Infeasible": ("when", "gives_way"),
    "Condition": ("when", "require", "refuses"),
    "Bonus": ("when",),
    "Predicate": ("ever", "at_end", "stands"),
    "Measure": ("days_in_force",),
    "Event": ("force",),
    "Deadline": ("force",),
}
"""What the checks of this module look at, by word, beside the options and the status quo."""

Named = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Space:
    """The feasible deals of a scenario, listed, or only searched if there are too many.

    Attributes:
        issues: Options by issue.
        patterns: What is infeasible, by id; those that name something unknown are left out.
        links: Options to the anchors without which they do not stand, as numbers.
        rows: All feasible deals; None if there are too many.
        excess: Why there are too many.
    """

    issues: Mapping[str, Sequence[str]]
    patterns: Mapping[str, Pattern]
    links: Links
    rows: Deals | None = field(default=None, compare=False)
    excess: TooManyDeals | None = None

    @property
    def counts(self) -> list[int]:
        """How many options each issue has."""
        return [len(options) for options in self.issues.values()]

    def numbered(self, named: Named) -> Pattern:
        """Return a pattern as numbers."""
        places = {issue: number for number, issue in enumerate(self.issues)}
        return {places[i]: frozenset(self.issues[i].index(o) for o in options) for i, options in named.items()}

    def any(self, *wanted: Pattern, without: str = "") -> bool:
        """Return whether a feasible deal matches all these patterns, with one of the infeasible ones left out."""
        if self.rows is not None and not without:
            matching = np.ones(len(self.rows), bool)
            for issue, options in (item for one in wanted for item in one.items()):
                matching &= among(self.rows[:, issue], options)
            return bool(matching.any())
        bans = [ban for name, ban in self.patterns.items() if name != without]
        counts = self.counts
        bans += [{i: frozenset(range(counts[i])) - options} for one in wanted for i, options in one.items()]
        try:
            return len(enumerate_deals(counts, bans, self.links, 0)) > 0
        except TooManyDeals:
            return True


def same_space(view: View) -> bool:
    """Return whether nothing that `space` looks at differs from the view before."""
    return view.before is not None and _looked_at(view) == _looked_at(view.before)


def _looked_at(view: View) -> tuple[Any, ...]:
    stated = [(use.path, [use.data.get(name) for name in _LOOKED_AT[use.word]]) for use in view.of(*_LOOKED_AT)]
    return view.options, view.inside, stated


def space(view: View) -> Iterator[Problem]:
    """Some deals are feasible, but not too many, and conditions and patterns apply to some of them."""
    usable = {issue: options for issue, options in view.options.items() if options}
    if not usable:
        return
    if len(usable) > LIMIT_ISSUES:
        hint = "Merge issues that are settled together."
        yield Problem(("issues",), f"{len(usable)} issues", f"at most {LIMIT_ISSUES}", hint, at_key=True)
    if len(usable) > 4 * LIMIT_ISSUES:
        return
    for issue, options in usable.items():
        if len(options) > MOST_OPTIONS:
            path = ("issues", issue, "options")
            yield Problem(path, f"{len(options)} options", f"at most {MOST_OPTIONS}", at_key=True)
            return
    deals = space_of(view, usable)
    yield from _size(view, deals)
    yield from _status_quo(view, deals)
    if deals.rows is None or len(deals.rows):
        yield from _patterns(view, deals)
        yield from reached(view, deals.issues, deals.patterns, deals.links, deals.rows)
        yield from _conditions(view, deals)
        yield from _spoken_of(view, deals)


def space_of(view: View, issues: Mapping[str, Sequence[str]]) -> Space:
    """Return the feasible deals, as far as what is stated can be read."""
    named = {name: pattern(view, table(entry).get("when")) for name, entry in table(view.at("infeasible")).items()}
    bare = Space(issues, {}, {})
    patterns = {name: bare.numbered(when) for name, when in named.items() if when}
    links = {}
    for issue, options in issues.items():
        for option in options:
            stated = table(view.at("issues", issue, "options", option))
            anchors = pattern(view, stated.get("linked_to") or stated.get("lapses_with"))
            if anchors and issue not in anchors:
                ((own, numbers),) = bare.numbered({issue: [option]}).items()
                links[own, min(numbers)] = [(i, min(o)) for i, o in bare.numbered(anchors).items()]
    try:
        rows = enumerate_deals(bare.counts, list(patterns.values()), links, LIMIT_DEALS)
    except TooManyDeals as excess:
        return Space(issues, patterns, links, None, excess)
    return Space(issues, patterns, links, rows)


def _size(view: View, deals: Space) -> Iterator[Problem]:
    if deals.excess is not None:
        most = max(deals.issues, key=lambda issue: len(deals.issues[issue]))
        least = "" if deals.excess.exact else "at least "
        hint = f"Remove issues or options; {most} has the most options ({len(deals.issues[most])})."
        found = f"{least}{deals.excess.count_at_least:,} feasible deals"
        yield Problem(("issues",), found, f"at most {LIMIT_DEALS:,}", hint, at_key=True)
    elif deals.rows is not None and len(deals.rows) > LIMIT_PLAYED_DEALS:
        hint = f"Theories that play no runs, such as solve, take up to {LIMIT_DEALS:,}."
        expected = f"at most {LIMIT_PLAYED_DEALS:,} to play runs"
        yield Problem(("issues",), f"{len(deals.rows):,} feasible deals", expected, hint, "warning", at_key=True)
    elif deals.rows is not None and not len(deals.rows):
        hint = "Together these patterns and links leave some issue no option."
        path = ("infeasible",) if deals.patterns else ("issues",)
        yield Problem(path, "no feasible deal", "at least one", hint, at_key=True)
    elif deals.rows is not None and len(deals.rows) == 1 and view.inside:
        yield Problem(("issues",), "one feasible deal", "one to agree on", severity="warning", at_key=True)


def _removes_status_quo(view: View, ban: Pattern) -> bool:
    return view.inside and all(0 in options for options in ban.values())


def _status_quo(view: View, deals: Space) -> Iterator[Problem]:
    """What is in force on day 0 stays feasible."""
    for name, ban in deals.patterns.items():
        if _removes_status_quo(view, ban):
            path, found = ("infeasible", name, "when"), "a pattern that removes the status quo"
            hint = "It is in force on day 0; with status_quo: outside it need not be feasible."
            yield Problem(path, found, "one that leaves it", hint, at_key=True)


def _patterns(view: View, deals: Space) -> Iterator[Problem]:
    """Every pattern removes something, and every option remains in some deal."""
    for name, ban in deals.patterns.items():
        if not _removes_status_quo(view, ban) and not deals.any(ban, without=name):
            path, found = ("infeasible", name, "when"), "a pattern that removes nothing"
            hint = "Other patterns or links remove all that it names."
            yield Problem(path, found, "one that removes something", hint, "warning", True)
    for issue, options in deals.issues.items():
        for option in options:
            if not deals.any(deals.numbered({issue: [option]})):
                place = ("issues", issue, "options", option)
                yield Problem(place, "an option of no feasible deal", "one of some deal", "", "warning", True)


def _conditions(view: View, deals: Space) -> Iterator[Problem]:
    """Some deal triggers a condition; it should be one that can be kept and broken."""
    for use in view.of("Condition"):
        field = "when" if use.data.get("when") is not None else "refuses"
        when, stated = pattern(view, use.data.get(field)), use.data.get("require")
        if when is None:
            continue
        triggers = deals.numbered(when)
        met = [pattern(view, one) for one in (stated if isinstance(stated, list) else [stated])]
        if not deals.any(triggers):
            path, hint = (*use.path, field), "No feasible deal has these options together."
            yield Problem(path, "a condition that no deal triggers", "options that some deal has", hint, at_key=True)
        elif field == "when" and all(met) and use.data.get("require_conduct") is None:
            yield from _requirement(
                (*use.path, "require"), deals, triggers, [deals.numbered(one) for one in met if one]
            )


def _requirement(path: Path, deals: Space, triggers: Pattern, met: Sequence[Pattern]) -> Iterator[Problem]:
    if not any(deals.any(triggers, satisfies) for satisfies in met):
        found, hint = "a condition that no deal can satisfy", "Every deal that triggers it breaks it."
        yield Problem(path, found, "options that some such deal has", hint, "warning", True)
        return
    counts = deals.counts
    short = [
        [{issue: frozenset(range(counts[issue])) - options} for issue, options in satisfies.items()]
        for satisfies in met
    ]
    if not any(deals.any(triggers, *rest) for rest in product(*short)):
        found, hint = "a condition that no deal can break", "Every deal that triggers it satisfies it."
        yield Problem(path, found, "options that some such deal has not", hint, "warning", True)


def _spoken_of(view: View, deals: Space) -> Iterator[Problem]:
    """Warn of combinations that are mentioned elsewhere and can never be agreed."""
    if view.inside and any(table(use.data.get("force")) for use in view.of("Event", "Deadline")):
        # What is forced may be part of combinations that nobody may propose.
        return
    for word, fields in (("Bonus", ("when",)), ("Predicate", _LOOKED_AT["Predicate"]), ("Measure", ("days_in_force",))):
        for use in view.of(word):
            for name in fields:
                named = pattern(view, use.data.get(name))
                if named and not deals.any(deals.numbered(named)):
                    path = (*use.path, name)
                    yield Problem(path, "a combination of no feasible deal", "one of some deal", "", "warning", True)
