"""Any text ends in a scenario or in faults, and what is written stays as it was written but for what was changed."""

import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from sim.paths import scenarios_dir
from sim.scenario.documents import MOST_BYTES, bundled, check, load, load_text, read, read_text, save
from sim.scenario.edits import edited, text_of
from sim.scenario.faults import Fault, ScenarioError, did_you_mean
from sim.scenario.yaml_tree import compose, plain
from tests.faulty.edits import SMALL, edit, place


def only_fault(source: str | Path) -> Fault:
    [fault] = check(source)
    return fault


def written(folder: Path, content: bytes) -> Path:
    path = folder / "scenario.yaml"
    path.write_bytes(content)
    return path


# What is no text, or too much of it.


def test_a_file_of_fifty_megabytes_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    fault = only_fault(path)
    assert str(fault) == f"{path}: found a file of 50,000,000 bytes, expected at most {MOST_BYTES:,}."


def test_a_binary_file_is_a_fault(tmp_path: Path) -> None:
    assert only_fault(written(tmp_path, b"\x7fELF\x02\x01\x00\x00")).found == "the control character U+007F"
    assert "0x89, which is not UTF-8" in only_fault(written(tmp_path, b"\x89PNG\r\n\x1a\n")).found


def test_another_encoding_is_a_fault_at_its_first_byte(tmp_path: Path) -> None:
    fault = only_fault(written(tmp_path, b"format: 1\ntitle: Besan\xe7on\n"))
    assert (fault.line, fault.column, fault.hint) == (2, 13, "Save it as UTF-8 text.")
    assert only_fault(written(tmp_path, SMALL.encode("utf-16"))).found == "UTF-16 text"


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    assert load(written(tmp_path, b"\xef\xbb\xbf" + SMALL.encode())) == load_text(SMALL)


def test_what_cannot_be_opened_is_a_fault(tmp_path: Path) -> None:
    assert only_fault(tmp_path).found == "a folder"
    assert only_fault(Path("/dev/null")).found == "something that is not a file"
    assert only_fault("a\0b").found == "no such scenario"
    assert only_fault("x" * 5_000).found == "no file that can be opened"


def test_a_missing_file_is_a_fault_that_names_its_neighbour(tmp_path: Path) -> None:
    near = written(tmp_path, b"")
    assert only_fault(tmp_path / "scenaro.yaml").hint == f"Did you mean {near}?"
    assert only_fault(tmp_path / "nothing.yaml").hint == ""


def test_what_is_missing_has_no_line(tmp_path: Path) -> None:
    assert str(only_fault(tmp_path / "nothing.yaml")).startswith(f"{tmp_path / 'nothing.yaml'}: found no such file,")
    assert str(only_fault("ukrane-2025-03")).startswith("ukrane-2025-03: found no such scenario,")


def test_a_misspelt_name_is_a_fault_that_names_the_scenario() -> None:
    fault = only_fault("ukrane-2025-03")
    assert fault.hint == "Did you mean ukraine-2025-03?"
    with pytest.raises(ScenarioError, match="no such scenario"):
        load("ukrane-2025-03")


def test_an_empty_file_is_a_fault(tmp_path: Path) -> None:
    for content in (b"", b"\n\n", b"# only a comment\n", b"\xef\xbb\xbf"):
        assert only_fault(written(tmp_path, content)).found == "an empty file"


@pytest.mark.parametrize(("text", "found"), [("- a\n- b\n", "a list"), ("hello", "'hello'"), ("---\n...\n", "nothing")])
def test_what_is_no_mapping_is_a_fault(text: str, found: str) -> None:
    [fault] = read_text(text).faults
    assert (fault.found, fault.expected) == (found, "a mapping with format, id, title, ...")


# What YAML allows and a scenario does not.


