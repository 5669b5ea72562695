"""Spatial bargaining over several dimensions: each challenges whom it gains most by, they meet between, all move.

Utility falls with distance weighed by salience, u = (1 - d)(1 + d R): who is more likely to prevail is
more cautious (R > 0). A challenge is worth what is won and lost by it, third parties taking sides; its target resists
as much as it cares. What challenger and target would settle for, dimension by dimension, is a bargain; of the bargains
that it is in, and of staying, each actor takes the one that prevails among all actors.

Source:
    The spatial model of politics of the toolkit KTAB; Wise, Lester and Efird (2015) on it in one dimension;
    Bueno de Mesquita, 1997, "A decision making model: its structure and form", International Interactions 23.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.random import Generator

from sim.lenses.influence import CHOICE, VICTORY, VOTING, choice, coalitions
from sim.lenses.placed import Actors
from sim.rules.state import Floats

FULL = 100.0
NOT_WORTH_IT = 1e-5
_TIE_BREAK = 1e-6
_EMPTY = 1e-10
NAMED = {
    "transition": ("deterministic", "stochastic"),
    "third_party": ("full", "semi", "none"),
    "risk_range": ("min", "mid", "max"),
    "interpolation": ("s1p1", "s2p2", "s2pmax"),
    "bargain": ("initiator", "both", "weighted"),
}
TOGETHER = 0.001
"""How far apart, of a line of 1, actors may be that still hold one position."""
SETTLED = 0.005
"""Actors have settled when a round moves them less than this share of what the first round did."""


@dataclass(frozen=True)
class Choices:
    """The sub-models.

    Attributes:
        voting: How hard actors throw their weight; a key of `sim.lenses.influence.VOTING`.
        victory: How leads become chances; one of `sim.lenses.influence.VICTORY`.
        choice: How one of many comes out; one of `sim.lenses.influence.CHOICE`.
        transition: Whether the likeliest bargain is taken, or one by its chance.
        third_party: When third parties give up their own position for the winner's: always (full), if they backed the
            loser (semi), or never (none).
        risk_range: What R runs over: 0 to 1 (min), -1/2 to 1 (mid), -1 to 1 (max).
        risk_seen: How much of another's own R one sees in it, the rest being one's own: 0 to 1.
        interpolation: How two meet on a dimension: by salience × chance (s1p1), by their squares (s2p2), or the weaker
            moves by how much weaker it is (s2pmax).
        bargain: Whose view of a bargain counts: the challenger's (initiator), both as two bargains (both), or one
            between by weight (weighted).
        follow: [N, N] how far ideals follow positions: i's ideal becomes sum_j f_ij x_j, the rest of it staying; none:
            ideals are positions.
    """

    voting: str = "proportional"
    victory: str = "linear"
    choice: str = "conditional"
    transition: Literal["deterministic", "stochastic"] = "deterministic"
    third_party: Literal["full", "semi", "none"] = "semi"
    risk_range: Literal["min", "mid", "max"] = "mid"
    risk_seen: float = 1.0 / 3.0
    interpolation: Literal["s1p1", "s2p2", "s2pmax"] = "s2p2"
    bargain: Literal["initiator", "both", "weighted"] = "initiator"
    follow: Floats | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Bargain:
    """What a challenger and its target would settle for.

    Attributes:
        by: The challenger, by number.
        to: The target.
        chance: The challenger's chance to prevail, in the eyes of whose bargain it is.
        gain: What the challenger expects to gain.
        of_challenger: [K] where the challenger would stand, 0 to 100.
        of_target: [K] where the target would.
    """

    by: int
    to: int
    chance: float
    gain: float
    of_challenger: Floats
    of_target: Floats


@dataclass(frozen=True)
class Bargaining:
    """Bargaining played out.

    Attributes:
        positions: [T + 1, N, K] before and after each round, 0 to 100.
        chances: [T + 1, N] chance of each actor's place to prevail; those who stand together share one.
        bargains: The bargains of each round.
        settled: Whether actors had settled before the last round allowed.
    """

    positions: Floats
    chances: Floats
    bargains: tuple[tuple[Bargain, ...], ...]
    settled: bool

    def mean(self, weight: Floats) -> Floats:
        """[T + 1, K] the mean position of each round, actors weighed."""
        shares = weight / weight.sum() if weight.sum() > 0 else np.full(len(weight), 1.0 / len(weight))
        return np.asarray((self.positions * shares[:, None]).sum(axis=1), np.float64)


@dataclass(frozen=True)
class _Table:
    capability: Floats
    salience: Floats
    choices: Choices

    @property
    def care(self) -> Floats:
        return np.asarray(np.minimum(self.salience.sum(axis=1), 1.0), np.float64)


def bargain_in_space(
    actors: Actors, rounds: int = 25, choices: Choices = Choices(), rng: Generator | None = None
) -> Bargaining:
    """Play spatial bargaining.

    Args:
        actors: Who stands where.
        rounds: The most rounds.
        choices: The sub-models.
        rng: The luck; needed where the transition is stochastic.

    Returns:
        The rounds. Where all stand together or nobody counts, nobody moves.

    Raises:
        ValueError: The numbers or choices cannot be used.
    """
    _check(actors, choices, rng)
    table = _Table(_shares(actors.capability), actors.salience, choices)
    now = ideals = actors.position / FULL
    places, chances, bargains = [now], [], []
    settled = False
    for _ in range(rounds):
        utility, risk = _utilities(table, now, ideals)
        chances.append(_of_places(table, now, utility[-1]))
        made = tuple(_bargains(table, now, utility))
        luck = rng if choices.transition == "stochastic" else None
        after = _moved(table, now, ideals, risk, made, luck)
        bargains.append(made)
        ideals = _ideals(choices.follow, after, ideals)
        now = after
        places.append(now)
        settled = _distance(places, len(places) - 1) <= SETTLED * _distance(places, 1)
        if settled:
            break
    chances.append(_of_places(table, now, _utilities(table, now, ideals)[0][-1]))
    return Bargaining(np.array(places) * FULL, np.array(chances), tuple(bargains), settled)


def _check(actors: Actors, choices: Choices, rng: Generator | None) -> None:
    if choices.transition == "stochastic" and rng is None:
        raise ValueError("found a stochastic transition without luck, expected a generator")
    allowed = {"voting": tuple(VOTING), "victory": VICTORY, "choice": CHOICE, **NAMED}
    for name, values in allowed.items():
        if getattr(choices, name) not in values:
            raise ValueError(f"found {name} {getattr(choices, name)!r}, expected one of {', '.join(values)}")
    if not 0.0 <= choices.risk_seen <= 1.0:
        raise ValueError(f"found risk_seen {choices.risk_seen:g}, expected 0 to 1")
    numbers = (actors.capability, actors.position, actors.salience)
    if not all(np.isfinite(column).all() for column in numbers) or not len(actors.names):
        raise ValueError("found no actor, or numbers that are not finite, expected finite ones")
    if actors.capability.min() < 0 or actors.salience.min() < 0 or actors.salience.max() > 1:
        raise ValueError("found a capability below 0 or a salience outside 0 to 1")
    if actors.position.min() < 0 or actors.position.max() > FULL:
        raise ValueError("found a position outside 0 to 100")


def _shares(capability: Floats) -> Floats:
    top = capability.max(initial=0.0)
    return capability / top if top > 0 else np.ones_like(capability)


def _distance(places: Sequence[Floats], round_: int) -> float:
    return float(np.linalg.norm(places[round_] - places[round_ - 1], axis=1).sum())


def _ideals(follow: Floats | None, positions: Floats, ideals: Floats) -> Floats:
    if follow is None:
        return positions
    rest = np.maximum(0.0, 1.0 - follow.sum(axis=1))
    return np.asarray(follow @ positions + rest[:, None] * ideals, np.float64)


def distances(salience: Floats, ideals: Floats, positions: Floats) -> Floats:
    """Return how far each position is from each actor's ideal, in its own eyes, 0 to 1.

    d_ij = sqrt(sum_k (s_ik (y_ik - x_jk))^2 / sum_k s_ik^2); who cares for nothing sees all dimensions alike.
    """
    weights = np.where(salience.sum(axis=1, keepdims=True) > 0, salience, 1.0) ** 2
    apart = (ideals[:, None, :] - positions[None, :, :]) ** 2
    return np.asarray(np.sqrt((weights[:, None, :] * apart).sum(axis=2) / weights.sum(axis=1)[:, None]), np.float64)


def utility_at(distance: Floats, risk: Floats) -> Floats:
    """Return u = (1 - d)(1 + d R): 1 at the ideal, 0 at the far end, bent by R."""
    return np.asarray((1.0 - distance) * (1.0 + np.minimum(distance, 1.0) * risk), np.float64)


def risk_attitudes(chances: Floats, risk_range: str) -> Floats:
    """Return R: the greatest for whoever is likeliest to prevail, the least for whoever is least likely."""
    low, high = float(chances.min()), float(chances.max())
    if high <= low:
        return np.zeros_like(chances)
    rank = (chances - low) / (high - low)
    return {"min": rank, "mid": 1.5 * rank - 0.5, "max": 2.0 * rank - 1.0}[risk_range]


def _utilities(table: _Table, now: Floats, ideals: Floats) -> tuple[Floats, Floats]:
    """Return [N + 1, N, N] utilities to i of j's position as each h sees them, last as they are; and [N] R."""
    apart = distances(table.salience, ideals, now)
    neutral = utility_at(apart, np.zeros((len(now), 1)))
    risk = risk_attitudes(_prevail(table, neutral), table.choices.risk_range)
    seen = risk[None, :] * table.choices.risk_seen + risk[:, None] * (1.0 - table.choices.risk_seen)
    every = np.concatenate([seen, risk[None, :]])
    return np.stack([utility_at(apart, row[:, None]) for row in every]), risk


