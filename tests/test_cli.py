"""The command line does what its contract says: keys, tables, exit codes, one fault a line, Ctrl-C."""

import contextlib
import json
import math
import os
import select
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

import sim
from sim import storage
from sim.cli.app import streamlit_command
from sim.cli.options import CaseMethod
from sim.cli.verbs import VERBS, app
from sim.game.build import make_game
from sim.game.cases import METHODS
from sim.scenario import documents
from sim.timings import benchmark
from sim.timings.figures import BenchmarkReport, Measurement, Task, machine, measured
from tests.faulty.edits import SMALL

ROOT = Path(sim.__file__).parent.parent
NAME = "labour-dispute"


def parley(*words: str) -> Result:
    """Return what a command did; an exception that is none of ours is a failure."""
    done = CliRunner().invoke(app, list(words))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def told(*words: str) -> Any:
    """Return the JSON object that a command prints, and nothing else, having made sure that it holds no NaN."""
    done = parley(*words, "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    return json.loads(done.stdout, parse_constant=lambda name: pytest.fail(f"{name} in JSON"))


def refused(*words: str) -> list[str]:
    """Return the lines in which a command says what is wrong with what it was given."""
    done = parley(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()


def test_help_names_every_verb_and_every_verb_has_help() -> None:
    text = parley("--help").stdout
    assert all(f"  {name} " in text for name in VERBS)
    for name in VERBS:
        done = parley(name, "--help")
        assert (done.exit_code, "Usage" in done.stdout) == (0, True)
    assert parley("--version").stdout.strip()


def test_a_process_ends_with_all_written_and_its_exit_code(tmp_path: Path) -> None:
    """It ends without taking itself apart; what was registered for the end is done all the same."""
    code = (
        "import atexit, sys; from sim.__main__ import main\n"
        f"atexit.register(open({str(tmp_path / 'done')!r}, 'w').close)\n"
        "sys.argv = ['parley', *sys.argv[1:]]; main(); print('never said')"
    )
    for arguments, expected, said in (
        (["schema"], 0, '"$schema"'),
        (["check", str(tmp_path / "none.yaml")], 2, "none.yaml"),
        (["nothing"], 2, "No such command"),
    ):
        done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == expected and said in done.stdout + done.stderr
        assert "never said" not in done.stdout
        (tmp_path / "done").unlink()


def test_help_waits_for_nothing_heavy() -> None:
    code = "import sys; from sim.cli.verbs import app; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    heavy = {"numba", "numpy", "pandas", "scipy", "mesa", "streamlit", "pydantic", "pyarrow", "rich.console", "ruamel"}
    assert not heavy & set(done.stdout.split())


def test_run_tells_all_that_the_contract_names() -> None:
    data = told("run", NAME, "--runs", "50", "--seed", "7")
    keys = ["scenario", "digest", "version", "seed", "runs", "elapsed_s", "outcomes", "questions", "binding"]
    assert set(keys) <= set(data)
    assert (data["scenario"], data["seed"], data["runs"], data["digest"]) == (NAME, 7, 50, sim.load(NAME).digest)
    assert all({"id", "label", "share", "low", "high", "median_day"} <= set(one) for one in data["outcomes"])
    assert all({"id", "by", "of", "n", "share", "low", "high"} <= set(one) for one in data["questions"])
    assert all({"condition", "refused", "unmade", "attribution"} <= set(one) for one in data["binding"])
    assert sum(one["share"] for one in data["outcomes"]) == pytest.approx(1)
    assert all(one["low"] <= one["share"] <= one["high"] for one in data["outcomes"])
    assert {one["attribution"] for one in data["binding"]} == {None}


def test_two_runs_differ_in_nothing_but_the_time_they_took() -> None:
    words = ("run", NAME, "--runs", "40", "--seed", "7")
    first, second = told(*words, "--threads", "1", "--block", "7"), told(*words, "--threads", "2")
    assert {**first, "elapsed_s": 0} == {**second, "elapsed_s": 0}


def test_run_says_what_the_library_says() -> None:
    data = told("run", NAME, "--runs", "30", "--change", "no_ballot", "--set", "protocol.floor=0.01", "--seed", "-4")
    ensemble = sim.run(NAME, 30, -4, ["no_ballot", "protocol.floor=0.01"])
    assert {**data, "elapsed_s": 0} == {**json.loads(json.dumps(ensemble.summary())), "elapsed_s": 0}


def test_what_is_set_by_hand_holds_over_a_change_wherever_it_stands() -> None:
    first = told("run", "pie", "--set", "parties.left.tactic.beta=1", "--change", "left_waits", "--runs", "1")
    assert first["changes"] == ["left_waits", "parties.left.tactic.beta=1"]
    assert first["outcomes"] == told("run", "pie", "--runs", "1")["outcomes"]


def test_a_share_without_runs_is_null() -> None:
    # Nobody speaks, so no truce ever reaches its term, and nobody is asked whether it was renewed.
    data = told(
        "run", NAME, "--runs", "3", "--set", "protocol.sessions_per_day=0", "--set", "protocol.session_dates=null"
    )
    empty = [one for one in data["questions"] if one["n"] == 0]
    assert empty
    assert all(one["share"] is None for one in empty)
    assert [one["median_day"] for one in data["outcomes"] if one["share"] == 0] == [None] * (len(data["outcomes"]) - 1)


def test_the_table_gives_every_share_its_interval_runs_seed_and_digest() -> None:
    done = parley("run", "ukraine-2025-03", "--runs", "20", "--seed", "3", "--change", "trust_high")
    scenario = sim.load("ukraine-2025-03", ["trust_high"])
    text = done.stdout
    head = (
        "20 runs · seed 3",
        f"digest {scenario.digest}",
        "changes: trust_high",
        "95 % interval",
        "sampling error only",
    )
    assert all(part in text for part in head)
    assert all(scenario.name_of("outcomes", name) in text for name in scenario.outcomes)
    assert all(scenario.name_of("questions", name) in text for name in scenario.questions)
    assert all(scenario.name_of("conditions", name) in text for name in scenario.conditions)
    assert "Base rates" in text
    assert "inside" in text.lower()
    # Labels for people: an id with an underscore has no business in a table, but for changes, which one types.
    assert not [word for word in text.replace("trust_high", "").split() if "_" in word]
    assert "probability of" not in text.lower()
    assert done.stderr == ""


def test_what_is_piped_is_plain_and_as_wide_as_it_needs() -> None:
    for words in (("run", NAME, "--runs", "5"), ("levers", NAME), ("scenarios",)):
        text = parley(*words).stdout
        assert "\x1b" not in text
        assert text == "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def test_attribution_is_told_for_the_outcome_asked_for() -> None:
    words = ("--runs", "30", "--attribution", "contract_signed")
    data = told("run", NAME, *words)
    assert data["attributed"] == "contract_signed"
    assert all(one["attribution"]["low"] <= one["attribution"]["share"] for one in data["binding"])
    text = parley("run", NAME, *words).stdout
    assert "(Shapley)" in text
    assert "contract_signed" not in text


def test_run_saves_and_repeats_and_verifies(tmp_path: Path) -> None:
    out = tmp_path / "result"
    done = parley("run", NAME, "--runs", "25", "--seed", "0", "--out", str(out), "--change", "conditions_soft")
    assert f"Saved in {out}; to repeat it: parley run {NAME} --change conditions_soft" in done.stdout
    saved = json.loads((out / "summary.json").read_text("utf-8"))
    for source in (out, out / "manifest.json"):
        again = told("run", "--from", str(source))
        again.pop("elapsed_s")
        assert again == saved
    verified = told("verify", str(out))
    assert (verified["same"], verified["runs"], verified["differences"]) == (True, 25, [])
    assert "The same: 25 runs, seed 0" in parley("verify", str(out)).stdout


def test_verify_leaves_with_1_when_something_differs(tmp_path: Path) -> None:
    out = tmp_path / "result"
    parley("run", NAME, "--runs", "5", "--out", str(out))
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    storage.write_json(out / "manifest.json", storage.sealed({**manifest, "seed": 2}))
    done = parley("verify", str(out))
    assert done.exit_code == 1
    assert "differs in" in done.stdout
    done = parley("verify", str(out), "--json")
    assert (done.exit_code, json.loads(done.stdout)["same"]) == (1, False)


def test_compare_pairs_every_arm_with_the_base() -> None:
    words = ("--change", "conditions_soft", "--change", "no_ballot+conditions_soft", "--runs", "40", "--seed", "5")
    data = told("compare", NAME, *words)
    assert {"base", "arms", "differences"} <= set(data)
    assert [arm["change"] for arm in data["arms"]] == ["conditions_soft", "no_ballot+conditions_soft"]
    assert data["base"]["digest"] != data["arms"][0]["digest"]
    outcomes = list(sim.load(NAME).outcomes)
    assert [one["id"] for one in data["differences"]] == outcomes * 2
    assert all(one["low"] <= one["difference"] <= one["high"] for one in data["differences"])
    alone = told("run", NAME, "--change", "conditions_soft", "--runs", "40", "--seed", "5")
    assert [one["share"] for one in data["differences"]][: len(outcomes)] == [one["share"] for one in alone["outcomes"]]
    text = parley("compare", NAME, *words).stdout
    assert "95 % interval" in text
    assert data["arms"][1]["digest"] in text


def test_compare_sets_values_in_the_base_and_in_every_arm() -> None:
    data = told("compare", "pie", "--set", "parties.left.tactic.beta=0.5", "--change", "left_falls_back", "--runs", "2")
    base = sim.load("pie", ["parties.left.tactic.beta=0.5"])
    assert data["base"]["digest"] == base.digest
    assert data["arms"][0]["digest"] == sim.load("pie", ["parties.left.tactic.beta=0.5", "left_falls_back"]).digest


def test_watch_tells_the_run_of_the_ensemble() -> None:
    ensemble = sim.run(NAME, 4, 9)
    data = told("watch", NAME, "--run", "3", "--seed", "9")
    assert {"run", "outcome", "deal", "end_day", "days"} <= set(data)
    assert (data["run"], data["outcome"]) == (3, ensemble.outcome_names[3])
    assert len(data["days"]) == data["end_day"] == 60
    text = parley("watch", NAME, "--run", "3", "--seed", "9").stdout
    assert ensemble.scenario.name_of("outcomes", ensemble.outcome_names[3]) in text


def test_scenarios_are_listed_with_the_deals_that_are_played() -> None:
    rows = told("scenarios")["scenarios"]
    assert {row["id"] for row in rows} >= {"pie", NAME, "ukraine-2025-03"}
    for row in rows:
        assert row["deals"] == make_game(sim.load(row["id"])).deals
        assert set(row) == {"id", "title", "field", "as_of", "year", "parties", "asks", "deals"}
    assert "Two parties split a pie" in parley("scenarios").stdout


def test_a_part_of_a_scenario_is_read_alone_as_it_is_read_with_all_others() -> None:
    for name in documents.bundled():
        whole = documents.written(name)
        for part in whole:
            assert documents.written(name, [part]) == {part: whole[part]}, (name, part)


def test_scenarios_can_be_chosen_by_field_year_parties_and_question() -> None:
    def names(*words: str) -> list[str]:
        return [row["id"] for row in told("scenarios", *words)["scenarios"]]

    whole = told("scenarios")["scenarios"]
    assert names("--about", "PIE") == ["pie"]
    for row in whole[::7]:
        assert row["id"] in names("--year", str(row["year"]), "--parties", str(row["parties"]))
        assert row["asks"] == " ".join((sim.load(row["id"]).asks or "").split())
    assert names("--year", "1701") == []
    fields = [row["field"] for row in whole]
    assert fields == sorted(fields, key=lambda field: (not field, field))


def test_levers_lists_declared_ones_first_and_every_other_path() -> None:
    rows = told("levers", NAME, "--set", "protocol.floor=0.015")["levers"]
    declared = [row["declared"] for row in rows]
    assert declared == sorted(declared, reverse=True)
    assert [row["path"] for row in rows if row["declared"]] == list(sim.load(NAME).levers)
    by_path = {row["path"]: row for row in rows}
    assert by_path["protocol.floor"]["value"] == 0.015
    assert {"path", "low", "high", "unit", "sources", "value", "declared"} <= set(rows[0])
    assert len(by_path) == len(rows) > 50
    assert "parties.union.no_deal.value" in parley("levers", NAME).stdout


def test_the_schema_is_the_published_one() -> None:
    published = (ROOT / "scenarios" / "scenario.schema.json").read_text("utf-8")
    assert parley("schema").stdout == parley("schema", "--json").stdout == published


def test_check_says_so_when_nothing_is_wrong() -> None:
    assert parley("check", "pie").stdout == "pie: no faults\n"
    assert told("check", "pie") == {"scenario": "pie", "ok": True, "faults": [], "coded": []}


def test_check_lists_all_faults_each_on_a_line_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(SMALL.replace("as_of:", "as_off:").replace("firmness:", "firmnes:"), "utf-8")
    lines = refused("check", str(file))
    assert len(lines) >= 2
    assert all(line.startswith(f"{file}:") for line in lines)
    assert any("Did you mean as_of?" in line for line in lines)
    done = parley("check", str(file), "--json")
    data = json.loads(done.stdout)
    assert (done.exit_code, data["ok"]) == (2, False)
    assert [fault["text"] for fault in data["faults"]] == lines == done.stderr.splitlines()
    assert {"file", "line", "column", "path", "found", "expected", "hint", "severity"} <= set(data["faults"][0])
    assert refused("run", str(file)) == refused("levers", str(file)) == refused("watch", str(file)) == lines


def test_check_lets_warnings_pass(tmp_path: Path) -> None:
    file = tmp_path / "odd.yaml"
    broken = ROOT / "tests" / "broken" / "a-condition-that-no-deal-satisfies.yaml"
    file.write_text(broken.read_text("utf-8"), "utf-8")
    done = parley("check", str(file))
    assert (done.exit_code, "with the warnings above" in done.stdout) == (0, True)
    assert "warning: " in done.stderr


def test_check_looks_at_changes_too() -> None:
    lines = refused("check", "pie", "--change", "left_wait", "--set", "parties.left.tactic.beta=-1")
    assert [line.split(":")[0] for line in lines] == ["--change left_wait", "--set"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["run"], "Say which scenario"),
        (["run", "pi"], "Did you mean pie?"),
        (["run", "no/such.yaml"], "no such file"),
        (["run", "."], "found a folder"),
        (["run", "pie", "--set", "left_waits"], "--set takes PATH=VALUE, not 'left_waits'"),
        (["run", "pie", "--change", "left_wait"], "Did you mean left_waits?"),
        (["run", "pie", "--set", "parties.lef.tactic.beta=1"], "Did you mean left?"),
        (["run", "pie", "--attribution", "agree"], "There is no outcome 'agree'; expected one of agreed, no_deal."),
        (["compare", "pie"], "--change NAME, once for every arm"),
        (["compare", "pie", "--change", "left_waits+nobody"], "--change nobody"),
        (["run", "pie", "--from", "no-such-file"], "no such file"),
        (["verify", "no-such-folder"], "no such file"),
    ],
)
def test_bad_input_is_answered_in_one_line(words: list[str], says: str) -> None:
    if "--from" in words:
        words.remove("pie")
    (line,) = refused(*words)
    assert says in line


