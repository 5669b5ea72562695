"""A finding is told alike whether it was asked this moment or kept, and travels with the brief that tells it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import sim
from sim.cli.verbs import VERBS, app
from sim.formatting import with_minus
from sim.reports.brief_files import FORMATS, brief_bytes
from sim.reports.question_kinds import KINDS
from sim.reports.questions import question_of
from sim.reports.short_report import Brief, answered
from sim.reports.told.shape import Subject, Told
from sim.reports.told.verbs import TELLERS
from sim.reports.what_if import asked_of, called, settings_of, supposed
from sim.runs.options import NO_OPTIONS
from sim.studies.kept import packed, read_kept, unpacked
from tests.test_kept import ASKED, NAME, kept, parley

LIVE = [
    "discover no_deal --absent --boxes 1",
    "robust no_ballot --for union --cases 6 --luck 2",
    "sweep protocol.misperception=0:4:3 --runs 20",
    "stability job_guarantee=one_year",
    "spatial wage_rise --rounds 2",
    "games",
    "lenses",
    "preview",
    "solve --convention genius",
]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return a kept finding of every verb that keeps one in a file."""
    folder = tmp_path_factory.mktemp("kept")
    return {verb: kept(folder, verb) for verb in ASKED}


@pytest.fixture(scope="module")
def live() -> Brief:
    return sim.brief(NAME, LIVE, 100, seed=2)


def test_every_verb_that_keeps_is_told_and_every_question_is_one_of_a_verb() -> None:
    assert set(TELLERS) == {*ASKED, "sweep", "backtest"}
    assert set(KINDS) <= set(VERBS)


@pytest.mark.parametrize("verb", ASKED)
def test_a_kept_finding_is_told_with_its_own_numbers_and_nothing_is_played(verb: str, files: dict[str, Path]) -> None:
    found = sim.brief(NAME, [str(files[verb])], 20)
    one, was = found.answers[0], read_kept(files[verb])
    assert (one.finding, one.command) == (was.finding, was.command)
    assert one.sentences and one.question.endswith("?") and "found before and kept" in one.sure
    assert one.table is not None or one.figure is not None


@pytest.mark.parametrize("text", LIVE)
def test_every_new_question_is_answered_with_a_picture_a_table_and_its_command(text: str, live: Brief) -> None:
    one = live.answers[LIVE.index(text)]
    assert one.asked == text and one.command.startswith(f"parley {text.split()[0]} {NAME}")
    assert one.sentences[0].endswith(".") and one.sure
    assert one.figure is not None and one.figure.picture.alt
    done = CliRunner().invoke(app, [*one.command.split()[1:], "--json"])
    assert done.exit_code == 0, done.output


def test_sentences_are_read_off_the_numbers(live: Brief) -> None:
    weighed, swept = live.answers[1], live.answers[2]
    means = {one["label"]: one["mean"] for one in weighed.finding["choices"]}
    best = max(means, key=lambda label: means[label])
    takes = [text for text in weighed.sentences if "mean" in text.split(":")[-1]]
    assert any(f"“{best}”" in text for text in takes)
    shares = [point["outcomes"][0]["share"] for point in swept.finding["results"]]
    assert f"{100 * min(shares):.1f} of 100 runs" in swept.sentences[0]
    assert f"and in {100 * max(shares):.1f} (" in swept.sentences[0]


def test_what_is_planted_in_a_finding_is_what_is_told(files: dict[str, Path]) -> None:
    data = json.loads(json.dumps(read_kept(files["solve"]).finding))
    data["zopa"] = {**data["zopa"], "exists": False}
    assert TELLERS["solve"](data, Subject()).sentences[0].startswith("No deal of")
    data = json.loads(json.dumps(read_kept(files["compare"]).finding))
    for one in data["differences"]:
        one.update(share=0.25, base=0.125, difference=0.125, low=0.1, high=0.15, says="clearly more often")
    told = TELLERS["compare"](data, Subject(sim.load(NAME)))
    assert "25.0 of 100 runs" in told.sentences[0] and "+12.5 points" in told.sentences[0]


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_brief_carries_what_was_kept_and_is_verified_without_the_file(
    suffix: str, files: dict[str, Path], tmp_path: Path
) -> None:
    out = tmp_path / f"b{suffix}"
    out.write_bytes(brief_bytes(sim.brief(NAME, ["run", str(files["robust"])], 20), suffix))
    away = files["robust"].rename(files["robust"].with_name("away.json"))
    try:
        done = parley("verify", str(out), "--json")
    finally:
        away.rename(files["robust"])
    assert (done.exit_code, json.loads(done.stdout)["same"]) == (0, True)


def test_a_kept_finding_that_no_longer_comes_out_is_noticed_in_the_brief(
    files: dict[str, Path], tmp_path: Path
) -> None:
    one = read_kept(files["robust"])
    choices = [{**choice, "mean": 99.0} for choice in one.finding["choices"]]
    changed = one.model_copy(update={"finding": {**one.finding, "choices": choices}})
    base = sim.brief(NAME, ["run"], 20)
    question = question_of("x.json", sim.load(NAME), kept={"x.json": changed})
    found = answered(base.ensemble, base.outcome, (question,), NO_OPTIONS)
    (tmp_path / "b.html").write_bytes(brief_bytes(found, ".html"))
    done = parley("verify", str(tmp_path / "b.html"))
    assert done.exit_code == 1 and "99.0 was kept" in done.stdout


