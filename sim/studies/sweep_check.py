"""A kept sweep played again, and compared point by point."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.analysis.points import data_of
from sim.analysis.sweeps import Sweep
from sim.game.plug_ins import changed
from sim.runs.options import NO_OPTIONS, PlayOptions
from sim.runs.rows_file import rows_in
from sim.scenario.faults import ScenarioError
from sim.scenario.files import read, read_json
from sim.storage import CHECKSUM, checksum_of
from sim.studies.executors import Executor
from sim.studies.sweep_files import POINT_NAME, manifest_in
from sim.studies.sweep_folder import MANIFEST, POINTS, SHARES, SUMMARY, name_of, read_sweep
from sim.studies.sweep_points import stencil_of


def is_sweep(folder: Path) -> bool:
    """Return whether a folder says of itself that it holds a sweep."""
    try:
        said = read_json(folder / MANIFEST)
    except ScenarioError:
        return False
    return isinstance(said, dict) and said.get("study") == "sweep"


def played_again(
    folder: Path,
    executor: Executor | None = None,
    options: PlayOptions = NO_OPTIONS,
) -> Sweep:
    """Play again those points of a kept sweep that are there.

    Args:
        folder: Where it is kept.
        executor: Who plays the points.
        options: Who is told (points done, points in all), and who may stop it.

    Raises:
        ScenarioError: Its manifest or scenario cannot be read.
    """
    plan = read_sweep(folder).plan
    there = (POINT_NAME.fullmatch(path.name) for path in (folder / POINTS).glob("*.json"))
    numbers = sorted(int(match[1]) for match in there if match is not None and int(match[1]) < len(plan.design))
    points = []
    for point in (executor or Executor()).play(stencil_of(plan), numbers, options) if numbers else ():
        points.append(point)
        options.tell(len(points), len(numbers))
    return Sweep(plan, tuple(sorted(points, key=lambda point: point.number)))


def differences(folder: Path, again: Sweep) -> list[str]:
    """Return in words how a kept sweep differs from what comes out now; nothing if it is the same.

    Every number of every point is compared exactly, then the table and the findings that rest on all points.
    """
    found = _differences(folder, again)
    if not found:
        return []
    said = manifest_in(folder / MANIFEST).model_dump()["plug_ins"]
    return [*changed(said, again.plan.plug_ins()), *found]


def _differences(folder: Path, again: Sweep) -> list[str]:
    found = [line for point in again.points for line in _of_point(folder, json.loads(json.dumps(data_of(point))))]
    if not again.complete:
        gone = len(again.plan.design) - len(again.points)
        return [
            *found,
            *([f"{POINTS}: {gone:,} of {len(again.plan.design):,} are gone"] if (folder / SUMMARY).exists() else ()),
        ]
    return [*found, *_of_all(folder, again)]


def _of_point(folder: Path, now: dict[str, Any]) -> Iterator[str]:
    path = folder / POINTS / name_of(now["number"])
    kept = _mapping(path)
    if kept is None:
        yield f"{POINTS}/{path.name}: it cannot be read"
        return
    seal = kept.pop(CHECKSUM, None)
    if seal != checksum_of(kept):
        yield f"{POINTS}/{path.name}: its checksum is that of other data"
    odd = [name for name in now if kept.get(name) != now[name]]
    if odd or set(kept) != set(now):
        yield f"{POINTS}/{path.name}: {', '.join(odd) or 'its keys'} differ"


def _of_all(folder: Path, again: Sweep) -> Iterator[str]:
    """Yield what differs in the files that are written once all points are there."""
    try:
        same = bool(rows_in(read(folder / SHARES)).equals(again.to_arrow()))
    except ValueError:
        same = False
    if not same:
        yield f"{SHARES}: it does not hold these points"
    kept, now = _mapping(folder / SUMMARY) or {}, json.loads(json.dumps(again.summary()))
    # A release may change its version number, and with it the digest of what determines a sweep.
    odd = [name for name in now if kept.get(name) != now[name]]
    if set(odd) - {"version", "digest"}:
        yield f"{SUMMARY}: {', '.join(odd)} differ"


def _mapping(path: Path) -> dict[str, Any] | None:
    try:
        found = read_json(path)
    except ScenarioError:
        return None
    return found if isinstance(found, dict) else None
