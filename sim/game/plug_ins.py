"""Tactics that others have installed: found by the entry-point group `sim.tactics`, loaded, and known by what they are.

A plug-in is somebody else's code that runs as the user does, and nothing here can keep it from doing harm on
purpose. But a mistake in it ends a run with its name, and a result says which plug-in it came from.
"""

import hashlib
import inspect
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

from sim.game.aside import aside
from sim.scenario.party_words import TACTICS
from sim.texts import shortened

GROUP = "sim.tactics"
"""The group of entry points under which tactics are installed."""

MOST_BYTES = 20_000_000
"""Most bytes of a plug-in's source that its digest covers."""

TacticFunction = Callable[..., float]
"""(day, horizon, patience, aspiration, from, to, beta, previous, others now, others before) -> aspiration."""


class PluginError(Exception):
    """A plug-in raised an exception or returned something that is not a share; the message names it."""


@dataclass(frozen=True)
class PlugIn:
    """Which plug-in a result came from.

    Attributes:
        package: The package that brings it.
        version: The package's version.
        digest: Fingerprint of its source.
    """

    package: str
    version: str
    digest: str

    def differences(self, now: "PlugIn | None") -> Iterator[str]:
        """Yield in words how the one installed now differs from this one."""
        if now is None:
            yield "it is not installed now"
            return
        for what in ("package", "version"):
            before, after = getattr(self, what), getattr(now, what)
            if before != after:
                yield f"{what} {before} then, {after} now"
        if self.digest != now.digest:
            yield "its code was edited"


def changed(before: Mapping[str, Mapping[str, str]], now: Mapping[str, PlugIn]) -> Iterator[str]:
    """Yield which plug-ins have changed since something was kept: any other difference may come from that.

    Args:
        before: Those that were named then, as plain data.
        now: Those that are installed.
    """
    for name, said in before.items():
        odd = ", ".join(PlugIn(said["package"], said["version"], said["digest"]).differences(now.get(name)))
        if odd:
            yield f"the plug-in tactic {name}: {odd}"


def installed() -> tuple[EntryPoint, ...]:
    """Return the entry points of tactics, including those under names that are taken, each once."""
    return tuple(dict.fromkeys(entry_points(group=GROUP)))


def plug_in_names() -> tuple[str, ...]:
    """Return the names of the tactics that others have installed, sorted, built-in names excepted."""
    return tuple(sorted({entry.name for entry in installed()} - {*TACTICS, "human"}))


def entry_of(name: str) -> EntryPoint:
    """Return the one entry point of a name.

    Raises:
        PluginError: There is none, or several packages bring one.
    """
    found = [entry for entry in installed() if entry.name == name]
    if not found:
        raise PluginError(f"the tactic {name!r} is not installed")
    if len(found) > 1:
        raise PluginError(f"the tactic {name!r} is installed twice, by {' and '.join(map(_bringer, found))}")
    return found[0]


def clashes(taken: frozenset[str]) -> list[str]:
    """Return in sentences which plug-ins cannot be used under their names, given the names that are taken."""
    entries = installed()
    own = [
        f"The plug-in {entry.name!r} of {_bringer(entry)} is never used: Parley has a tactic of that name."
        for entry in entries
        if entry.name in taken
    ]
    twice = [name for name, count in Counter(entry.name for entry in entries).items() if count > 1]
    return own + [
        f"The tactic {name!r} is installed twice, by "
        f"{' and '.join(_bringer(entry) for entry in entries if entry.name == name)}; neither is used."
        for name in twice
    ]


def _bringer(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist is not None else entry.value


def load(name: str) -> TacticFunction:
    """Return an installed tactic; what it prints while it is imported goes to standard error.

    Raises:
        PluginError: It cannot be imported, or is not a function.
    """
    entry = entry_of(name)
    try:
        with aside():
            function: TacticFunction = entry.load()
    except BaseException as error:  # a plug-in that exits while it is imported must not end this process too
        raise PluginError(f"the tactic {name!r} cannot be loaded: {told(error)}") from error
    if not callable(function):
        raise PluginError(f"the tactic {name!r} cannot be loaded: {entry.value} is not a function")
    return function


def told(error: BaseException) -> str:
    """Return an exception in one line, whatever its own text does."""
    try:
        text = " ".join(repr(error).split())
    except BaseException:
        text = type(error).__name__
    return shortened(text, 300)


def describe(name: str) -> PlugIn:
    """Return which plug-in a name stands for.

    Raises:
        PluginError: It is not installed, twice installed, or cannot be loaded.
    """
    entry, function = entry_of(name), load(name)
    package, version = (entry.dist.name, entry.dist.version) if entry.dist is not None else ("", "")
    return PlugIn(package, version, _digest(function))


def plug_ins_named(data: Any) -> dict[str, PlugIn]:
    """Return the plug-ins whose names are among the texts of plain data, by name.

    Raises:
        PluginError: One cannot be loaded.
    """
    texts = set(_texts_in(data))
    return {name: describe(name) for name in plug_in_names() if name in texts} if texts else {}


def _texts_in(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        yield from _texts_in(list(data.values()))
    elif isinstance(data, list | tuple):
        for one in data:
            yield from _texts_in(one)


def _digest(function: Any) -> str:
    """Return the fingerprint of a tactic's source: all Python files of its package, or its one module."""
    digest = hashlib.sha256()
    left = MOST_BYTES
    for file in _sources(function):
        data = file.read_bytes()[:left]
        left -= len(data)
        digest.update(f"{file.name}\0{len(data)}\0".encode("utf-8", "surrogatepass"))
        digest.update(data)
    return digest.hexdigest()[:16]


def _sources(function: Any) -> list[Path]:
    module = sys.modules.get(getattr(function, "__module__", None) or "")
    if module is None:
        return []
    top = sys.modules.get(module.__name__.partition(".")[0], module)
    folders = [Path(folder) for folder in getattr(top, "__path__", ())]
    if folders:
        return sorted(file for folder in folders for file in folder.rglob("*.py") if file.is_file())
    source = inspect.getsourcefile(module)
    return [Path(source)] if source is not None and Path(source).is_file() else []
