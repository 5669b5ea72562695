"""Every function that takes inputs apart takes a group as one input, and its members given the group."""

from math import sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from sim.analysis.sobol import Index
from sim.arrays import Floats
from sim.game.layout import CommonCause
from sim.runs.runner import run
from sim.scenario.model import Scenario
from sim.scenario.numbers import Spread
from sim.studies import (
    Decision,
    NestedDesign,
    SensitivityPlan,
    Shape,
    Stakes,
    robust,
    sensitivity,
    tornado,
    variance_parts,
)
from sim.studies.discovery import discover
from sim.studies.effects_of_inputs import input_effects
from sim.studies.factors import OTHERS, factors_of
from sim.studies.one_at_a_time import StatedRuns, input_pairs, tornado_of
from sim.studies.responses import InputGroup, Response, UncertainInput, shared_cases
from sim.studies.spreads import indices, screening
from tests.small import needs_compiled, scenario

NORMAL = Spread(kind="normal", at=(0.0, 1.0), least=-1e9, most=1e9)
COEFFICIENTS = np.array([3.0, 2.0, 1.0, 2.0])
STRENGTH = 0.6
SIGNS = (1, 1, -1)
GROUP = "correlations.mood"


def linear() -> Response:
    """f = 3 a + 2 b + c + 2 d of standard normals: a, b and c (the other way) with a cause in common, d alone."""
    causes = [*(CommonCause(GROUP, STRENGTH, sign) for sign in SIGNS), None]
    inputs = tuple(UncertainInput(name, name, "", NORMAL, cause) for name, cause in zip("abcd", causes, strict=True))
    return Response(
        "points", inputs, lambda values, _: values @ COEFFICIENTS, chance=False, groups=(InputGroup(GROUP, "mood"),)
    )


def whole() -> tuple[float, float]:
    """Var f, and what of it the group accounts for."""
    group = sum(
        COEFFICIENTS[i] * COEFFICIENTS[j] * (1.0 if i == j else SIGNS[i] * SIGNS[j] * STRENGTH)
        for i in range(3)
        for j in range(3)
    )
    return float(group + COEFFICIENTS[3] ** 2), float(group)


def test_sobol_indices_of_a_linear_case_are_those_of_its_closed_form() -> None:
    response = linear()
    found = indices(response, factors_of(response, ["a", "d"]), Shape(4096, 4), 1)
    assert found is not None
    by_path = {one.path: one for one in found.indices}
    assert list(by_path) == ["d", GROUP, "a", "b", "c"]
    variance, group = whole()
    assert found.variance == pytest.approx(variance, rel=0.02)

    def holds(one: Index, exact: float) -> None:
        assert one.first.value == pytest.approx(exact, abs=0.01)
        assert one.total.value == pytest.approx(exact, abs=0.01)

    holds(by_path[GROUP], group / variance)
    holds(by_path["d"], 4.0 / variance)
    for name, coefficient in zip("abc", COEFFICIENTS[:3], strict=True):
        holds(by_path[name], coefficient**2 * (1 - STRENGTH) / variance)
        assert by_path[name].given == GROUP
    assert by_path["a"].label == "a, given: mood"
    assert by_path[GROUP].label == "mood (3 inputs as one)"


def test_a_tornado_of_a_linear_case_is_that_of_its_closed_form() -> None:
    """At the 5 % and 95 % points of the cause its members follow; a member moves by what the cause leaves it."""
    response, luck = linear(), np.random.default_rng(seed=1)
    unit = luck.random((400, 5))
    values = response.values(unit)
    subject = StatedRuns("linear", "", 1, "", response, values, response.measure(values, 0), unit)
    found = {bar.path: bar for bar in tornado_of(subject, input_pairs(subject, 4, 400), 4, 400).bars}
    wide = 2.0 * NormalDist().inv_cdf(0.95)
    by_cause = sum(SIGNS[i] * COEFFICIENTS[i] for i in range(3)) * sqrt(STRENGTH) * wide
    assert found[GROUP].swing.value == pytest.approx(by_cause)
    assert (found[GROUP].kind, found[GROUP].low.value, found[GROUP].high.value) == ("group", 0.05, 0.95)
    for name, coefficient in zip("abc", COEFFICIENTS[:3], strict=True):
        assert found[name].swing.value == pytest.approx(coefficient * sqrt(1 - STRENGTH) * wide)
    assert found["d"].swing.value == pytest.approx(2.0 * wide)
    assert set(found) == {GROUP, "a", "b", "c", "d"}


def test_screening_moves_the_cause_like_an_input_and_keeps_the_group_as_one() -> None:
    response = linear()
    found = screening(response, 50, [0, 1], 1)
    assert found is not None
    assert {effect.path for effect in found.effects} == {"a", "b", "c", "d", GROUP}
    assert found.kept == (GROUP, "d")


def test_what_is_not_kept_is_one_with_the_causes_of_its_groups() -> None:
    response = linear()
    alone, others = factors_of(response, ["d"])
    assert (alone.columns, others.path, others.columns) == ((3,), OTHERS, (0, 1, 2, 4))
    assert others.label == "all 3 other uncertain inputs"


