"""Whatever stops a command while it writes, a reader finds the old or the new, whole, and the next start clears up."""

import resource
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim import storage
from sim.cli.verbs import app
from sim.storage import is_leftover
from tests.interrupting import Interruption, install

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits are POSIX")

ROOT = Path(__file__).resolve().parents[1]
SHIM = Interruption(Path("/nowhere"), 0, lambda: None)
TRIED = 6
"""Moments of each command, spread evenly over all."""
LIMITS = (0, 1, 512, 2_000, 8_192, 20_000)
"""Sizes of the largest file that the disk takes."""
VARY = "parties.left.tactic.from=0.1:0.9:2"


@pytest.fixture(scope="module", autouse=True)
def _shim() -> None:
    install(SHIM)


@dataclass(frozen=True)
class Command:
    """A command that writes.

    Attributes:
        old: What is typed first.
        new: What is typed then, over it.
        place: What it writes.
    """

    old: tuple[str, ...]
    new: tuple[str, ...]
    place: str


COMMANDS: Mapping[str, Command] = {
    "run": Command(("run", "pie", "--runs", "5", "--out", "o"), ("run", "pie", "--runs", "6", "--out", "o"), "o"),
    "report of a table": Command(
        ("report", "pie", "--runs", "5", "--out", "r.csv"), ("report", "pie", "--runs", "6", "--out", "r.csv"), "r.csv"
    ),
    "report": Command(
        ("report", "pie", "--runs", "5", "--out", "r.json"),
        ("report", "pie", "--runs", "6", "--out", "r.json"),
        "r.json",
    ),
    "report with pictures": Command(
        ("report", "pie", "--runs", "5", "--out", "r.svg", "--chart", "outcomes"),
        ("report", "pie", "--runs", "6", "--out", "r.svg", "--chart", "outcomes"),
        "r.svg",
    ),
    "kept finding": Command(
        ("compare", "pie", "--change", "left_waits", "--runs", "5", "--out", "k.json"),
        ("compare", "pie", "--change", "left_waits", "--runs", "6", "--out", "k.json"),
        "k.json",
    ),
    "brief": Command(
        ("brief", "pie", "--ask", "run", "--runs", "5", "--out", "b.md"),
        ("brief", "pie", "--ask", "run", "--runs", "6", "--out", "b.md"),
        "b.md",
    ),
    "export": Command(
        ("export", "pie", "--to", "genius", "--out", "g", "--replace"),
        ("export", "pie", "--to", "genius", "--out", "g", "--replace", "--set", "protocol.horizon_days=30"),
        "g",
    ),
    "import": Command(
        ("import", "g", "--to", "i.yaml", "--replace"), ("import", "g", "--to", "i.yaml", "--replace"), "i.yaml"
    ),
    "sweep": Command(
        ("sweep", "pie", "--vary", VARY, "--runs", "3", "--out", "s", "--resume"),
        ("sweep", "pie", "--vary", VARY, "--runs", "3", "--out", "s", "--resume"),
        "s",
    ),
}


class StoppedError(BaseException):
    """Ends a command at once."""


def stop() -> None:
    raise StoppedError


def typed(*words: str) -> int:
    return CliRunner().invoke(app, words).exit_code


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files but those that say how long something took."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "timings.json")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def prepared(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.chdir(folder)
    if name == "import":
        assert typed("export", "pie", "--to", "genius", "--out", "g") == 0
    return COMMANDS[name]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_stopped_at_any_moment_leaves_the_old_or_the_new(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = prepared(name, tmp_path, monkeypatch)
    assert typed(*command.old) == 0
    old, moments = contents(tmp_path), stopped_at(tmp_path, 0, command.new)
    new = contents(tmp_path)
    assert moments > 3
    for when in sorted({1 + place * (moments - 1) // (TRIED - 1) for place in range(TRIED)}):
        if contents(tmp_path) != old:
            assert typed(*command.old) == 0
        stopped_at(tmp_path, when, command.new)
        storage.recover(tmp_path / command.place)
        storage.recover(tmp_path / command.place / "x")
        assert contents(tmp_path) in (old, new), f"stopped at moment {when} of {moments}"


def stopped_at(folder: Path, when: int, words: tuple[str, ...]) -> int:
    """Stop a command at a moment, none if it is 0; return how many there were until then."""
    SHIM.folder, SHIM.when, SHIM.act, SHIM.seen, SHIM.watching = str(folder), when, stop, 0, True
    try:
        with suppress(StoppedError):
            typed(*words)
    finally:
        SHIM.watching = False
    return SHIM.seen


@pytest.mark.parametrize("name", COMMANDS)
def test_a_full_disk_leaves_the_old_and_a_sentence(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = prepared(name, tmp_path, monkeypatch)
    assert typed(*command.new) == 0
    new = contents(tmp_path)
    assert typed(*command.old) == 0
    old = contents(tmp_path)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    for limit in LIMITS:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
        try:
            done = CliRunner().invoke(app, command.new)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert (done.exit_code, contents(tmp_path)) in ((2, old), (0, new)), (limit, done.stderr)
        assert done.exit_code == 0 or done.stderr.strip()
        assert not [path for path in tmp_path.rglob("*") if is_leftover(path.name)]


@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"])
def test_a_process_that_is_stopped_by_a_signal_says_so_by_its_status(
    number: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    out = tmp_path / "o"
    old_words, new_words = (("run", "pie", "--runs", runs, "--out", str(out)) for runs in ("5", "6"))
    assert typed(*old_words) == 0
    old = contents(out)
    command = [sys.executable, "-m", "tests.interrupting", str(tmp_path), number, "12", *new_words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode in {-signal.Signals[number], 128 + signal.Signals[number]}
    assert "Traceback" not in done.stderr
    # Whoever writes there next is another process than the one that was stopped.
    assert (typed(*old_words), contents(out)) == (0, old)
    assert not [path for path in tmp_path.iterdir() if is_leftover(path.name)]
    assert ("was stopped while it wrote here" in caplog.text) == (number != "SIGINT")


def test_ctrl_c_while_the_command_line_is_imported_ends_it_without_a_word() -> None:
    program = """
import os, signal, sys

class Interrupts:
    @staticmethod
    def find_spec(name, *_):
        if name == "sim.cli.verbs":
            os.kill(os.getpid(), signal.SIGINT)

signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Interrupts)
from sim.__main__ import main
sys.argv = ["parley", "--version"]
main()
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")
