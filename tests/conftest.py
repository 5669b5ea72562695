"""What every test can rely on."""

import pytest


@pytest.fixture(autouse=True)
def _no_terminal_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away the width that a terminal, or a test runner's worker, may have set: tables are as wide as they need."""
    monkeypatch.delenv("COLUMNS", raising=False)
