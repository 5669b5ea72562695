"""Scores of predictions: closed forms, planted truth, and what the verb says of files of answers."""

import json
import re
from dataclasses import replace
from math import log
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.analysis.case_means import case_mean
from sim.analysis.proper_scores import bins_of, brier, crps, log_score, murphy, share_said
from sim.analysis.shelf_scores import (
    BASE_RATE,
    HALF,
    MODEL,
    UNCHANGED,
    BinaryForecast,
    CaseAnswers,
    CaseForecasts,
    NumberForecast,
    counted_once,
    group_of,
    scored_numbers,
    scored_questions,
)
from sim.analysis.shelf_scores import reliability_of as reliability
from sim.arrays import Flags
from sim.formats.answer_files import read_answers
from sim.scenario.faults import ScenarioError
from sim.scenario.model import Scenario
from sim.studies.score_study import scores_of, verdict_of
from sim.studies.shelf_forecasts import mismatches, numbers_of_answers, read_forecasts

TEN = (
    # k of n runs, the answer, and by hand: the Brier score of (k + 1/2)/(n + 1), and its log score
    (0, 9, 0, 0.0025, -log(0.95)),
    (0, 9, 1, 0.9025, -log(0.05)),
    (9, 9, 1, 0.0025, -log(0.95)),
    (4, 9, 0, 0.2025, -log(0.55)),
    (4, 9, 1, 0.3025, -log(0.45)),
    (1, 4, 0, 0.09, -log(0.7)),
    (1, 4, 1, 0.49, -log(0.3)),
    (2, 4, 1, 0.25, -log(0.5)),
    (3, 4, 0, 0.49, -log(0.3)),
    (12, 24, 0, 0.25, -log(0.5)),
)


@pytest.mark.parametrize(("k", "n", "answer", "by_hand", "logarithm"), TEN)
def test_scores_of_ten_questions_are_those_reckoned_by_hand(
    k: int, n: int, answer: int, by_hand: float, logarithm: float
) -> None:
    share = share_said(k, n)
    assert brier(share, answer) == pytest.approx(by_hand, abs=1e-12)
    assert log_score(share, answer) == pytest.approx(logarithm, abs=1e-12)


CRPS = (
    # draws, answer, last day, and by hand: mean distance less half the mean distance of two draws
    ([2.0], 5.0, None, 3.0),
    ([1.0, 3.0], 2.0, None, 0.5),
    ([1.0, 3.0], 3.0, None, 0.5),
    ([0.0, 10.0], 20.0, None, 12.5),
    ([1.0, 2.0, 6.0], 2.0, None, 5 / 3 - 10 / 9),
    ([4.0, 4.0, 4.0], 4.0, None, 0.0),
    ([10.0, np.nan], np.nan, 30.0, 5.0),
    ([np.nan, np.nan], np.nan, 30.0, 0.0),
    ([10.0, 20.0], np.nan, 30.0, 12.5),
    ([10.0, 40.0], 10.0, 30.0, 5.0),
)


@pytest.mark.parametrize(("draws", "answer", "last", "by_hand"), CRPS)
def test_crps_of_ten_questions_is_that_reckoned_by_hand(
    draws: list[float], answer: float, last: float | None, by_hand: float
) -> None:
    assert crps(np.array(draws), answer, last) == pytest.approx(by_hand, abs=1e-12)


def test_crps_is_the_area_between_the_distribution_and_the_answer() -> None:
    luck = np.random.default_rng(3)
    draws, answer = luck.normal(3, 2, 40), 2.2
    grid = np.linspace(-10, 16, 400_001)
    below = np.searchsorted(np.sort(draws), grid, side="right") / len(draws)
    area = np.trapezoid((below - (grid >= answer)) ** 2, grid)
    assert crps(draws, answer) == pytest.approx(area, abs=1e-4)


def test_scores_that_cannot_be_given_are_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        log_score(1.0, 0)
    with pytest.raises(ValueError, match="missing"):
        crps(np.array([1.0, np.nan]), 2.0)


