"""Questions beyond how it ends: asked of the levers as they stand, answered by a job, kept for the session.

The answers are those of `parley brief`, so that what a page says is what the brief says, and what a command repeats.
"""

from dataclasses import dataclass, replace
from functools import partial

from sim.reports.answers import answer
from sim.reports.asked import Answer, AnswerCutError, Asker
from sim.reports.question_kinds import KINDS
from sim.reports.questions import AskedQuestion, question_of
from sim.runs.options import PlayOptions, Progress
from sim.runs.runner import run
from sim.scenario.faults import ScenarioError
from sim.scenario.model import Scenario
from sim.studies.choices import own_choices
from sim.studies.responses import CancelledError
from sim.ui import words
from sim.ui.further import SPREAD, spread_answer
from sim.ui.jobs import Job, StoppedError, Work
from sim.ui.work import Order

ASK_RUNS, USUAL_RUNS = (500, 1_000, 2_000, 5_000), 1_000
"""How many runs can stand behind an answer, and how many do unless somebody chooses."""


@dataclass(frozen=True)
class Asked:
    """A question with all that determines its answer.

    Attributes:
        order: What is played.
        outcome: The outcome asked about.
        runs: Runs behind the answer.
        text: The question in the words of the command line.
    """

    order: Order
    outcome: str
    runs: int
    text: str

    @property
    def ground(self) -> tuple[str, ...]:
        """What answers must share to stand in one brief."""
        return (*self.order.key, self.outcome, str(self.runs))

    @property
    def key(self) -> tuple[str, ...]:
        """What tells this question from others."""
        return (*self.ground, self.text)

    @property
    def question(self) -> AskedQuestion:
        """The question, read.

        Raises:
            ValueError: It cannot be asked of this scenario.
        """
        # A verb first: anything else might be taken for the name of a file.
        if self.text.split(" ")[0] not in KINDS:
            raise ValueError(f"found {self.text!r}, expected one of {', '.join(KINDS)}")
        return question_of(self.text, self.order.base, self.order.changes)


def askable(asked: Asked) -> bool:
    """Return whether a question can be asked again; one that came with a file may say anything."""
    if asked.text == SPREAD:
        return True
    try:
        return asked.question.text == asked.text
    except (ValueError, ScenarioError):
        return False


def offered(scenario: Scenario) -> tuple[str, ...]:
    """Return the verbs of the questions that can be asked of a scenario here."""
    lacking = {*(() if scenario.conditions else ("ablate",)), *(() if choosers(scenario) else ("robust",))}
    return tuple(verb for verb in words.WHYS if verb in {*KINDS, SPREAD} and verb not in lacking)


def choosers(scenario: Scenario) -> tuple[str, ...]:
    """Return the parties that have a lever of their own to choose with."""
    return tuple(party for party in scenario.parties if own_choices(scenario, party))


def asked_job(asked: Asked) -> tuple[Job, Work]:
    """Return the job that answers a question, and the work it does."""
    job = Job("asked", asked.key, asked.runs, title=title_of(asked.text), about=asked)
    return job, partial(_find, asked=asked)


def title_of(text: str) -> str:
    """Return what a question is called on a page."""
    verb = text.split(" ")[0]
    return words.WHYS[verb][0] if verb in words.WHYS else text


def _find(job: Job, *, asked: Asked) -> None:
    options = PlayOptions(progress=_noted(job), cancel=job.cancel)
    try:
        found = _answered(asked, options)
    except (AnswerCutError, CancelledError) as error:
        raise StoppedError from error
    if found.complete:
        job.result, job.done = found, job.wanted
        return
    # What is finished when somebody cancels is an answer too, and says that it is one in parts.
    cut = words.CUT_SHORT.format(done=job.done, wanted=job.wanted)
    job.result, job.in_brief = replace(found, sentences=(*found.sentences, cut)), False
    raise StoppedError


def _answered(asked: Asked, options: PlayOptions) -> Answer:
    """Return the answer to a question, as far as it got if it was cancelled.

    Raises:
        AnswerCutError: It was cancelled before anything was found.
    """
    order = asked.order
    if asked.text == SPREAD:
        return spread_answer(order, asked.outcome, asked.runs, options)
    question = asked.question
    ensemble = run(order.base, asked.runs, order.seed, order.changes, cancel=options.cancel)
    if ensemble.runs < asked.runs:
        raise AnswerCutError
    return answer(Asker(ensemble, asked.outcome, options, partial=True), question)


def _noted(job: Job) -> Progress:
    """Return what notes progress and lets the work go on to what can be told of what is finished."""

    def tick(done: int, wanted: int) -> None:
        job.done, job.wanted = done, wanted

    return tick
