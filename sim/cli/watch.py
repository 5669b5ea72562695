"""The verb `watch`: one run, day by day."""

import sim.cli.options as given
from sim.cli.console import console
from sim.cli.doors import answered, emit, guarded, playable, what_ifs


@guarded
def watch(
    scenario: given.Scenario,
    *,
    run: given.Run = 0,
    changes: given.Changes = None,
    settings: given.Settings = None,
    seed: given.Seed = 1,
    from_day: given.FromDay = None,
    as_json: given.Json = False,
) -> None:
    """Watch one run day by day, with reasons.

    Example:
        parley watch labour-dispute --run 3
    """
    changed = what_ifs(changes, settings)
    base = playable(scenario, changed)
    from sim.trace.mesa_model import watch as play

    with answered("The run"):
        transcript = play(base, seed=seed, run=run, changes=changed, from_day=from_day)
    if as_json:
        emit({"scenario": base.id, "seed": seed, **transcript.to_dict()})
    else:
        from sim.cli.tables import say

        say(console(), *transcript.to_text().splitlines())
