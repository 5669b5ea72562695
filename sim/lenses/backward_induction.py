"""Trees solved from their ends: subgame-perfect equilibria where everybody always knows all that has happened.

In exact fractions, and whatever size the matrix of the tree would have.

Source:
    Kuhn (1953); Selten (1965).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product

from sim.lenses.rationals import rational
from sim.lenses.trees import GameNode, GameTree

MOST_SOLUTIONS = 1_000
"""How many subgame-perfect equilibria there may be and still all be listed."""
MOST_PATHS = 100_000
"""How many ways of play are kept at a node."""

Exact = tuple[Fraction, ...]


@dataclass(frozen=True)
class _Solution:
    """A subgame solved one way: what it pays, what is chosen at its root, and the solutions below that go with it."""

    place: int
    pays: Exact
    action: int | None
    below: tuple["_Solution", ...]


@dataclass(frozen=True)
class SubgamePerfect:
    """A subgame-perfect equilibrium in pure strategies: what everybody would do everywhere.

    Attributes:
        payoffs: What each player expects.
    """

    payoffs: tuple[float, ...]
    _solution: _Solution

    @cached_property
    def choice(self) -> dict[int, int]:
        """Node to the place of the action that is chosen there, for nodes at which a player moves."""
        chosen, waiting = {}, [self._solution]
        while waiting:
            at = waiting.pop()
            waiting += at.below
            if at.action is not None:
                chosen[at.place] = at.action
        return dict(sorted(chosen.items()))


@dataclass(frozen=True)
class EquilibriumPath:
    """The way that play takes in one or more subgame-perfect equilibria.

    Attributes:
        payoffs: What each player expects.
        choice: Node to the place of the action that is chosen there, for nodes on the way; up to where luck decides.
    """

    payoffs: tuple[float, ...]
    choice: Mapping[int, int]


@dataclass(frozen=True)
class EquilibriumPaths:
    """The different ways that play takes in subgame-perfect equilibria.

    Attributes:
        paths: Each of them.
        complete: Whether these are all.
    """

    paths: tuple[EquilibriumPath, ...]
    complete: bool


def subgame_perfect(tree: GameTree, most: int = MOST_SOLUTIONS) -> list[SubgamePerfect]:
    """Return the subgame-perfect equilibria in pure strategies, by backward induction.

    From the ends back to the root, whoever moves takes what is best for it given what follows. Where actions are
    equally good each of them gives further equilibria.

    Args:
        tree: A game in which everybody always knows all that has happened.
        most: How many equilibria there may be and still be listed.

    Raises:
        ValueError: Somebody cannot tell nodes apart (look for equilibria of `strategic_form` instead), or there are
            more equilibria (see `equilibrium_paths`).

    Example:
        >>> from sim.lenses import classic_game
        >>> tree = classic_game("ultimatum").game
        >>> subgame_perfect(tree)[0].payoffs
        (4.0, 0.0)
    """
    _check(tree)
    solved: list[list[_Solution]] = [[] for _ in tree.nodes]
    for place in range(len(tree.nodes) - 1, -1, -1):
        for one in _solutions(tree, place, [solved[child] for child in tree.nodes[place].children]):
            if len(solved[place]) >= most:
                raise ValueError(f"found more than {most:,} subgame-perfect equilibria, expected at most so many")
            solved[place].append(one)
        for child in tree.nodes[place].children:
            solved[child] = []
    return [SubgamePerfect(tuple(float(value) for value in one.pays), one) for one in solved[0]]


def _check(tree: GameTree) -> None:
    if not tree.perfect:
        raise ValueError("found nodes that a player cannot tell apart, expected none for backward induction")


def _solutions(tree: GameTree, place: int, below: Sequence[Sequence[_Solution]]) -> Iterator[_Solution]:
    """Yield a node's solutions, one for each way in which those below and equally good actions can be chosen."""
    node, own = tree.nodes[place], _own(tree, tree.nodes[place])
    for chosen in product(*below):
        if node.player < 0:
            chances = [rational(chance) for chance in node.chances]
            yield _Solution(place, _sum(own, chances, [one.pays for one in chosen]), None, chosen)
            continue
        best = max(one.pays[node.player] for one in chosen)
        for action, one in enumerate(chosen):
            if one.pays[node.player] == best:
                yield _Solution(place, _sum(own, [Fraction(1)], [one.pays]), action, chosen)


