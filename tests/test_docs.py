"""The pages are true: links resolve, examples run, tables are made from the code, scenarios load or fail as stated."""

import ast
import contextlib
import io
import re
import shlex
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from docs.make_field_tables import MARKED, PAGE, table_of, with_tables, words
from sim.game.tactics import BUILT_IN
from sim.scenario.documents import read, read_text
from sim.scenario.edits import text_of
from sim.scenario.faults import Fault
from sim.scenario.language import fields
from sim.scenario.numbers import parse_number
from sim.scenario.table_words import Features
from sim.scenario.yaml_tree import compose, plain
from tests.few_runs import with_few_runs

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(ROOT.glob("docs/*.md"))
RIVER = ROOT / "docs" / "river.yaml"
STUDY = ROOT / "docs" / "sweep.yaml"

MARKERS = {
    "python": {"python"},
    "console": {"console"},
    "json": {"answers"},
    "toml": {"entry points"},
    "yaml": {"scenario", "add", "add to a copy", "broken", "number", "predicates", "comment", "coding", "codebook"},
}
"""What the comment above a block of a language may say, beside `file NAME`; blocks without a language are not run."""

Data = dict[str, Any]


@dataclass(frozen=True)
class Block:
    """A fenced block of a page: its marker, language and text, and the text of the block right after it."""

    mark: str
    language: str
    text: str
    after: str


