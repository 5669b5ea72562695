"""Themes in which rare words of rulebook 4 are certain to be stated, where they are likely to matter.

`table_scenarios` draws everything a word can be; here its date is soon, its chance high or its vote close, so that
taking it out again changes the run more often than not.
"""

from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import strategies as st

from tests import deal_scenarios as deals
from tests.deal_scenarios import Draw, Stated, number, often
from tests.strategies import DAY_0

TRUCES = ["truce", "peace"]


def on(day: int) -> date:
    """Return the date of a day of the run."""
    return DAY_0 + timedelta(days=day)


def names_of(stated: Stated) -> list[str]:
    """Return the ids of all parties."""
    return list(stated["parties"])


def join(draw: Draw, stated: Stated, *names: str) -> None:
    """Add principals."""
    for name in names:
        if name not in stated["parties"]:
            stated["parties"][name] = deals._party(draw, name, [*names_of(stated), name])
            stated["worth"][name] = deals._worth(draw)


def _inside(stated: Stated) -> None:
    """Let partial deals count, nothing be in force, and everything be feasible."""
    stated.pop("start", None)
    stated["protocol"].pop("status_quo", None)
    stated["infeasible"] = {}


def _at_once(stated: Stated, *issues: str) -> None:
    """Let what is agreed on these issues be in force at once and stay."""
    for issue in issues:
        for option in stated["issues"][issue]["options"].values():
            for word in ("lag_days", "ratification", "term_days", "renewal", "extension_days", "linked_to"):
                option.pop(word, None)


def _holding_out(draw: Draw, stated: Stated, least: float, most: float) -> None:
    """Let everybody hold out for a share all the time."""
    for party in stated["parties"].values():
        party["tactic"] = {"kind": "steadfast", "aspiration": draw(number(least, most))}


def _conceding(draw: Draw, stated: Stated, *names: str) -> None:
    """Let parties give way in fewer days than their patience."""
    for name in names:
        stated["parties"][name] |= {
            "tactic": {"kind": "time", "from": draw(number(0.8, 1)), "to": 0, "days": draw(st.integers(1, 5))},
            "patience_days": draw(number(20, 40)),
        }


# Deadlines.


def _brought(draw: Draw, stated: Stated) -> None:
    """A deadline soon, and what it brings: to a truce that is kept badly and a price that is paid."""
    _inside(stated)
    deals._standing(draw, stated, {"calm": "truce", "pay": "half"}, withdrawal_cost=30)
    stated["issues"]["calm"]["options"]["truce"]["truce"] |= {
        "rate": draw(number(0.4, 0.9)),
        "collapse": {"scale_days": draw(number(40, 200))},
    }
    said: Stated = {"no_deal": {"a": draw(number(-30, -5))}, "goodwill": draw(number(3, 9)), "between": ["a", "b"]}
    if often(draw, 0.5):
        said["on"] = on(draw(st.integers(2, 4)))
    else:
        said |= {"after": {"in_force": {"calm": "truce"}}, "in_days": draw(st.integers(1, 3))}
    if often(draw, 0.7):
        touched = {"rate": draw(number(3, 6)), "collapse": draw(number(2, 9))}
        said["truces"] = {"calm": {option: dict(touched) for option in TRUCES}}
    if often(draw, 0.5):
        said["bar"] = {"pay": "half"}
    else:
        said["force"] = {"pay": draw(st.sampled_from(["none", "full"]))}
    said |= {"leaves": [draw(st.sampled_from(["a", "b"]))]} if often(draw, 0.7) else {"ends_talks": True}
    for one, other in (("a", "b"), ("b", "a")):
        stated["parties"][one]["walk_out"] = {"cost": 60, "no_deal": {other: draw(number(-9, -1))}, "returns_after": 4}
    if often(draw, 0.5):
        said["days"] = draw(st.integers(1, 4))
    if often(draw, 0.6):
        said["worth"] = {"b": {"calm": {"truce": draw(number(-40, 40))}, "pay": {"full": draw(number(-40, 40))}}}
    if often(draw, 0.5):
        said["unless"] = draw(
            st.sampled_from([{"pay": "full"}, {"calm": "peace"}, {"pay": "half", "watch": "watched"}])
        )
    stated["deadlines"] = {"d0": said}


