"""A fuzzer: every kind of file that Parley writes, damaged, and given to every reader of it.

`python -m tests.fuzz 3000 1` tries so many damaged files under a seed, and prints how each kind was answered.
"""

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sim
from sim.reports.findings import alone
from sim.reports.formats import export
from sim.reports.recipes import read_recipe
from sim.scenario.faults import ScenarioError
from sim.studies.sweep_folder import read_sweep
from sim.studies.sweep_study import follow, plan_of

SLOW_S = 10.0
"""Seconds after which a reader counts as hanging."""
EXPORTED = (".csv", ".parquet", ".arrow")
"""Files that carry their recipe, of those that take no pictures."""


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    Attributes:
        name: What it is.
        file: The file that is damaged.
        read: Reads it, and returns what it says in a form that can be compared.
        held: Whether a checksum holds all that it says.
    """

    name: str
    file: Path
    read: Callable[[], Any]
    held: bool = True


def kinds(folder: Path) -> list[Kind]:
    """Write one file of each kind."""
    ensemble = sim.run("pie", 6, changes=["left_waits"])
    saved = ensemble.save(folder / "saved")
    follow(plan_of("pie", ["parties.left.tactic.from=0.1:0.9:2"], 3), folder / "sweep")
    exported = [export(alone(ensemble), folder / f"table{suffix}")[-1] for suffix in EXPORTED]
    sidecar = folder / "table.csv-metadata.json"
    scenario = folder / "mine.yaml"
    scenario.write_bytes((saved / "scenario.yaml").read_bytes())
    return [
        Kind("manifest", saved / "manifest.json", lambda: _recipe(saved / "manifest.json")),
        Kind("scenario of a result", saved / "scenario.yaml", lambda: _recipe(saved / "manifest.json")),
        Kind("manifest of a sweep", folder / "sweep" / "manifest.json", lambda: _sweep(folder / "sweep")),
        Kind("scenario of a sweep", folder / "sweep" / "scenario.yaml", lambda: _sweep(folder / "sweep")),
        Kind("point", folder / "sweep" / "points" / "000001.json", lambda: _points(folder / "sweep")),
        Kind("scenario", scenario, lambda: sim.load(scenario).digest, held=False),
        Kind("description of a table", sidecar, lambda: _recipe(exported[0])),
        *(Kind(f"table {file.suffix}", file, _reader(file)) for file in exported),
    ]


def _reader(file: Path) -> Callable[[], Any]:
    return lambda: _recipe(file)


def _recipe(file: Path) -> Any:
    found = read_recipe(file)
    return found.scenario.digest, found.changes, found.seed, found.runs, found.wanted, found.method, found.attributed


def _sweep(folder: Path) -> Any:
    return json.dumps(read_sweep(folder).plan.manifest(), sort_keys=True)


def _points(folder: Path) -> Any:
    """Return the points that are believed: one that is damaged is left out, and told of, never another."""
    found = {point.number: repr(point) for point in read_sweep(folder).points}
    return found.get(1)


def damaged(data: bytes, luck: random.Random) -> bytes:
    """Return a file with one kind of damage."""
    return luck.choice(DAMAGES)(bytearray(data), luck)


def _flip(data: bytearray, luck: random.Random) -> bytes:
    data[luck.randrange(len(data))] ^= 1 << luck.randrange(8)
    return bytes(data)


def _cut(data: bytearray, luck: random.Random) -> bytes:
    return bytes(data[: luck.randrange(len(data))])


def _lose(data: bytearray, luck: random.Random) -> bytes:
    start = luck.randrange(len(data))
    return bytes(data[:start] + data[start + luck.randrange(1, 200) :])


def _repeat(data: bytearray, luck: random.Random) -> bytes:
    start = luck.randrange(len(data))
    part = data[start : start + luck.randrange(1, 200)]
    return bytes(data[:start] + part * luck.randrange(2, 50) + data[start:])


def _insert(data: bytearray, luck: random.Random) -> bytes:
    start = luck.randrange(len(data))
    return bytes(data[:start] + luck.choice(ODD) + data[start:])


def _digit(data: bytearray, luck: random.Random) -> bytes:
    places = [place for place, byte in enumerate(data) if 48 <= byte <= 57]
    if places:
        data[luck.choice(places)] = luck.randrange(48, 58)
    return bytes(data)


ODD = (
    b"[" * 5_000,
    b"9" * 5_000,
    b"\x00",
    b"\xff\xfe",
    b'"',
    b"}",
    b"\\ud83d",
    b"\n",
    b"NaN",
    b"true",
    b"-",
    b"\x1b[2J",
)
DAMAGES = (_flip, _cut, _lose, _repeat, _insert, _digit)


def tried(count: int, seed: int, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield for each damaged file its kind, and how it was answered: `refused`, `same`, or what went wrong."""
    luck = random.Random(seed)
    every = [(kind, kind.file.read_bytes(), kind.read()) for kind in kinds(folder)]
    for number in range(count):
        kind, sound, said = every[number % len(every)]
        kind.file.write_bytes(damaged(sound, luck))
        began = time.monotonic()
        try:
            answer = _answer(kind, said)
        finally:
            kind.file.write_bytes(sound)
        yield kind.name, answer if time.monotonic() - began < SLOW_S else "hung"


def _answer(kind: Kind, said: Any) -> str:
    try:
        found = kind.read()
    except ScenarioError as error:
        lines = str(error).splitlines()
        return "refused" if lines and len(lines) == len(error.faults) else f"a fault of {len(lines)} lines"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    if kind.name == "point" and found is None:
        return "refused"
    return "same" if found == said or not kind.held else "changed in silence"


def main() -> None:
    """Try damaged files; print a table of how each kind was answered."""
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    answers: Counter[tuple[str, str]] = Counter()
    with TemporaryDirectory() as folder:
        answers.update(tried(count, seed, Path(folder)))
    for (kind, answer), times in sorted(answers.items()):
        print(f"{kind:24} {times:6}  {answer}")


if __name__ == "__main__":
    main()
