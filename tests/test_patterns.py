"""Section 6 of the rulebook: what must come out of whole talks."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.game.build import Game, make_game
from sim.game.cases import draw
from sim.game.records import Records, column_names
from sim.rules import state as at
from sim.rules.events import settled_share
from sim.rules.recording import COLUMNS
from sim.runs.ensemble import play
from sim.scenario.model import Scenario
from tests import small
from tests.drawn import random_tables
from tests.oracle import Oracle
from tests.rich import rich, rich_game


def _ensemble(game: Game, runs: int, seed: int = 1) -> Records:
    return Records(game, play(game, draw(game, runs, seed), seed).records)


# The Nash solution.


def _mediated(lots: np.random.Generator, options: int, weights: dict[str, float]) -> tuple[Game, np.ndarray[Any, Any]]:
    """Return a game with random worths that a mediator alone talks about, and every party's gain over no deal."""
    menu = [f"o{n}" for n in range(options)]
    worths, no_deal = lots.uniform(0, 100, (3, options)), lots.uniform(0, 70, 3)
    names = ["a", "b", "c"]
    seats: dict[str, Any] = {name: {"no_deal": float(r)} for name, r in zip(names, no_deal, strict=True)}
    game = small.game(
        issues={"x": menu},
        worth={name: {"x": [float(w) for w in row]} for name, row in zip(names, worths, strict=True)},
        parties={**seats, "m": {"role": "mediator"}},
        protocol={"status_quo": "outside", "speaks": "mediated", "horizon_days": 6, "mediator_weights": weights},
    )
    return game, worths - no_deal[:, None]


@pytest.mark.parametrize("weights", [{}, {"a": 3.0, "c": 0.5}])
def test_a_mediator_alone_lands_on_the_nash_solution_and_stays_there(weights: dict[str, float]) -> None:
    """With nothing held out for or expected, no errors and best responses; the product is searched by brute force."""
    lots, agreed = np.random.default_rng(4), 0
    kappa = np.array([weights.get(name, 1.0) for name in "abc"])
    for _ in range(40):
        game, gains = _mediated(lots, 12, weights)
        products = np.where((gains > 0).all(axis=0), np.exp(kappa @ np.log(np.maximum(gains, 1e-300))), 0.0)
        table = small.start(game)
        for day in range(1, 7):
            table.play_day(day, lambda t: t.world.expected.fill(0.0))
            if products.max() == 0.0:
                assert table.deal == {}
            else:
                assert table.deal == {"x": f"o{products.argmax()}"}
        assert table.world.now[at.DEALS_MADE] == (products.max() > 0.0)
        agreed += products.max() > 0.0
    assert 10 < agreed < 40


# Faratin's curves.


def _curve(tactic: dict[str, float], patience: float, day: int) -> float:
    passed = min(1.0, day / patience)
    return float(tactic["from"] + (tactic["to"] - tactic["from"]) * passed ** (1.0 / tactic["beta"]))


@pytest.mark.parametrize("status_quo", ["inside", "outside"])
def test_time_tactics_that_are_known_meet_on_the_first_day_after_the_curves_cross(status_quo: str) -> None:
    """One pie of 100 points, exact answers, lambda times pie at least 35, and everyone expects what the other wants."""
    lots, met = np.random.default_rng(8), []
    shares = list(range(0, 101, 2))
    split: dict[str, Any] = {f"s{share}": {} for share in shares}
    for number in range(24 if small.COMPILED else 4):
        seats: dict[str, Any] = {}
        for name in "ab":
            tactic = {"from": lots.uniform(0.5, 0.9), "to": lots.uniform(0.1, 0.6), "beta": lots.uniform(0.3, 3.0)}
            tactic = {key: round(float(value), 3) for key, value in tactic.items()}
            seats[name] = {"tactic": {"kind": "time", **tactic}, "patience_days": round(float(lots.uniform(15, 60)), 2)}
        game = small.game(
            issues={"pie": {"none": {}, **split}},
            worth={"a": {"pie": [0, *shares]}, "b": {"pie": [0, *reversed(shares)]}},
            parties=seats,
            infeasible={"none": {"when": {"pie": "none"}}} if status_quo == "outside" else {},
            protocol={
                "horizon_days": 25,
                "status_quo": status_quo,
                "speaks": "alternating" if number % 2 else "random",
                "assumed_precision": round(float(lots.uniform(0.35, 2.0)), 3),
            },
        )
        floors = [[100 * _curve(p["tactic"], p["patience_days"], day) for p in seats.values()] for day in range(1, 26)]
        meeting = [any(s >= a and 100 - s >= b for s in shares) for a, b in floors]
        expected = meeting.index(True) + 1 if True in meeting else at.NEVER
        table = small.start(game)
        for day in range(1, 26):
            table.play_day(day, _everyone_knows)
        assert table.world.now[at.FIRST_DEAL] == expected
        met.append(expected)
    assert at.NEVER in met or not small.COMPILED
    assert len(set(met)) > len(met) // 2