def _put_off(draw: Draw, stated: Stated) -> None:
    """A deadline soon, dreaded by the two who may put it off and disagree; a third may look forward to it."""
    _inside(stated)
    stated["protocol"] |= {"horizon_days": 13, "sessions_per_day": draw(number(2, 3)), "speaks": "random"}
    prolong: Stated = {"days": 2, "times": draw(st.integers(2, 4))}
    said: Stated = {
        "on": on(draw(st.integers(3, 4))),
        "no_deal": {name: draw(number(-60, -30)) for name in ("a", "b")},
        "prolong": prolong,
    }
    if often(draw, 0.7):
        join(draw, stated, "c")
        prolong["consents"] = ["a", "b"]
        said["no_deal"]["c"] = draw(number(30, 60))
    if often(draw, 0.7):
        prolong["within_days"] = draw(st.sampled_from([1, 5, 6]))
    if often(draw, 0.8):
        prolong["pause_days"] = draw(st.integers(1, 2))
    if often(draw, 0.3):
        said["ends_talks"] = True
    _holding_out(draw, stated, 0.7, 1)
    for name in ("a", "b"):
        stated["parties"][name]["patience_days"] = draw(number(15, 40))
    stated["deadlines"] = {"d0": said}


# Who is at the table.


def _over_red_lines(draw: Draw, stated: Stated) -> None:
    """A party refuses what another wants most, and leaves if it is proposed all the same."""
    _inside(stated)
    stated["protocol"] |= {"speaks": "random", "sessions_per_day": draw(number(1.5, 2.5))}
    refused = [{"pay": "full"}, {"pay": "half"}, {"calm": "peace"}, {"calm": "truce"}]
    stated["conditions"] = {
        f"k{n}": {
            "party": "a",
            "refuses": pattern,
            "firmness": draw(number(0.3, 0.6)),
            "backdown_cost": draw(number(0, 3)),
        }
        for n, pattern in enumerate(refused)
    }
    stated["issues"]["pay"]["controlled_by"] = ["a", "b"]
    for name in ("a", "b"):
        stated["worth"][name]["calm"] |= {"war": 0, "truce": draw(number(50, 90)), "peace": draw(number(50, 100))}
        stated["worth"][name]["pay"] |= {"none": 0, "half": draw(number(40, 90)), "full": draw(number(40, 100))}
    stated["parties"]["a"]["walk_out"] = {
        "cost": 60,
        "no_deal": {"a": draw(number(-6, 6)), "b": draw(number(-12, -3))},
        "after_red_lines": draw(st.sampled_from([1, 1, 2])),
        "returns_after": draw(st.integers(1, 5)),
    }


def _suspended(draw: Draw, stated: Stated) -> None:
    """Somebody is made to leave; the talks of the rest stop, or would else have gone on."""
    _inside(stated)
    join(draw, stated, "c")
    stated["protocol"] |= {"speaks": "random", "sessions_per_day": draw(number(1, 2))}
    stated["issues"]["pay"]["controlled_by"] = ["b", "c"]
    _at_once(stated, "pay")
    for name in ("b", "c"):
        stated["worth"][name]["pay"] |= {"none": 0, "half": draw(number(40, 90)), "full": draw(number(40, 100))}
    _holding_out(draw, stated, 0.6, 0.9)
    stated["parties"]["a"]["walk_out"] = {
        "cost": 60,
        "no_deal": {"b": draw(number(-9, -1))},
        "meanwhile": "suspended",
        "returns_after": draw(st.integers(3, 6)),
    }
    stated["events"]["storm"] = {"on": on(draw(st.integers(1, 2))), "leaves": ["a"]}
    stated["events"]["absent"] = {
        "when": {"out": "a"},
        "days": draw(st.integers(1, 6)),
        "no_deal": {"c": draw(number(-9, -1))},
    }
    stated["events"]["plea"] = {"on": on(draw(st.integers(2, 5))), "brings_back": ["a"]}


# Events and situations.


