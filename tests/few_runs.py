"""Commands as pages and help show them, with few runs: whether they work does not hang on how many they play."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

UNSAID = {"brief", "report"}
"""Verbs that play many runs where nobody says how many."""

FEW: Mapping[str, int] = {"--runs": 200, "--probe-runs": 20, "--rows": 16, "--cases": 10}
"""The options of commands that cost most, and the largest number that a test types."""


def with_few_runs(words: Sequence[str]) -> list[str]:
    """Return a command with its costly options cut down: whether it works does not hang on how many runs it plays."""
    later = [
        str(min(int(word), FEW[option])) if option in FEW and word.isdecimal() else word
        for option, word in pairwise(words)
    ]
    more = ["--runs", str(FEW["--runs"])] if words[0] in UNSAID and "--runs" not in words else []
    return [words[0], *later, *more]
