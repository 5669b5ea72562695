"""Words for who reads a scenario: named changes, readings, levers, outside views, what it was stated by."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from sim.scenario.base import Entry, Id, Points, Share, Text, Word

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
