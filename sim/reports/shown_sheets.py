"""What a workbook shows: every cell by sheet and place, whichever spreadsheet program saved it last."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from posixpath import join, normpath
from xml.etree.ElementTree import iterparse

MOST_UNPACKED = 400_000_000
"""Most bytes that a part is unpacked to."""

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def in_workbook(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield every cell that is not empty: `Outcomes!C2`, and what it says.

    Raises:
        ValueError: It is not a workbook, or too large.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            texts = _texts(packed)
            for name, part in _sheets(packed):
                yield from ((f"{name}!{place}", text) for place, text in _cells(packed, part, texts))
    except (zipfile.BadZipFile, KeyError, SyntaxError) as error:
        raise ValueError(f"not a workbook ({error})") from error


def opened(packed: zipfile.ZipFile, part: str) -> BytesIO:
    """Return a part of the file, unpacked, within limits and without declarations that could grow when read."""
    with packed.open(part) as inside:
        data = inside.read(MOST_UNPACKED + 1)
    if len(data) > MOST_UNPACKED:
        raise ValueError(f"more than {MOST_UNPACKED:,} bytes in {part}")
    if b"\0" in data[:4]:
        raise ValueError(f"an encoding other than UTF-8 in {part}")
    if b"<!DOCTYPE" in data[:4_000] or b"<!ENTITY" in data:
        raise ValueError(f"a declaration of entities in {part}")
    return BytesIO(data)


def _texts(packed: zipfile.ZipFile) -> list[str]:
    """Return the texts that cells share; none where cells hold their own."""
    if "xl/sharedStrings.xml" not in packed.namelist():
        return []
    entries = (item for _, item in iterparse(opened(packed, "xl/sharedStrings.xml")) if item.tag == f"{_MAIN}si")
    return ["".join(text.text or "" for text in entry.iter(f"{_MAIN}t")) for entry in entries]


def _sheets(packed: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield the name and the part of every sheet, in the workbook's own order."""
    related = {
        item.get("Id", ""): normpath(join("xl", item.get("Target", ""))).lstrip("/")
        for _, item in iterparse(opened(packed, "xl/_rels/workbook.xml.rels"))
        if item.tag.endswith("}Relationship")
    }
    for _, item in iterparse(opened(packed, "xl/workbook.xml")):
        if item.tag == f"{_MAIN}sheet":
            yield item.get("name", ""), related.get(item.get(_RELATED, ""), "")


def _cells(packed: zipfile.ZipFile, part: str, texts: list[str]) -> Iterator[tuple[str, str]]:
    for _, item in iterparse(opened(packed, part)):
        if item.tag == f"{_MAIN}c":
            value, kind = item.find(f"{_MAIN}v"), item.get("t", "n")
            if kind == "inlineStr":
                said = "".join(text.text or "" for text in item.iter(f"{_MAIN}t"))
            elif value is None or value.text is None:
                continue
            else:
                said = texts[int(value.text)] if kind == "s" else value.text
            yield item.get("r", ""), _unescaped(said)
        elif item.tag == f"{_MAIN}row":
            item.clear()


def _unescaped(text: str) -> str:
    """Return a text with letters that XML cannot hold put back: `_x000D_`."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)
