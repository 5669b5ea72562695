"""The verb `app`: what ends it ends its server too."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.browser.serving import free_port

ROOT = Path(__file__).parents[1]


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks into /proc, which only Linux has")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_signal_ends_the_server_and_whatever_compiles_for_it(name: str, tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "sim", "app", "--headless", "--port", str(port)]
    # An empty cache: the first start on a machine compiles beside the server.
    env = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    quiet = subprocess.DEVNULL
    app = subprocess.Popen(command, cwd=ROOT, env=env, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    try:
        _answers(port, app)
        app.send_signal(getattr(signal, name))
        number = int(getattr(signal, name))
        assert app.wait(30) in {128 + number, 0 if name == "SIGINT" else 128 + number}
        last = time.monotonic() + 10
        while _left(tmp_path) and time.monotonic() < last:
            time.sleep(0.1)
        assert _left(tmp_path) == []
    finally:
        if app.poll() is None:
            os.killpg(app.pid, signal.SIGKILL)


def _left(cache: Path) -> list[str]:
    """Return the commands that still run with this cache."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            mine = f"XDG_CACHE_HOME={cache}".encode() in (process / "environ").read_bytes().split(b"\0")
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        found += [command] if mine and command else []
    return found


def _answers(port: int, app: "subprocess.Popen[bytes]") -> None:
    last = time.monotonic() + 90
    while time.monotonic() < last:
        assert app.poll() is None
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=1) as answer:
                if answer.read() == b"ok":
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the server does not answer")


def test_what_is_no_session_is_not_opened(tmp_path: Path) -> None:
    from sim.cli.verbs import app

    file = tmp_path / "mine.parley"
    file.write_text('{"format": 1}')
    for name, told in ((file, "kind: found nothing"), (tmp_path / "none.parley", "no such file")):
        done = CliRunner().invoke(app, ["open", str(name)])
        assert done.exit_code == 2 and told in done.stderr and "Traceback" not in done.stderr, done.stderr


def test_the_first_page_waits_for_nothing_that_only_studies_need() -> None:
    program = "import sys, sim.ui.main, sim.ui.pages.answer; print(*sys.modules)"
    command, env = [sys.executable, "-c", program], {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert not {"scipy.special", "scipy.stats", "scipy.optimize", "mesa", "typst", "vl_convert"} & {
        *done.stdout.split()
    }
