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

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from sim.finding import Finding, Table
from sim.formatting import plain_data
from sim.scenario.numbers import Bounded, Spread, fixed

FORMAT = 1
"""The version of the scenario language that this release writes and reads."""

RULES = 4
"""The number of the rulebook of this release; it rises when shares of valid files change (docs/model.md)."""

FIRST_RULES = 1
"""The rulebook of what says no number: results and addresses made before the number was kept."""

TACTICS = ("steadfast", "time", "tit_for_tat", "deadline", "reputation")
"""The built-in tactics, in the order in which the rules number them."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Pattern = Mapping[Id, Id | list[Id]]
"""Issue to option, or to any of several options; a deal matches when every issue named does."""

Points = Annotated[Spread, Bounded(-10_000, 10_000, "points")]
Cost = Annotated[Spread, Bounded(0, 10_000, "points")]
Share = Annotated[Spread, Bounded(0, 1, "share")]
Scale = Annotated[Spread, Bounded(0, 100, "points of 100")]
Weight = Annotated[Spread, Bounded(0, 1_000_000, "relative weight")]
Days = Annotated[Spread, Bounded(0.01, 100_000, "days")]
Rate = Annotated[Spread, Bounded(0, 200, "per day")]
AssumedPrecision = Annotated[Spread, Bounded(0.0001, 1_000, "per point")]
Count = Annotated[Spread, Bounded(0, 100_000, "count")]


def _no_flag(value: Any) -> Any:
    """Refuse true and false where a number is due: to Python they are 1 and 0."""
    if isinstance(value, bool):
        raise ValueError("a number is due")
    return value


DayCount = Annotated[int, Field(ge=1, le=3650), BeforeValidator(_no_flag)]
"""A whole number of days of a run."""

Times = Annotated[int, Field(ge=1, le=100_000), BeforeValidator(_no_flag)]
"""How often something happens."""
Figure = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False), BeforeValidator(_no_flag)]
"""A number that is the same in every run."""
AnyOf = Pattern | Literal["anything"]
"""What a proposal brings in: options by issue, or anything at all."""


Day = date
"""A date, under a name that no field has."""


class Word(BaseModel):
    """Base of every word: frozen, no unknown keys; what stands under a field is its help."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, use_attribute_docstrings=True)


class Source(Word):
    """Where an entry comes from."""

    title: Text
    """What it is, so that a reader can find it."""
    date: date
    """The day it was published; later than `as_of` is a fault, but for `public_since`."""
    public_since: Day | None = None
    """The day since which what it tells was public, where only a later source tells it; its grade is then C."""
    grade: Literal["A", "B", "C"] | None = None
    """How far it is trusted: A reported first hand or official, B computed or second hand, C a single claim."""
    note: Text | None = None
    """Anything a reader should know about it."""


class Entry(Word):
    """A statement that rests on something: a source, an assumption, or both."""

    source: Id | list[Id] | None = None
    """Id (or ids) of the sources it rests on."""
    assumed: Text | None = None
    """Why this value was assumed, when no source gives it."""

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of its sources, none, one or several."""
        if self.source is None:
            return ()
        return (self.source,) if isinstance(self.source, str) else tuple(self.source)


class Situation(Word):
    """Something that holds of a run as it stands, or does not; several words in one mapping must all hold."""

    in_force: Pattern | None = None
    """Of every issue named, one of these options is in force."""
    not_in_force: Pattern | None = None
    """Of every issue named, none of these options is in force."""
    for_days: DayCount | None = None
    """With these two: they have held in the evenings of this many days in a row, up to yesterday's."""
    stands: Pattern | None = None
    """Of every issue named, one of these options is in force, or agreed and still to come into force."""
    agreed: Pattern | None = None
    """The option, or one of these of the issue, has been agreed, on some day so far."""
    failed: Pattern | None = None
    """The option, or one of these, was agreed and failed before it was in force, on some day so far."""
    expired: Pattern | None = None
    """The option, or one of these, has run out, on some day so far."""
    withdrawn: Pattern | None = None
    """The option, or one of these, was denounced, on some day so far."""
    collapsed: Pattern | None = None
    """The option, or one of these, collapsed, on some day so far."""
    happened: Id | None = None
    """The event has happened, or the deadline has passed, on some day so far."""
    out: Id | None = None
    """The party is away from the table."""
    since_days: DayCount | None = None
    """With what has happened so far: the first time was at least this many days ago."""
    not_: "Situation | None" = Field(default=None, alias="not")
    """This does not hold."""

    @model_validator(mode="after")
    def _says_something(self) -> "Situation":
        if not self.model_fields_set - {"for_days", "since_days"}:
            raise ValueError("says nothing: name at least one of in_force, not_in_force, stands, agreed, not, ...")
        return self


