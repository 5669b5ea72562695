"""Picture of how the variance of runs is shared among case, minds and talks."""

import altair as alt
import pandas as pd

from sim.analysis.three_parts import ThreeParts, VariancePart
from sim.charts import words
from sim.charts.picture import COLOURS, Picture, Row, band_for, colour_of, drawn, layered, names_down, rows_of, tip
from sim.formatting import NO_BREAK

BAND = 44
"""Pixels of a part."""


def part_bars(found: ThreeParts) -> Picture:
    """Draw what case, minds and talks each account for, with intervals; what cannot be told has its whisker alone."""
    told = [one for one in found.parts if one.share.value == one.share.value]
    names = [one.label for one in told]
    where = names_down("name", names, split=": ")
    tips = [tip("name:N", words.WHAT), tip("text:N", words.ACCOUNTS_FOR)]
    across = alt.X("value:Q", title=words.PARTS_AXIS, scale=alt.Scale(domain=[0, 100]))
    chart = layered(
        drawn(
            "bar", {"height": 20}, y=where, x=across, color=colour_of(names, COLOURS[:3], legend=False), tooltip=tips
        ),
        drawn("rule", {"strokeWidth": 1.5}, y=where, x=alt.X("low:Q"), x2=alt.X2("high:Q")),
        data=rows_of(_bar(one) for one in told),
        title=words.PARTS_TITLE.format(measured=found.measured),
        height=band_for(names, ": ", BAND) * max(1, len(names)),
    )
    table = pd.DataFrame({words.WHAT: [one.label for one in told], words.ACCOUNTS_FOR: [str(one) for one in told]})
    return Picture(chart, found.sentence().replace(NO_BREAK, " "), table)


def _bar(one: VariancePart) -> Row:
    low, high = (100.0 * min(1.0, max(0.0, end)) for end in (one.share.low, one.share.high))
    return {
        "name": one.label,
        "what": one.label,
        "value": 100.0 * max(0.0, one.share.value),
        "low": low,
        "high": high,
        "text": str(one),
    }
