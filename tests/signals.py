"""Real signals at every moment at which a whole command opens, writes, flushes, renames or removes a file.

`python -m tests.signals` sends INT, INT twice, TERM, HUP and KILL at each such moment of `run --out`, `sweep --out`,
`report`, `export` and `import`, over what an earlier command left, and prints what was found afterwards, counted.
`python -m tests.signals 40` tries so many moments of each instead of all, each signal at others. It needs a C
compiler, and a system with /proc. Each trial is a process of its own, forked from one that has imported everything.
"""

import contextlib
import ctypes
import importlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
SIGNALS = {"INT": (2, 1, 130), "INT twice": (2, 2, 130), "TERM": (15, 1, 143), "HUP": (1, 1, 129), "KILL": (9, 1, 137)}
"""What is sent, how often in a row, and the exit status for it."""
VARY = "parties.left.tactic.from=0.1:0.9:2"
TRIAL = "PARLEY_TRIAL"
"""Environment variable by which everything that a trial started is known."""


@dataclass(frozen=True)
class Command:
    """A command that writes.

    Attributes:
        before: What is typed first, if anything.
        words: What is interrupted.
        grows: Whether it adds file after file, each whole, rather than putting one thing in place.
    """

    before: tuple[str, ...]
    words: tuple[str, ...]
    grows: bool = False


def report(name: str, *more: str) -> Command:
    """Return a report over an earlier one."""
    words = ("report", "pie", "--out", name, *more)
    return Command((*words, "--runs", "5"), (*words, "--runs", "6"))


EXPORT = ("export", "pie", "--to", "genius", "--out", "g", "--replace")
COMMANDS: Mapping[str, Command] = {
    "run --out": Command(("run", "pie", "--runs", "5", "--out", "o"), ("run", "pie", "--runs", "6", "--out", "o")),
    "sweep --out": Command((), ("sweep", "pie", "--vary", VARY, "--runs", "3", "--out", "s"), grows=True),
    "report csv": report("r.csv"),
    "report json": report("r.json"),
    "report svg": report("r.svg", "--chart", "outcomes"),
    "export": Command(EXPORT, (*EXPORT, "--set", "parties.left.label=Lefty")),
    "import": Command(EXPORT, ("import", "g", "--to", "i.yaml", "--replace")),
}


class Shim:
    """The library that counts moments, in this process."""

    def __init__(self) -> None:
        """Find it among what was loaded before this program."""
        self._library = ctypes.CDLL(None)
        self._library.seen.restype = ctypes.c_long

    def arm(self, folder: Path, number: int, moment: int, times: int) -> None:
        """Send a signal so many moments from now, so often in a row; only count if that is 0."""
        self._library.arm(os.fsencode(folder), number, ctypes.c_long(moment), times)

    def seen(self) -> int:
        """Return how many moments there were."""
        return int(self._library.seen())


def typed(words: tuple[str, ...], folder: Path, arm: tuple[int, int, int]) -> tuple[int, int, str]:
    """Type a command in a process of its own; return its status, how many moments it had, and what it complained of."""
    complaints, told = folder.parent / "complaints", folder.parent / "moments"
    told.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        # Whoever runs this without a terminal may have ignored some.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for other in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(other, signal.SIG_DFL)
        os.environ[TRIAL] = "1"
        for place, descriptor in ((os.devnull, 1), (complaints, 2)):
            os.dup2(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), descriptor)
        os.chdir(folder)
        _type(words, folder, arm, told)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    moments, *imported = told.read_text().split() if told.exists() else ["0"]
    _import(imported)
    return (status if status >= 0 else 128 - status), int(moments), complaints.read_text("utf-8", "replace")


def _type(words: tuple[str, ...], folder: Path, arm: tuple[int, int, int], told: Path) -> None:
    """Be the command, and end."""
    from sim.cli.verbs import app

    shim, code = Shim(), 1
    sys.argv = ["parley", *words]
    shim.arm(folder, *arm)
    try:
        app()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        count = shim.seen()
        shim.arm(folder, 0, 0, 0)
        told.write_text("\n".join([str(count), *sys.modules]))
        sys.stderr.flush()
        os._exit(code)


def _import(names: Iterable[str]) -> None:
    """Import what a command did, so that those forked later need not: that takes longer than most commands."""
    for name in names:
        if name not in sys.modules:
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
    assert threading.active_count() == 1


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files but those that say how long something took."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "timings.json")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def orphans(patience_s: float = 5.0) -> list[int]:
    """Return processes that a trial left behind, when they have had time to notice."""
    until = time.monotonic() + patience_s
    while (left := list(marked(f"{TRIAL}=1"))) and time.monotonic() < until:
        time.sleep(0.05)
    return left


def marked(mark: str) -> Iterator[int]:
    """Yield the processes that were started with something in their environment."""
    for environment in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if mark.encode() in environment.read_bytes().split(b"\0"):
                yield int(environment.parent.name)


