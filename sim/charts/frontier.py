"""Picture of the bargaining lens: what deals are worth to two parties, the frontier, the points, what runs end with."""

from collections.abc import Mapping, Sequence

import altair as alt
import numpy as np
import pandas as pd

from sim.analysis.final_deals import FinalDeal
from sim.arrays import Ints
from sim.charts import words
from sim.charts.picture import (
    COLOURS,
    REST,
    Picture,
    Row,
    colour_of,
    drawn,
    layered,
    legend_of,
    percent,
    percent_interval,
    rows_of,
    tip,
)
from sim.lenses.bargaining import Solution

MOST_DEALS = 3_000
"""Deals drawn; of more, those on the frontier, the points, what runs end with, and an even sample of the others."""

HEIGHT = 380

SHAPES = {
    "nash": ("diamond", 90),
    "kalai_smorodinsky": ("triangle-up", 190),
    "egalitarian": ("square", 330),
    "utilitarian": ("triangle-down", 190),
    "maximin": ("cross", 190),
}
"""Shapes that tell the points apart without colour, and their areas, so that points on one deal are seen."""


def frontier(
    solution: Solution, deals: Sequence[FinalDeal] = (), across: str | None = None, up: str | None = None
) -> Picture:
    """Draw what deals are worth to two parties.

    Args:
        solution: What theories of bargaining say.
        deals: The deals with which runs end, to be drawn by their share of runs; none, if none was played.
        across: The party whose worth is drawn across; by default the first.
        up: The party whose worth is drawn upwards; by default the second.

    Raises:
        ValueError: The solution is of fewer than two parties, or does not have a party that is named.
    """
    axes = _axes(solution, across, up)
    places = _places(solution)
    ends = {places[key]: deal for deal in deals if (key := frozenset(deal.deal.items())) in places}
    shown = _shown(solution, list(ends))
    names = [solution.parties[party] for party in axes]
    sides = [list(solution.parties).index(party) for party in axes]
    rows = [_row(solution, place, sides) for place in shown]
    chart = layered(
        _deals(rows, names),
        *_standing(solution, sides),
        *([_ends(solution, ends, sides)] if ends else []),
        _points(solution, sides),
        title=alt.TitleParams(text=words.FRONTIER_TITLE, subtitle=_subtitle(solution, axes), subtitleFontSize=12),
        height=HEIGHT,
    )
    chart.resolve = alt.Resolve(
        scale=alt.LegendResolveMap(color="independent", shape="independent", size="independent")
    )
    return Picture(chart, _said(solution), _table(solution, ends))


def _axes(solution: Solution, across: str | None, up: str | None) -> tuple[str, str]:
    parties = list(solution.parties)
    if len(parties) < 2:
        raise ValueError(f"found {len(parties)} party that counts, expected at least two")
    first = parties[0] if across is None else across
    second = next(party for party in parties if party != first) if up is None else up
    for party in (first, second):
        if party not in parties:
            raise ValueError(f"found {party!r}, expected one of {', '.join(parties)}")
    return first, second


def _places(solution: Solution) -> Mapping[frozenset[tuple[str, str]], int]:
    """Return the number of every deal by what it is; of none, where there are too many to list."""
    count = len(solution.found.worth)
    return {frozenset(solution.deal(place).items()): place for place in range(count if count <= 100_000 else 0)}


