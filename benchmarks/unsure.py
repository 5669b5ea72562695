"""What is unsure, and why: the figures of docs/analysis.md and docs/flagship.md on it, measured.

python benchmarks/unsure.py margins     how often ranges with a cause in common miss the 1 % point of Kolmogorov-Smirnov
python benchmarks/unsure.py parts       the flagship's variance in three parts, outcome by outcome
python benchmarks/unsure.py groups      what one cause behind the firmness of the flagship's conditions changes
python benchmarks/unsure.py idle        every input that moves nothing by structure, played at both ends all the same
"""

import sys
from collections.abc import Callable
from math import sqrt
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import sim
from sim.analysis.predicates import outcomes_of
from sim.game.build import make_game
from sim.game.cases import joint_rows
from sim.game.idle import why_idle
from sim.game.layout import CommonCause, Input
from sim.runs.options import PlayOptions
from sim.scenario.documents import load
from sim.scenario.numbers import Spread
from sim.studies.one_at_a_time import with_column
from sim.studies.responses import Tally, uncertain_inputs
from sim.studies.variance_split import variance_parts

FLAGSHIP = "ukraine-2025-03"
DRAWS = 100_000


def margins() -> None:
    """Print how many columns of groups of 2, 5 and 20 lie further from uniform than one in a hundred should."""
    from scipy import stats

    columns = beyond = 0
    for seed in range(20):
        for size in (2, 5, 20):
            inputs = [
                Input(f"{size}.{n}", Spread(kind="uniform", at=(0.0, 1.0)), (), CommonCause(f"g{size}", 0.6, (-1) ** n))
                for n in range(size)
            ]
            for column in joint_rows(inputs, DRAWS, seed).T:
                columns += 1
                beyond += stats.kstest(column, "uniform").statistic > 1.6276 / sqrt(DRAWS)
    print(f"{beyond} of {columns} columns of {DRAWS:,} draws beyond the 1 % point: {100 * beyond / columns:.1f} %")


def parts() -> None:
    """Print the three parts of every outcome of the flagship."""
    ensemble = sim.run(FLAGSHIP, 400)
    print(f"digest {ensemble.digest}, seed {ensemble.seed}")
    for outcome in ensemble.scenario.outcomes:
        found = variance_parts(ensemble, outcome)
        assert found is not None
        print(outcome, *(f"{part.id} {part};" for part in found.parts))


def groups() -> None:
    """Print the share of a ceasefire that holds, with its band, as one cause behind firmness gets stronger."""
    conditions = load(FLAGSHIP).conditions
    for strength in (0.0, 0.5, 1.0):
        members = {f"conditions.{name}.firmness": "up" for name in conditions}
        group = {"strength": strength, "assumed": "one cause behind all", "members": members}
        ensemble = sim.run(FLAGSHIP, 10_000, changes=[{"correlations.firmness": group}], cases=200)
        share, band = ensemble.outcomes[0], ensemble.bands[0]
        print(
            f"strength {strength:g}: {100 * share.share:.1f} % ({100 * share.low:.1f} to {100 * share.high:.1f}); "
            f"half of cases between {100 * band.low:.1f} and {100 * band.high:.1f} %"
        )


def idle() -> None:
    """Play every input that cannot move anything at both ends of its range, and count the runs that differ."""
    game, tally = make_game(load(FLAGSHIP)), Tally(PlayOptions())
    ensemble = sim.run(FLAGSHIP, 200)
    proved = moved = 0
    for place, given in enumerate(uncertain_inputs(game)):
        if why_idle(game, given.path):
            proved += 1
            ends = [
                tally.played(game, with_column(ensemble.values, place, end), 1, 0) for end in map(float, given.ends)
            ]
            moved += outcomes_of(game, ends[0])[0] != outcomes_of(game, ends[1])[0]
    print(f"{proved} inputs proved to move nothing; {moved} of them moved a run of {ensemble.runs}")


WHAT: dict[str, Callable[[], None]] = {"margins": margins, "parts": parts, "groups": groups, "idle": idle}

if __name__ == "__main__":
    for name in sys.argv[1:] or WHAT:
        WHAT[name]()
