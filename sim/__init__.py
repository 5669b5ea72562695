"""Parley: who wants what, under which stated conditions, played out ten thousand times.

    import sim

    ensemble = sim.run("ukraine-2025-03", runs=2_000, seed=7)
    ensemble.outcomes          # shares of runs with intervals
    print(sim.watch("ukraine-2025-03", seed=7, run=3))

Importing this package loads none of the heavy libraries; each verb loads what it needs when it is first used.
"""

from importlib import import_module
from types import FunctionType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.analysis.sweeps import Sweep
    from sim.lenses.bargaining import Solution, solve
    from sim.lenses.games import games
    from sim.lenses.spatial import spatial
    from sim.lenses.stability import Stability, stability
    from sim.runs.results import Ensemble
    from sim.runs.runner import run
    from sim.scenario.documents import load
    from sim.scenario.faults import Fault, ScenarioError
    from sim.scenario.model import Scenario
    from sim.scenario.overview import show
    from sim.studies.ablation import ablate
    from sim.studies.break_even import flip
    from sim.studies.comparison import Comparison, compare
    from sim.studies.discovery import discover
    from sim.studies.robustness import robust
    from sim.studies.sensitivity import sensitivity
    from sim.studies.structural import doubt
    from sim.studies.sweep import sweep
    from sim.trace.mesa_model import watch
    from sim.trace.transcript import Transcript

_HOMES = {
    "Comparison": "sim.studies.comparison",
    "Ensemble": "sim.runs.results",
    "Fault": "sim.scenario.faults",
    "Scenario": "sim.scenario.model",
    "ScenarioError": "sim.scenario.faults",
    "Solution": "sim.lenses.bargaining",
    "Stability": "sim.lenses.stability",
    "Sweep": "sim.analysis.sweeps",
    "Transcript": "sim.trace.transcript",
    "ablate": "sim.studies.ablation",
    "compare": "sim.studies.comparison",
    "discover": "sim.studies.discovery",
    "doubt": "sim.studies.structural",
    "flip": "sim.studies.break_even",
    "games": "sim.lenses.games",
    "load": "sim.scenario.documents",
    "robust": "sim.studies.robustness",
    "run": "sim.runs.runner",
    "sensitivity": "sim.studies.sensitivity",
    "show": "sim.scenario.overview",
    "solve": "sim.lenses.bargaining",
    "spatial": "sim.lenses.spatial",
    "stability": "sim.lenses.stability",
    "sweep": "sim.studies.sweep",
    "watch": "sim.trace.mesa_model",
}

__all__ = [
    "Comparison",
    "Ensemble",
    "Fault",
    "Scenario",
    "ScenarioError",
    "Solution",
    "Stability",
    "Sweep",
    "Transcript",
    "ablate",
    "compare",
    "discover",
    "doubt",
    "flip",
    "games",
    "load",
    "robust",
    "run",
    "sensitivity",
    "show",
    "solve",
    "spatial",
    "stability",
    "sweep",
    "watch",
]


def __getattr__(name: str) -> Any:
    """Import a public name from its home when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    found = getattr(import_module(_HOMES[name]), name)
    if isinstance(found, FunctionType):
        from sim.arguments import checked

        found = checked(found)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
