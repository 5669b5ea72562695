"""A sweep on disk: written point by point, each whole or not at all, so that a sweep that was killed can go on.

`manifest.json` what determines the sweep · `scenario.yaml` as stated before changes · `points/NNNNNN.json` a point
each · once all are there `shares.parquet`, one row per point and share, and `summary.json`, all that was found. Nothing
in it says when it was made or how long it took: a sweep that went on has the same bytes as one that never stopped.
"""

import io
import json
import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.analysis.points import SweepPoint, data_of
from sim.analysis.sweeps import Sweep, SweepPlan
from sim.runs.recipe import check_rules
from sim.scenario import documents
from sim.scenario.edits import scenario_text
from sim.scenario.faults import ScenarioError
from sim.scenario.files import unreadable
from sim.scenario.likeness import SWEEP, likeness
from sim.storage import check_writable, is_leftover, json_text, recover, sealed, write, write_json, write_together
from sim.studies.design import design_of
from sim.studies.sweep_files import POINT_NAME, manifest_in, point_in
from sim.studies.wanted import read_texts

MANIFEST, SCENARIO, POINTS = "manifest.json", "scenario.yaml", "points"
SHARES, SUMMARY = "shares.parquet", "summary.json"
NAMES = {MANIFEST, SCENARIO, POINTS, SHARES, SUMMARY}
"""What a sweep's folder consists of."""

LEAST_BYTES = 16_384
"""Room that a sweep of few points takes."""

_LOG = logging.getLogger(__name__)


class OccupiedError(FileExistsError):
    """A folder in which this sweep cannot be kept; the message says why in a sentence."""


class UnkeptError(OSError):
    """What was played can no longer be kept where it should be.

    Attributes:
        sweep: All points that are finished, those that were kept too; `save_sweep` keeps them elsewhere.
    """

    def __init__(self, why: OSError, sweep: Sweep) -> None:
        """Say why, and hold what would be lost."""
        super().__init__(why.errno, why.strerror or str(why), why.filename)
        self.sweep = sweep


def check_folder(plan: SweepPlan, folder: Path, resume: bool) -> None:
    """Make sure that a sweep can be kept in a folder.

    Args:
        plan: What determines the sweep.
        folder: Where it is to be kept.
        resume: Whether to go on with what is there.

    Raises:
        OccupiedError: Something else is there: another sweep, and then how it differs, or no sweep.
        OSError: It cannot be made or written in.
    """
    check_writable(folder, size=LEAST_BYTES, folder=True)
    if not folder.is_dir():
        return
    names = {path.name for path in folder.iterdir() if not is_leftover(path.name)}
    if not names <= NAMES or (MANIFEST not in names and names - {SCENARIO}):
        looks = likeness(folder)
        there = "" if looks is None or looks is SWEEP else f": {looks.called}"
        raise OccupiedError(f"{folder} holds other things than a sweep{there}; choose another name")
    if MANIFEST not in names:
        return
    found = differences(manifest_in(folder / MANIFEST).model_dump(), {"plug_ins": {}, **plan.manifest()})
    if found:
        raise OccupiedError(f"{folder} holds another sweep: {'; '.join(found)}; choose another name")
    if not resume:
        done = len(kept_numbers(folder))
        raise OccupiedError(
            f"{folder} holds this sweep, {done:,} of {len(plan.design):,} points; --resume goes on with it"
        )


def kept_numbers(folder: Path) -> list[str]:
    """Return the names of the points that are in a folder, as far as it can be read."""
    try:
        return [path.name for path in (folder / POINTS).iterdir() if POINT_NAME.fullmatch(path.name)]
    except OSError:
        return []


def differences(there: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
    """Return in words how the manifest of a kept sweep differs from that of the one wanted."""
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
        recover(folder / MANIFEST)
        recover(folder / POINTS / MANIFEST)
        if not (folder / MANIFEST).exists():
            write(folder / SCENARIO, scenario_text(plan.base))
            write_json(folder / MANIFEST, sealed(plan.manifest()))
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
    """Yield the points that are there; one that does not say what was written is reported, and not believed."""
    for path in sorted(path for path in (folder / POINTS).glob("*.json") if POINT_NAME.fullmatch(path.name)):
        try:
            point = point_in(path)
        except ScenarioError as error:
            _LOG.warning("%s The point is not believed.", error)
            continue
        if _is_planned(plan, path.name, point):
            yield point.number, point
        else:
            _LOG.warning("%s: the point of another sweep; it is not believed.", path)


def _is_planned(plan: SweepPlan, name: str, point: SweepPoint) -> bool:
    """Return whether a point is one of a plan, and stands under its own name."""
    if name != name_of(point.number) or not 0 <= point.number < len(plan.design):
        return False
    return (list(point.values), point.runs) == (list(plan.design.points[point.number]), plan.runs)


def name_of(number: int) -> str:
    """Return the name of the file of a point."""
    return f"{number:06d}.json"


def keep(folder: Path, point: SweepPoint) -> None:
    """Write a point."""
    write_json(folder / POINTS / name_of(point.number), sealed(data_of(point)))


def close(folder: Path, sweep: Sweep) -> None:
    """Write what rests on all points.

    Every file carries the manifest, or stands beside it.
    """
    import pyarrow.parquet as parquet

    table = io.BytesIO()
    parquet.write_table(sweep.to_arrow(), table, compression="zstd")
    summary = json_text(sweep.summary()).encode()
    write_together({folder / SHARES: table.getvalue(), folder / SUMMARY: summary})


def save_sweep(sweep: Sweep, folder: Path) -> None:
    """Write the points of a sweep, as far as they are finished, beside those that a folder holds; it can go on there.

    Raises:
        OccupiedError: Something else is there, or another process keeps this sweep right now.
        OSError: It cannot be made or written in.
    """
    with kept(sweep.plan, folder, resume=True) as there:
        for point in sweep.points:
            if there.get(point.number) != point:
                keep(folder, point)
        if sweep.complete:
            close(folder, sweep)


def read_sweep(folder: str | Path) -> Sweep:
    """Return a sweep that is kept in a folder, with as many points as are finished.

    Raises:
        ScenarioError: It cannot be read, or was altered.
    """
    home = Path(folder)
    recover(home)
    said = manifest_in(home / MANIFEST)
    check_rules(home / MANIFEST, said.rules, said.versions)
    base = documents.load(home / SCENARIO)
    if base.digest != said.scenario_digest:
        found = f"a scenario with the digest {base.digest}"
        raise unreadable(home / SCENARIO, found, f"the digest of the manifest, {said.scenario_digest}")
    count = None if said.design == "grid" else said.points
    wanted = read_texts(said.vary, str(home / MANIFEST))
    design = design_of(base, wanted, said.changes, kind=said.design, points=count, seed=said.seed)
    plan = SweepPlan(base, tuple(said.changes), design, said.runs, said.seed, said.method)
    return Sweep(plan, tuple(point for _, point in _finished(plan, home)))
