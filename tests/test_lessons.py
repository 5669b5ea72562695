"""Every lesson can be played at every end of its knobs, agrees with its theory, and knows the answers it asks for."""

from dataclasses import fields
from itertools import product
from math import isfinite

import pytest

from sim.lessons import LESSONS, lesson
from sim.lessons.lesson import NOISE, Lesson, Series

each = pytest.mark.parametrize("one", LESSONS, ids=[one.id for one in LESSONS])


def ends(one: Lesson) -> list[dict[str, float]]:
    """Return the start, and every knob at either end with the others at their start."""
    moved = [{knob.id: value} for knob in one.knobs for value in (knob.low, knob.high)]
    if len(one.knobs) <= 3:
        moved += [
            dict(zip([k.id for k in one.knobs], corner, strict=True))
            for corner in product(*((k.low, k.high) for k in one.knobs))
        ]
    return [{}, *moved]


@each
def test_it_says_something_at_every_end_of_its_knobs_and_no_number_is_the_leaving_of_a_float_sum(one: Lesson) -> None:
    for moved in ends(one):
        found = one.find(moved)
        assert found.sentence.strip()
        assert {series.source for series in found.series} == {"theory", "simulation"}, moved
        assert found.runs > 0
        for series in found.series:
            assert all(value == 0.0 or abs(value) >= NOISE for value in (*series.y, *series.low, *series.high)), moved


@each
def test_theory_and_simulation_agree_where_both_say_something(one: Lesson) -> None:
    """Where a simulation names its line, or shares the places of one, few of its points lie far from it."""
    found = one.find()
    outside = compared = 0
    for series in found.series:
        line = found.line_of(series)
        if line is not None:
            expected = [line.at(place) for place in series.x]
            for value, low, high, wanted in zip(series.y, series.low, series.high, expected, strict=True):
                compared += 1
                outside += abs(wanted - value) > 2.0 * max(value - low, high - value) + 1e-9
    assert outside <= 0.05 * compared
    if not compared:
        assert "approximat" in one.text.lower(), "a lesson without a common axis must say what it compares"


@each
def test_the_same_seed_finds_the_same_and_another_seed_something_else(one: Lesson) -> None:
    assert one.find(seed=3) == one.find(seed=3)
    assert one.find(seed=3).series != one.find(seed=4).series


@each
def test_exercises_know_their_answers(one: Lesson) -> None:
    assert len(one.exercises) >= 2
    for exercise in one.exercises:
        answer = exercise.answer()
        assert isfinite(answer)
        assert exercise.right(answer)
        assert not exercise.right(answer + 3.0 * exercise.tolerance)
        assert not exercise.right(float("nan"))
        assert exercise.tolerance > 0


@each
def test_it_is_written_out(one: Lesson) -> None:
    assert 120 <= len(one.text.split()) <= 900
    assert len(one.note.split()) >= 20
    assert one.references
    assert 1 <= len(one.knobs) <= 6
    for text in (getattr(one, part.name) for part in fields(one) if part.type is str or part.type == "str"):
        assert text.strip() == text.strip("\n")
    for knob in one.knobs:
        assert knob.low <= knob.start <= knob.high


def test_ids_are_unique_and_found() -> None:
    assert len({one.id for one in LESSONS}) == len(LESSONS)
    assert lesson(LESSONS[0].id) is LESSONS[0]
    with pytest.raises(KeyError, match="there are"):
        lesson("nothing")


def test_a_knob_that_is_not_there_or_goes_too_far_is_refused() -> None:
    one = LESSONS[0]
    with pytest.raises(ValueError, match="has no knob"):
        one.find({"surprise": 1})
    with pytest.raises(ValueError, match="out of range"):
        one.find({one.knobs[0].id: one.knobs[0].high + 1})


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="as many"):
        Series("x", "simulation", (1.0,), (1.0,))
    with pytest.raises(ValueError, match="finite"):
        Series("x", "theory", (1.0,), (float("nan"),))
