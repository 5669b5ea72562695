"""Where votes decide, words, tables, reports and lenses speak of votes: who is enough together, who can stop what."""

from itertools import combinations
from math import comb
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from typer.testing import CliRunner

import sim
from sim.cli.verbs import app
from sim.formats.gambit import _hands
from sim.game.masks import flags_of
from sim.kernel.compile import packed
from sim.lenses.agreement import agreement
from sim.lenses.bargaining import solve
from sim.lenses.core import core_of, core_with
from sim.lenses.power import power, weighted_rule
from sim.lenses.spatial import spatial
from sim.lenses.winning_coalitions import Settling, least, of_consent
from sim.lenses.worths import Worths, _surveyed, deciders_of, worths
from sim.reports.contents import compose
from sim.reports.findings import gather
from sim.reports.findings_part import _theory_text
from sim.reports.scenario_part import ChangedScenario, _issues
from sim.rules.voting import wins
from sim.scenario.deciders import by_consent, can_stop, decisions, enough, who_decides, who_stops, would_win
from sim.scenario.model import Scenario
from sim.studies.case_preview import preview
from sim.studies.mornings import mornings
from sim.ui.sheets import decision_table, issue_table
from tests import small
from tests.deal_scenarios import Stated
from tests.small import steady
from tests.table_scenarios import table_scenarios

FOUR, SEAS = "benchmarks/cases/four_parties.yaml", "benchmarks/cases/seas.yaml"
FERRIES, ESTIMATES = "benchmarks/cases/ferries.yaml", "benchmarks/cases/estimates.yaml"


def decided(rule: dict[str, Any], **words: Any) -> Scenario:
    """Return three parties that decide one law by a rule."""
    names = "abc"
    stated: dict[str, Any] = {
        "issues": {"law": ["none", "passed"]},
        "parties": {name: {} for name in names},
        "worth": {name: {"law": [0, 10]} for name in names},
        "protocol": {"decided_by": rule},
    }
    return small.scenario(**{**stated, **words})


@pytest.mark.parametrize(
    ("rule", "said", "together", "alone"),
    [
        ({"rule": "controllers"}, "consent of a, b and c", [("a", "b", "c")], "a, b, c"),
        ({"rule": "unanimity", "of": ["a", "b"]}, "unanimity of a and b", [("a", "b")], "a, b"),
        ({"rule": "alone", "of": "b"}, "b alone", [("b",)], "b"),
        (
            {"rule": "majority", "weights": {"a": 40, "b": 35, "c": 25}, "counts": "all"},
            "a majority of 100 votes: a 40, b 35, c 25",
            [("a", "b"), ("a", "c"), ("b", "c")],
            "nobody",
        ),
        (
            {"rule": "majority", "weights": {"a": 2}, "share": 0.75},
            "at least 75.0 % of the votes cast (4 in all): a 2, b 1, c 1",
            [("a", "b"), ("a", "c")],
            "a",
        ),
        (
            {"rule": "consensus", "fallback": {"after": 3, "share": 0.6}},
            "consensus of a, b and c; once 3 proposals on it were refused, at least 60.0 % of the votes cast (3 in "
            "all): a 1, b 1, c 1",
            [("a", "b"), ("a", "c"), ("b", "c")],
            "nobody",
        ),
        ({"rule": "consensus"}, "consensus of a, b and c", [("a", "b", "c")], "a, b, c"),
    ],
)
def test_who_decides_is_said_in_words(
    rule: dict[str, Any], said: str, together: list[tuple[str, ...]], alone: str
) -> None:
    scenario = decided(rule)
    assert who_decides(scenario, "law") == said
    assert enough(scenario, "law") == together
    assert who_stops(scenario, "law") == alone
    assert by_consent(scenario) == (rule["rule"] == "controllers")


def test_blocs_that_split_weigh_what_goes_with_them() -> None:
    rule = {"rule": "majority", "weights": {"a": 6, "b": 2, "c": 2}, "counts": "all"}
    assert enough(decided(rule), "law") == [("a",)]
    divided = decided(rule, parties={"a": {"splits": {"law": 0.6}}, "b": {}, "c": {}})
    # Alone a brings 3.6 of 10, and if it says no it still brings 2.4: with b and c 6.4.
    assert enough(divided, "law") == [("a", "b"), ("a", "c"), ("b", "c")]
    assert "a 6 (60.0 % of them together)" in who_decides(divided, "law")
    assert not can_stop(divided, "law", "a")


