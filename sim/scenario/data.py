"""Stated data as plain mappings: a path read, set or found unknown, and the readings of switches put in use.

A switch is kept whole. Putting its reading in use writes what that reading sets into the data, and completes every
other reading with the values that it leaves as they were. So a scenario carries all that is needed to change readings
again, applying a reading twice changes nothing, and what is saved loads as the same scenario.
"""

from collections.abc import Hashable, Iterator, Mapping
from datetime import date
from typing import Any

from sim.scenario.faults import Path, Problem, did_you_mean, dotted, one_of
from sim.scenario.language import Place, fields, is_mapping, others, step, top
from sim.scenario.numbers import Spread

PLAYED = (
    "protocol",
    "parties",
    "issues",
    "worth",
    "infeasible",
    "conditions",
    "pledges",
    "exposures",
    "ratifiers",
    "pressures",
    "events",
    "deadlines",
    "correlations",
    "shared_shocks",
    "switches",
)
"""Where a what-if path may begin."""

Data = Mapping[str, Any]
Settings = Mapping[Path, Any]


class UnknownPathError(Exception):
    """A what-if path that the scenario does not have; `problem` says what was probably meant."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.found)
        self.problem = problem


def value_at(data: Any, path: Path) -> Any:
    """Return what is stated at a path; None if nothing is."""
    for part in path:
        if isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            data = data.get(part) if is_mapping(data) and isinstance(part, (str, Hashable)) else None
    return data


def with_value(data: Any, path: Path, value: Any) -> Any:
    """Return the data with a value set at a path; None removes what is there. The given data stay as they are."""
    if not path:
        return value
    mapping = dict(data) if isinstance(data, Mapping) else {}
    head, rest = str(path[0]), path[1:]
    if value is not None:
        mapping[head] = with_value(mapping.get(head), rest, value)
    elif not rest:
        mapping.pop(head, None)
    elif isinstance(mapping.get(head), Mapping):
        mapping[head] = with_value(mapping[head], rest, None)
    return mapping


def table(value: Any) -> Data:
    """Return a value that should be a mapping, an empty one if it is not one."""
    return value if is_mapping(value) else {}


def resolve(data: Data, text: str, removing: bool = False) -> Path:
    """Return a what-if path as its parts.

    A path may name a field that the scenario leaves at its default, and may add an entry to a mapping by id.

    Args:
        data: The scenario as stated.
        text: Dotted ids.
        removing: Whether the entry is to be removed, in which case it must be there.

    Raises:
        UnknownPathError: The language or the scenario has no such place.
    """
    parts: Path = tuple(text.split("."))
    if parts[0] not in PLAYED or (parts[0] == "switches" and (len(parts) != 3 or parts[2] != "reading")):
        raise _unknown(data, parts, 0, (*PLAYED[:-1], "switches.ID.reading"))
    place: Place = top()
    for depth in range(len(parts)):
        names = _names(data, place, parts[:depth])
        inner = step(place, parts[depth])
        adding = depth == len(parts) - 1 and not removing and _grows(place)
        if inner is None or (names is not None and parts[depth] not in names and not adding):
            raise _unknown(data, parts, depth, names or ())
        place = inner
    return parts


def _names(data: Data, place: Place, path: Path) -> tuple[str, ...] | None:
    """Return the names that may stand below a path: fields, and ids that are there; None if the language has none."""
    here = table(value_at(data, path))
    word = place.form("word")
    if word is not None and word.word is not None:
        return (*fields(word.word), *(here if others(word.word) else ()))
    if path[-1:] == ("trust",):
        # Trust that is not stated has defaults, so every party may be named.
        return tuple(str(name) for name in table(data.get("parties")))
    return tuple(str(name) for name in here) if place.form("table") else None


def _grows(place: Place) -> bool:
    """Return whether entries may be added by id, as to a table or to the options of a worth."""
    word = place.form("word")
    return place.form("table") is not None or (word is not None and word.word is not None and bool(others(word.word)))


def _unknown(data: Data, parts: Path, depth: int, names: tuple[str, ...]) -> UnknownPathError:
    """Return the error for a path whose part at `depth` is not the name of anything."""
    whole = did_you_mean(dotted(parts), paths(data))
    near = did_you_mean(str(parts[depth]), names)
    where = f" below {dotted(parts[:depth])}" if depth else " as the first part of the path"
    found, expected = f"{str(parts[depth])!r}{where}", one_of(names) if names else "the path to end there"
    return UnknownPathError(Problem(parts, found, expected, near if near and depth else whole or near, at_key=True))


def paths(data: Data) -> Iterator[str]:
    """Yield every path that is stated and may be changed, at every depth."""
    for head in PLAYED[:-1]:
        yield from _paths(data.get(head), (head,))
    yield from (f"switches.{name}.reading" for name in table(data.get("switches")))


def _paths(data: Any, path: Path) -> Iterator[str]:
    yield dotted(path)
    for key, value in table(data).items():
        yield from _paths(value, (*path, key))


def in_use(data: Data) -> Data:
    """Return the data with the reading of every switch in use and every other reading complete."""
    result = data
    for name, switch in _switches(data):
        complete = _completed(data, table(switch["readings"]))
        for reading, settings in complete.items():
            stated = {dotted(path): value for path, value in settings.items()}
            result = with_value(result, ("switches", name, "readings", reading, "set"), stated)
        result = _with_settings(result, complete.get(switch["reading"], {}))
    return result


def select(data: Data, switch: str, reading: str) -> Data:
    """Return data whose switches are in use with another reading of one of them."""
    data = with_value(data, ("switches", switch, "reading"), reading)
    return _with_settings(data, settings_of(data, value_at(data, ("switches", switch, "readings", reading, "set"))))


def changed(data: Data, settings: Settings) -> Data:
    """Return data whose switches are in use with these settings: readings first, so that the others win over them."""
    readings = {path: value for path, value in settings.items() if path[0] == "switches"}
    for path, value in readings.items():
        data = select(data, str(path[1]), value)
    for path, value in settings.items():
        if path not in readings:
            data = with_value(data, path, value)
            data = forgotten(data, path) if value is None else data
    return settled(data)


def settled(data: Data) -> Data:
    """Return data whose readings in use say what the data say, after values that the readings set were changed."""
    for name, switch in _switches(data):
        path = ("switches", name, "readings", switch["reading"], "set")
        stated = table(value_at(data, path))
        if stated:
            data = with_value(data, path, {key: value_at(data, tuple(key.split("."))) for key in stated})
    return data


def forgotten(data: Data, removed: Path) -> Data:
    """Return the data without the levers, changes, readings and members of groups that name what was removed."""
    data = _without_members(data, removed)
    for lever in _below(data.get("levers"), removed):
        data = with_value(data, ("levers", lever), None)
    for name, change in table(data.get("changes")).items():
        data = _without_settings(data, ("changes", name), change, removed, empty_goes=True)
    for name, switch in _switches(data):
        for reading, stated in switch["readings"].items():
            data = _without_settings(data, ("switches", name, "readings", reading), stated, removed, empty_goes=False)
    return data


def _without_members(data: Data, removed: Path) -> Data:
    """Return the data without those members of correlations that name what was removed; an empty group goes too."""
    for name, group in table(data.get("correlations")).items():
        members = table(table(group).get("members"))
        gone = _below(members, removed)
        if gone and len(gone) == len(members):
            data = with_value(data, ("correlations", name), None)
        for key in gone if len(gone) < len(members) else ():
            data = with_value(data, ("correlations", name, "members", key), None)
    return data


def origin(written: Data, path: Path) -> Path:
    """Return where the value at a path is written: in the reading in use that sets it, or at the path itself."""
    for name, switch in _switches(written):
        base: Path = ("switches", name, "readings", switch["reading"], "set")
        for key in table(value_at(written, base)):
            parts = tuple(str(key).split("."))
            if path[: len(parts)] == parts:
                return (*base, key, *path[len(parts) :])
    return path


def settings_of(data: Data, stated: Any) -> dict[Path, Any]:
    """Return those (path, value) pairs of a `set` whose paths the scenario has."""
    settings: dict[Path, Any] = {}
    for text, value in table(stated).items():
        try:
            settings[resolve(data, str(text))] = value
        except UnknownPathError:
            continue
    return settings


def _switches(data: Data) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the switches that can be used: those that have readings, and a reading in use, as they should."""
    for name, switch in table(data.get("switches")).items():
        readings = table(table(switch).get("readings"))
        if readings and all(isinstance(reading, Mapping) for reading in readings.values()):
            reading = switch.get("reading")
            if isinstance(reading, str) and reading in readings:
                yield name, switch


