"""What the rules read and write: the board, one run's case, and its world.

Sizes: P parties, I issues, O options (all issues' in one row), D states (feasible deals, what reverting and forcing
can add, and, with the status quo outside, nothing), N nodes of the tree of states, C conditions, K distinct sets of
broken conditions, L pledges, B bonuses, T truces, E events (and deadlines after them), J deadlines, S situations, Y
tests of them, F event effects on worth, Q pressures, M distinct sets of demands met, G guards of options by others, V
parties whose votes are weighed, U ratifiers of packages, R agendas of a party that are remembered, W watches, X
tallies, H days.
Sets of parties, issues and conditions are bit masks.
"""

from typing import NamedTuple

import numpy as np

from sim.arrays import Flags, Floats, Ints
from sim.kernel.lanes import LANES

# Where things stand in World.now.
SEED, RUN, DAY, SESSION, STATE, SPEAKER, PROPOSAL, CONSENT, ACCEPTED, TURN = range(10)
(
    AGREEMENTS,
    UNMADE,
    SESSIONS_HELD,
    PROPOSALS_MADE,
    DEALS_MADE,
    FIRST_DEAL,
    LEFT_DAY,
    REFUSALS,
    HOPED,
    BEARABLE,
    HOPEFUL,
    IDEALS,
    SPREAD,
    NOTED,
    MINDS,
    AHEAD,
    PENDING,
    OUT,
    CLOSED,
    ADJOURNED,
    FORESEEN,
    HIDDEN,
    WATCHER,
    SESSION_FAILED,
    MOTION,
    WEIGHED,
    ABSTAINING,
    CONDUCT,
    MISJUDGED,
    SURVEYS,
    COUNTING,
) = range(10, 41)
NOW_SIZE = 41

# Where things stand in Board.rules.
(
    HORIZON,
    SPEAKS,
    OUTSIDE,
    START,
    PRINCIPALS,
    MEDIATORS,
    TRUST_ON,
    LEARNING_ON,
    PRESSURE_ON,
    PRICING_ON,
    GONE_FROM,
    LISTED,
    LAGGING,
    OPENING,
    VOTING,
    LEAVING,
) = range(16)
RULES_SIZE = 16

# Who decides an issue (Board.decides), in the order of the language's words for it.
CONTROLLERS, UNANIMITY, MAJORITY, CONSENSUS, ALONE = range(5)

# Who speaks (Board.rules[SPEAKS]).
MEDIATED, ALTERNATING, RANDOM, SHARES = range(4)

# Where things stand in Case.protocol.
SESSION_RATE, ALONE_RATE, FAILURES_BORNE, FLOOR, COLLAPSE_COUNT, WITHDRAWAL_COUNT, FAILURE_COUNT = range(7)
PROTOCOL_SIZE = 7

# Where things stand in Case.truce[k].
(
    RATE,
    BRANCHING,
    RETALIATION,
    MEMORY,
    MISREAD_CHANCE,
    TOLERANCE,
    SCALE,
    SHAPE,
    STRAIN,
    MONITORING,
    EARLY,
    COOLING,
) = range(12)
TRUCE_SIZE = 12

# Where things stand in Case.pressure[q].
POINTS, AFTER, CHANCE, LASTS, COST, THREAT = range(6)
PRESSURE_SIZE = 6

# Where things stand in Case.walk_out[p].
LEAVING_COST, RED_LINES_BORNE, BREACHES_BORNE, RETURN_DAYS = range(4)
WALK_OUT_SIZE = 4

# Where things stand in Case.deadline[k].
IN_DAYS, PUT_OFF, WITHIN, PAUSE = range(4)
DEADLINE_SIZE = 4

# Where things stand in Case.tactic[p].
ASPIRATION, FROM, TO, BETA, LAST_DAYS = range(5)
TACTIC_SIZE = 5

# Kinds of tactic (Board.tactic), in the order of `sim.scenario.party_words.TACTICS`; plug-ins come after.
STEADFAST, TIME, TIT_FOR_TAT, DEADLINE, REPUTATION = range(5)
PLUG_IN = 100

