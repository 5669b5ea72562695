"""What checks look at: stated data that may be wrong anywhere, read without ever failing."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sim.scenario.data import table, value_at
from sim.scenario.language import Use, uses_in
from sim.scenario.numbers import Spread, parse_number

NAMED = ("parties", "sources", "events", "deadlines", "questions", "switches")
"""Parts of a scenario whose entries are named elsewhere."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def listed(value: Any) -> list[str]:
    """Return one name or several as a list; whatever is not a name is left out."""
    return [name for name in (value if isinstance(value, list) else [value]) if isinstance(name, str)]


def number(value: Any) -> Spread | None:
    """Return a stated number; None if it cannot be read, which is reported elsewhere."""
    try:
        return parse_number(value)
    except ValueError:
        return None


def largest(value: Any, most: float) -> float:
    """Return the largest value that a stated number can take in a field that ends at `most`; 0 if it cannot be read."""
    spread = number(value)
    if spread is None:
        return 0.0
    if spread.truncated:
        return min(most, spread.cut[1])
    return min(most, max(spread.at)) if _bounded(spread) else most


def smallest(value: Any) -> float:
    """Return the smallest value that a stated number can take in a field that begins at 0; 0 if it cannot be read."""
    spread = number(value)
    if spread is None:
        return 0.0
    if spread.truncated:
        return max(0.0, spread.cut[0])
    return max(0.0, min(spread.at)) if _bounded(spread) else 0.0


def _bounded(spread: Spread) -> bool:
    return ({part.kind for part in spread.parts} or {spread.kind}) <= {"fixed", "uniform", "pert", "choice"}


def day(value: Any) -> date | None:
    """Return a stated date; None if it cannot be read."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


@dataclass(frozen=True)
class View:
    """Stated data with the names in it.

    Attributes:
        data: The scenario as plain data.
        before: A view of much the same data; what they share is walked once.
    """

    data: Mapping[str, Any]
    before: "View | None" = None

    def same(self, part: str) -> bool:
        """Return whether one part of the scenario is the same as in the view before."""
        return self.before is not None and self.data.get(part) is self.before.data.get(part)

    @cached_property
    def parts(self) -> Mapping[str, tuple[Use, ...]]:
        """Every word in use below the scenario itself, by part."""
        return {
            part: self.before.parts[part] if self.before and self.same(part) else tuple(uses_in(self.data[part], part))
            for part in self.data
        }

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """Every word in use."""
        return (Use((), "Scenario", self.data), *(use for part in self.parts.values() for use in part))

    @cached_property
    def fresh(self) -> tuple[Use, ...]:
        """The words in use where something that was right before can be wrong: in parts that have changed since.

        If what they name has changed, or the days that are played, that is everywhere.
        """
        if self.before is None or self.frame != self.before.frame:
            return self.uses
        return (self.uses[0], *(use for part, uses in self.parts.items() if not self.same(part) for use in uses))

    @cached_property
    def frame(self) -> tuple[Any, ...]:
        """What words name, and the days that are played."""
        named = [self.names(part) for part in NAMED]
        sources = list(map(table, table(self.at("sources")).values()))
        dates = [(source.get("date"), source.get("public_since"), source.get("grade")) for source in sources]
        return named, self.options, dates, self.at("as_of"), self.horizon

    def of(self, *words: str) -> Iterator[Use]:
        """Yield the uses of some words."""
        return (use for use in self.uses if use.word in words)

    def at(self, *path: str) -> Any:
        """Return what is stated at a path; None if nothing is."""
        return value_at(self.data, path)

    def names(self, *path: str) -> list[str]:
        """Return the ids in the mapping at a path."""
        return [str(name) for name in table(self.at(*path))]

    @cached_property
    def parties(self) -> list[str]:
        """Party ids."""
        return self.names("parties")

    @cached_property
    def options(self) -> dict[str, list[str]]:
        """Option ids by issue id."""
        return {issue: self.names("issues", issue, "options") for issue in self.names("issues")}

    @property
    def inside(self) -> bool:
        """Whether the first options are in force before anything is agreed."""
        return bool(self.at("protocol", "status_quo") != "outside")

    def roles(self, role: str) -> list[str]:
        """Return the parties that have a role."""
        return [name for name in self.parties if (self.at("parties", name, "role") or "principal") == role]

    @property
    def horizon(self) -> float:
        """Days played; infinite if that cannot be read."""
        days = self.at("protocol", "horizon_days")
        # 90.0 is a whole number too.
        whole = isinstance(days, int | float) and not isinstance(days, bool) and float(days).is_integer()
        return float(days) if whole else math.inf


def pattern(view: View, value: Any) -> dict[str, list[str]] | None:
    """Return a pattern as issue to options; None if it names anything that is not there."""
    if not isinstance(value, Mapping) or not value:
        return None
    found = {issue: listed(options) for issue, options in value.items()}
    known = all(options and set(options) <= set(view.options.get(issue, ())) for issue, options in found.items())
    return found if known else None
