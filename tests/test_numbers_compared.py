"""Numbers and dates beside each other: what-ifs, sweeps and cases, against distributions that are known."""

import json
from functools import cache
from math import isnan
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner

import sim
from sim import charts
from sim.analysis.measures import QUANTILES, numbers_of, quantile
from sim.analysis.number_bands import case_means, half_of
from sim.analysis.number_differences import figures, quantile_difference
from sim.analysis.paired_differences import contrast
from sim.analysis.points import NumberSpread
from sim.analysis.shares import paired_interval
from sim.analysis.sweeps import Sweep
from sim.cli.sweep_table import show_sweep
from sim.cli.verbs import app
from sim.scenario.model import Scenario
from sim.studies.comparison import Comparison
from sim.studies.sweep_files import point_in
from sim.studies.sweep_folder import keep
from sim.ui.pages.compare import _number_table
from tests.test_measures import LAST, made

SEASON: dict[str, Any] = {"day_of": {"ever": {"pay": "rise"}}}
RUNS = 200


def asked(**words: Any) -> Scenario:
    """Return talks with a question for a date and one for a number; the first is never answered in some runs."""
    second = {"asks": "How much?", "by": f"2025-01-{LAST + 1:02d}", "number": {"quantity_in_force": "pay", "unit": "%"}}
    stated = made(SEASON, **words)
    stated["questions"]["rate"] = second
    return Scenario.model_validate(stated)


LESS = {"set": {"protocol.sessions_per_day": 0.3}, "label": "fewer sessions"}


@cache
def compared() -> Comparison:
    return sim.compare(asked(changes={"less": LESS}), ["less"], runs=RUNS)


@cache
def along() -> Sweep:
    return sim.sweep(asked(), ["protocol.sessions_per_day=0.2:1:3"], runs=80)


@cache
def across() -> Sweep:
    return sim.sweep(asked(), ["protocol.sessions_per_day=0.2:1:2", "parties.b.precision=0:0.5:2"], runs=40)


# What-ifs


def test_differences_are_of_the_runs_that_have_a_number_in_both() -> None:
    found = compared()
    one = next(number for number in found.numbers if number.id == "q")
    base, arm = found.base.records, found.arms["less"].records
    (_, was), (_, now) = (numbers_of(records.game, records, "q") for records in (base, arm))
    both = ~np.isnan(was) & ~np.isnan(now)
    assert 0 < both.sum() < RUNS
    assert (one.known, one.of) == (both.sum(), RUNS)
    assert one.difference == pytest.approx((now - was)[both].mean())
    assert one.low <= one.difference <= one.high
    assert (one.never_difference, one.never_low, one.never_high) == paired_interval(np.isnan(was), np.isnan(now))
    assert [part.at for part in one.quantiles] == list(QUANTILES)
    for part in one.quantiles:
        assert part.base == quantile(np.sort(was[both]), part.at).value
        assert part.value == quantile(np.sort(now[both]), part.at).value
        assert part.low <= part.difference == part.value - part.base <= part.high


def test_nothing_differs_from_itself() -> None:
    records = compared().base.records
    for one in contrast("same", records, records).numbers:
        assert (one.difference, one.low, one.high) == (0.0, 0.0, 0.0)
        assert {(part.difference, part.low, part.high) for part in one.quantiles} == {(0.0, 0.0, 0.0)}


@pytest.mark.parametrize("at", [0.25, 0.5, 0.75])
@pytest.mark.parametrize("together", [0.0, 0.7])
def test_intervals_of_quantile_differences_hold_what_they_say(at: float, together: float) -> None:
    # A quantile of a normal of mean 0 against one of mean 0.4, run by run correlated as said; 400 trials of 300 runs.
    luck, trials, hits = np.random.default_rng(7), 400, 0
    for _ in range(trials):
        common, one, other = luck.normal(size=(3, 300))
        before = together * common + np.sqrt(1 - together**2) * one
        after = together * common + np.sqrt(1 - together**2) * other + 0.4
        found = quantile_difference(before, after, at)
        hits += found.low <= 0.4 <= found.high
    assert 0.92 <= hits / trials <= 0.99


