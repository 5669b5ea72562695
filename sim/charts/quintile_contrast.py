"""Picture of what an outcome leans on: its share where an input came out low beside where it came out high."""

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from sim.analysis.quintile_contrast import QuintileContrast
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
    percent,
    percent_interval,
    rows_of,
    tip,
)

MOST = 12
"""Inputs drawn."""

BAND = 30


def leaning_bars(
    leanings: Sequence[QuintileContrast], names: Mapping[str, str], outcome: str, overall: float
) -> Picture:
    """Draw the inputs along which an outcome's share differs most, as a tornado.

    Args:
        leanings: The largest difference first.
        names: What each input is called, by path.
        outcome: The outcome's name on screen.
        overall: Its share of all runs, to be marked.
    """
    shown = [one for one in leanings if one.clear][:MOST] or list(leanings[:MOST])
    labels = [names[one.path] for one in shown]
    place, ends = names_down("name", labels, split=": "), [words.CAME_LOW, words.CAME_HIGH]
    low_to_high = alt.X("from:Q", title=words.LEANING_AXIS, scale=alt.Scale(zero=False))
    chart = layered(
        drawn("rule", {"strokeDash": [4, 3]}, x=alt.XDatum(100 * overall)),
        drawn("bar", {"height": 5, "color": COLOURS[4], "opacity": 0.6}, y=place, x=low_to_high, x2=alt.X2("to:Q")),
        drawn("rule", {"strokeWidth": 1.5}, y=place, x=alt.X("least:Q"), x2=alt.X2("most:Q")),
        drawn(
            "circle",
            {"size": 90, "opacity": 1},
            y=place,
            x=alt.X("share:Q"),
            color=colour_of(ends, [COLOURS[0], COLOURS[5]]),
            tooltip=[tip("name:N", words.INPUT), tip("what:N", words.WHAT), tip("text:N", words.SHARE)],
        ),
        data=rows_of(row for one in shown for row in _rows(one, names[one.path])),
        title=words.LEANING_TITLE.format(outcome=outcome),
        height=band_for(labels, ": ", BAND) * max(1, len(shown)),
    )
    return Picture(chart, _most(shown, names, outcome), _table(leanings, names))


def _rows(one: QuintileContrast, name: str) -> list[Row]:
    ends = ((words.CAME_LOW, one.low), (words.CAME_HIGH, one.high))
    return [
        {
            "name": name,
            "what": what,
            "share": 100 * share.share,
            "least": 100 * share.low,
            "most": 100 * share.high,
            "from": 100 * one.low.share,
            "to": 100 * one.high.share,
            "text": f"{percent(share.share)} ({percent_interval(share.low, share.high)})",
        }
        for what, share in ends
    ]


def _most(shown: Sequence[QuintileContrast], names: Mapping[str, str], outcome: str) -> str:
    if not shown:
        return words.NOTHING_TO_SHOW
    top = shown[0]
    if not top.clear:
        return words.LEANING_ALT_NONE.format(outcome=outcome)
    return words.LEANING_ALT.format(
        name=names[top.path], outcome=outcome, low=percent(top.low.share), high=percent(top.high.share)
    )


def _table(leanings: Sequence[QuintileContrast], names: Mapping[str, str]) -> pd.DataFrame:
    listed = [one for one in leanings if one.clear] or list(leanings[:MOST])
    return pd.DataFrame(
        {
            words.INPUT: [names[one.path] for one in listed],
            words.LOWEST: [f"{words.UP_TO} {one.low_end:.3g}" for one in listed],
            words.SHARE_LOWEST: [_share(one.low.share, one.low.low, one.low.high) for one in listed],
            words.HIGHEST: [f"{words.FROM_ON} {one.high_end:.3g}" for one in listed],
            words.SHARE_HIGHEST: [_share(one.high.share, one.high.low, one.high.high) for one in listed],
            words.DIFFERENCE_POINTS: [_moved(one) for one in listed],
        }
    )


def _moved(one: QuintileContrast) -> str:
    return f"{100 * one.difference:+z.1f} ({100 * one.least:+z.1f} to {100 * one.most:+z.1f})".replace("-", "−")


def _share(share: float, low: float, high: float) -> str:
    return f"{percent(share)} ({interval(100 * low, 100 * high)})"
