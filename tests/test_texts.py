"""Texts of strangers: shown as they are wherever they go, and shortened between characters."""

import ast
import csv
import io
import json
import re
import unicodedata
import zipfile
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import sim
from sim.cli.verbs import app
from sim.reports import findings, formats
from sim.reports.drawing import KINDS
from sim.reports.renderer import Renderer, RenderError
from sim.scenario import documents
from sim.texts import broken, graphemes, shortened, shortened_inside, width
from sim.texts.places import (
    for_csv,
    for_html,
    for_markdown,
    for_plain_csv,
    for_terminal,
    for_xml,
    for_xml_attribute,
    from_csv,
    showable,
    starts_formula,
)
from tests.small import needs_compiled, steady

ROOT = Path(sim.__file__).parents[1]
FAMILY, FLAG, ACCENT = "👩‍👩‍👧‍👦", "🇩🇪", "e\u0301"
HOSTILE = (
    "\u202eevil\u202c \u2066x",
    "<script>alert(1)</script> &lt;b&gt;",
    "| `x` $a_1$ *b* _c_ [l](http://x) #",
    "=1+2",
    FAMILY * 40,
    ACCENT * 120,
    "a{b}c\\d%e~^@",
    FLAG * 50,
    "n\u0338\u0353" * 60,
    "x\u200dy \u2067z",
    '"]]><!-- --> "quoted" ${x} \\u0041',
)
"""Labels that some place would take for more than text."""
KEYS = {"label", "title", "asks", "resolves", "story", "assumed", "note", "why"}
LINES = ("a\u2028b\u2029c", "- one\n- two ``` three", "---")
"""What may stand in texts of several lines besides."""
CLUSTERS = st.sampled_from([FAMILY, FLAG, ACCENT, "한", "\u1112\u1161\u11ab", "👍🏽", "☀️", "a", " ", "中", "\r\n"])


def planted(folder: Path) -> Path:
    """Return a scenario with a hostile text wherever one may stand."""
    data = json.loads(json.dumps(sim.load("labour-dispute").stated(), default=str))
    count = 0

    def plant(node: object) -> None:
        nonlocal count
        for key, value in node.items() if isinstance(node, dict) else ():
            if isinstance(value, str) and key in {
                "label",
                "title",
                "asks",
                "resolves",
                "story",
                "assumed",
                "note",
                "why",
            }:
                texts = HOSTILE if key in {"label", "title"} else HOSTILE + LINES
                node[key] = texts[count % len(texts)]  # type: ignore[index]  # a list or a table
                count += 1
            else:
                plant(value)
        for value in node if isinstance(node, list) else ():
            plant(value)

    plant(data)
    assert count > 40
    file = folder / "hostile.yaml"
    file.write_text(json.dumps({**data, "id": "hostile"}), "utf-8")
    return file


@steady
@given(st.lists(CLUSTERS, max_size=30), st.integers(4, 40))
def test_shortening_never_cuts_a_character_in_two(parts: list[str], most: int) -> None:
    text = "".join(parts)
    cut = shortened(text, most)
    kept = list(graphemes(cut.removesuffix("..."))) if cut != text else list(graphemes(text))
    assert kept == list(graphemes(text))[: len(kept)]
    assert width(cut) <= most or (cut == text and width(text) <= most)
    assert [one for line in broken(text, most) for one in line if not one.isspace()] == [
        one for one in text if not one.isspace()
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (FAMILY, 1),
        (FLAG * 3, 3),
        ("🇩🇪🇫", 2),
        (ACCENT * 2, 2),
        ("👍🏽", 1),
        ("🏴\U000e0067\U000e0062\U000e007f", 1),
        ("\u1112\u1161\u11ab", 1),
        ("각\u11a8", 1),
        ("한국", 2),
        ("ก\u0e33", 2),
        ("नि", 1),
        ("\r\n", 1),
        ("\r\r", 2),
        ("a\u200db", 2),
        ("\n\u0301", 2),
        ("☀️", 1),
    ],
)
def test_what_people_take_for_one_character_is_one(text: str, count: int) -> None:
    found = list(graphemes(text))
    assert len(found) == count
    assert "".join(found) == text


def test_a_heap_of_marks_is_not_as_long_as_it_likes() -> None:
    assert len(shortened("n" + "\u0338" * 100_000, 60)) < 300
    assert width("n" + "\u0338" * 10) == 1


@given(st.text(max_size=300), st.integers(20, 60))
def test_a_path_keeps_both_ends(text: str, most: int) -> None:
    short = shortened_inside(f"/begin{text}end.yaml", most)
    assert short.startswith("/begin"[:3])
    assert short.endswith("yaml")


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("\u2028\u202e\u2066\u2069\u202c\x1b\x85\ufffe")))
def test_a_text_that_is_shown_ends_as_it_began(text: str) -> None:
    said = showable(text)
    assert showable(said) == said
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]", said)
    for line in said.split("\n"):
        assert sum(one in "\u202a\u202b\u202d\u202e" for one in line) <= line.count("\u202c") + line.count("\u2069")
        assert sum(one in "\u2066\u2067\u2068" for one in line) == line.count("\u2069")


