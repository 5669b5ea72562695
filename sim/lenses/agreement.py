"""Agreement of lenses: what each theory expects of a scenario, issue by issue, beside what the simulation found.

No theory has earned the last word, so none is taken as the truth here; the table says where they agree. Bargaining
points and stable deals are whole deals and name one option per issue; spatial methods place a decision on a line, and
the option nearest to it is what they expect. Where a theory singles out several deals it may expect several options.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.shares import wilson
from sim.arrays import Floats, Ints
from sim.finding import Finding, Row, Table
from sim.formatting import plain_data
from sim.lenses.bargaining import solve
from sim.lenses.deal_graph import starting_deal
from sim.lenses.placed import option_positions
from sim.lenses.spatial import VOTES, spatial
from sim.lenses.stability import stability
from sim.scenario.changes import ChangeLike, apply
from sim.scenario.deciders import on_votes
from sim.scenario.documents import ScenarioLike, scenario_of
from sim.scenario.faults import ScenarioError
from sim.scenario.model import Scenario

if TYPE_CHECKING:
    from sim.game.records import Records

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
ANY_TIME = "Simulation, at any time"
LAST_DAY = "Simulation, last day"
TIE = 1e-9
"""By how much two options may differ in distance and still count as equally near."""

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
class SimulatedOption:
    """An option that stands out among runs.

    Attributes:
        option: Which.
        share: Share of runs.
        low: Lower end of the 95 % interval of sampling error.
        high: Upper end.
    """

    option: str
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class SimulatedIssue:
    """What a simulation found of an issue.

    A theory without a calendar says what would be agreed, not what is left of it when a term has run out. So it is
    set beside what runs came to at any time; how they stand on the last day is given as well.

    Attributes:
        any_time: What most runs came to: the option other than the status quo that most runs had in force at some
            time, or the status quo, if more runs never left it.
        stayed: Whether that is the status quo, which these runs never left.
        last_day: The option most often in force on the last day.
    """

    any_time: SimulatedOption
    stayed: bool
    last_day: SimulatedOption


@dataclass(frozen=True, repr=False)
class Agreement(Finding):
    """All lenses on one scenario.

    Attributes:
        scenario: What they look at.
        expectations: Lens by lens.
        found: What the simulation found, by issue; empty if none was given.
        notes: Which lenses could not look at it, and why.
    """

    scenario: Scenario
    expectations: tuple[Expectation, ...]
    found: Mapping[str, SimulatedIssue]
    notes: tuple[str, ...] = ()

    def counts(self, issue: str) -> dict[str, int]:
        """Return how many lenses expect each option of an issue, most often expected first."""
        tally = dict.fromkeys(self.scenario.issues[issue].options, 0)
        for expectation in self.expectations:
            for option in expectation.options.get(issue, ()):
                tally[option] += 1
        return dict(sorted(tally.items(), key=lambda entry: -entry[1]))

    def agreeing(self, issue: str, when: str = "any_time") -> int | None:
        """Return how many lenses expect, alone or among others, what most runs came to.

        Args:
            issue: The issue.
            when: At any time (`any_time`) or on the last day (`last_day`).
        """
        found = self.found.get(issue)
        return None if found is None else self.counts(issue)[getattr(found, when).option]

    def table(self) -> Table:
        """Return what each lens expects of each issue, and below it what runs came to."""
        issues = self._issues()
        rows: list[Row] = [
            {"lens": one.lens, **{issue: ", ".join(one.options.get(issue, ())) or None for issue in issues}}
            for one in self.expectations
        ]
        for label, when in ((ANY_TIME, "any_time"), (LAST_DAY, "last_day")) if self.found else ():
            told = {issue: _told(getattr(self.found[issue], when)) for issue in issues if issue in self.found}
            rows.append({"lens": label} | told)
        return Table(
            f"{self.scenario.title}: what {len(self.expectations)} lenses expect, issue by issue",
            rows,
            " ".join([NOTE, *self.notes]),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the table as plain data."""
        lenses = [
            {"lens": one.lens, "deals": one.deals, "options": {issue: list(o) for issue, o in one.options.items()}}
            for one in self.expectations
        ]
        found = {
            issue: {
                **vars(one.any_time),
                "any_time": vars(one.any_time),
                "stayed": one.stayed,
                "last_day": vars(one.last_day),
            }
            for issue, one in self.found.items()
        }
        issues = {
            issue: {
                "expected": self.counts(issue),
                "agreeing": self.agreeing(issue),
                "agreeing_last_day": self.agreeing(issue, "last_day"),
            }
            for issue in self._issues()
        }
        return plain_data(
            {"scenario": self.scenario.id, "lenses": lenses, "simulation": found, "issues": issues, "notes": self.notes}
        )

    def _issues(self) -> Sequence[str]:
        return tuple(self.scenario.issues)


def _told(found: SimulatedOption) -> str:
    return f"{found.option}: {100 * found.share:.1f} % of runs"


