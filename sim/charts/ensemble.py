"""Pictures of an ensemble: how runs end, when, what is in force, what stands in the way, and the outside view."""

from collections.abc import Iterable, Sequence

import altair as alt
import numpy as np
import pandas as pd

from sim.analysis.blocking import Blocking
from sim.analysis.frequencies import DOTS, FirstDays, dots_of
from sim.analysis.outside import Beside
from sim.analysis.shares import Share, wilson
from sim.charts import words
from sim.charts.picture import (
    COLOURS,
    REST,
    Picture,
    colour_of,
    interval,
    palette,
    percent,
    percent_interval,
)
from sim.results import Ensemble

MOST_DAYS = 200
"""Days drawn of a horizon; beyond, only every second or third day is."""

ROW = 34
"""Pixels of a bar and the space below it."""


def outcome_bars(shares: Sequence[Share]) -> Picture:
    """Draw the share of runs that end in each outcome, with its interval."""
    frame = pd.DataFrame(
        {
            "what": [share.label for share in shares],
            "share": [100 * share.share for share in shares],
            "low": [100 * share.low for share in shares],
            "high": [100 * share.high for share in shares],
            "text": [f"{percent(share.share)} ({interval(100 * share.low, 100 * share.high)})" for share in shares],
        }
    )
    names = [share.label for share in shares]
    base = alt.Chart(frame).encode(y=alt.Y("what:N", sort=names, title=None, axis=alt.Axis(labelLimit=240)))
    colour = colour_of(names, palette(len(names), rest_last=True)).legend(None)
    axis = alt.X("share:Q", title=words.SHARE_AXIS, scale=alt.Scale(domain=[0, 130]), axis=alt.Axis(values=_TENS))
    tips = [alt.Tooltip("what:N", title=words.OUTCOME), alt.Tooltip("text:N", title=words.SHARE)]
    bars = base.mark_bar(height=18).encode(x=axis, color=colour, tooltip=tips)
    whiskers = base.mark_rule(strokeWidth=2).encode(x="low:Q", x2="high:Q")
    texts = base.mark_text(align="left", dx=8).encode(x="high:Q", text="text:N")
    chart = (bars + whiskers + texts).properties(title=words.OUTCOMES_TITLE, height=ROW * max(1, len(shares)))
    return Picture(chart, _most_often(shares), share_table(shares, words.OUTCOME))


_TENS = [0, 20, 40, 60, 80, 100]


def _most_often(shares: Sequence[Share]) -> str:
    if not shares or not shares[0].of:
        return words.NOTHING_TO_SHOW
    most = max(shares, key=lambda share: share.count)
    return words.OUTCOMES_ALT.format(label=most.label, share=percent(most.share))


