"""What pictures of sweeps are drawn from: shares at points, as rows of a chart and as a table."""

from collections.abc import Sequence
from datetime import date

import altair as alt
import pandas as pd

from sim.analysis.designs import VariedLever
from sim.analysis.points import SweepPoint
from sim.analysis.shares import Share, share_of
from sim.analysis.sweeps import Sweep
from sim.charts import words
from sim.charts.picture import Row, in_lines, percent, percent_interval, tip

LETTERS = 66
"""Letters of an axis that stand beside each other under a plot as wide as reports have it."""

LETTERS_BESIDE, LINES_BESIDE = 26, 2
"""Letters of a line, and lines, of a name beside a row of cells."""

LINES_BELOW = 5
"""Lines of a name under a plot."""


def below(lever: VariedLever) -> str:
    """Return the expression that breaks the names of a lever's levels into lines where they stand under a plot."""
    names = [lever.said(level) for level in lever.levels]
    return in_lines(names, max(8, LETTERS // max(1, len(names))), LINES_BELOW)


def shares_at(sweep: Sweep, name: str) -> list[tuple[SweepPoint, Share]]:
    """Return every point with its share of an outcome or question.

    Raises:
        ValueError: Nothing is called so.
    """
    known = {share.id for point in sweep.points for share in (*point.outcomes, *point.questions)}
    if name not in known:
        raise ValueError(
            f"no outcome or question is called {name!r}; there are {', '.join(sorted(known)) or 'none yet'}"
        )
    label = sweep.label(name)
    return [(point, point.share(name) or share_of(name, label, 0, point.runs)) for point in sweep.points]


def figures(share: Share) -> Row:
    """Return a share as a row of a chart has it."""
    return {
        "share": 100 * share.share,
        "low": 100 * share.low,
        "high": 100 * share.high,
        "text": f"{100 * share.share:.0f}",
        "interval": percent_interval(share.low, share.high),
        "runs": share.of,
        "median": words.NO_DAY if share.median_day is None else f"{share.median_day:g}",
    }


def share_tips() -> list[alt.Tooltip]:
    """Return what a pointer on a share shows: it with its interval, runs and median day."""
    return [
        tip("share:Q", words.SHARE_OF_RUNS, ".1f"),
        tip("interval:N", words.INTERVAL),
        tip("runs:Q", words.RUNS, ","),
        tip("median:N", words.MEDIAN_DAY),
    ]


def table_of(sweep: Sweep, found: Sequence[tuple[SweepPoint, Share]]) -> pd.DataFrame:
    """Return points and their shares as a table."""
    levers = sweep.plan.design.varied
    columns = {
        lever.title: [lever.said(point.values[place]) for point, _ in found] for place, lever in enumerate(levers)
    }
    return pd.DataFrame(
        {
            **columns,
            words.WHAT: [share.label for _, share in found],
            words.SHARE: [percent(share.share) for _, share in found],
            words.INTERVAL: [percent_interval(share.low, share.high) for _, share in found],
            words.RUNS: [share.of for _, share in found],
        }
    )


def dates_on_axis(day_0: str | None) -> str | None:
    """Return the expression that writes days of the run as dates; none for other numbers."""
    if day_0 is None:
        return None
    day = date.fromisoformat(day_0)
    return f"utcFormat(utc({day.year}, {day.month - 1}, {day.day} + datum.value), '%e %b')"
