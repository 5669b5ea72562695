"""The one way in which Parley writes under a name that a user gave: whoever looks finds the old or the new, whole.

Everything is written under a temporary name in the same folder, flushed to disk, and put in place in one step. Where a
folder replaces a folder and the system cannot exchange two names, and where several files belong together, there are
several steps; a journal is on disk before the first, so that a process that is stopped between them is finished by the
next one that comes by (`sim.storage.leftovers`).
"""

import ctypes
import errno
import json
import os
import shutil
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from sim.storage.leftovers import NEW, OLD, flush_folder, fresh_name, hold, record, settle

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
_BINARY = getattr(os, "O_BINARY", 0)
_TRIES = 20


def write(path: str | Path, data: bytes | str) -> None:
    """Write a file, whole or not at all; a symbolic link stays one, and a file that was there keeps its permissions.

    Raises:
        OSError: It cannot be written; what was there is still there.
    """
    target = real(path)
    raw = data.encode() if isinstance(data, str) else data
    with _naming(path):
        _write(target, raw)


@contextmanager
def _naming(path: str | Path) -> Iterator[None]:
    """Let an error name what was to be written, not the temporary file."""
    try:
        yield
    except OSError as error:
        if error.filename is not None:
            error.filename, error.filename2 = str(path), None
        raise


def _write(target: Path, raw: bytes) -> None:
    fresh, descriptor = _open_fresh(target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
            file.flush()
            _keep_permissions(target, fresh)
            os.fsync(file.fileno())
            fresh.replace(target)
        flush_folder(target.parent)
    finally:
        fresh.unlink(missing_ok=True)


def write_json(path: str | Path, data: Mapping[str, Any]) -> None:
    """Write plain data as JSON, whole or not at all."""
    write(path, json_text(data))


def json_text(data: Mapping[str, Any]) -> str:
    """Return plain data as the JSON that is written to disk."""
    return json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write files of one folder that belong together: all are replaced, or none.

    Raises:
        OSError: One cannot be written; what was there is still there.
        ValueError: They are not in one folder.
    """
    if len(files) == 1:
        for path, data in files.items():
            write(path, data)
        return
    targets = {real(path): data for path, data in files.items()}
    folders = {target.parent for target in targets}
    if len(folders) > 1:
        raise ValueError(f"files that belong together stand in one folder, not in {len(folders)}")
    for folder in folders:
        with _naming(folder), _workplace(folder) as work:
            for target, data in targets.items():
                (work / NEW / target.name).write_bytes(data)
                _keep_permissions(target, work / NEW / target.name)
            _flush(work / NEW)
            _move_all(work, [target.name for target in targets])


@contextmanager
def whole_folder(path: str | Path) -> Iterator[Path]:
    """Give an empty folder to fill, which takes the place of `path` at the end; on an exception nothing changes.

    Raises:
        OSError: It cannot be made or put in place; what was there is still there.
    """
    target = real(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _naming(path), _workplace(target.parent) as work:
        fresh = work / NEW / target.name
        fresh.mkdir()
        yield fresh
        _flush(fresh)
        _place(work, fresh, target)
    flush_folder(target.parent)


def real(path: str | Path) -> Path:
    """Return where a name leads, symbolic links followed, so that a link stays one."""
    try:
        return Path(os.path.realpath(path))
    except ValueError as error:
        raise OSError(errno.EINVAL, str(error)) from error


def _open_fresh(folder: Path) -> tuple[Path, int]:
    """Return a new file that this process holds."""
    for _ in range(_TRIES):
        fresh = fresh_name(folder)
        descriptor = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _BINARY, 0o666)
        # Whoever looked for leftovers in between may have taken it for one.
        if hold(descriptor) and fresh.exists():
            return fresh, descriptor
        os.close(descriptor)
    raise OSError(errno.EAGAIN, "the folder is busy")


@contextmanager
def _workplace(folder: Path) -> Iterator[Path]:
    """Give a working folder that this process holds, and settle it at the end."""
    work = fresh_name(folder)
    work.mkdir()
    descriptor = None
    try:
        if sys.platform != "win32":
            descriptor = os.open(work, os.O_RDONLY)
            hold(descriptor)
        (work / NEW).mkdir()
        (work / OLD).mkdir()
        yield work
    finally:
        try:
            settle(work)
        finally:
            if descriptor is not None:
                os.close(descriptor)


def _keep_permissions(target: Path, fresh: Path) -> None:
    with suppress(FileNotFoundError):
        fresh.chmod(stat.S_IMODE(target.stat().st_mode))


def _flush(folder: Path) -> None:
    """Flush every file below a folder, and the names in it, to disk."""
    for above, _, names in os.walk(folder):
        for name in names:
            # Opened for writing, which Windows wants for a flush.
            with (Path(above) / name).open("rb+") as file:
                os.fsync(file.fileno())
        flush_folder(Path(above))


def _move_all(work: Path, names: list[str]) -> None:
    """Put new files in place of old ones; if one cannot be, put the old ones back."""
    folder = work.parent
    for name in names:
        with suppress(FileNotFoundError):
            _copy(folder / name, work / OLD / name)
    record(work, names)
    try:
        for name in names:
            (work / NEW / name).replace(folder / name)
    except OSError:
        for name in names:
            _undo(work, name)
        raise
    flush_folder(folder)


def _undo(work: Path, name: str) -> None:
    new, old, target = work / NEW / name, work / OLD / name, work.parent / name
    moved = not new.exists()
    new.unlink(missing_ok=True)
    if moved and old.exists():
        old.replace(target)
    elif moved:
        target.unlink(missing_ok=True)


def _copy(source: Path, copy: Path) -> None:
    """Keep a file under a second name, without copying it where the file system can."""
    try:
        os.link(source, copy)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copy2(source, copy)


def _place(work: Path, fresh: Path, target: Path) -> None:
    """Put a folder in place: by a rename if nothing stands there, by an exchange, or by two renames."""
    for _ in range(_TRIES):
        try:
            fresh.rename(target)
            return
        except OSError as error:
            # Something stands there: a folder that is not empty or, on Windows, any folder.
            if error.errno not in {errno.ENOTEMPTY, errno.EEXIST, errno.EACCES, errno.EPERM}:
                raise
        if _exchanged(fresh, target):
            return
        record(work, [target.name])
        with suppress(FileNotFoundError):
            # Another process may have put its own there since the last try.
            shutil.rmtree(work / OLD / target.name, ignore_errors=True)
            target.rename(work / OLD / target.name)
    raise OSError(errno.EBUSY, "other processes keep writing there")


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two names in one step; return whether the system could."""
    exchange = _exchange()
    return exchange is not None and exchange(os.fsencode(one), os.fsencode(other)) == 0


@cache
def _exchange() -> Any:
    """Return the function of the system that exchanges two names, or none if there is no such function."""
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            return lambda one, other: library.renamex_np(one, other, _RENAME_EXCHANGE)
        call = library.renameat2
    except (OSError, TypeError, AttributeError):
        return None
    call.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    return lambda one, other: call(_AT_FDCWD, one, _AT_FDCWD, other, _RENAME_EXCHANGE)
