"""Steps 3, 4 and 6: all that can be proposed, what it is worth to everybody as an observer sees it.

The tree of deals is surveyed in `pruning`, or in `walking` where every deal has to be looked at; what is pending is
averaged over, deadlines are foreseen, and extensions are added, here.
"""

from sim.kernel.compile import rule
from sim.kernel.lanes import LANES, put, take
from sim.rules.balloting import strike_what_was_rejected
from sim.rules.bounds import EVERY_DEAL
from sim.rules.coming import closed_issues, stands_alone
from sim.rules.conditions import weigh_conditions
from sim.rules.extending import add_extensions
from sim.rules.leaf_deals import note_surplus
from sim.rules.pruning import can_be_pruned, survey_what_is_borne
from sim.rules.speaking import who_is_away
from sim.rules.state import AHEAD, BEARABLE, FORESEEN, LEAVES, NOTED, PENDING, Board, Case, World
from sim.rules.valuing import foresee_for_all, mean_for_all
from sim.rules.voting import would_win
from sim.rules.walking import deal_at, survey_again, walk_of


@rule
def survey_offers(board: Board, case: Case, world: World, observer: int, allowed: int) -> None:
    """Value every deal that changes only the allowed issues and every extension, as the observer sees all parties.

    Needs priced terms. Lists in `bearable` those that may be proposed and by which nobody loses who is needed, but for
    what it has pledged, and fills surplus and losers of them and of the offer on the table.
    """
    weigh_conditions(board, case, world)
    world.now[NOTED] = 0  # what was made of an offer before rested on other weights
    survey_offers_again(board, case, world, observer, allowed)


@rule
def survey_offers_again(board: Board, case: Case, world: World, observer: int, allowed: int) -> None:
    """Survey as another party, while conditions weigh as they did at the survey before."""
    survey_hopes(board, case, world, observer, allowed, EVERY_DEAL)


@rule
def survey_hopes(board: Board, case: Case, world: World, observer: int, allowed: int, hoping: int) -> None:
    """Survey again, for no more than the offer on the table and the `best_hope` of some parties.

    Args:
        board: What the scenario fixes.
        case: The run's inputs.
        world: The run as it stands.
        observer: The party that looks, or `PUBLIC`.
        allowed: Issues that may change, a bit mask.
        hoping: The parties whose best hope will be asked, a bit mask. Deals that cannot raise it need not be listed.
    """
    if not can_be_pruned(board, world):
        survey_all_offers(board, case, world, observer, allowed)
        return
    open_issues = allowed & ~closed_issues(world) if world.now[PENDING] else allowed
    survey_what_is_borne(board, case, world, observer, open_issues, hoping)
    add_extensions(board, case, world, observer, open_issues)
    strike_what_was_rejected(board, case, world)


@rule
def survey_all_offers(board: Board, case: Case, world: World, observer: int, allowed: int) -> None:
    """Survey as another party, with a look at every deal: also at those that nobody could bear."""
    open_issues = allowed & ~closed_issues(world) if world.now[PENDING] else allowed
    survey_again(board, case, world, observer, open_issues)
    if world.now[PENDING] or world.now[FORESEEN]:
        _average(board, case, world, walk_of(board, open_issues))
    add_extensions(board, case, world, observer, open_issues)
    strike_what_was_rejected(board, case, world)


@rule
def _average(board: Board, case: Case, world: World, walk: int) -> None:
    """Reckon all surpluses anew, what is pending averaged over, deadlines foreseen; list anew what may be proposed."""
    absent = who_is_away(board, world)
    mean_for_all(board, case, world, world.now[AHEAD])
    for first in range(0, world.standing.shape[1], LANES):
        put(world.standing, 0, first, take(world.mean, 0, first))
    count = 0
    for place in range(world.found[walk, LEAVES]):
        state = deal_at(world, walk, place)
        if world.now[PENDING]:
            mean_for_all(board, case, world, state)
        else:
            foresee_for_all(board, case, world, state)
        note_surplus(board, world, state)
        asked = world.consent[state]
        willing = asked & ~(world.losers[state] & ~world.pledgers[state]) & ~absent
        borne = would_win(board, world, world.agenda[state], asked, willing)
        if borne and world.agenda[state] and (world.now[PENDING] == 0 or stands_alone(board, world, state)):
            world.bearable[count] = state
            count += 1
    world.now[BEARABLE] = count
