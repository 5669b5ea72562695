"""Findings kept as files: what was asked and of what, and what was found, so that it can be read, and asked again.

A kept finding is one file of JSON, sealed with a checksum. `read_kept(path).finding` is what the command printed with
`--json`, without the time it took; reports and briefs put it into tables. `parley verify FILE` asks the same again and
compares.
"""

import json
import math
import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, count
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from sim.formatting import plain_data
from sim.game.plug_ins import PlugIn, changed, plug_ins_named
from sim.runs.recipe import SavedPlugIn
from sim.scenario.believed import Kept, checked, read_believed
from sim.scenario.documents import load, load_text
from sim.scenario.edits import scenario_text
from sim.scenario.faults import Fault, ScenarioError
from sim.scenario.files import parse_json, read, read_json, unreadable
from sim.scenario.likeness import FINDING, told_apart
from sim.storage import check_writable, sealed, write_json

MOST_BYTES = 64_000_000
"""Largest kept finding that is read."""
MOST_FILE = 8_000_000
"""Largest file of somebody else's that is kept with what was found in it."""
LINE = 10_000
"""Letters in a line of a packed finding: a cell of a workbook holds three times as many."""
EXPECTED = "a finding that Parley kept"
SCENARIO, OTHER = "scenario.yaml", "other.yaml"
"""Under which names a scenario, and one that is set beside it, are kept."""
PACKED = Path("report.kept")
"""Where a finding stands that a report carries along."""
TIMES = ("elapsed_s",)
"""What is reported with a finding but not kept: it differs every time the question is asked."""


class KeptFinding(Kept):
    """A question to a scenario, or to files of others, and its answer.

    Attributes:
        format: Form of this file.
        kind: What it is, so that nothing else is taken for it.
        asked: The command that was asked, `compare`.
        arguments: All its options with their values, those left at their defaults too.
        subject: The files it was asked of, by name: scenario.yaml as stated before changes, with other.yaml where
            two are compared, or files of others in base64. Empty where a game is a classic.
        option: With which option the files, or their folder, are named; none: as arguments.
        command: The command as it was typed.
        versions: The versions of all that numbers depend on.
        plug_ins: The plug-in tactics that it names, if it names any.
        finding: What was found.
    """

    format: Literal[1]
    kind: Literal["parley finding"]
    asked: str
    arguments: list[str]
    subject: dict[str, str]
    option: str | None
    command: str
    versions: dict[str, str]
    plug_ins: dict[str, SavedPlugIn] = Field(default_factory=dict)
    finding: dict[str, Any]


def plug_ins_in(subject: Mapping[str, str], arguments: Sequence[str]) -> dict[str, PlugIn]:
    """Return the plug-in tactics that a question names: in its scenario, or in what is asked of it.

    Raises:
        PluginError: One cannot be loaded.
    """
    stated = load_text(subject[SCENARIO], SCENARIO).stated() if SCENARIO in subject else {}
    return plug_ins_named([stated, [word for one in arguments for word in re.split("[=,]", one)]])


def plug_in_differences(kept: KeptFinding) -> list[str]:
    """Return which plug-ins have changed since a finding was kept: any other difference may come from that."""
    before = {name: one.model_dump() for name, one in kept.plug_ins.items()}
    return list(changed(before, plug_ins_in(kept.subject, kept.arguments)))


def subject_of(names: Sequence[str], scenarios: bool = False) -> dict[str, str]:
    """Return the files that a question is asked of, as they are kept.

    Args:
        names: The name or path of a scenario, or paths of files of others or of their folder.
        scenarios: Whether they are two scenarios.

    Raises:
        ScenarioError: A file cannot be read.
    """
    paths = [Path(name) for name in names]
    if not names:
        return {}
    if scenarios:
        return {kept: scenario_text(load(name)) for kept, name in zip((SCENARIO, OTHER), names, strict=True)}
    if len(names) == 1 and (not paths[0].exists() or paths[0].suffix.lower() in {".yaml", ".yml", ".json"}):
        return {SCENARIO: scenario_text(load(names[0]))}
    files = [inner for path in paths for inner in (sorted(path.iterdir()) if path.is_dir() else [path])]
    return {file.name: b64encode(read(file, MOST_FILE)).decode("ascii") for file in files if file.is_file()}


def unpack(kept: KeptFinding, folder: Path) -> list[Path]:
    """Write the files that a question was asked of into a folder, and return their paths.

    Raises:
        ScenarioError: A name is not that of a file, or what is kept is not base64.
    """
    for name, held in kept.subject.items():
        if Path(name).name != name or name in {"", ".", ".."} or "\0" in name:
            raise ScenarioError([Fault(name, 0, 0, "subject", "a path", "the name of a file")])
        try:
            data = held.encode() if name in (SCENARIO, OTHER) else b64decode(held, validate=True)
        except ValueError as error:
            raise ScenarioError([Fault(name, 0, 0, "subject", "text that is not base64", "base64")]) from error
        (folder / name).write_bytes(data)
    return [folder / name for name in kept.subject]


