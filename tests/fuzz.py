"""A fuzzer: every kind of file that Parley writes, damaged or forged, and given to every reader of it.

What is damaged may not change what is read in silence. What is forged has a new checksum, as by somebody who means it:
then nothing holds what it says, but it must still be answered in a sentence.

`python -m tests.fuzz 3000 1` tries so many damaged files under a seed, and prints how each kind was answered; it
leaves with 1 if one was not answered well.
"""

import json
import logging
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any

from typer.testing import CliRunner

import sim
from sim.cli.verbs import app
from sim.formats.files import is_there
from sim.kernel.sealed_cache import SealedCacheFile
from sim.reports.brief_files import write_brief
from sim.reports.carried import READERS
from sim.reports.findings import Findings, gather
from sim.reports.formats import FORMATS, check_writable, export, figures_of, picture_bytes
from sim.reports.made_again import differing
from sim.reports.recipes import read_recipe
from sim.reports.session_file import answer_data, read_session, session_bytes
from sim.runs.replay import differences
from sim.runs.results import Ensemble
from sim.scenario.edits import text_of
from sim.scenario.faults import Fault, ScenarioError
from sim.storage import CHECKSUM, recover, sealed, write
from sim.storage.leftovers import JOURNAL, NEW, OLD, record
from sim.studies import sweep_check
from sim.studies.kept import KeptFinding, place_for, read_kept, write_kept
from sim.studies.study_file import read_study
from sim.studies.sweep_folder import read_sweep
from sim.studies.sweep_study import follow, plan_of
from sim.ui.link import link_of
from sim.ui.sessions import jobs_of

SLOW_S = 10.0
"""Seconds of this process's own work after which a reader counts as hanging: on a busy machine they last longer."""
WAIT_S = 120
"""Seconds after which a reader counts as hanging whatever it does: it may be waiting for something that never comes."""
FORGED = 0.5
"""Share of the files under a checksum that are forged, not damaged."""
PICTURES = (".svg", ".png")
OTHERS = ("genius", "geniusweb", "geniusweb-2022", "ktab", "stakeholders", "matrix", "nfg")
"""Formats of other people's that Parley writes."""
TOLD: tuple[type[Exception], ...] = (ScenarioError,)


class HungError(BaseException):
    """A reader took too long."""


@dataclass(frozen=True)
class Kind:
    """A kind of file, and one who reads it.

    Attributes:
        name: What it is, and who reads it.
        file: The file that is damaged.
        read: Reads it, and returns what it says in a form that can be compared.
        held: Whether a checksum, or a comparison, holds all that the reader takes from it.
        refusals: What it may raise.
    """

    name: str
    file: Path
    read: Callable[[], Any]
    held: bool = True
    refusals: tuple[type[Exception], ...] = TOLD


def kinds(folder: Path) -> list[Kind]:
    """Write one file of each kind."""
    ensemble = sim.run("pie", 6, changes=["left_waits"])
    found = gather(ensemble)
    return [
        *results(ensemble, folder),
        *sweeps(folder),
        *exports(found, folder),
        *pictures(found, folder),
        *briefs(folder),
        *findings(ensemble, folder),
        *sessions(folder),
        *conversions(folder),
        *leftovers(folder),
        *compiled(folder),
    ]


def results(ensemble: Ensemble, folder: Path) -> Iterator[Kind]:
    """Yield the files of a saved result: what plays it again reads them, and what compares it."""
    saved = ensemble.save(folder / "saved")
    for name in ("manifest.json", "scenario.yaml"):
        yield Kind(f"result, {name}, played again", saved / name, lambda: _recipe(saved / "manifest.json"))
    for name in ("runs.parquet", "summary.json"):
        yield Kind(f"result, {name}, verified", saved / name, lambda: tuple(differences(saved, ensemble)))
    scenario = folder / "mine.yaml"
    scenario.write_bytes((saved / "scenario.yaml").read_bytes())
    yield Kind("scenario", scenario, lambda: sim.load(scenario).digest, held=False)


