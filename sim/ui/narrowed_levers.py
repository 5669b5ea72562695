"""Levers that stay ranges: the even draw that is stated, cut to narrower bounds.

Only a range that is stated as an even draw can be cut exactly; one of another shape is fixed or left as it is.
"""

from typing import Any

import streamlit as st

from sim.formatting import number
from sim.scenario.levers import LeverInfo
from sim.scenario.numbers import Spread, parse_number
from sim.ui import words
from sim.ui.link import short_number, with_setting, without
from sim.ui.state import heard, link, put, told

FIX, NARROW = "fix", "narrow"


def draw_mode() -> None:
    """Draw the choice of what moving a range means."""
    st.segmented_control(
        words.MOVE_AS,
        [FIX, NARROW],
        default=FIX,
        required=True,
        key="move_as",
        format_func=words.MOVES.__getitem__,
        help=words.MOVE_AS_HELP,
        persist_state="session",
    )


def even(value: Any) -> Spread | None:
    """Return a value that is stated as an even draw between two figures; None if it is not."""
    try:
        spread = parse_number(value)
    except ValueError:
        return None
    return spread if spread.kind == "uniform" else None


def narrows(lever: LeverInfo, moved: Any) -> bool:
    """Return whether a lever is drawn with two thumbs: it was narrowed, or is about to be.

    Args:
        lever: The lever.
        moved: What it was moved to; None if it was not.
    """
    if lever.kind != "number" or even(lever.value) is None:
        return False
    return even(moved) is not None or (moved is None and st.session_state.get("move_as") == NARROW)


def draw_range(lever: LeverInfo, name: str, label: str, help_text: str, moved: Any) -> None:
    """Draw a lever with two thumbs, which start at the ends of what is stated."""
    stated = even(lever.value)
    if stated is None:
        return
    now = even(moved) or stated
    least, most = min(stated.low, now.low), max(stated.high, now.high)
    st.slider(
        label,
        least,
        most,
        key=told(name, (now.low, now.high), ["range", str(least), str(most)]),
        step=_step(most - least),
        format="%g",
        help=help_text,
        on_change=_set,
        args=(lever.path, name, (stated.low, stated.high)),
    )


def _step(width: float) -> float:
    """Return a hundredth of a range: its ends are stops, and every cut is one figure in an address."""
    return round(width / 100, 10) or width


def _set(path: str, name: str, stated: tuple[float, float]) -> None:
    """Take over both ends; the whole range undoes the move, and both ends at one figure fix the lever."""
    low, high = (round(float(end), 10) for end in heard(name))
    if (low, high) == stated:
        put(moves=without(link().moves, (path,)))
    else:
        put(moves=with_setting(link().moves, path, _written(low, high)))


def _written(low: float, high: float) -> Any:
    return f"{low:.10g} to {high:.10g}" if low != high else short_number(low)


def cut_in_words(lever: LeverInfo) -> str:
    """Say what a narrowed lever was cut from."""
    stated = even(lever.value)
    return "" if stated is None else words.CUT.format(low=number(stated.low), high=number(stated.high))
