"""Feed damaged files to an importer for a stated time: python benchmarks/fuzz.py --format genius --minutes 10

Whatever a file holds, an importer gives a result or a `ScenarioError`, soon and in little memory. Anything else is a
finding: printed once for each place where it is raised, and kept with the input that showed it.

With Atheris installed (Linux; not among Parley's requirements) inputs are steered by what they cover of `sim.formats`;
without it Hypothesis draws the damage. Inputs begin from sound files, made here from scenarios that come with Parley.
"""

import argparse
import importlib.util
import os
import resource
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

PARTED = b"\n=====\n"
"""What stands between the files of one input."""
MOST_SECONDS = 60
"""Longest that one input may take, by the clock, since a machine with other work may stop this one for some time."""
MOST_MEGABYTES = 1500
"""Most memory that the process may take, in MB; half of it is the interpreter with Numba loaded."""
SLOW = 1.0
"""Seconds of the processor from which on the slowest input so far is kept."""
BETWEEN_WHOLE = 1.0
"""Least seconds between two inputs whose result is also made a scenario, which takes a hundred times as long."""
LOADED_BEFORE = (
    "sim.scenario.documents",
    "sim.scenario.edits",
    "sim.scenario.checks",
    "sim.lenses.placed",
    "sim.lenses.games",
)
"""What importers rest on and what is not looked into."""
WORDS = [
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"&#0;",
    b"1e999",
    b"-1",
    b"nan",
    b"9" * 400,
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\\ud800",
    b'""',
    b"{" * 60,
    b"1/0",
    b"\r",
    b"\x00",
]
"""Pieces that have broken readers of such files before."""


@dataclass(frozen=True)
class Importer:
    """One importer under test.

    Attributes:
        files: What the files of one input are called.
        read: Reads a folder of them.
        seeds: Sound inputs.
        module: Where it is.
    """

    files: tuple[str, ...]
    read: Callable[[Path], Any]
    seeds: Callable[[], list[bytes]]
    module: str


def exported(format_name: str, *scenarios: str) -> list[bytes]:
    """Return scenarios that come with Parley as inputs of a format."""
    from sim.formats import format_of
    from sim.scenario.documents import load

    made = [format_of(format_name).write(load(scenario)).files.values() for scenario in scenarios]
    return [PARTED.join(text.encode() for text in files) for files in made]


NUMERIC_DOMAIN = """<negotiation_template><utility_space number_of_issues="2"><objective index="0" name="root">
<issue index="1" name="Price" type="integer"><range lowerbound="0" upperbound="9"/></issue>
<issue index="2" name="Share" type="real" lowerbound="0" upperbound="1"/></objective></utility_space>
</negotiation_template>"""
NUMERIC_SPACE = """<utility_space><objective index="0" name="root"><objective index="3" name="group">
<issue index="1" name="Price" type="integer"><range lowerbound="0" upperbound="9"/>
<evaluator ftype="linear" parameter0="0" parameter1="0.1"/></issue>
<issue index="2" name="Share" type="real" lowerbound="0" upperbound="1">
<evaluator ftype="triangular" parameter0="0" parameter1="1" parameter2="0.5"/></issue></objective>
<weight index="1" value="0.5"/><weight index="2" value="0.5"/></objective>
<discount_factor value="0.9"/><reservation value="0.25"/></utility_space>"""
"""Issues with numbers for options, as GENIUS has them and Parley does not write them."""


def domains() -> list[bytes]:
    """Return a domain with named options and one with numbers."""
    numeric = PARTED.join(text.encode() for text in (NUMERIC_DOMAIN, NUMERIC_SPACE, NUMERIC_SPACE))
    # What XML does not allow and people write all the same, so that mending is fed too.
    odd = numeric.replace(b'"Price"', b"'Price & more < that'").replace(b'"integer"', "“integer”".encode())
    return [*exported("genius", "pie"), numeric, b"\n" + odd, odd.replace(b"Share", b"P\xe2t\xe9")]


