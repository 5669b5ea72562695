"""Picture of what accounts for the spread of runs: inputs, alone and with others, beside chance."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from sim.analysis.estimates import Estimate
from sim.analysis.sobol import Index, Indices
from sim.charts import words
from sim.charts.picture import (
    COLOURS,
    Picture,
    Row,
    band_for,
    colour_of,
    drawn,
    layered,
    names_down,
    percent,
    percent_interval,
    rows_of,
    tip,
)
from sim.formatting import NO_BREAK

BAND = 44
"""Pixels of an input with its two bars."""


def index_bars(found: Indices) -> Picture:
    """Draw what each input accounts for, alone (first-order index) and with others (total index), with intervals.

    Both are parts of what inputs account for; how much that is, and how much is chance, stands in the title.
    """
    known = [one for one in found.indices if one.first.value == one.first.value]
    ranked = sorted(known, key=lambda one: -one.total.value)
    kinds = [words.ALONE, words.WITH_OTHERS]
    names = [one.label for one in ranked]
    where = {"y": names_down("name", names, split=": "), "yOffset": alt.YOffset("what:N", sort=kinds)}
    tips = [tip("name:N", words.INPUT), tip("what:N", words.WHAT), tip("text:N", words.ACCOUNTS_FOR)]
    across = alt.X("value:Q", title=words.INDEX_AXIS)
    chart = layered(
        drawn("bar", {}, **where, x=across, color=colour_of(kinds, COLOURS[:2]), tooltip=tips),
        drawn("rule", {"strokeWidth": 1.5}, **where, x=alt.X("low:Q"), x2=alt.X2("high:Q")),
        data=rows_of(row for one in ranked for row in _bars(one)),
        title=[words.INDEX_TITLE.format(measured=found.measured), _chance(found)],
        height=band_for(names, ": ", BAND) * max(1, len(names)),
    )
    return Picture(chart, _heaviest(found, ranked), _table(found.indices))


def _bars(one: Index) -> list[Row]:
    return [_bar(one, words.ALONE, one.first), _bar(one, words.WITH_OTHERS, one.total)]


def _bar(one: Index, what: str, found: Estimate) -> Row:
    figures = {"value": 100 * found.value, "low": 100 * found.low, "high": 100 * found.high}
    return {"name": one.label, "what": what, "text": _text(found), **figures}


def _text(found: Estimate) -> str:
    if found.value != found.value:
        return words.UNKNOWN
    return f"{percent(found.value)} ({percent_interval(found.low, found.high)})"


def _chance(found: Indices) -> str:
    if found.variance == 0.0:
        return words.NO_SPREAD
    return words.CHANCE.format(chance=_text(found.chance)) if found.lucks > 1 else words.NO_CHANCE


def _heaviest(found: Indices, ranked: Sequence[Index]) -> str:
    if not ranked:
        return f"{words.INDEX_UNKNOWN} {_chance(found)}".replace(NO_BREAK, " ")
    top = ranked[0]
    said = words.INDEX_ALT.format(label=top.label, alone=_text(top.first), total=_text(top.total))
    return f"{said} {_chance(found)}".replace(NO_BREAK, " ")


def _table(listed: Sequence[Index]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            words.INPUT: [one.label for one in listed],
            words.ALONE: [_text(one.first) for one in listed],
            words.WITH_OTHERS: [_text(one.total) for one in listed],
            words.OF_ALL_SPREAD: [_text(one.of_all) for one in listed],
        }
    )