def lasting(data: Mapping[str, Any], names: Sequence[str] = ()) -> dict[str, Any]:
    """Return a finding as plain data, without the time that it took and the place of what it was asked of.

    Args:
        data: What was found.
        names: The scenario or the paths that it was asked of; of each path only the last part stays.
    """
    text = json.dumps(_without(plain_data(dict(data))))
    for name in names:
        if Path(name).name != name:
            text = text.replace(json.dumps(name)[1:-1], json.dumps(Path(name).name)[1:-1])
    kept: dict[str, Any] = json.loads(text)
    return kept


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without(inner) for name, inner in value.items() if name not in TIMES}
    return [_without(inner) for inner in value] if isinstance(value, list) else value


def kept_in(path: Path) -> list[Path]:
    """Return the kept findings that a file or folder is, or holds."""
    if path.is_dir():
        return [inner for inner in sorted(path.glob("*.json")) if is_kept(inner)]
    return [path] if is_kept(path) else []


def place_of(out: Path, asked: str) -> Path:
    """Return the file that a finding is kept in: the one that is named, or in a folder one named like the command."""
    return out if out.suffix.lower() == ".json" and not _is_folder(out) else out / f"{asked}.json"


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False  # a name that the file system does not take; whoever writes there will say so


def place_for(out: Path, kept: KeptFinding) -> Path:
    """Return the file for a finding: in a folder, one that is free or holds an earlier answer to the same question."""
    first = place_of(out, kept.asked)
    if first == out:
        return out
    numbered = (first.with_stem(f"{first.stem}-{number}") for number in count(2))
    return next(path for path in chain([first], numbered) if not path.exists() or _same_question(path, kept))


def _same_question(path: Path, kept: KeptFinding) -> bool:
    try:
        there = read_kept(path)
    except ScenarioError:
        return False
    return (there.asked, there.arguments, there.subject) == (kept.asked, kept.arguments, kept.subject)


def check_place(path: Path) -> None:
    """Make sure that a finding can be kept in a file, before any work is done.

    Raises:
        OSError: It cannot be, or something else is there.
    """
    check_writable(path.parent, folder=True)
    check_writable(path, folder=not path.parent.is_dir())
    if path.is_file() and not is_kept(path):
        raise FileExistsError(f"{path} is there already and is not {EXPECTED}; choose another name")


def write_kept(path: Path, kept: KeptFinding) -> None:
    """Write a finding, whole or not at all.

    Raises:
        OSError: It cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    write_json(path, sealed(kept.model_dump()))


def read_kept(path: str | Path) -> KeptFinding:
    """Return a finding that was kept.

    Raises:
        ScenarioError: It cannot be read, is something else, or was altered since it was kept.
    """
    with told_apart(path, FINDING, expected=EXPECTED):
        return read_believed(Path(path), KeptFinding, EXPECTED, MOST_BYTES)


def packed(kept: KeptFinding) -> list[str]:
    """Return a finding as lines of letters and digits, to be carried along in a file of another kind."""
    text = b64encode(zlib.compress(kept.model_dump_json().encode(), 9)).decode("ascii")
    return [text[at : at + LINE] for at in range(0, len(text), LINE)]


def unpacked(lines: Sequence[str]) -> KeptFinding:
    """Return a finding that was packed.

    Raises:
        ScenarioError: It is damaged, or something else.
    """
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(b64decode("".join(lines), validate=True), MOST_BYTES)
        if unpacker.unconsumed_tail or not unpacker.eof:
            raise ValueError(f"more than {MOST_BYTES:,} bytes, or fewer than there were")
        data = parse_json(text.decode(), PACKED, EXPECTED)
    except (ValueError, zlib.error) as error:
        raise unreadable(PACKED, f"what is damaged ({error})", EXPECTED) from error
    return checked(data, KeptFinding, PACKED, EXPECTED)


def is_kept(path: Path) -> bool:
    """Return whether a file is, or was, a kept finding."""
    try:
        data = read_json(path, MOST_BYTES)
    except ScenarioError:
        return False
    return isinstance(data, dict) and data.get("kind") == "parley finding"


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return how two findings differ, a line each; numbers that look alike in all digits shown are the same."""
    return list(_differing(lasting(before), lasting(after), ""))


def _differing(before: Any, after: Any, where: str) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys([*before, *after]):
            place = f"{where}.{name}" if where else name
            if name not in before or name not in after:
                yield f"{place}: {'not' if name not in before else 'only'} in what was kept"
            else:
                yield from _differing(before[name], after[name], place)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _differing(one, other, f"{where}[{number}]")
    elif not _same(before, after):
        yield f"{where}: {before!r} was kept, {after!r} is found now"


def _same(before: Any, after: Any) -> bool:
    numbers = all(isinstance(one, int | float) and not isinstance(one, bool) for one in (before, after))
    if numbers:
        return math.isclose(before, after, rel_tol=1e-9, abs_tol=1e-12)
    return type(before) is type(after) and before == after
