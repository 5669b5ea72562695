"""Placed decisions as tables: forecasts on a line, and who moves whom."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Console

from sim.cli.tables import heading, put, say
from sim.lenses.called import FORECASTS

if TYPE_CHECKING:
    from sim.lenses.spatial import Spatial, SpatialIssue
    from sim.lenses.spatial_bargaining import Bargaining


TIE = "From one place to another: a tie. Half of the weight stands on either side, so every place between is a median."


def show_spatial(
    console: Console, found: "Spatial", notes: Sequence[str] = (), called: Mapping[str, str] | None = None
) -> None:
    """Print what spatial theories expect of a scenario, and what is to be noted about the table that it came from.

    Args:
        console: Where.
        found: What they expect.
        notes: What is to be noted.
        called: What issues and actors are called; those that are not there by their own names.
    """
    labels = called or {}
    heading(console, found.title)
    say(console, *found.notes, "")
    if notes:
        say(console, "Notes on the file:", *(f"  {note}" for note in notes), "")
    for one in found.issues:
        _put_forecasts(console, one, labels)
        _put_rounds(console, one, labels)
    if found.bargaining is not None:
        _put_bargaining(console, found, found.bargaining, labels)


def _put_bargaining(console: Console, found: "Spatial", played: "Bargaining", called: Mapping[str, str]) -> None:
    mean = played.mean(found.issues[0].actors.capability)
    rows = [(str(place), *(f"{x:.1f}" for x in row)) for place, row in enumerate(mean)]
    columns = ("Round", *(called.get(one.issue, one.issue) for one in found.issues))
    notes = ["Settled." if played.settled else "Not settled when the rounds ran out."]
    put(console, "Bargaining over all issues: mean position", columns, rows, right=range(len(columns)), notes=notes)


def _put_forecasts(console: Console, one: "SpatialIssue", called: Mapping[str, str]) -> None:
    actors = one.actors
    numbers = zip(actors.names, actors.capability, actors.position[:, 0], actors.salience[:, 0], strict=True)
    rows = [(called.get(name, name), f"{c:g}", f"{x:.1f}", f"{100 * s:.1f}") for name, c, x, s in numbers]
    put(
        console,
        f"Who stands where on {called.get(one.issue, one.issue)}",
        ("Actor", "Capability", "Position", "Salience"),
        rows,
        right=(1, 2, 3),
    )
    forecasts = [(FORECASTS.get(name, name), span(*one.places(name))) for name in one.forecasts]
    notes = [TIE] if one.ties else []
    put(console, "Where the decision comes to lie", ("Method", "Position"), forecasts, right=(1,), notes=notes)


def span(low: float, high: float) -> str:
    """Return a place, or the first and the last of the places that are equally good."""
    return f"{low:.2f}" if low == high else f"{low:.2f} to {high:.2f}"


def _put_rounds(console: Console, one: "SpatialIssue", called: Mapping[str, str]) -> None:
    names, model = [called.get(name, name) for name in one.actors.names], one.challenges
    rows = [
        (
            str(place + 1),
            span(*model.medians[place].tolist()),
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
