"""What an outcome hangs on, told from plain data: `sensitivity`, `discover`."""

from sim.charts import Axis, Dot, value_dots
from sim.formatting import between, percent
from sim.reports import brief_words as words
from sim.reports.figures import sentence
from sim.reports.paper import grid
from sim.reports.told.shape import ROWS, Data, Subject, Told, ends, hundred, left_out, number, plain

LOW, HIGH = "at the lowest value tried", "at the highest value tried"


def sensitive(data: Data, of: Subject) -> Told:
    """Return what each uncertain number moves, and what part of the spread it accounts for."""
    told = [one for one in data["indices"] if one["total"] is not None]
    parts = sorted(told, key=lambda one: -number(one["total"]))
    bars = (data["tornado"] or {"bars": []})["bars"]
    chance = data["chance"]
    said = [*_widest(data, bars)]
    if chance is not None:
        said.append(
            f"What only the parties know and luck account for {percent(number(chance['value']))} of the variance among "
            f"runs (95 % interval {between(number(chance['low']), number(chance['high']))} %): that much would be left "
            "if every input were known."
        )
    rows = [(str(one["label"]), *(_part(one, name) for name in ("first", "total", "of_all"))) for one in parts[:ROWS]]
    dots = [
        Dot(
            name=str(bar["label"]),
            value=_scale(data) * number(bar[end]["level"]["value"]),
            text=f"{plain(_scale(data) * number(bar[end]['level']['value']))} where it is "
            f"{plain(bar[end]['value'], 2)}",
            low=_scale(data) * number(bar[end]["level"]["low"]),
            high=_scale(data) * number(bar[end]["level"]["high"]),
            what=what,
        )
        for bar in bars[:8]
        for end, what in (("low", LOW), ("high", HIGH))
    ]
    measured = str(data.get("measured") or "the figure")
    base = data["tornado"]["base"]["value"] if data["tornado"] else None
    axis = Axis(
        "of 100 runs" if _scale(data) == 100.0 else measured, marked=None if base is None else _scale(data) * base
    )
    return Told(
        question=words.ASK_SENSITIVITY,
        sentences=tuple(said) or (f"Nothing that is uncertain moves the {measured}.",),
        sure=f"{data['runs']:,} runs with seed {data['seed']} in all. Intervals (95 %) are sampling error alone.",
        picture=value_dots(dots, sentence(measured), axis, said[0], ("what is moved", "of 100 runs")) if dots else None,
        caption="One number at a time at the lowest and the highest value that its lever or its range allows, all "
        "others as they are stated; dashed: as it stands.",
        table=grid(
            "What part of the variance each uncertain number accounts for, luck aside",
            ("Uncertain number", "Alone, %", "With others, %", "Of all variance, %"),
            rows,
            numeric=(1, 2, 3),
            widths=(2.4, 1, 1, 1),
            note=left_out(ROWS, len(parts), "numbers"),
        )
        if rows
        else None,
    )


def _scale(data: Data) -> float:
    return 100.0 if data["tornado"] and data["tornado"]["is_share"] else 1.0


def _widest(data: Data, bars: list[Data]) -> list[str]:
    """Return what moves the figure most."""
    if not bars:
        return []
    top, scale = bars[0], _scale(data)
    low, high = (plain(scale * number(top[end]["level"]["value"])) for end in ("low", "high"))
    of = " of 100 runs" if scale == 100.0 else ""
    return [
        f"Moved most by “{top['label']}”: {low}{of} where it is {plain(top['low']['value'], 2)}, {high} where it is "
        f"{plain(top['high']['value'], 2)}; as it stands {plain(scale * number(data['tornado']['base']['value']))}."
    ]


def _part(one: Data, name: str) -> str:
    low, high = (one[f"{key}_{end}"] if key else one[end] for key in [name if name != "first" else ""] for end in _ENDS)
    return f"{hundred(one[name])} ({between(number(low), number(high))})" if one[name] is not None else words.NOTHING


_ENDS = ("low", "high")


def discovered(data: Data, of: Subject) -> Told:
    """Return in which cases an outcome comes about."""
    what = f"“{data['label']}” {'does not come about' if data['absent'] else 'comes about'}"
    base, together = data["base"], data["together"]
    said = [f"{sentence(box['sentence'])}" for box in data["boxes"]]
    if len(said) > 1:
        said.append(f"All of these together hold {hundred(together['share'])} of 100 runs with it.")
    none = (
        f"Nothing that differs between runs sets those in which {what} apart from the {hundred(base['share'])} of 100 "
    )
    none += "by more than luck could." if base["count"] else "by anything: there are none among the runs."
    dots = [
        Dot(name, 100 * number(one["share"]), f"{hundred(one['share'])} ({ends(one)})", *_limits(one))
        for name, one in [("all runs", base), *((_named(box), box["intervals"]["density"]) for box in data["boxes"])]
    ]
    rows = [
        (str(limit["words"]), hundred(limit["density_without"]), f"{number(limit['p']):.1g}", _again(limit, data))
        for box in data["boxes"]
        for limit in box["limits"]
    ]
    return Told(
        question=f"In which cases does “{data['label']}” {'not ' if data['absent'] else ''}come about?",
        sentences=tuple(said) or (none,),
        sure=f"Found on one half of {data['runs']:,} runs with seed {data['seed']} and scored on the other; intervals "
        "(95 %) are sampling error alone.",
        picture=value_dots(
            dots, f"Of 100 runs, {what} in", Axis("of 100 runs", (0.0, 100.0)), (said or [none])[0], ("cases", "of 100")
        ),
        caption="How often it comes to that in all runs, and in those cases.",
        table=grid(
            "The limits, and what each does",
            ("Limit", "Of 100 runs without it", "p, scored", "Comes again"),
            rows,
            numeric=(1, 2, 3),
            widths=(2.6, 1, 0.8, 0.9),
            note="Comes again: in how many repeats on half of the runs the limit was found again.",
        )
        if rows
        else None,
    )


def _limits(one: Data) -> tuple[float, float]:
    return 100 * number(one["low"]), 100 * number(one["high"])


def _named(box: Data) -> str:
    return " and ".join(str(limit["words"]) for limit in box["limits"])


def _again(limit: Data, data: Data) -> str:
    return (
        words.NOTHING
        if limit["again"] is None
        else f"{number(limit['again']) * data['repeats']:.0f} of {data['repeats']}"
    )
