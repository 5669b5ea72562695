"""What a party can choose: the levers that are its own, and the changes that it could make.

A party chooses how it bargains, how firm its conditions and pledges are, and how it presses others. It does not
choose what it wants, what it expects without a deal, or whom it trusts. What a mediator weighs and how long it tries
are the mediator's own choice.
"""

from collections.abc import Iterator, Sequence
from math import isfinite

from sim.scenario.changes import ChangeLike
from sim.scenario.input_names import field_of
from sim.scenario.input_names import owner_of as entry_of
from sim.scenario.levers import LeverInfo, levers
from sim.scenario.model import Scenario
from sim.scenario.numbers import Spread, parse_number

MEDIATOR_PATHS = ("protocol.mediator_weights", "protocol.mediator_patience")
"""Levers that belong to whoever mediates."""

YARDSTICKS = ("no_deal", "drift", "volatility", "patience_days")
"""Entries of a party by which it measures deals."""


def owner_of(scenario: Scenario, path: str) -> str | None:
    """Return the party that can choose what stands at a path; none if nobody can.

    Args:
        scenario: The scenario.
        path: Dotted ids.
    """
    head, _, rest = path.partition(".")
    name, _, field = rest.partition(".")
    if head == "parties" and (field == "tactic" or field.startswith("tactic.")):
        return name
    if head == "conditions" and name in scenario.conditions:
        return scenario.conditions[name].party
    if head == "pledges" and name in scenario.pledges:
        return scenario.pledges[name].party
    if head == "pressures" and name in scenario.pressures:
        return scenario.pressures[name].by
    if path.startswith(MEDIATOR_PATHS):
        return next((party for party, stated in scenario.parties.items() if stated.role == "mediator"), None)
    return None


def own_levers(scenario: Scenario, party: str) -> tuple[LeverInfo, ...]:
    """Return the declared levers that a party can choose."""
    return tuple(info for info in levers(scenario) if owner_of(scenario, info.path) == party)


def own_choices(scenario: Scenario, party: str) -> tuple[dict[str, float | str | bool], ...]:
    """Return one change for each end of each number, and for each other value of each flag or choice, of own levers."""
    return tuple({info.path: value} for info in own_levers(scenario, party) for value in _values(info))


def _values(info: LeverInfo) -> Iterator[float | str | bool]:
    if info.kind == "flag":
        yield not info.value
    elif info.kind == "choice":
        yield from (value for value in info.choices if value != info.value)
    elif info.low is not None and info.high is not None and isfinite(info.low) and isfinite(info.high):
        now = parse_number(info.value) if info.kind == "number" and info.value is not None else None
        ends = dict.fromkeys((info.low, info.high))
        yield from (_whole(end) for end in ends if not _is(now, end) and info.value != end)


def _whole(end: float) -> float:
    """Return a number as people write it: 20, not 20.0."""
    return int(end) if end == int(end) else end


def _is(now: Spread | None, end: float) -> bool:
    return now is not None and now.certain and now.at[0] == end


def paths_of(scenario: Scenario, change: ChangeLike) -> tuple[str, ...]:
    """Return the paths that a change sets; it must be one that can be applied."""
    if not isinstance(change, str):
        return tuple(change)
    if "=" in change:
        return (change.partition("=")[0].strip(),)
    return tuple(path for name in change.split("+") for path in scenario.changes[name.strip()].set)


def label_of_choice(scenario: Scenario, change: ChangeLike) -> str:
    """Return a choice in words: the label of a declared change, or what is set to what."""
    if isinstance(change, str) and "=" not in change:
        return " and ".join(scenario.name_of("changes", name.strip()) for name in change.split("+"))
    settings = [tuple(change.split("=", 1))] if isinstance(change, str) else list(change.items())
    named = {info.path: info.label for info in levers(scenario)}
    return ", ".join(f"{named.get(path.strip(), path.strip())}: {_said(value)}" for path, value in settings)


def _said(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float | int) else str(value).strip()


def _called(scenario: Scenario, path: str) -> str:
    """Return what a change sets: the entry, or a setting of the protocol."""
    parts = tuple(path.split("."))
    return field_of(scenario, parts) if parts[0] == "protocol" else entry_of(scenario, parts)


def doubts(scenario: Scenario, party: str, choices: Sequence[ChangeLike], worth: bool) -> Iterator[str]:
    """Yield what keeps choices from being a party's own, or from being measured like the others.

    Args:
        scenario: The scenario.
        party: Who chooses.
        choices: The changes.
        worth: Whether what the party gets is what counts.
    """
    name = scenario.name_of("parties", party)
    for change in choices:
        label, paths = label_of_choice(scenario, change), paths_of(scenario, change)
        foreign = [path for path in paths if owner_of(scenario, path) != party]
        measures = [path for path in foreign if worth and _is_yardstick(path, party)]
        if foreign:
            told = dict.fromkeys(f"“{_called(scenario, path)}”" for path in foreign)
            yield f"“{label}” sets what is not {name}'s to choose: {', '.join(told)}."
        if measures:
            yield f"“{label}” changes what {name} measures deals by, so its points are not those of the other choices."


def _is_yardstick(path: str, party: str) -> bool:
    own = (f"worth.{party}", *(f"parties.{party}.{field}" for field in YARDSTICKS))
    return any(path == start or path.startswith(f"{start}.") for start in own) or path.endswith(f".no_deal.{party}")
