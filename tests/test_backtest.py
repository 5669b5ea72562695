"""Forecasts put to the test: errors counted by hand, missing values, intervals, the simulation, the command."""

import json
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner, Result

from sim.analysis.errors import errors, resampled
from sim.cli.backtest import backtest as verb
from sim.formats import deu
from sim.formats.deu import DecidedIssue
from sim.lenses.point_forecasts import METHODS
from sim.scenario.checks import problems_in
from sim.scenario.faults import ScenarioError
from sim.studies.backtest_study import YARDSTICK, backtest
from sim.studies.played_issues import ISSUE, play_issue, scenario_of
from tests.reference import REFERENCE, needs_reference
from tests.small import needs_compiled

ISSUES = """issue,dossier,outcome,reference_point
one,d1,30,0
two,d1,,50
three,d2,100,NA
four,d3,50,
"""
POSITIONS = """issue,actor,position,salience,cap_treaty,cap_gdp
one,a,0,50,3,1
one,b,100,50,1,1
one,c,60,,1,1
two,a,0,50,1,1
three,a,0,100,1,1
three,b,100,50,2,1
four,a,40,0,5,5
"""


def data(folder: Path, issues: str = ISSUES, positions: str = POSITIONS) -> Path:
    (folder / "issues.csv").write_text(issues)
    (folder / "positions.csv").write_text(positions)
    return folder


def test_nothing_missing_is_filled_in(tmp_path: Path) -> None:
    found = deu.read(data(tmp_path))
    assert [issue.id for issue in found.issues] == ["one", "three"]
    assert found.issues[0].actors == ("a", "b")
    assert found.issues[0].capability.tolist() == [3, 1]
    assert np.isnan(found.issues[1].reference_point)
    assert found.left_out == (
        "1 issues without an outcome",
        "1 issues without an actor that counts",
        "1 rows of positions in which a position, a salience or a capability is missing",
    )
    assert deu.read(tmp_path, "cap_gdp").issues[0].capability.tolist() == [1, 1]


