"""Pictures of boxes: how coverage is traded for density on the way to one, and where its limits lie."""

import altair as alt
import pandas as pd

from sim.analysis.boxes import Step
from sim.analysis.discovery import Box, Discovery, Limit
from sim.charts import words
from sim.charts.picture import (
    COLOURS,
    FAINT,
    REST,
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

BAND = 34
"""Pixels of a limit and the space below it."""


def box_tradeoff(found: Discovery, box: Box) -> Picture:
    """Draw coverage and density of the boxes on the way to one, and of the one taken on the runs kept for scoring.

    Args:
        found: The finding.
        box: One of its boxes.
    """
    steps = list(enumerate(box.trajectory))
    taken = box.place
    kinds = [words.ON_THE_WAY, words.TAKEN, words.SCORED]
    rows = [_point(words.ON_THE_WAY, step) for number, step in steps if number != taken]
    rows += [_point(words.TAKEN, box.found), _scored(box)]
    across = alt.X("coverage:Q", title=words.COVERAGE_AXIS, scale=alt.Scale(domain=[0, 100]))
    up = alt.Y("density:Q", title=words.DENSITY_AXIS, scale=alt.Scale(domain=[0, 100]))
    tips = [tip("what:N", words.BOX), tip("coverage:Q", words.COVERAGE, ".1f"), tip("density:Q", words.DENSITY, ".1f")]
    chart = layered(
        drawn("rule", {"strokeDash": [4, 3]}, y=alt.YDatum(100 * found.base.share)),
        drawn("rule", {"color": COLOURS[0]}, x=across, y=alt.Y("low:Q"), y2=alt.Y2("high:Q")),
        drawn("rule", {"color": COLOURS[0]}, y=up, x=alt.X("left:Q"), x2=alt.X2("right:Q")),
        drawn(
            "circle",
            {"size": 70, "opacity": 1},
            x=across,
            y=up,
            color=colour_of(kinds, [REST, COLOURS[1], COLOURS[0]]),
            tooltip=[*tips, tip("limits:Q", words.LIMITS)],
        ),
        data=rows_of(rows),
        title=words.TRADEOFF_TITLE.format(what=found.asked.what),
        height=300,
    )
    coverage, density = (
        f"{percent(one.share)} ({percent_interval(one.low, one.high)})" for one in (box.coverage, box.density)
    )
    alt_text = words.TRADEOFF_ALT.format(coverage=coverage, density=density, base=percent(found.base.share))
    return Picture(chart, alt_text, _tradeoff_table(box))


def _point(what: str, step: Step) -> Row:
    shares = {"coverage": 100 * step.coverage, "density": 100 * step.density}
    return {"what": what, **shares, "limits": len(step.bounds.restricted)}


def _scored(box: Box) -> Row:
    return {
        "what": words.SCORED,
        "coverage": 100 * box.coverage.share,
        "density": 100 * box.density.share,
        "low": 100 * box.density.low,
        "high": 100 * box.density.high,
        "left": 100 * box.coverage.low,
        "right": 100 * box.coverage.high,
        "limits": len(box.limits),
    }


def _tradeoff_table(box: Box) -> pd.DataFrame:
    scored = ("coverage", "density", "mass")
    shown = [
        *((words.ON_THE_WAY, step) for step in box.trajectory),
        (words.TAKEN, box.found),
    ]
    rows = [
        {
            words.BOX: what,
            words.COVERAGE: percent(step.coverage),
            words.DENSITY: percent(step.density),
            words.MASS: percent(step.mass),
            words.RUNS: f"{step.count:,}",
            words.LIMITS: len(step.bounds.restricted),
        }
        for what, step in shown
    ]
    ends = [getattr(box, name) for name in scored]
    texts = [f"{percent(one.share)} ({percent_interval(one.low, one.high)})" for one in ends]
    heads = (words.COVERAGE, words.DENSITY, words.MASS)
    last = {words.BOX: words.SCORED, words.RUNS: f"{box.density.of:,}", words.LIMITS: len(box.limits)}
    return pd.DataFrame([*rows, {**last, **dict(zip(heads, texts, strict=True))}])


def box_limits(found: Discovery, box: Box) -> Picture:
    """Draw the limits of a box, each on the range over which its input was drawn.

    Args:
        found: The finding.
        box: One of its boxes.
    """
    names = [limit.axis.label for limit in box.limits]
    place = names_down("name", names, split=": ")
    whole = alt.X("none:Q", title=words.LIMITS_AXIS, scale=alt.Scale(domain=[0, 100]))
    chart = layered(
        drawn("bar", {"height": 16, "color": FAINT}, y=place, x=whole, x2=alt.X2("all:Q")),
        drawn(
            "bar",
            {"height": 16, "color": COLOURS[0]},
            y=place,
            x=alt.X("from:Q"),
            x2=alt.X2("to:Q"),
            tooltip=[tip("words:N", words.LIMIT), tip("without:N", words.WITHOUT)],
        ),
        drawn("text", {"align": "left", "dx": 6, "dy": 17}, y=place, x=alt.X("none:Q"), text=alt.Text("said:N")),
        data=rows_of(_bar(limit) for limit in box.limits),
        title=words.LIMITS_TITLE.format(what=found.asked.what),
        height=band_for(names, ": ", BAND + 14) * max(1, len(box.limits)),
    )
    return Picture(chart, box.words[:1].upper() + box.words[1:], _limit_table(found, box))


def _bar(limit: Limit) -> Row:
    low, high = _ends(limit)
    return {
        "name": limit.axis.label,
        "none": 0,
        "all": 100,
        "from": low,
        "to": high,
        "said": _said(limit),
        "words": limit.words,
        "without": percent(limit.without),
    }


def _ends(limit: Limit) -> tuple[float, float]:
    """Return where a limit lies on its range, in per cent; a category is filled by the share of its values inside."""
    axis = limit.axis
    if axis.category:
        return 0.0, 100.0 * len(limit.kept) / len(axis.values)
    width = axis.high - axis.low
    low, high = (axis.low if limit.low is None else limit.low), (axis.high if limit.high is None else limit.high)
    return 100.0 * (low - axis.low) / width, 100.0 * (high - axis.low) / width


def _said(limit: Limit) -> str:
    axis = limit.axis
    if axis.category:
        return " or ".join(limit.kept)
    form = words.FROM_TO_LIMIT if None not in (limit.low, limit.high) else words.FROM_LIMIT
    form = words.UP_TO_LIMIT if limit.low is None else form
    drawn_over = words.DRAWN.format(low=axis.low, high=axis.high)
    return f"{form.format(low=limit.low, high=limit.high)} ({drawn_over}{_unit(limit)})"


def _unit(limit: Limit) -> str:
    return f", {limit.axis.unit}" if limit.axis.unit else ""


def _limit_table(found: Discovery, box: Box) -> pd.DataFrame:
    again = [
        "–" if limit.again is None else f"{limit.again * found.repeats:.0f} of {found.repeats}" for limit in box.limits
    ]
    return pd.DataFrame(
        {
            words.LIMIT: [limit.words for limit in box.limits],
            words.WITHOUT: [percent(limit.without) for limit in box.limits],
            words.P_SCORED: [f"{limit.p:.1g}" for limit in box.limits],
            words.QUASI_P: [f"{limit.quasi_p:.1g}" for limit in box.limits],
            words.COMES_AGAIN: again,
        }
    )
