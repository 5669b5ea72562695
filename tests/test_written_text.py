"""Texts are texts: what cannot be shown is a fault with its place, and JSON's halves make one character."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.scenario import documents
from sim.scenario.written_text import parsed, said
from tests.small import steady

PIE = (Path(sim.__file__).parents[1] / "scenarios" / "pie.yaml").read_text("utf-8")
LEFT = "label: Left\n"


def faults(text: str, name: str = "mine.yaml") -> list[str]:
    return [str(fault) for fault in documents.read_text(text, name).faults]


@pytest.mark.parametrize("code", [0, 1, 7, 8, 0x0B, 0x0C, 0x0D, 0x1B, 0x1F, 0x7F, 0x80, 0x85, 0x9F])
@pytest.mark.parametrize("place", ["label", "title", "why"])
def test_a_control_character_is_a_fault_with_line_and_column(code: int, place: str) -> None:
    written = f'"a\\u{code:04x}b"'
    text = {
        "label": PIE.replace(LEFT, f"label: {written}\n", 1),
        "title": PIE.replace("title: Two parties split a pie", f"title: {written}", 1),
        "why": PIE.replace(LEFT, f"{LEFT}    why: {written}\n", 1),
    }[place]
    line = text[: text.index(written)].count("\n") + 1
    column = text.index(written) - text.rindex("\n", 0, text.index(written))
    found = [fault for fault in faults(text) if f"the control character U+{code:04X}" in fault]
    assert len(found) == 1
    assert found[0].startswith(f"mine.yaml:{line}:{column}: ")


@pytest.mark.parametrize("half", ["\\ud83d", "\\udc69", "\\udc69\\ud83d", "\\ud83d\\ud83d\\udc69"])
def test_half_a_character_is_a_fault_with_line_and_column(half: str) -> None:
    (found,) = faults(PIE.replace(LEFT, f'label: "a{half}"\n', 1))
    assert found.startswith("mine.yaml:24:") and "invalid Unicode character escape code" in found


@pytest.mark.parametrize(("code", "sound"), [(0x0A, False), (0x2028, False), (0x2029, False), (0x202E, True)])
def test_a_label_is_one_line_and_may_turn_its_direction(code: int, sound: bool) -> None:
    assert (faults(PIE.replace(LEFT, f'label: "a\\u{code:04x}b"\n', 1)) == []) is sound


@steady
@given(st.text(st.characters(min_codepoint=0x10000), min_size=1, max_size=4), st.booleans())
def test_a_scenario_in_json_may_write_characters_in_halves(text: str, capital: bool) -> None:
    data = {**json.loads(json.dumps(sim.load("pie").stated(), default=str)), "title": f"a {text} b"}
    written = json.dumps(data)
    assert "\\ud" in written
    written = written.replace("\\ud", "\\uD") if capital else written
    assert sim.scenario.documents.load_text(written, "mine.json").title == f"a {text} b"


@pytest.mark.parametrize("text", ["a\x1bb", "a\uffffb", "a\u2028b", "a\nb", "a\x85b"])
def test_what_cannot_be_shown_comes_in_by_no_change_either(text: str) -> None:
    party = {"label": text, "role": "principal", "no_deal": {"value": 0, "assumed": "x"}}
    changes: list[Any] = [{"parties.left.label": text}, {"parties.left": party}]
    written = json.dumps(text)
    for change in [*changes, f"parties.left.label={written}"]:
        with pytest.raises(sim.ScenarioError, match=r"found (the control character|the code point|a line break) U?"):
            sim.run("pie", 1, changes=[change])


HALVES = ["\\ud83d", "\\udc69", "\\ue03d", "\ue03d", "\ue469", "\\", "x", "\\uD83D\\uDC69"]


@given(st.lists(st.sampled_from(HALVES)).map("".join))
def test_what_stands_in_for_halves_is_as_long_and_undone_where_escapes_are_plain(text: str) -> None:
    taken = parsed(text)
    assert len(taken) == len(text)
    assert taken == text or said(taken, escaped=False).lower() == text.lower()


@pytest.mark.parametrize(("as_of", "sound"), [("9999-11-21", True), ("9999-11-22", False), ("9999-12-31", False)])
def test_the_last_day_must_exist(as_of: str, sound: bool) -> None:
    found = [fault for fault in faults(PIE.replace("as_of: 2025-01-01", f"as_of: {as_of}")) if "as_of:" in fault]
    assert (not any("exists" in fault for fault in found)) is sound


@pytest.mark.parametrize(
    ("before", "after"),
    [("horizon_days: 40", "horizon_days: true"), ("format: 1", "format: true"), ("format: 1", "format: 1.0")],
)
def test_true_is_not_one(before: str, after: str) -> None:
    (found,) = faults(PIE.replace(before, after, 1))
    assert f"found {after.split()[1]}" in found
