"""Pictures of ensembles beside each other: which runs end otherwise, how all runs end, what differs by outcome."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

import altair as alt
import pandas as pd

from sim.analysis.paired_differences import Contrast, Difference, Flow
from sim.analysis.shares import Share
from sim.charts import words
from sim.charts.picture import (
    COLOURS,
    LINE_HEIGHT,
    Picture,
    Row,
    at_most,
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
from sim.texts import broken

BAND = 46
"""Pixels of an arm with the space below it."""

HEIGHT, WIDTH = 340, 660
"""Pixels of the picture of flows."""

NAMED, LINES = 17, 3
"""Letters of a line of a name beside it, and most lines, so that names stand whole beside it on a phone too."""

GAP = 0.04
"""Room between two outcomes in the picture of flows, as a part of all runs in it."""

STEPS = 24
"""Pieces of a ribbon."""

DARK = COLOURS[0]
"""The colour on which black cannot be read well."""

SMALL = 7.0
"""Per cent below which a piece of a bar has no room for its number."""

COLUMNS, PANEL, ROW = 3, 190, 26
"""Panels side by side, pixels that one is wide, and pixels of an arm in it."""


def outcome_flow(found: Contrast) -> Picture:
    """Draw the runs that end otherwise under a change, each ribbon from where they ended to where they end."""
    flows = [flow for flow in found.flows if flow.switched and flow.count]
    names = list(dict.fromkeys(flow.before_label for flow in found.flows))
    before, after = _stack(flows, names, "before_label"), _stack(flows, names, "after_label")
    across = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.8, 1.8], nice=False))
    up = alt.Y("low:Q", axis=None, scale=alt.Scale(reverse=True, nice=False))
    colour = colour_of(names, palette(len(names), rest_last=True), legend=False)
    tips = [tip("from:N", words.ENDS_BEFORE), tip("to:N", words.ENDS_AFTER), tip("text:N", words.RUNS)]
    pixel = _pixel(before, after)
    ends = [*_ends(before, "left", pixel), *_ends(after, "right", pixel)]
    layers = [
        _given(
            drawn(
                "area",
                {"opacity": 0.55},
                x=across,
                y=up,
                y2=alt.Y2("high:Q"),
                color=colour,
                detail=alt.Detail("ribbon:N"),
                tooltip=tips,
            ),
            [row for flow in flows for row in _ribbon(flow, before, after, flows)],
        ),
        _given(drawn("bar", {}, x=across, x2=alt.X2("x2:Q"), y=up, y2=alt.Y2("high:Q"), color=colour), ends),
        *(
            _given(
                drawn(
                    "text",
                    {"align": align, "dx": shift, "baseline": "line-top", "lineBreak": "\n", "lineHeight": LINE_HEIGHT},
                    x=across,
                    y=alt.Y("top:Q"),
                    text=alt.Text("label:N"),
                ),
                [row for row in ends if row["side"] == side],
            )
            for side, align, shift in (("left", "right", -8), ("right", "left", 14))
        ),
    ]
    title = words.FLOW_TITLE.format(switched=found.switched, runs=found.runs)
    chart = layered(*layers, title=title, height=HEIGHT if flows else BAND, width=WIDTH)
    return Picture(chart, _most_of(found, flows), _flow_table(flows))


Places = dict[str, tuple[float, float]]
"""Outcome -> where its runs begin and end, from the top."""


def _stack(flows: Sequence[Flow], names: Sequence[str], side: str) -> Places:
    """Return where each outcome stands on one side; outcomes without runs there are left out."""
    room = GAP * sum(flow.count for flow in flows)
    counts = {name: sum(flow.count for flow in flows if getattr(flow, side) == name) for name in names}
    held = {name: count for name, count in counts.items() if count}
    starts = accumulate((count + room for count in held.values()), initial=0.0)
    return {name: (start, start + count) for start, (name, count) in zip(starts, held.items(), strict=False)}


def _pixel(*sides: Places) -> float:
    """Return how many runs a pixel of the picture of flows stands for."""
    return max((high for places in sides for _, high in places.values()), default=1.0) / HEIGHT


def _ends(places: Places, side: str, pixel: float) -> Iterator[Row]:
    """Yield the blocks from which ribbons start, or in which they end, with their names."""
    x, x2 = (-0.03, 0.0) if side == "left" else (1.0, 1.03)
    labels = {name: _label(name, high - low) for name, (low, high) in places.items()}
    tops = _tops(places, {name: pixel * LINE_HEIGHT * len(lines) for name, lines in labels.items()}, pixel * HEIGHT)
    for name, (low, high) in places.items():
        place = {"x": x, "x2": x2, "low": low, "high": high, "top": tops[name]}
        yield {"side": side, "what": name, "label": "\n".join(labels[name]), **place}


def _label(name: str, runs: float) -> list[str]:
    *lines, last = at_most(broken(name, NAMED), NAMED, LINES) or [name]
    return [*lines, *broken(f"{last}: {runs:,.0f}", NAMED)]


def _tops(places: Places, heights: Mapping[str, float], bottom: float) -> dict[str, float]:
    """Return where names begin: each beside the middle of its block, or below the name before where that reaches."""
    tops, free = dict[str, float](), 0.0
    for name, (low, high) in places.items():
        tops[name] = max(free, (low + high - heights[name]) / 2)
        free = tops[name] + heights[name]
    for name in reversed(places):
        tops[name] = min(tops[name], bottom - heights[name])
        bottom = tops[name]
    return tops


def _ribbon(flow: Flow, before: Places, after: Places, flows: Sequence[Flow]) -> Iterator[Row]:
    """Yield the pieces of one ribbon, an S from its place on the left to its place on the right."""
    index = flows.index(flow)
    left = before[flow.before_label][0] + sum(f.count for f in flows[:index] if f.before == flow.before)
    right = after[flow.after_label][0] + sum(f.count for f in flows[:index] if f.after == flow.after)
    head = {"what": flow.before_label, "ribbon": index, "from": flow.before_label, "to": flow.after_label}
    for step in range(STEPS + 1):
        x = step / STEPS
        low = left + (right - left) * x * x * (3.0 - 2.0 * x)
        yield {**head, "x": x, "low": low, "high": low + flow.count, "text": _counted(flow)}


def _counted(flow: Flow) -> str:
    return f"{flow.count:,} ({percent(flow.share)}, {percent_interval(flow.low, flow.high)})"


def _given(layer: alt.Chart, rows: Sequence[Row]) -> alt.Chart:
    """Return a layer with data of its own."""
    layer.data = rows_of(rows)
    return layer


def _most_of(found: Contrast, flows: Sequence[Flow]) -> str:
    if not flows:
        return words.FLOW_NONE.format(runs=found.runs)
    most = max(flows, key=lambda flow: flow.count)
    named = {"before": most.before_label, "after": most.after_label, "share": percent(most.share)}
    ends = percent_interval(most.low, most.high)
    return words.FLOW_ALT.format(runs=found.runs, switched=found.switched, interval=ends, **named)


def _flow_table(flows: Sequence[Flow]) -> pd.DataFrame:
    ordered = sorted(flows, key=lambda flow: -flow.count)
    return pd.DataFrame(
        {
            words.ENDS_BEFORE: [flow.before_label for flow in ordered],
            words.ENDS_AFTER: [flow.after_label for flow in ordered],
            words.RUNS: [f"{flow.count:,} of {flow.of:,}" for flow in ordered],
            words.SHARE: [percent(flow.share) for flow in ordered],
            words.INTERVAL: [percent_interval(flow.low, flow.high) for flow in ordered],
        }
    )


def stacked_outcomes(arms: Mapping[str, Sequence[Share]]) -> Picture:
    """Draw how the runs of several ensembles end, one bar each, in the order and colours of the outcomes.

    Args:
        arms: The outcomes of each ensemble by its name on screen, the base first.
    """
    labels = list(dict.fromkeys(share.label for shares in arms.values() for share in shares))
    colour = colour_of(labels, palette(len(labels), rest_last=True))
    where = names_down("arm", list(arms))
    axis = alt.Axis(values=list(range(0, 101, 20)))
    across = alt.X("start:Q", title=words.SHARE_OF_RUNS, scale=alt.Scale(domain=[0, 100]), axis=axis)
    tips = [tip("arm:N", words.ARM), tip("what:N", words.OUTCOME), tip("text:N", words.SHARE)]
    inside = drawn(
        "text",
        {"fontWeight": "bold", "aria": False, "color": alt.ExprRef("datum.ink")},
        y=where,
        x=alt.X("middle:Q"),
        text=alt.Text("number:N"),
    )
    inside.transform = [alt.FilterTransform(filter=f"datum.end - datum.start >= {SMALL}")]
    chart = layered(
        drawn("bar", {"height": 26}, y=where, x=across, x2=alt.X2("end:Q"), color=colour, tooltip=tips),
        inside,
        data=rows_of([row for arm, shares in arms.items() for row in _pieces(arm, shares, labels)]),
        title=words.STACKED_TITLE,
        height=band_for(list(arms), "", BAND) * max(1, len(arms)),
    )
    return Picture(chart, _most_in_each(arms), _stacked_table(arms, labels))


def _pieces(arm: str, shares: Sequence[Share], labels: Sequence[str]) -> Iterator[Row]:
    """Yield the pieces of one bar; numbers are white on the one dark colour."""
    dark = {label for label, colour in zip(labels, palette(len(labels), rest_last=True), strict=True) if colour == DARK}
    start = 0.0
    for share in shares:
        part = 100 * share.share if share.of else 0.0
        place = {"start": start, "end": start + part, "middle": start + part / 2}
        text = f"{percent(share.share)} ({percent_interval(share.low, share.high)})"
        ink = "#ffffff" if share.label in dark else "#000000"
        yield {"arm": arm, "what": share.label, "text": text, "number": f"{part:.0f}", "ink": ink, **place}
        start += part


def _most_in_each(arms: Mapping[str, Sequence[Share]]) -> str:
    most = {arm: max(shares, key=lambda share: share.count) for arm, shares in arms.items() if shares}
    parts = [
        words.STACKED_PART.format(
            arm=arm, label=share.label, share=percent(share.share), interval=percent_interval(share.low, share.high)
        )
        for arm, share in most.items()
    ]
    return words.STACKED_ALT.format(parts="; ".join(parts)) if parts else words.NOTHING_TO_SHOW


def _stacked_table(arms: Mapping[str, Sequence[Share]], labels: Sequence[str]) -> pd.DataFrame:
    rows = []
    for arm, shares in arms.items():
        by_label = {
            share.label: f"{percent(share.share)} ({interval(100 * share.low, 100 * share.high)})" for share in shares
        }
        runs = f"{shares[0].of:,}" if shares else "0"
        rows.append({words.ARM: arm, **{label: by_label.get(label, "–") for label in labels}, words.RUNS: runs})
    return pd.DataFrame(rows)


def difference_panels(
    found: Sequence[Difference], labels: Mapping[str, str] | None = None, *, titled: bool = True
) -> Picture:
    """Draw what differs, a panel for every outcome, in each of them all changes below each other on one scale.

    Args:
        found: Differences of every outcome under every change.
        labels: Names of changes on screen; those left out are called as they are.
        titled: Whether the picture says what it shows; not where several stand beneath one heading.
    """
    named = {one.change: (labels or {}).get(one.change, one.change) for one in found}
    outcomes = dict.fromkeys((one.id, one.label) for one in found)
    ends = [100 * end for one in found for end in (one.low, one.high)] or [0.0]
    scale = alt.Scale(domain=[min(0.0, *ends), max(0.0, *ends)])
    panels = [
        _panel(label, [one for one in found if one.id == outcome], named, scale, place % COLUMNS == 0)
        for place, (outcome, label) in enumerate(outcomes)
    ]
    title = words.PANELS_TITLE if titled else alt.Undefined
    chart = alt.ConcatChart(concat=panels, columns=COLUMNS, title=title, spacing=18)
    return Picture(chart, _largest(found, named), _difference_table(found, named))


def _panel(
    label: str, found: Sequence[Difference], named: Mapping[str, str], scale: alt.Scale, first: bool
) -> alt.LayerChart:
    """Return one outcome's panel; only the first in a row names the changes."""
    arms = list(dict.fromkeys(named.values()))
    bare = alt.Axis(labels=False, ticks=False, domain=False)
    where = names_down("arm", arms) if first else alt.Y("arm:N", sort=arms, title=None, axis=bare)
    across = alt.X("difference:Q", title=words.PANELS_AXIS, scale=scale)
    tips = [tip("arm:N", words.CHANGE), tip("text:N", words.DIFFERENCE)]
    rows = [{"arm": named[one.change], "text": _difference(one), **_points(one)} for one in found]
    return layered(
        drawn("rule", {"strokeDash": [3, 3], "aria": False}, x=alt.XDatum(0)),
        drawn("rule", {"strokeWidth": 2}, y=where, x=alt.X("low:Q"), x2=alt.X2("high:Q")),
        drawn("circle", {"size": 70, "opacity": 1, "color": COLOURS[0]}, y=where, x=across, tooltip=tips),
        data=rows_of(rows),
        title=alt.TitleParams(label, fontSize=12, fontWeight="normal"),
        height=band_for(arms, "", ROW) * max(1, len(rows)),
        width=PANEL,
    )


def _points(one: Difference) -> Row:
    return {"difference": 100 * one.difference, "low": 100 * one.low, "high": 100 * one.high}


def _difference(one: Difference) -> str:
    return f"{100 * one.difference:+z.1f} ({100 * one.low:+z.1f} to {100 * one.high:+z.1f})"


def _largest(found: Sequence[Difference], named: Mapping[str, str]) -> str:
    if not found:
        return words.NOTHING_TO_SHOW
    most = max(found, key=lambda one: abs(one.difference))
    return words.PANELS_ALT.format(change=named[most.change], label=most.label, difference=_difference(most))


def _difference_table(found: Sequence[Difference], named: Mapping[str, str]) -> pd.DataFrame:
    rows: dict[str, Row] = {name: {words.CHANGE: name} for name in named.values()}
    for one in found:
        rows[named[one.change]][one.label] = _difference(one)
    return pd.DataFrame(list(rows.values()))
