"""Many runs of a game: the rules of `sim.rules` in the order of a day, compiled, in blocks, over threads."""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats, Ints
from sim.game.build import Game
from sim.game.layout import case_over
from sim.game.tactics import Switchboard, callback, switchboard, tell_outside
from sim.kernel.compile import packed, part, rule
from sim.rules.answering import answer, conclude, must_answer
from sim.rules.compliance import collapse_truces, keep_truces
from sim.rules.events import play_events, set_no_deal
from sim.rules.learning import learn
from sim.rules.pressure import press
from sim.rules.proposing import propose
from sim.rules.recording import record_day, record_gain, record_run
from sim.rules.setup import begin
from sim.rules.speaking import choose_speaker, sessions_today
from sim.rules.state import (
    ACCEPTED,
    DAY,
    HORIZON,
    NEVER,
    SESSION,
    SESSIONS_HELD,
    SPEAKER,
    Board,
    Case,
    World,
    new_world,
)
from sim.rules.tactics import Outside, set_aspirations
from sim.rules.terms import denounce, end_terms
from sim.rules.worth import price_terms

Progress = Callable[[int, int], None]
"""(runs done, runs wanted), called between blocks."""

BLOCK = 256
"""Runs a thread plays before it reports and looks whether it should stop."""


@part
def play_session(board: Board, case: Case, world: World, outside: Outside) -> None:
    """One session: denunciations, aspirations, a proposal, answers, learning, a deal or not, pressure."""
    world.now[SESSIONS_HELD] += 1
    world.now[ACCEPTED] = 0
    denounce(board, case, world)
    price_terms(board, case, world, world.now[DAY])
    set_aspirations(board, case, world, outside)
    world.now[SPEAKER] = choose_speaker(board, case, world)
    if propose(board, case, world) == NEVER:
        conclude(board, case, world)
        return
    for party in range(board.role.shape[0]):
        if must_answer(world, party):
            answer(board, case, world, party)
    learn(board, case, world)
    press(board, case, world)
    conclude(board, case, world)


@part
def play_day(board: Board, case: Case, world: World, outside: Outside) -> None:
    """One day of a run, in the order of the rulebook."""
    play_events(board, case, world)
    set_no_deal(board, case, world)
    for session in range(sessions_today(board, case, world)):
        world.now[SESSION] = session + 1
        play_session(board, case, world, outside)
    world.now[SESSION] = 0
    keep_truces(board, case, world)
    collapse_truces(board, case, world)
    end_terms(board, case, world)
    record_day(board, world)


@part
def play_run(board: Board, case: Case, world: World, seed: int, run: int, outside: Outside) -> None:
    """One run from its first day to its horizon."""
    begin(board, case, world, seed, run)
    for day in range(1, board.rules[HORIZON] + 1):
        world.now[DAY] = day
        play_day(board, case, world, outside)
    record_gain(board, case, world)


@rule
def play_block(
    board: Board,
    case: Case,
    world: World,
    row: Floats,
    places: Ints,
    owners: Ints,
    values: Floats,
    records: Floats,
    days_in: Ints,
    seed: int,
    first: int,
    outside: Outside,
) -> None:
    """Play the runs `first`, `first` + 1, ... whose inputs are the rows of `values`.

    Args:
        board: What all runs share.
        case: The arrays of a case, views of `row`.
        world: Room for one run at a time.
        row: The inputs of a case.
        places: Places in `row` of the uncertain numbers.
        owners: For each place, the column of `values` that fills it.
        values: [runs, inputs] the uncertain numbers.
        records: [runs, columns] filled with one record per run.
        days_in: [H+1, O] counts, per day, of runs with an option in force; added to.
        seed: Key of the ensemble.
        first: Number of the first run.
        outside: Where plug-in tactics are called.
    """
    for place in range(values.shape[0]):
        for at in range(places.shape[0]):
            row[places[at]] = values[place, owners[at]]
        play_run(board, case, world, seed, first + place, outside)
        record_run(world, records[place])
        for day in range(1, days_in.shape[0]):
            for issue in range(board.controllers.shape[0]):
                option = board.option[world.trail[day], issue]
                if option >= 0:
                    days_in[day, option] += 1


@dataclass(frozen=True)
class Played:
    """What an ensemble's runs left behind, in run order.

    Attributes:
        values: [runs, inputs] the uncertain numbers of each run.
        records: [runs, columns] one record per run.
        days_in: [H+1, O] in how many runs an option was in force on a day.
        runs: How many runs were finished; fewer than asked when it was cancelled.
    """

    values: NDArray[np.float64]
    records: NDArray[np.float64]
    days_in: NDArray[np.int64]
    runs: int


