"""Who decides: unanimity, majorities by weight, consensus that falls back, one party alone; blocs and abstentions."""

from itertools import product
from math import comb, prod
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.game.build import make_game
from sim.game.records import Records
from sim.kernel.chance import ABSTAIN, SESSIONS_A_DAY, address, uniform
from sim.rules import state as at
from sim.rules.answering import conclude
from sim.rules.expecting import all_accept, none_suspected
from sim.rules.ideals import ideal_on, set_ideals
from sim.rules.terms import denouncers
from sim.rules.voting import chance_to_win, count_refusal, draw_abstentions, set_voters, wins
from sim.rules.worth import PUBLIC, price_terms, set_table
from sim.runs.ensemble import play
from sim.scenario.model import Scenario
from sim.trace.mesa_model import watch
from tests import small

NAMES = "abcdefghijklmnop"


def _stated(count: int, rule: dict[str, Any] | None = None, **words: Any) -> dict[str, Any]:
    """Return a scenario of so many parties that all like the one thing there is."""
    names = NAMES[:count]
    return {
        "issues": {"law": ["none", "passed"]},
        "parties": {name: {} for name in names},
        "worth": {name: {"law": [0, 10]} for name in names},
        "protocol": {"sessions_per_day": 0, **({} if rule is None else {"decided_by": rule})},
    } | words


def _chance(table: small.Table, chances: dict[str, float], agenda: int = 1) -> float:
    """Return the chance to win of the rules, each party saying yes with its own chance."""
    for name, chance in chances.items():
        table.world.saying[table.party(name)] = chance
    return float(chance_to_win(table.rules[0], table.rules[2], agenda))


def _won(table: small.Table, issue: str, yes: set[str], abstaining: set[str]) -> bool:
    """Return whether those who say yes win on an issue, by the words of the rulebook."""
    stated = table.game.scenario
    rule = stated.issues[issue].decided_by or stated.protocol.decided_by
    assert rule is not None
    members = set(rule.of) if isinstance(rule.of, list) else {rule.of}
    if rule.rule in ("unanimity", "consensus"):
        return bool(members - abstaining) and members - abstaining <= yes
    figure = {name: (rule.weights.get(name) or stated.parties[name].size).at[0] for name in members}
    split = {n: stated.parties[n].splits[issue].at[0] if issue in stated.parties[n].splits else 1.0 for n in members}
    cast = members - abstaining
    total = sum(figure[name] for name in (members if rule.counts == "all" else cast))
    votes = sum(figure[name] * (split[name] if name in yes else 1.0 - split[name]) for name in cast)
    enough = votes > (0.5 + 1e-9) * total if rule.share is None else votes >= (rule.share.at[0] - 1e-9) * total
    return bool(cast & yes) and votes > 0.0 and enough


def _by_hand(
    table: small.Table, chances: dict[str, float], issues: list[str], abstaining: frozenset[str] = frozenset()
) -> float:
    """Return the same by going through every set of parties."""
    names, total = list(chances), 0.0
    for answers in product([True, False], repeat=len(names)):
        yes = {name for name, said in zip(names, answers, strict=True) if said}
        won = all(_won(table, issue, yes, set(abstaining)) for issue in issues)
        mask = sum(1 << table.party(name) for name in yes)
        agenda = sum(1 << table.game.issues.index(issue) for issue in issues)
        assert won == wins(table.rules[0], table.rules[2], agenda, mask)
        if won:
            total += prod(chances[n] if said else 1.0 - chances[n] for n, said in zip(names, answers, strict=True))
    return total


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7, 12, 15, 16])
@pytest.mark.parametrize("chance", [0.0, 0.3, 0.5, 0.9, 1.0])
def test_a_majority_of_voters_with_equal_chances_gives_the_binomial(count: int, chance: float) -> None:
    table = small.start(small.game(**_stated(max(2, count), {"rule": "majority", "of": list(NAMES[:count])})))
    needed = count // 2 + 1
    binomial = sum(comb(count, k) * chance**k * (1.0 - chance) ** (count - k) for k in range(needed, count + 1))
    assert _chance(table, dict.fromkeys(NAMES[:count], chance)) == pytest.approx(binomial, abs=1e-12)


@pytest.mark.parametrize("rule", ["unanimity", "consensus", "controllers"])
def test_unanimity_consensus_and_controllers_are_products(rule: str) -> None:
    table = small.start(small.game(**_stated(5, {"rule": rule})))
    chances = dict(zip("abcde", [0.9, 0.5, 0.7, 0.99, 0.4], strict=True))
    assert _chance(table, chances) == pytest.approx(prod(chances.values()))


def test_one_party_alone_has_its_own_chance() -> None:
    table = small.start(small.game(**_stated(3, {"rule": "alone", "of": "b"})))
    assert _chance(table, {"a": 0.1, "b": 0.6, "c": 0.2}) == pytest.approx(0.6)


