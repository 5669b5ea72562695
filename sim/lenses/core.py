"""Who can block what: coalitions that would rather have another deal and need nobody else for it, and the core."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.arrays import Flags, Floats, Ints
from sim.game.masks import members
from sim.lenses.pareto import distinct, frontier, rounded
from sim.lenses.winning_coalitions import Settling, of_consent

MOST_COMPARISONS = 2_000_000_000
"""How many pairs of deals are compared at most; above that the core is left open."""

_BLOCK = 2_000_000


@dataclass(frozen=True)
class Block:
    """What one coalition can do about deals.

    Attributes:
        coalition: Who, a bit mask: parties that are enough for some deals, and of whom nobody can be missed.
        deals: How many deals these are.
        blocks: How many of all deals it blocks with one of them.
    """

    coalition: int
    deals: int
    blocks: int


@dataclass(frozen=True)
class Core:
    """The deals that no coalition blocks.

    Attributes:
        stable: [D] whether a deal is in the core.
        refused: [P] how many deals each party stops: they cannot be made without it, and it is better off so.
        blocks: Every coalition that is just enough for some deals, with how much it blocks; most deals first.
    """

    stable: Flags
    refused: Ints
    blocks: tuple[Block, ...]


def core_of(worth: Floats, disagreement: Floats, consent: Ints) -> Core | None:
    """Return the core of a set of deals, each of which needs the consent of some parties.

    As `core_with`, with one set of parties that is enough for a deal: all whose consent it needs.

    Args:
        worth: [D, P] worth of every deal to every party.
        disagreement: [P] worth of no deal.
        consent: [D] the parties whose consent a deal needs, bit masks; 0 for what is in force already.

    Returns:
        The core; none if more than `MOST_COMPARISONS` pairs of deals would have to be compared.

    Raises:
        ValueError: Sizes do not match.

    Example:
        >>> import numpy as np
        >>> worth, consent = np.array([[3.0, 1.0], [2.0, 2.0], [-1.0, 5.0]]), np.array([3, 3, 3])
        >>> core_of(worth, np.zeros(2), consent).stable.tolist()
        [True, True, False]
    """
    return core_with(worth, disagreement, of_consent(consent, worth.shape[1]))


def core_with(worth: Floats, disagreement: Floats, settling: Settling) -> Core | None:
    """Return the core of a set of deals, each of which some sets of parties can bring about.

    A coalition blocks a deal if there is another for which it is enough and that is better for all of its members. A
    deal is also blocked if those whom it leaves no worse off than the disagreement point are not enough for it: where
    all must consent, one party that loses is. What nobody blocks is the core.

    Args:
        worth: [D, P] worth of every deal to every party.
        disagreement: [P] worth of no deal.
        settling: Who is enough for every deal.

    Returns:
        The core; none if more than `MOST_COMPARISONS` pairs of deals would have to be compared.

    Raises:
        ValueError: Sizes do not match.

    Source:
        Gillies (1959); with who can bring about what given by an effectivity function: Moulin and Peleg (1982).
    """
    if len(settling.kind) != len(worth) or len(disagreement) != worth.shape[1] or settling.parties != worth.shape[1]:
        raise ValueError(f"found {len(settling.kind)} consents for {len(worth)} deals, expected one each")
    values, outside = rounded(worth), rounded(disagreement)
    losing = values < outside
    stable: Flags = settling.can(~losing)
    blocks = []
    for mask, count, best in _coalitions(values, settling):
        joined = members(mask)
        if len(values) * len(best) > MOST_COMPARISONS:
            return None
        blocked = _strictly_below(values[:, joined], best)
        stable &= ~blocked
        blocks.append(Block(mask, count, int(blocked.sum())))
    refused = (settling.vetoes & losing).sum(axis=0)
    return Core(stable, refused, tuple(sorted(blocks, key=lambda b: (-b.deals, b.coalition))))


def _coalitions(values: Floats, settling: Settling) -> Iterator[tuple[int, int, Floats]]:
    """Yield each coalition that is just enough for some deals, how many, and the best of them for its members."""
    for mask in sorted({enough for sets in settling.sets for enough in sets if enough}):
        able = [number for number, sets in enumerate(settling.sets) if mask in sets]
        own = values[np.isin(settling.kind, able)][:, members(mask)]
        if len(own):
            yield mask, len(own), distinct(own[frontier(own)])[0]


def _strictly_below(values: Floats, best: Floats) -> Flags:
    """Return which rows some row of `best` exceeds in every column."""
    below = np.zeros(len(values), bool)
    left = np.arange(len(values))
    step = max(1, _BLOCK // max(1, len(values)))
    # Those with the largest sum first: they exceed most, and whoever is exceeded need not be looked at again.
    ordered = best[np.argsort(-best.sum(axis=1), kind="stable")]
    for start in range(0, len(ordered), step):
        part = ordered[start : start + step]
        exceeded = part[None, :, 0] > values[left, None, 0]
        for column in range(1, values.shape[1]):
            exceeded &= part[None, :, column] > values[left, None, column]
        hit = exceeded.any(axis=1)
        below[left[hit]] = True
        left = left[~hit]
    return below
