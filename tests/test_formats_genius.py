"""Domains of GENIUS and GeniusWeb come in whole, go out whole, and nothing that is in a file breaks the reader."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from sim.cli.export import export
from sim.cli.import_ import import_
from sim.cli.solve import ConventionName, solve
from sim.formats import ImportedScenario, format_of, genius, genius_write, geniusweb, recognised
from sim.formats.additive import Domain, Side, inverse, points, utility
from sim.formats.files import MOST_BYTES, file_names
from sim.formats.geniusweb_profiles import PROFILE as PROFILE_CLASS
from sim.formats.ids import ids_of
from sim.formats.markup import parsed
from sim.lenses.bargaining import solve as solved
from sim.lenses.conventions import CONVENTIONS
from sim.runs.runner import run
from sim.scenario.documents import load, read_text
from sim.scenario.edits import text_of
from sim.scenario.faults import ScenarioError
from sim.scenario.model import Scenario
from tests.reference import REFERENCE, needs_reference

DOMAINS = ("genius", "geniusweb")
"""The formats of domains with profiles; tables of actors hold other things."""


app = typer.Typer()
app.command("solve")(solve)
app.command("import")(import_)
app.command("export")(export)

DOMAIN = """<negotiation_template><utility_space number_of_issues="3">
<objective index="0" etype="objective" type="objective" description="" name="root">
<issue index="1" etype="discrete" type="discrete" vtype="discrete" name="Colour">
<item index="1" value="dark red" /><item index="2" value="blue &amp; green" /><item index="3" value="weight" />
</issue>
<issue index="2" etype="integer" type="integer" vtype="integer" name="Boats" lowerbound="2" upperbound="4" />
<issue index="3" etype="real" type="real" vtype="real" name="total"><range lowerbound="0" upperbound="5" /></issue>
</objective></utility_space></negotiation_template>
"""
ONE = """<utility_space><objective index="0" etype="objective" type="objective" name="root">
<issue index="1" type="discrete" name="Colour"><item index="1" value="dark red" evaluation="3" />
<item index="2" value="blue &amp; green" evaluation="6" /><item index="3" value="weight" evaluation="0" /></issue>
<issue index="2" type="integer" name="Boats" lowerbound="2" upperbound="4">
<evaluator ftype="linear" slope="0.25" offset="0.3" /></issue>
<issue index="3" type="real" name="total"><range lowerbound="0" upperbound="5" />
<evaluator ftype="triangular" parameter0="0" parameter1="5" parameter2="2" /></issue>
<weight index="1" value="0.5" /><weight index="2" value="0.3" /><weight index="3" value="0.2" />
</objective><discount_factor value="0.9" /><reservation value="0.25" /></utility_space>
"""
OTHER = ONE.replace('<reservation value="0.25" />', "").replace('evaluation="0"', 'evaluation="9"')


def files_of(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write files and return their paths, in order."""
    paths = [folder / name for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text, encoding="utf-8", newline="")
    return paths


def small_domain(folder: Path) -> list[Path]:
    return files_of(folder, {"boats.xml": DOMAIN, "ann.xml": ONE, "bob.xml": OTHER})


