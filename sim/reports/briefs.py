"""The public function that answers an analyst's questions and writes them as a brief."""

import threading
from collections.abc import Sequence
from pathlib import Path

from sim.analysis.predicates import check_outcome
from sim.game.cases import Method
from sim.reports.brief_files import write_brief
from sim.reports.questions import question_of
from sim.reports.short_report import Brief, answered
from sim.reports.told.answers import trial
from sim.runs.options import PlayOptions, Progress
from sim.runs.runner import prepare
from sim.scenario.changes import ChangeLike, apply
from sim.scenario.documents import ScenarioLike, scenario_of

RUNS = 5_000
"""Runs behind every answer, unless told otherwise."""


def brief(
    scenario: ScenarioLike,
    ask: Sequence[str],
    runs: int = RUNS,
    seed: int = 1,
    changes: Sequence[ChangeLike] = (),
    *,
    outcome: str | None = None,
    out: str | Path | None = None,
    method: Method = "monte_carlo",
    threads: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Brief:
    """Answer an analyst's questions, all from the same runs, and write them as a short report.

    Args:
        scenario: A scenario, or the name or path of one.
        ask: The questions, each a verb and what follows it: `compare aid_halted`, `flip 0.6`, `ablate`, `doubt`; or the
            path of a finding that was kept, which is told and not played again.
        runs: Runs behind every answer.
        seed: The luck that all share.
        changes: What-ifs that hold throughout.
        outcome: The outcome asked about; by default the scenario's first.
        out: Where to write it; its ending says how: html, pdf, docx, xlsx, md. None: nowhere.
        method: How cases are drawn.
        threads: Threads to use.
        progress: Called with (runs done, runs wanted), anew for every question.
        cancel: Set it to stop; questions that were not answered are then left out.

    Returns:
        The questions with their answers.

    Raises:
        ValueError: A question cannot be asked, or there is no such outcome.
        sim.scenario.faults.ScenarioError: The scenario or a change has faults.
        OSError: It cannot be written.

    Example:
        >>> import sim
        >>> [one.question for one in sim.brief("pie", ["run"], runs=20).answers]
        ['How does it end?']
    """
    stated = scenario_of(scenario)
    played = apply(stated, changes)
    about = next(iter(played.outcomes)) if outcome is None else outcome
    check_outcome(played, about)
    questions = tuple(question_of(text, stated, changes) for text in ask)
    for one in questions:
        trial(one, played, runs)
    options = PlayOptions(threads, None, progress, cancel)
    ensemble = prepare(stated, changes, runs, seed, method=method).play(options)
    found = answered(ensemble, about, questions, options)
    if out is not None:
        write_brief(found, Path(out))
    return found
