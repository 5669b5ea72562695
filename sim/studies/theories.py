"""What theories say of a scenario or a game: all of them beside what runs end in, and equilibria of games."""

import threading
from collections.abc import Sequence
from pathlib import Path

from sim.formats.gambit import game_in
from sim.lenses import games as lens
from sim.lenses.agreement import Agreement, agreement, simulated
from sim.lenses.firmness import Simulated
from sim.lenses.games import GameSolution
from sim.runs.options import PlayOptions, Progress
from sim.runs.runner import prepare
from sim.scenario.changes import ChangeLike, apply
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
        >>> sim.lens_table("pie", runs=20).expectations[0].options
        {'share': ('left_50',)}
    """
    stated = apply(scenario_of(scenario), changes)
    if not runs:
        return agreement(stated)
    ensemble = prepare(stated, (), runs, seed).play(PlayOptions(threads, None, progress, cancel))
    return agreement(stated, found=simulated(ensemble.records) if ensemble.runs else {})


def games(
    scenario: ScenarioLike | None = None,
    changes: Sequence[ChangeLike] = (),
    *,
    name: str | None = None,
    file: str | Path | None = None,
    simulated: Simulated | None = None,
) -> GameSolution:
    """Look at a scenario as a game of holding firm, at a classic or at a game in a file, and find its equilibria.

    Args:
        scenario: A scenario in which at least one party has a condition, or the name or path of one.
        changes: What-ifs, applied in order; for a scenario only.
        name: A classic game instead of a scenario: `chicken`, `ultimatum`.
        file: A game in a Gambit file instead, .nfg or .efg.
        simulated: Gives payoffs with intervals; see `sim.lenses.games.firmness`.

    Raises:
        sim.scenario.faults.ScenarioError: The scenario, a change or the file has faults.
        ValueError: There are no conditions, or too many; there is no such classic; not exactly one game was asked for.

    Example:
        >>> import sim
        >>> found = sim.games(name="chicken")
        >>> [list(one["payoffs"].values()) for one in found.to_dict()["equilibria"][:2]]
        [[2.0, 4.0], [4.0, 2.0]]
    """
    if sum(one is not None for one in (scenario, name, file)) != 1:
        raise ValueError("games takes one of these: a scenario, the name of a classic, or a file")
    if scenario is not None:
        return lens.games(scenario, changes, simulated=simulated)
    if changes or simulated is not None:
        raise ValueError("changes and simulated payoffs are for scenarios; a classic or a file has none")
    return lens.classic(name) if name is not None else lens.solved(*game_in(Path(str(file))))
