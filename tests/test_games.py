"""Equilibria are the published ones, agree with other people's solvers, and nobody gains by leaving them."""

import json
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from sim.arrays import Floats
from sim.cli.games import games as verb
from sim.lenses import games as lens
from sim.lenses.backward_induction import course, subgame_perfect
from sim.lenses.catalogue import CLASSICS, Classic, classic
from sim.lenses.correlation import correlated, obedience
from sim.lenses.dominance import dominated, dominated_by_mixtures, survivors
from sim.lenses.evolution import is_stable, replicate, stable_strategies
from sim.lenses.firmness import firmness
from sim.lenses.matrices import (
    MatrixGame,
    Profile,
    deviations,
    expected,
    is_equilibrium,
    profiles,
    pure,
    pure_equilibria,
    regret,
    two_players,
)
from sim.lenses.mixed_equilibria import extreme_equilibria, nash
from sim.lenses.quantal import logit, principal_branch, traced
from sim.lenses.rationals import rationals
from sim.lenses.trees import CHANCE, END, GameNode, GameTree, in_turn, played, strategic_form
from tests.small import scenario, steady

ROOT = Path(__file__).parents[1]


def made(payoffs: Floats) -> MatrixGame:
    names = tuple(tuple(str(n + 1) for n in range(size)) for size in payoffs.shape[1:])
    return MatrixGame("made", tuple(f"p{n}" for n in range(len(payoffs))), names, payoffs)


def drawn(seed: int, *sizes: int) -> MatrixGame:
    return made(np.random.default_rng(seed).normal(size=(len(sizes), *sizes)))


def same(one: Profile, two: Profile) -> bool:
    return float(np.abs(np.concatenate(one) - np.concatenate(two)).max()) < 1e-6


def match(found: list[Profile], wanted: list[Profile]) -> bool:
    return len(found) == len(wanted) and all(any(same(one, two) for two in wanted) for one in found)


@st.composite
def small_games(draw: st.DrawFn, players: int = 2, top: int = 3) -> MatrixGame:
    sizes = [draw(st.integers(1, top)) for _ in range(players)]
    count = players * int(np.prod(sizes))
    values = draw(st.lists(st.integers(-4, 4), min_size=count, max_size=count))
    return made(np.array(values, float).reshape(players, *sizes))


# Classics


@pytest.mark.parametrize("row", CLASSICS, ids=[row.name for row in CLASSICS])
def test_every_classic_has_its_known_equilibria(row: Classic) -> None:
    if isinstance(row.game, GameTree):
        assert {course(row.game, plan) for plan in subgame_perfect(row.game)} == set(row.known)
    else:
        found = nash(row.game)
        assert found.complete and found.degenerate is False
        assert match(list(found.profiles), [tuple(np.array(x) for x in profile) for profile in row.known])


@pytest.mark.parametrize("row", CLASSICS, ids=[row.name for row in CLASSICS])
def test_every_equilibrium_of_a_classic_passes_a_check_of_best_answers(row: Classic) -> None:
    found = lens.classic(row.name)
    assert found.equilibria.profiles
    assert found.game is not None
    for profile in found.equilibria.profiles:
        assert regret(found.game, profile) < 1e-9
    data = found.to_dict()
    assert {"players", "strategies", "payoffs", "equilibria", "source", "lesson"} <= set(data)
    json.dumps(data, allow_nan=False)


def test_a_classic_is_found_however_it_is_spelt_and_a_wrong_one_is_told() -> None:
    assert classic("Prisoner's dilemma").name == "prisoners_dilemma"
    assert classic("stag-hunt").name == "stag_hunt"
    with pytest.raises(ValueError, match="Did you mean chicken"):
        classic("chiken")


def test_audience_costs_turn_the_crisis() -> None:
    """Fearon (1994): who would pay for backing down is believed."""
    ((believed,), called) = (subgame_perfect(classic(name).game) for name in ("audience_costs", "no_audience"))  # type: ignore[arg-type]  # both are trees
    assert believed.payoffs == (1.0, 0.0)
    assert all(plan.payoffs == (0.0, 1.0) for plan in called)


