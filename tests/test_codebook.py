"""The codebook: classes that stand for ranges, coding files, agreement of coders, and what a scenario says of both."""

import re
from pathlib import Path

import numpy as np
import pytest

import sim
from docs.make_codebook import MARKED, PAGE, with_parts
from sim.analysis.coder_agreement import ENOUGH, agreement, alpha_of
from sim.formats.fact_sheets import numbered, sheet_of
from sim.game.cases import quantiles
from sim.scenario.codebook import OPEN, book, read
from sim.scenario.coded_case import UNIT_WORDS, UNITS, read_coding
from sim.scenario.documents import bundled, load_text, read_text
from sim.scenario.edits import text_of
from sim.scenario.faults import ScenarioError
from sim.scenario.language import place_at
from sim.scenario.numbers import parse_number, within
from sim.scenario.reader_words import BookStated
from sim.scenario.yaml_tree import compose, plain
from sim.studies.codebook_tables import CodedCases

BOOK = book()

SHEET = """# Two towns, as of 2001-02-03
id: river · kind: water · day 0: 2001-02-03 · horizon: 60 days (to 2001-04-04) · next known deadline: none

## Parties
| id | party | role | who speaks | constraints |
|---|---|---|---|---|
| P01 | Upper town | principal | mayor | – |
| P02 | Lower town | principal | council | vote |

## Issues
| id | issue | options (status quo → furthest) | consent |
|---|---|---|---|
| I01 | Water | as now / a quarter more / half more | P01 |
| I02 | Payment | a: none · b: yearly | P02 |

## Stated conditions and refusals
| id | party | deal | requires or refuses | who, when, source |
|---|---|---|---|---|
| C01 | P01 | any | pay for water | mayor, 1 Feb |

## Offers, pledges, concessions so far
- The lower town offered works.

## Pressures, deadlines, scheduled events
Harvest in April. The province holds back a grant [1].

## Questions
- **S1** By 2001-04-04 both sign.
- **U30** S1 within 30 days.
"""


def coding(coder: str, firmness: str = "repeated", **more: str) -> str:
    return f"""format: 1
case: river
coder: {coder}
codebook:
  number: {BOOK.number}
  digest: {BOOK.digest}
sheet: plain
recalls:
  what: nothing
  said: I do not know.
units:
  firmness:
    C01:
      class: {firmness}
      why: Said twice.
      at: C01
  rank:
    P01/I01:
      class: {more.get("rank", "first")}
      why: Named first.
      at: Where it stood
left_out:
  P02: Made up for a test.
"""


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


# The book


def test_the_page_is_made_from_the_book() -> None:
    page = PAGE.read_text("utf-8")
    assert page == with_parts(page), "run python docs/make_codebook.py"
    assert len(MARKED.findall(page)) == 4


def test_every_range_of_the_book_can_stand_where_its_kind_says() -> None:
    for name, kind in BOOK.kinds.items():
        for one in kind.meanings:
            for field, stated in one.gives.items():
                paths = [tuple("x" if part == "*" else part for part in f"{at}.{field}".split(".")) for at in kind.at]
                forms = [place.form("number", "id") for path in paths if (place := place_at(path)) is not None]
                assert forms or not kind.at, (name, field)
                for form in forms:
                    assert form is not None
                    if form.kind == "number":
                        within(parse_number(stated), form.least, form.most)


@pytest.mark.parametrize("name", [name for name, kind in BOOK.kinds.items() if kind.ordered])
def test_classes_stand_in_the_order_of_their_ranges(name: str) -> None:
    """Where a kind gives one number, its middle rises (or falls) from class to class."""
    classes = list(BOOK.kinds[name].classes.values())
    (first, *_) = classes[0].gives
    if first == "kind":
        return
    middles = [parse_number(one.gives[first]).middle for one in classes]
    assert middles in (sorted(middles), sorted(middles, reverse=True))
    assert len(set(middles)) == len(middles)


