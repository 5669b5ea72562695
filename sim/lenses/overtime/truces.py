"""A truce as a repeated prisoner's dilemma with noise: each side keeps or breaks it, by mistake too, and may misread.

Every rule of conduct is a small automaton, so that what two of them get is a linear equation, and can be played.

Source:
    Axelrod (1984), The Evolution of Cooperation; Molander (1985), "The optimal level of generosity in a selfish,
    uncertain environment"; Boyd (1989) and Wu and Axelrod (1995) on contrition; Nowak and Sigmund (1993) on Pavlov;
    Green and Porter (1984) on punishing what may be noise.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from sim.arrays import Floats
from sim.lenses.overtime.checks import count, need, share

KEEP, BREAK = 0, 1


@dataclass(frozen=True)
class Payoffs:
    """What a day is worth: T(emptation) > R(eward) > P(unishment) > S(ucker).

    Attributes:
        temptation: To whoever breaks a truce that the other keeps.
        reward: To each if both keep it.
        punishment: To each if both break it.
        sucker: To the side that keeps it while the other breaks it.
    """

    temptation: float = 5.0
    reward: float = 3.0
    punishment: float = 1.0
    sucker: float = 0.0

    def __post_init__(self) -> None:
        """Check the order.

        Raises:
            ValueError: It is not a dilemma.
        """
        t, r, p, s = self.temptation, self.reward, self.punishment, self.sucker
        need(t > r > p > s, f"payoffs {t:g}, {r:g}, {p:g}, {s:g}", "T > R > P > S")

    @property
    def table(self) -> Floats:
        """[2, 2] what one gets, by what it does and what the other does."""
        return np.array([[self.reward, self.sucker], [self.temptation, self.punishment]])


@dataclass(frozen=True)
class Conduct:
    """A rule of conduct.

    Attributes:
        keeps: [S] chance of keeping the truce in each state of mind.
        then: [S, 2, 2] the next state of mind, by what it did itself and what it saw the other do.
    """

    keeps: Floats
    then: NDArray[np.int64]


def _conduct(keeps: list[float], then: list[list[list[int]]]) -> Conduct:
    return Conduct(np.array(keeps), np.array(then, np.int64))


_AS_SEEN = [[0, 1], [0, 1]]
_GOOD, _OTHER_BAD, _ME_BAD, _BOTH_BAD = range(4)


def generous(generosity: float) -> Conduct:
    """Return tit-for-tat that forgives a breach with some chance.

    Raises:
        ValueError: It is not a chance.
    """
    share(generosity, "generosity")
    return _conduct([1.0, generosity], [_AS_SEEN, _AS_SEEN])


def contrite() -> Conduct:
    """Return contrite tit-for-tat: it punishes only a side in bad standing, and bears it when it is in the wrong.

    A side that breaks without being entitled to is in bad standing until it keeps the truce again; whoever is in good
    standing is entitled to one breach against a side that is not.
    """
    then = np.zeros((4, 2, 2), np.int64)
    for state in range(4):
        for mine in (KEEP, BREAK):
            for theirs in (KEEP, BREAK):
                me_bad = mine == BREAK and state != _OTHER_BAD
                other_bad = theirs == BREAK and state != _ME_BAD
                then[state, mine, theirs] = 2 * me_bad + other_bad
    return Conduct(np.array([1.0, 0.0, 1.0, 1.0]), then)


CONDUCTS: dict[str, Conduct] = {
    "tit_for_tat": generous(0.0),
    "generous": generous(1.0 / 3.0),
    "contrite": contrite(),
    "grim": _conduct([1.0, 0.0], [[[0, 1], [0, 1]], [[1, 1], [1, 1]]]),
    "pavlov": _conduct([1.0, 0.0], [[[0, 1], [1, 0]], [[0, 1], [1, 0]]]),
    "always_keep": _conduct([1.0], [[[0, 0], [0, 0]]]),
    "always_break": _conduct([0.0], [[[0, 0], [0, 0]]]),
}
"""Rules of conduct by name. Pavlov repeats what went well and changes what did not."""


@dataclass(frozen=True)
class Noise:
    """What goes wrong.

    Attributes:
        error: Chance, per side and day, that a side that means to keep the truce breaks it.
        misread: Chance, per side and day, that what the other kept is seen as broken.
    """

    error: float = 0.0
    misread: float = 0.0

    def __post_init__(self) -> None:
        """Check the chances.

        Raises:
            ValueError: They are not chances.
        """
        share(self.error, "error")
        share(self.misread, "misread")


def expected_truce(
    one: Conduct, two: Conduct, payoffs: Payoffs, delta: float, noise: Noise = Noise()
) -> tuple[float, float]:
    """Return what two rules of conduct get per day, discounted: (1 - d) sum over days of d^t payoff.

    The pair of states of mind is a Markov chain M with payoffs f per day, so that the answer is (1 - d) (I - d M)^-1 f
    at the first pair.

    Args:
        one: The first side's rule.
        two: The second side's.
        payoffs: What a day is worth.
        delta: d, weight of the next day, below 1.
        noise: What goes wrong.

    Raises:
        ValueError: The discount factor is not from 0 to below 1.
    """
    need(0.0 <= delta < 1.0, f"discount factor {delta:g}", "0 or more and below 1")
    chain, daily = _chain(one, two, payoffs, noise)
    worth = np.linalg.solve(np.eye(len(chain)) - delta * chain, (1.0 - delta) * daily)
    return float(worth[0, 0]), float(worth[0, 1])


def _chain(one: Conduct, two: Conduct, payoffs: Payoffs, noise: Noise) -> tuple[Floats, Floats]:
    """Return the chances from each pair of states of mind to each, and what both get in each."""
    sizes = len(one.keeps), len(two.keeps)
    chain, daily = np.zeros((sizes[0] * sizes[1],) * 2), np.zeros((sizes[0] * sizes[1], 2))
    acts = [(a, b, c, d) for a in (KEEP, BREAK) for b in (KEEP, BREAK) for c in (KEEP, BREAK) for d in (KEEP, BREAK)]
    for first in range(sizes[0]):
        for second in range(sizes[1]):
            here = first * sizes[1] + second
            for mine, theirs, seen_by_one, seen_by_two in acts:
                chance = _does(one.keeps[first], mine, noise) * _does(two.keeps[second], theirs, noise)
                chance *= _sees(theirs, seen_by_one, noise) * _sees(mine, seen_by_two, noise)
                there = one.then[first, mine, seen_by_one] * sizes[1] + two.then[second, theirs, seen_by_two]
                chain[here, there] += chance
                daily[here] += chance * payoffs.table[mine, theirs], chance * payoffs.table[theirs, mine]
    return chain, daily


def _does(keeps: float, act: int, noise: Noise) -> float:
    kept = keeps * (1.0 - noise.error)
    return kept if act == KEEP else 1.0 - kept


def _sees(act: int, seen: int, noise: Noise) -> float:
    if act == BREAK:
        return float(seen == BREAK)
    return noise.misread if seen == BREAK else 1.0 - noise.misread


def play_truces(
    sides: tuple[Conduct, Conduct], payoffs: Payoffs, delta: float, noise: Noise, runs: int, rng: Generator
) -> Floats:
    """Play truces that end each day with chance 1 - delta.

    What a run pays in all, times 1 - delta, has the mean of `expected_truce`.

    Returns:
        [runs, 2] payoffs in all, times 1 - delta.
    """
    need(0.0 <= delta < 1.0, f"discount factor {delta:g}", "0 or more and below 1")
    minds = [np.zeros(runs, np.int64), np.zeros(runs, np.int64)]
    paid, alive = np.zeros((runs, 2)), np.ones(runs, bool)
    while alive.any():
        acts = [
            (rng.random(runs) >= side.keeps[mind] * (1.0 - noise.error)).astype(np.int64)
            for side, mind in zip(sides, minds, strict=True)
        ]
        seen = [np.where(rng.random(runs) < noise.misread, BREAK, act) for act in acts]
        for me, other in ((0, 1), (1, 0)):
            paid[:, me] += np.where(alive, payoffs.table[acts[me], acts[other]], 0.0)
            minds[me] = sides[me].then[minds[me], acts[me], seen[other]]
        alive &= rng.random(runs) < delta
    return paid * (1.0 - delta)


def best_generosity(payoffs: Payoffs) -> float:
    """Return the most generosity that nobody can exploit: min(1 - (T - R)/(R - S), (R - P)/(T - P)).

    Source:
        Molander (1985); Nowak and Sigmund (1992), "Tit for tat in heterogeneous populations".
    """
    t, r, p, s = payoffs.temptation, payoffs.reward, payoffs.punishment, payoffs.sucker
    return max(0.0, min(1.0 - (t - r) / (r - s), (r - p) / (t - p)))


def grim_patience(payoffs: Payoffs, false_alarm: float = 0.0) -> float:
    """Return the least discount factor at which ending a truce for ever at its first breach deters both.

    d* = (1 - (R - P)/(T - P)) / (1 - e), which is (T - R)/(T - P) if no day brings a false alarm that ends it for both.

    Args:
        payoffs: What a day is worth.
        false_alarm: e, chance per day that a kept truce looks broken to both.

    Raises:
        ValueError: The chance is not from 0 to below 1.
    """
    need(0.0 <= false_alarm < 1.0, f"false alarm {false_alarm:g}", "0 or more and below 1")
    t, r, p = payoffs.temptation, payoffs.reward, payoffs.punishment
    return (1.0 - (r - p) / (t - p)) / (1.0 - false_alarm)


def chance_of_breach(error: float, days: int) -> float:
    """Return how likely at least one breach is within so many days: 1 - (1 - e)^n.

    Raises:
        ValueError: The numbers cannot be used.
    """
    share(error, "chance of a breach")
    count(days, "days")
    return 1.0 - (1.0 - error) ** days