# Two players


def extreme(game: MatrixGame) -> list[Profile]:
    found = extreme_equilibria(game)
    assert found is not None
    return [tuple(x.astype(np.float64) for x in profile) for profile in found[0]]


@steady
@given(small_games())
def test_extreme_equilibria_are_best_answers_and_hold_all_pure_ones(game: MatrixGame) -> None:
    found = extreme(game)
    assert found
    assert all(is_equilibrium(game, profile) for profile in found)
    for choice in pure_equilibria(game):
        assert any(same(profile, pure(game, choice)) for profile in found)


@steady
@given(small_games(top=3))
def test_no_equilibrium_on_a_grid_is_missed(game: MatrixGame) -> None:
    """An oracle by brute force: every equilibrium whose chances are sixths is a mixture of the extreme ones."""
    from scipy.optimize import linprog

    found = extreme(game)
    points = [np.concatenate(profile) for profile in found]
    grids = [[np.array(x) / 6 for x in product(range(7), repeat=n) if sum(x) == 6] for n in game.sizes]
    for x, y in product(*grids):
        if regret(game, (x, y)) < 1e-9:
            # Extreme equilibria that are best answers to one another form a block; (x, y) is in one of them.
            mine = [p for p in found if regret(game, (p[0], y)) < 1e-9]
            yours = [p for p in found if regret(game, (x, p[1])) < 1e-9]
            for want, given_ in ((x, [p[0] for p in mine]), (y, [p[1] for p in yours])):
                table = np.array(given_).T
                done = linprog(
                    np.zeros(table.shape[1]),
                    A_eq=np.vstack([table, np.ones(table.shape[1])]),
                    b_eq=[*want, 1.0],
                )
                assert done.status == 0, (x, y, points)


def test_a_degenerate_game_is_told_and_its_edge_is_given_by_its_ends() -> None:
    """von Stengel (2002): against the first column the rows are equally good, so equilibria form an edge."""
    game = two_players("edge", [[(1, 1), (0, 0)], [(1, 0), (0, 1)]])
    found = nash(game)
    assert found.degenerate
    ends = [profile[0].tolist() for profile in found.profiles if profile[1][0] == 1.0]
    assert [1.0, 0.0] in ends and any(abs(end[0] - 0.5) < 1e-9 for end in ends)


def test_games_too_large_for_corners_still_give_checked_equilibria() -> None:
    game = drawn(3, 12, 12)
    found = nash(game)
    assert not found.complete and found.profiles
    assert all(regret(game, profile) < 1e-6 for profile in found.profiles)


def test_one_player_takes_what_is_best() -> None:
    found = nash(made(np.array([[1.0, 3.0, 3.0]])))
    assert [profile[0].tolist() for profile in found.profiles] == [[0, 1, 0], [0, 0, 1]]
    assert found.degenerate


# More players


def test_traced_answers_of_three_are_equilibria() -> None:
    for seed in range(12):
        game = drawn(seed, 2, 3, 2)
        limit = traced(game)
        assert limit is not None
        assert regret(game, limit) < 1e-8
        found = nash(game)
        assert any(same(limit, profile) for profile in found.profiles)
        for choice in pure_equilibria(game):
            assert any(same(pure(game, choice), profile) for profile in found.profiles)


def test_three_pennies_have_one_equilibrium_and_it_is_mixed() -> None:
    """Jordan (1993): each wants to match the next, the last to differ from the first."""
    payoffs = np.zeros((3, 2, 2, 2))
    for a, b, c in product(range(2), repeat=3):
        payoffs[:, a, b, c] = [a == b, b == c, c != a]
    (found,) = nash(made(payoffs)).profiles
    assert np.concatenate(found) == pytest.approx(np.full(6, 0.5), abs=1e-9)


