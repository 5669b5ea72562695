"""A report as data: sections of paragraphs, lists, tables, figures and code, which each format writes in its way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from sim.charts import Picture
from sim.reports.origin import Origin
from sim.texts.places import for_document


@dataclass(frozen=True)
class Text:
    """A paragraph.

    Attributes:
        text: What it says, plain.
        lead: Whether it is what a reader in a hurry should read.
    """

    text: str
    lead: bool = False


@dataclass(frozen=True)
class Points:
    """A list.

    Attributes:
        items: (what it is about, what is said); the first may be empty.
    """

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Grid:
    """A table.

    Attributes:
        caption: What it shows.
        columns: The heads.
        rows: The cells.
        numeric: Columns that are flush right.
        widths: How wide the columns are relative to each other; none: all alike.
        note: What one must know to read it; may be empty.
        long: Whether it is long enough to be folded away where a format can.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    widths: tuple[float, ...] = ()
    note: str = ""
    long: bool = False


@dataclass(frozen=True)
class Figure:
    """A picture with its number and its table.

    Attributes:
        name: Its id, also the key under which it is exported alone.
        picture: Chart, sentence and table.
        code: Python that makes it again, given `findings`.
        caption: What stands beneath it, where the picture's own sentence is too long for that.
    """

    name: str
    picture: Picture
    code: str
    caption: str = ""

    @property
    def said(self) -> str:
        """What stands beneath it."""
        return self.caption or self.picture.alt


@dataclass(frozen=True)
class Code:
    """Text to be shown as typed, such as a command."""

    text: str
    language: str = ""


Block = Text | Points | Grid | Figure | Code


@dataclass(frozen=True)
class Section:
    """A part of the report.

    Attributes:
        id: Its anchor.
        title: Its heading.
        blocks: What it holds.
    """

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Paper:
    """A report.

    Attributes:
        title: Its title.
        subtitle: One line beneath.
        facts: What it rests on, a short line each: runs, seed, digest.
        summary: What a reader in a hurry should read.
        sections: The parts in order.
        origin: Manifest and scenario.
        language: Of the text, for those who read it aloud.
        compact: Whether a page holds as much as can be read on it, each picture beside its table; otherwise pictures
            may move to where a page has room for them.
    """

    title: str
    subtitle: str
    facts: tuple[str, ...]
    summary: tuple[Block, ...]
    sections: tuple[Section, ...]
    origin: Origin
    language: str = field(default="en")
    compact: bool = False

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures in order."""
        return figures_in(self.sections)


def figures_in(sections: Iterable[Section]) -> tuple[Figure, ...]:
    """Return all figures of sections, in order."""
    return tuple(block for section in sections for block in section.blocks if isinstance(block, Figure))


def presentable(paper: Paper) -> Paper:
    """Return a report of which every text is one that a page can show; manifest and scenario stay as they are."""
    made: Paper = _presentable(paper)
    return made


def _presentable(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_presentable, value))
    if isinstance(value, Picture):
        return replace(value, alt=for_document(value.alt))
    if isinstance(value, Text | Points | Grid | Figure | Code | Section | Paper):
        return replace(value, **{one.name: _presentable(getattr(value, one.name)) for one in fields(value)})
    return for_document(value) if isinstance(value, str) else value


def grid(
    caption: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    numeric: Sequence[int] = (),
    widths: Sequence[float] = (),
    note: str = "",
    long: bool = False,
) -> Grid:
    """Return a table; see `Grid`."""
    cells = tuple(tuple(row) for row in rows)
    return Grid(caption, tuple(columns), cells, frozenset(numeric), tuple(widths), note, long)
