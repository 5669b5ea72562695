"""Bytes of other people's files -> text: UTF-8, UTF-16 with its mark, or what Western Windows programs write.

What is not UTF-8 is read with a note that shows a word of it, so that a wrong guess is noticed.
A NUL character is refused.
"""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path

from sim.formats.files import fault

_WORD = re.compile(r"\S{0,24}[^\x00-\x7f]\S{0,24}")
_WIDE = {BOM_UTF16_LE: "utf-16", BOM_UTF16_BE: "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
SAVE_AS_UTF8 = "Save it as UTF-8 text."


def decoded(data: bytes, file: Path | str) -> tuple[str, tuple[str, ...]]:
    """Return the text that bytes hold, and a note if they are not UTF-8.

    Raises:
        ScenarioError: They are not text in an encoding that is known.
    """
    text, notes = _decoded(data, file)
    if "\x00" in text:
        place = _place(text, text.index("\x00"))
        raise fault(file, place, "a NUL character", "text", SAVE_AS_UTF8)
    return text, notes


def _decoded(data: bytes, file: Path | str) -> tuple[str, tuple[str, ...]]:
    name, wide = Path(file).name, _WIDE.get(data[:2])
    data = data.removeprefix(BOM_UTF8)
    try:
        if wide:
            return data.decode(wide).removeprefix("\ufeff"), (f"{name}: read as UTF-16.",)
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        if wide:
            raise fault(file, (1, 1), "UTF-16 text that is damaged", "UTF-8 text", SAVE_AS_UTF8) from None
        at = error.start
    line, byte = data.count(b"\n", 0, at) + 1, data[at]
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        found = f"the byte 0x{byte:02x}, which is not UTF-8"
        raise fault(file, (line, 1), found, "UTF-8 text", SAVE_AS_UTF8) from None
    said = _WORD.search(text, max(0, at - 24))
    word = said.group().strip() if said else chr(byte)
    return text, (f"{name}: line {line} is not UTF-8; read as Windows-1252, in which it says {word!r}.",)


def _place(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
