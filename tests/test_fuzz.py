"""Damaged files of every kind are refused or say what they said: no traceback, no hang, no silent change."""

import logging
from collections import Counter
from pathlib import Path

import pytest

from tests.fuzz import tried
from tests.small import needs_compiled

pytestmark = needs_compiled


def test_damaged_files_are_refused_or_say_what_they_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    found = list(tried(250, 11, tmp_path))
    answers = Counter(answer for _, answer in found)
    assert set(answers) <= {"refused", "same", "told"}, [pair for pair in found if pair[1] not in answers]
    assert answers["refused"] + answers["told"] > 125
    assert len({kind for kind, _ in found}) > 60