def test_ballots_and_ratifiers_are_told_after_who_decides() -> None:
    stated = sim.load(FERRIES)
    said = who_decides(stated, "wages")
    assert (
        said.endswith("; then a ballot of Members of the union (vote of the members)") or "; then a ballot of" in said
    )
    assert not by_consent(stated)


@steady
@given(table_scenarios("votes"))
def test_sets_that_are_enough_are_those_that_win_by_the_rules(stated: Stated) -> None:
    scenario = Scenario.model_validate(stated)
    found = worths(scenario)
    world = _surveyed(found.game, found.case)
    deciders_of(found.game.board, found.case, world)
    board, room = packed(found.game.board), packed(world)
    for agenda in np.unique(found.agenda):
        if agenda:
            sets = found.deciders.enough(int(agenda))
            for mask in range(1 << len(found.parties)):
                won = any(mask & one == one for one in sets)
                assert won == wins(board, room, int(agenda), mask), (agenda, mask, sets)
            assert sets == least(sets)


@steady
@given(table_scenarios("votes"))
def test_words_and_lenses_agree_on_who_is_enough(stated: Stated) -> None:
    scenario = Scenario.model_validate({**stated, "start": None})
    found = worths(scenario)
    for place, issue in enumerate(scenario.issues):
        sets = {tuple(found.parties.index(p) for p in some) for some in enough(scenario, issue)}
        masks = {sum(1 << number for number in some) for some in sets}
        assert masks == set(found.deciders.enough(1 << place)), issue
        assert all(would_win(scenario, issue, some) for some in enough(scenario, issue))


@pytest.mark.parametrize("name", ["pie", "labour-dispute", "ukraine-2025-03"])
def test_without_votes_everybody_asked_is_needed(name: str) -> None:
    found = worths(sim.load(name))
    assert (found.settling.vetoes == flags_of(found.consent, len(found.parties))).all()
    told = solve(name).to_dict()
    assert told["points_withheld"] is None and told["points"]["nash"]["deal"] is not None
    assert told["settling"]["carried_by_gain"] <= told["settling"]["carried"]


def test_the_core_by_votes_is_that_of_every_set_that_is_enough() -> None:
    # Three share ten by majority: two can always do better together (von Neumann and Morgenstern 1944).
    shares = [(a, b, 10 - a - b) for a in range(11) for b in range(11 - a)]
    worth = np.array(shares, np.float64)
    by_vote = core_with(worth, np.zeros(3), Settling(np.zeros(len(worth), np.int64), ((3, 5, 6),), 3))
    assert by_vote is not None and not by_vote.stable.any()
    assert [(one.coalition, one.deals) for one in by_vote.blocks] == [(3, 66), (5, 66), (6, 66)]
    assert by_vote.refused.tolist() == [0, 0, 0]
    all_of = core_of(worth, np.zeros(3), np.full(len(worth), 7))
    same = core_with(worth, np.zeros(3), of_consent(np.full(len(worth), 7), 3))
    assert all_of is not None and same is not None and (all_of.stable == same.stable).all()
    # One loses by a deal that the two others are enough for.
    lost = core_with(np.array([[1.0, 1.0, -9.0]]), np.zeros(3), Settling(np.zeros(1, np.int64), ((3, 5, 6),), 3))
    assert lost is not None and lost.stable.tolist() == [True]


def slow_carried(found: Worths, strictly: bool) -> int:
    """Count the deals that those who gain, or do not lose, are enough for, by going through the seats one by one."""
    weights = [found.game.scenario.parties[party].size.middle for party in found.parties]
    gain = np.round(found.gain, 9)
    yes = gain > 0.0 if strictly else gain >= 0.0
    votes = (yes * np.array(weights)).sum(axis=1)
    return int(((votes > 0.5 * sum(weights)) & (found.agenda != 0)).sum())


def test_no_point_is_given_where_votes_decide_and_the_rest_holds_for_votes() -> None:
    found = solve(FOUR)
    told = found.to_dict()
    assert "votes are counted on Head of government, Tax on wealth, End of coal" in told["points_withheld"]
    assert {point["deal"] for point in told["points"].values()} == {None}
    seen = worths(sim.load(FOUR))
    assert told["settling"] == {"carried": slow_carried(seen, False), "carried_by_gain": slow_carried(seen, True)}
    assert [tuple(one["coalition"]) for one in told["core"]["coalitions"]] == [
        ("lefts", "centre"),
        ("lefts", "rights"),
        ("centre", "rights"),
    ]
    # Shapley and Shubik of 51 of 34, 28, 14 and 24 votes: any two of three, and the Greens never turn a vote.
    expected = power(weighted_rule(51, [34, 28, 14, 24]))
    shares = [told["power"][party]["each_deal"]["shapley_shubik"] for party in told["parties"]]
    assert shares == pytest.approx(expected.shapley.tolist())
    assert shares == pytest.approx([1 / 3, 1 / 3, 0, 1 / 3])
    assert all(told["power"][party]["needed"] == 0.0 for party in told["parties"])
    printed = CliRunner().invoke(app, ["solve", FOUR]).stdout
    assert "No point is given" in printed and "Lefts + Centre" in printed and "Nash" not in printed


