"""Who decides what, as numbers of a board: the rule of every issue and its members; and who votes on packages."""

from collections.abc import Sequence

import numpy as np

from sim.arrays import Flags, Ints
from sim.game.names import Names
from sim.rules import state as at
from sim.scenario.deciders import counts_votes, members, rule_of
from sim.scenario.model import Scenario

RULES = {
    "controllers": at.CONTROLLERS,
    "unanimity": at.UNANIMITY,
    "majority": at.MAJORITY,
    "consensus": at.CONSENSUS,
    "alone": at.ALONE,
}


def kind_of(scenario: Scenario, issue: str) -> int:
    """Return the number of the rule by which an issue is decided."""
    rule = rule_of(scenario, issue)
    return RULES["controllers" if rule is None else rule.rule]


def seated(scenario: Scenario) -> list[str]:
    """Return the parties whose votes are weighed on some issue, in the order of the file."""
    voters = {party for issue in scenario.issues if counts_votes(scenario, issue) for party in members(scenario, issue)}
    return [party for party in scenario.parties if party in voters]


def decision_arrays(scenario: Scenario, names: Names) -> dict[str, Ints | Flags]:
    """Return what a board says of who decides."""
    rules = [rule_of(scenario, issue) for issue in scenario.issues]
    return {
        "decides": np.array([kind_of(scenario, issue) for issue in scenario.issues], np.int64),
        "voters": np.array([names.mask(members(scenario, issue)) for issue in scenario.issues], np.int64),
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
