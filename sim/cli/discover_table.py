"""Boxes as people read them: the sentence, its shares on both halves of the runs, and the doubt about each limit."""

from collections.abc import Iterator
from math import isnan

from rich.console import Console

from sim.analysis.discovery import NOTE, Box, Discovery, Limit
from sim.analysis.shares import Share
from sim.cli.tables import NOTHING, heading, put, say, time_taken
from sim.formatting import percent

COLUMNS = ("Limit", "Density without it", "p, scored", "Quasi-p, found", "Comes again")
NOTES = (
    "Coverage: share of all runs with the outcome that lie inside. Density: share of the runs inside that have it. "
    "Mass: share of all runs that lie inside.",
    "p: how easily a box without this limit would by luck be as dense, on the runs kept for scoring; quasi-p: the same "
    "where the limit was chosen.",
)


def show_discovery(console: Console, found: Discovery) -> None:
    """Print the boxes in which an outcome comes about."""
    _show_head(console, found)
    if not found.boxes:
        say(console, _none(found), "")
        return
    for number, box in enumerate(found.boxes, 1):
        _show_box(console, found, box, number)
    say(console, f"All boxes together hold {_share(found.together)} of the runs with it.", *NOTES, "")


def _show_head(console: Console, found: Discovery) -> None:
    asked = found.asked
    wanted = f" of {asked.wanted:,}" if asked.wanted > found.runs else ""
    parts = [
        f"{found.runs:,}{wanted} runs, {found.scored:,} of them for scoring",
        f"seed {asked.seed}",
        f"digest {asked.digest}",
        f"changes: {', '.join(asked.changes) or 'none'}",
        f"made to vary: {', '.join(asked.varied) or 'nothing'}",
        f"{len(found.axes)} things differ between runs",
        time_taken(),
    ]
    heading(console, f"{asked.title}: where {asked.what} comes about")
    base = f"{asked.what[:1].upper()}{asked.what[1:]}: {_share(found.base)} of all runs."
    say(console, " · ".join(parts), NOTE, "", base, "")


def _none(found: Discovery) -> str:
    if not found.base.count:
        return "None of the runs kept for scoring has it, so there is nothing to look for."
    return (
        "No box does better than all runs together: nothing that differs between runs sets the runs with it apart by "
        "more than luck could. More runs may; so may a smaller --least, or --absent for what happens nearly always."
    )


def _show_box(console: Console, found: Discovery, box: Box, number: int) -> None:
    say(console, f"{number}. {box.words[:1].upper()}{box.words[1:]}", "")
    put(
        console,
        "",
        ("", "Coverage", "Density", "Mass", "Runs inside"),
        [
            ("scored", *map(_share, (box.coverage, box.density, box.mass)), f"{box.density.of:,}"),
            ("found", *map(percent, (box.found.coverage, box.found.density, box.found.mass)), f"{box.found.count:,}"),
        ],
        right=range(1, 5),
    )
    if found.density is not None and box.found.density < found.density:
        asked = f"is as dense as asked, {percent(found.density)}; this is the densest."
        say(console, f"No box without limits that could be luck {asked}", "")
    put(console, "", COLUMNS, [tuple(_limit(found, limit)) for limit in box.limits], right=range(1, 5))


def _limit(found: Discovery, limit: Limit) -> Iterator[str]:
    yield limit.words
    yield percent(limit.without)
    yield f"{limit.p:.1g}"
    yield f"{limit.quasi_p:.1g}"
    yield NOTHING if limit.again is None else f"{limit.again * found.repeats:.0f} of {found.repeats}"


def _share(share: Share) -> str:
    if isnan(share.share):
        return NOTHING
    return f"{100 * share.share:.1f} % ({100 * share.low:.1f} to {100 * share.high:.1f})"
