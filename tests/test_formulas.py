"""Every formula of the rulebook alone: exact values, limits, monotony."""

import json
from collections.abc import Sequence
from math import exp, inf, isinf, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from sim.kernel.chance import uniform
from sim.rules.formulas import (
    acceptance,
    aspiration_at_deadline,
    aspiration_in_kind,
    aspiration_over_time,
    belief_after_refusal,
    concession_day,
    concession_hazard,
    evidence_trust,
    exhaustion_day,
    logistic,
    priced_share,
    strain_factor,
    survival_hazard,
)
from tests.reference import REFERENCE, needs_reference
from tests.small import steady

SHARE = st.floats(0.0, 1.0)
INNER = st.floats(0.01, 0.99)
POINTS = st.floats(-200.0, 200.0)
POSITIVE = st.floats(0.01, 100.0)


def test_logistic_has_its_exact_values_and_never_overflows() -> None:
    assert logistic(0.0) == 0.5
    assert logistic(log(3.0)) == pytest.approx(0.75, rel=1e-15)
    assert logistic(-log(3.0)) == pytest.approx(0.25, rel=1e-15)
    assert (logistic(-1e308), logistic(1e308)) == (0.0, 1.0)
    assert (logistic(-inf), logistic(inf)) == (0.0, 1.0)
    assert logistic(-700.0) == pytest.approx(exp(-700.0), rel=1e-12)


@steady
@given(st.floats(-700.0, 700.0))
def test_logistic_and_its_mirror_add_up_to_one(x: float) -> None:
    assert logistic(x) + logistic(-x) == pytest.approx(1.0, abs=1e-15)


def test_acceptance_has_its_exact_values() -> None:
    assert acceptance(10.0, 0.5, 20.0, 3.0, 0.0) == 0.5
    assert acceptance(12.0, 0.5, 20.0, 0.5, 0.0) == pytest.approx(1.0 / (1.0 + exp(-1.0)), rel=1e-15)
    assert acceptance(8.0, 0.5, 20.0, 0.5, 0.0) == pytest.approx(1.0 / (1.0 + exp(1.0)), rel=1e-15)
    assert acceptance(-50.0, 0.0, 0.0, 0.0, 0.0) == 0.5


def test_an_exact_answer_is_a_best_response_and_takes_exactly_what_it_held_out_for() -> None:
    assert acceptance(10.0, 0.5, 20.0, inf, 0.0) == 1.0
    assert acceptance(10.0 - 1e-9, 0.5, 20.0, inf, 0.0) == 0.0
    assert acceptance(10.0 - 1e-9, 0.5, 20.0, inf, 2e-9) == 1.0, "up to rounding"


def test_acceptance_is_logit_choice_between_the_proposal_and_what_is_held_out_for() -> None:
    """McKelvey and Palfrey: P_i = exp(lambda u_i) / sum; with two choices this is the logistic of the difference."""
    for surplus, held, precision in ((1.0, 0.5, 2.0), (3.0, 7.0, 0.4), (-2.0, -2.5, 1.0)):
        odds = exp(precision * surplus), exp(precision * held)
        assert acceptance(surplus, 1.0, held, precision, 0.0) == pytest.approx(odds[0] / sum(odds), rel=1e-14)


@needs_reference
def test_acceptance_reproduces_the_odds_of_the_logit_reference() -> None:
    row = json.loads((REFERENCE / "closed_forms.json").read_text())["logit_choice"]
    utilities: Sequence[float] = row["params"]["u"]
    for u, p in zip(utilities, row["value"], strict=True):
        for v, q in zip(utilities, row["value"], strict=True):
            found = acceptance(float(u), 1.0, float(v), row["params"]["lam"], 0.0)
            assert found == pytest.approx(p / (p + q), rel=1e-12)


@steady
@given(POINTS, SHARE, st.floats(0.0, 200.0), st.floats(0.0, 10.0), st.floats(0.0, 50.0))
def test_acceptance_rises_with_surplus_and_falls_with_aspiration_and_ideal(
    surplus: float, aspiration: float, ideal: float, precision: float, more: float
) -> None:
    base = acceptance(surplus, aspiration, ideal, precision, 0.0)
    assert 0.0 <= base <= 1.0
    assert acceptance(surplus + more, aspiration, ideal, precision, 0.0) >= base
    assert acceptance(surplus, min(1.0, aspiration + more), ideal, precision, 0.0) <= base
    assert acceptance(surplus, aspiration, ideal + more, precision, 0.0) <= base


@steady
@given(POINTS, SHARE, st.floats(0.0, 200.0), st.floats(0.0, 5.0), st.floats(0.0, 5.0))
def test_more_precision_moves_acceptance_away_from_a_coin_toss(
    surplus: float, aspiration: float, ideal: float, precision: float, more: float
) -> None:
    blunt = acceptance(surplus, aspiration, ideal, precision, 0.0) - 0.5
    sharp = acceptance(surplus, aspiration, ideal, precision + more, 0.0) - 0.5
    assert blunt * sharp >= 0.0
    assert abs(sharp) >= abs(blunt)


