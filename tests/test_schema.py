"""The published JSON Schema is that of the language, and says of a scenario what the reader says of its shape."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from sim.paths import scenarios_dir
from sim.scenario.base import Entry
from sim.scenario.documents import bundled, read, read_text
from sim.scenario.party_words import Party
from sim.scenario.schema import NAME, schema, text, write
from tests.faulty.edits import SMALL, edit

VALIDATOR = Draft202012Validator(schema())


def wrong(stated: Any) -> list[str]:
    return [".".join(map(str, error.absolute_path)) for error in VALIDATOR.iter_errors(stated)]


def test_the_published_schema_is_that_of_the_language(tmp_path: Any) -> None:
    assert (scenarios_dir() / NAME).read_text(encoding="utf-8") == text(), (
        "run: python -m sim schema > scenarios/" + NAME
    )
    assert write(tmp_path / NAME).read_bytes() == (scenarios_dir() / NAME).read_bytes()


def test_it_is_a_valid_schema() -> None:
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("name", bundled())
def test_bundled_scenarios_follow_it(name: str) -> None:
    assert wrong(read(name).data) == []


def test_every_field_is_explained() -> None:
    for word, entry in schema()["$defs"].items():
        for field, inner in entry.get("properties", {}).items():
            assert "description" in inner, f"{word}.{field}"


def test_worths_are_described_by_issue_and_option() -> None:
    defs = schema()["$defs"]
    assert defs["PartyWorth"]["additionalProperties"] == {"$ref": "#/$defs/IssueWorth"}
    assert defs["IssueWorth"]["additionalProperties"]["x-unit"] == "points of 100"


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("    label: The North", "    lable: The North", "parties.north"),
        ("      halted: 100", "      halted: 101", "worth.north.aid.halted"),
        ("      halted: 100", "      halted: often", "worth.north.aid.halted"),
        ("    firmness: 0.3 to 0.9\n", "", "conditions.aid_first"),
        ("    role: mediator", "    role: mediater", "parties.broker.role"),
        ("  paper:\n", "  The Paper: {title: x, date: 2025-01-01}\n  paper:\n", "sources"),
        ("format: 1", "format: 2", "format"),
    ],
)
def test_what_the_reader_refuses_for_its_shape_the_schema_refuses_too(old: str, new: str, path: str) -> None:
    assert path in wrong(read_text(edit(old, new)).data)


def test_stated_numbers_may_be_ranges_and_distributions() -> None:
    for number in ("0.2 to 0.4", "{normal: [0.4, 0.1]}", "0.2 to 0.3 to 0.4", "{choice: {0.1: 1, 0.2: 3}}"):
        assert wrong(read_text(edit("firmness: 0.3 to 0.9", f"firmness: {number}")).data) == []


def test_it_names_no_place_on_the_network_but_its_dialect() -> None:
    addresses = [part for part in json.dumps(schema()).split('"') if "://" in part]
    assert addresses == ["https://json-schema.org/draft/2020-12/schema"]


def test_the_small_scenario_follows_it() -> None:
    assert wrong(read_text(SMALL).data) == []


def test_every_field_of_every_word_says_what_it_means() -> None:
    found = schema()
    words = [found, *(word for word in found["$defs"].values() if "properties" in word)]
    assert len(words) > 20
    assert [name for word in words for name, field in word["properties"].items() if not field.get("description")] == []


def test_help_is_what_is_written_under_a_field_and_of_its_own_word_only() -> None:
    own, inherited = Party.model_fields, Entry.model_fields
    assert own["no_deal"].description == "What it expects without a deal."
    assert inherited["assumed"].description == own["assumed"].description and "no_deal" not in inherited
