"""Cases played with levers made uncertain: one table of what differed between runs, and how they ended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sim.analysis.asked_about import ends_in
from sim.analysis.box_words import BoxAxis
from sim.analysis.boxes import Sample
from sim.arrays import Flags, Floats
from sim.game.build import Game, make_game
from sim.game.cases import Method, draw
from sim.game.records import Records
from sim.runs.ensemble import play
from sim.runs.options import PlayOptions
from sim.scenario.changes import apply
from sim.scenario.levers import LeverInfo, all_paths
from sim.scenario.model import Scenario
from sim.studies.aims import Aim
from sim.studies.widened_levers import WidenedLevers

TURNS = 8
"""Turns in which branches are played, so that what is finished when somebody cancels holds all branches alike."""

NOTHING_DIFFERS = "nothing differs between runs; make a number uncertain, or let a lever vary"


@dataclass(frozen=True)
class BranchOrder:
    """How many runs to play, and how.

    Attributes:
        runs: How many runs.
        seed: Key of all luck.
        method: How cases are drawn.
        options: On how many threads, told to whom, stopped by whom.
    """

    runs: int
    seed: int
    method: Method
    options: PlayOptions = PlayOptions()


@dataclass(frozen=True)
class _Part:
    """Runs of one branch that were played at a stretch: its game, its number, inputs, red lines, and which are hits."""

    game: Game
    branch: int
    values: Floats
    red: Flags
    hits: Flags


def table(scenario: Scenario, wide: WidenedLevers, aim: Aim, order: BranchOrder) -> tuple[tuple[BoxAxis, ...], Sample]:
    """Play cases and return what differed between them, with which of them ended in an outcome.

    With forks, run r belongs to one branch, and is the same as run r of that branch played alone.

    Args:
        scenario: The scenario, ranges widened.
        wide: The forks among whose branches runs are shared out.
        aim: The outcome whose runs are hits.
        order: How many runs, and how.

    Returns:
        The axes: inputs that are uncertain in all branches and differ, forks, and conditions that are a red line in
        some runs only; and the runs that were finished, the same number of every branch if there are several.

    Raises:
        ValueError: Nothing can differ, or nothing did.
    """
    games = [make_game(apply(scenario, branch) if branch else scenario) for branch in wide.branches]
    if not wide.forks and not any(given.places for given in games[0].inputs) and not games[0].conditions:
        raise ValueError(NOTHING_DIFFERS)
    parts = list(_parts(games, aim, order))
    whole = len(parts) - len(parts) % len(games)
    kept = parts[:whole] if len(games) > 1 else parts
    columns = [*_inputs(games, kept, scenario), *_forks(wide, kept), *_red_lines(games, kept, scenario)]
    columns = [(axis, column) for axis, column in columns if len(column) and column.min() < column.max()]
    hits = np.concatenate([part.hits for part in kept]) if kept else np.zeros(0, bool)
    if not columns and len(hits):
        raise ValueError(NOTHING_DIFFERS)
    values = np.column_stack([column for _, column in columns]) if columns else np.zeros((len(hits), 0))
    axes = tuple(axis for axis, _ in columns)
    return axes, Sample(values, hits, tuple(axis.category for axis in axes))


def _parts(games: Sequence[Game], aim: Aim, order: BranchOrder) -> Iterator[_Part]:
    """Play the branches in turns; yield what was finished."""
    cuts = np.linspace(0, order.runs, (TURNS * len(games) if len(games) > 1 else 1) + 1).astype(int)
    cases = [draw(game, order.runs, order.seed, method=order.method) for game in games]
    for turn, (low, high) in enumerate(pairwise(cuts)):
        branch = turn % len(games)
        played = play(
            games[branch],
            cases[branch][low:high],
            order.seed,
            first=int(low),
            options=order.options.part(int(low), order.runs),
        )
        records = Records(games[branch], played.records)
        hits = ends_in(records, aim.outcomes)
        if len(games) == 1 or played.runs == high - low:
            yield _Part(games[branch], branch, played.values, records.red_lines, hits)
        if played.runs < high - low:
            return


def _inputs(games: Sequence[Game], parts: Sequence[_Part], scenario: Scenario) -> Iterator[tuple[BoxAxis, Floats]]:
    """Yield the inputs that are uncertain in every branch."""
    known = {info.path: info for info in all_paths(scenario)}
    names = games[0].input_names
    places = [{given.path: place for place, given in enumerate(game.inputs)} for game in games]
    for given in games[0].inputs:
        # An input without a place is switched off, and nothing depends on it.
        if given.places and all(given.path in one for one in places):
            column = _joined([part.values[:, places[part.branch][given.path]] for part in parts])
            yield _axis(given.path, names[given.path], known.get(given.path), column), column


def _axis(path: str, name: str, info: LeverInfo | None, column: Floats) -> BoxAxis:
    low, high = (float(column.min()), float(column.max())) if len(column) else (0.0, 0.0)
    return BoxAxis(path, name, "" if info is None else info.unit, low, high)


def _forks(wide: WidenedLevers, parts: Sequence[_Part]) -> Iterator[tuple[BoxAxis, Floats]]:
    """Yield which value each fork had."""
    for place, fork in enumerate(wide.forks):
        column = _joined([np.full(len(part.hits), float(wide.codes[part.branch][place])) for part in parts])
        yield BoxAxis(fork.path, fork.label, "", 0.0, len(fork.values) - 1.0, fork.says, fork.values), column


def _red_lines(games: Sequence[Game], parts: Sequence[_Part], scenario: Scenario) -> Iterator[tuple[BoxAxis, Floats]]:
    """Yield whether each condition was a red line, for those that every branch has."""
    for name in games[0].conditions:
        if all(name in game.conditions for game in games):
            column = _joined([part.red[:, part.game.conditions.index(name)].astype(np.float64) for part in parts])
            label = scenario.name_of("conditions", name)
            says = (f"“{label}” is not a red line", f"“{label}” is a red line")
            yield BoxAxis(f"red_line.{name}", label, "", 0.0, 1.0, says, ("not a red line", "a red line")), column


def _joined(columns: Sequence[Floats]) -> Floats:
    return np.concatenate(columns) if columns else np.zeros(0)
