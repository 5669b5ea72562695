"""Every text of a report. Texts with `{names}` are filled in by `str.format`."""

SUBTITLE = "A simulation of {title}, as things stood on {as_of}"
FACT_RUNS = "{runs}, seed {seed}"
FACT_CUT = "{runs} of {wanted} wanted, seed {seed}"
FACT_DIGEST = "digest {digest}"
FACT_DAYS = "{days} days from {first} to {last}"
FACT_CHANGES = "changes to the base: {changes}"
FACT_VERSION = "Parley {version}"
RUN, RUNS = "run", "runs"

# In short
IN_SHORT = "In short"
HEADLINE = "{share} of 100 runs end in: {label} (95 % interval {low} to {high}; {hits} of {runs} runs)."
HEADLINE_NOTE = "A share of runs, under the assumptions below; not a forecast of how likely it is."
MOST_OFTEN = ("How runs end most often", "{label}, in {share} of 100 runs (95 % interval {low} to {high}).")
BLOCKER = (
    "What stands in the way",
    "most of all the condition “{label}” ({party}): per 100 runs it decides {refused} refusals, and {unmade} "
    "proposals are not made for fear of it.",
)
LEANS = (
    "What it leans on",
    "most of all “{name}”: the share is {low} of 100 where that came out in its lowest fifth, and {high} of 100 in its "
    "highest.",
)
LEANS_NONE = ("What it leans on", "along none of {inputs} uncertain inputs can a difference be told from luck.")
STRONGEST = (
    "What would change it",
    "of {count} what-ifs the strongest is “{label}”: {difference} points (95 % interval {interval}; {runs} runs "
    "under shared luck).",
)
STRONGEST_NONE = ("What would change it", "of {count} what-ifs none can be told from none in {runs} runs each.")
OUTSIDE_SHORT = ("The outside view", "{inside} of {asked} shares lie inside the range that base rates give.{outside}")
OUTSIDE_NAMES = " Outside: {names}."
DOUBT_SHORT = (
    "How much hangs on the model's build",
    "with one mechanism off at a time, the share moves most {label}: {difference} points (95 % interval {interval}; "
    "{runs} runs under shared luck).",
)
DOUBT_SHORT_NONE = (
    "How much hangs on the model's build",
    "with one mechanism off at a time, no difference can be told from none in {runs} runs each.",
)
TWO_DOUBTS = (
    "Two kinds of doubt",
    "intervals are sampling error: more runs narrow them. That inputs are not known is another matter: {inputs} are "
    "drawn anew in every run, so every share averages over them, and more runs do nothing about it.",
)
ONE_DOUBT = ("Doubt", "intervals are sampling error: more runs narrow them. No input is uncertain.")
INPUT, INPUTS = "uncertain number", "uncertain numbers"

# The question
QUESTION = "The question, and how it is decided"
HORIZON = (
    "Day 0 is {as_of}: nothing published later sets an input. {days} days are played, {first} to {last}. A run "
    "ends in the first of these outcomes that holds."
)
OUTCOME, RESOLVES = "Outcome", "It holds if"
OTHERWISE = "none of the others holds."
OUTCOMES_CAPTION = "Outcomes, and the rules by which they resolve"
QUESTIONS_CAPTION = "Dated questions"
ASKS, BY, OF = "Question", "By", "Asked of"
ALL_RUNS = "all runs"
RUNS_IN_WHICH = "runs in which {holds}"

# Parties
PARTIES = "Who wants what, and what they have said"
PARTIES_CAPTION = "Parties"
PARTY_COLUMNS = ("Party", "Role", "Without a deal, points", "Holds out", "Rests on")
TACTIC = "{kind}, {share}"
TACTIC_FROM_TO = "{kind}, from {start} to {end}"
ISSUES_CAPTION = "Issues"
ISSUE_COLUMNS = ("Issue", "Options (the first is in force at the start)", "Needs consent of", "Rests on")
ISSUE_COLUMNS_OUTSIDE = ("Issue", "Options (nothing is in force at the start)", "Needs consent of", "Rests on")
CONDITIONS_CAPTION = "Conditions: what parties have said they require"
CONDITION_COLUMNS = ("Condition", "Party", "Requires", "Firmness, share", "Cost of giving way, points", "Rests on")
CONDITIONS_NOTE = (
    "Firmness is how likely a condition is a true red line; a public demand is no probability, so it is a range. "
    "Where it is none, giving way costs its owner points."
)
WHEN = "with {when}: {require}"
ALL_WHEN = "All are asked of deals with {when}. "
PLEDGES_CAPTION = "Pledges: what parties have said they support"
PLEDGE_COLUMNS = ("Pledge", "Party", "Cost of refusing it, points", "Rests on")
SWITCHES_CAPTION = "What is unclear, and how it is read here"
SWITCH_COLUMNS = ("What is unclear", "Read as", "Could also be read as")
NO_CONDITIONS = "Nobody has stated a condition."
ASSUMED = "assumed"
NOT_STATED = "not stated"

