"""Who has a say once a deal is agreed: which parties ratify, and how many deals wait for each of them.

Theories of bargaining know who must agree, not who is asked afterwards. What a party ratifies it can stop as well, so
whoever reads who is needed should know of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.arrays import Flags
from sim.lenses.worths import Worths


@dataclass(frozen=True)
class Ratifying:
    """A party that is asked once a deal is agreed.

    Attributes:
        party: Its id.
        label: Its name on screen.
        deals: How many deals bring in something that it is asked about.
    """

    party: str
    label: str
    deals: int


def ratified(seen: Worths) -> tuple[Ratifying, ...]:
    """Return the parties that ratify, with how many deals each is asked about."""
    scenario = seen.game.scenario
    found: dict[str, Flags] = {}
    for party, deals in _asked(seen):
        found[party] = found.get(party, np.zeros(len(seen.states), bool)) | deals
    return tuple(
        Ratifying(party, scenario.name_of("parties", party), int(deals.sum()))
        for party, deals in found.items()
        if deals.any()
    )


def _asked(seen: Worths) -> Iterator[tuple[str, Flags]]:
    """Yield who is asked about which deals: by a ballot on packages, or for an option that it ratifies."""
    game, scenario = seen.game, seen.game.scenario
    for one in scenario.ratifiers.values():
        issues = one.issues or game.issues
        mask = sum(1 << game.issues.index(issue) for issue in issues)
        yield one.party, np.asarray(seen.agenda & mask != 0, bool)
    options = game.board.option[seen.states]
    for issue, stated in scenario.issues.items():
        place = game.issues.index(issue)
        changed = seen.agenda >> place & 1 == 1
        for name, option in stated.options.items():
            if isinstance(option.ratification, str):
                here = options[:, place] == game.options.index((issue, name))
                yield option.ratification, np.asarray(changed & here, bool)