def agreement(
    scenario: ScenarioLike, changes: Sequence[ChangeLike] = (), *, found: Mapping[str, SimulatedIssue] | None = None
) -> Agreement:
    """Return what every lens expects of a scenario, beside what a simulation found.

    Args:
        scenario: A scenario, or the name or path of one.
        changes: What-ifs, as `sim.scenario.changes.apply` takes them.
        found: What runs of the same scenario came to, by issue (see `simulated`).

    Raises:
        ScenarioError: The scenario has faults, or a change does not fit.
        ValueError: No lens can look at it, say because worths are only ordinal; one that cannot is noted.
    """
    base = apply(scenario_of(scenario), changes)
    expectations: list[Expectation] = []
    notes = []
    for family, look in FAMILIES.items():
        try:
            expectations += look(base)
        except ScenarioError:
            raise
        except ValueError as error:
            notes.append(f"{family} left out: {error}.")
    notes += [f"Positions on lines: {said}" for said in on_votes(base, VOTES)]
    if not expectations:
        raise ValueError(" ".join(notes).rstrip("."))
    return Agreement(base, tuple(expectations), dict(found or {}), tuple(notes))


def _bargaining(scenario: Scenario) -> list[Expectation]:
    """Return what the bargaining points expect; ties are all expected."""
    solution = solve(scenario)
    if solution.withheld:
        raise ValueError(solution.withheld.rstrip("."))
    return [
        _of_deals(scenario, lens, [solution.deal(int(deal)) for deal in solution.found.points[name].deals])
        for name, lens in BARGAINING.items()
    ]


def _stable(scenario: Scenario) -> list[Expectation]:
    """Return what the graph model expects: every deal that would hold."""
    judged = stability(scenario)
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
    """Return what spatial methods expect: the option nearest to the place; several where there is a tie."""
    issues = spatial(scenario).issues
    places = {lens: {one.issue: one.places(name) for one in issues} for name, lens in SPATIAL.items()}
    places[CHALLENGE] = {one.issue: _ends(one.challenges.medians[-1]) for one in issues}
    return [
        Expectation(lens, None, {issue: nearest(scenario, issue, *ends) for issue, ends in at.items()})
        for lens, at in places.items()
    ]


def _ends(medians: Floats) -> tuple[float, float]:
    return float(medians[0]), float(medians[1])


FAMILIES: Mapping[str, Callable[[Scenario], list[Expectation]]] = {
    "Bargaining points": _bargaining,
    "Graph model": _stable,
    "Positions on lines": _spatial,
}
"""Every family of lenses by name; one that cannot look at a scenario does not stop the others."""


def nearest(scenario: Scenario, issue: str, low: float, high: float | None = None) -> tuple[str, ...]:
    """Return the options of an issue between two places and those nearest to either; for one place, the nearest.

    Options that are equally near are all returned, so that reversing the line reverses the answer.
    """
    positions = option_positions(scenario.issues[issue])
    ends = (low, low if high is None else high)
    least = [min(abs(position - end) for position in positions.values()) for end in ends]
    return tuple(
        option
        for option, position in positions.items()
        if ends[0] <= position <= ends[1]
        or any(abs(position - end) <= near + TIE for end, near in zip(ends, least, strict=True))
    )


def simulated(records: "Records") -> dict[str, SimulatedIssue]:
    """Return what most runs came to on each issue, at any time and on the last day.

    Args:
        records: The records of runs, as `Ensemble.records` has them.
    """
    game, runs = records.game, len(records)
    before = starting_deal(game)
    ever = (records.reached[:, : len(game.options)] > 0).sum(axis=0)
    at_end = _at_end(records)
    found = {}
    for issue in game.issues:
        places = [place for place, (home, _) in enumerate(game.options) if home == issue]
        moved = [place for place in places if game.options[place][1] != before.get(issue)]
        counts = {game.options[place][1]: int(ever[place]) for place in moved}
        stayed = runs - int((records.reached[:, moved] > 0).any(axis=1).sum())
        if issue in before:
            counts[before[issue]] = stayed
        last = {game.options[place][1]: int(at_end[place]) for place in places}
        most = _most(counts, runs)
        found[issue] = SimulatedIssue(most, most.option == before.get(issue), _most(last, runs))
    return found


def _at_end(records: "Records") -> Ints:
    """Return in how many runs each option is in force on the last day."""
    states, counts = np.unique(records.state, return_counts=True)
    places = {option: place for place, option in enumerate(records.game.options)}
    found = np.zeros(len(places), np.int64)
    for state, count in zip(states, counts, strict=True):
        for entry in records.game.deal(int(state)).items():
            found[places[entry]] += count
    return found


def _most(counts: Mapping[str, int], runs: int) -> SimulatedOption:
    option = max(counts, key=lambda name: counts[name])
    return SimulatedOption(option, counts[option] / max(1, runs), *wilson(counts[option], runs))
