"""How far forecasts were off, as a table."""

from typing import TYPE_CHECKING

from rich.console import Console

from sim.cli.tables import put, time_taken
from sim.lenses.called import FORECASTS

if TYPE_CHECKING:
    from sim.studies.backtest_study import Backtest


def show_backtest(console: Console, found: "Backtest") -> None:
    """Print how far forecasts were off."""
    rows = [
        (
            FORECASTS.get(name, name),
            f"{one.mae:.1f}",
            f"{one.mae_low:.1f} to {one.mae_high:.1f}",
            f"{one.rmse:.1f}",
            f"{100 * one.hits:.0f} %",
            f"{one.behind:+z.1f}",
            f"{one.behind_low:+z.1f} to {one.behind_high:+z.1f}",
        )
        for name, one in found.errors.items()
    ]
    columns = ("Method", "Mean error", "95 % interval", "RMSE", "Hits", "Behind the mean", "95 % interval")
    notes = [
        "Errors in points of 100. A hit is at most 10 off. Behind: mean error less that of the weighted mean, paired.",
        "Intervals resample whole dossiers.",
        found.verdict,
        *(f"Left out: {one}." for one in found.left_out),
    ]
    if found.runs:
        notes.append(
            f"Simulated: {found.runs} runs an issue, seed {found.seed}; {found.undecided} issues never decided."
        )
    put(
        console,
        f"{len(found.issues)} decided issues, {time_taken()}",
        columns,
        rows,
        right=range(1, 7),
        notes=notes,
    )
