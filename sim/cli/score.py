"""The verb `score`: predictions put to the test."""

from pathlib import Path
from typing import Annotated

import typer

import sim.cli.options as given
from sim.cli.arms import leave_if_cancelled
from sim.cli.console import console, interruptible, progress
from sim.cli.doors import BadInputError, emit, guarded, timed, what_ifs
from sim.cli.elsewhere import written

AnswersOf = Annotated[
    Path,
    typer.Option("--answers", metavar="FILE|DIR", help="How it came out: a JSON file a case, or a folder of them."),
]
Shelf = Annotated[bool, typer.Option("--shelf", help="Score every scenario that comes with Parley and has answers.")]
Page = Annotated[
    Path | None,
    typer.Option("--report", metavar="FILE", help="Write a page, .html .pdf .docx or .md.", show_default=False),
]
CaseRuns = Annotated[int, typer.Option("--runs", min=1, max=given.MOST_RUNS, metavar="N", help="Runs a case.")]


@guarded
def score(
    scenario: given.MaybeScenario = None,
    *,
    answers: AnswersOf,
    shelf: Shelf = False,
    changes: given.Changes = None,
    settings: given.Settings = None,
    runs: CaseRuns = 5_000,
    seed: given.Seed = 1,
    threads: given.Threads = None,
    report: Page = None,
    replace: given.Replace = False,
    as_json: given.Json = False,
) -> None:
    """Score predictions against how cases came out.

    Brier, log score and CRPS, beside one half, "nothing changes", the shelf's own base rates, reference classes and
    what others said; each case weighs one, and intervals draw whole cases anew.

    Example:
        parley score labour-dispute --answers labour-dispute.json
    """
    if (scenario is None) != shelf:
        raise BadInputError("Say which scenario to score, or --shelf for all that have answers; not both.")
    if report is not None:
        _check(report, replace)
    changed = what_ifs(changes, settings)
    from sim.scenario.documents import bundled
    from sim.studies.score_study import score as test

    named = list(bundled()) if scenario is None else scenario
    with interruptible() as cancel, progress("Playing cases") as told:
        found = test(named, answers, runs, seed, changed, threads=threads, progress=told, cancel=cancel)
    if report is not None:
        from sim.reports.score_page import write_score_page

        written(lambda place: write_score_page(found, place), report, "the page")
    if as_json:
        emit(timed(found.to_dict()))
    else:
        from sim.cli.score_table import show_scores

        show_scores(console(), found)
    leave_if_cancelled(found.complete)


def _check(page: Path, replace: bool) -> None:
    """Make sure that a page can be written, before anything is played for it.

    Raises:
        BadInputError: It cannot be.
    """
    from sim.reports.endings import ending_of
    from sim.reports.score_page import PAGES, is_score_page
    from sim.storage import check_writable

    try:
        ending_of(page, PAGES, "scores")
        check_writable(page)
    except (OSError, ValueError) as error:
        raise BadInputError(f"--report: {error}") from error
    if page.exists() and not replace and not is_score_page(page):
        raise BadInputError(
            f"--report: {page} is there already and is no page of scores; say --replace to write over it."
        )
