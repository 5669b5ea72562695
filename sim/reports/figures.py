"""Numbers, names and patterns as a report writes them."""

from collections.abc import Iterable
from math import isnan

from sim.formatting import signed_points
from sim.reports import words
from sim.reports.stated_inputs import in_words
from sim.scenario.base import Pattern
from sim.scenario.model import Scenario
from sim.scenario.numbers import Spread


def points_between(low: float, high: float) -> str:
    """Return an interval of a difference in percentage points: `+20.9 to +28.9`."""
    return words.NOTHING if isnan(low) or isnan(high) else f"{signed_points(low)} to {signed_points(high)}"


def counted(count: int, one: str, many: str) -> str:
    """Return how many of something there are: `1 run`, `10,000 runs`."""
    return f"{count:,} {one if count == 1 else many}"


def runs(count: int) -> str:
    """Return how many runs there are."""
    return counted(count, words.RUN, words.RUNS)


def stated(spread: Spread | str) -> str:
    """Return a stated number in words."""
    return spread if isinstance(spread, str) else in_words(spread)


def pattern(scenario: Scenario, options: Pattern) -> str:
    """Return options in words: `Full 30-day ceasefire: in force for 30 days`."""
    return "; ".join(
        f"{scenario.name_of('issues', issue)}: "
        + " or ".join(scenario.option_name(issue, o) for o in ([named] if isinstance(named, str) else named))
        for issue, named in options.items()
    )


def joined(names: Iterable[str]) -> str:
    """Return names as a list in a sentence: `a, b and c`."""
    listed = list(names)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}" if listed else ""


def sentence(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return text[:1].upper() + text[1:]