# Assumptions
ASSUMPTIONS = "What is assumed"
ASSUMPTIONS_TEXT = (
    "{uncertain} are stated as ranges or distributions and drawn anew in each run, independently of each other. Of "
    "these {assumed} rest on an assumption, in whole or in part; {bare} on nothing that is stated. All of them are "
    "listed in the appendix, with the reason for each. Those on which the answer leans most are named below."
)
NOTHING_UNCERTAIN = "No number of this scenario is uncertain: runs differ by the luck of the days alone."

# How runs end
ENDS = "How the runs end"
ENDS_CAPTION = "How {runs} runs end"
SHARE_COLUMNS = ("Outcome", "Of 100 runs", "95 % interval", "Runs", "Median day")
FIRST_DEAL = "First deal"

# What blocks it
BLOCKS = "What stands in the way"
BLOCKS_TEXT = (
    "A refusal is credited to the conditions that decided it, shared among them where several did. A proposal "
    "counts as not made where a speaker would have made it but for a red line that it suspects. Both are counted "
    "under the assumptions above, so they say what blocks in the model."
)
NO_BLOCKS = "This scenario states no conditions, so none stands in the way."
ATTRIBUTED = (
    "Every subset of the conditions was also dropped under the same luck, and the effect shared among them (Shapley)."
)

# Leaning
LEANING = "What it leans on"
LEANING_TEXT = (
    "Runs are ordered by each uncertain input in turn, and the lowest fifth is set beside the highest. Inputs are "
    "drawn independently, so a difference along one is its own average effect; what two do only together does not "
    "show. With {inputs} looked at at once, intervals of differences are widened until all hold together with 95 % "
    "(Bonferroni). {clear} of the differences can be told from 0."
)
LEANING_NONE = "There is nothing to lean on: no input is uncertain."
TORNADO_TEXT = (
    "The same asked in another way: one input at a time is set to each end of its range, all others being drawn as "
    "stated, in {runs} runs under shared cases and luck. Uncertain inputs are those that account for most over all "
    "runs; levers are moved over the ranges that the scenario declares."
    " {shown} of {bars} bars are drawn, the widest."
)

# Comparisons
CHANGES = "What would change it"
CHANGES_TEXT = (
    "Each what-if that the scenario names is played beside the base under the same luck, run by run, so that "
    "differences are sharper than two separate shares would allow. {runs} runs each; the base is counted over the "
    "same runs."
)
CHANGES_CAPTION = "What-ifs beside the base, the strongest first: {label}"
CHANGE_COLUMNS = ("What-if", "Base, of 100", "With it, of 100", "Difference, points", "95 % interval", "In words")
CHANGES_ALL = "Every outcome under every what-if: difference in points, with 95 % intervals"
WHY_CAPTION = "Why one would look at them"
WHAT_IF, WHY = "What-if", "Why"
BASE = "base"
CHANGES_FIGURE = "How the runs end at the base and under every what-if, {runs} runs each, under the same luck."
NOT_PLAYED = "Not played: the report was cancelled before."
NO_CHANGES = "The scenario names no what-ifs."

# Outside view
OUTSIDE = "The outside view"
OUTSIDE_TEXT = (
    "Base rates come from outside the model and are never fed into it. A share outside their range is shown as it "
    "is: it is a reason to doubt the model, the range, or both."
)
OUTSIDE_COLUMNS = ("Question", "Share of runs, %", "95 % interval", "Base rates, %", "It lies", "They rest on")
INSIDE, OUTSIDE_WORD = "inside", "outside"
NO_OUTSIDE = "The scenario states no base rates, so nothing outside checks the model."
QUESTION_SHARES = "Dated questions: share of runs that answer yes"
QUESTION_COLUMNS = ("Question", "By", "Asked of", "Of 100 runs", "95 % interval")

