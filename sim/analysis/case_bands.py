"""In how many of its runs a case ends in an outcome, over cases: with the sampling noise of each case taken out.

Every case has a share of its own: if it were played endlessly, the share of its runs that end in the outcome. A few
runs of each case show these shares blurred: where they lie between 5 and 15 in a hundred, ten runs of each show 0 to
20. So the distribution of shares over cases is fitted to all counts at once,

    h_i ~ Binomial(n_i, theta_i),   theta_i ~ Beta(a, b)

by maximum likelihood, with a part of the cases at 0 (without hope) and a part at 1 (beyond doubt) where the counts
support them: where they raise the log-likelihood by more than 4, which by chance they do one time in fifty. Cases that
were played once tell where the mean is.

Source:
    Skellam (1948) for the distribution of counts, Griffiths (1973) for its fit.
"""

from dataclasses import dataclass

import numpy as np

from sim.arrays import Flags, Floats, Ints

HALF = (0.25, 0.75)
CLEARLY = 4.0
"""By how much parts at 0 and 1 must raise the log-likelihood to be believed."""
MIDDLE = (0.0, -3.0, -2.5, -2.5)
WIDTH = (3.0, 6.0, 4.0, 4.0)
"""Where, and how widely, parameters are looked for at first: log-odds and logarithms; for the mean, around it."""
FURTHEST, NEAREST = 12.0, 1e-6
"""How far parameters may go, and how near the mean may come to 0 or 1."""
STEPS, ROUNDS = 5, 16
"""How fine each grid of parameters is, and how often one is laid."""

LEAST_RUNS, LEAST_CASES, MOST_CASES, PART = 1_000, 50, 200, 100
"""With fewer runs there is no band; otherwise it is over a hundredth as many cases as runs, within these limits."""


ALIKE = "Where both ends are alike, no spread can be told from that noise."
"""What is said beside bands of which some have no width."""


@dataclass(frozen=True)
class CaseBand:
    """Between which shares the middle half of cases lies.

    Attributes:
        id: The outcome.
        label: Its name on screen.
        low: A quarter of cases have a smaller share.
        middle: Half of them have a smaller share.
        high: Three quarters have a smaller share.
        cases: How many cases were played again.
        draws: How many runs of each it was read from.
    """

    id: str
    label: str
    low: float
    middle: float
    high: float
    cases: int
    draws: int

    @property
    def told(self) -> bool:
        """Whether a spread over cases can be told from the noise of few runs; shown, its ends differ by a tenth."""
        return f"{100 * self.low:.1f}" != f"{100 * self.high:.1f}"


