"""A scenario played and written as a file that repeats itself, in one call."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.analysis.asked_about import check_asked
from sim.analysis.case_bands import usual_cases
from sim.finding import Finding, Table, counted
from sim.formatting import plain_data
from sim.game.cases import Method
from sim.reports.endings import ending_of
from sim.reports.extras import need
from sim.reports.findings import Findings, alone, gather
from sim.reports.formats import (
    CHARTS,
    FORMATS,
    PICTURES,
    bare,
    check_writable,
    draws,
    export,
    figures_of,
    picture_bytes,
)
from sim.runs.options import PlayOptions, Progress
from sim.runs.recipe import Recipe
from sim.runs.replay import follow
from sim.scenario.changes import ChangeLike, apply
from sim.scenario.documents import ScenarioLike, scenario_of
from sim.scenario.faults import known, one_of
from sim.storage import write


@dataclass(frozen=True, repr=False)
class ReportFiles(Finding):
    """What was written of a report.

    Attributes:
        findings: What the report says.
        files: The files written, the one asked for last.
    """

    findings: Findings
    files: tuple[Path, ...]

    def table(self) -> Table:
        """Return one row per file."""
        ensemble = self.findings.ensemble
        rows = [{"file": str(path), "bytes": path.stat().st_size if path.exists() else None} for path in self.files]
        played = f"{ensemble.runs:,} runs, seed {ensemble.seed}, digest {ensemble.digest}"
        return Table(f"{ensemble.scenario.title}: {counted(len(rows), 'file')}; {played}", rows)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data: the keys of `parley report --json`."""
        ensemble = self.findings.ensemble
        head = {"scenario": ensemble.base.id, "digest": ensemble.digest, "seed": ensemble.seed, "runs": ensemble.runs}
        files = [str(path) for path in self.files]
        return plain_data({**head, "outcome": self.findings.outcome, "full": self.findings.full, "files": files})


def report(
    scenario: ScenarioLike,
    out: str | Path,
    outcome: str | None = None,
    runs: int = 10_000,
    seed: int = 1,
    changes: Sequence[ChangeLike] = (),
    *,
    full: bool = False,
    chart: str | None = None,
    replace: bool = False,
    attribution: str | None = None,
    method: Method = "monte_carlo",
    threads: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> ReportFiles:
    """Play a scenario and write what was found as a file that repeats itself.

    Args:
        scenario: A scenario, or the name or path of one.
        out: The file; what its name ends in says what it is: a paper (.html, .pdf, .md), a notebook (.ipynb), a
            workbook (.xlsx), tables (.csv, .parquet, .arrow), data (.json) or sources (.bib).
        outcome: The outcome that it is about; by default the scenario's first.
        runs: How many runs.
        seed: Key of all luck.
        changes: What-ifs, applied in order.
        full: Play as many runs of every comparison as of the base.
        chart: The name of one figure of the report, to be written alone.
        replace: Write over a file that Parley did not export.
        attribution: An outcome, or a question for yes or no, in whose change the conditions are to share.
        method: How cases are drawn.
        threads: Threads to use.
        progress: Called with (runs done, runs wanted), first over the runs, then over what is compared.
        cancel: Set it to stop; what was not played is left out.

    Raises:
        sim.scenario.faults.ScenarioError: The scenario or a change has faults.
        sim.reports.extras.MissingExtraError: A library that the format needs is not installed.
        ValueError: There is no such format, figure or outcome, or it was stopped before the first run.
        OSError: The file cannot be written.

    Example:
        >>> import sim, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     [path.name for path in sim.report("pie", f"{folder}/pie.csv", runs=5).files]
        ['pie.csv-metadata.json', 'pie.csv']
    """
    path = Path(out)
    check_out(path, chart, replace)
    if draws(path.suffix.lower(), chart):
        from sim.reports.pictures import begin

        begin()
    base = scenario_of(scenario)
    played = apply(base, changes)
    if outcome is not None:
        known(outcome, played.outcomes, "outcome")
    if attribution is not None:
        check_asked(played, attribution)
    recipe = Recipe(base, tuple(changes), seed, runs, runs, method, attribution, cases=usual_cases(runs))
    options = PlayOptions(threads, None, progress, cancel)
    ensemble = follow(recipe, options)
    if not ensemble.runs:
        raise ValueError("stopped before the first runs were finished; nothing was written")
    if bare(path.suffix.lower(), chart):
        found = alone(ensemble, outcome)
    else:
        found = gather(ensemble, outcome, full=full, **options.keywords)
    return ReportFiles(found, write_report(found, path, chart))


def write_report(findings: Findings, path: Path, chart: str | None = None) -> tuple[Path, ...]:
    """Write findings, or one figure of them, as the file that the name's ending says; return the files.

    Raises:
        ValueError: There is no such figure.
        OSError: It cannot be written.
    """
    if chart is None:
        return export(findings, path)
    figures = figures_of(findings)
    write(path, picture_bytes(findings, figures[known(chart, figures, "chart")], path.suffix.lower()))
    return (path,)


def check_out(path: Path, chart: str | None, replace: bool) -> None:
    """Make sure that the file can be written, before anything is played for it.

    Raises:
        ValueError: Nothing is written as files that end so, or no report has such a chart.
        sim.reports.extras.MissingExtraError: A library is not installed.
        OSError: Something else is there, or nothing can be written there.
    """
    if chart is None and path.suffix.lower() in PICTURES.keys() - FORMATS.keys():
        raise ValueError(
            f"{path}: found the name of a picture and no chart, expected to be told which: --chart, in "
            f"Python chart, with {one_of(CHARTS)}."
        )
    suffix = ending_of(path, FORMATS if chart is None else PICTURES, chart or "report")
    if chart is not None:
        known(chart, CHARTS, "chart")
    need(*((FORMATS[suffix].name, *FORMATS[suffix].modules) if chart is None else ("A picture", *PICTURES[suffix])))
    check_writable(path, replace)
