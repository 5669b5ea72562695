"""The verb `brief`: answers to an analyst's own questions, as a short report."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import sim.cli.options as given
from sim.cli.console import console, playing
from sim.cli.doors import CANCELLED, BadInputError, complain, emit, guarded, known, playable, tell, what_ifs
from sim.cli.elsewhere import all_written
from sim.cli.instead import check_exported

if TYPE_CHECKING:
    from sim.game.cases import Method
    from sim.runs.recipe import Recipe
    from sim.scenario.model import Scenario

Ask = Annotated[
    list[str],
    typer.Option(
        "--ask",
        metavar="QUESTION",
        help='What to answer, in order: run, "compare WHAT-IF", ablate, "flip SHARE", doubt, sensitivity, '
        '"discover OUTCOME", "robust --for PARTY", "sweep PATH=LOW:HIGH:STEPS", solve, stability, spatial, games, '
        "lenses, preview, or the file of a finding that was kept with --out, or the folder of a sweep. Repeatable.",
        show_default=False,
    ),
]
To = Annotated[
    list[Path] | None,
    typer.Option(
        "--out", metavar="FILE", help="What to write: html, pdf, docx, xlsx, md. Repeatable.", show_default=False
    ),
]
About = Annotated[
    str | None,
    typer.Option("--outcome", metavar="ID", help="The outcome asked about; by default the scenario's first."),
]


@guarded
def brief(
    scenario: given.Scenario,
    *,
    ask: Ask,
    out: To = None,
    outcome: About = None,
    replace: given.Replace = False,
    changes: given.Changes = None,
    settings: given.Settings = None,
    runs: given.Runs = 5_000,
    seed: given.Seed = 1,
    method: given.Method = given.CaseMethod.MONTE_CARLO,
    threads: given.Threads = None,
    as_json: given.Json = False,
) -> None:
    """Answer your own questions in a short report.

    Each answer comes first in a sentence, then as a picture and a table, with how sure it is and the command that asks
    it alone. All answers rest on the same runs; a finding that was kept is told as it was found.

    Example:
        parley brief labour-dispute --ask run --ask ablate --ask doubt --out brief.pdf
        parley solve labour-dispute --out solve.json
        parley brief labour-dispute --ask solve.json --ask "discover no_deal" --ask "robust --for union"
    """
    files = out or []
    for path in files:
        _check(path, replace)
    changed = what_ifs(changes, settings)
    stated = playable(scenario, changed)
    for path in files:
        check_exported(path, stated, _recipe(stated, changed, runs, seed, method.value), replace)
    if outcome is not None:
        known(outcome, stated.outcomes, "outcome")
    with playing("answering", threads) as options:
        from sim.reports.briefs import brief as answered

        try:
            found = answered(stated, ask, runs, seed, changed, outcome=outcome, method=method.value, **options.keywords)
        except ValueError as error:
            raise BadInputError(str(error)) from error
    if not found.answers and not found.complete:
        complain(["Cancelled before the first question was answered; nothing was written."])
        raise typer.Exit(CANCELLED)
    files = _write(found, files)
    if as_json:
        emit({"out": [str(path) for path in files], **found.to_dict()})
    elif files:
        tell(*(str(path) for path in files))
    else:
        from sim.cli.tables import heading, say

        for one in found.answers:
            heading(console(), one.question)
            for text in (*one.sentences, one.sure):
                say(console(), text)
    if not found.complete:
        left = len(found.questions) - len(found.answers)
        complain([f"Cancelled: {left} of {len(found.questions)} questions were not answered."])
        raise typer.Exit(CANCELLED)


def _recipe(stated: "Scenario", changed: tuple[str, ...], runs: int, seed: int, method: "Method") -> "Recipe":
    from sim.runs.recipe import Recipe

    return Recipe(stated, changed, seed, runs, runs, method)


def _check(path: Path, replace: bool) -> None:
    """Make sure that a file can be written, before anything is played for it."""
    from sim.reports.brief_files import FORMATS
    from sim.reports.endings import ending_of
    from sim.reports.extras import MissingExtraError, need
    from sim.reports.formats import check_writable

    try:
        name, _, modules = FORMATS[ending_of(path, FORMATS, "brief")]
        need(name, *modules)
        check_writable(path, replace)
    except (OSError, ValueError, MissingExtraError) as error:
        raise BadInputError(f"--out: {error}") from error


def _write(found: Any, files: list[Path]) -> list[Path]:
    from sim.reports.brief_files import write_brief

    made: list[Path] = []

    def write(place: Path) -> None:
        write_brief(found, place)
        made.append(place)

    all_written(write, files, "the brief")
    return made
