"""What a study may be about: an outcome, or a question for yes or no that is asked of all runs."""

from collections.abc import Collection

import numpy as np

from sim.analysis.predicates import among, check_outcome, outcomes_of
from sim.analysis.shares import question_flags
from sim.arrays import Flags
from sim.game.records import Records
from sim.scenario.model import Scenario


def check_asked(scenario: Scenario, name: str) -> None:
    """Make sure that a scenario has an outcome or a question of whose share a study can be.

    Raises:
        ValueError: It does not; the message is one line.
    """
    if name in scenario.outcomes:
        return
    if name in scenario.numbers_asked:
        raise ValueError(f"{name!r} asks for a number; expected an outcome, or a question for yes or no.")
    if name in scenario.yes_or_no and scenario.questions[name].of is not None:
        raise ValueError(f"{name!r} is asked of some runs only; expected an outcome, or a question asked of all runs.")
    if name not in scenario.yes_or_no:
        check_outcome(scenario, name)


def names_of(scenario: Scenario) -> list[str]:
    """Return the outcomes, and the questions for yes or no that are asked of all runs."""
    return [*scenario.outcomes, *(name for name in scenario.yes_or_no if scenario.questions[name].of is None)]


def asked_name(scenario: Scenario, name: str) -> str:
    """Return the name on screen of an outcome, or of a question where no outcome is called so."""
    if name in scenario.outcomes or name not in scenario.questions:
        return scenario.name_of("outcomes", name)
    question = scenario.questions[name]
    return question.label or question.asks


def aimed_at(scenario: Scenario, name: str) -> str:
    """Return what runs end in: an outcome, or a yes to a question."""
    called = asked_name(scenario, name)
    return called if name not in scenario.questions or name in scenario.outcomes else f"yes to: {called}"


def share_in_words(scenario: Scenario, name: str) -> str:
    """Say what the share of an outcome or question is a share of."""
    ends = name in scenario.outcomes
    return f"share of runs {'that end in' if ends else 'with yes to'}: {asked_name(scenario, name)}"


def ends_in(records: Records, names: Collection[str]) -> Flags:
    """Return the runs that end in one of some outcomes, or answer one of some questions with yes."""
    scenario = records.game.scenario
    found = among(outcomes_of(records.game, records)[0], names)
    for name in names:
        if name not in scenario.outcomes and name in scenario.yes_or_no:
            found = found | question_flags(records.game, records, name)[1]
    return np.asarray(found, bool)
