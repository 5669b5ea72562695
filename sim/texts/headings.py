"""What stands both in a picture and on a page of the app beside it."""

LATER = "later than {horizon}"
PANELS_TITLE = "What differs, run by run under the same luck"
POWER_TITLE = "Who pulls where, and how hard: influence × weight on each issue"
POWER_MEANS = (
    "A bar stands at the option that a party likes best. It is the higher the more influence a party has",
    "and the more weight it puts on the issue (whisker: range of the stated weight).",
)