@pytest.mark.parametrize(
    "words",
    [
        ["rum"],
        ["run", "pie", "--runs", "0"],
        ["run", "pie", "--runs", "many"],
        ["run", "pie", "--runs", "10000001"],
        ["run", "pie", "--seed", str(2**63)],
        ["run", "pie", "--seed", str(-(2**63) - 1)],
        ["run", "pie", "--threads", "0"],
        ["run", "pie", "--block", "-1"],
        ["run", "pie", "--method", "halton"],
        ["run", "pie", "--fast"],
        ["watch", "pie", "--run", "-1"],
        ["check"],
    ],
)
def test_bad_options_are_answered_with_an_error(words: list[str]) -> None:
    lines = refused(*words)
    assert sum(line.startswith("Error: ") for line in lines) == 1


def test_faults_of_all_arms_and_of_all_settings_come_at_once() -> None:
    assert len(refused("compare", "pie", "--change", "one", "--change", "two+three", "--runs", "1")) == 3
    wrong = ("--set", "parties.left.tactic.beta=-1", "--set", "protocol.floor=2", "--change", "one")
    assert len(refused("run", "pie", *wrong)) == 3


def test_a_place_that_cannot_be_saved_in_is_refused_before_anything_is_played(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("played")

    monkeypatch.setattr("sim.runs.runner.play", fail)
    with pytest.raises(RuntimeError, match="played"):
        parley("run", "pie", "--out", str(tmp_path / "new"))
    (tmp_path / "notes.txt").write_text("mine")
    for out in (tmp_path, tmp_path / "notes.txt", tmp_path / "notes.txt" / "below"):
        (line,) = refused("run", "pie", "--out", str(out))
        assert line.startswith("--out: ")
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_result_that_cannot_be_saved_is_shown_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("sim.runs.results.save", fail)
    done = parley("run", "pie", "--runs", "2", "--out", str(tmp_path / "result"))
    assert done.exit_code == 2
    assert f"--out: the result cannot be saved in {tmp_path / 'result'} (the disk is full).\n" in done.stderr
    assert "How the runs end" in done.stdout
    assert "Saved in" not in done.stdout


def test_a_manifest_leaves_nothing_else_to_say(tmp_path: Path) -> None:
    out = tmp_path / "result"
    parley("run", "pie", "--runs", "2", "--out", str(out))
    for words in (["pie"], ["--runs", "3"], ["--seed", "1"], ["--change", "left_waits"], ["--set", "protocol.floor=0"]):
        (line,) = refused("run", *words, "--from", str(out))
        assert "leave" in line
    assert told("run", "--from", str(out), "--threads", "1", "--block", "1")["runs"] == 2


def test_an_order_of_deals_is_not_enough_to_play(tmp_path: Path) -> None:
    file = tmp_path / "ordinal.yaml"
    file.write_text(ORDINAL, "utf-8")
    assert parley("check", str(file)).exit_code == 0
    (line,) = refused("run", str(file))
    assert "states only an order" in line


ORDINAL = """
format: 1
id: ordinal
title: Chicken
as_of: 2025-01-01
protocol: {horizon_days: 5, sessions_per_day: 1}
parties:
  a: {no_deal: {value: 0, assumed: x}, assumed: x}
  b: {no_deal: {value: 0, assumed: x}, assumed: x}
issues:
  way: {controlled_by: [a, b], options: {straight: {}, swerve: {}}, assumed: x}
worth:
  a: {statements: [{way: swerve}], assumed: x}
  b: {statements: [{way: swerve}], assumed: x}
outcomes:
  over: {otherwise: true}
"""


needs_terminal = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no terminals that a test can make")


class Terminal:
    """A command whose stderr is a terminal: it shows progress, and Ctrl-C can be pressed."""

    def __init__(self, *words: str) -> None:
        self.ours, theirs = os.openpty()
        self.screen = ""
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "100"}
        command = [sys.executable, "-m", "sim", *words]
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=theirs, text=True)
        os.close(theirs)

    def read_until(self, shown: str) -> None:
        """Read the screen until something is shown."""
        while shown not in self.screen:
            assert select.select([self.ours], [], [], 120)[0], self.screen
            try:
                self.screen += os.read(self.ours, 4096).decode("utf-8", "replace")
            except OSError:
                # Linux says so when the process has closed its end.
                pytest.fail(f"it ended before it showed {shown!r}: {self.screen}")

    def press_ctrl_c(self) -> None:
        self.process.send_signal(signal.SIGINT)

    def end(self) -> tuple[int, str]:
        """Return the exit code and what was printed, having read the rest of the screen."""
        reader = threading.Thread(target=self._drain)
        reader.start()
        out, _ = self.process.communicate(timeout=120)
        reader.join()
        return self.process.returncode, out

    def _drain(self) -> None:
        with contextlib.suppress(OSError):
            while chunk := os.read(self.ours, 4096):
                self.screen += chunk.decode("utf-8", "replace")

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()
        os.close(self.ours)


