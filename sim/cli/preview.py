"""The verb `preview`: what a scenario's ranges imply before its first run."""

from typing import Annotated

import typer

import sim.cli.options as given
from sim.cli.console import console
from sim.cli.doors import BadInputError, emit, guarded, playable, what_ifs
from sim.cli.keep import check_out, kept

Cases = Annotated[int, typer.Option("--runs", min=1, max=1_000_000, metavar="N", help="Cases to look at.")]
Deals = Annotated[
    list[str] | None,
    typer.Option(
        "--deal",
        metavar="ISSUE=OPTION[,ISSUE=OPTION]",
        help="Look at this deal too, other issues as they are. Repeatable.",
    ),
]


@guarded
def preview(
    ctx: typer.Context,
    scenario: given.Scenario,
    *,
    runs: Cases = 500,
    deals: Deals = None,
    changes: given.Changes = None,
    settings: given.Settings = None,
    seed: given.Seed = 1,
    method: given.Method = given.CaseMethod.MONTE_CARLO,
    out: given.KeptOut = None,
    as_json: given.Json = False,
) -> None:
    """See what the ranges imply before the first run.

    Who gains by what, what is red-lined, which deals are bearable, which conditions never stand in the way, and
    where the ranges say something else than the scenario's own statements. Nothing is played.

    Example:
        parley preview labour-dispute --deal wage_rise=four_percent,contract_length=two_years
    """
    check_out(ctx, out)
    wanted = [_deal(text) for text in deals or ()]
    changed = what_ifs(changes, settings)
    base = playable(scenario, changed)
    from sim.studies.case_preview import preview as look

    try:
        found = look(base, runs, seed, changed, deals=wanted, method=method.value)
    except ValueError as error:
        raise BadInputError(str(error)) from error
    data = found.to_dict()
    with kept(ctx, out, data):
        if as_json:
            emit(data)
        else:
            from sim.cli.preview_table import show_preview

            show_preview(console(), found)


def _deal(text: str) -> dict[str, str]:
    """Return issue to option.

    Raises:
        BadInputError: A part is not ISSUE=OPTION.
    """
    parts = [part.strip() for part in text.split(",")]
    for part in parts:
        if "=" not in part:
            raise BadInputError(f"--deal takes ISSUE=OPTION, several joined by commas, not {part!r}.")
    return {part.partition("=")[0].strip(): part.partition("=")[2].strip() for part in parts}
