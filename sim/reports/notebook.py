"""A report as a Jupyter notebook: its text, and code that plays the runs again and draws every figure anew."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.provenance import name_of, parley_version
from sim.reports import words
from sim.reports.findings import Findings
from sim.reports.origin import KEY
from sim.reports.paper import Block, Code, Figure, Grid, Paper, Points, Section, Text, presentable
from sim.reports.pieces import Pieces, pieces_of, said_before, table_of
from sim.texts.places import fenced, for_markdown

Cell = dict[str, Any]

IMPORTS = "import sim\nfrom sim import charts, reports"


def notebook_of(findings: Findings, paper: Paper) -> str:
    """Return a report as a notebook; executing it plays the same runs and fails if a count differs.

    Cells are numbered by their position and nothing in it depends on when or where it was made.
    """
    paper = presentable(paper)
    pieces = pieces_of(paper)
    cells = [*_head(paper), *_play(findings), *(cell for part in paper.sections for cell in _section(part, pieces))]
    origin = {"manifest": paper.origin.manifest, "scenario": paper.origin.scenario}
    book = {
        "cells": [{**cell, "id": f"cell-{place:03}"} for place, cell in enumerate(cells)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "title": paper.title,
            KEY: origin,
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(book, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _head(paper: Paper) -> Iterator[Cell]:
    facts = " · ".join(paper.facts)
    text = [
        f"# {for_markdown(paper.title)}",
        f"*{for_markdown(paper.subtitle)}*",
        for_markdown(facts),
        f"## {words.IN_SHORT}",
    ]
    yield _told([*text, *(said for block in paper.summary for said in _markdown(block))])


def _play(findings: Findings) -> Iterator[Cell]:
    """Yield the cells that play the runs and make sure that they are the same."""
    ensemble = findings.ensemble
    yield _told([f"## {words.PLAY_AGAIN}", words.PLAY_AGAIN_TEXT.format(version=parley_version())])
    yield _code(IMPORTS)
    yield _code(f"{_scenario(findings)}\nassert scenario.digest == {ensemble.base.digest!r}")
    changes = [change if isinstance(change, str) else dict(change) for change in ensemble.changes]
    how = f"seed={ensemble.seed}, changes={changes!r}, method={ensemble.method!r}"
    whole = ensemble.runs == ensemble.wanted
    play = f"sim.run(scenario, {ensemble.runs}" if whole else _PART.format(ensemble.runs, ensemble.wanted)
    yield _code(f"ensemble = {play}, {how})\nensemble", html=ensemble._repr_html_())
    counts = {share.id: share.count for share in ensemble.outcomes}
    yield _code(f"assert {{share.id: share.count for share in ensemble.outcomes}} == {counts!r}")
    if ensemble.attributed:
        yield _code(_ATTRIBUTE.format(outcome=ensemble.attributed))
    yield _code(_GATHER.format(outcome=findings.outcome, full=findings.full))


_PART = "reports.first_runs(scenario, {}, of={}"
_ATTRIBUTE = "ensemble = reports.attributed(ensemble, {outcome!r})"
_GATHER = "findings = reports.gather(ensemble, {outcome!r}, full={full})\npictures = reports.pictures_of(findings)"


def _scenario(findings: Findings) -> str:
    """Return code that loads the scenario: by name if it comes with Parley, else from its text."""
    base = findings.ensemble.base
    if name_of(base) == base.id:
        return f"scenario = sim.load({base.id!r})"
    from sim.scenario.edits import scenario_text

    return f"scenario = reports.load_text({scenario_text(base)!r})"


def _section(section: Section, pieces: Pieces) -> Iterator[Cell]:
    """Yield the cells of a section: its text, and a cell of code for every figure, with what it shows."""
    text = [f"## {for_markdown(section.title)}"]
    for block in section.blocks:
        if isinstance(block, Figure):
            if text:
                yield _told(text)
            yield _drawn(block, pieces.svgs[block.name])
            text = [for_markdown(block.said)]
        else:
            text += _markdown(block)
    if text:
        yield _told(text)


def _markdown(block: Block) -> Iterator[str]:
    """Yield what a block says in Markdown, a paragraph each."""
    match block:
        case Text():
            yield f"**{for_markdown(block.text)}**" if block.lead else for_markdown(block.text)
        case Points():
            yield "\n".join(
                f"- **{for_markdown(said_before(n))}** {for_markdown(text)}" if n else f"- {for_markdown(text)}"
                for n, text in block.items
            )
        case Code():
            yield fenced(block.text, block.language)
        case Grid():
            yield f"**{for_markdown(block.caption)}**"
            yield _table(block)
            yield from (for_markdown(note) for note in [block.note] if note)
        case Figure():
            yield for_markdown(block.said)
            yield _table(table_of(block.picture.table))


def _table(block: Grid) -> str:
    ends = ["--:" if place in block.numeric else "---" for place in range(len(block.columns))]
    rows = [[for_markdown(cell) for cell in row] for row in (block.columns, *block.rows)]
    lines = [rows[0], ends, *rows[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _told(paragraphs: Sequence[str]) -> Cell:
    return {"cell_type": "markdown", "metadata": {}, "source": _lines("\n\n".join(paragraphs))}


def _code(source: str, html: str | None = None) -> Cell:
    shown = [] if html is None else [_output({"text/html": _lines(html), "text/plain": ["<table>"]})]
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": shown, "source": _lines(source)}


def _drawn(figure: Figure, svg: str) -> Cell:
    """Return a cell that draws a figure, with the drawing, so that it is seen before anything is executed."""
    shown = _output({"image/svg+xml": _lines(svg), "text/plain": [figure.picture.alt]})
    return {**_code(f"{figure.code}.chart"), "outputs": [shown]}


def _output(data: Mapping[str, Any]) -> Cell:
    return {"data": dict(data), "execution_count": None, "metadata": {}, "output_type": "execute_result"}


_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def _lines(text: str) -> list[str]:
    """Return a text as notebooks keep it: a list of lines with their ends."""
    return _LINE.findall(text)
