"""What the lenses look at is what the rules see on the first morning."""

import numpy as np
import pytest

import sim
from sim.game.build import make_game
from sim.lenses.worths import medians, worths
from tests import small


def test_a_pie_is_worth_its_share_and_what_is_in_force_nothing() -> None:
    seen = worths(sim.load("pie"))
    assert seen.value.shape == (21, 2)
    assert seen.value.sum(axis=1) == pytest.approx(np.full(21, 100.0))
    assert sorted(seen.value[:, 0]) == pytest.approx(sorted(seen.value[:, 1]))


def test_values_and_consent_are_the_rules_own() -> None:
    issues = {"x": ["no", "yes"], "y": ["no", "yes"]}
    worth = {"a": {"x": [0, 20], "y": [0, 8]}, "b": {"x": [3, 0], "y": [0, 5]}}
    game = small.game(issues=issues, worth=worth, controlled_by={"y": ["b"]})
    seen = worths(game)
    by_deal = {(d["x"], d["y"]): place for place in range(len(seen.states)) for d in [seen.deal(place)]}
    both = by_deal["yes", "yes"]
    assert seen.value[both] == pytest.approx([28, 5])
    assert seen.gain[both] == pytest.approx([28, 2])
    assert seen.consent[by_deal["no", "yes"]] == 0b10
    assert seen.agenda[both] == 0b11
    assert seen.gain[by_deal["no", "no"]] == pytest.approx([0, 0])


def test_the_middle_case_has_every_uncertain_number_at_its_median() -> None:
    game = make_game(sim.load("ukraine-2025-03"))
    centre = medians(game)
    for given, value in zip(game.inputs, centre, strict=True):
        assert given.spread.least <= value <= given.spread.most
    assert worths(game).value.shape == (game.deals, len(game.parties))
    assert not np.array_equal(worths(game, centre * 0.9).value, worths(game).value)
