"""Concessions: demands that parties drop and options that they offer, with what each costs whom."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import Any

from sim.analysis.shares import Share


@dataclass(frozen=True)
class Concession:
    """One thing that one party, or all who control an issue, may give up.

    Attributes:
        id: `drop CONDITION`, or `offer ISSUE=OPTION`.
        parties: The names of those who concede.
        label: What they do, in words.
        sets: What that sets in the scenario, by path.
        costs: What it costs each party in points of its own scale, on average over the runs; a gain is negative.
        size: What it costs those who concede, together.
    """

    id: str
    parties: tuple[str, ...]
    label: str
    sets: Mapping[str, Any] = field(hash=False)
    costs: Mapping[str, float] = field(hash=False)
    size: float


@dataclass(frozen=True)
class Package:
    """Concessions made together, and the outcome's share of runs then.

    Attributes:
        concessions: What is conceded.
        share: The outcome's share of runs, with its interval and the runs behind it.
    """

    concessions: tuple[Concession, ...]
    share: Share

    @property
    def size(self) -> float:
        """What it costs those who concede, together, in points of their own scales."""
        return fsum(one.size for one in self.concessions)

    @property
    def costs(self) -> dict[str, float]:
        """What it costs each party; a gain is negative."""
        parties = dict.fromkeys(party for one in self.concessions for party in one.costs)
        return {party: fsum(one.costs.get(party, 0.0) for one in self.concessions) for party in parties}

    @property
    def label(self) -> str:
        """What is conceded, in words."""
        return "; ".join(one.label for one in self.concessions)

    @property
    def costs_in_words(self) -> str:
        """Return what it costs whom: `it costs Ukraine 3.1 points, and gives Russia 2.0`."""
        return price_in_words(self.costs)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        listed = [
            {"id": one.id, "parties": list(one.parties), "label": one.label, "sets": dict(one.sets)}
            for one in self.concessions
        ]
        share = {"share": self.share.share, "low": self.share.low, "high": self.share.high, "runs": self.share.of}
        return {"concessions": listed, "costs": self.costs, "size": self.size, **share}


HARDLY = 0.05
"""Points below which nothing is said to be lost or gained."""


def price_in_words(costs: Mapping[str, float]) -> str:
    """Return in words what a concession costs whom, in points of each party's own scale; a gain is negative.

    Example:
        >>> price_in_words({"Ukraine": 3.14, "Russia": -2.0})
        'it costs Ukraine 3.1 points and gives Russia 2.0 points'
    """
    losing = [f"{party} {points:.1f}" for party, points in costs.items() if points >= HARDLY]
    gaining = [f"{party} {-points:.1f}" for party, points in costs.items() if points <= -HARDLY]
    said = [f"it costs {', '.join(losing)} points" if losing else "it costs nobody points"]
    return " and gives ".join([*said, *([f"{', '.join(gaining)} points"] if gaining else [])])


@dataclass(frozen=True)
class Concessions:
    """What parties may concede, and which concessions bring an outcome to a target share.

    Attributes:
        reached: Packages that reach the target with all runs, the smallest first.
        nearest: The package that comes nearest with all runs; None if none was tried, or one reaches the target.
        considered: How many single concessions there are.
        tried: How many packages were tried.
        probe_runs: Runs of every try.
    """

    reached: tuple[Package, ...] = ()
    nearest: Package | None = None
    considered: int = 0
    tried: int = 0
    probe_runs: int = 0

    def sentences(self, goal: str) -> Iterator[str]:
        """Yield what was found, in words.

        Args:
            goal: The target in words: `at least 50 %`.
        """
        if not self.considered:
            yield "No party has a condition to drop, or an option to offer that costs it anything."
        elif self.reached:
            yield f"Smallest concession found to reach it: {_said(self.reached[0])}."
        else:
            yield f"No concession of up to three parts was found to reach {goal}."
            if self.nearest is not None:
                yield f"Of concessions, nearest comes: {_said(self.nearest)}."

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "reached": [one.to_dict() for one in self.reached],
            "nearest": self.nearest.to_dict() if self.nearest else None,
            "considered": self.considered,
            "tried": self.tried,
            "probe_runs": self.probe_runs,
        }


def _said(package: Package) -> str:
    share = package.share
    interval = f"{100 * share.low:.1f} to {100 * share.high:.1f} %"
    return (
        f"{package.label}: then {100 * share.share:.1f} % ({interval}) of {share.of:,} runs; {package.costs_in_words}"
    )


def smallest_first(packages: Sequence[Package]) -> tuple[Package, ...]:
    """Return packages, starting with the one that costs those who concede the least."""
    return tuple(sorted(packages, key=lambda one: (one.size, len(one.concessions))))
