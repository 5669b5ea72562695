"""Runs in two halves drawn by lot: one to find boxes on, the other to score them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.box_words import BoxAxis
from sim.analysis.boxes import Bounds, Sample
from sim.arrays import Flags, Ints


@dataclass(frozen=True)
class Halves:
    """Runs on which boxes are found and runs on which they are scored.

    Attributes:
        axes: What differs between runs.
        found: The runs to find boxes on.
        scored: The others.
    """

    axes: tuple[BoxAxis, ...]
    found: Sample
    scored: Sample


def halved(axes: tuple[BoxAxis, ...], sample: Sample, seed: int) -> Halves:
    """Return the runs in two halves, drawn by lot.

    Args:
        axes: What differs between runs.
        sample: All runs.
        seed: Key of the lot.
    """
    lot = np.random.default_rng(seed % 2**64).permutation(len(sample))
    middle = (len(sample) + 1) // 2
    return Halves(axes, sample.part(np.sort(lot[:middle])), sample.part(np.sort(lot[middle:])))


def outside_of(bounds: Sequence[Bounds], halves: Halves) -> tuple[Flags, Flags]:
    """Return, for both halves, [runs] the runs outside all of the given boxes."""
    found, scored = (_outside(bounds, sample) for sample in (halves.found, halves.scored))
    return found, scored


def _outside(bounds: Sequence[Bounds], sample: Sample) -> Flags:
    outside = np.ones(len(sample), bool)
    for one in bounds:
        outside &= ~one.contains(sample.values)
    return outside


def halves_by_lot(runs: int, repeats: int, seed: int) -> Iterator[Ints]:
    """Yield half of the runs, drawn by lot, once for every repeat.

    Args:
        runs: How many runs there are.
        repeats: How many repeats.
        seed: Key of the lots.
    """
    luck = np.random.default_rng(seed % 2**64)
    for _ in range(repeats):
        yield np.sort(luck.permutation(runs)[: max(1, runs // 2)])