MANY = "100000"
"""More runs than anybody waits for in a test."""


@needs_terminal
def test_ctrl_c_saves_and_shows_what_is_finished(tmp_path: Path) -> None:
    out = tmp_path / "part"
    with contextlib.closing(
        Terminal("run", NAME, "--runs", MANY, "--json", "--threads", "1", "--out", str(out))
    ) as seen:
        # The bar shows how many of how many once the first block is done.
        seen.read_until(f"/{MANY}")
        seen.press_ctrl_c()
        code, printed = seen.end()
    data = json.loads(printed)
    assert code == 130
    assert 0 < data["runs"] < data["wanted"] == int(MANY)
    assert "Ctrl-C again ends at once" in seen.screen
    assert f"Cancelled: {data['runs']:,} of 100,000 runs were finished. They are saved in" in seen.screen
    assert "Traceback" not in seen.screen
    assert json.loads((out / "manifest.json").read_text("utf-8"))["runs"] == data["runs"]
    # What was finished is what a shorter ensemble would have been.
    rows = pd.read_parquet(out / "runs.parquet")
    assert len(rows) == data["runs"]
    pd.testing.assert_frame_equal(rows.head(50), sim.run(NAME, 50).to_pandas(), check_exact=True)
    assert [path.name for path in tmp_path.iterdir()] == ["part"]


