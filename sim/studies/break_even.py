"""The smallest change that brings an outcome to a target share, searched among levers under common random numbers.

A response need not be monotone in a lever, so every lever is tried on a coarse grid first; then the interval between
the nearest value that reaches the target and its neighbour that does not is halved. Tries take few runs, the first ones
of the ensemble; what they find is played with all runs, and pushed outwards until it reaches the target there as well.
Pairs are those of the levers that do most alone, first with both where each does most, then the most promising ones
over a grid of one lever with halving of the other. So what is found reaches the target, and a still smaller change may
have been missed.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sim.analysis.break_even import Flip, LeverChange, LeverMove
from sim.finding import Finding, Row, Table
from sim.formatting import plain_data
from sim.runs.options import PlayOptions, Progress
from sim.runs.results import Ensemble
from sim.runs.runner import prepare
from sim.scenario.changes import ChangeLike
from sim.scenario.documents import ScenarioLike, scenario_of
from sim.studies.aims import Aim, aim_of
from sim.studies.concessions import search_concessions
from sim.studies.lever_search import LeverSearch
from sim.studies.responses import CancelledError
from sim.studies.tracks import Track, tracks_of

HALVINGS = 5
"""How often an interval between two values of the grid is halved."""
PUSHES = 4
"""How often what was found with few runs is pushed outwards with all runs."""
PAIRED = 8
"""Levers that are tried in pairs: those that do most alone."""
REFINED = 4
"""Pairs, and single levers, that are worked out to the end."""
QUOTED = 5
"""Levers whose best is played with all runs: those that sentences may speak of."""
PARTS = (0.25, 0.5, 0.75, 1.0)
"""How far on its way the first lever of a pair is put."""

NOTE = (
    "Size in ranges of the lever. Rows that do not reach the target are the best that a lever does on the grid; the "
    "column of runs says over how many. Intervals are sampling error only (95 %, Wilson)."
)

Reaches = Callable[[Any], bool]


@dataclass(frozen=True, repr=False)
class FlipStudy(Finding):
    """What brings an outcome to a target share, with the ensemble it starts from.

    Attributes:
        base: The ensemble as stated.
        aim: The outcome, or several that count as one.
        finding: What was found.
        elapsed_s: Seconds it took.
    """

    base: Ensemble
    aim: Aim
    finding: Flip
    elapsed_s: float

    def table(self) -> Table:
        """Return the changes that reach the target, smallest first, then the best that each lever does alone."""
        base, found = self.base, self.finding
        alone = sorted(found.singles + found.pairs, key=lambda one: one.size)
        rows = [_row(one, reaches=True) for one in alone] + [_row(one, reaches=False) for one in found.nearest]
        aim = f"{self.aim.label} from {100.0 * found.base.share:.1f} % to {100.0 * found.target:.1f} %"
        played = f"{base.runs:,} runs, seed {base.seed}, digest {base.digest}"
        return Table(f"{base.scenario.title}: {aim} of runs; {played}", rows, NOTE)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data: what identifies it, the outcome, and what was found."""
        summary = self.base.summary()
        names = ("scenario", "title", "digest", "version", "changes", "seed", "runs", "wanted", "method", "note")
        head = {name: summary[name] for name in names}
        return plain_data({**head, "outcome": self.aim.id, "label": self.aim.label, **self.finding.to_dict()})


def _row(one: LeverChange, *, reaches: bool) -> Row:
    share = one.share
    figures = {"size": one.size, "share": share.share, "low": share.low, "high": share.high, "runs": share.of}
    return {"change": "; ".join(map(str, one.moves)), "reaches": reaches, **figures}


