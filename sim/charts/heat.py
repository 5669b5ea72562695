"""Pictures of a sweep of two levers: a share, or a median, as the colour of a cell for every point."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from sim.analysis.designs import VariedLever
from sim.analysis.points import NumberSpread, SweepPoint
from sim.analysis.shares import Share
from sim.analysis.sweeps import Sweep
from sim.charts import words
from sim.charts.picture import COLOURS, Picture, Row, drawn, in_lines, layered, percent, percent_interval, rows_of, tip
from sim.charts.sweep_rows import (
    LETTERS_BESIDE,
    LINES_BESIDE,
    below,
    dates_on_axis,
    figures,
    share_tips,
    shares_at,
    table_of,
)

CELL = "cell"
"""The selection that a click on a cell makes; its field `point` is the number of the point in the sweep."""

CELL_HEIGHT, LEAST_HEIGHT, MOST_HEIGHT = 26, 160, 560
"""Pixels of a row of cells, and of the whole picture."""
MOST_WRITTEN = 12
"""Most columns of cells for the shares to be written in them."""


def heat_map(sweep: Sweep, name: str) -> Picture:
    """Draw the share of an outcome or question over two levers, a cell for every point.

    Raises:
        ValueError: The sweep is not a grid of two levers (`Sweep.sliced` holds the others), or nothing is called so.
    """
    across, down = _two_levers(sweep)
    found = shares_at(sweep, name)
    rows = list(_cells(across, down, found))
    shown = _Map(words.HEAT_TITLE.format(label=sweep.label(name)), words.SHARE_OF_RUNS, share_tips())
    chart = _heated(across, down, rows, shown)
    return Picture(chart, _heat_alt(sweep, name, found), table_of(sweep, found))


def heat_of_numbers(sweep: Sweep, question: str) -> Picture:
    """Draw the median answer to a question for a number or a date over two levers, a cell for every point.

    Raises:
        ValueError: The sweep is not a grid of two levers (`Sweep.sliced` holds the others), or nothing is called so.
    """
    across, down = _two_levers(sweep)
    found = sweep.numbers(question)
    rows = [_number_cell(across, down, point, one) for point, one in found if one.median is not None]
    first = found[0][1]
    tips = [tip("text:N", words.MEDIAN), tip("interval:N", words.INTERVAL), tip("runs:Q", words.RUNS, ",")]
    label = f"{first.label} ({first.unit})" if first.unit else first.label
    shown = _Map(label, words.MEDIAN, tips, dates_on_axis(first.day_0))
    chart = _heated(across, down, rows, shown)
    return Picture(chart, _number_alt(sweep, found), _number_table(across, down, rows))


@dataclass(frozen=True)
class _Map:
    """What is said beside a map: its title, what its colours are, what a pointer shows, and how numbers are written."""

    title: str
    colours: str
    tips: list[alt.Tooltip]
    label: str | None = None


def _heated(across: VariedLever, down: VariedLever, rows: Sequence[Row], shown: _Map) -> alt.LayerChart:
    """Return a map of cells, their `share` as colour and their `text` written in them."""
    ends = [min((row["share"] for row in rows), default=0.0), max((row["share"] for row in rows), default=0.0)]
    written: Row = {} if shown.label is None else {"labelExpr": shown.label}
    shade = alt.Color(
        "share:Q",
        scale=alt.Scale(scheme="cividis", domain=ends if ends[0] < ends[1] else [0, 100]),
        legend=alt.Legend(title=shown.colours, orient="right", gradientLength=LEAST_HEIGHT - 40, **written),
    )
    x, y = _cells_along("across", across, alt.X), _cells_along("down", down, alt.Y)
    chosen = {"condition": {"param": CELL, "empty": False, "value": 3}, "value": 0}
    tips = [tip("across:N", across.title), tip("down:N", down.title), *shown.tips]
    cells = drawn("rect", {"stroke": COLOURS[5]}, x=x, y=y, color=shade, strokeWidth=chosen, tooltip=tips)
    cells.name = "cells"
    select = alt.PointSelectionConfig(type="point", fields=["point"])
    return layered(
        cells,
        *(_written(x, y, ends) if len(across.levels) <= MOST_WRITTEN else ()),
        data=rows_of(rows),
        params=[alt.TopLevelSelectionParameter(name=CELL, select=select, views=["cells"])],
        title=alt.TitleParams(text=shown.title, subtitle=words.HEAT_UP.format(lever=down.title)),
        height=min(MOST_HEIGHT, max(LEAST_HEIGHT, CELL_HEIGHT * len(down.levels))),
    )


def _number_cell(across: VariedLever, down: VariedLever, point: SweepPoint, one: NumberSpread) -> Row:
    column, row = point.values
    median = one.quantiles[2]
    return {
        "point": point.number,
        "across": across.said(column),
        "down": down.said(row),
        "share": median.value,
        "text": one.shown(median.value),
        "interval": f"{one.shown(median.low)} {words.NUMBER_TO} {one.shown(median.high)}",
        "runs": one.known,
    }


def _number_alt(sweep: Sweep, found: Sequence[tuple[SweepPoint, NumberSpread]]) -> str:
    known = [(point, one, one.median) for point, one in found if one.median is not None]
    if not known:
        return words.NOTHING_TO_SHOW
    ends = [pick(known, key=lambda each: each[2].value) for pick in (min, max)]
    said = [f"{one.shown(median.value)} {words.AT} {_place(sweep, point)}" for point, one, median in ends]
    return words.NUMBER_HEAT_ALT.format(label=found[0][1].label, least=said[0], most=said[1])


def _number_table(across: VariedLever, down: VariedLever, rows: Sequence[Row]) -> pd.DataFrame:
    columns = {across.title: "across", down.title: "down", words.MEDIAN: "text", words.INTERVAL: "interval"}
    columns[words.RUNS] = "runs"
    return pd.DataFrame({title: [row[name] for row in rows] for title, name in columns.items()})


def _two_levers(sweep: Sweep) -> tuple[VariedLever, VariedLever]:
    """Return what goes across and what goes up."""
    design = sweep.plan.design
    if design.kind != "grid" or len(design.varied) != 2:
        raise ValueError("a heat map needs a grid of two levers; Sweep.sliced holds the others at one level each")
    return design.varied[0], design.varied[1]


def _cells(across: VariedLever, down: VariedLever, found: Sequence[tuple[SweepPoint, Share]]) -> Iterator[Row]:
    for point, share in found:
        if share.of:
            column, row = point.values
            yield {"point": point.number, "across": across.said(column), "down": down.said(row), **figures(share)}


def _cells_along(field: str, lever: VariedLever, channel: type[alt.X] | type[alt.Y]) -> alt.X | alt.Y:
    """Return the encoding that gives each level its column or row; numbers grow to the right and upwards."""
    levels = [lever.said(level) for level in lever.levels]
    order = levels if channel is alt.X or not lever.ordered else levels[::-1]
    broken: Row = {}
    if not lever.ordered:
        expression = below(lever) if channel is alt.X else in_lines(levels, LETTERS_BESIDE, LINES_BESIDE)
        broken = {"labelExpr": expression}
    axis = alt.Axis(labelAngle=0, labelOverlap=True, grid=False, ticks=False, domain=False, **broken)
    # What goes up is named above the cells: a long name has no room beside few rows.
    title = lever.title if channel is alt.X else None
    return channel(f"{field}:N", sort=order, title=title, axis=axis)


def _written(x: alt.X | alt.Y, y: alt.X | alt.Y, ends: Sequence[float]) -> Iterator[alt.Chart]:
    """Yield the layer that writes shares into the cells, in an ink that can be read on each."""
    middle = sum(ends) / 2
    ink = {"condition": {"test": f"datum.share > {middle}", "value": "#111111"}, "value": "#ffffff"}
    yield drawn("text", {"fontSize": 11, "aria": False}, x=x, y=y, text=alt.Text("text:N"), color=ink)


def _heat_alt(sweep: Sweep, name: str, found: Sequence[tuple[SweepPoint, Share]]) -> str:
    asked = [(point, share) for point, share in found if share.of]
    if not asked:
        return words.NOTHING_TO_SHOW
    least = min(asked, key=lambda pair: pair[1].share)
    most = max(asked, key=lambda pair: pair[1].share)
    return words.HEAT_ALT.format(label=sweep.label(name), least=_said(sweep, *least), most=_said(sweep, *most))


def _place(sweep: Sweep, point: SweepPoint) -> str:
    levers = zip(sweep.plan.design.varied, point.values, strict=True)
    return ", ".join(f"{lever.label} {lever.said(value)}" for lever, value in levers)


def _said(sweep: Sweep, point: SweepPoint, share: Share) -> str:
    place = _place(sweep, point)
    return words.HEAT_END.format(
        share=percent(share.share), interval=percent_interval(share.low, share.high), place=place
    )
