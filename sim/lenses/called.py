"""What theories, their methods and points are called, wherever they are shown."""

FORECASTS = {
    "weighted_mean": "Capability × salience mean",
    "weighted_median": "Capability × salience median",
    "salience_mean": "Salience mean",
    "capability_mean": "Capability mean",
    "mean": "Plain mean",
    "median": "Plain median",
    "nash": "Nash point, linear loss",
    "expected_utility": "Challenge model, median at the end",
    "expected_utility_mean": "Challenge model, mean at the end",
    "simulation": "Simulation, mean over runs",
}
"""Methods that place a decision on a line."""

POINTS = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai–Smorodinsky",
    "egalitarian": "Egalitarian",
    "utilitarian": "Utilitarian",
    "maximin": "Maximin",
}
"""Points of bargaining theory."""
