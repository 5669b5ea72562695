"""Whole runs beside the oracle: scenarios with deadlines, empty chairs, votes, ballots and conditions of more kinds.

A few of every theme; `python -m tests.test_oracle_tables` compares many, and prints how often each word of rulebook 4
was in play. `python -m tests.test_oracle_tables votes ballots` takes two themes, `… 40 votes` so many of one.
"""

import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.deal_scenarios import Stated
from tests.oracle_runs import compare, made
from tests.small import COMPILED
from tests.table_scenarios import THEMES, WORDS, table_scenarios, without
from tests.table_words import LATER, LATER_WORDS

IN_A_TEST = 3
"""How many scenarios are made of each theme in a test."""

BY_HAND = {"motions", "after a failure", "after an expiry", "after a withdrawal", "after a collapse"}
"""Themes made by hand alone: in a test `put off`, `put off beyond` and `what has been` bring the same into play."""

RUNS = {
    "deadlines": 60,
    "motions": 40,
    "walking out": 40,
    "breached": 60,
    "entering": 50,
    "events": 30,
    "after a failure": 34,
    "after an expiry": 26,
    "after a withdrawal": 26,
    "after a collapse": 26,
    "votes": 40,
    "ballots": 50,
    "conditions": 30,
    "linked to several": 40,
    "lapsing": 30,
    "what a deadline brings": 70,
    "put off": 60,
    "over red lines": 60,
    "suspended": 40,
    "situations": 50,
    "close votes": 60,
    "fallen back": 50,
    "who decides": 60,
    "rejected": 40,
    "partly voted on": 40,
    "voted on by dates": 24,
    "conduct": 50,
    "adjourned": 100,
    "what stands": 100,
    "what has been": 60,
    "put off beyond": 50,
    "asked": 50,
}
"""How many are made by hand."""

LEAST_EQUAL, LEAST_IN_PLAY, ENOUGH = 200, 20, 40
"""By hand so many runs must be equal, each word in play in so many of them; after so many it is not counted."""


def compared(theme: str, runs: int, count: Counter[str], most: int = ENOUGH) -> Counter[str]:
    """Compare runs of a theme, and count the words in play."""

    @made(runs)
    @given(table_scenarios(theme), st.integers(0, 10_000))
    def each(stated: Stated, seed: int) -> None:
        compare(count, stated, seed, without, dict.fromkeys(WORDS, most))

    each()
    return count


@pytest.mark.parametrize("theme", [theme for theme in THEMES if theme not in BY_HAND and theme not in LATER])
def test_every_day_of_whole_runs_is_what_the_rulebook_says(theme: str) -> None:
    count = compared(theme, IN_A_TEST, Counter(), most=1)
    assert count["equal"] >= (IN_A_TEST // 2 if COMPILED else 1), count
    assert sum(count[word] for word in WORDS) >= (1 if COMPILED else 0), count


def test_every_later_word_is_in_play_where_runs_are_what_the_rulebook_says() -> None:
    count: Counter[str] = Counter()
    for theme in LATER:
        compared(theme, IN_A_TEST, count, most=1)
    assert count["equal"] >= (IN_A_TEST * len(LATER) // 2 if COMPILED else 1), count
    assert [word for word in LATER_WORDS if not count[word] and COMPILED] == [], count


def main(runs: dict[str, int]) -> int:
    """Compare many runs by theme, and print how many are equal and how often each word was in play."""
    count: Counter[str] = Counter()
    for theme, number in runs.items():
        compared(theme, number, count)
        print(f"{theme}: {count['equal']} so far", flush=True)
    print(f"{count['equal']} runs equal day by day, {count['hangs on rounding']} left out for rounding;")
    print(f"a word taken out changes so many (counted up to {ENOUGH}):")
    print("\n".join(f"  {word:<30} {count[word]:>4}" for word in WORDS))
    rare = [word for word in WORDS if count[word] < LEAST_IN_PLAY]
    print("in play too seldom:", ", ".join(rare) or "none")
    return int(bool(rare) or count["equal"] < LEAST_EQUAL)


def asked(said: list[str]) -> dict[str, int]:
    """Return how many runs of which themes are asked for: `40 votes`, `votes ballots` or nothing, which is all."""
    number = int(said.pop(0)) if said and said[0].isdigit() else None
    return {theme: number or RUNS[theme] for theme in said or THEMES}


if __name__ == "__main__":
    sys.exit(main(asked(sys.argv[1:])))