@st.composite
def votes(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, float]]:
    """Draw a table whose issues are decided in different ways, and how likely each party says yes."""
    count = draw(st.integers(2, 7))
    names = NAMES[:count]
    number = st.one_of(st.integers(0, 5).map(float), st.floats(0.125, 9, width=16))
    rules = []
    for _ in range(draw(st.integers(1, 3))):
        rule: dict[str, Any] = {"rule": draw(st.sampled_from(["majority", "majority", "unanimity", "consensus"]))}
        rule["of"] = sorted(draw(st.sets(st.sampled_from(names), min_size=1)))
        if rule["rule"] == "majority":
            rule["weights"] = {name: draw(number) for name in names if draw(st.booleans())}
            rule |= draw(st.sampled_from([{}, {"share": 0.6}, {"share": 0.25}, {"share": 1}, {"counts": "all"}]))
        rules.append(rule)
    places = st.sampled_from(["i0", "i1", "i2"])
    splits = st.dictionaries(places, st.sampled_from([0.5, 0.7, 1.0]))
    chance = st.one_of(st.sampled_from([0.0, 1.0, 0.5]), st.floats(0, 1))
    stated = small.stated(
        issues={f"i{n}": ["no", "yes"] for n in range(len(rules))},
        parties={name: {"size": draw(number), "splits": draw(splits)} for name in names},
        worth={name: {f"i{n}": [0, 1] for n in range(len(rules))} for name in names},
    )
    for number_of, rule in enumerate(rules):
        stated["issues"][f"i{number_of}"]["decided_by"] = rule
    return stated, {name: draw(chance) for name in names}


@small.steady
@given(votes(), st.integers(0, 127))
def test_the_chance_to_win_is_that_of_all_sets_of_voters(
    drawn: tuple[dict[str, Any], dict[str, float]], abstaining: int
) -> None:
    stated, chances = drawn
    table = small.start(make_game(Scenario.model_validate(stated)))
    silent = frozenset(name for name in chances if abstaining >> table.party(name) & 1)
    table.world.now[at.ABSTAINING] = table.mask(*silent)
    set_voters(*table.rules)
    for agenda in range(1, 1 << len(stated["issues"])):
        issues = [issue for place, issue in enumerate(table.game.issues) if agenda >> place & 1]
        assert _chance(table, chances, agenda) == pytest.approx(_by_hand(table, chances, issues, silent), abs=1e-12)


@small.steady
@given(votes(), st.integers(0, 6), st.floats(0, 5))
def test_more_weight_to_who_surely_says_yes_never_lowers_the_chance_to_win(
    drawn: tuple[dict[str, Any], dict[str, float]], which: int, more: float
) -> None:
    stated, chances = drawn
    name = list(chances)[which % len(chances)]
    chances = chances | {name: 1.0}
    for issue in stated["issues"].values():
        issue["decided_by"].pop("weights", None)
    stated["parties"][name]["splits"] = {}
    before = [_chance(small.start(make_game(Scenario.model_validate(stated))), chances)]
    stated["parties"][name]["size"] += more
    assert _chance(small.start(make_game(Scenario.model_validate(stated))), chances) >= before[0] - 1e-9


def _council(order: str = "abcd", **rule: Any) -> dict[str, Any]:
    """Return four parties that differ on two laws, decided as a rule says."""
    worth = {
        "a": {"law": [0, 20, 40], "tax": [0, 5]},
        "b": {"law": [10, 20, 5], "tax": [0, 9]},
        "c": {"law": [5, 2, 13], "tax": [9, 0]},
        "d": {"law": [0, 5, 9], "tax": [4, 0]},
    }
    like = {"precision": 0.1, "consistency": 0.5, "abstains": 0.2}
    return {
        "issues": {"law": ["none", "half", "full"], "tax": ["none", "more"]},
        "parties": {name: {**like, "size": 1 + "abcd".index(name)} for name in order},
        "worth": {name: worth[name] for name in order},
        "protocol": {"sessions_per_day": 1, "speaks": "random", "decided_by": rule or {"rule": "majority"}},
        "controlled_by": {"law": list(order), "tax": list(order)},
    }


@small.needs_compiled
@pytest.mark.parametrize(
    "rule",
    [
        {"rule": "majority"},
        {"rule": "majority", "share": 0.7, "counts": "all"},
        {"rule": "unanimity"},
        {"rule": "consensus", "fallback": {"after": 3}},
        {"rule": "alone", "of": "c"},
    ],
)
def test_the_order_of_voters_in_the_file_does_not_matter(rule: dict[str, Any]) -> None:
    one, other = small.game(**_council("abcd", **rule)), small.game(**_council("dbca", **rule))
    runs = [play(game, small.nothing_uncertain(200), seed=3).records for game in (one, other)]
    deals = [
        [game.deal(int(state)) for state in Records(game, rows).state]
        for game, rows in zip((one, other), runs, strict=True)
    ]
    assert deals[0] == deals[1]
    assert len({str(deal) for deal in deals[0]}) > 1 or rule["rule"] == "alone"


