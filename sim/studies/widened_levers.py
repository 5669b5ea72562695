"""Levers made uncertain, so that a study can speak of what a scenario states as certain.

A number becomes a range and is drawn anew in every case. What is not a number (a flag, a choice, a reading of a
switch, or a whole change that holds or does not) becomes a fork: the runs are shared out among its branches.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import isfinite

from sim.scenario.changes import ChangeLike
from sim.scenario.faults import Fault, ScenarioError, did_you_mean
from sim.scenario.levers import LeverInfo, all_paths
from sim.scenario.model import Scenario

MOST_BRANCHES = 64
"""Combinations of branches among which runs are shared out, at most."""


KINDS = {"whole": "a whole number", "date": "a date", "flag": "a flag", "choice": "a choice"}
"""Kinds of levers in words."""


@dataclass(frozen=True)
class Fork:
    """Something that is not a number and is played with each of its values.

    Attributes:
        path: The lever's path, or the change as named.
        label: What it is, in words.
        values: Its values, as written.
        says: What each value says of a run, in words.
        changes: For each value the change that brings it about; none for what holds as stated.
    """

    path: str
    label: str
    values: tuple[str, ...]
    says: tuple[str, ...]
    changes: tuple[ChangeLike | None, ...]


@dataclass(frozen=True)
class WidenedLevers:
    """What was asked to vary.

    Attributes:
        ranges: Range by path, as a change takes it.
        forks: What is not a number.
    """

    ranges: dict[str, str]
    forks: tuple[Fork, ...]

    @property
    def branches(self) -> tuple[tuple[ChangeLike, ...], ...]:
        """The changes of every combination of branches; one without changes if there are no forks."""
        combined = product(*(fork.changes for fork in self.forks))
        return tuple(tuple(change for change in one if change is not None) for one in combined)

    @property
    def words(self) -> tuple[str, ...]:
        """What varies, as on the command line, with the values of what is not a number."""
        ranges = (f"{path}={limits}" for path, limits in self.ranges.items())
        return (*ranges, *(f"{fork.path}: {', '.join(fork.values)}" for fork in self.forks))

    @property
    def codes(self) -> tuple[tuple[int, ...], ...]:
        """For every combination of branches, which value each fork has."""
        return tuple(product(*(range(len(fork.values)) for fork in self.forks)))


def widened_levers(scenario: Scenario, vary: Sequence[str]) -> WidenedLevers:
    """Return what is to vary.

    Args:
        scenario: The scenario, other changes applied.
        vary: Each the path of a lever, over its declared range; `PATH=LOW:HIGH`; a path to a flag or choice;
            or the name of a change that holds in some runs and not in others.

    Raises:
        ScenarioError: Something cannot vary; all faults at once.
    """
    known = {info.path: info for info in all_paths(scenario)}
    faults: list[Fault] = []
    ranges: dict[str, str] = {}
    forks: dict[str, Fork] = {}
    for text in vary:
        found = _read(scenario, known, text.strip())
        if isinstance(found, Fault):
            faults.append(found)
        elif isinstance(found, Fork):
            forks[found.path] = found
        else:
            ranges |= found
    result = WidenedLevers(ranges, tuple(forks.values()))
    if len(result.codes) > MOST_BRANCHES:
        text = f"{len(result.codes)} combinations of values that are not numbers"
        faults.append(_fault("", text, f"at most {MOST_BRANCHES}"))
    if faults:
        raise ScenarioError(faults)
    return result


def _read(scenario: Scenario, known: dict[str, LeverInfo], text: str) -> dict[str, str] | Fork | Fault:
    """Return the range or fork that one text means, or what is wrong with it."""
    path, _, limits = (part.strip() for part in text.partition("="))
    names = [part.strip() for part in path.split("+")]
    if not limits and all(name in scenario.changes for name in names):
        return _change(scenario, path, names)
    info = known.get(path)
    if info is None:
        return _fault(
            path,
            "no lever or change of that name",
            "a path, or a change",
            did_you_mean(path, (*known, *scenario.changes)),
        )
    if info.kind in {"flag", "choice"} and not limits:
        return _values(info)
    if info.kind != "number":
        kinds = "a number takes LOW:HIGH; a flag or choice takes nothing" if limits else "a number, flag or choice"
        return _fault(path, KINDS[info.kind], kinds)
    return _range(scenario, info, limits)


def _change(scenario: Scenario, path: str, names: Sequence[str]) -> Fork:
    label = " and ".join(scenario.name_of("changes", name) for name in names)
    says = (f"“{label}” does not hold", f"“{label}” holds")
    return Fork(path, label, ("as stated", path), says, (None, path))


def _values(info: LeverInfo) -> Fork:
    values = info.choices if info.kind == "choice" else (False, True)
    texts = tuple(str(value).lower() if isinstance(value, bool) else str(value) for value in values)
    says = tuple(f"{info.label} is {text}" for text in texts)
    return Fork(info.path, info.label, texts, says, tuple({info.path: value} for value in values))


def _range(scenario: Scenario, info: LeverInfo, limits: str) -> dict[str, str] | Fault:
    """Return the range of a number: the one given, or else as far as its lever is declared to be movable."""
    declared = scenario.levers.get(info.path)
    if limits:
        try:
            low, high = (float(part) for part in limits.split(":"))
        except ValueError:
            return _fault(info.path, f"{limits!r}", "LOW:HIGH, two numbers")
    elif declared is not None and declared.range is not None:
        low, high = declared.range.low, declared.range.high
    else:
        return _fault(info.path, "a number that no lever gives a range", f"{info.path}=LOW:HIGH")
    if not (isfinite(low) and isfinite(high)):
        return _fault(info.path, f"{limits!r}", "LOW:HIGH, two numbers")
    if low >= high:
        return _fault(info.path, f"a range from {low:g} to {high:g}", "a smaller number, then a larger one")
    return {info.path: f"{low!r} to {high!r}"}


def _fault(path: str, found: str, expected: str, hint: str = "") -> Fault:
    return Fault("--vary", 0, 0, path, found, expected, hint)
