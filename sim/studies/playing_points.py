"""One point of a sweep played, and what all points share so that none of it is made twice.

Points of one design mostly differ in a few stated numbers. Then they have one board, and all columns of their cases but
those of the levers are drawn from the same ranges by the same luck. Sharing both changes no number.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.analysis.points import Point, day_spreads
from sim.analysis.shares import outcome_shares, question_shares
from sim.analysis.sweeps import Plan
from sim.cases import Method, draw, quantiles, unit_rows
from sim.changes import apply
from sim.ensemble import play
from sim.faults import ScenarioError
from sim.game import Game, make_game
from sim.layout import Input
from sim.numbers import Spread
from sim.records import Records
from sim.rules.state import Floats
from sim.scenario import Scenario
from sim.studies.design import located


@dataclass(frozen=True)
class Stencil:
    """What the points of a sweep have in common.

    Attributes:
        plan: What is played.
        game: The game of its first point; others take its board over where they can.
        values: [runs, inputs] the cases of that point.
    """

    plan: Plan
    game: Game
    values: Floats


def stencil_of(plan: Plan) -> Stencil:
    """Return what the points of a sweep have in common, made from the first of them."""
    game = make_game(apply(plan.base, plan.changes_at(0)))
    return Stencil(plan, game, draw(game, plan.runs, plan.seed, method=plan.method))


def play_point(
    stencil: Stencil,
    number: int,
    *,
    threads: int = 1,
    block: int | None = None,
    cancel: threading.Event | None = None,
) -> Point | None:
    """Play one point.

    Args:
        stencil: What it shares with the others.
        number: Its place in the design.
        threads: Threads that play its runs. Changes no number.
        block: Runs a thread plays at a stretch. Changes no number.
        cancel: Set it to stop.

    Returns:
        What was found, the same as of `sim.run` with the plan's changes at this point; None if it was stopped.

    Raises:
        ScenarioError: The values cannot stand together.
    """
    plan = stencil.plan
    game = make_game(_scenario(plan, number), stencil.game)
    values = drawn_like(game, stencil.game, stencil.values, plan.seed, plan.method)
    played = play(game, values, plan.seed, threads=threads, block=block, cancel=cancel)
    if played.runs < plan.runs:
        return None
    records = Records(game, played.records)
    return Point(
        number=number,
        values=plan.design.points[number],
        digest=game.scenario.digest,
        runs=played.runs,
        outcomes=outcome_shares(game, records),
        questions=question_shares(game, records),
        days=day_spreads(game, records),
    )


def _scenario(plan: Plan, number: int) -> Scenario:
    """Return the scenario of a point; faults say at which point they came up."""
    try:
        return apply(plan.base, plan.changes_at(number))
    except ScenarioError as error:
        raise ScenarioError(located(plan.design.varied, plan.design.points[number], error.faults)) from error


def drawn_like(game: Game, other: Game, values: Floats, seed: int, method: Method) -> Floats:
    """Return the cases of a game, taking over from another game's what is drawn alike in both.

    Args:
        game: What is played.
        other: A game whose cases are known.
        values: [runs, inputs] they, drawn by the same method from the same seed.
        seed: Key of the ensemble.
        method: How cases are drawn.

    Returns:
        What `sim.cases.draw` returns for the game, number by number.
    """
    known = {given.path: (given.spread, place) for place, given in enumerate(other.inputs)}
    from_other = {given.path: known[given.path][1] for given in game.inputs if _spread(known, given) == given.spread}
    if method == "sobol" and len(from_other) < max(len(game.inputs), len(other.inputs)):
        # Where an input stands in a Sobol sequence depends on all inputs.
        return draw(game, len(values), seed, method=method)
    fresh = [given for given in game.inputs if given.path not in from_other]
    unit = unit_rows([given.path for given in fresh], len(values), seed, method=method)
    columns = {given.path: quantiles(given.spread, unit[:, place]) for place, given in enumerate(fresh)}
    columns |= {path: values[:, place] for path, place in from_other.items()}
    return np.column_stack([columns[given.path] for given in game.inputs]) if game.inputs else values[:, :0]


def _spread(known: Mapping[str, tuple[Spread, int]], given: Input) -> Spread | None:
    return known[given.path][0] if given.path in known else None
