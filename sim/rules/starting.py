"""A run may start in the middle: what is in force, remembered and under way on the morning of day 1."""

from math import isinf

from sim.kernel.compile import part, rule
from sim.rules.compliance import bound, set_trust
from sim.rules.formulas import whole_days
from sim.rules.pressure import days_of
from sim.rules.standing import share_clocks
from sim.rules.state import (
    AGREEMENTS,
    AHEAD,
    BREACHES_SEEN,
    DAYS_WEIGHED,
    IN_FORCE,
    MEMORY,
    NO_TERM,
    OPENING,
    STATE,
    UNDATED,
    Board,
    Case,
    World,
)
from sim.rules.worth import term_of


@rule
def take_up(board: Board, case: Case, world: World) -> None:
    """Put in force, remember and bring under way what the scenario says has begun before the first day."""
    world.now[STATE] = board.rules[OPENING]
    world.now[AHEAD] = board.rules[OPENING]
    for issue in range(board.controllers.shape[0]):
        if board.opened[issue] != UNDATED:
            _stands(board, case, world, issue)
    share_clocks(board, world)
    _has_seen(board, case, world)
    for pressure in range(board.opened_pressure.shape[0]):
        since = board.opened_pressure[pressure]
        if since != UNDATED:
            world.active[board.event_day.shape[0] + pressure] = 1
            world.lasts_until[pressure] = since - 1 + days_of(board, case, pressure)
    for event in range(board.opened_event.shape[0]):
        if board.opened_event[event] != UNDATED:
            _is_under_way(board, case, world, event)


@part
def _is_under_way(board: Board, case: Case, world: World, event: int) -> None:
    """An event that began before the first day has its effects until its days are over."""
    lasts = case.lasts[event]
    if not isinf(lasts) and board.opened_event[event] + max(1, int(lasts + 0.5)) <= 1:
        return
    world.active[event] = 1
    for effect in range(board.effect_event.shape[0]):
        if board.effect_event[effect] == event:
            world.worth[board.effect_party[effect], board.effect_option[effect]] += case.effect[effect]


@part
def _stands(board: Board, case: Case, world: World, issue: int) -> None:
    """One option is in force since a day, at the earliest end tomorrow."""
    option = board.option[board.rules[OPENING], issue]
    term = term_of(case, option)
    world.status[issue] = IN_FORCE
    world.began[issue] = board.opened[issue]
    world.ends[issue] = NO_TERM if term == NO_TERM else max(1, board.opened[issue] + term - 1)
    world.signed[issue] = board.opened_by[issue]
    world.agreement[issue] = board.opened_deal[issue]
    world.now[AGREEMENTS] = max(world.now[AGREEMENTS], board.opened_deal[issue])
    truce = board.truce_of[option]
    if truce >= 0:
        _remembers(board, case, world, truce, issue, 1 - board.opened[issue])


@part
def _remembers(board: Board, case: Case, world: World, truce: int, issue: int, days: int) -> None:
    """A truce remembers so many days with the breaches a day of every side, as if each had had them."""
    fade = 1.0 - 1.0 / case.truce[truce, MEMORY]
    left = fade**days
    weight = (1.0 - left) / (1.0 - fade)
    for party in range(board.role.shape[0]):
        if bound(board, truce, party):
            world.heat[truce, party] = (1.0 - left) * case.opened_breaches[issue, party]
            world.ledger[truce, party, BREACHES_SEEN] = 0.0
            world.ledger[truce, party, DAYS_WEIGHED] = weight
            world.logged[truce, party] = 0
            for other in range(board.role.shape[0]):
                world.seen_of[truce, party, other] = 0.0
                if other != party and bound(board, truce, other):
                    breaches = case.opened_breaches[issue, other]
                    world.seen_of[truce, party, other] = breaches * weight
                    world.ledger[truce, party, BREACHES_SEEN] += breaches * weight
                    world.logged[truce, party] += whole_days(breaches * days)


@part
def _has_seen(board: Board, case: Case, world: World) -> None:
    """Count the truce days observed before, if there are any."""
    seen = 0.0
    for party in range(board.role.shape[0]):
        for other in range(board.role.shape[0]):
            world.kept[party, other] = case.observed[0, party, other]
            world.broke[party, other] = case.observed[1, party, other]
            seen += case.observed[0, party, other] + case.observed[1, party, other]
    if seen > 0.0:
        set_trust(board, case, world)
