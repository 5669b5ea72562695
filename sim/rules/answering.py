"""Step 7: what those whose consent is needed say to a proposal."""

from sim.kernel.compile import part, rule
from sim.rules.conditions import breaks_red_line, own_newly_broken
from sim.rules.formulas import acceptance
from sim.rules.ideals import best_hope
from sim.rules.minds import ballot, made_up
from sim.rules.noting import all_recorded, note_offer
from sim.rules.ratifying import agree
from sim.rules.sets import has, only
from sim.rules.state import (
    ACCEPTED,
    AHEAD,
    BEARABLE,
    CONSENT,
    DAY,
    DEALS_MADE,
    DRAW,
    FIRST_DEAL,
    HELD_OUT,
    LEFT_DAY,
    MADE_UP,
    MEDIATOR,
    MEDIATORS,
    NEVER,
    ODDS,
    PROPOSAL,
    REFUSALS,
    REFUSED,
    SESSION_FAILED,
    SPEAKER,
    SURPLUS,
    Board,
    Case,
    World,
)
from sim.rules.surveying import survey_hopes
from sim.rules.tallying import REFUSED as REFUSED_IT
from sim.rules.tallying import VETOED, count
from sim.rules.voting import count_refusal, would_win
from sim.rules.worth import rounding, surplus_for


@rule
def agenda_of(board: Board, world: World, target: int) -> int:
    """Return A(d): the issues on which a deal differs from what will be in force, and that of what it extends."""
    agenda = 0
    for issue in range(board.controllers.shape[0]):
        changes = board.option[target, issue] != board.option[world.now[AHEAD], issue]
        if changes or board.extends[target] == issue:
            agenda |= only(issue)
    return agenda


@rule
def answer(board: Board, case: Case, world: World, party: int) -> bool:
    """A party accepts with logistic(precision (S - a S*)), and never what newly breaks a red line of its own.

    Needs the survey that the speaker has made. Its surplus, ideal, chance and draw are left in `World.answer`.
    """
    proposal = world.now[PROPOSAL]
    agenda = agenda_of(board, world, proposal)
    survey_hopes(board, case, world, party, agenda, only(party) | all_recorded(board, case, world))
    note_offer(board, case, world, party, False)
    surplus, ideal, aspiration = terms_of_answer(board, case, world, party)
    chance = acceptance(surplus, aspiration, ideal, case.precision[party], rounding(case, party))
    luck = ballot(board, case, world, agenda, party)
    vetoed = breaks_red_line(board, world, proposal, party)
    world.answer[party, SURPLUS] = surplus
    world.answer[party, HELD_OUT] = aspiration * ideal
    world.answer[party, ODDS] = 0.0 if vetoed else chance
    world.answer[party, DRAW] = luck
    world.answer[party, MADE_UP] = 1.0 if made_up(board, case, world, agenda, party) else 0.0
    accepted = luck < chance and not vetoed
    if accepted:
        world.now[ACCEPTED] |= only(party)
    else:
        world.now[REFUSALS] += 1
        count(board, world, REFUSED_IT, party, proposal, agenda)
        if vetoed:
            count(board, world, VETOED, party, proposal, agenda)
        _credit_refusal(board, case, world, party)
    return accepted


@part
def terms_of_answer(board: Board, case: Case, world: World, party: int) -> tuple[float, float, float]:
    """Return a party's surplus, ideal and aspiration on the proposal; what it has pledged it does not haggle over."""
    proposal = world.now[PROPOSAL]
    surplus = world.surplus[proposal, party]
    if has(world.pledgers[proposal], party):
        return surplus_for(board, case, world, proposal, party), 0.0, 0.0
    return surplus, best_hope(board, world, party), world.aspiration[party]


