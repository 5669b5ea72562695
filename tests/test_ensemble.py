"""Many runs: what cannot change a number, what stops them, and where compiled code is kept."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim.game.tactics
from sim.game.build import Game
from sim.game.cases import draw
from sim.game.plug_ins import PluginError
from sim.game.records import Records, column_names, plan_of
from sim.kernel.cache import SOURCES, cache_folder, cold, sources_digest
from sim.rules import state as at
from sim.rules.recording import COLUMNS, record_gain, record_run
from sim.runs.ensemble import play
from sim.runs.options import PlayOptions
from tests import small
from tests.rich import rich_game

RUNS = 400 if small.COMPILED else 11
ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def game() -> Game:
    return rich_game()


@pytest.fixture(scope="module")
def rows(game: Game) -> Any:
    """The records of the ensemble that the others are compared with."""
    return play(game, draw(game, RUNS, 7), 7, options=PlayOptions(threads=1)).records


def test_runs_differ_and_every_mechanism_shows_in_them(game: Game, rows: Any) -> None:
    found = Records(game, rows)
    assert len(np.unique(rows, axis=0)) == RUNS
    if small.COMPILED:
        for way in ("expired", "withdrawn", "collapsed"):
            assert 0 < (found.of(way) >= 0).any(axis=1).mean() <= 1
        assert ((found.of("happened") >= 0).mean(axis=0) > 0).all()
        assert (found.of("mediator_left") >= 0).any()
        assert ((found.of("refused") + found.of("unmade")).sum(axis=0) > 0).all()


CUTS = [(1, 1), (1, 7), (1, 4096), (2, 1), (2, 7), (2, 4096), (2, None), (3, 50)]


@pytest.mark.parametrize(("threads", "block"), CUTS if small.COMPILED else CUTS[4:5])
def test_threads_and_blocks_change_no_number(game: Game, rows: Any, threads: int, block: int | None) -> None:
    found = play(game, draw(game, RUNS, 7), 7, options=PlayOptions(threads=threads, block=block))
    assert np.array_equal(found.records, rows, equal_nan=True)


def test_the_first_runs_of_many_are_the_ensemble_of_few(game: Game, rows: Any) -> None:
    few = RUNS // 4
    found = play(game, draw(game, few, 7), 7, options=PlayOptions(threads=2, block=9))
    assert np.array_equal(found.records, rows[:few], equal_nan=True)


def test_any_part_of_an_ensemble_can_be_played_alone(game: Game, rows: Any) -> None:
    values = draw(game, RUNS, 7)
    low, high = RUNS // 3, RUNS // 3 + 5
    assert np.array_equal(
        play(game, values[low:high], 7, first=low, options=PlayOptions(threads=2, block=2)).records,
        rows[low:high],
        equal_nan=True,
    )
    alone = play(game, values[low : low + 1], 7, first=low)
    assert np.array_equal(alone.records[0], rows[low], equal_nan=True)
    assert not np.array_equal(play(game, values[low : low + 1], 7, first=low + 1).records[0], rows[low], equal_nan=True)


def test_the_rules_called_one_by_one_play_the_same_runs(game: Game, rows: Any) -> None:
    """Day by day and party by party, as the watched run does, to the last bit."""
    values = draw(game, RUNS, 7)
    for run in range(0, min(RUNS, 24), 3):
        table = small.start(game, values=values[run].tolist(), seed=7, run=run)
        trail = []
        for day in range(1, game.horizon + 1):
            table.play_day(day)
            trail.append(int(table.world.now[at.STATE]))
        record_gain(*table.rules)
        row = np.zeros(len(plan_of(game)))
        record_run(table.rules[2], plan_of(game), row)
        assert np.array_equal(row, rows[run], equal_nan=True)
        assert table.world.trail[1 : game.horizon + 1].tolist() == trail


PLAIN = """
import json
from sim.game.cases import draw
from sim.runs.ensemble import play
from sim.runs.options import PlayOptions
from tests.rich import rich_game
game = rich_game()
found = play(game, draw(game, 3, 7), 7, options=PlayOptions(threads=1))
print(json.dumps([[x.hex() for x in row] for row in found.records.tolist()]))
"""


@small.needs_compiled
def test_rules_that_are_not_compiled_play_the_same_runs(rows: Any) -> None:
    command, env = [sys.executable, "-c", PLAIN], {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [[x.hex() for x in row] for row in rows[:3].tolist()]


def test_a_record_has_a_name_for_every_column(game: Game) -> None:
    names = list(column_names(game))
    assert len(names) == len(plan_of(game)) == len(set(names))


def _short() -> Game:
    """Return a game whose records are laid out at other places than those of the rich one."""
    issues, line = {"x": ["no", "half", "full"]}, {"party": "b", "when": {"x": "full"}, "require": {"x": "no"}}
    return small.game(issues=issues, conditions={"line": {**line, "firmness": 1, "backdown_cost": 2}})


@pytest.mark.parametrize("made", [rich_game, _short])
def test_a_record_says_under_each_name_what_the_run_left_behind(made: Callable[[], Game]) -> None:
    """Every array is given numbers of its own, so that no two columns can be mistaken for each other."""
    game = made()
    table = small.start(game, values=draw(game, 1, 7)[0].tolist())
    world, numbers = table.world, iter(range(1000, 10_000))
    left = (world.first_event, world.walked_out)
    for array in (world.reached, world.ended, world.renewed, world.alleged, world.stood, *left):
        array[...] = np.reshape([next(numbers) for _ in range(array.size)], array.shape)
    for real in (world.credit, world.suspected, world.no_deal, world.gain):
        real[...] = np.reshape([next(numbers) for _ in range(real.size)], real.shape)
    world.red[:] = [place % 2 == 0 for place in range(len(game.conditions))]
    held = at.STATE, at.FIRST_DEAL, at.LEFT_DAY, at.SESSIONS_HELD, at.PROPOSALS_MADE, at.REFUSALS, at.DEALS_MADE
    for place, entry in enumerate(held):
        world.now[entry] = 100 + place
    row = np.zeros(len(plan_of(game)))
    record_run(table.rules[2], plan_of(game), row)
    found = dict(zip(column_names(game), row.tolist(), strict=True))
    expected: dict[str, Any] = {
        name: 100 + place for place, name in enumerate(column.name for column in COLUMNS if column.of == "run")
    }
    for place, (issue, option) in enumerate(game.options):
        ways = (*world.ended[place], *world.renewed[place], *world.alleged[place], *world.stood[place])
        names = (
            *("expired", "withdrawn", "collapsed", "failed", "renewed", "reached_term", "extended"),
            *("alleged", "alleged_after", "alleged_by_both", "days_in_force", "days_pending", "agreed"),
        )
        expected.update({f"{name}.{issue}.{option}": way for name, way in zip(names, ways, strict=True)})
        expected[f"reached.{issue}={option}"] = world.reached[game.watch({issue: option})]
    for place, condition in enumerate(game.conditions):
        told = (*world.credit[place], world.red[place], world.suspected[place])
        kept = ("refused", "unmade", "red_line", "suspected")
        expected.update({f"{name}.{condition}": number for name, number in zip(kept, told, strict=True)})
    expected.update({f"happened.{event}": world.first_event[place] for place, event in enumerate(game.events)})
    for place, party in enumerate(game.parties):
        first, times = world.walked_out[place]
        expected |= {f"walked_out.{party}": first, f"walk_outs.{party}": times}
    expected.update({f"no_deal.{party}": world.no_deal[place] for place, party in enumerate(game.parties)})
    expected.update({f"gain.{party}": world.gain[place] for place, party in enumerate(game.parties)})
    assert found == expected


def test_a_watch_is_fulfilled_on_the_last_of_its_days_in_a_row_and_only_once() -> None:
    outcomes = {"held": {"when": {"ever": {"x": "yes"}, "for_days": 3}}, "over": {"otherwise": True}}
    game = small.game(issues={"x": ["no", "yes"]}, outcomes=outcomes, protocol={"sessions_per_day": 0})
    table = small.start(game)
    for day, option in enumerate(("no", "yes", "yes", "no", "yes", "yes", "yes", "yes", "no", "yes"), start=1):
        table.put({"x": option})
        table.play_day(day)
    reached = table.world.reached
    assert reached[game.watch({"x": "yes"})] == 2
    assert reached[game.watch({"x": "no"})] == 1
    assert reached[game.watch({"x": "yes"}, 3)] == 7


def test_the_gain_is_what_the_last_deal_is_worth_over_carrying_on_without_any() -> None:
    issues = {"x": {"no": {}, "yes": {"settles": 0.5, "term_days": 40}}}
    seats = {"a": {"no_deal": 8, "patience_days": 40}, "b": {"no_deal": -6, "patience_days": 80}}
    table = small.start(small.game(issues=issues, worth={"a": {"x": [10, 50]}, "b": {"x": [0, 50]}}, parties=seats))
    table.put({"x": "yes"}, "a", "b")
    table.today(21)
    record_gain(*table.rules)
    assert table.world.gain == pytest.approx([0.5 * (40 - 0.5 * 8), 0.25 * (50 + 0.5 * 6)]), (
        "20 of 40 and of 80 days left"
    )


def test_days_in_force_are_counted_over_all_runs(game: Game) -> None:
    values = draw(game, 30, 7)
    found = play(game, values, 7, options=PlayOptions(threads=2, block=4))
    counts = np.zeros_like(found.days_in)
    for run in range(30):
        counts += play(game, values[run : run + 1], 7, first=run).days_in
    assert np.array_equal(found.days_in, counts)
    for issue in range(len(game.issues)):
        first, last = game.board.first[issue], game.board.first[issue + 1]
        assert (found.days_in[1:, first:last].sum(axis=1) == 30).all(), "every issue always stands somewhere"


def test_progress_only_grows_and_ends_at_all_runs(game: Game) -> None:
    seen: list[tuple[int, int]] = []
    play(
        game,
        draw(game, RUNS, 7),
        7,
        options=PlayOptions(threads=2, block=5, progress=lambda done, wanted: seen.append((done, wanted))),
    )
    done = [entry[0] for entry in seen]
    assert done == sorted(done)
    assert len(done) > 2
    assert seen[-1] == (RUNS, RUNS)
    assert {wanted for _, wanted in seen} == {RUNS}


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_cancelling_returns_the_finished_runs_from_the_first_on(game: Game, rows: Any, threads: int) -> None:
    cancel, block = threading.Event(), 2

    def stop(done: int, wanted: int) -> None:
        if done >= 2 * block:
            cancel.set()

    found = play(
        game, draw(game, RUNS, 7), 7, options=PlayOptions(threads=threads, block=block, progress=stop, cancel=cancel)
    )
    assert 2 * block <= found.runs < RUNS
    assert len(found.records) == len(found.values) == found.runs
    assert np.array_equal(found.records, rows[: found.runs], equal_nan=True)
    assert found.days_in[1, : game.board.first[1]].sum() == found.runs, "and nothing else is counted"


def test_what_is_cancelled_before_it_begins_is_empty(game: Game) -> None:
    cancel = threading.Event()
    cancel.set()
    found = play(game, draw(game, RUNS, 7), 7, options=PlayOptions(cancel=cancel))
    assert (found.runs, len(found.records), int(found.days_in.sum())) == (0, 0, 0)


def test_no_runs_are_no_error(game: Game) -> None:
    found = play(game, draw(game, 0, 7), 7)
    assert (found.runs, found.records.shape) == (0, (0, len(plan_of(game))))


@pytest.mark.parametrize("asked", [{"threads": 0}, {"block": 0}, {"threads": -1}])
def test_threads_and_blocks_must_be_positive(game: Game, asked: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        play(game, draw(game, 2, 7), 7, options=PlayOptions(threads=asked.get("threads"), block=asked.get("block")))


# Plug-in tactics.


def _install(monkeypatch: pytest.MonkeyPatch, **tactics: Any) -> None:
    monkeypatch.setattr(sim.game.tactics, "plug_in_names", lambda: tuple(sorted(tactics)))
    monkeypatch.setattr(sim.game.tactics, "load_tactic", tactics.__getitem__)


def _with_tactic(kind: str, **numbers: Any) -> Game:
    party = {"precision": 0.2, "tactic": {"kind": kind, **numbers}}
    return small.game(
        issues={"x": ["no", "low", "high"]},
        worth={"a": {"x": [0, 20, 40]}, "b": {"x": [0, 40, 20]}},
        parties={"a": party, "b": {"precision": 0.2, "tactic": {"aspiration": 0.6}}},
    )


def test_a_plug_in_plays_as_a_built_in_tactic_that_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    _install(monkeypatch, other=lambda *_: 1.0, stubborn=lambda day, horizon, patience, aspiration, *_: aspiration)
    plugged = play(
        _with_tactic("stubborn", aspiration=0.7),
        small.nothing_uncertain(60),
        1,
        options=PlayOptions(threads=2, block=4),
    )
    built_in = play(_with_tactic("steadfast", aspiration=0.7), small.nothing_uncertain(60), 1)
    assert np.array_equal(plugged.records, built_in.records, equal_nan=True)
    assert not np.array_equal(
        plugged.records, play(_with_tactic("other"), small.nothing_uncertain(60), 1).records, equal_nan=True
    )


def test_a_plug_in_is_given_the_listed_scalars(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[tuple[float, ...]] = []

    def note(*scalars: float) -> float:
        given.append(scalars)
        return 0.25

    _install(monkeypatch, curious=note)
    game = _with_tactic("curious", aspiration=0.7, to=0.1, beta=2, **{"from": 0.9})
    play(game, small.nothing_uncertain(1), 1, options=PlayOptions(threads=1))
    assert given[0] == (1.0, 30.0, 60.0, 0.7, 0.9, 0.1, 2.0, 0.9, 0.5, 0.5)
    assert [scalars[0] for scalars in given] == list(range(1, 31))
    assert {scalars[7] for scalars in given[1:]} == {0.25}


@pytest.mark.parametrize("threads", [1, 2])
def test_a_plug_in_that_fails_stops_the_ensemble_and_is_named(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    def fail(day: float, *_: float) -> float:
        if day == 17.0:
            raise ZeroDivisionError("on day 17")
        return 0.5

    _install(monkeypatch, broken=fail)
    with pytest.raises(PluginError, match=r"'broken'.*ZeroDivisionError.*on day 17"):
        play(_with_tactic("broken"), small.nothing_uncertain(20), 1, options=PlayOptions(threads=threads, block=2))


@pytest.mark.parametrize("returned", [float("nan"), float("inf"), "high", None])
def test_a_plug_in_that_returns_no_number_stops_the_ensemble_and_is_named(
    monkeypatch: pytest.MonkeyPatch, returned: Any
) -> None:
    _install(monkeypatch, vague=lambda *_: returned)
    with pytest.raises(PluginError, match="'vague'"):
        play(_with_tactic("vague"), small.nothing_uncertain(4), 1)


# Where compiled code is kept.

PROGRAM = """
from sim.kernel.cache import cache_folder
from sim.kernel.compile import packed
from sim.game.build import make_game
from sim.scenario.documents import load
from sim.rules.compliance import set_trust
from sim.rules.state import new_world
game = make_game(load("pie"))
case, world = game.case([]), new_world(game.board)
world.kept[0, 1] = 10.0
set_trust(packed(game.board), packed(case), packed(world))
print(cache_folder(), world.trust[0, 1])
"""


def _run(root: Path, **environment: str) -> tuple[str, float]:
    """Return where a process keeps compiled code, and the trust after ten kept days that it computes."""
    command, env = [sys.executable, "-c", PROGRAM], {**os.environ, "NUMBA_DISABLE_JIT": "0", **environment}
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=True)
    folder, trust = done.stdout.split()
    return folder, float(trust)


def test_every_source_that_compiled_code_rests_on_is_in_its_digest(tmp_path: Path) -> None:
    copy = tmp_path / "sim"
    shutil.copytree(ROOT / "sim", copy, ignore=shutil.ignore_patterns("__pycache__"))
    digest = sources_digest(copy)
    assert digest == sources_digest(ROOT / "sim")
    rules = [f"rules/{file.name}" for file in (copy / "rules").glob("*.py")]
    for name in ("kernel/chance.py", "kernel/compile.py", "runs/ensemble.py", "game/cases.py", *rules):
        text = (copy / name).read_text()
        (copy / name).write_text(text + "\n# changed\n")
        assert sources_digest(copy) != digest, name
        (copy / name).write_text(text)
    assert sources_digest(copy) == digest


def test_compiled_code_is_kept_in_the_users_cache_under_the_digest_of_its_sources() -> None:
    folder = cache_folder()
    assert folder is None or folder.name == sources_digest(ROOT / "sim")


@small.needs_compiled
def test_editing_a_rule_changes_what_callers_in_other_files_compute(tmp_path: Path) -> None:
    """Numba's own index does not notice a change in another file: `set_trust` would go on with the old formula."""
    for name in ("sim", "scenarios"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    first, before = _run(tmp_path, **cache)
    assert before == pytest.approx(0.75)
    assert _run(tmp_path, **cache) == (first, before)
    rule = tmp_path / "sim" / "rules" / "formulas.py"
    text = rule.read_text()
    assert text.count("days = prior + kept + broke") == 1
    rule.write_text(text.replace("days = prior + kept + broke", "days = prior + kept + broke + 20.0"))
    second, after = _run(tmp_path, **cache)
    assert after == pytest.approx(0.375)
    assert first != second


def test_every_file_with_a_rule_is_in_the_digest() -> None:
    """Compiled code is kept by the place of its file in the package: only the digest tells texts apart."""
    places = [ROOT / "sim" / name for name in SOURCES]
    kept = {file for place in places for file in (place.glob("*.py") if place.is_dir() else [place])}
    named = re.compile(r"^from sim.kernel.compile import .*\b(rule|part)\b", re.MULTILINE)
    compiled = {file for file in (ROOT / "sim").rglob("*.py") if named.search(file.read_text("utf-8"))}
    assert len(compiled) > 30
    assert not compiled - kept


@small.needs_compiled
def test_another_copy_of_the_same_sources_finds_what_one_has_compiled(tmp_path: Path) -> None:
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    folders = []
    for copy in ("one", "other"):
        for name in ("sim", "scenarios"):
            shutil.copytree(ROOT / name, tmp_path / copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        folder, trust = _run(tmp_path / copy, **cache)
        assert trust == pytest.approx(0.75)
        folders.append({file: file.stat().st_mtime_ns for file in Path(folder).rglob("*.nb[ic]")})
    assert len(folders[0]) > 3
    assert folders[0] == folders[1]


@small.needs_compiled
def test_rules_have_yet_to_be_compiled_until_the_loop_over_runs_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cold()
    folder, _ = _run(ROOT, XDG_CACHE_HOME=str(tmp_path))
    assert list(Path(folder).rglob("*.nbi"))
    assert cold()
    monkeypatch.undo()
    sim.run("pie", 1)
    assert not cold()


@small.needs_compiled
def test_rules_work_where_nothing_can_be_kept(tmp_path: Path) -> None:
    """A folder below a file can be made by nobody, not even root."""
    (tmp_path / "file").write_text("")
    folder, trust = _run(ROOT, XDG_CACHE_HOME=str(tmp_path / "file"))
    assert folder == "None"
    assert trust == pytest.approx(0.75)


@small.needs_compiled
def test_a_damaged_cache_neither_stops_nor_changes_a_run(tmp_path: Path) -> None:
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    folder, trust = _run(ROOT, **cache)
    files = sorted(file for file in Path(folder).rglob("*.nb[ic]"))
    assert len(files) > 3
    ways = (_cut, _flip, _empty, _replace_by_a_pipe, _grow)
    for place, file in enumerate(files):
        ways[place % len(ways)](file)
    assert _run(ROOT, **cache) == (folder, trust)
    assert all(file.is_file() and file.stat().st_size > 60 for file in files)


def _cut(file: Path) -> None:
    os.truncate(file, 60)


def _flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 4
    file.write_bytes(data)


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _grow(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"more")


def _replace_by_a_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)
