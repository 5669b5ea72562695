"""Decisions as places on a line, told from plain data: `spatial`, `backtest`."""

from collections.abc import Iterator, Sequence
from typing import Any

from sim.charts import Axis, Dot, value_dots
from sim.formatting import MISSING, percent
from sim.lenses.called import FORECASTS
from sim.reports.figures import joined
from sim.reports.paper import Grid, grid
from sim.reports.told.shape import Data, Subject, Told, number, plain


def placed(data: Data, of: Subject) -> Told:
    """Return where spatial theories place a decision."""
    issues = data["issues"]
    said = list(_where(issues, of))
    dots = [
        Dot(
            name=of.named("issues", one["issue"]),
            value=number(place),
            text=_place(one, method),
            what=FORECASTS.get(method, method.replace("_", " ")),
        )
        for one in issues
        for method, place in one["forecasts"].items()
        if place is not None and (len(issues) <= FEW or method in KNOWN)
    ]
    return Told(
        question="Where do spatial theories place the decision?",
        sentences=(*said, *map(str, data.get("notes", ()))),
        sure="Positions, capabilities and saliences are taken as they are stated, uncertain numbers at their "
        "medians. The "
        "best published test found no dynamics that beat the capability × salience mean.",
        picture=value_dots(
            dots, "Where the decision comes to lie", Axis("place on the line", (0.0, 100.0)), said[0], _HEADS
        )
        if dots
        else None,
        caption="0 is one end of each issue's line, 100 the other.",
        table=_forecasts(issues, of),
    )


_HEADS = ("issue", "place")


def _where(issues: Sequence[Data], of: Subject) -> Iterator[str]:
    """Yield where methods place each decision; of many, on which they agree most and least."""
    if len(issues) <= FEW:
        for one in issues:
            mean, least, most = plain(one["weighted_mean"]), plain(min(_places(one))), plain(max(_places(one)))
            spread = (
                "so say all methods"
                if least == most and not one["ties"]
                else f"the methods put it between {least} and {most}"
            )
            yield f"On {of.named('issues', one['issue'])} the capability × salience mean is {mean} of 100; {spread}."
            yield from _moves(one, of)
        return
    wide = {one["issue"]: max(_places(one)) - min(_places(one)) for one in issues}
    near, far = min(wide, key=lambda name: wide[name]), max(wide, key=lambda name: wide[name])
    yield (
        f"On {len(issues)} issues the methods lie closest on {of.named('issues', near)}, {plain(wide[near])} of 100 "
        f"apart, and farthest on {of.named('issues', far)}, {plain(wide[far])} apart."
    )


KNOWN = ("weighted_mean", "weighted_median", "nash")
"""The methods that are told of many issues."""

FEW = 3
"""Issues of which each is told in sentences, and has a column of its own."""


def _forecasts(issues: Sequence[Data], of: Subject) -> Grid:
    """Return where every method places every decision; of many, where the best known ones do."""
    methods = list(dict.fromkeys(method for one in issues for method in one["forecasts"]))
    caption = "Where the decision comes to lie"
    if len(issues) <= FEW:
        heads = ("Method", *(of.named("issues", one["issue"]) for one in issues))
        rows = [(_method(method), *(_place(one, method) for one in issues)) for method in methods]
        return grid(caption, heads, rows, numeric=range(1, 1 + len(issues)), widths=(1.8, *(1.0 for _ in issues)))
    shown = [method for method in KNOWN if method in methods]
    lines = [
        (
            *(of.named("issues", one["issue"]), *(_place(one, method) for method in shown)),
            plain(one["rounds"][-1]["median"]) if one["rounds"] else MISSING,
        )
        for one in issues
    ]
    heads = ("Issue", *map(_method, shown), "Challenge model, median at the end")
    return grid(caption, heads, lines, numeric=range(1, 2 + len(shown)), widths=(1.8, *(1.0 for _ in heads[1:])))


def _places(one: Data) -> list[float]:
    """Return where methods put a decision, both ends of a tie."""
    ties = [number(end) for tie in one["ties"].values() for end in tie]
    return [*(number(place) for place in one["forecasts"].values() if place is not None), *ties] or [
        number(one["weighted_mean"])
    ]


def _place(one: Data, method: str) -> str:
    """Return where a method puts a decision; both ends where every place between is as good."""
    tie = one["ties"].get(method)
    return f"{plain(tie[0])} to {plain(tie[1])}" if tie else plain(one["forecasts"].get(method))


def _moves(one: Data, of: Subject) -> Iterator[str]:
    """Yield where the challenge model ends."""
    if one["rounds"]:
        last = one["rounds"][-1]
        yield (
            f"After {len(one['rounds'])} round{'s' * (len(one['rounds']) != 1)} of challenges the median on "
            f"{of.named('issues', one['issue'])} is {plain(last['median'])}, the mean {plain(last['mean'])}."
        )


def tested(data: Data, of: Subject) -> Told:
    """Return how far off forecasts were on issues whose outcomes are known."""
    methods = {_method(name): one for name, one in data["methods"].items()}
    best = min(methods, key=lambda name: number(methods[name]["mae"]))
    yardstick = _method(data["yardstick"])
    better = [name for name, one in methods.items() if number(one["behind_high"]) < 0.0]
    worse = [name for name, one in methods.items() if number(one["behind_low"]) > 0.0]
    said = [
        f"{best} is off least, by {plain(methods[best]['mae'])} of 100 on average over {data['n']:,} issues (95 % "
        "interval "
        f"{_span(methods[best])}); {yardstick} is off by {plain(methods[yardstick]['mae'])}.",
        f"Better than {yardstick} beyond sampling error: {joined(better) or 'none'}; worse: {joined(worse) or 'none'}.",
    ]
    dots = [
        Dot(
            name,
            number(one["mae"]),
            f"{plain(one['mae'])} ({_span(one)})",
            number(one["mae_low"]),
            number(one["mae_high"]),
        )
        for name, one in sorted(methods.items(), key=lambda pair: number(pair[1]["mae"]))
    ]
    rows = [
        (name, plain(one["mae"]), _span(one), plain(one["rmse"]), percent(number(one["hits"])))
        for name, one in sorted(methods.items(), key=lambda pair: number(pair[1]["mae"]))
    ]
    return Told(
        question="How far off would the forecasts have been?",
        sentences=tuple(said),
        sure=f"Intervals (95 %) are from resampling whole dossiers with seed {data['seed']}. The same issues "
        "choose and judge "
        "here, so nothing above the yardstick is claimed.",
        picture=value_dots(dots, "Mean absolute error", Axis("points of 100"), said[0], ("method", "error")),
        caption="How far off each method is on average, with its 95 % interval.",
        table=grid(
            f"Errors on {data['n']:,} issues",
            ("Method", "Mean absolute error", "95 % interval", "Root mean square", f"Within {data['near']:g} points"),
            rows,
            numeric=range(1, 5),
            widths=(2, 1, 1.2, 1, 1),
        ),
    )


def _method(name: Any) -> str:
    return FORECASTS.get(str(name), str(name).replace("_", " "))


def _span(one: Data) -> str:
    return f"{plain(one['mae_low'])} to {plain(one['mae_high'])}"
