"""How much of a figure's spread each input accounts for, alone and with others, and how much is chance.

The figure of a run is f(X, L) with inputs X, independent of each other, and luck L. What inputs can account for is its
mean given the inputs, p(X) = E[f | X]: for an outcome, the share of a case's runs that end in it. So

    Var f = Var p + E[Var(f | X)]        spread = what inputs account for + what would remain if all were known

and indices are those of p: first_i = Var E[f | X_i] / Var p, total_i = E[Var(p | X without i)] / Var p.

p itself is never seen, only runs. Therefore every row of the design is played under several lucks that have nothing in
common. The product of two figures that share inputs but not luck contains no chance: for r != s,
E[f_r g_s] = E[E[f | X] E[g | X]]. Let <f, g> be the mean of f_r g_s over all pairs of different lucks, and over rows.
With matrices A, B of independent rows and AB_i, which is A with column i of B:

    Var f          mean of (f_A^2 + f_B^2) / 2 - mean^2
    Var p          (<f_A, f_A> + <f_B, f_B>) / 2 - mean^2
    Var E[f | X_i] <f_B, f_ABi - f_A>
    total part     <f_A - f_ABi, f_A - f_ABi> / 2

All matrices share each luck along a row, so that the differences are small. For a formula without luck <f, g> is
the plain mean of f g, and these are the estimators of Saltelli et al. (2010, first order) and Jansen (1999, total).
With R lucks the noise of chance in <f, g> falls with 1 / R, that of rows does not: the more a figure is left to chance,
the more lucks a row should be played under.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

import numpy as np

from sim.analysis.estimates import UNKNOWN, Estimate
from sim.arrays import Floats

RESAMPLES = 1_000
CHUNK = 100
"""Resamples counted at a time, to save memory."""
ENDS = (0.025, 0.975)


@dataclass(frozen=True)
class Index:
    """What one input, or a group of inputs taken as one, accounts for.

    Attributes:
        path: Where it is stated.
        label: What it is, in words.
        first: Part of what inputs account for that this one accounts for alone; what knowing it exactly would take off.
        total: The same together with everything it does jointly with other inputs; what would remain if all others
            were known.
        of_all: `first` as part of the whole spread of runs, chance included.
        given: Path of the group whose common cause is given, if this is a member's own part; else empty.
    """

    path: str
    label: str
    first: Estimate
    total: Estimate
    of_all: Estimate
    given: str = ""


@dataclass(frozen=True)
class Indices:
    """What each input accounts for, with 95 % bootstrap intervals, and what is left to chance.

    Attributes:
        measured: What the figure is, in words.
        rows: Rows of the design.
        lucks: Lucks under which every row was played; 1 without chance.
        runs: Runs played for it.
        mean: The figure's mean over all rows of A and B.
        variance: Variance of the figure over runs.
        chance: Part of that variance that would remain if every input were known.
        indices: What each input accounts for; unknown where what inputs account for cannot be told apart from 0.
        wanted: How many were asked for; more than there are when the study was cancelled.
    """

    measured: str
    rows: int
    lucks: int
    runs: int
    mean: Estimate
    variance: float
    chance: Estimate
    indices: tuple[Index, ...]
    wanted: int

    @property
    def accounted(self) -> Estimate:
        """Part of the variance that the inputs account for: what chance leaves."""
        return Estimate(1.0 - self.chance.value, 1.0 - self.chance.high, 1.0 - self.chance.low)


@dataclass(frozen=True)
class SobolDesign:
    """The figure in every cell of a design; one luck if there is no chance, else two or more.

    Attributes:
        a: [lucks, rows] at A.
        b: [lucks, rows] at B.
        ab: [inputs, lucks, rows] at A with one input, or group, of B.
    """

    a: Floats
    b: Floats
    ab: Floats

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.a[0])

    @property
    def centre(self) -> float:
        """The figure's mean over all rows of A and B."""
        return float((self.a.mean() + self.b.mean()) / 2.0)

    @property
    def runs(self) -> int:
        """How many runs were played for it."""
        return len(self.a) * self.rows * (len(self.ab) + 2)


def indices_of(
    measured: str, names: Sequence[tuple[str, str]], design: SobolDesign, seed: int, *, wanted: int | None = None
) -> Indices:
    """Return the indices that a played design gives.

    Args:
        measured: What the figure is, in words.
        names: (path, label) of every input or group, in the order of `design.ab`.
        design: What was played.
        seed: Key of the bootstrap.
        wanted: How many indices were asked for; none: as many as there are.

    Example:
        >>> import numpy as np
        >>> a, b = np.random.default_rng(seed=1).random((2, 2_000, 2))
        >>> ab = [np.column_stack([b[:, 0], a[:, 1]]), np.column_stack([a[:, 0], b[:, 1]])]
        >>> f = lambda x: (2.0 * x[:, 0] + x[:, 1])[None]
        >>> design = SobolDesign(f(a), f(b), np.stack([f(one) for one in ab]))
        >>> found = indices_of("points", [("x", "x"), ("y", "y")], design, seed=1)
        >>> [round(one.first.value, 1) for one in found.indices]
        [0.8, 0.2]

    Source:
        Saltelli, Annoni, Azzini, Campolongo, Ratto and Tarantola (2010) and Jansen (1999) for the estimators without
        chance.
    """
    products = _products(design)
    found = _parts(products.mean(axis=0)[None, :])
    again = _parts(_resampled(products, seed))
    known = bool(found.inputs[0] > 0.0 and np.quantile(again.inputs, ENDS[0]) > 0.0)
    listed = [Index(path, label, *_index(found, again, place, known)) for place, (path, label) in enumerate(names)]
    return Indices(
        measured=measured,
        rows=design.rows,
        lucks=len(design.a),
        runs=design.runs,
        mean=_mean(design, found, again),
        variance=float(found.spread[0]),
        chance=_chance(found, again),
        indices=tuple(listed),
        wanted=len(listed) if wanted is None else wanted,
    )


