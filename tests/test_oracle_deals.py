"""Whole runs beside the oracle: every day of made scenarios in which deals take time, and the record of each run.

The oracle plays a run by itself, from the text of the rulebook; the code's run is read from its transcript and its
record. How often each word of rulebook 3 was in play is counted by taking it out: it was, if that changes the run.
A few of every theme; `python -m tests.test_oracle_deals` compares many, and prints how often each word was in play.
"""

import sys
from collections import Counter
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.game.build import Game, make_game
from sim.game.records import Records
from sim.runs.ensemble import play
from sim.runs.options import PlayOptions
from sim.scenario.changes import apply
from sim.scenario.model import Scenario
from sim.trace.days import Day
from sim.trace.mesa_model import NegotiationModel, watch
from tests import small
from tests.deal_scenarios import WORDS, Stated, deal_scenarios, without
from tests.oracle_days import History
from tests.oracle_runs import compare, in_day, made
from tests.small import COMPILED

RUNS = {
    "any": 110,
    "refused": 90,
    "all on one": 80,
    "may not run out": 80,
    "left together": 50,
    "under pressure": 25,
    "young": 75,
}
"""How many scenarios are made of each theme by hand."""

PART = 6
"""In a test one in so many of them is made."""

LEAST_EQUAL, LEAST_IN_PLAY, ENOUGH = 200, 20, 40
"""By hand so many runs must be equal, each word in play in so many of them; after so many it is not counted."""

IN_A_TEST = 1
"""In how many equal runs each word must be in play in a test; after so many it is not counted."""


def compared(runs: Mapping[str, int], most: int) -> Counter[str]:
    """Compare runs of every theme, and count the words in play up to so many."""
    count: Counter[str] = Counter()
    for theme, number in runs.items():

        @made(number)
        @given(deal_scenarios(theme), st.integers(0, 10_000))
        def each(stated: Stated, seed: int) -> None:
            compare(count, stated, seed, without, dict.fromkeys(WORDS, most))

        each()
    return count


