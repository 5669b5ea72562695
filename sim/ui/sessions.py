"""This session as one file, and a file as this session."""

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path, PurePath

import streamlit as st

from sim.reports.asked import Answer
from sim.reports.session_file import (
    HANDED_OVER,
    KeptAnswer,
    SavedSession,
    answer_data,
    answer_of,
    read_session,
    session_bytes,
)
from sim.scenario.changes import apply
from sim.scenario.documents import load_text
from sim.scenario.edits import scenario_text
from sim.scenario.faults import Fault, ScenarioError, did_you_mean, one_of
from sim.scenario.model import Scenario
from sim.ui import words
from sim.ui.engine import book, document_of
from sim.ui.files import LONGEST_NAME
from sim.ui.found import Found
from sim.ui.jobs import Job
from sim.ui.link import Link, link_of
from sim.ui.question_jobs import Asked, title_of
from sim.ui.state import forget_typed, put
from sim.ui.visitor import visitor
from sim.ui.work import Order


def session_as_file(here: Link, found: Iterable[Found]) -> bytes:
    """Return all of a session as a file."""
    kept = list(found)
    document = document_of(here)
    address = {name: values for name, values in here.query().items() if name not in {"job", "yaml", "text"}}
    return session_bytes(
        {
            "address": address,
            "name": here.scenario,
            "text": document_of(Link(scenario=here.scenario, yaml=here.yaml)).text,
            "digest": document.read.digest if document.read is not None else "",
            "scenarios": {asked.order.digest: scenario_text(asked.order.base) for _, asked, _ in kept},
            "answers": [_data(job, asked, answer) for job, asked, answer in kept],
        }
    )


def _data(job: Job, asked: Asked, found: Answer) -> dict[str, object]:
    order = asked.order
    return {
        "base": order.digest,
        "changes": [change if isinstance(change, str) else dict(change) for change in order.changes],
        "seed": order.seed,
        "outcome": asked.outcome,
        "runs": asked.runs,
        "in_brief": job.in_brief,
        **answer_data(found),
    }


def take_over(session: SavedSession) -> None:
    """Make this session what a file says: its scenario, levers and pins, and its answers as if found here.

    Raises:
        ScenarioError: A scenario in it has faults.
    """
    jobs = jobs_of(session)
    link = link_of(session.address)
    same = document_of(Link(scenario=link.scenario, edits=link.edits)).read if not link.lost else None
    # A scenario of the same name that comes with another version of Parley is not the one that was asked about.
    if same is None or same.digest != session.digest:
        name = PurePath(session.name.replace("\\", "/")).name[:LONGEST_NAME] or "scenario.yaml"
        link = replace(link, scenario=name, yaml=session.text, lost="")
    for job in jobs:
        book().shelve(job)
    found = replace(link, jobs=tuple(job.id for job in jobs))
    put(**{name: getattr(found, name) for name in found.__dataclass_fields__})
    forget_typed()


def jobs_of(session: SavedSession) -> list[Job]:
    """Return the answers of a session as jobs that are done; without those whose scenario is missing.

    Raises:
        ScenarioError: A scenario has faults, or an answer is to something that cannot be asked of it.
    """
    bases = {digest: load_text(text) for digest, text in session.scenarios.items()}
    return [_job(bases[kept.base], kept) for kept in session.answers if kept.base in bases]


def _job(scenario: Scenario, kept: KeptAnswer) -> Job:
    """Return an answer as a job that is done.

    Raises:
        ScenarioError: It was asked of what the scenario does not have.
    """
    outcomes = apply(scenario, kept.changes).outcomes
    if kept.outcome not in outcomes:
        hint = did_you_mean(kept.outcome, outcomes)
        raise ScenarioError([Fault("", 0, 0, "answers.outcome", repr(kept.outcome), one_of(outcomes), hint)])
    order = Order(scenario, tuple(kept.changes), kept.seed, scenario.digest)
    asked = Asked(order, kept.outcome, kept.runs, kept.asked)
    job = Job("asked", asked.key, 1, title=title_of(kept.asked), about=asked, in_brief=kept.in_brief, owner=visitor())
    job.done, job.state, job.result, job.opened = 1, "done", answer_of(kept), True
    return job


def handed_over(said: str) -> None:
    """Open the session that `parley open` was given, once, if the address carries the word for it.

    Args:
        said: The word that the address says.
    """
    word, _, path = os.environ.get(HANDED_OVER, "").partition(" ")
    if not word or said != word or st.session_state.get("handed_over"):
        return
    st.session_state["handed_over"] = True
    try:
        take_over(read_session(Path(path)))
    except ScenarioError as error:
        st.session_state["open_problem"] = words.OPEN_PROBLEM.format(fault=error.faults[0])
        return
    st.rerun()
