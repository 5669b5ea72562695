"""Concessions: what is found reaches its target with all runs, and costs what the scenario says."""

import re

import numpy as np
import pytest

import sim
from sim.analysis.concessions import Concession, Package
from sim.analysis.shares import share_of
from sim.runs.results import Ensemble
from sim.studies.break_even import FlipStudy
from sim.studies.concessions import concessions_of

RUNS, PROBES = 200, 80


@pytest.fixture(scope="module")
def dispute() -> FlipStudy:
    stated = sim.load("labour-dispute")
    return sim.flip(stated, next(iter(stated.outcomes)), 0.995, RUNS, 1, probe_runs=PROBES)


def test_what_is_said_of_one_change_is_said_over_all_runs(dispute: FlipStudy) -> None:
    for sentence in dispute.finding.sentences:
        for counted in re.findall(r"of ([\d,]+) runs", sentence):
            assert int(counted.replace(",", "")) == RUNS, sentence


def test_no_sentence_quotes_as_reached_what_it_says_is_not_reached(dispute: FlipStudy) -> None:
    found = dispute.finding
    for text, reached, nearest in (
        ("No single change", found.singles, [one for one in found.nearest if one.share.of == RUNS]),
        ("No change of two levers", found.pairs, [found.nearest_pair] if found.nearest_pair else []),
    ):
        assert any(sentence.startswith(text) for sentence in found.sentences) == (not reached)
        if not reached:
            assert all(one.share.share < found.target for one in nearest)


def test_a_package_that_reaches_the_target_is_what_its_settings_play() -> None:
    stated = sim.load("labour-dispute")
    # The outcome in which runs end least often: a share that may rise, whatever the rules say of the others.
    base = min(sim.run(stated, RUNS).outcomes, key=lambda share: share.share)
    outcome = base.id
    found = sim.flip(stated, outcome, base.share + 0.02, RUNS, 1, probe_runs=PROBES).finding.concessions
    assert found is not None
    for package in (*found.reached, *([found.nearest] if found.nearest else [])):
        sets = {path: value for one in package.concessions for path, value in one.sets.items()}
        again = next(share for share in sim.run(stated, RUNS, 1, [sets]).outcomes if share.id == outcome)
        assert again.count == package.share.count and again.of == package.share.of == RUNS
    assert [one.size for one in found.reached] == sorted(one.size for one in found.reached)


def test_a_dropped_condition_costs_whoever_stated_it_what_giving_way_costs() -> None:
    base = sim.run("labour-dispute", 50)
    for one in concessions_of(base):
        if one.id.startswith("drop "):
            name = one.id.removeprefix("drop ")
            place = next(
                (n for n, given in enumerate(base.game.inputs) if given.path == f"conditions.{name}.backdown_cost"),
                None,
            )
            stated = base.scenario.conditions[name].backdown_cost
            cost = float(base.values[:, place].mean()) if place is not None else stated.middle
            assert one.size == pytest.approx(cost)
            assert one.parties == (base.scenario.name_of("parties", base.scenario.conditions[name].party),)


def value(base: Ensemble, path: str) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    for place, given in enumerate(base.game.inputs):
        if given.path == path:
            return base.values[:, place]
    _, party, issue, what = path.split(".")
    worth = (base.scenario.worth[party].__pydantic_extra__ or {})[issue]
    return np.full(base.runs, worth.weight.middle if what == "weight" else worth.values[what].middle)


def test_an_offer_costs_each_party_what_the_option_is_worth_less_to_it() -> None:
    base = sim.run("ukraine-2025-03", 40)
    offers = {one.id: one for one in concessions_of(base) if one.id.startswith("offer ")}
    issue, option = "mobilisation", "stopped"
    found, first = offers[f"offer {issue}={option}"], next(iter(base.scenario.issues[issue].options))
    for party in ("russia", "ukraine", "europe"):
        issues = base.scenario.worth[party].__pydantic_extra__ or {}
        weights = sum(value(base, f"worth.{party}.{name}.weight") for name in issues)
        moved = value(base, f"worth.{party}.{issue}.{option}") - value(base, f"worth.{party}.{issue}.{first}")
        gained = float((value(base, f"worth.{party}.{issue}.weight") / weights * moved).mean())
        dropped = sum(
            float(base.values[:, n].mean())
            for n, given in enumerate(base.game.inputs)
            for name, one in base.scenario.conditions.items()
            if f"conditions.{name}" in found.sets and one.party == party
            if given.path == f"conditions.{name}.backdown_cost"
        )
        assert found.costs[base.scenario.name_of("parties", party)] == pytest.approx(dropped - gained)
    assert found.parties == ("Ukraine",)
    assert found.size == pytest.approx(found.costs["Ukraine"])


def test_what_costs_nobody_who_controls_it_is_no_concession() -> None:
    base = sim.run("ukraine-2025-03", 10)
    assert all(one.size > 0.0 for one in concessions_of(base) if one.id.startswith("offer "))


def test_costs_are_said_with_who_gains() -> None:
    one = Concession("offer a=b", ("North",), "North offers b", {}, {"North": 3.0, "South": -2.0, "East": 0.01}, 3.0)
    other = Concession("drop c", ("South",), "South drops c", {}, {"South": 0.5}, 0.5)
    package = Package((one, other), share_of("x", "x", 5, 10))
    assert package.costs == {"North": 3.0, "South": -1.5, "East": 0.01}
    assert package.size == 3.5
    assert package.costs_in_words == "it costs North 3.0 points and gives South 1.5 points"


def test_a_scenario_without_conditions_or_costs_has_nothing_to_concede() -> None:
    found = sim.flip("pie", "no_deal", 1.0, 60, 1, probe_runs=30).finding.concessions
    assert found is not None and found.considered == len(concessions_of(sim.run("pie", 60)))
