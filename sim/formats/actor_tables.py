"""Tables of actors on dimensions ⇄ scenarios: every position becomes an option, worth falls linearly with distance."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.arrays import Floats
from sim.formats.files import today
from sim.formats.ids import ids_of
from sim.lenses.placed import Actors, option_positions, points_of_salience, preferred
from sim.scenario.base import FORMAT
from sim.scenario.checks.names import RESERVED_ISSUES
from sim.scenario.issue_words import Issue, IssueWorth
from sim.scenario.model import Scenario

FROM_TABLE = "Taken from a table of stakeholders, which gives no more than position, salience and influence."
MOST_INFLUENCE = 100.0
SMALLEST_TOTAL = 0.001
FULL = 100.0
ONLY = "position"
"""What the one issue of a table without a column `issue` is called."""


@dataclass(frozen=True)
class ActorTable:
    """A table of actors.

    Attributes:
        title: What the table is about.
        story: More about that; may be empty.
        dimensions: [K] names of the dimensions.
        names: [N] names of the actors.
        notes: [N] what is said about each; may be empty.
        influence: [N] from 0 up.
        low: [N, K] least position, 0 to 100; NaN where an actor does not stand on a dimension.
        mode: [N, K] most likely position.
        high: [N, K] greatest position.
        salience: [N, K] 0 to 100.
    """

    title: str
    story: str
    dimensions: tuple[str, ...]
    names: tuple[str, ...]
    notes: tuple[str, ...]
    influence: Floats
    low: Floats
    mode: Floats
    high: Floats
    salience: Floats

    def actors(self) -> Actors:
        """Return the actors as the spatial lens looks at them, at their most likely positions."""
        middle = [float(np.mean(column[~np.isnan(column)])) for column in self.mode.T]
        position = np.where(np.isnan(self.mode), middle, self.mode)
        salience = np.where(np.isnan(self.mode), 0.0, self.salience) / FULL
        dimensions = tuple(ids_of(self.dimensions, RESERVED_ISSUES))
        return Actors(self.title, dimensions, self.names, self.influence, position, salience)


def scenario_data(table: ActorTable) -> tuple[dict[str, Any], list[str]]:
    """Return a scenario as plain data, and what the table says that a scenario cannot hold.

    Every position that occurs is an option, and so are both ends of the line. Worth is 100 minus the distance, a low to
    mode to high where the position is one. The points of an issue are its salience. Nothing is in force at first, all
    decide together, and nobody gains without a deal. What the outcome "a decision" means is said in its label.
    """
    left_out: list[str] = []
    parties, issues = ids_of(table.names), ids_of(table.dimensions, RESERVED_ISSUES)
    influence, labels = _influence(table, left_out), _labels(table, parties, left_out)
    options = {issue: _options(table, place) for place, issue in enumerate(issues)}
    data: dict[str, Any] = {
        "format": FORMAT,
        "id": ids_of([table.title])[0],
        "title": table.title,
        "as_of": today(),
        **({"story": table.story} if table.story else {}),
        "protocol": {"horizon_days": 30, "sessions_per_day": 1, "status_quo": "outside"},
        "parties": {
            party: {
                "label": labels[place],
                "influence": influence[place],
                "no_deal": {"value": 0, "assumed": FROM_TABLE},
                "assumed": FROM_TABLE,
            }
            for place, party in enumerate(parties)
        },
        "issues": {
            issue: {
                "label": table.dimensions[place],
                "controlled_by": parties,
                "options": {name: {"label": f"{at:g}", "position": at} for name, at in options[issue].items()},
                "assumed": FROM_TABLE,
            }
            for place, issue in enumerate(issues)
        },
        "worth": {party: _worth(table, n, issues, options, left_out) for n, party in enumerate(parties)},
        "outcomes": {
            "agreed": {
                "label": _decision(table),
                "resolves": f"All actors agree to one of the options of {' or '.join(table.dimensions)}.",
                "when": {"any": [{"ever": {issue: list(named)}} for issue, named in options.items()]},
            },
            "no_deal": {"label": "No decision: they never agree", "otherwise": True},
        },
    }
    return data, left_out


def _decision(table: ActorTable) -> str:
    """Return in words what a decision is: that all agree on some place on a line."""
    if table.dimensions == (ONLY,):
        return "A decision: all agree to some position"
    lines = table.dimensions[0] if len(table.dimensions) == 1 else f"one of {len(table.dimensions)} issues"
    return f"A decision: all agree to some position on {lines}"


def _influence(table: ActorTable, left_out: list[str]) -> list[float]:
    top = float(table.influence.max())
    if top <= MOST_INFLUENCE:
        return [_plain(value) for value in table.influence]
    left_out.append(f"the unit of influence: all were divided by {top / MOST_INFLUENCE:g}, so that the largest is 100")
    return [_plain(value * MOST_INFLUENCE / top) for value in table.influence]


def _labels(table: ActorTable, parties: Sequence[str], left_out: list[str]) -> list[str]:
    """Return names on screen: what is said about an actor where that tells actors apart, else its name."""
    notes = list(table.notes)
    if all(notes) and len(set(notes)) == len(notes):
        left_out.extend(
            f"the spelling of {name!r}, which is {party} here"
            for name, party in zip(table.names, parties, strict=True)
            if name != party
        )
        return notes
    left_out.extend(f"what is said of {name!r}: {note}" for name, note in zip(table.names, notes, strict=True) if note)
    return list(table.names)


def _options(table: ActorTable, place: int) -> dict[str, float]:
    seen = table.mode[:, place]
    places = sorted({0.0, FULL, *(round(float(x), 9) for x in seen[~np.isnan(seen)])})
    return {f"at_{_plain(x)}".replace(".", "_"): _plain(x) for x in places}


def _worth(
    table: ActorTable, actor: int, issues: Sequence[str], options: dict[str, dict[str, float]], left_out: list[str]
) -> dict[str, Any]:
    stands = {issue: k for k, issue in enumerate(issues) if not np.isnan(table.mode[actor, k])}
    weights = {issue: _plain(table.salience[actor, k]) for issue, k in stands.items()}
    total = round(sum(weights.values()), 9)
    if total < SMALLEST_TOTAL:
        left_out.append(f"the salience of {table.names[actor]!r}, which is 0: stated as {SMALLEST_TOTAL} points in all")
        total, weights = SMALLEST_TOTAL, dict.fromkeys(weights, 1)
    return {
        "total": _plain(total),
        "assumed": FROM_TABLE,
        **{
            issue: {
                "weight": weights[issue],
                **{name: _value(table, actor, k, at) for name, at in options[issue].items()},
            }
            for issue, k in stands.items()
        },
    }


def _value(table: ActorTable, actor: int, k: int, at: float) -> Any:
    """Return what an option is worth: 100 minus its distance."""
    low, mode, high = (float(column[actor, k]) for column in (table.low, table.mode, table.high))
    worst, likely, best = values_at(at, low, mode, high)
    if worst == best:
        return _plain(likely)
    return f"{_plain(worst)!r} to {_plain(likely)!r} to {_plain(best)!r}"


def values_at(at: float, low: float, mode: float, high: float) -> tuple[float, float, float]:
    """Return the least, most likely and greatest worth of a place to an actor somewhere from low to high."""
    nearest = max(low - at, at - high, 0.0)
    farthest = max(abs(at - low), abs(at - high))
    return round(FULL - farthest, 9), round(FULL - abs(at - mode), 9), round(FULL - nearest, 9)


def _plain(value: float) -> float:
    rounded = round(float(value), 9)
    return int(rounded) if rounded == int(rounded) else rounded


def table_of(scenario: Scenario) -> ActorTable:
    """Return the parties of a scenario as a table, as far as a table can hold them.

    Positions are those of preferred options; low and high are read back from worths that fall linearly with distance.

    Raises:
        ValueError: No party's worth gives weights and values.
    """
    issues = list(scenario.issues)
    placed = {party: worth for party, worth in scenario.worth.items() if not worth.ordinal and worth.issues}
    if not placed:
        raise ValueError("no party says with weights and values what the issues are worth to it")
    points = {party: points_of_salience(worth) for party, worth in placed.items()}
    most = max(FULL, *(value for party in points.values() for value in party.values()))
    stands = np.full((len(placed), len(issues), 3), np.nan)
    salience = np.zeros((len(placed), len(issues)))
    for n, (party, worth) in enumerate(placed.items()):
        for k, issue in enumerate(issues):
            if issue in worth.issues:
                stands[n, k] = interval_of(scenario.issues[issue], worth.issues[issue])
                salience[n, k] = round(points[party][issue] * FULL / most, 9)
    salience[salience <= SMALLEST_TOTAL] = 0.0
    labels = [scenario.name_of("parties", party) for party in placed]
    same = ids_of(labels) == list(placed)
    return ActorTable(
        title=scenario.title,
        story=scenario.story or "",
        dimensions=tuple(scenario.name_of("issues", issue) for issue in issues),
        names=tuple(labels) if same else tuple(placed),
        notes=tuple("" if same else label for label in labels),
        influence=np.array([scenario.parties[party].influence.middle for party in placed]),
        low=stands[:, :, 0],
        mode=stands[:, :, 1],
        high=stands[:, :, 2],
        salience=salience,
    )


def interval_of(issue: Issue, worth: IssueWorth) -> tuple[float, float, float]:
    """Return the least, most likely and greatest position that a party's worth for an issue implies."""
    at, mode = option_positions(issue), preferred(issue, worth)
    first = min(at, key=lambda name: at[name])
    value = worth.values.get(first)
    if value is None:
        return mode, mode, mode
    low, high = round(at[first] + FULL - value.high, 9), round(at[first] + FULL - value.low, 9)
    for name, place in at.items():
        stated = worth.values.get(name)
        if stated is None or not np.allclose(
            (stated.low, stated.high), values_at(place, low, mode, high)[::2], atol=1e-6
        ):
            return mode, mode, mode
    return low, mode, high
