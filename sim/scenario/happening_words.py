"""Words for what happens meanwhile: situations, events, deadlines, pressure."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from sim.scenario.base import Cost, Count, Days, Entry, Id, Pattern, Points, Share, Text, Word, _no_flag
from sim.scenario.issue_words import TruceEffect
from sim.scenario.numbers import Bounded, Spread, fixed
from sim.scenario.situation_word import Situation


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
