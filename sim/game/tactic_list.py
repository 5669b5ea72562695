"""The tactics that are installed: Parley's own and plug-ins, listed or tried."""

from dataclasses import dataclass
from typing import Any, Literal

from sim.finding import Finding, Table, counted
from sim.formatting import plain_data
from sim.game.conformance import Conformance, conformance
from sim.game.plug_ins import clashes, plug_in_names
from sim.game.tactics import BUILT_IN
from sim.scenario.faults import known


@dataclass(frozen=True, repr=False)
class TacticList(Finding):
    """The tactics that scenarios may name.

    Attributes:
        built_in: Parley's own.
        plug_ins: What others have installed.
        clashes: Plug-ins that cannot be used under their names, a sentence each.
    """

    built_in: tuple[str, ...]
    plug_ins: tuple[str, ...]
    clashes: tuple[str, ...]

    def table(self) -> Table:
        """Return one row per tactic."""
        rows = [{"tactic": name, "plug_in": False} for name in self.built_in]
        rows += [{"tactic": name, "plug_in": True} for name in self.plug_ins]
        return Table(f"{counted(len(rows), 'tactic')}, {counted(len(self.plug_ins), 'plug-in')}", rows)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data: the keys of `parley plugin list --json`."""
        return plain_data({"built_in": self.built_in, "plug_ins": self.plug_ins, "clashes": self.clashes})


def tactic_list() -> TacticList:
    """Return the tactics that are installed."""
    odd = clashes(frozenset({*BUILT_IN, "human"}))
    return TacticList(tuple(BUILT_IN), tuple(plug_in_names()), tuple(odd))


def plugin(action: Literal["list", "check"] = "list", name: str | None = None) -> TacticList | Conformance:
    """List the tactics that are installed, or try a plug-in on many situations.

    Args:
        action: `list` or `check`.
        name: The tactic to check.

    Raises:
        ValueError: No tactic to check was named, or it is not installed.
        sim.game.plug_ins.PluginError: It cannot be loaded.

    Example:
        >>> import sim
        >>> "steadfast" in sim.plugin("list").built_in
        True
    """
    if action == "list":
        return tactic_list()
    if name is None:
        raise ValueError("Say which tactic to check (`parley plugin list`, sim.plugin('list'), lists them).")
    return conformance(known(name, plug_in_names(), "plug-in tactic"))
