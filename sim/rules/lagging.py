"""Step 7: what lies between agreement and force: the lag of a deal, and who ratifies it."""

from sim.kernel.compile import part, rule
from sim.rules.formulas import acceptance, whole_days
from sim.rules.sets import has, only
from sim.rules.state import CHANCE_ALONE, LAGGING, NOBODY, OUTSIDE, Board, Case, World


@part
def brings(board: Board, state: int, agenda: int, issue: int) -> bool:
    """Return whether a deal brings in an option on an issue: on its agenda, not extended, and no falling back."""
    option = board.option[state, issue]
    changed = has(agenda, issue) and board.extends[state] != issue and option >= 0
    return changed and (board.rules[OUTSIDE] == 1 or option != board.first[issue])


@rule
def lag_of(board: Board, case: Case, state: int, agenda: int) -> int:
    """Return the days from agreement to force: the longest lag of what a deal brings in."""
    lag = 0
    for issue in range(board.controllers.shape[0]):
        if brings(board, state, agenda, issue):
            lag = max(lag, whole_days(case.lag[board.option[state, issue]]))
    return lag


@rule
def needs_ratifying(board: Board, state: int, agenda: int) -> bool:
    """Return whether anything that a deal brings in has to be ratified."""
    for issue in range(board.controllers.shape[0]):
        if brings(board, state, agenda, issue) and board.ratifier[board.option[state, issue]] != NOBODY:
            return True
    return False


@rule
def at_once(board: Board, case: Case, state: int, agenda: int) -> bool:
    """Return whether a deal is in force as soon as it is agreed."""
    if board.rules[LAGGING] == 0:
        return True
    waits = needs_ratifying(board, state, agenda) or goes_to_ballot(board, state, agenda)
    return lag_of(board, case, state, agenda) == 0 and not waits


@rule
def brought_in(board: Board, state: int, agenda: int) -> int:
    """Return the issues on which a deal brings in an option."""
    issues = 0
    for issue in range(board.controllers.shape[0]):
        if brings(board, state, agenda, issue):
            issues |= only(issue)
    return issues


@rule
def goes_to_ballot(board: Board, state: int, agenda: int) -> bool:
    """Return whether anybody votes on a deal as a whole."""
    if board.ballot_by.shape[0] == 0:
        return False
    package = brought_in(board, state, agenda)
    voted_on = 0
    for ratifier in range(board.ballot_by.shape[0]):
        voted_on |= board.ballot_on[ratifier]
    return bool(package & voted_on)


@rule
def ratifies(board: Board, state: int, agenda: int, party: int) -> bool:
    """Return whether a party ratifies anything that a deal brings in."""
    for issue in range(board.controllers.shape[0]):
        if brings(board, state, agenda, issue) and board.ratifier[board.option[state, issue]] == party:
            return True
    return False


@rule
def ratified_chance(board: Board, case: Case, world: World, state: int) -> float:
    """Return how likely a deal surveyed is to be ratified, as the observer of the survey sees it.

    The product of the chances stated, and over the parties that ratify of logistic(lambda (V(d) - V)) prod (1 - b_c).
    """
    if board.rules[LAGGING] == 0:
        return 1.0
    agenda, kind = world.agenda[state], board.broken[state]
    chance, asked = 1.0, 0
    for issue in range(board.controllers.shape[0]):
        if brings(board, state, agenda, issue):
            by = board.ratifier[board.option[state, issue]]
            if by == CHANCE_ALONE:
                chance *= case.ratified[board.option[state, issue]]
            elif by != NOBODY:
                asked |= only(by)
    for party in range(board.role.shape[0]):
        if has(asked, party):
            gain = world.surplus[state, party] + world.set_cost[kind, party]
            chance *= acceptance(gain, 0.0, 0.0, case.assumed[party], 0.0) * world.set_odds[kind, party]
    return chance
