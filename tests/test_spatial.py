"""Positions on a line: the published case round by round, formulas against brute force, inputs at their limits."""

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from sim.arrays import Floats
from sim.cli.spatial import spatial as verb
from sim.lenses.expected_utility import Rounds, chances, expected_utility, quadrants, risk_exponents
from sim.lenses.placed import actors_of, option_positions
from sim.lenses.point_forecasts import (
    METHODS,
    checked,
    median_interval,
    nash_linear,
    support_behind,
    weighted_mean,
    weighted_median,
)
from sim.lenses.spatial import spatial
from sim.scenario.model import Scenario
from tests.reference import REFERENCE, needs_reference
from tests.small import scenario, steady

# When should cars meet emission standards, in years: capability, position, salience (Bueno de Mesquita 1994).
CARS: dict[str, tuple[float, float, float]] = {
    "Netherlands": (0.08, 4, 80),
    "Belgium": (0.08, 7, 40),
    "Luxembourg": (0.03, 4, 20),
    "Germany": (0.16, 4, 80),
    "France": (0.16, 10, 60),
    "Italy": (0.16, 10, 60),
    "UK": (0.16, 10, 90),
    "Ireland": (0.05, 7, 10),
    "Denmark": (0.05, 4, 100),
    "Greece": (0.08, 7, 70),
}


def columns(of: dict[str, tuple[float, float, float]]) -> tuple[Floats, Floats, Floats]:
    table = np.array(list(of.values()), float)
    return table[:, 0], table[:, 1], table[:, 2]


def test_the_car_emission_case_comes_out_as_published() -> None:
    c, x, s = columns(CARS)
    assert weighted_median(x, c * s) == 7.0
    assert weighted_mean(x, c * s) == pytest.approx(7.38995568685, abs=1e-10)
    found = expected_utility(c, x, s, 3)
    # Medians of rounds 1 to 3 at full precision; the printed table (Scholz et al. 2011) has 8.4, 9.6 (9.7) and 10.0.
    assert found.median == pytest.approx([8.415932315426764, 9.610859134120192, 9.96197959040132], abs=1e-12)
    assert found.mean == pytest.approx([7.461314378277189, 7.552500865855845, 7.590144997451547], abs=1e-12)
    names = list(CARS)
    first = [(names[o.by], names[o.to], o.kind) for o in found.rounds[0].heeded]
    assert first == [
        ("France", "Belgium", "compromise"),
        ("Belgium", "Luxembourg", "conflict"),
        ("Luxembourg", "Ireland", "conflict"),
    ]
    assert found.risk[0][names.index("Ireland")] == pytest.approx(0.5, abs=1e-12)
    assert found.risk[0][names.index("Denmark")] == pytest.approx(2.0, abs=1e-12)


@needs_reference
def test_the_reference_rounds_are_met_to_nine_digits() -> None:
    with (REFERENCE / "emission_standards.csv").open() as file:
        rows = list(csv.DictReader(file))
    with (REFERENCE / "emission_standards_rounds.csv").open() as file:
        rounds = list(csv.DictReader(file))[1:]
    c, x, s = (np.array([float(row[key]) for row in rows]) for key in ("capability", "position", "salience"))
    found = expected_utility(c, x, s, len(rounds))
    for place, row in enumerate(rounds):
        assert found.median[place] == pytest.approx(float(row["median"]), abs=1e-9)
        assert found.mean[place] == pytest.approx(float(row["mean"]), abs=1e-9)
        assert found.positions[place] == pytest.approx([float(row[f"x_{one['actor']}"]) for one in rows], abs=1e-9)
        assert found.risk[place] == pytest.approx([float(row[f"r_{one['actor']}"]) for one in rows], abs=1e-9)


