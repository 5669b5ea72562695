"""The list of formats: each is found by its name and by its files, and what it writes it reads."""

from pathlib import Path

import pytest

from sim.formats import FORMATS, format_of, recognised
from sim.scenario.documents import read_text
from sim.scenario.edits import text_of

TABLE = "actor,influence,position,salience\nNorth,60,10,80\nSouth,40,90,50\nEast,25,55,20\n"


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_on_the_list_is_there(name: str) -> None:
    found = format_of(name)
    assert all(callable(getattr(found, verb)) for verb in ("recognises", "read", "write"))


def test_a_name_that_is_not_on_the_list_is_refused_with_the_list() -> None:
    with pytest.raises(ValueError, match="expected one of genius"):
        format_of("word")


def test_a_stakeholder_table_becomes_a_scenario_and_a_table_again(tmp_path: Path) -> None:
    path = tmp_path / "actors.csv"
    path.write_text(TABLE)
    assert recognised([path]) == "stakeholders"
    scenario = read_text(text_of(dict(format_of("stakeholders").read([path]).data))).scenario
    assert [party.influence.at for party in scenario.parties.values()] == [(60,), (40,), (25,)]
    made = format_of("stakeholders").write(scenario)
    (again,) = made.files.values()
    path.write_text(again)
    assert read_text(text_of(dict(format_of("stakeholders").read([path]).data))).scenario.parties == scenario.parties
    assert made.left_out


@pytest.mark.parametrize("name", ["ktab", "ktab-xml"])
def test_ktab_reads_what_it_writes_and_is_told_from_other_files(name: str, tmp_path: Path) -> None:
    source = tmp_path / "actors.csv"
    source.write_text(TABLE)
    scenario = read_text(text_of(dict(format_of("stakeholders").read([source]).data))).scenario
    ((file, text),) = format_of(name).write(scenario).files.items()
    path = tmp_path / file
    path.write_text(text)
    assert recognised([path]) == "ktab"
    again = read_text(text_of(dict(format_of(name).read([path]).data))).scenario
    assert [party.influence.at for party in again.parties.values()] == [(60,), (40,), (25,)]


@pytest.mark.parametrize("text", ["", "<a/>", "{}", "one,two\n1,2\n"])
def test_what_is_none_of_them_is_recognised_by_none(text: str, tmp_path: Path) -> None:
    for suffix in (".csv", ".xml", ".json", ".xlsx"):
        path = tmp_path / f"file{suffix}"
        path.write_text(text)
        assert recognised([path]) is None
    assert recognised([]) is None
    assert recognised([tmp_path / "missing.csv"]) is None
