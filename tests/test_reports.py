"""Files that people take along: the same bytes twice, nothing fetched, nothing calculated, and each repeats itself."""

import ast
import json
import re
import shlex
import shutil
import socket
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

import sim
from sim import charts, reports
from sim.cli.verbs import app
from sim.game.cases import METHODS
from sim.provenance import parley_version
from sim.reports import extras, words
from sim.reports.carried import READERS, carried
from sim.reports.contents import compose
from sim.reports.evidence_words import cited
from sim.reports.findings import Findings, alone, gather
from sim.reports.formats import FORMATS, PICTURES, check_writable, export, figures_of, paper_of, picture_bytes
from sim.reports.html import html_of
from sim.reports.notebook import notebook_of
from sim.reports.origin import origin_in, origin_of
from sim.reports.paper import Figure, Grid
from sim.reports.pdf import attached, pdf_of
from sim.reports.pictures import png_of, svg_of, text_in, with_text
from sim.reports.recipes import read_recipe
from sim.reports.renderer import svg_drawn
from sim.reports.run_table import RESERVED, run_columns, run_table, safe_names
from sim.reports.stated_inputs import in_words, stated_inputs
from sim.reports.tabular import SIDECAR, bibtex_of
from sim.reports.workbook import sheets_of, workbook_of
from sim.runs.replay import follow
from sim.scenario.faults import ScenarioError
from sim.texts.places import _FORMULA as STARTS
from sim.texts.places import for_csv as guarded
from sim.texts.places import for_markdown as plain
from sim.texts.places import for_tex as tex
from sim.texts.places import showable, starts_formula
from tests.small import steady

ROOT = Path(__file__).resolve().parent.parent
NAME = "labour-dispute"
RUNS = 60


@pytest.fixture(scope="module")
def findings() -> Findings:
    return gather(sim.run(NAME, RUNS, 4))


@pytest.fixture(scope="module")
def again(folder: Path) -> Findings:
    """Return the same findings, played in another way, after all charts of the first were forgotten."""
    assert folder.is_dir()
    svg_drawn.cache_clear()
    return gather(sim.run(NAME, RUNS, 4, threads=1, block=7), threads=1)


def no_socket(*_: object, **__: object) -> None:
    raise AssertionError("a socket was opened")


