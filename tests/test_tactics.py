"""Step 5: the share of the attainable that each party holds out for."""

from math import exp, inf, log
from typing import Any

import numpy as np
import pytest

from sim.kernel.chance import CONCESSION, RED_LINE, RESOLVE, normal, uniform
from sim.rules.formulas import concession_day
from sim.rules.setup import demand_of, rival_of, stubbornness
from sim.rules.tactics import mean_expected, set_aspirations
from tests import small


def _table(tactic: dict[str, Any], **words: Any) -> small.Table:
    parties = {
        "a": {"tactic": tactic, "patience_days": 30, **words.pop("a", {})},
        "b": {"patience_days": 20, **words.pop("b", {})},
        **words.pop("others", {}),
    }
    stated = {"issues": {"x": ["no", "yes"]}, "parties": parties, "protocol": {"horizon_days": 50}, **words}
    return small.start(small.game(**stated))


def _aspirations(table: small.Table, days: range) -> list[float]:
    found = []
    for day in days:
        table.today(day)
        set_aspirations(*table.rules, table.outside)
        found.append(float(table.world.aspiration[0]))
    return found


def test_steadfast_never_concedes() -> None:
    assert _aspirations(_table({"kind": "steadfast", "aspiration": 0.6}), range(1, 50)) == [0.6] * 49


def test_time_follows_faratins_curve_over_the_partys_patience() -> None:
    found = _aspirations(_table({"kind": "time", "from": 0.9, "to": 0.3, "beta": 0.5}), range(1, 50))
    assert found == pytest.approx([0.9 - 0.6 * min(1, t / 30) ** 2 for t in range(1, 50)])


def test_deadline_gives_way_in_the_last_days_before_the_horizon() -> None:
    found = _aspirations(_table({"kind": "deadline", "from": 0.8, "to": 0.2, "last_days": 10}), range(1, 51))
    assert found == pytest.approx([0.2 + 0.6 * min(1, (50 - t) / 10) for t in range(1, 51)])
    assert found[-1] == pytest.approx(0.2)


def test_tit_for_tat_follows_what_the_others_are_expected_to_hold_out_for() -> None:
    table = _table({"kind": "tit_for_tat", "from": 0.8, "to": 0.1}, others={"k": {"role": "backer"}})
    found = []
    for day, (b, k) in enumerate([(0.5, 0.5), (0.4, 0.5), (0.4, 0.5), (0.1, 0.2), (0.01, 0.02), (1.0, 1.0)], start=1):
        table.world.expected[1:] = b, k
        found += _aspirations(table, range(day, day + 1))
    assert found == pytest.approx([0.8, 0.8 * 0.9, 0.8 * 0.9, 0.8 * 0.9 / 3, 0.1, 0.8])


def test_what_the_others_hold_out_for_is_their_mean() -> None:
    table = _table({}, others={"k": {"role": "backer"}})
    table.world.expected[:] = [0.9, 0.2, 0.4]
    assert mean_expected(table.rules[0], table.rules[2], 0) == pytest.approx(0.3)
    assert mean_expected(table.rules[0], table.rules[2], 2) == pytest.approx(0.55)


def _line(party: str, firmness: float) -> dict[str, Any]:
    return {"party": party, "when": {"x": "yes"}, "require": {"x": "no"}, "firmness": firmness}


LINES = {"one": _line("a", 0.2), "two": _line("a", 0.1), "three": _line("b", 0.4)}
STUBBORN = {"kind": "reputation", "aspiration": 0.7}
RIVAL = {"tactic": {"kind": "reputation", "aspiration": 0.6}}


def test_reputation_insists_until_its_day_and_then_takes_what_the_others_demand_leaves() -> None:
    table = _table(STUBBORN, b=RIVAL, conditions=LINES)
    table.world.concession[0] = 12.4
    assert _aspirations(table, range(11, 15)) == pytest.approx([0.7, 0.7, 0.4, 0.4])
    table.world.concession[0] = inf
    assert _aspirations(table, range(40, 42)) == [0.7, 0.7]
    table.world.concession[0] = 0.0
    assert _aspirations(table, range(1, 2)) == pytest.approx([0.4]), "at once is at the first session"


def test_a_party_is_taken_for_stubborn_if_any_of_its_conditions_may_be_a_red_line() -> None:
    table = _table(STUBBORN, b=RIVAL, conditions=LINES)
    assert stubbornness(*table.rules[:2], 0) == pytest.approx(1 - 0.8 * 0.9)
    assert stubbornness(*table.rules[:2], 1) == pytest.approx(0.4)


def test_a_demand_is_what_a_tactic_starts_from() -> None:
    table = _table(STUBBORN, b={"tactic": {"kind": "time", "from": 0.8, "aspiration": 0.3}})
    assert [demand_of(*table.rules[:2], party) for party in (0, 1)] == [0.7, 0.8]
    table = _table({"kind": "steadfast", "aspiration": 0.5}, b={"tactic": {"kind": "deadline", "from": 0.9}})
    assert [demand_of(*table.rules[:2], party) for party in (0, 1)] == [0.5, 0.9]