RANGED_PROFILE = (
    '{"LinearAdditiveUtilitySpace": {"name": "%s", "domain": {"name": "d", "issuesValues": '
    '{"Price": {"range": [0, 9, 3]}, "Place": {"values": ["here", "there"]}}}, "issueUtilities": '
    '{"Price": {"numberutils": {"lowValue": 0, "lowUtility": 0, "highValue": 9, "highUtility": 1}}, '
    '"Place": {"discreteutils": {"valueUtilities": {"here": 1, "there": 0.5}}}}, '
    '"issueWeights": {"Price": 0.25, "Place": 0.75}, "reservationBid": {"issuevalues": {"Price": 3}}}}'
)
"""A profile with a range of numbers and a bid for no deal, as GeniusWeb has them."""


def profiles() -> list[bytes]:
    """Return profiles with their domain beside them, and two that hold it."""
    return [
        *exported("geniusweb", "pie"),
        *exported("geniusweb-2022", "pie"),
        PARTED.join((RANGED_PROFILE % name).encode() for name in ("A", "B")),
    ]


def read_as(format_name: str) -> Callable[[Path], Any]:
    """Return what reads a folder's files, in the order of their names, as one of the formats on the list."""

    def read(folder: Path) -> Any:
        from sim.formats import format_of

        return format_of(format_name).read(sorted(folder.iterdir()))

    return read


def read_workbook(folder: Path) -> Any:
    """Read a workbook; parts that are no zip archive are packed into one first, so that damage reaches the sheet."""
    from sim.formats import format_of

    sheet, strings, book = folder / "1", folder / "2", folder / "3.xlsx"
    data = sheet.read_bytes()
    if not data.startswith(b"PK"):
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("xl/worksheets/sheet1.xml", data)
            if strings.exists():
                archive.writestr("xl/sharedStrings.xml", strings.read_bytes())
        data = packed.getvalue()
    book.write_bytes(data)
    return format_of("stakeholders").read([book])


def workbooks() -> list[bytes]:
    """Return a workbook whole, and as its sheet and its texts."""
    from sim.formats.stakeholders import rows_of
    from sim.formats.worksheets import write_workbook
    from sim.scenario.documents import load

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        write_workbook(rows_of(load("pie")), path)
        with zipfile.ZipFile(path) as book:
            parts = [book.read("xl/worksheets/sheet1.xml"), book.read("xl/sharedStrings.xml")]
        return [path.read_bytes(), PARTED.join(parts)]


def read_decided(folder: Path) -> Any:
    """Read decided issues."""
    from sim.formats.deu import read

    return read(folder)


def decided() -> list[bytes]:
    """Return a small data set of decided issues."""
    issues = b"issue,dossier,reference_point,outcome\na,d,0,100\nb,d,,50\nc,e,NA,.\n"
    rows = b"a,x,0,50,10\na,y,100,20,5\nb,x,30,.,10\nb,y,70,90,5\nc,x,1,1,1\n"
    return [issues + PARTED + b"issue,actor,position,salience,cap_treaty\n" + rows]


def read_game(folder: Path) -> Any:
    """Read a game as the kind that its head says it is."""
    from sim.formats import format_of

    (file,) = folder.iterdir()
    return format_of("efg" if file.read_bytes().lstrip().startswith(b"EFG") else "nfg").read([file])


def games() -> list[bytes]:
    """Return the classics, as matrices and as trees."""
    from sim.formats.gambit import write_efg, write_nfg
    from sim.lenses.catalogue import CLASSICS
    from sim.lenses.trees import GameTree

    return [(write_efg(c.game) if isinstance(c.game, GameTree) else write_nfg(c.game)).encode() for c in CLASSICS]


def matrices() -> list[bytes]:
    """Return the classics of two players as payoff matrices, and one with two columns for each strategy."""
    from sim.formats.matrix_tables import write_matrix
    from sim.lenses.catalogue import CLASSICS
    from sim.lenses.matrices import MatrixGame

    games = [c.game for c in CLASSICS if isinstance(c.game, MatrixGame) and len(c.game.players) == 2]
    return [*(write_matrix(game).encode() for game in games), b"A \\ B;l;;r;\nu;3;1;0;0,5\nd;0;0;1;3\n"]


