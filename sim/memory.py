"""How much memory there is, asked before it is taken: what does not fit is refused, not tried."""

import sys
from contextlib import suppress
from pathlib import Path

LITTLE = 1_000_000
"""So many bytes are taken without asking, since asking takes a tenth of a millisecond."""
_GROUP = Path("/sys/fs/cgroup")


class NotEnoughMemoryError(MemoryError):
    """What was asked for takes more memory than there is; the message says how much of each."""


def check_memory(size: int, what: str) -> None:
    """Make sure that so many bytes can be taken.

    Args:
        size: About how many.
        what: What takes them, as the subject of a sentence.

    Raises:
        NotEnoughMemoryError: They cannot.
    """
    free = free_memory() if size > LITTLE else None
    if free is not None and size > free:
        raise NotEnoughMemoryError(f"{what} take about {_in_words(size)} of memory, and {_in_words(free)} are free")


def free_memory() -> int | None:
    """Return how many bytes this process may still take; none where nothing says."""
    known = [*_of_system(), *_of_group(), *_of_process()]
    return min(known) if known else None


def _of_system() -> list[int]:
    with suppress(OSError, ValueError):
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return [int(line.split()[1]) * 1024]
    return []


def _of_group() -> list[int]:
    """Return what the limit of a container leaves."""
    with suppress(OSError, ValueError):
        most, used = ((_GROUP / name).read_text() for name in ("memory.max", "memory.current"))
        return [max(0, int(most) - int(used))]
    return []


def _of_process() -> list[int]:
    if sys.platform == "win32":
        return []
    import resource

    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    if limit == resource.RLIM_INFINITY:
        return []
    with suppress(OSError, ValueError):
        return [max(0, limit - int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize())]
    return [limit]


def _in_words(size: int) -> str:
    return f"{size / 1e9:,.1f} GB" if size >= 1e8 else f"{size / 1e6:,.1f} MB"
