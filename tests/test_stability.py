"""The graph model gives the published equilibria, agrees with a search move by move, and says why."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from sim.cli.stability import stability as verb
from sim.lenses.concepts import CONCEPTS, coalition_improvements, coalition_stable, coalitions, verdicts
from sim.lenses.deal_graph import UNCHANGED
from sim.lenses.graph import Conflict, from_ranking, of_options, prioritised, ranked, reached
from sim.lenses.paths import paths, shortest
from sim.lenses.stability import Stability, equilibria, stability
from sim.lenses.verdicts import raises, reason
from tests.reference import REFERENCE, needs_reference
from tests.small import scenario, steady

ROOT = Path(__file__).parents[1]


def orders(states: int, **best_first: Sequence[int | Sequence[int]]) -> dict[str, list[int]]:
    return {party: [int(r) for r in from_ranking(groups, states)] for party, groups in best_first.items()}


# Published conflicts


@needs_reference
def test_the_whole_reference_table_comes_out() -> None:
    conflicts = json.loads((REFERENCE / "graph_model.json").read_text("utf-8"))["conflicts"]
    assert len(conflicts) >= 3
    for name, stated in conflicts.items():
        place = {option: number for number, option in enumerate(stated["options"])}
        owners = {party: [place[option] for option in mine] for party, mine in stated["owns"].items()}
        one_way = {place[option]: way for option, way in stated["one_way"].items()}
        found = equilibria(stated["states"], owners, stated["payoffs"], one_way)
        table = stated["equilibria"]
        assert found == {
            "nash": table["NASH"],
            "sequential": table["SEQ"],
            "general": table["GMR"],
            "symmetric": table["SMR"],
        }, name


ELMIRA = {
    "states": [
        "NYNNN",
        "YYNNN",
        "NNYNN",
        "YNYNN",
        "NNNYN",
        "YNNYN",
        "NYNNY",
        "YYNNY",
        "NNYNY",
        "YNYNY",
        "NNNYY",
        "YNNYY",
    ],
    "owners": {"ministry": [0], "company": [1, 2, 3], "locals": [4]},
    "payoffs": {
        "ministry": [4, 3, 8, 7, 1, 1, 5, 2, 9, 6, 1, 1],
        "company": [9, 4, 3, 8, 5, 5, 6, 1, 2, 7, 5, 5],
        "locals": [6, 2, 8, 3, 1, 1, 7, 4, 9, 5, 1, 1],
    },
    "one_way": {0: "fwd", 1: "back", 3: "fwd"},
}
"""A polluted aquifer (Hipel, Fang, Kilgour and Haight 1993): modify the order; delay, accept, abandon; insist.

