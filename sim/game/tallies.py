"""What a scenario asks to have counted, as rows that the rules read: proposals, refusals, walk-outs, evenings."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from sim.arrays import Ints
from sim.game.names import Names, listed
from sim.rules.tallying import ANYTHING, EVENINGS
from sim.scenario.asked_words import COUNTED, DONE_BY, Predicate
from sim.scenario.base import Pattern
from sim.scenario.model import Scenario

WatchedPattern = tuple[tuple[str, tuple[str, ...]], ...]
"""A pattern in one form: sorted issues, sorted options."""


class Watch(NamedTuple):
    """Something whose first day is kept.

    Attributes:
        pattern: Which options must be in force.
        days: How many days in a row; if negative, the one day on which.
        ahead: Whether what is agreed and still to come into force counts as in force.
    """

    pattern: WatchedPattern
    days: int
    ahead: bool = False

    @property
    def name(self) -> str:
        """What it is called in a record."""
        words = "+".join(f"{issue}={'|'.join(options)}" for issue, options in self.pattern)
        when = f".for_{self.days}_days" if self.days > 1 else f".on_day_{-self.days}" if self.days < 0 else ""
        return f"{words}{'.stands' if self.ahead else ''}{when}"


class RunTally(NamedTuple):
    """Something that is counted in every run.

    Attributes:
        what: Which kind: a word of `COUNTED`, or `evenings`.
        who: The parties that count, or the deadlines; none: all of them.
        about: The options that count; none: anything.
        enough: How often it must happen for its day to be kept.
        until: The last day that counts.
    """

    what: str
    who: tuple[str, ...]
    about: WatchedPattern
    enough: int
    until: int

    @property
    def name(self) -> str:
        """What it is called in a record."""
        about = "+".join(f"{issue}={'|'.join(options)}" for issue, options in self.about)
        who = f"by={'|'.join(self.who)}" if self.who else ""
        often = f"at_least_{self.enough}" if self.enough > 1 else ""
        return ".".join(part for part in (self.what, about, who, often, f"to_day_{self.until}") if part)


def watched_pattern(pattern: Pattern) -> WatchedPattern:
    """Return a pattern in one form: sorted issues, sorted options."""
    return tuple(sorted((issue, tuple(sorted(listed(options)))) for issue, options in pattern.items()))


def evenings(pattern: Pattern, until: int) -> RunTally:
    """Return the tally of the evenings, up to a day, on which a pattern is in force."""
    return RunTally("evenings", (), watched_pattern(pattern), 1, until)


def tallies_in(predicate: Predicate, until: int) -> Iterator[RunTally]:
    """Yield what one predicate asks to have counted, what is nested in it left out."""
    enough = predicate.at_least or 1
    by = tuple(sorted(listed(predicate.party or [])))
    for word in COUNTED:
        said = getattr(predicate, word)
        if said is None:
            continue
        if word in DONE_BY:
            about = () if isinstance(said, str) else watched_pattern(said)
            yield RunTally(word, by, about, enough, until)
        else:
            yield RunTally(word, tuple(sorted(listed(said))), (), enough, until)


def rows_of(scenario: Scenario, names: Names, tallies: Sequence[RunTally], watches: Sequence[Watch]) -> Ints:
    """Return the tallies as the rows that `sim.rules.tallying` reads: [tallies, 6].

    Args:
        scenario: What states the deadlines.
        names: The numbers of parties and issues.
        tallies: What is counted.
        watches: What is watched, by number; the patterns of all tallies among them, for a day.
    """
    rows = np.zeros((len(tallies), 6), np.int64)
    deadlines = list(getattr(scenario, "deadlines", {}))
    for number, tally in enumerate(tallies):
        kind = COUNTED.index(tally.what) if tally.what in COUNTED else EVENINGS
        numbers = [deadlines.index(one) if tally.what == "prolonged" else names.party(one) for one in tally.who]
        who = sum(1 << one for one in numbers) if numbers else -1
        watch = watches.index(Watch(tally.about, 1)) if tally.about else ANYTHING
        issues = sum(1 << names.issue(issue) for issue, _ in tally.about)
        rows[number] = kind, who, watch, issues, tally.enough, tally.until
    return rows