def _situations(draw: Draw, stated: Stated) -> None:
    """Events of which each hangs on one situation, and two that come at random within days."""
    _inside(stated)
    _at_once(stated, "calm")
    _conceding(draw, stated, "a", "b")
    seen: list[Stated] = [
        {"not_in_force": {"calm": TRUCES}, "for_days": draw(st.integers(2, 3))},
        {"in_force": {"calm": TRUCES}, "for_days": draw(st.integers(1, 2))},
        {"agreed": {"calm": draw(st.sampled_from(TRUCES))}},
        {"agreed": {"pay": draw(st.sampled_from(["half", "full"]))}, "since_days": draw(st.integers(1, 3))},
        {"happened": "early"},
        {"happened": "early", "since_days": draw(st.integers(1, 3))},
    ]
    for n, situation in enumerate(seen):
        if "since_days" in situation or often(draw, 0.6):
            stated["events"][f"s{n}"] = {"when": situation, "no_deal": {"a": draw(number(-12, -1))}}
    within = [{"from": on(draw(st.integers(3, 5)))}, {"until": on(draw(st.integers(1, 3)))}, {"once": True}]
    for n, words in enumerate(within):
        cost = {draw(st.sampled_from(["a", "b"])): draw(number(-9, -1))}
        stated["events"][f"r{n}"] = {"rate": draw(number(0.4, 0.9)), "days": draw(st.integers(1, 4)), "no_deal": cost}
        stated["events"][f"r{n}"] |= words
    stated["events"]["early"] = {"on": on(draw(st.integers(1, 4))), "days": 2, "no_deal": {"b": draw(number(-9, 9))}}


# Votes.


def _table_of(draw: Draw, stated: Stated) -> list[str]:
    """Seat three or four principals that gain by much and hold out for different shares."""
    _inside(stated)
    join(draw, stated, "c", *(["d"] if often(draw, 0.6) else []))
    names = [name for name in names_of(stated) if stated["parties"][name]["role"] == "principal"]
    stated["protocol"] |= {"speaks": "random", "sessions_per_day": draw(number(1, 2.5))}
    for name in names:
        stated["parties"][name]["tactic"] = {"kind": "steadfast", "aspiration": draw(number(0.2, 0.9))}
        stated["worth"][name]["calm"] |= {"war": draw(number(0, 60))}
    return names


def _close(draw: Draw, stated: Stated) -> None:
    """Votes by majority, near the share that wins."""
    names = _table_of(draw, stated)
    for issue in ("calm", "pay"):
        said: Stated = {"rule": "majority", "of": names, "share": draw(number(0.307, 0.893))}
        said["counts"] = draw(st.sampled_from(["all", "all", "cast"]))
        if often(draw, 0.8):
            said["weights"] = {draw(st.sampled_from(names)): draw(st.integers(6, 9))}
        stated["issues"][issue]["decided_by"] = said
    for name in names:
        stated["parties"][name]["size"] = draw(st.integers(1, 5))
        if often(draw, 0.6):
            stated["parties"][name]["splits"] = {"calm": draw(number(0.52, 0.8)), "pay": draw(number(0.53, 0.81))}
        if often(draw, 0.5):
            stated["parties"][name]["abstains"] = draw(number(0.2, 0.7))


def _fallen_back(draw: Draw, stated: Stated) -> None:
    """A consensus that soon falls back to a vote, since some hold out for much."""
    names = _table_of(draw, stated)
    for issue in ("calm", "pay"):
        fallback: Stated = {"after": draw(st.integers(1, 2)), "share": draw(st.sampled_from([0.3, 0.4, 0.85, 0.95]))}
        said = {"rule": "consensus", "of": names, "fallback": fallback}
        stated["issues"][issue]["decided_by"] = said
        for name in names:
            first, *others = stated["issues"][issue]["options"]
            liked = dict(zip(others if name == names[-1] else others[::-1], (draw(number(20, 50)), 100), strict=True))
            stated["worth"][name][issue] |= {first: 0, **liked}
    stated["protocol"] |= {"horizon_days": 13, "sessions_per_day": draw(number(2, 3))}
    _at_once(stated, "calm", "pay")
    _holding_out(draw, stated, 0.4, 0.7)
    stated["parties"][names[-1]] |= {"precision": "exact", "tactic": {"kind": "steadfast", "aspiration": 1}}


def _who_decides(draw: Draw, stated: Stated) -> None:
    """All decide what one controls, one decides what others control, and the protocol says who decides the rest."""
    names = _table_of(draw, stated)
    stated["issues"]["pay"] |= {"controlled_by": [draw(st.sampled_from(names))]}
    stated["issues"]["pay"]["decided_by"] = {"rule": "unanimity", "of": names}
    controls, decides = draw(st.permutations(names))[:2]
    stated["issues"]["watch"] |= {"controlled_by": [controls], "decided_by": {"rule": "alone", "of": decides}}
    rest = [
        {"rule": "unanimity", "of": names},
        {"rule": "alone", "of": draw(st.sampled_from(names))},
        {"rule": "majority", "of": names, "share": draw(number(0.3, 0.9))},
        {"rule": "consensus", "of": names, "fallback": {"after": 1, "share": draw(number(0.2, 0.9))}},
    ]
    stated["protocol"]["decided_by"] = dict(draw(st.sampled_from(rest)))