def test_majorities_move_together_in_the_graph_and_end_together_what_was_agreed() -> None:
    found = sim.stability(FOUR)
    movers = {mover.name for mover in found.verdicts.conflict.movers if len(mover.members) > 1}
    assert movers == {"lefts+centre", "lefts+rights", "centre+rights"}
    assert "Votes are counted on Head of government" in found.to_dict()["notes"][0]
    moves = found.verdicts.conflict.moves
    alone = [number for number, mover in enumerate(found.verdicts.conflict.movers) if len(mover.members) == 1]
    assert not moves[alone].any()
    plain = sim.stability("labour-dispute")
    assert plain.notes == () and any(len(mover.members) == 1 for mover in plain.verdicts.conflict.movers)


def test_who_holds_firm_can_be_outvoted() -> None:
    worth = {"a": {"law": [0, 10]}, "b": {"law": [0, 10]}, "c": {"law": [10, 0]}}
    condition = {"party": "a", "refuses": {"law": "passed"}, "firmness": 0.5, "backdown_cost": 1, "assumed": "x"}
    rule = {"rule": "majority", "counts": "all"}
    stated = {"worth": worth, "conditions": {"no": condition}}
    found = sim.games(decided(rule, **stated))
    deals = {tuple(one["choice"]): one["deal"] for one in found.to_dict()["deals"]}
    assert deals == {("holds firm",): {"law": "none"}, ("yields",): {"law": "passed"}}
    assert "can be outvoted" in " ".join(found.notes)
    together = sim.games(decided({"rule": "unanimity"}, **stated))
    assert {str(one["deal"]) for one in together.to_dict()["deals"]} == {"{'law': 'none'}"}
    assert "outvoted" not in " ".join(together.notes)


def test_theories_that_know_no_votes_say_so() -> None:
    assert "know no votes" in spatial(FOUR).to_dict()["notes"][0]
    assert spatial("labour-dispute").to_dict()["notes"] == []
    found = agreement(FOUR)
    assert any(note.startswith("Bargaining points left out: No point is given") for note in found.notes)
    assert any("know no votes" in note for note in found.notes)
    assert not any("point" in one.lens.lower() for one in found.expectations)
    assert agreement("labour-dispute").notes == ()


def test_what_is_bearable_before_the_first_run_is_counted_by_votes() -> None:
    found = preview(SEAS, runs=6)
    assert "Votes are counted on Cap on catches" in found.to_dict()["note"]
    scenario = sim.load(SEAS)
    game = worths(scenario).game
    drawn = sim.run(scenario, runs=6, seed=1).values
    start = 0
    states = np.array([s for s in np.flatnonzero(game.board.proposable) if s != int(game.board.rules[0]) or s > start])
    hits = 0
    for morning in mornings(game, drawn, 1, states):
        yes = ((morning.surplus > 0.0) | morning.pledged) & ~morning.vetoed
        hits += int(morning.settling.can(yes).any())
    assert found.some.count == hits
    assert "Votes are counted" not in preview("labour-dispute", runs=5).to_dict()["note"]


def test_a_condition_is_alone_in_the_way_only_where_votes_fail_for_it() -> None:
    condition = {"party": "c", "refuses": {"law": "passed"}, "firmness": 1, "backdown_cost": 1, "assumed": "x"}
    for rule, alone in (({"rule": "majority", "counts": "all"}, 0.0), ({"rule": "unanimity"}, 1.0)):
        [found] = preview(decided(rule, conditions={"no": condition}), runs=5).conditions
        assert found.alone.share == alone


