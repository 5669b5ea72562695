"""One scenario with every mechanism in it, for tests of whole runs: nothing in it is certain to happen."""

from typing import Any

from sim.game.build import Game, make_game
from sim.scenario.model import Scenario
from tests import small


def rich(**protocol: Any) -> dict[str, Any]:
    """Return a mediated conflict of two principals, a mediator that controls aid and a backer that controls assets."""
    return small.stated(
        issues={
            "fire": {
                "war": {},
                "truce": _truce(30, 0.4, renewal=0.5),
                "peace": _truce(None, 1, withdrawal_cost=4),
            },
            "energy": {"open": {}, "spared": _truce(12, 0.1)},
            "swap": {"no": {}, "yes": {"linked_to": {"fire": "truce"}}},
            "aid": {"given": {}, "halted": {"withdrawal_cost": 1}},
            "assets": {"frozen": {}, "released": {"withdrawal_cost": 2, "term_days": 20}},
        },
        controlled_by={"aid": ["m"], "assets": ["k"]},
        parties={
            "a": {
                "precision": 0.4,
                "no_deal": "-10 to 12",
                "drift": -2,
                "volatility": 0.4,
                "patience_days": "30 to 60",
                "resolve_correlation": 0.5,
                "tactic": {"kind": "time", "from": 0.7, "to": 0.1, "beta": "0.4 to 2"},
                "trust": {"b": {"initial": "0.2 to 0.6", "half_life_days": 30}},
            },
            "b": {
                "precision": 0.6,
                "no_deal": -6,
                "drift": -1,
                "volatility": 0.6,
                "patience_days": 40,
                "tactic": {"kind": "tit_for_tat", "from": 0.6, "to": 0.1},
                "trust": {"a": {"initial": 0.3}},
            },
            "m": {"role": "mediator", "precision": 0.5, "no_deal": -4},
            "k": {
                "role": "backer",
                "precision": 0.5,
                "tactic": {"kind": "deadline", "from": 0.4, "to": 0, "last_days": 15},
            },
        },
        worth={
            "a": {
                "fire": {"weight": 5, "war": 30, "truce": 45, "peace": 60},
                "energy": {"weight": 2, "open": 0, "spared": 90},
                "swap": {"weight": 1, "no": 0, "yes": 80},
                "aid": {"weight": 3, "given": 0, "halted": 100},
                "assets": {"weight": 2, "frozen": 0, "released": 100},
                "bonus": {"calm": {"when": {"fire": "peace", "energy": "spared"}, "points": 2}},
            },
            "b": {
                "fire": {"weight": 6, "war": 10, "truce": 50, "peace": 55},
                "energy": {"weight": 2, "open": 0, "spared": 100},
                "swap": {"weight": 2, "no": 0, "yes": 100},
                "aid": {"weight": 3, "given": 100, "halted": 0},
                "assets": {"weight": 1, "frozen": 100, "released": 0},
            },
            "m": {
                "fire": {"weight": 3, "war": 0, "truce": 70, "peace": 100},
                "aid": {"weight": 1, "given": 0, "halted": 60},
            },
            "k": {
                "fire": {"weight": 1, "war": 0, "truce": 60, "peace": 70},
                "assets": {"weight": 2, "frozen": 50, "released": 30},
            },
        },
        conditions={
            "no_aid": _condition("a", "aid", "halted", "0.2 to 0.8", 3),
            "assets_first": _condition("a", "assets", "released", 0.3, 2),
            "spared_first": _condition("b", "energy", "spared", 0.6, 2),
        },
        pledges={
            "a_spares": {"party": "a", "option": {"energy": "spared"}, "backdown_cost": 3},
            "b_spares": {"party": "b", "option": {"energy": "spared"}, "backdown_cost": 3},
        },
        exposures={
            "a_open": {"party": "a", "option": {"fire": "truce"}, "points": 5},
            "b_open": {"party": "b", "option": {"fire": "truce"}, "points": 8},
            "b_spent": {"party": "b", "option": {"fire": "peace"}, "points": 15},
        },
        pressures={
            "on_a": {"by": "m", "target": "a", "points": 4, "after_refusals": 2, "chance": 0.6, "days": 9, "cost": 0.5},
            "on_b": {"by": "k", "target": "b", "points": 4, "after_refusals": 3, "chance": 0.8, "days": 7, "cost": 1},
        },
        events={
            "exchange": {"rate": 0.05, "goodwill": 3, "between": ["a", "b"]},
            "offensive": {
                "rate": 0.03,
                "days": 10,
                "no_deal": {"a": 4, "b": -5},
                "worth": {"b": {"fire": {"war": -5}}},
            },
            "veto": {"on": small.day(25), "days": 6, "bar": {"assets": "released"}},
            "outage": {"on": small.day(40), "days": 3, "force": {"energy": "open"}},
        },
        protocol={
            "horizon_days": 60,
            "sessions_per_day": 0.7,
            "session_dates": [small.day(3), small.day(20)],
            "speaks": "mediated",
            "mediator_patience": 12,
            "misperception": 3,
            "floor": 0.02,
            "mediator_weights": {"m": 0.5},
            **protocol,
        },
    )


def _truce(days: int | None, settles: float, **words: Any) -> dict[str, Any]:
    truce = {
        "rate": 0.2,
        "branching": 0.2,
        "retaliation": 0.3,
        "memory_days": 5,
        "misread": 0.2,
        "tolerance": 1,
        "collapse": {"scale_days": 60, "shape": 0.7, "strain": 0.4},
    }
    term = {} if days is None else {"term_days": days}
    return {"settles": settles, "binds": ["a", "b"], "truce": truce, **term, **words}


def _condition(party: str, issue: str, option: str, firmness: Any, cost: float) -> dict[str, Any]:
    when = {"fire": ["truce", "peace"]}
    return {"party": party, "when": when, "require": {issue: option}, "firmness": firmness, "backdown_cost": cost}


def rich_game(**protocol: Any) -> Game:
    """Return the game of `rich`."""
    return make_game(Scenario.model_validate(rich(**protocol)))
