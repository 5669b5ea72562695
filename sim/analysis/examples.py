"""Which run to look at: one that is typical of its outcome, an unusual one, or one drawn by lot."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.chance import uniform
from sim.records import Records
from sim.rules.state import Floats, Ints

Pick = Literal["typical", "extreme", "random"]
"""Nearest to the middle of its outcome, farthest from it, or by lot."""

LOT = 0x0A11
"""Address of the luck that draws a run by lot; no rule draws there."""


def runs_ending_in(outcomes: Sequence[str], outcome: str | None) -> Ints:
    """Return the numbers of the runs that end in an outcome; of all runs if none is named."""
    if outcome is None:
        return np.arange(len(outcomes))
    return np.flatnonzero([name == outcome for name in outcomes])


def picked(records: Records, runs: Ints, pick: Pick, seed: int = 1, draw: int = 0) -> int | None:
    """Return the number of one of some runs, or none if there are none.

    Args:
        records: The records of all runs.
        runs: Numbers of the runs to pick from.
        pick: How.
        seed: Key of the lot.
        draw: How often was drawn before.
    """
    if not len(runs):
        return None
    if pick == "random":
        return int(runs[int(uniform(seed, draw, 0, LOT, 0) * len(runs))])
    far = _distances(_features(records, runs))
    return int(runs[int(far.argmin() if pick == "typical" else far.argmax())])


def _features(records: Records, runs: Ints) -> Floats:
    """Return [runs, features]: first deal, sessions, proposals, refusals, deals, and what each party gained."""
    counts = records.rows[runs, 1:7]
    return np.hstack([np.delete(counts, 1, axis=1), records.gain[runs]])


def _distances(features: Floats) -> NDArray[np.float64]:
    """Return how far each row lies from the median row, every feature on the scale of its own spread."""
    spread = features.std(axis=0)
    scaled = (features - np.median(features, axis=0)) / np.where(spread > 0, spread, 1.0)
    return np.sqrt((scaled**2).sum(axis=1))
