"""One function for each place where a text of a stranger is shown: what it would take for a command stands as itself.

Control characters, halves of characters and code points that are no characters are shown as a sign that says so. A line
separator ends a line. A text that turns the direction of reading turns it back at its end.
"""

import re
from functools import cache
from typing import Any

UNKNOWN = "\ufffd"
"""What stands for a code point that cannot be shown."""

_NOT_SHOWN = (
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(0x10000 * plane + 0xFFFE)}{chr(0x10000 * plane + 0xFFFF)}" for plane in range(17))
    + "]"
)
_SEPARATOR = re.compile("\r\n|[\x0b\x0c\r\x85\u2028\u2029]")
_OPENS = {"\u202a": "\u202c", "\u202b": "\u202c", "\u202d": "\u202c", "\u202e": "\u202c"}
_OPENS |= {"\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"}
_END_OF_EMBEDDING = "\u202c"
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


@cache
def _not_shown() -> re.Pattern[str]:
    """Return what finds a code point that cannot be shown; compiled by the first text that may hold one."""
    return re.compile(_NOT_SHOWN)


def showable(text: str) -> str:
    """Return a text of which every character can be shown anywhere, and which ends in the direction it began in."""
    if text.isprintable():
        return text
    said = _not_shown().sub(UNKNOWN, _SEPARATOR.sub("\n", text))
    return said if _TURNS.search(said) is None else "\n".join(map(_turned_back, said.split("\n")))


def _turned_back(line: str) -> str:
    """Return a line without turns back that nothing opened, and with those that are missing at its end."""
    open_: list[str] = []
    kept = []
    for letter in line:
        if letter in _OPENS:
            open_.append(_OPENS[letter])
        elif letter in _OPENS.values():
            # What ends an isolate ends all that was opened in it; what ends an embedding does not reach out of one.
            if letter not in open_ or (letter == _END_OF_EMBEDDING and open_[-1] != letter):
                continue
            while open_.pop() != letter:
                pass
        kept.append(letter)
    return "".join(kept) + "".join(reversed(open_))


def in_one_line(text: str) -> str:
    """Return a text that can be shown anywhere, in one line."""
    return showable(text).replace("\n", " ")


def for_terminal(text: str) -> str:
    """Return a text that moves no cursor and turns no direction: what would do so stands by its number."""
    if text.isprintable():
        return text
    kept = _SEPARATOR.sub("\n", text)
    return _TURNS.sub(_by_number, _not_shown().sub(_by_number, kept))


def _by_number(found: "re.Match[str]") -> str:
    number = ord(found[0])
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def for_drawing(text: str) -> str:
    """Return a text as a chart renderer takes it, in one line."""
    return in_one_line(text)


def drawable(stated: Any) -> Any:
    """Return a chart as plain data in which every text is one that its renderer takes."""
    if isinstance(stated, str):
        return for_drawing(stated)
    if isinstance(stated, dict):
        return {for_drawing(str(key)): drawable(value) for key, value in stated.items()}
    return [drawable(value) for value in stated] if isinstance(stated, list | tuple) else stated


def for_document(text: str) -> str:
    """Return a text of a document, as typst and Word take it, who know texts from commands."""
    return showable(text)


def for_xml(text: str) -> str:
    """Return a text as the content of an XML element."""
    return showable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def for_xml_attribute(text: str) -> str:
    """Return a text as the value of an XML attribute, in quotation marks, in one line."""
    said = for_xml(in_one_line(text)).replace('"', "&quot;").replace("\t", "&#9;")
    return f'"{said}"'


def for_html(text: str) -> str:
    """Return a text as content or attribute of HTML."""
    return for_xml(text).replace('"', "&quot;").replace("'", "&#x27;")


_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#~$]|&(?=#?\w))")
_BEGINS = re.compile(r"^(\d{1,9}(?=[.)])|(?=[-+=]))([-+=.)])(?=\s|$|[-=]+$)")


def for_markdown(text: str) -> str:
    """Return a text that Markdown shows as it is, in one line: no emphasis, link, tag, formula, list or table."""
    line = _MARKDOWN.sub(r"\\\1", " ".join(showable(text).split()))
    return _BEGINS.sub(r"\1\\\2", line)


def fenced(text: str, language: str = "") -> str:
    """Return a text as a block of code of Markdown, whatever fences stand in it."""
    said = showable(text)
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", said)), default=0))
    return f"{fence}{language}\n{said}\n{fence}"


def for_sheet(text: str) -> str:
    """Return a text as a cell of a workbook, which knows texts from formulas."""
    return showable(text)


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a cell begins that some spreadsheet would calculate; the last four are the wide forms of East Asian keyboards."""


def starts_formula(text: str) -> bool:
    """Return whether a spreadsheet might take a text for a formula, spaces before it or not."""
    return text.lstrip(" ").startswith(_FORMULA)


def for_csv(text: str) -> str:
    """Return a text as a cell of a file without types: an apostrophe in front where it could be a formula."""
    said = showable(text)
    return f"'{said}" if starts_formula(text) or starts_formula(said) else said


_NUMBER = re.compile(r"[-+\d./eE]*\d")


def for_plain_csv(text: str) -> str:
    """Return a text as a cell of a table that other programs read, in which numbers stay numbers."""
    return text if _NUMBER.fullmatch(text) else for_csv(text)


def from_csv(cell: str) -> str:
    """Return what a cell says: without the apostrophe that keeps a spreadsheet from calculating it."""
    return cell[1:] if cell.startswith("'") and starts_formula(cell[1:]) else cell


_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "%": r"\%",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "@": r"{@}",
}


def for_tex(text: str) -> str:
    """Return a text that TeX sets as it is."""
    return re.sub(r"[\\{}$&#_%~^@]", lambda found: _TEX[found[0]], " ".join(showable(text).split()))
