"""GeniusWeb: a domain in JSON and one linear additive profile in JSON for each negotiator, in every spelling.

Its programs name the kinds of utilities in two ways: older ones `discreteutils` and `numberutils`, newer ones by class,
`DiscreteValueSetUtilities` and `NumberValueSetUtilities`; either may have the package before the name. All are read,
and both are written. Files in a folder that are neither a domain nor a profile are skipped.

Source:
    Jonker et al. (2017), Automated negotiating agents competition (ANAC), and the profiles of its later years.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.arrays import Floats
from sim.formats import ExportedFiles, ImportedScenario
from sim.formats.additive import MOST_DEALS, Domain, Side, domain_of, imported, legible
from sim.formats.files import fault, file_names, head_of, in_folders, is_folder
from sim.formats.geniusweb_profiles import PROFILE, issue_of, kind_in, side_of
from sim.formats.json_values import Value, parsed
from sim.scenario.model import Scenario

NEAR = 1e-9
"""A deal stands for a no-deal value if its utility is this close to it."""


@dataclass(frozen=True)
class GeniusWebFormat:
    """One spelling of GeniusWeb's files: all are read, one is written.

    Attributes:
        discrete: What utilities of listed values are called.
    """

    discrete: str

    def recognises(self, files: Sequence[Path]) -> bool:
        """Return whether these are JSON files with a profile among them, or a folder with one."""
        listed = in_folders(files, ".json")
        if not listed or any(file.suffix.lower() != ".json" for file in listed):
            return False
        return any(PROFILE.encode() in head_of(file) for file in listed)

    def read(self, files: Sequence[Path]) -> ImportedScenario:
        """Return the scenario of profiles, with or without their domain beside them.

        Raises:
            ScenarioError: Something is wrong with them.
        """
        return imported(read_domain(files), "GeniusWeb domain")

    def write(self, scenario: Scenario) -> ExportedFiles:
        """Return a scenario as a domain and a profile for each party.

        A no-deal value becomes the deal of that worth, since GeniusWeb states it as a bid; where no deal has it, it is
        left out and reported.

        Raises:
            ValueError: A worth states only an order, or fewer than two parties care for anything.
        """
        return _written(scenario, self.discrete)


OLDER = GeniusWebFormat("discreteutils")
NEWER = GeniusWebFormat("DiscreteValueSetUtilities")


def read_domain(files: Sequence[Path]) -> Domain:
    """Return what profiles state; parties in the order of the files, or by name in a folder.

    Raises:
        ScenarioError: Something is wrong with them.
    """
    named = [file for file in files if not is_folder(file)]
    notes: list[str] = []
    profiles: list[Value] = []
    domains: list[Value] = []
    for file in in_folders(files, ".json"):
        if file not in named and not _is_ours(file):
            notes.append(f"{file.name}: passed over, since it is neither a domain nor a profile.")
            continue
        whole = parsed(file)
        profile, other = kind_in(whole, PROFILE), _other_profile(whole)
        if profile is not None:
            profiles.append(profile)
        elif other and file in named:
            raise whole.fault(f"a profile of the kind {other}", f"{PROFILE}, whose worth adds up over issues")
        elif "issuesValues" not in whole.said and file in named:
            raise whole.fault("neither a domain nor a profile", f"an object with issuesValues, or {PROFILE}")
        elif other:
            notes.append(f"{file.name}: passed over, since it is a profile of the kind {other}.")
        else:
            domains.append(whole)
    if len(profiles) < 2 or len(domains) > 1:
        found = f"{len(domains)} domains and {len(profiles)} profiles"
        raise fault(files[0] if files else "import", (0, 0), found, "at least two profiles, and their domain or none")
    domain = domains[0] if domains else profiles[0].table("domain")
    listed = domain.table("issuesValues")
    issues = tuple(issue_of(listed.inside(name), name) for name in listed.said)
    if not issues:
        raise listed.fault("no issues", "at least one")
    for profile in profiles:
        if "domain" in profile.said and profile.table("domain").said.get("issuesValues") != listed.said:
            raise profile.inside("domain").fault(f"another domain than {domain.file}", "one domain for all profiles")
    sides = tuple(side_of(profile, issues, notes) for profile in profiles)
    name = str(domain.said.get("name") or domain.file.stem)
    return legible(Domain(name, issues, sides, tuple(dict.fromkeys(notes))))


def _is_ours(file: Path) -> bool:
    head = head_of(file)
    return PROFILE.encode() in head or b'"issuesValues"' in head


def _other_profile(whole: Value) -> str:
    """Return the kind of a profile that is not linear additive; empty where the file is not a profile."""
    if len(whole.said) != 1:
        return ""
    ((kind, inner),) = whole.said.items()
    return (
        kind.rpartition(".")[2] if isinstance(inner, dict) and ("domain" in inner or "issueUtilities" in inner) else ""
    )


def _written(scenario: Scenario, discrete: str) -> ExportedFiles:
    domain = domain_of(scenario)
    space = {"name": domain.name, "issuesValues": {name: {"values": list(values)} for name, values in domain.issues}}
    utilities = domain.utilities() if domain.deals <= MOST_DEALS else None
    notes, profiles = list(domain.left_out), []
    for place, side in enumerate(domain.sides):
        profile = {**_profile(domain, side, discrete), "domain": space}
        if side.reserve is not None:
            bid = _bid(domain, side.reserve, utilities[:, place]) if utilities is not None else None
            if bid is None and side.reserve:
                notes.append(f"The no-deal value of {side.name}: no deal is worth just that much.")
            elif bid is not None:
                profile["reservationBid"] = {"issuevalues": bid}
        profiles.append({PROFILE: profile})
    names = file_names([domain.name, *(side.name for side in domain.sides)], ".json")
    texts = [json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n" for data in (space, *profiles)]
    return ExportedFiles(dict(zip(names, texts, strict=True)), tuple(notes))


def _profile(domain: Domain, side: Side, discrete: str) -> dict[str, Any]:
    parts = list(zip(domain.issues, side.values, side.weights, strict=True))
    return {
        "name": side.name,
        "issueUtilities": {
            name: {discrete: {"valueUtilities": dict(zip(options, values, strict=True))}}
            for (name, options), values, _ in parts
        },
        "issueWeights": {name: weight for (name, _), _, weight in parts},
    }


def _bid(domain: Domain, reserve: float, utilities: Floats) -> dict[str, str] | None:
    apart = np.abs(utilities - reserve)
    place = int(np.argmin(apart))
    return domain.deal(place) if apart[place] <= NEAR else None
