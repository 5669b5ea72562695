"""The band over cases, worked out beside the page: how far a share hangs on what the scenario leaves open."""

import threading
from typing import cast

from sim.analysis.case_bands import CaseBand, usual_cases
from sim.runs.bands import with_bands
from sim.runs.options import PlayOptions
from sim.runs.results import Ensemble
from sim.ui import words
from sim.ui.aside import aside
from sim.ui.link import AT_ONCE
from sim.ui.state import link
from sim.ui.work import Order


def band_of(order: Order, ensemble: Ensemble, outcome: str) -> CaseBand | None:
    """Return between which shares the middle half of cases lies, if that has been found by now."""
    cases = usual_cases(ensemble.runs)
    if not cases or not ensemble.game.inputs:
        return None

    def find(cancel: threading.Event) -> tuple[CaseBand, ...] | None:
        return with_bands(ensemble, cases, PlayOptions(cancel=cancel)).bands or None

    # Not for the few runs that are shown only for a moment.
    lasting = bool(link().runs) or ensemble.runs > AT_ONCE
    key = (*order.key, str(ensemble.runs))
    found = cast("tuple[CaseBand, ...] | None", aside("band", key, find, wanted=lasting))
    return next((band for band in found or () if band.id == outcome), None)


def in_words(band: CaseBand) -> str:
    """Return a band as a sentence."""
    ends = {"low": 100 * band.low, "high": 100 * band.high}
    return words.BAND.format(cases=band.cases, draws=band.draws, **ends)