# Columns of the arrays of a world.
SURPLUS, HELD_OUT, ODDS, DRAW, MADE_UP = range(5)  # answer
ANSWER_SIZE = 5
SUSPECTING, TRUSTING = range(2)  # score: with red lines as suspected, and were none suspected
REFUSED, UNSAID = range(2)  # credit: for refusals, for proposals not made
OWN_BEFORE, OTHERS_BEFORE = range(2)  # before
BELIEVED, COSTING, TRULY = range(3)  # weighed: the belief that it is a red line, its cost, and whether it is one
WEIGHING_SIZE = 3
BREACHES_SEEN, DAYS_WEIGHED = range(2)  # ledger
EXPOSED, HAZARD, MISREADING = range(3)  # guard
TO_BREACHES, TO_HAZARD = range(2)  # event_truce
FIRST_RENEWED, TERM_REACHED, FIRST_EXTENDED = range(3)  # renewed
FIRST_ALLEGED, SOONEST_ALLEGED, ALLEGED_BY_BOTH = range(3)  # alleged
PASSED, MET, PUT_OFF_FIRST, TIMES_PUT_OFF = range(4)  # deadline_days
MOTION_WORTH, MOTION_CHANCE, MOTION_DRAW = range(3)  # motion
GAIN_AWAY, HOPE = range(2)  # tempted
FIRST_OUT, TIMES_OUT = range(2)  # walked_out
RED_LINES_MET, BREACHES_MET = range(2)  # grievances
TEST_OF, TEST_KIND, TEST_ITEM, TEST_SINCE, TEST_ELSE = range(5)  # tests
DAYS_IN_FORCE, DAYS_PENDING, FIRST_AGREED = range(3)  # stood
AGENDA, ASKED, BLURRED, PLEDGING, SHUT = range(5)  # option_sets, and node_sets but for the last
ABOVE, ADDS, SKIP, LEAF, BREAKING, MEETING, LEVEL, TERMS = range(8)  # node
BY_ALL, BY_SOME = range(2)  # terms_met
WITH_IT, WITHOUT_IT = range(2)  # pending_settles
MOVED_BY, MOVED_ON, MOVED_FROM, MOVED_TO = range(4)  # moved
REFUSED_MOST, ACCEPTED_LEAST, FRESH, STILL_HELD, PER_WIDTH = range(5)  # record
RECORD_SIZE = 5
INNER, LEAVES = range(2)  # found
WHICH, AMONG, DONE_WHAT, ON_ISSUES, ENOUGH, UNTIL = range(6)  # tally, of a board
HOW_OFTEN, OVER = range(2)  # tally, of a world
NODE, PARENT, OPTION = range(3)  # inner
DEAL, BREAKS, MEETS, NEEDS, PLEDGERS = 0, 3, 4, 5, 6  # leaf, with PARENT and OPTION as in inner
LEAF_SIZE = 7
NOTED_SURPLUS, NOTED_IDEAL = range(2)  # noted
POLL_DAY, POLL_GAIN, POLL_WORD, POLL_CHANCE, POLL_DRAW = range(5)  # polled
POLL_SIZE = 5

# What a test of a situation is about (Board.tests): an end of an option, its agreement, an event, a party that is out.
TEST_EXPIRED, TEST_WITHDRAWN, TEST_COLLAPSED, TEST_FAILED, TEST_AGREED, TEST_HAPPENED, TEST_OUT = range(7)

# Issue status (World.status).
NONE, IN_FORCE, EXPIRED, WITHDRAWN, COLLAPSED, FAILED = range(6)
STATUS_NAMES = ("none", "in force", "expired", "withdrawn", "collapsed", "failed")

# Who ratifies an option (Board.ratifier), if it is not a party.
NOBODY, CHANCE_ALONE = -1, -2

# Roles (Board.role).
PRINCIPAL, MEDIATOR, BACKER = range(3)

GRID = 11
"""Points 0, 0.1 ... 1 on which beliefs about aspirations live."""

NEVER = -1
"""A day that did not come."""

LAPSED = -1
"""The agreement of what is in force in the place of a first option that has lapsed."""

UNDATED = -1_000_000
"""The day since which what is not in force at the start has been so."""

NO_TERM = 1_000_000
"""The last day of an option without a term."""

REMEMBERED = 256
"""How many agendas of a party everybody remembers its answers to."""

TWINNED = 3
"""Up to how many pending agreements a survey follows, for each set of them, what deals are with just these."""

ROUNDING = 1e-11
"""Share of a party's points of full marks by which two of its points may differ and count as the same."""


