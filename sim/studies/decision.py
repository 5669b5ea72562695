"""A decision between changes, and what it is worth to know an uncertain input before taking it."""

from dataclasses import dataclass

import numpy as np

from sim.analysis.asked_about import ends_in, share_in_words
from sim.analysis.designs import AS_STATED
from sim.analysis.information import Information, information
from sim.arrays import Floats
from sim.game.build import make_game
from sim.provenance import change_text
from sim.runs.results import Ensemble
from sim.scenario.changes import ChangeLike, apply
from sim.studies.responses import CancelledError, Tally, shared_cases, uncertain_inputs


@dataclass(frozen=True)
class Decision:
    """What can be chosen, and what for.

    Attributes:
        arms: The changes to choose between, beside changing nothing.
        party: The party whose worth counts: what the deal of the last day is worth to it over carrying on without any.
            None: the share of runs that end in the outcome counts.
        least: Whether the arm with the least of it is the best.
    """

    arms: tuple[ChangeLike, ...]
    party: str | None = None
    least: bool = False


def decide(ensemble: Ensemble, outcome: str, decision: Decision, tally: Tally) -> Information | None:
    """Play every arm under the cases and luck of an ensemble, and return what knowing each input is worth.

    Inputs are the uncertain numbers of the ensemble as stated. An arm that makes one of them certain leaves it out; a
    number that only an arm makes uncertain is not among them.

    Args:
        ensemble: The base: the arm that changes nothing.
        outcome: The outcome that counts, if no party does.
        decision: What can be chosen, and what for.
        tally: Counts the runs.

    Returns:
        What knowing each input is worth; none if the caller asked to stop.

    Raises:
        sim.scenario.faults.ScenarioError: A change has faults.
        ValueError: The scenario has no such party.
    """
    game = ensemble.game
    if decision.party is not None and decision.party not in game.parties:
        raise ValueError(f"no party is called {decision.party!r}; there are {', '.join(game.parties)}")
    try:
        brings = [_brought(ensemble, (), outcome, decision, tally)]
        brings += [_brought(ensemble, (arm,), outcome, decision, tally) for arm in decision.arms]
    except CancelledError:
        return None
    names = [(given.path, given.label) for given in uncertain_inputs(game)]
    arms = [AS_STATED, *(change_text(arm) for arm in decision.arms)]
    return information(
        _measured(ensemble, outcome, decision),
        arms,
        np.column_stack(brings),
        names,
        ensemble.values,
        least=decision.least,
    )


def _brought(ensemble: Ensemble, arm: tuple[ChangeLike, ...], outcome: str, decision: Decision, tally: Tally) -> Floats:
    """Return what an arm brings, run by run."""
    records = ensemble.records
    if arm:
        game = make_game(apply(ensemble.base, (*ensemble.changes, *arm)), ensemble.game)
        records = tally.played(game, shared_cases(ensemble, game), ensemble.seed, 0)
    if decision.party is None:
        return ends_in(records, (outcome,)).astype(np.float64)
    return records.gain[:, records.game.parties.index(decision.party)]


def _measured(ensemble: Ensemble, outcome: str, decision: Decision) -> str:
    scenario = ensemble.scenario
    if decision.party is None:
        return share_in_words(scenario, outcome)
    return f"what the deal of the last day is worth to {scenario.name_of('parties', decision.party)}, in points"
