"""Measure a sweep of 21 x 21 points of 1,000 runs each, and what a point costs beside its runs.

    python benchmarks/sweep_speed.py                  # the flagship, about two minutes on two processors
    python benchmarks/sweep_speed.py --side 5         # 25 points, for a look

Wall time says little on a machine that others use; processor time, the load and the runs played per second of processor
time stand beside it.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import sim
from sim.game.build import make_game
from sim.game.cases import draw
from sim.runs.ensemble import play
from sim.runs.options import processors
from sim.scenario.changes import apply
from sim.studies.sweep_points import play_point, stencil_of
from sim.studies.sweep_study import follow, plan_of

LEVERS = ("conditions.aid_halt.firmness=0:1", "protocol.misperception=0:3")
REPEATS = 10


def seconds(work: Callable[[int], object], number: int = REPEATS) -> float:
    """Return the processor time of something, in seconds each."""
    began = time.process_time()
    for place in range(number):
        work(place)
    return (time.process_time() - began) / number


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--side", type=int, default=21)
    options.add_argument("--runs", type=int, default=1_000)
    given = options.parse_args()
    plan = plan_of("ukraine-2025-03", [f"{lever}:{given.side}" for lever in LEVERS], runs=given.runs)
    sim.run(plan.base, 100)
    stencil = stencil_of(plan)
    play_point(stencil, 0)
    alone = seconds(lambda place: play(stencil.cases.game, stencil.cases.values, plan.seed, threads=1))
    point = seconds(lambda place: play_point(stencil, place))
    game = seconds(lambda place: make_game(apply(plan.base, plan.changes_at(place))))
    cases = seconds(lambda place: draw(stencil.cases.game, plan.runs, plan.seed))
    print(f"{plan.runs:,} runs: {1000 * alone:.0f} ms of a processor; a whole point: {1000 * point:.0f} ms")
    print(f"a game from a scenario and changes {1000 * game:.0f} ms and its cases {1000 * cases:.0f} ms, if not shared")
    load = os.getloadavg()[0]
    wall, used = time.perf_counter(), time.process_time()
    points = len(follow(plan).points)
    wall, used = time.perf_counter() - wall, time.process_time() - used
    print(f"{points} points of {plan.runs:,} runs: {wall:.1f} s by the clock, {used:.1f} s of processors")
    print(f"{processors()} processors; load before {load:.1f}, after {os.getloadavg()[0]:.1f}")
    print(f"{points * plan.runs / used:,.0f} runs/s of a processor; {used / processors():.1f} s were all of them idle")


if __name__ == "__main__":
    main()
