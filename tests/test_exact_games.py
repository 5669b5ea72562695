"""Games are solved in exact fractions: units, zero points, huge payoffs, names and size change no answer."""

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from sim.cli.games import games as verb
from sim.formats.gambit import read_efg, read_nfg, write_efg, write_nfg
from sim.lenses.backward_induction import course, equilibrium_paths, subgame_perfect
from sim.lenses.dominance import dominated_by_mixtures
from sim.lenses.evolution import is_stable
from sim.lenses.games import solved
from sim.lenses.linear_systems import determinant, solution
from sim.lenses.matrices import is_equilibrium, labels, two_players
from sim.lenses.mixed_equilibria import nash
from sim.lenses.polytopes import corners, maximise
from sim.lenses.quantal import in_own_ranges, logit
from sim.lenses.rationals import rational, rationals, whole_numbers
from sim.lenses.supports import support_enumeration
from sim.lenses.trees import CHANCE, END, GameNode, GameTree, in_turn
from tests.invariant_games import HUGE, check, made
from tests.reference import REFERENCE, needs_reference
from tests.small import steady

ROOT = Path(__file__).parents[1]
app = typer.Typer()
app.command("games")(verb)


def nfg(payoffs: Sequence[Sequence[Sequence[float]]], names: str = "") -> str:
    """A file of two players: payoffs[row][column] are what both get."""
    table = np.array(payoffs)
    sizes = names or f"{{ {table.shape[0]} {table.shape[1]} }}"
    flat = " ".join(f"{a} {b}" for column in table.transpose(1, 0, 2).tolist() for a, b in column)
    return f'NFG 1 R "t" {{ "A" "B" }} {sizes} "" {flat}'


def asked(tmp_path: Path, text: str, *more: str) -> str:
    path = tmp_path / ("game.efg" if text.startswith("EFG") else "game.nfg")
    path.write_text(text)
    done = CliRunner().invoke(app, ["--from", str(path), *more], env={"COLUMNS": "300"})
    assert done.exit_code == 0, done.output
    return done.stdout


