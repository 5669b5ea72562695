"""What a notebook plays again beyond what `sim.run` plays."""

from collections.abc import Sequence

from sim.game.cases import Method
from sim.runs.recipe import Recipe
from sim.runs.replay import follow
from sim.runs.results import Ensemble
from sim.runs.runner import with_attribution
from sim.scenario.changes import ChangeLike
from sim.scenario.documents import ScenarioLike, scenario_of


def first_runs(
    scenario: ScenarioLike,
    count: int,
    of: int,
    seed: int = 1,
    changes: Sequence[ChangeLike] = (),
    *,
    method: Method = "monte_carlo",
) -> Ensemble:
    """Play what an ensemble had finished when it was cancelled: its first runs, in the cases of all that were wanted.

    Args:
        scenario: A scenario, or the name or path of one.
        count: How many runs were finished.
        of: How many were wanted.
        seed: Key of all luck.
        changes: What-ifs, applied in order.
        method: How cases are drawn.

    Example:
        >>> first_runs("pie", 3, of=8).runs
        3
    """
    return follow(Recipe(scenario_of(scenario), tuple(changes), seed, count, of, method))


def attributed(ensemble: Ensemble, outcome: str) -> Ensemble:
    """Return an ensemble with each condition's share in the change of an outcome when all conditions are removed.

    Args:
        ensemble: The runs.
        outcome: The id of the outcome.
    """
    return with_attribution(ensemble, outcome)
