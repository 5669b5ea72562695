"""What theories expect and what runs came to, a table per issue."""

from typing import TYPE_CHECKING

from sim.cli.console import console

if TYPE_CHECKING:
    from sim.lenses.agreement import Agreement
    from sim.runs.results import Ensemble


MANY = 3
"""Options of an issue that one lens is shown to expect; more of them expect nothing in particular."""


def show_agreement(agreed: "Agreement", ensemble: "Ensemble | None") -> None:
    """Print one table per issue: who expects which option, and what runs came to."""
    from rich.table import Table

    from sim.lenses.agreement import ANY_TIME, LAST_DAY, SimulatedOption

    screen, stated = console(), agreed.scenario
    screen.print(stated.title, style="bold")
    if ensemble is not None:
        screen.print(f"{ensemble.runs:,} runs · seed {ensemble.seed} · digest {ensemble.digest}")
        screen.print("Shares of runs, under these assumptions; intervals are sampling error only (95 %, Wilson).")
    for issue in stated.issues:
        table = Table("Lens", "Expects", title=stated.name_of("issues", issue), title_justify="left", box=None)
        for one in agreed.expectations:
            options = [stated.option_name(issue, option) for option in one.options.get(issue, ())]
            table.add_row(one.lens, "; ".join(options) if len(options) <= MANY else f"any of {len(options)}")
        for label, when in ((ANY_TIME, "any_time"), (LAST_DAY, "last_day")) if issue in agreed.found else ():
            found: SimulatedOption = getattr(agreed.found[issue], when)
            told = f"{100 * found.share:.1f} % ({100 * found.low:.1f} to {100 * found.high:.1f}) of runs"
            throughout = " throughout" if when == "any_time" and agreed.found[issue].stayed else ""
            table.add_row(label, f"{stated.option_name(issue, found.option)}{throughout}: {told}", style="bold")
            table.add_row("", f"{agreed.agreeing(issue, when)} of {len(agreed.expectations)} lenses expect it too")
        screen.print(table)
        screen.print()
