"""What-ifs and mechanisms beside the base, told from plain data: `compare`, `doubt`, `diff`."""

from collections.abc import Sequence
from datetime import date

from sim.analysis.measures import shown_number
from sim.charts import Axis, Dot, Picture, value_dots
from sim.formatting import signed, signed_points
from sim.reports import brief_words as words
from sim.reports.figures import sentence
from sim.reports.paper import Grid, grid
from sim.reports.told.shape import ROWS, Data, Subject, Told, ends, hundred, left_out, number, runs_of, signed_ends
from sim.reports.what_if import asked_of, supposed

PAIRED = "Both sides of every comparison are {runs}, in the same cases and under the same luck. Intervals (95 %) are "
PAIRED += "sampling error alone."
AXIS = "percentage points (whisker: 95 % interval of sampling error)"
HEADS = ("What-if", "Outcome", "Without, of 100", "With, of 100", "Difference, points", "95 % interval", "In words")


def compared(data: Data, of: Subject) -> Told:
    """Return what-ifs compared."""
    apart = [one for one in data["differences"] if one.get("against") is None]
    names = [str(arm["change"]) for arm in data["arms"]]
    labels = {name: of.change(name) for name in names}
    asked = {name: of.chosen([one for one in apart if one["change"] == name]) for name in names}
    said = [_moved(labels[name], one) for name, one in asked.items()]
    said += [median_moved(labels[one["change"]], one) for one in data.get("numbers", ())]
    return Told(
        question=asked_of(list(labels.values())),
        sentences=tuple(said),
        sure=PAIRED.format(runs=runs_of(data)),
        picture=_picture("What the what-ifs move, run by run", apart, labels, said[0]),
        caption="How much more or less often runs end so with the what-if.",
        table=_table(apart, labels),
    )


def _moved(label: str, one: Data) -> str:
    return words.COMPARED.format(
        label=supposed(label),
        outcome=one["label"],
        base=hundred(one["base"]),
        share=hundred(one["share"]),
        says=words.UNCLEAR if one["says"] == "not told apart" else one["says"],
        difference=signed_points(number(one["difference"])),
        interval=signed_ends(one),
    )


def median_moved(label: str, one: Data) -> str:
    """Return how the median answer to a question for a number or a date moves."""
    if not one["quantiles"]:
        return words.NO_NUMBER.format(label=supposed(label), question=one["label"])
    median = next(part for part in one["quantiles"] if part["at"] == 0.5)
    day_0 = date.fromisoformat(str(one["as_of"])) if one["dated"] else None
    return words.COMPARED_NUMBER.format(
        label=supposed(label),
        question=one["label"],
        base=shown_number(number(median["base"]), day_0),
        value=shown_number(number(median["value"]), day_0),
        difference=signed(number(median["difference"])),
        unit="days" if one["dated"] else one["unit"],
        interval=f"{signed(number(median['low']))} to {signed(number(median['high']))}",
    ).replace("  (", " (")


def _picture(title: str, apart: Sequence[Data], labels: dict[str, str], said: str) -> Picture:
    dots = [
        Dot(
            name=sentence(one["label"]),
            value=100 * number(one["difference"]),
            text=f"{signed_points(number(one['difference']))} ({signed_ends(one)})",
            low=100 * number(one["low"]),
            high=100 * number(one["high"]),
            what=labels[one["change"]],
        )
        for one in apart
    ]
    return value_dots(dots, title, Axis(AXIS, marked=0.0), said, ("outcome", "difference, points"))


def _table(apart: Sequence[Data], labels: dict[str, str]) -> Grid:
    rows: list[tuple[str, ...]] = [
        (
            *(labels[one["change"]], sentence(one["label"]), hundred(one["base"]), hundred(one["share"])),
            *(signed_points(number(one["difference"])), signed_ends(one), str(one["says"])),
        )
        for one in apart
    ]
    heads: tuple[str, ...] = HEADS
    wide: tuple[float, ...] = (1.6, 1.5, 0.9, 0.8, 1.1, 1.3, 1.2)
    if len(labels) == 1:
        rows, heads, wide = [row[1:] for row in rows], heads[1:], wide[1:]
    numeric = [place for place, head in enumerate(heads) if head in HEADS[2:6]]
    return grid("How the runs end without and with it", heads, rows, numeric=numeric, widths=wide)


