"""A checksum of what data say, kept among them, so that what was altered is noticed when it is read back."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

CHECKSUM = "checksum"
"""The key under which data carry their checksum."""


class SealError(ValueError):
    """Data do not say what they said when they were written."""


def checksum_of(data: Mapping[str, Any]) -> str:
    """Return a checksum of all that plain data say, whatever the order of their keys."""
    said = {name: value for name, value in data.items() if name != CHECKSUM}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:32]


def sealed(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain data with their checksum."""
    return {**data, CHECKSUM: checksum_of(data)}


def unsealed(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain data without their checksum, having made sure that they say what they said.

    Raises:
        SealError: They carry none, or one of other data.
    """
    said = data.get(CHECKSUM)
    if said is None:
        raise SealError("no checksum")
    if said != checksum_of(data):
        raise SealError("a checksum of other data")
    return {name: value for name, value in data.items() if name != CHECKSUM}
