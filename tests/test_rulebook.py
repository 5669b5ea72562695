"""The rulebook has a number: in every digest, manifest and address; what another one made is said to be so."""

import json
from pathlib import Path

import pytest

import sim
from sim.runs.recipe import check_rules, checked_manifest
from sim.scenario import model
from sim.scenario.base import FIRST_RULES, RULES
from sim.scenario.faults import ScenarioError
from sim.ui.link import Link, link_of


def test_the_same_scenario_has_another_digest_under_another_rulebook(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = sim.load("pie")
    before = scenario.digest
    monkeypatch.setattr(model, "RULES", RULES + 1)
    assert scenario.digest != before


def test_a_result_says_its_rulebook(tmp_path: Path) -> None:
    sim.run("pie", runs=10).save(tmp_path / "saved")
    manifest = json.loads((tmp_path / "saved" / "manifest.json").read_text("utf-8"))
    assert manifest["rules"] == RULES
    assert checked_manifest(tmp_path / "saved" / "manifest.json", manifest).rules == RULES


def test_a_result_of_another_rulebook_is_told_by_which_and_that_it_cannot_be_repeated() -> None:
    for rules in (FIRST_RULES, RULES + 1):
        with pytest.raises(ScenarioError) as caught:
            check_rules(Path("manifest.json"), rules, {"parley-sim": "0.0.9"})
        (fault,) = caught.value.faults
        assert f"rulebook {rules}" in fault.found and f"rulebook {RULES}" in fault.expected
        assert "parley-sim 0.0.9" in fault.hint and "cannot repeat it" in fault.hint
    check_rules(Path("manifest.json"), RULES, {})


def test_an_address_carries_the_rulebook_and_one_without_is_of_the_first() -> None:
    assert Link(seed=7).query()["rules"] == [str(RULES)]
    assert link_of(Link(seed=7).query()).rules == RULES
    assert link_of({"seed": ["7"]}).rules == FIRST_RULES
    assert link_of({}).rules == RULES
