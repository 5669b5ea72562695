"""What people take for one character, which may be many code points: counted, measured, and never cut in two.

Source:
    Unicode Standard Annex 29, Text Segmentation: extended grapheme clusters, told by Python's own character data.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from textwrap import wrap

_JOINER = "\u200d"
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")
_SKIN_OR_TAG = re.compile("[\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_LEADING, _VOWEL, _TRAILING = re.compile("[\u1100-\u115f\ua960-\ua97c]"), range(0x1160, 0x11A8), range(0x11A8, 0x1200)
_FIRST_SYLLABLE, _LAST_SYLLABLE, _SYLLABLES_OF_A_VOWEL = 0xAC00, 0xD7A3, 28


def graphemes(text: str) -> Iterator[str]:
    """Yield the characters of a text as people see them.

    Example:
        >>> [len(one) for one in graphemes("e\u0301x")]
        [2, 1]
    """
    if text.isascii() and "\r" not in text:
        yield from text
        return
    begun = 0
    for place in range(1, len(text)):
        if not _joined(text, begun, place):
            yield text[begun:place]
            begun = place
    if text:
        yield text[begun:]


def _joined(text: str, begun: int, place: int) -> bool:
    """Return whether the code point at a place belongs to the character begun before it."""
    before, here = text[place - 1], text[place]
    if here == "\n":
        return before == "\r"
    if _is_control(before) or _is_control(here):
        return False
    if here == _JOINER or unicodedata.category(here) in {"Mn", "Me", "Mc"} or _SKIN_OR_TAG.match(here):
        return True
    if before == _JOINER:
        return unicodedata.category(here) == "So"
    if _FLAG.match(here):
        return _FLAG.match(before) is not None and (place - begun) % 2 == 1 and _FLAG.match(text[begun]) is not None
    return _is_syllable(before, here)


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Zl", "Zp"}


def _is_syllable(before: str, here: str) -> bool:
    """Return whether two letters of Hangul stand in one syllable."""
    number, last = ord(here), ord(before)
    whole = _FIRST_SYLLABLE <= last <= _LAST_SYLLABLE
    open_ = whole and (last - _FIRST_SYLLABLE) % _SYLLABLES_OF_A_VOWEL == 0
    if _LEADING.match(before):
        return bool(_LEADING.match(here)) or number in _VOWEL or _FIRST_SYLLABLE <= number <= _LAST_SYLLABLE
    if number in _VOWEL:
        return last in _VOWEL or open_
    return number in _TRAILING and (last in _VOWEL or last in _TRAILING or whole)


def width(text: str) -> int:
    """Return how many letters wide a text is about: characters of East Asia and pictures take the room of two."""
    if text.isascii():
        return len(text)
    return sum(_width(one) for one in graphemes(text))


def _width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character[0]) in {"W", "F"} or "\ufe0f" in character else 1


def broken(text: str, most: int) -> list[str]:
    """Return a text in lines of at most so many letters, broken between words; a longer word between characters.

    Example:
        >>> broken("a text in lines", 6)
        ['a text', 'in', 'lines']
    """
    return [part for line in wrap(text, most, break_long_words=False) for part in _pieces(line, most)]


def _pieces(line: str, most: int) -> Iterator[str]:
    piece, wide = "", 0
    for one in graphemes(line):
        taken = max(_width(one), len(one) // _MARKS)
        if piece and wide + taken > most:
            yield piece
            piece, wide = "", 0
        piece, wide = piece + one, wide + taken
    yield piece


def shortened(text: str, most: int, end: str = "...", size: Callable[[str], int] = width) -> str:
    """Return a text that is no longer than so many letters, cut between characters and marked where it was.

    Args:
        text: What may be too long.
        most: How long it may be.
        end: What stands for the rest.
        size: How long a text is; by default how many letters wide, a heap of marks on one letter counted too.

    Example:
        >>> shortened("a long name", 8)
        'a lon...'
    """
    if len(text) <= most and text.isascii():
        return text
    sizes = [(one, max(size(one), len(one) // _MARKS)) for one in graphemes(text[: _MARKS * (most + 1)])]
    if sum(wide for _, wide in sizes) <= most and len(text) <= _MARKS * (most + 1):
        return text
    kept, room = [], most - size(end)
    for one, wide in sizes:
        room -= wide
        if room < 0:
            break
        kept.append(one)
    return "".join(kept) + end


_MARKS = 4
"""Code points of a character that count as one letter: a heap of marks on a letter may not be as long as it likes."""


def shortened_inside(text: str, most: int, middle: str = "...") -> str:
    """Return a text of which both ends are kept, the path of a file say, no longer than so many letters."""
    if shortened(text, most, "") == text:
        return text
    room = (most - len(middle)) // 2
    parts = list(graphemes(text[-_MARKS * most :]))
    end = "".join(parts[next((place for place in range(len(parts)) if width("".join(parts[place:])) <= room), 0) :])
    return shortened(text, room + len(middle), middle) + end
