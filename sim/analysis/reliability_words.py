"""Reliability in words: how often things came about that were said to come about so often."""

from collections.abc import Iterator, Sequence

from sim.analysis.proper_scores import ReliabilityBin
from sim.formatting import MISSING, percent

HEADS = ("said", "questions", "came about", "if the model were right")


def sentence_of(bins: Sequence[ReliabilityBin]) -> str:
    """Return what the diagram shows in a sentence."""
    told = [one for one in bins if one.said is not None]
    out = sum(not within(one) for one in told)
    where = "all lie" if not out else f"{len(told) - out} lie"
    return f"Of {len(told)} bins of forecasts {where} where they would if the model were right."


def within(one: ReliabilityBin) -> bool:
    """Return whether what came about lies in the band."""
    if one.came is None or one.band_low is None or one.band_high is None:
        return True
    return one.band_low - 1e-9 <= one.came <= one.band_high + 1e-9


def reliability_rows(bins: Sequence[ReliabilityBin]) -> Iterator[tuple[str, str, str, str]]:
    """Yield what was said, of how many questions, how often it came about, and the band, as people read them."""
    for one in bins:
        band = MISSING if one.band_low is None else f"{percent(one.band_low)} to {percent(one.band_high or 0.0)}"
        came = MISSING if one.came is None else percent(one.came)
        yield f"{percent(one.low)} to {percent(one.high)}", str(one.questions), came, band
