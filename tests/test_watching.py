"""The watched run: a Mesa model whose history is the ensemble's, bit for bit."""

import ast
import gc
import json
import weakref
from datetime import timedelta
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import mesa
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.analysis.predicates import outcomes_of
from sim.game import plug_ins
from sim.game.build import Game, make_game
from sim.game.cases import draw
from sim.game.plug_ins import PluginError
from sim.game.records import Records
from sim.rules.state import START, STATUS_NAMES
from sim.runs.ensemble import play
from sim.runs.options import PlayOptions
from sim.runs.results import Ensemble
from sim.runs.runner import run as run_ensemble
from sim.scenario.changes import apply
from sim.scenario.documents import bundled, load
from sim.scenario.model import Scenario
from sim.trace.mesa_batch import batch_run
from sim.trace.mesa_model import NegotiationModel, watch
from sim.trace.prepared import prepare
from sim.trace.transcript import Transcript
from tests import small
from tests.small import COMPILED
from tests.strategies import made, scenarios

RUNS = 4 if COMPILED else 1
WATCHED = ("labour-dispute", "pie", "ukraine-2025-03", "black-sea-2023", "lebanon-2024-11")
"""What is read as a text; that runs are the same, watched or not, is seen in every scenario."""
SEED = 7
ROOT = Path(sim.__file__).parents[1]


@pytest.fixture(scope="module")
def labour() -> Game:
    return prepare("labour-dispute").game


@pytest.fixture(scope="module")
def transcripts() -> list[Transcript]:
    return [watch(name, SEED, run) for name in WATCHED for run in range(2 if COMPILED else 1)]


def played(model: NegotiationModel) -> NegotiationModel:
    while model.running:
        model.step()
    return model


def states_of(game: Game, transcript: Transcript) -> list[int]:
    """The state in force at the end of each day."""
    start = int(game.board.rules[START])
    return [game.state(day.in_force) if day.in_force else start for day in transcript.days]


@pytest.mark.parametrize("name", bundled())
def test_run_i_of_the_ensemble_and_the_model_are_the_same_history_bit_for_bit(name: str) -> None:
    game = prepare(name).game
    rows = play(game, draw(game, RUNS, SEED), SEED).records
    for run in range(RUNS):
        model = played(NegotiationModel(name, SEED, run))
        assert np.array_equal(model.record(), rows[run], equal_nan=True)


@pytest.mark.parametrize("name", WATCHED)
def test_noting_reasons_changes_nothing_in_a_run(name: str) -> None:
    for run in range(RUNS):
        quiet, noted = (played(NegotiationModel(name, SEED, run, explain=explain)) for explain in (False, True))
        assert np.array_equal(quiet.record(), noted.record(), equal_nan=True)
        assert np.array_equal(quiet.world.trail, noted.world.trail)
        for left, right in zip(quiet.world, noted.world, strict=True):
            assert np.array_equal(left, right)


@made
@given(scenarios(12), st.integers(0, 2**32 - 1))
def test_any_scenario_gives_the_same_history_in_both_drivers(scenario: Scenario, seed: int) -> None:
    game = make_game(scenario)
    ensemble = play(game, draw(game, 3, seed), seed, options=PlayOptions(threads=1))
    days_in = np.zeros_like(ensemble.days_in)
    for run in range(3):
        model = played(NegotiationModel(game, seed, run, explain=True))
        assert np.array_equal(model.record(), ensemble.records[run], equal_nan=True)
        states = states_of(game, model.transcript())
        assert list(model.world.trail[1:-1]) == states
        for day, state in enumerate(states, 1):
            days_in[day, [option for option in game.board.option[state] if option >= 0]] += 1
    assert np.array_equal(days_in, ensemble.days_in)


def test_a_transcript_tells_the_outcome_of_the_ensembles_row() -> None:
    ensemble: Ensemble = run_ensemble("labour-dispute", RUNS, SEED)
    assert [watch("labour-dispute", SEED, run).outcome for run in range(RUNS)] == list(ensemble.outcome_names)


def test_changes_are_applied_before_the_run() -> None:
    changed = watch("labour-dispute", SEED, 2, changes=["no_ballot"])
    assert "strike_ballot" not in changed.scenario.events
    assert changed.digest == apply(load("labour-dispute"), ["no_ballot"]).digest
    assert changed.digest != watch("labour-dispute", SEED, 2).digest


def test_a_name_a_path_a_scenario_and_its_game_are_the_same_run(labour: Game, tmp_path: Any) -> None:
    from sim.paths import scenarios_dir

    path = tmp_path / "mine.yaml"
    path.write_bytes((scenarios_dir() / "labour-dispute.yaml").read_bytes())
    told = {watch(what, SEED, 1).to_text() for what in ("labour-dispute", path, str(path), labour, labour.scenario)}
    assert len(told) == 1