@rule
def _credit_refusal(board: Board, case: Case, world: World, party: int) -> None:
    """Share one refusal among its minimal decisive sets: the fewest conditions without which it would have accepted."""
    newly = own_newly_broken(board, world, world.now[PROPOSAL], party)
    if newly == 0:
        return
    sets = 0
    some = newly
    while some:
        if _minimal(board, case, world, party, some, newly):
            sets += 1
        some = (some - 1) & newly
    some = newly if sets else 0
    while some:
        if _minimal(board, case, world, party, some, newly):
            _share_credit(world, some, sets)
        some = (some - 1) & newly


@rule
def _decisive(board: Board, case: Case, world: World, party: int, some: int, newly: int) -> bool:
    """Return whether the party would have accepted, on the same draw, without `some` of the conditions."""
    relief = 0.0
    for condition in range(board.owner.shape[0]):
        if has(newly, condition):
            if has(some, condition):
                relief += case.backdown[condition]
            elif world.red[condition]:
                return False
    held_out = world.answer[party, HELD_OUT]
    chance = acceptance(
        world.answer[party, SURPLUS] + relief, 1.0, held_out, case.precision[party], rounding(case, party)
    )
    enough: bool = world.answer[party, DRAW] < chance
    return enough


@rule
def _minimal(board: Board, case: Case, world: World, party: int, some: int, newly: int) -> bool:
    """Return whether a set is decisive and no set with one condition fewer is (dropping one never helps)."""
    if not _decisive(board, case, world, party, some, newly):
        return False
    for condition in range(board.owner.shape[0]):
        smaller = some & ~only(condition)
        if smaller != some and _decisive(board, case, world, party, smaller, newly):
            return False
    return True


@part
def _share_credit(world: World, some: int, sets: int) -> None:
    size = 0
    for condition in range(world.credit.shape[0]):
        size += 1 if has(some, condition) else 0
    for condition in range(world.credit.shape[0]):
        if has(some, condition):
            world.credit[condition, REFUSED] += 1.0 / (size * sets)


@rule
def conclude(board: Board, case: Case, world: World) -> bool:
    """If all have accepted, or enough votes, the deal is agreed with its signatories; if not, the session has failed.

    Where all issues are agreed and nothing is left to propose the session is idle, and wears out nobody's patience.
    """
    proposal = world.now[PROPOSAL]
    if proposal == NEVER:
        world.now[SESSION_FAILED] = 1
        if not _idle(board, world):
            _give_up(board, world)
        return False
    speaker = world.now[SPEAKER]
    agenda = agenda_of(board, world, proposal)
    yes = world.now[ACCEPTED] | only(speaker)
    if not would_win(board, world, agenda, world.now[CONSENT], yes):
        world.now[SESSION_FAILED] = 1
        count_refusal(board, case, world, agenda)
        _give_up(board, world)
        return False
    world.now[SESSION_FAILED] = 0
    signatories = world.now[CONSENT] & yes
    if board.role[speaker] != MEDIATOR:
        signatories |= only(speaker)
    agree(board, case, world, agenda, signatories)
    world.now[DEALS_MADE] += 1
    if world.now[FIRST_DEAL] == NEVER:
        world.now[FIRST_DEAL] = world.now[DAY]
    return True


@part
def _idle(board: Board, world: World) -> bool:
    """Return whether all is settled: every issue agreed, and the speaker finds nothing by which nobody would lose."""
    if world.now[PROPOSAL] != NEVER or world.now[SPEAKER] == NEVER or world.now[BEARABLE] > 0:
        return False
    open_issues = 0
    for issue in range(board.controllers.shape[0]):
        open_issues += 1 if world.signed[issue] == 0 and world.pact[issue] == 0 else 0
    return open_issues == 0


@part
def _give_up(board: Board, world: World) -> None:
    """The mediator gives up: it leaves at the failed session that uses up what it was ready to bear."""
    if board.rules[MEDIATORS] > 0 and world.now[LEFT_DAY] == NEVER:
        world.failures_left[0] -= 1.0
        if world.failures_left[0] <= 0.0:
            world.now[LEFT_DAY] = world.now[DAY]
