"""How the variance of a figure is shared among its three parts: the case, the minds, the talks.

A run's figure y is played in case i, with minds j of that case, and talks k of those minds; all three are drawn anew
as often as a nested design says. Let A be the mean of y^2, B the mean of y y' over pairs that differ in their talks
only, C over pairs of one case that differ in their minds, D over pairs of different cases. Then

    talks  A - B     what would remain if every stated number and every mind were known
    minds  B - C     what parties know and nobody else does
    case   C - D     what the scenario states as ranges

are unbiased, and sum to A - D, which is the whole: half the mean squared difference of runs of different cases. Nothing
keeps an unbiased estimate of a small part from falling below 0: that says that it cannot be told apart from 0.

Intervals are those of the jackknife over cases: cases are independent of each other, runs of one case are not.

Source:
    Searle, Casella and McCulloch (1992) for the analysis of variance of nested designs, Efron and Stein (1981) for the
    jackknife.
"""

from dataclasses import dataclass
from math import nan, sqrt
from typing import Any, Literal

import numpy as np

from sim.analysis.estimates import UNKNOWN, Estimate
from sim.arrays import Floats
from sim.formatting import percent, plain_data

PartId = Literal["case", "minds", "talks"]
LABELS: dict[PartId, str] = {
    "case": "the case: what the scenario states as ranges",
    "minds": "the minds: what only parties know",
    "talks": "the talks: everything drawn day by day",
}
"""The parts in the order in which they are drawn, and what each is."""
STUDENT_95 = 1.959963984540054
LEAST_CASES = 3
"""Fewer say nothing about how sure they are."""


@dataclass(frozen=True)
class VariancePart:
    """What one part accounts for.

    Attributes:
        id: case, minds or talks.
        label: What it is.
        variance: Its part of the variance; unbiased, so it may be below 0.
        share: The same as a part of the whole, with the 95 % interval of its sampling error; it too may be below 0.
    """

    id: PartId
    label: str
    variance: float
    share: Estimate

    @property
    def told(self) -> bool:
        """Whether it can be told apart from 0."""
        return self.share.value > 0.0

    def __str__(self) -> str:
        """Return it in words: `36.8 % (33.1 to 40.4)`, or that it cannot be told."""
        if np.isnan(self.share.value):
            return "not known"
        low, high = (percent(min(1.0, max(0.0, end))) for end in (self.share.low, self.share.high))
        if not self.told:
            return f"cannot tell (at most {high})"
        return f"{percent(self.share.value)} ({low.removesuffix(' %')} to {high.removesuffix(' %')})"


@dataclass(frozen=True)
class ThreeParts:
    """How the variance of a figure over runs is shared among case, minds and talks.

    Attributes:
        measured: What the figure is, in words.
        cases: How many cases were drawn.
        minds: How many times their minds were drawn in each.
        talks: How many times the talks were drawn in each of those.
        mean: The figure's mean over all, with its 95 % interval.
        variance: The whole variance of the figure over runs.
        parts: What each part accounts for.
    """

    measured: str
    cases: int
    minds: int
    talks: int
    mean: Estimate
    variance: float
    parts: tuple[VariancePart, ...]

    @property
    def runs(self) -> int:
        """How many runs were played for it."""
        return self.cases * self.minds * self.talks

    def part(self, name: PartId) -> VariancePart:
        """Return one part."""
        return next(one for one in self.parts if one.id == name)

    def sentence(self) -> str:
        """Return what would remain if the ranges were known, and if minds were too."""
        if not self.variance > 0.0:
            return f"All {self.runs:,} runs gave the same: there is no spread to account for."
        case, minds, talks = (str(self.part(name)) for name in LABELS)
        return (
            f"Parts of the variance of runs: what the scenario states as ranges, {case}; what only parties know, "
            f"{minds}; what is drawn day by day, {talks}."
        )

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        design = {"cases": self.cases, "minds": self.minds, "talks": self.talks, "runs": self.runs}
        parts = [
            {"id": one.id, "label": one.label, "variance": one.variance, "told": one.told, "says": str(one)}
            | {"share": one.share.value, "low": one.share.low, "high": one.share.high}
            for one in self.parts
        ]
        mean = {"value": self.mean.value, "low": self.mean.low, "high": self.mean.high}
        return plain_data({**design, "mean": mean, "variance": self.variance, "parts": parts})