def test_the_parts_of_a_brier_score_add_up_to_it() -> None:
    luck = np.random.default_rng(8)
    said, weights = luck.random(200), luck.random(200)
    came = (luck.random(200) < said).astype(float)
    parts = murphy(said, came, weights)
    whole = float((weights * (said - came) ** 2).sum() / weights.sum())
    assert parts.brier == pytest.approx(whole, abs=1e-12)
    told = parts.reliability - parts.resolution + parts.uncertainty + parts.within
    assert told == pytest.approx(whole, abs=1e-12)
    one = murphy(np.full(200, 0.25), came, weights)
    assert [one.resolution, one.within] == pytest.approx([0.0, 0.0], abs=1e-12)


def test_a_share_at_an_edge_is_in_the_bin_that_it_begins() -> None:
    assert bins_of(np.array([0.0, 0.1, 0.0999, 0.9, 1.0]), (0.0, 0.1, 0.9, 1.0)).tolist() == [0, 1, 0, 2, 2]


# Intervals by cases


def test_intervals_by_cases_cover_what_they_promise_with_thirty_skewed_cases() -> None:
    """Percentile intervals of the same cases cover clearly less."""
    luck, shelves, inside, percentile = np.random.default_rng(4), 400, 0, 0
    for number in range(shelves):
        values = luck.exponential(1.0, 30)
        found = case_mean(values, seed=number, resamples=500)
        assert found.low is not None and found.high is not None
        inside += found.low <= 1.0 <= found.high
        low, high = np.quantile(values[luck.integers(0, 30, (500, 30))].mean(axis=1), (0.025, 0.975))
        percentile += low <= 1.0 <= high
    error = (0.95 * 0.05 / shelves) ** 0.5
    assert abs(inside / shelves - 0.95) <= 3 * error
    assert percentile < inside


def test_few_or_equal_cases_have_no_interval() -> None:
    for values in ([], [0.1], [0.1, 0.2, 0.3], [0.2] * 9):
        found = case_mean(np.array(values))
        assert (found.cases, found.low, found.high, found.more) == (len(values), None, None, None)


def test_it_is_said_how_many_cases_more_would_tell_a_difference_from_none() -> None:
    """A mean of 0.1 with a spread of 0.5 needs (2.8 x 5)^2 = 197 cases."""
    values = np.tile([0.1 - 0.5, 0.1 + 0.5], 20)
    spread = float(values.std(ddof=1))
    assert case_mean(values).more == int(np.ceil((2.801585218 * spread / 0.1) ** 2)) - 40
    assert case_mean(np.array([1.0, 1.1, 0.9, 1.05])).more == 0
    assert case_mean(np.array([-1.0, 1.0, -1.0, 1.0])).more is None


# A shelf


def forecast(name: str, flags: Flags, asks: str = "", **more: float) -> BinaryForecast:
    return BinaryForecast(name, asks or name, False, flags, **more)


def yes(k: int, n: int) -> Flags:
    return np.arange(n) < k


def test_each_case_weighs_one_and_what_asks_the_same_counts_once() -> None:
    many = CaseForecasts(
        "a",
        "labour",
        (
            forecast("s1", yes(9, 9), "by May"),
            forecast("u60", yes(9, 9), "by May"),
            forecast("s2", yes(0, 9), "by April"),
            forecast("q6", yes(4, 9), "other"),
        ),
    )
    few = CaseForecasts("b", "truces", (forecast("s1", yes(0, 9), "by June"),))
    assert [one.id for one in counted_once(many.binary)] == ["s1", "s2", "q6"]
    answers = {
        "a": CaseAnswers("a", {"s1": 1.0, "u60": 1.0, "s2": 1.0, "q6": None}),
        "b": CaseAnswers("b", {"s1": 0.0}),
    }
    rows = scored_questions([many, few], answers)
    assert [(row.case, row.question) for row in rows] == [("a", "s1"), ("a", "s2"), ("b", "s1")]
    (model, *_) = group_of("all", rows).forecasters
    assert model.brier == pytest.approx(((0.0025 + 0.9025) / 2 + 0.0025) / 2, abs=1e-12)


