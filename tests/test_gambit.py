"""Gambit's files come back as they were written, and whatever is broken is told with its line."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from sim.cli.export import export
from sim.cli.import_ import import_
from sim.formats import efg, format_of, gambit, gambit_words, recognised
from sim.formats.gambit import game_in, game_of, read_efg, read_nfg, secured, write_efg, write_nfg
from sim.lenses.backward_induction import subgame_perfect
from sim.lenses.catalogue import CLASSICS, Classic, classic
from sim.lenses.matrices import MatrixGame
from sim.lenses.trees import CHANCE, GameTree, in_turn, strategic_form
from sim.lenses.worths import worths
from sim.scenario.documents import load, read_text
from sim.scenario.edits import text_of
from sim.scenario.faults import ScenarioError
from sim.scenario.model import Scenario
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
    from sim.lenses.mixed_equilibria import nash

    game = strategic_form(tree)
    assert game.sizes == (4, 2)
    (profile,) = nash(game).profiles
    assert profile[0] == pytest.approx([1 / 3, 2 / 3, 0, 0], abs=1e-9)
    assert profile[1] == pytest.approx([2 / 3, 1 / 3], abs=1e-9)


@pytest.mark.parametrize("row", CLASSICS, ids=[row.name for row in CLASSICS])
def test_every_classic_goes_round(row: Classic) -> None:
    if isinstance(row.game, GameTree):
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
    monkeypatch.setattr(efg, "MOST_NODES", 5)
    monkeypatch.setattr(gambit_words, "MOST_LETTERS", 500)
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
        st.sampled_from([POKER, PAYOFFS, OUTCOMES, write_efg(game) if isinstance(game, GameTree) else write_nfg(game)])
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


# Games as scenarios


def imported(path: Path, text: str) -> tuple[Scenario, dict[str, object], tuple[str, ...]]:
    path.write_text(text, encoding="utf-8")
    found = format_of(str(recognised([path]))).read([path])
    return read_text(text_of(dict(found.data))).scenario, dict(found.data), found.left_out


@pytest.mark.parametrize("row", CLASSICS, ids=[row.name for row in CLASSICS])
@pytest.mark.parametrize("kind", ["nfg", "efg"])
def test_importing_a_game_and_exporting_it_changes_nothing(row: Classic, kind: str, tmp_path: Path) -> None:
    game = strategic_form(row.game) if isinstance(row.game, GameTree) else row.game
    text = write_nfg(game) if kind == "nfg" else write_efg(in_turn(game, blind=True))
    path = tmp_path / f"game.{kind}"
    scenario, data, left_out = imported(path, text)
    assert left_out == ()
    made = format_of(kind).write(scenario)
    ((name, again),) = made.files.items()
    assert again == text and name.endswith(f".{kind}") and made.left_out
    assert imported(path, again)[1] == data


def test_what_a_tree_says_beside_its_matrix_is_told(tmp_path: Path) -> None:
    row = next(row for row in CLASSICS if isinstance(row.game, GameTree))
    assert isinstance(row.game, GameTree)
    path = tmp_path / "tree.efg"
    scenario, data, left_out = imported(path, write_efg(row.game))
    assert left_out == (gambit.ORDER,) and data["left_out"] == {"note_1": gambit.ORDER}
    check_same(game_of(scenario)[0], strategic_form(row.game))


def test_a_deal_is_worth_its_payoffs_and_no_deal_what_each_can_secure(tmp_path: Path) -> None:
    game = read_nfg(PAYOFFS)
    scenario, _, _ = imported(tmp_path / "game.nfg", PAYOFFS)
    found = worths(scenario)
    assert found.parties == ("ann", "ben")
    listed = sorted(map(tuple, found.value.tolist()))
    assert listed == sorted(zip(*(table.reshape(-1).tolist() for table in game.payoffs), strict=True))
    # Ann's rows are worth at least 0 and -2 to her, Ben's columns at least 1, 0.5 and 0 to him.
    assert [secured(game, p) for p in (0, 1)] == [0, 1] == [p.no_deal.value.middle for p in scenario.parties.values()]


def test_nobody_else_is_needed_for_a_choice_of_ones_own(tmp_path: Path) -> None:
    scenario, _, _ = imported(tmp_path / "game.nfg", PAYOFFS)
    assert [issue.controlled_by for issue in scenario.issues.values()] == [["ann"], ["ben"]]


def test_a_scenario_whose_issues_are_in_common_hands_goes_out_as_its_game_of_holding_firm() -> None:
    from sim.lenses.games import games

    made = format_of("nfg").write(load("labour-dispute"))
    (text,) = made.files.values()
    game = games(load("labour-dispute")).game
    assert game is not None
    check_same(read_nfg(text), game)
    assert made.left_out == (gambit.HOLDING_FIRM,)
    with pytest.raises(ValueError, match="no conditions"):
        format_of("efg").write(load("pie"))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('NFG 1 R "t" { "a" "b" }\n{ 2 2 }\n1 x', 3, "found 'x', expected a payoff"),
        ('NFG 1 R "t" { "a" }\n{ 2 }\n1 2', 1, "a game of one player"),
        ('NFG 1 R "t" { "a" "b" }\n{ 2 1 }\n1 2 3 4', 1, "one strategy of 'b'"),
        ('NFG 1 R "t" { "a" "b" }\n{ 2 2 }\n1 2 3 4 5 6 7 1e5', 1, "a payoff of 100000"),
        (f'NFG 1 R "t" {{ "a" "b" }}\n{{ 40 40 }}\n{"1 " * 3200}', 1, "1,600 choices"),
        ('NFG 1 R "t" { "a" "b" }\n{ 2 2 }\n\xff', 3, "not UTF-8"),
    ],
)
def test_a_file_that_makes_no_scenario_is_told_with_its_line(text: str, line: int, said: str, tmp_path: Path) -> None:
    path = tmp_path / "game.nfg"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ScenarioError) as told:
        format_of("nfg").read([path])
    (fault,) = told.value.faults
    assert (fault.file, fault.line) == (str(path), line) and said in str(fault)


def test_a_file_holds_a_matrix_or_a_tree(tmp_path: Path) -> None:
    path = tmp_path / "game"
    path.write_text(PAYOFFS)
    assert game_in(path)[1] is None
    path.write_text(POKER)
    matrix, tree = game_in(path)
    assert tree is not None and matrix is None and strategic_form(tree).sizes == (4, 2)
    path.write_text("word")
    with pytest.raises(ScenarioError, match="expected NFG"):
        game_in(path)


def test_the_verbs_bring_a_game_in_and_out_and_tell_what_is_lost(tmp_path: Path) -> None:
    app = typer.Typer()
    app.command("import")(import_)
    app.command("export")(export)
    source, made, out = tmp_path / "card.efg", tmp_path / "card.yaml", tmp_path / "out"
    source.write_text(POKER)
    done = CliRunner().invoke(app, ["import", str(source), "--to", str(made)])
    assert done.exit_code == 0 and "from efg" in done.stdout and gambit.ORDER in done.stdout
    done = CliRunner().invoke(app, ["export", str(made), "--to", "nfg", "--out", str(out), "--json"])
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    check_same(read_nfg(Path(told["files"][0]).read_text()), strategic_form(read_efg(POKER)))
    assert told["left_out"] == [gambit.ONLY_CHOICES]
    source.write_text(POKER.replace("{ 2, -2 }", "{ 2 }"))
    done = CliRunner().invoke(app, ["import", str(source), "--to", str(made), "--replace"])
    assert done.exit_code == 2 and done.stderr.startswith(f"{source}:7:1: found '}}', expected a payoff")


@steady
@given(hostile | damaged())
def test_whatever_is_imported_is_a_scenario_or_a_fault(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("game") / "game"
    path.write_text(text, encoding="utf-8", errors="surrogateescape")
    for kind in ("nfg", "efg"):
        try:
            format_of(kind).read([path])
        except ScenarioError as error:
            assert error.faults