def _shown(solution: Solution, ends: Sequence[int]) -> Ints:
    """Return the deals to draw, by number."""
    count = len(solution.found.worth)
    if count <= MOST_DEALS:
        return np.arange(count)
    efficient = np.flatnonzero(solution.found.efficient)[:MOST_DEALS]
    return np.unique(np.concatenate([np.arange(0, count, -(-count // MOST_DEALS)), efficient, np.array(ends, int)]))


def _row(solution: Solution, place: int, sides: Sequence[int]) -> Row:
    found = solution.found
    what = words.EFFICIENT if found.efficient[place] else words.INEFFICIENT
    return {**_worth(solution, place, sides), "what": what, "deal": _in_words(solution, place)}


def _worth(solution: Solution, place: int, sides: Sequence[int]) -> Row:
    x, y = (float(solution.found.worth[place, side]) for side in sides)
    return {"x": x, "y": y}


def _in_words(solution: Solution, place: int) -> str:
    return "; ".join(f"{issue}: {option}" for issue, option in solution.shown(place).items())


def _deals(rows: Sequence[Row], names: Sequence[str]) -> alt.Chart:
    """Return the layer of all deals, those on the frontier in colour."""
    layer = drawn(
        "circle",
        {"aria": False},
        x=alt.X("x:Q", title=words.WORTH_TO.format(party=names[0]), scale=alt.Scale(zero=False)),
        y=alt.Y("y:Q", title=words.WORTH_TO.format(party=names[1]), scale=alt.Scale(zero=False)),
        color=colour_of([words.EFFICIENT, words.INEFFICIENT], [COLOURS[5], REST]),
        opacity=alt.condition(alt.datum.what == words.EFFICIENT, alt.value(0.9), alt.value(0.3)),
        size=alt.value(34),
        tooltip=[tip("deal:N", words.DEAL), tip("what:N", words.WHAT)],
    )
    layer.data = rows_of(rows)
    return layer


def _standing(solution: Solution, sides: Sequence[int]) -> list[alt.Chart]:
    """Return two lines through what both have without a deal."""
    x, y = (float(solution.found.disagreement[side]) for side in sides)
    style = {"strokeDash": [4, 3], "aria": False}
    return [drawn("rule", style, x=alt.XDatum(x)), drawn("rule", style, y=alt.YDatum(y))]


def _ends(solution: Solution, ends: Mapping[int, FinalDeal], sides: Sequence[int]) -> alt.Chart:
    """Return rings around the deals with which runs end, their area by the share of runs."""
    rows = [
        {
            **_worth(solution, place, sides),
            "share": 100 * end.share.share,
            "text": _share(end),
            "deal": _in_words(solution, place),
        }
        for place, end in ends.items()
    ]
    scale = alt.Scale(domain=[0, max(row["share"] for row in rows)], range=[10, 1200])
    legend = alt.Legend(orient="right", title=list(words.ENDS_WITH), tickCount=3, symbolFillColor="transparent")
    layer = drawn(
        "circle",
        {"fill": COLOURS[0], "fillOpacity": 0.18, "stroke": COLOURS[0], "strokeWidth": 1.5, "opacity": 1},
        x=alt.X("x:Q"),
        y=alt.Y("y:Q"),
        size=alt.Size("share:Q", scale=scale, legend=legend),
        tooltip=[tip("deal:N", words.DEAL), tip("text:N", words.SHARE)],
    )
    layer.data = rows_of(rows)
    return layer


def _points(solution: Solution, sides: Sequence[int]) -> alt.Chart:
    """Return the points of theory; where several deals are tied for one, the first of them."""
    named = {name: point for name, point in solution.found.points.items() if name in SHAPES and len(point.deals)}
    rows = [
        {
            **_worth(solution, int(point.deals[0]), sides),
            "point": words.POINTS_OF_THEORY[name],
            "area": SHAPES[name][1],
            "deal": _in_words(solution, int(point.deals[0])),
        }
        for name, point in named.items()
    ]
    labels = [words.POINTS_OF_THEORY[name] for name in named]
    scale = alt.Scale(domain=labels, range=[SHAPES[name][0] for name in named])
    layer = drawn(
        "point",
        {"filled": False, "strokeWidth": 2.5, "color": COLOURS[2], "opacity": 1},
        x=alt.X("x:Q"),
        y=alt.Y("y:Q"),
        size=alt.Size("area:Q", scale=None, legend=None),
        shape=alt.Shape("point:N", scale=scale, legend=legend_of(labels, "bottom")),
        tooltip=[tip("point:N", words.POINT), tip("deal:N", words.DEAL)],
    )
    layer.data = rows_of(rows)
    return layer


def _subtitle(solution: Solution, axes: Sequence[str]) -> list[str]:
    others = [name for party, name in solution.parties.items() if party not in axes]
    return [line.format(parties=", ".join(others)) for line in words.FRONTIER_OTHERS] if others else []


def _said(solution: Solution) -> str:
    found = solution.found
    zopa = words.FRONTIER_ZOPA.format(deals=found.zopa.deals) if found.zopa.exists else words.FRONTIER_NO_ZOPA
    return words.FRONTIER_ALT.format(deals=len(found.worth), frontier=int(found.efficient.sum()), zopa=zopa)


def _share(end: FinalDeal) -> str:
    return f"{percent(end.share.share)} ({percent_interval(end.share.low, end.share.high)})"


def _table(solution: Solution, ends: Mapping[int, FinalDeal]) -> pd.DataFrame:
    """Return what is in force without a deal, the points, and what runs end with most often."""
    rows = [(words.WITHOUT_DEAL, words.STATUS_QUO, *(f"{v:.1f}" for v in solution.found.disagreement))]
    for name, point in solution.found.points.items():
        rows += [_listed(solution, words.POINTS_OF_THEORY.get(name, name), int(place)) for place in point.deals[:1]]
    often = sorted(ends.items(), key=lambda pair: -pair[1].share.count)[:5]
    rows += [_listed(solution, words.RUNS_END_WITH.format(share=_share(end)), place) for place, end in often]
    return pd.DataFrame(rows, columns=[words.WHAT, words.BEYOND, *solution.parties.values()])


def _listed(solution: Solution, what: str, place: int) -> tuple[str, ...]:
    quo = _quo(solution)
    changed = [f"{i}: {o}" for i, o in solution.shown(place).items() if (i, o) not in quo]
    worths = (f"{value:.1f}" for value in solution.found.worth[place])
    return (what, "; ".join(changed) or words.STATUS_QUO, *worths)


def _quo(solution: Solution) -> set[tuple[str, str]]:
    """Return the options of the deal that is worth what everyone has without a deal, if there is one."""
    same = np.flatnonzero(np.isclose(solution.found.worth, solution.found.disagreement).all(axis=1))
    return set(solution.shown(int(same[0])).items()) if len(same) else set()