def usual_cases(runs: int) -> int:
    """Return over how many cases the band of so many runs is taken, unless told otherwise; 0 for none.

    Example:
        >>> [usual_cases(runs) for runs in (300, 1_000, 10_000, 100_000)]
        [0, 50, 100, 200]
    """
    return 0 if runs < LEAST_RUNS else min(MOST_CASES, max(LEAST_CASES, runs // PART))


def case_band(name: str, label: str, once: Flags, again: Flags) -> CaseBand:
    """Return the band of an outcome.

    Args:
        name: Id of the outcome.
        label: Its name on screen.
        once: [runs] whether run i, of case i, ends in it.
        again: [cases, draws] whether further runs of the first cases do, as many cases as there are rows.

    Example:
        >>> import numpy as np
        >>> luck = np.random.default_rng(seed=1)
        >>> shares = luck.choice([0.05, 0.15], 2_000)
        >>> band = case_band("deal", "a deal", luck.random(2_000) < shares, luck.random((2_000, 10)) < shares[:, None])
        >>> 0.03 < band.low < 0.07, 0.12 < band.high < 0.18
        (True, True)
    """
    cases, draws = again.shape
    hits = again.sum(axis=1) + once[:cases]
    counts = np.concatenate([hits, once[cases:]]).astype(np.int64)
    of = np.concatenate([np.full(cases, draws + 1), np.ones(len(once) - cases)]).astype(np.int64)
    shares = fitted(counts, of)
    low, middle, high = (shares.quantile(at) for at in (HALF[0], 0.5, HALF[1]))
    return CaseBand(name, label, low, middle, high, cases, draws + 1)


@dataclass(frozen=True)
class CaseShares:
    """A distribution of shares over cases.

    Attributes:
        never: Part of cases whose share is 0.
        always: Part of cases whose share is 1.
        a: Of the others, first parameter of their beta distribution.
        b: Second.
    """

    never: float
    always: float
    a: float
    b: float

    def quantile(self, at: float) -> float:
        """Return the share below which this part of the cases lies."""
        from scipy.special import betaincinv

        if at <= self.never:
            return 0.0
        if at >= 1.0 - self.always:
            return 1.0
        return float(betaincinv(self.a, self.b, (at - self.never) / (1.0 - self.never - self.always)))


def fitted(counts: Ints, of: Ints) -> CaseShares:
    """Return the distribution of shares over cases that the counts support.

    Args:
        counts: [cases] runs of each that ended in the outcome.
        of: [cases] runs of each.
    """
    if not counts.any() or (counts == of).all():
        sure = float(counts.any())
        return CaseShares(1.0 - sure, sure, 1.0, 1.0)
    kinds, often = np.unique(np.column_stack([counts, of]), axis=0, return_counts=True)
    plain, alone = _climbed(kinds, often, 0)
    parts, more = _climbed(kinds, often, 2)
    return parts if more > alone + CLEARLY else plain


def _climbed(kinds: Ints, often: Ints, parts: int) -> tuple[CaseShares, float]:
    """Return the likeliest distribution, with or without parts at 0 and 1, and its log-likelihood.

    A grid of parameters is laid around the likeliest found so far, each time half as wide.
    """
    mean = float(kinds[:, 0] @ often / (kinds[:, 1] @ often))
    best = np.array([np.log(mean / (1.0 - mean)), *MIDDLE[1 : 2 + parts]])
    width = np.array(WIDTH[: 2 + parts])
    value = -np.inf
    for _ in range(ROUNDS):
        steps = np.linspace(-1.0, 1.0, STEPS)
        moved = np.stack(np.meshgrid(*[steps] * len(best), indexing="ij"), axis=-1).reshape(-1, len(best))
        around = best + width * moved
        around = np.clip(around, -FURTHEST, FURTHEST)
        found = _log_likelihoods(around, kinds, often)
        if found.max() >= value:
            value, best = float(found.max()), around[found.argmax()]
        width = width / 2.0
    return _shares(best), value


def _parameters(at: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return never, always, a and b, each [rows].

    Parameters are the log-odds of the mean over all cases, which counts determine much better than the rest, the
    log-odds of 1 / (a + b + 1), and the logs of the odds of both parts.
    """
    mean, alike = (1.0 / (1.0 + np.exp(-at[:, place])) for place in range(2))
    never, always = (np.exp(at[:, place]) for place in (2, 3)) if at.shape[1] > 2 else (0.0 * mean, 0.0 * mean)
    size, whole = 1.0 / alike - 1.0, 1.0 + never + always
    of_others = np.clip(mean * whole - always, NEAREST, 1.0 - NEAREST)
    return never / whole, always / whole, of_others * size, (1.0 - of_others) * size


def _shares(at: Floats) -> CaseShares:
    return CaseShares(*(float(one[0]) for one in _parameters(at[None, :])))


def _log_likelihoods(at: Floats, kinds: Ints, often: Ints) -> Floats:
    """Return the log-likelihood of counts at each row of parameters, up to terms that do not depend on these."""
    from scipy.special import betaln

    hits, of = kinds[:, 0], kinds[:, 1]
    never, always, a, b = (one[:, None] for one in _parameters(at))
    mixed = np.exp(betaln(hits + a, of - hits + b) - betaln(a, b))
    likely = (1.0 - never - always) * mixed + never * (hits == 0) + always * (hits == of)
    found: Floats = np.log(np.maximum(likely, 1e-300)) @ often
    return found
