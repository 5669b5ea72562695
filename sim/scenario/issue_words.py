"""Words for what is negotiated: options and their truces, what they are worth, what cannot go together."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from sim.scenario.base import (
    Cost,
    Days,
    Entry,
    Figure,
    Id,
    Pattern,
    Points,
    Rate,
    Ratio,
    Scale,
    Share,
    Text,
    Weight,
    Word,
)
from sim.scenario.numbers import Bounded, Spread, fixed
from sim.scenario.party_words import DecidedBy


class Collapse(Word):
    """How long a truce survives: discrete Weibull, risk highest at first when shape is below 1."""

    scale_days: Days = Field(default_factory=lambda: fixed(365))
    """Days after which about 63 % of such truces have collapsed, ledgers aside."""
    shape: Annotated[Spread, Bounded(0.05, 20, "shape")] = Field(default_factory=lambda: fixed(1))
    """Weibull shape: below 1 the first weeks are the most dangerous."""
    strain: Annotated[Spread, Bounded(0, 20, "per tolerance")] = Field(default_factory=lambda: fixed(0))
    """How much a ledger over tolerance adds: hazard times exp(strain x (ledger/tolerance - 1))."""
    early_days: Annotated[Spread, Bounded(0, 1_000, "days")] = Field(default_factory=lambda: fixed(0))
    """Days of a new truce on which the hazard is flat, at its value on the last of them; 0: it follows the shape."""


class Truce(Word):
    """How an option that stops violence is kept and broken."""

    rate: Rate = Field(default_factory=lambda: fixed(0))
    """Breaches a day and side that nothing provoked."""
    branching: Annotated[Spread, Bounded(0, 0.99, "share")] = Field(default_factory=lambda: fixed(0))
    """Breaches that one breach brings from the same side."""
    retaliation: Annotated[Spread, Bounded(0, 0.99, "share")] = Field(default_factory=lambda: fixed(0))
    """Breaches that one breach brings from the other side; branching + retaliation must stay below 1."""
    memory_days: Annotated[Spread, Bounded(1, 1000, "days")] = Field(default_factory=lambda: fixed(14))
    """Mean delay between a breach and those it brings."""
    misread: Share = Field(default_factory=lambda: fixed(0))
    """Chance, per day and pair, that a lawful act is read as a breach (disputed scope)."""
    tolerance: Annotated[Spread, Bounded(0, 100_000, "per day")] = Field(default_factory=lambda: fixed(0))
    """Breaches a day that a side puts up with: a truce day is half kept at them, and broken at twice as many."""
    collapse: Collapse = Field(default_factory=Collapse)
    """Survival of the truce."""
    monitoring: Annotated[Spread, Bounded(0, 10, "hazard ratio")] = Field(default_factory=lambda: fixed(1))
    """Hazard ratio of collapse under the monitoring agreed; 1 none, below 1 safer."""
    cooling_days: Annotated[Spread, Bounded(0, 10_000, "days")] = Field(default_factory=lambda: fixed(0))
    """Days after a collapse or withdrawal on which no truce of its issue can be proposed."""


class Guard(Word):
    """What an option does for another while both are in force: monitoring, a guarantee."""

    exposure: Ratio = Field(default_factory=lambda: fixed(1))
    """By what it multiplies what parties are exposed to under the other."""
    collapse: Ratio = Field(default_factory=lambda: fixed(1))
    """By what it multiplies the hazard that the other collapses, if that is a truce."""
    misread: Ratio = Field(default_factory=lambda: fixed(1))
    """By what it multiplies the chance that lawful acts under the other are misread, if that is a truce."""


class TruceEffect(Word):
    """What an event does to a truce while it lasts."""

    rate: Ratio = Field(default_factory=lambda: fixed(1))
    """By what it multiplies breaches that nothing provoked."""
    collapse: Ratio = Field(default_factory=lambda: fixed(1))
    """By what it multiplies the hazard of collapse."""


class Option(Entry):
    """One way to settle an issue; the first of an issue is the status quo."""

    label: Text | None = None
    """The name on screen."""
    term_days: Annotated[Spread, Bounded(1, 10_000, "days")] | None = None
    """Days in force, after which it reverts unless renewed; none: open-ended."""
    lapses_with: Mapping[Id, Id] | None = None
    """For a first option, the first option of another issue {issue: option} without which it cannot stand."""
    falls_to: Id | None = None
    """With `lapses_with`: the option of its issue that is in force in its place from then on."""
    linked_to: Mapping[Id, Id] | None = None
    """Its anchors {issue: option}: infeasible without all of them, has the days of the first to end, ends with any."""
    withdrawal_cost: Cost | Mapping[Id, Cost] = Field(default_factory=lambda: fixed(0))
    """Points that leaving it, or what takes it along, must be worth to whoever denounces: for all, or by party."""
    renewal: Share = Field(default_factory=lambda: fixed(0))
    """Chance that it is renewed at the end of its term, if every bound party gains by that."""
    extension_days: Annotated[Spread, Bounded(1, 10_000, "days")] | None = None
    """Days for which it can be extended by agreement, once no more than that are left of its term; none: it cannot."""
    variant_of: Id | None = None
    """Another option of its issue that it is a variant of: where one is in force, the other keeps its clock."""
    lag_days: Annotated[Spread, Bounded(0, 10_000, "days")] = Field(default_factory=lambda: fixed(0))
    """Days from agreement to force: drafting, ordering, implementing."""
    ratification: Share | Id | None = None
    """Chance that it is ratified before it is in force, or the party whose own answer decides; none: it needs none."""
    settles: Share = Field(default_factory=lambda: fixed(0))
    """Share of the dispute that stops while it is in force."""
    binds: list[Id] = Field(default_factory=list)
    """The parties whose conduct it binds."""
    position: Scale | None = None
    """Place on a 0-100 line of the issue; used by the spatial lens only."""
    quantity: Figure | None = None
    """How much of something it is, in the unit of the questions that ask for it; no rule reads it."""
    truce: Truce | None = None
    """How it is kept and broken, if it stops violence."""
    guards: Mapping[Id, Mapping[Id, Guard]] = Field(default_factory=dict)
    """Other options that it makes safer, {issue: {option: how}}."""


class Issue(Entry):
    """What is decided: ordered options, the first the status quo."""

    label: Text | None = None
    """The name on screen."""
    controlled_by: Annotated[list[Id], Field(min_length=1)]
    """The parties without whose consent it does not change."""
    decided_by: DecidedBy | None = None
    """How a change is decided, in place of that consent; none: as the protocol says."""
    options: Annotated[Mapping[Id, Option], Field(min_length=2)]
    """The ways to settle it, in order."""


class IssueWorth(BaseModel):
    """What an issue is worth to a party: its weight, and a value 0-100 for each option by its id."""

    model_config = ConfigDict(frozen=True, extra="allow", use_attribute_docstrings=True)
    __pydantic_extra__: dict[str, Scale]

    weight: Weight
    """How much the issue matters beside the party's other issues; weights are normalised."""

    @property
    def values(self) -> Mapping[str, Spread]:
        """The value of each option, by option id."""
        return self.__pydantic_extra__