@needs_terminal
def test_a_second_ctrl_c_ends_at_once() -> None:
    # A block of all runs, which would have to be finished first.
    with contextlib.closing(Terminal("run", NAME, "--runs", MANY, "--block", MANY, "--threads", "1")) as seen:
        seen.read_until("playing")
        seen.press_ctrl_c()
        seen.read_until("ends at once")
        seen.press_ctrl_c()
        began = time.monotonic()
        code, printed = seen.end()
    assert (code, printed) == (130, "")
    assert time.monotonic() - began < 10


@needs_terminal
def test_a_cancelled_comparison_stands_on_what_is_finished() -> None:
    words = ("--change", "conditions_soft", "--runs", MANY, "--json", "--threads", "1")
    with contextlib.closing(Terminal("compare", NAME, *words)) as seen:
        seen.read_until("/200000")
        seen.press_ctrl_c()
        code, printed = seen.end()
    data = json.loads(printed)
    assert (code, "Cancelled" in seen.screen) == (130, True)
    assert 0 < data["base"]["runs"] < int(MANY)
    assert (data["arms"], data["differences"]) == ([], [])


def test_the_app_is_served_without_tracking_or_questions() -> None:
    command = streamlit_command("app.py", 8600, "localhost", headless=True)
    assert command[:5] == [sys.executable, "-m", "streamlit", "run", "app.py"]
    quiet = {"--browser.gatherUsageStats=false", "--server.showEmailPrompt=false"}
    assert {"--server.port=8600", "--server.headless=true", "--server.address=localhost", *quiet} <= set(command)
    assert "--server.headless=false" in streamlit_command("app.py", 8600, "localhost", headless=False)


