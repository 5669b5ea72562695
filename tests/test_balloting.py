"""Packages that are tentative, then voted on: the day of a ballot, its chance, what is rejected stays rejected."""

from math import exp
from typing import Any

import numpy as np
import pytest

from sim.game.records import Records
from sim.kernel.chance import BALLOT, MASK, SESSIONS_A_DAY, address, mix, uniform
from sim.rules import state as at
from sim.rules.balloting import likely_ratified
from sim.rules.events import play_events
from sim.rules.expecting import all_accept
from sim.rules.ideals import set_ideals
from sim.rules.ratifying import agree, settle_due
from sim.rules.standing import end_issues
from sim.rules.worth import PUBLIC
from sim.runs.ensemble import play
from sim.trace.mesa_model import watch
from tests import small

OFFERS = ("p1", "p2", "p3", "p4")


def _stated(*, precision: Any = 0.1, worth: float = 10, days: int = 40, **ballot: Any) -> dict[str, Any]:
    """Return two that want a contract, of four alike, and members who vote on it."""
    return {
        "issues": {"contract": ["none", *OFFERS], "extra": ["none", "more"]},
        "parties": {"a": {}, "b": {}, "m": {"role": "backer", "precision": precision}},
        "controlled_by": {"contract": ["a", "b"], "extra": ["a", "b"]},
        "worth": {
            "a": {"contract": [0, 11, 12, 13, 14], "extra": [0, 0]},
            "b": {"contract": [0, 14, 13, 12, 11], "extra": [0, 0]},
            "m": {"contract": [20, *[20 + worth] * 4], "extra": [0, 3]},
        },
        "protocol": {"sessions_per_day": 1, "horizon_days": days},
        "ratifiers": {"vote": {"party": "m", "issues": ["contract"], **ballot}},
    }


def _agree(table: small.Table, deal: dict[str, str]) -> None:
    """Let all agree to a deal, unless it cannot be proposed."""
    table.look()
    state = table.game.state(deal)
    assert state in table.world.bearable[: table.world.now[at.BEARABLE]], "it cannot be proposed"
    table.world.now[at.PROPOSAL] = state
    agree(*table.rules, int(table.world.agenda[state]), int(table.world.consent[state]))


def _dawn(table: small.Table, day: int) -> None:
    table.today(day, 0)
    play_events(*table.rules)
    settle_due(*table.rules)


def _deal(option: str, extra: str = "none") -> dict[str, str]:
    return {"contract": option, "extra": extra}


def _can(table: small.Table, deal: dict[str, str]) -> bool:
    """Return whether a deal can be proposed."""
    table.look()
    return table.game.state(deal) in table.world.bearable[: table.world.now[at.BEARABLE]]


@pytest.mark.parametrize(
    ("ballot", "due"),
    [
        ({}, 4),
        ({"in_days": 0.4}, 4),
        ({"in_days": 6}, 9),
        ({"ballots": [small.day(2), small.day(12), small.day(8)]}, 8),
        ({"ballots": [small.day(3), small.day(20)]}, 20),
    ],
)
def test_the_day_of_a_ballot(ballot: dict[str, Any], due: int) -> None:
    table = small.start(small.game(**_stated(precision="exact", **ballot)))
    table.today(3)
    _agree(table, _deal("p2"))
    assert table.world.pact_due[0] == due
    for day in range(4, due + 1):
        assert table.deal == _deal("none") and table.world.now[at.PENDING] == 1
        _dawn(table, day)
    assert table.deal == _deal("p2") and table.world.signed[0] == table.mask("a", "b")


def test_a_deal_that_no_ballot_is_left_for_cannot_be_proposed() -> None:
    table = small.start(small.game(**_stated(ballots=[small.day(5)])))
    table.today(4)
    assert _can(table, _deal("p1"))
    table.today(5)
    assert not _can(table, _deal("p1"))
    assert _can(table, _deal("none", "more")), "what is not voted on can be"


def test_what_is_rejected_stays_rejected_until_something_on_its_issues_ends() -> None:
    table = small.start(small.game(**_stated(precision="exact", worth=-5)))
    table.today(1)
    _agree(table, _deal("p1"))
    _dawn(table, 2)
    assert table.deal == _deal("none") and table.world.rejections[0] == 1
    assert table.world.endings[0] == 0, "a rejection reopens no mind"
    table.today(2)
    assert not _can(table, _deal("p1"))
    assert _can(table, _deal("p1", "more")), "that is another package"
    assert _can(table, _deal("p2"))
    table.world.endings[0] += 1
    assert _can(table, _deal("p1"))


