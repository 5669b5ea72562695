"""What a scenario states, as sheets: some to edit in place, some to read.

A sheet is made from the text as it is written, so that it is there while the text has faults; the fault of a value
stands in its row.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from sim.scenario.base import Entry
from sim.scenario.changes import all_paths
from sim.scenario.data import table, value_at
from sim.scenario.deciders import by_consent, decisions, who_decides
from sim.scenario.documents import Document
from sim.scenario.edits import text_of
from sim.scenario.faults import Fault
from sim.scenario.model import Scenario
from sim.scenario.yaml_tree import compose, plain
from sim.ui import show, words
from sim.ui.link import with_setting
from sim.ui.state import forget_typed, link, put

Data = Mapping[str, Any]

_CODED = re.compile(r"^\s*(.+?), class ([\w.]+(?: or [\w.]+)*)\s*$")
_EITHER = re.compile(r"^\s*either (.+, or .+)$")
_LOGNORMAL = re.compile(r"^\s*(\S+) to (\S+?), lognormal\s*$")

LETTER, PEN, CELL = 7, 44, 130
"""Pixels: a letter of a head, the pen before one that can be edited, the narrowest column with a range in it."""


@dataclass(frozen=True)
class Sheet:
    """Entries of one kind, a row each.

    Attributes:
        name: Where the entries stand in the text, such as `parties`.
        title: What it is called.
        told: Read-only columns: head and cells.
        paths: Columns that can be edited: a path below the entry, which is also their name in `words.COLUMNS`.
    """

    name: str
    title: str
    told: Mapping[str, Sequence[str]]
    paths: tuple[str, ...]


def draw_parties(document: Document) -> None:
    """Draw the parties with what they expect without a deal, their patience and tactic."""
    entries = table(document.data.get("parties"))
    told = {
        "party": [_label(entry, key) for key, entry in entries.items()],
        "role": [_role(e) for e in entries.values()],
    }
    paths = ("no_deal.value", "patience_days", "tactic.kind", "tactic.aspiration", "influence")
    _draw(document, Sheet("parties", words.SIDES, told, paths))


def draw_conditions(document: Document) -> None:
    """Draw the stated conditions with their firmness and what giving way costs."""
    entries = table(document.data.get("conditions"))
    if not entries:
        st.markdown(words.NO_CONDITIONS)
        return
    told = {
        "party": [_party(document.data, entry) for entry in entries.values()],
        "condition": [_label(entry, key) for key, entry in entries.items()],
        "asks": [_asks(document.data, table(entry)) for entry in entries.values()],
    }
    _draw(document, Sheet("conditions", words.CONDITIONS, told, ("firmness", "backdown_cost")))


def draw_pledges(document: Document) -> None:
    """Draw what parties have said they support."""
    entries = table(document.data.get("pledges"))
    if not entries:
        st.markdown(words.NO_PLEDGES)
        return
    told = {
        "party": [_party(document.data, entry) for entry in entries.values()],
        "pledge": [_label(entry, key) for key, entry in entries.items()],
    }
    _draw(document, Sheet("pledges", words.PLEDGES, told, ("backdown_cost",)))


def _draw(document: Document, sheet: Sheet) -> None:
    """Draw a sheet, and take over what was edited in it."""
    frame = _frame(document, sheet)
    fixed = [head for head in frame.columns if head not in {words.COLUMNS[path] for path in sheet.paths}]
    edited = st.data_editor(
        frame,
        key=f"sheet.{sheet.name}.{st.session_state.get('sheets', 0)}",
        hide_index=True,
        disabled=fixed,
        column_config=_columns(frame, sheet),
        alt=words.EDITOR_ALT.format(what=sheet.title),
    )
    edits = link().edits
    # What was typed stays in the sheet: a value taken over before is not new, even where it is shown another way.
    known = dict(edits)
    typed_in = _edits(sheet, list(table(document.data.get(sheet.name))), frame, edited)
    # Compared as they are written: what is no number (`.nan`) does not equal itself.
    news = {path: value for path, value in typed_in if path not in known or text_of(known[path]) != text_of(value)}
    for path, value in news.items():
        edits = with_setting(edits, path, value)
    if news:
        put(edits=edits)
        if None in news.values():
            forget_typed()
        st.rerun()


def _frame(document: Document, sheet: Sheet) -> pd.DataFrame:
    """Return a sheet as a table: who and what, the numbers, what is wrong with them, the read-only columns."""
    names = list(table(document.data.get(sheet.name)))
    first, *later = sheet.told.items()
    columns = {words.COLUMNS[key]: list(cells) for key, cells in (first, *later[:1])}
    values = _values(document)
    for path in sheet.paths:
        found = (values.get(f"{sheet.name}.{name}.{path}") for name in names)
        columns[words.COLUMNS[path]] = ["" if value is None else written(value) for value in found]
    mend = [_to_mend(document.faults, f"{sheet.name}.{name}") for name in names]
    if any(mend):
        columns[words.COLUMNS["mend"]] = mend
    columns |= {words.COLUMNS[key]: list(cells) for key, cells in later[1:]}
    columns[words.COLUMNS["rests"]] = [_rests(document.data, (sheet.name, name)) for name in names]
    return pd.DataFrame(columns, dtype=str)


def _columns(frame: pd.DataFrame, sheet: Sheet) -> dict[str, Any]:
    """Return how wide columns are, and which of them can be edited."""
    editable = {words.COLUMNS[path] for path in sheet.paths}
    wide = {words.COLUMNS[key] for key in ("rests", "mend")}
    return {
        head: st.column_config.TextColumn(
            head,
            width="large" if head in wide else max(LETTER * len(head) + PEN, CELL) if head in editable else None,
            help=words.EDIT_HELP if head in editable else None,
        )
        for head in frame.columns
    }


def _edits(sheet: Sheet, names: Sequence[str], before: pd.DataFrame, after: pd.DataFrame) -> list[tuple[str, Any]]:
    """Return the values that were typed into a sheet, by path."""
    found = []
    for path in sheet.paths:
        head = words.COLUMNS[path]
        for name, old, new in zip(names, before[head], after[head], strict=True):
            if typed(new) != typed(old):
                found.append((f"{sheet.name}.{name}.{path}", typed(new)))
    return found


def written(value: Any) -> str:
    """Return a value as it is written in a scenario, in one line; ranges that have names within as people say them."""
    match value:
        case {"lognormal": [low, high], **others} if not others:
            return f"{low} to {high}, lognormal"
        case {"mixture": [*parts], **others} if not others and all(isinstance(part, str) for part in parts):
            return f"either {', or '.join(parts)}"
        case {"range": spread, "class": str() | list() as coded, **others} if not others:
            return f"{written(spread)}, class {' or '.join(map(str, coded if isinstance(coded, list) else [coded]))}"
    return text_of(value, flow=True).rstrip("\n")


def typed(text: object) -> Any:
    """Return what a typed text means in a scenario; nothing if it is empty, the text itself if it is not YAML."""
    if not isinstance(text, str) or not text.strip():
        return None
    if (said := _CODED.match(text)) is not None:
        first, *others = said[2].split(" or ")
        return {"range": typed(said[1]), "class": [first, *others] if others else first}
    if (said := _LOGNORMAL.match(text)) is not None:
        return {"lognormal": [typed(end) for end in said.groups()]}
    if (said := _EITHER.match(text)) is not None:
        return {"mixture": [part.strip() for part in said[1].split(", or ")]}
    tree = compose(text, "cell")
    return plain(tree.root) if tree.root is not None and not tree.faults else text


def _values(document: Document) -> dict[str, Any]:
    """Return the values of all paths: with defaults where the scenario can be read, as written where it cannot."""
    found = {"parties": table(document.data.get("parties")), "conditions": table(document.data.get("conditions"))}
    found["pledges"] = table(document.data.get("pledges"))
    stated = {
        f"{kind}.{name}.{path}": value_at(entry, tuple(path.split(".")))
        for kind, entries in found.items()
        for name, entry in entries.items()
        for path in words.COLUMNS
    }
    if document.read is None:
        return stated
    return stated | {info.path: info.value for info in all_paths(document.read)}


def _to_mend(faults: Sequence[Fault], path: str) -> str:
    """Return what is wrong in one entry, with the lines in which it stands."""
    found = [fault for fault in faults if fault.severity == "fault" and f"{fault.path}.".startswith(f"{path}.")]
    return "; ".join(words.MEND.format(line=f.line, column=f.column, found=f.found, expected=f.expected) for f in found)


def _label(entry: Any, key: str) -> str:
    return str(table(entry).get("label") or key.replace("_", " "))


def _role(entry: Any) -> str:
    return str(table(entry).get("role") or "principal")


def _party(data: Data, entry: Any) -> str:
    key = str(table(entry).get("party") or "")
    return _label(value_at(data, ("parties", key)), key)


def _asks(data: Data, entry: Data) -> str:
    """Return what a condition requires, or what it will not have, in words."""
    if entry.get("refuses") is not None:
        return words.REFUSES.format(what=_pattern(data, entry["refuses"]))
    require = entry.get("require")
    met = [_pattern(data, one) for one in (require if isinstance(require, list) else [require])]
    return words.EITHER.join([*filter(None, met), *([words.CONDUCT] if entry.get("require_conduct") else [])])


def _pattern(data: Data, pattern: Any) -> str:
    """Return options that are required, in words."""
    parts = []
    for issue, options in table(pattern).items():
        named = options if isinstance(options, list) else [options]
        labels = [_label(value_at(data, ("issues", issue, "options", str(o))), str(o)) for o in named]
        parts.append(f"{_label(value_at(data, ('issues', issue)), issue)}: {words.OR.join(labels)}")
    return "; ".join(parts)


def _rests(data: Data, path: tuple[str, ...]) -> str:
    """Return what an entry rests on: the titles of its sources, and why the rest was assumed."""
    entry = table(value_at(data, path))
    sources = entry.get("source") or []
    names = [sources] if isinstance(sources, str) else list(sources) if isinstance(sources, list) else []
    titles = [str(table(value_at(data, ("sources", str(name)))).get("title") or name) for name in names]
    assumed = [words.ASSUMED.format(why=entry["assumed"])] if entry.get("assumed") else []
    return "; ".join([*titles, *assumed])


def issue_table(scenario: Scenario) -> pd.DataFrame:
    """Return the issues with their options, who decides, and on what kind of basis they stand."""
    consent = by_consent(scenario)
    rows = [
        (
            scenario.name_of("issues", name),
            "; ".join(scenario.option_name(name, option) for option in issue.options),
            ", ".join(scenario.name_of("parties", party) for party in issue.controlled_by)
            if consent
            else who_decides(scenario, name),
            basis(issue),
        )
        for name, issue in scenario.issues.items()
    ]
    keys = ("issue", "options", "controlled" if consent else "decided", "basis")
    return pd.DataFrame(rows, columns=[words.COLUMNS[key] for key in keys])


def decision_table(scenario: Scenario) -> pd.DataFrame:
    """Return which parties are enough together to settle an issue, and who can stop it alone; none if all consent."""
    rows = [] if by_consent(scenario) else [(issues, some, alone) for issues, _, some, alone in decisions(scenario)]
    return pd.DataFrame(rows, columns=list(words.DECISION_COLUMNS))


def basis(entry: Entry) -> str:
    """Return in a word or two whether an entry rests on sources, on an assumption, or on both."""
    parts = [words.SOURCED] * bool(entry.sources) + [words.ASSUMED_TOO] * bool(entry.assumed)
    return ", ".join(parts) or words.NO_BASIS


def basis_table(scenario: Scenario) -> pd.DataFrame:
    """Return what every issue rests on, in full."""
    rows = [
        (scenario.name_of("issues", name), show.rests_on(scenario, issue)) for name, issue in scenario.issues.items()
    ]
    return pd.DataFrame(rows, columns=[words.COLUMNS["issue"], words.COLUMNS["rests"]])


def switch_table(scenario: Scenario) -> pd.DataFrame:
    """Return what is unclear, how it is read, and how else it could be."""
    rows = []
    for name, switch in scenario.switches.items():
        labels = {key: reading.label or key.replace("_", " ") for key, reading in switch.readings.items()}
        others = "; ".join(label for key, label in labels.items() if key != switch.reading)
        rows.append((f"{scenario.name_of('switches', name)}: {switch.asks}", labels[switch.reading], others))
    return pd.DataFrame(rows, columns=[words.COLUMNS[key] for key in ("switch", "reading", "others")])


def source_table(scenario: Scenario) -> pd.DataFrame:
    """Return the sources with their dates, grades and notes."""
    rows = [
        (source.title, str(source.date), source.grade or "–", source.note or "–")
        for source in scenario.sources.values()
    ]
    return pd.DataFrame(rows, columns=list(words.SOURCE_COLUMNS))
