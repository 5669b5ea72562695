"""When there is a session, and who speaks at it."""

from math import floor, inf, isinf, log

from sim.kernel.chance import SESSIONS, SESSIONS_A_DAY, SPEAKER, uniform
from sim.kernel.compile import part, rule
from sim.rules.sets import has, only
from sim.rules.state import (
    ADJOURNED,
    ALONE_RATE,
    ALTERNATING,
    CLOSED,
    DAY,
    FAILURES_BORNE,
    GONE_FROM,
    LEFT_DAY,
    MEDIATED,
    MEDIATOR,
    NEVER,
    OUT,
    PRINCIPAL,
    PRINCIPALS,
    RANDOM,
    RUN,
    SEED,
    SESSION,
    SESSION_RATE,
    SHARES,
    SPEAKS,
    TURN,
    Board,
    Case,
    World,
)


@part
def sessions_today(board: Board, case: Case, world: World) -> int:
    """Return the sessions of a day: those dated, floor(s), and one more with chance s - floor(s).

    Once the mediator is gone, its dated sessions fall away and principals meet at a pace of their own.
    """
    day = world.now[DAY]
    gone = world.now[LEFT_DAY] != NEVER
    rate = case.protocol[ALONE_RATE] if gone else case.protocol[SESSION_RATE]
    dated = 0 if gone and board.rules[SPEAKS] == MEDIATED else board.dated[day]
    whole = floor(rate)
    luck = uniform(world.now[SEED], world.now[RUN], day * SESSIONS_A_DAY, SESSIONS, 0)
    extra = 1 if luck < rate - whole else 0
    sessions: int = dated + int(whole) + extra
    return sessions if talks_go_on(board, world) else 0


@rule
def talks_go_on(board: Board, world: World) -> bool:
    """Return whether sessions are held: not after a deadline that ends the talks, adjourned, or while all wait."""
    if world.now[CLOSED] != 0 or world.now[ADJOURNED] >= world.now[DAY]:
        return False
    if world.now[OUT] == 0:
        return True
    waits = False
    for party in range(board.role.shape[0]):
        waits = waits or (board.suspending[party] and has(world.now[OUT], party))
    return not waits


@part
def away(board: Board, world: World, party: int) -> bool:
    """Return whether a party is away from the table: a mediator that is gone, or whoever is out."""
    return gone(board, world, party) or has(world.now[OUT], party)


@part
def gone_today(board: Board, world: World) -> None:
    """On a stated day the mediator is gone, whatever its patience."""
    if board.rules[GONE_FROM] == world.now[DAY] and world.now[LEFT_DAY] == NEVER:
        world.now[LEFT_DAY] = world.now[DAY]


@part
def gone(board: Board, world: World, party: int) -> bool:
    """Return whether a party is a mediator that is gone: it speaks, signs and presses no more."""
    left: bool = board.role[party] == MEDIATOR and world.now[LEFT_DAY] != NEVER
    return left


@part
def who_is_away(board: Board, world: World) -> int:
    """Return who is away from the table, for good or not: they sign nothing new."""
    absent = 0
    for party in range(board.role.shape[0]):
        if away(board, world, party):
            absent |= only(party)
    return absent


@part
def _mediators_stay(board: Board, case: Case) -> bool:
    """Return whether nothing takes the mediators away from the table."""
    stay: bool = isinf(case.protocol[FAILURES_BORNE]) and board.rules[GONE_FROM] == NEVER
    for other in range(board.role.shape[0]):
        stay = stay and not (board.role[other] == MEDIATOR and board.may_go[other])
    return stay


@rule
def may_speak(board: Board, case: Case, party: int) -> bool:
    """Return whether a party may come to speak in a run."""
    mode = board.rules[SPEAKS]
    if board.role[party] == MEDIATOR:
        return bool(mode == MEDIATED or (mode == SHARES and case.share[party] > 0.0))
    if board.role[party] == PRINCIPAL:
        return mode != MEDIATED or not _mediators_stay(board, case)
    return bool(mode == SHARES and case.share[party] > 0.0)


@rule
def moment(world: World) -> int:
    """Return the address in time of the session under way."""
    place: int = world.now[DAY] * SESSIONS_A_DAY + world.now[SESSION]
    return place


@rule
def choose_speaker(board: Board, case: Case, world: World) -> int:
    """Return who proposes: the mediator while it stays, else the principals in turn, at random, or by shares.

    Who is out is passed over; -1 if nobody is left, or the talks have been broken off.
    """
    mode = board.rules[SPEAKS]
    if not talks_go_on(board, world):
        return NEVER
    if mode == ALTERNATING:
        for _ in range(board.rules[PRINCIPALS]):
            world.now[TURN] += 1
            party = in_turn(board, world, (world.now[TURN] - 1) % board.rules[PRINCIPALS])
            if not has(world.now[OUT], party):
                return party
        return NEVER
    if mode == MEDIATED and world.now[LEFT_DAY] == NEVER:
        mediator = by_lot(board, case, world, MEDIATOR)
        if mediator != NEVER:
            return mediator
    if mode in (MEDIATED, RANDOM):
        return by_lot(board, case, world, PRINCIPAL)
    chosen = by_lot(board, case, world, NEVER)
    if chosen != NEVER and gone(board, world, chosen):
        return by_lot(board, case, world, PRINCIPAL)
    return chosen


@part
def in_turn(board: Board, world: World, place: int) -> int:
    """Return the principal whose place in the order it is."""
    for party in range(board.role.shape[0]):
        if world.turns[party] == place:
            return party
    return NEVER


@rule
def by_lot(board: Board, case: Case, world: World, role: int) -> int:
    """Draw one party of a role, all alike; or with role -1 any party in proportion to its share of the floor.

    Each draws -ln(u) / share from its own luck and the smallest speaks, so that no place in the file counts.
    """
    chosen = NEVER
    least = inf
    for party in range(board.role.shape[0]):
        share = case.share[party] if role == NEVER else 1.0
        if has(world.now[OUT], party):
            continue
        if (role == NEVER and share > 0.0) or board.role[party] == role:
            luck = uniform(world.now[SEED], world.now[RUN], moment(world), SPEAKER, board.luck_party[party])
            wait = -log(luck) / share
            if wait < least:
                least = wait
                chosen = party
    return chosen
