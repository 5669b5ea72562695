"""Every text in a picture."""


def counted(count: int, one: str, many: str) -> str:
    """Return how many of something there are: `1 deal`, `1,200 deals`."""
    return f"{count:,} {one if count == 1 else many}"


SHARE_OF_RUNS = "runs, %"
SHARE_AXIS = "share of runs, % (whisker: 95 % interval of sampling error)"
OUTCOME = "outcome"
SHARE = "share of runs"
INTERVAL = "95 % interval"
RUNS = "runs"
MEDIAN_DAY = "median day"
DAY = "day"

OUTCOMES_TITLE = "How runs end"
OUTCOMES_BESIDE = "How runs end (upright mark: as stated, before levers were moved)"
AS_STATED = "as stated"
OUTCOMES_ALT = "Most often runs end in: {label}, in {share} of runs (95 % interval {interval})."
NOTHING_TO_SHOW = "Nothing to show."

DOTS_TITLE = "100 dots stand for 100 runs"
DOTS_ALT = "How 100 runs end: {parts}."
DOTS_PART = "{label}, {count}"
OF_100 = "of 100 runs"

FIRST_DAY_TITLE = "{label}: the day in 50 equally likely runs"
FIRST_DAY_AXIS = "day (each dot stands for 2 runs in 100)"
FIRST_DAY_ALT_HALF = "{label}: by day {half} in half of the runs (95 % interval: day {low} to {high})."
FIRST_DAY_ALT_RARE = "{label}: within {horizon} days in {share} of runs (95 % interval {interval})."
LATER = "later than {horizon}"
NEVER = "not within {horizon} days"
IN_TIME = "within {horizon} days"
DOTS = "dots of 50"

BY_DAY_TITLE = "{issue}: what is in force, day by day"
BY_DAY_ALT = "{issue}: on day {day}, {label} in {share} of runs (95 % interval {interval})."
NOTHING = "nothing in force"

BINDING_TITLE = "What each condition blocks, per 100 runs"
BINDING_AXIS = "per 100 runs (whisker: 95 % interval of sampling error)"
CONDITION = "condition"
REFUSED = "refusals that it decided"
UNMADE = "proposals not made for fear of it"
PER_HUNDRED = "per 100 runs"
BINDING_ALT = (
    "In the way most often: {name}; per 100 runs, with 95 % intervals, refusals that it decided {refused}, "
    "proposals not made for fear of it {unmade}."
)
NO_CONDITIONS = "This scenario states no conditions."

ATTRIBUTION_TITLE = "What dropping each condition adds to: {outcome}"
ATTRIBUTION_AXIS = "percentage points (Shapley share; whisker: 95 % interval of sampling error)"
ATTRIBUTION_ALT = (
    "Of all conditions, {label} accounts for most of the change: {share} percentage points (95 % interval {interval})."
)
POINTS = "percentage points"

OUTSIDE_TITLE = "The model's questions beside the outside view"
OUTSIDE_AXIS = "%"
QUESTION = "question"
BASE_RATES = "outside view: range of base rates"
MODEL = "share of runs, with its 95 % interval"
OUTSIDE_ALT = "{inside} of {asked} shares of runs lie inside the range of base rates."
INSIDE = "inside the range"
OUTSIDE = "outside the range"
NOT_ASKED = "no share to compare"
VERDICT = "verdict"

POWER_TITLE = "Who pulls where, and how hard: influence × weight on each issue"
POWER_ALT = "Strongest pull: {party} on {issue}, towards {option}."
POWER = "influence × weight, points"
POSITION = "place on the issue, 0 to 100"
PARTY = "party"
ISSUE = "issue"
LIKES_BEST = "likes best"
RANGE = "range of the stated weight"

