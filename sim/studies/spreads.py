"""How a figure's spread is shared among inputs and chance: random paths to screen them, then a design for indices."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from sim.analysis.morris import Screening, effects_of, walks
from sim.analysis.sobol import Indices, SobolDesign, indices_of
from sim.arrays import Floats
from sim.game.cases import Method, unit_rows
from sim.studies.responses import CancelledError, Response

AGAIN = " (again)"
"""Behind a path, the address of the second value of an input in a row of a design."""

OTHERS = "others"
"""Path of all inputs that are taken as one."""


@dataclass(frozen=True)
class Factor:
    """Inputs that are exchanged together.

    Attributes:
        path: Their path, or `OTHERS`.
        label: What they are, in words.
        columns: Which inputs they are.
    """

    path: str
    label: str
    columns: tuple[int, ...]


@dataclass(frozen=True)
class Shape:
    """How large a design for indices is.

    Attributes:
        rows: Rows of each matrix.
        lucks: Lucks under which every row is played. Without chance there are so many times more rows instead.
        method: How the matrices are drawn.
    """

    rows: int = 512
    lucks: int = 16
    method: Method = "sobol"

    def __post_init__(self) -> None:
        """Make sure that chance can be told from inputs.

        Raises:
            ValueError: There are too few rows or lucks.
        """
        if self.rows < 2 or self.lucks < 2:
            raise ValueError("a design needs at least 2 rows and 2 lucks")


def screening(response: Response, paths: int, curved: Sequence[int], seed: int) -> Screening | None:
    """Move every input once along random paths, and keep as many inputs as `curved` has.

    Along a path luck is shared: what changes is what the move does. Kept are, in turn, those that `curved` names, whose
    curves account for most by themselves, and those that do most along paths, which also sees what an input does
    together with others.

    Args:
        response: What is measured.
        paths: How many paths; each plays a run per input, and one more.
        curved: The inputs that account for most by themselves, the heaviest first.
        seed: Key of the paths.

    Returns:
        What moving each input does; none if the caller asked to stop.
    """
    inputs = response.inputs
    taken = walks(len(inputs), paths, np.random.default_rng(seed % 2**64))
    try:
        figures = np.array([response.measure(response.values(points), 0) for points in taken.points])
    except CancelledError:
        return None
    effects = effects_of([(given.path, given.label) for given in inputs], taken, figures, seed)
    ranked = chain.from_iterable(zip((inputs[place].path for place in curved), (e.path for e in effects), strict=False))
    kept = list(dict.fromkeys(ranked))[: len(curved)]
    return Screening(response.what, paths, figures.size, effects, tuple(kept))


def factors_of(response: Response, kept: Sequence[str]) -> list[Factor]:
    """Return each kept input by itself, and all the others as one."""
    alone = [Factor(g.path, g.label, (place,)) for place, g in enumerate(response.inputs) if g.path in set(kept)]
    rest = tuple(place for place, given in enumerate(response.inputs) if given.path not in set(kept))
    label = f"all {len(rest)} other uncertain inputs" if len(rest) > 1 else "the other uncertain input"
    return [*alone, Factor(OTHERS, label, rest)] if rest else alone


def indices(response: Response, factors: Sequence[Factor], shape: Shape, seed: int) -> Indices | None:
    """Play a design of two matrices and their mixtures and return the indices.

    Row j has, in all matrices, the luck of the runs j, rows + j, 2 rows + j, ...

    Args:
        response: What is measured.
        factors: What is exchanged, one after the other.
        shape: How large the design is.
        seed: Key of cases and luck.

    Returns:
        The indices of the factors that were finished; none if the caller asked to stop before there was one.
    """
    lucks = shape.lucks if response.chance else 1
    rows = shape.rows if response.chance else shape.rows * shape.lucks
    a, b = _matrices(response, rows, seed, shape.method)
    mixed: list[Floats] = []
    try:
        at_a, at_b = (_under(response, values, lucks) for values in (a, b))
        for factor in factors:
            mixed.append(_under(response, _exchanged(a, b, factor.columns), lucks))
    except CancelledError:
        if not mixed:
            return None
    design = SobolDesign(at_a, at_b, np.array(mixed).reshape(len(mixed), lucks, rows))
    names = [(factor.path, factor.label) for factor in factors[: len(mixed)]]
    return indices_of(response.what, names, design, seed, wanted=len(factors))


def _matrices(response: Response, rows: int, seed: int, method: Method) -> tuple[Floats, Floats]:
    paths = [given.path for given in response.inputs]
    unit = unit_rows([*paths, *(path + AGAIN for path in paths)], rows, seed, method=method)
    return response.values(unit[:, : len(paths)]), response.values(unit[:, len(paths) :])


def _under(response: Response, values: Floats, lucks: int) -> Floats:
    """Return the figure of every row under each luck: [lucks, rows]."""
    return response.measure(np.tile(values, (lucks, 1)), 0).reshape(lucks, len(values))


def _exchanged(a: Floats, b: Floats, columns: Sequence[int]) -> Floats:
    mixed = a.copy()
    mixed[:, list(columns)] = b[:, list(columns)]
    return mixed
