"""Who decides an issue: in words, and which parties are enough together, or can stop a change by themselves.

Votes are counted here with every number at its middle and nobody abstaining; a consensus with a fallback counts as the
vote that it falls back to. What a run does is in the rulebook, step 6.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from math import inf

from sim.formatting import number, percent
from sim.scenario.model import Scenario
from sim.scenario.numbers import Spread
from sim.scenario.party_words import DecidedBy

COUNTED = (
    "Votes are counted with every number at its middle and nobody abstaining; a consensus that falls back to a vote "
    "counts as that vote. Who ratifies later is left out: it is not among those who are enough, nor, for its ballot, "
    "among those who can stop it."
)
"""How votes are counted where it is said who is enough together."""
NO_STOP = (
    "Votes are counted on {issues}: a refusal there need not have stopped the deal. What a condition does to an "
    "outcome is its part, found by playing without it."
)
"""What is said beside refusals where votes are counted, with the issues for `{issues}`."""
NEARLY = 1e-9
"""Share of the votes by which those for and what they must reach may differ and count as the same."""


def stated_rule(scenario: Scenario, issue: str) -> tuple[str, DecidedBy | None]:
    """Return where it is stated how an issue is decided, and what is; none where nothing is."""
    own, common = scenario.issues[issue].decided_by, scenario.protocol.decided_by
    if own is None and common is not None:
        return "protocol.decided_by", common
    return f"issues.{issue}.decided_by", own


def rule_of(scenario: Scenario, issue: str) -> DecidedBy | None:
    """Return how a change of an issue is decided; none: by consent of those who control it and those who signed."""
    _, stated = stated_rule(scenario, issue)
    return None if stated is None or stated.rule == "controllers" else stated


def by_consent(scenario: Scenario) -> bool:
    """Return whether every issue is decided by consent of those who control it, and nobody has to ratify anything."""
    return all(rule_of(scenario, i) is None and not any(_ratifying(scenario, i)) for i in scenario.issues)


def counts_votes(scenario: Scenario, issue: str) -> bool:
    """Return whether votes are counted on an issue, at once or once a consensus has fallen back to a vote."""
    rule = rule_of(scenario, issue)
    return rule is not None and (rule.rule == "majority" or rule.fallback is not None)


def on_votes(scenario: Scenario, said: str) -> tuple[str, ...]:
    """Return what is to be said where votes are counted, with the issues for `{issues}`; nothing where none are."""
    issues = [scenario.name_of("issues", issue) for issue in scenario.issues if counts_votes(scenario, issue)]
    return (said.format(issues=", ".join(issues)),) if issues else ()


def members(scenario: Scenario, issue: str) -> list[str]:
    """Return whose answer counts on a change of an issue, those who signed what stands aside."""
    rule = rule_of(scenario, issue)
    named = [] if rule is None else [rule.of] if isinstance(rule.of, str) else list(rule.of)
    return named or list(scenario.issues[issue].controlled_by)


def votes(scenario: Scenario, issue: str) -> dict[str, float]:
    """Return how much each member's answer weighs where a majority decides, at once or later; else nothing."""
    if not counts_votes(scenario, issue):
        return {}
    return {name: weight.middle for name, _, weight in weights_of(scenario, issue)}


def weights_of(scenario: Scenario, issue: str) -> Iterator[tuple[str, str, Spread]]:
    """Yield what every member's vote weighs on an issue, with where that is stated: party, path, weight."""
    path, rule = stated_rule(scenario, issue)
    for name in members(scenario, issue):
        if rule is not None and name in rule.weights:
            yield name, f"{path}.weights.{name}", rule.weights[name]
        else:
            yield name, f"parties.{name}.size", scenario.parties[name].size


def would_win(scenario: Scenario, issue: str, yes: Collection[str]) -> bool:
    """Return whether a change of an issue wins if these parties say yes, all others no, and nobody abstains."""
    of = members(scenario, issue)
    if not votes(scenario, issue):
        return set(of) <= set(yes)
    return _carried(_pull(scenario, issue), _lacking(scenario, issue), [name for name in of if name in yes])


def enough(scenario: Scenario, issue: str) -> list[tuple[str, ...]]:
    """Return the sets of parties that settle an issue and from which nobody can be missed, smaller ones first.

    Example:
        >>> from sim.scenario.documents import load
        >>> enough(load("pie"), "share")
        [('left', 'right')]
    """
    of = members(scenario, issue)
    if not votes(scenario, issue):
        return [tuple(of)]
    pull, need = _pull(scenario, issue), _lacking(scenario, issue)
    every = (some for size in range(1, len(of) + 1) for some in combinations(of, size))
    return [some for some in every if _carried(pull, need, some) and not _carried(pull, need, _without(pull, some))]


def _pull(scenario: Scenario, issue: str) -> dict[str, float]:
    """Return by how much the votes of yes grow when a member says yes instead of no."""
    weights = votes(scenario, issue)
    return {name: (2.0 * _united(scenario, issue, name) - 1.0) * weight for name, weight in weights.items()}


def _lacking(scenario: Scenario, issue: str) -> float:
    """Return what the votes of yes lack when all members say no; infinite where no vote weighs anything."""
    weights, share = votes(scenario, issue), _share(scenario, issue)
    total = sum(weights.values())
    least = 0.5 + NEARLY if share is None else max(share - NEARLY, NEARLY)
    against = sum((1.0 - _united(scenario, issue, name)) * weight for name, weight in weights.items())
    return least * total - against if total > 0.0 else inf


