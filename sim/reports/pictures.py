"""Pictures as files, offline: SVG and PNG by vl-convert, PDF by typst, which sets the SVG on a page of its size."""

import json
import re
import struct
import threading
import zlib
from contextlib import suppress

import altair as alt

from sim.charts import Chart, Picture, dressed
from sim.charts.picture import LINE_BREAK
from sim.reports.extras import need
from sim.reports.origin import KEY, Origin
from sim.reports.renderer import RenderError, png_drawn, svg_drawn
from sim.texts.places import drawable, for_xml

PICTURE = "The picture"
"""What it is called where it cannot be drawn."""

WIDTH, NARROW = 720, 440
"""Pixels of a picture with its labels and legends, where the chart does not say itself how wide it is: across a page,
and beside a table."""

PLOT, LEAST_PLOT = 430, 170
"""Pixels of its plot at the first try, and the fewest that it has."""

SCALE = 2.0
"""Pixels of a PNG for each of the chart."""

_SIZE = re.compile(r'^<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def begin() -> threading.Thread:
    """Start what draws in the background: that takes most of a second, which need not be waited for after the runs."""
    started = threading.Thread(target=_draw_nothing)
    started.start()
    return started


def _draw_nothing() -> None:
    nothing = {
        "data": {"values": [{"x": 0}]},
        "mark": "point",
        "encoding": {"x": {"field": "x", "type": "quantitative"}},
    }
    # Who cannot draw says so when there is something to draw.
    with suppress(RenderError):
        svg_drawn("Nothing", json.dumps(nothing))


def svg_of(picture: Picture, origin: Origin | None = None, dark: bool = False, width: float = WIDTH) -> str:
    """Return a picture as SVG.

    Args:
        picture: What to draw.
        origin: Carried in its metadata; none in a page that carries it itself.
        dark: Whether it will stand on a dark page.
        width: Pixels that it has, with its labels.
    """
    need("A picture", "vl_convert")
    # Checking a chart against Vega-Lite's grammar takes as long as drawing it, and is for tests to do.
    stated = drawable(_sized(picture, dark).to_dict(validate=False))
    # What parts the lines of a text is no text itself, and stays.
    stated["config"]["lineBreak"] = LINE_BREAK
    drawn = svg_drawn(PICTURE, json.dumps(stated, sort_keys=True))
    if _stretches(picture):
        # What labels and legends take is known when they have been drawn once.
        plot = max(LEAST_PLOT if width < WIDTH else PLOT / 2, PLOT + width - size_of(drawn)[0])
        drawn = svg_drawn(PICTURE, json.dumps({**stated, "width": plot}, sort_keys=True))
    head = f"<title>{for_xml(picture.alt)}</title>"
    if origin is not None:
        head += f'<metadata><parley xmlns="urn:parley:origin">{for_xml(origin.line)}</parley></metadata>'
    end = drawn.index(">") + 1
    return drawn[:end] + head + drawn[end:]


def _stretches(picture: Picture) -> bool:
    """Return whether a chart leaves open how wide it is."""
    return isinstance(picture.chart, alt.LayerChart) and picture.chart.width is alt.Undefined


def _sized(picture: Picture, dark: bool) -> Chart:
    """Return the chart with a plot of some width, and as much around it as labels and legends need."""
    chart = dressed(picture, dark)
    chart.autosize = alt.AutoSizeParams(type="pad", contains="padding")
    if _stretches(picture):
        chart.width = PLOT
    return chart


def size_of(svg: str) -> tuple[float, float]:
    """Return the width and height of an SVG in pixels.

    Raises:
        ValueError: It does not say.
    """
    found = _SIZE.match(svg)
    if found is None:
        raise ValueError("an SVG without a size")
    return float(found[1]), float(found[2])


def png_of(picture: Picture, origin: Origin | None = None) -> bytes:
    """Return a picture as PNG, on white; its origin in a chunk of text."""
    need("A picture", "vl_convert")
    data = png_drawn(PICTURE, svg_of(picture), SCALE)
    return data if origin is None else with_text(data, KEY, origin.line)


def with_text(png: bytes, key: str, text: str) -> bytes:
    """Return a PNG with a compressed chunk of Latin text after its header (zTXt)."""
    body = key.encode("latin-1") + b"\0\0" + zlib.compress(text.encode("latin-1"), 9)
    chunk = b"zTXt" + body
    framed = struct.pack(">I", len(body)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    # The header is the first chunk: 4 bytes of length, 4 of its name, 13 of what it says, 4 of its checksum.
    end = len(_SIGNATURE) + 25
    return png[:end] + framed + png[end:]


def text_in(png: bytes, key: str, most: int) -> str | None:
    """Return a compressed chunk of text of a PNG; none if there is none of that name.

    Args:
        png: The file.
        key: The chunk's name.
        most: Most letters that are unpacked.

    Raises:
        ValueError: It is not a PNG, or the text is longer.
    """
    if not png.startswith(_SIGNATURE):
        raise ValueError("no PNG")
    at = len(_SIGNATURE)
    while at + 8 <= len(png):
        length, name = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + length]
        if name == b"zTXt" and body.startswith(key.encode("latin-1") + b"\0\0"):
            return inflated(body[len(key) + 2 :], most).decode("latin-1")
        at += 12 + length
    return None


def inflated(data: bytes, most: int) -> bytes:
    """Return what zlib packed.

    Raises:
        ValueError: It is damaged, or comes to more than so many bytes.
    """
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(data, most)
    except zlib.error as error:
        raise ValueError(f"damaged ({error})") from error
    if unpacker.unconsumed_tail:
        raise ValueError(f"more than {most:,} bytes")
    return text
