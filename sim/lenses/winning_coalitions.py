"""Who can settle what: for every deal the sets of parties that are enough together.

Where all must consent there is one set; where votes are counted there are several. A lens knows neither time nor luck:
nobody abstains and nobody is away, nobody has signed anything, and a consensus that falls back to a vote counts as that
vote, since in the end it is what decides.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.arrays import Flags, Floats, Ints
from sim.game.masks import flags_of, members

Sets = tuple[int, ...]
"""Sets of parties that are enough and from which nobody can be missed, as bit masks, in their order as numbers."""


_NOBODY = 1 << 62
"""A set that is never willing, where a rule has fewer sets than another."""


@dataclass(frozen=True)
class Settling:
    """For every deal the sets of parties that are enough for it.

    Attributes:
        kind: [D] which of `sets` holds for a deal.
        sets: The different rules. A rule with the empty set alone needs nobody; one without sets, nobody can meet.
        parties: How many parties there are.
    """

    kind: Ints
    sets: tuple[Sets, ...]
    parties: int

    def can(self, willing: Flags) -> Flags:
        """Return [D] whether those who are willing, [D, P], are enough for each deal."""
        masks = (np.asarray(willing, np.int64) << np.arange(self.parties)).sum(axis=1)
        found = np.zeros(len(masks), bool)
        for place in range(max((len(sets) for sets in self.sets), default=0)):
            enough = np.array([sets[place] if place < len(sets) else _NOBODY for sets in self.sets])[self.kind]
            found |= masks & enough == enough
        return found

    @property
    def vetoes(self) -> Flags:
        """[D, P] whether a deal cannot be made without a party: it is in every set that is enough."""
        common = [_in_all(sets) for sets in self.sets]
        found: Flags = flags_of(np.array(common, np.int64), self.parties)[self.kind]
        return found

    @property
    def counts(self) -> Ints:
        """[K] for how many deals each rule holds."""
        return np.bincount(self.kind, minlength=len(self.sets))

    def among(self, counted: Sequence[int]) -> "Settling":
        """Return the same with only some parties, the others taken to say yes."""
        kept = [least(projected(enough, counted) for enough in sets) for sets in self.sets]
        return Settling(self.kind, tuple(kept), len(counted))


def of_consent(consent: Ints, parties: int) -> Settling:
    """Return who can settle deals each of which needs the consent of all in a bit mask.

    Example:
        >>> import numpy as np
        >>> of_consent(np.array([0b11, 0b01, 0b11]), 2).sets
        ((1,), (3,))
    """
    masks, kind = np.unique(np.asarray(consent, np.int64), return_inverse=True)
    return Settling(np.asarray(kind, np.int64), tuple((int(mask),) for mask in masks), parties)


def _in_all(sets: Sets) -> int:
    """Return who is in every set, a bit mask; nobody where there is none."""
    common = -1 if sets else 0
    for enough in sets:
        common &= enough
    return common


def least(masks: Iterator[int] | Sequence[int]) -> Sets:
    """Return the sets that contain no other of them."""
    found = sorted(set(masks))
    return tuple(one for one in found if not any(other != one and other & one == other for other in found))


def projected(mask: int, counted: Sequence[int]) -> int:
    """Return a bit mask of some parties only, numbered by their place among them."""
    return sum(1 << place for place, party in enumerate(counted) if mask >> party & 1)


@dataclass(frozen=True)
class Deciders:
    """Who decides, issue by issue, as a lens sees it.

    Attributes:
        asked: [I] whose answer counts, bit masks.
        votes: The issues on which votes are counted, a bit mask.
        points: [I, P] by how much a yes weighs more than a no.
        need: [I] what these must reach.
        leaving: [I] who may end an agreed option on an issue, bit masks: each alone, or where votes are counted by one.
        parties: How many parties there are.
    """

    asked: Ints
    votes: int
    points: Floats
    need: Floats
    leaving: Ints
    parties: int

    def enough(self, agenda: int) -> Sets:
        """Return the sets of parties that are just enough to settle all issues of an agenda."""
        issues = members(agenda)
        needed = _all_of(int(self.asked[i]) for i in issues if not self.votes >> i & 1)
        counted = [issue for issue in issues if self.votes >> issue & 1]
        if not counted:
            return (needed,)
        seats = members(_all_of(int(self.asked[issue]) for issue in counted) | needed)
        coalitions = np.arange(1 << len(seats))
        wins = coalitions & projected(needed, seats) == projected(needed, seats)
        for issue in counted:
            wins &= self._carried(issue, coalitions, seats)
        missed = [wins[coalitions & ~(1 << place)] & (coalitions >> place & 1 == 1) for place in range(len(seats))]
        smallest = coalitions[wins & ~np.any(missed, axis=0)]
        return tuple(sorted(sum(1 << seats[place] for place in members(int(some))) for some in smallest))

    def leave(self, issue: int) -> Sets:
        """Return the sets of parties that are enough to end what was agreed on an issue."""
        if self.votes >> issue & 1:
            return self.enough(1 << issue)
        return tuple(1 << party for party in members(int(self.leaving[issue])))

    def of(self, agendas: Ints) -> Settling:
        """Return who can settle deals with these agendas."""
        different, kind = np.unique(agendas, return_inverse=True)
        return Settling(kind, tuple(self.enough(int(agenda)) for agenda in different), self.parties)

    def _carried(self, issue: int, coalitions: Ints, seats: Sequence[int]) -> Flags:
        """Return which coalitions of those seated win the vote on an issue: somebody says yes, and that is enough."""
        points = np.zeros(len(coalitions))
        for place, party in enumerate(seats):
            points += self.points[issue, party] * (coalitions >> place & 1)
        some: Flags = coalitions & projected(int(self.asked[issue]), seats) != 0
        won: Flags = some & (points >= self.need[issue])
        return won


def _all_of(masks: Iterator[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found