def by_hand(c: Floats, x: Floats, s: Floats, q: float) -> tuple[list[list[float]], list[list[float]], list[float]]:
    """Return expected utilities and risk exponents of the first round, actor by actor as the papers write them."""
    n, reach = len(x), max(x) - min(x)
    median = weighted_median(x, c * s)

    def vote(k: int, a: float, b: float, r: float) -> float:
        return float(c[k] * s[k] * ((abs(x[k] - b) / reach) ** r - (abs(x[k] - a) / reach) ** r))

    def eu(i: int, j: int, eyes: int, risk: list[float]) -> float:
        every = sum(abs(vote(k, a, b, risk[k])) for k in range(n) for a in x for b in x)
        mine = sum(max(0.0, vote(k, x[i], x[j], risk[k])) for k in range(n))
        p = mine / every if x[i] != x[j] else 0.0
        d, m, r = abs(x[i] - x[j]) / reach, abs(x[i] - median) / reach, risk[eyes]
        won, lost, stays = 2 - 4 * (0.5 - 0.5 * d) ** r, 2 - 4 * (0.5 + 0.5 * d) ** r, 2 - 4 * 0.5**r
        better, worse = 2 - 4 * (0.5 - 0.25 * (m + d)) ** r, 2 - 4 * (0.5 + 0.25 * (m + d)) ** r
        t = 1.0 if m < d else 0.5 if m == d else 0.0
        alone = q * stays + (1 - q) * (t * better + (1 - t) * worse)
        return float(s[j] * (p * won + (1 - p) * lost) + (1 - s[j]) * won - alone)

    danger = [sum(eu(j, i, j, [1.0] * n) for j in range(n) if j != i) for i in range(n)]
    spread = max(danger) - min(danger)
    risk = [1.0] * n
    if spread > 0:
        accepts = [(2 * one - max(danger) - min(danger)) / spread for one in danger]
        risk = [(1 - one / 3) / (1 + one / 3) for one in accepts]
    own = [[eu(i, j, i, risk) for j in range(n)] for i in range(n)]
    return own, [[eu(j, i, i, risk) for j in range(n)] for i in range(n)], risk


@pytest.mark.parametrize("q", [1.0, 0.5, 0.0])
@pytest.mark.parametrize("seed", range(4))
def test_arrays_say_what_the_papers_formulas_say_one_by_one(seed: int, q: float) -> None:
    rng = np.random.default_rng(seed)
    c, x, s = rng.uniform(0.1, 1, 5), rng.choice([0.0, 3.0, 4.0, 10.0], 5), rng.uniform(0.05, 1, 5)
    x[:2] = 0.0, 10.0
    first = expected_utility(c / c.max(), x, s, 1, q).rounds[0]
    own, other, risk = by_hand(c / c.max(), x, s, q)
    assert first.risk == pytest.approx(risk, abs=1e-9)
    apart = x[:, None] != x[None, :]
    assert first.own[apart] == pytest.approx(np.array(own)[apart], abs=1e-9)
    assert first.other[apart] == pytest.approx(np.array(other)[apart], abs=1e-9)


TABLES = st.lists(st.tuples(st.floats(0, 1e6), st.floats(-100, 200), st.floats(0, 1)), min_size=1, max_size=7)


@steady
@given(TABLES, st.sampled_from([0.0, 0.5, 1.0]))
def test_whatever_is_given_nobody_leaves_the_line_and_every_number_is_finite(
    table: list[tuple[float, float, float]], q: float
) -> None:
    c, x, s = np.array(table).T
    found = expected_utility(c, x, s, 3, q)
    slack = 1e-9 * (1 + np.abs(x).max())
    for numbers in (found.median, found.mean, found.positions, found.risk):
        assert np.isfinite(numbers).all()
    assert (found.positions >= x.min() - slack).all()
    assert (found.positions <= x.max() + slack).all()
    assert (found.risk >= 0.5 - 1e-9).all()
    assert (found.risk <= 2 + 1e-9).all()
    for name, method in METHODS.items():
        assert x.min() - slack <= method(c, x, s) <= x.max() + slack, name


@steady
@given(TABLES, st.floats(0.1, 10), st.floats(-50, 50))
def test_the_unit_of_capability_and_the_place_of_zero_change_nothing(
    table: list[tuple[float, float, float]], scale: float, shift: float
) -> None:
    c, x, s = np.round(np.array(table).T, 3)
    if weighted_mean(x, c * s) == weighted_median(x, c * s):
        return
    for name, method in METHODS.items():
        if name.endswith("median"):
            continue
        moved = method(c * scale, x + shift, s) - shift
        assert moved == pytest.approx(method(c, x, s), abs=2e-5 * (1 + np.ptp(x))), name


