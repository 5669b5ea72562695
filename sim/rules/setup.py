"""The morning of day 1: a world with its private truths drawn and nothing yet happened."""

from math import inf, sqrt

from sim.kernel.chance import CONCESSION, MISPERCEPTION, RED_LINE, RESOLVE, TURNS, inverse_normal, mix, normal, uniform
from sim.kernel.compile import part, rule
from sim.rules.balloting import forget_ballots
from sim.rules.formulas import concession_day, concession_hazard, exhaustion_day, softened_precision
from sim.rules.minds import forget_answers, set_stakes
from sim.rules.sets import only
from sim.rules.starting import take_up
from sim.rules.state import (
    AHEAD,
    ASPIRATION,
    BREACHES_MET,
    FAILURES_BORNE,
    FIRST_AGREED,
    FIRST_DEAL,
    FIRST_OUT,
    FROM,
    GRID,
    IDEALS,
    LEFT_DAY,
    MINDS,
    MISJUDGED,
    NEVER,
    NO_TERM,
    NONE,
    NOW_SIZE,
    OPENING,
    OTHERS_BEFORE,
    OUT,
    OWN_BEFORE,
    PRINCIPAL,
    RED_LINES_MET,
    REFUSED,
    REPUTATION,
    RUN,
    SEED,
    SPEAKER,
    START,
    STATE,
    STEADFAST,
    SURVEYS,
    TIMES_OUT,
    TIMES_PUT_OFF,
    UNSAID,
    Board,
    Case,
    World,
)
from sim.rules.tallying import clear_tallies
from sim.rules.voting import weigh_votes
from sim.rules.worth import rounding


@rule
def begin(board: Board, case: Case, world: World, seed: int, minds: int, talks: int) -> None:
    """Put a run at its start: beliefs as public knowledge has them, red lines and errors drawn.

    What only parties know is drawn at the number of `minds`, what happens day by day at that of the `talks`; run i of
    an ensemble has i for both, and for its case.
    """
    ideals, surveys = world.now[IDEALS], world.now[SURVEYS]
    for place in range(NOW_SIZE):
        world.now[place] = 0
    # Ideals and values found in the run before must not be taken for this one's.
    world.now[IDEALS], world.now[SURVEYS] = ideals, surveys
    world.now[SEED] = seed
    world.now[RUN] = talks
    world.now[MINDS] = minds
    world.now[STATE] = board.rules[START]
    world.now[AHEAD] = board.rules[START]
    world.now[SPEAKER] = NEVER
    world.now[FIRST_DEAL] = NEVER
    world.now[LEFT_DAY] = NEVER
    world.failures_left[0] = case.protocol[FAILURES_BORNE]
    _weigh_options(board, case, world)
    _misjudge(board, case, world)
    _start_minds(board, case, world)
    blunt_precision(board, case, world)
    set_stakes(board, case, world)
    forget_answers(board, case, world)
    _note_pledgers(board, world)
    _clear_calendar(board, world)
    _draw_red_lines(board, case, world)
    _draw_turns(board, world)
    _draw_concessions(board, case, world)
    _clear_issues(board, world)
    _clear_record(board, world)
    weigh_votes(board, case, world)
    forget_ballots(board, world)
    if board.rules[OPENING] >= 0:
        take_up(board, case, world)


@part
def _weigh_options(board: Board, case: Case, world: World) -> None:
    """w(option) = total x weight / sum of weights x value / 100."""
    for party in range(board.role.shape[0]):
        for option in range(board.issue.shape[0]):
            world.worth[party, option] = stated_worth(board, case, party, option)


@part
def stated_worth(board: Board, case: Case, party: int, option: int) -> float:
    """Return what an option is worth to a party, effects of events aside."""
    weights = 0.0
    for issue in range(board.controllers.shape[0]):
        weights += case.weight[party, issue]
    share = case.weight[party, board.issue[option]] / weights if weights > 0.0 else 0.0
    points: float = case.total[party] * share * case.value[party, option] / 100.0
    return points


@part
def _note_pledgers(board: Board, world: World) -> None:
    """Note which parties have pledged an option."""
    for option in range(board.issue.shape[0]):
        world.pledgers_of[option] = 0
        for party in range(board.role.shape[0]):
            if board.pledge_of[party, option] >= 0:
                world.pledgers_of[option] |= only(party)