class Bonus(Entry):
    """Points that a combination adds to the worth of its parts (or takes from it)."""

    when: Pattern
    """The combination."""
    points: Points
    """Points it adds."""


class PartyWorth(BaseModel):
    """Who wants what: an entry per issue by its id, and the words below.

    Prioritised statements or an explicit ranking are ordinal: enough for the stability lens, not for a run.
    """

    model_config = ConfigDict(frozen=True, extra="allow", use_attribute_docstrings=True)
    __pydantic_extra__: dict[str, IssueWorth]

    total: Annotated[Spread, Bounded(0.001, 1_000_000, "points")] = Field(default_factory=lambda: fixed(100))
    """Points of full marks on every issue."""
    bonus: Mapping[Id, Bonus] = Field(default_factory=dict)
    """Combinations worth more or less than their parts."""
    statements: list[Pattern] | None = None
    """Patterns in order of priority (ordinal): a deal that matches an earlier one is preferred."""
    ranking: list[list[Pattern]] | None = None
    """Groups of deals from best to worst (ordinal); deals of one group are tied."""
    source: Id | list[Id] | None = None
    """Id (or ids) of the sources it rests on."""
    assumed: Text | None = None
    """Why these values were assumed."""

    @property
    def issues(self) -> Mapping[str, IssueWorth]:
        """What each issue is worth, by issue id."""
        return self.__pydantic_extra__

    @property
    def ordinal(self) -> bool:
        """Whether only an order is stated."""
        return self.statements is not None or self.ranking is not None


class Infeasible(Entry):
    """A combination that cannot be agreed."""

    when: Pattern
    """The combination."""
    why: Text | None = None
    """Why it cannot be."""
    gives_way: Id | list[Id] | None = None
    """What falls back where an end or an event would lead here: issues; none: all of them that are off their first."""
    carried: Id | list[Id] | None = None
    """Issues whose option does not run out as long as that would lead here."""
