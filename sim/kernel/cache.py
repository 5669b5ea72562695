"""Where compiled rules are kept: a folder named by a digest of every source that the code depends on.

Numba's own index does not notice a change in *another* file. Nothing heavy is imported here, so that a command can look
before it imports what compiles.
"""

import hashlib
import os
import platform
from importlib.metadata import version
from pathlib import Path

from sim.paths import cache_root

PACKAGE = Path(__file__).parents[1]
"""The folder of `sim`."""
SOURCES = (
    "kernel/compile.py",
    "kernel/linkage.py",
    "kernel/sealed_cache.py",
    "kernel/lanes.py",
    "kernel/chance.py",
    "game/cases.py",
    "game/common_causes.py",
    "runs/ensemble.py",
    "rules",
)
"""Files and folders of `sim` whose text decides what the compiled code does."""
LAST = "runs/ensemble.py"
"""The file whose function calls all others, and so is compiled after them."""


def sources_digest(root: Path) -> str:
    """Return a fingerprint of the sources under `root` that compiled code depends on, and of the versions used."""
    digest = hashlib.sha256(f"{version('numba')} {platform.python_version()} {platform.machine()}".encode())
    for name in SOURCES:
        path = root / name
        files = sorted(path.glob("*.py")) if path.is_dir() else [path]
        for file in files:
            digest.update(file.name.encode())
            digest.update(file.read_bytes() if file.is_file() else b"")
    return digest.hexdigest()[:16]


def cache_folder() -> Path | None:
    """Return the folder for compiled code, or none when it cannot be written (then nothing is cached)."""
    try:
        folder = cache_root() / sources_digest(PACKAGE)
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


def subfolder(file: Path) -> str:
    """Return where compiled code of a file of the package stands below the folder for compiled code."""
    return "-".join(file.relative_to(PACKAGE).parent.parts) or "."


def at_hand() -> bool:
    """Return whether rules that were compiled before need only be loaded."""
    return cache_folder() is not None and not cold()


def cold() -> bool:
    """Return whether the rules have yet to be compiled on this machine (and a cache can be kept at all).

    That another copy of the same sources has compiled them counts; that somebody began to does not.
    """
    folder = cache_folder()
    if folder is None:
        return False
    last = folder / subfolder(PACKAGE / LAST)
    return not any(last.glob(f"{Path(LAST).stem}.*.nbi"))
