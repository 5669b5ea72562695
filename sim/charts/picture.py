"""What a picture is, its colours, how it is put together, and how numbers are written in it.

Charts are put together from parts instead of by Altair's chains of methods: each link of a chain copies the chart with
its data, and a page that answers every move of a lever has no time for that.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import pandas as pd

from sim import formatting
from sim.formatting import NO_BREAK
from sim.texts import broken, graphemes, shortened, width
from sim.texts.places import drawable, for_drawing

Chart = alt.LayerChart | alt.ConcatChart
Row = dict[str, Any]
Mark = Literal["area", "bar", "circle", "line", "point", "rect", "rule", "text", "tick"]

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
"""Okabe and Ito's palette without black and yellow, which vanish on dark and on light pages."""

REST = "#999999"
"""The colour of what is left over."""

FAINT = "#99999959"
"""Large areas behind others: the status quo, ranges."""

INK, INK_ON_DARK = "#31333f", "#e6e6e6"
LINE_BREAK = "\n"
NARROW = "width < 400"
"""Whether a plot is as narrow as on a phone."""

LETTER, SYMBOL, LEGEND = 6.5, 28, 400
"""Pixels that a letter of a legend takes, the symbol before a name with the gap behind it, and a name at most."""


@dataclass(frozen=True)
class Picture:
    """A chart with what stands in for it where it cannot be seen.

    Attributes:
        chart: The chart; its title says what is measured.
        alt: One sentence with what it shows, for those who cannot see it.
        table: The numbers behind it, with readable column names.
    """

    chart: Chart
    alt: str
    table: pd.DataFrame


def drawn(kind: Mark, style: Row | None = None, **channels: Any) -> alt.Chart:
    """Return one layer: a kind of mark with its style and encodings; long titles of axes go on in the next line."""
    for place in (channels[name] for name in ("x", "y") if name in channels):
        if isinstance(place, alt.X | alt.Y) and isinstance(place["title"], str):
            place["title"] = fitting_lines(place["title"], AXIS_TITLE)
    return alt.Chart(mark=alt.MarkDef(type=kind, **(style or {})), encoding=alt.FacetedEncoding(**channels))


def layered(*layers: alt.Chart, **more: Any) -> alt.LayerChart:
    """Return layers drawn on top of each other, with their data, size and title, which fits a narrow page."""
    chart = alt.LayerChart(**({**more, "title": fitting_title(more["title"])} if "title" in more else more))
    # Handed to its maker, each would be copied several times, to move data and sizes that ours lack to the whole.
    chart.layer = list(layers)
    return chart


def fitting_title(title: str | Sequence[str] | alt.TitleParams) -> alt.TitleParams:
    """Return a title that stands in lines on a narrow page; whatever is too long for one goes on in the next."""
    if not isinstance(title, alt.TitleParams):
        title = alt.TitleParams(title)
    given, lines = title["text"], fitting_lines(title["text"], TITLE)
    if lines != given:
        wide = given if isinstance(given, str) else LINE_BREAK.join(given)
        title["text"] = alt.ExprRef(f"{NARROW} ? {json.dumps(LINE_BREAK.join(lines))} : {json.dumps(wide)}")
    if isinstance(title["subtitle"], str | list):
        title["subtitle"] = fitting_lines(title["subtitle"], SUBTITLE)
    return title


def fitting_lines(text: str | Sequence[str], most: int) -> str | list[str]:
    """Return a text in lines of at most so many letters; as it is where one line is enough."""
    given = [text] if isinstance(text, str) else text
    lines = [line for one in given for line in broken(one, most) or [one]]
    return lines[0] if len(lines) == 1 else lines


def rows_of(rows: Iterable[Row]) -> Row:
    """Return rows as the data of a chart."""
    return {"values": list(rows)}


def dressed(picture: Picture, dark: bool = False) -> Chart:
    """Return the chart with texts and rules that can be read on a light or a dark page."""
    chart = picture.chart.copy(deep=False)
    chart.config = _DARK if dark else _LIGHT
    single = isinstance(chart, alt.LayerChart)
    chart.autosize = alt.AutoSizeParams(**_FIT if single else {"type": "pad", "contains": "padding"})
    return chart