def doubted(data: Data, of: Subject) -> Told:
    """Return mechanisms switched over, one at a time."""
    labels = {one["change"]: str(one["label"]) for one in data["variants"]}
    every = [one for one in data["differences"] if one.get("against") is None]
    chosen = of.chosen(every)["id"]
    about = sorted((one for one in every if one["id"] == chosen), key=lambda one: -abs(number(one["difference"])))
    base = next(one for one in data["base"]["outcomes"] if one["id"] == chosen)
    shares = [number(base["share"]), *(number(one["share"]) for one in about)]
    first = words.RANGE.format(
        share=hundred(base["share"]),
        label=base["label"],
        interval=ends(base),
        runs=f"{data['runs']:,}",
        least=hundred(min(shares)),
        most=hundred(max(shares)),
    )
    rows = [
        (
            *(labels[one["change"]], hundred(one["share"]), signed_points(number(one["difference"]))),
            *(signed_ends(one), str(one["says"])),
        )
        for one in about
    ]
    named = [{**one, "label": labels[one["change"]], "change": ""} for one in about]
    return Told(
        question=words.ASK_DOUBT,
        sentences=(first, *(text for text in data["sentences"] if text.startswith(f"{base['label']}:"))),
        sure=PAIRED.format(runs=runs_of(data)) + " What the model leaves out altogether, no switch shows.",
        picture=_picture(f"Another mechanism: {base['label']}", named, {"": ""}, first) if named else None,
        caption=f"{words.DOUBT_TABLE}.",
        table=grid(words.DOUBT_TABLE, words.DOUBT_COLUMNS, rows, numeric=(1, 2, 3), widths=(1.7, 0.8, 1.1, 1.3, 1.3)),
    )


def set_beside(data: Data, of: Subject) -> Told:
    """Return two scenarios compared."""
    first, second = data["first"], data["second"]
    played = [one for one in data["entries"] if one["played"]]
    others = len(data["entries"]) - len(played)
    said = [
        f"{second['title']} states {_count(len(played), 'thing')} that runs read otherwise than {first['title']}, and "
        f"{_count(others, 'other')} that they do not read."
    ]
    apart = data["differences"]
    labels = {one["change"]: str(second["title"]) for one in apart}
    if apart:
        top = max(apart, key=lambda one: abs(number(one["difference"])))
        said.append(
            f"Most differs: {top['label']}, {hundred(top['share'])} of 100 runs instead of {hundred(top['base'])}; "
            f"{top['says']}: {signed_points(number(top['difference']))} points (95 % interval {signed_ends(top)})."
        )
    nothing = "What is stated is compared entry by entry; nothing was played."
    how = PAIRED.format(runs=runs_of(data)) if apart else nothing
    sure = f"The digest of the first is {first['digest']}, that of the second {second['digest']}. {how}"
    rows = [(str(one["label"]), *(_cut(str(one[side])) for side in ("before", "after"))) for one in played]
    return Told(
        question=f"What do {first['title']} and {second['title']} state differently?",
        sentences=tuple(said),
        sure=sure,
        picture=_picture("What differs, run by run", apart, labels, said[-1]) if apart else None,
        caption="How much more or less often runs end so in the second.",
        table=_stated(rows) if rows else None,
    )


LETTERS = 100
"""Letters up to which what is stated is told whole."""


def _cut(stated: str) -> str:
    """Return what is stated; of a long text its beginning."""
    return f"{stated[:LETTERS].rsplit(' ', 1)[0]} …" if len(stated) > LETTERS else stated or "–"


def _count(count: int, what: str) -> str:
    return f"{count:,} {what}{'s' * (count != 1)}"


def _stated(rows: Sequence[tuple[str, ...]]) -> Grid:
    cut = (
        ["… marks what is longer; parley diff prints all."] if any("…" in text for row in rows for text in row) else []
    )
    note = " ".join([left_out(ROWS, len(rows), "things that runs read"), *cut]).strip()
    return grid("What runs read", ("What", "In the first", "In the second"), rows[:ROWS], widths=(1.4, 1, 1), note=note)
