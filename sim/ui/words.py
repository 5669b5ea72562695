"""Every text of the app, in one place. What stands in a picture is in `sim.charts.words`.

Texts with `{names}` are filled in by `str.format`; what is filled in from a scenario has passed `plain` before.
"""

import re

from sim.formatting import counted as counted
from sim.texts import shortened
from sim.texts.headings import LATER as LATER
from sim.texts.headings import PANELS_TITLE as PANELS_TITLE
from sim.texts.headings import POWER_MEANS as POWER_MEANS
from sim.texts.headings import POWER_TITLE as POWER_TITLE
from sim.texts.places import showable

MOST_QUOTED = 40
"""Largest number of letters of what an address says that are repeated to the reader."""

APP = "Parley"
SECTION_ASK, SECTION_LOOK, SECTION_MAKE, SECTION_LEARN = "Ask", "Look", "Make", "Learn"
ANSWER, COMPARE, EXPLAIN, EXPLORE, EXPORT = "Answer", "Compare", "Explain", "Explore", "Export"
ONE_RUN, SCENARIO, LEARN = "One run", "Scenario", "Learn"
PURPOSES = {
    "answer": "How do the talks end? Move a lever, and see how the answer moves.",
    "compare": "Up to four what-ifs side by side, in the same cases and under the same luck.",
    "explain": "Why does it end so, what would turn it, and how sure is that?",
    "explore": "How does the answer move along a lever, or along two?",
    "export": "Take the answers with you: a brief, a report, tables, pictures, or the whole session as one file.",
    "one_run": "One run, day by day: who proposed what, who said no, and why.",
    "scenario": "What is put into the model, by whom it is stated and on what it rests; every number can be edited.",
    "learn": "Ideas about bargaining, one at a time: move, look, read, and try yourself.",
}


# Everywhere
TABLE = "The numbers as a table"
TABLE_CSV = "This table as CSV"
TABLE_CSV_HELP = "The numbers of this table, as a spreadsheet reads them."
NUMBERS_CSV = "The numbers as CSV"
NUMBERS_CSV_HELP = "What this page shows, a row for each figure, as a spreadsheet reads it."
FAULTS = "The scenario has {count}"
FAULT = ("fault", "faults")
FAULTS_HERE = "Nothing can be played until this is mended; the other pages wait for it."
TO_SCENARIO = "Mend it on the page Scenario"
LEVER_FAULTS = "What the levers or the address set does not fit this scenario"
LEVER_FAULTS_HELP = "Puts every lever, switch and named change back to what the scenario states."
TOO_MANY_DEALS = (
    "This scenario has {deals:,} feasible deals; runs are played of at most {most:,}. Theories that play no runs, such "
    "as `parley solve`, take it as it is. To play it here, remove issues or options."
)
ONLY_AN_ORDER = "Runs need weights and values; of these parties the scenario states only an order of deals: {parties}."
LINE, COLUMN, PLACE, FOUND, EXPECTED, HINT = "line", "column", "where", "found", "expected", "hint"
OTHER_RULES = (
    "This address was made under rulebook {made}; this version plays by rulebook {here}, so its shares may differ "
    "from what whoever made it saw."
)
RULES_UNSAID = (
    "This address names no rulebook, as those made under rulebook 1 did not; this version plays by rulebook {here}, so "
    "its shares may differ from what whoever made it saw."
)
LOST_TEXT = (
    "The address names the scenario {name}, which this server does not have or cannot read, so nothing is played. "
    "Choose one of those that come with Parley, or upload the file again."
)
CHOOSE_ANOTHER = "Choose a scenario"
IGNORED = "The address says something that was left out"
RUNS_USED = "{once:,} at once, {later:,} a moment later"
IGNORED_NUMBER = "{key}={said}: a whole number from {least} to {most} is expected; used instead: {used}."
IGNORED_SETTING = "{key}={said}: PATH=VALUE is expected."
IGNORED_NAME = "{name}: an address says nothing under that name here."
IGNORED_PAGE = "/{said}: there is no such page. {hint}"
IGNORED_BELOW = "/{said}: nothing lies below the address of a page."
IGNORED_ARM = "arm={said}: a what-if is expected, change=NAME or set=PATH=VALUE."
IGNORED_ARMS = "Of the what-ifs the first {most} are compared."
IGNORED_VARY = "vary={said}: this scenario has no such lever."
IGNORED_BOUNDS = "vary={said}: this page explores all of a lever's range; of {label} it plays {used}."
EXPLORED_RANGE = "{low} to {high} in {steps} values"
IGNORED_VARIES = "Of the levers the first {most} are explored."
LAST_DAY = "the last day"
IGNORED_OUTCOME = "outcome={said}: this scenario has no such outcome; the first is shown."
IGNORED_LESSON = "lesson={said}: there is no such lesson; the first is shown."
IGNORED_KNOB = "knob={said}: this lesson has no such knob, or it does not go so far."
IGNORED_MORE = "And {count} more."
THING = ("thing", "things")
DISMISS_IGNORED = "Understood"

