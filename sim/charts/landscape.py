"""Picture of a scenario: on each issue, who pulls where, and how hard."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from sim.analysis.landscape import Pull, landscape_of, positions_of
from sim.charts import words
from sim.charts.picture import Chart, Picture, colour_of, interval, palette
from sim.scenario import Scenario

COLUMNS = 3
WIDTH, HEIGHT = 230, 96
BAR = 9
"""Pixels of a bar; bars of parties that pull to the same place stand side by side."""

ENDS = 22
"""Letters of an option's name that fit below a panel."""


def power_landscape(scenario: Scenario) -> Picture:
    """Draw influence x weight of every party along every issue, at the option that it likes best."""
    pulls = landscape_of(scenario)
    names = [scenario.name_of("parties", party) for party in scenario.parties]
    frame = _frame(scenario, pulls)
    top = float(frame["high"].max()) if len(frame) else 1.0
    panels = [_panel(scenario, issue, frame, names, top) for issue in scenario.issues]
    chart = alt.concat(*panels, columns=COLUMNS, spacing={"row": 26, "column": 34}, title=words.POWER_TITLE)
    return Picture(chart.resolve_scale(color="shared"), _strongest(scenario, pulls), _table(scenario, pulls))


def _frame(scenario: Scenario, pulls: Sequence[Pull]) -> pd.DataFrame:
    parties = list(scenario.parties)
    return pd.DataFrame(
        {
            "issue": [pull.issue for pull in pulls],
            "what": [scenario.name_of("parties", pull.party) for pull in pulls],
            "option": [scenario.option_name(pull.issue, pull.option) for pull in pulls],
            "place": [pull.position for pull in pulls],
            "shift": [(parties.index(pull.party) - (len(parties) - 1) / 2) * BAR for pull in pulls],
            "power": [pull.power for pull in pulls],
            "low": [pull.low for pull in pulls],
            "high": [pull.high for pull in pulls],
        }
    )


def _panel(scenario: Scenario, issue: str, frame: pd.DataFrame, names: list[str], top: float) -> Chart:
    """Return one issue: bars from the place that a party likes best, whiskers over the range of its weight."""
    place = alt.X("place:Q", scale=alt.Scale(domain=[-14, 114]), axis=_ends(scenario, issue), title=None)
    power = alt.Y("power:Q", scale=alt.Scale(domain=[0, top]), title=None, axis=alt.Axis(tickCount=3))
    base = alt.Chart(frame[frame["issue"] == issue]).encode(x=place, xOffset=alt.XOffset("shift:Q", scale=None))
    tips = [
        alt.Tooltip("what:N", title=words.PARTY),
        alt.Tooltip("option:N", title=words.LIKES_BEST),
        alt.Tooltip("power:Q", title=words.POWER, format=".1f"),
    ]
    bars = base.mark_bar(size=BAR - 1).encode(y=power, color=colour_of(names, palette(len(names))), tooltip=tips)
    whiskers = base.mark_rule().encode(y="low:Q", y2="high:Q")
    title = scenario.name_of("issues", issue)
    return (bars + whiskers).properties(title={"text": title, "fontSize": 12}, width=WIDTH, height=HEIGHT)


def _ends(scenario: Scenario, issue: str) -> alt.Axis:
    """Return an axis that names the options at its two ends."""
    positions = positions_of(scenario, issue)
    low, high = min(positions, key=lambda o: positions[o]), max(positions, key=lambda o: positions[o])
    texts = [_short(scenario.option_name(issue, option)) for option in (low, high)]
    label = f"datum.value < 50 ? {texts[0]!r} : {texts[1]!r}"
    return alt.Axis(
        values=[positions[low], positions[high]], labelExpr=label, labelBound=True, labelFlush=True, labelLimit=WIDTH / 2, grid=False
    )


def _short(text: str) -> str:
    plain = text.replace("\\", "").replace("'", "’")
    return plain if len(plain) <= ENDS else f"{plain[: ENDS - 1]}…"


def _strongest(scenario: Scenario, pulls: Sequence[Pull]) -> str:
    if not pulls:
        return words.NOTHING_TO_SHOW if hasattr(words, "NOTHING_TO_SHOW") else ""
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
