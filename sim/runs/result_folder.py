"""Saved results: a folder that says everything that determines it, written whole or not at all.

`manifest.json` what determines the result · `timings.json` how long it took · `scenario.yaml` as stated before
changes · `runs.parquet` one row per run · `summary.json` the findings.
"""

import json
import math
import os
import secrets
import shlex
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.binding_conditions import Attribution
from sim.analysis.outside import Beside, beside
from sim.analysis.shares import Share
from sim.scenario.model import FORMAT, Question, Scenario

if TYPE_CHECKING:
    from sim.runs.results import ChangeLike, Ensemble

NOTE = "Shares of runs, under these assumptions; intervals are sampling error only (95 %, Wilson)."
FILES = ("manifest.json", "timings.json", "scenario.yaml", "runs.parquet", "summary.json")
"""What a saved result consists of."""


def parley_version() -> str:
    """Return this release's version."""
    try:
        return version("parley-sim")
    except PackageNotFoundError:
        return "0+source"


def number(value: float | None) -> float | None:
    """Return a number for JSON: a missing one is null, never NaN."""
    return None if value is None or not math.isfinite(value) else float(value)


def summary_of(ensemble: "Ensemble") -> dict[str, Any]:
    """Return the findings of an ensemble as plain data."""
    return {
        "scenario": ensemble.scenario.id,
        "title": ensemble.scenario.title,
        "digest": ensemble.digest,
        "version": parley_version(),
        "changes": [change_text(change) for change in ensemble.changes],
        "seed": ensemble.seed,
        "runs": ensemble.runs,
        "wanted": ensemble.wanted,
        "method": ensemble.method,
        "horizon_days": ensemble.game.horizon,
        "deals": ensemble.game.deals,
        "note": NOTE,
        "outcomes": [_outcome(share) for share in ensemble.outcomes],
        "questions": [_question(ensemble.scenario.questions[share.id], share) for share in ensemble.questions],
        "attributed": ensemble.attributed,
        "binding": [
            {
                "condition": binding.condition,
                "label": binding.label,
                "refused": number(binding.refused),
                "unmade": number(binding.unmade),
                "attribution": _attribution(binding.attribution),
            }
            for binding in ensemble.binding
        ],
        "outside_view": [_outside(view) for view in beside(ensemble.scenario.outside_view, ensemble.questions)],
    }


def _outcome(share: Share) -> dict[str, Any]:
    return {
        "id": share.id,
        "label": share.label,
        "count": share.count,
        "share": number(share.share),
        "low": number(share.low),
        "high": number(share.high),
        "median_day": number(share.median_day),
    }


def _question(question: Question, share: Share) -> dict[str, Any]:
    of = "all runs" if question.of is None else in_words(question.of.model_dump(by_alias=True, exclude_unset=True))
    return {
        "id": share.id,
        "label": share.label,
        "by": question.by.isoformat(),
        "of": of,
        "n": share.of,
        "count": share.count,
        "share": number(share.share),
        "low": number(share.low),
        "high": number(share.high),
    }


def _outside(view: Beside) -> dict[str, Any]:
    return {
        "id": view.id,
        "label": view.label,
        "question": view.share.id if view.share else None,
        "low": view.low,
        "high": view.high,
        "inside": view.inside,
    }


def in_words(predicate: Mapping[str, Any]) -> str:
    """Return a predicate as one line: `runs with ever full_ceasefire: thirty_days`."""
    return "runs with " + "; ".join(f"{word} {_plain(value)}" for word, value in predicate.items())


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_plain(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return " or ".join(_plain(inner) for inner in value)
    return str(value)


def _attribution(attribution: Attribution | None) -> dict[str, Any] | None:
    if attribution is None:
        return None
    return {
        "share": number(attribution.share),
        "low": number(attribution.low),
        "high": number(attribution.high),
    }


def change_text(change: "ChangeLike") -> str:
    """Return a change as it would be named: its name, or PATH=VALUE for each of its settings."""
    return ", ".join(_texts_of(change))


def manifest_of(ensemble: "Ensemble") -> dict[str, Any]:
    """Return what determines an ensemble: format, digests, changes, seed, runs, method, versions, command."""
    return {
        "format": FORMAT,
        "scenario": ensemble.base.id,
        "scenario_digest": ensemble.base.digest,
        "digest": ensemble.digest,
        "changes": [change if isinstance(change, str) else dict(change) for change in ensemble.changes],
        "seed": ensemble.seed,
        "runs": ensemble.runs,
        "wanted": ensemble.wanted,
        "method": ensemble.method,
        "attributed": ensemble.attributed,
        "versions": versions(),
        "command": command_of(ensemble),
    }


def versions() -> dict[str, str]:
    """Return the versions of all that numbers depend on."""
    return {"parley-sim": parley_version(), **{name: version(name) for name in ("numba", "numpy", "scipy")}}


def command_of(ensemble: "Ensemble") -> str:
    """Return the command that repeats a result, to be given in the folder of the result."""
    if ensemble.method == "latin_hypercube" and ensemble.runs < ensemble.wanted:
        # Its rows depend on how many were wanted, which --runs cannot say of a part.
        return "parley run --from manifest.json"
    words = ["parley", "run", name_of(ensemble.base), *options_of(ensemble.changes)]
    words += ["--runs", str(ensemble.runs), "--seed", str(ensemble.seed)]
    if ensemble.method != "monte_carlo":
        words += ["--method", ensemble.method]
    if ensemble.attributed:
        words += ["--attribution", ensemble.attributed]
    return shlex.join(words)


def name_of(base: Scenario) -> str:
    """Return the name of a scenario that comes with Parley; any other stands in the folder of the result."""
    from sim.scenario import documents

    shipped = base.id in documents.bundled() and documents.load(base.id).digest == base.digest
    return base.id if shipped else "scenario.yaml"


def options_of(changes: Sequence["ChangeLike"]) -> list[str]:
    """Return changes as options; the command line applies --change before --set, so other orders use --change alone."""
    flat = [text for change in changes for text in _texts_of(change)]
    sets = ["=" in text for text in flat]
    options = ["--set" if is_set and sets == sorted(sets) else "--change" for is_set in sets]
    return [word for pair in zip(options, flat, strict=True) for word in pair]


def _texts_of(change: "ChangeLike") -> list[str]:
    """Return a change as the command line takes it."""
    if isinstance(change, str):
        return [change]
    return [f"{path}={json.dumps(value, ensure_ascii=False)}" for path, value in change.items()]


def save(ensemble: "Ensemble", folder: Path) -> Path:
    """Write a result to a temporary name beside `folder` and rename it: a killed process leaves the old or the new.

    Raises:
        FileExistsError: `folder` exists and is no saved result.
        OSError: It cannot be written.
    """
    import pyarrow.parquet as parquet

    from sim.scenario import documents

    check_replaceable(folder)
    target = folder.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    # An ordinary folder: those of tempfile are closed to everybody else.
    building = target.parent / f".{target.name}.{secrets.token_hex(6)}"
    building.mkdir()
    try:
        _write_json(building / "manifest.json", manifest_of(ensemble))
        _write_json(building / "summary.json", summary_of(ensemble))
        _write_json(building / "timings.json", {"elapsed_s": ensemble.elapsed_s, "processors": os.cpu_count()})
        documents.save(ensemble.base, building / "scenario.yaml")
        parquet.write_table(ensemble.to_arrow(), building / "runs.parquet", compression="zstd")
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
            raise FileExistsError(f"{folder} is no folder; choose another name")
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
        raise NotADirectoryError(f"{above} is no folder, so {folder} cannot be made in it")
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
