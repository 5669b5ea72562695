"""Placed decisions as tables: forecasts on a line, who moves whom, how far forecasts were off."""

from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from sim.cli.tables import put

if TYPE_CHECKING:
    from sim.lenses.spatial import Spatial, SpatialIssue
    from sim.lenses.spatial_bargaining import Bargaining
    from sim.studies.backtest import Backtest

WORDS = {
    "weighted_mean": "Capability × salience mean",
    "weighted_median": "Capability × salience median",
    "salience_mean": "Salience mean",
    "capability_mean": "Capability mean",
    "mean": "Plain mean",
    "median": "Plain median",
    "nash": "Nash point, linear loss",
    "expected_utility": "Challenge model, median at the end",
    "expected_utility_mean": "Challenge model, mean at the end",
    "simulation": "Simulation, mean over runs",
}


def show_spatial(console: Console, found: "Spatial") -> None:
    """Print what spatial theories expect of a scenario."""
    console.print(Text(found.title, "bold"), "", sep="\n")
    for one in found.issues:
        _put_forecasts(console, one)
        _put_rounds(console, one)
    if found.bargaining is not None:
        _put_bargaining(console, found, found.bargaining)


def _put_bargaining(console: Console, found: "Spatial", played: "Bargaining") -> None:
    mean = played.mean(found.issues[0].actors.capability)
    rows = [(str(place), *(f"{x:.1f}" for x in row)) for place, row in enumerate(mean)]
    columns = ("Round", *(one.issue for one in found.issues))
    notes = ["Settled." if played.settled else "Not settled when the rounds ran out."]
    put(console, "Bargaining over all issues: mean position", columns, rows, right=range(len(columns)), notes=notes)


def _put_forecasts(console: Console, one: "SpatialIssue") -> None:
    actors = one.actors
    numbers = zip(actors.names, actors.capability, actors.position[:, 0], actors.salience[:, 0], strict=True)
    rows = [(name, f"{c:g}", f"{x:.1f}", f"{100 * s:.1f}") for name, c, x, s in numbers]
    put(
        console,
        f"Who stands where on {one.issue}",
        ("Actor", "Capability", "Position", "Salience"),
        rows,
        right=(1, 2, 3),
    )
    forecasts = [(WORDS.get(name, name), f"{value:.2f}") for name, value in one.forecasts.items()]
    put(console, "Where the decision comes to lie", ("Method", "Position"), forecasts, right=(1,))


def _put_rounds(console: Console, one: "SpatialIssue") -> None:
    names, model = one.actors.names, one.challenges
    rows = [
        (
            str(place + 1),
            f"{model.median[place]:.2f}",
            f"{model.mean[place]:.2f}",
            "; ".join(f"{names[o.to]} to {o.position:.1f} ({o.kind}, {names[o.by]})" for o in this.heeded)
            or "nobody moves",
        )
        for place, this in enumerate(model.rounds)
    ]
    notes = [
        "The best published test found no such dynamics to beat the capability × salience mean: read it beside that."
    ]
    put(
        console,
        "The challenge model",
        ("Round", "Median", "Mean", "Who moves, made by whom"),
        rows,
        right=(0, 1, 2),
        notes=notes,
    )


def show_backtest(console: Console, found: "Backtest") -> None:
    """Print how far forecasts were off."""
    rows = [
        (
            WORDS.get(name, name),
            f"{one.mae:.1f}",
            f"{one.mae_low:.1f} to {one.mae_high:.1f}",
            f"{one.rmse:.1f}",
            f"{100 * one.hits:.0f} %",
            f"{one.behind:+.1f}",
            f"{one.behind_low:+.1f} to {one.behind_high:+.1f}",
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
        f"{len(found.issues)} decided issues, {found.elapsed_s:.0f} s",
        columns,
        rows,
        right=range(1, 7),
        notes=notes,
    )
