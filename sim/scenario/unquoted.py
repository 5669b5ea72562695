"""Commas in text without quotes: within braces a comma ends the text, and what follows is read as keys."""

import re
from typing import NamedTuple

from sim.scenario.scalars import scalar

_COLON = re.compile(r"[ \t\r\n]*:")


class LooseWords(NamedTuple):
    """Words within braces that are neither key nor value.

    Attributes:
        key: The key whose text they probably continue; empty if none is before them.
        before: Where the text begins that they continue, as an offset; where they begin themselves, if there is none.
        start: Where they begin.
        end: Where they end.
    """

    key: str
    before: int
    start: int
    end: int

    def found(self, text: str) -> str:
        """Return what is there."""
        return f"the words {_short(text[self.start : self.end])} without a colon"

    def hint(self, text: str) -> str:
        """Return what was probably meant."""
        whole = text[self.before : self.end]
        if self.before == self.start:
            return "Within braces write key: value, with commas between."
        if isinstance(scalar(text[self.before : self.start].strip(" ,\t\r\n")), int | float):
            return "Within braces a comma ends the value; write a number without commas."
        return f'Within braces a comma ends the text; put it in quotes: {self.key}: "{_plain(whole)}".'


def without_colon(text: str, end: int) -> bool:
    """Return whether no colon follows a key that ends at an offset."""
    return _COLON.match(text, end) is None


def continued(key: str, said: str) -> str:
    """Return what was probably meant by an unknown key that stands right after text without quotes.

    Args:
        key: The key of that text.
        said: The text.
    """
    why = f"If it belongs to the text of {key}, which a comma ends within braces"
    return f"{why}, put that text in quotes: {_short(said)}."


def _plain(text: str) -> str:
    return " ".join(text.split()).replace('"', "'")


def _short(text: str, most: int = 60) -> str:
    plain = _plain(text)
    return f'"{plain}"' if len(plain) <= most else f'"{plain[: most - 3]}..."'
