"""Scenario discovery: in which of the runs does an outcome come about, said in limits on what differs between them.

Boxes are found on one half of the runs and scored on the other. On the half on which it was found, a box flatters
itself, since its limits were chosen to fit; on the other half its shares are those of any sample, and so are their
intervals, which cover sampling error only. A box is a statement about the cases that were drawn: how far it holds in
the world hangs on the ranges from which they were.

Source:
    Bryant and Lempert (2010).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from sim.analysis.boxes import Bounds, Sample, Step, quasi_p, step_of
from sim.analysis.shares import Share, share_of
from sim.rules.state import Flags

BARE_UNITS = ("share", "relative weight", "count", "shape", "ratio", "correlation", "")
"""Units that say nothing behind a number."""


@dataclass(frozen=True)
class Axis:
    """Something that differs between runs and is settled before they begin.

    Attributes:
        path: Where it stands in the scenario; `red_line.ID` for whether a condition is a red line, or a change's name.
        label: What it is, in words.
        unit: What it is counted in.
        low: Smallest value that was drawn.
        high: Largest value that was drawn.
        says: For a category what each code says of a run, in words; empty for a number.
        values: For a category what each code stands for; empty for a number.
    """

    path: str
    label: str
    unit: str
    low: float
    high: float
    says: tuple[str, ...] = ()
    values: tuple[str, ...] = ()

    @property
    def category(self) -> bool:
        """Whether its values have no order."""
        return bool(self.says)


@dataclass(frozen=True)
class Limit:
    """A limit of a box on one axis.

    Attributes:
        axis: The axis.
        low: Smallest value inside; none if open below, or a category.
        high: Largest value inside; none if open above, or a category.
        kept: Of a category the values inside; empty for a number.
        words: The limit as part of a sentence.
        quasi_p: How easily it could be luck, on the runs on which it was chosen (see `sim.analysis.boxes.quasi_p`).
        p: The same on the runs on which the box is scored, where it is a one-sided p-value.
        without: Density of the box without this limit, on the runs on which it is scored.
        again: Share of repeats on half of the runs in which the axis is limited again, in boxes of like coverage and of
            like density, whichever is lower; none if nothing was repeated.
    """

    axis: Axis
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
class Asked:
    """What boxes are looked for, and what was played for it.

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


@dataclass(frozen=True)
class Discovery:
    """Boxes of what differs between runs in which an outcome comes about.

    Attributes:
        asked: What was looked for.
        runs: How many runs were finished.
        scored: Runs on which boxes are scored; they were found on the others.
        way: How boxes were found: `prim` or `tree`.
        axes: What differs between runs.
        base: Share of runs that have what is looked for, on the runs on which boxes are scored.
        boxes: The boxes; a peeled one was found among the runs outside those before it; parts of a tree by density.
        together: Share of the runs with the outcome that lie in any box, on the runs on which boxes are scored.
        repeats: Repeats on half of the runs for `Limit.again`.
        elapsed_s: Seconds it took.
    """

    asked: Asked
    runs: int
    scored: int
    way: str
    axes: tuple[Axis, ...]
    base: Share
    boxes: tuple[Box, ...]
    together: Share
    repeats: int
    elapsed_s: float = 0.0


@dataclass(frozen=True)
class Halves:
    """Runs on which boxes are found and runs on which they are scored.

    Attributes:
        axes: What differs between runs.
        found: The runs to find boxes on.
        scored: The others.
    """

    axes: tuple[Axis, ...]
    found: Sample
    scored: Sample


@dataclass(frozen=True)
class Found:
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


def box_of(halves: Halves, found: Found, among: tuple[Flags, Flags], what: str) -> Box:
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
    base = share_of("base", "", int(sample.hits[outside].sum()), int(outside.sum()))
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


def _limit(halves: Halves, found: Found, place: int, among: tuple[Flags, Flags]) -> Limit:
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


def limit_words(axis: Axis, low: float | None, high: float | None, kept: Sequence[int] = ()) -> str:
    """Return a limit as part of a sentence: `“Russia's trust in Ukraine” is at least 0.31`.

    Args:
        axis: The axis.
        low: Smallest value inside, if there is one.
        high: Largest value inside, if there is one.
        kept: Codes of a category that lie inside.
    """
    if axis.category:
        return " or ".join(axis.says[code] for code in kept)
    unit = "" if axis.unit in BARE_UNITS else f" {axis.unit}"
    if low is None:
        return f"“{axis.label}” is at most {high:.3g}{unit}"
    if high is None:
        return f"“{axis.label}” is at least {low:.3g}{unit}"
    return f"“{axis.label}” is between {low:.3g} and {high:.3g}{unit}"


def sentence(what: str, limits: Sequence[str], density: Share, base: Share, coverage: Share) -> str:
    """Return a box as a sentence, with the word for how often that its interval allows.

    Args:
        what: What was looked for.
        limits: The limits in words.
        density: Share of the runs inside that have it.
        base: Share of all runs that the box was looked for in.
        coverage: Share of the runs with it that lie inside.
    """
    if not density.of:
        return f"{what}: no run to score lies where {_joined(limits)}."
    return (
        f"{what} {_often(density, base)} when {_joined(limits)}: in {_percent(density)} of those runs, "
        f"against {100 * base.share:.1f} % of all; they are {_percent(coverage)} of the runs with it."
    )


def _often(density: Share, base: Share) -> str:
    if density.low > 0.9:
        return "almost always"
    if density.low > 0.5:
        return "mostly"
    return "more often" if density.low > base.share else "hardly more often"


def _percent(share: Share) -> str:
    if not share.of:
        return "no"
    return f"{100 * share.share:.1f} % ({100 * share.low:.1f} to {100 * share.high:.1f} %)"


def _joined(parts: Sequence[str]) -> str:
    return " and ".join(parts) if parts else "anything goes"


def halved(axes: tuple[Axis, ...], sample: Sample, seed: int) -> Halves:
    """Return the runs in two halves, drawn by lot.

    Args:
        axes: What differs between runs.
        sample: All runs.
        seed: Key of the lot.
    """
    lot = np.random.default_rng(seed % 2**64).permutation(len(sample))
    middle = (len(sample) + 1) // 2
    return Halves(axes, sample.part(np.sort(lot[:middle])), sample.part(np.sort(lot[middle:])))


def outside_of(bounds: Sequence[Bounds], halves: Halves) -> tuple[Flags, Flags]:
    """Return, for both halves, [runs] the runs outside all of some boxes."""
    found, scored = (_outside(bounds, sample) for sample in (halves.found, halves.scored))
    return found, scored


def _outside(bounds: Sequence[Bounds], sample: Sample) -> Flags:
    outside = np.ones(len(sample), bool)
    for one in bounds:
        outside &= ~one.contains(sample.values)
    return outside


def halves_by_lot(runs: int, repeats: int, seed: int) -> Iterator[np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Yield half of the runs, drawn by lot, once for every repeat.

    Args:
        runs: How many runs there are.
        repeats: How many repeats.
        seed: Key of the lots.
    """
    luck = np.random.default_rng(seed % 2**64)
    for _ in range(repeats):
        yield np.sort(luck.permutation(runs)[: max(1, runs // 2)])
