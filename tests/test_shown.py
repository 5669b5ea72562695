"""What a reader sees in an exported file can be verified: a changed number is noticed, a file saved anew is not."""

import random
import re
import zipfile
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from typer.testing import CliRunner, Result

import sim
from sim.cli.verbs import app
from sim.reports import shown_sheets
from sim.reports.contents import compose
from sim.reports.findings import Findings, gather
from sim.reports.formats import FORMATS, export, figures_of, picture_bytes
from sim.reports.paper import Grid, Paper
from sim.reports.pdf import pdf_of
from sim.reports.shown import READERS, UNREADABLE, Passage, shown_in
from sim.reports.shown_differences import NAMED, differences_shown
from sim.runs.rows_file import MOST_CELLS, rows_in

NAME, RUNS = "pie", 40
TEN = range(10)


@pytest.fixture(scope="module")
def findings() -> Findings:
    return gather(sim.run(NAME, RUNS, 4))


@pytest.fixture(scope="module")
def folder(findings: Findings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("shown")
    for suffix in FORMATS:
        export(findings, home / f"r{suffix}")
    for suffix in (".svg", ".png"):
        (home / f"p{suffix}").write_bytes(picture_bytes(findings, figures_of(findings)["outcomes"], suffix))
    return home


@cache
def right(path: Path) -> list[Passage]:
    """Return what a file shows as it was exported, read once."""
    return shown_in(path.read_bytes(), path.suffix)


def other_digit(text: str, chance: random.Random) -> str:
    """Return a number with one of its digits changed: 10.9 becomes 50.9."""
    places = [place for place, letter in enumerate(text) if letter.isdigit()]
    place = chance.choice(places)
    return text[:place] + chance.choice([d for d in "123456789" if d != text[place]]) + text[place + 1 :]


def doctored_text(data: bytes, pattern: bytes, number: int) -> bytes:
    """Return a file with one of the numbers that stand where a pattern says changed."""
    chance = random.Random(number)
    found = list(re.finditer(pattern, data))
    assert found
    spot = chance.choice(found)
    # The last number of a spot: before it may stand where it is, such as the place of a cell.
    inner = list(re.finditer(rb"\d+(?:\.\d+)?", spot[0]))[-1]
    start = spot.start() + inner.start()
    return data[:start] + other_digit(inner[0].decode(), chance).encode() + data[start + len(inner[0]) :]


def doctored_part(data: bytes, part: str, pattern: bytes, number: int) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            inner = old.read(name)
            new.writestr(name, doctored_text(inner, pattern, number) if name == part else inner)
    return buffer.getvalue()


def doctored_table(table: pa.Table, number: int) -> pa.Table:
    chance = random.Random(number)
    names = [n for n in table.column_names if pa.types.is_floating(table[n].type) and table[n].null_count < len(table)]
    name = chance.choice(names)
    values = table[name].to_pylist()
    place = chance.choice([at for at, value in enumerate(values) if value is not None and value == value])
    values[place] = values[place] * 1.01 + 0.5
    return table.set_column(table.column_names.index(name), name, pa.array(values, table[name].type))


def doctored(path: Path, number: int) -> bytes:
    """Return an exported file with one number that it shows changed."""
    data, suffix = path.read_bytes(), path.suffix
    if suffix in {".html", ".svg"}:
        body = data.split(b"<body", 1)[-1].split(b'<script type="application/json"')[0]
        return data.replace(body, doctored_text(body, rb">[^<>]*\d[^<>]*<", number))
    if suffix == ".md":
        shown = data.split(b"<!-- parley")[0]
        return data.replace(shown, doctored_text(shown, rb"[^\n]*\d[^\n]*\n", number))
    if suffix in {".ipynb", ".json"}:
        key = b'"source": [' if suffix == ".ipynb" else b'"summary"'
        # The id of a cell is not shown.
        wanted = rb'"[^"\n]*of 100 runs[^"\n]*"' if suffix == ".ipynb" else rb"\d+\.?\d*"
        start = data.index(key)
        return data[:start] + doctored_text(data[start : start + 3_000], wanted, number) + data[start + 3_000 :]
    if suffix == ".csv":
        head, rest = data.split(b"\n", 1)
        return head + b"\n" + doctored_text(rest, rb",\d+", number)
    if suffix == ".bib":
        return doctored_text(data, rb"year = \d+", number)
    if suffix == ".docx":
        return doctored_part(data, "word/document.xml", rb"<w:t[^>]*>[^<]*\d[^<]*</w:t>", number)
    if suffix == ".xlsx":
        return doctored_part(data, "xl/worksheets/sheet2.xml", rb'<c r="[C-F]\d+"[^>]*><v>[^<]*\d[^<]*</v>', number)
    buffer = BytesIO()
    if suffix == ".parquet":
        parquet.write_table(doctored_table(parquet.read_table(path), number), buffer)
    else:
        with pa.memory_map(str(path)) as mapped:
            table = doctored_table(pa.ipc.open_file(mapped).read_all(), number)
        with pa.ipc.new_file(buffer, table.schema) as writer:
            writer.write_table(table)
    return buffer.getvalue()


@pytest.mark.parametrize("number", TEN)
@pytest.mark.parametrize("suffix", [s for s in FORMATS if s not in {".pdf", ".xlsx"}])
def test_a_changed_number_is_noticed(suffix: str, number: int, folder: Path) -> None:
    path = folder / f"r{suffix}"
    changed = doctored(path, number)
    assert changed != path.read_bytes()
    assert differences_shown(shown_in(changed, suffix), right(path))


@pytest.mark.parametrize("number", TEN)
def test_a_changed_number_in_a_drawing_is_noticed(number: int, folder: Path) -> None:
    path = folder / "p.svg"
    changed = doctored_text(path.read_bytes(), rb'd="M[^"]*"|>[^<>]*\d[^<>]*</text>', number)
    assert differences_shown(shown_in(changed, ".svg"), right(path))


def test_changed_cells_of_a_workbook_are_noticed_and_no_others(folder: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(folder / "r.xlsx")
    cells = [
        c for page in book for row in page.iter_rows() for c in row if isinstance(c.value, int | float) and c.value
    ]
    chosen = random.Random(1).sample(cells, 15)
    for cell in chosen:
        cell.value = float(cell.value) * 1.5
    buffer = BytesIO()
    book.save(buffer)
    said = differences_shown(shown_in(buffer.getvalue(), ".xlsx"), right(folder / "r.xlsx"))
    assert len(said) == len(chosen)
    assert all(any(f"{cell.parent.title}!{cell.coordinate}:" in one for one in said) for cell in chosen)


def test_a_workbook_saved_anew_by_another_program_is_the_same(folder: Path, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    load_workbook(folder / "r.xlsx").save(tmp_path / "anew.xlsx")
    assert (tmp_path / "anew.xlsx").read_bytes() != (folder / "r.xlsx").read_bytes()
    assert verified(tmp_path / "anew.xlsx").exit_code == 0


def with_numbers_changed(paper: Paper, number: int) -> tuple[Paper, list[str]]:
    """Return a paper in which one cell of every table of numbers has another digit, and what now stands there."""
    chance, put = random.Random(number), list[str]()

    def changed(grid: Grid) -> Grid:
        rows = [list(row) for row in grid.rows]
        line, place = chance.choice(
            [(y, x) for y, row in enumerate(rows) for x, cell in enumerate(row) if re.search(r"\d", cell)]
        )
        spot = list(re.finditer(r"\d+(?:\.\d+)?", rows[line][place]))[-1]
        put.append(other_digit(spot[0], chance))
        rows[line][place] = rows[line][place][: spot.start()] + put[-1] + rows[line][place][spot.end() :]
        return replace(grid, rows=tuple(map(tuple, rows)))

    sections = tuple(
        replace(one, blocks=tuple(changed(b) if isinstance(b, Grid) and _figured(b) else b for b in one.blocks))
        for one in paper.sections
    )
    return replace(paper, sections=sections), put


def _figured(block: Grid) -> bool:
    return any(re.search(r"\d", cell) for row in block.rows for cell in row)


@pytest.mark.parametrize("number", range(2))
def test_changed_numbers_on_paper_are_noticed(number: int, folder: Path, findings: Findings) -> None:
    forged, put = with_numbers_changed(compose(findings), number)
    assert len(put) > 5
    said = differences_shown(shown_in(pdf_of(forged), ".pdf"), right(folder / "r.pdf"))
    assert len(said) >= min(len(put), NAMED)
    assert [one for one in put if not any(one in text for text in said)] == []


# The command line


def verified(path: Path) -> Result:
    done = CliRunner().invoke(app, ["verify", str(path)])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


@pytest.mark.parametrize("suffix", [s for s in FORMATS if s != ".pdf"])
def test_a_file_as_it_was_exported_is_the_same_and_a_changed_one_is_not(
    suffix: str, folder: Path, tmp_path: Path
) -> None:
    done = verified(folder / f"r{suffix}")
    assert done.exit_code == 0, done.output
    if suffix == ".csv":
        name = "r.csv-metadata.json"
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    (tmp_path / f"r{suffix}").write_bytes(doctored(folder / f"r{suffix}", 3))
    assert verified(tmp_path / f"r{suffix}").exit_code == 1


def test_ten_point_nine_changed_to_fifty_point_nine_is_named(folder: Path, tmp_path: Path, findings: Findings) -> None:
    page = (folder / "r.html").read_text("utf-8")
    shown = f"{100 * findings.share.share:.1f} of 100 runs"
    assert shown in page
    (tmp_path / "r.html").write_text(page.replace(shown, "50.9 of 100 runs", 1), "utf-8")
    done = verified(tmp_path / "r.html")
    assert done.exit_code == 1
    assert "shows “50.9" in done.stdout and f"“{100 * findings.share.share:.1f}" in done.stdout


def test_a_pdf_is_read_back(folder: Path, tmp_path: Path, findings: Findings) -> None:
    assert verified(folder / "r.pdf").exit_code == 0
    (tmp_path / "r.pdf").write_bytes(pdf_of(with_numbers_changed(compose(findings), 1)[0]))
    assert verified(tmp_path / "r.pdf").exit_code == 1


@pytest.mark.parametrize("suffix", UNREADABLE)
def test_a_form_that_cannot_be_read_back_says_so(suffix: str, folder: Path, tmp_path: Path) -> None:
    path = folder / "p.png" if suffix == ".png" else tmp_path / f"r{suffix}"
    if suffix != ".png":
        path.write_text("no game", "utf-8")
    done = verified(path)
    assert done.exit_code == 2
    assert UNREADABLE[suffix] in done.stderr


@pytest.mark.parametrize("suffix", [".nfg", ".efg"])
def test_a_game_in_a_file_is_named_with_the_verb_that_solves_it(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"r{suffix}"
    path.write_text("NFG 1 R", "utf-8")
    done = verified(path)
    assert done.exit_code == 2 and f"parley games --from {path}" in done.stderr


def test_one_chart_is_verified(folder: Path, tmp_path: Path) -> None:
    assert verified(folder / "p.svg").exit_code == 0
    (tmp_path / "p.svg").write_bytes(doctored_text((folder / "p.svg").read_bytes(), rb'd="M[^"]*"', 2))
    assert verified(tmp_path / "p.svg").exit_code == 1


def test_a_brief_is_verified(tmp_path: Path) -> None:
    out = tmp_path / "b.html"
    sim.brief(NAME, ["run"], 30, 2, out=out)
    assert verified(out).exit_code == 0
    page = out.read_text("utf-8")
    out.write_text(page.replace("of 100 runs end in", "9 of 100 runs end in", 1), "utf-8")
    assert verified(out).exit_code == 1


def test_every_exported_form_is_read_back_or_said_not_to_be() -> None:
    assert set(FORMATS) | {".svg"} == set(READERS)
    assert ".png" in UNREADABLE


def test_numbers_are_the_same_to_the_digits_that_spreadsheets_keep() -> None:
    from sim.reports.shown_differences import same

    assert same("0.1234567890123456", "0.123456789012346") and same("3", "3.0")
    assert not same("0.12345", "0.12346") and not same("", "0") and not same("three", "3")


def test_texts_of_paragraphs_are_compared_too() -> None:
    assert differences_shown([("a", "it held")], [("a", "it failed")]) == ["a: shows “it held”, “it failed” comes out"]


def _nothing(rows: int) -> bytes:
    """Return an Arrow file of a few bytes that says it holds many rows."""
    buffer, table = BytesIO(), pa.table({"a": pa.nulls(rows)})
    with pa.ipc.new_file(buffer, table.schema) as writer:
        writer.write_table(table)
    return buffer.getvalue()


def test_a_small_file_that_says_it_holds_endless_rows_is_not_unpacked() -> None:
    assert len(_nothing(MOST_CELLS + 1)) < 1_000
    with pytest.raises(ValueError, match="at most"):
        rows_in(_nothing(MOST_CELLS + 1), arrow=True)
    with pytest.raises(ValueError, match="not a file of Parquet"):
        rows_in(b"PAR1" * 9)


def test_two_columns_of_one_name_are_told() -> None:
    buffer, table = BytesIO(), pa.table([pa.array([1]), pa.array([2])], names=["a", "a"])
    with pa.ipc.new_file(buffer, table.schema) as writer:
        writer.write_table(table)
    with pytest.raises(ValueError, match="two columns are called a"):
        rows_in(buffer.getvalue(), arrow=True)


def test_parts_of_archives_are_unpacked_to_a_limit_and_in_one_encoding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown_sheets, "MOST_UNPACKED", 1_000)
    for part, told in ((b"x" * 2_000, "more than"), ("<?xml?><!DOCTYPE a>".encode("utf-16"), "encoding")):
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("word/document.xml", part)
        with pytest.raises(ValueError, match=told):
            shown_in(buffer.getvalue(), ".docx")