States, one-way options and orders are those of the example that comes with GMCR+, the University of Waterloo's program.
"""


def elmira() -> Conflict:
    return of_options(**ELMIRA)  # type: ignore[arg-type]  # a mapping of mixed values


def test_elmira_has_its_published_equilibria() -> None:
    found = equilibria(**ELMIRA)  # type: ignore[arg-type]  # a mapping of mixed values
    assert found["nash"] == found["sequential"] == [5, 6, 7, 10, 11, 12]
    assert found["general"] == found["symmetric"] == [1, 4, 5, 6, 7, 10, 11, 12]


def test_in_elmira_ministry_and_company_together_leave_the_deadlock() -> None:
    """Kilgour, Hipel, Fang and Peng (2001): what no party leaves alone, these two leave together."""
    conflict = elmira()
    jointly = coalition_improvements(conflict, (0, 1))
    assert jointly[6, 9]
    assert not conflict.moves[0, 6, 9] and not conflict.moves[1, 6, 9]
    stable = coalition_stable(conflict)
    assert not stable[6] and stable[9]


def test_the_cuban_missile_crisis_ends_with_withdrawal() -> None:
    """Fraser and Hipel (1984), chapter 1: of 12 outcomes two are equilibria, both with the missiles withdrawn.

    Options: air strike, blockade; withdraw, escalate. Outcomes are numbered in binary, the first option counting one.
    The orders are those that the statements in GMCR+'s example make; it has an air strike that cannot be undone, with
    which the crisis may end after one, too.
    """
    letters = ["".join("NY"[number >> option & 1] for option in range(4)) for number in range(12)]
    united_states = [4, 6, 5, 7, 2, 1, 3, 0, 11, 9, 10, 8]
    soviet_union = [0, 4, 6, 2, 5, 1, 7, 3, 11, 9, 10, 8]
    payoffs = orders(12, us=[n + 1 for n in united_states], ussr=[n + 1 for n in soviet_union])
    found = verdicts(of_options(letters, {"us": [0, 1], "ussr": [2, 3]}, payoffs))
    assert list(found.equilibria("sequential")) == [4, 6]
    assert list(found.equilibria("simultaneous")) == [4, 6]
    assert list(found.equilibria("nash")) == []
    once = verdicts(of_options(letters, {"us": [0, 1], "ussr": [2, 3]}, payoffs, {0: "fwd"}))
    assert list(once.equilibria("sequential")) == [4, 5, 6]


GARRISON_OUT = [
    "YY",
    "Y-Y",
    "-YY",
    "-----YY",
    "-----Y-Y",
    "-----Y--Y",
    "------YY",
    "------Y-Y",
    "-------YY",
    "NNN",
    "-----NNNN",
    "Y--N",
    "--YY",
    "Y---NN",
    "-Y--N--Y",
    "-Y--N---Y",
    "--Y-N--Y",
    "--Y-N---Y",
]
"""Choices that exclude each other, options in order; a dash is either."""
GARRISON_ORDERS: dict[str, list[int | list[int]]] = {
    "support": [3, 7, [1, 2], 4, [5, 6], 8, 9, 12, 11, 15, 10, 13, 14, 17, 16, 18, 19, 21, 20, 22, 23],
    "opposition": [[21, 17, 13, 10, 6, 2], [23, 19], 15, 11, 8, 4, 22, 18, 14, 7, 3, 20, 16, 12, 9, 5, 1],
    "canada": [23, [20, 21], 19, [16, 17], 11, [9, 10], 15, [12, 13], 2, 4, 1, 8, [5, 6], 22, 18, 14, 3, 7],
    "commission": [list(range(1, 24))],
}


def test_the_garrison_diversion_has_the_equilibria_that_gmcr_finds() -> None:
    """A river diverted across a border (Fraser and Hipel 1984), as GMCR+ of the University of Waterloo states it.

    Options: full, reduced, appease; legal challenge; treaty challenge; the commission's four answers. Its solutions by
    nash and sequential stability are these. Its general ones count single moves of the others only, so that they are
    among ours, which count sequences.
    """
    letters = ["".join("NY"[number >> option & 1] for option in range(9)) for number in range(512)]
    states = [one for one in letters if not any(excluded(one, out) for out in GARRISON_OUT)]
    assert len(states) == 23
    owners = {"support": [0, 1, 2], "opposition": [3], "canada": [4], "commission": [5, 6, 7, 8]}
    payoffs = {party: list(map(float, from_ranking(order, 23))) for party, order in GARRISON_ORDERS.items()}
    found = equilibria(states, owners, payoffs)
    assert found["nash"] == found["sequential"] == [2, 3, 11, 17, 18, 21, 22]
    assert set(found["general"]) > {2, 3, 8, 11, 13, 14, 15, 17, 18, 19, 21, 22}


def excluded(state: str, out: str) -> bool:
    return all(mine == other for mine, other in zip(state, out, strict=False) if other != "-")


@pytest.mark.parametrize(
    ("province", "expected"),
    [([3, 7, 4, 8, 1, 5, 2, 6], 4), ([2, 6, 1, 5, 4, 8, 3, 7], 6)],
    ids=["for the economy", "for the environment"],
)
def test_lake_gisborne_turns_on_what_the_province_wants(province: list[int], expected: int) -> None:
    """After Li, Hipel, Kilgour and Fang (2004): exporting water from a lake; the equilibrium is state 4 or state 6.

    Options: the federal government keeps its ban, the province lifts its own, supporters appeal.
    """
    states = ["".join("NY"[number >> option & 1] for option in range(3)) for number in range(8)]
    payoffs = orders(8, federal=[2, 6, 4, 8, 1, 5, 3, 7], province=province, support=[3, 4, 7, 8, 5, 6, 1, 2])
    found = equilibria(states, {"federal": [0], "province": [1], "support": [2]}, payoffs)
    assert found["nash"] == found["sequential"] == [expected]


def test_in_chicken_giving_way_together_holds_by_what_would_follow() -> None:
    """Fraser and Hipel (1984), Fang, Hipel and Kilgour (1993): GMR, SMR and simultaneous, but neither Nash nor SEQ."""
    payoffs = {"a": [3, 4, 2, 1], "b": [3, 2, 4, 1]}
    found = verdicts(of_options(["NN", "YN", "NY", "YY"], {"a": [0], "b": [1]}, payoffs))
    by = {concept: [int(s) for s in found.equilibria(concept)] for concept in CONCEPTS}
    assert by["nash"] == by["sequential"] == [1, 2]
    assert by["general"] == by["symmetric"] == by["simultaneous"] == [0, 1, 2]


# Against a search move by move


@st.composite
def conflicts(draw: st.DrawFn) -> Conflict:
    options = draw(st.integers(2, 4))
    every = ["".join("NY"[number >> option & 1] for option in range(options)) for number in range(2**options)]
    states = draw(st.lists(st.sampled_from(every), min_size=2, max_size=9, unique=True))
    parties = draw(st.integers(2, min(3, options)))
    owners: dict[str, list[int]] = {f"p{number}": [number] for number in range(parties)}
    for option in range(parties, options):
        owners[f"p{draw(st.integers(0, parties - 1))}"].append(option)
    payoffs = {p: draw(st.lists(st.integers(0, 6), min_size=len(states), max_size=len(states))) for p in owners}
    one_way = draw(st.dictionaries(st.integers(0, options - 1), st.sampled_from(["fwd", "back"]), max_size=2))
    return of_options(states, owners, payoffs, one_way)


def sequences(conflict: Conflict, moves: Any, start: int, movers: Sequence[int]) -> set[int]:
    """Return what legal sequences reach, by going through (state, last mover) one at a time."""
    seen: set[tuple[int, int]] = set()
    waiting = [(start, -1)]
    while waiting:
        state, last = waiting.pop()
        for mover in movers:
            for after in range(len(conflict.states)):
                if mover != last and moves[mover][state][after] and (after, mover) not in seen:
                    seen.add((after, mover))
                    waiting.append((after, mover))
    return {state for state, _ in seen}


def by_definition(conflict: Conflict, concept: str, party: int, state: int) -> bool:
    rank = conflict.rank
    gains = conflict.moves & (rank[:, None, :] > rank[:, :, None])
    others = [p for p in range(len(rank)) if p != party]
    for move in np.flatnonzero(gains[party, state]):
        if concept == "nash":
            return False
        used = gains if concept == "sequential" else conflict.moves
        ends = sequences(conflict, used, int(move), others)
        harmful = [end for end in ends if rank[party, end] <= rank[party, state]]
        if concept == "symmetric":
            harmful = [
                end
                for end in harmful
                if all(rank[party, on] <= rank[party, state] for on in np.flatnonzero(conflict.moves[party, end]))
            ]
        if not harmful:
            return False
    return True


@steady
@given(conflicts())
def test_verdicts_are_those_of_the_definitions(conflict: Conflict) -> None:
    found = verdicts(conflict)
    for concept in ("nash", "general", "symmetric", "sequential"):
        for party in range(len(conflict.parties)):
            expected = [by_definition(conflict, concept, party, state) for state in range(len(conflict.states))]
            assert list(found.for_party(concept, party)) == expected, concept


@steady
@given(conflicts())
def test_concepts_imply_each_other_as_proved(conflict: Conflict) -> None:
    """Fang, Hipel and Kilgour (1989): Nash in all; SMR and SEQ in GMR; SEQ in simultaneous."""
    stable = verdicts(conflict, horizon=1).stable
    for narrow, wide in [
        ("nash", "symmetric"),
        ("nash", "sequential"),
        ("symmetric", "general"),
        ("sequential", "general"),
        ("sequential", "simultaneous"),
    ]:
        assert (stable[narrow] <= stable[wide]).all(), (narrow, wide)
    assert (stable["limited"] == stable["nash"]).all()


def foresight(conflict: Conflict, party: int, state: int, horizon: int) -> int:
    """Return where a party of two ends, by going down the tree of moves."""
    if horizon == 0:
        return state
    rank = conflict.rank[party]
    ends = [foresight(conflict, 1 - party, int(k), horizon - 1) for k in np.flatnonzero(conflict.moves[party, state])]
    best = max(ends, key=lambda end: int(rank[end]), default=state)
    return best if rank[best] > rank[state] else state


@steady
@given(conflicts().filter(lambda c: len(c.parties) == 2), st.integers(1, 4))
def test_limited_horizon_is_backward_induction_for_two(conflict: Conflict, horizon: int) -> None:
    # With ties several ends are as good; strict orders have one answer.
    strict = Conflict(
        **{**vars(conflict), "rank": np.argsort(np.argsort(conflict.rank, axis=1, kind="stable"), axis=1)}
    )
    stable = verdicts(strict, horizon).stable["limited"]
    for party in range(2):
        expected = [foresight(strict, party, state, horizon) == state for state in range(len(strict.states))]
        assert list(stable[party]) == expected


@steady
@given(conflicts(), st.sampled_from(["nash", "general", "symmetric", "sequential"]), st.data())
def test_raised_as_told_the_wanted_state_holds_and_by_less_it_does_not(
    conflict: Conflict, concept: str, data: st.DataObject
) -> None:
    state = data.draw(st.integers(0, len(conflict.states) - 1))
    found = verdicts(conflict)
    needed = raises(found, concept, state, conflict.rank.astype(float))
    assert (not needed) == bool(found.stable[concept][:, state].all())
    payoff = conflict.rank.astype(float)
    for change in needed:
        payoff[conflict.parties.index(change.party), state] += change.by
    after = Conflict(**{**vars(conflict), "rank": np.array([ranked(row) for row in payoff])})
    assert verdicts(after).stable[concept][:, state].all()
    for change in needed:
        party = conflict.parties.index(change.party)
        less = payoff.copy()
        less[party, state] -= 0.5
        short = Conflict(**{**vars(conflict), "rank": np.array([ranked(row) for row in less])})
        assert not verdicts(short).stable[concept][party, state]


@steady
@given(conflicts(), st.data())
def test_paths_are_legal_and_as_short_as_can_be(conflict: Conflict, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(conflict.states) - 1))
    movers = list(range(len(conflict.movers)))
    for end in range(len(conflict.states)):
        way = shortest(conflict, conflict.moves, start, [end])
        assert (way is not None) == (end == start or end in sequences(conflict, conflict.moves, start, movers))
        at, last = start, -1
        for move in way or ():
            assert move.start == at and move.mover != last and conflict.moves[move.mover, at, move.end]
            at, last = move.end, move.mover
        assert way is None or at == end


def test_a_path_on_which_all_gain_is_preferred() -> None:
    # From NN the second party's gain is a detour for the first: alone it would jump, at its own loss.
    conflict = of_options(["NN", "YN", "NY", "YY"], {"a": [0], "b": [1]}, {"a": [1, 0, 2, 3], "b": [0, 1, 2, 3]})
    (found,) = paths(conflict, verdicts(conflict).improvements, 0, [3])
    assert found.gaining
    assert [(move.mover, move.end) for move in found.moves] == [(1, 2), (0, 3)]


def test_nobody_moves_twice_in_a_row() -> None:
    """A ring on which only one party moves: one step is all it can go."""
    moves = np.zeros((1, 3, 3), bool)
    moves[0, 0, 1] = moves[0, 1, 2] = True
    assert reached(moves, np.array([[False]]))[0].tolist() == [False, True, False]


# Preferences


def test_statements_rank_by_the_most_important_first() -> None:
    assert prioritised([[False, True, True, False], [True, False, True, False]]).tolist() == [1, 2, 3, 0]


def test_equal_values_tie_and_a_chain_of_near_values_is_one_tie() -> None:
    assert ranked([2.0, 1.0, 2.0, 3.0]).tolist() == [1, 0, 1, 2]
    assert ranked([0.0, 5e-10, 1.0]).tolist() == [0, 0, 1]


def test_a_ranking_with_ties_is_read_best_first() -> None:
    assert from_ranking([3, [1, 4], 2], 4).tolist() == [2, 1, 3, 2]


@pytest.mark.parametrize(
    ("groups", "said"),
    [([1, 2], "no place for state 3"), ([1, 2, [3, 2]], "state 2 twice"), ([1, 2, 7], "found state 7")],
)
def test_a_ranking_that_does_not_fit_is_told(groups: list[int | list[int]], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        from_ranking(groups, 3)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"states": []}, "no states"),
        ({"states": ["NN", "YX"]}, "'YX'"),
        ({"states": ["NN", "Y"]}, "'Y'"),
        ({"states": ["NN", "NN"]}, "NN twice"),
        ({"owners": {"a": [0], "b": [0]}}, "two owners of option 0"),
        ({"owners": {"a": [0], "b": [5]}}, "found option 5"),
        ({"owners": {}}, "no owners"),
        ({"payoffs": {"a": [1, 2]}}, "0 payoffs of 'b'"),
        ({"payoffs": {"a": [1], "b": [1, 2]}}, "1 payoffs of 'a'"),
        ({"payoffs": {"a": [1, float("nan")], "b": [1, 2]}}, "not a finite number"),
        ({"payoffs": {"a": [1, 2], "b": [1, 2], "c": [1, 2]}}, "payoffs of 'c'"),
        ({"one_way": {0: "up"}}, "'up' for option 0"),
        ({"one_way": {4: "fwd"}}, "one-way option 4"),
    ],
)
def test_a_conflict_that_is_not_sound_is_told(change: Mapping[str, Any], said: str) -> None:
    sound = {"states": ["NN", "YN"], "owners": {"a": [0], "b": [1]}, "payoffs": {"a": [1, 2], "b": [1, 2]}}
    with pytest.raises(ValueError, match=said):
        equilibria(**{**sound, **change})


def test_a_horizon_of_no_moves_is_told() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        verdicts(elmira(), 0)


def test_coalitions_of_many_parties_are_pairs_and_everybody() -> None:
    assert len(coalitions(4)) == 2**4 - 5
    assert coalitions(1) == []
    assert len(coalitions(8)) == 28 + 1


# Reasons


def test_reasons_say_what_deters() -> None:
    conflict = of_options(["NN", "YN", "NY", "YY"], {"a": [0], "b": [1]}, {"a": [3, 4, 1, 2], "b": [3, 1, 4, 2]})
    found = verdicts(conflict)
    assert "leaves for state 2 (YN)" in reason(found, "nash", 0, 0)
    said = reason(found, "sequential", 0, 0)
    assert "would gain by state 2 (YN)" in said and "state 4 (YY) (b to 4)" in said and said.startswith("a stays")
    assert "nothing better" in reason(found, "symmetric", 0, 0)
    assert "none of the states it can move to" in reason(found, "nash", 0, 3)
    assert "looking 3 moves ahead" in reason(found, "limited", 0, 0)


# Scenarios


def swap() -> Any:
    """Each of two gives something that costs it 10 and is worth 30 to the other; one could also give for nothing."""
    return scenario(
        issues={"north": ["keep", "give"], "south": ["keep", "give"]},
        controlled_by={"north": ["a"], "south": ["b"]},
        worth={"a": {"north": [10, 0], "south": [0, 30]}, "b": {"north": [0, 30], "south": [10, 0]}},
    )


def test_a_swap_holds_because_who_cheats_is_cheated() -> None:
    found = stability(swap())
    data = found.to_dict()
    names = {state["label"]: state["number"] for state in data["states"]}
    assert len(names) == 4 and data["movers"] == ["a", "b", "a+b"]
    both = next(number for label, number in names.items() if label.count("give") == 2)
    assert found.equilibria["sequential"] == [both] == found.equilibria["symmetric"]
    assert found.equilibria["nash"] == []
    (path,) = data["paths"]
    assert path == {"to": both, "gaining": True, "moves": [{"mover": "a+b", "from": names[UNCHANGED], "to": both}]}
    assert any(line.startswith("a and b leave for") for line in data["reasons"][str(names[UNCHANGED])])


def test_what_both_control_is_agreed_together_and_denounced_alone() -> None:
    found = stability(
        scenario(issues={"truce": ["none", "month"]}, worth={"a": {"truce": [0, 5]}, "b": {"truce": [1, 0]}})
    )
    conflict = found.verdicts.conflict
    assert [mover.name for mover in conflict.movers] == ["a", "b", "a+b"]
    before, after = found.start, 1 - found.start
    assert conflict.moves[2, before, after]
    assert not conflict.moves[:2, before, after].any()
    assert conflict.moves[:2, after, before].all()
    assert found.equilibria["nash"] == [before + 1]


def test_a_wanted_deal_is_told_what_it_lacks() -> None:
    stated = scenario(issues={"truce": ["none", "month"]}, worth={"a": {"truce": [0, 5]}, "b": {"truce": [1, 0]}})
    found = stability(stated, wanted={"truce": "month"})
    (change,) = found.raises
    assert change.party == "b"
    assert change.by == pytest.approx(1.0)
    enough = scenario(issues={"truce": ["none", "month"]}, worth={"a": {"truce": [0, 5]}, "b": {"truce": [1, 1]}})
    again = stability(enough, wanted={"truce": "month"})
    assert again.raises == ()
    assert again.wanted is not None and again.wanted + 1 in again.equilibria["sequential"]


def test_preferences_may_be_statements_or_numbers() -> None:
    stated = scenario(issues={"truce": ["none", "month"]}, worth={"a": {"truce": [0, 5]}, "b": {"truce": [1, 0]}})
    turned = stability(stated, preferences={"b": [{"truce": "month"}]})
    assert turned.equilibria["nash"] == [2 - turned.start]
    turned = stability(stated, preferences={"b": [0.0, 0.0]})
    assert len(turned.equilibria["nash"]) == 2
    for wrong, said in [
        ({"c": [1, 2]}, "preferences of 'c'"),
        ({"b": [1, 2, 3]}, "3 preferences"),
        ({"b": [1, float("inf")]}, "finite"),
        ({"b": [{"truce": "year"}]}, "truce: year"),
    ]:
        with pytest.raises(ValueError, match=said):
            stability(stated, preferences=wrong)  # type: ignore[arg-type]  # wrong on purpose


def test_where_nothing_is_in_force_at_first_that_is_a_state_of_its_own() -> None:
    from sim.scenario.documents import load

    found = stability(load("pie"))
    assert found.deals[found.start] == {}
    assert len(found.deals) == 22
    # It comes about by denouncing alone; nobody can agree on it.
    assert found.verdicts.conflict.moves[:, :, found.start].sum(axis=1).tolist() == [21, 21, 0]


def test_a_wanted_deal_that_is_not_there_is_told() -> None:
    with pytest.raises(ValueError, match="year"):
        stability(swap(), wanted={"north": "year"})


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (
            {"land": "shared"},
            r"land: shared is not a feasible deal by itself. Name as well truce: month \(--wanted truce=month\)$",
        ),
        ({"land": "shared", "truce": "none"}, "no feasible deal with land: shared and truce: none, expected options"),
        ({"land": "share"}, "found land=share, expected one of none, shared. Did you mean shared"),
        ({"lnad": "shared"}, "found the issue 'lnad', expected one of truce, land, mine. Did you mean land"),
    ],
)
def test_what_else_a_wanted_deal_takes_is_told_in_the_scenarios_words(wanted: dict[str, str], said: str) -> None:
    linked = scenario(
        issues={
            "truce": ["none", "month"],
            "land": {"none": {}, "shared": {"linked_to": {"truce": "month"}}},
            "mine": ["none", "open"],
        },
        worth={party: {"truce": [0, 20], "land": [0, 20], "mine": [0, 20]} for party in "ab"},
    )
    with pytest.raises(ValueError, match=said):
        stability(linked, wanted=wanted)


def test_states_and_concepts_that_are_not_there_are_told() -> None:
    found = stability(swap())
    with pytest.raises(ValueError, match="found state 9"):
        found.reasons(9)
    with pytest.raises(ValueError, match="found concept 'x'"):
        found.reasons(1, "x")


# The verb

app = typer.Typer()
app.command("stability")(verb)


def test_the_verb_prints_one_json_object() -> None:
    done = CliRunner().invoke(app, [str(ROOT / "docs/river.yaml"), "--json"])
    assert done.exit_code == 0, done.output
    data = json.loads(done.stdout)
    assert {"states", "equilibria", "paths", "reasons", "status_quo"} <= set(data)
    assert {"nash", "sequential", "general", "symmetric"} <= set(data["equilibria"])
    assert data["equilibria"]["sequential"]


def test_the_verb_prints_tables_and_what_a_deal_lacks() -> None:
    wanted = ["--wanted", "release=more", "--wanted", "payment=works"]
    done = CliRunner().invoke(app, [str(ROOT / "docs/river.yaml"), *wanted])
    assert done.exit_code == 0, done.output
    for words in ("Deals that would hold", "From the status quo", "The status quo", "to hold"):
        assert words in done.output


@pytest.mark.parametrize("bad", [["--wanted", "release"], ["--wanted", "release=ice"], ["--set", "nothing"]])
def test_the_verb_refuses_bad_input_in_a_line(bad: list[str]) -> None:
    done = CliRunner().invoke(app, [str(ROOT / "docs/river.yaml"), *bad])
    assert done.exit_code == 2
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_finding_is_frozen() -> None:
    found = stability(swap())
    assert isinstance(found, Stability)
    with pytest.raises(AttributeError):
        found.start = 3  # type: ignore[misc]  # frozen: that is the test


def test_too_many_deals_for_a_graph_are_refused_before_they_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.lenses.stability.worths", lambda _: pytest.fail("looked at a million deals"))
    issues = {f"i{number}": [f"o{place}" for place in range(10)] for number in range(6)}
    worth = {party: dict.fromkeys(issues, [0] * 10) for party in "ab"}
    with pytest.raises(ValueError, match="1,000,000 states, expected at most 1,000 for a graph of moves"):
        stability(scenario(issues=issues, worth=worth))