def test_a_term_counts_for_the_share_of_the_patience_that_it_lasts() -> None:
    assert priced_share(30.0, 60.0) == 0.5
    assert priced_share(60.0, 60.0) == 1.0
    assert priced_share(90.0, 60.0) == 1.0
    assert priced_share(0.0, 60.0) == 0.0


@steady
@given(st.floats(0.0, 1000.0), st.floats(0.0, 1000.0), POSITIVE, POSITIVE)
def test_a_longer_term_counts_for_more_and_to_the_patient_for_less(
    days: float, more: float, patience: float, longer: float
) -> None:
    assert priced_share(days + more, patience) >= priced_share(days, patience)
    assert priced_share(days, patience + longer) <= priced_share(days, patience)


def test_the_time_tactic_runs_along_faratins_curve() -> None:
    assert aspiration_over_time(0.0, 0.9, 0.2, 30.0, 1.0) == 0.9
    assert aspiration_over_time(15.0, 0.9, 0.2, 30.0, 1.0) == pytest.approx(0.55, rel=1e-15)
    assert aspiration_over_time(30.0, 0.9, 0.2, 30.0, 1.0) == pytest.approx(0.2, rel=1e-15)
    assert aspiration_over_time(99.0, 0.9, 0.2, 30.0, 0.3) == pytest.approx(0.2, rel=1e-15)
    # (1/4)^(1/beta): beta 1/2 is 1/16 of the way after a quarter of the time, beta 2 is half of it.
    assert aspiration_over_time(7.5, 1.0, 0.0, 30.0, 0.5) == pytest.approx(15.0 / 16.0, rel=1e-15)
    assert aspiration_over_time(7.5, 1.0, 0.0, 30.0, 2.0) == pytest.approx(0.5, rel=1e-15)


@steady
@given(st.floats(0.0, 100.0), st.floats(0.0, 100.0), INNER, INNER, POSITIVE, st.floats(0.05, 20.0), st.floats(1.0, 5.0))
def test_the_time_tactic_only_comes_down_and_a_boulware_later_than_a_conceder(
    day: float, later: float, start: float, end: float, patience: float, beta: float, factor: float
) -> None:
    start, end = max(start, end), min(start, end)
    here = aspiration_over_time(day, start, end, patience, beta)
    assert end - 1e-12 <= here <= start + 1e-12
    assert aspiration_over_time(day + later, start, end, patience, beta) <= here + 1e-12
    assert aspiration_over_time(day, start, end, patience, beta * factor) <= here + 1e-12


def test_the_deadline_tactic_waits_and_then_gives_way_evenly() -> None:
    assert aspiration_at_deadline(40.0, 0.8, 0.2, 10.0) == pytest.approx(0.8, rel=1e-15)
    assert aspiration_at_deadline(10.0, 0.8, 0.2, 10.0) == pytest.approx(0.8, rel=1e-15)
    assert aspiration_at_deadline(5.0, 0.8, 0.2, 10.0) == pytest.approx(0.5, rel=1e-15)
    assert aspiration_at_deadline(0.0, 0.8, 0.2, 10.0) == 0.2


def test_tit_for_tat_repeats_the_others_move_in_percent_within_its_limits() -> None:
    assert aspiration_in_kind(0.8, 0.45, 0.5, 0.1, 0.9) == pytest.approx(0.72, rel=1e-15)
    assert aspiration_in_kind(0.8, 0.6, 0.5, 0.1, 0.9) == 0.9
    assert aspiration_in_kind(0.2, 0.1, 0.5, 0.1, 0.9) == 0.1
    assert aspiration_in_kind(0.5, 0.3, 0.0, 0.1, 0.9) == 0.5


def test_the_concession_hazard_has_the_values_of_abreu_and_gul() -> None:
    """lambda_i = r_j (1 - x_i) / (x_i + x_j - 1)."""
    assert concession_hazard(0.6, 0.7, 0.03) == pytest.approx(0.03 * 0.4 / 0.3, rel=1e-14)
    assert concession_hazard(0.7, 0.6, 0.03) == pytest.approx(0.03 * 0.3 / 0.3, rel=1e-14)
    assert concession_hazard(1.0, 0.6, 0.03) == 0.0
    assert concession_hazard(0.4, 0.6, 0.03) == inf
    assert concession_hazard(0.3, 0.6, 0.03) == inf


