"""Picture of a sweep of two levers: a share as the colour of a cell for every point."""

from collections.abc import Iterator, Sequence

import altair as alt

from sim.analysis.designs import VariedLever
from sim.analysis.points import SweepPoint
from sim.analysis.shares import Share
from sim.analysis.sweeps import Sweep
from sim.charts import words
from sim.charts.picture import COLOURS, Picture, Row, drawn, in_lines, layered, percent, percent_interval, rows_of, tip
from sim.charts.sweep_rows import LETTERS_BESIDE, LINES_BESIDE, below, figures, share_tips, shares_at, table_of

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
    ends = [min(row["share"] for row in rows), max(row["share"] for row in rows)]
    shade = alt.Color(
        "share:Q",
        scale=alt.Scale(scheme="cividis", domain=ends if ends[0] < ends[1] else [0, 100]),
        legend=alt.Legend(title=words.SHARE_OF_RUNS, orient="right", gradientLength=LEAST_HEIGHT - 40),
    )
    x, y = _cells_along("across", across, alt.X), _cells_along("down", down, alt.Y)
    chosen = {"condition": {"param": CELL, "empty": False, "value": 3}, "value": 0}
    tips = [tip("across:N", across.title), tip("down:N", down.title), *share_tips()]
    cells = drawn("rect", {"stroke": COLOURS[5]}, x=x, y=y, color=shade, strokeWidth=chosen, tooltip=tips)
    cells.name = "cells"
    select = alt.PointSelectionConfig(type="point", fields=["point"])
    chart = layered(
        cells,
        *(_written(x, y, ends) if len(across.levels) <= MOST_WRITTEN else ()),
        data=rows_of(rows),
        params=[alt.TopLevelSelectionParameter(name=CELL, select=select, views=["cells"])],
        title=alt.TitleParams(
            text=words.HEAT_TITLE.format(label=sweep.label(name)), subtitle=words.HEAT_UP.format(lever=down.title)
        ),
        height=min(MOST_HEIGHT, max(LEAST_HEIGHT, CELL_HEIGHT * len(down.levels))),
    )
    return Picture(chart, _heat_alt(sweep, name, found), table_of(sweep, found))


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


def _said(sweep: Sweep, point: SweepPoint, share: Share) -> str:
    place = ", ".join(
        f"{lever.label} {lever.said(value)}"
        for lever, value in zip(sweep.plan.design.varied, point.values, strict=True)
    )
    return words.HEAT_END.format(
        share=percent(share.share), interval=percent_interval(share.low, share.high), place=place
    )
