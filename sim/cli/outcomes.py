"""The outcome that a question is about, as verbs take it."""

from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from sim.cli.doors import BadInputError

if TYPE_CHECKING:
    from sim.scenario.model import Scenario

OUTCOME = typer.Option(
    metavar="OUTCOME",
    help="The outcome, or question for yes or no, to ask about; a+b counts two as one. Without one all are named.",
    show_default=False,
)


Outcome = Annotated[str | None, OUTCOME]
"""Without one the verb ends by naming all that may be asked about: `wanted_outcome`."""


def wanted_outcome(scenario: "Scenario", text: str | None, command: str) -> str:
    """Return the outcome that was named, as it was typed, having made sure that one was.

    Args:
        scenario: What has the outcomes.
        text: What was named; none if nothing was.
        command: The command that wants it, for the sentence.

    Raises:
        BadInputError: None was; the message names all outcomes, and all questions that may stand in their place.
    """
    if text is not None:
        return text
    listed = [f"  {name}  {scenario.name_of('outcomes', name)}" for name in scenario.outcomes]
    asked = [name for name in names_that_may_be_asked(scenario) if name not in scenario.outcomes]
    questions = [f"  {name}  {scenario.questions[name].label or scenario.questions[name].asks}" for name in asked]
    head = f"--outcome ID: found nothing, expected what {command} is to ask about. Outcomes of {scenario.id}:"
    more = ["Its questions for yes or no that may stand in their place:", *questions] if questions else []
    raise BadInputError("\n".join([head, *listed, *more]))


def names_that_may_be_asked(scenario: "Scenario") -> list[str]:
    """Return the outcomes, and the questions for yes or no that are asked of all runs."""
    from sim.analysis.asked_about import names_of

    return names_of(scenario)


def known_outcome(scenario: "Scenario", text: str, *, several: bool = True) -> str:
    """Return an outcome or question, or several joined by +, having made sure that they exist before any run is played.

    Raises:
        BadInputError: There is none, or it is a question that has no share of all runs.
    """
    from sim.analysis.asked_about import check_asked

    names = [name.strip() for name in text.split("+")] if several else [text]
    for name in names:
        if name not in scenario.questions and name not in scenario.outcomes:
            _refuse(scenario, name)
        try:
            check_asked(scenario, name)
        except ValueError as error:
            raise BadInputError(str(error)) from error
    return "+".join(names)


def _refuse(scenario: "Scenario", name: str) -> NoReturn:
    """Say that there is no such outcome, which there are, and which was probably meant: by its id or by its name."""
    from sim.scenario.faults import nearest, one_of

    ids = [*scenario.outcomes, *names_that_may_be_asked(scenario)]
    called = {scenario.name_of("outcomes", one): one for one in scenario.outcomes}
    near = nearest(name, ids) or called.get(nearest(name, called) or "")
    hint = f" Did you mean {near}?" if near else ""
    if "," in name:
        hint = " Several that count as one are joined by +, as in a+b."
    raise BadInputError(f"There is no outcome {name!r}; expected {one_of(scenario.outcomes)}.{hint}")
