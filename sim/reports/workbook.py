"""Findings as a workbook: what was found and every run of it, sheet by sheet."""

from collections.abc import Iterator, Sequence

import numpy as np

from sim.analysis.measures import QUANTILES, NumberAnswer
from sim.analysis.obstacles import blocking_of
from sim.analysis.outside import outside_comparisons
from sim.provenance import NOTE, change_text
from sim.reports import words
from sim.reports.book import Cell, WorkbookSheet, book_of, origin_sheets
from sim.reports.contents import in_short, lead
from sim.reports.findings import Findings, ReportArm
from sim.reports.origin import Origin
from sim.reports.run_table import KEY as KEY_COLUMNS
from sim.reports.run_table import run_columns, run_table, sheet_rows
from sim.reports.stated_inputs import stated_inputs

MOST_CELLS = 500_000
"""Cells of the sheet of runs up to which it has every column; beyond, those that say how a run ends."""

MOST_RUNS = 1_048_575
"""Rows that a sheet can hold beneath its head."""


def workbook_of(findings: Findings, origin: Origin) -> bytes:
    """Return findings as an XLSX file; its manifest and scenario stand in sheets of their own."""
    return book_of(findings.scenario.title, sheets_of(findings, origin))


def sheets_of(findings: Findings, origin: Origin) -> Iterator[WorkbookSheet]:
    """Yield the sheets: summary, outcomes, questions, conditions, what-ifs, doubt, leaning, inputs, runs, origin."""
    yield _summary(findings)
    yield _outcomes(findings)
    yield _questions(findings)
    if findings.ensemble.numbers:
        yield _numbers(findings)
    yield _conditions(findings)
    yield _arms("What-ifs", "What-if", findings.changes)
    yield _arms("Structural doubt", "Mechanism off", findings.doubt)
    yield _leaning(findings)
    yield _inputs(findings)
    yield _sources(findings)
    yield from _runs(findings)
    yield from origin_sheets(origin)


def _summary(findings: Findings) -> WorkbookSheet:
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
    return WorkbookSheet("Summary", (), tuple(rows), widths=(34, 110))


def _outcomes(findings: Findings) -> WorkbookSheet:
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
    return WorkbookSheet("Outcomes", heads, tuple(rows), frozenset({2, 3, 4}), (22, 28, 13, 12, 12, 9, 9, 12, 80))


def _resolves(findings: Findings, outcome: str) -> str:
    stated = findings.scenario.outcomes.get(outcome)
    return (stated.resolves or "") if stated is not None else ""


def _questions(findings: Findings) -> WorkbookSheet:
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
    views = {
        v.share.id: v
        for v in outside_comparisons(findings.scenario.outside_view, findings.ensemble.questions)
        if v.share
    }
    rows: list[tuple[Cell, ...]] = []
    for one in findings.ensemble.questions:
        question, view = findings.scenario.questions[one.id], views.get(one.id)
        verdict = {True: words.INSIDE, False: words.OUTSIDE_WORD, None: ""}[view.inside if view else None]
        rates = (view.low, view.high, verdict) if view else (None, None, "")
        asked = (one.id, question.asks, question.by.isoformat())
        rows.append((*asked, one.share, one.low, one.high, one.count, one.of, *rates))
    wide = (24, 70, 12, 13, 12, 12, 9, 9, 13, 13, 10)
    return WorkbookSheet("Questions", heads, tuple(rows), frozenset({3, 4, 5, 8, 9}), wide)


def _numbers(findings: Findings) -> WorkbookSheet:
    parts = tuple(f"{100 * at:g} %" for at in QUANTILES)
    heads = (
        *("Id", "Question", "By", "Unit", "Of", "With a number", "None, share of runs", "Low (95 %)", "High (95 %)"),
        *("Mean", "Low (95 %)", "High (95 %)", "Least", *parts, "Most"),
    )
    rows: list[tuple[Cell, ...]] = []
    for one in findings.ensemble.numbers:
        question = findings.scenario.questions[one.id]
        asked = (one.id, question.asks, question.by.isoformat(), words.DATE_UNIT if one.dated else one.unit)
        never = (one.of, one.known, one.never.share, one.never.low, one.never.high)
        quantiles = [_number(one, found.value) for found in one.quantiles] or [None] * len(QUANTILES)
        means = [_number(one, number) for number in (one.mean, one.low, one.high, one.least)]
        rows.append((*asked, *never, *means, *quantiles, _number(one, one.most)))
    wide = (24, 70, 12, 12, 9, 13, 13, 12, 12, *([12] * (5 + len(parts))))
    return WorkbookSheet("Numbers", heads, tuple(rows), frozenset({6, 7, 8}), wide)


def _number(one: NumberAnswer, number: float) -> Cell:
    """Return a number as a cell, a date as text; nothing where it is missing."""
    return None if np.isnan(number) else one.shown(number) if one.dated else number


def _conditions(findings: Findings) -> WorkbookSheet:
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
    return WorkbookSheet("Conditions", heads, tuple(rows), widths=(20, 18, 42, 16, 12, 12, 16, 12, 12))


def _arms(name: str, what: str, arms: Sequence[ReportArm]) -> WorkbookSheet:
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
    return WorkbookSheet(name, heads, tuple(rows), frozenset(range(2, 7)), (44, 28, 10, 10, 11, 11, 11, 20, 9, 20))


def _leaning(findings: Findings) -> WorkbookSheet:
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
    return WorkbookSheet("Leaning", heads, tuple(rows), frozenset({3, 5, 6, 7, 8}), wide)


def _inputs(findings: Findings) -> WorkbookSheet:
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
    return WorkbookSheet("Inputs", heads, tuple(rows), widths=(48, 60, 30, 16, 13, 13, 13, 26, 90))


def _sources(findings: Findings) -> WorkbookSheet:
    rows: list[tuple[Cell, ...]] = [
        (name, one.title, one.date.isoformat(), one.grade or "", one.note or "")
        for name, one in findings.scenario.sources.items()
    ]
    return WorkbookSheet("Sources", words.SOURCE_COLUMNS, tuple(rows), widths=(20, 80, 12, 8, 80))


def _runs(findings: Findings) -> Iterator[WorkbookSheet]:
    """Yield every run, and what each column says; with very many runs, the columns that say how a run ends."""
    ensemble = findings.ensemble
    table, columns = run_table(ensemble), run_columns(ensemble)
    if table.num_rows * table.num_columns > MOST_CELLS:
        asked = {one.name for one in columns if one.title.startswith("question.")}
        table = table.select([one.name for one in columns if one.title in ENDS or one.name in asked])
    shown = table.slice(0, MOST_RUNS)
    name = "Runs" if shown.num_rows == table.num_rows else f"Runs, first {MOST_RUNS}"
    yield WorkbookSheet(name, tuple(table.column_names), tuple(sheet_rows(shown)), widths=(8, 22, 12, 60))
    there = set(table.column_names)
    rows = tuple((one.name, one.title, one.means, one.unit, words.HERE[one.name in there]) for one in columns)
    yield WorkbookSheet("Columns", words.COLUMN_COLUMNS, rows, widths=(44, 44, 90, 14, 30))


ENDS = {*KEY_COLUMNS, "first_deal", "mediator_left", "sessions", "refusals"}
"""What says how a run ends."""
