"""Whether something can be kept under a name, asked before it is worked for."""

import os
import shutil
import stat
import sys
from contextlib import suppress
from pathlib import Path

from sim.storage.leftovers import fresh_name, recover
from sim.texts import shortened, shortened_inside

LEAST_BYTES = 4_096
"""Room that the smallest thing written takes."""


def check_writable(path: str | Path, *, size: int = LEAST_BYTES, folder: bool = False) -> None:
    """Make sure that a file or folder can be written, and settle what stopped processes left beside it.

    Args:
        path: Its name.
        size: About how many bytes it will take.
        folder: Whether a folder is to be written; folders above it are made then.

    Raises:
        OSError: It cannot be; the message is a sentence that says why.
    """
    named = Path(path)
    try:
        standing = _kind_of(named)
    except ValueError as error:
        raise OSError(f"{shortened(str(path), 200)!r} is not the name of a file ({error})") from None
    if standing is not None and standing != folder:
        raise FileExistsError(f"{named} is {'not a folder' if folder else 'a folder'}; choose another name")
    above = _folder_above(Path(os.path.realpath(named)), make=folder)
    recover(named)
    _try(above, named)
    _check_room(above, size, named)


def _kind_of(path: Path) -> bool | None:
    """Return whether a folder stands under a name; none if nothing does."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        raise NotADirectoryError(f"a file stands where {path} needs a folder") from None
    except OSError as error:
        raise _refused(path, error) from error
    if stat.S_ISDIR(found.st_mode):
        return True
    if not stat.S_ISREG(found.st_mode):
        raise FileExistsError(f"{path} is not an ordinary file; choose another name")
    return False


def _folder_above(path: Path, make: bool) -> Path:
    """Return the folder in which something will be made first."""
    try:
        above = next(parent for parent in path.parents if parent.exists())
    except OSError as error:
        raise _refused(path, error) from error
    if not above.is_dir():
        raise NotADirectoryError(f"{above} is not a folder, so {path} cannot be made in it")
    if above != path.parent and not make:
        raise NotADirectoryError(f"{path.parent} is not a folder")
    longest = _longest_name(above)
    for part in path.relative_to(above).parts:
        length = len(os.fsencode(part))
        if length > longest:
            raise OSError(
                f"the name {shortened(part, 43)!r} is too long: {length} bytes where this file system takes {longest}"
            )
    return above


def _longest_name(folder: Path) -> int:
    try:
        return os.pathconf(folder, "PC_NAME_MAX")
    except (AttributeError, OSError, ValueError):
        return 255


def _try(above: Path, path: Path) -> None:
    """Make a file and take it away again: any limit set by permissions, read-only file systems or quotas then shows."""
    tried = fresh_name(above)
    try:
        os.close(os.open(tried, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise _refused(path, error) from error
    finally:
        with suppress(OSError):
            tried.unlink()


def _check_room(above: Path, size: int, path: Path) -> None:
    room, why = _room(above)
    if room < max(size, LEAST_BYTES):
        raise OSError(f"{path} needs about {max(size, LEAST_BYTES):,} bytes, and {why} allows {room:,}")


def _room(above: Path) -> tuple[int, str]:
    """Return how many bytes may be written, and what says so."""
    free, why = shutil.disk_usage(above).free, "the disk"
    if sys.platform != "win32":
        import resource

        limit = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
        if limit != resource.RLIM_INFINITY and limit < free:
            return limit, "the limit on the size of files"
    return free, why


def _refused(path: Path, error: OSError) -> OSError:
    named = shortened_inside(str(path), 200)
    return type(error)(f"{named} cannot be written ({error.strerror or error})")
