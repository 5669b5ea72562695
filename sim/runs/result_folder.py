"""Saved results: a folder that says everything that determines it, written whole or not at all.

`manifest.json` what determines the result · `timings.json` how long it took · `scenario.yaml` as stated before
changes · `runs.parquet` one row per run · `summary.json` the findings.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.scenario import documents
from sim.scenario.faults import ScenarioError
from sim.scenario.files import read_json
from sim.scenario.likeness import RESULT, likeness
from sim.scenario.model import Scenario
from sim.storage import check_writable, sealed, whole_folder, write_json

if TYPE_CHECKING:
    import pyarrow

FILES = ("manifest.json", "timings.json", "scenario.yaml", "runs.parquet", "summary.json")
"""What a saved result consists of."""
LEAST_BYTES = 16_384
"""Room that a saved result of few runs takes."""
BYTES_PER_RUN = 16
"""Room that a run takes in a saved result at least; many inputs and outcomes take more."""


@dataclass(frozen=True)
class ResultContents:
    """What a folder holds.

    Attributes:
        manifest: What determines the result.
        summary: The findings.
        timings: How long it took.
        scenario: The scenario before changes.
        rows: One row per run.
    """

    manifest: Mapping[str, Any]
    summary: Mapping[str, Any]
    timings: Mapping[str, Any]
    scenario: Scenario
    rows: "pyarrow.Table"


def save(contents: ResultContents, folder: Path) -> Path:
    """Write a result, which takes the place of an earlier one in one step: a killed process leaves the old or the new.

    Raises:
        FileExistsError: `folder` exists and is not a saved result.
        OSError: It cannot be written.
    """
    import pyarrow.parquet as parquet

    check_replaceable(folder)
    with whole_folder(folder) as fresh:
        write_json(fresh / "manifest.json", sealed(contents.manifest))
        write_json(fresh / "summary.json", contents.summary)
        write_json(fresh / "timings.json", contents.timings)
        documents.save(contents.scenario, fresh / "scenario.yaml")
        # An open file, not its name, which may not be valid text.
        with (fresh / "runs.parquet").open("wb") as file:
            parquet.write_table(contents.rows, file, compression="zstd")
    return folder


def check_replaceable(folder: Path, runs: int = 0) -> None:
    """Refuse to write over anything but an empty folder or an earlier result, or where nothing can be written.

    Args:
        folder: Where the result is to be saved.
        runs: How many runs it will hold, as far as that is known.

    Raises:
        OSError: It cannot be saved there; the message is a sentence that says why.
    """
    check_writable(folder, size=LEAST_BYTES + runs * BYTES_PER_RUN, folder=True)
    if folder.is_dir():
        try:
            names = {path.name for path in folder.iterdir()}
        except PermissionError:
            raise PermissionError(f"{folder} may not be looked into; choose another name") from None
        if names and not _is_result(folder, names):
            raise FileExistsError(f"{folder} holds {_other(folder)}; choose another name")


def _other(folder: Path) -> str:
    """Return what is in a folder that holds no saved result, as far as its files say so."""
    found = likeness(folder)
    there = "" if found is None or found is RESULT else f": {found.called}"
    return f"other things than a saved result{there}"


def _is_result(folder: Path, names: set[str]) -> bool:
    """Return whether a folder holds a saved result and nothing else."""
    if "manifest.json" not in names or not names <= set(FILES):
        return False
    try:
        said = read_json(folder / "manifest.json")
    except ScenarioError:
        return False
    return isinstance(said, dict) and "scenario_digest" in said
