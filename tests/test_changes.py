"""What-ifs set what they say, win over readings, do nothing twice, and are refused with what was probably meant."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.changes import ChangeLike, LeverInfo, all_paths, apply, levers
from sim.scenario.checks import SoundData, View, faults_in, problems_in
from sim.scenario.data import changed, in_use, value_at
from sim.scenario.documents import bundled, load, load_text
from sim.scenario.edits import text_of
from sim.scenario.faults import ScenarioError
from sim.scenario.model import Scenario
from sim.scenario.numbers import Spread, parse_number
from tests.faulty.edits import SMALL, edit

MISREAD = "issues.truce.options.month.truce.misread"
FIRMNESS = "conditions.aid_first.firmness"
BASE = load_text(SMALL)


@pytest.fixture(name="small")
def small_scenario() -> Scenario:
    return BASE


def stated(scenario: Scenario, path: str) -> Any:
    return value_at(scenario.stated(), tuple(path.split(".")))


def refused(scenario: Scenario, *changes: str | Mapping[str, Any]) -> list[str]:
    with pytest.raises(ScenarioError) as raised:
        apply(scenario, changes)
    return [str(fault) for fault in raised.value.faults]


def test_no_change_is_the_scenario_itself(small: Scenario) -> None:
    assert apply(small) is small


def test_a_declared_change_sets_what_it_says_and_nothing_else(small: Scenario) -> None:
    soft = apply(small, ["soft"])
    assert soft.conditions["aid_first"].firmness == parse_number(0).model_copy(update={"least": 0.0, "most": 1.0})
    undone = apply(soft, [{FIRMNESS: "0.3 to 0.9"}])
    assert undone == small and undone.digest == small.digest != soft.digest


@pytest.mark.parametrize(
    ("typed", "path", "means"),
    [
        (f"{FIRMNESS}=0.4", FIRMNESS, 0.4),
        (f"{FIRMNESS}=0.2 to 0.6", FIRMNESS, "0.2 to 0.6"),
        (f"{FIRMNESS} = 1", FIRMNESS, 1),
        ("parties.south.drift={normal: [1, 2]}", "parties.south.drift", {"normal": [1, 2]}),
        ("protocol.features.trust=false", "protocol.features.trust", False),
        ("parties.south.precision=exact", "parties.south.precision", "exact"),
        ("parties.south.label=no", "parties.south.label", "no"),
        ("parties.north.trust.broker.initial=0.9", "parties.north.trust.broker.initial", 0.9),
        ("parties.north.tactic.from=0.9", "parties.north.tactic.from", 0.9),
        ("worth.north.aid.halted=80", "worth.north.aid.halted", 80),
        ("protocol.session_dates=[2025-04-01, 2025-04-02]", "protocol.session_dates", ["2025-04-01", "2025-04-02"]),
        ("conditions.aid_first.require.aid=halted", "conditions.aid_first.require", {"aid": "halted"}),
        ("parties.north.label=a=b", "parties.north.label", "a=b"),
    ],
)
def test_typed_values_mean_what_they_mean_in_a_file(small: Scenario, typed: str, path: str, means: Any) -> None:
    assert stated(apply(small, [typed]), path) == means


def test_values_from_python_mean_the_same(small: Scenario) -> None:
    spread = Spread(kind="uniform", at=(0.2, 0.6))
    changed = apply(small, [{FIRMNESS: spread, "events.snow.on": date(2025, 4, 2), "protocol.session_dates": ()}])
    assert stated(changed, FIRMNESS) == "0.2 to 0.6"
    assert changed.events["snow"].on == date(2025, 4, 2) and changed.protocol.session_dates == []


def test_null_removes_an_entry_and_what_was_said_about_it(small: Scenario) -> None:
    changed = apply(small, ["conditions.aid_first=null"])
    assert changed.conditions == {}
    assert list(changed.changes) == ["wide_and_soft"] and list(changed.levers) == ["protocol.features.trust"]
    assert load_text(text_of(changed.stated())) == changed


def test_null_brings_back_a_default(small: Scenario) -> None:
    changed = apply(small, [{"parties.north.tactic": None, "exposures.north_truce.points": 3}])
    assert changed.parties["north"].tactic.kind == "steadfast"
    assert "tactic" not in changed.stated()["parties"]["north"]


def test_an_entry_can_be_added(small: Scenario) -> None:
    pledge = {"party": "broker", "option": {"aid": "paused"}, "assumed": "a guess"}
    changed = apply(small, [{"pledges.broker_aid": pledge, "pledges.broker_aid.backdown_cost": 2}])
    assert list(changed.pledges) == ["south_truce", "broker_aid"]
    assert changed.pledges["broker_aid"].backdown_cost.middle == 2


def test_the_later_of_two_changes_holds(small: Scenario) -> None:
    assert stated(apply(small, ["soft", f"{FIRMNESS}=0.7"]), FIRMNESS) == 0.7
    assert stated(apply(small, [f"{FIRMNESS}=0.7", "soft"]), FIRMNESS) == 0
    assert stated(apply(small, ["soft+wide_and_soft"]), FIRMNESS) == 0.1
    whole_then_part: list[str | Mapping[str, Any]] = [
        {"parties.north.tactic": {"kind": "time"}},
        "parties.north.tactic.beta=2",
    ]
    assert stated(apply(small, whole_then_part), "parties.north.tactic") == {"kind": "time", "beta": 2}


# Switches.


def test_a_reading_in_use_is_applied_when_a_scenario_is_loaded() -> None:
    assert stated(load_text(edit("reading: narrow", "reading: wide")), MISREAD) == 0.4


def test_readings_can_be_changed_there_and_back(small: Scenario) -> None:
    wide = apply(small, ["switches.scope.reading=wide"])
    assert stated(wide, MISREAD) == 0.4 and wide == load_text(edit("reading: narrow", "reading: wide"))
    back = apply(wide, ["switches.scope.reading=narrow"])
    assert back == small and stated(back, MISREAD) is None


def test_choosing_the_reading_in_use_changes_nothing(small: Scenario) -> None:
    assert apply(small, ["switches.scope.reading=narrow"]) == small
    wide = apply(small, ["switches.scope.reading=wide"])
    assert apply(wide, ["switches.scope.reading=wide"]) == wide


def test_what_is_set_by_hand_wins_over_a_reading_whatever_the_order(small: Scenario) -> None:
    for changes in (
        [f"{MISREAD}=0.9", "switches.scope.reading=wide"],
        ["switches.scope.reading=wide", f"{MISREAD}=0.9"],
    ):
        changed = apply(small, changes)
        assert stated(changed, MISREAD) == 0.9
        assert load_text(text_of(changed.stated())) == changed


def test_a_change_that_selects_a_reading_applies_it(small: Scenario) -> None:
    assert stated(apply(small, ["wide_and_soft"]), MISREAD) == 0.4


def test_a_reading_may_remove_and_add_entries() -> None:
    switch = """\
