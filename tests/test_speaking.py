"""When there is a session, and who speaks at it."""

from typing import Any

import numpy as np
import pytest

from sim.rules import state as at
from sim.rules.speaking import choose_speaker, moment, sessions_today
from tests import small

SEATS: dict[str, Any] = {"m": {"role": "mediator"}, "a": {}, "b": {}, "k": {"role": "backer"}, "c": {}}


def _table(seats: dict[str, Any] | None = None, **protocol: Any) -> small.Table:
    return small.start(small.game(issues={"x": ["no", "yes"]}, parties=seats or SEATS, protocol=protocol))


def _speakers(table: small.Table, runs: int) -> list[str]:
    found = []
    for run in range(runs):
        small.restart(table, 1, run)
        found.append(table.game.parties[choose_speaker(*table.rules)])
    return found


def test_a_day_has_its_dated_sessions_the_whole_ones_and_perhaps_one_more() -> None:
    table = _table(sessions_per_day=2.3, session_dates=[small.day(3), small.day(3), small.day(5)])
    counts = []
    for run in range(1500):
        small.restart(table, 1, run)
        row = []
        for day in (2, 3, 5):
            table.today(day, 0)
            row.append(sessions_today(*table.rules))
        counts.append(row)
    rest = np.array(counts) - [2, 4, 3]
    assert set(rest.ravel().tolist()) == {0, 1}
    assert rest.mean(axis=0) == pytest.approx([0.3] * 3, abs=4 * 0.5 / np.sqrt(1500))
    assert abs(np.corrcoef(rest.T)[0, 1]) < 4 / np.sqrt(1500)


def test_a_whole_number_of_sessions_is_no_matter_of_luck() -> None:
    for rate in (0, 1, 3):
        table = _table(sessions_per_day=rate)
        for day in range(1, 30):
            table.today(day, 0)
            assert sessions_today(*table.rules) == rate


def test_every_session_has_a_moment_of_its_own() -> None:
    table = _table()
    moments = []
    for day in range(1, 5):
        for session in range(0, 21):
            table.today(day, session)
            moments.append(moment(table.rules[2]))
    assert len(set(moments)) == len(moments)


def test_principals_in_turn_each_have_the_floor_once_a_round_in_an_order_drawn_by_lot() -> None:
    table = _table(speaks="alternating")
    orders = []
    for run in range(600):
        small.restart(table, 1, run)
        spoken = [table.game.parties[choose_speaker(*table.rules)] for _ in range(9)]
        assert sorted(spoken[:3]) == ["a", "b", "c"]
        assert spoken[:3] == spoken[3:6] == spoken[6:]
        orders.append("".join(spoken[:3]))
    counts = [orders.count(order) for order in sorted(set(orders))]
    assert len(counts) == 6
    assert np.array(counts) == pytest.approx(100, abs=4 * np.sqrt(100))


def test_principals_at_random_have_the_floor_equally_often() -> None:
    found = _speakers(_table(speaks="random"), 1500)
    assert set(found) == {"a", "b", "c"}
    for name in ("a", "b", "c"):
        assert found.count(name) / 1500 == pytest.approx(1 / 3, abs=4 * 0.5 / np.sqrt(1500))


def test_shares_of_the_floor_are_kept_whoever_has_them() -> None:
    shares = {"m": 4, "a": 1, "k": 3}
    found = _speakers(_table(speaks=shares), 2000)
    assert set(found) == set(shares)
    for name, share in shares.items():
        assert found.count(name) / 2000 == pytest.approx(share / 8, abs=4 * 0.5 / np.sqrt(2000))


def test_the_mediator_speaks_until_it_leaves_and_then_a_principal_drawn_uniformly() -> None:
    table = _table(speaks="mediated", mediator_patience=1)
    assert set(_speakers(table, 50)) == {"m"}
    found = []
    for run in range(1500):
        small.restart(table, 1, run)
        table.world.now[at.LEFT_DAY] = 2
        found.append(table.game.parties[choose_speaker(*table.rules)])
    for name in ("a", "b", "c"):
        assert found.count(name) / 1500 == pytest.approx(1 / 3, abs=4 * 0.5 / np.sqrt(1500))


def test_a_mediator_with_a_share_of_the_floor_gives_it_up_when_it_leaves() -> None:
    table = _table(speaks={"m": 5, "a": 1})
    found = []
    for run in range(300):
        small.restart(table, 1, run)
        table.world.now[at.LEFT_DAY] = 2
        found.append(table.game.parties[choose_speaker(*table.rules)])
    assert "m" not in found
    assert {"b", "c"} < set(found)


def test_the_mediator_leaves_after_as_many_failed_sessions_as_it_bears() -> None:
    table = _table(speaks="mediated", mediator_patience=3)
    for day in range(1, 8):
        table.play_day(day)
        assert table.world.now[at.LEFT_DAY] == (3 if day >= 3 else at.NEVER)
        assert (table.game.parties[table.world.now[at.SPEAKER]] == "m") == (day <= 3)


def test_no_place_in_the_file_is_an_advantage() -> None:
    """The same parties in another order have the same turns, draws and shares."""
    turned = dict(reversed(SEATS.items()))
    for speaks in ("alternating", "random", {"m": 4, "a": 1, "k": 3}):
        assert _speakers(_table(speaks=speaks), 60) == _speakers(_table(turned, speaks=speaks), 60)
