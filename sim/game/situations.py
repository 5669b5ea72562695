"""Situations as arrays: which states are as each says, for how many evenings, and what else it asks."""

from collections.abc import Iterator

import numpy as np

from sim.arrays import Flags, Ints
from sim.game.names import Names
from sim.game.names import listed as named
from sim.game.states import matching
from sim.rules import state as at
from sim.scenario.model import Scenario
from sim.scenario.situation_word import Situation

Test = tuple[int, int, int, int, int]
"""A row of `Board.tests`."""

ENDINGS = (
    ("expired", at.TEST_EXPIRED),
    ("withdrawn", at.TEST_WITHDRAWN),
    ("collapsed", at.TEST_COLLAPSED),
    ("failed", at.TEST_FAILED),
    ("agreed", at.TEST_AGREED),
)
"""What a situation may say that has been so of an option."""


NOT = ".not"
"""What leads from the path of a situation to that of the situation under its `not`."""

OF_NONE = -1
"""Whose test it is that stands in only where another is not passed."""


def situations_of(scenario: Scenario) -> dict[str, Situation]:
    """Return every situation of a scenario by its path, in order; a situation's number is its place here."""
    return {path: found for stated in _situations(scenario) for path, found in _with_inner(*stated)}


def _with_inner(path: str, situation: Situation) -> Iterator[tuple[str, Situation]]:
    """Yield a situation and those under its `not`, one within the other."""
    yield path, situation
    if situation.not_ is not None:
        yield from _with_inner(f"{path}{NOT}", situation.not_)


def _situations(scenario: Scenario) -> Iterator[tuple[str, Situation]]:
    for name, event in scenario.events.items():
        if event.when is not None:
            yield f"events.{name}.when", event.when
    for name, deadline in scenario.deadlines.items():
        if deadline.after is not None:
            yield f"deadlines.{name}.after", deadline.after
    for name, party in scenario.parties.items():
        if party.walk_out is not None and party.walk_out.returns_for is not None:
            yield f"parties.{name}.walk_out.returns_for", party.walk_out.returns_for
        if party.enters is not None:
            yield f"parties.{name}.enters", party.enters
    for name, condition in scenario.conditions.items():
        if condition.require_conduct is not None:
            yield f"conditions.{name}.require_conduct", condition.require_conduct


def situation_numbers(scenario: Scenario) -> dict[str, int]:
    """Return the number of every situation by its path."""
    return {path: number for number, path in enumerate(situations_of(scenario))}


def situation_arrays(scenario: Scenario, names: Names, listed: Ints) -> dict[str, Ints | Flags]:
    """Return what a board says of situations.

    Args:
        scenario: What states them.
        names: The numbers of what they name.
        listed: [D, I] options in force in every state.
    """
    stated, numbers = situations_of(scenario), situation_numbers(scenario)
    standing, coming = np.ones((2, len(stated), len(listed)), bool)
    tests: list[Test] = []
    for number, situation in enumerate(stated.values()):
        if situation.in_force:
            standing[number] &= matching(listed, names.first, names.within(situation.in_force))
        for issue, options in (situation.not_in_force or {}).items():
            standing[number] &= ~matching(listed, names.first, names.within({issue: options}))
        if situation.stands:
            coming[number] = matching(listed, names.first, names.within(situation.stands))
        for kind, items, since in _tests(situation, scenario, names):
            tests += _any_of(number, kind, items, since, len(tests))
    conduct = [numbers.get(f"conditions.{name}.require_conduct", -1) for name in scenario.conditions]
    return {
        "conduct": np.array(conduct, np.int64),
        "situation": standing,
        "situation_ahead": coming,
        "situation_days": np.array([situation.for_days or 0 for situation in stated.values()], np.int64),
        "situation_not": np.array([numbers.get(f"{path}{NOT}", -1) for path in stated], np.int64),
        "tests": np.array(tests, np.int64).reshape(len(tests), 5),
    }


def _tests(situation: Situation, scenario: Scenario, names: Names) -> Iterator[tuple[int, list[int], int]]:
    """Yield what a situation asks beside the deal in force: of what kind, of which any will do, since how many days."""
    since = situation.since_days or 0
    for word, kind in ENDINGS:
        for issue, options in (getattr(situation, word) or {}).items():
            yield kind, [names.option(issue, option) for option in named(options)], since
    if situation.happened is not None:
        yield at.TEST_HAPPENED, [list(scenario.happenings).index(situation.happened)], since
    if situation.out is not None:
        yield at.TEST_OUT, [names.party(situation.out)], 0


def _any_of(number: int, kind: int, items: list[int], since: int, place: int) -> Iterator[Test]:
    """Yield the rows of one test, each with the place of the next that would do as well, or -1."""
    last = place + len(items) - 1
    for row, item in enumerate(items, place):
        yield number if row == place else OF_NONE, kind, item, since, row + 1 if row < last else -1
