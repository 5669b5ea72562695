"""Pictures over the days of many runs: when something first happens, and what is in force."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Protocol

import altair as alt
import numpy as np
import pandas as pd

from sim.analysis.frequencies import FirstDays
from sim.analysis.shares import wilson
from sim.arrays import Floats
from sim.charts import words
from sim.charts.picture import (
    COLOURS,
    FAINT,
    REST,
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
from sim.game.build import Game
from sim.scenario.model import Scenario


class DaysInForce(Protocol):
    """What a picture by day shows: an ensemble."""

    @property
    def scenario(self) -> Scenario:
        """What was played."""

    @property
    def game(self) -> Game:
        """The game of it."""

    @property
    def runs(self) -> int:
        """How many runs were played."""

    def days_in_force(self, issue: str) -> dict[str, Floats]:
        """Return the share of runs by day for every option of an issue."""


MOST_DAYS = 200
"""Days drawn of a horizon; of a longer one only every second or third."""

COLUMNS = 45
"""Columns into which dots fall; a longer horizon has several days to a column."""

STACK = 10
"""Dots in a column right of the horizon, where days mean nothing."""

HEIGHT = 210


def first_day_dots(first: FirstDays) -> Picture:
    """Draw the day on which something first happens as 50 dots, each as likely as any other."""
    dots = list(chain(_in_time(first), _never(first)))
    most = max(STACK, *(dot["row"] for dot in dots)) if dots else STACK
    kinds = {words.IN_TIME.format(horizon=first.horizon): COLOURS[0], words.NEVER.format(horizon=first.horizon): REST}
    ticks = alt.Axis(values=_ticks(first.horizon), grid=False)
    across = alt.X("day:Q", title=words.FIRST_DAY_AXIS, scale=alt.Scale(domain=[0, 1.16 * first.horizon]), axis=ticks)
    chart = layered(
        drawn("rule", {"strokeDash": [4, 3], "aria": False}, x=alt.XDatum(first.horizon + 0.5)),
        drawn(
            "circle",
            {"size": min(110.0, (0.8 * HEIGHT / most) ** 2), "opacity": 1, "aria": False},
            x=across,
            y=alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[0, most + 1])),
            color=colour_of(list(kinds), list(kinds.values())),
            tooltip=[tip("when:N", words.DAY)],
        ),
        data=rows_of(dots),
        title=words.FIRST_DAY_TITLE.format(label=first.happened.label),
        height=HEIGHT,
    )
    return Picture(chart, _half(first), _first_day_table(first))


def _in_time(first: FirstDays) -> Iterator[Row]:
    """Yield the dots of runs in which it happens, one above the other in the column of their day."""
    width = -(-first.horizon // COLUMNS)
    heights: dict[int, int] = {}
    for day in (day for day in first.dots if day is not None):
        column = (day - 1) // width
        heights[column] = heights.get(column, 0) + 1
        middle = column * width + (width + 1) / 2
        yield {
            "day": middle,
            "row": heights[column],
            "what": words.IN_TIME.format(horizon=first.horizon),
            "when": str(day),
        }


def _never(first: FirstDays) -> Iterator[Row]:
    """Yield the dots of runs in which it never happens, right of the horizon."""
    label = words.NEVER.format(horizon=first.horizon)
    for place in range(sum(day is None for day in first.dots)):
        column = first.horizon * (1.03 + 0.028 * (place // STACK))
        yield {"day": column, "row": place % STACK + 1, "what": label, "when": label}


def _ticks(horizon: int) -> list[int]:
    step = next((step for step in (1, 2, 5, 10, 20, 30, 60, 90, 180) if horizon / step <= 10), 365)
    return list(range(0, horizon + 1, step))


def _half(first: FirstDays) -> str:
    label, happened = first.happened.label, first.happened
    if first.half is None:
        found = {"share": percent(happened.share), "interval": percent_interval(happened.low, happened.high)}
        return words.FIRST_DAY_ALT_RARE.format(label=label, horizon=first.horizon, **found)
    high = words.LATER.format(horizon=first.horizon) if first.half_high is None else first.half_high
    return words.FIRST_DAY_ALT_HALF.format(label=label, half=first.half, low=first.half_low, high=high)


def _first_day_table(first: FirstDays) -> pd.DataFrame:
    never = words.NEVER.format(horizon=first.horizon)
    counted: dict[str, int] = {}
    for day in first.dots:
        name = never if day is None else str(day)
        counted[name] = counted.get(name, 0) + 1
    return pd.DataFrame({words.DAY: list(counted), words.DOTS: list(counted.values())})


def state_by_day(ensemble: DaysInForce, issue: str) -> Picture:
    """Draw which option of an issue is in force on each day, in how many of the runs."""
    scenario, horizon = ensemble.scenario, ensemble.game.horizon
    title = scenario.name_of("issues", issue)
    shares = _in_order(ensemble, issue)
    chart = layered(
        drawn(
            "area",
            {"interpolate": "step-after"},
            x=alt.X("day:Q", title=words.DAY, scale=alt.Scale(domain=[1, horizon], nice=False)),
            y=alt.Y("share:Q", title=words.SHARE_OF_RUNS, scale=alt.Scale(domain=[0, 100])),
            color=colour_of(list(shares), _shades(len(shares))),
            order=alt.Order("order:Q"),
            tooltip=[tip("what:N", words.WHAT), tip("day:Q", words.DAY), tip("text:N", words.SHARE_OF_RUNS)],
        ),
        data=rows_of(_occupied(shares, horizon, ensemble.runs)),
        title=words.BY_DAY_TITLE.format(issue=title),
        height=HEIGHT,
    )
    return Picture(chart, _at_the_end(title, shares, ensemble.runs), _by_day_table(shares, ensemble.runs))


def _at_the_end(issue: str, shares: Mapping[str, Floats], runs: int) -> str:
    """Return what is in force most often on the last day."""
    name, values = max(shares.items(), key=lambda pair: float(pair[1][-1]))
    low, high = wilson(round(float(values[-1]) * runs), runs)
    found = {"share": percent(float(values[-1])), "interval": percent_interval(low, high)}
    return words.BY_DAY_ALT.format(issue=issue, day=len(values), label=name, **found)


def _occupied(shares: Mapping[str, Floats], horizon: int, runs: int) -> Iterator[Row]:
    for order, (name, values) in enumerate(shares.items()):
        for day in range(1, horizon + 1, -(-horizon // MOST_DAYS)):
            share = float(values[day - 1])
            text = _with_interval(share, runs)
            yield {"day": day, "what": name, "order": order, "share": 100 * share, "text": text}


def _in_order(ensemble: DaysInForce, issue: str) -> dict[str, Floats]:
    """Return the options that were ever in force, by name; last the status quo, or that nothing is in force."""
    scenario, found = ensemble.scenario, ensemble.days_in_force(issue)
    quo = next(iter(found)) if scenario.protocol.status_quo == "inside" else None
    agreed = {
        scenario.option_name(issue, option): days for option, days in found.items() if option != quo and days.any()
    }
    if quo is not None:
        return {**agreed, scenario.option_name(issue, quo): found[quo]}
    return {**agreed, words.NOTHING: 1.0 - np.sum(list(found.values()), axis=0)}


def _shades(count: int) -> list[str]:
    """Return colours for ordered options, the last faint; beyond six they run from dark to light."""
    if count - 1 <= len(COLOURS):
        return [*palette(count - 1), FAINT]
    steps = [place / (count - 2) for place in range(count - 1)]
    return [*(f"hsl({230 - 190 * step:.0f}, 65%, {30 + 40 * step:.0f}%)" for step in steps), FAINT]


def _by_day_table(shares: Mapping[str, Floats], runs: int) -> pd.DataFrame:
    """Return about ten days and the last, with intervals."""
    last = len(next(iter(shares.values())))
    days = sorted({1, last, *range(10, last, max(10, last // 10))})
    table = pd.DataFrame({words.DAY: days})
    for name, values in shares.items():
        table[name] = [_with_interval(float(values[day - 1]), runs) for day in days]
    return table


def _with_interval(share: float, runs: int) -> str:
    low, high = wilson(round(share * runs), runs)
    return f"{percent(share)} ({interval(100 * low, 100 * high)})"
