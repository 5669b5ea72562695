"""A finding that is kept says what determines it, is believed only as it was written, and is found again."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

import sim
from sim.cli.verbs import VERBS, app
from sim.scenario.faults import ScenarioError
from sim.storage import sealed
from sim.studies.kept import differences, lasting, read_kept
from tests import small
from tests.test_backtest import data as decided

NAME = "labour-dispute"
ROOT = Path(sim.__file__).parent.parent

ASKED: Mapping[str, tuple[str, ...]] = {
    "compare": (NAME, "--change", "no_ballot", "--change", "conditions_soft", "--runs", "30", "--seed", "3"),
    "ablate": (NAME, "--outcome", "no_deal", "--runs", "10", "--change", "conditions_soft"),
    "flip": ("pie", "--outcome=agreed", "--target=0.5", "--runs=20", "--probe-runs=10", "--lever=protocol.floor"),
    "doubt": (NAME, "--runs", "10", "--readings"),
    "sensitivity": (
        *(NAME, "--outcome", "no_deal", "--runs", "20", "--arm", "5", "--paths", "2", "--rows", "4"),
        *("--lucks", "2", "--no-levers"),
    ),
    "discover": (NAME, "--outcome", "contract_signed", "--absent", "--runs", "200", "--repeats", "2"),
    "robust": (NAME, "--for", "union", "--choose", "no_ballot", "--cases", "6", "--luck", "2"),
    "solve": (NAME, "--convention", "genius", "--weight", "union=2", "--no-conditions"),
    "stability": (NAME, "--horizon", "2", "--wanted", "job_guarantee=one_year"),
    "spatial": (NAME, "--issue", "wage_rise", "--rounds", "3", "--bargain"),
    "games": (NAME, "--set", "conditions.calm_for_pay.firmness=0.5"),
    "lenses": (NAME, "--runs", "10"),
    "preview": (NAME, "--runs", "30", "--deal", "wage_rise=four_percent"),
    "diff": (NAME, "pie", "--runs", "10", "--seed", "4"),
}


def parley(*words: str) -> Result:
    """Return what a command did; an exception that is none of ours is a failure."""
    done = CliRunner().invoke(app, list(words))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def kept(folder: Path, verb: str, *words: str) -> Path:
    """Return the file in which what a verb finds was kept."""
    path = folder / f"{verb}.json"
    done = parley(verb, *(words or ASKED[verb]), "--out", str(path))
    assert done.exit_code == 0, done.output
    assert f"parley verify {path}" in done.stdout
    return path


@pytest.mark.parametrize("verb", ASKED)
def test_what_is_kept_is_what_is_printed_and_is_found_again(verb: str, tmp_path: Path) -> None:
    path = kept(tmp_path, verb)
    one = read_kept(path)
    printed = json.loads(parley(*one.command.split()[1:], "--json").stdout)
    assert one.finding == lasting(printed) and differences(one.finding, printed) == []
    assert "elapsed_s" not in path.read_text("utf-8")
    assert str(tmp_path) not in path.read_text("utf-8")
    done = parley("verify", str(path), "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["same"], told["findings"][0]["asked"]) == (0, True, verb)


def first_number(value: Any) -> bool:
    """Change the first number in a finding; return whether there was one."""
    for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        if isinstance(inner, dict | list):
            if first_number(inner):
                return True
        elif isinstance(inner, int | float) and not isinstance(inner, bool):
            value[key] = inner + 1
            return True
    return False


@pytest.mark.parametrize("verb", ["compare", "solve", "games", "discover"])
def test_a_changed_number_is_noticed_whether_or_not_it_is_sealed_again(verb: str, tmp_path: Path) -> None:
    path = kept(tmp_path, verb)
    data = json.loads(path.read_text("utf-8"))
    assert first_number(data["finding"])
    path.write_text(json.dumps(data), "utf-8")
    done = parley("verify", str(path))
    assert (done.exit_code, "It was changed since it was saved" in done.stderr) == (2, True)
    path.write_text(json.dumps(sealed(data)), "utf-8")
    done = parley("verify", str(path))
    assert done.exit_code == 1
    assert "was kept" in done.stdout and "is found now" in done.stdout


LEVER = ("--vary", "parties.left.tactic.from=0.1:0.9:2", "--runs", "3")


@pytest.fixture(name="solved", scope="module")
def _solved(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the text of a file in which a finding was kept."""
    return kept(tmp_path_factory.mktemp("solved"), "solve").read_text("utf-8")


