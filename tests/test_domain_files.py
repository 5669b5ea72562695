"""Domains as other programs write them: what is odd about a file is read as they read it, or told in a sentence."""

import json
from collections.abc import Mapping
from datetime import datetime
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.formats import genius, geniusweb, recognised
from sim.formats.additive import Domain
from sim.formats.ids import ids_of
from sim.formats.markup import loosely
from sim.scenario.documents import read_text
from sim.scenario.edits import text_of
from sim.scenario.faults import ScenarioError
from tests.reference import REFERENCE, needs_reference
from tests.test_formats_genius import app, files_of, scenario_of, without_notes

PLACES, MEALS = ("here", "there"), ("soup", "fish", "cake")


def issue(index: int, name: str, values: Mapping[str, float] | tuple[str, ...]) -> str:
    """Return an issue of a domain, or with evaluations of a utility space."""
    stated: Mapping[str, float | None] = dict.fromkeys(values, None) if isinstance(values, tuple) else values
    items = "".join(
        f'<item index="{n}" value="{v}"' + ("/>" if e is None else f' evaluation="{e}"/>')
        for n, (v, e) in enumerate(stated.items(), 1)
    )
    return f'<issue index="{index}" etype="discrete" type="discrete" vtype="discrete" name="{name}">\n{items}</issue>\n'


def domain(*issues: str) -> str:
    return f'<negotiation_template><utility_space><objective index="0" name="root">\n{"".join(issues)}</objective></utility_space></negotiation_template>'  # noqa: E501 - one text


def space(weights: dict[int, float], *issues: str, more: str = "") -> str:
    stated = "".join(f'<weight index="{index}" value="{weight}"/>' for index, weight in weights.items())
    return (
        f'<utility_space><objective index="0" name="root">\n{"".join(issues)}{stated}</objective>{more}</utility_space>'
    )


WHOLE = domain(issue(1, "Place", PLACES), issue(2, "Meal", MEALS))
ANN = space(
    {1: 0.5, 2: 0.5}, issue(1, "Place", {"here": 1, "there": 4}), issue(2, "Meal", {"soup": 5, "fish": 1, "cake": 2})
)
BEN = space(
    {1: 0.2, 2: 0.8}, issue(1, "Place", {"here": 3, "there": 1}), issue(2, "Meal", {"soup": 1, "fish": 2, "cake": 8})
)


def three(folder: Path, **texts: str) -> Path:
    """Write a domain of two negotiators, some of its files replaced or added; returns the folder."""
    files_of(folder, {"dinner.xml": WHOLE, "ann.xml": ANN, "ben.xml": BEN} | {f"{n}.xml": t for n, t in texts.items()})
    return folder


def utilities(found: Domain, side: int) -> dict[tuple[str, ...], float]:
    column = found.utilities()[:, side]
    return {tuple(found.deal(place).values()): float(value) for place, value in enumerate(column)}


def test_issues_are_joined_by_index_and_what_their_names_say_is_told(tmp_path: Path) -> None:
    # Ann's file numbers its issues the other way round than the domain, whose values both happen to be numbers.
    numbers = ("1", "2", "3")
    both = domain(issue(1, "Speed", numbers), issue(2, "Care", numbers))
    care, speed = dict(zip(numbers, (1, 2, 4), strict=True)), dict(zip(numbers, (4, 3, 1), strict=True))
    swapped = space({1: 0.8, 2: 0.2}, issue(1, "Care", care), issue(2, "Speed", speed))
    straight = space({1: 0.5, 2: 0.5}, issue(1, "Speed", speed), issue(2, "Care", care))
    found = genius.read_domain([three(tmp_path, dinner=both, ann=swapped, ben=straight)])
    ann = utilities(found, 0)
    for first, second in product(numbers, numbers):
        assert ann[first, second] == pytest.approx(0.8 * care[first] / 4 + 0.2 * speed[second] / 4)
    assert [note for note in found.left_out if "ann" in note] == [
        "ann calls the issue 1 Care, the domain Speed: joined by index, as GENIUS joins them.",
        "ann calls the issue 2 Speed, the domain Care: joined by index, as GENIUS joins them.",
    ]


def test_where_index_and_name_disagree_and_values_too_it_is_said_what_to_change(tmp_path: Path) -> None:
    crossed = space(
        {1: 0.5, 2: 0.5}, issue(2, "Place", {"here": 1, "there": 4}), issue(1, "Meal", dict.fromkeys(MEALS, 1))
    )
    with pytest.raises(ScenarioError, match="The issue 1 is called Meal there: give both files the same indices"):
        genius.read_domain([three(tmp_path, ann=crossed)])


