"""Data read back as one strict kind of value, or a fault that says what is wrong with them."""

import json
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from sim.scenario.faults import Fault, ScenarioError, shown
from sim.scenario.files import JsonValue, read_json, unreadable
from sim.scenario.validation_words import faults_of
from sim.storage import SealError, unsealed


class Kept(BaseModel):
    """What is read back: exactly the types that were written, nothing more; immutable."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


M = TypeVar("M", bound=BaseModel)


def read_believed(path: Path, kind: type[M], expected: str, most: int) -> M:
    """Return what a sealed file of JSON says.

    Args:
        path: The file.
        kind: What it holds.
        expected: What it holds in words, for the fault.
        most: Most bytes that it may hold.

    Raises:
        ScenarioError: It cannot be read, does not hold that, or has been altered since it was written.
    """
    return believed(read_json(path, most, expected), kind, path, expected)


def believed(data: JsonValue | dict[str, Any], kind: type[M], source: Path, expected: str) -> M:
    """Return what sealed data say.

    Args:
        data: Plain data with their checksum.
        kind: What they are.
        source: Where they stand, for the fault.
        expected: What they should be in words, for the fault.

    Raises:
        ScenarioError: They are not that, or have been altered since they were written.
    """
    if not isinstance(data, dict):
        raise unreadable(source, shown(data), expected)
    try:
        said = unsealed(data)
    except SealError as error:
        checked({name: value for name, value in data.items() if name != "checksum"}, kind, source, expected)
        raise altered(source, str(error)) from error
    return checked(said, kind, source, expected)


def checked(data: JsonValue | dict[str, Any], kind: type[M], source: Path, expected: str) -> M:
    """Return what plain data say that stand among sealed ones; arguments are those of `believed`.

    Raises:
        ScenarioError: They are not that.
    """
    if not isinstance(data, dict):
        raise unreadable(source, shown(data), expected)
    try:
        return kind.model_validate_json(json.dumps(data))
    except ValidationError as error:
        raise ScenarioError(faults_of(str(source), error, kind)) from error


def altered(source: Path, found: str) -> ScenarioError:
    """Return the error for data that do not say what was written."""
    hint = "It was changed since it was saved, so what it says is not believed."
    return ScenarioError([Fault(str(source), 0, 0, "", found, "the checksum of what it says", hint)])
