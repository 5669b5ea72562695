"""What may be chosen, told from plain data: `robust`, `sweep`."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sim.analysis.designs import in_words
from sim.analysis.measures import shown_number
from sim.charts import Axis, Dot, value_dots
from sim.formatting import percent
from sim.reports.figures import joined, sentence
from sim.reports.paper import grid
from sim.reports.told.shape import ROWS, Data, Subject, Told, ends, hundred, left_out, number, plain


def robust(data: Data, of: Subject) -> Told:
    """Return choices weighed over all cases."""
    choices, labels = data["choices"], {one["choice"]: str(one["label"]) for one in data["choices"]}
    scale = 1.0 if data["unit"] == "points" else 100.0
    unit = "points" if scale == 1.0 else "of 100 runs"
    rows = [
        (
            str(one["label"]),
            *(plain(scale * number(value)) for value in (one["mean"], one["worst"])),
            f"{percent(number(one['satisficing']['share']))}",
            *(plain(scale * number(one["regret"][name])) for name in ("mean", "largest")),
        )
        for one in choices
    ]
    dots = [
        Dot(
            name=str(one["label"]),
            value=scale * number(one["mean"]),
            text=f"{plain(scale * number(one['mean']))} ({_mean_ends(one, scale)})",
            low=scale * number(one["low"]),
            high=scale * number(one["high"]),
        )
        for one in choices
    ]
    said = tuple(_verdicts(data, labels))
    who = f" for {of.named('parties', data['party'])}" if data["party"] else ""
    return Told(
        question=f"Which choice stands up best{who}?",
        sentences=(*said, *(str(text) for text in data["warnings"])),
        sure=f"{data['cases']:,} cases, each under {data['luck']:,} draws of luck, seed {data['seed']}, the same "
        "for all "
        "choices. Intervals (95 %) are over cases: they say what more cases would change, not whether the ranges "
        "are right.",
        picture=value_dots(dots, "What choices bring on average over cases", Axis(unit), said[0], ("choice", unit)),
        caption=f"Mean over cases, with its 95 % interval, of {data['measure']}.",
        table=grid(
            f"What each choice brings, {unit}, and how much it is regretted",
            ("Choice", "Mean", "Worst case", "Enough, of cases", "Mean regret", "Largest regret"),
            rows,
            numeric=range(1, 6),
            widths=(2.2, 0.8, 0.9, 1, 0.9, 1),
            note=f"Enough: at least {plain(scale * number(data['level']))} {unit} in a case. Regret: how much "
            "less than the "
            "best choice of the same case.",
        ),
    )


def _mean_ends(one: Data, scale: float) -> str:
    return f"{plain(scale * number(one['low']))} to {plain(scale * number(one['high']))}"


def _verdicts(data: Data, labels: dict[str, str]) -> Iterator[str]:
    """Yield which choice the criteria take."""
    every = len(data["verdicts"])
    taken: dict[tuple[str, ...], list[str]] = {}
    for one in data["verdicts"]:
        taken.setdefault(tuple(one["best"]), []).append(str(one["label"]).lower())
    alone = {best: names for best, names in taken.items() if len(best) < len(labels) or len(labels) == 1}
    if not alone:
        yield "No criterion tells the choices apart."
    for best, names in sorted(alone.items(), key=lambda pair: -len(pair[1])):
        which = joined(f"“{labels[name]}”" for name in best)
        yield f"{len(names)} of {every} criteria take{'s' * (len(names) == 1)} {which}: {joined(names)}."
    equal = [name for best, names in taken.items() if best not in alone for name in names]
    if equal and alone:
        yield f"All are equal by: {', '.join(equal)}."


OUTERMOST = "Least and most are the ends of many estimates, and so lie somewhat too far out."


def _medians(data: Data, levers: Sequence[str]) -> Iterator[str]:
    """Yield how far the median answer to every question for a number or a date moves over a design."""
    found: dict[str, list[tuple[Sequence[Any], Data]]] = {}
    for point in data["results"]:
        for one in point.get("numbers", ()):
            if one["quantiles"]:
                found.setdefault(str(one["id"]), []).append((point["values"], one))
    for known in found.values():
        order = sorted(known, key=lambda pair: _median(pair[1]))
        ends = [f"{_shown(one)}, where {_at(data, levers, values)}" for values, one in (order[0], order[-1])]
        yield f"The median of “{order[0][1]['label']}” is at the least {ends[0]}, and at the most {ends[1]}."


def _median(one: Data) -> float:
    return number(next(part["value"] for part in one["quantiles"] if part["at"] == 0.5))


def _shown(one: Data) -> str:
    day_0 = None if one["day_0"] is None else date.fromisoformat(str(one["day_0"]))
    return f"{shown_number(_median(one), day_0)} {one['unit']}".rstrip()


def swept(data: Data, of: Subject) -> Told:
    """Return how an outcome moves over a design."""
    levers = [str(one["label"]) for one in data["varied"]]
    shares = [(point["values"], of.chosen(point["outcomes"])) for point in data["results"]]
    order = sorted(shares, key=lambda pair: number(pair[1]["share"]))
    (least_at, least), (most_at, most) = order[0], order[-1]
    said = (
        f"“{most['label']}” comes in {hundred(least['share'])} of 100 runs (95 % interval {ends(least)}) at the "
        f"least, {_among(shares, least)} {_at(data, levers, least_at)}, and in {hundred(most['share'])} ({ends(most)}) "
        f"at the most, {_among(shares, most)} {_at(data, levers, most_at)}."
    )
    few = len(shares) <= ROWS
    shown = shares if few else [*order[: ROWS // 2], *order[-(ROWS // 2) :]]
    dots = [
        Dot(
            name=_value(data, 0, values[0]) if levers else "as stated",
            value=100 * number(one["share"]),
            text=f"{hundred(one['share'])} ({ends(one)})",
            low=100 * number(one["low"]),
            high=100 * number(one["high"]),
            what=_at(data, levers[1:], values[1:], 1),
        )
        for values, one in (shares if _drawable(data) else shown)
    ]
    rows = [
        (*(_value(data, place, value) for place, value in enumerate(values)), hundred(one["share"]), ends(one))
        for values, one in shown
    ]
    count = len(levers)
    return Told(
        question=f"What if {joined(levers)} {'varies' if count == 1 else 'vary'}?",
        sentences=(said, *_medians(data, levers), OUTERMOST),
        sure=f"{data['completed']:,} of {data['points']:,} points, {data['runs']:,} runs each, under the same "
        "luck with seed "
        f"{data['seed']}. Intervals (95 %) are sampling error alone.",
        picture=value_dots(
            dots,
            f"{sentence(most['label'])}, by {levers[0]}",
            Axis("of 100 runs", (0.0, 100.0)),
            said,
            (levers[0], "of 100"),
        )
        if _drawable(data)
        else None,
        caption="Each point with its 95 % interval.",
        table=grid(
            sentence(str(most["label"])),
            (*map(sentence, levers), "Of 100 runs", "95 % interval"),
            rows,
            numeric=range(count, count + 2),
            note=""
            if few
            else "The points with the least and the most; " + left_out(len(shown), len(shares), "points"),
        ),
    )


MOST_LINES, MOST_KINDS = 24, 6
"""Values of the first lever, and of all others together, up to which a sweep is drawn."""


def _drawable(data: Data) -> bool:
    rows = [point["values"] for point in data["results"]]
    return len({str(row[0]) for row in rows}) <= MOST_LINES and len({str(row[1:]) for row in rows}) <= MOST_KINDS


def _value(data: Data, place: int, value: Any) -> str:
    named = data["varied"][place]["names"].get(str(value))
    return str(named) if named else in_words(value)


def _among(shares: Sequence[tuple[Sequence[Any], Data]], one: Data) -> str:
    """Return how a point is named: as the only one of its share, or as one of several."""
    alike = sum(share["share"] == one["share"] for _, share in shares)
    return "where" if alike == 1 else f"at {alike} points, one of them where"


def _at(data: Data, levers: Sequence[str], values: Sequence[Any], first: int = 0) -> str:
    return " and ".join(
        f"“{lever}” is {_value(data, first + place, value)}"
        for place, (lever, value) in enumerate(zip(levers, values, strict=True))
    )
