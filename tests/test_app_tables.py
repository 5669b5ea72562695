"""Pages of the app on talks of four parties: who decides by votes, and numbers and dates beside each other."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.ui import words
from sim.ui.link import Link
from sim.ui.sheets import typed, written
from sim.ui.words import plain
from tests.pages import only_what_is_asked_for
from tests.test_app import opened, pictures, said, until

FOUR = Path("benchmarks/cases/four_parties.yaml").read_text("utf-8")


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    yield from only_what_is_asked_for(monkeypatch)


def address(**more: Any) -> dict[str, Any]:
    """Return the address of talks of four parties."""
    return {**Link(scenario="four.yaml", yaml=FOUR).query(), "runs": "200", **more}


def test_the_page_of_a_scenario_says_who_decides() -> None:
    app = opened("scenario", **address())
    assert not app.exception
    found = next(table.value for table in app.table if "who decides" in table.value.columns)
    assert "consent needed from" not in found.columns
    assert found["who decides"].iloc[0].startswith(plain("a majority of 100 votes: Lefts 34"))
    other = opened("scenario", scenario="pie")
    assert any("consent needed from" in table.value.columns for table in other.table)


def test_numbers_and_dates_stand_beside_each_other_on_compare() -> None:
    app = opened("compare", **address(arm="set=parties.greens.size%3D30"))
    assert words.NUMBERS_DIFFER in [one.value for one in app.subheader]
    table = next(one.value for one in app.table if "question" in one.value.columns)
    assert {"Election of a head", "Tax on wealth"} == set(table["question"])
    assert "median" in set(table["what"])
    other = opened("compare", scenario="pie", arm="change=left_waits")
    assert words.NUMBERS_DIFFER not in [one.value for one in other.subheader]


def test_numbers_and_dates_have_a_fan_each_on_explore() -> None:
    lever = "levers:\n  parties.greens.size: {label: seats of the Greens, range: 10 to 40, assumed: Made up.}\n"
    text = FOUR.replace("\nquestions:\n", f"\n{lever}\nquestions:\n", 1)
    app = opened("explore", **{**address(), **Link(scenario="four.yaml", yaml=text).query()})
    app.selectbox(key="point_runs").set_value(200)
    app.button(key="sweep").click().run()
    until(app, lambda a: "of 200 runs each" in said(a))
    told = pictures(app)
    assert sum("nine tenths of" in alt and "median" in alt for alt in told) == 2, told


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"range": "-15 to -4", "class": "no_deal.loss"}, "-15 to -4, class no_deal.loss"),
        (
            {"range": {"mixture": ["3 to 15", "12 to 50"]}, "class": ["patience.days", "patience.weeks"]},
            "either 3 to 15, or 12 to 50, class patience.days or patience.weeks",
        ),
        ({"lognormal": [0.5, 6]}, "0.5 to 6, lognormal"),
        ({"mixture": ["1 to 2", "5 to 6"]}, "either 1 to 2, or 5 to 6"),
        ("3 to 5", "3 to 5"),
    ],
)
def test_a_cell_says_a_number_as_people_do_and_means_it_when_it_is_typed(value: Any, shown: str) -> None:
    assert written(value) == shown and typed(shown) == value
