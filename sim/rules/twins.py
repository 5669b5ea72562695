"""Steps 3, 4 and 6: deals with just some of what is pending, found on the way down the tree of deals."""

from sim.kernel.compile import part
from sim.rules.averaging import put_some
from sim.rules.coming import next_pact
from sim.rules.sets import has
from sim.rules.state import ABOVE, ADDS, AHEAD, LEVEL, NEVER, PENDING, SKIP, STATE, Board, World


@part
def set_twins(board: Board, world: World, every: bool) -> int:
    """Begin at the root with the twins of the path; return how many there are.

    A twin is the node whose deals are those of the path with just some of what is pending: there is one for every set
    of agreements, but for all of them, which the path itself has; or only the twin without any.
    """
    pending = world.now[PENDING]
    if pending == 0:
        return 0
    twins = (1 << pending) - 1 if every else 1
    for some in range(twins):
        world.twin[0, some] = 0
        number, place = next_pact(world, 0), 0
        while number != NEVER:
            _set_twin_options(board, world, number, some, has(some, place))
            number, place = next_pact(world, number), place + 1
    if every:
        for some in range(1 << pending):
            world.twin_chance[some] = put_some(board, world, world.now[AHEAD], some, True)
    return twins


@part
def _set_twin_options(board: Board, world: World, number: int, some: int, comes: bool) -> None:
    """Note what a twin has on the issues of an agreement: what comes, or what is in force."""
    for issue in range(board.order.shape[0]):
        if world.pact[issue] == number:
            world.twin_option[issue, some] = world.coming[issue] if comes else board.option[world.now[STATE], issue]


@part
def find_twins(board: Board, world: World, node: int, twins: int) -> None:
    """Note the twins of a node, -1 where none of their deals is feasible."""
    level, option = board.node[node, LEVEL], board.node[node, ADDS]
    issue = board.issue[option]
    for some in range(twins):
        other = world.twin[level - 1, some]
        if world.pact[issue] == 0 and other == board.node[node, ABOVE]:
            world.twin[level, some] = node
        elif other != NEVER:
            world.twin[level, some] = _child(
                board, other, world.twin_option[issue, some] if world.pact[issue] else option
            )
        else:
            world.twin[level, some] = NEVER


@part
def _child(board: Board, above: int, option: int) -> int:
    """Return the node that adds an option to another, -1 if there is none."""
    node = above + 1
    while node < board.node.shape[0] and board.node[node, ABOVE] == above:
        if board.node[node, ADDS] == option:
            return node
        node = board.node[node, SKIP]
    return NEVER
