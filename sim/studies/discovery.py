"""Scenario discovery as a study: play cases, find boxes on one half of the runs, score them on the other."""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from sim.analysis.boxes import Bounds, Sample, Step, pruned, step_of
from sim.analysis.discovery import Box, Discovery, DiscoveryQuestion, FoundBox, box_of
from sim.analysis.halves import Halves, halved, halves_by_lot, outside_of
from sim.analysis.prim import ALPHA, LEAST, chosen, paste, peel, reproduced
from sim.analysis.shares import share_of
from sim.analysis.tree import DEPTH, split
from sim.arrays import Flags
from sim.game.cases import Method, even_method
from sim.provenance import change_text
from sim.runs.options import PlayOptions, Progress
from sim.scenario.changes import ChangeLike, apply
from sim.scenario.documents import ScenarioLike, scenario_of
from sim.studies.aims import aim_of
from sim.studies.branches import BranchOrder, table
from sim.studies.widened_levers import widened_levers

Way = Literal["prim", "tree"]

BOXES = 3
"""Boxes looked for."""

REPEATS = 20
"""Repeats of the search on half of the runs."""

LEVEL = 0.05
"""Largest quasi-p-value of a limit that stays, before it is divided among all axes (Bonferroni)."""

FEWEST = 100
"""Fewest runs among which boxes are looked for: once they are halved, a box of a twentieth holds two or three."""


@dataclass(frozen=True)
class BoxSearch:
    """How boxes are looked for.

    Attributes:
        way: By peeling (`prim`) or splitting (`tree`).
        boxes: How many at most.
        density: Take the largest box in which at least this share of runs have the outcome; none: the best balance of
            coverage and density.
        alpha: Share of the runs in a box that a peel takes off.
        least: Smallest box, as a share of all runs.
        depth: Cuts of a tree between all runs and a part.
        repeats: Repeats on half of the runs, to see which limits come up again.
    """

    way: Way = "prim"
    boxes: int = BOXES
    density: float | None = None
    alpha: float = ALPHA
    least: float = LEAST
    depth: int = DEPTH
    repeats: int = REPEATS


