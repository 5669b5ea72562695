"""Who stands where, with how much weight: actors on one or several dimensions, as spatial theories see a scenario."""

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats
from sim.scenario.issue_words import Issue, IssueWorth, PartyWorth
from sim.scenario.model import Scenario
from sim.scenario.numbers import Spread

TIED = 1e-9
"""Options whose values differ by less than this are liked equally."""


@dataclass(frozen=True)
class Actors:
    """Actors as the spatial theories want them.

    Attributes:
        title: What they decide, in words.
        dimensions: [K] names of the dimensions: issues, by id.
        names: [N] names of the actors.
        capability: [N] what they can bring to bear, not negative, in any unit.
        position: [N, K] where they stand on each dimension, 0 to 100.
        salience: [N, K] how much each dimension matters to them, 0 to 1.
    """

    title: str
    dimensions: tuple[str, ...]
    names: tuple[str, ...]
    capability: Floats
    position: Floats
    salience: Floats

    def on(self, dimension: str) -> "Actors":
        """Return the actors on one dimension.

        Raises:
            ValueError: There is no such dimension.
        """
        if dimension not in self.dimensions:
            raise ValueError(f"there is no issue {dimension!r} here, only {', '.join(self.dimensions)}")
        at = slice(place := self.dimensions.index(dimension), place + 1)
        return Actors(self.title, (dimension,), self.names, self.capability, self.position[:, at], self.salience[:, at])


def option_positions(issue: Issue) -> dict[str, float]:
    """Return where each option lies on the line of its issue, 0 to 100.

    An option without a position lies where its place in the list puts it, the first at 0 and the last at 100.
    """
    even = np.linspace(0.0, 100.0, len(issue.options))
    return {
        name: option.position.middle if option.position is not None else float(even[place])
        for place, (name, option) in enumerate(issue.options.items())
    }


def liked_best(issue: Issue, worth: IssueWorth) -> dict[str, float]:
    """Return the options that a party values most, several where it likes them equally, and where they lie."""
    at = option_positions(issue)
    values = {name: _middle(worth.values.get(name)) for name in at}
    best = max(values.values())
    return {name: at[name] for name, value in values.items() if value >= best - TIED}


def preferred(issue: Issue, worth: IssueWorth) -> float:
    """Return where a party stands: at the option that it values most; among equals, at their mean."""
    return float(np.mean(list(liked_best(issue, worth).values())))


def _middle(value: Spread | None) -> float:
    return 0.0 if value is None else value.middle


def points_of_salience(worth: PartyWorth) -> dict[str, float]:
    """Return how much each issue matters to a party, in points: its share of the weights, of the worth's total."""
    weights = {issue: entry.weight.middle for issue, entry in worth.issues.items()}
    total = sum(weights.values())
    return {issue: worth.total.middle * weight / total if total > 0 else 0.0 for issue, weight in weights.items()}


def actors_of(scenario: Scenario) -> Actors:
    """Return the parties of a scenario as actors.

    Capability is `influence`; a position is that of the preferred option; salience is the points that an issue carries
    (its share of the party's weights, of the worth's total), as a share of 100 or of the largest there is, if larger.
    Uncertain numbers stand at their middle. A party that an issue is worth nothing to stands at the middle of the
    others there, with no salience.

    Raises:
        ValueError: No party's worth gives weights and values.
    """
    placed = {party: worth for party, worth in scenario.worth.items() if not worth.ordinal and worth.issues}
    if not placed:
        raise ValueError("no party says with weights and values what the issues are worth to it")
    points = {party: points_of_salience(worth) for party, worth in placed.items()}
    most = max(100.0, *(value for party in points.values() for value in party.values()))
    issues = tuple(scenario.issues)
    salience = np.array([[points[party].get(issue, 0.0) / most for issue in issues] for party in placed])
    position = np.array([[_stands(scenario, party, issue) for issue in issues] for party in placed])
    middle = [
        float(np.mean(column[~np.isnan(column)])) if not np.isnan(column).all() else 50.0 for column in position.T
    ]
    influence = np.array([scenario.parties[party].influence.middle for party in placed])
    return Actors(
        scenario.title, issues, tuple(placed), influence, np.where(np.isnan(position), middle, position), salience
    )


def _stands(scenario: Scenario, party: str, issue: str) -> float:
    worth = scenario.worth[party].issues.get(issue)
    return float("nan") if worth is None else preferred(scenario.issues[issue], worth)
