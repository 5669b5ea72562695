"""The verb that weighs choices over all cases: `robust`."""

from typing import Annotated

import typer

import sim.cli.options as given
from sim.cli.console import console, playing
from sim.cli.doors import CANCELLED, BadInputError, complain, emit, guarded, in_option, playable, timed, what_ifs
from sim.cli.keep import check_out, kept


@guarded
def robust(
    ctx: typer.Context,
    scenario: given.Scenario,
    *,
    choose: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="A change to choose, a+b joins two, or PATH=VALUE. Repeatable; none: both ends of each lever that is "
            "the party's own.",
        ),
    ] = None,
    party: Annotated[
        str | None,
        typer.Option("--for", metavar="PARTY", help="Who chooses; what it gets counts, unless --outcome does."),
    ] = None,
    outcome: Annotated[
        str | None,
        typer.Option(
            metavar="OUTCOME",
            help="Count the runs that end so, or answer a question so; a+b for either.",
            show_default=False,
        ),
    ] = None,
    avoid: Annotated[bool, typer.Option("--avoid", help="Count the runs that do not end so.")] = False,
    level: Annotated[
        float | None,
        typer.Option(
            metavar="X", help="What is enough in a case: points, by default 0, or a share of runs, by default 0.5."
        ),
    ] = None,
    pessimism: Annotated[
        float, typer.Option(min=0, max=1, metavar="SHARE", help="Weight of the worst case beside the best (Hurwicz).")
    ] = 0.5,
    changes: given.Changes = None,
    settings: given.Settings = None,
    cases: Annotated[int, typer.Option(min=2, max=100_000, metavar="N", help="How many cases to play.")] = 200,
    luck: Annotated[int, typer.Option(min=1, max=10_000, metavar="N", help="Draws of luck for each case.")] = 25,
    seed: given.Seed = 1,
    method: given.MaybeMethod = None,
    threads: given.Threads = None,
    block: given.Block = None,
    out: given.KeptOut = None,
    as_json: given.Json = False,
) -> None:
    """Weigh choices over all cases.

    Regret, how often a choice brings enough, its worst case; all choices meet the same cases and the same luck.
    --change and --set hold under every choice.

    Example:
        parley robust labour-dispute --for union --choose no_ballot --cases 50
    """
    check_out(ctx, out)
    changed = what_ifs(changes, settings)
    base = playable(scenario, changed)
    if party is None and outcome is None:
        raise BadInputError(
            f"Say what counts: --for PARTY ({', '.join(base.parties)}) or --outcome ID ({', '.join(base.outcomes)})."
        )
    with playing("weighing", threads, block) as options:
        from sim.scenario.faults import ScenarioError
        from sim.studies.robustness import Stakes
        from sim.studies.robustness import robust as weigh

        try:
            found = weigh(
                base,
                choose or (),
                Stakes(party, outcome, avoid, level, pessimism),
                seed,
                changed,
                cases=cases,
                luck=luck,
                method=None if method is None else method.value,
                **options.block_keywords,
            )
        except ScenarioError as error:
            raise ScenarioError(in_option("--choose", fault) for fault in error.faults) from error
        except ValueError as error:
            raise BadInputError(str(error)) from error
    data = timed(found.to_dict())
    with kept(ctx, out, data, complete=found.complete):
        if as_json:
            emit(data)
        elif found.weighing is not None:
            from sim.cli.robust_table import show_robustness

            show_robustness(console(), found)
    if not found.complete:
        complain([f"Cancelled: {found.cases:,} of {found.wanted:,} cases were finished under every choice."])
        raise typer.Exit(CANCELLED)
