"""Every text of a brief. Texts with `{names}` are filled in by `str.format`."""

NOTHING = "–"
AS_STATED, AS_IT_STANDS = "as stated", "as it stands"

IN_SHORT_OF = "{share} of 100 runs end in: {label} (95 % interval {interval}; {runs} runs)."
SUBTITLE = "{title}: answers to {count}, as things stood on {as_of}"
QUESTION, QUESTIONS = "question", "questions"
HOW_SURE = "How sure"
COMMAND = "To ask this alone"
RESTS = "What all of this rests on"
ASSUMED = "Assumed"
SHARES = "Shares of runs"
SHARES_TEXT = "follow from the assumptions; they are not forecasts of how likely something is."
SAME_RUNS = "The same runs"
SAME_RUNS_TEXT = (
    "{runs} runs with seed {seed} stand behind every answer, and as many behind everything that is compared with them, "
    "in the same cases and under the same luck."
)
INPUTS = "Uncertain numbers"
INPUTS_TEXT = "{uncertain} drawn anew in every run; {assumed} of them rest on an assumption, in whole or in part."
INPUTS_NONE = "none: runs differ by the luck of the days alone."
EVIDENCE = "Evidence"
REPEAT = "To repeat it"
WHAT_IF = "What-if throughout"

ASK_RUN = "How does it end?"
ENDS = "{share} of 100 runs end in: {label} (95 % interval {interval})."
MOST = "Most often they end in: {label}, {share} of 100."
ENDS_TABLE = "How the runs end"
ENDS_COLUMNS = ("Outcome", "Of 100 runs", "95 % interval", "Runs")
SURE_RUN = "The interval is sampling error over {runs} runs: more runs narrow it, and do nothing about the assumptions."

COMPARED = (
    "{label}, {share} of 100 runs end in: {outcome}, instead of {base}; {says}: {difference} points (95 % interval "
    "{interval})."
)
COMPARED_NUMBER = (
    "{label}, the median of “{question}” is {value} instead of {base}: {difference} {unit} (95 % interval {interval})."
)
NO_NUMBER = "{label}, no run has an answer to “{question}” both without and with it."
FIRST_DEAL = (
    "The first deal comes on day {mean} on average instead of {base}, runs without one counted as the last day: {says}."
)
SET = "{name} {after} (stated: {before})"
SET_NEW = "{name} {after} (not stated otherwise)"
SET_OUT = "{name} {after}"
SETS = "{label} means here: {sets}.{why}"
COMPARED_TABLE = "How the runs end without it and with it"
COMPARED_COLUMNS = (
    "What-if",
    "Outcome",
    "Without, of 100",
    "With, of 100",
    "Difference, points",
    "95 % interval",
    "In words",
)
NUMERIC = COMPARED_COLUMNS[2:6]
SURE_COMPARED = (
    "Both sides are {runs} runs in the same cases and under the same luck, compared run by run; that makes the "
    "interval {narrower} times narrower than two separate shares would allow. It is sampling error alone."
)

ASK_ABLATE = "Which condition stands in the way?"
ABLATED = "Most of all “{label}”: without it alone, {share} of 100 runs end in: {outcome}, instead of {base}."
ABLATED_UNCLEAR = (
    "No single one: in {runs} runs the effect of dropping any one condition alone cannot be told apart from 0."
)
ABLATED_TABLE = "What dropping each condition does, the strongest first"
ABLATED_COLUMNS = ("Condition dropped", "Then, of 100", "Difference, points", "95 % interval", "Fair part, points")
SURE_ABLATED = (
    "All {sets} sets of conditions were dropped, {runs} runs each in the same cases and under the same luck. The fair "
    "part shares what dropping all of them does among them (Shapley)."
)

UNCLEAR = "which cannot be told apart from 0"
ASK_FLIP = "What is the least that brings “{label}” to {target} of 100 runs?"
CONCESSION = ("Smallest concession", "No concession", "No party has", "Of concessions")
REACHES = ("Smallest",)
REACH = "The levers that come nearest alone, each put where it does best."
FLIP_TABLE = "Concessions, the smallest first"
PRICE = (
    "A price is in points of a party's own scale, on which all that it could get is worth 100 unless the scenario "
    "states another total, on average over the runs: of a condition that is dropped, what giving way on it is stated "
    "to cost; of an option that is offered, how much less it is worth to a party than what is in force. Points of two "
    "parties measure different things; they are added up only to put concessions in order."
)
FLIP_COLUMNS = ("What is conceded", "What it costs whom", "Then, of 100", "95 % interval")
SURE_FLIP = (
    "{tries} ensembles were tried, {probes} runs each; what is quoted was played with all {runs} runs. What is found "
    "reaches the target; a still smaller change can have been missed."
)

ASK_DOUBT = "How sure is that?"
RANGE = (
    "{share} of 100 runs end in: {label}. Luck leaves {interval} over {runs} runs; how the model is built leaves "
    "{least} to {most}, with one mechanism switched over at a time."
)
LEANS = (
    "Of what is not known it leans most on “{name}”: {low} of 100 runs where that came out in its lowest fifth, {high} "
    "in its highest. {clear} of {inputs} uncertain inputs move it so that it can be told."
)
LEANS_NONE = "None of {inputs} uncertain inputs makes a difference that can be told apart from luck."
OUTSIDE = "{inside} of {asked} shares lie inside the range that base rates give.{caveat}"
DOUBT_TABLE = "One mechanism switched over at a time, the strongest first"
DOUBT_COLUMNS = ("Variant", "Then, of 100", "Difference, points", "95 % interval", "In words")
SURE_DOUBT = (
    "Each of {variants} variants is {runs} runs in the same cases and under the same luck. What the model leaves out "
    "altogether, no switch shows."
)

ASK_SENSITIVITY = "Which uncertain number moves it most?"
SURE_SENSITIVITY = (
    "One input at a time is set to each end of its range, all others drawn as stated, {runs} runs at each end; {shown} "
    "of {considered} uncertain inputs are drawn, those that account for most."
)
ASK_SOLVE = "What does theory of bargaining say?"

KEPT = "This was found before and kept; nothing was played again for it."
KEPT_CHANGED = (
    "This was found before and kept, of the scenario as it stood then (digest {digest}), which states other "
    "things than the "
    "one that all else here rests on."
)
KEPT_OTHER = "This was found before and kept, of another scenario: {title}."
