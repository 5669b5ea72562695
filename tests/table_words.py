"""Themes of the later words of rulebook 4: adjournments, what stands and does not, days not played, what is asked.

`LATER` says what brings them into play, and `LATER_WORDS` how to take each out of a scenario again.
"""

from collections.abc import Callable, Iterator

from hypothesis import strategies as st

from tests import deal_scenarios as deals
from tests import table_certain as certain
from tests.deal_scenarios import Draw, Remover, Stated, number, often
from tests.table_certain import TRUCES, on

PAID = ["half", "full"]

KIN = ("agreed", "failed", "expired", "withdrawn", "collapsed")
"""Words of a situation that have a first day."""


# Adjournments.


def _adjourned(draw: Draw, stated: Stated) -> None:
    """Talks that stop while something is under way, and go on else; all give way as a deadline comes near."""
    certain._inside(stated)
    stated["protocol"] |= {"sessions_per_day": draw(number(1, 2.5)), "speaks": "random"}
    if often(draw, 0.4):
        stated["protocol"]["session_dates"] = [on(draw(st.integers(2, 8)))]
    certain._holding_out(draw, stated, 0.5, 0.9)
    for name in ("a", "b"):
        if often(draw, 0.7):
            last = draw(st.integers(2, 6))
            stated["parties"][name]["tactic"] = {"kind": "deadline", "from": 0.9, "to": 0.1, "last_days": last}
    if often(draw, 0.5):
        stated["events"]["recess"] = _recess(draw)
    stated["deadlines"] = {"break_off": _broken_off(draw)}
    if often(draw, 0.25):
        stated["events"]["holidays"] = {"rate": 0, "days": draw(st.integers(2, 5)), "adjourns": True}
        stated["start"] = {"events": {"holidays": on(draw(st.integers(-1, 0)))}}


def _broken_off(draw: Draw) -> Stated:
    """Draw a deadline that adjourns the talks, and may bring nothing else."""
    said: Stated = {"on": on(draw(st.integers(1, 5))), "adjourns": True}
    said |= {"days": draw(st.integers(1, 5))} if often(draw, 0.7) else {}
    said |= {"no_deal": {"a": draw(number(-30, -5))}} if often(draw, 0.3) else {}
    return said | ({"unless": draw(st.sampled_from([{"calm": TRUCES}, {"pay": PAID}]))} if often(draw, 0.3) else {})


def _recess(draw: Draw) -> Stated:
    """Draw an event that adjourns the talks: on a date, at random or when something holds."""
    clocks: list[Stated] = [
        {"on": on(draw(st.integers(1, 5)))},
        {"rate": draw(number(0.2, 0.6)), "once": often(draw, 0.5)},
        {"when": {"agreed": {"calm": TRUCES, "pay": PAID}}},
        {"when": {"not": {"stands": {"calm": TRUCES}}}, "from": on(draw(st.integers(1, 3))), "once": True},
    ]
    said: Stated = dict(draw(st.sampled_from(clocks))) | {"adjourns": True}
    return said | {"days": draw(st.integers(1, 4))}


# What stands.


def _slowly(draw: Draw, stated: Stated) -> None:
    """Let what is agreed wait and perhaps fail, and what is in force run out."""
    certain._inside(stated)
    for issue, names in (("calm", TRUCES), ("pay", PAID)):
        for name in names:
            option = stated["issues"][issue]["options"][name]
            option["lag_days"] = draw(st.integers(1, 3))
            option |= {"ratification": draw(number(0.3, 0.9))} if often(draw, 0.4) else {}
            option |= {"term_days": draw(st.integers(2, 4)), "renewal": 0} if often(draw, 0.5) else {}
    certain._conceding(draw, stated, "a", "b")
    if stated["protocol"]["speaks"] == "mediated":
        stated["protocol"]["speaks"] = "random"


