"""Saved results: a folder that says everything that determines it, written whole or not at all.

`manifest.json` what determines the result · `timings.json` how long it took · `scenario.yaml` as stated before
changes · `runs.parquet` one row per run · `summary.json` the findings.
"""

import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.scenario import documents
from sim.scenario.model import Scenario

if TYPE_CHECKING:
    import pyarrow

FILES = ("manifest.json", "timings.json", "scenario.yaml", "runs.parquet", "summary.json")
"""What a saved result consists of."""


@dataclass(frozen=True)
class Contents:
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


def save(contents: Contents, folder: Path) -> Path:
    """Write a result to a temporary name beside `folder` and rename it: a killed process leaves the old or the new.

    Raises:
        FileExistsError: `folder` exists and is not a saved result.
        OSError: It cannot be written.
    """
    import pyarrow.parquet as parquet

    check_replaceable(folder)
    target = folder.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    # An ordinary folder: those of tempfile are closed to everybody else.
    building = target.parent / f".{target.name}.{secrets.token_hex(6)}"
    building.mkdir()
    try:
        _write_json(building / "manifest.json", contents.manifest)
        _write_json(building / "summary.json", contents.summary)
        _write_json(building / "timings.json", contents.timings)
        documents.save(contents.scenario, building / "scenario.yaml")
        parquet.write_table(contents.rows, building / "runs.parquet", compression="zstd")
        _swap(building, target)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return folder


def check_replaceable(folder: Path) -> None:
    """Refuse to write over anything but an empty folder or an earlier result, or where nothing can be written.

    Raises:
        FileExistsError: `folder` is a file, or a folder with something else in it.
        NotADirectoryError: A file stands where a folder above it should.
        PermissionError: It cannot be created there.
    """
    if not folder.is_dir():
        if folder.exists() or folder.is_symlink():
            raise FileExistsError(f"{folder} is not a folder; choose another name")
    elif (names := {path.name for path in folder.iterdir()}) and not _is_result(folder, names):
        raise FileExistsError(f"{folder} holds other things than a saved result; choose another name")
    check_above(folder)


def check_above(folder: Path) -> None:
    """Refuse a folder that cannot be made where it should stand.

    Raises:
        NotADirectoryError: A file stands where a folder above it should.
        PermissionError: It cannot be created there.
    """
    above = next(parent for parent in folder.resolve().parents if parent.exists())
    if not above.is_dir():
        raise NotADirectoryError(f"{above} is not a folder, so {folder} cannot be made in it")
    if not os.access(above, os.W_OK | os.X_OK):
        raise PermissionError(f"{above} may not be written in, so {folder} cannot be made")


def _is_result(folder: Path, names: set[str]) -> bool:
    """Return whether a folder holds a saved result and nothing else."""
    if "manifest.json" not in names or not names <= set(FILES):
        return False
    try:
        return "scenario_digest" in json.loads((folder / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError, TypeError):
        return False


def _swap(building: Path, folder: Path) -> None:
    """Put the new folder in the old one's place."""
    if not folder.exists():
        building.rename(folder)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.old.", dir=folder.parent))
    folder.rename(aside / "result")
    try:
        building.rename(folder)
    except BaseException:
        (aside / "result").rename(folder)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _write_json(path: Path, data: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")