IMPORTERS: Mapping[str, Importer] = {
    "genius": Importer(("1.xml", "2.xml", "3.xml"), read_as("genius"), domains, "sim.formats.genius"),
    "geniusweb": Importer(
        ("1.json", "2.json", "3.json"),
        read_as("geniusweb"),
        profiles,
        "sim.formats.geniusweb",
    ),
    "ktab": Importer(
        ("1.xml",), read_as("ktab"), lambda: exported("ktab", "pie") + exported("ktab-xml", "pie"), "sim.formats.ktab"
    ),
    "stakeholders": Importer(
        ("1.csv",), read_as("stakeholders"), lambda: exported("stakeholders", "pie"), "sim.formats.stakeholders"
    ),
    "xlsx": Importer(("1", "2"), read_workbook, workbooks, "sim.formats.worksheets"),
    "matrix": Importer(("1.csv",), read_as("matrix"), matrices, "sim.formats.matrix_format"),
    "deu": Importer(("issues.csv", "positions.csv"), read_decided, decided, "sim.formats.deu"),
    "gambit": Importer(("1.game",), read_game, games, "sim.formats.gambit"),
}
"""Every importer, by name."""


@dataclass
class Tally:
    """What happened so far.

    Attributes:
        executions: Inputs read.
        accepted: Of these, inputs that were no fault.
        whole: Of these, inputs whose result was made a scenario.
        slowest: Longest that reading one took, in seconds of the processor; kept if longer than `SLOW`.
        findings: Text of each finding, by where it was raised.
    """

    executions: int = 0
    accepted: int = 0
    whole: int = 0
    slowest: float = 0.0
    findings: dict[str, str] = field(default_factory=dict)


class Trial:
    """One importer being fed, until its time is up."""

    def __init__(self, name: str, minutes: float, keep: Path) -> None:
        self.name, self.importer, self.keep, self.tally = name, IMPORTERS[name], keep, Tally()
        self.begun = time.monotonic()
        self.end = self.begun + minutes * 60
        self.next_whole = self.next_line = self.begun
        self.folder = Path(tempfile.mkdtemp(prefix="fuzz-"))

    def over(self) -> bool:
        """Return whether the time is up; says now and then how far it is."""
        now = time.monotonic()
        if now >= self.next_line:
            self.next_line = now + 60
            print(self.line(), flush=True)
        return now >= self.end

    def line(self) -> str:
        """Return in a line what happened so far."""
        told, peak = self.tally, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return (
            f"{self.name}: {(time.monotonic() - self.begun) / 60:.1f} min, {told.executions:,} executions, "
            f"{told.accepted:,} accepted, {told.whole:,} made scenarios, slowest {told.slowest:.2f} s, "
            f"peak {peak:.0f} MB, {len(told.findings)} findings"
        )

    def once(self, data: bytes) -> None:
        """Read one input."""
        for old in self.folder.iterdir():
            old.unlink()
        for name, part in zip(self.importer.files, data.split(PARTED), strict=False):
            (self.folder / name).write_bytes(part)
        self.tally.executions += 1
        begun = time.process_time()
        try:
            self._read()
        except Exception as error:
            self._note(error, data)
        taken = time.process_time() - begun
        if taken > max(SLOW, self.tally.slowest):
            (self.keep / f"{self.name}-slowest").write_bytes(data)
        self.tally.slowest = max(self.tally.slowest, taken)

    def _read(self) -> None:
        from sim.scenario.faults import ScenarioError

        try:
            found = self.importer.read(self.folder)
            self.tally.accepted += 1
            if hasattr(found, "data") and time.monotonic() >= self.next_whole:
                self.tally.whole += 1
                self._made(found.data)
                self.next_whole = time.monotonic() + BETWEEN_WHOLE
        except ScenarioError:
            return

    def _made(self, data: Mapping[str, Any]) -> None:
        from sim.scenario.documents import read_text
        from sim.scenario.edits import text_of

        read_text(text_of(dict(data)))

    def _note(self, error: Exception, data: bytes) -> None:
        """Keep what was raised, once for each place."""
        ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "sim" in Path(frame.filename).parts]
        place = f"{type(error).__name__} in {Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else repr(error)
        if place not in self.tally.findings:
            self.tally.findings[place] = str(error)[:200]
            path = self.keep / f"{self.name}-{len(self.tally.findings)}"
            path.write_bytes(data)
            print(f"{place}: {str(error)[:200]} (input {path})", flush=True)


