"""Questions whose answer is a number or a date: what every run says, and how that is distributed over runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor, sqrt

import numpy as np

from sim.analysis.means import mean_interval
from sim.analysis.predicates import evaluate
from sim.analysis.shares import Z95, Share, runs_asked, share_of
from sim.arrays import Flags, Floats
from sim.finding import Row
from sim.game.build import Game
from sim.game.names import listed
from sim.game.records import Records
from sim.game.tallies import evenings, tallies_in
from sim.scenario.asked_words import Measure, Predicate

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Which quantiles are told."""

MOST_BARS = 40
"""Different numbers that have a bar each; of more, neighbours share one."""


@dataclass(frozen=True)
class NumberQuantile:
    """A number that a stated part of the runs do not exceed.

    Attributes:
        at: Which part of the runs that have a number.
        value: The smallest number that at least this part of them do not exceed.
        low: Lower end of its 95 % interval.
        high: Upper end.
    """

    at: float
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class NumberBar:
    """Runs whose numbers are alike.

    Attributes:
        low: The smallest of them.
        high: The largest.
        count: How many runs.
        share: Of the runs that the question is asked of.
    """

    low: float
    high: float
    count: int
    share: float


@dataclass(frozen=True)
class NumberAnswer:
    """How the answers of runs to a question for a number or a date are distributed.

    Attributes:
        id: The question.
        label: Its name on screen.
        unit: What it is counted in; may be empty.
        dated: Whether the numbers are days of the run, shown as dates.
        as_of: Day 0, for dates.
        never: The share of the runs asked that have no number: it never came, or there is none.
        known: Runs that have one.
        mean: Their mean, with its 95 % interval; missing for dates of none.
        low: Lower end of the interval of the mean.
        high: Upper end.
        least: Their smallest number.
        most: Their largest.
        quantiles: Their quantiles at `QUANTILES`, each with its 95 % interval; none without runs.
        bars: Their numbers from the smallest, and in how many runs.
    """

    id: str
    label: str
    unit: str
    dated: bool
    as_of: date
    never: Share
    known: int
    mean: float
    low: float
    high: float
    least: float
    most: float
    quantiles: tuple[NumberQuantile, ...]
    bars: tuple[NumberBar, ...]

    @property
    def of(self) -> int:
        """Runs that it is asked of."""
        return self.never.of

    def day(self, number: float) -> date:
        """Return the date of a day of the run."""
        return self.as_of + timedelta(round(number))

    def shown(self, number: float) -> str:
        """Return a number as people read it: a date if it is one; empty if it is missing."""
        return shown_number(number, self.as_of if self.dated else None)

    def rough(self, number: float) -> str:
        """Return a mean as people read it: a date, or a number to two places."""
        return rough_number(number, self.as_of if self.dated else None)

    @property
    def median(self) -> NumberQuantile | None:
        """Their median; none without runs."""
        return next((one for one in self.quantiles if one.at == 0.5), None)


def shown_number(number: float, as_of: date | None) -> str:
    """Return a number as people read it; with day 0 given, the date of that day of a run; empty if it is missing."""
    if np.isnan(number):
        return ""
    return f"{number:,.10g}" if as_of is None else (as_of + timedelta(round(number))).isoformat()


def rough_number(number: float, as_of: date | None) -> str:
    """Return a mean as people read it: to two places, or with day 0 given as a date; empty if it is missing."""
    if np.isnan(number):
        return ""
    return f"{number:,.2f}" if as_of is None else shown_number(number, as_of)


def numbers_of(game: Game, records: Records, name: str) -> tuple[Flags, Floats]:
    """Return the runs that a question for a number is asked of, and the number of every run; NaN where it has none."""
    question = game.scenario.questions[name]
    measure, by = game.scenario.numbers_asked[name], game.day(question.by)
    values = _measured(game, records, measure, by)
    if measure.otherwise is not None:
        values = np.where(np.isnan(values), measure.otherwise, values)
    return runs_asked(game, records, question), values


