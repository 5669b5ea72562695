"""Scenario discovery: in which of the runs does an outcome come about, said in limits on what differs between them.

Boxes are found on one half of the runs and scored on the other. On the half on which it was found, a box flatters
itself, since its limits were chosen to fit; on the other half its shares are those of any sample, and so are their
intervals, which cover sampling error only. A box is a statement about the cases that were drawn: how far it holds in
the world depends on the ranges that they were drawn from.

Source:
    Bryant and Lempert (2010).
"""

from dataclasses import dataclass
from math import inf
from typing import Any

from sim.analysis.box_words import BoxAxis, limit_words, sentence
from sim.analysis.boxes import Bounds, Step, quasi_p, step_of
from sim.analysis.halves import Halves
from sim.analysis.shares import Share, share_of
from sim.arrays import Flags
from sim.finding import Finding, Table
from sim.formatting import plain_data

NOTE = (
    "Found on one half of the runs and scored on the other; intervals are sampling error only (95 %, Wilson). "
    "How far a box holds in the world hangs on the ranges from which the cases were drawn."
)


@dataclass(frozen=True)
class Limit:
    """A limit of a box on one axis.

    Attributes:
        axis: The axis.
        low: Smallest value inside; none if open below, or a category.
        high: Largest value inside; none if open above, or a category.
        kept: For a category, the values inside; empty for a number.
        words: The limit as part of a sentence.
        quasi_p: How easily it could be luck, on the runs on which it was chosen (see `sim.analysis.boxes.quasi_p`).
        p: The same on the runs on which the box is scored, where it is a one-sided p-value.
        without: Density of the box without this limit, on the runs on which it is scored.
        again: Share of repeats, each on half of the runs, in which the axis is limited again: in boxes of similar
            coverage or of similar density, whichever share is lower; none if nothing was repeated.
    """

    axis: BoxAxis
    low: float | None
    high: float | None
    kept: tuple[str, ...]
    words: str
    quasi_p: float
    p: float
    without: float
    again: float | None


@dataclass(frozen=True)
class Box:
    """A box in which the outcome comes about more often.

    Attributes:
        limits: Its limits, the most needed first.
        coverage: Share of the runs with the outcome that lie inside, on the runs on which it is scored.
        density: Share of the runs inside that have the outcome, likewise.
        mass: Share of all runs that lie inside, likewise.
        found: Coverage, density and mass on the runs on which it was found.
        trajectory: The boxes on the way there, on the runs on which it was found; empty for a part of a tree.
        place: Which of them it was before limits that are not needed were dropped; none for a part of a tree.
        words: The box as a sentence.
    """

    limits: tuple[Limit, ...]
    coverage: Share
    density: Share
    mass: Share
    found: Step
    trajectory: tuple[Step, ...]
    place: int | None
    words: str


@dataclass(frozen=True)
class DiscoveryQuestion:
    """What boxes are looked for, and what was played to find them.

    Attributes:
        scenario: Id of the scenario.
        title: Its title.
        digest: Fingerprint of what was played, changes and widened ranges applied, before any fork.
        changes: What was changed, as on the command line.
        varied: What was made to vary, in words.
        seed: Key of all luck, and of the lots.
        wanted: Runs asked for.
        method: How cases were drawn.
        outcome: The outcome looked for.
        label: Its name on screen.
        absent: Whether boxes in which it does not come about are looked for.
    """

    scenario: str
    title: str
    digest: str
    changes: tuple[str, ...]
    varied: tuple[str, ...]
    seed: int
    wanted: int
    method: str
    outcome: str
    label: str
    absent: bool

    @property
    def what(self) -> str:
        """What is looked for, in words."""
        return f"not “{self.label}”" if self.absent else f"“{self.label}”"


