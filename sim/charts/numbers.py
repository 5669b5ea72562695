"""Pictures of questions whose answer is a number or a date: in how many runs it is what."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import altair as alt
import pandas as pd

from sim.analysis.measures import NumberAnswer
from sim.analysis.number_differences import NumberDifference, QuantileDifference
from sim.charts import words
from sim.charts.picture import (
    COLOURS,
    REST,
    Picture,
    Row,
    colour_of,
    drawn,
    layered,
    percent,
    percent_interval,
    rows_of,
    tip,
)
from sim.charts.value_dots import Axis, Dot, value_dots
from sim.formatting import signed

HEIGHT = 170
PANEL = 560
"""Pixels of a picture's height, and of its width where several stand below each other."""

APART = 0.08
"""How far right of the largest number the bar of those without one stands, as a part of the span."""


def number_bars(answer: NumberAnswer) -> Picture:
    """Draw the share of runs by number, with the median, and the share of runs that have none."""
    kinds = {words.NUMBER: COLOURS[0], words.NO_NUMBER: REST}
    width = _width(answer)
    ends = _ends(answer, width)
    step: Row = {"tickMinStep": 1} if answer.dated else {}
    axis = alt.Axis(grid=False, labelExpr=_label(answer, answer.most + width / 2), labelOverlap=True, **step)
    across = alt.X("from:Q", title=_axis_title(answer), scale=alt.Scale(domain=list(ends), nice=False), axis=axis)
    tips = [tip("number:N", words.NUMBER), tip("text:N", words.SHARE_OF_RUNS)]
    layers = [
        drawn(
            "bar",
            x=across,
            x2=alt.X2("to:Q"),
            y=alt.Y("share:Q", title=words.SHARE_OF_RUNS, scale=alt.Scale(domainMin=0)),
            y2=alt.Y2Datum(0),
            color=colour_of(list(kinds), list(kinds.values())),
            tooltip=tips,
        )
    ]
    if answer.median is not None:
        layers.append(drawn("rule", {"strokeDash": [4, 3], "aria": False}, x=alt.XDatum(answer.median.value)))
    chart = layered(*layers, data=rows_of(_bars(answer, width, ends[1])), title=answer.label, height=HEIGHT)
    return Picture(chart, said_of(answer), number_table([answer]))


def number_panels(answers: Sequence[NumberAnswer]) -> Picture:
    """Draw several questions below each other, each on an axis of its own."""
    pictures = [number_bars(one) for one in answers]
    for picture in pictures:
        picture.chart.width = PANEL
    chart = alt.concat(*(picture.chart for picture in pictures), columns=1, spacing=28, title="")
    return Picture(
        chart.resolve_scale(color="shared"), " ".join(picture.alt for picture in pictures), number_table(answers)
    )


def number_shifts(found: Sequence[NumberDifference]) -> Picture:
    """Draw how far numbers and dates differ: their mean and quantiles with intervals, a panel for every question.

    Args:
        found: What differs, of one what-if or several; none without runs that have a number in both.

    Raises:
        ValueError: Nothing is to be drawn.
    """
    known = [one for one in found if one.known]
    if not known:
        raise ValueError("found no question for a number that is answered in both, expected at least one")
    panels = []
    for question in dict.fromkeys(one.id for one in known):
        mine = [one for one in known if one.id == question]
        axis = Axis(words.NUMBER_SHIFT_AXIS.format(unit=mine[0].counted_in or words.NUMBER), marked=0.0)
        dots = [dot for one in mine for dot in _shift_dots(one)]
        said = " ".join(_shift_said(one) for one in mine)
        panel = value_dots(dots, mine[0].label, axis, said, (words.WHAT, words.NUMBER_SHIFT))
        panel.chart.width = PANEL
        panel.table.insert(0, words.QUESTION, mine[0].label)
        panels.append(panel)
    chart = alt.concat(*(panel.chart for panel in panels), columns=1, spacing=28, title="").resolve_scale(
        color="shared"
    )
    return Picture(chart, " ".join(panel.alt for panel in panels), pd.concat([panel.table for panel in panels]))


def _shift_dots(one: NumberDifference) -> Iterator[Dot]:
    """Yield the mean and every quantile that differs, as dots of one kind."""
    if one.known > 1:
        yield Dot(words.OF_MEANS, one.difference, _signed(one), one.low, one.high, one.change)
    for part in one.quantiles:
        name = words.MEDIAN if part.at == 0.5 else f"{100 * part.at:g}{words.OF_RUNS}"
        yield Dot(name, part.difference, _signed(part), part.low, part.high, one.change)


