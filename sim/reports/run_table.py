"""One row per run as files have it: names that R and SQL take, every column described, dated questions among them.

A column is called by its path or id in small letters, digits and underscores; what it is called in Parley stands in its
title. What never happened, or was not asked, is missing: empty in CSV, null elsewhere, never a number.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.measures import numbers_of
from sim.analysis.shares import question_flags
from sim.game.records import column_names
from sim.reports.stated_inputs import stated_inputs
from sim.rules.recording import COLUMNS
from sim.scenario.predicate_words import measure_in_words

if TYPE_CHECKING:
    import pyarrow

    from sim.runs.results import Ensemble

LONGEST = 60
"""Letters of the longest name: PostgreSQL takes 63."""

_KEPT_WORDS = """
all and any as asc between by case cast check column create cross current_date default delete desc distinct do else end
except exists false for foreign from full function grant group having if in inner insert intersect into is join left
like limit natural next not null offset on or order outer primary repeat right select set some table then to true union
unique update user using values when where while window with
"""
RESERVED = frozenset(_KEPT_WORDS.split())
"""Words that SQL or R keep for themselves."""

KEY = ("run", "outcome", "outcome_day", "deal")
"""What comes first."""


UNITS = {"day": "day", "days": "days", "share": "share", "points": "points"}
"""What kinds of columns are counted in."""

MEANINGS = {column.name: (column.means, UNITS.get(column.kind, "")) for column in COLUMNS}
"""What the columns of a run's record say, by the first word of their names, and their units."""


@dataclass(frozen=True)
class RunColumn:
    """A column of the table of runs.

    Attributes:
        name: What it is called in files.
        title: What it is called in Parley.
        means: What it says, in a sentence.
        kind: `text`, `whole` or `number`.
        unit: What it is counted in; may be empty.
    """

    name: str
    title: str
    means: str
    kind: str
    unit: str


def run_table(ensemble: "Ensemble") -> "pyarrow.Table":
    """Return one row per run under the names that files use, dated questions as columns."""
    table = ensemble.to_arrow()
    for name in ensemble.scenario.questions:
        table = table.append_column(f"question.{name}", _answers(ensemble, name))
    order = [*KEY, *(name for name in table.column_names if name not in KEY)]
    table = table.select(order)
    return table.rename_columns(list(safe_names(order)))


def _answers(ensemble: "Ensemble", name: str) -> "pyarrow.Array":
    """Return what every run answers to a question; missing where it is not asked, or has no number."""
    import pyarrow as pa

    if name in ensemble.scenario.numbers_asked:
        asked, numbers = numbers_of(ensemble.game, ensemble.records, name)
        return pa.array(numbers, mask=~asked | np.isnan(numbers))
    asked, yes, _ = question_flags(ensemble.game, ensemble.records, name)
    return pa.array(yes.astype(np.int8), mask=~asked)


def run_columns(ensemble: "Ensemble") -> tuple[RunColumn, ...]:
    """Return what every column of `run_table` is."""
    import pyarrow as pa

    known = dict(_described(ensemble))
    titles = [*KEY, *(name for name in ensemble.to_arrow().column_names if name not in KEY)]
    titles += [f"question.{name}" for name in ensemble.scenario.questions]
    found = []
    for field, title in zip(run_table(ensemble).schema, titles, strict=True):
        means, unit = known[title]
        kind = "text" if pa.types.is_string(field.type) else "whole" if pa.types.is_integer(field.type) else "number"
        found.append(RunColumn(field.name, title, means, kind, unit))
    return tuple(found)


def _described(ensemble: "Ensemble") -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield every column by its title, with what it says and its unit."""
    horizon = ensemble.game.horizon
    yield "run", ("The number of the run, from 0; `parley watch --run` shows it.", "")
    yield "outcome", ("Id of the outcome in which the run ends.", "")
    yield "outcome_day", ("The day on which the outcome came to hold; missing where none of the others held.", "day")
    yield "deal", (f"The deal in force on the last day, day {horizon}, by ids; options of the status quo left out.", "")
    for one in stated_inputs(ensemble.game):
        yield one.path, (f"{one.name}: the number drawn for the run, stated as {one.stated}.", one.unit)
    for title in column_names(ensemble.game):
        word, _, about = title.partition(".")
        means, unit = MEANINGS[word]
        yield title, (f"{means} ({about})" if about else means, unit)
    for name, question in ensemble.scenario.questions.items():
        number = question.number
        if number is None:
            how = "1 yes, 0 no; missing where the question is not asked of the run"
        else:
            how = f"{measure_in_words(ensemble.scenario, number)}; missing where there is none, or it is not asked"
        unit = "" if number is None else "day" if number.dated else number.counted_in
        yield f"question.{name}", (f"{question.asks} By {question.by}: {how}.", unit)


def safe_names(titles: "list[str] | tuple[str, ...]") -> Iterator[str]:
    """Yield names that R and SQL take without quotes, each once."""
    used: set[str] = set()
    for title in titles:
        name = re.sub(r"[^0-9a-z]+", "_", title.lower()).strip("_") or "column"
        name = f"x_{name}" if name[0].isdigit() else f"{name}_" if name in RESERVED else name
        name = name[:LONGEST].rstrip("_") if len(name) > LONGEST else name
        fresh, number = name, 2
        while fresh in used:
            fresh, number = f"{name[: LONGEST - 3]}_{number}", number + 1
        used.add(fresh)
        yield fresh


def sheet_rows(table: "pyarrow.Table") -> Any:
    """Return the rows of a table as a workbook takes them."""
    return zip(*(table[name].to_pylist() for name in table.column_names), strict=True)
