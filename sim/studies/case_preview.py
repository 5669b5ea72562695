"""A look at a scenario before its first run: what its ranges imply for every party, deal and condition."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.analysis.previews import BY_VOTE, ConditionPreview, DealPreview, PartyPreview, Preview
from sim.analysis.shares import Share, share_of
from sim.arrays import Flags, Floats, Ints
from sim.game.build import Game, make_game
from sim.game.cases import Method, cases_of
from sim.rules.state import START
from sim.runs.runner import check_runs
from sim.scenario.changes import ChangeLike, apply
from sim.scenario.deals import LIMIT_DEALS
from sim.scenario.deciders import on_votes
from sim.scenario.documents import ScenarioLike, scenario_of
from sim.scenario.faults import known
from sim.studies.mornings import Morning, mornings
from sim.studies.preview_contradictions import contradictions_of

BEST = 5
"""Whole deals that are listed as bearable most often."""


def preview(
    scenario: ScenarioLike,
    runs: int = 500,
    seed: int = 1,
    changes: Sequence[ChangeLike] = (),
    *,
    deals: Sequence[Mapping[str, str]] = (),
    method: Method = "monte_carlo",
) -> Preview:
    """Say what a scenario's ranges imply before anything is played.

    Args:
        scenario: A scenario, or the name or path of one.
        runs: Cases to look at; case i is that of run i.
        seed: Key of the cases.
        changes: What-ifs, applied in order.
        deals: Deals to look at beside every option by itself, as issue to option; other issues stay as they are.
        method: How cases are drawn.

    Raises:
        sim.scenario.faults.ScenarioError: The scenario or a change has faults, or there are too many deals.
        ValueError: `runs` is not positive, or a deal names an issue or option that does not exist.

    Example:
        >>> import sim
        >>> found = sim.preview("pie", runs=20)
        >>> found.feasible, found.some.share
        (21, 1.0)
    """
    check_runs(runs, seed)
    game = make_game(apply(scenario_of(scenario), changes), most=LIMIT_DEALS)
    wanted = [*_single_options(game), *(_checked(game, deal) for deal in deals)]
    tally = _Tally(game)
    for morning in mornings(game, cases_of(game, runs, seed, method=method).values, seed, tally.states):
        tally.add(morning)
    return _preview(tally, wanted, seed)


@dataclass
class _Tally:
    """Counts over cases, as they are looked at.

    Attributes:
        game: The game.
        states: [D] the feasible deals besides what is in force, as state numbers.
        option: [D, I] their options.
        newly: [D, C] which conditions they newly break.
        cases: Cases so far.
        bears: [cases, D] whether those to whom a deal is bearable are enough for it.
        surplus: [cases, D, P] what each deal brings.
        given_up: [cases, D, P] what giving up conditions costs, taken off already.
        owed: [cases, D, P] what refusing costs those who have pledged all of it.
        party_gains: [cases, P] whether some deal is better for a party than what is in force.
        party_bears: [cases, P] whether some deal that is bearable is.
        red: [cases, C] whether a condition is a red line.
        alone: [cases, C] whether it alone keeps a deal from being bearable.
        needed: [D, P] without whom a deal cannot be made, in the last case; weights of votes may differ between cases.
        pledged: [D, P] who has pledged all of it.
        vetoes: [D, P] cases in which it breaks a red line of a party.
    """

    game: Game
    cases: int = 0
    bears: list[Flags] = field(default_factory=list)
    surplus: list[Floats] = field(default_factory=list)
    given_up: list[Floats] = field(default_factory=list)
    owed: list[Floats] = field(default_factory=list)
    party_gains: list[Flags] = field(default_factory=list)
    party_bears: list[Flags] = field(default_factory=list)
    red: list[Flags] = field(default_factory=list)
    alone: list[Flags] = field(default_factory=list)
    needed: Flags = field(init=False)
    pledged: Flags = field(init=False)
    vetoes: Ints = field(init=False)

    def __post_init__(self) -> None:
        board, start = self.game.board, int(self.game.board.rules[START])
        self.states = np.array([s for s in np.flatnonzero(board.proposable) if s != start], np.int64)
        self.option = board.option[self.states]
        sets = board.broken_set[board.broken[self.states]] & ~board.broken_set[board.broken[start]]
        self.newly = (sets[:, None] >> np.arange(len(self.game.conditions))) & 1 > 0
        self.owner = np.asarray(board.owner[: len(self.game.conditions)], np.int64)
        self.vetoes = np.zeros((len(self.states), len(self.game.parties)), np.int64)

    def add(self, morning: Morning) -> None:
        """Count one case."""
        self.cases += 1
        self.needed, self.pledged = morning.settling.vetoes, morning.pledged
        gains: Flags = morning.surplus > 0.0
        willing: Flags = gains | morning.pledged
        bears: Flags = morning.settling.can(willing & ~morning.vetoed)
        self.bears.append(bears)
        self.surplus.append(morning.surplus)
        self.given_up.append(morning.given_up)
        self.owed.append(morning.owed)
        self.vetoes += morning.vetoed
        self.party_gains.append(np.asarray(gains.any(axis=0), bool))
        self.party_bears.append(np.asarray((gains & bears[:, None]).any(axis=0), bool))
        self.red.append(morning.red)
        self.alone.append(self._alone(morning, willing, bears))

    def _alone(self, morning: Morning, willing: Flags, bears: Flags) -> Flags:
        """Return [C] which conditions keep some deal from being bearable that is so without them."""
        lines: Flags = self.newly & morning.red
        found = np.zeros(lines.shape[1], bool)
        for party in np.unique(self.owner):
            own = self.owner == party
            lifted = morning.vetoed.copy()
            lifted[:, party] = False
            freed: Flags = morning.settling.can(willing & ~lifted) & ~bears & (lines[:, own].sum(axis=1) == 1)
            found[own] = (lines[:, own] & freed[:, None]).any(axis=0)
        return found

    def share(self, name: str, flags: Flags) -> Share:
        """Return the share of cases in which something holds."""
        return share_of(name, "", int(flags.sum()), self.cases)


def _single_options(game: Game) -> Iterator[dict[str, str]]:
    """Yield every option that is not in force at first, by itself."""
    before = game.deal(int(game.board.rules[START]))
    for issue, option in game.options:
        first = next(iter(game.scenario.issues[issue].options))
        if before.get(issue, None if game.scenario.protocol.status_quo == "outside" else first) != option:
            yield {issue: option}


def _checked(game: Game, deal: Mapping[str, str]) -> dict[str, str]:
    for issue, option in deal.items():
        known(option, game.scenario.issues[known(issue, game.scenario.issues, "issue")].options, f"option of {issue}")
    return dict(deal)


def _preview(tally: _Tally, wanted: Sequence[Mapping[str, str]], seed: int) -> Preview:
    game = tally.game
    bears: Flags = np.array(tally.bears, bool)
    often = np.argsort(-bears.sum(axis=0), kind="stable")[:BEST]
    survive: Flags = np.any(bears, axis=0)
    surplus = np.array(tally.surplus)
    return Preview(
        scenario=game.scenario.id,
        title=game.scenario.title,
        digest=game.scenario.digest,
        seed=seed,
        cases=tally.cases,
        feasible=len(tally.states),
        surviving=int(survive.sum()),
        some=tally.share("some", np.any(bears, axis=1)),
        deals=tuple(_deal(tally, deal, bears, surplus) for deal in wanted),
        best=tuple(_deal(tally, _changes(tally, int(d)), bears, surplus) for d in often if survive[d]),
        parties=tuple(_parties(tally)),
        conditions=tuple(_conditions(tally)),
        contradictions=tuple(
            contradictions_of(game, tally.option, surplus, np.array(tally.given_up), np.array(tally.owed))
        ),
        by_vote=on_votes(game.scenario, BY_VOTE),
    )


def _changes(tally: _Tally, place: int) -> dict[str, str]:
    """Return what a deal changes."""
    game = tally.game
    before, after = game.deal(int(game.board.rules[START])), game.deal(int(tally.states[place]))
    return {issue: option for issue, option in after.items() if before.get(issue) != option}


def _deal(tally: _Tally, deal: Mapping[str, str], bears: Flags, surplus: Floats) -> DealPreview:
    """Return what is implied about the deal that has these options and otherwise changes least."""
    game, stated = tally.game, tally.game.scenario
    inside = [d for d in range(len(tally.states)) if all(_has(tally, d, i, o) for i, o in deal.items())]
    place = min(inside, key=lambda d: len(_changes(tally, d)), default=None)
    whole = {} if place is None else _changes(tally, place)
    gains, lines = (np.full(len(game.parties), np.nan) for _ in range(2))
    some: Flags = np.zeros(tally.cases, bool)
    if place is not None:
        gains, lines = (surplus[:, place] > 0.0).mean(axis=0), tally.vetoes[place] / tally.cases
        some = np.any(bears[:, inside], axis=1)
    return DealPreview(
        id=" + ".join(f"{i}={o}" for i, o in deal.items()),
        label="; ".join(f"{stated.name_of('issues', i)}: {stated.option_name(i, o)}" for i, o in deal.items()),
        besides={issue: option for issue, option in whole.items() if deal.get(issue) != option},
        gains=dict(zip(game.parties, gains.tolist(), strict=True)),
        red_lines=dict(zip(game.parties, lines.tolist(), strict=True)),
        needed=() if place is None else _named(game, tally.needed[place]),
        pledged=() if place is None else _named(game, tally.pledged[place]),
        bearable=tally.share("bearable", some & False if place is None else bears[:, place]),
        bearable_with=tally.share("bearable_with", some),
        feasible=place is not None,
    )


def _has(tally: _Tally, place: int, issue: str, option: str) -> bool:
    game = tally.game
    return bool(game.options[int(tally.option[place, game.issues.index(issue)])] == (issue, option))


def _named(game: Game, flags: Flags) -> tuple[str, ...]:
    return tuple(name for name, flag in zip(game.parties, flags, strict=True) if flag)


def _parties(tally: _Tally) -> Iterator[PartyPreview]:
    gains, bears, red = (np.array(one, bool) for one in (tally.party_gains, tally.party_bears, tally.red))
    for place, name in enumerate(tally.game.parties):
        own = red[:, tally.owner == place].sum(axis=1).mean()
        label = tally.game.scenario.name_of("parties", name)
        shares = (tally.share("gains", gains[:, place]), tally.share("gains_bearably", bears[:, place]))
        yield PartyPreview(name, label, *shares, float(own))


def _conditions(tally: _Tally) -> Iterator[ConditionPreview]:
    red, alone, scenario = np.array(tally.red, bool), np.array(tally.alone, bool), tally.game.scenario
    for place, name in enumerate(tally.game.conditions):
        label, party = scenario.name_of("conditions", name), scenario.conditions[name].party
        shares = (tally.share("red_line", red[:, place]), tally.share("alone", alone[:, place]))
        yield ConditionPreview(name, label, party, int(tally.newly[:, place].sum()), *shares)