@pytest.fixture(scope="module")
def folder(findings: Findings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a file of every format, made where opening a socket fails."""
    home = tmp_path_factory.mktemp("reports")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(socket, "socket", no_socket)
        patched.setattr(socket, "create_connection", no_socket)
        for suffix in FORMATS:
            export(findings, home / f"r{suffix}")
        for suffix in {".svg", ".png"}:
            (home / f"r{suffix}").write_bytes(picture_bytes(findings, figures_of(findings)["outcomes"], suffix))
    return home


def parley(*words: str) -> Result:
    done = CliRunner().invoke(app, list(words))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


# The same bytes, and back again


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_same_inputs_give_the_same_bytes(suffix: str, again: Findings, folder: Path, tmp_path: Path) -> None:
    files = export(again, tmp_path / f"r{suffix}")
    assert files[-1] == tmp_path / f"r{suffix}"
    for file in files:
        assert file.read_bytes() == (folder / file.name).read_bytes(), file.name


@pytest.mark.parametrize("suffix", [".svg", ".png", ".pdf"])
def test_one_picture_gives_the_same_bytes_and_carries_its_origin(
    suffix: str, findings: Findings, tmp_path: Path
) -> None:
    figure = figures_of(findings)["outcomes"]
    data = picture_bytes(findings, figure, suffix)
    svg_drawn.cache_clear()
    assert data == picture_bytes(findings, figure, suffix)
    (tmp_path / f"p{suffix}").write_bytes(data)
    assert carried(tmp_path / f"p{suffix}").manifest["report"]["chart"] == "outcomes"


@pytest.mark.parametrize("suffix", READERS)
def test_every_file_repeats_the_runs_that_it_shows(suffix: str, findings: Findings, folder: Path) -> None:
    origin = carried(folder / f"r{suffix}")
    assert origin.manifest["digest"] == findings.ensemble.digest
    again = follow(read_recipe(folder / f"r{suffix}"))
    assert np.array_equal(again.rows, findings.ensemble.rows, equal_nan=True)
    assert np.array_equal(again.values, findings.ensemble.values)


def test_every_format_but_sources_carries_its_origin() -> None:
    assert set(READERS) == (set(FORMATS) | set(PICTURES)) - {".bib"}


def test_a_scenario_of_ones_own_travels_with_the_file(tmp_path: Path) -> None:
    text = (ROOT / "scenarios" / "pie.yaml").read_text("utf-8").replace("id: pie\n", "id: my-pie\n")
    (tmp_path / "my-pie.yaml").write_text(text, "utf-8")
    ensemble = sim.run(tmp_path / "my-pie.yaml", 20, 9, ["parties.left.tactic.beta=1"])
    for suffix in (".html", ".xlsx", ".pdf", ".csv"):
        export(gather(ensemble), tmp_path / f"r{suffix}")
    (tmp_path / "my-pie.yaml").unlink()
    for suffix in (".html", ".xlsx", ".pdf", ".csv"):
        assert np.array_equal(follow(read_recipe(tmp_path / f"r{suffix}")).rows, ensemble.rows, equal_nan=True)


def test_a_file_whose_scenario_was_changed_is_not_repeated(folder: Path, tmp_path: Path) -> None:
    text = (folder / "r.json").read_text("utf-8")
    (tmp_path / "r.json").write_text(text.replace("title: ", "title: Other ", 1), "utf-8")
    with pytest.raises(ScenarioError, match="digest"):
        read_recipe(tmp_path / "r.json")


@pytest.mark.parametrize("suffix", READERS)
def test_a_file_that_carries_nothing_is_said_to(suffix: str, tmp_path: Path) -> None:
    (tmp_path / f"r{suffix}").write_bytes(b"{}")
    with pytest.raises(ScenarioError):
        read_recipe(tmp_path / f"r{suffix}")
    with pytest.raises(ScenarioError):
        read_recipe(tmp_path / f"missing{suffix}")


def test_a_manifest_alone_is_read_as_ever(findings: Findings, tmp_path: Path) -> None:
    saved = findings.ensemble.save(tmp_path / "saved")
    assert np.array_equal(follow(read_recipe(saved / "manifest.json")).rows, findings.ensemble.rows, equal_nan=True)


def test_the_line_that_files_carry_ends_no_comment_tag_or_entry(findings: Findings) -> None:
    odd = origin_of(findings.ensemble, {"outcome": "--> </script> @misc & Привет"})
    assert not re.search(r"[<>&@]|[^\x20-\x7e]", odd.line)
    assert origin_in(json.loads(odd.line)) == odd


# Nothing fetched, nothing run


def test_every_file_is_made_where_no_socket_can_be_opened(folder: Path) -> None:
    assert {file.suffix for file in folder.iterdir()} >= set(FORMATS) | {".svg", ".png"}


def test_reports_are_made_where_there_is_no_network(folder: Path, tmp_path: Path) -> None:
    apart = ["unshare", "--map-root-user", "--net"]
    if shutil.which("unshare") is None or subprocess.run([*apart, "true"], capture_output=True).returncode:
        pytest.skip("this system lets nobody start a process without a network")
    # A PDF takes all that could ask for something: charts, fonts, typst.
    out = tmp_path / "r.pdf"
    typed = [sys.executable, "-m", "sim", "report", NAME, "--runs", str(RUNS), "--seed", "4", "--out", str(out)]
    subprocess.run([*apart, *typed], cwd=ROOT, check=True, capture_output=True)
    assert out.read_bytes() == (folder / "r.pdf").read_bytes()


class Tags(HTMLParser):
    """What a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in {"meta", "col", "br", "link", "img"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_asks_for_nothing(folder: Path) -> None:
    page = (folder / "r.html").read_text("utf-8")
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    ids = [attrs["id"] for _, attrs in tags.seen if attrs.get("id")]
    assert len(ids) == len(set(ids))
    links = [attrs["href"] or "" for tag, attrs in tags.seen if "href" in attrs]
    assert links and all(link.startswith("#") and link[1:] in ids for link in links)
    assert not [tag for tag, attrs in tags.seen if attrs.get("src") or tag in {"link", "img", "iframe", "object"}]
    assert [attrs.get("type") for tag, attrs in tags.seen if tag == "script"] == ["application/json"]
    assert "url(http" not in page and "@import" not in page
    assert not [name for _, attrs in tags.seen for name in attrs if name.startswith("on")]


def test_every_figure_has_a_name_for_those_who_listen(folder: Path, findings: Findings) -> None:
    tags = Tags()
    tags.feed((folder / "r.html").read_text("utf-8"))
    named = [attrs["aria-label"] for tag, attrs in tags.seen if tag == "svg"]
    assert named == [figure.picture.alt for figure in compose(findings).figures]
    assert len(named) > 6


def test_texts_of_a_scenario_are_shown_and_never_obeyed() -> None:
    odd = "<script>alert(1)</script> & *x* | _y_ #z"
    ensemble = sim.run(sim.load("pie").model_copy(update={"title": odd, "asks": odd}), 10)
    paper = compose(gather(ensemble))
    page = html_of(paper)
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page
    assert pdf_of(paper).startswith(b"%PDF")
    assert plain(odd) == r"\<script\>alert(1)\</script\> & \*x\* \| \_y\_ \#z"


# What it says


def test_a_report_says_all_that_it_promises(findings: Findings) -> None:
    paper = compose(findings)
    said = html_of(paper)
    titles = [section.title for section in paper.sections]
    for title in (words.QUESTION, words.PARTIES, words.ASSUMPTIONS, words.ENDS, words.BLOCKS, words.LEANING):
        assert title in titles
    for title in (words.CHANGES, words.OUTSIDE, words.DOUBT, words.LIMITS, words.REPEAT, words.APPENDIX_MANIFEST):
        assert title in titles
    share = findings.share
    assert f"{100 * share.share:.1f} of 100 runs" in paper.summary[0].text  # type: ignore[union-attr]  # a Text
    assert f"{share.count:,} of {share.of:,} runs" in said
    assert findings.ensemble.digest in said


def test_every_uncertain_input_stands_in_the_appendix_with_its_range_and_reason() -> None:
    found = alone(sim.run("ukraine-2025-03", 20, 1))
    inputs = next(section for section in compose(found).sections if section.id == "inputs")
    (table,) = (block for block in inputs.blocks if isinstance(block, Grid))
    cells = " ".join(" ".join(row) for row in table.rows)
    listed = stated_inputs(found.ensemble.game)
    assert len(listed) == len(found.ensemble.game.inputs)
    for one in listed:
        assert f"{one.field} {one.stated}" in cells
        assert one.assumed in cells
        assert all(number in cells for number in cited(found.scenario, one.sources))


def test_names_of_inputs_tell_them_apart() -> None:
    names = [one.name for one in stated_inputs(sim.run("ukraine-2025-03", 1, 1).game)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        (3, "3"),
        ("-5 to 18", "−5 to 18"),
        ("-5 to 6 to 18", "−5 to 18, most likely 6"),
        ({"lognormal": [0.5, 6]}, "0.5 to 6, lognormal (5 % to 95 %)"),
        ({"normal": [1, 0.2]}, "normal, mean 1, standard deviation 0.2"),
        ({"beta": [2, 3]}, "beta(2, 3)"),
        ({"choice": {"1": 1, "-2": 3}}, "1 (25 %) or −2 (75 %)"),
    ],
)
def test_ranges_are_said_in_words(stated: Any, said: str) -> None:
    from sim.scenario.numbers import parse_number

    assert in_words(parse_number(stated)) == said


def test_comparisons_stand_on_the_runs_of_the_base(findings: Findings) -> None:
    assert {arm.name for arm in findings.changes} == set(findings.scenario.changes)
    for arm in (*findings.changes, *findings.doubt):
        assert arm.runs == RUNS
        for one, before in zip(arm.differences, findings.ensemble.outcomes, strict=True):
            assert one.base == before.share
            assert one.share == pytest.approx(one.base + one.difference)
    change = findings.changes[0]
    played = sim.run(NAME, RUNS, 4, [change.name])
    assert [share.count for share in change.outcomes] == [share.count for share in played.outcomes]


def test_a_report_of_what_was_cancelled_leaves_out_what_was_not_played(findings: Findings) -> None:
    import threading

    cancel = threading.Event()
    cancel.set()
    cut = gather(findings.ensemble, cancel=cancel)
    assert (cut.changes, cut.doubt, cut.tornado) == ((), (), None)
    assert html_of(compose(cut)).count(words.NOT_PLAYED) == 2


def test_a_full_report_plays_as_many_runs_everywhere_and_draws_a_tornado(tmp_path: Path) -> None:
    full = gather(sim.run("pie", 30, 2), full=True)
    assert {arm.runs for arm in (*full.changes, *full.doubt)} == {30}
    assert full.tornado is not None
    assert [figure.name for figure in compose(full).figures].count("tornado") == bool(full.tornado.bars)
    (file,) = export(full, tmp_path / "r.json")
    told = json.loads(file.read_text("utf-8"))
    assert told["tornado"]["runs"] == full.tornado.runs
    assert told["manifest"]["report"] == {"outcome": full.outcome, "full": True}


def test_an_outcome_that_is_none_is_refused(findings: Findings) -> None:
    with pytest.raises(ValueError, match="There is no outcome 'peace'"):
        gather(findings.ensemble, "peace")


# The notebook


def cells_of(findings: Findings) -> list[dict[str, Any]]:
    book = json.loads(notebook_of(findings, paper_of(findings)))
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    cells: list[dict[str, Any]] = book["cells"]
    return cells


def executed(cells: list[dict[str, Any]], instead: Mapping[str, str] | None = None, before: str = "") -> dict[str, Any]:
    """Return the variables that cells make: all cells, or those before the one that makes some variable."""
    variables: dict[str, Any] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            source = "".join(cell["source"])
            if before and source.startswith(f"{before} = "):
                return variables
            for old, new in (instead or {}).items():
                source = source.replace(old, new)
            exec(compile(source, cell["id"], "exec"), variables)
    return variables


def test_executing_the_notebook_plays_the_same_runs_and_draws_every_figure(findings: Findings) -> None:
    cells = cells_of(findings)
    assert [cell["id"] for cell in cells] == [f"cell-{place:03}" for place in range(len(cells))]
    variables = executed(cells)
    assert np.array_equal(variables["ensemble"].rows, findings.ensemble.rows, equal_nan=True)
    drawn = [
        "".join(cell["source"])
        for cell in cells
        if cell["cell_type"] == "code" and cell["source"][-1].endswith(".chart")
    ]
    figures = compose(findings).figures
    assert drawn == [f"{figure.code}.chart" for figure in figures]
    for figure in figures:
        assert eval(figure.code, variables).chart.to_dict() == figure.picture.chart.to_dict()


def test_the_notebook_imports_and_names_only_what_is_public(findings: Findings) -> None:
    tree = ast.parse("\n".join("".join(cell["source"]) for cell in cells_of(findings) if cell["cell_type"] == "code"))
    imported = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [ast.unparse(node) for node in imported] == ["import sim", "from sim import charts, reports"]
    public = {"sim": sim.__all__, "charts": charts.__all__, "reports": reports.__all__}
    used = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)]
    named = [(node.value.id, node.attr) for node in used if isinstance(node.value, ast.Name)]
    assert {module for module, _ in named} >= set(public)
    assert all(name in public[module] for module, name in named if module in public)
    assert not [name for _, name in named if name.startswith("_")]