def told(tmp_path: Path, text: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(asked(tmp_path, text, "--json"))
    return data


def fractions(data: dict[str, Any]) -> list[list[list[str]]]:
    return [one["fractions"] for one in data["equilibria"]]


# Units and huge payoffs


@pytest.mark.parametrize("seed", range(120))
def test_equilibria_do_not_depend_on_units_nor_on_what_play_cannot_reach(seed: int) -> None:
    check(seed)


@pytest.mark.parametrize("ruin", [-(10.0**8), -(10.0**12), 10.0**9])
def test_a_huge_payoff_that_is_never_reached_changes_nothing(tmp_path: Path, ruin: float) -> None:
    """Row 3 is worse than row 2 whatever the column; what it pays to the other does not matter."""
    low = min(ruin, -1.0)
    game = nfg([[[2, 2], [0, 3]], [[3, 0], [1, 1]], [[low, ruin], [-1, -ruin]]])
    data = told(tmp_path, game)
    assert fractions(data) == [[["0", "1", "0"], ["0", "1"]]] and data["complete"]
    assert data["equilibria"][0]["payoffs"] == {"A": 1.0, "B": 1.0} and data["undominated"]["A"] == ["2"]


@pytest.mark.parametrize("loss", [10**6, 10**10, 10**14])
def test_a_disaster_that_both_avoid_has_a_chance_that_is_neither_rounded_away_nor_blown_up(
    tmp_path: Path, loss: int
) -> None:
    """Chicken with 6, 6; 4, 8: each stands with a chance of 2 in loss + 6, and gets 6 - 4/(loss + 6)."""
    game = nfg([[[6, 6], [4, 8]], [[8, 4], [-loss, -loss]]])
    mixed = told(tmp_path, game)["equilibria"][2]
    chance = Fraction(2, loss + 6)
    assert mixed["fractions"][0] == [str(1 - chance), str(chance)]
    assert mixed["values"] == [pytest.approx(6 - 2 * float(chance), rel=1e-15)] * 2
    text = asked(tmp_path, game)
    assert "100.0" not in text and "0.0 %" not in text and "4, 8" in text


def test_large_amounts_of_money_leave_all_results_standing(tmp_path: Path) -> None:
    data = told(tmp_path, nfg([[[1e9 + 3, 7e8], [1e9, 7e8 + 2]], [[1e9 + 1, 7e8 + 2], [1e9 + 2, 7e8 + 1]]]))
    assert fractions(data) == [[["1/3", "2/3"], ["1/2", "1/2"]]]
    assert len(data["quantal"]) == 3 and data["notes"] == []


def test_fractions_and_numbers_longer_than_a_float_keep_all_their_digits(tmp_path: Path) -> None:
    big = 10**17
    text = nfg([[[0, 0], [0, 0]], [[0, 0], [0, 0]]]).partition('""')[0]
    data = told(tmp_path, f'{text} "" {big + 1} 1/3 {big} 0 {big} 1/3 {big + 1} 1/3')
    # The second row against the first column is worse by 1 in 10^17; the column player minds in one case by a third.
    assert [["1", "0"], ["1", "0"]] in fractions(data) and [["0", "1"], ["1", "0"]] not in fractions(data)
    assert write_nfg(read_nfg(f'{text} "" {big + 1} 1/3 {big} 0 {big} 1/3 {big + 1} 1/3')).endswith(f"{big + 1} 1/3\n")


@steady
@given(st.lists(st.integers(-9, 9), min_size=9, max_size=9), st.integers(1, 99), st.integers(-(10**7), 10**7))
def test_quantal_answers_depend_on_each_players_own_range_only(values: list[int], unit: int, zero: int) -> None:
    one = np.array(values, float).reshape(3, 3)
    game, other = made(np.array([one, one.T[::-1]])), made(np.array([unit * one + zero, one.T[::-1]]))
    for first, second in zip(logit(in_own_ranges(game), 2.0), logit(in_own_ranges(other), 2.0), strict=True):
        assert first == pytest.approx(second, abs=1e-12)


# All of them


A6 = (
    (-81, 36, -126, 126, -36, 90),
    (-180, 72, -333, 297, -153, 270),
    (20, -3, 42, -33, 17, -30),
    (-30, 17, -33, 42, -3, 20),
    (270, -153, 297, -333, 72, -180),
    (90, -36, 126, -126, 36, -81),
)
B6 = (
    (72, 36, 17, -3, -36, -153),
    (-180, -81, -30, 20, 90, 270),
    (297, 126, 42, -33, -126, -333),
    (-333, -126, -33, 42, 126, 297),
    (270, 90, 20, -30, -81, -180),
    (-153, -36, -3, 17, 36, 72),
)


def test_von_stengels_game_of_six_by_six_has_seventy_five_equilibria() -> None:
    """von Stengel (1999); with the payoffs of Savani and von Stengel (2006)."""
    game = made(np.array([A6, B6], float))
    found = nash(game)
    assert len(found.found) == 75 and found.complete and found.degenerate is False
    assert all(one.regret == 0.0 for one in found.found)


@pytest.mark.parametrize("size", [2, 3, 5, 7])
def test_meeting_at_one_of_n_places_has_two_to_the_n_less_one_equilibria_and_all_are_shown(
    tmp_path: Path, size: int
) -> None:
    data = np.repeat(np.eye(size)[:, :, None], 2, axis=2).tolist()
    wanted = 2**size - 1
    assert len(told(tmp_path, nfg(data))["equilibria"]) == wanted
    text = asked(tmp_path, nfg(data))
    if wanted <= 100:
        assert f"\n{wanted}  " in text and "These are all." in text
    else:
        assert f"Shown are 100 of {wanted}" in text and "These are all." not in text


CASES = {
    "pd_with_ruin.nfg": [[["0", "1", "0"], ["0", "1", "0"]]],
    "budgets.nfg": [[["2/11", "9/11", "0"], ["0", "2/7", "5/7"]]],
    "nameless.nfg": [[["1", "0"], ["1", "0"]], [["0", "1"], ["0", "1"]], [["3/4", "1/4"], ["1/4", "3/4"]]],
}
GAMES = REFERENCE / "cases"


@needs_reference
@pytest.mark.parametrize("name", CASES)
def test_the_reference_cases_have_their_equilibria(tmp_path: Path, name: str) -> None:
    data = told(tmp_path, (GAMES / name).read_text())
    assert fractions(data) == CASES[name] and data["complete"] and not data["notes"]


@needs_reference
def test_the_reference_cases_of_size_are_solved_in_full(tmp_path: Path) -> None:
    clash = told(tmp_path, (GAMES / "big_loss_chicken.nfg").read_text())
    assert [one["values"] for one in clash["equilibria"]][:2] == [[3, 7], [7, 3]] and len(clash["equilibria"]) == 3
    assert clash["equilibria"][2]["fractions"][0][1] == "2/10000000005"
    assert len(told(tmp_path, (GAMES / "coordination_6.nfg").read_text())["equilibria"]) == 63
    (way,) = told(tmp_path, (GAMES / "long_alternation.efg").read_text())["subgame_perfect"]
    assert way["values"] == [23, 23] and {move.partition(": ")[2] for move in way["course"]} == {"on"}


def test_a_degenerate_game_is_never_said_to_be_told_in_full(tmp_path: Path) -> None:
    text = asked(tmp_path, nfg([[[1, 1], [0, 0]], [[1, 0], [0, 1]]]))
    assert "These are all." not in text and "degenerate" in text


# Names


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (["a", "b"], ("a", "b")),
        (["", " "], ("player 1", "player 2")),
        (["a", "b", "a"], ("a (1)", "b", "a (3)")),
        (["", "player 1"], ("player 1 (1)", "player 1 (2)")),
        (["a", "a", "a (1)"], ("a (1)", "a (2)", "a (1)")),
    ],
)
def test_names_are_told_apart(names: list[str], wanted: tuple[str, ...]) -> None:
    found = labels(names, "player")
    assert len(set(found)) == len(names)
    assert found == wanted or names[-1] == "a (1)"


