"""A saved result is whole, says what determines it, and comes out the same when it is played again."""

import json
import math
import shlex
import shutil
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from typer.testing import CliRunner

import sim
from sim import storage
from sim.cli.verbs import app
from sim.reports.recipes import read_recipe
from sim.runs.options import PlayOptions
from sim.runs.replay import differences, follow
from sim.runs.result_folder import FILES, check_replaceable
from sim.runs.results import Ensemble
from sim.scenario.changes import ChangeLike
from sim.scenario.faults import ScenarioError
from sim.scenario.model import Scenario

NAME = "labour-dispute"
RUNS = 60


@pytest.fixture(name="scenario", scope="module")
def the_scenario() -> Scenario:
    return sim.load(NAME)


@pytest.fixture(name="ensemble", scope="module")
def an_ensemble(scenario: Scenario) -> Ensemble:
    return sim.run(scenario, runs=RUNS, seed=4, changes=["conditions_soft", "protocol.floor=0.01"])


@pytest.fixture(name="original", scope="module")
def the_first_saved_result(ensemble: Ensemble, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ensemble.save(tmp_path_factory.mktemp("saved") / "a result")


@pytest.fixture(name="saved")
def a_saved_result(original: Path, tmp_path: Path) -> Path:
    return shutil.copytree(original, tmp_path / "a result")


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def test_a_result_is_five_files_and_nothing_is_left_beside_it(original: Path) -> None:
    assert names_in(original) == set(FILES)
    assert names_in(original.parent) == {original.name}


def test_rows_are_kept_as_they_were(saved: Path, ensemble: Ensemble) -> None:
    frame = ensemble.to_pandas()
    pd.testing.assert_frame_equal(pd.read_parquet(saved / "runs.parquet"), frame, check_exact=True)
    assert frame["run"].tolist() == list(range(RUNS))
    assert frame["outcome"].tolist() == list(ensemble.outcome_names)
    assert set(frame.columns) >= {given.path for given in ensemble.game.inputs} | {"deal", "outcome_day"}


def test_the_manifest_says_only_what_determines_the_result(saved: Path, ensemble: Ensemble) -> None:
    manifest = read(saved / "manifest.json")
    assert (manifest["runs"], manifest["seed"], manifest["digest"]) == (RUNS, 4, ensemble.digest)
    assert manifest["changes"] == ["conditions_soft", "protocol.floor=0.01"]
    assert not [key for key in manifest if "time" in key or "elapsed" in key or "thread" in key]
    assert "elapsed_s" in read(saved / "timings.json")
    assert "elapsed_s" not in (saved / "summary.json").read_text()


def test_what_is_saved_twice_is_the_same_to_the_byte_but_for_timings(scenario: Scenario, tmp_path: Path) -> None:
    for name, threads, block in (("one", 1, 7), ("two", 2, 4096)):
        sim.run(scenario, runs=RUNS, seed=4, threads=threads, block=block).save(tmp_path / name)
    for file in set(FILES) - {"timings.json"}:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_the_scenario_is_saved_as_stated_before_changes(saved: Path, scenario: Scenario) -> None:
    assert sim.load(saved / "scenario.yaml").digest == scenario.digest


@pytest.mark.parametrize("name", ["labour-dispute", "pie", "ukraine-2025-03"])
def test_every_scenario_survives_being_saved(name: str, tmp_path: Path) -> None:
    from sim.scenario import documents as reading

    scenario = sim.load(name)
    reading.save(scenario, tmp_path / "scenario.yaml")
    assert sim.load(tmp_path / "scenario.yaml").digest == scenario.digest


@pytest.mark.parametrize(
    "changes",
    [
        (),
        ("conditions_soft", "protocol.floor=0.02"),
        ("protocol.floor=0.02", "conditions_soft+no_ballot"),
        ({"protocol.floor": {"normal": [0.01, 0.001]}, "conditions.calm_for_pay": None}, "no_conciliator"),
    ],
)
def test_the_command_of_a_result_repeats_it(scenario: Scenario, changes: tuple[ChangeLike, ...]) -> None:
    ensemble = sim.run(scenario, runs=30, seed=-2, changes=changes, method="sobol")
    words = shlex.split(ensemble.recipe.command)
    assert words[:3] == ["parley", "run", NAME]
    again = json.loads(CliRunner().invoke(app, [*words[1:], "--json"]).stdout)
    assert again["digest"] == ensemble.digest
    assert again["outcomes"] == json.loads(json.dumps(ensemble.summary()))["outcomes"]


def test_a_scenario_of_ones_own_is_repeated_from_the_folder(scenario: Scenario, tmp_path: Path) -> None:
    own = scenario.model_copy(update={"title": "Mine"})
    ensemble = sim.run(own, runs=5)
    assert ensemble.recipe.command.startswith("parley run scenario.yaml ")
    ensemble.save(tmp_path / "mine")
    assert read_recipe(tmp_path / "mine" / "manifest.json").scenario.title == "Mine"


def test_a_newer_result_takes_the_place_of_an_older_one(saved: Path, scenario: Scenario) -> None:
    sim.run(scenario, runs=3, seed=9).save(saved)
    assert read(saved / "manifest.json")["runs"] == 3
    assert names_in(saved.parent) == {saved.name}


def test_an_empty_folder_and_folders_yet_to_be_made_are_fine(ensemble: Ensemble, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ensemble.save(tmp_path / "empty")
    ensemble.save(tmp_path / "deep" / "deeper" / "deepest")
    assert names_in(tmp_path / "deep" / "deeper" / "deepest") == names_in(tmp_path / "empty") == set(FILES)


@pytest.mark.parametrize("foreign", ["notes.txt", "scenario.yaml", "manifest.json"])
def test_what_is_no_result_is_never_replaced(ensemble: Ensemble, tmp_path: Path, foreign: str) -> None:
    mine = tmp_path / "mine" / foreign
    mine.parent.mkdir()
    mine.write_text('{"name": "a web page"}')
    with pytest.raises(FileExistsError, match="other things"):
        ensemble.save(mine.parent)
    with pytest.raises(FileExistsError, match="is not a folder"):
        ensemble.save(mine)
    with pytest.raises(NotADirectoryError):
        ensemble.save(mine / "below a file")
    assert mine.read_text() == '{"name": "a web page"}'


def test_a_result_with_notes_of_ones_own_in_it_is_not_replaced(saved: Path) -> None:
    (saved / "notes.txt").write_text("mine")
    with pytest.raises(FileExistsError):
        check_replaceable(saved)


def test_what_fails_half_way_leaves_the_old_result(
    saved: Path, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    before = {path.name: path.read_bytes() for path in saved.iterdir()}
    newer = sim.run(scenario, runs=3)
    for place in ("pyarrow.parquet.write_table", "sim.scenario.documents.save", "os.fsync", "pathlib.Path.rename"):
        with monkeypatch.context() as patch, pytest.raises(OSError, match="disk is full"):
            patch.setattr(place, fail)
            newer.save(saved)
    assert {path.name: path.read_bytes() for path in saved.iterdir()} == before
    assert names_in(saved.parent) == {saved.name}


def test_a_saved_result_comes_out_the_same_when_played_again(saved: Path) -> None:
    recipe = read_recipe(saved / "manifest.json")
    assert differences(saved, follow(recipe, options=PlayOptions(threads=2, block=5))) == []


def test_a_changed_number_is_found(saved: Path) -> None:
    table = parquet.read_table(saved / "runs.parquet")
    column = table.column_names.index("first_deal")
    days = table["first_deal"].to_numpy().copy()
    days[7] += 1
    parquet.write_table(table.set_column(column, "first_deal", pa.array(days)), saved / "runs.parquet")
    summary = read(saved / "summary.json")
    summary["outcomes"][0]["share"] += 1e-9
    (saved / "summary.json").write_text(json.dumps(summary))
    found = differences(saved, follow(read_recipe(saved / "manifest.json")))
    assert found == ["runs.parquet: first_deal differs in 1 runs, first in run 7", "summary.json: outcomes differs"]


def test_other_rows_and_columns_are_found(saved: Path) -> None:
    again = follow(read_recipe(saved / "manifest.json"))
    table = parquet.read_table(saved / "runs.parquet")
    parquet.write_table(table.drop_columns(["deal"]).append_column("luck", table["run"]), saved / "runs.parquet")
    assert differences(saved, again) == [
        "runs.parquet: the column luck is gone",
        "runs.parquet: the column deal is new",
    ]
    parquet.write_table(table.slice(0, 9), saved / "runs.parquet")
    assert differences(saved, again) == [f"runs.parquet: 9 runs were saved, {RUNS} come out now"]


def test_files_that_are_no_result_are_refused(saved: Path) -> None:
    recipe = read_recipe(saved / "manifest.json")
    (saved / "runs.parquet").write_text("no rows")
    with pytest.raises(ScenarioError, match="Parquet"):
        differences(saved, follow(recipe))


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ("{", "manifest.json:1:2: found text that is not JSON"),
        ("[]", "found an empty list, expected a manifest.json"),
        ('{"format": 2}', "found 2, expected at most 1. It was saved by a newer Parley"),
        ('{"format": 1}', "scenario_digest: found nothing"),
        ("[" * 100_000, "nested too deep"),
        ('{"seed": ' + "9" * 5_000 + "}", "5,000 digits"),
    ],
)
def test_a_manifest_that_cannot_be_used_is_refused_with_its_place(saved: Path, said: str, refusal: str) -> None:
    (saved / "manifest.json").write_text(said)
    with pytest.raises(ScenarioError) as raised:
        read_recipe(saved / "manifest.json")
    assert refusal in str(raised.value)


@pytest.mark.parametrize(
    ("key", "value"),
    [("runs", 0), ("runs", "60"), ("seed", 2**64), ("method", "halton"), ("changes", [3])],
)
def test_a_manifest_with_a_wrong_value_is_refused(saved: Path, key: str, value: object) -> None:
    manifest = read(saved / "manifest.json")
    (saved / "manifest.json").write_text(json.dumps({**manifest, key: value}))
    with pytest.raises(ScenarioError, match=key):
        read_recipe(saved / "manifest.json")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("seed", 5),
        ("wanted", RUNS + 1),
        ("changes", []),
        ("attributed", "contract_signed"),
        ("command", "rm"),
        ("x", 1),
    ],
)
def test_a_manifest_that_says_something_else_is_not_believed(saved: Path, key: str, value: object) -> None:
    manifest = read(saved / "manifest.json")
    (saved / "manifest.json").write_text(json.dumps({**manifest, key: value}))
    with pytest.raises(ScenarioError, match=r"changed since it was saved|x: found"):
        read_recipe(saved / "manifest.json")


