"""Step 8: what is kept of a party's answers on an agenda, and the chance of the next one that follows from it.

A record belongs to a party and an agenda as it sees it; in it every observer has a row of its own, the public the last.
"""

from math import exp

from sim.kernel.compile import part, rule
from sim.rules.minds import agenda_seen, reopened
from sim.rules.state import (
    ACCEPTED_LEAST,
    FRESH,
    GRID,
    NEVER,
    PER_WIDTH,
    REFUSED_MOST,
    SESSIONS_HELD,
    STILL_HELD,
    Board,
    Case,
    World,
)

WIDEST = 600.0
"""Exponents beyond which the odds of a refusal are not stepped through, lest they overflow."""


@part
def _rows_of(board: Board, world: World, party: int, slot: int) -> int:
    """Return the first row of a record."""
    first: int = (party * world.record_agenda.shape[1] + slot) * (board.role.shape[0] + 1)
    return first


@part
def seat_of(board: Board, observer: int) -> int:
    """Return the place of an observer among all; the public's is the last."""
    return observer if observer >= 0 else board.role.shape[0]


@part
def row_of(board: Board, world: World, party: int, slot: int, observer: int) -> int:
    """Return the row that an observer keeps in a record; the public's is the last."""
    return _rows_of(board, world, party, slot) + seat_of(board, observer)


@part
def _holds(world: World, party: int, slot: int, seen: int) -> bool:
    """Return whether a slot in use holds the record of an agenda."""
    held: bool = slot < world.answered[party] and world.record_agenda[party, slot] == seen
    return held


@rule
def record_on(board: Board, case: Case, world: World, agenda: int, party: int) -> int:
    """Return where the record of a party's answers on an agenda stands, -1 if it has none or its mind has reopened."""
    if world.answered[party] == 0:
        return NEVER
    seen = agenda_seen(board, case, world, agenda, party)
    slot: int = world.slot_of[seen, party]
    if _holds(world, party, slot, seen) and world.record_since[party, slot] == reopened(board, world, seen):
        return slot
    return NEVER


@rule
def open_record(board: Board, case: Case, world: World, agenda: int, party: int) -> int:
    """Return where a party's answer on an agenda is to be kept, having made room and begun afresh where needed."""
    seen = agenda_seen(board, case, world, agenda, party)
    slot: int = world.slot_of[seen, party]
    times = reopened(board, world, seen)
    known = _holds(world, party, slot, seen)
    if not known:
        slot = _make_room(world, party)
        world.slot_of[seen, party] = slot
        world.record_agenda[party, slot] = seen
    if not known or world.record_since[party, slot] != times:
        world.record_since[party, slot] = times
        first = _rows_of(board, world, party, slot)
        for row in range(first, first + board.role.shape[0] + 1):
            for point in range(GRID):
                _clear(case, world, row, point, party)
    world.record_last[party, slot] = world.now[SESSIONS_HELD]
    return slot


@part
def _make_room(world: World, party: int) -> int:
    """Return a free slot, or that of the agenda answered longest ago, which is then forgotten."""
    slot: int = world.answered[party]
    if slot < world.record_agenda.shape[1]:
        world.answered[party] += 1
        return slot
    slot = 0
    for other in range(world.record_agenda.shape[1]):
        if world.record_last[party, other] < world.record_last[party, slot]:
            slot = other
    return slot


@part
def _clear(case: Case, world: World, row: int, point: int, party: int) -> None:
    world.record[row, REFUSED_MOST, point] = 0.0
    world.record[row, ACCEPTED_LEAST, point] = 1.0
    world.record[row, FRESH, point] = 1.0
    world.record[row, STILL_HELD, point] = case.consistency[party]
    world.record[row, PER_WIDTH, point] = 1.0


@part
def _likelihood(held: float, refused: float, accepted: float, fresh: float) -> float:
    """Return M = c max(0, least accepted - most refused) + (1 - c) x (chance of all answers were they fresh)."""
    return held * max(0.0, accepted - refused) + (1.0 - held) * fresh


@rule
def keep_answer(
    case: Case, world: World, row: int, point: int, party: int, soft: float, odds: float, accepted: bool
) -> float:
    """Keep an answer at one point of the grid, and return by how much it changes the belief in that point.

    Args:
        case: The run's inputs.
        world: The run as it stands.
        row: The row of a record.
        point: Which aspiration is supposed.
        party: Whose answer it is.
        soft: The chance of acceptance at that aspiration, red lines aside.
        odds: The chance that no red line is newly broken.
        accepted: Whether it accepted.

    Returns:
        M after the answer over M before it.
    """
    record, held = world.record, case.consistency[party]
    refused, least = record[row, REFUSED_MOST, point], record[row, ACCEPTED_LEAST, point]
    fresh = record[row, FRESH, point]
    before = _likelihood(held, refused, least, fresh)
    if accepted:
        least = min(least, soft)
        fresh *= odds * soft
    else:
        refused = max(refused, soft)
        fresh *= 1.0 - odds * soft
    after = _likelihood(held, refused, least, fresh)
    if after > 0.0:
        record[row, REFUSED_MOST, point] = refused
        record[row, ACCEPTED_LEAST, point] = least
        record[row, FRESH, point] = fresh
        record[row, STILL_HELD, point] = held * max(0.0, least - refused) / after
        record[row, PER_WIDTH, point] = 1.0 / (least - refused) if least > refused else 0.0
    else:
        # What was impossible at this aspiration says nothing about what comes: the record starts again.
        _clear(case, world, row, point, party)
    return after / before


@rule
def chance_by_record(case: Case, world: World, row: int, party: int, surplus: float, ideal: float) -> float:
    """Return the chance that a party accepts, given what it has said on the agenda, averaged over its aspiration.

    sum belief(a) [c' clamp((p - most refused) / (least accepted - most refused), 0, 1) + (1 - c') p]
    """
    _set_odds(world, surplus, ideal, case.assumed[party])
    record = world.record
    chance = 0.0
    for point in range(GRID):
        soft = 1.0 / (1.0 + world.odds[point])
        between = (soft - record[row, REFUSED_MOST, point]) * record[row, PER_WIDTH, point]
        held = record[row, STILL_HELD, point]
        chance += world.belief[party, point] * (held * min(1.0, max(0.0, between)) + (1.0 - held) * soft)
    return chance


@part
def _set_odds(world: World, surplus: float, ideal: float, precision: float) -> None:
    """Fill the odds of a refusal at each aspiration: exp(-precision (S - a S*)).

    One step of the grid multiplies them by the same factor: two exponentials instead of eleven, unless they are so wide
    apart that the factors could overflow.
    """
    if precision * (abs(surplus) + ideal) > WIDEST:
        for point in range(GRID):
            gap = surplus - point / (GRID - 1.0) * ideal
            world.odds[point] = exp(min(WIDEST, -precision * gap))
        return
    odds = exp(-precision * surplus)
    step = exp(precision * ideal / (GRID - 1.0))
    for point in range(GRID):
        world.odds[point] = odds
        odds *= step