def sweeps(folder: Path) -> Iterator[Kind]:
    """Yield the files of a kept sweep, and of one that is stated in a file."""
    home = folder / "sweep"
    sweep = follow(plan_of("pie", ["parties.left.tactic.from=0.1:0.9:2"], 3), home)
    for name in ("manifest.json", "scenario.yaml"):
        yield Kind(f"sweep, {name}", home / name, lambda: _sweep(home))
    yield Kind("sweep, point", home / "points" / "000001.json", lambda: _point(home))
    for name in ("summary.json", "shares.parquet"):
        yield Kind(f"sweep, {name}, verified", home / name, lambda: tuple(sweep_check.differences(home, sweep)))
    study = folder / "study.yaml"
    text = "format: 1\nstudy: sweep\nscenario: pie\nruns: 5\nvary:\n  parties.left.tactic.from: {values: [0.1, 0.9]}\n"
    study.write_text(text, "utf-8")
    yield Kind("study", study, lambda: read_study(study).digest, held=False)


def exports(found: Findings, folder: Path) -> Iterator[Kind]:
    """Yield every kind of export: played again from it, compared with what is made anew, or about to be replaced."""
    for suffix in FORMATS:
        file = export(found, folder / f"export{suffix}")[-1]
        made = file.read_bytes()
        if suffix in READERS:
            yield Kind(f"export {suffix}, played again", file, _of(file, _recipe))
        yield Kind(f"export {suffix}, verified", file, _verifier(file, made))
        yield Kind(f"export {suffix}, replaced", file, _of(file, _replaced), held=False, refusals=(FileExistsError,))
    beside = folder / "export.csv-metadata.json"
    yield Kind("description of a table", beside, lambda: _recipe(folder / "export.csv"))


def pictures(found: Findings, folder: Path) -> Iterator[Kind]:
    """Yield one figure as each kind of picture."""
    figure = next(iter(figures_of(found).values()))
    for suffix in PICTURES:
        file = folder / f"picture{suffix}"
        file.write_bytes(picture_bytes(found, figure, suffix))
        yield Kind(f"picture {suffix}, played again", file, _of(file, _recipe))


def briefs(folder: Path) -> Iterator[Kind]:
    """Yield briefs."""
    made = sim.brief("pie", ["run"], runs=5)
    for suffix in (".md", ".xlsx"):
        file = folder / f"brief{suffix}"
        write_brief(made, file)
        yield Kind(f"brief {suffix}, played again", file, _of(file, _recipe))


def findings(ensemble: Ensemble, folder: Path) -> Iterator[Kind]:
    """Yield a kept finding: read, and looked at by whoever is about to keep another there."""
    file = folder / "kept" / "solve.json"
    data = sim.solve("pie").to_dict()
    about = {
        "format": 1,
        "kind": "parley finding",
        "asked": "solve",
        "arguments": [],
        "subject": {"scenario.yaml": "x"},
    }
    kept = KeptFinding.model_validate(
        {**about, "option": None, "command": "parley solve pie", "versions": {}, "finding": data}
    )
    write_kept(file, kept)
    yield Kind("kept finding", file, lambda: read_kept(file).model_dump_json())
    yield Kind("kept finding, beside another", file, lambda: place_for(file.parent, kept).parent, held=False)
    other = folder / "asked" / "compare.json"
    words = ["compare", "pie", "--change", "left_waits", "--runs", "6", "--out", str(other)]
    assert CliRunner().invoke(app, words).exit_code == 0
    yield Kind("kept finding, asked again", other, _typed("verify", str(other)), held=False)
    brief = ("brief", "pie", "--runs", "6", "--ask", str(other))
    yield Kind("kept finding, told in a brief", other, _typed(*brief), held=False)
    assert ensemble.runs


def _typed(*words: str) -> Callable[[], Any]:
    """Return what types a command, and says what it printed; what it complains of counts as a refusal."""

    def typed() -> str:
        done = CliRunner().invoke(app, words)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        if done.exit_code == 2 and done.stderr.strip():
            raise ScenarioError([Fault("", 0, 0, "", "what was refused", "")])
        assert done.exit_code in {0, 1}
        return done.stdout

    return typed


