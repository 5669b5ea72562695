"""Sets as bit masks: what is put in comes out."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.game.masks import flags_of, members
from tests.small import steady


@steady
@given(st.sets(st.integers(0, 62)))
def test_what_is_put_into_a_mask_comes_out_in_order(numbers: set[int]) -> None:
    mask = sum(1 << number for number in numbers)
    assert members(mask) == sorted(numbers)
    assert np.flatnonzero(flags_of(np.array([mask]), 63)[0]).tolist() == sorted(numbers)


def test_flags_have_a_row_per_mask() -> None:
    assert flags_of(np.array([0, 1, 6]), 3).tolist() == [
        [False, False, False],
        [True, False, False],
        [False, True, True],
    ]
