"""Addressed chance: the published numbers, the shapes of what is drawn, and luck that nobody else can move."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from sim.game.build import Game, make_game
from sim.kernel import chance
from sim.kernel.chance import SESSIONS_A_DAY, address, inverse_normal, mix, normal, philox, poisson, uniform
from sim.rules.speaking import sessions_today
from sim.runs.ensemble import play
from sim.scenario.model import Scenario
from tests import small

ONES = 0xFFFFFFFF
WORDS = st.integers(0, ONES)

# Random123 1.14, kat_vectors, "philox4x32 10": counter, key, expected (Salmon, Moraes, Dror and Shaw 2011).
KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES, ONES, ONES, ONES), (ONES, ONES), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN)
def test_philox_gives_its_published_known_answers(
    counter: tuple[int, int, int, int], key: tuple[int, int], expected: tuple[int, int, int, int]
) -> None:
    assert tuple(int(word) for word in philox(*counter, *key)) == expected


def test_an_address_is_the_counter_and_the_seed_is_the_key_low_word_first() -> None:
    counter, key, words = KNOWN[2]
    seed = key[0] | key[1] << 32
    high, low = words[0] >> 6, words[1] >> 6
    expected = (high * 2**26 + low + 0.5) / 2**52
    assert uniform(seed - 2**64 if seed >= 2**63 else seed, *counter) == expected


@small.steady
@given(st.integers(-(2**63), 2**63 - 1), WORDS, WORDS, WORDS, WORDS)
def test_a_uniform_number_lies_inside_zero_and_one(seed: int, run: int, moment: int, purpose: int, who: int) -> None:
    assert 0.0 < uniform(seed, run, moment, purpose, who) < 1.0


@pytest.mark.parametrize("word", [0, ONES])
def test_no_words_of_philox_make_a_uniform_number_of_zero_or_one(word: int, monkeypatch: pytest.MonkeyPatch) -> None:
    plain: Callable[..., float] = getattr(uniform, "py_func", uniform)
    monkeypatch.setattr(chance, "philox", lambda *_: (word, word, word, word))
    drawn = plain(0, 0, 0, 0, 0)
    assert 0.0 < drawn < 1.0
    assert (word / ONES) == pytest.approx(drawn, abs=1e-15)


def test_uniform_numbers_are_uniform_over_every_part_of_the_address() -> None:
    rng = np.random.default_rng(1)
    for varied in range(5):
        parts = [3, 5, 7, 11, 13]
        drawn = []
        for value in rng.integers(0, ONES, 4000):
            parts[varied] = int(value)
            drawn.append(uniform(*parts))
        assert stats.kstest(drawn, "uniform").pvalue > 1e-3


def test_neighbouring_addresses_are_independent() -> None:
    drawn = np.array([[uniform(1, run, moment, 0, 0) for moment in range(60)] for run in range(60)])
    for lag in (drawn[:-1].ravel(), drawn[1:].ravel()), (drawn[:, :-1].ravel(), drawn[:, 1:].ravel()):
        assert abs(np.corrcoef(*lag)[0, 1]) < 4 / np.sqrt(lag[0].size)


def test_every_part_of_an_address_changes_the_number() -> None:
    base = uniform(1, 2, 3, 4, 5)
    assert len({base, *(uniform(*(x + (i == j) for j, x in enumerate((1, 2, 3, 4, 5)))) for i in range(5))}) == 6


def test_seed_zero_is_a_seed_like_any_other() -> None:
    assert uniform(0, 1, 2, 3, 4) == uniform(0, 1, 2, 3, 4) != uniform(1, 1, 2, 3, 4)
    game = _restless()
    first, again, other = (play(game, small.nothing_uncertain(40), seed).records for seed in (0, 0, 1))
    assert np.array_equal(first, again, equal_nan=True)
    assert not np.array_equal(first, other)


def test_all_64_bits_of_a_seed_count() -> None:
    seeds = [1, 1 + 2**31, 1 + 2**32, 1 + 2**62, -1, -(2**63), 2**63 - 1]
    assert len({uniform(seed, 0, 0, 0, 0) for seed in seeds}) == len(seeds)
    game = _restless()
    records = [play(game, small.nothing_uncertain(40), seed).records for seed in (5, 5 + 2**32, 5 - 2**63)]
    assert not np.array_equal(records[0], records[1], equal_nan=True)
    assert not np.array_equal(records[0], records[2], equal_nan=True)


@small.steady
@given(st.floats(1e-300, 1.0, exclude_max=True))
def test_the_normal_quantile_agrees_with_scipys_to_twelve_digits(p: float) -> None:
    assert inverse_normal(p) == pytest.approx(float(special.ndtri(p)), rel=1e-12, abs=1e-16)


def test_the_normal_quantile_agrees_with_scipys_in_all_its_branches() -> None:
    tails = np.geomspace(1e-300, 0.5, 400), 1 - np.geomspace(1e-15, 0.5, 200)
    p = np.concatenate([tails[0], 0.5 + np.linspace(-0.43, 0.43, 201), tails[1]])
    assert [inverse_normal(float(x)) for x in p] == pytest.approx(special.ndtri(p), rel=1e-12, abs=1e-16)


def test_the_normal_quantile_is_symmetric_and_infinite_at_its_ends() -> None:
    assert inverse_normal(0.5) == 0.0
    assert inverse_normal(0.25) == -inverse_normal(0.75)
    assert inverse_normal(0.0) == -np.inf
    assert inverse_normal(1.0) == np.inf


def test_normal_numbers_are_standard_normal() -> None:
    drawn = [normal(1, run, 0, 1, 2) for run in range(4000)]
    assert stats.kstest(drawn, "norm").pvalue > 1e-3


def _counts(mean: float, draws: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.array([poisson(mean, 1, run, 0, chance.BREACH, 9) for run in range(draws)])


@pytest.mark.parametrize("mean", [0.05, 0.7, 3.0, 40.0, 399.0, 401.0, 1234.5])
def test_poisson_counts_have_the_mean_and_the_variance_asked_for(mean: float) -> None:
    draws = 4000
    counts = _counts(mean, draws)
    assert abs(counts.mean() - mean) < 4 * np.sqrt(mean / draws)
    assert abs(counts.var() - mean) < 4 * np.sqrt((mean + 2 * mean**2) / draws)


@pytest.mark.parametrize("mean", [0.3, 2.5, 12.0, 900.0])
def test_poisson_counts_follow_the_poisson_distribution(mean: float) -> None:
    draws = 4000
    counts = _counts(mean, draws)
    edges = np.unique(stats.poisson.ppf(np.linspace(0.05, 0.95, 13), mean))
    expected = draws * np.diff(np.concatenate([[0.0], stats.poisson.cdf(edges, mean), [1.0]]))
    found = np.bincount(np.searchsorted(edges, counts), minlength=len(edges) + 1)
    kept = expected > 5
    statistic = float(((found - expected)[kept] ** 2 / expected[kept]).sum())
    assert stats.chi2.sf(statistic, kept.sum() - 1) > 1e-3


def test_poisson_inverts_its_distribution_at_the_address() -> None:
    for run in range(300):
        luck = uniform(1, run, 0, 2, 3)
        assert poisson(3.7, 1, run, 0, 2, 3) == stats.poisson.ppf(luck, 3.7)


def test_a_poisson_of_mean_zero_is_zero() -> None:
    assert poisson(0.0, 1, 0, 0, 0, 0) == 0


def test_mixing_two_addresses_is_not_symmetric_and_stays_within_32_bits() -> None:
    ids = [address("party", name) for name in ("a", "b", "c", "d", "e", "f", "g", "h")]
    mixed = [mix(first, second) for first in ids for second in ids]
    assert len(set(mixed)) == len(mixed)
    assert all(0 <= word <= ONES for word in mixed)


def test_joined_ids_do_not_run_into_each_other() -> None:
    assert address("ab", "c") != address("a", "bc") != address("abc")


def _restless(**words: Any) -> Game:
    """Return a game in which luck decides something every day: answers, sessions, breaches, collapse, events."""
    truce = {"rate": 0.4, "misread": 0.2, "tolerance": 0.5, "collapse": {"scale_days": 15, "strain": 0.3}}
    party = {"precision": 0.05, "volatility": 1.0}
    calm = {"no": {}, "yes": {"settles": 0.5, "binds": ["a", "b"], "truce": truce}}
    stated: dict[str, Any] = {
        "issues": {"calm": calm, "pay": ["no", "low"]},
        "worth": {"a": {"calm": [0, 8], "pay": [0, 3]}, "b": {"calm": [0, 6], "pay": [4, 0]}},
        "parties": {"a": party, "b": party},
        "protocol": {"sessions_per_day": 0.6, "speaks": "random"},
        "events": {"quake": {"rate": 0.1, "no_deal": {"a": -2, "b": 3}, "days": 4}},
    }
    for name, change in words.items():
        stated[name] = {**stated[name], **change}
    return small.game(**stated)


def _trails(game: Game, runs: int, days: int) -> list[list[dict[str, str]]]:
    table = small.start(game, seed=3)
    trails = []
    for run in range(runs):
        small.restart(table, 3, run)
        trail = []
        for number in range(1, days + 1):
            table.play_day(number)
            trail.append({issue: table.deal[issue] for issue in ("calm", "pay")})
        trails.append(trail)
    return trails


def test_another_day_moves_nobodys_luck() -> None:
    short = _trails(_restless(), 6, 20)
    long = _trails(_restless(protocol={"horizon_days": 45}), 6, 20)
    assert short == long
    assert len({str(trail) for trail in short}) > 1


def test_another_party_moves_nobodys_luck() -> None:
    without = _trails(_restless(), 6, 20)
    party = {"precision": 0.05, "volatility": 1.0}
    seats = {"newcomer": {"role": "backer", "volatility": 2.0}, "b": party, "a": party}
    assert _trails(_restless(parties=seats), 6, 20) == without


def test_another_issue_that_nobody_cares_for_moves_nobodys_luck() -> None:
    without = _trails(_restless(), 6, 20)
    more = _restless()
    stated = more.scenario.stated()
    stated["issues"] = {"flag": {"controlled_by": ["c"], "options": {"old": {}, "new": {}}}, **stated["issues"]}
    stated["parties"]["c"] = {"role": "backer", "no_deal": {"value": 0}}
    assert _trails(make_game(Scenario.model_validate(stated)), 6, 20) == without


def test_another_event_moves_nobodys_luck() -> None:
    without = _trails(_restless(), 6, 20)
    assert _trails(_restless(events={"aside": {"rate": 0.5}}), 6, 20) == without


def test_the_busiest_day_shares_no_moment_with_the_next_one() -> None:
    game = small.game(issues={"x": ["no", "yes"]}, protocol={"sessions_per_day": 20, "session_dates": [small.day(1)]})
    table = small.start(game)
    assert sessions_today(*table.rules) < SESSIONS_A_DAY


BITS = """
import json
from sim.kernel.chance import uniform, normal, poisson, philox, mix
seeds = [0, 1, -1, 7 + 2**40, 2**63 - 1, -(2**63)]
found = [[list(map(int, philox(s & 0xFFFFFFFF, 1, 2, 3, 4, 5))), int(mix(s & 0xFFFFFFFF, 77))] for s in seeds]
found += [[uniform(s, r, 64 * r, 5, 6).hex(), normal(s, r, 1, 5, 6).hex()] for s in seeds for r in range(20)]
found += [int(poisson(m, s, 3, 4, 5, 6)) for s in seeds for m in (0.5, 7.5, 399.0, 950.0)]
print(json.dumps(found))
"""


def _printed(program: str, **environment: str) -> Any:
    root = Path(__file__).parents[1]
    command, env = [sys.executable, "-c", program], {**os.environ, **environment}
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_numbers_are_the_same_bits_with_compilation_off() -> None:
    assert _printed(BITS, NUMBA_DISABLE_JIT="1") == _printed(BITS, NUMBA_DISABLE_JIT="0")
