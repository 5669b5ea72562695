"""Words for who negotiates: no-deal value, trust, tactic, how a party decides, when it walks out."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.base import Cost, Count, Days, Entry, Id, Points, Scale, Share, Text, Weight, Word
from sim.scenario.numbers import Bounded, Spread, fixed
from sim.scenario.situation_word import Situation

TACTICS = ("steadfast", "time", "tit_for_tat", "deadline", "reputation")
"""The built-in tactics, in the order in which the rules number them."""


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