@small.needs_compiled
@pytest.mark.parametrize("count", [3, 5, 12])
def test_answers_at_a_coin_toss_pass_a_majority_as_often_as_the_binomial_says(count: int) -> None:
    stated = _stated(count, {"rule": "majority", "of": list(NAMES[1:count])})
    stated["parties"] = {name: {"precision": 0} for name in NAMES[:count]}
    stated["protocol"] |= {"horizon_days": 1, "sessions_per_day": 1, "speaks": {"a": 1}}
    game, runs, voters = small.game(**stated), 4000, count - 1
    agreed = float(np.mean(Records(game, play(game, small.nothing_uncertain(runs), seed=5).records).first_deal > 0))
    share = sum(comb(voters, k) for k in range(voters // 2 + 1, voters + 1)) / 2**voters
    assert agreed == pytest.approx(share, abs=4 * (share * (1 - share) / runs) ** 0.5)


def test_signatories_are_the_voters_that_said_yes() -> None:
    table = small.start(small.game(**_stated(4, {"rule": "majority", "of": ["b", "c", "d"]})))
    table.world.now[at.SESSION] = 1
    table.offer("a", {"law": "passed"})
    table.world.now[at.ACCEPTED] = table.mask("b", "d")
    assert conclude(*table.rules)
    assert table.world.signed[0] == table.mask("a", "b", "d")


@pytest.mark.parametrize("after", [1, 2.4, 2.5])
def test_a_consensus_falls_back_to_a_majority_after_so_many_refusals(after: float) -> None:
    table = small.start(small.game(**_stated(3, {"rule": "consensus", "fallback": {"after": after}})))
    board, _, world = table.rules
    two = table.mask("a", "b")
    for _ in range(int(after + 0.5)):
        assert not wins(board, world, 1, two)
        count_refusal(*table.rules, 1)
    assert wins(board, world, 1, two)
    assert not wins(board, world, 1, table.mask("a"))


@pytest.mark.parametrize(("leaving", "ends"), [("a", False), ("ab", False), ("abc", True)])
def test_what_a_majority_has_passed_ends_by_a_majority(leaving: str, ends: bool) -> None:
    stated = _stated(5, {"rule": "majority"})
    stated["worth"] = {name: {"law": [10, 0] if name in leaving else [0, 10]} for name in "abcde"}
    table = small.start(small.game(**stated))
    table.put({"law": "passed"}, *"abcde")
    price_terms(*table.rules, 1)
    set_table(*table.rules, PUBLIC)
    assert bool(denouncers(*table.rules, 0)) == ends


def test_who_abstains_is_drawn_first_and_not_asked() -> None:
    stated = _stated(3, {"rule": "unanimity"})
    stated["parties"] = {name: {"abstains": 0.5} for name in "abc"}
    table = small.start(small.game(**stated))
    for session in range(1, 20):
        table.world.now[at.SESSION] = session
        draw_abstentions(*table.rules)
        silent = {n for n in "abc" if uniform(1, 0, SESSIONS_A_DAY + session, ABSTAIN, address("party", n)) < 0.5}
        assert table.world.now[at.ABSTAINING] == table.mask(*silent)
        assert table.world.members[0] == table.mask(*({"a", "b", "c"} - silent))
        assert wins(table.rules[0], table.rules[2], 1, table.mask("a", "b", "c")) == (len(silent) < 3)


def test_the_expected_chance_counts_votes_and_red_lines() -> None:
    stated = _stated(4, {"rule": "majority", "of": ["b", "c", "d"]})
    stated["conditions"] = {"line": {"party": "b", "refuses": {"law": "passed"}, "firmness": 0.4}}
    table = small.start(small.game(**stated))
    table.world.now[at.SPEAKER] = table.party("a")
    price_terms(*table.rules, 1)
    table.look()
    set_ideals(table.rules[0], table.rules[2])
    state = table.game.state({"law": "passed"})
    soft = [1.0 / (1.0 + np.exp(-0.5 * (10 - 0.5 * ideal_on(table.rules[2], 1, table.party(n))))) for n in "bcd"]
    chances = dict(zip("bcd", soft, strict=True))
    trusting = float(all_accept(*table.rules, state))
    assert trusting == pytest.approx(_by_hand(table, chances, ["law"]))
    suspecting = trusting * float(none_suspected(*table.rules, state))
    assert suspecting == pytest.approx(_by_hand(table, chances | {"b": chances["b"] * 0.6}, ["law"]))


@small.needs_compiled
@pytest.mark.parametrize("rule", [{"rule": "majority"}, {"rule": "consensus", "fallback": {"after": 2, "share": 0.4}}])
def test_a_watched_vote_is_the_ensembles(rule: dict[str, Any]) -> None:
    game = small.game(**_council(**rule))
    rows = play(game, small.nothing_uncertain(6), seed=2).records
    for run in range(6):
        told = watch(game, seed=2, run=run)
        assert told.deal == game.deal(int(Records(game, rows).state[run]))
        agreed = sum(session.agreed for day in told.days for session in day.sessions)
        assert agreed == Records(game, rows).of("deals")[run]