def _everyone_knows(table: small.Table) -> None:
    table.world.expected[:] = table.world.aspiration


def test_the_pie_of_the_closed_form_is_split_evenly_on_the_day_both_can_have_half() -> None:
    """From 0.9 to 0.2 in 30 days: 0.9 - 0.7 t / 30 <= 1/2 first holds on day 18."""
    shares = list(range(0, 101, 5))
    tactic = {"kind": "time", "from": 0.9, "to": 0.2, "beta": 1}
    game = small.game(
        issues={"pie": [f"s{share}" for share in shares]},
        worth={"a": {"pie": shares}, "b": {"pie": shares[::-1]}},
        parties={name: {"tactic": tactic, "patience_days": 30} for name in "ab"},
        protocol={"horizon_days": 40, "status_quo": "outside"},
    )
    found = Records(game, play(game, small.nothing_uncertain(20), 1).records)
    assert set(found.first_deal) == {18.0}
    assert {game.deal(int(state))["pie"] for state in found.state} == {"s50"}


@small.needs_compiled
def test_a_settled_pie_stays_settled() -> None:
    """However often both answer by mistake: nothing is proposed that a needed party would lose by."""
    shares = list(range(0, 101, 10))
    game = small.game(
        issues={"pie": {"none": {}, **{f"s{share}": {} for share in shares}}},
        worth={"a": {"pie": [0, *shares]}, "b": {"pie": [0, *shares[::-1]]}},
        parties={name: {"precision": 0.01, "tactic": {"aspiration": 0.3}} for name in "ab"},
        protocol={"horizon_days": 60, "sessions_per_day": 2},
    )
    found = _ensemble(game, 400)
    deals = found.rows[:, 6]
    assert deals.max() == 1
    assert deals.mean() > 0.9


# Symmetry.


