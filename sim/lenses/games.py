"""Games with all their solutions: a scenario's game of holding firm, a classic, or one from a file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import prod
from typing import Any, TypeVar

import numpy as np

from sim.arrays import Floats
from sim.finding import Finding, Row, Table
from sim.formatting import plain_data
from sim.lenses.backward_induction import EquilibriumPaths, course, equilibrium_paths
from sim.lenses.catalogue import classic as classic_named
from sim.lenses.correlation import correlated
from sim.lenses.dominance import dominated, survivors
from sim.lenses.evolution import stable_strategies, symmetric
from sim.lenses.firmness import LIMIT_CHOICES, Simulated, firmness
from sim.lenses.matrices import MatrixGame, Profile
from sim.lenses.mixed_equilibria import Equilibria, described, nash
from sim.lenses.quantal import in_own_ranges, logit
from sim.lenses.trees import GameTree, choices, has_matrix, in_turn, strategic_form
from sim.scenario.changes import ChangeLike
from sim.scenario.deciders import on_votes
from sim.scenario.documents import ScenarioLike, scenario_of

PRECISIONS = (0.5, 2.0, 8.0)
"""Precisions at which quantal responses are shown, per range of each player's payoffs."""

T = TypeVar("T")


@dataclass(frozen=True)
class MatrixSolution:
    """What is known of a game as a matrix; what could not be found is none, and a note says why.

    Attributes:
        equilibria: Nash equilibria.
        left: For each player the strategies that are left when strictly dominated ones are taken away repeatedly.
        correlated: [n_1, ..., n_P] the correlated equilibrium with the largest sum of payoffs.
        quantal: Precision, per range of each player's payoffs, and the logit equilibrium at it.
        stable: Evolutionarily stable strategies, of a symmetric game of two.
        notes: What could not be found, and why.
    """

    equilibria: Equilibria
    left: tuple[tuple[int, ...], ...]
    correlated: Floats | None
    quantal: tuple[tuple[float, Profile], ...]
    stable: tuple[Floats, ...] | None
    notes: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class GameSolution(Finding):
    """A game with its solutions.

    Attributes:
        game: The matrix; none of a tree whose matrix would be too large.
        tree: The tree, of a game in which players move in turn.
        matrix: What is known of the matrix.
        paths: The ways that play takes in the subgame-perfect equilibria of a tree in which all know all that happened.
        notes: What was not looked for, and why.
        about: What else is known of it, as plain data.
    """

    game: MatrixGame | None
    tree: GameTree | None
    matrix: MatrixSolution | None
    paths: EquilibriumPaths | None
    notes: tuple[str, ...]
    about: Mapping[str, Any]

    @property
    def players(self) -> tuple[str, ...]:
        """The players' names, told apart where they repeat or are empty."""
        named = self.game or self.tree
        return named.player_labels if named is not None else ()

    @property
    def title(self) -> str:
        """What the game is called."""
        named = self.game or self.tree
        return named.title if named is not None else ""

    @property
    def equilibria(self) -> Equilibria:
        """Nash equilibria of the matrix; none where there is no matrix."""
        return Equilibria((), False, None, "nothing but the tree") if self.matrix is None else self.matrix.equilibria

    def table(self) -> Table:
        """Return the Nash equilibria, or the ways of play where there is no matrix: who does what, and gets what."""
        found = self.equilibria
        if self.game is None:
            rows = [{"course": "; ".join(path["course"]), **_payoff_columns(path)} for path in self._paths()]
            return Table(f"{self.title}: ways of play in subgame-perfect equilibria", rows, " ".join(self.notes))
        sizes = " x ".join(map(str, self.game.sizes))
        title = f"{self.title}: {sizes} choices, {'all' if found.complete else 'some'} Nash equilibria"
        note = "The game is degenerate: mixtures of these may be equilibria too." if found.degenerate else ""
        return Table(title, [_equilibrium(described(self.game, one)) for one in found.found], note)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data; names that repeat or are empty are told apart, positions always given."""
        found = self.equilibria
        data = {
            "title": self.title,
            "players": list(self.players),
            "strategies": None,
            "payoffs": None,
            "equilibria": [],
            "complete": found.complete,
            "degenerate": found.degenerate,
            "method": found.method,
            **({} if self.game is None or self.matrix is None else _matrix_data(self.game, self.matrix)),
            "subgame_perfect": self._paths(),
            "subgame_perfect_complete": None if self.paths is None else self.paths.complete,
            "imperfect_recall": [] if self.tree is None else [self.players[p] for p in self.tree.forgetful],
            "notes": [*self.notes, *(() if self.matrix is None else self.matrix.notes)],
            **self.about,
        }
        return plain_data(data)

    def _paths(self) -> list[dict[str, Any]]:
        if self.tree is None or self.paths is None:
            return []
        return [
            {
                "course": list(course(self.tree, path)),
                "payoffs": dict(zip(self.players, path.payoffs, strict=True)),
                "values": list(path.payoffs),
            }
            for path in self.paths.paths
        ]


def _equilibrium(told: Mapping[str, Any]) -> Row:
    """Return an equilibrium as a row."""
    doing = {player: ", ".join(_mixed(name, p) for name, p in mix.items()) for player, mix in told["profile"].items()}
    return {**doing, **_payoff_columns(told)}


def _payoff_columns(told: Mapping[str, Any]) -> Row:
    return {f"payoff of {player}": value for player, value in told["payoffs"].items()}


def _mixed(name: str, chance: float) -> str:
    return name if chance == 1.0 else f"{name} {100.0 * chance:.4g} %"


def _matrix_data(game: MatrixGame, found: MatrixSolution) -> dict[str, Any]:
    """Return a matrix and its solutions as plain data."""
    players, names = game.player_labels, game.strategy_labels
    return {
        "strategies": dict(zip(players, map(list, names), strict=True)),
        "payoffs": np.moveaxis(game.payoffs, 0, -1).tolist(),
        "low": None if game.low is None else np.moveaxis(game.low, 0, -1).tolist(),
        "high": None if game.high is None else np.moveaxis(game.high, 0, -1).tolist(),
        "equilibria": [described(game, one) for one in found.equilibria.found],
        "dominated": {p: [names[i][s] for s in dominated(game, i)] for i, p in enumerate(players)},
        "undominated": {p: [names[i][s] for s in found.left[i]] for i, p in enumerate(players)},
        "correlated": None if found.correlated is None else _correlated_data(game, found.correlated),
        "quantal": [
            {
                "precision": precision,
                "profile": {p: dict(zip(names[i], profile[i].tolist(), strict=True)) for i, p in enumerate(players)},
                "chances": [x.tolist() for x in profile],
            }
            for precision, profile in found.quantal
        ],
        "evolutionarily_stable": None
        if found.stable is None
        else [dict(zip(names[0], x.tolist(), strict=True)) for x in found.stable],
    }


def _correlated_data(game: MatrixGame, chances: Floats) -> dict[str, Any]:
    names = game.strategy_labels
    told = [
        {"choice": [names[p][s] for p, s in enumerate(cell)], "chance": float(chances[tuple(cell)])}
        for cell in np.argwhere(chances > 0.0)
    ]
    means = [float((table * chances).sum()) for table in game.payoffs]
    return {"choices": told, "payoffs": dict(zip(game.player_labels, means, strict=True))}


VOTES = (
    "Votes are counted on {issues}: a deal follows if those who gain are enough to settle it, and whoever loses can "
    "be outvoted. A consensus that falls back to a vote counts as that vote."
)
"""What is said of a game of holding firm where votes are counted."""


def games(
    scenario: ScenarioLike, changes: Sequence[ChangeLike] = (), *, simulated: Simulated | None = None
) -> GameSolution:
    """Return a scenario as a game of holding firm, as a matrix and in turn as a tree, with its equilibria.

    Args:
        scenario: A scenario in which at least one party has a condition, or the name or path of one.
        changes: What-ifs to apply first.
        simulated: Gives payoffs with intervals; see `firmness`.

    Raises:
        ValueError: There are no conditions, or too many.
    """
    found = firmness(scenario_of(scenario), changes, simulated)
    about = {
        "held": {p: [list(mine) for mine in found.held[i]] for i, p in enumerate(found.game.players)},
        "deals": [
            {
                "choice": [found.game.strategies[p][s] for p, s in enumerate(cell)],
                "deal": found.worths.game.deal(int(found.deals[cell])) if found.deals[cell] >= 0 else None,
            }
            for cell in np.ndindex(*found.game.sizes)
        ],
    }
    answer = solved(found.game, in_turn(found.game), about)
    votes = on_votes(found.worths.game.scenario, VOTES) if simulated is None else ()
    return replace(answer, notes=(*answer.notes, *votes))


def classic(name: str) -> GameSolution:
    """Return a classic game with its equilibria.

    Raises:
        ValueError: There is none of that name.
    """
    found = classic_named(name)
    about = {"name": found.name, "lesson": found.lesson, "source": found.source}
    if isinstance(found.game, GameTree):
        return solved(strategic_form(found.game), found.game, about)
    return solved(found.game, None, about)


def solved(
    game: MatrixGame | None, tree: GameTree | None = None, about: Mapping[str, Any] | None = None
) -> GameSolution:
    """Return a game with all its solutions.

    A tree in which everybody always knows all that has happened is solved from its end, whatever size its matrix would
    have.

    Args:
        game: The matrix; none: that of the tree, if it is small enough.
        tree: The same game, or one in turn, as a tree.
        about: What else to say of it.

    Raises:
        ValueError: There are more than `LIMIT_CHOICES` choices of strategies, and no tree to be solved from its end.
    """
    paths = equilibrium_paths(tree) if tree is not None and tree.perfect else None
    count = prod(game.sizes) if game is not None else choices(tree) if tree is not None else 0
    if count > LIMIT_CHOICES and paths is None:
        raise ValueError(f"found {count:,} choices of strategies, expected at most {LIMIT_CHOICES:,}")
    if game is None and tree is not None and count <= LIMIT_CHOICES and has_matrix(tree):
        game = strategic_form(tree)
    elif count > LIMIT_CHOICES:
        game = None
    matrix = None if game is None else solved_matrix(game)
    return GameSolution(game, tree, matrix, paths, tuple(_notes(tree, matrix)), about or {})


def _notes(tree: GameTree | None, matrix: MatrixSolution | None) -> list[str]:
    """Return what was not looked for, and why."""
    notes = []
    if matrix is None:
        notes.append("The matrix of this tree is too large, so it is solved from its end only.")
    if tree is not None and not tree.perfect:
        notes.append("Not everybody knows all that has happened, so the tree cannot be solved from its end.")
    if tree is not None and tree.forgetful:
        who = " and ".join(tree.player_labels[player] for player in tree.forgetful)
        notes.append(
            f"Imperfect recall: {who} cannot remember all that it did or knew. The equilibria mix whole strategies, "
            "which choices made at each place by itself need not amount to."
        )
    return notes


def solved_matrix(game: MatrixGame) -> MatrixSolution:
    """Return what is known of a matrix; what cannot be found leaves the rest standing."""
    notes: list[str] = []
    scaled = in_own_ranges(game)
    quantal = [
        (precision, _tried(partial(logit, scaled, precision), f"Quantal response at precision {precision:g}", notes))
        for precision in PRECISIONS
    ]
    return MatrixSolution(
        equilibria=nash(game),
        left=survivors(game),
        correlated=_tried(partial(correlated, game), "Correlated equilibrium", notes),
        quantal=tuple((precision, profile) for precision, profile in quantal if profile is not None),
        stable=_tried(lambda: tuple(stable_strategies(game)), "Evolutionarily stable strategies", notes)
        if symmetric(game)
        else None,
        notes=tuple(notes),
    )


def _tried(find: Callable[[], T], what: str, notes: list[str]) -> T | None:
    """Return what is found; if nothing can be, none, with a note saying why."""
    try:
        return find()
    except ValueError as error:
        notes.append(f"{what}: {error}.")
        return None