def discover(
    scenario: ScenarioLike,
    outcome: str,
    runs: int = 10_000,
    seed: int = 1,
    changes: Sequence[ChangeLike] = (),
    *,
    vary: Sequence[str] = (),
    absent: bool = False,
    search: BoxSearch | None = None,
    method: Method | None = None,
    threads: int | None = None,
    block: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Discovery:
    """Find boxes of what differs between runs in which an outcome comes about.

    Args:
        scenario: A scenario, or the name or path of one.
        outcome: The outcome, or several joined by `+` that count as one.
        runs: How many runs.
        seed: Key of all luck, and of the random halving of the runs.
        changes: What-ifs, applied in order.
        vary: Levers to make uncertain; see `sim.studies.widened_levers.widened`.
        absent: Look for boxes in which the outcome does not come about.
        search: How to look.
        method: How cases are drawn; none: by a Latin hypercube, which covers the ranges more evenly than chance does,
            or, where ranges have a cause in common, by a Sobol sequence.
        threads: Threads to use.
        block: Runs a thread plays at a stretch.
        progress: Called with (runs done, runs wanted).
        cancel: Set it to stop; boxes are found among the runs that were finished.

    Raises:
        sim.scenario.faults.ScenarioError: The scenario, a change or what is to vary has faults.
        ValueError: There is no such outcome, too few runs, or nothing that differs between runs.

    Example:
        >>> import sim
        >>> found = sim.discover("labour-dispute", "contract_signed", runs=100)
        >>> found.runs
        100
    """
    began = time.perf_counter()
    base = scenario_of(scenario)
    stated = apply(base, changes) if changes else base
    aim = aim_of(stated, outcome)
    wide = widened_levers(stated, vary)
    if runs < FEWEST:
        raise ValueError(f"runs must be at least {FEWEST}, not {runs}: boxes are found on half and scored on half")
    ranged = apply(stated, [wide.ranges]) if wide.ranges else stated
    method = method or even_method(ranged)
    axes, sample = table(
        ranged, wide, aim, BranchOrder(runs, seed, method, PlayOptions(threads, block, progress, cancel))
    )
    asked = DiscoveryQuestion(
        scenario=ranged.id,
        title=ranged.title,
        digest=ranged.digest,
        changes=tuple(map(change_text, changes)),
        varied=wide.words,
        seed=seed,
        wanted=runs,
        method=method,
        outcome=aim.id,
        label=aim.label,
        absent=absent,
    )
    halves = halved(axes, replace(sample, hits=~sample.hits) if absent else sample, seed)
    found = boxes_in(halves, asked, search or BoxSearch())
    return replace(found, elapsed_s=time.perf_counter() - began)


def boxes_in(halves: Halves, asked: DiscoveryQuestion, search: BoxSearch) -> Discovery:
    """Return boxes found on one half of the runs and scored on the other.

    Args:
        halves: The runs.
        asked: What is looked for.
        search: How to look.
    """
    runs = len(halves.found) + len(halves.scored)
    looked = (_peeled if search.way == "prim" else _split)(halves, asked, search) if runs >= FEWEST else ()
    boxes = tuple(looked)
    hits = halves.scored.hits
    inside = ~outside_of([box.found.bounds for box in boxes], halves)[1]
    return Discovery(
        asked=asked,
        runs=runs,
        scored=len(hits),
        way=search.way,
        density=search.density,
        axes=halves.axes,
        base=share_of(asked.outcome, asked.what, int(hits.sum()), len(hits)),
        boxes=boxes,
        together=share_of("together", "in any box", int((hits & inside).sum()), int(hits.sum())),
        repeats=search.repeats if search.way == "prim" else 0,
    )


def _peeled(halves: Halves, asked: DiscoveryQuestion, search: BoxSearch) -> Iterator[Box]:
    """Yield boxes found by peeling, each among the runs outside those before it.

    It ends at the first that needs no limit, or is no denser than all runs together, on the runs it was found on.
    """
    taken: list[Bounds] = []
    while len(taken) < search.boxes:
        among = outside_of(taken, halves)
        found = _peeled_box(halves.found, among[0], asked.seed, search)
        inside = step_of(halves.found, found.bounds, among[0])
        if not found.bounds.restricted or not inside.density > halves.found.hits.mean():
            return
        yield box_of(halves, found, among, asked.what)
        taken.append(found.bounds)


def _peeled_box(sample: Sample, among: Flags, seed: int, search: BoxSearch) -> FoundBox:
    """Return a box: peeled, chosen, pasted, and freed of limits that it does not need."""
    steps = peel(sample, among, alpha=search.alpha, least=search.least)
    place, bounds = _taken(sample, steps, among, search)
    if not bounds.restricted or not search.repeats:
        return FoundBox(bounds, steps, place)
    halves = tuple(halves_by_lot(len(sample), search.repeats, seed))
    again = reproduced(sample, steps[place], halves, among, alpha=search.alpha, least=search.least)
    return FoundBox(bounds, steps, place, tuple(np.minimum(*again).tolist()))


def _taken(sample: Sample, steps: Sequence[Step], among: Flags, search: BoxSearch) -> tuple[int, Bounds]:
    """Return which box of a trajectory is taken, and what is left of it without limits that could be luck.

    Dropping limits makes a box less dense, so a density that is asked for must still be there afterwards: boxes are
    tried from the largest on, and the densest of what is left is taken if none is dense enough.
    """
    if search.density is None:
        place = chosen(steps)
        return place, _freed(sample, steps[place].bounds, among, search)
    densest: tuple[float, int, Bounds] = (-1.0, 0, steps[0].bounds)
    for place in range(chosen(steps, search.density), len(steps)):
        bounds = _freed(sample, steps[place].bounds, among, search)
        density = step_of(sample, bounds, among).density
        if density >= search.density:
            return place, bounds
        densest = max(densest, (density, place, bounds), key=lambda one: one[0])
    return densest[1], densest[2]


def _freed(sample: Sample, bounds: Bounds, among: Flags, search: BoxSearch) -> Bounds:
    """Return a box pasted, and freed of limits that could be luck."""
    level = LEVEL / max(1, len(sample.categories))
    return pruned(sample, paste(sample, bounds, among, alpha=search.alpha), level, among)


def _split(halves: Halves, asked: DiscoveryQuestion, search: BoxSearch) -> Iterator[Box]:
    """Yield the parts of a tree in which the outcome is more frequent than among all runs it was grown on."""
    sample, everyone = halves.found, outside_of([], halves)
    parts = split(sample, depth=search.depth, least=search.least)
    dense = [part for part in parts if part.bounds.restricted and part.density > sample.hits.mean()]
    enough = [part for part in dense if search.density is None or part.density >= search.density]
    yield from (box_of(halves, FoundBox(part.bounds), everyone, asked.what) for part in enough[: search.boxes])
