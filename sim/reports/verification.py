"""Saved results played again: `repeat` makes a result anew, `verify` says whether it comes out the same."""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.finding import Finding, Table, counted
from sim.formatting import plain_data
from sim.reports.made_again import compared
from sim.reports.recipes import read_recipe
from sim.runs import replay
from sim.runs.options import PlayOptions, Progress
from sim.runs.results import Ensemble
from sim.scenario.faults import Fault, ScenarioError
from sim.scenario.likeness import EXPORT, RESULT, SWEEP, told_apart
from sim.studies import sweep_check
from sim.studies.executors import Executor
from sim.studies.sweep_folder import read_sweep

EXPECTED = "a saved result, a kept finding or an exported file"


class VerificationCancelledError(Exception):
    """A result was not played again to its end, so that nothing is known about it."""


@dataclass(frozen=True, repr=False)
class Verification(Finding):
    """A saved result beside what comes out now.

    Attributes:
        folder: Where it is saved.
        scenario: Id of the scenario.
        digest: Fingerprint of what was played again.
        seed: Key of its luck.
        runs: Runs played again; of a sweep at every point.
        points: Points played again, of a sweep; else none.
        planned: Points of the sweep's design; else none.
        differences: What differs, in words; nothing if all is the same.
    """

    folder: Path
    scenario: str
    digest: str
    seed: int
    runs: int
    points: int | None
    planned: int | None
    differences: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether every number is the same."""
        return not self.differences

    def table(self) -> Table:
        """Return one row per difference."""
        said = "the same" if self.same else counted(len(self.differences), "difference")
        points = "" if self.points is None else f"{self.points:,} of {self.planned:,} points, "
        title = f"{self.folder.name}: {said}; {points}{self.runs:,} runs, seed {self.seed}, digest {self.digest}"
        return Table(title, [{"difference": text} for text in self.differences])

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data: the keys of `parley verify --json`."""
        head = {"scenario": self.scenario, "digest": self.digest, "seed": self.seed, "runs": self.runs}
        points = {} if self.points is None else {"points": self.planned, "completed": self.points}
        return plain_data({**head, **points, "same": self.same, "differences": self.differences})


def verify(
    folder: str | Path,
    *,
    threads: int | None = None,
    block: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Verification:
    """Play a saved result again, and compare every number of every run; of a sweep, of every point.

    Of a file that a report or a brief wrote, what a reader sees is compared: every number and text that it shows.

    Args:
        folder: A folder that `Ensemble.save`, or a sweep with `out`, has made; or an exported file.
        threads: Threads to use.
        block: Runs a thread plays at a stretch.
        progress: Called with (runs done, runs wanted); of a sweep with points.
        cancel: Set it to stop.

    Raises:
        sim.scenario.faults.ScenarioError: What was saved cannot be read.
        VerificationCancelledError: It was stopped.

    Example:
        >>> import sim, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     saved = sim.run("pie", 5).save(f"{folder}/result")
        ...     sim.verify(saved).same
        True
    """
    home = Path(folder)
    options = PlayOptions(threads, block, progress, cancel)
    with told_apart(home, RESULT, SWEEP, EXPORT, expected=EXPECTED):
        return _verified(home, options)


def _verified(home: Path, options: PlayOptions) -> Verification:
    if not home.exists():
        raise ScenarioError([Fault(str(home), 0, 0, "", "no such file or folder", EXPECTED)])
    if sweep_check.is_sweep(home):
        return _sweep(home, Executor(threads=options.threads, block=options.block), options)
    if home.is_file():
        return _exported(home, options)
    recipe = read_recipe(home / "manifest.json")
    again = replay.follow(recipe, options)
    if again.runs < recipe.runs or again.attributed != recipe.attributed:
        raise VerificationCancelledError("Cancelled before the result was played again; nothing is known about it.")
    found = tuple(replay.differences(home, again))
    return Verification(home, recipe.scenario.id, again.digest, recipe.seed, recipe.runs, None, None, found)


def _exported(path: Path, options: PlayOptions) -> Verification:
    again = compared(path, options)
    if not again.complete:
        raise VerificationCancelledError("Cancelled before the file was made again; nothing is known about it.")
    return Verification(path, again.scenario, again.digest, again.seed, again.runs, None, None, again.differences)


def _sweep(home: Path, executor: Executor, options: PlayOptions) -> Verification:
    again = sweep_check.played_again(home, executor, options)
    if len(again.points) < len(read_sweep(home).points):
        raise VerificationCancelledError("Cancelled before the sweep was played again; nothing is known about it.")
    plan, found = again.plan, tuple(sweep_check.differences(home, again))
    points = (len(again.points), len(plan.design))
    return Verification(home, plan.base.id, plan.digest, plan.seed, plan.runs, *points, found)


def repeat(
    path: str | Path,
    *,
    threads: int | None = None,
    block: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Ensemble:
    """Play again what a saved result says of itself: `parley run --from`.

    Args:
        path: The folder of a result, its `manifest.json`, or a file that a report wrote.
        threads: Threads to use.
        block: Runs a thread plays at a stretch.
        progress: Called with (runs done, runs wanted).
        cancel: Set it to stop between blocks.

    Raises:
        sim.scenario.faults.ScenarioError: It cannot be read, or scenario and manifest do not belong together.

    Example:
        >>> import sim, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     sim.repeat(sim.run("pie", 5, seed=3).save(f"{folder}/result")).seed
        3
    """
    home = Path(path)
    recipe = read_recipe(home / "manifest.json" if home.is_dir() else home)
    return replay.follow(recipe, PlayOptions(threads, block, progress, cancel))