class NoDeal(Entry):
    """What a party expects from carrying on without a deal (its BATNA)."""

    value: Points = Field(default_factory=lambda: fixed(0))
    """Points: status_quo inside, what carrying on adds to the first options (or takes); outside, its worth alone."""


class Trust(Word):
    """How far a party expects another to keep its word."""

    initial: Share = Field(default_factory=lambda: fixed(0.5))
    """Trust before any truce day was seen, 0 none to 1 full."""
    half_life_days: Days = Field(default_factory=lambda: fixed(60))
    """Days after which a kept or broken truce day counts half."""
    prior_days: Count = Field(default_factory=lambda: fixed(10))
    """How many observed truce days the initial trust is worth."""


class Tactic(Word):
    """How a party decides how much to hold out for."""

    kind: Id = "steadfast"
    """steadfast, time, tit_for_tat, deadline, reputation, human, or a plug-in's name."""
    aspiration: Share = Field(default_factory=lambda: fixed(0))
    """Share of the attainable that it holds out for (steadfast; the demand of reputation)."""
    start: Share = Field(default_factory=lambda: fixed(0.5), alias="from")
    """Aspiration on the first day (time, tit_for_tat, deadline)."""
    end: Share = Field(default_factory=lambda: fixed(0), alias="to")
    """Aspiration in the end (time, deadline), or the lowest it goes (tit_for_tat)."""
    beta: Annotated[Spread, Bounded(0.001, 1000, "shape")] = Field(default_factory=lambda: fixed(1))
    """Shape of the time tactic: below 1 concedes late (Boulware), above 1 early (Conceder)."""
    days: Days | None = None
    """Days over which the time tactic concedes; none: `patience_days` of the party."""
    last_days: Days = Field(default_factory=lambda: fixed(10))
    """Days before the next deadline that concerns it, or the horizon, in which the deadline tactic gives way."""
    stand_in: Id | None = None
    """The tactic that plays a human's seat when nobody sits in it."""


class Fallback(Word):
    """The vote that a consensus falls back to."""

    after: Count
    """Refused proposals on the issue after which votes are counted, in whole numbers."""
    share: Share | None = None
    """Least share of yes that then wins; none: more than half."""


class DecidedBy(Word):
    """Who decides, and how answers count."""

    rule: Literal["controllers", "unanimity", "majority", "consensus", "alone"]
    """controllers and those who signed; all; a majority; all, later a majority; one party alone."""
    of: Id | list[Id] = Field(default_factory=list)
    """The members, who decide; none named: those who control the issue."""
    weights: Mapping[Id, Weight] = Field(default_factory=dict)
    """How much a member's answer weighs; one that is left out weighs its size."""
    share: Share | None = None
    """Least share of yes that wins, for a majority; none: more than half."""
    counts: Literal["cast", "all"] = "cast"
    """What the share is of, for a majority: the weight of those who do not abstain, or of all members."""
    fallback: Fallback | None = None
    """The vote that a consensus falls back to; none: it stays one."""


