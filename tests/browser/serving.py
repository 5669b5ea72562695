"""The app of a checkout, served as long as it is looked at."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


@contextmanager
def served(root: Path, **settings: str) -> "Iterator[tuple[str, subprocess.Popen[bytes]]]":
    """Serve the app of a checkout, with some variables of its environment set; yields its address and its process."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(root / "app.py"), "--server.headless=true"]
    command += ["--server.address=127.0.0.1", f"--server.port={port}", "--browser.gatherUsageStats=false"]
    environment = {**os.environ, "PYTHONPATH": str(root), **settings}
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, cwd=root, env=environment, stdout=quiet, stderr=quiet)
    try:
        url = f"http://127.0.0.1:{port}"
        while not healthy(url):
            time.sleep(0.2)
        yield url, server
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            # A page was still being drawn.
            server.kill()
            server.wait()


def healthy(url: str) -> bool:
    """Return whether a server answers."""
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5) as answer:
            return bool(answer.read() == b"ok")
    except OSError:
        return False