def number_answers(game: Game, records: Records) -> tuple[NumberAnswer, ...]:
    """Return how the answers to every question for a number or a date are distributed."""
    return tuple(number_answer(game, records, name) for name in game.scenario.numbers_asked)


def number_answer(game: Game, records: Records, name: str) -> NumberAnswer:
    """Return how the answers to a question for a number or a date are distributed over the runs it is asked of."""
    asked, values = numbers_of(game, records, name)
    question, measure = game.scenario.questions[name], game.scenario.numbers_asked[name]
    label = question.label or question.asks
    found = np.sort(values[asked & ~np.isnan(values)])
    of, known = int(asked.sum()), len(found)
    mean, low, high = mean_interval(found)
    return NumberAnswer(
        id=name,
        label=label,
        unit=measure.counted_in,
        dated=measure.dated,
        as_of=game.scenario.as_of,
        never=share_of(name, label, of - known, of),
        known=known,
        mean=mean,
        low=low,
        high=high,
        least=float(found[0]) if known else np.nan,
        most=float(found[-1]) if known else np.nan,
        quantiles=tuple(quantile(found, at) for at in QUANTILES) if known else (),
        bars=tuple(_bars(found, of)),
    )


def quantile(in_order: Floats, at: float) -> NumberQuantile:
    """Return a quantile of numbers with its 95 % interval, from their ranks.

    The smallest number that at least the part `at` of them do not exceed; the interval goes from rank
    n at - z sqrt(n at (1 - at)) to n at + z sqrt(n at (1 - at)), both rounded up and counted from 1.

    Args:
        in_order: At least one number, the smallest first.
        at: Between 0 and 1.

    Example:
        >>> import numpy as np
        >>> quantile(np.arange(1.0, 101.0), 0.5)
        NumberQuantile(at=0.5, value=50.0, low=41.0, high=60.0)

    Source:
        Conover (1999), section 3.2.
    """
    runs = len(in_order)
    spread = Z95 * sqrt(runs * at * (1.0 - at))
    ranks = (runs * at, runs * at - spread, runs * at + spread)
    value, low, high = (float(in_order[min(runs, max(1, ceil(rank - 1e-9))) - 1]) for rank in ranks)
    return NumberQuantile(at, value, low, high)


def numbers_table(answers: Sequence[NumberAnswer]) -> list[Row]:
    """Return answers as the rows of a table."""
    return [
        {
            "id": one.id,
            "label": one.label,
            "unit": one.unit,
            "of": one.of,
            "never": one.never.share,
            "mean": one.mean,
            "low": one.low,
            "high": one.high,
            **{f"q{100 * found.at:g}": found.value for found in one.quantiles},
        }
        for one in answers
    ]


def _bars(in_order: Floats, of: int) -> list[NumberBar]:
    """Return numbers that are alike as one bar each; of very many different ones, neighbours share a bar."""
    if not len(in_order):
        return []
    values, counts = np.unique(in_order, return_counts=True)
    if len(values) <= MOST_BARS:
        return [NumberBar(float(v), float(v), int(n), int(n) / of) for v, n in zip(values, counts, strict=True)]
    width = _width(float(values[-1] - values[0]))
    place = np.floor(values / width + 1e-9)
    found = []
    for one in np.unique(place):
        here = place == one
        count = int(counts[here].sum())
        found.append(NumberBar(float(values[here][0]), float(values[here][-1]), count, count / of))
    return found


def _width(span: float) -> float:
    """Return a round width of bars, 1, 2 or 5 times a power of ten, of which at most `MOST_BARS` cover a span."""
    least = span / (MOST_BARS - 1)
    power = 10.0 ** floor(np.log10(least))
    return float(next(step * power for step in (1.0, 2.0, 5.0, 10.0) if step * power >= least * (1 - 1e-12)))


