"""Standard output and standard error as they may be: there, closed, full, or with nobody left who reads them."""

import errno
import io
import logging
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO, NoReturn, TextIO, cast

UNPRINTED = 74
"""Exit code when what there was to say could not be printed; sysexits.h calls it EX_IOERR."""


class OutputError(Exception):
    """Standard output took no more; the message says why in a sentence."""


class _Stream(io.RawIOBase):
    """A standard stream, whose failures are told apart from those of files; or that is closed."""

    def __init__(self, raw: Any, failed: Callable[[str], None]) -> None:
        super().__init__()
        self._raw, self._failed = raw, failed

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self._raw is not None and bool(self._raw.isatty())

    def fileno(self) -> int:
        if self._raw is None:
            raise io.UnsupportedOperation("the stream is closed")
        return int(self._raw.fileno())

    def write(self, data: Any) -> int | None:
        if self._raw is None:
            self._failed("Standard output is closed; nothing could be printed.")
            return len(data)
        try:
            return cast("int | None", self._raw.write(data))
        except OSError as error:
            self._failed(_why(error))
            return len(data)


def _why(error: OSError) -> str:
    if error.errno == errno.EPIPE:
        return "Whoever read standard output has stopped reading; the rest was not printed."
    return f"Not all could be printed: standard output cannot be written ({error.strerror or error})."


def _raise(why: str) -> NoReturn:
    raise OutputError(why)


def _ignore(_: str) -> None:
    """Where standard error fails there is nobody left to tell."""


def guard_streams() -> None:
    """Let standard output raise `OutputError` where it fails, and let standard error fail in silence."""
    _occupy_closed()
    sys.stdout, sys.stderr = _guarded(sys.stdout, _raise), _guarded(sys.stderr, _ignore)


class _Line(logging.Formatter):
    """What is logged, in a form that is safe for a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        from sim.texts.places import for_terminal

        return for_terminal(super().format(record))


def guard_log() -> None:
    """Keep what is logged from moving the cursor, where nobody has said how it is to be shown."""
    if logging.lastResort is not None:
        logging.lastResort.setFormatter(_Line())


def _guarded(stream: TextIO | None, failed: Callable[[str], None]) -> TextIO:
    """Return a stream that writes to the same place, as buffered as it was."""
    if stream is not None and not isinstance(stream, io.TextIOWrapper):
        return stream
    if stream is None:
        return _text(_Stream(None, failed), "utf-8", "replace")
    raw = _Stream(getattr(stream.buffer, "raw", stream.buffer), failed)
    # With PYTHONUNBUFFERED there is nothing between the text and the file.
    unbuffered = isinstance(stream.buffer, io.FileIO)
    made = _text(raw if unbuffered else io.BufferedWriter(raw), stream.encoding, stream.errors or "strict")
    made.reconfigure(line_buffering=stream.line_buffering, write_through=stream.write_through)
    return made


def _text(binary: object, encoding: str, errors: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(cast("BinaryIO", binary), encoding, errors)


def _occupy_closed() -> None:
    """Open the null device where a standard stream is closed, so that no other file gets its number and its output."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            with suppress(OSError):
                os.open(os.devnull, os.O_RDWR)


def unprinted(error: OutputError) -> int:
    """Say on standard error that not all was printed, and return the exit code for it."""
    print(error, file=sys.stderr, flush=True)
    return UNPRINTED


def flushed(code: int) -> int:
    """Write what was printed; return a command's exit code, or the one for output that could not be printed."""
    try:
        sys.stdout.flush()
    except OutputError as error:
        return unprinted(error)
    sys.stderr.flush()
    return code
