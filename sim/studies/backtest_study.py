"""Forecasts put to the test: every spatial method, and the simulation, on issues whose outcomes were recorded."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.errors import NEAR, RESAMPLES, Error, errors, resampled
from sim.arrays import Floats
from sim.finding import Finding, Table
from sim.formats.deu import DecidedIssue, DecidedIssues, read
from sim.formatting import plain_data
from sim.lenses.expected_utility import expected_utility
from sim.lenses.point_forecasts import METHODS
from sim.scenario.likeness import ISSUES, told_apart
from sim.studies.played_issues import RUNS, play_issue

YARDSTICK = "weighted_mean"
"""The method that no dynamics published so far beats, with which all others are compared."""
ROUNDS = 10
"""Rounds of the challenge model, after which its forecast counts; ours. In 231 of 324 issues of DEU the median moves by
less than half a point of 100 in the last.
"""
Told = Callable[[int, int], None]


@dataclass(frozen=True, repr=False)
class Backtest(Finding):
    """How forecasts fared.

    Attributes:
        errors: By method, the best mean absolute error first.
        forecasts: [n] by method.
        issues: The issues tested.
        left_out: What of the data was left out, in words.
        decided: Mean share of simulated runs with a decision; none if nothing was simulated.
        undecided: How many issues no simulated run decided; the weighted mean stands in for them.
        runs: Simulated runs per issue; 0 for none.
        seed: Key of all luck.
        elapsed_s: Seconds it took.
    """

    errors: dict[str, Error]
    forecasts: dict[str, Floats]
    issues: tuple[DecidedIssue, ...]
    left_out: tuple[str, ...]
    decided: float | None
    undecided: int
    runs: int
    seed: int
    elapsed_s: float

    @property
    def verdict(self) -> str:
        """Who won, in a sentence that claims no more than the intervals do."""
        best, yardstick = next(iter(self.errors.values())), self.errors[YARDSTICK]
        better = [name for name, one in self.errors.items() if one.behind_high < 0]
        worse = [name for name, one in self.errors.items() if one.behind_low > 0]
        first = (
            f"The weighted mean has the smallest mean absolute error, {yardstick.mae:.1f}"
            if best.method == YARDSTICK
            else f"{best.method} has the smallest mean absolute error, {best.mae:.1f} beside {yardstick.mae:.1f} of "
            "the weighted mean"
        )
        sure = f"better beyond sampling error: {', '.join(better) or 'none'}; worse: {', '.join(worse) or 'none'}"
        return f"{first}; {sure}. The same issues choose and judge here: nothing above the weighted mean is claimed."

    def table(self) -> Table:
        """Return how far each method was off, the best mean absolute error first."""
        rows = [asdict(one) for one in self.errors.values()]
        played = f"{self.runs:,} simulated runs each, seed {self.seed}" if self.runs else "nothing simulated"
        return Table(f"{len(self.issues):,} decided issues, {played}", rows, self.verdict)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, as `--json` prints it."""
        return plain_data(
            {
                "n": len(self.issues),
                "yardstick": YARDSTICK,
                "near": NEAR,
                "methods": {name: one.to_dict() for name, one in self.errors.items()},
                "verdict": self.verdict,
                "left_out": list(self.left_out),
                "runs": self.runs,
                "seed": self.seed,
                "decided": self.decided,
                "undecided": self.undecided,
                "elapsed_s": self.elapsed_s,
            }
        )


def backtest(
    data: str | Path,
    runs: int = RUNS,
    seed: int = 1,
    *,
    capability: str = "cap_treaty",
    resamples: int = RESAMPLES,
    progress: Told | None = None,
) -> Backtest:
    """Test every method on a data set.

    Args:
        data: A folder in DEU format; see `sim.formats.deu`.
        runs: Simulated runs per issue; 0 leaves the simulation out.
        seed: Key of all luck, that of the intervals too.
        capability: The column of capabilities.
        resamples: Resamples of the bootstrap, whole dossiers at a time.
        progress: Called with (issues simulated, issues).

    Returns:
        The errors with their intervals.

    Raises:
        sim.scenario.faults.ScenarioError: The data cannot be read.

    Example:
        >>> import sim
        >>> sim.backtest("no-such-folder")
        Traceback (most recent call last):
        ...
        sim.scenario.faults.ScenarioError: no-such-folder/issues.csv...
    """
    began = time.perf_counter()
    with told_apart(data, ISSUES, expected="a folder with issues.csv and positions.csv (DEU)"):
        given = read(data, capability)
    forecasts = dict(spatial_forecasts(given))
    decided, undecided = None, 0
    if runs > 0:
        forecasts["simulation"], shares = _simulated(given, runs, seed, progress)
        decided, undecided = float(shares.mean()), int((shares == 0).sum())
    counts = resampled([issue.dossier for issue in given.issues], resamples, np.random.default_rng(seed % 2**64))
    outcomes = np.array([issue.outcome for issue in given.issues])
    found = errors(forecasts, outcomes, counts, YARDSTICK)
    ranked = dict(sorted(found.items(), key=lambda entry: entry[1].mae))
    elapsed = time.perf_counter() - began
    return Backtest(ranked, forecasts, given.issues, given.left_out, decided, undecided, runs, seed, elapsed)


def spatial_forecasts(given: DecidedIssues) -> dict[str, Floats]:
    """Return what every spatial method forecasts for every issue."""
    columns = [(issue.capability, issue.position, issue.salience) for issue in given.issues]
    found = {name: np.array([method(*column) for column in columns]) for name, method in METHODS.items()}
    played = [expected_utility(*column, rounds=ROUNDS) for column in columns]
    found["expected_utility"] = np.array([one.median[-1] for one in played])
    found["expected_utility_mean"] = np.array([one.mean[-1] for one in played])
    return found


def _simulated(given: DecidedIssues, runs: int, seed: int, progress: Told | None) -> tuple[Floats, Floats]:
    """Return what the simulation forecasts, and the share of runs with a decision, for every issue."""
    places, shares = np.zeros(len(given.issues)), np.zeros(len(given.issues))
    for n, issue in enumerate(given.issues):
        played = play_issue(issue, runs, seed)
        fallback = METHODS[YARDSTICK](issue.capability, issue.position, issue.salience)
        places[n], shares[n] = fallback if np.isnan(played.position) else played.position, played.decided
        if progress is not None:
            progress(n + 1, len(given.issues))
    return places, shares