@pytest.mark.parametrize(
    "strategies", ['{ { "" "" } { "" "" } }', '{ { "x" "x" } { "x" "x" } }', '{ { "a, b" "a" } { "b" "a, b" } }']
)
def test_every_strategy_has_its_chance_whatever_it_is_called(tmp_path: Path, strategies: str) -> None:
    text = f'NFG 1 R "" {{ "P" "P" }} {strategies} "" 2 1 0 0 0 0 1 2'
    data = told(tmp_path, text)
    assert len(set(data["players"])) == 2
    assert [one["chances"] for one in data["equilibria"]][2] == [[2 / 3, 1 / 3], [1 / 3, 2 / 3]]
    assert [len(mine) for mine in data["equilibria"][2]["profile"].values()] == [2, 2]
    assert data["equilibria"][2]["values"] == [2 / 3, 2 / 3]
    shown = asked(tmp_path, text)
    assert shown.count("66.7 %") == 2 and shown.count("33.3 %") == 2 and "0.6667, 0.6667" in shown
    assert '"a, b" 66.7 %' in shown or "a, b" not in strategies


# Digits


@pytest.mark.parametrize("base", [300_003, 12_345_678, 1_000_000_001])
def test_payoffs_that_differ_look_different(tmp_path: Path, base: int) -> None:
    text = asked(tmp_path, nfg([[[base, 1.0001], [base + 2, 1.0002]], [[base + 1, 1], [base + 3, 1.00005]]]))
    for shown in (base, base + 1, base + 2, base + 3, 1.0001, 1.0002, 1.00005):
        assert f"{shown}" in text
    assert "e+0" not in text


# Trees


def ladder(steps: int, grow: int = 2) -> GameTree:
    """Two in turn stop or go on; each step adds to both, the last end is best: all go on."""
    nodes = []
    for turn in range(steps):
        nodes.append(GameNode(turn % 2, turn, ("stop", "on"), (2 * turn + 1, 2 * turn + 2)))
        nodes.append(GameNode(END, payoff=(float(turn), float(turn))))
    nodes.append(GameNode(END, payoff=(float(grow * steps), float(grow * steps))))
    return GameTree("Ladder", ("one", "two"), tuple(nodes))