def flip(
    scenario: ScenarioLike,
    outcome: str,
    target: float,
    runs: int = 5_000,
    seed: int = 1,
    changes: Sequence[ChangeLike] = (),
    *,
    paths: Sequence[str] = (),
    probe_runs: int = 1_000,
    threads: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> FlipStudy:
    """Search for the smallest change of one lever, and of two, that brings an outcome to a target share.

    Args:
        scenario: A scenario, or the name or path of one.
        outcome: The outcome; several joined by `+` count as one.
        target: Share of runs to reach, in [0, 1]; from above if the share as stated is larger.
        runs: Runs that are played to confirm what was found.
        seed: The luck that all share.
        changes: What-ifs that hold throughout.
        paths: Paths to move instead of the levers that the scenario declares.
        probe_runs: Runs of every try; no more than `runs`.
        threads: Threads to use.
        progress: Called with (runs done, about how many it will take).
        cancel: Set it to stop; what was found by then is the result.

    Raises:
        ValueError: No such outcome, nothing to move, or a target that is not a share.
        sim.scenario.faults.ScenarioError: The scenario or a change has faults.

    Example:
        >>> import sim
        >>> found = sim.flip("pie", "agreed", 1.0, runs=20, probe_runs=10)
        >>> found.finding.target
        1.0
    """
    if not 0.0 <= target <= 1.0:
        raise ValueError(f"The target must be a share of runs from 0 to 1, not {target:g}.")
    began = time.perf_counter()
    stated = scenario_of(scenario)
    aim = aim_of(stated, outcome)
    options = PlayOptions(threads, None, progress, cancel)
    base = prepare(stated, changes, runs, seed).play(options.told(None))
    tracks, left_out = tracks_of(base, paths)
    if not tracks:
        raise ValueError(f"{base.scenario.id} has no lever that can be moved; name paths to move.")
    search = LeverSearch(base, aim, target, min(probe_runs, runs), options)
    finding = _searched(search, tracks, left_out) if base.runs == runs else search.finding(left_out, complete=False)
    return FlipStudy(base, aim, finding, time.perf_counter() - began)


def _searched(search: LeverSearch, tracks: Sequence[Track], left_out: dict[str, str]) -> Flip:
    search.expected += search.probe_runs * _tries(tracks) + 2 * REFINED * search.base.runs
    try:
        if search.start.share != search.target:
            for track in tracks:
                _try_alone(search, track, left_out)
            _alone(search, tracks)
            _in_pairs(search, tracks)
            _best_with_all_runs(search, tracks)
            search.concessions = search_concessions(search) if search.upwards else None
    except CancelledError:
        return search.finding(left_out, complete=False)
    return search.finding(left_out, complete=True)


def _tries(tracks: Sequence[Track]) -> int:
    """Return about how many tries with few runs a search takes."""
    paired = min(PAIRED, len(tracks))
    return sum(len(track.stops) for track in tracks) + paired * (paired - 1) // 2 + REFINED * len(PARTS) * HALVINGS


def _try_alone(search: LeverSearch, track: Track, left_out: dict[str, str]) -> None:
    """Try a lever on its grid, and note where it does best."""
    tried = [(move, search.share((move,), search.probe_runs)) for move in map(track.move, track.stops)]
    played = [LeverChange((move,), share) for move, share in tried if share is not None]
    if played:
        search.nearest[track.lever.path] = max(played, key=lambda one: (search.merit(one.share), -one.size))
    else:
        left_out[track.lever.path] = "the scenario cannot be played with it at any value of its grid"


def _alone(search: LeverSearch, tracks: Sequence[Track]) -> None:
    """Work out the smallest change of each lever that reaches the target, and play the smallest with all runs."""
    found = [(track, inner, move) for track in tracks for inner, move in _nearest_stops(search, track)]
    halved = [(track, _halved(search, track, (), inner, move.value), move) for track, inner, move in found]
    smallest_first = sorted(halved, key=lambda one: one[0].size(one[1]))
    seen: set[str] = set()
    for track, value, outer in smallest_first:
        if track.lever.path not in seen and len(search.singles) < REFINED:
            reached = _confirmed(search, track, (), value, outer.value)
            if reached is not None:
                seen.add(track.lever.path)
                search.singles.append(reached)


def _nearest_stops(search: LeverSearch, track: Track) -> Iterator[tuple[Any, LeverMove]]:
    """Yield, on either side of what is stated, the nearest value that reaches the target and the one before it."""
    moves = [move for move in map(track.move, track.stops) if search.there(search.share((move,), search.probe_runs))]
    if not track.numeric:
        yield from ((None, move) for move in moves)
        return
    for side in (
        [move for move in moves if move.value < track.centre],
        [move for move in moves if move.value >= track.centre],
    ):
        if side:
            move = min(side, key=lambda one: abs(one.value - track.centre))
            yield track.inward(move.value), move


def _halved(search: LeverSearch, track: Track, others: tuple[LeverMove, ...], inner: Any, outer: Any) -> Any:
    """Return a value that reaches the target, as near to what is stated as halving finds."""

    def reaches(value: Any) -> bool:
        return search.there(search.share((*others, track.move(value)), search.probe_runs))

    return _bisected(track, reaches, inner, outer, HALVINGS) if track.numeric else outer


def _bisected(track: Track, reaches: Reaches, inner: Any, outer: Any, times: int) -> Any:
    """Return the innermost value that is known to reach, `outer` being one."""
    for _ in range(times):
        middle = track.rounded((inner + outer) / 2.0)
        if middle in {inner, outer}:
            break
        inner, outer = (inner, middle) if reaches(middle) else (middle, outer)
    return outer


def _confirmed(
    search: LeverSearch, track: Track, others: tuple[LeverMove, ...], value: Any, outer: Any
) -> LeverChange | None:
    """Play a change with all runs; if it falls short, push its last lever outwards until it does not."""

    def reached(wanted: Any) -> LeverChange | None:
        moves = (*others, track.move(wanted))
        share = search.share(moves, search.base.runs)
        return LeverChange(moves, share) if share is not None and search.there(share) else None

    first = reached(value)
    if first is not None:
        return first
    if value == outer or not track.numeric or reached(outer) is None:
        _fell_short(search, (*others, track.move(outer)))
        return None
    return reached(_bisected(track, lambda wanted: reached(wanted) is not None, value, outer, PUSHES))


def _fell_short(search: LeverSearch, moves: tuple[LeverMove, ...]) -> None:
    """Note what a lever does at its best with all runs, where a few runs made it look as if it reached the target."""
    share = search.share(moves, search.base.runs)
    if len(moves) == 1 and share is not None:
        search.nearest[moves[0].path] = LeverChange(moves, share)


def _best_with_all_runs(search: LeverSearch, tracks: Sequence[Track]) -> None:
    """Play the best of single levers and of pairs with all runs, so that what is said of them is what all runs say.

    One that falls short with few runs and reaches the target with all is found here.
    """
    by_path = {track.lever.path: track for track in tracks}
    best = sorted(search.nearest.values(), key=lambda one: -search.merit(one.share))[:QUOTED]
    for one in best:
        share = search.share(one.moves, search.base.runs)
        if share is not None:
            track = by_path[one.moves[0].path]
            search.nearest[track.lever.path] = LeverChange(one.moves, share)
            if search.there(share) and not any(one.moves[0].path == known.moves[0].path for known in search.singles):
                search.singles.append(LeverChange(one.moves, share))
    pair = search.nearest_pair
    if pair is not None:
        share = search.share(pair.moves, search.base.runs)
        search.nearest_pair = None if share is None else LeverChange(pair.moves, share)
        if share is not None and search.there(share) and not search.pairs:
            search.pairs.append(LeverChange(pair.moves, share))


def _in_pairs(search: LeverSearch, tracks: Sequence[Track]) -> None:
    """Work out the most promising pairs, and play them with all runs."""
    best = sorted(search.nearest.values(), key=lambda one: -search.merit(one.share))[:PAIRED]
    by_path = {track.lever.path: track for track in tracks}
    tried = [(moves, search.share(moves, search.probe_runs)) for moves in _corners(best)]
    played = [LeverChange(moves, share) for moves, share in tried if share is not None]
    search.nearest_pair = max(played, key=lambda one: search.merit(one.share), default=None)
    promising = sorted((one for one in played if search.there(one.share)), key=lambda one: _estimate(search, one))
    for corner in promising[:REFINED]:
        first, second = _smallest_pair(search, by_path, corner.moves)
        firsts, seconds = (move.value for move in corner.moves)
        # Where pushing the second lever is not enough with all runs, the first is pushed, the second at its best.
        reached = _confirmed(search, by_path[second.path], (first,), second.value, seconds) or _confirmed(
            search, by_path[first.path], corner.moves[1:], first.value, firsts
        )
        if reached is not None:
            search.pairs.append(reached)


def _corners(best: Sequence[LeverChange]) -> Iterator[tuple[LeverMove, ...]]:
    """Yield every two levers, each put where it does best alone."""
    yield from ((first.moves[0], second.moves[0]) for first, second in combinations(best, 2))


def _estimate(search: LeverSearch, corner: LeverChange) -> float:
    """Return about how large a change of two levers must be, if the share moved in proportion to it."""
    gained, needed = abs(corner.share.share - search.start.share), abs(search.target - search.start.share)
    return corner.size * (needed / gained if gained else 1.0)


def _smallest_pair(
    search: LeverSearch, tracks: dict[str, Track], corner: tuple[LeverMove, ...]
) -> tuple[LeverMove, ...]:
    """Return the smallest change found of two levers.

    The first is put on a grid along its way and the second halved for each; then the first is halved once more.
    """
    first, second = (tracks[move.path] for move in corner)
    best = corner
    for value in _on_the_way(first, corner[0]):
        one = first.move(value)
        if one.size + second.least < _size(best) and search.there(search.share((one, corner[1]), search.probe_runs)):
            inner = second.centre if second.numeric else None
            other = second.move(_halved(search, second, (one,), inner, corner[1].value))
            best = min(best, (one, other), key=_size)
    inner = first.centre if first.numeric else None
    nearer = first.move(_halved(search, first, (best[1],), inner, best[0].value))
    return min(best, (nearer, best[1]), key=_size)


def _on_the_way(track: Track, move: LeverMove) -> list[Any]:
    """Return values from what is stated to where a lever does most."""
    if not track.numeric:
        return [move.value]
    return [track.rounded(track.centre + part * (move.value - track.centre)) for part in PARTS]


def _size(moves: tuple[LeverMove, ...]) -> float:
    return sum(move.size for move in moves)
