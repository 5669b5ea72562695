"""Tactics by others: found by the entry-point group `sim.tactics`, called with the scalars of `sim.rules.tactics`.

A built-in tactic is a name in a table one can read in five lines. A plug-in is an ordinary function

    def my_tactic(day, horizon, patience, aspiration, start, end, beta, previous, others_now, others_before): ...

that returns the share it holds out for. If Numba can compile it, it runs as machine code; if not, as a callback.
"""

import ctypes
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import isfinite, nan
from numbers import Real
from typing import Any

from sim.game.aside import aside
from sim.game.plug_ins import PlugIn, PluginError, TacticFunction, describe, load, plug_in_names, told
from sim.kernel.compile import CONFIG
from sim.rules.state import PLUG_IN
from sim.scenario.model import Scenario
from sim.scenario.party_words import TACTICS, Tactic
from sim.texts import shortened

_LOG = logging.getLogger(__name__)

BUILT_IN = {name: number for number, name in enumerate(TACTICS)}
"""The number by which the rules know each built-in tactic."""

SCALARS = 10
"""How many scalars a tactic is given."""


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
        PluginError: It cannot be imported, or several packages bring one of this name.
    """
    return load(name)


def plug_ins_of(scenario: Scenario) -> dict[str, PlugIn]:
    """Return which plug-ins a scenario's parties follow, by name.

    Raises:
        PluginError: One cannot be loaded.
    """
    kinds = {party.tactic.kind for party in scenario.parties.values()}
    stand_ins = {party.tactic.stand_in for party in scenario.parties.values() if party.tactic.kind == "human"}
    return {name: describe(name) for name in sorted({*kinds, *stand_ins} - {*BUILT_IN, "human", None}, key=str) if name}


@dataclass
class Switchboard:
    """Calls plug-ins on behalf of compiled rules, and keeps what went wrong.

    An exception inside a callback would otherwise vanish into a number.

    Attributes:
        tactics: The plug-ins by number, `PLUG_IN` first.
        names: Their names.
        error: What went wrong first; none if nothing has so far.
        calls: How often each was called.
        outside: How often each answered with a number below 0 or above 1.
    """

    tactics: Sequence[TacticFunction]
    names: Sequence[str]
    error: str | None = field(default=None)
    calls: Counter[str] = field(default_factory=Counter)
    outside: Counter[str] = field(default_factory=Counter)

    def __call__(self, kind: int, *scalars: float) -> float:
        """Return a plug-in's aspiration, or NaN after noting what went wrong; then it is not called again."""
        if self.error is not None:
            return nan
        place = int(kind) - PLUG_IN
        name = self.names[place]
        self.calls[name] += 1
        try:
            with aside():
                answer: Any = self.tactics[place](*scalars)
                aspiration = float(answer) if _is_number(answer) else nan
        except BaseException as error:  # a plug-in that exits must not end this process too
            self.error = f"the tactic {name!r} failed: {told(error)}"
            return nan
        if not isfinite(aspiration):
            self.error = f"the tactic {name!r} returned {_shown(answer)}, not a share, at its call {self.calls[name]:,}"
            return nan
        self.outside[name] += not 0.0 <= aspiration <= 1.0
        return aspiration

    def check(self) -> None:
        """Raise what went wrong.

        Raises:
            PluginError: A plug-in failed since this switchboard was made.
        """
        if self.error is not None:
            raise PluginError(self.error)


def _is_number(answer: Any) -> bool:
    return isinstance(answer, Real) and not isinstance(answer, bool)


def _shown(answer: Any) -> str:
    try:
        text = " ".join(repr(answer).split())
    except BaseException:  # whatever the `repr` of somebody else's object does
        text = f"something of the type {type(answer).__name__}"
    return shortened(text, 60)


def tell_outside(boards: Iterable[Switchboard]) -> None:
    """Log once for each plug-in how often it answered outside 0 to 1; the rules take the nearer end."""
    calls: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    for board in boards:
        calls += board.calls
        outside += board.outside
    for name, count in sorted(outside.items()):
        said = "the tactic %r answered outside 0 to 1 in %s of %s calls; the nearer end was taken."
        _LOG.warning(said, name, f"{count:,}", f"{calls[name]:,}")


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
    import numba.experimental.function_type  # noqa: F401 - by which Numba knows the type of a function pointer
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
