"""Words for what is asked of runs: outcomes, questions for yes or no, for a number or a date."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario.base import AnyOf, DayCount, Figure, Id, Pattern, Text, Times, Word

DONE_BY = ("proposed", "refused", "rejected", "vetoed")
"""What is done at the table by somebody."""


COUNTED = (*DONE_BY, "walked_out", "prolonged")
"""What a run may hold several times, so that it is counted."""


class Predicate(Word):
    """Something that holds of a run or does not; several words in one mapping must all hold."""

    ever: Pattern | None = None
    """In force on some day."""
    at_end: Pattern | None = None
    """In force at the end of the horizon."""
    in_force: Pattern | None = None
    """In force in the evening of the day under `on`."""
    stands: Pattern | None = None
    """In the evening of the day under `on` in force, or agreed and still to come into force."""
    on: date | None = None
    """With `in_force` or `stands`: on which day."""
    for_days: DayCount | None = None
    """With `ever`: in force this many days in a row."""
    collapsed: Pattern | None = None
    """The option, or one of these of the issue, collapsed."""
    expired: Pattern | None = None
    """The option, or one of these of the issue, ran out and was not renewed."""
    withdrawn: Pattern | None = None
    """The option, or one of these of the issue, was denounced."""
    renewed: Pattern | None = None
    """The option, or one of these of the issue, was renewed at the end of a term."""
    extended: Pattern | None = None
    """The option, or one of these of the issue, was extended by agreement."""
    agreed: Pattern | None = None
    """The option, or one of these of the issue, was agreed, whether or not it came into force."""
    failed: Pattern | None = None
    """The option, or one of these of the issue, was agreed and failed before it was in force."""
    reached_term: Pattern | None = None
    """The option, or one of these of the issue, lasted to the end of a term."""
    alleged: Pattern | None = None
    """Some bound party alleged a breach of the option, or of one of these."""
    alleged_by_both: Pattern | None = None
    """Two sides have each alleged a breach of the option, or of one of these, since it came into force."""
    within_days: DayCount | None = None
    """With `alleged`: within so many days of its start."""
    happened: Id | None = None
    """The event happened."""
    proposed: AnyOf | None = None
    """Such a deal was proposed: one that brings in or extends one of these options and has all of them."""
    refused: AnyOf | None = None
    """Somebody refused such a proposal."""
    rejected: AnyOf | None = None
    """A ratifier rejected such a package on the day of its ballot."""
    vetoed: AnyOf | None = None
    """Somebody refused such a proposal, and it newly breaks a red line of its own."""
    walked_out: Id | list[Id] | None = None
    """The party, or one of these, left the table."""
    prolonged: Id | list[Id] | None = None
    """The deadline, or one of these, was put off by agreement."""
    party: Id | list[Id] | None = None
    """With `proposed`, `refused`, `rejected` or `vetoed`: who did it; none: anybody."""
    at_least: Times | None = None
    """With what is counted, from `proposed` to `prolonged`: at least so often; with `any`: so many parts hold."""
    mediator_left: Literal[True] | None = None
    """The mediator gave up."""
    by: date | None = None
    """All of the above on or before this day."""
    all: list["Predicate"] | None = None
    """Every one of these holds."""
    any: list["Predicate"] | None = None
    """At least one of these holds."""
    not_: "Predicate | None" = Field(default=None, alias="not")
    """This does not hold."""
    before: "Predicate | None" = None
    """All of the above came to hold on an earlier day than this, or this does not hold."""

    @model_validator(mode="after")
    def _says_something(self) -> "Predicate":
        if not self.model_fields_set - {"by", "for_days", "within_days", "on", "party", "at_least", "before"}:
            raise ValueError("says nothing: name at least one of ever, at_end, collapsed, expired, withdrawn, any, ...")
        if self.party is not None and not any(getattr(self, word) is not None for word in DONE_BY):
            raise ValueError("`party` needs `proposed`, `refused`, `rejected` or `vetoed`")
        if self.at_least is not None and not any(getattr(self, word) is not None for word in (*COUNTED, "any")):
            raise ValueError("`at_least` needs something that is counted, or `any`")
        if self.for_days is not None and self.ever is None:
            raise ValueError("`for_days` needs `ever`")
        if self.within_days is not None and self.alleged is None:
            raise ValueError("`within_days` needs `alleged`")
        if (self.on is None) != (self.in_force is None and self.stands is None):
            raise ValueError("`on` needs `in_force` or `stands`, and these need `on`")
        return self


class Outcome(Word):
    """How a run ends; the first outcome that holds names the run."""

    label: Text | None = None
    """The name on screen."""
    resolves: Text | None = None
    """The written rule by which a reader would decide it."""
    when: Predicate | None = None
    """What must hold."""
    otherwise: Literal[True] | None = None
    """Whatever no other outcome caught."""

    @model_validator(mode="after")
    def _one_rule(self) -> "Outcome":
        if (self.when is None) == (self.otherwise is None):
            raise ValueError("an outcome has either `when` or `otherwise: true`")
        return self


class Measure(Word):
    """A number or a date that a run ends with: one thing to count or measure, up to the day of the question."""

    days_in_force: Pattern | None = None
    """On how many evenings these options were in force, together; days before day 0 count as `start` states them."""
    day_of: Predicate | None = None
    """The day on which this came to hold."""
    quantity_in_force: Id | list[Id] | None = None
    """The `quantity` of the option in force on the issue in the evening of the day; of several issues the sum."""
    quantity_agreed: Id | list[Id] | None = None
    """The same of the option that was agreed first on the issue, whether or not it came into force."""
    times: Predicate | None = None
    """How often something was proposed, refused, rejected, vetoed, a party left the table or a deadline was put off."""
    how_many: Annotated[list[Predicate], Field(min_length=1)] | None = None
    """How many of these hold."""
    since: date | None = None
    """With `day_of`: the day that counts as 0, so that the answer is a number of days; none: it is a date."""
    otherwise: Figure | None = None
    """The number where there is none: it never came, or no option with a quantity; none: there is then no answer."""
    still: Figure | None = None
    """With `days_in_force`: the number where it is in force in the evening of the day; none: the days so far."""
    unit: Text | None = None
    """What it is counted in; none: days, or a count."""

    @model_validator(mode="after")
    def _one_thing(self) -> "Measure":
        if len([word for word in MEASURES if getattr(self, word) is not None]) != 1:
            raise ValueError(f"a number is one of {', '.join(MEASURES)}")
        if self.since is not None and self.day_of is None:
            raise ValueError("`since` needs `day_of`")
        if self.still is not None and self.days_in_force is None:
            raise ValueError("`still` needs `days_in_force`")
        return self

    @property
    def kind(self) -> str:
        """Which of its words it is."""
        return next(word for word in MEASURES if getattr(self, word) is not None)

    @property
    def dated(self) -> bool:
        """Whether the answer is a date."""
        return self.day_of is not None and self.since is None

    @property
    def counted_in(self) -> str:
        """What it is counted in; empty for a date, a count, and a quantity of which no unit is said."""
        in_days = self.days_in_force is not None or self.since is not None
        return self.unit or ("days" if in_days else "")


MEASURES = ("days_in_force", "day_of", "quantity_in_force", "quantity_agreed", "times", "how_many")
"""What may be counted or measured."""


class Question(Word):
    """A dated forecast, so that the scenario can later be scored: yes or no, a number, or a date."""

    label: Text | None = None
    """The name on screen."""
    asks: Text
    """The question in words, with how it resolves."""
    by: date
    """The day on which it resolves."""
    when: Predicate | None = None
    """What must hold, counted to that day, for the answer to be yes."""
    number: Measure | None = None
    """In place of `when`: what is counted or measured up to that day."""
    of: Predicate | None = None
    """The runs it is asked of; none: all."""
    outside: bool = False
    """Whether something else than this negotiation decides it; it is then scored apart."""

    @model_validator(mode="after")
    def _one_answer(self) -> "Question":
        if (self.when is None) == (self.number is None):
            raise ValueError("a question has either `when` (yes or no) or `number`")
        return self