def _prevail(table: _Table, utility: Floats) -> Floats:
    """Return each position's chance to prevail."""
    strength = coalitions(table.capability, utility, table.choices.voting)
    return choice(strength, table.choices.victory, table.choices.choice)


def _of_places(table: _Table, now: Floats, utility: Floats) -> Floats:
    """Return the chance of each actor's place to prevail; those who stand together, or nearly so, have one place."""
    first: list[int] = []
    which = []
    for place in range(len(now)):
        near = next((at for at, other in enumerate(first) if np.linalg.norm(now[place] - now[other]) < TOGETHER), None)
        if near is None:
            near = len(first)
            first.append(place)
        which.append(near)
    return np.asarray(_prevail(table, utility[:, first])[which], np.float64)


def _bargains(table: _Table, now: Floats, utility: Floats) -> list[Bargain]:
    """Return what everybody's best challenge leads to."""
    found: list[Bargain] = []
    weight = table.capability * table.care
    for i in range(len(now)):
        judged = {
            j: challenge(weight, table.care, utility[i], (i, j), table.choices) for j in range(len(now)) if j != i
        }
        j = max(judged, key=lambda target: judged[target][1], default=i)
        if j == i or judged[j][1] <= NOT_WORTH_IT:
            continue
        theirs = challenge(weight, table.care, utility[j], (i, j), table.choices)[0]
        found += _settlements(table, now, (i, j), (judged[j][0], theirs), judged[j][1])
    return found


