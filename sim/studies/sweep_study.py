"""Sweeps: levers varied over a design, every point an ensemble under common random numbers."""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from sim.analysis.designs import Kind
from sim.analysis.points import SweepPoint
from sim.analysis.sweeps import Sweep, SweepPlan
from sim.game.cases import Method
from sim.runs.options import NO_OPTIONS, PlayOptions, Progress
from sim.runs.runner import check_runs
from sim.scenario.changes import ChangeLike
from sim.scenario.documents import ScenarioLike, scenario_of
from sim.studies.design import design_of
from sim.studies.executors import Executor
from sim.studies.sweep_folder import UnkeptError, close, keep, kept
from sim.studies.sweep_points import stencil_of
from sim.studies.wanted import Vary, wanted_of


def sweep(
    scenario: ScenarioLike,
    vary: Vary,
    runs: int = 1_000,
    seed: int = 1,
    changes: Sequence[ChangeLike] = (),
    *,
    design: Kind = "grid",
    points: int | None = None,
    method: Method = "monte_carlo",
    out: str | Path | None = None,
    resume: bool = False,
    executor: Executor | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Sweep:
    """Play a scenario at every point of a design.

    All points share their luck: run i of one is run i of every other, so that what differs between points is what the
    levers do.

    Args:
        scenario: A scenario, or the name or path of one.
        vary: The levers: path to values, or to `"low:high:steps"`; or texts as `parley sweep --vary` takes them.
        runs: Runs at every point.
        seed: Key of all luck, and of a random design.
        changes: What-ifs that hold at every point.
        design: grid, latin_hypercube or sobol.
        points: How many points a random design has.
        method: How cases are drawn at every point.
        out: Keep every point in this folder as soon as it is finished.
        resume: Go on with what is in the folder.
        executor: Who plays the points; none: threads of this process. Changes no number.
        progress: Called with (points done, points in all).
        cancel: Set it to stop; what is finished is returned, and kept.

    Returns:
        The sweep, with as many points as were finished.

    Raises:
        sim.scenario.faults.ScenarioError: The scenario, a change or a lever has faults; `.faults` lists them all.
        sim.studies.sweep_folder.OccupiedError: The folder holds something else, or another process writes to it.
        sim.studies.executors.ExecutorError: Whoever should play the points cannot.
        ValueError: `runs` is not positive, or `seed` has more than 64 bits.
        sim.studies.sweep_folder.UnkeptError: The folder can no longer be written in; `.sweep` holds what was played.
        OSError: The folder cannot be written in.

    Example:
        >>> import sim
        >>> found = sim.sweep("pie", {"parties.left.no_deal.value": [0, 40]}, runs=10)
        >>> found.complete, len(found.points)
        (True, 2)
    """
    plan = plan_of(scenario, vary, runs, seed, changes, design=design, points=points, method=method)
    home = Path(out) if out is not None else None
    return follow(plan, home, resume, executor, PlayOptions(progress=progress, cancel=cancel))


def plan_of(
    scenario: ScenarioLike,
    vary: Vary,
    runs: int = 1_000,
    seed: int = 1,
    changes: Sequence[ChangeLike] = (),
    *,
    design: Kind = "grid",
    points: int | None = None,
    method: Method = "monte_carlo",
) -> SweepPlan:
    """Return everything that determines a sweep, checked; arguments and errors are those of `sweep`."""
    check_runs(runs, seed)
    base = scenario_of(scenario)
    made = design_of(base, wanted_of(vary), changes, kind=design, points=points, seed=seed)
    return SweepPlan(base, tuple(changes), made, runs, seed, method)


def follow(
    plan: SweepPlan,
    out: Path | None = None,
    resume: bool = False,
    executor: Executor | None = None,
    options: PlayOptions = NO_OPTIONS,
) -> Sweep:
    """Play what a plan says; arguments and errors are those of `sweep`.

    Args:
        plan: What determines the sweep.
        out: Where to keep its points; none: nowhere.
        resume: Go on with what is in the folder.
        executor: Who plays the points.
        options: Who is told (points done, points in all), and who may stop it.
    """
    began = time.perf_counter()
    keeping: AbstractContextManager[dict[int, SweepPoint]] = nullcontext({}) if out is None else kept(plan, out, resume)
    with keeping as finished:
        points = dict(finished)
        waiting = [number for number in range(len(plan.design)) if number not in points]
        for point in _played(plan, waiting, executor or Executor(), options):
            points[point.number] = point
            if out is not None:
                with _nothing_lost(plan, points, began):
                    keep(out, point)
            options.tell(len(points), len(plan.design))
        result = _so_far(plan, points, began)
        if out is not None and result.complete:
            with _nothing_lost(plan, points, began):
                close(out, result)
    return result


def _so_far(plan: SweepPlan, points: Mapping[int, SweepPoint], began: float) -> Sweep:
    in_order = tuple(points[number] for number in sorted(points))
    return Sweep(plan, in_order, time.perf_counter() - began)


@contextmanager
def _nothing_lost(plan: SweepPlan, points: Mapping[int, SweepPoint], began: float) -> Iterator[None]:
    """Let an error of writing carry what was played."""
    try:
        yield
    except OSError as error:
        raise UnkeptError(error, _so_far(plan, points, began)) from error


def _played(plan: SweepPlan, numbers: list[int], executor: Executor, options: PlayOptions) -> Iterator[SweepPoint]:
    if numbers:
        yield from executor.play(stencil_of(plan), numbers, options)
