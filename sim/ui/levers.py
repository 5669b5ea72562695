"""Levers as widgets: one stop of each is what the scenario states, so that an uncertain input stays uncertain.

A slider of a number has its stops from the lowest to the highest value that the scenario allows. Where its value is a
range, one more stop in its middle stands for the whole range; leaving that stop fixes the number.
"""

from collections.abc import Iterable, Mapping
from itertools import groupby
from math import ceil, floor, isinf, log10
from typing import Any

import streamlit as st

from sim.formatting import number
from sim.scenario.levers import LeverInfo
from sim.scenario.model import Scenario
from sim.scenario.numbers import Spread, parse_number
from sim.scenario.reader_words import Switch
from sim.ui import words
from sim.ui.link import short_number, with_setting, without, written
from sim.ui.narrowed_levers import cut_in_words, draw_range, narrows
from sim.ui.state import heard, heeded, index_of, link, put, told
from sim.ui.words import capital, plain

STATED = "stated"
"""The stop that stands for what the scenario states."""

STOPS = 50
"""About how many stops a slider has."""

Stop = float | str


def stops_of(lever: LeverInfo, value: Any = None) -> list[Stop]:
    """Return the stops of a number's slider, lowest first.

    Args:
        lever: A lever that is a number.
        value: The value it was moved to, which may lie between stops; none if it was not moved.
    """
    low, high = float(lever.low or 0.0), float(lever.high or 0.0)
    step = _step((high - low) / STOPS, whole=lever.kind == "whole")
    inner = [round(step * place, 10) for place in range(ceil(low / step), floor(high / step) + 1)]
    numbers = {low, high, *inner}
    if isinstance(value, int | float) and not isinstance(value, bool):
        numbers.add(float(value))
    texts = [str(choice) for choice in lever.choices if choice != lever.value]
    if isinstance(value, str) and value not in texts:
        texts.append(value)
    stated = _spread(lever.value)
    middle = stated.middle if stated is not None else high
    if stated is not None and stated.certain:
        numbers.discard(middle)
    below, above = [n for n in sorted(numbers) if n < middle], [n for n in sorted(numbers) if n >= middle]
    return [*below, STATED, *above, *texts]


def _step(rough: float, whole: bool) -> float:
    """Return the next round number from a rough one on: 1, 2 or 5 times a power of ten."""
    power = 10.0 ** floor(log10(rough)) if rough > 0 else 1.0
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    return max(1.0, step) if whole else step


def _spread(value: Any) -> Spread | None:
    """Return a stated number, or None if what is stated is not a number, such as `exact`."""
    try:
        return parse_number(value)
    except ValueError:
        return None


def in_words(value: Any) -> str:
    """Return a stated value as people say it."""
    if isinstance(value, bool):
        return words.ON if value else words.OFF
    spread = _spread(value)
    if spread is None:
        return str(value).replace("_", " ")
    if spread.certain:
        return number(spread.middle)
    if spread.truncated:
        return _cut(spread)
    if spread.kind == "choice":
        return words.OR.join(number(one) for one in sorted(spread.at))
    ends = f"{number(spread.low)} to {number(spread.high)}"
    more = {
        "pert": f", most likely {number(spread.middle)}",
        "lognormal": ", lognormal",
        "normal": ", normal",
        "beta": ", beta",
        "mixture": ", one of several ranges",
    }
    return ends + more.get(spread.kind, "")


def _cut(spread: Spread) -> str:
    """Return the bounds that a range is cut to."""
    low, high = spread.cut
    if isinf(high):
        return words.AT_LEAST.format(low=number(low))
    return words.AT_MOST.format(high=number(high)) if isinf(low) else f"{number(low)} to {number(high)}"


def on_the_thumb(lever: LeverInfo, stop: Stop) -> str:
    """Return what the slider says at a stop."""
    if stop != STATED:
        return number(stop) if isinstance(stop, float) else stop
    spread = _spread(lever.value)
    if spread is None or spread.certain:
        return in_words(lever.value)
    return f"{number(spread.low)} to {number(spread.high)}"


