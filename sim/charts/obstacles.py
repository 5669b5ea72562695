"""Pictures of what stands in the way."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import altair as alt
import pandas as pd

from sim.analysis.asked_about import aimed_at
from sim.analysis.binding_conditions import Attribution
from sim.analysis.obstacles import BlockingCondition, RatePerHundred
from sim.charts import words
from sim.charts.picture import (
    COLOURS,
    Picture,
    Row,
    band_for,
    colour_of,
    drawn,
    interval,
    layered,
    names_down,
    rows_of,
    tip,
)
from sim.scenario.model import Scenario


class AttributedRuns(Protocol):
    """What a picture of attributions shows: an ensemble whose conditions were attributed."""

    @property
    def scenario(self) -> Scenario:
        """What was played."""

    @property
    def attributions(self) -> Mapping[str, Attribution]:
        """Shapley shares by condition."""

    @property
    def attributed(self) -> str | None:
        """The outcome they explain."""


BAND = 44
"""Pixels of a condition with its two bars."""

ROW = 34
"""Pixels of a condition with one bar."""


def binding_bars(blockings: Sequence[BlockingCondition]) -> Picture:
    """Draw what each condition blocks: the refusals that it decided and the proposals not made for fear of it."""
    names = [named(blocking) for blocking in blockings]
    measures = [words.REFUSED, words.UNMADE]
    where = {"y": names_down("name", names, split=": "), "yOffset": alt.YOffset("what:N", sort=measures)}
    tips = [tip("name:N", words.CONDITION), tip("what:N", words.WHAT), tip("text:N", words.PER_HUNDRED)]
    across = alt.X("mean:Q", title=words.BINDING_AXIS)
    chart = layered(
        drawn("bar", {}, **where, x=across, color=colour_of(measures, COLOURS[:2]), tooltip=tips),
        drawn("rule", {"strokeWidth": 1.5}, **where, x=alt.X("low:Q"), x2=alt.X2("high:Q")),
        data=rows_of(row for blocking in blockings for row in _bars(blocking)),
        title=words.BINDING_TITLE,
        height=band_for(names, ": ", BAND) * max(1, len(names)),
    )
    return Picture(chart, _heaviest(blockings), _binding_table(blockings))


def named(blocking: BlockingCondition) -> str:
    """Return whose condition it is and what it says."""
    return f"{blocking.party}: {blocking.label}"


def _bars(blocking: BlockingCondition) -> list[Row]:
    counts = {words.REFUSED: blocking.refused, words.UNMADE: blocking.unmade}
    return [
        {
            "name": named(blocking),
            "what": what,
            "mean": count.mean,
            "low": count.low,
            "high": count.high,
            "text": _count(count),
        }
        for what, count in counts.items()
    ]


def _heaviest(blockings: Sequence[BlockingCondition]) -> str:
    if not blockings:
        return words.NO_CONDITIONS
    top = blockings[0]
    return words.BINDING_ALT.format(name=named(top), refused=_count(top.refused), unmade=_count(top.unmade))


def _binding_table(blockings: Sequence[BlockingCondition]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            words.CONDITION: [named(blocking) for blocking in blockings],
            words.REFUSED: [_count(blocking.refused) for blocking in blockings],
            words.UNMADE: [_count(blocking.unmade) for blocking in blockings],
        }
    )


def _count(count: RatePerHundred) -> str:
    return f"{count.mean:.1f} ({interval(count.low, count.high)})"


def attribution_bars(ensemble: AttributedRuns) -> Picture:
    """Draw each condition's Shapley share in the change of an outcome when all conditions are dropped."""
    scenario, found = ensemble.scenario, sorted(ensemble.attributions.items(), key=lambda pair: -pair[1].share)
    rows: list[Row] = [
        {"name": scenario.name_of("conditions", name), "share": 100 * s.share, "low": 100 * s.low, "high": 100 * s.high}
        for name, s in found
    ]
    names = [row["name"] for row in rows]
    place = names_down("name", names)
    across = alt.X("share:Q", title=words.ATTRIBUTION_AXIS)
    outcome = aimed_at(scenario, ensemble.attributed or "")
    chart = layered(
        drawn(
            "bar", {"height": 18, "color": COLOURS[2]}, y=place, x=across, tooltip=[tip("share:Q", words.POINTS, ".1f")]
        ),
        drawn("rule", {"strokeWidth": 2}, y=place, x=alt.X("low:Q"), x2=alt.X2("high:Q")),
        data=rows_of(rows),
        title=words.ATTRIBUTION_TITLE.format(outcome=outcome),
        height=band_for(names, "", ROW) * max(1, len(rows)),
    )
    return Picture(chart, _accounts_for_most(rows), _attribution_table(rows))


def _accounts_for_most(rows: Sequence[Row]) -> str:
    if not rows:
        return words.NO_CONDITIONS
    most = rows[0]
    found = {"share": f"{most['share']:.1f}", "interval": interval(most["low"], most["high"])}
    return words.ATTRIBUTION_ALT.format(label=most["name"], **found)


def _attribution_table(rows: Sequence[Row]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            words.CONDITION: [row["name"] for row in rows],
            words.POINTS: [f"{row['share']:.1f}" for row in rows],
            words.INTERVAL: [interval(row["low"], row["high"]) for row in rows],
        }
    )