class WalkOut(Word):
    """When a party leaves the table, what its absence means, and when it comes back."""

    cost: Cost = Field(default_factory=lambda: fixed(0))
    """Points that being away must be worth to it beyond what going on is worth, for it to leave by its own choice."""
    no_deal: Mapping[Id, Points] = Field(default_factory=dict)
    """Points on no-deal values, its own and others', while it is out."""
    after_red_lines: Count | None = None
    """It leaves once others have proposed so many times what breaks a red line of its own; none: it puts up with it."""
    after_breaches: Count | None = None
    """It leaves after so many days on which it has seen a truce broken; none: it puts up with it."""
    returns_after: Days | None = None
    """Days after which it comes back; none: it does not by itself."""
    returns_for: Situation | None = None
    """The gesture for which it comes back."""
    meanwhile: Literal["rest", "suspended"] = "rest"
    """rest: the others go on; suspended: no session is held while it is out."""


class Party(Entry):
    """Who negotiates."""

    label: Text | None = None
    """The name on screen; free to change."""
    role: Literal["principal", "mediator", "backer"] = "principal"
    """principal: speaks and decides; mediator: proposes to others; backer: decides its own issues, may speak."""
    influence: Scale = Field(default_factory=lambda: fixed(50))
    """Capability, 0 to 100; used by the spatial lens only."""
    no_deal: NoDeal
    """What it expects without a deal."""
    drift: Points = Field(default_factory=lambda: fixed(0))
    """Change of its no-deal value per 30 days of open dispute, in points."""
    volatility: Cost = Field(default_factory=lambda: fixed(0))
    """Standard deviation of the daily change of its no-deal value, in points."""
    tactic: Tactic = Field(default_factory=Tactic)
    """How it decides how much to hold out for."""
    precision: Annotated[Spread, Bounded(0, 1_000, "per point")] | Literal["exact"] = Field(
        default_factory=lambda: fixed(0.5)
    )
    """How sharply it answers, per point; 0 is a coin toss, `exact` a best response."""
    consistency: Share = Field(default_factory=lambda: fixed(0))
    """Chance that its mind is made up on an agenda, so that it answers the same to the same; 0: never."""
    patience_days: Days = Field(default_factory=lambda: fixed(60))
    """Days that matter to it: what time is worth, so that it prices terms, pressures and deadlines to come."""
    resolve_correlation: Annotated[Spread, Bounded(0, 0.95, "correlation")] = Field(default_factory=lambda: fixed(0))
    """How far its red lines come together: a government firm on one thing is firm on others."""
    trust: Mapping[Id, Trust] = Field(default_factory=dict)
    """Its trust in each other party."""
    size: Weight = Field(default_factory=lambda: fixed(1))
    """How much its answer weighs where a majority decides and nothing else is said: votes, seats, members."""
    splits: Mapping[Id, Annotated[Spread, Bounded(0.5, 1, "share")]] = Field(default_factory=dict)
    """Issues on which it votes divided, with the share of its weight that goes with it; none: all of it."""
    abstains: Share = Field(default_factory=lambda: fixed(0))
    """Chance that it abstains at a session where members vote."""
    walk_out: WalkOut | None = None
    """When it leaves the table and comes back; none: only events make it."""
    enters: Situation | None = None
    """What must hold for it to enter the talks at all; none: it is there from the first day."""


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


Ratio = Annotated[Spread, Bounded(0, 1_000, "ratio")]
"""By what something is multiplied."""


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


