"""An exported file made again from what it carries, to be set beside what it shows."""

from dataclasses import dataclass
from pathlib import Path

from sim.reports.carried import carried_beside
from sim.reports.recipes import read_recipe, recipe_in
from sim.reports.shown import READERS, UNREADABLE, shown_in
from sim.reports.shown_differences import differences_shown
from sim.runs.options import PlayOptions
from sim.runs.recipe import Recipe
from sim.runs.replay import follow
from sim.runs.results import Ensemble
from sim.scenario.documents import bundled, load
from sim.scenario.faults import Fault, ScenarioError, one_of
from sim.studies.kept import unpacked

MOST_BYTES = 400_000_000
"""Largest exported file that is compared."""


@dataclass(frozen=True)
class RemadeFile:
    """A file beside what comes out now.

    Attributes:
        scenario: Id of the scenario.
        digest: Fingerprint of what was played again.
        seed: Key of its luck.
        runs: Runs played again.
        complete: Whether all of it was played again.
        differences: How what it shows differs, in words.
    """

    scenario: str
    digest: str
    seed: int
    runs: int
    complete: bool
    differences: tuple[str, ...]


def compared(path: Path, options: PlayOptions) -> RemadeFile:
    """Play again what an exported file shows, make the file again, and compare what both show.

    Raises:
        ScenarioError: It cannot be read, cannot be read back, or does not say from what it was made.
    """
    suffix = path.suffix.lower()
    if suffix in UNREADABLE:
        raise _error(path, UNREADABLE[suffix], f"a file that ends in {one_of(READERS)}")
    if suffix == ".bib":
        return _sources(path)
    # A table that was changed is what is looked for, so what describes it is believed here.
    recipe = recipe_in(path, carried_beside(path)) if suffix == ".csv" else read_recipe(path)
    ensemble = follow(recipe, options)
    said = (ensemble.base.id, ensemble.digest, recipe.seed, recipe.runs)
    made = None
    if ensemble.runs == recipe.runs and ensemble.attributed == recipe.attributed:
        made = _made(path, recipe, ensemble, options)
    if made is None or options.cancelled:
        return RemadeFile(*said, False, ())
    found = [text for name, data in made.items() for text in differing(path.with_name(path.name + name), data)]
    return RemadeFile(*said, True, tuple(found))


def _made(path: Path, recipe: Recipe, ensemble: Ensemble, options: PlayOptions) -> dict[str, bytes] | None:
    """Return the file made again, with the files beside it, by what their names add; none if it was cancelled."""
    from sim.reports.findings import alone, gather
    from sim.reports.formats import FORMATS, bare, figures_of, picture_bytes

    suffix, about = path.suffix.lower(), recipe.report
    if about is not None and about.asked is not None:
        from sim.reports.brief_files import brief_bytes
        from sim.reports.questions import question_of
        from sim.reports.short_report import answered

        kept = {text: unpacked(one) for text, one in about.kept.items()}
        questions = [question_of(text, recipe.scenario, recipe.changes, kept) for text in about.asked]
        found = answered(ensemble, about.outcome, questions, options)
        return {"": brief_bytes(found, suffix)} if found.complete else None
    outcome, full = (None, False) if about is None else (about.outcome, about.full)
    chart = None if about is None else about.chart
    if bare(suffix, chart):
        findings = alone(ensemble, outcome)
    else:
        findings = gather(ensemble, outcome, full=full, **options.keywords)
    if chart is not None:
        return {"": picture_bytes(findings, figures_of(findings)[chart], suffix)}
    return dict(FORMATS[suffix].make(findings, path.name))


def differing(path: Path, data: bytes) -> list[str]:
    """Return how what a file shows differs from what it shows when it is made again.

    Raises:
        ScenarioError: It cannot be read.
    """
    found = _read(path)
    if found == data:
        return []
    suffix = path.suffix.lower()
    try:
        return differences_shown(shown_in(found, suffix), shown_in(data, suffix))
    except Exception as error:  # whatever libraries say of bytes that anybody may have made
        raise _error(path, f"what cannot be read ({error})", "a file that Parley exported") from error


def _sources(path: Path) -> RemadeFile:
    """Compare a list of sources with the scenario of that name that comes with Parley, if it is the same."""
    import re

    from sim.reports.tabular import bibtex_of

    said = re.search(rb"scenario (\S+), digest ([0-9a-f]+),", _read(path))
    if said is None:
        raise _error(path, "no name of a scenario with its digest", "a list of sources that Parley exported")
    name, digest = (part.decode() for part in said.groups())
    scenario = load(name) if name in bundled() else None
    if scenario is None or scenario.digest != digest:
        raise _error(path, f"sources of {name}, which does not travel with them", "a scenario that comes with Parley")
    return RemadeFile(name, digest, 0, 0, True, tuple(differing(path, bibtex_of(scenario).encode())))


def _read(path: Path) -> bytes:
    from sim.scenario.files import read

    return read(path, MOST_BYTES, "a file that Parley exported")


def _error(path: Path, found: str, expected: str) -> ScenarioError:
    return ScenarioError([Fault(str(path), 0, 0, "", found, expected)])
