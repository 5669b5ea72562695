"""The verb `stability`: which deals would hold because nobody would leave them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

import sim.cli.options as given
from sim.cli.console import console
from sim.cli.doors import BadInputError, answered, emit, guarded, playable, what_ifs

if TYPE_CHECKING:
    from rich.console import Console

    from sim.lenses.stability import Stability

MOST_ROWS = 20
"""States that the table shows; `--json` lists all."""

Wanted = Annotated[
    list[str] | None,
    typer.Option(
        "--wanted",
        metavar="ISSUE=OPTION",
        help="Ask what would have to be worth more for a deal to hold; repeat for each issue that it changes.",
    ),
]
Horizon = Annotated[int, typer.Option(min=1, max=50, metavar="N", help="Moves that the limited concept looks ahead.")]


@guarded
def stability(
    scenario: given.Scenario,
    *,
    wanted: Wanted = None,
    horizon: Horizon = 3,
    changes: given.Changes = None,
    settings: given.Settings = None,
    as_json: given.Json = False,
) -> None:
    """Look for deals that would hold, by the graph model for conflict resolution."""
    changed = what_ifs(changes, settings)
    base = playable(scenario, changed, played=False)
    aim = _deal(wanted)
    from sim.lenses.stability import stability as judge

    with answered(scenario):
        found = judge(base, changed, horizon=horizon, wanted=aim)
    if as_json:
        emit({"scenario": base.id, "digest": base.digest, "changes": list(changed), **found.to_dict()})
    else:
        show_stability(console(), found)


def _deal(wanted: Sequence[str] | None) -> dict[str, str] | None:
    """Return issue to option.

    Raises:
        BadInputError: A part is not ISSUE=OPTION.
    """
    for part in wanted or ():
        if "=" not in part:
            raise BadInputError(f"--wanted takes ISSUE=OPTION, not {part!r}.")
    return {part.partition("=")[0]: part.partition("=")[2] for part in wanted} if wanted else None


def show_stability(console: "Console", found: "Stability") -> None:
    """Print the equilibria, how they are reached, and why the status quo holds or not."""
    from sim.cli.tables import put

    data = found.to_dict()
    stable = [state for state in data["states"] if state["equilibrium"]]
    # Whatever more concepts agree on stands first.
    shown = sorted(stable, key=lambda state: (-len(state["equilibrium"]), state["number"]))[:MOST_ROWS]
    put(
        console,
        f"Deals that would hold, of {len(data['states'])} states",
        ["state", "what it changes", "stable by", *data["parties"]],
        [
            [
                str(state["number"]),
                state["label"],
                ", ".join(state["equilibrium"]),
                *(f"{points:+.1f}" for points in state["worth"].values()),
            ]
            for state in shown
        ],
        right=[0, *range(3, 3 + len(data["parties"]))],
        notes=[
            *_more(len(stable) - len(shown)),
            "Points are gains over the status quo, uncertain numbers at their medians.",
        ],
    )
    _put_paths(console, data)
    for state, reasons in data["reasons"].items():
        if int(state) == data["status_quo"]:
            console.print("The status quo", *(f"  {line}" for line in reasons), "", sep="\n")
    if data["wanted"] is not None:
        _put_raises(console, data)


def _more(count: int) -> list[str]:
    return [f"{count} more that fewer concepts hold stable; --json lists all."] if count > 0 else []


def _put_paths(console: "Console", data: dict[str, "object"]) -> None:
    from sim.cli.tables import put

    paths = data["paths"]
    if isinstance(paths, list) and paths:
        put(
            console,
            "From the status quo",
            ["to state", "moves", "everybody who moves gains"],
            [[str(p["to"]), _way(p["moves"]), "yes" if p["gaining"] else "no"] for p in paths[:MOST_ROWS]],
            right=[0],
        )


def _way(moves: Sequence[dict[str, "object"]]) -> str:
    return ", then ".join(f"{move['mover']} to {move['to']}" for move in moves) or "already there"


def _put_raises(console: "Console", data: dict[str, "object"]) -> None:
    raises = data["raises"]
    lines = [
        f"  {r['party']} would have to value it {r['by']:.1f} points more, like state {r['level']} ({r['mover']})."
        for r in (raises if isinstance(raises, list) else [])
    ]
    console.print(f"For state {data['wanted']} to hold", *(lines or ["  nothing: it holds."]), "", sep="\n")
