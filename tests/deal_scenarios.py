"""Scenarios made by hypothesis in which deals take time: agreed, ratified, in force, extended, guarded, broken.

Two parties that have reason to agree, and often a third, settle a truce, its price and its monitoring; every number is
certain, so that a run hangs on its seed alone. `WORDS` says how to take each word of rulebook 3 out again.
"""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from tests.strategies import DAY_0

Draw = Any
"""What hypothesis hands to a composite strategy; its type cannot be written down."""

Stated = dict[str, Any]

STEPS = 40


def number(low: float, high: float) -> st.SearchStrategy[float]:
    """A certain figure, two digits exact, all of its range alike."""
    return st.integers(0, STEPS).map(lambda step: round(low + (high - low) * step / STEPS, 3))


def often(draw: Draw, share: float) -> bool:
    """Draw whether something is stated."""
    return bool(draw(st.integers(0, 99)) < 100 * share)


@st.composite
def deal_scenarios(draw: Draw, theme: str = "any") -> Stated:
    """The plain data of a scenario with the words of rulebook 3; a theme brings some of them into play."""
    third = draw(st.sampled_from([None, "m", "k", "m"]))
    names = ["a", "b", *([third] if third else [])]
    stated = {
        "format": 1,
        "id": "made",
        "title": "Made by hypothesis",
        "as_of": DAY_0,
        "protocol": _protocol(draw, names),
        "parties": {name: _party(draw, name, names) for name in names},
        "issues": {"calm": _calm(draw, names), "pay": _pay(draw, names), "watch": _watch(draw, names)},
        "worth": {name: _worth(draw) for name in names},
        "exposures": {name: _exposure(draw, name) for name in ("a", "b")},
        "conditions": {f"k{n}": _condition(draw) for n in range(draw(st.integers(0, 2)))},
        "pressures": _pressures(draw, third),
        "events": _events(draw),
        "infeasible": _infeasible(draw),
        "outcomes": {"told": {"when": draw(st.sampled_from(PREDICATES))}, "other": {"otherwise": True}},
    }
    if theme in THEMES:
        THEMES[theme](draw, stated)
    elif often(draw, 0.5):
        _start(draw, stated)
    elif often(draw, 0.2):
        _whole_deals_only(stated)
    return stated


def _whole_deals_only(stated: Stated) -> None:
    """Let only complete deals count; no event forces a part of one."""
    stated["protocol"]["status_quo"] = "outside"
    stated["events"] = {name: event for name, event in stated["events"].items() if "force" not in event}


PREDICATES: list[Stated] = [
    {"agreed": {"calm": "truce"}},
    {"failed": {"pay": "half"}},
    {"extended": {"calm": "truce"}},
    {"extended": {"pay": "half"}},
    {"alleged_by_both": {"calm": "truce"}},
    {"in_force": {"calm": ["truce", "peace"]}, "on": DAY_0 + timedelta(days=6)},
    {"in_force": {"pay": "half"}, "on": DAY_0 + timedelta(days=4)},
    {"ever": {"calm": "truce"}, "by": DAY_0 + timedelta(days=5)},
    {"collapsed": {"calm": "truce"}},
    {"withdrawn": {"pay": "full"}},
]


def _protocol(draw: Draw, names: list[str]) -> Stated:
    said = {
        "horizon_days": draw(st.integers(9, 15)),
        "sessions_per_day": draw(number(0.8, 2)),
        "speaks": "mediated" if "m" in names and often(draw, 0.7) else draw(st.sampled_from(["random", "alternating"])),
        "misperception": draw(number(0, 5)),
        "assumed_precision": draw(number(0.1, 0.6)),
        "collapse_observations": draw(number(0, 5)),
        "withdrawal_observations": draw(number(0, 5)),
    }
    if often(draw, 0.6):
        said["failure_observations"] = draw(number(1, 8))
    if often(draw, 0.15):
        off = draw(st.sampled_from(["trust", "learning", "misread", "retaliation", "backdown", "time_pricing"]))
        said["features"] = {off: False}
    if "m" in names:
        said |= {"mediator_patience": draw(st.integers(6, 20)), "floor": draw(number(0, 0.05))}
    return said


