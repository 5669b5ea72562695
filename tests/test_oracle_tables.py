"""Whole runs beside the oracle: scenarios with deadlines, empty chairs, votes, ballots and conditions of more kinds.

A few of every theme; `python -m tests.test_oracle_tables` compares many, and prints how often each word of rulebook 4
was in play. `python -m tests.test_oracle_tables 40 votes` takes 40 of one theme.
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

IN_A_TEST = 3
"""How many scenarios are made of each theme in a test."""

RUNS = {
    "deadlines": 90,
    "motions": 90,
    "walking out": 70,
    "breached": 40,
    "entering": 50,
    "events": 60,
    "after a failure": 30,
    "after an expiry": 30,
    "after a withdrawal": 30,
    "after a collapse": 30,
    "votes": 110,
    "ballots": 80,
    "conditions": 70,
    "links": 60,
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


@pytest.mark.parametrize("theme", THEMES)
def test_every_day_of_whole_runs_is_what_the_rulebook_says(theme: str) -> None:
    count = compared(theme, IN_A_TEST, Counter(), most=1)
    assert count["equal"] >= (IN_A_TEST - 1 if COMPILED else 1), count
    assert sum(count[word] for word in WORDS) >= (1 if COMPILED else 0), count


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


if __name__ == "__main__":
    said = sys.argv[1:]
    sys.exit(main(dict.fromkeys(said[1:] or THEMES, int(said[0])) if said else RUNS))
