"""The exact versions that constraints.txt and constraints-lowest.txt pin."""

import re
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^;\s]+)(?:\s*;.*)?$")


def pins(name: str) -> dict[str, set[str]]:
    """Return the versions that a file pins, by package; a package may have several, for different systems."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            match = PIN.match(line)
            assert match is not None, f"{name}: {line} is not an exact version"
            found.setdefault(re.sub(r"[-_.]+", "-", match[1]).lower(), set()).add(match[2])
    return found


def pinned(*names: str) -> bool:
    """Return whether these packages are installed in the versions of constraints.txt."""
    wanted = pins("constraints.txt")
    return all(version(name) in wanted[name] for name in names)
