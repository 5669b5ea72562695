"""Cases of the shelf use all that their sheets number, ask all their questions, and state every range by its class."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import sim
from sim.cli.verbs import app
from sim.formats.fact_sheets import read_sheet
from sim.scenario.codebook import book
from sim.scenario.documents import bundled, load, read
from sim.scenario.edits import text_of
from sim.scenario.sheet_coverage import horizon_of, uncovered
from tests.reference import REFERENCE

MADE_UP = Path(__file__).with_name("sheets")
SHEET, CASE = MADE_UP / "strait-2001.md", MADE_UP / "strait-2001.yaml"
SHEETS = REFERENCE.parent / "facts" / "library"
SHELF = [name for name in bundled() if (SHEETS / f"{name}.md").is_file()]
"""The cases whose sheets lie beside the checkout; without them there is nothing to hold them to."""


def stated() -> dict[str, Any]:
    """Return the made-up case as it is written, by the present book."""
    data = read(CASE).data
    assert isinstance(data, dict)
    data["codebook"] |= {"number": book().number, "digest": book().digest}
    return data


def said(data: dict[str, Any], severity: str = "fault") -> dict[str, str]:
    return {
        ".".join(map(str, one.path)): f"{one.found} | {one.expected}"
        for one in uncovered(data, read_sheet(SHEET))
        if one.severity == severity
    }


def test_a_case_that_uses_all_of_its_sheet_has_nothing_to_mend() -> None:
    assert (said(stated()), said(stated(), "warning")) == ({}, {})
    assert horizon_of(read_sheet(SHEET)) == 60


def gone(*path: str) -> Callable[[dict[str, Any]], object]:
    def change(data: dict[str, Any]) -> object:
        for part in path[:-1]:
            data = data[part]
        return data.pop(path[-1])

    return change


def put(value: object, *path: str) -> Callable[[dict[str, Any]], object]:
    def change(data: dict[str, Any]) -> object:
        for part in path[:-1]:
            data = data[part]
        return data.update({path[-1]: value})

    return change


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        (gone("codebook", "units", "P04"), "codebook.units.P04", "p04 in left_out"),
        (gone("codebook", "units", "I02"), "codebook.units.I02", "i02 in left_out"),
        (gone("codebook", "units", "C01"), "codebook.units.C01", "c01 in left_out"),
        (gone("codebook", "units", "E03"), "codebook.units.E03", "e03 in left_out"),
        (gone("left_out", "c04"), "codebook.units.C04", "c04 in left_out"),
        (put("conditions.none", "codebook", "units", "C01"), "codebook.units.C01", "a place that is stated"),
        (put("parties.north", "codebook", "units", "C09"), "codebook.units.C09", "the sheet numbers"),
        (put("issues.strait", "codebook", "units", "P01"), "codebook.units.P01", "below parties"),
        (gone("questions", "q7"), "questions.q7", "Number of rejections"),
        (put({"asks": "x"}, "questions", "q12"), "questions.q12", "does not ask"),
        (put("0" * 16, "codebook", "digest"), "codebook", book().digest),
        (gone("codebook", "recalls"), "codebook.recalls", "nothing, outcome, details"),
        (put("2001-02-04", "as_of"), "as_of", "2001-02-03"),
        (put(45, "protocol", "horizon_days"), "protocol.horizon_days", "60"),
        (put("river", "id"), "id", "strait-2001"),
        (gone("field"), "field", "a text"),
        (put("0.4 to 0.8", "conditions", "north_fees", "firmness"), "conditions.north_fees.firmness", "firmness"),
        (put(0.5, "parties", "south", "precision"), "parties.south.precision", "settings"),
        (put({"lognormal": [1, 9]}, "parties", "south", "drift"), "parties.south.drift", "without a class"),
    ],
)
def test_what_is_passed_over_is_a_fault(change: Callable[[dict[str, Any]], object], path: str, words: str) -> None:
    data = stated()
    change(data)
    found = said(data)
    assert set(found) == {path}
    assert words in found[path]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (put("2001-03-09", "questions", "s1", "by"), "questions.s1.by"),
        (put("Premier Storm", "parties", "north", "label"), "parties.north"),
        (gone("parties", "north", "consistency"), "parties.north"),
        (put("3 to 9", "ratifiers", "ballot", "in_days"), "ratifiers.ballot.in_days"),
    ],
)
def test_what_may_be_meant_is_a_warning(change: Callable[[dict[str, Any]], object], path: str) -> None:
    data = stated()
    change(data)
    assert (said(data), set(said(data, "warning"))) == ({}, {path})


def test_figures_that_a_class_states_need_no_class() -> None:
    data = stated()
    data["worth"]["north"]["fees"] |= {"none": 0, "full": 100}
    assert said(data) == {}
    data["worth"]["north"]["fees"]["half"] = 50
    assert set(said(data)) == {"worth.north.fees.half"}


def test_check_tells_it_with_the_line_and_ends_with_a_fault(tmp_path: Path) -> None:
    data = stated()
    path = tmp_path / "case.yaml"
    path.write_text(text_of(data), "utf-8")
    clean = CliRunner().invoke(app, ["check", str(path), "--sheet", str(SHEET)])
    assert (clean.exit_code, clean.stderr) == (0, "")
    del data["left_out"]["e04"]
    path.write_text(text_of(data), "utf-8")
    wrong = CliRunner().invoke(app, ["check", str(path), "--sheet", str(SHEET)])
    assert wrong.exit_code == 2
    assert (
        "codebook.units.E04: found nothing, expected paths, or e04 in left_out. It is: A song contest" in wrong.stderr
    )
    assert sim.check(load(path), sheet=read_sheet(SHEET)).faults[0].path == "codebook.units.E04"


def test_a_class_may_stand_in_a_reading_of_a_switch() -> None:
    faults = [fault.path for fault in sim.check(CASE).faults if fault.path.startswith("switches")]
    assert faults == []


@pytest.mark.parametrize("name", SHELF)
def test_cases_of_the_shelf_use_all_of_their_sheets(name: str) -> None:
    data = read(name).data
    assert data is not None
    found = list(uncovered(data, read_sheet(SHEETS / f"{name}.md")))
    assert [f"{'.'.join(map(str, one.path))}: {one.found}" for one in found if one.severity == "fault"] == []
    assert [one.found for one in found if one.found.startswith("the name of a person")] == []
