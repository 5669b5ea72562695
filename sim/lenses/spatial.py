"""The spatial lens: positions on a line, weighed by capability and salience; who makes whom move."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.arrays import Floats
from sim.finding import Finding, Row, Table
from sim.formatting import plain_data
from sim.lenses.challenges import Choices
from sim.lenses.expected_utility import Rounds, expected_utility, quadrants
from sim.lenses.placed import Actors, actors_of
from sim.lenses.point_forecasts import MEDIANS, METHODS, checked, support_behind
from sim.lenses.spatial_bargaining import Bargaining, bargain_in_space
from sim.scenario.changes import ChangeLike, apply
from sim.scenario.deciders import on_votes
from sim.scenario.documents import ScenarioLike, scenario_of

LANDSCAPE = 101
"""Places at which the power landscape is sampled, from 0 to 100."""


@dataclass(frozen=True, repr=False)
class SpatialIssue(Finding):
    """What spatial theories expect of one issue.

    Attributes:
        issue: Its id.
        actors: Who stands where on it.
        forecasts: Where each one-formula method puts the decision, by name.
        ties: The methods that leave a tie, with the first and the last of the places that are equally good.
        challenges: The expected-utility model, round by round.
        landscape: [2, M] places and how much of all power stands behind each.
    """

    issue: str
    actors: Actors
    forecasts: Mapping[str, float]
    ties: Mapping[str, tuple[float, float]]
    challenges: Rounds
    landscape: Floats

    def places(self, method: str) -> tuple[float, float]:
        """Return the first and the last place at which a method puts the decision; most name just one."""
        return self.ties.get(method, (self.forecasts[method],) * 2)

    @property
    def row(self) -> Row:
        """Where each method puts the decision, the challenge model in its last round."""
        return {"issue": self.issue, **self.forecasts, "challenge_model": float(self.challenges.median[-1])}

    def table(self) -> Table:
        """Return who stands where, and how much that weighs."""
        expected = ", ".join(f"{name} {value:.1f}" for name, value in self.row.items() if name != "issue")
        ties = [f"{name} {low:.1f} to {high:.1f} (a tie)" for name, (low, high) in self.ties.items()]
        note = " ".join(["Positions from 0 to 100.", *([f"Any place: {', '.join(ties)}."] if ties else [])])
        return Table(f"{self.issue}: {expected}", self._actors(), note)

    def _actors(self) -> list[Row]:
        a = self.actors
        return [
            {"actor": name, "capability": float(c), "position": float(x), "salience": float(s)}
            for name, c, x, s in zip(a.names, a.capability, a.position[:, 0], a.salience[:, 0], strict=True)
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, as `--json` prints it."""
        return plain_data(
            {
                "issue": self.issue,
                "actors": self._actors(),
                "weighted_mean": self.forecasts["weighted_mean"],
                "median": self.forecasts["weighted_median"],
                "median_interval": list(self.places("weighted_median")),
                "forecasts": dict(self.forecasts),
                "ties": {name: list(ends) for name, ends in self.ties.items()},
                "rounds": self._rounds(),
                "landscape": {"places": self.landscape[0].tolist(), "support": self.landscape[1].tolist()},
            }
        )

    def _rounds(self) -> list[dict[str, Any]]:
        names, model = self.actors.names, self.challenges
        return [
            {
                "round": place + 1,
                "median": float(model.median[place]),
                "median_interval": model.medians[place].tolist(),
                "mean": float(model.mean[place]),
                "positions": dict(zip(names, one.positions.tolist(), strict=True)),
                "risk": dict(zip(names, one.risk.tolist(), strict=True)),
                "moves": [
                    {"by": names[offer.by], "to": names[offer.to], "kind": offer.kind, "position": offer.position}
                    for offer in one.heeded
                ],
                "quad_map": quadrants(one.own, one.other),
            }
            for place, one in enumerate(model.rounds)
        ]


VOTES = (
    "Votes are counted on {issues}. These theories know no votes: whoever has a position counts by capability x "
    "salience, and a median is the middle of that weight, not of the votes."
)
"""What is said of positions on lines where votes are counted."""


