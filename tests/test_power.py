"""Power indices agree with published tables and with counting by hand."""

from itertools import permutations
from math import comb, factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.arrays import Flags
from sim.lenses.power import consent_rule, mean_power, power, weighted_rule
from tests.small import steady


def slow_shapley(winning: Flags, parties: int) -> list[float]:
    """Return who turns losing into winning, over every order of joining."""
    found = [0] * parties
    orders = list(permutations(range(parties)))
    for order in orders:
        coalition = 0
        for party in order:
            before, coalition = winning[coalition], coalition | 1 << party
            found[party] += int(winning[coalition] and not before)
    return [count / len(orders) for count in found]


def test_the_council_of_the_six_is_as_published() -> None:
    # EEC 1958-1972: quota 12; France, Germany, Italy 4, Belgium, Netherlands 2, Luxembourg 1 (Brams 1975).
    found = power(weighted_rule(12, [4, 4, 4, 2, 2, 1]))
    assert found.shapley == pytest.approx([14 / 60] * 3 + [9 / 60] * 2 + [0], abs=1e-12)
    assert found.banzhaf == pytest.approx([10 / 42] * 3 + [6 / 42] * 2 + [0], abs=1e-12)


def test_the_security_council_is_as_published() -> None:
    # 5 permanent members with a veto, 10 others, 9 votes (Shapley and Shubik 1954, council of 15).
    found = power(weighted_rule(39, [7] * 5 + [1] * 10))
    # A member without a veto is pivotal when all five with one and just three of the others came before it.
    other = comb(9, 3) * factorial(8) * factorial(6) / factorial(15)
    assert found.shapley[5:] == pytest.approx([other] * 10)
    assert found.shapley[0] == pytest.approx(0.19627, abs=1e-5)
    assert found.banzhaf[0] == pytest.approx(848 / 5080, abs=1e-12)


@steady
@given(st.lists(st.integers(0, 9), min_size=1, max_size=5), st.integers(1, 20))
def test_shapley_counts_orders_and_adds_up(votes: list[int], quota: int) -> None:
    winning = weighted_rule(quota, votes)
    found = power(winning)
    assert found.shapley == pytest.approx(slow_shapley(winning, len(votes)))
    assert found.shapley.sum() == pytest.approx(1.0 if winning[-1] else 0.0)
    assert found.banzhaf.sum() == pytest.approx(1.0 if winning[-1] else 0.0)


def test_a_deal_that_needs_all_gives_all_the_same_and_a_party_not_needed_nothing() -> None:
    found = power(consent_rule(np.array([0b1011]), 4))
    assert found.shapley == pytest.approx([1 / 3, 1 / 3, 0, 1 / 3])
    assert found.banzhaf == pytest.approx([1 / 3, 1 / 3, 0, 1 / 3])
    assert found.swings == pytest.approx([1 / 4, 1 / 4, 0, 1 / 4])


def test_one_deal_of_two_can_be_had_without_whoever_only_the_other_needs() -> None:
    # {0} or {1, 2}: 0 alone suffices; counted by hand over the six orders.
    found = power(consent_rule(np.array([0b001, 0b110, 0b000]), 3))
    assert found.shapley == pytest.approx([2 / 3, 1 / 6, 1 / 6])
    assert found.banzhaf == pytest.approx([3 / 5, 1 / 5, 1 / 5])


def test_power_over_a_deal_at_random_is_the_mean() -> None:
    found = mean_power(np.array([0b01, 0b11, 0b11, 0b00]), 2)
    assert found.shapley == pytest.approx([(1 + 0.5 + 0.5) / 3, 1 / 3])
    assert found.swings == pytest.approx([(1 + 0.5 + 0.5) / 3, 1 / 3])
    nothing = mean_power(np.array([0]), 2)
    assert (nothing.shapley.tolist(), nothing.banzhaf.tolist()) == ([0.0, 0.0], [0.0, 0.0])


def test_what_is_no_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="expected 2\\^n"):
        power(np.ones(3, bool))
    with pytest.raises(ValueError, match="loses when party 0 joins"):
        power(np.array([True, False]))
    with pytest.raises(ValueError, match="expected at most 20"):
        consent_rule(np.array([1]), 21)
    with pytest.raises(ValueError, match="at least 0"):
        weighted_rule(1, [-1.0, 2.0])
