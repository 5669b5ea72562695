"""How a run stands, by names: what the oracle reasons on, whether the oracle itself played the run or the code did."""

from dataclasses import dataclass, field
from math import inf
from typing import Any

from sim.rules import state as at
from sim.scenario.model import Scenario
from tests.small import Table

Deal = tuple[str, ...] | None
"""An option per issue, in the order of the issues; None where nothing is in force."""

Place = tuple[str, str]
"""An issue and an option of it."""


class Extension(tuple[str, ...]):
    """A deal that also keeps the option in force on one issue for longer."""

    extends: str

    def __new__(cls, deal: tuple[str, ...], extends: str) -> "Extension":
        """Make an extension of one option, beside whatever else the deal changes."""
        made = super().__new__(cls, deal)
        made.extends = extends
        return made

    def __eq__(self, other: object) -> bool:
        """Two are the same if they come to the same deal and extend the same."""
        return isinstance(other, Extension) and tuple(self) == tuple(other) and self.extends == other.extends

    def __ne__(self, other: object) -> bool:
        """Tell whether two differ."""
        return not self == other

    def __hash__(self) -> int:
        """Hash what they are compared by."""
        return hash((tuple(self), self.extends))


def extended(deal: Deal) -> str | None:
    """Return the issue whose option a proposal extends."""
    return deal.extends if isinstance(deal, Extension) else None


@dataclass
class Pact:
    """A deal agreed and not yet in force."""

    options: dict[str, str]
    agreed: int
    due: int
    chance: float
    signatories: frozenset[str]
    number: int
    ballots: tuple[str, ...] = ()
    """The ratifiers that answer it on the day on which it is due."""


@dataclass(frozen=True)
class Rejection:
    """A package that a ratifier has rejected, and how often something had ended on the agenda of it as it saw it."""

    ratifier: str
    package: frozenset[Place]
    agenda: frozenset[str]
    ended: int


@dataclass
class Stand:
    """A run as it stands; dictionaries by ids, `since`, `ends`, `signed` and `agreement` by issue."""

    scenario: Scenario
    day: int
    deal: Deal
    no_deal: dict[str, float]
    trust: dict[tuple[str, str], float]
    expected: dict[str, float]
    belief: dict[str, list[float]]
    aspiration: dict[str, float]
    suspected: dict[str, float]
    red: dict[str, bool]
    error: dict[tuple[str, str, str, str], float]
    since: dict[str, int] = field(default_factory=dict)
    ends: dict[str, float] = field(default_factory=dict)
    signed: dict[str, frozenset[str]] = field(default_factory=dict)
    agreement: dict[str, int] = field(default_factory=dict)
    endings: dict[str, int] = field(default_factory=dict)
    barred: set[Place] = field(default_factory=set)
    left: bool = False
    pressing: dict[str, float] = field(default_factory=dict)
    """Pressures under way, and the last day of each."""
    bonus: dict[tuple[str, str, str], float] = field(default_factory=dict)
    """Points that events under way add to a party's worth of an option."""
    pending: list[Pact] = field(default_factory=list)
    out: dict[str, int] = field(default_factory=dict)
    """Parties away from the table, and the day on which each left."""
    abstaining: frozenset[str] = frozenset()
    """Who abstains at this session."""
    conduct: frozenset[str] = frozenset()
    """Conditions that are satisfied by conduct, when last looked at."""
    ahead: dict[str, int] = field(default_factory=dict)
    """Deadlines ahead, and the day of each."""
    outvoted: dict[str, int] = field(default_factory=dict)
    """How many proposals on an issue were refused while it was decided by consensus."""
    rejected: list[Rejection] = field(default_factory=list)
    rejections: dict[str, int] = field(default_factory=dict)
    """How many packages a ratifier has rejected."""
    begun_as: Scenario | None = None
    """The scenario with which the run began, where another has taken over."""


def as_it_stands(table: Table) -> Stand:
    """Return how a run that the code plays stands: what is in force, and every number that changes."""
    game, world, scenario = table.game, table.world, table.game.scenario
    clocks = _clocks(table)
    parties, issues = list(game.parties), list(game.issues)
    return Stand(
        scenario=scenario,
        day=int(world.now[at.DAY]),
        deal=tuple(table.deal[issue] for issue in issues) if table.deal else None,
        no_deal=dict(zip(parties, map(float, world.no_deal), strict=False)),
        trust={(p, q): float(world.trust[i, j]) for i, p in enumerate(parties) for j, q in enumerate(parties)},
        expected=dict(zip(parties, map(float, world.expected), strict=False)),
        belief={p: [float(x) for x in world.belief[i]] for i, p in enumerate(parties)},
        aspiration=dict(zip(parties, map(float, world.aspiration), strict=False)),
        suspected=dict(zip(game.conditions, map(float, world.suspected), strict=False)),
        red=dict(zip(game.conditions, map(bool, world.red), strict=False)),
        error=_errors(table),
        since=clocks["since"],
        ends=clocks["ends"],
        signed=clocks["signed"],
        agreement=clocks["agreement"],
        endings={issue: int(world.endings[i]) for i, issue in enumerate(issues)},
        barred={(i, o) for n, (i, o) in enumerate(game.options) if world.barred[n]},
        left=int(world.now[at.LEFT_DAY]) != at.NEVER,
        pressing=_pressing(table),
    )


def _errors(table: Table) -> dict[tuple[str, str, str, str], float]:
    error, count = table.world.error, len(table.game.options)
    return {
        (observer, seen, issue, option): float(error[i * count + n, j])
        for i, observer in enumerate(table.game.parties)
        for j, seen in enumerate(table.game.parties)
        for n, (issue, option) in enumerate(table.game.options)
    }


def _clocks(table: Table) -> dict[str, dict[str, Any]]:
    world, names = table.world, list(table.game.parties)
    issues = list(enumerate(table.game.issues))
    ends = {issue: int(world.ends[i]) for i, issue in issues}
    return {
        "since": {issue: int(world.began[i]) for i, issue in issues},
        "ends": {issue: inf if day == at.NO_TERM else float(day) for issue, day in ends.items()},
        "signed": {i: frozenset(p for k, p in enumerate(names) if int(world.signed[n]) >> k & 1) for n, i in issues},
        "agreement": {issue: int(world.agreement[i]) for i, issue in issues},
    }


def _pressing(table: Table) -> dict[str, float]:
    scenario, world = table.game.scenario, table.world
    return {
        name: inf if pressure.ends == "met" else float(world.lasts_until[number])
        for number, (name, pressure) in enumerate(scenario.pressures.items())
        if world.active[len(scenario.events) + number]
    }
