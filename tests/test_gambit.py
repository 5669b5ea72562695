"""Gambit's files come back as they were written, and whatever is broken is told with its line."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.formats import gambit
from sim.formats.gambit import read_efg, read_nfg, write_efg, write_nfg
from sim.lenses.catalogue import CLASSICS, classic
from sim.lenses.matrices import MatrixGame
from sim.lenses.trees import CHANCE, Tree, in_turn, strategic_form, subgame_perfect
from tests.small import steady

# Written for these tests, in the form that Gambit's documentation describes.
PAYOFFS = """NFG 1 R "Two by three" { "Ann" "Ben" } { 2 3 }
"a comment, over
two lines"

1 1  0 2, 1/3 .5
-2 1e2 0 0 3 4
"""
OUTCOMES = """NFG 1 D "By outcome" { "A" "B" }
{ { "up" "down" }
  { "left" "right" } }
""
{ { "both" 1, 2 } { "none" 0.5, -3 } }
1 2 0 1
"""
POKER = """EFG 2 R "A card and a bet" { "Red" "Blue" }
"After a card is drawn Red bets or folds, and Blue, who does not see it, calls or folds."

c "" 1 "card" { "high" 1/2 "low" 1/2 } 0
p "" 1 1 "high" { "bet" "fold" } 0
p "" 2 1 "blind" { "call" "fold" } 0
t "" 1 "big win" { 2, -2 }
t "" 2 "win" { 1, -1 }
t "" 2
p "" 1 2 "low" { "bet" "fold" } 0
p "" 2 1 0
t "" 3 "big loss" { -2, 2 }
t "" 2
t "" 4 "loss" { -1, 1 }
"""


def test_payoffs_stand_with_the_first_players_strategy_fastest() -> None:
    game = read_nfg(PAYOFFS)
    assert game.title == "Two by three" and game.players == ("Ann", "Ben")
    assert game.strategies == (("1", "2"), ("1", "2", "3"))
    assert game.payoffs[0].tolist() == [[1, 1 / 3, 0], [0, -2, 3]]
    assert game.payoffs[1].tolist() == [[1, 0.5, 0], [2, 100, 4]]


def test_outcomes_are_looked_up_and_zero_is_none() -> None:
    game = read_nfg(OUTCOMES)
    assert game.strategies == (("up", "down"), ("left", "right"))
    assert game.payoffs[0].tolist() == [[1, 0], [0.5, 1]]
    assert game.payoffs[1].tolist() == [[2, 0], [-3, 2]]


def test_a_tree_keeps_luck_and_what_is_hidden() -> None:
    """Myerson (1991), a simple card game: bets are bluffs in one of three cases and calls come in two of three."""
    tree = read_efg(POKER)
    assert tree.nodes[0].player == CHANCE and tree.nodes[0].chances == (0.5, 0.5)
    assert not tree.perfect and len(tree.nodes) == 11
    from sim.lenses.mixing import nash

    game = strategic_form(tree)
    assert game.sizes == (4, 2)
    (profile,) = nash(game).profiles
    assert profile[0] == pytest.approx([1 / 3, 2 / 3, 0, 0], abs=1e-9)
    assert profile[1] == pytest.approx([2 / 3, 1 / 3], abs=1e-9)


@pytest.mark.parametrize("row", CLASSICS, ids=[row.name for row in CLASSICS])
def test_every_classic_goes_round(row: object) -> None:
    from sim.lenses.catalogue import Classic

    assert isinstance(row, Classic)
    if isinstance(row.game, Tree):
        again = read_efg(write_efg(row.game))
        assert write_efg(again) == write_efg(row.game)
        assert (strategic_form(again).payoffs == strategic_form(row.game).payoffs).all()
        plans = {plan.payoffs for plan in subgame_perfect(again)}
        assert plans == {plan.payoffs for plan in subgame_perfect(row.game)}
    else:
        check_same(read_nfg(write_nfg(row.game)), row.game)


def check_same(one: MatrixGame, two: MatrixGame) -> None:
    assert (one.title, one.players, one.strategies) == (two.title, two.players, two.strategies)
    assert (one.payoffs == two.payoffs).all()


names = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)


@st.composite
def matrices(draw: st.DrawFn) -> MatrixGame:
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    strategies = tuple(tuple(draw(names) for _ in range(size)) for size in sizes)
    count = len(sizes) * int(np.prod(sizes))
    finite = st.floats(allow_nan=False, allow_infinity=False)
    values = draw(st.lists(finite, min_size=count, max_size=count))
    table = np.array(values).reshape(len(sizes), *sizes)
    return MatrixGame(draw(names), tuple(draw(names) for _ in sizes), strategies, table)


@steady
@given(matrices())
def test_any_matrix_comes_back_as_it_was(game: MatrixGame) -> None:
    check_same(read_nfg(write_nfg(game)), game)


@steady
@given(matrices(), st.booleans())
def test_any_tree_comes_back_as_it_was(game: MatrixGame, blind: bool) -> None:
    tree = in_turn(game, blind=blind)
    again = read_efg(write_efg(tree))
    assert write_efg(again) == write_efg(tree)
    assert again.players == tree.players and again.perfect == tree.perfect
    if not blind:
        return
    check_same(strategic_form(again), strategic_form(tree))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "end of the file"),
        ("EFG 2 R", 1, "'EFG', expected NFG"),
        ('NFG 1 R "open', 1, "does not end"),
        ('NFG 1 R "t" { "a" }\n{ 2 }\n1 x', 3, "'x', expected a payoff"),
        ('NFG 1 R "t" { "a" }\n{ 2 }\n1 1/0', 3, "finite"),
        ('NFG 1 R "t" { "a" }\n{ 2 }\n1 1e999', 3, "finite"),
        ('NFG 1 R "t" { "a" }\n{ 2 }\n1 nan', 3, "'nan'"),
        ('NFG 1 R "t" { "a" }\n{ 2 }\n1 2 3', 3, "expected the end"),
        ('NFG 1 R "t" { "a" }\n{ 2 }\n\n1', 4, "end of the file, expected a payoff"),
        ('NFG 1 R "t" { "a" }\n{ 2 2 }', 2, "strategies of 2 players"),
        ('NFG 1 R "t" { "a" "b" }\n{ 900000 900000 }\n1', 3, "payoffs, expected up to"),
        ('NFG 1 R "t" { }\n{ }', 1, "0 players"),
        ('NFG 1 R "t" { "a" }\n{ { } }', 2, "strategies of 1 players"),
        ('NFG 1 R "t" { "a" }\n{ 1 }\n{ { "x" 1 } } 2', 3, "'2', expected an outcome's number"),
    ],
)
def test_a_broken_matrix_is_told_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)) as told:
        read_nfg(text)
    assert str(told.value).startswith(f"line {line}: ")


HEAD = 'EFG 2 R "t" { "a" "b" }\n""\n'


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 3, "end of the file, expected a node"),
        ('x "" 0', 3, "'x', expected a node"),
        ('t "" 1', 3, "outcome 1, expected its payoffs"),
        ('t "" 0\nt "" 0', 4, "the tree is complete"),
        ('p "" 3 1 { "l" } 0', 3, "'3', expected a player's number"),
        ('p "" 1 1 { } 0', 3, "0 actions"),
        ('p "" 1 1 0', 3, "no actions"),
        ('c "" 1 { "l" 0.5 "r" 0.4 } 0', 3, "add up to 0.9"),
        ('c "" 1 { "l" -0.5 "r" 1.5 } 0', 3, "none of them negative"),
        ('p "" 1 1 { "l" "r" } 0\np "" 1 1 { "l" } 0', 4, "1 actions"),
        ('p "" 1 1 { "l" "r" } 0\nt "" 1 { 1 2 }\nt "" 1 { 1 3 }', 5, "other payoffs for outcome 1"),
        ('t "" 1 { 1 }', 3, "'}', expected a payoff"),
    ],
)
def test_a_broken_tree_is_told_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)) as told:
        read_efg(HEAD + text if text else HEAD)
    assert str(told.value).startswith(f"line {line if text else 2}: ")


def test_a_tree_as_deep_as_a_file_can_make_it_is_read() -> None:
    """Nothing calls itself, so no depth is too deep."""
    depth = 20_000
    text = (
        HEAD
        + 'p "" 1 {n} {{ "go" }} 0\n'.replace("{n}", "1").replace("{{", "{").replace("}}", "}") * depth
        + 't "" 0\n'
    )
    tree = read_efg(text)
    assert len(tree.nodes) == depth + 1


def test_texts_and_trees_too_large_to_be_meant_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gambit, "MOST_NODES", 5)
    monkeypatch.setattr(gambit, "MOST_LETTERS", 500)
    with pytest.raises(ValueError, match="more than 5 nodes"):
        read_efg(HEAD + 'p "" 1 1 { "go" } 0\n' * 9)
    with pytest.raises(ValueError, match="at most 500"):
        read_nfg(" " * 501)


pieces = st.sampled_from(
    [
        "NFG",
        "EFG",
        "1",
        "2",
        "R",
        "D",
        "{",
        "}",
        '"a"',
        '"',
        "c",
        "p",
        "t",
        "0",
        "-1",
        "1/2",
        "1e9",
        ",",
        "\n",
        "\\",
        "é",
    ]
)
hostile = st.one_of(
    st.text(max_size=200),
    st.lists(pieces, max_size=60).map(" ".join),
    st.lists(pieces, max_size=40).map(lambda rest: 'NFG 1 R "t" { "a" "b" } ' + " ".join(rest)),
    st.lists(pieces, max_size=40).map(lambda rest: HEAD + " ".join(rest)),
)


@steady
@given(hostile)
def test_whatever_is_read_is_a_game_or_a_fault_with_a_line(text: str) -> None:
    for reader in (read_nfg, read_efg):
        try:
            reader(text)
        except ValueError as error:
            assert re.match(r"line \d+: ", str(error)), error


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A sound file with some of it cut out, doubled or replaced."""
    game = classic(draw(st.sampled_from(["chicken", "centipede", "ultimatum"]))).game
    text = draw(
        st.sampled_from([POKER, PAYOFFS, OUTCOMES, write_efg(game) if isinstance(game, Tree) else write_nfg(game)])
    )
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        text = text[:start] + draw(st.one_of(st.just(""), pieces, st.text(max_size=3))) + text[end:]
    return text


@steady
@given(damaged())
def test_damaged_files_are_read_or_told_with_a_line(text: str) -> None:
    for reader in (read_nfg, read_efg):
        try:
            reader(text)
        except ValueError as error:
            assert re.match(r"line \d+: ", str(error)), error