def test_the_base_rate_leaves_the_case_out() -> None:
    cases = [CaseForecasts(name, "", (forecast("s1", yes(1, 2), name),)) for name in "abc"]
    answers = {name: CaseAnswers(name, {"s1": answer}) for name, answer in zip("abc", (1.0, 1.0, 0.0), strict=True)}
    shares = [row.shares[BASE_RATE] for row in scored_questions(cases, answers)]
    assert shares == pytest.approx([0.5, 0.5, 2.5 / 3])


def test_others_are_scored_on_the_questions_that_they_answered() -> None:
    case = CaseForecasts("a", "", (forecast("s1", yes(8, 9), unchanged=0.0, reference=0.3), forecast("q6", yes(0, 9))))
    answers = {"a": CaseAnswers("a", {"s1": 1.0, "q6": 0.0}, others={"a crowd": {"s1": 0.7}})}
    found = {one.who: one for one in group_of("all", scored_questions([case], answers)).forecasters}
    assert {who: one.questions for who, one in found.items()} == {
        **{MODEL: 2, HALF: 2, BASE_RATE: 2},
        **{UNCHANGED: 1, "reference_class": 1, "a crowd": 1},
    }
    assert found["a crowd"].brier == pytest.approx(0.09, abs=1e-12)
    assert found["a crowd"].model_brier == pytest.approx(0.0225, abs=1e-12)
    assert found[UNCHANGED].brier == pytest.approx(0.9025, abs=1e-12)


def test_numbers_and_dates_are_scored_and_never_is_the_last_day() -> None:
    draws = np.array([10.0, np.nan, np.nan])
    case = CaseForecasts(
        "a", "", (), (NumberForecast("q8", False, draws, 30.0), NumberForecast("q9", True, np.array([1.0, 3.0])))
    )
    answers = {"a": CaseAnswers("a", {"q8": np.nan, "q9": 2.0})}
    dated, counted = scored_numbers([case], answers)
    assert (dated.answer, dated.median) == (None, None)
    assert dated.crps == pytest.approx(20 / 3 - 40 / 9, abs=1e-12)
    assert dated.scaled == pytest.approx(dated.crps / 30, abs=1e-12)
    assert counted.crps == pytest.approx(0.5, abs=1e-12)
    assert (counted.scaled, counted.outside) == (None, True)


def imagined_shelf(luck: np.random.Generator, cases: int = 24, runs: int = 400) -> list[CaseForecasts]:
    """Return a shelf whose runs have a temper, so that questions of a case hang together, as those of real runs do."""
    shelf = []
    for number in range(cases):
        temper = luck.normal(size=runs)
        levels = luck.normal(0.0, 1.2, 6)
        flags = [0.7 * temper + 0.7 * luck.normal(size=runs) < level for level in levels]
        names = ("s1", "s2", "s3", "q6", "q7", "q8")
        shelf.append(
            CaseForecasts(f"c{number}", "", tuple(map(forecast, names, flags, [f"{number} {n}" for n in names])))
        )
    return shelf


def drawn_answers(shelf: list[CaseForecasts], luck: np.random.Generator) -> dict[str, CaseAnswers]:
    """Return answers drawn from the model itself: one run answers a whole case."""
    found = {}
    for case in shelf:
        run = int(luck.integers(0, len(case.binary[0].flags)))
        found[case.id] = CaseAnswers(case.id, {one.id: float(one.flags[run]) for one in case.binary})
    return found


def test_answers_drawn_from_the_model_score_as_calibrated_over_two_hundred_shelves() -> None:
    """Brier scores are as the shares promise, and nine bins in ten and more lie within their consistency bands."""
    luck = np.random.default_rng(21)
    shelf = imagined_shelf(luck)
    promised = np.mean([[one.flags.mean() * (1 - one.flags.mean()) for one in case.binary] for case in shelf])
    scores, within, told, skills = [], 0, 0, []
    for number in range(200):
        answers = drawn_answers(shelf, luck)
        rows = scored_questions(shelf, answers)
        model, *others = group_of("all", rows, number).forecasters
        scores.append(model.brier)
        skills.append(next(one for one in others if one.who == BASE_RATE).brier_gain.mean)
        if number < 40:
            bins = [one for one in reliability(rows, shelf, number) if one.came is not None]
            told += len(bins)
            within += sum(one.band_low - 1e-9 <= one.came <= one.band_high + 1e-9 for one in bins)  # type: ignore[operator]  # bins that came
    error = float(np.std(scores)) / 200**0.5
    assert abs(float(np.mean(scores)) - promised) < 3 * error + 2e-4
    assert within / told >= 0.92
    assert float(np.mean(skills)) > 0.02  # type: ignore[arg-type]  # numbers, none missing