def _one_agreed(draw: Draw) -> Stated:
    """Draw a situation in which one of several options has been agreed."""
    later = draw(st.integers(1, 3))
    seen: list[Stated] = [
        {"agreed": {"calm": TRUCES[::-1]}},
        {"agreed": {"pay": PAID[::-1]}, "since_days": later},
        {"agreed": {"calm": TRUCES, "pay": PAID}, "since_days": later},
        {"not": {"agreed": {"calm": TRUCES}, "since_days": later}, "agreed": {"calm": TRUCES[::-1]}},
    ]
    return dict(draw(st.sampled_from(seen)))


def _worded(draw: Draw) -> Stated:
    """Draw a situation in the later words."""
    within = draw(st.integers(1, 2))
    seen: list[Stated] = [
        {"stands": {"calm": TRUCES}},
        {"stands": {"calm": "truce"}},
        {"stands": {"pay": PAID, "calm": TRUCES}},
        {"stands": {"pay": PAID}, "not_in_force": {"pay": PAID}},
        {"stands": {"calm": TRUCES}, "not": {"stands": {"pay": "full"}}},
        {"not": {"stands": {"calm": TRUCES}}},
        {"not": {"stands": {"pay": ["none", "half"]}}},
        {"not": {"in_force": {"calm": "war"}, "for_days": within}},
        {"not": {"not_in_force": {"pay": PAID}}, "in_force": {"calm": "war"}},
        {"not": {"not": {"stands": {"pay": PAID}}}},
        {"not": {"happened": "early"}, "stands": {"calm": TRUCES}},
    ]
    return _one_agreed(draw) if often(draw, 0.2) else dict(draw(st.sampled_from(seen)))


def _what_stands(draw: Draw, stated: Stated) -> None:
    """Events, deadlines, conditions and returns that hang on what stands, and on what does not."""
    _slowly(draw, stated)
    stated["events"]["early"] = {"on": on(draw(st.integers(1, 5))), "days": 2, "no_deal": {"b": draw(number(-9, 9))}}
    for n in range(draw(st.integers(2, 3))):
        cost = {draw(st.sampled_from(["a", "b"])): draw(number(-12, -1))}
        event: Stated = {"when": _worded(draw), "no_deal": cost, "days": draw(st.integers(1, 5))}
        stated["events"][f"s{n}"] = event | ({"rate": draw(number(0.3, 0.9))} if often(draw, 0.5) else {})
    stated["events"]["agreed"] = {"when": _one_agreed(draw), "no_deal": {"a": draw(number(-12, -1))}}
    if often(draw, 0.4):
        dreaded = {name: draw(number(-30, -5)) for name in ("a", "b")}
        stated["deadlines"] = {"d0": {"after": _worded(draw), "in_days": draw(st.integers(0, 3)), "no_deal": dreaded}}
    if often(draw, 0.3):
        condition = deals._condition(draw) | {"require_conduct": _worded(draw), "firmness": draw(number(0.4, 0.8))}
        stated["conditions"]["k0"] = condition
    if often(draw, 0.2):
        stated["parties"]["b"]["enters"] = _worded(draw)


def _what_has_been(draw: Draw, stated: Stated) -> None:
    """Events that hang on how one of several options ended: a truce collapses, its like fails, a price is left."""
    certain._inside(stated)
    name, other = draw(st.permutations(TRUCES))
    deals._standing(draw, stated, {"calm": name, "pay": "half", "watch": "watched"}, withdrawal_cost=20)
    for truce in TRUCES:
        option = stated["issues"]["calm"]["options"][truce]
        option["ratification"] = draw(number(0.1, 0.4))
        option["truce"] |= {"collapse": {"scale_days": draw(number(1, 3))}, "cooling_days": 0}
    stated["issues"]["watch"]["options"]["watched"] |= {"term_days": draw(st.integers(4, 7)), "renewal": 0}
    stated["issues"]["pay"]["options"]["half"]["withdrawal_cost"] = 0
    stated["worth"]["a"]["pay"] |= {"none": draw(number(60, 100)), "half": 0}
    ended: Stated = {
        "failed": {"calm": draw(st.permutations(TRUCES))},
        "collapsed": {"calm": [other, name]},
        "withdrawn": {"pay": ["full", "half"]},
        "expired": {"watch": ["none", "watched"]},
    }
    for word, pattern in ended.items():
        told: list[Stated] = [
            {word: pattern},
            {word: pattern, "since_days": draw(st.integers(1, 2))},
            {word: pattern, "not": {"stands": pattern}},
            {"not": {word: pattern}, "in_force": {"watch": "none"}},
        ]
        cost = {"a": draw(number(-12, -2))}
        stated["events"][word] = {"when": dict(draw(st.sampled_from(told))), "no_deal": cost, "days": 3}


