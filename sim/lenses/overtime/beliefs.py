"""Fighting until it is known who is stronger: battles move beliefs, and beliefs that meet end the war.

Source:
    Wald (1945), "Sequential tests of statistical hypotheses"; Slantchev (2003), "The principle of convergence in
    wartime negotiations", APSR 97; Smith and Stam (2004), "Bargaining and the nature of war", JCR 48.
"""

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.random import Generator

from sim.arrays import Flags, Floats
from sim.lenses.overtime.checks import above, need, share

FORGOTTEN = 1e-13
"""A chance of going on that is counted as zero."""
MOST_BATTLES = 100_000


def drift(high: float, low: float) -> float:
    """Return by how much a battle moves the log-odds of the truth on average: KL = h ln(h/l) + (1-h) ln((1-h)/(1-l)).

    Args:
        high: Chance to win a battle if strong, the truth.
        low: Chance to win a battle if weak.

    Raises:
        ValueError: They are not different chances between 0 and 1.
    """
    _chances(high, low)
    return high * log(high / low) + (1.0 - high) * log((1.0 - high) / (1.0 - low))


def wald_battles(high: float, low: float, stop: float) -> float:
    """Return Wald's mean number of battles until one belief is held with confidence `stop`, starting from even odds.

    E[N] ~ ((1 - a) A - a A) / KL with a = 1 - stop and A = ln(stop / a). An approximation, which takes the war to stop
    exactly at the bound; the last battle overshoots it, so that the true mean is larger: see `exact_battles`.

    Raises:
        ValueError: The numbers cannot be used.
    """
    _stop(stop)
    error, bound = 1.0 - stop, log(stop / (1.0 - stop))
    return ((1.0 - error) * bound - error * bound) / drift(high, low)


def exact_battles(high: float, low: float, stop: float) -> tuple[float, float]:
    """Return the mean number of battles and the chance that the truth is believed in the end, exactly.

    All sequences with the same numbers of battles and victories are one case, so their chances are followed battle by
    battle until none is left.

    Raises:
        ValueError: The numbers cannot be used.
    """
    _chances(high, low)
    _stop(stop)
    bound, up, down = log(stop / (1.0 - stop)), log(high / low), log((1.0 - high) / (1.0 - low))
    chance, mean, right = np.array([1.0]), 0.0, 0.0
    for battles in range(1, MOST_BATTLES + 1):
        chance = np.append(chance * (1.0 - high), 0.0) + np.append(0.0, chance * high)
        won = np.arange(battles + 1)
        odds = won * up + (battles - won) * down
        over = np.abs(odds) >= bound
        mean += battles * float(chance[over].sum())
        right += float(chance[odds >= bound].sum())
        chance = np.where(over, 0.0, chance)
        if chance.sum() < FORGOTTEN:
            break
    return mean, right


@dataclass(frozen=True)
class Quarrel:
    """Two sides who see the same battles but began with different beliefs.

    Attributes:
        priors: How sure A, and B, is that A is strong.
        high: Chance that A wins a battle if strong.
        low: Chance that A wins a battle if weak.
        costs: What going on costs the two together, as a share of the prize: the width of the range of deals.
    """

    priors: tuple[float, float]
    high: float
    low: float
    costs: float

    def __post_init__(self) -> None:
        """Check the numbers.

        Raises:
            ValueError: They cannot be used.
        """
        _chances(self.high, self.low)
        for prior in self.priors:
            share(prior, "prior", inside=True)
        above(self.costs, "costs")

    def beliefs(self, won: Floats, lost: Floats) -> tuple[Floats, Floats]:
        """Return how sure each is that A is strong, after battles: logit q = logit prior + won ln(h/l) + lost ln(…)."""
        shift = won * log(self.high / self.low) + lost * log((1.0 - self.high) / (1.0 - self.low))
        one, two = (1.0 / (1.0 + np.exp(-(log(q / (1.0 - q)) + shift))) for q in self.priors)
        return one, two

    def settled(self, won: Floats, lost: Floats) -> Flags:
        """Return whether both would rather settle: A expects to win, beyond what B thinks, no more than war costs.

        (q_A - q_B) (h - l) <= costs: then some deal gives each what it expects of fighting.
        """
        a, b = self.beliefs(won, lost)
        return np.asarray((a - b) * (self.high - self.low) <= self.costs, bool)


def exact_quarrel(quarrel: Quarrel, truth: float, most: int = 2_000) -> Floats:
    """Return the chance that the war lasts exactly n battles, n = 0 to `most`, A winning each with chance truth."""
    share(truth, "truth", inside=True)
    lengths = np.zeros(most + 1)
    chance = np.array([1.0])
    for battles in range(most + 1):
        won = np.arange(battles + 1.0)
        done = quarrel.settled(won, battles - won)
        lengths[battles] = chance[done].sum()
        chance = np.where(done, 0.0, chance)
        if chance.sum() < FORGOTTEN:
            break
        chance = np.append(chance * (1.0 - truth), 0.0) + np.append(0.0, chance * truth)
    return lengths


def play_quarrels(quarrel: Quarrel, truth: float, runs: int, rng: Generator, most: int = 2_000) -> Floats:
    """Play wars in which both sides learn until they can agree.

    Returns:
        [runs] how many battles each took; `most` where it went on.
    """
    won, lost = np.zeros(runs), np.zeros(runs)
    for _ in range(most):
        going = ~quarrel.settled(won, lost)
        if not going.any():
            break
        hit = rng.random(runs) < truth
        won += going & hit
        lost += going & ~hit
    return won + lost


def _chances(high: float, low: float) -> None:
    share(high, "chance of the strong", inside=True)
    share(low, "chance of the weak", inside=True)
    need(high > low, f"chances {high:g} and {low:g}", "that of the strong to be larger")


def _stop(stop: float) -> None:
    need(0.5 < stop < 1.0, f"confidence {stop:g}", "a number between 0.5 and 1")
