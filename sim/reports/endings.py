"""What a file's name ends in says what it is written as; a name that says nothing is told what it may say."""

from collections.abc import Iterable
from pathlib import Path

from sim.scenario.faults import did_you_mean, one_of


def ending_of(path: Path, endings: Iterable[str], name: str) -> str:
    """Return how a file's name ends, in small letters, having made sure that files are written that end so.

    Args:
        path: The file that is to be written.
        endings: How names may end, each with its dot.
        name: What the file could be called, without its ending.

    Raises:
        ValueError: It ends otherwise, or it is a folder; the message says what was found and what was expected.
    """
    listed, suffix = list(endings), path.suffix.lower()
    folder = _is_folder(path)
    if suffix in listed and not folder:
        return suffix
    found = "a folder" if folder else f"a name that ends in {suffix}" if suffix else "a name without an ending"
    like = path / f"{name}{listed[0]}" if folder else path.with_suffix(listed[0]) if not suffix and path.name else None
    hint = did_you_mean(suffix, listed) if suffix else ""
    more = f" Such as {like}." if like is not None and not hint else f" {hint}" if hint else ""
    raise ValueError(f"{path}: found {found}, expected a file whose name ends in {one_of(listed)}.{more}")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False  # a name that no file system takes; whoever writes there will say so
