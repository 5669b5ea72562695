"""Steps 3 and 4: what every deal within reach is worth to every party, as an observer sees it.

`survey` walks the tree of states once and fills in, for each deal that changes only the allowed issues: its agenda,
whose consent it needs, its value and its surplus for every party. Everything that compares deals rests on it.
"""

from math import isinf

from sim.compiling import part, rule
from sim.rules.formulas import priced_share
from sim.rules.state import NO_TERM, PRICING_ON, SEEN, STATE, Board, Case, World

PUBLIC = -1
"""The observer who makes no errors and knows nothing private."""


@rule
def term_of(case: Case, option: int) -> int:
    """Return the term of an option in whole days, at least one, or `NO_TERM`."""
    term = case.term[option]
    return NO_TERM if isinf(term) else max(1, int(term + 0.5))


@rule
def price_terms(board: Board, case: Case, world: World, day: int) -> None:
    """Time is priced: a fixed-term option counts for min(1, days left / patience) of itself.

    Days left are the term for an option that a deal would bring in, and the remainder including `day` for one in
    force; a linked option takes its anchor's.
    """
    state = world.now[STATE]
    for option in range(board.issue.shape[0]):
        root = board.root[option]
        left = term_of(case, root)
        if board.option[state, board.issue[root]] == root and left < NO_TERM:
            left = world.ends[board.issue[root]] - day + 1
        for party in range(board.role.shape[0]):
            priced = left < NO_TERM and board.rules[PRICING_ON] == 1
            world.price[party, option] = priced_share(left, case.patience[party]) if priced else 1.0


@part
def trust_in_bound(board: Board, world: World, party: int, option: int) -> float:
    """Return a party's mean trust in the others whom an option binds; full when it binds nobody else."""
    total = 0.0
    others = 0
    for other in range(board.role.shape[0]):
        if other != party and (board.binds[option] >> other) & 1:
            total += world.trust[party, other]
            others += 1
    return total / others if others else 1.0


@part
def option_points(board: Board, case: Case, world: World, observer: int, party: int, option: int) -> float:
    """Return what an option is worth to a party as an observer sees it, exposure discounted by distrust.

    w + error - (1 - T) X
    """
    points = world.worth[party, option]
    if observer >= 0:
        points += world.error[observer, party, option]
    exposure = case.exposure[party, option]
    if exposure > 0.0:
        points -= (1.0 - trust_in_bound(board, world, party, option)) * exposure
    return points


@rule
def set_table(board: Board, case: Case, world: World, observer: int) -> None:
    """Fill the worth and the settling of every option for every party, priced over its issue's first option."""
    for party in range(board.role.shape[0]):
        base = 0.0
        for option in range(board.issue.shape[0]):
            first = board.first[board.issue[option]]
            points = option_points(board, case, world, observer, party, option)
            if option == first:
                base = points
            price = world.price[party, option]
            world.table[option, party] = base + (points - base) * price
            calm = case.settles[first]
            world.settling[option, party] = calm + (case.settles[option] - calm) * price


@rule
def bonus_points(board: Board, case: Case, state: int, party: int) -> float:
    """Return what the combinations in a state add to a party's worth."""
    points = 0.0
    for bonus in range(board.bonus_party.shape[0]):
        if board.bonus_party[bonus] == party and board.in_bonus[state, bonus]:
            points += case.bonus[bonus]
    return points


@rule
def value_of(board: Board, case: Case, world: World, state: int, party: int) -> float:
    """Return V of one state for a party: worth + bonus + (1 - settles) R, all priced; R where nothing is in force.

    Needs a table set before. Adds in the order of the tree, so that it gives the bits that `survey` gives.
    """
    worth = 0.0
    settles = 0.0
    for issue in range(board.controllers.shape[0]):
        option = board.option[state, issue]
        if option >= 0:
            worth += world.table[option, party]
            settles = max(settles, world.settling[option, party])
    return worth + bonus_points(board, case, state, party) + (1.0 - settles) * world.no_deal[party]


@rule
def survey(board: Board, case: Case, world: World, observer: int, allowed: int) -> None:
    """Value every deal that changes only the allowed issues, as the observer sees all parties.

    Needs priced terms. Fills agenda, consent, value and surplus of the states listed in `seen`.

    Args:
        board: What the scenario fixes.
        case: The run's inputs.
        world: The run as it stands.
        observer: The party that looks, or `PUBLIC`.
        allowed: Issues that may change, a bit mask.
    """
    set_table(board, case, world, observer)
    _walk(board, world, allowed)
    _value_seen(board, case, world)
    _newly_broken(board, case, world)
    _surplus_seen(board, world)