def _carried(pull: Mapping[str, float], need: float, yes: Collection[str]) -> bool:
    return len(yes) > 0 and sum(pull[name] for name in yes) >= need


def _without(pull: Mapping[str, float], some: Sequence[str]) -> list[str]:
    """Return a set without the member that weighs least: if that loses, nobody in the set can be missed."""
    least = min(some, key=lambda name: pull[name])
    return [name for name in some if name != least]


def can_stop(scenario: Scenario, issue: str, party: str) -> bool:
    """Return whether the no of a party stops a change of an issue whatever all others say."""
    of = members(scenario, issue)
    return party in of and not would_win(scenario, issue, [name for name in of if name != party])


def who_decides(scenario: Scenario, issue: str) -> str:
    """Say who decides an issue, and who has to ratify what is decided on it.

    Example:
        >>> from sim.scenario.documents import load
        >>> who_decides(load("pie"), "share")
        'consent of Left and Right'
    """
    rule, of = rule_of(scenario, issue), _labels(scenario, members(scenario, issue))
    if rule is None:
        said = f"consent of {listed(of)}"
    elif rule.rule == "alone":
        said = f"{listed(of)} alone"
    elif rule.rule == "majority":
        said = f"{_quota(scenario, issue)}: {_weights(scenario, issue)}"
    else:
        said = f"{rule.rule} of {listed(of)}" + _until_a_vote(scenario, issue)
    return said + "".join(f"; then {one}" for one in _ratifying(scenario, issue))


def who_suffices(scenario: Scenario, issue: str, most: int = 8) -> str:
    """Say which parties are enough together to settle an issue; of very many sets, how many there are."""
    sets = enough(scenario, issue)
    if not sets:
        return "nobody"
    said = [" + ".join(_labels(scenario, some)) for some in sets[:most]]
    left = len(sets) - len(said)
    return "; ".join([*said, f"{left:,} other sets"] if left else said)


def who_stops(scenario: Scenario, issue: str) -> str:
    """Say who can stop any change of an issue alone."""
    return (
        ", ".join(_labels(scenario, (name for name in scenario.parties if can_stop(scenario, issue, name)))) or "nobody"
    )


def decisions(scenario: Scenario) -> list[tuple[str, str, str, str]]:
    """Return issues that are decided alike, who decides them, who is enough together, and who can stop it alone."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for issue in scenario.issues:
        said = who_decides(scenario, issue), who_suffices(scenario, issue), who_stops(scenario, issue)
        found.setdefault(said, []).append(scenario.name_of("issues", issue))
    return [("; ".join(issues), *said) for said, issues in found.items()]


def listed(names: Iterable[str]) -> str:
    """Return names as a list in a sentence: `a, b and c`."""
    all_of = list(names)
    return all_of[0] if len(all_of) == 1 else f"{', '.join(all_of[:-1])} and {all_of[-1]}" if all_of else "nobody"


def _labels(scenario: Scenario, parties: Iterable[str]) -> list[str]:
    return [scenario.name_of("parties", party) for party in parties]


def _share(scenario: Scenario, issue: str) -> float | None:
    """Return the least share of yes that wins a vote; none: more than half."""
    rule = rule_of(scenario, issue)
    if rule is None:
        return None
    stated = rule.share if rule.rule == "majority" or rule.fallback is None else rule.fallback.share
    return None if stated is None else stated.middle


def _united(scenario: Scenario, issue: str, party: str) -> float:
    """Return which share of a party's votes goes with it."""
    split = scenario.parties[party].splits.get(issue)
    return 1.0 if split is None else split.middle


def _quota(scenario: Scenario, issue: str) -> str:
    """Say what those who say yes must reach."""
    rule, weights, share = rule_of(scenario, issue), votes(scenario, issue), _share(scenario, issue)
    cast = rule is not None and rule.counts == "cast"
    least = "a majority" if share is None else f"at least {percent(share)}"
    total = number(sum(weights.values()))
    return f"{least} of the votes cast ({total} in all)" if cast else f"{least} of {total} votes"


def _weights(scenario: Scenario, issue: str) -> str:
    """Say how much every member's vote weighs, and who votes divided."""
    said = []
    for name, weight in votes(scenario, issue).items():
        united = _united(scenario, issue, name)
        part = "" if united == 1.0 else f" ({percent(united)} of them together)"
        said.append(f"{scenario.name_of('parties', name)} {number(weight)}{part}")
    return ", ".join(said)


def _until_a_vote(scenario: Scenario, issue: str) -> str:
    rule = rule_of(scenario, issue)
    if rule is None or rule.fallback is None:
        return ""
    after = f"once {rule.fallback.after} proposals on it were refused"
    return f"; {after}, {_quota(scenario, issue)}: {_weights(scenario, issue)}"


def _ratifying(scenario: Scenario, issue: str) -> Iterable[str]:
    """Yield who has to say yes to what has been decided."""
    for name, one in scenario.ratifiers.items():
        if not one.issues or issue in one.issues:
            label = "" if one.label is None else f" ({scenario.name_of('ratifiers', name)})"
            yield f"a ballot of {scenario.name_of('parties', one.party)}{label}"
    for name, option in scenario.issues[issue].options.items():
        if isinstance(option.ratification, str):
            party = scenario.name_of("parties", option.ratification)
            yield f"{party} ratifies “{scenario.option_name(issue, name)}”"
