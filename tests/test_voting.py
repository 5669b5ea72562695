"""Who decides: unanimity, majorities by weight, consensus that falls back, one party alone; blocs and abstentions."""

from itertools import product
from math import comb, prod
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.game.build import make_game
from sim.rules import state as at
from sim.rules.voting import chance_to_win, set_voters, wins
from sim.scenario.model import Scenario
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