@pytest.mark.parametrize(
    ("old", "new", "mark", "says"),
    [
        ("  horizon_days: 90", "\thorizon_days: 90", "\thorizon", "Use spaces, not tabs."),
        ("title: A small scenario", "title: small: and odd", ": and", "in quotes"),
        ("    label: The North", "    label: @north", "@north", "in quotes"),
        ("  horizon_days: 90", "   horizon_days: 90", "speaks", "alike"),
        ("    label: The North", "    label: *north", "*north", "the alias *north"),
        ("    label: The North", "    label: !secret x", "!secret", "the tag '!secret'"),
        ("    label: The North", "    <<: {label: x}", "<<", "no merge keys"),
        ("    label: The North", "    ? [a]\n    : b", "[a]", "a list as a key"),
        ("levers:\n", "---\nlevers:\n", "---", "second document"),
        ("    label: The North", "    label: The\x07North", "\x07", "U+0007"),
        ("    label: The North", "    label: The North\n    label: Nord", "label: Nord", "It stands in line 17 too."),
    ],
)
def test_yaml_that_a_scenario_may_not_use_is_a_fault_where_it_stands(old: str, new: str, mark: str, says: str) -> None:
    text = edit(old, new)
    fault = read_text(text).faults[0]
    assert (fault.line, fault.column) == place(text, mark)
    assert says in str(fault)


def test_duplicate_keys_hide_no_other_fault() -> None:
    text = edit("    label: The North", "    label: The North\n    label: Nord", edit("points: 10", "points: ten"))
    assert [fault.path for fault in read_text(text).faults] == ["parties.north.label", "exposures.north_truce.points"]


def test_a_bomb_of_anchors_is_refused_before_it_grows() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{chr(c + 1)}: &{chr(c + 1)} [{', '.join([f'*{chr(c)}'] * 10)}]\n" for c in range(ord("a"), ord("y"))
    )
    [fault] = read_text(bomb).faults
    assert fault.found == "more than 50000 keys and values"


def test_an_anchor_in_itself_is_a_fault() -> None:
    [fault] = read_text("a: &a [*a]").faults
    assert fault.expected == "an anchor that is complete before it is used"


@pytest.mark.parametrize("deep", ["[" * 1_000, "{a: " * 1_000, "- " * 1_000, "? " * 1_000])
def test_collections_without_end_are_refused(deep: str) -> None:
    [fault] = read_text(deep).faults
    assert fault.found == "more than 40 collections inside one another"


def test_anchors_may_be_used_within_reason() -> None:
    text = edit("      south:\n        initial: 0.2", "      south: &low\n        initial: 0.2")
    text = edit("  south:\n    no_deal", "  south:\n    trust:\n      north: *low\n    no_deal", text)
    assert (
        load_text(text).parties["south"].trust["north"].initial
        == load_text(SMALL).parties["north"].trust["south"].initial
    )


def test_words_that_other_yaml_takes_for_flags_stay_text() -> None:
    assert load_text(edit("    label: The North", "    label: no")).parties["north"].label == "no"


def test_a_fault_is_one_line_whatever_is_found() -> None:
    text = edit("    label: The North", '    "la\\nbel\\e[31m": 3')
    control, fault = read_text(text).faults
    assert "the control character U+001B" in control.found
    assert str(fault).splitlines() == [str(fault)]
    assert "la\\nbel\\x1b[31m: found an unknown key" in str(fault)


def test_lines_and_columns_count_as_editors_do() -> None:
    for line_break in ("\n", "\r\n", "\r"):
        text = edit(
            "    points: 10",
            "    assumed: ’𝄞’\n    points: ten",
            edit("    points: 10\n    assumed: a guess\n", "    points: 10\n"),
        )
        [fault] = read_text(text.replace("\n", line_break)).faults
        assert (fault.line, fault.column) == place(text, "ten\n")


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text(alphabet=st.sampled_from("ab:-?[]{}&*!|>'\"%@`#,~<.0 1\n\t\r\\é\ufeff\x00\u2028"), max_size=60))
def test_no_text_ends_in_a_traceback(text: str) -> None:
    document = read_text(text)
    assert document.faults and document.read is None


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(0, len(SMALL)), st.integers(0, 30), st.text(alphabet="ab: -[]{}&*!|'\"\n1.", max_size=5))
def test_no_damage_to_a_scenario_ends_in_a_traceback(at: int, length: int, put: str) -> None:
    document = read_text(SMALL[:at] + put + SMALL[at + length :])
    assert (document.read is None) == any(fault.severity == "fault" for fault in document.faults)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.binary(max_size=200))
def test_no_bytes_end_in_a_traceback(tmp_path_factory: Any, content: bytes) -> None:
    assert check(written(tmp_path_factory.getbasetemp(), content))