@dataclass
class Trials:
    """All trials of one command.

    Attributes:
        command: The command.
        folder: Where it is typed.
        old: What there was before.
        new: What there is when nothing interrupts it.
        moments: At how many moments it touches files there.
    """

    command: Command
    folder: Path
    old: dict[str, bytes]
    new: dict[str, bytes]
    moments: int

    @classmethod
    def of(cls, command: Command, folder: Path) -> "Trials":
        """Prepare them: the old, the new, and the count of moments."""
        folder.mkdir(parents=True)
        if command.before:
            assert typed(command.before, folder, (0, 0, 0))[0] == 0
        old = contents(folder)
        shutil.copytree(folder, folder.parent / "old")
        status, moments, said = typed(command.words, folder, (0, 0, 0))
        assert status == 0, said
        return cls(command, folder, old, contents(folder), moments)

    def tried(self, what: str, moment: int) -> str:
        """Send a signal at a moment; return what is wrong with what came of it, or `old` or `new`."""
        shutil.rmtree(self.folder)
        shutil.copytree(self.folder.parent / "old", self.folder, symlinks=True)
        number, times, wanted = SIGNALS[what]
        status, _, said = typed(self.command.words, self.folder, (number, moment, times))
        if "Traceback" in said:
            return f"a traceback: {said.splitlines()[-1]}"
        if left := orphans():
            return f"{len(left)} orphans"
        if [one.name for one in (self.folder.parent / "old").iterdir() if not (self.folder / one.name).exists()]:
            return "nothing stands under the name"
        settled = self._settled()
        if status not in {wanted, 0} or (status == 0 and settled != "new"):
            return f"status {status} and {settled}: {said.strip()[-200:]}"
        return settled

    def _settled(self) -> str:
        """Return what there is after the next start: old, new, or what is wrong with it."""
        if self.command.grows:
            more = ("--resume",) if (self.folder / "s").is_dir() else ()
            status, _, said = typed((*self.command.words, *more), self.folder, (0, 0, 0))
            now = contents(self.folder)
            return "new" if (status, now) == (0, self.new) else f"not the same when resumed ({status} {said.strip()})"
        from sim import storage

        # Files of an export stand in a folder of their own.
        for place in (self.folder, *self.folder.iterdir()):
            storage.recover(place / "x")
        now = contents(self.folder)
        return "old" if now == self.old else "new" if now == self.new else f"neither: {sorted(now)}"


def tried(name: str, most: int = 0) -> Iterator[tuple[str, str]]:
    """Yield (signal, what was found) for every moment of a command, or for so many spread evenly."""
    with TemporaryDirectory() as home:
        trials = Trials.of(COMMANDS[name], Path(home).resolve() / "here")
        count = trials.moments
        for place, what in enumerate(SIGNALS, list(COMMANDS).index(name)):
            for moment in range(1, count + 1) if not most or count <= most else _spread(count, most, place):
                yield what, trials.tried(what, moment)


def _spread(count: int, most: int, first: int) -> list[int]:
    """Return so many moments, spread evenly; from another first place on they are others."""
    step, places = len(SIGNALS), most * len(SIGNALS)
    return sorted({1 + place * (count - 1) // (places - 1) for place in range(first % step, places, step)})


def preloaded(folder: Path) -> dict[str, str]:
    """Return the environment in which Python counts moments; the library is compiled into a folder."""
    library = folder / "signals.so"
    source = Path(__file__).with_name("signals.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"], check=True)
    return {**os.environ, "LD_PRELOAD": str(library), "PYTHONPATH": str(ROOT)}


def main() -> None:
    """Try everything; print a table, and leave with 1 if anything was neither the old nor the new."""
    if "signals.so" not in os.environ.get("LD_PRELOAD", ""):
        with TemporaryDirectory() as folder:
            words = [sys.executable, "-m", "tests.signals", *sys.argv[1:]]
            sys.exit(subprocess.run(words, cwd=ROOT, env=preloaded(Path(folder))).returncode)
    import logging

    import sim

    logging.getLogger("sim.storage").setLevel(logging.ERROR)
    # Imported once, and compiled code loaded, by whom the others are forked from; its threads have ended by then.
    sim.run("pie", 2, threads=1)
    assert len({sim.report, sim.export, sim.import_, sim.sweep}) == 4
    assert threading.active_count() == 1
    most, only = int(sys.argv[1]) if sys.argv[1:] else 0, sys.argv[2:] or list(COMMANDS)
    print(f"{'command':12} {'signal':10} {'moments':>8} {'old':>6} {'new':>6} {'neither':>8}")
    sys.exit(sum(told(name, Counter(tried(name, most))) for name in only) > 0)


def told(name: str, found: Mapping[tuple[str, str], int]) -> int:
    """Print a table of one command; return how often there was neither the old nor the new."""
    bad = 0
    for what in SIGNALS:
        mine = {said: times for (sent, said), times in found.items() if sent == what}
        old, new, odd = mine.pop("old", 0), mine.pop("new", 0), sum(mine.values())
        print(f"{name:12} {what:10} {old + new + odd:8} {old:6} {new:6} {odd:8}", flush=True)
        for said, times in mine.items():
            print(f"    {times} times: {said}", flush=True)
        bad += odd
    return bad


if __name__ == "__main__":
    main()