def parley(*words: object) -> Result:
    """Return what a command did; an exception that is none of ours is a failure."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def scenario_of(found: ImportedScenario) -> Scenario:
    document = read_text(text_of(dict(found.data)))
    assert [str(fault) for fault in document.faults if fault.severity == "fault"] == []
    return document.scenario


def without_notes(found: ImportedScenario) -> dict[str, Any]:
    """Return what was imported but for what was left out and whence it came."""
    return {key: value for key, value in found.data.items() if key not in {"left_out", "sources"}}


def test_a_domain_becomes_a_scenario_with_everything_that_has_a_counterpart(tmp_path: Path) -> None:
    found = genius.read(small_domain(tmp_path))
    data = found.data
    assert (data["id"], data["title"]) == ("boats", "boats")
    assert list(data["parties"]) == ["ann", "bob"]
    # Ids that the language needs for itself are not given away.
    assert list(data["issues"]) == ["colour", "boats", "total_2"]
    assert list(data["issues"]["colour"]["options"]) == ["dark_red", "blue_green", "weight_2"]
    assert data["issues"]["colour"]["options"]["blue_green"] == {"label": "blue & green"}
    assert data["parties"]["ann"]["no_deal"] == {"value": 25.0, "source": "file"}
    assert "assumed" in data["parties"]["bob"]["no_deal"]
    assert any("discount factor 0.9" in note for note in found.left_out)
    assert any("real-valued issue total" in note for note in found.left_out)
    assert list(data["left_out"].values()) == list(found.left_out)
    scenario_of(found)


def test_utilities_are_those_of_the_evaluators(tmp_path: Path) -> None:
    domain = genius.read_domain(small_domain(tmp_path))
    ann = domain.utilities()[:, 0]
    by_deal = {tuple(domain.deal(place).values()): worth for place, worth in enumerate(ann)}
    assert len(by_deal) == 3 * 3 * 11
    # 3 of at most 6, 0.3 + 0.25 × (3 − 2), and 1.5 on the way from 0 to a top at 2.
    assert by_deal["dark red", "3", "1.5"] == pytest.approx(0.5 * 0.5 + 0.3 * 0.55 + 0.2 * 0.75)
    assert by_deal["weight", "2", "0"] == pytest.approx(0.3 * 0.3)
    assert by_deal["blue & green", "4", "2"] == pytest.approx(0.5 + 0.3 * 0.8 + 0.2)


def test_the_scenario_is_worth_a_hundred_times_the_utilities(tmp_path: Path) -> None:
    domain = genius.read_domain(small_domain(tmp_path))
    seen = solved(scenario_of(genius.read(small_domain(tmp_path))))
    assert np.sort(seen.found.worth, axis=0) == pytest.approx(100 * np.sort(domain.utilities(), axis=0), abs=1e-9)
    assert seen.found.disagreement == pytest.approx([25.0, 0.0])


@pytest.mark.parametrize(
    ("evaluator", "value", "wanted"),
    [
        ('ftype="linear" parameter0="0.1" parameter1="0.2"', "3", 0.7),
        ('ftype="linear" slope="2" offset="0"', "4", 1.0),
        ('ftype="linear" slope="-1" offset="0.5"', "4", 0.0),
        ('ftype="constant" parameter0="0.4"', "2", 0.4),
    ],
)
def test_numeric_issues_follow_their_evaluator(tmp_path: Path, evaluator: str, value: str, wanted: float) -> None:
    text = ONE.replace('ftype="linear" slope="0.25" offset="0.3"', evaluator).replace(
        'index="2" value="0.3"', 'index="2" value="1"'
    )
    files = files_of(tmp_path, {"boats.xml": DOMAIN, "ann.xml": text, "bob.xml": OTHER})
    domain = genius.read_domain(files)
    place = next(p for p in range(domain.deals) if domain.deal(p) == {"Colour": "weight", "Boats": value, "total": "0"})
    assert domain.utilities()[place, 0] == pytest.approx(wanted)


@pytest.mark.parametrize("to", ["genius", "geniusweb"])
def test_importing_what_was_exported_changes_nothing(tmp_path: Path, to: str) -> None:
    first = genius.read(small_domain(tmp_path))
    made = format_of(to).write(scenario_of(first))
    folder = tmp_path / "again"
    folder.mkdir()
    second = format_of(to).read(files_of(folder, made.files))
    if to == "geniusweb":
        # No deal has a utility of just 0.25, and a no-deal value is stated as a deal there.
        assert any("no-deal value of ann" in note for note in made.left_out)
        assert without_notes(second)["worth"] == without_notes(first)["worth"]
    else:
        assert without_notes(second) == without_notes(first)
    third = format_of(to).write(scenario_of(second))
    assert dict(third.files) == dict(made.files)


PROFILE = {
    "name": "ann",
    "issueUtilities": {
        "Food": {"discreteutils": {"valueUtilities": {"chips": 0.263, "cake": 0.98}}},
        "Guests": {"numberutils": {"lowValue": 10, "lowUtility": 0.2, "highValue": 30, "highUtility": 0.6}},
    },
    "issueWeights": {"Food": 0.7, "Guests": 0.3},
    "domain": {
        "name": "party",
        "issuesValues": {"Food": {"values": ["chips", "cake"]}, "Guests": {"range": ["10", "30", "10"]}},
    },
    "reservationBid": {"issuevalues": {"Food": "chips", "Guests": "20"}},
}


def profiles(folder: Path, **changes: Any) -> list[Path]:
    """Write two profiles, the first with some keys changed."""
    both = {"ann.json": {**PROFILE, **changes}, "bob.json": {**PROFILE, "name": "bob", "reservationBid": None}}
    return files_of(folder, {name: json.dumps({PROFILE_CLASS: data}) for name, data in both.items()})


def test_profiles_become_a_scenario_and_profiles_again(tmp_path: Path) -> None:
    first = geniusweb.OLDER.read(profiles(tmp_path))
    assert first.data["title"] == "party"
    assert first.data["worth"]["ann"]["food"] == {"weight": 0.7, "chips": 26.3, "cake": 98.0}
    assert first.data["parties"]["ann"]["no_deal"]["value"] == pytest.approx(100 * (0.7 * 0.263 + 0.3 * 0.4))
    assert first.data["parties"]["bob"]["no_deal"]["value"] == 0.0
    made = geniusweb.OLDER.write(scenario_of(first))
    folder = tmp_path / "again"
    folder.mkdir()
    assert without_notes(geniusweb.OLDER.read(files_of(folder, made.files))) == without_notes(first)


@needs_reference
def test_published_domains_survive_the_round_trip(tmp_path: Path) -> None:
    for folder in sorted((REFERENCE / "genius").iterdir()):
        name = recognised([folder])
        assert name == ("geniusweb" if "json" in folder.name else "genius")
        first = format_of(name).read([folder])
        place = tmp_path / folder.name
        place.mkdir()
        again = format_of(name).read(files_of(place, format_of(name).write(scenario_of(first)).files))
        assert without_notes(again) == without_notes(first)


@pytest.mark.parametrize("name", ["pie", "labour-dispute", "ukraine-2025-03"])
@pytest.mark.parametrize("to", DOMAINS)
def test_every_scenario_goes_out_and_what_it_loses_is_told(tmp_path: Path, name: str, to: str) -> None:
    made = format_of(to).write(load(name))
    again = format_of(to).read(files_of(tmp_path, made.files))
    stated = load(name)
    assert len(again.data["parties"]) == sum(bool(worth.issues) for worth in stated.worth.values())
    assert bool(stated.conditions) == any("conditions" in note for note in made.left_out)
    assert bool(stated.infeasible) == any("cannot be agreed" in note for note in made.left_out)


def test_a_scenario_without_counterpart_is_refused() -> None:
    alone = load("pie").model_copy(
        update={"worth": {**load("pie").worth, "right": load("pie").worth["right"].model_validate({})}}
    )
    for to in DOMAINS:
        with pytest.raises(ValueError, match="expected at least two"):
            format_of(to).write(alone)
    with pytest.raises(ValueError, match="expected one of genius"):
        format_of("word")


@given(st.floats(0, 1) | st.floats(-100, 100))
def test_points_find_back_to_their_utility(stated: float) -> None:
    assert points(utility(points(stated))) == points(stated)
    assert points(stated) == pytest.approx(100 * stated, rel=1e-15, abs=1e-300)


def test_the_inverse_of_what_cannot_be_reached_is_the_guess() -> None:
    assert inverse(lambda _: 0.0, 1.0, 0.5) == 0.5


def test_names_become_ids_and_files_that_are_all_different() -> None:
    assert ids_of(["A b", "a b", "ä", "", "total"], ["total"]) == ["a_b", "a_b_2", "a", "unnamed", "total_2"]
    assert file_names(["a/b", "A:b", "..", ""], ".xml") == ["a_b.xml", "A_b 2.xml", "file.xml", "file 2.xml"]


BOMB = """<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<utility_space>&c;</utility_space>
"""
OUTSIDE = '<!DOCTYPE u [<!ENTITY f SYSTEM "file:///etc/hostname">]><utility_space>&f;</utility_space>'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (BOMB, "a document type"),
        (OUTSIDE, "a document type"),
        ('<!DOCTYPE u SYSTEM "http://localhost/x.dtd"><utility_space />', "a document type"),
        ("<utility_space>&unknown;</utility_space>", "&unknown;"),
        ("<a>" * 50 + "</a>" * 50, "inside each other"),
        ("<a>" * 100_000, "inside each other"),
        ("<utility_space>", "the end of the file inside <utility_space>"),
        ("", "<utility_space>, expected|an empty file|neither"),
        ("\x00\x01", "a NUL character"),
        ('<?xml version="1.0" encoding="klingon"?><utility_space />', "encoding"),
        ("<html></html>", "<html>"),
        (ONE.replace('value="0.5"', 'value="nan"'), "finite number"),
        (ONE.replace('value="0.5"', 'value="1e999"'), "finite number"),
        (ONE.replace('value="0.5"', 'value="9' + "9" * 400 + '"'), "finite number"),
        (ONE.replace('value="0.5"', 'value="five"'), "a number"),
        (ONE.replace('value="0.5"', 'value="-1"'), "at least 0"),
        (ONE.replace('evaluation="3"', 'evaluation="-3"'), "at least 0"),
        (ONE.replace('evaluation="3"', ""), "without evaluation"),
        (ONE.replace('value="dark red"', 'value="pink"'), "no evaluation of 'dark red'"),
        (ONE.replace('<weight index="2" value="0.3" />', ""), "no weight of Boats"),
        (ONE.replace('index="2" type="integer" name="Boats"', 'index="7" type="integer" name="Ships"'), "issue Boats"),
        (ONE.replace("triangular", "faratin"), "linear, constant or triangular"),
        (ONE.replace("<utility_space>", '<utility_space type="nonlinear">'), "nonlinear"),
        (DOMAIN, "2 domains and 1 utility spaces"),
    ],
)
def test_hostile_and_broken_utility_spaces_get_one_sentence(tmp_path: Path, text: str, says: str) -> None:
    files = files_of(tmp_path, {"boats.xml": DOMAIN, "ann.xml": text, "bob.xml": OTHER})
    with pytest.raises(ScenarioError, match=says.replace("(", "\\(")) as raised:
        genius.read(files)
    assert all(str(tmp_path) in str(fault) for fault in raised.value.faults)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('upperbound="4"', 'upperbound="99999999999"', "at most 100,001"),
        ('upperbound="4"', 'upperbound="1"', "whole numbers"),
        ('upperbound="4"', 'upperbound="3.5"', "whole numbers"),
        ('upperbound="5"', 'upperbound="0"', "a rising range"),
        ('type="integer"', 'type="complex"', "discrete, integer or real"),
        ('name="Boats"', 'name="Colour"', "all different"),
        ('name="Boats"', 'name=""', "without name"),
        ("<issue", "<thing", "does not match <thing>"),
    ],
)
def test_broken_domains_get_one_sentence(tmp_path: Path, old: str, new: str, says: str) -> None:
    files = files_of(tmp_path, {"boats.xml": DOMAIN.replace(old, new), "ann.xml": ONE, "bob.xml": OTHER})
    with pytest.raises(ScenarioError, match=says):
        genius.read(files)


def test_huge_files_and_folders_are_refused_unread(tmp_path: Path) -> None:
    big = tmp_path / "big.xml"
    with big.open("wb") as file:
        file.truncate(50_000_000)
    for reader in (genius.read, geniusweb.OLDER.read):
        with pytest.raises(ScenarioError, match=f"at most {MOST_BYTES:,}"):
            reader([big, big, big])
        with pytest.raises(ScenarioError, match="no such file"):
            reader([tmp_path / "none.xml"])
    with pytest.raises(ScenarioError, match="0 domains and 0 utility spaces"):
        genius.read([tmp_path / "empty" for _ in range(0)])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_other_encodings_are_read_if_the_file_says_so(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "x.xml"
    named = encoding.removesuffix("-sig")
    path.write_bytes(f'<?xml version="1.0" encoding="{named}"?><a name="Öl" />'.encode(encoding))
    assert (parsed(path).top.given, parsed(path).notes) == ({"name": "Öl"}, ())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[" * 200_000, "not JSON|nested too deep"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "nested too deep"),
        ('{"LinearAdditiveUtilitySpace": {"x": NaN}}', "NaN"),
        ('{"LinearAdditiveUtilitySpace": {"x": ' + "9" * 10_000 + "}}", "a number too long"),
        ('{"a": 1, "a": 2}', "stands twice"),
        ("[]", "an object"),
        ('{"name": "\\ud800"}', "lone surrogate"),
        ("nonsense", "not JSON"),
        ('{"LinearAdditiveUtilitySpace": []}', "an object"),
    ],
)
def test_hostile_profiles_get_one_sentence(tmp_path: Path, text: str, says: str) -> None:
    files = profiles(tmp_path)
    files[0].write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=says):
        geniusweb.OLDER.read(files)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"issueWeights": {"Food": -1, "Guests": 1}}, "out of bounds"),
        ({"issueWeights": {"Food": "much", "Guests": 1}}, "a number"),
        ({"issueUtilities": {"Food": {"otherutils": {}}}}, "one of discreteutils, Disc"),
        ({"reservationBid": {"issuevalues": {"Food": "soup"}}}, "reservation bid"),
        ({"domain": {"name": "x", "issuesValues": {"Food": {"values": ["a", "b"]}}}}, "one domain"),
        ({"issueUtilities": None}, "an object"),
    ],
)
def test_broken_profiles_get_one_sentence(tmp_path: Path, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ScenarioError, match=says):
        geniusweb.OLDER.read(profiles(tmp_path, **changes))


PLACED = """{"LinearAdditiveUtilitySpace": {
 "name": "Ann",
 "domain": {"name": "d", "issuesValues": {"Food": {"values": ["soup", "fish"]}, "Price": {"range": [0, 4, 2]}}},
 "issueUtilities": {
  "Food": {"discreteutils": {"valueUtilities": {"soup": 0.5, "fish": 1}}},
  "Price": {"numberutils": {"lowValue": 0, "lowUtility": 0, "highValue": 4, "highUtility": 1}}},
 "issueWeights": {"Food": 0.25, "Price": 0.75},
 "reservationBid": {"issuevalues": {"Food": "soup"}}}}"""


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ('"fish": 1}', '"fish": 2}', "2}", "out of bounds"),
        ('"fish": 1}', '"fish": "1,0"}', '"1,0"', "a number"),
        ('"fish": 1}', '"fish": 1, "fish": 2}', '"fish": 2', "stands twice"),
        ('"soup": 0.5', '"soup": NaN', "NaN", "finite"),
        ('"Price": 0.75', '"Price": -1', "-1", "out of bounds"),
        ("[0, 4, 2]", '[0, "x", 2]', '"x"', "a number"),
        ("[0, 4, 2]", "[0, 4]", '{"range": [0, 4]}', "a range"),
        ('"lowValue": 0', '"lowvalue": 0', '{"lowvalue"', "lowValue of Price"),
        ('"highValue": 4', '"highValue": 0', '{"lowValue"', "a rising range"),
        ('"Food": "soup"}}', '"Food": "bread"}}', '"bread"', "one of its values"),
        ('"Food": "soup"}}', '"Food": "so\\ud800p"}}', '"so\\ud800p"', "half a character"),
        ('"issueWeights"', '"weights"', '{\n "name": "Ann"', "issueWeights"),
        ('"Food": 0.25,', '"Food": 0.25', '"Price": 0.75', "not JSON"),
    ],
)
def test_what_is_wrong_with_a_profile_is_told_with_line_and_column(
    tmp_path: Path, old: str, new: str, at: str, says: str
) -> None:
    assert PLACED.count(old) == 1
    text = PLACED.replace(old, new)
    assert text.count(at) == 1
    before = text[: text.index(at)].split("\n")
    paths = files_of(tmp_path, {"ann.json": text, "ben.json": PLACED.replace("Ann", "Ben")})
    with pytest.raises(ScenarioError) as told:
        geniusweb.read_domain(paths)
    (fault,) = told.value.faults
    assert (fault.file, fault.line, fault.column) == (str(paths[0]), len(before), len(before[-1]) + 1), fault
    assert says in str(fault)


def test_a_value_is_found_among_a_great_many_nested_ones_without_laying_them_out(tmp_path: Path) -> None:
    nested = "[" * 500 + "1," * 20_000 + "1" + "]" * 500
    paths = files_of(tmp_path, {"ann.json": PLACED.replace("{", '{"x": ' + nested + ",", 1).replace("0.25", "-1")})
    with pytest.raises(ScenarioError) as told:
        geniusweb.read_domain([paths[0], paths[0]])
    assert told.value.faults[0].line == 7


@pytest.mark.parametrize(("text", "column"), [("[" * 100_000, 102), ('{"a": ' + "9" * 5_000 + "}", 7)])
def test_what_is_too_deep_or_too_long_is_told_with_its_column(tmp_path: Path, text: str, column: int) -> None:
    paths = files_of(tmp_path, {"ann.json": text})
    with pytest.raises(ScenarioError, match="too deep, or a number too long") as told:
        geniusweb.read_domain([paths[0], paths[0]])
    assert told.value.faults[0].column == column


def test_odd_characters_in_names_survive(tmp_path: Path) -> None:
    first = geniusweb.OLDER.read(profiles(tmp_path, name="\x00 a: #'\"\u2028\n é\x7f"))
    stated = scenario_of(first)
    assert stated.parties["a_e"].label == first.data["parties"]["a_e"]["label"] == "  a: #'\"   é "
    assert any("Control characters" in note for note in first.left_out)
    folder = tmp_path / "xml"
    folder.mkdir()
    for to in DOMAINS:
        again = format_of(to).read(files_of(folder, format_of(to).write(stated).files))
        assert len(again.data["parties"]) == 2


def test_a_range_of_endless_steps_is_refused(tmp_path: Path) -> None:
    for steps in (["0", "1e12", "1e-9"], ["0", "1", "0"], ["5", "1", "1"], ["0", "nan", "1"]):
        domain = {"name": "party", "issuesValues": {"Food": {"range": steps}}}
        with pytest.raises(ScenarioError, match="expected"):
            geniusweb.OLDER.read(profiles(tmp_path, domain=domain))


MARKS = st.sampled_from(
    ["<", ">", '"', "&", "<!--", "]]>", "<![CDATA[", "nan", "-1", "1e400", "\x00", "é", "{", "[", "null"]
)
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), MARKS | st.text(max_size=8)), max_size=6)
fuzz = settings(
    deadline=None,
    derandomize="PARLEY_FUZZ" not in os.environ,
    max_examples=int(os.environ.get("PARLEY_FUZZ", "150")),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
"""As many examples as PARLEY_FUZZ says, for those who fuzz by hand."""


def torn(text: str, edits: Sequence[tuple[float, int, str]]) -> bytes:
    """Return a text with pieces cut out and others put in."""
    for where, length, put in edits:
        at = int(where * len(text))
        text = text[:at] + put + text[at + length :]
    return text.encode("utf-8", "surrogatepass")


@fuzz
@given(st.sampled_from([0, 1]), EDITS)
def test_no_torn_xml_breaks_the_reader(tmp_path: Path, which: int, edits: list[tuple[float, int, str]]) -> None:
    files = small_domain(tmp_path)
    files[which].write_bytes(torn((DOMAIN, ONE)[which], edits))
    try:
        scenario_of(genius.read(files))
    except ScenarioError as error:
        assert all(str(fault).count("\n") == 0 for fault in error.faults)


@fuzz
@given(EDITS)
def test_no_torn_json_breaks_the_reader(tmp_path: Path, edits: list[tuple[float, int, str]]) -> None:
    files = profiles(tmp_path)
    files[0].write_bytes(torn(files[0].read_text("utf-8"), edits))
    try:
        scenario_of(geniusweb.OLDER.read(files))
    except ScenarioError as error:
        assert all(str(fault).count("\n") == 0 for fault in error.faults)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@fuzz
@given(st.sampled_from([*PROFILE, "values", "range"]), JSON)
def test_no_strange_value_breaks_the_reader(tmp_path: Path, key: str, value: Any) -> None:
    changes = {key: value} if key in PROFILE else {"domain": {"name": "x", "issuesValues": {"Food": {key: value}}}}
    try:
        scenario_of(geniusweb.OLDER.read(profiles(tmp_path, **changes)))
    except ScenarioError as error:
        assert error.faults


def test_solve_takes_a_scenario_and_a_domain(tmp_path: Path) -> None:
    files = small_domain(tmp_path)
    done = parley("solve", *files, "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    told = json.loads(done.stdout, parse_constant=lambda name: pytest.fail(name))
    assert (told["scenario"], told["deals"], told["parties"]) == ("boats", 99, ["ann", "bob"])
    assert told["disagreement"] == {"ann": 0.25, "bob": 0.0}
    pie = json.loads(parley("solve", "pie", "--change", "left_falls_back", "--json").stdout)
    assert pie["points"]["nash"]["deal"] == {"share": "left_65"}
    text = parley("solve", "labour-dispute", "--convention", "negmas").stdout
    assert "Kalai–Smorodinsky" in text
    assert "NegMAS:" in text
    assert "_" not in text.replace("labour-dispute", "")
    assert "Nash" in parley("solve", tmp_path, "--weight", "ann=2").stdout


def test_the_command_line_knows_every_convention() -> None:
    assert [name.value for name in ConventionName] == list(CONVENTIONS)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("solve", "nowhere"), "no such scenario"),
        (("solve", "FOLDER"), "0 domains and 0 utility spaces"),
        (("solve", "FOLDER", "--set", "a=1"), "import the domain first"),
        (("solve", "pie", "--weight", "left=much"), "with a number"),
        (("solve", "pie", "--weight", "middle=1"), "left, right"),
        (("import", "FOLDER", "--to", "FOLDER/x.yaml"), "no format that Parley knows"),
        (("import", "FOLDER/none.xml", "--to", "FOLDER/x.yaml"), "no such file"),
        (("import", "FOLDER", "--from", "word", "--to", "FOLDER/x.yaml"), "no format 'word'"),
        (("export", "pie", "--to", "word"), "no format 'word'"),
        (("export", "pie", "--to", "genius"), "say --out DIR"),
    ],
)
def test_bad_input_gets_a_line_and_exit_code_2(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    done = parley(*(word.replace("FOLDER", str(tmp_path)) for word in words))
    assert (done.exit_code, done.stdout) == (2, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_import_and_export_write_files_and_tell_what_is_lost(tmp_path: Path) -> None:
    small_domain(tmp_path)
    out = tmp_path / "boats.yaml"
    done = parley("import", tmp_path, "--to", out)
    assert done.exit_code == 0
    assert "discount factor" in done.stdout
    assert load(out).id == "boats"
    assert "--replace" in parley("import", tmp_path, "--to", out).stderr
    told = json.loads(parley("import", tmp_path, "--to", out, "--replace", "--json").stdout)
    assert (told["format"], told["scenario"]) == ("genius", "boats")
    folder = tmp_path / "xml"
    told = json.loads(parley("export", out, "--to", "genius", "--out", folder, "--json").stdout)
    assert [Path(name).name for name in told["files"]] == ["boats.xml", "ann.xml", "bob.xml"]
    assert (
        genius.read_domain([folder]).sides
        == genius.read_domain([folder / n for n in ("boats.xml", "ann.xml", "bob.xml")]).sides
    )
    assert "--replace" in parley("export", out, "--to", "genius", "--out", folder).stderr
    assert parley("export", out, "--to", "geniusweb", "--out", folder).exit_code == 0


def test_too_many_deals_are_for_the_solver_not_for_a_scenario(tmp_path: Path) -> None:
    issues = tuple((f"i{number}", tuple("abcdefghij")) for number in range(5))
    values = tuple(tuple(float(v) / 9 for v in range(10)) for _ in issues)
    sides = tuple(Side(name, (0.2,) * 5, values, None) for name in ("ann", "bob"))
    domain = Domain("big", issues, sides, cap=genius.CAP)
    texts = {
        "big.xml": genius_write._domain_text(domain),
        **{f"{s.name}.xml": genius_write._space_text(domain, s) for s in sides},
    }
    files = files_of(tmp_path, texts)
    assert genius.read_domain(files) == domain
    told = json.loads(parley("solve", *files, "--json").stdout)
    assert (told["deals"], told["frontier_distinct"]) == (100_000, 1)
    found = genius.read(files)
    assert found.left_out[-1].startswith("100,000 deals: theories such as solve take them")
    document = read_text(text_of(dict(found.data)))
    told = [(one.severity, one.expected) for one in document.faults]
    assert told == [("warning", "at most 65,536 to play runs")]
    with pytest.raises(ScenarioError, match=r"100,000 feasible deals, expected at most 65,536 where runs are played"):
        run(document.scenario, runs=1)
    assert solved(document.scenario).found.points["nash"].deals.size == 1
