"""Pictures of a sweep of one lever: shares with the bands of their intervals, fans of days and of numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from sim.analysis.designs import VariedLever
from sim.analysis.points import NumberSpread, SweepPoint
from sim.analysis.shares import Share
from sim.analysis.sweeps import Sweep
from sim.charts import words
from sim.charts.picture import (
    COLOURS,
    Mark,
    Picture,
    Row,
    colour_of,
    drawn,
    interval,
    layered,
    palette,
    percent,
    percent_interval,
    rows_of,
    tip,
)
from sim.charts.sweep_rows import below, dates_on_axis, figures, share_tips, shares_at, table_of

MOST_OUTCOMES = 6
"""Most outcomes that are drawn unless they are named: as many as there are colours."""
HEIGHT = 260

INNER, OUTER = 0.35, 0.18
"""How opaque the bands of a fan are."""


def fan(sweep: Sweep, names: Sequence[str] | None = None) -> Picture:
    """Draw shares along one lever: a line with the band of its 95 % interval for every outcome.

    Args:
        sweep: A sweep of one lever.
        names: Outcomes or questions; none: the outcomes with the largest shares, at most six.

    Raises:
        ValueError: The sweep has more levers (`Sweep.sliced` holds the others), or nothing is called so.
    """
    lever = _one_lever(sweep)
    found = [pair for name in (_largest(sweep) if names is None else names) for pair in shares_at(sweep, name)]
    labels = list(dict.fromkeys(share.label for _, share in found))
    rows = [{**_along(lever, point), "what": share.label, **figures(share)} for point, share in found if share.of]
    x = _axis_along(lever)
    y = alt.Y("share:Q", title=words.FAN_AXIS, scale=alt.Scale(domain=[0, 100]))
    ends = {"y": alt.Y("low:Q", title=words.FAN_AXIS), "y2": alt.Y2("high:Q")}
    colour = colour_of(labels, palette(len(labels)))
    tips = [tip("what:N", words.WHAT), tip("value:N", lever.title), *share_tips()]
    band = drawn("area", {"opacity": OUTER, "aria": False}, x=x, color=colour, **ends)
    # Where a lever's values have no order, outcomes stand side by side, so that none hides another's whisker.
    beside: Row = {} if lever.ordered else {"xOffset": alt.XOffset("what:N", sort=labels)}
    whisker = drawn("rule", {"aria": False}, x=x, color=colour, **ends, **beside)
    line = drawn("line", {"aria": False}, x=x, y=y, color=colour)
    dots = drawn("circle", {"size": 45, "opacity": 1}, x=x, y=y, color=colour, tooltip=tips, **beside)
    chart = layered(
        *((band, line) if lever.ordered else (whisker,)),
        dots,
        data=rows_of(rows),
        title=words.FAN_TITLE.format(lever=lever.label),
        height=HEIGHT,
    )
    return Picture(chart, _fan_alt(sweep, lever, labels, found), table_of(sweep, found))


def _one_lever(sweep: Sweep) -> VariedLever:
    if len(sweep.plan.design.varied) != 1:
        raise ValueError("a fan needs a sweep of one lever; Sweep.sliced holds the others at one level each")
    return sweep.plan.design.varied[0]


def _largest(sweep: Sweep) -> list[str]:
    """Return the outcomes whose largest share is largest, in the order of the scenario."""
    tops: dict[str, float] = {}
    for point in sweep.points:
        for share in point.outcomes:
            tops[share.id] = max(tops.get(share.id, 0.0), share.share)
    chosen = sorted(tops, key=lambda name: -tops[name])[:MOST_OUTCOMES]
    return [name for name in tops if name in chosen]


def _along(lever: VariedLever, point: SweepPoint) -> Row:
    """Return where a point stands along a lever."""
    value = point.values[0]
    place = value if lever.ordered else lever.said(value)
    return {"point": point.number, "place": place, "value": lever.said(value)}


def _axis_along(lever: VariedLever) -> alt.X:
    if not lever.ordered:
        order = [lever.said(level) for level in lever.levels]
        axis = alt.Axis(labelAngle=0, labelExpr=below(lever))
        return alt.X("place:N", sort=order, title=lever.title, axis=axis)
    kind = "T" if lever.kind == "date" else "Q"
    return alt.X(f"place:{kind}", title=lever.title, scale=alt.Scale(zero=False, nice=False))


def _fan_alt(sweep: Sweep, lever: VariedLever, labels: Sequence[str], found: Sequence[tuple[SweepPoint, Share]]) -> str:
    asked = [(point, share) for point, share in found if share.of]
    if not asked:
        return words.NOTHING_TO_SHOW
    ends = []
    for label in labels:
        shares = [share for _, share in asked if share.label == label]
        if shares:
            ends.append(words.FAN_END.format(label=label, first=_share_said(shares[0]), last=_share_said(shares[-1])))
    first, last = asked[0][0].values[0], asked[-1][0].values[0]
    said = {"lever": lever.label, "first": lever.said(first), "last": lever.said(last)}
    return words.FAN_ALT.format(**said, ends="; ".join(ends))


def _share_said(share: Share) -> str:
    return f"{percent(share.share)} ({percent_interval(share.low, share.high)})"


def fan_of_days(sweep: Sweep, outcome: str) -> Picture:
    """Draw along one lever the day on which an outcome came to hold, in the runs that end in it.

    The inner band holds the middle half of these runs, the outer one nine tenths; what varies is chance and uncertain
    inputs, not the error of sampling.

    Raises:
        ValueError: The sweep has more levers (`Sweep.sliced` holds the others), or no outcome is called so.
    """
    lever = _one_lever(sweep)
    found = [(point, point.spread(outcome)) for point, _ in shares_at(sweep, outcome)]
    rows = []
    for point, spread in found:
        if spread.of:
            low, quarter, middle, three_quarters, high = spread.days
            days = {"low": low, "quarter": quarter, "middle": middle, "upper": three_quarters, "high": high}
            rows.append({**_along(lever, point), **days, "runs": spread.of, "text": interval(low, high, 0)})
    title = words.DAYS_TITLE.format(label=sweep.label(outcome))
    shown = _Fan(title, words.DAY, words.MEDIAN_DAY, words.NINE_TENTHS)
    ends = "; ".join(_days_said(row) for row in rows[:: max(1, len(rows) - 1)])
    said = words.DAYS_ALT.format(label=sweep.label(outcome), lever=lever.label, days=ends)
    return Picture(_fanned(lever, rows, shown), said if rows else words.NOTHING_TO_SHOW, _days_table(lever, rows))


@dataclass(frozen=True)
class _Fan:
    """What is said beside a fan: title, axis, what the middle and nine tenths are called, how numbers are written."""

    title: str
    axis: str
    middle: str
    tenths: str
    label: str | None = None


def _fanned(lever: VariedLever, rows: Sequence[Row], shown: _Fan) -> alt.LayerChart:
    """Return a fan along a lever: the middle, the middle half and nine tenths of what varies from run to run."""
    x, title = _axis_along(lever), shown.axis
    written: Row = {} if shown.label is None else {"axis": alt.Axis(labelExpr=shown.label)}
    wide = {"x": x, "y": alt.Y("low:Q", title=title, **written), "y2": alt.Y2("high:Q")}
    narrow = {"x": x, "y": alt.Y("quarter:Q", title=title, **written), "y2": alt.Y2("upper:Q")}
    middle = tip("said:N", shown.middle) if "said" in (rows or [{}])[0] else tip("middle:Q", shown.middle, ".1f")
    tips = [tip("value:N", lever.title), middle, tip("text:N", shown.tenths), tip("runs:Q", words.RUNS, ",")]
    mark: Mark = "area" if lever.ordered else "bar"
    style: Row = {} if lever.ordered else {"size": 24}
    return layered(
        drawn(mark, {"opacity": OUTER, "color": COLOURS[0], "aria": False, **style}, **wide),
        drawn(mark, {"opacity": INNER, "color": COLOURS[0], "aria": False, **style}, **narrow),
        *([drawn("line", {"color": COLOURS[0], "aria": False}, x=x, y=alt.Y("middle:Q"))] if lever.ordered else []),
        drawn("circle", {"color": COLOURS[0], "size": 45, "opacity": 1}, x=x, y=alt.Y("middle:Q"), tooltip=tips),
        data=rows_of(rows),
        title=shown.title,
        height=HEIGHT,
    )


def fan_of_numbers(sweep: Sweep, question: str) -> Picture:
    """Draw along one lever the median answer to a question for a number or a date, the middle half and nine tenths.

    These are of the runs that have a number or date.

    Raises:
        ValueError: The sweep has more levers (`Sweep.sliced` holds the others), or no such question is asked.
    """
    lever = _one_lever(sweep)
    found = sweep.numbers(question)
    rows = [_number_row(lever, point, number) for point, number in found if number.quantiles]
    first = found[0][1]
    axis = words.DATE if first.day_0 is not None else first.unit or words.NUMBER
    shown = _Fan(first.label, axis, words.MEDIAN, words.NUMBERS_TENTHS, dates_on_axis(first.day_0))
    ends = "; ".join(_number_said(row) for row in rows[:: max(1, len(rows) - 1)])
    said = words.NUMBERS_ALT.format(label=first.label, lever=lever.label, numbers=ends)
    return Picture(_fanned(lever, rows, shown), said if rows else words.NOTHING_TO_SHOW, _number_table(lever, rows))


def _number_row(lever: VariedLever, point: SweepPoint, one: NumberSpread) -> Row:
    low, quarter, middle, upper, high = (each.value for each in one.quantiles)
    median = one.quantiles[2]
    return {
        **_along(lever, point),
        **{"low": low, "quarter": quarter, "middle": middle, "upper": upper, "high": high},
        "said": one.shown(middle),
        "interval": f"{one.shown(median.low)} {words.NUMBER_TO} {one.shown(median.high)}",
        "half": f"{one.shown(quarter)} {words.NUMBER_TO} {one.shown(upper)}",
        "text": f"{one.shown(low)} {words.NUMBER_TO} {one.shown(high)}",
        "runs": one.known,
        "of": one.of,
    }


def _number_said(row: Row) -> str:
    return words.NUMBERS_END.format(value=row["value"], middle=row["said"], text=row["text"], runs=row["runs"])


def _number_table(lever: VariedLever, rows: Sequence[Row]) -> pd.DataFrame:
    columns = {words.MEDIAN: "said", words.INTERVAL: "interval", words.NUMBERS_HALF: "half"}
    columns[words.NUMBERS_TENTHS] = "text"
    told = {title: [row[name] for row in rows] for title, name in columns.items()}
    runs = [f"{row['runs']:,} of {row['of']:,}" for row in rows]
    return pd.DataFrame({lever.title: [row["value"] for row in rows], **told, words.RUNS: runs})


def _days_said(row: Row) -> str:
    return words.DAYS_END.format(value=row["value"], middle=f"{row['middle']:g}", text=row["text"], runs=row["runs"])


def _days_table(lever: VariedLever, rows: Sequence[Row]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            lever.title: [row["value"] for row in rows],
            words.MEDIAN_DAY: [f"{row['middle']:g}" for row in rows],
            words.MIDDLE_HALF: [interval(row["quarter"], row["upper"], 0) for row in rows],
            words.NINE_TENTHS: [row["text"] for row in rows],
            words.RUNS: [row["runs"] for row in rows],
        }
    )