# Days that are not played.


def _put_off_beyond(draw: Draw, stated: Stated) -> None:
    """A dreaded deadline near the last day, that may be put off to a day after it."""
    certain._put_off(draw, stated)
    stated["protocol"]["horizon_days"] = draw(st.integers(8, 9))
    said = stated["deadlines"]["d0"]
    said["on"] = on(draw(st.integers(4, 7)))
    said["prolong"] |= {"days": draw(st.integers(3, 5)), "within_days": draw(st.integers(3, 7)), "beyond": True}
    if often(draw, 0.4):
        for name in ("a", "b"):
            last = draw(st.integers(2, 6))
            stated["parties"][name]["tactic"] = {"kind": "deadline", "from": 1, "to": 0.5, "last_days": last}


# What is asked.


def _asked(draw: Draw) -> list[Stated]:
    """Draw a predicate with each of the later words."""
    early, late = on(draw(st.integers(2, 5))), on(draw(st.integers(5, 8)))
    who = draw(st.sampled_from(["a", "b"]))
    ended = draw(st.sampled_from(["failed", "expired", "withdrawn", "collapsed", "renewed", "reached_term", "alleged"]))
    kinds: list[list[Stated]] = [
        [
            {"agreed": {"calm": TRUCES}},
            {"agreed": {"calm": TRUCES[::-1], "pay": PAID[::-1]}},
            {"agreed": {"pay": PAID[::-1]}, "by": late},
            {ended: {"calm": TRUCES[::-1]}},
        ],
        [
            {"stands": {"calm": TRUCES}, "on": early},
            {"stands": {"pay": PAID}, "on": late},
            {"stands": {"calm": TRUCES, "pay": PAID}, "on": late},
            {"stands": {"calm": TRUCES}, "on": early, "before": {"stands": {"pay": PAID}, "on": late}},
        ],
        [
            {"agreed": {"calm": TRUCES}, "before": {"agreed": {"pay": PAID}}},
            {"agreed": {"pay": PAID}, "before": {"agreed": {"calm": TRUCES}}},
            {"agreed": {"pay": PAID}, "before": {"refused": "anything", "at_least": 2}},
            {"proposed": {"pay": "full"}, "before": {"any": [{"refused": "anything"}, {"agreed": {"calm": TRUCES}}]}},
            {"refused": {"calm": TRUCES}, "party": who, "before": {"vetoed": "anything"}},
            {"refused": "anything", "before": {"not": {"agreed": {"calm": TRUCES}}}},
            {"not": {"agreed": {"pay": PAID}}, "before": {"agreed": {"calm": TRUCES}}},
        ],
        [
            {"vetoed": "anything"},
            {"vetoed": "anything", "at_least": 2},
            {"vetoed": "anything", "party": who, "by": late},
            {"vetoed": draw(st.sampled_from([{"calm": TRUCES}, {"pay": PAID}]))},
            {"vetoed": "anything", "before": {"agreed": {"calm": TRUCES}}},
        ],
    ]
    return [dict(draw(st.sampled_from(kind))) for kind in kinds]


def ask(draw: Draw, stated: Stated) -> None:
    """Ask several things of a run."""
    told = {f"o{n}": {"when": predicate} for n, predicate in enumerate(_asked(draw))}
    stated["outcomes"] = {**told, "other": {"otherwise": True}}