def test_case_methods_are_those_of_the_library() -> None:
    assert tuple(CaseMethod) == METHODS


def test_measurements_take_turns_and_give_least_median_and_most() -> None:
    order: list[str] = []

    def measurement(name: str) -> Any:
        def measure() -> float:
            order.append(name)
            return float(len(order))

        return measure

    tasks = [Task("a", "A", "s", 3, measurement("a")), Task("b", "B", "s", 1, measurement("b"))]
    last = [Task("c", "C", "s", 2, measurement("c"))]
    told_so_far: list[tuple[int, int]] = []
    figures = measured([tasks, last], lambda done, wanted: told_so_far.append((done, wanted)))
    assert order == ["a", "b", "a", "a", "c", "c"]
    assert told_so_far[-1] == (6, 6)
    assert figures[0].to_dict() == {
        "id": "a", "label": "A", "unit": "s", "min": 1.0, "median": 3.0, "max": 4.0, "values": [1.0, 3.0, 4.0]
    }  # fmt: skip


def test_rates_and_memory_are_measured() -> None:
    scenario = sim.load("pie")
    assert benchmark.ensemble_rate(scenario, 5, 1) > 0
    assert benchmark.batch_run_rate(scenario, 2, 1) > 0
    assert benchmark.calibration()() > 0
    assert 50 < benchmark.peak_memory(scenario, 5, 1) < 100_000


