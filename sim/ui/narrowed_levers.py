"""Levers that stay ranges: what is stated, cut to narrower bounds.

Its shape stays: within the bounds every run draws as it would have drawn, had it been known that the number lies there.
An even draw becomes a narrower even draw and a choice has fewer values; a range of another shape is truncated.
"""

import math
from typing import Any

import streamlit as st

from sim.formatting import number
from sim.scenario.levers import LeverInfo
from sim.scenario.numbers import Spread, cut_to, parse_number
from sim.ui import words
from sim.ui.link import short_number, with_setting, without
from sim.ui.state import heard, heeded, link, put, told

FIX, NARROW = "fix", "narrow"

Ends = tuple[float, float]


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


def uncertain(value: Any) -> Spread | None:
    """Return a value that is stated as a range of some shape, without its class; None if it is not."""
    try:
        spread = parse_number(value)
    except ValueError:
        return None
    return None if spread.certain else spread.model_copy(update={"of_class": (), "why": ""})


def cut_from(stated: Spread, moved: Any) -> Spread | None:
    """Return what a stated range was cut to; None if what it was moved to is no part of it.

    Args:
        stated: What is stated.
        moved: What it was moved to; None if it was not.
    """
    now = uncertain(moved)
    if now is None or now.kind != stated.kind:
        return None
    if stated.kind == "uniform":
        return now
    if stated.kind == "choice":
        return now if _same(now, stated.whole, min(now.at), max(now.at)) else None
    return now if (now.at, now.parts) == (stated.at, stated.parts) and now.truncated else None


def _same(now: Spread, stated: Spread, low: float, high: float) -> bool:
    """Return whether a choice is what is left of the stated one between two values."""
    left = cut_to(stated, low, high)
    odds = zip(now.odds, left.odds, strict=False)
    return left.at == now.at and all(math.isclose(one, other, rel_tol=1e-6) for one, other in odds)


def narrows(lever: LeverInfo, moved: Any) -> bool:
    """Return whether a lever is drawn with two thumbs: it was narrowed, or is about to be.

    Args:
        lever: The lever.
        moved: What it was moved to; None if it was not.
    """
    stated = uncertain(lever.value)
    if lever.kind != "number" or stated is None:
        return False
    return cut_from(stated, moved) is not None or (moved is None and st.session_state.get("move_as") == NARROW)


def draw_range(lever: LeverInfo, name: str, label: str, help_text: str, moved: Any) -> None:
    """Draw a lever with two thumbs, which start at the ends of what is stated."""
    stated = uncertain(lever.value)
    if stated is None:
        return
    now = cut_from(stated, moved) or stated
    if stated.kind == "choice":
        _draw_values(lever, name, label, help_text, now)
        return
    low, high = thumbs_of(stated, now)
    least, most = min(stated.low, low), max(stated.high, high)
    st.slider(
        label,
        least,
        most,
        (low, high),
        key=told(name, (low, high), ["range", str(least), str(most)]),
        step=_step(most - least),
        format="%.4g",
        help=help_text,
        on_change=_set,
        args=(lever.path, name, stated),
    )


def thumbs_of(stated: Spread, now: Spread) -> Ends:
    """Return where the thumbs of a range are: at its bounds, and at the ends of what is stated where none is cut.

    Args:
        stated: What is stated.
        now: What it was cut to.
    """
    if not now.truncated:
        return now.low, now.high
    low, high = now.cut
    return (stated.low if low == stated.cut[0] else low), (stated.high if high == stated.cut[1] else high)


def _draw_values(lever: LeverInfo, name: str, label: str, help_text: str, now: Spread) -> None:
    """Draw a choice of values with two thumbs on them; those between them stay."""
    stated = uncertain(lever.value)
    values = sorted(stated.at) if stated is not None else []
    ends = min(now.at), max(now.at)
    st.select_slider(
        label,
        values,
        ends,
        key=told(name, ends, ["values", *map(str, values)]),
        format_func=number,
        help=help_text,
        on_change=_set,
        args=(lever.path, name, stated),
    )


def _step(width: float) -> float:
    """Return a hundredth of a range: its ends are stops, and every cut is one figure in an address."""
    return round(width / 100, 10) or width


@heeded
def _set(path: str, name: str, stated: Spread) -> None:
    """Take over both ends; the whole range undoes the move, and both ends at one figure fix the lever."""
    low, high = (float(f"{end:.10g}") for end in heard(name))
    value = narrowed(stated, low, high)
    moves = without(link().moves, (path,))
    put(moves=moves if value is None else with_setting(moves, path, value))


def narrowed(stated: Spread, low: float, high: float) -> Any:
    """Return a stated range cut to bounds, as a scenario writes it; None where nothing is cut.

    A thumb at the end of the slider cuts nothing there: a bell's tail beyond it stays.

    Args:
        stated: What is stated.
        low: Where the lower thumb is.
        high: Where the upper thumb is.
    """
    if low == high:
        return short_number(low)
    if stated.kind in {"uniform", "choice"} and not stated.truncated:
        least, most = min(stated.at), max(stated.at)
        if _at(low, least) and _at(high, most):
            return None
        if stated.kind == "uniform":
            return f"{low:.10g} to {high:.10g}"
        return cut_to(stated, low, high).stated()
    bounds = (
        stated.cut[0] if _at(low, stated.low) else low,
        stated.cut[1] if _at(high, stated.high) else high,
    )
    return None if bounds == stated.cut else cut_to(stated.whole, *bounds).stated()


def _at(thumb: float, end: float) -> bool:
    """Return whether a thumb is at an end of its slider; a browser rounds."""
    return math.isclose(thumb, end, rel_tol=1e-9, abs_tol=1e-9)


def cut_in_words(lever: LeverInfo, stated: str) -> str:
    """Say what a narrowed lever was cut from.

    Args:
        lever: The lever.
        stated: What is stated, in words.
    """
    found = uncertain(lever.value)
    return (words.CUT_EVEN if found is not None and found.kind == "uniform" else words.CUT).format(stated=stated)