@steady
@given(st.floats(0.55, 0.95), st.floats(0.55, 0.95), st.floats(0.001, 0.5), st.floats(0.001, 0.04))
def test_who_demands_more_concedes_more_slowly_and_an_impatient_rival_makes_one_concede_faster(
    own: float, other: float, rate: float, more: float
) -> None:
    base = concession_hazard(own, other, rate)
    assert concession_hazard(own + more, other, rate) < base
    assert concession_hazard(own, other + more, rate) < base
    assert concession_hazard(own, other, rate * (1.0 + more)) > base


def test_a_party_is_exhausted_when_only_its_stubborn_type_would_be_left() -> None:
    assert exhaustion_day(0.2, 0.05) == pytest.approx(-log(0.2) / 0.05, rel=1e-15)
    assert exhaustion_day(1.0, 0.05) == 0.0
    assert exhaustion_day(0.0, 0.05) == inf
    assert exhaustion_day(0.2, 0.0) == inf
    assert exhaustion_day(0.2, inf) == 0.0


def _concessions(stubborn: float, hazard: float, last: float) -> NDArray[np.float64]:
    return np.array([concession_day(uniform(1, run, 0, 0, 0), stubborn, hazard, last) for run in range(4000)])


@pytest.mark.parametrize(
    ("own", "other", "patience", "rival_patience", "stubborn", "rival_stubborn"),
    [(0.6, 0.7, 60.0, 30.0, 0.1, 0.3), (0.7, 0.6, 30.0, 60.0, 0.3, 0.1), (0.6, 0.6, 40.0, 40.0, 0.2, 0.2)],
)
def test_drawn_days_of_concession_follow_abreu_and_gul(
    own: float, other: float, patience: float, rival_patience: float, stubborn: float, rival_stubborn: float
) -> None:
    """F(t) = 1 - c exp(-lambda t) up to T, with c = z exp(lambda T); the rest, z, never concedes."""
    hazard = (1.0 / rival_patience) * (1.0 - own) / (own + other - 1.0)
    rival_hazard = (1.0 / patience) * (1.0 - other) / (own + other - 1.0)
    last = min(-log(stubborn) / hazard, -log(rival_stubborn) / rival_hazard)
    assert concession_hazard(own, other, 1.0 / rival_patience) == pytest.approx(hazard, rel=1e-14)
    assert min(exhaustion_day(stubborn, hazard), exhaustion_day(rival_stubborn, rival_hazard)) == pytest.approx(last)
    atoms = [1.0 - z * exp(rate * last) for z, rate in ((stubborn, hazard), (rival_stubborn, rival_hazard))]
    assert min(atoms) == pytest.approx(0.0, abs=1e-12), "one of the two never concedes at once"

    days = _concessions(stubborn, hazard, last)
    mass = stubborn * exp(hazard * last)
    error = 4.0 * 0.5 / np.sqrt(len(days))
    assert (days == 0.0).mean() == pytest.approx(1.0 - mass, abs=error)
    assert np.isinf(days).mean() == pytest.approx(stubborn, abs=error)
    assert days[np.isfinite(days)].max() <= last + 1e-9
    for t in np.linspace(0.0, last * (1.0 - 1e-9), 9):
        assert (days <= t).mean() == pytest.approx(1.0 - mass * exp(-hazard * t), abs=error)


@pytest.mark.parametrize(("stubborn", "hazard", "last"), [(0.15, 0.04, 20.0), (0.3, 0.02, 60.0), (0.01, 0.1, 5.0)])
def test_the_day_of_concession_inverts_its_distribution(stubborn: float, hazard: float, last: float) -> None:
    last = min(last, -log(stubborn) / hazard)
    mass = stubborn * exp(hazard * last)
    for luck in np.linspace(0.001, 0.999, 500):
        found = concession_day(float(luck), stubborn, hazard, last)
        if luck <= 1.0 - mass:
            assert found == 0.0
        elif luck >= 1.0 - stubborn:
            assert isinf(found)
        else:
            assert 1.0 - mass * exp(-hazard * found) == pytest.approx(luck, rel=1e-12)


def test_without_any_stubborn_type_concessions_are_exponential() -> None:
    days = _concessions(0.0, 0.05, inf)
    assert stats.kstest(days, "expon", args=(0.0, 20.0)).pvalue > 1e-3


def test_only_the_rival_being_possibly_stubborn_makes_one_concede_at_once() -> None:
    assert all(concession_day(luck, 0.0, 0.05, 12.0) == 0.0 for luck in (0.001, 0.5, 0.999))


def test_compatible_demands_leave_nothing_to_wait_for_and_an_incompatible_one_of_all_never_ends() -> None:
    assert concession_day(0.5, 0.3, inf, 0.0) == 0.0
    assert concession_day(0.5, 0.3, 0.0, inf) == inf
    # A demand of everything leaves nothing to gain by conceding: hazard 0; at T the rival is exhausted.
    assert concession_day(0.71, 0.3, 0.0, 10.0) == inf
    assert concession_day(0.69, 0.3, 0.0, 10.0) == 0.0


