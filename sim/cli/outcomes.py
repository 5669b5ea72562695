"""The outcome that a question is about, as verbs take it."""

from collections.abc import Iterable
from typing import Annotated

import typer

from sim.cli.doors import known

OUTCOME = typer.Option(metavar="OUTCOME", help="The outcome to ask about; a+b counts two as one.", show_default=False)


Outcome = Annotated[str, OUTCOME]


def known_outcome(outcomes: Iterable[str], text: str) -> str:
    """Return an outcome, or several joined by +, having made sure that they exist before anything is played."""
    listed = list(outcomes)
    return "+".join(known(name.strip(), listed, "outcome") for name in text.split("+"))
