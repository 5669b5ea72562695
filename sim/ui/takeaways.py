"""What can be taken along, as bytes: made when somebody asks for it, outside the session."""

import io
import tempfile
import zipfile
from pathlib import Path

import streamlit as st

from sim.reports.asked import Answer
from sim.reports.brief_files import brief_bytes
from sim.reports.findings import Findings, alone, gather
from sim.reports.formats import FORMATS, bare, figures_of, picture_bytes
from sim.reports.questions import AskedQuestion
from sim.reports.report_file import write_report
from sim.reports.short_report import Brief
from sim.runs.results import Ensemble
from sim.ui.engine import ensemble_of
from sim.ui.found import Found
from sim.ui.further import SPREAD, spread_question
from sim.ui.question_jobs import Asked

PAPERS = (".pdf", ".docx", ".html", ".md", ".ipynb", ".xlsx")
"""The kinds of files that a report may be taken along as."""

TABLES = (".xlsx", ".csv", ".parquet", ".arrow", ".json")
"""The kinds of files for rows and tables."""

BRIEFS = (".pdf", ".docx", ".xlsx", ".html", ".md")
"""The kinds of files for a brief."""


def brief_of(found: list[Found]) -> Brief:
    """Return answers that rest on one ground as a brief."""
    asked = found[0][1]
    ensemble = ensemble_of(asked.order, asked.runs)
    questions = tuple(_question(one, answer) for _, one, answer in found)
    return Brief(ensemble, asked.outcome, questions, tuple(answer for _, _, answer in found))


def _question(asked: Asked, found: Answer) -> AskedQuestion:
    if asked.text == SPREAD:
        return spread_question(asked.order, asked.outcome, asked.runs, found)
    return asked.question


def brief_file(brief: Brief, suffix: str) -> bytes:
    """Return a brief as a file."""
    return brief_bytes(brief, suffix)


def report_file(ensemble: Ensemble, outcome: str, suffix: str, name: str) -> bytes:
    """Return a report, or its rows and tables, as a file; files that belong together come in one archive.

    Args:
        ensemble: The runs.
        outcome: The outcome that it is about.
        suffix: How its name ends.
        name: How it begins.
    """
    found = alone(ensemble, outcome) if bare(suffix, None) else gather(ensemble, outcome)
    with tempfile.TemporaryDirectory() as folder:
        files = write_report(found, Path(folder) / f"{name}{suffix}")
        if len(files) == 1:
            return files[0].read_bytes()
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in files:
                archive.write(file, file.name)
        return packed.getvalue()


def ending(suffix: str) -> str:
    """Return how the name of what is downloaded ends."""
    return ".zip" if FORMATS[suffix].beside else suffix


def figures(ensemble: Ensemble, outcome: str) -> dict[str, str]:
    """Return the pictures that need no other runs, by name, with what each shows."""
    played = (ensemble.seed, ensemble.runs, ensemble.wanted, ensemble.method, ensemble.attributed)
    return _figures((ensemble.base.digest, ensemble.digest, *played), outcome, ensemble)


@st.cache_resource(max_entries=24, show_spinner=False)
def _figures(key: tuple[object, ...], outcome: str, _ensemble: Ensemble) -> dict[str, str]:
    return {name: figure.picture.alt for name, figure in figures_of(alone(_ensemble, outcome)).items()}


def picture_file(ensemble: Ensemble, outcome: str, name: str, suffix: str) -> bytes:
    """Return one picture as a file."""
    found: Findings = alone(ensemble, outcome)
    return picture_bytes(found, figures_of(found)[name], suffix)
