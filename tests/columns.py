"""Every picture that a test draws is drawn by columns that its rows have: a mark without its colour is not seen."""

import sys
from collections.abc import Iterator
from typing import Any

import altair as alt
import pytest

import sim.charts

KINDS = (":Q", ":N", ":O", ":T")
WHISKER = {"low", "high"}
"""Ends of an interval: where none can be told, no whisker is drawn."""


def strangers(layers: tuple[alt.Chart, ...], data: Any) -> set[str]:
    """Return the columns that layers draw by and that no row of their data has."""
    rows = data.get("values", []) if isinstance(data, dict) else []
    known = {name for row in rows for name in row}
    wanted: set[str] = set()
    for layer in layers:
        own = layer["data"]
        if rows and (own is alt.Undefined or own is None) and layer["transform"] is alt.Undefined:
            wanted |= set(_columns(layer["encoding"]))
    return wanted - known - WHISKER


def _columns(encoding: Any) -> Iterator[str]:
    for channel in encoding._kwds.values():
        for one in channel if isinstance(channel, list) else [channel]:
            said = getattr(one, "_kwds", {}).get("shorthand", alt.Undefined)
            if isinstance(said, str) and said.endswith(KINDS) and "(" not in said:
                yield said[:-2].replace("\\", "")


@pytest.fixture(autouse=True, scope="session")
def drawn_by_known_columns() -> Iterator[None]:
    """Look at every picture that is put together of layers."""
    layered = sim.charts.picture.layered

    def looked_at(*layers: alt.Chart, **more: Any) -> alt.LayerChart:
        unknown = strangers(layers, more.get("data"))
        assert not unknown, f"drawn by columns that no row has: {sorted(unknown)}"
        return layered(*layers, **more)

    homes = [one for name, one in sys.modules.items() if name.startswith("sim.charts") and hasattr(one, "layered")]
    for home in homes:
        setattr(home, "layered", looked_at)  # noqa: B010 - a module says nothing of what may be set
    yield
    for home in homes:
        setattr(home, "layered", layered)  # noqa: B010 - likewise
