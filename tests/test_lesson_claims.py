"""What lessons say in words and numbers is so, is drawn as it is, and their hints lead to answers that are accepted."""

import re
from math import log, sqrt

import numpy as np
import pytest

from sim.charts import lesson_lines
from sim.lenses.overtime.attrition import attrition, expected_cost
from sim.lenses.overtime.offers import rubinstein, rubinstein_limit, stahl
from sim.lenses.overtime.reputation import standoff
from sim.lenses.overtime.truces import CONDUCTS, generous
from sim.lenses.overtime.war import preventive_war, risk_return
from sim.lenses.power import power, weighted_rule
from sim.lessons import LESSONS, lesson, truces, voting_power, water
from sim.lessons import bargaining_points as caution
from sim.lessons import informative_battles as battles
from sim.lessons.brinkmanship import FIRM, crash, crisis, mixed
from sim.lessons.lesson import NOISE, Lesson, LessonFinding, Series, stepwise
from sim.lessons.reputation import RATE

each = pytest.mark.parametrize("one", LESSONS, ids=[one.id for one in LESSONS])


def texts(one: Lesson) -> list[str]:
    return [one.idea, one.text, one.note, *(part for e in one.exercises for part in (e.question, e.hint, e.why))]


# What they call each other


@each
def test_lessons_call_each_other_by_their_titles(one: Lesson) -> None:
    titles = {other.title for other in LESSONS}
    for text in texts(one):
        line = " ".join(text.split())
        assert set(re.findall(r"lesson “([^”]*)”", line)) <= titles - {one.title}
        assert not re.search(r"lesson (on|about|of) ", line), line


# Pictures


def test_what_sums_leave_of_nothing_is_nothing() -> None:
    series = Series("s", "simulation", (0.0, 1.0), (-1.78e-16, 0.5), (-3e-17, 0.4), (1e-12, 0.6))
    assert series.y == (0.0, 0.5) and series.low[0] == series.high[0] == 0.0
    assert "e-" not in lesson_lines(LessonFinding("x", "x", "y", (series,), 1)).table.to_string()


@pytest.mark.parametrize("wanted", [(0.3,), (0.111, 0.52, 0.53), (0.25, 0.75)])
def test_steps_are_found_where_they_are(wanted: tuple[float, ...]) -> None:
    def function(place: float) -> float:
        return float(sum(place > step for step in wanted))

    x, y = stepwise(function, (0.0, 0.25, 0.5, 0.75, 1.0))
    assert x[-1] == 1.0 and y[-1] == len(wanted)
    assert [round(place, 3) for place in x[:-1] if place] == pytest.approx(wanted, abs=1e-3)
    line = Series("s", "theory", x, y, steps=True)
    for place in np.linspace(0.005, 0.995, 100):
        if min(abs(place - step) for step in wanted) > 1e-3:
            assert line.at(float(place)) == function(float(place))


@pytest.mark.parametrize("moved", [{}, {"a": 60}, {"b": 1, "c": 60}, {"a": 7, "b": 11, "c": 13, "d": 17}])
def test_power_jumps_just_above_each_coalitions_share_and_stays_put_between(moved: dict[str, float]) -> None:
    one = lesson("voting_power")
    votes = voting_power.votes_of({**one.start, **moved})
    drawn = [series for series in one.find(moved).series if series.steps]
    assert [series.label for series in drawn] == [voting_power.ORDERS, voting_power.COINS]
    for quota in np.linspace(50.0, 100.0, 201):
        exact = voting_power.power_of(votes, float(quota))
        assert drawn[0].at(float(quota)) == pytest.approx(exact.shapley[0])
        assert drawn[1].at(float(quota)) == pytest.approx(exact.swings[0])


