"""Measure how fast bargaining points are found, by processor time: python benchmarks/bargaining.py

Made domains with worth that adds up over issues, every number drawn evenly from 0 to 1:

- 100,000 deals, ours and NegMAS's scenario statistics in turn in one process, so that a machine that grows slower
  meanwhile slows both. Either begins from weights and evaluations, and what they find is compared. NegMAS is in the
  dependency group `peers`; without it this part is left out.
- 1,000,000 deals of three parties, and as many of which none is better than another for everybody: the worst case.
"""

import argparse
import sys
import time
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from statistics import median
from typing import Any

import numpy as np

from sim.arrays import Floats
from sim.formats.additive import Domain, Side
from sim.lenses.points import Bargain, bargain

OPTIONS = 10
"""Options of every issue."""
NEAR = 1e-9
"""Within this, utilities of both are the same."""


def made(issues: int, parties: int, seed: int) -> Domain:
    """Return a domain with so many issues and parties."""
    rng = np.random.default_rng(seed)
    names = tuple((f"issue {i}", tuple(f"option {o}" for o in range(OPTIONS))) for i in range(issues))
    sides = []
    for party in range(parties):
        weights = rng.random(issues)
        values = rng.random((issues, OPTIONS))
        # GENIUS and NegMAS take the best option of an issue for 1.
        values /= values.max(axis=1, keepdims=True)
        rows = tuple(tuple(row) for row in values.tolist())
        sides.append(Side(f"party {party}", tuple((weights / weights.sum()).tolist()), rows, 0.0))
    return Domain("made", names, tuple(sides))


def ours(domain: Domain) -> Bargain:
    """Return frontier and points by NegMAS's convention, from weights and evaluations."""
    return bargain(domain.utilities(), domain.reserves(), "negmas")


def theirs(domain: Domain) -> Any:
    """Return the domain as NegMAS has it."""
    from negmas import make_issue, make_os
    from negmas.inout import Scenario
    from negmas.preferences import LinearAdditiveUtilityFunction

    space = make_os([make_issue(list(options), name=name) for name, options in domain.issues], name=domain.name)
    functions = tuple(
        LinearAdditiveUtilityFunction(
            values={
                name: dict(zip(options, row, strict=True))
                for (name, options), row in zip(domain.issues, side.values, strict=True)
            },
            weights={name: weight for (name, _), weight in zip(domain.issues, side.weights, strict=True)},
            outcome_space=space,
            reserved_value=side.reserve,
            name=side.name,
        )
        for side in domain.sides
    )
    return Scenario(outcome_space=space, ufuns=functions)


def differences(found: Bargain, stats: Any) -> list[str]:
    """Return in what both do not agree, a line each."""
    pairs: dict[str, tuple[Floats, Any]] = {
        "frontier": (found.frontier, stats.pareto_utils),
        "nash": (found.points["nash"].worths, stats.nash_utils),
        "egalitarian": (found.points["egalitarian"].worths, stats.kalai_utils),
        "kalai_smorodinsky": (found.points["kalai_smorodinsky"].worths, stats.ks_utils),
        "utilitarian": (found.points["utilitarian"].worths, stats.max_welfare_utils),
    }
    told = []
    for name, (mine, other) in pairs.items():
        other = np.unique(np.round(np.array(other, np.float64), 12), axis=0)
        mine = np.unique(mine, axis=0)
        if mine.shape != other.shape or not np.allclose(mine, other, rtol=0, atol=NEAR):
            told.append(f"{name}: {len(mine)} here, {len(other)} there, or other worths")
    return told


def seconds(work: Callable[[], object]) -> float:
    """Return how long something takes, in seconds of the processor, which others on the machine change less."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def against_negmas(parties: int, repeats: int) -> None:
    """Print how long both take on 100,000 deals, and the ratio."""
    domain = made(5, parties, parties)
    scenario = theirs(domain)
    pairs = [(seconds(lambda: ours(domain)), seconds(scenario.calc_stats)) for _ in range(repeats)]
    mine, other = (median(column) for column in zip(*pairs, strict=True))
    found = ours(domain)
    print(f"{domain.deals:,} deals, {parties} parties, {len(found.frontier)} on the frontier, median of {repeats}:")
    print(f"  here {mine:.4f} s, NegMAS {other:.2f} s, ratio {other / mine:,.0f}")
    for line in differences(found, scenario.stats) or ["same frontier and points"]:
        print(f"  {line}")


def a_million(repeats: int) -> None:
    """Print how long all points of a million deals and three parties take."""
    added = made(6, 3, 1).utilities()
    rng = np.random.default_rng(1)
    flat = rng.random((1_000_000, 2))
    cases = {"worth adds up": added, "all efficient": np.column_stack([flat, 3.0 - flat.sum(axis=1)])}
    cases["all efficient, one party indifferent"] = np.column_stack([np.ones(len(flat)), flat[:, 0], -flat[:, 0]])
    for name, worth in cases.items():
        found = bargain(worth, worth.min(axis=0))
        times = sorted(seconds(lambda worth=worth: bargain(worth, worth.min(axis=0))) for _ in range(repeats))
        listed = ", ".join(f"{one:.2f}" for one in times)
        print(f"1,000,000 deals, 3 parties, {name}, {len(found.frontier):,} on the frontier: {listed} s")


def main() -> int:
    """Print all of it."""
    asked = argparse.ArgumentParser(description="Measure how fast bargaining points are found.")
    asked.add_argument("--repeats", type=int, default=3)
    given = asked.parse_args()
    a_million(given.repeats)
    if find_spec("negmas") is None:
        print("NegMAS is not installed (dependency group peers): left out")
        return 0
    with warnings.catch_warnings():
        # What others' code warns of on newer Pythons is not measured here.
        warnings.simplefilter("ignore")
        for parties in (2, 3):
            against_negmas(parties, given.repeats)
    return 0


if __name__ == "__main__":
    sys.exit(main())
