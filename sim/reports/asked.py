"""From what questions are answered, and what an answer is."""

import shlex
from dataclasses import dataclass, field
from typing import Any

from sim.formatting import with_minus
from sim.provenance import name_of, options_of
from sim.reports.paper import Figure, Grid
from sim.runs.options import NO_OPTIONS, PlayOptions
from sim.runs.results import Ensemble


@dataclass(frozen=True)
class Asker:
    """What every answer is worked out from.

    Attributes:
        ensemble: The runs on which all answers rest.
        outcome: The outcome asked about.
        options: How ensembles are played.
        partial: Whether a question that is cancelled is answered from what is finished, where that says something.
    """

    ensemble: Ensemble
    outcome: str
    options: PlayOptions = NO_OPTIONS
    partial: bool = False

    def check(self, complete: bool, something: bool) -> None:
        """Make sure that a finding can be told.

        Args:
            complete: Whether it was not cut short.
            something: Whether what is finished says something by itself.

        Raises:
            AnswerCutError: It cannot.
        """
        if not complete and not (self.partial and something):
            raise AnswerCutError

    @property
    def label(self) -> str:
        """The outcome's name on screen."""
        return self.ensemble.scenario.name_of("outcomes", self.outcome)

    @property
    def same(self) -> tuple[Any, int, int, tuple[Any, ...]]:
        """Scenario, runs, seed and changes: what a study takes to play the same runs."""
        ensemble = self.ensemble
        return ensemble.base, ensemble.runs, ensemble.seed, ensemble.changes

    def command(
        self, verb: str, *options: str, method: str | None = "monte_carlo", runs: bool = True, seed: bool = True
    ) -> str:
        """Return the command that answers a question alone.

        Args:
            verb: Its verb.
            options: What it is asked with.
            method: How the verb draws cases unless told otherwise; none if it need not be told.
            runs: Whether it takes how many runs.
            seed: Whether it takes the luck.
        """
        ensemble = self.ensemble
        words = ["parley", verb, name_of(ensemble.base), *options, *options_of(ensemble.changes)]
        words += ["--runs", str(ensemble.runs)] if runs else []
        words += ["--seed", str(ensemble.seed)] if seed else []
        return shlex.join([*words, *(["--method", ensemble.method] if method not in (None, ensemble.method) else [])])


@dataclass(frozen=True)
class Answer:
    """What a question is answered with.

    Attributes:
        asked: The question in the words of the command line.
        question: The question as a heading.
        sentences: The answer first; each follows from the numbers.
        sure: How sure it is, and on what that rests.
        command: The command that answers it alone.
        figure: The picture, if there is one.
        table: The numbers, if a table shows them.
        finding: The same as plain data.
        complete: Whether all that it rests on was played; not where it was cancelled.
        more: Further pictures of it.
    """

    asked: str
    question: str
    sentences: tuple[str, ...]
    sure: str
    command: str
    figure: Figure | None = None
    table: Grid | None = None
    finding: dict[str, Any] = field(default_factory=dict)
    complete: bool = True
    more: tuple[Figure, ...] = ()

    def __post_init__(self) -> None:
        """Write every minus as people read it."""
        object.__setattr__(self, "sentences", tuple(with_minus(text) for text in self.sentences))

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        head = {"ask": self.asked, "question": self.question, "answer": self.sentences[0]}
        told = {"sentences": list(self.sentences), "how_sure": self.sure, "command": self.command}
        return {**head, **told, "finding": self.finding}


class AnswerCutError(Exception):
    """The caller asked to stop before an answer was there."""
