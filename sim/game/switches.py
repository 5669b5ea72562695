"""The mechanisms that `protocol.features` switches off, and where each takes effect: the one home of switches."""

from collections.abc import Mapping

from sim.arrays import Ints
from sim.rules import state as at
from sim.scenario.model import Scenario
from sim.scenario.table_words import Features

RULES: Mapping[str, int] = {
    "trust": at.TRUST_ON,
    "learning": at.LEARNING_ON,
    "pressure": at.PRESSURE_ON,
    "time_pricing": at.PRICING_ON,
}
"""Mechanisms that a rule leaves out: the place of the switch in `Board.rules`."""

NUMBERS: Mapping[str, tuple[tuple[str, int | None], ...]] = {
    "misread": (("truce", at.MISREAD_CHANCE),),
    "retaliation": (("truce", at.RETALIATION),),
    "backdown": (("backdown", None), ("pledge", None)),
    "resolve_correlation": (("resolve", None),),
}
"""Mechanisms whose numbers are 0 when off: the array of a case, and its column if it is not the whole array."""


def switched(rules: Ints, scenario: Scenario) -> Ints:
    """Return the rules of a board with mechanisms on or off, and whether any deal may have to wait."""
    rules = rules.copy()
    for feature, place in RULES.items():
        rules[place] = getattr(scenario.protocol.features, feature)
    rules[at.LAGGING] = _lagging(scenario)
    return rules


def _lagging(scenario: Scenario) -> bool:
    """Return whether a deal may have to wait: for what an option states, though a what-if may, or for a ballot."""
    stated = (option for issue in scenario.issues.values() for option in issue.options.values())
    waits = ("lag_days" in option.model_fields_set or option.ratification is not None for option in stated)
    return bool(scenario.ratifiers) or any(waits)


def counts(features: Features, array: str, index: tuple[int, ...]) -> bool:
    """Return whether a number of a case is used, or left at 0 because its mechanism is off."""
    return not any(
        array == name and column in (None, index[-1])
        for feature, places in NUMBERS.items()
        if not getattr(features, feature)
        for name, column in places
    )