def test_show_has_sets_that_are_enough_in_place_of_consent() -> None:
    [head, *_] = sim.show(FOUR).issues
    assert head["decided_by"] == "a majority of 100 votes: Lefts 34, Centre 28, Greens 14, Rights 24"
    assert head["settled_by"] == [["lefts", "centre"], ["lefts", "rights"], ["centre", "rights"]]
    assert head["stopped_by"] == []
    printed = CliRunner().invoke(app, ["show", FOUR], env={"COLUMNS": "160"}).stdout
    assert "Who decides" in printed and "Enough together" in printed and "Needs consent of" not in printed
    assert "Who ratifies later is left out" in " ".join(printed.split())
    assert "Needs consent of" in CliRunner().invoke(app, ["show", "pie"], env={"COLUMNS": "160"}).stdout
    [issue] = sim.show("pie").issues
    assert (issue["settled_by"], issue["stopped_by"]) == ([["left", "right"]], ["left", "right"])


def test_reports_and_pages_say_who_decides() -> None:
    stated = sim.load(SEAS)
    issues, deciding = _issues(ChangedScenario(stated, frozenset()))
    assert "Needs consent of" not in issues.columns and deciding.caption == "Who decides"
    assert len(decisions(stated)) == 2 and "cap" not in decisions(stated)[1][0]
    table = issue_table(stated)
    assert list(table.columns)[2] == "who decides" and str(table.iloc[0, 2]).startswith("consensus of Coastal states")
    assert len(decision_table(stated)) == 2 and not len(decision_table(sim.load("pie")))
    assert list(issue_table(sim.load("pie")).columns)[2] == "consent needed from"
    [plain] = _issues(ChangedScenario(sim.load("pie"), frozenset()))
    assert "Needs consent of" in plain.columns


def test_refusals_are_said_not_to_stop_deals_where_votes_are_counted() -> None:
    printed = CliRunner().invoke(app, ["run", SEAS, "--runs", "20"], env={"COLUMNS": "200"}).stdout
    assert "a refusal there need not have stopped the deal" in printed
    assert "need not have stopped" not in CliRunner().invoke(app, ["run", "labour-dispute", "--runs", "20"]).stdout


def test_a_whole_report_speaks_of_votes_and_has_bands_of_numbers() -> None:
    paper = compose(gather(sim.run(SEAS, 300, cases=30)))
    told = str([section.blocks for section in paper.sections])
    for said in ("need not have stopped", "Enough together", "No point is given", "between which means the middle"):
        assert said in told
    assert "Needs consent of" not in told


def test_an_issue_that_one_decides_alone_is_in_its_hands() -> None:
    stated = small.stated(issues={name: ["none", "passed"] for name in ("law", "tax")})
    for name, party in (("law", "a"), ("tax", "b")):
        stated["issues"][name]["decided_by"] = {"rule": "alone", "of": party}
    scenario = Scenario.model_validate(stated)
    assert _hands(scenario) == {"a": ["law"], "b": ["tax"]}


def test_domains_of_others_say_that_votes_are_lost() -> None:
    from sim.formats.additive import _words

    assert any(said.startswith("Votes on head, tax, coal") for said in _words(sim.load(FOUR)))
    assert not any(said.startswith("Votes on") for said in _words(sim.load("labour-dispute")))


def test_every_set_that_is_enough_could_miss_nobody() -> None:
    scenario = sim.load(SEAS)
    for issue in scenario.issues:
        for some in enough(scenario, issue):
            assert would_win(scenario, issue, some)
            assert not any(would_win(scenario, issue, rest) for rest in combinations(some, len(some) - 1))


def test_a_deal_that_some_refused_is_said_to_be_won_by_those_who_accept() -> None:
    printed = CliRunner().invoke(app, ["watch", FOUR, "--run", "3"]).stdout
    assert "Agreed: those who accept win." in printed
    assert "Agreed: those" not in CliRunner().invoke(app, ["watch", "labour-dispute", "--run", "3"]).stdout


def test_a_report_tells_theory_by_the_votes() -> None:
    by_vote = _theory_text(solve(FOUR))
    assert "No point is given" in by_vote and "Those who gain are enough for" in by_vote
    assert "a theory singles one out" in _theory_text(solve("labour-dispute"))


def test_sixteen_voters_are_solved_and_refused_as_a_graph() -> None:
    names = [f"p{place:02d}" for place in range(16)]
    many = small.scenario(
        issues={"law": ["none", "passed"]},
        parties={name: {} for name in names},
        worth={name: {"law": [0, 10]} for name in names},
        protocol={"decided_by": {"rule": "majority"}},
    )
    told = solve(many).to_dict()
    assert len(told["core"]["coalitions"]) == len(enough(many, "law")) == comb(16, 9)
    assert told["power"]["p00"]["some_deal"]["shapley_shubik"] == pytest.approx(1 / 16)
    with pytest.raises(ValueError, match="sets of parties that can move by votes"):
        sim.stability(many)
