"""Pictures of what hangs on what."""

from collections.abc import Sequence
from typing import Literal

import altair as alt
import pandas as pd

from sim.analysis.estimates import Estimate
from sim.analysis.tornado import Bar, End, Tornado
from sim.charts import words
from sim.charts.picture import (
    COLOURS,
    Picture,
    Row,
    band_for,
    colour_of,
    drawn,
    interval,
    layered,
    names_down,
    rows_of,
    tip,
)

BAND = 40
"""Pixels of a bar with the space below it."""

ROOM = 0.12
"""Part of the axis left free on both sides, for the values at the ends of bars."""


def tornado(found: Tornado) -> Picture:
    """Draw how far each input moves the figure, from its level at one end of the input's range to that at the other."""
    names = [_name(bar) for bar in found.bars]
    ends = [row for bar in found.bars for row in _ends(found, bar)]
    scale = _room([*(row["least"] for row in ends), *(row["most"] for row in ends), _figure(found, found.base.value)])
    where = names_down("name", names, split=": ")
    title = words.TORNADO_AXIS_SHARE if found.is_share else words.TORNADO_AXIS
    across = alt.X("base:Q", title=title, scale=scale)
    sides = [words.LOW_END, words.HIGH_END]
    tips = [
        tip("name:N", words.INPUT),
        tip("value:N", words.SET_TO),
        tip("text:N", words.LEVEL),
        tip("moved:N", words.MOVED),
    ]
    chart = layered(
        drawn(
            "bar",
            {"height": 18, "opacity": 0.8},
            y=where,
            x=across,
            x2=alt.X2("level:Q"),
            color=colour_of(sides, COLOURS[:2]),
            tooltip=tips,
        ),
        drawn("rule", {"strokeWidth": 1.5}, y=where, x=alt.X("least:Q"), x2=alt.X2("most:Q")),
        _values(where, "left"),
        _values(where, "right"),
        drawn("rule", {"strokeDash": [4, 3], "aria": False}, x=alt.XDatum(_figure(found, found.base.value))),
        data=rows_of(ends),
        title=words.TORNADO_TITLE.format(measured=found.measured),
        height=band_for(names, ": ", BAND) * max(1, len(names)),
    )
    return Picture(chart, _widest(found), _table(found))


def _name(bar: Bar) -> str:
    return words.LEVER.format(label=bar.label) if bar.kind == "lever" else bar.label


def _figure(found: Tornado, value: float) -> float:
    """Return a figure as the axis counts it: shares in per cent."""
    return 100.0 * value if found.is_share else value


def _ends(found: Tornado, bar: Bar) -> list[Row]:
    """Return both ends; what the input was set to is written left of the lower figure and right of the higher."""
    sides = ("left", "right") if bar.swing.value >= 0 else ("right", "left")
    ends = (bar.low, words.LOW_END, sides[0]), (bar.high, words.HIGH_END, sides[1])
    return [{"name": _name(bar), "side": side, "what": what, **_end(found, bar, end)} for end, what, side in ends]


def _end(found: Tornado, bar: Bar, end: End) -> Row:
    base, moved = found.base.value, end.difference
    return {
        "value": f"{end.value:g} {bar.unit}".strip(),
        "short": f"{end.value:g}",
        "base": _figure(found, base),
        "level": _figure(found, end.level.value),
        # The whisker is that of the difference, since runs are paired.
        "least": _figure(found, base + moved.low),
        "most": _figure(found, base + moved.high),
        "text": _text(found, end.level),
        "moved": _text(found, moved, "+"),
    }


def _room(figures: Sequence[float]) -> alt.Scale:
    least, most = min(figures), max(figures)
    room = ROOM * (most - least) or 1.0
    return alt.Scale(domain=[least - room, most + room], nice=False, zero=False)


def _values(where: alt.Y, side: Literal["left", "right"]) -> alt.Chart:
    """Return the layer with what inputs were set to, outside the whiskers on one side."""
    at, gap = ("least:Q", -5) if side == "left" else ("most:Q", 5)
    style = {"align": "right" if side == "left" else "left", "dx": gap, "fontSize": 11}
    layer = drawn("text", style, y=where, x=alt.X(at), text=alt.Text("short:N"))
    layer.transform = [alt.FilterTransform(filter=alt.FieldEqualPredicate(field="side", equal=side))]
    return layer


def _text(found: Tornado, estimate: Estimate, sign: str = "") -> str:
    """Return a figure with its interval."""
    digits = 1 if found.is_share else 3
    value, low, high = (_figure(found, one) for one in (estimate.value, estimate.low, estimate.high))
    return f"{value:{sign}z.{digits}f} ({interval(low, high, digits)})"


def _widest(found: Tornado) -> str:
    if not found.bars:
        return words.NOTHING_TO_SHOW
    bar = found.bars[0]
    return words.TORNADO_ALT.format(
        label=_name(bar),
        measured=found.measured,
        low=f"{bar.low.value:g}",
        high=f"{bar.high.value:g}",
        at_low=_text(found, bar.low.level),
        at_high=_text(found, bar.high.level),
        base=_text(found, found.base),
    )


def _table(found: Tornado) -> pd.DataFrame:
    return pd.DataFrame(
        {
            words.INPUT: [_name(bar) for bar in found.bars],
            words.SET_LOW: [f"{bar.low.value:g} {bar.unit}".strip() for bar in found.bars],
            words.SET_HIGH: [f"{bar.high.value:g} {bar.unit}".strip() for bar in found.bars],
            words.AT_LOW: [_text(found, bar.low.level) for bar in found.bars],
            words.AT_HIGH: [_text(found, bar.high.level) for bar in found.bars],
            words.SWING: [_text(found, bar.swing, "+") for bar in found.bars],
        }
    )