def test_shuffled_answers_show_no_skill() -> None:
    """Answers of one case given to another: the model never beats the base rate beyond doubt more often than chance."""
    luck = np.random.default_rng(22)
    shelf = imagined_shelf(luck)
    better, gains = 0, []
    for number in range(100):
        answers = drawn_answers(shelf, luck)
        order = luck.permutation(len(shelf))
        names = [case.id for case in shelf]
        moved = {names[place]: answers[names[other]] for place, other in enumerate(order)}
        shuffled = {name: CaseAnswers(name, one.answers) for name, one in moved.items()}
        _, *others = group_of("all", scored_questions(shelf, shuffled), number).forecasters
        gain = next(one for one in others if one.who == BASE_RATE).brier_gain
        assert gain.low is not None and gain.mean is not None
        better += gain.low > 0
        gains.append(gain.mean)
    assert float(np.mean(gains)) < 0.0
    assert better <= 2


def test_scores_are_split_by_what_was_recalled() -> None:
    luck = np.random.default_rng(26)
    shelf = [
        replace(case, recalls=said)
        for case, said in zip(
            imagined_shelf(luck, cases=5), ("nothing", "details", "nothing", "", "outcome"), strict=True
        )
    ]
    found = scores_of(shelf, drawn_answers(shelf, luck), 400, 1)
    split = {group.name: group.forecasters[0].cases for group in found.groups if group.name.startswith("recalled")}
    assert split == {"recalled: nothing": 2, "recalled: outcome": 1, "recalled: details": 1}
    stated = sim.load("labour-dispute").stated()
    stated["codebook"] = {"number": 1, "digest": "0" * 16, "recalls": "outcome"}
    ensemble = sim.run(Scenario.model_validate(stated), runs=20)
    assert read_forecasts(ensemble).recalls == "outcome"


def test_losses_stand_first() -> None:
    luck = np.random.default_rng(23)
    shelf = imagined_shelf(luck, cases=8)
    found = scores_of(shelf, drawn_answers(shelf, luck), 400, 1)
    lost = [row.brier[BASE_RATE] - row.brier[MODEL] for row in found.questions]
    assert lost == sorted(lost)
    gains = [next(o for o in group.forecasters if o.who == BASE_RATE).brier_gain.mean or 0.0 for group in found.groups]
    assert gains == sorted(gains)
    assert found.first.name == "s1" and found.first.forecasters[0].questions == 8


def test_a_verdict_claims_no_more_than_the_interval() -> None:
    luck = np.random.default_rng(24)
    shelf = imagined_shelf(luck, cases=40)
    good = group_of("all", scored_questions(shelf, drawn_answers(shelf, luck)))
    assert "better beyond" in verdict_of(good)
    few = group_of("all", scored_questions(shelf[:2], drawn_answers(shelf[:2], luck)))
    assert "too few" in verdict_of(few)
    assert verdict_of(group_of("all", [])) == "Nothing could be scored."


# Files


def answers_of(name: str, **changed: object) -> dict[str, object]:
    scenario = sim.load(name)
    questions = [{"id": one.upper(), "kind": "binary", "answer": 1} for one in scenario.questions]
    data: dict[str, object] = {"id": name, "day0": str(scenario.as_of), "horizon_days": 30, "questions": questions}
    return {**data, **changed}


def kept(folder: Path, data: dict[str, object]) -> Path:
    path = folder / f"{data['id']}.json"
    path.write_text(json.dumps(data), "utf-8")
    return path


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ({"id": "S1", "answer": 0.5}, "1, 0, or null"),
        ({"id": "S1", "kind": "date", "answer": "soon"}, "never"),
        ({"id": "S1", "kind": "number", "answer": "many"}, "a number"),
        ({"id": "S1", "answer": 1, "odd": 2}, "odd"),
        ({"id": "S1", "answer": 1, "sure": "maybe"}, "sure"),
    ],
)
def test_answers_that_cannot_be_used_say_where(tmp_path: Path, question: dict[str, object], said: str) -> None:
    data = answers_of("pie", questions=[question])
    with pytest.raises(ScenarioError, match=said):
        read_answers(kept(tmp_path, data))


