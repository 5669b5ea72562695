"""PDF by typst, offline: set in the faces that typst carries, whatever is installed, so that bytes are the same."""

import json
import re
from collections.abc import Mapping
from typing import Any

from sim.charts import Picture
from sim.formatting import NO_BREAK
from sim.reports import words
from sim.reports.extras import need
from sim.reports.html import template_text
from sim.reports.origin import MANIFEST, SCENARIO, Origin
from sim.reports.paper import Paper, presentable
from sim.reports.pictures import inflated, svg_of
from sim.reports.pieces import beside_tables, pieces_of
from sim.reports.renderer import pdf_set
from sim.texts.places import for_document

_ATTACHED = re.compile(rb"<<([^\n]*?/Type\s*/EmbeddedFile[^\n]*?)>>\s*stream\r?\n", re.DOTALL)
_LENGTH = re.compile(rb"/Length\s+(\d+)")


def pdf_of(paper: Paper) -> bytes:
    """Return a report as PDF, its manifest and scenario attached."""
    need("A PDF", "typst", "vl_convert")
    paper = presentable(paper)
    beside = beside_tables(paper) if paper.compact else frozenset()
    pieces = pieces_of(paper, narrow=beside)
    document: dict[str, Any] = {
        "title": paper.title,
        "subtitle": paper.subtitle,
        "facts": list(paper.facts),
        "language": paper.language,
        "compact": paper.compact,
        "words": {
            "in_short": words.IN_SHORT,
            "figure": words.FIGURE,
            "manifest": words.ATTACHED_MANIFEST,
            "scenario": words.ATTACHED_SCENARIO,
        },
        "summary": pieces.summary,
        "sections": pieces.sections,
    }
    files = {f"{name}.svg": svg.encode() for name, svg in pieces.svgs.items()}
    # No line ends between a number and its sign.
    text = json.dumps(document, ensure_ascii=False, allow_nan=False).replace(" %", f"{NO_BREAK}%")
    files["document.json"] = text.encode()
    return _compiled(template_text("report.typ"), files, paper.origin)


_ONE_PICTURE = """
#set document(title: json("picture.json").alt, author: "Parley", date: none)
#set page(width: auto, height: auto, margin: 6pt)
#image("picture.svg", alt: json("picture.json").alt)
#pdf.attach("manifest.json", relationship: "source", mime-type: "application/json")
#pdf.attach("scenario.yaml", relationship: "source", mime-type: "application/yaml")
"""


def picture_pdf_of(picture: Picture, origin: Origin) -> bytes:
    """Return one picture as a PDF of its size, its manifest and scenario attached."""
    need("A PDF", "typst", "vl_convert")
    alt = json.dumps({"alt": for_document(picture.alt)}, ensure_ascii=False).encode()
    return _compiled(_ONE_PICTURE, {"picture.svg": svg_of(picture).encode(), "picture.json": alt}, origin)


def _compiled(template: str, files: Mapping[str, bytes], origin: Origin) -> bytes:
    every = {"main": template.encode(), **files}
    every |= {MANIFEST: origin.manifest_text.encode(), SCENARIO: origin.scenario.encode()}
    return pdf_set("The PDF", every)


def attached(pdf: bytes, most: int) -> list[bytes]:
    """Return the files attached to a PDF of Parley's, in order; other programs may pack them in ways not read here.

    Args:
        pdf: The file.
        most: Most bytes that one is unpacked to.

    Raises:
        ValueError: One is damaged or larger.
    """
    found = []
    for match in _ATTACHED.finditer(pdf):
        length = _LENGTH.search(match[1])
        if length is None:
            raise ValueError("an attached file of unknown length")
        data = pdf[match.end() : match.end() + int(length[1])]
        found.append(inflated(data, most) if b"/FlateDecode" in match[1] else data)
    return found
