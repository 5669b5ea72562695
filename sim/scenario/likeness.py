"""What a file is that stands where another kind was expected: told by its marks, so that the right command is named.

Nothing here is read to be believed. It is looked at once a reader has refused a file, to say in one line what it is
instead of all in which it is not what was expected.
"""

import json
import re
import shlex
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from sim.paths import codebook_path, scenarios_dir
from sim.scenario.faults import Fault, ScenarioError
from sim.storage.reader import ordinary_bytes
from sim.texts import shortened_inside

MOST_BYTES = 64_000_000
"""Largest file that is looked at."""
MOST_UNPACKED = 2_000_000
"""Most bytes of one part of a packed file that are looked at."""


@dataclass(frozen=True)
class Likeness:
    """A kind of file.

    Attributes:
        called: What it is, in words.
        use: What it is for, with {path} where its name belongs.
    """

    called: str
    use: str


SCENARIO = Likeness("a scenario", "To play it: parley run {path}")
STUDY = Likeness("the study of a sweep", "To play it: parley sweep --study {path}")
SWEEP = Likeness("a sweep that was kept", "To play it again and compare: parley verify {path}")
RESULT = Likeness("a saved result", "To play it again: parley run --from {path}; its scenario is {path}/scenario.yaml")
SESSION = Likeness("a session of the app", "To open it: parley open {path}")
FINDING = Likeness("a finding that was kept", "To ask it again and compare: parley verify {path}")
EXPORT = Likeness("a file that Parley exported", "To play again what it shows: parley run --from {path}")
ANSWERS = Likeness("answers to a scenario's questions", "To score by them: parley score SCENARIO --answers {path}")
CODING = Likeness("what a coder made of a text", "To read it: parley coded {path}")
CODEBOOK = Likeness("the codebook", "To look at it: parley codebook")
SCHEMA = Likeness("the schema of scenarios", "It is for editors; to print it: parley schema")
FORM = Likeness("a sheet for an expert", "To pool what is written in it: parley elicit SCENARIO --from {path}")
SHEET = Likeness("a fact sheet", "To see what of it is passed over: parley check SCENARIO --sheet {path}")
GAME = Likeness("a game in a file of Gambit's", "To solve it: parley games --from {path}")
DOMAIN = Likeness("a negotiation domain of others", "To make a scenario of it: parley import {path} --to scenario.yaml")
ISSUES = Likeness("issues that were decided (DEU)", "To test forecasts on them: parley backtest --data {path}")

_NAMED = {"parley session": SESSION, "parley finding": FINDING}
_KEYS: tuple[tuple[frozenset[str], Likeness], ...] = (
    (frozenset({"parties", "issues", "worth"}), SCENARIO),
    (frozenset({"study", "scenario_digest"}), SWEEP),
    (frozenset({"scenario_digest", "seed"}), RESULT),
    (frozenset({"study", "vary"}), STUDY),
    (frozenset({"study", "scenario"}), STUDY),
    (frozenset({"vary", "scenario"}), STUDY),
    (frozenset({"manifest", "scenario"}), EXPORT),
    (frozenset({"day0", "questions"}), ANSWERS),
    (frozenset({"case", "coder"}), CODING),
    (frozenset({"number", "kinds"}), CODEBOOK),
    (frozenset({"$schema", "properties"}), SCHEMA),
)
"""Keys at the top of a file that only files of one kind have."""
_TEXTS: tuple[tuple[re.Pattern[str], Likeness], ...] = (
    (re.compile(r"\A\s*(?:NFG 1|EFG 2)"), GAME),
    (re.compile(r"<negotiation_template|<utility_space"), DOMAIN),
    (re.compile(r'id="parley">|<!-- parley \{|urn:parley:origin'), EXPORT),
    (re.compile(r"\A[^|]{0,2000}?day 0: \d{4}-\d\d-\d\d[^|]{0,200}?horizon: \d+ days"), SHEET),
)
"""What stands in a text of one kind."""
_TOP_KEY = re.compile(r"^([A-Za-z_$][\w$]*):", re.MULTILINE)
_FORM_HEAD = b"First round: lowest"