def test_an_index_that_the_domain_lacks_is_joined_by_name_with_a_word(tmp_path: Path) -> None:
    found = genius.read_domain(
        [
            three(
                tmp_path, ann=ANN.replace('index="2"', 'index="9"', 2).replace('<weight index="2"', '<weight index="9"')
            )
        ]
    )
    assert utilities(found, 0)["there", "soup"] == pytest.approx(1.0)
    assert any("joined by name" in note for note in found.left_out)


def test_evaluations_are_divided_by_the_largest_in_the_file_even_if_the_domain_lacks_its_value(tmp_path: Path) -> None:
    more = ANN.replace(
        '<item index="1" value="soup"', '<item index="4" value="steak" evaluation="10"/><item index="1" value="soup"'
    )
    found = genius.read_domain([three(tmp_path, ann=more)])
    assert utilities(found, 0)["there", "soup"] == pytest.approx(0.5 + 0.5 * 5 / 10)
    assert "Evaluations of steak of Meal, which the domain does not have." in found.left_out


def test_utility_is_capped_in_the_convention_of_genius_and_told_otherwise(tmp_path: Path) -> None:
    three(tmp_path, ann=ANN.replace('<weight index="1" value="0.5"', '<weight index="1" value="0.9"'))
    found = genius.read_domain([tmp_path])
    plain, capped = found.utilities(), found.utilities(capped=True)
    assert plain[:, 0].max() == pytest.approx(1.4)
    assert np.array_equal(capped, np.minimum(plain, 1.0))
    (told,) = (note for note in found.left_out if "caps" in note)
    assert f"ann values {int((plain[:, 0] > 1).sum())} deals above that (up to 1.4)" in told
    for convention, best in (("genius", 1.0), ("textbook", 1.4)):
        done = CliRunner().invoke(app, ["solve", str(tmp_path), "--convention", convention, "--json"])
        said = json.loads(done.stdout)
        assert said["ideal"]["ann"] == pytest.approx(best)
        assert told in said["notes"]


def test_reservation_values_and_discounts_are_kept_or_told(tmp_path: Path) -> None:
    more = '<discount_factor value="0.7"/><reservation value="0.3"/>'
    found = genius.read_domain([three(tmp_path, ann=ANN.replace("</utility_space>", f"{more}</utility_space>"))])
    assert found.reserves().tolist() == [0.3, 0.0]
    assert any("discount factor 0.7 of ann" in note for note in found.left_out)


@pytest.mark.parametrize("name", ["pareto", "notes", "AREA"])
@pytest.mark.parametrize("text", ["0.4, 1.0\n0.7, 0.9\n", "<pareto><bid/></pareto>", "", "\x00\xff", "<a><b></a>"])
def test_other_files_in_a_folder_are_passed_over_with_a_word(tmp_path: Path, name: str, text: str) -> None:
    three(tmp_path, **{name: text})
    assert recognised([tmp_path]) == "genius"
    found = genius.read_domain([tmp_path])
    assert found.left_out == (f"{name}.xml: passed over, since it is neither a domain nor a utility space.",)
    assert [side.name for side in found.sides] == ["ann", "ben"]


def test_a_file_that_is_named_is_not_passed_over(tmp_path: Path) -> None:
    files = files_of(three(tmp_path), {"pareto.xml": "0.4, 1.0\n"})
    named = [tmp_path / name for name in ("dinner.xml", "ann.xml", "ben.xml")]
    with pytest.raises(ScenarioError, match="expected XML, which begins with <"):
        genius.read_domain([*named, *files])


ODD = [
    (
        "a blank before the declaration",
        lambda text: "\n  \n" + '<?xml version="1.0" encoding="UTF-8"?>' + text,
        "blanks before",
    ),
    ("a bare &", lambda text: text.replace("soup", "soup & bread"), "line 5: a bare & was read as &amp;"),
    ("a bare & before a name", lambda text: text.replace("soup", "fish&chips"), "a bare & was read"),
    ("a sign of HTML", lambda text: text.replace("soup", "cr&egrave;me"), "signs named as in HTML"),
    ("typographic marks", lambda text: text.replace('"soup"', "“soup”"), "between typographic marks"),
    (
        "attributes close together",
        lambda text: text.replace('value="soup" ', 'value="soup"').replace('" value', '"value'),
        "close together",
    ),
    ("a comment with hyphens", lambda text: text.replace(">", "><!-- a -- b -->", 1), "a comment with two hyphens"),
    ("no marks", lambda text: text.replace('index="1"', "index=1"), "a value without marks"),
    ("a < in a value", lambda text: text.replace("soup", "< 5 soups"), "a < within a value"),
]