@dataclass(frozen=True, repr=False)
class Spatial(Finding):
    """What spatial theories expect of a scenario.

    Attributes:
        title: What is decided.
        issues: The findings by issue, in the order of the scenario.
        bargaining: Spatial bargaining over all issues at once; none where it was not asked for.
        notes: What these theories leave out of account, where votes are counted.
    """

    title: str
    issues: tuple[SpatialIssue, ...]
    bargaining: Bargaining | None = None
    notes: tuple[str, ...] = ()

    @property
    def weighted_mean(self) -> dict[str, float]:
        """The capability × salience mean of every issue."""
        return {one.issue: one.forecasts["weighted_mean"] for one in self.issues}

    @property
    def median(self) -> dict[str, float]:
        """The capability × salience median of every issue."""
        return {one.issue: one.forecasts["weighted_median"] for one in self.issues}

    @property
    def rounds(self) -> dict[str, Rounds]:
        """The challenge model of every issue."""
        return {one.issue: one.challenges for one in self.issues}

    def table(self) -> Table:
        """Return where each method puts the decision of every issue."""
        actors = len(self.issues[0].actors.names)
        note = "Positions from 0 to 100; challenge_model: the median after its last round."
        return Table(
            f"{self.title}: {len(self.issues)} issues, {actors} actors",
            [one.row for one in self.issues],
            " ".join([note, *self.notes]),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data.

        `weighted_mean`, `median` and `rounds` are those of the issue where there is one, and by issue otherwise.
        """
        found = [one.to_dict() for one in self.issues]
        short = ("weighted_mean", "median", "rounds")
        named = {key: {f["issue"]: f[key] for f in found} if len(found) > 1 else found[0][key] for key in short}
        said = {"bargaining": self._bargaining(), "notes": list(self.notes)}
        return plain_data({"title": self.title, **named, "issues": found, **said})

    def _bargaining(self) -> dict[str, Any] | None:
        if self.bargaining is None:
            return None
        actors = self.issues[0].actors
        issues, mean = [one.issue for one in self.issues], self.bargaining.mean(actors.capability)
        return {
            "settled": self.bargaining.settled,
            "rounds": [
                {
                    "round": place,
                    "mean": dict(zip(issues, mean[place].tolist(), strict=True)),
                    "positions": dict(zip(actors.names, positions.tolist(), strict=True)),
                    "chances": dict(zip(actors.names, self.bargaining.chances[place].tolist(), strict=True)),
                }
                for place, positions in enumerate(self.bargaining.positions)
            ],
        }


def spatial(
    scenario: ScenarioLike | Actors,
    changes: Sequence[ChangeLike] = (),
    *,
    issue: str | None = None,
    rounds: int = 10,
    q: float = 1.0,
    bargain: Choices | None = None,
) -> Spatial:
    """Look at a scenario as positions on lines.

    Args:
        scenario: A scenario, the name or path of one, or actors read from a table.
        changes: What-ifs, applied in order; for a scenario only.
        issue: The issue to look at; none: all, each by itself.
        rounds: Rounds of the challenge model.
        q: How sure actors are that others stay where they are if not challenged.
        bargain: Play spatial bargaining over all issues looked at, with these sub-models; none: do not.

    Returns:
        The findings.

    Raises:
        sim.scenario.faults.ScenarioError: The scenario or a change has faults.
        ValueError: There is no such issue, or nobody says what the issues are worth to it.

    Example:
        >>> import sim
        >>> round(sim.spatial("labour-dispute").weighted_mean["hours"], 1)
        43.5
    """
    stated = scenario if isinstance(scenario, Actors) else apply(scenario_of(scenario), changes)
    actors = stated if isinstance(stated, Actors) else actors_of(stated)
    if issue is not None:
        actors = actors.on(issue)
    issues = tuple(look(actors.on(one), rounds=rounds, q=q) for one in actors.dimensions)
    played = bargain_in_space(actors, choices=bargain) if bargain is not None else None
    return Spatial(actors.title, issues, played, () if isinstance(stated, Actors) else on_votes(stated, VOTES))


def look(actors: Actors, *, rounds: int = 10, q: float = 1.0) -> SpatialIssue:
    """Return what spatial theories expect of actors on their first dimension.

    Raises:
        ValueError: The numbers cannot be used.
    """
    c, x, s = checked(actors.capability, actors.position[:, 0], actors.salience[:, 0])
    places = np.linspace(min(0.0, float(x.min())), max(100.0, float(x.max())), LANDSCAPE)
    return SpatialIssue(
        issue=actors.dimensions[0],
        actors=actors,
        forecasts={name: method(c, x, s) for name, method in METHODS.items()},
        ties={name: ends for name, find in MEDIANS.items() if (ends := find(c, x, s))[0] < ends[1]},
        challenges=expected_utility(c, x, s, rounds, q),
        landscape=np.stack([places, support_behind(x, c * s, places)]),
    )