@steady
@given(small_games(players=3, top=3))
def test_what_a_deviation_gets_is_what_adding_up_by_hand_gives(game: MatrixGame) -> None:
    chances = tuple(np.arange(1, size + 1) / np.arange(1, size + 1).sum() for size in game.sizes)
    for player in range(3):
        for own in range(game.sizes[player]):
            total = 0.0
            for cell in profiles(game):
                if cell[player] == own:
                    weight = np.prod([chances[p][s] for p, s in enumerate(cell) if p != player])
                    total += float(weight * game.payoffs[(player, *cell)])
            assert deviations(game, chances, player)[own] == pytest.approx(total)


# Dominance, correlation, quantal response


def test_dominance_solves_the_dilemma_and_mixtures_dominate_where_no_strategy_does() -> None:
    dilemma = classic("prisoners_dilemma").game
    assert isinstance(dilemma, MatrixGame)
    assert dominated(dilemma, 0) == [0] and survivors(dilemma) == ((1,), (1,))
    # The middle row is beaten by half and half of the others only.
    game = made(np.array([[[4.0, 0.0], [1.5, 1.5], [0.0, 4.0]], np.zeros((3, 2))]))
    assert dominated(game, 0) == [] and dominated_by_mixtures(game, 0) == [1]
    weak = made(np.array([[[1.0, 1.0], [1.0, 0.0]], np.zeros((2, 2))]))
    assert dominated(weak, 0) == [] and dominated(weak, 0, strict=False) == [1]


@steady
@given(small_games())
def test_no_equilibrium_plays_what_repeated_dominance_takes_away(game: MatrixGame) -> None:
    left = survivors(game)
    for profile in extreme(game):
        for player, x in enumerate(profile):
            assert set(np.flatnonzero(x > 1e-7)) <= set(left[player])


@steady
@given(st.one_of(small_games(), small_games(players=3, top=2)))
def test_correlated_equilibria_are_obeyed_and_beat_every_nash_equilibrium(game: MatrixGame) -> None:
    chances = correlated(game)
    assert chances.sum() == pytest.approx(1.0) and chances.min() >= 0.0
    assert (obedience(game) @ chances.reshape(-1) <= 1e-7).all()
    total = float((game.payoffs * chances).sum())
    for profile in nash(game).profiles:
        assert total >= expected(game, profile).sum() - 1e-6


def test_in_chicken_a_traffic_light_is_worth_ten_and_a_half() -> None:
    """Aumann (1974), with the payoffs of his example: (6, 6), (2, 7), (7, 2), (0, 0); each expects 5.25."""
    game = two_players("chicken", [[(6, 6), (2, 7)], [(7, 2), (0, 0)]])
    chances = correlated(game)
    assert chances == pytest.approx(np.array([[0.5, 0.25], [0.25, 0.0]]), abs=1e-9)
    assert (game.payoffs * chances).sum() == pytest.approx(10.5)


def test_logit_answers_are_those_of_their_formula() -> None:
    for seed in range(6):
        game = drawn(seed, 3, 2) if seed % 2 else drawn(seed, 2, 2, 2)
        for precision in (0.0, 0.3, 1.0, 4.0, 30.0):
            answer = logit(game, precision)
            for player, x in enumerate(answer):
                weights = np.exp(precision * (gain := deviations(game, answer, player)) - precision * gain.max())
                assert x == pytest.approx(weights / weights.sum(), abs=1e-8)


def test_logit_choice_among_sure_things_is_the_closed_form() -> None:
    game = made(np.array([[[1.0], [0.5], [0.0]], [[0.0]] * 3]))
    assert logit(game, 2.0)[0] == pytest.approx([0.6652409557748219, 0.24472847105479764, 0.09003057317038046])


def test_the_branch_starts_with_all_alike_and_ends_at_an_equilibrium() -> None:
    game = two_players("asymmetric pennies", [[(9, 0), (0, 1)], [(0, 1), (1, 0)]])
    branch = principal_branch(game, 200.0)
    assert branch.precision[0] == 0.0 and branch.profiles[0] == pytest.approx(np.full(4, 0.5))
    limit = traced(game)
    assert limit is not None
    # Goeree and Holt (2001): the equilibrium of the one depends on the payoffs of the other.
    assert limit[0] == pytest.approx([0.5, 0.5]) and limit[1] == pytest.approx([0.1, 0.9])
    # Far from the equilibrium own payoffs matter: "own-payoff effect".
    assert logit(game, 0.5)[0][0] > 0.6


