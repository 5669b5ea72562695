"""How quick the app is, measured in a real browser: ``python benchmarks/app.py``.

It serves the app, opens pages in Chromium and prints one JSON object of these figures, or of those that ``--figures``
names:

- `cold`: `parley app` with an empty cache of compiled rules: milliseconds from its start to an answering server, from
  opening the address to the first words beside the page's name, and to the answer;
- `warm`: the same with the rules compiled before, in a server that was just started, and again in another browser;
- `lever`: from a lever's move to the new answer on the page, with 1,000 and with 5,000 runs on every move;
- `steps`: from a lever's move to the answer of 1,000 runs, and to that of 5,000 in its place;
- `move`: processor time of the server for a move, and how much of it is not the rules playing the 1,000 runs;
- `weight`: bytes that each page takes over the network with an empty cache, what the page's pictures and numbers take
  with them;
- `request`: a request to the server while a precise run is under way;
- `rerun`: going from a page to another and back, and what that takes of the server's processor time;
- with ``--sessions N --minutes M``: memory of the server before, during and after N sessions that move levers;
- with ``--closed MINUTES``: for how long a job goes on whose browser was closed.

To compare with another state, give its checkout: ``--beside FOLDER`` measures both in turns, A B A B. What the other
state does not have is reported in words.
"""

import argparse
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.navigation import go_to  # noqa: E402 - found beside this file
from tests.browser.serving import free_port, healthy, served  # noqa: E402 - found beside this file

PATIENCE = 240_000
"""Milliseconds for a first answer, which may have to compile the rules."""

MOVES = 8
"""Moves of a lever for one figure."""

REST = 8_000
"""Milliseconds until what is worked out beside a page that was just opened is done."""

BUSY = 0.25
"""Seconds of processor time in five that only a server with work to do takes."""

FLAGSHIP = "ukraine-2025-03"
LEVER = "What Russia expects from fighting on"

PLAYING = """
import time
try:
    from sim.runs.runner import prepare
except ModuleNotFoundError:
    from sim.running import prepare
taken = []
for value in range({times} + 1):
    ready = prepare("{name}", [{{"parties.russia.no_deal.value": value}}], {runs}, 1)
    began = time.process_time()
    ready.play()
    taken.append(time.process_time() - began)
print(1000 * sum(taken[1:]) / {times})
"""
"""What the rules alone take for the runs of a move, in the state that is measured."""


class Case:
    """One server that is measured, a browser in front of it, and the checkout that it serves."""

    def __init__(self, browser: Any, url: str, process: int, root: Path) -> None:
        self.browser, self.url, self.process, self.root = browser, url, process, root
        self.seeds = count(1)

    def page(self) -> Any:
        """Return a page of a browser that has seen nothing yet."""
        context = self.browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        return context.new_page()

    def opened(self, runs: int | None) -> Any:
        """Return a page that shows the flagship's answer, with all that is worked out beside it.

        Each has a luck of its own, so that nothing that is played on it was kept from another.
        """
        page = self.page()
        page.goto(f"{self.url}/?scenario={FLAGSHIP}&seed={next(self.seeds)}" + (f"&runs={runs}" if runs else ""))
        _answered(page)
        _settled(page)
        page.wait_for_timeout(REST)
        _settled(page)
        return page


def main() -> None:
    """Read the command line, measure, print."""
    options = _options()
    states = {"here": ROOT, **({"beside": options.beside.resolve()} if options.beside else {})}
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in states}
    for _ in range(options.turns if options.figures else 0):
        for name, root in states.items():
            found[name].append(measured(root, options.figures))
    told: dict[str, Any] = {"load": os.getloadavg(), **found}
    if options.sessions:
        told["memory"] = {name: _sessions(root, options) for name, root in states.items()}
    if options.closed:
        told["closed"] = {name: _closed(root, options.closed) for name, root in states.items()}
    print(json.dumps(told, indent=1))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--beside", type=Path, metavar="FOLDER", help="another checkout, measured in turns")
    parser.add_argument("--turns", type=int, default=2, help="how often each is measured")
    parser.add_argument("--figures", nargs="*", choices=KNOWN, default=KNOWN, help="some of them")
    parser.add_argument("--sessions", type=int, default=0, help="so many sessions at once, for memory")
    parser.add_argument("--minutes", type=float, default=1.0, help="how long they go on")
    parser.add_argument("--pause", type=float, default=0.0, help="seconds between two moves, whoever makes them")
    parser.add_argument("--closed", type=float, default=0.0, help="minutes to wait for a job of a closed browser")
    return parser.parse_args()