def test_the_exact_number_of_battles_is_drawn_as_steps_at_the_convictions_that_take_one_more_victory() -> None:
    """With 0.7 and 0.3 a lead of n is needed from where the onlooker's log-odds reach (n - 1) ln(7/3)."""
    one = lesson("learning_by_fighting")
    (line,) = (series for series in one.find().series if series.steps)
    for end in line.x[1:-1]:
        reached = battles.agreement(battles.quarrel_of(end, one.start))
        lead = log(reached / (1.0 - reached)) / log(7 / 3)
        assert reached == 0.5 or abs(lead - round(lead)) < 0.02
    for sure in (0.55, 0.66, 0.8, 0.9, 0.93):
        assert line.at(sure) == pytest.approx(battles.exactly(battles.quarrel_of(sure, one.start)))


def test_steps_are_drawn_as_steps_and_lines_as_lines() -> None:
    from json import dumps

    assert '"step-before"' in dumps(lesson_lines(lesson("voting_power").find()).chart.to_dict())
    rows = lesson_lines(lesson("voting_power").find()).chart.to_dict()["datasets"]
    kinds = {row["source"] for data in rows.values() for row in data}
    assert kinds == {"theory", "steps", "simulation"}


@each
def test_dots_have_the_colour_of_their_line_and_lines_have_one_each(one: Lesson) -> None:
    found = one.find()
    layer = lesson_lines(found).chart.to_dict()["layer"][0]
    scale = layer["encoding"]["color"]["scale"]
    colours = dict(zip(scale["domain"], scale["range"], strict=True))
    lines = [series.label for series in found.series if series.source == "theory"]
    assert len({colours[label] for label in lines}) == len(lines)
    for series in found.series:
        line = found.line_of(series)
        assert line is None or colours[series.label] == colours[line.label]


# Claims in numbers


def test_who_has_how_much_power_with_49_49_and_2_votes() -> None:
    small = power(weighted_rule(50.5, (49, 49, 2)))
    assert small.swings.tolist() == [0.5] * 3
    spectators = power(voting_power.rule((52, 49, 2), 50))
    assert spectators.shapley.tolist() == [1.0, 0.0, 0.0]
    # Two votes more are not enough: 51 of 102 is no more than half.
    assert power(voting_power.rule((51, 49, 2), 50)).shapley[0] < 1.0
    assert "three\nvotes more, 52 of 103" in voting_power.TEXT and 49 / 2 == 24.5


def test_all_are_pivotal_equally_often_where_everybodys_consent_is_needed() -> None:
    assert voting_power.power_of((45, 30, 15, 10), 100).shapley == pytest.approx([0.25] * 4)
    assert power(weighted_rule(3, (2, 1, 1))).shapley == pytest.approx([2 / 3, 1 / 6, 1 / 6])


def test_more_caution_gets_less_under_both_rules_and_least_under_nashs() -> None:
    for own, other in ((0.0, 0.5), (0.2, 0.7), (0.5, 0.9), (0.0, 0.1)):
        nash, kalai = (1.0 - caution.point(name, (own, other)) for name in ("nash", "kalai_smorodinsky"))
        assert nash < kalai < 0.5
    gaps = [abs(caution.by_offers((0.0, 0.5), risk) - 2 / 3) for risk in (0.5, 0.1, 0.02)]
    assert gaps == sorted(gaps, reverse=True)


def test_an_odd_or_even_number_of_rounds_turns_the_split_over() -> None:
    assert stahl(0.95, 0.95, 3)[0] > 0.95 > 0.1 > stahl(0.95, 0.95, 4)[0]
    assert stahl(0.9, 0.9, 40)[0] == pytest.approx(rubinstein(0.9, 0.9)[0], abs=0.02)
    assert rubinstein_limit(0.05, 0.15) == pytest.approx(0.75)


def test_the_greedier_and_the_less_stubborn_is_weaker_and_equals_gain_nothing() -> None:
    assert standoff((0.8, 0.6), (RATE, RATE), (0.1, 0.1)).weaker == 0
    assert standoff((0.6, 0.6), (RATE, RATE), (0.1, 0.2)).weaker == 0
    assert standoff((0.6, 0.6), (RATE, RATE), (0.2, 0.2)).values == pytest.approx((0.4, 0.4))
    start = lesson("reputation").start
    stubborn = start["z1"], start["z2"]
    assert [standoff((a, start["a2"]), (RATE, RATE), stubborn).weaker for a in (start["a1"], 0.9)] == [1, 0]


