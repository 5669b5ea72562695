"""Results as files that people take with them: tables, workbooks, pictures, papers, notebooks.

Every file carries the manifest of what it shows, and the same inputs give the same bytes. The names below are what a
notebook made by `parley report --out FILE.ipynb` uses.
"""

from typing import TYPE_CHECKING

from sim.lazy import lazy

if TYPE_CHECKING:
    from sim.reports.findings import Findings, gather
    from sim.reports.formats import pictures_of
    from sim.reports.replayed import attributed, first_runs
    from sim.scenario.documents import load_text

_HOMES = {
    "Findings": "sim.reports.findings",
    "attributed": "sim.reports.replayed",
    "first_runs": "sim.reports.replayed",
    "gather": "sim.reports.findings",
    "load_text": "sim.scenario.documents",
    "pictures_of": "sim.reports.formats",
}

__all__ = ["Findings", "attributed", "first_runs", "gather", "load_text", "pictures_of"]

__getattr__, __dir__ = lazy(__name__, _HOMES)
