"""Experts asked for ranges: sheets out and in, disagreement kept, and what it does to the answer."""

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
from sim.cli.verbs import app
from sim.formats.expert_sheets import ASKED, COLUMNS, ExpertEstimate, pooled_changes, read_expert
from sim.formats.worksheets import read_sheet
from sim.game.build import make_game
from sim.game.cases import draw
from sim.reports.book import WorkbookSheet, book_of
from sim.reports.expert_form import asked_numbers, form_of
from sim.scenario.changes import apply
from sim.scenario.faults import ScenarioError
from sim.studies.elicitation import pool

PIE = sim.load("pie")
VALUE = "parties.left.no_deal.value"
OTHER = "parties.right.no_deal.value"


def sheet(
    folder: Path, expert: str, first: dict[str, tuple[Any, ...]], second: dict[str, tuple[Any, ...]] | None = None
) -> Path:
    """Fill in a sheet: per path lowest, highest, best, how sure, notes."""
    path = folder / f"{expert}.xlsx"
    path.write_bytes(form_of(PIE, list(dict.fromkeys([*first, *(second or {})]))))
    rows = []
    for row in read_sheet(path).rows[1:]:
        cells: list[Any] = [*row.cells, *[""] * (len(COLUMNS) - len(row.cells))][: len(ASKED)]
        answers = [*first.get(cells[0], ("",) * 5), *(second or {}).get(cells[0], ("",) * 5)]
        rows.append((*cells, *(None if one == "" else one for one in answers)))
    heads = (f"Path in {PIE.id}, digest {PIE.digest}", *COLUMNS[1:])
    path.write_bytes(book_of("filled", [WorkbookSheet("Numbers", heads, tuple(rows))]))
    return path


def three(folder: Path) -> list[Path]:
    """Three experts: two see the left party lose without a deal, one sees it gain; all are wholly sure."""
    return [
        sheet(folder, "anna", {VALUE: (-12, -8, -10, 100, "no buyers"), OTHER: (0, 4, 2, 100, "")}),
        sheet(folder, "ben", {VALUE: (-11, -9, -10, 100, ""), OTHER: (0, 4, 2, 100, "")}),
        sheet(folder, "carla", {VALUE: (8, 12, 10, 100, "another bid"), OTHER: (0, 4, 2, 100, "")}),
    ]


def test_an_empty_sheet_asks_for_every_number_with_its_bounds_and_says_how(tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    assert sim.elicit("labour-dispute", path) is None
    rows = read_sheet(path).rows
    scenario = sim.load("labour-dispute")
    assert rows[0].cells[0] == f"Path in labour-dispute, digest {scenario.digest}"
    assert rows[0].cells[1:] == COLUMNS[1:]
    assert [row.cells[0] for row in rows[1:]] == [one.path for one in asked_numbers(scenario)]
    assert b"IDEA" in zipfile.ZipFile(path).read("xl/sharedStrings.xml")
    assert read_expert(path).estimates == {}


def test_what_is_sure_by_half_is_drawn_out_to_what_is_wholly_sure() -> None:
    """Lowest 4, highest 8, best 5 at 80 %: 5 - 1/0.8 = 3.75 and 5 + 3/0.8 = 8.75."""
    spread = ExpertEstimate(4, 8, 5, 80, "", 1).spread(-100, 100)
    assert (spread.kind, spread.at) == ("pert", (3.75, 5, 8.75))
    assert ExpertEstimate(0.1, 0.9, 0.5, 50, "", 1).spread(0, 1).at == (0, 0.5, 1)
    assert ExpertEstimate(3, 3, 3, 90, "", 1).spread(0, 9).at == (3,)


def test_three_sheets_with_planted_disagreement_come_back_pooled_as_planted(tmp_path: Path) -> None:
    """Two thirds of the draws lie about -10, a third about 10, and none between; where all agree, nothing is mixed."""
    read = [read_expert(path) for path in three(tmp_path)]
    changes = pooled_changes(read)
    assert changes[VALUE] == {"mixture": ["-12 to -10 to -8", "-11 to -10 to -9", "8 to 10 to 12"]}
    pooled = apply(PIE, [changes])
    game = make_game(pooled)
    values = draw(game, 6_000, 1)[:, [one.path for one in game.inputs].index(VALUE)]
    assert float((values < 0).mean()) == pytest.approx(2 / 3, abs=0.02)
    assert not ((values > -8) & (values < 8)).any()
    assert float(values[values < 0].mean()) == pytest.approx(-10, abs=0.1)
    assert float(values.mean()) == pytest.approx(-10 / 3, abs=0.5)


def test_the_last_word_counts_and_who_moved_is_told(tmp_path: Path) -> None:
    first, second = {VALUE: (-12, -8, -10, 90, "")}, {VALUE: (-2, 2, 0, 100, "talked")}
    read = read_expert(sheet(tmp_path, "anna", first, second))
    assert read.estimates[VALUE] == ExpertEstimate(-2, 2, 0, 100, "talked", 2)
    found = pool("pie", [sheet(tmp_path, "anna", first, second), sheet(tmp_path, "ben", first)], 40)
    (number,) = found.numbers
    assert number.moved == ("anna",)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((5, 2, 3, 90, ""), "numbers that rise"),
        ((1, 2, "", 90, ""), "without best"),
        ((1, 2, 1.5, 20, ""), "50 to 100"),
        ((1, 2, "about two", 90, ""), "a number"),
        ((-99_999, 2, 1, 90, ""), "number from"),
    ],
)
def test_what_cannot_be_a_range_names_its_row(tmp_path: Path, answer: tuple[Any, ...], said: str) -> None:
    with pytest.raises(ScenarioError, match=said) as caught:
        read_expert(sheet(tmp_path, "anna", {VALUE: answer}))
    assert [fault.line for fault in caught.value.faults] == [2]


