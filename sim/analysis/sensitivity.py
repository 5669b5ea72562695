"""What hangs on what, all of it: one input at a time, screening, indices and chance, what knowing an input is worth."""

from dataclasses import asdict, dataclass
from typing import Any

from sim.analysis.estimates import Estimate
from sim.analysis.information import Information
from sim.analysis.known_functions import KnownFunction
from sim.analysis.morris import Screening
from sim.analysis.sobol import Index, Indices
from sim.analysis.three_parts import ThreeParts
from sim.analysis.tornado import Tornado
from sim.finding import Finding, Table
from sim.formatting import plain_data

COLUMNS = (
    *("label", "first", "low", "high", "total", "total_low", "total_high", "of_all"),
    *("swing", "swing_low", "swing_high", "mu_star"),
)
NOTE = (
    "first and total: Sobol indices of what inputs account for; low and high belong to first. of_all: first as a part "
    "of the whole variance, chance included. swing: the figure at the high end of the range less that at the low end."
)


@dataclass(frozen=True)
class ExactIndex:
    """The exact indices of an input of a known function.

    Attributes:
        path: The input.
        first: First-order index.
        total: Total index.
        inside: How many of the two lie inside the intervals that were found.
    """

    path: str
    first: float
    total: float
    inside: int


def exact_of(known: KnownFunction, found: Indices) -> tuple[ExactIndex, ...]:
    """Return the exact indices of the inputs of a function that were looked at one by one, beside those found."""
    exact = dict(zip(known.inputs, zip(known.first, known.total, strict=True), strict=True))
    return tuple(_exact(one, *exact[one.path]) for one in found.indices if one.path in exact)


def _exact(one: Index, first: float, total: float) -> ExactIndex:
    return ExactIndex(one.path, first, total, _within(first, one.first) + _within(total, one.total))


def _within(value: float, found: Estimate) -> int:
    return int(found.low <= value <= found.high)


@dataclass(frozen=True, repr=False)
class Sensitivity(Finding):
    """How an outcome depends on what is uncertain, and how much of it is chance.

    Attributes:
        scenario: Id of the scenario, or name of a known function.
        title: Its title.
        digest: Fingerprint of what was played; empty for a function.
        version: Of Parley.
        changes: What-ifs applied to the base, as people write them.
        seed: Key of all cases and luck.
        runs: Runs played in all.
        outcome: Id of the outcome; empty for a function.
        measured: What is measured, in words.
        inputs: How many uncertain inputs there are.
        tornado: One input at a time; none if the study was cancelled before.
        screening: Which inputs matter at all; none if there were few enough to look at each, or it was cancelled.
        parts: How the variance is shared among case, minds and talks; none for a function, or if cancelled before.
        indices: What each input accounts for, and what chance does; none if it was cancelled before.
        information: What knowing an input is worth for a decision; none if none was stated, or it was cancelled before.
        finished: Whether all that was asked for was played.
        exact: The exact indices of a known function, by input; empty for a scenario.
    """

    scenario: str
    title: str
    digest: str
    version: str
    changes: tuple[str, ...]
    seed: int
    runs: int
    outcome: str
    measured: str
    inputs: int
    tornado: Tornado | None
    screening: Screening | None
    indices: Indices | None
    information: Information | None
    finished: bool
    exact: tuple[ExactIndex, ...] = ()
    parts: ThreeParts | None = None

    def table(self) -> Table:
        """Return, for every input, what it accounts for and how far it moves the outcome by itself."""
        found: dict[str, dict[str, Any]] = {}
        for index in self.indices.indices if self.indices else ():
            found.setdefault(index.path, {"label": index.label}).update(_index(index))
        for bar in self.tornado.bars if self.tornado else ():
            found.setdefault(bar.path, {"label": bar.label}).update(_named("swing", bar.swing))
        for effect in self.screening.effects if self.screening else ():
            found.setdefault(effect.path, {"label": effect.label})["mu_star"] = effect.mu_star.value
        rows = [{"path": path, **{name: told.get(name) for name in COLUMNS}} for path, told in found.items()]
        played = f"{self.runs:,} runs, seed {self.seed}" + (f", digest {self.digest}" if self.digest else "")
        note = NOTE if self.parts is None else f"{self.parts.sentence()} {NOTE}"
        return Table(f"{self.title}: {self.measured}, {self.inputs} uncertain inputs; {played}", rows, note)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data: the keys of `parley sensitivity --json`."""
        names = ("scenario", "title", "digest", "version", "changes", "seed", "runs", "outcome", "measured", "inputs")
        return plain_data(
            {
                **{name: getattr(self, name) for name in names},
                "finished": self.finished,
                **_spread(self.indices),
                "parts": None if self.parts is None else self.parts.to_dict(),
                "tornado": None if self.tornado is None else self.tornado.to_dict(),
                "morris": None if self.screening is None else asdict(self.screening),
                "exact": [asdict(one) for one in self.exact],
                "evppi": None if self.information is None else asdict(self.information),
            }
        )


def _spread(found: Indices | None) -> dict[str, Any]:
    if found is None:
        return {"indices": [], "chance": None, "design": None}
    design = {"rows": found.rows, "runs": found.runs, "mean": asdict(found.mean), "variance": found.variance}
    return {"indices": [_index(one) for one in found.indices], "chance": asdict(found.chance), "design": design}


def _index(one: Index) -> dict[str, Any]:
    """Return an index on one level: `low` and `high` belong to `first`."""
    return {
        "path": one.path,
        "label": one.label,
        "given": one.given or None,
        "first": one.first.value,
        "low": one.first.low,
        "high": one.first.high,
        **_named("total", one.total),
        **_named("of_all", one.of_all),
    }


def _named(name: str, found: Estimate) -> dict[str, float]:
    return {name: found.value, f"{name}_low": found.low, f"{name}_high": found.high}
