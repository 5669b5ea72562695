"""The verb `stability`: which deals would hold because nobody would leave them."""

from collections.abc import Sequence
from typing import Annotated

import typer

import sim.cli.options as given
from sim.cli.console import console
from sim.cli.doors import BadInputError, answered, emit, guarded, playable, what_ifs
from sim.cli.keep import check_out, kept

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
    ctx: typer.Context,
    scenario: given.Scenario,
    *,
    wanted: Wanted = None,
    horizon: Horizon = 3,
    changes: given.Changes = None,
    settings: given.Settings = None,
    out: given.KeptOut = None,
    as_json: given.Json = False,
) -> None:
    """Look for deals that would hold, by the graph model for conflict resolution.

    Example:
        parley stability labour-dispute
    """
    check_out(ctx, out)
    changed = what_ifs(changes, settings)
    base = playable(scenario, changed, played=False)
    aim = _deal(wanted)
    from sim.lenses.stability import stability as judge

    with answered(scenario):
        found = judge(base, changed, horizon=horizon, wanted=aim)
    data = {"scenario": base.id, "digest": base.digest, "changes": list(changed), **found.to_dict()}
    with kept(ctx, out, data):
        if as_json:
            emit(data)
        else:
            from sim.cli.stability_table import show_stability

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