@dataclass(frozen=True, repr=False)
class Discovery(Finding):
    """Boxes of what differs between runs in which an outcome comes about.

    Attributes:
        asked: What was looked for.
        runs: How many runs were finished.
        scored: Runs on which boxes are scored; they were found on the others.
        way: How boxes were found: `prim` or `tree`.
        density: Least density asked for; none if the best balance of coverage and density was wanted.
        axes: What differs between runs.
        base: Share of runs that have what is looked for, on the runs on which boxes are scored.
        boxes: The boxes; a peeled one was found among the runs outside earlier ones; parts of a tree by density.
        together: Share of the runs with the outcome that lie in any box, on the runs on which boxes are scored.
        repeats: Repeats on half of the runs for `Limit.again`.
        elapsed_s: Seconds it took.
    """

    asked: DiscoveryQuestion
    runs: int
    scored: int
    way: str
    density: float | None
    axes: tuple[BoxAxis, ...]
    base: Share
    boxes: tuple[Box, ...]
    together: Share
    repeats: int
    elapsed_s: float = 0.0

    @property
    def complete(self) -> bool:
        """Whether all runs were played."""
        return self.runs == self.asked.wanted

    def table(self) -> Table:
        """Return the boxes: their limits in words, and how much of what is looked for lies in them."""
        asked = self.asked
        rows = [
            {
                "box": place,
                "limits": "; ".join(limit.words for limit in box.limits) or "everything",
                **{name: getattr(box, name).share for name in ("coverage", "density", "mass")},
                "density_low": box.density.low,
                "density_high": box.density.high,
            }
            for place, box in enumerate(self.boxes, 1)
        ]
        played = f"{self.runs:,} runs, seed {asked.seed}, digest {asked.digest}"
        return Table(f"{asked.title}: {len(rows)} boxes with {asked.what}, {self.way}; {played}", rows, NOTE)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        asked = self.asked
        given = ("scenario", "title", "digest", "changes", "varied", "seed", "wanted", "method", "outcome", "label")
        return plain_data(
            {
                **{name: getattr(asked, name) for name in (*given, "absent")},
                "runs": self.runs,
                "scored": self.scored,
                "way": self.way,
                "least_density": self.density,
                "note": NOTE,
                "axes": len(self.axes),
                "repeats": self.repeats,
                "base": _share(self.base),
                "together": _share(self.together),
                "boxes": [_box(box) for box in self.boxes],
                "elapsed_s": self.elapsed_s,
            }
        )


def _box(box: Box) -> dict[str, Any]:
    return {
        "sentence": box.words,
        "limits": [_limit_data(limit) for limit in box.limits],
        "coverage": box.coverage.share,
        "density": box.density.share,
        "mass": box.mass.share,
        "intervals": {name: _share(getattr(box, name)) for name in ("coverage", "density", "mass")},
        "found": _step(box.found),
        "chosen": box.place,
        "trajectory": [_step(step) for step in box.trajectory],
    }


def _limit_data(limit: Limit) -> dict[str, Any]:
    return {
        "path": limit.axis.path,
        "label": limit.axis.label,
        "unit": limit.axis.unit,
        "low": limit.low,
        "high": limit.high,
        "values": list(limit.kept),
        "words": limit.words,
        "quasi_p": limit.quasi_p,
        "p": limit.p,
        "density_without": limit.without,
        "again": limit.again,
    }


def _step(step: Step) -> dict[str, Any]:
    return {name: getattr(step, name) for name in ("coverage", "density", "mass", "count", "hits")}


def _share(share: Share) -> dict[str, Any]:
    return {name: getattr(share, name) for name in ("share", "low", "high", "count", "of")}


@dataclass(frozen=True)
class FoundBox:
    """A box before it is scored.

    Attributes:
        bounds: The box.
        trajectory: The boxes on the way there; empty for a part of a tree.
        place: Which of them it was before limits were dropped.
        again: For every axis how often it was limited again; none if nothing was repeated.
    """

    bounds: Bounds
    trajectory: tuple[Step, ...] = ()
    place: int | None = None
    again: tuple[float, ...] | None = None


def box_of(halves: Halves, found: FoundBox, among: tuple[Flags, Flags], what: str) -> Box:
    """Return a box with its scores.

    Args:
        halves: The runs.
        found: The box.
        among: For both halves, [runs] the runs outside earlier boxes.
        what: What was looked for, in words.
    """
    sample, outside, bounds = halves.scored, among[1], found.bounds
    inside = bounds.contains(sample.values) & outside
    count, hits = int(inside.sum()), int(sample.hits[inside].sum())
    where = "all" if outside.all() else "all outside earlier boxes"
    base = share_of("base", where, int(sample.hits[outside].sum()), int(outside.sum()))
    density = share_of("density", "", hits, count)
    coverage = share_of("coverage", "", hits, int(sample.hits.sum()))
    limits = sorted(
        (_limit(halves, found, axis, among) for axis in bounds.restricted),
        key=lambda limit: (limit.quasi_p, limit.axis.path),
    )
    return Box(
        limits=tuple(limits),
        coverage=coverage,
        density=density,
        mass=share_of("mass", "", count, len(sample)),
        found=step_of(halves.found, bounds, among[0]),
        trajectory=found.trajectory,
        place=found.place,
        words=sentence(what, [limit.words for limit in limits], density, base, coverage),
    )


def _limit(halves: Halves, found: FoundBox, place: int, among: tuple[Flags, Flags]) -> Limit:
    axis, bounds = halves.axes[place], found.bounds
    low, high = (None if abs(end) == inf else end for end in (bounds.low[place], bounds.high[place]))
    kept = tuple(code for code in range(len(axis.says)) if float(code) not in bounds.barred[place])
    return Limit(
        axis=axis,
        low=low,
        high=high,
        kept=tuple(axis.values[code] for code in kept),
        words=limit_words(axis, low, high, kept),
        quasi_p=quasi_p(halves.found, bounds, place, among[0]),
        p=quasi_p(halves.scored, bounds, place, among[1]),
        without=step_of(halves.scored, bounds.without(place), among[1]).density,
        again=None if found.again is None else found.again[place],
    )
