"""Bands over cases: the first cases of an ensemble played again and again, under minds and talks of their own."""

from dataclasses import replace

import numpy as np

from sim.analysis.case_bands import CaseBand, case_band
from sim.analysis.predicates import among, outcomes_of
from sim.game.cases import repeated
from sim.game.records import Records
from sim.runs.ensemble import play
from sim.runs.options import PlayOptions
from sim.runs.results import Ensemble

DRAWS = 10
"""Further runs of each case: how far cases differ is read off them best where that is about a tenth of the variance."""

FIRST = 1 << 31
"""Where further runs draw minds and talks: beyond what any ensemble of usual size draws."""


def with_bands(ensemble: Ensemble, cases: int, options: PlayOptions = PlayOptions()) -> Ensemble:  # noqa: B008 - frozen
    """Return an ensemble with the band over cases of each of its outcomes.

    Args:
        ensemble: A finished ensemble.
        cases: How many of its cases to play again; 0: none, and no band.
        options: How; if it is cancelled, the ensemble is returned as it was given.
    """
    cases = min(cases, ensemble.runs)
    if cases < 1:
        return ensemble
    fresh = FIRST + np.arange(cases * DRAWS, dtype=np.int64)
    values = repeated(ensemble.values[:cases], DRAWS)
    numbers = np.column_stack([fresh, fresh])
    played = play(ensemble.game, values, ensemble.seed, numbers=numbers, options=options)
    if played.runs < len(values):
        return ensemble
    names = outcomes_of(ensemble.game, Records(ensemble.game, played.records))[0]
    bands = tuple(_band(ensemble, one.id, one.label, names) for one in ensemble.outcomes)
    return replace(ensemble, bands=bands)


def _band(ensemble: Ensemble, name: str, label: str, again: list[str]) -> CaseBand:
    hits = among(again, (name,)).reshape(-1, DRAWS)
    return case_band(name, label, among(ensemble.outcome_names, (name,)), hits)
