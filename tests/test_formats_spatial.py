"""Stakeholder tables and KTAB files: what goes in comes out again, and what cannot be read is said where it stands."""

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.formats import ktab, stakeholders
from sim.formats.actor_tables import table_of
from sim.formats.cells import csv_text, plain_figure
from sim.formats.ids import ids_of as ids
from sim.formats.worksheets import read_sheet, write_workbook
from sim.lenses.placed import actors_of
from sim.lenses.spatial import spatial
from sim.scenario.checks import problems_in
from sim.scenario.documents import load
from sim.scenario.faults import ScenarioError
from sim.scenario.model import Scenario
from tests.reference import REFERENCE, needs_reference
from tests.small import scenario, steady

TABLE = """Stakeholder;Influence;Position low;Position mode;Position high;Salience;Mood
Île de Ré;80;10;20;60;90;sour
"Fishers; united";20.5;55.25;55.25;55.25;40;
Harbour;0;0;0;100;0;calm
"""
KTAB = """Fish,How much fish,3,2,
Actor,Description,Power,Catch,Sal,Season,Sal,
IR,Ile de Re,80,10,30,20.5,45,
FU,"Fishers, united",120,55.25,40,0,0,
HA,Harbour,40,0,60,100,40,
"""
XML = """<?xml version="1.0" encoding="UTF-8"?>
<Scenario xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <name>Fish</name><desc>How much fish</desc><prngSeed>7</prngSeed>
  <ModelParameters><VotingRule>Prop</VotingRule></ModelParameters>
  <Dimensions><dName>Catch</dName><dName>Season</dName></Dimensions>
  <Actors>
    <Actor><name>IR</name><description>Ile de Re</description><capability>80</capability>
      <Position><dCoord>10</dCoord><dCoord>20.5</dCoord></Position>
      <Salience><dSal>30</dSal><dSal>45</dSal></Salience></Actor>
    <Actor><name>FU</name><description>Fishers, united</description><capability>120</capability>
      <Position><dCoord>55.25</dCoord><dCoord>0</dCoord></Position>
      <Salience><dSal>40</dSal><dSal>0</dSal></Salience></Actor>
    <Actor><name>HA</name><description>Harbour</description><capability>40</capability>
      <Position><dCoord>0</dCoord><dCoord>100</dCoord></Position>
      <Salience><dSal>60</dSal><dSal>40</dSal></Salience></Actor>
  </Actors>
</Scenario>
"""


def sound(data: dict[str, Any]) -> Scenario:
    """Return a scenario made of plain data, having made sure that nothing is wrong with it."""
    stated, problems = problems_in(data)
    assert [problem for problem in problems if problem.severity == "fault"] == []
    assert stated is not None
    return stated


def test_a_table_becomes_a_scenario_and_what_has_no_place_is_listed() -> None:
    data, left_out = stakeholders.read(TABLE)
    stated = sound(data)
    assert left_out == ["the column 'Mood'", "the salience of 'Harbour', which is 0: stated as 0.001 points in all"]
    assert [party.label for party in stated.parties.values()] == ["Île de Ré", "Fishers; united", "Harbour"]
    found = actors_of(stated)
    assert found.capability.tolist() == [80, 20.5, 0]
    assert found.position[:, 0].tolist() == [20, 55.25, 0]
    assert found.salience[:2, 0].tolist() == [0.9, 0.4]
    assert str(stated.worth[next(iter(stated.parties))].issues["position"].values["at_0"]) == "40 to 80 to 90"


def test_tables_and_scenarios_say_the_same_to_the_lens() -> None:
    data, _ = ktab.read(KTAB)
    from_table, from_scenario = spatial(ktab.read_placed(KTAB)[0].actors()), spatial(sound(data))
    assert from_table.weighted_mean == pytest.approx(from_scenario.weighted_mean)
    assert from_table.median == pytest.approx(from_scenario.median)


@pytest.mark.parametrize(
    ("text", "read", "write"),
    [
        (TABLE, stakeholders.read, stakeholders.write),
        (KTAB, ktab.read, ktab.write),
        (KTAB, ktab.read, ktab.write_xml),
        (XML, ktab.read, ktab.write),
        (XML, ktab.read, ktab.write_xml),
        (KTAB, ktab.read, stakeholders.write),
    ],
)
def test_what_was_read_is_read_again_from_what_is_written(text: str, read: Any, write: Any) -> None:
    data, _ = read(text)
    back = stakeholders.read if write is stakeholders.write else ktab.read
    again, _ = back(write(sound(data)))
    if read is ktab.read and write is stakeholders.write:
        # A plain table has no room for a story.
        data = {key: value for key, value in data.items() if key != "story"}
    assert again == data


def test_csv_and_xml_of_ktab_say_the_same_but_for_what_xml_alone_says() -> None:
    (one, out), (two, more) = ktab.read(KTAB), ktab.read(XML)
    assert one == two
    assert set(more) - set(out) == {"the seed of its random numbers (7)", "which sub-models to use (VotingRule Prop)"}
    assert "the unit of influence: all were divided by 1.2, so that the largest is 100" in out