def sessions(folder: Path) -> Iterator[Kind]:
    """Yield a session with an answer, as the app saves it."""
    file = folder / "mine.parley"
    base = sim.load("pie")
    answer = sim.brief(base, ["compare left_waits"], runs=6).answers[0]
    asked_of = {"base": base.digest, "changes": [], "seed": 1, "outcome": next(iter(base.outcomes)), "runs": 6}
    file.write_bytes(
        session_bytes(
            {
                "address": {"scenario": ["pie"], "set": ["parties.left.patience_days=20"]},
                "name": "pie",
                "text": text_of(base.stated()),
                "digest": base.digest,
                "scenarios": {base.digest: text_of(base.stated())},
                "answers": [{**asked_of, "in_brief": True, **answer_data(answer)}],
            }
        )
    )
    yield Kind("session", file, lambda: _session(file))


def _session(file: Path) -> Any:
    found = read_session(file)
    link = link_of(found.address)
    told = [(asked.about, asked.result) for asked in jobs_of(found)]
    return found.model_dump_json(), link, [str(one[0]) for one in told]


def conversions(folder: Path) -> Iterator[Kind]:
    """Yield other people's files, as Parley writes them: each file of each format."""
    for to in OTHERS:
        with suppress(ValueError):
            paths = sim.export("labour-dispute" if to in {"ktab", "stakeholders"} else "pie", to, out=folder / to).paths
            for path in paths:
                read = _importer(paths, to)
                yield Kind(f"{to}, imported", path, read, held=False)
                guess = _importer(paths, None)
                yield Kind(f"{to}, told and imported", path, guess, held=False, refusals=(ScenarioError, ValueError))
    for name in ("game.nfg", "game.efg"):
        file = folder / name
        file.write_text(GAMES[file.suffix], "utf-8")
        yield Kind(f"game {file.suffix}", file, _of(file, _game), held=False)


GAMES = {
    ".nfg": 'NFG 1 R "a" { "x" "y" }\n\n{ { "u" "d" }\n{ "l" "r" } }\n"b"\n\n1 1 0 3 3 0 2 2\n',
    ".efg": 'EFG 2 R "a" { "x" "y" }\n""\n\np "" 1 1 "" { "u" "d" } 0\nt "" 1 "" { 1, 1 }\nt "" 2 "" { 2, 0 }\n',
}


def leftovers(folder: Path) -> Iterator[Kind]:
    """Yield the journal of a process that was stopped: whoever comes by leaves the old or the new."""
    home = folder / "stopped"
    work, target = home / f".parley-{'0' * 16}", home / "a.txt"

    def settled() -> str:
        journal = work / JOURNAL
        said = journal.read_bytes()
        for place, text in ((NEW, "new"), (OLD, "old")):
            (work / place).mkdir(exist_ok=True)
            (work / place / "a.txt").write_text(text)
        target.write_text("old")
        recover(target)
        found = target.read_text()
        work.mkdir(exist_ok=True)
        journal.write_bytes(said)
        return found if found not in {"old", "new"} else "either"

    work.mkdir(parents=True)
    record(work, ["a.txt"])
    yield Kind("journal", work / JOURNAL, settled)


def compiled(folder: Path) -> Iterator[Kind]:
    """Yield compiled code as it is kept."""
    home = folder / "code"
    home.mkdir()
    cache = SealedCacheFile(str(home), "rule", (1, 2))  # type: ignore[no-untyped-call]  # Numba has no types here
    cache.save("key", list(range(99)))
    for file in sorted(home.iterdir()):
        yield Kind(f"compiled code, {file.suffix}", file, lambda: _code(cache))


def _code(cache: SealedCacheFile) -> Any:
    found = cache.load("key")  # type: ignore[no-untyped-call]  # Numba has no types here
    if found is None:
        raise ScenarioError([])
    return found


def _of(file: Path, read: Callable[[Path], Any]) -> Callable[[], Any]:
    return lambda: read(file)


def _verifier(file: Path, made: bytes) -> Callable[[], Any]:
    return lambda: tuple(differing(file, made))


def _game(file: Path) -> Any:
    return sim.games(file=file).to_dict()


def _importer(paths: Sequence[Path], kind: str | None) -> Callable[[], Any]:
    return lambda: sim.import_(list(paths), kind=kind).scenario.digest if all(map(is_there, paths)) else None