@pytest.mark.parametrize(
    "table",
    [
        ([1], [5], [0.5]),
        ([1, 1], [0, 10], [0.5, 0.5]),
        ([1, 2], [0, 10], [0, 0]),
        ([1, 2, 3], [5, 5, 5], [1, 1, 1]),
        ([0, 0, 0], [1, 2, 3], [1, 1, 1]),
        ([1, 2, 3, 4], [0, 0, 100, 100], [10, 20, 30, 40]),
        ([1e300, 1e-300, 5], [0, 1e-200, 50], [1, 0, 1]),
        ([1, 1, 1], [0, 50, 100], [1, 0, 1]),
    ],
)
@pytest.mark.parametrize("q", [1.0, 0.5])
def test_inputs_at_their_limits_have_answers(table: tuple[list[float], list[float], list[float]], q: float) -> None:
    found = expected_utility(table[0], table[1], table[2], rounds=4, q=q)
    assert found.positions.shape == (4, len(table[0]))
    assert found.median.shape == found.mean.shape == (4,)
    assert np.isfinite(np.concatenate([found.median, found.mean, found.positions.ravel(), found.risk.ravel()])).all()


def test_who_stands_together_stays_and_risk_is_neutral() -> None:
    found = expected_utility([1, 2], [5, 5], [1, 1], 2)
    assert (found.positions == 5).all()
    assert (found.risk == 1).all()
    assert found.rounds[0].offers == ()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (([1], [1, 2], [1]), "same length"),
        (([], [], []), "no actor"),
        (([-1], [1], [1]), "capability -1"),
        (([1], [float("nan")], [1]), "finite"),
        (([1], [1], [101]), "salience 101"),
        ((["a"], [1], [1]), "not a number"),
    ],
)
def test_numbers_that_cannot_be_used_are_named(table: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        expected_utility(table[0], table[1], table[2], rounds=1)


def test_rounds_and_q_are_checked() -> None:
    with pytest.raises(ValueError, match="0 rounds"):
        expected_utility([1, 1], [0, 1], [1, 1], 0)
    with pytest.raises(ValueError, match="q 2"):
        expected_utility([1, 1], [0, 1], [1, 1], 1, 2)


def test_chances_are_shares_of_all_votes_and_risk_runs_from_half_to_two() -> None:
    c, x, s = columns(CARS)
    apart = np.abs(x[:, None] - x[None, :]) / 6
    p = chances(c * s, apart, np.ones(10), x)
    assert (np.diag(p) == 0).all()
    assert p.sum() == pytest.approx(0.5)
    assert risk_exponents(np.zeros((3, 3))).tolist() == [1, 1, 1]
    risk = risk_exponents(np.array([[0, 5.0], [1.0, 0]]))
    assert risk == pytest.approx([2.0, 0.5])


def test_the_median_beats_every_other_place_by_votes() -> None:
    rng = np.random.default_rng(5)
    for _ in range(50):
        x, w = rng.integers(0, 10, 7).astype(float), rng.integers(0, 5, 7).astype(float)
        m = weighted_median(x, w)
        weights = w if w.max() > 0 else np.ones(7)
        for other in np.unique(x):
            nearer = np.sign(np.abs(x - other) - np.abs(x - m))
            assert (weights * nearer).sum() >= 0


@pytest.mark.parametrize(
    ("position", "weight", "wanted"),
    [
        ([0, 100], [1, 1], (0, 100)),
        ([0, 100], [1, 2], (100, 100)),
        ([0, 40, 50, 100], [1, 0, 0, 1], (0, 100)),
        ([10, 20, 30, 40], [0.1, 0.2, 0.2, 0.1], (20, 30)),
        ([10, 20, 30], [0, 0, 0], (20, 20)),
        ([0, 50, 100], [0.1 + 0.2, 0.0, 0.3], (0, 100)),
        ([70], [5], (70, 70)),
    ],
)
def test_an_even_balance_leaves_an_interval_of_medians(
    position: list[float], weight: list[float], wanted: tuple[float, float]
) -> None:
    x, w = np.array(position, float), np.array(weight, float)
    assert median_interval(x, w) == wanted
    # Turning the line around turns the answer around.
    assert median_interval(100 - x, w) == (100 - wanted[1], 100 - wanted[0])
    assert weighted_median(x, w) == 100 - weighted_median(100 - x, w) == sum(wanted) / 2


def test_a_tie_is_told_as_one_in_words_and_in_data(tmp_path: Path) -> None:
    table = tmp_path / "even.csv"
    table.write_text("actor,influence,position,salience\nA,2,20,50\nB,1,30,50\nC,1,60,50\n")
    done = CliRunner().invoke(APP, ["spatial", str(table), "--json"])
    told = json.loads(done.stdout)
    assert told["issues"][0]["median_interval"] == [20, 30] and told["issues"][0]["ties"] == {
        "weighted_median": [20, 30]
    }
    shown = CliRunner().invoke(APP, ["spatial", str(table)], env={"COLUMNS": "200"}).stdout
    assert "20.00 to 30.00" in shown and "a tie" in shown


@needs_reference
def test_an_even_balance_in_a_file_is_told_as_a_tie() -> None:
    done = CliRunner().invoke(APP, ["spatial", str(REFERENCE / "cases/tables/even_balance.csv"), "--json"])
    told = json.loads(done.stdout)["issues"][0]
    assert told["ties"] == {"weighted_median": [0, 100], "median": [0, 100]}
    assert told["rounds"][-1]["median_interval"] == [0, 100]


def test_the_landscape_peaks_at_the_median_and_knows_its_ends() -> None:
    places = np.linspace(0, 100, 101)
    rng = np.random.default_rng(2)
    x, w = rng.integers(0, 101, 9).astype(float), rng.random(9)
    found = support_behind(x, w, places)
    assert places[found.argmax()] == weighted_median(x, w)
    assert support_behind(np.array([0.0, 100.0]), np.array([1.0, 3.0]), np.array([0.0, 100.0])) == pytest.approx(
        [0.25, 0.75]
    )


def test_two_with_linear_loss_agree_in_the_middle_and_power_moves_them() -> None:
    one = np.ones(2)
    ends = np.array([0.0, 100.0])
    assert nash_linear(one, ends, one) == pytest.approx(50, abs=1e-6)
    # max 3 ln(1 - y) + 1 ln(y) is at y = 1/4.
    assert nash_linear(np.array([3.0, 1.0]), ends, one) == pytest.approx(25, abs=1e-6)


def test_the_nash_point_is_the_best_on_a_fine_grid() -> None:
    rng = np.random.default_rng(9)
    c, x, s = rng.random(6), rng.uniform(0, 100, 6), rng.random(6)
    grid = np.linspace(x.min(), x.max(), 20_001)
    loss = s[:, None] * np.abs(x[:, None] - grid) / np.ptp(x)
    best = grid[(c[:, None] * np.log(np.maximum(1 - loss, 1e-300))).sum(axis=0).argmax()]
    assert nash_linear(c, x, s) == pytest.approx(best, abs=np.ptp(x) / 10_000)


def test_salience_in_points_and_in_shares_is_the_same() -> None:
    assert checked([1, 1], [0, 1], [50, 100])[2].tolist() == checked([1, 1], [0, 1], [0.5, 1])[2].tolist()


def test_the_quad_map_names_every_relation() -> None:
    own = np.array([[0, 2.0, -1.0], [1.0, 0, -1.0], [-3.0, -1.0, 0]])
    other = np.array([[0, 1.0, 3.0], [-2.0, 0, -2.0], [1.0, -0.5, 0]])
    assert quadrants(own, other) == [
        ["", "conflict+", "losing+"],
        ["winning-", "", "status_quo+"],
        ["losing-", "status_quo-", ""],
    ]


def placed() -> Scenario:
    """Two issues, three parties; one option without a position, one party that only cares for one issue."""
    return scenario(
        parties={"a": {"influence": 80}, "b": {"influence": 20}, "c": {"influence": 50}},
        issues={
            "aid": {"none": {"position": 0}, "some": {"position": 40}, "much": {"position": 100}},
            "term": ["short", "middle", "long"],
        },
        worth={
            "a": {"total": 100, "aid": {"weight": 3, "none": 100, "some": 60, "much": 0}, "term": weigh(1, 0, 50, 100)},
            "b": {"total": 100, "aid": {"weight": 1, "none": 0, "some": 70, "much": 70}, "term": weigh(1, 9, 9, 9)},
            "c": {"total": 100, "term": weigh(5, 100, 0, 0)},
        },
    )


def weigh(weight: float, short: float, middle: float, long: float) -> dict[str, float]:
    return {"weight": weight, "short": short, "middle": middle, "long": long}


def test_positions_are_preferred_options_and_salience_is_weight() -> None:
    stated = placed()
    found = actors_of(stated)
    assert found.names == ("a", "b", "c")
    assert found.capability.tolist() == [80, 20, 50]
    assert option_positions(stated.issues["term"]) == {"short": 0, "middle": 50, "long": 100}
    # Equals count by their mean; whoever does not care stands amid the others and weighs nothing.
    assert found.position[:, 0].tolist() == [0, 70, 35]
    assert found.position[:, 1].tolist() == [100, 50, 0]
    assert found.salience.tolist() == [[0.75, 0.25], [0.5, 0.5], [0, 1]]


def test_a_scenario_has_a_weighted_mean_a_median_and_rounds_per_issue() -> None:
    found = spatial(placed(), rounds=4)
    c, x, s = np.array([80, 20, 50.0]), np.array([0, 70, 35.0]), np.array([0.75, 0.5, 0])
    assert found.weighted_mean["aid"] == pytest.approx((c * x * s).sum() / (c * s).sum())
    assert found.median["aid"] == 0
    assert isinstance(found.rounds["aid"], Rounds)
    assert len(found.rounds["term"].median) == 4
    alone = spatial(placed(), issue="aid").to_dict()
    assert alone["weighted_mean"] == found.weighted_mean["aid"]
    assert len(alone["rounds"]) == 10
    with pytest.raises(ValueError, match="no issue 'tax'"):
        spatial(placed(), issue="tax")


def test_only_an_order_is_too_little() -> None:
    ordinal = placed().model_copy(update={"worth": {}})
    with pytest.raises(ValueError, match="weights and values"):
        actors_of(ordinal)


def test_one_dimension_of_actors_is_taken_by_name() -> None:
    both = actors_of(placed())
    term = both.on("term")
    assert term.position[:, 0].tolist() == both.position[:, 1].tolist()
    assert replace(term, title="x").names == both.names


APP = typer.Typer()
APP.command("spatial")(verb)


@APP.callback()
def _more() -> None:
    """Keep the verb a verb."""


def parley(*words: str) -> Result:
    done = CliRunner().invoke(APP, ["spatial", *words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def test_the_verb_prints_one_json_object(tmp_path: Path) -> None:
    done = parley("labour-dispute", "--rounds", "2", "--json")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout, parse_constant=lambda name: pytest.fail(f"{name} in JSON"))
    assert {"weighted_mean", "median", "rounds"} <= told.keys()
    file = tmp_path / "cars.csv"
    rows = "".join(f"{name},{c},{x},{s}\n" for name, (c, x, s) in CARS.items())
    file.write_text(f"actor,influence,position,salience\n{rows}")
    told = json.loads(parley(str(file), "--json").stdout)
    assert told["rounds"][0]["median"] == pytest.approx(8.415932315426764, abs=1e-9)
    assert told["median"] == 7


def test_the_verb_tells_people_and_refuses_what_it_cannot_use(tmp_path: Path) -> None:
    done = parley("labour-dispute")
    assert done.exit_code == 0
    assert "Capability × salience mean" in done.stdout
    for words in (
        ("labour-dispute", "--issue", "nothing"),
        ("no-such-scenario",),
        (str(tmp_path / "none.csv"),),
    ):
        done = parley(*words)
        assert (done.exit_code, done.stdout) == (2, "")
        assert len(done.stderr.splitlines()) == 1
    bad = tmp_path / "bad.csv"
    bad.write_text("actor,influence,position,salience\na,1,2,3\nb,1,x,3\n")
    assert f"{bad}:3:1: found 'x', expected the position" in parley(str(bad)).stderr
    good = tmp_path / "good.csv"
    good.write_text("actor,influence,position,salience\na,1,2,3\nb,1,4,3\n")
    assert "no paths" in parley(str(good), "--set", "a=1").stderr


def test_what_ifs_move_the_weighted_mean() -> None:
    base = spatial("labour-dispute")
    (issue, *_), (party, *_) = base.weighted_mean, base.issues[0].actors.names
    moved = spatial("labour-dispute", [{f"parties.{party}.influence": 99}], issue=issue)
    stands, before = base.issues[0].actors.position[0, 0], base.weighted_mean[issue]
    assert abs(moved.weighted_mean[issue] - stands) < abs(before - stands)


def test_a_scenario_is_told_by_the_names_that_it_gives() -> None:
    from typer.testing import CliRunner

    from sim.cli.verbs import app

    said = CliRunner().invoke(app, ["spatial", "labour-dispute", "--issue", "wage_rise", "--rounds", "1"]).stdout
    assert "Who stands where on Wage rise" in said and "State conciliator" in said
    assert "wage_rise" not in said and "conciliator " not in said.replace("State conciliator", "")
