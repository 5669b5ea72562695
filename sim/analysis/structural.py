"""How much hangs on how the model is built: shares of runs with each mechanism switched off."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sim.analysis.paired_differences import Contrast, Difference
from sim.analysis.shares import Share, share_of


@dataclass(frozen=True)
class Span:
    """How far an outcome's share ranges over the ways in which the model could be built.

    Attributes:
        base: Its share as stated, with its interval.
        least: The variant that lowers it most; None if none does.
        most: The variant that raises it most; None if none does.
        told: How many variants give a share that can be told apart from the stated one.
        of: Variants in all.
    """

    base: Share
    least: Difference | None
    most: Difference | None
    told: int
    of: int

    @property
    def width(self) -> float:
        """The largest share over all variants, the stated one included, minus the smallest."""
        low, high = (one.difference if one else 0.0 for one in (self.least, self.most))
        return high - low


def spans_of(contrasts: Sequence[Contrast]) -> tuple[Span, ...]:
    """Return how far each outcome's share ranges over all variants, each given as its contrast with the base."""
    if not contrasts:
        return ()
    runs = contrasts[0].runs
    return tuple(_span(runs, [_of(one, first.id) for one in contrasts]) for first in contrasts[0].differences)


def _of(one: Contrast, outcome: str) -> Difference:
    return next(difference for difference in one.differences if difference.id == outcome)


def _span(runs: int, found: Sequence[Difference]) -> Span:
    first = found[0]
    least, most = min(found, key=lambda one: one.difference), max(found, key=lambda one: one.difference)
    return Span(
        base=share_of(first.id, first.label, round(first.base * runs), runs),
        least=least if least.difference < 0.0 else None,
        most=most if most.difference > 0.0 else None,
        told=sum(not one.low <= 0.0 <= one.high for one in found),
        of=len(found),
    )


def sentences_of(spans: Sequence[Span], labels: Mapping[str, str]) -> Iterator[str]:
    """Yield what the spans say, the widest first.

    Args:
        spans: The spans.
        labels: The variants by name, in words.
    """
    for span in sorted(spans, key=lambda one: -one.width):
        base = span.base
        ends = [_end(one, labels) for one in (span.least, span.most) if one is not None]
        moved = f"variants move it by {' to '.join(ends)} points" if ends else "no variant moves it"
        yield (
            f"{base.label}: {100 * base.share:.1f} % of runs as it stands ({100 * base.low:.1f} to "
            f"{100 * base.high:.1f} %); {moved}. {span.told} of {span.of} variants are told apart from it."
        )


def _end(one: Difference, labels: Mapping[str, str]) -> str:
    ends = f"{100 * one.low:+z.1f} to {100 * one.high:+z.1f}"
    return f"{100 * one.difference:+z.1f} ({labels[one.change]}, {ends})"