@pytest.mark.parametrize(
    "change",
    [
        {"asked": "run"},
        {"asked": "sweep"},
        {"asked": "nothing"},
        {"arguments": ["--out", "OUT"]},
        {"arguments": ["--outcome"]},
        {"arguments": ["--convention", "mine"]},
        {"arguments": [1]},
        {"arguments": ["--help"]},
        {"option": "--help"},
        {"arguments": ["a\0b"]},
        {"asked": "sweep", "arguments": [*LEVER, "--dask", "tcp://127.0.0.1:9"]},
        {"asked": "sweep", "arguments": [*LEVER, "--processes", "900"]},
        {"asked": "sweep", "arguments": ["--study", "/etc/passwd"], "subject": {}},
        {"subject": {"a\0b": "eA=="}},
        {"subject": {"a" * 300: "eA=="}},
        {"subject": {"../scenario.yaml": "x"}},
        {"subject": {"scenario.yaml": "x: ["}},
        {"subject": {"a.xml": "no base64!"}},
        {"format": 2},
        {"kind": "something"},
        {"finding": []},
        {"surprise": 1},
    ],
)
def test_a_file_that_asks_for_anything_else_is_refused_and_writes_nothing(
    change: dict[str, Any], tmp_path: Path, solved: str
) -> None:
    path, out = tmp_path / "solve.json", tmp_path / "elsewhere"
    data = json.loads(solved) | change
    data = json.loads(json.dumps(data).replace('"OUT"', json.dumps(str(out))))
    path.write_text(json.dumps(sealed({name: value for name, value in data.items() if name != "checksum"})), "utf-8")
    done = parley("verify", str(path))
    assert done.exit_code == 2
    assert done.stdout == "" and done.stderr.strip()
    assert sorted(inner.name for inner in tmp_path.iterdir()) == ["solve.json"]


def test_a_folder_keeps_every_question_and_one_answer_to_each(tmp_path: Path) -> None:
    out = tmp_path / "findings"
    words = ("compare", "pie", "--change", "left_waits", "--out", str(out))
    for runs in ("10", "10", "20"):
        assert parley(*words, "--runs", runs).exit_code == 0
    assert parley("solve", "pie", "--out", str(out)).exit_code == 0
    assert sorted(path.name for path in out.iterdir()) == ["compare-2.json", "compare.json", "solve.json"]
    done = parley("verify", str(out))
    assert (done.exit_code, done.stdout.count("The same: ")) == (0, 3)


def test_a_place_where_nothing_can_be_kept_is_refused_before_anything_is_played(tmp_path: Path) -> None:
    mine = tmp_path / "notes.json"
    mine.write_text('{"mine": true}')
    below = tmp_path / "notes.json" / "below"
    for out in (mine, below):
        done = parley("compare", "pie", "--change", "left_waits", "--runs", "100000", "--out", str(out))
        assert (done.exit_code, done.stdout) == (2, "")
        assert done.stderr.startswith("--out: ")
    assert mine.read_text() == '{"mine": true}'


@pytest.mark.skipif(os.name == "nt", reason="paths are written otherwise")
def test_what_is_found_in_files_of_others_is_kept_with_the_files(tmp_path: Path) -> None:
    assert parley("export", "pie", "--to", "genius", "--out", str(tmp_path / "genius")).exit_code == 0
    game = tmp_path / "chicken.nfg"
    game.write_text(parley("games", "--name", "chicken", "--to", "nfg").stdout, "utf-8")
    table = tmp_path / "actors.csv"
    table.write_text("name,capability,position,salience\nA,50,10,40\nB,30,90,80\n", "utf-8")
    out = tmp_path / "kept"
    asked = (("solve", str(tmp_path / "genius")), ("games", "--from", str(game)), ("spatial", str(table)))
    for words in (*asked, ("games", "--name", "chicken")):
        assert parley(*words, "--out", str(out)).exit_code == 0
    for path in [game, table, *(tmp_path / "genius").iterdir()]:
        path.unlink()
    done = parley("verify", str(out))
    assert (done.exit_code, done.stdout.count("The same: ")) == (0, 4), done.output


def test_a_changed_scenario_in_the_file_is_played_as_it_is_there(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text((ROOT / "scenarios" / "pie.yaml").read_text("utf-8"), "utf-8")
    path = kept(tmp_path, "compare", str(mine), "--change", "left_waits", "--runs", "10")
    mine.unlink()
    assert parley("verify", str(path)).exit_code == 0


def test_every_verb_that_finds_something_can_keep_it() -> None:
    finding = {name for name in VERBS if "--out FILE|DIR" in parley(name, "--help").stdout}
    assert finding == {*ASKED, "backtest"}


def test_a_folder_of_decided_issues_is_kept_with_what_was_found_in_it(tmp_path: Path) -> None:
    (tmp_path / "deu").mkdir()
    folder, path = decided(tmp_path / "deu"), tmp_path / "b.json"
    assert parley("backtest", "--data", str(folder), "--runs", "0", "--out", str(path)).exit_code == 0
    for one in folder.iterdir():
        one.unlink()
    done = parley("verify", str(path))
    assert (done.exit_code, done.stdout.count("The same: ")) == (0, 1), done.output
    told = sim.brief(NAME, [str(path)], 10).answers[0]
    assert "is off least" in told.sentences[0]


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=8,
)


@small.steady
@given(st.dictionaries(st.text(max_size=2), plain, max_size=3), st.dictionaries(st.text(max_size=2), plain, max_size=3))
def test_two_findings_differ_if_and_only_if_something_in_them_does(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert differences(one, one) == []
    apart = differences(one, other)
    assert bool(apart) == bool(differences(other, one))
    assert apart or set(one) == set(other)


def test_half_a_file_is_not_a_finding(tmp_path: Path) -> None:
    path = kept(tmp_path, "solve", "pie")
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(ScenarioError):
        read_kept(path)
    assert parley("verify", str(path)).exit_code == 2
