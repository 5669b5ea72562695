"""Every text of a report. Texts with `{names}` are filled in by `str.format`."""

SUBTITLE = "{title}: a simulation, as things stood on {as_of}"
SUBTITLE_BARE = "A simulation, as things stood on {as_of}"
FACT_RUNS = "{runs}, seed {seed}"
FACT_CUT = "{runs} of {wanted} wanted, seed {seed}"
FACT_DIGEST = "digest {digest}"
FACT_DAYS = "{days} days from {first} to {last}"
FACT_CHANGES = "what-if: {changes}"
FACT_VERSION = "Parley {version}"
RUN, RUNS = "run", "runs"

# In short
IN_SHORT = "In short"
HEADLINE = "{share} of 100 runs end in: {label} (95 % interval {low} to {high}; {hits} of {runs} runs)."
HEADLINE_NOTE = "A share of runs, under the assumptions below; not a forecast of how likely it is."
WHAT_IF_LEAD = "A what-if: {label}."
WHAT_IF_BESIDE = (
    "As stated, without the what-if, {base} of 100 runs end so (95 % interval {low} to {high}; {hits} of {runs} runs "
    "under the same luck). The what-if moves it by {difference} points (95 % interval {interval}): {says}."
)
WHAT_IF_NOT_PLAYED = "The case as it is stated, without the what-if, was not played: the report was cancelled before."
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
LEANS_NONE = (
    "What it leans on",
    "none of {inputs} uncertain inputs makes a difference that can be told apart from luck.",
)
STRONGEST = (
    "What would change it",
    "of {count} what-ifs the strongest is “{label}”: {difference} points (95 % interval {interval}; {runs} runs "
    "under the same luck).",
)
STRONGEST_NONE = (
    "What would change it",
    "of {count} what-ifs none makes a difference that can be told apart from 0 in {runs} runs each.",
)
OUTSIDE_SHORT = (
    "The outside view",
    "{inside} of {asked} shares lie inside the range that base rates give.{outside}{shared}",
)
OUTSIDE_NAMES = " Outside: {names}."
SHARED_SHORT_ONE = (
    " One of those inside rests on sources on which inputs rest too: there agreement shows that the model adds up, not "
    "that it is right."
)
SHARED_SHORT = (
    " {shared} of those inside rest on sources on which inputs rest too: there agreement shows that the model adds up, "
    "not that it is right."
)
DOUBT_SHORT = (
    "How much hangs on the model's build",
    "with one mechanism off at a time, the share moves most {label}: {difference} points (95 % interval {interval}; "
    "{runs} runs under the same luck).",
)
DOUBT_SHORT_NONE = (
    "How much hangs on the model's build",
    "with one mechanism off at a time, no difference can be told apart from 0 in {runs} runs each.",
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
HORIZON = "{day_zero} {days} days are played, {first} to {last}. A run ends in the first of these outcomes that holds."
DAY_0 = "Day 0 is {as_of}: no source on which an input rests is dated later."
DAY_0_NO_SOURCES = "Day 0 is {as_of}. No input names a source."
DAY_0_LATE = "Day 0 is {as_of}, but inputs rest on what is dated later: {late}."
OUTCOME, RESOLVES = "Outcome", "It holds if"
OTHERWISE = "none of the others holds."
OUTCOMES_CAPTION = "Outcomes, and the rules by which they resolve"
QUESTIONS_CAPTION = "Dated questions"
ASKS, BY, OF = "Question", "By", "Asked of"
ALL_RUNS = "all runs"
RUNS_IN_WHICH = "runs in which {holds}"

# The what-if
WHAT_IF_TITLE = "The what-if"
WHAT_IF_SETS = "What it sets"
WHAT_IF_COLUMNS = ("Of", "As stated", "In this report")
WHAT_IF_TEXT = (
    "Everything below is about the case with this what-if, unless it says “as stated”. What the scenario tells of the "
    "case in its own words is about the case as stated, and is left out."
)
WHAT_IF_ENDS = "How the runs end as stated, and with the what-if: {runs} runs each, under the same luck"
WHAT_IF_END_COLUMNS = (
    "Outcome",
    "As stated, of 100",
    "Here, of 100",
    "Difference, points",
    "95 % interval",
    "In words",
)

# Parties
PARTIES = "Who wants what, and what they have said"
PARTIES_CAPTION = "Parties"
PARTY_COLUMNS = ("Party", "Role", "Carrying on adds, points", "Holds out", "Rests on")
PARTY_COLUMNS_OUTSIDE = ("Party", "Role", "No deal is worth, points", "Holds out", "Rests on")
TACTIC = "{kind}, {share}"
TACTIC_FROM_TO = "{kind}, from {start} to {end}"
ISSUES_CAPTION = "Issues"
ISSUE, NEEDS_CONSENT_OF, RESTS_ON = "Issue", "Needs consent of", "Rests on"
ISSUE_OPTIONS = "Options (the first is in force at the start)"
ISSUE_OPTIONS_OUTSIDE = "Options (nothing is in force at the start)"
DECIDES_CAPTION = "Who decides"
DECIDES_COLUMNS = ("Issues", "Who decides", "Enough together", "Can stop it alone")
CONDITIONS_CAPTION = "Conditions: what parties have said they require"
CONDITION_COLUMNS = ("Condition", "Party", "Requires", "Firmness, share", "Cost of giving way, points", "Rests on")
CONDITIONS_NOTE = (
    "Firmness is how likely a condition is a true red line{range}. Where it is not, giving way costs its owner points."
)
FIRMNESS_RANGE = "; a public demand does not say how likely, so it is a range"
FIRMNESS_SOME = "; a public demand does not say how likely, so {ranges} of {of} are ranges"
KEY = "Sources: {sources}."
BY_WHAT_IF = "set by the what-if"
WHEN = "with {when}: {require}"
OR = ", or "
REFUSES = "never {when}"
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
    "{uncertain} {are} stated as {a_range} and drawn anew in each run, independently of each other. Of "
    "these {assumed} rest on an assumption, in whole or in part; {bare} on nothing that is stated. All of them are "
    "listed in the appendix, with the reason for each where one is stated."
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
BANDS_CAPTION = (
    "Half of cases: between which shares the middle half of cases lies, of 100 runs, by {cases} cases played {draws} "
    "times each; the noise of so few runs is taken out"
)
BAND_COLUMNS = ("Outcome", "Half of cases", "Middle case")
NUMBER_BANDS_CAPTION = (
    "Half of cases: between which means the middle half of cases lies, by cases played {draws} times each; the noise "
    "of so few runs is taken out"
)
NUMBER_BAND_COLUMNS = ("Question", "Half of cases", "Middle case")
PARTS_TEXT = "Found with {cases} cases, minds drawn {minds} times in each, talks {talks} times under each: {runs} runs."
TORNADO_IDLE = "At both ends of their ranges: {idle}."
LEANING = "What it leans on"
LEANING_TEXT = (
    "Runs are ordered by each uncertain input in turn, and the lowest fifth is set beside the highest. Inputs are "
    "drawn independently, so a difference along one is its own average effect; what two do only together does not "
    "show. With {inputs} looked at at once, intervals of differences are widened until all hold together with 95 % "
    "(Bonferroni). {clear} of the differences can be told apart from 0."
)
LEANING_NONE = "There is nothing to lean on: no input is uncertain."
TORNADO_TEXT = (
    "The same asked in another way: one input at a time is set to each end of its range, all others being drawn as "
    "stated, in {runs} runs in the same cases and under the same luck. Uncertain inputs are those that account for "
    "most over all runs; levers are moved over the ranges that the scenario declares."
    " {shown} of {bars} bars are drawn, the widest."
)

# Comparisons
CHANGES = "What would change it"
CHANGES_TEXT = (
    "Each what-if that the scenario names is played beside {here} under the same luck, run by run, so that "
    "differences are sharper than two separate shares would allow. {runs} runs each, the same as everywhere in this "
    "report."
)
CHANGES_LEFT_OUT = "Not compared: {left_out}."
CHANGES_CAPTION = "What-ifs beside {here}, the strongest first: {label}"
CHANGE_COLUMNS = ("What-if", "{here}, of 100", "With it, of 100", "Difference, points", "95 % interval", "In words")
CHANGES_ALL = "Every outcome under every what-if: difference in points, with 95 % intervals"
WHY_CAPTION = "Why one would look at them"
WHAT_IF, WHY = "What-if", "Why"
AS_STATED = "as stated"
THE_CASE, THE_WHAT_IF = "the case as stated", "this what-if"
CHANGES_FIGURE = "How the runs end under every what-if beside {here}, {runs} runs each, under the same luck."
NOT_PLAYED = "Not played: the report was cancelled before."
NO_CHANGES = "The scenario names no what-ifs."
NO_OTHER_CHANGES = "The scenario names no what-if that would change anything here."

# Outside view
OUTSIDE = "The outside view"
OUTSIDE_TEXT = "Base rates are set beside the shares of runs; no run reads them."
NONE_SHARED = "None of them rests on a source on which an input rests."
ONE_SHARED = (
    "But {shared} of {of} rests on evidence on which inputs of the model rest too: {labels}. There agreement shows "
    "that the model adds up, not that it is right."
)
SHARED = (
    "But {shared} of {of} rest on evidence on which inputs of the model rest too: {labels}. There agreement shows that "
    "the model adds up, not that it is right."
)
RATES_WITHOUT_SOURCES = "No source is named for them, so it cannot be told whether inputs rest on the same evidence."
OFF_ONE = "A share lies outside its range: a reason to doubt the model, the range, or both."
OFF = "{off} shares lie outside their ranges: a reason to doubt the model, the ranges, or both."
OUTSIDE_COLUMNS = ("Question", "Share of runs, %", "95 % interval", "Base rates, %", "It lies", "They rest on")
INSIDE, OUTSIDE_WORD = "inside", "outside"
NO_OUTSIDE = "The scenario states no base rates, so nothing outside checks the model."
QUESTION_SHARES = "Dated questions: share of runs that answer yes"
NUMBERS_CAPTION = (
    "Questions for a number or a date, over {runs}: how many have none, and of the others the number that so many of "
    "them do not exceed"
)
NUMBER_COLUMNS = ("Question", "Asked of", "None, of 100", "95 % interval")
DATE_UNIT = "date"
NUMBER_MEAN = "Mean (95 % interval)"
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
    "With it, of 100",
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

THEORY_BY_VOTE = (
    "Theories of bargaining know neither calendar nor luck: each deal is worth what it is before the first day, "
    "uncertain numbers at their medians. {withheld} Those who gain are enough for {gaining} of {deals} deals; {core} "
    "are in the core, where no set of parties that is enough would rather have another. Circles show which deals the "
    "runs end with."
)

# Limits
LIMITS = "Limits"
LIMIT_SHARES = (
    "Shares are not forecasts",
    "a share of runs says what follows from the assumptions. How far the assumptions hold is for the reader to "
    "judge{by}.",
)
JUDGE_BOTH = "; the outside view and the sources are there for that"
JUDGE_OUTSIDE = "; the outside view is there for that"
JUDGE_SOURCES = "; the sources are there for that"
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
LIMIT_BUILD_UNTRIED = ("The model's build", "no mechanism was switched off here to see how much hangs on it.")
LIMIT_DATE = ("Frozen on day 0", "{day_zero} So it can be scored against what came later.")
LIMIT_DATE_LATE = ("Not frozen on day 0", "{day_zero} What came later cannot score it fairly.")
LIMIT_UNCALIBRATED = (
    "Not calibrated to this case",
    "Parley fitted none of these numbers to how the talks went, and one case cannot test a model.",
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
REPEAT_OR = "This command makes the report again:"
CITE = "To cite: Parley, version {version}; scenario {id}, digest {digest}, {runs} runs, seed {seed}."

# Appendix
APPENDIX_INPUTS = "Appendix A: every uncertain input"
INPUTS_TEXT = (
    "What an entry says of itself, word for word from the scenario. Numbers in brackets are those of appendix B."
)
INPUTS_WHAT_IF = (
    "Where the what-if sets something of an entry, what the entry says of itself is about another case and left out."
)
ABOUT_ANOTHER_CASE = "set by the what-if, in part or in whole"
INPUTS_CAPTION = "Uncertain inputs by the entry in which they are stated"
INPUT_COLUMNS = ("Entry", "Uncertain inputs", "Sources", "Why assumed")
APPENDIX_SOURCES = "Appendix B: sources"
SOURCES_CAPTION = "Sources, none dated after day 0 ({as_of})"
SOURCES_LATE = "Sources, {late} of {of} dated after day 0 ({as_of})"
SOURCE_COLUMNS = ("No.", "Source", "Date", "Grade", "Note")
GRADES_NOTE = "Grade A: first hand or official; B: computed or second hand; C: a single claim."
NO_SOURCES = "The scenario names no sources."
APPENDIX_MANIFEST = "Appendix C: manifest"
MANIFEST_TEXT = "Everything that determines this report."
NOTHING = "–"

COLUMN_COLUMNS = ("Column", "In Parley", "What it says", "Unit", "On the sheet Runs")
HERE = {True: "yes", False: "no: see CSV, Parquet or Arrow"}
TABLE_OF = "The numbers as a table"
CONTENTS = "Contents"
FIGURE, TABLE = "Figure", "Table"
ATTACHED_MANIFEST = "Everything that determines this report"
ATTACHED_SCENARIO = "The scenario before changes"
PLAY_AGAIN = "Playing it again"
PLAY_AGAIN_TEXT = (
    "These cells play the same runs and fail if a count differs. They need Parley {version}: `python -m pip install "
    '--find-links . "parley-sim[export]=={version}"`, which also takes a wheel that lies beside this notebook.'
)
