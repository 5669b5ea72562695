"""Pictures of choices weighed: how much each is regretted, and in how many cases each brings how much."""

import altair as alt
import numpy as np
import pandas as pd

from sim.analysis.robustness import ChoiceScore, ChoiceScores, Robustness
from sim.analysis.shares import share_of
from sim.arrays import Floats
from sim.charts import words
from sim.charts.picture import (
    COLOURS,
    REST,
    Picture,
    Row,
    band_for,
    colour_of,
    drawn,
    layered,
    names_down,
    palette,
    percent,
    percent_interval,
    rows_of,
    tip,
)

BAND = 40
"""Pixels of a choice and the space below it."""


LEVELS = 60
"""Levels at which lines of enough are drawn."""


def choice_regrets(found: Robustness) -> Picture:
    """Draw the regret of every choice: its mean, what nine cases in ten keep to, and its largest.

    Args:
        found: A finding with at least one case.

    Raises:
        ValueError: No case was finished.
    """
    weighing = _weighing(found)
    names = [one.label for one in weighing.choices]
    place = names_down("name", names, split=": ")
    kinds = [words.MEAN_REGRET, words.NINE_IN_TEN, words.LARGEST]
    rows = [row for one in weighing.choices for row in _regret_rows(found, one)]
    across = alt.X("value:Q", title=_axis(found, words.REGRET_AXIS), scale=alt.Scale(zero=True))
    chart = layered(
        drawn("rule", {"color": REST}, y=place, x=alt.X("none:Q"), x2=alt.X2("most:Q")),
        drawn(
            "bar", {"height": 12, "color": COLOURS[4], "opacity": 0.6}, y=place, x=alt.X("low:Q"), x2=alt.X2("high:Q")
        ),
        drawn(
            "circle",
            {"size": 90, "opacity": 1},
            y=place,
            x=across,
            color=colour_of(kinds, [COLOURS[0], COLOURS[1], COLOURS[5]]),
            tooltip=[tip("name:N", words.CHOICE), tip("what:N", words.REGRET), tip("text:N", words.HOW_MUCH)],
        ),
        data=rows_of(rows),
        title=words.REGRET_TITLE.format(cases=found.cases),
        height=band_for(names, ": ", BAND) * len(names),
    )
    least = min(weighing.choices, key=lambda one: one.values["regret_most"])
    said = words.REGRET_ALT.format(
        label=least.label, largest=_text(found, least.values["regret_most"]), mean=_text(found, least.regret.value)
    )
    return Picture(chart, said, _regret_table(found, weighing))


def _weighing(found: Robustness) -> ChoiceScores:
    if found.weighing is None:
        raise ValueError("no case was finished under every choice")
    return found.weighing


def _regret_rows(found: Robustness, one: ChoiceScore) -> list[Row]:
    scale = _scale(found)
    ends = {"none": 0.0, "most": scale * one.values["regret_most"]}
    between = {"low": scale * min(one.regret_apart, one.regret.value), "high": scale * one.regret.value}
    return [
        {"name": one.label, "what": what, "value": scale * value, "text": _text(found, value), **ends, **more}
        for what, value, more in (
            (words.MEAN_REGRET, one.regret.value, between if between["low"] == between["low"] else {}),
            (words.NINE_IN_TEN, one.values["regret_90"], {}),
            (words.LARGEST, one.values["regret_most"], {}),
        )
    ]


def _scale(found: Robustness) -> float:
    return 1.0 if found.unit == "points" else 100.0


def _axis(found: Robustness, title: str) -> str:
    return title.format(unit="points" if found.unit == "points" else "percentage points")


def _text(found: Robustness, value: float) -> str:
    if value != value:
        return "–"
    return f"{value:.2f}" if found.unit == "points" else percent(value)