class Condition(Entry):
    """What a party has publicly said it requires, or will not have."""

    label: Text | None = None
    """The demand in a few words."""
    party: Id
    """Who states it."""
    when: Pattern | None = None
    """The options that trigger it."""
    require: Pattern | list[Pattern] | None = None
    """The options that satisfy it; of several combinations any one does."""
    refuses: Pattern | None = None
    """What it will not have, whatever else; in place of `when` and `require`."""
    require_conduct: Situation | None = None
    """Conduct that satisfies it, in place of `require` or beside it: as long as this holds nothing breaks it."""
    firmness: Share
    """Probability that it is a true red line."""
    backdown_cost: Cost = Field(default_factory=lambda: fixed(0))
    """Points it costs to give way, if it is not."""

    @model_validator(mode="after")
    def _one_form(self) -> "Condition":
        requires = self.require is not None or self.require_conduct is not None
        if {self.when is not None, requires} != {self.refuses is None}:
            raise ValueError("a condition has either `when` and `require` (or `require_conduct`), or `refuses`")
        return self

    @property
    def triggers(self) -> Pattern:
        """The options that trigger it."""
        return self.when or self.refuses or {}

    @property
    def met_by(self) -> tuple[Pattern, ...]:
        """The combinations that satisfy it, any one of them; none does where it refuses."""
        if self.require is None:
            return ()
        return (self.require,) if isinstance(self.require, Mapping) else tuple(self.require)


class Pledge(Entry):
    """An option that a party has publicly said it supports: the mirror of a condition."""

    label: Text | None = None
    """The promise in a few words."""
    party: Id
    """Who supports it."""
    option: Mapping[Id, Id]
    """What it supports, {issue: option}."""
    backdown_cost: Cost = Field(default_factory=lambda: fixed(0))
    """Points it costs to refuse what one has pledged."""


class Exposure(Entry):
    """What a party loses if those bound by an option do not keep their side."""

    party: Id
    """Who is exposed."""
    option: Mapping[Id, Id]
    """By taking what, {issue: option}."""
    points: Cost
    """Points lost under no trust at all."""


class Happening(Entry):
    """What something that happens beside the talks does."""

    label: Text | None = None
    """What happens, in a few words."""
    days: Days | None = None
    """How long its effects last; none: to the end."""
    no_deal: Mapping[Id, Points] = Field(default_factory=dict)
    """Points on a party's no-deal value while it lasts."""
    worth: Mapping[Id, Mapping[Id, Mapping[Id, Points]]] = Field(default_factory=dict)
    """Points on the worth of an option, {party: {issue: {option: points}}}, while it lasts."""
    truces: Mapping[Id, Mapping[Id, TruceEffect]] = Field(default_factory=dict)
    """Truces that it touches while it lasts, {issue: {option: how}}."""
    force: Mapping[Id, Id] = Field(default_factory=dict)
    """Options it puts in force, {issue: option}; their alternatives are barred while it lasts."""
    bar: Mapping[Id, Id] = Field(default_factory=dict)
    """Options it rules out while it lasts, {issue: option}; in force, they end."""
    goodwill: Count = Field(default_factory=lambda: fixed(0))
    """How many kept-truce days it is worth to trust."""
    between: list[Id] = Field(default_factory=list)
    """Among whom the goodwill counts."""
    leaves: list[Id] = Field(default_factory=list)
    """Parties that it makes leave the table."""
    brings_back: list[Id] = Field(default_factory=list)
    """Parties that it brings back to the table."""
    adjourns: bool = False
    """Whether the talks are adjourned while it lasts: no session is held."""


class Event(Happening):
    """Something that happens beside the talks: on a date, at random, or when something holds."""

    on: date | None = None
    """The day it happens, for a scheduled one."""
    rate: Annotated[Spread, Bounded(0, 1, "per day")] | None = None
    """Chance per day, for a random one."""
    when: Situation | None = None
    """What must hold for it to happen; with neither date nor chance it happens when this comes to hold."""
    first: date | None = Field(default=None, alias="from")
    """The first day on which it can happen; none: any."""
    until: date | None = None
    """The last day on which it can happen; none: any."""
    once: bool = False
    """Whether it happens once at most."""

    @model_validator(mode="after")
    def _one_clock(self) -> "Event":
        if self.on is not None and self.rate is not None:
            raise ValueError("an event has `on` (a date) or `rate` (a chance per day), not both")
        if self.on is None and self.rate is None and self.when is None:
            raise ValueError("an event has `on` (a date), `rate` (a chance per day) or `when` (what must hold)")
        return self


