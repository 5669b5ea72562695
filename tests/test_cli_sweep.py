"""The verb `sweep` does what its contract says."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import sim
from sim.analysis.designs import KINDS
from sim.analysis.points import data_of
from sim.cli.sweep import DesignKind
from tests.small import needs_compiled
from tests.test_cli import parley, refused, told

ROOT = Path(__file__).parents[1]
NAME = "labour-dispute"
SWEEP = ("sweep", NAME, "--vary", "protocol.misperception=0:4:3", "--vary", "changes=base,no_ballot", "--runs", "30")

pytestmark = needs_compiled


def test_the_designs_offered_are_those_that_there_are() -> None:
    assert tuple(kind.value for kind in DesignKind) == KINDS


def test_sweep_tells_all_that_the_contract_names(tmp_path: Path) -> None:
    data = told(*SWEEP, "--out", str(tmp_path / "sweep"))
    assert (data["points"], data["completed"], data["out"]) == (6, 6, str(tmp_path / "sweep"))
    assert (data["scenario"], data["runs"], data["seed"]) == (NAME, 30, 1)
    vary = {"protocol.misperception": "0:4:3", "changes": ["base", "no_ballot"]}
    swept = sim.sweep(NAME, vary, 30)
    assert data["results"] == json.loads(json.dumps([data_of(point) for point in swept.points]))
    assert data["digest"] == swept.plan.digest
    for point in data["results"]:
        assert all({"id", "label", "share", "low", "high", "median_day"} <= set(one) for one in point["outcomes"])


def test_the_table_names_levers_ends_and_intervals(tmp_path: Path) -> None:
    done = parley(*SWEEP, "--outcome", "contract_signed", "--out", str(tmp_path / "sweep"))
    assert done.exit_code == 0
    for text in (
        "6 of 6 points (grid)",
        "how wrong the sides are about each other",
        "95 % interval",
        "A = 0, B = base",
        "Kept in",
        f"parley sweep {NAME} --vary protocol.misperception=0:4:3 --vary changes=base,no_ballot --runs 30 --seed 1",
    ):
        assert text in done.stdout
    assert sum("no_ballot   " in line for line in done.stdout.splitlines()) >= 3


def test_the_command_that_repeats_a_sweep_repeats_it(tmp_path: Path) -> None:
    words = ("--change", "conditions_soft", "--set", "protocol.floor=0.01", "--design", "sobol", "--points", "4")
    first = told("sweep", NAME, "--vary", "protocol.misperception", "--runs", "10", "--method", "sobol", *words)
    manifest = tmp_path / "sweep" / "manifest.json"
    parley(
        "sweep",
        NAME,
        "--vary",
        "protocol.misperception",
        "--runs",
        "10",
        "--method",
        "sobol",
        *words,
        "--out",
        str(manifest.parent),
    )
    again = told(*shlex.split(json.loads(manifest.read_text("utf-8"))["command"])[1:])
    assert {**again, "elapsed_s": 0} == {**first, "elapsed_s": 0}


def test_a_folder_is_gone_on_with_only_when_asked(tmp_path: Path) -> None:
    out = ("--out", str(tmp_path / "sweep"))
    told(*SWEEP, *out)
    (line,) = refused(*SWEEP, *out)
    assert "holds this sweep, 6 of 6 points; --resume goes on with it" in line
    assert told(*SWEEP, *out, "--resume")["completed"] == 6
    (line,) = refused(*SWEEP, "--seed", "2", *out, "--resume")
    assert "holds another sweep: seed 1 there, 2 wanted" in line
    (line,) = refused("sweep", NAME, "--vary", "protocol.misperception=0:4:3", "--resume")
    assert "--resume goes on with what is in a folder" in line


def test_a_study_file_says_everything(tmp_path: Path) -> None:
    text = f"format: 1\nstudy: sweep\nscenario: {NAME}\nruns: 30\nvary:\n  changes:\n    values: [base, no_ballot]\n"
    (tmp_path / "study.yaml").write_text(text, "utf-8")
    data = told("sweep", "--study", str(tmp_path / "study.yaml"))
    alone = told("sweep", NAME, "--vary", "changes=base,no_ballot", "--runs", "30")
    assert {**data, "elapsed_s": 0} == {**alone, "elapsed_s": 0}
    for more in ((NAME,), ("--runs", "5"), ("--vary", "protocol.floor=0:1:2"), ("--design", "grid")):
        (line,) = refused("sweep", *more, "--study", str(tmp_path / "study.yaml"))
        assert "--study says everything" in line
    (tmp_path / "study.yaml").write_text(text.replace("no_ballot", "no_balot").replace("runs", "rums"), "utf-8")
    (line,) = refused("sweep", "--study", str(tmp_path / "study.yaml"))
    assert f"{tmp_path / 'study.yaml'}:4:1: rums: found 'rums'" in line
    assert "Did you mean runs?" in line


def test_bad_input_is_refused_all_at_once() -> None:
    lines = refused(
        "sweep", NAME, "--vary", "protocol.flor=0:1:3", "--vary", "protocol.misperception=0:4", "--runs", "5"
    )
    assert len(lines) == 2
    assert "Did you mean floor?" in "".join(lines)
    assert "Say which scenario to sweep" in refused("sweep", "--vary", "protocol.floor=0:1:3")[0]
    assert "no lever" in refused("sweep", NAME)[0]
    assert "Did you mean no_deal?" in refused(*SWEEP, "--outcome", "no_deel")[0]
    assert "--threads, --processes and --dask" in refused(*SWEEP, "--threads", "2", "--processes", "2")[0]


def test_without_dask_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    (line,) = refused(*SWEEP, "--dask", "tcp://127.0.0.1:1")
    assert line == 'Dask is not installed; pip install "parley-sim[scale]" brings it.'


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
def test_ctrl_c_keeps_what_is_finished(tmp_path: Path) -> None:
    out = tmp_path / "sweep"
    words = ("sweep", NAME, "--vary", "protocol.misperception=0:4:400", "--runs", "40", "--out", str(out), "--json")
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while len(list(out.glob("points/0*.json"))) < 2:
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=120)
    assert process.returncode == 130
    data = json.loads(stdout)
    assert 2 <= data["completed"] < data["points"] == 400
    assert data["completed"] == len(list(out.glob("points/0*.json"))) == len(data["results"])
    assert f"{data['completed']} of 400 points were finished. They are kept in {out}; --resume goes on." in stderr


def test_verify_plays_a_kept_sweep_again_and_finds_what_was_changed(tmp_path: Path) -> None:
    out = tmp_path / "sweep"
    told(*SWEEP, "--out", str(out))
    data = told("verify", str(out))
    assert (data["same"], data["differences"], data["points"], data["completed"]) == (True, [], 6, 6)
    assert "The same: 6 of 6 points, 30 runs each, seed 1" in parley("verify", str(out)).stdout
    points = out / "points"
    point = json.loads((points / "000002.json").read_text("utf-8"))
    point["outcomes"][0]["count"] -= 1
    (points / "000002.json").write_text(json.dumps(point), "utf-8")
    (points / "000003.json").write_text("{", "utf-8")
    (out / "shares.parquet").write_bytes(b"no table")
    done = parley("verify", str(out), "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["differences"] == [
        "points/000002.json: its checksum is that of other data",
        "points/000002.json: outcomes differ",
        "points/000003.json: it cannot be read",
        "shares.parquet: it does not hold these points",
    ]
    (points / "000002.json").unlink()
    assert "points: 1 of 6 are gone" in parley("verify", str(out)).stdout


def test_verify_of_a_part_of_a_sweep_says_that_it_is_one(tmp_path: Path) -> None:
    out = tmp_path / "sweep"
    told(*SWEEP, "--out", str(out))
    for name in ("points/000001.json", "summary.json", "shares.parquet"):
        (out / name).unlink()
    assert "The same: 5 of 6 points" in parley("verify", str(out)).stdout
