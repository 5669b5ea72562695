"""The recipe of a saved result, or of any exported file that carries one."""

from pathlib import Path

from sim.reports.carried import READERS, carried
from sim.reports.origin import Origin
from sim.runs.recipe import Recipe, checked_manifest, recipe_beside, recipe_of
from sim.scenario.documents import load_text
from sim.scenario.faults import ScenarioError
from sim.scenario.files import read_json
from sim.scenario.likeness import EXPORT, RESULT, told_apart


def read_recipe(path: Path) -> Recipe:
    """Return the recipe of a saved result or of an exported file.

    Args:
        path: A `manifest.json` with `scenario.yaml` beside it, or a file that carries both (`sim.reports.carried`).

    Raises:
        ScenarioError: It cannot be read or used, or manifest and scenario do not belong together; all faults of it.
    """
    with told_apart(path, RESULT, EXPORT, expected="a saved result, or a file that Parley exported"):
        if path.suffix.lower() in READERS and not _is_manifest(path):
            return recipe_in(path, carried(path))
        return recipe_beside(path)


def recipe_in(path: Path, origin: Origin) -> Recipe:
    """Return the recipe that a file carries.

    Raises:
        ScenarioError: It cannot be used, or manifest and scenario do not belong together.
    """
    scenario = load_text(origin.scenario, f"{path}:scenario")
    return recipe_of(path, checked_manifest(path, dict(origin.manifest)), scenario)


def _is_manifest(path: Path) -> bool:
    """Return whether a file is a manifest, or nothing that carries one."""
    if path.suffix.lower() != ".json" or path.name == "manifest.json":
        return path.suffix.lower() == ".json"
    try:
        data = read_json(path)
    except ScenarioError:
        return True
    return not (isinstance(data, dict) and "manifest" in data)
