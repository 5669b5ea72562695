"""Study files: a sweep stated in YAML, read with everything that is wrong with it at once, line and column each.

```yaml
format: 1
study: sweep
scenario: labour-dispute        # a name, or a path from this file
vary:
  parties.union.drift:
    from: -20
    to: 0
    steps: 5
  changes:
    values: [base, no_ballot]
runs: 1000
```

Beside these: `design` and `points`, `seed`, `method`, `changes` (a list of declared changes) and `set` (path to value),
which hold at every point. A lever with nothing below it has the range or the choices that the scenario declares.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sim.analysis.designs import KINDS
from sim.analysis.sweeps import SweepPlan
from sim.game.cases import METHODS
from sim.scenario.base import FORMAT
from sim.scenario.changes import apply
from sim.scenario.documents import load
from sim.scenario.faults import Fault, Problem, ScenarioError, did_you_mean, one_of, shown
from sim.scenario.files import read_text
from sim.scenario.likeness import STUDY, told_apart
from sim.scenario.model import Scenario
from sim.scenario.yaml_tree import YamlTree, compose, plain
from sim.studies.sweep_study import plan_of
from sim.studies.wanted import LeverRequest, TextOrigin

MOST_BYTES = 1_000_000
"""Largest study file that is read."""
MOST_RUNS = 10_000_000
"""Most runs at a point, as on the command line."""
LEVER = ("from", "to", "steps", "values")
"""What may stand below a lever."""

TEXT, WHOLE, LIST, TABLE = "text", "a whole number", "a list", "a mapping"
FORMS = {
    "format": WHOLE,
    "study": TEXT,
    "scenario": TEXT,
    "design": TEXT,
    "points": WHOLE,
    "vary": TABLE,
    "changes": LIST,
    "set": TABLE,
    "runs": WHOLE,
    "seed": WHOLE,
    "method": TEXT,
}
"""The keys of a study, and what each holds."""
REQUIRED = ("format", "study", "scenario", "vary")
TYPES: Mapping[str, Any] = {TEXT: str, WHOLE: int, LIST: list, TABLE: dict}


def read_study(file: str | Path) -> SweepPlan:
    """Return what a study file states.

    Args:
        file: Its path.

    Returns:
        The sweep; `sim.studies.sweep_study.follow` plays it.

    Raises:
        ScenarioError: It has faults, or the scenario that it names has.
    """
    path = Path(file)
    with told_apart(path, STUDY):
        tree, data = _stated(path)
    scenario = _scenario(tree, path, data["scenario"])
    changes = (*data.get("changes", ()), *([data["set"]] if data.get("set") else []))
    _try(tree, scenario, changes)
    return plan_of(
        scenario,
        [_wanted(tree, name, stated or {}) for name, stated in data["vary"].items()],
        data.get("runs", 1_000),
        data.get("seed", 1),
        changes,
        design=data.get("design", "grid"),
        points=data.get("points"),
        method=data.get("method", "monte_carlo"),
    )


def _stated(path: Path) -> tuple[YamlTree, Any]:
    """Return the text of a study as a tree and as plain data."""
    tree = compose(read_text(path, MOST_BYTES, "a study"), str(path))
    data: Any = plain(tree.root) if tree.root is not None else None
    faults = [*tree.faults, *(tree.fault(problem) for problem in _problems(data, tree))]
    if faults:
        raise ScenarioError(sorted(dict.fromkeys(faults), key=lambda fault: (fault.line, fault.column)))
    return tree, data


def _problems(data: Any, tree: YamlTree) -> Iterator[Problem]:
    """Yield what is wrong with the shape of a study."""
    if tree.root is None:
        return
    if not isinstance(data, dict):
        yield Problem((), shown(data), "a study: format, study, scenario, vary")
        return
    for name in data:
        if name not in FORMS:
            yield Problem((name,), f"{name!r}", one_of(FORMS), did_you_mean(name, FORMS), at_key=True)
    for name in REQUIRED:
        if data.get(name) is None:
            yield Problem((name,), "nothing", FORMS[name])
    for name, form in FORMS.items():
        if data.get(name) is not None:
            yield from _problems_of(name, data[name], form)


def _problems_of(name: str, value: Any, form: str) -> Iterator[Problem]:
    """Yield what is wrong with the value of one key."""
    if not isinstance(value, TYPES[form]) or isinstance(value, bool):
        yield Problem((name,), shown(value), form)
    elif name == "vary":
        yield from (problem for lever, stated in value.items() for problem in _problems_below(lever, stated))
    elif name == "changes":
        odd = ((place, change) for place, change in enumerate(value) if not isinstance(change, str))
        yield from (Problem((name, place), shown(change), "the name of a declared change") for place, change in odd)
    elif name in _ALLOWED and value not in _ALLOWED[name]:
        names = [str(one) for one in _ALLOWED[name]]
        expected = one_of(names) if isinstance(value, str) else _EXPECTED.get(name, one_of(names))
        yield Problem(
            (name,), shown(value), expected, did_you_mean(str(value), names) if isinstance(value, str) else ""
        )


_ALLOWED: Mapping[str, Any] = {
    "format": (FORMAT,),
    "study": ("sweep",),
    "design": KINDS,
    "method": METHODS,
    "runs": range(1, MOST_RUNS + 1),
    "seed": range(-(2**63), 2**63),
}
_EXPECTED = {"runs": f"1 to {MOST_RUNS:,}", "seed": "a whole number of 64 bits"}


def _problems_below(lever: str, stated: Any) -> Iterator[Problem]:
    """Yield what is wrong with what stands below a lever."""
    if stated is None:
        return
    if not isinstance(stated, dict):
        yield Problem(("vary", lever), shown(stated), "from, to and steps, or values")
        return
    for name in stated:
        if name not in LEVER:
            yield Problem(("vary", lever, name), f"{name!r}", one_of(LEVER), did_you_mean(name, LEVER), at_key=True)
    values = stated.get("values")
    if "values" in stated and (not isinstance(values, list) or not values):
        yield Problem(("vary", lever, "values"), shown(values), "a list of values")
    if "values" in stated and len(stated) > 1:
        yield Problem(("vary", lever), "a list of values and a range", "one of them")
    for name in ("from", "to"):
        other = "to" if name == "from" else "from"
        if stated.get(other) is not None and stated.get(name) is None:
            yield Problem(("vary", lever, name), "nothing", f"the other end of the range that has {other}")


def _wanted(tree: YamlTree, lever: str, stated: Mapping[str, Any]) -> LeverRequest:
    values = tuple(stated["values"]) if "values" in stated else None
    origin = TextOrigin(tree.file, tree, ("vary", lever))
    return LeverRequest(lever, origin, values, stated.get("from"), stated.get("to"), stated.get("steps"))


def _scenario(tree: YamlTree, path: Path, name: str) -> Scenario:
    """Return the scenario that a study names: a file beside it, or one that comes with Parley."""
    beside = path.parent / name
    try:
        return load(beside if beside.suffix in {".yaml", ".yml", ".json"} else name)
    except ScenarioError as error:
        if any(fault.line > 1 for fault in error.faults):
            raise
        faults = (tree.fault(Problem(("scenario",), one.found, one.expected, one.hint)) for one in error.faults)
        raise ScenarioError(faults) from error


def _try(tree: YamlTree, scenario: Scenario, changes: tuple[Any, ...]) -> None:
    """Make sure that what holds at every point can be used."""
    try:
        apply(scenario, changes)
    except ScenarioError as error:
        raise ScenarioError(tree.fault(_as_written(tree, fault)) for fault in error.faults) from error


def _as_written(tree: YamlTree, fault: Fault) -> Problem:
    """Return a fault of a change at the place in the study that caused it."""
    names = plain(tree.root).get("changes") or [] if tree.root is not None else []
    label = fault.file.removeprefix("--change ")
    at = next((place for place, name in enumerate(names) if label in (part.strip() for part in name.split("+"))), None)
    place = ("set", fault.path) if at is None else ("changes", at)
    return Problem(place, fault.found, fault.expected, fault.hint)
