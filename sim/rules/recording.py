"""Step 12: what is kept of a day, and of a run."""

from math import nan
from typing import NamedTuple

from sim.arrays import Floats, Ints
from sim.kernel.compile import part, rule
from sim.rules.situations import count_evenings
from sim.rules.state import (
    AHEAD,
    ALLEGED_BY_BOTH,
    DAY,
    DAYS_IN_FORCE,
    DAYS_PENDING,
    DEALS_MADE,
    FIRST_AGREED,
    FIRST_DEAL,
    FIRST_EXTENDED,
    FIRST_OUT,
    HOW_OFTEN,
    LEFT_DAY,
    MET,
    NEVER,
    OVER,
    PASSED,
    PROPOSALS_MADE,
    PUT_OFF_FIRST,
    REFUSALS,
    REFUSED,
    SESSIONS_HELD,
    START,
    STATE,
    TIMES_OUT,
    TIMES_PUT_OFF,
    UNSAID,
    Board,
    Case,
    World,
)
from sim.rules.tallying import EVENINGS, EVERY_ISSUE, count
from sim.rules.worth import PUBLIC, price_terms, set_table, value_of


class Column(NamedTuple):
    """A column of a run's record, or one per watch, tally, option, event, condition, party or deadline.

    Attributes:
        name: What it is called; the id of what it is about follows, after a dot.
        of: What there is one of it per: run, watch, tally, option, event, condition, party or deadline.
        source: The array of the `World` that it is read from (`SOURCES`).
        place: Where in the last dimension of that array; of `now`, where in it.
        kind: What is kept: state, day, days, count, flag, share or points. What never came is missing (NaN).
        means: What it says, in a sentence.
    """

    name: str
    of: str
    source: str
    place: int
    kind: str
    means: str


COLUMNS = (
    Column("state", "run", "now", STATE, "state", "The number of the deal in force at the end."),
    Column("first_deal", "run", "now", FIRST_DEAL, "day", "The day of the first deal."),
    Column("mediator_left", "run", "now", LEFT_DAY, "day", "The day on which the mediator gave up."),
    Column("sessions", "run", "now", SESSIONS_HELD, "count", "Sessions held."),
    Column("proposals", "run", "now", PROPOSALS_MADE, "count", "Proposals made."),
    Column("refusals", "run", "now", REFUSALS, "count", "Answers that were refusals."),
    Column("deals", "run", "now", DEALS_MADE, "count", "Deals made."),
    Column("reached", "watch", "reached", 0, "day", "The day on which these options had been in force long enough."),
    Column("counted", "tally", "tally", HOW_OFTEN, "count", "How often it happened, up to the day asked about."),
    Column("enough", "tally", "tally", OVER, "day", "The day on which it had happened as often as asked about."),
    Column("expired", "option", "ended", 0, "day", "The first day on which it ran out."),
    Column("withdrawn", "option", "ended", 1, "day", "The first day on which it was denounced."),
    Column("collapsed", "option", "ended", 2, "day", "The first day on which it collapsed."),
    Column("failed", "option", "ended", 3, "day", "The first day on which it failed after it was agreed."),
    Column("renewed", "option", "renewed", 0, "day", "The first day on which it was renewed."),
    Column("reached_term", "option", "renewed", 1, "day", "The first day on which it reached the end of its term."),
    Column("alleged", "option", "alleged", 0, "day", "The first day on which it was said to be broken."),
    Column(
        "alleged_after", "option", "alleged", 1, "days", "The shortest time from its start to that; its first day is 1."
    ),
    Column("alleged_by_both", "option", "alleged", ALLEGED_BY_BOTH, "day", "The first day by which two sides said so."),
    Column("extended", "option", "renewed", FIRST_EXTENDED, "day", "The first day on which it was extended."),
    Column("agreed", "option", "stood", FIRST_AGREED, "day", "The first day on which it was agreed."),
    Column("days_in_force", "option", "stood", DAYS_IN_FORCE, "count", "On how many evenings it was in force."),
    Column("days_pending", "option", "stood", DAYS_PENDING, "count", "On how many evenings it was agreed and pending."),
    Column("happened", "event", "first_event", 0, "day", "The first day on which it happened, or took hold."),
    Column("refused", "condition", "credit", REFUSED, "count", "Refusals that it decided, in shares of a refusal."),
    Column("unmade", "condition", "credit", UNSAID, "count", "Proposals not made for fear of it, in shares of one."),
    Column("red_line", "condition", "red", 0, "flag", "Whether it was a red line: 1 or 0."),
    Column("suspected", "condition", "suspected", 0, "share", "How likely it was held to be a red line at the end."),
    Column("no_deal", "party", "no_deal", 0, "points", "What carrying on without a deal was worth at the end."),
    Column("gain", "party", "gain", 0, "points", "What the deal of the last day was worth over carrying on."),
    Column("walked_out", "party", "walked_out", FIRST_OUT, "day", "The first day on which it left the table."),
    Column("walk_outs", "party", "walked_out", TIMES_OUT, "count", "How often it left the table."),
    Column("passed", "deadline", "deadline_days", PASSED, "day", "The day on which it passed."),
    Column("met", "deadline", "deadline_days", MET, "day", "The day on which it was met."),
    Column("prolonged", "deadline", "deadline_days", PUT_OFF_FIRST, "day", "The first day on which it was put off."),
    Column("prolongations", "deadline", "deadline_days", TIMES_PUT_OFF, "count", "How often it was put off."),
    Column("rejections", "ratifier", "rejections", 0, "count", "How many packages it has rejected."),
)
"""The record of a run: these columns in this order, those per watch, option and so on together for each of them."""