@pytest.mark.parametrize("precision", [-1.0, float("inf"), float("nan")])
def test_a_precision_that_is_none_is_told(precision: float) -> None:
    with pytest.raises(ValueError, match="precision"):
        logit(drawn(1, 2, 2), precision)


# Evolution


def table(name: str) -> MatrixGame:
    game = classic(name).game
    assert isinstance(game, MatrixGame)
    return game


def test_evolution_keeps_the_known_strategies() -> None:
    """Maynard Smith and Price (1973): hawks in the share of prize to cost, here v = 2, c = 4."""
    hawks = two_players("hawk and dove", [[(-1, -1), (2, 0)], [(0, 2), (1, 1)]])
    assert [x.tolist() for x in stable_strategies(hawks)] == [pytest.approx([0.5, 0.5])]
    assert [x.tolist() for x in stable_strategies(table("prisoners_dilemma"))] == [[0.0, 1.0]]
    assert [x.tolist() for x in stable_strategies(table("stag_hunt"))] == [[1.0, 0.0], [0.0, 1.0]]
    scissors = np.array([[0.0, -1.0, 1.0], [1.0, 0.0, -1.0], [-1.0, 1.0, 0.0]])
    assert stable_strategies(made(np.array([scissors, scissors.T]))) == []
    with pytest.raises(ValueError, match="not symmetric"):
        stable_strategies(table("matching_pennies"))


@steady
@given(st.lists(st.integers(-3, 3), min_size=9, max_size=9))
def test_stable_means_that_no_mutant_on_a_grid_spreads(values: list[int]) -> None:
    payoffs = np.array(values, float).reshape(3, 3)
    game = made(np.array([payoffs, payoffs.T]))
    grid = [np.array(x) / 12 for x in product(range(13), repeat=3) if sum(x) == 12]

    def resists(x: Floats, y: Floats) -> bool:
        first = x @ payoffs @ x - y @ payoffs @ x
        return bool(first > 1e-9 or (abs(first) <= 1e-9 and x @ payoffs @ y - y @ payoffs @ y > 1e-12))

    for x in stable_strategies(game):
        assert all(resists(x, y) for y in grid if np.abs(x - y).max() > 1e-6)
    for x in (x for x, y in nash(game).profiles if np.abs(x - y).max() < 1e-6):
        if not is_stable(rationals(payoffs), rationals(x)):
            near = [x + t * (y - x) for y in grid for t in (1.0, 0.05)]
            assert not all(resists(x, y) for y in near if np.abs(x - y).max() > 1e-9)


def test_replicators_end_where_theory_says() -> None:
    hawks = two_players("hawk and dove", [[(-1, -1), (2, 0)], [(0, 2), (1, 1)]])
    path = replicate(hawks, (np.array([0.9, 0.1]), np.array([0.9, 0.1])), days=60.0, step=0.05)
    assert path[-1] == pytest.approx(np.full(4, 0.5), abs=1e-6)
    assert path.sum(axis=1) == pytest.approx(np.full(len(path), 2.0))
    dilemma = replicate(table("prisoners_dilemma"), (np.array([0.99, 0.01]),) * 2, days=60.0)
    assert dilemma[-1] == pytest.approx([0, 1, 0, 1], abs=1e-9)


def test_in_pennies_replicators_circle() -> None:
    """Hofbauer and Sigmund (1998): x (1 - x) y (1 - y) stays the same on the way."""
    path = replicate(table("matching_pennies"), (np.array([0.7, 0.3]), np.array([0.5, 0.5])), days=20.0)
    assert path.prod(axis=1) == pytest.approx(np.full(len(path), path[0].prod()), rel=1e-8)
    assert np.ptp(path[:, 0]) > 0.3


def test_replicators_that_do_not_fit_are_told() -> None:
    with pytest.raises(ValueError, match="add up to 1"):
        replicate(table("chicken"), (np.array([0.5, 0.6]), np.array([1.0, 0.0])))
    with pytest.raises(ValueError, match="positive step"):
        replicate(table("chicken"), (np.array([0.5, 0.5]),) * 2, step=0.0)