def spec_of(picture: Picture, dark: bool = False) -> Row:
    """Return what a browser draws a picture from: that of `dressed`, made without copies.

    Rows that all layers share stand under no name of their own, so that a page can tell new numbers in the same picture
    from another picture, and need not draw it from the beginning.
    """
    chart = picture.chart
    if not isinstance(chart, alt.LayerChart) or not isinstance(chart.data, dict):
        whole: Row = dressed(picture, dark).to_dict(validate=False)
        return whole
    context: Row = {"top_level": False, "datasets": {}, "data": chart.data}
    spec: Row = alt.TopLevelLayerSpec.to_dict(chart, validate=False, ignore=["data"], context=context)
    config = (_DARK if dark else _LIGHT).to_dict(validate=False)
    config["view"] = {**_SIZES, **config["view"]}
    spec |= {"$schema": alt.SCHEMA_URL, "config": config, "autosize": dict(_FIT)}
    return {**spec, "data": chart.data, **({"datasets": context["datasets"]} if context["datasets"] else {})}


_FIT = {"type": "fit-x", "contains": "padding", "resize": True}
"""As wide as the place allows; a height is that of the panel, whatever titles and axes need beside it. A legend that
takes more rows once the width is known makes the picture higher then (`resize`)."""

_SIZES = {"continuousWidth": 300, "continuousHeight": 300}
"""What Altair states in every chart."""


def _config(ink: str) -> alt.Config:
    words = {"labelColor": ink, "titleColor": ink}
    return alt.Config(
        axis={**words, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "labelLimit": 0},
        # A title that is longer than the plot reaches under the names beside it, not out of the picture.
        axisX={"titleAnchor": "end"},
        legend={**words, "labelFontSize": 12, "labelLimit": 0},
        title={"color": ink, "subtitleColor": ink, "anchor": "start", "fontSize": 14},
        text={"color": ink, "fontSize": 12},
        rule={"color": ink},
        tick={"color": ink},
        view={"strokeOpacity": 0},
        lineBreak=LINE_BREAK,
    )


_LIGHT, _DARK = _config(INK), _config(INK_ON_DARK)


def palette(count: int, rest_last: bool = False) -> list[str]:
    """Return so many colours; from the seventh on they repeat.

    Args:
        count: How many.
        rest_last: Whether the last stands for what is left over, and is grey.
    """
    colours = [COLOURS[place % len(COLOURS)] for place in range(count)]
    if rest_last and count > 1:
        colours[-1] = REST
    return colours


def legend_of(names: Sequence[str], orient: Literal["top", "bottom"] = "top", **more: Any) -> alt.Legend:
    """Return a legend above or below a single chart, in as many columns as its width leaves room for."""
    widths = [round(min(LETTER * width(name), LEGEND) + SYMBOL) for name in names] or [SYMBOL]
    columns = f"width < {sum(widths)} ? max(1, min({len(names)}, floor(width / {max(widths)}))) : {len(widths)}"
    return alt.Legend(
        orient=orient,
        title=None,
        symbolOpacity=1,
        **{"columns": alt.ExprRef(columns), **fitted(names, LEGEND), **more},
    )


def colour_of(names: Sequence[str], colours: Sequence[str], legend: bool = True, **more: Any) -> alt.Color:
    """Return the encoding that gives each name in the column `what` its colour."""
    scale = alt.Scale(domain=list(names), range=list(colours))
    return alt.Color("what:N", scale=scale, legend=legend_of(names, **more) if legend else None)


def names_down(field: str, names: Sequence[str], split: str = "") -> alt.Y:
    """Return the encoding that puts names below each other in their order.

    Args:
        field: The column they stand in.
        names: The names, from the top.
        split: What to begin a new line at, so that long names leave room on a narrow page. Whatever is still long goes
            on in the next line; nothing is cut.
    """
    lines = {name: [*_lines(name, split)] for name in names}
    label, up = _relabelled(lines), _upwards({name: len(several) for name, several in lines.items()})
    axis = alt.Axis(labelExpr=label, labelOffset=up, labelOverlap=False, ticks=False, domain=False)
    return alt.Y(f"{field}:N", sort=list(names), title=None, axis=axis)


