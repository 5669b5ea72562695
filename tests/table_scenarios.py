"""Scenarios made by hypothesis with the words of rulebook 4: deadlines, votes, ballots and empty chairs.

Each theme takes a scenario of `deal_scenarios` and brings some of the words into play. `WORDS` says how to take each of
them out again.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import timedelta

from hypothesis import strategies as st

from tests import deal_scenarios as deals
from tests.deal_scenarios import Draw, Remover, Stated, number, often
from tests.strategies import DAY_0
from tests.table_certain import CERTAIN, TRUCES, join, names_of, on
from tests.table_words import LATER, LATER_WORDS


@st.composite
def table_scenarios(draw: Draw, theme: str) -> Stated:
    """The plain data of a scenario with the words of rulebook 4 that a theme is about."""
    base, brings = THEMES[theme]
    stated: Stated = draw(deals.deal_scenarios(base))
    if base == "any" and often(draw, 0.8):
        stated.pop("start", None)
        stated["protocol"].pop("status_quo", None)
    stated["protocol"]["horizon_days"] = draw(st.integers(9, 13))
    brings(draw, stated)
    return stated


def _inside(stated: Stated) -> bool:
    return bool(stated["protocol"].get("status_quo", "inside") == "inside")


def _hard(draw: Draw, stated: Stated) -> None:
    """Let parties hold out for much, so that talks last."""
    for party in stated["parties"].values():
        party["tactic"] |= {
            "aspiration": draw(number(0.5, 1)),
            "from": draw(number(0.6, 1)),
            "to": draw(number(0, 0.5)),
        }


# Situations.


def _situation(draw: Draw, stated: Stated) -> Stated:
    """Draw a situation that such talks come to."""
    happened = draw(st.sampled_from([*(stated["events"] or ["visit"]), "visit"]))
    if happened == "visit" and "visit" not in stated["events"]:
        stated["events"]["visit"] = {"rate": 0.25, "days": 2, "goodwill": 2, "between": ["a", "b"]}
    kinds: list[Stated] = [
        {"in_force": {"calm": TRUCES}},
        {"in_force": {"calm": "war", "pay": ["none", "half"]}},
        {"not_in_force": {"calm": TRUCES}, "for_days": draw(st.integers(1, 4))},
        {"in_force": {"pay": ["half", "full"]}, "for_days": draw(st.integers(1, 3))},
        {"in_force": {"calm": "war"}, "not_in_force": {"watch": "watched"}},
        {"not_in_force": {"pay": "none"}},
        {"agreed": {"calm": draw(st.sampled_from(TRUCES))}},
        {"agreed": {"pay": draw(st.sampled_from(["half", "full"]))}, "since_days": draw(st.integers(1, 3))},
        {"happened": happened},
        {"happened": happened, "since_days": draw(st.integers(1, 3))},
    ]
    return dict(draw(st.sampled_from(kinds)))


# Deadlines.


def _deadline(draw: Draw, stated: Stated) -> Stated:
    said: Stated = {"no_deal": {name: draw(number(-40, 5)) for name in ("a", "b") if often(draw, 0.8)}}
    if often(draw, 0.75):
        said["on"] = on(draw(st.integers(2, 11)))
    else:
        said["after"] = _situation(draw, stated)
        if often(draw, 0.7):
            said["in_days"] = draw(st.integers(0, 5))
    if often(draw, 0.7):
        met = [{"calm": TRUCES}, {"calm": "truce"}, {"pay": ["half", "full"]}, {"watch": "watched"}]
        said["unless"] = dict(draw(st.sampled_from(met)))
    if often(draw, 0.4):
        said["days"] = draw(st.integers(1, 7))
    if often(draw, 0.4):
        place = draw(st.sampled_from([("calm", "truce"), ("calm", "war"), ("pay", "half"), ("watch", "watched")]))
        said["worth"] = {draw(st.sampled_from(["a", "b"])): {place[0]: {place[1]: draw(number(-20, 20))}}}
    return said


def _what_it_brings(draw: Draw, stated: Stated, said: Stated) -> None:
    """Add effects other than points to a deadline."""
    kinds = {draw(st.sampled_from(["force", "bar", "truces", "goodwill", "leaves", "ends_talks"])) for _ in range(3)}
    if "force" in kinds and _inside(stated):
        places = [("pay", "none"), ("pay", "half"), ("watch", "none"), ("calm", "truce"), ("calm", "war")]
        issue, option = draw(st.sampled_from(places))
        said["force"] = {issue: option}
    if "bar" in kinds:
        issue, option = draw(st.sampled_from([("pay", "half"), ("pay", "full"), ("calm", "truce"), ("calm", "peace")]))
        if issue not in said.get("force", {}):
            said["bar"] = {issue: option}
    if "truces" in kinds:
        touched = {"rate": draw(number(2, 6)), "collapse": draw(number(2, 9))}
        said["truces"] = {"calm": {option: dict(touched) for option in TRUCES}}
    if "goodwill" in kinds:
        said |= {"goodwill": draw(number(2, 9)), "between": ["a", "b"]}
    if "leaves" in kinds:
        said["leaves"] = [draw(st.sampled_from(names_of(stated)))]
    if "ends_talks" in kinds:
        said["ends_talks"] = True


def _deadlines(draw: Draw, stated: Stated) -> None:
    _hard(draw, stated)
    stated["deadlines"] = {f"d{n}": _deadline(draw, stated) for n in range(draw(st.integers(1, 2)))}
    for said in stated["deadlines"].values():
        _what_it_brings(draw, stated, said)
        if often(draw, 0.2):
            said["prolong"] = _prolong(draw, stated)
    for name in ("a", "b"):
        if often(draw, 0.4):
            stated["parties"][name]["tactic"] |= {"kind": "deadline", "last_days": draw(st.integers(1, 6))}
        elif often(draw, 0.4):
            stated["parties"][name]["tactic"] |= {"kind": "time", "days": draw(st.integers(2, 9))}


def _prolong(draw: Draw, stated: Stated) -> Stated:
    said: Stated = {"days": draw(st.integers(1, 3))}
    if often(draw, 0.6):
        said["times"] = draw(st.integers(2, 4))
    if often(draw, 0.6):
        said["within_days"] = draw(st.integers(1, 6))
    if often(draw, 0.5):
        said["consents"] = draw(st.sampled_from([["a"], ["b"], ["a", "b"], names_of(stated), names_of(stated)[-1:]]))
    if often(draw, 0.5):
        said["pause_days"] = draw(st.integers(1, 3))
    return said


def _motions(draw: Draw, stated: Stated) -> None:
    """A deadline that all dread, and that may be put off."""
    _hard(draw, stated)
    for n in range(draw(st.integers(1, 2))):
        said = _deadline(draw, stated)
        said |= {"no_deal": {name: draw(number(-50, -5)) for name in ("a", "b")}, "prolong": _prolong(draw, stated)}
        if often(draw, 0.5):
            said |= {"unless": {"calm": "peace", "pay": "half"}}
        if often(draw, 0.7):
            said |= {"on": on(draw(st.integers(2, 6)))}
            said.pop("after", None), said.pop("in_days", None)
        if often(draw, 0.3):
            said["ends_talks"] = True
        stated.setdefault("deadlines", {})[f"d{n}"] = said
    if stated["protocol"]["speaks"] == "mediated":
        stated["protocol"]["mediator_patience"] = draw(st.integers(8, 30))


# Who is at the table.


def _walk_out(draw: Draw, stated: Stated, name: str) -> Stated:
    said: Stated = {"no_deal": {other: draw(number(-12, 3)) for other in names_of(stated) if other != name}}
    if often(draw, 0.8):
        said["cost"] = draw(number(0, 8))
    if often(draw, 0.6):
        said["no_deal"][name] = draw(number(-4, 16))
    if often(draw, 0.4):
        said["after_red_lines"] = draw(st.integers(1, 2))
    if often(draw, 0.4):
        said["after_breaches"] = draw(st.integers(1, 3))
    if often(draw, 0.6):
        said["returns_after"] = draw(st.integers(1, 5))
    if often(draw, 0.5):
        said["returns_for"] = _situation(draw, stated)
    if often(draw, 0.4):
        said["meanwhile"] = "suspended"
    return said


def _walking_out(draw: Draw, stated: Stated) -> None:
    """Parties leave by choice, over red lines and breaches."""
    names = names_of(stated)
    for name in names:
        if often(draw, 0.7):
            stated["parties"][name]["walk_out"] = _walk_out(draw, stated, name)
    if often(draw, 0.5):
        join(draw, stated, "c")
    stated["conditions"] = {f"k{n}": deals._condition(draw) for n in range(3)}
    for condition in stated["conditions"].values():
        condition["firmness"] = draw(number(0.3, 1))
    if often(draw, 0.4):
        who = draw(st.sampled_from(names))
        stated["events"]["storm"] = {"on": on(draw(st.integers(1, 6))), "leaves": [who]}
        if often(draw, 0.7):
            stated["events"]["plea"] = {"on": on(draw(st.integers(4, 9))), "brings_back": [who]}
    if often(draw, 0.6):
        absent: Stated = {"out": draw(st.sampled_from(names))}
        lost = {draw(st.sampled_from(["a", "b"])): draw(number(-15, 10))}
        stated["events"]["absent"] = {"when": absent, "days": draw(st.integers(1, 6)), "no_deal": lost}
    if often(draw, 0.2):
        stated["parties"][draw(st.sampled_from(names))]["enters"] = _situation(draw, stated)


def _breached(draw: Draw, stated: Stated) -> None:
    """A truce in force is broken, and that is more than some put up with."""
    stated["protocol"].pop("status_quo", None)
    deals._standing(draw, stated, {"calm": "truce"}, withdrawal_cost=20)
    stated["issues"]["calm"]["options"]["truce"]["truce"] |= {"rate": draw(number(0.2, 0.9))}
    for name in ("a", "b"):
        said = _walk_out(draw, stated, name) | {"after_breaches": draw(st.integers(1, 3))}
        if often(draw, 0.5):
            said["returns_for"] = _situation(draw, stated)
        stated["parties"][name]["walk_out"] = said


def _entering(draw: Draw, stated: Stated) -> None:
    """Some come to the table only when something holds."""
    names = names_of(stated)
    join(draw, stated, "c")
    for name in {draw(st.sampled_from(names)), draw(st.sampled_from(["b", "c"]))}:
        stated["parties"][name]["enters"] = _situation(draw, stated)
    if often(draw, 0.4):
        stated["events"]["storm"] = {"on": on(draw(st.integers(1, 5))), "leaves": [names[0]]}
        stated["events"]["plea"] = {"when": {"out": names[0]}, "brings_back": [names[0]]}
        if often(draw, 0.6):
            stated["events"]["plea"]["from"] = on(draw(st.integers(3, 8)))


# Events.


def _happening(draw: Draw, stated: Stated) -> Stated:
    said: Stated = {
        "days": draw(st.integers(1, 5)),
        "no_deal": {draw(st.sampled_from(["a", "b"])): draw(number(-15, 10))},
    }
    clock = draw(st.sampled_from(["rate", "rate", "on", "when", "when"]))
    if clock == "rate":
        said["rate"] = draw(number(0.2, 0.8))
    if clock == "on":
        said["on"] = on(draw(st.integers(2, 8)))
    if clock == "when" or often(draw, 0.5):
        said["when"] = _situation(draw, stated)
    if clock != "on" and often(draw, 0.5):
        said["once"] = True
    if clock != "on" and often(draw, 0.4):
        said["from"] = on(draw(st.integers(2, 5)))
    if clock != "on" and often(draw, 0.4):
        said["until"] = on(draw(st.integers(4, 8)))
    return said


def _events(draw: Draw, stated: Stated) -> None:
    for n in range(draw(st.integers(2, 4))):
        stated["events"][f"e{n}"] = _happening(draw, stated)
    if _inside(stated) and often(draw, 0.3):
        stated["events"]["e0"] |= {"force": {"pay": draw(st.sampled_from(["none", "half"]))}}
    if often(draw, 0.6):
        since = DAY_0 - timedelta(days=draw(st.integers(0, 2)))
        stated["events"]["old"] = {
            "rate": 0.01,
            "days": draw(st.integers(4, 9)),
            "no_deal": {"a": draw(number(-15, 10))},
            "worth": {"b": {"calm": {"truce": draw(number(-15, 15))}}},
        }
        if often(draw, 0.5) and "pay" not in stated.get("start", {}).get("in_force", {}):
            stated["events"]["old"]["bar"] = {"pay": draw(st.sampled_from(["half", "full"]))}
        stated.setdefault("start", {})["events"] = {"old": since}


def _after(word: str) -> Callable[[Draw, Stated], None]:
    """Return a theme in which something happens, a deadline runs or a party returns after an ending."""

    def brings(draw: Draw, stated: Stated) -> None:
        place = {"calm": "truce"} if word != "withdrawn" or often(draw, 0.5) else {"pay": "half"}
        seen: Stated = {word: place} | ({"since_days": draw(st.integers(1, 2))} if often(draw, 0.4) else {})
        if word == "failed":
            for option in deals._options(stated):
                if "lag_days" in option or "ratification" in option:
                    option["ratification"] = draw(number(0.1, 0.6))
            stated["issues"]["calm"]["options"]["truce"]["ratification"] = draw(number(0.1, 0.6))
        if word == "expired":
            stated["protocol"].pop("status_quo", None)
            deals._standing(draw, stated, {"calm": "truce"}, withdrawal_cost=30)
            stated["issues"]["calm"]["options"]["truce"] |= {"term_days": draw(st.integers(4, 6)), "renewal": 0}
        stated["events"]["then"] = {"when": seen, "no_deal": {"a": draw(number(-15, -3)), "b": draw(number(-15, 9))}}
        if often(draw, 0.4):
            stated["events"]["then"] |= {"rate": draw(number(0.3, 0.9)), "days": 3}
        if often(draw, 0.3):
            stated["deadlines"] = {"d0": _deadline(draw, stated) | {"after": seen, "in_days": draw(st.integers(0, 3))}}
            stated["deadlines"]["d0"].pop("on", None)

    return brings


# Votes.

RULES = ["unanimity", "majority", "majority", "consensus", "consensus", "consensus", "alone", "controllers"]


def _decided_by(draw: Draw, names: list[str]) -> Stated:
    rule = draw(st.sampled_from(RULES))
    said: Stated = {"rule": rule}
    if rule == "alone":
        said["of"] = draw(st.sampled_from(names))
    elif rule != "controllers" and often(draw, 0.8):
        said["of"] = names if often(draw, 0.7) else names[1:]
    if rule == "majority":
        if often(draw, 0.4):
            said["share"] = draw(number(0.3, 0.9))
        if often(draw, 0.5):
            said["counts"] = "all"
    if rule == "consensus" and often(draw, 0.8):
        said["fallback"] = {"after": draw(st.integers(1, 2))}
        if often(draw, 0.6):
            said["fallback"]["share"] = draw(number(0.2, 0.9))
        if often(draw, 0.4):
            said["counts"] = "all"
    if (rule == "majority" or "fallback" in said) and often(draw, 0.5):
        said["weights"] = {name: draw(st.integers(1, 5)) for name in said.get("of", names) if often(draw, 0.6)}
    return said


def _votes(draw: Draw, stated: Stated) -> None:
    join(draw, stated, "c", *(["d"] if often(draw, 0.5) else []))
    names = names_of(stated)
    for issue in stated["issues"].values():
        issue["controlled_by"] = names if often(draw, 0.5) else issue["controlled_by"]
        if often(draw, 0.75):
            issue["decided_by"] = _decided_by(draw, names)
            if "weights" in issue["decided_by"]:
                members = issue["decided_by"].get("of", issue["controlled_by"])
                weighed = issue["decided_by"]["weights"]
                issue["decided_by"]["weights"] = {n: w for n, w in weighed.items() if n in members}
    if often(draw, 0.5):
        stated["protocol"]["decided_by"] = _decided_by(draw, names) | {"of": names}
        if stated["protocol"]["decided_by"]["rule"] == "alone":
            stated["protocol"]["decided_by"]["of"] = "a"
        if stated["protocol"]["decided_by"]["rule"] == "controllers":
            del stated["protocol"]["decided_by"]["of"]
    for name in names:
        party = stated["parties"][name]
        if often(draw, 0.6):
            party["size"] = draw(st.integers(1, 5))
        if often(draw, 0.4):
            party["abstains"] = draw(number(0.1, 0.7))
        if often(draw, 0.3):
            party["splits"] = {draw(st.sampled_from(["calm", "pay"])): draw(number(0.5, 0.95))}
    if often(draw, 0.25):
        stated["parties"]["c"]["walk_out"] = _walk_out(draw, stated, "c") | {"no_deal": {"c": draw(number(3, 20))}}


# Ballots.


def _ratifier(draw: Draw, names: list[str]) -> Stated:
    said: Stated = {"party": draw(st.sampled_from(names))}
    if often(draw, 0.6):
        said["issues"] = draw(st.sampled_from([["calm"], ["pay"], ["calm", "pay"], ["watch", "pay"]]))
    if often(draw, 0.35):
        days = sorted({draw(st.integers(2, 13)) for _ in range(draw(st.integers(1, 4)))})
        said["ballots"] = [on(day) for day in days]
    elif often(draw, 0.8):
        said["in_days"] = draw(st.integers(0, 3))
    if often(draw, 0.6):
        others = [name for name in names if name != said["party"]]
        said["recommends"] = {name: draw(number(-6, 12)) for name in others if often(draw, 0.7)}
    if often(draw, 0.6):
        said["raises"] = draw(number(2, 20))
    return said


def _ballots(draw: Draw, stated: Stated) -> None:
    """Packages are voted on; who votes has reason to say no."""
    if "m" not in stated["parties"] and often(draw, 0.6):
        join(draw, stated, "c")
        if often(draw, 0.6):
            stated["parties"]["c"]["role"] = "backer"
    names = [name for name in names_of(stated) if name != "m"]
    stated["protocol"]["sessions_per_day"] = draw(number(1, 2.5))
    stated["ratifiers"] = {f"r{n}": _ratifier(draw, names) for n in range(draw(st.integers(1, 2)))}
    if len(stated["ratifiers"]) == 2 and stated["ratifiers"]["r0"]["party"] == stated["ratifiers"]["r1"]["party"]:
        del stated["ratifiers"]["r1"]
    for ratifier in stated["ratifiers"].values():
        party = stated["parties"][ratifier["party"]]
        party |= {"precision": draw(number(0.03, 0.3)), "consistency": draw(st.sampled_from([0, 0.5, 0.9, 1]))}
        stated["worth"][ratifier["party"]]["calm"]["war"] = draw(number(30, 90))
    for option in deals._options(stated):
        if "ratification" in option and often(draw, 0.7):
            del option["ratification"]


# Conditions and links.


def _conditions(draw: Draw, stated: Stated) -> None:
    said: Stated = {}
    for n in range(draw(st.integers(2, 3))):
        said[f"k{n}"] = deals._condition(draw) | {"firmness": draw(number(0.2, 0.9))}
        kind = draw(st.sampled_from(["refuses", "several", "conduct"]))
        if kind == "refuses":
            del said[f"k{n}"]["when"], said[f"k{n}"]["require"]
            refused = [{"pay": "full"}, {"pay": ["half", "full"]}, {"calm": "peace"}, {"calm": "truce", "pay": "none"}]
            said[f"k{n}"]["refuses"] = dict(draw(st.sampled_from(refused)))
        if kind == "several":
            said[f"k{n}"]["require"] = [{"pay": "half"}, {"watch": "watched", "pay": ["none", "half"]}]
        if kind == "conduct":
            said[f"k{n}"]["require_conduct"] = _situation(draw, stated)
            if often(draw, 0.4):
                del said[f"k{n}"]["require"]
    stated["conditions"] = said
    for name in ("a", "b"):
        if often(draw, 0.4):
            stated["parties"][name]["tactic"] |= {"kind": "time", "days": draw(st.integers(1, 12))}


def _plain(stated: Stated) -> None:
    """Let nothing be in force, partial deals count, and everything be feasible."""
    stated.pop("start", None)
    stated["protocol"].pop("status_quo", None)
    stated["infeasible"] = {}


def _linked(draw: Draw, stated: Stated) -> None:
    """What hangs on several others."""
    _plain(stated)
    stated["issues"]["watch"]["options"]["watched"].pop("term_days", None)
    stated["issues"]["watch"]["options"]["watched"]["linked_to"] = {"calm": "truce", "pay": "half"}
    for place in (("calm", "truce"), ("pay", "half")):
        stated["worth"]["a"][place[0]][place[1]] = draw(number(70, 100))
        stated["worth"]["b"][place[0]][place[1]] = draw(number(70, 100))
        stated["issues"][place[0]]["options"][place[1]].pop("lag_days", None)
    for worth in stated["worth"].values():
        worth["watch"] |= {"none": 0, "watched": draw(number(50, 100))}


def _lapsing(draw: Draw, stated: Stated) -> None:
    """A status quo that hangs on another."""
    _plain(stated)
    options = stated["issues"]["watch"]["options"]
    stated["issues"]["watch"]["options"] = {
        "none": {"lapses_with": {"pay": "none"}, "falls_to": "open"},
        "open": {},
        "watched": options["watched"],
    }
    options["watched"].pop("linked_to", None)
    for worth in stated["worth"].values():
        worth["watch"]["open"] = draw(number(0, 100))
    if often(draw, 0.7):
        day = on(draw(st.integers(2, 6)))
        stated["events"]["law"] = {"on": day, "days": draw(st.integers(1, 4)), "force": {"pay": "half"}}
    elif "law" in stated["events"]:
        del stated["events"]["law"]


THEMES: dict[str, tuple[str, Callable[[Draw, Stated], None]]] = {
    "deadlines": ("any", _deadlines),
    "motions": ("any", _motions),
    "walking out": ("any", _walking_out),
    "breached": ("any", _breached),
    "entering": ("any", _entering),
    "events": ("any", _events),
    "after a failure": ("any", _after("failed")),
    "after an expiry": ("any", _after("expired")),
    "after a withdrawal": ("left together", _after("withdrawn")),
    "after a collapse": ("all on one", _after("collapsed")),
    "votes": ("any", _votes),
    "ballots": ("any", _ballots),
    "conditions": ("any", _conditions),
    "linked to several": ("any", _linked),
    "lapsing": ("any", _lapsing),
    **CERTAIN,
    **LATER,
}
"""What a scenario begins as, and what brings words into play."""


# Words taken out again.


def _entries(kind: str) -> Callable[[Stated], Iterator[Stated]]:
    return lambda stated: iter(stated.get(kind, {}).values())


def _prolongs(stated: Stated) -> Iterator[Stated]:
    yield from (said["prolong"] for said in stated.get("deadlines", {}).values() if "prolong" in said)


def _walk_outs(stated: Stated) -> Iterator[Stated]:
    yield from (party["walk_out"] for party in stated["parties"].values() if "walk_out" in party)


def _decisions(stated: Stated) -> Iterator[Stated]:
    places = [stated["protocol"], *stated["issues"].values()]
    yield from (place["decided_by"] for place in places if "decided_by" in place)


def _fallbacks(stated: Stated) -> Iterator[Stated]:
    yield from (said["fallback"] for said in _decisions(stated) if "fallback" in said)


def _rule(rule: str) -> Remover:
    """Return what takes one way to decide out."""

    def remover(stated: Stated) -> None:
        for place in (stated["protocol"], *stated["issues"].values()):
            if place.get("decided_by", {}).get("rule") == rule:
                del place["decided_by"]

    return remover


def _no_members(stated: Stated) -> None:
    for said in _decisions(stated):
        if said["rule"] != "alone":
            said.pop("of", None)


def _no_self(stated: Stated) -> None:
    for name, party in stated["parties"].items():
        party.get("walk_out", {}).get("no_deal", {}).pop(name, None)


def _no_others(stated: Stated) -> None:
    for name, party in stated["parties"].items():
        said = party.get("walk_out", {})
        if "no_deal" in said:
            said["no_deal"] = {other: points for other, points in said["no_deal"].items() if other == name}


def _one_of(word: str, *, lists: bool) -> Remover:
    """Return what leaves the first of several patterns or anchors."""

    def remover(stated: Stated) -> None:
        entries = stated["conditions"].values() if lists else deals._options(stated)
        for entry in entries:
            if lists and isinstance(entry.get(word), list):
                entry[word] = entry[word][0]
            if not lists and len(entry.get(word, ())) > 1:
                entry[word] = dict(list(entry[word].items())[:1])

    return remover


def _no_when(stated: Stated) -> None:
    for name in [name for name, event in stated["events"].items() if "when" in event]:
        event = stated["events"][name]
        del event["when"]
        if "rate" not in event and "on" not in event:
            event["rate"] = 0


def _no_dated(word: str) -> Remover:
    def remover(stated: Stated) -> None:
        kept = {name: said for name, said in stated.get("deadlines", {}).items() if word not in said}
        if len(kept) < len(stated.get("deadlines", {})):
            stated["deadlines"] = kept

    return remover


def _no_refusals(stated: Stated) -> None:
    stated["conditions"] = {name: said for name, said in stated["conditions"].items() if "refuses" not in said}


def _no_conduct(stated: Stated) -> None:
    for said in stated["conditions"].values():
        if said.pop("require_conduct", None) is not None:
            said.setdefault("require", {"watch": "watched"})


def _situations(stated: Stated) -> Iterator[tuple[Stated, str]]:
    """Yield every situation of a scenario, as where it stands and under which word."""
    for kind, word in (("events", "when"), ("deadlines", "after"), ("conditions", "require_conduct")):
        yield from ((said, word) for said in stated.get(kind, {}).values() if word in said)
    for party in stated["parties"].values():
        if "enters" in party:
            yield party, "enters"
        if "returns_for" in party.get("walk_out", {}):
            yield party["walk_out"], "returns_for"


def _asked_of(word: str) -> Remover:
    """Return what takes a word out of every situation; one that then says nothing always holds."""

    def remover(stated: Stated) -> None:
        for place, under in _situations(stated):
            place[under].pop(word, None)
            if not set(place[under]) - {"for_days", "since_days"}:
                place[under] = {"not_in_force": {}}

    return remover


def _no_lapse(stated: Stated) -> None:
    for option in deals._options(stated):
        for word in ("lapses_with", "falls_to"):
            option.pop(word, None)


def _without_all(kind: str) -> Remover:
    return lambda stated: stated.pop(kind, None) and None


_drop, _one = deals._drop, deals._one
_parties, _tactics = _entries("parties"), lambda stated: (party["tactic"] for party in stated["parties"].values())
_deadlines_of, _events_of, _ratifiers = _entries("deadlines"), _entries("events"), _entries("ratifiers")

WORDS: dict[str, Remover] = {
    "deadlines, on": _no_dated("on"),
    "deadlines, after": _no_dated("after"),
    **{f"deadlines, {word}": _drop(_deadlines_of, word) for word in ("in_days", "unless", "days", "no_deal", "worth")},
    **{
        f"deadlines, {word}": _drop(_deadlines_of, word)
        for word in ("force", "bar", "truces", "goodwill", "leaves", "ends_talks", "prolong")
    },
    **{f"prolong, {word}": _drop(_prolongs, word) for word in ("times", "within_days", "consents", "pause_days")},
    "walk_out": _drop(_parties, "walk_out"),
    "walk_out, no_deal of itself": _no_self,
    "walk_out, no_deal of others": _no_others,
    **{
        f"walk_out, {word}": _drop(_walk_outs, word)
        for word in ("cost", "after_red_lines", "after_breaches", "returns_after", "returns_for", "meanwhile")
    },
    "enters": _drop(_parties, "enters"),
    "events, when": _no_when,
    **{f"events, {word}": _drop(_events_of, word) for word in ("once", "from", "until", "leaves", "brings_back")},
    "start, events": _drop(_one("start"), "events"),
    **{
        f"situations, {word}": _asked_of(word)
        for word in ("in_force", "not_in_force", "for_days", "agreed", "failed", "expired", "withdrawn", "collapsed")
    },
    **{f"situations, {word}": _asked_of(word) for word in ("happened", "out", "since_days")},
    **{f"decided_by, {rule}": _rule(rule) for rule in ("unanimity", "majority", "consensus", "alone")},
    **{f"decided_by, {word}": _drop(_decisions, word) for word in ("weights", "share", "counts", "fallback")},
    "decided_by, of": _no_members,
    "fallback, share": _drop(_fallbacks, "share"),
    "protocol, decided_by": _drop(_one("protocol"), "decided_by"),
    **{word: _drop(_parties, word) for word in ("size", "splits", "abstains")},
    "ratifiers": _without_all("ratifiers"),
    **{
        f"ratifiers, {word}": _drop(_ratifiers, word)
        for word in ("issues", "ballots", "in_days", "recommends", "raises")
    },
    "refuses": _no_refusals,
    "require, several": _one_of("require", lists=True),
    "require_conduct": _no_conduct,
    "linked_to, several": _one_of("linked_to", lists=False),
    "lapses_with": _no_lapse,
    "tactic, days": _drop(_tactics, "days"),
    **LATER_WORDS,
}
"""Every word of rulebook 4, and how to take it out."""


def without(stated: Stated, word: str) -> Stated | None:
    """Return a scenario without a word; None where the word is not in it."""
    left = deepcopy(stated)
    WORDS[word](left)
    return None if left == stated else left