@pytest.mark.parametrize(
    ("change", "says"), [(change, says) for _, change, says in ODD], ids=[name for name, *_ in ODD]
)
def test_xml_as_it_lies_around_is_read_with_a_note(tmp_path: Path, change: object, says: str) -> None:
    assert callable(change)
    files_of(tmp_path, {f"{n}.xml": change(text) for n, text in (("dinner", WHOLE), ("ann", ANN), ("ben", BEN))})
    found = genius.read_domain([tmp_path])
    assert sum(says in note for note in found.left_out) == 3
    value = found.issues[1][1][0]
    assert value in {"soup", "soup & bread", "fish&chips", "crème", "< 5 soups"}
    assert utilities(found, 0)["there", value] == pytest.approx(1.0)
    scenario_of(genius.read([tmp_path]))


@pytest.mark.parametrize(
    "declared", ["", '<?xml version="1.0" encoding="UTF-8"?>', '<?xml version="1.0" encoding="utf-16"?>']
)
def test_bytes_of_windows_are_read_and_the_word_is_shown(tmp_path: Path, declared: str) -> None:
    three(tmp_path)
    for name in ("dinner", "ann", "ben"):
        path = tmp_path / f"{name}.xml"
        path.write_bytes(
            (declared + path.read_text().replace("fish", "pâté – “Ménage”".replace('"', ""))).encode("cp1252")
        )
    found = genius.read_domain([tmp_path])
    assert found.issues[1][1][1] == "pâté – “Ménage”"
    assert sum("read as Windows-1252, in which it says" in note and "pâté" in note for note in found.left_out) == 3


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('<a>\n<item value="shallow "wide""/></a>', ":2:.*found quotation marks that do not match .* Write &quot;"),
        (
            '<a>\n<item value="shallow/>\n<item value="x"/></a>',
            ":3:.*quotation marks that do not match in '<item value=",
        ),
        ("<a>\n<b>\n</c></a>", ":3:.*an end tag that does not match <b>, expected </b>"),
        ("<a>\n<b/>", "the end of the file inside <a>, expected </a>"),
        ("<a/>\n<b/>", ":2:.*after the end of the outermost element"),
        ('<a x="1" x="2"/>', "an attribute that stands twice"),
        ("<a>&nosuch;</a>", "the sign &nosuch;, which XML does not know.*Write &amp;"),
        ("<a>\x0b</a>", "the control character U\\+000B, expected text. Remove it"),
        ("{}", "found '{}', expected XML, which begins with <"),
        ("<a><b</a>", "found text that is not XML at .*Look there for a tag that is not closed"),
        ("<a><!-- never closed</a>", "found .*expected"),
        ("<a x=1 y='2></a>", "found .*expected"),
        ("<a>]]></a>", "found text that is not XML"),
        ("  \n ", "an empty file, expected XML"),
    ],
)
def test_xml_that_is_none_says_where_and_what_to_change(text: str, says: str) -> None:
    with pytest.raises(ScenarioError, match=says) as told:
        loosely(text, "x.xml")
    assert "invalid token" not in str(told.value)