def three_parts(measured: str, figures: Floats) -> ThreeParts:
    """Return how the variance of a figure is shared.

    Args:
        measured: What it is, in words.
        figures: [cases, minds, talks] the figure of every run; at least 2 of each.

    Raises:
        ValueError: There are fewer than that.

    Example:
        >>> import numpy as np
        >>> coins = np.random.default_rng(seed=1).integers(0, 2, (3, 400, 4, 4))
        >>> case, minds = coins[0, :, :1, :1], coins[1, :, :, :1]
        >>> found = three_parts("points", 4.0 * case + 2.0 * minds + coins[2])
        >>> [round(one.variance) for one in found.parts]
        [4, 1, 0]
    """
    if figures.ndim != 3 or min(figures.shape) < 2:
        raise ValueError("a nested design needs at least 2 cases, 2 minds in each, and 2 talks in each of those")
    cases, minds, talks = figures.shape
    per_case = _products(figures - figures.mean())
    found, again = _parts(per_case), _left_out(per_case)
    parts = [
        VariancePart(name, label, float(found[name]), _share(name, found, again)) for name, label in LABELS.items()
    ]
    means = figures.mean(axis=(1, 2))
    centre = float(means.mean())
    doubt = STUDENT_95 * sqrt(float(means.var(ddof=1)) / cases)
    mean = Estimate(centre, centre - doubt, centre + doubt)
    return ThreeParts(measured, cases, minds, talks, mean, float(found["whole"]), tuple(parts))


def _products(figures: Floats) -> Floats:
    """Return the means of products of each case: y y, y y' of one mind, y y' of one case, and the case's mean."""
    _, minds, talks = figures.shape
    squares = (figures**2).mean(axis=(1, 2))
    in_mind = figures.sum(axis=2)
    same_mind = ((in_mind**2 - (figures**2).sum(axis=2)) / (talks * (talks - 1))).mean(axis=1)
    of_minds = figures.mean(axis=2)
    same_case = (of_minds.sum(axis=1) ** 2 - (of_minds**2).sum(axis=1)) / (minds * (minds - 1))
    return np.column_stack([squares, same_mind, same_case, of_minds.mean(axis=1)])


def _parts(per_case: Floats) -> dict[str, Any]:
    cases = len(per_case)
    squares, same_mind, same_case = per_case[:, :3].mean(axis=0)
    means = per_case[:, 3]
    apart = (means.sum() ** 2 - (means**2).sum()) / (cases * (cases - 1))
    return _named(squares, same_mind, same_case, apart)


def _left_out(per_case: Floats) -> dict[str, Any]:
    """Return the parts with each case left out in turn: arrays [cases]."""
    cases = len(per_case)
    if cases < LEAST_CASES:
        return _named(*(np.full(cases, nan) for _ in range(4)))
    sums = per_case.sum(axis=0)
    squares, same_mind, same_case = ((sums[place] - per_case[:, place]) / (cases - 1) for place in range(3))
    means = per_case[:, 3]
    total, square = sums[3] - means, (means**2).sum() - means**2
    apart = (total**2 - square) / ((cases - 1) * (cases - 2))
    return _named(squares, same_mind, same_case, apart)


def _named(squares: Any, same_mind: Any, same_case: Any, apart: Any) -> dict[str, Any]:
    parts = {"case": same_case - apart, "minds": same_mind - same_case, "talks": squares - same_mind}
    return {**parts, "whole": squares - apart}


def _share(name: PartId, found: dict[str, Any], again: dict[str, Any]) -> Estimate:
    """Return a part of the whole with the interval that the jackknife gives it; not known where there is no whole."""
    if not found["whole"] > 0.0 or not (again["whole"] > 0.0).all():
        return UNKNOWN
    value, again_shares = found[name] / found["whole"], again[name] / again["whole"]
    cases = len(again_shares)
    doubt = STUDENT_95 * float(np.sqrt((cases - 1) / cases * ((again_shares - again_shares.mean()) ** 2).sum()))
    return Estimate(float(value), float(value) - doubt, float(value) + doubt)
