"""Tactics by others can neither end, flood nor silently alter a run, and results say which they came from."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

import sim
from sim.cli.verbs import app
from sim.game.plug_ins import PluginError
from sim.runs.recipe import recipe_beside
from sim.runs.replay import differences, follow
from sim.scenario import documents
from sim.scenario.faults import ScenarioError
from sim.studies.sweep_study import plan_of
from sim.studies.wanted import read_texts

SOUND = "def own(day, horizon, patience, aspiration, *rest):\n    return 0.6 if day < 9 else aspiration\n"
CHANGE = {"parties.left.tactic.kind": "own"}
RUNS = 20

Install = Callable[..., Path]


@pytest.fixture(name="install")
def an_installer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install a package with a tactic, as pip leaves it behind."""
    monkeypatch.syspath_prepend(tmp_path / "site")

    def install(source: str, *, name: str = "own", package: str = "a_tactic", version: str = "1.0") -> Path:
        site = tmp_path / "site"
        about = site / f"{package}-{version}.dist-info"
        for old in site.glob(f"{package}-*.dist-info"):
            for file in old.iterdir():
                file.unlink()
            old.rmdir()
        about.mkdir(parents=True)
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
        (about / "entry_points.txt").write_text(f"[sim.tactics]\n{name} = {package}:own\n")
        (site / f"{package}.py").write_text(source)
        sys.modules.pop(package, None)
        for cached in site.rglob("*.pyc"):
            cached.unlink()
        return site

    yield install
    for package in ("a_tactic", "another"):
        sys.modules.pop(package, None)


def parley(*words: str) -> Result:
    """Return what a command did; an exception that is none of ours is a failure."""
    done = CliRunner().invoke(app, list(words))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("import sys; sys.exit(3)", "SystemExit(3)"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt()"),
        ("raise GeneratorExit('x')", "GeneratorExit('x')"),
        ("raise type('Odd', (BaseException,), {'__repr__': lambda self: 1 / 0})", "Odd"),
        ("return own(*args)", "RecursionError"),
        ("return None", "returned None"),
        ("return '0.5'", "returned '0.5'"),
        ("return True", "returned True"),
        ("return 0.5j", "returned 0.5j"),
        ("return float('nan')", "returned nan"),
        ("return 10 ** 400", "OverflowError"),
    ],
)
def test_whatever_a_plug_in_does_stops_the_run_with_its_name(install: Install, body: str, said: str) -> None:
    install(f"def own(*args):\n    {body}\n")
    with pytest.raises(PluginError, match=r"the tactic 'own' ") as raised:
        sim.run("pie", RUNS, changes=[CHANGE])
    assert said in str(raised.value)
    assert len(str(raised.value).splitlines()) == 1
    with pytest.raises(PluginError, match=r"the tactic 'own' "):
        sim.watch("pie", changes=[CHANGE])


