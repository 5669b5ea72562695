"""How much hangs on each mechanism, as a table."""

from textwrap import fill
from typing import TYPE_CHECKING

from rich.console import Console

from sim.analysis.paired_differences import Difference
from sim.cli.tables import put, say, show_head
from sim.formatting import between, of_hundred, percent, percent_between

if TYPE_CHECKING:
    from sim.studies.structural import Doubt


NARROW = 16
"""Letters per line in a heading, so that all outcomes stand side by side."""


def show_doubt(console: Console, found: "Doubt") -> None:
    """Print how much hangs on each mechanism, side by side."""
    base = found.comparison.base
    show_head(console, base)
    say(console, *found.sentences, "")
    labels = {variant.change: variant.label for variant in found.variants}
    stated = [f"{percent(one.share)}\n{percent_between(one.low, one.high)}" for one in base.outcomes]
    rows = [
        (labels[one.change], *map(_two_lines, one.differences), f"{one.switched:,}")
        for one in found.comparison.against_base
    ]
    columns = ("", *(fill(outcome.label, NARROW) for outcome in base.outcomes), "Runs that\nend otherwise")
    title = "What each mechanism does: difference from how it stands, in percentage points of runs, 95 % interval"
    put(console, title, columns, [("as it stands", *stated, ""), *rows], right=range(1, len(columns)))


def _two_lines(one: Difference) -> str:
    return f"{of_hundred(one.difference, '+')}\n{between(one.low, one.high, '+')}"
