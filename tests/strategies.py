"""Scenarios made by hypothesis: two or three parties, one to four issues, and any of the words of the language."""

from datetime import date, timedelta
from functools import cache
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from sim.scenario.model import Scenario
from sim.scenario.table_words import Features
from tests.small import COMPILED

DAY_0 = date(2025, 1, 1)
MOST_DAYS = 25
TACTICS = ["steadfast", "time", "tit_for_tat", "deadline", "reputation"]

Links = dict[tuple[str, str], tuple[str, str]]
"""(issue, option) to its anchor."""

Menus = dict[str, list[str]]
"""Issue to options."""

Draw = Any
"""What hypothesis hands to a composite strategy; its type cannot be written down."""


STEPS = 20


@cache
def figures(low: float, high: float) -> st.SearchStrategy[Any]:
    """A stated number between two others: a figure, or for a third of them a range a quarter as wide."""

    def stated(drawn: int) -> Any:
        step, width = (drawn, 0) if drawn <= STEPS else ((drawn - STEPS - 1) % 10, 5)
        at, to = (round(low + (high - low) * end / STEPS, 3) for end in (step, step + width))
        return f"{at} to {to}" if width else at

    return st.integers(0, STEPS + 10).map(stated)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """What the strategy gives, or nothing."""
    return st.one_of(st.none(), strategy)


