"""A file of ours that is given to the wrong command is recognised, and the command that takes it is named."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import sim
from sim.cli.verbs import app
from sim.scenario import likeness as kinds
from sim.scenario.faults import ScenarioError
from sim.scenario.likeness import likeness

ROOT = Path(__file__).resolve().parents[1]
STUDY = ROOT / "docs" / "sweep.yaml"
PIE = ROOT / "scenarios" / "pie.yaml"
ANSWERS = {"id": "pie", "day0": "2025-01-01", "horizon_days": 40, "questions": [{"id": "q1", "answer": 1}]}
SHEET = "# Water\n\nid: water · day 0: 2020-01-01 · horizon: 60 days\n"


def typed(*words: object) -> tuple[int, list[str]]:
    found = CliRunner().invoke(app, [str(word) for word in words])
    return found.exit_code, found.stderr.splitlines()


@pytest.fixture(name="made", scope="module")
def files_of_every_kind(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    home = tmp_path_factory.mktemp("kinds")
    pie, vary = "pie", "protocol.sessions_per_day=1:2:2"
    for words in (
        ("run", pie, "--runs", 3, "--out", home / "result"),
        ("sweep", pie, "--vary", vary, "--runs", 2, "--out", home / "sweep"),
        ("solve", pie, "--out", home / "solved.json"),
        ("elicit", pie, "--out", home / "sheet.xlsx"),
        ("report", pie, "--runs", 3, "--out", home / "report.json", "--out", home / "report.md"),
        ("export", "labour-dispute", "--to", "nfg", "--out", home / "game"),
        ("export", pie, "--to", "genius", "--out", home / "domain"),
    ):
        assert typed(*words) == (0, []), words
    (home / "answers.json").write_text(json.dumps(ANSWERS))
    (home / "sheet.md").write_text(SHEET)
    (home / "session.parley").write_text(json.dumps({"format": 1, "kind": "parley session"}))
    (home / "coding.yaml").write_text("case: water\ncoder: A\n")
    game = next((home / "game").iterdir())
    named = ("result", "sweep", "solved.json", "sheet.xlsx", "report.json", "report.md", "answers.json", "sheet.md")
    more = {"study": STUDY, "scenario": PIE, "codebook": ROOT / "scenarios" / "codebook.yaml", "game": game}
    xml = next(path for path in (home / "domain").iterdir() if path.suffix == ".xml")
    return {name: home / name for name in (*named, "session.parley", "coding.yaml")} | more | {"domain": xml}


LOOKS = {
    "result": kinds.RESULT,
    "sweep": kinds.SWEEP,
    "solved.json": kinds.FINDING,
    "sheet.xlsx": kinds.FORM,
    "report.json": kinds.EXPORT,
    "report.md": kinds.EXPORT,
    "answers.json": kinds.ANSWERS,
    "sheet.md": kinds.SHEET,
    "session.parley": kinds.SESSION,
    "coding.yaml": kinds.CODING,
    "study": kinds.STUDY,
    "scenario": kinds.SCENARIO,
    "codebook": kinds.CODEBOOK,
    "game": kinds.GAME,
    "domain": kinds.DOMAIN,
}


def test_every_kind_of_file_is_told_by_its_marks(made: dict[str, Path]) -> None:
    assert {name: likeness(path) for name, path in made.items()} == LOOKS


def test_every_scenario_looks_like_one() -> None:
    files = [path for path in (ROOT / "scenarios").glob("*.yaml") if path.name != "codebook.yaml"]
    assert {path.name for path in files if likeness(path) is not kinds.SCENARIO} == set()


@pytest.mark.parametrize("name", sorted(LOOKS.keys() - {"scenario"}))
def test_what_is_no_scenario_is_recognised_in_one_line(made: dict[str, Path], name: str) -> None:
    code, lines = typed("show", made[name])
    assert code == 2
    (line,) = lines
    assert f"found {LOOKS[name].called}, expected a scenario." in line
    with pytest.raises(ScenarioError, match=r"expected a scenario"):
        sim.load(made[name])


WRONG = [
    (("sweep", "--study"), "scenario", "parley run"),
    (("sweep", "--study"), "result", "parley run --from"),
    (("sweep",), "study", "parley sweep --study"),
    (("open",), "scenario", "parley run"),
    (("open",), "solved.json", "parley verify"),
    (("verify",), "study", "parley sweep --study"),
    (("verify",), "sheet.xlsx", "parley elicit SCENARIO --from"),
    (("run", "--from"), "sweep", "parley verify"),
    (("run", "--from"), "solved.json", "parley verify"),
    (("run", "--from"), "scenario", "parley run"),
    (("import", "--to", "never.yaml"), "scenario", "parley run"),
    (("import", "--to", "never.yaml"), "result", "parley run --from"),
    (("import", "--to", "never.yaml"), "sheet.xlsx", "parley elicit"),
    (("elicit", "pie", "--from"), "scenario", "parley run"),
    (("coded",), "answers.json", "parley score SCENARIO --answers"),
    (("check", "pie", "--sheet"), "scenario", "parley run"),
    (("games", "--from"), "solved.json", "parley verify"),
    (("solve",), "result", "parley run --from"),
    (("backtest", "--data"), "sweep", "parley verify"),
    (("score", "pie", "--answers"), "coding.yaml", "parley coded"),
    (("brief", "pie", "--ask"), "scenario", "parley run"),
    (("brief", "pie", "--ask"), "result", "parley run --from"),
]


@pytest.mark.parametrize(("words", "name", "command"), WRONG)
def test_the_command_that_takes_a_file_is_named(
    made: dict[str, Path], words: tuple[str, ...], name: str, command: str
) -> None:
    code, lines = typed(*words, made[name])
    assert code == 2
    (line,) = lines
    assert command in line and str(made[name].name) in line


def test_the_name_of_a_scenario_is_recognised_where_a_file_is_expected() -> None:
    for words in (("run", "--from", "pie"), ("verify", "pie"), ("open", "pie")):
        code, (line,) = typed(*words)
        assert (code, "To play it: parley run pie" in line) == (2, True)


def test_a_broken_file_of_the_right_kind_keeps_its_own_faults(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(PIE.read_text("utf-8").replace("as_of:", "as_off:"), "utf-8")
    study = tmp_path / "study.yaml"
    study.write_text(STUDY.read_text("utf-8").replace("design:", "desing:"), "utf-8")
    assert "Did you mean as_of?" in typed("check", broken)[1][0]
    assert "Did you mean design?" in "".join(typed("sweep", "--study", study)[1])


def test_what_nothing_is_known_of_is_not_guessed_at(tmp_path: Path) -> None:
    for name, data in (("a.yaml", b"a: 1\n"), ("b", b""), ("c.json", b"[1]"), ("d", b"\xff\xfe"), ("e.xlsx", b"PK")):
        (tmp_path / name).write_bytes(data)
        assert likeness(tmp_path / name) is None, name
    assert likeness(tmp_path) is None and likeness(tmp_path / "nothing") is None
