"""The cases of the shelf: what was recalled of each before, the notes for instructors, and the page of each field."""

import re
from pathlib import Path
from typing import get_args

import pytest

from docs.make_shelf import FOLDER, NOTE, NOTES, cases, note_of, page_of, pages, slug
from sim.paths import scenarios_dir
from sim.scenario.documents import load
from sim.scenario.reader_words import Recall
from sim.scenario.yaml_tree import compose, plain

FIELDS = {
    *("arms, sanctions, alliances", "labour, business, sport", "peace"),
    *("trade, budgets, coalitions, treaties", "truces"),
}
CASES = {one.id: one for one in cases()}
MADE_UP = Path(__file__).with_name("sheets") / "strait-2001.yaml"


def recalled(name: str) -> dict[str, object]:
    """Return what the author of a case recalled of how it ended, as it was committed before."""
    path = scenarios_dir() / "coding" / "recalls" / f"{name}.yaml"
    tree = compose(path.read_text("utf-8"), str(path))
    assert tree.root is not None
    data = plain(tree.root)
    assert isinstance(data, dict)
    return data


@pytest.mark.parametrize("name", CASES)
def test_what_was_recalled_is_said_beforehand_and_is_what_the_case_says(name: str) -> None:
    said, case = recalled(name), CASES[name]
    assert set(said) == {"case", "what", "said"}
    assert case.codebook is not None
    assert (said["case"], said["what"]) == (name, case.codebook.recalls)
    assert said["what"] in get_args(Recall)
    assert len(str(said["said"])) > 10


@pytest.mark.parametrize("name", CASES)
def test_every_case_has_a_field_and_a_note_for_instructors(name: str) -> None:
    assert CASES[name].field in FIELDS
    assert NOTE.fullmatch(f"{note_of(name)}\n"), f"see {NOTES.name}/README.md for the form"


BY_HAND = "reading.md"
"""The page that is not made."""


def test_the_pages_of_fields_are_up_to_date() -> None:
    made = pages()
    written = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.md") if path.name != BY_HAND}
    assert written == made, "run python docs/make_shelf.py"


def test_a_page_lists_its_cases_and_takes_in_their_notes() -> None:
    case = load(MADE_UP)
    (note,) = re.findall(r"```text\n(.*?)```", (NOTES / "README.md").read_text("utf-8"), re.DOTALL)
    assert NOTE.fullmatch(note)
    assert not NOTE.fullmatch(note.replace("- What would one side have had to believe to walk out?\n", ""))
    page = page_of("truces", [case], {case.id: note})
    assert f"| [{case.title}](#strait-2001) | 2001-02-03 | 60 | 5 | Do the two isles open the strait" in page
    assert "\n## strait-2001\n" in page
    assert "At the table or behind it: North Isle, South Isle, League of ports" in page
    assert note in page
    assert slug("trade, budgets, coalitions, treaties") == "trade-budgets-coalitions-treaties"