def _completed(data: Data, readings: Data) -> dict[str, dict[Path, Any]]:
    """Return what each reading sets, with every place that any of them sets; None if they set nothing."""
    stated = {reading: settings_of(data, table(entry).get("set")) for reading, entry in readings.items()}
    every = list(dict.fromkeys(path for settings in stated.values() for path in settings))
    roots = [path for path in every if not any(path[:n] in every for n in range(1, len(path)))]
    complete = {}
    for reading, settings in stated.items():
        trial = _with_settings(data, settings)
        complete[reading] = {root: value_at(trial, root) for root in roots}
    return complete if roots else {}


def _with_settings(data: Data, settings: Settings) -> Data:
    for path, value in settings.items():
        data = with_value(data, path, value)
    return data


def _below(stated: Any, removed: Path) -> list[str]:
    """Return the dotted paths among the keys of a mapping that name what was removed or something in it."""
    return [key for key in table(stated) if tuple(key.split("."))[: len(removed)] == removed]


def _without_settings(data: Data, path: Path, entry: Any, removed: Path, empty_goes: bool) -> Data:
    gone: list[str | int] = [*_below(table(entry).get("set"), removed)]
    if empty_goes and gone and len(gone) == len(entry["set"]):
        gone, path = [path[-1]], path[:-1]
    else:
        path = (*path, "set")
    for key in gone:
        data = with_value(data, (*path, key), None)
    return data


def as_stated(value: Any) -> Any:
    """Return a Python value as YAML would give it: dates as text, stated numbers as stated, NumPy's as Python's."""
    if isinstance(value, Spread):
        return value.stated()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): as_stated(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [as_stated(inner) for inner in value]
    return value.item() if hasattr(value, "item") else value
