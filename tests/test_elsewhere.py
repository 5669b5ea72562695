"""What was played and cannot be written where it should be is offered another place, rather than lost."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import sim
from sim.analysis.sweeps import Sweep
from sim.cli import elsewhere
from sim.cli.verbs import app
from sim.studies import sweep_study
from sim.studies.sweep_folder import UnkeptError, save_sweep
from tests.small import needs_compiled

pytestmark = needs_compiled

COMMANDS = {
    "run": ("run", "pie", "--runs", "5", "--out", "o/result"),
    "report": ("report", "pie", "--runs", "5", "--out", "o/r.csv"),
    "several reports": ("report", "pie", "--runs", "5", "--out", "o/r.csv", "--out", "o/r.json"),
    "compare": ("compare", "pie", "--change", "left_waits", "--runs", "5", "--out", "o/c.json"),
    "brief": ("brief", "pie", "--ask", "run", "--runs", "5", "--out", "o/b.md"),
}


@pytest.fixture(name="typed")
def _closed_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Type a command whose folder is gone, a file in its place, when it has played."""
    (tmp_path / "o").mkdir()
    (tmp_path / "t").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "t"))
    first = elsewhere.written

    def closed(write: Callable[[Path], object], out: Path, what: str) -> Path:
        if (tmp_path / "o").is_dir():
            (tmp_path / "o").rmdir()
            (tmp_path / "o").write_text("in the way")
        return first(write, out, what)

    for module in ("run", "keep", "elsewhere"):
        monkeypatch.setattr(f"sim.cli.{module}.written", closed)

    def typed(*words: str, answers: str = "") -> Result:
        return CliRunner().invoke(app, words, input=answers)

    return typed


@pytest.mark.parametrize("name", COMMANDS)
def test_where_nobody_can_be_asked_it_is_among_temporary_files(
    name: str, tmp_path: Path, typed: Callable[..., Result]
) -> None:
    done = typed(*COMMANDS[name])
    assert done.exit_code == 2, done.output
    assert "cannot be saved in o/" in done.stderr
    left = [
        line.rpartition(" is in ")[2].partition(" instead; ")[0]
        for line in done.stderr.splitlines()
        if "instead" in line
    ]
    assert left
    assert all(Path(one).exists() and Path(one).parent.stat().st_mode & 0o077 == 0 for one in left)


@pytest.mark.parametrize("name", COMMANDS)
def test_on_a_terminal_another_place_is_asked_for(
    name: str, tmp_path: Path, typed: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "_somebody_there", lambda: True)
    suffix = Path(COMMANDS[name][-1]).suffix
    done = typed(*COMMANDS[name], answers=f"o/again{suffix}\nelse{suffix}\nmore{suffix}\n")
    assert done.exit_code == 0, done.output
    assert done.stderr.count("another place for it") >= 2
    assert (tmp_path / f"else{suffix}").exists()


def test_whoever_names_no_place_finds_it_among_temporary_files(
    tmp_path: Path, typed: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "_somebody_there", lambda: True)
    assert typed(*COMMANDS["run"], answers="\n").exit_code == 2
    (left,) = tmp_path.glob("t/parley-*/result")
    assert json.loads((left / "manifest.json").read_text("utf-8"))["runs"] == 5


def test_whoever_names_the_home_of_nobody_is_asked_again(
    tmp_path: Path, typed: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "_somebody_there", lambda: True)
    done = typed(*COMMANDS["run"], answers="~nobody-of-that-name/x\nelse\n")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "else" / "manifest.json").exists()


def test_what_can_be_written_nowhere_is_said_to_be(
    tmp_path: Path, typed: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    done = typed(*COMMANDS["compare"])
    assert done.exit_code == 2
    assert "could not be saved anywhere" in done.stderr


SWEEP = ("sweep", "pie", "--vary", "parties.left.tactic.from=0.1:0.9:3", "--runs", "3", "--out")


@pytest.fixture(name="swept", params=[1, 2, 3, "at the end"])
def _lost_while_playing(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole_sweep: dict[str, bytes]
) -> Callable[..., Result]:
    """Type a sweep whose folder is gone, a file in its place, after so many points, or when all are kept."""
    assert whole_sweep  # made first, while nothing is lost
    (tmp_path / "o").mkdir()
    (tmp_path / "t").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "t"))
    first: dict[str, Callable[[Path, object], None]] = {name: vars(sweep_study)[name] for name in ("keep", "close")}
    kept: list[object] = []

    def lost(name: str) -> Callable[[Path, object], None]:
        def write(folder: Path, what: object) -> None:
            kept.append(what)
            if (tmp_path / "o").is_dir() and (request.param == len(kept) or name == "close"):
                shutil.rmtree(tmp_path / "o")
                (tmp_path / "o").write_text("in the way")
            first[name](folder, what)

        return write

    for name in first:
        monkeypatch.setattr(sweep_study, name, lost(name))

    def typed(*words: str, answers: str = "") -> Result:
        done = CliRunner().invoke(app, words, input=answers)
        assert len(kept) >= 3  # no point is played twice
        assert len([one for one in kept if not isinstance(one, Sweep)]) == 3
        return done

    return typed


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_sweep_that_loses_its_folder_goes_on_among_temporary_files(
    tmp_path: Path, swept: Callable[..., Result], whole_sweep: dict[str, bytes]
) -> None:
    done = swept(*SWEEP, "o/s")
    assert done.exit_code == 2, done.output
    assert "the sweep cannot be saved in o/s" in done.stderr
    (left,) = tmp_path.glob("t/parley-*/s")
    assert f"the sweep is in {left} instead" in done.stderr
    assert contents(left) == whole_sweep


