"""Step 4: what a deal newly breaks, what giving way costs, and where a red line is in it."""

from sim.kernel.compile import part, rule
from sim.rules.sets import has, only
from sim.rules.state import AHEAD, BELIEVED, CONDUCT, COSTING, TRULY, Board, Case, World


@part
def newly_in(board: Board, world: World, kind: int) -> int:
    """Return the conditions of a set that are newly broken."""
    newly: int = board.broken_set[kind] & ~_old_news(board, world)
    return newly


@part
def _old_news(board: Board, world: World) -> int:
    """Return the conditions that nothing breaks newly: the deal in force, all pending in it, does, or conduct keeps."""
    old: int = board.broken_set[board.broken[world.now[AHEAD]]] | world.now[CONDUCT]
    return old


@part
def newly_over(board: Board, world: World, state: int, before: int) -> int:
    """Return the conditions that a state breaks and another does not."""
    newly: int = board.broken_set[board.broken[state]] & ~board.broken_set[board.broken[before]] & ~world.now[CONDUCT]
    return newly


@part
def red_line_among(board: Board, world: World, conditions: int, party: int) -> bool:
    """Return whether a red line of a party is among some conditions."""
    for condition in range(board.owner.shape[0]):
        if has(conditions, condition) and world.red[condition] and board.owner[condition] == party:
            return True
    return False


@part
def odds_over(board: Board, world: World, conditions: int, party: int) -> float:
    """Return how likely no red line of a party is believed to be among some conditions: prod (1 - b_c)."""
    odds = 1.0
    for condition in range(board.owner.shape[0]):
        if has(conditions, condition) and board.owner[condition] == party:
            odds *= 1.0 - world.suspected[condition]
    return odds


@rule
def newly_broken(board: Board, world: World, state: int) -> int:
    """Return the conditions that a deal breaks and the one in force does not."""
    return newly_in(board, world, board.broken[state])


@part
def own_newly_broken(board: Board, world: World, state: int, party: int) -> int:
    """Return the conditions of a party's own among those that a deal newly breaks."""
    newly = newly_broken(board, world, state)
    own = 0
    for condition in range(board.owner.shape[0]):
        if has(newly, condition) and board.owner[condition] == party:
            own |= only(condition)
    return own


@rule
def weigh_conditions(board: Board, case: Case, world: World) -> None:
    """For each set of conditions: what newly breaking it costs whom, whose it is, and where red lines are in it.

    Sets in which nothing has changed since they were weighed last are as they were.
    """
    changed, old = _changed(board, case, world), _old_news(board, world)
    if changed == 0 and old == world.old_news[0]:
        return
    world.old_news[0] = old
    for kind in range(board.broken_set.shape[0]):
        newly = board.broken_set[kind] & ~old
        if newly != world.set_newly[kind] or newly & changed:
            world.set_newly[kind] = newly
            _clear(board, world, kind)
            condition = 0
            while newly >> condition:
                if has(newly, condition):
                    _weigh(board, case, world, kind, condition)
                condition += 1
            world.set_hope[kind] = counting_hope(board, world, kind, world.set_owners[kind])


@part
def _changed(board: Board, case: Case, world: World) -> int:
    """Return the conditions of which something else counts than when sets were weighed last, and note what counts."""
    changed = 0
    for condition in range(board.owner.shape[0]):
        moved = _note(world, condition, BELIEVED, world.suspected[condition])
        moved |= _note(world, condition, COSTING, case.backdown[condition])
        moved |= _note(world, condition, TRULY, 1.0 if world.red[condition] else 0.0)
        changed |= only(condition) if moved else 0
    return changed


@part
def _note(world: World, condition: int, what: int, counts: float) -> bool:
    other: bool = world.weighed[condition, what] != counts
    world.weighed[condition, what] = counts
    return other


@part
def _clear(board: Board, world: World, kind: int) -> None:
    """Newly breaking a set costs nobody anything, and no red line is in it."""
    world.set_owners[kind] = 0
    world.set_vetoes[kind] = 0
    for party in range(board.role.shape[0]):
        world.set_cost[kind, party] = 0.0
        world.set_odds[kind, party] = 1.0


@part
def _weigh(board: Board, case: Case, world: World, kind: int, condition: int) -> None:
    """Add a condition that is newly broken to what is known of a set."""
    owner = board.owner[condition]
    world.set_cost[kind, owner] += case.backdown[condition]
    world.set_odds[kind, owner] *= 1.0 - world.suspected[condition]
    world.set_owners[kind] |= only(owner)
    if world.red[condition]:
        world.set_vetoes[kind] |= only(owner)


@part
def counting_hope(board: Board, world: World, kind: int, asked: int) -> float:
    """Return what hope counts for while those asked may have red lines in a set: min(1, 2 prod (1 - b_c))."""
    odds = 1.0
    for party in range(board.role.shape[0]):
        if has(asked, party):
            odds *= world.set_odds[kind, party]
    return min(1.0, 2.0 * odds)


@rule
def breaks_red_line(board: Board, world: World, state: int, party: int) -> bool:
    """Return whether a deal newly breaks a red line of a party, which then refuses it. Needs conditions weighed."""
    return has(world.set_vetoes[board.broken[state]], party)