def _upwards(lines: Mapping[str, int]) -> alt.ExprRef | int:
    """Return how far up a name of several lines is moved, so that it stands beside the middle of its row."""
    text = "0"
    for count in sorted(set(lines.values()) - {1}):
        mine = " || ".join(
            f"datum.label === {json.dumps(for_drawing(name))}" for name, n in lines.items() if n == count
        )
        text = f"{mine} ? {-LINE_HEIGHT * (count - 1) / 2} : {text}"
    return 0 if text == "0" else alt.ExprRef(text)


def _lines(name: str, split: str) -> Iterator[str]:
    for part in name.split(split) if split else [name]:
        yield from broken(part, LETTERS) or [part]


def band_for(names: Sequence[str], split: str, least: int) -> int:
    """Return the pixels of a row in which the tallest of some names stands without touching the next."""
    return max([least, *(LINE_HEIGHT * len([*_lines(name, split)]) + GAP for name in names)])


LINE_HEIGHT, GAP = 15, 4
"""Pixels of a line of a name, and between two names."""

LETTERS = 24
"""Letters of a line on an axis of names: on a phone, whose page is 358 pixels wide, half of it is left for the plot."""

TITLE, SUBTITLE, AXIS_TITLE = 46, 56, 46
"""Letters of a line of a title, of what stands beneath it, and of the title of an axis, on a phone's page."""


def in_lines(names: Sequence[str], letters: int, most: int) -> str:
    """Return the expression that breaks names on an axis into lines.

    Args:
        names: The names.
        letters: Letters of a line.
        most: Most lines; what does not fit ends in an ellipsis.
    """
    lines = {name: at_most(broken(name, letters), letters, most) for name in names}
    return _relabelled(lines)


def at_most(lines: Sequence[str], letters: int, most: int) -> list[str]:
    """Return no more than so many lines; the last ends in an ellipsis if there were more."""
    if len(lines) <= most:
        return list(lines)
    last = lines[most - 1]
    while width(last) + 2 > letters and " " in last:
        last = last.rpartition(" ")[0]
    return [*lines[: most - 1], f"{shortened(last, letters - 2, '')} …"]


def _relabelled(labels: Mapping[str, str | Sequence[str]]) -> str:
    """Return the expression that shows names on an axis or in a legend as other texts; what is not named as it is."""
    plain = {for_drawing(name): drawable(label) for name, label in labels.items()}
    return f"({json.dumps(plain)})[datum.label] || datum.label"


def fitted(names: Sequence[str], pixels: int) -> Row:
    """Return how an axis or a legend writes names of which some may be too long.

    They are shortened here: a renderer cuts a long name in the middle of a character, and fails on the half.
    """
    most = round(pixels / LETTER)
    short = {name: shortened(name, most, "…") for name in names}
    return {"labelExpr": _relabelled(short)} if list(short.values()) != list(short) else {}


def uncut(name: str) -> float:
    """Return the pixels of a name that a renderer must not cut, since its characters are of several parts; else 0."""
    simple = max(name, default="") <= "\uffff" and all(len(one) == 1 for one in graphemes(name))
    return 0.0 if simple else LETTER * width(name)


def tip(field: str, title: str, format: str | None = None) -> alt.Tooltip:
    """Return one line of a tooltip."""
    return alt.Tooltip(field, title=title) if format is None else alt.Tooltip(field, title=title, format=format)


def percent(share: float) -> str:
    """Return a share as people read it: `10.3 %`."""
    return formatting.percent(share).replace(" ", NO_BREAK)


def interval(low: float, high: float, digits: int = 1) -> str:
    """Return an interval of two numbers: `9.5 to 11.2`."""
    return f"{low:.{digits}f} to {high:.{digits}f}"


def percent_interval(low: float, high: float) -> str:
    """Return an interval of shares: `9.5 to 11.2 %`."""
    return f"{formatting.between(low, high)}{NO_BREAK}%"