@contextmanager
def told_apart(path: str | Path, *wanted: Likeness, expected: str = "", data: bytes | None = None) -> Iterator[None]:
    """Say of a file that a reader refuses what it is, where it is plainly of another kind than was wanted.

    Args:
        path: The file or folder that is read.
        wanted: What it may be.
        expected: The same in words, for the fault; by default what the first is called.
        data: What it holds, where it was uploaded and nothing stands at the path.

    Raises:
        ScenarioError: What the reader found wrong, or, instead, that this is something else.
    """
    try:
        yield
    except ScenarioError as error:
        mistaken = mistaken_for(Path(path), *wanted, expected=expected, data=data)
        if mistaken is None:
            raise
        raise ScenarioError([mistaken]) from error


def mistaken_for(path: Path, *wanted: Likeness, expected: str = "", data: bytes | None = None) -> Fault | None:
    """Return what is wrong with a file that is plainly of another kind than was wanted; none if it is not."""
    found = likeness(path) if data is None else likeness_in(data)
    if found is None or found in wanted:
        return None
    file = shortened_inside(str(path), 300)
    return Fault(file, 0, 0, "", found.called, expected or wanted[0].called, use_of(found, path))


def use_of(found: Likeness, path: Path) -> str:
    """Return, in a sentence, what a file is for."""
    place = path.parent if path.name == "manifest.json" else path
    return found.use.format(path=shlex.quote(str(place)))


def likeness(path: Path) -> Likeness | None:
    """Return what a file or folder is, told by its marks; none if nothing in it says so."""
    try:
        if path.is_dir():
            return _folder(path)
        if not path.exists():
            bundled = scenarios_dir() / f"{path}.yaml"
            return SCENARIO if path.name == str(path) and bundled.is_file() and bundled != codebook_path() else None
        return likeness_in(ordinary_bytes(path, MOST_BYTES))
    except (OSError, ValueError):
        return None


def likeness_in(data: bytes) -> Likeness | None:
    """Return what a file is by what it holds; none if nothing in it says so."""
    try:
        return _file(data)
    except (OSError, ValueError):
        return None


def _folder(path: Path) -> Likeness | None:
    names = {inner.name for inner in path.iterdir()}
    if "manifest.json" in names:
        found = likeness(path / "manifest.json")
        return found if found in (SWEEP, RESULT) else None
    if {"issues.csv", "positions.csv"} <= names:
        return ISSUES
    kept = [inner for inner in sorted(names) if inner.endswith(".json")]
    return FINDING if kept and likeness(path / kept[0]) is FINDING else None


def _file(data: bytes) -> Likeness | None:
    if data.startswith(b"PK"):
        return _packed(data)
    if data.startswith((b"%PDF", b"\x89PNG", b"PAR1", b"ARROW1")):
        return EXPORT if b"parley" in data else None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if text.lstrip().startswith("{"):
        return _json(text)
    by_text = next((kind for pattern, kind in _TEXTS if pattern.search(text)), None)
    return by_text or _by_keys(dict.fromkeys(_TOP_KEY.findall(text)))


def _json(text: str) -> Likeness | None:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, Mapping):
        return None
    about = said.get("metadata")
    return EXPORT if isinstance(about, Mapping) and "parley" in about else _by_keys(said)


def _by_keys(said: Mapping[str, Any]) -> Likeness | None:
    kind = said.get("kind")
    if isinstance(kind, str) and kind in _NAMED:
        return _NAMED[kind]
    return next((found for keys, found in _KEYS if keys <= set(said)), None)


def _packed(data: bytes) -> Likeness | None:
    """Return what a workbook or a Word file is."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as held:
            parts = [name for name in held.namelist() if name.endswith(".xml")]
            texts = [held.open(name).read(MOST_UNPACKED) for name in parts[:30]]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        return None
    if any(_FORM_HEAD in text for text in texts):
        return FORM
    return EXPORT if any(b"scenario_digest" in text for text in texts) else None