class Board(NamedTuple):
    """What a scenario fixes for every run; read-only."""

    first: Ints  # [I+1] first option of each issue; the last entry is O
    issue: Ints  # [O] the issue of an option
    controllers: Ints  # [I] parties whose consent a change needs
    decides: Ints  # [I] by which rule a change is decided
    voters: Ints  # [I] its members, if not by controllers
    counts_all: Flags  # [I] whether a vote is counted over all members, or over those who do not abstain
    seated: Ints  # [V] parties whose votes are weighed on some issue
    root: Ints  # [O, any] the options whose clocks it shares (itself unless linked), filled up with -1
    anchor: Ints  # [O, any] the options that it is linked to, filled up with -1
    family: Ints  # [O] the option whose variant it is (itself unless it is one)
    falls_to: Ints  # [O] what its issue falls back to where it cannot stand
    ballot_by: Ints  # [U] the party that votes on packages
    ballot_on: Ints  # [U] the issues of packages that it votes on
    ballot_day: Ints  # [U, any] the days on which it votes, filled up with -1; all -1 where none are named
    ratifier: Ints  # [O] the party that ratifies it, `NOBODY` or `CHANCE_ALONE`
    binds: Ints  # [O] parties bound
    truce_of: Ints  # [O] truce, or -1
    truce_option: Ints  # [T]
    option: Ints  # [D, I] options in force in a state, -1 where nothing is
    extends: Ints  # [D] the issue whose option it keeps for longer, or -1
    kept_in: Ints  # [D] the state itself, or the one in which an extension keeps what it keeps
    longer: Ints  # [I, D] the state in which what is in force on an issue is extended, or -1
    proposable: Flags  # [D]
    broken: Ints  # [D] which set of conditions it breaks (index into broken_set)
    broken_set: Ints  # [K] conditions in the set; those that states break, then others that all deals of a node break
    revert: Ints  # [D, I] the state after an issue falls back, with what is linked to it
    carried: Ints  # [D] issues whose option does not run out if that would lead to this state
    mended: Ints  # [D] the state that is left of one that is infeasible, itself where it is feasible
    pledged: Ints  # [P, D] issues on which a party has pledged the option of that state
    tie: Ints  # [D] address of the luck that breaks ties
    in_bonus: Flags  # [D, B]
    tally: Ints  # [X, 6] what is counted: kind, by whom, which watch, its issues, how often is enough, up to which day
    watched: Flags  # [D, W]
    need: Ints  # [W] days in a row a watch needs; below 0 the day on which it must be so
    watch_ahead: Flags  # [W] whether it is about what the deal in force will be when all that is pending has come
    opened: Ints  # [I] day since which an option is in force at the start, `UNDATED` where none is
    opened_by: Ints  # [I] its signatories
    opened_deal: Ints  # [I] which agreement brought it in, 0 if none
    opened_pressure: Ints  # [Q] day since which a pressure is under way at the start, or `UNDATED`
    order: Ints  # [I] issues by level of the tree
    node: Ints  # [N, 8] parent, option added (-1 at the root), next node not below, state or -1, which set all its
    # deals break, which demands it meets, how many issues it settles, its row of terms_met
    leaf_of: Ints  # [D] the node of a state, or -1
    terms_met: Ints  # [.., 2] deadlines that all deals below a node meet, and those that some do
    moved: Ints  # [.., 4] what deadlines make of deals that do not meet them: deadline, issue, option, what it becomes
    guard_by: Ints  # [G] the option that guards another
    guard_of: Ints  # [G] which one it guards
    bonus_party: Ints  # [B]
    owner: Ints  # [C] whose condition it is
    trigger: Ints  # [C] issues named in its `when`, or in what it refuses
    conduct: Ints  # [C] the situation that satisfies it by conduct, or -1
    pledge_of: Ints  # [P, O] pledge, or -1
    event_day: Ints  # [E] scheduled day, or -1
    forced: Ints  # [E, D] the state after the event forces its options
    bars: Flags  # [E, O] options out of reach while the event lasts
    between: Ints  # [E] parties among whom its goodwill counts
    leaves: Ints  # [E] parties that it makes leave the table
    brings_back: Ints  # [E] parties that it brings back
    when: Ints  # [E] the situation that must hold for it to happen, or -1
    on_change: Flags  # [E] whether it happens when that comes to hold
    possible: Ints  # [E, 2] first and last day on which it can happen
    once: Flags  # [E] whether it happens once at most
    adjourns: Flags  # [E] whether no session is held while it is under way
    opened_event: Ints  # [E] day since which an event is under way at the start, or `UNDATED`
    deadline_event: Ints  # [J] the event that comes when a deadline passes
    deadline_day: Ints  # [J] its day, or -1
    deadline_after: Ints  # [J] the situation that sets it, or -1
    deadline_met: Flags  # [J, D] whether a state meets it
    deadline_left: Ints  # [J, D] the state that is left after it
    deadline_about: Ints  # [J] parties that it concerns
    deadline_closes: Flags  # [J] whether it ends the talks
    deadline_moves: Ints  # [J, 2] how often it can be put off, and who must agree
    deadline_beyond: Flags  # [J] whether it can be put off to a day that is not played
    luck_deadline: Ints  # [J]
    situation: Flags  # [S, D] whether a state is as a situation says
    situation_days: Ints  # [S] for how many evenings it must have been so; 0: now
    situation_ahead: Flags  # [S, D] whether a state, with all that is pending come, is as a situation says
    situation_not: Ints  # [S] the situation that must not hold beside it, or -1
    tests: Ints  # [Y, 5] what else a situation says: whose test, of which kind, of what, since how many days, or which
    returns_for: Ints  # [P] the situation that brings a party back, or -1
    enters: Ints  # [P] the situation that lets a party enter the talks, or -1
    suspending: Flags  # [P] whether no session is held while it is out
    may_go: Flags  # [P] whether it may come to be out
    effect_event: Ints  # [F]
    effect_party: Ints  # [F]
    effect_option: Ints  # [F]
    pressure_by: Ints  # [Q]
    pressure_on: Ints  # [Q]
    demanding: Flags  # [Q] whether it names a demand
    inducing: Flags  # [Q] whether it is an inducement
    until_met: Flags  # [Q] whether it lasts until its demand is met
    met: Ints  # [D] which set of demands it meets (index into met_set)
    met_set: Ints  # [M] pressures whose demand is met
    own_issues: Ints  # [P] issues on which it has a condition or pledge of its own
    role: Ints  # [P]
    tactic: Ints  # [P] kind of tactic
    dated: Ints  # [H+2] sessions fixed in advance
    luck_party: Ints  # [P] addresses of luck
    luck_issue: Ints  # [I]
    luck_option: Ints  # [O]
    luck_condition: Ints  # [C]
    luck_event: Ints  # [E]
    luck_pressure: Ints  # [Q]
    luck_shock: Ints  # [P] address of the shocks that it shares
    shock_sign: Ints  # [P] whether they raise its no-deal value, 1, or lower it, -1
    rules: Ints  # [RULES_SIZE] horizon, who speaks, switches


