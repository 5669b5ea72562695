"""What an outcome hangs on, as tables. Case, minds and talks are named apart, and so is sampling error."""

from collections.abc import Iterator, Sequence

from rich.console import Console

from sim.analysis.estimates import Estimate
from sim.analysis.information import Alternative, Information, InformationValue
from sim.analysis.morris import Effect, Screening
from sim.analysis.sensitivity import ExactIndex, Sensitivity
from sim.analysis.sobol import Index, Indices
from sim.analysis.three_parts import ThreeParts
from sim.analysis.tornado import Bar, Tornado
from sim.cli.tables import NOTHING, heading, put, say
from sim.formatting import percent, percent_between

SHOWN = 15
"""Inputs shown of the screening and of a decision; `--json` has them all."""

NOTE = "Under these assumptions; intervals are sampling error only (95 %)."


def show_sensitivity(console: Console, found: Sensitivity) -> None:
    """Print what was found, part by part."""
    parts = [f"{found.runs:,} runs", f"seed {found.seed}"]
    if found.digest:
        parts += [f"digest {found.digest}", f"changes: {', '.join(found.changes) or 'none'}"]
    parts.append(f"{found.inputs} uncertain inputs")
    heading(console, found.title)
    say(console, " · ".join(parts), f"Explained: {found.measured}", NOTE, "")
    if found.tornado is not None and found.tornado.bars:
        _put_tornado(console, found.tornado)
    if found.parts is not None:
        _put_parts(console, found.parts)
    if found.indices is not None:
        _put_indices(console, found.indices, found.exact)
    if found.screening is not None:
        _put_screening(console, found.screening)
    if found.information is not None:
        _put_information(console, found.information)


def _figure(estimate: Estimate, share: bool, sign: str = "") -> tuple[str, str]:
    """Return a figure and its interval; shares in per cent."""
    if share:
        return percent(estimate.value, sign), percent_between(estimate.low, estimate.high, sign)
    if estimate.value != estimate.value:
        return NOTHING, NOTHING
    return f"{estimate.value:{sign}z.3f}", f"{estimate.low:{sign}z.3f} to {estimate.high:{sign}z.3f}"


def _difference(estimate: Estimate, share: bool) -> tuple[str, str]:
    """Return a difference and its interval; of shares in percentage points, which the heading says."""
    value, interval = _figure(estimate, share, "+")
    return value.removesuffix(" %"), interval.removesuffix(" %")


def _points(share: bool) -> str:
    return ", points" if share else ""


def _put_tornado(console: Console, found: Tornado) -> None:
    swing = f"Upper less lower{_points(found.is_share)}"
    columns = ("Input", "Lower end", "Figure there", "Upper end", "Figure there", swing, "95 % interval")
    rows = [_bar(bar, found.is_share) for bar in found.bars]
    put(console, "One input at a time", columns, rows, right=range(1, 7), notes=list(_on_tornado(found)))


def _bar(bar: Bar, share: bool) -> tuple[str, ...]:
    label = f"{bar.label} (lever)" if bar.kind == "lever" else bar.label
    low, high = _figure(bar.low.level, share)[0], _figure(bar.high.level, share)[0]
    return label, f"{bar.low.value:g}", low, f"{bar.high.value:g}", high, *_difference(bar.swing, share)


def _on_tornado(found: Tornado) -> Iterator[str]:
    base = " (95 % interval ".join(_figure(found.base, found.is_share))
    yield f"As it stands: {base}). {found.runs:,} runs at each end, the others as stated; cases and luck are shared."
    if found.chosen_on:
        inputs = sum(bar.kind == "input" for bar in found.bars)
        yield (
            f"Of {found.considered} uncertain inputs the {inputs} shown account for most{_as_one(found)}, "
            f"by curves through {found.chosen_on:,} runs."
        )
    yield from (f"{bar.label}: {bar.idle}." for bar in found.bars if bar.idle)
    yield from (f"Not moved: {reason}." for reason in found.left_out)


def _as_one(found: Tornado) -> str:
    groups = sum(bar.kind == "group" for bar in found.bars)
    return f" (those of {groups} {'group' if groups == 1 else 'groups'} together)" if groups else ""


