"""Two scenarios beside each other: what they state differently, in words, and what that does to outcomes."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import sim
from sim.analysis.paired_differences import outcome_differences
from sim.cli.verbs import app
from sim.scenario.documents import save
from sim.scenario.stated_difference import stated_differences

LABOUR = "labour-dispute"


def changed(*changes: object, name: str = LABOUR) -> sim.Scenario:
    return sim.load(name, changes)  # type: ignore[arg-type]  # a list of texts


def test_a_scenario_beside_itself_states_nothing_differently() -> None:
    for name in sim.scenarios().to_pandas()["id"]:
        assert sim.diff(name, sim.load(name)).entries == ()


def test_a_changed_range_is_told_with_the_old_and_the_new_one() -> None:
    (one,) = sim.diff(LABOUR, changed("parties.union.no_deal.value=1 to 2")).entries
    before = sim.load(LABOUR).stated()["parties"]["union"]["no_deal"]["value"]
    assert (one.path, one.kind) == ("parties.union.no_deal.value", "changed")
    assert (one.before, one.after) == (before, "1 to 2")
    assert str(one).endswith(f": 1 to 2 instead of {before}")


@pytest.mark.parametrize("name", ["labour-dispute", "pie", "ukraine-2025-03"])
def test_every_change_of_a_scenario_is_found_at_the_paths_that_it_sets(name: str) -> None:
    stated = sim.load(name)
    for change, one in stated.changes.items():
        paths = [entry.path for entry in sim.diff(stated, sim.load(name, [change])).entries if entry.played]
        assert paths, change
        # Removing an entry removes the what-ifs on it too; a value that is set as it was stated is no difference.
        assert set(paths) <= set(one.set), change


def test_an_entry_that_only_one_has_is_one_difference_whichever_comes_first() -> None:
    without = changed({"conditions.calm_for_pay": None})
    gone = [one for one in sim.diff(LABOUR, without).entries if one.played]
    new = [one for one in sim.diff(without, LABOUR).entries if one.played]
    assert [(one.path, one.kind) for one in gone] == [("conditions.calm_for_pay", "removed")]
    assert [(one.path, one.kind) for one in new] == [("conditions.calm_for_pay", "added")]
    assert gone[0].before == new[0].after
    assert "no longer stated" in str(gone[0])
    assert "not stated before" in str(new[0])


def test_what_is_not_stated_is_told_with_what_holds_instead() -> None:
    """The default of a place is what holds where nothing is stated."""
    without = changed({"protocol.misperception": None})
    (one,) = [one for one in stated_differences(sim.load(LABOUR), without) if one.played]
    assert (one.kind, one.default) == ("removed", "0")
    assert "no longer stated (0 by default)" in str(one)


def test_labels_and_sources_are_told_apart_from_what_runs_read() -> None:
    data = sim.load(LABOUR).stated()
    data["parties"]["union"]["label"] = "The union"
    data["title"] = "Another title"
    other = sim.Scenario.model_validate(data)
    entries = sim.diff(LABOUR, other).entries
    assert {one.path for one in entries} == {"title", "parties.union.label"}
    assert not any(one.played for one in entries)


def test_runs_are_compared_as_a_comparison_with_the_same_change_does() -> None:
    found = sim.diff(LABOUR, changed("no_ballot"), runs=80, seed=5)
    base = sim.run(LABOUR, 80, 5)
    arm = sim.run(LABOUR, 80, 5, ["no_ballot"])
    wanted = outcome_differences("x", base.records, arm.records)
    told = [(one.id, one.base, one.share, one.difference, one.low, one.high) for one in found.differences]
    assert told == [(one.id, one.base, one.share, one.difference, one.low, one.high) for one in wanted]


def test_outcomes_that_only_one_has_are_compared_too() -> None:
    found = sim.diff("pie", LABOUR, runs=20)
    shares = {one.id: (one.base, one.share) for one in found.differences}
    assert shares["agreed"][1] == 0.0
    assert shares["contract_signed"][0] == 0.0
    assert sum(base for base, _ in shares.values()) == pytest.approx(1.0)
    assert sum(share for _, share in shares.values()) == pytest.approx(1.0)


def test_changes_hold_in_both() -> None:
    assert sim.diff("pie", "pie", changes=["left_waits"]).first.digest == sim.load("pie", ["left_waits"]).digest
    found = sim.diff(LABOUR, changed("no_ballot"), changes=["protocol.misperception=3"])
    assert all("misperception" not in one.path for one in found.entries)


def test_the_verb_says_it_in_words_and_as_json(tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    save(sim.load("pie", ["parties.left.no_deal.value=10 to 30"]), other)
    words = CliRunner().invoke(app, ["diff", "pie", str(other)])
    assert words.exit_code == 0
    assert "what Left gets without a deal: 10 to 30 instead of 0 (parties.left.no_deal.value)" in words.stdout
    told = CliRunner().invoke(app, ["diff", "pie", str(other), "--runs", "20", "--json"])
    data = json.loads(told.stdout)
    assert [one["path"] for one in data["entries"]] == ["parties.left.no_deal.value"]
    assert [one["id"] for one in data["differences"]] == ["agreed", "no_deal"]
    assert CliRunner().invoke(app, ["diff", "pie", "nothing"]).exit_code == 2


def test_days_and_worths_that_both_have_are_compared_too() -> None:
    changed = sim.load("labour-dispute", ["protocol.sessions_per_day=2"])
    found = sim.diff("labour-dispute", changed, runs=40)
    same = sim.compare("labour-dispute", ["protocol.sessions_per_day=2"], runs=40)
    assert [(one.id, one.base, one.mean, one.low) for one in found.shifts] == [
        (one.id, one.base, one.mean, one.low) for one in same.shifts
    ]
    assert {one["id"] for one in found.to_dict()["shifts"]} >= {"first_deal", "worth.union"}
    assert len(found.to_dict()["numbers"]) == len(sim.load("labour-dispute").numbers_asked)


def test_parties_that_only_one_has_are_left_out_of_what_is_compared() -> None:
    found = sim.diff("pie", "labour-dispute", runs=5)
    assert [one.id for one in found.shifts] == ["first_deal", "end"]
    assert "Days and worths" in CliRunner().invoke(app, ["diff", "pie", "labour-dispute", "--runs", "5"]).stdout


def test_ranges_are_said_as_people_read_them() -> None:
    for words in (["levers", "us-rail-2022"], ["diff", "pie", "us-rail-2022"]):
        said = CliRunner().invoke(app, words).stdout
        assert "0.2 to 0.6 (tactic.holds_out)" in said and '"range"' not in said and "e+0" not in said
