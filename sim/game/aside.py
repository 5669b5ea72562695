"""What plug-ins print goes to standard error: on standard output stands what was asked for, and nothing else."""

import io
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_LOCK = threading.Lock()
_HERE = threading.local()
_inside = 0
_before: Any = None


class _Aside(io.TextIOBase):
    """A standard output that tells plug-ins from everybody else by the thread that prints."""

    def __init__(self, own: Any) -> None:
        self._own = own

    def write(self, text: str) -> int:
        stream: Any = sys.stderr if getattr(_HERE, "depth", 0) else self._own
        written: int = stream.write(text)
        return written

    def flush(self) -> None:
        self._own.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._own, name)


@contextmanager
def aside() -> Iterator[None]:
    """Send what this thread prints to standard error; other threads print where they did."""
    global _inside, _before
    with _LOCK:
        if not _inside:
            _before = sys.stdout
            sys.stdout = _Aside(_before)
        _inside += 1
    _HERE.depth = getattr(_HERE, "depth", 0) + 1
    try:
        yield
    finally:
        _HERE.depth -= 1
        with _LOCK:
            _inside -= 1
            if not _inside:
                sys.stdout = _before