# Scenario: choosing
CHOOSE = "Scenario"
CHOOSE_HELP = "Scenarios that come with Parley. Choosing one puts levers, edits and long jobs aside."
OWN = "{name} (your own)"
SHELF = "Scenarios that come with Parley"
SHELF_HELP = "By field and day 0, with the question of each. Choose one in the sidebar."
SHELF_COLUMNS = {
    "id": "Name",
    "field": "Field",
    "as_of": "As of",
    "parties": "Parties",
    "title": "Title",
    "asks": "What it asks",
}
UPLOAD = "Your own scenario"
UPLOAD_HELP = (
    "A YAML file of at most {limit} MB. It is read as data, checked, and kept in this session only; nothing is written "
    "to disk."
)
UPLOAD_NO_TEXT = "{name} is not UTF-8 text. Save it as UTF-8 and upload it again."
OPENS_HERE = "In the app it is opened on the page {page}."
UPLOAD_EMPTY = "The file is empty."
UPLOAD_TOO_LARGE = "{name} has {size:,} bytes; a scenario may have {limit:,}."
DOWNLOAD = "Download as YAML"
DOWNLOAD_HELP = "The text as it stands, your edits in it, comments kept."
RESET_EDITS = "Undo all edits"
RESET_EDITS_HELP = "Puts back every value that was edited on this page."
EDITED = ("value edited", "values edited")
NOT_PORTABLE = (
    "This scenario is too long for an address: a link to this page cannot carry it. Send the YAML file along."
)
WARNINGS = ("warning", "warnings")

# Scenario: what it says
FACTS = "Day 0 is **{as_of}**. {days} played. {parties}, {issues}, {deals}."
FACT_DAYS = ("day is", "days are")
FACT_PARTIES = ("party", "parties")
FACT_ISSUES = ("issue", "issues")
FACT_DEALS = ("feasible deal", "feasible deals")
ASKS = "**Asks:** {asks}"
SIDES = "Parties"
ISSUES = "Issues"
STATED = "What they have said"
UNCLEAR = "What is unclear"
POWER = "Who pulls where"
POWER_HELP = (
    "Influence × weight, at the middle of what is stated; the thin line is the range of the stated weight. Each party "
    "pulls towards the option that it likes best. Influence is used here and by the spatial lens; runs do not use it."
)
SIDES_HELP = (
    "Numbers can be edited in place: a figure (`6`), a range (`-5 to 18`) or low, most likely, high (`-5 to 6 to 18`)."
)
STATED_HELP = (
    "A condition is what a party has publicly said it requires. Its firmness is how likely it is a true red line; a "
    "public demand is not a probability, so it is a range. Its cost is what giving way costs the party if it is not. A "
    "pledge is what a party has publicly said it supports; its cost is that of refusing it."
)
COLUMNS = {
    "party": "party",
    "role": "role",
    "no_deal.value": "no-deal value, points",
    "patience_days": "patience, days",
    "tactic.kind": "tactic",
    "tactic.aspiration": "aspiration, share",
    "influence": "influence, 0–100",
    "rests": "rests on",
    "basis": "basis",
    "mend": "to mend",
    "condition": "condition",
    "asks": "requires",
    "firmness": "firmness, share",
    "backdown_cost": "cost, points",
    "pledge": "pledge",
    "issue": "issue",
    "options": "options (the first is the status quo)",
    "controlled": "consent needed from",
    "decided": "who decides",
    "switch": "unclear",
    "reading": "read as",
    "others": "could also be read as",
}
SOURCED, ASSUMED_TOO, NO_BASIS = "sources", "assumed", "not stated"
DECISIONS = "Who is enough together, and who can stop it alone"
DECISION_COLUMNS = ("issues", "enough together", "can stop it alone")
ISSUES_REST = "What the issues rest on"
CONDITIONS, PLEDGES = "Conditions", "Pledges"
NO_CONDITIONS = "Nobody has stated a condition."
NO_SWITCHES = "Nothing is marked as unclear."
NO_PLEDGES = "Nobody has pledged anything."
ASSUMED = "assumed: {why}"
SOURCES = "Sources"
SOURCE_COLUMNS = ("source", "date", "grade", "note")
LEFT_OUT = "Left out, and why"
EDITOR_ALT = "{what}, editable"
EDIT_HELP = (
    "Type a figure, a range such as 0.3 to 0.8, low to most likely to high, or 0.5 to 6, lognormal. Empty: back to the "
    "default."
)
MEND = "line {line}, column {column}: found {found}, expected {expected}"
OR = " or "
EITHER = ", or "
REFUSES = "never {what}"
CONDUCT = "certain conduct"
READING = "Reading the scenario"
UNCLEAR_HELP = "What reports leave open is kept as an explicit choice. The page Answer can change the reading."
LEFT_OUT_COLUMNS = ("left out", "why")

