"""Criteria for choosing when nobody knows which case is the true one.

Each looks at the table of what every choice brings in every case and says how good each choice is. They disagree by
design: which one fits depends on what the person who chooses can afford, and no arithmetic answers that.

Source:
    Milnor (1954) for the classical four side by side;
    McPhail, Maier, Kwakkel, Giuliani, Castelletti and Westra (2018) for the others.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.arrays import Flags, Floats

TAIL = 0.9
"""Quantile of regret that is given beside the largest: nine cases in ten regret less."""

PESSIMISM = 0.5
"""Weight of the worst case in Hurwicz's criterion; the best case has the rest."""

TIE = 1e-9
"""Values closer to each other than this are equal."""


@dataclass(frozen=True)
class Weights:
    """What the criteria need to be told.

    Attributes:
        level: What is enough, in the unit of what is brought.
        pessimism: Weight of the worst case in Hurwicz's criterion, in [0, 1].
    """

    level: float
    pessimism: float = PESSIMISM


@dataclass(frozen=True)
class Criterion:
    """A way to weigh choices by what they bring in every case.

    Attributes:
        id: Its name in data.
        label: Its name on screen.
        rule: What it says to take, in words.
        of: From what choices bring, [..., cases, choices], to a number for each choice, the largest being the best.
        sign: 1, or -1 if people know the number with the other sign, as with a regret.
        resampled: Whether resampling the cases says how sure it is; it does not where one extreme case decides.
    """

    id: str
    label: str
    rule: str
    of: Callable[[Floats, Weights], Floats]
    sign: int
    resampled: bool


def regrets(brought: Floats) -> Floats:
    """Return how much less each choice brings than the best of each case.

    r(c, a) = max_b v(c, b) - v(c, a)

    Args:
        brought: [..., cases, choices] what choices bring.

    Example:
        >>> import numpy as np
        >>> regrets(np.array([[3.0, 5.0], [4.0, 1.0]])).tolist()
        [[2.0, 0.0], [0.0, 3.0]]

    Source:
        Savage (1951).
    """
    best: Floats = brought.max(axis=-1, keepdims=True)
    return best - brought


def _tail(brought: Floats, _: Weights) -> Floats:
    # The next case above, not a point between two: what is printed is a regret that some case has.
    tail: Floats = np.quantile(regrets(brought), TAIL, axis=-2, method="higher")
    return -tail


def _hurwicz(brought: Floats, weights: Weights) -> Floats:
    mixed: Floats = weights.pessimism * brought.min(axis=-2) + (1.0 - weights.pessimism) * brought.max(axis=-2)
    return mixed


def enough(brought: Floats, weights: Weights) -> Flags:
    """Return [..., cases, choices] whether what is brought is enough."""
    return brought >= weights.level - TIE


def _mean(brought: Floats, _: Weights) -> Floats:
    mean: Floats = brought.mean(axis=-2)
    return mean


def _satisficing(brought: Floats, weights: Weights) -> Floats:
    share: Floats = enough(brought, weights).mean(axis=-2)
    return share


def _worst(brought: Floats, _: Weights) -> Floats:
    worst: Floats = brought.min(axis=-2)
    return worst


def _largest_regret(brought: Floats, _: Weights) -> Floats:
    largest: Floats = regrets(brought).max(axis=-2)
    return -largest


CRITERIA = (
    Criterion("mean", "Mean", "the most on average over cases", _mean, 1, True),
    Criterion("satisficing", "Enough", "enough in the most cases", _satisficing, 1, True),
    Criterion(
        "regret_90", "Regret in nine cases of ten", "the least regret that nine cases in ten keep to", _tail, -1, True
    ),
    Criterion("regret_most", "Largest regret", "the least regret where it is largest", _largest_regret, -1, False),
    Criterion("worst", "Worst case", "the most in the worst case", _worst, 1, False),
    Criterion("hurwicz", "Worst and best case", "the best mix of worst and best case", _hurwicz, 1, False),
)
"""Laplace's, Simon's (1956), McPhail's, Savage's (1951), Wald's (1950) and Hurwicz's (1951) criterion."""
