"""Themes of the later words of rulebook 4: adjournments, what stands and does not, days that are not played, what is asked.

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
    if often(draw, 0.6):
        stated["events"]["recess"] = _recess(draw)
    if often(draw, 0.25):
        stated["events"]["holidays"] = {"rate": 0, "days": draw(st.integers(2, 5)), "adjourns": True}
        stated["start"] = {"events": {"holidays": on(draw(st.integers(-1, 0)))}}
    if often(draw, 0.7):
        said: Stated = {"on": on(draw(st.integers(2, 6))), "adjourns": True}
        said |= {"days": draw(st.integers(1, 5))} if often(draw, 0.7) else {}
        said |= {"no_deal": {"a": draw(number(-30, -5))}} if often(draw, 0.3) else {}
        said |= {"unless": draw(st.sampled_from([{"calm": TRUCES}, {"pay": PAID}]))} if often(draw, 0.4) else {}
        stated["deadlines"] = {"break_off": said}


def _recess(draw: Draw) -> Stated:
    """Draw an event that adjourns the talks: on a date, at random or when something holds."""
    clocks: list[Stated] = [
        {"on": on(draw(st.integers(1, 5)))},
        {"rate": draw(number(0.2, 0.6)), "once": often(draw, 0.5)},
        {"when": {"agreed": {"calm": TRUCES, "pay": PAID}}},
        {"when": {"not": {"stands": {"calm": TRUCES}}}, "from": on(draw(st.integers(1, 3))), "once": True},
    ]
    said: Stated = dict(draw(st.sampled_from(clocks))) | {"adjourns": True}
    return said | ({"days": draw(st.integers(1, 5))} if often(draw, 0.8) else {})


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


def _worded(draw: Draw) -> Stated:
    """Draw a situation in the later words."""
    later, within = draw(st.integers(1, 3)), draw(st.integers(1, 2))
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
        {"not": {"agreed": {"calm": TRUCES}, "since_days": later}, "agreed": {"calm": TRUCES}},
        {"not": {"not": {"stands": {"pay": PAID}}}},
        {"not": {"happened": "early"}, "stands": {"calm": TRUCES}},
        {"agreed": {"calm": TRUCES}},
        {"agreed": {"pay": PAID}, "since_days": later},
        {"agreed": {"calm": TRUCES, "pay": PAID}, "since_days": later},
    ]
    return dict(draw(st.sampled_from(seen)))


def _what_stands(draw: Draw, stated: Stated) -> None:
    """Events, deadlines, conditions and returns that hang on what stands, and on what does not."""
    _slowly(draw, stated)
    stated["events"]["early"] = {"on": on(draw(st.integers(1, 5))), "days": 2, "no_deal": {"b": draw(number(-9, 9))}}
    for n in range(draw(st.integers(2, 4))):
        cost = {draw(st.sampled_from(["a", "b"])): draw(number(-12, -1))}
        event: Stated = {"when": _worded(draw), "no_deal": cost, "days": draw(st.integers(1, 5))}
        stated["events"][f"s{n}"] = event | ({"rate": draw(number(0.3, 0.9))} if often(draw, 0.5) else {})
    if often(draw, 0.4):
        dreaded = {name: draw(number(-30, -5)) for name in ("a", "b")}
        stated["deadlines"] = {"d0": {"after": _worded(draw), "in_days": draw(st.integers(0, 3)), "no_deal": dreaded}}
    if often(draw, 0.3):
        condition = deals._condition(draw) | {"require_conduct": _worded(draw), "firmness": draw(number(0.4, 0.8))}
        stated["conditions"]["k0"] = condition
    if often(draw, 0.2):
        stated["parties"]["b"]["enters"] = _worded(draw)


def _what_has_been(draw: Draw, stated: Stated) -> None:
    """Events that hang on how one of several options ended: it failed, ran out, was left or collapsed."""
    word = draw(st.sampled_from(KIN[1:]))
    if word == "failed":
        _slowly(draw, stated)
        for option in (*TRUCES, *PAID):
            issue = "calm" if option in TRUCES else "pay"
            stated["issues"][issue]["options"][option]["ratification"] = draw(number(0.1, 0.5))
    else:
        certain._inside(stated)
        deals._standing(draw, stated, {"calm": draw(st.sampled_from(TRUCES)), "pay": "half"}, withdrawal_cost=20)
    stands = stated.get("start", {}).get("in_force", {}).get("calm", {}).get("option", "truce")
    option = stated["issues"]["calm"]["options"][stands]
    if word == "expired":
        option |= {"term_days": draw(st.integers(4, 7)), "renewal": 0}
    if word == "collapsed":
        option["truce"]["collapse"] = {"scale_days": draw(number(1, 4))}
    if word == "withdrawn":
        for paid in PAID:
            stated["issues"]["pay"]["options"][paid]["withdrawal_cost"] = 0
        stated["worth"]["a"]["pay"] |= {"none": draw(number(60, 100)), "half": 0}
    pattern: Stated = {"pay": PAID[::-1]} if word == "withdrawn" else {"calm": TRUCES[::-1]}
    told: list[Stated] = [
        {word: pattern},
        {word: pattern, "since_days": draw(st.integers(1, 2))},
        {word: pattern, "not": {"stands": pattern}},
        {"not": {word: pattern}, "in_force": {"watch": "none"}},
    ]
    for n, situation in enumerate(told):
        if often(draw, 0.6):
            stated["events"][f"t{n}"] = {"when": situation, "no_deal": {"a": draw(number(-12, -2))}, "days": 3}


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


def _asked(draw: Draw) -> Stated:
    """Draw a predicate in the later words."""
    early, late = on(draw(st.integers(2, 5))), on(draw(st.integers(5, 9)))
    who = draw(st.sampled_from(["a", "b"]))
    kinds: list[Stated] = [
        {"agreed": {"calm": TRUCES}},
        {"agreed": {"calm": TRUCES[::-1], "pay": PAID[::-1]}},
        {"agreed": {"pay": PAID[::-1]}, "by": late},
        {draw(st.sampled_from(["failed", "expired", "withdrawn", "collapsed"])): {"calm": TRUCES[::-1]}},
        {draw(st.sampled_from(["renewed", "extended", "reached_term", "alleged"])): {"calm": TRUCES[::-1]}},
        {"stands": {"calm": TRUCES}, "on": early},
        {"stands": {"pay": PAID}, "on": late},
        {"stands": {"calm": TRUCES, "pay": PAID}, "on": late},
        {"stands": {"calm": TRUCES}, "on": early, "before": {"stands": {"pay": PAID}, "on": late}},
        {"agreed": {"calm": TRUCES}, "before": {"agreed": {"pay": PAID}}},
        {"agreed": {"pay": PAID}, "before": {"agreed": {"calm": TRUCES}}},
        {"agreed": {"pay": PAID}, "before": {"refused": "anything", "at_least": 2}},
        {"proposed": {"pay": "full"}, "before": {"any": [{"refused": "anything"}, {"agreed": {"calm": TRUCES}}]}},
        {"refused": "anything", "before": {"not": {"agreed": {"calm": TRUCES}}}},
        {"not": {"agreed": {"pay": PAID}}, "before": {"agreed": {"calm": TRUCES}}},
        {"vetoed": "anything"},
        {"vetoed": "anything", "at_least": 2},
        {"vetoed": "anything", "party": who},
        {"vetoed": {"calm": TRUCES}, "party": who},
        {"vetoed": {"calm": "truce"}, "before": {"agreed": {"calm": TRUCES}}},
        {"vetoed": {"pay": PAID}, "by": late},
        {"refused": {"calm": TRUCES}, "party": who, "before": {"vetoed": "anything"}},
    ]
    return dict(draw(st.sampled_from(kinds)))


def ask(draw: Draw, stated: Stated, count: int = 4) -> None:
    """Ask several things of a run."""
    told = {f"o{n}": {"when": _asked(draw)} for n in range(count)}
    stated["outcomes"] = {**told, "other": {"otherwise": True}}


def _asking(draw: Draw, stated: Stated) -> None:
    """Talks in which red lines are crossed, packages wait and some come to nothing."""
    certain._over_red_lines(draw, stated)
    for name in ("a", "b"):
        if often(draw, 0.6):
            stated["parties"][name].pop("walk_out", None)
    for issue, names in (("calm", TRUCES), ("pay", PAID)):
        for name in names:
            if often(draw, 0.5):
                stated["issues"][issue]["options"][name]["lag_days"] = draw(st.integers(1, 3))
    ask(draw, stated, 6)


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
    "asked": ("any", _asking),
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