@given(st.text())
def test_nothing_that_is_told_moves_a_cursor(text: str) -> None:
    told = for_terminal(text)
    assert all(unicodedata.category(one) != "Cc" or one in "\n\t" for one in told)
    assert not set(told) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")


@given(st.text(st.characters(codec="utf-8")))
def test_xml_says_what_was_said(text: str) -> None:
    tree = ElementTree.fromstring(f"<a b={for_xml_attribute(text)}>{for_xml(text)}</a>")
    assert (tree.text or "") == showable(text)
    assert tree.get("b", "") == showable(text).replace("\n", " ")
    assert unescape(for_html(text)) == showable(text) or "\x00" in text


class _Heard(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("text", [*HOSTILE, *LINES, "1. a", "1) b", "+ c", "===", "- d", "&amp; &#65;", "$$x$$"])
def test_markdown_shows_a_text_as_it_is(text: str) -> None:
    written = for_markdown(text)
    assert "\n" not in written
    # Every letter that begins a command of Markdown's stands behind a backslash.
    bare = re.sub(r"\\[\W_]", "", written)
    assert not re.search(r"[\\`*_\[\]<>|#~$]|&#?\w", bare)
    assert not re.match(r"([-+]|\d+[.)])(\s|$)|[-=]+$", written)
    assert re.sub(r"\\([\W_])", r"\1", written) == " ".join(showable(text).split())


@given(st.text(st.characters(codec="utf-8")))
def test_a_cell_of_a_table_is_never_calculated_and_says_what_it_said(text: str) -> None:
    cell = for_csv(text)
    assert not starts_formula(cell)
    assert from_csv(cell) == showable(text) or text.startswith("'")
    assert for_plain_csv("-1/3") == "-1/3"


def _home(text: str) -> set[str]:
    """Return what escapes or shortens text by itself in a module."""
    tree, found = ast.parse(text), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in {"xml.sax.saxutils", "html", "textwrap"}:
            found |= {one.name for one in node.names} & {"escape", "quoteattr", "shorten", "wrap"}
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"echo", "secho"}:
            found.add(node.func.attr)
    return found | ({"cut"} if re.search(r"\[:\d{2,}\]\}?\.\.\.|\[:\d{2,}\](?!\W*$)\S*!r", text) else set())


def test_each_place_has_one_function_and_everybody_uses_it() -> None:
    homes = {
        "sim/texts/graphemes.py": {"wrap"},
        # A finding in a console of Python, in lines of its own.
        "sim/finding.py": {"wrap"},
        "sim/reports/html.py": {"escape"},
        "sim/cli/doors.py": {"echo"},
        "sim/cli/verbs.py": {"echo"},
    }
    files = {str(file.relative_to(ROOT)): _home(file.read_text("utf-8")) for file in (ROOT / "sim").rglob("*.py")}
    assert {file: found for file, found in files.items() if found and not found <= homes.get(file, set())} == {}


def test_no_renderer_cuts_a_name_of_which_it_might_leave_half_a_character() -> None:
    for file in (ROOT / "sim" / "charts").glob("*.py"):
        said = file.read_text("utf-8")
        assert re.findall(r"labelLimit\W+(\d+)", said) in ([], ["0", "0"]), file
        assert all("datum.uncut" in limit for limit in re.findall(r'"limit": alt(.*)', said)), file


@pytest.mark.parametrize("code", [0xFFFE, 0xFFFF, 0xFDD0, 0x1FFFE, 0x10FFFF])
def test_what_is_no_character_is_a_fault(code: int) -> None:
    text = json.dumps({**json.loads(json.dumps(sim.load("pie").stated(), default=str)), "title": f"a{chr(code)}b"})
    (found,) = documents.read_text(text, "mine.json").faults
    assert f"U+{code:04X}, which is no character" in str(found)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> findings.Findings:
    file = planted(tmp_path_factory.mktemp("hostile"))
    return findings.gather(sim.run(file, 5))


@needs_compiled
@pytest.mark.parametrize("suffix", formats.FORMATS)
def test_hostile_texts_are_texts_in_every_file(suffix: str, hostile: findings.Findings, tmp_path: Path) -> None:
    file = tmp_path / f"r{suffix}"
    formats.export(hostile, file)
    if suffix != ".bib":
        done = CliRunner().invoke(app, ["verify", str(file)])
        assert done.exit_code == 0, done.output
    SEEN.get(suffix, lambda _: None)(file)


def _see_html(file: Path) -> None:
    page = _Heard()
    page.feed(file.read_text("utf-8"))
    assert page.tags.count("script") == 1
    assert HOSTILE[1] in page.text
    assert "\u2028" not in file.read_text("utf-8")


