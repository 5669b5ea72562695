"""The bargaining lens: a scenario as a set of deals of which theory singles some out.

It knows neither time nor chance: every deal is worth to every party what the rules say on the first morning
(`sim.lenses.worths`), and without a deal everyone has what is in force.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from sim.arrays import Flags, Floats, Ints
from sim.finding import Finding, Table
from sim.formatting import json_number, plain_data
from sim.game.masks import members
from sim.lenses.conventions import CONVENTIONS
from sim.lenses.core import Core, core_with
from sim.lenses.pareto import DECIMALS, frontier, grouped, rounded
from sim.lenses.points import Bargain, Distances, bargain, distances, without_points
from sim.lenses.power import MOST_PARTIES, Power, consent_rule, mean_power_in, power
from sim.lenses.ratified import Ratifying, ratified
from sim.lenses.winning_coalitions import Settling
from sim.lenses.worths import Worths, worths
from sim.scenario.changes import ChangeLike, apply
from sim.scenario.deciders import on_votes
from sim.scenario.documents import ScenarioLike, scenario_of
from sim.scenario.model import Scenario

__all__ = ["CONVENTIONS", "DECIMALS", "Bargain", "Solution", "bargain", "distances", "frontier", "solution", "solve"]

WITHHELD = (
    "No point is given: the points are of bargaining in which everybody must agree, and votes are counted on {issues}. "
    "Frontier, core and power hold for votes; a consensus that falls back to a vote counts as that vote."
)
MOST_LISTED = 10_000
"""How many deals of the frontier, and of a tie, are listed at most; all are counted."""


@dataclass(frozen=True, repr=False)
class Solution(Finding):
    """What theories of bargaining say of a scenario, or of any set of deals with names.

    Attributes:
        id: What was solved: a scenario's or domain's id.
        title: Its name on screen.
        digest: The scenario's fingerprint; empty for a domain.
        parties: Party id to name on screen: those that count, in the order of the columns.
        uncounted: Parties that do not count, since no issue is worth anything to them.
        counts_conditions: Whether what giving up its conditions costs a party is taken off the worth of a deal.
        found: Frontier, zone of possible agreement and points.
        core: The deals that no coalition blocks; none if there are too many deals to compare.
        power_over_any: Power in the rule "bring about some deal or other"; none with too many parties.
        power_over_each: Power over a deal picked at random; likewise.
        settling: Which of the parties that count are enough together for every deal.
        withheld: Why no point is given, in a sentence: points are of bargaining in which everybody must agree. Empty
            where nothing is decided by vote.
        deal: Gives a deal by its number as issue to option.
        shown: Likewise, with the names on screen.
        ratified: Who is asked once a deal is agreed; a say of this kind is in none of the other figures.
    """

    id: str
    title: str
    digest: str
    parties: Mapping[str, str]
    uncounted: tuple[str, ...]
    counts_conditions: bool
    found: Bargain
    core: Core | None
    power_over_any: Power | None
    power_over_each: Power | None
    settling: Settling
    withheld: str
    deal: Callable[[int], dict[str, str]]
    shown: Callable[[int], dict[str, str]]
    ratified: tuple[Ratifying, ...] = ()

    def distances(self, places: Sequence[int]) -> Distances:
        """Return how far deals, by number, are from the frontier and from each point."""
        return distances(self.found, self.found.worth[np.asarray(places, np.int64)])

    def table(self) -> Table:
        """Return the points that theories single out; of deals tied for one, the first."""
        found = self.found
        rows = []
        for name, point in found.points.items():
            place = int(point.deals[0]) if len(point.deals) else None
            deal = None if place is None else "; ".join(f"{i}: {option}" for i, option in self.deal(place).items())
            worth = dict.fromkeys(self.parties) if place is None else self._named(found.worth[place])
            rows.append(
                {"point": name, "tied": len(point.deals), **worth, "score": json_number(point.score), "deal": deal}
            )
        zone = f"{found.zopa.deals:,} better for everybody" if found.zopa.exists else "none better for everybody"
        counts = f"{len(found.worth):,} deals, {int(found.efficient.sum()):,} on the frontier, {zone}"
        title = f"{self.title}: {counts}" + (f"; digest {self.digest}" if self.digest else "")
        return Table(title, rows, self.withheld or found.why)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data, with deals and parties by name."""
        found, zopa = self.found, self.found.zopa
        rational = found.efficient & found.rational
        return plain_data(
            {
                "scenario": self.id,
                "digest": self.digest,
                "convention": found.convention,
                "why": found.why,
                "conditions_counted": self.counts_conditions,
                "parties": list(self.parties),
                "uncounted": list(self.uncounted),
                "deals": len(found.worth),
                "disagreement": self._named(found.disagreement),
                "ideal": self._named(found.ideal),
                "frontier": self._listed(np.flatnonzero(found.efficient)),
                "frontier_deals": int(found.efficient.sum()),
                "frontier_distinct": len(found.frontier),
                "frontier_rational_distinct": len(grouped(rounded(found.worth[rational]))[0]) if rational.any() else 0,
                "zopa": {
                    "exists": zopa.exists,
                    "deals": zopa.deals,
                    "rational": zopa.rational,
                    "low": self._named(zopa.low),
                    "high": self._named(zopa.high),
                },
                "settling": self._settling(),
                "points": {name: self._point(name) for name in found.points},
                "points_withheld": self.withheld or None,
                "core": self._core(),
                "power": self._power(),
                **({"ratified": [asdict(one) for one in self.ratified]} if self.ratified else {}),
            }
        )

    def _named(self, values: Floats) -> dict[str, float | None]:
        return {party: json_number(value) for party, value in zip(self.parties, values, strict=True)}

    def _listed(self, places: Ints) -> list[dict[str, Any]]:
        """Return one entry per different worth among deals, with how many have it."""
        if not len(places):
            return []
        points, group = grouped(rounded(self.found.worth[places]))
        # The first in the order given stands for all that are equal to it.
        first = np.full(len(points), len(places))
        np.minimum.at(first, group, np.arange(len(places)))
        sizes = np.bincount(group)
        return [
            {"deal": self.deal(int(place)), "worth": self._named(self.found.worth[place]), "deals": int(size)}
            for place, size in zip(places[first[:MOST_LISTED]], sizes[:MOST_LISTED], strict=True)
        ]

    def _point(self, name: str) -> dict[str, Any]:
        point = self.found.points[name]
        head = self._head(int(point.deals[0])) if len(point.deals) else {"deal": None, "worth": None}
        listed = [self._head(int(place)) for place in point.deals[:MOST_LISTED]]
        return {**head, "score": json_number(point.score), "tied": len(point.deals), "ties": listed}

    def _head(self, place: int) -> dict[str, Any]:
        return {"deal": self.deal(place), "worth": self._named(self.found.worth[place])}

    def names(self, mask: int) -> list[str]:
        """Return the parties of a bit mask."""
        return [list(self.parties)[number] for number in members(mask)]

    def carried(self, at_least: float = 0.0) -> Flags:
        """Return [D] whether a deal is no status quo and those who gain at least so much are enough for it."""
        gain = rounded(self.found.worth - self.found.disagreement)
        changes: Flags = np.array([sets != (0,) for sets in self.settling.sets])[self.settling.kind]
        return self.settling.can(gain >= at_least) & changes

    def _settling(self) -> dict[str, int]:
        return {"carried": int(self.carried().sum()), "carried_by_gain": int(self.carried(10.0**-DECIMALS).sum())}

    def labels(self, mask: int) -> list[str]:
        """Return the parties of a bit mask, as they are called on screen."""
        return [self.parties[party] for party in self.names(mask)]

    def _core(self) -> dict[str, Any] | None:
        if self.core is None:
            return None
        blocks = [
            {"coalition": self.names(block.coalition), "deals": block.deals, "blocks": block.blocks}
            for block in self.core.blocks
        ]
        stable = np.flatnonzero(self.core.stable)
        refused = {party: int(count) for party, count in zip(self.parties, self.core.refused, strict=True)}
        return {"deals": len(stable), "listed": self._listed(stable), "refused": refused, "coalitions": blocks}

    def _power(self) -> dict[str, Any] | None:
        if self.power_over_any is None or self.power_over_each is None:
            return None
        needed = self.settling.vetoes.T
        return {
            party: {
                "needed": float(needed[number].mean()) if needed.size else None,
                "some_deal": _indices(self.power_over_any, number),
                "each_deal": _indices(self.power_over_each, number),
            }
            for number, party in enumerate(self.parties)
        }