def _recipe(file: Path) -> Any:
    found = read_recipe(file)
    return found.scenario.digest, found.changes, found.seed, found.runs, found.wanted, found.method, found.attributed


def _replaced(file: Path) -> Any:
    check_writable(file, replace=False)


def _sweep(folder: Path) -> Any:
    return json.dumps(read_sweep(folder).plan.manifest(), sort_keys=True)


def _point(folder: Path) -> Any:
    """Return a point if it is believed: one that is damaged is left out, and told of, never another."""
    found = {point.number: repr(point) for point in read_sweep(folder).points}
    if 1 not in found:
        raise ScenarioError([])
    return found[1]


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


LEAVES: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    2**63,
    10**300,
    1.5,
    1e308,
    "",
    "x" * 5_000,
    "a\x1b[2J\nb",
    "a\0b",
    "../../etc/passwd",
    "--help",
    [],
    {},
    [[[[[[]]]]]],
)
"""What is put in place of anything in a forged file."""


def sealed_in(data: bytes) -> bool:
    """Return whether a file is JSON that carries a checksum of what it says."""
    try:
        said = json.loads(data)
    except ValueError:
        return False
    return isinstance(said, dict) and CHECKSUM in said


def forged(data: bytes, luck: random.Random) -> bytes:
    """Return a file in which something else stands, under a checksum that is right."""
    said = json.loads(data)
    inside = [part for part in _parts(said) if part]
    place = luck.choice(inside)
    key = luck.choice(list(place) if isinstance(place, dict) else range(len(place)))
    if luck.random() < 0.2:
        del place[key]
    elif luck.random() < 0.1 and isinstance(place, list):
        place *= 50
    else:
        place[key] = luck.choice(LEAVES)
    return json.dumps(sealed(said)).encode()


def _parts(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _parts(inner)


WELL = ("refused", "told", "same")
"""How a file is answered well."""


def tried(count: int, seed: int, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield for each damaged file its kind, and how it was answered: `refused`, `told`, `same`, or what went wrong."""
    luck = random.Random(seed)
    every = [(kind, kind.file.read_bytes(), kind.read()) for kind in kinds(folder)]
    for number in range(count):
        kind, sound, said = every[number % len(every)]
        forging = sealed_in(sound) and luck.random() < FORGED
        kind.file.write_bytes((forged if forging else damaged)(sound, luck))
        began = time.process_time()
        try:
            with _patience():
                answer = _answer(kind, said, held=kind.held and not forging)
        except HungError:
            answer = "hung"
        finally:
            write(kind.file, sound)
        yield kind.name, answer if time.process_time() - began < SLOW_S else "hung"


@contextmanager
def _patience() -> Iterator[None]:
    """Interrupt a reader that works or waits too long, where the system has alarms."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def stop(_: int, __: FrameType | None) -> None:
        raise HungError

    timers = {signal.SIGALRM: (signal.ITIMER_REAL, WAIT_S), signal.SIGPROF: (signal.ITIMER_PROF, SLOW_S)}
    before = {number: signal.signal(number, stop) for number in timers}
    for timer, seconds in timers.values():
        signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        for number, (timer, _) in timers.items():
            signal.setitimer(timer, 0)
            signal.signal(number, before[number])


def _answer(kind: Kind, said: Any, *, held: bool) -> str:
    try:
        found = kind.read()
    except kind.refusals as error:
        lines = str(error).splitlines()
        wanted = len(error.faults) if isinstance(error, ScenarioError) else 1
        return "refused" if len(lines) == wanted else f"a fault of {len(lines)} lines"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    if found == said:
        return "same"
    # What compares has told in what it differs.
    return "told" if said == () or not held else "changed in silence"


def main() -> None:
    """Try damaged files; print a table of how each kind was answered."""
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    logging.disable()
    answers: Counter[tuple[str, str]] = Counter()
    with TemporaryDirectory() as folder:
        answers.update(tried(count, seed, Path(folder)))
    for (kind, answer), times in sorted(answers.items()):
        print(f"{kind:40} {times:6}  {answer}")
    sys.exit(any(answer not in WELL for _, answer in answers))


if __name__ == "__main__":
    main()
