"""One row per run as CSV, Parquet and Arrow, with manifest and scenario; the findings as JSON; sources as BibTeX."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sim.formatting import plain
from sim.provenance import parley_version
from sim.reports.findings import Findings, ReportArm
from sim.reports.origin import KEY, Origin
from sim.reports.run_table import run_columns, run_table
from sim.reports.stated_inputs import stated_inputs
from sim.scenario.base import Source
from sim.scenario.model import Scenario
from sim.texts.places import for_csv, for_tex

if TYPE_CHECKING:
    import pyarrow

    from sim.runs.results import Ensemble

SIDECAR = "-metadata.json"
"""What a CSV file's name is followed by to name the file that describes it, as CSV on the Web has it."""

TABLE = f"{KEY}:sha256"
"""The key under which that file says which table it describes."""


def parquet_of(ensemble: "Ensemble", origin: Origin) -> bytes:
    """Return one row per run as Parquet; its origin in the metadata of the schema."""
    import pyarrow.parquet as parquet

    buffer = BytesIO()
    parquet.write_table(_with_origin(ensemble, origin), buffer, compression="zstd")
    return buffer.getvalue()


def arrow_of(ensemble: "Ensemble", origin: Origin) -> bytes:
    """Return one row per run as an Arrow file (IPC, random access); its origin in the metadata of the schema."""
    import pyarrow as pa

    table, buffer = _with_origin(ensemble, origin), BytesIO()
    with pa.ipc.new_file(buffer, table.schema) as writer:
        writer.write_table(table)
    return buffer.getvalue()


def _with_origin(ensemble: "Ensemble", origin: Origin) -> "pyarrow.Table":
    """Return the runs with their origin, every column with its title and what it says."""
    import pyarrow as pa

    table = run_table(ensemble)
    told = {one.name: {"title": one.title, "description": one.means} for one in run_columns(ensemble)}
    fields = [field.with_metadata(told[field.name]) for field in table.schema]
    return table.cast(pa.schema(fields, metadata={KEY: origin.line}))


def csv_of(ensemble: "Ensemble") -> bytes:
    """Return one row per run as CSV: UTF-8, a missing number empty, no text that a spreadsheet would calculate."""
    import pyarrow as pa
    import pyarrow.csv as csv

    table = run_table(ensemble)
    columns = [_column(table[name]) for name in table.column_names]
    buffer = BytesIO()
    csv.write_csv(pa.table(columns, names=[for_csv(name) for name in table.column_names]), buffer)
    return buffer.getvalue()


def _column(column: "pyarrow.ChunkedArray") -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_string(column.type):
        return pa.array([for_csv(text) for text in column.to_pylist()])
    if pa.types.is_floating(column.type):
        return pc.if_else(pc.is_nan(column), None, column)
    return column


def table_digest(table: bytes) -> str:
    """Return the fingerprint by which a CSV file is known in the file that describes it."""
    return hashlib.sha256(table).hexdigest()


def sidecar_of(ensemble: "Ensemble", name: str, table: bytes, origin: Origin) -> str:
    """Return the description of a CSV file (W3C, CSV on the Web): its columns, manifest and scenario.

    Args:
        ensemble: What the file holds.
        name: The file's name.
        table: The file.
        origin: Its origin.
    """
    columns = [
        {
            "name": one.name,
            "titles": one.name,
            "datatype": {"text": "string", "whole": "integer", "number": "number"}[one.kind],
            "null": "",
            "dc:title": one.title,
            "dc:description": f"{one.means} ({one.unit})" if one.unit else one.means,
        }
        for one in run_columns(ensemble)
    ]
    return _json(
        {
            "@context": "http://www.w3.org/ns/csvw",
            # A name of a file need not be text, and a link is.
            "url": quote(os.fsencode(name)),
            TABLE: table_digest(table),
            "dc:title": ensemble.scenario.title,
            "tableSchema": {"columns": columns},
            f"{KEY}:origin": {"manifest": origin.manifest, "scenario": origin.scenario},
        }
    )


def json_of(findings: Findings, origin: Origin) -> str:
    """Return all findings as one JSON object."""
    ensemble = findings.ensemble
    return _json(
        {
            "manifest": origin.manifest,
            "scenario": origin.scenario,
            "summary": ensemble.summary(),
            "outcome": findings.outcome,
            "changes": [_arm(arm) for arm in findings.changes],
            "doubt": [_arm(arm) for arm in findings.doubt],
            "leanings": [asdict(one) for one in findings.leanings],
            "tornado": None if findings.tornado is None else findings.tornado.to_dict(),
            "parts": None if findings.parts is None else findings.parts.to_dict(),
            "inputs": [asdict(one) for one in stated_inputs(ensemble.game)],
        }
    )


def _arm(arm: ReportArm) -> dict[str, Any]:
    differences = [{**asdict(one), "says": one.says} for one in arm.differences]
    head = {"name": arm.name, "label": arm.label, "why": arm.why, "digest": arm.digest, "runs": arm.runs}
    return {**head, "differences": differences}


def _json(data: Any) -> str:
    return json.dumps(plain(data), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""Names of months that every BibTeX style knows."""


def bibtex_of(scenario: Scenario) -> str:
    """Return the sources of a scenario, the scenario and Parley itself as BibTeX entries."""
    head = f"% {for_tex(scenario.title)}; scenario {scenario.id}, digest {scenario.digest}, Parley {parley_version()}"
    entries = [_entry(f"{scenario.id}:{name}", _of_source(one)) for name, one in scenario.sources.items()]
    return (
        "\n\n".join([head, *entries, _entry(scenario.id, _of_scenario(scenario)), _entry("parley", _of_parley())])
        + "\n"
    )


def _of_source(source: Source) -> Iterator[tuple[str, str]]:
    yield "title", f"{{{{{for_tex(source.title)}}}}}"
    yield "year", str(source.date.year)
    yield "month", MONTHS[source.date.month - 1]
    yield "day", str(source.date.day)
    if source.note:
        yield "note", f"{{{for_tex(source.note)}}}"


def _of_scenario(scenario: Scenario) -> Iterator[tuple[str, str]]:
    yield "title", f"{{{{{for_tex(scenario.title)}: a scenario for Parley}}}}"
    yield "year", str(scenario.as_of.year)
    yield "note", f"{{As of {scenario.as_of.isoformat()}; digest {scenario.digest}}}"


def _of_parley() -> Iterator[tuple[str, str]]:
    yield "author", "{{The Parley founders}}"
    yield "title", "{{Parley: a negotiation scenario simulator}}"
    yield "note", f"{{Version {for_tex(parley_version())}}}"


def _entry(key: str, fields: Iterator[tuple[str, str]]) -> str:
    return "\n".join([f"@misc{{{key},", *(f"  {name} = {value}," for name, value in fields), "}"])
