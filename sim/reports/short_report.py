"""A brief: a short report that answers an analyst's own questions, each in a sentence first, all from the same runs."""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sim.analysis.outside import outside_comparisons
from sim.finding import Finding, Row, Table
from sim.formatting import between, of_hundred, plain_data
from sim.provenance import name_of, options_of, parley_version
from sim.reports import brief_words as words
from sim.reports import words as report_words
from sim.reports.answers import answer, sentences_of
from sim.reports.asked import Answer, AnswerCutError, Asker
from sim.reports.evidence_words import day_zero, of_base_rates
from sim.reports.figures import counted
from sim.reports.figures import runs as runs_of
from sim.reports.origin import Origin, origin_of
from sim.reports.paper import Block, Code, Figure, Paper, Points, Section, Text
from sim.reports.questions import AskedQuestion
from sim.reports.scenario_part import dates
from sim.reports.stated_inputs import stated_inputs
from sim.reports.what_if import label_of
from sim.runs.options import PlayOptions
from sim.runs.results import Ensemble
from sim.studies.kept import packed
from sim.studies.responses import CancelledError


@dataclass(frozen=True, repr=False)
class Brief(Finding):
    """Questions with their answers.

    Attributes:
        ensemble: The runs on which all answers rest.
        outcome: The outcome asked about.
        questions: What was asked.
        answers: The answers, in order; fewer than the questions if it was cancelled.
    """

    ensemble: Ensemble
    outcome: str
    questions: tuple[AskedQuestion, ...]
    answers: tuple[Answer, ...]

    @property
    def complete(self) -> bool:
        """Whether every question was answered."""
        return len(self.answers) == len(self.questions)

    @property
    def settings(self) -> dict[str, Any]:
        """What determines a brief beside its ensemble."""
        kept = {one.text: packed(one.kept) for one in self.questions if one.kept is not None}
        asked = {"asked": [one.text for one in self.questions], **({"kept": kept} if kept else {})}
        return {"outcome": self.outcome, "full": False, **asked}

    @property
    def origin(self) -> Origin:
        """Where its file comes from."""
        return origin_of(self.ensemble, self.settings)

    @property
    def command(self) -> str:
        """The command that makes it anew."""
        ensemble = self.ensemble
        asks = [word for one in self.questions for word in ("--ask", one.text)]
        typed = [*options_of(ensemble.changes), "--outcome", self.outcome]
        typed += ["--runs", str(ensemble.runs), "--seed", str(ensemble.seed), "--out", "BRIEF.pdf"]
        return shlex.join(["parley", "brief", name_of(ensemble.base), *asks, *typed])

    def table(self) -> Table:
        """Return every question with its answer."""
        rows: list[Row] = [{"question": one.question, "answer": one.sentences[0]} for one in self.answers]
        ensemble = self.ensemble
        played = f"{ensemble.runs:,} runs, seed {ensemble.seed}, digest {ensemble.digest}"
        return Table(f"{ensemble.scenario.title}: {played}", rows, f"{words.SHARES} {words.SHARES_TEXT}")

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        ensemble = self.ensemble
        head = {"scenario": ensemble.base.id, "digest": ensemble.digest, "seed": ensemble.seed, "runs": ensemble.runs}
        asked = [one.to_dict() for one in self.answers]
        return plain_data({**head, "outcome": self.outcome, "asked": asked, "command": self.command})


def answered(ensemble: Ensemble, outcome: str, questions: Sequence[AskedQuestion], options: PlayOptions) -> Brief:
    """Return questions with their answers, as far as they were not cancelled."""
    asker = Asker(ensemble, outcome, options)
    found: list[Answer] = []
    if ensemble.runs == ensemble.wanted:
        for one in questions:
            try:
                found.append(answer(asker, one))
            except (AnswerCutError, CancelledError):
                break
    return Brief(ensemble, outcome, tuple(questions), tuple(found))


def compose_brief(found: Brief) -> Paper:
    """Return a brief as a paper."""
    ensemble = found.ensemble
    scenario = ensemble.scenario
    share = next(one for one in ensemble.outcomes if one.id == found.outcome)
    headline = words.IN_SHORT_OF.format(
        share=of_hundred(share.share),
        label=share.label,
        interval=between(share.low, share.high),
        runs=f"{share.of:,}",
    )
    held = [Text(report_words.WHAT_IF_LEAD.format(label=label_of(ensemble)), lead=True)] if ensemble.changes else []
    count = counted(len(found.answers), words.QUESTION, words.QUESTIONS)
    return Paper(
        title=scenario.asks or scenario.title,
        subtitle=words.SUBTITLE.format(title=scenario.title, count=count, as_of=scenario.as_of),
        facts=tuple(_facts(found)),
        summary=(*held, Text(headline, lead=True), Points(sentences_of(found.answers))),
        sections=(*(_section(one, place) for place, one in enumerate(found.answers, start=1)), _rests(found)),
        origin=found.origin,
        compact=True,
    )


def _facts(found: Brief) -> Iterator[str]:
    ensemble = found.ensemble
    first, last = dates(ensemble.scenario)
    yield report_words.FACT_DAYS.format(days=ensemble.game.horizon, first=first, last=last)
    yield report_words.FACT_RUNS.format(runs=runs_of(ensemble.runs), seed=ensemble.seed)
    if ensemble.changes:
        yield report_words.FACT_CHANGES.format(changes=label_of(ensemble))
    yield report_words.FACT_DIGEST.format(digest=ensemble.digest)
    yield report_words.FACT_VERSION.format(version=parley_version())


def _section(one: Answer, place: int) -> Section:
    """Return a question with its answer: sentence, picture, table, how sure, command."""
    first, *others = one.sentences
    blocks: list[Block] = [Text(first, lead=True), *map(Text, others)]
    blocks += [*_figures(one, place), *([] if one.table is None else [one.table])]
    blocks += [Points(((words.HOW_SURE, one.sure),)), Text(f"{words.COMMAND}:"), Code(one.command, "sh")]
    return Section(f"asked-{place}", one.question, tuple(blocks))


def _figures(one: Answer, place: int) -> Iterator[Figure]:
    """Yield the pictures of an answer under names that no other answer of the brief gives."""
    pictures = [figure for figure in (one.figure, *one.more) if figure is not None]
    for number, figure in enumerate(pictures, start=1):
        yield replace(figure, name=f"asked-{place}" if number == 1 else f"asked-{place}-{number}")


def _rests(found: Brief) -> Section:
    """Return what all answers rest on, and the command that makes the brief anew."""
    ensemble = found.ensemble
    scenario, inputs = ensemble.scenario, stated_inputs(ensemble.game)
    assumed = sum(bool(one.assumed) for one in inputs)
    uncertain = counted(len(inputs), report_words.INPUT, report_words.INPUTS)
    are = "is" if len(inputs) == 1 else "are"
    numbers = words.INPUTS_TEXT.format(uncertain=f"{uncertain} {are}", assumed=assumed) if inputs else words.INPUTS_NONE
    views = outside_comparisons(scenario.outside_view, ensemble.questions)
    rates = f" {of_base_rates(scenario, views)}" if views else ""
    items = (
        (words.SHARES, words.SHARES_TEXT),
        (words.SAME_RUNS, words.SAME_RUNS_TEXT.format(runs=f"{ensemble.runs:,}", seed=ensemble.seed)),
        (words.INPUTS, numbers),
        (words.EVIDENCE, f"{day_zero(scenario)}{rates}"),
    )
    return Section("rests", words.RESTS, (Points(items), Text(f"{words.REPEAT}:"), Code(found.command, "sh")))
