"""Designs: levers as stated become points; whatever is wrong with them is said at once, where it is written."""

from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.analysis.designs import Design, in_words
from sim.scenario.faults import ScenarioError
from sim.studies.design import MOST_POINTS, design_of
from sim.studies.study_file import read_study
from sim.studies.sweep_study import plan_of
from sim.studies.wanted import read_texts, wanted_of
from tests.small import COMPILED

NAME = "labour-dispute"
FIRM = "conditions.pay_before_length.firmness"
few = settings(deadline=None, derandomize=True, max_examples=12 if COMPILED else 4)
"""Every design is tried on a scenario, which takes a tenth of a second."""
EXAMPLE = Path(__file__).parents[1] / "docs" / "sweep.yaml"


def made(vary: Any, **how: Any) -> Design:
    return design_of(sim.load(NAME), wanted_of(vary), **how)


def refused(vary: Any, **how: Any) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        made(vary, **how)
    return [str(fault) for fault in caught.value.faults]


def test_a_grid_is_every_combination_of_levels_the_last_changing_fastest() -> None:
    design = made({FIRM: [0, 0.5], "protocol.misperception": "0:4:3", "changes": ["base", "no_ballot"]})
    assert design.points == tuple(product((0, 0.5), (0.0, 2.0, 4.0), ("base", "no_ballot")))
    assert design.changes(0) == ({FIRM: 0, "protocol.misperception": 0.0},)
    assert design.changes(11) == ("no_ballot", {FIRM: 0.5, "protocol.misperception": 4.0})


@given(st.floats(0, 1), st.floats(0, 1), st.integers(2, 40))
@few
def test_a_range_is_cut_into_equal_steps_with_both_its_ends(low: float, high: float, count: int) -> None:
    low, high = float(f"{low:.4f}"), float(f"{high:.4f}")
    if low != high and abs(high - low) * 1e9 > count:
        (lever,) = made([f"{FIRM}={low}:{high}:{count}"]).varied
        assert (lever.levels[0], lever.levels[-1], len(lever.levels)) == (low, high, count)
        assert np.diff(lever.levels) == pytest.approx((high - low) / (count - 1), rel=1e-6)


def test_tenths_are_tenths() -> None:
    assert made([f"{FIRM}=0:1:11"]).varied[0].levels == tuple(round(0.1 * step, 1) for step in range(11))


def test_whole_numbers_and_dates_are_cut_into_whole_numbers_and_dates() -> None:
    levers = made(["protocol.horizon_days=60:80:3", "events.strike_ballot.on=2025-01-10:2025-01-20:3"]).varied
    assert levers[0].levels == (60, 70, 80)
    assert all(isinstance(level, int) for level in levers[0].levels)
    assert levers[1].levels == ("2025-01-10", "2025-01-15", "2025-01-20")
    assert [lever.kind for lever in levers] == ["whole", "date"]


def test_values_are_read_as_yaml_writes_them() -> None:
    texts = ["parties.union.tactic.beta=1, 0.3 to 2, {normal: [1, 0.2]}", "protocol.features.trust=true,false"]
    ranges, flags = made(texts).varied
    assert ranges.levels == (1, "0.3 to 2", {"normal": [1, 0.2]})
    assert (flags.levels, ranges.kind, flags.kind) == ((True, False), "listed", "listed")
    assert [in_words(level) for level in ranges.levels] == ["1", "0.3 to 2", "normal: 1, 0.2"]


def test_a_lever_by_itself_has_what_the_scenario_declares() -> None:
    firm, speaks = made([FIRM, "protocol.speaks"], kind="sobol", points=4).varied
    assert (firm.low, firm.high) == (0, 1)
    assert speaks.levels == ("mediated", "alternating", "random")


@given(st.integers(1, 60), st.integers(0, 2**40))
@few
def test_a_latin_hypercube_has_one_point_in_every_slice_of_every_range(points: int, seed: int) -> None:
    design = made([f"{FIRM}=0:1", "protocol.misperception=10:2"], kind="latin_hypercube", points=points, seed=seed)
    firm, wrong = np.array(design.points, float).T
    assert sorted(np.floor(firm * points).astype(int)) == list(range(points))
    assert sorted(np.floor((10 - wrong) / 8 * points).astype(int)) == list(range(points))


def test_a_sobol_design_halves_every_range_evenly() -> None:
    design = made([f"{FIRM}=0:1", "protocol.misperception=0:8"], kind="sobol", points=32, seed=5)
    firm, wrong = np.array(design.points, float).T
    for low_firm in (True, False):
        for low_wrong in (True, False):
            assert (((firm < 0.5) == low_firm) & ((wrong < 4) == low_wrong)).sum() == 8


def test_values_that_are_listed_share_a_random_design_evenly() -> None:
    design = made(["changes=base,no_ballot,conditions_soft"], kind="latin_hypercube", points=30)
    assert sorted(value for (value,) in design.points) == sorted(["base", "no_ballot", "conditions_soft"] * 10)


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol"])
def test_a_random_design_is_its_seed(kind: Any) -> None:
    vary = [f"{FIRM}=0:1", "protocol.misperception=0:8"]
    first = made(vary, kind=kind, points=16, seed=3)
    assert first == made(vary, kind=kind, points=16, seed=3)
    assert first.points != made(vary, kind=kind, points=16, seed=4).points


