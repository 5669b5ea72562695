"""Numbers from numbers: shares with intervals, differences, what blocks, which inputs matter; no pictures.

The names below take plain arrays; the modules hold what the studies make of them.
"""

from typing import TYPE_CHECKING

from sim.arguments import door
from sim.lazy import lazy

if TYPE_CHECKING:
    from sim.analysis.binding_conditions import attribute as shapley_attribution
    from sim.analysis.boxes import Sample as BoxSample
    from sim.analysis.criteria import regrets
    from sim.analysis.discovery import Box, Discovery
    from sim.analysis.information import information as value_of_information
    from sim.analysis.known_functions import ishigami, sobol_g
    from sim.analysis.means import mean_interval
    from sim.analysis.morris import effects_of as morris_effects
    from sim.analysis.morris import walks as morris_walks
    from sim.analysis.prim import peel as prim_peeling
    from sim.analysis.quintile_contrast import quintile_contrasts
    from sim.analysis.robustness import Robustness
    from sim.analysis.sensitivity import Sensitivity
    from sim.analysis.shares import Share, paired_interval
    from sim.analysis.shares import wilson as wilson_interval
    from sim.analysis.sobol import Indices, SobolDesign
    from sim.analysis.sobol import indices_of as sobol_indices
    from sim.analysis.sweeps import Sweep
    from sim.analysis.tornado import Tornado
    from sim.analysis.tree import split as classification_tree

_HOMES = {
    "Box": "sim.analysis.discovery",
    "BoxSample": "sim.analysis.boxes:Sample",
    "Discovery": "sim.analysis.discovery",
    "Indices": "sim.analysis.sobol",
    "Robustness": "sim.analysis.robustness",
    "Sensitivity": "sim.analysis.sensitivity",
    "Share": "sim.analysis.shares",
    "SobolDesign": "sim.analysis.sobol",
    "Sweep": "sim.analysis.sweeps",
    "Tornado": "sim.analysis.tornado",
    "classification_tree": "sim.analysis.tree:split",
    "ishigami": "sim.analysis.known_functions",
    "mean_interval": "sim.analysis.means",
    "morris_effects": "sim.analysis.morris:effects_of",
    "morris_walks": "sim.analysis.morris:walks",
    "paired_interval": "sim.analysis.shares",
    "prim_peeling": "sim.analysis.prim:peel",
    "quintile_contrasts": "sim.analysis.quintile_contrast",
    "regrets": "sim.analysis.criteria",
    "shapley_attribution": "sim.analysis.binding_conditions:attribute",
    "sobol_g": "sim.analysis.known_functions",
    "sobol_indices": "sim.analysis.sobol:indices_of",
    "value_of_information": "sim.analysis.information:information",
    "wilson_interval": "sim.analysis.shares:wilson",
}

__all__ = [
    "Box",
    "BoxSample",
    "Discovery",
    "Indices",
    "Robustness",
    "Sensitivity",
    "Share",
    "SobolDesign",
    "Sweep",
    "Tornado",
    "classification_tree",
    "ishigami",
    "mean_interval",
    "morris_effects",
    "morris_walks",
    "paired_interval",
    "prim_peeling",
    "quintile_contrasts",
    "regrets",
    "shapley_attribution",
    "sobol_g",
    "sobol_indices",
    "value_of_information",
    "wilson_interval",
]

__getattr__, __dir__ = lazy(__name__, _HOMES, door)
