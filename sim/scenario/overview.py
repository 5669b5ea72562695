"""What a scenario states, in the order in which one gets to know it: who negotiates, on what terms, to what end."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.finding import Finding, Table
from sim.formatting import plain_data
from sim.scenario.abilities import abilities, sentence
from sim.scenario.asked_words import Outcome, Question
from sim.scenario.changes import ChangeLike, all_paths, apply
from sim.scenario.data import as_stated
from sim.scenario.deciders import can_stop, enough, who_decides
from sim.scenario.documents import ScenarioLike, scenario_of
from sim.scenario.model import Scenario
from sim.scenario.predicate_words import condition_words, in_words, measure_in_words

Entry = Mapping[str, Any]
"""One thing that is stated: key to plain data."""


@dataclass(frozen=True, repr=False)
class Overview(Finding):
    """What a scenario states.

    Attributes:
        scenario: The scenario.
        parties: Its parties: what no deal is worth to them, how they bargain, and what they can do at the table.
        issues: What is negotiated, with the options of each, who decides it, which parties are enough together, and
            which can stop any change of it alone.
        conditions: The conditions that parties have stated.
        outcomes: How a run can end, and when it does.
        questions: Dated questions that can be scored later.
        changes: The what-ifs it declares, with every value that they set and what it was before.
    """

    scenario: Scenario
    parties: tuple[Entry, ...]
    issues: tuple[Entry, ...]
    conditions: tuple[Entry, ...]
    outcomes: tuple[Entry, ...]
    questions: tuple[Entry, ...]
    changes: tuple[Entry, ...]

    def table(self) -> Table:
        """Return one row for everything that has a name."""
        rows = [
            {"kind": kind, "id": one["id"], "label": one["label"]}
            for kind, entries in self._parts().items()
            for one in entries
        ]
        return Table(f"{self.scenario.title}, as of {self.scenario.as_of}, digest {self.scenario.digest}", rows)

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as plain data."""
        stated = self.scenario
        head = {"scenario": stated.id, "title": stated.title, "as_of": stated.as_of, "digest": stated.digest}
        about = {"asks": stated.asks, "story": stated.story, "days": stated.protocol.horizon_days}
        return plain_data({**head, **about, **self._parts()})

    def _parts(self) -> dict[str, tuple[Entry, ...]]:
        names = ("parties", "issues", "conditions", "outcomes", "questions", "changes")
        return {name: getattr(self, name) for name in names}


def show(scenario: ScenarioLike, changes: Sequence[ChangeLike] = ()) -> Overview:
    """Return what a scenario states.

    Args:
        scenario: A scenario, or the name or path of one.
        changes: What-ifs, applied first.

    Example:
        >>> [party["label"] for party in show("pie").parties]
        ['Left', 'Right']
    """
    stated = apply(scenario_of(scenario), changes)
    return Overview(
        stated,
        tuple(_parties(stated)),
        tuple(_issues(stated)),
        tuple(_conditions(stated)),
        tuple(_outcome(stated, name, one) for name, one in stated.outcomes.items()),
        tuple(_question(stated, name, one) for name, one in stated.questions.items()),
        tuple(_changes(stated)),
    )


def _parties(scenario: Scenario) -> Iterator[Entry]:
    for name, party in scenario.parties.items():
        yield {
            "id": name,
            "label": scenario.name_of("parties", name),
            "role": party.role,
            "influence": str(party.influence),
            "no_deal": str(party.no_deal.value),
            "no_deal_is": "an increment" if scenario.protocol.status_quo == "inside" else "absolute",
            "tactic": party.tactic.kind,
            "patience_days": str(party.patience_days),
            "may": list(abilities(scenario, name)),
            "can": sentence(scenario, name),
        }


def _issues(scenario: Scenario) -> Iterator[Entry]:
    for name, issue in scenario.issues.items():
        yield {
            "id": name,
            "label": scenario.name_of("issues", name),
            "controlled_by": list(issue.controlled_by),
            "decided_by": who_decides(scenario, name),
            "settled_by": [list(some) for some in enough(scenario, name)],
            "stopped_by": [party for party in scenario.parties if can_stop(scenario, name, party)],
            "options": [{"id": option, "label": scenario.option_name(name, option)} for option in issue.options],
        }


def _conditions(scenario: Scenario) -> Iterator[Entry]:
    for name, one in scenario.conditions.items():
        when, require = condition_words(scenario, one)
        yield {
            "id": name,
            "label": scenario.name_of("conditions", name),
            "party": one.party,
            "when": when,
            "require": require,
            "firmness": str(one.firmness),
        }


def _outcome(scenario: Scenario, name: str, one: Outcome) -> Entry:
    when = None if one.when is None else in_words(scenario, one.when)
    return {"id": name, "label": scenario.name_of("outcomes", name), "when": when, "resolves": one.resolves}


def _question(scenario: Scenario, name: str, one: Question) -> Entry:
    return {
        "id": name,
        "label": scenario.name_of("questions", name),
        "asks": one.asks,
        "by": one.by,
        "when": None if one.when is None else in_words(scenario, one.when),
        "number": None if one.number is None else measure_in_words(scenario, one.number),
        "unit": None if one.number is None else "date" if one.number.dated else one.number.counted_in,
        "of": None if one.of is None else in_words(scenario, one.of),
    }


def _changes(scenario: Scenario) -> Iterator[Entry]:
    known = {info.path: info for info in all_paths(scenario)}
    for name, change in scenario.changes.items():
        sets = []
        for path, value in change.set.items():
            info = known.get(path)
            label, before = (None, None) if info is None else (info.label, info.value)
            sets.append({"path": path, "label": label, "before": before, "to": as_stated(value)})
        yield {"id": name, "label": scenario.name_of("changes", name), "why": change.why, "set": sets}
