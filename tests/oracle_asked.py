"""What is asked of a run once more from the text of the rulebook: whether a predicate holds, and since which day.

It reads off a `History` that the oracle has played: its first days, its evenings and its sessions. It does not know
`rejected`, `walked_out`, `prolonged`, `within_days` and `for_days`.
"""

from collections.abc import Iterator, Mapping
from math import inf
from typing import NamedTuple

from sim.scenario.asked_words import Predicate
from sim.scenario.base import Pattern
from tests.oracle_days import History, Talk, named


class Came(NamedTuple):
    """Whether something holds of a run, and the day on which it came to; None where it has none."""

    holds: bool
    day: float | None = None


NO = Came(False)

KIN = ("collapsed", "expired", "withdrawn", "renewed", "extended", "agreed", "failed")
"""Words that date an option by the first day on which something happened to it, under the record's own name."""

SAID_OTHERWISE = {
    "reached_term": "reached term",
    "alleged": "alleged",
    "alleged_by_both": "alleged by both",
}
"""Words of the same kind which the oracle's record calls otherwise."""

COUNTED = ("proposed", "refused", "vetoed")


def _on(day: float) -> Came:
    return NO if day == inf else Came(True, day)


def asked(history: History, predicate: Predicate) -> Came:
    """Return whether a predicate holds of a run, and since when."""
    last = inf if predicate.by is None else (predicate.by - history.scenario.as_of).days
    dated = [came if came.day is None or came.day <= last else NO for came in _dated(history, predicate)]
    rest = _together([*dated, *_combined(history, predicate)])
    if predicate.before is None or not rest.holds:
        return rest
    other = asked(history, predicate.before)
    earlier = rest.day is not None and other.day is not None and rest.day < other.day
    return rest if earlier or not other.holds else NO


def _together(parts: list[Came]) -> Came:
    """Return all of several: dated by the last to come, as far as they have a day."""
    if not all(part.holds for part in parts):
        return NO
    return Came(True, max([part.day for part in parts if part.day is not None], default=None))


def _combined(history: History, predicate: Predicate) -> Iterator[Came]:
    yield from (asked(history, part) for part in predicate.all or ())
    if predicate.any is not None:
        least = predicate.at_least or 1
        holding = [came for part in predicate.any if (came := asked(history, part)).holds]
        days = sorted(came.day for came in holding if came.day is not None)
        dated = len(days) >= least and len(days) == len(holding)
        yield NO if len(holding) < least else Came(True, days[least - 1] if dated else None)
    if predicate.not_ is not None:
        yield Came(not asked(history, predicate.not_).holds)


def _dated(history: History, predicate: Predicate) -> Iterator[Came]:
    first = history.record.first
    for word, called in [*((word, word) for word in KIN), *SAID_OTHERWISE.items()]:
        for issue, options in (getattr(predicate, word) or {}).items():
            yield _on(history.record.soonest_of(called, issue, named(options)))
    yield from _on_a_day(history, predicate)
    if predicate.ever is not None:
        yield _on(_first_evening(history, predicate.ever))
    if predicate.at_end is not None:
        ends = _has(history.evenings[-1].in_force, predicate.at_end)
        yield _on(_first_evening(history, predicate.at_end) if ends else inf)
    if predicate.happened is not None:
        yield _on(first.get(("happened", predicate.happened), inf))
    if predicate.mediator_left:
        yield _on(first.get(("mediator left", None), inf))
    for word in COUNTED:
        wanted = getattr(predicate, word)
        if wanted is not None:
            days = list(_days_of(history, predicate, word, {} if wanted == "anything" else wanted))
            least = (predicate.at_least or 1) - 1
            yield _on(days[least] if len(days) > least else inf)


def _on_a_day(history: History, predicate: Predicate) -> Iterator[Came]:
    """Yield what is asked of the evening of one day."""
    for word in ("in_force", "stands"):
        pattern = getattr(predicate, word)
        if pattern is not None and predicate.on is not None:
            day = (predicate.on - history.scenario.as_of).days
            evening = history.evenings[day - 1]
            yield _on(day if _has(evening.stands if word == "stands" else evening.in_force, pattern) else inf)


def _first_evening(history: History, pattern: Pattern) -> float:
    return min((evening.day for evening in history.evenings if _has(evening.in_force, pattern)), default=inf)


def _has(options: Mapping[str, str], pattern: Pattern) -> bool:
    return all(options.get(issue) in named(wanted) for issue, wanted in pattern.items())


def _days_of(history: History, predicate: Predicate, word: str, pattern: Pattern) -> Iterator[int]:
    """Yield the days on which something was done about a deal with some options, each as often as it was done."""
    for evening in history.evenings:
        for talk in evening.talks:
            if talk.changes is None or not _is_about(talk, pattern):
                continue
            did = _who_did(word, talk)
            yield from (evening.day for party in did if predicate.party is None or party in named(predicate.party))


def _who_did(word: str, talk: Talk) -> list[str | None]:
    refusing = [party for party, said in talk.answers.items() if not said]
    if word == "proposed":
        return [talk.speaker]
    return [party for party in refusing if word == "refused" or party in talk.crossed]


def _is_about(talk: Talk, pattern: Pattern) -> bool:
    """Return whether the deal on the table has all the options named, and brings in or extends one of them."""
    changes = talk.changes or {}
    brings = any(changes.get(issue) in named(wanted) for issue, wanted in pattern.items())
    return not pattern or (brings and _has(talk.deal, pattern))
