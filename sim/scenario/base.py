"""What every word of the scenario language is made of: names, texts, bounded numbers, sources."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from sim.scenario.numbers import Bounded, Spread

FORMAT = 1
"""The version of the scenario language that this release writes and reads."""


RULES = 4
"""The number of the rulebook of this release; it rises when shares of valid files change (docs/model.md)."""


FIRST_RULES = 1
"""The rulebook of what says no number: results and addresses made before the number was kept."""


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


Ratio = Annotated[Spread, Bounded(0, 1_000, "ratio")]
"""By what something is multiplied."""