def test_a_kept_sweep_is_told_from_its_folder(tmp_path: Path) -> None:
    folder, out = tmp_path / "sweep", tmp_path / "b.md"
    vary = ("--vary", "protocol.misperception=0:4:3", "--runs", "20")
    assert parley("sweep", NAME, *vary, "--out", str(folder)).exit_code == 0
    assert parley("brief", NAME, "--ask", str(folder), "--runs", "20", "--out", str(out)).exit_code == 0
    assert "What if how wrong the sides are about each other varies?" in out.read_text("utf-8")
    assert parley("verify", str(out)).exit_code == 0


def test_a_finding_of_another_scenario_says_so(files: dict[str, Path]) -> None:
    one = sim.brief("pie", [str(files["robust"])], 20).answers[0]
    assert one.sure.startswith("This was found before and kept, of another scenario: Wage talks")


def test_packing_changes_nothing_and_damage_is_noticed(files: dict[str, Path]) -> None:
    one = read_kept(files["stability"])
    lines = packed(one)
    assert unpacked(lines) == one and max(map(len, lines)) <= 10_000
    for damaged in (lines[1:], [lines[0][:100]], ["no base64!"], []):
        with pytest.raises(sim.ScenarioError):
            unpacked(damaged)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("discover no_such", "no_such"),
        ("discover --absnt", "--absent"),
        ("discover --boxes many", "a whole number"),
        ("discover --boxes", "takes a value"),
        ("robust --for nobody", "union"),
        ("robust no_ballott", "no_ballot"),
        ("sweep", "at least one with its values"),
        ("sweep protocol.floor", "protocol.floor"),
        ("stability wage_rise=seven", "four_percent"),
        ("stability wages=four_percent", "wage_rise"),
        ("spatial wages", "wage_rise"),
        ("games chicken", "expected nothing"),
        ("lenses --runs 5", "--runs"),
        ("ablate --outcome nothing", "nothing"),
    ],
)
def test_what_cannot_be_asked_is_named(text: str, said: str) -> None:
    with pytest.raises((ValueError, sim.ScenarioError)) as error:
        question = question_of(text, sim.load(NAME))
        if question.verb == "sweep":
            sim.brief(NAME, [text], 5)
    assert said in str(error.value)


def test_options_as_the_verb_itself_spells_them_are_words() -> None:
    scenario = sim.load(NAME)
    for one, other in (
        ("compare no_ballot", "compare --change no_ballot"),
        ("discover no_deal", "discover --outcome=no_deal"),
        ("stability job_guarantee=one_year", "stability --wanted job_guarantee=one_year"),
    ):
        assert question_of(one, scenario).words == question_of(other, scenario).words
    assert question_of("flip --target 60%", scenario).target == 0.6


def test_a_question_may_be_about_an_outcome_of_its_own() -> None:
    found = sim.brief(NAME, ["run", "run --outcome no_deal"], 20)
    first, second = (one.sentences[0] for one in found.answers)
    assert "a contract is signed" in first and "nothing was agreed" in second


def test_labels_that_are_no_sentence_are_quoted() -> None:
    assert supposed("The United States stops mediating") == "If the United States stops mediating"
    assert supposed("No strike ballot") == "With “No strike ballot”"
    assert supposed("The West ends aid: rate set to 0") == "With “The West ends aid: rate set to 0”"
    assert asked_of(["Western aid is halted"]) == "What if Western aid is halted?"
    assert asked_of(["No strike ballot", "X"]) == "What do “No strike ballot” and “X” change?"
    assert called(["Western aid is halted", "Truces are monitored"]) == "Western aid is halted and truces are monitored"


def test_minus_signs_stand_before_numbers_only() -> None:
    assert with_minus("-1.3 (-2.8 to +0.1) on 2025-03-20, x-1") == "−1.3 (−2.8 to +0.1) on 2025-03-20, x-1"
    assert Told("?", ("a -1",), "").sentences == ("A −1",)


def test_an_entry_that_a_what_if_takes_out_is_told_as_one() -> None:
    found = sim.run(NAME, 2, changes=["no_ballot"])
    assert [(one.name, one.after) for one in settings_of(found)] == [
        ("the strike ballot backs an all-out strike", "left out")
    ]
    asked = sim.brief(NAME, ["compare no_ballot"], 20).answers[0]
    assert any("means here: the strike ballot backs an all-out strike left out." in text for text in asked.sentences)


def test_a_tree_without_a_matrix_says_how_it_is_played_and_how_much_of_it_is_told() -> None:
    course = [f"{who}: on" for who in ("A", "B") * 6]
    way = {"course": course, "payoffs": {"A": 2.0, "B": 3.5}, "values": [2.0, 3.5]}
    data = {
        **{"title": "Long", "players": ["A", "B"], "equilibria": [], "complete": False, "degenerate": False},
        **{"method": "", "notes": [], "subgame_perfect": [way]},
    }
    said = TELLERS["games"](data, Subject()).sentences
    assert said == (
        "Played in turn: A on; B on; A on; B on; A on; B on; A on; B on; 4 more moves. It pays A 2, B 3.5.",
    )


def test_methods_that_tie_are_not_said_to_agree() -> None:
    one = {"issue": "x", "weighted_mean": 50.0, "forecasts": {"weighted_mean": 50.0, "median": 50.0}, "rounds": []}
    tied = TELLERS["spatial"]({"issues": [{**one, "ties": {"median": [0.0, 100.0]}}]}, Subject()).sentences[0]
    agreed = TELLERS["spatial"]({"issues": [{**one, "ties": {}}]}, Subject()).sentences[0]
    assert "between 0.0 and 100.0" in tied and agreed.endswith("so say all methods.")
