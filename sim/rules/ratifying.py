"""Step 7: a deal agreed is in force at once, or pending until its day; then it comes into force or it fails."""

from sim.kernel.chance import MASK, RATIFY, SESSIONS_A_DAY, mix, uniform
from sim.kernel.compile import part, rule
from sim.rules.averaging import mean_value
from sim.rules.balloting import due_on, likely_ratified
from sim.rules.coming import (
    can_be,
    fail_pact,
    find_state,
    forget_pact,
    issues_of,
    load_row,
    look_ahead,
    next_pact,
    put_in_place,
)
from sim.rules.compliance import set_trust
from sim.rules.conditions import newly_over
from sim.rules.extending import keep_longer
from sim.rules.formulas import acceptance
from sim.rules.lagging import at_once, brings, brought_in, goes_to_ballot, needs_ratifying, ratifies
from sim.rules.polling import note_rejection, votes_for
from sim.rules.sets import has, only
from sim.rules.speaking import moment
from sim.rules.standing import move, share_clocks
from sim.rules.state import (
    AGREEMENTS,
    CHANCE_ALONE,
    DAY,
    FAILURE_COUNT,
    FIRST_AGREED,
    LEARNING_ON,
    NEVER,
    NONE,
    PENDING,
    PROPOSAL,
    RUN,
    SEED,
    STATE,
    Board,
    Case,
    World,
)
from sim.rules.surveying import survey_offers_again
from sim.rules.worth import PUBLIC, price_terms, rounding, set_table


@rule
def agree(board: Board, case: Case, world: World, agenda: int, signatories: int) -> None:
    """Put what was agreed in force, or let it wait for its day."""
    proposal = world.now[PROPOSAL]
    for issue in range(board.controllers.shape[0]):
        option = board.option[proposal, issue]
        if brings(board, proposal, agenda, issue) and world.stood[option, FIRST_AGREED] == NEVER:
            world.stood[option, FIRST_AGREED] = world.now[DAY]
    if at_once(board, case, proposal, agenda):
        _settle(board, case, world, agenda, signatories)
        return
    chance = 1.0
    if board.rules[LEARNING_ON] == 1 and goes_to_ballot(board, proposal, agenda):
        chance = world.reckoned[0]  # before anything was learned from the answers
    elif needs_ratifying(board, proposal, agenda) or goes_to_ballot(board, proposal, agenda):
        survey_offers_again(board, case, world, PUBLIC, agenda)
        chance = likely_ratified(board, case, world, proposal, PUBLIC)
    due = due_on(board, case, world, proposal, agenda)
    number = _wait(board, world, agenda, signatories, chance, due)
    if due <= world.now[DAY]:
        _fall_due(board, case, world, number, moment(world))
    else:
        look_ahead(board, world)


@part
def _settle(board: Board, case: Case, world: World, agenda: int, signatories: int) -> None:
    """Put the agenda of a deal in force beside all else that is; what it extends goes on, as one agreement with it."""
    proposal = world.now[PROPOSAL]
    extended = board.extends[proposal]
    if extended >= 0:
        keep_longer(board, case, world, extended, signatories)
        agenda &= ~only(extended)
    if agenda:
        move(board, case, world, _with(board, world, agenda), NONE, signatories)
    share_clocks(board, world)
    if extended >= 0:
        for issue in range(board.controllers.shape[0]):
            if has(agenda, issue) and world.agreement[issue] > 0:
                world.agreement[issue] = world.agreement[extended]


@part
def _with(board: Board, world: World, agenda: int) -> int:
    """Return the state in force with what the proposal changes, and without what is pending."""
    proposal = world.now[PROPOSAL]
    if world.now[PENDING] == 0:
        kept: int = board.kept_in[proposal]
        return kept
    load_row(board, world, world.now[STATE])
    for issue in range(board.controllers.shape[0]):
        if has(agenda, issue):
            world.row[issue] = board.option[proposal, issue]
    return find_state(board, world)


@part
def _wait(board: Board, world: World, agenda: int, signatories: int, chance: float, due: int) -> int:
    """Note an agreement that waits for its day, and return its number."""
    proposal = world.now[PROPOSAL]
    world.now[AGREEMENTS] += 1
    world.now[PENDING] += 1
    number: int = world.now[AGREEMENTS]
    for issue in range(board.controllers.shape[0]):
        if has(agenda, issue):
            world.coming[issue] = board.option[proposal, issue]
            world.pact[issue] = number
            world.pact_due[issue] = due
            world.pact_signed[issue] = signatories
            world.pact_chance[issue] = chance
    return number


@rule
def settle_due(board: Board, case: Case, world: World) -> None:
    """Agreements whose day it is come into force or fail, in the order in which they were made."""
    number = next_pact(world, 0)
    while number != NEVER:
        if _due_on(world, number) <= world.now[DAY]:
            _fall_due(board, case, world, number, world.now[DAY] * SESSIONS_A_DAY)
        number = next_pact(world, number)


