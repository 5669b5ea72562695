"""What a lesson is: knobs to move, theory and simulation in one picture, exercises with checked answers, and text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import pairwise
from math import isfinite, sqrt
from typing import Literal

import numpy as np
from numpy.random import Generator

from sim.analysis.shares import Z95

NOISE = 1e-9
"""Anything smaller counts as zero: it is what float sums leave of zero."""
STEP_WIDTH = 2e-4
"""How exactly the place of a step is found, on the axis."""
MOST_LOOKS = 90
"""Largest number of values of a function worked out beyond a grid to find its steps."""
Settings = Mapping[str, float]
"""Where the knobs of a lesson stand, by id."""


def luck(seed: int, *about: float) -> Generator:
    """Return luck for a simulation: the same for the same seed and the same numbers that it is about."""
    seeds = [seed, *(round(1e6 * number) & 0xFFFFFFFF for number in about)]
    return np.random.default_rng(seeds)


def half_interval(variance: float, runs: int, least: float = 0.25) -> float:
    """Return half the 95 % interval of a mean of runs: z sqrt(variance / runs), by the normal approximation.

    Args:
        variance: The variance of one run; p (1 - p) for a share.
        runs: How many.
        least: Variance over the runs to assume where all runs are alike, as if so many of them had differed.
    """
    return Z95 * sqrt(max(variance, least / runs) / runs)


def _without_noise(value: float) -> float:
    """Return a value, or 0 for what float sums leave of zero."""
    return 0.0 if abs(value) < NOISE else value


def stepwise(function: Callable[[float], float], grid: Sequence[float]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the places up to which a function that moves in steps keeps its values, and these values.

    Args:
        function: Constant except for steps.
        grid: Places, rising. A step between two of them is found to `STEP_WIDTH`, the highest first, as long as
            `MOST_LOOKS` allow: of very many small steps some are drawn a little off.
    """
    known = {place: function(place) for place in grid}
    waiting = [(-abs(known[low] - known[high]), low, high) for low, high in pairwise(grid)]
    heapify(waiting)
    for _ in range(MOST_LOOKS):
        if not waiting or -waiting[0][0] <= NOISE:
            break
        _, low, high = heappop(waiting)
        if high - low > STEP_WIDTH:
            middle = (low + high) / 2.0
            known[middle] = function(middle)
            for one, two in ((low, middle), (middle, high)):
                heappush(waiting, (-abs(known[one] - known[two]), one, two))
    places = sorted(known)
    ends = [one for one, two in pairwise(places) if abs(known[one] - known[two]) > NOISE] + [places[-1]]
    ends = ends if ends[0] == places[0] else [places[0], *ends]
    return tuple(ends), tuple(known[place] for place in ends)


@dataclass(frozen=True)
class Knob:
    """A number that a reader may move.

    Attributes:
        id: Its name in code.
        label: Its name on the page.
        low: Lowest value.
        high: Highest value.
        start: Where it stands at first.
        step: How far one move takes it.
        unit: What it is measured in; empty for a pure number.
        help: What it means, in a sentence.
    """

    id: str
    label: str
    low: float
    high: float
    start: float
    step: float
    unit: str = ""
    help: str = ""


