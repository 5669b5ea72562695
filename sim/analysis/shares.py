"""Shares of runs with their doubt: Wilson intervals, medians, answers to dated questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, nan, sqrt

import numpy as np

from sim.analysis.predicates import evaluate, outcomes_of
from sim.arrays import Flags, Floats
from sim.finding import Row
from sim.game.build import Game
from sim.game.records import Records
from sim.scenario.asked_words import Question

Z95 = 1.959963984540054
"""The 97.5 % quantile of the standard normal: two-sided 95 %."""


@dataclass(frozen=True)
class Share:
    """A share of runs with its 95 % interval of sampling error.

    Attributes:
        id: What it is a share of: an outcome or a question.
        label: Its name on screen.
        count: Runs in which it held.
        of: Runs it was asked of.
        share: count / of; NaN for no runs.
        low: Lower end of the interval.
        high: Upper end of the interval.
        median_day: The day on which it came to hold in the median run where it did; none without a day.
    """

    id: str
    label: str
    count: int
    of: int
    share: float
    low: float
    high: float
    median_day: float | None = None


def shares_table(shares: Sequence[Share]) -> list[Row]:
    """Return shares as the rows of a table."""
    return [
        {
            "id": one.id,
            "label": one.label,
            "share": one.share,
            "low": one.low,
            "high": one.high,
            "count": one.count,
            "of": one.of,
            "median_day": one.median_day,
        }
        for one in shares
    ]


def wilson(count: float, runs: float, z: float = Z95) -> tuple[float, float]:
    """Return the Wilson score interval of a share.

    (p + z^2/2n +- z sqrt(p (1 - p)/n + z^2/4n^2)) / (1 + z^2/n)

    Args:
        count: Runs in which it held.
        runs: Runs in all; none gives (0, 1).
        z: Normal quantile; 1.96 for 95 %.

    Example:
        >>> low, high = wilson(8, 10)
        >>> (round(low, 3), round(high, 3))
        (0.49, 0.943)

    Source:
        Wilson (1927).
    """
    if runs <= 0:
        return 0.0, 1.0
    share = count / runs
    centre = share + z * z / (2.0 * runs)
    spread = z * sqrt(share * (1.0 - share) / runs + z * z / (4.0 * runs * runs))
    below, above = (centre - spread) / (1.0 + z * z / runs), (centre + spread) / (1.0 + z * z / runs)
    return (0.0 if count == 0 else below), (1.0 if count == runs else above)


def share_of(name: str, label: str, count: int, of: int, days: Floats | None = None) -> Share:
    """Return a share with its interval, and the median of the days that are known."""
    low, high = wilson(count, of)
    known = days[~np.isnan(days)] if days is not None else np.empty(0)
    median = float(np.median(known)) if len(known) else None
    return Share(name, label, count, of, count / of if of else nan, low, high, median)


def outcome_shares(game: Game, records: Records) -> tuple[Share, ...]:
    """Return the share of every outcome, in the order of the scenario; runs that none caught come last, if any."""
    names, days = outcomes_of(game, records)
    named = np.array(names, object)
    found = []
    for name in (*game.scenario.outcomes, "unresolved"):
        hit = named == name
        if name != "unresolved" or hit.any():
            label = game.scenario.name_of("outcomes", name)
            found.append(share_of(name, label, int(hit.sum()), len(named), days[hit]))
    return tuple(found)


def runs_asked(game: Game, records: Records, question: Question) -> Flags:
    """Return the runs that a question is asked of, by what has come to hold up to its day."""
    if question.of is None:
        return np.ones(len(records), bool)
    return evaluate(game, records, question.of, game.day(question.by)).holds


def question_flags(game: Game, records: Records, name: str) -> tuple[Flags, Flags, Floats]:
    """Return the runs that a question for yes or no is asked of, those that answer yes by its day, and since when.

    A question resolves on its day: what comes to hold later does not count.
    """
    question = game.scenario.questions[name]
    holding = evaluate(game, records, game.scenario.yes_or_no[name], game.day(question.by))
    asked = runs_asked(game, records, question)
    in_time = holding.holds & ~(np.nan_to_num(holding.day, nan=-inf) > game.day(question.by))
    return asked, asked & in_time, holding.day


def question_shares(game: Game, records: Records) -> tuple[Share, ...]:
    """Return the share of runs that answer each question for yes or no with yes, of the runs that it is asked of."""
    found = []
    for name in game.scenario.yes_or_no:
        question = game.scenario.questions[name]
        asked, hit, days = question_flags(game, records, name)
        found.append(share_of(name, question.label or question.asks, int(hit.sum()), int(asked.sum()), days[hit]))
    return tuple(found)


def paired_interval(before: Flags, after: Flags, z: float = Z95) -> tuple[float, float, float]:
    """Return the difference of two shares over the same runs, with its interval.

    With b runs that changed to yes and c that changed to no: d = (b - c)/n; interval from b + 1/2, c + 1/2, n + 2.

    Example:
        >>> import numpy as np
        >>> before, after = np.arange(100) < 30, np.arange(100) < 50
        >>> [round(end, 3) for end in paired_interval(before, after)]
        [0.2, 0.117, 0.275]

    Source:
        Agresti and Min (2005), the adjusted Wald interval for matched pairs.
    """
    runs = len(before)
    gained, lost = int((after & ~before).sum()), int((before & ~after).sum())
    if runs == 0:
        return float("nan"), -1.0, 1.0
    more, fewer, size = gained + 0.5, lost + 0.5, runs + 2.0
    centre = (more - fewer) / size
    error = z * sqrt((more + fewer) - (more - fewer) ** 2 / size) / size
    return (gained - lost) / runs, max(-1.0, centre - error), min(1.0, centre + error)