@pytest.mark.parametrize("name", [name for name, kind in BOOK.kinds.items() if kind.ordered])
def test_what_the_text_does_not_tell_is_wider_than_a_class(name: str) -> None:
    kind = BOOK.kinds[name]
    assert kind.open is not None
    (first, *_) = (field for field in kind.open.gives if field != "kind")
    spans = [parse_number(one.gives[first]) for one in kind.classes.values() if first in one.gives]
    wide = parse_number(kind.open.gives[first])
    middles = [one.middle for one in spans]
    assert sum(wide.low <= middle <= wide.high for middle in middles) >= min(2, len(middles) - 1)


def test_a_book_that_says_too_little_is_refused_with_the_place(tmp_path: Path) -> None:
    text = (Path(sim.__file__).parents[1] / "scenarios/codebook.yaml").read_text("utf-8")
    wrong = text.replace("          firmness: 0.02 to 0.2\n", "          firmness: 0.2 to 0.02\n", 1)
    with pytest.raises(ScenarioError, match=r"kinds\.firmness\.classes\.contradicted.*must rise"):
        read(written(tmp_path, "book.yaml", wrong))
    with pytest.raises(ScenarioError, match="nobody_2000"):
        read(written(tmp_path, "book.yaml", text.replace("      - fearon_1994\n", "      - nobody_2000\n", 1)))


def test_the_digest_is_of_what_is_said_and_not_of_the_layout(tmp_path: Path) -> None:
    text = (Path(sim.__file__).parents[1] / "scenarios/codebook.yaml").read_text("utf-8")
    same = read(written(tmp_path, "book.yaml", f"# a comment\n{text}"))
    other = read(written(tmp_path, "book.yaml", text.replace("0.45 to 0.85", "0.45 to 0.86", 1)))
    assert same.digest == BOOK.digest != other.digest


def test_the_book_is_no_scenario() -> None:
    assert "codebook" not in bundled()


def test_two_classes_give_an_even_mixture_and_three_are_refused() -> None:
    kind = BOOK.kinds["firmness"]
    mixed = kind.given(["repeated", "red_line"])["firmness"]
    assert mixed == {
        "mixture": [kind.classes["repeated"].gives["firmness"], kind.classes["red_line"].gives["firmness"]]
    }
    assert BOOK.kinds["tactic"].given(["holds_out", "eager"]) == BOOK.kinds["tactic"].classes["holds_out"].gives
    with pytest.raises(ValueError, match="found 3 classes"):
        kind.given(["repeated", "red_line", "bound"])


# Mixtures and classes in the language


def test_a_mixture_is_drawn_from_each_part_alike() -> None:
    spread = parse_number({"mixture": ["0 to 1", "10 to 12", 20]})
    unit = (np.arange(3_000) + 0.5) / 3_000
    drawn = quantiles(spread, unit)
    assert drawn == pytest.approx(
        np.concatenate(
            [
                unit[::3] * 0 + np.linspace(0.0005, 0.9995, 1000),
                10 + 2 * np.linspace(0.0005, 0.9995, 1000),
                np.full(1000, 20.0),
            ]
        ),
        abs=1e-9,
    )
    assert [spread.low, spread.high, spread.middle] == pytest.approx([0.0, 20.0, (0.5 + 11 + 20) / 3])


@pytest.mark.parametrize(
    "part", ["0.2 to 0.7", "0.1 to 0.4 to 0.9", {"normal": [0.5, 0.1]}, {"beta": [2, 5]}, {"lognormal": [0.1, 2]}]
)
def test_a_mixture_of_one_number_with_itself_is_that_number(part: object) -> None:
    unit = np.linspace(0.001, 0.999, 999)
    alone = quantiles(parse_number(part), unit)
    assert quantiles(parse_number({"mixture": [part, part]}), unit) == pytest.approx(alone, abs=1e-9)


def test_quantiles_of_overlapping_parts_are_those_of_the_mean_of_their_distributions() -> None:
    """F(x) = (x/2 + (x - 1)/2) / 2 on [1, 2] for parts 0 to 2 and 1 to 3."""
    drawn = quantiles(parse_number({"mixture": ["0 to 2", "1 to 3"]}), np.array([0.125, 0.25, 0.5, 0.75]))
    assert drawn == pytest.approx([0.5, 1.0, 1.5, 2.0], abs=1e-12)


