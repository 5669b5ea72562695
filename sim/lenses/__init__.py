"""Other theories on the same scenario, and their algorithms on plain arrays. None draws, none plays runs.

The functions on scenarios are `sim.solve`, `sim.stability`, `sim.spatial`, `sim.games` and `sim.lens_table`.
"""

from typing import TYPE_CHECKING

from sim.arguments import door
from sim.lazy import lazy

if TYPE_CHECKING:
    from sim.lenses.agreement import Agreement
    from sim.lenses.backward_induction import subgame_perfect
    from sim.lenses.bargaining import Solution
    from sim.lenses.catalogue import classic as classic_game
    from sim.lenses.core import core_of as core_deals
    from sim.lenses.correlation import correlated as correlated_equilibrium
    from sim.lenses.deal_points import (
        egalitarian_point,
        kalai_smorodinsky_point,
        nash_point,
        nash_product,
        utilitarian_point,
    )
    from sim.lenses.dominance import dominated as dominated_strategies
    from sim.lenses.dominance import survivors as iterated_elimination
    from sim.lenses.evolution import replicate as replicator_dynamics
    from sim.lenses.evolution import stable_strategies as evolutionarily_stable_strategies
    from sim.lenses.expected_utility import expected_utility as challenge_model
    from sim.lenses.games import GameSolution
    from sim.lenses.matrices import MatrixGame, pure_equilibria
    from sim.lenses.matrices import two_players as bimatrix
    from sim.lenses.mixed_equilibria import nash as nash_equilibria
    from sim.lenses.overtime.attrition import attrition as war_of_attrition
    from sim.lenses.overtime.offers import baron_ferejohn, rubinstein, stahl
    from sim.lenses.overtime.walks import random_walk_war
    from sim.lenses.overtime.war import audience_cost, bargaining_range
    from sim.lenses.pareto import frontier as pareto_frontier
    from sim.lenses.point_forecasts import median_interval, weighted_mean, weighted_median
    from sim.lenses.power import power as voting_power
    from sim.lenses.power import weighted_rule as weighted_voting
    from sim.lenses.quantal import logit as quantal_response
    from sim.lenses.quantal import principal_branch
    from sim.lenses.spatial import Spatial
    from sim.lenses.stability import Stability
    from sim.lenses.stability import equilibria as graph_model_equilibria
    from sim.lenses.supports import support_enumeration
    from sim.lenses.trees import GameTree

_HOMES = {
    "Agreement": "sim.lenses.agreement",
    "GameSolution": "sim.lenses.games",
    "GameTree": "sim.lenses.trees",
    "MatrixGame": "sim.lenses.matrices",
    "Solution": "sim.lenses.bargaining",
    "Spatial": "sim.lenses.spatial",
    "Stability": "sim.lenses.stability",
    "audience_cost": "sim.lenses.overtime.war",
    "bargaining_range": "sim.lenses.overtime.war",
    "baron_ferejohn": "sim.lenses.overtime.offers",
    "bimatrix": "sim.lenses.matrices:two_players",
    "challenge_model": "sim.lenses.expected_utility:expected_utility",
    "classic_game": "sim.lenses.catalogue:classic",
    "core_deals": "sim.lenses.core:core_of",
    "correlated_equilibrium": "sim.lenses.correlation:correlated",
    "dominated_strategies": "sim.lenses.dominance:dominated",
    "egalitarian_point": "sim.lenses.deal_points",
    "evolutionarily_stable_strategies": "sim.lenses.evolution:stable_strategies",
    "graph_model_equilibria": "sim.lenses.stability:equilibria",
    "iterated_elimination": "sim.lenses.dominance:survivors",
    "kalai_smorodinsky_point": "sim.lenses.deal_points",
    "median_interval": "sim.lenses.point_forecasts",
    "nash_equilibria": "sim.lenses.mixed_equilibria:nash",
    "nash_point": "sim.lenses.deal_points",
    "nash_product": "sim.lenses.deal_points",
    "pareto_frontier": "sim.lenses.pareto:frontier",
    "principal_branch": "sim.lenses.quantal",
    "pure_equilibria": "sim.lenses.matrices",
    "quantal_response": "sim.lenses.quantal:logit",
    "random_walk_war": "sim.lenses.overtime.walks",
    "replicator_dynamics": "sim.lenses.evolution:replicate",
    "rubinstein": "sim.lenses.overtime.offers",
    "stahl": "sim.lenses.overtime.offers",
    "subgame_perfect": "sim.lenses.backward_induction",
    "support_enumeration": "sim.lenses.supports",
    "utilitarian_point": "sim.lenses.deal_points",
    "voting_power": "sim.lenses.power:power",
    "war_of_attrition": "sim.lenses.overtime.attrition:attrition",
    "weighted_mean": "sim.lenses.point_forecasts",
    "weighted_median": "sim.lenses.point_forecasts",
    "weighted_voting": "sim.lenses.power:weighted_rule",
}

__all__ = [
    "Agreement",
    "GameSolution",
    "GameTree",
    "MatrixGame",
    "Solution",
    "Spatial",
    "Stability",
    "audience_cost",
    "bargaining_range",
    "baron_ferejohn",
    "bimatrix",
    "challenge_model",
    "classic_game",
    "core_deals",
    "correlated_equilibrium",
    "dominated_strategies",
    "egalitarian_point",
    "evolutionarily_stable_strategies",
    "graph_model_equilibria",
    "iterated_elimination",
    "kalai_smorodinsky_point",
    "median_interval",
    "nash_equilibria",
    "nash_point",
    "nash_product",
    "pareto_frontier",
    "principal_branch",
    "pure_equilibria",
    "quantal_response",
    "random_walk_war",
    "replicator_dynamics",
    "rubinstein",
    "stahl",
    "subgame_perfect",
    "support_enumeration",
    "utilitarian_point",
    "voting_power",
    "war_of_attrition",
    "weighted_mean",
    "weighted_median",
    "weighted_voting",
]

__getattr__, __dir__ = lazy(__name__, _HOMES, door)
