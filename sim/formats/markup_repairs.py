"""XML as it lies around: what programs that read it loosely let pass is mended, each with a note.

These are mended: blanks before the declaration, a bare & and named HTML entities, a < within a value or before a
blank, values without quotation marks or between typographic ones, attributes without a blank between them, and comments
with two hyphens. Everything else is refused, saying what to change.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.entities import html5
from xml.parsers import expat

from sim.scenario.faults import shown
from sim.texts.places import for_xml

MOST_SHOWN = 48
"""Most letters of a file that a message shows."""
_DECLARED = re.compile(r"\A<\?xml[^<>]*\?>")
_AMPERSAND = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)(?:([A-Za-z][A-Za-z0-9]{1,30});)?"
)
_QUOTED = re.compile(r"(=\s{0,9})([\"'])([^\"'\n=]{0,4000})\2")
_TYPOGRAPHIC = re.compile(r"(\s[\w:.-]{1,60}\s{0,9}=\s{0,9})[“”„]([^“”„\"<>\n]{0,4000})[“”„\"]")
_BARE = re.compile(r"(\s[\w:.-]{1,60}=)([\w.+-]{1,60})(?=[\s/>])")
_TAG = re.compile(r"<[A-Za-z/][^<>]{0,4000}>")
_STRAY = re.compile(r"<(?=[\s0-9=<>])")
_CLOSE = re.compile(
    r"((?:\s|(?<=\"))[\w:.-]{1,60}\s{0,9}=\s{0,9}\"[^\"<>\n]{0,4000}\")(?=[A-Za-z_][\w:.-]{0,60}\s{0,9}=)"
)
_LITERAL = re.compile(r"<!--|<!\[CDATA\[")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class Explanation:
    """What is wrong with a text that is not XML.

    Attributes:
        found: What is there.
        expected: What should be there.
        hint: What to do.
    """

    found: str
    expected: str
    hint: str = ""


def mended(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a text with everything mended that can be, and for each kind of repair what was done and on which line."""
    notes: list[str] = []
    bare = text.lstrip("\ufeff \t\r\n")
    if bare != text and bare.startswith("<"):
        # As many lines stay before it as there were, so that faults keep their line numbers.
        text = "\n" * text[: len(text) - len(bare)].count("\n") + _DECLARED.sub("", bare)
        notes.append("blanks before the beginning of the XML were passed over")
    else:
        text = _DECLARED.sub("", text)
    for mend in _MENDS:
        text = mend(text, notes)
    return text, tuple(notes)


