"""Recipes: everything that determines a result, as the options of `parley run` say it, or `manifest.json`."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from sim.analysis.asked_about import names_of
from sim.analysis.case_bands import usual_cases
from sim.game.cases import Method
from sim.provenance import name_of, options_of, versions
from sim.scenario.base import FIRST_RULES, FORMAT, RULES
from sim.scenario.believed import Kept, believed
from sim.scenario.changes import ChangeLike, apply
from sim.scenario.documents import load
from sim.scenario.faults import Fault, ScenarioError, did_you_mean, one_of
from sim.scenario.files import JsonValue, read_json
from sim.scenario.model import Scenario
from sim.storage import recover

MOST_BYTES = 2_000_000
"""Largest manifest that is read."""
EXPECTED = "a manifest.json of Parley"


class ReportRequest(Kept):
    """What a report says beside what was played; `kept` are findings that were kept, packed, by what was asked."""

    outcome: str
    full: bool
    asked: list[str] | None = None
    kept: dict[str, list[str]] = Field(default_factory=dict)
    chart: str | None = None


class SavedPlugIn(Kept):
    """Which plug-in a result came from; see `sim.game.plug_ins.PlugIn`."""

    package: str
    version: str
    digest: str


class Manifest(Kept):
    """What a saved result says about itself."""

    format: Literal[1]
    rules: int = Field(default=FIRST_RULES, ge=1)
    scenario: str
    scenario_digest: str
    changes: list[str | dict[str, Any]]
    seed: int = Field(ge=-(2**63), lt=2**63)
    runs: int = Field(ge=1)
    wanted: int = Field(ge=1)
    method: Literal["monte_carlo", "latin_hypercube", "sobol"]
    attributed: str | None = None
    cases: int = Field(default=0, ge=0)
    digest: str
    versions: dict[str, str]
    plug_ins: dict[str, SavedPlugIn] = Field(default_factory=dict)
    command: str
    report: ReportRequest | None = None


@dataclass(frozen=True)
class Recipe:
    """Everything that determines a result.

    Attributes:
        scenario: The scenario before changes.
        changes: The changes, in order.
        seed: Key of all luck.
        runs: How many runs to play.
        wanted: How many the cases are drawn for: more than `runs` if the result was cancelled.
        method: How cases are drawn.
        attributed: The outcome whose change is shared out among conditions, if any.
        report: What the report in which it was found says, if it was found in one.
        cases: How many of its cases are played again for a band over cases; 0: none.
    """

    scenario: Scenario
    changes: tuple[ChangeLike, ...]
    seed: int
    runs: int
    wanted: int
    method: Method
    attributed: str | None = None
    report: ReportRequest | None = None
    cases: int = 0

    @property
    def command(self) -> str:
        """The command that repeats the result, to be run in the folder of the result."""
        if self.method == "latin_hypercube" and self.runs < self.wanted:
            # Its rows depend on how many were wanted, which --runs cannot say for a part.
            return "parley run --from manifest.json"
        words = ["parley", "run", name_of(self.scenario), *options_of(self.changes)]
        words += ["--runs", str(self.runs), "--seed", str(self.seed)]
        if self.method != "monte_carlo":
            words += ["--method", self.method]
        if self.attributed:
            words += ["--attribution", self.attributed]
        if self.cases != usual_cases(self.runs):
            words += ["--cases", str(self.cases)]
        return shlex.join(words)

    def manifest(self, digest: str) -> dict[str, Any]:
        """Return what determines the result: format, digests, changes, seed, runs, method, versions, command.

        Args:
            digest: Fingerprint of the scenario with the changes applied.
        """
        return {
            "format": FORMAT,
            "rules": RULES,
            "scenario": self.scenario.id,
            "scenario_digest": self.scenario.digest,
            "digest": digest,
            "changes": [change if isinstance(change, str) else dict(change) for change in self.changes],
            "seed": self.seed,
            "runs": self.runs,
            "wanted": self.wanted,
            "method": self.method,
            "attributed": self.attributed,
            "cases": self.cases,
            "versions": versions(),
            "command": self.command,
        }


def recipe_beside(path: Path) -> Recipe:
    """Return the recipe that a `manifest.json` and the `scenario.yaml` beside it make.

    Raises:
        ScenarioError: They cannot be read or used, or do not belong together; all faults at once.
    """
    recover(path.parent)
    beside = path.parent / "scenario.yaml"
    said = checked_manifest(path, read_json(path, MOST_BYTES, EXPECTED))
    return recipe_of(beside, said, load(beside), f"to play it as it is: parley run {beside}")


def recipe_of(path: Path, said: Manifest, scenario: Scenario, hint: str = "") -> Recipe:
    """Return a recipe, having made sure that manifest and scenario belong together."""
    if said.runs > said.wanted:
        raise file_error(path, "runs", str(said.runs), f"at most {said.wanted}, how many were wanted")
    if scenario.digest != said.scenario_digest:
        found = f"a scenario with the digest {scenario.digest}"
        what = "It was changed since the result was saved"
        raise file_error(
            path,
            "",
            found,
            f"the digest of the manifest, {said.scenario_digest}",
            f"{what}; {hint}" if hint else f"{what}.",
        )
    _check_outcomes(path, said, scenario)
    return Recipe(
        scenario=scenario,
        changes=tuple(said.changes),
        seed=said.seed,
        runs=said.runs,
        wanted=said.wanted,
        method=said.method,
        attributed=said.attributed,
        report=said.report,
        cases=said.cases,
    )


def check_rules(path: Path, rules: int, made_by: Mapping[str, str]) -> None:
    """Make sure that a result was made by the rules of this release, since no other can repeat it.

    Raises:
        ScenarioError: It was made by other rules.
    """
    if rules != RULES:
        with_ = f" with parley-sim {made_by['parley-sim']}" if "parley-sim" in made_by else ""
        found, expected = f"a result of rulebook {rules}", f"one of rulebook {RULES}, by which this version plays"
        hint = f"It was made{with_}; this version cannot repeat it. docs/model.md says what each rulebook changed."
        raise file_error(path, "rules", found, expected, hint)


def checked_manifest(path: Path, data: JsonValue) -> Manifest:
    """Return what a manifest says, checked.

    Raises:
        ScenarioError: It is not a manifest, was altered since it was saved, or is one of a newer Parley or other rules.
    """
    number = data.get("format") if isinstance(data, dict) else None
    if isinstance(number, int) and number > FORMAT:
        hint = "It was saved by a newer Parley; use that one, or newer."
        raise file_error(path, "format", str(number), f"at most {FORMAT}", hint)
    said = believed(data, Manifest, path, EXPECTED)
    check_rules(path, said.rules, said.versions)
    return said


def _check_outcomes(path: Path, said: Manifest, scenario: Scenario) -> None:
    """Make sure that the changes fit the scenario, and that what is named is among what may be asked about then."""
    changed = apply(scenario, said.changes)
    about = said.report.outcome if said.report else None
    named = [("attributed", said.attributed, names_of(changed)), ("report.outcome", about, list(changed.outcomes))]
    for where, name, known in named:
        if name is not None and name not in known:
            raise file_error(path, where, repr(name), one_of(known), did_you_mean(name, known))


def file_error(path: Path, where: str, found: str, expected: str, hint: str = "") -> ScenarioError:
    """Return what is wrong with a file of a saved result."""
    return ScenarioError([Fault(str(path), 1, 1, where, found, expected, hint)])
