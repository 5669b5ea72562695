"""Gambit's files: games as matrices (`.nfg`) and as trees (`.efg`), as plain text.

What is broken, or too large to be meant, is told as a `ValueError` with its line. Numbers may be whole, decimal, or
fractions (`1/3`). Comments of a file are read over; the names of outcomes and information sets are not kept.

Source:
    The formats are described in the documentation of Gambit (McKelvey, McLennan and Turocy).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite, prod

import numpy as np

from sim.faults import shown
from sim.lenses.matrices import LIMIT_CELLS, MatrixGame
from sim.lenses.trees import CHANCE, END, Node, Tree
from sim.rules.state import Floats

MOST_LETTERS = 20_000_000
"""Longest text that is read."""
MOST_NODES = 200_000
"""Most nodes of a tree that is read."""
MOST_PLAYERS = 60
"""Most players; NumPy has no more dimensions."""

_TOKEN = re.compile(r'\s+|,|"(?:[^"\\]|\\.)*"|[{}]|[^\s{},"]+', re.DOTALL)
_NUMBER = re.compile(r"[+-]?(\d{1,40}/\d{1,40}|(\d{1,400}(\.\d{0,400})?|\.\d{1,400})([eE][+-]?\d{1,3})?)")


@dataclass(frozen=True)
class Token:
    """A word, a quoted text or a brace, and the line in which it stands."""

    text: str
    line: int
    quoted: bool = False


class Reader:
    """Tokens of a text, taken one after another."""

    def __init__(self, text: str) -> None:
        """Split the text.

        Raises:
            ValueError: It is too long, or a quotation does not end.
        """
        if len(text) > MOST_LETTERS:
            raise ValueError(f"line 1: found {len(text):,} characters, expected at most {MOST_LETTERS:,}")
        self.tokens = list(_tokens(text.removeprefix("\ufeff")))
        self.place = 0

    @property
    def line(self) -> int:
        """The line of what comes next, or of the end."""
        if not self.tokens:
            return 1
        return self.tokens[min(self.place, len(self.tokens) - 1)].line

    def done(self) -> bool:
        """Return whether nothing is left."""
        return self.place >= len(self.tokens)

    def peek(self, text: str) -> bool:
        """Return whether this unquoted word comes next."""
        return not self.done() and not self.tokens[self.place].quoted and self.tokens[self.place].text == text

    def quoted_next(self) -> bool:
        """Return whether a quoted text comes next."""
        return not self.done() and self.tokens[self.place].quoted

    def take(self, expected: str) -> Token:
        """Return the next token; the words say what it should be."""
        if self.done():
            raise ValueError(f"line {self.line}: found the end of the file, expected {expected}")
        self.place += 1
        return self.tokens[self.place - 1]

    def fail(self, token: Token, expected: str) -> ValueError:
        """Return the fault that a token is not what was expected."""
        return ValueError(f"line {token.line}: found {shown(token.text)}, expected {expected}")

    def word(self, text: str) -> None:
        """Take one given word."""
        token = self.take(text)
        if token.quoted or token.text != text:
            raise self.fail(token, text)

    def quoted(self, what: str) -> str:
        """Take a quoted text."""
        token = self.take(what)
        if not token.quoted:
            raise self.fail(token, f"{what} in quotation marks")
        return token.text

    def number(self, what: str) -> float:
        """Take a number."""
        token = self.take(what)
        if token.quoted or not _NUMBER.fullmatch(token.text):
            raise self.fail(token, f"{what}, a number")
        try:
            value = float(Fraction(token.text))
        except (ZeroDivisionError, OverflowError) as error:
            raise self.fail(token, f"{what}, a finite number") from error
        if not isfinite(value):
            raise self.fail(token, f"{what}, a finite number")
        return value

    def whole(self, what: str, low: int, high: int) -> int:
        """Take a whole number within limits."""
        token = self.take(what)
        if token.quoted or not re.fullmatch(r"-?\d{1,12}", token.text) or not low <= int(token.text) <= high:
            raise self.fail(token, f"{what}, a whole number from {low} to {high}")
        return int(token.text)

    def names(self, what: str) -> tuple[str, ...]:
        """Take quoted texts in braces."""
        self.word("{")
        found = []
        while not self.peek("}"):
            found.append(self.quoted(what))
        self.word("}")
        return tuple(found)


def _tokens(text: str) -> Iterator[Token]:
    place, line = 0, 1
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise ValueError(f"line {line}: found a quotation that does not end, expected a closing mark")
        piece = found.group()
        if piece[0] == '"':
            yield Token(re.sub(r"\\(.)", r"\1", piece[1:-1], flags=re.DOTALL), line, True)
        elif not piece.isspace() and piece != ",":
            yield Token(piece, line)
        line += piece.count("\n")
        place = found.end()


def _head(reader: Reader, kind: str, version: str) -> tuple[str, tuple[str, ...]]:
    """Take the head of a file: kind, version, title, players."""
    reader.word(kind)
    reader.word(version)
    token = reader.take("R or D")
    if token.text not in ("R", "D"):
        raise reader.fail(token, "R or D")
    title = reader.quoted("a title")
    line = reader.line
    players = reader.names("a player's name")
    if not 1 <= len(players) <= MOST_PLAYERS:
        raise ValueError(f"line {line}: found {len(players)} players, expected 1 to {MOST_PLAYERS}")
    return title, players


def read_nfg(text: str) -> MatrixGame:
    """Return a game from the text of an `.nfg` file, with payoffs or with outcomes.

    Raises:
        ValueError: The text is broken; the message begins with the line.
    """
    reader = Reader(text)
    title, players = _head(reader, "NFG", "1")
    strategies = _strategies(reader, len(players))
    sizes = tuple(len(names) for names in strategies)
    cells = prod(sizes)
    if cells * len(players) > LIMIT_CELLS:
        raise ValueError(f"line {reader.line}: found {cells * len(players):,} payoffs, expected up to {LIMIT_CELLS:,}")
    if reader.quoted_next():
        reader.quoted("a comment")
    flat = _by_outcome(reader, len(players), cells) if reader.peek("{") else _by_payoff(reader, len(players), cells)
    if not reader.done():
        raise reader.fail(reader.take(""), "the end of the file")
    # The first player's strategy changes fastest.
    table = np.stack([column.reshape(sizes, order="F") for column in flat.T])
    return MatrixGame(title, players, strategies, table)


def _strategies(reader: Reader, players: int) -> tuple[tuple[str, ...], ...]:
    line = reader.line
    reader.word("{")
    found = []
    while not reader.peek("}"):
        if reader.peek("{"):
            found.append(reader.names("a strategy's name"))
        else:
            found.append(tuple(str(n + 1) for n in range(reader.whole("how many strategies", 1, LIMIT_CELLS))))
    reader.word("}")
    if len(found) != players or not all(found):
        raise ValueError(f"line {line}: found strategies of {len(found)} players, expected some for each of {players}")
    return tuple(found)


def _by_payoff(reader: Reader, players: int, cells: int) -> Floats:
    values = [reader.number("a payoff") for _ in range(cells * players)]
    return np.array(values, np.float64).reshape(cells, players)


def _by_outcome(reader: Reader, players: int, cells: int) -> Floats:
    reader.word("{")
    # Outcome 0 is none at all.
    outcomes = [np.zeros(players)]
    while reader.peek("{"):
        reader.word("{")
        reader.quoted("an outcome's name")
        outcomes.append(np.array([reader.number("a payoff") for _ in range(players)]))
        reader.word("}")
    reader.word("}")
    chosen = [reader.whole("an outcome's number", 0, len(outcomes) - 1) for _ in range(cells)]
    return np.array([outcomes[number] for number in chosen]).reshape(cells, players)


def write_nfg(game: MatrixGame) -> str:
    """Return the text of an `.nfg` file with the payoffs of a game."""
    names = " ".join(f"{{ {_quoted_all(mine)} }}" for mine in game.strategies)
    head = f"NFG 1 R {_quoted(game.title)} {{ {_quoted_all(game.players)} }}\n\n{{ {names} }}\n"
    flat = np.stack([table.reshape(-1, order="F") for table in game.payoffs], axis=1)
    lines = [" ".join(_plain(value) for value in row) for row in flat]
    return f'{head}""\n\n' + "\n".join(lines) + "\n"


def read_efg(text: str) -> Tree:
    """Return a game from the text of an `.efg` file.

    Raises:
        ValueError: The text is broken; the message begins with the line.
    """
    reader = Reader(text)
    title, players = _head(reader, "EFG", "2")
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
    return Tree(title, players, drafts.whole())


class _Drafts:
    """Nodes as they are read: their branches follow, and actions and outcomes may be stated once and used again."""

    def __init__(self, reader: Reader, players: int) -> None:
        self.reader = reader
        self.players = players
        self.nodes: list[Node] = []
        self.children: list[list[int]] = []
        self.actions: dict[tuple[int, int], tuple[tuple[str, ...], tuple[float, ...]]] = {}
        self.outcomes: dict[int, tuple[float, ...]] = {0: ()}

    def take(self) -> Node:
        """Read the next node."""
        reader = self.reader
        if len(self.nodes) >= MOST_NODES:
            raise ValueError(f"line {reader.line}: found more than {MOST_NODES:,} nodes, expected fewer")
        kind = reader.take("a node: c, p or t")
        if kind.quoted or kind.text not in ("c", "p", "t"):
            raise reader.fail(kind, "a node: c, p or t")
        name = reader.quoted("a node's name")
        if kind.text == "t":
            node = Node(END, payoff=self._outcome(), name=name)
        else:
            player = CHANCE if kind.text == "c" else reader.whole("a player's number", 1, self.players) - 1
            info = reader.whole("an information set's number", 1, 10**9)
            actions, chances = self._actions(player, info, kind.line)
            node = Node(player, info, actions, (), chances, self._outcome(), name)
        self.nodes.append(node)
        self.children.append([])
        return node

    def _actions(self, player: int, info: int, line: int) -> tuple[tuple[str, ...], tuple[float, ...]]:
        reader = self.reader
        if reader.quoted_next():
            reader.quoted("an information set's name")
        if not reader.peek("{"):
            if (player, info) not in self.actions:
                raise ValueError(f"line {reader.line}: found no actions, expected some where they first stand")
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
            raise ValueError(f"line {line}: found {len(names)} actions, expected those of the same information set")
        return stated

    def _outcome(self) -> tuple[float, ...]:
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
                raise ValueError(f"line {line}: found other payoffs for outcome {number}, expected those stated before")
        if number not in self.outcomes:
            raise ValueError(f"line {line}: found outcome {number}, expected its payoffs where it first stands")
        return self.outcomes[number]

    def whole(self) -> tuple[Node, ...]:
        """Return the nodes with their branches."""
        return tuple(
            Node(n.player, n.info, n.actions, tuple(below), n.chances, n.payoff, n.name)
            for n, below in zip(self.nodes, self.children, strict=True)
        )


def _sound(chances: Sequence[float], line: int) -> tuple[float, ...]:
    """Return chances that add up to exactly what is meant: decimals written short are stretched to 1."""
    total = sum(chances)
    if min(chances, default=0.0) < 0.0 or abs(total - 1.0) > 1e-4:
        raise ValueError(f"line {line}: found chances that add up to {total:.6g}, expected 1, none of them negative")
    return tuple(chances) if abs(total - 1.0) <= 1e-9 else tuple(chance / total for chance in chances)


def write_efg(tree: Tree) -> str:
    """Return the text of an `.efg` file of a tree, its nodes in prefix order."""
    lines = [f"EFG 2 R {_quoted(tree.title)} {{ {_quoted_all(tree.players)} }}", '""', ""]
    outcomes = _Outcomes()
    numbers = _set_numbers(tree)
    waiting = [0]
    while waiting:
        node = tree.nodes[waiting.pop()]
        waiting += reversed(node.children)
        lines.append(_line(node, numbers, outcomes))
    return "\n".join(lines) + "\n"


def _set_numbers(tree: Tree) -> dict[tuple[int, int], int]:
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
        self.numbers: dict[tuple[float, ...], int] = {}

    def text(self, payoff: tuple[float, ...]) -> str:
        if not payoff:
            return "0"
        number = self.numbers.setdefault(payoff, len(self.numbers) + 1)
        return f'{number} "" {{ {" ".join(_plain(value) for value in payoff)} }}'


def _line(node: Node, numbers: dict[tuple[int, int], int], outcomes: _Outcomes) -> str:
    end = outcomes.text(node.payoff)
    if node.player == END:
        return f"t {_quoted(node.name)} {end}"
    number = numbers[node.player, node.info]
    if node.player == CHANCE:
        pairs = zip(node.actions, node.chances, strict=True)
        listed = " ".join(f"{_quoted(action)} {_plain(chance)}" for action, chance in pairs)
        return f'c {_quoted(node.name)} {number} "" {{ {listed} }} {end}'
    return f'p {_quoted(node.name)} {node.player + 1} {number} "" {{ {_quoted_all(node.actions)} }} {end}'


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _quoted_all(names: Sequence[str]) -> str:
    return " ".join(_quoted(name) for name in names)


def _plain(value: float) -> str:
    """Return a number so that reading it gives it back."""
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
