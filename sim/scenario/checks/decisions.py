"""Who decides what: every rule has members, what it says belongs to it, and votes can be counted."""

from collections.abc import Iterator, Mapping
from typing import Any

from sim.scenario.checks.view import View, largest, listed
from sim.scenario.data import table
from sim.scenario.faults import Path, Problem

MOST_VOTERS = 16
"""Most parties whose votes are weighed: their subsets are gone through in two halves."""

_COUNTED = "Only a majority counts votes."


def decisions(view: View) -> Iterator[Problem]:
    """Rules of decision hold together, and votes, sizes and abstentions have a vote in which they count."""
    for use in view.of("DecidedBy"):
        yield from _rule(view, use.path, use.data)
    counting = {issue for issue in view.options if _counts(view, issue)}
    voters = {name for issue in counting for name in members(view, issue)}
    if len(voters) > MOST_VOTERS:
        hint = "Merge parties that vote alike into blocs with a size."
        found = f"{len(voters)} parties whose votes are counted"
        yield Problem(("parties",), found, f"at most {MOST_VOTERS}", hint, at_key=True)
    yield from _parties(view, counting)


def rule_of(view: View, issue: str) -> Mapping[str, Any]:
    """Return how an issue is decided, as stated; empty where that is by its controllers."""
    return table(view.at("issues", issue, "decided_by")) or table(view.at("protocol", "decided_by"))


def members(view: View, issue: str) -> list[str]:
    """Return who decides an issue, those aside who have signed what stands on it."""
    named = listed(rule_of(view, issue).get("of"))
    return named or listed(view.at("issues", issue, "controlled_by"))


def _counts(view: View, issue: str) -> bool:
    """Return whether votes may be counted on an issue."""
    rule = rule_of(view, issue)
    return rule.get("rule") == "majority" or (rule.get("rule") == "consensus" and rule.get("fallback") is not None)


def _rule(view: View, path: Path, data: Mapping[str, Any]) -> Iterator[Problem]:
    rule = data.get("rule")
    counted = rule == "majority" or (rule == "consensus" and data.get("fallback") is not None)
    if data.get("share") is not None and rule != "majority":
        hint = "The share of what a consensus falls back to stands under fallback." if rule == "consensus" else _COUNTED
        yield Problem((*path, "share"), f"a share with rule: {rule}", "rule: majority", hint, at_key=True)
    if data.get("fallback") is not None and rule != "consensus":
        hint = "A consensus falls back to a majority."
        yield Problem((*path, "fallback"), f"a fallback with rule: {rule}", "rule: consensus", hint, at_key=True)
    for field in ("weights", "counts"):
        if data.get(field) and not counted:
            yield Problem((*path, field), f"{field} with rule: {rule}", "rule: majority", _COUNTED, "warning", True)
    if rule == "controllers" and listed(data.get("of")):
        hint = "With of write rule: unanimity."
        yield Problem((*path, "of"), "members beside controllers", "none", hint, at_key=True)
    yield from _members(view, path, data)


def _members(view: View, path: Path, data: Mapping[str, Any]) -> Iterator[Problem]:
    named = listed(data.get("of"))
    homes = [str(path[1])] if path[0] == "issues" else [i for i in view.options if not _own_rule(view, i)]
    for issue in homes:
        who = named or listed(view.at("issues", issue, "controlled_by"))
        if data.get("rule") == "alone" and len(who) != 1:
            hint = "" if named else f"Where of is not stated it is who controls {issue}."
            yield Problem((*path, "rule"), f"{len(who)} who decide alone", "one party under of", hint)
            return
        weights = table(data.get("weights"))
        odd = [name for name in weights if name in view.parties and name not in who]
        if odd and not named:
            found = f"a weight of {odd[0]}, which has no say on {issue}"
            yield Problem((*path, "weights", odd[0]), found, "a member", "", "warning", True)
            return
        if weights and all(name in weights and largest(weights[name], 1e6) <= 0 for name in who):
            yield Problem((*path, "weights"), "weights that are all 0", "a weight above 0", at_key=True)
            return
    for name in table(data.get("weights")):
        if named and name in view.parties and name not in named:
            hint = "It has no say, so its weight counts for nothing."
            yield Problem((*path, "weights", name), f"a weight of {name}", "a member under of", hint, "warning", True)


def _own_rule(view: View, issue: str) -> bool:
    return bool(table(view.at("issues", issue, "decided_by")))


def _parties(view: View, counting: set[str]) -> Iterator[Problem]:
    """Sizes, splits and abstentions count where members vote, and nowhere else."""
    voting = {issue for issue in view.options if rule_of(view, issue).get("rule") in ("unanimity", "consensus")}
    for name in view.parties:
        stated = table(view.at("parties", name))
        if stated.get("size") is not None and not any(name in members(view, issue) for issue in counting):
            hint = "It counts where a majority decides."
            yield Problem(("parties", name, "size"), "a size that counts nowhere", "a vote", hint, "warning", True)
        if stated.get("abstains") is not None and not any(name in members(view, i) for i in counting | voting):
            hint = "Who controls an issue, or decides alone, does not abstain."
            yield Problem(("parties", name, "abstains"), "no vote to abstain from", "a vote", hint, "warning", True)
        for issue in table(stated.get("splits")):
            if issue in view.options and (issue not in counting or name not in members(view, issue)):
                path, hint = ("parties", name, "splits", issue), "A bloc splits where a majority decides."
                yield Problem(path, "a split on an issue on which it casts no vote", "a vote", hint, "warning", True)
