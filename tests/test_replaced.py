"""What stands where something is to be saved: what can be had again gives way and is told, the rest only if asked."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli.instead import holds_more
from sim.cli.verbs import app
from sim.reports.recipes import read_recipe

OTHER = "labour-dispute"
PIE = ("pie", "--runs", "4")
WRITERS = {
    "run": (("run", *PIE), "result"),
    "report": (("report", *PIE), "r.json"),
    "brief": (("brief", *PIE, "--ask", "run"), "b.md"),
    "finding": (("compare", *PIE, "--change", "left_waits"), "c.json"),
}
"""Commands that write, without where, and what they write."""


def typed(*words: object) -> tuple[int, str]:
    found = CliRunner().invoke(app, [str(word) for word in words])
    return found.exit_code, found.stderr


def contents(place: Path) -> dict[str, bytes]:
    files = place.iterdir() if place.is_dir() else [place]
    return {path.name: path.read_bytes() for path in files if path.name != "timings.json"}


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_answer_takes_its_own_place_without_a_word(name: str, tmp_path: Path) -> None:
    words, out = WRITERS[name]
    for _ in range(2):
        assert typed(*words, "--out", tmp_path / out) == (0, "")


@pytest.mark.parametrize("name", WRITERS)
def test_other_runs_of_the_same_scenario_give_way_and_are_told(name: str, tmp_path: Path) -> None:
    words, out = WRITERS[name]
    assert typed(*words, "--out", tmp_path / out) == (0, "")
    before = contents(tmp_path / out)
    code, said = typed(*words, "--seed", 2, "--out", tmp_path / out)
    assert code == 0 and contents(tmp_path / out) != before
    assert str(tmp_path / out) in said and "replaces" in said and "parley" in said


@pytest.mark.parametrize("name", WRITERS)
def test_what_is_of_another_scenario_stays(name: str, tmp_path: Path) -> None:
    words, out = WRITERS[name]
    there = [OTHER if word == "pie" else word for word in words]
    there = ["no_ballot" if word == "left_waits" else word for word in there]
    assert typed(*there, "--out", tmp_path / out) == (0, "")
    before = contents(tmp_path / out)
    code, said = typed(*words, "--out", tmp_path / out)
    assert code == 2 and ("another" in said or OTHER in said)
    assert len(said.splitlines()) == 1 and "choose another name" in said
    assert contents(tmp_path / out) == before


@pytest.mark.parametrize("name", ["run", "report", "brief"])
def test_it_gives_way_if_that_is_asked_for(name: str, tmp_path: Path) -> None:
    words, out = WRITERS[name]
    there = [OTHER if word == "pie" else word for word in words]
    assert typed(*there, "--out", tmp_path / out) == (0, "")
    before = contents(tmp_path / out)
    assert typed(*words, "--out", tmp_path / out, "--replace") == (0, "")
    assert contents(tmp_path / out) != before


def test_an_earlier_text_of_the_same_scenario_stays_too(tmp_path: Path) -> None:
    file, out = tmp_path / "own.yaml", tmp_path / "result"
    assert typed("import", _domain(tmp_path), "--to", file) == (0, "")
    assert typed("run", file, "--runs", 2, "--out", out) == (0, "")
    file.write_text(file.read_text("utf-8").replace("horizon_days: ", "horizon_days: 1"), "utf-8")
    code, said = typed("run", file, "--runs", 2, "--out", out)
    assert code == 2 and "another text of" in said


def _domain(folder: Path) -> Path:
    assert typed("export", "pie", "--to", "genius", "--out", folder / "domain") == (0, "")
    return folder / "domain"


def test_a_part_of_a_result_does_not_take_the_place_of_the_whole(tmp_path: Path) -> None:
    out = tmp_path / "result"
    assert typed("run", "pie", "--runs", 4, "--out", out) == (0, "")
    recipe = read_recipe(out / "manifest.json")
    assert holds_more(out, recipe, 3)
    assert not holds_more(out, recipe, 4) and not holds_more(tmp_path, recipe, 0)
    said = json.loads((out / "manifest.json").read_text())
    (out / "manifest.json").write_text(json.dumps(said | {"seed": 2}))
    assert not holds_more(out, recipe, 3)


def test_a_folder_says_what_else_it_holds(tmp_path: Path) -> None:
    sweep = ("sweep", "pie", "--vary", "protocol.horizon_days=20:40:2", "--runs", 2)
    assert typed(*sweep, "--out", tmp_path / "s") == (0, "")
    assert typed("run", *PIE, "--out", tmp_path / "r") == (0, "")
    assert (
        "holds other things than a saved result: a sweep that was kept;"
        in typed("run", *PIE, "--out", tmp_path / "s")[1]
    )
    assert "holds other things than a sweep: a saved result;" in typed(*sweep, "--out", tmp_path / "r")[1]
    code, said = typed(*sweep, "--seed", 2, "--out", tmp_path / "s")
    assert code == 2 and "holds another sweep: seed 1 there, 2 wanted; choose another name" in said


def test_a_sheet_in_which_an_expert_has_written_is_not_written_over(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    sheet = tmp_path / "ann.xlsx"
    for _ in range(2):
        assert typed("elicit", "pie", "--out", sheet) == (0, "")
    book = openpyxl.load_workbook(sheet)
    for column, value in zip("GHIJ", (1, 9, 5, 80), strict=True):
        book.worksheets[0][f"{column}2"] = value
    book.save(sheet)
    before = sheet.read_bytes()
    code, said = typed("elicit", "pie", "--out", sheet)
    assert code == 2 and "nothing is written yet" in said and sheet.read_bytes() == before
    assert typed("elicit", "pie", "--out", sheet, "--replace") == (0, "")


def test_scenarios_of_experts_and_pages_of_scores_are_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "pie-pooled.yaml").write_text("mine")
    code, said = typed("elicit", "pie", "--from", tmp_path / "ann.xlsx", "--scenarios", tmp_path)
    assert code == 2 and "pie-pooled.yaml is there already" in said
    (tmp_path / "page.html").write_text("mine")
    code, said = typed("score", "pie", "--answers", "a.json", "--report", tmp_path / "page.html")
    assert code == 2 and "is no page of scores" in said
    assert (tmp_path / "page.html").read_text() == (tmp_path / "pie-pooled.yaml").read_text() == "mine"
