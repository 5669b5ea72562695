"""Bands over cases, worked out beside the page: how far shares and means hang on what the scenario leaves open."""

import threading
from typing import cast

from sim.analysis.case_bands import CaseBand, usual_cases
from sim.analysis.number_bands import NumberBand
from sim.runs.bands import with_bands
from sim.runs.options import PlayOptions
from sim.runs.results import Ensemble
from sim.ui import words
from sim.ui.aside import aside
from sim.ui.link import AT_ONCE
from sim.ui.state import link
from sim.ui.work import Order

Bands = tuple[tuple[CaseBand, ...], tuple[NumberBand, ...]]


def band_of(order: Order, ensemble: Ensemble, outcome: str) -> CaseBand | None:
    """Return between which shares the middle half of cases lies, if that has been found by now."""
    return next((band for band in _bands(order, ensemble)[0] if band.id == outcome), None)


def number_band_of(order: Order, ensemble: Ensemble, question: str) -> NumberBand | None:
    """Return between which means of a question the middle half of cases lies, if that has been found by now."""
    return next((band for band in _bands(order, ensemble)[1] if band.id == question), None)


def _bands(order: Order, ensemble: Ensemble) -> Bands:
    """Return the bands that have been found by now, and have them looked for if none have."""
    cases = usual_cases(ensemble.runs)
    if not cases or not ensemble.game.inputs:
        return (), ()

    def find(cancel: threading.Event) -> Bands | None:
        found = with_bands(ensemble, cases, PlayOptions(cancel=cancel))
        return (found.bands, found.number_bands) if found.bands else None

    # Not for the few runs that are shown only for a moment.
    lasting = bool(link().runs) or ensemble.runs > AT_ONCE
    key = (*order.key, str(ensemble.runs))
    return cast("Bands | None", aside("band", key, find, wanted=lasting)) or ((), ())


def in_words(band: CaseBand) -> str:
    """Return a band as a sentence."""
    ends = {"low": 100 * band.low, "high": 100 * band.high}
    return (words.BAND if band.told else words.BAND_NONE).format(cases=band.cases, draws=band.draws, **ends)


def number_in_words(band: NumberBand) -> str:
    """Return the band of a number or a date as a sentence."""
    high = f"{band.shown(band.high)} {band.unit}".rstrip()
    return words.NUMBER_BAND.format(cases=band.cases, draws=band.draws, low=band.shown(band.low), high=high)