def test_a_range_with_a_class_is_drawn_like_the_range_and_says_its_class() -> None:
    coded = parse_number({"range": "0.45 to 0.85", "class": "firmness.red_line", "why": "said in a court"})
    assert (coded.at, coded.of_class, coded.why) == ((0.45, 0.85), ("firmness.red_line",), "said in a court")
    assert parse_number(coded.stated()) == coded
    two = {"range": {"mixture": [1, "2 to 3"]}, "class": ["a.b", "a.c"]}
    assert parse_number(two).stated() == two


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({"range": "0 to 1"}, "class"),
        ({"range": "0 to 1", "class": []}, "class"),
        ({"range": "0 to 1", "class": "a.b", "why": 3}, "why"),
        ({"range": {"range": "0 to 1", "class": "a.b"}, "class": "a.b"}, "within a range"),
        ({"mixture": [1]}, "at least two"),
        ({"mixture": [1, {"mixture": [1, 2]}]}, "plain numbers"),
    ],
)
def test_what_is_no_range_with_a_class_is_refused(stated: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_number(stated)


def coded_pie(firmness: object, **more: object) -> str:
    data = sim.load("labour-dispute").stated()
    name = next(iter(data["conditions"]))
    data["conditions"][name]["firmness"] = firmness
    return text_of({**data, **more})


NAMED = {"codebook": {"number": BOOK.number, "digest": BOOK.digest}}


def test_a_range_of_its_class_is_no_fault_and_plays_as_the_range_does() -> None:
    red = {"range": "0.45 to 0.85", "class": "firmness.red_line"}
    document = read_text(coded_pie(red, **NAMED))
    assert [str(fault) for fault in document.faults] == []
    plain, with_class = load_text(coded_pie("0.45 to 0.85")), document.scenario
    assert sim.run(plain, runs=50).to_pandas()["outcome"].equals(sim.run(with_class, runs=50).to_pandas()["outcome"])
    (coded,) = sim.check(with_class).coded
    assert (coded.classes, coded.departs) == (("firmness.red_line",), False)


def test_a_range_that_departs_from_its_class_is_warned_of_unless_it_says_why() -> None:
    away = {"range": "0.5 to 0.85", "class": "firmness.red_line"}
    (fault,) = read_text(coded_pie(away, **NAMED)).faults
    assert (fault.severity, fault.expected) == ("warning", "0.45 to 0.85")
    assert read_text(coded_pie({**away, "why": "A judge said so."}, **NAMED)).faults == ()


def test_a_class_that_is_not_there_is_a_fault_with_the_one_that_was_meant() -> None:
    (fault,) = read_text(coded_pie({"range": "0.4 to 0.8", "class": "firmness.redline"}, **NAMED)).faults
    assert (fault.severity, fault.hint) == ("fault", "Did you mean firmness.red_line?")
    (other,) = read_text(coded_pie({"range": 3, "class": "patience.days"}, **NAMED)).faults[-1:]
    assert "class" in other.expected or "from 0 to 1" in other.expected


def test_classes_without_a_book_or_with_another_are_warned_of() -> None:
    red = {"range": "0.5 to 0.85", "class": "firmness.red_line"}
    unnamed = read_text(coded_pie(red)).faults
    assert [fault.path for fault in unnamed if fault.path == "codebook"] == ["codebook"]
    other = read_text(coded_pie(red, codebook={"number": BOOK.number + 1, "digest": "0" * 16})).faults
    assert [(fault.path, fault.severity) for fault in other] == [("codebook", "warning")]


def test_units_of_the_text_name_places_that_are_there() -> None:
    units = {"P01": "parties.nobody", "I01": ["issues.wage_rise"]}
    (fault,) = read_text(coded_pie(0.5, codebook={**NAMED["codebook"], "units": units})).faults
    assert (fault.path, fault.severity) == ("codebook.units.P01", "warning")


# Sheets and coding files


def test_a_sheet_says_what_it_numbers() -> None:
    sheet = sheet_of(SHEET, "river.md")
    assert (sheet.id, sheet.day0.isoformat(), sheet.horizon_days) == ("river", "2001-02-03", 60)
    assert sheet.units.numbered == ("P01", "P02", "I01", "I02", "C01", "E01", "E02")
    assert (dict(sheet.units.issues), sheet.units.questions) == ({"I01": 3, "I02": 2}, ("s1", "u30"))
    assert sheet.texts["E02"] == "The province holds back a grant [1]."
    assert list(numbered(SHEET, "Offers", "O")) == ["O01"]
    with pytest.raises(ScenarioError, match="no line with id"):
        sheet_of("# nothing", "x.md")


def test_every_unit_is_written_as_its_example_says() -> None:
    for unit, pattern in UNITS.items():
        assert pattern.fullmatch(re.split(r",? ", UNIT_WORDS[unit])[0].rstrip(",")), unit


def test_a_coding_gives_ranges_and_what_it_passed_over(tmp_path: Path) -> None:
    sheet = written(tmp_path, "river.md", SHEET)
    found = sim.coded([written(tmp_path, "river.a.yaml", coding("a"))], sheet)
    red = found.ranges["river.a"]["firmness"]["C01"]["firmness"]
    assert red == {"range": BOOK.kinds["firmness"].classes["repeated"].gives["firmness"], "class": "firmness.repeated"}
    said = str(found.codings[0]["missing"])
    assert "reach: P01/I01/1, P01/I01/2, P01/I01/3" in said
    assert "backdown: C01" in said
    assert "unused: I02, E01, E02" in said
    assert "P02" not in said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("class: repeated", "class: repeatd", "Did you mean repeated"),
        ("  firmness:\n", "  firmnes:\n", "Did you mean firmness"),
        ("    C01:\n", "    P01:\n", "C01, or O01"),
        ("what: nothing", "what: all", "recalls"),
        ("class: repeated", "class: [repeated, open]", "open beside a class"),
    ],
)
def test_a_coding_that_cannot_be_used_says_where(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        read_coding(written(tmp_path, "river.a.yaml", coding("a").replace(old, new, 1)), BOOK)


def test_a_coding_by_another_book_is_read_and_said_to_be(tmp_path: Path) -> None:
    other = written(tmp_path, "river.b.yaml", coding("b").replace(BOOK.digest, "f" * 16))
    found = sim.coded([written(tmp_path, "river.a.yaml", coding("a")), other])
    assert [row["book"] for row in found.codings] == [str(BOOK.number), "another"]


def test_merged_classes_of_an_earlier_book_are_read_as_what_they_became(tmp_path: Path) -> None:
    kind = BOOK.kinds["scope"]
    units = """units:
  scope:
    I01/2:
      class: [gaps, disputed]
      why: It leaves out works.
      at: I01
    I01/3:
      class: [clear, disputed]
      why: Told in two ways.
      at: I01
"""
    text = coding("a").replace("units:\n", units, 1)
    found = read_coding(written(tmp_path, "old.yaml", text.replace(BOOK.digest, "f" * 16)), BOOK).units["scope"]
    assert (found["I01/2"].classes, found["I01/3"].classes) == (("unclear",), ("clear", "unclear"))
    assert kind.named_now("clear") == "clear"
    with pytest.raises(ScenarioError, match="the class 'gaps'"):
        read_coding(written(tmp_path, "new.yaml", text), BOOK)


def coded_twice(book: str) -> CodedCases:
    """Return what the shelf's coders made of the cases coded by a book: this one's number, or another."""
    files = sorted((Path(sim.__file__).parents[1] / "scenarios/coding").glob("*.yaml"))
    rows = {file: sim.coded([file]).codings[0] for file in files}
    return sim.coded([file for file, row in rows.items() if str(row["book"]) == book])


def test_the_pilots_are_read_by_this_book() -> None:
    found = coded_twice("another")
    assert len(found.codings) == 12
    page = PAGE.read_text("utf-8").split("## What six pilots showed")[1].split("\n## ")[0]
    alphas = {one.kind: one.alpha for one in found.agreement}
    for name, said in re.findall(r"^\| `(\w+)` \|.* \| (-?[\d.]+|none)[^|]* \|$", page, re.MULTILINE):
        alpha = alphas[name]
        assert said == ("none" if alpha is None else f"{alpha:.2f}"), name


def test_the_table_of_the_fresh_cases_is_what_is_printed_and_no_kind_is_below_the_bar() -> None:
    found = coded_twice(str(BOOK.number))
    assert len(found.codings) == 12
    page = PAGE.read_text("utf-8").split("## What six fresh cases showed")[1].split("\n## ")[0]
    kinds = {one.kind: one for one in found.agreement}
    said = re.findall(r"^\| `(\w+)` \| (\d+) \| ([\d.]+) \|", page, re.MULTILINE)
    assert [(name, str(kinds[name].units), f"{kinds[name].alpha:.2f}") for name, _, _ in said] == said
    alphas = [one.alpha for one in found.agreement if one.alpha is not None and one.units > 1]
    assert min(alphas) >= ENOUGH
    (others,) = re.findall(r"^\| (\d+) other kinds", page, re.MULTILINE)
    assert int(others) + len(said) == len(alphas)


def test_a_class_that_was_merged_has_no_second_home(tmp_path: Path) -> None:
    text = (Path(sim.__file__).parents[1] / "scenarios/codebook.yaml").read_text("utf-8")
    wrong = text.replace("          - a_little\n", "          - most\n", 1)
    with pytest.raises(ScenarioError, match="or one that there still is"):
        read(written(tmp_path, "book.yaml", wrong))


def test_what_tells_classes_apart_is_shown_with_them() -> None:
    shown = sim.codebook("settles")
    assert shown.tests == tuple(BOOK.kinds["settles"].tests)
    assert shown.table().note.startswith("1. ")
    assert f"1. {shown.tests[0]}\n" in PAGE.read_text("utf-8")


def test_coders_of_a_case_are_compared_kind_by_kind(tmp_path: Path) -> None:
    one = written(tmp_path, "river.a.yaml", coding("a"))
    two = written(tmp_path, "river.b.yaml", coding("b", firmness=OPEN, rank="major"))
    found = {each.kind: each for each in sim.coded([one, two]).agreement}
    assert (found["firmness"].units, found["firmness"].open) == (0, 1)
    assert (found["rank"].units, found["rank"].alike, found["rank"].next) == (1, 0.0, 1.0)


def test_the_coding_and_the_block_shown_on_the_page_can_be_used(tmp_path: Path) -> None:
    page = PAGE.read_text("utf-8")
    (text,) = re.findall(r"<!-- coding -->\n```yaml\n(.*?)```", page, re.DOTALL)
    found = read_coding(written(tmp_path, "river.a.yaml", text), BOOK)
    assert set(found.units) == {"firmness", "rank", "reach"}
    (block,) = re.findall(r"<!-- codebook -->\n```yaml\n(.*?)```", page, re.DOTALL)
    data = compose(block, "block")
    assert data.root is not None
    assert BookStated.model_validate(plain(data.root)["codebook"]).units["I01"] == "issues.release"


# Agreement


def published() -> list[list[int]]:
    """The example of Krippendorff's paper on computing alpha: four observers, twelve units, values 1 to 5."""
    rows = ("1233214 12...", "1233224 125.3", ".33323422 51.", "1233244 1251.")
    lines = [row.replace(" ", "") for row in rows]
    assert {len(row) for row in lines} == {12}
    return [[int(row[unit]) - 1 for row in lines if row[unit] != "."] for unit in range(12)]


def test_alpha_is_that_of_the_published_example() -> None:
    """Nominal 0.743 and ordinal 0.815 (Krippendorff 2011, Computing Krippendorff's alpha-reliability)."""
    assert alpha_of(published(), 5, "nominal") == pytest.approx(0.743, abs=5e-4)
    assert alpha_of(published(), 5) == pytest.approx(0.815, abs=5e-4)


def test_alpha_is_one_for_full_agreement_and_about_nothing_for_chance() -> None:
    assert alpha_of([[0, 0], [3, 3], [1, 1]], 4) == 1.0
    assert alpha_of([[2, 2], [2, 2]], 4) is None
    luck = np.random.default_rng(5).integers(0, 4, (20_000, 2)).tolist()
    assert alpha_of(luck, 4) == pytest.approx(0.0, abs=0.02)


def test_the_interval_of_alpha_covers_what_many_units_give() -> None:
    """Two coders who err to a neighbour once in four: alpha of a hundred thousand units lies in the interval of 60."""
    luck = np.random.default_rng(11)

    def drawn(units: int) -> list[list[int | None]]:
        truth = luck.integers(0, 5, units)
        wrong = luck.random((2, units)) < 0.25
        seen = np.clip(truth + np.where(wrong, luck.choice([-1, 1], (2, units)), 0), 0, 4)
        return [[int(one), int(two)] for one, two in seen.T]

    truth = agreement("x", drawn(20_000), 5, resamples=2).alpha
    assert truth is not None
    inside = 0
    for number in range(100):
        found = agreement("x", drawn(60), 5, seed=number, resamples=300)
        assert found.low is not None and found.high is not None
        inside += found.low <= truth <= found.high
    assert inside >= 88


# What was public and is told later


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ({"date": "2030-01-01", "public_since": "2025-01-01", "grade": "C"}, None),
        ({"date": "2030-01-01", "public_since": "2025-01-01"}, "grade: C"),
        ({"date": "2030-01-01", "public_since": "2029-12-31", "grade": "C"}, "or earlier"),
        ({"date": "2020-01-01", "public_since": "2021-01-01"}, "2020-01-01 or earlier"),
        ({"date": "2030-01-01"}, "or earlier"),
    ],
)
def test_a_later_source_may_tell_what_was_public_and_counts_as_a_single_claim(source: object, said: str | None) -> None:
    data = sim.load("labour-dispute").stated()
    data["sources"] = {"later": {"title": "Made up", **source}}  # type: ignore[dict-item]  # plain data
    faults = [fault for fault in read_text(text_of(data)).faults if fault.severity == "fault"]
    assert [said in fault.expected for fault in faults if said] == [True] * len(faults)
    assert bool(faults) is (said is not None)


