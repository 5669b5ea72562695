"""What-ifs: named sets of (path, value), applied to what is stated and checked like anything stated.

A what-if is applied to the scenario as plain data, before validation. Readings of switches come first, so that what is
set by hand wins over them. The result is a scenario like any other: it can be saved, loaded and changed again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sim.scenario.checks import SoundData, View, blamed, problems_in
from sim.scenario.data import Data, UnknownPathError, as_stated, changed, in_use, resolve, select, with_value
from sim.scenario.faults import Fault, Path, Problem, ScenarioError, did_you_mean, dotted, one_of
from sim.scenario.levers import LeverInfo, all_paths, levers
from sim.scenario.model import Scenario
from sim.scenario.written_text import odd_in
from sim.scenario.yaml_tree import compose, plain

__all__ = ["ChangeLike", "LeverInfo", "all_paths", "apply", "levers"]

ChangeLike = str | Mapping[str, Any]
"""A change's name, names joined by `+`, `PATH=VALUE`, or a mapping from path to value."""


@dataclass(frozen=True)
class ChangeSetting:
    """One value that a what-if sets.

    Attributes:
        label: Where it comes from, as faults name it.
        text: The path as given.
        value: Plain data; None removes the entry.
    """

    label: str
    text: str
    value: Any


def apply(scenario: Scenario, changes: Sequence[ChangeLike] = ()) -> Scenario:
    """Return the scenario with what-ifs applied, in order; of two that set the same place, the later one counts.

    Args:
        scenario: A scenario, loaded or changed before.
        changes: Each a declared change's name, names joined by `+`, `"PATH=VALUE"` with VALUE as YAML writes it
            (`0.4`, `0.2 to 0.6`, `true`, `null`, `{normal: [1, 2]}`), or a mapping from path to value. A value of None
            or null removes the entry; `switches.ID.reading` selects a reading.

    Returns:
        A scenario with the readings of its switches in use; the given one if there are no changes.

    Raises:
        ScenarioError: A change or path is unknown, or a value cannot be used; all faults at once.
    """
    return _applied(_ChangesKey(scenario, changes)) if changes else scenario


class _ChangesKey:
    """A scenario with changes: a key that is equal only for the very same scenario and the same changes.

    A command looks at its changes before anything is played, and plays them later; they are applied and checked once.
    """

    def __init__(self, scenario: Scenario, changes: Sequence[ChangeLike]) -> None:
        self.scenario, self.changes = scenario, changes
        self.text = repr([one if isinstance(one, str) else list(as_stated(one).items()) for one in changes])

    def __hash__(self) -> int:
        return hash((id(self.scenario), self.text))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ChangesKey) and self.scenario is other.scenario and self.text == other.text


@lru_cache(maxsize=16)
def _applied(asked: _ChangesKey) -> Scenario:
    scenario, changes = asked.scenario, asked.changes
    faults: list[Fault] = []
    stated = scenario.stated()
    data, known = in_use(stated), SoundData(View(stated), scenario)
    placed = _placed(data, list(_settings(scenario, changes, faults)), faults)
    result, problems = problems_in(changed(data, {path: setting.value for path, setting in placed.items()}), known)
    faults += [_fault_of(problem, placed) for problem in problems if problem.severity == "fault"]
    if faults or result is None:
        raise ScenarioError(dict.fromkeys(faults))
    return result


def _settings(scenario: Scenario, changes: Sequence[ChangeLike], faults: list[Fault]) -> Iterator[ChangeSetting]:
    """Yield every single value that the changes set, in order; note those that cannot be read."""
    for change in changes:
        if isinstance(change, Mapping):
            yield from (ChangeSetting("changes", str(path), as_stated(value)) for path, value in change.items())
        elif "=" in change:
            yield from _typed(change, faults)
        else:
            yield from _declared(scenario, change, faults)


def _typed(change: str, faults: list[Fault]) -> Iterator[ChangeSetting]:
    """Yield the setting that `PATH=VALUE` means."""
    path, _, value = change.partition("=")
    if not value.strip():
        faults.append(_fault("--set", path, "no value", "PATH=VALUE", f"Write {path}=null to remove it."))
        return
    tree = compose(value, "--set")
    if tree.root is not None and not tree.faults:
        yield ChangeSetting("--set", path.strip(), plain(tree.root))
    faults.extend(_fault("--set", path, fault.found, fault.expected, fault.hint) for fault in tree.faults)


def _declared(scenario: Scenario, change: str, faults: list[Fault]) -> Iterator[ChangeSetting]:
    """Yield what a declared change sets, or several joined by `+`."""
    for name in (part.strip() for part in change.split("+")):
        declared = scenario.changes.get(name)
        if declared is None:
            expected = f"{one_of(scenario.changes)}, or PATH=VALUE"
            hint = did_you_mean(name, scenario.changes)
            faults.append(_fault(f"--change {name}", "", "no such change", expected, hint))
        else:
            yield from (
                ChangeSetting(f"--change {name}", path, as_stated(value)) for path, value in declared.set.items()
            )


def _placed(data: Data, settings: Sequence[ChangeSetting], faults: list[Fault]) -> dict[Path, ChangeSetting]:
    """Return the settings by place; a path may name what a reading or setting before it added."""
    placed: dict[Path, ChangeSetting] = {}
    before = data
    for setting in sorted(settings, key=lambda setting: not setting.text.startswith("switches.")):
        try:
            path = _resolved(before, data, setting)
        except UnknownPathError as error:
            problem = error.problem
            faults.append(_fault(setting.label, setting.text, problem.found, problem.expected, problem.hint))
            continue
        odd = next(_odd_texts(setting.value, path[-1]), "")
        if odd:
            hint = "Write it without, or by its name."
            faults.append(_fault(setting.label, dotted(path), odd, "text that can be shown", hint))
            continue
        # Setting it again moves it to the end.
        placed.pop(path, None)
        placed[path] = setting
        if path[0] == "switches":
            data = select(data, str(path[1]), setting.value)
        else:
            data = with_value(data, path, setting.value)
    return placed


def _odd_texts(value: Any, key: str | int) -> Iterator[str]:
    """Yield, in words, what is not allowed in the texts of a value."""
    if isinstance(value, str):
        yield from (odd for odd in [odd_in(value, key)] if odd)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from (odd for odd in [odd_in(str(name))] if odd)
            yield from _odd_texts(inner, name)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _odd_texts(inner, key)


def _resolved(before: Data, data: Data, setting: ChangeSetting) -> Path:
    """Return the place of a setting; what an earlier one removed may be removed again."""
    try:
        return resolve(data, setting.text, removing=setting.value is None)
    except UnknownPathError:
        if setting.value is not None:
            raise
        return resolve(before, setting.text, removing=True)


def _fault_of(problem: Problem, placed: Mapping[Path, ChangeSetting]) -> Fault:
    """Return a problem in the changed scenario as a fault of the setting that caused it."""
    cause = blamed(problem.path, list(placed))
    labels = [setting.label for setting in placed.values()]
    label = placed[cause].label if cause is not None else labels[-1] if labels else "changes"
    return _fault(label, dotted(problem.path), problem.found, problem.expected, problem.hint)


def _fault(label: str, path: str, found: str, expected: str, hint: str = "") -> Fault:
    return Fault(label, 0, 0, path, found, expected, hint)