def test_another_lever_moves_no_other_in_a_latin_hypercube() -> None:
    one = made([f"{FIRM}=0:1"], kind="latin_hypercube", points=9)
    two = made(["protocol.misperception=0:8", f"{FIRM}=0:1"], kind="latin_hypercube", points=9)
    assert [values[0] for values in one.points] == [values[1] for values in two.points]


def test_what_the_command_line_takes_makes_the_same_design() -> None:
    vary = {FIRM: "0:1:3", "changes": ["base", "no_ballot+conditions_soft"], "protocol.speaks": ["mediated", "random"]}
    design = made(vary)
    again = design_of(sim.load(NAME), read_texts([lever.stated for lever in design.varied]))
    assert again.points == design.points


def test_declared_changes_are_called_by_their_names_unless_two_are_called_the_same() -> None:
    (lever,) = made(["changes=base,no_ballot,no_ballot+conditions_soft"]).varied
    names = ["as stated", "No strike ballot", "No strike ballot and All conditions are bargaining positions"]
    assert [lever.said(level) for level in lever.levels] == names
    changed = sim.load(NAME).changes
    alike = {name: change.model_copy(update={"label": "The same"}) for name, change in changed.items()}
    (lever,) = design_of(
        sim.load(NAME).model_copy(update={"changes": alike}), read_texts(["changes=no_ballot,conditions_soft"])
    ).varied
    assert [lever.said(level) for level in lever.levels] == ["no_ballot", "conditions_soft"]


# What is wrong


def test_all_faults_of_all_levers_are_said_at_once() -> None:
    said = refused(
        [
            "protocol.misperceptio=0:1:3",
            f"{FIRM}=0:2:3",
            "protocol.speaks=mediated,shouted",
            "protocol.floor=0:0.02",
            "changes=base,no_balot",
            "protocol.mediator_patience=5:5:2",
        ]
    )
    assert len(said) == 6
    assert "Did you mean misperception?" in next(line for line in said if "misperceptio'" in line)
    assert any(line.startswith(f"vary: {FIRM}: found 2") for line in said)
    assert any("'shouted'" in line and "mediated, alternating, random" in line for line in said)
    assert any("no number of steps, expected PATH=low:high:steps" in line for line in said)
    assert any("no such change" in line and "Did you mean no_ballot?" in line for line in said)
    assert any("two different ends" in line for line in said)


@pytest.mark.parametrize(
    ("vary", "how", "said"),
    [
        ([], {}, "no lever"),
        ([f"{FIRM}=0:1:3"] * 2, {}, "a second time"),
        ([f"{FIRM}=1,0.5,1"], {}, "a value twice"),
        ([f"{FIRM}=0:1:1"], {}, "at least 2"),
        ([f"{FIRM}="], {}, "no values"),
        ([f"{FIRM}=[0"], {}, "YAML"),
        (["protocol.horizon_days=1:3:5"], {}, "at most 3, the whole numbers there are"),
        (["protocol.speaks=a:b:3"], {}, "a range of what is a choice"),
        (["events.strike_ballot.on=1:3:2"], {}, "two dates"),
        ([f"{FIRM}=a:b:2"], {}, "two numbers"),
        (["protocol.session_dates"], {}, "no values, nor a range"),
        ([f"{FIRM}=0:1:3"], {"points": 5}, "5 points of a grid"),
        ([f"{FIRM}=0:1"], {"kind": "sobol"}, "no number of points"),
        ([f"{FIRM}=0:1:3"], {"kind": "sobol", "points": 4}, "3 steps"),
        ([f"{FIRM}=0:1"], {"kind": "sobl", "points": 4}, "Did you mean sobol?"),
        ([f"{FIRM}=0:1"], {"kind": "sobol", "points": MOST_POINTS + 1}, "1 to 100,000"),
        ([f"{FIRM}=0:1:400", "protocol.misperception=0:1:400"], {}, "a grid of 160,000 points"),
    ],
)
def test_what_cannot_be_a_design_is_refused_in_words(vary: list[str], how: dict[str, Any], said: str) -> None:
    assert any(said in line for line in refused(vary, **how))


def test_values_that_cannot_stand_together_are_found_before_the_first_run() -> None:
    (line,) = refused({"changes": ["base", "no_ballot"], "events.strike_ballot.on": "2025-01-10:2025-01-20:2"})
    assert "at changes = no_ballot, events.strike_ballot.on = 2025-01-20" in line


# Study files


def test_the_example_study_is_a_sweep_of_the_command_line() -> None:
    vary = ["parties.union.drift=-20:0:5", "changes=base,no_ballot"]
    assert read_study(EXAMPLE) == plan_of(NAME, vary, 500, 7)


