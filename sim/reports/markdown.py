"""A report as Markdown; what figures show stands in their tables, since a text holds no pictures."""

from sim.reports import words
from sim.reports.extras import need
from sim.reports.html import template_text
from sim.reports.paper import Paper, presentable
from sim.reports.pieces import pieces_of
from sim.texts.places import fenced, for_markdown


def markdown_of(paper: Paper) -> str:
    """Return a report as Markdown; its manifest and scenario stand in a comment at its end."""
    need("A Markdown report", "jinja2")
    paper = presentable(paper)
    import jinja2

    pieces = pieces_of(paper, draw=False)
    # What comes out is not HTML: every text is escaped for Markdown by the filter.
    environment = jinja2.Environment(
        autoescape=False, undefined=jinja2.StrictUndefined, trim_blocks=False, keep_trailing_newline=True
    )
    environment.filters |= {"plain": for_markdown, "fenced": fenced}
    template = environment.from_string(template_text("report.md.j2"))
    return template.render(
        paper=paper, words=words, summary=pieces.summary, sections=pieces.sections, origin=paper.origin.line
    )