def _put_parts(console: Console, found: ThreeParts) -> None:
    """Print the three parts; one that cannot be told apart from nothing says so, and no part is below nothing."""
    rows = [(one.label, str(one)) for one in found.parts]
    notes = [
        f"{found.cases:,} cases, minds drawn {found.minds} times in each, talks {found.talks} times under each of "
        f"those: {found.runs:,} runs. 95 % intervals by the jackknife over cases.",
    ]
    title = "Three parts of the variance of runs"
    columns = ("What is drawn", "Its part (95 % interval)")
    put(console, title, columns, rows if found.variance > 0.0 else [], right=[1], notes=[*_no_spread(found), *notes])


def _no_spread(found: ThreeParts) -> list[str]:
    return [] if found.variance > 0.0 else [found.sentence()]


def _put_indices(console: Console, found: Indices, exact: Sequence[ExactIndex]) -> None:
    columns = ["Input", "Alone", "95 % interval", "With others", "95 % interval", "Alone, of all spread"]
    rows = [_index(one) for one in found.indices]
    notes = list(_on_indices(found))
    if exact:
        columns += ["Exact: alone", "with others"]
        known = {one.path: (percent(one.first), percent(one.total)) for one in exact}
        rows = [(*_index(one), *known.get(one.path, (NOTHING, NOTHING))) for one in found.indices]
        notes.append(f"{sum(one.inside for one in exact)} of {2 * len(exact)} exact values lie inside the intervals.")
    title = "What inputs account for (Sobol indices: alone is first order, with others is total)"
    put(console, title, columns, rows, right=range(1, len(columns)), notes=notes)


def _index(one: Index) -> tuple[str, ...]:
    return one.label, *_figure(one.first, True), *_figure(one.total, True), percent(one.of_all.value)


def _on_indices(found: Indices) -> Iterator[str]:
    if found.variance == 0.0:
        yield f"All {found.runs:,} runs gave the same: there is no spread to account for."
        return
    if found.lucks > 1:
        chance, accounted = _figure(found.chance, True), _figure(found.accounted, True)
        yield f"Inputs: {accounted[0]} of the variance of runs ({accounted[1]}), which Alone and With others share out."
        yield f"Not inputs: {chance[0]} ({chance[1]}): what only parties know, and chance."
        yield f"{found.rows:,} rows, each under {found.lucks} lucks: {found.runs:,} runs. Bootstrap over rows."
    else:
        yield f"No chance: inputs account for all. {found.rows:,} rows, {found.runs:,} runs. Bootstrap over rows."
    if found.indices and found.indices[0].first.value != found.indices[0].first.value:
        yield "What inputs account for cannot be told apart from 0 with so few runs: ask for more --rows or --lucks."


def _put_screening(console: Console, found: Screening) -> None:
    columns = ("Input", "Moves it (mu*)", "95 % interval", "Which way (mu)", "95 % interval", "Varies (sigma)")
    rows = [_effect(effect) for effect in found.effects[:SHOWN]]
    notes = [
        f"{found.paths} random paths (Morris), {found.runs:,} runs, luck shared along each; per whole range.",
        *_more(len(found.effects)),
    ]
    put(console, "Which inputs matter at all", columns, rows, right=range(1, 6), notes=notes)


def _effect(effect: Effect) -> tuple[str, ...]:
    return (
        effect.label,
        *_figure(effect.mu_star, False),
        *_figure(effect.mu, False, "+"),
        _figure(effect.sigma, False)[0],
    )


def _more(count: int) -> list[str]:
    return [f"The {count - SHOWN} inputs that come after these are in --json."] if count > SHOWN else []


def _put_information(console: Console, found: Information) -> None:
    share = found.is_share
    rows = [_option(option, share) for option in found.arms]
    heads = ("Choice", "It brings", "95 % interval", f"More than as stated{_points(share)}", "95 % interval")
    goal = "least" if found.least else "most"
    notes = [f"Chosen for the {goal} of: {found.measured}. {found.runs:,} runs each. Best on average: {found.best}."]
    put(console, "The decision", heads, rows, right=range(1, 5), notes=notes)
    known = [_knowing(one, share) for one in found.inputs[:SHOWN]]
    columns = ("Input", f"Worth knowing{_points(share)}", "95 % interval", "Changes the choice")
    notes = ["In the units of the decision, on average over cases (expected value of perfect partial information)."]
    title = "What knowing an input first would be worth"
    put(console, title, columns, known, right=range(1, 4), notes=[*notes, *_more(len(found.inputs))])


def _option(option: Alternative, share: bool) -> tuple[str, ...]:
    return option.name, *_figure(option.level, share), *_difference(option.lead, share)


def _knowing(one: InformationValue, share: bool) -> tuple[str, ...]:
    return one.label, *_difference(one.value, share), percent(one.switches)