def measured(root: Path, figures: list[str]) -> dict[str, Any]:
    """Return the figures of one server."""
    found: dict[str, Any] = {}
    if "cold" in figures:
        with tempfile.TemporaryDirectory() as cache, _browser() as browser:
            found["cold"] = _started(browser, root, cache)
    rest = [name for name in figures if name != "cold"]
    if rest:
        with served(root) as (url, server), _browser() as browser:
            case = Case(browser, url, server.pid, root)
            found |= {name: FIGURES[name](case) for name in sorted(rest, key=list(FIGURES).index)}
    return found


@contextmanager
def _browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import find

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


# From nothing to an answer


def _started(browser: Any, root: Path, cache: str) -> dict[str, Any]:
    """Return how long `parley app` takes from its start to words and to an answer, with an empty cache."""
    port = free_port()
    command = [sys.executable, "-m", "sim", "app", "--headless", f"--port={port}", "--address=127.0.0.1"]
    quiet = subprocess.DEVNULL
    environment = {**os.environ, "PYTHONPATH": str(root), "XDG_CACHE_HOME": cache}
    began = time.perf_counter()
    app = subprocess.Popen(command, cwd=root, env=environment, stdout=quiet, stderr=quiet)
    url = f"http://127.0.0.1:{port}"
    try:
        while not healthy(url):
            time.sleep(0.05)
        server = _ms(began)
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        return {"server": server, **_first_answer(page, url), "answer_from_the_start": _ms(began)}
    finally:
        for process in (app.pid, *_children(app.pid)):
            os.kill(process, signal.SIGTERM)
        app.wait(30)


def _first_answer(page: Any, url: str) -> dict[str, Any]:
    """Return how long a page takes to its first words, which they are, and to its answer."""
    began = time.perf_counter()
    page.goto(f"{url}/?scenario={FLAGSHIP}&runs=1000", wait_until="commit")
    main = page.get_by_test_id("stMain")
    said = ""
    while len(said) < len("Answer") + 20:
        page.wait_for_timeout(20)
        said = main.inner_text() if main.count() else ""
    found = {"words": _ms(began), "says": " ".join(said.split())[:160]}
    _answered(page)
    return {**found, "answer": _ms(began)}


def _warm(case: Case) -> dict[str, Any]:
    first, again = (_closed_after(case.page(), partial(_first_answer, url=case.url)) for _ in range(2))
    return {"first": first["answer"], "words": first["words"], "another": again["answer"]}


def _closed_after(page: Any, do: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """Return what is found on a page, and close it: nothing is worked out beside it any more."""
    found = do(page)
    page.context.close()
    return found


# Moves of a lever


def _lever(case: Case) -> dict[str, Any]:
    """Return how long a move takes to a new answer on the page."""
    found: dict[str, Any] = {}
    for runs in (1_000, 5_000):
        page = case.opened(runs)
        found[str(runs)] = _times([_move(page, number) for number in range(MOVES)])
        page.context.close()
    return found


def _steps(case: Case) -> dict[str, Any]:
    """Return how long a move takes to the answer at once, and to that of more runs in its place."""
    page = case.opened(None)
    if "5,000 runs" not in _provenance(page).inner_text():
        return {"none": "one answer, not two steps"}
    once, later = [], []
    for number in range(MOVES):
        began = time.perf_counter()
        once.append(_move(page, number))
        _until(page, lambda: "5,000 runs" in _provenance(page).inner_text())
        later.append(_ms(began))
        page.wait_for_timeout(1_000)
    page.context.close()
    return {"1000": _times(once), "5000": _times(later)}


def _move(page: Any, number: int) -> float:
    """Move a lever there or back; return how long it took until another digest stood on the page at rest."""
    slider = page.get_by_role("slider", name=re.compile(LEVER)).first
    slider.focus()
    before = _provenance(page).inner_text().rpartition("digest")[2]
    began = time.perf_counter()
    # There and back in steps that no move before it made: an answer that was kept is none that was played.
    slider.press("ArrowRight")
    # The page may draw the line anew, so that it must be looked up each time.
    _until(page, lambda: _provenance(page).inner_text().rpartition("digest")[2] != before)
    took = _ms(began)
    _settled(page)
    page.wait_for_timeout(500 + 10 * number)
    return took


def _provenance(page: Any) -> Any:
    return page.get_by_text(re.compile(r"runs · seed -?\d+ · digest")).first


def _until(page: Any, holds: Callable[[], bool]) -> None:
    last = time.monotonic() + PATIENCE / 1_000
    while not holds():
        if time.monotonic() > last:
            raise TimeoutError("a lever was moved and the answer stayed")
        page.wait_for_timeout(10)


def _answered(page: Any) -> None:
    page.locator("svg.marks").first.wait_for(timeout=PATIENCE)


def _settled(page: Any) -> None:
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(timeout=PATIENCE)


def _move_cpu(case: Case) -> dict[str, float]:
    """Return the processor time of a move, that of the rules for as many runs, and what is left for all else."""
    page = case.opened(1_000)
    move = 0.0
    for number in range(MOVES):
        # What is worked out beside the page ends before the next move, so that a move has its own time alone.
        idle = _at_rest(case, page)
        began = time.perf_counter()
        spent = _spent(case, lambda number=number: (_move(page, number), _at_rest(case, page)))  # type: ignore[misc]  # mypy cannot infer a lambda with a default
        move += (spent - idle * _ms(began)) / MOVES
    page.context.close()
    playing = _playing(case.root, 1_000)
    return {"move": round(move, 1), "playing": round(playing, 1), "besides": round(move - playing, 1)}


def _playing(root: Path, runs: int) -> float:
    """Return the processor time, in milliseconds, of playing runs in a process of a checkout."""
    text = PLAYING.format(name=FLAGSHIP, runs=runs, times=MOVES)
    environment = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, "-c", text], cwd=root, env=environment, capture_output=True, check=True)
    return float(done.stdout)


