"""Pictures of what an outcome hangs on: conditions dropped, levers moved."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from sim.analysis.ablation import Ablation
from sim.analysis.break_even import Flip, LeverChange, written
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

BAND = 44
"""Pixels of a condition with its two bars."""

LINE = 36
"""Pixels of a lever."""


def ablation_bars(found: Ablation) -> Picture:
    """Draw what dropping each condition alone does to the outcome, and its fair part in what dropping all does."""
    rows = _condition_rows(found)
    names, measures = list(dict.fromkeys(row["name"] for row in rows)), [words.DROPPED_ALONE, words.FAIRLY]
    where = {"y": names_down("name", names), "yOffset": alt.YOffset("what:N", sort=measures)}
    tips = [tip("name:N", words.CONDITION), tip("what:N", words.WHAT), tip("text:N", words.POINTS)]
    across = alt.X("value:Q", title=words.ABLATION_AXIS)
    chart = layered(
        drawn("bar", {}, **where, x=across, color=colour_of(measures, COLOURS[:2]), tooltip=tips),
        drawn("rule", {"strokeWidth": 1.5}, **where, x=alt.X("low:Q"), x2=alt.X2("high:Q")),
        data=rows_of(rows),
        title=words.ABLATION_TITLE.format(outcome=found.base.label),
        height=band_for(names, "", BAND) * max(1, len(names)),
    )
    alt_text = " ".join(found.sentences[:2]) or words.NO_CONDITIONS
    return Picture(chart, alt_text, _condition_table(rows, names, measures))


def _condition_rows(found: Ablation) -> list[Row]:
    alone = [(one.label, words.DROPPED_ALONE, one.difference, one.low, one.high) for one in found.singles]
    fairly = [
        (one.label, words.FAIRLY, one.attribution.share, one.attribution.low, one.attribution.high)
        for one in found.shared
    ]
    order = {name: -value for name, _, value, _, _ in (*alone, *fairly)}
    rows = sorted((*alone, *fairly), key=lambda row: order[row[0]])
    return [
        {"name": name, "what": what, **_points(value, low, high), "text": _signed(value, low, high)}
        for name, what, value, low, high in rows
    ]


def _points(value: float, low: float, high: float) -> Row:
    return {"value": 100 * value, "low": 100 * low, "high": 100 * high}


def _signed(value: float, low: float, high: float) -> str:
    return f"{100 * value:+z.1f} ({100 * low:+z.1f} to {100 * high:+z.1f})"


def _condition_table(rows: Sequence[Row], names: Sequence[str], measures: Sequence[str]) -> pd.DataFrame:
    known = {(row["name"], row["what"]): row["text"] for row in rows}
    columns = {measure: [known.get((name, measure), "–") for name in names] for measure in measures}
    return pd.DataFrame({words.CONDITION: names, **columns})


def reach_dots(found: Flip) -> Picture:
    """Draw how near each lever alone brings an outcome to a target share, the best first."""
    names = [_named(one) for one in found.nearest]
    where = names_down("name", names, split=": ")
    across = alt.X("share:Q", title=words.REACH_AXIS, scale=alt.Scale(domain=[0, 100]))
    tips = [tip("name:N", words.LEVER_MOVED), tip("text:N", words.SHARE)]
    base, target = alt.XDatum(100 * found.base.share), alt.XDatum(100 * found.target)
    chart = layered(
        drawn("rule", {"strokeDash": [3, 3], "aria": False}, x=base),
        drawn("rule", {"strokeWidth": 2, "color": COLOURS[5], "aria": False}, x=target),
        drawn("rule", {"strokeWidth": 2}, y=where, x=alt.X("low:Q"), x2=alt.X2("high:Q")),
        drawn("circle", {"size": 70, "opacity": 1, "color": COLOURS[0]}, y=where, x=across, tooltip=tips),
        data=rows_of(_reach_row(one) for one in found.nearest),
        title=alt.TitleParams(words.REACH_TITLE.format(outcome=found.base.label), subtitle=words.REACH_MARKS),
        height=band_for(names, ": ", LINE) * max(1, len(names)),
    )
    return Picture(chart, " ".join(found.sentences[:3]), _reach_table(found.nearest, names))


def _named(one: LeverChange) -> str:
    move = one.moves[0]
    return f"{move.label}: {written(move.value)}"


def _reach_row(one: LeverChange) -> Row:
    share = one.share
    text = f"{percent(share.share)} ({interval(100 * share.low, 100 * share.high)})"
    ends = {"share": 100 * share.share, "low": 100 * share.low, "high": 100 * share.high}
    return {"name": _named(one), "text": text, **ends}


def _reach_table(found: Sequence[LeverChange], names: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            words.LEVER_MOVED: names,
            words.AS_STATED: [written(one.moves[0].stated) for one in found],
            words.MOVED_BY: [f"{one.size:.2f}" for one in found],
            words.SHARE: [percent(one.share.share) for one in found],
            words.INTERVAL: [percent_interval(one.share.low, one.share.high) for one in found],
            words.RUNS: [f"{one.share.of:,}" for one in found],
        }
    )
