"""What the second rulebook promises: order that changes nothing, weighted hope, the Nash solution, minds, pressure."""

from collections import defaultdict
from itertools import product
from math import log, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.game.build import make_game
from sim.game.cases import draw
from sim.game.records import column_names
from sim.rules import state as at
from sim.rules.events import play_events, set_no_deal
from sim.rules.expecting import expected_acceptance
from sim.rules.ideals import set_ideals
from sim.rules.learning import learn
from sim.runs.ensemble import play
from sim.runs.options import PlayOptions
from sim.scenario.model import Scenario
from sim.trace.mesa_model import NegotiationModel
from tests import small
from tests.rich import rich
from tests.small import needs_compiled, steady

# The order of words.

Found = dict[str, np.ndarray[Any, Any]]


def _worded() -> dict[str, Any]:
    """Return a conflict with every mechanism and all words of the second rulebook."""
    data = rich(mediator_patience=40, mediator_gone_from=small.day(30), sessions_alone=0.4)
    data["protocol"] |= {
        "misperception": {"a": 2, "b": 3, "m": 0, "k": 1},
        "assumed_precision": {"a": 0.3, "b": 0.5, "m": 0.5, "k": 0.7},
    }
    data["protocol"]["floor"] = 0.15
    for name, consistency in {"a": 0.9, "b": 0.6, "m": 0.3, "k": 0}.items():
        data["parties"][name]["consistency"] = consistency
    data["issues"]["fire"]["options"]["peace"]["withdrawal_cost"] = {"a": 2, "b": 6}
    truce = {"fire": ["truce", "peace"], "energy": "spared"}
    data["pressures"]["on_b"] |= {"demands": truce, "threat": 0.3}
    data["pressures"]["on_a"] |= {"demands": {"swap": "yes", "energy": "spared"}, "ends": "met", "days": 100}
    reward = {"by": "m", "target": "b", "kind": "inducement", "points": 3, "chance": 0.5, "demands": {"fire": "peace"}}
    data["pressures"]["reward"] = reward
    return data


def _found(data: dict[str, Any]) -> Found:
    """Play it and return by name what was recorded and what was in force."""
    game = make_game(Scenario.model_validate(data))
    played = play(game, draw(game, 300, 4), 4, options=PlayOptions(threads=1))
    found: Found = {name: played.records[:, place] for place, name in enumerate(column_names(game)) if name != "state"}
    found |= {f"in force {name}": played.days_in[:, place] for place, name in enumerate(map(str, game.options))}
    return found


def _alike(one: Found, two: Found) -> bool:
    assert one.keys() == two.keys()
    return all(np.allclose(one[name], two[name], rtol=0, atol=1e-9, equal_nan=True) for name in one)


def _turned(value: Any, words: set[str]) -> Any:
    """Return stated data with all entries whose names are these in the opposite order, wherever they stand."""
    if isinstance(value, list):
        return [_turned(inner, words) for inner in value]
    if not isinstance(value, dict):
        return value
    inner = {name: _turned(entry, words) for name, entry in value.items()}
    mine = [name for name in inner if name in words]
    others = {name: entry for name, entry in inner.items() if name not in words}
    return {**others, **{name: inner[name] for name in reversed(mine)}}


@needs_compiled
@pytest.mark.parametrize("word", ["issues", "parties", "pressures"])
def test_reordering_changes_nothing_with_the_words_of_the_second_rulebook(word: str) -> None:
    stated = _worded()
    turned = _turned(stated, set(stated[word]))
    assert list(turned[word]) == list(reversed(stated[word]))
    before = _found(stated)
    assert _alike(before, _found(turned))
    assert len(np.unique(before["deals"])) > 3, "runs that differ"


@needs_compiled
def test_a_watched_run_is_that_of_the_ensemble_with_the_words_of_the_second_rulebook() -> None:
    game = make_game(Scenario.model_validate(_worded()))
    rows = play(game, draw(game, 12, 4), 4, options=PlayOptions(threads=1)).records
    for run, row in enumerate(rows):
        model = NegotiationModel(game, 4, run, explain=True)
        while model.running:
            model.step()
        assert np.array_equal(model.record(), row, equal_nan=True), run


