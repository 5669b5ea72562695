"""Picture of what it would be worth to know an input before a decision."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from sim.analysis.estimates import Estimate
from sim.analysis.information import Information, InformationValue
from sim.charts import words
from sim.charts.picture import COLOURS, Picture, band_for, drawn, interval, layered, names_down, rows_of, tip

BAND = 34
"""Pixels of a bar and the space below it."""

MOST = 12
"""Inputs drawn; the table has them all."""


def knowing_bars(found: Information, most: int = MOST) -> Picture:
    """Draw what knowing each input is worth, with its interval, the most first.

    Args:
        found: A decision with what it is worth to know each input.
        most: How many inputs to draw.
    """
    shown = found.inputs[:most]
    scale = 100.0 if found.is_share else 1.0
    names = [one.label for one in shown]
    place = names_down("name", names, split=": ")
    across = alt.X("value:Q", title=words.KNOWING_AXIS_SHARE if found.is_share else words.KNOWING_AXIS)
    tips = [tip("name:N", words.INPUT), tip("text:N", words.WORTH_KNOWING)]
    chart = layered(
        drawn("bar", {"height": 18, "color": COLOURS[2]}, y=place, x=across, tooltip=tips),
        drawn("rule", {"strokeWidth": 2}, y=place, x=alt.X("low:Q"), x2=alt.X2("high:Q")),
        data=rows_of(
            {
                "name": one.label,
                "value": scale * one.value.value,
                "low": scale * one.value.low,
                "high": scale * one.value.high,
                "text": _text(one.value, scale),
            }
            for one in shown
        ),
        title=[words.KNOWING_TITLE.format(arms=", ".join(arm.name for arm in found.arms)), found.measured],
        height=band_for(names, ": ", BAND) * max(1, len(shown)),
    )
    return Picture(chart, _said(found, scale), _table(found.inputs, scale))


def _text(value: Estimate, scale: float) -> str:
    return f"{scale * value.value:+z.2f} ({interval(scale * value.low, scale * value.high, 2)})"


def _said(found: Information, scale: float) -> str:
    if not found.inputs:
        return words.NOTHING_TO_SHOW
    top = found.inputs[0]
    chosen = {"goal": "least" if found.least else "most", "measured": found.measured, "best": found.best}
    if not top.value.low > 0.0:
        return words.KNOWING_NONE.format(**chosen)
    return words.KNOWING_ALT.format(**chosen, label=top.label, worth=_text(top.value, scale))


def _table(listed: Sequence[InformationValue], scale: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            words.INPUT: [one.label for one in listed],
            words.WORTH_KNOWING: [_text(one.value, scale) for one in listed],
            words.CHANGES_CHOICE: [f"{100 * one.switches:.1f} %" for one in listed],
        }
    )
