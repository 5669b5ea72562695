"""One point of a design, played: how its runs end, and the same as plain data and back."""

from dataclasses import asdict, dataclass
from datetime import date
from math import isnan
from typing import Any

import numpy as np

from sim.analysis.measures import NumberQuantile, number_answers, shown_number
from sim.analysis.predicates import outcomes_of
from sim.analysis.shares import Share
from sim.arrays import Floats
from sim.game.build import Game
from sim.game.records import Records

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles over the runs by which days are described."""


@dataclass(frozen=True)
class DaySpread:
    """Over the runs that end in an outcome, the day on which it came to hold.

    Attributes:
        id: The outcome.
        of: Runs that end in it and have such a day.
        days: The days by which 5, 25, 50, 75 and 95 % of them had come to it; empty if there are none.
    """

    id: str
    of: int
    days: tuple[float, ...]


@dataclass(frozen=True)
class NumberSpread:
    """How the answers to a question for a number or a date are distributed over the runs of a point.

    Attributes:
        id: The question.
        label: Its name on screen.
        unit: What it is counted in; may be empty.
        day_0: For dates, day 0 of the runs as a date in text; none for other numbers.
        of: Runs that it is asked of.
        known: Those of them that have a number.
        mean: Their mean; NaN without any.
        low: Lower end of its 95 % interval.
        high: Upper end.
        quantiles: Their quantiles at 5, 25, 50, 75 and 95 %, each with its 95 % interval; none without runs.
    """

    id: str
    label: str
    unit: str
    day_0: str | None
    of: int
    known: int
    mean: float
    low: float
    high: float
    quantiles: tuple[NumberQuantile, ...]

    @property
    def median(self) -> NumberQuantile | None:
        """The median; none without runs."""
        return next((one for one in self.quantiles if one.at == 0.5), None)

    def shown(self, number: float) -> str:
        """Return a number as people read it: a date if it is one; empty if it is missing."""
        return shown_number(number, None if self.day_0 is None else date.fromisoformat(self.day_0))


@dataclass(frozen=True)
class SweepPoint:
    """One point of a design, played.

    Attributes:
        number: Its place in the design.
        values: The value of every lever.
        digest: Fingerprint of the scenario that was played.
        runs: How many runs.
        outcomes: Share of runs that end in each outcome.
        questions: Share of runs that answer each question with yes.
        days: When each outcome came to hold.
        numbers: How the answers to each question for a number or a date are distributed.
    """

    number: int
    values: tuple[Any, ...]
    digest: str
    runs: int
    outcomes: tuple[Share, ...]
    questions: tuple[Share, ...]
    days: tuple[DaySpread, ...]
    numbers: tuple[NumberSpread, ...] = ()

    def answers(self, name: str) -> NumberSpread | None:
        """Return how the answers to a question for a number or a date are distributed; none if nothing is called so."""
        return next((one for one in self.numbers if one.id == name), None)

    def share(self, name: str) -> Share | None:
        """Return the share of an outcome or, if no outcome has that name, of a question; none if there is neither."""
        return next((share for share in (*self.outcomes, *self.questions) if share.id == name), None)

    def spread(self, name: str) -> DaySpread:
        """Return when an outcome came to hold; over no runs if none ends in it."""
        return next((spread for spread in self.days if spread.id == name), DaySpread(name, 0, ()))


def day_spreads(game: Game, records: Records) -> tuple[DaySpread, ...]:
    """Return when each outcome came to hold in the runs that end in it; quantiles by linear interpolation."""
    names, days = outcomes_of(game, records)
    named = np.array(names, object)
    known = ~np.isnan(days)
    return tuple(_day_spread(name, days[(named == name) & known]) for name in game.scenario.outcomes)


def _day_spread(name: str, days: Floats) -> DaySpread:
    at: list[float] = np.quantile(days, QUANTILES).tolist() if len(days) else []
    return DaySpread(name, len(days), tuple(at))


def number_spreads(game: Game, records: Records) -> tuple[NumberSpread, ...]:
    """Return how the answers to every question for a number or a date are distributed."""
    return tuple(
        NumberSpread(
            id=one.id,
            label=one.label,
            unit=one.unit,
            day_0=one.as_of.isoformat() if one.dated else None,
            of=one.of,
            known=one.known,
            mean=one.mean,
            low=one.low,
            high=one.high,
            quantiles=one.quantiles,
        )
        for one in number_answers(game, records)
    )


def data_of(point: SweepPoint) -> dict[str, Any]:
    """Return a point as plain data; a share of no runs is None."""
    data = asdict(point)
    for share in (*data["outcomes"], *data["questions"]):
        share["share"] = None if isnan(share["share"]) else share["share"]
    for number in data["numbers"]:
        number |= {name: None if isnan(number[name]) else number[name] for name in ("mean", "low", "high")}
    return data