SOURCES = (
    "now", "reached", "tally", "ended", "renewed", "alleged", "stood", "first_event", "credit", "red", "suspected",
    "no_deal", "gain", "walked_out", "deadline_days", "rejections",
)  # fmt: skip
"""The arrays of the `World` that a record is read from, by the number under which `record_run` knows them."""
(
    _NOW, _REACHED, _TALLY, _ENDED, _RENEWED, _ALLEGED, _STOOD, _FIRST_EVENT, _CREDIT, _RED, _SUSPECTED, _NO_DEAL,
    _GAIN, _WALKED_OUT, _DEADLINE_DAYS, _REJECTIONS,
) = range(16)  # fmt: skip

SOURCE, ITEM, PLACE, IS_DAY = range(4)
"""What a row of the plan of a record says: which array, of which item, where in it, and whether it is a day."""


@part
def record_day(board: Board, world: World) -> None:
    """Note the state at the end of the day, what is pending, and which watches it fulfils."""
    day, state = world.now[DAY], world.now[STATE]
    world.trail[day] = state
    for issue in range(board.controllers.shape[0]):
        option = board.option[state, issue]
        if option >= 0:
            world.stood[option, DAYS_IN_FORCE] += 1
        if world.coming[issue] >= 0:
            world.stood[world.coming[issue], DAYS_PENDING] += 1
    count_evenings(board, world)
    for watch in range(board.need.shape[0]):
        holds = board.watched[world.now[AHEAD] if board.watch_ahead[watch] else state, watch]
        world.spell[watch] = world.spell[watch] + 1 if holds else 0
        need = board.need[watch]
        on_its_day = need < 0 and holds and day == -need
        if world.reached[watch] == NEVER and (on_its_day or (need > 0 and world.spell[watch] >= need)):
            world.reached[watch] = day
    count(board, world, EVENINGS, 0, state, EVERY_ISSUE)


@rule
def record_gain(board: Board, case: Case, world: World) -> None:
    """Note what the deal of the last day is worth to each party over carrying on without any."""
    price_terms(board, case, world, world.now[DAY])
    set_table(board, case, world, PUBLIC)
    for party in range(board.role.shape[0]):
        with_deal = value_of(board, case, world, world.now[STATE], party)
        world.gain[party] = with_deal - value_of(board, case, world, board.rules[START], party)


@rule
def record_run(world: World, plan: Ints, row: Floats) -> None:
    """Write a run's record into a row.

    Args:
        world: The run at its end.
        plan: [columns, 4] where each number is found; `sim.game.records.plan_of` makes it from `COLUMNS`.
        row: [columns] filled.
    """
    for column in range(plan.shape[0]):
        found = _found(world, plan[column, SOURCE], plan[column, ITEM], plan[column, PLACE])
        row[column] = nan if plan[column, IS_DAY] == 1 and found == NEVER else found


@part
def _found(world: World, source: int, item: int, place: int) -> float:
    if source == _NOW:
        return float(world.now[place])
    if source == _REACHED:
        return float(world.reached[item])
    if source == _TALLY:
        return float(world.tally[item, place])
    if source == _ENDED:
        return float(world.ended[item, place])
    if source == _RENEWED:
        return float(world.renewed[item, place])
    if source == _ALLEGED:
        return float(world.alleged[item, place])
    if source == _STOOD:
        return float(world.stood[item, place])
    if source == _FIRST_EVENT:
        return float(world.first_event[item])
    if source == _CREDIT:
        return float(world.credit[item, place])
    if source == _RED:
        return 1.0 if world.red[item] else 0.0
    if source == _SUSPECTED:
        return float(world.suspected[item])
    if source == _WALKED_OUT:
        return float(world.walked_out[item, place])
    if source == _DEADLINE_DAYS:
        return float(world.deadline_days[item, place])
    if source == _REJECTIONS:
        return float(world.rejections[item])
    return float(world.no_deal[item] if source == _NO_DEAL else world.gain[item])
