"""Tables as people keep them: tabs in any order, percent, shares, commas, headers, scripts; and payoff matrices."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from sim.cli.export import export
from sim.cli.games import games
from sim.cli.import_ import import_
from sim.cli.spatial import spatial
from sim.formats import recognised, stakeholders
from sim.formats.figures import AmbiguousFigureError, figure_in, percents
from sim.formats.gambit import game_in
from sim.formats.headers import ALIASES
from sim.formats.matrix_tables import read_matrix, write_matrix
from sim.formats.unread import UNREAD
from sim.formats.worksheets import read_sheet
from sim.lenses.matrices import MatrixGame
from sim.scenario.documents import load, read_text
from sim.scenario.edits import text_of
from sim.scenario.faults import ScenarioError
from tests.reference import REFERENCE, needs_reference
from tests.small import steady

app = typer.Typer()
for verb, call in (("spatial", spatial), ("import", import_), ("games", games), ("export", export)):
    app.command(verb)(call)

HEAD = "actor,influence,position,salience\n"
ROWS: list[list[Any]] = [["actor", "influence", "position", "salience"], ["North", 10, 20, 30], ["South", 20, 80, 60]]
MEAN = (10 * 0.3 * 20 + 20 * 0.6 * 80) / (10 * 0.3 + 20 * 0.6)
"""The capability × salience mean of these rows."""


def parley(*words: object) -> Result:
    done = CliRunner().invoke(app, [str(word) for word in words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def mean_of(path: Path) -> float:
    """Return the weighted mean that the spatial lens finds in a table."""
    done = parley("spatial", path, "--json")
    assert done.exit_code == 0, done.stderr
    return float(json.loads(done.stdout)["weighted_mean"])


def book(path: Path, *sheets: tuple[str, list[list[Any]]], order: tuple[int, ...] = (), hidden: int = -1) -> Path:
    """Write a workbook; its tabs may stand in another order than that in which they were made."""
    xlsxwriter = pytest.importorskip("xlsxwriter")
    with xlsxwriter.Workbook(str(path)) as made:
        percent = made.add_format({"num_format": '0.0" of "%'})
        for number, (name, rows) in enumerate(sheets):
            sheet = made.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    shown = isinstance(cell, tuple)
                    sheet.write(r, c, cell[0] if shown else cell, percent if shown else None)
            if number == hidden:
                sheet.hide()
        if hidden == 0:
            made.worksheets()[1].activate()
            made.worksheets()[1].set_first_sheet()
        if order:
            listed = made.worksheets_objs
            listed[:] = [listed[n] for n in order]
    return path


OTHER: list[list[Any]] = [["actor", "influence", "position", "salience"], ["North", 1, 1, 1], ["South", 1, 1, 1]]


@pytest.mark.parametrize("name", ["final", "Blatt 1", "Tabelle"])
def test_the_first_sheet_is_the_first_tab_whatever_its_file_is_called(tmp_path: Path, name: str) -> None:
    path = book(tmp_path / "t.xlsx", ("old", OTHER), (name, ROWS), ("draft", OTHER), order=(1, 2, 0))
    assert mean_of(path) == pytest.approx(MEAN)
    (note,) = read_sheet(path).notes
    assert note == f"the sheet {name!r} was read, the first; not 'draft', 'old'"
    assert note in json.loads(parley("spatial", path, "--json").stdout)["notes"]


def test_hidden_sheets_are_not_the_first(tmp_path: Path) -> None:
    assert mean_of(book(tmp_path / "t.xlsx", ("hidden", OTHER), ("shown", ROWS), hidden=0)) == pytest.approx(MEAN)


def test_cells_shown_in_percent_are_read_as_shown(tmp_path: Path) -> None:
    rows = [ROWS[0], ["North", 10, (0.2,), (0.3,)], ["South", 20, (0.8,), (0.6,)]]
    path = book(tmp_path / "t.xlsx", ("t", rows))
    assert read_sheet(path).rows[1].cells == ("North", "10", "20%", "30%")
    assert mean_of(path) == pytest.approx(MEAN)


def test_percent_signs_in_text_are_points(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(HEAD + "North,10,20 %,30%\nSouth,20,80%,60 %\n")
    assert mean_of(path) == pytest.approx(MEAN)


def test_columns_in_which_nothing_is_above_one_are_shares_and_this_is_told(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(HEAD + "North,10,0.2,0.3\nSouth,20,0.8,0.6\n")
    assert mean_of(path) == pytest.approx(MEAN)
    _, left_out = stakeholders.read(path)
    assert [note.split(":")[0] for note in left_out] == ["the unit of position", "the unit of salience"]
    assert "no figure is above 1" in parley("spatial", path).stdout


@pytest.mark.parametrize(
    ("header", "cells", "wanted"),
    [
        ("actor,influence,position (0-100),salience (points)", ("0.2", "0.8"), (0.2, 0.8)),
        ("actor,influence,position [0-1],salience (share)", ("0.2", "1"), (20, 100)),
        ("actor,influence,position %,salience (%)", ("0.5", "1"), (0.5, 1)),
        ("actor,influence,position,salience", ("0", "1"), (0, 100)),
        ("actor,influence,position,salience", ("0", "0"), (0, 0)),
        ("actor,influence,position,salience", ("0.5", "2"), (0.5, 2)),
        ("actor,influence,position,salience", ("50%", "100%"), (50, 100)),
    ],
)
def test_units_are_those_that_headers_state_or_figures_allow(
    header: str, cells: tuple[str, str], wanted: tuple[float, float]
) -> None:
    text = f"{header}\nNorth,1,{cells[0]},50%\nSouth,2,{cells[1]},40%\n"
    table, _ = stakeholders.read_placed(text)
    assert table.mode[:, 0].tolist() == pytest.approx(wanted)
    assert table.salience[:, 0].tolist() == [50, 40]


def test_percent_beside_figures_that_may_be_shares_is_asked_about() -> None:
    with pytest.raises(ScenarioError, match=r"found 0.8 in position, beside figures in percent.*Give all cells"):
        stakeholders.read(HEAD + "North,10,20%,30\nSouth,20,0.8,60\n")


@pytest.mark.parametrize("shares", [0.5, 1.0])
def test_small_points_come_back_as_points(shares: float) -> None:
    text = f"actor,influence,position (0-100),salience (0-100)\nA,1,{shares},{shares}\nB,2,0.25,1\n"
    data, _ = stakeholders.read(text)
    assert stakeholders.read(stakeholders.write(read_text(text_of(data)).scenario))[0] == data


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0,5", 0.5),
        (",5", 0.5),
        ("12,25", 12.25),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1,234,567", 1234567),
        ("1.234.567", 1234567),
        ("1 234,5", 1234.5),
        ("1\u00a0234", 1234),
        ("1'234.5", 1234.5),
        ("0,125", 0.125),
        ("−3", -3),
        ("2.5e3", 2500),
        ("1.234", 1.234),
    ],
)
def test_figures_are_read_as_people_write_them(text: str, value: float) -> None:
    found = figure_in(text)
    assert found is not None
    assert found.value == pytest.approx(value)
    assert not found.percent


def test_a_comma_that_may_part_thousands_or_decimals_is_asked_about() -> None:
    with pytest.raises(AmbiguousFigureError, match=r"1.234 or 1234"):
        figure_in("1,234")
    with pytest.raises(ScenarioError, match=r"'1,234', which may mean 1.234 or 1234, expected a decimal point"):
        stakeholders.read(HEAD + '"A","1,234",2,3\nB,1,2,3\n')


@pytest.mark.parametrize(
    "text", ["", "x", "1_0", "nan", "inf", "1..2", "1,2,3", "1,23,456", "--1", "%", "1 2", "٣" * 50]
)
def test_what_is_not_a_figure_is_none(text: str) -> None:
    assert figure_in(text) is None


@given(st.integers(0, 10_000))
def test_percent_is_shown_without_rounding_of_the_binary_kind(hundredths: int) -> None:
    assert percents(repr(hundredths / 10_000)) == f"{hundredths / 100:.15g}%"


def test_decimal_commas_in_a_semicolon_table(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Actor;Power;Preferred position;Importance\nNorth;10,0;20,0;30,0\nSouth;20;80;60,0\n")
    assert mean_of(path) == pytest.approx(MEAN)


@pytest.mark.parametrize(
    "header",
    [
        "Stakeholder,Power,Preferred position,Importance",
        "Country,Capabilities,Ideal point,Priority",
        "PARTY,Voting power,Policy-Position,Issue salience",
        "Name,Resources,Stance,Saliency",
        "Organisation,Clout,Most likely position,Interest (0-100)",
    ],
)
def test_usual_headers_are_matched(header: str) -> None:
    table, notes = stakeholders.read_placed(f"{header}\nNorth,10,20,30\nSouth,20,80,60\n")
    assert (table.influence.tolist(), table.mode[:, 0].tolist(), notes) == ([10, 20], [20, 80], [])


@pytest.mark.parametrize("missing", ["influence", "position", "salience", "actor"])
def test_headers_that_are_not_matched_are_answered_with_those_that_are_wanted(missing: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(HEAD.replace(missing, "Zyx") + "North,10,20,30\nSouth,20,80,60\n")
    for words in (("spatial", path), ("import", path, "--to", tmp_path / "x.yaml")):
        done = parley(*words)
        assert done.exit_code == 2
        assert f"found no column {missing}, only " in done.stderr and "'Zyx'" in done.stderr
        assert f"expected one of {', '.join(ALIASES[missing])}." in done.stderr


def test_a_faulty_cell_is_told_by_import_too(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(HEAD + "North,10,20,30\nSouth,20,much,60\n")
    done = parley("import", path, "--to", tmp_path / "x.yaml")
    assert (done.exit_code, "t.csv:3:1: found 'much'" in done.stderr) == (2, True)


def test_rows_above_the_header_are_passed_over_and_told() -> None:
    table, notes = stakeholders.read_placed("Who wants what,,,\n,,,\n" + HEAD + "North,10,20,30\nSouth,20,80,60\n")
    assert table.names == ("North", "South")
    assert notes == ["line 1, above the header: Who wants what"]


@pytest.mark.parametrize(
    ("encoding", "note"), [("utf-8-sig", ""), ("cp1252", "Windows-1252"), ("utf-16", "read as UTF-16")]
)
def test_tables_in_other_encodings_are_read_and_told(tmp_path: Path, encoding: str, note: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes((HEAD + "Türkiye,10,20,30\nÉire,20,80,60\n").encode(encoding))
    table, notes = stakeholders.read_placed(path)
    assert table.names == ("Türkiye", "Éire")
    assert len(notes) == bool(note) and all(note in one for one in notes)


def test_names_in_other_scripts_give_ids_that_tell_and_stay_as_labels(tmp_path: Path) -> None:
    path, out = tmp_path / "t.csv", tmp_path / "t.yaml"
    path.write_text(HEAD + "Грузия,10,20,30\nЛитва,20,80,60\nمصر,1,1,1\n", encoding="utf-8")  # noqa: RUF001 - Cyrillic
    assert parley("import", path, "--to", out).exit_code == 0
    parties = load(out).parties
    assert {name: party.label for name, party in parties.items()} == {
        "gruziia": "Грузия",
        "litva": "Литва",
        "msr": "مصر",
    }


def test_an_imported_table_says_what_its_decision_is() -> None:
    head = HEAD.strip() + ",issue\n"
    one = stakeholders.read(head + "A,1,2,3,Fish\nB,1,9,3,Fish\n")[0]["outcomes"]
    assert one["agreed"]["label"] == "A decision: all agree to some position on Fish"
    assert one["agreed"]["resolves"] == "All actors agree to one of the options of Fish."
    two = stakeholders.read(head + "A,1,2,3,Fish\nB,1,9,3,Nets\n")[0]["outcomes"]
    assert two["agreed"]["label"] == "A decision: all agree to some position on one of 2 issues"


@pytest.mark.parametrize("suffix", UNREAD)
def test_files_of_other_kinds_are_answered_with_what_to_use_instead(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"file{suffix}"
    path.write_bytes(b"\x00\x01binary")
    done = parley("import", path, "--to", tmp_path / "x.yaml")
    assert done.exit_code == 2
    assert "which is not read" in done.stderr and UNREAD[suffix][1] in done.stderr
    if "gambit" in UNREAD[suffix][0].lower():
        assert "Save" in parley("games", "--from", path).stderr


def test_an_action_graph_game_is_known_by_how_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "game.txt"
    path.write_text("#AGG\n2\n4\n0\n2 2\n")
    assert "Save it as a strategic game (.nfg)" in parley("games", "--from", path).stderr


MATRICES = {
    "pairs with commas": 'North \\ South,left,right\nup,"3, 1","0, 0"\ndown,"0,0","1,3"\n',
    "pairs with semicolons": "North / South,left,right\nup,3; 1,0;0\ndown,0 ; 0,1;3\n",
    "bars and brackets": "North | South,left,right\nup,(3 | 1),[0|0]\ndown,(0|0),(1|3)\n",
    "blanks": "North \\ South\tleft\tright\nup\t3 1\t0 0\ndown\t0 0\t1 3\n",
    "two columns each": "North \\ South,left,,right,\nup,3,1,0,0\ndown,0,0,1,3\n",
    "a title above": 'A battle,,\nNorth \\ South,left,right\nup,"3, 1","0, 0"\ndown,"0, 0","1, 3"\n',
}


@pytest.mark.parametrize("text", MATRICES.values(), ids=list(MATRICES))
def test_payoff_matrices_are_read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "battle.csv"
    path.write_text(text)
    assert recognised([path]) == "matrix"
    game = read_matrix(path)
    assert (game.players, game.strategies) == (("North", "South"), (("up", "down"), ("left", "right")))
    assert game.payoffs.tolist() == [[[3, 0], [0, 1]], [[1, 0], [0, 3]]]
    assert game.title == ("A battle" if "A battle" in text else "battle")
    found = json.loads(parley("games", "--from", path, "--json").stdout)
    assert len(found["equilibria"]) == 3


def test_a_matrix_in_a_workbook_becomes_a_scenario(tmp_path: Path) -> None:
    path, out = (
        book(tmp_path / "m.xlsx", ("m", [["", "l", "r"], ["u", "3, 1", "0, 0"], ["d", "0, 0", "1, 3"]])),
        tmp_path / "m.yaml",
    )
    done = parley("import", path, "--to", out)
    assert done.exit_code == 0, done.stderr
    assert list(load(out).parties) == ["row", "column"]
    again = tmp_path / "again"
    assert parley("export", out, "--to", "matrix", "--out", again).exit_code == 0
    (file,) = again.iterdir()
    assert np.array_equal(read_matrix(file).payoffs, read_matrix(path).payoffs)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (",l,r\nu,1,2\nd,3,4\n", "found one figure, 1, expected two figures.*write '1, -1'"),
        (',l,r\nu,"1, 2",x\nd,"1, 2","1, 2"\n', "found 'x', expected two figures"),
        (',l,r\nu,"1, 2"\n', "found 1 payoffs, expected 2"),
        (",l,r\n", "found 1 rows"),
    ],
)
def test_tables_that_are_not_matrices_say_what_is_wanted(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "m.csv"
    path.write_text(text)
    with pytest.raises(ScenarioError, match=says):
        read_matrix(path)


@steady
@given(
    st.lists(
        st.lists(st.tuples(st.floats(-1e9, 1e9), st.integers(-9, 9)), min_size=2, max_size=3), min_size=2, max_size=2
    )
)
def test_matrices_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, cells: list[list[tuple[float, int]]]
) -> None:
    width = min(len(row) for row in cells)
    table = np.moveaxis(np.array([row[:width] for row in cells], float), 2, 0)
    names = (("u", "d"), tuple("lmr"[:width]))
    game = MatrixGame("A title", ("One", "Two"), names, table)
    path = tmp_path_factory.mktemp("m") / "m.csv"
    path.write_text(write_matrix(game))
    again, _ = game_in(path)
    assert again is not None
    assert (again.title, again.players, again.strategies) == (game.title, game.players, game.strategies)
    assert np.array_equal(again.payoffs, game.payoffs)


@needs_reference
def test_small_tables_of_the_reference_come_out_right(tmp_path: Path) -> None:
    folder = REFERENCE / "cases" / "tables"
    assert mean_of(folder / "tabs_reordered.xlsx") == pytest.approx(68)
    assert mean_of(folder / "percent_cells.xlsx") == pytest.approx(68)
    out = tmp_path / "x.yaml"
    assert parley("import", folder / "not_latin.csv", "--to", out).exit_code == 0
    assert list(load(out).parties) == ["sever", "iug", "u5317_u65b9"]


@pytest.mark.parametrize(("top", "told"), [(10, True), (7, True), (11, False), (60, False)])
def test_figures_of_a_small_scale_are_told_to_be_points(top: int, told: bool) -> None:
    _, notes = stakeholders.read_placed(HEAD + f"North,10,2,30\nSouth,20,{top},60\n")
    assert notes == ([f"no figure in position is above {top}; they were read as points of 0 to 100"] if told else [])


@pytest.mark.parametrize("suffix", [".nfg", ".csv"])
def test_control_characters_are_told_with_their_line(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"game{suffix}"
    text = (
        'NFG 1 R "t" { "a" "b" }\n{ 2 2 } ""\n\x1b1 1 0 0 0 0 1 1\n'
        if suffix == ".nfg"
        else ',l\nu,"1, 1"\nd\x1b,"1, 1"\n'
    )
    path.write_text(text)
    done = parley("games", "--from", path)
    assert (done.exit_code, f"game{suffix}:3:1: found the control character U+001B" in done.stderr) == (2, True)
    assert "\x1b" not in done.stderr
