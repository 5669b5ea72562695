"""How fast this machine plays: what `parley bench` measures.

Every figure is the least, the median and the most of several repeats. The ensemble and batches of Mesa models take
turns in one process, so that a machine that grows slower meanwhile slows both. Beside them runs a fixed loop that no
change to the rules touches: figures of two machines compare when each is divided by its own. The loop and one figure of
the ensemble count processor time, which says what a machine can do even while others keep it busy.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sim.scenario import documents
from sim.scenario.documents import ScenarioLike
from sim.scenario.model import Scenario
from sim.timings.figures import BenchmarkReport, Task, Told, machine, measured

CALIBRATION_STEPS = 20_000_000


@dataclass(frozen=True)
class BenchmarkSizes:
    """How much is played for a measurement.

    Attributes:
        repeats: Measurements of what takes seconds.
        slow_repeats: Measurements of what takes minutes.
        ensemble: Runs of an ensemble.
        models: Runs as Mesa models.
        uncompiled: Runs of either with compilation off.
        first_table: Runs behind the first table.
        memory: Runs held in memory.
    """

    repeats: int
    slow_repeats: int
    ensemble: int = 10_000
    models: int = 100
    uncompiled: int = 5
    first_table: int = 1_000
    memory: int = 10_000


FLAGSHIP = "ukraine-2025-03"
FULL = BenchmarkSizes(repeats=5, slow_repeats=3)
QUICK = BenchmarkSizes(repeats=2, slow_repeats=1, ensemble=2_000, models=20, uncompiled=2)


def bench(
    scenario: ScenarioLike = FLAGSHIP, seed: int = 1, *, quick: bool = False, progress: Told | None = None
) -> BenchmarkReport:
    """Measure how fast this machine plays, how long the first table takes and how much memory it needs.

    Takes a minute or two: most measurements start a process of their own.

    Args:
        scenario: A scenario that is not changed, or the name or path of one.
        seed: Key of all luck.
        quick: Fewer runs and repeats: a rough picture.
        progress: Called with (measurements done, measurements in all).
    """
    sizes = QUICK if quick else FULL
    if not isinstance(scenario, Scenario):
        return measure(str(scenario), sizes, seed=seed, progress=progress)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{scenario.id}.yaml"
        documents.save(scenario, path)
        return measure(str(path), sizes, seed=seed, progress=progress)


def measure(name: str, sizes: BenchmarkSizes = FULL, *, seed: int = 1, progress: Told | None = None) -> BenchmarkReport:
    """Measure everything.

    Args:
        name: Name or path of the scenario.
        sizes: How much is played.
        seed: Key of all luck.
        progress: Called with (measurements done, measurements in all).
    """
    from sim.game.build import make_game

    scenario = documents.load(name)
    game = make_game(scenario)
    parts = (_uncompiled, _starts, _cold_start)
    groups = [list(_rates(scenario, sizes, seed)), *(list(part(name, sizes, seed)) for part in parts)]
    figures = measured(groups, progress)
    about = {"id": scenario.id, "title": scenario.title, "digest": scenario.digest, "deals": game.deals}
    return BenchmarkReport({**about, "uncertain_numbers": len(game.inputs), "seed": seed}, machine(), figures)


def _rates(scenario: Scenario, sizes: BenchmarkSizes, seed: int) -> Iterator[Task]:
    """Yield what is measured in this process, its code compiled before the first measurement."""
    steps = calibration()
    ensemble_rate(scenario, 10, seed)
    batch_run_rate(scenario, 1, seed)
    yield Task("calibration", "a fixed compiled loop, one thread", "million steps/s", sizes.repeats, steps)
    label = f"the ensemble, {sizes.ensemble:,} runs"
    yield Task("ensemble", label, "runs/s", sizes.repeats, lambda: ensemble_rate(scenario, sizes.ensemble, seed))
    label = f"the ensemble, {sizes.ensemble:,} runs, by processor time"
    busy = time.process_time
    by_processor = partial(ensemble_rate, scenario, sizes.ensemble, seed, busy)
    yield Task("ensemble_processor", label, "runs/s of a processor", sizes.repeats, by_processor)
    label = f"as Mesa models, {sizes.models:,} runs"
    yield Task("batch_run", label, "runs/s", sizes.repeats, lambda: batch_run_rate(scenario, sizes.models, seed))


def _uncompiled(name: str, sizes: BenchmarkSizes, seed: int) -> Iterator[Task]:
    """Yield the same with compilation off, which a process decides when it starts."""
    few, off = sizes.uncompiled, {"NUMBA_DISABLE_JIT": "1"}
    for what, rate in (("ensemble", "the ensemble"), ("batch_run", "as Mesa models")):
        label = f"{rate} with compilation off, {few} runs"
        yield Task(f"uncompiled_{what}", label, "runs/s", sizes.slow_repeats, _child(what, name, few, seed, off))


def _starts(name: str, sizes: BenchmarkSizes, seed: int) -> Iterator[Task]:
    """Yield what a command needs: memory, and time to the table."""
    label = f"peak memory of {sizes.memory:,} runs"
    yield Task("memory", label, "MB", sizes.slow_repeats, _child("memory", name, sizes.memory, seed, {}))
    label = f"warm start to the table of {sizes.first_table:,} runs"
    yield Task("warm_start", label, "s", sizes.repeats, _table(name, sizes.first_table, seed))


def _cold_start(name: str, sizes: BenchmarkSizes, seed: int) -> Iterator[Task]:
    """Yield the time to the table where nothing is compiled yet."""
    label = f"cold start to the table of {sizes.first_table:,} runs"
    yield Task("cold_start", label, "s", sizes.slow_repeats, _cold_table(name, sizes.first_table, seed))


def calibration() -> Callable[[], float]:
    """Return a measurement of a fixed compiled loop: dependent multiplications and additions, nothing of Parley's."""
    from numba import njit

    loop: Callable[[int], float] = njit()(_dependent_steps)

    def rate() -> float:
        began = time.process_time()
        loop(CALIBRATION_STEPS)
        return CALIBRATION_STEPS / 1e6 / (time.process_time() - began)

    loop(1)
    return rate


