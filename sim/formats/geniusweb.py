"""GeniusWeb: a domain in JSON and one linear additive profile in JSON for each negotiator.

Source:
    Jonker et al. (2017), Automated negotiating agents competition (ANAC), and the profiles of its later years.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from sim.formats import Exported, Imported
from sim.formats.additive import MOST_DEALS, Domain, Side, domain_of, imported
from sim.formats.files import fault, file_names, head_of, number
from sim.formats.json_values import Value, parsed
from sim.scenario.checks.space import MOST_OPTIONS
from sim.scenario.faults import ScenarioError, shown
from sim.scenario.model import Scenario

PROFILE = "LinearAdditiveUtilitySpace"
NEAR = 1e-9
"""A deal stands for a no-deal value if its utility is that near."""


def recognises(files: Sequence[Path]) -> bool:
    """Return whether these are JSON files with a profile among them."""
    listed = _listed(files)
    if not listed or any(file.suffix.lower() != ".json" for file in listed):
        return False
    return any(PROFILE.encode() in head_of(file) for file in listed)


def read(files: Sequence[Path]) -> Imported:
    """Return the scenario of profiles, with their domain beside them or not.

    Raises:
        ScenarioError: Something is wrong with them.
    """
    return imported(read_domain(files), "GeniusWeb domain")


def read_domain(files: Sequence[Path]) -> Domain:
    """Return what profiles state; parties in the order of the files, by name in a folder.

    Raises:
        ScenarioError: Something is wrong with them.
    """
    stated = [parsed(file) for file in _listed(files)]
    profiles = [whole.table(PROFILE) for whole in stated if PROFILE in whole.said]
    domains = [whole for whole in stated if PROFILE not in whole.said]
    if len(profiles) < 2 or len(domains) > 1:
        found = f"{len(domains)} domains and {len(profiles)} profiles"
        raise fault(files[0] if files else "import", (0, 0), found, "at least two profiles, and their domain or none")
    domain = domains[0] if domains else profiles[0].table("domain")
    listed = domain.table("issuesValues")
    issues = tuple(_issue(listed.inside(name), name) for name in listed.said)
    if not issues:
        raise listed.fault("no issues", "at least one")
    for profile in profiles:
        if "domain" in profile.said and profile.table("domain").said.get("issuesValues") != listed.said:
            raise profile.inside("domain").fault(f"another domain than {domain.file}", "one domain for all profiles")
    sides = tuple(_side(profile, issues) for profile in profiles)
    return Domain(str(domain.said.get("name") or domain.file.stem), issues, sides)


def _listed(files: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for file in files:
        found += sorted(file.glob("*.json")) if file.is_dir() else [file]
    return found


def _issue(given: Value, name: str) -> tuple[str, tuple[str, ...]]:
    """Return name and options of an issue: listed values, or a range with a step."""
    values, span = given.inside("values"), given.inside("range")
    if isinstance(values.said, list):
        options = tuple(values.said)
        if not all(isinstance(option, str) and option for option in options) or len(set(options)) < len(options):
            raise values.fault(f"values of {shown(name)} that are no texts, or not different", "texts, each once")
    elif isinstance(span.said, list) and len(span.said) == 3:
        low, high, step = (span.inside(place).number(f"the range of {shown(name)}") for place in range(3))
        count = int((high - low) / step + 1e-9) + 1 if step > 0 and high >= low else 0
        options = tuple(f"{low + step * place:.12g}" for place in range(min(count, MOST_OPTIONS + 1)))
    else:
        found = f"{shown(given.said)} for the issue {shown(name)}"
        raise given.fault(found, "values, or a range [low, high, step]")
    if not name or not 2 <= len(options) <= MOST_OPTIONS:
        raise given.fault(f"the issue {shown(name)} with {len(options)} values", f"2 to {MOST_OPTIONS:,}")
    return name, options


def _side(profile: Value, issues: Sequence[tuple[str, tuple[str, ...]]]) -> Side:
    """Return what a profile states."""
    given, weighed = profile.table("issueUtilities"), profile.table("issueWeights")
    weights, values = [], []
    for issue, options in issues:
        weight = weighed.inside(issue)
        weights.append(weight.number(f"the weight of {issue}") if issue in weighed.said else 0.0)
        if weights[-1] < 0:
            raise weight.fault(f"a weight of {issue} out of bounds ({weights[-1]:g})", "at least 0")
        values.append(_values(given.inside(issue), issue, options))
    name = str(profile.said.get("name") or profile.file.stem)
    side = Side(name, tuple(weights), tuple(values), None)
    bid = profile.inside("reservationBid")
    return side if bid.said is None else replace(side, reserve=_utility(bid, side, issues))


def _values(given: Value, issue: str, options: Sequence[str]) -> tuple[float, ...]:
    """Return the utility of each option of an issue."""
    if given.said is None:
        return (0.0,) * len(options)
    kinds = given.said if isinstance(given.said, dict) else {}
    if "discreteutils" in kinds:
        return _listed_values(given.table("discreteutils").table("valueUtilities"), options)
    if "numberutils" in kinds:
        return _on_a_line(given.table("numberutils"), issue, options)
    raise given.fault(f"utilities of {issue} of another kind", "discreteutils or numberutils")


def _listed_values(table: Value, options: Sequence[str]) -> tuple[float, ...]:
    """Return the utility of each option; one that is not listed has none."""
    found = []
    for option in options:
        one = table.inside(option)
        found.append(one.number(f"the utility of {option}") if option in table.said else 0.0)
        if not 0 <= found[-1] <= 1:
            raise one.fault(f"a utility of {option} out of bounds ({found[-1]:g})", "from 0 to 1")
    return tuple(found)


def _on_a_line(table: Value, issue: str, options: Sequence[str]) -> tuple[float, ...]:
    """Return the utility of each option, a number, on the line between two points."""
    keys = ("lowValue", "lowUtility", "highValue", "highUtility")
    low, least, high, most = (table.inside(key).number(f"{key} of {issue}") for key in keys)
    if low >= high:
        raise table.fault(f"a range of {issue} from {low:g} to {high:g}", "a rising range")
    found = []
    for option in options:
        try:
            place = number(option, table.file, (0, 0), f"a value of {issue}")
        except ScenarioError as error:
            raise table.fault(error.faults[0].found, error.faults[0].expected) from None
        found.append(least + (most - least) * (place - low) / (high - low))
        if not 0 <= found[-1] <= 1:
            raise table.fault(f"a utility of {issue} {option} out of bounds ({found[-1]:g})", "from 0 to 1")
    return tuple(found)


def _utility(bid: Value, side: Side, issues: Sequence[tuple[str, tuple[str, ...]]]) -> float:
    """Return the utility of the bid that stands for no deal; issues that it does not name add nothing."""
    named = bid.table("issuevalues")
    total = 0.0
    for (issue, options), weight, values in zip(issues, side.weights, side.values, strict=True):
        option = named.inside(issue)
        if option.said is None:
            continue
        if str(option.said) not in options:
            raise option.fault(f"the value {shown(option.said)} of {issue} in the reservation bid", "one of its values")
        total += weight * values[options.index(str(option.said))]
    return total


def write(scenario: Scenario) -> Exported:
    """Return a scenario as a domain and a profile for each party.

    A no-deal value becomes the deal of that worth, since GeniusWeb states it as a bid; where no deal has it, it is
    left out and told.

    Raises:
        ValueError: A worth states only an order, or fewer than two parties care for anything.
    """
    domain = domain_of(scenario)
    space = {"name": domain.name, "issuesValues": {name: {"values": list(values)} for name, values in domain.issues}}
    utilities = domain.utilities() if domain.deals <= MOST_DEALS else None
    notes, profiles = list(domain.left_out), []
    for place, side in enumerate(domain.sides):
        profile = {**_profile(domain, side), "domain": space}
        if side.reserve is not None:
            bid = _bid(domain, side.reserve, utilities[:, place]) if utilities is not None else None
            if bid is None and side.reserve:
                notes.append(f"The no-deal value of {side.name}: no deal is worth just that much.")
            elif bid is not None:
                profile["reservationBid"] = {"issuevalues": bid}
        profiles.append({PROFILE: profile})
    names = file_names([domain.name, *(side.name for side in domain.sides)], ".json")
    texts = [json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n" for data in (space, *profiles)]
    return Exported(dict(zip(names, texts, strict=True)), tuple(notes))


def _profile(domain: Domain, side: Side) -> dict[str, Any]:
    parts = list(zip(domain.issues, side.values, side.weights, strict=True))
    return {
        "name": side.name,
        "issueUtilities": {
            name: {"discreteutils": {"valueUtilities": dict(zip(options, values, strict=True))}}
            for (name, options), values, _ in parts
        },
        "issueWeights": {name: weight for (name, _), _, weight in parts},
    }


def _bid(domain: Domain, reserve: float, utilities: "np.ndarray[Any, Any]") -> dict[str, str] | None:
    apart = np.abs(utilities - reserve)
    place = int(np.argmin(apart))
    return domain.deal(place) if apart[place] <= NEAR else None
