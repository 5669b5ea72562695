"""A what-if in the words of its scenario: what it is called, why one would look at it, and what it sets."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from sim.formatting import MINUS
from sim.reports.stated_inputs import in_words
from sim.scenario.data import PLAYED, in_use, value_at
from sim.scenario.input_names import input_name
from sim.scenario.input_names import owner_of as entry_name
from sim.scenario.model import Scenario
from sim.scenario.numbers import NAMED_NUMBERS, parse_number

if TYPE_CHECKING:
    from sim.scenario.changes import ChangeLike


class ChangedCase(Protocol):
    """What changes were made in, such as an ensemble."""

    @property
    def base(self) -> Scenario:
        """The scenario before changes."""
        ...

    @property
    def changes(self) -> "tuple[ChangeLike, ...]":
        """The changes, in order."""
        ...

    @property
    def scenario(self) -> Scenario:
        """The scenario with them."""
        ...


NOTHING, STATED, LEFT_OUT, SET_TO = "not stated", "stated", "left out", "set to"
TEXTS = {"label", "assumed", "source", "sources", "why"}
"""What an entry says of itself; no run reads it."""
LOWERED = {"a", "an", "the", "both", "only", "no", "two", "all", "truces", "without", "with"}
"""Words with which a label begins that lose their capital within a sentence."""
OPENS_NO_CLAUSE = {"how", "what", "which", "when", "no", "without", "with", "a", "an"}
"""Words that begin a label which is not a sentence of its own, whatever follows."""
VERBS = re.compile(
    r"\b(?:is|are|was|were|has|have|does|do|can|may|will|must|meets?|stops?|drops?|ends?|leaves?|starts?|begins?|pays?|gets?|"
    r"gives?|keeps?|goes|go|holds?|waits?|takes?|makes?|comes?|knows?|trusts?|refuses?|accepts?|offers?|agrees?|loses?|wins?)"
    r"\b"
)
"""Verbs by which a label is known to be a sentence of its own."""
DISTRIBUTIONS = NAMED_NUMBERS
"""Words that make a mapping a number."""


@dataclass(frozen=True)
class Setting:
    """One value that a what-if sets.

    Attributes:
        path: Where it stands.
        name: What it is called.
        before: What is stated there, in words.
        after: What the what-if puts there, in words.
    """

    path: str
    name: str
    before: str
    after: str


def settings_of(ensemble: ChangedCase) -> tuple[Setting, ...]:
    """Return what the changes of an ensemble set: every stated value that differs with them."""
    before, after = in_use(ensemble.base.stated()), ensemble.scenario.stated()
    paths = dict.fromkeys((*_leaves(before), *_leaves(after)))
    # Of a switch only which reading is in use: what its readings would set stands in the entries where they set it.
    told = [p for p in paths if p[0] in PLAYED and (p[0] != "switches" or p[-1] == "reading")]
    moved = [p for p in told if p[-1] not in TEXTS and value_at(before, p) != value_at(after, p)]
    whole = {path[:2] for path in moved if len(path) > 2 and value_at(after, path[:2]) is None}
    # An entry that is taken out is told as one, not by each of the numbers that go with it.
    places = dict.fromkeys(path[:2] if path[:2] in whole else path for path in moved)
    return tuple(
        Setting(".".join(path), entry_name(ensemble.base, path), STATED, LEFT_OUT)
        if path in whole
        else _setting(ensemble, path, value_at(before, path), value_at(after, path))
        for path in places
    )


def changed_entries(ensemble: ChangedCase) -> frozenset[tuple[str, ...]]:
    """Return the entries of which changes set something, as (kind, id)."""
    return (
        frozenset(tuple(one.path.split("."))[:2] for one in settings_of(ensemble)) if ensemble.changes else frozenset()
    )


def _leaves(data: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(data, Mapping) and not DISTRIBUTIONS & set(data):
        for name, inner in data.items():
            yield from _leaves(inner, (*path, str(name)))
    else:
        yield path


def _setting(ensemble: ChangedCase, path: tuple[str, ...], before: Any, after: Any) -> Setting:
    scenario = ensemble.scenario if after is not None else ensemble.base
    said = (value_in_words(scenario, path, value) for value in (before, after))
    name = input_name(scenario, ".".join(path)).removeprefix("Protocol: ")
    return Setting(".".join(path), name, *said)


def value_in_words(scenario: Scenario, path: tuple[str, ...], value: Any) -> str:
    """Return a stated value as people read it; options by their names."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, list):
        return ", ".join(value_in_words(scenario, path, inner) for inner in value) or "none"
    if isinstance(value, str) and len(path) > 1 and path[-1] in scenario.issues:
        return scenario.option_name(path[-1], value) if value in scenario.issues[path[-1]].options else value
    if isinstance(value, str) and value in scenario.parties:
        return scenario.name_of("parties", value)
    try:
        return in_words(parse_number(value))
    except (ValueError, TypeError):
        return str(value).replace("_", " ").replace("-", MINUS) if isinstance(value, int | float) else str(value)


