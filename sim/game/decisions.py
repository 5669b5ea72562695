"""Who decides what: the rule of every issue, its members and what their votes weigh; and who votes on packages."""

from collections.abc import Iterator, Sequence

import numpy as np

from sim.arrays import Flags, Ints
from sim.game.names import Names
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


def decision_arrays(scenario: Scenario, names: Names) -> dict[str, Ints | Flags]:
    """Return what a board says of who decides."""
    rules = [rule_of(scenario, issue)[1] for issue in scenario.issues]
    return {
        "decides": np.array([kind_of(scenario, issue) for issue in scenario.issues], np.int64),
        "voters": np.array([names.mask(members_of(scenario, issue)) for issue in scenario.issues], np.int64),
        "counts_all": np.array([rule is not None and rule.counts == "all" for rule in rules], bool),
        "seated": np.array([names.party(party) for party in seated(scenario)], np.int64),
    }


def ballot_arrays(scenario: Scenario, names: Names) -> dict[str, Ints]:
    """Return who votes on packages that bring in something on which issues, and on which days."""
    stated = scenario.ratifiers.values()
    on = [sum(1 << names.issue(issue) for issue in set(r.issues or names.issues)) for r in stated]
    days = [sorted({(ballot - scenario.as_of).days for ballot in r.ballots}) for r in stated]
    return {
        "ballot_by": np.array([names.party(r.party) for r in stated], np.int64),
        "ballot_on": np.array(on, np.int64),
        "ballot_day": ragged(days),
    }


def ragged(rows: Sequence[Sequence[int]]) -> Ints:
    """Return rows of different lengths as a table, filled up with -1; it has one column at least."""
    table = np.full((len(rows), max([1, *(len(row) for row in rows)])), -1, np.int64)
    for place, row in enumerate(rows):
        table[place, : len(row)] = row
    return table
