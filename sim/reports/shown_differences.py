"""What a file shows beside what comes out now, in words: where, what it shows, what it should show."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import islice
from math import isclose

from sim.reports.shown import Passage
from sim.texts import shortened

DIGITS = 1e-12
"""How far numbers may differ and be the same: spreadsheets keep fifteen digits."""

NAMED = 20
"""Differences that are named; of more, how many there are is said."""

AROUND = 3
"""Words shown on either side of what differs."""

MOST_ALIGNED = 20_000
"""Passages up to which what was added or taken away is told from what was changed."""


def differences_shown(found: Sequence[Passage], again: Sequence[Passage]) -> list[str]:
    """Return in words how what a file shows differs from what comes out now; nothing if it is the same."""
    every = list(islice(_differences(found, again), NAMED + 1))
    if len(every) <= NAMED:
        return every
    return [*every[:NAMED], "There are more differences."]


def _differences(found: Sequence[Passage], again: Sequence[Passage]) -> Iterator[str]:
    before, after = dict(found), dict(again)
    if len(before) == len(found) and len(after) == len(again):
        yield from _by_place(before, after)
    elif len(found) == len(again):
        for (where, shown), (_, right) in zip(found, again, strict=True):
            if not same(shown, right):
                yield _changed(where, shown, right)
    else:
        yield from _aligned(found, again)


def _by_place(before: dict[str, str], after: dict[str, str]) -> Iterator[str]:
    """Yield what differs where every passage has a place of its own."""
    for where in dict.fromkeys((*before, *after)):
        if where not in after:
            yield f"{where}: shows {_short(before[where])}, which does not come out"
        elif where not in before:
            yield f"{where}: shows nothing, {_short(after[where])} comes out"
        elif not same(before[where], after[where]):
            yield _changed(where, before[where], after[where])


def _aligned(found: Sequence[Passage], again: Sequence[Passage]) -> Iterator[str]:
    """Yield what was changed, added or taken away."""
    if max(len(found), len(again)) > MOST_ALIGNED:
        yield f"it shows {len(found):,} passages, {len(again):,} come out"
        return
    texts = [text for _, text in found], [text for _, text in again]
    for kind, at, end, other, last in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        if kind == "replace" and end - at == last - other:
            yield from (
                _changed(found[at + n][0], found[at + n][1], again[other + n][1])
                for n in range(end - at)
                if not same(found[at + n][1], again[other + n][1])
            )
        elif kind != "equal":
            where = found[min(at, len(found) - 1)][0] if found else "the file"
            shown, right = (" ".join(part) for part in (texts[0][at:end], texts[1][other:last]))
            if not same(shown, right):
                yield _changed(where, shown, right)


def same(shown: str, right: str) -> bool:
    """Return whether two passages say the same: the same words, or the same number."""
    if shown == right:
        return True
    try:
        return isclose(float(shown), float(right), rel_tol=DIGITS, abs_tol=0.0)
    except ValueError:
        return False


def _changed(where: str, shown: str, right: str) -> str:
    """Return what differs with a few words around it."""
    if not shown or not right:
        return f"{where}: shows {_short(shown) or 'nothing'}, {_short(right) or 'nothing'} comes out"
    words, others = shown.split(), right.split()
    first = next((n for n, pair in enumerate(zip(words, others, strict=False)) if pair[0] != pair[1]), 0)
    ends = zip(reversed(words[first:]), reversed(others[first:]), strict=False)
    last = next((n for n, pair in enumerate(ends) if pair[0] != pair[1]), 0)
    said, came = (_around(listed, first, last) for listed in (words, others))
    return f"{where}: shows “{said}”, “{came}” comes out"


def _around(words: Sequence[str], first: int, last: int) -> str:
    start, end = max(0, first - AROUND), min(len(words), len(words) - last + AROUND)
    return _clipped(" ".join(words[start:end]))


def _clipped(text: str) -> str:
    return shortened(text, 160, "…")


def _short(text: str) -> str:
    return f"“{_clipped(text)}”" if text else ""