class Case(NamedTuple):
    """One run's inputs: every stated number, drawn where it is uncertain."""

    weight: Floats  # [P, I]
    value: Floats  # [P, O] 0-100
    total: Floats  # [P]
    bonus: Floats  # [B]
    no_deal: Floats  # [P]
    drift: Floats  # [P] per 30 days
    volatility: Floats  # [P]
    shared: Floats  # [P] part of its daily shocks that it has in common with others
    tactic: Floats  # [P, TACTIC_SIZE]
    precision: Floats  # [P] infinite for a best response
    consistency: Floats  # [P]
    assumed: Floats  # [P] precision that others assume
    misperceived: Floats  # [P] spread of the error with which others see its worths
    patience: Floats  # [P] days that matter to it
    conceding: Floats  # [P] days over which the time tactic concedes
    walk_out: Floats  # [P, WALK_OUT_SIZE] infinite where it puts up with it, or does not come back
    absence: Floats  # [P, P] points on the no-deal value of q while p is out
    deadline: Floats  # [J, DEADLINE_SIZE]
    resolve: Floats  # [P]
    trust: Floats  # [P, P] initial
    abstains: Floats  # [P] chance of abstaining
    vote_weight: Floats  # [I, P] what a member's vote weighs
    vote_united: Floats  # [I, P] the share of it that goes with the party's answer
    vote_share: Floats  # [I] least share of yes that wins; below 0: more than half
    vote_after: Floats  # [I] refused proposals after which a consensus is a vote; infinite: never
    half_life: Floats  # [P, P]
    prior: Floats  # [P, P]
    term: Floats  # [O] infinite without a term
    settles: Floats  # [O]
    withdrawal_cost: Floats  # [P, O]
    renewal: Floats  # [O]
    extension: Floats  # [O] days for which it can be extended; 0: it cannot
    lag: Floats  # [O] days from agreement to force
    ratified: Floats  # [O] chance that it is ratified, where that is stated
    ballot_in: Floats  # [U] days to a ballot where no days are named
    recommends: Floats  # [U, P] points that the word of who signed is worth
    raises: Floats  # [U] points that a rejection adds to what is wanted
    truce: Floats  # [T, TRUCE_SIZE]
    exposure: Floats  # [P, O]
    opened_breaches: Floats  # [I, P] breaches a day by a side since a truce of the start began
    observed: Floats  # [2, P, P] truce days that p has seen q keep, and break, before the start
    firmness: Floats  # [C]
    backdown: Floats  # [C]
    pledge: Floats  # [L]
    rate: Floats  # [E]
    lasts: Floats  # [E]
    goodwill: Floats  # [E]
    event_points: Floats  # [E, P] on the no-deal value
    effect: Floats  # [F] on a worth
    event_truce: Floats  # [E, T, 2] by what it multiplies breaches and hazard of a truce
    guard: Floats  # [G, 3] by what it multiplies exposure, hazard and misreading
    pressure: Floats  # [Q, PRESSURE_SIZE]
    kappa: Floats  # [P] weight in the mediator's product
    share: Floats  # [P] of the floor
    protocol: Floats  # [PROTOCOL_SIZE]