def test_sheets_that_do_not_belong_together_are_refused(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    twice = [
        sheet(tmp_path, "anna", {VALUE: (1, 2, 1, 90, "")}),
        sheet(tmp_path / "again", "anna", {VALUE: (1, 2, 1, 90, "")}),
    ]
    with pytest.raises(ScenarioError, match="a name of its own"):
        pool("pie", twice, 10)
    with pytest.raises(ScenarioError, match="a sheet of pie"):
        pool("labour-dispute", twice[:1], 10)
    other = tmp_path / "other.xlsx"
    other.write_bytes(book_of("x", [WorkbookSheet("x", ("a",), (("b",),))]))
    with pytest.raises(ScenarioError, match="parley elicit"):
        read_expert(other)


def test_disagreement_is_told_apart_from_doubt_and_shown_in_outcomes(tmp_path: Path) -> None:
    found = sim.elicit("pie", sheets=three(tmp_path), runs=400)
    assert found is not None
    assert [one.path for one in found.numbers] == [VALUE, OTHER]
    assert found.numbers[0].between > 0.98
    assert found.numbers[1].between == pytest.approx(0.0, abs=1e-12)
    assert found.experts == ("anna", "ben", "carla")
    for one in found.outcomes:
        shares = [share.share for share in one.experts.values()]
        assert one.mean == pytest.approx(float(np.mean(shares)), abs=1e-12)
        assert min(shares) - 0.05 <= one.pooled.share <= max(shares) + 0.05
    assert set(found.digests) == {"stated", "anna", "ben", "carla", "pooled"}
    anna = apply(PIE, [dict(found.changes["anna"])])
    assert (anna.digest, sim.run(anna, runs=400).outcomes[0].share) == (
        found.digests["anna"],
        found.outcomes[0].experts["anna"].share,
    )


def test_the_verb_writes_a_sheet_and_every_experts_scenario(tmp_path: Path) -> None:
    out = tmp_path / "sheet.xlsx"
    done = CliRunner().invoke(app, ["elicit", "pie", "--out", str(out), "--input", VALUE])
    assert (done.exit_code, out.exists()) == (0, True)
    named = [word for path in three(tmp_path) for word in ("--from", str(path))]
    done = CliRunner().invoke(app, ["elicit", "pie", *named, "--runs", "50", "--scenarios", str(tmp_path / "own")])
    assert done.exit_code == 0
    assert "most disputed first" in done.stdout
    names = sorted(path.name for path in (tmp_path / "own").iterdir())
    assert names == ["pie-anna.yaml", "pie-ben.yaml", "pie-carla.yaml", "pie-pooled.yaml"]
    assert sim.check(tmp_path / "own" / "pie-pooled.yaml").ok
    refused = CliRunner().invoke(app, ["elicit", "pie"])
    assert (refused.exit_code, refused.stdout) == (2, "")
