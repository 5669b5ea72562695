"""A lever on a range of any shape is cut to bounds, reads back as cut, and goes back to what is stated."""

from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest

from sim.scenario.numbers import parse_number
from sim.ui.levers import in_words
from sim.ui.link import Link, link_of
from sim.ui.narrowed_levers import cut_from, narrowed, thumbs_of, uncertain

SHAPES: dict[str, tuple[Any, tuple[float, float], Any, str]] = {
    "even": ("0 to 10", (2, 5), "2 to 5", "2 to 5"),
    "low, most likely, high": (
        "0 to 2 to 10",
        (1, 4),
        {"truncated": {"of": "0 to 2 to 10", "from": 1, "to": 4}},
        "1 to 4",
    ),
    "bell": (
        {"normal": [3, 2]},
        (2, 4),
        {"truncated": {"of": {"normal": [3, 2]}, "from": 2, "to": 4}},
        "2 to 4",
    ),
    "share": (
        {"beta": [2, 5]},
        (0.1, 0.3),
        {"truncated": {"of": {"beta": [2, 5]}, "from": 0.1, "to": 0.3}},
        "0.1 to 0.3",
    ),
    "order of magnitude": (
        {"lognormal": [0.5, 6]},
        (0.5, 3),
        {"truncated": {"of": {"lognormal": [0.5, 6]}, "to": 3}},
        "3 or less",
    ),
    "one of several": (
        {"mixture": ["0 to 1", "3 to 4"]},
        (0.5, 3.5),
        {"truncated": {"of": {"mixture": ["0 to 1", "3 to 4"]}, "from": 0.5, "to": 3.5}},
        "0.5 to 3.5",
    ),
    "coded as a class": ({"range": "0 to 10", "class": "kind.some"}, (2, 5), "2 to 5", "2 to 5"),
    "values": ({"choice": {"1": 0.5, "2": 0.2, "3": 0.3}}, (2, 3), {"choice": {"2": 0.4, "3": 0.6}}, "2 or 3"),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_range_of_any_shape_is_cut_to_bounds_that_an_address_carries(name: str) -> None:
    said, thumbs, written, in_short = SHAPES[name]
    stated = uncertain(said)
    assert stated is not None
    value = narrowed(stated, *thumbs)
    assert value == written
    link = Link(scenario="pie", moves=(("parties.left.patience_days", value),))
    (_, carried), *others = link_of(parse_qs(urlencode(link.query(), doseq=True))).moves
    assert (carried, others) == (value, [])
    back = cut_from(stated, carried)
    assert back is not None and thumbs_of(stated, back) == pytest.approx(thumbs)
    assert narrowed(stated, *thumbs_of(stated, back)) == value
    assert in_words(carried) == in_short


@pytest.mark.parametrize("name", SHAPES)
def test_thumbs_at_the_ends_cut_nothing_and_thumbs_at_one_figure_fix_it(name: str) -> None:
    stated = uncertain(SHAPES[name][0])
    assert stated is not None
    assert narrowed(stated, stated.low, stated.high) is None
    middle = SHAPES[name][1][1]
    assert narrowed(stated, middle, middle) == middle


@pytest.mark.parametrize("other", [None, 3, "0 to 1", {"normal": [3, 2]}, {"choice": {"1": 0.9, "3": 0.1}}, "often"])
def test_what_is_no_part_of_what_is_stated_is_not_taken_for_a_cut(other: Any) -> None:
    for said in ("0 to 2 to 10", {"choice": {"1": 0.5, "2": 0.2, "3": 0.3}}, {"normal": [3, 2]}):
        assert cut_from(parse_number(said), other) is None


def test_a_range_that_the_scenario_cuts_is_narrowed_further_and_freed_to_that() -> None:
    stated = parse_number({"truncated": {"of": "0 to 2 to 10", "to": 8}})
    assert narrowed(stated, 1, 8) == {"truncated": {"of": "0 to 2 to 10", "from": 1, "to": 8}}
    assert narrowed(stated, 0, 8) is None