class Prolong(Word):
    """How a deadline can be put off by agreement."""

    days: Days
    """Days by which it moves."""
    times: Annotated[int, Field(ge=1, le=1000), BeforeValidator(_no_flag)] = 1
    """How many times at most."""
    consents: list[Id] = Field(default_factory=list)
    """Who must agree; none named: all principals."""
    within_days: Days | None = None
    """Days before the deadline, itself included, on which this may be moved; none: as many as `days`."""
    pause_days: Count = Field(default_factory=lambda: fixed(0))
    """Days without sessions that follow: the talks are adjourned."""
    beyond: bool = False
    """Whether it may be moved to a day after the last that is played, so that it no longer comes in a run."""


class Deadline(Happening):
    """A day by which something must be agreed or in force, and what comes of it if it is not."""

    on: date | None = None
    """Its day, the last on which it can be met."""
    after: Situation | None = None
    """What sets it, where it has no date."""
    in_days: Count | None = None
    """With `after`: how many days later it is; none: on the same day."""
    unless: Pattern | None = None
    """What meets it, agreed or in force; none: nothing does."""
    ends_talks: bool = False
    """Whether no session is held after it."""
    prolong: Prolong | None = None
    """How it can be put off; none: it cannot."""

    @model_validator(mode="after")
    def _one_day(self) -> "Deadline":
        if (self.on is None) == (self.after is None):
            raise ValueError("a deadline has either `on` (a date) or `after` (what sets it)")
        if self.in_days is not None and self.after is None:
            raise ValueError("`in_days` needs `after`")
        return self


class Pressure(Entry):
    """What one party can do to another that refuses: it presses, or it offers."""

    label: Text | None = None
    """The means in a few words."""
    by: Id
    """Who applies it."""
    target: Id
    """On whom."""
    kind: Literal["pressure", "inducement"] = "pressure"
    """pressure: makes states worse that leave the demand unmet; inducement: makes states better that meet it."""
    demands: Pattern | None = None
    """What it is about: options, any of which meets it; none: it weighs on the target's no-deal value, met or not."""
    points: Cost
    """Points it takes off (or adds to) what its target values such states at while it lasts."""
    after_refusals: Count = Field(default_factory=lambda: fixed(1))
    """Refusals of what it demands by the target since the last time, before it may be applied."""
    chance: Share = Field(default_factory=lambda: fixed(1))
    """Chance that it is then applied, per refusal."""
    days: Days = Field(default_factory=lambda: fixed(7))
    """How long it lasts."""
    ends: Literal["days", "met"] = "days"
    """days: it ends when its days are over; met: only when what it demands is in force."""
    threat: Share = Field(default_factory=lambda: fixed(0))
    """Chance with which parties reckon that it will come while it is not under way."""
    cost: Cost = Field(default_factory=lambda: fixed(0))
    """Points off its author's own no-deal value while it lasts."""


Direction = Literal["up", "down"]
"""Which way something goes when what it has in common with others goes up."""


class Correlation(Entry):
    """Stated ranges that lie high or low together, because one thing that nobody states is behind them."""

    label: Text | None = None
    """The common cause in a few words."""
    strength: Share
    """How much of where a member lies in its range is the common cause: 0 nothing, 1 everything."""
    members: Annotated[Mapping[str, Direction], Field(min_length=1)]
    """Paths of the ranges: `up` if one lies high when the common cause is high, `down` if it lies low."""


class SharedShock(Entry):
    """What moves several no-deal values on the same day: what one hopes from fighting on, the other fears."""

    label: Text | None = None
    """What it is, in a few words."""
    strength: Share
    """How much of each party's daily change (`volatility`) is common to them: 0 nothing, 1 everything."""
    parties: Annotated[Mapping[Id, Direction], Field(min_length=1)]
    """The parties: `up` if it raises what a party expects without a deal, `down` if it lowers it."""