def test_what_a_cancelled_ensemble_had_finished_is_played_again() -> None:
    for method in METHODS:
        part = reports.first_runs("labour-dispute", 5, of=12, seed=3, method=method)
        variables = executed(cells_of(alone(part)), before="findings")
        assert (variables["ensemble"].runs, variables["ensemble"].wanted) == (5, 12)
        assert np.array_equal(
            variables["ensemble"].rows, sim.run("labour-dispute", 12, 3, method=method).rows[:5], equal_nan=True
        )


def test_the_install_line_of_a_notebook_takes_a_wheel_that_lies_beside_it(findings: Findings, tmp_path: Path) -> None:
    """A wheel is a ZIP file with a description: pip says what it would install, without any index."""
    told = "".join("".join(cell["source"]) for cell in cells_of(findings))
    (command,) = re.findall(r"`(python -m pip install [^`]*)`", told)
    version = parley_version()
    name = f"parley_sim-{version}"
    about = f"Metadata-Version: 2.1\nName: parley-sim\nVersion: {version}\nProvides-Extra: export\n"
    wheel = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(tmp_path / f"{name}-py3-none-any.whl", "w") as made:
        made.writestr(f"{name}.dist-info/METADATA", about)
        made.writestr(f"{name}.dist-info/WHEEL", wheel)
        made.writestr(f"{name}.dist-info/RECORD", "")
    words = [sys.executable, *shlex.split(command)[1:], "--dry-run", "--no-index", "--ignore-installed", "--isolated"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"Would install parley-sim-{version}" in done.stdout.replace("_", "-")


def test_a_notebook_fails_where_the_runs_come_out_otherwise(findings: Findings) -> None:
    with pytest.raises(AssertionError):
        executed(cells_of(findings), {"seed=4": "seed=5"})


def test_the_notebook_of_ones_own_scenario_holds_it() -> None:
    own = sim.load("pie").model_copy(update={"id": "own"})
    assert executed(cells_of(alone(sim.run(own, 10))), before="findings")["scenario"].digest == own.digest


# The workbook and the tables


@steady
@given(st.text(max_size=12))
def test_no_text_that_could_be_a_formula_leaves_unguarded(text: str) -> None:
    assert not starts_formula(guarded(text))
    assert guarded(text).removeprefix("'") == showable(text).removeprefix("'")


@pytest.mark.parametrize("start", STARTS)
def test_what_a_spreadsheet_would_calculate_is_told(start: str) -> None:
    assert starts_formula(f"{start}1+1") and starts_formula(f"  {start}1+1")
    assert not starts_formula("1+1") and not starts_formula("")


def test_no_cell_of_a_workbook_is_a_formula() -> None:
    odd = {"title": "=1+1", "asks": "@SUM(A1)", "story": "\t=2"}
    ensemble = sim.run(sim.load("pie").model_copy(update=odd), 10)
    found = gather(ensemble)
    data = workbook_of(found, origin_of(ensemble))
    with zipfile.ZipFile(BytesIO(data)) as packed:
        sheets = [packed.read(name).decode() for name in packed.namelist() if name.startswith("xl/worksheets/")]
        strings = packed.read("xl/sharedStrings.xml").decode()
    assert len(sheets) == len(list(sheets_of(found, origin_of(ensemble))))
    assert all("<f>" not in sheet and "<f " not in sheet for sheet in sheets)
    assert ">=1+1</t>" in strings and ">@SUM(A1)</t>" in strings


def test_the_workbook_holds_the_sheets_that_it_promises(findings: Findings) -> None:
    sheets = {sheet.name: sheet for sheet in sheets_of(findings, origin_of(findings.ensemble))}
    for name in ("Summary", "Outcomes", "Questions", "Conditions", "Inputs", "Runs", "Manifest", "Scenario"):
        assert name in sheets
    assert [row[5] for row in sheets["Outcomes"].rows] == [share.count for share in findings.ensemble.outcomes]
    assert len(sheets["Runs"].rows) == RUNS
    assert len(sheets["Inputs"].rows) == len(findings.ensemble.game.inputs)
    assert all(len(row) == len(sheet.columns) for sheet in sheets.values() if sheet.columns for row in sheet.rows)


def test_tables_hold_every_run_and_column(findings: Findings, folder: Path) -> None:
    table, columns = findings.ensemble.to_arrow(), run_columns(findings.ensemble)
    assert {one.title for one in columns} >= set(table.column_names)
    kept = parquet.read_table(folder / "r.parquet")
    with pa.memory_map(str(folder / "r.arrow")) as mapped:
        pd.testing.assert_frame_equal(pa.ipc.open_file(mapped).read_all().to_pandas(), kept.to_pandas())
    assert kept.num_rows == RUNS
    for one in columns:
        assert kept.schema.field(one.name).metadata[b"description"].decode() == one.means
    lines = (folder / "r.csv").read_text("utf-8").splitlines()
    assert len(lines) == RUNS + 1
    described = json.loads((folder / f"r.csv{SIDECAR}").read_text("utf-8"))["tableSchema"]["columns"]
    names = [column["name"] for column in described]
    assert names == kept.column_names == [name.strip('"') for name in lines[0].split(",")]
    assert all(column["dc:description"] and column["null"] == "" for column in described)


def test_names_of_columns_need_no_quotes_and_are_each_once() -> None:
    names = [one.name for one in run_columns(sim.run("ukraine-2025-03", 5))]
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,62}", name) for name in names)
    assert len(set(names)) == len(names) and not set(names) & RESERVED
    assert list(safe_names(["a.b", "a_b", "1x", "select", "Ж"])) == ["a_b", "a_b_2", "x_1x", "select_", "column_"]


