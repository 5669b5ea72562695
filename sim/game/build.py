"""Scenario -> Game: names become indices once, every number gets its place, every state its row.

`Game.board` is what all runs share, read-only; `Game.base` and `Game.inputs` are what a run's case is made of.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from sim.game.board import BoardMaker
from sim.game.inputs import lay_out
from sim.game.layout import Input, Shapes, case_over
from sim.game.names import Names, listed
from sim.game.switches import switched
from sim.game.tallies import RunTally, Watch, evenings, rows_of, tallies_in, watched_pattern
from sim.rules.state import Board, Case
from sim.scenario.asked_words import Measure, Predicate
from sim.scenario.base import Pattern
from sim.scenario.deals import LIMIT_PLAYED_DEALS
from sim.scenario.input_names import input_names
from sim.scenario.model import Scenario
from sim.scenario.numbers import Spread
from sim.scenario.table_words import Features

_ASIDE = {"switches", "changes", "levers", "correlations"}
"""The fields that say how a scenario may be changed, which a run does not see, and how its cases are drawn."""


@dataclass(frozen=True)
class Game:
    """A scenario with names turned into indices.

    Attributes:
        scenario: What was stated.
        parties: Party ids; a party's index is its place here, likewise below.
        issues: Issue ids.
        options: (issue, option) ids over all issues.
        conditions: Condition ids.
        events: Event ids, then deadline ids, then pressure ids.
        watches: What the record watches for: first every option, then the patterns of outcomes and questions.
        tallies: What is counted in every run, because an outcome or question asks how often.
        board: What every run shares, as read-only arrays.
        base: The row of inputs with every certain figure.
        inputs: The uncertain numbers.
        shapes: The arrays of a case.
        deals: How many deals are feasible.
    """

    scenario: Scenario
    parties: tuple[str, ...]
    issues: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    conditions: tuple[str, ...]
    events: tuple[str, ...]
    watches: tuple[Watch, ...]
    tallies: tuple[RunTally, ...]
    board: Board
    base: NDArray[np.float64]
    inputs: tuple[Input, ...]
    shapes: Shapes
    deals: int

    @property
    def horizon(self) -> int:
        """Days played."""
        return self.scenario.protocol.horizon_days

    @property
    def input_names(self) -> dict[str, str]:
        """What each uncertain input is called, by path; no two alike."""
        return input_names(self.scenario, (given.path for given in self.inputs))

    def case(self, values: NDArray[np.float64]) -> Case:
        """Return a case with these values of the uncertain numbers."""
        row = self.base.copy()
        for given, value in zip(self.inputs, values, strict=True):
            row[list(given.places)] = value
        return case_over(row, self.shapes)

    def deal(self, state: int) -> dict[str, str]:
        """Return a state as issue to option; empty where nothing is in force."""
        row = self.board.option[state]
        return {self.options[o][0]: self.options[o][1] for o in row if o >= 0}

    def state(self, deal: Mapping[str, str]) -> int:
        """Return the number of the state with these options; unnamed issues stand at their first option.

        Raises:
            KeyError: No state has these options.
        """
        row = [self.options.index((i, deal.get(i, next(iter(self.scenario.issues[i].options))))) for i in self.issues]
        found = np.flatnonzero((self.board.option == row).all(axis=1))
        if not len(found):
            raise KeyError(f"no state has {dict(deal)}")
        return int(found[0])

    def watch(self, pattern: Pattern, days: int = 1, ahead: bool = False) -> int:
        """Return the number of a watch."""
        return self.watches.index(Watch(watched_pattern(pattern), days, ahead))

    def tally(self, wanted: RunTally) -> int:
        """Return the number of a tally."""
        return self.tallies.index(wanted)

    def day(self, when: date) -> int:
        """Return the day of the run on a date; day 0 is `as_of`."""
        return (when - self.scenario.as_of).days


def make_game(scenario: Scenario, like: Game | None = None, most: int = LIMIT_PLAYED_DEALS) -> Game:
    """Turn a scenario into a game.

    Args:
        scenario: A scenario that has passed `sim.scenario.checks`.
        like: A game that was made before. If the two scenarios differ in nothing but stated numbers, which stand in
            cases and not on the board, and in which mechanisms are on, its board is taken over; the game is the same
            either way.
        most: Most feasible deals: fewer where runs are played than where deals are only looked at.

    Returns:
        The game, all its arrays read-only.

    Raises:
        ScenarioError: It has more feasible deals than that.
        ValueError: No deal is feasible, or a party's worth is only ordinal.
    """
    for party, worth in scenario.worth.items():
        if worth.ordinal:
            raise ValueError(f"worth.{party} states only an order; a run needs weights and values")
    names = Names(scenario)
    layout = lay_out(scenario, names)
    if like is not None and share_a_board(scenario, like.scenario):
        watches, tallies, deals = like.watches, like.tallies, like.deals
        board = like.board._replace(rules=switched(like.board.rules, scenario))
    else:
        watches, tallies = tuple(_watches(scenario)), tuple(_tallies(scenario))
        counted = rows_of(scenario, names, tallies, watches)
        board, deals = BoardMaker(scenario, names, most).make(watches, counted)
    for array in board:
        array.flags.writeable = False
    layout.base.flags.writeable = False
    return Game(
        scenario=scenario,
        parties=names.parties,
        issues=names.issues,
        options=names.options,
        conditions=tuple(scenario.conditions),
        events=(*scenario.happenings, *scenario.pressures),
        watches=watches,
        tallies=tallies,
        board=board,
        base=layout.base,
        inputs=tuple(layout.inputs.values()),
        shapes=layout.shapes,
        deals=deals,
    )


def share_a_board(one: Scenario, other: Scenario) -> bool:
    """Return whether two scenarios say the same of all that is played, but for values of numbers and mechanisms."""
    return all(_alike(getattr(one, name), getattr(other, name)) for name in Scenario.model_fields if name not in _ASIDE)


def same_pieces(one: Game, other: Game) -> bool:
    """Return whether two games name the same things and have the same states, so that a run of one fits the other."""
    names = ("parties", "issues", "options", "conditions", "events", "watches", "tallies", "horizon")
    alike = all(getattr(one, name) == getattr(other, name) for name in names)
    shapes = [tuple(array.shape for array in game.board) for game in (one, other)]
    return alike and shapes[0] == shapes[1] and np.array_equal(one.board.option, other.board.option)


def _alike(one: object, other: object) -> bool:
    """Return whether two parts of scenarios are equal, what is not on a board being equal to any other of its kind."""
    if type(one) is not type(other):
        return False
    if isinstance(one, Spread | Features):
        return True
    if isinstance(one, BaseModel):
        # The order of options is the order of their columns, so iterating must give the same order.
        return _alike(dict(one), dict(cast(BaseModel, other)))
    if isinstance(one, Mapping):
        there = cast(Mapping[object, object], other)
        return list(one) == list(there) and all(map(_alike, one.values(), there.values()))
    return one == other


def _predicates(predicate: Predicate | None) -> Iterator[Predicate]:
    """Yield a predicate and everything inside it."""
    if predicate is None:
        return
    yield predicate
    for inner in (*(predicate.all or ()), *(predicate.any or ()), predicate.not_, predicate.before):
        yield from _predicates(inner)


def _asked(scenario: Scenario) -> Iterator[Predicate]:
    """Yield every predicate that outcomes and questions ask about, with all that is nested in it."""
    roots = [o.when for o in scenario.outcomes.values()]
    for question in scenario.questions.values():
        number = question.number
        roots += [question.when, question.of]
        roots += [number.day_of, *(number.how_many or ())] if number is not None else []
    for root in roots:
        yield from _predicates(root)


def _tallies(scenario: Scenario) -> Iterator[RunTally]:
    """Yield what must be counted for outcomes and questions, each once."""
    seen: dict[RunTally, None] = {}
    for predicate in _asked(scenario):
        seen |= dict.fromkeys(tallies_in(predicate, scenario.protocol.horizon_days))
    for name, number in scenario.numbers_asked.items():
        until = (scenario.questions[name].by - scenario.as_of).days
        if number.times is not None:
            seen |= dict.fromkeys(tallies_in(number.times, until))
        if number.days_in_force is not None:
            seen[evenings(number.days_in_force, until)] = None
    yield from seen


def _watches_of_number(scenario: Scenario, number: Measure, by: int) -> Iterator[Watch]:
    """Yield what must be watched for a question that asks for a number: what stands in the evening of its day."""
    for issue in listed(number.quantity_in_force or []):
        yield from (Watch(watched_pattern({issue: option}), -by) for option in scenario.issues[issue].options)
    if number.days_in_force is not None and number.still is not None:
        yield Watch(watched_pattern(number.days_in_force), -by)


def _watches(scenario: Scenario) -> Iterator[Watch]:
    """Yield what must be watched: every option, then the patterns of outcomes and questions, each once."""
    seen: set[Watch] = set()
    wanted = [Watch(watched_pattern({i: o}), 1) for i, issue in scenario.issues.items() for o in issue.options]
    for name, number in scenario.numbers_asked.items():
        wanted += _watches_of_number(scenario, number, (scenario.questions[name].by - scenario.as_of).days)
    wanted += [Watch(tally.about, 1) for tally in _tallies(scenario) if tally.about]
    for predicate in _asked(scenario):
        for pattern, days in ((predicate.ever, predicate.for_days or 1), (predicate.at_end, 1)):
            if pattern is not None:
                wanted.append(Watch(watched_pattern(pattern), days))
        for pattern, ahead in ((predicate.in_force, False), (predicate.stands, True)):
            if pattern is not None and predicate.on is not None:
                wanted.append(Watch(watched_pattern(pattern), -(predicate.on - scenario.as_of).days, ahead))
    for watch in wanted:
        if watch not in seen:
            seen.add(watch)
            yield watch