def test_a_manifest_that_names_an_outcome_that_is_not_there_is_refused(saved: Path) -> None:
    manifest = read(saved / "manifest.json") | {"attributed": "contract_sined"}
    storage.write_json(saved / "manifest.json", storage.sealed(manifest))
    with pytest.raises(ScenarioError, match=r"attributed: found 'contract_sined'.* Did you mean contract_signed"):
        read_recipe(saved / "manifest.json")


def test_a_scenario_edited_since_is_not_taken_for_the_one_that_was_played(saved: Path) -> None:
    file = saved / "scenario.yaml"
    file.write_text(file.read_text("utf-8").replace("floor: 0 to 0.02", "floor: 0 to 0.03"), "utf-8")
    with pytest.raises(ScenarioError, match="changed since"):
        read_recipe(saved / "manifest.json")
    file.unlink()
    with pytest.raises(ScenarioError, match="no such file"):
        read_recipe(saved / "manifest.json")


@pytest.mark.parametrize("method", ["monte_carlo", "latin_hypercube", "sobol"])
def test_a_cancelled_result_says_how_far_it_came_and_can_be_repeated(
    scenario: Scenario, tmp_path: Path, method: Any
) -> None:
    cancel = threading.Event()

    def stop(done: int, _: int) -> None:
        if done >= 20:
            cancel.set()

    part = sim.run(scenario, runs=400, seed=2, threads=1, block=10, progress=stop, cancel=cancel, method=method)
    assert 20 <= part.runs < 400
    whole = sim.run(scenario, runs=400, seed=2, method=method)
    assert np.array_equal(part.rows, whole.rows[: part.runs], equal_nan=True)
    folder = part.save(tmp_path / "part")
    assert (read(folder / "manifest.json")["runs"], read(folder / "manifest.json")["wanted"]) == (part.runs, 400)
    assert differences(folder, follow(read_recipe(folder / "manifest.json"))) == []


