"""How a figure's spread is shared among inputs and chance: random paths to screen them, then a design for indices."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

import numpy as np

from sim.analysis.morris import Screening, effects_of, walks
from sim.analysis.sobol import Indices, SobolDesign, indices_of
from sim.arrays import Floats
from sim.game.cases import Method, unit_rows
from sim.memory import check_memory
from sim.studies.factors import Factor, units
from sim.studies.responses import CancelledError, Response

AGAIN = " (again)"
"""After a path, the address of the second value of an input in a row of a design."""


@dataclass(frozen=True)
class Shape:
    """How large a design for indices is.

    Attributes:
        rows: Rows of each matrix.
        lucks: Lucks under which every row is played. Without chance there are that many times more rows instead.
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
    """Move every input once along random paths, and keep as many inputs as `curved` has, a group counting as one.

    Along a path luck is shared: what changes is what the move does. What inputs have in common is moved like an input,
    and each of them by what is its own. It keeps, in turn, those that `curved` names, whose curves account for most
    by themselves, and those that do most along paths, which also sees what an input does together with others.

    Args:
        response: What is measured.
        paths: How many paths; each plays a run per input, and one more.
        curved: The inputs that account for most by themselves, the heaviest first.
        seed: Key of the paths.

    Returns:
        What moving each input does; none if the caller asked to stop.
    """
    drawn = response.drawn
    taken = walks(len(drawn), paths, np.random.default_rng(seed % 2**64))
    try:
        figures = np.array([response.measure(response.values(points), 0) for points in taken.points])
    except CancelledError:
        return None
    effects, unit_of = effects_of(drawn, taken, figures, seed), units(response)
    by_curve = [unit_of[response.inputs[place].path] for place in curved]
    by_walk = [unit_of[effect.path] for effect in effects]
    ranked = chain.from_iterable(zip_longest(dict.fromkeys(by_curve), dict.fromkeys(by_walk)))
    kept = [path for path in dict.fromkeys(ranked) if path is not None][: len(curved)]
    return Screening(response.what, paths, figures.size, effects, tuple(kept))


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
        at_a, at_b = (_under(response, response.values(unit), lucks) for unit in (a, b))
        for factor in factors:
            mixed.append(_under(response, response.values(_exchanged(a, b, factor.columns)), lucks))
    except CancelledError:
        if not mixed:
            return None
    design = SobolDesign(at_a, at_b, np.array(mixed).reshape(len(mixed), lucks, rows))
    done = factors[: len(mixed)]
    found = indices_of(response.what, [(one.path, one.label) for one in done], design, seed, wanted=len(factors))
    given = tuple(replace(index, given=one.given) for index, one in zip(found.indices, done, strict=True))
    return replace(found, indices=given)


def _matrices(response: Response, rows: int, seed: int, method: Method) -> tuple[Floats, Floats]:
    """Return what is drawn independently in the rows of both matrices: [rows, `drawn`] each."""
    paths = [path for path, _ in response.drawn]
    unit = unit_rows([*paths, *(path + AGAIN for path in paths)], rows, seed, method=method)
    return unit[:, : len(paths)], unit[:, len(paths) :]


def _under(response: Response, values: Floats, lucks: int) -> Floats:
    """Return the figure of every row under each luck: [lucks, rows]."""
    check_memory(8 * values.size * lucks, f"{len(values):,} rows under {lucks:,} lucks")
    return response.measure(np.tile(values, (lucks, 1)), 0).reshape(lucks, len(values))


def _exchanged(a: Floats, b: Floats, columns: Sequence[int]) -> Floats:
    mixed = a.copy()
    mixed[:, list(columns)] = b[:, list(columns)]
    return mixed
