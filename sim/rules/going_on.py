"""Step 5: what going on is worth, one step ahead: the best that may come of a proposal of one's own."""

from sim.kernel.compile import rule
from sim.rules.conditions import breaks_red_line
from sim.rules.expecting import all_accept, none_suspected
from sim.rules.ideals import set_ideals
from sim.rules.speaking import may_speak
from sim.rules.state import BEARABLE, NEVER, SPEAKER, WATCHER, Board, Case, World
from sim.rules.surveying import survey_offers
from sim.rules.worth import surplus_for


@rule
def look_around(board: Board, case: Case, world: World, observer: int) -> None:
    """Survey all that can be proposed as a party sees it, so that `going_on` can be asked. Needs priced terms."""
    survey_offers(board, case, world, observer, (1 << board.controllers.shape[0]) - 1)
    set_ideals(board, world)


@rule
def going_on(board: Board, case: Case, world: World, party: int, observer: int) -> float:
    """Return what going on is worth to a party as an observer sees it: h = max(0, max P(d) S(d)).

    P(d) is the chance that all others whose consent is needed accept, as if the party spoke. Others do not know which
    of its conditions are red lines; it does. Needs the survey of `look_around`.

    Args:
        board: What the scenario fixes.
        case: The run's inputs.
        world: The run as it stands.
        party: Whose hope it is.
        observer: Who has surveyed.
    """
    speaker, watcher = world.now[SPEAKER], world.now[WATCHER]
    world.now[SPEAKER] = party
    world.now[WATCHER] = observer if may_speak(board, case, observer) else NEVER
    best = 0.0
    for place in range(world.now[BEARABLE]):
        state = world.bearable[place]
        surplus = surplus_for(board, case, world, state, party)
        if surplus <= best or (party == observer and breaks_red_line(board, world, state, party)):
            continue
        chance = none_suspected(board, case, world, state)
        if party != observer:
            chance *= world.set_odds[board.broken[state], party]
        if chance * surplus > best:
            best = max(best, chance * all_accept(board, case, world, state) * surplus)
    world.now[SPEAKER] = speaker
    world.now[WATCHER] = watcher
    return best