def _measured(game: Game, records: Records, measure: Measure, by: int) -> Floats:
    """Return the number of every run, NaN where it has none."""
    if measure.days_in_force is not None:
        return _days_in_force(game, records, measure, by)
    if measure.day_of is not None:
        since = 0 if measure.since is None else game.day(measure.since)
        return _came(game, records, measure.day_of, by) - since
    if measure.quantity_in_force is not None:
        issues = listed(measure.quantity_in_force)
        return _sum([_quantity(game, issue, _in_force(game, records, issue, by)) for issue in issues])
    if measure.quantity_agreed is not None:
        issues = listed(measure.quantity_agreed)
        return _sum([_quantity(game, issue, _agreed(game, records, issue, by)) for issue in issues])
    if measure.times is not None:
        (tally,) = tallies_in(measure.times, by)
        return records.of("counted")[:, game.tally(tally)]
    held: Floats = np.array([_held(game, records, part, by) for part in measure.how_many or ()], np.float64)
    total: Floats = held.sum(axis=0)
    return total


def _came(game: Game, records: Records, predicate: Predicate, by: int) -> Floats:
    """Return the day on which something came to hold, up to a day; NaN where it did not, or has no day."""
    found = evaluate(game, records, predicate, by)
    return np.where(found.holds & (found.day <= by), found.day, np.nan)


def _held(game: Game, records: Records, predicate: Predicate, by: int) -> Flags:
    found = evaluate(game, records, predicate, by)
    return found.holds & ~(np.nan_to_num(found.day, nan=-np.inf) > by)


def _days_in_force(game: Game, records: Records, measure: Measure, by: int) -> Floats:
    pattern = measure.days_in_force or {}
    days = records.of("counted")[:, game.tally(evenings(pattern, by))] + days_before(game, measure)
    if measure.still is None:
        return days
    stands = records.reached[:, game.watch(pattern, -by)] == by
    return np.where(stands, measure.still, days)


def days_before(game: Game, measure: Measure) -> int:
    """Return on how many days up to day 0 a pattern had been in force, as `start` states it."""
    start = game.scenario.start
    if start is None or measure.days_in_force is None:
        return 0
    begun = []
    for issue, options in measure.days_in_force.items():
        stated = start.in_force.get(issue)
        if stated is None or stated.option not in listed(options):
            return 0
        begun.append(1 - game.day(stated.since))
    return min(begun)


def _in_force(game: Game, records: Records, issue: str, by: int) -> list[Flags]:
    """Return, for every option of an issue, the runs in which it is in force in the evening of a day."""
    options = game.scenario.issues[issue].options
    return [records.reached[:, game.watch({issue: option}, -by)] == by for option in options]


def _agreed(game: Game, records: Records, issue: str, by: int) -> list[Flags]:
    """Return, for every option of an issue, the runs in which it was the first one agreed; at a tie the last stated."""
    places = [game.options.index((issue, option)) for option in game.scenario.issues[issue].options]
    days = records.of("agreed")[:, places]
    days = np.where((days >= 0) & (days <= by), days, np.inf)
    first = days.min(axis=1)
    chosen = days.shape[1] - 1 - np.argmin(days[:, ::-1], axis=1)
    return [np.isfinite(first) & (chosen == place) for place in range(len(places))]


def _quantity(game: Game, issue: str, chosen: Sequence[Flags]) -> Floats:
    """Return the quantity of the option that is chosen in each run; NaN where none is, or it has none."""
    found = np.full(len(chosen[0]), np.nan)
    for option, runs in zip(game.scenario.issues[issue].options.values(), chosen, strict=True):
        if option.quantity is not None:
            found[runs] = option.quantity
    return found


def _sum(quantities: Sequence[Floats]) -> Floats:
    """Return the sum over issues; NaN where one of them has none."""
    total: Floats = np.sum(quantities, axis=0)
    return total
