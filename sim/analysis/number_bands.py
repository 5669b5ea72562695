"""How far numbers and dates hang on the case: the mean of every case, over cases, with the noise of few runs taken out.

Every case has a mean of its own: that of its runs if it were played endlessly. The means of a few runs of each lie
further apart than these, by the noise of so few runs. So they are drawn together around their centre until they lie as
far apart as cases do: by sqrt(B / V), V the variance of the means seen and B = V - s^2 mean(1/n_i) that of cases, s^2
the variance within cases.

Source:
    Louis (1984), means drawn together so that they have the variance of what they estimate.
"""

from dataclasses import dataclass
from datetime import date
from math import sqrt

import numpy as np

from sim.analysis.case_bands import HALF
from sim.analysis.measures import rough_number
from sim.arrays import Floats

LEAST_CASES = 20
"""With fewer cases that have a number there is no band."""


@dataclass(frozen=True)
class NumberBand:
    """Between which means the middle half of cases lies.

    Attributes:
        id: The question.
        label: Its name on screen.
        unit: What it is counted in; may be empty.
        dated: Whether the numbers are days of the run, shown as dates.
        as_of: Day 0, for dates.
        low: A quarter of cases have a smaller mean.
        middle: Half of them have a smaller mean.
        high: Three quarters have a smaller mean.
        cases: How many cases have a number.
        draws: How many runs of each were played; those without a number do not count.
    """

    id: str
    label: str
    unit: str
    dated: bool
    as_of: date
    low: float
    middle: float
    high: float
    cases: int
    draws: int

    def shown(self, mean: float) -> str:
        """Return a mean as people read it: a date, or a number to two places."""
        return rough_number(mean, self.as_of if self.dated else None)


def case_means(values: Floats) -> Floats:
    """Return the means of cases, drawn together by what the noise of few runs has added to their spread.

    Args:
        values: [cases, runs] numbers, NaN where a run has none; cases without any are left out.

    Example:
        >>> import numpy as np
        >>> luck = np.random.default_rng(seed=1)
        >>> own = luck.normal(50.0, 4.0, 2_000)
        >>> found = case_means(own[:, None] + luck.normal(0.0, 10.0, (2_000, 10)))
        >>> bool(3.5 < found.std() < 4.5)
        True
    """
    known = ~np.isnan(values)
    values, known = values[known.any(axis=1)], known[known.any(axis=1)]
    runs = known.sum(axis=1)
    if not len(values):
        return np.zeros(0)
    means: Floats = np.where(known, values, 0.0).sum(axis=1) / runs
    within = float((np.where(known, values - means[:, None], 0.0) ** 2).sum()) / max(1, int(runs.sum()) - len(runs))
    spread = float(means.var(ddof=1)) if len(means) > 1 else 0.0
    between = max(0.0, spread - within * float((1.0 / runs).mean()))
    centre = means.mean()
    drawn: Floats = centre + (means - centre) * (sqrt(between / spread) if spread > 0.0 else 0.0)
    return drawn


def half_of(means: Floats) -> tuple[float, float, float]:
    """Return the quartiles of the means of cases."""
    low, middle, high = (float(np.quantile(means, at)) for at in (HALF[0], 0.5, HALF[1]))
    return low, middle, high
