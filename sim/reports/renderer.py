"""Drawing and typesetting in a process of its own, so that a renderer that crashes is reported and ends nothing here.

The chart renderer and typst are compiled programs inside a library. When one of them gives up it may end the process
that called it, without an exception. Drawing goes on in a new process after that.
"""

import base64
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, cast

from sim.reports.drawing import LENGTH
from sim.texts import shortened

KEPT = 64
"""How many charts are kept drawn: a report has about a dozen, each of which is drawn twice."""
PATIENCE_S = 300.0
"""Seconds after which a picture or a paper counts as never finished."""


class RenderError(Exception):
    """Something could not be drawn or set; the message says so in a sentence."""


class Renderer:
    """A process that draws, started when it is first needed, and begun anew after it has ended."""

    def __init__(self, command: tuple[str, ...] = ()) -> None:
        """Take the command that starts it; by default this Python, with `sim.reports.drawing`."""
        self._command = command or (sys.executable, "-P", str(Path(__file__).with_name("drawing.py")))
        self._process: subprocess.Popen[bytes] | None = None
        self._busy = threading.Lock()

    def ordered(self, what: str, order: Mapping[str, Any], patience_s: float = PATIENCE_S) -> bytes:
        """Return what is drawn.

        Args:
            what: What it is called in sentences.
            order: Its kind, and what that needs; see `sim.reports.drawing`.
            patience_s: Seconds after which nobody waits for it any more.

        Raises:
            RenderError: It cannot be drawn.
        """
        data = json.dumps(order).encode()
        with self._busy:
            process = self._started(what)
            with _patience(process, patience_s) as late:
                found = _asked(process, data)
            if found is None:
                self._end()
                raise RenderError(_ended(what, "took too long" if late.is_set() else "ended without an answer"))
        done, answer = found
        if not done:
            raise RenderError(_ended(what, f"said: {shortened(answer.decode('utf-8', 'replace'), 300)}"))
        return answer

    def _started(self, what: str) -> "subprocess.Popen[bytes]":
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        # A session of its own: Ctrl-C is ours to answer, and when we end, its input does.
        given: dict[str, Any] = {} if sys.platform == "win32" else {"start_new_session": True}
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        try:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                **given,
            )
        except OSError as error:
            raise RenderError(_ended(what, f"could not be started ({error.strerror or error})")) from error
        return self._process

    def close(self) -> None:
        """End the process, if there is one; the next order begins another."""
        with self._busy:
            self._end()

    def __del__(self) -> None:
        """End the process with the last that could order something of it."""
        self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in filter(None, (process.stdin, process.stdout)):
            try:
                stream.close()
            except OSError:
                continue  # what was on its way to a process that has ended


@contextmanager
def _patience(process: "subprocess.Popen[bytes]", seconds: float) -> Iterator[threading.Event]:
    """End a process that has not answered in time; give the event that says so."""
    late = threading.Event()

    def end() -> None:
        late.set()
        process.kill()

    waiting = threading.Timer(seconds, end)
    waiting.daemon = True
    waiting.start()
    try:
        yield late
    finally:
        waiting.cancel()


def _asked(process: "subprocess.Popen[bytes]", data: bytes) -> tuple[bool, bytes] | None:
    """Return whether an order was carried out and what came of it; none if the process has ended."""
    orders, answers = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
    try:
        orders.write(LENGTH.pack(True, len(data)) + data)
        orders.flush()
        head = answers.read(LENGTH.size)
        if len(head) < LENGTH.size:
            return None
        done, length = LENGTH.unpack(head)
        answer = answers.read(length)
    except OSError:
        return None
    return (done, answer) if len(answer) == length else None


def _ended(what: str, why: str) -> str:
    return f"{what} could not be drawn: the program that draws {why}. Files without pictures (csv, xlsx, md) need none."


_RENDERER = Renderer()


@lru_cache(maxsize=KEPT)
def svg_drawn(what: str, chart: str) -> str:
    """Return a chart of Vega-Lite, JSON, as SVG; the same chart is drawn once for all files that show it.

    Raises:
        RenderError: It cannot be drawn.
    """
    return _RENDERER.ordered(what, {"kind": "svg", "chart": chart}).decode()


def png_drawn(what: str, svg: str, scale: float) -> bytes:
    """Return an SVG as PNG.

    Raises:
        RenderError: It cannot be drawn.
    """
    return _RENDERER.ordered(what, {"kind": "png", "svg": svg, "scale": scale})


def pdf_set(what: str, files: Mapping[str, bytes]) -> bytes:
    """Return files of typst as PDF.

    Raises:
        RenderError: It cannot be set.
    """
    packed = {name: base64.b64encode(data).decode("ascii") for name, data in files.items()}
    return _RENDERER.ordered(what, {"kind": "pdf", "files": packed})
