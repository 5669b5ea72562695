"""The uncertain inputs of a scenario as a reader meets them: name, range, unit, and on what each rests."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isinf
from typing import Any

from sim.formatting import number
from sim.game.build import Game
from sim.game.layout import Input
from sim.scenario.data import table, value_at
from sim.scenario.input_names import field_of, owner_of
from sim.scenario.levers import LeverInfo, all_paths
from sim.scenario.model import Scenario
from sim.scenario.numbers import Spread


@dataclass(frozen=True)
class StatedInput:
    """An uncertain number.

    Attributes:
        path: Where it is stated.
        name: What it is called.
        owner: What it belongs to.
        field: What it is called beside the name of its owner.
        unit: What it is counted in.
        stated: Its range or distribution in words.
        entry: Path of the nearest entry that says what it rests on; empty if none does.
        entry_owner: What that entry belongs to.
        entry_name: That entry's name.
        sources: Ids of the sources.
        assumed: Why it was assumed; empty if it was not.
    """

    path: str
    name: str
    owner: str
    field: str
    unit: str
    stated: str
    entry: str
    entry_owner: str
    entry_name: str
    sources: tuple[str, ...]
    assumed: str

    @property
    def within(self) -> str:
        """What it belongs to inside its entry, which need not be said again; empty if to all of it."""
        return self.owner.removeprefix(self.entry_owner).lstrip(", ")


def stated_inputs(game: Game) -> tuple[StatedInput, ...]:
    """Return the uncertain inputs in the order of `game.inputs`."""
    scenario = game.scenario
    data, known = scenario.stated(), {info.path: info for info in all_paths(scenario)}
    names = game.input_names
    return tuple(_input(scenario, data, names[given.path], given, known.get(given.path)) for given in game.inputs)


def _input(scenario: Scenario, data: Mapping[str, Any], name: str, given: Input, info: LeverInfo | None) -> StatedInput:
    parts = tuple(given.path.split("."))
    entry = _entry(data, parts)
    return StatedInput(
        path=given.path,
        name=name,
        owner=owner_of(scenario, parts),
        field=field_of(scenario, parts),
        unit=info.unit if info is not None else "",
        stated=in_words(given.spread),
        entry=".".join(entry),
        entry_owner=owner_of(scenario, entry or parts[:1]),
        entry_name=_entry_name(scenario, entry or parts[:1]),
        sources=info.sources if info is not None else (),
        assumed=info.assumed if info is not None else "",
    )


def _entry(data: Mapping[str, Any], parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the path of the nearest entry around a path that names a source or says why it was assumed."""
    for depth in range(len(parts) - 1, 0, -1):
        entry = table(value_at(data, parts[:depth]))
        if entry.get("source") or entry.get("assumed"):
            return parts[:depth]
    return ()


def _entry_name(scenario: Scenario, entry: tuple[str, ...]) -> str:
    """Return the name of an entry, which tells a party from what it wants and what it expects without a deal."""
    match entry:
        case ("worth", party):
            return f"{scenario.name_of('parties', party)}, what it wants"
        case ("parties", party, what, *_):
            return f"{scenario.name_of('parties', party)}, {what.replace('_', ' ')}"
    return owner_of(scenario, entry)


def in_words(spread: Spread) -> str:
    """Return a stated number in words: `−5 to 18, most likely 6`."""
    if spread.truncated:
        return f"{in_words(spread.whole)}; {cut_in_words(spread)}"
    ends = [number(value) for value in spread.at]
    match spread.kind:
        case "fixed":
            return ends[0]
        case "uniform":
            return f"{ends[0]} to {ends[1]}"
        case "pert":
            return f"{ends[0]} to {ends[2]}, most likely {ends[1]}"
        case "lognormal":
            return f"{ends[0]} to {ends[1]}, lognormal (5 % to 95 %)"
        case "normal":
            return f"normal, mean {ends[0]}, standard deviation {ends[1]}"
        case "beta":
            return f"beta({ends[0]}, {ends[1]})"
        case "mixture":
            return f"either {', or '.join(map(in_words, spread.parts))}"
    return " or ".join(f"{end} ({100 * odd:.3g} %)" for end, odd in zip(ends, spread.odds, strict=True))


def cut_in_words(spread: Spread) -> str:
    """Return the bounds to which a number is cut: `cut to 1 to 4`, `cut to 4 at most`."""
    low, high = spread.cut
    if isinf(high):
        return f"cut to {number(low)} at least"
    return f"cut to {number(high)} at most" if isinf(low) else f"cut to {number(low)} to {number(high)}"