def test_a_file_that_changed_is_read_again(tmp_path: Any) -> None:
    from sim.paths import scenarios_dir

    path = tmp_path / "pie.yaml"
    text = (scenarios_dir() / "pie.yaml").read_text()
    path.write_text(text)
    assert watch(path).end_day == 40
    path.write_text(text.replace("horizon_days: 40", "horizon_days: 33"))
    assert watch(path).end_day == 33


def test_zero_is_a_seed_and_another_seed_another_history(labour: Game) -> None:
    told = [watch(labour, seed).to_dict()["days"] for seed in (0, 0, 1)]
    assert told[0] == told[1] != told[2]


def test_the_model_steps_days_until_the_horizon_and_then_rests(labour: Game) -> None:
    model = NegotiationModel(labour, SEED)
    for day in range(1, labour.horizon + 1):
        assert model.running
        model.step()
        assert model.day == model.steps == day
    assert not model.running
    before = model.record()
    model.step()
    assert model.day == labour.horizon
    assert np.array_equal(model.record(), before, equal_nan=True)


def test_party_agents_own_their_seats_and_remember_what_they_said(labour: Game) -> None:
    model = played(NegotiationModel(labour, SEED, explain=True))
    assert list(model.agents) == list(model.seats)
    assert [agent.party for agent in model.seats] == list(labour.parties)
    sessions = [(day.day, s) for day in model.transcript().days for s in day.sessions if s.offer]
    for agent in model.seats:
        proposed = [(day, s.session, "proposed", True) for day, s in sessions if s.speaker == agent.party]
        answered = [
            (day, s.session, "answered", a.accepts) for day, s in sessions for a in s.answers if a.party == agent.party
        ]
        said = [(m.day, m.session, m.act, m.accepted) for m in agent.memory]
        assert sorted(said) == sorted(proposed + answered)
    assert any(agent.memory for agent in model.seats)


def test_the_data_collector_has_a_row_a_day_and_one_a_party_and_day(labour: Game) -> None:
    model = played(NegotiationModel(labour, SEED))
    days = model.datacollector.get_model_vars_dataframe()  # type: ignore[no-untyped-call]  # Mesa has no types here
    assert list(days["day"]) == list(range(1, labour.horizon + 1))
    parties = model.datacollector.get_agent_vars_dataframe()  # type: ignore[no-untyped-call]  # Mesa has no types here
    assert len(parties) == labour.horizon * len(labour.parties)
    last = parties.tail(len(labour.parties))
    assert list(last["party"]) == list(labour.parties)
    assert list(last["no_deal"]) == list(model.world.no_deal)


needs_batch_run = pytest.mark.skipif(not hasattr(mesa, "batch_run"), reason="Mesa 4 has no batch_run")


def test_a_batch_varies_the_run_and_reports_the_last_day(labour: Game) -> None:
    ensemble = play(labour, draw(labour, RUNS, SEED), SEED)
    outcomes, _ = outcomes_of(labour, Records(labour, ensemble.records))
    for scenario in (labour, labour.scenario):
        rows = batch_run({"scenario": scenario, "run_seed": SEED, "run": range(RUNS)})
        assert len(rows) == RUNS * len(labour.parties)
        for row in rows:
            assert (row["day"], row["outcome"]) == (labour.horizon, outcomes[row["run"]])
            no_deal = Records(labour, ensemble.records).of("no_deal")[row["run"]]
            assert row["no_deal"] == no_deal[labour.parties.index(row["party"])]


@needs_batch_run
@pytest.mark.parametrize("every_day", [False, True])
def test_a_batch_has_the_rows_of_mesas_own(every_day: bool) -> None:
    vary = {
        "scenario": "labour-dispute",
        "changes": [None, "no_ballot", ("no_ballot", "conditions_soft")],
        "settings": "protocol.floor=0.01",
        "run_seed": SEED,
        "run": range(2),
    }
    period = 1 if every_day else -1
    theirs = mesa.batch_run(
        NegotiationModel, vary, number_processes=1, data_collection_period=period, display_progress=False
    )
    assert batch_run(vary, every_day=every_day) == theirs
    assert {row["outcome"] is None for row in theirs} == ({True, False} if every_day else {False})


