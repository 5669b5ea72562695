"""Pictures of sweeps: what they show is what was found, and a click on a cell says which point it is."""

import json
from functools import cache
from typing import Any

import pytest

import sim
from sim import charts
from sim.analysis.sweeps import Sweep
from sim.charts import Picture, words
from sim.charts.heat import CELL
from sim.charts.picture import in_lines, percent, percent_interval
from sim.reports.pictures import svg_of
from tests.small import needs_compiled

NAME = "labour-dispute"
FIRM = "conditions.pay_before_length.firmness"
WRONG = "protocol.misperception"

pytestmark = needs_compiled


@cache
def grid() -> Sweep:
    return sim.sweep(NAME, {FIRM: "0:1:3", WRONG: "0:4:2"}, 30, 2)


@cache
def listed() -> Sweep:
    return sim.sweep(NAME, {"changes": ["base", "no_ballot", "no_conciliator"]}, 30, 2)


def line() -> Sweep:
    return grid().sliced({WRONG: 4.0})


def rows(picture: Picture) -> list[dict[str, Any]]:
    data: Any = picture.chart.data
    return list(data["values"])


PICTURES = {
    "heat map": lambda: charts.heat_map(grid(), "contract_signed"),
    "heat map of a question": lambda: charts.heat_map(grid(), "pause_reaches_its_term"),
    "fan": lambda: charts.fan(line()),
    "fan of what lies on no line": lambda: charts.fan(listed()),
    "fan of days": lambda: charts.fan_of_days(line(), "contract_signed"),
    "fan of days of what lies on no line": lambda: charts.fan_of_days(listed(), "contract_signed"),
    "fan of days of what never happens": lambda: charts.fan_of_days(line(), "guarantee_only"),
    "fan of dates": lambda: charts.fan(
        sim.sweep(NAME, {"events.strike_ballot.on": "2025-01-20:2025-01-30:3"}, 10, 2), ["contract_signed"]
    ),
}


@pytest.mark.parametrize("what", PICTURES)
def test_every_picture_is_a_valid_chart_with_a_title_a_sentence_and_a_table(what: str) -> None:
    picture = PICTURES[what]()
    for dark in (False, True):
        spec = charts.dressed(picture, dark).to_dict()
        assert spec["title"]
        assert json.dumps(spec, allow_nan=False)
    assert picture.alt.endswith(".")
    assert picture.table.columns.is_unique
    assert len(picture.table) or picture.alt == words.NOTHING_TO_SHOW


def test_a_cell_shows_the_share_of_its_point_with_its_interval() -> None:
    cells = {row["point"]: row for row in rows(charts.heat_map(grid(), "contract_signed"))}
    assert set(cells) == {point.number for point in grid().points}
    for point in grid().points:
        share, cell = point.share("contract_signed"), cells[point.number]
        assert share is not None
        assert cell["share"] == pytest.approx(100 * share.share)
        assert cell["interval"] == percent_interval(share.low, share.high)
        assert (cell["across"], cell["down"]) == (f"{point.values[0]:g}", f"{point.values[1]:g}")


def test_declared_changes_stand_on_the_axis_by_their_names() -> None:
    picture = charts.fan(listed())
    names = ["as stated", "No strike ballot", listed().plan.base.name_of("changes", "no_conciliator")]
    assert list(dict.fromkeys(row["place"] for row in rows(picture))) == names
    assert list(dict.fromkeys(picture.table.iloc[:, 0])) == names


def test_long_names_on_an_axis_are_broken_into_lines() -> None:
    told = in_lines(["short", "a name of many words indeed"], 8, 3)
    lines = {"short": ["short"], "a name of many words indeed": ["a name", "of many", "words …"]}
    assert told == f"({json.dumps(lines)})[datum.label] || datum.label"


def test_names_of_changes_are_drawn_under_the_plot() -> None:
    drawn = svg_of(charts.fan(listed()))
    assert all(f">{word}" in drawn for word in ("No strike ballot", "as stated"))
    assert "NaN" not in drawn


def test_a_click_on_a_cell_tells_the_number_of_its_point() -> None:
    spec = charts.heat_map(grid(), "contract_signed").chart.to_dict()
    assert spec["params"] == [{"name": CELL, "select": {"type": "point", "fields": ["point"]}, "views": ["cells"]}]
    assert [layer.get("name") for layer in spec["layer"]].count("cells") == 1
    ensemble = sim.run(NAME, 30, 2, grid().plan.changes_at(4))
    assert ensemble.outcomes == grid().points[4].outcomes


def test_numbers_grow_to_the_right_and_upwards() -> None:
    encoding = charts.heat_map(grid(), "contract_signed").chart.to_dict()["layer"][0]["encoding"]
    assert encoding["x"]["sort"] == ["0", "0.5", "1"]
    assert encoding["y"]["sort"] == ["4", "0"]


def test_what_is_not_finished_is_left_open() -> None:
    part = Sweep(grid().plan, grid().points[:4])
    assert len(rows(charts.heat_map(part, "contract_signed"))) == 4


def test_the_sentence_of_a_heat_map_names_its_ends() -> None:
    picture = charts.heat_map(grid(), "contract_signed")
    shares = [share for point in grid().points if (share := point.share("contract_signed"))]
    for end in (min(shares, key=lambda one: one.share), max(shares, key=lambda one: one.share)):
        assert f"{percent(end.share)} of runs (95 % interval {percent_interval(end.low, end.high)})" in picture.alt


def test_a_fan_has_a_band_for_every_outcome_and_point() -> None:
    found = rows(charts.fan(line()))
    assert len(found) == len(line().points) * len(line().points[0].outcomes)
    for row in found:
        assert row["low"] <= row["share"] <= row["high"]
    assert {row["place"] for row in found} == {0.0, 0.5, 1.0}
    chosen = charts.fan(line(), ["contract_by_30"])
    assert set(chosen.table[words.WHAT]) == {"A contract within 30 days"}


def test_a_fan_of_days_holds_the_quantiles_of_days() -> None:
    found = rows(charts.fan_of_days(line(), "contract_signed"))
    for row, point in zip(found, line().points, strict=True):
        spread = point.spread("contract_signed")
        assert tuple(row[name] for name in ("low", "quarter", "middle", "upper", "high")) == spread.days
        assert row["runs"] == spread.of


def test_pictures_of_sweeps_with_other_levers_are_refused_in_words() -> None:
    with pytest.raises(ValueError, match=r"a grid of two levers; Sweep\.sliced"):
        charts.heat_map(line(), "contract_signed")
    with pytest.raises(ValueError, match=r"a sweep of one lever; Sweep\.sliced"):
        charts.fan(grid())
    with pytest.raises(ValueError, match=r"a sweep of one lever; Sweep\.sliced"):
        charts.fan_of_days(grid(), "contract_signed")
    with pytest.raises(ValueError, match=r"no outcome or question is called 'peace'; there are .*contract_signed"):
        charts.heat_map(grid(), "peace")
