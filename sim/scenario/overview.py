"""What a scenario holds, as tables: its faults, what may be moved, its parts; and the scenarios that come along."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sim.finding import Finding, Row, Table, counted, plain_data
from sim.scenario import documents
from sim.scenario.changes import ChangeLike, LeverInfo, all_paths, apply
from sim.scenario.changes import levers as declared_levers
from sim.scenario.data import as_stated
from sim.scenario.documents import ScenarioLike, scenario_of
from sim.scenario.faults import Fault, ScenarioError
from sim.scenario.model import Scenario
from sim.scenario.predicate_words import in_words, pattern_in_words


@dataclass(frozen=True, repr=False)
class CheckResult(Finding):
    """What is wrong with a scenario.

    Attributes:
        scenario: The name or path that was checked.
        faults: Everything wrong, warnings included, in the order in which it is written.
    """

    scenario: str
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        """Whether it can be played: warnings at most."""
        return all(fault.severity == "warning" for fault in self.faults)

    def table(self) -> Table:
        """Return one row per fault."""
        wrong = sum(fault.severity != "warning" for fault in self.faults)
        title = f"{self.scenario}: {counted(wrong, 'fault')}, {counted(len(self.faults) - wrong, 'warning')}"
        return Table(title, [asdict(fault) for fault in self.faults])

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data: the keys of `parley check --json`."""
        faults = [{**asdict(fault), "text": str(fault)} for fault in self.faults]
        return plain_data({"scenario": self.scenario, "ok": self.ok, "faults": faults})


def check(scenario: ScenarioLike, changes: Sequence[ChangeLike] = ()) -> CheckResult:
    """Look for faults in a scenario, all at once.

    Args:
        scenario: A scenario, or the name or path of one.
        changes: What-ifs to check as well; looked at if the scenario itself can be played.

    Example:
        >>> import sim
        >>> sim.check("pie").ok
        True
        >>> print(sim.check("pie", ["parties.left.influence=much"]).faults[0].found)
        'much'
    """
    name = scenario.id if isinstance(scenario, Scenario) else str(scenario)
    faults = documents.check(scenario) if isinstance(scenario, str | Path) else []
    if all(fault.severity == "warning" for fault in faults):
        try:
            apply(scenario_of(scenario), changes)
        except ScenarioError as error:
            faults += error.faults
    return CheckResult(name, tuple(faults))


@dataclass(frozen=True, repr=False)
class LeverList(Finding):
    """What may be moved in a scenario.

    Attributes:
        scenario: Its id.
        digest: Its fingerprint.
        levers: Every path, those that the scenario declares as levers first.
    """

    scenario: str
    digest: str
    levers: tuple[LeverInfo, ...]

    def table(self) -> Table:
        """Return one row per path."""
        names = ("path", "label", "value", "low", "high", "unit", "kind", "choices", "declared", "group", "assumed")
        rows = [{name: getattr(one, name) for name in names} | {"sources": list(one.sources)} for one in self.levers]
        told = sum(one.declared for one in self.levers)
        title = f"{self.scenario}: {len(rows):,} paths that may be set, {told:,} of them declared as levers"
        return Table(f"{title}; digest {self.digest}", rows)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data: the keys of `parley levers --json`."""
        levers = [asdict(one) for one in self.levers]
        return plain_data({"scenario": self.scenario, "digest": self.digest, "levers": levers})


def levers(scenario: ScenarioLike, changes: Sequence[ChangeLike] = ()) -> LeverList:
    """List everything that may be set in a scenario, with range, unit and source.

    Args:
        scenario: A scenario, or the name or path of one.
        changes: What-ifs, applied in order.

    Example:
        >>> import sim
        >>> sim.levers("pie").levers[0].path
        'parties.left.tactic.from'
    """
    stated = apply(scenario_of(scenario), changes)
    found = {info.path: info for info in (*declared_levers(stated), *all_paths(stated))}
    return LeverList(stated.id, stated.digest, tuple(found.values()))


@dataclass(frozen=True, repr=False)
class ScenarioList(Finding):
    """The scenarios that come with Parley.

    Attributes:
        scenarios: Id, title, day 0 and number of feasible deals of each.
    """

    scenarios: tuple[Row, ...]

    def table(self) -> Table:
        """Return one row per scenario."""
        return Table(f"{len(self.scenarios)} scenarios come with Parley", self.scenarios)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data: the keys of `parley scenarios --json`."""
        return plain_data({"scenarios": self.scenarios})


def scenarios() -> ScenarioList:
    """List the scenarios that come with Parley.

    Example:
        >>> import sim
        >>> list(sim.scenarios().to_pandas()["id"])
        ['labour-dispute', 'pie', 'ukraine-2025-03']
    """
    return ScenarioList(tuple(map(_bundled, documents.bundled())))