def test_changes_and_settings_of_a_model_are_those_of_an_ensemble() -> None:
    for changes, settings, said in (
        ("no_ballot+conditions_soft", None, ["no_ballot+conditions_soft"]),
        (["no_ballot"], "protocol.floor=0.01", ["no_ballot", "protocol.floor=0.01"]),
        (None, {"protocol.floor": 0.01}, ["protocol.floor=0.01"]),
        ("", ["protocol.floor=0.01", "protocol.misperception=2"], ["protocol.floor=0.01", "protocol.misperception=2"]),
    ):
        model = NegotiationModel("labour-dispute", SEED, 1, changes=changes, settings=settings)
        ensemble = sim.run("labour-dispute", 2, SEED, said)
        assert model.game.scenario.digest == ensemble.digest
        assert played(model).outcome == ensemble.outcome_names[1]
        assert np.array_equal(model.record(), ensemble.rows[1], equal_nan=True)


def test_what_a_model_cannot_use_is_told() -> None:
    with pytest.raises(ValueError, match="settings take PATH=VALUE"):
        NegotiationModel("pie", settings="left_waits")
    with pytest.raises(sim.ScenarioError, match="left_wait"):
        NegotiationModel("pie", changes="left_wait")
    with pytest.raises(ValueError, match="run has no values"):
        batch_run({"scenario": "pie", "run": []})
    model = NegotiationModel("pie", explain=True)
    model.step()
    with pytest.raises(ValueError, match="day 1 of 40"):
        model.transcript()
    assert model.outcome is None


def test_the_outcome_is_known_on_the_last_day_and_not_before(labour: Game) -> None:
    model = NegotiationModel(labour, SEED, explain=True)
    while model.running:
        assert (model.outcome, model.outcome_day) == (None, None)
        model.step()
    transcript = model.transcript()
    assert (model.outcome, model.outcome_day) == (transcript.outcome, transcript.outcome_day)
    said = model.datacollector.get_model_vars_dataframe()  # type: ignore[no-untyped-call]  # Mesa has no types here
    assert list(said["outcome"].isna()) == [True] * (labour.horizon - 1) + [False]
    assert said["outcome"].iloc[-1] == transcript.outcome


def test_nothing_rests_on_what_the_next_mesa_has_taken_away() -> None:
    """No module but the benchmark uses `batch_run` of Mesa, its count of steps, its `seed` or its own loop."""
    for file in (ROOT / "sim" / "trace").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Attribute):
                assert node.attr not in {"batch_run", "steps", "run_model", "_seed"}, file.name
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "super().__init__":
                assert {keyword.arg for keyword in node.keywords} <= {"rng"}, file.name


@needs_batch_run
def test_batch_run_collects_every_day_if_asked(labour: Game) -> None:
    rows = mesa.batch_run(
        NegotiationModel,
        {"scenario": [labour.scenario], "run_seed": SEED, "run": 0},
        number_processes=1,
        data_collection_period=1,
        display_progress=False,
    )
    model = played(NegotiationModel(labour, SEED, explain=True))
    assert len(rows) == labour.horizon * len(labour.parties)
    for row in rows:
        day = model.transcript().days[row["day"] - 1]
        assert row["no_deal"] == day.no_deal[row["party"]]
        assert row["expected_aspiration"] == day.beliefs.aspirations[row["party"]]


def test_mesas_generators_are_reproducible_and_move_no_rule(labour: Game) -> None:
    first, again, other = (NegotiationModel(labour, SEED, rng=rng) for rng in (None, None, 42))
    assert first.random.random() == again.random.random() != other.random.random()
    assert first.rng.random() == again.rng.random()
    assert np.array_equal(played(first).record(), played(other).record(), equal_nan=True)


def test_models_are_not_kept_alive(labour: Game) -> None:
    models = [weakref.ref(played(NegotiationModel(labour, SEED, run))) for run in range(3)]
    gc.collect()
    assert [model() for model in models] == [None, None, None]


def test_hundreds_of_models_in_a_row_leave_nothing_behind() -> None:
    def objects(count: int) -> int:
        for run in range(count):
            NegotiationModel("pie", SEED, run).step()
        gc.collect()
        return len(gc.get_objects())

    before = objects(10)
    assert objects(300 if COMPILED else 20) - before < 100


def test_only_a_model_that_explains_itself_has_a_transcript(labour: Game) -> None:
    with pytest.raises(ValueError, match="explain=True"):
        played(NegotiationModel(labour)).transcript()


def test_a_transcript_is_json_with_the_keys_of_the_contract(transcripts: list[Transcript]) -> None:
    for transcript in transcripts:
        told = json.loads(json.dumps(transcript.to_dict(), allow_nan=False))
        assert {"run", "seed", "digest", "outcome", "deal", "end_day", "days"} <= set(told)
        for day in told["days"]:
            assert {"day", "in_force", "events", "speaker", "proposal", "answers", "breaches", "trust"} <= set(day)
            for answer in day["answers"]:
                assert {"party", "accepts", "surplus", "reasons"} <= set(answer)


