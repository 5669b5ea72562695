"""The verb `sweep`: levers varied over a design, every point an ensemble."""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import sim.cli.options as given
from sim.cli.console import console, playing
from sim.cli.doors import (
    CANCELLED,
    BadInputError,
    complain,
    emit,
    guarded,
    known,
    playable,
    tell,
    timed,
    typed,
    what_ifs,
)
from sim.cli.elsewhere import placed
from sim.cli.instead import check_folder_name
from sim.cli.keep import heard

if TYPE_CHECKING:
    from sim.analysis.sweeps import Sweep, SweepPlan
    from sim.studies.executors import Executor


STATED = ("scenario", "vary", "design", "points", "changes", "settings", "runs", "seed", "method")
"""What a study file says; with `--study`, none of it may be said again."""


class DesignKind(StrEnum):
    """How a design covers its levers; the names of `sim.analysis.designs.KINDS`, which is too heavy to import here."""

    GRID = "grid"
    LATIN_HYPERCUBE = "latin_hypercube"
    SOBOL = "sobol"


Vary = Annotated[
    list[str] | None,
    typer.Option(
        "--vary",
        metavar="PATH=LOW:HIGH:STEPS",
        help="A lever to vary: a range, or values PATH=V,W,... as YAML writes them; PATH alone is the range that the "
        "scenario declares; changes=base,NAME,... are declared changes. Repeatable.",
    ),
]


Study = Annotated[Path | None, typer.Option("--study", metavar="FILE", help="A YAML file that states the whole sweep.")]


Design = Annotated[DesignKind, typer.Option("--design", help="Every combination, or so many points drawn evenly.")]


Points = Annotated[int | None, typer.Option("--points", min=1, metavar="N", help="How many points are drawn.")]


Outcome = Annotated[
    str | None,
    typer.Option("--outcome", metavar="ID", help="Also list an outcome's or question's share at each point."),
]


Resume = Annotated[bool, typer.Option("--resume", help="Go on with what is in DIR.")]


Processes = Annotated[
    int | None, typer.Option(min=1, max=1024, metavar="N", help="Play in so many processes instead. Changes no number.")
]


Dask = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Play on the workers of this Dask scheduler instead. Changes no number."),
]


@guarded
def sweep(
    ctx: typer.Context,
    scenario: given.MaybeScenario = None,
    *,
    vary: Vary = None,
    study: Study = None,
    design: Design = DesignKind.GRID,
    points: Points = None,
    changes: given.Changes = None,
    settings: given.Settings = None,
    runs: given.Runs = 1_000,
    seed: given.Seed = 1,
    method: given.Method = given.CaseMethod.MONTE_CARLO,
    outcome: Outcome = None,
    out: given.Out = None,
    resume: Resume = False,
    threads: given.Threads = None,
    processes: Processes = None,
    dask: Dask = None,
    block: given.Block = None,
    as_json: given.Json = False,
) -> None:
    """Vary levers over a design.

    Every point is an ensemble under the same luck; with --out each is kept as soon as it is finished.

    Example:
        parley sweep labour-dispute --vary protocol.misperception=0:4:5 --runs 200 --out sweep
    """
    if resume and out is None:
        raise BadInputError("--resume goes on with what is in a folder; say which: --out DIR.")
    check_folder_name(out, "a folder; shares.parquet in it holds all shares as a table")
    if sum(one is not None for one in (threads, processes, dask)) > 1:
        raise BadInputError("Give one of --threads, --processes and --dask; each says who plays.")
    if study is not None:
        plan = _stated(ctx, study)
    else:
        from sim.studies.sweep_study import plan_of
        from sim.studies.wanted import read_texts

        if scenario is None:
            raise BadInputError("Say which scenario to sweep (`parley scenarios` lists some), or --study FILE.")
        always = what_ifs(changes, settings)
        levers = read_texts(vary or ())
        base = playable(scenario, always)
        if not vary:
            raise BadInputError(
                f"--vary: found no lever, expected at least one to vary; parley levers {scenario} lists them."
            )
        plan = plan_of(base, levers, runs, seed, always, design=design.value, points=points, method=method.value)
    if outcome is not None:
        known(outcome, [*plan.base.outcomes, *plan.base.questions], "outcome or question")
    found = _played(plan, out, resume, _executor(threads, processes, dask, block))
    heard(found.sweep.summary(), complete=found.sweep.complete)
    _finish(found, outcome, as_json)


