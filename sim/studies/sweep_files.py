"""The files of a kept sweep as they are read back: a manifest and points, each held to its schema and checksum."""

import re
from math import nan
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from sim.analysis.measures import NumberQuantile
from sim.analysis.points import DaySpread, NumberSpread, SweepPoint
from sim.analysis.shares import Share
from sim.runs.recipe import SavedPlugIn
from sim.scenario.base import FIRST_RULES, FORMAT
from sim.scenario.believed import Kept, read_believed
from sim.scenario.likeness import SWEEP, told_apart

MOST_BYTES = 8_000_000
"""Largest manifest or point that is read."""

POINT_NAME = re.compile(r"(\d{6,})\.json")
"""What the file of a point is called."""

Count = Annotated[int, Field(ge=0)]
Part = Annotated[float, Field(ge=0, le=1)]


class SweepManifest(Kept):
    """What a kept sweep says of itself."""

    format: Literal[1]
    rules: int = Field(default=FIRST_RULES, ge=1)
    study: Literal["sweep"]
    scenario: str
    scenario_digest: str
    changes: list[str | dict[str, Any]]
    design: Literal["grid", "latin_hypercube", "sobol"]
    points: int = Field(ge=1)
    vary: list[str]
    seed: int = Field(ge=-(2**63), lt=2**63)
    runs: int = Field(ge=1)
    method: Literal["monte_carlo", "latin_hypercube", "sobol"]
    versions: dict[str, str]
    plug_ins: dict[str, SavedPlugIn] = Field(default_factory=dict)
    command: str


class KeptShare(Kept):
    """A share of runs as it is kept: null if there are no runs."""

    id: str
    label: str
    count: Count
    of: Count
    share: Part | None
    low: Part
    high: Part
    median_day: float | None


class KeptDays(Kept):
    """When an outcome came to hold, as it is kept."""

    id: str
    of: Count
    days: list[float]


class KeptQuantile(Kept):
    """A quantile of numbers, as it is kept."""

    at: Part
    value: float
    low: float
    high: float


class KeptNumber(Kept):
    """How numbers or dates are distributed, as it is kept: null where there is none."""

    id: str
    label: str
    unit: str
    day_0: str | None
    of: Count
    known: Count
    mean: float | None
    low: float | None
    high: float | None
    quantiles: list[KeptQuantile]


class KeptPoint(Kept):
    """A point as it is kept."""

    number: Count
    values: list[Any]
    digest: str
    runs: int = Field(ge=1)
    outcomes: list[KeptShare]
    questions: list[KeptShare]
    days: list[KeptDays]
    numbers: list[KeptNumber] = Field(default_factory=list)


def manifest_in(file: Path) -> SweepManifest:
    """Return what the manifest of a kept sweep says.

    Raises:
        ScenarioError: It cannot be read, is not one, or was altered.
    """
    expected = f"the manifest of a sweep (format {FORMAT})"
    with told_apart(file, SWEEP, expected=expected):
        return read_believed(file, SweepManifest, expected, MOST_BYTES)


def point_in(file: Path) -> SweepPoint:
    """Return the point that a file of a kept sweep holds.

    Raises:
        ScenarioError: It cannot be read, is not one, or was altered.
    """
    kept = read_believed(file, KeptPoint, "a point of a sweep", MOST_BYTES)
    return SweepPoint(
        number=kept.number,
        values=tuple(kept.values),
        digest=kept.digest,
        runs=kept.runs,
        outcomes=tuple(map(_share, kept.outcomes)),
        questions=tuple(map(_share, kept.questions)),
        days=tuple(DaySpread(day.id, day.of, tuple(day.days)) for day in kept.days),
        numbers=tuple(map(_number, kept.numbers)),
    )


def _number(kept: KeptNumber) -> NumberSpread:
    known = {name: nan if (value := getattr(kept, name)) is None else value for name in ("mean", "low", "high")}
    quantiles = tuple(NumberQuantile(**one.model_dump()) for one in kept.quantiles)
    return NumberSpread(kept.id, kept.label, kept.unit, kept.day_0, kept.of, kept.known, **known, quantiles=quantiles)


def _share(kept: KeptShare) -> Share:
    return Share(**{**kept.model_dump(), "share": nan if kept.share is None else kept.share})
