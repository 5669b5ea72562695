"""Step 12: what is counted for those who ask: proposals, refusals, rejections, vetoes, walk-outs, motions, evenings."""

from sim.kernel.compile import rule
from sim.rules.sets import has
from sim.rules.state import (
    AMONG,
    DAY,
    DONE_WHAT,
    ENOUGH,
    HOW_OFTEN,
    NEVER,
    ON_ISSUES,
    OVER,
    UNTIL,
    WHICH,
    Board,
    World,
)

PROPOSED, REFUSED, REJECTED, VETOED, WALKED_OUT, PROLONGED, EVENINGS = range(7)
"""What may be counted, in the order of `sim.scenario.asked_words.COUNTED`, evenings in force last."""

ANYTHING = -1
"""A tally that counts whatever is brought in, or a deadline whichever it is."""


EVERY_ISSUE = -1
"""An agenda of all issues."""


@rule
def count(board: Board, world: World, what: int, who: int, state: int, agenda: int) -> None:
    """Count what happened, in every tally that asks for it, up to the day that it asks about.

    A proposal, refusal or rejection counts where the deal has the options named and brings in, or extends, one of them.

    Args:
        board: What the scenario fixes.
        world: The run as it stands.
        what: Which kind of thing happened.
        who: The party that did it; of a deadline put off, which deadline.
        state: The deal that it was about; -1 for none.
        agenda: The issues that this deal is about; `EVERY_ISSUE` for all.
    """
    for number in range(board.tally.shape[0]):
        asked = board.tally[number, WHICH] == what and world.now[DAY] <= board.tally[number, UNTIL]
        if asked and has(board.tally[number, AMONG], who) and _about(board, number, state, agenda):
            world.tally[number, HOW_OFTEN] += 1
            if world.tally[number, HOW_OFTEN] == board.tally[number, ENOUGH]:
                world.tally[number, OVER] = world.now[DAY]


@rule
def _about(board: Board, number: int, state: int, agenda: int) -> bool:
    """Return whether a deal is one that a tally asks about."""
    watch = board.tally[number, DONE_WHAT]
    if watch == ANYTHING:
        return True
    found: bool = board.watched[state, watch] and (board.tally[number, ON_ISSUES] & agenda) != 0
    return found


@rule
def clear_tallies(board: Board, world: World) -> None:
    """Nothing has been counted."""
    for number in range(board.tally.shape[0]):
        world.tally[number, HOW_OFTEN] = 0
        world.tally[number, OVER] = NEVER
