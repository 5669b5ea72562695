"""Monotony at any table, in made scenarios, run by run under the same luck: what must not help does not."""

from typing import Any

import numpy as np
import pytest

from sim.arrays import Flags
from sim.game.build import Game, make_game
from sim.game.records import Records
from sim.runs.ensemble import play
from tests import small
from tests.small import needs_compiled

RUNS, SEED, MADE = 400, 17, 16
TACTICS: tuple[dict[str, Any], ...] = (
    {"kind": "steadfast", "aspiration": 0.4},
    {"kind": "time", "from": 0.9, "to": 0.1},
    {"kind": "deadline", "from": 0.8, "to": 0.1, "last_days": 6},
    {"kind": "tit_for_tat", "from": 0.8, "to": 0.1},
)


def made(number: int) -> dict[str, Any]:
    """Return the words of a made scenario: two or three parties, two or three issues, a condition, a deadline."""
    luck = np.random.default_rng(number)
    parties = ["a", "b", "c"][: luck.integers(2, 4)]
    issues = {f"i{place}": ["none", "some", "more"] for place in range(luck.integers(2, 4))}
    worth = {
        party: {issue: [8.0, float(luck.integers(4, 21)), float(luck.integers(0, 25))] for issue in issues}
        for party in parties
    }
    owner, named = parties[number % len(parties)], list(issues)[number % len(issues)]
    other = next(issue for issue in issues if issue != named)
    return {
        "issues": {
            issue: {option: {"settles": 0.5 if option == "more" else 0.0} for option in options}
            for issue, options in issues.items()
        },
        "worth": {
            party: {"total": 100 * len(issues)}
            | {issue: {"weight": 1, **dict(zip(issues[issue], points, strict=True))} for issue, points in of.items()}
            for party, of in worth.items()
        },
        "parties": {
            party: {
                "precision": 0.3,
                "consistency": float(luck.choice([0.0, 0.6])),
                "patience_days": float(luck.integers(15, 70)),
                "tactic": TACTICS[(number + place) % len(TACTICS)],
            }
            for place, party in enumerate(parties)
        },
        "conditions": {
            "said": {
                "party": owner,
                "when": {named: ["some", "more"]},
                "require": {other: "none"},
                "firmness": 0.4,
                "backdown_cost": 2,
            }
        },
        "protocol": {"horizon_days": 40, "sessions_per_day": 0.25, "misperception": float(number % 3)},
        "deadlines": {
            "cut_off": {
                "on": small.day(20),
                "unless": {named: ["some", "more"]},
                "no_deal": dict.fromkeys(parties, -4),
                "ends_talks": bool(number % 2),
                "assumed": "Made up.",
            }
        },
    }


def records(words: dict[str, Any]) -> tuple[Game, Records]:
    """Return the records of runs of a made scenario."""
    game = make_game(small.scenario(**words))
    return game, Records(game, play(game, small.nothing_uncertain(RUNS), SEED).records)


def pooled(pairs: list[tuple[Flags, Flags]]) -> tuple[float, float, list[float]]:
    """Return by how much a share rises from one to the other, pooled over scenarios, its standard error, and each."""
    each = [float(np.mean(after)) - float(np.mean(before)) for before, after in pairs]
    changes = np.concatenate([after.astype(float) - before.astype(float) for before, after in pairs])
    return float(changes.mean()), float(changes.std(ddof=1) / np.sqrt(len(changes))), each


def failed(found: Records) -> Flags:
    """Return which runs ended without any agreement."""
    flags: Flags = ~np.isfinite(found.first_deal)
    return flags


@needs_compiled
def test_costlier_failure_for_everybody_does_not_raise_the_share_of_failure() -> None:
    """What the deadline takes from all goes from 4 points to 12."""
    pairs = []
    for number in range(MADE):
        words = made(number)
        before = failed(records(words)[1])
        words["deadlines"]["cut_off"]["no_deal"] = dict.fromkeys(words["parties"], -12)
        pairs.append((before, failed(records(words)[1])))
    change, error, each = pooled(pairs)
    assert change < 2 * error, each
    assert sum(one > 0.03 for one in each) <= 1, each


@needs_compiled
def test_a_deadline_that_nobody_looks_at_changes_nothing_before_it() -> None:
    """Where neither tactics nor patience look at it, a later one leaves each run as it was up to the old one."""
    for number in range(MADE):
        words = made(number)
        for party in words["parties"].values():
            party["tactic"] = TACTICS[0]
            party["patience_days"] = 1
        before = records(words)[1].first_deal
        words["deadlines"]["cut_off"]["on"] = small.day(30)
        after = records(words)[1].first_deal
        assert np.array_equal(before <= 20, after <= 20)
        assert np.array_equal(before[before <= 20], after[after <= 20])


@needs_compiled
def test_who_is_given_more_time_takes_it() -> None:
    """By the day of the old deadline a later one lowers the share agreed, where parties wait for it and look ahead.

    A negotiator would say so too: fewer of the days that matter lie beyond it, and who holds out does so for longer.
    """
    pairs = []
    for number in range(MADE):
        words = made(number)
        for party in words["parties"].values():
            party["tactic"] = TACTICS[2]
        before = records(words)[1].first_deal <= 20
        words["deadlines"]["cut_off"]["on"] = small.day(30)
        pairs.append((before, records(words)[1].first_deal <= 20))
    change, error, each = pooled(pairs)
    assert change < -2 * error, each
    assert all(one < 0.03 for one in each), each


@needs_compiled
def test_a_later_deadline_does_not_lower_the_share_agreed_in_the_end() -> None:
    """Where talks end with it; that parties also wait for it, and agree less often by the old one, is their tactic."""
    pairs = []
    for number in range(1, 2 * MADE, 2):
        words = made(number)
        before = ~failed(records(words)[1])
        words["deadlines"]["cut_off"]["on"] = small.day(30)
        pairs.append((before, ~failed(records(words)[1])))
    change, error, each = pooled(pairs)
    assert change > -2 * error, each
    assert sum(one < -0.03 for one in each) <= 1, each


@needs_compiled
def test_a_firmer_condition_is_not_broken_more_often() -> None:
    pairs = []
    for number in range(MADE):
        words = made(number)
        broken = []
        for firmness in (0.2, 0.7):
            words["conditions"]["said"]["firmness"] = firmness
            game, found = records(words)
            named, other = (next(iter(words["conditions"]["said"][word])) for word in ("when", "require"))
            broken.append(_ever(game, found, named, other))
        pairs.append((broken[0], broken[1]))
    change, error, each = pooled(pairs)
    assert change < 2 * error, each
    assert all(one < 0.03 for one in each), each


def _ever(game: Game, found: Records, named: str, other: str) -> Flags:
    """Return in which runs the condition stood broken at the end: its trigger in force, and what it requires not."""
    options = game.board.option[found.state]
    one = options[:, game.issues.index(named)] != game.options.index((named, "none"))
    two = options[:, game.issues.index(other)] != game.options.index((other, "none"))
    flags: Flags = one & two
    return flags


@pytest.mark.parametrize("number", range(3))
def test_made_scenarios_are_sound(number: int) -> None:
    game = make_game(small.scenario(**made(number)))
    assert game.deals >= 9
