"""Bargaining over several dimensions: the published run of KTAB, formulas one by one, choices and limits."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.arrays import Floats
from sim.formats import ktab
from sim.lenses.challenges import NAMED, Choices, challenge, meet, risk_attitudes, seen_distances, utility_at
from sim.lenses.influence import CHOICE, VICTORY, VOTING, choice, coalitions, victories
from sim.lenses.placed import Actors
from sim.lenses.spatial import spatial
from sim.lenses.spatial_bargaining import bargain_in_space
from tests.reference import REFERENCE, needs_reference
from tests.small import steady


def actors(seed: int = 1, count: int = 5, dimensions: int = 2) -> Actors:
    rng = np.random.default_rng(seed)
    names = tuple(f"a{n}" for n in range(count))
    salience = rng.random((count, dimensions)) / dimensions
    position = rng.uniform(0, 100, (count, dimensions))
    return Actors(
        "made", tuple(f"d{k}" for k in range(dimensions)), names, rng.uniform(10, 100, count), position, salience
    )


# KTAB's own run of its sample dummyData_3Dim (smpc 0.1, reference run of 30 May 2017: linear victory, proportional
# voting, conditional choice, deterministic, Mid, OneThird, SemiCommit, S2P2, InitOnlyInterp).
FIRST_BARGAINS = {
    (0, 6): (0.7643, 0.0947, (75.61, 24.78, 71.95)),
    (1, 0): (0.7964, 0.2810, (81.69, 73.16, 64.50)),
    (2, 6): (0.8334, 0.4711, (82.26, 82.56, 2.06)),
    (3, 0): (0.8056, 0.2839, (65.82, 50.76, 63.02)),
    (4, 0): (0.5836, 0.0116, (79.54, 44.72, 72.05)),
    (5, 1): (0.8510, 0.2986, (84.39, 34.05, 86.34)),
    (6, 1): (0.3970, 0.0286, (78.93, 56.33, 72.52)),
}
SECOND_DIMENSION = {
    0: (6.4, 44.7, 34.2, 35.0, 30.5, 30.5, 31.2, 31.2, 31.5, 31.8, 31.8),
    1: (73.5, 56.3, 27.5, 30.5, 30.6, 30.6, 30.9, 31.2, 34.4, 31.8, 31.8),
    5: (33.7, 34.1, 34.2, 34.3, 34.7, 34.6, 34.6, 34.6, 34.4, 34.4, 34.4),
    6: (33.5, 24.8, 27.5, 28.7, 28.7, 34.6, 31.2, 31.2, 31.3, 31.3, 31.6),
}
LAST_CHANCES = (0.3340, 0.3340, 0.0183, 0.0957, 0.1512, 0.4009, 0.1512)


@needs_reference
def test_ktabs_run_of_its_sample_comes_out_round_by_round() -> None:
    found = bargain_in_space(ktab.read_placed(REFERENCE / "ktab" / "dummyData_3Dim.csv")[0].actors())
    made = {(one.by, one.to): one for one in found.bargains[0]}
    assert made.keys() == FIRST_BARGAINS.keys()
    for pair, (chance, gain, places) in FIRST_BARGAINS.items():
        assert (made[pair].chance, made[pair].gain) == pytest.approx((chance, gain), abs=5.1e-5)
        assert made[pair].of_challenger == pytest.approx(places, abs=0.011)
    assert len(found.positions) == 11
    assert found.settled
    for actor, second in SECOND_DIMENSION.items():
        assert found.positions[:, actor, 1] == pytest.approx(second, abs=0.0501)
    assert found.chances[-1] == pytest.approx(LAST_CHANCES, abs=5.1e-5)
    assert found.chances[1][[0, 4]] == pytest.approx([0.6059, 0.6059], abs=5.1e-5)


def test_weight_gathers_behind_what_it_likes_better() -> None:
    weight, utility = np.array([2.0, 3.0, 1.0]), np.array([[1.0, 0.5], [0.2, 0.6], [0.3, 0.3]])
    strength = coalitions(weight, utility, "proportional")
    assert strength[0, 1] == pytest.approx(2 * 0.5, abs=1e-7)
    assert strength[1, 0] == pytest.approx(3 * 0.4, abs=1e-7)
    assert coalitions(weight, utility, "binary")[1, 0] == pytest.approx(3, abs=1e-7)
    assert coalitions(weight, utility, "cubic")[0, 1] == pytest.approx(2 * 0.125, abs=1e-7)
    assert coalitions(weight, utility, "prospect")[0, 1] == pytest.approx(2 * 0.5 * 2 / 3, abs=1e-7)
    assert coalitions(weight, utility, "proportional_cubic")[0, 1] == pytest.approx(2 * (0.25 + 0.0625), abs=1e-7)
    assert coalitions(weight, utility, "proportional_binary")[0, 1] == pytest.approx(2 * (0.4 + 0.2), abs=1e-7)


STRENGTHS = st.lists(st.floats(0.01, 10), min_size=9, max_size=9).map(lambda x: np.array(x).reshape(3, 3))


@steady
@given(STRENGTHS, st.sampled_from(VICTORY), st.sampled_from(CHOICE))
def test_duels_have_one_winner_and_one_option_is_chosen(strength: Floats, victory: str, model: str) -> None:
    wins = victories(strength, victory)
    assert wins + wins.T == pytest.approx(np.ones((3, 3)))
    chances = choice(strength, victory, model)
    assert chances.sum() == pytest.approx(1)
    assert (chances >= 0).all()
    order = [2, 0, 1]
    assert choice(strength[np.ix_(order, order)], victory, model) == pytest.approx(chances[order], abs=1e-6)


@steady
@given(STRENGTHS, st.sampled_from(VICTORY))
def test_the_long_run_is_where_going_on_leads(strength: Floats, victory: str) -> None:
    wins = victories(strength, victory)
    now = np.full(3, 1 / 3)
    for _ in range(3_000):
        # The favourite j meets each option with the same chance and stays if it wins.
        after = np.array([sum(wins[i, j] * (now[i] + now[j]) for j in range(3)) / 3 for i in range(3)])
        now = (now + after) / 2
    assert choice(strength, victory, "markov_uniform") == pytest.approx(now, abs=1e-4)


def test_the_conditional_choice_is_that_one_beats_all() -> None:
    wins = victories(np.array([[1, 3, 1], [1, 1, 2], [1, 2, 1.0]]), "linear")
    beats = [np.prod([wins[i, j] for j in range(3) if j != i]) for i in range(3)]
    found = choice(np.array([[1, 3, 1], [1, 1, 2], [1, 2, 1.0]]), "linear", "conditional")
    assert found == pytest.approx(np.array(beats) / sum(beats))


def test_a_lead_of_a_tenth_wins_for_sure_where_victory_is_binary() -> None:
    assert victories(np.array([[1, 1.2], [1, 1]]), "binary")[0, 1] == pytest.approx(1, abs=1e-5)
    assert victories(np.array([[1, 1.0], [1, 1]]), "binary")[0, 1] == pytest.approx(0.5)
    assert victories(np.array([[1, 2.0], [1, 1]]), "square")[0, 1] == pytest.approx(0.8)


def test_distance_counts_what_one_cares_for() -> None:
    ideals, places = np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([[1.0, 0.0]])
    assert seen_distances(np.array([[1.0, 0.0], [0.0, 1.0]]), ideals, places)[:, 0] == pytest.approx([1, 1])
    assert seen_distances(np.array([[3.0, 4.0], [0.0, 0.0]]), ideals, places)[:, 0] == pytest.approx([0.6, 0.5**0.5])
    assert utility_at(np.array([0.0, 0.5, 1.0]), np.array([1.0])) == pytest.approx([1, 0.75, 0])


def test_attitudes_to_risk_run_over_the_range_that_is_chosen() -> None:
    chances = np.array([0.1, 0.4, 0.7])
    assert risk_attitudes(chances, "min") == pytest.approx([0, 0.5, 1])
    assert risk_attitudes(chances, "mid") == pytest.approx([-0.5, 0.25, 1])
    assert risk_attitudes(chances, "max") == pytest.approx([-1, 0, 1])
    assert risk_attitudes(np.array([0.5, 0.5]), "max").tolist() == [0, 0]


def test_a_challenge_is_worth_what_each_end_of_it_is() -> None:
    weight, care = np.array([3.0, 1.0, 2.0]), np.array([0.9, 0.5, 0.7])
    utility = np.array([[1.0, 0.4, 0.6], [0.3, 1.0, 0.5], [0.7, 0.2, 1.0]])
    # Alone: 3 * 0.6 against 1 * 0.7. The third would give 2 * 0.5 to the first, whose chance with it is then:
    mine, theirs = 3 * 0.6, 1 * 0.7
    p = (mine + 1.0) / (mine + 1.0 + theirs)
    with_first = p * (2 * 0.7 + 1) + (1 - p) * 3 * 0.2
    with_second = p * 3 * 0.7 + (1 - p) * (2 * 0.2 + 1)
    vote = 2 * (with_first - with_second)
    chance = (mine + max(vote, 0)) / (mine + theirs + abs(vote))
    gain = 0.5 * 2 * 1 + 0.5 * (chance * 2 + (1 - chance) * 2 * 0.4) - 1.4
    assert challenge(weight, care, utility, (0, 1), Choices()) == pytest.approx((chance, gain), abs=1e-8)


def test_two_meet_where_weight_says() -> None:
    x, y = np.array([0.2, 0.0]), np.array([0.8, 1.0])
    one, other = meet((x, y), (np.array([0.5, 0.5]), np.array([0.5, 0.5])), 0.75, "s1p1")
    assert one == pytest.approx([0.35, 0.25], abs=1e-4)
    assert other == pytest.approx(one, abs=1.1e-4)
    one, _ = meet((x, y), (np.array([0.5, 0.5]), np.array([0.5, 0.5])), 0.75, "s2p2")
    assert one == pytest.approx([0.26, 0.1], abs=1e-4)
    stays, moves = meet((x, y), (np.array([0.5, 0.5]), np.array([0.5, 0.5])), 0.75, "s2pmax")
    assert stays.tolist() == x.tolist()
    assert moves == pytest.approx([0.5, 0.5], abs=1e-4)
    kept = meet((x, y), (np.zeros(2), np.zeros(2)), 0.5, "s1p1")
    assert (kept[0].tolist(), kept[1].tolist()) == (x.tolist(), y.tolist())


EVERY: list[dict[str, Any]] = [
    *({"voting": name} for name in VOTING),
    *({"victory": name} for name in VICTORY),
    *({"choice": name} for name in CHOICE),
    *({key: value} for key, values in NAMED.items() for value in values),
    {"risk_seen": 0.0},
    {"risk_seen": 1.0},
]


@pytest.mark.parametrize("option", EVERY, ids=str)
def test_every_choice_is_played_within_the_space(option: dict[str, Any]) -> None:
    found = bargain_in_space(actors(), 6, Choices(**option), np.random.default_rng(1))
    assert np.isfinite(found.positions).all()
    assert np.isfinite(found.chances).all()
    first = found.positions[0]
    assert (found.positions >= first.min(axis=0) - 0.011).all()
    assert (found.positions <= first.max(axis=0) + 0.011).all()


def test_choices_change_what_is_offered() -> None:
    def offered(choices: Choices) -> list[float]:
        return [x for one in bargain_in_space(actors(3), 1, choices).bargains[0] for x in one.of_challenger.tolist()]

    options: list[dict[str, Any]] = [
        {"voting": "cubic"},
        {"interpolation": "s1p1"},
        {"bargain": "weighted"},
        {"bargain": "both"},
        {"risk_range": "min"},
        {"risk_seen": 1.0},
        {"third_party": "full"},
    ]
    for option in options:
        assert offered(Choices(**option)) != offered(Choices()), option


def test_ideals_may_lag_behind_positions() -> None:
    found = actors(3)
    still = bargain_in_space(found, 4, Choices(follow=np.zeros((5, 5))))
    led = bargain_in_space(found, 4, Choices(follow=np.eye(5)))
    plain = bargain_in_space(found, 4)
    assert led.positions.tolist() == plain.positions.tolist()
    assert not np.allclose(still.chances[-1], plain.chances[-1])


@pytest.mark.parametrize(
    "found",
    [
        replace(actors(), position=np.full((5, 2), 50.0)),
        replace(actors(), salience=np.zeros((5, 2))),
        replace(actors(), capability=np.zeros(5)),
        actors(count=2, dimensions=1),
        actors(count=1),
        replace(actors(), position=np.array([[0, 0], [100, 100], [0, 0], [100, 100], [0, 100.0]])),
    ],
)
def test_actors_at_their_limits_have_answers(found: Actors) -> None:
    played = bargain_in_space(found, 4)
    assert np.isfinite(played.positions).all()
    assert np.isfinite(played.chances).all()
    assert np.isfinite(played.mean(found.capability)).all()


@pytest.mark.parametrize(
    ("found", "choices", "said"),
    [
        (actors(), Choices(transition="stochastic"), "without luck"),
        (actors(), Choices(voting="loud"), "voting 'loud'"),
        (actors(), Choices(risk_seen=2), "risk_seen 2"),
        (replace(actors(), position=np.full((5, 2), 101.0)), Choices(), "outside 0 to 100"),
        (replace(actors(), salience=np.full((5, 2), -0.1)), Choices(), "salience outside"),
        (replace(actors(), position=np.full((5, 2), np.nan)), Choices(), "not finite"),
    ],
)
def test_what_cannot_be_used_is_named(found: Actors, choices: Choices, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        bargain_in_space(found, 2, choices)


def test_the_lens_bargains_over_all_issues_when_asked() -> None:
    assert spatial(actors()).to_dict()["bargaining"] is None
    told = spatial(actors(), bargain=Choices()).to_dict()["bargaining"]
    assert told["rounds"][0]["positions"]["a0"] == pytest.approx(actors().position[0].tolist())
    assert set(told["rounds"][-1]["mean"]) == {"d0", "d1"}
    json.dumps(told, allow_nan=False)
