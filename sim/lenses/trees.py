"""Games as trees: who moves when, knowing what.

Nodes stand in one flat list, the root first and a node's branches in order after it, so that no tree is too deep.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import isfinite, prod

import numpy as np

from sim.lenses.matrices import LIMIT_CELLS, MatrixGame, everybody, labels
from sim.lenses.rationals import Rationals, rational, rationals

CHANCE = -1
"""The player of a node at which luck decides."""
END = -2
"""The player of a node at which the game is over."""
Number = float | Fraction
"""A payoff or a chance; one that is not a whole number is exact only as a fraction."""


@dataclass(frozen=True)
class GameNode:
    """A place in a tree.

    Attributes:
        player: Who moves: a player's number, `CHANCE` or `END`.
        info: What the mover knows: it cannot tell nodes of one player with the same number apart; -1 at an end.
        actions: Names of the branches.
        children: The nodes that they lead to.
        chances: At a chance node, how likely each branch is.
        payoff: What each player gets on reaching the node, beside what comes later; empty for nothing.
        name: What the node is called; may be empty.
    """

    player: int
    info: int = -1
    actions: tuple[str, ...] = ()
    children: tuple[int, ...] = ()
    chances: tuple[Number, ...] = ()
    payoff: tuple[Number, ...] = ()
    name: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of the branches, told apart where they repeat or are empty."""
        return labels(self.actions, "action")


@dataclass(frozen=True)
class GameTree:
    """A game in extensive form.

    Attributes:
        title: What it is called.
        players: Names of the players.
        nodes: All nodes; the first is the root, and every other one comes after the node that leads to it.
    """

    title: str
    players: tuple[str, ...]
    nodes: tuple[GameNode, ...]

    def __post_init__(self) -> None:
        """Make sure that it is a tree.

        Raises:
            ValueError: It is not.
        """
        led_to = [child for node in self.nodes for child in node.children]
        if sorted(led_to) != list(range(1, len(self.nodes))):
            raise ValueError("found nodes that nothing or more than one node leads to, expected a tree")
        for place, node in enumerate(self.nodes):
            _check(node, place, len(self.players))
        sets: dict[tuple[int, int], tuple[str, ...]] = {}
        for node in self.nodes:
            if node.player >= 0 and sets.setdefault((node.player, node.info), node.actions) != node.actions:
                raise ValueError(f"found different actions at nodes that {self.players[node.player]} cannot tell apart")

    @property
    def player_labels(self) -> tuple[str, ...]:
        """The players' names, told apart where they repeat or are empty."""
        return labels(self.players, "player")

    @property
    def perfect(self) -> bool:
        """Whether everybody always knows all that has happened."""
        seen = [(node.player, node.info) for node in self.nodes if node.player >= 0]
        return len(seen) == len(set(seen))

    @property
    def forgetful(self) -> tuple[int, ...]:
        """Players of imperfect recall, who cannot tell nodes apart before which they did or knew different things.

        Source:
            Kuhn (1953).
        """
        numbers: dict[tuple[int, int, int], int] = {}
        pasts: list[tuple[int, ...]] = [(0,) * len(self.players)] * len(self.nodes)
        known: dict[tuple[int, int], int] = {}
        found = set()
        for place, node in enumerate(self.nodes):
            past, mover = pasts[place], node.player
            if mover >= 0 and known.setdefault((mover, node.info), past[mover]) != past[mover]:
                found.add(mover)
            for action, child in enumerate(node.children):
                pasts[child] = past
                if mover >= 0:
                    # What the mover knew and did up to here gets a number, the same wherever it is the same.
                    own = numbers.setdefault((past[mover], node.info, action), len(numbers) + 1)
                    pasts[child] = (*past[:mover], own, *past[mover + 1 :])
        return tuple(sorted(found))


def _check(node: GameNode, place: int, players: int) -> None:
    if len(node.actions) != len(node.children) or (node.player == END) != (not node.children):
        raise ValueError(f"found node {place + 1} with {len(node.children)} branches, expected one per action")
    if any(child <= place for child in node.children):
        raise ValueError(f"found a branch of node {place + 1} that leads back, expected nodes in order")
    if not END <= node.player < players or len(node.payoff) not in (0, players):
        raise ValueError(f"found node {place + 1} of a player or with payoffs that do not exist")
    if not all(isfinite(value) for value in node.payoff):
        raise ValueError(f"found a payoff at node {place + 1} that is not a finite number")
    if node.player == CHANCE:
        sound = len(node.chances) == len(node.children) and min(node.chances, default=0.0) >= 0.0
        if not sound or abs(sum(node.chances) - 1.0) > 1e-9:
            raise ValueError(f"found chances {node.chances} at node {place + 1}, expected some that add up to 1")


