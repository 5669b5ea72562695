"""Files written whole or not at all."""

import os
import secrets
from pathlib import Path


def write(path: Path, data: bytes) -> None:
    """Write a file under a temporary name beside its place and rename it: whoever looks sees the old or the new.

    Raises:
        OSError: It cannot be written.
    """
    building = path.parent / f".{path.name}.{secrets.token_hex(6)}"
    try:
        with building.open("xb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
        building.replace(path)
    finally:
        building.unlink(missing_ok=True)