# Saving, and changing single values.


@pytest.mark.parametrize("name", bundled())
def test_a_saved_scenario_loads_as_the_same_scenario(name: str, tmp_path: Path) -> None:
    scenario = load(name)
    save(scenario, tmp_path / "copy.yaml")
    again = load(tmp_path / "copy.yaml")
    assert again == scenario and again.digest == scenario.digest


@pytest.mark.parametrize("name", bundled())
def test_a_saved_document_is_the_text_that_was_read(name: str, tmp_path: Path) -> None:
    document = read(name)
    save(document, tmp_path / "copy.yaml")
    assert (tmp_path / "copy.yaml").read_bytes() == Path(document.file).read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["copy.yaml"]


def test_saving_over_a_file_keeps_its_permissions_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = written(tmp_path, b"old")
    path.chmod(0o640)
    save(read_text(SMALL), path)
    assert path.read_text(encoding="utf-8") == SMALL and path.stat().st_mode & 0o777 == 0o640
    with pytest.raises(OSError):
        save(read_text(SMALL), tmp_path / "nowhere" / "x.yaml")


def test_a_changed_value_changes_its_own_characters_only() -> None:
    document = read_text(SMALL).with_values({"issues.truce.options.month.term_days": "20 to 40", "title": "no"})
    assert document.text == edit("term_days: 30", "term_days: 20 to 40", edit("title: A small scenario", "title: no"))
    assert document.scenario.title == "no"
    assert (
        document.scenario.issues["truce"].options["month"].term_days
        == load_text(edit("term_days: 30", "term_days: 20 to 40")).issues["truce"].options["month"].term_days
    )


def test_a_value_at_its_default_is_added_where_it_belongs() -> None:
    document = read_text(SMALL).with_values(
        {"parties.south.trust.north.initial": 0.4, "parties.south.precision": "exact"}
    )
    added = "      source: paper\n    trust:\n      north:\n        initial: 0.4\n    precision: exact\n  broker"
    assert document.text == edit("      source: paper\n  broker", added)
    assert document.scenario.parties["south"].precision == "exact"


def test_an_entry_is_removed_with_what_it_holds_and_nothing_else() -> None:
    document = read_text(SMALL).with_values({"exposures.north_truce": None, "events.snow": None})
    held = "  north_truce:\n    party: north\n    option:\n      truce: month\n    points: 10\n    assumed: a guess\n"
    text = edit(f"exposures:\n{held}", "exposures: {}\n")
    snow = "  snow:\n    on: 2025-04-01\n    no_deal:\n      north: -2\n    assumed: a guess\n"
    assert document.text == edit(snow, "", text) and document.scenario.exposures == {}


def test_a_range_may_become_a_distribution_and_back() -> None:
    document = read_text(SMALL).with_values({"worth.north.aid.weight": {"normal": [2, 0.5]}})
    assert "      weight:\n        normal:\n          - 2\n          - 0.5\n      goes_on: 0\n" in document.text
    assert document.with_values({"worth.north.aid.weight": "2 to 3"}).text == SMALL


def test_a_value_that_a_reading_sets_is_changed_in_the_reading() -> None:
    path = "issues.truce.options.month.truce.misread"
    document = read_text(edit("reading: narrow", "reading: wide")).with_values({path: 0.6})
    assert document.text == edit("misread: 0.4", "misread: 0.6", edit("reading: narrow", "reading: wide"))


def test_values_inside_brackets_can_be_changed() -> None:
    document = read_text(edit("      none: {}", "      none: {position: 3}")).with_values(
        {"issues.truce.options.none.position": 5}
    )
    assert document.scenario.issues["truce"].options["none"].position is not None
    assert "position: 5}" in document.text


def test_a_value_with_an_anchor_is_not_changed_behind_ones_back() -> None:
    text = edit("      south:\n        initial: 0.2", "      south: &low\n        initial: 0.2")
    text = edit("  south:\n    no_deal", "  south:\n    trust:\n      north: *low\n    no_deal", text)
    with pytest.raises(ScenarioError, match="by hand"):
        read_text(text).with_values({"parties.south.trust.north.initial": 0.7})


def test_a_wrong_value_becomes_a_fault_of_the_changed_document() -> None:
    document = read_text(SMALL).with_values({"exposures.north_truce.points": -1})
    assert [(fault.path, fault.found) for fault in document.faults] == [("exposures.north_truce.points", "-1")]


