"""Whole runs beside the oracle: every day of made scenarios in which deals take time, and the record of each run.

The oracle plays a run by itself, from the text of the rulebook; the code's run is read from its transcript and its
record. How often each word of rulebook 3 was in play is counted by taking it out: it was, if that changes the run.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sim.game.build import Game, make_game
from sim.game.records import Records
from sim.rules import state as at
from sim.runs.ensemble import play
from sim.runs.options import PlayOptions
from sim.scenario.changes import apply
from sim.scenario.model import Scenario
from sim.trace.days import Day, Session
from sim.trace.mesa_model import NegotiationModel, watch
from tests import small
from tests.deal_scenarios import WORDS, Stated, deal_scenarios, without
from tests.oracle_days import Evening, History, Talk
from tests.small import COMPILED

RUNS = {
    "any": 110,
    "refused": 45,
    "all on one": 80,
    "may not run out": 80,
    "left together": 50,
    "under pressure": 25,
    "young": 75,
}
"""How many scenarios are made of each theme."""

LEAST_EQUAL, LEAST_IN_PLAY, ENOUGH = 200, 20, 40
"""So many runs must be equal, each word in play in so many of them, and after so many it is not counted any more."""

FIRST_DAYS = {
    "expired": "expired",
    "withdrawn": "withdrawn",
    "collapsed": "collapsed",
    "failed": "failed",
    "renewed": "renewed",
    "reached_term": "reached term",
    "alleged": "alleged",
    "alleged_by_both": "alleged by both",
    "extended": "extended",
    "agreed": "agreed",
}
"""What the record dates of an option, and what the oracle calls it."""


def close(one: float, other: float) -> bool:
    """Tell whether two figures are the same up to the order of additions."""
    return one == other or abs(one - other) <= 1e-7 * max(1.0, abs(one), abs(other))


def _figures(what: str, found: Mapping[Any, float], expected: Mapping[Any, float]) -> Iterator[str]:
    for key, figure in found.items():
        if key not in expected or not close(figure, expected[key]):
            yield f"{what} {key}: {figure}, expected {expected.get(key)}"


def _same(what: str, found: Any, expected: Any) -> Iterator[str]:
    if found != expected:
        yield f"{what}: {found}, expected {expected}"


def _in_session(found: Session, expected: Talk) -> Iterator[str]:
    yield from _same("speaker", found.speaker, expected.speaker)
    yield from _figures("aspiration", found.aspirations, expected.aspirations)
    changes = None if found.proposal is None else dict(found.proposal)
    extends = next(iter(found.extends), None)
    yield from _same("proposal", (changes, extends), (expected.changes, expected.extends))
    answers = {answer.party: answer for answer in found.answers}
    yield from _same("answers", {name: answer.accepts for name, answer in answers.items()}, expected.answers)
    yield from _figures("surplus", {name: answer.surplus for name, answer in answers.items()}, expected.stakes)
    yield from _figures("chance", {name: answer.chance for name, answer in answers.items()}, expected.chances)


def _in_day(found: Day, expected: Evening) -> Iterator[str]:
    yield from _same("sessions", len(found.sessions), len(expected.talks))
    for session, talk in zip(found.sessions, expected.talks, strict=False):
        yield from _in_session(session, talk)
    yield from _same("in force", dict(found.in_force), expected.in_force)
    yield from _same("statuses", {i: str(s) for i, s in found.statuses.items()}, expected.statuses)
    waiting = {issue: (p.option, p.due, frozenset(p.by)) for issue, p in found.pending.items()}
    yield from _same("pending", waiting, {i: (o, due, by) for i, (o, due, _, by) in expected.pending.items()})
    chances = {issue: chance for issue, (_, _, chance, _) in expected.pending.items()}
    yield from _figures("chance of", {issue: p.chance for issue, p in found.pending.items()}, chances)
    for truce in found.breaches:
        if truce.issue in expected.ledgers:
            yield from _figures(f"ledger on {truce.issue}", truce.ledger, expected.ledgers[truce.issue])
            yield from _figures(f"logged on {truce.issue}", truce.logged, expected.logged[truce.issue])
    trust = {(p, q): share for p, others in found.trust.items() for q, share in others.items()}
    yield from _figures("trust", trust, expected.trust)
    yield from _figures("expected of", found.beliefs.aspirations, expected.expected)
    yield from _figures("suspected", found.beliefs.red_lines, expected.suspected)
    yield from _figures("no-deal value of", found.no_deal, expected.no_deal)


def _in_record(found: Records, expected: History) -> Iterator[str]:
    game, kept = found.game, expected.record

    def column(name: str, items: Any) -> dict[Any, float | None]:
        figures = [None if np.isnan(x) else float(x) for x in np.atleast_1d(found.of(name)[0])]
        return dict(zip(items, figures, strict=True))

    for name, called in FIRST_DAYS.items():
        days = {place: kept.first.get((called, place)) for place in game.options}
        yield from _same(name, column(name, game.options), days)
    soonest = {place: kept.soonest.get(place) for place in game.options}
    yield from _same("alleged_after", column("alleged_after", game.options), soonest)
    for name, called in (("days_in_force", "in force"), ("days_pending", "pending")):
        yield from _same(name, column(name, game.options), {p: kept.days[called, p] for p in game.options})
    happened = [*expected.scenario.events, *expected.scenario.pressures]
    yield from _same("happened", column("happened", happened), {n: kept.first.get(("happened", n)) for n in happened})
    for name in ("sessions", "proposals", "refusals", "deals"):
        yield from _same(name, float(found.of(name)[0]), kept.count[name])
    yield from _same("first deal", column("first_deal", [None]), {None: kept.first.get(("deal", None))})
    yield from _same("mediator left", column("mediator_left", [None]), {None: kept.first.get(("mediator left", None))})
    credits = (("refused", kept.refused), ("unmade", kept.unmade))
    for name, shares in credits:
        figures = {c: x or 0.0 for c, x in column(name, game.conditions).items()}
        yield from _figures(name, figures, {c: shares.get(c, 0.0) for c in game.conditions})
    red = {condition: float(line) for condition, line in expected.stand.red.items()}
    yield from _same("red lines", column("red_line", game.conditions), red)
    gains = {party: gain or 0.0 for party, gain in column("gain", game.parties).items()}
    yield from _figures("gain of", gains, expected.gains())


def differences(scenario: Scenario, seed: int, run: int = 0) -> Iterator[str] | None:
    """Return where the code's run differs from the oracle's; None where a comparison hangs on rounding."""
    history = History(scenario, seed, run).play()
    if history.doubtful:
        return None
    model = NegotiationModel(make_game(scenario), seed, run, explain=True)
    while model.running:
        model.step()
    return _told(model, history)


def _told(model: NegotiationModel, history: History) -> Iterator[str]:
    for day, evening in zip(model.transcript().days, history.evenings, strict=True):
        yield from (f"day {evening.day}: {line}" for line in _in_day(day, evening))
    yield from _in_record(Records(model.game, np.array([model.record()])), history)


def course(stated: Stated, seed: int) -> list[bytes]:
    """Return how a run goes, day by day: what is in force, who trusts and expects what."""
    model = NegotiationModel(make_game(Scenario.model_validate(stated)), seed, 0, explain=False)
    days = []
    while model.running:
        model.step()
        world = model.world
        state = world.now[at.STATE : at.STATE + 1]
        looked_at = (state, world.trust, world.no_deal, world.expected, world.suspected, world.ledger, world.ends)
        days.append(b"".join(np.ascontiguousarray(array).tobytes() for array in looked_at))
    return days


def made(count: int) -> settings:
    """Return settings for so many scenarios: the same ones every time, however slow the machine."""
    return settings(
        deadline=None,
        derandomize=True,
        max_examples=count if COMPILED else 1,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def _compare(count: Counter[str], stated: Stated, seed: int) -> None:
    """Compare a run with the oracle's, and count the words that were in play if the two are equal."""
    found = differences(Scenario.model_validate(stated), seed)
    if found is None:
        count["hangs on rounding"] += 1
        return
    assert list(found) == [], (seed, stated)
    count["equal"] += 1
    as_it_is = course(stated, seed)
    for word in WORDS:
        left = without(stated, word) if count[word] < ENOUGH else None
        count[word] += left is not None and course(left, seed) != as_it_is