def test_the_same_luck_makes_intervals_of_medians_narrower() -> None:
    luck = np.random.default_rng(3)
    before = luck.normal(size=500)
    paired = quantile_difference(before, before + luck.normal(scale=0.2, size=500), 0.5)
    alone = quantile_difference(before, luck.normal(size=500), 0.5)
    assert paired.high - paired.low < 0.6 * (alone.high - alone.low)


def test_compare_tells_numbers_in_tables_json_and_on_the_page() -> None:
    found = compared()
    data = found.to_dict()
    assert {one["id"] for one in data["numbers"]} == {"q", "rate"}
    assert set(data["numbers"][0]) >= {
        "change",
        "id",
        "of",
        "known",
        "base",
        "mean",
        "difference",
        "low",
        "high",
        "says",
    }
    assert json.dumps(data, allow_nan=False)
    page = _number_table(found.against_base)
    quantiles = ["5 % of runs", "25 % of runs", "median", "75 % of runs", "95 % of runs"]
    assert list(page["what"][:7]) == ["mean", *quantiles, "without, of 100 runs"]
    one = found.numbers[0]
    mean, *_, without = figures(one)
    assert mean[1] == one.rough(one.base) and len(mean[1]) == len("2025-01-01")
    assert without[0].startswith("without")


def test_the_command_prints_numbers_beside_each_other(tmp_path: Path) -> None:
    name = "benchmarks/cases/four_parties.yaml"
    words = ["compare", name, "--change", "parties.greens.size=30", "--runs", "40"]
    printed = CliRunner().invoke(app, words, env={"COLUMNS": "170"}).stdout
    assert "Numbers and dates" in printed and "Election of a head" in printed and "median" in printed
    assert "Numbers and dates" not in CliRunner().invoke(app, ["compare", "pie", "--change", "left_waits"]).stdout


def test_a_picture_has_a_panel_with_mean_and_quantiles_for_every_question() -> None:
    found = compared().numbers
    picture = charts.number_shifts(found)
    assert len(picture.table) == 6 * len(found) and set(picture.table["question"]) == {one.label for one in found}
    picture.chart.to_dict()
    median = found[0].median
    assert median is not None and f"median {found[0].shown(median.base)} without" in picture.alt
    with pytest.raises(ValueError, match="answered in both"):
        charts.number_shifts([])


def test_a_brief_says_how_medians_move() -> None:
    brief = sim.brief("benchmarks/cases/four_parties.yaml", ["compare parties.greens.size=30"], 60)
    said = brief.answers[0].sentences
    assert any("the median of “Election of a head” is 2024-" in text and "instead of 2024-" in text for text in said)
    assert any("the median of “Tax on wealth” is" in text and "per cent (95 % interval" in text for text in said)


def test_a_brief_says_how_far_a_lever_moves_medians() -> None:
    brief = sim.brief("benchmarks/cases/four_parties.yaml", ["sweep parties.greens.size=10:40:2"], 60)
    said = brief.answers[0].sentences
    assert any("The median of “Election of a head” is at the least 2024-" in text for text in said)
    assert any("The median of “Tax on wealth” is at the least" in text and "per cent, where" in text for text in said)


# Sweeps


def test_a_point_has_the_distribution_that_its_ensemble_has() -> None:
    found = along()
    for point in found.points:
        played = sim.run(asked(), runs=80, changes=found.plan.changes_at(point.number))
        for number, answer in zip(point.numbers, played.numbers, strict=True):
            assert (number.id, number.known, number.of) == (answer.id, answer.known, answer.of)
            assert number.quantiles == answer.quantiles
            assert number.mean == answer.mean or (isnan(number.mean) and isnan(answer.mean))


def test_points_are_kept_and_read_back_with_their_numbers(tmp_path: Path) -> None:
    (tmp_path / "points").mkdir()
    for point in along().points:
        keep(tmp_path, point)
        [file] = [file for file in tmp_path.rglob("*.json") if int(file.stem) == point.number]
        assert point_in(file).numbers == point.numbers