# Ballots.


def _balloting(draw: Draw, stated: Stated) -> Stated:
    """Deals are agreed soon, and who votes on them may well say no; return the ballot, in which it hears others."""
    _inside(stated)
    join(draw, stated, "c")
    stated["parties"]["c"] |= {"role": "backer", "precision": draw(number(0.05, 0.2)), "consistency": 0}
    stated["parties"]["c"]["no_deal"]["value"] = draw(number(-5, 5))
    stated["worth"]["c"] = {
        "assumed": "made",
        **{
            i: {"weight": 1, **{o: draw(number(40, 60)) for o in said["options"]}}
            for i, said in stated["issues"].items()
        },
    }
    for issue in stated["issues"].values():
        for option in issue["options"].values():
            option.pop("ratification", None), option.pop("lag_days", None)
    stated["protocol"] |= {"horizon_days": 13, "sessions_per_day": draw(number(1.5, 2.5)), "speaks": "random"}
    stated["protocol"]["assumed_precision"] = draw(number(0.03, 0.1))
    for name in ("a", "b"):
        stated["parties"][name]["tactic"] = {"kind": "steadfast", "aspiration": draw(number(0, 0.3))}
        stated["worth"][name]["calm"] |= {"war": 0, "truce": draw(number(50, 90)), "peace": draw(number(50, 100))}
    stated["ratifiers"] = {"r0": {"party": "c", "recommends": {name: draw(number(-10, 2)) for name in ("a", "b")}}}
    ballot: Stated = stated["ratifiers"]["r0"]
    return ballot


def _rejected(draw: Draw, stated: Stated) -> None:
    """Who votes wants more every time."""
    _balloting(draw, stated)["raises"] = draw(number(10, 24))


def _partly_voted_on(draw: Draw, stated: Stated) -> None:
    """Who votes does so on some of the issues, after days."""
    ballot = _balloting(draw, stated)
    ballot |= {"issues": draw(st.sampled_from([["watch"], ["pay"], ["watch", "pay"]])), "in_days": 2}


def _on_dates(draw: Draw, stated: Stated) -> None:
    """Who votes does so on dates."""
    days = [draw(st.integers(3, 5)), draw(st.integers(6, 8)), draw(st.integers(9, 12))]
    _balloting(draw, stated)["ballots"] = [on(day) for day in days]


# Conditions.


def _conduct(draw: Draw, stated: Stated) -> None:
    """What one requires can be had in more than one way, or by conduct; all give way within days."""
    _inside(stated)
    _conceding(draw, stated, "a", "b")
    calm = {"calm": draw(st.sampled_from(TRUCES))}
    costly: Stated = {"firmness": draw(number(0.5, 0.8)), "backdown_cost": draw(number(3, 9))}
    shown = [
        {"not_in_force": {"calm": TRUCES}, "for_days": draw(st.integers(1, 3))},
        {"not_in_force": {"pay": "full"}},
        {"in_force": {"calm": "war"}, "not_in_force": {"watch": "watched"}},
    ]
    stated["conditions"] = {
        "k0": {"party": "a", "when": calm, "require": [{"watch": "watched", "pay": "full"}, {"pay": "half"}], **costly},
        "k1": {"party": "b", "when": {"calm": TRUCES}, "require": {"pay": "full"}, **costly},
    }
    stated["conditions"]["k1"]["require_conduct"] = dict(draw(st.sampled_from(shown)))
    for name in ("a", "b"):
        stated["worth"][name]["calm"] |= {"war": 0, "truce": draw(number(50, 90)), "peace": draw(number(50, 100))}


CERTAIN: dict[str, tuple[str, Callable[[Draw, Stated], None]]] = {
    "what a deadline brings": ("any", _brought),
    "put off": ("any", _put_off),
    "over red lines": ("any", _over_red_lines),
    "suspended": ("any", _suspended),
    "situations": ("any", _situations),
    "close votes": ("any", _close),
    "fallen back": ("any", _fallen_back),
    "who decides": ("any", _who_decides),
    "rejected": ("any", _rejected),
    "partly voted on": ("any", _partly_voted_on),
    "voted on by dates": ("any", _on_dates),
    "conduct": ("any", _conduct),
}
"""What a scenario begins as, and what makes words certain."""
