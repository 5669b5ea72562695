"""Robustness as a study: play every choice in the same cases under the same draws of luck, and weigh them."""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sim.analysis.asked_about import ends_in
from sim.analysis.criteria import PESSIMISM, Weights
from sim.analysis.designs import AS_STATED
from sim.analysis.robustness import Robustness, weigh
from sim.arrays import Floats
from sim.game.build import Game, make_game
from sim.game.cases import Method, check_method, drawn_at, even_method, repeated, unit_rows
from sim.game.common_causes import drawn_names
from sim.game.records import Records
from sim.provenance import change_text
from sim.runs.ensemble import play
from sim.runs.options import PlayOptions, Progress
from sim.scenario.changes import ChangeLike, apply
from sim.scenario.documents import ScenarioLike, scenario_of
from sim.scenario.faults import Fault, ScenarioError, known
from sim.scenario.model import Scenario
from sim.studies.aims import Aim, aim_of
from sim.studies.choices import doubts, label_of_choice, own_choices

CASES = 200
"""Cases played."""

LUCK = 25
"""Draws of luck for each case."""

TURNS = 10
"""Turns in which cases are played, so that what is finished when somebody cancels covers all choices."""


@dataclass(frozen=True)
class Stakes:
    """What counts, and for whom.

    Attributes:
        party: The party that chooses; what it gets counts unless an outcome does. None: nobody in particular.
        outcome: The outcome, or several joined by `+`, whose share of runs counts; none: what the party gets.
        avoid: Whether the share of runs that do not end that way is what counts.
        level: What is enough; none: 0 points, or half of the runs.
        pessimism: Weight of the worst case in Hurwicz's criterion.
    """

    party: str | None = None
    outcome: str | None = None
    avoid: bool = False
    level: float | None = None
    pessimism: float = PESSIMISM


@dataclass(frozen=True)
class _Measure:
    """What is read off a run: the share of an aim, or what a party got."""

    aim: Aim | None
    avoid: bool
    party: str | None

    def of(self, records: Records) -> Floats:
        """Return [runs] what each run brought."""
        if self.aim is None:
            return records.gain[:, records.game.parties.index(str(self.party))]
        hits = ends_in(records, self.aim.outcomes)
        return (~hits if self.avoid else hits).astype(np.float64)

    def words(self, scenario: Scenario) -> str:
        """Return what is measured."""
        if self.aim is None:
            who = scenario.name_of("parties", str(self.party))
            return f"what the deal of the last day is worth to {who} over carrying on without any, in points"
        return f"share of runs that {'do not end' if self.avoid else 'end'} in: {self.aim.label}"