@needs_compiled
def test_each_of_these_words_changes_runs() -> None:
    """So that their order is tried where they count. `on_a` has more days than are played: it ends when it is met."""
    places: list[tuple[str, ...]] = [("parties", name, "consistency") for name in "ab"]
    places += [("protocol", "mediator_gone_from"), ("protocol", "sessions_alone"), ("protocol", "floor")]
    places += [("protocol", "misperception", name) for name in "abk"]
    places += [("protocol", "assumed_precision", name) for name in "ak"]
    places += [("pressures", "on_b", "demands"), ("pressures", "on_b", "threat"), ("pressures", "on_a", "demands")]
    places += [("pressures", "on_a", "ends"), ("pressures", "reward")]
    places += [("issues", "fire", "options", "peace", "withdrawal_cost", name) for name in "ab"]
    before = _found(_worded())
    for *path, last in places:
        data = _worded()
        inner: Any = data
        for step in path:
            inner = inner[step]
        del inner[last]
        if last == "demands":
            inner.pop("threat", None)
            inner.pop("ends", None)
        after = _found(data)
        common = before.keys() & after.keys()
        assert not _alike({k: before[k] for k in common}, {k: after[k] for k in common}), (path, last)


@needs_compiled
def test_of_equal_points_an_inducement_brings_about_what_a_pressure_does() -> None:
    """One lifts what meets the demand, the other lowers what does not, and only differences of value decide."""
    offered = _worded()
    pressed = _worded()
    del pressed["pressures"]["reward"]["kind"]
    assert _alike(_found(offered), _found(pressed))


# Ideals look at others.

HOPES: dict[str, Any] = {
    "issues": {"x": ["no", "yes"], "y": ["no", "yes"], "z": ["no", "yes"]},
    "controlled_by": {"z": ["a", "b"]},
    "parties": {"a": {}, "b": {}, "c": {}},
    "worth": {
        "a": {"x": [0, 40], "y": [0, 10], "z": [0, 20]},
        "b": {"x": [0, 10], "y": [0, 10], "z": [0, 10]},
        "c": {"x": [0, 10], "y": [0, 10], "z": [0, 0]},
    },
}
LINES = {
    name: {"party": name[0], "when": {name[-1]: "yes"}, "require": {"y": "yes"}, "firmness": 0.5}
    for name in ("b_on_x", "c_on_x", "c_on_z")
}
AGENDAS = [agenda for agenda in product(("", "x"), ("", "y"), ("", "z")) if any(agenda)]


def _hopes(*beliefs: float) -> small.Table:
    """Return a game with three conditions believed so; without any if none is given."""
    conditions = dict(zip(LINES, LINES.values(), strict=True)) if beliefs else {}
    table = small.start(small.game(**HOPES, conditions=conditions))
    table.world.suspected[: len(beliefs)] = beliefs
    return table


def _ideals(table: small.Table, party: str) -> list[float]:
    table.propose("a")
    return [table.ideal(party, *filter(None, agenda)) for agenda in AGENDAS]


def _share(*beliefs: float) -> float:
    return min(1.0, 2.0 * float(np.prod([1.0 - belief for belief in beliefs])))


chances = st.floats(0, 1)


@steady
@given(chances, chances, chances)
def test_hope_counts_whole_while_a_deal_is_as_likely_open_as_closed_and_less_below(
    b_on_x: float, c_on_x: float, c_on_z: float
) -> None:
    table = _hopes(b_on_x, c_on_x, c_on_z)
    table.propose("a")
    on_x, on_both = 40 * _share(b_on_x, c_on_x), 60 * _share(b_on_x, c_on_x, c_on_z)
    assert table.ideal("a", "x") == pytest.approx(on_x)
    assert table.ideal("a", "x", "z") == pytest.approx(max(20, on_x, on_both))
    assert table.ideal("a", "z") == 20, "whose consent is not needed closes nothing"
    assert table.ideal("a", "x", "y") == 50, "what satisfies all conditions"
    assert table.ideal("b", "x") == table.ideal("c", "x") == 0, "nobody hopes for what breaks a condition of its own"
    table.world.aspiration[0] = 0.6
    table.offer("b", {"x": "yes"})
    assert table.world.answer[0, at.HELD_OUT] == pytest.approx(0.6 * on_x)


def test_hope_is_the_plain_ideal_where_no_red_line_is_believed() -> None:
    assert _ideals(_hopes(0, 0, 0), "a") == pytest.approx(_ideals(_hopes(), "a"))
    assert _ideals(_hopes(0.5, 0, 0.5), "a")[AGENDAS.index(("x", "", ""))] == 40, "as likely open as closed"


def test_hope_leaves_out_what_a_red_line_surely_closes() -> None:
    """As if no such deal were feasible; by z alone nobody is asked whose condition it breaks."""
    barred = small.start(small.game(**HOPES, infeasible={"all": {"when": {"x": "yes", "y": "no"}}}))
    for beliefs in ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (1.0, 1.0, 1.0)):
        for party in "abc":
            assert _ideals(_hopes(*beliefs), party) == pytest.approx(_ideals(barred, party)), (beliefs, party)
    assert _ideals(_hopes(1, 1, 1), "a") != pytest.approx(_ideals(_hopes(), "a"))


# A mediator wants a yes.

