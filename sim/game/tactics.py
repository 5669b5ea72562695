"""Tactics by others: found by the entry-point group `sim.tactics`, called with the scalars of `sim.rules.tactics`.

A built-in tactic is a name in a table one can read in five lines. A plug-in is an ordinary function

    def my_tactic(day, horizon, patience, aspiration, start, end, beta, previous, others_now, others_before): ...

that returns the share it holds out for. If Numba can compile it, it runs as machine code; if not, as a callback.
"""

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from math import isfinite, nan
from typing import Any

from sim.kernel.compile import CONFIG
from sim.rules.state import PLUG_IN
from sim.scenario.model import TACTICS, Tactic

GROUP = "sim.tactics"

BUILT_IN = {name: number for number, name in enumerate(TACTICS)}
"""The number by which the rules know each built-in tactic."""

TacticFunction = Callable[..., float]
"""(day, horizon, patience, aspiration, from, to, beta, previous, others now, others before) -> aspiration."""

SCALARS = 10
"""How many scalars a tactic is given."""


class PluginError(Exception):
    """A plug-in raised an exception or returned no number; the message names it."""


def plug_in_names() -> tuple[str, ...]:
    """Return the names of the tactics that others have installed, sorted, built-in names excepted."""
    return tuple(sorted({entry.name for entry in entry_points(group=GROUP)} - set(BUILT_IN)))


def tactic_names() -> tuple[str, ...]:
    """Return every tactic that a scenario may name."""
    return (*BUILT_IN, "human", *plug_in_names())


def tactic_code(tactic: Tactic) -> int:
    """Return the number by which the rules know a tactic; a human's is that of its stand-in.

    Raises:
        ValueError: Nobody knows a tactic of this name, or a human has no stand-in.
    """
    name = tactic.kind
    if name == "human":
        if tactic.stand_in is None:
            raise ValueError("a human tactic needs a stand_in wherever nobody sits at the table")
        name = tactic.stand_in
    if name in BUILT_IN:
        return BUILT_IN[name]
    names = plug_in_names()
    if name not in names:
        raise ValueError(f"no tactic is called {name!r}; there are {', '.join(tactic_names())}")
    return PLUG_IN + names.index(name)


def load_tactic(name: str) -> TacticFunction:
    """Return an installed tactic.

    Raises:
        PluginError: It cannot be imported.
    """
    entry = next(entry for entry in entry_points(group=GROUP) if entry.name == name)
    try:
        function: TacticFunction = entry.load()
    except Exception as error:
        raise PluginError(f"the tactic {name!r} cannot be loaded: {error!r}") from error
    return function


@dataclass
class Switchboard:
    """Calls plug-ins on behalf of compiled rules, and keeps what went wrong.

    An exception inside a callback would otherwise vanish into a number.

    Attributes:
        tactics: The plug-ins by number, `PLUG_IN` first.
        names: Their names.
        error: What went wrong first, none so far.
    """

    tactics: Sequence[TacticFunction]
    names: Sequence[str]
    error: str | None = field(default=None)

    def __call__(self, kind: int, *scalars: float) -> float:
        """Return a plug-in's aspiration, or NaN after noting what went wrong."""
        place = int(kind) - PLUG_IN
        try:
            aspiration = float(self.tactics[place](*scalars))
        except Exception as error:
            self.error = self.error or f"the tactic {self.names[place]!r} failed: {error!r}"
            return nan
        if not isfinite(aspiration):
            self.error = self.error or f"the tactic {self.names[place]!r} returned {aspiration}, not a share"
            return nan
        return aspiration

    def check(self) -> None:
        """Raise what went wrong.

        Raises:
            PluginError: A plug-in failed since this switchboard was made.
        """
        if self.error is not None:
            raise PluginError(self.error)


def switchboard(codes: Sequence[int]) -> Switchboard:
    """Return a switchboard for the plug-ins among these tactic numbers; others are never called."""
    used = {code - PLUG_IN for code in codes if code >= PLUG_IN}
    names = plug_in_names() if used else ()
    loaded = [load_tactic(name) if number in used else _unused for number, name in enumerate(names)]
    return Switchboard(loaded, names)


def _unused(*scalars: float) -> float:
    raise LookupError("this tactic is not part of the scenario")


def callback(board: Switchboard) -> Any:
    """Return what compiled rules take for `outside`: the switchboard behind a C function pointer.

    With compilation off it is the switchboard itself.
    """
    from numba import types
    from numba.core.types import WrapperAddressProtocol

    if CONFIG.DISABLE_JIT:
        return board
    floats = [types.float64] * SCALARS
    prototype = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_int64, *([ctypes.c_double] * SCALARS))

    class Pointer(WrapperAddressProtocol):
        """A function pointer whose type Numba knows, so that no plug-in makes the rules compile anew."""

        def __init__(self) -> None:
            self.function = prototype(board)

        def __wrapper_address__(self) -> int:
            return ctypes.cast(self.function, ctypes.c_void_p).value or 0

        def signature(self) -> Any:
            return types.float64(types.int64, *floats)

    return Pointer()