class World(NamedTuple):
    """One run as it stands; everything here changes from day to day."""

    now: Ints  # [NOW_SIZE] seed, run (of the talks; of minds apart), day, session, state, who spoke, proposal, counts
    failures_left: Floats  # [1] failed sessions the mediator still bears
    worth: Floats  # [P, O] points
    error: Floats  # [P*O, lanes] by observer and option: how far it misjudges what the option is worth to a party
    drifted: Floats  # [P] no-deal value without temporary effects
    no_deal: Floats  # [P] no-deal value today
    happened: Ints  # [E+Q, H+2] what began on which day
    active: Ints  # [E+Q] how many of it are under way
    lasts_until: Ints  # [Q] last day of a pressure under way
    refused: Ints  # [Q] refusals since the pressure was last applied
    sway: Floats  # [M, lanes] what pressures and inducements add to a deal that meets a set of demands
    barred: Flags  # [O]
    held: Flags  # [E] whether what must hold for it held this morning
    deadline_due: Ints  # [J] its day, -1 while it is not set
    deadline_days: Ints  # [J, 4] the day on which it passed, was met, was first put off; how often it was
    counting: Ints  # [J] the deadlines that count for anybody, in their order, now[COUNTING] of them
    foreseen: Floats  # [J, lanes] share of a party's patience on which what a deadline brings counts
    situated: Ints  # [S] evenings in a row on which the state was as a situation says
    out_since: Ints  # [P] the day on which it left the table, -1 for who has not entered
    walked_out: Ints  # [P, 2] the first day on which it left, and how often
    grievances: Ints  # [P, 2] red lines tabled by others, days with breaches, since it was last out
    tempted: Floats  # [P, 2] what being away was worth at the session, and going on
    motion: Floats  # [P, 3] what a motion was worth, chance of a yes (below 0 if not asked), draw
    kept: Floats  # [P, P] kept-truce observations by p of q
    broke: Floats  # [P, P]
    trust: Floats  # [P, P]
    belief: Floats  # [P, GRID] public, about aspirations
    expected: Floats  # [P] its mean
    odds: Floats  # [GRID] of a refusal at each aspiration, scratch
    change: Floats  # [GRID] by how much an answer changes the belief in each point, scratch
    suspected: Floats  # [C] public, that a condition is a red line
    red: Flags  # [C] private truth
    aspiration: Floats  # [P]
    before: Floats  # [P, 2] last aspiration and last mean of the others' expected ones
    stake: Floats  # [P, I] what an issue could mean to a party
    pledgers_of: Ints  # [O] parties that have pledged an option
    by_stake: Ints  # [P, I] issues, the largest stake first
    softened: Floats  # [P, 2I+1] assumed precision, blunted by so many misperceived options
    endings: Ints  # [I] how often something in force has ended
    seen_as: Ints  # [2^I, P] an agenda as a party sees it, or -1 while nobody has asked
    slot_of: Ints  # [2^I, P] where the record of an agenda of a party's may stand
    answered: Ints  # [P] how many agendas it has a record of
    record_agenda: Ints  # [P, R] the agenda of a record
    record_since: Ints  # [P, R] how often the mind had reopened when it was begun
    record_last: Ints  # [P, R] the session of the last answer
    record: Floats  # [P*R*(P+1), RECORD_SIZE, GRID] by party, record and observer, the public last
    noted: Floats  # [P+1, P, 2] what the offer on the table is to a party, as each observer sees it, the public last
    concession: Floats  # [P] the day on which the reputation tactic gives way
    turns: Ints  # [P] order of turns
    status: Ints  # [I]
    began: Ints  # [I]
    ends: Ints  # [I] last day of the term
    signed: Ints  # [I] signatories
    members: Ints  # [I] who is asked about an issue that is not decided by its controllers
    refused_on: Ints  # [I] proposals refused while it was decided by consensus
    alike: Ints  # [I] the first issue on which votes are counted in the same way
    vote_points: Floats  # [I, P] by how much a yes weighs more than a no
    vote_need: Floats  # [I] what the votes for must reach, over what splits give anyway
    vote_seats: Ints  # [I] seats of those whose yes counts on an issue
    half_weight: Floats  # [2I, 2^(V/2)] points of every set of the seats of one half
    half_order: Ints  # [2I, 2^(V/2)] these sets, the lightest first
    half_chance: Floats  # [2, 2^(V/2)] how likely each set is the one that says yes, scratch
    saying: Floats  # [P] how likely each says yes, scratch
    rejections: Ints  # [U] packages that a ratifier has rejected
    reckoned: Floats  # [1] how likely the public held the offer on the table to be ratified, before any answer
    polled: Floats  # [U*I, 5] the last ballot on a package, by its first issue: day, gain, word, chance, draw
    turned_down: Ints  # [U*(H+2)*I, I] what each of them would have brought in, -1 where nothing
    turned_down_at: Ints  # [U, (H+2)*I] how often the ratifier's mind on it had reopened by then
    agreement: Ints  # [I] which deal brought it in
    denounced: Ints  # [I] parties that denounced it at this session
    coming: Ints  # [I] option agreed and not yet in force
    pact: Ints  # [I] which agreement will bring it in, 0 where nothing is pending
    pact_due: Ints  # [I] on which day
    pact_signed: Ints  # [I] who agreed
    pact_chance: Floats  # [I] how likely it was reckoned to come into force
    row: Ints  # [I] options of a state, scratch
    row_before: Ints  # [I] options of it before an agreement was put in, scratch
    cools: Ints  # [I] last day on which no truce of it can come back
    heat: Floats  # [T, P] memory of own breaches
    breaches: Ints  # [T, P] today
    perceived: Ints  # [T, P] breaches by others that p sees today
    blame: Ints  # [P, P] breaches by q as p sees them today, scratch of one truce
    ledger: Floats  # [T, P, 2] memory-weighted sum of perceived breaches and of weights
    seen_of: Floats  # [T, P, P] memory-weighted sum of breaches by q that p has perceived
    logged: Ints  # [T, P] all breaches perceived so far
    price: Floats  # [O, lanes] share of a fixed-term option that counts
    plain: Floats  # [O, lanes] worth, by option
    risk: Floats  # [O, lanes] what exposure takes off it, discounted by trust
    table: Floats  # [O*lanes] worth of an option as the observer sees it, exposure and time priced
    settling: Floats  # [O*lanes]
    carrying_on: Floats  # [1, lanes] no-deal value
    standing: Floats  # [1, lanes] value of the state in force
    slack: Floats  # [1, lanes] points by which two of a party's may differ and count as the same
    extra: Floats  # [1, lanes] bonuses of the deal being weighed
    mean: Floats  # [1, lanes] value of a state, what is pending averaged over
    nothing: Floats  # [1, lanes] of 0
    settled: Floats  # [1, lanes] how far a state settles the conflict, scratch
    today: Floats  # [D, lanes] value of a state as things stand; with lags or deadlines
    today_at: Ints  # [D] in which survey it was found
    valued: Floats  # [D, lanes] value of a state with what deadlines ahead will bring
    valued_at: Ints  # [D] in which survey
    after: Floats  # [J*D, lanes] value of what a deadline leaves
    after_at: Ints  # [J*D] in which survey
    node_worth: Floats  # [N*lanes] worth of the options down to a node, or to a level of the path that is walked
    node_settles: Floats  # [N*lanes]
    node_sets: Ints  # [N, 4] agenda, consent, misperceived options changed, who may have pledged all that it brings
    twin: Ints  # [I+1, 2^M] by level, the node of deals as on the path but with just some of what is pending, or -1
    twin_option: Ints  # [I, 2^M] what an issue has there that something is pending on
    twin_state: Ints  # [2^M] a deal with just these, or -1
    twin_chance: Floats  # [2^M] how likely it is just these
    option_sets: Ints  # [O, 5] what each option adds to these in the walk under way, and whether it is out of reach
    rest_worth: Floats  # [I+1, lanes] most that the issues below a level of the tree can add to the worth of a deal
    rest_settles: Floats  # [I+1, lanes] most that they can settle
    points: Floats  # [J, lanes] points that a deadline puts on no-deal values
    brings: Floats  # [J, lanes] these points, for the share that it counts
    moves: Floats  # [J, lanes] most that it can add to a deal by what it makes of it
    terms_no_deal: Floats  # [.., lanes] no-deal value under a row of terms_met at best; last: under any
    terms_more: Floats  # [.., lanes] most that deadlines then can add to a deal
    pending_share: Floats  # [1] chance at which what is pending counts, where that is one agreement
    pending_worth: Floats  # [1, lanes] most that the issues are worth that something is pending on
    pending_settles: Floats  # [2, lanes] how far they settle the conflict with it, and without it
    least: Floats  # [1, lanes] what a deal must be worth at best if a party is not sure to lose by it
    walked: Ints  # [2, 2+I+O] of what the walks kept are: issues allowed, state, signatories, options barred
    found: Ints  # [2, 2] how many inner nodes and how many leaves they reached
    inner: Ints  # [2, N, 3] which inner nodes, from the root down: where node, parent, option stand
    leaf: Ints  # [2, N, 7] which leaves: state, where parent, option stand, sets broken, met, consent, pledgers
    agenda: Ints  # [D]
    consent: Ints  # [D]
    blurred: Ints  # [D] misperceived options that it changes
    losers: Ints  # [D] parties whose consent it needs and that would lose by it
    pledgers: Ints  # [D] parties that have pledged all it brings in
    surplus: Floats  # [D, lanes]
    score: Floats  # [D, 2] with and without suspicion
    chance: Floats  # [D] that all accept, red lines aside; below 0 while nobody has asked, or where none may be
    counted: Ints  # [D] who counts in a mediator's product
    sayable: Ints  # [D] deals that a mediator may propose, chances aside
    clear: Floats  # [D] chance that no red line is in the way of a deal
    promise: Floats  # [D] no deal's score can be above it
    top: Floats  # [1, lanes] the most that a party could get by a deal that qualifies
    gives: Floats  # [D, lanes] surplus by a deal, with the price of refusing what is pledged
    per_top: Floats  # [P] what a point adds to the mean of S / top over those asked
    bearable: Ints  # [D] deals that may be proposed, by which nobody needed loses but for what it has pledged
    ideal: Floats  # [2^I, lanes] best surplus on an agenda, of those within now[HOPED]
    ideal_of: Ints  # [2^I] at which setting of ideals it was found, where they are found one by one
    hopeful: Ints  # [D] deals by which nobody needed loses
    hoping: Floats  # [D, lanes] what a party may hope for by each of them
    hope: Floats  # [1, lanes] the best that a party may hope for by a deal listed in the walk under way
    set_cost: Floats  # [K, lanes] cost of newly breaking a set
    set_odds: Floats  # [K, P] chance that no red line of a party is in it
    set_newly: Ints  # [K] conditions of a set that are newly broken
    weighed: Floats  # [C, 3] what of each condition counted when sets were weighed last
    old_news: Ints  # [1] conditions that nothing broke newly then
    set_hope: Floats  # [K] what hope for a deal that breaks it counts for, where all its owners are asked
    set_owners: Ints  # [K] parties whose conditions are newly broken
    set_vetoes: Ints  # [K] parties whose red lines are
    answer: Floats  # [P, ANSWER_SIZE] surplus, what it holds out for, chance of acceptance, draw
    reached: Ints  # [W] the day a watch was fulfilled
    spell: Ints  # [W] days in a row so far
    tally: Ints  # [X, 2] how often what is counted has happened, and the first day on which that was enough
    ended: Ints  # [O, 4] first day it expired, was withdrawn, collapsed, failed before it was in force
    renewed: Ints  # [O, 3] first day renewed, at the end of a term, extended by agreement
    alleged: Ints  # [O, 3] first day of an allegation, shortest time from start to one, first day by two sides
    stood: Ints  # [O, 3] days in force, days pending, first day agreed
    first_event: Ints  # [E+Q] first day it happened
    credit: Floats  # [C, 2] decisive credit for refusals, for proposals not made
    gain: Floats  # [P] value of the last day's deal over carrying on without any
    trail: Ints  # [H+2] the state in force at the end of each day


