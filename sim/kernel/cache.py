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

SOURCES = ("kernel/compile.py", "kernel/lanes.py", "kernel/chance.py", "runs/ensemble.py", "rules")
"""Files and folders of `sim` whose text decides what the compiled code does."""


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
        folder = cache_root() / sources_digest(Path(__file__).parents[1])
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


def cold() -> bool:
    """Return whether nothing has been compiled for this installation yet (and a cache can be kept at all)."""
    folder = cache_folder()
    return folder is not None and not compiled_for(Path(__file__).parents[1], folder)


def compiled_for(root: Path, folder: Path) -> bool:
    """Return whether a folder holds code that was compiled for the rules of one installation.

    Numba keeps code by the path of its source, so that what another installation of the same version has compiled is
    of no use here.

    Args:
        root: The package `sim` of the installation.
        folder: The folder for compiled code.
    """
    rules = root.absolute() / "rules"
    here = hashlib.sha1(str(rules).encode(), usedforsecurity=False).hexdigest()
    return any(any((folder / name).glob("*.nbi")) for name in (f"rules_{here}", "rules"))
