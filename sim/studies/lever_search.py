"""What a search among levers has tried and found so far; every try is an ensemble under common random numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

from sim.analysis.break_even import Flip, LeverChange, LeverMove
from sim.analysis.concessions import Concessions
from sim.analysis.shares import Share, share_of
from sim.runs.options import PlayOptions
from sim.runs.results import Ensemble
from sim.runs.runner import variant
from sim.scenario.faults import ScenarioError
from sim.studies.aims import Aim
from sim.studies.responses import CancelledError
from sim.studies.tracks import GRID


class LeverSearch:
    """What has been tried and found so far.

    Attributes:
        singles: Single levers found to reach the target with all runs.
        pairs: Pairs likewise.
        nearest: The best of each lever on the grid.
        nearest_pair: The best of two, each where it does best alone.
        concessions: What parties may concede, and which of that reaches the target; None until it is looked for.
    """

    def __init__(self, base: Ensemble, aim: Aim, target: float, probe_runs: int, options: PlayOptions) -> None:
        self.base, self.aim, self.target, self.probe_runs = base, aim, target, probe_runs
        self.options = options
        self.start = self.counted(base, base.runs)
        self.upwards = self.start.share < target
        self.known: dict[tuple[Any, ...], Share | None] = {}
        self.done, self.expected = base.runs, base.runs
        self.singles: list[LeverChange] = []
        self.pairs: list[LeverChange] = []
        self.nearest: dict[str, LeverChange] = {}
        self.nearest_pair: LeverChange | None = None
        self.concessions: Concessions | None = None

    def counted(self, ensemble: Ensemble, runs: int) -> Share:
        """Return the outcome's share of the first runs of an ensemble."""
        hits = int(self.aim.hits(ensemble)[:runs].sum())
        return share_of(self.aim.id, self.aim.label, hits, min(runs, ensemble.runs))

    def share(self, moves: Sequence[LeverMove], runs: int) -> Share | None:
        """Return the outcome's share with some levers moved; None where the scenario cannot be played that way."""
        return self.share_with({move.path: move.value for move in moves}, runs)

    def share_with(self, sets: Mapping[str, Any], runs: int) -> Share | None:
        """Return the outcome's share with some values set, by path; None where it cannot be played that way."""
        key = (runs, *sets.items())
        if key not in self.known:
            self.known[key] = self._played(sets, runs)
        return self.known[key]

    def _played(self, sets: Mapping[str, Any], runs: int) -> Share | None:
        changes = (*self.base.changes, sets)
        try:
            arm = variant(self.base, changes, runs).play(self.options.told(None))
        except ScenarioError:
            return None
        if arm.runs < runs:
            raise CancelledError
        self.done += runs
        self.options.tell(self.done, max(self.expected, self.done))
        return self.counted(arm, runs)

    def there(self, share: Share | None) -> bool:
        """Return whether a share reaches the target."""
        return share is not None and (share.share >= self.target if self.upwards else share.share <= self.target)

    def merit(self, share: Share | None) -> float:
        """Return how good a share is: larger the nearer it is to the target, and beyond."""
        worst = float("-inf")
        return worst if share is None else share.share if self.upwards else -share.share

    def finding(self, left_out: dict[str, str], *, complete: bool) -> Flip:
        """Return what was found."""
        return Flip(
            base=self.start,
            target=self.target,
            singles=tuple(sorted(self.singles, key=lambda one: one.size)),
            pairs=tuple(sorted(self.pairs, key=lambda one: one.size)),
            nearest=tuple(sorted(self.nearest.values(), key=lambda one: (-one.share.of, -self.merit(one.share)))),
            nearest_pair=self.nearest_pair,
            concessions=self.concessions,
            left_out=left_out,
            grid=GRID,
            probe_runs=self.probe_runs,
            tries=len(self.known) + 1,
            complete=complete,
        )
