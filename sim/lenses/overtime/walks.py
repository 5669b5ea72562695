"""War as a random walk between two capitals: each battle moves the front by one fort, until one side has none left.

Source:
    Feller (1968), An Introduction to Probability Theory, ch. XIV; Smith (1998), "Fighting battles, winning wars",
    Journal of Conflict Resolution 42; Filson and Werner (2002), "A bargaining model of war and peace", AJPS 46.
"""

import numpy as np

from sim.lenses.overtime.checks import count, need, share


def random_walk_war(p: float, forts: int, all_forts: int) -> tuple[float, float]:
    """Return the chance that A takes all, and how many battles that takes on average, either way.

    Pr(A wins) = (1 - r^i) / (1 - r^n) with r = (1 - p) / p, and E[T] = i / (q - p) - n Pr / (q - p) with q = 1 - p;
    with even chances i / n and i (n - i).

    Args:
        p: Chance that A wins a battle, between 0 and 1.
        forts: i, how many forts A holds at first.
        all_forts: n, how many there are.

    Raises:
        ValueError: The numbers cannot be used.

    Example:
        >>> random_walk_war(0.5, 3, 10)
        (0.3, 21.0)
    """
    _walk(p, forts, all_forts)
    q = 1.0 - p
    if abs(q - p) < 1e-12:
        return forts / all_forts, float(forts * (all_forts - forts))
    # Powers of a ratio below 1 cannot overflow.
    if p > q:
        wins = -np.expm1(forts * np.log(q / p)) / -np.expm1(all_forts * np.log(q / p))
    else:
        s = np.log(p / q)
        wins = np.exp((all_forts - forts) * s) * np.expm1(forts * s) / np.expm1(all_forts * s)
    return float(wins), float((forts - all_forts * wins) / (q - p))


def _walk(p: float, forts: int, all_forts: int) -> None:
    share(p, "chance of winning a battle", inside=True)
    count(forts, "forts")
    count(all_forts, "forts in all")
    need(forts < all_forts, f"{forts} of {all_forts} forts", "fewer than all")