def test_a_naive_median_of_days_is_that_of_the_runs_in_which_it_came() -> None:
    ensemble = sim.run("ukraine-2025-03", 300, 3)
    frame = run_table(ensemble).to_pandas()
    days = ensemble.records.first_deal
    came = days[~np.isnan(days) & (days >= 0)]
    assert frame["first_deal"].median() == np.median(came)
    dated = [one.name for one in run_columns(ensemble) if one.unit in {"day", "days"} and "." not in one.name]
    assert "first_deal" in dated
    recorded = [
        name for name in dated if name.split("_")[0] in {"first", "mediator", "reached", "alleged", "collapsed"}
    ]
    assert not (frame[recorded] < 0).any().any()


def test_dated_questions_are_columns_that_give_their_shares() -> None:
    ensemble = sim.run("ukraine-2025-03", 300, 3)
    frame = run_table(ensemble).to_pandas()
    for share in ensemble.questions:
        answers = frame[f"question_{share.id}"]
        assert int(answers.notna().sum()) == share.of and int(answers.sum()) == share.count


def test_a_workbook_holds_all_runs_however_many_columns_they_have() -> None:
    ensemble = sim.run("ukraine-2025-03", 2_500)
    found = alone(ensemble)
    sheets = {sheet.name: sheet for sheet in sheets_of(found, origin_of(ensemble))}
    assert len(sheets["Runs"].rows) == 2_500 and sheets["Runs"].columns[:2] == ("run", "outcome")
    told = {row[0]: row[4] for row in sheets["Columns"].rows}
    assert set(sheets["Runs"].columns) == {name for name, here in told.items() if here == "yes"}
    assert len(told) == len(run_columns(ensemble)) > len(sheets["Runs"].columns)


