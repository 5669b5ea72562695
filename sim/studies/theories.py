"""What every theory expects of a scenario, beside what its runs end in."""

import threading
from collections.abc import Sequence

from sim.lenses.agreement import Agreement, agreement, endings
from sim.runs.ensemble import Progress
from sim.runs.results import ChangeLike
from sim.runs.runner import run
from sim.scenario.changes import apply
from sim.scenario.documents import ScenarioLike, scenario_of


def lens_table(
    scenario: ScenarioLike,
    runs: int = 2_000,
    seed: int = 1,
    changes: Sequence[ChangeLike] = (),
    *,
    threads: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Agreement:
    """Look at a scenario through every lens, and at how its runs end.

    Args:
        scenario: A scenario, or the name or path of one.
        runs: Runs to play beside the theories; 0: none.
        seed: Key of all luck.
        changes: What-ifs, applied in order.
        threads: Threads to use.
        progress: Called with (runs done, runs wanted).
        cancel: Set it to stop between blocks; the runs finished by then stand beside the theories.

    Raises:
        sim.scenario.faults.ScenarioError: The scenario or a change has faults.
        ValueError: It has too many deals for a lens, or a party's worth is only ordinal.

    Example:
        >>> import sim
        >>> sim.lens_table("pie", runs=20).agreeing("share")
        7
    """
    stated = apply(scenario_of(scenario), changes)
    if not runs:
        return agreement(stated)
    ensemble = run(stated, runs, seed, threads=threads, progress=progress, cancel=cancel)
    return agreement(stated, found=endings(ensemble.state_by_day(), ensemble.runs) if ensemble.runs else {})
