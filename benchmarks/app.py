"""How quick the app is, measured in a real browser: ``python benchmarks/app.py``.

It starts the app as `parley app` does, opens pages in Chromium and prints one JSON object:

- `lever_ms`: from a lever's move to the new picture on the page, with 1,000 and with 5,000 runs played at once
  (medians and worst);
- `answer_ms`: from opening the address to the answer, the first time in a server and warm;
- `weight`: bytes that each page takes over the network with an empty cache;
- `request_ms`: a request to the server while a precise run is under way, median and worst;
- `move_cpu_ms`: processor time of the server for a move, and how much of it is not playing runs;
- with `--sessions N --minutes M`: memory of the server before, during and after N browsers' sessions that move levers.

To compare with another state, give its checkout: ``--beside FOLDER`` measures both in turns, A B A B.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.serving import healthy, served  # noqa: E402 - found beside this file

PATIENCE = 120_000
"""Milliseconds for a first answer, which may have to compile the rules."""

MOVES = 6
"""Moves of a lever for one figure."""

REST = 8_000
"""Milliseconds until what is worked out beside a page that was just opened is done."""

FLAGSHIP = "ukraine-2025-03"
LEVER = "What Russia expects from fighting on"

PAGES = ("", "compare", "explain", "explore", "one_run", "scenario", "export", "learn")


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--beside", type=Path, metavar="FOLDER", help="another checkout, measured in turns with this one"
    )
    parser.add_argument("--turns", type=int, default=2, help="how often each is measured")
    parser.add_argument("--sessions", type=int, default=0, help="so many sessions at once, for memory")
    parser.add_argument("--minutes", type=float, default=1.0, help="how long they go on")
    options = parser.parse_args()
    states = {"here": ROOT, **({"beside": options.beside.resolve()} if options.beside else {})}
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in states}
    for _ in range(options.turns if options.beside else 1):
        for name, root in states.items():
            with served(root) as (url, server):
                found[name].append(measured(url, server))
    told: dict[str, Any] = dict(found)
    if options.sessions:
        with served(ROOT) as (url, server):
            told["memory"] = memory(url, server, options.sessions, options.minutes)
    print(json.dumps(told, indent=1))


def measured(url: str, server: "subprocess.Popen[bytes]") -> dict[str, Any]:
    """Return all figures of one server."""
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import find

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        first = _answer_ms(page, url)
        found: dict[str, Any] = {"answer_ms": {"first": first, "warm": _answer_ms(browser.new_page(), url)}}
        found["lever_ms"] = {str(runs): _lever_ms(page, url, runs) for runs in (1_000, 5_000)}
        found["move_cpu_ms"] = _move_cpu(page, url, server)
        found["weight"] = {name or "answer": _weight(browser, f"{url}/{name}") for name in PAGES}
        found["request_ms"] = _request_ms(page, url)
        browser.close()
    return found


def _answer_ms(page: Any, url: str) -> float:
    began = time.perf_counter()
    page.goto(f"{url}/?scenario={FLAGSHIP}&runs=1000")
    page.locator("svg.marks").first.wait_for(timeout=PATIENCE)
    return _ms(began)


def _lever_ms(page: Any, url: str, runs: int) -> dict[str, float]:
    """Return how long a move takes to a new digest on the page."""
    _open(page, url, runs)
    slider = page.get_by_role("slider", name=re.compile(LEVER)).first
    took = []
    for number in range(MOVES):
        slider.focus()
        began = time.perf_counter()
        _move(page, slider, "ArrowLeft" if number % 2 else "ArrowRight")
        took.append(_ms(began))
    return {"median": round(statistics.median(took), 1), "worst": max(took)}


def _open(page: Any, url: str, runs: int) -> None:
    page.goto(f"{url}/?scenario={FLAGSHIP}&runs={runs}")
    page.locator("svg.marks").first.wait_for(timeout=PATIENCE)
    _settled(page)
    page.wait_for_timeout(REST)


def _move(page: Any, slider: Any, key: str) -> None:
    """Press a key on a lever, and wait for another digest and for the page to rest."""
    made = page.get_by_text(re.compile(r"runs · seed 1 · digest")).first
    before = made.inner_text()
    slider.press(key)
    last = time.monotonic() + PATIENCE / 1_000
    # The page may draw the line anew, so that it must be looked up each time.
    while made.inner_text() == before:
        if time.monotonic() > last:
            raise TimeoutError("a lever was moved and the answer stayed")
        page.wait_for_timeout(10)
    _settled(page)


def _settled(page: Any) -> None:
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(timeout=PATIENCE)


def _move_cpu(page: Any, url: str, server: "subprocess.Popen[bytes]") -> dict[str, float]:
    """Return the processor time of a move, and of playing as many runs without a page."""
    import sim

    _open(page, url, 1_000)
    slider = page.get_by_role("slider", name=re.compile(LEVER)).first
    slider.focus()
    before = _cpu(server.pid)
    for number in range(MOVES):
        _move(page, slider, "ArrowLeft" if number % 2 else "ArrowRight")
    move = 1_000 * (_cpu(server.pid) - before) / MOVES
    sim.run(FLAGSHIP, runs=1_000)
    began = time.process_time()
    for value in range(MOVES):
        sim.run(FLAGSHIP, runs=1_000, changes=[{"parties.russia.no_deal.value": value}])
    playing = 1_000 * (time.process_time() - began) / MOVES
    return {"move": round(move, 1), "playing": round(playing, 1), "besides": round(move - playing, 1)}


def _cpu(process: int) -> float:
    """Return the processor seconds of a process."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / float(os.sysconf("SC_CLK_TCK"))


