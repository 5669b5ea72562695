"""Choices as widgets: told and asked by value, whatever text stands for a value.

The browser sends the text of what was chosen, not its value. Where texts change, because a named change states another
number or another scenario has other issues, an old text would mean another choice or none. So texts are told apart,
and a widget whose texts are others is another widget: its key changes with them.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from sim.ui.state import steer

Texts = Mapping[Any, str]
"""Choices and the text of each, all different, in the order in which they are offered."""


def texts_of(choices: Sequence[Any], text: Callable[[Any], str]) -> dict[Any, str]:
    """Return the text of each choice; where two are the same, the choice itself stands behind each."""
    told = {choice: text(choice) for choice in choices}
    said = list(told.values())
    return {choice: f"{one} ({choice})" if said.count(one) > 1 else one for choice, one in told.items()}


def key_of(name: str, texts: Texts) -> str:
    """Return the key of a widget that offers these texts; another set of them has another key."""
    said = "\x1f".join(f"{choice!r}\x1e{text}" for choice, text in texts.items())
    return f"{name}.{hashlib.sha256(said.encode()).hexdigest()[:8]}"


def select(
    label: str,
    texts: Texts,
    name: str,
    value: Any,
    on_change: Callable[[Any], None],
    **more: Any,
) -> None:
    """Draw a list of which one is chosen, set to a value.

    Args:
        label: What stands above it.
        texts: What may be chosen, and how it is called.
        name: Its name on the page.
        value: What is chosen now.
        on_change: Is told the value when another is chosen.
        **more: Further arguments of `st.selectbox`.
    """
    key = key_of(name, texts)
    steer(key, value if value in texts else next(iter(texts)))
    st.selectbox(
        label, list(texts), key=key, format_func=texts.__getitem__, on_change=_tell, args=(key, on_change), **more
    )


def slide(label: str, texts: Texts, name: str, value: Any, on_change: Callable[[Any], None], **more: Any) -> None:
    """Draw a slider over stops, set to a value; the arguments are those of `select`."""
    key = key_of(name, texts)
    steer(key, value)
    st.select_slider(
        label, list(texts), key=key, format_func=texts.__getitem__, on_change=_tell, args=(key, on_change), **more
    )


def remembered(label: str, texts: Texts, name: str, first: Any, **more: Any) -> Any:
    """Draw a list that keeps what was chosen for the session, and return it.

    Args:
        label: What stands above it.
        texts: What may be chosen, and how it is called.
        name: Its name on the page.
        first: What is chosen at first.
        **more: Further arguments of `st.selectbox`.
    """
    kept = st.session_state.get(f"kept.{name}", first)
    select(label, texts, name, kept if kept in texts else first, partial(_keep, name), **more)
    return st.session_state[key_of(name, texts)]


def _keep(name: str, value: Any) -> None:
    st.session_state[f"kept.{name}"] = value


def _tell(key: str, on_change: Callable[[Any], None]) -> None:
    on_change(st.session_state[key])
