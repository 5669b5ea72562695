"""Page Learn: one lesson at a time; knobs left, right what theory and simulation say, the text, and exercises."""

from math import isfinite

import streamlit as st

from sim.charts import lesson_lines
from sim.lessons import LESSONS, lesson
from sim.lessons.lesson import Exercise, Knob, Lesson, LessonFinding, Settings
from sim.ui import show, words
from sim.ui.link import with_setting, without, written
from sim.ui.offers import offer_table
from sim.ui.state import heard, heeded, link, put, told


def draw() -> None:
    """Draw the page."""
    _take_over()
    with st.sidebar:
        one = _chosen()
        moved = _knobs(one)
    st.header(one.title, anchor=False)
    st.markdown(one.idea)
    finding = _found(one.id, tuple(sorted(moved.items())), link().seed)
    st.markdown(f"**{finding.sentence}**")
    show.picture("lesson", (one.id, tuple(sorted(moved.items())), link().seed), lambda: lesson_lines(finding))
    st.caption(words.LESSON_PROVENANCE.format(runs=finding.runs, seed=link().seed))
    with st.container(horizontal=True):
        offer_table("lesson.csv", one.id, lesson_lines(finding).table)
        if one.knobs and not moved:
            knob = one.knobs[0]
            text = words.EXAMPLE_LESSON.format(label=knob.label)
            st.button(words.EXAMPLE, "example", text, type="tertiary", on_click=_example, args=(knob,))
    st.markdown(one.text)
    st.subheader(words.EXERCISES, anchor=False)
    for number, exercise in enumerate(one.exercises, start=1):
        _exercise(one, number, exercise)
    with st.expander(words.INSTRUCTORS, key=f"note.{one.id}", icon=":material/co_present:"):
        st.markdown(one.note)
    st.subheader(words.REFERENCES, anchor=False)
    st.markdown("\n".join(f"- {reference}" for reference in one.references))


def _take_over() -> None:
    """Make the address name what is shown, and say what else it named."""
    here = link()
    known = not here.lesson or here.lesson in {one.id for one in LESSONS}
    one = lesson(here.lesson) if known and here.lesson else LESSONS[0]
    usable = {knob.id for knob in one.knobs if _moved_to(knob) is not None}
    kept = tuple((name, value) for name, value in here.knobs if name in usable)
    wrong = [words.quoted(written(name, value)) for name, value in here.knobs if name not in usable]
    if known and not wrong:
        return
    left_out = [] if known else [words.IGNORED_LESSON.format(said=words.quoted(here.lesson))]
    left_out += [words.IGNORED_KNOB.format(said=said) for said in wrong]
    put(lesson=here.lesson if known else "", knobs=kept, ignored=(*here.ignored, *left_out))
    st.rerun()


@heeded
def _example(knob: Knob) -> None:
    """Move a knob to the end that is farther from where it starts."""
    far = max((knob.low, knob.high), key=lambda end: abs(end - knob.start))
    put(knobs=((knob.id, float(far)),))


@st.cache_resource(max_entries=64, show_spinner=False)
def _found(name: str, moved: tuple[tuple[str, float], ...], seed: int) -> LessonFinding:
    return lesson(name).find(dict(moved), abs(seed))


def _chosen() -> Lesson:
    """Draw the list of lessons and return the one chosen."""
    ids = [one.id for one in LESSONS]
    here = link().lesson if link().lesson in ids else ids[0]
    st.selectbox(
        words.LESSON,
        ids,
        ids.index(here),
        key=told("lesson", here),
        format_func=lambda name: lesson(name).title,
        help=words.LESSON_HELP,
        on_change=_choose,
    )
    return lesson(here)


@heeded
def _choose() -> None:
    put(lesson=heard("lesson"), knobs=())


def _knobs(one: Lesson) -> Settings:
    """Draw the knobs of a lesson, and the ways back; return what was moved."""
    moved = {knob.id: value for knob in one.knobs for value in [_moved_to(knob)] if value is not None}
    for knob in one.knobs:
        name = f"knob.{one.id}.{knob.id}"
        label = words.LEVER_LABEL.format(label=knob.label, unit=knob.unit) if knob.unit else knob.label
        st.slider(
            label,
            float(knob.low),
            float(knob.high),
            moved.get(knob.id, float(knob.start)),
            key=told(name, moved.get(knob.id, float(knob.start))),
            step=float(knob.step),
            format="%g",
            help=knob.help or None,
            on_change=_move,
            args=(knob.id, name, float(knob.start)),
        )
    with st.container(horizontal=True):
        st.button(
            words.LESSON_RESET, key="knobs.reset", help=words.LESSON_RESET_HELP, on_click=put, kwargs={"knobs": ()}
        )
        st.button(words.LESSON_SEED, key="knobs.luck", help=words.LESSON_SEED_HELP, on_click=_other_luck)
    return moved


def _moved_to(knob: Knob) -> float | None:
    """Return where the address puts a knob; None if it says nothing or nothing usable."""
    said = dict(link().knobs).get(knob.id)
    if isinstance(said, bool) or not isinstance(said, int | float):
        return None
    return float(said) if isfinite(said) and knob.low <= said <= knob.high else None


@heeded
def _move(name: str, widget: str, start: float) -> None:
    value = float(heard(widget))
    put(knobs=without(link().knobs, (name,)) if value == start else with_setting(link().knobs, name, value))


def _reset() -> None:
    put(knobs=())


def _other_luck() -> None:
    put(seed=abs(link().seed) + 1)


def _exercise(one: Lesson, number: int, exercise: Exercise) -> None:
    """Draw one exercise: the question, a field for the answer, its check, and a hint."""
    key = f"exercise.{one.id}.{number}"
    with st.container(border=True, key=key):
        st.markdown(f"**{words.EXERCISE.format(number=number)}.** {exercise.question}")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            given = st.number_input(
                words.YOUR_ANSWER,
                value=None,
                key=f"{key}.answer",
                format="%.4g",
                help=words.YOUR_ANSWER_HELP,
                width=220,
                on_change=_unchecked,
                args=(key,),
            )
            st.button(
                words.CHECK_ANSWER, key=f"{key}.check", help=words.CHECK_ANSWER_HELP, on_click=_checked, args=(key,)
            )
        if st.session_state.get(f"{key}.checked"):
            _verdict(exercise, given)
        with st.expander(words.HINT_LABEL, key=f"{key}.hint", type="compact"):
            st.markdown(exercise.hint)


@heeded
def _checked(key: str) -> None:
    st.session_state[f"{key}.checked"] = True


@heeded
def _unchecked(key: str) -> None:
    st.session_state[f"{key}.checked"] = False


def _verdict(exercise: Exercise, given: float | None) -> None:
    if given is None:
        st.info(words.NO_ANSWER)
    elif exercise.right(given):
        st.success(words.RIGHT.format(why=exercise.why))
    else:
        st.warning(words.WRONG)


if __name__ == "__main__":
    draw()
