"""What a sweep finds: how an ensemble ends at every point of a design, all under common random numbers."""

import hashlib
import json
import shlex
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from sim.analysis.designs import BASE, CHANGES, Design, changes_at
from sim.analysis.points import NumberSpread, SweepPoint, data_of
from sim.analysis.sweep_tables import arrays_of, columns_of
from sim.finding import Finding, Table
from sim.formatting import plain_data
from sim.game.cases import Method
from sim.game.plug_ins import PlugIn, plug_ins_named
from sim.game.tactics import plug_ins_of
from sim.provenance import NOTE, name_of, options_of, parley_version, versions
from sim.scenario.base import FORMAT, RULES
from sim.scenario.changes import apply
from sim.scenario.model import Scenario

if TYPE_CHECKING:
    import pandas
    import pyarrow
    import xarray

ChangeLike = str | Mapping[str, Any]


@dataclass(frozen=True)
class SweepPlan:
    """Everything that determines a sweep.

    Attributes:
        base: The scenario before changes.
        changes: What-ifs that hold at every point, in order.
        design: The levers and points.
        runs: Runs at every point.
        seed: Key of all luck. Every point has the same, so that points can be compared run by run.
        method: How cases are drawn at every point.
    """

    base: Scenario
    changes: tuple[ChangeLike, ...]
    design: Design
    runs: int
    seed: int
    method: Method

    def changes_at(self, number: int) -> tuple[ChangeLike, ...]:
        """Return all that is changed at a point: `sim.run` with these changes plays the ensemble of the point."""
        return (*self.changes, *self.design.changes(number))

    def manifest(self) -> dict[str, Any]:
        """Return what determines the sweep as plain data, and the command that repeats it."""
        plug_ins = {name: asdict(one) for name, one in self.plug_ins().items()}
        return {
            **({"plug_ins": plug_ins} if plug_ins else {}),
            "format": FORMAT,
            "rules": RULES,
            "study": "sweep",
            "scenario": self.base.id,
            "scenario_digest": self.base.digest,
            "changes": [change if isinstance(change, str) else dict(change) for change in self.changes],
            "design": self.design.kind,
            "points": len(self.design),
            "vary": [lever.stated for lever in self.design.varied],
            "seed": self.seed,
            "runs": self.runs,
            "method": self.method,
            "versions": versions(),
            "command": self.command,
        }

    def plug_ins(self) -> dict[str, PlugIn]:
        """Return the plug-ins that are called at some point: those of the base, and those that levers choose."""
        levels = [(lever, level) for lever in self.design.varied for level in lever.levels]
        chosen = [level for lever, level in levels if lever.path != CHANGES]
        declared = [
            self.base.changes[str(level)].set for lever, level in levels if lever.path == CHANGES and level != BASE
        ]
        called = plug_ins_of(apply(self.base, self.changes))
        return dict(sorted({**called, **plug_ins_named([chosen, declared])}.items()))

    @property
    def digest(self) -> str:
        """Fingerprint of what determines the sweep."""
        said = {name: value for name, value in self.manifest().items() if name != "command"}
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]

    @property
    def command(self) -> str:
        """The command that repeats the sweep, to be run in its folder."""
        words = ["parley", "sweep", name_of(self.base), *options_of(self.changes)]
        words += [word for lever in self.design.varied for word in ("--vary", lever.stated)]
        if self.design.kind != "grid":
            words += ["--design", self.design.kind, "--points", str(len(self.design))]
        words += ["--runs", str(self.runs), "--seed", str(self.seed)]
        return shlex.join([*words, *(["--method", self.method] if self.method != "monte_carlo" else [])])


