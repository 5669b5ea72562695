"""Other people's cases, which are not part of the project: where they lie, and the mark of tests that need them."""

import os
from pathlib import Path

import pytest

REFERENCE = Path(os.environ.get("PARLEY_REFERENCE") or Path(__file__).resolve().parents[2] / "shared" / "reference")

needs_reference = pytest.mark.skipif(
    not REFERENCE.is_dir(), reason="other people's cases are not part of the project: set PARLEY_REFERENCE to have them"
)
