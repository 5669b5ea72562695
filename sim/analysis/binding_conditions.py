"""What blocks a deal.

Counting refusals misleads: a deal believed dead is never proposed, and several conditions break together. So the credit
for refusals and for proposals not made is accompanied by the attribution: the Shapley share of each condition in the
change of an outcome when conditions are removed, under common random numbers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np

from sim.analysis.means import mean_interval
from sim.arrays import Floats
from sim.game.records import Records
from sim.kernel.chance import address, uniform

EXACT_UP_TO = 8
"""Conditions up to which every subset is played; beyond, orders are sampled."""

SAMPLED_ORDERS = 64
"""Orders of removal sampled beyond that (each is played through once)."""


@dataclass(frozen=True)
class Attribution:
    """How much of an outcome's change a condition accounts for, as a difference of shares with a 95 % interval."""

    share: float
    low: float
    high: float


@dataclass(frozen=True)
class BindingCondition:
    """How far a condition stands in the way.

    Attributes:
        condition: Its id.
        label: Its name on screen.
        refused: Decisive credit for refusals, per run.
        unmade: Proposals not made because it was suspected to be a red line, per run.
        attribution: Its Shapley share in an outcome, if asked for.
    """

    condition: str
    label: str
    refused: float
    unmade: float
    attribution: Attribution | None = None


def binding_of(records: Records, attributions: Mapping[str, Attribution] | None = None) -> tuple[BindingCondition, ...]:
    """Return how far each condition stands in the way, in the order of the scenario."""
    game = records.game
    refused, unmade = (_mean(records.of(name)) for name in ("refused", "unmade"))
    return tuple(
        BindingCondition(
            condition=name,
            label=game.scenario.name_of("conditions", name),
            refused=float(refused[place]),
            unmade=float(unmade[place]),
            attribution=(attributions or {}).get(name),
        )
        for place, name in enumerate(game.conditions)
    )


def _mean(counts: Floats) -> Floats:
    return np.asarray(counts.mean(axis=0) if len(counts) else np.zeros(counts.shape[1]))


Played = Callable[[frozenset[str]], Floats]
"""Conditions removed -> [runs] 1 where the outcome held, under common random numbers."""


def most_subsets(conditions: int) -> int:
    """Return how many subsets of conditions `attribute` plays; beyond `EXACT_UP_TO`, the most that it can be."""
    return 2**conditions if conditions <= EXACT_UP_TO else SAMPLED_ORDERS * (conditions - 1) + 2


def attribute(conditions: Sequence[str], played: Played, seed: int = 1) -> dict[str, Attribution]:
    """Share the effect of removing all conditions among them, fairly (Shapley 1953).

    phi_c = sum over sets S without c of |S|! (n - |S| - 1)! / n! x (v(S + c) - v(S)), v(S) = share without S

    The shares add up exactly to the total effect.

    Args:
        conditions: The conditions to share among.
        played: Plays the ensemble without some of them.
        seed: Key of the sampled orders, beyond `EXACT_UP_TO` conditions.

    Returns:
        Each condition's Shapley share, with the interval that the runs' paired differences give.

    Example:
        >>> import numpy as np
        >>> held = {0: 0.2, 1: 0.2, 2: 0.8}
        >>> played = lambda removed: (np.arange(100) < 100 * held[len(removed)]) * 1.0
        >>> {name: round(one.share, 2) for name, one in attribute(["aid", "border"], played).items()}
        {'aid': 0.3, 'border': 0.3}
    """
    shared = shares_by_run(conditions, played, seed)
    return {name: Attribution(*mean_interval(values)) for name, values in shared.items()}


def shares_by_run(conditions: Sequence[str], played: Played, seed: int = 1) -> dict[str, Floats]:
    """Return each condition's Shapley share in every run, [runs]; see `attribute`.

    In every run they add up to what removing all conditions does to it.
    """
    if len(conditions) <= EXACT_UP_TO:
        return _exact(tuple(conditions), played)
    return _sampled(tuple(conditions), played, seed)


def _exact(conditions: tuple[str, ...], played: Played) -> dict[str, Floats]:
    count = len(conditions)
    value = {s: played(s) for size in range(count + 1) for s in map(frozenset, combinations(conditions, size))}
    shares: dict[str, Floats] = {}
    for name in conditions:
        others = [other for other in conditions if other != name]
        total = np.zeros(len(value[frozenset()]))
        for size in range(count):
            weight = factorial(size) * factorial(count - size - 1) / factorial(count)
            for chosen in map(frozenset, combinations(others, size)):
                total += weight * (value[chosen | {name}] - value[chosen])
        shares[name] = total
    return shares


def _sampled(conditions: tuple[str, ...], played: Played, seed: int) -> dict[str, Floats]:
    known: dict[frozenset[str], Floats] = {}

    def value(removed: frozenset[str]) -> Floats:
        if removed not in known:
            known[removed] = played(removed)
        return known[removed]

    shares = {name: np.zeros(len(value(frozenset()))) for name in conditions}
    for order in range(SAMPLED_ORDERS):
        lots = {name: uniform(seed, order, 0, address("order"), address(name)) for name in conditions}
        removed: frozenset[str] = frozenset()
        for name in sorted(conditions, key=lots.__getitem__):
            shares[name] += (value(removed | {name}) - value(removed)) / SAMPLED_ORDERS
            removed |= {name}
    return shares