@pytest.mark.parametrize("most", [1000, 2000])
@pytest.mark.parametrize("kind", ["discrete", "integer"])
def test_pies_of_a_thousand_slices_and_more_are_solved_and_imported(tmp_path: Path, most: int, kind: str) -> None:
    if kind == "discrete":
        values = {str(n): n / most for n in range(most + 1)}
        texts = domain(issue(1, "Share", tuple(values))), space({1: 1}, issue(1, "Share", values))
        other = space({1: 1}, issue(1, "Share", {value: 1 - worth for value, worth in values.items()}))
    else:
        bare = f'<issue index="1" type="integer" name="Share" lowerbound="0" upperbound="{most}">'
        line = '<evaluator ftype="linear" parameter0="{}" parameter1="{}"/></issue>'
        texts = domain(bare + "</issue>"), space({1: 1}, bare + line.format(0, 1 / most))
        other = space({1: 1}, bare + line.format(1, -1 / most))
    files_of(tmp_path, {"pie.xml": texts[0], "a.xml": texts[1], "b.xml": other})
    said = json.loads(CliRunner().invoke(app, ["solve", str(tmp_path), "--json"]).stdout)
    assert (said["deals"], said["points"]["nash"]["deal"]) == (most + 1, {"Share": str(most // 2)})
    assert scenario_of(genius.read([tmp_path])).id == "pie"


ISSUES = {"Price": {"values": ["low", "high"]}, "Tons": {"range": [1, 5, 1]}}
SPELLED = {
    "older": ("LinearAdditiveUtilitySpace", "discreteutils", "numberutils"),
    "newer": ("LinearAdditiveUtilitySpace", "DiscreteValueSetUtilities", "NumberValueSetUtilities"),
    "with packages": (
        "geniusweb.profile.utilityspace.LinearAdditiveUtilitySpace",
        "geniusweb.profile.utilityspace.DiscreteValueSetUtilities",
        "geniusweb.profile.utilityspace.NumberValueSetUtilities",
    ),
    "mixed": ("geniusweb.profile.utilityspace.LinearAdditiveUtilitySpace", "discreteutils", "NumberValueSetUtilities"),
}


def web(folder: Path, spelled: tuple[str, str, str], **more: object) -> Path:
    """Write a domain of two profiles in one spelling, and other files beside them; returns the folder."""
    profile, listed, on_a_line = spelled
    for name, low, tons, weight in (("buyer", 1.0, 0.0, 0.6), ("seller", 0.25, 1.0, 0.7)):
        line = {"lowValue": 1, "lowUtility": tons, "highValue": 5, "highUtility": 1 - tons}
        said = {
            "issueUtilities": {
                "Price": {listed: {"valueUtilities": {"low": low, "high": 1 - low if name == "buyer" else 1.0}}},
                "Tons": {on_a_line: line},
            },
            "issueWeights": {"Price": weight, "Tons": 1 - weight},
            "domain": {"name": "grain", "issuesValues": ISSUES},
            "name": name,
        }
        (folder / f"{name}.json").write_text(json.dumps({profile: said}))
    for stem, data in ({"grain": {"name": "grain", "issuesValues": ISSUES}} | more).items():
        (folder / f"{stem}.json").write_text(data if isinstance(data, str) else json.dumps(data))
    return folder


@pytest.mark.parametrize("spelled", SPELLED.values(), ids=list(SPELLED))
def test_geniusweb_is_read_in_every_spelling(tmp_path: Path, spelled: tuple[str, str, str]) -> None:
    web(tmp_path, spelled)
    assert recognised([tmp_path]) == "geniusweb"
    found = geniusweb.read_domain([tmp_path])
    assert utilities(found, 0)["low", "1"] == pytest.approx(0.6)
    assert utilities(found, 1)["low", "1"] == pytest.approx(0.475)
    assert found.left_out == ()


@pytest.mark.parametrize("stranger", [{"size": 10, "nash": {}}, [1, 2], "{broken", {"opposition": 0.3}, ""])
def test_other_json_in_a_folder_is_passed_over_with_a_word(tmp_path: Path, stranger: object) -> None:
    web(tmp_path, SPELLED["newer"], specials=stranger)
    found = geniusweb.read_domain([tmp_path])
    assert found.left_out == ("specials.json: passed over, since it is neither a domain nor a profile.",)
    assert len(found.sides) == 2


def test_a_profile_of_another_kind_is_named(tmp_path: Path) -> None:
    web(tmp_path, SPELLED["newer"])
    path = tmp_path / "groups.json"
    path.write_text(json.dumps({"SumOfGroupsUtilitySpace": {"domain": {"name": "grain", "issuesValues": ISSUES}}}))
    assert any("SumOfGroupsUtilitySpace" in note for note in geniusweb.read_domain([tmp_path]).left_out)
    with pytest.raises(ScenarioError, match="a profile of the kind SumOfGroupsUtilitySpace"):
        geniusweb.read_domain([path, *sorted(tmp_path.glob("*er.json"))])


def test_what_a_profile_does_not_state_counts_nothing_and_is_told(tmp_path: Path) -> None:
    web(tmp_path, SPELLED["older"])
    path = tmp_path / "buyer.json"
    path.write_text(path.read_text().replace('"high": 0.0', '"higher": 0.0'))
    assert "buyer states no utility of high of Price: it counts 0." in geniusweb.read_domain([tmp_path]).left_out


@pytest.mark.parametrize("spelling", [geniusweb.OLDER, geniusweb.NEWER])
def test_geniusweb_is_written_in_either_spelling_and_read_again(
    tmp_path: Path, spelling: geniusweb.GeniusWebFormat
) -> None:
    first = spelling.read([web(tmp_path, SPELLED["newer"])])
    folder = tmp_path / "again"
    folder.mkdir()
    made = spelling.write(scenario_of(first))
    assert all((spelling.discrete in text) == ("issueUtilities" in text) for text in made.files.values())
    assert without_notes(spelling.read(files_of(folder, made.files))) == without_notes(first)


def test_ids_tell_in_whatever_script_names_are_written() -> None:
    names = [
        "Север",
        "Юг",
        "Україна",
        "Ελλάδα",
        "Île de Ré",
        "Łódź",
        "대한민국",
        "さくら",
        "भारत",
        "ישראל",
        "北方",
        "北方",
    ]
    assert ids_of(names) == [
        "sever", "iug", "ukraina", "ellada", "ile_de_re", "lodz", "daehanmingug", "sakura", "bhaaarata", "yshral",
        "u5317_u65b9", "u5317_u65b9_2",
    ]  # fmt: skip


def test_imported_scenarios_begin_today_and_hold_no_anchors(tmp_path: Path) -> None:
    before = datetime.now().astimezone().date().isoformat()
    data = genius.read([three(tmp_path)]).data
    assert before <= data["as_of"] <= datetime.now().astimezone().date().isoformat()
    text = text_of(dict(data))
    assert "&" not in text and "*" not in text
    assert read_text(text).scenario.issues["place"].controlled_by == ["ann", "ben"]


@needs_reference
@pytest.mark.parametrize(
    ("name", "nash", "worth"),
    [
        ("genius_cap", {"Depth": "deep", "Fee": "low"}, (1, 0.97)),
        ("genius_index_name", {"Speed": "3", "Care": "3"}, (0.85, 0.75)),
        ("genius_side_file", {"Depth": "deep", "Fee": "high"}, (1, 0.76)),
        ("genius_bare_amp", {"Depth": "deep", "Fee": "high"}, (1, 0.76)),
        ("genius_1001", {"Share": "500"}, (0.5, 0.5)),
        ("geniusweb_class_names", {"Price": "low", "Tons": "1"}, (0.6, 0.475)),
    ],
)
def test_small_inputs_of_the_reference_come_out_right(
    name: str, nash: dict[str, str], worth: tuple[float, float]
) -> None:
    folder = REFERENCE / "cases" / name
    said = json.loads(CliRunner().invoke(app, ["solve", str(folder), "--convention", "genius", "--json"]).stdout)
    point = said["points"]["nash"]
    assert point["deal"] == nash
    assert list(point["worth"].values()) == pytest.approx(worth)


def test_values_with_other_indices_are_joined_by_name_and_told(tmp_path: Path) -> None:
    turned = ANN.replace('index="1" value="here"', 'index="2" value="here"')
    found = genius.read_domain(
        [three(tmp_path, ann=turned.replace('index="2" value="there"', 'index="1" value="there"'))]
    )
    assert utilities(found, 0)["there", "soup"] == pytest.approx(1.0)
    (told,) = found.left_out
    assert told.startswith("ann gives the value here of Place the index 2, the domain 1: joined by name")


def test_a_stranger_that_speaks_of_utility_spaces_is_passed_over_too(tmp_path: Path) -> None:
    three(tmp_path, tournament='<tournament><profile file="ann.xml" kind="utility_space"/></tournament>')
    (told,) = genius.read_domain([tmp_path]).left_out
    assert told.startswith("tournament.xml: passed over")


def test_json_that_is_named_and_is_neither_is_refused_by_name(tmp_path: Path) -> None:
    web(tmp_path, SPELLED["newer"], specials={"size": 10})
    with pytest.raises(ScenarioError, match=r"specials.json.*found neither a domain nor a profile"):
        geniusweb.read_domain(sorted(tmp_path.glob("*.json")))


@pytest.mark.parametrize("name", ["x" * 300, "x" * 300 + ".xml"])
def test_names_that_no_file_system_takes_get_a_sentence(name: str, tmp_path: Path) -> None:
    for words in (["solve", name, "b.xml"], ["import", name, "--to", str(tmp_path / "x.yaml")]):
        done = CliRunner().invoke(app, words)
        assert (done.exit_code, "Traceback" in done.output) == (2, False), done.exception
        assert "found" in done.stderr and "cannot be written" not in done.stderr


def test_a_folder_that_may_not_be_read_gets_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(self: Path) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "iterdir", closed)
    for verb in (["solve", str(tmp_path)], ["import", str(tmp_path), "--to", str(tmp_path / "x.yaml")]):
        done = CliRunner().invoke(app, verb)
        assert (done.exit_code, done.stdout) == (2, "")
        assert "found a folder that cannot be read (Permission denied)" in done.stderr
