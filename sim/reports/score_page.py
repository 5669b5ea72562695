"""Scores of predictions as a page: what was said, what came about, and how sure the comparison is."""

from collections.abc import Callable, Iterator
from pathlib import Path

from sim.analysis.shelf_scores import BASE_RATE, FORECASTERS, MODEL, ScoredGroup
from sim.charts.reliability import reliability_diagram
from sim.formatting import MISSING, percent
from sim.provenance import parley_version
from sim.reports.carried import carried
from sim.reports.endings import ending_of
from sim.reports.origin import Origin
from sim.reports.paper import Block, Figure, Grid, Paper, Points, Section, Text, grid
from sim.scenario.faults import ScenarioError
from sim.storage import sealed
from sim.storage.writer import write
from sim.studies.score_study import NOTE, Scores

KIND = "parley scores"
"""What a page says of itself, so that nothing else is taken for it."""

TITLE = "How good the predictions were"
SEALED = "Predictions were made from the evidence of day 0 alone; answers were handed over afterwards."
BESIDE = ("Forecaster", "Cases", "Questions", "Brier", "Log", "Model better by", "95 % interval", "Cases more")
GROUPS = ("Questions", "Cases", "Asked", "Brier", "Base rate", "Better by", "95 % interval", "Cases more")
EACH = ("Case", "Question", "Said", "Answer", "Brier", "Base rate", "Remarks")


def score_paper(found: Scores) -> Paper:
    """Return scores as a report."""
    return Paper(
        title=TITLE,
        subtitle=f"{len(found.cases):,} cases, {len(found.questions):,} questions for yes or no",
        facts=(f"{found.runs:,} runs a case, seed {found.seed}", f"Parley {parley_version()}"),
        summary=(Text(found.verdict, lead=True), Text(NOTE), Text(SEALED)),
        sections=tuple(_sections(found)),
        origin=Origin(sealed({"kind": KIND, "digests": dict(found.digests), "seed": found.seed}), ""),
        compact=True,
    )


def _sections(found: Scores) -> Iterator[Section]:
    named = (("first", "The first question of each case", found.first), ("all", "All questions", found.all))
    for name, title, group in named:
        if group.forecasters:
            yield Section(name, title, (_beside(group), *_parts(group)))
    if found.bins:
        picture = reliability_diagram(found.bins)
        yield Section("reliability", "Reliability", (Figure("reliability", picture, "", picture.alt),))
    if found.groups:
        yield Section("groups", "By field, kind and what was recalled, losses first", (_groups(found),))
    yield Section("questions", "Every question, the worst losses first", (_each(found),))
    if found.numbers:
        yield Section("numbers", "Numbers and dates", (_numbers(found),))
    if found.unfit:
        yield Section("unfit", "Not scored", (Points(tuple(("", line) for line in found.unfit)),))


def _beside(group: ScoredGroup) -> Grid:
    rows = []
    for one in group.forecasters:
        gain = one.brier_gain
        beside = (
            (MISSING,) * 3 if one.who == MODEL else (_signed(gain.mean), _ends(gain.low, gain.high), _count(gain.more))
        )
        name = FORECASTERS.get(one.who, one.who)
        rows.append((name, str(one.cases), str(one.questions), f"{one.brier:.3f}", f"{one.log:.3f}", *beside))
    return grid(
        "The model beside others, on what both answered", BESIDE, rows, numeric=range(1, 8), widths=(2.2, *[1] * 7)
    )


def _parts(group: ScoredGroup) -> tuple[Block, ...]:
    if group.parts is None:
        return ()
    one = group.parts
    said = f"Brier {one.brier:.3f} = reliability {one.reliability:.3f} − resolution {one.resolution:.3f} + uncertainty "
    return (Text(f"{said}{one.uncertainty:.3f} + within bins {_signed(one.within)} (Murphy)."),)


def _groups(found: Scores) -> Grid:
    rows = []
    for group in found.groups:
        model = group.forecasters[0]
        beside = next(one for one in group.forecasters if one.who == BASE_RATE)
        gain = beside.brier_gain
        told = (_signed(gain.mean), _ends(gain.low, gain.high), _count(gain.more))
        rows.append(
            (group.name, str(model.cases), str(model.questions), f"{model.brier:.3f}", f"{beside.brier:.3f}", *told)
        )
    return grid("The model beside the base rate", GROUPS, rows, numeric=range(1, 8), widths=(2, *[1] * 7))


def _each(found: Scores) -> Grid:
    rows = []
    for one in found.questions:
        remarks = [word for word, holds in (("arguable", one.arguable), ("outside the talks", one.outside)) if holds]
        answer = "yes" if one.answer else "no"
        said = (percent(one.shares[MODEL]), answer, f"{one.brier[MODEL]:.3f}", percent(one.shares[BASE_RATE]))
        rows.append((one.case, one.question, *said, ", ".join(remarks)))
    return grid("What was said and what came about", EACH, rows, numeric=(2, 4, 5), long=True)


def _numbers(found: Scores) -> Grid:
    heads = ("Case", "Question", "Answer", "Median", "CRPS", "If nothing changes")
    rows = [
        (one.case, one.question, *map(_plain, (one.answer, one.median, one.crps, one.unchanged)))
        for one in found.numbers
    ]
    return grid("Days are counted from day 0", heads, rows, numeric=range(2, 6))


def _plain(value: float | None) -> str:
    return "never" if value is None else f"{value:,.1f}"


def _signed(value: float | None) -> str:
    return MISSING if value is None else f"{value:+z.3f}".replace("-", "−")


def _ends(low: float | None, high: float | None) -> str:
    return MISSING if low is None or high is None else f"{_signed(low)} to {_signed(high)}"


def _count(value: int | None) -> str:
    return MISSING if value is None else f"{value:,}"


def _html(paper: Paper) -> bytes:
    from sim.reports.html import html_of

    return html_of(paper).encode()


def _pdf(paper: Paper) -> bytes:
    from sim.reports.pdf import pdf_of

    return pdf_of(paper)


def _docx(paper: Paper) -> bytes:
    from sim.reports.word_file import docx_of

    return docx_of(paper)


def _markdown(paper: Paper) -> bytes:
    from sim.reports.markdown import markdown_of

    return markdown_of(paper).encode()


PAGES: dict[str, Callable[[Paper], bytes]] = {".html": _html, ".pdf": _pdf, ".docx": _docx, ".md": _markdown}
"""How a page is written, by the end of its name."""


def is_score_page(path: Path) -> bool:
    """Return whether a file is a page of scores that Parley wrote."""
    try:
        return carried(path).manifest.get("kind") == KIND
    except ScenarioError:
        return False


def write_score_page(found: Scores, path: Path) -> None:
    """Write scores as a page, whole or not at all.

    Raises:
        ValueError: No kind of page has a name that ends so.
        OSError: It cannot be written.
    """
    make = PAGES[ending_of(path, PAGES, "scores")]
    write(path, make(score_paper(found)))
