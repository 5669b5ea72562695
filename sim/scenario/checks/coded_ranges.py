"""Whether ranges that carry a class of the codebook are those of their class."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

from sim.scenario.checks.view import View, listed, number
from sim.scenario.codebook import Codebook, book
from sim.scenario.data import table, value_at
from sim.scenario.faults import Path, Problem, did_you_mean, dotted, one_of
from sim.scenario.language import is_mapping
from sim.scenario.numbers import CODED


@dataclass(frozen=True)
class CodedRange:
    """A range that carries a class.

    Attributes:
        path: Where it stands, as dotted ids.
        classes: The classes, `KIND.CLASS`.
        range: The range, in the form in which people write it.
        of_class: The range of the class; None if the book has nothing there, or another book is named.
        why: Why it departs; empty if nothing is said.
    """

    path: str
    classes: tuple[str, ...]
    range: Any
    of_class: Any
    why: str

    @property
    def departs(self) -> bool:
        """Whether it is another range than that of its class."""
        return self.of_class is not None and number(self.range) != number(self.of_class)


def coded_ranges(view: View) -> Iterator[Problem]:
    """A range that carries a class is that of its class, or says why not; the book is named, and is the one we have."""
    found = list(coded_at(view.data, ()))
    stated = table(view.at("codebook"))
    if found and not stated:
        said = f"{len(found)} ranges with a class and no codebook"
        yield Problem(("codebook",), said, "number and digest of the book", severity="warning", at_key=True)
    yield from _units(view, stated)
    if not found and not stated:
        return
    held = book()
    if stated and (stated.get("number"), stated.get("digest")) != (held.number, held.digest):
        said = f"book {stated.get('number')}, digest {stated.get('digest')}"
        ours = f"book {held.number}, digest {held.digest}"
        hint = "Classes are not compared with another book."
        yield Problem(("codebook",), said, ours, hint, "warning", at_key=True)
        return
    classes = frozenset(held.classes())
    for path, coded in found:
        # What was compared with the same book before was sound.
        if not (view.same("codebook") and view.same(str(path[0]))):
            yield from _compared(held, classes, path, coded)


def ranges_with_classes(data: Mapping[str, Any]) -> tuple[CodedRange, ...]:
    """Return every range of a scenario that carries a class, with that of its class if the book is ours."""
    stated, held = table(data.get("codebook")), book()
    ours = not stated or stated.get("number") == held.number
    found = []
    for path, coded in coded_at(data, ()):
        names = tuple(listed(coded.get("class")))
        try:
            given = held.stated_at(_set_at(path), names) if ours else None
        except ValueError:
            given = None
        found.append(CodedRange(dotted(path), names, coded["range"], given, str(coded.get("why") or "")))
    return tuple(found)


def coded_at(data: Any, path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Yield every mapping that is a range with a class, with its place."""
    if isinstance(data, list):
        inside: Iterable[tuple[str | int, Any]] = enumerate(data)
    elif not is_mapping(data):
        return
    elif "range" in data and "class" in data and set(data) <= CODED:
        yield path, data
        return
    else:
        inside = ((str(key), inner) for key, inner in data.items())
    for part, inner in inside:
        if isinstance(inner, (dict, list)) or is_mapping(inner):
            yield from coded_at(inner, (*path, part))


def _set_at(path: Path) -> Path:
    """Return the place that a reading or a what-if sets, else the path itself."""
    return tuple(str(path[-1]).split(".")) if path[-2:-1] == ("set",) else path


def _compared(held: Codebook, classes: Set[str], path: Path, coded: Mapping[str, Any]) -> Iterator[Problem]:
    names = listed(coded.get("class"))
    unknown = [name for name in names if name not in classes]
    for name in unknown:
        kind = held.kinds.get(name.partition(".")[0])
        of = [f"{name.partition('.')[0]}.{one}" for one in kind.classes] if kind is not None else list(held.kinds)
        hint = did_you_mean(name, held.classes())
        yield Problem((*path, "class"), f"the class {name!r}", one_of(of), hint)
    if unknown or not names:
        return
    try:
        given = held.stated_at(_set_at(path), names)
    except ValueError as error:
        yield Problem((*path, "class"), ", ".join(names), str(error))
        return
    if given is None:
        hint = "A class belongs to its own kind of input."
        yield Problem((*path, "class"), ", ".join(names), "a class that states a range here", hint, "warning")
    elif number(coded["range"]) != number(given) and not coded.get("why"):
        hint = "Say under `why` what in the text speaks for another range."
        yield Problem(
            (*path, "range"), f"{coded['range']}, not the range of {' and '.join(names)}", f"{given}", hint, "warning"
        )


def _units(view: View, stated: Mapping[str, Any]) -> Iterator[Problem]:
    """What the coded text numbers is used at places that are there; a what-if may take such a place away."""
    for unit, places in table(stated.get("units")).items():
        for place in listed(places):
            if value_at(view.data, tuple(place.split("."))) is None:
                path = ("codebook", "units", str(unit))
                hint = "Say what is left out under `left_out`."
                yield Problem(path, f"the place {place!r}", "a place that is stated", hint, "warning")