def study(folder: Path, text: str) -> Path:
    file = folder / "study.yaml"
    file.write_text(text, "utf-8")
    return file


def faults_of(file: Path) -> list[tuple[int, int, str, str]]:
    with pytest.raises(ScenarioError) as caught:
        read_study(file)
    assert all(fault.file == str(file) for fault in caught.value.faults)
    return [(fault.line, fault.column, fault.path, str(fault)) for fault in caught.value.faults]


def test_a_study_says_what_the_command_line_says(tmp_path: Path) -> None:
    text = f"""\
format: 1
study: sweep
scenario: {NAME}
design: latin_hypercube
points: 6
runs: 40
seed: -3
method: sobol
changes: [no_ballot]
set:
  protocol.floor: 0.01
vary:
  {FIRM}:
  protocol.misperception:
    from: 0
    to: 4
  protocol.speaks:
    values: [mediated, random]
"""
    plan = read_study(study(tmp_path, text))
    vary = [FIRM, "protocol.misperception=0:4", 'protocol.speaks="mediated","random"']
    always: list[Any] = ["no_ballot", {"protocol.floor": 0.01}]
    how: dict[str, Any] = {"design": "latin_hypercube", "points": 6, "method": "sobol"}
    assert plan == plan_of(NAME, vary, 40, -3, always, **how)


def test_a_study_may_name_a_scenario_file_beside_it(tmp_path: Path) -> None:
    from sim.scenario import documents

    documents.save(sim.load("pie"), tmp_path / "mine.yaml")
    text = "format: 1\nstudy: sweep\nscenario: mine.yaml\nvary:\n  protocol.horizon_days:\n    values: [20, 40]\n"
    assert read_study(study(tmp_path, text)).base == sim.load("pie")


def test_faults_of_a_study_say_line_and_column_all_at_once(tmp_path: Path) -> None:
    text = f"""\
format: 2
study: swep
scenario: {NAME}
design: grdi
poins: 3
runs: 0
changes:
  - 7
vary:
  {FIRM}:
    from: 0
    stps: 3
  protocol.speaks:
    values: []
  parties.union.drift: 3
"""
    said = faults_of(study(tmp_path, text))
    assert [place[:3] for place in said] == [
        (1, 9, "format"),
        (2, 8, "study"),
        (4, 9, "design"),
        (5, 1, "poins"),
        (6, 7, "runs"),
        (8, 5, "changes.0"),
        (10, 3, f"vary.{FIRM}.to"),
        (12, 5, f"vary.{FIRM}.stps"),
        (14, 13, "vary.protocol.speaks.values"),
        (15, 24, "vary.parties.union.drift"),
    ]
    assert "Did you mean grid?" in said[2][3]
    assert "Did you mean points?" in said[3][3]


@pytest.mark.parametrize(
    ("below", "place"),
    [
        (f"  {FIRM}:\n    from: 0\n    to: 2\n    steps: 3\n", (7, 9, f"vary.{FIRM}.to")),
        (f"  {FIRM}:\n    values:\n      - 0\n      - 7\n", (8, 9, f"vary.{FIRM}.values.1")),
        ("  changes:\n    values: [base, no_balot]\n", (6, 20, "vary.changes.values.1")),
        (f"  {FIRM}:\n    from: 0\n    to: 1\n    steps: 1\n", (8, 12, f"vary.{FIRM}.steps")),
        (f"  {FIRM}:\n    from: 0\n    to: 1\n    steps: 3\npoints: 4\n", (9, 9, "points")),
        (f"  {FIRM}: {{}}\nchanges:\n  - no_balot\n", (7, 5, "changes.0")),
        (f"  {FIRM}: {{}}\nset:\n  protocol.flor: 1\n", (7, 18, "set.protocol.flor")),
    ],
)
def test_faults_of_values_say_where_in_the_study_they_stand(
    tmp_path: Path, below: str, place: tuple[int, int, str]
) -> None:
    text = f"format: 1\nstudy: sweep\nscenario: {NAME}\nvary:\n" + below
    assert [fault[:3] for fault in faults_of(study(tmp_path, text))] == [place]


def test_what_is_no_study_is_refused_in_words(tmp_path: Path) -> None:
    assert "no such file" in faults_of(tmp_path / "none.yaml")[0][3]
    assert "a study" in faults_of(study(tmp_path, "- 1\n"))[0][3]
    assert (
        "no such scenario"
        in faults_of(study(tmp_path, "format: 1\nstudy: sweep\nscenario: peace\nvary: {a: }\n"))[0][3]
    )
    (tmp_path / "study.yaml").write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in faults_of(tmp_path / "study.yaml")[0][3]


def test_dates_from_python_are_levels_too() -> None:
    (lever,) = made({"events.strike_ballot.on": [date(2025, 1, 10), date(2025, 1, 20)]}).varied
    assert (lever.kind, lever.levels) == ("date", ("2025-01-10", "2025-01-20"))
    (numbers,) = made({FIRM: np.linspace(0, 1, 3)}).varied
    assert numbers.levels == (0.0, 0.5, 1.0)
