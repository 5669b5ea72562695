"""Exported file -> what a reader sees in it: every text and number with the place where it stands.

Pictures of dots show numbers that cannot be read back; `UNREADABLE` says so of them.
"""

import csv
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from io import BytesIO, StringIO
from typing import Any

from sim.reports.extras import need
from sim.reports.shown_sheets import in_workbook, opened
from sim.runs.rows_file import rows_in

Passage = tuple[str, str]
"""Where something stands, and what it says."""

UNREADABLE = {
    ".png": "a picture of dots: the numbers that it shows cannot be read back; export it as .svg or .pdf",
    ".nfg": "a game for Gambit: it does not say from which runs it came, so it cannot be played again",
    ".efg": "a game for Gambit: it does not say from which runs it came, so it cannot be played again",
}
"""Kinds of files that cannot be verified, and why."""


def shown_in(data: bytes, suffix: str) -> list[Passage]:
    """Return what a file shows, in order.

    Args:
        data: The file.
        suffix: How its name ends, in small letters.

    Raises:
        KeyError: Files that end so are not read.
        ValueError: It is not such a file.
    """
    return [(where, " ".join(text.split())) for where, text in READERS[suffix](data) if text.strip()]


def _lines(data: bytes) -> Iterator[Passage]:
    for place, line in enumerate(data.decode("utf-8").splitlines(), start=1):
        yield f"line {place}", line


class _Page(HTMLParser):
    """What a page shows: texts by the nearest heading above, and what drawings are made of."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Passage] = []
        self.where, self.hidden = "the page", 0
        self.heading: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style"}:
            self.hidden += 1
        elif tag in {"h1", "h2"}:
            self.heading = []
        elif tag in DRAWN:
            drawn = " ".join(f"{name}={value}" for name, value in attrs if name in SHAPES)
            self.found.append((f"{self.where}, a drawing", f"{tag} {drawn}"))

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self.hidden -= 1
        elif tag in {"h1", "h2"} and self.heading is not None:
            self.where, self.heading = f"“{' '.join(self.heading)}”", None

    def handle_data(self, data: str) -> None:
        if not self.hidden and data.strip():
            if self.heading is not None:
                self.heading.append(data.strip())
            self.found.append((self.where, data))


DRAWN = {"path", "rect", "circle", "line", "text", "g", "polygon"}
SHAPES = {
    "d",
    "transform",
    "width",
    "height",
    "x",
    "y",
    "x1",
    "x2",
    "y1",
    "y2",
    "cx",
    "cy",
    "r",
    "aria-label",
    "points",
}


def _page(data: bytes) -> Iterator[Passage]:
    page = _Page()
    page.feed(data.decode("utf-8"))
    yield from page.found


def _notebook(data: bytes) -> Iterator[Passage]:
    for place, cell in enumerate(json.loads(data)["cells"], start=1):
        yield f"cell {place}", "".join(cell["source"])
        for output in cell.get("outputs", []):
            for kind, shown in output.get("data", {}).items():
                text = "".join(shown)
                if kind in {"text/html", "image/svg+xml"}:
                    yield from ((f"cell {place}, what it gave", said) for _, said in _page(text.encode()))
                else:
                    yield f"cell {place}, what it gave", text


def _pdf(data: bytes) -> Iterator[Passage]:
    need("Reading a PDF", "pypdf")
    from pypdf import PdfReader

    for place, page in enumerate(PdfReader(BytesIO(data)).pages, start=1):
        for line in page.extract_text().splitlines():
            yield f"page {place}", line


def _word(data: bytes) -> Iterator[Passage]:
    with zipfile.ZipFile(BytesIO(data)) as packed:
        body = opened(packed, "word/document.xml").getvalue().decode("utf-8")
    for place, paragraph in enumerate(re.findall(r"<w:p[ >].*?</w:p>", body, re.DOTALL), start=1):
        from html import unescape

        yield f"paragraph {place}", unescape("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", paragraph)))


def _table(data: bytes) -> Iterator[Passage]:
    rows = csv.reader(StringIO(data.decode("utf-8-sig"), newline=""))
    heads = next(rows, [])
    yield from (("the head", head) for head in heads)
    for place, row in enumerate(rows, start=2):
        for head, cell in zip(heads, row, strict=False):
            yield f"line {place}, column {head}", cell


def _data(data: bytes) -> Iterator[Passage]:
    yield from _leaves(json.loads(data), "")


def _leaves(value: Any, path: str) -> Iterator[Passage]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{place}]")
    else:
        yield path, json.dumps(value, ensure_ascii=False)


def _parquet(data: bytes) -> Iterator[Passage]:
    yield from _columns(rows_in(data))


def _arrow(data: bytes) -> Iterator[Passage]:
    yield from _columns(rows_in(data, arrow=True))


def _columns(table: Any) -> Iterator[Passage]:
    for name in table.column_names:
        for place, value in enumerate(table[name].to_pylist()):
            yield f"run {place}, column {name}", "missing" if value is None else repr(value)


READERS: dict[str, Callable[[bytes], Iterator[Passage]]] = {
    ".html": _page,
    ".svg": _page,
    ".md": _lines,
    ".bib": _lines,
    ".ipynb": _notebook,
    ".pdf": _pdf,
    ".docx": _word,
    ".xlsx": in_workbook,
    ".csv": _table,
    ".json": _data,
    ".parquet": _parquet,
    ".arrow": _arrow,
}
"""How what a file shows is read, by how its name ends."""
