"""A sample of the signals that `python -m tests.signals` sends at every moment of whole commands."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.signals import COMMANDS, ROOT, SIGNALS, marked, preloaded
from tests.small import needs_compiled

pytestmark = [
    needs_compiled,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the shim is for Linux"),
    pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler"),
]


def test_whatever_signal_comes_while_something_is_written_there_is_the_old_or_the_new(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.signals", "1"]
    done = subprocess.run(command, cwd=ROOT, env=preloaded(tmp_path), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(re.findall(r" 0$", done.stdout, re.MULTILINE)) == len(COMMANDS) * len(SIGNALS)


def test_nobody_is_left_when_a_sweep_over_processes_is_killed(tmp_path: Path) -> None:
    words = ["sweep", "labour-dispute", "--vary", "protocol.misperception=0:4:40", "--runs", "500", "--processes", "2"]
    environment = {**os.environ, "PARLEY_TRIAL": str(tmp_path)}
    sweep = subprocess.Popen(
        [sys.executable, "-m", "sim", *words, "--out", str(tmp_path / "s")],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def theirs() -> list[int]:
        return list(marked(f"PARLEY_TRIAL={tmp_path}"))

    def until(holds: Callable[[], object], seconds: float) -> bool:
        end = time.monotonic() + seconds
        while not holds() and time.monotonic() < end:
            time.sleep(0.1)
        return bool(holds())

    try:
        assert until(lambda: list(tmp_path.glob("s/points/*.json")), 120)
        assert len(theirs()) >= 3
    finally:
        sweep.send_signal(signal.SIGKILL)
        sweep.wait()
    assert until(lambda: not theirs(), 30), theirs()