def _signed(one: NumberDifference | QuantileDifference) -> str:
    return f"{signed(one.difference)} ({signed(one.low)} {words.NUMBER_TO} {signed(one.high)})"


def _shift_said(one: NumberDifference) -> str:
    median = one.median
    if median is None:
        return words.NOTHING_TO_SHOW
    by = f"{_signed(median)} {one.counted_in}".rstrip()
    ends = {"base": one.shown(median.base), "value": one.shown(median.value), "by": by}
    return words.NUMBER_SHIFT_ALT.format(change=one.change, label=one.label, **ends)


def said_of(answer: NumberAnswer) -> str:
    """Return the answer in a sentence: the median, the middle half, and how often there is none."""
    never = {"share": percent(answer.never.share), "interval": percent_interval(answer.never.low, answer.never.high)}
    if answer.median is None:
        return words.NUMBER_ALT_NONE.format(label=answer.label)
    by = {one.at: with_unit(answer, one.value) for one in answer.quantiles}
    half = words.NUMBER_ALT.format(label=answer.label, median=by[0.5], low=by[0.25], high=by[0.75])
    return f"{half} {words.NUMBER_ALT_NEVER.format(**never)}"


def with_unit(answer: NumberAnswer, number: float) -> str:
    """Return a number as people read it, with its unit."""
    return f"{answer.shown(number)} {answer.unit}".strip()


def number_table(answers: Sequence[NumberAnswer]) -> pd.DataFrame:
    """Return how answers are distributed, as a table to read: a row for each question."""
    rows = []
    for one in answers:
        quantiles = {f"{100 * found.at:g}{words.OF_RUNS}": one.shown(found.value) for found in one.quantiles}
        mean = (
            f"{one.rough(one.mean)} ({one.rough(one.low)} {words.NUMBER_TO} {one.rough(one.high)})"
            if one.known
            else "–"
        )
        rows.append(
            {
                words.QUESTION: one.label,
                words.UNIT: words.DATE if one.dated else one.unit,
                words.RUNS: f"{one.known:,} of {one.of:,}",
                words.NO_NUMBER: f"{percent(one.never.share)} ({percent_interval(one.never.low, one.never.high)})",
                **quantiles,
                words.MEAN: mean,
            }
        )
    return pd.DataFrame(rows).fillna("–")


def _axis_title(answer: NumberAnswer) -> str:
    return words.DATE if answer.dated else answer.unit or words.NUMBER


def _width(answer: NumberAnswer) -> float:
    """Return how wide a bar is: the smallest step between two numbers, and no less than a fortieth of their span."""
    values = [bar.low for bar in answer.bars]
    steps = [after - before for before, after in pairwise(values)]
    span = (answer.most - answer.least) if answer.known else 0.0
    return max([min(steps, default=1.0), span / 40]) or 1.0


def _ends(answer: NumberAnswer, width: float) -> tuple[float, float]:
    """Return where the axis begins and ends; right of the last number stands the bar of those that have none."""
    if not answer.known:
        return 0.0, 2.0
    span = max(answer.most - answer.least, width)
    right = answer.most + width
    return answer.least - width, right + (APART * span + 2 * width if answer.never.count else 0.0)


def _bars(answer: NumberAnswer, width: float, right: float) -> Iterator[Row]:
    half = 0.45 * width
    for bar in answer.bars:
        text = answer.shown(bar.low) if bar.low == bar.high else f"{answer.shown(bar.low)} – {answer.shown(bar.high)}"
        yield {
            "from": bar.low - half,
            "to": max(bar.high, bar.low) + half,
            "share": 100 * bar.share,
            "what": words.NUMBER,
            "number": text,
            "text": percent(bar.share),
        }
    if answer.never.count:
        yield {
            "from": right - width - half,
            "to": right - width + half,
            "share": 100 * answer.never.share,
            "what": words.NO_NUMBER,
            "number": words.NO_NUMBER,
            "text": percent(answer.never.share),
        }


def _label(answer: NumberAnswer, most: float) -> str:
    """Return the expression that writes a number on the axis, a day of the run as a date; none beyond the largest."""
    day = answer.as_of
    dated = f"utcFormat(utc({day.year}, {day.month - 1}, {day.day} + datum.value), '%e %b')"
    return f"datum.value > {most if answer.known else 0} ? '' : {dated if answer.dated else 'datum.label'}"
