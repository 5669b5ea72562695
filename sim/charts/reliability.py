"""Picture of how often things came about that were said to come about so often."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from sim.analysis.proper_scores import ReliabilityBin
from sim.analysis.reliability_words import HEADS, reliability_rows, sentence_of
from sim.charts.picture import COLOURS, FAINT, Picture, Row, drawn, layered, rows_of, tip

HEIGHT = 360
"""Pixels of the diagram."""

TITLE = "How often it came about where the model said so often"


def reliability_diagram(bins: Sequence[ReliabilityBin]) -> Picture:
    """Draw bins with bands within which what came about would lie 95 times of 100 if the shares were right."""
    told = [one for one in bins if one.said is not None]
    rows = [_row(one) for one in told]
    across = alt.X("said:Q", title="said, % of runs", scale=alt.Scale(domain=[0, 100]))
    up = alt.Y("came:Q", title="came about, % of questions", scale=alt.Scale(domain=[0, 100]))
    tips = [tip("text:N", "said"), tip("band:N", "if the model were right")]
    line = drawn("line", {"color": FAINT, "strokeDash": [4, 4]}, x=alt.X("x:Q"), y=alt.Y("y:Q"))
    line.data = alt.InlineData(values=[{"x": 0, "y": 0}, {"x": 100, "y": 100}])
    chart = layered(
        line,
        drawn("rule", {"strokeWidth": 6, "color": FAINT}, x=across, y=alt.Y("low:Q"), y2=alt.Y2("high:Q")),
        drawn("circle", {"size": 90, "color": COLOURS[0]}, x=across, y=up, tooltip=tips),
        data=rows_of(rows),
        title=TITLE,
        height=HEIGHT,
    )
    return Picture(chart, sentence_of(bins), pd.DataFrame(reliability_rows(told), columns=list(HEADS)))


def _row(one: ReliabilityBin) -> Row:
    text, _, came, band = next(reliability_rows([one]))
    hundred = [100.0 * (value or 0.0) for value in (one.said, one.came, one.band_low, one.band_high)]
    said, came_about, low, high = hundred
    return {
        "said": said,
        "came": came_about,
        "low": low,
        "high": high,
        "text": f"{text}: came about {came}",
        "band": band,
    }
