"""Bands over cases: the first cases of an ensemble played again and again, under minds and talks of their own."""

from dataclasses import replace

import numpy as np

from sim.analysis.case_bands import CaseBand, case_band
from sim.analysis.measures import NumberAnswer, numbers_of
from sim.analysis.number_bands import LEAST_CASES, NumberBand, case_means, half_of
from sim.analysis.predicates import among, outcomes_of
from sim.arrays import Floats
from sim.game.cases import repeated
from sim.game.records import Records
from sim.runs.ensemble import play
from sim.runs.options import PlayOptions
from sim.runs.results import Ensemble

DRAWS = 10
"""Further runs of each case: how far cases differ is read off them best where that is about a tenth of the variance."""

FIRST = 1 << 31
"""Where further runs draw minds and talks: beyond what any ensemble of usual size draws."""


def with_bands(ensemble: Ensemble, cases: int, options: PlayOptions = PlayOptions()) -> Ensemble:
    """Return an ensemble with the band over cases of each of its outcomes and questions for a number or a date.

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
    again = Records(ensemble.game, played.records)
    names = outcomes_of(ensemble.game, again)[0]
    bands = tuple(_band(ensemble, one.id, one.label, names) for one in ensemble.outcomes)
    of_means = (_number_band(ensemble, one, again) for one in ensemble.numbers)
    return replace(ensemble, bands=bands, number_bands=tuple(band for band in of_means if band is not None))


def _band(ensemble: Ensemble, name: str, label: str, again: list[str]) -> CaseBand:
    hits = among(again, (name,)).reshape(-1, DRAWS)
    return case_band(name, label, among(ensemble.outcome_names, (name,)), hits)


def _number_band(ensemble: Ensemble, answer: NumberAnswer, again: Records) -> NumberBand | None:
    """Return the band of a question for a number; none where too few cases have one."""
    once, more = (_numbers(records, answer.id) for records in (ensemble.records, again))
    cases = len(more) // DRAWS
    means = case_means(np.column_stack([once[:cases], more.reshape(cases, DRAWS)]))
    if len(means) < LEAST_CASES:
        return None
    named = answer.id, answer.label, answer.unit, answer.dated, answer.as_of
    return NumberBand(*named, *half_of(means), len(means), DRAWS + 1)


def _numbers(records: Records, name: str) -> Floats:
    """Return the number of every run, NaN where it has none or is not asked."""
    asked, values = numbers_of(records.game, records, name)
    return np.where(asked, values, np.nan)
