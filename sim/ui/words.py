"""Every text of the app, in one place. What stands in a picture is in `sim.charts.words`.

Texts with `{names}` are filled in by `str.format`; what is filled in from a scenario has passed `plain` before.
"""

import re

from sim.charts.words import LATER as LATER
from sim.charts.words import counted as counted
from sim.texts.places import showable

APP = "Parley"
SCENARIO, SIMULATE, ONE_RUN, LEARN = "Scenario", "Simulate", "One run", "Learn"


# Everywhere
TABLE = "The numbers as a table"
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
LOST_TEXT = (
    "The address names the scenario {name}, which this server does not have, so nothing is played. Choose one of those "
    "that come with Parley, or upload the file again."
)
CHOOSE_ANOTHER = "Choose a scenario"
IGNORED = "The address says something that was left out"
IGNORED_NUMBER = "{key}={said}: a whole number from {least} to {most} is expected; {used} is used."
IGNORED_SETTING = "{key}={said}: PATH=VALUE is expected."
IGNORED_NAME = "{name}: an address says nothing under that name here."
IGNORED_OUTCOME = "outcome={said}: this scenario has no such outcome; the first is shown."
DISMISS_IGNORED = "Understood"

# Scenario: choosing
CHOOSE = "Scenario"
CHOOSE_HELP = "Scenarios that come with Parley. Choosing one puts levers, edits and long jobs aside."
OWN = "{name} (your own)"
UPLOAD = "Your own scenario"
UPLOAD_HELP = (
    "A YAML file of at most {limit} MB. It is read as data, checked, and kept in this session only; nothing is written "
    "to disk."
)
UPLOAD_NO_TEXT = "{name} is not UTF-8 text. Save it as UTF-8 and upload it again."
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
    "public demand is no probability, so it is a range. Its cost is what giving way costs the party if it is none. A "
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
    "switch": "unclear",
    "reading": "read as",
    "others": "could also be read as",
}
SOURCED, ASSUMED_TOO, NO_BASIS = "sources", "assumed", "not stated"
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
READING = "Reading the scenario"
UNCLEAR_HELP = "What reports leave open is kept as an explicit choice. The page Simulate can change the reading."
LEFT_OUT_COLUMNS = ("left out", "why")

# Simulate: levers
LEVERS = "Levers"
LEVERS_HELP = "A range on a slider is kept: every run draws from it anew. Moving the slider fixes the number."
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
LEVER_MOVED = "**{label}** ({unit}), fixed at {value}"
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

# Simulate: runs
RUNS_GROUP = "Runs and luck"
RUNS = "Runs on every move"
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
SHARE_LINK = "Opens the app as it stands:"
SHARE_COMMAND_OWN = (
    "Plays the same on the command line, once the scenario has been downloaded on the page Scenario as {file}:"
)
SHARE_COMMAND = "Plays the same on the command line:"

# Simulate: answers
OUTCOME = "Outcome in the headline"
OUTCOME_HELP = "How a run can end, as the scenario defines it."
HEADLINE = "{count} of 100 runs end in: {label}"
HEADLINE_ONE = "1 of 100 runs ends in: {label}"
HEADLINE_FEW = "Fewer than 1 of 100 runs end in: {label}"
HEADLINE_NONE = "None of {runs:,} runs ends in: {label}"
SAMPLING = (
    "Of **{runs:,} runs, under these assumptions**. Sampling error: 95 % interval {low:.1f} to {high:.1f} of 100; more "
    "runs narrow it."
)
AS_STATED = (
    "As stated, before levers were moved: {share:.1f} of 100 ({least:.1f} to {most:.1f}). Difference under the same "
    "luck: **{difference:+.1f}** of 100 (95 % interval {low:+.1f} to {high:+.1f}; over the first "
    "{runs:,} runs of both)."
)
INPUTS = (
    "Uncertain inputs, another matter: {inputs} and drawn anew in each run, so the share averages over that; more runs "
    "change nothing about it."
)
INPUT = ("number is stated as a range", "numbers are stated as ranges")
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

# Simulate: jobs
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
JOB_KINDS = {"precise": "{wanted:,} runs", "attribution": "Shares of the conditions"}
JOB_WAITING = "{what}: waiting behind {ahead}"
JOB_RUNNING = "{what}: {done:,} of {wanted:,}{left}"
JOB_LEFT = ", about {seconds:.0f} s left"
JOB_DONE = "{what}: done"
JOB_CANCELLED = "{what}: cancelled after {done:,} of {wanted:,}"
JOB_FAILED = "{what}: failed ({error})"
JOB_GONE = "A job of this address is not known to this server any more."
JOB_OTHER = "{state} It belongs to other positions of the levers."
JOB_SO_FAR = (
    "So far, of {runs:,} runs: {label} in {share} (95 % interval {low} to {high}; seed {seed}, digest {digest})"
)

# One run
PICK_OUTCOME = "Runs that end in"
PICK_OUTCOME_HELP = "The runs of the page Simulate to choose from, with how many of them end so."
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
STOOD_ON = "{label} was in force {spans}."
STOOD = "from day {first} to day {last}"
STOOD_TO_END = "from day {first} to the end"
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
LOG_ALL = "The whole log in words, with reasons"
LINES = "How they moved"
LINES_HELP = "What these pictures show is drawn from this run only."
TAB_OFFERS, TAB_TRUST, TAB_BELIEFS = "Offers and demands", "Trust and breaches", "Beliefs and no-deal values"
TRANSCRIPT_TEXT, TRANSCRIPT_JSON = "Transcript (text)", "Transcript (JSON)"
TRANSCRIPT_HELP = "The whole run day by day, with reasons; repeatable with the command in it."

_SPECIAL = re.compile(r"([\\`*_\[\]$~<>:|#{}!]|&(?=#?\w))")


def plain(text: object) -> str:
    """Return a text that shows as it is, whatever of it Markdown would take for a command."""
    return _SPECIAL.sub(r"\\\1", showable(str(text)))


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
