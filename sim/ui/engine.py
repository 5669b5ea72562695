"""What pages ask for, kept as long as it is likely to be asked for again; results are read-only and shared."""

import json
from collections.abc import Callable
from typing import Any

import streamlit as st
from altair.utils.schemapi import debug_mode

from sim.charts import Picture, spec_of
from sim.finding import Row
from sim.game.board import feasible_deals
from sim.game.cases import Cases
from sim.paths import scenarios_dir
from sim.runs.results import Ensemble
from sim.scenario.changes import apply
from sim.scenario.documents import Document, bundled, read_text
from sim.scenario.faults import Fault, ScenarioError
from sim.scenario.listings import shelf
from sim.scenario.model import Scenario
from sim.trace.transcript import Transcript
from sim.ui.jobs import Book
from sim.ui.link import FIRST, Link
from sim.ui.work import Order, answer, stated_cases


def document_of(link: Link) -> Document:
    """Return the scenario of a link as it is written, with its edits, faults and all."""
    edits = json.dumps(link.edits)
    if link.yaml:
        return _document(link.scenario, link.yaml, edits)
    name = link.scenario if link.scenario in bundled() else FIRST
    return _document(f"{name}.yaml", _text(name), edits)


@st.cache_resource(max_entries=8, show_spinner=False)
def _text(name: str) -> str:
    return (scenarios_dir() / f"{name}.yaml").read_text(encoding="utf-8")


@st.cache_resource(max_entries=24, show_spinner=False)
def _document(name: str, text: str, edits: str) -> Document:
    document = read_text(text, name)
    values = dict(json.loads(edits))
    if not values or document.tree.root is None:
        return document
    try:
        return document.with_values(values)
    except ScenarioError as error:
        return Document(document.tree, (*document.faults, *error.faults), None)


@st.cache_resource(max_entries=1, show_spinner=False)
def shelf_rows() -> tuple[Row, ...]:
    """Return what each scenario that comes with Parley says of itself, by field and day 0."""
    return shelf()


def order_of(link: Link, base: Scenario) -> Order:
    """Return what a link asks to be played."""
    moves = (dict(link.moves),) if link.moves else ()
    return Order(base, (*link.changes, *moves), link.seed, base.digest)


def changed(order: Order) -> Scenario:
    """Return the scenario with the changes of an order.

    Raises:
        ScenarioError: A change does not fit.
    """
    return _changed(order.key, order)


@st.cache_resource(max_entries=64, show_spinner=False)
def _changed(key: tuple[str, ...], _order: Order) -> Scenario:
    return apply(_order.base, _order.changes)


def deals_of(scenario: Scenario) -> int:
    """Return how many feasible deals a scenario has."""
    return _deals(scenario.digest, scenario)


@st.cache_resource(max_entries=64, show_spinner=False)
def _deals(digest: str, _scenario: Scenario) -> int:
    return feasible_deals(_scenario)


def ensemble_of(order: Order, runs: int) -> Ensemble:
    """Return an order played at once."""
    return _ensemble(order.key, runs, order)


@st.cache_resource(max_entries=24, show_spinner=False)
def _ensemble(key: tuple[str, ...], runs: int, _order: Order) -> Ensemble:
    return answer(_order, runs, _stated_cases(_order.digest, _order.seed, _order))


@st.cache_resource(max_entries=8, show_spinner=False)
def _stated_cases(digest: str, seed: int, _order: Order) -> Cases | None:
    return stated_cases(_order)


def transcript_of(order: Order, run: int) -> Transcript:
    """Return one run of an order, watched."""
    return _transcript(order.key, run, order)


@st.cache_resource(max_entries=64, show_spinner=False)
def _transcript(key: tuple[str, ...], run: int, _order: Order) -> Transcript:
    # Mesa takes a second to import; only the page that watches a run waits for it.
    from sim.trace.mesa_model import watch

    return watch(changed(_order), _order.seed, run)


def drawn(key: tuple[object, ...], make: Callable[[], Picture], dark: bool) -> tuple[dict[str, Any], Picture]:
    """Return a picture and what the browser draws it from."""
    return _drawn((*key, dark), make, dark)


@st.cache_resource(max_entries=256, show_spinner=False)
def _drawn(key: tuple[object, ...], _make: Callable[[], Picture], _dark: bool) -> tuple[dict[str, Any], Picture]:
    # The tests check every picture against the schema; here that would take longer than everything else.
    with debug_mode(False):
        picture = _make()
        spec = spec_of(picture, _dark)
    return for_narrow(spec), picture


def for_narrow(spec: Any) -> Any:
    """Return what a picture is drawn from so that a phone cuts nothing off.

    Names in a legend are as long as the panel is wide; titles and axes are broken where pictures are made.
    """
    if isinstance(spec, list):
        return [for_narrow(inner) for inner in spec]
    if not isinstance(spec, dict):
        return spec
    found = {name: inner if name in _DATA else for_narrow(inner) for name, inner in spec.items()}
    if "columns" in found and found.get("orient") in {"top", "bottom"}:
        found["labelLimit"] = {"expr": _LEGEND}
    return found


_DATA = frozenset({"values", "tooltip", "data"})
_LEGEND = "max(120, min(400, width - 24))"


@st.cache_resource(show_spinner=False, on_release=Book.close)
def book() -> Book:
    """Return the book of all long jobs on this server."""
    return Book()


def faults_of(document: Document) -> tuple[Fault, ...]:
    """Return what keeps a document from being played."""
    return tuple(fault for fault in document.faults if fault.severity == "fault")
