"""Step 3: what is pending counts as what it will be, the average of with and without."""

from sim.kernel.compile import rule
from sim.rules.coming import find_state, leave_out, load_row, next_pact, put_pact
from sim.rules.state import NEVER, PENDING, START, Board, Case, World
from sim.rules.worth import value_of


@rule
def mean_value(board: Board, case: Case, world: World, state: int, party: int, ahead: bool) -> float:
    """Return V of a state for a party, averaged over what of the pending agreements will be in force.

    Each counts at the chance reckoned when it was agreed; what cannot be together is left out. Needs a table.

    Args:
        board: What the scenario fixes.
        case: The run's inputs.
        world: The run as it stands.
        state: The deal.
        party: Whose value it is.
        ahead: Whether the deal holds what is pending, as proposals do, and what stands there is to be left out.
    """
    if world.now[PENDING] == 0:
        return value_of(board, case, world, state, party)
    total = 0.0
    weights = 0.0
    for some in range(1 << world.now[PENDING]):
        weight = put_some(board, world, state, some, ahead)
        found = find_state(board, world) if weight > 0.0 else NEVER
        if found != NEVER and (board.proposable[found] or found == board.rules[START]):
            total += weight * value_of(board, case, world, found, party)
            weights += weight
    if weights > 0.0:
        return total / weights
    put_some(board, world, state, 0, ahead)
    found = find_state(board, world)
    return value_of(board, case, world, state if found == NEVER else found, party)


@rule
def put_some(board: Board, world: World, state: int, some: int, ahead: bool) -> float:
    """Put a state with some of the pending agreements, a bit mask, into the row; return how likely it is just these."""
    load_row(board, world, state)
    if ahead:
        leave_out(board, world)
    weight = 1.0
    number = next_pact(world, 0)
    while number != NEVER:
        chance = _chance_of(world, number)
        if some & 1:
            put_pact(board, world, number)
            weight *= chance
        else:
            weight *= 1.0 - chance
        some >>= 1
        number = next_pact(world, number)
    return weight


@rule
def _chance_of(world: World, number: int) -> float:
    """Return the chance that was reckoned of an agreement when it was made."""
    for issue in range(world.pact.shape[0]):
        if world.pact[issue] == number:
            chance: float = world.pact_chance[issue]
            return chance
    return 1.0
