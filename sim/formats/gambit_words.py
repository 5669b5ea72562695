"""The words of Gambit's files: tokens and what they stand for, in and out.

What is broken, or too large to be intended, raises a `BrokenGameError` with its line. Numbers may be whole, decimal, or
fractions (`1/3`).

Source:
    The formats are described in the documentation of Gambit (McKelvey, McLennan and Turocy).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sim.scenario.faults import shown

MOST_LETTERS = 20_000_000
"""Longest text that is read, in characters."""
MOST_PLAYERS = 60
"""Most players; NumPy has no more dimensions."""

_TOKEN = re.compile(r'\s+|,|"(?:[^"\\]|\\.)*"|[{}]|[^\s{},"]+', re.DOTALL)
_NUMBER = re.compile(r"[+-]?(\d{1,40}/\d{1,40}|(\d{1,400}(\.\d{0,400})?|\.\d{1,400})([eE][+-]?\d{1,3})?)")


class BrokenGameError(ValueError):
    """What is wrong with a text that should be a game.

    Attributes:
        line: On which line, from 1.
        found: What is there.
        expected: What should be there.
    """

    def __init__(self, line: int, found: str, expected: str) -> None:
        super().__init__(f"line {line}: found {found}, expected {expected}")
        self.line, self.found, self.expected = line, found, expected


@dataclass(frozen=True)
class Token:
    """A word, a quoted text or a brace, and the line on which it stands."""

    text: str
    line: int
    quoted: bool = False


class Reader:
    """The tokens of a text, taken one after another."""

    def __init__(self, text: str) -> None:
        """Split the text.

        Raises:
            BrokenGameError: It is too long, or a quotation does not end.
        """
        if len(text) > MOST_LETTERS:
            raise BrokenGameError(1, f"{len(text):,} characters", f"at most {MOST_LETTERS:,}")
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
        """Return the next token; `expected` says what it should be."""
        if self.done():
            raise BrokenGameError(self.line, "the end of the file", expected)
        self.place += 1
        return self.tokens[self.place - 1]

    def fail(self, token: Token, expected: str) -> BrokenGameError:
        """Return the fault for a token that is not what was expected."""
        return BrokenGameError(token.line, shown(token.text), expected)

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

    def number(self, what: str) -> Fraction:
        """Take a number, exactly as it is written; one that is too large for a float is a fault."""
        token = self.take(what)
        if token.quoted or not _NUMBER.fullmatch(token.text):
            raise self.fail(token, f"{what}, a number")
        try:
            value = Fraction(token.text)
            float(value)
        except (ZeroDivisionError, OverflowError) as error:
            raise self.fail(token, f"{what}, a finite number") from error
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
            raise BrokenGameError(line, "a quotation that does not end", "a closing mark")
        piece = found.group()
        if piece[0] == '"':
            yield Token(re.sub(r"\\(.)", r"\1", piece[1:-1], flags=re.DOTALL), line, True)
        elif not piece.isspace() and piece != ",":
            yield Token(piece, line)
        line += piece.count("\n")
        place = found.end()


def head(reader: Reader, kind: str, version: str) -> tuple[str, tuple[str, ...]]:
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
        raise BrokenGameError(line, f"{len(players)} players", f"1 to {MOST_PLAYERS}")
    return title, players


def in_quotes(text: str) -> str:
    """Return a text in quotation marks."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def quoted_all(names: Sequence[str]) -> str:
    """Return texts in quotation marks, one after another."""
    return " ".join(in_quotes(name) for name in names)


def plain(value: float | Fraction) -> str:
    """Return a number as text that reads back as the same number: whole, as a decimal, or as a fraction."""
    if isinstance(value, Fraction):
        whole = value.denominator == 1
        return str(value) if whole or Fraction(repr(float(value))) != value else repr(float(value))
    number = float(value)
    return str(int(number)) if number.is_integer() else repr(number)
