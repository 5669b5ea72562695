"""Pictures of how runs end, and of questions beside what base rates say."""

from collections.abc import Iterable, Mapping, Sequence

import altair as alt
import pandas as pd

from sim.analysis.frequencies import DOTS, dots_of
from sim.analysis.outside import OutsideComparison
from sim.analysis.shares import Share
from sim.charts import words
from sim.charts.picture import (
    COLOURS,
    REST,
    Picture,
    Row,
    band_for,
    colour_of,
    drawn,
    interval,
    layered,
    names_down,
    palette,
    percent,
    percent_interval,
    rows_of,
    tip,
)

BAND = 34
"""Pixels of a bar and the space below it."""

ROOM, ROOM_ON_A_PHONE = 142, 190
"""Where the axis of shares ends, in per cent: behind the longest bar there is room for its number."""

NARROW = "width < 330"
"""On a phone the interval stands below the share."""

BESIDE = 330
"""Pixels of the bars beside the dots."""

SIDE = 10
"""Dots in a row and in a column."""


def outcome_bars(shares: Sequence[Share], stated: Sequence[Share] = ()) -> Picture:
    """Draw the share of runs that end in each outcome, with its interval.

    Args:
        shares: The outcomes.
        stated: The same before levers were moved, to be marked beside them; none if nothing was moved.
    """
    names = [share.label for share in shares]
    place = names_down("what", names)
    axis = alt.Axis(values=list(range(0, 101, 20)), grid=True)
    scale = alt.Scale(domainMin=0, domainMax=alt.ExprRef(f"{NARROW} ? {ROOM_ON_A_PHONE} : {ROOM}"), nice=False)
    across = alt.X("share:Q", title=words.SHARE_AXIS, scale=scale, axis=axis)
    colour = colour_of(names, palette(len(names), rest_last=True), legend=False)
    tips = [tip("what:N", words.OUTCOME), tip("text:N", words.SHARE)]
    layers = [
        drawn("bar", {"height": 18}, y=place, x=across, color=colour, tooltip=tips),
        drawn("rule", {"strokeWidth": 2}, y=place, x=alt.X("low:Q"), x2=alt.X2("high:Q")),
        drawn("text", _NUMBER, y=place, x=alt.X("end:Q")),
    ]
    if stated:
        layers.append(drawn("tick", {"thickness": 2, "size": 28}, y=place, x=alt.X("stated:Q"), tooltip=_STATED))
    before = {share.id: share for share in stated}
    chart = layered(
        *layers,
        data=rows_of(_bar(share, before.get(share.id)) for share in shares),
        title=alt.TitleParams(words.OUTCOMES_TITLE, subtitle=words.OUTCOMES_BESIDE if stated else alt.Undefined),
        height=band_for(names, "", BAND) * max(1, len(shares)),
    )
    return Picture(chart, _most_often(shares), _outcome_table(shares, before))


_NUMBER: Row = {
    "text": alt.ExprRef(f"{NARROW} ? datum.short : datum.text"),
    "lineBreak": "\n",
    "align": "left",
    "dx": 8,
    "dy": alt.ExprRef(f"{NARROW} ? -8 : 0"),
}
"""How the number behind a bar is written."""

_STATED = [tip("what:N", words.OUTCOME), tip("before:N", words.AS_STATED)]


def _bar(share: Share, stated: Share | None) -> Row:
    text = _counted(share)
    row = {
        "what": share.label,
        **_percents(share),
        "text": text,
        "short": text.replace(" (", "\n("),
        "end": 100 * share.high,
    }
    if stated is not None:
        row |= {"stated": 100 * stated.share, "before": _counted(stated), "end": 100 * max(share.high, stated.share)}
    return row


def _counted(share: Share) -> str:
    return f"{percent(share.share)} ({interval(100 * share.low, 100 * share.high)})"


def _outcome_table(shares: Sequence[Share], stated: Mapping[str, Share]) -> pd.DataFrame:
    table = share_table(shares, words.OUTCOME)
    if stated:
        known = [stated.get(share.id) for share in shares]
        table[words.AS_STATED] = ["–" if one is None else _counted(one) for one in known]
    return table


def _percents(share: Share) -> Row:
    return {"share": 100 * share.share, "low": 100 * share.low, "high": 100 * share.high}


def _most_often(shares: Sequence[Share]) -> str:
    if not shares or not shares[0].of:
        return words.NOTHING_TO_SHOW
    most = max(shares, key=lambda share: share.count)
    found = percent_interval(most.low, most.high)
    return words.OUTCOMES_ALT.format(label=most.label, share=percent(most.share), interval=found)


def share_table(shares: Sequence[Share], what: str) -> pd.DataFrame:
    """Return shares as a table to read.

    Args:
        shares: Outcomes or questions.
        what: Head of the first column.
    """
    return pd.DataFrame(
        {
            what: [share.label for share in shares],
            words.SHARE: [percent(share.share) for share in shares],
            words.INTERVAL: [percent_interval(share.low, share.high) for share in shares],
            words.RUNS: [f"{share.count:,} of {share.of:,}" for share in shares],
            words.MEDIAN_DAY: ["–" if share.median_day is None else f"{share.median_day:.0f}" for share in shares],
        }
    )