# Trees


@st.composite
def trees(draw: st.DrawFn) -> GameTree:
    """A small tree with perfect information, in which some ends are equally good."""
    players = draw(st.integers(1, 3))
    nodes: list[GameNode] = []
    open_ends = [0]
    nodes.append(GameNode(END, payoff=(0.0,) * players))
    for number in range(draw(st.integers(1, 4))):
        at = open_ends.pop(draw(st.integers(0, len(open_ends) - 1)))
        branches = draw(st.integers(2, 3))
        children = tuple(range(len(nodes), len(nodes) + branches))
        player = draw(st.sampled_from([CHANCE, *range(players), *range(players)]))
        chances = (1.0 / branches,) * branches if player == CHANCE else ()
        nodes[at] = GameNode(player, number, tuple("abc"[:branches]), children, chances)
        for child in children:
            payoff = draw(st.lists(st.integers(-2, 2).map(float), min_size=players, max_size=players))
            nodes.append(GameNode(END, payoff=tuple(payoff)))
            open_ends.append(child)
    return GameTree("drawn", tuple("xyz"[:players]), tuple(nodes))


def by_brute_force(tree: GameTree) -> set[frozenset[tuple[int, int]]]:
    """Return every plan from which no single change at any node, with play starting there, gains."""
    places = [at for at, node in enumerate(tree.nodes) if node.player >= 0]

    def value(at: int, plan: Mapping[int, int]) -> Floats:
        node = tree.nodes[at]
        own = np.array(node.payoff or (0.0,) * len(tree.players), np.float64)
        if node.player == END:
            return own
        if node.player == CHANCE:
            parts = [float(c) * value(k, plan) for c, k in zip(node.chances, node.children, strict=True)]
            return np.asarray(own + np.sum(parts, axis=0))
        return np.asarray(own + value(node.children[plan[at]], plan))

    found = set()
    for choice in product(*(range(len(tree.nodes[at].actions)) for at in places)):
        plan = dict(zip(places, choice, strict=True))
        gains = [
            value(at, {**plan, at: other})[tree.nodes[at].player] - value(at, plan)[tree.nodes[at].player]
            for at in places
            for other in range(len(tree.nodes[at].actions))
        ]
        if max(gains, default=0.0) <= 1e-9:
            found.add(frozenset(plan.items()))
    return found


@steady
@given(trees())
def test_backward_induction_finds_what_brute_force_finds(tree: GameTree) -> None:
    found = subgame_perfect(tree, most=100_000)
    assert {frozenset(plan.choice.items()) for plan in found} == by_brute_force(tree)
    for plan in found:
        acts: list[dict[int, int]] = [{} for _ in tree.players]
        for at, chosen in plan.choice.items():
            acts[tree.nodes[at].player][tree.nodes[at].info] = chosen
        assert played(tree, acts) == pytest.approx(plan.payoffs)


@steady
@given(small_games())
def test_moving_first_in_turn_is_never_worse_than_the_best_pure_equilibrium(game: MatrixGame) -> None:
    tree = in_turn(game)
    best = max(plan.payoffs[0] for plan in subgame_perfect(tree))
    assert all(best >= game.payoffs[(0, *choice)] for choice in pure_equilibria(game))
    blind = strategic_form(in_turn(game, blind=True))
    assert (blind.payoffs == game.payoffs).all() and blind.strategies == game.strategies


def test_trees_that_hide_something_are_not_solved_from_the_end() -> None:
    blind = in_turn(two_players("x", [[(1, 1), (0, 0)], [(0, 0), (1, 1)]]), blind=True)
    assert not blind.perfect
    with pytest.raises(ValueError, match="cannot tell apart"):
        subgame_perfect(blind)
    with pytest.raises(ValueError, match="order"):
        in_turn(two_players("x", [[(1, 1)]]), order=[0, 0])


