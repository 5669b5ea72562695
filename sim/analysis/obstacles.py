"""What stands in the way, per hundred runs, with the doubt of so many runs."""

from dataclasses import dataclass
from math import sqrt

from sim.analysis.shares import Z95
from sim.arrays import Floats
from sim.game.records import Records

PER = 100
"""Runs to which counts are scaled."""


@dataclass(frozen=True)
class RatePerHundred:
    """A mean count per hundred runs, with its 95 % interval of sampling error."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class BlockingCondition:
    """How far a condition stands in the way.

    Attributes:
        condition: Its id.
        label: Its name on screen.
        party: Who states it, by name.
        refused: Decisive credit for refusals.
        unmade: Proposals not made because it was suspected to be a red line.
    """

    condition: str
    label: str
    party: str
    refused: RatePerHundred
    unmade: RatePerHundred


def blocking_of(records: Records) -> tuple[BlockingCondition, ...]:
    """Return how far each condition stands in the way, the heaviest first."""
    scenario = records.game.scenario
    found = [
        BlockingCondition(
            condition=name,
            label=scenario.name_of("conditions", name),
            party=scenario.name_of("parties", scenario.conditions[name].party),
            refused=per_hundred(records.of("refused")[:, place]),
            unmade=per_hundred(records.of("unmade")[:, place]),
        )
        for place, name in enumerate(records.game.conditions)
    ]
    return tuple(sorted(found, key=lambda blocking: -(blocking.refused.mean + blocking.unmade.mean)))


def per_hundred(counts: Floats) -> RatePerHundred:
    """Return the mean of a count per run, scaled to a hundred runs: mean -+ z s / sqrt(n)."""
    if not len(counts):
        return RatePerHundred(float("nan"), float("nan"), float("nan"))
    mean = float(counts.mean())
    error = Z95 * float(counts.std(ddof=1)) / sqrt(len(counts)) if len(counts) > 1 else mean
    return RatePerHundred(PER * mean, PER * max(0.0, mean - error), PER * (mean + error))
