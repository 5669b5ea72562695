"""The outside view: what base rates say about a question, set beside the model's number; and whose evidence it shares.

No run reads a base rate. But a base rate may rest on a source on which inputs rest too; then it is a weaker test.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any

from sim.analysis.shares import Share
from sim.scenario.base import Entry
from sim.scenario.data import PLAYED
from sim.scenario.model import Scenario
from sim.scenario.reader_words import OutsideView


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
    """Return every entry of an outside view with the share of the question that it is about."""
    shares = {share.id: share for share in questions}
    return tuple(_beside(name, view, shares.get(view.question or "")) for name, view in views.items())


def _beside(name: str, view: OutsideView, share: Share | None) -> OutsideComparison:
    low, high = view.range.low, view.range.high
    known = share is not None and not isnan(share.share)
    inside = low <= share.share <= high if share is not None and known else None
    return OutsideComparison(name, view.label, low, high, share, inside)


def sources_of_inputs(scenario: Scenario) -> frozenset[str]:
    """Return the ids of the sources on which anything that runs read rests."""
    heads = (head for head in PLAYED if head != "switches")
    read = (switch.readings[switch.reading] for switch in scenario.switches.values())
    return frozenset(name for part in (*(getattr(scenario, head) for head in heads), *read) for name in _cited(part))


def _cited(data: Any) -> Iterator[str]:
    """Yield the ids of the sources that a part of a scenario cites."""
    if isinstance(data, Mapping):
        for inner in data.values():
            yield from _cited(inner)
    elif isinstance(data, Entry) or hasattr(type(data), "model_fields"):
        source = getattr(data, "source", None)
        yield from [source] if isinstance(source, str) else source or ()
        fields = type(data).model_fields
        yield from _cited({name: getattr(data, name) for name in fields if name != "source"})


def shared_evidence(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Return, for every entry of the outside view, those of its sources on which inputs of the model rest too."""
    read = sources_of_inputs(scenario)
    return {
        name: tuple(source for source in view.sources if source in read) for name, view in scenario.outside_view.items()
    }
