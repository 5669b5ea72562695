"""Whether coders agree: Krippendorff's alpha for ordered classes, with an interval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats

RESAMPLES = 2_000
"""How often units are drawn anew for the interval."""

ENDS = (0.025, 0.975)
"""The quantiles of a 95 % interval."""

ENOUGH = 0.67
"""Alpha below which a class is reworded or merged; above 0.8 data are good by the usual rule."""


@dataclass(frozen=True)
class CoderAgreement:
    """How far coders agree on one kind of input.

    Attributes:
        kind: The kind.
        units: Units that at least two coders gave a class.
        open: Units that one coder left open and another did not; they are not part of alpha.
        alpha: Krippendorff's alpha; None where all gave one class, so that chance cannot be told from agreement.
        low: Lower end of its 95 % interval; None where alpha has none.
        high: Upper end.
        alike: Share of pairs of codings that are the same.
        next: Share of pairs that are the same or neighbours.
    """

    kind: str
    units: int
    open: int
    alpha: float | None
    low: float | None
    high: float | None
    alike: float | None
    next: float | None


def alpha_of(codings: Sequence[Sequence[int]], classes: int, metric: str = "ordinal") -> float | None:
    """Return Krippendorff's alpha.

        alpha = 1 - (n - 1) * sum o_ck d_ck / sum n_c n_k d_ck

    with o the coincidences of classes c and k in a unit (each ordered pair counts 1 / (m_u - 1), m_u the codings of the
    unit), n_c = sum over k of o_ck, n their sum, and d_ck the squared distance: 1 between different classes (nominal),
    or (n_c / 2 + sum of n_g between them + n_k / 2)^2 (ordinal).

    Args:
        codings: Per unit the classes that coders gave, from 0; units with fewer than two count for nothing.
        classes: How many classes there are.
        metric: ordinal or nominal.

    Returns:
        1 for full agreement, 0 for what chance gives; None if there is nothing to disagree about.

    Source:
        Krippendorff (2004), Content analysis (2nd ed.), chapter 11; Hayes and Krippendorff (2007).

    Example:
        >>> round(alpha_of([[0, 0], [1, 1], [2, 1]], 3), 3)
        0.778
    """
    return _alpha(np.array([_coincidences(unit, classes) for unit in codings if len(unit) > 1]).sum(axis=0), metric)


def agreement(
    kind: str, codings: Sequence[Sequence[int | None]], classes: int, seed: int = 1, resamples: int = RESAMPLES
) -> CoderAgreement:
    """Return how far coders agree on a kind, with an interval from drawing units anew.

    Args:
        kind: What it is called.
        codings: Per unit the class that each coder gave, from 0; None where one left it open.
        classes: How many classes the kind has.
        seed: Key of the draws.
        resamples: How many.
    """
    given = [[one for one in unit if one is not None] for unit in codings]
    both = [unit for unit in given if len(unit) > 1]
    halfway = sum(0 < len(unit) < len(whole) for unit, whole in zip(given, codings, strict=True))
    if not both:
        return CoderAgreement(kind, 0, halfway, None, None, None, None, None)
    each = np.array([_coincidences(unit, classes) for unit in both])
    total = each.sum(axis=0)
    value = _alpha(total, "ordinal")
    low, high = (None, None) if value is None else _interval(each, seed, resamples)
    apart = np.abs(np.subtract.outer(np.arange(classes), np.arange(classes)))
    near = [float(total[apart <= gap].sum() / total.sum()) for gap in (0, 1)]
    return CoderAgreement(kind, len(both), halfway, value, low, high, *near)


def places(names: Mapping[str, object]) -> dict[str, int]:
    """Return the place of each class in its order, from 0."""
    return {name: place for place, name in enumerate(names)}


def _coincidences(unit: Sequence[int], classes: int) -> Floats:
    """Return the coincidences of one unit, [classes, classes]."""
    counts = np.bincount(np.asarray(unit), minlength=classes).astype(np.float64)
    pairs: Floats = (np.outer(counts, counts) - np.diag(counts)) / (len(unit) - 1)
    return pairs


def _alpha(coincidences: Floats, metric: str) -> float | None:
    if np.ndim(coincidences) < 2:
        return None
    sizes = coincidences.sum(axis=1)
    distance = _ordinal(sizes) if metric == "ordinal" else 1.0 - np.eye(len(sizes))
    expected = float((np.outer(sizes, sizes) * distance).sum())
    if expected <= 0.0:
        return None
    return 1.0 - (float(sizes.sum()) - 1.0) * float((coincidences * distance).sum()) / expected


def _ordinal(sizes: Floats) -> Floats:
    """Return squared distances of ranks, [classes, classes]: the units between two classes, half of each end."""
    middles = np.cumsum(sizes) - sizes / 2.0
    apart: Floats = np.subtract.outer(middles, middles) ** 2
    return apart


def _interval(each: Floats, seed: int, resamples: int) -> tuple[float | None, float | None]:
    luck = np.random.default_rng(seed % 2**64)
    drawn = luck.integers(0, len(each), (resamples, len(each)))
    values = [_alpha(each[rows].sum(axis=0), "ordinal") for rows in drawn]
    kept = [value for value in values if value is not None]
    if not kept:
        return None, None
    low, high = np.quantile(kept, ENDS)
    return float(low), float(high)
