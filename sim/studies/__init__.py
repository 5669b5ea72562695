"""Questions that take many ensembles to answer: what a change changes, what would flip it, how much hangs on what.

Each study plays ensembles through `sim.runs.runner` under common random numbers, hands what they left behind to
`sim.analysis`, and returns one frozen finding. Nothing here draws, prints or writes a report.
"""

from typing import TYPE_CHECKING

from sim.arguments import door
from sim.lazy import lazy

if TYPE_CHECKING:
    from sim.studies.ablation import AblationStudy, ablate
    from sim.studies.backtest_study import Backtest, backtest
    from sim.studies.break_even import FlipStudy
    from sim.studies.break_even import flip as break_even_search
    from sim.studies.comparison import Comparison, compare
    from sim.studies.decision import Decision
    from sim.studies.discovery import BoxSearch, discover
    from sim.studies.one_at_a_time import tornado
    from sim.studies.robustness import Stakes, robust
    from sim.studies.sensitivity_study import SensitivityPlan, known_sensitivity, sensitivity
    from sim.studies.spreads import Shape
    from sim.studies.structural import Doubt
    from sim.studies.structural import doubt as structural_sensitivity
    from sim.studies.sweep_study import sweep
    from sim.studies.theories import games, lens_table
    from sim.studies.variance_split import NestedDesign, variance_parts

_HOMES = {
    "AblationStudy": "sim.studies.ablation",
    "Backtest": "sim.studies.backtest_study",
    "BoxSearch": "sim.studies.discovery",
    "Comparison": "sim.studies.comparison",
    "Decision": "sim.studies.decision",
    "Doubt": "sim.studies.structural",
    "FlipStudy": "sim.studies.break_even",
    "NestedDesign": "sim.studies.variance_split",
    "SensitivityPlan": "sim.studies.sensitivity_study",
    "Shape": "sim.studies.spreads",
    "Stakes": "sim.studies.robustness",
    "ablate": "sim.studies.ablation",
    "backtest": "sim.studies.backtest_study",
    "break_even_search": "sim.studies.break_even:flip",
    "compare": "sim.studies.comparison",
    "discover": "sim.studies.discovery",
    "games": "sim.studies.theories",
    "known_sensitivity": "sim.studies.sensitivity_study",
    "lens_table": "sim.studies.theories",
    "robust": "sim.studies.robustness",
    "sensitivity": "sim.studies.sensitivity_study",
    "structural_sensitivity": "sim.studies.structural:doubt",
    "sweep": "sim.studies.sweep_study",
    "tornado": "sim.studies.one_at_a_time",
    "variance_parts": "sim.studies.variance_split",
}

__all__ = [
    "AblationStudy",
    "Backtest",
    "BoxSearch",
    "Comparison",
    "Decision",
    "Doubt",
    "FlipStudy",
    "NestedDesign",
    "SensitivityPlan",
    "Shape",
    "Stakes",
    "ablate",
    "backtest",
    "break_even_search",
    "compare",
    "discover",
    "games",
    "known_sensitivity",
    "lens_table",
    "robust",
    "sensitivity",
    "structural_sensitivity",
    "sweep",
    "tornado",
    "variance_parts",
]

__getattr__, __dir__ = lazy(__name__, _HOMES, door)