def talks(strength: float = 0.8) -> Scenario:
    """Two parties, each of which may gain or lose by the truce; a common cause draws their hopes apart."""
    parties = {name: {"no_deal": {"value": "-10 to 10", "assumed": "test"}, "precision": 0.5} for name in ("a", "b")}
    members = {"parties.a.no_deal.value": "up", "parties.b.no_deal.value": "down"}
    return scenario(
        parties=parties,
        issues={"truce": {"war": {}, "signed": {"settles": 1}}, "aid": ("on", "off")},
        worth={
            "a": {"truce": (0, 1), "aid": "1 to 2"} and {"truce": (0, 1), "aid": (1, 0)},
            "b": {"truce": (0, 1), "aid": (0, 1)},
        },
        protocol={"horizon_days": 5, "sessions_per_day": "0.5 to 1"},
        correlations={"fortune": {"strength": strength, "members": members, "assumed": "test"}},
        outcomes={"signed": {"when": {"ever": {"truce": "signed"}}}, "war": {"otherwise": True}},
        levers={"correlations.fortune.strength": {"label": "how far fortunes hang together", "range": "0 to 1"}},
        changes={"hopeful": {"set": {"parties.a.no_deal.value": "5 to 10"}}},
    )


def places(ensemble: Any) -> dict[str, Floats]:
    return {given.path: ensemble.values[:, place] for place, given in enumerate(ensemble.game.inputs)}


@needs_compiled
def test_a_common_cause_changes_what_runs_end_in() -> None:
    """If one's fortune is the other's misfortune, there are fewer cases in which both would sign."""
    apart, together = (run(talks(strength), 4_000).outcomes[0] for strength in (0.0, 1.0))
    assert together.high < apart.low


@needs_compiled
def test_sensitivity_of_a_scenario_with_a_group() -> None:
    plan = SensitivityPlan(400, 100, 10, 4, Shape(128, 8), True, NestedDesign(100, 2, 2))
    found = sensitivity(talks(), "signed", plan=plan, decision=Decision(("hopeful",)))
    assert found.finished
    assert found.tornado is not None and found.indices is not None and found.information is not None
    paths = [bar.path for bar in found.tornado.bars]
    assert "correlations.fortune" in paths
    assert {one.path: one.given for one in found.indices.indices} == {
        "protocol.sessions_per_day": "",
        "correlations.fortune": "",
        "parties.a.no_deal.value": "correlations.fortune",
        "parties.b.no_deal.value": "correlations.fortune",
    }
    assert found.parts is not None
    assert sum(part.share.value for part in found.parts.parts) == pytest.approx(1.0)
    lever = next(bar for bar in found.tornado.bars if bar.kind == "lever")
    assert lever.path == "correlations.fortune.strength"
    assert found.to_dict()["indices"][2]["given"] == "correlations.fortune"


@needs_compiled
def test_the_base_of_a_tornado_is_what_was_played() -> None:
    ensemble = run(talks(), 200)
    found = tornado(ensemble, "signed", runs=200)
    group = next(bar for bar in found.bars if bar.kind == "group")
    assert group.label == "fortune (2 inputs as one)"
    from sim.studies.one_at_a_time import drawn_apart
    from sim.studies.responses import of_outcome

    unit = drawn_apart(ensemble)
    assert unit is not None
    assert np.array_equal(of_outcome(ensemble.game, "signed", 1).values(unit), ensemble.values)


@needs_compiled
def test_discovery_robustness_and_decisions_use_the_joint_draw() -> None:
    boxes = discover(talks(), "signed", runs=1_000)
    assert boxes.to_dict()["boxes"]
    weighed = robust(talks(), ["hopeful"], Stakes(outcome="signed"), cases=60, luck=2)
    assert (boxes.to_dict()["method"], weighed.method) == ("sobol", "sobol")
    table = {path: weighed.inputs[:, place] for place, path in enumerate(weighed.paths)}
    joint = np.corrcoef(table["parties.a.no_deal.value"], table["parties.b.no_deal.value"])[0, 1]
    assert joint < -0.6
    ensemble = run(talks(), 300)
    weaker = run(talks(), 300, changes=["correlations.fortune.strength=0.1"])
    assert np.array_equal(shared_cases(ensemble, weaker.game), weaker.values)
    assert np.array_equal(shared_cases(ensemble, ensemble.game), ensemble.values)


@needs_compiled
def test_preview_inputs_that_move_nothing_and_parts_take_groups() -> None:
    import sim

    assert sim.preview(talks(), 40).to_dict()["parties"]
    assert input_effects(talks(), 20).complete
    assert variance_parts(run(talks(), 40), "signed", design=NestedDesign(40, 2, 2)) is not None


@needs_compiled
def test_levers_of_strength_sweep_and_compare() -> None:
    import sim

    swept = sim.sweep(talks(), {"correlations.fortune.strength": [0.0, 0.5, 1.0]}, runs=200)
    assert swept.to_dict()["points"] == 3
    found = sim.compare(talks(), [{"correlations.fortune.strength": 1.0}], runs=200)
    assert found.to_dict()["arms"]


@needs_compiled
def test_a_bar_that_moves_nothing_says_so_proved_or_in_so_many_runs() -> None:
    never = {"party": "a", "when": {"aid": "off"}, "require": {"truce": ["war", "signed"]}, "firmness": "0.1 to 0.9"}
    stated = talks().model_copy()
    data = {**stated.stated(), "conditions": {"idle": never}}
    data["levers"] = {"conditions.idle.firmness": {"label": "how firm", "range": "0 to 1"}}
    found = tornado(run(Scenario.model_validate(data), 60), "signed", runs=60)
    said = {bar.path: bar.idle for bar in found.bars}
    assert said["correlations.fortune"] == ""
    assert [bar.idle for bar in found.bars if bar.kind == "lever"] == ["moves nothing: no deal breaks this condition"]
    assert said["protocol.sessions_per_day"] in {"", "moves it in none of 60 runs"}