def test_missing_numbers_are_empty_in_csv_and_null_in_json(findings: Findings, folder: Path) -> None:
    assert not re.search(r"\bnan\b", (folder / "r.csv").read_text("utf-8"), re.IGNORECASE)
    json.loads((folder / "r.json").read_text("utf-8"), parse_constant=lambda name: pytest.fail(f"{name} in JSON"))
    days = [share.median_day for share in findings.ensemble.outcomes]
    told = json.loads((folder / "r.json").read_text("utf-8"))["summary"]["outcomes"]
    assert [one["median_day"] for one in told] == days


def test_bibtex_names_every_source_and_balances_its_braces() -> None:
    scenario = sim.load("ukraine-2025-03")
    text = bibtex_of(scenario)
    assert re.findall(r"^@misc\{(.+),$", text, re.MULTILINE) == [
        *(f"{scenario.id}:{name}" for name in scenario.sources),
        scenario.id,
        "parley",
    ]
    assert text.count("{") == text.count("}")
    assert tex("50 % of $1_000 {x} #1 & ~^\\ @") == (
        r"50 \% of \$1\_000 \{x\} \#1 \& \textasciitilde{}\textasciicircum{}\textbackslash{} {@}"
    )


# Pictures and PDF


def test_a_text_put_into_a_png_is_found_again_and_leaves_the_rest_alone(findings: Findings) -> None:
    bare = png_of(figures_of(findings)["outcomes"].picture)
    marked = with_text(bare, "parley", "told" * 1000)
    assert text_in(marked, "parley", 10_000) == "told" * 1000
    assert text_in(bare, "parley", 10_000) is None
    assert marked[:33] == bare[:33] and marked.endswith(bare[33:])
    with pytest.raises(ValueError, match="more than"):
        text_in(marked, "parley", 100)