class _Worker:
    """One thread's room: its own world, case and switchboard."""

    def __init__(self, game: Game) -> None:
        self.world = packed(new_world(game.board))
        self.row = game.base.copy()
        self.case = packed(case_over(self.row, game.shapes))
        self.days_in = np.zeros((game.horizon + 1, len(game.options)), np.int64)
        self.switchboard: Switchboard = switchboard(game.board.tactic.tolist())
        self.outside = callback(self.switchboard)


@dataclass(frozen=True)
class Stage:
    """What all threads of an ensemble share."""

    game: Game
    board: Any
    places: NDArray[np.int64]
    owners: NDArray[np.int64]
    values: NDArray[np.float64]
    records: NDArray[np.float64]
    seed: int
    first: int

    def play(self, worker: _Worker, low: int, high: int) -> None:
        """Play the runs [low, high) of this stage with one worker's room."""
        play_block(
            self.board,
            worker.case,
            worker.world,
            worker.row,
            self.places,
            self.owners,
            self.values[low:high],
            self.records[low:high],
            worker.days_in,
            self.seed,
            self.first + low,
            worker.outside,
        )
        worker.switchboard.check()


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def columns(game: Game) -> int:
    """Return how many columns a record has."""
    board = game.board
    return 7 + len(game.watches) + 7 * len(game.options) + len(game.events) + 4 * len(board.owner) + 2 * len(board.role)


def play(
    game: Game,
    values: NDArray[np.float64],
    seed: int,
    *,
    first: int = 0,
    threads: int | None = None,
    block: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Played:
    """Play one run per row of `values`.

    Args:
        game: What is played.
        values: [runs, inputs] the uncertain numbers, from `sim.game.cases`.
        seed: Key of all luck.
        first: Number of the first run.
        threads: Threads to use; none: one per processor.
        block: Runs per block; none: `BLOCK`. Neither threads nor blocks change a number.
        progress: Called between blocks.
        cancel: Set it to stop between blocks; the finished runs from the first on are returned.

    Returns:
        What the runs left behind.

    Raises:
        sim.game.plug_ins.PluginError: A plug-in tactic failed.
        ValueError: `threads` or `block` is not positive.
    """
    threads = threads if threads is not None else processors()
    block = block if block is not None else BLOCK
    if threads < 1 or block < 1:
        raise ValueError("threads and block must be at least 1")
    stage = _stage(game, values, seed, first)
    workers = [_Worker(game) for _ in range(min(threads, max(1, -(-len(values) // block))))]
    finished = _drive(stage, workers, block, progress, cancel)
    tell_outside(worker.switchboard for worker in workers)
    return _collect(stage, workers, finished, values)


def _stage(game: Game, values: NDArray[np.float64], seed: int, first: int) -> Stage:
    pairs = [(place, owner) for owner, given in enumerate(game.inputs) for place in given.places]
    places = np.array([place for place, _ in pairs], np.int64)
    owners = np.array([owner for _, owner in pairs], np.int64)
    records = np.zeros((len(values), columns(game)))
    return Stage(game, packed(game.board), places, owners, np.ascontiguousarray(values), records, seed, first)


def _drive(
    stage: Stage, workers: list[_Worker], block: int, progress: Progress | None, cancel: threading.Event | None
) -> list[tuple[int, int]]:
    """Hand out blocks until all are played or the caller cancels; return the blocks that were finished."""
    wanted = len(stage.values)
    blocks: Iterator[tuple[int, int]] = ((low, min(low + block, wanted)) for low in range(0, wanted, block))
    finished: list[tuple[int, int]] = []
    with ThreadPoolExecutor(len(workers)) as pool:
        running: dict[Future[None], tuple[_Worker, tuple[int, int]]] = {}
        idle = list(workers)
        while True:
            while idle and not (cancel is not None and cancel.is_set()):
                part = next(blocks, None)
                if part is None:
                    break
                worker = idle.pop()
                running[pool.submit(stage.play, worker, *part)] = (worker, part)
            if not running:
                return finished
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                worker, part = running.pop(future)
                future.result()
                idle.append(worker)
                finished.append(part)
            if progress is not None:
                progress(sum(high - low for low, high in finished), wanted)


def _collect(
    stage: Stage, workers: list[_Worker], finished: list[tuple[int, int]], values: NDArray[np.float64]
) -> Played:
    done = 0
    for low, high in sorted(finished):
        if low != done:
            break
        done = high
    days_in = np.sum([worker.days_in for worker in workers], axis=0)
    return Played(values[:done], stage.records[:done], days_in, done)