SHOWN = st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n\t")
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(SHOWN, max_size=12)
    | st.sampled_from(
        ["no", "2025-03-19", "1e5", "0x1F", "~", " x", "a: b", "# c", "- d", "&e", "0.3 to 0.8", "é", "\ud800"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(SHOWN, min_size=1, max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(VALUES)
def test_everything_that_is_written_reads_back_as_it_was(value: Any) -> None:
    for flow in (False, True):
        tree = compose(text_of({"k": value}, flow), "f")
        assert tree.root is not None and plain(tree.root) == {"k": value}


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.data(), VALUES.filter(lambda value: value is not None))
def test_any_value_can_be_changed_and_all_other_lines_stay(data: Any, value: Any) -> None:
    tree = compose(SMALL, "f")
    assert tree.root is not None
    at: Any = plain(tree.root)
    path: tuple[str, ...] = ()
    while isinstance(at, dict) and at and (not path or data.draw(st.booleans())):
        key = data.draw(st.sampled_from(sorted(at)))
        at, path = at[key], (*path, key)
    after = edited(tree, path, value)
    kept = [line for line in SMALL.splitlines() if line not in after.text.splitlines()]
    held = len(text_of({"k": at}).splitlines())
    assert len(kept) <= held + 2


def test_comments_are_kept_when_anything_around_them_changes() -> None:
    text = edit(
        "exposures:\n", "# before exposures\nexposures:\n", edit("    points: 10", "    points: 10  # ten points")
    )
    document = read_text(text).with_values(
        {"exposures.north_truce.points": 12, "pledges.south_truce": None, "issues.truce.options.month.settles": None}
    )
    for comment in ("# before exposures", "12  # ten points", "month:  # the only truce"):
        assert comment in document.text


# What others rely on.


def test_faults_travel_between_processes() -> None:
    with pytest.raises(ScenarioError) as raised:
        load_text("format: 1")
    again = pickle.loads(pickle.dumps(raised.value))
    assert again.faults == raised.value.faults and str(again) == str(raised.value)
    assert str(again).count("\n") == len(again.faults) - 1


def test_scenarios_travel_between_processes() -> None:
    scenario = load_text(SMALL)
    assert pickle.loads(pickle.dumps(scenario)) == scenario


def test_did_you_mean_asks_only_about_what_is_near() -> None:
    assert did_you_mean("Full Ceasefire", ["energy_truce", "full_ceasefire"]) == "Did you mean full_ceasefire?"
    assert did_you_mean("zzz", ["energy_truce"]) == "" == did_you_mean("x", [])


def test_reading_brings_no_heavy_machinery() -> None:
    heavy = "{'numba', 'mesa', 'streamlit', 'pandas', 'scipy'}"
    code = f"import sys; import sim.scenario.documents, sim.scenario.schema; print(sorted({heavy} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


# The parser in C and the one that writes agree about what is where.


def events(parsed: Any) -> list[tuple[Any, ...]]:
    """Return parsing events as far as a tree is made of them; where a collection in block style ends is not used."""
    return [
        (type(one).__name__, one.start_mark.index, getattr(one, "value", None), getattr(one, "anchor", None))
        for one in parsed
        if type(one).__name__ in {"ScalarEvent", "MappingStartEvent", "SequenceStartEvent", "AliasEvent"}
    ]


@pytest.mark.parametrize("name", bundled())
def test_everything_is_at_the_same_offset_for_both_parsers(name: str) -> None:
    text = (scenarios_dir() / f"{name}.yaml").read_text("utf-8")
    found = events(yaml.parse(text, Loader=yaml.CLoader))
    assert len(found) > 50
    assert found == events(YAML(typ="safe", pure=True).parse(text))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.recursive(
        st.one_of(st.text(max_size=12), st.integers(), st.booleans()),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(min_size=1, max_size=6), inner, max_size=3),
        max_leaves=12,
    )
)
def test_what_is_written_is_at_the_same_offset_for_both_parsers(value: Any) -> None:
    text = text_of({"key": value})
    assert events(yaml.parse(text, Loader=yaml.CLoader)) == events(YAML(typ="safe", pure=True).parse(text))