STRUCTURES = [((4, 4), 2, False), ((3, 3, 3), 2, True), ((3, 3, 3), 3, False), ((2, 5, 3), 3, True)]


@needs_compiled
@pytest.mark.parametrize(("sizes", "seats", "barred"), STRUCTURES)
def test_a_lone_mediator_tables_the_nash_solution_where_nobody_holds_out_and_everybody_knows_it(
    sizes: tuple[int, ...], seats: int, barred: bool
) -> None:
    """In 250 games of each structure, drawn at random; with weights, the weighted solution."""
    table, names = _mediated(sizes, seats, barred)
    deals = [table.game.deal(state) for state in range(len(table.board.option))]
    places = np.array([[table.option(*pair) for pair in deal.items()] for deal in deals])
    rng, settled = np.random.default_rng(sum(sizes)), 0
    for trial in range(250):
        values = rng.uniform(0, 100, (seats, len(table.game.options)))
        weights = np.ones(seats) if trial % 2 else rng.uniform(0.1, 3, seats)
        table.case.value[:seats], table.case.kappa[:seats] = values, weights
        small.restart(table, 1, trial)
        table.world.expected[:] = 0
        worth = values[:, places].sum(axis=2)
        gains = worth - worth[:, [table.game.state(table.deal)]]
        open_to_all = (gains > 0).all(axis=0)
        product_of_gains = np.where(open_to_all, (np.maximum(gains, 1e-300) ** weights[:, None]).prod(axis=0), -1.0)
        wanted = deals[int(product_of_gains.argmax())] if open_to_all.any() else None
        assert table.propose("m") == wanted, (trial, names)
        settled += wanted is not None
    assert 50 < settled <= 250


def _mediated(sizes: tuple[int, ...], seats: int, barred: bool) -> tuple[small.Table, list[str]]:
    """Return a game of a mediator and some principals without worths yet, all of whom must agree to anything."""
    names = [f"p{number}" for number in range(seats)]
    issues = {f"i{place}": [f"o{option}" for option in range(size)] for place, size in enumerate(sizes)}
    nothing = {issue: [0] * len(options) for issue, options in issues.items()}
    words: dict[str, Any] = {"infeasible": {"both": {"when": {"i0": "o1", "i1": ["o1", "o2"]}}}} if barred else {}
    game = small.game(
        issues=issues,
        parties={**{name: {} for name in names}, "m": {"role": "mediator"}},
        worth=dict.fromkeys(names, nothing),
        protocol={"speaks": "mediated", "assumed_precision": 1000},
        **words,
    )
    return small.start(game), names


# Minds are made up.

LAMBDA = 0.4
OFFERS = [2, 4, 6, 8, 10, 12]
SCRIPT = [8, 4, 10, 8, 12, 6, 10]


def _asked(consistency: float) -> small.Table:
    seat = {"precision": LAMBDA, "consistency": consistency, "tactic": {"kind": "steadfast", "aspiration": 0.5}}
    issues = {"x": ["none", *(f"s{points}" for points in OFFERS)]}
    worth = {"a": {"x": [0, *(20 - points for points in OFFERS)]}, "b": {"x": [0, *OFFERS]}}
    protocol = {"assumed_precision": LAMBDA}
    return small.start(small.game(issues=issues, worth=worth, parties={"a": {}, "b": seat}, protocol=protocol))


def _error(chance: float, count: int) -> float:
    return 4.5 * sqrt(max(chance * (1 - chance), 1 / count) / count)


@needs_compiled
@pytest.mark.parametrize("consistency", [0.0, 0.5, 1.0])
def test_every_answer_has_the_chance_of_the_logit_and_answers_go_together_by_consistency(consistency: float) -> None:
    """P(yes, yes) = c min(p, q) + (1 - c) p q, and each alone has its logit, the first and the last alike."""
    table, script, runs = _asked(consistency), (4, 8, 4), 10_000
    said = np.zeros((runs, len(script)), bool)
    for run in range(runs):
        small.restart(table, 8, run)
        table.world.aspiration[1] = 0.5
        for turn, points in enumerate(script):
            table.today(turn + 1)
            said[run, turn] = table.offer("a", {"x": f"s{points}"})["b"]
    alone = [1 / (1 + np.exp(-LAMBDA * (points - 6))) for points in script]
    for turn, chance in enumerate(alone):
        assert said[:, turn].mean() == pytest.approx(chance, abs=_error(chance, runs)), turn
    for one, two in ((0, 1), (0, 2), (1, 2)):
        both = consistency * min(alone[one], alone[two]) + (1 - consistency) * alone[one] * alone[two]
        assert (said[:, one] & said[:, two]).mean() == pytest.approx(both, abs=_error(both, runs))
    assert consistency < 1 or (said[:, 0] == said[:, 2]).all(), "one offer, one answer"