@dataclass(frozen=True)
class Series:
    """One line of the picture.

    Attributes:
        label: What it shows.
        source: Whether theory says so or a simulation found it.
        x: Places along the axis.
        y: Values there.
        low: Lower ends of 95 % intervals; empty for theory, which has no sampling error.
        high: Upper ends.
        steps: Whether a value holds from the place before up to its own, so that the line has steps; between places a
            line without steps is straight.
        of: For a simulation, the label of the line that it should lie on.
    """

    label: str
    source: Literal["theory", "simulation"]
    x: tuple[float, ...]
    y: tuple[float, ...]
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    steps: bool = False
    of: str = ""

    def __post_init__(self) -> None:
        """Refuse what could not be drawn.

        Raises:
            ValueError: Lengths differ, a number is not finite, or a simulation has no intervals.
        """
        bounds = (self.low, self.high) if self.source == "simulation" else ()
        if any(len(values) != len(self.x) for values in (self.y, *bounds)):
            raise ValueError(f"{self.label}: as many values (and for a simulation interval ends) as places are needed")
        if not all(isfinite(number) for values in (self.x, self.y, self.low, self.high) for number in values):
            raise ValueError(f"{self.label}: every number must be finite")
        for name in ("y", "low", "high"):
            object.__setattr__(self, name, tuple(map(_without_noise, getattr(self, name))))

    def at(self, place: float) -> float:
        """Return the value at a place.

        Raises:
            ValueError: The line does not say, neither at this place nor by a step that leads to it.
        """
        for x, y in zip(self.x, self.y, strict=True):
            if abs(x - place) < NOISE or (self.steps and x > place >= self.x[0]):
                return y
        raise ValueError(f"{self.label}: nothing is said of {place:g}")


@dataclass(frozen=True)
class LessonFinding:
    """What the picture of a lesson shows for some settings.

    Attributes:
        sentence: What it says, with its numbers, in one or two sentences.
        x: Name of the horizontal axis.
        y: Name of the vertical axis.
        series: Theory and simulation.
        runs: Runs behind every simulated point.
    """

    sentence: str
    x: str
    y: str
    series: tuple[Series, ...]
    runs: int

    def line_of(self, series: Series) -> Series | None:
        """Return the line of theory that a simulation should lie on: the one that it names, or that has its places."""
        theory = [line for line in self.series if line.source == "theory"]
        lines = [line for line in theory if (line.label == series.of if series.of else line.x == series.x)]
        return lines[-1] if lines and series.source == "simulation" else None


@dataclass(frozen=True)
class Exercise:
    """A question with one number as its answer, worked out from theory and not written down.

    Attributes:
        question: What is asked.
        hint: A push in the right direction.
        answer: Works the answer out.
        tolerance: How far from it a reader may be.
        why: Why it is so, shown with the answer.
    """

    question: str
    hint: str
    answer: Callable[[], float]
    tolerance: float
    why: str

    def right(self, given: float) -> bool:
        """Return whether an answer is close enough."""
        return isfinite(given) and abs(given - self.answer()) <= self.tolerance


@dataclass(frozen=True)
class Lesson:
    """One idea of the theory of negotiation.

    Attributes:
        id: Its name in code and address.
        title: Its name on the page.
        idea: What it is about, in a sentence or two.
        text: A page of text, Markdown.
        knobs: What may be moved.
        play: Works out theory and simulation for some settings and a seed.
        exercises: At least two.
        note: For instructors: how to use it, what students get wrong, how long it takes.
        references: Whose theory it is.
    """

    id: str
    title: str
    idea: str
    text: str
    knobs: tuple[Knob, ...]
    play: Callable[[Settings, int], LessonFinding]
    exercises: tuple[Exercise, ...]
    note: str
    references: tuple[str, ...]
    start: Settings = field(init=False)

    def __post_init__(self) -> None:
        """Note where the knobs stand at first."""
        object.__setattr__(self, "start", {knob.id: knob.start for knob in self.knobs})

    def find(self, moved: Settings | None = None, seed: int = 1) -> LessonFinding:
        """Return what the picture shows when some knobs are moved.

        Args:
            moved: Knobs with their values; the others stand where they start.
            seed: Key of the simulation's luck.

        Raises:
            ValueError: There is no such knob, or it does not go so far.
        """
        settings = dict(self.start)
        for name, value in (moved or {}).items():
            knob = next((knob for knob in self.knobs if knob.id == name), None)
            if knob is None:
                raise ValueError(f"{self.id} has no knob {name!r}; it has {', '.join(self.start)}")
            if not knob.low <= value <= knob.high:
                raise ValueError(f"{name} = {value} is out of range; it goes from {knob.low} to {knob.high}")
            settings[name] = value
        return self.play(settings, seed)