def information_sets(tree: GameTree, player: int) -> dict[int, tuple[str, ...]]:
    """Return what a player may know, in the order of the tree, with the actions that it then has."""
    return {node.info: node.actions for node in tree.nodes if node.player == player}


def situations(tree: GameTree, player: int) -> dict[int, list[int]]:
    """Return, in the same order, at which nodes a player knows the same."""
    found: dict[int, list[int]] = {}
    for place, node in enumerate(tree.nodes):
        if node.player == player:
            found.setdefault(node.info, []).append(place)
    return found


def courses(tree: GameTree) -> list[tuple[str, ...]]:
    """Return, for every node, the names of the branches that lead to it from the root."""
    found: list[tuple[str, ...]] = [()] * len(tree.nodes)
    for place, node in enumerate(tree.nodes):
        for name, child in zip(node.labels, node.children, strict=True):
            found[child] = (*found[place], name)
    return found


def strategic_form(tree: GameTree) -> MatrixGame:
    """Return the matrix of a tree: a strategy says what to do at every information set.

    Raises:
        ValueError: The matrix would be too large.
    """
    sets = [information_sets(tree, player) for player in range(len(tree.players))]
    sizes = [prod(len(actions) for actions in mine.values()) for mine in sets]
    if not has_matrix(tree):
        raise ValueError(f"found {prod(sizes):,} choices of strategies, expected fewer for a matrix")
    plans = [list(product(*(range(len(actions)) for actions in mine.values()))) for mine in sets]
    payoffs = np.empty((len(sizes), *sizes), object)
    for cell in product(*(range(size) for size in sizes)):
        acts = [dict(zip(sets[p], plans[p][s], strict=True)) for p, s in enumerate(cell)]
        payoffs[everybody(cell)] = played(tree, acts)
    names = tuple(tuple(", ".join(_said(mine, choice)) or "–" for choice in plans[p]) for p, mine in enumerate(sets))
    return MatrixGame(tree.title, tree.players, names, payoffs.astype(np.float64), stated=payoffs)


def choices(tree: GameTree) -> int:
    """Return how many choices of strategies a tree leaves: cells of its matrix."""
    sets = [information_sets(tree, player) for player in range(len(tree.players))]
    return prod(len(actions) for mine in sets for actions in mine.values())


def has_matrix(tree: GameTree) -> bool:
    """Return whether the matrix of a tree is small enough to be written out."""
    cells = choices(tree)
    return cells * len(tree.players) <= LIMIT_CELLS and cells * len(tree.nodes) <= 50 * LIMIT_CELLS


def _said(mine: dict[int, tuple[str, ...]], choice: tuple[int, ...]) -> Iterator[str]:
    for actions, chosen in zip(mine.values(), choice, strict=True):
        yield actions[chosen]


def played(tree: GameTree, acts: Sequence[dict[int, int]]) -> Rationals:
    """Return what players expect if each acts, at each of its information sets, as told."""
    value = rationals(np.zeros(len(tree.players)))
    waiting = [(0, Fraction(1))]
    while waiting:
        at, chance = waiting.pop()
        node = tree.nodes[at]
        if node.payoff:
            value = value + chance * rationals(node.payoff)
        if node.player == CHANCE:
            waiting += [(k, chance * rational(p)) for k, p in zip(node.children, node.chances, strict=True) if p > 0]
        elif node.player >= 0:
            waiting.append((node.children[acts[node.player][node.info]], chance))
    return value


def in_turn(game: MatrixGame, order: Sequence[int] | None = None, blind: bool = False) -> GameTree:
    """Return a matrix game as a tree in which players commit themselves in turn.

    Args:
        game: The game.
        order: Players in the order in which they move; none: as listed.
        blind: Whether nobody sees what was chosen before, which is the matrix game itself.

    Raises:
        ValueError: The order does not name each player once.
    """
    turns = list(range(len(game.players)) if order is None else order)
    if sorted(turns) != list(range(len(game.players))):
        raise ValueError(f"found the order {turns}, expected each player's number once")
    nodes: list[GameNode] = []
    layers: list[list[tuple[int, ...]]] = [[()]]
    for player in turns:
        layers.append([(*past, s) for past in layers[-1] for s in range(game.sizes[player])])
    first = 0
    for depth, layer in enumerate(layers):
        after = first + len(layer)
        for place, past in enumerate(layer):
            if depth == len(turns):
                cell = tuple(past[turns.index(p)] for p in range(len(turns)))
                nodes.append(GameNode(END, payoff=tuple(game.given[everybody(cell)].tolist())))
            else:
                names = game.strategies[turns[depth]]
                children = tuple(after + place * len(names) + s for s in range(len(names)))
                nodes.append(GameNode(turns[depth], 0 if blind else place, names, children))
        first = after
    return GameTree(game.title, game.players, tuple(nodes))
