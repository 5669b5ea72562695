"""Steps 3, 9 and 10: an option may guard another, so that less is at risk under it and it is less soon lost."""

from sim.kernel.compile import part, rule
from sim.rules.state import EXPOSED, Board, Case, World


@part
def stands(board: Board, state: int, option: int) -> bool:
    """Return whether an option is in a state."""
    there: bool = board.option[state, board.issue[option]] == option
    return there


@rule
def guarded(board: Board, case: Case, state: int, option: int, what: int) -> float:
    """Return by how much the options of a state that guard one multiply its exposure, hazard or misreading."""
    factor = 1.0
    for guard in range(board.guard_of.shape[0]):
        if board.guard_of[guard] == option and stands(board, state, board.guard_by[guard]):
            factor *= case.guard[guard, what]
    return factor


@rule
def relief(board: Board, case: Case, world: World, state: int, party: int) -> float:
    """Return what guards take off a party's exposure in a state: sum (1 - T) X price (1 - prod exposure)."""
    points = 0.0
    for guard in range(board.guard_of.shape[0]):
        option = board.guard_of[guard]
        if stands(board, state, option) and _first_of(board, guard):
            left = guarded(board, case, state, option, EXPOSED)
            points += world.risk[option, party] * world.price[option, party] * (1.0 - left)
    return points


@part
def _first_of(board: Board, guard: int) -> bool:
    """Return whether no guard before this one is of the same option."""
    place = 0
    while board.guard_of[place] != board.guard_of[guard]:
        place += 1
    return bool(place == guard)