@needs_compiled
@pytest.mark.parametrize("consistency", [0.3, 0.8, 1.0])
def test_what_a_speaker_expects_after_a_history_of_answers_is_how_often_the_next_is_yes(consistency: float) -> None:
    """Offers by a script, answers by the rules, aspirations drawn from the grid: of each history, that share."""
    table, rng = _asked(consistency), np.random.default_rng(7)
    told: dict[tuple[bool, ...], list[float]] = defaultdict(list)
    said: dict[tuple[bool, ...], list[bool]] = defaultdict(list)
    for run in range(6_000):
        small.restart(table, 9, run)
        table.world.aspiration[1] = rng.integers(0, at.GRID) / (at.GRID - 1)
        history: tuple[bool, ...] = ()
        for turn, points in enumerate(SCRIPT):
            table.today(turn + 1)
            told[history].append(_told(table, f"s{points}"))
            answer = table.offer("a", {"x": f"s{points}"})["b"]
            learn(*table.rules)
            said[history].append(answer)
            history = (*history, answer)
    same = {history[0] == history[3] for history in told if len(history) > 3}
    assert same == ({True} if consistency == 1 else {True, False}), "the same offer is put first and fourth"
    _compare(told, said)


def _told(table: small.Table, option: str) -> float:
    """Return the chance that a reckons with that b accepts."""
    table.look()
    table.world.now[at.SPEAKER] = 0
    set_ideals(table.rules[0], table.rules[2])
    return float(expected_acceptance(*table.rules, table.game.state({"x": option}), 1))


def _compare(told: dict[Any, list[float]], said: dict[Any, list[bool]]) -> None:
    """Of every history of 1, 2, 3 and 6 answers that many runs have: the share that accepts is the chance told."""
    compared: dict[int, int] = defaultdict(int)
    for history, expected in told.items():
        count, chance = len(expected), expected[0]
        assert np.ptp(expected) < 1e-12, "one history, one chance"
        if len(history) in {1, 2, 3, 6} and count >= 60:
            assert np.mean(said[history]) == pytest.approx(chance, abs=_error(chance, count)), (history, count)
            compared[len(history)] += 1
    assert compared[1] == 2 and compared[2] >= 3 and compared[3] >= 4 and compared[6] >= 5


# Pressure and inducement.


def _pressed(kind: str, points: float) -> small.Table:
    seats = {"a": {}, "b": {"precision": LAMBDA}, "m": {"role": "mediator"}}
    about = {"by": "m", "target": "b", "kind": kind, "points": points, "ends": "met", "demands": {"x": "yes"}}
    issues = {"x": ["no", "half", "yes"]}
    worth = {"a": {"x": [0, 20, 20]}, "b": {"x": [0, 6, 2]}}
    return small.start(small.game(issues=issues, worth=worth, parties=seats, pressures={"on_b": about}))


def _log_odds(table: small.Table, option: str, aspiration: float) -> float:
    table.world.aspiration[1] = aspiration
    table.offer("a", {"x": option})
    chance = float(table.world.answer[1, at.ODDS])
    return log(chance / (1 - chance))


@pytest.mark.parametrize("kind", ["pressure", "inducement"])
@pytest.mark.parametrize("points", [1, 4, 9])
@pytest.mark.parametrize("aspiration", [0.0, 0.3, 1.0])
def test_pressure_moves_acceptance_by_precision_times_surplus_less_what_is_held_out_for(
    kind: str, points: float, aspiration: float
) -> None:
    """What meets the demand gains all its points, half gains none, and the ideal what is now better than half."""
    table, offers = _pressed(kind, points), ("half", "yes")
    before = {option: _log_odds(table, option, aspiration) for option in offers}
    values = {option: table.value({"x": option}, "b") for option in ("no", *offers)}
    _apply(table)
    ideal_gains = max(6, 2 + points) - 6
    for option, gains in zip(offers, (0, points), strict=True):
        moved = _log_odds(table, option, aspiration) - before[option]
        assert moved == pytest.approx(LAMBDA * (gains - aspiration * ideal_gains)), option
    table.look()
    moved_values = {option: table.value({"x": option}, "b") - values[option] for option in values}
    met, unmet = (0, -points) if kind == "pressure" else (points, 0)
    assert moved_values == pytest.approx({"no": unmet, "half": unmet, "yes": met})
    assert kind == "inducement" or table.value({"x": "yes"}, "b") == values["yes"], "untouched, to the last bit"


def _apply(table: small.Table) -> None:
    """Let it come on day 3."""
    table.world.happened[0, 3] = 1
    table.today(3)
    play_events(*table.rules)
    set_no_deal(*table.rules)
