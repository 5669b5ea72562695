"""Step 6: what a speaker must get out of a deal before it proposes it."""

from sim.kernel.compile import rule
from sim.rules.conditions import breaks_red_line
from sim.rules.ideals import ideal_on
from sim.rules.sets import has
from sim.rules.state import SPEAKER, Board, Case, World
from sim.rules.worth import rounding, surplus_for


@rule
def stands_to_gain(board: Board, case: Case, world: World, state: int) -> bool:
    """Return whether the speaker gains, gets what it holds out for, and breaks no red line of its own."""
    speaker = world.now[SPEAKER]
    if breaks_red_line(board, world, state, speaker):
        return False
    gain = surplus_for(board, case, world, state, speaker)
    same = rounding(case, speaker)
    if gain <= same:
        return False
    if has(world.pledgers[state], speaker):
        return True
    wanted = world.aspiration[speaker] * ideal_on(world, world.agenda[state], speaker)
    enough: bool = gain >= wanted - same
    return enough