# Answer: levers
LEVERS = "Levers"
LEVERS_HELP = "What is stated as a range is drawn anew in every run. Move a lever to fix it, or narrow its range."
MOVE_AS = "Moving a range"
MOVES = {"fix": "fixes it", "narrow": "narrows it"}
MOVE_AS_HELP = (
    "Fixing a range makes it one figure in all runs. Narrowing cuts it to bounds of your own: every run still draws it "
    "anew between them, and the shape that is stated stays."
)
LEVER_NARROWED = "{label} ({unit}), narrowed to {value}"
INERT_PROOF = "Moves nothing here: {why}."
INERT_RUNS = "Moves nothing here: as stated, {runs:,} runs went alike at both ends of its range."
CUT = "Stated: {stated}; now cut to these bounds, its shape within them kept."
CUT_EVEN = "Stated: drawn evenly from {stated}; now cut to these bounds."
AT_LEAST, AT_MOST = "{low} or more", "{high} or less"
MOVED_NONE = "All as stated."
MOVED = "{count} moved."
RESET_ALL = "Reset all"
RESET_ALL_HELP = "Puts every lever, switch and named change back to what the scenario states."
RESET_ONE = "Reset"
RESET_ONE_HELP = "Back to what is stated: {stated}."
NAMED = "Named changes"
NAMED_HELP = "What-ifs that the scenario names; each can move several inputs. Levers moved by hand win over them."
NAMED_WHY = "Moves several inputs at once; the levers show where to."
UNCLEAR_GROUP = "What is unclear"
READING_HELP = "{asks} Each reading sets what follows from it."
AS_WRITTEN = "{label} (as written)"
OTHER_LEVERS = "Other levers"
GROUP_MOVED = "{group} · {count} moved"
LEVER_LABEL = "{label} ({unit})"
LEVER_MOVED = "{label} ({unit}), fixed at {value}"
ON, OFF = "on", "off"
LEVER_STATED = "Stated: {stated}."
LEVER_UNCERTAIN = (
    "As stated, every run draws it anew: {stated}. Move it to fix it; moving back to the middle stop frees it."
)
LEVER_CERTAIN = "Stated: {stated}."
LEVER_RANGE = "Can be moved from {low} to {high} ({unit})."
LEVER_SOURCES = "Rests on: {sources}."
LEVER_ASSUMED = "Assumed: {why}"
SET_ELSEWHERE = "Also set by the address, without a lever here: {settings}. Reset all undoes it."

# Answer: runs
RUNS_GROUP = "Runs and luck"
RUNS = "Runs on every move"
RUNS_BOTH = "{first:,}, then {later:,}"
RUNS_HELP = "More runs narrow the interval of sampling error and take longer."
SEED = "Seed"
SEED_HELP = "Key of all luck: the same seed and levers give the same runs, here and on the command line."
AUTO = "Answer every move"
AUTO_HELP = "Off: nothing is played until you press Play."
PLAY = "Play"
PLAY_HELP = "Plays the levers as they stand now."
PLAYING = "Playing {runs:,} runs"
COMPILING = "Preparing the rules: once on this machine, about half a minute"
PREPARING = (
    "Parley is preparing its rules. This is done once on a machine and takes about half a minute; then this page plays "
    "the scenario and answers: {asks}"
)
EDITED_BADGE = "edited"
EDITED_HELP = "Values of the scenario were edited on the page Scenario; it is not the one that comes with Parley."
STALE = "Levers moved since this result"
SHARE = "Link and command"
SHARE_LINK_ONLY = "Link"
SHARE_LINK = "Opens the app as it stands:"
SHARE_COMMAND_OWN = (
    "Plays the same on the command line, once the scenario has been downloaded on the page Scenario as {file}:"
)
SHARE_COMMAND = "Plays the same on the command line:"