def test_a_process_of_its_own_measures_with_compilation_off() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sim.timings.benchmark", "ensemble", "pie", "1", "1"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert float(json.loads(done.stdout)) > 0


def test_bench_tells_figures_and_ratios(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = ("calibration", "ensemble", "ensemble_processor", "batch_run", "uncompiled_batch_run", "memory", "cold_start")
    figures = tuple(Measurement(name, name, "runs/s", (1.0, 2.0, 6.0)) for name in ids)
    about = {"title": "A pie", "deals": 21, "uncertain_numbers": 0, "seed": 1, "digest": "abc"}
    monkeypatch.setattr(benchmark, "measure", lambda *_, **__: BenchmarkReport(about, machine(), figures))
    data = told("bench", "pie", "--quick")
    assert [figure["id"] for figure in data["figures"]] == list(ids)
    assert data["ratios"]["ensemble_to_uncompiled_batch_run"] == 1.0
    assert math.isclose(data["figures"][0]["median"], 2.0)
    text = parley("bench", "pie").stdout
    assert "21 feasible deals" in text
    assert "Median" in text


@pytest.mark.parametrize("words", [("run", "--from", "closed/o"), ("verify", "closed/o")])
def test_a_folder_that_one_may_not_enter_is_answered_in_one_line(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, **_: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "stat", refuse)
    done = CliRunner().invoke(app, words)
    (line,) = done.stderr.splitlines()
    assert (done.exit_code, "Permission denied" in line, "closed/o" in line) == (2, True, True)


@pytest.mark.skipif(sys.platform == "win32", reason="processes are not replaced there")
def test_python_without_docstrings_shows_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    for words in (("schema",), ("run", "--help")):
        without = subprocess.run(
            [sys.executable, "-OO", "-m", "sim", *words], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert without.stdout.replace("Usage: python -m sim ", "Usage: parley ") == parley(*words).stdout
