"""The verb of the bargaining lens: `solve`, on a scenario or on other people's domain files."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import sim.cli.options as given
from sim.cli.console import console
from sim.cli.doors import BadInputError, answered, emit, guarded, playable, what_ifs
from sim.cli.keep import check_out, kept

if TYPE_CHECKING:
    from sim.formats.additive import Domain
    from sim.lenses.bargaining import Solution


class ConventionName(StrEnum):
    """How points are sought; the names of `sim.lenses.conventions.CONVENTIONS`, which is too heavy to import here."""

    TEXTBOOK = "textbook"
    GENIUS = "genius"
    NEGMAS = "negmas"


Subject = Annotated[
    list[str],
    typer.Argument(
        metavar="SCENARIO | DOMAIN...",
        help="A scenario, or a GENIUS or GeniusWeb domain: its folder, or its domain file and profiles.",
        show_default=False,
    ),
]
Convention = Annotated[ConventionName, typer.Option(help="By whose convention points are sought.")]
Weights = Annotated[
    list[str] | None,
    typer.Option("--weight", metavar="PARTY=W", help="How much a party counts in the Nash product. Repeatable."),
]
Conditions = Annotated[bool, typer.Option(help="Take what conditions given up cost off the worth of a deal.")]


@guarded
def solve(
    ctx: typer.Context,
    scenario: Subject,
    *,
    convention: Convention = ConventionName.TEXTBOOK,
    weights: Weights = None,
    conditions: Conditions = True,
    changes: given.Changes = None,
    settings: given.Settings = None,
    out: given.KeptOut = None,
    as_json: given.Json = False,
) -> None:
    """See what theories of bargaining say.

    Pareto frontier, zone of possible agreement, Nash, Kalai-Smorodinsky, egalitarian, utilitarian and maximin points,
    the core and everyone's power.

    Example:
        parley solve labour-dispute --convention genius
    """
    check_out(ctx, out)
    changed, weighed = what_ifs(changes, settings), _weights(weights)
    notes: tuple[str, ...] = ()
    if _is_domain(scenario):
        if changed:
            raise BadInputError("--change and --set belong to a scenario; import the domain first: parley import.")
        domain = _domain([Path(name) for name in scenario])
        found, notes = _solved_domain(domain, convention.value, weighed), domain.left_out
    else:
        found = _solved(scenario[0], changed, convention.value, weighed, conditions)
    data = {**found.to_dict(), **({"notes": list(notes)} if notes else {})}
    with kept(ctx, out, data):
        if as_json:
            emit(data)
        else:
            from sim.cli.solve_table import show_solution

            show_solution(console(), found, notes)


def _is_domain(names: Sequence[str]) -> bool:
    """Return whether other people's files are meant: several, a folder, or XML."""
    from sim.formats.files import is_folder

    return len(names) > 1 or is_folder(Path(names[0])) or Path(names[0]).suffix.lower() == ".xml"


def _weights(weights: Sequence[str] | None) -> dict[str, float]:
    """Return the weights of parties."""
    found = {}
    for text in weights or ():
        party, _, weight = text.partition("=")
        try:
            found[party] = float(weight)
        except ValueError:
            raise BadInputError(f"--weight takes PARTY=W with a number, not {text!r}.") from None
    return found


def _solved(
    name: str, changed: Sequence[str], convention: str, weights: dict[str, float], conditions: bool
) -> "Solution":
    base = playable(name, changed, played=False)
    from sim.lenses.bargaining import solve as solved

    with answered(name):
        return solved(base, changed, convention=convention, weights=weights, conditions=conditions)


def _solved_domain(domain: "Domain", convention: str, weights: dict[str, float]) -> "Solution":
    """Return the solution of a domain, in which every deal needs everybody's consent."""
    import numpy as np

    from sim.formats.ids import ids_of
    from sim.lenses.bargaining import bargain, solution
    from sim.lenses.winning_coalitions import of_consent

    parties = dict(zip(ids_of(side.name for side in domain.sides), (s.name for s in domain.sides), strict=True))
    unknown = [party for party in weights if party not in parties]
    if unknown:
        raise BadInputError(f"There is no party {unknown[0]!r}; expected one of {', '.join(parties)}.")
    with answered(domain.name):
        worth = domain.utilities(capped=convention == ConventionName.GENIUS.value)
        weighed = np.array([weights.get(party, 1.0) for party in parties])
        found = bargain(worth, domain.reserves(), convention, weighed)
    everybody = of_consent(np.full(len(worth), (1 << len(parties)) - 1, np.int64), len(parties))
    return solution((domain.name, domain.name, ""), found, parties, domain.deal, settling=everybody)


def _domain(files: Sequence[Path]) -> "Domain":
    from sim.formats import genius, geniusweb
    from sim.scenario.likeness import DOMAIN, told_apart

    with told_apart(files[0], DOMAIN, expected="a GENIUS or GeniusWeb domain, or a scenario"):
        return geniusweb.read_domain(files) if geniusweb.OLDER.recognises(files) else genius.read_domain(files)