def _asking(draw: Draw, stated: Stated) -> None:
    """Talks in which red lines are crossed, packages wait and some come to nothing."""
    certain._over_red_lines(draw, stated)
    for name in ("a", "b"):
        if often(draw, 0.6):
            stated["parties"][name].pop("walk_out", None)
    for issue, names in (("calm", TRUCES), ("pay", PAID)):
        for name in names:
            if often(draw, 0.8):
                stated["issues"][issue]["options"][name]["lag_days"] = draw(st.integers(2, 4))


def _then_asked(brings: Callable[[Draw, Stated], None]) -> Callable[[Draw, Stated], None]:
    def theme(draw: Draw, stated: Stated) -> None:
        brings(draw, stated)
        ask(draw, stated)

    return theme


LATER: dict[str, tuple[str, Callable[[Draw, Stated], None]]] = {
    "adjourned": ("any", _then_asked(_adjourned)),
    "what stands": ("any", _then_asked(_what_stands)),
    "what has been": ("any", _then_asked(_what_has_been)),
    "put off beyond": ("any", _then_asked(_put_off_beyond)),
    "asked": ("any", _then_asked(_asking)),
}
"""What a scenario begins as, and what brings the later words into play."""


# Words taken out again.


def _places(stated: Stated) -> Iterator[tuple[Stated, str]]:
    """Yield where situations stand, and under which word."""
    for kind, word in (("events", "when"), ("deadlines", "after"), ("conditions", "require_conduct")):
        yield from ((said, word) for said in stated.get(kind, {}).values() if word in said)
    yield from ((party, "enters") for party in stated["parties"].values() if "enters" in party)


def _parts(said: Stated) -> Iterator[Stated]:
    """Yield a situation or predicate and all that it holds."""
    yield said
    for word in ("not", "before"):
        if word in said:
            yield from _parts(said[word])
    for part in (*said.get("any", ()), *said.get("all", ())):
        yield from _parts(part)


def _situations(stated: Stated) -> Iterator[Stated]:
    for place, word in _places(stated):
        yield from _parts(place[word])


def _predicates(stated: Stated) -> Iterator[Stated]:
    for outcome in stated["outcomes"].values():
        yield from _parts(outcome.get("when", {}))


def _first_of(entries: Callable[[Stated], Iterator[Stated]], *words: str) -> Remover:
    """Return what leaves the first of several options under some words."""

    def remover(stated: Stated) -> None:
        for said in entries(stated):
            for word in words:
                options = said.get(word)
                if isinstance(options, dict):
                    said[word] = {i: o[0] if isinstance(o, list) else o for i, o in options.items()}

    return remover


def _says_less(entries: Callable[[Stated], Iterator[Stated]], word: str, instead: str) -> Remover:
    """Return what puts a weaker word in the place of one."""

    def remover(stated: Stated) -> None:
        for said in list(entries(stated)):
            if word in said:
                said[instead] = said.pop(word)

    return remover


def _no_not(stated: Stated) -> None:
    """Leave out what must not hold; what then says nothing always holds."""
    for said in list(_situations(stated)):
        if "not" in said:
            del said["not"]
            said |= {} if set(said) - {"for_days", "since_days"} else {"not_in_force": {}}


def _prolongs(stated: Stated) -> Iterator[Stated]:
    yield from (said["prolong"] for said in stated.get("deadlines", {}).values() if "prolong" in said)


LATER_WORDS: dict[str, Remover] = {
    "events, adjourns": deals._drop(lambda stated: iter(stated["events"].values()), "adjourns"),
    "deadlines, adjourns": deals._drop(lambda stated: iter(stated.get("deadlines", {}).values()), "adjourns"),
    "prolong, beyond": deals._drop(_prolongs, "beyond"),
    "situations, stands": _says_less(_situations, "stands", "in_force"),
    "situations, not": _no_not,
    **{f"situations, {word}, several": _first_of(_situations, word) for word in KIN},
    "asked, several": _first_of(_predicates, *KIN, "renewed", "extended", "reached_term", "alleged"),
    "asked, stands": _says_less(_predicates, "stands", "in_force"),
    "asked, before": deals._drop(_predicates, "before"),
    "asked, vetoed": _says_less(_predicates, "vetoed", "refused"),
}
"""Every later word of rulebook 4, and how to take it out."""
