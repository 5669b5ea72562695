"""Picture of named numbers with their intervals, whatever they are numbers of: a dot each, a colour for each kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

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
    palette,
    rows_of,
    tip,
)
from sim.formatting import MISSING

LINE = 30
"""Pixels of a name with one dot."""

BETWEEN = 10
"""Pixels that every further kind of dot adds to a name."""


@dataclass(frozen=True)
class Dot:
    """A number that is drawn.

    Attributes:
        name: What it belongs to: the line on which it stands.
        value: The number.
        text: The same as people read it, with its interval.
        low: Lower end of its interval; none if it has none.
        high: Upper end.
        what: Its kind, where lines have several.
    """

    name: str
    value: float
    text: str
    low: float | None = None
    high: float | None = None
    what: str = ""


@dataclass(frozen=True)
class Axis:
    """What dots stand above.

    Attributes:
        title: What is measured, and in what.
        ends: Where it begins and ends; none: where the dots do.
        marked: Where a line is drawn across, such as the state without a change; none: nowhere.
    """

    title: str
    ends: tuple[float, float] | None = None
    marked: float | None = None


PERCENT = (0.0, 100.0)
"""The ends of an axis of shares."""


def value_dots(dots: Sequence[Dot], title: str, axis: Axis, said: str, columns: tuple[str, str]) -> Picture:
    """Draw named numbers with their intervals below each other.

    Args:
        dots: The numbers, in the order of their names from the top.
        title: What is shown.
        axis: What they stand above.
        said: One sentence for those who cannot see it.
        columns: What names and numbers are called in the table.

    Example:
        >>> value_dots([Dot("a", 1.0, "1")], "One", Axis("points"), "a is 1.", ("what", "points")).table.shape
        (1, 2)
    """
    names, kinds = list(dict.fromkeys(one.name for one in dots)), list(dict.fromkeys(one.what for one in dots))
    down: dict[str, Any] = {"y": names_down("name", names)}
    if len(kinds) > 1:
        down["yOffset"] = alt.YOffset("what:N", sort=kinds)
    scale = alt.Scale(zero=False) if axis.ends is None else alt.Scale(domain=list(axis.ends))
    across = alt.X("value:Q", title=axis.title, scale=scale)
    colour = colour_of(kinds, palette(len(kinds)), legend=len(kinds) > 1)
    tips = [tip("name:N", columns[0]), tip("text:N", columns[1])]
    marked = [] if axis.marked is None else [drawn("rule", {"strokeDash": [3, 3]}, x=alt.XDatum(axis.marked))]
    chart = layered(
        *marked,
        drawn("rule", {"strokeWidth": 2}, **down, x=alt.X("low:Q"), x2=alt.X2("high:Q"), color=colour),
        drawn("circle", {"size": 70, "opacity": 1, "color": COLOURS[0]}, **down, x=across, color=colour, tooltip=tips),
        data=rows_of(_row(one) for one in dots),
        title=title,
        height=(band_for(names, "", LINE) + BETWEEN * (len(kinds) - 1)) * max(1, len(names)),
    )
    return Picture(chart, said or words.NOTHING_TO_SHOW, _table(dots, names, kinds, columns))


def _row(one: Dot) -> Row:
    low, high = (one.value if end is None else end for end in (one.low, one.high))
    return {"name": one.name, "what": one.what, "value": one.value, "low": low, "high": high, "text": one.text}


def _table(dots: Sequence[Dot], names: Sequence[str], kinds: Sequence[str], columns: tuple[str, str]) -> pd.DataFrame:
    known = {(one.name, one.what): one.text for one in dots}
    heads = {kind: kind or columns[1] for kind in kinds}
    cells = {heads[kind]: [known.get((name, kind), MISSING) for name in names] for kind in kinds}
    return pd.DataFrame({columns[0]: names, **cells})
