"""What is on disk while something is written, and what becomes of it if the process is stopped.

A process that writes makes a file or a folder `.parley-<16 hexadecimal digits>` beside the name it will replace, and
holds a lock on it. Whoever finds one without a holder knows that its process is gone. A folder of that kind may hold a
journal: then the moves had begun, and all that is new is complete, so they are finished.
"""

import json
import logging
import os
import re
import secrets
import shutil
import sys
from contextlib import suppress
from pathlib import Path

from sim.storage.reader import ordinary_bytes

NEW, OLD, JOURNAL = "new", "old", "journal.json"
"""What a working folder holds: what is to be put in place, what stood there, and the moves that have begun."""

MOST_BYTES = 1_000_000
"""Largest journal that is read."""

_LOG = logging.getLogger(__name__)
_NAME = re.compile(r"\.parley-[0-9a-f]{16}")


def fresh_name(folder: Path) -> Path:
    """Return a name for what is being written in a folder, short however long the name that it will replace."""
    return folder / f".parley-{secrets.token_hex(8)}"


def is_leftover(name: str) -> bool:
    """Return whether a file or folder of this name is one that is, or was, being written."""
    return _NAME.fullmatch(name) is not None


def hold(descriptor: int) -> bool:
    """Mark an open file or folder as being written by this process; return whether no other process holds it."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a file system without locks: nobody can tell, so nobody clears
    return True


def recover(path: Path) -> None:
    """Settle what stopped processes left beside a name, and log a sentence about each.

    Args:
        path: The name that is about to be written or read.
    """
    folder = Path(os.path.realpath(path)).parent
    # Without permission, or without the folder, there is nothing to settle.
    with suppress(OSError):
        for left in sorted(found for found in folder.iterdir() if is_leftover(found.name)):
            _recover_one(left)


def _recover_one(left: Path) -> None:
    if sys.platform == "win32":
        return  # locks on folders do not exist there, so the owner may be alive
    try:
        descriptor = os.open(left, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return
    try:
        # Others may write to this folder too, and lay there what this process would put in place with its own rights.
        if os.fstat(descriptor).st_uid == os.geteuid() and _abandoned(descriptor):
            said = settle(left) if left.is_dir() else _unlinked(left)
            _LOG.warning("%s: a process was stopped while it wrote here; %s.", left.parent, said)
    except OSError as error:
        _LOG.warning("%s: left by a process that was stopped, and cannot be cleared (%s).", left, error)
    finally:
        os.close(descriptor)


def _abandoned(descriptor: int) -> bool:
    """Return whether nobody holds a leftover; where the file system has no locks, nobody knows."""
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _unlinked(left: Path) -> str:
    left.unlink()
    return "what it had not finished was cleared"


def settle(work: Path) -> str:
    """Bring a working folder to its end: finish moves that have begun, and remove it.

    Returns:
        What was done, in words.

    Raises:
        OSError: Neither the new nor the old can be put in place; the working folder, which holds them, stays.
    """
    names = _begun(work)
    put = [name for name in names if _put(work, name)]
    shutil.rmtree(work, ignore_errors=True)
    return f"{', '.join(put)} was put in place" if put else "what it had not finished was cleared"


def _begun(work: Path) -> list[str]:
    """Return the names whose moves have begun; a journal that is not whole was written before any move."""
    try:
        names = json.loads(ordinary_bytes(work / JOURNAL, MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        return []
    plain = isinstance(names, list) and all(isinstance(name, str) and _is_plain(name) for name in names)
    return names if plain else []


def _is_plain(name: str) -> bool:
    return name not in {"", ".", ".."} and not set(name) & {"/", "\0", os.sep}


def _put(work: Path, name: str) -> bool:
    """Put what is new under its name; if that cannot be done and nothing stands there, what was old.

    Returns:
        Whether there was something to put.
    """
    new, old, target = work / NEW / name, work / OLD / name, work.parent / name
    if not new.exists() or (new.is_dir() and target.exists()):
        return False  # a folder stands there: the old one, or the new one and what is left was exchanged for it
    try:
        new.replace(target)
    except OSError:
        if target.exists() or not old.exists():
            raise
        old.replace(target)
    return True


def record(work: Path, names: list[str]) -> None:
    """Write the journal: from here on, moves of these names may have been made."""
    with (work / JOURNAL).open("wb") as file:
        # Names need not be text: what cannot be decoded travels as the surrogates that the system gave.
        file.write(json.dumps(names).encode("ascii"))
        file.flush()
        os.fsync(file.fileno())
    flush_folder(work)


def flush_folder(folder: Path) -> None:
    """Make the names in a folder survive a crash, where the system can."""
    if sys.platform == "win32":
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