# Answer: findings
QUESTION_IS = "*{asks}*"
OTHER_SCENARIO = "Other scenarios"
OUTCOME = "Outcome asked about"
OUTCOME_HELP = "How a run can end, as the scenario defines it."
HEAD_MOST = "Most often, {count} of 100 runs end in: {label}"
HEAD_NEARLY = "Nearly all runs, more than 99 of 100, end in: {label}"
HEAD_ALL = "All {runs:,} runs end in: {label}"
HEAD_ASKED = "{count} in: {label}"
HEAD_FEW = "fewer than 1 in: {label}"
HEAD_NONE = "none of {runs:,} in: {label}"
HEAD_BLOCKS = "most in the way of that stands a condition of {party}: {label}"
SAMPLING = (
    "{label}: **{share:.1f} of 100**, of **{runs:,} runs, under these assumptions**. Sampling error: 95 % interval "
    "{low:.1f} to {high:.1f} of 100; more runs narrow it."
)
FIRST_QUESTION = (
    "The first of its dated questions, “{label}”, is answered yes in **{share}** of {of:,} runs (95 % interval "
    "{interval})."
)
AS_STATED = (
    "As stated, before levers were moved: {share:.1f} of 100 ({least:.1f} to {most:.1f}). Difference under the same "
    "luck: **{difference:+z.1f}** of 100 (95 % interval {low:+z.1f} to {high:+z.1f}; over the first "
    "{runs:,} runs of both)."
)
INPUTS = (
    "Uncertain inputs, another matter: {inputs} and drawn anew in each run, so the share averages over that, and more "
    "runs do not take it away."
)
INPUT = ("number is stated as a range", "numbers are stated as ranges")
NUMBER_BAND = (
    "In the middle half of cases the mean lies between {low} and {high} ({cases} cases, played {draws} times each; "
    "the noise of so few runs is taken out)."
)
BAND = (
    "In the middle half of cases the share lies between {low:.1f} and {high:.1f} of 100 ({cases} cases, played "
    "{draws} times each; the noise of so few runs is taken out)."
)
BAND_NONE = (
    "Over {cases} cases, played {draws} times each, no spread of the share can be told from the noise of so few runs."
)
NO_INPUTS = "No input is uncertain."
PROVENANCE = "{runs:,} runs · seed {seed} · digest {digest}"
BLOCKS = "What stands in the way of: {label}"
BLOCKS_RUNS = "In the {count:,} of {runs:,} runs that do not end so, per hundred of them."
BLOCKS_NONE = "All {runs:,} runs end so; nothing stood in the way."
BLOCKS_HELP = (
    "Left of each pair, refusals that a condition decided; several that decided together share the credit. Right, "
    "proposals that were not made because it was feared to be a red line."
)
NO_CONDITIONS_HERE = "This scenario states no conditions, so none stands in the way."
SHAPLEY = "Share it out among the conditions"
SHAPLEY_HELP = (
    "Plays every subset of the conditions ({subsets} ensembles of {runs:,} runs, under the same luck) and gives each "
    "its Shapley share in the change of: {label}."
)
SHAPLEY_NOTE = (
    "Conditions dropped in every order and averaged (Shapley 1953); {runs:,} runs a subset, seed {seed}, "
    "digest {digest}."
)
BY_DAY = "Day by day"
BY_DAY_ISSUE = "Issue"
BY_DAY_HELP = "Which of its options is in force on each day, in how many of the runs."
FIRST_DEAL = "When it first comes"
FIRST_DEAL_WHAT = "What"
FIRST_DEAL_HELP = "50 dots, each as likely as any other: read off how many lie left of a day."
ANY_DEAL = "Any deal"
ANY_OF = "{issue}: {option}"
HALF_BY = "In half of the runs by day **{half}** (95 % interval: day {low} to {high})."
HAPPENED = "Within {horizon} days in **{share}** of the runs (95 % interval {low} to {high})."
QUESTIONS = "Questions beside the outside view"
QUESTIONS_HELP = (
    "Shares of runs beside what base rates say. No rule reads a base rate, but one may rest on the "
    "same evidence as inputs do. What lies outside the range is shown as it is."
)
NO_QUESTIONS = "This scenario asks no dated questions."
ALL_QUESTIONS = "All questions, how they resolve, and where base rates come from"
QUESTION_COLUMNS = ("question", "asks", "share of runs (95 % interval)", "runs asked", "base rates", "they rest on")
RULES = "How each outcome is told from the others"

