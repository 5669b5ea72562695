"""Sweeps: every point is the ensemble that `sim.run` plays, whoever plays it and however often it was interrupted."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as parquet
import pytest

import sim
from sim import storage
from sim.analysis.points import data_of
from sim.analysis.sweeps import Sweep, SweepPlan
from sim.game.build import Game, make_game, share_a_board
from sim.game.cases import METHODS, cases_of, draw
from sim.game.records import Records
from sim.runs.ensemble import play
from sim.runs.options import PlayOptions
from sim.scenario.changes import all_paths, apply
from sim.scenario.faults import ScenarioError
from sim.scenario.table_words import Features
from sim.studies.executors import Executor, ExecutorError
from sim.studies.sweep_files import point_in
from sim.studies.sweep_folder import OccupiedError, read_sweep
from sim.studies.sweep_points import play_point, stencil_of
from sim.studies.sweep_study import follow, plan_of
from tests.small import needs_compiled

ROOT = Path(__file__).parents[1]
NAME = "labour-dispute"
VARY = {"protocol.misperception": "0:4:3", "changes": ["base", "no_ballot"]}
NO_DEAL = ("parties.left.no_deal.value", "parties.right.no_deal.value")

pytestmark = needs_compiled


@cache
def plan(runs: int = 60) -> SweepPlan:
    return plan_of(NAME, VARY, runs, 5)


@cache
def played() -> Sweep:
    return follow(plan())


def found(sweep: Sweep) -> list[dict[str, Any]]:
    """Return all that was found; a share of no runs is None, which equals itself."""
    return [data_of(point) for point in sweep.points]


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# What a point is


@pytest.mark.parametrize("method", METHODS)
def test_every_point_is_the_ensemble_of_its_changes(method: Any) -> None:
    swept = sim.sweep(NAME, VARY, 50, 3, ["conditions_soft"], method=method)
    assert swept.complete
    for point in swept.points:
        ensemble = sim.run(NAME, 50, 3, swept.plan.changes_at(point.number), method=method)
        assert (point.digest, point.runs) == (ensemble.digest, 50)
        assert (point.outcomes, data_of(point)["questions"]) == (
            ensemble.outcomes,
            data_of(replace(point, questions=ensemble.questions))["questions"],
        )


def test_a_deal_is_made_where_there_is_one_to_make_and_nowhere_else() -> None:
    """Two parties split 100 points: a deal leaves both better off only where less than 100 is theirs without one."""
    swept = sim.sweep("pie", {path: [0, 20, 40, 60, 80, 100] for path in NO_DEAL}, 3)
    for point in swept.points:
        share = point.share("agreed")
        assert share is not None
        if sum(point.values) > 100:
            assert share.share == 0.0
        elif sum(point.values) <= 60:
            assert share.share == 1.0


def test_days_are_described_by_the_quantiles_of_the_runs_that_end_so() -> None:
    changes = played().plan.changes_at(1)
    frame = sim.run(NAME, 60, 5, changes).to_pandas()
    for spread in played().points[1].days:
        days = frame.outcome_day[frame.outcome == spread.id].dropna()
        assert spread.of == len(days)
        assert spread.days == pytest.approx(
            tuple(np.quantile(days, (0.05, 0.25, 0.5, 0.75, 0.95))) if len(days) else ()
        )


# What points share


@pytest.mark.parametrize("name", ["pie", NAME])
def test_a_board_that_is_taken_over_is_the_one_that_would_be_made(name: str) -> None:
    base = sim.load(name)
    game = make_game(base)
    shared = 0
    for info in all_paths(base)[::4]:
        for value in (info.low, info.high, *info.choices):
            try:
                other = apply(base, [{info.path: value}]) if value is not None else base
            except ScenarioError:
                continue  # at that value something else in the scenario cannot stand
            _assert_same(make_game(other, game), make_game(other))
            shared += share_a_board(other, base)
    assert shared > 10


@pytest.mark.parametrize("mechanism", [*Features.model_fields])
def test_a_board_is_taken_over_though_a_mechanism_is_switched(mechanism: str) -> None:
    base = sim.load(NAME)
    on = getattr(base.protocol.features, mechanism)
    other = apply(base, [{f"protocol.features.{mechanism}": not on}])
    game = make_game(base)
    before = game.board.rules.copy()
    _assert_same(make_game(other, game), make_game(other))
    assert np.array_equal(game.board.rules, before)


def _assert_same(one: Game, other: Game) -> None:
    assert (one.watches, one.deals, one.inputs) == (other.watches, other.deals, other.inputs)
    assert np.array_equal(one.base, other.base)
    for mine, yours in zip(one.board, other.board, strict=True):
        assert np.array_equal(mine, yours)


def test_scenarios_that_differ_in_more_than_numbers_and_mechanisms_are_not_taken_for_alike() -> None:
    base = sim.load(NAME)
    for change in ("no_ballot", "protocol.speaks=random", "protocol.horizon_days=70"):
        assert not share_a_board(apply(base, [change]), base)
    for change in ("protocol.misperception=1", "protocol.features.trust=false"):
        assert share_a_board(apply(base, [change]), base)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("change", ["protocol.misperception=1", "protocol.misperception=0 to 9", "no_ballot", "base"])
def test_cases_that_are_taken_over_are_those_that_would_be_drawn(method: Any, change: str) -> None:
    base = sim.load(NAME)
    first = make_game(apply(base, ["protocol.misperception=3", "protocol.floor=0 to 0.01"]))
    other = make_game(base if change == "base" else apply(base, [change]))
    like = cases_of(first, 40, 9, method=method)
    drawn = draw(other, 40, 9, method=method)
    assert np.array_equal(cases_of(other, 40, 9, method=method, like=like).values, drawn)
    assert np.array_equal(cases_of(other, 40, 9, method=method, only=7, like=like).values, drawn[:7])


@pytest.mark.parametrize("method", METHODS)
def test_cases_drawn_for_other_ensembles_are_not_taken_over(method: Any) -> None:
    game = make_game(sim.load(NAME))
    drawn = draw(game, 40, 9, method=method)
    for runs, seed, only in ((40, 8, None), (20, 9, None), (50, 9, None), (40, 9, 20)):
        like = cases_of(game, runs, seed, method=method, only=only)
        assert np.array_equal(cases_of(game, 40, 9, method=method, like=like).values, drawn)


# Who plays


def test_threads_and_blocks_change_no_number() -> None:
    for executor in (Executor(threads=1), Executor(threads=5, block=7), Executor(threads=20)):
        assert found(follow(plan(), executor=executor)) == found(played())


def test_processes_change_no_number() -> None:
    assert found(follow(plan(), executor=Executor(processes=2))) == found(played())


def test_a_dask_cluster_changes_no_number_even_if_it_loses_a_worker() -> None:
    distributed: Any = pytest.importorskip("distributed", reason="the extra `scale` is not installed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        executor = Executor(dask=cluster.scheduler_address)
        with distributed.Client(cluster, set_as_default=False) as client:
            first = next(iter(client.run(os.getpid).values()))

        def told(done: int, _: int) -> None:
            if done == 1:
                os.kill(first, getattr(signal, "SIGKILL", signal.SIGTERM))

        assert found(follow(plan(), executor=executor, options=PlayOptions(progress=told))) == found(played())


def test_where_dask_is_missing_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ExecutorError, match=r'pip install "parley-sim\[scale\]"'):
        follow(plan(), executor=Executor(dask="tcp://127.0.0.1:1"))


def test_faults_of_one_point_say_which_it_is() -> None:
    # At both ends of all levers the scenario can stand; in one corner between it cannot.
    vary = {"changes": ["base", "no_ballot"], "events.strike_ballot.on": ["2025-01-10", "2025-01-20"]}
    sound = plan_of(NAME, {"changes": ["base"], "events.strike_ballot.on": ["2025-01-10", "2025-01-20"]}, 10)
    levers = (replace(sound.design.varied[0], levels=tuple(vary["changes"])), sound.design.varied[1])
    points = (("base", "2025-01-10"), ("no_ballot", "2025-01-10"))
    broken = replace(sound, design=replace(sound.design, varied=levers, points=points))
    with pytest.raises(ScenarioError, match=r"at changes = no_ballot, events.strike_ballot.on = 2025-01-10: "):
        follow(broken)


# Progress and stopping


def test_progress_counts_points() -> None:
    told: list[tuple[int, int]] = []
    follow(plan(), options=PlayOptions(progress=lambda done, wanted: told.append((done, wanted))))
    assert told == [(done, 6) for done in range(1, 7)]


def stopped_after(points: int, out: Path | None = None, **how: Any) -> Sweep:
    cancel = threading.Event()

    def told(done: int, _: int) -> None:
        if done >= points:
            cancel.set()

    return follow(plan(), out, options=PlayOptions(progress=told, cancel=cancel), **how)


@pytest.mark.parametrize("executor", [Executor(threads=1), Executor(threads=3), Executor(processes=1)])
def test_what_is_finished_when_it_is_stopped_is_kept(executor: Executor, tmp_path: Path) -> None:
    part = stopped_after(2, tmp_path / "sweep", executor=executor)
    assert 2 <= len(part.points) < 6
    assert not part.complete
    assert found(part) == [found(played())[point.number] for point in part.points]
    assert found(read_sweep(tmp_path / "sweep")) == found(part)


def test_a_stopped_point_is_none() -> None:
    cancel = threading.Event()
    cancel.set()
    assert play_point(stencil_of(plan()), 0, options=PlayOptions(cancel=cancel)) is None


# On disk


def test_a_sweep_that_goes_on_leaves_the_files_of_one_that_never_stopped(tmp_path: Path) -> None:
    whole, part = tmp_path / "whole", tmp_path / "part"
    follow(plan(), whole)
    stopped_after(1, part, executor=Executor(threads=1))
    assert not (part / "summary.json").exists()
    assert found(stopped_after(3, part, resume=True, executor=Executor(threads=1))) == found(played())[:3]
    assert found(follow(plan(), part, resume=True)) == found(played())
    assert files(part) == files(whole)
    before = files(part)
    follow(plan(), part, resume=True)
    assert files(part) == before


def test_a_point_that_is_broken_or_of_elsewhere_is_played_again(tmp_path: Path) -> None:
    out = tmp_path / "sweep"
    follow(plan(), out)
    expected = files(out)
    (out / "points" / "000001.json").write_text("{", "utf-8")
    (out / "points" / "000002.json").write_bytes(expected["points/000003.json"])
    (out / "points" / "000004.json").unlink()
    (out / "points" / ".parley-0123456789abcdef").write_text("half", "utf-8")
    (out / "summary.json").unlink()
    follow(plan(), out, resume=True)
    assert files(out) == expected


def test_a_folder_of_another_study_is_refused_with_what_differs(tmp_path: Path) -> None:
    out = tmp_path / "sweep"
    stopped_after(1, out)
    others = {
        "runs 60 there, 70 wanted": plan(70),
        "seed 5 there, 6 wanted": replace(plan(), seed=6),
        "method monte_carlo there, sobol wanted": replace(plan(), method="sobol"),
        'changes [] there, ["no_ballot"] wanted': replace(plan(), changes=("no_ballot",)),
        "scenario labour-dispute there, pie wanted": plan_of("pie", {NO_DEAL[0]: [0, 5]}, 60, 5),
        '"protocol.misperception=0:3:3"': plan_of(NAME, VARY | {"protocol.misperception": "0:3:3"}, 60, 5),
    }
    before = files(out)
    for said, other in others.items():
        with pytest.raises(OccupiedError) as caught:
            follow(other, out, resume=True)
        assert said in str(caught.value)
    with pytest.raises(OccupiedError, match=r"of 6 points; --resume goes on with it"):
        follow(plan(), out)
    assert files(out) == before


def test_other_versions_are_named_as_what_differs(tmp_path: Path) -> None:
    out = tmp_path / "sweep"
    stopped_after(1, out)
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    manifest["versions"]["numpy"] = "1.0"
    storage.write_json(out / "manifest.json", storage.sealed(manifest))
    with pytest.raises(OccupiedError, match=rf"numpy 1\.0 there, {np.__version__} here"):
        follow(plan(), out, resume=True)


def test_what_is_no_sweep_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(OccupiedError, match="other things than a sweep"):
        follow(plan(), tmp_path, resume=True)
    with pytest.raises(FileExistsError, match="not a folder"):
        follow(plan(), tmp_path / "notes.txt")
    sim.run(NAME, 5).save(tmp_path / "result")
    with pytest.raises(OccupiedError, match="other things than a sweep"):
        follow(plan(), tmp_path / "result", resume=True)


def test_two_processes_do_not_keep_one_sweep(tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl", reason="this system has no locks on folders")
    out = tmp_path / "sweep"
    stopped_after(1, out)
    held = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(OccupiedError, match="another process"):
            follow(plan(), out, resume=True)
    finally:
        os.close(held)
    assert follow(plan(), out, resume=True).complete


def test_what_is_kept_can_be_read_again(tmp_path: Path) -> None:
    follow(plan(), tmp_path / "sweep")
    again = read_sweep(tmp_path / "sweep")
    assert (found(again), again.plan) == (found(played()), played().plan)
    with pytest.raises(ScenarioError, match="no such file"):
        read_sweep(tmp_path)
    (tmp_path / "manifest.json").write_text('{"study": "other"}', "utf-8")
    with pytest.raises(ScenarioError, match="study: found 'other'"):
        read_sweep(tmp_path)


@pytest.mark.parametrize(
    ("key", "value"),
    [("runs", 61), ("runs", 60.5), ("vary", [1]), ("vary", []), ("method", 1), ("seed", 6), ("points", True)],
)
def test_a_manifest_that_was_altered_is_not_believed(tmp_path: Path, key: str, value: object) -> None:
    stopped_after(1, tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    (tmp_path / "manifest.json").write_text(json.dumps({**manifest, key: value}), "utf-8")
    with pytest.raises(ScenarioError, match=rf"{key}\S*: found|changed since it was saved"):
        read_sweep(tmp_path)
    with pytest.raises(ScenarioError, match=rf"{key}\S*: found|changed since it was saved"):
        follow(plan(), tmp_path, resume=True)


def test_a_point_that_was_altered_is_told_of_and_played_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    follow(plan(), tmp_path)
    expected = files(tmp_path)
    place = tmp_path / "points" / "000002.json"
    for alter in (lose_a_run, lambda point: point["days"].clear(), lambda point: point.update(runs=59)):
        point = json.loads(expected["points/000002.json"])
        alter(point)
        place.write_text(json.dumps(point), "utf-8")
        (tmp_path / "summary.json").unlink()
        caplog.clear()
        assert found(follow(plan(), tmp_path, resume=True)) == found(played())
        assert "000002.json" in caplog.text and "is not believed" in caplog.text
        assert files(tmp_path) == expected


def lose_a_run(point: dict[str, Any]) -> None:
    outcome = point["outcomes"][0]
    outcome["count"] = max(0, outcome["count"] - 1)
    outcome["share"] = 0.5


def test_the_files_hold_what_was_found(tmp_path: Path) -> None:
    swept = follow(plan(), tmp_path)
    table = parquet.read_table(tmp_path / "shares.parquet")
    assert json.loads(table.schema.metadata[b"parley"]) == json.loads(json.dumps(swept.manifest()))
    pd.testing.assert_frame_equal(table.to_pandas(), swept.to_pandas(), check_dtype=False)
    assert json.loads((tmp_path / "summary.json").read_text("utf-8")) == json.loads(json.dumps(swept.summary()))
    assert sim.load(tmp_path / "scenario.yaml") == sim.load(NAME)


def test_a_sweep_killed_at_any_moment_goes_on_to_the_same_files(tmp_path: Path) -> None:
    """One real kill here; `tests/signals.py` does it at every moment, `benchmarks/sweep_kills.py` twenty times."""
    vary = ["--vary", "protocol.misperception=0:4:12", "--runs", "40", "--out", str(tmp_path / "part")]
    process = subprocess.Popen([sys.executable, "-m", "sim", "sweep", NAME, *vary], cwd=ROOT)
    while len(list((tmp_path / "part").glob("points/0*.json"))) < 3:
        assert process.poll() is None
        time.sleep(0.002)
    process.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
    process.wait()
    swept = plan_of(NAME, ["protocol.misperception=0:4:12"], 40)
    follow(swept, tmp_path / "part", resume=True)
    follow(swept, tmp_path / "whole")
    assert files(tmp_path / "part") == files(tmp_path / "whole")


# As tables


def test_a_point_comes_back_from_its_file_as_it_was(tmp_path: Path) -> None:
    for point in played().points:
        storage.write_json(tmp_path / "point.json", storage.sealed(data_of(point)))
        assert data_of(point_in(tmp_path / "point.json")) == data_of(point)


def test_the_table_has_a_row_for_every_share_of_every_point() -> None:
    frame = played().to_pandas()
    assert len(frame) == sum(len(point.outcomes) + len(point.questions) for point in played().points)
    assert list(frame["protocol.misperception"].unique()) == [0.0, 2.0, 4.0]
    assert set(frame.changes) == {"base", "no_ballot"}
    outcomes = frame[frame.kind == "outcome"]
    assert outcomes.groupby("point").share.sum().to_numpy() == pytest.approx(1)
    assert (outcomes.low <= outcomes.share).all()
    assert (outcomes.share <= outcomes.high).all()


def test_labelled_arrays_say_what_the_table_says() -> None:
    pytest.importorskip("xarray", reason="the extra `labels` is not installed")
    arrays, frame = played().to_xarray(), played().to_pandas()
    assert dict(arrays.sizes) == {"protocol.misperception": 3, "changes": 2, "outcome": 4, "question": 3}
    for row in frame.to_dict("records"):
        place = {"protocol.misperception": row["protocol.misperception"], "changes": row["changes"]}
        prefix = "" if row["kind"] == "outcome" else "question_"
        value = arrays[prefix + "share"].sel({**place, str(row["kind"]): row["id"]}).item()
        assert value == row["share"] or (np.isnan(value) and np.isnan(row["share"]))
    assert arrays.attrs["digest"] == played().plan.digest


def test_labelled_arrays_of_a_random_design_go_by_point_and_leave_gaps_for_what_is_not_finished() -> None:
    pytest.importorskip("xarray", reason="the extra `labels` is not installed")
    swept = sim.sweep(NAME, ["protocol.misperception=0:4", "protocol.speaks"], 10, design="sobol", points=4)
    arrays = replace(swept, points=swept.points[:3]).to_xarray()
    assert arrays["protocol.misperception"].to_numpy().tolist() == [values[0] for values in swept.plan.design.points]
    assert np.isnan(arrays.share.to_numpy()).any(axis=1).tolist() == [False, False, False, True]


def test_a_part_of_a_grid_is_the_sweep_of_the_levers_that_are_left() -> None:
    part = played().sliced({"changes": "no_ballot"})
    alone = sim.sweep(NAME, {"protocol.misperception": "0:4:3"}, 60, 5, ["no_ballot"])
    assert part.plan == alone.plan
    assert found(part) == found(alone)
    with pytest.raises(ValueError, match="a is not among the levers varied"):
        played().sliced({"a": 1})
    with pytest.raises(ValueError, match="'x' is not among the levels of changes"):
        played().sliced({"changes": "x"})
    with pytest.raises(ValueError, match="at least one lever"):
        played().sliced({"changes": "base", "protocol.misperception": 0.0})


def test_the_manifest_says_all_that_determines_a_sweep() -> None:
    manifest = played().manifest()
    assert manifest["vary"] == ["protocol.misperception=0:4:3", "changes=base,no_ballot"]
    assert (manifest["points"], manifest["runs"], manifest["seed"], manifest["design"]) == (6, 60, 5, "grid")
    assert manifest["scenario_digest"] == sim.load(NAME).digest
    assert replace(plan(), seed=6).digest != plan().digest
    assert "6 of 6 points" in played()._repr_html_()


def test_shared_luck_makes_points_comparable_run_by_run() -> None:
    """With the same luck a lever that nothing listens to changes no run: the pie has no mediator to lose patience."""
    swept = sim.sweep("pie", {"protocol.mediator_patience": [1, 5, 50]}, 4)
    assert len({point.outcomes for point in swept.points}) == 1
    games = [make_game(apply(swept.plan.base, swept.plan.changes_at(number))) for number in range(3)]
    rows = [play(game, draw(game, 4, 1), 1).records for game in games]
    assert all(np.array_equal(Records(games[0], rows[0]).rows, row, equal_nan=True) for row in rows)


def test_labelled_arrays_name_the_extra_that_brings_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xarray", None)
    with pytest.raises(ModuleNotFoundError, match=r"parley-sim\[labels\]"):
        played().to_xarray()