@cache
def compared() -> Counter[str]:
    """Compare many runs of every theme."""
    count: Counter[str] = Counter()
    for theme, runs in RUNS.items():

        @made(runs)
        @given(deal_scenarios(theme), st.integers(0, 10_000))
        def compare(stated: Stated, seed: int) -> None:
            _compare(count, stated, seed)

        compare()
    return count


def test_every_day_of_whole_runs_is_what_the_rulebook_says() -> None:
    count = compared()
    assert count["equal"] >= (LEAST_EQUAL if COMPILED else 1), count


@pytest.mark.skipif(not COMPILED, reason="too few runs without compiled rules")
def test_every_word_was_in_play_in_runs_that_are_equal(capsys: pytest.CaptureFixture[str]) -> None:
    count = compared()
    with capsys.disabled():
        print(f"\n{count['equal']} runs equal day by day; a word taken out changes so many (counted up to {ENOUGH}):")
        print("\n".join(f"  {word:<24} {count[word]:>4}" for word in WORDS))
    assert {word: count[word] for word in WORDS if count[word] < LEAST_IN_PLAY} == {}


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


@made(60)
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
        told = [line for x, evening in zip(found.days, history.evenings, strict=True) for line in _in_day(x, evening)]
        assert told == [], (seed, change, day)


@made(40)
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


@made(40)
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