def test_a_question_that_the_talks_do_not_decide_is_marked_and_asked_all_the_same() -> None:
    data = sim.load("labour-dispute").stated()
    name = next(iter(data["questions"]))
    data["questions"][name]["outside"] = True
    marked = load_text(text_of({**data, "field": "labour"}))
    assert (marked.questions[name].outside, marked.field) == (True, "labour")
    assert sim.run(marked, runs=30).questions == sim.run("labour-dispute", runs=30).questions


# A first draft in words


def test_a_draft_from_classes_is_sound_carries_them_and_can_be_played() -> None:
    frame = {
        **{"id": "well", "title": "Two farms share a well", "as_of": "2025-01-01", "days": 20},
        "parties": ["Upper farm", "Lower farm"],
        "issues": {"Hours": ["as now", "two more"], "Payment": ["none", "yearly"]},
    }
    picked = {
        "reach": iter(["best", "worst", "worst", "best", "worst", "best", "best", "poor"]),
        "rank": iter(["first", "major"] * 2),
    }

    def choose(asked: str, classes: dict[str, str]) -> str:
        kind = next(name for name, one in BOOK.kinds.items() if asked.endswith(one.asks))
        assert set(classes) == {*BOOK.kinds[kind].classes, OPEN}
        return next(picked[kind]) if kind in picked else OPEN

    scenario = sim.new(frame, choose)
    coded = sim.check(scenario).coded
    assert {one.departs for one in coded} == {False}
    assert {one.classes[0].partition(".")[0] for one in coded} >= {"rank", "reach", "no_deal", "sessions", "patience"}
    faults = read_text(text_of(scenario.stated())).faults
    assert [str(fault) for fault in faults if fault.severity == "fault" or "class" in fault.found] == []


def test_a_draft_is_asked_in_the_shell(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from sim.cli.verbs import app

    out = tmp_path / "well.yaml"
    said = ["A well", "2025-01-01", "20", "Upper, Lower", "Hours", "as now, two more", *[""] * 5, "what?", *[""] * 30]
    done = CliRunner().invoke(app, ["new", str(out)], input="\n".join(said))
    assert (done.exit_code, "none of them" in done.stdout) == (0, True)
    assert sim.load(out).title == "A well"
    assert CliRunner().invoke(app, ["new", str(out)]).exit_code == 2