def test_tables_of_sweeps_have_a_row_for_each_number() -> None:
    frame = along().to_pandas()
    mine = frame[frame.kind == "number"]
    assert len(mine) == 2 * len(along().points)
    first = mine[mine.id == "q"].iloc[0]
    number = along().points[0].answers("q")
    assert number is not None and number.median is not None
    assert (first.number_50, first.number_50_low, first.number_50_high) == (
        number.median.value,
        number.median.low,
        number.median.high,
    )
    assert "number_50" not in sim.sweep("pie", ["parties.left.tactic.aspiration=0.2:0.4:2"], runs=5).columns()
    arrays = along().to_xarray()
    assert float(arrays.number_quantile.sel(number="q", part=0.5)[0]) == number.median.value


def test_the_command_lists_medians_and_quantiles_of_a_question(tmp_path: Path) -> None:
    console = Console(record=True, width=160)
    show_sweep(console, along(), "q")
    printed = console.export_text()
    assert "How far the levers move each number" in printed and "Least median" in printed
    number = along().points[1].answers("q")
    assert number is not None and number.median is not None
    assert f"{number.known:,} of {number.of:,}" in printed and number.shown(number.median.value) in printed


def test_a_fan_of_numbers_holds_median_half_and_nine_tenths() -> None:
    picture = charts.fan_of_numbers(along(), "q")
    spec = picture.chart.to_dict()
    rows = next(iter(spec["datasets"].values()))
    for row, (_, number) in zip(rows, along().numbers("q"), strict=True):
        assert [row[name] for name in ("low", "quarter", "middle", "upper", "high")] == [
            part.value for part in number.quantiles
        ]
    assert len(picture.table) == 3 and "median" in picture.alt
    with pytest.raises(ValueError, match="no question for a number is called 'pay'"):
        charts.fan_of_numbers(along(), "pay")


def test_two_levers_have_a_map_of_medians() -> None:
    picture = charts.heat_of_numbers(across(), "rate")
    rows = next(iter(picture.chart.to_dict()["datasets"].values()))
    medians = {point.number: number.median for point, number in across().numbers("rate")}
    assert {row["point"]: row["share"] for row in rows} == {
        place: median.value for place, median in medians.items() if median is not None
    }
    with pytest.raises(ValueError, match="grid of two levers"):
        charts.heat_of_numbers(along(), "rate")


def test_no_number_anywhere_is_told_as_none() -> None:
    never = sim.sweep(asked(), ["protocol.sessions_per_day=1e-9:2e-9:2"], runs=5)
    number = never.points[0].answers("q")
    assert number == NumberSpread("q", "What?", "", "2025-01-01", 5, 0, number.mean, number.low, number.high, ())  # type: ignore[union-attr]  # it has one
    assert charts.fan_of_numbers(never, "q").table.empty


# Cases


def test_bands_take_the_noise_of_few_runs_out() -> None:
    luck = np.random.default_rng(5)
    own = luck.normal(20.0, 3.0, 4_000)
    seen = own[:, None] + luck.normal(0.0, 8.0, (4_000, 11))
    low, middle, high = half_of(case_means(seen))
    assert (low, middle, high) == pytest.approx((20 - 0.6745 * 3, 20, 20 + 0.6745 * 3), abs=0.3)
    alike = case_means(luck.normal(0.0, 8.0, (4_000, 11)))
    assert alike.std() < 0.7
    lacking = np.where(luck.random(seen.shape) < 0.4, np.nan, seen)
    assert half_of(case_means(lacking)) == pytest.approx((low, middle, high), abs=0.4)
    assert len(case_means(np.full((3, 4), np.nan))) == 0


def test_runs_have_a_band_of_means_beside_that_of_shares() -> None:
    case = "benchmarks/cases/four_parties.yaml"
    found = sim.run(case, runs=120, cases=40)
    assert [band.id for band in found.number_bands] == ["elected", "tax_rate"]
    elected = found.number_bands[0]
    assert elected.low <= elected.middle <= elected.high and elected.cases == 40
    told = found.to_dict()["number_bands"]
    assert told[0]["low"] == elected.low and told[0]["as_of"] == "2024-09-15"
    assert sim.run(case, runs=30).number_bands == ()
    printed = CliRunner().invoke(app, ["run", case, "--runs", "120", "--cases", "40"], env={"COLUMNS": "250"}).stdout
    assert "Half of cases, mean" in printed and elected.shown(elected.low) in printed