# Jobs
PRECISE = "Play them"
PRECISE_HELP = (
    "Plays {runs:,} runs in the background, with results on the way; they replace the quick answer when done."
)
PRECISE_RUNS = "Runs of a sharper answer"
PRECISE_RUNS_HELP = "Runs of the precise answer. Four times as many halve the interval of sampling error."
CANCEL = "Cancel"
CANCEL_HELP = "Stops the job; what is finished stays."
DISMISS = "Dismiss"
DISMISS_HELP = "Takes the job and its answer away."
JOB_KINDS = {
    "precise": "{wanted:,} runs",
    "attribution": "Shares of the conditions",
    "asked": "{title}",
    "sweep": "{title}",
}
JOB_WAITING = "{what}: waiting behind {ahead}"
JOB_RUNNING = "{what}: {done:,} of {wanted:,}{left}"
JOB_LEFT = ", about {seconds:.0f} s left"
JOB_DONE = "{what}: done"
JOB_CANCELLED = "{what}: cancelled after {done:,} of {wanted:,}"
JOB_FAILED = "{what}: failed ({error})"
JOB_GONE = (
    "A job that this address names is not known to this server any more, or belongs to another browser; what it found "
    "is not shown here."
)
JOB_OTHER = "{state} It belongs to other positions of the levers."
JOB_SO_FAR = (
    "So far, of {runs:,} runs: {label} in {share} (95 % interval {low} to {high}; seed {seed}, digest {digest})"
)

# One run
PICK_OUTCOME = "Runs that end in"
PICK_OUTCOME_HELP = "The runs of the page Answer to choose from, with how many of them end so."
PICK_ANY = "anything ({count:,})"
PICK_LABEL = "{label} ({count:,})"
PICKS = {"typical": "Typical", "extreme": "Unusual", "random": "By lot"}
PICK_HELP = {
    "typical": "The run nearest to the middle of its outcome, in when, how often and with what gain deals were made.",
    "extreme": "The run farthest from that middle.",
    "random": "One of these runs, drawn by lot; press again for another.",
}
ANOTHER = "Another run"
ANOTHER_HELP = "The next run that ends so."
RUN = "Run number"
RUN_HELP = "From 0, as in `parley watch --run`. The same seed, levers and number give the same run everywhere."
RUN_TITLE = "Run {run:,} ends in: {label}"
DAY_BEYOND = "The address names day {day:,}; this run ends with day {last}, which is shown instead."
RUN_WATCHED = "Run {run:,}, day by day"
RUN_OPEN = "How it ends, and how the sides moved, stands here once its last day, day {day}, is shown."
RUN_PLAYED = "Seed {seed}, digest {digest}. One run is an example, not a forecast."
STOOD_ON = "{label} was in force {spans}."
STOOD = "from day {first} to day {last}"
STOOD_TO_END = "from day {first} to the end"
STOOD_LONGER = "{span}, extended or renewed {times}"
TIMES = ("once", "twice")
MORE_TIMES = "{count} times"
RUN_STANDS = (
    "{share} of {runs:,} runs end so, under these assumptions (95 % interval {low} to {high}). One run is an example, "
    "not a forecast. Seed {seed}, digest {digest}."
)
IN_FORCE = "In force at the end, day {day}: {deal}."
NO_SUCH_RUN = "There is no run that ends so."
DAY = "Day"
DAY_HELP = "The picture and the log stop at the end of this day. Arrow keys step."
STEP_BACK, STEP, PLAY_DAYS, PAUSE = "Back", "Step", "Play", "Pause"
STEP_BACK_HELP = "To the last day before on which something happened."
STEP_HELP = "To the next day on which something happens."
PLAY_DAYS_HELP = "Steps on by itself."
PAUSE_HELP = "Stops on this day."
DAY_OF = "Day {day} of {last} · {date}"
LOG_QUIET = "Nothing happens on this day."
LOG_QUIET_SINCE = "Nothing happens on this day. What happened last before it:"
LOG_TERMS = "The reasons of this day, term by term"
LOG_ALL = "The whole log in words, with reasons"
LINES = "How they moved"
LINES_HELP = "What these pictures show is drawn from this run only."
TAB_OFFERS, TAB_TRUST, TAB_BELIEFS = "Offers and demands", "Trust and breaches", "Beliefs and no-deal values"
TRANSCRIPT_TEXT, TRANSCRIPT_JSON = "Transcript (text)", "Transcript (JSON)"
TRANSCRIPT_HELP = "The whole run day by day, with reasons; repeatable with the command in it."

_SPECIAL = re.compile(r"([\\`*_\[\]$~<>:|#{}!]|&(?=#?\w))")


