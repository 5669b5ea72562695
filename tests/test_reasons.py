"""Reasons: the terms of a surplus add up to it, and words say what the data say."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.formatting import rounded_percent, signed
from sim.game.build import Game
from sim.scenario.model import Scenario
from sim.trace.days import ExplainedOffer, PartyAnswer, Session
from sim.trace.mesa_model import NegotiationModel, watch
from sim.trace.narrative import answer_in_words, deal_in_words
from sim.trace.reasons import Reason, reasons_in_words, total
from sim.trace.transcript import Transcript
from tests import small
from tests.small import COMPILED
from tests.strategies import made, scenarios

EXACT = 1e-9


def sessions_of(transcript: Transcript) -> Iterator[Session]:
    yield from (session for day in transcript.days for session in day.sessions)


def offers_of(transcript: Transcript) -> Iterator[ExplainedOffer]:
    for session in sessions_of(transcript):
        yield from (offer for offer in (session.offer, session.unmade) if offer is not None)


def answers_of(transcript: Transcript) -> Iterator[PartyAnswer]:
    yield from (answer for session in sessions_of(transcript) for answer in session.answers)


def watched(game: Game, seed: int = 1, run: int = 0) -> Transcript:
    model = NegotiationModel(game, seed, run, explain=True)
    model.run_model()
    return model.transcript()


def assert_adds_up(transcript: Transcript) -> int:
    """Check every answer and proposal of a run; return how many there were."""
    weighed: list[PartyAnswer | ExplainedOffer] = [*answers_of(transcript), *offers_of(transcript)]
    for reasoned in weighed:
        assert total(reasoned.reasons) == pytest.approx(reasoned.surplus, abs=EXACT)
    for answer in answers_of(transcript):
        red = [reason for reason in answer.reasons if reason.kind == "red_line"]
        assert answer.vetoed == bool(red)
        assert all(reason.private and reason.points == 0.0 for reason in red)
        assert answer.accepts == (answer.draw < answer.chance)
        assert not (answer.accepts and answer.vetoed)
    return len(weighed)


@pytest.mark.parametrize("name", ["labour-dispute", "pie", "ukraine-2025-03", "iran-2015", "sudan-2025-11"])
def test_the_terms_of_every_surplus_add_up(name: str) -> None:
    assert sum(assert_adds_up(watch(name, 3, run)) for run in range(5 if COMPILED else 1))


@made
@given(scenarios(12), st.integers(0, 1000))
def test_the_terms_add_up_in_any_scenario_and_can_be_told(scenario: Scenario, seed: int) -> None:
    model = NegotiationModel(scenario, seed, explain=True)
    model.run_model()
    transcript = model.transcript()
    assert_adds_up(transcript)
    assert transcript.to_text().count("\n") >= 4
    assert transcript.to_dict()["end_day"] == scenario.protocol.horizon_days


def weighed(**words: Any) -> Game:
    """A full truce that b always proposes to a: worth 14 to a, of which each mechanism takes something."""
    return small.game(
        issues={"truce": {"none": {}, "full": {"settles": 1, "binds": ["a", "b"]}}, "aid": ["on", "off"]},
        worth={"a": {"truce": [0, 14], "aid": [0, 0]}, "b": {"truce": [0, 30], "aid": [50, 0]}},
        parties={"a": {"no_deal": 4, "precision": 0.5, "trust": {"b": {"initial": 0.75}}}, "b": {}},
        protocol={"speaks": {"b": 1}, "horizon_days": 1},
        exposures={"harm": {"party": "a", "option": {"truce": "full"}, "points": 20}},
        **words,
    )


CONDITION = {"party": "a", "when": {"truce": "full"}, "require": {"aid": "off"}, "firmness": 0.0, "backdown_cost": 3}


def only_answer(transcript: Transcript) -> PartyAnswer:
    (answer,) = answers_of(transcript)
    return answer


def test_an_answer_carries_worth_trust_no_deal_and_conditions() -> None:
    answer = only_answer(watched(weighed(conditions={"aid_first": CONDITION})))
    assert [(reason.kind, reason.about, reason.share) for reason in answer.reasons] == [
        ("worth", "truce", None),
        ("exposure", "truce", 0.75),
        ("no_deal", "a", None),
        ("condition", "aid_first", None),
    ]
    assert [reason.points for reason in answer.reasons] == pytest.approx([14, -5, -4, -3])
    assert answer.surplus == pytest.approx(2)
    assert answer.chance == pytest.approx(1 / (1 + 2.718281828459045**-1))


def test_a_red_line_forbids_and_is_marked_private() -> None:
    answer = only_answer(watched(weighed(conditions={"aid_first": {**CONDITION, "firmness": 1}})))
    assert not answer.accepts
    assert answer.vetoed
    assert answer.chance == 0.0
    (red,) = (reason for reason in answer.reasons if reason.kind == "red_line")
    assert (red.about, red.points, red.private) == ("aid_first", 0.0, True)
    assert answer.surplus == pytest.approx(2), "a red line has a price like any condition, and forbids besides"


def test_a_pledge_is_the_price_of_refusing_and_is_not_haggled_over() -> None:
    pledge = {"word": {"party": "a", "option": {"truce": "full"}, "backdown_cost": 7}}
    answer = only_answer(watched(weighed(pledges=pledge)))
    assert answer.reasons[-1] == Reason("pledge", 7.0, "word")
    assert (answer.aspiration, answer.held_out) == (0.0, 0.0)
    assert answer.surplus == pytest.approx(14 - 5 - 4 + 7)


def test_a_combination_is_a_term_of_its_own() -> None:
    worth = {
        "a": {
            "truce": {"weight": 1, "none": 0, "full": 14},
            "bonus": {"calm": {"when": {"truce": "full"}, "points": 2.5}},
        },
        "b": {"truce": {"weight": 1, "none": 0, "full": 30}},
    }
    game = small.game(issues={"truce": ["none", "full"]}, worth=worth, protocol={"speaks": {"b": 1}, "horizon_days": 1})
    answer = only_answer(watched(game))
    assert [(reason.kind, reason.about) for reason in answer.reasons] == [("worth", "truce"), ("bonus", "calm")]
    assert answer.surplus == pytest.approx(16.5)


def test_a_proposal_says_what_its_speaker_gains_and_expects() -> None:
    (offer,) = offers_of(watched(weighed(conditions={"aid_first": CONDITION})))
    assert offer.aim == "own gain"
    assert offer.changes == {"truce": "full"}
    assert offer.surplus == pytest.approx(30)
    (hope,) = offer.hopes
    assert (hope.party, hope.clear) == ("a", 1.0)
    assert hope.surplus == pytest.approx(2)
    assert offer.chance == pytest.approx(hope.chance)
    assert offer.suspected == {"aid_first": 0.0}


SHY: dict[str, Any] = {
    "issues": {"pact": ["none", "small", "big"]},
    "worth": {"a": {"pact": [0, 5, 5]}, "b": {"pact": [0, 10, 20]}},
    "protocol": {"speaks": {"b": 1}, "horizon_days": 1},
    "conditions": {
        "not_big": {"party": "a", "when": {"pact": "big"}, "require": {"pact": "small"}, "firmness": 0.9},
    },
}


def test_a_proposal_not_made_for_suspected_red_lines_is_named() -> None:
    transcript = watched(small.game(**SHY))
    (session,) = sessions_of(transcript)
    assert session.proposal == {"pact": "small"}
    assert session.unmade is not None
    assert session.unmade.changes == {"pact": "big"}
    assert session.unmade.suspected == {"not_big": 0.9}
    assert "But for red lines that it suspects it would have proposed pact: big" in transcript.to_text()


def test_suspected_red_lines_that_are_called_alike_name_their_parties() -> None:
    alike = {**SHY["conditions"]["not_big"], "label": "no big pact"}
    text = watched(
        small.game(
            **{
                **SHY,
                "parties": {"a": {}, "b": {}, "c": {}},
                "worth": {**SHY["worth"], "c": {"pact": [0, 5, 5]}},
                "conditions": {"one": alike, "other": {**alike, "party": "c"}},
            }
        )
    ).to_text()
    assert "it suspects: no big pact (a, 90 %), no big pact (c, 90 %)." in text


def test_a_deadline_that_is_met_is_said_to_have_no_effect() -> None:
    deadline = {"on": small.day(2), "unless": {"pact": ["small", "big"]}, "no_deal": {"a": -1}, "assumed": "Made up."}
    stated = {**SHY, "protocol": {"speaks": {"b": 1}, "horizon_days": 3}, "deadlines": {"cut_off": deadline}}
    text = watched(small.game(**stated)).to_text()
    assert "Deadline met, so that it has no effect: cut off." in text


def test_a_session_without_a_proposal_says_so() -> None:
    game = small.game(issues={"pact": ["none", "some"]}, worth={"a": {"pact": [0, 1]}, "b": {"pact": [1, 0]}})
    transcript = watched(game)
    assert all(session.offer is None and not session.agreed for session in sessions_of(transcript))
    assert "proposes nothing" in transcript.to_text()


def test_a_mediator_looks_for_the_product_and_holds_out_only_for_what_is_its_own() -> None:
    game = small.game(
        issues={"pact": ["none", "some"]},
        worth={"a": {"pact": [0, 5]}, "b": {"pact": [0, 5]}, "m": {"pact": [0, 9]}},
        parties={"a": {}, "b": {}, "m": {"role": "mediator", "tactic": {"aspiration": 0.5}}},
        protocol={"speaks": "mediated", "horizon_days": 1},
    )
    (offer,) = offers_of(watched(game))
    assert (offer.aim, offer.held_out) == ("product of gains", 0.0)
    assert [hope.party for hope in offer.hopes] == ["a", "b"]


def test_a_denunciation_says_what_leaving_is_worth_and_costs() -> None:
    game = small.game(
        issues={"pact": {"none": {}, "some": {"withdrawal_cost": 2}}},
        worth={"a": {"pact": [0, 10]}, "b": {"pact": [0, 10]}},
        events={"shock": {"on": small.day(3), "worth": {"a": {"pact": {"some": -30}}}}},
        protocol={"horizon_days": 3},
    )
    transcript = watched(game)
    (left,) = (left for session in sessions_of(transcript) for left in session.denunciations)
    assert (left.party, left.issue, left.option) == ("a", "pact", "some")
    assert (left.cost, left.red_lines) == (2.0, ())
    assert left.gain == pytest.approx(20)
    (move,) = (move for move in transcript.days[2].moves if move.how == "withdrawn")
    assert (move.before, move.after, move.by) == ("some", "none", ("a",))
    assert "a leaves pact: some (better off without by +20.0, leaving must be worth 2.0)." in transcript.to_text()


def test_a_denunciation_for_a_red_line_names_it() -> None:
    game = small.game(
        issues={"pact": ["none", "some"], "aid": ["on", "off"]},
        worth={"a": {"pact": [0, 10], "aid": [0, 0]}, "b": {"pact": [0, 10], "aid": [0, 0]}},
        conditions={"no_cut": {"party": "a", "when": {"pact": "some"}, "require": {"aid": "on"}, "firmness": 1}},
        events={"cut": {"on": small.day(3), "force": {"aid": "off"}}},
        protocol={"horizon_days": 3},
    )
    transcript = watched(game)
    (left,) = (left for session in sessions_of(transcript) for left in session.denunciations)
    assert (left.party, left.issue, left.red_lines) == ("a", "pact", ("no_cut",))
    assert "it breaks a red line (private): no cut" in transcript.to_text()
    forced = [move for move in transcript.days[2].moves if move.how == "event"]
    assert [(move.issue, move.before, move.after, move.by) for move in forced] == [("aid", "on", "off", ())]


def test_what_was_renewed_and_what_ran_out_are_moves() -> None:
    term: dict[str, Any] = {
        "issues": {"pact": {"none": {}, "some": {"term_days": 4, "renewal": 1}}},
        "worth": {"a": {"pact": [0, 10]}, "b": {"pact": [0, 10]}},
        "protocol": {"horizon_days": 8, "sessions_per_day": 0, "session_dates": [small.day(1)]},
    }
    renewed = watched(small.game(**term))
    assert [(day.day, move.how) for day in renewed.days for move in day.moves] == [
        (1, "agreed"),
        (4, "renewed"),
        (8, "renewed"),
    ]
    term["issues"] = {"pact": {"none": {}, "some": {"term_days": 4}}}
    expired = watched(small.game(**term))
    assert [(day.day, move.how) for day in expired.days for move in day.moves] == [(1, "agreed"), (4, "expired")]
    text = expired.to_text()
    assert "pact: some runs out; now none." in text
    assert "Days 2–3: nothing happens." in text
    assert "Days 5–8: nothing happens." in text


TRUCE = {
    "issues": {"fire": {"on": {}, "off": {"settles": 1, "binds": ["a", "b"], "truce": {"rate": 2, "misread": 1}}}},
    "worth": {"a": {"fire": [0, 10]}, "b": {"fire": [0, 10]}},
    "protocol": {"horizon_days": 10, "sessions_per_day": 0, "session_dates": [small.day(1)]},
}


def test_each_side_keeps_a_ledger_of_what_it_saw() -> None:
    transcript = watched(small.game(**TRUCE))
    logged = {"a": 0, "b": 0}
    for (truce,) in (day.breaches for day in transcript.days if day.breaches):
        for party, other in (("a", "b"), ("b", "a")):
            assert truce.perceived[party] == truce.committed[other] + 1, "every lawful act is misread once a day"
            logged[party] += truce.perceived[party]
        assert truce.logged == logged
        assert all(ledger > 0.0 for ledger in truce.ledger.values())
    assert logged["a"] > 0
    assert "no talks. fire, off: a " in transcript.to_text()


def test_signed_and_percent_read_as_people_write_them() -> None:
    assert [signed(points) for points in (6.1, -15.0, 0.04, -0.04)] == ["+6.1", "−15.0", "0.0", "0.0"]
    assert [rounded_percent(share) for share in (0.0, 0.004, 0.043, 0.996, 1.0)] == [
        "0 %",
        "under 1 %",
        "4 %",
        "over 99 %",
        "100 %",
    ]


def test_an_answer_in_words() -> None:
    game = weighed(conditions={"aid_first": {**CONDITION, "label": "the West ends aid"}})
    reasons = (
        Reason("worth", 6.1, "truce"),
        Reason("exposure", -4.2, "truce", 0.32),
        Reason("condition", -15.0, "aid_first"),
        Reason("red_line", 0.0, "aid_first", private=True),
    )
    answer = PartyAnswer("a", False, -13.1, 0.4, 8.0, 0.0, 0.614, True, reasons)
    assert answer_in_words(game.scenario, answer) == (
        "a refuses: +6.1 worth, −4.2 trust (takes 32 % on trust), "
        "−15.0 condition unmet (the West ends aid; a red line, private); "
        "surplus −13.1, holds out for 8.0; chance 0 %, drew 0.61"
    )


def test_several_issues_are_named_and_nothing_is_said_of_nothing() -> None:
    scenario = weighed().scenario
    both = (Reason("worth", 6.0, "truce"), Reason("worth", -1.0, "aid"), Reason("no_deal", -0.01, "a"))
    assert reasons_in_words(scenario, both) == "+5.0 worth (truce +6.0, aid −1.0)"
    assert reasons_in_words(scenario, ()) == "no change"
    assert deal_in_words(scenario, {"truce": "none", "aid": "on"}) == "nothing"
    assert deal_in_words(scenario, {"truce": "full", "aid": "on"}) == "truce: full"