@dataclass(frozen=True, repr=False)
class Sweep(Finding):
    """A design, played: what determines it, and what was found at every point that is finished.

    Attributes:
        plan: What determines it.
        points: The points that are finished, in the order of the design; fewer than planned if it was cancelled.
        elapsed_s: Seconds it took, not counting those of an earlier part that it continued.
    """

    plan: SweepPlan
    points: tuple[SweepPoint, ...]
    elapsed_s: float = 0.0

    @property
    def complete(self) -> bool:
        """Whether every point is finished."""
        return len(self.points) == len(self.plan.design)

    def label(self, name: str) -> str:
        """Return the name on screen of an outcome or question."""
        found = (point.share(name) or point.answers(name) for point in self.points)
        return next((share.label for share in found if share is not None), name.replace("_", " "))

    def numbers(self, name: str) -> list[tuple[SweepPoint, NumberSpread]]:
        """Return every point with how the answers to a question for a number or a date are distributed there.

        Raises:
            ValueError: No such question is asked.
        """
        found = [(point, number) for point in self.points if (number := point.answers(name)) is not None]
        if not found:
            known = sorted({one.id for point in self.points for one in point.numbers})
            raise ValueError(f"no question for a number is called {name!r}; there are {', '.join(known) or 'none'}")
        return found

    def sliced(self, fixed: Mapping[str, Any]) -> "Sweep":
        """Return the part of a grid in which some levers have one value; the others are what it varies.

        Args:
            fixed: Path to value.

        Raises:
            ValueError: The design is not a grid, a path is not one of its levers, or a value not one of its levels.
        """
        levers = self.plan.design.varied
        _check_slice(self.plan.design, fixed)
        kept = [place for place, lever in enumerate(levers) if lever.path not in fixed]
        inside = [
            number
            for number, values in enumerate(self.plan.design.points)
            if all(value == fixed.get(lever.path, value) for lever, value in zip(levers, values, strict=True))
        ]
        rows = tuple(tuple(self.plan.design.points[number][place] for place in kept) for number in inside)
        design = replace(self.plan.design, varied=tuple(levers[place] for place in kept), points=rows)
        held = tuple(lever for lever in levers if lever.path in fixed)
        changes = (*self.plan.changes, *changes_at(held, tuple(fixed[lever.path] for lever in held)))
        renumbered = {number: place for place, number in enumerate(inside)}
        points = tuple(
            replace(point, number=renumbered[point.number], values=rows[renumbered[point.number]])
            for point in self.points
            if point.number in renumbered
        )
        return replace(self, plan=replace(self.plan, changes=changes, design=design), points=points)

    def columns(self) -> dict[str, list[Any]]:
        """Return one row per point and share, as columns; see `sim.analysis.sweep_tables.columns_of`."""
        return columns_of(self.plan.design, self.points)

    def to_pandas(self) -> "pandas.DataFrame":
        """Return one row per point and share."""
        import pandas

        return pandas.DataFrame(self.columns())

    def to_arrow(self) -> "pyarrow.Table":
        """Return one row per point and share, with the manifest in the table's metadata."""
        import pyarrow

        about = {"parley": json.dumps(self.manifest(), ensure_ascii=False)}
        return pyarrow.table(self.columns()).replace_schema_metadata(about)

    def to_xarray(self) -> "xarray.Dataset":
        """Return labelled arrays with an axis for every lever; see `sim.analysis.sweep_tables.arrays_of`.

        Raises:
            ModuleNotFoundError: xarray is not installed; `pip install "parley-sim[labels]"` brings it.
        """
        about = {"scenario": self.plan.base.id, "digest": self.plan.digest, "seed": self.plan.seed}
        about |= {"runs": self.plan.runs, "note": NOTE}
        return arrays_of(self.plan.design, self.points, about)

    def manifest(self) -> dict[str, Any]:
        """Return what determines the sweep, and the command that repeats it."""
        return self.plan.manifest()

    def to_dict(self) -> dict[str, Any]:
        """Return all that was found as plain data: the keys of `parley sweep --json`."""
        return plain_data({**self.summary(), "elapsed_s": self.elapsed_s})

    def summary(self) -> dict[str, Any]:
        """Return all that was found as plain data: the keys of `parley sweep --json`, without how long it took."""
        return {
            "scenario": self.plan.base.id,
            "digest": self.plan.digest,
            "version": parley_version(),
            "changes": self.manifest()["changes"],
            "seed": self.plan.seed,
            "runs": self.plan.runs,
            "method": self.plan.method,
            "note": NOTE,
            "design": self.plan.design.kind,
            "varied": [asdict(lever) for lever in self.plan.design.varied],
            "points": len(self.plan.design),
            "completed": len(self.points),
            "results": [data_of(point) for point in self.points],
        }

    def table(self) -> Table:
        """Return one row per point and share."""
        plan, design = self.plan, self.plan.design
        levers = ", ".join(lever.title for lever in design.varied)
        done = f"{plan.base.title}: {len(self.points):,} of {len(design):,} points over {levers}"
        columns = self.columns()
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        return Table(f"{done}; {plan.runs:,} runs each, seed {plan.seed}, digest {plan.digest}", rows, NOTE)


def _check_slice(design: Design, fixed: Mapping[str, Any]) -> None:
    levels = {lever.path: lever.levels for lever in design.varied}
    if design.kind != "grid":
        raise ValueError("only a grid has parts in which a lever has one value")
    for path, value in fixed.items():
        if path not in levels:
            raise ValueError(f"{path} is not among the levers varied: {', '.join(levels)}")
        if value not in levels[path]:
            raise ValueError(f"{value!r} is not among the levels of {path}: {', '.join(map(repr, levels[path]))}")
    if len(fixed) == len(levels):
        raise ValueError("at least one lever must be left to vary")
