"""Findings as a workbook: formatted sheets of text and numbers, never a formula."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from math import isfinite
from typing import Any

import numpy as np

from sim.analysis.obstacles import blocking_of
from sim.analysis.outside import beside
from sim.provenance import NOTE, change_text
from sim.reports import words
from sim.reports.contents import in_short, lead
from sim.reports.extras import need
from sim.reports.findings import Arm, Findings
from sim.reports.origin import Origin
from sim.reports.safe import starts_formula
from sim.reports.stated_inputs import stated_inputs

SAMPLE = 200
"""Runs of the ensemble that are in the workbook, the first; all of them are in CSV, Parquet and Arrow."""

CREATED = datetime(1980, 1, 1)
"""What the workbook says of when it was made: the first date that its container knows, so that bytes do not differ."""

MOST_LETTERS = 32_767
"""Letters that a cell can hold."""

Cell = str | float | int | None


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook.

    Attributes:
        name: On its tab.
        columns: The heads; none, if the sheet is no table.
        rows: The cells.
        percents: Columns of shares, shown as percent.
        widths: How wide columns are, in letters.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    percents: frozenset[int] = frozenset()
    widths: tuple[int, ...] = ()


def workbook_of(findings: Findings, origin: Origin) -> bytes:
    """Return findings as an XLSX file; its manifest and scenario stand in sheets of their own."""
    need("A workbook", "xlsxwriter")
    import xlsxwriter

    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": findings.scenario.title, "author": "Parley", "created": CREATED})
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1, "bg_color": "#EAF1F8", "text_wrap": True, "valign": "top"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        # Text that would be a formula if it were typed in stays text when somebody edits the cell.
        "quoted": book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True}),
        "number": book.add_format({"valign": "top"}),
        "percent": book.add_format({"num_format": "0.0%", "valign": "top"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
    }
    for sheet in sheets_of(findings, origin):
        _write(book.add_worksheet(sheet.name), sheet, formats)
    book.close()
    return buffer.getvalue()


def _write(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    for place, width in enumerate(sheet.widths):
        page.set_column(place, place, width)
    for place, name in enumerate(sheet.columns):
        page.write_string(0, place, name, formats["head"])
    first = 1 if sheet.columns else 0
    for line, row in enumerate(sheet.rows, start=first):
        for place, cell in enumerate(row):
            _put(page, (line, place), cell, formats, place in sheet.percents)
    if sheet.columns:
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.columns) - 1)
    elif sheet.rows:
        page.set_row(0, 22, formats["title"])


def _put(page: Any, place: tuple[int, int], cell: Cell, formats: dict[str, Any], percent: bool) -> None:
    """Write a cell as what it is: texts as texts, whatever they begin with; nothing for a missing number."""
    if isinstance(cell, str):
        page.write_string(*place, cell[:MOST_LETTERS], formats["quoted" if starts_formula(cell) else "text"])
    elif cell is not None and isfinite(cell):
        page.write_number(*place, cell, formats["percent" if percent else "number"])


def sheets_of(findings: Findings, origin: Origin) -> Iterator[Sheet]:
    """Yield the sheets: summary, outcomes, questions, conditions, what-ifs, doubt, leaning, inputs, runs, origin."""
    yield _summary(findings)
    yield _outcomes(findings)
    yield _questions(findings)
    yield _conditions(findings)
    yield _arms("What-ifs", "What-if", findings.changes)
    yield _arms("Structural doubt", "Mechanism off", findings.doubt)
    yield _leaning(findings)
    yield _inputs(findings)
    yield _sources(findings)
    yield _runs(findings)
    yield Sheet("Manifest", (), tuple((line,) for line in origin.manifest_text.splitlines()), widths=(110,))
    yield Sheet("Scenario", (), tuple((line,) for line in origin.scenario.splitlines()), widths=(130,))


def _summary(findings: Findings) -> Sheet:
    ensemble = findings.ensemble
    rows: list[tuple[Cell, ...]] = [
        (findings.scenario.title,),
        (findings.scenario.asks or "",),
        ("",),
        *((words.IN_SHORT if not place else "", one.text) for place, one in enumerate(lead(findings))),
        *((about, text) for about, text in in_short(findings)),
        ("",),
        ("Scenario", ensemble.base.id),
        ("As of", findings.scenario.as_of.isoformat()),
        ("Digest", ensemble.digest),
        ("Changes", ", ".join(change_text(change) for change in ensemble.changes) or "none"),
        ("Runs", ensemble.runs),
        ("Seed", ensemble.seed),
        ("Method", ensemble.method),
        ("Command", ensemble.manifest()["command"]),
        ("Note", NOTE),
    ]
    return Sheet("Summary", (), tuple(rows), widths=(34, 110))


def _outcomes(findings: Findings) -> Sheet:
    heads = ("Id", "Outcome", "Share of runs", "Low (95 %)", "High (95 %)", "Runs", "Of", "Median day", "It holds if")
    rows: list[tuple[Cell, ...]] = [
        (
            one.id,
            one.label,
            one.share,
            one.low,
            one.high,
            one.count,
            one.of,
            one.median_day,
            _resolves(findings, one.id),
        )
        for one in findings.ensemble.outcomes
    ]
    return Sheet("Outcomes", heads, tuple(rows), frozenset({2, 3, 4}), (22, 28, 13, 12, 12, 9, 9, 12, 80))


def _resolves(findings: Findings, outcome: str) -> str:
    stated = findings.scenario.outcomes.get(outcome)
    return (stated.resolves or "") if stated is not None else ""


def _questions(findings: Findings) -> Sheet:
    heads = (
        "Id",
        "Question",
        "By",
        "Share of runs asked",
        "Low (95 %)",
        "High (95 %)",
        "Runs",
        "Of",
        "Base rates, low",
        "Base rates, high",
        "It lies",
    )
    views = {v.share.id: v for v in beside(findings.scenario.outside_view, findings.ensemble.questions) if v.share}
    rows: list[tuple[Cell, ...]] = []
    for one in findings.ensemble.questions:
        question, view = findings.scenario.questions[one.id], views.get(one.id)
        verdict = {True: words.INSIDE, False: words.OUTSIDE_WORD, None: ""}[view.inside if view else None]
        rates = (view.low, view.high, verdict) if view else (None, None, "")
        asked = (one.id, question.asks, question.by.isoformat())
        rows.append((*asked, one.share, one.low, one.high, one.count, one.of, *rates))
    wide = (24, 70, 12, 13, 12, 12, 9, 9, 13, 13, 10)
    return Sheet("Questions", heads, tuple(rows), frozenset({3, 4, 5, 8, 9}), wide)


def _conditions(findings: Findings) -> Sheet:
    heads = (
        "Id",
        "Party",
        "Condition",
        "Refusals decided, per 100 runs",
        "Low (95 %)",
        "High (95 %)",
        "Proposals not made, per 100 runs",
        "Low (95 %)",
        "High (95 %)",
    )
    rows: list[tuple[Cell, ...]] = [
        (
            *(one.condition, one.party, one.label),
            *(one.refused.mean, one.refused.low, one.refused.high),
            *(one.unmade.mean, one.unmade.low, one.unmade.high),
        )
        for one in blocking_of(findings.ensemble.records)
    ]
    return Sheet("Conditions", heads, tuple(rows), widths=(20, 18, 42, 16, 12, 12, 16, 12, 12))


def _arms(name: str, what: str, arms: Sequence[Arm]) -> Sheet:
    heads = (
        what,
        "Outcome",
        "Base",
        "With it",
        "Difference",
        "Low (95 %)",
        "High (95 %)",
        "In words",
        "Runs",
        "Digest",
    )
    rows: list[tuple[Cell, ...]] = [
        (arm.label, one.label, one.base, one.share, one.difference, one.low, one.high, one.says, arm.runs, arm.digest)
        for arm in arms
        for one in arm.differences
    ]
    return Sheet(name, heads, tuple(rows), frozenset(range(2, 7)), (44, 28, 10, 10, 11, 11, 11, 20, 9, 20))


def _leaning(findings: Findings) -> Sheet:
    heads = (
        "Uncertain input",
        "Path",
        "Lowest fifth, up to",
        "Share there",
        "Highest fifth, from",
        "Share there",
        "Difference",
        "Low (95 %, all together)",
        "High (95 %, all together)",
        "Clear",
    )
    names = {one.path: one.name for one in stated_inputs(findings.ensemble.game)}
    rows: list[tuple[Cell, ...]] = [
        (
            *(names[one.path], one.path, one.low_end, one.low.share, one.high_end, one.high.share),
            *(one.difference, one.least, one.most, "yes" if one.clear else "no"),
        )
        for one in findings.leanings
    ]
    wide = (60, 48, 12, 11, 12, 11, 11, 14, 14, 8)
    return Sheet("Leaning", heads, tuple(rows), frozenset({3, 5, 6, 7, 8}), wide)


def _inputs(findings: Findings) -> Sheet:
    heads = (
        "Path",
        "Uncertain input",
        "Stated",
        "Unit",
        "Lowest drawn",
        "Mean drawn",
        "Highest drawn",
        "Sources",
        "Why assumed",
    )
    values = findings.ensemble.values
    rows: list[tuple[Cell, ...]] = [
        (
            *(one.path, one.name, one.stated, one.unit),
            *(float(np.min(values[:, place])), float(values[:, place].mean()), float(np.max(values[:, place]))),
            *(", ".join(one.sources), one.assumed),
        )
        for place, one in enumerate(stated_inputs(findings.ensemble.game))
    ]
    return Sheet("Inputs", heads, tuple(rows), widths=(48, 60, 30, 16, 13, 13, 13, 26, 90))


def _sources(findings: Findings) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        (name, one.title, one.date.isoformat(), one.grade or "", one.note or "")
        for name, one in findings.scenario.sources.items()
    ]
    return Sheet("Sources", words.SOURCE_COLUMNS, tuple(rows), widths=(20, 80, 12, 8, 80))


def _runs(findings: Findings) -> Sheet:
    table = findings.ensemble.to_arrow().slice(0, SAMPLE)
    first = ("run", "outcome", "outcome_day", "deal")
    names = (*first, *(name for name in table.column_names if name not in first))
    columns = [table[name].to_pylist() for name in names]
    return Sheet("Runs", names, tuple(zip(*columns, strict=True)), widths=(8, 22, 12, 60))