def test_who_wants_a_known_prize_more_wins_less_often_and_all_of_it_is_burned() -> None:
    shares = [attrition((value, 0.5), (1.0, 1.0)).first_wins for value in (0.2, 0.5, 0.8)]
    assert shares == sorted(shares, reverse=True)
    found = attrition((0.7, 0.5), (1.0, 1.0))
    # What the winner gets on average, less what both pay.
    assert found.first_wins * 0.7 + (1 - found.first_wins) * 0.5 == pytest.approx(2.0 * found.mean_time)
    assert 2.0 * expected_cost(0.7) == pytest.approx(0.7**2)


def test_a_dearer_crash_makes_the_other_yield_more_and_crashes_rarer() -> None:
    for loss, dearer in ((0.5, 1.0), (1.0, 4.0)):
        one, two = mixed(crisis(loss, 1.0, 0.5)), mixed(crisis(dearer, 1.0, 0.5))
        assert one[0][FIRM] == pytest.approx(two[0][FIRM]) and one[1][FIRM] > two[1][FIRM]
        assert crash(one) > crash(two)
    assert mixed(crisis(1.0, 1.0, 0.8))[0][FIRM] < mixed(crisis(1.0, 1.0, 0.5))[0][FIRM]


def test_the_less_is_known_of_costs_the_more_war_until_all_is_asked_for() -> None:
    found = [risk_return(0.5, 0.1, cap) for cap in np.linspace(0.15, 1.0, 18)]
    asking = [one.war for one in found if one.asks < 1.0]
    assert asking == sorted(asking) and len(asking) > 5
    assert [one.asks for one in found] == sorted(one.asks for one in found)


def test_patience_hurts_a_falling_power_and_costs_help_less_as_the_future_gains_weight() -> None:
    patient = [preventive_war(0.8, 0.4, 0.1, weight).threshold for weight in (0.3, 0.6, 0.9)]
    assert patient == sorted(patient)
    helps = [
        preventive_war(0.8, 0.4, 0.1, weight).threshold - preventive_war(0.8, 0.4, 0.2, weight).threshold
        for weight in (0.3, 0.6, 0.9)
    ]
    assert helps == sorted(helps, reverse=True) and helps[-1] > 0


def test_battles_that_tell_much_make_short_wars_and_walds_number_lies_below_the_exact_one() -> None:
    one = lesson("learning_by_fighting")
    lengths = [
        battles.exactly(battles.quarrel_of(0.9, {**one.start, "strong": strong, "weak": 1.0 - strong}))
        for strong in (0.8, 0.7, 0.6)
    ]
    assert lengths == sorted(lengths)
    assert battles.exactly(battles.quarrel_of(0.9, {**one.start, "costs": 0.3})) < lengths[1]
    for sure in np.linspace(0.6, 0.95, 36):
        quarrel = battles.quarrel_of(float(sure), one.start)
        assert battles.by_wald(quarrel) <= battles.exactly(quarrel) + NOISE


@pytest.mark.parametrize("error", [0.04, 0.1, 0.2])
def test_contrition_wins_without_misreading_and_generosity_with_it(error: float) -> None:
    settings = {**lesson("truces").start, "error": error}
    rules = truces.rules(settings["generosity"])
    clear = {name: truces.worth(rule, settings, 0.0) for name, rule in rules.items()}
    assert max(clear, key=lambda name: clear[name]) == "contrite"
    foggy = {name: truces.worth(rule, {**settings, "error": 0.02}, 0.24) for name, rule in rules.items()}
    assert max(foggy, key=lambda name: foggy[name]) == "generous" and foggy["contrite"] < foggy["generous"]


def test_rules_hardly_differ_without_patience() -> None:
    def apart(patience: float) -> float:
        settings = {**lesson("truces").start, "patience": patience}
        found = [truces.worth(rule, settings, 0.1) for rule in truces.rules(0.3).values()]
        return max(found) - min(found)

    assert apart(0.5) < apart(0.9) / 2
    assert generous(0.0) is not None and "grim" in CONDUCTS


def test_careful_walks_end_in_the_stable_state_and_careless_ones_are_mostly_there() -> None:
    for wants, start in ((0, 2), (1, 5), (0, 8)):
        (state,) = water.stable(wants)
        careful = water.chances_after({"wants": wants, "start": start, "careless": 0.0}, 200)
        assert careful[-1, state - 1] == pytest.approx(1.0)
        for careless in (0.1, 0.3, 0.5):
            long = water.chances_after({"wants": wants, "start": start, "careless": careless}, 200)[-1]
            assert long.argmax() == state - 1


def test_without_a_zone_no_price_is_promised() -> None:
    assert "no price that both would take" in lesson("zopa").find({"seller": 70, "buyer": 60}).sentence
    assert "would end at" in lesson("zopa").find().sentence


# Where hints lead


WORKED = {
    "zopa": (1.0 - (2 * 20 - 10) ** 2 / 2 / 40**2, 60.0),
    "patience": (0.2 / (1 - 0.72), 1.0 - 0.9, 0.15 / 0.2),
    "bargaining_points": (2 / 3, (sqrt(5) - 1) / 2, (1 / (1 - 0.75)) / (1 / (1 - 0.5) + 1 / (1 - 0.75))),
    "reputation": (1.0 - 0.1 / 0.3, log(1 / 0.2) / (0.1 * (1 - 0.6) / (2 * 0.6 - 1)), 1.0 - 0.6),
    "attrition": (1.25 / 6.25, -0.8 - log(1 - 0.8), 2 / 3 - 2 / 6),
    "brinkmanship": (0.5**2, 1 / 3, 1.0 - (8 / 9) ** 5),
    "war_as_bargaining": (0.7 + 0.15 - (0.7 - 0.1), (0.7 - 0.5) / 0.5, 0.6 * 0.7 + 0.4 * 0.4 - 0.5),
    "shifting_power": ((0.7 - 0.2) / 0.8 + 0.1, 0.5 / 0.8, 0.9 * 0.7 - 0.3 - (1 - 0.8)),
    "learning_by_fighting": (
        (1 - 2 * 0.038) * log((1 - 0.038) / 0.038) / (0.7 * log(7 / 3) + 0.3 * log(3 / 7)),
        (0.97 - 0.03) * 4 / 0.4,
        0.6 * log(0.6 / 0.4) + 0.4 * log(0.4 / 0.6),
    ),
    "truces": (min(1 - (5 - 3) / (3 - 0), (3 - 1) / (5 - 1)), (5 - 3) / (5 - 1) / 0.9, None),
    "water": (1 + 1 + 2, 1 + 1 + 4, 4.5),
    "voting_power": (0.5, 2 / 24, 2 / 4),
}
"""What a reader comes to who follows the hint with the numbers that it gives."""


@each
def test_the_way_that_a_hint_shows_leads_to_an_answer_that_is_right(one: Lesson) -> None:
    assert len(WORKED[one.id]) == len(one.exercises)
    for exercise, worked in zip(one.exercises, WORKED[one.id], strict=True):
        assert worked is None or exercise.right(worked), (exercise.question, worked, exercise.answer())


def test_the_answer_can_be_read_off_where_a_hint_says_so() -> None:
    told = lesson("water").find({"careless": 0.0, "start": 2, "wants": 0}).sentence
    assert lesson("water").exercises[2].right(float(re.findall(r"need ([\d.]+) turns", told)[0]))
    (line,) = (
        series
        for series in lesson("truces").find({"patience": 0.9, "error": 0.0, "temptation": 5.0}).series
        if series.label == "tit-for-tat, in theory"
    )
    assert lesson("truces").exercises[2].right(round(line.at(0.1), 1))
