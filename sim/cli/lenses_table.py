"""What theories expect and what runs came to, a table per issue."""

from typing import TYPE_CHECKING

from rich.console import Console

from sim.cli.tables import heading, put, say
from sim.provenance import NOTE

if TYPE_CHECKING:
    from sim.lenses.agreement import Agreement
    from sim.runs.results import Ensemble

MANY = 3
"""Options of an issue that one lens is shown to expect; more of them expect nothing in particular."""


def show_agreement(console: Console, agreed: "Agreement", ensemble: "Ensemble | None") -> None:
    """Print one table per issue: who expects which option, and what runs came to."""
    from sim.lenses.agreement import ANY_TIME, LAST_DAY, SimulatedOption

    stated = agreed.scenario
    heading(console, stated.title)
    if ensemble is not None:
        say(console, f"{ensemble.runs:,} runs · seed {ensemble.seed} · digest {ensemble.digest}", NOTE)
    for issue in stated.issues:
        rows = []
        for one in agreed.expectations:
            options = [stated.option_name(issue, option) for option in one.options.get(issue, ())]
            told = "; ".join(options) if len(options) <= MANY else f"any of {len(options)}"
            rows.append((one.lens, told or "no deal that it would single out"))
        for label, when in ((ANY_TIME, "any_time"), (LAST_DAY, "last_day")) if issue in agreed.found else ():
            found: SimulatedOption = getattr(agreed.found[issue], when)
            told = f"{100 * found.share:.1f} % ({100 * found.low:.1f} to {100 * found.high:.1f}) of runs"
            throughout = " throughout" if when == "any_time" and agreed.found[issue].stayed else ""
            rows.append((label, f"{stated.option_name(issue, found.option)}{throughout}: {told}"))
            rows.append(("", f"{agreed.agreeing(issue, when)} of {len(agreed.expectations)} lenses expect it too"))
        put(console, stated.name_of("issues", issue), ("Lens", "Expects"), rows)
    if agreed.notes:
        say(console, *agreed.notes)
