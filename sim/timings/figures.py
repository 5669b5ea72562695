"""Figures: something measured several times, and what it was measured on."""

import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from statistics import median
from typing import Any

from sim.finding import Finding, Table
from sim.formatting import plain_data

Told = Callable[[int, int], None]
"""(measurements done, measurements in all)."""

LIBRARIES = ("mesa", "numba", "numpy")
"""The libraries whose versions figures depend on."""


@dataclass(frozen=True)
class Measurement:
    """Something measured several times.

    Attributes:
        id: Its name in JSON.
        label: What it is, in words.
        unit: What it is counted in.
        values: The measurements, in order.
    """

    id: str
    label: str
    unit: str
    values: tuple[float, ...]

    @property
    def ends(self) -> tuple[float, float, float]:
        """The least, the median and the most."""
        return min(self.values), float(median(self.values)), max(self.values)

    def to_dict(self) -> dict[str, Any]:
        """Return the figure as plain data."""
        ends = dict(zip(("min", "median", "max"), self.ends, strict=True))
        return {"id": self.id, "label": self.label, "unit": self.unit, **ends, "values": list(self.values)}


@dataclass(frozen=True, repr=False)
class BenchmarkReport(Finding):
    """What was measured, on what.

    Attributes:
        scenario: Name, digest and size of what was played.
        machine: What it was played on.
        figures: The measurements.
    """

    scenario: Mapping[str, Any]
    machine: Mapping[str, Any]
    figures: tuple[Measurement, ...]

    @property
    def ratios(self) -> dict[str, float]:
        """Medians set against each other."""
        middle = {figure.id: figure.ends[1] for figure in self.figures}
        return {
            "ensemble_to_batch_run": middle["ensemble"] / middle["batch_run"],
            "ensemble_to_uncompiled_batch_run": middle["ensemble"] / middle["uncompiled_batch_run"],
            "ensemble_per_million_steps": middle["ensemble_processor"] / middle["calibration"],
        }

    def table(self) -> Table:
        """Return the least, the median and the most of every figure."""
        rows = [
            {"id": one.id, "label": one.label, "unit": one.unit}
            | dict(zip(("min", "median", "max"), one.ends, strict=True))
            for one in self.figures
        ]
        return Table(
            f"{self.scenario['id']} on {self.machine['processors']} processors, {self.machine['system']}", rows
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain data."""
        figures = [figure.to_dict() for figure in self.figures]
        return plain_data(
            {"scenario": self.scenario, "machine": self.machine, "figures": figures, "ratios": self.ratios}
        )


@dataclass(frozen=True)
class Task:
    """What is measured, how often, and by what."""

    id: str
    label: str
    unit: str
    repeats: int
    measure: Callable[[], float]


def measured(groups: Sequence[Sequence[Task]], progress: Told | None = None) -> tuple[Measurement, ...]:
    """Measure groups one after the other, the tasks of a group in turn until each has had its repeats.

    Args:
        groups: What shares a group is measured under the same conditions, as far as the machine has any.
        progress: Called with (measurements done, measurements in all).
    """
    tasks = [task for group in groups for task in group]
    values: dict[str, list[float]] = {task.id: [] for task in tasks}
    order = [task for group in groups for task in _in_turn(group)]
    for done, task in enumerate(order, 1):
        values[task.id].append(task.measure())
        if progress is not None:
            progress(done, len(order))
    return tuple(Measurement(task.id, task.label, task.unit, tuple(values[task.id])) for task in tasks)


def _in_turn(tasks: Sequence[Task]) -> list[Task]:
    rounds = range(max(task.repeats for task in tasks))
    return [task for number in rounds for task in tasks if number < task.repeats]


def machine() -> dict[str, Any]:
    """Return what the figures depend on besides Parley."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return {
        "processors": usable,
        "system": platform.system(),
        "architecture": platform.machine(),
        "python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
    }
