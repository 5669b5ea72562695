"""The graph model for conflict resolution: which deals would hold because nobody would leave them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.arrays import Flags, Floats
from sim.finding import Finding, Table
from sim.formatting import plain_data
from sim.game.board import feasible_deals
from sim.lenses.concepts import CONCEPTS, HORIZON, Verdicts, coalition_stable, verdicts
from sim.lenses.deal_graph import Preference, check_size, conflict_of, status_quo
from sim.lenses.graph import of_options
from sim.lenses.paths import GraphPath, paths
from sim.lenses.verdicts import Raise, raises, reason
from sim.lenses.wanted_deal import wanted_state
from sim.lenses.worths import worths
from sim.scenario.base import Pattern
from sim.scenario.changes import ChangeLike, apply
from sim.scenario.deciders import on_votes
from sim.scenario.documents import ScenarioLike, scenario_of

NOTE = "Worth in points over the status quo, or in ranks where these were given; uncertain numbers at their medians."
VOTES = (
    "Votes are counted on {issues}: those who are just enough move together, each set of them a mover, nobody "
    "abstains, and a consensus that falls back to a vote counts as that vote."
)
COALITION = "coalition"
"""Stable against every coalition, alongside the concepts that judge mover by mover."""


def equilibria(
    states: Sequence[str],
    owners: Mapping[str, Sequence[int]],
    payoffs: Mapping[str, Sequence[float]],
    one_way: Mapping[int, str] | None = None,
) -> dict[str, list[int]]:
    """Return the equilibria of a conflict stated by yes-or-no options.

    Args:
        states: Feasible states as strings of Y and N, a letter per option.
        owners: Party to the indices of its options, from 0.
        payoffs: Party to a rank per state, higher is better.
        one_way: Option index to "fwd" (only taken up) or "back" (only dropped).

    Returns:
        State numbers from 1 that are stable for every party, by concept: nash, sequential, general, symmetric.

    Raises:
        ValueError: The conflict is not soundly stated.

    Example:
        >>> equilibria(["N", "Y"], {"a": [0]}, {"a": [1, 2]})["nash"]
        [2]

    Source:
        Fang, Hipel and Kilgour (1993).
    """
    found = verdicts(of_options(states, owners, payoffs, one_way))
    concepts = ("nash", "sequential", "general", "symmetric")
    return {concept: [int(state) + 1 for state in found.equilibria(concept)] for concept in concepts}


@dataclass(frozen=True, repr=False)
class Stability(Finding):
    """What the graph model says of a scenario.

    Attributes:
        scenario: Its id.
        verdicts: Which deals are stable, for whom; `verdicts.conflict` is the graph.
        deals: Every state as issue to option; empty where nothing is in force.
        payoff: [P, S] what states are worth, in points over the status quo, or as ranks where these were given.
        start: The status quo, a state from 0.
        against_coalitions: [S] stable against every coalition.
        paths: Ways from the status quo to every sequential equilibrium that can be reached.
        wanted: A state that was asked for, from 0, if one was.
        raises: What would have to be worth more for the wanted state to be a sequential equilibrium.
        notes: What is to be known of who moves, where votes are counted.
    """

    scenario: str
    verdicts: Verdicts
    deals: tuple[dict[str, str], ...]
    payoff: Floats
    start: int
    against_coalitions: Flags
    paths: tuple[GraphPath, ...]
    wanted: int | None
    raises: tuple[Raise, ...]
    notes: tuple[str, ...] = ()

    @property
    def equilibria(self) -> dict[str, list[int]]:
        """State numbers, from 1, that are stable for everybody, by concept."""
        found = {concept: [int(s) + 1 for s in self.verdicts.equilibria(concept)] for concept in CONCEPTS}
        return {**found, COALITION: [int(s) + 1 for s in np.flatnonzero(self.against_coalitions)]}

    def reasons(self, state: int, concept: str = "sequential") -> tuple[str, ...]:
        """Return why each mover stays in a state, counted from 1, or leaves it.

        Raises:
            ValueError: There is no such state or concept.
        """
        if not 1 <= state <= len(self.deals):
            raise ValueError(f"found state {state}, expected 1 to {len(self.deals)}")
        if concept not in CONCEPTS:
            raise ValueError(f"found concept {concept!r}, expected one of {', '.join(CONCEPTS)}")
        movers = range(len(self.verdicts.conflict.movers))
        return tuple(reason(self.verdicts, concept, mover, state - 1) for mover in movers)

    def table(self) -> Table:
        """Return every state, those that most concepts hold stable first, with what they are worth."""
        conflict, found = self.verdicts.conflict, self.equilibria
        held = {state: [c for c, states in found.items() if state in states] for state in range(1, len(self.deals) + 1)}
        rows = [
            {
                "state": state,
                "changes": conflict.states[state - 1],
                "stable_by": ", ".join(held[state]) or None,
                **{party: float(self.payoff[place, state - 1]) for place, party in enumerate(conflict.parties)},
            }
            for state in sorted(held, key=lambda state: (-len(held[state]), state))
        ]
        kept = sum(bool(concepts) for concepts in held.values())
        return Table(
            f"{self.scenario}: {kept:,} of {len(rows):,} states stable by some concept",
            rows,
            " ".join([NOTE, *self.notes]),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the findings as plain data; states are numbered from 1."""
        conflict, found = self.verdicts.conflict, self.equilibria
        return plain_data(
            {
                "parties": list(conflict.parties),
                "movers": [mover.name for mover in conflict.movers],
                "horizon": self.verdicts.horizon,
                "status_quo": self.start + 1,
                "states": [self._state(state, found) for state in range(len(self.deals))],
                "equilibria": found,
                "paths": [self._path(path) for path in self.paths],
                "reasons": {
                    str(state): list(self.reasons(state)) for state in sorted({self.start + 1, *found["sequential"]})
                },
                "wanted": None if self.wanted is None else self.wanted + 1,
                "raises": [
                    {"mover": r.mover, "party": r.party, "state": r.state + 1, "by": r.by, "level": r.level + 1}
                    for r in self.raises
                ],
                "notes": list(self.notes),
            }
        )

    def _state(self, state: int, found: Mapping[str, list[int]]) -> dict[str, Any]:
        parties = self.verdicts.conflict.parties
        return {
            "number": state + 1,
            "label": self.verdicts.conflict.states[state],
            "deal": self.deals[state],
            "worth": {party: float(self.payoff[place, state]) for place, party in enumerate(parties)},
            "stable": {
                party: [c for c in CONCEPTS if self.verdicts.for_party(c, place)[state]]
                for place, party in enumerate(parties)
            },
            "equilibrium": [concept for concept, states in found.items() if state + 1 in states],
        }

    def _path(self, path: GraphPath) -> dict[str, Any]:
        movers = self.verdicts.conflict.movers
        steps = [{"mover": movers[m.mover].name, "from": m.start + 1, "to": m.end + 1} for m in path.moves]
        return {"to": path.end + 1, "gaining": path.gaining, "moves": steps}