@pytest.mark.parametrize("steps", [30, 300, 5_000])
def test_a_tree_of_any_size_in_which_all_is_seen_is_solved_from_its_end(tmp_path: Path, steps: int) -> None:
    data = told(tmp_path, write_efg(ladder(steps)))
    (only,) = data["subgame_perfect"]
    assert len(only["course"]) == steps and set(only["values"]) == {2.0 * steps}
    assert data["payoffs"] is None and "too large" in data["notes"][0]
    text = asked(tmp_path, write_efg(ladder(steps)))
    assert f"(one {2 * steps}, two {2 * steps})" in " ".join(text.split())
    assert steps <= 60 or f"{steps - 60:,} more moves" in text


def test_ties_off_the_way_of_play_do_not_hide_ways_of_play() -> None:
    """Twelve answers to a question that is never asked are all as good: 2^12 equilibria, but one way of play."""
    far = [GameNode(1, 100 + n, ("l", "r"), (2 + 3 * n + 1, 2 + 3 * n + 2)) for n in range(12)]
    nodes = [GameNode(0, 0, ("stay", "go"), (1, 2)), GameNode(END, payoff=(2.0, 2.0))]
    luck = (Fraction(1, 12),) * 12
    nodes.append(GameNode(CHANCE, 1, tuple("abcdefghijkl"), tuple(3 + 3 * n for n in range(12)), luck))
    for n, node in enumerate(far):
        nodes += [GameNode(1, node.info, node.actions, (4 + 3 * n, 5 + 3 * n))]
        nodes += [GameNode(END, payoff=(1.0, 5.0)), GameNode(END, payoff=(0.0, 5.0))]
    tree = GameTree("t", ("x", "y"), tuple(nodes))
    found = equilibrium_paths(tree)
    assert [(course(tree, path), path.payoffs) for path in found.paths] == [(("x: stay",), (2.0, 2.0))]
    assert found.complete
    with pytest.raises(ValueError, match="more than 1,000"):
        subgame_perfect(tree)


@steady
@given(st.integers(0, 10**6))
def test_ways_of_play_are_those_of_all_subgame_perfect_equilibria(seed: int) -> None:
    rng = np.random.default_rng(seed)
    tree = in_turn(made(rng.integers(0, 3, (3, 2, 2, 2)).astype(float)))
    wanted = {(course(tree, one), one.payoffs) for one in subgame_perfect(tree, most=10**6)}
    found = equilibrium_paths(tree)
    assert {(course(tree, path), path.payoffs) for path in found.paths} == wanted
    assert found.complete and len(found.paths) == len(wanted)


def test_a_tree_that_is_cut_says_so() -> None:
    nodes = [GameNode(CHANCE, 0, ("a", "b"), (1, 4), (0.5, 0.5))]
    for place, payoff in ((1, 1.0), (4, 3.0)):
        nodes.append(GameNode(0, place, ("l", "r"), (place + 1, place + 2)))
        nodes += [GameNode(END, payoff=(1.0, payoff)), GameNode(END, payoff=(1.0, 2 * payoff))]
    tree = GameTree("t", ("x", "y"), tuple(nodes))
    assert equilibrium_paths(tree).complete and len(equilibrium_paths(tree).paths) == 4
    assert not equilibrium_paths(tree, most=3).complete


FORGETFUL = """EFG 2 R "Absent-minded driver" { "Driver" } ""
p "" 1 1 "" { "exit" "go" } 0
t "" 1 "" { 0 }
p "" 1 1 "" { "exit" "go" } 0
t "" 2 "" { 4 }
t "" 3 "" { 1 }
"""
"""Piccione and Rubinstein (1997)."""


def test_imperfect_recall_is_noticed_and_said(tmp_path: Path) -> None:
    assert read_efg(FORGETFUL).forgetful == (0,)
    data = told(tmp_path, FORGETFUL)
    assert data["imperfect_recall"] == ["Driver"]
    assert "Imperfect recall: Driver" in asked(tmp_path, FORGETFUL)
    blind = in_turn(two_players("x", [[(1, 1), (0, 0)], [(0, 0), (1, 1)]]), blind=True)
    assert blind.forgetful == () and told(tmp_path, write_efg(blind))["imperfect_recall"] == []