@part
def _misjudge(board: Board, case: Case, world: World) -> None:
    """Each party misjudges what each option but the first is worth to another: N(0, misperception), once per run.

    How far it misjudges is public, and blunts the precision that others assume. Where nobody does, all see what the
    public sees, which is noted.
    """
    seed, minds = world.now[SEED], world.now[MINDS]
    for observer in range(board.role.shape[0]):
        for party in range(board.role.shape[0]):
            spread = case.misperceived[party]
            if spread > 0.0:
                world.now[MISJUDGED] = 1
            pair = mix(board.luck_party[observer], board.luck_party[party])
            for option in range(board.issue.shape[0]):
                place = observer * board.issue.shape[0] + option
                world.error[place, party] = 0.0
                if spread > 0.0 and observer != party and option != board.first[board.issue[option]]:
                    who = mix(pair, board.luck_option[option])
                    world.error[place, party] = spread * normal(seed, minds, 0, MISPERCEPTION, who)


@part
def blunt_precision(board: Board, case: Case, world: World) -> None:
    """For every number of misperceived options, the precision with which a party is expected to answer."""
    for party in range(board.role.shape[0]):
        world.slack[0, party] = rounding(case, party)
        for options in range(world.softened.shape[1]):
            precision = softened_precision(case.assumed[party], case.misperceived[party], 1.0 * options)
            world.softened[party, options] = precision


@part
def _start_minds(board: Board, case: Case, world: World) -> None:
    """Beliefs start from what is public: any aspiration alike, each condition as firm as stated."""
    for party in range(board.role.shape[0]):
        world.drifted[party] = case.no_deal[party]
        world.no_deal[party] = case.no_deal[party]
        world.expected[party] = 0.5
        world.aspiration[party] = 0.0
        world.before[party, OWN_BEFORE] = NEVER
        world.before[party, OTHERS_BEFORE] = NEVER
        for point in range(GRID):
            world.belief[party, point] = 1.0 / GRID
        for other in range(board.role.shape[0]):
            world.kept[party, other] = 0.0
            world.broke[party, other] = 0.0
            world.trust[party, other] = case.trust[party, other]
    for condition in range(board.owner.shape[0]):
        world.suspected[condition] = case.firmness[condition]


@part
def _clear_calendar(board: Board, world: World) -> None:
    """Nothing has happened, nobody has refused, nothing is barred."""
    for kind in range(world.active.shape[0]):
        world.active[kind] = 0
        world.first_event[kind] = NEVER
        for day in range(world.happened.shape[1]):
            world.happened[kind, day] = 0
    for event in range(world.held.shape[0]):
        world.held[event] = False
    for deadline in range(board.deadline_day.shape[0]):
        world.deadline_due[deadline] = board.deadline_day[deadline]
        for place in range(world.deadline_days.shape[1]):
            world.deadline_days[deadline, place] = 0 if place == TIMES_PUT_OFF else NEVER
    for situation in range(world.situated.shape[0]):
        world.situated[situation] = 0
    for party in range(board.role.shape[0]):
        world.out_since[party] = NEVER
        world.walked_out[party, FIRST_OUT] = NEVER
        world.walked_out[party, TIMES_OUT] = 0
        world.grievances[party, RED_LINES_MET] = 0
        world.grievances[party, BREACHES_MET] = 0
        if board.enters[party] >= 0:
            world.now[OUT] |= only(party)
    for pressure in range(world.refused.shape[0]):
        world.refused[pressure] = 0
    for option in range(board.issue.shape[0]):
        world.barred[option] = False
    for day in range(world.trail.shape[0]):
        world.trail[day] = NEVER


@part
def _draw_red_lines(board: Board, case: Case, world: World) -> None:
    """A red line is drawn once per run; those of one party share a part of their luck: who is firm, is firm on more.

    z_c = 1[sqrt(rho) xi + sqrt(1 - rho) eps_c < Phi^-1(firmness_c)]
    """
    seed, minds = world.now[SEED], world.now[MINDS]
    for condition in range(board.owner.shape[0]):
        owner = board.owner[condition]
        resolve = case.resolve[owner]
        common = normal(seed, minds, 0, RESOLVE, board.luck_party[owner])
        own = normal(seed, minds, 0, RED_LINE, board.luck_condition[condition])
        position = sqrt(resolve) * common + sqrt(1.0 - resolve) * own
        world.red[condition] = position < inverse_normal(case.firmness[condition])