def stability(
    scenario: ScenarioLike,
    changes: Sequence[ChangeLike] = (),
    *,
    horizon: int = HORIZON,
    preferences: Mapping[str, Preference] | None = None,
    wanted: Pattern | None = None,
) -> Stability:
    """Return which deals of a scenario would hold because nobody would leave them.

    States are the feasible deals, moves what parties can agree on or denounce (`sim.lenses.deal_graph`), preferences
    what a deal gains over the status quo in the middle case.

    Args:
        scenario: A scenario, or the name or path of one.
        changes: What-ifs to apply first.
        horizon: Moves that the limited concept looks ahead.
        preferences: Party to another order of the states: a number for each, or statements (patterns of options), the
            most important first.
        wanted: A deal, as issue to option; issues that it leaves out stand as in the status quo. Asks what would have
            to be worth more for it to hold.

    Raises:
        ValueError: There are too many deals, a preference does not fit, or the wanted deal is not feasible.

    Example:
        >>> import sim
        >>> sim.stability("labour-dispute").equilibria["sequential"]
        [9, 10, 12, 13, 37]
    """
    stated = apply(scenario_of(scenario), changes)
    check_size(feasible_deals(stated))
    found = worths(stated)
    conflict, states, payoff = conflict_of(found, preferences)
    judged = verdicts(conflict, horizon)
    start = int(np.flatnonzero(states == status_quo(found))[0])
    deals = tuple(found.game.deal(int(state)) for state in states)
    aim = None if wanted is None else wanted_state(found, states, start, wanted)
    return Stability(
        scenario=stated.id,
        verdicts=judged,
        deals=deals,
        payoff=payoff,
        start=start,
        against_coalitions=coalition_stable(conflict),
        paths=paths(conflict, judged.improvements, start, [int(s) for s in judged.equilibria("sequential")]),
        wanted=aim,
        raises=() if aim is None else raises(judged, "sequential", aim, payoff),
        notes=on_votes(stated, VOTES),
    )