# Structural doubt
DOUBT = "How much hangs on the model's build"
DOUBT_TEXT = (
    "Each mechanism of the model is switched off in turn, everything else and the luck left alone. How far the "
    "share moves is doubt that neither more runs nor better inputs would remove. {runs} runs each."
)
DOUBT_CAPTION = "One mechanism off at a time, the strongest first: {label}"
DOUBT_COLUMNS = (
    "Variant",
    "What it switches off",
    "Base, of 100",
    "Without it, of 100",
    "Difference, points",
    "95 % interval",
)
NO_DOUBT = "No mechanism is switched on."

# Theory
THEORY = "Beside other theories"
THEORY_TEXT = (
    "Theories of bargaining know neither calendar nor luck: each deal is worth what it is before the first day, "
    "uncertain numbers at their medians, and a theory singles one out. Circles show which deals the runs end with."
)

# Limits
LIMITS = "Limits"
LIMIT_SHARES = (
    "Shares are no forecasts",
    "a share of runs says what follows from the assumptions. How far the assumptions hold is for the reader to "
    "judge; the outside view and the sources are there for that.",
)
LIMIT_SAMPLING = (
    "Sampling error",
    "{runs} runs pin a share down to within {width} points (95 %). Intervals speak of nothing else.",
)
LIMIT_INPUTS = (
    "Uncertain inputs",
    "ranges state what nobody outside knows. Shares average over them; another range would give another share.",
)
LIMIT_BUILD = (
    "The model's build",
    "see the mechanisms switched off above; what the model leaves out altogether, no switch shows.",
)
LIMIT_DATE = ("Frozen on day 0", "what happened after {as_of} is not in it, on purpose: so it can be scored.")
LIMIT_UNCALIBRATED = (
    "Not calibrated to this case",
    "nothing here was fitted to how the talks went on, and one case cannot test a model.",
)
LEFT_OUT_CAPTION = "What the sources say that the scenario leaves out, and why"
LEFT_OUT_COLUMNS = ("Left out", "Why")

# Repeating
REPEAT = "How to repeat it"
REPEAT_TEXT = (
    "The same scenario, changes, seed and number of runs give the same runs, here and elsewhere. This file carries the "
    "manifest and the scenario; given to Parley it repeats them:"
)
REPEAT_FILE = "parley run --from THIS_FILE"
REPEAT_OR = "The report itself is made anew by:"
CITE = "To cite: Parley, version {version}; scenario {id}, digest {digest}, {runs} runs, seed {seed}."

# Appendix
APPENDIX_INPUTS = "Appendix A: every uncertain input"
INPUTS_TEXT = "What an entry says of itself, word for word from the scenario. Sources are listed in appendix B."
INPUTS_CAPTION = "Uncertain inputs by the entry in which they are stated"
INPUT_COLUMNS = ("Entry", "Uncertain inputs", "Sources", "Why assumed")
APPENDIX_SOURCES = "Appendix B: sources"
SOURCES_CAPTION = "Sources, none published after day 0"
SOURCE_COLUMNS = ("Id", "Source", "Date", "Grade", "Note")
GRADES_NOTE = "Grade A: first hand or official; B: computed or second hand; C: a single claim."
NO_SOURCES = "The scenario names no sources."
APPENDIX_MANIFEST = "Appendix C: manifest"
MANIFEST_TEXT = "Everything that determines this report."
NOTHING = "–"

TABLE_OF = "The numbers as a table"
CONTENTS = "Contents"
FIGURE, TABLE = "Figure", "Table"
ATTACHED_MANIFEST = "Everything that determines this report"
ATTACHED_SCENARIO = "The scenario before changes"
PLAY_AGAIN = "Playing it again"
PLAY_AGAIN_TEXT = (
    "These cells play the same runs and fail if a count differs. They need Parley {version}: `python -m pip install "
    '"parley-sim[export]=={version}"`.'
)