def draw_levers(scenario: Scenario, levers: Iterable[LeverInfo], inert: Mapping[str, str]) -> None:
    """Draw all levers in their groups, the first group open.

    Args:
        scenario: What the levers belong to.
        levers: The levers, with the values that hold before any was moved by hand.
        inert: Those that move nothing, by path, with how that is known.
    """
    moves = dict(link().moves)
    ordered = sorted(levers, key=lambda lever: lever.group == "")
    for place, (group, members) in enumerate(groupby(ordered, key=lambda lever: lever.group)):
        found = list(members)
        open_at_first = place == 0 or any(lever.path in moves for lever in found)
        with st.expander(_group_label(group, found, moves), expanded=open_at_first, key=f"group.{group}"):
            for lever in found:
                _draw(scenario, lever, moves)
                if lever.path in inert:
                    st.caption(plain(inert[lever.path]))


def draw_other_settings(scenario: Scenario, levers: Iterable[LeverInfo]) -> None:
    """Say what an address sets besides levers and switches."""
    known = {lever.path for lever in levers} | {f"switches.{name}.reading" for name in scenario.switches}
    others = [written(path, value) for path, value in link().moves if path not in known]
    if others:
        st.caption(words.SET_ELSEWHERE.format(settings=plain("; ".join(others))))


def _group_label(group: str, levers: list[LeverInfo], moves: Mapping[str, Any]) -> str:
    name = plain(group or words.OTHER_LEVERS)
    moved = sum(lever.path in moves for lever in levers)
    return words.GROUP_MOVED.format(group=name, count=moved) if moved else name


def _draw(scenario: Scenario, lever: LeverInfo, moves: Mapping[str, Any]) -> None:
    """Draw one lever; below it, if it was moved, what is stated and the way back."""
    name, moved = f"lever.{lever.path}", lever.path in moves
    cut = narrows(lever, moves.get(lever.path))
    form = words.LEVER_LABEL if not moved else words.LEVER_NARROWED if cut else words.LEVER_MOVED
    label = form.format(
        label=plain(capital(lever.label)), unit=plain(lever.unit), value=plain(in_words(moves.get(lever.path)))
    )
    help_text = help_of(scenario, lever)
    if cut:
        draw_range(lever, name, label, help_text, moves.get(lever.path))
    elif lever.kind in {"number", "whole"}:
        _slider(lever, name, label, help_text, moves.get(lever.path))
    elif lever.kind == "flag":
        on, was = bool(moves.get(lever.path, lever.value)), bool(lever.value)
        st.toggle(label, on, told(name, on), help=help_text, on_change=_set, args=(lever.path, name, was))
    else:
        choices = [str(choice) for choice in lever.choices]
        value = moves.get(lever.path, lever.value)
        st.selectbox(
            label,
            choices,
            index_of(value, choices),
            key=told(name, value, choices),
            help=help_text,
            on_change=_set,
            args=(lever.path, name, lever.value),
        )
    if moved:
        with st.container(horizontal=True, vertical_alignment="center"):
            stated = plain(in_words(lever.value))
            st.caption(cut_in_words(lever, stated) if cut else words.LEVER_STATED.format(stated=stated))
            st.button(
                words.RESET_ONE,
                key=f"reset.{lever.path}",
                type="tertiary",
                icon=":material/undo:",
                help=words.RESET_ONE_HELP.format(stated=plain(in_words(lever.value))),
                on_click=_reset,
                args=(lever.path,),
            )


def _slider(lever: LeverInfo, name: str, label: str, help_text: str, value: Any) -> None:
    stops = stops_of(lever, value)
    wanted: Stop = STATED if value is None else float(value) if isinstance(value, int | float) else str(value)
    # Written once for the key and for the thumb: a page has a thousand stops.
    said = {stop: on_the_thumb(lever, stop) for stop in stops}
    at = wanted if wanted in stops else STATED
    st.select_slider(
        label,
        stops,
        at,
        key=told(name, at, [f"{stop}: {text}" for stop, text in said.items()]),
        format_func=lambda stop: said[stop] if stop in said else on_the_thumb(lever, stop),
        help=help_text,
        on_change=_set,
        args=(lever.path, name, STATED),
    )


