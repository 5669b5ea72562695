"""Games as trees: who moves when, knowing what; solved from the end.

Nodes stand in one flat list, the root first and a node's branches in order after it, so that no tree is too deep.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from math import prod

import numpy as np

from sim.arrays import Floats
from sim.lenses.matrices import LIMIT_CELLS, MatrixGame, everybody

CHANCE = -1
"""The player of a node at which luck decides."""
END = -2
"""The player of a node at which the game is over."""
MOST_SOLUTIONS = 1_000
"""Subgame-perfect equilibria up to which all are listed."""


@dataclass(frozen=True)
class Node:
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
    chances: tuple[float, ...] = ()
    payoff: tuple[float, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class Tree:
    """A game in extensive form.

    Attributes:
        title: What it is called.
        players: Names of the players.
        nodes: All nodes; the first is the root, and every other one comes after the node that leads to it.
    """

    title: str
    players: tuple[str, ...]
    nodes: tuple[Node, ...]

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
    def perfect(self) -> bool:
        """Whether everybody always knows all that has happened."""
        seen = [(node.player, node.info) for node in self.nodes if node.player >= 0]
        return len(seen) == len(set(seen))


def _check(node: Node, place: int, players: int) -> None:
    if len(node.actions) != len(node.children) or (node.player == END) != (not node.children):
        raise ValueError(f"found node {place + 1} with {len(node.children)} branches, expected one per action")
    if any(child <= place for child in node.children):
        raise ValueError(f"found a branch of node {place + 1} that leads back, expected nodes in order")
    if not END <= node.player < players or len(node.payoff) not in (0, players):
        raise ValueError(f"found node {place + 1} of a player or with payoffs that do not exist")
    if not np.isfinite(node.payoff).all():
        raise ValueError(f"found a payoff at node {place + 1} that is no finite number")
    if node.player == CHANCE:
        sound = len(node.chances) == len(node.children) and min(node.chances, default=0.0) >= 0.0
        if not sound or abs(sum(node.chances) - 1.0) > 1e-9:
            raise ValueError(f"found chances {node.chances} at node {place + 1}, expected some that add up to 1")


@dataclass(frozen=True)
class Plan:
    """What everybody would do everywhere, in a subgame-perfect equilibrium.

    Attributes:
        choice: Node to the place of the action that is chosen there, for nodes at which a player moves.
        payoffs: What each player expects.
    """

    choice: dict[int, int]
    payoffs: tuple[float, ...]


def subgame_perfect(tree: Tree, most: int = MOST_SOLUTIONS) -> list[Plan]:
    """Return the subgame-perfect equilibria in pure strategies, by backward induction.

    From the ends back to the root, whoever moves takes what is best for it given what follows. Where actions are
    equally good each of them gives further equilibria.

    Args:
        tree: A game in which everybody always knows all that has happened.
        most: Plans to return at most.

    Raises:
        ValueError: Somebody cannot tell nodes apart; look for equilibria of `strategic_form` instead.

    Example:
        >>> from sim.lenses import classic_game
        >>> tree = classic_game("ultimatum").game
        >>> subgame_perfect(tree)[0].payoffs
        (4.0, 0.0)

    Source:
        Kuhn (1953); Selten (1965).
    """
    if not tree.perfect:
        raise ValueError("found nodes that a player cannot tell apart, expected none for backward induction")
    plans: list[list[Plan]] = [[] for _ in tree.nodes]
    for place in range(len(tree.nodes) - 1, -1, -1):
        node = tree.nodes[place]
        found = _plans_at(node, place, [plans[child] for child in node.children], len(tree.players), most)
        plans[place] = found
        for child in node.children:
            plans[child] = []
    return plans[0]


def _plans_at(node: Node, place: int, below: Sequence[list[Plan]], players: int, most: int) -> list[Plan]:
    own = np.array(node.payoff or (0.0,) * players)
    if node.player == END:
        return [Plan({}, tuple(own.tolist()))]
    return list(islice(_joined(node, place, below, own, most), most))


def _joined(node: Node, place: int, below: Sequence[list[Plan]], own: Floats, most: int) -> Iterator[Plan]:
    """Yield a node's plans, one for each way in which those below and equally good actions can be chosen."""
    for chosen in islice(product(*below), most):
        values = np.array([plan.payoffs for plan in chosen])
        known = {key: value for plan in chosen for key, value in plan.choice.items()}
        if node.player == CHANCE:
            yield Plan(known, tuple((own + np.array(node.chances) @ values).tolist()))
            continue
        mine = values[:, node.player]
        for best in np.flatnonzero(mine >= mine.max() - 1e-12 * max(1.0, float(np.abs(mine).max()))):
            yield Plan({**known, place: int(best)}, tuple((own + values[best]).tolist()))


