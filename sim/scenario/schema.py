"""The scenario language as a JSON Schema, so that editors complete and underline while people write.

It says what can stand where. Whether things fit together (names, dates, deals) is for `parley check` to say.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim import storage
from sim.paths import scenarios_dir
from sim.scenario.base import FORMAT
from sim.scenario.model import Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"
"""The name of the dialect; nobody needs to fetch it."""
NAME = "scenario.schema.json"
"""The published file, beside the scenarios."""

_ID_PATTERN = "^[a-z0-9][a-z0-9_-]{0,63}$"
_ID = {"$ref": "#/$defs/id"}
_SPREAD = {"$ref": "#/$defs/spread"}
_SCHEMAS_BY_NAME = ("properties", "patternProperties", "$defs")


def schema() -> dict[str, Any]:
    """Return the JSON Schema of scenarios.

    Example:
        >>> import sim
        >>> sim.schema()["title"]
        'Parley scenario'
    """
    raw = Scenario.model_json_schema(by_alias=True, mode="validation")
    # Pydantic leaves out the docstring of a field whose word is used nowhere else.
    raw["properties"]["protocol"]["description"] = Scenario.model_fields["protocol"].description
    spread = raw["$defs"]["NoDeal"]["properties"]["value"]["anyOf"][1:]
    shared = {
        "id": {"type": "string", "pattern": _ID_PATTERN, "description": "A permanent name."},
        "spread": {"anyOf": spread, "description": "A range or a named distribution: what nobody outside knows."},
    }
    head = {"$schema": DIALECT, "$id": f"urn:parley:scenario:{FORMAT}", "title": "Parley scenario"}
    tidy = _tidied(raw)
    return {**head, **tidy, "$defs": {**shared, **tidy["$defs"]}}


def text() -> str:
    """Return the JSON Schema as it is published."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def write(path: Path | None = None) -> Path:
    """Write the JSON Schema, by default where it is published, and return where."""
    target = path or scenarios_dir() / NAME
    storage.write(target, text())
    return target


def _tidied(node: Any) -> Any:
    """Return a schema without what pydantic repeats: titles, empty defaults, the forms of ids and stated numbers."""
    if isinstance(node, list):
        return [_tidied(inner) for inner in node]
    if not isinstance(node, Mapping):
        return node
    if node.get("pattern") == _ID_PATTERN:
        return {**_ID, **({"description": node["description"]} if "description" in node else {})}
    tidy = {
        key: {name: _tidied(inner) for name, inner in value.items()} if key in _SCHEMAS_BY_NAME else _tidied(value)
        for key, value in node.items()
        if key != "title" and not (key == "default" and value is None)
    }
    return _with_ids(_with_spreads(tidy))


def _with_spreads(node: dict[str, Any]) -> dict[str, Any]:
    """Return a schema whose stated numbers are a bounded number or a shared form, in one list of alternatives."""
    if "x-unit" in node and len(node["anyOf"]) == 3:
        node["anyOf"] = [node["anyOf"][0], _SPREAD]
    flat: list[Any] = []
    for form in node.get("anyOf", ()):
        if "anyOf" in form:
            node.update({key: value for key, value in form.items() if key != "anyOf"})
        flat += form.get("anyOf", [form])
    return {**node, "anyOf": flat} if flat else node


def _with_ids(node: dict[str, Any]) -> dict[str, Any]:
    """Return a schema whose mappings by id refuse keys that are not ids."""
    if set(node.get("patternProperties", ())) == {_ID_PATTERN}:
        node["propertyNames"] = _ID
        node["additionalProperties"] = node.pop("patternProperties")[_ID_PATTERN]
    return node
