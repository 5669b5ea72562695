"""The verb `report`: findings as a file to take along."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import sim.cli.options as given
from sim.cli.console import playing
from sim.cli.doors import (
    CANCELLED,
    DIFFERENT,
    BadInputError,
    complain,
    emit,
    guarded,
    known,
    playable,
    tell,
    typed,
    what_ifs,
)
from sim.cli.elsewhere import all_written
from sim.cli.instead import check_exported
from sim.cli.outcomes import known_outcome
from sim.cli.recipes import recipe_of

if TYPE_CHECKING:
    from sim.reports.findings import Findings
    from sim.runs.options import PlayOptions
    from sim.runs.recipe import Recipe
    from sim.runs.results import Ensemble


To = Annotated[
    list[Path],
    typer.Option(
        "--out",
        metavar="FILE",
        help="What to write: html, pdf, docx, md, ipynb, xlsx, json, csv, parquet, arrow or bib, as its name ends. "
        "Repeatable.",
        show_default=False,
    ),
]
About = Annotated[
    str | None,
    typer.Option("--outcome", metavar="ID", help="The outcome that it is about; by default the scenario's first."),
]
Full = Annotated[
    bool,
    typer.Option("--full/--brief", help="Also one input at a time at the ends of its range; takes minutes."),
]
Chart = Annotated[
    str | None,
    typer.Option(
        "--chart",
        metavar="NAME",
        help="One figure of the report alone, as svg, png or pdf: {charts}.",
        show_default=False,
    ),
]


@guarded
def report(
    ctx: typer.Context,
    scenario: given.MaybeScenario = None,
    *,
    out: To,
    outcome: About = None,
    full: Full = False,
    chart: Chart = None,
    replace: given.Replace = False,
    changes: given.Changes = None,
    settings: given.Settings = None,
    runs: given.Runs = 10_000,
    seed: given.Seed = 1,
    attribution: given.Attribution = None,
    manifest: given.Manifest = None,
    method: given.Method = given.CaseMethod.MONTE_CARLO,
    threads: given.Threads = None,
    as_json: given.Json = False,
) -> None:
    """Write what was found as a file that repeats itself.

    A paper (html, pdf, md), a notebook, a workbook, tables (csv, parquet, arrow), data (json), sources (bib), or one
    figure (--chart). Every file carries the manifest and the scenario: parley run --from FILE plays it again.

    Example:
        parley report labour-dispute --out report.html --runs 1000
        parley report labour-dispute --out outcomes.svg --chart outcomes --runs 1000
    """
    for path in out:
        _check(path, chart, replace)
    if len(set(out)) < len(out):
        raise BadInputError("--out: found one file named twice, expected each once.")
    if manifest is not None:
        recipe = recipe_of(ctx, manifest)
        if recipe.report is not None:
            # A report repeats itself, unless it is asked to be about something else.
            outcome = outcome or recipe.report.outcome
            full = full if typed(ctx, "full") else recipe.report.full
    else:
        from sim.analysis.case_bands import usual_cases
        from sim.runs.recipe import Recipe

        if scenario is None:
            raise BadInputError("Say which scenario to report on (`parley scenarios` lists some), or --from FILE.")
        changed = what_ifs(changes, settings)
        base, again = playable(scenario, changed), usual_cases(runs)
        recipe = Recipe(base, changed, seed, runs, runs, method.value, attribution, cases=again)
    for path in out:
        check_exported(path, recipe.scenario, recipe, replace)
    _check_named(recipe, outcome)
    folder = manifest if manifest is not None and manifest.is_dir() else None
    wanted = ReportOrder(tuple(out), chart, outcome, full)
    with playing("playing", threads) as options:
        findings = _findings(recipe, folder, wanted, options)
    if findings is None:
        complain(["Cancelled before the first runs were finished; nothing was written."])
        raise typer.Exit(CANCELLED)
    files = _write(findings, wanted)
    if as_json:
        ensemble = findings.ensemble
        head = {"scenario": ensemble.base.id, "digest": ensemble.digest, "seed": ensemble.seed, "runs": ensemble.runs}
        emit({**head, "outcome": findings.outcome, "full": findings.full, "files": [str(path) for path in files]})
    else:
        tell(*(str(path) for path in files))
    _tell_if_cancelled(recipe, findings, options)


def _check(out: Path, chart: str | None, replace: bool) -> None:
    """Make sure that the file can be written, before anything is played for it."""
    from sim.reports.extras import MissingExtraError
    from sim.reports.report_file import check_out

    try:
        check_out(out, chart, replace)
    except MissingExtraError as error:
        raise BadInputError(f"--out: {error}") from error
    except (OSError, ValueError) as error:
        raise BadInputError(f"{'--out: ' if str(out) in str(error) else ''}{error}") from error


def _check_named(recipe: "Recipe", outcome: str | None) -> None:
    from sim.scenario.changes import apply

    played = apply(recipe.scenario, recipe.changes)
    if outcome is not None:
        known(outcome, played.outcomes, "outcome")
    if recipe.attributed is not None:
        known_outcome(played, recipe.attributed, several=False)


@dataclass(frozen=True)
class ReportOrder:
    """What is to be written.

    Attributes:
        out: The files, all of one play.
        chart: The one figure that is wanted, if not all.
        outcome: The outcome that it is about; none: the first.
        full: Whether comparisons have as many runs as the base.
    """

    out: tuple[Path, ...]
    chart: str | None
    outcome: str | None
    full: bool

    @property
    def suffixes(self) -> tuple[str, ...]:
        """How the files' names end."""
        return tuple(path.suffix.lower() for path in self.out)


def _findings(recipe: "Recipe", folder: Path | None, wanted: ReportOrder, options: "PlayOptions") -> "Findings | None":
    """Return what is to be written, played as far as Ctrl-C lets it; nothing if not even one run was finished."""
    from sim.reports.formats import bare, draws

    if any(draws(suffix, wanted.chart) for suffix in wanted.suffixes):
        from sim.reports.pictures import begin

        begin()
    from sim.reports.findings import alone, gather
    from sim.runs.replay import follow

    ensemble = follow(recipe, options)
    if not ensemble.runs:
        return None
    if folder is not None and not options.cancelled:
        _check_same(folder, ensemble)
    if all(bare(suffix, wanted.chart) for suffix in wanted.suffixes):
        return alone(ensemble, wanted.outcome)
    return gather(ensemble, wanted.outcome, full=wanted.full, **options.keywords)


def _check_same(folder: Path, ensemble: "Ensemble") -> None:
    """Make sure that a report on a saved result says what was saved."""
    from sim.runs.replay import differences

    found = differences(folder, ensemble)
    if found:
        complain([*found, f"{folder} is not what this Parley plays; nothing was written."])
        raise typer.Exit(DIFFERENT)


def _write(findings: "Findings", wanted: ReportOrder) -> list[Path]:
    from sim.reports.report_file import write_report

    files: list[Path] = []
    try:
        all_written(lambda place: files.extend(write_report(findings, place, wanted.chart)), wanted.out, "the report")
    except ValueError as error:
        raise BadInputError(str(error)) from error
    return files


def _tell_if_cancelled(recipe: "Recipe", findings: "Findings", options: "PlayOptions") -> None:
    if options.cancelled:
        done = f"{findings.ensemble.runs:,} of {recipe.runs:,} runs were finished"
        complain([f"Cancelled: {done}; what was not played is left out."])
        raise typer.Exit(CANCELLED)
