"""Words for how talks are held: the protocol, who ratifies, where they stand at the start."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.base import AssumedPrecision, Cost, Count, DayCount, Entry, Id, Points, Share, Text, Weight, Word
from sim.scenario.numbers import Bounded, Spread, fixed
from sim.scenario.party_words import DecidedBy


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