def test_every_day_of_whole_runs_is_what_the_rulebook_says_and_every_word_was_in_play() -> None:
    count = compared({theme: -(-number // PART) for theme, number in RUNS.items()}, IN_A_TEST)
    assert count["equal"] >= (LEAST_EQUAL // PART if COMPILED else 1), count
    rare = {word: count[word] for word in WORDS if count[word] < IN_A_TEST}
    assert not COMPILED or rare == {}, rare


def main() -> int:
    """Compare many runs, and print how many are equal and how often each word was in play."""
    count = compared(RUNS, ENOUGH)
    print(f"{count['equal']} runs equal day by day, {count['hangs on rounding']} left out for rounding;")
    print(f"a word taken out changes so many (counted up to {ENOUGH}):")
    print("\n".join(f"  {word:<24} {count[word]:>4}" for word in WORDS))
    return int(count["equal"] < LEAST_EQUAL or any(count[word] < LEAST_IN_PLAY for word in WORDS))


# A run continued, and another course from a day on.

CHANGES: list[Stated] = [
    {"parties.a.patience_days": 9},
    {"parties.b.precision": 0.4},
    {"parties.a.tactic.aspiration": 0.1},
    {"parties.a.consistency": 0.7},
    {"parties.a.trust.b.initial": 0.9},
    {"parties.b.no_deal.value": -3},
    {"parties.b.drift": -20},
    {"worth.a.calm.truce": 85},
    {"exposures.a.points": 14},
    {"issues.calm.options.truce.truce.rate": 0.9},
    {"issues.calm.options.truce.truce.tolerance": 1.3},
    {"issues.calm.options.peace.truce.collapse.scale_days": 5},
    {"issues.calm.options.truce.withdrawal_cost": 1},
    {"issues.pay.options.full.lag_days": 1},
    {"protocol.withdrawal_observations": 6},
    {"protocol.sessions_per_day": 1.9},
    {"protocol.assumed_precision": 0.9},
    {"protocol.misperception": 1},
]


@made(25)
@given(deal_scenarios(), st.integers(0, 10_000), st.sampled_from(CHANGES), st.integers(2, 8))
def test_a_what_if_from_a_day_is_what_the_rulebook_says(stated: Stated, seed: int, change: Stated, day: int) -> None:
    base = Scenario.model_validate(stated)
    history = History(base, seed, 0)
    for number in range(1, base.protocol.horizon_days + 1):
        if number == day:
            history.take_over(apply(base, [change]))
        history.play_day(number)
    found = watch(base, seed, 0, [change], from_day=day)
    if not history.doubtful:
        told = [line for x, evening in zip(found.days, history.evenings, strict=True) for line in in_day(x, evening)]
        assert told == [], (seed, change, day)


@made(25)
@given(deal_scenarios(), st.integers(0, 10_000))
def test_a_run_continued_from_the_evening_of_day_6_is_the_run_bit_for_bit(stated: Stated, seed: int) -> None:
    scenario = Scenario.model_validate(stated)
    whole = NegotiationModel(scenario, seed, 0, explain=False)
    for _ in range(6):
        whole.step()
    resumed = NegotiationModel(scenario, seed, 0, explain=False, resume=whole.snapshot())
    for model in (whole, resumed):
        while model.running:
            model.step()
    assert np.array_equal(whole.record(), resumed.record(), equal_nan=True)
    for name, one, other in zip(whole.world._fields, whole.world, resumed.world, strict=True):
        assert np.array_equal(one, other, equal_nan=True), name


@made(25)
@given(deal_scenarios(), st.integers(0, 10_000))
def test_the_watched_run_is_the_ensembles_bit_for_bit(stated: Stated, seed: int) -> None:
    game = make_game(Scenario.model_validate(stated))
    records = play(game, small.nothing_uncertain(3), seed, options=PlayOptions(threads=1)).records
    for run in range(3):
        model = NegotiationModel(game, seed, run, explain=True)
        while model.running:
            model.step()
        assert np.array_equal(model.record(), records[run], equal_nan=True)


# Closed forms.


def _shares(game: Game, runs: int, column: str, place: tuple[str, str], day: int) -> float:
    """Return the share of runs in which something had happened to an option by a day."""
    found = Records(game, play(game, small.nothing_uncertain(runs), 3).records).of(column)
    return float((found[:, game.options.index(place)] <= day).mean())


@small.needs_compiled
@pytest.mark.parametrize(("chance", "lag"), [(0.37, 0), (0.37, 2), (0.85, 4)])
def test_a_deal_that_hangs_on_a_coin_comes_into_force_with_the_chance_of_the_coin(chance: float, lag: int) -> None:
    """One session; what is agreed there comes to be in force on its day, or fails."""
    game = small.game(
        issues={"x": {"no": {}, "yes": {"ratification": chance, "lag_days": lag}}},
        worth={"a": {"x": [0, 50]}, "b": {"x": [0, 50]}},
        protocol={"horizon_days": 6, "sessions_per_day": 0, "session_dates": [small.day(1)]},
        outcomes={"came": {"when": {"ever": {"x": "yes"}}}, "over": {"otherwise": True}},
    )
    runs, place = 4_000, ("x", "yes")
    assert _shares(game, runs, "agreed", place, 1) == 1.0
    error = 4 * np.sqrt(chance * (1 - chance) / runs)
    assert _shares(game, runs, "failed", place, lag + 1) == pytest.approx(1 - chance, abs=error)
    assert _shares(game, runs, "failed", place, lag) == 0.0
    in_force = Records(game, play(game, small.nothing_uncertain(runs), 3).records).of("days_in_force")[:, 1]
    assert set(in_force) == {0.0, 6.0 - lag}
    assert (in_force > 0).mean() == pytest.approx(chance, abs=error)


@pytest.mark.parametrize("lag", [1, 3, 8])
def test_a_lag_moves_the_date_of_force_by_its_days_and_nothing_else(lag: int) -> None:
    """Without truces, shocks, drift, terms and events, talks go on as they would: only what is in force comes later."""

    def told(days: int, seed: int) -> list[Day]:
        stated = small.stated(
            issues={name: {"no": {}, "yes": {"lag_days": days}} for name in ("x", "y")},
            parties={name: {"precision": 0.1, "tactic": {"aspiration": 1}} for name in ("a", "b")},
            worth={"a": {"x": [0, 30], "y": [0, 3]}, "b": {"x": [0, 3], "y": [0, 30]}},
            protocol={"horizon_days": 25, "speaks": "alternating"},
        )
        model = NegotiationModel(Scenario.model_validate(stated), seed, 0, explain=True)
        while model.running:
            model.step()
        return list(model.transcript().days)

    dates = set()
    for seed in range(6):
        at_once, later = told(0, seed), told(lag, seed)
        assert [dict(day.in_force) for day in later[lag:]] == [dict(day.in_force) for day in at_once[:-lag]]
        for one, other in zip(at_once, later, strict=True):
            assert (one.trust, one.no_deal, one.beliefs) == (other.trust, other.no_deal, other.beliefs)
            said = [[(s.speaker, s.proposal, s.answers) for s in day.sessions] for day in (one, other)]
            assert said[0] == said[1]
            dates |= {one.day for change in one.moves if change.how == "agreed"}
    assert len(dates) > 2


@small.needs_compiled
def test_truces_survive_geometrically_while_they_are_young() -> None:
    """Flat at its value on day 10, whatever the shape says of the first days."""
    collapse = {"scale_days": 12, "shape": 0.4, "early_days": 10}
    game = small.game(
        issues={"calm": {"war": {}, "truce": {"binds": ["a", "b"], "settles": 1, "truce": {"collapse": collapse}}}},
        start={"in_force": {"calm": {"option": "truce", "since": small.day(0), "signed_by": ["a", "b"]}}},
        worth={"a": {"calm": [0, 50]}, "b": {"calm": [0, 50]}},
        protocol={"horizon_days": 9, "sessions_per_day": 0},
    )
    flat, runs = 1 - np.exp((9 / 12) ** 0.4 - (10 / 12) ** 0.4), 6_000
    for day in (1, 3, 6, 9):
        share = 1 - (1 - flat) ** day
        error = 4 * np.sqrt(share * (1 - share) / runs)
        assert _shares(game, runs, "collapsed", ("calm", "truce"), day) == pytest.approx(share, abs=error)


def test_truce_days_count_in_shares_as_reckoned_by_hand() -> None:
    """Ten days of a truce: the faded mean of each pair over twice the tolerance, at most trust when alleged."""
    truce = {"rate": 0.7, "misread": 0.3, "memory_days": 5, "tolerance": 0.8, "collapse": {"scale_days": 100_000}}
    parties = {name: {"trust": {"a" if name == "b" else "b": {"initial": 0.6, "half_life_days": 20}}} for name in "ab"}
    stated = small.stated(
        issues={"calm": {"war": {}, "truce": {"binds": ["a", "b"], "settles": 1, "truce": truce}}},
        start={"in_force": {"calm": {"option": "truce", "since": small.day(0), "signed_by": ["a", "b"]}}},
        parties=parties,
        protocol={"horizon_days": 10, "sessions_per_day": 0},
    )
    model = NegotiationModel(Scenario.model_validate(stated), 2, 0, explain=True)
    while model.running:
        model.step()
    alleged = 0
    faded, weight = {"a": 0.0, "b": 0.0}, 1.0
    kept, broken, trust = {"a": 0.0, "b": 0.0}, {"a": 0.0, "b": 0.0}, {"a": 0.6, "b": 0.6}
    for day in model.transcript().days:
        weight = 0.8 * weight + 1
        for party, other in (("a", "b"), ("b", "a")):
            seen = day.breaches[0].perceived[party]
            alleged += seen > 0
            faded[party] = 0.8 * faded[party] + seen
            share = max(0.0, 1 - faded[party] / weight / 1.6)
            if seen:
                share = min(share, trust[party])
            kept[party] = kept[party] * 2 ** (-1 / 20) + share
            broken[party] = broken[party] * 2 ** (-1 / 20) + 1 - share
            trust[party] = (10 * 0.6 + kept[party]) / (10 + kept[party] + broken[party])
            assert day.trust[party][other] == pytest.approx(trust[party], rel=1e-12)
    assert 4 <= alleged <= 18


@pytest.mark.parametrize("term", [4, 9])
def test_patience_never_costs_anything_in_a_pie_that_runs_out(term: int) -> None:
    """Answers are exact and known, nobody holds out, divisions are variants: the days' shares of a by its patience."""

    def share(patience: int, run: int) -> float:
        pieces = [f"a{part}" for part in range(0, 101, 10)]
        options = {piece: {"term_days": term, "variant_of": "a0"} for piece in pieces[1:]}
        stated = small.stated(
            issues={"pie": {"open": {}, "a0": {"term_days": term}, **options}},
            worth={"a": {"pie": [0, *range(0, 101, 10)]}, "b": {"pie": [0, *range(100, -1, -10)]}},
            parties={"a": {"patience_days": patience}, "b": {"patience_days": 20}},
            protocol={"horizon_days": 12, "speaks": "random", "assumed_precision": 1000},
        )
        model = NegotiationModel(Scenario.model_validate(stated), 5, run, explain=True)
        while model.running:
            model.step()
        days = [day.in_force["pie"] for day in model.transcript().days]
        return float(sum(0 if piece == "open" else int(piece[1:]) for piece in days))

    for run in range(4):
        shares = [share(patience, run) for patience in (6, 12, 24, 60)]
        assert shares == sorted(shares)
        assert shares[-1] > 0.0


if __name__ == "__main__":
    sys.exit(main())
