"""The outside view: what base rates say about a question, set beside the model's number and never fed into it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isnan

from sim.analysis.shares import Share
from sim.scenario.model import OutsideView


@dataclass(frozen=True)
class OutsideComparison:
    """A range that base rates give, with the share of runs that stands beside it.

    Attributes:
        id: The entry of the outside view.
        label: What is compared.
        low: Lower end of the range.
        high: Upper end of the range.
        share: The model's share; None if the entry names no question.
        inside: Whether the share lies in the range; None if there is no share.
    """

    id: str
    label: str
    low: float
    high: float
    share: Share | None
    inside: bool | None


def outside_comparisons(views: Mapping[str, OutsideView], questions: Iterable[Share]) -> tuple[OutsideComparison, ...]:
    """Return every entry of an outside view with the share of the question that it speaks of."""
    shares = {share.id: share for share in questions}
    return tuple(_beside(name, view, shares.get(view.question or "")) for name, view in views.items())


def _beside(name: str, view: OutsideView, share: Share | None) -> OutsideComparison:
    low, high = view.range.low, view.range.high
    known = share is not None and not isnan(share.share)
    inside = low <= share.share <= high if share is not None and known else None
    return OutsideComparison(name, view.label, low, high, share, inside)
