"""Agreement of lenses: what each theory expects of a scenario, issue by issue, beside what the simulation found.

No theory has earned the last word, so none is taken for the truth here; the table says where they agree. Bargaining
points and stable deals are whole deals and name one option per issue; spatial methods place a decision on a line, and
the option nearest to it is what they expect. Where a theory singles out several deals it may expect several options.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.analysis.shares import wilson
from sim.arrays import Floats
from sim.finding import Finding, Row, Table, plain_data
from sim.lenses.bargaining import Solution, solve
from sim.lenses.placed import option_positions
from sim.lenses.spatial import spatial
from sim.lenses.stability import Stability, stability
from sim.scenario.changes import apply
from sim.scenario.documents import load
from sim.scenario.model import Scenario

BARGAINING = {
    "nash": "Nash point",
    "kalai_smorodinsky": "Kalai–Smorodinsky point",
    "egalitarian": "Egalitarian point",
    "utilitarian": "Utilitarian point",
}
STABLE = {"nash": "Graph model, Nash stable", "sequential": "Graph model, sequentially stable"}
SPATIAL = {
    "weighted_mean": "Capability × salience mean",
    "weighted_median": "Capability × salience median",
}
CHALLENGE = "Challenge model, last round"

NOTE = "Where a theory singles out several deals it may expect several options of an issue."
Options = Mapping[str, tuple[str, ...]]
"""Issue to the options expected of it."""


@dataclass(frozen=True)
class Expectation:
    """What one theory expects.

    Attributes:
        lens: Its name.
        deals: How many deals it singles out; none where it speaks of each issue by itself.
        options: What it expects of each issue; nothing where it says nothing.
    """

    lens: str
    deals: int | None
    options: Options


@dataclass(frozen=True)
class Found:
    """What a simulation found of an issue.

    Attributes:
        option: The option most often in force at the end.
        share: Share of runs in which it was.
        low: Lower end of the 95 % interval of sampling error.
        high: Upper end.
    """

    option: str
    share: float
    low: float
    high: float


@dataclass(frozen=True, repr=False)
class Agreement(Finding):
    """All lenses on one scenario.

    Attributes:
        scenario: What they look at.
        expectations: Lens by lens.
        found: What the simulation found, by issue; empty if none was given.
    """

    scenario: Scenario
    expectations: tuple[Expectation, ...]
    found: Mapping[str, Found]

    def counts(self, issue: str) -> dict[str, int]:
        """Return how many lenses expect each option of an issue, most often expected first."""
        tally = dict.fromkeys(self.scenario.issues[issue].options, 0)
        for expectation in self.expectations:
            for option in expectation.options.get(issue, ()):
                tally[option] += 1
        return dict(sorted(tally.items(), key=lambda entry: -entry[1]))

    def agreeing(self, issue: str) -> int | None:
        """Return how many lenses expect, alone or among others, what the simulation found most often."""
        found = self.found.get(issue)
        return None if found is None else self.counts(issue)[found.option]

    def table(self) -> Table:
        """Return what each lens expects of each issue, and below it what runs end in."""
        issues = self._issues()
        rows: list[Row] = [
            {"lens": one.lens, **{issue: ", ".join(one.options.get(issue, ())) or None for issue in issues}}
            for one in self.expectations
        ]
        if self.found:
            rows.append({"lens": "Simulation, last day"} | {i: _told(self.found[i]) for i in issues if i in self.found})
        return Table(f"{self.scenario.title}: what {len(self.expectations)} lenses expect, issue by issue", rows, NOTE)

    def to_dict(self) -> dict[str, Any]:
        """Return the table as plain data."""
        lenses = [
            {"lens": one.lens, "deals": one.deals, "options": {issue: list(o) for issue, o in one.options.items()}}
            for one in self.expectations
        ]
        found = {issue: vars(one) for issue, one in self.found.items()}
        issues = {issue: {"expected": self.counts(issue), "agreeing": self.agreeing(issue)} for issue in self._issues()}
        return plain_data({"scenario": self.scenario.id, "lenses": lenses, "simulation": found, "issues": issues})

    def _issues(self) -> Sequence[str]:
        return tuple(self.scenario.issues)


def _told(found: Found) -> str:
    return f"{found.option}: {100 * found.share:.1f} % of runs"


def agreement(
    scenario: Scenario | str, changes: Sequence[Any] = (), found: Mapping[str, Found] | None = None
) -> Agreement:
    """Return what every lens expects of a scenario, beside what a simulation found.

    Args:
        scenario: A scenario, its name, or its path.
        changes: What-ifs, as `sim.scenario.changes.apply` takes them.
        found: What runs of the same scenario ended in, by issue (see `endings`).

    Raises:
        ScenarioError: The scenario has faults, or a change does not fit.
        ValueError: It has too many deals for a lens, or a party's worth is only ordinal.
    """
    base = load(scenario, changes) if isinstance(scenario, str) else apply(scenario, changes)
    expectations = (*_bargaining(base, solve(base)), *_stable(base, stability(base)), *_spatial(base))
    return Agreement(base, expectations, dict(found or {}))


def _bargaining(scenario: Scenario, solution: Solution) -> list[Expectation]:
    """Return what the bargaining points expect; ties are all expected."""
    return [
        _of_deals(scenario, lens, [solution.deal(int(deal)) for deal in solution.found.points[name].deals])
        for name, lens in BARGAINING.items()
    ]


def _stable(scenario: Scenario, judged: Stability) -> list[Expectation]:
    """Return what the graph model expects: every deal that would hold."""
    return [
        _of_deals(scenario, lens, [judged.deals[state - 1] for state in judged.equilibria[concept]])
        for concept, lens in STABLE.items()
    ]


def _of_deals(scenario: Scenario, lens: str, deals: Sequence[Mapping[str, str]]) -> Expectation:
    options = {
        issue: tuple(option for option in stated.options if any(deal.get(issue) == option for deal in deals))
        for issue, stated in scenario.issues.items()
    }
    return Expectation(lens, len(deals), options)


def _spatial(scenario: Scenario) -> list[Expectation]:
    """Return what spatial methods expect: the option nearest to the place, the earlier of two as near."""
    issues = spatial(scenario).issues
    places = {lens: {one.issue: one.forecasts[name] for one in issues} for name, lens in SPATIAL.items()}
    places[CHALLENGE] = {one.issue: float(one.challenges.median[-1]) for one in issues}
    return [
        Expectation(lens, None, {issue: (nearest(scenario, issue, place),) for issue, place in at.items()})
        for lens, at in places.items()
    ]


def nearest(scenario: Scenario, issue: str, place: float) -> str:
    """Return the option of an issue whose position is nearest to a place."""
    positions = option_positions(scenario.issues[issue])
    return min(positions, key=lambda option: abs(positions[option] - place))


def endings(by_issue: Mapping[str, Mapping[str, Floats]], runs: int) -> dict[str, Found]:
    """Return the option of each issue most often in force on the last day, with its share of runs.

    Args:
        by_issue: Issue to option to shares by day, as `Ensemble.state_by_day()` gives them.
        runs: How many runs these are of.
    """
    found = {}
    for issue, options in by_issue.items():
        option, share = max(((name, float(days[-1])) for name, days in options.items()), key=lambda entry: entry[1])
        found[issue] = Found(option, share, *wilson(round(share * runs), runs))
    return found