def test_the_rival_is_the_other_principal() -> None:
    seats = {"m": {"role": "mediator"}, "a": {}, "k": {"role": "backer"}, "b": {}}
    table = small.start(small.game(issues={"x": ["no", "yes"]}, parties=seats))
    assert [rival_of(table.rules[0], party) for party in range(4)] == [1, 3, 1, 1]


def test_days_of_concession_follow_abreu_and_gul_from_what_the_scenario_states() -> None:
    """lambda_a = (1/20)(0.3)/(0.3) and lambda_b = (1/30)(0.4)/(0.3); z 0.28 and 0.4; a's exhaustion comes later."""
    hazard, rival = (1 / 20) * 0.3 / 0.3, (1 / 30) * 0.4 / 0.3
    last = min(-log(0.28) / hazard, -log(0.4) / rival)
    mass = 0.28 * exp(hazard * last)
    table, days = _table(STUBBORN, b=RIVAL, conditions=LINES), []
    for run in range(2000):
        small.restart(table, 6, run)
        luck = uniform(6, run, 0, CONCESSION, int(table.board.luck_party[0]))
        assert table.world.concession[0] == pytest.approx(concession_day(luck, 1 - 0.8 * 0.9, hazard, last))
        days.append(table.world.concession.copy())
    own, others = np.array(days).T
    error = 4 * 0.5 / np.sqrt(len(days))
    assert (own == 0).mean() == pytest.approx(1 - mass, abs=error)
    assert 1 - mass > 0.05, "a, taken for less stubborn, sometimes gives way at once"
    assert (others == 0).mean() < 0.003, "b never"
    assert np.isinf(own).mean() == pytest.approx(0.28, abs=error)
    assert np.isinf(others).mean() == pytest.approx(0.4, abs=error)
    for t in (2, 5, 10, 15):
        assert (own <= t).mean() == pytest.approx(1 - mass * exp(-hazard * t), abs=error)
        assert (others <= t).mean() == pytest.approx(1 - exp(-rival * t), abs=error)


def test_other_tactics_have_no_day_of_concession() -> None:
    assert _table({"kind": "time"}).world.concession.tolist() == [inf, inf]


def test_red_lines_are_drawn_as_often_as_they_are_firm_and_come_together_as_far_as_resolve_does() -> None:
    lines = {f"c{n}": _line("a", firmness) for n, firmness in enumerate((0.3, 0.3, 0.7))}
    for rho in (0.0, 0.8):
        table, drawn = _table({}, a={"resolve_correlation": rho}, conditions=lines), []
        for run in range(3000):
            small.restart(table, 2, run)
            drawn.append(table.world.red.copy())
        red = np.array(drawn, float)
        assert red.mean(axis=0) == pytest.approx([0.3, 0.3, 0.7], abs=4 * 0.5 / np.sqrt(3000))
        together = float((red[:, 0] * red[:, 1]).mean())
        # Two standard normals of correlation 0.8 both lie below the 30 % quantile with chance 0.2129 (scipy).
        expected = 0.09 if rho == 0.0 else _both_below(0.8, 0.3)
        assert together == pytest.approx(expected, abs=4 * 0.5 / np.sqrt(3000))


def _both_below(correlation: float, share: float) -> float:
    from scipy import stats

    quantile = stats.norm.ppf(share)
    return float(stats.multivariate_normal(cov=[[1.0, correlation], [correlation, 1.0]]).cdf([quantile, quantile]))


def test_a_red_line_is_the_stated_mixture_of_common_and_own_luck() -> None:
    table = _table({}, a={"resolve_correlation": 0.64}, conditions={"c": _line("a", 0.35)})
    quantile = -0.38532046640756773
    for run in range(300):
        small.restart(table, 9, run)
        common = normal(9, run, 0, RESOLVE, int(table.board.luck_party[0]))
        own = normal(9, run, 0, RED_LINE, int(table.board.luck_condition[0]))
        assert table.world.red[0] == (0.8 * common + 0.6 * own < quantile)


def test_a_condition_of_firmness_one_is_always_a_red_line_and_of_zero_never() -> None:
    lines = {"never": _line("a", 0), "always": _line("a", 1)}
    table = _table({}, a={"resolve_correlation": 0.5}, conditions=lines)
    for run in range(200):
        small.restart(table, 1, run)
        assert table.world.red.tolist() == [False, True]


def test_the_resolve_of_different_parties_is_their_own() -> None:
    lines = {name: _line(name, 0.5) for name in "ab"}
    table, drawn = _table({}, a={"resolve_correlation": 0.95}, b={"resolve_correlation": 0.95}, conditions=lines), []
    for run in range(1500):
        small.restart(table, 1, run)
        drawn.append(table.world.red.copy())
    assert abs(np.corrcoef(np.array(drawn, float).T)[0, 1]) < 4 / np.sqrt(1500)