def robust(
    scenario: ScenarioLike,
    choices: Sequence[ChangeLike] = (),
    stakes: Stakes | None = None,
    seed: int = 1,
    changes: Sequence[ChangeLike] = (),
    *,
    cases: int = CASES,
    luck: int = LUCK,
    method: Method | None = None,
    threads: int | None = None,
    block: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Robustness:
    """Weigh choices over the cases of a scenario; leaving everything as stated is always one of them.

    Args:
        scenario: A scenario, or the name or path of one.
        choices: Changes to choose between. None: each end of each lever that is the party's own.
        stakes: What counts, and for whom.
        seed: Key of cases, luck and resamples.
        changes: What-ifs that hold under every choice.
        cases: How many cases.
        luck: Draws of luck for each case; run `case * luck + draw` has the same luck under every choice.
        method: How cases are drawn; none: by a Latin hypercube, or by a Sobol sequence where ranges have a cause in
            common.
        threads: Threads to use.
        block: Runs a thread plays at a stretch.
        progress: Called with (runs done, runs wanted), over all choices.
        cancel: Set it to stop; the cases that were finished under every choice are weighed.

    Raises:
        sim.scenario.faults.ScenarioError: The scenario or a change has faults; those of all choices at once.
        ValueError: There is no such party or outcome, nothing that counts, nothing to choose, or no case.

    Example:
        >>> import sim
        >>> from sim.studies import Stakes
        >>> found = sim.robust("pie", ["left_waits"], Stakes(party="left"), cases=3, luck=2)
        >>> list(found.to_pandas().columns)
        ['brings.as stated', 'brings.left_waits', 'regret.as stated', 'regret.left_waits']
    """
    began = time.perf_counter()
    asked = stakes or Stakes()
    base = scenario_of(scenario)
    stated = apply(base, changes) if changes else base
    measure = _measure(stated, asked)
    listed = _listed(stated, choices, asked.party)
    if cases < 2 or luck < 1:
        raise ValueError(f"there must be at least 2 cases and 1 draw of luck, not {cases} and {luck}")
    games = _games(base, changes, listed)
    joint = next((game.scenario for game in games if game.scenario.correlations), stated)
    drawn_by = method or even_method(joint)
    table = _Table(games, cases, luck, seed, drawn_by, PlayOptions(threads, block, progress, cancel))
    inputs = _shared_inputs(table)
    payoffs = _payoffs(table, measure, inputs)
    level = asked.level if asked.level is not None else 0.0 if measure.aim is None else 0.5
    names = [(AS_STATED, "As it stands"), *((change_text(one), label_of_choice(stated, one)) for one in listed)]
    weights = Weights(level, asked.pessimism)
    doubtful = () if asked.party is None else tuple(doubts(stated, asked.party, listed, measure.aim is None))
    return Robustness(
        scenario=stated.id,
        title=stated.title,
        digest=stated.digest,
        changes=tuple(map(change_text, changes)),
        seed=seed,
        method=drawn_by,
        party=asked.party,
        party_label="" if asked.party is None else stated.name_of("parties", asked.party),
        outcome=None if measure.aim is None else measure.aim.id,
        measure=measure.words(stated),
        unit="points" if measure.aim is None else "share of runs",
        level=level,
        pessimism=asked.pessimism,
        cases=len(payoffs),
        wanted=cases,
        luck=luck,
        digests={name: game.scenario.digest for (name, _), game in zip(names, games, strict=True)},
        warnings=doubtful,
        weighing=weigh(payoffs, names, weights, seed) if len(payoffs) else None,
        elapsed_s=time.perf_counter() - began,
        paths=tuple(given.path for given in games[0].inputs),
        inputs=inputs[0],
    )


def _measure(scenario: Scenario, stakes: Stakes) -> _Measure:
    """Return what counts.

    Raises:
        ValueError: There is no such party or outcome, or neither was named.
    """
    if stakes.party is not None:
        known(stakes.party, scenario.parties, "party")
    if stakes.party is None and stakes.outcome is None:
        raise ValueError("Say what counts: an outcome, or the party for which choices are to be good.")
    aim = None if stakes.outcome is None else aim_of(scenario, stakes.outcome)
    return _Measure(aim, stakes.avoid, stakes.party)


def _listed(scenario: Scenario, choices: Sequence[ChangeLike], party: str | None) -> tuple[ChangeLike, ...]:
    """Return the changes to choose between.

    Raises:
        ValueError: None were named, and there is no party or it has no levers of its own.
    """
    if choices:
        return tuple(choices)
    own = () if party is None else own_choices(scenario, party)
    if not own:
        who = "" if party is None else f": no declared lever is {scenario.name_of('parties', party)}'s own"
        raise ValueError(f"Say what to choose between{who}.")
    return own


def _games(base: Scenario, changes: Sequence[ChangeLike], choices: Sequence[ChangeLike]) -> tuple[Game, ...]:
    """Return the game as stated and under every choice; all faults of all choices at once."""
    games: list[Game] = []
    faults: list[Fault] = []
    for arm in ((), *((one,) for one in choices)):
        try:
            games.append(make_game(apply(base, (*changes, *arm)) if changes or arm else base))
        except ScenarioError as error:
            faults += error.faults
    if faults:
        raise ScenarioError(dict.fromkeys(faults))
    return tuple(games)


@dataclass(frozen=True)
class _Table:
    """Which games to play, in how many cases and under how many draws of luck, and how."""

    games: tuple[Game, ...]
    cases: int
    luck: int
    seed: int
    method: Method
    options: PlayOptions


def _payoffs(table: _Table, measure: _Measure, inputs: Sequence[Floats]) -> Floats:
    """Return [cases, draws of luck, choices] what was brought, for the cases that were finished under every choice."""
    cuts = np.linspace(0, table.cases, min(TURNS, table.cases) + 1).astype(int)
    parts: list[Floats] = []
    for low, high in pairwise(cuts):
        part = [one for one in _turn(table, measure, inputs, (int(low), int(high))) if one is not None]
        if len(part) < len(table.games):
            break
        parts.append(np.stack(part, axis=2))
    return np.concatenate(parts) if parts else np.zeros((0, table.luck, len(table.games)))


def _shared_inputs(table: _Table) -> list[Floats]:
    """Return, for every game, its cases [cases, inputs]; shared inputs have the same quantiles in all games."""
    for game in table.games:
        check_method(game, table.method)
    paths = list(dict.fromkeys(name for game in table.games for name in drawn_names(game.inputs)))
    unit = unit_rows(paths, table.cases, table.seed, method=table.method)
    column = {path: unit[:, place] for place, path in enumerate(paths)}
    return [
        drawn_at(game, np.column_stack([column[name] for name in drawn_names(game.inputs)]))
        if game.inputs
        else np.zeros((table.cases, 0))
        for game in table.games
    ]


def _turn(table: _Table, measure: _Measure, inputs: Sequence[Floats], cut: tuple[int, int]) -> Iterator[Floats | None]:
    """Play some of the cases under every choice; yield [cases, draws of luck] for each, none for one cut short."""
    low, high = cut
    runs = (high - low) * table.luck
    for place, game in enumerate(table.games):
        before = low * table.luck * len(table.games) + place * runs
        played = play(
            game,
            repeated(inputs[place][low:high], table.luck),
            table.seed,
            first=low * table.luck,
            options=table.options.part(before, table.cases * table.luck * len(table.games)),
        )
        if played.runs < runs:
            yield None
            return
        yield measure.of(Records(game, played.records)).reshape(high - low, table.luck)