def course(tree: Tree, plan: Plan) -> tuple[str, ...]:
    """Return the actions on the way that a plan takes, as `player: action`; up to where luck decides or the end."""
    at, said = 0, []
    while tree.nodes[at].player >= 0:
        node = tree.nodes[at]
        said.append(f"{tree.players[node.player]}: {node.actions[plan.choice[at]]}")
        at = node.children[plan.choice[at]]
    return tuple(said)


def information_sets(tree: Tree, player: int) -> dict[int, tuple[str, ...]]:
    """Return what a player may know, in the order of the tree, with the actions that it then has."""
    return {node.info: node.actions for node in tree.nodes if node.player == player}


def strategic_form(tree: Tree) -> MatrixGame:
    """Return the matrix of a tree: a strategy says what to do at every information set.

    Raises:
        ValueError: The matrix would be too large.
    """
    sets = [information_sets(tree, player) for player in range(len(tree.players))]
    sizes = [prod(len(actions) for actions in mine.values()) for mine in sets]
    if prod(sizes) * len(sizes) > LIMIT_CELLS or prod(sizes) * len(tree.nodes) > 50 * LIMIT_CELLS:
        raise ValueError(f"found {prod(sizes):,} choices of strategies, expected fewer for a matrix")
    choices = [list(product(*(range(len(actions)) for actions in mine.values()))) for mine in sets]
    payoffs = np.zeros((len(sizes), *sizes))
    for cell in product(*(range(size) for size in sizes)):
        acts = [dict(zip(sets[p], choices[p][s], strict=True)) for p, s in enumerate(cell)]
        payoffs[everybody(cell)] = played(tree, acts)
    names = tuple(tuple(", ".join(_said(mine, choice)) or "–" for choice in choices[p]) for p, mine in enumerate(sets))
    return MatrixGame(tree.title, tree.players, names, payoffs)


def _said(mine: dict[int, tuple[str, ...]], choice: tuple[int, ...]) -> Iterator[str]:
    for actions, chosen in zip(mine.values(), choice, strict=True):
        yield actions[chosen]


def played(tree: Tree, acts: Sequence[dict[int, int]]) -> Floats:
    """Return what players expect if each acts, at each of its information sets, as told."""
    value = np.zeros(len(tree.players))
    waiting = [(0, 1.0)]
    while waiting:
        at, chance = waiting.pop()
        node = tree.nodes[at]
        if node.payoff:
            value += chance * np.array(node.payoff)
        if node.player == CHANCE:
            waiting += [(child, chance * p) for child, p in zip(node.children, node.chances, strict=True) if p > 0]
        elif node.player >= 0:
            waiting.append((node.children[acts[node.player][node.info]], chance))
    return value


def in_turn(game: MatrixGame, order: Sequence[int] | None = None, blind: bool = False) -> Tree:
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
    nodes: list[Node] = []
    layers: list[list[tuple[int, ...]]] = [[()]]
    for player in turns:
        layers.append([(*past, s) for past in layers[-1] for s in range(game.sizes[player])])
    first = 0
    for depth, layer in enumerate(layers):
        after = first + len(layer)
        for place, past in enumerate(layer):
            if depth == len(turns):
                cell = tuple(past[turns.index(p)] for p in range(len(turns)))
                nodes.append(Node(END, payoff=tuple(game.payoffs[everybody(cell)].tolist())))
            else:
                names = game.strategies[turns[depth]]
                children = tuple(after + place * len(names) + s for s in range(len(names)))
                nodes.append(Node(turns[depth], 0 if blind else place, names, children))
        first = after
    return Tree(game.title, game.players, tuple(nodes))
