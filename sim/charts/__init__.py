"""Pictures of findings: each function takes a finding and returns a `Picture`. Altair only; nothing here computes a result.

`sim.charts.outcome_bars(ensemble.outcomes).chart` shows itself in a notebook and saves itself with `.save("out.svg")`.
"""

from sim.charts.ensemble import (
    attribution_bars,
    binding_bars,
    first_day_dots,
    hundred_dots,
    outcome_bars,
    outside_view,
    state_by_day,
)
from sim.charts.landscape import power_landscape
from sim.charts.one_run import answers_by_day, lines, timeline
from sim.charts.picture import Chart, Picture, dressed

__all__ = [
    "Chart",
    "Picture",
    "answers_by_day",
    "attribution_bars",
    "binding_bars",
    "dressed",
    "first_day_dots",
    "hundred_dots",
    "lines",
    "outcome_bars",
    "outside_view",
    "power_landscape",
    "state_by_day",
    "timeline",
]
