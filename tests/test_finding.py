"""A finding states one table; its few lines, its HTML, its data frame and its plain data say the same."""

import json
from dataclasses import dataclass, replace
from datetime import date
from math import inf, nan

import pandas as pd
import pytest

import sim
from sim.finding import FEW, LINE, MANY, Finding, Row, Table, cell_text
from sim.formatting import plain
from sim.runs.results import Ensemble

ROWS: tuple[Row, ...] = (
    {"id": "a<b", "n": 1234, "share": 0.25, "sure": True, "day": None},
    {"id": "c", "n": None, "share": nan, "sure": None, "day": 2.5},
)


@dataclass(frozen=True, repr=False)
class Counted(Finding):
    """A finding made for these tests."""

    rows: tuple[Row, ...] = ROWS

    def table(self) -> Table:
        return Table("things <counted>", self.rows, "How to read it.")


def test_a_console_shows_title_columns_and_rows_in_their_widths() -> None:
    assert repr(Counted()).splitlines() == [
        "Counted: things <counted>",
        "  id       n  share  sure    day",
        "  a<b  1,234  0.250  yes       –",
        "  c        –      –  –     2.500",
    ]


def test_a_console_shows_few_rows_and_says_how_many_there_are_more() -> None:
    lines = repr(Counted(ROWS[1:] * (FEW + 3))).splitlines()
    assert len(lines) == 2 + FEW + 1
    assert lines[-1] == "  … 3 more rows: see to_pandas()"


def test_columns_that_do_not_fit_are_named() -> None:
    wide = {f"column_{number}": "x" * 30 for number in range(6)}
    lines = repr(Counted((wide,))).splitlines()
    assert max(map(len, lines[:-1])) <= LINE
    assert lines[-1] == "  … columns column_3, column_4, column_5: see to_pandas()"


def test_long_or_broken_text_stays_in_its_cell() -> None:
    lines = repr(Counted(({"id": "one\ntwo " + "x" * 200},))).splitlines()
    assert len(lines) == 3
    assert lines[2].startswith("  one two xxx")
    assert lines[2].endswith("…")


def test_html_escapes_what_it_shows_and_says_how_to_read_it() -> None:
    shown = Counted()._repr_html_()
    assert "<td>a&lt;b</td>" in shown
    assert "things &lt;counted&gt;" in shown
    assert "How to read it." in shown
    assert "a<b" not in shown
    assert f"{5:,} more rows" in Counted(ROWS[:1] * (MANY + 5))._repr_html_()


def test_a_table_without_rows_shows_its_title_alone() -> None:
    empty = Counted(())
    assert repr(empty) == "Counted: things <counted>"
    assert "<table>" not in empty._repr_html_()
    assert empty.to_pandas().empty


def test_missing_values_are_na_and_leave_the_kind_of_a_column_as_it_is() -> None:
    frame = Counted().to_pandas()
    assert [str(kind) for kind in frame.dtypes[["n", "share", "sure", "day"]]] == [
        "Int64",
        "float64",
        "boolean",
        "float64",
    ]
    assert frame.isna().to_numpy().tolist() == [[False, False, False, False, True], [False, True, True, True, False]]


def test_plain_data_is_json_with_null_for_what_is_missing() -> None:
    told = Counted().to_dict()
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["rows"][1] == {"id": "c", "n": None, "share": None, "sure": None, "day": 2.5}
    assert plain({"at": date(2025, 3, 1), "of": (1.0, inf)}) == {"at": "2025-03-01", "of": [1.0, None]}


@pytest.mark.parametrize(
    ("value", "text"), [(None, "–"), (nan, "–"), (0.00012, "0.00012"), (0.0, "0.000"), (12345.678, "12,345.678")]
)
def test_cells_read_as_people_write_numbers(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_a_finding_without_a_table_is_an_error() -> None:
    class Bare(Finding):
        pass

    with pytest.raises(NotImplementedError, match="Bare states no table"):
        Bare().to_dict()


@pytest.fixture(scope="module")
def ensemble() -> Ensemble:
    return sim.run("labour-dispute", 40, seed=3)


def test_an_ensemble_prints_as_its_shares(ensemble: Ensemble) -> None:
    assert len(repr(ensemble).splitlines()) == 2 + len(ensemble.outcomes)
    assert "40 runs, seed 3" in repr(ensemble)
    cut = replace(ensemble, rows=ensemble.rows[:10])
    assert "10 runs of 40 wanted" in repr(cut)


def test_an_ensemble_is_a_row_per_run_as_a_frame_and_what_json_prints_as_a_dict(ensemble: Ensemble) -> None:
    assert isinstance(ensemble.to_pandas(), pd.DataFrame)
    assert len(ensemble.to_pandas()) == ensemble.runs
    assert ensemble.to_dict()["outcomes"] == json.loads(json.dumps(ensemble.summary()))["outcomes"]


def test_a_comparison_prints_what_each_change_moves(ensemble: Ensemble) -> None:
    found = sim.compare("labour-dispute", ["protocol.misperception=3"], runs=40)
    frame = found.to_pandas()
    assert list(frame["id"]) == [share.id for share in ensemble.outcomes]
    assert list(frame["difference"]) == [one.difference for one in found.differences]
    assert len(repr(found)) < 2_000
    json.dumps(found.to_dict(), allow_nan=False)
