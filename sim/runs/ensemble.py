"""Many runs of a game: the rules of `sim.rules` in the order of a day, compiled, in blocks, over threads."""

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.arrays import Floats, Ints
from sim.game.build import Game
from sim.game.layout import case_over
from sim.game.records import plan_of
from sim.game.tactics import Switchboard, callback, switchboard, tell_outside
from sim.kernel.compile import packed, part, whole_rule
from sim.memory import check_memory
from sim.rules.day import (
    EVENING,
    MORNING,
    SESSION,
    passed_over,
    take_in_evening,
    take_in_morning,
    take_in_session,
)
from sim.rules.recording import record_gain, record_run
from sim.rules.setup import begin
from sim.rules.speaking import sessions_today, talks_go_on
from sim.rules.state import DAY, HORIZON, Board, Case, World, new_world
from sim.rules.state import SESSION as SESSION_NOW
from sim.rules.tactics import Outside
from sim.runs.options import PlayOptions


@part
def play_day(board: Board, case: Case, world: World, outside: Outside) -> None:
    """One day of a run, in the order of the rulebook."""
    for step in MORNING:
        take_in_morning(step, board, case, world)
    for session in range(sessions_today(board, case, world)):
        world.now[SESSION_NOW] = session + 1
        if not talks_go_on(board, world):
            break
        for step in SESSION:
            if not passed_over(world, step):
                take_in_session(step, board, case, world, outside)
    world.now[SESSION_NOW] = 0
    for step in EVENING:
        take_in_evening(step, board, case, world)


@part
def play_run(board: Board, case: Case, world: World, seed: int, minds: int, talks: int, outside: Outside) -> None:
    """One run from its first day to its horizon."""
    begin(board, case, world, seed, minds, talks)
    for day in range(1, board.rules[HORIZON] + 1):
        world.now[DAY] = day
        play_day(board, case, world, outside)
    record_gain(board, case, world)


@whole_rule
def play_block(
    board: Board,
    case: Case,
    world: World,
    row: Floats,
    places: Ints,
    owners: Ints,
    values: Floats,
    plan: Ints,
    records: Floats,
    days_in: Ints,
    seed: int,
    numbers: Ints,
    outside: Outside,
) -> None:
    """Play the runs whose inputs are the rows of `values`.

    Args:
        board: What all runs share.
        case: The arrays of a case, views of `row`.
        world: Room for one run at a time.
        row: The inputs of a case.
        places: Places in `row` of the uncertain numbers.
        owners: For each place, the column of `values` that fills it.
        values: [runs, inputs] the uncertain numbers.
        plan: [columns, 4] where the numbers of a record are found.
        records: [runs, columns] filled with one record per run.
        days_in: [H+1, O] counts, per day, of runs with an option in force; added to.
        seed: Key of the ensemble.
        numbers: [runs, 2] the numbers at which the minds and the talks of each run are drawn.
        outside: Where plug-in tactics are called.
    """
    for place in range(values.shape[0]):
        for at in range(places.shape[0]):
            row[places[at]] = values[place, owners[at]]
        play_run(board, case, world, seed, numbers[place, 0], numbers[place, 1], outside)
        record_run(world, plan, records[place])
        for day in range(1, days_in.shape[0]):
            for issue in range(board.controllers.shape[0]):
                option = board.option[world.trail[day], issue]
                if option >= 0:
                    days_in[day, option] += 1


@dataclass(frozen=True)
class PlayedRuns:
    """What an ensemble's runs left behind, in run order.

    Attributes:
        values: [runs, inputs] the uncertain numbers of each run.
        records: [runs, columns] one record per run.
        days_in: [H+1, O] in how many runs an option was in force on a day.
        runs: How many runs were finished; fewer than asked when it was cancelled.
    """

    values: Floats
    records: Floats
    days_in: Ints
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
    places: Ints
    owners: Ints
    values: Floats
    plan: Ints
    records: Floats
    seed: int
    numbers: Ints

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
            self.plan,
            self.records[low:high],
            worker.days_in,
            self.seed,
            self.numbers[low:high],
            worker.outside,
        )
        worker.switchboard.check()


def play(
    game: Game,
    values: Floats,
    seed: int,
    *,
    first: int = 0,
    numbers: Ints | None = None,
    options: PlayOptions = PlayOptions(),
) -> PlayedRuns:
    """Play one run per row of `values`.

    Args:
        game: What is played.
        values: [runs, inputs] the uncertain numbers, from `sim.game.cases`.
        seed: Key of all luck.
        first: Number of the first run: run i draws its minds and its talks at i.
        numbers: [runs, 2] other numbers at which to draw the minds and the talks of each run instead.
        options: How; if it is cancelled, the finished runs from the first on are returned.

    Returns:
        What the runs left behind.

    Raises:
        sim.game.plug_ins.PluginError: A plug-in tactic failed.
        ValueError: `threads` or `block` is not positive.
        NotEnoughMemoryError: What they leave behind takes more memory than there is.
    """
    threads, block = options.workers, options.stretch
    stage = _stage(game, values, seed, first, numbers)
    workers = [_Worker(game) for _ in range(min(threads, max(1, -(-len(values) // block))))]
    finished = _drive(stage, workers, block, options)
    tell_outside(worker.switchboard for worker in workers)
    return _collect(stage, workers, finished, values)


def _stage(game: Game, values: Floats, seed: int, first: int, numbers: Ints | None) -> Stage:
    pairs = [(place, owner) for owner, given in enumerate(game.inputs) for place in given.places]
    places = np.array([place for place, _ in pairs], np.int64)
    owners = np.array([owner for _, owner in pairs], np.int64)
    plan = plan_of(game)
    check_memory(8 * len(values) * (len(plan) + 3), f"{len(values):,} runs of {game.scenario.id}")
    records = np.zeros((len(values), len(plan)))
    if numbers is None:
        own = np.arange(first, first + len(values), dtype=np.int64)
        numbers = np.column_stack([own, own])
    rows, whose = np.ascontiguousarray(values), np.ascontiguousarray(numbers)
    return Stage(game, packed(game.board), places, owners, rows, plan, records, seed, whose)


def _drive(stage: Stage, workers: list[_Worker], block: int, options: PlayOptions) -> list[tuple[int, int]]:
    """Hand out blocks until all are played or the caller cancels; return the blocks that were finished."""
    wanted = len(stage.values)
    blocks: Iterator[tuple[int, int]] = ((low, min(low + block, wanted)) for low in range(0, wanted, block))
    finished: list[tuple[int, int]] = []
    with ThreadPoolExecutor(len(workers)) as pool:
        running: dict[Future[None], tuple[_Worker, tuple[int, int]]] = {}
        idle = list(workers)
        while True:
            while idle and not options.cancelled:
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
            options.tell(sum(high - low for low, high in finished), wanted)


def _collect(stage: Stage, workers: list[_Worker], finished: list[tuple[int, int]], values: Floats) -> PlayedRuns:
    done = 0
    for low, high in sorted(finished):
        if low != done:
            break
        done = high
    days_in = np.sum([worker.days_in for worker in workers], axis=0)
    return PlayedRuns(values[:done], stage.records[:done], days_in, done)
