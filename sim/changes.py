"""What-ifs: named sets of (path, value), applied to what is stated and checked like anything stated; and levers.

A what-if is applied to the scenario as plain data, before validation. Readings of switches come first, so that what is
set by hand wins over them. The result is a scenario like any other: it can be saved, loaded and changed again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sim.checking import blamed, faults_in, problems_in
from sim.faults import Fault, Path, ScenarioError, did_you_mean, dotted, one_of
from sim.nodes import compose, plain
from sim.scenario import Scenario
from sim.stating import UnknownPathError, changed, in_use, resolve

ChangeLike = str | Mapping[str, Any]
"""A change's name, names joined by `+`, `PATH=VALUE`, or a mapping from path to value."""


@dataclass(frozen=True)
class Setting:
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
    """Return the scenario with what-ifs applied, in order; the later of two that set one place holds.

    Args:
        scenario: A scenario, loaded or changed before.
        changes: Each a declared change's name, names joined by `+`, `"PATH=VALUE"` with VALUE as YAML writes it
            (`0.4`, `0.2 to 0.6`, `true`, `null`, `{normal: [1, 2]}`), or a mapping from path to value. A value of None
            or null removes the entry; `switches.ID.reading` selects a reading.

    Raises:
        ScenarioError: A change or path is unknown, or a value cannot be used; all faults at once.
    """
    if not changes:
        return scenario
    faults: list[Fault] = []
    settings = list(_settings(scenario, changes, faults))
    data = in_use(scenario.stated())
    placed: dict[Path, Setting] = {}
    for setting in settings:
        try:
            path = resolve(data, setting.text, removing=setting.value is None)
        except UnknownPathError as error:
            problem = error.problem
            faults.append(_fault(setting.label, setting.text, problem.found, problem.expected, problem.hint))
        else:
            placed[path] = placed.pop(path, setting) if False else setting
    result, wrong = problems_in(changed(data, {path: setting.value for path, setting in placed.items()}))
    for problem in wrong:
        if problem.severity == "fault":
            cause = blamed(problem.path, list(placed))
            label = placed[cause].label if cause is not None else settings[-1].label if settings else "changes"
            faults.append(_fault(label, dotted(problem.path), problem.found, problem.expected, problem.hint))
    if faults or result is None:
        raise ScenarioError(dict.fromkeys(faults))
    return result


def _settings(scenario: Scenario, changes: Sequence[ChangeLike], faults: list[Fault]) -> Iterator[Setting]:
    """Yield every single value that the changes set, in order."""
    for change in changes:
        if isinstance(change, Mapping):
            yield from (Setting("changes", path, _plain(value)) for path, value in change.items())
        elif "=" in change:
            yield from _typed(change, faults)
        else:
            yield from _declared(scenario, change, faults)