def new_world(board: Board) -> World:
    """Return the arrays of a run for a board, to be filled by `sim.rules.setup.begin`."""
    p, i, o = len(board.role), len(board.controllers), len(board.issue)
    d, n, c, k = len(board.option), len(board.node), len(board.owner), len(board.broken_set)
    x = len(board.tally)
    terms = len(board.terms_met)
    t, w, kinds = len(board.truce_option), len(board.need), len(board.event_day) + len(board.pressure_on)
    days = int(board.rules[HORIZON]) + 2
    u, sets = len(board.ballot_by), 1 << (len(board.seated) + 1) // 2
    lanes = -(-p // LANES) * LANES
    j = len(board.deadline_day)
    averaged = d if j or board.rules[LAGGING] else 0
    q, m, kept = len(board.pressure_on), len(board.met_set), min(1 << i, REMEMBERED)
    sizes: dict[str, tuple[int, ...]] = {
        "now": (NOW_SIZE,), "failures_left": (1,), "worth": (p, o), "error": (p * o, lanes), "drifted": (p,),
        "no_deal": (p,), "happened": (kinds, days), "active": (kinds,), "lasts_until": (q,), "refused": (q,),
        "sway": (m, lanes), "barred": (o,),
        "held": (len(board.event_day),), "deadline_due": (j,), "deadline_days": (j, 4), "foreseen": (j, lanes),
        "counting": (j,),
        "situated": (len(board.situation_days),), "out_since": (p,), "walked_out": (p, 2), "grievances": (p, 2),
        "tempted": (p, 2), "motion": (p, 3),
        "kept": (p, p), "broke": (p, p), "trust": (p, p), "belief": (p, GRID), "expected": (p,),
        "odds": (GRID,), "change": (GRID,),
        "suspected": (c,),
        "red": (c,), "aspiration": (p,), "before": (p, 2),
        "stake": (p, i), "by_stake": (p, i), "pledgers_of": (o,),
        "softened": (p, 2 * i + 1), "endings": (i,), "seen_as": (1 << i, p), "slot_of": (1 << i, p),
        "answered": (p,), "record_agenda": (p, kept), "record_since": (p, kept), "record_last": (p, kept),
        "record": (p * kept * (p + 1), RECORD_SIZE, GRID), "noted": (p + 1, p, 2),
        "concession": (p,), "turns": (p,), "status": (i,),
        "members": (i,), "refused_on": (i,), "alike": (i,), "vote_points": (i, p), "vote_need": (i,),
        "vote_seats": (i,), "half_weight": (2 * i, sets), "half_order": (2 * i, sets), "half_chance": (2, sets),
        "saying": (p,), "rejections": (u,), "reckoned": (1,), "polled": (u * i, POLL_SIZE),
        "turned_down": (u * days * i, i), "turned_down_at": (u, days * i),
        "began": (i,), "ends": (i,), "signed": (i,), "agreement": (i,), "denounced": (i,), "cools": (i,),
        "coming": (i,), "pact": (i,), "pact_due": (i,), "pact_signed": (i,), "pact_chance": (i,), "row": (i,),
        "row_before": (i,),
        "heat": (t, p),
        "breaches": (t, p), "perceived": (t, p), "blame": (p, p), "ledger": (t, p, 2), "seen_of": (t, p, p),
        "logged": (t, p),
        "price": (o, lanes), "plain": (o, lanes), "risk": (o, lanes), "table": (o * lanes,), "settling": (o * lanes,),
        "carrying_on": (1, lanes), "standing": (1, lanes), "slack": (1, lanes),
        "extra": (1, lanes), "mean": (1, lanes), "nothing": (1, lanes), "settled": (1, lanes),
        "today": (averaged, lanes), "today_at": (averaged,), "valued": (averaged, lanes), "valued_at": (averaged,),
        "after": (j * d, lanes), "after_at": (j * d,), "node_worth": (n * lanes,), "node_settles": (n * lanes,),
        "node_sets": (n, 4), "option_sets": (o, 5), "twin": (i + 1, 1 << TWINNED),
        "twin_option": (i, 1 << TWINNED), "twin_state": (1 << TWINNED,), "twin_chance": (1 << TWINNED,),
        "rest_worth": (i + 1, lanes), "rest_settles": (i + 1, lanes), "points": (j, lanes), "brings": (j, lanes),
        "moves": (j, lanes),
        "terms_no_deal": (terms + 1, lanes), "terms_more": (terms + 1, lanes), "least": (1, lanes),
        "pending_share": (1,), "pending_worth": (1, lanes), "pending_settles": (2, lanes),
        "walked": (2, 2 + i + o), "found": (2, 2), "inner": (2, n, 3), "leaf": (2, n, LEAF_SIZE),
        "agenda": (d,), "consent": (d,), "blurred": (d,), "losers": (d,), "pledgers": (d,),
        "surplus": (d, lanes), "bearable": (d,),
        "score": (d, 2), "chance": (d,), "counted": (d,), "sayable": (d,), "clear": (d,), "promise": (d,),
        "top": (1, lanes), "gives": (d, lanes), "per_top": (p,),
        "ideal": (1 << i, lanes), "ideal_of": (1 << i,),
        "hopeful": (d,), "hoping": (d, lanes), "hope": (1, lanes), "set_cost": (k, lanes), "set_odds": (k, p),
        "set_newly": (k,), "set_hope": (k,), "weighed": (c, WEIGHING_SIZE), "old_news": (1,), "set_owners": (k,),
        "set_vetoes": (k,), "answer": (p, ANSWER_SIZE), "reached": (w,), "spell": (w,), "tally": (x, 2),
        "ended": (o, 4), "renewed": (o, 3), "alleged": (o, 3), "stood": (o, 3),
        "first_event": (kinds,), "credit": (c, 2), "gain": (p,), "trail": (days,),
    }  # fmt: skip
    annotations = World.__annotations__
    world = World(**{name: np.zeros(sizes[name], _TYPES[annotations[name]]) for name in World._fields})
    world.set_odds[:] = world.set_hope[:] = 1.0  # as `weigh_conditions` leaves a set that breaks nothing
    world.old_news[0] = NEVER  # no set has been weighed
    return world


_TYPES = {Ints: np.int64, Floats: np.float64, Flags: np.bool_}
