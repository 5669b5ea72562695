"""What may stand in a text of a scenario, and characters that JSON writes in two halves.

JSON writes a character beyond the first 65,536 as two escapes, which YAML does not know. They are handed to the parser
as two private characters whose escapes are as long, so that every place stays where it was, and joined in what it says.
"""

import re

_PAIR = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_PRIVATE = re.compile("[\ue000-\ue7ff]|\\\\u[eE][0-7]")
_JOINED = re.compile("([\ue000-\ue3ff])([\ue400-\ue7ff])")
_STAND_IN = re.compile(r"\\u(e[0-3][0-9a-f]{2})\\u(e[4-7][0-9a-f]{2})")
_SHIFT = 0x800
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BREAK = re.compile("[\n\x0b\x0c\r\x85\u2028\u2029]")
ONE_LINE = {"label", "title"}
"""Keys whose text is one line wherever it is shown."""


def parsed(text: str) -> str:
    """Return a text as the parser takes it: stand-ins replace the pairs of escapes that JSON has for one character."""
    if _PAIR.search(text) is None or _PRIVATE.search(text) is not None:
        return text
    return _PAIR.sub(lambda pair: "".join(f"\\u{int(half, 16) + _SHIFT:04x}" for half in pair.groups()), text)


def said(value: str, escaped: bool) -> str:
    """Return what a value says that was found in a text with stand-ins.

    Args:
        value: What the parser found.
        escaped: Whether the value is one in which escapes mean characters.
    """
    if escaped:
        return _JOINED.sub(lambda pair: _character(ord(pair[1]), ord(pair[2])), value)
    return _STAND_IN.sub(lambda pair: "".join(f"\\u{int(half, 16) - _SHIFT:04x}" for half in pair.groups()), value)


def _character(high: int, low: int) -> str:
    return chr(0x10000 + ((high - _SHIFT - 0xD800) << 10) + (low - _SHIFT - 0xDC00))


def odd_in(value: str, key: str | int | None = None) -> str:
    """Return, in words, the first character of a text that is not allowed there; empty if all are.

    Args:
        value: The text.
        key: The key under which it stands; some keys hold only one line.
    """
    if value.replace("\n", "").isprintable() and (key not in ONE_LINE or "\n" not in value):
        return ""
    control = _CONTROL.search(value)
    if control is not None:
        return f"the control character U+{ord(control[0]):04X} in a text"
    nothing = next(filter(_is_nothing, value), None)
    if nothing is not None:
        return f"the code point U+{ord(nothing):04X}, which is no character, in a text"
    broken = _BREAK.search(value.strip("\n")) if key in ONE_LINE else None
    return f"a line break (U+{ord(broken[0]):04X}) in a {key}" if broken is not None else ""


def _is_nothing(letter: str) -> bool:
    """Return whether a code point is one of the 66 that Unicode keeps from ever being characters."""
    number = ord(letter)
    return number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF
