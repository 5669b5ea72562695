"""Numbers only: shares with intervals, comparisons, what blocks a deal, questions. Nothing here draws a picture."""
