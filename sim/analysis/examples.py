"""Which run to look at: one that is typical of its outcome, an unusual one, or one drawn by lot."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats, Ints
from sim.game.records import Records

Pick = Literal["typical", "extreme", "random"]
"""Nearest to the middle of its outcome, farthest from it, or by lot."""


def runs_ending_in(outcomes: Sequence[str], outcome: str | None) -> Ints:
    """Return the numbers of the runs that end in an outcome; of all runs if none is named."""
    if outcome is None:
        return np.arange(len(outcomes))
    return np.flatnonzero([name == outcome for name in outcomes])


def picked(records: Records, runs: Ints, pick: Pick, lot: float = 0.0) -> int | None:
    """Return the number of one of some runs, or none if there are none.

    Args:
        records: The records of all runs.
        runs: Numbers of the runs to pick from.
        pick: How.
        lot: The lot that was drawn, in [0, 1).
    """
    if not len(runs):
        return None
    if pick == "random":
        return int(runs[int(lot * len(runs))])
    far = _distances(_features(records, runs))
    return int(runs[int(far.argmin() if pick == "typical" else far.argmax())])


def _features(records: Records, runs: Ints) -> Floats:
    """Return [runs, features]: first deal, sessions, proposals, refusals, deals, and what each party gained."""
    # A run without a deal counts as if its deal had come before the first day: apart from all others.
    first = np.nan_to_num(records.first_deal, nan=-1.0)
    counts = [records.of(name) for name in ("sessions", "proposals", "refusals", "deals")]
    return np.hstack([np.column_stack([first, *counts])[runs], records.gain[runs]])


def _distances(features: Floats) -> NDArray[np.float64]:
    """Return how far each row lies from the median row, every feature on the scale of its own spread."""
    spread = features.std(axis=0)
    scaled = (features - np.median(features, axis=0)) / np.where(spread > 0, spread, 1.0)
    return np.asarray(np.sqrt((scaled**2).sum(axis=1)))