def _party(draw: Draw, name: str, names: list[str]) -> Stated:
    return {
        "role": {"m": "mediator", "k": "backer"}.get(name, "principal"),
        "no_deal": {"value": draw(number(-25, 5)), "assumed": "made"},
        "drift": draw(number(-12, 8)),
        "volatility": draw(number(0, 1.5)),
        "tactic": _tactic(draw),
        "precision": "exact" if often(draw, 0.15) else draw(number(0.1, 0.8)),
        "consistency": draw(st.sampled_from([0, 0, 0.5, 0.9])),
        "patience_days": draw(number(5, 40)),
        "trust": {other: {"initial": draw(number(0.2, 0.9)), "half_life_days": 30} for other in names if other != name},
    }


def _tactic(draw: Draw) -> Stated:
    kind = draw(st.sampled_from(["steadfast", "steadfast", "time", "tit_for_tat", "deadline"]))
    return {
        "kind": kind,
        "aspiration": draw(number(0, 0.5)),
        "from": draw(number(0.2, 0.8)),
        "to": draw(number(0, 0.2)),
    }


def _in_time(draw: Draw, said: Stated, names: list[str]) -> Stated:
    """Add the words that say when an option is in force."""
    said["withdrawal_cost"] = draw(number(0, 12))
    if often(draw, 0.75):
        said |= {"term_days": draw(st.integers(2, 9)), "renewal": draw(st.sampled_from([0, 0, 0.3]))}
        if often(draw, 0.7):
            said["extension_days"] = draw(st.integers(1, 8))
    if often(draw, 0.4):
        said["lag_days"] = draw(st.integers(1, 4))
    if often(draw, 0.5):
        said["ratification"] = draw(st.one_of(number(0.2, 0.9), st.sampled_from(names)))
    return said


def _calm(draw: Draw, names: list[str]) -> Stated:
    truce = _in_time(draw, {"settles": draw(number(0, 0.6)), "binds": ["a", "b"], "truce": _truce(draw)}, names)
    peace = _in_time(draw, {"settles": draw(number(0.3, 1)), "binds": ["a", "b"], "truce": _truce(draw)}, names)
    if often(draw, 0.5):
        peace["variant_of"] = "truce"
    options: Stated = {"war": {}, "truce": truce, "peace": peace}
    return {"controlled_by": ["a", "b"], "options": options}


def _truce(draw: Draw) -> Stated:
    collapse: Stated = {
        "scale_days": draw(number(6, 60)),
        "shape": draw(number(0.3, 1.2)),
        "strain": draw(number(0, 0.6)),
    }
    if often(draw, 0.6):
        collapse["early_days"] = draw(st.integers(2, 12))
    said = {
        "rate": draw(number(0, 0.8)),
        "branching": draw(number(0, 0.4)),
        "retaliation": draw(number(0, 0.4)),
        "memory_days": draw(number(2, 15)),
        "misread": draw(number(0, 0.6)),
        "tolerance": draw(st.sampled_from([0, 0.5, 1, 2])),
        "collapse": collapse,
    }
    if often(draw, 0.6):
        said["cooling_days"] = draw(st.integers(1, 6))
    return said


def _pay(draw: Draw, names: list[str]) -> Stated:
    half = _in_time(draw, {"binds": ["a"]}, names)
    full = _in_time(draw, {"binds": ["b"]}, names)
    if often(draw, 0.6):
        full["variant_of"] = "half"
    return {
        "controlled_by": draw(st.sampled_from([["a"], ["a", "b"], names])),
        "options": {"none": {}, "half": half, "full": full},
    }


def _watch(draw: Draw, names: list[str]) -> Stated:
    watched: Stated = {"withdrawal_cost": draw(number(0, 8))}
    if often(draw, 0.3):
        watched["linked_to"] = {"calm": "truce"}
    elif often(draw, 0.4):
        watched |= {"term_days": draw(st.integers(2, 6)), "renewal": 0}
    if often(draw, 0.9):
        guard = {"exposure": draw(number(0, 0.8)), "collapse": draw(number(0, 0.4)), "misread": draw(number(0, 0.6))}
        watched["guards"] = {"calm": {option: dict(guard) for option in ("truce", "peace")}}
    return {"controlled_by": [names[-1]], "options": {"none": {}, "watched": watched}}


def _worth(draw: Draw) -> Stated:
    pay = [draw(number(0, 100)) for _ in range(3)]
    return {
        "assumed": "made",
        "calm": {
            "weight": 3,
            "war": draw(number(0, 30)),
            "truce": draw(number(20, 90)),
            "peace": draw(number(30, 100)),
        },
        "pay": {"weight": 2, "none": pay[0], "half": pay[1], "full": pay[2]},
        "watch": {"weight": 1, "none": draw(number(0, 60)), "watched": draw(number(20, 100))},
    }


