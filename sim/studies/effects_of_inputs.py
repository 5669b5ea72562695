"""Which inputs and levers move anything: told by structure where that can be proved, by paired runs otherwise."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from sim.analysis.predicates import outcomes_of
from sim.arrays import Flags
from sim.finding import Finding, Table, counted
from sim.formatting import plain_data
from sim.game.build import Game, make_game
from sim.game.idle import why_idle
from sim.game.records import Records, column_names
from sim.provenance import change_text
from sim.runs.options import PlayOptions, Progress
from sim.runs.results import Ensemble
from sim.runs.runner import prepare
from sim.scenario.changes import ChangeLike, apply
from sim.scenario.documents import ScenarioLike
from sim.scenario.faults import ScenarioError
from sim.scenario.levers import LeverInfo, levers
from sim.studies.one_at_a_time import lever_ends, with_column
from sim.studies.responses import CancelledError, Tally, shared_cases, uncertain_inputs

NOT_EVENTS = ("gain.", "no_deal.", "suspected.", "red_line.")
"""Columns of a record that say what a run was worth or believed, and not what happened in it."""
NOTE = (
    "Every input at both ends of its range, all else as drawn, under common random numbers. moved: runs in which "
    "anything happens otherwise; switched: runs that end in another outcome."
)


@dataclass(frozen=True)
class InputEffect:
    """What an input or lever moves from one end of its range to the other.

    Attributes:
        path: Where it is stated.
        label: What it is called.
        kind: `input`, an uncertain number; `lever`, something declared that is certain as stated.
        low: One end of its range.
        high: The other.
        moved: Runs in which anything happens differently.
        switched: Runs that end in another outcome.
        of: Runs played at either end; 0 where nothing had to be played.
        proof: Why it cannot move anything; empty where that is not proved.
    """

    path: str
    label: str
    kind: Literal["input", "lever"]
    low: float
    high: float
    moved: int
    switched: int
    of: int
    proof: str = ""

    @property
    def idle(self) -> bool:
        """Whether it moves nothing, proved or in the runs played."""
        return not self.moved

    def __str__(self) -> str:
        """Return it in words: `moves nothing in 100 runs`."""
        if self.proof:
            return f"moves nothing: {self.proof}"
        return f"moves nothing in {self.of:,} runs" if self.idle else f"moves {self.moved:,} of {self.of:,} runs"


@dataclass(frozen=True, repr=False)
class InputEffects(Finding):
    """Which inputs and levers move anything.

    Attributes:
        base: The runs as stated.
        effects: The effect of every uncertain input, then of every declared lever that is certain and has two ends.
        changes: What-ifs that held.
        complete: Whether all were played.
    """

    base: Ensemble
    effects: tuple[InputEffect, ...]
    changes: tuple[str, ...]
    complete: bool

    @property
    def idle(self) -> tuple[InputEffect, ...]:
        """Those that move nothing."""
        return tuple(one for one in self.effects if one.idle)

    def table(self) -> Table:
        """Return one row per input and lever."""
        base = self.base
        rows = [{**asdict(one), "proof": one.proof or None, "says": str(one)} for one in self.effects]
        told = f"{len(self.idle)} of {counted(len(rows), 'input')} move nothing"
        return Table(f"{base.scenario.title}: {told}; seed {base.seed}, digest {base.digest}", rows, NOTE)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        base = self.base
        head = {"scenario": base.scenario.id, "digest": base.digest, "seed": base.seed, "runs": base.runs}
        effects = [{**asdict(one), "idle": one.idle, "says": str(one)} for one in self.effects]
        return plain_data(
            {**head, "changes": self.changes, "complete": self.complete, "effects": effects, "note": NOTE}
        )


def input_effects(
    scenario: ScenarioLike,
    runs: int = 100,
    seed: int = 1,
    changes: Sequence[ChangeLike] = (),
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> InputEffects:
    """Say which inputs and declared levers of a scenario move anything, and which move nothing.

    Args:
        scenario: A scenario, or the name or path of one.
        runs: Runs at either end of every range.
        seed: The luck they share.
        changes: What-ifs that hold throughout.
        threads: Threads to use.
        progress: Called with (runs done, runs wanted).
        cancel: Set it to stop; the inputs looked at by then are the result.

    Raises:
        sim.scenario.faults.ScenarioError: The scenario or a change has faults.

    Example:
        >>> import sim
        >>> found = sim.input_effects("pie", runs=20)
        >>> found.complete, [one.path for one in found.idle]
        (True, [])
    """
    options = PlayOptions(threads, None, progress, cancel)
    base = prepare(scenario, changes, runs, seed).play(options.told(None))
    study = _Study(base, Tally(options))
    found: list[InputEffect] = []
    complete = base.runs == runs
    try:
        for effect in study.effects() if complete else ():
            found.append(effect)
    except CancelledError:
        complete = False
    return InputEffects(base, tuple(found), tuple(map(change_text, changes)), complete)


class _Study:
    """The runs as stated, and what is counted while inputs are moved."""

    def __init__(self, base: Ensemble, tally: Tally) -> None:
        self.base, self.tally, self.game = base, tally, base.game
        known = {given.path for given in base.game.inputs}
        self.levers = [lever for lever in levers(base.scenario) if lever.path not in known]
        tally.wanted = 2 * base.runs * (len(known) + len(self.levers))

    def effects(self) -> Iterator[InputEffect]:
        """Yield what every input moves, then every lever that is certain and has two ends."""
        for place, given in enumerate(uncertain_inputs(self.game)):
            low, high = map(float, given.ends)
            proof, counts = why_idle(self.game, given.path), (0, 0, 0)
            if not proof:
                values = [with_column(self.base.values, place, end) for end in (low, high)]
                counts = self._counted(*(self.tally.played(self.game, one, self.base.seed, 0) for one in values))
            yield InputEffect(given.path, given.label, "input", low, high, *counts, proof)
        for lever in self.levers:
            ends = lever_ends(lever)
            if ends is not None:
                yield from self._of_lever(lever, ends)

    def _of_lever(self, lever: LeverInfo, ends: tuple[float, float]) -> Iterator[InputEffect]:
        """Yield what a lever moves; nothing if the scenario cannot be played with it at both ends."""
        proof = why_idle(self.game, lever.path)
        try:
            games = [self._with(lever, end) for end in ends]
        except ScenarioError:
            return
        if proof:
            yield InputEffect(lever.path, lever.label, "lever", *ends, 0, 0, 0, proof)
            return
        low, high = (self.tally.played(one, shared_cases(self.base, one), self.base.seed, 0) for one in games)
        yield InputEffect(lever.path, lever.label, "lever", *ends, *self._counted(low, high))

    def _with(self, lever: LeverInfo, value: float) -> Game:
        stated = {"flag": bool, "whole": int}.get(lever.kind, float)(value)
        return make_game(apply(self.base.base, (*self.base.changes, {lever.path: stated})), self.game)

    def _counted(self, low: Records, high: Records) -> tuple[int, int, int]:
        """Return the runs in which anything happens differently, those that end differently, and all."""
        before, after = (np.array(outcomes_of(one.game, one)[0], object) for one in (low, high))
        pair = [one.rows[:, _happened(one.game)] for one in (low, high)]
        switched = before != after
        if pair[0].shape == pair[1].shape:
            same = (pair[0] == pair[1]) | (np.isnan(pair[0]) & np.isnan(pair[1]))
            moved = ~same.all(axis=1) | switched
        else:
            moved = np.ones(len(before), bool)
        return int(moved.sum()), int(switched.sum()), len(before)


def _happened(game: Game) -> Flags:
    """Return which columns of a record say what happened."""
    return np.array([not name.startswith(NOT_EVENTS) for name in column_names(game)], bool)
