"""Feasible deals are exactly those that no pattern and no link forbids, in order, however many combinations."""

from collections.abc import Mapping, Sequence
from itertools import product
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.deals import LIMIT_DEALS, LIMIT_PLAYED_DEALS, Pattern, TooManyDeals, enumerate_deals

Links = Mapping[tuple[int, int], Sequence[tuple[int, int]]]


def by_hand(counts: Sequence[int], patterns: Sequence[Pattern], links: Links) -> list[tuple[int, ...]]:
    """Return the feasible deals by going through all combinations."""

    def feasible(deal: tuple[int, ...]) -> bool:
        banned = any(all(deal[i] in options for i, options in pattern.items()) for pattern in patterns)
        loose = any(deal[i] == o and deal[a] != b for (i, o), anchors in links.items() for a, b in anchors)
        return not banned and not loose

    return [deal for deal in product(*map(range, counts)) if feasible(deal)]


@st.composite
def spaces(draw: Any) -> tuple[list[int], list[Pattern], Links]:
    counts = draw(st.lists(st.integers(1, 4), min_size=1, max_size=5))
    issue = st.integers(0, len(counts) - 1)

    def pattern() -> Pattern:
        named = draw(st.sets(issue, max_size=3))
        return {i: frozenset(draw(st.sets(st.integers(0, counts[i] - 1)))) for i in named}

    patterns = [pattern() for _ in range(draw(st.integers(0, 4)))]
    links: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for _ in range(draw(st.integers(0, 2)) if len(counts) > 1 else 0):
        own, anchor = draw(st.lists(issue, min_size=2, max_size=2, unique=True))
        option = draw(st.integers(0, counts[own] - 1))
        links.setdefault((own, option), []).append((anchor, draw(st.integers(0, counts[anchor] - 1))))
    return counts, patterns, links


@settings(max_examples=150, deadline=None, derandomize=True)
@given(spaces())
def test_deals_are_those_that_nothing_forbids_in_lexicographic_order(
    space: tuple[list[int], list[Pattern], Links],
) -> None:
    counts, patterns, links = space
    deals = enumerate_deals(counts, patterns, links, 10_000)
    assert deals.dtype == np.int16 and deals.shape[1] == len(counts)
    assert [tuple(row) for row in deals.tolist()] == by_hand(counts, patterns, links)


def test_the_limit_itself_is_allowed_and_one_more_is_not() -> None:
    assert len(enumerate_deals([10] * 6, [], {}, LIMIT_DEALS)) == LIMIT_DEALS == 1_000_000
    assert len(enumerate_deals([2] * 16, [], {}, LIMIT_PLAYED_DEALS)) == LIMIT_PLAYED_DEALS == 65_536
    with pytest.raises(TooManyDeals) as raised:
        enumerate_deals([2] * 16, [], {}, LIMIT_PLAYED_DEALS - 1)
    assert (raised.value.count_at_least, raised.value.limit, raised.value.exact) == (65_536, 65_535, True)


def test_a_number_of_deals_that_nobody_could_list_is_known_at_once() -> None:
    begin = perf_counter()
    with pytest.raises(TooManyDeals) as raised:
        enumerate_deals([4] * 20, [], {}, LIMIT_DEALS)
    assert raised.value.count_at_least == 4**20
    assert perf_counter() - begin < 1


def test_patterns_that_leave_few_of_many_combinations_are_followed_to_them() -> None:
    # Neighbours must agree, so of 3^16 = 43 million combinations three are left.
    patterns = [{i: frozenset({o}), i + 1: frozenset({0, 1, 2}) - {o}} for i in range(15) for o in range(3)]
    deals = enumerate_deals([3] * 16, patterns, {}, LIMIT_DEALS)
    assert deals.tolist() == [[o] * 16 for o in range(3)]


def test_a_space_that_only_searching_could_count_is_refused_in_time() -> None:
    # Every pattern names every issue, so nothing can be cut early.
    odd = [{**{j: frozenset({0, 1, 2, 3}) - {j % 4} for j in range(16)}, i: frozenset({i % 3})} for i in range(16)]
    begin = perf_counter()
    with pytest.raises(TooManyDeals) as raised:
        enumerate_deals([4] * 16, odd, {}, LIMIT_DEALS)
    assert raised.value.count_at_least > LIMIT_DEALS and not raised.value.exact
    assert perf_counter() - begin < 10


def test_a_pattern_that_names_no_issue_or_every_option_forbids_every_deal() -> None:
    assert len(enumerate_deals([2, 3], [{}], {}, 10)) == 0
    assert len(enumerate_deals([2, 3], [{0: frozenset({0, 1})}], {}, 10)) == 0


def test_links_of_links_need_the_whole_chain() -> None:
    deals = enumerate_deals([2, 2, 2], [], {(1, 1): [(0, 1)], (2, 1): [(1, 1)]}, 10)
    assert deals.tolist() == [[0, 0, 0], [1, 0, 0], [1, 1, 0], [1, 1, 1]]