def _exposure(draw: Draw, name: str) -> Stated:
    return {"party": name, "option": {"calm": draw(st.sampled_from(["truce", "peace"]))}, "points": draw(number(2, 20))}


def _condition(draw: Draw) -> Stated:
    return {
        "party": draw(st.sampled_from(["a", "b"])),
        "when": {"calm": draw(st.sampled_from(["truce", "peace"]))},
        "require": draw(st.sampled_from([{"pay": ["half", "full"]}, {"watch": "watched"}])),
        "firmness": draw(number(0.1, 0.7)),
        "backdown_cost": draw(number(0, 6)),
    }


def _pressures(draw: Draw, third: str | None) -> Stated:
    if third is None:
        return {}
    said = {
        "by": third,
        "target": draw(st.sampled_from(["a", "b"])),
        "demands": {"calm": ["truce", "peace"]},
        "points": draw(number(2, 15)),
        "days": draw(st.integers(3, 9)),
        "chance": draw(st.sampled_from([0.5, 1])),
        "cost": draw(number(0, 3)),
    }
    return {"press": said}


def _events(draw: Draw) -> Stated:
    events: Stated = {}
    if often(draw, 0.6):
        touched = {"rate": draw(number(1.5, 5)), "collapse": draw(number(1.5, 6))}
        events["spoilers"] = {
            "rate": draw(number(0.1, 0.4)),
            "days": draw(st.integers(2, 6)),
            "truces": {"calm": {"truce": dict(touched), "peace": dict(touched)}},
        }
    if often(draw, 0.4):
        issue, option = draw(st.sampled_from([("pay", "none"), ("pay", "half"), ("watch", "none"), ("calm", "truce")]))
        how = draw(st.sampled_from(["force", "bar"])) if option != "none" else "force"
        day = DAY_0 + timedelta(days=draw(st.integers(2, 8)))
        events["law"] = {"on": day, "days": draw(st.integers(1, 4)), how: {issue: option}}
    if often(draw, 0.3):
        events["visit"] = {"rate": 0.2, "days": 3, "goodwill": draw(number(1, 4)), "between": ["a", "b"]}
    return events


def _infeasible(draw: Draw) -> Stated:
    kind = draw(st.sampled_from(["none", "carried", "gives way", "gives way", "plain"]))
    if kind == "none":
        return {}
    if kind == "gives way":
        said: Stated = {"when": {"calm": "war", "pay": "full", "watch": "watched"}, "why": "made"}
        return {"never": said | ({"gives_way": draw(st.sampled_from(["pay", "watch"]))} if often(draw, 0.9) else {})}
    if kind == "carried":
        return {"never": {"when": {"calm": "war", "watch": "watched"}, "why": "made", "carried": ["calm"]}}
    return {"never": {"when": {"calm": "war", "pay": "full"}, "why": "made"}}


def _start(draw: Draw, stated: Stated) -> None:
    """Let the scenario start in the middle."""
    since = DAY_0 - timedelta(days=draw(st.integers(0, 5)))
    option = draw(st.sampled_from(["truce", "peace"]))
    entry: Stated = {"option": option, "since": since, "signed_by": ["a", "b"]}
    if often(draw, 0.7):
        entry["breaches"] = {"a": draw(number(0, 2)), "b": draw(number(0, 2))}
    in_force = {"calm": entry}
    if often(draw, 0.5):
        entry["deal"] = "first"
        in_force["pay"] = {"option": "half", "since": since, "signed_by": ["a", "b"], "deal": "first"}
    for issue, said in in_force.items():
        term = stated["issues"][issue]["options"][said["option"]].get("term_days")
        if term is not None and (DAY_0 - said["since"]).days > term - 2:
            said["since"] = DAY_0 - timedelta(days=term - 2)
    stated["start"] = {"in_force": in_force}
    if often(draw, 0.6):
        stated["start"]["observed"] = {"a": {"b": {"kept": draw(number(0, 9)), "broken": draw(number(0, 9))}}}
    if "press" in stated["pressures"] and often(draw, 0.8):
        stated["start"]["pressures"] = {"press": DAY_0 - timedelta(days=draw(st.integers(0, 1)))}


# Themes: what brings a word into play that chance alone seldom would.