def test_a_plug_in_that_leaves_ends_the_command_with_one_line_and_no_result(install: Install, tmp_path: Path) -> None:
    site = install("import sys\ndef own(*args):\n    print('chatter')\n    sys.exit(3)\n")
    out = tmp_path / "out"
    words = ["run", "pie", "--runs", "9", "--set", "parties.left.tactic.kind=own", "--out", str(out)]
    paths = os.pathsep.join([str(site), str(Path(__file__).parents[1])])
    typed = [sys.executable, "-m", "sim", *words]
    done = subprocess.run(typed, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": paths})
    assert (done.returncode, done.stdout) == (2, "")
    assert "the tactic 'own' failed: SystemExit(3)" in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()


def test_a_plug_in_that_leaves_while_it_is_imported_is_named(install: Install) -> None:
    install("import sys\nsys.exit(4)\n")
    with pytest.raises(PluginError, match=r"'own' cannot be loaded: SystemExit\(4\)"):
        sim.run("pie", RUNS, changes=[CHANGE])


def test_what_a_plug_in_prints_goes_to_standard_error(install: Install, capsys: pytest.CaptureFixture[str]) -> None:
    install("print('hello')\ndef own(*args):\n    print('chatter')\n    return 0.5\n")
    sim.run("pie", 3, changes=[CHANGE], progress=lambda done, wanted: print(f"{done} of {wanted}"))
    printed = capsys.readouterr()
    assert printed.out == "3 of 3\n"
    assert {"hello", "chatter"} == set(printed.err.split())


def test_answers_out_of_range_are_told_once_with_their_count(
    install: Install, caplog: pytest.LogCaptureFixture
) -> None:
    install("def own(day, *rest):\n    return 1.5 if day == 1 else 0.5\n")
    beyond = sim.run("pie", RUNS, changes=[CHANGE], threads=2, block=3)
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith(f"the tactic 'own' answered outside 0 to 1 in {RUNS} of ")
    install("def own(day, *rest):\n    return 1.0 if day == 1 else 0.5\n")
    assert np.array_equal(sim.run("pie", RUNS, changes=[CHANGE]).rows, beyond.rows, equal_nan=True)


def test_a_sweep_names_the_plug_ins_that_its_levers_choose(install: Install, tmp_path: Path) -> None:
    install(SOUND)
    for vary in ("parties.left.tactic.kind=time,own", "parties.left.tactic={kind: own},{kind: steadfast}"):
        plan = plan_of("pie", read_texts([vary]), 2)
        assert plan.manifest()["plug_ins"]["own"]["package"] == "a_tactic"
    declared = {"own_one": {"label": "Own", "set": {"parties.left.tactic.kind": "own"}}}
    base = documents.load_text(json.dumps({**sim.load("pie").stated(), "changes": declared}, default=str), "mine.json")
    assert "own" in plan_of(base, read_texts(["changes=base,own_one"]), 2).manifest()["plug_ins"]
    assert "plug_ins" not in plan_of("pie", read_texts(["parties.left.tactic.kind=time,steadfast"]), 2).manifest()


def test_verify_says_that_a_plug_in_of_a_sweep_was_edited(install: Install, tmp_path: Path) -> None:
    install(SOUND)
    home = str(tmp_path / "sweep")
    vary = "parties.left.tactic.kind=time,own"
    done = parley("sweep", "pie", "--vary", vary, "--runs", "30", "--out", home)
    assert done.exit_code == 0, done.stderr
    assert parley("verify", home).exit_code == 0
    install(SOUND.replace("0.6", "0.95"), version="1.1")
    told = parley("verify", home)
    assert told.exit_code == 1
    assert "the plug-in tactic own: version 1.0 then, 1.1 now, its code was edited" in told.stdout


def test_a_kept_finding_names_the_plug_in_and_verify_says_that_it_was_edited(install: Install, tmp_path: Path) -> None:
    install(SOUND)
    file = tmp_path / "kept.json"
    words = ("compare", "pie", "--change", "parties.left.tactic.kind=own", "--runs", "30")
    done = parley(*words, "--out", str(file))
    assert done.exit_code == 0, done.stderr
    assert json.loads(file.read_text("utf-8"))["plug_ins"]["own"]["version"] == "1.0"
    assert parley("verify", str(file)).exit_code == 0
    install(SOUND.replace("0.6", "0.95"), version="1.1")
    told = parley("verify", str(file))
    assert told.exit_code == 1
    assert "the plug-in tactic own: version 1.0 then, 1.1 now, its code was edited" in told.stdout


def test_results_name_the_plug_in_and_verify_says_which_changed(install: Install, tmp_path: Path) -> None:
    install(SOUND)
    folder = sim.run("pie", RUNS, changes=[CHANGE]).save(tmp_path / "out")
    said = json.loads((folder / "manifest.json").read_text("utf-8"))["plug_ins"]
    assert (said["own"]["package"], said["own"]["version"]) == ("a_tactic", "1.0")
    assert differences(folder, follow(recipe_beside(folder / "manifest.json"))) == []
    install(SOUND.replace("0.6", "0.9"), version="1.1")
    found = differences(folder, follow(recipe_beside(folder / "manifest.json")))
    assert found[0] == "the plug-in tactic own: version 1.0 then, 1.1 now, its code was edited"
    assert len(found) > 1
    assert "plug_ins" not in sim.run("pie", 2).manifest()


def test_a_plug_in_that_was_removed_is_a_fault_with_its_line(install: Install, tmp_path: Path) -> None:
    site = install(SOUND)
    file = tmp_path / "mine.yaml"
    file.write_text((Path(sim.__file__).parents[1] / "scenarios/pie.yaml").read_text("utf-8"), "utf-8")
    text = file.read_text("utf-8").replace("kind: time", "kind: own", 1)
    file.write_text(text, "utf-8")
    assert parley("check", str(file)).exit_code == 0
    (site / "a_tactic-1.0.dist-info" / "entry_points.txt").unlink()
    for words in (("check", str(file)), ("run", str(file), "--runs", "3")):
        done = parley(*words)
        line = text[: text.index("kind: own")].count("\n") + 1
        assert (done.exit_code, f"mine.yaml:{line}:" in done.stderr + done.stdout) == (2, True), done.stderr
    with pytest.raises(ScenarioError, match="'own'"):
        sim.load(file)


def test_a_name_that_is_there_twice_or_taken_is_told(install: Install) -> None:
    install(SOUND)
    install(SOUND, package="another", version="2.0")
    with pytest.raises(PluginError, match=r"'own' is installed twice, by a.*1\.0|2\.0 and a"):
        sim.run("pie", RUNS, changes=[CHANGE])
    install(SOUND, package="another", version="2.0", name="time")
    listed = CliRunner().invoke(app, ["plugin", "list"])
    assert "The plug-in 'time' of another 2.0 is never used: Parley has a tactic of that name." in listed.stderr
    assert "own: a plug-in" in listed.stdout


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        (SOUND, []),
        ("def own(day, *rest):\n    return day\n", ["number of 0 to 1"]),
        ("def own(*args):\n    print('x')\n    return 0.5\n", ["prints nothing"]),
        ("def own(day, *rest):\n    return 1 / (day - 30)\n", ["without an exception", "number of 0 to 1"]),
        (
            "calls = [0]\ndef own(*args):\n    calls[0] += 1\n    return (calls[0] % 7) / 7\n",
            ["the same situation", "threads"],
        ),
    ],
)
def test_the_conformance_test_finds_what_is_wrong(install: Install, source: str, wrong: list[str]) -> None:
    install(source)
    done = CliRunner().invoke(app, ["plugin", "check", "own", "--json"])
    found: dict[str, Any] = json.loads(done.stdout)
    says = [one["says"] for one in found["requirements"] if one["found"]]
    assert done.exit_code == (1 if wrong else 0)
    assert [word for word in wrong if not any(word in text for text in says)] == []
    assert len(says) == len(wrong)


def test_a_plug_in_that_is_not_there_is_answered_with_those_that_are(install: Install) -> None:
    install(SOUND)
    done = CliRunner().invoke(app, ["plugin", "check", "onw"])
    assert (done.exit_code, "Did you mean own?" in done.stderr) == (2, True)
