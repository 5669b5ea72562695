"""A brief answers what was asked, from the same runs, and says in words what its numbers say."""

import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
from sim.cli.verbs import app
from sim.reports.answers import answer
from sim.reports.asked import Asker
from sim.reports.brief_files import FORMATS, brief_bytes
from sim.reports.paper import Figure
from sim.reports.pieces import pieces_of
from sim.reports.question_kinds import KINDS
from sim.reports.questions import question_of
from sim.reports.recipes import read_recipe
from sim.reports.short_report import Brief, compose_brief
from sim.runs.replay import follow

NAME, RUNS, SEED = "labour-dispute", 120, 6
ASKED = ["run", "compare conditions_soft", "ablate", "flip 0.995", "doubt", "solve"]


@pytest.fixture(scope="module")
def found() -> Brief:
    return sim.brief(NAME, ASKED, RUNS, SEED)


def test_every_question_is_answered_in_order_in_a_sentence_first(found: Brief) -> None:
    assert [one.asked for one in found.answers] == ASKED
    paper = compose_brief(found)
    assert [section.title for section in paper.sections[:-1]] == [one.question for one in found.answers]
    for section, one in zip(paper.sections, found.answers, strict=False):
        assert section.blocks[0].text == one.sentences[0]  # type: ignore[union-attr]  # a Text
        assert one.sure and one.command.startswith("parley ")


def test_every_picture_stands_under_its_own_question(found: Brief) -> None:
    paper = compose_brief(found)
    for section, one in zip(paper.sections, found.answers, strict=False):
        pictures = [block.picture for block in section.blocks if isinstance(block, Figure)]
        assert pictures == [figure.picture for figure in (one.figure, *one.more) if figure is not None]
    drawn = pieces_of(paper).svgs
    assert len(drawn) == len(paper.figures) == len(set(drawn.values())) > 3


def test_answers_found_one_at_a_time_keep_their_pictures_in_one_brief(found: Brief) -> None:
    asker = Asker(found.ensemble, found.outcome)
    alone = tuple(answer(asker, one) for one in found.questions)
    apart = pieces_of(compose_brief(replace(found, answers=alone))).svgs
    assert apart == pieces_of(compose_brief(found)).svgs


def test_two_figures_of_one_name_are_refused(found: Brief) -> None:
    paper = compose_brief(found)
    with pytest.raises(ValueError, match="two figures"):
        pieces_of(replace(paper, sections=(*paper.sections, *paper.sections)))


def test_all_answers_rest_on_the_same_runs(found: Brief) -> None:
    share = next(one for one in sim.run(NAME, RUNS, SEED).outcomes if one.id == found.outcome)
    compared, ablated, flipped, doubted = (found.answers[place].finding for place in (1, 2, 3, 4))
    base = next(d["base"] for d in compared["arms"][0]["differences"] if d["id"] == found.outcome)
    assert base == ablated["base"]["share"] == flipped["base"]["share"] == share.share
    assert ablated["base"]["of"] == flipped["base"]["of"] == doubted["runs"] == RUNS
    assert found.answers[0].sentences[0].startswith(f"{100 * share.share:.1f} of 100 runs")


def test_sentences_say_what_the_numbers_say(found: Brief) -> None:
    arm = found.answers[1].finding["arms"][0]
    moved = next(d for d in arm["differences"] if d["id"] == found.outcome)
    said = found.answers[1].sentences[0]
    assert f"{100 * moved['share']:.1f} of 100 runs" in said and f"instead of {100 * moved['base']:.1f}" in said
    points = f"{100 * moved['difference']:+.1f} points".replace("-", "−")
    assert points.replace("+0.0", "0.0").replace("−0.0", "0.0") in said
    singles = found.answers[2].finding["singles"]
    strongest = max(singles, key=lambda one: abs(one["difference"]))
    if strongest["low"] > 0 or strongest["high"] < 0:
        assert strongest["label"] in found.answers[2].sentences[0]