def label_of(ensemble: ChangedCase) -> str:
    """Return what the changes of an ensemble are called: by their names, or by what they set."""
    return called(text for change in ensemble.changes for text in _labels(ensemble, change))


def called(labels: Iterable[str]) -> str:
    """Return labels as one: `Western aid is halted and truces are monitored`."""
    first, *others = dict.fromkeys(labels) or [""]
    return " and ".join([first, *map(lowered, others)])


def lowered(label: str) -> str:
    """Return a label as it stands within a sentence: articles and the like lose their capital."""
    return label[:1].lower() + label[1:] if label.split(" ", 1)[0].lower() in LOWERED else label


def supposed(label: str) -> str:
    """Return a what-if as a sentence begins that says what it does.

    Example:
        >>> supposed("The United States stops mediating"), supposed("No strike ballot")
        ('If the United States stops mediating', 'With “No strike ballot”')
    """
    return f"If {lowered(label)}" if _is_clause(label) else f"With “{label}”"


def asked_of(labels: Sequence[str]) -> str:
    """Return what-ifs as a question: `What if Western aid is halted?`, `What does “No strike ballot” change?`."""
    if all(map(_is_clause, labels)):
        return f"What if {' and if '.join(map(lowered, labels))}?"
    return f"What {'does' if len(labels) == 1 else 'do'} {' and '.join(f'“{label}”' for label in labels)} change?"


def _is_clause(label: str) -> bool:
    named = f" {SET_TO} " not in label and ": " not in label
    return named and label.split(" ", 1)[0].lower() not in OPENS_NO_CLAUSE and VERBS.search(label) is not None


def _labels(ensemble: ChangedCase, change: "ChangeLike") -> Iterator[str]:
    if isinstance(change, str) and "=" not in change:
        yield from (ensemble.base.name_of("changes", part.strip()) for part in change.split("+"))
        return
    names = [change.split("=")[0].strip()] if isinstance(change, str) else list(change)
    set_to = {one.path: one for one in settings_of(ensemble)}
    for name in names:
        under = [one for path, one in set_to.items() if f"{path}.".startswith(f"{name}.")]
        yield from map(_set_to, under) if under else iter([name])


def _set_to(one: Setting) -> str:
    """Return what a setting without a name of its own is called."""
    return f"{one.name} {one.after}" if one.after == LEFT_OUT else f"{one.name} {SET_TO} {one.after}"


def why_of(ensemble: ChangedCase) -> str:
    """Return why one would look at the declared changes of an ensemble; empty if none says."""
    declared = ensemble.base.changes
    names = (part.strip() for one in ensemble.changes if isinstance(one, str) for part in one.split("+"))
    return " ".join(dict.fromkeys(declared[name].why or "" for name in names if name in declared)).strip()