def test_the_answers_shown_on_the_page_can_be_read(tmp_path: Path) -> None:
    page = (Path(__file__).parents[1] / "docs/scores.md").read_text("utf-8")
    (text,) = re.findall(r"<!-- answers -->\n```json\n(.*?)```", page, re.DOTALL)
    answers = read_answers(kept(tmp_path, json.loads(text)))
    assert [one.kind for one in answers.questions] == ["binary", "number", "date", "binary"]


def test_void_and_unfit_answers_are_told_apart_from_no(tmp_path: Path) -> None:
    scenario = sim.load("labour-dispute")
    first, *_ = scenario.questions
    data = answers_of(
        "labour-dispute", questions=[{"id": first, "answer": None, "why": "called off"}, {"id": "Q99", "answer": 0}]
    )
    answers = read_answers(kept(tmp_path, data))
    said = mismatches(scenario, answers)
    assert f"labour-dispute: {first} is void (called off)" in said
    assert "labour-dispute: q99 is no question of the scenario" in said
    assert numbers_of_answers(answers).answers[first] is None


def test_days_are_counted_from_day_0_and_never_is_missing(tmp_path: Path) -> None:
    questions = [{"id": "A", "kind": "date", "answer": "2024-03-11"}, {"id": "B", "kind": "date", "answer": "never"}]
    data = answers_of("labour-dispute", day0="2024-03-01", questions=questions)
    known = numbers_of_answers(read_answers(kept(tmp_path, data))).answers
    assert known["a"] == 10.0
    assert known["b"] is not None and np.isnan(known["b"])


def test_a_scenario_is_scored_from_its_file_of_answers(tmp_path: Path) -> None:
    path = kept(
        tmp_path,
        answers_of(
            "labour-dispute",
            comparators=[{"question": next(iter(sim.load("labour-dispute").questions)), "who": "a crowd", "p": 1.0}],
        ),
    )
    found = sim.score("labour-dispute", path, runs=50)
    assert found.cases == ("labour-dispute",)
    assert found.digests["labour-dispute"] == sim.load("labour-dispute").digest
    assert "a crowd" in {one.who for one in found.all.forecasters}
    assert found.brier == pytest.approx(np.mean([row.brier[MODEL] for row in found.questions]), abs=1e-12)
    assert json.loads(json.dumps(found.to_dict()))["brier"] == pytest.approx(found.brier)
    with pytest.raises(ScenarioError, match="labour-dispute"):
        sim.score("pie", path, runs=10)


def test_scores_are_printed_and_written_as_a_page(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from sim.cli.verbs import app

    path = kept(tmp_path, answers_of("labour-dispute"))
    page = tmp_path / "page.html"
    done = CliRunner().invoke(
        app, ["score", "labour-dispute", "--answers", str(path), "--runs", "50", "--report", str(page)]
    )
    assert done.exit_code == 0
    assert "worst losses first" in done.stdout
    assert "How good the predictions were" in page.read_text("utf-8")
    both = CliRunner().invoke(app, ["score", "pie", "--shelf", "--answers", str(path)])
    assert (both.exit_code, both.stdout) == (2, "")
    shelf = CliRunner().invoke(app, ["score", "--shelf", "--answers", str(tmp_path), "--runs", "20", "--json"])
    data = json.loads(shelf.stdout)
    assert data["cases"] == ["labour-dispute"]
    assert "pie: no answers" in data["unfit"]


def test_scores_show_themselves_as_every_finding_does() -> None:
    luck = np.random.default_rng(25)
    shelf = imagined_shelf(luck, cases=6)
    found = scores_of(shelf, drawn_answers(shelf, luck), 400, 1)
    assert "6 cases scored" in repr(found)
    assert found.to_pandas()["who"].iloc[0] == "the model"
