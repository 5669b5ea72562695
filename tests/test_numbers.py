"""Numbers mean what people state, are written back as they were stated, and never leave the bounds of their field."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.numbers import Spread, fixed, parse_number, within
from sim.scenario.scalars import scalar

finite = st.floats(allow_nan=False, allow_infinity=False, width=32).map(float)
positive = st.floats(0.001, 1e6)


def test_the_forms_that_people_use() -> None:
    assert parse_number(3) == parse_number("3") == fixed(3)
    assert parse_number("0.3 to 0.8") == Spread(kind="uniform", at=(0.3, 0.8))
    assert parse_number("-5 to 6 to 18") == Spread(kind="pert", at=(-5, 6, 18))
    assert parse_number("1e-3 to .5") == Spread(kind="uniform", at=(0.001, 0.5))
    assert parse_number({"normal": [0, 2]}) == Spread(kind="normal", at=(0, 2))
    assert parse_number({"choice": {"0": 1, "1": 3}}) == Spread(kind="choice", at=(0, 1), odds=(0.25, 0.75))


def test_a_range_without_width_is_a_figure() -> None:
    assert parse_number("4 to 4") == fixed(4)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (True, "expected"),
        (None, "expected"),
        ("often", "expected"),
        ("1 to", "expected"),
        ("3 to 1", "must rise"),
        ("0 to 5 to 3", "must rise"),
        (math.nan, "finite"),
        (math.inf, "finite"),
        ("1e999", "finite"),
        ("0 to 1e999", "finite"),
        (10**400, "64-bit"),
        ([1, 2], "expected"),
        ({"normal": [1]}, "expected"),
        ({"normal": [1, -1]}, "negative"),
        ({"beta": [0, 1]}, "above 0"),
        ({"lognormal": [2, 1]}, "0 < low < high"),
        ({"choice": {}}, "choice"),
        ({"choice": {"a": 1}}, "numbers"),
        ({"choice": {"1": -1, "2": 3}}, "negative"),
        ({"choice": {"1": 0}}, "more than 0"),
        ({"choice": {"1": 0.5, "1.0": 0.5}}, "differ"),
        ({"gamma": [1, 2]}, "expected"),
        ({"normal": [1, 2], "beta": [1, 2]}, "expected"),
        ({"normal": [math.nan, 1]}, "finite"),
        ({"truncated": {"of": "0 to 1"}}, "from, to or both"),
        ({"truncated": {"of": "0 to 1", "from": 0, "more": 1}}, "from, to or both"),
        ({"truncated": {"of": 3, "from": 0}}, "from, to or both"),
        ({"truncated": {"of": {"truncated": {"of": {"normal": [0, 1]}, "to": 1}}, "from": 0}}, "from, to or both"),
        ({"truncated": {"of": "0 to 1", "from": 0.8, "to": 0.2}}, "must rise"),
        ({"truncated": {"of": "0 to 1", "from": 2}}, "some of the distribution"),
        ({"truncated": {"of": {"normal": [0, 1]}, "from": 20}}, "some of the distribution"),
        ({"truncated": {"of": {"choice": {"1": 1}}, "from": 2}}, "some of the distribution"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_reason(wrong: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_number(wrong)


ranges = st.lists(finite, min_size=2, max_size=3, unique=True).map(sorted)
stated = st.one_of(
    finite,
    st.integers(-(10**15), 10**15),
    ranges.map(lambda at: " to ".join(map(str, at))),
    st.tuples(finite, positive).map(lambda at: {"normal": list(at)}),
    st.tuples(positive, positive).map(lambda at: {"beta": list(at)}),
    st.lists(positive, min_size=2, max_size=2, unique=True).map(lambda at: {"lognormal": sorted(at)}),
    st.dictionaries(finite.map(lambda x: x + 0), positive, min_size=1, max_size=4).map(lambda odds: {"choice": odds}),
    st.tuples(st.floats(-50, 50), st.floats(0.1, 50), st.floats(-1, 0), st.floats(0.1, 1)).map(
        lambda at: {
            "truncated": {"of": {"normal": list(at[:2])}, "from": at[0] + at[2] * at[1], "to": at[0] + at[3] * at[1]}
        }
    ),
)


@settings(deadline=None, derandomize=True)
@given(stated)
def test_what_is_stated_reads_back_as_the_same_number(value: Any) -> None:
    spread = parse_number(value)
    again = parse_number(spread.stated())
    assert (again.kind, again.at, again.cut) == (spread.kind, spread.at, spread.cut)
    assert again.odds == pytest.approx(spread.odds)


@settings(deadline=None, derandomize=True)
@given(stated)
def test_low_middle_and_high_stand_in_order(value: Any) -> None:
    spread = parse_number(value)
    slack = 1e-9 * max(1, abs(spread.low), abs(spread.high))
    assert spread.low - slack <= spread.middle <= spread.high + slack


@settings(deadline=None, derandomize=True)
@given(stated)
def test_bounds_hold_or_the_number_is_refused(value: Any) -> None:
    try:
        spread = within(parse_number(value), 0, 1)
    except ValueError:
        return
    assert 0 <= spread.low <= 1 and 0 <= spread.middle <= 1 and 0 <= spread.high <= 1


def test_every_figure_of_a_range_is_held_to_the_bounds() -> None:
    for outside in ("-0.1 to 0.5", "0.5 to 1.1", 2, {"choice": {"0.5": 1, "3": 1}}, {"lognormal": [0.5, 3]}):
        with pytest.raises(ValueError, match="from 0 to 1"):
            within(parse_number(outside), 0, 1)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("~", None),
        ("", None),
        ("010", 10),
        ("0o17", 15),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("2025-03-19", "2025-03-19"),
        ("-.5e3", -500.0),
        (".inf", math.inf),
        ("-.INF", -math.inf),
    ],
)
def test_words_without_quotes_mean_what_yaml_1_2_says(text: str, means: Any) -> None:
    assert scalar(text) == means and type(scalar(text)) is type(means)