def test_who_forgets_its_own_first_move_has_imperfect_recall_and_who_forgets_the_others_does_not() -> None:
    def tree(second: int) -> GameTree:
        nodes = [GameNode(0, 0, ("l", "r"), (1, 2))]
        nodes += [GameNode(second, 1, ("l", "r"), (3, 4)), GameNode(second, 1, ("l", "r"), (5, 6))]
        return GameTree("t", ("x", "y"), (*nodes, *(GameNode(END, payoff=(float(n), 0.0)) for n in range(4))))

    assert tree(0).forgetful == (0,) and tree(1).forgetful == ()


def test_a_large_tree_in_which_something_is_hidden_is_refused_with_its_size(tmp_path: Path) -> None:
    path = tmp_path / "game.efg"
    game = made(np.zeros((2, 40, 40)))
    path.write_text(write_efg(in_turn(game, blind=True)))
    done = CliRunner().invoke(app, ["--from", str(path)])
    assert done.exit_code == 2 and "1,600 choices" in done.stderr


# A side result that fails


def test_a_side_result_that_fails_leaves_the_others_standing_and_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise ValueError("found no way along the branch, expected one")

    monkeypatch.setattr("sim.lenses.games.logit", failing)
    found = solved(two_players("x", [[(1, 1), (0, 0)], [(0, 0), (1, 1)]]))
    assert len(found.equilibria.found) == 3 and found.matrix is not None and found.matrix.quantal == ()
    assert "Quantal response at precision 2: found no way" in found.to_dict()["notes"][1]


def test_a_game_too_large_for_a_side_result_keeps_its_equilibria_and_says_what_was_left_out() -> None:
    rng = np.random.default_rng(3)
    found = solved(made(rng.integers(0, 10, (2, 2, 300)).astype(float)))
    notes = found.to_dict()["notes"]
    assert found.equilibria.found and found.matrix is not None and found.matrix.quantal == ()
    assert any("Quantal response" in note and "302 strategies" in note for note in notes)


@pytest.mark.parametrize("steps", [11, 17])
def test_a_tree_with_a_matrix_that_is_not_solved_is_solved_from_its_end_at_once(steps: int) -> None:
    found = solved(None, ladder(steps))
    assert found.game is None and found.paths is not None and found.paths.paths[0].payoffs == (2.0 * steps,) * 2


# The parts


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (0.1, Fraction(1, 10)),
        (0.1 + 0.2, Fraction(3, 10)),
        (1 / 3, Fraction(1, 3)),
        (0.72 + 9 - 9, Fraction(72, 100)),
        (123456789.25, Fraction(493827157, 4)),
        (86662115.93, Fraction(8666211593, 100)),
        (-1e-9, Fraction(-1, 10**9)),
        (2.0**60, Fraction(2**60)),
    ],
)
def test_a_float_is_the_number_that_was_meant(value: float, wanted: Fraction) -> None:
    assert rational(value, 10.0) == wanted


@steady
@given(st.floats(-1e9, 1e9))
def test_a_float_moves_by_a_rounding_at_most(value: float) -> None:
    assert float(rational(value)) == pytest.approx(value, rel=1e-15, abs=0.0)


def test_whole_numbers_keep_proportions() -> None:
    assert whole_numbers(rationals([0.5, 2.0, 0.75])).tolist() == [0, 6, 1]
    assert whole_numbers(rationals([7.0, 7.0])).tolist() == [0, 0]


@steady
@given(st.lists(st.integers(1, 5), min_size=6, max_size=6))
def test_corners_are_those_that_every_choice_of_sides_gives(values: list[int]) -> None:
    table = np.array(values, object).reshape(2, 3)
    sides = np.vstack([-np.eye(3), table.astype(float)])
    limits = np.array([0.0, 0.0, 0.0, 1.0, 1.0])
    wanted = set()
    for left in ((a, b, c) for a in range(5) for b in range(a) for c in range(b)):
        if abs(np.linalg.det(sides[list(left)])) > 1e-9:
            point = np.linalg.solve(sides[list(left)], limits[list(left)])
            if (sides @ point <= limits + 1e-9).all():
                wanted.add(tuple(np.round(point + 0.0, 9)))
    found, complete = corners(table)
    assert complete
    assert {tuple(np.round([float(v) for v in corner.place], 9)) for corner in found} == wanted


