"""Who decides what, by name: the rule of every issue, its members, and what their votes weigh."""

from collections.abc import Iterator

from sim.rules import state as at
from sim.scenario.model import DecidedBy, Scenario
from sim.scenario.numbers import Spread

RULES = {
    "controllers": at.CONTROLLERS,
    "unanimity": at.UNANIMITY,
    "majority": at.MAJORITY,
    "consensus": at.CONSENSUS,
    "alone": at.ALONE,
}


def rule_of(scenario: Scenario, issue: str) -> tuple[str, DecidedBy | None]:
    """Return where it is stated how an issue is decided, and what is; none where that is by its controllers."""
    own, common = scenario.issues[issue].decided_by, scenario.protocol.decided_by
    if own is None and common is not None:
        return "protocol.decided_by", common
    return f"issues.{issue}.decided_by", own


def kind_of(scenario: Scenario, issue: str) -> int:
    """Return the number of the rule by which an issue is decided."""
    _, rule = rule_of(scenario, issue)
    return RULES["controllers" if rule is None else rule.rule]


def members_of(scenario: Scenario, issue: str) -> list[str]:
    """Return who decides an issue, those aside who have signed what stands on it."""
    _, rule = rule_of(scenario, issue)
    named = [] if rule is None else [rule.of] if isinstance(rule.of, str) else list(rule.of)
    return named or list(scenario.issues[issue].controlled_by)


def may_count(scenario: Scenario, issue: str) -> bool:
    """Return whether votes may come to be counted on an issue."""
    _, rule = rule_of(scenario, issue)
    return rule is not None and (rule.rule == "majority" or (rule.rule == "consensus" and rule.fallback is not None))


def seated(scenario: Scenario) -> list[str]:
    """Return the parties whose votes are weighed on some issue, in the order of the file."""
    voters = {party for issue in scenario.issues if may_count(scenario, issue) for party in members_of(scenario, issue)}
    return [party for party in scenario.parties if party in voters]


def votes_of(scenario: Scenario, issue: str) -> Iterator[tuple[str, str, Spread]]:
    """Yield what every member's vote weighs on an issue, with where that is stated: party, path, weight."""
    path, rule = rule_of(scenario, issue)
    for party in members_of(scenario, issue):
        if rule is not None and party in rule.weights:
            yield party, f"{path}.weights.{party}", rule.weights[party]
        else:
            yield party, f"parties.{party}.size", scenario.parties[party].size
