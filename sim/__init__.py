"""Parley: who wants what, under which stated conditions, played out ten thousand times.

    import sim

    ensemble = sim.run("ukraine-2025-03", runs=2_000, seed=7)
    ensemble.outcomes          # shares of runs with intervals
    print(sim.watch("ukraine-2025-03", seed=7, run=3))

Importing this package loads none of the heavy libraries; each verb loads what it needs when it is first used.
"""

from types import FunctionType
from typing import TYPE_CHECKING, Any

from sim.lazy import lazy

if TYPE_CHECKING:
    from sim.analysis.discovery import Discovery
    from sim.analysis.robustness import Robustness
    from sim.analysis.sensitivity import Sensitivity
    from sim.analysis.sweeps import Sweep
    from sim.cli.app import app
    from sim.cli.open import open_
    from sim.finding import Finding
    from sim.formats.conversion import export, import_
    from sim.game.tactic_list import plugin
    from sim.lenses.bargaining import Solution, solve
    from sim.lenses.spatial import spatial
    from sim.lenses.stability import Stability, stability
    from sim.reports.briefs import brief
    from sim.reports.expert_form import elicit
    from sim.reports.report_file import report
    from sim.reports.short_report import Brief
    from sim.reports.verification import repeat, verify
    from sim.runs.results import Ensemble
    from sim.runs.runner import run
    from sim.scenario.documents import load
    from sim.scenario.faults import Fault, ScenarioError
    from sim.scenario.first_draft import draft as new
    from sim.scenario.listings import check, levers, scenarios
    from sim.scenario.model import Scenario
    from sim.scenario.overview import show
    from sim.scenario.schema import schema
    from sim.studies.ablation import AblationStudy, ablate
    from sim.studies.backtest_study import Backtest, backtest
    from sim.studies.break_even import flip
    from sim.studies.case_preview import preview
    from sim.studies.codebook_tables import codebook, coded
    from sim.studies.comparison import Comparison, compare
    from sim.studies.discovery import discover
    from sim.studies.effects_of_inputs import input_effects
    from sim.studies.robustness import robust
    from sim.studies.scenario_diff import diff
    from sim.studies.score_study import score
    from sim.studies.sensitivity_study import sensitivity
    from sim.studies.structural import doubt
    from sim.studies.sweep_study import sweep
    from sim.studies.theories import games, lens_table
    from sim.timings.benchmark import bench
    from sim.trace.mesa_model import NegotiationModel, watch
    from sim.trace.transcript import Transcript

_HOMES = {
    "AblationStudy": "sim.studies.ablation",
    "Backtest": "sim.studies.backtest_study",
    "Brief": "sim.reports.short_report",
    "Comparison": "sim.studies.comparison",
    "Discovery": "sim.analysis.discovery",
    "Ensemble": "sim.runs.results",
    "Fault": "sim.scenario.faults",
    "Finding": "sim.finding",
    "NegotiationModel": "sim.trace.mesa_model",
    "Robustness": "sim.analysis.robustness",
    "Scenario": "sim.scenario.model",
    "ScenarioError": "sim.scenario.faults",
    "Sensitivity": "sim.analysis.sensitivity",
    "Solution": "sim.lenses.bargaining",
    "Stability": "sim.lenses.stability",
    "Sweep": "sim.analysis.sweeps",
    "Transcript": "sim.trace.transcript",
    "ablate": "sim.studies.ablation",
    "app": "sim.cli.app",
    "backtest": "sim.studies.backtest_study",
    "bench": "sim.timings.benchmark",
    "brief": "sim.reports.briefs",
    "check": "sim.scenario.listings",
    "codebook": "sim.studies.codebook_tables",
    "coded": "sim.studies.codebook_tables",
    "compare": "sim.studies.comparison",
    "diff": "sim.studies.scenario_diff",
    "discover": "sim.studies.discovery",
    "doubt": "sim.studies.structural",
    "elicit": "sim.reports.expert_form",
    "export": "sim.formats.conversion",
    "flip": "sim.studies.break_even",
    "games": "sim.studies.theories",
    "import_": "sim.formats.conversion",
    "input_effects": "sim.studies.effects_of_inputs",
    "lens_table": "sim.studies.theories",
    "levers": "sim.scenario.listings",
    "load": "sim.scenario.documents",
    "new": "sim.scenario.first_draft:draft",
    "open_": "sim.cli.open",
    "plugin": "sim.game.tactic_list",
    "preview": "sim.studies.case_preview",
    "repeat": "sim.reports.verification",
    "report": "sim.reports.report_file",
    "robust": "sim.studies.robustness",
    "run": "sim.runs.runner",
    "scenarios": "sim.scenario.listings",
    "schema": "sim.scenario.schema",
    "score": "sim.studies.score_study",
    "sensitivity": "sim.studies.sensitivity_study",
    "show": "sim.scenario.overview",
    "solve": "sim.lenses.bargaining",
    "spatial": "sim.lenses.spatial",
    "stability": "sim.lenses.stability",
    "sweep": "sim.studies.sweep_study",
    "verify": "sim.reports.verification",
    "watch": "sim.trace.mesa_model",
}

__all__ = [
    "AblationStudy",
    "Backtest",
    "Brief",
    "Comparison",
    "Discovery",
    "Ensemble",
    "Fault",
    "Finding",
    "NegotiationModel",
    "Robustness",
    "Scenario",
    "ScenarioError",
    "Sensitivity",
    "Solution",
    "Stability",
    "Sweep",
    "Transcript",
    "ablate",
    "app",
    "backtest",
    "bench",
    "brief",
    "check",
    "codebook",
    "coded",
    "compare",
    "diff",
    "discover",
    "doubt",
    "elicit",
    "export",
    "flip",
    "games",
    "import_",
    "input_effects",
    "lens_table",
    "levers",
    "load",
    "new",
    "open_",
    "plugin",
    "preview",
    "repeat",
    "report",
    "robust",
    "run",
    "scenarios",
    "schema",
    "score",
    "sensitivity",
    "show",
    "solve",
    "spatial",
    "stability",
    "sweep",
    "verify",
    "watch",
]


def _checked(found: Any, package: str, name: str) -> Any:
    """Return a function that holds its arguments to its signature; anything else as it is."""
    if not isinstance(found, FunctionType):
        return found
    from sim.arguments import checked

    return checked(found, package, name)


__getattr__, __dir__ = lazy(__name__, _HOMES, _checked)
