"""The power landscape: on each issue, who pulls where, and how hard (influence x weight)."""

from dataclasses import dataclass

from sim.numbers import Spread
from sim.scenario import IssueWorth, Scenario

TOP = 100.0
"""Upper end of the scales of influence and position."""


@dataclass(frozen=True)
class Pull:
    """How hard a party pulls towards the option that it likes best on an issue.

    Attributes:
        issue: Id of the issue.
        party: Id of the party.
        option: The option that it likes best, at the middle of what is stated.
        position: Where that option lies on the line of the issue, 0 to 100.
        power: Influence x weight, in points of 100, at the middle of what is stated.
        low: The same at the lower end of the stated ranges.
        high: The same at the upper end.
    """

    issue: str
    party: str
    option: str
    position: float
    power: float
    low: float
    high: float


def landscape_of(scenario: Scenario) -> tuple[Pull, ...]:
    """Return every party's pull on every issue that matters to it; parties with only an order are left out.

    power = influence x weight / (sum of the party's weights)
    """
    return tuple(
        _pull(scenario, issue, party)
        for issue in scenario.issues
        for party, worth in scenario.worth.items()
        if not worth.ordinal and issue in worth.issues and worth.issues[issue].weight.high > 0
    )


def positions_of(scenario: Scenario, issue: str) -> dict[str, float]:
    """Return where each option of an issue lies, 0 to 100; evenly in their order where that is not stated."""
    options = scenario.issues[issue].options
    if all(option.position is not None for option in options.values()):
        return {name: option.position.middle for name, option in options.items() if option.position is not None}
    return {name: TOP * place / (len(options) - 1) for place, name in enumerate(options)}


def _pull(scenario: Scenario, issue: str, party: str) -> Pull:
    worth = scenario.worth[party].issues
    best = _best(worth[issue])
    rest = sum(other.weight.middle for name, other in worth.items() if name != issue)
    influence, weight = scenario.parties[party].influence, worth[issue].weight
    return Pull(
        issue=issue,
        party=party,
        option=best,
        position=positions_of(scenario, issue)[best],
        power=_power(influence.middle, weight.middle, rest),
        low=_power(influence.low, weight.low, rest),
        high=_power(influence.high, weight.high, rest),
    )


def _best(worth: IssueWorth) -> str:
    values: dict[str, Spread] = dict(worth.values)
    return max(values, key=lambda option: values[option].middle)


def _power(influence: float, weight: float, rest: float) -> float:
    return influence * weight / (weight + rest) if weight + rest > 0 else 0.0
