"""Findings -> files: one row per format, each a function from findings to bytes, and one place that writes them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sim.charts.picture import Picture
from sim.reports.carried import carried
from sim.reports.extras import need
from sim.reports.findings import Findings
from sim.reports.origin import origin_of
from sim.reports.paper import Figure, Paper, figures_in
from sim.scenario.faults import ScenarioError
from sim.scenario.files import read
from sim.storage import check_writable as check_place
from sim.storage import write_together

Made = Mapping[str, bytes]
"""What a file's name is followed by -> its bytes: the file itself under the empty text, files beside it."""


@dataclass(frozen=True)
class ReportFormat:
    """A kind of file.

    Attributes:
        name: What it is called in sentences.
        make: Makes it of findings and the file's name.
        modules: Libraries of the extra that it needs.
        arms: Whether it holds what-ifs and structural doubt, which have to be played for it.
        beside: What the names of files beside it are followed by.
    """

    name: str
    make: Callable[[Findings, str], Made]
    modules: tuple[str, ...] = ()
    arms: bool = True
    beside: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def paper_of(findings: Findings) -> Paper:
    """Return the report of some findings, composed once for all files that are made of the same ones."""
    from sim.reports.contents import compose

    return compose(findings)


def _html(findings: Findings, _: str) -> Made:
    from sim.reports.html import html_of

    return {"": html_of(paper_of(findings)).encode()}


def _pdf(findings: Findings, _: str) -> Made:
    from sim.reports.pdf import pdf_of

    return {"": pdf_of(paper_of(findings))}


def _markdown(findings: Findings, _: str) -> Made:
    from sim.reports.markdown import markdown_of

    return {"": markdown_of(paper_of(findings)).encode()}


def _notebook(findings: Findings, _: str) -> Made:
    from sim.reports.notebook import notebook_of

    return {"": notebook_of(findings, paper_of(findings)).encode()}


def _xlsx(findings: Findings, _: str) -> Made:
    from sim.reports.workbook import workbook_of

    return {"": workbook_of(findings, origin_of(findings.ensemble, findings.settings))}


def _docx(findings: Findings, _: str) -> Made:
    from sim.reports.word_file import docx_of

    return {"": docx_of(paper_of(findings))}


def _json(findings: Findings, _: str) -> Made:
    from sim.reports.tabular import json_of

    return {"": json_of(findings, origin_of(findings.ensemble, findings.settings)).encode()}


def _csv(findings: Findings, name: str) -> Made:
    from sim.reports.tabular import SIDECAR, csv_of, sidecar_of

    table = csv_of(findings.ensemble)
    sidecar = sidecar_of(findings.ensemble, name, table, origin_of(findings.ensemble))
    return {SIDECAR: sidecar.encode(), "": table}


def _parquet(findings: Findings, _: str) -> Made:
    from sim.reports.tabular import parquet_of

    return {"": parquet_of(findings.ensemble, origin_of(findings.ensemble))}


def _arrow(findings: Findings, _: str) -> Made:
    from sim.reports.tabular import arrow_of

    return {"": arrow_of(findings.ensemble, origin_of(findings.ensemble))}


def _bibtex(findings: Findings, _: str) -> Made:
    from sim.reports.tabular import bibtex_of

    return {"": bibtex_of(findings.ensemble.base).encode()}


FORMATS: dict[str, ReportFormat] = {
    ".html": ReportFormat("An HTML report", _html, ("jinja2", "vl_convert")),
    ".pdf": ReportFormat("A PDF", _pdf, ("typst", "vl_convert")),
    ".md": ReportFormat("A Markdown report", _markdown, ("jinja2",)),
    ".ipynb": ReportFormat("A notebook", _notebook, ("vl_convert",)),
    ".xlsx": ReportFormat("A workbook", _xlsx, ("xlsxwriter",)),
    ".docx": ReportFormat("A Word file", _docx, ("docx", "vl_convert")),
    ".json": ReportFormat("JSON", _json),
    ".csv": ReportFormat("CSV", _csv, arms=False, beside=("-metadata.json",)),
    ".parquet": ReportFormat("Parquet", _parquet, arms=False),
    ".arrow": ReportFormat("Arrow", _arrow, arms=False),
    ".bib": ReportFormat("BibTeX", _bibtex, arms=False),
}
"""The kinds of files that findings are exported as, by how the file's name ends."""