def share_table(shares: Sequence[Share], what: str) -> pd.DataFrame:
    """Return shares as a table to read."""
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
    kinds = [share.label for share, count in zip(shares, given, strict=True) for _ in range(count)]
    frame = pd.DataFrame({"what": kinds, "column": [place // 10 for place in range(len(kinds))]})
    frame["row"] = [place % 10 for place in range(len(kinds))]
    hidden = alt.Axis(labels=False, ticks=False, domain=False, grid=False, title=None)
    chart = (
        alt.Chart(frame)
        .mark_circle(size=190, opacity=1, aria=False)
        .encode(
            x=alt.X("column:O", axis=hidden, scale=alt.Scale(domain=list(range(10)))),
            y=alt.Y("row:O", axis=hidden, scale=alt.Scale(domain=list(range(10))), sort="ascending"),
            color=colour_of(names, palette(len(names), rest_last=True)).legend(None),
            tooltip=[alt.Tooltip("what:N", title=words.OUTCOME)],
        )
        .properties(title=words.DOTS_TITLE, width=220, height=220)
    )
    parts = [words.DOTS_PART.format(count=count, label=name) for name, count in zip(names, given, strict=True)]
    table = pd.DataFrame({words.OUTCOME: names, words.OF_100: given})
    return Picture(chart, words.DOTS_ALT.format(parts="; ".join(parts)), table)


def first_day_dots(first: FirstDays) -> Picture:
    """Draw the day on which something first happens as 50 dots, each as likely as any other."""
    width = max(1, -(-first.horizon // 45))
    came = [day for day in first.dots if day is not None]
    frame = pd.DataFrame({"day": [(day - 1) // width * width + (width + 1) / 2 for day in came]}, dtype=float)
    frame["row"] = frame.groupby("day").cumcount() + 1.0 if came else pd.Series(dtype=float)
    frame["what"] = words.IN_TIME.format(horizon=first.horizon)
    frame = pd.concat([frame, _never(first, len(came))])
    most = max(10.0, frame["row"].max())
    domain = list(dict.fromkeys(frame["what"]))
    in_time = words.IN_TIME.format(horizon=first.horizon)
    colours = [COLOURS[0] if name == in_time else REST for name in domain]
    dots = (
        alt.Chart(frame)
        .mark_circle(size=min(110.0, (200 / most) ** 2), opacity=1, aria=False)
        .encode(
            x=alt.X("day:Q", title=words.FIRST_DAY_AXIS, scale=alt.Scale(domain=[0, first.horizon * 1.16])),
            y=alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[0, most + 1])),
            color=colour_of(domain, colours),
            tooltip=[alt.Tooltip("what:N", title=words.WHAT), alt.Tooltip("day:Q", title=words.DAY)],
        )
    )
    edge = alt.Chart(pd.DataFrame({"day": [first.horizon]})).mark_rule(strokeDash=[4, 3]).encode(x="day:Q")
    title = words.FIRST_DAY_TITLE.format(label=first.happened.label)
    chart = (edge + dots).properties(title=title, height=220)
    return Picture(chart, _half(first), _first_day_table(first))


def _never(first: FirstDays, came: int) -> pd.DataFrame:
    """Return the dots of runs in which it never happens, in columns of ten right of the horizon."""
    places = range(len(first.dots) - came)
    step = first.horizon * 0.028
    frame = pd.DataFrame(
        {
            "day": [first.horizon * 1.03 + place // 10 * step for place in places],
            "row": [place % 10 + 1.0 for place in places],
        },
        dtype=float,
    )
    frame["what"] = words.NEVER.format(horizon=first.horizon)
    return frame


def _half(first: FirstDays) -> str:
    label, happened = first.happened.label, first.happened
    if first.half is None:
        share = percent(happened.share)
        return words.FIRST_DAY_ALT_RARE.format(label=label, horizon=first.horizon, share=share)
    return words.FIRST_DAY_ALT_HALF.format(label=label, half=first.half)


def _first_day_table(first: FirstDays) -> pd.DataFrame:
    never = words.NEVER.format(horizon=first.horizon)
    counted = pd.Series([never if day is None else str(day) for day in first.dots]).value_counts(sort=False)
    return pd.DataFrame({words.DAY: counted.index, words.DOTS: counted.to_numpy()})


def state_by_day(ensemble: Ensemble, issue: str) -> Picture:
    """Draw which option of an issue is in force on each day, in how many of the runs."""
    scenario = ensemble.scenario
    title = scenario.name_of("issues", issue)
    shares = {scenario.option_name(issue, o): days for o, days in ensemble.days_in_force(issue).items()}
    names, values = _agreed_first(shares)
    horizon = ensemble.game.horizon
    days = np.arange(1, horizon + 1)[:: -(-horizon // MOST_DAYS)]
    frame = pd.DataFrame(
        {
            "day": np.tile(days, len(names)),
            "what": np.repeat(names, len(days)),
            "order": np.repeat(range(len(names)), len(days)),
            "share": np.concatenate([100 * value[days - 1] for value in values]),
        }
    )
    chart = (
        alt.Chart(frame)
        .mark_area(interpolate="step-after", line=False)
        .encode(
            x=alt.X("day:Q", title=words.DAY, scale=alt.Scale(domain=[1, horizon], nice=False)),
            y=alt.Y("share:Q", title=words.SHARE_OF_RUNS, scale=alt.Scale(domain=[0, 100])),
            color=colour_of(names, _shades(len(names))),
            order=alt.Order("order:Q"),
        )
        .properties(title=words.BY_DAY_TITLE.format(issue=title), height=240)
    )
    alt_text = words.BY_DAY_ALT.format(issue=title, day=horizon, label=names[0], share=percent(values[0][-1]))
    return Picture(chart, alt_text, _by_day_table(names, values, ensemble.runs))


def _agreed_first(shares: dict[str, np.ndarray]) -> tuple[list[str], list[np.ndarray]]:
    """Return the options with the status quo last; what no option fills is that nothing is in force."""
    first, *agreed = shares
    names, values = [*agreed, first], [*(shares[name] for name in agreed), shares[first]]
    nothing = 1.0 - np.sum(values, axis=0)
    if nothing.max() > 1e-9:
        names, values = [*names, words.NOTHING], [*values, nothing]
    return names, values


def _shades(count: int) -> list[str]:
    """Return colours for ordered options, the last grey; beyond six they run from dark to light."""
    if count - 1 <= len(COLOURS):
        return palette(count, rest_last=True)
    steps = [place / (count - 2) for place in range(count - 1)]
    return [*(f"hsl({230 - 190 * step:.0f}, 65%, {30 + 40 * step:.0f}%)" for step in steps), REST]


def _by_day_table(names: list[str], values: list[np.ndarray], runs: int) -> pd.DataFrame:
    """Return every tenth day and the last, with intervals."""
    last = len(values[0])
    days = sorted({1, last, *range(10, last, max(10, last // 10))})
    table = pd.DataFrame({words.DAY: days})
    for name, value in zip(names, values, strict=True):
        shares = [float(value[day - 1]) for day in days]
        ends = [wilson(round(share * runs), runs) for share in shares]
        table[name] = [
            f"{percent(share)} ({interval(100 * low, 100 * high)})"
            for share, (low, high) in zip(shares, ends, strict=True)
        ]
    return table


def binding_bars(blockings: Sequence[Blocking]) -> Picture:
    """Draw what each condition blocks: the refusals that it decided and the proposals not made for fear of it."""
    names = [f"{blocking.party}: {blocking.label}" for blocking in blockings]
    measures = {words.REFUSED: [b.refused for b in blockings], words.UNMADE: [b.unmade for b in blockings]}
    frame = pd.DataFrame(
        [
            {"name": name, "what": measure, "mean": count.mean, "low": count.low, "high": count.high}
            for measure, counts in measures.items()
            for name, count in zip(names, counts, strict=True)
        ],
        columns=["name", "what", "mean", "low", "high"],
    )
    base = alt.Chart(frame).encode(
        y=alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelLimit=300)),
        yOffset=alt.YOffset("what:N", sort=list(measures)),
    )
    tips = [alt.Tooltip("name:N", title=words.CONDITION), alt.Tooltip("what:N"), alt.Tooltip("mean:Q", format=".1f")]
    bars = base.mark_bar().encode(
        x=alt.X("mean:Q", title=words.BINDING_AXIS), color=colour_of(list(measures), COLOURS[:2]), tooltip=tips
    )
    whiskers = base.mark_rule(strokeWidth=1.5).encode(x="low:Q", x2="high:Q")
    chart = (bars + whiskers).properties(title=words.BINDING_TITLE, height=44 * max(1, len(names)))
    return Picture(chart, _heaviest(blockings), _binding_table(blockings, names))


def _heaviest(blockings: Sequence[Blocking]) -> str:
    if not blockings:
        return words.NO_CONDITIONS
    top = blockings[0]
    counts = {"refused": f"{top.refused.mean:.0f}", "unmade": f"{top.unmade.mean:.0f}"}
    return words.BINDING_ALT.format(label=top.label, party=top.party, **counts)


def _binding_table(blockings: Sequence[Blocking], names: Sequence[str]) -> pd.DataFrame:
    refused, unmade = [b.refused for b in blockings], [b.unmade for b in blockings]
    return pd.DataFrame(
        {
            words.CONDITION: names,
            words.REFUSED: [f"{count.mean:.1f} ({interval(count.low, count.high)})" for count in refused],
            words.UNMADE: [f"{count.mean:.1f} ({interval(count.low, count.high)})" for count in unmade],
        }
    )


def attribution_bars(ensemble: Ensemble) -> Picture:
    """Draw each condition's Shapley share in the change of an outcome when all conditions are dropped."""
    found = sorted(ensemble.attributions.items(), key=lambda pair: -pair[1].share)
    names = [ensemble.scenario.name_of("conditions", name) for name, _ in found]
    numbers = {key: [100 * getattr(share, key) for _, share in found] for key in ("share", "low", "high")}
    frame = pd.DataFrame({"name": names, **numbers})
    base = alt.Chart(frame).encode(y=alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelLimit=300)))
    bars = base.mark_bar(height=18, color=COLOURS[2]).encode(x=alt.X("share:Q", title=words.ATTRIBUTION_AXIS))
    whiskers = base.mark_rule(strokeWidth=2).encode(x="low:Q", x2="high:Q")
    outcome = ensemble.scenario.name_of("outcomes", ensemble.attributed or "")
    title = words.ATTRIBUTION_TITLE.format(outcome=outcome)
    chart = (bars + whiskers).properties(title=title, height=ROW * max(1, len(names)))
    table = pd.DataFrame({words.CONDITION: names, words.POINTS: [f"{value:.1f}" for value in numbers["share"]]})
    table[words.INTERVAL] = [interval(low, high) for low, high in zip(numbers["low"], numbers["high"], strict=True)]
    alt_text = words.ATTRIBUTION_ALT.format(label=names[0], share=table[words.POINTS][0]) if names else words.NO_CONDITIONS
    return Picture(chart, alt_text, table)


def outside_view(views: Iterable[Beside]) -> Picture:
    """Draw the range of base rates with the model's share of runs on it."""
    known = list(views)
    frame = pd.DataFrame([_beside_row(view) for view in known], columns=["name", "rate_low", "rate_high", *_MODEL])
    names = [view.label for view in known]
    base = alt.Chart(frame).encode(y=alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelLimit=300)))
    scale = alt.Scale(domain=[0, 100])
    legend = colour_of([words.BASE_RATES, words.MODEL], [REST, COLOURS[0]])
    rates = base.transform_calculate(what=f"'{words.BASE_RATES}'").mark_bar(height=16, opacity=0.45)
    rates = rates.encode(x=alt.X("rate_low:Q", title=words.OUTSIDE_AXIS, scale=scale), x2="rate_high:Q", color=legend)
    asked = base.transform_filter("isValid(datum.share)").transform_calculate(what="'" + words.MODEL.replace("'", "") + "'")
    whiskers = asked.mark_rule(strokeWidth=3, color=COLOURS[0]).encode(x="low:Q", x2="high:Q")
    points = asked.mark_point(size=90, filled=True, opacity=1).encode(x="share:Q", color=legend)
    chart = (rates + whiskers + points).properties(title=words.OUTSIDE_TITLE, height=ROW * max(1, len(known)))
    asked_views = [view for view in known if view.inside is not None]
    inside = sum(view.inside is True for view in asked_views)
    return Picture(chart, words.OUTSIDE_ALT.format(inside=inside, asked=len(asked_views)), _outside_table(known))


_MODEL = ("share", "low", "high")


def _beside_row(view: Beside) -> tuple[str, float, float, float | None, float | None, float | None]:
    rates = (view.label, 100 * view.low, 100 * view.high)
    if view.share is None or view.inside is None:
        return (*rates, None, None, None)
    return (*rates, 100 * view.share.share, 100 * view.share.low, 100 * view.share.high)


def _outside_table(views: Sequence[Beside]) -> pd.DataFrame:
    verdicts = {True: words.INSIDE, False: words.OUTSIDE, None: words.NOT_ASKED}
    shares = [view.share if view.inside is not None else None for view in views]
    return pd.DataFrame(
        {
            words.QUESTION: [view.label for view in views],
            words.SHARE: ["–" if share is None else percent(share.share) for share in shares],
            words.INTERVAL: ["–" if share is None else percent_interval(share.low, share.high) for share in shares],
            words.RUNS: ["–" if share is None else f"{share.count:,} of {share.of:,}" for share in shares],
            words.BASE_RATES: [percent_interval(view.low, view.high) for view in views],
            words.VERDICT: [verdicts[view.inside] for view in views],
        }
    )
