"""Every scenario gives the numbers that were recorded: they change on purpose only, with a word in the changelog."""

import pytest

from tests.golden.record import SCENARIOS, numbers_of, recorded
from tests.pins import pinned
from tests.small import needs_compiled

pytestmark = needs_compiled


def test_every_scenario_has_recorded_numbers() -> None:
    assert set(recorded()) == set(SCENARIOS)


@pytest.mark.skipif(not pinned("numba", "numpy", "scipy"), reason="recorded with the versions of constraints.txt")
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_numbers_of_a_scenario_are_those_recorded(name: str) -> None:
    assert numbers_of(name) == recorded()[name]
