"""Who decides an issue, once more from the text of the rulebook: members, weights, abstentions, and who wins."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations

from sim.scenario.model import Scenario
from sim.scenario.numbers import Spread
from sim.scenario.party_words import DecidedBy

NEAR = 1e-9


def figure(stated: Spread) -> float:
    """Return a certain number."""
    return stated.at[0]


@dataclass(frozen=True)
class Vote:
    """How one issue is decided at a session.

    `members` have a say, of whom `away` cannot say yes and `quiet` abstain; without a `share` more than half is due.
    """

    rule: str
    members: frozenset[str]
    signed: frozenset[str]
    away: frozenset[str]
    quiet: frozenset[str]
    weights: Mapping[str, float]
    splits: Mapping[str, float]
    share: float | None = None
    counts: str = "cast"

    @property
    def asked(self) -> frozenset[str]:
        """Who answers at this session; a deal that one who is away would have to consent to is none to be proposed."""
        return self.members - self.quiet - (frozenset() if self.rule in {"controllers", "alone"} else self.away)

    @property
    def blocked(self) -> bool:
        """Whether nothing can be agreed, since one without whom it cannot is away."""
        return self.rule != "majority" and bool(self.members & self.away)

    def won(self, yes: Iterable[str]) -> bool:
        """Return whether those who say yes win."""
        voting = self.members - self.quiet
        if self.rule != "majority":
            return bool(voting) and voting <= set(yes)
        for_it, counting = self._weighed(yes)
        least = 0.5 + NEAR if self.share is None else max(self.share - NEAR, NEAR)
        return bool(self.asked & set(yes)) and counting > 0.0 and for_it >= least * counting

    def close(self, yes: Iterable[str]) -> bool:
        """Return whether rounding could turn a majority."""
        for_it, counting = self._weighed(yes)
        least = counting / 2.0 if self.share is None else self.share * counting
        return self.rule == "majority" and 1e-13 < abs(for_it - least) < 1e-7 * counting

    def _weighed(self, yes: Iterable[str]) -> tuple[float, float]:
        """Return the weight of yes, and the weight that counts."""
        said = set(yes)
        for_it = 0.0
        for member in self.members - self.quiet - self.away:
            split = self.splits.get(member, 1.0)
            for_it += self.weights[member] * (split if member in said else 1.0 - split)
        counting = self.members if self.counts == "all" else self.members - self.quiet
        return for_it, sum(self.weights[member] for member in counting)

    @property
    def may_leave(self) -> frozenset[str]:
        """Who may say that it leaves what was agreed."""
        return self.members if self.rule in {"majority", "alone"} else self.members | self.signed

    def may_end(self, leaving: set[str]) -> bool:
        """Return whether those who would leave can end what was agreed."""
        return self.won(leaving) if self.rule == "majority" else bool(leaving)


def vote_on(
    scenario: Scenario,
    issue: str,
    signed: frozenset[str],
    refused: int,
    away: frozenset[str] = frozenset(),
    abstaining: frozenset[str] = frozenset(),
) -> Vote:
    """Return how an issue is decided, whoever is away or abstains."""
    stated = scenario.issues[issue].decided_by or scenario.protocol.decided_by or DecidedBy(rule="controllers")
    controllers = frozenset(scenario.issues[issue].controlled_by)
    members = frozenset([stated.of] if isinstance(stated.of, str) else stated.of) or controllers
    rule, share = stated.rule, stated.share
    if rule == "controllers":
        members = controllers | signed
    if rule == "consensus" and stated.fallback is not None and refused >= int(figure(stated.fallback.after) + 0.5):
        rule, share = "majority", stated.fallback.share
    parties = scenario.parties
    return Vote(
        rule,
        members,
        signed,
        members & away,
        frozenset() if rule in {"controllers", "alone"} else (members & abstaining) - away,
        {q: figure(stated.weights[q] if q in stated.weights else parties[q].size) for q in members},
        {q: figure(parties[q].splits[issue]) for q in members if issue in parties[q].splits},
        None if share is None else figure(share),
        stated.counts,
    )


def chance_to_win(votes: list[Vote], chances: Mapping[str, float]) -> float:
    """Return the chance that those who say yes win every vote, each saying yes with a chance of its own."""
    asked = sorted({member for vote in votes for member in vote.asked})
    if not any(vote.rule == "majority" for vote in votes):
        return _all_say_yes(votes, asked, chances)
    total = 0.0
    for yes in _subsets([q for q in asked if chances.get(q, 0.0) > 0.0]):
        odds = 1.0
        for q in asked:
            odds *= chances.get(q, 0.0) if q in yes else 1.0 - chances.get(q, 0.0)
        total += odds if odds and all(vote.won(yes) for vote in votes) else 0.0
    return total


def _all_say_yes(votes: list[Vote], asked: list[str], chances: Mapping[str, float]) -> float:
    if not all(vote.won(asked) for vote in votes):
        return 0.0
    odds = 1.0
    for q in asked:
        odds *= chances.get(q, 0.0)
    return odds


def _subsets(members: list[str]) -> Iterator[tuple[str, ...]]:
    yield from chain.from_iterable(combinations(members, size) for size in range(len(members) + 1))
