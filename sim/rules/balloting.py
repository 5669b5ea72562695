"""Steps 6 and 7: packages that are tentative, then voted on: when, with what chance, and what can be proposed."""

from sim.kernel.compile import part, rule
from sim.rules.answers_kept import chance_by_record, record_on, row_of
from sim.rules.formulas import acceptance, whole_days
from sim.rules.lagging import brought_in, lag_of, ratified_chance
from sim.rules.minds import agenda_seen, reopened
from sim.rules.sets import has
from sim.rules.state import BEARABLE, DAY, NEVER, POLL_DAY, Board, Case, World
from sim.rules.worth import PUBLIC


@rule
def due_on(board: Board, case: Case, world: World, state: int, agenda: int) -> int:
    """Return the day on which a deal agreed today is due: after its lag, or at its last ballot; -1 if none is left."""
    lag = lag_of(board, case, state, agenda)
    due: int = world.now[DAY] + lag
    package = brought_in(board, state, agenda) if board.ballot_by.shape[0] else 0
    for ratifier in range(board.ballot_by.shape[0]):
        if package & board.ballot_on[ratifier]:
            day = _ballot_after(board, case, ratifier, world.now[DAY], lag)
            if day == NEVER:
                return NEVER
            due = max(due, day)
    return due


@part
def _ballot_after(board: Board, case: Case, ratifier: int, today: int, lag: int) -> int:
    """Return the day of a ballot: the first named that is late enough, or so many days after the lag."""
    if board.ballot_day[ratifier, 0] == NEVER:
        return today + max(1, lag + whole_days(case.ballot_in[ratifier]))
    first = NEVER
    for place in range(board.ballot_day.shape[1]):
        day = board.ballot_day[ratifier, place]
        if day >= today + max(1, lag) and (first == NEVER or day < first):
            first = day
    return first


@rule
def strike_what_was_rejected(board: Board, case: Case, world: World) -> None:
    """Strike from what can be proposed packages that a ballot has rejected, and those that no ballot is left for."""
    if board.ballot_by.shape[0] == 0:
        return
    count = 0
    for place in range(world.now[BEARABLE]):
        state = world.bearable[place]
        if can_be_voted_on(board, case, world, state):
            world.bearable[count] = state
            count += 1
    world.now[BEARABLE] = count


@rule
def can_be_voted_on(board: Board, case: Case, world: World, state: int) -> bool:
    """Return whether no ballot has rejected the package of a deal for good, and one is left for it."""
    agenda = world.agenda[state]
    package = brought_in(board, state, agenda)
    for ratifier in range(board.ballot_by.shape[0]):
        if package & board.ballot_on[ratifier] and _rejected(board, case, world, state, package, ratifier):
            return False
    return due_on(board, case, world, state, agenda) != NEVER


@rule
def _rejected(board: Board, case: Case, world: World, state: int, package: int, ratifier: int) -> bool:
    """Return whether a ratifier has rejected a package and its mind on it has not reopened since."""
    party = board.ballot_by[ratifier]
    for number in range(world.rejections[ratifier]):
        row = ratifier * world.turned_down_at.shape[1] + number
        same = True
        for issue in range(board.controllers.shape[0]):
            option = board.option[state, issue] if has(package, issue) else NEVER
            same = same and world.turned_down[row, issue] == option
        if same:
            seen = agenda_seen(board, case, world, package, party)
            if world.turned_down_at[ratifier, number] == reopened(board, world, seen):
                return True
    return False


@rule
def likely_ratified(board: Board, case: Case, world: World, state: int, observer: int) -> float:
    """Return how likely a deal surveyed is to be ratified, by its options' own ways and by all ballots on it.

    A ballot: the chance of an answer that holds out for nothing, to V(d) - V + recommendations - raises x rejections,
    times the chance that no red line of who votes is newly broken.
    """
    chance = ratified_chance(board, case, world, state)
    if board.ballot_by.shape[0] == 0:
        return chance
    package = brought_in(board, state, world.agenda[state])
    kind = board.broken[state]
    for ratifier in range(board.ballot_by.shape[0]):
        if package & board.ballot_on[ratifier]:
            party = board.ballot_by[ratifier]
            gain = world.surplus[state, party] + world.set_cost[kind, party]
            gain += word_of(board, case, world, ratifier, world.consent[state])
            chance *= _expected_vote(board, case, world, state, party, gain, observer) * world.set_odds[kind, party]
    return chance


@part
def word_of(board: Board, case: Case, world: World, ratifier: int, parties: int) -> float:
    """Return the points that recommendations add to a package, and rejections before take off it."""
    points: float = -case.raises[ratifier] * world.rejections[ratifier]
    for party in range(board.role.shape[0]):
        if has(parties, party):
            points += case.recommends[ratifier, party]
    return points


@rule
def _expected_vote(board: Board, case: Case, world: World, state: int, party: int, gain: float, observer: int) -> float:
    """Return the chance of a yes, from an observer's record where the party has answered on what is brought in.

    Nobody keeps a record of itself: who votes and speaks looks at the public one.
    """
    if case.consistency[party] > 0.0:
        package = brought_in(board, state, world.agenda[state])
        slot = record_on(board, case, world, package, party)
        if slot != NEVER:
            keeper = observer if observer != party else PUBLIC
            return chance_by_record(case, world, row_of(board, world, party, slot, keeper), party, gain, 0.0)
    return acceptance(gain, 0.0, 0.0, world.softened[party, world.blurred[state]], 0.0)


@rule
def forget_ballots(board: Board, world: World) -> None:
    """Nobody has voted on a package, or rejected one."""
    for ratifier in range(board.ballot_by.shape[0]):
        world.rejections[ratifier] = 0
    for place in range(world.polled.shape[0]):
        world.polled[place, POLL_DAY] = NEVER
