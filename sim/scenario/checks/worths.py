"""Who wants what: every party has a worth, with weights that can be used and a value for every option it weighs."""

from collections.abc import Iterator
from typing import Any

from sim.scenario.checks.names import RESERVED_ISSUES
from sim.scenario.checks.view import View, number
from sim.scenario.data import table
from sim.scenario.faults import Problem


def worths(view: View) -> Iterator[Problem]:
    """Every party has a worth that can be used."""
    stated = table(view.at("worth"))
    for party in view.parties:
        if party not in stated:
            hint = "Write {} if it cares for nothing."
            yield Problem(("worth", party), "nothing", f"what the issues are worth to {party}", hint)
        elif isinstance(stated[party], dict):
            yield from _of_party(view, party, stated[party])


def _of_party(view: View, party: str, worth: Any) -> Iterator[Problem]:
    ordinal = [word for word in ("statements", "ranking") if word in worth]
    if len(ordinal) > 1:
        yield Problem(("worth", party, "ranking"), "statements and ranking", "one of the two", at_key=True)
    weighed = {issue: entry for issue, entry in worth.items() if issue in view.options and isinstance(entry, dict)}
    for issue, entry in weighed.items():
        if issue not in RESERVED_ISSUES:
            yield from _of_issue(view, party, issue, entry)
    weights = [number(entry.get("weight")) for entry in weighed.values()]
    if weights and all(weight is not None and max(weight.at) <= 0 for weight in weights):
        hint = "Weights are shares of their sum."
        yield Problem(("worth", party), "weights that are all 0", "at least one above 0", hint, at_key=True)
    if not weighed and not ordinal and not worth.get("bonus") and party in view.roles("principal"):
        found = "a principal that cares for nothing"
        yield Problem(("worth", party), found, "a weight and values for an issue", severity="warning", at_key=True)


def _of_issue(view: View, party: str, issue: str, entry: Any) -> Iterator[Problem]:
    for option in view.options[issue]:
        if option not in entry:
            yield Problem(("worth", party, issue, option), "nothing", f"a value from 0 to 100 for the option {option}")
