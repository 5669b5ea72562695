"""A sweep on disk: written point by point, each whole or not at all, so that a sweep that was killed can go on.

`manifest.json` what determines the sweep · `scenario.yaml` as stated before changes · `points/NNNNNN.json` a point
each · once all are there `shares.parquet`, one row per point and share, and `summary.json`, all that was found. Nothing
in it says when it was made or how long it took: a sweep that went on has the same bytes as one that never stopped.
"""

import json
import os
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.analysis.points import SweepPoint, data_of, point_of
from sim.analysis.sweeps import Sweep, SweepPlan
from sim.runs.result_folder import check_above
from sim.scenario import documents
from sim.scenario.edits import text_of
from sim.scenario.faults import Fault, ScenarioError
from sim.scenario.model import FORMAT
from sim.studies.design import design_of
from sim.studies.wanted import read_texts

MANIFEST, SCENARIO, POINTS = "manifest.json", "scenario.yaml", "points"
SHARES, SUMMARY = "shares.parquet", "summary.json"
NAMES = {MANIFEST, SCENARIO, POINTS, SHARES, SUMMARY}
"""What a sweep's folder consists of."""

PART = ".part"
"""How the name of a file ends that is still being written."""

MOST_BYTES = 64_000_000
"""Largest file that is read."""


class OccupiedError(Exception):
    """A folder in which this sweep cannot be kept; the message says in a sentence why."""


def check_folder(plan: SweepPlan, folder: Path, resume: bool) -> None:
    """Make sure that a sweep can be kept in a folder.

    Args:
        plan: What determines the sweep.
        folder: Where it is to be kept.
        resume: Whether to go on with what is there.

    Raises:
        OccupiedError: Something else is there: another sweep, and then in what it differs, or no sweep.
        OSError: It cannot be made or written in.
    """
    check_above(folder)
    if not folder.exists():
        return
    if not folder.is_dir():
        raise OccupiedError(f"{folder} is no folder; choose another name")
    names = {path.name for path in folder.iterdir() if not _partial(path)}
    if not names <= NAMES or (MANIFEST not in names and names - {SCENARIO}):
        raise OccupiedError(f"{folder} holds other things than a sweep; choose another name")
    if MANIFEST not in names:
        return
    found = differences(_read_json(folder / MANIFEST), plan.manifest())
    if found:
        raise OccupiedError(f"{folder} holds another sweep: {'; '.join(found)}")
    if not resume:
        done = sum(not _partial(path) for path in (folder / POINTS).glob("*.json"))
        raise OccupiedError(
            f"{folder} holds this sweep, {done:,} of {len(plan.design):,} points; --resume goes on with it"
        )


def differences(there: Any, wanted: Mapping[str, Any]) -> list[str]:
    """Return in words how the manifest of a kept sweep differs from that of the one wanted."""
    if not isinstance(there, dict) or there.get("study") != "sweep":
        return ["its manifest is not that of a sweep"]
    found = []
    for name in dict.fromkeys([*wanted, *there]):
        before, after = there.get(name), wanted.get(name)
        if name == "versions" and isinstance(before, dict) and isinstance(after, dict):
            odd = (key for key in after if before.get(key) != after[key])
            found += [f"{key} {before.get(key)} there, {after[key]} here" for key in odd]
        elif name != "command" and before != after:
            found.append(f"{name.replace('_', ' ')} {_shown(before)} there, {_shown(after)} wanted")
    return found


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@contextmanager
def kept(plan: SweepPlan, folder: Path, resume: bool) -> Iterator[dict[int, SweepPoint]]:
    """Open a folder for a sweep; give the points that are finished. Only one process at a time may keep a sweep in it.

    Raises:
        OccupiedError: Something else is there, or another process keeps this sweep right now.
        OSError: It cannot be made or written in.
    """
    check_folder(plan, folder, resume)
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        for left in (*folder.glob(f".*{PART}"), *(folder / POINTS).glob(f".*{PART}")):
            left.unlink()
        if not (folder / MANIFEST).exists():
            with _whole(folder / SCENARIO) as path:
                path.write_text(text_of(plan.base.stated()), encoding="utf-8", newline="")
            write_json(folder / MANIFEST, plan.manifest())
        (folder / POINTS).mkdir(exist_ok=True)
        yield dict(_finished(plan, folder))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold a folder for this process, where the system knows locks on folders; a killed process lets go."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise OccupiedError(f"another process keeps a sweep in {folder} right now") from error
    finally:
        os.close(held)


def _finished(plan: SweepPlan, folder: Path) -> Iterator[tuple[int, SweepPoint]]:
    """Yield the points that are there; one that cannot be read or is another's is played again."""
    for path in sorted((folder / POINTS).glob("[0-9]*.json")):
        try:
            point = point_of(json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, KeyError, TypeError):
            continue
        planned = path.name == name_of(point.number) and 0 <= point.number < len(plan.design)
        if planned and (list(point.values), point.runs) == (list(plan.design.points[point.number]), plan.runs):
            yield point.number, point


def name_of(number: int) -> str:
    """Return the name of the file of a point."""
    return f"{number:06d}.json"


def keep(folder: Path, point: SweepPoint) -> None:
    """Write a point."""
    write_json(folder / POINTS / name_of(point.number), data_of(point))


def close(folder: Path, sweep: Sweep) -> None:
    """Write what stands on all points.

    Every file carries the manifest, or stands beside it.
    """
    import pyarrow.parquet as parquet

    with _whole(folder / SHARES) as path:
        parquet.write_table(sweep.to_arrow(), path, compression="zstd")
    write_json(folder / SUMMARY, sweep.summary())


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """Write plain data as JSON, whole or not at all."""
    with _whole(path) as fresh:
        fresh.write_text(json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """Give a name to write to, which becomes that of the file once it is written."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(6)}{PART}")
    try:
        yield fresh
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _partial(path: Path) -> bool:
    return path.name.startswith(".") and path.name.endswith(PART)


def read_sweep(folder: str | Path) -> Sweep:
    """Return a sweep that is kept in a folder, with as many points as are finished.

    Raises:
        ScenarioError: It cannot be read.
    """
    home = Path(folder)
    said = _read_json(home / MANIFEST)
    try:
        if said["study"] != "sweep" or said["format"] != FORMAT or min(said["runs"], said["points"]) < 1:
            raise ValueError("not what a sweep says of itself")
        base = documents.load(home / SCENARIO)
        count = None if said["design"] == "grid" else said["points"]
        wanted = read_texts(said["vary"], str(home / MANIFEST))
        design = design_of(base, wanted, said["changes"], kind=said["design"], points=count, seed=said["seed"])
        plan = SweepPlan(base, tuple(said["changes"]), design, said["runs"], said["seed"], said["method"])
    except (KeyError, TypeError, ValueError) as error:
        raise ScenarioError([Fault(str(home / MANIFEST), 1, 1, "", "no manifest of a sweep", "one")]) from error
    return Sweep(plan, tuple(point for _, point in _finished(plan, home)))


def _read_json(path: Path) -> Any:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        expected = "the manifest.json of a sweep"
        raise ScenarioError([Fault(str(path), 1, 1, "", "no file that can be read as JSON", expected)]) from error