@needs_reference
@pytest.mark.parametrize("name", ["SOE-Pol-Comp.csv", "dummyData_3Dim.csv"])
def test_ktabs_own_samples_come_back_as_they_were(name: str) -> None:
    data, _ = ktab.read(REFERENCE / "ktab" / name)
    for write in (ktab.write, ktab.write_xml):
        assert ktab.read(write(sound(data)))[0] == data


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=8).filter(str.strip)
POINTS = st.integers(0, 10_000).map(lambda x: x / 100)


@steady
@given(
    st.lists(
        st.tuples(NAMES, POINTS, st.tuples(POINTS, POINTS, POINTS), POINTS),
        min_size=2,
        max_size=5,
        unique_by=lambda row: row[0],
    )
)
def test_any_table_comes_back_as_it_was(rows: list[tuple[str, float, tuple[float, float, float], float]]) -> None:
    lines: list[tuple[str, ...]] = [stakeholders.HEADER]
    for name, influence, places, salience in rows:
        lines.append((name, "", plain_figure(influence), *map(plain_figure, sorted(places)), plain_figure(salience)))
    text = csv_text([list(line) for line in lines])
    data, _ = stakeholders.read(text)
    again, _ = stakeholders.read(stakeholders.write(sound(data)))
    assert again == data


@pytest.mark.parametrize("name", ["labour-dispute", "pie", "ukraine-2025-03"])
@pytest.mark.parametrize("module", [stakeholders, ktab])
def test_every_scenario_can_be_written_as_a_table(name: str, module: Any) -> None:
    stated = load(name)
    text = module.write(stated)
    once = sound(module.read(text)[0])
    assert module.read(module.write(once))[0] == module.read(text)[0]
    before, after = actors_of(stated), actors_of(once)
    cares = before.salience > 1e-4
    assert after.position[cares] == pytest.approx(before.position[cares], abs=1e-6)


def test_a_worth_that_does_not_fall_evenly_stands_at_what_it_likes_best() -> None:
    stated = scenario(
        issues={"aid": {"none": {"position": 0}, "some": {"position": 30}, "much": {"position": 100}}},
        worth={
            "a": {"aid": {"weight": 1, "none": 10, "some": 100, "much": "20 to 40"}},
            "b": {"aid": {"weight": 1, "none": 100, "some": 70, "much": 0}},
        },
    )
    table = table_of(stated)
    assert (table.low[:, 0].tolist(), table.high[:, 0].tolist()) == ([30, 0], [30, 0])


def test_ids_are_plain_and_no_two_the_same() -> None:
    assert ids(["A b", "a-B!", "a_b", "", "Ω", "total"], ["total"]) == [
        "a_b",
        "a-b",
        "a_b_2",
        "unnamed",
        "o",
        "total_2",
    ]