class Features(Word):
    """Mechanisms that can be switched off, to show how much hangs on each."""

    trust: bool = True
    """Trust learns from truce days; off: it stays as it began."""
    learning: bool = True
    """Beliefs about aspirations and red lines learn from answers."""
    misread: bool = True
    """Lawful acts can be read as breaches."""
    retaliation: bool = True
    """Breaches bring breaches from the other side."""
    pressure: bool = True
    """Mediators and backers press, threaten and reward those who refuse."""
    backdown: bool = True
    """Giving way on a condition, or refusing a pledge, costs points."""
    time_pricing: bool = True
    """A fixed-term option is worth less than a lasting one."""
    resolve_correlation: bool = True
    """A party's red lines come together."""


class Protocol(Word):
    """How the talks are run."""

    horizon_days: DayCount
    """Days played; day t is `as_of` + t."""
    session_dates: list[date] = Field(default_factory=list)
    """Days with a session fixed in advance."""
    sessions_per_day: Annotated[Spread, Bounded(0, 20, "per day")] = Field(default_factory=lambda: fixed(0))
    """Other sessions a day, on average."""
    sessions_alone: Annotated[Spread, Bounded(0, 20, "per day")] | None = None
    """Sessions a day once the mediator is gone; none: as before."""
    speaks: Literal["mediated", "alternating", "random"] | Mapping[Id, Weight] = "alternating"
    """Who proposes at a session: the mediator, the principals in turn or at random, or shares by party."""
    mediator_patience: Annotated[Spread, Bounded(0, 1_000_000, "failed sessions")] | None = None
    """Failed sessions after which the mediator leaves; none: never."""
    mediator_gone_from: date | None = None
    """Day from which the mediator takes no part: it speaks, signs and presses no more; none: while it has patience."""
    mediator_weights: Mapping[Id, Weight] = Field(default_factory=dict)
    """How much each party's surplus counts in the mediator's product (default 1): a neutral one weighs all alike."""
    floor: Share = Field(default_factory=lambda: fixed(0.02))
    """Least chance of acceptance at which the mediator still proposes."""
    misperception: Cost | Mapping[Id, Cost] = Field(default_factory=lambda: fixed(0))
    """Standard deviation of the error with which others see a party's worth of an option: one for all, or by party."""
    assumed_precision: AssumedPrecision | Mapping[Id, AssumedPrecision] = Field(default_factory=lambda: fixed(0.5))
    """Precision that others assume when they predict a party and learn from it: one number for all, or by party."""
    status_quo: Literal["inside", "outside"] = "inside"
    """inside: first options in force, no-deal values on top; outside: nothing is, no-deal values alone, whole deals."""
    collapse_observations: Count = Field(default_factory=lambda: fixed(5))
    """Broken truce days that a collapse counts as, in trust."""
    withdrawal_observations: Count = Field(default_factory=lambda: fixed(5))
    """Broken truce days that a withdrawal counts as, in trust towards who withdrew."""
    failure_observations: Count = Field(default_factory=lambda: fixed(0))
    """Broken truce days that a refusal to ratify counts as, to those who agreed, in trust towards who refused."""
    decided_by: DecidedBy | None = None
    """How changes are decided where an issue does not say; none: by consent of those who control it."""
    features: Features = Field(default_factory=Features)
    """Mechanisms switched on or off."""


class Ratifier(Entry):
    """A party that votes on packages as a whole after they have been agreed."""

    label: Text | None = None
    """The ballot in a few words."""
    party: Id
    """Who votes."""
    issues: list[Id] = Field(default_factory=list)
    """Packages that bring in something on any of these are voted on; none named: all packages."""
    ballots: list[date] = Field(default_factory=list)
    """The days on which it votes; none named: `in_days` after a package is agreed."""
    in_days: Annotated[Spread, Bounded(0, 10_000, "days")] = Field(default_factory=lambda: fixed(0))
    """Days from the agreement, and its lag, to the ballot where no days are named; the next day at the earliest."""
    recommends: Mapping[Id, Points] = Field(default_factory=dict)
    """Points that a package is worth more to it if this party has signed it, and so recommends it."""
    raises: Cost = Field(default_factory=lambda: fixed(0))
    """Points that it wants more after each package that it has rejected."""


