"""One point of a sweep played, and what all points share so that none of it is made twice.

Points of one design mostly differ in a few stated numbers. If so, they share one board, and all columns of their cases
but those of the levers are drawn from the same ranges by the same luck. Sharing both changes no number.
"""

from dataclasses import dataclass

from sim.analysis.points import SweepPoint, day_spreads, number_spreads
from sim.analysis.shares import outcome_shares, question_shares
from sim.analysis.sweeps import SweepPlan
from sim.game.build import make_game
from sim.game.cases import Cases, cases_of
from sim.game.records import Records
from sim.runs.ensemble import play
from sim.runs.options import PlayOptions
from sim.scenario.changes import apply
from sim.scenario.faults import ScenarioError
from sim.scenario.model import Scenario
from sim.studies.design import located


@dataclass(frozen=True)
class Stencil:
    """What the points of a sweep have in common.

    Attributes:
        plan: What is played.
        cases: The cases of its first point; others take over its board and columns where they can.
    """

    plan: SweepPlan
    cases: Cases


def stencil_of(plan: SweepPlan) -> Stencil:
    """Return what the points of a sweep have in common, made from the first of them."""
    game = make_game(apply(plan.base, plan.changes_at(0)))
    return Stencil(plan, cases_of(game, plan.runs, plan.seed, method=plan.method))


def play_point(stencil: Stencil, number: int, *, options: PlayOptions) -> SweepPoint | None:
    """Play one point.

    Args:
        stencil: What it shares with the others.
        number: Its place in the design.
        options: How its runs are played.

    Returns:
        What was found, the same as by `sim.run` with the plan's changes at this point; None if it was stopped.

    Raises:
        ScenarioError: The values cannot be combined.
    """
    plan = stencil.plan
    game = make_game(_scenario(plan, number), stencil.cases.game)
    cases = cases_of(game, plan.runs, plan.seed, method=plan.method, like=stencil.cases)
    played = play(game, cases.values, plan.seed, options=options)
    if played.runs < plan.runs:
        return None
    records = Records(game, played.records)
    return SweepPoint(
        number=number,
        values=plan.design.points[number],
        digest=game.scenario.digest,
        runs=played.runs,
        outcomes=outcome_shares(game, records),
        questions=question_shares(game, records),
        days=day_spreads(game, records),
        numbers=number_spreads(game, records),
    )


def _scenario(plan: SweepPlan, number: int) -> Scenario:
    """Return the scenario of a point; faults say at which point they came up."""
    try:
        return apply(plan.base, plan.changes_at(number))
    except ScenarioError as error:
        raise ScenarioError(located(plan.design.varied, plan.design.points[number], error.faults)) from error
