"""How negotiations came out: one JSON file a case, with an answer to every question, where it can be given."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from sim.scenario import files
from sim.scenario.base import Id, Word
from sim.scenario.faults import Fault, ScenarioError
from sim.scenario.likeness import ANSWERS, told_apart
from sim.scenario.validation_words import faults_of

MOST_BYTES = 5_000_000
"""Largest file of answers that is read."""

NEVER = "never"
"""The answer to a question for a date, where it did not come about by the last day."""

QuestionKind = Literal["binary", "number", "date"]
Share01 = Annotated[float, Field(ge=0.0, le=1.0)]


class Resolution(Word):
    """What came of one question."""

    id: str
    """The question, in any case of letters."""
    kind: QuestionKind = "binary"
    """binary: 1 or 0; number; date: a day, or `never`."""
    answer: float | str | None = None
    """What came about; null is void, and is not scored."""
    date: str | None = None
    """The day on which it did, where there is one."""
    why: str = ""
    """A sentence."""
    source: dict[str, Any] = Field(default_factory=dict)
    """Publisher, date, address."""
    sure: Literal["clear", "arguable"] = "clear"
    """Whether a careful judge would argue about it; scores are given with and without those."""

    @property
    def name(self) -> str:
        """The question's id as scenarios write it."""
        return self.id.lower()


class Comparator(Word):
    """What somebody else said of a question before the event."""

    question: str
    """The question."""
    who: str
    """A crowd, a market, a named forecaster."""
    p: Share01
    """The share that they gave it."""
    date: str | None = None
    """When."""
    url: str | None = None
    """Where it stands."""


class Answers(Word):
    """How one case came out."""

    id: Id
    """The case."""
    day0: date
    """Its day 0."""
    horizon_days: Annotated[int, Field(ge=1)]
    """Days that its questions look ahead."""
    questions: Annotated[list[Resolution], Field(min_length=1)]
    """The answers."""
    final_terms: dict[str, Any] = Field(default_factory=dict)
    """The option in the end, by issue; not scored."""
    conditions: dict[str, Any] = Field(default_factory=dict)
    """What became of each condition; not scored."""
    timeline: list[dict[str, Any]] = Field(default_factory=list)
    """What happened, by day; not scored."""
    comparators: list[Comparator] = Field(default_factory=list)
    """What others said of the questions."""
    doubts: str = ""
    """What a careful judge would argue about."""


def read_answers(path: Path) -> Answers:
    """Return the answers of a file.

    Raises:
        ScenarioError: It does not hold answers in that form; the faults say where and what was expected.
    """
    with told_apart(path, ANSWERS, expected="a file of answers"):
        answers = _stated(path)
    wrong = list(_wrong(str(path), answers))
    if wrong:
        raise ScenarioError(wrong)
    return answers


def _stated(path: Path) -> Answers:
    data = files.read_json(path, MOST_BYTES, "a file of answers")
    try:
        return Answers.model_validate(data)
    except ValidationError as error:
        raise ScenarioError(faults_of(str(path), error, Answers)) from error


def _wrong(file: str, answers: Answers) -> Iterator[Fault]:
    names = [one.name for one in answers.questions]
    for place, one in enumerate(answers.questions):
        where = f"questions.{place}.answer"
        if names.count(one.name) > 1 and names.index(one.name) != place:
            yield Fault(file, 0, 0, f"questions.{place}.id", f"a second answer to {one.id}", "one answer a question")
        if one.answer is None:
            continue
        if one.kind == "binary" and one.answer not in (0, 1):
            yield Fault(file, 0, 0, where, repr(one.answer), "1, 0, or null where it is void")
        if one.kind == "number" and isinstance(one.answer, str):
            yield Fault(file, 0, 0, where, repr(one.answer), "a number, or null where it is void")
        if one.kind == "date" and one.answer != NEVER and _day(one.answer) is None:
            yield Fault(
                file, 0, 0, where, repr(one.answer), f"a date such as 2001-02-20, {NEVER}, or null where it is void"
            )


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def day_number(answers: Answers, value: object) -> float:
    """Return the day of the case that a date is, day 0 being 0; NaN if it never came."""
    found = _day(value)
    return float((found - answers.day0).days) if found is not None else float("nan")