def words(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """An entry with some of its optional words."""
    return st.fixed_dictionaries(required, optional=optional)


@st.composite
def scenarios(draw: Draw, most_days: int = MOST_DAYS) -> Scenario:
    """A scenario without a fault, as `sim.scenario.documents.load` would return it."""
    return Scenario.model_validate(draw(stated_scenarios(most_days)))


@st.composite
def stated_scenarios(draw: Draw, most_days: int = MOST_DAYS) -> dict[str, Any]:
    """The plain data of a scenario without a fault."""
    third = draw(st.sampled_from([None, "mediator", "backer"]))
    roles = {"a": "principal", "b": "principal"} | ({"c": third} if third else {})
    outside = draw(st.integers(0, 3)) == 0
    menus = {f"i{n}": [f"o{k}" for k in range(draw(st.integers(2, 3)))] for n in range(draw(st.integers(1, 4)))}
    days = draw(st.integers(3, most_days))
    links = draw(_links(menus))
    free = [(i, o) for i, options in menus.items() for o in options[1:] if (i, o) not in links]
    events = _events(menus, list(roles), [] if outside else free, days)
    issues = _linked({name: draw(_issues(menus[name], list(roles), outside)) for name in menus}, links)
    draw(_guarded(menus, issues))
    bans = draw(_bans(menus, links))
    needy = {pair for ban in bans.values() for pair in ban["when"].items()}
    return {
        "format": 1,
        "id": "made",
        "title": "Made by hypothesis",
        "as_of": DAY_0,
        "protocol": draw(_protocols(roles, outside, days)),
        "parties": {name: draw(_parties(name, role, list(roles))) for name, role in roles.items()},
        "issues": issues,
        "worth": {name: draw(_worths(menus)) for name in roles},
        "infeasible": bans,
        "conditions": {f"k{n}": draw(_conditions(menus, list(roles))) for n in range(draw(st.integers(0, 4)))},
        "pledges": draw(_statements(menus, list(roles), "backdown_cost", 10)),
        "exposures": draw(_statements(menus, list(roles), "points", 25)),
        "pressures": draw(_pressures(roles, menus)),
        "events": {f"e{n}": draw(events) for n in range(draw(st.integers(0, 3)))},
        "outcomes": draw(_outcomes(menus)),
        "start": draw(_starts([pair for pair in free if pair not in needy], issues, outside)),
    }


@st.composite
def _guarded(draw: Draw, menus: Menus, issues: dict[str, Any]) -> None:
    """Let a later option guard one of another issue."""
    by, of = draw(_later(menus)), draw(_later(menus))
    if by[0] != of[0] and draw(st.booleans()):
        how = {word: draw(figures(0, 1.5)) for word in ("exposure", "collapse", "misread")}
        issues[by[0]]["options"][by[1]]["guards"] = {of[0]: {of[1]: how}}


@st.composite
def _starts(draw: Draw, free: list[tuple[str, str]], issues: dict[str, Any], outside: bool) -> dict[str, Any] | None:
    """Have one option that no ban names and that is not linked in force for a day or two."""
    lasting = [(i, o) for i, o in free if "term_days" not in issues[i]["options"][o]]
    if outside or not lasting or draw(st.integers(0, 2)):
        return None
    issue, option = draw(st.sampled_from(lasting))
    since = DAY_0 - timedelta(draw(st.integers(0, 8)))
    stands = {"option": option, "since": since, "signed_by": ["a", "b"], "breaches": {"a": draw(figures(0, 3))}}
    seen = {"a": {"b": {"kept": draw(figures(0, 9)), "broken": draw(figures(0, 9))}}}
    return {"in_force": {issue: stands}, "observed": seen}


@st.composite
def _links(draw: Draw, menus: Menus) -> Links:
    """Link some later options to a later option of an issue before theirs."""
    links: Links = {}
    names = list(menus)
    for place, issue in enumerate(names[1:], 1):
        if draw(st.integers(0, 3)) == 0:
            anchor = draw(st.sampled_from(names[:place]))
            links[issue, menus[issue][-1]] = (anchor, draw(st.sampled_from(menus[anchor][1:])))
    return links


def _linked(issues: dict[str, Any], links: Links) -> dict[str, Any]:
    for (issue, option), anchor in links.items():
        issues[issue]["options"][option]["linked_to"] = dict([anchor])
    return issues


@st.composite
def _later(draw: Draw, menus: Menus) -> tuple[str, str]:
    issue = draw(st.sampled_from(list(menus)))
    return issue, draw(st.sampled_from(menus[issue][1:]))


@st.composite
def _protocols(draw: Draw, roles: dict[str, str], outside: bool, days: int) -> dict[str, Any]:
    speaks: list[Any] = ["alternating", "random", {name: 1 + place for place, name in enumerate(roles)}]
    mediated = "mediator" in roles.values()
    dates = st.lists(st.integers(1, days).map(lambda day: DAY_0 + timedelta(days=day)), max_size=3, unique=True)
    said = {
        "horizon_days": days,
        "status_quo": "outside" if outside else "inside",
        "speaks": draw(st.sampled_from([*speaks, *["mediated"] * 3 * mediated])),
        "sessions_per_day": draw(figures(0.1, 2.5)),
        "session_dates": draw(dates),
        "misperception": draw(_by_party(roles, 0, 10)),
        "assumed_precision": draw(_by_party(roles, 0.05, 1)),
        "collapse_observations": draw(figures(0, 10)),
        "withdrawal_observations": draw(figures(0, 10)),
        "features": draw(_features()),
    }
    if mediated:
        said |= {"mediator_patience": draw(figures(1, 20)), "floor": draw(figures(0, 0.3))}
        said["mediator_weights"] = {name: draw(figures(0, 3)) for name in roles if draw(st.booleans())}
        if draw(st.booleans()):
            said["mediator_gone_from"] = DAY_0 + timedelta(days=draw(st.integers(1, days)))
            said["sessions_alone"] = draw(figures(0, 2.5))
    return said


def _by_party(roles: dict[str, str], low: float, high: float) -> st.SearchStrategy[Any]:
    """One number for all, or one for some of the parties."""
    return st.one_of(figures(low, high), st.dictionaries(st.sampled_from(list(roles)), figures(low, high), min_size=1))


@cache
def _features() -> st.SearchStrategy[dict[str, bool]]:
    """Some mechanism switched off, most often none."""
    off = st.sampled_from([(), (), (), *((name,) for name in Features.model_fields)])
    return off.map(lambda names: dict.fromkeys(names, False))


@cache
def _tactics() -> st.SearchStrategy[dict[str, Any]]:
    shares = {name: figures(0, 1) for name in ("aspiration", "from", "to")}
    return words({"kind": st.sampled_from(TACTICS)}, shares | {"beta": figures(0.2, 5), "last_days": figures(1, 20)})


@cache
def _trust() -> st.SearchStrategy[dict[str, Any]]:
    return words({}, {"initial": figures(0, 1), "half_life_days": figures(1, 90), "prior_days": figures(0, 20)})


@st.composite
def _parties(draw: Draw, name: str, role: str, names: list[str]) -> dict[str, Any]:
    return {
        "role": role,
        "no_deal": {"value": draw(figures(-30, 30)), "assumed": "made"},
        "drift": draw(figures(-20, 20)),
        "volatility": draw(figures(0, 2)),
        "tactic": draw(_tactics()),
        "precision": draw(st.one_of(st.just("exact"), figures(0, 2))),
        "consistency": draw(figures(0, 1)),
        "patience_days": draw(figures(2, 60)),
        "resolve_correlation": draw(figures(0, 0.9)),
        "trust": {other: draw(_trust()) for other in names if other != name and draw(st.booleans())},
    }


@st.composite
def _issues(draw: Draw, options: list[str], parties: list[str], outside: bool) -> dict[str, Any]:
    control = st.lists(st.sampled_from(parties), min_size=1, max_size=len(parties), unique=True)
    made = {option: draw(_options(parties)) for option in options}
    if not outside:
        made[options[0]] = {}
    if len(options) > 2 and draw(st.booleans()):
        made[options[2]]["variant_of"] = options[1]
    return {"controlled_by": draw(control), "options": made}


@st.composite
def _options(draw: Draw, parties: list[str]) -> dict[str, Any]:
    said: dict[str, Any] = {
        "settles": draw(figures(0, 1)),
        "withdrawal_cost": draw(_by_party(dict.fromkeys(parties, ""), 0, 8)),
        "binds": draw(st.lists(st.sampled_from(parties), min_size=2, unique=True)),
    }
    if draw(st.booleans()):
        said |= {"term_days": draw(figures(1, 12)), "renewal": draw(figures(0, 1))}
        if draw(st.booleans()):
            said["extension_days"] = draw(figures(1, 12))
    if draw(st.integers(0, 3)) == 0:
        said["lag_days"] = draw(figures(0, 4))
    if draw(st.integers(0, 3)) == 0:
        said["ratification"] = draw(st.one_of(figures(0, 1), st.sampled_from(parties)))
    if draw(st.booleans()):
        said["truce"] = draw(_truces())
    return said


@cache
def _truces() -> st.SearchStrategy[dict[str, Any]]:
    collapse = words(
        {},
        {
            "scale_days": figures(2, 60),
            "shape": figures(0.3, 1.5),
            "strain": figures(0, 2),
            "early_days": figures(0, 9),
        },
    )
    return words(
        {"rate": figures(0, 3), "collapse": collapse},
        {
            "branching": figures(0, 0.45),
            "retaliation": figures(0, 0.45),
            "memory_days": figures(1, 20),
            "misread": figures(0, 1),
            "tolerance": figures(0, 3),
            "monitoring": figures(0, 2),
            "cooling_days": figures(0, 6),
        },
    )


@st.composite
def _worths(draw: Draw, menus: Menus) -> dict[str, Any]:
    said: dict[str, Any] = {"assumed": "made"}
    for issue, options in menus.items():
        said[issue] = {"weight": draw(figures(1, 10))} | {option: draw(figures(0, 100)) for option in options}
    if draw(st.integers(0, 3)) == 0:
        said["bonus"] = {"together": {"when": dict([draw(_later(menus))]), "points": draw(figures(-20, 20))}}
    if draw(st.integers(0, 3)) == 0:
        said["total"] = draw(figures(20, 200))
    return said


@st.composite
def _bans(draw: Draw, menus: Menus, links: Links) -> dict[str, Any]:
    """Forbid a pair of options that no link needs, so that every option stays in some deal."""
    tied = {*links, *links.values()}
    free = [(i, o) for i, options in menus.items() for o in options[1:] if (i, o) not in tied]
    pairs = [(x, y) for x in free for y in free if x[0] < y[0]]
    if not pairs or draw(st.booleans()):
        return {}
    if draw(st.booleans()):
        (issue, _), other = draw(st.sampled_from(pairs))
        says = draw(st.sampled_from([{}, {"gives_way": other[0]}, {"gives_way": other[0], "carried": issue}]))
        return {"needs": {"when": {issue: menus[issue][0], **dict([other])}, "why": "made", **says}}
    return {"never": {"when": dict(draw(st.sampled_from(pairs))), "why": "made"}}


@st.composite
def _conditions(draw: Draw, menus: Menus, parties: list[str]) -> dict[str, Any]:
    issue = draw(st.sampled_from(list(menus)))
    wanted = st.lists(st.sampled_from(menus[issue]), min_size=1, max_size=2, unique=True)
    return {
        "party": draw(st.sampled_from(parties)),
        "when": dict([draw(_later(menus))]),
        "require": {issue: draw(wanted)},
        "firmness": draw(figures(0, 1)),
        "backdown_cost": draw(figures(0, 15)),
    }


@st.composite
def _statements(draw: Draw, menus: Menus, parties: list[str], field: str, most: float) -> dict[str, Any]:
    """Some parties say or risk something about some later options, one thing each."""
    pairs = [(p, i, o) for p in parties for i, options in menus.items() for o in options[1:]]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=4, unique=True))
    return {
        f"s{n}": {"party": p, "option": {i: o}, field: draw(figures(0, most))} for n, (p, i, o) in enumerate(chosen)
    }


