"""What people state: one frozen model per word of the rulebook.

The docstring under each field is its help: it becomes the JSON Schema that editors read, the widget help of the
app and the field table of `docs/scenarios.md`. Every thing is a mapping keyed by its permanent id, so that a path
such as `conditions.aid_halt.firmness` names it everywhere.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field

from sim.finding import Finding, Table
from sim.formatting import plain_data
from sim.scenario.asked_words import Measure, Outcome, Predicate, Question
from sim.scenario.base import RULES, Id, Source, Text, Word
from sim.scenario.clause_words import Condition, Exposure, Pledge
from sim.scenario.happening_words import Deadline, Event, Pressure
from sim.scenario.issue_words import Infeasible, Issue, PartyWorth
from sim.scenario.party_words import Party
from sim.scenario.reader_words import BookStated, Change, Correlation, Lever, OutsideView, SharedShock, Switch
from sim.scenario.table_words import Protocol, Ratifier, Start


class Scenario(Finding, Word):
    """Who wants what and under which stated conditions."""

    format: Literal[1]
    """Version of the scenario language."""
    id: Id
    """Permanent name; keys results and luck."""
    title: Text
    """The name on screen."""
    as_of: date
    """Day 0: evidence up to this day was used, and the first day played is the next."""
    asks: Text | None = None
    """The question it was written for."""
    story: Text | None = None
    """The situation in a paragraph."""
    field: Text | None = None
    """The kind of negotiation it is of, such as labour or truces, to be listed under."""
    codebook: BookStated | None = None
    """The book by which its ranges were coded; none: they were not."""
    sources: Mapping[Id, Source] = Field(default_factory=dict)
    """What entries rest on, by id."""
    protocol: Protocol
    """How the talks are run."""
    parties: Annotated[Mapping[Id, Party], Field(min_length=2)]
    """Who negotiates, by id."""
    issues: Annotated[Mapping[Id, Issue], Field(min_length=1)]
    """What is decided, by id."""
    worth: Mapping[Id, PartyWorth]
    """Who wants what, by party."""
    start: Start | None = None
    """What is under way on day 0; none: the status quo, and nothing has happened."""
    infeasible: Mapping[Id, Infeasible] = Field(default_factory=dict)
    """Combinations that cannot be agreed."""
    conditions: Mapping[Id, Condition] = Field(default_factory=dict)
    """What parties have said they require."""
    pledges: Mapping[Id, Pledge] = Field(default_factory=dict)
    """What parties have said they support."""
    exposures: Mapping[Id, Exposure] = Field(default_factory=dict)
    """What parties lose if others do not keep their side."""
    ratifiers: Mapping[Id, Ratifier] = Field(default_factory=dict)
    """Who votes on packages as a whole once they have been agreed."""
    pressures: Mapping[Id, Pressure] = Field(default_factory=dict)
    """What parties can do to those who refuse."""
    events: Mapping[Id, Event] = Field(default_factory=dict)
    """What happens beside the talks."""
    deadlines: Mapping[Id, Deadline] = Field(default_factory=dict)
    """Days by which something must be agreed."""
    correlations: Mapping[Id, Correlation] = Field(default_factory=dict)
    """Stated ranges that have a cause in common."""
    shared_shocks: Mapping[Id, SharedShock] = Field(default_factory=dict)
    """Daily changes of no-deal values that parties have in common."""
    switches: Mapping[Id, Switch] = Field(default_factory=dict)
    """Ambiguities, as explicit choices."""
    outcomes: Annotated[Mapping[Id, Outcome], Field(min_length=1)]
    """How a run can end, in order; the first that holds names it."""
    questions: Mapping[Id, Question] = Field(default_factory=dict)
    """Dated forecasts."""
    outside_view: Mapping[Id, OutsideView] = Field(default_factory=dict)
    """Base rates beside the model's numbers."""
    changes: Mapping[Id, Change] = Field(default_factory=dict)
    """Named what-ifs."""
    levers: Mapping[str, Lever] = Field(default_factory=dict)
    """What the user may move, by path."""
    left_out: Mapping[Id, Text] = Field(default_factory=dict)
    """What the sources say that the scenario leaves out, each with a reason."""

    @property
    def yes_or_no(self) -> dict[str, Predicate]:
        """What must hold for the answer to be yes, by question, of those that ask for yes or no."""
        return {name: one.when for name, one in self.questions.items() if one.when is not None}

    @property
    def numbers_asked(self) -> dict[str, Measure]:
        """What is counted or measured, by question, of those that ask for a number or a date."""
        return {name: one.number for name, one in self.questions.items() if one.number is not None}

    def table(self) -> Table:
        """Return one row for everything that has a name; `sim.show` says what each means."""
        kinds = ("parties", "issues", "conditions", "outcomes", "questions", "changes")
        rows = [
            {"kind": kind, "id": name, "label": self.name_of(kind, name)}
            for kind in kinds
            for name in getattr(self, kind)
        ]
        return Table(f"{self.title}, as of {self.as_of.isoformat()}; digest {self.digest}", rows, self.asks or "")

    def to_dict(self) -> dict[str, Any]:
        """Return what is stated as plain data, in the form in which people write it as YAML."""
        return plain_data(self.stated())

    def name_of(self, kind: str, key: str) -> str:
        """Return the label of an entry, or its id with spaces when it has none."""
        entry = getattr(self, kind).get(key)
        label = getattr(entry, "label", None)
        return str(label) if label else key.replace("_", " ")

    @property
    def happenings(self) -> Mapping[str, Event | Deadline]:
        """Events and deadlines, in the order in which the rules number them."""
        return {**self.events, **self.deadlines}

    def happening_name(self, key: str) -> str:
        """Return the label of an event, deadline or pressure, or its id with spaces when it has none."""
        kind = "pressures" if key in self.pressures else "deadlines" if key in self.deadlines else "events"
        return self.name_of(kind, key)

    def option_name(self, issue: str, option: str) -> str:
        """Return the label of an option, or its id with spaces when it has none."""
        label = self.issues[issue].options[option].label
        return label or option.replace("_", " ")

    def stated(self) -> dict[str, Any]:
        """Return the scenario as plain data in the form in which people write it."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)

    @property
    def days_played(self) -> tuple[date, date]:
        """The first day that is played, the day after day 0, and the last."""
        return self.as_of + timedelta(1), self.as_of + timedelta(self.protocol.horizon_days)

    @property
    def digest(self) -> str:
        """A fingerprint of all that is stated and of the rulebook: equal digests, equal runs, whatever the layout."""
        canonical = json.dumps([RULES, self.stated()], sort_keys=False, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()[:16]
