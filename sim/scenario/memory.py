"""Scenarios that were read before: their documents are kept, so that an unchanged file need not be checked again.

A document is kept under a digest of its text, its name and all that reads it, so that any change makes a new one. What
has faults is never kept. The folder is the user's own, as that of compiled rules is.
"""

import hashlib
import pickle
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from pydantic import VERSION

from sim.paths import cache_root

T = TypeVar("T")

KEPT = 40
"""How many documents are kept; the oldest make room."""

READERS = ("*.py", "checking/*.py")
"""The sources of `sim` that decide what is read from a text."""


def remembered(text: str, name: str, make: Callable[[], T], sound: Callable[[T], bool]) -> T:
    """Return what was made of a text before; else make it, and keep it if it is sound.

    Nothing is kept where no folder can be written, and what cannot be read any more is made again.
    """
    place = _place(text, name)
    if place is None:
        return make()
    kept: T | None = _kept(place)
    if kept is not None:
        return kept
    made = make()
    if sound(made):
        _keep(place, made)
    return made


def _place(text: str, name: str) -> Path | None:
    digest = hashlib.sha256("\0".join((_readers(), name, text)).encode("utf-8", "surrogatepass"))
    try:
        return cache_root() / "documents" / f"{digest.hexdigest()[:32]}.pickle"
    except OSError:
        return None


@cache
def _readers() -> str:
    """Return a fingerprint of the sources that read scenarios."""
    root = Path(__file__).parent
    digest = hashlib.sha256(VERSION.encode())
    for pattern in READERS:
        for file in sorted(root.glob(pattern)):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _kept(place: Path) -> T | None:
    try:
        found: T = pickle.loads(place.read_bytes())  # from the user's own folder, as compiled rules are
    except Exception:  # whatever is wrong with a cache, the text can be read
        return None
    return found


def _keep(place: Path, made: object) -> None:
    fresh = place.with_suffix(f".{uuid4().hex}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(pickle.dumps(made, pickle.HIGHEST_PROTOCOL))
        fresh.replace(place)
        old = sorted(place.parent.glob("*.pickle"), key=lambda file: file.stat().st_mtime)[:-KEPT]
        for file in old:
            file.unlink(missing_ok=True)
    except (OSError, pickle.PicklingError, TypeError, AttributeError, RecursionError):
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
