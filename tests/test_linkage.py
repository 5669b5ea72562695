"""Large rules are compiled once and called by name; what stands apart is there before what calls it."""

import json
import os
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.kernel.cache import cache_folder
from sim.kernel.compile import CONFIG
from sim.kernel.linkage import LARGE, Called, RuleLibrary
from sim.runs.ensemble import play_block
from sim.runs.precompile import FIRST_SHARE, SECOND_SHARE, compile_rules

pytestmark = pytest.mark.skipif(bool(CONFIG.DISABLE_JIT), reason="rules are plain Python")


def _libraries(rules: tuple[Any, ...]) -> list[RuleLibrary]:
    return [result.library for rule in rules for result in rule.overloads.values()]


def _dispatcher(called: Called) -> Any:
    return getattr(import_module(called.module), called.name)


def test_what_stands_apart_is_large_and_was_compiled_or_loaded_for_these_types() -> None:
    compile_rules(FIRST_SHARE + SECOND_SHARE)
    apart = {called for library in _libraries(FIRST_SHARE + SECOND_SHARE) for called in library.apart}
    assert len(apart) > len(FIRST_SHARE)
    for called in apart:
        library = _dispatcher(called).overloads[called.kinds].library
        assert library.own == called
        assert library.large


def test_a_rule_of_few_instructions_is_copied_and_its_name_stands_nowhere() -> None:
    compile_rules(FIRST_SHARE + SECOND_SHARE)
    sizes = {library.own: library._size for library in _libraries(FIRST_SHARE + SECOND_SHARE) if library.large}
    assert all(size is not None and size >= LARGE for size in sizes.values())
    small = [library for library in _libraries(FIRST_SHARE + SECOND_SHARE) if not library.large]
    named = {called for library in _libraries(FIRST_SHARE + SECOND_SHARE) for called in library.apart}
    assert small
    assert not named & {library.own for library in small}


def _pie(cache: Path) -> Any:
    """Return what a run of the smallest scenario prints, in a process of its own with a cache of its own."""
    command = [sys.executable, "-m", "sim", "run", "pie", "--runs", "3", "--json"]
    done = subprocess.run(command, env=os.environ | {"XDG_CACHE_HOME": str(cache)}, capture_output=True, check=True)
    return json.loads(done.stdout)["outcomes"]


def test_a_rule_whose_code_is_gone_from_the_cache_is_compiled_for_those_that_call_it(tmp_path: Path) -> None:
    folder = cache_folder()
    assert folder is not None
    expected = _pie(folder.parents[1])
    copy = tmp_path / folder.parent.name / folder.name
    shutil.copytree(folder, copy)
    gone = [file for file in copy.rglob("*.nb?") if file.name.startswith(("worth.mean_for_all-", "balloting."))]
    for file in gone:
        file.unlink()
    assert gone
    assert _pie(tmp_path) == expected
    assert all(file.exists() for file in gone if file.name.startswith("worth.mean_for_all-"))


def test_the_loop_over_runs_is_loaded_alone() -> None:
    sim.run("pie", runs=1)
    libraries = _libraries((play_block,))
    assert libraries
    assert all(library.apart == () for library in libraries)
