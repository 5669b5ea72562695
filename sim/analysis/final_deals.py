"""Which deals runs end with: what is in force on the last day, with the share of runs."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.analysis.shares import Share, share_of
from sim.game.records import Records


@dataclass(frozen=True)
class FinalDeal:
    """A deal that is in force on the last day of some runs.

    Attributes:
        deal: Issue to option; empty if nothing is in force.
        share: The share of runs that end with it; its label is the deal in words of ids.
    """

    deal: Mapping[str, str]
    share: Share


def final_deals(records: Records) -> tuple[FinalDeal, ...]:
    """Return the deals with which runs end, the most frequent first."""
    states, counts = np.unique(records.state, return_counts=True)
    order = np.lexsort((states, -counts))
    return tuple(_final(records, int(states[place]), int(counts[place])) for place in order)


def _final(records: Records, state: int, count: int) -> FinalDeal:
    deal = records.game.deal(state)
    label = ", ".join(f"{issue}: {option}" for issue, option in deal.items()) or "nothing"
    return FinalDeal(deal, share_of(str(state), label, count, len(records)))