def _see_markdown(file: Path) -> None:
    said = file.read_text("utf-8")
    plain = re.sub(r"^(`{3,})\w*\n.*?^\1$", "", said, flags=re.DOTALL | re.MULTILINE)
    assert len(re.findall(r"(?<!\\)<", plain)) == 1
    assert "\n<!-- parley {" in plain


def _see_xml_parts(file: Path) -> None:
    with zipfile.ZipFile(file) as packed:
        for name in packed.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(packed.read(name))
            assert b"<f>" not in packed.read(name)


def _see_csv(file: Path) -> None:
    cells = [cell for row in csv.reader(io.StringIO(file.read_text("utf-8"))) for cell in row]
    assert not [cell for cell in cells if starts_formula(cell) and not re.fullmatch(r"-?[\d.]+(e[-+]\d+)?", cell)]


SEEN = {
    ".html": _see_html,
    ".md": _see_markdown,
    ".xlsx": _see_xml_parts,
    ".docx": _see_xml_parts,
    ".csv": _see_csv,
}


@needs_compiled
def test_every_figure_draws_hostile_names_and_cuts_none(hostile: findings.Findings, tmp_path: Path) -> None:
    figures = formats.figures_of(hostile)
    assert len(figures) > 5
    for name, figure in figures.items():
        data = formats.picture_bytes(hostile, figure, ".svg")
        tree = ElementTree.fromstring(data)
        said = "".join(tree.itertext())
        assert "\ufffd" not in said, name
        assert not re.search("\ud83d(?![\udc00-\udfff])", said), name


@needs_compiled
def test_hostile_texts_move_no_cursor(tmp_path: Path) -> None:
    file = str(planted(tmp_path))
    for words in (["show"], ["run", "--runs", "5"], ["levers"], ["watch"], ["lenses"], ["check"]):
        done = CliRunner().invoke(app, [words[0], file, *words[1:]])
        assert done.exit_code == 0, done.output
        assert not set(done.output) & set("\u202e\u2066\u2067\u2028\u2029\x1b"), words


def test_a_name_of_a_file_moves_no_cursor(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["check", str(tmp_path / "a\x1b[2J\u202eb.yaml")])
    assert done.exit_code == 2
    assert "\x1b" not in done.output and "\u202e" not in done.output


@pytest.mark.parametrize("to", ["genius", "geniusweb", "geniusweb-2022", "ktab", "stakeholders"])
def test_hostile_names_travel_to_other_programs_and_back(to: str, tmp_path: Path) -> None:
    text = json.dumps(sim.load("pie").stated(), default=str)
    for before, after in (
        ("Left", HOSTILE[1] + FAMILY * 30),
        ("Right", "=cmd|' /C calc'!A0"),
        ("Share of Left", FLAG * 60),
    ):
        text = text.replace(f'"label": "{before}"', f'"label": {json.dumps(after)}')
    stated = documents.load_text(text, "pie.json")
    made = sim.export(stated, to, out=tmp_path / "out")
    assert made.paths
    again = sim.import_(made.paths, tmp_path / "again.yaml").scenario
    said = again.model_dump_json()
    assert "=cmd" in said and FLAG in said
    for path in made.paths:
        rows = csv.reader(io.StringIO(path.read_text("utf-8"))) if path.suffix == ".csv" else ()
        assert not [cell for row in rows for cell in row if starts_formula(cell)]


def test_a_renderer_that_panics_is_a_sentence_and_the_next_one_draws() -> None:
    renderer = Renderer()
    chart = {
        "data": {"values": [{"x": "a\uffff"}]},
        "mark": "point",
        "encoding": {"x": {"field": "x", "type": "nominal"}},
    }
    with pytest.raises(RenderError, match="could not be drawn: the program that draws ended without an answer"):
        renderer.ordered("The picture", {"kind": "svg", "chart": json.dumps(chart)})
    chart["data"] = {"values": [{"x": "a"}]}
    assert renderer.ordered("The picture", {"kind": "svg", "chart": json.dumps(chart)}).startswith(b"<svg")
    with pytest.raises(RenderError, match="said: "):
        renderer.ordered("The PDF", {"kind": "pdf", "files": {"main": "I3BhbmljKCk="}})
    renderer.close()


def test_a_renderer_that_hangs_is_a_sentence() -> None:
    import sys

    renderer = Renderer((sys.executable, "-c", "import time; time.sleep(60)"))
    with pytest.raises(RenderError, match="took too long"):
        renderer.ordered("The picture", {"kind": "svg"}, patience_s=0.5)
    with pytest.raises(RenderError, match="could not be started"):
        Renderer(("/nowhere/python",)).ordered("The picture", {})
    assert set(KINDS) == {"svg", "png", "pdf"}
