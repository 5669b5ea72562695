"""Text broken into lines between words; a number stays with its unit, and nothing is broken in itself."""

import re

_GLUED = re.compile(r"(?<=\d) (?=[%×\d])")
"""Blanks at which a line does not end: those within a number, and before a per cent sign."""
KEPT = "\N{NO-BREAK SPACE}"
"""A blank at which a line does not end; it is printed as any other."""


def letters(text: str) -> int:
    """Return how many letters wide a text is on a terminal, where some take the room of two."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def wrap(text: str, width: int, indent: str = "") -> list[str]:
    """Return the lines of a text.

    Args:
        text: What to break; line breaks in it are kept.
        width: Letters per line; a longer word stands on a line of its own, whole.
        indent: What every line begins with.
    """
    room = max(1, width - letters(indent))
    return [f"{indent}{line}".rstrip() for part in text.split("\n") for line in _lines(part, room)]


def _lines(text: str, room: int) -> list[str]:
    lines: list[str] = []
    blanks = text[: len(text) - len(text.lstrip(" "))]
    line = ""
    for word in _GLUED.sub(KEPT, text).split(" "):
        if not word:
            continue
        longer = f"{line} {word}" if line else f"{blanks if not lines else ''}{word}"
        if line and letters(longer) > room:
            lines.append(line)
            longer = word
        line = longer
    return [one.replace(KEPT, " ") for one in (*lines, line)]
