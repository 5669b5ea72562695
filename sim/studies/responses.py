"""What a study of inputs looks at: a figure per run, as a function of the uncertain inputs and of luck.

Luck is an input like any other, except that nobody states it: a run's number addresses all of it. So a response is a
function of rows of inputs and of the number of the first run, and the same rows can be played under the same luck or
under other luck. A formula without luck is a response too, and goes the same way as an ensemble.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from sim.analysis.asked_about import check_asked, ends_in, share_in_words
from sim.analysis.known_functions import KnownFunction
from sim.arrays import Floats, Ints
from sim.game.build import Game
from sim.game.cases import draw, quantiles
from sim.game.common_causes import coupled, groups_of
from sim.game.layout import CommonCause
from sim.game.records import Records
from sim.runs.ensemble import play
from sim.runs.options import PlayOptions
from sim.runs.results import Ensemble
from sim.scenario.levers import all_paths
from sim.scenario.numbers import Spread

TAIL = 0.05
"""Quantile, from either side, that counts as the end of a range without ends of its own."""


class CancelledError(Exception):
    """The caller asked to stop while runs were being played."""


class Tally:
    """Counts the runs of a study over all its ensembles, tells how far along it is, and knows when to stop.

    Attributes:
        wanted: Runs that the study will play.
        done: Runs played by ensembles that are finished.
    """

    def __init__(self, options: PlayOptions = PlayOptions()) -> None:
        self.options = options
        self.wanted = 0
        self.done = 0

    def played(self, game: Game, values: Floats, seed: int, first: int, numbers: Ints | None = None) -> Records:
        """Play one run per row of `values`, from run number `first` on, or with minds and talks drawn at `numbers`.

        Raises:
            CancelledError: The caller asked to stop.
        """
        options = self.options if self.options.progress is None else self.options.told(self._told)
        found = play(game, values, seed, first=first, numbers=numbers, options=options)
        if found.runs < len(values):
            raise CancelledError
        self.done += len(values)
        return Records(game, found.records)

    def _told(self, done: int, _: int) -> None:
        self.options.tell(self.done + done, max(self.wanted, self.done + done))


@dataclass(frozen=True)
class UncertainInput:
    """An uncertain input.

    Attributes:
        path: Where it is stated.
        label: What it is, in words.
        unit: What it is counted in.
        spread: What is stated about it.
        cause: What it has in common with others; none if nothing.
    """

    path: str
    label: str
    unit: str
    spread: Spread
    cause: CommonCause | None = None

    @property
    def ends(self) -> tuple[float, float]:
        """The ends of its range; of a shape that thins out, normal, lognormal or beta, its 5 % and 95 % quantiles."""
        if self.spread.kind == "beta":
            low, high = quantiles(self.spread, np.array([TAIL, 1.0 - TAIL]))
            return float(low), float(high)
        return self.spread.low, self.spread.high


@dataclass(frozen=True)
class InputGroup:
    """What several inputs have in common.

    Attributes:
        path: Where the group is stated.
        label: What it is called.
    """

    path: str
    label: str


Measured = Callable[[Floats, int], Floats]
"""([runs, inputs] values, number of the first run) -> [runs] the figure."""

MeasuredAt = Callable[[Floats, Ints], Floats]
"""([runs, inputs] values, [runs, 2] numbers of minds and talks) -> [runs] the figure."""


@dataclass(frozen=True)
class Response:
    """A figure per run as a function of inputs and luck.

    Attributes:
        what: What the figure is, in words.
        inputs: The uncertain inputs, by column.
        measure: Plays runs and returns the figure of each. Row j is played under the luck of run `first` + j.
        chance: Whether luck matters; without it the same inputs always give the same figure.
        tally: How far the study is.
        groups: What inputs have in common, in the order in which inputs name them.
        measure_at: Plays runs whose minds and talks are drawn at numbers of their own; none without luck.
    """

    what: str
    inputs: tuple[UncertainInput, ...]
    measure: Measured
    chance: bool = True
    tally: Tally = field(default_factory=Tally)
    groups: tuple[InputGroup, ...] = ()
    measure_at: MeasuredAt | None = None

    @property
    def drawn(self) -> tuple[tuple[str, str], ...]:
        """(path, label) of all that is drawn independently: each input's own part, then the cause of each group."""
        called = {group.path: group.label for group in self.groups}
        return (*((one.path, _own_part(one, called)) for one in self.inputs), *called.items())

    def values(self, unit: Floats) -> Floats:
        """Return the values of all inputs, [runs, inputs], given what is drawn independently: [runs, `drawn`]."""
        places = coupled(self.inputs, unit)
        columns = [quantiles(given.spread, places[:, place]) for place, given in enumerate(self.inputs)]
        return np.column_stack(columns) if columns else np.empty((len(unit), 0))


def _own_part(given: UncertainInput, groups: Mapping[str, str]) -> str:
    """Return what an input is called; of a member of a group, what its own part is, given the common cause."""
    return given.label if given.cause is None else f"{given.label}, given: {groups[given.cause.group]}"


def of_outcome(game: Game, outcome: str, seed: int, tally: Tally | None = None) -> Response:
    """Return, per run of a game, whether it ends in an outcome, or answers a question with yes.

    Args:
        game: What is played.
        outcome: Id of an outcome, or of a question for yes or no.
        seed: Key of all luck.
        tally: Counts its runs.

    Raises:
        ValueError: The scenario has no such outcome.
    """
    scenario = game.scenario
    check_asked(scenario, outcome)
    counted = tally or Tally()

    def measure(values: Floats, first: int) -> Floats:
        return ends_in(counted.played(game, values, seed, first), (outcome,)).astype(np.float64)

    def measure_at(values: Floats, numbers: Ints) -> Floats:
        records = counted.played(game, values, seed, 0, numbers)
        return ends_in(records, (outcome,)).astype(np.float64)

    what = share_in_words(scenario, outcome)
    inputs = uncertain_inputs(game)
    return Response(what, inputs, measure, True, counted, input_groups(game), measure_at)


def input_groups(game: Game) -> tuple[InputGroup, ...]:
    """Return the groups in which inputs of a game have a part."""
    paths = groups_of(game.inputs)
    return tuple(InputGroup(path, game.scenario.name_of(*path.split(".", 1))) for path in paths)


def uncertain_inputs(game: Game) -> tuple[UncertainInput, ...]:
    """Return the uncertain numbers of a game with names that differ, in the order of its cases."""
    units = {info.path: info.unit for info in all_paths(game.scenario)}
    names = game.input_names
    return tuple(
        UncertainInput(given.path, names[given.path], units.get(given.path, ""), given.spread, given.cause)
        for given in game.inputs
    )


def of_function(known: KnownFunction) -> Response:
    """Return a formula as a response: its inputs uniform on their range, no luck."""
    low, high = known.range
    spread = Spread(kind="uniform", at=(low, high))
    inputs = tuple(UncertainInput(name, name, "", spread) for name in known.inputs)
    return Response(known.label, inputs, lambda values, _: known.function(values), chance=False)


def shared_cases(ensemble: Ensemble, game: Game) -> Floats:
    """Return the cases of an ensemble for a game that differs from it by changes: [runs, inputs].

    What both leave equally uncertain has the same values; the rest is drawn.
    """
    places = {(given.path, *given.drawn_as): place for place, given in enumerate(ensemble.game.inputs)}
    values = draw(game, ensemble.wanted, ensemble.seed, method=ensemble.method)[: ensemble.runs]
    for column, given in enumerate(game.inputs):
        place = places.get((given.path, *given.drawn_as))
        if place is not None:
            values[:, column] = ensemble.values[:, place]
    return np.ascontiguousarray(values)