PARTS = ("first", "total", "of_all")


@dataclass(frozen=True)
class _Parts:
    """Variances and indices by resample.

    Attributes:
        mean: [resamples] the figure's mean, measured from the mean over all rows.
        spread: [resamples] Var f.
        inputs: [resamples] Var p.
        first: [resamples, inputs].
        total: [resamples, inputs].
        of_all: [resamples, inputs].
    """

    mean: Floats
    spread: Floats
    inputs: Floats
    first: Floats
    total: Floats
    of_all: Floats


def _products(design: SobolDesign) -> Floats:
    """Return the products of which all parts are means, row by row: [rows, 3 + 2 x inputs].

    Figures are measured from their mean, which changes no expectation and reduces noise.
    """
    centre = design.centre
    a, b, ab = design.a - centre, design.b - centre, design.ab - centre
    mean = (a.mean(axis=0) + b.mean(axis=0)) / 2.0
    square = ((a * a).mean(axis=0) + (b * b).mean(axis=0)) / 2.0
    shared = (_across(a, a) + _across(b, b)) / 2.0
    first = [_across(b, mixed - a) for mixed in ab]
    total = [_across(a - mixed, a - mixed) / 2.0 for mixed in ab]
    return np.column_stack([mean, square, shared, *first, *total])


def _across(f: Floats, g: Floats) -> Floats:
    """Return the mean of f g over all pairs of different lucks, per row; f g itself where there is only one luck."""
    lucks = len(f)
    if lucks == 1:
        return np.asarray(f[0] * g[0], np.float64)
    found: Floats = (f.sum(axis=0) * g.sum(axis=0) - (f * g).sum(axis=0)) / (lucks * (lucks - 1))
    return found


def _resampled(products: Floats, seed: int) -> Floats:
    """Return the means of the products over rows drawn with replacement: [RESAMPLES, products]."""
    rng = np.random.default_rng(seed % 2**64)
    rows = len(products)
    even = np.full(rows, 1.0 / rows)
    parts = [rng.multinomial(rows, even, CHUNK) @ products / rows for _ in range(RESAMPLES // CHUNK)]
    return np.concatenate(parts)


def _parts(means: Floats) -> _Parts:
    """Return variances and indices from means of products, [resamples, products]."""
    mean, square, shared = means[:, 0], means[:, 1], means[:, 2]
    count = (means.shape[1] - 3) // 2
    spread, inputs = square - mean * mean, shared - mean * mean
    alone, joint = means[:, 3 : 3 + count], means[:, 3 + count :]
    return _Parts(mean, spread, inputs, _ratio(alone, inputs), _ratio(joint, inputs), _ratio(alone, spread))


def _ratio(parts: Floats, whole: Floats) -> Floats:
    safe = np.where(whole > 0.0, whole, nan)
    return parts / safe[:, None]


def _index(found: _Parts, again: _Parts, place: int, known: bool) -> tuple[Estimate, Estimate, Estimate]:
    first, total, of_all = (_estimate(getattr(found, part), getattr(again, part), place, known) for part in PARTS)
    return first, total, of_all


def _estimate(found: Floats, again: Floats, place: int, known: bool) -> Estimate:
    if not known:
        return UNKNOWN
    low, high = np.nanquantile(again[:, place], ENDS)
    return Estimate(float(found[0, place]), float(low), float(high))


def _mean(design: SobolDesign, found: _Parts, again: _Parts) -> Estimate:
    low, high = np.quantile(again.mean, ENDS)
    return Estimate(*(design.centre + float(value) for value in (found.mean[0], low, high)))


def _chance(found: _Parts, again: _Parts) -> Estimate:
    """Return 1 - Var p / Var f; unknown for a figure that does not vary."""
    if found.spread[0] <= 0.0:
        return UNKNOWN
    shares = 1.0 - again.inputs / np.where(again.spread > 0.0, again.spread, nan)
    low, high = np.clip(np.nanquantile(shares, ENDS), 0.0, 1.0)
    return Estimate(min(1.0, max(0.0, float(1.0 - found.inputs[0] / found.spread[0]))), float(low), float(high))
