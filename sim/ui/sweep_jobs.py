"""Levers swept: which, over what, and the job that plays every point under the same luck."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sim.analysis.designs import ORDERED
from sim.analysis.points import SweepPoint
from sim.analysis.sweeps import Sweep
from sim.runs.options import PlayOptions
from sim.scenario.levers import LeverInfo
from sim.studies.executors import Executor
from sim.studies.sweep_points import stencil_of
from sim.studies.sweep_study import plan_of
from sim.ui import words
from sim.ui.job_lines import jobs
from sim.ui.jobs import Job, Work
from sim.ui.link import Settings, short_number
from sim.ui.work import Order

POINT_RUNS = (200, 500, 1_000, 2_000)
"""How many runs every point can have."""

STEPS, USUAL = (3, 5, 7, 9, 11), 5
"""How many values of a lever can be played, and how many are by default."""


@dataclass(frozen=True)
class Exploration:
    """What is swept, with all that determines what is found.

    Attributes:
        order: What is played.
        vary: The levers, as `parley sweep --vary` takes them.
        runs: Runs at every point.
    """

    order: Order
    vary: tuple[str, ...]
    runs: int

    @property
    def key(self) -> tuple[str, ...]:
        """What tells it from others."""
        return (*self.order.key, *self.vary, str(self.runs))


def vary_text(lever: LeverInfo, steps: int) -> str:
    """Return a lever with this many of its values, as the command line takes it."""
    if lever.kind in ORDERED and lever.low is not None and lever.high is not None:
        return f"{lever.path}={lever.low:g}:{lever.high:g}:{_fitting(lever, steps)}"
    values = ["true", "false"] if lever.kind == "flag" else [str(choice) for choice in lever.choices]
    return f"{lever.path}={','.join(values)}"


def _fitting(lever: LeverInfo, steps: int) -> int:
    """Return how many values are played: of whole numbers, no more than there are, and evenly spaced."""
    if lever.kind != "whole":
        return steps
    width = int((lever.high or 0) - (lever.low or 0))
    return next((count for count in range(min(steps, width + 1), 1, -1) if width % (count - 1) == 0), 2)


def steps_in(vary: Sequence[str], levers: Mapping[str, LeverInfo]) -> int:
    """Return how many values of each lever an address names; the usual number where it names none of those on offer."""
    said = [_as_written_here(text) for text in vary]
    known = [lever for lever in map(levers.get, map(path_of, vary)) if lever is not None]
    fitting = (steps for steps in (USUAL, *STEPS) if known and all(vary_text(lever, steps) in said for lever in known))
    named = (steps for steps in STEPS if any(text.endswith(f":{steps}") for text in said))
    return next(fitting, next(named, USUAL))


def path_of(text: str) -> str:
    """Return which lever a text of an address is about."""
    return text.partition("=")[0]


def _as_written_here(text: str) -> str:
    """Return what is varied with its numbers as this page writes them, where they are numbers."""
    path, _, values = text.partition("=")
    parts = values.split(":")
    try:
        return f"{path}={float(parts[0]):g}:{float(parts[1]):g}:{int(parts[2])}" if len(parts) == 3 else text
    except ValueError:
        return text


def _in_words(vary: str) -> str:
    """Return which values are explored, as people read it."""
    values = vary.partition("=")[2]
    low, _, rest = values.partition(":")
    high, _, steps = rest.partition(":")
    return words.EXPLORED_RANGE.format(low=low, high=high, steps=steps) if steps else ", ".join(values.split(","))


def taken_over(vary: Sequence[str], levers: Mapping[str, LeverInfo]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what is explored of what an address names, and a sentence for whatever is not explored as it says.

    Args:
        vary: What the address names.
        levers: The levers that can be explored, by path.
    """
    steps = steps_in(vary, levers)
    taken: dict[str, str] = {}
    ignored: list[str] = []
    for text in vary:
        said, lever = words.quoted(text), levers.get(path_of(text))
        if lever is None:
            ignored.append(words.IGNORED_VARY.format(said=said))
            continue
        used = taken.setdefault(lever.path, vary_text(lever, steps))
        if _as_written_here(text) != used:
            ignored.append(words.IGNORED_BOUNDS.format(said=said, label=lever.label, used=_in_words(used)))
    return tuple(taken.values()), tuple(ignored)


def sweep_job(asked: Exploration, levers: tuple[str, ...]) -> tuple[Job, Work]:
    """Return the job that plays every point, and the work it does.

    Args:
        asked: What is swept.
        levers: What the levers are called.
    """
    title = words.SWEEP_TITLE.format(levers=words.AND.join(levers))
    return Job("sweep", asked.key, 1, title=title, about=asked), partial(_play, asked=asked)


def _play(job: Job, *, asked: Exploration) -> None:
    """Play all points, and leave after each what there is so far."""
    order, began = asked.order, time.perf_counter()
    plan = plan_of(order.base, list(asked.vary), asked.runs, order.seed, order.changes)
    numbers = list(range(len(plan.design)))
    points: dict[int, SweepPoint] = {}
    job.wanted = len(numbers)
    for point in Executor().play(stencil_of(plan), numbers, PlayOptions(cancel=job.cancel)):
        points[point.number] = point
        in_order = tuple(points[number] for number in sorted(points))
        job.result = Sweep(plan, in_order, time.perf_counter() - began)
        job.done = len(points)


def exploring(asked: Exploration) -> Job | None:
    """Return the latest job about an exploration that is under way or found something, be it in parts."""
    mine = [job for job in jobs() if job.key == asked.key and (job.active or job.result is not None)]
    return mine[-1] if mine else None


def swept(job: Job | None) -> Sweep | None:
    """Return what a job has found of an exploration by now: all points, or those that are finished."""
    return job.result if job is not None and isinstance(job.result, Sweep) else None


def point_as_moves(found: Sweep, number: int) -> Settings:
    """Return where the levers stand at a point of a sweep."""
    moves: dict[str, Any] = {}
    for change in found.plan.design.changes(number):
        if not isinstance(change, str):
            moves.update({path: short_number(value) for path, value in change.items()})
    return tuple(moves.items())


def point_in_words(found: Sweep, number: int) -> str:
    """Return where the levers stand at a point, as people read it."""
    design = found.plan.design
    values = zip(design.varied, design.points[number], strict=True)
    return "; ".join(f"{lever.label}: {lever.said(value)}" for lever, value in values)