@part
def _walk(board: Board, world: World, allowed: int) -> None:
    """Go down the tree of states, skipping what is barred or not allowed; list the leaves."""
    node_worth, node_settles, sets = world.node_worth, world.node_settles, world.node_sets
    table, settling, seen = world.table, world.settling, world.seen
    parties = board.role.shape[0]
    state = world.now[STATE]
    count = 0
    node = 1
    while node < board.node_option.shape[0]:
        option = board.node_option[node]
        issue = board.issue[option]
        changed = board.option[state, issue] != option
        if world.barred[option] or (changed and not (allowed >> issue) & 1):
            node = board.node_skip[node]
            continue
        parent = board.node_parent[node]
        for party in range(parties):
            node_worth[node, party] = node_worth[parent, party] + table[option, party]
            node_settles[node, party] = max(node_settles[parent, party], settling[option, party])
        sets[node, 0] = sets[parent, 0] | (1 << issue) if changed else sets[parent, 0]
        needed = board.controllers[issue] | world.signed[issue]
        sets[node, 1] = sets[parent, 1] | needed if changed else sets[parent, 1]
        if board.node_state[node] >= 0:
            seen[count] = node
            count += 1
        node += 1
    world.now[SEEN] = count


@part
def _value_seen(board: Board, case: Case, world: World) -> None:
    """Turn the leaves into states with agenda, consent and value; value the state in force, which may be no deal."""
    node_worth, node_settles, sets = world.node_worth, world.node_settles, world.node_sets
    value, no_deal = world.value, world.no_deal
    parties = board.role.shape[0]
    bonuses = board.bonus_party.shape[0]
    for place in range(world.now[SEEN]):
        node = world.seen[place]
        state = board.node_state[node]
        world.seen[place] = state
        world.agenda[state] = sets[node, 0]
        world.consent[state] = sets[node, 1]
        for party in range(parties):
            extra = bonus_points(board, case, state, party) if bonuses else 0.0
            value[state, party] = (
                node_worth[node, party] + extra + (1.0 - node_settles[node, party]) * no_deal[party]
            )
    standing = world.now[STATE]
    for party in range(parties):
        value[standing, party] = value_of(board, case, world, standing, party)


@part
def _newly_broken(board: Board, case: Case, world: World) -> None:
    """For each set of conditions: what newly breaking it costs whom, whose it is, and where red lines are in it."""
    standing = board.broken_set[board.broken[world.now[STATE]]]
    for kind in range(board.broken_set.shape[0]):
        newly = board.broken_set[kind] & ~standing
        world.set_owners[kind] = 0
        world.set_vetoes[kind] = 0
        for party in range(board.role.shape[0]):
            world.set_cost[kind, party] = 0.0
            world.set_odds[kind, party] = 1.0
        for condition in range(board.owner.shape[0]):
            if (newly >> condition) & 1:
                owner = board.owner[condition]
                world.set_cost[kind, owner] += case.backdown[condition]
                world.set_odds[kind, owner] *= 1.0 - world.suspected[condition]
                world.set_owners[kind] |= 1 << owner
                if world.red[condition]:
                    world.set_vetoes[kind] |= 1 << owner


@part
def _surplus_seen(board: Board, world: World) -> None:
    """S(d) = V(d) - V(g) - cost of the conditions that d breaks and g does not."""
    value, surplus, cost = world.value, world.surplus, world.set_cost
    standing = world.now[STATE]
    for place in range(world.now[SEEN]):
        state = world.seen[place]
        kind = board.broken[state]
        for party in range(board.role.shape[0]):
            surplus[state, party] = value[state, party] - value[standing, party] - cost[kind, party]


@rule
def pledge_price(board: Board, case: Case, state: int, agenda: int, party: int) -> float:
    """Return what refusing costs a party that has pledged everything a deal brings in, or -1 if it has not."""
    if agenda == 0 or agenda & ~board.pledged[party, state]:
        return -1.0
    price = 0.0
    for issue in range(board.controllers.shape[0]):
        if (agenda >> issue) & 1:
            price += case.pledge[board.pledge_of[party, board.option[state, issue]]]
    return price