@part
def _draw_turns(board: Board, world: World) -> None:
    """Principals who speak in turn do so in an order drawn by lot, so that no place in the file is an advantage."""
    seed, minds = world.now[SEED], world.now[MINDS]
    for party in range(board.role.shape[0]):
        lot = uniform(seed, minds, 0, TURNS, board.luck_party[party])
        place = 0
        for other in range(board.role.shape[0]):
            if board.role[other] == PRINCIPAL and uniform(seed, minds, 0, TURNS, board.luck_party[other]) < lot:
                place += 1
        world.turns[party] = place if board.role[party] == PRINCIPAL else NEVER


@rule
def stubbornness(board: Board, case: Case, party: int) -> float:
    """Return z = 1 - prod(1 - b_c): the chance that a party has any red line, as the public sees it at the start."""
    soft = 1.0
    for condition in range(board.owner.shape[0]):
        if board.owner[condition] == party:
            soft *= 1.0 - case.firmness[condition]
    return 1.0 - soft


@rule
def demand_of(board: Board, case: Case, party: int) -> float:
    """Return the share that a party demands at the start: its aspiration, or where its tactic starts from."""
    fixed = board.tactic[party] == STEADFAST or board.tactic[party] == REPUTATION
    demand: float = case.tactic[party, ASPIRATION] if fixed else case.tactic[party, FROM]
    return demand


@rule
def rival_of(board: Board, party: int) -> int:
    """Return the first other principal, or -1."""
    for other in range(board.role.shape[0]):
        if other != party and board.role[other] == PRINCIPAL:
            return other
    return NEVER


@rule
def _draw_concessions(board: Board, case: Case, world: World) -> None:
    """Draw the day on which each reputation tactic gives way (Abreu and Gul 2000)."""
    for party in range(board.role.shape[0]):
        world.concession[party] = inf
        rival = rival_of(board, party)
        if board.tactic[party] == REPUTATION and rival >= 0:
            own, other = demand_of(board, case, party), demand_of(board, case, rival)
            hazard = concession_hazard(own, other, 1.0 / case.patience[rival])
            rival_hazard = concession_hazard(other, own, 1.0 / case.patience[party])
            stubborn = stubbornness(board, case, party)
            last = min(exhaustion_day(stubborn, hazard), exhaustion_day(stubbornness(board, case, rival), rival_hazard))
            luck = uniform(world.now[SEED], world.now[MINDS], 0, CONCESSION, board.luck_party[party])
            world.concession[party] = concession_day(luck, stubborn, hazard, last)


@part
def _clear_issues(board: Board, world: World) -> None:
    """Every issue stands at the status quo; truces, when they come, start afresh."""
    for issue in range(board.controllers.shape[0]):
        world.status[issue] = NONE
        world.began[issue] = NEVER
        world.ends[issue] = NO_TERM
        world.signed[issue] = 0
        world.refused_on[issue] = 0
        world.agreement[issue] = 0
        world.denounced[issue] = 0
        world.cools[issue] = NEVER
        world.coming[issue] = NEVER
        world.pact[issue] = 0
        world.pact_due[issue] = NEVER
        world.pact_signed[issue] = 0
        world.pact_chance[issue] = 0.0


@part
def _clear_record(board: Board, world: World) -> None:
    """Nothing has been recorded."""
    for watch in range(board.need.shape[0]):
        world.reached[watch] = NEVER
        world.spell[watch] = 0
    clear_tallies(board, world)
    for option in range(board.issue.shape[0]):
        for way in range(4):
            world.ended[option, way] = NEVER
        for way in range(3):
            world.renewed[option, way] = NEVER
            world.alleged[option, way] = NEVER
            world.stood[option, way] = 0
        world.stood[option, FIRST_AGREED] = NEVER
    for condition in range(board.owner.shape[0]):
        world.credit[condition, REFUSED] = 0.0
        world.credit[condition, UNSAID] = 0.0
