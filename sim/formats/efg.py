"""Gambit's `.efg`: games as trees, as plain text.

Comments are skipped; the names of outcomes and of information sets are not kept.

Source:
    The formats are described in the documentation of Gambit (McKelvey, McLennan and Turocy).
"""

from collections.abc import Sequence
from fractions import Fraction

from sim.formats.gambit_words import BrokenGameError, Reader, head, in_quotes, plain, quoted_all
from sim.lenses.trees import CHANCE, END, GameNode, GameTree, Number

MOST_NODES = 200_000
"""Most nodes of a tree that is read."""


def read_efg(text: str) -> GameTree:
    """Return a game from the text of an `.efg` file.

    Raises:
        BrokenGameError: The text is broken.
    """
    reader = Reader(text)
    title, players = head(reader, "EFG", "2")
    if reader.quoted_next():
        reader.quoted("a comment")
    drafts = _Drafts(reader, len(players))
    waiting: list[tuple[int, int]] = []
    while True:
        draft = drafts.take()
        parent = waiting.pop() if waiting else None
        if parent is not None:
            drafts.children[parent[0]].append(len(drafts.nodes) - 1)
        here = len(drafts.nodes) - 1
        waiting += [(here, branch) for branch in reversed(range(len(draft.actions)))]
        if not waiting:
            break
    if not reader.done():
        raise reader.fail(reader.take(""), "the end of the file, since the tree is complete")
    return GameTree(title, players, drafts.whole())


class _Drafts:
    """Nodes as they are read: their branches follow, and actions and outcomes may be stated once and reused."""

    def __init__(self, reader: Reader, players: int) -> None:
        self.reader = reader
        self.players = players
        self.nodes: list[GameNode] = []
        self.children: list[list[int]] = []
        self.actions: dict[tuple[int, int], tuple[tuple[str, ...], tuple[Fraction, ...]]] = {}
        self.outcomes: dict[int, tuple[Fraction, ...]] = {0: ()}

    def take(self) -> GameNode:
        """Read the next node."""
        reader = self.reader
        if len(self.nodes) >= MOST_NODES:
            raise BrokenGameError(reader.line, f"more than {MOST_NODES:,} nodes", "fewer")
        kind = reader.take("a node: c, p or t")
        if kind.quoted or kind.text not in ("c", "p", "t"):
            raise reader.fail(kind, "a node: c, p or t")
        name = reader.quoted("a node's name")
        if kind.text == "t":
            node = GameNode(END, payoff=self._outcome(), name=name)
        else:
            player = CHANCE if kind.text == "c" else reader.whole("a player's number", 1, self.players) - 1
            info = reader.whole("an information set's number", 1, 10**9)
            actions, chances = self._actions(player, info, kind.line)
            node = GameNode(player, info, actions, (), chances, self._outcome(), name)
        self.nodes.append(node)
        self.children.append([])
        return node

    def _actions(self, player: int, info: int, line: int) -> tuple[tuple[str, ...], tuple[Fraction, ...]]:
        reader = self.reader
        if reader.quoted_next():
            reader.quoted("an information set's name")
        if not reader.peek("{"):
            if (player, info) not in self.actions:
                raise BrokenGameError(reader.line, "no actions", "some where they first stand")
            return self.actions[player, info]
        reader.word("{")
        names, chances = [], []
        while not reader.peek("}"):
            names.append(reader.quoted("an action's name"))
            if player == CHANCE:
                chances.append(reader.number("a chance"))
        reader.word("}")
        stated = (tuple(names), _sound(chances, line) if player == CHANCE else ())
        if not names or self.actions.setdefault((player, info), stated) != stated:
            raise BrokenGameError(line, f"{len(names)} actions", "those of the same information set")
        return stated

    def _outcome(self) -> tuple[Fraction, ...]:
        reader = self.reader
        line = reader.line
        number = reader.whole("an outcome's number", 0, 10**9)
        if reader.quoted_next():
            reader.quoted("an outcome's name")
        if reader.peek("{"):
            reader.word("{")
            payoffs = tuple(reader.number("a payoff") for _ in range(self.players))
            reader.word("}")
            if number == 0 or self.outcomes.setdefault(number, payoffs) != payoffs:
                raise BrokenGameError(line, f"other payoffs for outcome {number}", "those stated before")
        if number not in self.outcomes:
            raise BrokenGameError(line, f"outcome {number}", "its payoffs where it first stands")
        return self.outcomes[number]

    def whole(self) -> tuple[GameNode, ...]:
        """Return the nodes with their branches."""
        return tuple(
            GameNode(n.player, n.info, n.actions, tuple(below), n.chances, n.payoff, n.name)
            for n, below in zip(self.nodes, self.children, strict=True)
        )


def _sound(chances: Sequence[Fraction], line: int) -> tuple[Fraction, ...]:
    """Return chances that add up to exactly 1, as is meant: rounded decimals are scaled to it."""
    total = sum(chances)
    if any(chance < 0 for chance in chances) or float(abs(total - 1)) > 1e-4:
        raise BrokenGameError(line, f"chances that add up to {float(total):.6g}", "1, none of them negative")
    return tuple(chance / total for chance in chances)


def write_efg(tree: GameTree) -> str:
    """Return the text of an `.efg` file of a tree, its nodes in prefix order."""
    lines = [f"EFG 2 R {in_quotes(tree.title)} {{ {quoted_all(tree.players)} }}", '""', ""]
    outcomes = _Outcomes()
    numbers = _set_numbers(tree)
    waiting = [0]
    while waiting:
        node = tree.nodes[waiting.pop()]
        waiting += reversed(node.children)
        lines.append(_line(node, numbers, outcomes))
    return "\n".join(lines) + "\n"


def _set_numbers(tree: GameTree) -> dict[tuple[int, int], int]:
    """Return a number from 1 for every information set of a player, and for every chance node's set."""
    numbers: dict[tuple[int, int], int] = {}
    counts: dict[int, int] = {}
    for node in tree.nodes:
        key = (node.player, node.info)
        if node.player != END and key not in numbers:
            counts[node.player] = counts.get(node.player, 0) + 1
            numbers[key] = counts[node.player]
    return numbers


class _Outcomes:
    """Outcomes by number: equal payoffs share one."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[Number, ...], int] = {}

    def text(self, payoff: tuple[Number, ...]) -> str:
        if not payoff:
            return "0"
        number = self.numbers.setdefault(payoff, len(self.numbers) + 1)
        return f'{number} "" {{ {" ".join(plain(value) for value in payoff)} }}'


def _line(node: GameNode, numbers: dict[tuple[int, int], int], outcomes: _Outcomes) -> str:
    end = outcomes.text(node.payoff)
    if node.player == END:
        return f"t {in_quotes(node.name)} {end}"
    number = numbers[node.player, node.info]
    if node.player == CHANCE:
        pairs = zip(node.actions, node.chances, strict=True)
        listed = " ".join(f"{in_quotes(action)} {plain(chance)}" for action, chance in pairs)
        return f'c {in_quotes(node.name)} {number} "" {{ {listed} }} {end}'
    return f'p {in_quotes(node.name)} {node.player + 1} {number} "" {{ {quoted_all(node.actions)} }} {end}'