def blocks_of(page: Path) -> list[Block]:
    found = re.findall(
        r"^(?:<!-- ([^>]+?) -->\n)?```(\w*)\n(.*?)^```\n(?:```text\n(.*?)^```\n)?",
        page.read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    return [Block(*parts) for parts in found]


def marked(page: str, *marks: str) -> Iterator[Block]:
    return (block for block in blocks_of(ROOT / page) if block.mark in marks)


def data_of(text: str) -> Data:
    tree = compose(text, "block")
    assert tree.root is not None and not tree.faults, tree.faults
    data = plain(tree.root)
    assert isinstance(data, dict)
    return data


def written_over(data: Data, more: Mapping[str, Any]) -> Data:
    """Return data with other data written over it; the outcome `otherwise` stays last."""
    result = dict(data)
    for key, value in more.items():
        before = result.get(key)
        result[key] = written_over(before, value) if isinstance(before, dict) and isinstance(value, dict) else value
    last = [key for key, value in result.items() if isinstance(value, dict) and value.get("otherwise") is True]
    return {key: result[key] for key in [*(key for key in result if key not in last), *last]}


def faults_in(data: Data) -> tuple[Fault, ...]:
    return read_text(text_of(data), "river.yaml").faults


@cache
def river() -> Data:
    """Return the tutorial's scenario, all steps written over each other."""
    data: Data = {}
    for block in marked("docs/scenarios.md", "scenario", "add"):
        data = written_over(data, data_of(block.text))
    return data


def names(pages: list[Path]) -> list[str]:
    return [str(page.relative_to(ROOT)) for page in pages]


# Links and blocks


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings as GitHub makes them."""
    prose = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", names(PAGES))
def test_every_link_leads_somewhere(name: str) -> None:
    page = ROOT / name
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        other = (page.parent / path).resolve() if path else page
        assert other.exists(), f"{name}: {target}"
        assert not anchor or anchor in anchors(other), f"{name}: {target}"


@pytest.mark.parametrize("name", names(PAGES))
def test_every_block_of_code_says_how_it_is_tested(name: str) -> None:
    for block in blocks_of(ROOT / name):
        known = MARKERS.get(block.language, set())
        assert not known or block.mark in known or block.mark.startswith("file "), f"{name}: {block}"


# Field tables


def test_the_field_tables_are_up_to_date() -> None:
    page = PAGE.read_text("utf-8")
    assert with_tables(page) == page, "run python docs/make_field_tables.py"


def test_every_word_of_the_language_has_a_table_under_its_own_heading() -> None:
    page = PAGE.read_text("utf-8")
    assert [name for _, name, _ in MARKED.findall(page)] == re.findall(r"^### (\w+)$", page, re.MULTILINE)
    assert {name for _, name, _ in MARKED.findall(page)} == set(words())


def test_every_field_has_a_sentence() -> None:
    for name, (word, _) in words().items():
        assert all(place.help for place in fields(word).values()), name
        assert "|  |\n" not in table_of(name)


# The tutorial


def test_the_tutorial_is_sound_at_every_step() -> None:
    data: Data = {}
    for block in marked("docs/scenarios.md", "scenario", "add"):
        data = written_over(data, data_of(block.text))
        assert faults_in(data) == ()


def test_the_finished_tutorial_is_the_file_beside_it() -> None:
    document = read(RIVER)
    assert document.faults == ()
    assert document.data == river()


def test_what_the_tutorial_adds_to_a_copy_is_sound() -> None:
    for block in marked("docs/scenarios.md", "add to a copy"):
        assert faults_in(written_over(river(), data_of(block.text))) == ()


def test_the_predicates_shown_can_be_asked_of_the_tutorial() -> None:
    (block,) = marked("docs/scenarios.md", "predicates")
    predicates = data_of(f"all:\n{block.text}")["all"]
    asked = {f"q{place}": {"asks": "?", "by": "2025-03-02", "when": when} for place, when in enumerate(predicates)}
    assert faults_in(written_over(river(), {"questions": asked})) == ()


def test_the_forms_of_numbers_shown_can_be_read() -> None:
    page = (ROOT / "docs/scenarios.md").read_text("utf-8")
    (table,) = re.findall(r"^\| written \| means \|\n.*?\n\n", page, re.MULTILINE | re.DOTALL)
    forms = re.findall(r"^\| `([^`]+)`", table, re.MULTILINE)
    kinds = {parse_number(plain_value(form)).kind for form in forms}
    assert kinds == {"fixed", "uniform", "pert", "normal", "beta", "lognormal", "choice", "mixture"}
    for block in marked("docs/scenarios.md", "number"):
        assert parse_number(data_of(block.text)).kind == "lognormal"


def plain_value(text: str) -> Any:
    # A number in one line of the table is written without the braces that YAML wants there.
    return data_of(f"it: {{{text}}}" if ": " in text else f"it: {text}")["it"]


def test_broken_scenarios_give_the_faults_shown() -> None:
    blocks = list(marked("docs/scenarios.md", "broken"))
    assert len(blocks) > 5
    for block in blocks:
        said = "\n".join(str(fault) for fault in faults_in(written_over(river(), data_of(block.text))))
        assert block.after
        for line in block.after.splitlines():
            assert line in said, f"{line!r} not in {said!r}"


# Python and commands


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the tutorial's scenario and the example of a study, in which the examples are run."""
    shutil.copy(RIVER, tmp_path)
    shutil.copy(STUDY, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def install(page: str, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a page's files on the path, with the entry points that it declares, as if installed."""
    for block in blocks_of(ROOT / page):
        if block.mark.startswith("file "):
            (desk / block.mark.removeprefix("file ")).write_text(block.text, "utf-8")
        if block.mark == "entry points":
            groups = tomllib.loads(block.text)["project"]["entry-points"]
            lines = [
                f"[{group}]\n" + "".join(f"{k} = {v}\n" for k, v in names.items()) for group, names in groups.items()
            ]
            home = desk / "examples-1.dist-info"
            home.mkdir()
            (home / "METADATA").write_text("Metadata-Version: 2.1\nName: examples\nVersion: 1\n", "utf-8")
            (home / "entry_points.txt").write_text("\n".join(lines), "utf-8")
    monkeypatch.syspath_prepend(desk)


@pytest.mark.parametrize("name", ["README.md", "docs/recipes.md", "docs/lenses.md", "docs/analysis.md"])
def test_python_examples_run_in_the_order_of_the_page(name: str, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(name, desk, monkeypatch)
    variables: dict[str, Any] = {"__name__": "example"}
    blocks = list(marked(name, "python"))
    assert blocks
    for number, block in enumerate(blocks):
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(compile(block.text, f"{name}, python block {number + 1}", "exec"), variables)
        assert printed.getvalue() or "print" not in block.text


def commands(page: str) -> list[str]:
    lines = [line for block in marked(page, "console") for line in block.text.splitlines()]
    assert all(line.startswith("$ parley ") for line in lines)
    return [line.removeprefix("$ parley ") for line in lines]


@pytest.mark.parametrize(
    "name", ["README.md", "docs/recipes.md", "docs/scenarios.md", "docs/lenses.md", "docs/analysis.md"]
)
def test_commands_shown_work(name: str, desk: Path) -> None:
    from sim.cli.verbs import app

    listed = commands(name)
    assert listed
    for command in listed:
        result = CliRunner().invoke(app, with_few_runs(shlex.split(command)))
        assert result.exit_code == 0, f"parley {command}\n{result.output}"


# What pages say of the code


def test_the_table_in_the_readme_is_of_the_shape_that_is_printed() -> None:
    page = (ROOT / "README.md").read_text("utf-8")
    ((command, shown),) = re.findall(r"<!-- printed by: (.+?) -->\n```text\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert command == "parley run ukraine-2025-03 --runs 10000 --seed 1"
    scenario = read("ukraine-2025-03").scenario
    shares = re.findall(r"^ ?(\S.*?)  +([\d.]+) %  +([\d.]+) to ([\d.]+) %  +.*?([\d,]+)  +\S+$", shown, re.MULTILINE)
    assert [label for label, *_ in shares] == [outcome.label for outcome in scenario.outcomes.values()]
    assert all(float(low) <= float(share) <= float(high) for _, share, low, high, _ in shares)
    assert sum(int(count.replace(",", "")) for *_, count in shares) == 10_000
    for heading in ("How the runs end", "Dated questions, beside the outside view", "What stands in the way"):
        assert heading in shown
    assert "under these assumptions" in shown


def test_the_model_page_names_every_tactic_and_switch() -> None:
    page = (ROOT / "docs/model.md").read_text("utf-8")
    for name in (*BUILT_IN, *Features.model_fields):
        assert f"`{name}`" in page, name


@pytest.mark.parametrize(
    ("words", "module"),
    [("mediator gives up", "answering"), ("red line is drawn", "setup"), ("pressure is applied", "pressure")],
)
def test_the_words_of_the_model_page_lead_to_the_one_rule_that_they_are_about(words: str, module: str) -> None:
    page = " ".join((ROOT / "docs/model.md").read_text("utf-8").split())
    assert words in page.lower()
    found = [path.stem for path in sorted((ROOT / "sim/rules").glob("*.py")) for _ in re.findall(words, _lower(path))]
    assert found == [module]


def _lower(path: Path) -> str:
    return path.read_text("utf-8").lower()


def test_every_source_that_the_code_names_stands_in_the_bibliography() -> None:
    entries = (ROOT / "docs/model.md").read_text("utf-8").partition("## 10 Bibliography")[2].split("\n\n")
    cited = {pair for path in sorted((ROOT / "sim").rglob("*.py")) for pair in citations(path)}
    assert len(cited) > 10
    for authors, year in sorted(cited):
        found = [entry for entry in entries if f"({year})" in entry and entry.strip().startswith(authors)]
        assert found, (authors, year)


def citations(path: Path) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield authors (after whatever capitalised words stand before them) and years in `Source:` parts of docstrings."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module):
            _, _, source = (ast.get_docstring(node) or "").partition("Source:\n")
            for authors, year in re.findall(r"((?:[A-Z][\w-]+(?:, | and )?)+) \((\d{4})\)", source):
                yield tuple(re.split(r", | and ", authors)), year
