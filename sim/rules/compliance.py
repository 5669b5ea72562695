"""Steps 9 and 10: how truces are kept, broken, misread and lost."""

from math import exp

from sim.kernel.chance import BREACH, COLLAPSE, MISREAD, SESSIONS_A_DAY, mix, poisson, uniform
from sim.kernel.compile import part, rule
from sim.rules.formulas import evidence_trust, kept_share, strain_factor, survival_hazard, whole_days
from sim.rules.guarding import guarded
from sim.rules.sets import has, only
from sim.rules.standing import end_issues
from sim.rules.state import (
    ALLEGED_BY_BOTH,
    BRANCHING,
    BREACHES_SEEN,
    COLLAPSE_COUNT,
    COLLAPSED,
    DAY,
    DAYS_WEIGHED,
    EARLY,
    FIRST_ALLEGED,
    HAZARD,
    MEMORY,
    MISREAD_CHANCE,
    MISREADING,
    MONITORING,
    NEVER,
    RATE,
    RETALIATION,
    RUN,
    SCALE,
    SEED,
    SHAPE,
    SOONEST_ALLEGED,
    STATE,
    STRAIN,
    TO_BREACHES,
    TO_HAZARD,
    TOLERANCE,
    TRUST_ON,
    Board,
    Case,
    World,
)


@rule
def in_force(board: Board, world: World, option: int) -> bool:
    """Return whether an option is in force."""
    standing: bool = board.option[world.now[STATE], board.issue[option]] == option
    return standing


@rule
def keep_truces(board: Board, case: Case, world: World) -> None:
    """Step 9. Under every truce in force each side keeps or breaks it, and each writes its own ledger."""
    fade_evidence(board, case, world)
    for truce in range(board.truce_option.shape[0]):
        for party in range(board.role.shape[0]):
            world.breaches[truce, party] = 0
            world.perceived[truce, party] = 0
        if in_force(board, world, board.truce_option[truce]):
            _commit_breaches(board, case, world, truce)
            _perceive(board, case, world, truce)
            _remember(board, case, world, truce)
            _observe(board, case, world, truce)
            _allege(board, world, truce)
    set_trust(board, case, world)


@rule
def bound(board: Board, truce: int, party: int) -> bool:
    """Return whether a truce binds a party."""
    found: bool = has(board.binds[board.truce_option[truce]], party)
    return found


@part
def breach_rate(board: Board, case: Case, world: World, truce: int, party: int) -> float:
    """A breach brings more of them, from the same side and from the other: a self-exciting process.

    intensity = rate x events + branching x own memory + retaliation x mean memory of the others

    For equal sides its mean is rate / (1 - branching - retaliation).

    Source:
        Lewis, Mohler, Brantingham and Bertozzi (2012), in days instead of continuous time.
    """
    numbers = case.truce
    others = 0.0
    count = 0
    for other in range(board.role.shape[0]):
        if other != party and bound(board, truce, other):
            others += world.heat[truce, other]
            count += 1
    retaliation = numbers[truce, RETALIATION] * others / count if count else 0.0
    often = numbers[truce, RATE] * stirred(board, case, world, truce, TO_BREACHES)
    rate: float = often + numbers[truce, BRANCHING] * world.heat[truce, party] + retaliation
    return rate


@part
def stirred(board: Board, case: Case, world: World, truce: int, what: int) -> float:
    """Return by how much events under way multiply the breaches or the hazard of a truce."""
    factor = 1.0
    for event in range(board.event_day.shape[0]):
        for _ in range(world.active[event]):
            factor *= case.event_truce[event, truce, what]
    return factor


@part
def _commit_breaches(board: Board, case: Case, world: World, truce: int) -> None:
    moment = world.now[DAY] * SESSIONS_A_DAY
    for party in range(board.role.shape[0]):
        if bound(board, truce, party):
            mean = breach_rate(board, case, world, truce, party)
            who = mix(board.luck_option[board.truce_option[truce]], board.luck_party[party])
            world.breaches[truce, party] = poisson(mean, world.now[SEED], world.now[RUN], moment, BREACH, who)


@part
def _perceive(board: Board, case: Case, world: World, truce: int) -> None:
    """Each side sees the other's breaches, and may read a lawful act of the day as one more."""
    moment = world.now[DAY] * SESSIONS_A_DAY
    chance = case.truce[truce, MISREAD_CHANCE]
    chance *= guarded(board, case, world.now[STATE], board.truce_option[truce], MISREADING)
    for party in range(board.role.shape[0]):
        for other in range(board.role.shape[0]):
            world.blame[party, other] = 0
            if party != other and bound(board, truce, party) and bound(board, truce, other):
                pair = mix(board.luck_party[party], board.luck_party[other])
                who = mix(board.luck_option[board.truce_option[truce]], pair)
                misread = uniform(world.now[SEED], world.now[RUN], moment, MISREAD, who) < chance
                world.blame[party, other] = world.breaches[truce, other] + (1 if misread else 0)
                world.perceived[truce, party] += world.blame[party, other]