def steered(trial: Trial, seeds: Sequence[bytes], seed: int) -> None:
    """Let Atheris make inputs; does not return."""
    import atheris

    corpus, words = trial.keep / f"{trial.name}-seeds", trial.keep / "words"
    corpus.mkdir(exist_ok=True)
    for number, data in enumerate(seeds):
        (corpus / str(number)).write_bytes(data)
    words.write_text("".join('"' + "".join(rf"\x{byte:02x}" for byte in word) + '"\n' for word in WORDS))

    def one(data: bytes) -> None:
        trial.once(data)
        if trial.over():
            print(trial.line(), flush=True)
            # Atheris hands control to a loop in C that ends the process in its own way, its exit code included.
            os._exit(1 if trial.tally.findings else 0)

    limits = [f"-timeout={MOST_SECONDS}", f"-rss_limit_mb={MOST_MEGABYTES}", f"-seed={seed}", f"-dict={words}"]
    quiet = ["-verbosity=0", f"-artifact_prefix={trial.keep}/{trial.name}-", "-max_len=40000"]
    atheris.Setup([sys.argv[0], *limits, *quiet, str(corpus)], one)
    atheris.Fuzz()


def drawn(trial: Trial, seeds: Sequence[bytes], seed: int) -> int:
    """Let Hypothesis draw damage; returns the exit code."""
    import signal

    import hypothesis as hyp
    from hypothesis import strategies as st

    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEGABYTES << 20, MOST_MEGABYTES << 20))

    def late(*_: object) -> None:
        raise TimeoutError(f"more than {MOST_SECONDS} s")

    signal.signal(signal.SIGALRM, late)
    cut = st.tuples(st.integers(0, 1 << 20), st.integers(0, 40), st.sampled_from(WORDS) | st.binary(max_size=8))

    @hyp.settings(max_examples=200, database=None, deadline=None, phases=[hyp.Phase.generate])
    @hyp.given(st.sampled_from(seeds), st.lists(cut, min_size=1, max_size=6))
    def one(data: bytes, cuts: list[tuple[int, int, bytes]]) -> None:
        for place, length, piece in cuts:
            at = place % (len(data) + 1)
            data = data[:at] + piece + data[at + length :]
        signal.alarm(MOST_SECONDS)
        trial.once(data)
        signal.alarm(0)

    while not trial.over():
        hyp.seed(seed)(one)()
        seed += 1
    print(trial.line())
    return 1 if trial.tally.findings else 0


def main() -> int:
    """Feed one importer; returns 1 if there was a finding."""
    asked = argparse.ArgumentParser(description="Feed damaged files to an importer for a stated time.")
    asked.add_argument("--format", choices=IMPORTERS, required=True)
    asked.add_argument("--minutes", type=float, default=10.0)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--keep", type=Path, default=Path("fuzz"), help="where inputs that showed something are kept")
    asked.add_argument("--engine", choices=["atheris", "hypothesis"], help="by default Atheris where it is installed")
    given = asked.parse_args()
    os.nice(19)
    given.keep.mkdir(parents=True, exist_ok=True)
    engine = given.engine or ("atheris" if importlib.util.find_spec("atheris") else "hypothesis")
    importer = IMPORTERS[given.format]
    if engine == "atheris":
        import atheris

        # What is loaded while Atheris listens is steered by; rules must not be, since they are compiled.
        for module in LOADED_BEFORE:
            import_module(module)
        with atheris.instrument_imports(include=["sim.formats"]):
            import_module(importer.module)
    seeds = importer.seeds()
    trial = Trial(given.format, given.minutes, given.keep)
    print(f"{given.format}: {len(seeds)} seeds, {engine}", flush=True)
    if engine == "hypothesis":
        return drawn(trial, seeds, given.seed)
    steered(trial, seeds, given.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
