"""GeniusWeb: a domain in JSON and one linear additive profile in JSON for each negotiator.

Source:
    Jonker et al. (2017), Automated negotiating agents competition (ANAC), and the profiles of its later years.
"""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from sim.checking.space import MOST_OPTIONS
from sim.faults import shown
from sim.formats import Exported, Imported
from sim.formats.additive import MOST_DEALS, Domain, Side, domain_of, imported
from sim.formats.files import bytes_of, fault, file_names, head_of, number
from sim.scenario import Scenario

PROFILE = "LinearAdditiveUtilitySpace"
_HALF = re.compile("[\ud800-\udfff]")
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
    stated = [(file, _parsed(file)) for file in _listed(files)]
    profiles = [(file, _table(file, data, PROFILE)) for file, data in stated if PROFILE in data]
    domains = [(file, data) for file, data in stated if PROFILE not in data]
    if len(profiles) < 2 or len(domains) > 1:
        found = f"{len(domains)} domains and {len(profiles)} profiles"
        raise fault(files[0] if files else "import", (0, 0), found, "at least two profiles, and their domain or none")
    file, domain = domains[0] if domains else (profiles[0][0], _table(*profiles[0], "domain"))
    notes: list[str] = []
    issues = tuple(_issue(file, name, data, notes) for name, data in _table(file, domain, "issuesValues").items())
    if not issues:
        raise fault(file, (0, 0), "no issues", "at least one")
    for other, profile in profiles:
        if "domain" in profile and _table(other, profile, "domain").get("issuesValues") != domain["issuesValues"]:
            raise fault(other, (0, 0), f"another domain than {file}", "one domain for all profiles")
    sides = tuple(_side(other, profile, issues) for other, profile in profiles)
    return Domain(str(domain.get("name") or file.stem), issues, sides, tuple(notes))


def _listed(files: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for file in files:
        found += sorted(file.glob("*.json")) if file.is_dir() else [file]
    return found


def _parsed(file: Path) -> dict[str, Any]:
    """Return what a JSON file holds."""

    def refuse(name: str) -> NoReturn:
        raise fault(file, (0, 0), name, "finite numbers")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            raise fault(file, (0, 0), "a key that stands twice in one object", "each once")
        return made

    try:
        data = json.loads(bytes_of(file).decode("utf-8-sig"), parse_constant=refuse, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        raise fault(file, (error.lineno, error.colno), f"no JSON ({error.msg})", "JSON") from error
    except UnicodeDecodeError as error:
        raise fault(file, (0, 0), "text that is not UTF-8", "JSON in UTF-8") from error
    except (RecursionError, ValueError) as error:
        raise fault(file, (0, 0), "values nested too deep, or a number too long", "an ordinary profile") from error
    if not isinstance(data, dict):
        raise fault(file, (0, 0), shown(data), "an object")
    if _HALF.search(json.dumps(data, ensure_ascii=False)):
        raise fault(file, (0, 0), "half a character (a lone surrogate)", "whole characters")
    return data


def _table(file: Path, data: Any, key: str) -> dict[str, Any]:
    """Return an object inside another."""
    inner = data.get(key) if isinstance(data, dict) else None
    if not isinstance(inner, dict):
        raise fault(file, (0, 0), f"{shown(inner)} as {key}", "an object")
    return inner


def _issue(file: Path, name: str, data: Any, notes: list[str]) -> tuple[str, tuple[str, ...]]:
    """Return name and options of an issue: listed values, or a range with a step."""
    given = data if isinstance(data, Mapping) else {}
    if isinstance(given.get("values"), list):
        options = tuple(given["values"])
        if not all(isinstance(option, str) and option for option in options) or len(set(options)) < len(options):
            raise fault(
                file, (0, 0), f"values of {shown(name)} that are no texts, or not different", "texts, each once"
            )
    elif isinstance(given.get("range"), list) and len(given["range"]) == 3:
        low, high, step = (number(part, file, (0, 0), f"the range of {shown(name)}") for part in given["range"])
        count = int((high - low) / step + 1e-9) + 1 if step > 0 and high >= low else 0
        options = tuple(f"{low + step * place:.12g}" for place in range(min(count, MOST_OPTIONS + 1)))
    else:
        raise fault(file, (0, 0), f"{shown(data)} for the issue {shown(name)}", "values, or a range [low, high, step]")
    if not name or not 2 <= len(options) <= MOST_OPTIONS:
        raise fault(file, (0, 0), f"the issue {shown(name)} with {len(options)} values", f"2 to {MOST_OPTIONS:,}")
    return name, options


def _side(file: Path, profile: dict[str, Any], issues: Sequence[tuple[str, tuple[str, ...]]]) -> Side:
    """Return what a profile states."""
    given, weighed = _table(file, profile, "issueUtilities"), _table(file, profile, "issueWeights")
    weights, values = [], []
    for issue, options in issues:
        weight = number(weighed.get(issue, 0), file, (0, 0), f"the weight of {issue}")
        values.append(_values(file, issue, options, given.get(issue)))
        weights.append(weight)
        if weight < 0 or not all(0 <= value <= 1 for value in values[-1]):
            raise fault(
                file, (0, 0), f"a weight or utility of {issue} out of bounds", "weights from 0, utilities 0 to 1"
            )
    bid = profile.get("reservationBid")
    side = Side(str(profile.get("name") or file.stem), tuple(weights), tuple(values), None)
    if bid is None:
        return side
    return Side(side.name, side.weights, side.values, _utility(file, bid, side, issues))


def _values(file: Path, issue: str, options: Sequence[str], data: Any) -> tuple[float, ...]:
    """Return the utility of each option of an issue."""
    if data is None:
        return (0.0,) * len(options)
    given = data if isinstance(data, dict) else {}
    if "discreteutils" in given:
        table = _table(file, _table(file, given, "discreteutils"), "valueUtilities")
        return tuple(number(table.get(option, 0), file, (0, 0), f"the utility of {option}") for option in options)
    if "numberutils" in given:
        keys = ("lowValue", "lowUtility", "highValue", "highUtility")
        table = _table(file, given, "numberutils")
        low, least, high, most = (number(table.get(key), file, (0, 0), f"{key} of {issue}") for key in keys)
        if low >= high:
            raise fault(file, (0, 0), f"a range of {issue} from {low:g} to {high:g}", "a rising range")
        places = [number(option, file, (0, 0), f"a value of {issue}") for option in options]
        return tuple(least + (most - least) * (place - low) / (high - low) for place in places)
    raise fault(file, (0, 0), f"utilities of {issue} of another kind", "discreteutils or numberutils")


def _utility(file: Path, bid: Any, side: Side, issues: Sequence[tuple[str, tuple[str, ...]]]) -> float:
    """Return the utility of the bid that stands for no deal; issues that it does not name add nothing."""
    named = _table(file, bid, "issuevalues")
    total = 0.0
    for (issue, options), weight, values in zip(issues, side.weights, side.values, strict=True):
        option = named.get(issue)
        if option is None:
            continue
        if str(option) not in options:
            raise fault(
                file, (0, 0), f"the value {shown(option)} of {issue} in the reservation bid", "one of its values"
            )
        total += weight * values[options.index(str(option))]
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
