"""Designs: the points that a study plays, each a value for every lever that it varies."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sim.formatting import with_minus

Kind = Literal["grid", "latin_hypercube", "sobol"]
KINDS: tuple[Kind, ...] = ("grid", "latin_hypercube", "sobol")

CHANGES = "changes"
"""What stands in place of a path where the levels are declared changes."""
BASE = "base"
"""The level of declared changes at which none is made."""

AS_STATED = "as stated"
"""Name of the level at which nothing is changed."""

ORDERED = ("number", "whole", "date")
"""Kinds of levers whose values lie on a line."""


@dataclass(frozen=True)
class VariedLever:
    """A lever that a study varies.

    Attributes:
        path: Dotted ids; `changes` where the levels are declared changes.
        label: What it is, in words.
        unit: What it is counted in; empty if it has no unit.
        kind: number, whole or date where values lie on a line; listed where they do not.
        stated: What the command line takes after `--vary`.
        levels: The values it takes, in order; empty where they are drawn from a range.
        low: Where the range from which values are drawn begins; None where levels are listed.
        high: Where it ends.
        names: What levels are called on screen, where that is not what is stated.
    """

    path: str
    label: str
    unit: str
    kind: str
    stated: str
    levels: tuple[Any, ...] = ()
    low: Any = None
    high: Any = None
    names: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def ordered(self) -> bool:
        """Whether its values lie on a line."""
        return self.kind in ORDERED

    @property
    def title(self) -> str:
        """What it is, with its unit."""
        return f"{self.label} ({self.unit})" if self.unit else self.label

    def said(self, value: Any) -> str:
        """Return a value as people read it: a declared change by its name, anything else as `in_words` puts it."""
        return self.names[value] if isinstance(value, str) and value in self.names else with_minus(in_words(value))


@dataclass(frozen=True)
class Design:
    """The points that a study plays.

    Attributes:
        kind: grid (every combination of levels, the last lever changing fastest), latin_hypercube or sobol.
        varied: The levers.
        points: For every point a value of each lever, as plain data.
    """

    kind: Kind
    varied: tuple[VariedLever, ...]
    points: tuple[tuple[Any, ...], ...]

    def changes(self, number: int) -> tuple[str | Mapping[str, Any], ...]:
        """Return what a point changes: the declared changes that it names, then the values that it sets."""
        return changes_at(self.varied, self.points[number])

    def __len__(self) -> int:
        """Return how many points there are."""
        return len(self.points)


def changes_at(varied: tuple[VariedLever, ...], values: tuple[Any, ...]) -> tuple[str | Mapping[str, Any], ...]:
    """Return what is changed where levers have these values."""
    pairs = list(zip(varied, values, strict=True))
    named = [str(value) for lever, value in pairs if lever.path == CHANGES and value != BASE]
    settings = {lever.path: value for lever, value in pairs if lever.path != CHANGES}
    return (*named, *([settings] if settings else []))


def in_words(value: Any) -> str:
    """Return a value of a lever as people read it: `0.35`, `true`, `none` for an entry that is removed."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {in_words(inner)}" for key, inner in value.items())
    return ", ".join(map(in_words, value)) if isinstance(value, list | tuple) else str(value)


def where(varied: tuple[VariedLever, ...], values: tuple[Any, ...]) -> Iterator[str]:
    """Yield `path = value` of every lever."""
    for lever, value in zip(varied, values, strict=True):
        yield f"{lever.path} = {in_words(value)}"
