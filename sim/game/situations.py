"""Situations as arrays: which states are as each says, for how many evenings, and what else it asks."""

from collections.abc import Iterator

import numpy as np

from sim.arrays import Flags, Ints
from sim.game.names import Names
from sim.game.states import matching
from sim.rules import state as at
from sim.scenario.model import Scenario, Situation

ENDINGS = (
    ("expired", at.TEST_EXPIRED),
    ("withdrawn", at.TEST_WITHDRAWN),
    ("collapsed", at.TEST_COLLAPSED),
    ("failed", at.TEST_FAILED),
    ("agreed", at.TEST_AGREED),
)
"""What a situation may say that has been so of an option."""


def situations_of(scenario: Scenario) -> dict[str, Situation]:
    """Return every situation of a scenario by its path, in order; a situation's number is its place here."""
    return dict(_situations(scenario))


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
    stated = list(situations_of(scenario).values())
    standing = np.ones((len(stated), len(listed)), bool)
    tests: list[tuple[int, int, int, int]] = []
    for number, situation in enumerate(stated):
        if situation.in_force:
            standing[number] &= matching(listed, names.first, names.within(situation.in_force))
        for issue, options in (situation.not_in_force or {}).items():
            standing[number] &= ~matching(listed, names.first, names.within({issue: options}))
        tests += _tests(number, situation, scenario, names)
    numbers = situation_numbers(scenario)
    conduct = [numbers.get(f"conditions.{name}.require_conduct", -1) for name in scenario.conditions]
    return {
        "conduct": np.array(conduct, np.int64),
        "situation": standing,
        "situation_days": np.array([situation.for_days or 0 for situation in stated], np.int64),
        "tests": np.array(tests, np.int64).reshape(len(tests), 4),
    }


def _tests(number: int, situation: Situation, scenario: Scenario, names: Names) -> Iterator[tuple[int, int, int, int]]:
    """Yield what a situation asks beside the deal in force: whose test, of what kind, of what, since how many days."""
    since = situation.since_days or 0
    for word, kind in ENDINGS:
        for issue, option in (getattr(situation, word) or {}).items():
            yield number, kind, names.option(issue, option), since
    if situation.happened is not None:
        yield number, at.TEST_HAPPENED, list(scenario.happenings).index(situation.happened), since
    if situation.out is not None:
        yield number, at.TEST_OUT, names.party(situation.out), 0
