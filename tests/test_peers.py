"""What we write others read, and what we solve others solve alike; `make test-peers` runs these."""

import warnings
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.formats import format_of, genius, geniusweb
from sim.formats.additive import Domain
from sim.formats.gambit import write_efg, write_nfg
from sim.lenses.catalogue import CLASSICS, Classic
from sim.lenses.matrices import MatrixGame, Profile, is_equilibrium, pure_equilibria
from sim.lenses.mixed_equilibria import nash
from sim.lenses.points import bargain
from sim.lenses.trees import GameTree, strategic_form
from sim.scenario.documents import load
from tests.invariant_games import made

pytestmark = pytest.mark.peers


def written(folder: Path, name: str, to: str) -> tuple[list[Path], Domain]:
    """A scenario as files of a format, and what we read in them."""
    paths = []
    for file, text in format_of(to).write(load(name)).files.items():
        paths.append(folder / file)
        paths[-1].write_text(text, encoding="utf-8")
    return paths, (genius if to == "genius" else geniusweb).read_domain(paths)


def opened(paths: list[Path], to: str) -> Any:
    """Files as a scenario of NegMAS, whose own warnings are not ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from negmas.inout import Scenario

        reader = Scenario.from_genius_files if to == "genius" else Scenario.from_geniusweb_files
        found = reader(paths[0], paths[1:])
    assert found is not None
    return found


@pytest.mark.parametrize("name", ["pie", "labour-dispute"])
@pytest.mark.parametrize("to", ["genius", "geniusweb"])
def test_negmas_reads_what_we_write_and_finds_every_deal_worth_the_same(tmp_path: Path, name: str, to: str) -> None:
    paths, domain = written(tmp_path, name, to)
    theirs = opened(paths, to)
    assert [function.name for function in theirs.ufuns] == [side.name for side in domain.sides]
    assert theirs.outcome_space.cardinality == domain.deals
    utilities = domain.utilities()
    names = [issue.name for issue in theirs.outcome_space.issues]
    for place in range(domain.deals):
        deal = domain.deal(place)
        outcome = tuple(deal[issue] for issue in names)
        assert [function(outcome) for function in theirs.ufuns] == pytest.approx(utilities[place], abs=1e-12)


@pytest.mark.parametrize("name", ["pie", "labour-dispute"])
def test_negmas_takes_the_no_deal_values_that_we_write(tmp_path: Path, name: str) -> None:
    paths, domain = written(tmp_path, name, "genius")
    assert [function.reserved_value for function in opened(paths, "genius").ufuns] == pytest.approx(domain.reserves())


def test_negmas_finds_the_points_that_we_find_by_its_convention(tmp_path: Path) -> None:
    paths, domain = written(tmp_path, "labour-dispute", "genius")
    theirs = opened(paths, "genius")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        stats = theirs.calc_stats()
    ours = bargain(domain.utilities(), domain.reserves(), "negmas")
    assert len({tuple(round(u, 9) for u in point) for point in stats.pareto_utils}) == len(ours.frontier)
    for name, listed in (("nash", stats.nash_utils), ("utilitarian", stats.max_welfare_utils)):
        assert any(point == pytest.approx(ours.points[name].worths[0], abs=1e-9) for point in listed)


def by_nashpy(game: MatrixGame) -> list[Profile]:
    """The equilibria that nashpy finds. Either of its ways may miss some, to rounding or ties; so both are asked."""
    import nashpy

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = nashpy.Game(*game.payoffs)
        listed = [*theirs.support_enumeration(tol=1e-10), *theirs.vertex_enumeration()]
    found = [tuple(np.clip(np.asarray(x, np.float64), 0.0, None) for x in pair) for pair in listed]
    return [profile for profile in found if is_equilibrium(game, profile, 1e-6)]


def test_two_hundred_random_games_agree_with_nashpy() -> None:
    sizes = np.random.default_rng(7).integers(2, 5, (200, 2))
    for seed, (rows, columns) in enumerate(sizes):
        game = made(np.random.default_rng(seed).normal(size=(2, int(rows), int(columns))))
        found = nash(game)
        assert found.degenerate is False and len(found.profiles) % 2 == 1
        theirs = by_nashpy(game)
        for one, others in [(one, theirs) for one in found.profiles] + [(one, found.profiles) for one in theirs]:
            near = [max(float(np.abs(x - y).max()) for x, y in zip(one, other, strict=True)) for other in others]
            assert min(near) < 1e-6, seed


def _chosen(game: Any, profile: Any) -> tuple[int, ...]:
    """Return the number of everybody's strategy; from Gambit 17 on players and strategies are texts."""
    if all(isinstance(player, str) for player in game.players):
        return tuple(round(sum(n * float(chance) for n, (_, chance) in enumerate(part))) for part in profile)
    return tuple(round(sum(n * float(profile[s]) for n, s in enumerate(player.strategies))) for player in game.players)


needs_gambit = pytest.mark.skipif(find_spec("pygambit") is None, reason="pygambit has no wheel here")


@needs_gambit
@pytest.mark.parametrize("row", CLASSICS, ids=[row.name for row in CLASSICS])
def test_gambit_reads_the_classics_that_we_write_and_finds_the_same_pure_equilibria(row: Classic) -> None:
    import pygambit

    game = strategic_form(row.game) if isinstance(row.game, GameTree) else row.game
    theirs = pygambit.read_nfg(BytesIO(write_nfg(game).encode()))
    found = {_chosen(theirs, one) for one in pygambit.nash.enumpure_solve(theirs).equilibria}
    assert found == set(pure_equilibria(game))
    if isinstance(row.game, GameTree):
        tree = pygambit.read_efg(BytesIO(write_efg(row.game).encode()))
        assert [getattr(player, "label", player) for player in tree.players] == list(row.game.players)