def _standing(
    draw: Draw,
    stated: Stated,
    options: Mapping[str, str],
    deal: str | None = None,
    withdrawal_cost: float | None = None,
) -> None:
    """Let options be in force since a day, each agreed apart unless they are said to be one deal."""
    since = DAY_0 - timedelta(days=draw(st.integers(0, 2)))
    entries: Stated = {}
    for issue, name in options.items():
        entries[issue] = {"option": name, "since": since, "signed_by": ["a", "b"], **({"deal": deal} if deal else {})}
        option = stated["issues"][issue]["options"][name]
        for word in ("term_days", "renewal", "extension_days", "linked_to"):
            option.pop(word, None)
        if withdrawal_cost is not None:
            option["withdrawal_cost"] = withdrawal_cost
    entries["calm"]["breaches"] = {"a": draw(number(0, 2)), "b": draw(number(0, 2))}
    days = {"kept": draw(number(0, 9)), "broken": draw(number(0, 9))}
    stated["start"] = {"in_force": entries, "observed": {"a": {"b": days}}}


def _refused(draw: Draw, stated: Stated) -> None:
    """A third party has to ratify what it does not want."""
    stated["parties"] = {name: party for name, party in stated["parties"].items() if name in {"a", "b"}}
    stated["parties"]["k"] = _party(draw, "k", ["a", "b", "k"])
    stated["worth"] = {name: stated["worth"].get(name) or _worth(draw) for name in stated["parties"]}
    stated["worth"]["k"]["calm"] |= {"war": 70.0, "truce": draw(number(30, 75)), "peace": draw(number(20, 75))}
    stated["protocol"] |= {"speaks": "random", "failure_observations": draw(number(2, 9))}
    for name in ("mediator_patience", "floor"):
        stated["protocol"].pop(name, None)
    stated["pressures"] = {}
    stated["issues"]["watch"]["controlled_by"] = ["k"]
    for option in _options(stated):
        if isinstance(option.get("ratification"), str):
            option["ratification"] = "a"
    for name in ("truce", "peace"):
        stated["issues"]["calm"]["options"][name]["ratification"] = "k"
    if stated["issues"]["pay"]["controlled_by"] not in (["a"], ["a", "b"]):
        stated["issues"]["pay"]["controlled_by"] = ["a", "b"]


def _all_on_one(draw: Draw, stated: Stated) -> None:
    """All stands that may not stand without the truce, and the truce is about to go."""
    _standing(draw, stated, {"calm": "truce", "pay": "full", "watch": "watched"}, withdrawal_cost=30)
    truce = stated["issues"]["calm"]["options"]["truce"]["truce"]
    truce["collapse"] = {"scale_days": draw(number(1, 3)), "shape": draw(number(0.6, 1.2))}
    when = {"calm": "war", "pay": "full", "watch": "watched"}
    stated["infeasible"] = {"never": {"when": when, "gives_way": draw(st.sampled_from(["pay", "watch"]))}}


def _may_not_run_out(draw: Draw, stated: Stated) -> None:
    """A truce may not run out while it is watched."""
    _standing(draw, stated, {"calm": "truce", "watch": "watched"}, withdrawal_cost=30)
    truce = stated["issues"]["calm"]["options"]["truce"]
    truce |= {"term_days": draw(st.integers(4, 6)), "renewal": 0}
    truce["truce"] |= {"collapse": {"scale_days": draw(number(40, 200))}, "rate": draw(number(0, 0.2))}
    stated["infeasible"] = {"never": {"when": {"calm": "war", "watch": "watched"}, "carried": "calm"}}


def _left_together(draw: Draw, stated: Stated) -> None:
    """What one of them would leave alone was agreed with what it would keep."""
    _standing(draw, stated, {"calm": "truce", "pay": "half"}, deal="first")
    for option in stated["issues"]["pay"]["options"].values():
        option["withdrawal_cost"] = draw(number(0, 4))
    unhappy = draw(st.sampled_from(["a", "b"]))
    stated["worth"][unhappy]["pay"] |= {"none": draw(number(40, 100)), "half": 0}
    stated["worth"][unhappy]["calm"] |= {"war": 0, "truce": draw(number(40, 100))}


def _under_pressure(draw: Draw, stated: Stated) -> None:
    """A pressure is under way from the start."""
    third = "k" if "m" not in stated["parties"] else "m"
    if third not in stated["parties"]:
        stated["parties"][third] = _party(draw, third, ["a", "b", third])
        stated["worth"][third] = _worth(draw)
    stated["pressures"] = _pressures(draw, third)
    stated["pressures"]["press"]["days"] = draw(st.integers(5, 9))
    stated["start"] = {"pressures": {"press": DAY_0 - timedelta(days=draw(st.integers(0, 2)))}}


