"""Every control of the page Learn: what it changes on the page and in the address."""

import pytest
from streamlit.testing.v1 import AppTest

from sim.lessons import LESSONS
from sim.lessons.lesson import Lesson
from sim.ui import words
from tests.pages import ROOT, app_at


def learning(**query: str | list[str]) -> AppTest:
    """Open the page Learn at an address, on a small scenario."""
    app = app_at({"scenario": "pie", "runs": "500"} | query).run()
    app.switch_page(str(ROOT / "sim/ui/pages/learn.py")).run()
    assert not app.exception
    return app


def sentence(app: AppTest) -> str:
    """Return what the picture says."""
    return next(text.value for text in app.markdown if text.value.startswith("**") and "Exercise" not in text.value)


def solved(app: AppTest, one: Lesson, number: int, answer: float) -> AppTest:
    """Type an answer to an exercise and have it checked."""
    key = f"exercise.{one.id}.{number}"
    app.number_input(key=f"{key}.answer").set_value(answer).run()
    return app.button(key=f"{key}.check").click().run()


@pytest.mark.parametrize("one", LESSONS, ids=[one.id for one in LESSONS])
def test_every_lesson_can_be_chosen_and_its_knobs_moved(one: Lesson) -> None:
    app = learning()
    app.selectbox(key="lesson").set_value(one.id).run()
    assert not app.exception
    assert app.header[0].value == one.title
    assert one.find().sentence in sentence(app)
    knob = one.knobs[0]
    end = knob.high if knob.start != knob.high else knob.low
    app.slider(key=f"knob.{one.id}.{knob.id}").set_value(float(end)).run()
    assert not app.exception
    assert one.find({knob.id: end}).sentence in sentence(app)
    assert app.query_params["knob"] == f"{knob.id}={float(end)}"
    app.button(key="knobs.reset").click().run()
    assert one.find().sentence in sentence(app)
    assert "knob" not in app.query_params


def test_an_address_brings_back_the_lesson_and_its_knobs() -> None:
    one = LESSONS[-1]
    knob = one.knobs[0]
    app = learning(lesson=one.id, knob=f"{knob.id}={knob.low}")
    assert app.header[0].value == one.title
    assert app.slider(key=f"knob.{one.id}.{knob.id}").value == knob.low


@pytest.mark.parametrize("said", ["surprise=3", "seller=nothing", "seller=1000000", "seller=true", "="])
def test_a_knob_that_an_address_makes_up_is_passed_over(said: str) -> None:
    app = learning(lesson="zopa", knob=said)
    assert [slider.value for slider in app.slider] == [knob.start for knob in LESSONS[0].knobs]


def test_other_luck_moves_dots_and_not_lines() -> None:
    app = learning()
    before = LESSONS[0].find(seed=1)
    app.button(key="knobs.luck").click().run()
    after = LESSONS[0].find(seed=2)
    assert app.query_params["seed"] == "2"
    assert f"seed {2}" in "".join(caption.value for caption in app.caption)
    assert before.series[0] == after.series[0]
    assert before.series[1] != after.series[1]


@pytest.mark.parametrize("number", [1, 2])
def test_answers_are_checked_when_asked_and_forgotten_when_changed(number: int) -> None:
    one = LESSONS[0]
    exercise = one.exercises[number - 1]
    app = learning()
    app.button(key=f"exercise.{one.id}.{number}.check").click().run()
    assert [box.value for box in app.info] == [words.NO_ANSWER]
    solved(app, one, number, exercise.answer() + 1.0)
    assert [box.value for box in app.warning] == [words.WRONG]
    app.number_input(key=f"exercise.{one.id}.{number}.answer").set_value(exercise.answer()).run()
    assert not app.warning
    assert not app.success, "a new answer waits for its check"
    app.button(key=f"exercise.{one.id}.{number}.check").click().run()
    assert [box.value for box in app.success] == [words.RIGHT.format(why=exercise.why)]


def test_hints_notes_and_references_are_there() -> None:
    app, one = learning(), LESSONS[0]
    shown = "\n".join(text.value for text in app.markdown)
    for text in (one.exercises[0].hint, one.note, one.references[0], one.text.strip()[:80]):
        assert text in shown
