"""Functions whose sensitivity indices are known exactly: what a method must find before it is believed elsewhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import pi

import numpy as np

from sim.arrays import Floats


@dataclass(frozen=True)
class KnownFunction:
    """A function of independent inputs, uniform on one range, with its indices.

    Attributes:
        name: As the command line calls it.
        label: As people read it, with its formula.
        range: Lower and upper end of every input.
        function: [runs, inputs] -> [runs].
        first: First-order index of every input.
        total: Total index of every input.
        source: Where it and its indices were published.
    """

    name: str
    label: str
    range: tuple[float, float]
    function: Callable[[Floats], Floats]
    first: tuple[float, ...]
    total: tuple[float, ...]
    source: str

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the inputs: x1, x2, ..."""
        return tuple(f"x{place + 1}" for place in range(len(self.first)))


A, B = 7.0, 0.1
"""Parameters of the Ishigami function as they are usually chosen."""

G = (0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0)
"""Parameters of the g-function as they are usually chosen: the larger, the less an input matters."""


def ishigami(x: Floats) -> Floats:
    """Return sin x1 + a sin^2 x2 + b x3^4 sin x1, with x uniform on [-pi, pi].

    Example:
        >>> import numpy as np
        >>> ishigami(np.array([[0.5, 0.5, 0.5]])).round(4).tolist()
        [2.0914]

    Source:
        Ishigami and Homma (1990).
    """
    found: Floats = np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])
    return found


def ishigami_indices() -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the first-order and total indices of the Ishigami function.

    V1 = (1 + b pi^4 / 5)^2 / 2, V2 = a^2 / 8, V13 = 8 b^2 pi^8 / 225; all other parts are 0.

    Source:
        Ishigami and Homma (1990).
    """
    first, second, both = (1.0 + B * pi**4 / 5.0) ** 2 / 2.0, A**2 / 8.0, 8.0 * B**2 * pi**8 / 225.0
    total = first + second + both
    return (first / total, second / total, 0.0), ((first + both) / total, second / total, both / total)


def sobol_g(x: Floats) -> Floats:
    """Return the product over i of (|4 x_i - 2| + a_i) / (1 + a_i), with x uniform on [0, 1].

    Example:
        >>> import numpy as np
        >>> sobol_g(np.full((1, 8), 0.5)).round(4).tolist()
        [0.0]

    Source:
        Saltelli and Sobol (1995).
    """
    a = np.array(G)
    found: Floats = np.prod((np.abs(4.0 * x - 2.0) + a) / (1.0 + a), axis=1)
    return found


def g_indices(a: Sequence[float] = G) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the first-order and total indices of the g-function.

    V_i = 1 / (3 (1 + a_i)^2), V = prod (1 + V_i) - 1, first V_i / V, total V_i prod_{j != i} (1 + V_j) / V.

    Source:
        Saltelli and Sobol (1995).
    """
    parts = 1.0 / (3.0 * (1.0 + np.array(a)) ** 2)
    product = float(np.prod(1.0 + parts))
    total = parts * product / (1.0 + parts) / (product - 1.0)
    return tuple((parts / (product - 1.0)).tolist()), tuple(total.tolist())


KNOWN_FUNCTIONS: dict[str, KnownFunction] = {
    "ishigami": KnownFunction(
        "ishigami",
        "Ishigami function, sin x1 + 7 sin² x2 + 0.1 x3⁴ sin x1",
        (-pi, pi),
        ishigami,
        *ishigami_indices(),
        "Ishigami and Homma (1990)",
    ),
    "g": KnownFunction(
        "g",
        f"Sobol g-function, Π (|4 xᵢ − 2| + aᵢ) / (1 + aᵢ) with a = {', '.join(f'{a:g}' for a in G)}",
        (0.0, 1.0),
        sobol_g,
        *g_indices(),
        "Saltelli and Sobol (1995)",
    ),
}
"""These functions, by name."""
