"""What people read of ensembles set beside each other: differences, switched runs, days and worths."""

from collections.abc import Iterable, Iterator, Sequence
from math import isfinite
from typing import TYPE_CHECKING

from rich.console import Console

from sim.analysis.number_differences import NumberDifference, figures
from sim.analysis.paired_differences import Contrast, Difference, Flow
from sim.analysis.shifts import Shift
from sim.cli.tables import NOTHING, put, say, show_head
from sim.formatting import between, percent
from sim.scenario.model import Scenario

if TYPE_CHECKING:
    from sim.studies.comparison import Comparison


SHARES = ("Outcome", "Base", "With the change", "Difference", "95 % interval", "In a word", "Narrower (at most)")
FLOWS = ("Ends without the change in", "and with it in", "Runs", "Share of runs, %", "95 % interval")
NUMBERS = ("Question", "What", "Runs", "Base", "With the change", "Difference", "95 % interval", "Unit", "In a word")
SHIFTS = ("What", "Runs", "Base", "With the change", "Difference", "95 % interval", "Unit", "In a word")


def show_comparison(console: Console, found: "Comparison") -> None:
    """Print what every change changes, beside the base and beside each other."""
    show_head(console, found.base)
    say(console, "Differences are run by run under the same luck, in percentage points of runs.", "")
    scenario = found.base.scenario
    for one in found.contrasts:
        arm = found.arms[one.change]
        note = f"{one.change}: {one.runs:,} runs, seed {arm.seed}, digest {arm.digest}."
        title = change_label(scenario, one.change)
        if one.against is not None:
            title = f"{title}, against: {change_label(scenario, one.against)}"
        _put_contrast(console, title, one, note)


def change_label(scenario: Scenario, name: str) -> str:
    """Return the labels of a change, or of several joined by +; PATH=VALUE as it is."""
    names = [part.strip() for part in name.split("+")]
    return " + ".join(scenario.name_of("changes", part) if part in scenario.changes else part for part in names)


def _put_contrast(console: Console, title: str, one: Contrast, note: str) -> None:
    columns = SHARES if one.against is None else (SHARES[0], "Other", "This one", *SHARES[3:])
    rows = [_difference(difference) for difference in one.differences]
    put(
        console,
        title,
        columns,
        rows,
        right=(1, 2, 3, 4, 6),
        notes=[note, NARROWER.format(median=f"{one.median_narrower:.1f}")],
    )
    if one.against is not None:
        # What two changes do to runs and days stands above, each against the base; between them it is in the JSON.
        return
    switched = [_flow(flow) for flow in most_first(one.flows) if flow.count]
    if switched:
        put(console, f"Runs that end otherwise: {one.switched:,} of {one.runs:,}", FLOWS, switched, right=(2, 3, 4))
    put_numbers(console, one.numbers, NUMBERS)
    put_shifts(console, one.shifts, SHIFTS)


def put_numbers(console: Console, numbers: Sequence[NumberDifference], columns: Sequence[str]) -> None:
    """Print how answers that are numbers or dates differ, if anything asks for some."""
    if numbers:
        rows = [row for number in numbers for row in _number(number)]
        put(console, "Numbers and dates", columns, rows, right=range(2, 6), notes=[PAIRED])


def put_shifts(console: Console, shifts: Sequence[Shift], columns: Sequence[str]) -> None:
    """Print how days and worths differ."""
    put(console, "Days and worths", columns, [_shift(shift) for shift in shifts], right=range(1, 6), notes=[MEANS])


NARROWER = (
    "Narrower: how many times the interval is narrower than that of two ensembles with luck of their own, "
    "and the most that shares so far apart allow; the median over outcomes is {median}."
)
MEANS = (
    "Means of the runs' differences, with Student's t. Days: no later than the horizon. "
    "Days to an outcome: of the runs that end so in both."
)


PAIRED = (
    "Over the runs that have a number in both. Mean: of the runs' differences, with Student's t. Quantiles: the "
    "difference of the two, with intervals from ranks under the same luck. Without: of all runs asked in both."
)


def _number(one: NumberDifference) -> Iterator[tuple[str, ...]]:
    """Yield how the answers to a question for a number differ: their mean, their quantiles, and how many have none."""
    label = f"{one.label} ({one.unit})" if one.unit else one.label
    for place, (what, *rest, unit) in enumerate(figures(one)):
        runs = {"mean": f"{one.known:,}", "without, of 100 runs": f"{one.of:,}"}.get(what, "")
        yield "" if place else label, what, runs, *rest, unit, one.says if what == "mean" else ""


def most_first(flows: Iterable[Flow]) -> list[Flow]:
    """Return the flows between different outcomes, the largest first."""
    return sorted((flow for flow in flows if flow.switched), key=lambda flow: -flow.count)


def _difference(one: Difference) -> tuple[str, ...]:
    shares = percent(one.base), percent(one.share), percent(one.difference, "+").removesuffix(" %")
    return one.label, *shares, between(one.low, one.high, "+"), one.says, _narrower(one)


def _narrower(one: Difference) -> str:
    most = f"{one.narrower_at_most:.1f}" if isfinite(one.narrower_at_most) else "any"
    return f"{one.narrower:.1f} × ({most})" if isfinite(one.narrower) else NOTHING


def _flow(flow: Flow) -> tuple[str, ...]:
    share = percent(flow.share).removesuffix(" %")
    return flow.before_label, flow.after_label, f"{flow.count:,}", share, between(flow.low, flow.high)


def _shift(one: Shift) -> tuple[str, ...]:
    ends = f"{one.low:+z.2f} to {one.high:+z.2f}" if isfinite(one.low) else NOTHING
    means = f"{one.base:.2f}", f"{one.mean:.2f}", f"{one.shift:+z.2f}"
    return one.label, f"{one.of:,}", *means, ends, one.unit, one.says
