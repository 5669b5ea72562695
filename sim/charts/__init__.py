"""Pictures of findings: each function takes a finding and returns a `Picture`. Altair only; nothing here plays a run.

`sim.charts.outcome_bars(ensemble.outcomes).chart` shows itself in a notebook and saves itself with `.save("out.svg")`.
"""

from sim.charts.by_day import first_day_dots, state_by_day
from sim.charts.comparison import difference_panels, outcome_flow, stacked_outcomes
from sim.charts.dependence import ablation_bars, reach_dots
from sim.charts.discovery import box_limits, box_tradeoff
from sim.charts.fans import fan, fan_of_days, fan_of_numbers
from sim.charts.frontier import frontier
from sim.charts.heat import heat_map, heat_of_numbers
from sim.charts.information_value import knowing_bars
from sim.charts.landscape import power_landscape, power_panels, power_table
from sim.charts.lessons import lesson_lines
from sim.charts.numbers import number_bars, number_panels, number_shifts
from sim.charts.obstacles import attribution_bars, binding_bars
from sim.charts.outcomes import dots_and_bars, hundred_dots, outcome_bars, outside_view
from sim.charts.picture import Chart, Picture, dressed, spec_of
from sim.charts.quintile_contrast import leaning_bars
from sim.charts.reliability import reliability_diagram
from sim.charts.robustness import choice_regrets, enough_lines
from sim.charts.run_lines import answers_by_day, lines
from sim.charts.sensitivity import tornado
from sim.charts.spreads import index_bars
from sim.charts.three_parts import part_bars
from sim.charts.timeline import timeline
from sim.charts.value_dots import Axis, Dot, value_dots

__all__ = [
    "Axis",
    "Chart",
    "Dot",
    "Picture",
    "ablation_bars",
    "answers_by_day",
    "attribution_bars",
    "binding_bars",
    "box_limits",
    "box_tradeoff",
    "choice_regrets",
    "difference_panels",
    "dots_and_bars",
    "dressed",
    "enough_lines",
    "fan",
    "fan_of_days",
    "fan_of_numbers",
    "first_day_dots",
    "frontier",
    "heat_map",
    "heat_of_numbers",
    "hundred_dots",
    "index_bars",
    "knowing_bars",
    "leaning_bars",
    "lesson_lines",
    "lines",
    "number_bars",
    "number_panels",
    "number_shifts",
    "outcome_bars",
    "outcome_flow",
    "outside_view",
    "part_bars",
    "power_landscape",
    "power_panels",
    "power_table",
    "reach_dots",
    "reliability_diagram",
    "spec_of",
    "stacked_outcomes",
    "state_by_day",
    "timeline",
    "tornado",
    "value_dots",
]