def _settlements(
    table: _Table, now: Floats, pair: tuple[int, int], chances: tuple[float, float], gain: float
) -> list[Bargain]:
    """Return the bargains of a challenger and its target, in the eyes of whom the choices name."""
    i, j = pair
    seen = [
        meet((now[i], now[j]), (table.salience[i], table.salience[j]), chance, table.choices.interpolation)
        for chance in chances
    ]
    made = [
        Bargain(i, j, chance, gain, one * FULL, other * FULL)
        for chance, (one, other) in zip(chances, seen, strict=True)
    ]
    if table.choices.bargain == "initiator":
        return made[:1]
    if table.choices.bargain == "both":
        return made
    weights = table.capability[[i, j]] * table.care[[i, j]]
    share = float(weights[0] / weights.sum()) if weights.sum() > 0 else 0.5
    one, other = (share * a + (1.0 - share) * b for a, b in zip(seen[0], seen[1], strict=True))
    return [Bargain(i, j, share * chances[0] + (1.0 - share) * chances[1], gain, one * FULL, other * FULL)]


def challenge(
    weight: Floats, care: Floats, utility: Floats, pair: tuple[int, int], choices: Choices
) -> tuple[float, float]:
    """Return the chance of i to prevail over j, and what i gains by trying, as one observer sees it.

    i and j throw their weight for their own positions; each third party compares how a fight of three would end with
    it on either side, and votes for the side with which it does better. j resists as much as it cares (s_j), so that i
    gains (1 - s_j) 2 u_ii + s_j (p 2 u_ii + (1 - p) 2 u_ij) - (u_ii + u_ij).

    Args:
        weight: [N] capability × salience.
        care: [N] salience in all, 0 to 1.
        utility: [N, N] to each of each one's position, as the observer sees it.
        pair: i, who challenges, and j, who is challenged.
        choices: The sub-models.
    """
    i, j = pair
    vote = VOTING[choices.voting]
    votes = weight * vote(utility[:, i] - utility[:, j])
    own = votes[[i, j]]
    base = (_EMPTY + float(np.maximum(own, 0.0).sum()), _EMPTY + float(np.maximum(-own, 0.0).sum()))
    third = weight * vote(_taking_sides(utility, pair, base, votes, choices.third_party))
    third[[i, j]] = 0.0
    for_i, for_j = base[0] + np.maximum(third, 0.0).sum(), base[1] + np.maximum(-third, 0.0).sum()
    chance = float(for_i / (for_i + for_j))
    won, lost = 2.0 * utility[i, i], 2.0 * utility[i, j]
    tried = (1.0 - care[j]) * won + care[j] * (chance * won + (1.0 - chance) * lost)
    return chance, float(tried - (won + lost) / 2.0)


