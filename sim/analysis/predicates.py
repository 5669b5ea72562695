"""What holds of a run: predicates evaluated on the records of many runs at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from sim.arrays import Flags, Floats
from sim.game.build import Game
from sim.game.names import listed
from sim.game.records import Records
from sim.game.tallies import tallies_in
from sim.scenario.asked_words import Predicate
from sim.scenario.base import Pattern
from sim.scenario.faults import did_you_mean, one_of
from sim.scenario.model import Scenario


def check_outcome(scenario: Scenario, name: str) -> None:
    """Make sure that a scenario has an outcome.

    Raises:
        ValueError: It does not; the message is one line, with what there is and what was probably meant.
    """
    if name not in scenario.outcomes:
        hint = did_you_mean(name, scenario.outcomes)
        expected = f"expected {one_of(scenario.outcomes)}"
        raise ValueError(f"There is no outcome {name!r}; {expected}.{' ' if hint else ''}{hint}")


WAYS = (
    *("expired", "withdrawn", "collapsed", "failed", "renewed", "reached_term", "extended", "agreed"),
    "alleged_by_both",
)
"""What is asked about an option whose first day the records hold."""


@dataclass(frozen=True)
class PredicateHits:
    """Where a predicate holds, and since when.

    Attributes:
        holds: [runs] whether it holds of the run.
        day: [runs] the day on which it came to hold; NaN where it does not or has no day.
    """

    holds: Flags
    day: Floats


def evaluate(game: Game, records: Records, predicate: Predicate, last: int | None = None) -> PredicateHits:
    """Evaluate a predicate on every run.

    Parts that come to hold on a day count up to that day and no later, also within `not`: what is agreed after a
    question has been resolved does not make "nothing is agreed" untrue.

    Args:
        game: What was played.
        records: What the runs left behind.
        predicate: What is asked; all its parts must hold.
        last: The day up to which parts count that say no `by` themselves; none: the horizon.

    Returns:
        Where it holds, dated by the last of its parts to come to hold.
    """
    until = game.horizon if last is None else last
    parts = [*_dated(game, records, predicate, until), *_undated(game, records, predicate, until)]
    holds = np.all([part.holds for part in parts], axis=0)
    days = _latest(parts, holds)
    if predicate.before is not None:
        later = evaluate(game, records, predicate.before, until)
        holds &= ~later.holds | (days < later.day)
    return PredicateHits(holds, np.where(holds, days, np.nan))


def _latest(parts: list[PredicateHits], holds: Flags) -> Floats:
    days = np.array([part.day for part in parts])
    known = np.where(np.isnan(days), -np.inf, days).max(axis=0)
    return np.where(holds & np.isfinite(known), known, np.nan)


def _dated(game: Game, records: Records, predicate: Predicate, until: int) -> list[PredicateHits]:
    """Evaluate the parts that come to hold on a day, no later than `by`."""
    last = until if predicate.by is None else game.day(predicate.by)
    found = []
    if predicate.ever is not None:
        found.append(records.reached[:, game.watch(predicate.ever, predicate.for_days or 1)])
    for pattern, ahead in ((predicate.in_force, False), (predicate.stands, True)):
        if pattern is not None and predicate.on is not None:
            found.append(records.reached[:, game.watch(pattern, -game.day(predicate.on), ahead)])
    for way in WAYS:
        found += [_first(records.of(way)[:, places]) for places in _places(game, getattr(predicate, way))]
    if predicate.happened is not None:
        found.append(records.of("happened")[:, game.events.index(predicate.happened)])
    if predicate.mediator_left:
        found.append(records.of("mediator_left"))
    for tally in tallies_in(predicate, game.horizon):
        found.append(records.of("enough")[:, game.tally(tally)])
    dated = [_by(days, last) for days in found]
    for places in _places(game, predicate.alleged):
        soon = records.of("alleged_after")[:, places] <= (predicate.within_days or game.horizon)
        dated.append(_by(_first(np.where(soon, records.of("alleged")[:, places], np.nan)), last))
    return dated


def _first(days: Floats) -> Floats:
    """Return [runs] the first day of several, [runs, options]; NaN where none came."""
    first: Floats = np.where(days >= 0, days, np.inf).min(axis=1)
    return np.where(np.isfinite(first), first, np.nan)


def _by(days: Floats, last: int) -> PredicateHits:
    holds = (days >= 0) & (days <= last)
    return PredicateHits(holds, np.where(holds, days, np.nan))


def _undated(game: Game, records: Records, predicate: Predicate, until: int) -> list[PredicateHits]:
    """Evaluate the parts that hold of the whole run, and what is nested."""
    found = []
    if predicate.at_end is not None:
        watch = game.watch(predicate.at_end)
        holds = game.board.watched[records.state, watch]
        found.append(PredicateHits(holds, np.where(holds, records.reached[:, watch], np.nan)))
    if predicate.not_ is not None:
        inner = evaluate(game, records, predicate.not_, until)
        found.append(PredicateHits(~inner.holds, np.full(len(records), np.nan)))
    found += [evaluate(game, records, inner, until) for inner in predicate.all or ()]
    if predicate.any:
        parts = [evaluate(game, records, inner, until) for inner in predicate.any]
        found.append(_any(parts, predicate.at_least or 1))
    return found


def _any(parts: list[PredicateHits], at_least: int) -> PredicateHits:
    """Return where so many parts hold, dated by the first day by which that many with a day have come to hold."""
    holds = np.sum([part.holds for part in parts], axis=0) >= at_least
    days = np.array([np.where(part.holds, part.day, np.nan) for part in parts])
    in_order = np.sort(np.where(np.isnan(days), np.inf, days), axis=0)
    day = in_order[at_least - 1] if at_least <= len(parts) else np.full(in_order.shape[1], np.inf)
    return PredicateHits(holds, np.where(holds & np.isfinite(day), day, np.nan))


def _places(game: Game, pattern: Pattern | None) -> list[list[int]]:
    """Return, for every issue that is named, the places of the options any of which will do."""
    stated = (pattern or {}).items()
    return [[game.options.index((issue, option)) for option in listed(options)] for issue, options in stated]


def outcomes_of(game: Game, records: Records) -> tuple[list[str], Floats]:
    """Return the outcome of every run (the first that holds) and the day on which it came to hold.

    A run that no outcome catches is given the id `unresolved`.
    """
    names = np.full(len(records), "unresolved", object)
    days = np.full(len(records), np.nan)
    open_runs = np.ones(len(records), bool)
    for name, outcome in game.scenario.outcomes.items():
        if outcome.when is None:
            found = PredicateHits(np.ones(len(records), bool), np.full(len(records), np.nan))
        else:
            found = evaluate(game, records, outcome.when)
        hit = open_runs & found.holds
        names[hit] = name
        days[hit] = found.day[hit]
        open_runs &= ~hit
    return names.tolist(), days


def among(names: Sequence[str], outcomes: Collection[str]) -> Flags:
    """Return the runs whose outcome, known by name, is one of some outcomes."""
    return np.array([name in outcomes for name in names], bool)
