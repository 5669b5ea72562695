"""Levers as something to move: where each can be put, and how large a change that is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np

from sim.analysis.break_even import LeverMove
from sim.arrays import Floats
from sim.runs.results import Ensemble
from sim.scenario.faults import did_you_mean
from sim.scenario.levers import LeverInfo, all_paths, levers
from sim.scenario.model import Scenario
from sim.scenario.numbers import Spread, parse_number

GRID = 5
"""Values of a number that are tried at first, evenly over its range, both ends among them."""


@dataclass(frozen=True)
class Track:
    """A lever that can be moved.

    Attributes:
        lever: What it is.
        drawn: [runs] its value in every run as stated; one number if it is certain; none if it is not a number.
    """

    lever: LeverInfo
    drawn: Floats

    @property
    def numeric(self) -> bool:
        """Whether it can be put anywhere in a range."""
        return self.lever.kind in {"number", "whole"}

    @property
    def centre(self) -> float:
        """The mean of what is stated, within the range."""
        low, high = self.ends
        return min(high, max(low, float(self.drawn.mean()))) if len(self.drawn) else (low + high) / 2.0

    @property
    def ends(self) -> tuple[float, float]:
        """The range of a number."""
        return float(self.lever.low or 0.0), float(self.lever.high or 0.0)

    @property
    def stops(self) -> tuple[Any, ...]:
        """The values tried at first."""
        if not self.numeric:
            return tuple(choice for choice in self.lever.choices if choice != self.lever.value)
        return tuple(dict.fromkeys(self.rounded(float(x)) for x in np.linspace(*self.ends, GRID)))

    def rounded(self, value: float) -> float | int:
        """Return a value as it is set: whole where it must be, otherwise to a thousandth of the range."""
        low, high = self.ends
        if self.lever.kind == "whole":
            return round(value)
        step = (high - low) / 1000.0
        return float(f"{min(high, max(low, low + step * round((value - low) / step))):.6g}")

    def size(self, value: Any) -> float:
        """Return how far a value moves the lever in the average run, in ranges: mean |value - drawn|/(high - low)."""
        if not self.numeric or not len(self.drawn):
            return 1.0
        low, high = self.ends
        return float(np.abs(float(value) - self.drawn).mean()) / (high - low)

    @property
    def least(self) -> float:
        """The size of the smallest move: to the median of what is stated."""
        return self.size(float(np.median(self.drawn))) if self.numeric and len(self.drawn) else 1.0

    def move(self, value: Any) -> LeverMove:
        """Return the lever set to a value."""
        lever = self.lever
        return LeverMove(lever.path, lever.label, lever.unit, lever.value, value, self.size(value))

    def inward(self, stop: Any) -> Any:
        """Return the next value tried on the way from a stop to what is stated; the centre if none lies between."""
        between = [x for x in self.stops if min(stop, self.centre) < x < max(stop, self.centre)]
        return min(between, key=lambda x: abs(x - stop)) if between else self.centre


def tracks_of(base: Ensemble, paths: Iterable[str] = ()) -> tuple[tuple[Track, ...], dict[str, str]]:
    """Return the levers that can be moved, and why the others cannot.

    Args:
        base: The ensemble as stated, from which the values of uncertain numbers are taken.
        paths: Paths to move instead of the levers that the scenario declares.

    Raises:
        ValueError: A path holds nothing that may be moved.
    """
    wanted = tuple(paths)
    found, left_out = [], {}
    for lever in _chosen(base.scenario, wanted) if wanted else levers(base.scenario):
        reason = _unmovable(lever)
        if reason:
            left_out[lever.path] = reason
        else:
            found.append(Track(lever, _drawn(base, lever)))
    return tuple(found), left_out


def _chosen(scenario: Scenario, wanted: tuple[str, ...]) -> Iterator[LeverInfo]:
    known = {lever.path: lever for lever in all_paths(scenario)}
    for path in wanted:
        if path not in known:
            hint = did_you_mean(path, known)
            raise ValueError(
                f"Nothing at {path!r} may be moved; `parley levers` lists what may.{' ' if hint else ''}{hint}"
            )
        yield known[path]


def _unmovable(lever: LeverInfo) -> str:
    """Return why a lever cannot be moved; empty if it can."""
    if lever.kind == "date":
        return "it is a date, which has no range"
    if lever.kind in {"number", "whole"}:
        ends = (lever.low, lever.high)
        if any(end is None or not isfinite(end) for end in ends) or lever.low == lever.high:
            return "it has no range with two ends"
    return ""


def _drawn(base: Ensemble, lever: LeverInfo) -> Floats:
    """Return the value of a number in every run; one number if it is certain, none if it is not stated as a number."""
    for place, given in enumerate(base.game.inputs):
        if given.path == lever.path:
            return base.values[:, place]
    spread = _spread(lever.value)
    return np.array([] if spread is None or lever.kind not in {"number", "whole"} else [spread.middle])


def _spread(value: Any) -> Spread | None:
    try:
        return parse_number(value)
    except ValueError:
        return None
