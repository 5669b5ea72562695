"""Who pulls where on each issue, and how hard (influence x weight)."""

from dataclasses import dataclass

from sim.lenses.placed import liked_best, option_positions, preferred
from sim.scenario.model import Scenario


@dataclass(frozen=True)
class Pull:
    """How hard a party pulls towards the option that it likes best on an issue.

    Attributes:
        issue: Id of the issue.
        party: Id of the party.
        option: The option that it likes best, at the middle of what is stated; of several that it likes equally, the
            one nearest to where it stands.
        position: Where it stands on the line of the issue, 0 to 100: where the option lies that it likes best, at the
            mean of several that it likes equally, as all theories of positions see it (`sim.lenses.placed`).
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
    """Return where each option of an issue lies, 0 to 100; see `sim.lenses.placed.option_positions`."""
    return option_positions(scenario.issues[issue])


def _pull(scenario: Scenario, issue: str, party: str) -> Pull:
    worth = scenario.worth[party].issues
    best, stands = liked_best(scenario.issues[issue], worth[issue]), preferred(scenario.issues[issue], worth[issue])
    rest = sum(other.weight.middle for name, other in worth.items() if name != issue)
    influence, weight = scenario.parties[party].influence, worth[issue].weight
    return Pull(
        issue=issue,
        party=party,
        option=min(best, key=lambda option: abs(best[option] - stands)),
        position=stands,
        power=_power(influence.middle, weight.middle, rest),
        low=_power(influence.low, weight.low, rest),
        high=_power(influence.high, weight.high, rest),
    )


def _power(influence: float, weight: float, rest: float) -> float:
    return influence * weight / (weight + rest) if weight + rest > 0 else 0.0