PICTURES = {".svg": ("vl_convert",), ".png": ("vl_convert",), ".pdf": ("typst", "vl_convert")}
"""The kinds of files that one picture is exported as, and the libraries that they need."""


CHARTS = (
    "landscape",
    "outcomes",
    "first-deal",
    "by-day",
    "numbers",
    "blocks",
    "attribution",
    "leaning",
    "three-parts",
    "tornado",
    "changes",
    "outside",
    "frontier",
)
"""The names of all figures that a report can have; which it has depends on the scenario and on what is asked."""


def figures_of(findings: Findings) -> dict[str, Figure]:
    """Return the figures of a report by name."""
    from sim.reports.contents import body

    return {figure.name: figure for figure in figures_in(body(findings))}


def pictures_of(findings: Findings) -> dict[str, Picture]:
    """Return the pictures of a report by name; `pictures_of(findings)["outcomes"].chart` shows itself in a notebook."""
    return {name: figure.picture for name, figure in figures_of(findings).items()}


def picture_bytes(findings: Findings, figure: Figure, suffix: str) -> bytes:
    """Return one figure as a file."""
    from sim.reports.pdf import picture_pdf_of
    from sim.reports.pictures import png_of, svg_of

    origin = origin_of(findings.ensemble, {**findings.settings, "chart": figure.name})
    if suffix == ".svg":
        return svg_of(figure.picture, origin).encode()
    return png_of(figure.picture, origin) if suffix == ".png" else picture_pdf_of(figure.picture, origin)


def check_writable(path: Path, replace: bool = False) -> None:
    """Refuse to write over anything but what Parley exported before, or where nothing can be written.

    Raises:
        OSError: It cannot be written there; the message is a sentence that says why.
    """
    check_place(path)
    kind = FORMATS.get(path.suffix.lower())
    for more in kind.beside if kind is not None else ():
        check_place(path.with_name(path.name + more))
    if path.exists() and not replace and not _is_ours(path):
        raise FileExistsError(f"{path} is there already, and Parley did not export it; say --replace to write over it")


def _is_ours(path: Path) -> bool:
    if path.suffix.lower() == ".bib":
        return _is_our_bibtex(path)
    try:
        carried(path)
    except ScenarioError:
        return False
    return True


def _is_our_bibtex(path: Path) -> bool:
    try:
        data = read(path)
    except ScenarioError:
        return False
    return data.rstrip().endswith(b"}") and b"@misc{parley," in data


def export(findings: Findings, path: Path) -> tuple[Path, ...]:
    """Write findings as a file, in the format that its name ends in, whole or not at all.

    Args:
        findings: What to write.
        path: Where; `FORMATS` lists how it may end.

    Returns:
        The files written, the one named last: a CSV file has another that describes it.

    Raises:
        KeyError: There is no such format.
        sim.reports.extras.MissingExtraError: A library is not installed.
        OSError: It cannot be written.
    """
    kind = FORMATS[path.suffix.lower()]
    need(kind.name, *kind.modules)
    made = kind.make(findings, path.name)
    files = {path.with_name(path.name + more): data for more, data in made.items()}
    write_together(files)
    return tuple(files)


def draws(suffix: str, chart: str | None) -> bool:
    """Return whether a file holds pictures."""
    return "vl_convert" in (PICTURES[suffix] if chart is not None else FORMATS[suffix].modules)


def bare(suffix: str, chart: str | None) -> bool:
    """Return whether a file needs the ensemble alone, so that nothing else has to be played for it."""
    return chart is None and suffix in FORMATS and not FORMATS[suffix].arms