def test_a_sweep_that_loses_its_folder_goes_on_where_it_is_told_to(
    tmp_path: Path, swept: Callable[..., Result], whole_sweep: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "_somebody_there", lambda: True)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").touch()
    done = swept(*SWEEP, "o/s", answers="o/again\nfull\nelse\n")
    assert done.exit_code == 0, done.output
    assert "full holds other things than a sweep" in done.stderr
    assert contents(tmp_path / "else") == whole_sweep
    assert not list(tmp_path.glob("t/*"))


def test_a_sweep_that_can_be_kept_nowhere_is_shown_as_far_as_it_came(
    tmp_path: Path, swept: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    done = CliRunner().invoke(app, [*SWEEP, "o/s", "--json"])
    assert done.exit_code == 2
    assert "could not be saved anywhere" in done.stderr
    assert json.loads(done.stdout)["points"]


@pytest.fixture(name="whole_sweep", scope="module")
def _whole_sweep(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the files of the same sweep when nothing happens to it."""
    whole = tmp_path_factory.mktemp("whole") / "sweep"
    assert CliRunner().invoke(app, [*SWEEP, str(whole)]).exit_code == 0
    return contents(whole)


def test_a_sweep_whose_folder_is_removed_meanwhile_is_kept_whole_under_its_name(
    tmp_path: Path, whole_sweep: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep: Callable[[Path, object], None] = vars(sweep_study)["keep"]
    kept: list[object] = []

    def remove(folder: Path, point: object) -> None:
        kept.append(point)
        if len(kept) == 2:
            shutil.rmtree(folder)
        keep(folder, point)

    monkeypatch.setattr(sweep_study, "keep", remove)
    assert CliRunner().invoke(app, [*SWEEP, str(tmp_path / "s")]).exit_code == 0
    assert (contents(tmp_path / "s"), len(kept)) == (whole_sweep, 3)


def test_whoever_calls_the_library_finds_what_was_played_in_the_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep: Callable[[Path, object], None] = vars(sweep_study)["keep"]

    def full(folder: Path, point: object) -> None:
        if list((folder / "points").glob("*.json")):
            raise OSError(28, "No space left on device")
        keep(folder, point)

    monkeypatch.setattr(sweep_study, "keep", full)
    levers = {"parties.left.tactic.from": [0.1, 0.5, 0.9]}
    with pytest.raises(UnkeptError, match="No space left") as raised:
        sim.sweep("pie", levers, 3, out=tmp_path / "s")
    assert [point.number for point in raised.value.sweep.points] == [0, 1]
    monkeypatch.undo()
    save_sweep(raised.value.sweep, tmp_path / "else")
    found = sim.sweep("pie", levers, 3, out=tmp_path / "else", resume=True)
    assert found.points == sim.sweep("pie", levers, 3).points


@pytest.mark.parametrize("name", [b"\xff\xfe", b"a\nb", "é".encode() * 100, b" ", b"%20"])
def test_any_name_that_the_file_system_takes_is_written_to(name: bytes, tmp_path: Path) -> None:
    place = os.fsdecode(os.fsencode(tmp_path) + b"/" + name)
    for words in (
        ["run", "pie", "--runs", "2", "--out", place],
        ["report", "pie", "--runs", "2", "--out", f"{place}.csv"],
        ["solve", "pie", "--out", f"{place}.json"],
        ["export", "pie", "--to", "genius", "--out", f"{place}2"],
    ):
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 0, done.output
    for kept in (place, f"{place}.csv", f"{place}.json"):
        assert CliRunner().invoke(app, ["verify", kept]).exit_code == 0


@pytest.mark.parametrize("folder", ["", "new/"])
def test_a_name_that_is_too_long_is_refused_before_anything_is_played(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.runs.runner.play", None)
    monkeypatch.setattr("sim.lenses.bargaining.solve", None)
    for words in (
        ["run", "pie", "--out"],
        ["report", "pie", "--out"],
        ["compare", "pie", "--change", "left_waits", "--out"],
        ["brief", "pie", "--ask", "run", "--out"],
        ["sweep", "pie", "--vary", "parties.left.tactic.from=0.1:0.9:2", "--out"],
    ):
        suffix = {"report": ".csv", "compare": ".json", "brief": ".md"}.get(words[0], "")
        done = CliRunner().invoke(app, [*words, f"{tmp_path}/{folder}{'a' * (256 - len(suffix))}{suffix}"])
        assert done.exit_code == 2
        (line,) = done.stderr.splitlines()
        assert "too long" in line or "is not a folder" in line
        assert "Errno" not in line