def test_an_attribution_is_part_of_the_recipe_and_adds_up(scenario: Scenario, tmp_path: Path) -> None:
    from sim.runs.runner import with_attribution

    base = sim.run(scenario, runs=40, seed=3)
    told: list[tuple[int, int]] = []
    full = with_attribution(base, "contract_signed", progress=lambda done, wanted: told.append((done, wanted)))
    assert told[-1] == (2 ** len(scenario.conditions), 2 ** len(scenario.conditions))
    bare = sim.run(scenario, runs=40, seed=3, changes=[{f"conditions.{name}": None for name in scenario.conditions}])
    total = bare.outcomes[0].share - base.outcomes[0].share
    assert bare.outcomes[0].id == "contract_signed"
    assert math.fsum(one.attribution.share for one in full.binding if one.attribution) == pytest.approx(
        total, abs=1e-12
    )
    folder = full.save(tmp_path / "why")
    assert read(folder / "summary.json")["binding"][0]["attribution"]["low"] is not None
    assert differences(folder, follow(read_recipe(folder / "manifest.json"))) == []
    cancelled = threading.Event()
    cancelled.set()
    assert with_attribution(base, "contract_signed", cancel=cancelled) is base


def test_a_notebook_shows_shares_with_interval_runs_seed_and_digest(ensemble: Ensemble) -> None:
    shown = ensemble._repr_html_()
    assert all(text in shown for text in ("95 %", f"{RUNS:,} runs", "seed 4", ensemble.digest, "sampling error only"))
