"""A session as one file: the scenario, how the levers stand, what is compared, and every answer that was found.

The file is JSON under a checksum. Whoever opens it sees the same pages and the same answers, without playing anything.
What it says is data of whoever made it: texts are shown and never obeyed, and a picture that would fetch something from
elsewhere is left out.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import altair as alt
import pandas as pd
from pydantic import Field, model_validator

from sim.charts import Picture
from sim.formatting import plain_data
from sim.provenance import parley_version
from sim.reports.asked import Answer
from sim.reports.foreign_pictures import is_harmless
from sim.reports.paper import Figure, Grid
from sim.scenario.believed import Kept, believed, read_believed
from sim.scenario.files import parse_json
from sim.scenario.likeness import SESSION, told_apart
from sim.storage import sealed

MOST_BYTES = 32_000_000
"""Largest session that is opened."""

EXPECTED = "a session that Parley saved"

ENDING = ".parley"
"""How the name of a session's file ends."""

HANDED_OVER = "PARLEY_SESSION"
"""What `parley open` tells the server in its environment: a word that only the opened address says, then the file."""

MOST_ANSWERS, MOST_RUNS = 1_000, 100_000
"""Most answers that a session holds, and most runs behind one."""


class _KeptRows(Kept):
    """Rows under heads, as many cells in each as there are heads."""

    columns: list[str]
    rows: list[list[str]]

    @model_validator(mode="after")
    def _square(self) -> Self:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("rows of as many cells as there are columns")
        return self


class KeptTable(_KeptRows):
    """A table; see `sim.reports.paper.Grid`."""

    caption: str
    numeric: list[int]
    widths: list[Annotated[float, Field(gt=0)]]
    note: str

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        if any(not 0 <= place < len(self.columns) for place in self.numeric):
            raise ValueError("numbers of columns")
        if len(self.widths) not in {0, len(self.columns)}:
            raise ValueError("a width for each column, or none")
        return self


class KeptFigure(_KeptRows):
    """A picture: what draws it, the sentence that stands in for it, and the numbers behind it."""

    name: str
    caption: str
    spec: dict[str, Any]
    alt: str


class KeptAnswer(Kept):
    """An answer, with all that it was asked of.

    Attributes:
        base: Fingerprint of the scenario before changes; its text stands in the session.
        changes: What-ifs that hold.
        seed: The luck.
        outcome: The outcome asked about.
        runs: Runs behind the answer.
        asked: The question in the words of the command line.
        in_brief: Whether it goes into the brief.
        question: The question as a heading.
        sentences: The answer first.
        sure: How sure it is.
        command: The command that answers it alone.
        figure: The picture, if there is one.
        table: The numbers, if a table shows them.
        finding: The same as plain data.
        more: Further pictures.
    """

    base: str
    changes: list[str | dict[str, Any]]
    seed: int = Field(ge=-(2**63), lt=2**63)
    outcome: str
    runs: int = Field(ge=1, le=MOST_RUNS)
    asked: str
    in_brief: bool
    question: str
    sentences: list[str]
    sure: str
    command: str
    figure: KeptFigure | None
    table: KeptTable | None
    finding: dict[str, Any]
    more: list[KeptFigure] = Field(default_factory=list)


class SavedSession(Kept):
    """All of a session.

    Attributes:
        format: Form of this file.
        kind: What it is, so that nothing else is taken for it.
        version: The Parley that saved it.
        address: What the address of its pages says: scenario, levers, what is compared.
        name: Name of the scenario, or of its file.
        text: The scenario as it is written.
        digest: Fingerprint of it.
        scenarios: The scenarios that answers were asked of, by fingerprint.
        answers: The answers.
    """

    format: Literal[1]
    kind: Literal["parley session"]
    version: str
    address: dict[str, list[str]]
    name: str
    text: str
    digest: str
    scenarios: dict[str, str]
    answers: list[KeptAnswer] = Field(max_length=MOST_ANSWERS)


def session_bytes(session: Mapping[str, Any]) -> bytes:
    """Return a session as a file.

    Args:
        session: What it holds but for its form, kind and version; see `Session`.
    """
    whole = SavedSession.model_validate(
        {"format": 1, "kind": "parley session", "version": parley_version(), **plain_data(dict(session))}
    )
    return (json.dumps(sealed(whole.model_dump()), indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def read_session(path: str | Path) -> SavedSession:
    """Return the session in a file.

    Raises:
        ScenarioError: It cannot be read, is something else, or was altered since it was saved.
    """
    with told_apart(path, SESSION, expected=EXPECTED):
        return read_believed(Path(path), SavedSession, EXPECTED, MOST_BYTES)


def session_in(text: str, name: str) -> SavedSession:
    """Return the session that a text holds.

    Args:
        text: The text.
        name: What faults call it.

    Raises:
        ScenarioError: It is something else, or was altered since it was saved.
    """
    with told_apart(name, SESSION, expected=EXPECTED, data=text.encode()):
        return believed(parse_json(text, Path(name), EXPECTED), SavedSession, Path(name), EXPECTED)


def answer_data(found: Answer) -> dict[str, Any]:
    """Return an answer as plain data."""
    table = found.table
    return {
        "asked": found.asked,
        "question": found.question,
        "sentences": list(found.sentences),
        "sure": found.sure,
        "command": found.command,
        "figure": None if found.figure is None else _figure_data(found.figure),
        "table": None if table is None else _table_data(table),
        "finding": found.finding,
        "more": [_figure_data(one) for one in found.more],
    }


def _table_data(table: Grid) -> dict[str, Any]:
    return {
        "caption": table.caption,
        "columns": list(table.columns),
        "rows": [list(row) for row in table.rows],
        "numeric": sorted(table.numeric),
        "widths": [float(width) for width in table.widths],
        "note": table.note,
    }


def _figure_data(figure: Figure) -> dict[str, Any]:
    picture = figure.picture
    return {
        "name": figure.name,
        "caption": figure.caption,
        "spec": json.loads(json.dumps(picture.chart.to_dict(validate=False))),
        "alt": picture.alt,
        "columns": [str(column) for column in picture.table.columns],
        "rows": picture.table.astype(str).to_numpy().tolist(),
    }


def answer_of(kept: KeptAnswer) -> Answer:
    """Return an answer that was kept; one whose picture would fetch something has none."""
    table = kept.table
    grid = None
    if table is not None:
        rows = tuple(tuple(row) for row in table.rows)
        numeric, widths = frozenset(table.numeric), tuple(table.widths)
        grid = Grid(table.caption, tuple(table.columns), rows, numeric, widths, table.note)
    return Answer(
        asked=kept.asked,
        question=kept.question,
        sentences=tuple(kept.sentences) or ("",),
        sure=kept.sure,
        command=kept.command,
        figure=None if kept.figure is None else _figure_of(kept.figure),
        table=grid,
        finding=kept.finding,
        more=tuple(figure for one in kept.more if (figure := _figure_of(one)) is not None),
    )


def _figure_of(kept: KeptFigure) -> Figure | None:
    if not is_harmless(kept.spec):
        return None
    try:
        chart: object = alt.Chart.from_dict(kept.spec)
    except Exception:
        return None
    if not isinstance(chart, alt.LayerChart | alt.ConcatChart):
        return None
    table = pd.DataFrame(kept.rows, columns=kept.columns)
    return Figure(kept.name, Picture(chart, kept.alt, table), "", kept.caption)
