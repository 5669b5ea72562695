"""What people read of a scenario before its first run."""

from collections.abc import Mapping

from rich.console import Console

from sim.analysis.previews import ConditionPreview, DealPreview, Preview
from sim.cli.tables import NOTHING, heading, put, say
from sim.formatting import percent


def show_preview(console: Console, found: Preview) -> None:
    """Print what the ranges imply for deals, parties and conditions, and what contradicts the scenario's statements."""
    heading(console, f"{found.title}: before the first run")
    counts = f"{found.surviving:,} of {found.feasible:,} deals are bearable in some case"
    say(
        console,
        f"{found.cases:,} cases · seed {found.seed} · digest {found.digest}",
        found.note,
        f"{counts}; in {percent(found.some.share)} of cases some deal is.",
        "",
    )
    columns = ("Deal", "Changes besides", *(f"{one.label} gains" for one in found.parties), "Red line of", "Bearable")
    right = range(2, 2 + len(found.parties))
    wide = (*columns, "Bearable, whatever besides")
    numbers = (*right, len(columns) - 1, len(columns))
    pledged = "* has pledged all of it, and does not haggle over it."
    notes = [pledged] if any(one.pledged for one in found.deals) else []
    called = {one.id: one.label for one in found.parties}
    rows = [_deal(one, called) for one in found.deals]
    put(console, "Deals of interest", wide, rows, right=numbers, notes=notes)
    put(
        console,
        "Deals bearable most often",
        ("Changes", "Bearable, of cases", "95 % interval"),
        [(one.label, percent(one.bearable.share), _ends(one.bearable.low, one.bearable.high)) for one in found.best],
        right=(1, 2),
    )
    put(
        console,
        "Parties",
        ("Party", "Some deal beats what is in force", "By one that is bearable", "Red lines on average"),
        [
            (one.label, percent(one.gains.share), percent(one.gains_bearably.share), f"{one.red_lines:.1f}")
            for one in found.parties
        ],
        right=(1, 2, 3),
    )
    if found.conditions:
        put(
            console,
            "Conditions",
            ("Condition", "Deals that break it", "A red line", "Alone in the way", "So"),
            [
                (
                    one.label,
                    f"{one.deals:,}",
                    percent(one.red_line.share),
                    percent(one.alone.share),
                    _verdict(one),
                )
                for one in found.conditions
            ],
            right=(1, 2, 3),
        )
    if found.contradictions:
        heading(console, "Ranges and statements that do not go together")
        say(console, *(f"  {line}" for line in found.contradictions), "")


def _deal(one: DealPreview, called: Mapping[str, str]) -> tuple[str, ...]:
    if not one.feasible:
        return (one.label, "cannot be agreed", *(NOTHING for _ in one.gains), NOTHING, NOTHING, NOTHING)
    lines = [f"{called[party]} {percent(share)}" for party, share in one.red_lines.items() if share > 0.0]
    gains = [percent(share) + ("*" if party in one.pledged else "") for party, share in one.gains.items()]
    besides = _words(one.besides) or NOTHING
    shares = (percent(one.bearable.share), percent(one.bearable_with.share))
    return (one.label, besides, *gains, ", ".join(lines) or NOTHING, *shares)


def _verdict(one: ConditionPreview) -> str:
    if one.bites:
        return ""
    return "never alone, in these cases" if one.deals else "never bites: no deal breaks it"


def _words(deal: Mapping[str, str]) -> str:
    return ", ".join(f"{issue}={option}" for issue, option in deal.items())


def _ends(low: float, high: float) -> str:
    return f"{100 * low:.1f} to {100 * high:.1f}"
