"""YAML <-> Scenario: files and texts read with all their faults at once, changed with their comments kept, and saved.

A `Document` is a text as a person wrote it. Its `scenario` has the readings of its switches in use; the text does not,
so saving a document writes what was written.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim import storage
from sim.paths import codebook_path, scenarios_dir
from sim.scenario import changes as what_ifs
from sim.scenario import files
from sim.scenario.checks import SoundData, View, problems_in, whatifs
from sim.scenario.data import in_use, origin, value_at
from sim.scenario.faults import Fault, Problem, ScenarioError, did_you_mean, nearest, one_of
from sim.scenario.faults import Path as PlacePath
from sim.scenario.likeness import SCENARIO, mistaken_for, told_apart
from sim.scenario.model import Scenario
from sim.scenario.yaml_tree import Lines, YamlTree, compose, plain
from sim.texts import shortened

MOST_BYTES = 2_000_000
"""Largest file that is read."""

ScenarioLike = Scenario | str | Path
"""A scenario, or the name or path of one."""

_PART = re.compile(r"^(?=[a-z_]+:)", re.MULTILINE)
"""Where a part of a scenario in block style begins."""
_OTHER_ENCODINGS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


@dataclass(frozen=True, eq=False)
class Document:
    """A scenario as it is written.

    Attributes:
        tree: The text and where everything in it stands.
        faults: Everything wrong with it, warnings included, in the order in which it is written.
        read: What was read; None if there are faults.
    """

    tree: YamlTree
    faults: tuple[Fault, ...]
    read: Scenario | None

    @property
    def text(self) -> str:
        """The text."""
        return self.tree.text

    @property
    def file(self) -> str:
        """The name of the text in faults."""
        return self.tree.file

    @property
    def data(self) -> Any:
        """What is written as plain data, no reading put in use; None if it is not YAML."""
        return plain(self.tree.root) if self.tree.root is not None else None

    @property
    def scenario(self) -> Scenario:
        """What was read, with the readings of its switches in use.

        Raises:
            ScenarioError: There are faults.
        """
        if self.read is None:
            raise ScenarioError(fault for fault in self.faults if fault.severity == "fault")
        return self.read

    def with_values(self, values: Mapping[str | tuple[str, ...], Any]) -> "Document":
        """Return the document with other values at some paths; everything else in the text stays as it is.

        A value that is set by a switch's reading in use is changed in that reading, since elsewhere it would not count.

        Args:
            values: Dotted path (or its parts, where an id has dots) to plain data; None removes an entry.

        Raises:
            ScenarioError: The text cannot be changed there alone. Values that are wrong become faults of the result.
        """
        from sim.scenario.edits import edited  # reading alone needs nothing that writes YAML

        tree = self.tree
        for path, value in values.items():
            parts = tuple(path.split(".")) if isinstance(path, str) else path
            written = plain(tree.root) if tree.root is not None else {}
            tree = edited(tree, origin(written, parts), value)
        return _document(tree)


def load(name_or_path: str | Path, changes: Sequence[str | Mapping[str, Any]] = ()) -> Scenario:
    """Return a scenario: one that comes with Parley by its name, any other by its path.

    Args:
        name_or_path: `ukraine-2025-03`, or the path of a YAML file.
        changes: What-ifs, as `sim.scenario.changes.apply` takes them.

    Raises:
        ScenarioError: It has faults; `.faults` holds them all.

    Example:
        >>> import sim
        >>> list(sim.load("pie").parties)
        ['left', 'right']
    """
    return what_ifs.apply(read(name_or_path).scenario, changes)


def scenario_of(scenario: ScenarioLike) -> Scenario:
    """Return a scenario, loading it if a name or path is given.

    Raises:
        ScenarioError: It has faults.
        TypeError: It is neither a scenario nor the name or path of one.
    """
    given: object = scenario
    if isinstance(given, Scenario):
        return given
    if isinstance(given, str | Path):
        return load(given)
    raise not_a_scenario(given)


def not_a_scenario(given: object) -> TypeError:
    """Return the error that something is neither a scenario nor the name or path of one."""
    kind = type(given).__name__
    return TypeError(f"found {kind}, expected a scenario, or the name or path of one, such as sim.run('pie')")


def load_text(text: str, name: str = "scenario.yaml", changes: Sequence[str | Mapping[str, Any]] = ()) -> Scenario:
    """Return the scenario that a text states.

    Args:
        text: YAML.
        name: What faults call the text.
        changes: What-ifs, as `sim.scenario.changes.apply` takes them.

    Raises:
        ScenarioError: It has faults.
    """
    return what_ifs.apply(read_text(text, name).scenario, changes)


def check(name_or_path: str | Path) -> list[Fault]:
    """Return everything wrong with a scenario, warnings included, in the order in which it is written."""
    try:
        return list(read(name_or_path).faults)
    except ScenarioError as error:
        return list(error.faults)


def read(name_or_path: str | Path) -> Document:
    """Return the document of a scenario, faults and all.

    Raises:
        ScenarioError: There is no such file, it is not text, or it is plainly something else than a scenario.
    """
    path = _found(name_or_path)
    with told_apart(path, SCENARIO):
        document = read_text(_decoded(_bytes_of(path), str(path)), str(path))
    mistaken = mistaken_for(path, SCENARIO) if document.read is None else None
    if mistaken is not None:
        raise ScenarioError([mistaken])
    return document


def read_text(text: str, name: str = "scenario.yaml") -> Document:
    """Return the document that a text makes, faults and all."""
    if len(text) > MOST_BYTES:
        raise _unreadable(name, f"{len(text):,} characters", f"at most {MOST_BYTES:,}")
    return _document(compose(text.removeprefix("\ufeff"), name))


def save(document: Document | Scenario, path: str | Path) -> None:
    """Write a document as it stands, comments and all, or a scenario in block style.

    The file is replaced in one step, so that nobody ever finds half of it.
    """
    from sim.scenario.edits import scenario_text

    storage.write(path, document.text if isinstance(document, Document) else scenario_text(document))


def written(name: str, parts: Collection[str] = ()) -> Mapping[str, Any]:
    """Return what a scenario that comes with Parley states, as it is written and unchecked.

    Args:
        name: Its name.
        parts: Only these of its parts, which takes a tenth of the time; none: all. Its parts begin lines of their own,
            as in all scenarios that come with Parley.
    """
    text = bundled_text(name)
    if parts:
        text = "".join(part for part in _PART.split(text) if part.partition(":")[0] in parts)
    tree = compose(text, name)
    data = plain(tree.root) if tree.root is not None else None
    return data if isinstance(data, dict) else {}


def bundled_text(name: str) -> str:
    """Return the text of a scenario that comes with Parley."""
    path = scenarios_dir() / f"{name}.yaml"
    return _decoded(_bytes_of(path), str(path))


def bundled() -> tuple[str, ...]:
    """Return the names of the scenarios that come with Parley."""
    return tuple(sorted(path.stem for path in scenarios_dir().glob("*.yaml") if path != codebook_path()))


def _document(tree: YamlTree) -> Document:
    """Return the document of a text that was read as YAML, checked."""
    if tree.root is None:
        return Document(tree, tree.faults, None)
    written = plain(tree.root)
    scenario, faults = None, list(tree.faults)
    if isinstance(written, dict):
        played = in_use(written)
        scenario, problems = problems_in(played)
        faults += [tree.fault(_as_written(tree, written, problem)) for problem in problems]
        if not any(problem.path == ("format",) for problem in problems):
            known = SoundData(View(played), scenario) if scenario is not None else None
            faults += [tree.fault(problem) for problem in whatifs(written, played, problems, known)]
    else:
        faults += [tree.fault(problem) for problem in problems_in(written)[1]]
    faults = sorted(dict.fromkeys(faults), key=lambda fault: (fault.line, fault.column))
    sound = not any(fault.severity == "fault" for fault in faults)
    return Document(tree, tuple(faults), scenario if sound else None)


def _as_written(tree: YamlTree, written: Mapping[str, Any], problem: Problem) -> Problem:
    """Return a problem at the place where its value is written: in a reading, if the one in use sets it."""
    place: PlacePath = origin(written, problem.path)
    if place == problem.path or not (tree.has(place) or value_at(written, problem.path) is None):
        return problem
    return Problem(place, problem.found, problem.expected, problem.hint, problem.severity, problem.at_key)


def _found(name_or_path: str | Path) -> Path:
    """Return the path of a scenario given by name or path."""
    text = str(name_or_path)
    path = Path(text)
    if not text.strip():
        raise _missing("''", "an empty name", "the name of a scenario, or the path of a YAML file", "")
    bare = isinstance(name_or_path, str) and path.name == text and path.suffix not in {".yaml", ".yml", ".json"}
    try:
        if bare and text in bundled():
            return scenarios_dir() / f"{text}.yaml"
        if path.exists():
            return path
    except (OSError, ValueError) as error:
        raise _unreadable(shortened(text, 200), "no file that can be opened", "a scenario's name or path") from error
    if bare:
        names = bundled()
        raise _missing(text, "no such scenario", f"a path, or {one_of(names)}", did_you_mean(text, names))
    ours = f"It comes with Parley: say {path.stem}." if path.name == text and path.stem in bundled() else ""
    raise _missing(text, "no such file", "the path of a YAML file", _neighbour(path) or ours)


def _neighbour(path: Path) -> str:
    """Return the question whether the file beside it with the nearest name was meant.

    Neither the folder nor the ending says anything of likeness: all of these files share them.
    """
    beside = {other.stem: other for other in path.parent.glob("*.y*ml")} if path.parent.is_dir() else {}
    near = nearest(path.stem, beside)
    return "" if near is None else f"Did you mean {beside[near]}?"


def _bytes_of(path: Path) -> bytes:
    """Return what a file holds."""
    return files.read(path, MOST_BYTES, "a YAML file")


def _decoded(data: bytes, file: str) -> str:
    hint = "Save it as UTF-8 text."
    other = _OTHER_ENCODINGS.get(data[:2])
    if other is not None:
        raise _unreadable(file, f"{other} text", "UTF-8 text", hint)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace").removeprefix("\ufeff")
        line, column = Lines(before).position(len(before))
        found = f"the byte 0x{data[error.start]:02x}, which is not UTF-8"
        raise ScenarioError([Fault(file, line, column, "", found, "UTF-8 text", hint)]) from error
    return text


def _missing(text: str, found: str, expected: str, hint: str) -> ScenarioError:
    """Return the error for what is not there: it has no line."""
    return ScenarioError([Fault(text, 0, 0, "", found, expected, hint)])


def _unreadable(file: str, found: str, expected: str, hint: str = "") -> ScenarioError:
    return ScenarioError([Fault(file, 1, 1, "", found, expected, hint)])