def _regret_table(found: Robustness, weighing: ChoiceScores) -> pd.DataFrame:
    choices = weighing.choices
    return pd.DataFrame(
        {
            words.CHOICE: [one.label for one in choices],
            words.BRINGS: [_text(found, one.mean.value) for one in choices],
            words.INTERVAL: [f"{_text(found, one.mean.low)} to {_text(found, one.mean.high)}" for one in choices],
            words.MEAN_REGRET: [_text(found, one.regret.value) for one in choices],
            words.UNDERSTATED: [_text(found, one.regret_apart) for one in choices],
            words.NINE_IN_TEN: [_text(found, one.values["regret_90"]) for one in choices],
            words.LARGEST: [_text(found, one.values["regret_most"]) for one in choices],
            words.WORST_CASE: [_text(found, one.values["worst"]) for one in choices],
            words.ENOUGH: [
                f"{percent(one.enough.share)} ({percent_interval(one.enough.low, one.enough.high)})" for one in choices
            ],
        }
    )


def enough_lines(found: Robustness) -> Picture:
    """Draw, for every choice, the share of cases in which it brings at least so much, over all levels.

    Args:
        found: A finding with at least one case.

    Raises:
        ValueError: No case was finished.
    """
    weighing = _weighing(found)
    names = [one.label for one in weighing.choices]
    levels = np.linspace(weighing.brought.min(), weighing.brought.max(), LEVELS)
    rows = [row for place, name in enumerate(names) for row in _line(found, name, weighing.brought[:, place], levels)]
    across = alt.X("level:Q", title=_axis(found, words.LEVEL_AXIS), scale=alt.Scale(zero=False))
    up = alt.Y("share:Q", title=words.ENOUGH_AXIS, scale=alt.Scale(domain=[0, 100]))
    colour = colour_of(names, palette(len(names)), orient="bottom")
    chart = layered(
        drawn("area", {"opacity": 0.12}, x=across, y=alt.Y("low:Q"), y2=alt.Y2("high:Q"), color=colour),
        drawn(
            "line",
            {"strokeWidth": 2, "interpolate": "step-after"},
            x=across,
            y=up,
            color=colour,
            tooltip=[tip("what:N", words.CHOICE), tip("text:N", words.ENOUGH)],
        ),
        drawn("rule", {"strokeDash": [4, 3]}, x=alt.XDatum(_scale(found) * found.level)),
        data=rows_of(rows),
        title=words.ENOUGH_TITLE.format(cases=found.cases),
        height=300,
    )
    best = max(weighing.choices, key=lambda one: one.enough.share)
    said = words.ENOUGH_ALT.format(
        label=best.label,
        level=_text(found, found.level),
        share=percent(best.enough.share),
        interval=percent_interval(best.enough.low, best.enough.high),
    )
    return Picture(chart, said, _enough_table(found, weighing))


def _line(found: Robustness, name: str, brought: Floats, levels: Floats) -> list[Row]:
    shares = [share_of(name, name, int((brought >= level).sum()), len(brought)) for level in levels]
    return [
        {
            "what": name,
            "level": _scale(found) * float(level),
            "share": 100 * share.share,
            "low": 100 * share.low,
            "high": 100 * share.high,
            "text": f"{percent(share.share)} ({percent_interval(share.low, share.high)})",
        }
        for level, share in zip(levels, shares, strict=True)
    ]


def _enough_table(found: Robustness, weighing: ChoiceScores) -> pd.DataFrame:
    """Return what each choice brings in its worst case, at the quartiles, and in its best case."""
    heads = (words.WORST_CASE, words.QUARTER, words.MIDDLE_CASE, words.THREE_QUARTERS, words.BEST_CASE)
    table = {
        head: [_text(found, float(value)) for value in np.quantile(weighing.brought, at, axis=0)]
        for head, at in zip(heads, (0.0, 0.25, 0.5, 0.75, 1.0), strict=True)
    }
    return pd.DataFrame({words.CHOICE: [one.label for one in weighing.choices], **table})