def _bundled(name: str) -> Row:
    from sim.scenario.checks.space import space_of
    from sim.scenario.checks.view import View

    scenario = documents.load(name)
    # What the check enumerates is what is played; setting up a game would import the compiler.
    view = View(scenario.stated())
    deals = space_of(view, view.options).rows
    count = 0 if deals is None else len(deals)
    return {"id": name, "title": scenario.title, "as_of": scenario.as_of.isoformat(), "deals": count}


@dataclass(frozen=True, repr=False)
class Overview(Finding):
    """What a scenario has: who is at the table, what they require, what can come of it and what may be changed.

    Attributes:
        scenario: The scenario.
    """

    scenario: Scenario

    def table(self) -> Table:
        """Return one row per party, issue, condition, outcome, question and change."""
        told = self.to_dict()
        rows = [
            {"kind": kind, "id": one["id"], "label": one["label"], "says": one["says"]}
            for kind in KINDS
            for one in told[kind]
        ]
        stated = self.scenario
        title = f"{stated.title}, as of {stated.as_of.isoformat()}; digest {stated.digest}"
        return Table(title, rows, stated.asks or "")

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data: the keys of `parley show --json`."""
        stated = self.scenario
        head = {"scenario": stated.id, "title": stated.title, "as_of": stated.as_of, "digest": stated.digest}
        return plain_data({**head, **{kind: list(say(stated)) for kind, say in KINDS.items()}})


def show(scenario: ScenarioLike, changes: Sequence[ChangeLike] = ()) -> Overview:
    """Show what a scenario has: parties, issues, conditions, outcomes, questions, changes and what each sets.

    Args:
        scenario: A scenario, or the name or path of one.
        changes: What-ifs, applied in order.

    Example:
        >>> import sim
        >>> [party["id"] for party in sim.show("pie").to_dict()["parties"]]
        ['left', 'right']
    """
    return Overview(apply(scenario_of(scenario), changes))


def _parties(stated: Scenario) -> Iterator[dict[str, Any]]:
    for name, party in stated.parties.items():
        wants = ", ".join(stated.name_of("issues", issue) for issue in stated.worth[name].issues)
        says = f"{party.role}; " + (f"cares about {wants}" if wants else "cares about no issue by itself")
        yield {"id": name, "label": stated.name_of("parties", name), "role": party.role, "says": says}


def _issues(stated: Scenario) -> Iterator[dict[str, Any]]:
    for name, issue in stated.issues.items():
        options = {option: stated.option_name(name, option) for option in issue.options}
        by = ", ".join(stated.name_of("parties", party) for party in issue.controlled_by)
        says = f"{' / '.join(options.values())}; needs {by}"
        head = {"id": name, "label": stated.name_of("issues", name), "options": options}
        yield {**head, "controlled_by": list(issue.controlled_by), "says": says}


def _conditions(stated: Scenario) -> Iterator[dict[str, Any]]:
    for name, one in stated.conditions.items():
        when, require = pattern_in_words(stated, one.when), pattern_in_words(stated, one.require)
        says = f"{stated.name_of('parties', one.party)}: {when} only with {require}"
        label = stated.name_of("conditions", name)
        yield {"id": name, "label": label, "party": one.party, "firmness": as_stated(one.firmness), "says": says}


def _outcomes(stated: Scenario) -> Iterator[dict[str, Any]]:
    for name, one in stated.outcomes.items():
        says = "anything else" if one.when is None else in_words(stated, one.when)
        yield {"id": name, "label": stated.name_of("outcomes", name), "resolves": one.resolves, "says": says}


def _questions(stated: Scenario) -> Iterator[dict[str, Any]]:
    for name, one in stated.questions.items():
        asked = "" if one.of is None else f", of runs in which {in_words(stated, one.of)}"
        says = f"{in_words(stated, one.when)} by {one.by.isoformat()}{asked}"
        yield {"id": name, "label": one.label or one.asks, "by": one.by.isoformat(), "says": says}


def _changes(stated: Scenario) -> Iterator[dict[str, Any]]:
    for name, one in stated.changes.items():
        sets = {path: as_stated(value) for path, value in one.set.items()}
        says = "; ".join(f"{path} = {'removed' if value is None else value}" for path, value in sets.items())
        yield {"id": name, "label": stated.name_of("changes", name), "why": one.why, "set": sets, "says": says}


KINDS = {
    "parties": _parties,
    "issues": _issues,
    "conditions": _conditions,
    "outcomes": _outcomes,
    "questions": _questions,
    "changes": _changes,
}
"""The parts of a scenario that an overview shows, and what says them."""
