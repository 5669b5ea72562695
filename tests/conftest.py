"""What every test can rely on, and which tests are left out."""

import os
import signal
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

import pytest
import typer.main

from tests.columns import drawn_by_known_columns as drawn_by_known_columns

FAST = 1
"""Tests of each file that --fast leaves."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Know --fast and --long."""
    parser.addoption("--long", action="store_true", help="try more examples where a test tries many; before a release")
    parser.addoption("--fast", action="store_true", help=f"only {FAST} tests of each file, spread evenly over it")


def pytest_configure() -> None:
    """Hear Ctrl-C: a process that a script starts in the background ignores it, as would all that tests start."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out comparisons with programs that are not installed here, and under --fast most of all."""
    kept = [item for item in items if "PARLEY_PEERS" in os.environ or item.get_closest_marker("peers") is None]
    if config.getoption("--fast"):
        kept = few_of_each_file(kept)
    chosen = set(kept)
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = kept


LONG = {
    "test_brief.py",
    "test_concessions.py",
    "test_diff.py",
    "test_fuzz.py",
    "test_interrupted.py",
    "test_oracle_deals.py",
    "test_oracle_tables.py",
    "test_oracle_talks.py",
    "test_record.py",
    "test_shown.py",
    "test_signals.py",
}
"""Files whose tests take long, and say no more of an environment than shorter ones do."""


def few_of_each_file(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return some tests of each file but the longest, the first among them, spread evenly, in their order."""
    files: dict[object, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.path.name not in LONG:
            files[item.path].append(item)
    return [item for tests in files.values() for item in tests[:: -(-len(tests) // FAST)]]


@pytest.fixture(name="long", scope="session")
def _long(request: pytest.FixtureRequest) -> bool:
    """Whether a test that tries many examples is to try more of them than every change can wait for."""
    return bool(request.config.getoption("--long"))


@pytest.fixture(autouse=True, scope="session")
def _one_command_line() -> Iterator[None]:
    """Let all commands that tests type in this process share one command line: Typer would build it for each anew."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("typer.testing._get_command", cache(typer.main.get_command))
        yield


@pytest.fixture(autouse=True)
def _no_terminal_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away the width that a terminal, or a test runner's worker, may have set: tables are as wide as they need."""
    monkeypatch.delenv("COLUMNS", raising=False)