def test_commands_ask_the_same_alone(found: Brief) -> None:
    words = found.answers[1].command.split()
    done = CliRunner().invoke(app, [*words[1:], "--json"])
    told = json.loads(done.stdout)
    alone = next(d for d in told["differences"] if d["id"] == found.outcome)
    ours = next(d for d in found.answers[1].finding["arms"][0]["differences"] if d["id"] == found.outcome)
    assert alone["share"] == ours["share"] and alone["low"] == ours["low"]


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_brief_is_written_alike_twice_and_carries_what_determines_it(
    suffix: str, found: Brief, tmp_path: Path
) -> None:
    data = brief_bytes(found, suffix)
    assert data == brief_bytes(found, suffix)
    (tmp_path / f"b{suffix}").write_bytes(data)
    recipe = read_recipe(tmp_path / f"b{suffix}")
    assert np.array_equal(follow(recipe).rows, found.ensemble.rows, equal_nan=True)


def test_a_word_file_opens_with_headings_tables_and_described_pictures(found: Brief, tmp_path: Path) -> None:
    import docx

    (tmp_path / "b.docx").write_bytes(brief_bytes(found, ".docx"))
    opened = docx.Document(str(tmp_path / "b.docx"))
    text = "\n".join(paragraph.text for paragraph in opened.paragraphs)
    headings = [one.text for one in opened.paragraphs if one.style is not None and one.style.name == "Heading 1"]
    for one in found.answers:
        assert one.question in headings and one.sentences[0] in text
    assert len(opened.tables) == sum(one.table is not None for one in found.answers)
    with zipfile.ZipFile(tmp_path / "b.docx") as packed:
        body = packed.read("word/document.xml").decode()
        assert len(packed.namelist()) == len(set(packed.namelist()))
    described = re.findall(r'descr="([^"]+)"', body)
    assert len(described) == sum(one.figure is not None for one in found.answers)


def test_a_brief_on_a_what_if_says_so_first() -> None:
    paper = compose_brief(sim.brief(NAME, ["run"], 20, changes=["conditions_soft"]))
    label = sim.load(NAME).name_of("changes", "conditions_soft")
    assert paper.summary[0].text == f"A what-if: {label}."  # type: ignore[union-attr]  # a Text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("comprae conditions_soft", "compare"),
        ("compare", "conditions_soft"),
        ("compare conditions_sof", "conditions_soft"),
        ("flip many", "share of runs from 0 to 1"),
        ("flip 50 60", "expected a share of runs"),
        ("ablate everything", "expected nothing"),
        ("compare 'open", "quotes do not match"),
    ],
)
def test_a_question_that_cannot_be_asked_is_named_with_what_can(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        question_of(text, sim.load(NAME))


def test_a_share_is_read_as_a_share_or_a_percentage() -> None:
    assert question_of("flip 60%", sim.load(NAME)).target == question_of("flip 0.6", sim.load(NAME)).target == 0.6


def test_every_kind_of_question_is_answered() -> None:
    from sim.reports.answers import ANSWERS

    assert set(ANSWERS) == {*KINDS, "kept"}


def test_the_verb_writes_several_files_of_one_play(tmp_path: Path) -> None:
    files = [tmp_path / f"b{suffix}" for suffix in (".html", ".xlsx")]
    outs = [word for file in files for word in ("--out", str(file))]
    done = CliRunner().invoke(app, ["brief", NAME, "--ask", "run", "--runs", "30", *outs, "--json"])
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert told["out"] == [str(file) for file in files]
    assert [one["ask"] for one in told["asked"]] == ["run"]
    for file in files:
        assert file.read_bytes() == brief_bytes(sim.brief(NAME, ["run"], 30), file.suffix)


def test_bad_questions_are_named_before_anything_is_played(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["brief", NAME, "--ask", "flop", "--out", str(tmp_path / "b.pdf")])
    assert (done.exit_code, done.stdout, list(tmp_path.iterdir())) == (2, "", [])
    assert "flip" in done.stderr


def test_five_questions_fill_three_pages() -> None:
    from io import BytesIO

    from pypdf import PdfReader

    asked = ["compare no_ballot", "ablate", "compare no_conciliator", "flip 0.5", "doubt"]
    pages = PdfReader(BytesIO(brief_bytes(sim.brief(NAME, asked, 40), ".pdf"))).pages
    assert len(pages) <= 3
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "What all of this rests on" in text and "To repeat it" in text
