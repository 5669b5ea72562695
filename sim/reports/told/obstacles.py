"""What stands in the way and what would do, told from plain data: `ablate`, `flip`."""

from sim.analysis.concessions import price_in_words
from sim.charts import Axis, Dot, value_dots
from sim.formatting import signed_points
from sim.reports import brief_words as words
from sim.reports.figures import sentence
from sim.reports.paper import grid
from sim.reports.told.arms import AXIS
from sim.reports.told.shape import Data, Subject, Told, ends, hundred, number, runs_of, signed_ends

ALONE, FAIRLY = "dropped alone", "fair part in dropping all (Shapley)"


def ablated(data: Data, of: Subject) -> Told:
    """Return what dropping each condition does."""
    alone = sorted(data["singles"], key=lambda one: -abs(number(one["difference"])))
    fair = {one["condition"]: one for one in data["attribution"]}
    parts = {one["conditions"][0]: fair.get(one["conditions"][0]) for one in alone}
    rows = [
        (
            *(str(one["label"]), hundred(one["share"]), signed_points(number(one["difference"])), signed_ends(one)),
            words.NOTHING if part is None else signed_points(number(part["share"])),
        )
        for one, part in zip(alone, parts.values(), strict=True)
    ]
    dots = [
        _dot(one["label"], float(one[name]), one, what)
        for lead, part in zip(alone, parts.values(), strict=True)
        for one, name, what in ((lead, "difference", ALONE), (part, "share", FAIRLY))
        if one is not None
    ]
    clear = bool(alone) and (number(alone[0]["low"]) > 0.0 or number(alone[0]["high"]) < 0.0)
    first = words.ABLATED_UNCLEAR.format(runs=f"{data['runs']:,}")
    if clear:
        shares = {"share": hundred(alone[0]["share"]), "base": hundred(data["base"]["share"])}
        first = words.ABLATED.format(label=alone[0]["label"], outcome=data["base"]["label"], **shares)
    return Told(
        question=words.ASK_ABLATE,
        sentences=(first, *data["sentences"]),
        sure=words.SURE_ABLATED.format(runs=f"{data['runs']:,}", sets=f"{2 ** len(alone):,}")
        if not data["sampled"]
        else f"Orders of dropping were sampled, {runs_of(data)} behind each set, in the same cases and luck.",
        picture=value_dots(dots, data["base"]["label"], Axis(AXIS, marked=0.0), first, ("condition", "points"))
        if dots
        else None,
        caption=words.ABLATED_TABLE + ".",
        table=grid(
            words.ABLATED_TABLE, words.ABLATED_COLUMNS, rows, numeric=(1, 2, 3, 4), widths=(2.2, 0.9, 1.2, 1.3, 0.8)
        ),
    )


def _dot(label: str, value: float, one: Data, what: str) -> Dot:
    text = f"{signed_points(value)} ({signed_ends(one)})"
    return Dot(str(label), 100 * value, text, 100 * number(one["low"]), 100 * number(one["high"]), what)


def flipped(data: Data, of: Subject) -> Told:
    """Return the smallest changes and concessions that reach a share."""
    said, conceded = list(data["sentences"]), data["concessions"] or {"reached": [], "nearest": None}
    leading = [text for text in said if text.startswith(words.CONCESSION)]
    if not conceded["reached"] and (data["singles"] or data["pairs"]):
        leading = [text for text in said if text.startswith(words.REACHES)]
    packages = conceded["reached"] or [one for one in (conceded["nearest"],) if one]
    rows = [
        ("; ".join(part["label"] for part in one["concessions"]), _price(one), hundred(one["share"]), ends(one))
        for one in packages
    ]
    near = [one for one in data["nearest"] if one["of"] == data["base"]["of"]][:5]
    dots = [
        Dot(
            name=f"{one['moves'][0]['label']}: {one['moves'][0]['value']}",
            value=100 * number(one["share"]),
            text=f"{hundred(one['share'])} ({ends(one)})",
            low=100 * number(one["low"]),
            high=100 * number(one["high"]),
        )
        for one in near
    ]
    axis = Axis("of 100 runs (line: the target)", (0.0, 100.0), 100 * number(data["target"]))
    return Told(
        question=words.ASK_FLIP.format(label=data["base"]["label"], target=f"{100 * number(data['target']):g}"),
        sentences=(*leading, *(text for text in said if text not in leading)),
        sure=words.SURE_FLIP.format(
            tries=f"{data['tries']:,}", runs=f"{data['base']['of']:,}", probes=f"{data['probe_runs']:,}"
        ),
        picture=value_dots(
            dots, f"{sentence(data['base']['label'])}: each lever alone", axis, said[0], ("lever", "of 100")
        )
        if dots
        else None,
        caption=words.REACH,
        table=grid(
            words.FLIP_TABLE, words.FLIP_COLUMNS, rows, numeric=(2, 3), widths=(2.6, 1.8, 0.8, 1.1), note=words.PRICE
        )
        if rows
        else None,
    )


def _price(package: Data) -> str:
    """Return what concessions cost whom."""
    return sentence(price_in_words({party: float(points) for party, points in package["costs"].items()}))
