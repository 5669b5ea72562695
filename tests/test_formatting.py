"""Numbers read the same wherever they are shown, and what is missing is said to be missing."""

import json
from dataclasses import dataclass
from datetime import date
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import formatting


@dataclass(frozen=True)
class Told:
    when: date
    share: float
    parts: tuple[float, ...]


def test_plain_data_are_json_whatever_they_hold() -> None:
    told = formatting.plain({"one": Told(date(2025, 3, 19), nan, (inf, 0.5)), 2: [True, None, "x"]})
    expected = {"one": {"when": "2025-03-19", "share": None, "parts": [None, 0.5]}, "2": [True, None, "x"]}
    assert told == expected
    assert json.loads(json.dumps(told, allow_nan=False)) == expected


def test_one_of_something_is_said_in_the_singular() -> None:
    assert [formatting.counted(many, "deal", "deals") for many in (0, 1, 1200)] == ["0 deals", "1 deal", "1,200 deals"]


@given(st.floats(0, 1))
def test_a_share_is_said_to_a_tenth_of_a_hundredth(share: float) -> None:
    assert abs(float(formatting.of_hundred(share)) - 100 * share) <= 0.05 + 1e-9
    assert formatting.percent(share) == f"{formatting.of_hundred(share)} %"


@pytest.mark.parametrize("say", [formatting.of_hundred, formatting.percent, formatting.signed_points])
def test_what_is_missing_is_a_dash(say: object) -> None:
    assert callable(say) and say(nan) == formatting.MISSING


def test_an_interval_with_a_missing_end_is_missing() -> None:
    assert formatting.between(0.1, nan) == formatting.percent_between(nan, 0.1) == formatting.MISSING
    assert formatting.percent_between(0.099, 0.1111) == "9.9 to 11.1 %"


@pytest.mark.parametrize(("value", "said"), [(0.25, "+25.0"), (-0.0301, "−3.0"), (0.0004, "0.0"), (-0.0004, "0.0")])
def test_differences_have_a_sign_unless_they_round_to_nothing(value: float, said: str) -> None:
    assert formatting.signed_points(value) == said


@pytest.mark.parametrize(("share", "said"), [(0.0, "0 %"), (0.001, "under 1 %"), (0.996, "over 99 %"), (1.0, "100 %")])
def test_what_is_possible_but_rare_is_not_rounded_to_nothing(share: float, said: str) -> None:
    assert formatting.rounded_percent(share) == said


def test_numbers_are_written_as_people_write_them() -> None:
    assert [formatting.number(value) for value in (2.0, -0.5, 1234567.0)] == ["2", "−0.5", "1.23457e+06"]
