"""What the stated ranges imply before any run: who gains by what, what is red-lined, what is bearable to all."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sim.analysis.shares import Share
from sim.finding import Finding, Table
from sim.formatting import plain_data

NOTE = (
    "Shares of cases on the morning of day 1, nothing played. Bearable: everybody needed gains by it or has pledged "
    "it, and it breaks no red line of theirs. Intervals are sampling error only (95 %, Wilson)."
)


BY_VOTE = (
    "Votes are counted on {issues}: there a deal is bearable if those of whom this holds are enough to settle it, "
    "nobody abstaining; a consensus that falls back to a vote counts as that vote."
)
"""What is said besides where votes are counted."""


@dataclass(frozen=True)
class DealPreview:
    """What the stated ranges imply for a deal with some options: the feasible one that changes least beyond them.

    Attributes:
        id: The options, as `issue=option`.
        label: The same, with the names on screen.
        besides: What else the deal changes, because it cannot be agreed without that.
        gains: Party to the share of cases in which it gains by the deal.
        red_lines: Party to the share of cases in which the deal breaks a red line of its own.
        needed: Parties without which it cannot be made.
        pledged: Parties that have pledged all of it.
        bearable: Share of cases in which it is bearable: to everybody needed, or to enough where votes are counted.
        bearable_with: Share of cases in which some deal with these options is so, whatever else it changes.
        feasible: Whether any deal with these options can be agreed.
    """

    id: str
    label: str
    besides: Mapping[str, str]
    gains: Mapping[str, float]
    red_lines: Mapping[str, float]
    needed: tuple[str, ...]
    pledged: tuple[str, ...]
    bearable: Share
    bearable_with: Share
    feasible: bool

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        told = {key: value for key, value in asdict(self).items() if not key.startswith("bearable")}
        return {**told, **_named("bearable", self.bearable), **_named("bearable_with", self.bearable_with)}


@dataclass(frozen=True)
class PartyPreview:
    """What the stated ranges leave one party.

    Attributes:
        id: The party.
        label: Its name on screen.
        gains: Share of cases in which some deal is better for it than what is in force.
        gains_bearably: Share of cases in which it gains by a deal that is bearable.
        red_lines: How many red lines it has in the average case.
    """

    id: str
    label: str
    gains: Share
    gains_bearably: Share
    red_lines: float

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        head = {"id": self.id, "label": self.label, "red_lines": self.red_lines}
        return {**head, **_named("gains", self.gains), **_named("gains_bearably", self.gains_bearably)}


@dataclass(frozen=True)
class ConditionPreview:
    """Where one condition stands in the way.

    Attributes:
        id: The condition.
        label: Its name on screen.
        party: Whose it is.
        deals: Feasible deals that newly break it; 0 proves that it never matters.
        red_line: Share of cases in which it is a red line.
        alone: Share of cases in which it alone keeps a deal from being bearable.
    """

    id: str
    label: str
    party: str
    deals: int
    red_line: Share
    alone: Share

    @property
    def bites(self) -> bool:
        """Whether it alone stands in the way of some deal in some case."""
        return self.alone.count > 0

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        head = {"id": self.id, "label": self.label, "party": self.party, "deals": self.deals, "bites": self.bites}
        return {**head, **_named("red_line", self.red_line), **_named("alone", self.alone)}


@dataclass(frozen=True, repr=False)
class Preview(Finding):
    """What the stated ranges imply before any run.

    Attributes:
        scenario: Id of the scenario.
        title: Its title.
        digest: Fingerprint of what was looked at.
        seed: Key of the cases; case i is that of run i.
        cases: How many cases were looked at.
        feasible: Feasible deals besides what is in force.
        surviving: Of these, how many are bearable in some case.
        some: Share of cases in which some deal is bearable.
        deals: The deals of interest: every option by itself, and those asked for.
        best: The whole deals that are bearable most often, the most frequent first.
        parties: What is left to each party.
        conditions: Where each condition stands in the way.
        contradictions: Where the ranges say something other than the scenario's own statements, one sentence each.
        by_vote: What bearable means where votes are counted; nothing where none are.
    """

    scenario: str
    title: str
    digest: str
    seed: int
    cases: int
    feasible: int
    surviving: int
    some: Share
    deals: tuple[DealPreview, ...]
    best: tuple[DealPreview, ...]
    parties: tuple[PartyPreview, ...]
    conditions: tuple[ConditionPreview, ...]
    contradictions: tuple[str, ...]
    by_vote: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """What bearable means here."""
        return " ".join([NOTE, *self.by_vote])

    def table(self) -> Table:
        """Return the deals of interest: who gains, who has a red line against it, how often it is bearable."""
        rows = [
            {
                "deal": one.label + (f" (with {_words(one.besides)})" if one.besides else ""),
                "bearable": one.bearable.share if one.feasible else None,
                "with_others": one.bearable_with.share,
                **{f"{party} gains": share for party, share in one.gains.items()},
                **{f"{party} red line": share for party, share in one.red_lines.items()},
            }
            for one in self.deals
        ]
        counts = f"{self.surviving:,} of {self.feasible:,} deals bearable in some case"
        return Table(
            f"{self.title}: {counts}; {self.cases:,} cases, seed {self.seed}, digest {self.digest}", rows, self.note
        )

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data: the keys of `parley preview --json`."""
        names = ("scenario", "title", "digest", "seed", "cases", "feasible", "surviving", "contradictions")
        lists = ("deals", "best", "parties", "conditions")
        told = {name: [one.to_dict() for one in getattr(self, name)] for name in lists}
        head = {name: getattr(self, name) for name in names}
        return plain_data({**head, **_named("some", self.some), **told, "note": self.note})


def _words(deal: Mapping[str, str]) -> str:
    return ", ".join(f"{issue}={option}" for issue, option in deal.items())


def _named(name: str, share: Share) -> dict[str, float]:
    return {name: share.share, f"{name}_low": share.low, f"{name}_high": share.high}