def test_a_day_stands_for_its_last_session_with_a_proposal(transcripts: list[Transcript]) -> None:
    several = 0
    for day in (day for transcript in transcripts for day in transcript.days):
        told = day.to_dict()
        made = [session for session in day.sessions if session.proposal is not None]
        several += len(day.sessions) > 1
        if made:
            assert (told["speaker"], told["proposal"]) == (made[-1].speaker, dict(made[-1].proposal or {}))
        elif not day.sessions:
            assert (told["speaker"], told["proposal"], told["answers"]) == (None, None, [])
    assert several


def test_a_transcript_hangs_together(transcripts: list[Transcript]) -> None:
    """Days follow one another, moves lead from one evening's deal to the next, agreements have everybody's yes."""
    for transcript in transcripts:
        assert transcript.end_day == len(transcript.days) == transcript.scenario.protocol.horizon_days
        assert transcript.deal == transcript.days[-1].in_force
        outside = transcript.scenario.protocol.status_quo == "outside"
        issues = transcript.scenario.issues
        deal: dict[str, str] = {} if outside else {i: next(iter(issue.options)) for i, issue in issues.items()}
        start = transcript.scenario.start
        deal |= {} if start is None else {issue: stated.option for issue, stated in start.in_force.items()}
        for number, day in enumerate(transcript.days, 1):
            assert (day.day, day.date) == (number, transcript.scenario.as_of + timedelta(days=number))
            for move in day.moves:
                if move.how == "failed":  # Agreed, and never in force.
                    assert deal.get(move.issue) == move.after
                    continue
                assert deal.get(move.issue) == move.before
                assert (move.session > 0) == (move.how in {"agreed", "withdrawn", "extended"})
                deal = {i: o for i, o in {**deal, move.issue: move.after}.items() if o is not None}
            assert deal == day.in_force
            assert set(day.statuses.values()) <= set(STATUS_NAMES)
            for session in day.sessions:
                agreed = session.offer is not None and all(answer.accepts for answer in session.answers)
                assert session.agreed == agreed


def test_a_run_is_told_in_words_and_quiet_days_share_a_line(transcripts: list[Transcript]) -> None:
    for transcript in transcripts:
        text = str(transcript)
        assert text == transcript.to_text()
        assert transcript.scenario.title in text
        eventful = [day for day in transcript.days if day.eventful]
        lines = text.splitlines()
        assert sum(line.startswith("Day ") and line.endswith(")") for line in lines) == len(eventful)
        for day in eventful:
            assert f"Day {day.day} ({day.date.isoformat()})" in lines
        assert "None" not in text
        assert "nan" not in text.split()


def stubborn(day: float, horizon: float, patience: float, *rest: float) -> float:
    return 0.8 if day < horizon else 0.0


def broken(*scalars: float) -> float:
    raise ZeroDivisionError("no such day")


@pytest.fixture
def plugged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Install two tactics as others would."""
    tactics = {"stubborn": stubborn, "broken": broken}
    found = [EntryPoint(name, f"{__name__}:{name}", "sim.tactics") for name in tactics]
    monkeypatch.setattr(plug_ins, "entry_points", lambda group: found)
    monkeypatch.setattr(EntryPoint, "load", lambda entry: tactics[entry.name])


def with_tactic(kind: str) -> Game:
    parties = {"a": {"tactic": {"kind": kind}}, "b": {"precision": 0.2}}
    worth = {"a": {"pact": [0, 4, 9]}, "b": {"pact": [0, 9, 4]}}
    return small.game(issues={"pact": ["none", "left", "right"]}, parties=parties, worth=worth)


def test_a_plug_in_tactic_plays_alike_in_both_drivers(plugged: None) -> None:
    game = with_tactic("stubborn")
    rows = play(game, draw(game, 3, SEED), SEED, options=PlayOptions(threads=1)).records
    for run in range(3):
        model = NegotiationModel(game, SEED, run)
        model.step()
        assert model.seats[0].aspiration == 0.8
        assert np.array_equal(played(model).record(), rows[run], equal_nan=True)


def test_a_plug_in_that_fails_stops_its_own_run_by_name(plugged: None) -> None:
    game = with_tactic("broken")
    model, other = NegotiationModel(game, SEED), NegotiationModel(game, SEED)
    with pytest.raises(PluginError, match="'broken' failed"):
        model.step()
    other.switchboard.check()
