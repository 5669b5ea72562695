"""A table fitted to the width that there is: words wrap, numbers, ids and paths never do, and nothing is cut.

Where even that does not fit, every row becomes a paragraph, a line for each of its cells.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.text import Text

from sim.cli.wrap import letters, wrap
from sim.texts.places import for_terminal

GAP = 2
"""Blanks between two columns."""
LEAST = 10
"""Letters below which a column of words is not squeezed."""


@dataclass(frozen=True)
class TerminalTable:
    """What a table holds.

    Attributes:
        columns: Its headings.
        rows: Its cells; a line break in one is kept.
        right: Columns of numbers, flush right.
        whole: Columns whose cells are not broken into lines.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int]
    whole: frozenset[int]

    @classmethod
    def of(
        cls, columns: Sequence[str], rows: Iterable[Sequence[str]], right: frozenset[int], whole: frozenset[int]
    ) -> "TerminalTable":
        """Return a table of texts, whoever wrote them."""
        return cls(_told(columns), tuple(map(_told, rows)), right, whole)

    def lines(self, width: int | None) -> list[Text]:
        """Return the table as lines.

        Args:
            width: Letters per line; none if a line may be as long as it needs to be.
        """
        widths = self._widths(width)
        if widths is None:
            assert width is not None
            return list(self._paragraphs(width))
        rule = Text("─" * (sum(widths) + GAP * (len(widths) - 1)))
        head = [Text(line.plain, "bold") for line in self._row(self.columns, widths)]
        return [*head, rule, *(line for row in self.rows for line in self._row(row, widths))]

    def _widths(self, width: int | None) -> list[int] | None:
        """Return the width of each column; none if the table cannot be fitted."""
        cells = [[self.columns[place], *(row[place] for row in self.rows)] for place in range(len(self.columns))]
        wanted = [max(map(_widest_line, column)) for column in cells]
        room = None if width is None else width - GAP * (len(self.columns) - 1)
        if room is None or sum(wanted) <= room:
            return wanted
        least = [self._least(place, column) for place, column in enumerate(cells)]
        if sum(least) > room:
            return None
        return _shared(wanted, least, room)

    def _least(self, place: int, column: Sequence[str]) -> int:
        """Return how narrow a column can be; a heading breaks between words whatever the column holds."""
        heading, *cells = column
        if place in self.whole:
            return max([_widest_word(heading), *map(_widest_line, cells)])
        words = max([_widest_word(heading), *map(_widest_word, cells)])
        return max(words, min(LEAST, max(map(_widest_line, column))))

    def _row(self, cells: Sequence[str], widths: Sequence[int]) -> Iterator[Text]:
        stacks = [wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
        for level in range(max(map(len, stacks))):
            line = ""
            for place, (stack, width) in enumerate(zip(stacks, widths, strict=True)):
                part = stack[level] if level < len(stack) else ""
                blanks = " " * (width - letters(part))
                line += (blanks + part if place in self.right else part + blanks) + " " * GAP
            yield Text(line.rstrip())

    def _paragraphs(self, width: int) -> Iterator[Text]:
        for row in self.rows:
            if row[0]:
                yield from map(Text, wrap(row[0], width))
            for heading, cell in zip(self.columns[1:], row[1:], strict=True):
                if cell:
                    said = f"{heading}: {cell}" if heading else cell
                    yield from map(Text, wrap(said.replace("\n", " "), width, "  "))


def _told(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(for_terminal, cells))


def _shared(wanted: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Return widths between the least and the wanted ones that fill the room, the widest columns giving way first."""
    low, high = 1, max(wanted)
    while low < high:
        cap = (low + high + 1) // 2
        if sum(max(small, min(large, cap)) for small, large in zip(least, wanted, strict=True)) <= room:
            low = cap
        else:
            high = cap - 1
    widths = [max(small, min(large, low)) for small, large in zip(least, wanted, strict=True)]
    for place, large in enumerate(wanted):
        if widths[place] < large and sum(widths) < room:
            widths[place] += 1
    return widths


def _widest_line(cell: str) -> int:
    return max(map(letters, cell.split("\n")))


def _widest_word(cell: str) -> int:
    return max(map(letters, cell.split()), default=0)
