"""What each party can do at the table, worked out from what a scenario states: in one sentence, and by the word."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from sim.scenario.deciders import can_stop, members, rule_of, votes
from sim.scenario.happening_words import Pressure
from sim.scenario.model import Scenario
from sim.scenario.predicate_words import pattern_words

MOST_NAMED = 4
"""Issues or options named one by one; beyond, they are counted."""


def abilities(scenario: Scenario, party: str) -> dict[str, str]:
    """Return what a party can do, by the word for it, each as the rest of a sentence that begins with "may".

    Example:
        >>> from sim.scenario.documents import load
        >>> abilities(load("pie"), "left")["propose"]
        'propose when its turn comes'
    """
    found = {word: say(scenario, party) for word, say in ABILITIES.items()}
    return {word: said for word, said in found.items() if said}


def sentence(scenario: Scenario, party: str) -> str:
    """Return what a party can do at this table, in a sentence.

    Example:
        >>> from sim.scenario.documents import load
        >>> sentence(load("pie"), "left")[:67]
        'Left may propose when its turn comes; answer on Share of Left; veto'
    """
    label = scenario.name_of("parties", party)
    said = list(abilities(scenario, party).values())
    if not said:
        return f"{label} may do nothing: it neither proposes nor is asked."
    *first, last = said
    return f"{label} may {'; '.join([*first, f'and {last}'] if first else [last])}."


def _propose(scenario: Scenario, party: str) -> str:
    speaks, role = scenario.protocol.speaks, scenario.parties[party].role
    if isinstance(speaks, Mapping):
        return _share_of_floor(speaks, party)
    if role == "mediator":
        return "propose at every session" if speaks == "mediated" else ""
    if role != "principal":
        return ""
    if speaks == "mediated":
        stays = scenario.protocol.mediator_patience is None and scenario.protocol.mediator_gone_from is None
        return "" if stays else "propose when the lot falls to it, once the mediator is gone"
    return "propose when its turn comes" if speaks == "alternating" else "propose when the lot falls to it"


def _share_of_floor(shares: Mapping[str, object], party: str) -> str:
    middle = {name: getattr(share, "middle", 0.0) for name, share in shares.items()}
    if not middle.get(party):
        return ""
    part = 100 * middle[party] / sum(middle.values())
    return "propose at every session" if part >= 100 else f"propose at about {part:.0f} sessions of 100"


def _answer(scenario: Scenario, party: str) -> str:
    own = [name for name in scenario.issues if party in members(scenario, name)]
    return f"answer on {_issues(scenario, own)}" if own else ""


def _veto(scenario: Scenario, party: str) -> str:
    own = [name for name in scenario.issues if party in members(scenario, name)]
    said = []
    for until, stops in _stops(scenario, own, party).items():
        which = ("it" if len(own) == 1 else "them") if stops == own else _issues(scenario, stops)
        said.append(f"veto any change of {which}{until}")
    return " and ".join(said)


def _stops(scenario: Scenario, own: Iterable[str], party: str) -> dict[str, list[str]]:
    """Return the issues on which its no stops a change, by how long it does: for good, or until votes are counted."""
    found: dict[str, list[str]] = {}
    for name in own:
        rule = rule_of(scenario, name)
        waits = rule is not None and rule.rule == "consensus" and rule.fallback is not None
        if can_stop(scenario, name, party):
            found.setdefault("", []).append(name)
        elif waits and rule is not None and rule.fallback is not None:
            found.setdefault(f" until {rule.fallback.after} proposals on it were refused", []).append(name)
    return found


def _vote(scenario: Scenario, party: str) -> str:
    """Say how much its answer weighs where answers are counted and its own does not stop a change by itself."""
    shares: dict[str, list[str]] = {}
    for name in scenario.issues:
        weights = votes(scenario, name)
        if party in weights and not can_stop(scenario, name, party):
            share = f"{100 * weights[party] / sum(weights.values()):.0f} votes of 100"
            shares.setdefault(share, []).append(name)
    return " and ".join(f"cast {share} on {_issues(scenario, names)}" for share, names in shares.items())


def _walk_out(scenario: Scenario, party: str) -> str:
    leaving = scenario.parties[party].walk_out
    if leaving is None:
        return ""
    back = "" if leaving.returns_after is None else f" and come back after {leaving.returns_after} days"
    rest = ", which suspends the talks" if leaving.meanwhile == "suspended" else ""
    return f"walk out{back}{rest}"


def _prolong(scenario: Scenario, party: str) -> str:
    principal = scenario.parties[party].role == "principal"
    named = [
        f"“{scenario.name_of('deadlines', name)}”"
        for name, one in scenario.deadlines.items()
        if one.prolong is not None and (party in one.prolong.consents or (principal and not one.prolong.consents))
    ]
    return f"agree to put off {_named(named, 'deadlines')}" if named else ""


def _issues(scenario: Scenario, names: list[str]) -> str:
    if len(names) == len(scenario.issues) > 1:
        return "all issues"
    return _named(scenario.name_of("issues", name) for name in names)


def _leave(scenario: Scenario, party: str) -> str:
    """Say that who has signed may leave: whoever is asked, and whoever proposes on its own behalf."""
    asked = any(party in members(scenario, name) for name in scenario.issues)
    signs = asked or _speaks_for_itself(scenario, party)
    return "leave what it has signed" if signs else ""


def _speaks_for_itself(scenario: Scenario, party: str) -> bool:
    return scenario.parties[party].role != "mediator" and bool(_propose(scenario, party))


def _ratify(scenario: Scenario, party: str) -> str:
    waiting = [
        f"{scenario.name_of('issues', name)}: {scenario.option_name(name, option)}"
        for name, issue in scenario.issues.items()
        for option, stated in issue.options.items()
        if stated.ratification == party
    ]
    said = [f"ratify, or fail to, {_named(waiting, 'options')}"] if waiting else []
    for one in scenario.ratifiers.values():
        if one.party == party:
            about = f" that bring in something on {_issues(scenario, list(one.issues))}" if one.issues else ""
            said.append(f"ratify or reject packages{about} in a ballot")
    return " and ".join(said)


def _press(scenario: Scenario, party: str) -> str:
    off = not scenario.protocol.features.pressure
    return " and ".join(
        [] if off else _means(scenario, [one for one in scenario.pressures.values() if one.by == party])
    )


def _means(scenario: Scenario, own: Iterable[Pressure]) -> Iterator[str]:
    """Yield whom it presses or rewards, each with what it demands."""
    for kind, verb in (("pressure", "press"), ("inducement", "reward")):
        about: dict[str, list[str]] = {}
        for one in own:
            if one.kind == kind:
                about.setdefault(one.target, []).append(_demand(scenario, one))
        for target, demands in about.items():
            known = [demand for demand in dict.fromkeys(demands) if demand]
            until = " until it accepts " if kind == "pressure" else " if it accepts "
            yield f"{verb} {scenario.name_of('parties', target)}" + (until + " or ".join(known) if known else "")


def _demand(scenario: Scenario, one: Pressure) -> str:
    return "" if one.demands is None else pattern_words(scenario, one.demands)


ABILITIES: Mapping[str, Callable[[Scenario, str], str]] = {
    "propose": _propose,
    "answer": _answer,
    "veto": _veto,
    "vote": _vote,
    "ratify": _ratify,
    "prolong": _prolong,
    "walk_out": _walk_out,
    "press": _press,
    "leave": _leave,
}
"""What a party may be able to do, in the order of the sentence: the word, and how it is said."""


def _named(names: Iterable[str], of: str = "issues") -> str:
    """Return names as part of a sentence; very many are counted."""
    listed = list(names)
    if len(listed) > MOST_NAMED:
        return f"{', '.join(listed[: MOST_NAMED - 1])} and {len(listed) - MOST_NAMED + 1} more {of}"
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"