def hundred_dots(shares: Sequence[Share]) -> Picture:
    """Draw 100 runs as dots, in the order and colours of the outcomes."""
    given = dots_of([share.count for share in shares], DOTS)
    names = [share.label for share in shares]
    kinds = [name for name, count in zip(names, given, strict=True) for _ in range(count)]
    dots = [{"what": kind, "column": place // SIDE, "row": place % SIDE} for place, kind in enumerate(kinds)]
    scale = alt.Scale(domain=list(range(SIDE)))
    chart = layered(
        drawn(
            "circle",
            {"size": 190, "opacity": 1, "aria": False},
            x=alt.X("column:O", axis=None, scale=scale),
            y=alt.Y("row:O", axis=None, scale=scale),
            color=colour_of(names, palette(len(names), rest_last=True), legend=False),
            tooltip=[tip("what:N", words.OUTCOME)],
        ),
        data=rows_of(dots),
        title=words.DOTS_TITLE,
        width=210,
        height=210,
    )
    parts = [words.DOTS_PART.format(count=count, label=name) for name, count in zip(names, given, strict=True)]
    table = pd.DataFrame({words.OUTCOME: names, words.OF_100: given})
    return Picture(chart, words.DOTS_ALT.format(parts="; ".join(parts)), table)


def dots_and_bars(shares: Sequence[Share]) -> Picture:
    """Draw 100 runs as dots beside the bars that say what their colours mean, for where the two share a figure."""
    dots, bars = hundred_dots(shares), outcome_bars(shares)
    bars.chart.width = BESIDE
    chart = alt.concat(dots.chart, bars.chart, columns=2, spacing=36, title="")
    table = bars.table.assign(**{words.OF_100: dots.table[words.OF_100]})
    return Picture(chart, bars.alt, table)


def outside_view(views: Iterable[OutsideComparison]) -> Picture:
    """Draw the range of base rates with the model's share of runs on it."""
    known = list(views)
    names = _asked(known)
    place, kinds = names_down("name", names, split=": "), [words.BASE_RATES, words.MODEL]
    colour = colour_of(kinds, [REST, COLOURS[0]])
    axis = alt.Axis(values=list(range(0, 101, 20)))
    rates = alt.X("low:Q", title=words.OUTSIDE_AXIS, scale=alt.Scale(domain=[0, 100]), axis=axis)
    chart = layered(
        _only(
            kinds[0], drawn("bar", {"height": 16, "opacity": 0.45}, y=place, x=rates, x2=alt.X2("high:Q"), color=colour)
        ),
        _only(
            kinds[1],
            drawn("rule", {"strokeWidth": 3, "color": COLOURS[0]}, y=place, x=alt.X("low:Q"), x2=alt.X2("high:Q")),
        ),
        _only(
            kinds[1],
            drawn("circle", {"size": 90, "opacity": 1}, y=place, x=alt.X("share:Q"), color=colour, tooltip=_TIPS),
        ),
        data=rows_of([row for name, view in zip(names, known, strict=True) for row in _beside(name, view)]),
        title=words.OUTSIDE_TITLE,
        height=band_for(names, ": ", BAND) * max(1, len(known)),
    )
    asked = [view for view in known if view.inside is not None]
    inside = sum(view.inside is True for view in asked)
    return Picture(chart, words.OUTSIDE_ALT.format(inside=inside, asked=len(asked)), _outside_table(known))


_TIPS = [tip("name:N", words.QUESTION), tip("share:Q", words.SHARE_OF_RUNS, ".1f")]


def _only(kind: str, layer: alt.Chart) -> alt.Chart:
    """Return a layer that draws the rows of one kind."""
    layer.transform = [alt.FilterTransform(filter=alt.FieldEqualPredicate(field="what", equal=kind))]
    return layer


def _asked(views: Sequence[OutsideComparison]) -> list[str]:
    """Return the question beside which base rates stand; where several are beside one, with what they are rates of."""
    asked = [view.label if view.share is None else view.share.label for view in views]
    pairs = zip(asked, views, strict=True)
    return [name if asked.count(name) == 1 else f"{name}: {view.label}" for name, view in pairs]


def _beside(name: str, view: OutsideComparison) -> list[Row]:
    rates = {"name": name, "what": words.BASE_RATES, "low": 100 * view.low, "high": 100 * view.high}
    if view.share is None or view.inside is None:
        return [rates]
    return [rates, {"name": name, "what": words.MODEL, **_percents(view.share)}]


def _outside_table(views: Sequence[OutsideComparison]) -> pd.DataFrame:
    verdicts = {True: words.INSIDE, False: words.OUTSIDE, None: words.NOT_ASKED}
    shares = [view.share if view.inside is not None else None for view in views]
    return pd.DataFrame(
        {
            words.QUESTION: _asked(views),
            words.SHARE: ["–" if share is None else percent(share.share) for share in shares],
            words.INTERVAL: ["–" if share is None else percent_interval(share.low, share.high) for share in shares],
            words.RUNS: ["–" if share is None else f"{share.count:,} of {share.of:,}" for share in shares],
            words.BASE_RATES: [percent_interval(view.low, view.high) for view in views],
            words.RATES_OF: [view.label for view in views],
            words.VERDICT: [verdicts[view.inside] for view in views],
        }
    )
