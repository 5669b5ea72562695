"""Exported file -> the manifest and the scenario that it carries, so that what it shows can be played again."""

import re
import zipfile
from collections.abc import Callable
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

from sim.reports.origin import KEY, Origin, origin_in
from sim.scenario.faults import Fault, ScenarioError, one_of
from sim.scenario.files import parse_json, read
from sim.storage import recover

MOST_BYTES = 200_000_000
"""Largest exported file that is read."""

MOST_UNPACKED = 20_000_000
"""Most bytes that what it carries is unpacked to."""

_SCRIPT = re.compile(rb'<script type="application/json" id="parley">(.*?)</script>', re.DOTALL)
_COMMENT = re.compile(rb"<!-- parley (\{.*?\}) -->\s*$", re.DOTALL)
_METADATA = re.compile(rb'<parley xmlns="urn:parley:origin">(.*?)</parley>', re.DOTALL)


def carried(path: Path) -> Origin:
    """Return what an exported file carries.

    Args:
        path: A file that Parley exported; beside a CSV file stands the one that describes it.

    Raises:
        ScenarioError: It cannot be read, or carries nothing.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise _error(path, f"a file that ends in {path.suffix or 'nothing'}", f"one that ends in {one_of(READERS)}")
    try:
        return reader(path)
    except ScenarioError:
        raise
    except Exception as error:  # whatever libraries say of bytes that anybody may have made
        raise _error(path, "no manifest in it", "a file that Parley exported") from error


def _error(path: Path, found: str, expected: str) -> ScenarioError:
    return ScenarioError([Fault(str(path), 0, 0, "", found, expected)])


def _bytes(path: Path) -> bytes:
    return read(path, MOST_BYTES, "a file that Parley exported")


def _mapping(text: str, path: Path) -> dict[str, Any]:
    """Return what a text of JSON in an exported file says."""
    found = parse_json(text, path, "the JSON that Parley writes")
    if not isinstance(found, dict):
        raise ValueError("not a mapping")
    return found


def _matched(pattern: re.Pattern[bytes], path: Path) -> Origin:
    found = pattern.search(_bytes(path))
    if found is None:
        raise ValueError("none in it")
    text = found[1].decode()
    return origin_in(_mapping(unescape(text) if pattern is _METADATA else text, path))


def _html(path: Path) -> Origin:
    return _matched(_SCRIPT, path)


def _markdown(path: Path) -> Origin:
    return _matched(_COMMENT, path)


def _svg(path: Path) -> Origin:
    return _matched(_METADATA, path)


def _json(path: Path) -> Origin:
    return origin_in(_mapping(_bytes(path).decode(), path))


def _notebook(path: Path) -> Origin:
    return origin_in(_mapping(_bytes(path).decode(), path)["metadata"][KEY])


def _csv(path: Path) -> Origin:
    from sim.reports.tabular import TABLE, table_digest

    recover(path)
    said, beside = _beside(path)
    if said.get(TABLE) != table_digest(_bytes(path)):
        raise _error(path, "other rows than those that the file beside it describes", f"the table of {beside.name}")
    return origin_in(said[f"{KEY}:origin"])


def _beside(path: Path) -> tuple[dict[str, Any], Path]:
    """Return what the file beside a CSV file says, and where it is."""
    from sim.reports.tabular import SIDECAR

    beside = path.with_name(path.name + SIDECAR)
    return _mapping(_bytes(beside).decode(), beside), beside


def carried_beside(path: Path) -> Origin:
    """Return what the file beside a CSV file carries, whatever the table says.

    Raises:
        ScenarioError: It cannot be read, or carries nothing.
    """
    try:
        return origin_in(_beside(path)[0][f"{KEY}:origin"])
    except (OSError, KeyError, ValueError) as error:
        raise _error(path, "nothing that describes it", "a file that Parley exported") from error


def _parquet(path: Path) -> Origin:
    import pyarrow as pa
    import pyarrow.parquet as parquet

    schema = parquet.read_schema(pa.BufferReader(_bytes(path)))
    return origin_in(_mapping((schema.metadata or {})[KEY.encode()].decode(), path))


def _arrow(path: Path) -> Origin:
    import pyarrow as pa

    schema = pa.ipc.open_file(pa.BufferReader(_bytes(path))).schema
    return origin_in(_mapping((schema.metadata or {})[KEY.encode()].decode(), path))


def _png(path: Path) -> Origin:
    from sim.reports.pictures import text_in

    text = text_in(_bytes(path), KEY, MOST_UNPACKED)
    if text is None:
        raise ValueError("none in it")
    return origin_in(_mapping(text, path))


def _pdf(path: Path) -> Origin:
    from sim.reports.pdf import attached

    files = attached(_bytes(path), MOST_UNPACKED)
    manifests = [data for data in files if data.lstrip().startswith(b"{")]
    scenarios = [data for data in files if data.lstrip().startswith(b"format:")]
    if not manifests or not scenarios:
        raise ValueError("none attached")
    return Origin(_mapping(manifests[0].decode(), path), scenarios[0].decode())


def _xlsx(path: Path) -> Origin:
    """Return the lines of the sheets Manifest and Scenario."""
    from sim.reports.shown_sheets import in_workbook

    lines: dict[str, dict[int, str]] = {"Manifest": {}, "Scenario": {}}
    for place, text in in_workbook(_bytes(path)):
        sheet, _, cell = place.rpartition("!")
        if sheet in lines and cell[1:].isdigit():
            lines[sheet][int(cell[1:])] = text
    manifest, scenario = (
        "\n".join(said.get(row, "") for row in range(1, max(said) + 1))
        for said in (lines["Manifest"], lines["Scenario"])
    )
    return Origin(_mapping(manifest, path), scenario + "\n")


def _docx(path: Path) -> Origin:
    from sim.reports.word_file import carried_in

    with zipfile.ZipFile(BytesIO(_bytes(path))) as packed:
        return origin_in(_mapping(carried_in(packed, MOST_UNPACKED), path))


READERS: dict[str, Callable[[Path], Origin]] = {
    ".html": _html,
    ".pdf": _pdf,
    ".md": _markdown,
    ".ipynb": _notebook,
    ".xlsx": _xlsx,
    ".docx": _docx,
    ".csv": _csv,
    ".parquet": _parquet,
    ".arrow": _arrow,
    ".json": _json,
    ".svg": _svg,
    ".png": _png,
}
"""How each kind of file is read, by how its name ends."""