def _weight(browser: Any, address: str) -> int:
    """Return the bytes that a page takes with an empty cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    weights: dict[str, float] = {}
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on(
        "Network.loadingFinished", lambda event: weights.update({event["requestId"]: event["encodedDataLength"]})
    )
    page.goto(address)
    page.get_by_role("heading", level=2).first.wait_for(timeout=PATIENCE)
    page.wait_for_timeout(3_000)
    context.close()
    return round(sum(weights.values()))


def _request_ms(page: Any, url: str) -> dict[str, float]:
    """Return how long a request takes while a precise run is under way."""
    _open(page, url, 1_000)
    page.get_by_role("combobox", name=re.compile("Runs of a sharper answer")).click()
    page.get_by_role("option", name="100,000").click()
    page.get_by_role("button", name="Play them").click()
    page.get_by_role("button", name="Cancel").wait_for(timeout=PATIENCE)
    took = []
    for _ in range(40):
        began = time.perf_counter()
        healthy(url)
        took.append(_ms(began))
        time.sleep(0.1)
    page.get_by_role("button", name="Cancel").click()
    return {"median": round(statistics.median(took), 1), "worst": max(took)}


def memory(url: str, server: "subprocess.Popen[bytes]", sessions: int, minutes: float) -> dict[str, Any]:
    """Return the server's memory before, at most and after so many sessions that move levers, in MiB.

    Every session has a seed of its own, so that a page that showed another's would be seen.
    """
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import find

    taken = [_resident(server.pid)]
    stop = threading.Event()
    watcher = threading.Thread(target=_watch_memory, args=(server.pid, taken, stop), daemon=True)
    watcher.start()
    strangers = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
        pages = [browser.new_context(viewport={"width": 900, "height": 700}).new_page() for _ in range(sessions)]
        for number, page in enumerate(pages):
            page.goto(f"{url}/?scenario=labour-dispute&runs=500&seed={number + 1}")
        last, turn = time.monotonic() + 60 * minutes, 0
        while time.monotonic() < last:
            page = pages[turn % sessions]
            page.locator("svg.marks").first.wait_for(timeout=PATIENCE)
            strangers += f"seed {turn % sessions + 1} ·" not in page.get_by_text("500 runs · seed").first.inner_text()
            slider = page.get_by_role("slider").first
            slider.focus()
            slider.press("ArrowRight" if turn // sessions % 2 else "ArrowLeft")
            turn += 1
        browser.close()
    stop.set()
    time.sleep(5)
    taken.append(_resident(server.pid))
    return {"sessions": sessions, "moves": turn, "saw_another": strangers, "mib": [taken[0], max(taken), taken[-1]]}


def _watch_memory(process: int, taken: list[float], stop: threading.Event) -> None:
    while not stop.wait(2.0):
        taken.append(_resident(process))


def _resident(process: int) -> float:
    """Return the memory of a process in MiB."""
    text = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", text)
    return round(int(found[1]) / 1024, 1) if found else 0.0


def _ms(began: float) -> float:
    return round(1_000 * (time.perf_counter() - began), 1)


if __name__ == "__main__":
    main()