@pytest.mark.parametrize(
    ("issues", "positions", "said"),
    [
        ("issue,dossier\none,d\n", POSITIONS, "no column outcome"),
        (ISSUES, "issue,actor,position,salience\none,a,1,2\n", "no column cap_treaty"),
        (ISSUES + "one,d1,3,4\n", POSITIONS, "issues.csv:6:1: found the issue 'one' again"),
        (ISSUES.replace("30,0", "130,0"), POSITIONS, "issues.csv:2:1: found '130', expected the outcome"),
        (ISSUES, POSITIONS.replace("one,b,100", "one,b,x"), "positions.csv:3:1: found 'x', expected position"),
        (ISSUES, POSITIONS + "nine,a,1,2,3,4\n", "positions.csv:9:1: found the issue 'nine'"),
        ("issue,outcome\none,\n", "issue,actor,position,salience,cap_treaty\n", "no issue that has an outcome"),
        ("", POSITIONS, "no column issue"),
        (ISSUES, 'issue,actor\n"one', "not CSV"),
    ],
)
def test_what_is_wrong_with_data_is_said_where_it_stands(
    tmp_path: Path, issues: str, positions: str, said: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        deu.read(data(tmp_path, issues, positions))
    assert said in str(caught.value)


def test_errors_are_what_one_counts_by_hand(tmp_path: Path) -> None:
    found = backtest(data(tmp_path), runs=0, resamples=50)
    assert found.forecasts["weighted_mean"] == pytest.approx([25, 50])
    assert found.forecasts["mean"] == pytest.approx([50, 50])
    mean = found.errors["weighted_mean"]
    assert (mean.n, mean.mae, mean.rmse, mean.hits) == pytest.approx((2, 27.5, ((25 + 2500) / 2) ** 0.5, 0.5))
    plain = found.errors["mean"]
    assert (plain.mae, plain.behind) == pytest.approx((35, 7.5))
    assert [one.mae for one in found.errors.values()] == sorted(one.mae for one in found.errors.values())
    assert set(METHODS) < set(found.errors)
    assert found.decided is None
    told = found.to_dict()
    assert told["n"] == 2
    assert {"mae", "rmse"} <= told["methods"]["weighted_mean"].keys()
    json.dumps(told, allow_nan=False)


def test_dossiers_are_drawn_whole() -> None:
    counts = resampled(["x", "x", "y", "z", "x"], 200, np.random.default_rng(3))
    assert (counts[:, [1, 4]] == counts[:, [0]]).all()
    assert (counts[:, [0, 2, 3]].sum(axis=1) == 3).all()


def test_intervals_cover_what_is_true_and_shrink_with_more_issues() -> None:
    rng = np.random.default_rng(8)
    covered, widths = 0, {}
    for count in (50, 800):
        for _ in range(60):
            off = rng.exponential(20.0, count)
            drawn = resampled([str(n) for n in range(count)], 300, rng)
            found = errors({"m": off, "w": np.zeros(count)}, np.zeros(count), drawn, "w")["m"]
            covered += count == 800 and found.mae_low <= 20.0 <= found.mae_high
            widths[count] = found.mae_high - found.mae_low
    assert 50 <= covered <= 60
    assert widths[800] < widths[50] / 2


def test_a_missing_forecast_or_yardstick_is_named() -> None:
    counts = np.ones((2, 1))
    with pytest.raises(ValueError, match="no method 'x'"):
        errors({"m": np.zeros(1)}, np.zeros(1), counts, "x")
    with pytest.raises(ValueError, match="missing forecast of m"):
        errors({"m": np.array([np.nan])}, np.zeros(1), counts, "m")


def issue(position: list[float], capability: list[float], salience: list[float]) -> DecidedIssue:
    names = tuple(f"actor {n}" for n in range(len(position)))
    columns = (np.array(column, float) for column in (capability, position, salience))
    return DecidedIssue("i", "d", 50.0, float("nan"), names, *columns)


def test_an_issue_becomes_a_sound_scenario_whose_worth_falls_with_distance() -> None:
    stated = scenario_of(issue([0, 35.5, 100], [10, 5, 1], [1, 0.5, 0]))
    _, problems = problems_in(stated.stated())
    assert [problem for problem in problems if problem.severity == "fault"] == []
    worth = stated.worth["p1"]
    assert worth.total.middle == 50
    at = {name: option.position.middle for name, option in stated.issues[ISSUE].options.items() if option.position}
    assert {name: value.middle for name, value in worth.issues[ISSUE].values.items()} == {
        name: pytest.approx(100 - abs(place - 35.5)) for name, place in at.items()
    }
    assert 35.5 in at.values()


@needs_compiled
def test_played_issues_end_between_the_parties_and_nearer_the_stronger() -> None:
    even = play_issue(issue([20, 80], [1, 1], [1, 1]), runs=30)
    strong = play_issue(issue([20, 80], [9, 1], [1, 1]), runs=30)
    assert even.decided > 0.9
    assert 20 <= strong.position < even.position <= 80
    agreed = play_issue(issue([40, 40], [1, 1], [1, 1]), runs=5)
    assert agreed.position == 40


@needs_compiled
def test_the_simulation_stands_beside_the_formulas(tmp_path: Path) -> None:
    found = backtest(data(tmp_path), runs=5)
    assert found.runs == 5
    assert found.decided is not None
    assert len(found.forecasts["simulation"]) == 2
    again = backtest(tmp_path, runs=5)
    assert again.forecasts["simulation"].tolist() == found.forecasts["simulation"].tolist()


@needs_reference
def test_the_means_have_their_published_errors_and_nobody_beats_them_for_sure() -> None:
    found = backtest(REFERENCE / "deu", runs=0)
    assert len(found.issues) == 324
    assert found.errors[YARDSTICK].mae == pytest.approx(23.5, abs=0.1)
    assert found.errors["mean"].mae == pytest.approx(23.8, abs=0.1)
    assert found.errors["mean"].mae_low < 23.8 < found.errors["mean"].mae_high
    assert not [name for name, one in found.errors.items() if one.behind_high < 0]
    assert found.errors["expected_utility"].behind_low > 0
    assert "better beyond sampling error: none" in found.verdict


APP = typer.Typer()
APP.command("backtest")(verb)


@APP.callback()
def _more() -> None:
    """Keep the verb a verb."""


def parley(*words: str) -> Result:
    done = CliRunner().invoke(APP, ["backtest", *words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def test_the_verb_prints_json_or_a_table_and_refuses_what_is_no_data(tmp_path: Path) -> None:
    done = parley("--data", str(data(tmp_path)), "--runs", "0", "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["methods"]["weighted_mean"]["mae"] == pytest.approx(27.5)
    assert "Capability × salience mean" in parley("--data", str(tmp_path), "--runs", "0").stdout
    done = parley("--data", str(tmp_path / "nowhere"))
    assert (done.exit_code, done.stdout) == (2, "")
    assert "found no such file" in done.stderr