def test_a_picture_is_no_wider_than_the_column_and_no_taller_than_a_page() -> None:
    from sim.reports.pieces import COLUMN, TALLEST, _part

    for width, height in ((300.0, 200.0), (736.0, 500.0), (1_500.0, 400.0), (700.0, 2_400.0), (1_500.0, 3_000.0)):
        scale = _part(width, height) * COLUMN / width
        assert scale <= 1.0001 and width * scale <= COLUMN * 1.0001 and height * scale <= TALLEST * 1.001


def test_pictures_say_what_they_show(findings: Findings) -> None:
    for figure in compose(findings).figures:
        assert isinstance(figure, Figure)
        svg = svg_of(figure.picture)
        assert svg.startswith("<svg ") and "<title>" in svg


def test_a_pdf_has_what_it_carries_attached(folder: Path, findings: Findings) -> None:
    files = attached((folder / "r.pdf").read_bytes(), 10**7)
    origin = origin_of(findings.ensemble, findings.settings)
    assert origin.manifest_text.encode() in files and origin.scenario.encode() in files
    assert b"/CreationDate" not in (folder / "r.pdf").read_bytes()


# Writing


def test_a_table_that_is_not_the_one_described_is_not_believed(folder: Path, tmp_path: Path) -> None:
    for name in ("r.csv", "r.csv-metadata.json"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    assert carried(tmp_path / "r.csv").manifest["runs"] == RUNS
    (tmp_path / "r.csv").write_bytes((folder / "r.csv").read_bytes().replace(b"\n3,", b"\n4,", 1))
    with pytest.raises(ScenarioError, match="other rows than those that the file beside it describes"):
        carried(tmp_path / "r.csv")


def test_only_what_parley_exported_is_written_over(folder: Path, tmp_path: Path) -> None:
    for suffix in FORMATS:
        check_writable(folder / f"r{suffix}")
    (tmp_path / "thesis.html").write_text("years of work")
    with pytest.raises(FileExistsError, match="--replace"):
        check_writable(tmp_path / "thesis.html")
    check_writable(tmp_path / "thesis.html", replace=True)
    with pytest.raises(NotADirectoryError):
        check_writable(tmp_path / "nowhere" / "r.html")


def test_a_missing_library_is_named_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name == "typst" else object())
    done = parley("report", "pie", "--runs", "5", "--out", str(tmp_path / "r.pdf"))
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == '--out: A PDF needs typst: python -m pip install "parley-sim[export]"\n'


