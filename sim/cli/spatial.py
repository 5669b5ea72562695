"""The verb `spatial`: a decision as positions on a line."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import sim.cli.options as given
from sim.cli.console import console
from sim.cli.doors import BadInputError, answered, emit, guarded, what_ifs
from sim.cli.keep import check_out, kept

if TYPE_CHECKING:
    from sim.lenses.placed import Actors
    from sim.scenario.model import Scenario


MOST_ROUNDS = 1_000


Issue = Annotated[str | None, typer.Option(metavar="ISSUE", help="The issue to look at; by default all.")]


Rounds = Annotated[int, typer.Option(min=1, max=MOST_ROUNDS, metavar="N", help="Rounds of the challenge model.")]


Unmoved = Annotated[
    float, typer.Option(min=0.0, max=1.0, metavar="Q", help="How sure actors are that others stay put if unchallenged.")
]


Bargain = Annotated[bool, typer.Option("--bargain", help="Also bargain over all issues at once, as KTAB's model does.")]


Table = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO", help="A scenario, or a table of actors (.csv, .xlsx, KTAB).", show_default=False
    ),
]


@guarded
def spatial(
    ctx: typer.Context,
    scenario: Table,
    *,
    issue: Issue = None,
    rounds: Rounds = 10,
    q: Unmoved = 1.0,
    bargain: Bargain = False,
    changes: given.Changes = None,
    settings: given.Settings = None,
    out: given.KeptOut = None,
    as_json: given.Json = False,
) -> None:
    """Look at a scenario as positions on lines.

    Weighted means and medians, the Nash point, and who makes whom move, round by round.

    Example:
        parley spatial labour-dispute --issue wage_rise --rounds 5
    """
    check_out(ctx, out)
    from sim.lenses.challenges import Choices
    from sim.lenses.spatial import spatial as look

    changed = what_ifs(changes, settings)
    models = Choices() if bargain else None
    actors, notes = _table(scenario)
    if actors is not None and changed:
        raise BadInputError("--change and --set need a scenario; a table of actors has no paths.")
    subject = actors if actors is not None else _scenario(scenario)
    with answered(scenario):
        found = look(subject, changed, issue=issue, rounds=rounds, q=q, bargain=models)
    data = {"scenario": getattr(subject, "id", scenario), **found.to_dict(), **({"notes": notes} if notes else {})}
    with kept(ctx, out, data):
        if as_json:
            emit(data)
        else:
            from sim.cli.spatial_table import show_spatial

            show_spatial(console(), found, notes, _called(subject))


def _called(subject: "Actors | Scenario") -> dict[str, str]:
    """Return what issues and actors are called on screen; a table of actors has no other names than those in it."""
    from sim.scenario.model import Scenario

    if not isinstance(subject, Scenario):
        return {}
    kinds = (("issues", subject.issues), ("parties", subject.parties))
    return {name: subject.name_of(kind, name) for kind, names in kinds for name in names}


def _scenario(name: str) -> "Scenario":
    from sim.scenario.documents import load

    return load(name)


def _table(name: str) -> "tuple[Actors | None, list[str]]":
    """Return actors from a table, and what was left out or read with some doubt; none if the name is not a table's."""
    from sim.formats.tables import is_table, placed_in

    path = Path(name)
    if not is_table(path):
        return None, []
    table, notes = placed_in(path)
    return table.actors(), notes