def _dependent_steps(steps: int) -> float:
    place, total = 0.5, 0.0
    for _ in range(steps):
        place = 3.99 * place * (1.0 - place)
        total += place
    return total


def ensemble_rate(scenario: Scenario, runs: int, seed: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """Return how many runs a second the ensemble plays, everything from scenario to records included."""
    from sim.runs.runner import run

    began = clock()
    run(scenario, runs, seed)
    return runs / (clock() - began)


def batch_run_rate(scenario: Scenario, runs: int, seed: int) -> float:
    """Return how many runs a second are played in this process as Mesa models, each watched by its data collector."""
    from sim.trace.mesa_batch import batch_run

    vary: dict[str, Any] = {"scenario": [scenario], "run_seed": seed, "run": range(runs)}
    began = time.perf_counter()
    batch_run(vary)
    return runs / (time.perf_counter() - began)


def peak_memory(scenario: Scenario, runs: int, seed: int) -> float:
    """Return the most memory that this process has had when an ensemble and its findings stand, in MB (10^6 bytes)."""
    from sim.runs.runner import run

    run(scenario, runs, seed).summary()
    return _peak_bytes() / 1e6


def _peak_bytes() -> float:
    status = Path("/proc/self/status")
    if status.is_file():
        # On Linux getrusage starts from what the parent had at the fork; this starts with the program.
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return float(line.split()[1]) * 1024
    try:
        import resource
    except ImportError:
        return float("nan")
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * (1 if sys.platform == "darwin" else 1024)


MEASUREMENTS: dict[str, Callable[[Scenario, int, int], float]] = {
    "ensemble": ensemble_rate,
    "batch_run": batch_run_rate,
    "memory": peak_memory,
}
"""What a process of its own can be asked to measure."""


def _child(what: str, name: str, runs: int, seed: int, settings: Mapping[str, str]) -> Callable[[], float]:
    """Return a measurement made in a process of its own."""
    command = [sys.executable, "-m", "sim.timings.benchmark", what, name, str(runs), str(seed)]

    def in_child() -> float:
        done = subprocess.run(command, env=_environment(settings), check=True, capture_output=True, text=True)
        return float(json.loads(done.stdout))

    return in_child


def _table(name: str, runs: int, seed: int, settings: Mapping[str, str] | None = None) -> Callable[[], float]:
    """Return a measurement of the time from the command to the table."""
    command = [sys.executable, "-m", "sim", "run", name, "--runs", str(runs), "--seed", str(seed)]

    def in_child() -> float:
        began = time.perf_counter()
        subprocess.run(command, env=_environment(settings or {}), check=True, capture_output=True)
        return time.perf_counter() - began

    return in_child


def _cold_table(name: str, runs: int, seed: int) -> Callable[[], float]:
    """Return a measurement like `_table` on a machine that has compiled nothing yet."""

    def in_child() -> float:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as empty:
            caches = dict.fromkeys(("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"), empty)
            return _table(name, runs, seed, caches)()

    return in_child


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a child: it finds this Parley, installed or not, and its bytecode as users have it."""
    paths = [str(Path(__file__).parent.parent), os.environ.get("PYTHONPATH", "")]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": os.pathsep.join(path for path in paths if path), **settings}


def main(arguments: list[str]) -> None:
    """Measure one thing in this process and print it: WHAT SCENARIO RUNS SEED."""
    from sim.scenario.documents import load

    what, name, runs, seed = arguments
    scenario = load(name)
    if what != "memory":
        MEASUREMENTS[what](scenario, 1, int(seed))
    print(json.dumps(MEASUREMENTS[what](scenario, int(runs), int(seed))))


if __name__ == "__main__":
    main(sys.argv[1:])
