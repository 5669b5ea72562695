"""The first run on a machine compiles the rules; a second process takes half of that work.

Numba compiles on one processor only. The helper starts from the end of the list of rules and leaves what it compiled in
the cache, where the first process finds it instead of compiling it again.
"""

import gc
import os
import subprocess
import sys
import threading
from typing import Any

from numba import types

from sim.compiling import CONFIG, cache_folder, packed
from sim.game import make_game
from sim.layout import case_over
from sim.rules.answering import answer, conclude
from sim.rules.compliance import collapse_truces, keep_truces
from sim.rules.learning import learn, press
from sim.rules.recording import record_gain, record_run
from sim.rules.state import new_world
from sim.rules.terms import denounce, end_terms
from sim.scenario import Scenario

LAST_FIRST: tuple[Any, ...] = (
    record_gain,
    end_terms,
    collapse_truces,
    keep_truces,
    press,
    learn,
    answer,
    conclude,
    denounce,
)
"""Rules that `sim.ensemble.play_block` needs, those it meets last first."""


def cold() -> bool:
    """Return whether nothing has been compiled on this machine yet (and a cache can be kept at all)."""
    folder = cache_folder()
    return folder is not None and not any(folder.rglob("*.nbi"))


def hasten() -> None:
    """Start the helper if the rules have yet to be compiled and a second processor is there to do it.

    Until it is done garbage is not collected here either: compiling makes much and drops little.
    """
    if not CONFIG.DISABLE_JIT and (os.cpu_count() or 1) > 1 and gc.isenabled() and cold():
        gc.disable()
        threading.Thread(target=_help, name="compiling", daemon=True).start()


def _help() -> None:
    """Run the helper and wait for it, so that nobody is left with a process that nobody waits for."""
    quiet = subprocess.DEVNULL
    try:
        subprocess.run([sys.executable, "-m", "sim.warming"], stdin=quiet, stdout=quiet, stderr=quiet, check=False)
    finally:
        gc.enable()


def main() -> None:
    """Compile the helper's share of the rules, for the types that every scenario has."""
    gc.disable()  # compiling makes much and drops little; this process ends before it could matter
    game = make_game(_smallest())
    world = new_world(game.board)
    kinds = (packed(game.board).kind, packed(case_over(game.base, game.shapes)).kind, packed(world).kind)
    recording: Any = record_run
    recording.compile((kinds[2], types.float64[::1]))
    for step in LAST_FIRST:
        extra = (types.int64,) if step is answer else ()
        step.compile((*kinds, *extra))


def _smallest() -> Scenario:
    """Return a scenario with as little in it as a scenario can have; its arrays have the types of all others."""
    party = {"no_deal": {"value": 0, "assumed": "only the types matter"}}
    issue = {"controlled_by": ["one", "two"], "options": {"no_deal": {}, "deal": {}}}
    return Scenario.model_validate(
        {
            "format": 1,
            "id": "smallest",
            "title": "Smallest",
            "as_of": "2025-01-01",
            "protocol": {"horizon_days": 1},
            "parties": {"one": party, "two": party},
            "issues": {"issue": issue},
            "worth": {"one": {}, "two": {}},
            "outcomes": {"any": {"otherwise": True}},
        }
    )


if __name__ == "__main__":
    main()