def _indices(found: Power, party: int) -> dict[str, float]:
    return {"shapley_shubik": float(found.shapley[party]), "banzhaf": float(found.banzhaf[party])}


def solve(
    scenario: ScenarioLike,
    changes: Sequence[ChangeLike] = (),
    *,
    convention: str = "textbook",
    weights: Mapping[str, float] | None = None,
    conditions: bool = True,
) -> Solution:
    """Return what theories of bargaining say of a scenario.

    The disagreement point is the worth of what is in force before the first day. Where votes are counted on an issue no
    point is given, since points are of bargaining in which everybody must agree. A party counts if some issue or
    combination is worth something to it; a mediator who cares about nothing does not. Breaking a condition that the
    status quo does not break costs its owner `backdown_cost` points, as if it were not a red line: by default that is
    taken off the worth of the deal, as when a run weighs it.

    Args:
        scenario: A scenario, or the name or path of one.
        changes: What-ifs, as `sim.scenario.changes.apply` takes them.
        convention: A key of `CONVENTIONS`.
        weights: How much each party counts in the Nash product, by id; those not named count 1.
        conditions: Whether the cost of conditions given up is taken off.

    Returns:
        The solution.

    Raises:
        ScenarioError: The scenario or a change has faults.
        ValueError: A party's worth is only ordinal, there is no such convention or party, or nobody cares about
            anything.

    Example:
        >>> import sim
        >>> sim.solve("pie").to_dict()["points"]["nash"]["worth"]
        {'left': 50.0, 'right': 50.0}
    """
    seen = worths(apply(scenario_of(scenario), changes))
    counted = _counted(seen)
    worth = (seen.value - seen.given_up if conditions else seen.value)[:, counted]
    names = {seen.parties[p]: seen.game.scenario.name_of("parties", seen.parties[p]) for p in counted}
    found = bargain(worth, seen.standing[counted], convention, _weights(names, weights))
    withheld = "".join(on_votes(seen.game.scenario, WITHHELD))
    solved = solution(
        (seen.game.scenario.id, seen.game.scenario.title, seen.game.scenario.digest),
        without_points(found) if withheld else found,
        names,
        seen.deal,
        shown=lambda place: _labelled(seen.game.scenario, seen.deal(place)),
        settling=seen.settling.among(counted),
        withheld=withheld,
        uncounted=tuple(name for name in seen.parties if name not in names),
        counts_conditions=conditions,
    )
    return replace(solved, ratified=ratified(seen))