@pytest.mark.parametrize(
    ("nodes", "said"),
    [
        ([GameNode(0, 0, ("a",), (1,)), GameNode(END), GameNode(END)], "expected a tree"),
        ([GameNode(0, 0, ("a", "b"), (1,)), GameNode(END)], "branches"),
        ([GameNode(5, 0, ("a",), (1,)), GameNode(END)], "do not exist"),
        ([GameNode(CHANCE, 0, ("a", "b"), (1, 2), (0.5, 0.4)), GameNode(END), GameNode(END)], "add up to 1"),
        ([GameNode(0, 0, ("a",), (1,)), GameNode(END, payoff=(float("nan"), 0.0))], "finite"),
        ([GameNode(0, 0, ("a",), (1,)), GameNode(0, 0, ("b",), (2,)), GameNode(END)], "different actions"),
    ],
)
def test_what_is_no_tree_is_told(nodes: list[GameNode], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        GameTree("t", ("x", "y"), tuple(nodes))


def test_what_is_no_matrix_is_told() -> None:
    with pytest.raises(ValueError, match="shape"):
        MatrixGame("x", ("a", "b"), (("1",), ("1", "2")), np.zeros((2, 2, 2)))
    with pytest.raises(ValueError, match="finite"):
        made(np.array([[np.inf]]))
    with pytest.raises(ValueError, match="players"):
        MatrixGame("x", (), (), np.zeros((0,)))


# Scenarios


def standoff() -> Any:
    """Each of two wants the other to pay for what both gain by; both have said that they will not."""
    return scenario(
        issues={"bridge": ["none", "north_pays", "south_pays", "shared"]},
        worth={"a": {"bridge": [0, 10, 40, 20]}, "b": {"bridge": [0, 40, 10, 20]}},
        conditions={
            "a_pays_not": {
                "party": "a",
                "when": {"bridge": ["north_pays", "shared"]},
                "require": {"bridge": ["none", "south_pays"]},
                "firmness": 0.5,
            },
            "b_pays_not": {
                "party": "b",
                "when": {"bridge": ["south_pays", "shared"]},
                "require": {"bridge": ["none", "north_pays"]},
                "firmness": 0.5,
            },
        },
    )


def test_a_scenario_of_red_lines_is_chicken() -> None:
    found = lens.games(standoff())
    game = found.game
    assert game is not None and game.players == ("a", "b") and game.strategies[0] == ("holds firm", "yields")
    assert game.payoffs[:, 0, 0].tolist() == [0.0, 0.0]
    assert game.payoffs[:, 0, 1] == pytest.approx([40, 10]) and game.payoffs[:, 1, 0] == pytest.approx([10, 40])
    assert pure_equilibria(game) == [(0, 1), (1, 0)]
    assert len(found.equilibria.profiles) == 3
    data = found.to_dict()
    assert data["deals"][1] == {"choice": ["holds firm", "yields"], "deal": {"bridge": "south_pays"}}
    assert data["subgame_perfect"][0]["course"] == ["a: holds firm", "b: yields"]


def test_payoffs_may_come_from_simulation_with_intervals() -> None:
    def told(held: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[float, float, float]]:
        return {party: (float(len(mine)), len(mine) - 0.5, len(mine) + 0.5) for party, mine in held.items()}

    game = firmness(standoff(), simulated=told).game
    assert game.payoffs[0].tolist() == [[1, 1], [0, 0]]
    assert game.low is not None and game.high is not None
    assert (game.high - game.low == 1.0).all()
    json.dumps(lens.games(standoff(), simulated=told).to_dict(), allow_nan=False)


def test_a_scenario_without_conditions_is_no_game_of_firmness() -> None:
    with pytest.raises(ValueError, match="no conditions"):
        lens.games(scenario(issues={"truce": ["none", "month"]}, worth={"a": {"truce": [0, 5]}}))


@pytest.mark.parametrize("name", ["docs/river.yaml", "scenarios/ukraine-2025-03.yaml"])
def test_every_equilibrium_of_a_scenario_passes_a_check_of_best_answers(name: str) -> None:
    from sim.scenario.documents import load

    found = lens.games(load(str(ROOT / name)))
    assert found.equilibria.profiles
    assert found.game is not None
    for profile in found.equilibria.profiles:
        assert is_equilibrium(found.game, profile)
    assert found.matrix is not None and len(found.matrix.quantal) == 3
    for _, answer in found.matrix.quantal:
        assert all(x.sum() == pytest.approx(1.0) for x in answer)


# The verb

app = typer.Typer()
app.command("games")(verb)


def test_the_verb_prints_one_json_object_for_scenarios_and_classics() -> None:
    for arguments in ([str(ROOT / "docs/river.yaml")], ["--name", "chicken"], ["--name", "centipede"]):
        done = CliRunner().invoke(app, [*arguments, "--json"])
        assert done.exit_code == 0, done.output
        assert {"players", "strategies", "payoffs", "equilibria"} <= set(json.loads(done.stdout))


def test_the_verb_prints_tables() -> None:
    for arguments in ([str(ROOT / "docs/river.yaml")], ["--name", "audience_costs"]):
        done = CliRunner().invoke(app, arguments)
        assert done.exit_code == 0, done.output
        assert "Nash equilibria" in done.output and "In turn" in done.output


def test_the_verb_writes_files_that_are_read_again() -> None:
    from sim.formats.gambit import read_efg, read_nfg

    for name in ("chicken", "centipede"):
        matrix = CliRunner().invoke(app, ["--name", name, "--to", "nfg"])
        tree = CliRunner().invoke(app, ["--name", name, "--to", "efg"])
        assert (read_nfg(matrix.stdout).payoffs == strategic_form(read_efg(tree.stdout)).payoffs).all()


@pytest.mark.parametrize("kind", ["nfg", "efg"])
def test_the_verb_solves_a_game_in_a_file_like_the_classic_that_was_written(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"game.{kind}"
    path.write_text(CliRunner().invoke(app, ["--name", "centipede", "--to", kind]).stdout)
    told = json.loads(CliRunner().invoke(app, ["--from", str(path), "--json"]).stdout)
    wanted = json.loads(CliRunner().invoke(app, ["--name", "centipede", "--json"]).stdout)
    assert (told["file"], told["equilibria"]) == (str(path), wanted["equilibria"])
    assert bool(told["subgame_perfect"]) == (kind == "efg")


def test_a_game_too_large_to_be_solved_is_told(tmp_path: Path) -> None:
    path = tmp_path / "large.nfg"
    path.write_text(f'NFG 1 R "t" {{ "a" "b" }} {{ 40 40 }} {"1 " * 3200}')
    done = CliRunner().invoke(app, ["--from", str(path)])
    assert done.exit_code == 2
    assert done.stderr == f"{path}: found 1,600 choices of strategies, expected at most 1,024.\n"


def test_the_verb_tells_where_a_file_is_broken(tmp_path: Path) -> None:
    path = tmp_path / "game.nfg"
    path.write_text('NFG 1 R "t" { "a" "b" }\n{ 2 2 }\n1 x')
    done = CliRunner().invoke(app, ["--from", str(path)])
    assert done.exit_code == 2 and done.stderr.startswith(f"{path}:3:1: ")


@pytest.mark.parametrize(
    "bad",
    [
        [],
        ["--name", "chiken"],
        ["--name", "chicken", "--set", "a=1"],
        ["pie"],
        ["pie", "--name", "chicken"],
        ["--from", "none.nfg"],
    ],
)
def test_the_verb_refuses_bad_input_in_a_line(bad: list[str]) -> None:
    done = CliRunner().invoke(app, bad)
    assert done.exit_code == 2
    assert len(done.stderr.strip().splitlines()) == 1


def test_it_is_said_after_which_moves_a_strategy_does_what() -> None:
    from sim.cli.verbs import app

    said = " ".join(CliRunner().invoke(app, ["games", "--name", "ultimatum"]).stdout.split())
    assert "What responder does, in this order: after offer 0; after offer 1; after offer 2; after offer 3;" in said
    assert "What proposer does" not in said
    said = " ".join(CliRunner().invoke(app, ["games", "--name", "centipede"]).stdout.split())
    assert "What first does, in this order: at the start; after pass, pass." in said