def _stated(ctx: typer.Context, study: Path) -> "SweepPlan":
    """Return what a study file states, having made sure that no option says otherwise."""
    from sim.studies.study_file import read_study

    for name in STATED:
        if typed(ctx, name):
            raise BadInputError(f"--study says everything that determines the sweep; leave {name} out.")
    return read_study(study)


def _executor(threads: int | None, processes: int | None, dask: str | None, block: int | None) -> "Executor":
    from sim.studies.executors import Executor

    return Executor(threads=threads, processes=processes, dask=dask, block=block)


@dataclass(frozen=True)
class _Found:
    """A sweep as far as it was played.

    Attributes:
        sweep: What was found.
        out: Where it is kept; none: nowhere.
        why: With what the command ends if it is not kept where it should be.
    """

    sweep: "Sweep"
    out: Path | None
    why: BadInputError | None = None


def _played(plan: "SweepPlan", out: Path | None, resume: bool, executor: "Executor") -> _Found:
    """Return what a plan makes, as far as Ctrl-C lets it."""
    from sim.studies.executors import ExecutorError
    from sim.studies.sweep_folder import OccupiedError, check_folder

    try:
        if out is not None:
            check_folder(plan, out, resume)
        return _wherever_it_can(plan, out, resume, executor)
    except OccupiedError as error:
        raise BadInputError(f"--out: {error}.") from error
    except ExecutorError as error:
        raise BadInputError(str(error)) from error
    except OSError as error:
        raise BadInputError(
            f"--out: the sweep cannot be kept: {(error.strerror or str(error)).rstrip('.')}.{_so_far(plan, out)}"
        ) from error


def _wherever_it_can(plan: "SweepPlan", out: Path | None, resume: bool, executor: "Executor") -> _Found:
    """Play a plan; where its points can no longer be kept, keep all that was played elsewhere, and go on there."""
    from sim.studies.sweep_folder import UnkeptError, save_sweep
    from sim.studies.sweep_study import follow

    why: BadInputError | None = None
    while True:
        try:
            with playing("sweeping") as options:
                return _Found(follow(plan, out, resume, executor, options), out, why)
        except UnkeptError as error:
            sweep = error.sweep
        assert out is not None
        try:
            out, misplaced = placed(partial(save_sweep, sweep), out, "the sweep")
        except BadInputError as nowhere:
            return _Found(sweep, None, nowhere)
        why, resume = misplaced or why, True


def _so_far(plan: "SweepPlan", out: Path | None) -> str:
    """Return in a sentence how much of a sweep is kept although it could not go on; empty if nothing is."""
    from sim.studies.sweep_folder import kept_numbers

    kept = len(kept_numbers(out)) if out is not None else 0
    return f" {kept:,} of {len(plan.design):,} points are kept in {out}; --resume goes on from there." if kept else ""


def _finish(found: _Found, outcome: str | None, as_json: bool) -> None:
    """Show what was finished; leave with the exit code of a cancelled sweep if it is not all.

    Raises:
        BadInputError: It is not kept where it should be.
    """
    sweep, out = found.sweep, found.out
    if as_json:
        emit(timed({**sweep.summary(), "out": str(out) if out is not None else None}))
    elif sweep.points:
        from sim.cli.sweep_table import show_sweep

        show_sweep(console(), sweep, outcome)
        if out is not None and sweep.complete:
            tell(f"Kept in {out}; to repeat it: {sweep.plan.command}")
    if not sweep.complete:
        lost = found.why is not None and out is None
        kept = f" They are kept in {out}; --resume goes on." if out is not None else ""
        said = f"{len(sweep.points):,} of {len(sweep.plan.design):,} points were finished.{kept}"
        complain([said if lost else f"Cancelled: {said}"])
        if not lost:
            raise typer.Exit(CANCELLED)
    if found.why is not None:
        raise found.why