def test_a_refusal_updates_a_red_line_by_bayes() -> None:
    assert belief_after_refusal(0.5, 0.0) == 0.5
    assert belief_after_refusal(0.5, 1.0) == 1.0
    assert belief_after_refusal(0.2, 0.5) == pytest.approx(0.2 / 0.6, rel=1e-15)
    assert belief_after_refusal(0.0, 0.7) == 0.0
    assert belief_after_refusal(1.0, 0.7) == 1.0
    assert belief_after_refusal(0.0, 1.0) == 0.0


@steady
@given(INNER, INNER, st.floats(0.0, 0.5))
def test_a_refusal_only_raises_suspicion_the_more_the_more_surprising_it_is(b: float, h: float, more: float) -> None:
    prior, likelihood = np.array([b, 1.0 - b]), np.array([1.0, 1.0 - h])
    posterior = float(prior[0] * likelihood[0] / (prior @ likelihood))
    after = belief_after_refusal(b, h)
    assert after == pytest.approx(posterior, rel=1e-12)
    assert after >= b
    assert belief_after_refusal(b, min(1.0, h + more)) >= after


@steady
@given(st.floats(1.0, 500.0), st.floats(0.2, 3.0))
def test_the_daily_hazards_multiply_to_weibull_survival(scale: float, shape: float) -> None:
    survival = 1.0
    for age in range(1, 61):
        survival *= 1.0 - survival_hazard(float(age), scale, shape)
        assert survival == pytest.approx(exp(-((age / scale) ** shape)), rel=1e-9, abs=1e-12)


def test_the_first_days_are_the_most_dangerous_when_shape_is_below_one_and_all_alike_when_it_is_one() -> None:
    falling = [survival_hazard(float(age), 100.0, 0.6) for age in range(1, 40)]
    assert falling == sorted(falling, reverse=True)
    assert falling[0] > falling[-1]
    assert [survival_hazard(float(age), 100.0, 1.0) for age in (1, 7, 60)] == pytest.approx([1.0 - exp(-0.01)] * 3)
    rising = [survival_hazard(float(age), 100.0, 1.5) for age in range(1, 40)]
    assert rising == sorted(rising)


def test_strain_starts_where_the_ledger_passes_tolerance() -> None:
    assert strain_factor(2.0, 2.0, 0.7) == 1.0
    assert strain_factor(0.0, 2.0, 0.7) == 1.0
    assert strain_factor(4.0, 2.0, 0.7) == pytest.approx(exp(0.7), rel=1e-15)
    assert strain_factor(6.0, 2.0, 0.7) == pytest.approx(exp(1.4), rel=1e-15)
    assert strain_factor(6.0, 2.0, 0.0) == 1.0
    assert strain_factor(3.0, 0.0, 0.5) == pytest.approx(exp(1.5), rel=1e-15)
    assert np.isfinite(strain_factor(1e6, 0.01, 20.0))


@steady
@given(st.floats(0.0, 50.0), st.floats(0.1, 10.0), st.floats(0.0, 2.0), POSITIVE)
def test_strain_rises_with_the_ledger_and_falls_with_tolerance(
    ledger: float, tolerance: float, strain: float, more: float
) -> None:
    base = strain_factor(ledger, tolerance, strain)
    assert base >= 1.0
    assert strain_factor(ledger + more, tolerance, strain) >= base
    assert strain_factor(ledger, tolerance + more, strain) <= base


def test_trust_is_the_mean_of_beta_evidence() -> None:
    assert evidence_trust(0.3, 10.0, 0.0, 0.0) == pytest.approx(0.3, rel=1e-15)
    assert evidence_trust(0.3, 10.0, 10.0, 0.0) == pytest.approx(0.65, rel=1e-15)
    assert evidence_trust(0.3, 10.0, 0.0, 5.0) == pytest.approx(0.2, rel=1e-15)
    assert evidence_trust(0.3, 0.0, 3.0, 1.0) == pytest.approx(0.75, rel=1e-15)
    assert evidence_trust(0.3, 0.0, 0.0, 0.0) == 0.3


@steady
@given(SHARE, POSITIVE, st.floats(0.0, 100.0), st.floats(0.0, 100.0), POSITIVE)
def test_trust_rises_with_what_was_kept_and_falls_with_what_was_broken(
    initial: float, prior: float, kept: float, broke: float, more: float
) -> None:
    base = evidence_trust(initial, prior, kept, broke)
    assert 0.0 <= base <= 1.0 + 1e-12
    assert evidence_trust(initial, prior, kept + more, broke) >= base - 1e-12
    assert evidence_trust(initial, prior, kept, broke + more) <= base + 1e-12
