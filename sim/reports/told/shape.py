"""What a finding is told as, and the names and numbers that all of them are told with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import Any

from sim.charts import Picture
from sim.formatting import MINUS, MISSING, between, of_hundred, with_minus
from sim.provenance import change_text
from sim.reports.figures import points_between, sentence
from sim.reports.paper import Grid
from sim.reports.what_if import SET_TO, called
from sim.scenario.input_names import input_name
from sim.scenario.model import Scenario

Data = Mapping[str, Any]
"""A finding, or a part of one, as plain data."""

ROWS = 12
"""Rows of a table, so that an answer fits on a page; how many are left out is said."""


@dataclass(frozen=True)
class Told:
    """A finding as an answer.

    Attributes:
        question: What it answers, as a heading.
        sentences: The answer first; each follows from the numbers.
        sure: How sure it is, and on what that rests.
        picture: The picture, if there is one.
        caption: What stands beneath it; empty: what the picture itself says.
        table: The numbers, if a table shows them.
    """

    question: str
    sentences: tuple[str, ...]
    sure: str
    picture: Picture | None = None
    caption: str = ""
    table: Grid | None = None

    def __post_init__(self) -> None:
        """Write every minus as people read it."""
        object.__setattr__(self, "sentences", tuple(sentence(with_minus(text)) for text in self.sentences))


@dataclass(frozen=True)
class Subject:
    """What a finding is of.

    Attributes:
        scenario: The scenario, with its changes; none if it is of files of others, or of a classic.
        outcome: The outcome that the reader asks about, where a finding speaks of several; empty: its first.
    """

    scenario: Scenario | None = None
    outcome: str = ""

    def named(self, kind: str, key: str) -> str:
        """Return the label of an entry, such as a party; its id with spaces where the scenario does not know it."""
        return key.replace("_", " ") if self.scenario is None else self.scenario.name_of(kind, key)

    def option(self, issue: str, option: str) -> str:
        """Return the label of an option."""
        known = self.scenario is not None and option in getattr(self.scenario.issues.get(issue), "options", ())
        return self.scenario.option_name(issue, option) if known and self.scenario else option.replace("_", " ")

    def change(self, change: str | Data) -> str:
        """Return what a what-if is called: the labels of declared changes, else what is set."""
        text = change_text(change)
        if isinstance(change, str) and "=" not in text:
            return called(self.named("changes", part.strip()) for part in text.split("+"))
        path, _, value = text.partition("=")
        known = self.scenario is not None and path.split(".")[0] in type(self.scenario).model_fields
        return f"{input_name(self.scenario, path)} {SET_TO} {value}" if known and self.scenario else text

    def chosen(self, found: Sequence[Data]) -> Data:
        """Return, of what is told of every outcome, what is told of the one asked about."""
        return next((one for one in found if one["id"] == self.outcome), found[0])


def number(value: Any) -> float:
    """Return a number of plain data; a missing one is not a number."""
    return nan if value is None else float(value)


def hundred(value: Any) -> str:
    """Return a share as so many of 100."""
    return of_hundred(number(value))


def ends(found: Data, low: str = "low", high: str = "high") -> str:
    """Return an interval of shares."""
    return between(number(found[low]), number(found[high]))


def signed_ends(found: Data) -> str:
    """Return an interval of differences of shares."""
    return points_between(number(found["low"]), number(found["high"]))


def plain(value: Any, digits: int = 1) -> str:
    """Return a number to so many decimals."""
    return MISSING if value is None else f"{float(value):,.{digits}f}".replace("-", MINUS)


def runs_of(data: Data) -> str:
    """Return how many runs stand behind a finding, and their luck."""
    count = int(data["runs"])
    return f"{count:,} run{'s' * (count != 1)} with seed {data['seed']}"


def left_out(shown: int, of: int, what: str) -> str:
    """Return what a table does not show; empty if it shows all."""
    return f"{shown} of {of:,} {what} are shown." if of > shown else ""