def test_the_answer_of_a_ballot_is_the_logit_with_word_and_rejections() -> None:
    stated = _stated(worth=4, recommends={"a": 2, "b": 1}, raises=1.5)
    yes = 0
    for run in range(40):
        table = small.start(small.game(**stated), run=run)
        table.today(1)
        table.world.rejections[0] = 1
        _agree(table, _deal("p3"))
        _dawn(table, 2)
        who = mix(address("party", "m"), mix(address("option", "contract", "p3"), 1) & MASK)
        luck = uniform(1, run, 2 * SESSIONS_A_DAY, BALLOT, who)
        chance = 1.0 / (1.0 + exp(-0.1 * (4 + 2 + 1 - 1.5)))
        assert (table.deal == _deal("p3")) == (luck < chance)
        yes += luck < chance
    assert 10 < yes < 38


@pytest.mark.parametrize("raises", [0, 3])
def test_speakers_reckon_with_the_ballot(raises: float) -> None:
    stated = _stated(worth=4, recommends={"b": 2, "m": 0} | {"a": 1}, raises=raises)
    stated["ratifiers"]["vote"]["recommends"].pop("m")
    with_ballot = small.start(small.game(**stated))
    without = small.start(small.game(**(stated | {"ratifiers": {}})))
    chances = []
    for table in (with_ballot, without):
        if table is with_ballot:
            table.world.rejections[0] = 2
            table.world.turned_down[:2] = -1
        table.world.now[at.SPEAKER] = table.world.now[at.WATCHER] = table.party("a")
        table.look()
        set_ideals(table.rules[0], table.rules[2])
        chances.append(float(all_accept(*table.rules, table.game.state(_deal("p2")))))
    vote = 1.0 / (1.0 + exp(-0.5 * (4 + 2 + 1 - 2 * raises)))
    assert chances[0] == pytest.approx(chances[1] * vote)


@small.needs_compiled
@pytest.mark.parametrize("precision", [0.0, 0.1])
def test_a_ballot_with_chance_p_passes_one_of_k_packages_as_often_as_theory_says(precision: float) -> None:
    stated = _stated(precision=precision, worth=-2)
    stated["issues"].pop("extra")
    for worth in stated["worth"].values():
        worth.pop("extra")
    stated["controlled_by"].pop("extra")
    game, runs = small.game(**stated), 3000
    records = Records(game, play(game, small.nothing_uncertain(runs), seed=4).records)
    chance = 1.0 / (1.0 + exp(precision * 2))
    in_force = np.array([game.deal(int(state))["contract"] != "none" for state in records.state])
    # The first package that passes stands; what is better for one who speaks later is worse for the other.
    for packages in range(1, 5):
        share = 1.0 - (1.0 - chance) ** packages
        by_then = float(np.mean((records.of("rejections")[:, 0] < packages) & in_force))
        assert by_then == pytest.approx(share, abs=4 * (share * (1.0 - share) / runs) ** 0.5)


@small.needs_compiled
def test_a_watched_ballot_is_the_ensembles() -> None:
    stated = _stated(worth=1, in_days=2, recommends={"a": 1}, raises=1)
    stated["parties"]["m"]["consistency"] = 0.6
    stated["protocol"] |= {"misperception": 2, "speaks": "random"}
    game = small.game(**stated)
    records = Records(game, play(game, small.nothing_uncertain(8), seed=2).records)
    assert len(set(records.of("rejections")[:, 0])) > 1
    for run in range(8):
        assert watch(game, seed=2, run=run).deal == game.deal(int(records.state[run]))


def test_who_votes_and_speaks_reckons_its_own_ballot_by_the_public_record() -> None:
    """Nobody keeps a record of itself."""
    stated = _stated(precision=0.3, worth=-20)
    stated["parties"]["m"]["consistency"] = 0.6
    stated["protocol"] |= {"misperception": 2, "speaks": {"a": 1, "b": 1, "m": 1}}
    table = small.start(small.game(**stated))
    table.today(1)
    _agree(table, _deal("p1"))
    _dawn(table, 4)
    assert table.world.rejections[0] == 1, "it has answered"
    table.world.now[at.SPEAKER] = table.world.now[at.WATCHER] = table.party("m")
    table.look("m")
    chances = [
        float(likely_ratified(*table.rules, table.game.state(_deal("p2")), observer))
        for observer in (table.party("m"), PUBLIC, table.party("a"))
    ]
    assert chances[0] == chances[1] != chances[2]


def test_a_package_waits_and_what_ends_meanwhile_reopens_minds() -> None:
    table = small.start(small.game(**_stated(in_days=3)))
    table.today(1)
    table.put(_deal("none", "more"), "a", "b")
    _agree(table, _deal("p1", "more"))
    assert table.world.now[at.PENDING] == 1
    end_issues(*table.rules, 2, at.WITHDRAWN)
    assert table.world.endings[1] == 1 and table.world.now[at.PENDING] == 1


def test_a_watched_run_tells_of_ballots() -> None:
    stated = _stated(precision="exact", worth=-5, recommends={"a": 1})
    told = str(watch(small.scenario(**stated), seed=1, run=0))
    assert "m rejects what was agreed: −5.0 over what is in force, +1.0 by who recommends it" in told
