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
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from sim.arrays import Floats
from sim.lenses.challenges import (
    MAIN_CHOICES,
    NAMED,
    Choices,
    challenge,
    meet,
    risk_attitudes,
    seen_distances,
    utility_at,
)
from sim.lenses.influence import CHOICE, VICTORY, VOTING, choice, coalitions
from sim.lenses.placed import Actors

FULL = 100.0
"""Length of a dimension, in points."""
NOT_WORTH_IT = 1e-5
"""Gain in utility, of 1, up to which nobody challenges: no more than rounding; our own choice."""
TOGETHER = 0.001
"""How far apart, on a line of length 1, actors may be and still hold one position."""
SETTLED = 0.005
"""Actors have settled when a round moves them less than this share of what the first round did."""


@dataclass(frozen=True)
class Settlement:
    """What a challenger and its target would settle for.

    Attributes:
        by: The challenger, by number.
        to: The target.
        chance: The challenger's chance to prevail, in the eyes of the one whose bargain it is.
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
    bargains: tuple[tuple[Settlement, ...], ...]
    settled: bool

    def mean(self, weight: Floats) -> Floats:
        """[T + 1, K] the mean position of each round, actors weighed."""
        shares = weight / weight.sum() if weight.sum() > 0 else np.full(len(weight), 1.0 / len(weight))
        return np.asarray((self.positions * shares[:, None]).sum(axis=1), np.float64)


@dataclass(frozen=True)
class _Setting:
    capability: Floats
    salience: Floats
    choices: Choices

    @property
    def care(self) -> Floats:
        return np.asarray(np.minimum(self.salience.sum(axis=1), 1.0), np.float64)


def bargain_in_space(
    actors: Actors, rounds: int = 25, choices: Choices = MAIN_CHOICES, rng: Generator | None = None
) -> Bargaining:
    """Play spatial bargaining.

    Args:
        actors: Who stands where.
        rounds: The most rounds.
        choices: The sub-models.
        rng: The random number generator; needed where the transition is stochastic.

    Returns:
        The rounds. Where all stand together or nobody counts, nobody moves.

    Raises:
        ValueError: The numbers or choices cannot be used.
    """
    _check(actors, choices, rng)
    table = _Setting(_shares(actors.capability), actors.salience, choices)
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


def _utilities(table: _Setting, now: Floats, ideals: Floats) -> tuple[Floats, Floats]:
    """Return [N + 1, N, N] utilities to i of j's position as each h sees them, last as they are; and [N] R."""
    apart = seen_distances(table.salience, ideals, now)
    neutral = utility_at(apart, np.zeros((len(now), 1)))
    risk = risk_attitudes(_prevail(table, neutral), table.choices.risk_range)
    seen = risk[None, :] * table.choices.risk_seen + risk[:, None] * (1.0 - table.choices.risk_seen)
    every = np.concatenate([seen, risk[None, :]])
    return np.stack([utility_at(apart, row[:, None]) for row in every]), risk


def _prevail(table: _Setting, utility: Floats) -> Floats:
    """Return each position's chance to prevail."""
    strength = coalitions(table.capability, utility, table.choices.voting)
    return choice(strength, table.choices.victory, table.choices.choice)


def _of_places(table: _Setting, now: Floats, utility: Floats) -> Floats:
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


def _bargains(table: _Setting, now: Floats, utility: Floats) -> list[Settlement]:
    """Return what everybody's best challenge leads to."""
    found: list[Settlement] = []
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
    table: _Setting, now: Floats, pair: tuple[int, int], chances: tuple[float, float], gain: float
) -> list[Settlement]:
    """Return the bargains of a challenger and its target, in the eyes of those whom the choices name."""
    i, j = pair
    seen = [
        meet((now[i], now[j]), (table.salience[i], table.salience[j]), chance, table.choices.interpolation)
        for chance in chances
    ]
    made = [
        Settlement(i, j, chance, gain, one * FULL, other * FULL)
        for chance, (one, other) in zip(chances, seen, strict=True)
    ]
    if table.choices.bargain == "initiator":
        return made[:1]
    if table.choices.bargain == "both":
        return made
    weights = table.capability[[i, j]] * table.care[[i, j]]
    share = float(weights[0] / weights.sum()) if weights.sum() > 0 else 0.5
    one, other = (share * a + (1.0 - share) * b for a, b in zip(seen[0], seen[1], strict=True))
    return [Settlement(i, j, share * chances[0] + (1.0 - share) * chances[1], gain, one * FULL, other * FULL)]


def _moved(
    table: _Setting, now: Floats, ideals: Floats, risk: Floats, made: Sequence[Settlement], rng: Generator | None
) -> Floats:
    """Return where everybody stands when each has taken one of its bargains, or stayed."""
    after = now.copy()
    utility = utility_at(seen_distances(table.salience, ideals, now), risk[:, None])
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


def _worth(table: _Setting, utility: Floats, ideals: Floats, risk: Floats, bargain: Settlement) -> Floats:
    """Return [N] by how much each likes a bargain better than things as they are, all positions counting alike."""
    places = np.stack([bargain.of_challenger, bargain.of_target]) / FULL
    new = utility_at(seen_distances(table.salience, ideals, places), risk[:, None])
    return np.asarray((new.sum(axis=1) - utility[:, bargain.by] - utility[:, bargain.to]) / len(utility), np.float64)
