"""Step 5: the share of the attainable that each party holds out for.

A tactic is a function of listed scalars that returns an aspiration in [0, 1]. The built-in ones are here; a plug-in
is called through `outside` with the same scalars.
"""

from collections.abc import Callable

from sim.kernel.compile import part, rule
from sim.rules.deadlines import last_day_for
from sim.rules.formulas import aspiration_at_deadline, aspiration_in_kind, aspiration_over_time
from sim.rules.setup import demand_of, rival_of
from sim.rules.state import (
    ASPIRATION,
    BETA,
    DAY,
    DEADLINE,
    FROM,
    HORIZON,
    LAST_DAYS,
    OTHERS_BEFORE,
    OWN_BEFORE,
    REPUTATION,
    STEADFAST,
    TIME,
    TIT_FOR_TAT,
    TO,
    Board,
    Case,
    World,
)

Outside = Callable[[int, float, float, float, float, float, float, float, float, float, float], float]
"""(kind, day, horizon, patience, aspiration, from, to, beta, previous, others now, others before) -> aspiration."""


@rule
def set_aspirations(board: Board, case: Case, world: World, outside: Outside) -> None:
    """At a session every party settles what share of the attainable it holds out for."""
    for party in range(board.role.shape[0]):
        others = mean_expected(board, world, party)
        previous, past = world.before[party, OWN_BEFORE], world.before[party, OTHERS_BEFORE]
        if past < 0.0:
            previous, past = case.tactic[party, FROM], others
        aspiration = _held_out(board, case, world, party, previous, others, past, outside)
        aspiration = min(1.0, max(0.0, aspiration))
        world.aspiration[party] = aspiration
        world.before[party, OWN_BEFORE] = aspiration
        world.before[party, OTHERS_BEFORE] = others


@part
def mean_expected(board: Board, world: World, party: int) -> float:
    """Return the mean of what the public expects the other parties to hold out for."""
    total = 0.0
    others = board.role.shape[0] - 1
    for other in range(board.role.shape[0]):
        if other != party:
            total += world.expected[other]
    mean: float = total / others
    return mean


@part
def _held_out(
    board: Board,
    case: Case,
    world: World,
    party: int,
    previous: float,
    others: float,
    past: float,
    outside: Outside,
) -> float:
    kind = board.tactic[party]
    numbers = case.tactic
    day = 1.0 * world.now[DAY]
    if kind == STEADFAST:
        return demand_of(board, case, party)
    if kind == TIME:
        return aspiration_over_time(
            day, numbers[party, FROM], numbers[party, TO], case.conceding[party], numbers[party, BETA]
        )
    if kind == TIT_FOR_TAT:
        return aspiration_in_kind(previous, others, past, numbers[party, TO], numbers[party, FROM])
    if kind == DEADLINE:
        left = last_day_for(board, world, party) - day
        return aspiration_at_deadline(left, numbers[party, FROM], numbers[party, TO], numbers[party, LAST_DAYS])
    if kind == REPUTATION:
        return reputation_aspiration(board, case, world, party)
    return _from_outside(board, case, world, party, previous, others, past, outside)


@part
def reputation_aspiration(board: Board, case: Case, world: World, party: int) -> float:
    """A party insists on its demand until its day of concession; then it takes what the other's demand leaves it."""
    if world.now[DAY] < world.concession[party]:
        return demand_of(board, case, party)
    rival = rival_of(board, party)
    return max(0.0, 1.0 - demand_of(board, case, rival)) if rival >= 0 else 0.0


@part
def _from_outside(
    board: Board,
    case: Case,
    world: World,
    party: int,
    previous: float,
    others: float,
    past: float,
    outside: Outside,
) -> float:
    numbers = case.tactic
    aspiration = outside(
        board.tactic[party],
        1.0 * world.now[DAY],
        1.0 * board.rules[HORIZON],
        case.conceding[party],
        numbers[party, ASPIRATION],
        numbers[party, FROM],
        numbers[party, TO],
        numbers[party, BETA],
        previous,
        others,
        past,
    )
    return aspiration if aspiration == aspiration else 1.0  # NaN: the switchboard has noted the fault