@part
def _due_on(world: World, number: int) -> int:
    for issue in range(world.pact.shape[0]):
        if world.pact[issue] == number:
            day: int = world.pact_due[issue]
            return day
    return NEVER


@rule
def _fall_due(board: Board, case: Case, world: World, number: int, when: int) -> None:
    """One agreement comes into force, or fails; that a ballot has rejected it reopens no mind."""
    load_row(board, world, world.now[STATE])
    put_in_place(board, world, number)
    target = find_state(board, world)
    signatories = _signed(world, number)
    if target == NEVER or not can_be(board, world, target) or not _passes(board, case, world, number, target, when):
        fail_pact(board, world, number, True)
        look_ahead(board, world)
    elif not _carried_by_ballots(board, case, world, number, target):
        fail_pact(board, world, number, False)
        look_ahead(board, world)
    else:
        forget_pact(world, number)
        move(board, case, world, target, NONE, signatories)


@part
def _signed(world: World, number: int) -> int:
    for issue in range(world.pact.shape[0]):
        if world.pact[issue] == number:
            signed: int = world.pact_signed[issue]
            return signed
    return 0


@rule
def _passes(board: Board, case: Case, world: World, number: int, target: int, when: int) -> bool:
    """Return whether no red line of who agreed is broken, luck is with it, and all who ratify say yes."""
    agenda = issues_of(world, number)
    if red_line_crossed(board, world, target, _signed(world, number)):
        return False
    for issue in range(board.controllers.shape[0]):
        option = board.option[target, issue]
        if brings(board, target, agenda, issue) and board.ratifier[option] == CHANCE_ALONE:
            luck = uniform(world.now[SEED], world.now[RUN], when, RATIFY, board.luck_option[option])
            if luck >= case.ratified[option]:
                return False
    passes = True
    for party in range(board.role.shape[0]):
        if ratifies(board, target, agenda, party) and not _ratifies(board, case, world, number, target, party, when):
            passes = False
            _resent_failure(board, case, world, number, party)
    return passes


@rule
def _carried_by_ballots(board: Board, case: Case, world: World, number: int, target: int) -> bool:
    """Return whether all who vote on an agreement as a whole say yes; all of them are asked, last."""
    package = brought_in(board, target, issues_of(world, number))
    signed = _signed(world, number)
    rejecting = 0
    for ratifier in range(board.ballot_by.shape[0]):
        if package & board.ballot_on[ratifier]:
            _hide(world, number, True)
            price_terms(board, case, world, world.now[DAY])
            if not votes_for(board, case, world, package, target, ratifier, signed):
                rejecting |= only(ratifier)
            _hide(world, number, False)
    for ratifier in range(board.ballot_by.shape[0]):
        if has(rejecting, ratifier):
            note_rejection(board, case, world, package, target, ratifier)
            _resent_failure(board, case, world, number, board.ballot_by[ratifier])
    return rejecting == 0


@part
def red_line_crossed(board: Board, world: World, target: int, parties: int) -> bool:
    """Return whether a state newly breaks, over the one in force, a red line of any of some parties."""
    newly = newly_over(board, world, target, world.now[STATE])
    for condition in range(board.owner.shape[0]):
        if has(newly, condition) and world.red[condition] and has(parties, board.owner[condition]):
            return True
    return False


@rule
def _ratifies(board: Board, case: Case, world: World, number: int, target: int, party: int, when: int) -> bool:
    """A party ratifies with logistic(precision (V(with) - V(without))), never what crosses a red line of its own."""
    agenda = issues_of(world, number)
    word = 0
    for issue in range(board.controllers.shape[0]):
        option = board.option[target, issue]
        if brings(board, target, agenda, issue) and board.ratifier[option] == party:
            word += mix(board.luck_option[option], 1)
    if red_line_crossed(board, world, target, only(party)):
        return False
    _hide(world, number, True)
    price_terms(board, case, world, world.now[DAY])
    set_table(board, case, world, PUBLIC)
    gain = mean_value(board, case, world, target, party, False)
    gain -= mean_value(board, case, world, world.now[STATE], party, False)
    _hide(world, number, False)
    who = mix(board.luck_party[party], word & MASK)
    luck = uniform(world.now[SEED], world.now[RUN], when, RATIFY, who)
    ratified: bool = luck < acceptance(gain, 0.0, 0.0, case.precision[party], rounding(case, party))
    return ratified


@part
def _hide(world: World, number: int, hidden: bool) -> None:
    """Leave an agreement out of what counts as pending, or take it in again."""
    for issue in range(world.pact.shape[0]):
        if world.pact[issue] == (number if hidden else -number):
            world.pact[issue] = -world.pact[issue]
    world.now[PENDING] += -1 if hidden else 1


@part
def _resent_failure(board: Board, case: Case, world: World, number: int, party: int) -> None:
    """Whoever agreed may hold it against a party that it has refused to ratify."""
    for other in range(board.role.shape[0]):
        if other != party and has(_signed(world, number), other):
            world.broke[other, party] += case.protocol[FAILURE_COUNT]
    set_trust(board, case, world)
