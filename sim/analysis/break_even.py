"""The smallest change that brings an outcome to a target share: what was found, and in words."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sim.analysis.concessions import Concessions
from sim.analysis.shares import Share


@dataclass(frozen=True)
class LeverMove:
    """A lever set to a value.

    Attributes:
        path: Where it is stated.
        label: What it is, in words.
        unit: What it is counted in.
        stated: What it was before, as people state it.
        value: What it is set to; an uncertain number is certain then.
        size: How far that moves it in the average run, as a part of the lever's range; 1 for a flag or a choice.
    """

    path: str
    label: str
    unit: str
    stated: Any
    value: Any
    size: float

    def __str__(self) -> str:
        """Return it in words: `patience of the union, 30 days instead of 60`."""
        unit = f" {self.unit}" if self.unit not in {"", "share"} else ""
        return f"{self.label}: {written(self.value)}{unit} instead of {written(self.stated)}"


@dataclass(frozen=True)
class LeverChange:
    """One or two levers moved, and the outcome's share of runs then.

    Attributes:
        moves: The levers.
        share: The outcome's share of runs, with its interval and the runs behind it.
        size: Sum of the sizes of the moves.
    """

    moves: tuple[LeverMove, ...]
    share: Share

    @property
    def size(self) -> float:
        """How large the change is, in ranges of levers."""
        return sum(move.size for move in self.moves)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"moves": [asdict(move) for move in self.moves], "size": self.size, **asdict(self.share)}


@dataclass(frozen=True)
class Flip:
    """What brings an outcome to a target share.

    Attributes:
        base: The outcome's share as stated.
        target: The share to be reached.
        singles: Single levers that reach it, each with its smallest change found, smallest first.
        pairs: Pairs of levers that reach it, likewise.
        nearest: The best that each lever does alone on the grid: first those played with all runs, the best first.
        nearest_pair: The best that two do, each put where it does best alone; None if no pair was tried.
        concessions: What parties may concede, and which concessions reach the target; None where the share is to
            fall, since no concession is made for that.
        left_out: Levers that were not moved, by path, and why.
        grid: How many values of a number were tried first, spread evenly over its range.
        probe_runs: Runs of every try.
        tries: How many ensembles were played.
        complete: Whether the search ran to its end.
    """

    base: Share
    target: float
    singles: tuple[LeverChange, ...]
    pairs: tuple[LeverChange, ...]
    nearest: tuple[LeverChange, ...]
    nearest_pair: LeverChange | None
    concessions: Concessions | None
    left_out: dict[str, str]
    grid: int
    probe_runs: int
    tries: int
    complete: bool

    @property
    def upwards(self) -> bool:
        """Whether the share must rise to reach the target."""
        return self.base.share < self.target

    @property
    def sentences(self) -> tuple[str, ...]:
        """What was found, in words that follow from the numbers."""
        return tuple(_sentences(self))

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "base": asdict(self.base),
            "target": self.target,
            "singles": [one.to_dict() for one in self.singles],
            "pairs": [one.to_dict() for one in self.pairs],
            "nearest": [one.to_dict() for one in self.nearest],
            "nearest_pair": self.nearest_pair.to_dict() if self.nearest_pair else None,
            "concessions": self.concessions.to_dict() if self.concessions else None,
            "left_out": self.left_out,
            "grid": self.grid,
            "probe_runs": self.probe_runs,
            "tries": self.tries,
            "complete": self.complete,
            "sentences": list(self.sentences),
        }


def written(value: Any) -> str:
    """Return a stated value as people read it."""
    if value is None:
        return "nothing stated"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int | float):
        return f"{value:.4g}"
    if isinstance(value, dict):
        return ", ".join(f"{key} {inner}" for key, inner in value.items())
    return str(value)


def _sentences(found: Flip) -> Iterator[str]:
    share = found.base
    yield f"As it stands, {_share(share)} of runs end in: {share.label}. The target is {_goal(found)}."
    if share.share == found.target:
        yield "It is there already."
        return
    yield _best(found, found.singles, "single change")
    yield _best(found, found.pairs, "change of two levers")
    if found.singles and found.pairs and found.pairs[0].size >= found.singles[0].size:
        yield "Two levers together need no smaller a change than one alone."
    alone = next((one for one in found.nearest if one.share.of == found.base.of), None)
    together = found.nearest_pair
    if alone is not None and not found.singles:
        yield f"Of single levers, nearest comes {_moved(alone)}."
    if together is not None and not found.pairs:
        yield f"Of two together, nearest comes {_moved(together)}."
    if found.concessions is not None:
        yield from found.concessions.sentences(_goal(found))


def _moved(reached: LeverChange) -> str:
    """Return what was moved and what came of it."""
    moves = "; ".join(str(move) for move in reached.moves)
    return f"{moves}: then {_share(reached.share)} of {reached.share.of:,} runs"


def _best(found: Flip, reached: tuple[LeverChange, ...], what: str) -> str:
    if not reached:
        return f"No {what} within the declared ranges was found to reach it."
    best = reached[0]
    doubt = "" if _surely(found, best.share) else "; the interval holds shares short of the target as well"
    return f"Smallest {what} found to reach it, {best.size:.2f} of a range: {_moved(best)}{doubt}."


def _surely(found: Flip, share: Share) -> bool:
    return share.low >= found.target if found.upwards else share.high <= found.target


def _goal(found: Flip) -> str:
    return f"{'at least' if found.upwards else 'at most'} {100 * found.target:g} %"


def _share(share: Share) -> str:
    return f"{100 * share.share:.1f} % ({100 * share.low:.1f} to {100 * share.high:.1f} %)"