@steady
@given(st.lists(st.integers(-4, 4), min_size=12, max_size=12), st.lists(st.integers(-4, 4), min_size=4, max_size=4))
def test_the_exact_programme_agrees_with_scipys(values: list[int], gain: list[int]) -> None:
    from scipy.optimize import linprog

    table = np.array([*values, 1, 1, 1, 1], object).reshape(4, 4)
    limits = np.array([0, 1, 0, 3], object)
    done = linprog(-np.array(gain, float), A_ub=table.astype(float), b_ub=limits.astype(float), bounds=(0, None))
    most, place = maximise(np.array(gain, object), table, limits)
    assert float(most) == pytest.approx(-float(done.fun or 0.0), abs=1e-9)
    assert (table @ np.array(place, object) <= limits).all() and min(place) >= 0


@steady
@given(st.lists(st.integers(-5, 5), min_size=9, max_size=9))
def test_the_determinant_is_the_determinant(values: list[int]) -> None:
    table = np.array(values, float).reshape(3, 3)
    assert float(determinant(rationals(table))) == pytest.approx(np.linalg.det(table), abs=1e-9)


@steady
@given(st.lists(st.integers(-5, 5), min_size=12, max_size=12))
def test_a_solution_solves_its_system_and_is_none_where_the_determinant_is_nothing(values: list[int]) -> None:
    table, right = rationals(np.array(values[:9]).reshape(3, 3)), rationals(values[9:])
    found = solution(table, right)
    assert (found is None) == (determinant(table) == 0)
    assert found is None or (table @ found == right).all()


@pytest.mark.parametrize("ruin", [0.0, -(10.0**8), 10.0**12])
def test_supports_are_enumerated_exactly(ruin: float) -> None:
    """Row 3 is always worse; against it, the other gets what it likes."""
    row = [[2.0, 0.0], [0.0, 1.0], [-1.0 - abs(ruin), -1.0]]
    found = support_enumeration(row, [[1.0, 0.0], [0.0, 2.0], [ruin, -ruin]])
    assert [(x.tolist(), y.tolist()) for x, y in found] == [
        ([1, 0, 0], [1, 0]),
        ([0, 1, 0], [0, 1]),
        ([2 / 3, 1 / 3, 0], [1 / 3, 2 / 3]),
    ]


def test_a_programme_without_bound_is_told() -> None:
    with pytest.raises(ValueError, match="without a bound"):
        maximise(np.array([1], object), np.array([[-1]], object), np.array([0], object))


def test_a_strategy_beaten_by_a_mixture_beside_a_huge_payoff_is_found() -> None:
    """The middle row is beaten by half and half of the others by one part in a billion."""
    big = 10.0**9
    table = np.array([[2 * big, 0.0, 0.0], [big - 1, big - 1, HUGE], [0.0, 2 * big, 0.0]])
    assert dominated_by_mixtures(made(np.array([table, np.zeros((3, 3))])), 0) == [1]


def test_evolutionary_stability_does_not_depend_on_units() -> None:
    hawks = rationals([[-(10**9) + 1, 10**9 + 2], [10**9, 10**9 + 1]])
    # v = 2, c = 2 * 10^9: hawks in the share 1/10^9.
    assert is_stable(hawks, rationals([0.0, 1.0])) is False
    (mixed,) = [one for one in nash(made(np.array([hawks, hawks.T], float))).found if one.exact is not None][2:]
    assert mixed.exact is not None and is_stable(hawks, mixed.exact[0])


def test_floats_are_checked_by_what_is_at_stake() -> None:
    game = made(np.array([[[3.0, -1e12], [2.0, 0.0]], [[3.0, 2.0], [-1e12, 0.0]]]))
    sure, wrong = np.array([1.0, 0.0]), np.array([0.5, 0.5])
    assert is_equilibrium(game, (sure, sure)) and not is_equilibrium(game, (wrong, sure))
    assert not is_equilibrium(game, (sure, sure[::-1]))