@st.composite
def _pressures(draw: Draw, roles: dict[str, str], menus: Menus) -> dict[str, Any]:
    if "c" not in roles:
        return {}
    said = words(
        {"by": st.just("c"), "target": st.sampled_from(["a", "b"]), "points": figures(0, 10)},
        {"after_refusals": figures(0, 3), "chance": figures(0, 1), "days": figures(1, 10), "cost": figures(0, 5)},
    )
    about = words(
        {"demands": st.lists(_later(menus), min_size=1, max_size=2).map(dict)},
        {
            "kind": st.sampled_from(["pressure", "inducement"]),
            "ends": st.sampled_from(["days", "met"]),
            "threat": figures(0, 1),
        },
    )
    return {f"q{n}": draw(said) | draw(st.one_of(st.just({}), about)) for n in range(draw(st.integers(0, 2)))}


@st.composite
def _events(draw: Draw, menus: Menus, parties: list[str], forcible: list[tuple[str, str]], days: int) -> dict[str, Any]:
    said: dict[str, Any] = {"no_deal": {draw(st.sampled_from(parties)): draw(figures(-15, 15))}}
    if draw(st.booleans()):
        said["on"] = DAY_0 + timedelta(days=draw(st.integers(1, days)))
    else:
        said["rate"] = draw(figures(0, 0.3))
    lasts = draw(maybe(figures(1, 10)))
    if lasts is not None:
        said["days"] = lasts
    if draw(st.booleans()):
        said |= {"goodwill": draw(figures(0, 5)), "between": ["a", "b"]}
    if draw(st.booleans()):
        issue, option = draw(_later(menus))
        said["truces"] = {issue: {option: {"rate": draw(figures(0, 3)), "collapse": draw(figures(0, 3))}}}
    issue, option = draw(_later(menus))
    what = draw(st.sampled_from(["nothing", "worth", "bar", *["force"] * ((issue, option) in forcible)]))
    if what == "worth":
        said["worth"] = {draw(st.sampled_from(parties)): {issue: {option: draw(figures(-20, 20))}}}
    elif what != "nothing":
        said[what] = {issue: option}
    return said


@st.composite
def _outcomes(draw: Draw, menus: Menus) -> dict[str, Any]:
    issue, option = draw(_later(menus))
    return {
        "ended": {"when": {"any": [{way: {issue: option}} for way in ("withdrawn", "expired", "collapsed")]}},
        "held": {"when": {"ever": {issue: option}, "for_days": 3}},
        "stands": {"when": {"at_end": {issue: option}}},
        "other": {"otherwise": True},
    }


made = settings(
    deadline=None,
    derandomize=True,
    max_examples=40 if COMPILED else 6,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""For tests that play made scenarios: the same ones every time, however slow the machine."""