class StartedOption(Word):
    """An option that is in force on day 0."""

    option: Id
    """Which."""
    since: date
    """The first day on which it was in force, `as_of` or earlier."""
    signed_by: list[Id] = Field(default_factory=list)
    """Who agreed to it."""
    deal: Id | None = None
    """A name for the agreement; options with the same one are left together; none: it is one of its own."""
    breaches: Mapping[Id, Annotated[Spread, Bounded(0, 100_000, "per day")]] = Field(default_factory=dict)
    """Breaches a day of a truce, by side, since it began."""


class Observed(Word):
    """Truce days that a party has seen another keep or break."""

    kept: Count = Field(default_factory=lambda: fixed(0))
    """Days kept."""
    broken: Count = Field(default_factory=lambda: fixed(0))
    """Days broken."""


class Start(Entry):
    """What is under way on day 0, where a run starts in the middle."""

    in_force: Mapping[Id, StartedOption] = Field(default_factory=dict)
    """Options in force, by issue."""
    observed: Mapping[Id, Mapping[Id, Observed]] = Field(default_factory=dict)
    """Truce days that count in trust, by who has seen them, and of whom."""
    pressures: Mapping[Id, date] = Field(default_factory=dict)
    """Pressures under way, with the first day of each, `as_of` or earlier."""
    events: Mapping[Id, date] = Field(default_factory=dict)
    """Events under way, with the first day of each, `as_of` or earlier."""


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


class Change(Word):
    """A named what-if: a set of paths and values with a reason."""

    label: Text | None = None
    """The name on screen."""
    why: Text | None = None
    """Why one would look at it."""
    set: Annotated[Mapping[str, Any], Field(min_length=1)]
    """Path to value; a value of null removes the entry."""


class Reading(Entry):
    """One way to read an ambiguous report."""

    label: Text | None = None
    """The reading in a few words."""
    set: Mapping[str, Any] = Field(default_factory=dict)
    """What it sets, path to value; empty if the scenario is written in this reading."""


class Switch(Word):
    """An ambiguity in what is known, kept as an explicit choice."""

    label: Text | None = None
    """The ambiguity in a few words."""
    asks: Text
    """What is unclear."""
    reading: Id
    """The reading in use."""
    readings: Annotated[Mapping[Id, Reading], Field(min_length=2)]
    """The readings one may choose from."""


class Lever(Entry):
    """A path that the user may move."""

    label: Text
    """What it is, in words."""
    range: Points | None = None
    """How far a number may be moved."""
    choices: list[str | bool] | None = None
    """The values of a lever that is not a number; none: taken from the path."""
    unit: Text | None = None
    """What it is counted in; none: taken from the path."""
    group: Text | None = None
    """Where it stands in the app."""


class OutsideView(Entry):
    """What base rates say about a question, shown beside the model's number; no rule reads it."""

    label: Text
    """What is compared."""
    question: Id | None = None
    """The question whose share stands beside it."""
    range: Share
    """The range that base rates give."""


Recall = Literal["nothing", "outcome", "details"]
"""How much somebody recalls of how a case ended."""


class BookStated(Word):
    """The codebook by which ranges were coded."""

    number: Annotated[int, Field(ge=1)]
    """Its number."""
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
    """Its digest, as `parley codebook` prints it."""
    units: Mapping[Annotated[str, StringConstraints(pattern=r"^[A-Z]\d\d$")], str | list[str]] = Field(
        default_factory=dict
    )
    """What the coded text numbers (P01, I01, C01, E01, ...), each with the paths at which it is used here."""
    recalls: Recall | None = None
    """What its author recalled of how the case ended, committed before it was stated; scores are split by it."""


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
