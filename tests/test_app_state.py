"""What the app holds beside its pages: addresses and what of them is ignored, jobs and whose they are, its end."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from sim.ui.choices import key_of, texts_of
from sim.ui.jobs import KEPT_S, UNWATCHED_S, Book, Job
from sim.ui.link import Link, link_of

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"runs": "100000000"}, "runs=100000000: expected a whole number from 500 to 5,000; runs is 1000."),
        ({"runs": "many"}, "runs=many: expected a whole number"),
        ({"seed": "1" + "0" * 24}, "seed=1000000000000000000000000: expected"),
        ({"seed": "9" * 6_000}, "seed=" + "9" * 60 + "…: expected"),
        ({"run": "-1"}, "run="),
        ({"set": "a"}, "set=a: expected PATH=VALUE."),
        ({"edit": "a=[1"}, r"edit=a=\[1: expected PATH=VALUE."),
        ({"knob": "=3=["}, "knob="),
        ({"colour": "red"}, "“colour” is not a word of such an address."),
    ],
)
def test_what_an_address_says_in_vain_is_told(query: dict[str, str], says: str) -> None:
    found = link_of({key: [value] for key, value in query.items()})
    assert len(found.ignored) == 1 and found.ignored[0].startswith(says), found.ignored
    assert found.query() == {}, "what was ignored is not part of the address any more"


def test_an_address_that_can_be_taken_over_ignores_nothing() -> None:
    said = {"scenario": ["pie"], "runs": ["2000"], "seed": ["-7"], "set": ["a.b=1"], "run": ["3"], "change": ["x"]}
    assert link_of(said).ignored == ()


@pytest.mark.parametrize("query", [{"scenario": "typo"}, {"scenario": "mine.yaml", "text": "0" * 32}, {"yaml": "cut"}])
def test_a_scenario_that_is_not_here_stays_in_the_address_and_is_not_replaced(query: dict[str, str]) -> None:
    found = link_of({key: [value] for key, value in query.items()})
    assert found.lost == query.get("scenario", Link().scenario)
    assert found.query().get("scenario", [Link().scenario]) == [found.lost]


@pytest.mark.parametrize("page", ["simulate", "one_run", "scenario"])
def test_no_page_plays_another_scenario_in_place_of_one_that_is_not_here(page: str) -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["scenario"] = "typo"
    app.run()
    if page != "simulate":
        app.switch_page(str(ROOT / "sim" / "ui" / "pages" / f"{page}.py")).run()
    assert not app.exception
    assert any("names the scenario typo" in str(error.value) for error in app.error)
    assert not app.header and not app.get("vega_lite_chart")


def test_the_command_of_an_edited_scenario_names_the_file_that_is_downloaded() -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["scenario"], app.query_params["runs"] = "pie", "500"
    app.query_params["edit"] = "parties.left.patience_days=20"
    app.run()
    assert not app.exception
    assert "(edited\\: 1 value)" in "".join(str(one.value) for one in app.caption)
    app.session_state["share"] = True
    app.run()
    assert app.code[-1].value.startswith("parley run pie.yaml --runs 500")
    assert "edit=" in app.code[-2].value and "job=" not in app.code[-2].value


def test_texts_that_are_the_same_are_told_apart_and_another_set_has_another_key() -> None:
    texts = texts_of(["a", "b", "c"], {"a": "yes", "b": "yes", "c": "no"}.__getitem__)
    assert texts == {"a": "yes (a)", "b": "yes (b)", "c": "no"}
    assert key_of("x", texts) == key_of("x", dict(texts)) != key_of("x", {**texts, "c": "never"})
    assert key_of("x", {1: "a", 2: "b"}) != key_of("x", {2: "b", 1: "a"})


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def waits(job: Job) -> None:
    """Work that goes on until it is told to stop."""
    while True:
        job.report(0)
        time.sleep(0.01)


def until(holds: Any) -> None:
    last = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < last
        time.sleep(0.01)


def test_a_job_is_seen_by_whoever_started_it_and_by_nobody_else() -> None:
    book = Book()
    job = book.submit(Job("precise", ("x",), 10, owner="me"), waits)
    assert book.get(job.id, "me") is job
    assert book.get(job.id, "you") is None and book.get(job.id) is None
    job.cancel.set()
    until(lambda: not job.active)
    book.close()


def test_an_unwatched_job_stops_and_what_it_found_stays_for_an_hour() -> None:
    clock = Clock()
    book = Book(clock=clock)
    job = book.submit(Job("precise", ("x",), 10), waits)
    until(lambda: job.state == "running")
    clock.now = UNWATCHED_S - 1
    book.sweep()
    assert not job.cancel.is_set()
    book.get(job.id)
    clock.now += UNWATCHED_S + 1
    book.sweep()
    until(lambda: job.state == "cancelled")
    clock.now += KEPT_S - 10
    book.sweep()
    assert book.get(job.id) is job
    clock.now += UNWATCHED_S + KEPT_S + 1
    book.sweep()
    assert book.get(job.id) is None
    book.close()


def test_one_long_job_is_not_everybodys_queue() -> None:
    book = Book()
    long = book.submit(Job("precise", ("x",), 10, owner="me"), waits)
    done = threading.Event()
    short = book.submit(Job("precise", ("y",), 1, owner="you"), lambda job: done.set())
    assert done.wait(20)
    until(lambda: short.state == "done")
    assert long.active and book.ahead_of(short) == 0
    long.cancel.set()
    until(lambda: not long.active)
    book.close()


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_the_app_ends_with_its_server_when_it_is_told_to() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "sim", "app", "--headless", "--port", str(port), "--address", "127.0.0.1"]
    app = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until_answered(port, app)
        app.send_signal(signal.SIGTERM)
        assert app.wait(30) == 128 + signal.SIGTERM
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0, "the server goes on without its parent"
    finally:
        app.kill()
        app.wait()


def until_answered(port: int, app: "subprocess.Popen[bytes]") -> None:
    last = time.monotonic() + 90
    while True:
        assert app.poll() is None and time.monotonic() < last
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1) as answer:
                if answer.read() == b"ok":
                    return
        except OSError:
            time.sleep(0.2)
