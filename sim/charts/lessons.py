"""The picture of a lesson: what theory says as a line, what a simulation found as dots with their intervals."""

from collections.abc import Iterator

import altair as alt
import pandas as pd

from sim.charts import words
from sim.charts.picture import Picture, Row, colour_of, drawn, interval, layered, palette, rows_of, tip
from sim.lessons.lesson import LessonFinding, Series

HEIGHT = 340
STEPS = {"interpolate": "step-before"}


def lesson_lines(finding: LessonFinding) -> Picture:
    """Draw theory and simulation of a lesson in one picture."""
    # Dots have the colour of the line that they should lie on.
    owners = {series.label: (finding.line_of(series) or series).label for series in finding.series}
    different = list(dict.fromkeys(owners.values()))
    colours = dict(zip(different, palette(len(different)), strict=True))
    colour = colour_of(list(owners), [colours[owner] for owner in owners.values()])
    across = alt.X("x:Q", title=finding.x, scale=alt.Scale(zero=False, nice=True))
    up = alt.Y("y:Q", title=finding.y, scale=alt.Scale(zero=False, nice=True))
    theory, steps, found = (f"datum.source === '{source}'" for source in ("theory", "steps", "simulation"))
    tips = [tip("what:N", words.LESSON_SERIES), tip("x:Q", finding.x), tip("text:N", finding.y)]
    between = {"y": alt.Y("low:Q"), "y2": alt.Y2("high:Q")}
    layers = [
        _only(drawn("line", {"strokeWidth": 2.5}, x=across, y=up, color=colour, tooltip=tips), theory),
        # A value holds from the place before up to its own.
        _only(drawn("line", {**STEPS, "strokeWidth": 2.5}, x=across, y=up, color=colour, tooltip=tips), steps),
        _only(drawn("rule", {"strokeWidth": 1.5}, x=across, color=colour, **between), found),
        _only(drawn("circle", {"size": 60, "opacity": 1}, x=across, y=up, color=colour, tooltip=tips), found),
    ]
    chart = layered(
        *layers, data=rows_of(_rows(finding)), title=words.LESSON_TITLE.format(runs=finding.runs), height=HEIGHT
    )
    return Picture(chart, finding.sentence, _table(finding))


def _only(layer: alt.Chart, which: str) -> alt.Chart:
    layer.transform = [alt.FilterTransform(filter=which)]
    return layer


def _rows(finding: LessonFinding) -> Iterator[Row]:
    for series in finding.series:
        for place, (x, y) in enumerate(zip(series.x, series.y, strict=True)):
            ends = {"low": series.low[place], "high": series.high[place]} if series.low else {}
            source = "steps" if series.steps else series.source
            yield {"what": series.label, "source": source, "x": x, "y": y, "text": _text(series, place), **ends}


def _text(series: Series, place: int) -> str:
    """Return a value, and for a simulation its interval."""
    value = f"{series.y[place]:.3g}"
    return f"{value} ({interval(series.low[place], series.high[place], 3)})" if series.low else value


def _table(finding: LessonFinding) -> pd.DataFrame:
    """Return one row per place, one column per series."""
    places = sorted({x for series in finding.series for x in series.x})
    columns: dict[str, list[str]] = {finding.x: [f"{place:.4g}" for place in places]}
    for series in finding.series:
        at = {x: number for number, x in enumerate(series.x)}
        columns[series.label] = [_text(series, at[place]) if place in at else "" for place in places]
    return pd.DataFrame(columns)
