"""What every exported file carries: the manifest of what it shows, and the scenario, so that it can be repeated."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.scenario.edits import scenario_text
from sim.storage import sealed

if TYPE_CHECKING:
    from sim.runs.results import Ensemble

KEY = "parley"
"""The name under which files carry it."""

MANIFEST, SCENARIO = "manifest.json", "scenario.yaml"
"""The names of the two where a file can hold files."""

_HTML = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", ord("@"): "\\u0040"}


@dataclass(frozen=True)
class Origin:
    """Where an exported file comes from.

    Attributes:
        manifest: Everything that determines what it shows; see `sim.runs.recipe.Recipe.manifest`.
        scenario: The scenario before changes, as YAML.
    """

    manifest: Mapping[str, Any]
    scenario: str

    @property
    def manifest_text(self) -> str:
        """The manifest as a saved result has it."""
        return json.dumps(self.manifest, indent=1, ensure_ascii=False, allow_nan=False) + "\n"

    @property
    def line(self) -> str:
        """Both as one line of JSON in ASCII, without letters that would end a comment, a tag or an entry."""
        return json.dumps({"manifest": self.manifest, "scenario": self.scenario}, allow_nan=False).translate(_HTML)


def origin_of(ensemble: "Ensemble", report: Mapping[str, Any] | None = None) -> Origin:
    """Return where files about an ensemble come from.

    Args:
        ensemble: What they are about.
        report: What else determines them, such as the outcome that a report is about.
    """
    more = {} if report is None else {"report": dict(report)}
    return Origin(sealed({**ensemble.manifest(), **more}), scenario_text(ensemble.base))


def origin_in(data: Mapping[str, Any]) -> Origin:
    """Return what a file carries.

    Raises:
        ValueError: It carries something else.
    """
    manifest, scenario = data.get("manifest"), data.get("scenario")
    if not isinstance(manifest, dict) or not isinstance(scenario, str):
        raise ValueError("no manifest with its scenario")
    return Origin(manifest, scenario)