def plain(text: object) -> str:
    """Return a text that shows as it is, even where Markdown would take part of it for a command."""
    return _SPECIAL.sub(r"\\\1", showable(str(text)))


def quoted(text: str) -> str:
    """Return what an address says, cut to what a sentence can hold; it has yet to pass `plain`."""
    return shortened(text, MOST_QUOTED, "…")


def lost(name: str) -> str:
    """Return that an address names a scenario which cannot be had."""
    return LOST_TEXT.format(name=plain(quoted(name)))


def capital(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


# Learn
LESSON = "Lesson"
LESSON_HELP = "Each takes a quarter of an hour or so: move, look, read, answer."
LESSON_SEED = "Other luck"
LESSON_SEED_HELP = "Draws the simulation anew. Lines are theory and stay; dots move within their intervals."
LESSON_RESET = "Reset the knobs"
LESSON_RESET_HELP = "Puts every knob of this lesson back to where it starts."
LESSON_PROVENANCE = "{runs:,} runs per dot, seed {seed}. A model's numbers, under its assumptions."
EXERCISES = "Try yourself"
EXERCISE = "Exercise {number}"
YOUR_ANSWER = "Your answer"
YOUR_ANSWER_HELP = "A number; a share as a decimal, such as 0.25."
CHECK_ANSWER = "Check"
CHECK_ANSWER_HELP = "Compares your number with what the theory gives."
HINT_LABEL = "A hint"
RIGHT = "Right. {why}"
WRONG = "Not yet. Look at the hint, move the knobs, and try again."
NO_ANSWER = "Type a number first."
INSTRUCTORS = "For instructors"
REFERENCES = "References"

# Explain
WHYS = {
    "ablate": (
        "What stands in the way?",
        "Drops each condition alone, in pairs and all at once, and says what that does.",
    ),
    "flip": (
        "What would turn it?",
        "The smallest change of a number, and the smallest concession, that brings “{label}” to a share of runs.",
    ),
    "sensitivity": (
        "Which uncertain number moves it most?",
        "Of the inputs that are stated as ranges, those that account for most are each set to both ends.",
    ),
    "spread": (
        "What does the spread hang on?",
        "What each input accounts for, alone and with others, how much is left to minds and luck, and what knowing a "
        "number would be worth before a choice.",
    ),
    "discover": (
        "Where does it happen?",
        "Looks for limits on the inputs within which “{label}” comes much more often.",
    ),
    "doubt": (
        "How far do the model's own mechanisms carry it?",
        "Plays the same runs with each mechanism of the model switched over.",
    ),
    "robust": (
        "What should a party choose?",
        "Weighs both ends of every lever that is a party's own over many cases: which stands up best, and how much "
        "would be regretted.",
    ),
    "lenses": (
        "What do other theories say?",
        "Bargaining, stability, voting and games on the same scenario, without runs.",
    ),
    "preview": ("What do the ranges imply?", "Before the first day: who gains from what, and what is ruled out."),
}
ASK_HEAD = "Ask why"
ASK_HELP = "{title} Answered in the background, and kept for this session."
ASK_RUNS = "Runs behind every answer"
ASK_RUNS_HELP = "Of every ensemble that an answer plays. More narrow the intervals of sampling error and take longer."
HOLDS = "The levers hold throughout. {said}"
TO_LEVERS = "Move levers"
TARGET = "Share aimed at, of 100 runs"
TARGET_HELP = "How often the outcome asked about is to come."
CHOOSER = "Party that chooses"
CHOOSER_HELP = "Levers that are its own are weighed; what counts is what the deal of the last day is worth to it."
NOTHING_ASKED = "Nothing was asked yet. An answer stays here until you dismiss it, and can go into the brief."
ASKED_ELSEWHERE = "Asked of other positions of the levers"
ASKED_ELSEWHERE_HELP = (
    "Asked before levers were moved, or of another scenario; they stay true of what they were asked of."
)
SPREAD_QUESTION = "What does the spread of runs hang on?"
PARTS_SAID = (
    "Found another way, with cases, minds and days drawn anew in turn, the variance of runs falls into three parts: "
    "what the scenario states as ranges, {case}; what only parties know, {minds}; what is drawn day by day, {talks}."
)
CUT_SHORT = (
    "Cut short after {done:,} of {wanted:,} steps: this is what was finished by then, and what was not looked at may "
    "say otherwise."
)
NOT_IN_BRIEF = "In parts, so it stays out of the brief: ask again to have the whole."
PARTS_CAPTION = "How much of the variance of runs each part accounts for, with its 95 % interval."
HOW_SURE = "How sure:"
ASKED_WITH = "With: {label}."
CARD_MADE = "{levers} Asked with {runs:,} runs an ensemble · seed {seed} · digest {digest}"
ANSWER_PDF = "This answer as PDF"
ANSWER_PDF_HELP = "A brief of this answer alone."
CARD_COMMAND = "The command that asks this alone"
INTO_BRIEF, OUT_OF_BRIEF = "Put into the brief", "Take out of the brief"
BRIEF_HELP = "The page Export makes a brief of what was asked: PDF, Word, workbook and more."

# Compare
AS_IS, AS_IT_STANDS = "as stated", "as it stands"
COMPARE_NOTHING = "Set a what-if beside what is stated"
NOTHING_PINNED = (
    "Nothing is compared yet. Add a what-if on the left: a named change, or the levers as you moved them on the page "
    "Answer, where “Pin for comparison” brings them here."
)
EXAMPLE = "Show an example"
EXAMPLE_ANSWER = "Switches the first named change on: {label}."
EXAMPLE_RUN = "Goes to the run nearest to the middle of those that end so."
EXAMPLE_SCENARIO = "Opens the smallest scenario that comes with Parley: two share a pie."
EXAMPLE_EXPORT = "Asks the first question, so that there is a brief to take along: {title}"
EXAMPLE_LESSON = "Moves the first knob far: {label}."
EXAMPLE_EXPLORE = "Plays the first lever at values from one end of its range to the other."
EXAMPLE_EXPLAIN = "Asks the first question: {title}"
EXAMPLE_COMPARE = "Compares the first what-ifs that the scenario names."
ARM_FAULTS = "A what-if that is compared does not fit this scenario"
NO_ARMS = "Compare nothing"
NO_ARMS_HELP = "Takes all what-ifs away."
PINNED = "What-ifs: {count} of {most}"
ADD_NAMED = "Named change"
ADD_NAMED_HELP = "A what-if that the scenario names, as a side of its own."
ADD = "Add"
ADD_LEVERS = "Add the levers as they stand"
ADD_LEVERS_HELP = "The levers and named changes of the page Answer, as a side of its own."
MOVED_LEVERS = ("lever moved", "levers moved")
LOAD_ARM, REMOVE = "Load {number}", "Remove {number}"
LOAD_ARM_HELP = "Puts the levers of all pages where this what-if has them."
REMOVE_HELP = "Takes this what-if away."
AGAINST = "Compared with"
AGAINST_HELP = "Differences are those of every other side from this one."
COMPARED_HEAD = "{label}: {share:.1f} of 100 runs {base}"
COMPARED_ARM = "{share:.1f} {label}"
COMPARED_DIFFERENCE = (
    "**{label}**: {difference:+z.1f} of 100 (95 % interval {low:+z.1f} to {high:+z.1f}), {says}; {switched:,} of "
    "{runs:,} runs end otherwise."
)
WITH = "with “{label}”"
COMPARED_RUNS = (
    "{runs:,} runs of every side · seed {seed} · digests: {digests}. All in the same cases and under the same luck, "
    "compared run by run; intervals are sampling error, under these assumptions."
)
SHIFTS = "Days and worths"
SHIFTS_HELP = "Runs in which something never comes count as the last day. Worths are those of the deal of the last day."
SHIFT_COLUMNS = ("what-if", "what", "without, with", "difference (95 % interval)")
FROM_TO = "{before}, {after}"
NUMBERS_DIFFER = "Numbers and dates"
NUMBERS_DIFFER_HELP = "Over the runs that have a number in both, run by run; “without” is of all runs asked in both."
NUMBER_COLUMNS = ("what-if", "question", "what", "without", "with", "difference", "95 % interval", "unit")
DIFFERS = "What differs between them"
NUMBER = "number"
FLOW = "Which runs end otherwise"
FLOW_HELP = "Left, how these runs end without the what-if; right, how the same runs end with it."
FLOW_OF = "What-if shown"
FLOW_NONE = "None of {runs:,} runs ends otherwise."
COMPARE_ASK = "Put this comparison into the brief"
COMPARE_ASK_HELP = (
    "Answered in the background, as `parley brief --ask compare` does; it then stands on the page Export."
)
PIN = "Pin for comparison"
PIN_HELP = "Makes the levers as they stand a side on the page Compare."
PINNED_NOW = "Pinned: compare it"
PINS_FULL = "Four what-ifs are pinned already; take one away on the page Compare."

# Explore
AND = " and "
NO_LEVERS = (
    "This scenario declares no levers. Named changes can be switched on, and its numbers edited on the page Scenario."
)
EXPLORE_HEAD = "Along: {levers}"
FIRST_LEVER, SECOND_LEVER = "Lever", "Second lever"
FIRST_LEVER_HELP = "It is put at values from one end of its range to the other."
SECOND_LEVER_HELP = "With a second one, every pair of values is played, and a map shows all of them."
NO_SECOND = "none"
STEPS = "Values of each"
STEPS_HELP = "How many values of a lever are played, evenly from end to end; of a choice, all of them."
POINT_RUNS = "Runs at every point"
POINT_RUNS_HELP = (
    "All points share their cases and their luck, so that what differs between them is what the levers do."
)
PLAY_POINTS = "Play all points"
PLAY_POINTS_HELP = "In the background; points are shown as they are finished."
SWEEP_TITLE = "Points along {levers}"
NOT_EXPLORED = "Nothing was played along these levers yet; {runs:,} runs would be played at every point."
PARTS_ONLY = "In parts: {done} of {wanted} points have been played so far."
EXPLORED = (
    "{points} points of {runs:,} runs each · seed {seed}. Bands are sampling error (95 %), under these assumptions."
)
POINT = "Point"
POINT_HELP = "A click into the map chooses one too."
LOAD_POINT = "Load this point"
LOAD_POINT_HELP = "Puts the levers there, and shows the answer."

# Export
BRIEF = "The brief of what was asked"
BRIEF_HEAD_HELP = (
    "Every answer of this session that is in the brief, each with its sentence, picture, table and command."
)
BRIEF_EMPTY = "Nothing is in the brief yet. What you ask on the pages Explain and Compare goes into it."
TO_EXPLAIN = "Ask something"
BRIEF_MADE = "{levers} {count} in this brief, asked with {runs:,} runs an ensemble · seed {seed} · digest {digest}"
AS_FILE = {
    "brief": "Brief: {kind}",
    "report": "Report: {kind}",
    "rows": "Rows: {kind}",
    "citation": "{kind}",
    "picture": "Picture: {kind}",
}
BRIEF_FILE_HELP = "The same as `parley brief` writes; the file says how to repeat it."
KINDS_OF_FILE = {
    ".pdf": "PDF",
    ".docx": "Word",
    ".xlsx": "Workbook",
    ".html": "HTML",
    ".md": "Markdown",
    ".ipynb": "Notebook",
    ".csv": "CSV",
    ".parquet": "Parquet",
    ".arrow": "Arrow",
    ".json": "JSON",
    ".bib": "Citations (BibTeX)",
    ".svg": "SVG",
    ".png": "PNG",
}
REPORT = "The whole report"
REPORT_HELP = "What the scenario states, how it ends, what stands in the way, every named change, and what it rests on."
REPORT_FILE_HELP = "Made when you press; it plays the named changes and mechanisms, which takes a moment."
ROWS = "Rows, tables and sources"
ROWS_HELP = "One row per run: its inputs, how it ended, when, and what each side got."
ROWS_BUTTON = "These {runs:,} runs as a workbook"
ROWS_FILE_HELP = "All runs of this answer, with what determines them."
CITATION_HELP = "The sources of the scenario, and Parley itself, to be cited."
PICTURES = "Pictures"
PICTURES_HELP = "The pictures of the report, one at a time, with their source inside the file."
PICTURE = "Picture"
PICTURE_NAMES = {
    "landscape": "Who pulls where",
    "outcomes": "How runs end",
    "first-deal": "When the first deal comes",
    "by-day": "Day by day",
    "blocks": "What stands in the way",
    "attribution": "Shares of the conditions",
    "leaning": "What the outcome leans on",
    "outside": "Beside the outside view",
    "frontier": "What theory of bargaining says",
}
SESSION = "This session as one file"
SESSION_HELP = (
    "Nothing that took minutes dies with a tab: open the file here again, send it to a colleague, or `parley open` it."
)
SESSION_HOLDS = "The scenario as it stands, the levers, {pins} pinned what-ifs and {answers}."
ANSWERS = ("answer", "answers")
SAVE_SESSION = "Save the session"
SAVE_SESSION_HELP = "A file of data, under a checksum; it holds no program and fetches nothing."
OPEN_SESSION = "Open a session"
OPEN_SESSION_HELP = "A file that this page saved. It takes the place of what is shown now."
SESSION_TOO_LARGE = "{name} has {size:,} bytes; a session may have {limit:,}."
OPEN_PROBLEM = "That session cannot be opened: {fault}"
NO_TEXT = "{name} is not UTF-8 text"
CARD_OPENED = "Opened from a file: as whoever saved it found it."