def _at_rest(case: Case, page: Any) -> float:
    """Wait until the server has nothing to do but answer a page at rest; return its share of a processor then."""
    while (share := _spent(case, lambda: page.wait_for_timeout(2_000)) / 2_000) > BUSY / 5:
        pass
    return share


def _spent(case: Case, do: Callable[[], Any]) -> float:
    """Return the milliseconds of processor time that the server takes while something is done."""
    before = _cpu(case.process)
    do()
    return 1_000 * (_cpu(case.process) - before)


def _cpu(process: int) -> float:
    """Return the processor seconds of a process."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / float(os.sysconf("SC_CLK_TCK"))


# Pages


def _weight(case: Case) -> dict[str, Any]:
    """Return the bytes that each page takes with an empty cache."""
    names = sorted(path.stem for path in (case.root / "sim" / "ui" / "pages").glob("[!_]*.py"))
    return {name: _weight_of(case, "" if name in {"answer", "simulate"} else name) for name in names}


def _weight_of(case: Case, name: str) -> dict[str, int]:
    page = case.page()
    fetched: dict[str, float] = {}
    told: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on(
        "Network.loadingFinished", lambda event: fetched.update({event["requestId"]: event["encodedDataLength"]})
    )
    session.on(
        "Network.webSocketFrameReceived", lambda event: told.append(len(event["response"]["payloadData"]) * 3 // 4)
    )
    page.goto(f"{case.url}/{name}?scenario={FLAGSHIP}")
    page.get_by_role("heading").first.wait_for(timeout=PATIENCE)
    page.wait_for_timeout(4_000)
    _settled(page)
    page.context.close()
    return {"fetched": round(sum(fetched.values())), "told": sum(told)}


def _rerun(case: Case) -> dict[str, Any]:
    """Return how long it takes to another page and back, and the processor time of both."""
    page = case.opened(1_000)
    took = []

    def there_and_back() -> None:
        for name in ("One run", "Simulate" if (case.root / "sim/ui/pages/simulate.py").exists() else "Answer"):
            began = time.perf_counter()
            _go(page, name)
            took.append(_ms(began))
            _settled(page)
            page.wait_for_timeout(700)

    there_and_back()
    took.clear()
    times = 4
    spent = _spent(case, lambda: [there_and_back() for _ in range(times)])
    page.context.close()
    return {"there": _times(took[::2]), "back": _times(took[1::2]), "processor": round(spent / len(took), 1)}


def _go(page: Any, name: str) -> None:
    """Go to a page by the navigation, and wait for its first picture."""
    # The first state of the app had a link for every page.
    link = page.get_by_test_id("stTopNavLink").filter(has_text=name)
    if link.count():
        link.first.click()
        page.get_by_role("slider", name=re.compile(LEVER)).first.wait_for(
            state="hidden" if name == "One run" else "visible", timeout=PATIENCE
        )
    else:
        go_to(page, name)
    page.locator('[data-testid="stMain"] svg.marks').first.wait_for(timeout=PATIENCE)


def _request(case: Case) -> dict[str, Any]:
    """Return how long a request takes while a precise run is under way."""
    page = case.opened(1_000)
    _play_precisely(page)
    cancel = page.get_by_role("button", name="Cancel")
    took = []
    for _ in range(60):
        began = time.perf_counter()
        healthy(case.url)
        took.append(_ms(began))
        page.wait_for_timeout(50)
    under_way = bool(cancel.count())
    if under_way:
        cancel.click()
    page.context.close()
    return {**_times(took), "under_way": under_way}


# Many sessions, and none


def _sessions(root: Path, options: argparse.Namespace) -> dict[str, Any]:
    with served(root) as (url, server):
        return memory(url, server.pid, options.sessions, options.minutes, options.pause)


def memory(url: str, process: int, sessions: int, minutes: float, pause: float) -> dict[str, Any]:
    """Return the server's memory before, each minute of, and after so many sessions that move levers, in MiB.

    Every session has a seed of its own, so that a page that showed another's would be seen. What was found so far is
    written on standard error every minute.
    """
    told: dict[str, Any] = {"sessions": sessions, "before": _resident(process), "moves": 0, "late": 0, "saw_another": 0}
    told["each_minute"] = []
    with _browser() as browser:
        pages = [browser.new_context(viewport={"width": 900, "height": 700}).new_page() for _ in range(sessions)]
        for number, page in enumerate(pages):
            page.goto(f"{url}/?scenario=labour-dispute&runs=500&seed={number + 1}", timeout=PATIENCE)
            _answered(page)
        told["opened"], began, turn = _resident(process), time.monotonic(), 0
        while (past := time.monotonic() - began) < 60 * minutes:
            told[_moved(pages[turn % sessions], turn % sessions + 1, back=turn // sessions % 8 > 3)] += 1
            turn += 1
            pages[0].wait_for_timeout(1_000 * pause)
            if len(told["each_minute"]) < past // 60:
                told["each_minute"].append(_resident(process))
                print(json.dumps(told), os.getloadavg(), file=sys.stderr, flush=True)
    time.sleep(20)
    return {**told, "after": _resident(process)}


def _moved(page: Any, seed: int, *, back: bool) -> str:
    """Move a lever of one session; return under which name that counts."""
    from playwright.sync_api import Error

    try:
        shown = page.get_by_text(re.compile("500 runs · seed")).first.inner_text()
        slider = page.get_by_role("slider").first
        slider.focus()
        slider.press("ArrowLeft" if back else "ArrowRight")
    except Error:
        # On a machine with other work.
        return "late"
    return "moves" if f"seed {seed} ·" in shown else "saw_another"


def _closed(root: Path, minutes: float) -> dict[str, Any]:
    """Start a long job, close the browser, and return for how many seconds the server goes on working.

    With compilation off a hundred thousand runs take hours, and one processor.
    """
    with served(root, NUMBA_DISABLE_JIT="1") as (url, server):
        with _browser() as browser:
            page = browser.new_page()
            page.goto(f"{url}/?scenario=pie&runs=500", timeout=PATIENCE)
            _answered(page)
            _settled(page)
            _play_precisely(page)
        began = time.monotonic()
        busy = 0.0
        while time.monotonic() - began < 60 * minutes:
            before = _cpu(server.pid)
            time.sleep(5)
            if _cpu(server.pid) - before > BUSY:
                busy = time.monotonic() - began
    return {"watched_s": round(60 * minutes), "busy_until_s": round(busy)}


def _play_precisely(page: Any) -> None:
    """Ask for a hundred thousand runs, and wait until they are under way."""
    page.get_by_role("combobox", name=re.compile("Runs of a sharper answer")).click()
    page.get_by_role("option", name="100,000").click()
    page.get_by_role("button", name="Play them").click()
    page.get_by_role("button", name="Cancel").wait_for(timeout=PATIENCE)


def _resident(process: int) -> float:
    """Return the memory of a process in MiB."""
    text = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", text)
    return round(int(found[1]) / 1024, 1) if found else 0.0


def _children(process: int) -> list[int]:
    """Return all processes that a process has started, and theirs."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, look = [], [process]
    while look:
        mine = parents.get(look.pop(), [])
        found += mine
        look += mine
    return found


def _times(taken: list[float]) -> dict[str, float]:
    return {"median": round(statistics.median(taken), 1), "worst": max(taken)}


def _ms(began: float) -> float:
    return round(1_000 * (time.perf_counter() - began), 1)


FIGURES: dict[str, Callable[[Case], Any]] = {
    "warm": _warm,
    "lever": _lever,
    "steps": _steps,
    "move": _move_cpu,
    "weight": _weight,
    "request": _request,
    "rerun": _rerun,
}

KNOWN = ("cold", *FIGURES)
"""Every figure; a cold start is that of a server of its own."""

if __name__ == "__main__":
    main()
