"""How fast a machine plays, as a table."""

from typing import TYPE_CHECKING

from rich.console import Console

from sim.cli.tables import heading, put, say

if TYPE_CHECKING:
    from sim.timings.figures import BenchmarkReport, Measurement


def show_report(console: Console, report: "BenchmarkReport") -> None:
    """Print what a machine can do."""
    scenario, machine = report.scenario, report.machine
    heading(console, scenario["title"])
    say(
        console,
        f"{scenario['deals']:,} feasible deals · {scenario['uncertain_numbers']} uncertain numbers · "
        f"seed {scenario['seed']} · digest {scenario['digest']}",
        " · ".join(f"{name} {value}" for name, value in machine.items()),
        "",
    )
    rows = [(figure.label, *_ends(figure), figure.unit) for figure in report.figures]
    notes = [f"{name.replace('_', ' ')}: {_figure(value)}" for name, value in report.ratios.items()]
    put(console, "Measured", ("What", "Least", "Median", "Most", "Unit"), rows, right=range(1, 4), notes=notes)


def _ends(figure: "Measurement") -> tuple[str, str, str]:
    least, middle, most = map(_figure, figure.ends)
    return least, middle, most


def _figure(value: float) -> str:
    return f"{value:,.{1 if value < 100 else 0}f}"
