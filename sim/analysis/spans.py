"""From when to when something stood in one run."""

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import Any, Protocol

from pydantic import BaseModel


class DayLike(Protocol):
    """A day of a watched run, as far as it is looked at here."""

    @property
    def day(self) -> int:
        """Its number."""

    @property
    def in_force(self) -> Any:
        """The deal in force in the evening, issue to option."""


def spans_of(days: Sequence[DayLike], issue: str, option: str) -> list[tuple[int, int]]:
    """Return the first and last day of every stretch of days on which an option was in force in the evening."""
    spans = []
    for stood, stretch in groupby(days, key=lambda day: day.in_force.get(issue) == option):
        if stood:
            found = list(stretch)
            spans.append((found[0].day, found[-1].day))
    return spans


def options_named(outcome: BaseModel, issues: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Return every (issue, option) that an outcome's rule names, in order and once each."""
    return tuple(dict.fromkeys(_named(outcome.model_dump(exclude_none=True), issues)))


def _named(stated: Any, issues: Collection[str]) -> Iterator[tuple[str, str]]:
    if isinstance(stated, list | tuple):
        for part in stated:
            yield from _named(part, issues)
    elif isinstance(stated, dict):
        for key, value in stated.items():
            if key not in issues:
                yield from _named(value, issues)
            elif isinstance(value, str):
                yield key, value
            else:
                yield from ((key, option) for option in value)
