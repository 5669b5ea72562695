"""The verb that looks for boxes of inputs in which an outcome comes about: `discover`."""

from enum import StrEnum
from typing import Annotated

import typer

import sim.cli.options as given
from sim.cli.console import console, playing
from sim.cli.doors import CANCELLED, BadInputError, complain, emit, guarded, playable, timed, what_ifs
from sim.cli.keep import check_out, kept
from sim.cli.outcomes import known_outcome, wanted_outcome


class Way(StrEnum):
    """How boxes are looked for."""

    PRIM = "prim"
    TREE = "tree"


@guarded
def discover(
    ctx: typer.Context,
    scenario: given.Scenario,
    *,
    outcome: Annotated[
        str | None,
        typer.Option(
            metavar="OUTCOME",
            help="The outcome, or question for yes or no, to find; a+b for either. Without one all are named.",
            show_default=False,
        ),
    ] = None,
    changes: given.Changes = None,
    settings: given.Settings = None,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH[=LOW:HIGH]",
            help="Make a lever uncertain, over its declared range or this one; a flag, a choice or a named change is "
            "played in each of its values. Repeatable.",
        ),
    ] = None,
    absent: Annotated[bool, typer.Option("--absent", help="Look for where the outcome does not come about.")] = False,
    way: Annotated[Way, typer.Option(help="Peel boxes off (prim), or split all runs (tree).")] = Way.PRIM,
    boxes: Annotated[int, typer.Option(min=1, max=20, metavar="N", help="How many boxes at most.")] = 3,
    density: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            metavar="SHARE",
            help="Take the largest box in which at least this share of runs have the outcome; by default the one with "
            "the best balance of coverage and density.",
            show_default=False,
        ),
    ] = None,
    alpha: Annotated[
        float, typer.Option(min=0.001, max=0.5, metavar="SHARE", help="Share of a box that one peel takes off.")
    ] = 0.05,
    least: Annotated[
        float, typer.Option(min=0.001, max=0.5, metavar="SHARE", help="Smallest box, as a share of all runs.")
    ] = 0.05,
    repeats: Annotated[
        int, typer.Option(min=0, max=1000, metavar="N", help="Repeats on half of the runs: which limits come again?")
    ] = 20,
    runs: given.Runs = 10_000,
    seed: given.Seed = 1,
    method: given.MaybeMethod = None,
    threads: given.Threads = None,
    block: given.Block = None,
    out: given.KeptOut = None,
    as_json: given.Json = False,
) -> None:
    """Find in which cases an outcome comes about.

    Says it in a few limits on what differs between runs, found on one half of the runs and scored on the other.

    Example:
        parley discover labour-dispute --outcome contract_signed --absent --runs 2000
    """
    check_out(ctx, out)
    from sim.scenario.changes import apply

    changed = what_ifs(changes, settings)
    base = playable(scenario, changed)
    aim = known_outcome(apply(base, changed), wanted_outcome(base, outcome, "discover"))
    with playing("discovering", threads, block) as options:
        from sim.studies.discovery import BoxSearch
        from sim.studies.discovery import discover as look

        search = BoxSearch(way.value, boxes, density, alpha, least, repeats=repeats)
        try:
            found = look(
                base,
                aim,
                runs,
                seed,
                changed,
                vary=vary or (),
                absent=absent,
                search=search,
                method=None if method is None else method.value,
                **options.block_keywords,
            )
        except ValueError as error:
            raise BadInputError(str(error)) from error
    data = timed(found.to_dict())
    with kept(ctx, out, data, complete=found.complete):
        if as_json:
            emit(data)
        else:
            from sim.cli.discover_table import show_discovery

            show_discovery(console(), found)
    if not found.complete:
        complain([f"Cancelled: boxes were looked for among the {found.runs:,} runs that were finished."])
        raise typer.Exit(CANCELLED)