def test_workbooks_are_read_and_written(tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    data, _ = stakeholders.read(TABLE)
    file, again = tmp_path / "fish.xlsx", tmp_path / "again.xlsx"
    rows = stakeholders.rows_of(sound(data))
    for path in (file, again):
        write_workbook(rows, path)
    assert file.read_bytes() == again.read_bytes()
    assert stakeholders.read(file)[0] == data
    assert stakeholders.read_placed(str(file))[0].names == ("Île de Ré", "Fishers; united", "Harbour")
    write_workbook([["a", "=1+1"], ["-3.5", "=2"]], file)
    assert [row.cells for row in read_sheet(file).rows] == [("a", "=1+1"), ("-3.5", "=2")]


HEAD = "actor,influence,position,salience\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\n", "an empty table"),
        ("actor,influence,salience\na,1,2\n", "no column position"),
        ("actor,influense,position,salience\na,1,2,3\n", "Did you mean influence?"),
        ("actor,name,influence,position,salience\na,b,1,2,3\n", "two columns for actor"),
        (HEAD, "no actor"),
        (HEAD + "a,1,2,3\n", "one actor"),
        (HEAD + "a,1,2,3\na,1,2,3\n", ":3:1: found 'a' again"),
        (HEAD + "a,1,2,3\n,1,2,3\n", ":3:1: found nothing, expected an actor"),
        (HEAD + "a,1e999,2,3\nb,1,2,3\n", "'1e999'"),
        (HEAD + f"a,{'9' * 5000},2,3\nb,1,2,3\n", "expected the influence"),
        (HEAD + "a,nan,2,3\nb,1,2,3\n", "'nan'"),
        (HEAD + "a,1_0,2,3\nb,1,2,3\n", "'1_0'"),
        (HEAD + "a,-1,2,3\nb,1,2,3\n", "'-1'"),
        (HEAD + "a,1,2,300\nb,1,2,3\n", "the salience"),
        (HEAD + 'a,1,2,"3\nb,1,2,3\n', "not CSV"),
        (HEAD + "a,1\x00,2,3\n", ":2:1: found the control character U+0000"),
        ("actor,influence,low,position,high,salience\na,1,5,2,9,3\nb,1,2,2,2,3\n", "in this order"),
        ("actor,influence,low,high,salience\na,1,5,,3\nb,1,2,2,3\n", "a position"),
        (HEAD.strip() + ",issue\na,1,2,3,x\na,2,2,3,y\nb,1,2,3,x\n", "influence 2 of 'a'"),
        (HEAD + "".join(f"a{n},1,2,3\n" for n in range(201)), "201 actors"),
    ],
)
def test_tables_that_cannot_be_read_say_where_and_why(text: str, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        stakeholders.read(text)
    assert said in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><Scenario>&b;</Scenario>\n'
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><Scenario/>\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x,y\n", "1 rows"),
        (KTAB.replace("3,2,", "4,2,", 1), "4 actors"),
        (KTAB.replace("3,2,", "3,1,", 1), "7 cells"),
        (KTAB.replace("3,2,", "3,99999999,", 1), "how many dimensions"),
        (KTAB.replace("3,2,", "three,2,", 1), "how many actors"),
        (KTAB.replace("HA,", "IR,"), ":5:1: found 'IR' again"),
        (KTAB.replace("HA,", ","), "the name of an actor"),
        (KTAB.replace("0,60,", "0,90,"), "sum to 130"),
        (KTAB.replace("55.25", "155.25"), ":4:1: found '155.25', expected Catch"),
        (BOMB, "a document type or an entity"),
        (OUTSIDE, "a document type or an entity"),
        ("<Scenario>\n", "the end of the file inside <Scenario>"),
        ("<a>\n</a>", "<Scenario>"),
        ("<" + "a><" * 5000 + "a>\n", "more than 40 elements"),
        (XML.replace("<dCoord>100</dCoord>", ""), "1 <dCoord>"),
        (XML.replace("<capability>40</capability>", ""), "<Actor> without <capability>"),
        (XML.replace(">120<", ">1e200<"), "'1e200'"),
        (XML.replace("<dName>Catch</dName><dName>Season</dName>", ""), "0 dimensions"),
    ],
)
def test_ktab_files_that_cannot_be_read_say_where_and_why(text: str, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        ktab.read(text)
    assert said in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_files_in_other_encodings_or_too_large_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    for content, said in (
        (HEAD.encode() + b"a,1,2,3\xff\x81", "t.csv:2:1"),
        (b"a" * 2_000_001, "2,000,001 bytes"),
    ):
        file.write_bytes(content)
        with pytest.raises(ScenarioError, match=said):
            stakeholders.read(file)
    with pytest.raises(ScenarioError, match="found a folder"):
        stakeholders.read(tmp_path)
    with pytest.raises(ScenarioError, match="a name that cannot be opened"):
        stakeholders.read("a\x00b.csv")


def workbook(path: Path, **parts: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(
                {"sheet": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml"}.get(name, name), content
            )
    return path


def test_workbooks_that_are_none_or_mean_harm_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "t.xlsx"
    file.write_bytes(b"PK\x03\x04 no zip")
    cases: list[tuple[Path, str]] = [(file, "not XLSX")]
    cases.append((workbook(tmp_path / "a.xlsx", other="x"), "no worksheet"))
    cases.append((workbook(tmp_path / "b.xlsx", sheet=BOMB), "a document type"))
    cases.append((workbook(tmp_path / "c.xlsx", sheet="<w>" + " " * 21_000_000 + "</w>"), "at most 20,000,000"))
    cell = '<w><row r="1"><c r="A1" t="s"><v>{}</v></c></row></w>'
    cases.append((workbook(tmp_path / "d.xlsx", sheet=cell.format(3)), "a reference to text '3'"))
    cases.append(
        (
            workbook(tmp_path / "e.xlsx", sheet=cell.replace("A1", "ZZZ1").replace('"s"', '"n"').format(0)),
            "at most 200 columns",
        )
    )
    for path, said in cases:
        with pytest.raises(ScenarioError) as caught:
            stakeholders.read(path)
        assert said in str(caught.value), path


@steady
@given(st.text(max_size=300))
def test_no_text_makes_a_reader_stumble(text: str) -> None:
    for module, start in ((stakeholders, HEAD), (ktab, "a,b,2,1,\nActor,D,P,x,y,\n"), (ktab, "<Scenario>\n")):
        for whole in (text + "\n", start + text):
            try:
                data, left_out = module.read(whole)
            except ScenarioError as error:
                assert error.faults
            else:
                assert np.all([isinstance(one, str) for one in left_out])
                assert data["format"] == 1


@steady
@given(st.data())
def test_files_with_a_few_bytes_changed_are_read_or_refused(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([TABLE, KTAB, XML]))
    letters = list(text)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(letters) - 1))
        letters[place] = data.draw(st.sampled_from([*'"<>&;,\n\x00-e', "\ud7ff", "9" * 50, ""]))
    for module in (stakeholders, ktab):
        try:
            module.read("".join(letters) + "\n")
        except ScenarioError as error:
            assert error.faults