def _taking_sides(
    utility: Floats, pair: tuple[int, int], base: tuple[float, float], votes: Floats, commitment: str
) -> Floats:
    """Return by how much each third party does better with i than with j, three positions being at stake.

    The loser takes over the winner's position, and so does a third party that is fully committed, or committed by half
    and backed the loser. How likely i is to win counts the third party's vote for whom it likes better (p), as in KTAB;
    with that one chance full and no commitment would come to nothing, so that there the third party compares what its
    vote on either side does to the chance.
    """
    of_i, of_j, own = utility[:, pair[0]], utility[:, pair[1]], np.diag(utility)
    effort = np.abs(votes)
    total = base[0] + base[1] + effort
    if commitment == "semi":
        p = (base[0] + np.maximum(votes, 0.0)) / total
        backing_i = p * (2.0 * of_i + own) + (1.0 - p) * 3.0 * of_j
        backing_j = p * 3.0 * of_i + (1.0 - p) * (2.0 * of_j + own)
        return np.asarray(backing_i - backing_j, np.float64)
    stakes = 3.0 if commitment == "full" else 2.0
    return np.asarray(effort / total * stakes * (of_i - of_j), np.float64)


def meet(
    places: tuple[Floats, Floats], saliences: tuple[Floats, Floats], chance: float, how: str
) -> tuple[Floats, Floats]:
    """Return where a challenger and its target would settle, dimension by dimension.

    s1p1, s2p2: both at (w_i x_i + w_j x_j) / (w_i + w_j) with w = (salience × chance)^n, n = 1 or 2; each stays where
    neither weighs anything. s2pmax: each moves towards the other by d s_other^2 / (d s_other^2 + (1 - d) s_own^2),
    where d is by how much its chance is smaller, so that only the weaker one moves.

    Args:
        places: [K] positions of the two, 0 to 1.
        saliences: [K] of the two.
        chance: The challenger's chance to prevail.
        how: s1p1, s2p2 or s2pmax.
    """
    (x, y), (s, t) = places, saliences
    if how == "s2pmax":
        lag, lead = max(0.0, 1.0 - 2.0 * chance), max(0.0, 2.0 * chance - 1.0)
        by_x = lag * t**2 / (lag * t**2 + _TIE_BREAK + (1.0 - lag) * s**2)
        by_y = lead * s**2 / (lead * s**2 + _TIE_BREAK + (1.0 - lead) * t**2)
        return _placed(x + by_x * (y - x)), _placed(y + by_y * (x - y))
    power = 1 if how == "s1p1" else 2
    w, v = (s * chance) ** power, (t * (1.0 - chance)) ** power
    total = w + v + _TIE_BREAK
    return _placed(((w + _TIE_BREAK) * x + v * y) / total), _placed((w * x + (v + _TIE_BREAK) * y) / total)


def _placed(x: Floats) -> Floats:
    """Return places to a hundredth of a point, as KTAB has them, so that who settles with another stands with it."""
    return np.asarray(np.floor(x * 10_000.0 + 0.5) / 10_000.0, np.float64)


def _moved(
    table: _Table, now: Floats, ideals: Floats, risk: Floats, made: Sequence[Bargain], rng: Generator | None
) -> Floats:
    """Return where everybody stands when each has taken one of its bargains, or stayed."""
    after = now.copy()
    utility = utility_at(distances(table.salience, ideals, now), risk[:, None])
    for k in range(len(now)):
        mine = [bargain for bargain in made if k in (bargain.by, bargain.to)]
        if not mine:
            continue
        gains = [_worth(table, utility, ideals, risk, bargain) for bargain in mine]
        options = np.stack([np.zeros(len(now)), *gains], axis=1)
        strength = coalitions(table.capability, options, table.choices.voting)
        chances = choice(strength, table.choices.victory, table.choices.choice)
        taken = int(chances.argmax()) if rng is None else int(rng.choice(len(chances), p=chances))
        if taken:
            bargain = mine[taken - 1]
            after[k] = (bargain.of_challenger if bargain.by == k else bargain.of_target) / FULL
    return after


def _worth(table: _Table, utility: Floats, ideals: Floats, risk: Floats, bargain: Bargain) -> Floats:
    """Return [N] by how much each likes a bargain better than things as they are, all positions counting alike."""
    places = np.stack([bargain.of_challenger, bargain.of_target]) / FULL
    new = utility_at(distances(table.salience, ideals, places), risk[:, None])
    return np.asarray((new.sum(axis=1) - utility[:, bargain.by] - utility[:, bargain.to]) / len(utility), np.float64)
