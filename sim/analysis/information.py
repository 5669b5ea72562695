"""What it is worth to know an input before deciding: the expected value of perfect partial information.

Somebody chooses one of several arms for what it brings on average. Knowing an input x first, they would choose by
E[arm | x]:

    value_x = E max_arm E[arm | x] - max_arm E[arm]

in the units of what is chosen for. It is never negative, and 0 if no value of x would change the choice.

E[arm | x] is read off the runs by a curve through x (`sim.analysis.curves`; Strong, Oakley and Brennan 2014). A curve
that follows chance would find a value where there is none, so no run is judged by a curve that saw it: the runs are cut
into parts, the choice for the runs of one part is learnt from the others, and what it brings is counted on the part
itself. What the arm that is best over all runs brings is subtracted from that. Chance then gives no value to what has
none: it takes some off, since a curve that is not quite right chooses worse than one that is, and the arm that looks
best is given the benefit of its luck. So the figure is, if anything, too low, and one below 0 says that no value was
found.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.curves import basis, weights_of
from sim.analysis.estimates import UNKNOWN, Estimate, difference_of, is_share, level_of
from sim.arrays import Floats, Ints

PARTS = 10
"""Parts into which runs are cut."""


@dataclass(frozen=True)
class InformationValue:
    """What it is worth to know one input exactly before deciding.

    Attributes:
        path: Where it is stated.
        label: What it is, in words.
        value: In the units of what is chosen for, with its 95 % interval of sampling error.
        switches: Share of cases in which knowing it changes the choice.
    """

    path: str
    label: str
    value: Estimate
    switches: float


@dataclass(frozen=True)
class Alternative:
    """An arm that can be chosen.

    Attributes:
        name: The change; `as stated` for none.
        level: What it brings on average.
        lead: How much more it brings than the first arm, run by run.
    """

    name: str
    level: Estimate
    lead: Estimate


@dataclass(frozen=True)
class Information:
    """A decision, and what it is worth to know each input before taking it.

    Attributes:
        measured: What is chosen for, in words.
        is_share: Whether it is a share of runs.
        least: Whether the arm with the least of it is the best.
        runs: Runs of every arm.
        arms: What can be chosen.
        best: The arm that is best on average.
        inputs: What knowing each input is worth, the most first.
    """

    measured: str
    is_share: bool
    least: bool
    runs: int
    arms: tuple[Alternative, ...]
    best: str
    inputs: tuple[InformationValue, ...]


def information(
    measured: str,
    arms: Sequence[str],
    brings: Floats,
    names: Sequence[tuple[str, str]],
    values: Floats,
    *,
    least: bool = False,
) -> Information:
    """Return a decision with what it is worth to know each input.

    Args:
        measured: What is chosen for, in words.
        arms: Names of what can be chosen.
        brings: [runs, arms] what each arm brings, under shared cases and luck.
        names: (path, label) of every input.
        values: [runs, inputs] their values.
        least: Whether less of it is better.

    Example:
        >>> import numpy as np
        >>> x = np.linspace(0.0, 1.0, 1000)
        >>> brings = np.column_stack([np.full(1000, 0.5), x])
        >>> found = information("points", ["wait", "act"], brings, [("x", "the input")], x[:, None])
        >>> round(found.inputs[0].value.value, 2)
        0.13
    """
    good = -brings if least else brings
    known = [_knowing(path, label, values[:, place], good) for place, (path, label) in enumerate(names)]
    options = [
        Alternative(name, level_of(brings[:, place]), difference_of(brings[:, 0], brings[:, place]))
        for place, name in enumerate(arms)
    ]
    best = arms[int(good.mean(axis=0).argmax())] if len(good) else ""
    ranked = sorted(known, key=lambda one: -one.value.value)
    return Information(measured, is_share(brings), least, len(brings), tuple(options), best, tuple(ranked))


def _knowing(path: str, label: str, values: Floats, good: Floats) -> InformationValue:
    if len(good) == 0:
        return InformationValue(path, label, UNKNOWN, 0.0)
    chosen, best = choices(values, good), int(good.mean(axis=0).argmax())
    value = difference_of(good[:, best], good[np.arange(len(good)), chosen])
    return InformationValue(path, label, value, float((chosen != best).mean()))


def choices(values: Floats, good: Floats) -> Ints:
    """Return, for every run, the arm chosen knowing an input, by what other runs show.

    Args:
        values: [runs] the input.
        good: [runs, arms] what each arm brings.
    """
    columns = basis(values)
    chosen = np.full(len(good), good.mean(axis=0).argmax(), np.int64)
    part = np.arange(len(good)) % PARTS
    # Arms are compared with the first: what they share, such as most of the luck, need not be fitted.
    beyond = good - good[:, :1]
    for one in range(PARTS):
        here, others = part == one, part != one
        if here.any() and others.sum() > columns.shape[1]:
            chosen[here] = (columns[here] @ weights_of(columns[others], beyond[others])).argmax(axis=1)
    return chosen
