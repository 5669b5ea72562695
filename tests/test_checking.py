"""Every kind of fault is found where it is written, all of them at once, and nothing is found in what is right."""

import json
from copy import deepcopy
from fnmatch import fnmatch
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.game.tactics import BUILT_IN
from sim.scenario.checks import names, problems_in
from sim.scenario.documents import bundled, check, load, load_text, read_text
from sim.scenario.faults import ScenarioError
from sim.scenario.party_words import TACTICS
from tests.faulty.edits import SMALL, Edit, edit, edits, place, with_issues

BROKEN = Path(__file__).parent / "broken"


def faults_of(text: str) -> list[str]:
    return [str(fault) for fault in read_text(text, "small.yaml").faults]


def test_nothing_is_wrong_with_what_is_right() -> None:
    assert faults_of(SMALL) == []


@pytest.mark.parametrize("name", bundled())
def test_bundled_scenarios_have_no_faults_and_no_warnings(name: str) -> None:
    assert check(name) == []


@pytest.mark.parametrize("case", edits(), ids=lambda case: case.fault)
def test_a_fault_is_found_once_and_where_it_is_written(case: Edit) -> None:
    text = edit(case.old, case.new)
    faults = read_text(text, "small.yaml").faults
    [found] = [fault for fault in faults if fault.path == case.path]
    assert (found.line, found.column) == place(text, case.mark, case.skip)
    assert found.severity == case.severity
    assert [part for part in case.says if part not in str(found)] == []
    others = {fault.path for fault in faults} - {case.path}
    assert [path for path in others if not any(fnmatch(path, pattern) for pattern in case.beside)] == []


def test_faults_keep_a_scenario_from_being_read_and_warnings_do_not() -> None:
    warned = edit("    points: 5\n", "    points: 5\n    demands:\n      truce: none\n")
    assert [fault.severity for fault in read_text(warned).faults] == ["warning"]
    assert load_text(warned).pressures["push"].by == "broker"
    with pytest.raises(ScenarioError) as raised:
        load_text(edit("    points: 10", "    points: ten", warned))
    assert [fault.path for fault in raised.value.faults] == ["exposures.north_truce.points"]


def test_all_faults_are_found_at_once() -> None:
    text = edit("    label: The North", "    lable: The North")
    text = edit("    firmness: 0.3 to 0.9", "    firmness: 3", text)
    text = edit("      - broker\n", "      - brokr\n", text)
    text = edit("    on: 2025-04-01", "    on: 2024-04-01", text)
    text = edit("    date: 2025-03-18", "    date: 2025-03-18\n    date: 2025-03-17", text)
    text = edit("      truce: month\n      aid: halted", "      truce: none\n      aid: goes_on", text)
    paths = [fault.path for fault in read_text(text).faults]
    assert paths == [
        "sources.paper.date",
        "parties.north.lable",
        "issues.aid.controlled_by.0",
        "infeasible.both.when",
        "conditions.aid_first.firmness",
        "events.snow.on",
    ]


@pytest.mark.parametrize("path", sorted(BROKEN.glob("*.yaml")), ids=lambda path: path.stem)
def test_broken_files_are_answered_with_the_right_lines(path: Path) -> None:
    expected = json.loads((BROKEN / "expected.json").read_text(encoding="utf-8"))[path.name]
    found = [str(fault).replace(str(path), path.name, 1) for fault in check(path)]
    assert found == expected


def test_a_number_of_more_digits_than_python_reads_is_a_fault() -> None:
    for digits in (200, 400, 5_000):
        [fault] = read_text(edit("    backdown_cost: 4", f"    backdown_cost: {'9' * digits}")).faults
        assert (fault.path, fault.expected) == ("conditions.aid_first.backdown_cost", "a number from 0 to 10000")
    [fault] = read_text(edit("  horizon_days: 90", f"  horizon_days: {'9' * 5_000}")).faults
    assert fault.expected == "a whole number from 1 to 3650"


def test_patience_without_a_mediator_is_a_warning() -> None:
    text = edit("    role: mediator", "    role: backer", edit("mediated", "random\n  mediator_patience: 3"))
    assert [str(fault) for fault in read_text(text, "f").faults] == [
        "f:12:3: warning: protocol.mediator_patience: found mediator_patience without a mediator, "
        "expected a party with role: mediator."
    ]