# The command line


def test_report_writes_what_the_library_writes(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.html"
    done = parley("report", NAME, "--runs", str(RUNS), "--seed", "4", "--out", str(out), "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert {"scenario", "digest", "seed", "runs", "outcome", "full", "files"} <= set(told)
    assert told["files"] == [str(out)]
    assert out.read_bytes() == (folder / "r.html").read_bytes()
    again = parley("report", "--from", str(out), "--out", str(out))
    assert again.exit_code == 0
    assert out.read_bytes() == (folder / "r.html").read_bytes()


def test_one_play_writes_several_files_each_as_if_alone(folder: Path, tmp_path: Path) -> None:
    files = [tmp_path / f"r{suffix}" for suffix in (".md", ".csv", ".json")]
    outs = [word for file in files for word in ("--out", str(file))]
    done = parley("report", NAME, "--runs", str(RUNS), "--seed", "4", *outs, "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    assert set(map(str, files)) <= set(json.loads(done.stdout)["files"])
    for file in files:
        assert file.read_bytes() == (folder / file.name).read_bytes()
    twice = parley("report", NAME, "--out", str(files[0]), "--out", str(files[0]))
    assert (twice.exit_code, "named twice" in twice.stderr) == (2, True)


def test_a_report_on_a_report_is_about_the_same_unless_told_otherwise(tmp_path: Path) -> None:
    first, again, other = (tmp_path / f"{name}.md" for name in ("first", "again", "other"))
    words = ("--runs", "12", "--outcome", "no_deal", "--full", "--out", str(first))
    assert parley("report", "pie", *words).exit_code == 0
    assert parley("report", "--from", str(first), "--out", str(again)).exit_code == 0
    assert again.read_bytes() == first.read_bytes()
    done = parley("report", "--from", str(first), "--brief", "--outcome", "agreed", "--out", str(other), "--json")
    told = json.loads(done.stdout)
    assert (told["outcome"], told["full"], told["runs"]) == ("agreed", False, 12)


def test_run_repeats_a_report(folder: Path) -> None:
    done = parley("run", "--from", str(folder / "r.pdf"), "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert (told["runs"], told["seed"]) == (RUNS, 4)


def test_one_chart_is_written_alone(tmp_path: Path) -> None:
    out = tmp_path / "p.svg"
    assert parley("report", "pie", "--runs", "10", "--chart", "outcomes", "--out", str(out)).exit_code == 0
    assert out.read_text("utf-8").startswith("<svg ")
    done = parley("report", "pie", "--runs", "10", "--chart", "outcome", "--out", str(out))
    assert (done.exit_code, "outcomes" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("given_words", "said"),
    [
        (["pie", "--out", "r.doc"], ".html"),
        (["pie", "--out", "r.html", "--chart", "outcomes"], ".svg"),
        (["pie", "--out", "r.html", "--outcome", "agred"], "agreed"),
        (["pie", "--out", "nowhere/r.html"], "nowhere"),
        (["--out", "r.html"], "parley scenarios"),
        (["pie", "--from", "r.json", "--out", "r.html"], "leave scenario out"),
    ],
)
def test_bad_input_is_named_before_anything_is_played(
    given_words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = parley("report", *given_words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_report_on_a_saved_result_says_what_was_saved(tmp_path: Path) -> None:
    saved = sim.run("pie", 20, 3).save(tmp_path / "saved")
    assert parley("report", "--from", str(saved), "--out", str(tmp_path / "r.md")).exit_code == 0
    summary = json.loads((saved / "summary.json").read_text("utf-8"))
    summary["outcomes"][0]["count"] += 1
    (saved / "summary.json").write_text(json.dumps(summary), "utf-8")
    done = parley("report", "--from", str(saved), "--out", str(tmp_path / "other.md"))
    assert done.exit_code == 1
    assert not (tmp_path / "other.md").exists()
