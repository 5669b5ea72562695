"""How an outcome's variance is shared among case, minds and talks: each drawn anew while those before it are kept."""

import threading
from dataclasses import dataclass

import numpy as np

from sim.analysis.three_parts import ThreeParts, three_parts
from sim.arrays import Floats
from sim.game.cases import repeated
from sim.runs.options import PlayOptions, Progress
from sim.runs.results import Ensemble
from sim.studies.responses import CancelledError, Response, Tally, of_outcome


@dataclass(frozen=True)
class NestedDesign:
    """How often each part is drawn.

    Attributes:
        cases: How many cases.
        minds: How many times minds are drawn in each.
        talks: How many times talks are drawn under each of those.
    """

    cases: int = 400
    minds: int = 5
    talks: int = 5

    def __post_init__(self) -> None:
        """Make sure that parts can be told apart.

        Raises:
            ValueError: There are fewer than two of something.
        """
        if min(self.cases, self.minds, self.talks) < 2:
            raise ValueError("a nested design needs at least 2 cases, 2 minds in each, and 2 talks in each of those")

    def runs(self, cases: int) -> int:
        """Return how many runs it plays where there are that many cases to play."""
        return min(self.cases, cases) * self.minds * self.talks


def variance_parts(
    ensemble: Ensemble,
    outcome: str,
    *,
    design: NestedDesign = NestedDesign(),
    threads: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> ThreeParts | None:
    """Say how much of the variance of an outcome is the case, how much the minds, how much the talks.

    Args:
        ensemble: A finished ensemble, whose first cases are played again.
        outcome: Id of the outcome.
        design: How often each part is drawn; no more cases are played than the ensemble has.
        threads: Threads to use.
        progress: Called with (runs done, runs wanted).
        cancel: Set it to stop.

    Returns:
        The three parts; none if the caller asked to stop, or there is only one case.

    Raises:
        ValueError: The scenario has no such outcome.

    Example:
        >>> import sim
        >>> found = variance_parts(sim.run("pie", 40), "agreed", design=NestedDesign(40, 2, 2))
        >>> [part.id for part in found.parts]
        ['case', 'minds', 'talks']
    """
    tally = Tally(PlayOptions(threads, None, progress, cancel))
    tally.wanted = design.runs(ensemble.runs)
    return parts_of(of_outcome(ensemble.game, outcome, ensemble.seed, tally), ensemble.values, design)


def parts_of(response: Response, values: Floats, design: NestedDesign) -> ThreeParts | None:
    """Return the three parts of what is measured; none of what has no luck, or if the caller asked to stop.

    Args:
        response: What is measured.
        values: [cases, inputs] the cases; as many of the first ones as the design says are played.
        design: How often each part is drawn.
    """
    cases, each = min(design.cases, len(values)), design.minds * design.talks
    if response.measure_at is None or cases < 2:
        return None
    talks = np.arange(cases * each, dtype=np.int64)
    numbers = np.column_stack([talks // design.talks, talks])
    try:
        figures = response.measure_at(repeated(values[:cases], each), numbers)
    except CancelledError:
        return None
    return three_parts(response.what, figures.reshape(cases, design.minds, design.talks))
