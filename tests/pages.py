"""The app without a browser: pages opened at an address, with only the work under way that a test is about."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest

from sim.ui import aside
from sim.ui.engine import book
from sim.ui.jobs import Job, Work

ROOT = Path(__file__).parents[1]
BESIDE = aside._book


def app_at(query: Mapping[str, str | list[str]]) -> AppTest:
    """Return the app at an address, not yet drawn."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app._bidi_component_manager = _components()
    for key, value in query.items():
        app.query_params[key] = value
    return app


@cache
def _components() -> BidiComponentManager:
    """Return that no package adds anything to Streamlit: it would look through all that are installed for every app."""
    return BidiComponentManager()


class Idle:
    """A book in whose order nothing is begun."""

    def submit(self, job: Job, work: Work) -> Job:
        return job

    def get(self, name: str, owner: str = "") -> Job | None:
        return None


def only_what_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Work out nothing beside pages, and stop all jobs at the end of a test: the next one needs the processors."""
    monkeypatch.setattr(aside, "_book", Idle)
    yield
    for one in (book(), BESIDE()):
        for job in list(one._jobs.values()):
            job.cancel.set()