def _young(draw: Draw, stated: Stated) -> None:
    """A truce of yesterday, of a kind that collapses at first."""
    _standing(draw, stated, {"calm": "truce"}, withdrawal_cost=20)
    collapse = {"scale_days": draw(number(0.5, 3)), "shape": draw(number(0.3, 0.5))}
    stated["issues"]["calm"]["options"]["truce"]["truce"]["collapse"] = collapse | {
        "early_days": draw(st.integers(9, 14))
    }
    stated["start"]["in_force"]["calm"]["since"] = DAY_0


THEMES: dict[str, Callable[[Draw, Stated], None]] = {
    "refused": _refused,
    "all on one": _all_on_one,
    "may not run out": _may_not_run_out,
    "left together": _left_together,
    "under pressure": _under_pressure,
    "young": _young,
}


# Words taken out again.

Remover = Callable[[Stated], None]


def _options(stated: Stated) -> Iterator[Stated]:
    for issue in stated["issues"].values():
        yield from issue["options"].values()


def _truces(stated: Stated) -> Iterator[Stated]:
    yield from (option["truce"] for option in _options(stated) if "truce" in option)


def _drop(entries: Callable[[Stated], Iterator[Stated]], word: str) -> Remover:
    def remover(stated: Stated) -> None:
        for entry in entries(stated):
            entry.pop(word, None)

    return remover


def _ratified_by(kind: type | tuple[type, ...]) -> Remover:
    def remover(stated: Stated) -> None:
        for option in _options(stated):
            if isinstance(option.get("ratification"), kind):
                del option["ratification"]

    return remover


def _guards(stated: Stated) -> Iterator[Stated]:
    for option in _options(stated):
        for guarded in option.get("guards", {}).values():
            yield from guarded.values()


def _effects(stated: Stated) -> Iterator[Stated]:
    for event in stated["events"].values():
        for touched in event.get("truces", {}).values():
            yield from touched.values()


def _begun(stated: Stated) -> Iterator[Stated]:
    yield from stated.get("start", {}).get("in_force", {}).values()


def _one(*path: str) -> Callable[[Stated], Iterator[Stated]]:
    def entries(stated: Stated) -> Iterator[Stated]:
        for name in path:
            stated = stated.get(name, {})
        yield stated

    return entries


def _since_today(stated: Stated) -> None:
    for entry in _begun(stated):
        entry["since"] = stated["as_of"]


WORDS: dict[str, Remover] = {
    "withdrawal_cost": _drop(_options, "withdrawal_cost"),
    "lag_days": _drop(_options, "lag_days"),
    "ratification, a chance": _ratified_by((int, float)),
    "ratification, a party": _ratified_by(str),
    "failure_observations": _drop(_one("protocol"), "failure_observations"),
    "extension_days": _drop(_options, "extension_days"),
    "variant_of": _drop(_options, "variant_of"),
    "cooling_days": _drop(_truces, "cooling_days"),
    "early_days": _drop(lambda stated: (truce["collapse"] for truce in _truces(stated)), "early_days"),
    "infeasible": _drop(_one("infeasible"), "never"),
    "gives_way": _drop(_one("infeasible", "never"), "gives_way"),
    "carried": _drop(_one("infeasible", "never"), "carried"),
    "guards, exposure": _drop(_guards, "exposure"),
    "guards, collapse": _drop(_guards, "collapse"),
    "guards, misread": _drop(_guards, "misread"),
    "truces, rate": _drop(_effects, "rate"),
    "truces, collapse": _drop(_effects, "collapse"),
    "start": _drop(_one(), "start"),
    "start, signed_by": _drop(_begun, "signed_by"),
    "start, deal": _drop(_begun, "deal"),
    "start, breaches": _drop(_begun, "breaches"),
    "start, since": _since_today,
    "start, observed": _drop(_one("start"), "observed"),
    "start, pressures": _drop(_one("start"), "pressures"),
}
"""Every word that a scenario may use, and how to take it out."""


def without(stated: Stated, word: str) -> Stated | None:
    """Return a scenario without a word; None where the word is not in it."""
    left = deepcopy(stated)
    WORDS[word](left)
    return None if left == stated else left
