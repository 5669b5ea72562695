"""Random games in random positions, the same for the same number: what rules are compared with the oracle on."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np

from sim.game.build import Game, make_game
from sim.rules import state as at
from sim.scenario.model import Scenario
from tests.small import COMPILED, Table, start, stated

GAMES = 90 if COMPILED else 20


class Lots:
    """Draws from one stream of random numbers."""

    def __init__(self, number: int) -> None:
        self.rng = np.random.default_rng(number)

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def number(self, low: float, high: float) -> float:
        return round(float(self.rng.uniform(low, high)), 3)

    def whole(self, low: int, high: int) -> int:
        return int(self.rng.integers(low, high + 1))

    def one(self, among: list[Any]) -> Any:
        return among[self.whole(0, len(among) - 1)]

    def some(self, among: list[str], least: int = 0) -> list[str]:
        """Return a random part, in order."""
        kept = [x for x in among if self.chance(0.5)]
        return kept if len(kept) >= least else [self.one(among)]


def random_scenario(number: int) -> dict[str, Any]:
    """Return a small scenario with most of the words of the language in it."""
    lots = Lots(number)
    names = ["a", "b", *(["m"] if lots.chance(0.6) else []), *(["k"] if lots.chance(0.5) else [])]
    menus = {f"i{n}": [f"o{k}" for k in range(lots.whole(2, 3))] for n in range(lots.whole(1, 3))}
    later = [(issue, option) for issue, options in menus.items() for option in options[1:]]
    words: dict[str, Any] = {"infeasible": _infeasible(lots, later)}
    words["conditions"] = {f"c{n}": _condition(lots, menus, later) for n in range(lots.whole(0, 3))}
    words["pledges"] = {
        f"p{n}": {"party": lots.one(["a", "b"]), "option": dict([pair]), "backdown_cost": lots.number(0, 15)}
        for n, pair in enumerate(later)
        if lots.chance(0.25)
    }
    words["exposures"] = {
        f"x{n}": {"party": lots.one(names), "option": dict([pair]), "points": lots.number(0, 30)}
        for n, pair in enumerate((issue, option) for issue, options in menus.items() for option in options)
        if lots.chance(0.4)
    }
    return stated(
        issues={issue: _options(lots, issue, menus, names) for issue in menus},
        controlled_by={issue: lots.some(names, 1) for issue in menus},
        parties={name: _party(lots, name) for name in names},
        worth={name: _worth(lots, menus, later) for name in names if name in {"a", "b"} or lots.chance(0.7)},
        protocol=_protocol(lots, names),
        **words,
    )


def _infeasible(lots: Lots, later: list[tuple[str, str]]) -> dict[str, Any]:
    pairs = [(x, y) for x in later for y in later if x[0] < y[0] and lots.chance(0.12)]
    return {f"n{n}": {"when": dict(pair)} for n, pair in enumerate(pairs)}


def _condition(lots: Lots, menus: Mapping[str, list[str]], later: list[tuple[str, str]]) -> dict[str, Any]:
    issue, option = lots.one(later)
    other = lots.one(list(menus))
    return {
        "party": lots.one(["a", "b"]),
        "when": {issue: [option, menus[issue][-1]] if lots.chance(0.3) else option},
        "require": {other: lots.some(menus[other], 1)},
        "firmness": lots.number(0, 1),
        "backdown_cost": lots.number(0, 12),
    }


def _options(lots: Lots, issue: str, menus: Mapping[str, list[str]], names: list[str]) -> dict[str, Any]:
    options: dict[str, Any] = {}
    anchors = [(i, o) for i, others in menus.items() if i < issue for o in others[1:]]
    for place, option in enumerate(menus[issue]):
        options[option] = {"settles": lots.number(0, 1) if lots.chance(0.5) else 0, "binds": lots.some(names)}
        if place:
            options[option]["withdrawal_cost"] = lots.number(0, 20)
            if lots.chance(0.4):
                options[option]["term_days"] = lots.whole(12, 80)
            if anchors and lots.chance(0.25):
                options[option]["linked_to"] = dict([lots.one(anchors)])
    return options


def _party(lots: Lots, name: str) -> dict[str, Any]:
    role = {"m": "mediator", "k": "backer"}.get(name, "principal")
    precision = "exact" if lots.chance(0.4) else lots.number(0, 1)
    return {"role": role, "precision": precision, "patience_days": lots.number(10, 90)}


def _worth(lots: Lots, menus: Mapping[str, list[str]], later: list[tuple[str, str]]) -> dict[str, Any]:
    worth: dict[str, Any] = {
        issue: {"weight": lots.number(0.1, 5), **{option: lots.number(0, 100) for option in options}}
        for issue, options in menus.items()
        if lots.chance(0.9)
    }
    if lots.chance(0.3):
        when = dict(lots.rng.permutation(later)[:2].tolist())
        worth["bonus"] = {"extra": {"when": when, "points": lots.number(-20, 20)}}
    return {"total": lots.number(50, 150), **worth}


def _protocol(lots: Lots, names: list[str]) -> dict[str, Any]:
    return {
        "horizon_days": 100,
        "status_quo": "outside" if lots.chance(0.25) else "inside",
        "speaks": "random",
        "misperception": lots.number(1, 6) if lots.chance(0.5) else 0,
        "assumed_precision": lots.number(0.05, 1),
        "floor": lots.number(0, 0.3) if lots.chance(0.4) else 0,
        "mediator_weights": {name: lots.number(0, 2) for name in names if lots.chance(0.5)},
        "features": {"backdown": lots.chance(0.8), "time_pricing": lots.chance(0.8)},
    }


@cache
def random_game(number: int) -> Game:
    """Return the game of a random scenario; many tests play it."""
    return make_game(Scenario.model_validate(random_scenario(number)))


def random_table(number: int) -> Table:
    """Return a random game in a random position: what is in force since when, trust, no-deal values, beliefs."""
    table = start(random_game(number), seed=number)
    lots = Lots(number + 1_000_000)
    proposable = np.flatnonzero(table.board.proposable)
    for day in (2, 5):
        if lots.chance(0.6):
            table.today(day)
            table.put(table.game.deal(int(lots.one(proposable.tolist()))), *lots.some(list(table.game.parties), 1))
    table.today(lots.whole(5, 12))
    world = table.world
    world.trust[:] = lots.rng.uniform(0, 1, world.trust.shape)
    world.no_deal[:] = lots.rng.uniform(-25, 25, world.no_deal.shape)
    world.expected[:] = lots.rng.uniform(0, 1, world.expected.shape)
    hoping = lots.rng.random(world.aspiration.shape) < 0.5
    world.aspiration[:] = hoping * lots.rng.uniform(0, 1, world.aspiration.shape)
    world.suspected[:] = lots.rng.uniform(0, 1, world.suspected.shape)
    world.red[:] = lots.rng.random(world.red.shape) < 0.3
    belief = lots.rng.uniform(0, 1, world.belief.shape)
    world.belief[:] = belief / belief.sum(axis=1, keepdims=True)
    if lots.chance(0.3):
        _bar(table, lots)
    return table


def _bar(table: Table, lots: Lots) -> None:
    """Bar an option that is neither a status quo nor in force."""
    standing = table.board.option[table.world.now[at.STATE]]
    free = [o for o in range(len(table.game.options)) if o not in table.board.first and o not in standing]
    if free:
        table.world.barred[lots.one(free)] = True


def random_tables() -> Iterator[Table]:
    """Yield random games in random positions, some hundred with compiled rules."""
    for number in range(GAMES):
        yield random_table(number)