@heeded
def _set(path: str, name: str, stated: Any) -> None:
    """Take over a widget's value; going back to what is stated undoes the move."""
    value = heard(name)
    moves = without(link().moves, (path,)) if value == stated else with_setting(link().moves, path, short_number(value))
    put(moves=moves)


@heeded
def _reset(path: str) -> None:
    put(moves=without(link().moves, (path,)))


def help_of(scenario: Scenario, lever: LeverInfo) -> str:
    """Return what a person moving a lever should know: its meaning, range, what is stated and what that rests on."""
    spread = _spread(lever.value)
    uncertain = spread is not None and not spread.certain
    stated = words.LEVER_UNCERTAIN if uncertain else words.LEVER_CERTAIN
    parts = [plain(lever.help), stated.format(stated=plain(in_words(lever.value)))]
    if lever.low is not None and lever.high is not None:
        ends = {"low": number(lever.low), "high": number(lever.high)}
        parts.append(words.LEVER_RANGE.format(**ends, unit=plain(lever.unit)))
    titles = [plain(scenario.sources[name].title) for name in lever.sources if name in scenario.sources]
    if titles:
        parts.append(words.LEVER_SOURCES.format(sources="; ".join(titles)))
    if lever.assumed:
        parts.append(words.LEVER_ASSUMED.format(why=plain(lever.assumed)))
    return "\n\n".join(parts)


def draw_named_changes(scenario: Scenario) -> None:
    """Draw the what-ifs that a scenario names, and why one would look at those that are on."""
    st.markdown(f"**{words.NAMED}**", help=words.NAMED_HELP)
    for name, change in scenario.changes.items():
        on = name in link().changes
        key, why = told(f"change.{name}", on), plain(change.why or words.NAMED_WHY)
        label = plain(capital(scenario.name_of("changes", name)))
        st.checkbox(label, on, key, help=why, on_change=_switch, args=(name,))
        if on and change.why:
            st.caption(why)


@heeded
def _switch(name: str) -> None:
    """Switch a named change on or off; the one switched on last wins over those before it."""
    others = tuple(other for other in link().changes if other != name)
    put(changes=(*others, name) if heard(f"change.{name}") else others)


def draw_switches(scenario: Scenario) -> None:
    """Draw the ambiguities of a scenario, each with the readings that it can be given."""
    moves = dict(link().moves)
    count = sum(f"switches.{name}.reading" in moves for name in scenario.switches)
    label = words.GROUP_MOVED.format(group=words.UNCLEAR_GROUP, count=count) if count else words.UNCLEAR_GROUP
    with st.expander(label, expanded=count > 0, key="group.switches"):
        for name, switch in scenario.switches.items():
            _draw_switch(scenario, name, switch, moves)


def _draw_switch(scenario: Scenario, name: str, switch: Switch, moves: Mapping[str, Any]) -> None:
    path, widget = f"switches.{name}.reading", f"switch.{name}"
    readings = list(switch.readings)
    value = moves.get(path, switch.reading)
    st.selectbox(
        plain(scenario.name_of("switches", name)),
        readings,
        index_of(value, readings),
        key=told(widget, value, [_reading(switch, reading) for reading in readings]),
        format_func=lambda reading: _reading(switch, reading),
        help=words.READING_HELP.format(asks=plain(switch.asks)),
        on_change=_set,
        args=(path, widget, switch.reading),
    )


def _reading(switch: Switch, reading: str) -> str:
    label = switch.readings[reading].label or reading.replace("_", " ")
    return words.AS_WRITTEN.format(label=label) if reading == switch.reading else label