TIMELINE_TITLE = "What was in force, and who said what"
TIMELINE_ALT = "Run {run}: {deals}, {refused}; it ends in: {outcome}."
DEAL, DEALS = "deal", "deals"
REFUSAL, REFUSALS = "refusal", "refusals"
EVENTS = "Events"
FROM = "from day"
TO = "to day"
WHAT = "what"
OPTION = "option"
ROW = "who or where"
ACT = "happening"
STILL = "still in force"
RAN_OUT = "ran out"
WITHDRAWN = "withdrawn"
COLLAPSED = "collapsed"
BY_EVENT = "ended by an event"
REPLACED = "replaced by another deal"
IN_FORCE_TO = "in force to day {day}: {how}"
PROPOSES = "proposes"
ACCEPTS = "accepts"
REFUSES = "refuses"
PASSES = "proposes nothing"
LEAVES = "leaves a deal"
HAPPENS = "event or pressure"
MEDIATOR_LEAVES = "the mediator leaves"

TRUST_TITLE = "Trust in each other"
TRUST_AXIS = "trust, 0 to 1"
TRUST_LINE = "{party} in {other}"
LEDGER_TITLE = "Each side's own ledger: breaches that it sees, a day"
LEDGER_AXIS = "breaches seen a day, faded mean"
LEDGER_LINE = "{party}: {issue}"
EXPECTED_TITLE = "What others expect each party to hold out for"
ASPIRATION_AXIS = "share of the attainable, 0 to 1"
HOLDS_TITLE = "What each party holds out for"
RED_LINE_TITLE = "How likely each condition is believed to be a red line"
RED_LINE_AXIS = "belief, 0 to 1"
NO_DEAL_TITLE = "What carrying on without a deal is worth to each party"
NO_DEAL_AXIS = "points"
LINES_ALT = "{title}. On day {day}: {parts}."
LINES_NONE = "{title}: nothing to show in this run."

ANSWERS_TITLE = "What was offered to each party, and what it held out for"
ANSWERS_AXIS = "points (dash: held out for)"
ANSWERS_ALT = "{accepted} of {answers} answers accept."
SURPLUS = "surplus offered"
HELD_OUT = "held out for"
ANSWER = "answer"

# Lessons
LESSON_TITLE = "Lines: theory. Dots: {runs:,} simulated runs each, with 95 % intervals of sampling error"
LESSON_SERIES = "what"

FRONTIER_TITLE = "What deals are worth, before the first day"
FRONTIER_OTHERS = (
    "Seen by two of the parties. The frontier is that of all:",
    "{parties} may like what looks worse here.",
)
WORTH_TO = "worth to {party}, points (dashed: without a deal)"
EFFICIENT = "on the Pareto frontier"
INEFFICIENT = "other feasible deals"
ENDS_WITH = ("runs that", "end with", "it, %")
POINT = "point"
POINTS_OF_THEORY = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai–Smorodinsky",
    "egalitarian": "egalitarian",
    "utilitarian": "utilitarian",
    "maximin": "maximin",
}
WITHOUT_DEAL = "without a deal"
STATUS_QUO = "the status quo"
BEYOND = "what it changes"
RUNS_END_WITH = "{share} of runs end with it"
FRONTIER_ALT = "Of {deals:,} feasible deals {frontier:,} are on the frontier; {zopa}."
FRONTIER_ZOPA = "{deals:,} leave everyone better off than no deal"
FRONTIER_NO_ZOPA = "none leaves everyone better off than no deal"

LEANING_TITLE = "What it leans on: {outcome}"
LEANING_AXIS = "share of runs, % (whisker: 95 % interval of sampling error; dashed: all runs)"
LEANING_ALT = (
    "It leans most on {name}: {outcome} in {low} of the runs where that came out lowest, in {high} where it came out "
    "highest."
)
LEANING_ALT_NONE = "Along no uncertain input can a difference be told from luck: {outcome}."
CAME_LOW = "lowest fifth of the input"
CAME_HIGH = "highest fifth of the input"
INPUT = "uncertain input"
LOWEST = "lowest fifth"
HIGHEST = "highest fifth"
UP_TO = "up to"
FROM_ON = "from"
SHARE_LOWEST = "share in the lowest fifth"
SHARE_HIGHEST = "share in the highest fifth"
DIFFERENCE_POINTS = "difference, points"

