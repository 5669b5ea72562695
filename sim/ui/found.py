"""What was found in this session: answers to questions and sweeps, in the order in which they were asked.

A sweep is told as a brief tells it, so that it goes into the brief and into the session's file like any other answer.
"""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from sim.analysis.sweeps import Sweep
from sim.reports.asked import Answer
from sim.reports.paper import Figure
from sim.reports.told.shape import Subject
from sim.reports.told.verbs import TELLERS
from sim.reports.what_if import label_of
from sim.scenario.changes import ChangeLike, apply
from sim.scenario.model import Scenario
from sim.ui import words
from sim.ui.job_lines import jobs
from sim.ui.jobs import Job
from sim.ui.question_jobs import ASK_RUNS, USUAL_RUNS, Asked
from sim.ui.state import link
from sim.ui.sweep_jobs import Exploration
from sim.ui.words import plain

Found = tuple[Job, Asked, Answer]


def findings() -> list[Found]:
    """Return all answers of this session, in the order in which they were asked."""
    return [one for job in jobs() if not job.active for one in _found(job)]


def _found(job: Job) -> Iterator[Found]:
    if isinstance(job.about, Asked) and isinstance(job.result, Answer):
        yield job, job.about, job.result
    # A sweep in parts is shown on its page; only a whole one can be asked again.
    if isinstance(job.about, Exploration) and isinstance(job.result, Sweep) and job.result.complete:
        yield job, *swept_answer(job.about, job.result)


def swept_answer(about: Exploration, found: Sweep) -> tuple[Asked, Answer]:
    """Return a sweep as a question of a brief about the outcome asked about, with its answer.

    Args:
        about: What was swept.
        found: What was found.
    """
    order = about.order
    outcomes = apply(order.base, order.changes).outcomes
    outcome = link().outcome if link().outcome in outcomes else next(iter(outcomes))
    answer = told_sweep(about, found, outcome)
    return Asked(order, outcome, runs_behind(), answer.asked), answer


def told_sweep(about: Exploration, found: Sweep, outcome: str) -> Answer:
    """Return what a sweep says of an outcome, as a brief tells it."""
    text = shlex.join(["sweep", *about.vary, "--runs", str(about.runs)])
    data = found.summary()
    told = TELLERS["sweep"](data, Subject(apply(about.order.base, about.order.changes), outcome))
    figure = None if told.picture is None else Figure("told", told.picture, "", told.caption)
    return Answer(text, told.question, told.sentences, told.sure, found.plan.command, figure, told.table, data)


@dataclass(frozen=True)
class _Changed:
    base: Scenario
    changes: tuple[ChangeLike, ...]
    scenario: Scenario


def rests_on(asked: Asked) -> dict[str, Any]:
    """Return what an answer rests on: how the levers stood in words, runs, seed and digest."""
    order = asked.order
    scenario = apply(order.base, order.changes)
    levers = words.MOVED_NONE
    if order.changes:
        levers = words.ASKED_WITH.format(label=plain(label_of(_Changed(order.base, order.changes, scenario))))
    return {"levers": levers, "runs": asked.runs, "seed": order.seed, "digest": scenario.digest}


def runs_behind() -> int:
    """Return how many runs stand behind every answer of this session."""
    runs = st.session_state.get("ask_runs")
    return int(runs) if runs in ASK_RUNS else USUAL_RUNS


def grounds(found: Sequence[Found]) -> dict[tuple[str, ...], list[Found]]:
    """Return answers by what they rest on: those of one ground can stand in one brief."""
    sorted_out: dict[tuple[str, ...], list[Found]] = {}
    for one in found:
        sorted_out.setdefault(one[1].ground, []).append(one)
    return sorted_out
