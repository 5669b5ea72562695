"""Other people's implementations find the same: SALib on the cells of a design that an ensemble played, and on its own.

`make test-peers` runs these, where SALib is installed (dependency group `peers`).
"""

from functools import cache
from typing import Any

import numpy as np
import pytest

import sim
from sim.analysis.morris import effects_of, walks
from sim.analysis.sobol import Indices, SobolDesign, indices_of
from sim.arrays import Floats
from sim.studies.factors import factors_of
from sim.studies.one_at_a_time import subject_of
from sim.studies.responses import Response, Tally
from sim.studies.spreads import Shape, indices
from tests.small import needs_compiled

pytestmark = [
    pytest.mark.peers,
    needs_compiled,
    # SALib and what it imports use what others have deprecated.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]

ROWS, LUCKS = 64, 4


@cache
def flagship() -> Response:
    return subject_of(sim.run("ukraine-2025-03", runs=16), "energy_truce_only", Tally()).response


@cache
def cells() -> tuple[tuple[tuple[str, str], ...], SobolDesign]:
    """Return a design of the flagship, three inputs by themselves, as it was played."""
    response, kept = flagship(), [given.path for given in flagship().inputs[:3]]
    recorded: list[Floats] = []

    def measure(values: Floats, first: int) -> Floats:
        recorded.append(response.measure(values, first).reshape(LUCKS, ROWS))
        return recorded[-1].reshape(-1)

    witnessed = Response(response.what, response.inputs, measure)
    factors = factors_of(witnessed, kept)
    assert indices(witnessed, factors, Shape(ROWS, LUCKS), 1) is not None
    names = tuple((factor.path, factor.label) for factor in factors)
    return names, SobolDesign(recorded[0], recorded[1], np.array(recorded[2:]))


def of_one_luck(luck: int) -> tuple[Indices, SobolDesign, dict[str, Any]]:
    """Return the indices of a design's runs under one luck by Parley, these runs, and the indices by SALib."""
    from SALib.analyze import sobol

    names, design = cells()
    one = SobolDesign(design.a[luck, None], design.b[luck, None], design.ab[:, luck, None])
    rows = np.concatenate([one.a, one.ab[:, 0], one.b]).T.reshape(-1)
    problem = {"num_vars": len(names), "names": [path for path, _ in names], "bounds": [[0, 1]] * len(names)}
    theirs = sobol.analyze(problem, rows, calc_second_order=False, print_to_console=False, seed=1)
    return indices_of("", names, one, 1), one, theirs


@pytest.mark.parametrize("luck", range(LUCKS))
def test_salib_finds_the_same_indices_in_the_flagships_runs(luck: int) -> None:
    ours, cells, theirs = of_one_luck(luck)
    assert np.allclose([one.total.value for one in ours.indices], theirs["ST"], atol=1e-9)
    # SALib counts figures from their mean over all cells, Parley from that over A and B, which moves no expectation.
    moved = cells.centre - np.concatenate([cells.a, cells.b, *cells.ab]).mean()
    shift = moved * (cells.ab - cells.a).mean(axis=(1, 2)) / ours.variance
    assert np.allclose([one.first.value for one in ours.indices] + shift, theirs["S1"], atol=1e-9)
    assert np.abs(shift).max() < 0.05


def test_salib_finds_the_same_effects_along_the_flagships_paths() -> None:
    from SALib.analyze import morris

    response, paths = flagship(), 6
    taken = walks(len(response.inputs), paths, np.random.default_rng(2))
    figures = np.array([response.measure(response.values(points), 0) for points in taken.points])
    ours = {one.path: one for one in effects_of([(g.path, "") for g in response.inputs], taken, figures, 1)}
    names = [given.path for given in response.inputs]
    problem = {"num_vars": len(names), "names": names, "bounds": [[0, 1]] * len(names)}
    points, values = np.concatenate(taken.points.transpose(1, 0, 2)), figures.T.reshape(-1)
    theirs = morris.analyze(problem, points, values, num_levels=4, print_to_console=False, seed=1)
    # SALib's levels are 0, 1/3, 2/3, 1 and its step 2/3, whatever the points; ours move by 1/2.
    scale = (2 / 3) / 0.5
    for name, mu, star, sigma in zip(names, theirs["mu"], theirs["mu_star"], theirs["sigma"], strict=True):
        found = ours[name].mu.value, ours[name].mu_star.value, ours[name].sigma.value
        assert found == pytest.approx((scale * mu, scale * star, scale * sigma), abs=1e-9)
