"""From when to when something stood in a run, and what an outcome is about."""

from dataclasses import dataclass

from sim import load
from sim.analysis.spans import options_named, spans_of


@dataclass(frozen=True)
class Evening:
    day: int
    in_force: dict[str, str]


def test_every_stretch_has_its_first_and_last_day() -> None:
    stood = [False, True, True, False, True]
    days = [Evening(number, {"truce": "on"} if on else {}) for number, on in enumerate(stood, 1)]
    assert spans_of(days, "truce", "on") == [(2, 3), (5, 5)]
    assert spans_of(days, "truce", "off") == []


def test_an_outcome_is_about_the_options_that_its_rule_names() -> None:
    scenario = load("ukraine-2025-03")
    named = options_named(scenario.outcomes["side_deals_only"], scenario.issues)
    assert named[:2] == (("minerals", "signed"), ("power_plants", "operated"))
    assert options_named(scenario.outcomes["no_deal"], scenario.issues) == ()