def _exchanged(value: Any) -> Any:
    """Return stated data with the ids a and b exchanged wherever they stand."""
    names = {"a": "b", "b": "a"}
    if isinstance(value, dict):
        return {names.get(key, key): _exchanged(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_exchanged(inner) for inner in value]
    return names.get(value, value) if isinstance(value, str) else value


def _in_order(stated: dict[str, Any]) -> dict[str, Any]:
    """Return stated data with a before b again among parties and worths."""
    tables = {word: {name: stated[word][name] for name in "abmk"} for word in ("parties", "worth")}
    return {**stated, **tables}


def _mirrored(game: Game, luck: bool) -> Game:
    """Return the game with the entries of a and b exchanged, and, if asked, their addresses of luck."""
    other = make_game(Scenario.model_validate(_in_order(_exchanged(game.scenario.stated()))))
    if not luck:
        return other
    addresses = other.board.luck_party.copy()
    addresses[[0, 1]] = addresses[[1, 0]]
    return replace(other, board=other.board._replace(luck_party=addresses))


def _in_mirror(records: Records, game: Game) -> np.ndarray[Any, Any]:
    """Return the rows with the columns of a and b exchanged."""
    names = list(column_names(game))
    by_party = {column.name for column in COLUMNS if column.of == "party"}
    other = {f"{name}.{one}": f"{name}.{two}" for name in by_party for one, two in (("a", "b"), ("b", "a"))}
    return records.rows[:, [names.index(other.get(name, name)) for name in names]]


@small.needs_compiled
@pytest.mark.parametrize("speaks", ["mediated", "alternating", "random"])
def test_exchanging_two_parties_entire_entries_with_their_luck_mirrors_every_run_exactly(speaks: str) -> None:
    game = rich_game(speaks=speaks)
    mirror = _mirrored(game, luck=True)
    values = draw(game, 500, 3)
    # Inputs are drawn by path, and the paths have changed names.
    paths = [".".join(_exchanged(given.path.split("."))) for given in game.inputs]
    order = [paths.index(given.path) for given in mirror.inputs]
    one = Records(game, play(game, values, 3).records)
    two = Records(mirror, play(mirror, np.ascontiguousarray(values[:, order]), 3).records)
    assert len(set(one.state)) > 3
    assert np.array_equal(one.rows, _in_mirror(two, mirror), equal_nan=True)


@small.needs_compiled
def test_exchanging_two_parties_with_other_luck_changes_shares_only_within_monte_carlo_error() -> None:
    game, runs = rich_game(), 3000
    one, two = _ensemble(game, runs), _ensemble(_mirrored(game, luck=False), runs)
    assert not np.array_equal(one.state, two.state)
    for way in ("expired", "withdrawn", "collapsed"):
        shares = [(found.of(way) >= 0).mean(axis=0) for found in (one, two)]
        assert shares[0] == pytest.approx(shares[1], abs=4 * np.sqrt(2 * 0.25 / runs))


@small.needs_compiled
def test_labels_change_nothing() -> None:
    stated = rich()
    plain = make_game(Scenario.model_validate(stated))
    for word in ("parties", "issues", "conditions", "events", "pressures", "pledges"):
        for number, entry in enumerate(stated[word].values()):
            entry["label"] = f"Another name {number}"
    for issue in stated["issues"].values():
        for name, option in issue["options"].items():
            option["label"] = f"{name}, renamed"
    labelled = make_game(Scenario.model_validate({**stated, "title": "Other talks"}))
    assert np.array_equal(_ensemble(plain, 300).rows, _ensemble(labelled, 300).rows, equal_nan=True)


def _by_name(found: Records) -> dict[str, np.ndarray[Any, Any]]:
    """Return what was recorded by name, so that the order of words does not matter."""
    game = found.game
    columns: dict[str, np.ndarray[Any, Any]] = {
        column.name: found.of(column.name) for column in COLUMNS if column.of == "run" and column.name != "state"
    }
    for place, (issue, option) in enumerate(game.options):
        for way in ("expired", "withdrawn", "collapsed"):
            columns[f"{way} {issue} {option}"] = found.of(way)[:, place]
        columns[f"renewed {issue} {option}"] = found.of("renewed")[:, place]
        columns[f"alleged {issue} {option}"] = found.of("alleged")[:, place]
        pattern = game.watch({issue: option})
        columns[f"reached {issue} {option}"] = found.reached[:, pattern]
    for place, condition in enumerate(game.conditions):
        for name in ("refused", "unmade", "red_line", "suspected"):
            columns[f"{name} {condition}"] = found.of(name)[:, place]
    columns.update({f"gain {party}": found.gain[:, place] for place, party in enumerate(game.parties)})
    columns.update({f"event {event}": found.of("happened")[:, place] for place, event in enumerate(game.events)})
    return columns


def _same(stated: dict[str, Any], other: dict[str, Any], runs: int = 500) -> None:
    one = _by_name(_ensemble(make_game(Scenario.model_validate(stated)), runs))
    two = _by_name(_ensemble(make_game(Scenario.model_validate(other)), runs))
    assert one.keys() == two.keys()
    for name, column in one.items():
        assert column == pytest.approx(two[name], abs=1e-9, nan_ok=True), name


WORDS = ["issues", "parties", "worth", "conditions", "pledges", "exposures", "pressures", "events"]


@small.needs_compiled
@pytest.mark.parametrize("word", WORDS)
def test_the_order_of_words_in_the_file_changes_nothing(word: str) -> None:
    stated = rich()
    _same(stated, {**stated, word: dict(reversed(stated[word].items()))})


@small.needs_compiled
def test_the_order_of_agreed_options_in_an_issue_changes_nothing() -> None:
    stated = rich()
    issues = {}
    for name, issue in stated["issues"].items():
        first, *rest = issue["options"].items()
        issues[name] = {**issue, "options": dict([first, *reversed(rest)])}
    _same(stated, {**stated, "issues": issues})


@small.needs_compiled
def test_the_order_and_the_scale_of_weights_change_nothing() -> None:
    stated = rich()
    worth = {}
    for factor, (party, wanted) in enumerate(stated["worth"].items(), start=3):
        scaled = {key: {**x, "weight": 1.7 * factor * x["weight"]} if "weight" in x else x for key, x in wanted.items()}
        worth[party] = dict(reversed(scaled.items()))
    _same(stated, {**stated, "worth": worth})


def test_two_terms_that_end_on_one_day_end_alike_in_whatever_order_they_stand() -> None:
    """x is not renewed and y is worth renewing only beside x: whether x counts may not hang on which stands first."""
    options = {"x": {"no": {}, "yes": {"term_days": 5}}, "y": {"no": {}, "yes": {"term_days": 5, "renewal": 1}}}
    bonus = {"both": {"when": {"x": "yes", "y": "yes"}, "points": 9}}
    worth = {"y": {"weight": 1, "no": 4, "yes": 0}, "bonus": bonus}
    ends = []
    for order in ("xy", "yx"):
        issues = {name: options[name] for name in order}
        table = small.start(small.game(issues=issues, worth={"a": worth, "b": worth}, protocol={"sessions_per_day": 0}))
        table.put({"x": "yes", "y": "yes"}, "a", "b")
        for day in range(1, 6):
            table.play_day(day)
        ends.append(table.deal)
    assert ends[0] == ends[1]


# Monotony, draw by draw.


def test_a_higher_no_deal_value_never_makes_a_deal_that_settles_more_more_welcome() -> None:
    """Neither its surplus nor, with nothing held out for, the chance that it is accepted."""
    compared = 0
    for number, table in enumerate(random_tables()):
        oracle = Oracle(table)
        party = table.game.parties[number % len(table.game.parties)]
        seat = table.party(party)
        table.world.aspiration[seat] = 0.0
        for deal in oracle.deals[number % 3 :: 3]:
            if not oracle.agenda(deal) or oracle.settled(party, deal) < oracle.settled(party, oracle.standing):
                continue
            speaker = next(name for name in table.game.parties if name != party)
            found = []
            for more in (0.0, 7.5):
                table.world.no_deal[seat] += more
                answers = table.offer(speaker, dict(zip(oracle.issues, deal or (), strict=True)))
                chance = table.world.answer[seat, 2] if party in answers else 0.0
                table.look()
                found.append((float(table.world.surplus[oracle.state(deal), seat]), float(chance)))
            table.world.no_deal[seat] -= 7.5
            assert found[1][0] <= found[0][0] + 1e-9
            assert found[1][1] <= found[0][1] + 1e-9
            compared += 1
    assert compared > 50 * small.COMPILED


@small.needs_compiled
def test_a_firm_condition_that_no_deal_can_satisfy_rules_out_what_its_owner_must_agree_to() -> None:
    """a would gain much by x and must consent; y it does not control, and there its line has no veto."""
    issues = {"x": ["no", "yes"], "y": ["no", "yes"], "z": ["no", "never"]}
    line = {"party": "a", "when": {"z": "no"}, "require": {"z": "never"}, "firmness": 1}
    stated = small.stated(
        issues=issues,
        worth={name: {"x": [0, 60], "y": [0, 60]} for name in "abc"},
        parties={name: {"precision": 0.2} for name in "abc"},
        controlled_by={"x": ["a", "b"], "y": ["b", "c"], "z": ["a"]},
        infeasible={"never": {"when": {"z": "never"}}},
        protocol={"speaks": "random", "sessions_per_day": 2},
    )
    shares = {}
    for triggers in ("x", "y"):
        for firmness in (0, 1):
            condition = {**line, "when": {triggers: "yes"}, "firmness": firmness}
            found = _ensemble(make_game(Scenario.model_validate({**stated, "conditions": {"line": condition}})), 300)
            option = found.game.watch({triggers: "yes"})
            shares[triggers, firmness] = (found.reached[:, option] >= 0).mean()
    assert shares["x", 0] > 0.9
    assert shares["x", 1] == 0.0
    assert shares["y", 1] > 0.9


@small.needs_compiled
def test_a_firmer_condition_never_lets_a_bare_deal_come_earlier() -> None:
    """Draw by draw, where nothing is learned: a red line at one firmness is one at every higher firmness."""
    days = []
    for firmness in (0.0, 0.3, 0.7, 1.0):
        line = {"party": "a", "when": {"x": "yes"}, "require": {"x": "no"}, "firmness": firmness}
        game = small.game(
            issues={"x": ["no", "yes"]},
            worth={name: {"x": [0, 60]} for name in "ab"},
            parties={"a": {}, "b": {}, "m": {"role": "mediator"}},
            conditions={"line": line},
            protocol={"speaks": "mediated", "features": {"learning": False}},
        )
        first = _ensemble(game, 300).first_deal
        days.append(np.where(np.isnan(first), np.inf, first))
    assert (np.diff([np.minimum(d, 1000) for d in days], axis=0) >= 0).all()
    assert np.isinf(days[-1]).all()
    assert (days[0] == 1).all()


def test_what_a_deal_settles_is_the_largest_share_among_its_options() -> None:
    table = small.start(rich_game(), values=draw(rich_game(), 1, 1)[0].tolist())
    shares = {"war": 0.0, "truce": 0.4, "peace": 1.0}
    for fire, share in shares.items():
        for energy in ("open", "spared"):
            state = table.game.state({"fire": fire, "energy": energy})
            assert settled_share(*table.rules[:2], state) == max(share, 0.1 if energy == "spared" else 0.0)