def test_links_in_a_ring_are_found_at_every_link_of_it() -> None:
    text = edit("        term_days: 30\n", "        linked_to: {aid: paused}\n        term_days: 30\n")
    ring = [fault for fault in read_text(text).faults if "leads back" in fault.found]
    assert [fault.path for fault in ring] == [
        "issues.truce.options.month.linked_to",
        "issues.aid.options.paused.linked_to",
    ]


def test_too_many_deals_says_how_many_and_what_to_remove() -> None:
    [fault] = read_text(with_issues(9)).faults
    assert fault.found == f"{4 * 4**9:,} feasible deals"
    assert fault.expected == "at most 1,000,000"
    assert fault.hint == "Remove issues or options; extra0 has the most options (4)."


def test_more_than_sixteen_issues_are_a_fault() -> None:
    faults = read_text(with_issues(15, "ab")).faults
    assert "17 issues" in [fault.found for fault in faults]


def test_conditions_are_checked_even_among_too_many_deals() -> None:
    when = "    party: north\n    when:\n      truce: month"
    text = edit(when, f"{when}\n      aid: halted", with_issues(9))
    paths = {fault.path for fault in read_text(text).faults}
    assert paths == {"issues", "conditions.aid_first.when"}


def test_an_empty_deal_space_is_a_fault() -> None:
    pattern = "infeasible:\n  all:\n    when:\n      truce: [none, month]\n"
    faults = [fault for fault in read_text(edit("infeasible:\n", pattern)).faults if fault.severity == "fault"]
    assert {fault.path for fault in faults} == {"infeasible", "infeasible.all.when"}


def test_the_status_quo_may_be_infeasible_when_nothing_is_in_force_at_first() -> None:
    text = edit("      truce: month\n      aid: halted", "      truce: none\n      aid: goes_on")
    text = edit("  speaks: mediated", "  speaks: mediated\n  status_quo: outside", text)
    assert "infeasible.both.when" not in [fault.path for fault in read_text(text).faults]


def test_two_switches_may_not_set_one_place() -> None:
    other = """
  other:
    asks: And what else?
    reading: a
    readings:
      a: {source: paper}
      b:
        set:
          issues.truce.options.month.truce: {rate: 1}
        source: paper
outcomes:"""
    [fault] = read_text(edit("\noutcomes:", other)).faults
    assert fault.path == "switches.other.readings.b.set.issues.truce.options.month.truce"
    assert "scope" in fault.found


def test_tactics_of_others_may_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    text = edit("kind: time", "kind: theirs")
    assert "Did you mean" not in str(read_text(text).faults[0])
    found = [EntryPoint("theirs", "theirs:tactic", "sim.tactics")]
    monkeypatch.setattr(names, "entry_points", lambda group: found if group == "sim.tactics" else [])
    assert read_text(text).faults == ()


def test_the_tactics_that_may_be_named_are_those_that_can_be_played() -> None:
    assert set(TACTICS) == set(BUILT_IN)


def test_a_model_that_refuses_what_no_check_knows_is_still_heard() -> None:
    scenario, problems = problems_in({"format": 1})
    assert scenario is None and problems


STATED = read_text(SMALL).data
JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["truce", "north", "2025-03-20", "", "é"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["when", "set", "truce", "x"]), inner),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.data())
def test_no_data_however_wrong_ends_in_a_traceback(data: Any) -> None:
    stated = deepcopy(STATED)
    for _ in range(data.draw(st.integers(1, 3))):
        at = stated
        while isinstance(at, dict) and at:
            key = data.draw(st.sampled_from(sorted(at)))
            if not isinstance(at[key], dict) or not at[key] or data.draw(st.booleans()):
                at[key] = data.draw(JUNK)
                break
            at = at[key]
    scenario, problems = problems_in(stated)
    assert (scenario is None) <= bool(problems)
    assert all(str(problem.found) and str(problem.expected) for problem in problems)


@pytest.mark.parametrize("days", ["2", "2.0"])
def test_days_outside_the_horizon_are_found_however_it_is_written(days: str) -> None:
    with pytest.raises(ScenarioError, match=r"session_dates\.0: found 2025-01-09, expected a day played"):
        load("labour-dispute", [f"protocol.horizon_days={days}"])
