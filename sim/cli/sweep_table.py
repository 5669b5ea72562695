"""Sweeps as tables."""

from collections.abc import Iterator

from rich.console import Console

from sim.analysis.designs import in_words
from sim.analysis.measures import NumberQuantile
from sim.analysis.points import NumberSpread, SweepPoint
from sim.analysis.shares import Share, share_of
from sim.analysis.sweeps import Sweep
from sim.cli.tables import NOTHING, heading, put, say, time_taken
from sim.formatting import percent, percent_between
from sim.provenance import NOTE, change_text


def show_sweep(console: Console, sweep: Sweep, outcome: str | None) -> None:
    """Print at which points each share is smallest and largest, and every point of one outcome or question if asked."""
    _put_head(console, sweep)
    _put_levers(console, sweep)
    names = {share.id: share.label for point in sweep.points for share in point.outcomes}
    rows = [_extremes(sweep, name, label) for name, label in names.items()]
    columns = ("Outcome", "Least share", "95 % interval", "Where", "Most", "95 % interval", "Where")
    notes = [
        "Least and Most are the ends of many estimates, and so lie somewhat too far out; the intervals do not allow "
        "for that."
    ]
    put(console, "How far the levers move each outcome", columns, rows, right=(1, 2, 4, 5), notes=notes)
    _put_numbers(console, sweep)
    if outcome is not None and any(point.answers(outcome) for point in sweep.points):
        _put_number(console, sweep, outcome)
    elif outcome is not None:
        _put_points(console, sweep, outcome)


def _put_numbers(console: Console, sweep: Sweep) -> None:
    """Print where the median of every question for a number or a date is smallest and largest."""
    names = {number.id: number for point in sweep.points for number in point.numbers}
    rows = []
    for name, one in names.items():
        known = [(point, median, number) for point, number in sweep.numbers(name) if (median := number.median)]
        if known:
            ends = (pick(known, key=lambda each: each[1].value) for pick in (min, max))
            rows.append((_called(one), *(cell for end in ends for cell in _number_end(*end))))
    if rows:
        columns = ("Question", "Least median", "95 % interval", "Where", "Most", "95 % interval", "Where")
        notes = ["Of the runs that have a number. --outcome lists the median and quantiles at every point."]
        put(console, "How far the levers move each number", columns, rows, right=(1, 2, 4, 5), notes=notes)


def _called(one: NumberSpread) -> str:
    return f"{one.label} ({one.unit})" if one.unit else one.label


def _number_end(point: SweepPoint, median: NumberQuantile, one: NumberSpread) -> tuple[str, str, str]:
    return one.shown(median.value), f"{one.shown(median.low)} to {one.shown(median.high)}", _at(point)


def _put_number(console: Console, sweep: Sweep, name: str) -> None:
    """Print the median and the quantiles of a question for a number at every point."""
    found = sweep.numbers(name)
    columns = [_letter(place) for place in range(len(sweep.plan.design.varied))]
    columns += ["5 %", "25 %", "Median", "95 % interval", "75 %", "95 %", "Runs with a number"]
    rows = [(*(in_words(value) for value in point.values), *_spread(one)) for point, one in found]
    put(console, _called(found[0][1]), columns, rows, right=range(len(columns)))


def _spread(one: NumberSpread) -> tuple[str, ...]:
    runs = f"{one.known:,} of {one.of:,}"
    if not one.quantiles:
        return (*([NOTHING] * 6), runs)
    low, quarter, middle, upper, high = (one.shown(each.value) for each in one.quantiles)
    median = one.quantiles[2]
    return low, quarter, middle, f"{one.shown(median.low)} to {one.shown(median.high)}", upper, high, runs


def _put_head(console: Console, sweep: Sweep) -> None:
    plan = sweep.plan
    parts = [
        f"{len(sweep.points):,} of {len(plan.design):,} points ({plan.design.kind})",
        f"{plan.runs:,} runs each, under the same luck",
        f"seed {plan.seed}",
        f"digest {plan.digest}",
        f"changes: {', '.join(change_text(change) for change in plan.changes) or 'none'}",
        time_taken(),
    ]
    heading(console, plan.base.title)
    say(console, " · ".join(parts), NOTE, "")


def _put_levers(console: Console, sweep: Sweep) -> None:
    rows = []
    for place, lever in enumerate(sweep.plan.design.varied):
        levels = [in_words(level) for level in lever.levels] or [f"{in_words(lever.low)} to {in_words(lever.high)}"]
        rows.append((_letter(place), lever.path, lever.label, lever.unit or NOTHING, ", ".join(levels)))
    put(console, "What is varied", ("", "Path", "What it is", "Unit", "Values"), rows)


def _letter(place: int) -> str:
    """Return the short name of a lever in tables: A, B, ... Z, then L27 and so on."""
    return chr(ord("A") + place) if place < 26 else f"L{place + 1}"


def _extremes(sweep: Sweep, name: str, label: str) -> tuple[str, ...]:
    found = [(point, point.share(name) or share_of(name, label, 0, point.runs)) for point in sweep.points]
    least = min(found, key=lambda pair: pair[1].share)
    most = max(found, key=lambda pair: pair[1].share)
    return label, *_end(*least), *_end(*most)


def _end(point: SweepPoint, share: Share) -> tuple[str, str, str]:
    return percent(share.share), percent_between(share.low, share.high), _at(point)


def _at(point: SweepPoint) -> str:
    return ", ".join(f"{_letter(place)} = {in_words(value)}" for place, value in enumerate(point.values))


def _put_points(console: Console, sweep: Sweep, name: str) -> None:
    columns = [_letter(place) for place in range(len(sweep.plan.design.varied))]
    columns += ["Share of runs", "95 % interval", "Of runs", "Median day"]
    put(console, sweep.label(name), columns, _rows(sweep, name), right=range(len(columns)))


def _rows(sweep: Sweep, name: str) -> Iterator[tuple[str, ...]]:
    for point in sweep.points:
        share = point.share(name)
        if share is not None:
            day = NOTHING if share.median_day is None else f"{share.median_day:g}"
            values = (in_words(value) for value in point.values)
            yield (*values, percent(share.share), percent_between(share.low, share.high), f"{share.of:,}", day)