switches:
  storm:
    asks: When does the snow come?
    reading: dated
    readings:
      dated: {source: paper}
      random:
        set:
          events.snow.on: null
          events.snow.rate: 0.1
        source: paper
      never:
        set:
          events.snow: null
        source: paper
"""
    scenario = load_text(edit("switches:\n", switch))
    never = apply(scenario, ["switches.storm.reading=never"])
    assert list(never.events) == ["exchange"]
    random = apply(never, ["switches.storm.reading=random"])
    assert random.events["snow"].on is None and random.events["snow"].rate is not None
    assert apply(random, ["switches.storm.reading=dated"]) == scenario


@pytest.mark.parametrize("name", bundled())
def test_every_reading_and_change_of_a_bundled_scenario_saves_and_loads_as_itself(name: str) -> None:
    scenario = load(name)
    readings = [f"switches.{s}.reading={r}" for s, switch in scenario.switches.items() for r in switch.readings]
    for change in [*scenario.changes, *readings[::3]]:
        changed = apply(scenario, [change])
        # A change that removed something is forgotten with it.
        if change in readings or change in changed.changes:
            assert apply(changed, [change]) == changed, change
    joined = apply(scenario, [*scenario.changes, *readings])
    assert load_text(text_of(joined.stated())) == joined


SETTINGS = (
    f"{FIRMNESS}=0.5",
    f"{MISREAD}=0.7",
    "soft",
    "wide_and_soft",
    "switches.scope.reading=wide",
    "switches.scope.reading=narrow",
)
REMOVALS = ("events.snow=null", f"{MISREAD}=null", "conditions.aid_first=null", "parties.north.tactic=null")


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(SETTINGS), min_size=1, max_size=4, unique=True))
def test_changes_made_twice_are_changes_made_once(chosen: list[str]) -> None:
    once = apply(BASE, chosen)
    assert apply(once, chosen) == once


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    st.lists(st.sampled_from(SETTINGS[:2] + SETTINGS[4:]), max_size=3), st.lists(st.sampled_from(REMOVALS), min_size=1)
)
def test_whatever_was_removed_the_rest_saves_and_loads_as_itself(chosen: list[str], removed: list[str]) -> None:
    once = apply(BASE, [*chosen, *removed])
    assert load_text(text_of(once.stated())) == once


# Refusals.


def test_refusals_name_the_option_and_what_was_meant(small: Scenario) -> None:
    assert refused(small, "conditions.aid_frst.firmness=0.4", "sofft", {"parties.north.drif": 3}) == [
        "--change sofft: found no such change, expected one of soft, wide_and_soft, or PATH=VALUE. Did you mean soft?",
        "--set: conditions.aid_frst.firmness: found 'aid_frst' below conditions, expected aid_first. "
        "Did you mean aid_first?",
        "changes: parties.north.drif: found 'drif' below parties.north, expected one of source, assumed, label, role, "
        "influence, no_deal, drift, volatility, tactic, precision, consistency, patience_days, "
        "resolve_correlation, trust, size, splits, abstains, walk_out, enters. "
        "Did you mean drift?",
    ]


@pytest.mark.parametrize(
    ("change", "path", "says"),
    [
        (f"{FIRMNESS}=2", FIRMNESS, "found 2, expected a number from 0 to 1"),
        (f"{FIRMNESS}=0.2 too 0.6", FIRMNESS, "found '0.2 too 0.6'"),
        (f"{FIRMNESS}=", FIRMNESS, f"Write {FIRMNESS}=null"),
        (f"{FIRMNESS}=[", FIRMNESS, "cannot be read"),
        (f"{FIRMNESS}=null", FIRMNESS, "found nothing"),
        (f"{FIRMNESS}.low=1", f"{FIRMNESS}.low", "the path to end there"),
        ("firmness=1", "firmness", "first part of the path"),
        ("title=x", "title", "first part of the path"),
        ("changes.soft=null", "changes.soft", "first part of the path"),
        ("switches.scope.readings=null", "switches.scope.readings", "switches.ID.reading"),
        ("switches.scope.reading=wid", "switches.scope.reading", "Did you mean wide?"),
        ("switches.scop.reading=wide", "switches.scop.reading", "Did you mean scope?"),
        ("worth.north.aid.haltd=3", "worth.north.aid.haltd", "Did you mean halted?"),
        ("worth.south.aid.halted=3", "worth.south.aid.halted", "'aid' below worth.south"),
        ("parties.north.trust.sooth.initial=1", "parties.north.trust.sooth.initial", "Did you mean south?"),
        ("events.snw=null", "events.snw", "Did you mean snow?"),
        ("events.snow=3", "events.snow", "expected a mapping"),
        ("parties.north.tactic.start=0.4", "parties.north.tactic.start", "from"),
        ("protocol.horizon_days=.nan", "protocol.horizon_days", "a whole number"),
        ("=3", "", "first part of the path"),
        ("parties..drift=3", "parties..drift", "'' below parties"),
    ],
)
def test_what_cannot_be_set_is_refused_where_it_was_typed(small: Scenario, change: str, path: str, says: str) -> None:
    [fault] = refused(small, change)
    assert fault.startswith(f"--set: {path}: " if path else "--set: ") and says in fault


def test_a_change_that_breaks_something_else_says_what(small: Scenario) -> None:
    assert refused(small, "parties.broker.role=backer") == [
        "--set: protocol.speaks: found no mediator, expected one party with role: mediator."
    ]


def test_no_change_however_odd_ends_in_a_traceback(long: bool) -> None:
    @settings(max_examples=200 if long else 40, deadline=None, derandomize=True)
    @given(st.text(max_size=30), st.text(max_size=10))
    def refused_with_a_fault(path: str, value: str) -> None:
        odd: list[str | Mapping[str, Any]] = [f"{path}={value}", {path: value}]
        for change in odd:
            with pytest.raises(ScenarioError):
                apply(BASE, [change])

    refused_with_a_fault()


# Levers.


def lever(scenario: Scenario, path: str) -> LeverInfo:
    [found] = [info for info in all_paths(scenario) if info.path == path]
    return found


def test_declared_levers_come_with_what_the_language_knows(small: Scenario) -> None:
    firmness, trust = levers(small)
    assert (firmness.path, firmness.label, firmness.kind) == (FIRMNESS, "how firm", "number")
    assert (firmness.low, firmness.high, firmness.unit) == (0, 1, "share")
    assert (firmness.value, firmness.default, firmness.sources) == ("0.3 to 0.9", None, ("paper",))
    assert (trust.kind, trust.choices, trust.value, trust.default) == ("flag", (True, False), True, True)
    assert firmness.declared and lever(small, FIRMNESS) == firmness


def test_paths_at_their_defaults_are_listed_too(small: Scenario) -> None:
    precision = lever(small, "parties.south.precision")
    assert (precision.value, precision.default, precision.choices, precision.unit) == (
        0.5,
        0.5,
        ("exact",),
        "per point",
    )
    assert lever(small, "parties.north.trust.broker.initial").value == 0.5
    assert lever(small, "protocol.mediator_weights.south").value == 1
    assert lever(small, "switches.scope.reading").choices == ("narrow", "wide")
    assert "human" in lever(small, "parties.north.tactic.kind").choices
    assert lever(small, "events.snow.on").kind == "date"
    assert lever(small, "worth.north.aid.halted").label == "The North, aid: value of “halted”"


def test_nothing_is_listed_that_is_not_there(small: Scenario) -> None:
    paths = {info.path for info in all_paths(small)}
    assert not paths & {"events.snow.rate", "issues.aid.options.halted.truce.rate", "parties.north.trust.north.initial"}
    assert not any(".when." in path or path.endswith(".source") for path in paths)


@pytest.mark.parametrize("name", ["pie", "labour-dispute"])
def test_every_path_that_is_listed_can_be_set_to_what_it_is(name: str) -> None:
    scenario = load(name)
    listed = [info for info in all_paths(scenario) if info.value is not None and not info.path.endswith(".stand_in")]
    assert len({info.path for info in listed}) == len(listed) > 20
    same = apply(scenario, [{info.path: info.value for info in listed}])
    assert {info.path: info.value for info in all_paths(same)} == {
        info.path: info.value for info in all_paths(scenario)
    }


def test_numbers_that_are_listed_are_inside_their_bounds() -> None:
    for info in all_paths(load("ukraine-2025-03")):
        if info.kind == "number" and info.value not in info.choices:
            spread = parse_number(info.value)
            assert info.low is not None and info.high is not None
            assert info.low <= spread.low <= spread.high <= info.high, info.path


def test_the_same_changes_of_a_scenario_are_applied_once(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario, looked = load("labour-dispute"), list[Any]()

    def counted(data: Any, known: Any = None) -> Any:
        looked.append(data)
        return problems_in(data, known)

    monkeypatch.setattr("sim.scenario.changes.problems_in", counted)
    changes: list[ChangeLike] = ["no_ballot", "protocol.floor=0.017", {"protocol.misperception": 2}]
    first = apply(scenario, changes)
    assert apply(scenario, list(changes)) is first and len(looked) == 1
    assert apply(load("labour-dispute"), changes) == first and len(looked) == 2, "another scenario is looked at anew"
    for other in ([*changes, {"protocol.misperception": 3}], changes[::-1], changes[:2]):
        assert apply(scenario, other) is not first
    assert len(looked) == 5


def test_changes_that_cannot_be_applied_are_told_every_time() -> None:
    scenario = load("pie")
    for _ in range(2):
        with pytest.raises(ScenarioError, match="nosuch"):
            apply(scenario, ["nosuch=1"])


WRONG: tuple[Any, ...] = (None, "nobody", -1, {"nobody": 1}, [], "2031-01-01")


@pytest.mark.parametrize("name", ["labour-dispute", "pie", "ukraine-2025-03", "us-budget-2025", "lebanon-2024-11"])
def test_checking_only_what_changed_finds_the_faults_that_checking_all_finds(name: str, long: bool) -> None:
    """What-ifs are checked beside the scenario that they change; paths are set to what is wrong in several ways."""
    scenario = load(name)
    data = scenario.stated()
    known = SoundData(View(data), scenario)
    paths = all_paths(scenario)
    for info in paths[:: 17 if long else max(17, len(paths) // 10)]:
        path = tuple(info.path.split("."))
        for wrong in WRONG:
            other = changed(in_use(data), {path: wrong})
            assert set(faults_in(other, known)) == set(faults_in(other)), (info.path, wrong)
    for part in ("parties", "issues", "conditions", "sources", "events"):
        for entry in list(data.get(part, {}))[:3]:
            other = changed(in_use(data), {(part, entry): None})
            assert set(faults_in(other, known)) == set(faults_in(other)), (part, entry)
