"""What stands where something is to be saved: what can be had again is replaced and told, the rest only if asked.

A saved result, a report or a kept finding says of which scenario it is and with which command it is had again. Where it
is of the same scenario it may give way, and the user is told to what and how to have it again. Where it is of another
scenario, or of an earlier text of the same, nothing else may hold that text: it stays unless `--replace` is said.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli.doors import BadInputError, complain

if TYPE_CHECKING:
    from sim.runs.recipe import Recipe
    from sim.scenario.model import Scenario

ANSWERS = ("changes", "seed", "wanted", "method", "attributed", "cases")
"""What of a manifest says which question was asked of its scenario."""


FILES = frozenset(
    [
        ".arrow",
        ".bib",
        ".csv",
        ".docx",
        ".efg",
        ".html",
        ".ipynb",
        ".json",
        ".md",
        ".nfg",
        ".parquet",
        ".pdf",
        ".png",
        ".svg",
        ".txt",
        ".xls",
        ".xlsx",
        ".xml",
        ".yaml",
        ".yml",
    ]
)
"""How names of files end that nobody means as names of folders."""


def check_folder_name(out: Path | None, expected: str, *allowed: str, option: str = "--out") -> None:
    """Make sure that a name that is meant as that of a folder does not read as that of a file.

    Args:
        out: The name.
        expected: What may be named, for the sentence.
        allowed: How it may end all the same.
        option: With which option it is named.

    Raises:
        BadInputError: It reads as that of a file, and no such folder is there.
    """
    suffix = "" if out is None else out.suffix.lower()
    if out is not None and suffix in FILES - set(allowed) and not os.path.lexists(out):
        raise BadInputError(f"{option}: {out}: found a name that ends in {suffix}, expected {expected}.")


def check_result(out: Path | None, recipe: "Recipe", replace: bool) -> None:
    """Make sure that a saved result may be replaced by that of a recipe, and tell what gives way.

    Raises:
        BadInputError: It is of another scenario, and nobody asked for it to be replaced.
    """
    there = None if out is None else manifest_at(out)
    if out is None or there is None or replace:
        return
    _check_scenario(out, "a result", there, recipe.scenario)
    wanted = recipe.manifest("")
    if any(there.get(name) != wanted[name] for name in ANSWERS):
        complain([_gives_way(out, "a result", there)])


def check_exported(path: Path, scenario: "Scenario", recipe: "Recipe | None", replace: bool) -> None:
    """Make sure that a file may be replaced by another one about a scenario, and tell what gives way.

    Args:
        path: The file that is to be written.
        scenario: What it will be about, before changes.
        recipe: What it will show, where that is known before anything is played.
        replace: Whether anything may be replaced.

    Raises:
        BadInputError: It is about another scenario, and nobody asked for it to be replaced.
    """
    there = None if replace or not path.is_file() else _carried(path)
    if there is None:
        return
    _check_scenario(path, "a file", there, scenario)
    wanted = None if recipe is None else recipe.manifest("")
    if wanted is not None and any(there.get(name) != wanted[name] for name in ANSWERS[:4]):
        complain([_gives_way(path, "a file", there)])


def holds_more(out: Path, recipe: "Recipe", runs: int) -> bool:
    """Return whether a folder holds a result of a recipe with more runs than were finished now."""
    there = manifest_at(out)
    if there is None or there.get("scenario_digest") != recipe.scenario.digest:
        return False
    wanted, kept = recipe.manifest(""), there.get("runs")
    return isinstance(kept, int) and kept > runs and all(there.get(name) == wanted[name] for name in ANSWERS[:4])


def manifest_at(folder: Path) -> Mapping[str, Any] | None:
    """Return what the manifest of a saved result says, unchecked; none if there is none."""
    from sim.scenario.faults import ScenarioError
    from sim.scenario.files import read_json

    try:
        said = read_json(folder / "manifest.json")
    except ScenarioError:
        return None
    return said if isinstance(said, dict) else None


def _carried(path: Path) -> Mapping[str, Any] | None:
    from sim.reports.carried import carried
    from sim.scenario.faults import ScenarioError

    try:
        return carried(path).manifest
    except ScenarioError:
        return None


def _check_scenario(place: Path, what: str, there: Mapping[str, Any], scenario: "Scenario") -> None:
    if there.get("scenario_digest") == scenario.digest:
        return
    named = there.get("scenario")
    other = f"{named}, not of {scenario.id}"
    if named == scenario.id:
        other = (
            f"another text of {named}, or by other rules (digest {there.get('scenario_digest')}; now {scenario.digest})"
        )
    raise BadInputError(
        f"--out: {place} holds {what} of {other}; choose another name, or say --replace to write over it."
    )


def _gives_way(place: Path, what: str, there: Mapping[str, Any]) -> str:
    again = there.get("command")
    had = f" To have that again: {again}" if isinstance(again, str) else ""
    return f"{place} holds {what} of other runs of the same scenario, which this one replaces.{had}"
