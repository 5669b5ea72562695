"""Where every stated number stands in a run's inputs: one row of figures, seen as the arrays of a `Case`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from math import prod

import numpy as np
from numpy.typing import NDArray

from sim.game.switches import counts
from sim.rules.state import (
    DEADLINE_SIZE,
    PRESSURE_SIZE,
    PROTOCOL_SIZE,
    TACTIC_SIZE,
    TRUCE_SIZE,
    WALK_OUT_SIZE,
    Case,
)
from sim.scenario.numbers import Spread
from sim.scenario.table_words import Features

Shapes = Mapping[str, tuple[int, ...]]

SIGNS = {"up": 1, "down": -1}
"""Which way a common cause moves an input that has a part in it."""


@dataclass(frozen=True)
class WordCounts:
    """How many of each word a scenario has."""

    parties: int
    issues: int
    options: int
    conditions: int
    pledges: int
    bonuses: int
    truces: int
    events: int
    effects: int
    pressures: int
    guards: int
    ratifiers: int
    deadlines: int

    @property
    def shapes(self) -> Shapes:
        """The shape of every array of a case, by field name, in order."""
        p, o = self.parties, self.options
        shapes = {
            "weight": (p, self.issues),
            "value": (p, o),
            "total": (p,),
            "bonus": (self.bonuses,),
            "no_deal": (p,),
            "drift": (p,),
            "volatility": (p,),
            "shared": (p,),
            "tactic": (p, TACTIC_SIZE),
            "precision": (p,),
            "consistency": (p,),
            "assumed": (p,),
            "misperceived": (p,),
            "patience": (p,),
            "conceding": (p,),
            "walk_out": (p, WALK_OUT_SIZE),
            "absence": (p, p),
            "deadline": (self.deadlines, DEADLINE_SIZE),
            "resolve": (p,),
            "trust": (p, p),
            "abstains": (p,),
            "vote_weight": (self.issues, p),
            "vote_united": (self.issues, p),
            "vote_share": (self.issues,),
            "vote_after": (self.issues,),
            "half_life": (p, p),
            "prior": (p, p),
            "term": (o,),
            "settles": (o,),
            "withdrawal_cost": (p, o),
            "renewal": (o,),
            "extension": (o,),
            "lag": (o,),
            "ratified": (o,),
            "ballot_in": (self.ratifiers,),
            "recommends": (self.ratifiers, p),
            "raises": (self.ratifiers,),
            "truce": (self.truces, TRUCE_SIZE),
            "exposure": (p, o),
            "opened_breaches": (self.issues, p),
            "observed": (2, p, p),
            "firmness": (self.conditions,),
            "backdown": (self.conditions,),
            "pledge": (self.pledges,),
            "rate": (self.events,),
            "lasts": (self.events,),
            "goodwill": (self.events,),
            "event_points": (self.events, p),
            "effect": (self.effects,),
            "event_truce": (self.events, self.truces, 2),
            "guard": (self.guards, 3),
            "pressure": (self.pressures, PRESSURE_SIZE),
            "kappa": (p,),
            "share": (p,),
            "protocol": (PROTOCOL_SIZE,),
        }
        assert tuple(shapes) == Case._fields
        return shapes


@dataclass(frozen=True)
class CommonCause:
    """What an input has in common with the others of its group.

    Attributes:
        group: Path of the group, `correlations.ID`.
        strength: How much of the input's place in its range it decides, 0 to 1.
        sign: Whether the input lies high (1) or low (-1) when the common cause is high.
    """

    group: str
    strength: float
    sign: int


@dataclass(frozen=True)
class Input:
    """An uncertain number.

    Attributes:
        path: Where it is stated.
        spread: What is stated about it.
        places: The places of a case that it fills; none if what reads it is switched off.
        cause: What it has in common with other inputs; none if nothing.
    """

    path: str
    spread: Spread
    places: tuple[int, ...]
    cause: CommonCause | None = None

    @property
    def drawn_as(self) -> tuple[Spread, CommonCause | None]:
        """What its values depend on besides its path and the run: inputs that agree in it have the same values."""
        return self.spread, self.cause


@dataclass
class Layout:
    """The row of inputs while a game is being made: certain figures are set, uncertain ones noted.

    Attributes:
        shapes: The arrays of a case.
        features: Which mechanisms are on.
        base: The row with every certain figure.
        starts: Where each array begins in the row.
        causes: What inputs have in common with others, by path.
        inputs: The uncertain numbers in the order in which they were stated.
    """

    shapes: Shapes
    features: Features = field(default_factory=Features)
    causes: Mapping[str, CommonCause] = field(default_factory=dict)
    base: NDArray[np.float64] = field(init=False)
    starts: Mapping[str, int] = field(init=False)
    inputs: dict[str, Input] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Start with a row of zeros."""
        ends = list(accumulate((prod(shape) for shape in self.shapes.values()), initial=0))
        self.starts = dict(zip(self.shapes, ends, strict=False))
        self.base = np.zeros(ends[-1])

    def place(self, name: str, *index: int) -> int:
        """Return where an element of an array stands in the row.

        Raises:
            KeyError: No array has this name.
            IndexError: The array has no such element.
        """
        offset, shape = 0, self.shapes[name]
        for at, size in zip(index, shape, strict=True):
            if not 0 <= at < size:
                raise IndexError(f"{name}{list(index)} of {shape}")
            offset = offset * size + at
        return self.starts[name] + offset

    def set(self, path: str, spread: Spread, name: str, *index: int) -> None:
        """Note one stated number at a place; when its mechanism is off the place stays 0 but the input is still drawn.

        Raises:
            KeyError: No array has this name.
        """
        places = (self.place(name, *index),) if counts(self.features, name, index) else ()
        if spread.certain:
            for place in places:
                self.base[place] = spread.at[0]
            return
        known = self.inputs.get(path)
        self.inputs[path] = Input(path, spread, (known.places if known else ()) + places, self.causes.get(path))

    def put(self, value: float, name: str, *index: int) -> None:
        """Set a figure that nobody stated (a default, an infinity)."""
        self.base[self.place(name, *index)] = value


def case_over(row: NDArray[np.float64], shapes: Shapes) -> Case:
    """Return the arrays of a case as views of a row of inputs."""
    arrays = []
    offset = 0
    for shape in shapes.values():
        size = prod(shape)
        arrays.append(row[offset : offset + size].reshape(shape))
        offset += size
    return Case(*arrays)
