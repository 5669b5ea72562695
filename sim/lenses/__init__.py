"""Other theories on the same scenario. Each takes numbers and returns findings; none draws, none plays runs."""
