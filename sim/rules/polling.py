"""Step 7: a ballot is held on a package that is due: what is answered, what is learned from it, what is remembered."""

from sim.kernel.chance import BALLOT, MASK, OPINION, SESSIONS_A_DAY, mix, uniform
from sim.kernel.compile import part, rule
from sim.rules.answers_kept import keep_answer, open_record, row_of
from sim.rules.averaging import mean_value
from sim.rules.balloting import word_of
from sim.rules.conditions import newly_over, odds_over, red_line_among
from sim.rules.formulas import acceptance
from sim.rules.minds import agenda_seen, made_up, reopened, whose
from sim.rules.sets import has
from sim.rules.speaking import may_speak
from sim.rules.state import (
    DAY,
    GRID,
    LEARNING_ON,
    MINDS,
    MISJUDGED,
    NEVER,
    POLL_CHANCE,
    POLL_DAY,
    POLL_DRAW,
    POLL_GAIN,
    POLL_WORD,
    RUN,
    SEED,
    STATE,
    Board,
    Case,
    World,
)
from sim.rules.tallying import REJECTED, count
from sim.rules.worth import PUBLIC, rounding, set_table


@rule
def votes_for(board: Board, case: Case, world: World, package: int, target: int, ratifier: int, signed: int) -> bool:
    """A ratifier says yes with logistic(precision (V(with) - V(without) + recommendations - raises x rejections)).

    Never to what crosses a red line of its own. Needs terms priced, and the package left out of what is pending.
    Everybody who keeps records learns from the answer.

    Args:
        board: What the scenario fixes.
        case: The run's inputs.
        world: The run as it stands.
        package: The issues on which it brings in an option.
        target: The state with the package.
        ratifier: Whose ballot it is.
        signed: Who has agreed to it.
    """
    party = board.ballot_by[ratifier]
    word = word_of(board, case, world, ratifier, signed)
    gain = _gain_by(board, case, world, target, party, PUBLIC)
    chance = acceptance(gain + word, 0.0, 0.0, case.precision[party], rounding(case, party))
    if red_line_among(board, world, newly_over(board, world, target, world.now[STATE]), party):
        chance = 0.0
    luck = _luck_of(board, case, world, package, target, party)
    yes = luck < chance
    place = ratifier * board.controllers.shape[0] + _first_issue(board, package)
    world.polled[place, POLL_DAY] = world.now[DAY]
    world.polled[place, POLL_GAIN] = gain
    world.polled[place, POLL_WORD] = word
    world.polled[place, POLL_CHANCE] = chance
    world.polled[place, POLL_DRAW] = luck
    if board.rules[LEARNING_ON] == 1 and case.consistency[party] > 0.0:
        _learn_from_vote(board, case, world, package, target, party, word, yes)
    return bool(yes)


@part
def _first_issue(board: Board, package: int) -> int:
    """Return the first issue of a package: no two packages on the way share one."""
    first = 0
    while first < board.controllers.shape[0] - 1 and not has(package, first):
        first += 1
    return first


@part
def _gain_by(board: Board, case: Case, world: World, target: int, party: int, observer: int) -> float:
    """Return what a state is worth to a party over the one in force, as an observer sees it."""
    set_table(board, case, world, observer)
    gain: float = mean_value(board, case, world, target, party, False)
    gain -= mean_value(board, case, world, world.now[STATE], party, False)
    return gain


@rule
def _luck_of(board: Board, case: Case, world: World, package: int, target: int, party: int) -> float:
    """Return the number that answers: drawn once if the mind is made up on what is brought in, else for this ballot."""
    if made_up(board, case, world, package, party):
        seen = agenda_seen(board, case, world, package, party)
        times = reopened(board, world, seen)
        return uniform(world.now[SEED], world.now[MINDS], times, OPINION, whose(board, seen, party))
    word = 0
    for issue in range(board.controllers.shape[0]):
        if has(package, issue):
            word += mix(board.luck_option[board.option[target, issue]], 1)
    who = mix(board.luck_party[party], word & MASK)
    return uniform(world.now[SEED], world.now[RUN], world.now[DAY] * SESSIONS_A_DAY, BALLOT, who)


@rule
def _learn_from_vote(
    board: Board, case: Case, world: World, package: int, target: int, party: int, word: float, yes: bool
) -> None:
    """Keep the answer in every record, as one that holds out for nothing; beliefs stay."""
    odds = odds_over(board, world, newly_over(board, world, target, world.now[STATE]), party)
    slot = open_record(board, case, world, package, party)
    for observer in range(-1, board.role.shape[0]):
        keeps = observer != party and world.now[MISJUDGED] == 1 and observer >= 0 and may_speak(board, case, observer)
        if observer == PUBLIC or keeps:
            gain = _gain_by(board, case, world, target, party, observer) + word
            soft = acceptance(gain, 0.0, 0.0, case.assumed[party], 0.0)
            row = row_of(board, world, party, slot, observer)
            for point in range(GRID):
                world.change[point] = keep_answer(case, world, row, point, party, soft, odds, yes)


@rule
def note_rejection(board: Board, case: Case, world: World, package: int, target: int, ratifier: int) -> None:
    """Remember what a ratifier has rejected, and how often its mind on it had reopened."""
    number: int = world.rejections[ratifier]
    row = ratifier * world.turned_down_at.shape[1] + number
    for issue in range(board.controllers.shape[0]):
        world.turned_down[row, issue] = board.option[target, issue] if has(package, issue) else NEVER
    seen = agenda_seen(board, case, world, package, board.ballot_by[ratifier])
    world.turned_down_at[ratifier, number] = reopened(board, world, seen)
    world.rejections[ratifier] += 1
    count(board, world, REJECTED, board.ballot_by[ratifier], target, package)
