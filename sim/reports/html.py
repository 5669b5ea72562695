"""A report as one HTML file: nothing is fetched, nothing runs; light and dark as the reader's system is."""

import re
from importlib.resources import files
from typing import TYPE_CHECKING

from sim.formatting import NO_BREAK
from sim.reports import words
from sim.reports.extras import need
from sim.reports.paper import Paper, presentable
from sim.reports.pieces import pieces_of

if TYPE_CHECKING:
    from markupsafe import Markup

_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_ROLES = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)


def html_of(paper: Paper) -> str:
    """Return a report as HTML; its manifest and scenario stand in a block of data at its end."""
    need("An HTML report", "jinja2", "vl_convert")
    paper = presentable(paper)
    import jinja2
    from markupsafe import Markup, escape

    pieces = pieces_of(paper)
    for block in (block for section in pieces.sections for block in section["blocks"] if block["kind"] == "Figure"):
        block["svg"] = Markup(seen(pieces.svgs[block["name"]], str(escape(block["alt"]))))
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=False, keep_trailing_newline=True
    )
    environment.filters["kept"] = kept
    template = environment.from_string(template_text("report.html.j2"))
    return template.render(
        paper=paper,
        words=words,
        summary=pieces.summary,
        sections=pieces.sections,
        style=Markup(template_text("report.css").rstrip()),
        origin=Markup(paper.origin.line),
    )


def kept(text: str) -> "Markup":
    """Return a text whose dates and percentages are never broken between two lines."""
    from markupsafe import Markup, escape

    return Markup(_DATE.sub(r'<span class="nb">\g<0></span>', str(escape(text)).replace(" %", f"{NO_BREAK}%")))


def template_text(name: str) -> str:
    """Return a template that comes with Parley."""
    return files("sim.reports").joinpath("templates", name).read_text("utf-8")


def seen(svg: str, alt: str) -> str:
    """Return an SVG as part of a page: one picture with one name to those who listen, no tooltip over all of it."""
    bare = _ROLES.sub("", _TITLE.sub("", svg, count=1))
    return bare.replace("<svg ", f'<svg role="img" aria-label="{alt}" ', 1)
