"""What a picture is, its colours, and how numbers are written in it."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

Chart = alt.Chart | alt.LayerChart | alt.ConcatChart | alt.VConcatChart

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
"""Okabe and Ito's palette without black and yellow, which vanish on dark and on light pages."""

REST = "#999999"
"""Whatever nothing else caught; the status quo."""

INK, INK_ON_DARK = "#31333f", "#e6e6e6"
NO_BREAK = "\u00a0"


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


def dressed(picture: Picture, dark: bool = False) -> Chart:
    """Return the chart with texts and rules that can be read on a light or a dark page."""
    ink = INK_ON_DARK if dark else INK
    words = {"labelColor": ink, "titleColor": ink}
    dressed: Chart = picture.chart.configure(
        axis={**words, "labelFontSize": 12, "titleFontWeight": "normal"},
        legend=words,
        header=words,
        title={"color": ink, "subtitleColor": ink, "anchor": "start", "fontSize": 14, "subtitleFontSize": 12},
        text={"color": ink, "fontSize": 12},
        rule={"color": ink},
        tick={"color": ink},
        view={"strokeOpacity": 0},
    )
    return dressed


def palette(count: int, rest_last: bool = False) -> list[str]:
    """Return so many colours; from the seventh on they repeat.

    Args:
        count: How many.
        rest_last: Whether the last is what nothing else caught, and grey.
    """
    colours = [COLOURS[place % len(COLOURS)] for place in range(count)]
    if rest_last and count > 1:
        colours[-1] = REST
    return colours


def colour_of(names: Sequence[str], colours: Sequence[str], title: str | None = None) -> alt.Color:
    """Return the encoding that gives each name its colour, with a legend above the chart."""
    return alt.Color(
        "what:N",
        scale=alt.Scale(domain=list(names), range=list(colours)),
        legend=alt.Legend(orient="top", title=title, labelLimit=320, columns=3, symbolLimit=0),
    )


def percent(share: float) -> str:
    """Return a share as people read it: `10.3 %`."""
    return f"{100 * share:.1f}{NO_BREAK}%" if share == share else "–"


def interval(low: float, high: float, digits: int = 1) -> str:
    """Return an interval of two numbers: `9.5 to 11.2`."""
    return f"{low:.{digits}f} to {high:.{digits}f}"


def percent_interval(low: float, high: float) -> str:
    """Return an interval of shares: `9.5 to 11.2 %`."""
    return f"{interval(100 * low, 100 * high)}{NO_BREAK}%"
