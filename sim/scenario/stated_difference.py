"""What two scenarios state differently: entry by entry, in words, with what each states."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sim.scenario.data import PLAYED, table, value_at
from sim.scenario.faults import Path, dotted
from sim.scenario.input_names import field_of, owner_of
from sim.scenario.language import place_at
from sim.scenario.model import Scenario
from sim.scenario.numbers import CODED, NAMED_NUMBERS, parse_number

Kind = Literal["changed", "added", "removed"]

DISTRIBUTIONS = NAMED_NUMBERS | {"weights"}
"""Words of mappings that are one stated number."""
SAID = frozenset({"label", "assumed", "source", "note", "why", "resolves", "asks", "group", "unit", "title"})
"""Words of an entry that people read but runs do not."""


@dataclass(frozen=True)
class StatedDifference:
    """One place at which two scenarios state different things.

    Attributes:
        path: Where, as dotted ids.
        label: What it is, in words.
        kind: Whether it is stated differently, only in the second, or only in the first.
        before: What the first states, as people write it; empty where it states nothing.
        after: What the second states.
        default: What holds where nothing is stated; empty if nothing does.
        played: Whether runs read it; they do not read labels, sources and texts.
    """

    path: str
    label: str
    kind: Kind
    before: str
    after: str
    default: str
    played: bool

    def __str__(self) -> str:
        """Return it in words: `Union: no deal, value: 10 to 30 instead of 5`."""
        if self.kind == "added":
            return f"{self.label}: {self.after}; not stated before{self._by_default}"
        if self.kind == "removed":
            return f"{self.label}: no longer stated{self._by_default}, instead of {self.before}"
        return f"{self.label}: {self.after} instead of {self.before}"

    @property
    def _by_default(self) -> str:
        return f" ({self.default} by default)" if self.default else ""


def stated_differences(first: Scenario, second: Scenario) -> tuple[StatedDifference, ...]:
    """Return what two scenarios state differently, in the order of the second, then what only the first states.

    An entry that only one of them has is one difference, however much it states.
    """
    before, after = first.stated(), second.stated()
    return tuple(
        _difference((first, second), path, value_at(before, path), value_at(after, path))
        for path in _differing(before, after, ())
    )


def _differing(before: Any, after: Any, path: Path) -> Iterator[Path]:
    """Yield the paths at which two data differ, as deep as both have entries."""
    if not _entries(before) or not _entries(after):
        if before != after:
            yield path
        return
    for key in dict.fromkeys([*after, *before]):
        yield from _differing(before.get(key), after.get(key), (*path, key))


def _entries(data: Any) -> bool:
    """Return whether data are entries by name rather than one value."""
    return isinstance(data, Mapping) and not (data and set(data) <= DISTRIBUTIONS)


def _difference(pair: tuple[Scenario, Scenario], path: Path, before: Any, after: Any) -> StatedDifference:
    known = pair[1] if after is not None else pair[0]
    place = place_at(path)
    default = None if place is None else place.default
    return StatedDifference(
        path=dotted(path),
        label=_label(known, tuple(str(part) for part in path)),
        kind="added" if before is None else "removed" if after is None else "changed",
        before=_written(before),
        after=_written(after),
        default="" if default is None or isinstance(default, Mapping) else _written(default),
        played=_is_played(tuple(map(str, path))),
    )


def _is_played(parts: tuple[str, ...]) -> bool:
    """Return whether runs read what is stated at a path; of a switch, they read what its reading in use sets."""
    if parts[0] == "switches" and len(parts) > 2:
        return parts[2] == "reading"
    return parts[0] in PLAYED and not SAID & set(parts[1:])


def _label(scenario: Scenario, parts: tuple[str, ...]) -> str:
    """Return what a path is called in a scenario that states it; the path's own words where nothing has a name."""
    lever = scenario.levers.get(".".join(parts))
    if lever is not None:
        return lever.label
    if len(parts) == 1:
        return parts[0].replace("_", " ")
    kinds = ("outcomes", "questions", "changes", "levers", "outside_view", "sources", "left_out")
    if parts[0] in kinds:
        words = [parts[0].rstrip("s").replace("_", " "), *([_named(scenario, *parts[:2])] if len(parts) > 1 else [])]
        return ": ".join([" ".join(words).strip(), *(part.replace("_", " ") for part in parts[2:])])
    try:
        owner, field = owner_of(scenario, parts), field_of(scenario, parts)
    except (KeyError, ValueError):
        return " ".join(parts).replace("_", " ")
    return f"{owner}: {field}" if field else owner


def _named(scenario: Scenario, kind: str, key: str) -> str:
    label = getattr(getattr(scenario, kind).get(key), "label", None)
    return f"“{label}”" if label else key


def _written(value: Any) -> str:
    """Return a stated value as people write it, on one line; for an entry, what it states by name."""
    if value is None:
        return ""
    if isinstance(value, Mapping) and value and (set(value) <= CODED or not _entries(value)):
        return _number(value)
    if isinstance(value, list):
        return ", ".join(map(_written, value)) or "none"
    if _entries(value):
        return "; ".join(f"{key}: {_written(inner)}" for key, inner in table(value).items())
    if isinstance(value, str):
        return " ".join(value.split())
    return json.dumps(value, ensure_ascii=False)


def _number(value: Mapping[str, Any]) -> str:
    """Return a stated number as people read it; what only begins like one, as JSON writes it."""
    try:
        return parse_number(value).told()
    except ValueError:
        return json.dumps(value, ensure_ascii=False)