def _outside(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a text, and whether each is markup and not a comment or literal text."""
    place = 0
    while place < len(text):
        found = _LITERAL.search(text, place)
        if found is None:
            yield text[place:], True
            return
        at, closing = found.start(), "-->" if found.group() == "<!--" else "]]>"
        yield text[place:at], True
        end = text.find(closing, at)
        place = len(text) if end < 0 else end + len(closing)
        yield text[at:place], False


def _replaced(text: str, pattern: re.Pattern[str], change: Callable[[re.Match[str]], str]) -> tuple[str, int]:
    """Return a text with a pattern replaced in its markup, and the line of the first change; 0 if there is none."""
    pieces: list[str] = []
    changed: list[int] = []

    def noted(found: re.Match[str]) -> str:
        made = change(found)
        if made != found.group():
            changed.append(found.start())
        return made

    first, line = 0, 1
    for piece, is_markup in _outside(text):
        pieces.append(pattern.sub(noted, piece) if is_markup else piece)
        if changed and not first:
            first = line + piece.count("\n", 0, changed[0])
        line += piece.count("\n")
    return "".join(pieces), first


def _ampersands(text: str, notes: list[str]) -> str:
    named: list[str] = []

    def change(found: re.Match[str]) -> str:
        name = found.group(1)
        if name is None:
            return "&amp;" + found.group()[1:]
        if f"{name};" not in html5:
            return found.group()
        named.append(name)
        return for_xml(html5[f"{name};"]).replace('"', "&quot;")

    text, line = _replaced(text, _AMPERSAND, change)
    if line and named:
        notes.append(f"line {line}: signs named as in HTML were read as such (&{named[0]};)")
    elif line:
        notes.append(f"line {line}: a bare & was read as &amp;")
    return text


def _quotes(text: str, notes: list[str]) -> str:
    for pattern, what in (
        (_TYPOGRAPHIC, "a value between typographic marks"),
        (_BARE, "a value without marks"),
    ):

        def in_tag(tag: re.Match[str], pattern: re.Pattern[str] = pattern) -> str:
            return pattern.sub(r'\1"\2"', tag.group())

        text, line = _replaced(text, _TAG, in_tag)
        if line:
            notes.append(f'line {line}: {what} was read as one between "…"')
    return text


def _angles(text: str, notes: list[str]) -> str:
    text, line = _replaced(text, _QUOTED, lambda found: found.group().replace("<", "&lt;"))
    if line:
        notes.append(f"line {line}: a < within a value was read as &lt;")
    text, line = _replaced(text, _STRAY, lambda found: "&lt;")
    if line:
        notes.append(f"line {line}: a < that begins no tag was read as &lt;")
    return text


def _gaps(text: str, notes: list[str]) -> str:
    """Separate attributes that run together: `a="1"b="2"`."""
    text, line = _replaced(text, _TAG, lambda tag: _CLOSE.sub(r"\1 ", tag.group()))
    if line:
        notes.append(f"line {line}: attributes that stand close together were parted")
    return text


def _comments(text: str, notes: list[str]) -> str:
    """Separate double hyphens within comments, since they do not end the comment."""
    first, line, pieces = 0, 1, []
    for piece, is_markup in _outside(text):
        inner = piece[4:-3] if not is_markup and piece.startswith("<!--") and len(piece) >= 7 else ""
        if "--" in inner or inner.endswith("-"):
            first = first or line
            pieces.append("<!---->")
            pieces.append("\n" * piece.count("\n"))
        else:
            pieces.append(piece)
        line += piece.count("\n")
    if first:
        notes.append(f"line {first}: a comment with two hyphens in it was passed over")
    return "".join(pieces)


_MENDS = (_comments, _angles, _quotes, _gaps, _ampersands)


def explained(error: expat.ExpatError, text: str, inside: str) -> Explanation:
    """Return in words what is wrong where the parser stopped.

    Args:
        error: What the parser said.
        text: The whole text.
        inside: The innermost element that is open there; empty if none is.
    """
    words = expat.errors.messages.get(error.code, "")
    lines = text.split("\n")
    line = lines[error.lineno - 1] if 0 < error.lineno <= len(lines) else ""
    if not text.strip():
        return Explanation("an empty file", "XML")
    if not text.lstrip("\ufeff \t\r\n").startswith("<"):
        return Explanation(shown(text.strip().split("\n")[0]), "XML, which begins with <")
    if words in (expat.errors.XML_ERROR_NO_ELEMENTS, expat.errors.XML_ERROR_UNCLOSED_TOKEN) and inside:
        return Explanation(f"the end of the file inside <{inside}>", f"</{inside}>")
    if words == expat.errors.XML_ERROR_TAG_MISMATCH:
        return Explanation(f"an end tag that does not match <{inside}>", f"</{inside}>")
    if words == expat.errors.XML_ERROR_UNDEFINED_ENTITY:
        named = _named_at(line, error.offset)
        return Explanation(f"{named}, which XML does not know", "text", "Write &amp; for the sign & itself.")
    if words == expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT:
        return Explanation("something after the end of the outermost element", "one outermost element")
    if words == expat.errors.XML_ERROR_DUPLICATE_ATTRIBUTE:
        return Explanation("an attribute that stands twice in one tag", "each attribute once")
    if words == expat.errors.XML_ERROR_MISPLACED_XML_PI:
        return Explanation("a second declaration <?xml", "one declaration, at the very beginning")
    before = "\n".join([*lines[: error.lineno - 1][-50:], line[: error.offset]])
    return _of_tokens(line, error.offset, before)


def _named_at(line: str, offset: int) -> str:
    found = re.compile(r"&[^\s;]{1,30};").search(line, max(0, offset - 31))
    return f"the sign {found.group()}" if found else "a named sign"


def _of_tokens(line: str, offset: int, before: str) -> Explanation:
    """Return what is wrong with a line that the parser can make nothing of; `before` is the text up to there."""
    control = _CONTROL.search(line)
    if control:
        return Explanation(f"the control character U+{ord(control.group()):04X}", "text", "Remove it.")
    opened = before[max(before.rfind("<"), 0) :]
    start = max(line.rfind("<", 0, offset + 1), 0)
    inside = line[start:].split(">")[0]
    odd = opened if opened.count('"') % 2 else inside
    if odd.count('"') % 2 or re.search(r'"[^\s/>?="]', line[start : offset + 2]):
        hint = "Write &quot; for a mark inside a value, and close every value."
        found = f"quotation marks that do not match in {shown(odd[:MOST_SHOWN])}"
        return Explanation(found, "each value between two marks", hint)
    hint = "Look there for a tag that is not closed, or a sign < or & that is not written &lt; or &amp;."
    return Explanation(
        f"text that is not XML at {shown(line[max(0, offset - 8) : offset + MOST_SHOWN])}", "tags and text", hint
    )
