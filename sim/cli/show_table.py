"""What a scenario states, as tables."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console

from sim.cli.levers_table import value_text
from sim.cli.tables import heading, put, say
from sim.scenario.deciders import COUNTED, by_consent, decisions
from sim.scenario.model import Scenario
from sim.scenario.overview import Overview


def show_overview(console: Console, found: Overview) -> None:
    """Print what a scenario states; a part that it does not have is left out."""
    stated = found.scenario
    heading(console, stated.title)
    first, last = stated.days_played
    days = f"{stated.protocol.horizon_days} days from {first} to {last}"
    say(console, f"{stated.id} · digest {stated.digest} · {days}")
    say(console, *(text for text in (stated.asks, stated.story) if text), "")
    _put_parties(console, found)
    _put_conditions(console, found)
    rows = [(one["id"], one["label"], one["when"] or "in all other runs") for one in found.outcomes]
    notes = ["The first outcome that holds names a run."]
    put(console, "Outcomes", ("Id", "Outcome", "When"), rows, whole=(0,), notes=notes)
    _put_questions(console, found)
    _put_changes(console, found)


def _put_parties(console: Console, found: Overview) -> None:
    rows = [_party(found.scenario, one) for one in found.parties]
    inside = found.scenario.protocol.status_quo == "inside"
    no_deal, note = (CARRYING_ON, CARRYING_ON_NOTE) if inside else (NO_DEAL, NO_DEAL_NOTE)
    heads = ("Id", "Party", "Role", "Influence", no_deal, "Tactic", "Patience, days")
    put(console, "Parties", heads, rows, whole=(0,), notes=[note])
    heading(console, "What each can do at this table")
    say(console, *(str(one["can"]) for one in found.parties), "")
    _put_issues(console, found)


def _put_issues(console: Console, found: Overview) -> None:
    """Print what is negotiated and who decides it; where not all consent, who is enough and who stops it."""
    labels, options = {one["id"]: one["label"] for one in found.parties}, ("Id", "Issue", "Options")
    rows = [(one["id"], one["label"], "; ".join(option["label"] for option in one["options"])) for one in found.issues]
    if by_consent(found.scenario):
        needed = [", ".join(labels[party] for party in one["controlled_by"]) for one in found.issues]
        told = [(*row, consent) for row, consent in zip(rows, needed, strict=True)]
        put(console, "Issues", (*options, "Needs consent of"), told, whole=(0,))
    else:
        put(console, "Issues", options, rows, whole=(0,))
        heads = ("Issues", "Who decides", "Enough together", "Can stop it alone")
        put(console, "Who decides", heads, decisions(found.scenario), notes=[COUNTED])


CARRYING_ON, NO_DEAL = "Carrying on adds, points", "No deal is worth, points"
CARRYING_ON_NOTE = "Carrying on: what it adds to the worth of the first options, or takes from it (status quo inside)."
NO_DEAL_NOTE = "No deal: what it is worth by itself, on the scale on which deals are worth points (status quo outside)."


def _party(scenario: Scenario, one: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the row of a party, its numbers as people read them."""
    stated = scenario.parties[one["id"]]
    told = (stated.influence.told(), stated.no_deal.value.told(), one["tactic"], stated.patience_days.told())
    return one["id"], one["label"], one["role"], *told


def _put_conditions(console: Console, found: Overview) -> None:
    labels, firm = {one["id"]: one["label"] for one in found.parties}, found.scenario.conditions
    rows = [
        (one["id"], one["label"], labels[one["party"]], one["when"], one["require"], firm[one["id"]].firmness.told())
        for one in found.conditions
    ]
    if rows:
        columns = ("Id", "Condition", "Stated by", "A deal with", "must have", "Firmness")
        put(console, "Conditions", columns, rows, whole=(0,))


def _put_questions(console: Console, found: Overview) -> None:
    rows = [
        (one["id"], str(one["by"]), one["asks"], one["when"] or one["number"], one["of"] or "all runs")
        for one in found.questions
    ]
    if rows:
        heads = ("Id", "By", "It asks", "Yes if, or what is measured", "Asked of runs in which")
        put(console, "Questions", heads, rows, whole=(0, 1))


def _put_changes(console: Console, found: Overview) -> None:
    if not found.changes:
        return
    heading(console, "What-ifs")
    for one in found.changes:
        say(console, f"{one['id']}: {one['label']}", *([f"  {one['why']}"] if one["why"] else []))
        say(console, *(f"  {_setting(setting)}" for setting in one["set"]))
    say(console, f"To play one: parley run {found.scenario.id} --change {found.changes[0]['id']}", "")


def _setting(setting: dict[str, Any]) -> str:
    """Return what a what-if sets, beside what is stated without it."""
    before = "" if setting["before"] is None else f"{value_text(setting['before'])} "
    after = "removed" if setting["to"] is None else value_text(setting["to"])
    return f"{setting['path']}: {before}→ {after}"
