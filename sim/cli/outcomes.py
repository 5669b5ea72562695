"""The outcome that a question is about, as verbs take it."""

from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.doors import BadInputError, known

if TYPE_CHECKING:
    from sim.scenario.model import Scenario

OUTCOME = typer.Option(
    metavar="OUTCOME",
    help="The outcome, or question for yes or no, to ask about; a+b counts two as one.",
    show_default=False,
)


Outcome = Annotated[str, OUTCOME]


def known_outcome(scenario: "Scenario", text: str, *, several: bool = True) -> str:
    """Return an outcome or question, or several joined by +, having made sure that they exist before any run is played.

    Raises:
        BadInputError: There is none, or it is a question that has no share of all runs.
    """
    from sim.analysis.asked_about import check_asked

    names = [name.strip() for name in text.split("+")] if several else [text]
    for name in names:
        if name not in scenario.questions:
            known(name, scenario.outcomes, "outcome")
        try:
            check_asked(scenario, name)
        except ValueError as error:
            raise BadInputError(str(error)) from error
    return "+".join(names)
