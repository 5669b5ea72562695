"""Commands as pages and help show them, with few runs: whether they work does not hang on how many they play."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

FEW: Mapping[str, int] = {"--runs": 200, "--probe-runs": 20, "--rows": 16, "--lucks": 4, "--arm": 20, "--cases": 10}
"""The options of commands that cost most, and the largest number that a test types."""

UNSAID: Mapping[str, tuple[str, ...]] = {
    "brief": ("--runs",),
    "report": ("--runs",),
    "sensitivity": ("--rows", "--lucks", "--arm"),
}
"""Verbs that play many runs where nobody says how many, and the options that say so."""


def with_few_runs(words: Sequence[str]) -> list[str]:
    """Return a command with its costly options cut down: whether it works does not hang on how many runs it plays."""
    later = [
        str(min(int(word), FEW[option])) if option in FEW and word.isdecimal() else word
        for option, word in pairwise(words)
    ]
    # A function whose answer is known plays no runs.
    unsaid = () if "--function" in words else UNSAID.get(words[0], ())
    more = [word for option in unsaid if option not in words for word in (option, str(FEW[option]))]
    return [words[0], *later, *more]