@part
def _remember(board: Board, case: Case, world: World, truce: int) -> None:
    """Breaches fade with a mean delay of `memory_days`; the ledger is their weighted mean per day."""
    fade = 1.0 - 1.0 / case.truce[truce, MEMORY]
    for party in range(board.role.shape[0]):
        if bound(board, truce, party):
            world.heat[truce, party] = fade * world.heat[truce, party] + (1.0 - fade) * world.breaches[truce, party]
            breaches = fade * world.ledger[truce, party, BREACHES_SEEN]
            days = fade * world.ledger[truce, party, DAYS_WEIGHED]
            world.ledger[truce, party, BREACHES_SEEN] = breaches + world.perceived[truce, party]
            world.ledger[truce, party, DAYS_WEIGHED] = days + 1.0
            world.logged[truce, party] += world.perceived[truce, party]
            for other in range(board.role.shape[0]):
                if other != party and bound(board, truce, other):
                    faded = fade * world.seen_of[truce, party, other]
                    world.seen_of[truce, party, other] = faded + world.blame[party, other]


@part
def _observe(board: Board, case: Case, world: World, truce: int) -> None:
    """One observation a day and pair, kept in the share that `kept_share` says of the pair's own faded mean.

    On a day on which a breach is perceived that is at most the trust before, so that such days build none.
    """
    for party in range(board.role.shape[0]):
        for other in range(board.role.shape[0]):
            if party != other and bound(board, truce, party) and bound(board, truce, other):
                mean = world.seen_of[truce, party, other] / world.ledger[truce, party, DAYS_WEIGHED]
                kept = kept_share(mean, case.truce[truce, TOLERANCE])
                if world.blame[party, other] > 0:
                    kept = min(kept, world.trust[party, other])
                world.kept[party, other] += kept
                world.broke[party, other] += 1.0 - kept


@part
def _allege(board: Board, world: World, truce: int) -> None:
    """A perceived breach is alleged at once; first days, by one side and by two, and the soonest are recorded."""
    option = board.truce_option[truce]
    sides = 0
    for party in range(board.role.shape[0]):
        sides += 1 if world.logged[truce, party] > 0 else 0
    if sides > 1 and world.alleged[option, ALLEGED_BY_BOTH] == NEVER:
        world.alleged[option, ALLEGED_BY_BOTH] = world.now[DAY]
    for party in range(board.role.shape[0]):
        if world.perceived[truce, party] > 0:
            days = world.now[DAY] - world.began[board.issue[option]] + 1
            if world.alleged[option, FIRST_ALLEGED] == NEVER:
                world.alleged[option, FIRST_ALLEGED] = world.now[DAY]
                world.alleged[option, SOONEST_ALLEGED] = days
            world.alleged[option, SOONEST_ALLEGED] = min(world.alleged[option, SOONEST_ALLEGED], days)


@part
def fade_evidence(board: Board, case: Case, world: World) -> None:
    """What was observed counts half after the half-life."""
    for party in range(board.role.shape[0]):
        for other in range(board.role.shape[0]):
            fade = exp(-0.6931471805599453 / case.half_life[party, other])
            world.kept[party, other] *= fade
            world.broke[party, other] *= fade


@rule
def set_trust(board: Board, case: Case, world: World) -> None:
    """Trust follows the evidence, unless it is switched off."""
    if board.rules[TRUST_ON] == 0:
        return
    for party in range(board.role.shape[0]):
        for other in range(board.role.shape[0]):
            world.trust[party, other] = evidence_trust(
                case.trust[party, other], case.prior[party, other], world.kept[party, other], world.broke[party, other]
            )


@part
def collapse_hazard(board: Board, case: Case, world: World, truce: int) -> float:
    """The chance that a truce is lost today: discrete Weibull x strain of the worst ledger x monitoring, at most 1.

    Times what options that guard it, and events under way, multiply it by.

    While it is young the hazard is flat, at what it is at the end of its early days.

    Source:
        Failure risks of cease-fires, Fortna (2004); the hazard ratio of monitoring likewise.
    """
    numbers = case.truce
    age = 1.0 + world.now[DAY] - world.began[board.issue[board.truce_option[truce]]]
    age = max(age, 1.0 * whole_days(numbers[truce, EARLY]))
    worst = 0.0
    for party in range(board.role.shape[0]):
        if bound(board, truce, party) and world.ledger[truce, party, DAYS_WEIGHED] > 0.0:
            worst = max(worst, world.ledger[truce, party, BREACHES_SEEN] / world.ledger[truce, party, DAYS_WEIGHED])
    hazard = survival_hazard(age, numbers[truce, SCALE], numbers[truce, SHAPE])
    strained: float = hazard * strain_factor(worst, numbers[truce, TOLERANCE], numbers[truce, STRAIN])
    monitored: float = strained * numbers[truce, MONITORING]
    monitored *= guarded(board, case, world.now[STATE], board.truce_option[truce], HAZARD)
    return min(1.0, monitored * stirred(board, case, world, truce, TO_HAZARD))


@rule
def collapse_truces(board: Board, case: Case, world: World) -> None:
    """Step 10. Truces that collapse, all decided on one state, take what is linked to them along, and cost trust."""
    moment = world.now[DAY] * SESSIONS_A_DAY
    falling = 0
    for truce in range(board.truce_option.shape[0]):
        option = board.truce_option[truce]
        if in_force(board, world, option):
            luck = uniform(world.now[SEED], world.now[RUN], moment, COLLAPSE, board.luck_option[option])
            if luck < collapse_hazard(board, case, world, truce):
                _lose_trust(board, case, world, truce)
                falling |= only(board.issue[option])
    if falling:
        end_issues(board, case, world, falling, COLLAPSED)


@part
def _lose_trust(board: Board, case: Case, world: World, truce: int) -> None:
    for party in range(board.role.shape[0]):
        for other in range(board.role.shape[0]):
            if party != other and bound(board, truce, party) and bound(board, truce, other):
                world.broke[party, other] += case.protocol[COLLAPSE_COUNT]
    set_trust(board, case, world)
