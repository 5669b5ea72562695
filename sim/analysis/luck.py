"""What luck leaves in figures taken case by case, when each case was played under several draws of it."""

from math import nan

import numpy as np

from sim.arrays import Floats


def luck_left(payoffs: Floats) -> list[float]:
    """Return, for every choice, the standard deviation that luck leaves in what it brings in one case.

    sqrt(mean over cases of s^2 / n), s^2 the variance over the n draws of luck of a case; NaN for a single draw.

    Args:
        payoffs: [cases, draws of luck, choices].
    """
    draws = payoffs.shape[1]
    if draws < 2:
        return [nan] * payoffs.shape[2]
    left: list[float] = np.sqrt((payoffs.var(axis=1, ddof=1) / draws).mean(axis=0)).tolist()
    return left


def regret_apart(payoffs: Floats) -> Floats:
    """Return each choice's mean regret against the choice that is best on other draws of luck.

    The best of a case is picked on the draws of one half and measured, like the choice itself, on the other; then the
    halves are swapped. Its expected value is at most the mean regret that infinitely many draws would show; being a
    regret, it is never given as less than 0. NaN for a single draw.

    Args:
        payoffs: [cases, draws of luck, choices].
    """
    if payoffs.shape[1] < 2:
        return np.full(payoffs.shape[2], nan)
    halves: tuple[Floats, Floats] = payoffs[:, ::2].mean(axis=1), payoffs[:, 1::2].mean(axis=1)
    found: Floats = np.maximum(0.0, (_against(*halves) + _against(halves[1], halves[0])) / 2.0)
    return found


def _against(picked_on: Floats, measured_on: Floats) -> Floats:
    best = np.take_along_axis(measured_on, picked_on.argmax(axis=1)[:, None], axis=1)
    found: Floats = (best - measured_on).mean(axis=0)
    return found
