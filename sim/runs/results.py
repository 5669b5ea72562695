"""An ensemble's result: one row per run, inputs beside outcomes, with what produced it."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.binding_conditions import Attribution, BindingCondition, binding_of
from sim.analysis.case_bands import CaseBand
from sim.analysis.measures import NumberAnswer, number_answers
from sim.analysis.number_bands import NumberBand
from sim.analysis.outside import outside_comparisons
from sim.analysis.predicates import outcomes_of
from sim.analysis.shares import Share, outcome_shares, question_shares, shares_table
from sim.arrays import Floats, Ints
from sim.finding import Finding, Table
from sim.formatting import plain_data
from sim.game.build import Game
from sim.game.cases import Cases, Method
from sim.game.records import Records, column_names
from sim.game.tactics import plug_ins_of
from sim.provenance import NOTE, change_text, parley_version
from sim.rules.state import START
from sim.runs.recipe import Recipe
from sim.runs.result_folder import ResultContents, save
from sim.runs.summary import binding_entry, number_entry, outcome_entry, outside_entry, question_entry
from sim.scenario.changes import ChangeLike
from sim.scenario.model import Scenario

if TYPE_CHECKING:
    import altair
    import pandas
    import pyarrow


@dataclass(frozen=True, repr=False)
class Ensemble(Finding):
    """Many runs of a scenario under a set of changes.

    Attributes:
        base: The scenario before changes.
        changes: The changes, in order.
        game: What was played.
        seed: Key of all luck.
        wanted: Runs asked for.
        method: How cases were drawn.
        values: [runs, inputs] the uncertain numbers of each run; read-only.
        rows: [runs, columns] one record per run; read-only.
        days_in: [H+1, O] in how many runs an option was in force on a day; read-only.
        elapsed_s: Seconds it took, compilation included.
        attributions: Shapley shares of conditions by id, when asked for.
        attributed: The outcome they explain.
        bands: Between which shares the middle half of cases lies, by outcome, when that was played for.
        number_bands: Between which means it lies, by question for a number or a date; likewise.
    """

    base: Scenario
    changes: tuple[ChangeLike, ...]
    game: Game
    seed: int
    wanted: int
    method: Method
    values: Floats
    rows: Floats
    days_in: Ints
    elapsed_s: float
    attributions: Mapping[str, Attribution] = field(default_factory=dict)
    attributed: str | None = None
    bands: tuple[CaseBand, ...] = ()
    number_bands: tuple[NumberBand, ...] = ()

    @property
    def scenario(self) -> Scenario:
        """The scenario that was played, changes applied."""
        return self.game.scenario

    @property
    def runs(self) -> int:
        """How many runs were finished; fewer than `wanted` when it was cancelled."""
        return len(self.rows)

    @property
    def cases(self) -> Cases:
        """The cases that were played, for others to take over."""
        return Cases(self.game, self.seed, self.wanted, self.method, self.values)

    @property
    def records(self) -> Records:
        """The records by name."""
        return Records(self.game, self.rows)

    @property
    def digest(self) -> str:
        """Fingerprint of the scenario played, its changes applied."""
        return self.scenario.digest

    @cached_property
    def outcomes(self) -> tuple[Share, ...]:
        """Share of runs that end in each outcome, with its interval."""
        return outcome_shares(self.game, self.records)

    @cached_property
    def questions(self) -> tuple[Share, ...]:
        """Share of runs that answer each question for yes or no with yes."""
        return question_shares(self.game, self.records)

    @cached_property
    def numbers(self) -> tuple[NumberAnswer, ...]:
        """How the answers to each question for a number or a date are distributed."""
        return number_answers(self.game, self.records)

    @cached_property
    def binding(self) -> tuple[BindingCondition, ...]:
        """How far each condition stands in the way."""
        return binding_of(self.records, self.attributions)

    @cached_property
    def outcome_names(self) -> tuple[str, ...]:
        """The outcome of every run, in run order."""
        return tuple(outcomes_of(self.game, self.records)[0])

    def days_in_force(self, issue: str) -> dict[str, Floats]:
        """Return, for every option of an issue, the share of runs with it in force on days 1 to the horizon."""
        runs = max(1, self.runs)
        return {
            option: self.days_in[1:, place] / runs
            for place, (home, option) in enumerate(self.game.options)
            if home == issue
        }

    def state_by_day(self) -> dict[str, dict[str, Floats]]:
        """Return `days_in_force` of every issue."""
        return {issue: self.days_in_force(issue) for issue in self.game.issues}

    def example(self, outcome: str, nth: int = 0) -> int | None:
        """Return the number of the nth run that ends in an outcome, or none."""
        hits = [run for run, name in enumerate(self.outcome_names) if name == outcome]
        return hits[nth % len(hits)] if hits else None

    def to_arrow(self) -> "pyarrow.Table":
        """Return one row per run: run, outcome, inputs by path, record by column."""
        import pyarrow as pa

        names, days = outcomes_of(self.game, self.records)
        columns: dict[str, Any] = {"run": np.arange(self.runs), "outcome": names, "outcome_day": days}
        columns |= {given.path: self.values[:, place] for place, given in enumerate(self.game.inputs)}
        columns |= {name: self.rows[:, place] for place, name in enumerate(column_names(self.game))}
        columns["deal"] = self._deals()
        # What never happened is missing, in every file that is made from this table.
        return pa.table({name: pa.array(column, from_pandas=True) for name, column in columns.items()})

    def _deals(self) -> Sequence[str]:
        """Return the deal in force at the end of every run, written with ids; options of the status quo left out."""
        states, place = np.unique(self.records.state, return_inverse=True)
        start = self.game.deal(int(self.game.board.rules[START]))
        words = []
        for state in states:
            deal = self.game.deal(int(state))
            words.append(", ".join(f"{i}: {o}" for i, o in deal.items() if start.get(i) != o) or "status quo")
        return [words[number] for number in place.reshape(-1)]

    def to_pandas(self) -> "pandas.DataFrame":
        """Return one row per run, in run order; column `outcome` is the outcome's id."""
        frame: pandas.DataFrame = self.to_arrow().to_pandas()
        return frame

    @property
    def recipe(self) -> Recipe:
        """Everything that determines this result."""
        return Recipe(
            scenario=self.base,
            changes=self.changes,
            seed=self.seed,
            runs=self.runs,
            wanted=self.wanted,
            method=self.method,
            attributed=self.attributed,
            cases=self.bands[0].cases if self.bands else 0,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the findings as plain data: the keys of `parley run --json`."""
        return plain_data({**self.summary(), "elapsed_s": self.elapsed_s})

    def summary(self) -> dict[str, Any]:
        """Return the findings as plain data: the keys of `parley run --json`, without how long things took."""
        scenario = self.scenario
        return {
            "scenario": scenario.id,
            "title": scenario.title,
            "digest": self.digest,
            "version": parley_version(),
            "changes": [change_text(change) for change in self.changes],
            "seed": self.seed,
            "runs": self.runs,
            "wanted": self.wanted,
            "method": self.method,
            "horizon_days": self.game.horizon,
            "deals": self.game.deals,
            "note": NOTE,
            "outcomes": [outcome_entry(share) for share in self.outcomes],
            "bands": [asdict(band) for band in self.bands],
            "number_bands": [asdict(band) for band in self.number_bands],
            "questions": [question_entry(scenario.questions[share.id], share) for share in self.questions],
            "numbers": [number_entry(scenario.questions[one.id], one) for one in self.numbers],
            "attributed": self.attributed,
            "binding": [binding_entry(binding) for binding in self.binding],
            "outside_view": [
                outside_entry(view) for view in outside_comparisons(scenario.outside_view, self.questions)
            ],
        }

    def manifest(self) -> dict[str, Any]:
        """Return everything that determines this result, and the command that repeats it."""
        plug_ins = {name: asdict(one) for name, one in plug_ins_of(self.scenario).items()}
        return {**self.recipe.manifest(self.digest), **({"plug_ins": plug_ins} if plug_ins else {})}

    def save(self, folder: str | Path) -> Path:
        """Save as a folder, whole or not at all; see `sim.runs.result_folder`."""
        timings = {"elapsed_s": self.elapsed_s, "processors": os.cpu_count()}
        return save(ResultContents(self.manifest(), self.summary(), timings, self.base, self.to_arrow()), Path(folder))

    def chart(self) -> "altair.LayerChart | altair.ConcatChart":
        """Return the picture of how runs end, with intervals; a notebook shows it, `.save("out.svg")` keeps it."""
        from sim.charts import outcome_bars

        return outcome_bars(self.outcomes).chart

    def table(self) -> Table:
        """Return the share of runs that end in each outcome, with what was played."""
        part = "" if self.runs == self.wanted else f" of {self.wanted:,} wanted"
        played = f"{self.runs:,} runs{part}, seed {self.seed}, digest {self.digest}"
        return Table(f"{self.scenario.title}: {played}", shares_table(self.outcomes), NOTE)