def solution(
    name: tuple[str, str, str],
    found: Bargain,
    parties: Mapping[str, str],
    deal: Callable[[int], dict[str, str]],
    *,
    settling: Settling,
    withheld: str = "",
    shown: Callable[[int], dict[str, str]] | None = None,
    uncounted: tuple[str, ...] = (),
    counts_conditions: bool = True,
) -> Solution:
    """Return the solution of any set of deals with names; see `Solution` for what each argument is.

    Args:
        name: Id, title and digest.
        found: Frontier and points.
        parties: Id to name on screen of each column.
        deal: Gives a deal by number.
        settling: Who is enough for each deal.
        withheld: Why no point is given; empty if they are.
        shown: Gives a deal by number with names on screen; none: `deal` does.
        uncounted: Parties that do not count.
        counts_conditions: Whether the cost of conditions given up was taken off.
    """
    few = len(parties) <= MOST_PARTIES
    asked = [number for number, sets in enumerate(settling.sets) if any(sets)]
    rules, deals = [settling.sets[number] for number in asked], settling.counts[asked]
    every = np.array([enough for sets in rules for enough in sets], np.int64)
    return Solution(
        *name,
        parties=dict(parties),
        uncounted=uncounted,
        counts_conditions=counts_conditions,
        found=found,
        core=core_with(found.worth, found.disagreement, settling),
        power_over_any=power(consent_rule(every, len(parties))) if few else None,
        power_over_each=mean_power_in(rules, deals, len(parties)) if few else None,
        settling=settling,
        withheld=withheld,
        deal=deal,
        shown=shown or deal,
    )


def _labelled(scenario: Scenario, deal: Mapping[str, str]) -> dict[str, str]:
    return {scenario.name_of("issues", i): scenario.option_name(i, option) for i, option in deal.items()}


def _counted(seen: Worths) -> list[int]:
    """Return the parties, by number, to whom something is worth something."""
    stated = seen.game.scenario.worth
    counted = [p for p, name in enumerate(seen.parties) if stated[name].issues or stated[name].bonus]
    if not counted:
        raise ValueError("found no party to whom an issue is worth anything, expected at least one")
    return counted


def _weights(names: Mapping[str, str], weights: Mapping[str, float] | None) -> Floats | None:
    if not weights:
        return None
    unknown = [name for name in weights if name not in names]
    if unknown:
        raise ValueError(f"found a weight of {unknown[0]!r}, expected weights of {', '.join(names)}")
    return np.array([weights.get(name, 1.0) for name in names], np.float64)
