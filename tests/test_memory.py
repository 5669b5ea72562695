"""Memory that will not suffice is refused before it is taken, in a sentence that says how much there is."""

import resource
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
from sim import memory
from sim.cli.verbs import app
from sim.game.build import make_game
from sim.game.cases import repeated, unit_rows
from sim.memory import NotEnoughMemoryError, check_memory, free_memory
from sim.runs.ensemble import play


def test_what_there_is_is_known_and_what_fits_is_let_through() -> None:
    free = free_memory()
    assert free is not None and free > 10**7
    check_memory(10**6, "a few runs")


def test_a_limit_on_the_process_counts() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    free = free_memory()
    resource.setrlimit(resource.RLIMIT_AS, (2**42, before[1]))
    try:
        assert memory._of_process()[0] < 2**42
        assert free_memory() is not None and free is not None
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


@pytest.mark.parametrize(("ask", "more"), [("run", {}), ("sensitivity", {"outcome": "agreed"}), ("doubt", {})])
def test_a_billion_runs_are_refused_before_memory_is_taken(ask: str, more: dict[str, Any]) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(
            NotEnoughMemoryError, match=r"runs of pie take about [\d,.]+ GB of memory, and [\d,.]+ GB are"
        ):
            getattr(sim, ask)("pie", runs=10**9, **more)
        assert tracemalloc.get_traced_memory()[1] < 10**8
    finally:
        tracemalloc.stop()


def test_the_command_line_says_so_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda: 10**6)
    done = CliRunner().invoke(app, ["run", "pie", "--runs", "100000"])
    (line,) = done.stderr.splitlines()
    assert done.exit_code == 2
    assert line.startswith("100,000 runs of pie take about ")
    assert line.endswith("and 1.0 MB are free; ask for fewer with --runs.")


@pytest.mark.parametrize(
    "taken",
    [
        lambda: repeated(np.zeros((1_000, 10)), 10**12),
        lambda: unit_rows(["a", "b"], 10**14, 1),
        lambda: play(make_game(sim.load("pie")), np.broadcast_to(np.zeros((1, 1)), (10**14, 1)), 1),
    ],
)
def test_cases_repeated_and_drawn_and_what_runs_leave_behind_are_asked_for_first(taken: Callable[[], Any]) -> None:
    with pytest.raises(NotEnoughMemoryError, match="of memory, and"):
        taken()