def _own(tree: GameTree, node: GameNode) -> Exact:
    return tuple(rational(value) for value in node.payoff) or (Fraction(0),) * len(tree.players)


def _sum(own: Exact, chances: Sequence[Fraction], pays: Sequence[Exact]) -> Exact:
    return tuple(
        mine + sum((chance * one[player] for chance, one in zip(chances, pays, strict=True)), Fraction(0))
        for player, mine in enumerate(own)
    )


@dataclass(frozen=True)
class _Way:
    """One way of play from a node on: what it pays, what is chosen first, and the way that follows."""

    place: int
    pays: Exact
    action: int | None = None
    then: "_Way | None" = None


def equilibrium_paths(tree: GameTree, most: int = MOST_PATHS) -> EquilibriumPaths:
    """Return the different ways that play takes in the subgame-perfect equilibria of a tree, with what they pay.

    An action is on the way of some equilibrium if what follows pays the mover at least as much as each other action
    may pay it at its worst. So there is no need to list who would do what off the way, of which there is far more. Ways
    up to where luck decides are told apart by what they pay from there on.

    Args:
        tree: A game in which everybody always knows all that has happened.
        most: How many ways are kept at each node at most.

    Raises:
        ValueError: Somebody cannot tell nodes apart.
    """
    _check(tree)
    ways: list[list[_Way]] = [[] for _ in tree.nodes]
    complete = True
    for place in range(len(tree.nodes) - 1, -1, -1):
        node = tree.nodes[place]
        below = [ways[child] for child in node.children]
        found, whole = _by_luck(tree, place, below, most) if node.player < 0 else (_chosen(tree, place, below), True)
        complete &= whole and len(found) <= most
        ways[place] = found[:most]
        for child in node.children:
            ways[child] = []
    return EquilibriumPaths(tuple(_told(way) for way in ways[0]), complete)


def _chosen(tree: GameTree, place: int, below: Sequence[Sequence[_Way]]) -> list[_Way]:
    node, own = tree.nodes[place], _own(tree, tree.nodes[place])
    worst = [min(way.pays[node.player] for way in ways) for ways in below]
    ranked = sorted(worst)
    # The largest of the others' worst cases.
    floors = [ranked[-2:-1] if mine == ranked[-1] else ranked[-1:] for mine in worst]
    return [
        _Way(place, _sum(own, [Fraction(1)], [way.pays]), action, way)
        for action, (ways, floor) in enumerate(zip(below, floors, strict=True))
        for way in ways
        if not floor or way.pays[node.player] >= floor[0]
    ]


def _by_luck(tree: GameTree, place: int, below: Sequence[Sequence[_Way]], most: int) -> tuple[list[_Way], bool]:
    """Return a way for everything that a node of luck, or an end, may pay, and whether that is all."""
    node = tree.nodes[place]
    pays, whole = {_own(tree, node): None}, True
    for chance, ways in zip(node.chances, below, strict=True):
        sums = (_sum(one, [rational(chance)], [way]) for one in pays for way in {way.pays: None for way in ways})
        pays = {}
        for one in sums:
            pays.setdefault(one)
            if len(pays) > most:
                whole = False
                break
    return [_Way(place, one) for one in pays], whole


def _told(way: _Way) -> EquilibriumPath:
    choice, at = {}, way
    while at.action is not None and at.then is not None:
        choice[at.place] = at.action
        at = at.then
    return EquilibriumPath(tuple(float(value) for value in way.pays), choice)


def course(tree: GameTree, solution: SubgamePerfect | EquilibriumPath) -> tuple[str, ...]:
    """Return the actions on the way of play, as `player: action`; up to where luck decides or the end."""
    at, said = 0, []
    while tree.nodes[at].player >= 0:
        node = tree.nodes[at]
        action = solution.choice[at]
        said.append(f"{tree.player_labels[node.player]}: {node.labels[action]}")
        at = node.children[action]
    return tuple(said)