# Sensitivity
TORNADO_TITLE = "One input at a time: {measured}"
TORNADO_AXIS_SHARE = "share of runs, % (whisker: 95 % interval of the difference)"
TORNADO_AXIS = "figure (whisker: 95 % interval of the difference)"
TORNADO_ALT = (
    "The {measured}: as stated {base}. It moves most with: {label}; at {low} it is {at_low}, at {high} {at_high} "
    "(with 95 % intervals of sampling error)."
)
LEVER = "{label} (lever)"
INPUT = "input"
LOW_END = "at the lower end of its range"
HIGH_END = "at the upper end of its range"
SET_TO = "set to"
LEVEL = "figure there, with its 95 % interval"
MOVED = "difference to the base, with its 95 % interval"
SET_LOW = "lower end"
SET_HIGH = "upper end"
AT_LOW = "figure at the lower end (95 % interval)"
AT_HIGH = "figure at the upper end (95 % interval)"
SWING = "upper less lower (95 % interval)"

# Sweeps
HEAT_TITLE = "Share of runs over two levers: {label}"
HEAT_UP = "Upwards: {lever}"
HEAT_ALT = "{label}: least at {least}; most at {most}."
HEAT_END = "{place}, {share} of runs (95 % interval {interval})"
NO_DAY = "none"
FAN_TITLE = "How runs end along: {lever}"
FAN_AXIS = "share of runs, % (band: 95 % interval of sampling error)"
FAN_ALT = "From {first} to {last} of: {lever}. Shares of runs with 95 % intervals: {ends}."
FAN_END = "{label} from {first} to {last}"
DAYS_TITLE = "When it came to hold, in the runs that end so: {label}"
DAYS_ALT = "Days on which it came to hold: {label}. Lever: {lever}; {days}."
DAYS_END = "at {value} median day {middle}, nine tenths of {runs} runs on days {text}"
MIDDLE_HALF = "days of the middle half of the runs"
NINE_TENTHS = "days of the middle nine tenths of the runs"
INDEX_TITLE = "What inputs account for: {measured}"
INDEX_AXIS = "part of what all inputs account for, % (whisker: 95 % bootstrap interval)"
ALONE = "alone (first-order index)"
WITH_OTHERS = "with others (total index)"
ACCOUNTS_FOR = "accounts for, with its 95 % interval"
OF_ALL_SPREAD = "alone, of the whole spread of runs"
CHANCE = "Chance: {chance} of the variance of runs would remain if every input were known."
NO_CHANCE = "No chance: inputs account for all of the variance."
NO_SPREAD = "All runs gave the same: there is no spread to account for."
UNKNOWN = "cannot be told"
INDEX_UNKNOWN = "What inputs account for cannot be told from nothing."
INDEX_ALT = "Most is accounted for by: {label}; alone {alone}, with others {total} of what inputs account for."

# Ensembles beside each other
FLOW_TITLE = "Runs that end otherwise: {switched:,} of {runs:,}"
FLOW_ALT = (
    "Of {runs:,} runs {switched:,} end otherwise; most of them from: {before}, to: {after}, {share} of all runs "
    "(95 % interval {interval})."
)
FLOW_NONE = "None of {runs:,} runs ends otherwise."
ENDS_BEFORE = "without the change"
ENDS_AFTER = "with the change"
STACKED_TITLE = "How runs end, under the same luck"
STACKED_ALT = "Most often: {parts}."
STACKED_PART = "{arm}, {label}, {share} of runs (95 % interval {interval})"
ARM = "played"
PANELS_TITLE = "What differs, run by run under the same luck"
PANELS_AXIS = "percentage points"
PANELS_ALT = "Largest difference: {label}, {change}, {difference} percentage points (95 % interval)."
CHANGE = "change"
DIFFERENCE = "difference, percentage points (95 % interval)"

# What an outcome hangs on
ABLATION_TITLE = "What dropping conditions adds to: {outcome}"
ABLATION_AXIS = "percentage points of runs (whisker: 95 % interval of sampling error)"
DROPPED_ALONE = "dropped alone"
FAIRLY = "its fair part in dropping all (Shapley)"
REACH_TITLE = "How near each lever alone brings it: {outcome}"
REACH_MARKS = "Dashed: as stated. Line: the target."
REACH_AXIS = "share of runs, % (whisker: 95 % interval of sampling error)"
LEVER_MOVED = "lever, and what it is set to"
MOVED_BY = "moved by, of its range"
