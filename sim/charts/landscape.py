"""Picture of a scenario: on each issue, who pulls where, and how hard."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from sim.charts import words
from sim.charts.picture import Picture, Row, colour_of, drawn, interval, layered, palette, rows_of, tip
from sim.lenses.landscape import Pull, landscape_of, positions_of
from sim.scenario.model import Scenario
from sim.texts import broken
from sim.texts.places import for_drawing

COLUMNS = 3
WIDTH, HEIGHT = 200, 92
BAR = 9
"""Pixels of a bar."""

EDGE = (-14.0, 114.0)
"""Ends of the axis, in places of the issue: 0 to 100 with room for bars that stand at its ends."""

ENDS = 17
"""Letters of a line of an option's name below a panel: two such lines stand side by side."""


_TITLE = alt.TitleParams(words.POWER_TITLE, subtitle=list(words.POWER_MEANS))


def power_landscape(scenario: Scenario) -> Picture:
    """Draw influence x weight of every party along every issue, at the option that it likes best."""
    pulls = landscape_of(scenario)
    panels = [_panel(scenario, issue, pulls, columns=COLUMNS) for issue in scenario.issues]
    chart = alt.concat(*panels, columns=COLUMNS, spacing=24, title=_TITLE)
    return Picture(chart, _strongest(scenario, pulls), _table(scenario, pulls))


def power_table(scenario: Scenario) -> tuple[pd.DataFrame, str]:
    """Return the numbers behind it, and what they say in a sentence."""
    pulls = landscape_of(scenario)
    return _table(scenario, pulls), _strongest(scenario, pulls)


def power_panels(scenario: Scenario) -> dict[str, Picture]:
    """Draw the same as a picture for each issue, on one scale; on a phone they stand below each other."""
    pulls = landscape_of(scenario)
    mine = {issue: [pull for pull in pulls if pull.issue == issue] for issue in scenario.issues}
    return {
        issue: Picture(_panel(scenario, issue, pulls), _strongest(scenario, of), _table(scenario, of))
        for issue, of in mine.items()
    }


def _panel(scenario: Scenario, issue: str, every: Sequence[Pull], **legend: Any) -> alt.LayerChart:
    """Return one issue: bars at the places that parties like best, whiskers over the ranges of their weights."""
    pulls = [pull for pull in every if pull.issue == issue]
    names = [scenario.name_of("parties", party) for party in scenario.parties]
    top = max((pull.high for pull in every), default=1.0)
    span = alt.Scale(domain=list(EDGE), nice=False)
    place = alt.X("place:Q", scale=span, axis=_ends(scenario, issue), title=None)
    power = alt.Y("power:Q", scale=alt.Scale(domain=[0, top]), stack=None, title=None, axis=alt.Axis(tickCount=3))
    tips = [tip("what:N", words.PARTY), tip("option:N", words.LIKES_BEST), tip("power:Q", words.POWER, ".1f")]
    colour = colour_of(names, palette(len(names)), **legend)
    return layered(
        drawn("bar", {"size": BAR - 1}, x=place, y=power, color=colour, tooltip=tips),
        drawn("rule", {}, x=place, y=alt.Y("low:Q"), y2=alt.Y2("high:Q")),
        data=rows_of(_bar(scenario, pull, place_of) for pull, place_of in zip(pulls, _beside(pulls), strict=True)),
        title=alt.TitleParams(text=scenario.name_of("issues", issue), fontSize=12),
        width=WIDTH,
        height=HEIGHT,
    )


def _beside(pulls: Sequence[Pull]) -> list[float]:
    """Return where to draw each bar: those that pull to the same place stand side by side around it."""
    step = (EDGE[1] - EDGE[0]) * BAR / WIDTH
    places = []
    for pull in pulls:
        same = [other.party for other in pulls if other.position == pull.position]
        places.append(pull.position + step * (same.index(pull.party) - (len(same) - 1) / 2))
    return places


def _bar(scenario: Scenario, pull: Pull, place: float) -> Row:
    return {
        "what": scenario.name_of("parties", pull.party),
        "option": scenario.option_name(pull.issue, pull.option),
        "place": place,
        "power": pull.power,
        "low": pull.low,
        "high": pull.high,
    }


def _ends(scenario: Scenario, issue: str) -> alt.Axis:
    """Return an axis that names the options at its two ends."""
    positions: Mapping[str, float] = positions_of(scenario, issue)
    low, high = min(positions, key=lambda o: positions[o]), max(positions, key=lambda o: positions[o])
    texts = [json.dumps(broken(for_drawing(scenario.option_name(issue, option)), ENDS)) for option in (low, high)]
    return alt.Axis(
        values=[EDGE[0], EDGE[1]],
        labelExpr=f"datum.value < 50 ? {texts[0]} : {texts[1]}",
        labelAlign=alt.ExprRef("datum.value < 50 ? 'left' : 'right'"),
        labelOverlap=False,
        labelBound=False,
        ticks=False,
        grid=False,
    )


def _strongest(scenario: Scenario, pulls: Sequence[Pull]) -> str:
    if not pulls:
        return words.NOTHING_TO_SHOW
    top = max(pulls, key=lambda pull: pull.power)
    return words.POWER_ALT.format(
        party=scenario.name_of("parties", top.party),
        issue=scenario.name_of("issues", top.issue),
        option=scenario.option_name(top.issue, top.option),
    )


def _table(scenario: Scenario, pulls: Sequence[Pull]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            words.ISSUE: [scenario.name_of("issues", pull.issue) for pull in pulls],
            words.PARTY: [scenario.name_of("parties", pull.party) for pull in pulls],
            words.LIKES_BEST: [scenario.option_name(pull.issue, pull.option) for pull in pulls],
            words.POSITION: [f"{pull.position:.0f}" for pull in pulls],
            words.POWER: [f"{pull.power:.1f}" for pull in pulls],
            words.RANGE: [interval(pull.low, pull.high) for pull in pulls],
        }
    )
