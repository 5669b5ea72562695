"""Where numbers come from: versions, what was changed, and the words of a command that repeats them."""

import json
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # `parley --version` waits for nothing that reads scenarios
    from sim.scenario.changes import ChangeLike
    from sim.scenario.model import Scenario

NOTE = "Shares of runs, under these assumptions; intervals are sampling error only (95 %, Wilson)."
"""What is said beneath every table of shares."""


@cache
def parley_version() -> str:
    """Return this release's version."""
    try:
        return version("parley-sim")
    except PackageNotFoundError:
        return "0+source"


def versions() -> dict[str, str]:
    """Return the versions of all that numbers depend on."""
    return {"parley-sim": parley_version(), **{name: _version(name) for name in ("numba", "numpy", "scipy")}}


@cache
def _version(package: str) -> str:
    # Python reads the whole description of a package for it, anew each time.
    return version(package)


def change_text(change: "ChangeLike") -> str:
    """Return a change as it would be named: its name, or PATH=VALUE for each of its settings."""
    return ", ".join(texts_of(change))


def name_of(base: "Scenario") -> str:
    """Return the name of a scenario that comes with Parley; any other is in the folder of the result."""
    from sim.scenario.documents import bundled, bundled_text

    shipped = base.id in bundled() and _digest_of(bundled_text(base.id)) == base.digest
    return base.id if shipped else "scenario.yaml"


@lru_cache(maxsize=8)
def _digest_of(text: str) -> str:
    """Return the digest of what a text states, read once however many files about it are written."""
    from sim.scenario.documents import load_text

    return load_text(text).digest


def options_of(changes: "Sequence[ChangeLike]") -> list[str]:
    """Return changes as options; the command line applies --change before --set, so other orders use --change alone."""
    flat = [text for change in changes for text in texts_of(change)]
    sets = ["=" in text for text in flat]
    options = ["--set" if is_set and sets == sorted(sets) else "--change" for is_set in sets]
    return [word for pair in zip(options, flat, strict=True) for word in pair]


def texts_of(change: "ChangeLike") -> list[str]:
    """Return a change as the command line takes it."""
    if isinstance(change, str):
        return [change]
    return [f"{path}={json.dumps(value, ensure_ascii=False)}" for path, value in change.items()]
