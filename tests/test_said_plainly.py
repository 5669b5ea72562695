"""What a number and a text look like, said before they are played; and what each party can do, in a sentence."""

from typing import Any

import pytest

import sim
from sim.scenario.abilities import abilities, sentence
from sim.scenario.checks.no_deal import stated_worth
from sim.scenario.checks.view import View
from sim.scenario.documents import Document, load_text, read_text
from tests.faulty.edits import SMALL, edit

OUTSIDE = edit("  speaks: mediated", "  speaks: mediated\n  status_quo: outside")


def warned(text: str) -> dict[str, str]:
    """Return what is said of no-deal values, by party."""
    faults = [one for one in read_text(text, "f").faults if one.path.endswith("no_deal.value")]
    assert all(one.severity == "warning" for one in faults)
    return {one.path.split(".")[1]: str(one) for one in faults}


def no_deal(value: object, text: str) -> str:
    """Return the small scenario with another no-deal value of the North."""
    return edit("      value: -5 to 6 to 18", f"      value: {value}", text)


def worth_of_north(text: str) -> tuple[float, float, float, float]:
    found = stated_worth(View(read_text(text).data), "north")
    assert found is not None
    return found


def test_nothing_is_said_of_increments_inside_and_of_worths_outside() -> None:
    assert warned(SMALL) == {}
    _, least, _, most = worth_of_north(OUTSIDE)
    for value in (f"{least} to {most}", (least + most) / 2, most):
        assert "north" not in warned(no_deal(value, OUTSIDE))


def test_outside_a_number_below_the_worst_deal_looks_like_an_increment() -> None:
    said = warned(OUTSIDE)
    assert set(said) == {"north", "south"}
    assert "found -5 to 6 to 18, which goes below the" in said["north"]
    assert "expected what no deal is worth to it on the scale of deals, 0 to 100" in said["north"]


GOOD_AS_IT_IS = "      goes_on: 60\n"
"""What the first option of an issue is worth, so that first options are worth 2.5 / 3.5 of 60 points together."""


def test_outside_a_small_number_beside_good_first_options_looks_like_an_increment() -> None:
    better = edit("      paused: 50\n", "      paused: 0\n", edit("      goes_on: 0\n", GOOD_AS_IT_IS, OUTSIDE))
    assert worth_of_north(better)[2] == pytest.approx(60 * 2.5 / 3.5)
    assert "found 4, where the first options are worth 43 points" in warned(no_deal(4, better))["north"]
    assert "north" not in warned(no_deal(4, OUTSIDE))
    assert "north" not in warned(no_deal(30, better))


def test_inside_a_number_that_says_again_what_the_first_options_are_worth_looks_absolute() -> None:
    better = edit("      goes_on: 0\n", GOOD_AS_IT_IS)
    first = 60 * 2.5 / 3.5
    assert "40, about the 43 points that the first options are worth already" in warned(no_deal(40, better))["north"]
    assert warned(no_deal(first - 20, better)) == {}
    assert warned(no_deal(-40, better)) == {}


def test_inside_a_number_that_makes_carrying_on_better_than_any_deal_looks_absolute() -> None:
    most = worth_of_north(SMALL)[3]
    said = warned(no_deal(most + 1, SMALL))["north"]
    assert f"which makes carrying on worth {most + 1:.0f} points and the best deal {most:.0f}" in said
    assert "expected what carrying on adds to the first options, or takes from them" in said
    assert warned(no_deal(most - 1, SMALL)) == {}


def braces(inner: str) -> Document:
    text = SMALL.replace("    no_deal:\n      value: 0\n      assumed: neutral\n", f"    no_deal: {{{inner}}}\n", 1)
    assert text != SMALL
    return read_text(text, "f")


@pytest.mark.parametrize(
    ("inner", "words", "hint"),
    [
        (
            "value: 3, assumed: Costs, risks and a loss",
            '"risks and a loss"',
            'put it in quotes: assumed: "Costs, risks and a loss".',
        ),
        ("value: 3, assumed: Costs, risks, others", '"risks, others"', '"Costs, risks, others"'),
        ("assumed: a (b, c) d, value: 3", '"c) d"', 'assumed: "a (b, c) d".'),
        ("value: 1,000, assumed: x", '"000"', "write a number without commas"),
        ("risks, value: 3, assumed: x", '"risks"', "write key: value"),
    ],
)
def test_a_comma_in_text_without_quotes_is_said_to_need_quotes(inner: str, words: str, hint: str) -> None:
    [fault] = braces(inner).faults
    assert (fault.found, fault.severity) == (f"the words {words} without a colon", "fault")
    assert hint in fault.hint


def test_an_unknown_key_right_after_text_without_quotes_may_belong_to_it() -> None:
    [fault] = braces("value: 3, assumed: Costs, risks: high").faults
    assert fault.path == "parties.broker.no_deal.risks"
    assert fault.hint.endswith('put that text in quotes: "Costs, risks: high".')
    for fine in (
        'value: 3, assumed: "Costs, risks: high"',
        "assumed: Costs and risks, value: 3",
        "value: 3, assumed: x,",
    ):
        assert braces(fine).faults == ()
    [other] = braces('value: 3, assumed: "Costs", risks: high').faults
    assert (other.path, other.hint) == ("parties.broker.no_deal.risks", "")


# What each can do


def with_protocol(**settings: Any) -> sim.Scenario:
    lines = "".join(f"  {name}: {value}\n" for name, value in settings.items())
    return load_text(SMALL.replace("  speaks: mediated\n", lines, 1))


def proposes(scenario: sim.Scenario) -> dict[str, str | None]:
    return {party: abilities(scenario, party).get("propose") for party in scenario.parties}


def test_who_may_propose_follows_from_the_protocol() -> None:
    lot = "propose when the lot falls to it"
    assert proposes(load_text(SMALL)) == {"north": None, "south": None, "broker": "propose at every session"}
    later = proposes(with_protocol(speaks="mediated", mediator_patience=3))
    assert (later["north"], later["broker"]) == (f"{lot}, once the mediator is gone", "propose at every session")
    assert proposes(with_protocol(speaks="random")) == {"north": lot, "south": lot, "broker": None}
    shares = proposes(with_protocol(speaks="{north: 3, broker: 1}"))
    assert shares == {
        "north": "propose at about 75 sessions of 100",
        "south": None,
        "broker": "propose at about 25 sessions of 100",
    }


def test_a_sentence_tells_answers_vetoes_pressure_and_ratification() -> None:
    small = load_text(SMALL)
    assert sentence(small, "north") == (
        "The North may answer on truce; veto any change of it; and leave what it has signed."
    )
    assert "answer on aid; veto any change of it" in sentence(small, "broker")
    assert "press" in abilities(small, "broker")["press"]
    assert "press" not in abilities(with_protocol(speaks="random", features="{pressure: false}"), "broker")
    text = edit("        term_days: 30\n", "        term_days: 30\n        ratification: south\n")
    assert abilities(load_text(text), "south")["ratify"] == "ratify, or fail to, truce: month"


def of_votes(weights: str, **rule: Any) -> dict[str, dict[str, str]]:
    """Return what three members can do where they decide a truce by a majority."""
    said = "".join(f", {name}: {value}" for name, value in rule.items())
    stated = f"{{rule: majority, of: [north, south, broker], weights: {weights}{said}}}"
    scenario = load_text(
        edit("  truce:\n    controlled_by:\n", f"  truce:\n    decided_by: {stated}\n    controlled_by:\n")
    )
    return {party: abilities(scenario, party) for party in scenario.parties}


def test_who_votes_has_no_veto_unless_nothing_passes_without_it() -> None:
    found = of_votes("{north: 3, south: 3, broker: 2}")
    assert found["north"]["vote"] == "cast 38 votes of 100 on truce"
    assert "veto" not in found["north"] and found["north"]["answer"] == "answer on truce"
    assert found["broker"]["veto"] == "veto any change of aid"
    large = of_votes("{north: 4, south: 2, broker: 2}")
    assert large["north"]["veto"] == "veto any change of it" and "vote" not in large["north"]
    assert "veto" not in large["south"]
    two_thirds = of_votes("{north: 3, south: 3, broker: 2}", share=0.66)
    assert two_thirds["south"]["veto"] == "veto any change of it"


def test_consensus_is_a_veto_until_votes_are_counted() -> None:
    stated = "{rule: consensus, of: [north, south, broker], fallback: {after: 3, share: 0.6}}"
    text = edit("  truce:\n    controlled_by:\n", f"  truce:\n    decided_by: {stated}\n    controlled_by:\n")
    found = abilities(load_text(text), "north")
    assert found["veto"] == "veto any change of it until 3 proposals on it were refused"
    assert found["vote"] == "cast 33 votes of 100 on truce"


def test_ballots_deadlines_and_walking_out_are_told() -> None:
    text = edit(
        "        initial: 0.2\n",
        "        initial: 0.2\n    walk_out: {cost: 3, returns_after: 14, meanwhile: suspended}\n",
    )
    text = text.replace("events:\n", DEADLINE + "events:\n", 1)
    scenario = load_text(text)
    assert abilities(scenario, "north")["walk_out"] == "walk out and come back after 14 days, which suspends the talks"
    assert abilities(scenario, "north")["prolong"] == "agree to put off “the cut-off”"
    assert "prolong" not in abilities(scenario, "broker")
    assert abilities(scenario, "south")["ratify"] == (
        "ratify or reject packages that bring in something on truce in a ballot"
    )


DEADLINE = """deadlines:
  cut_off:
    label: the cut-off
    on: 2025-04-20
    prolong: {days: 5}
    assumed: made up
ratifiers:
  members:
    party: south
    issues: [truce]
    assumed: made up
"""


def test_who_can_do_nothing_is_said_to_do_nothing() -> None:
    text = edit("  broker:\n    role: mediator\n", "  broker:\n    role: backer\n")
    text = text.replace("    controlled_by:\n      - broker\n", "    controlled_by:\n      - north\n")
    text = text[: text.index("pressures:")] + text[text.index("events:") :]
    scenario = load_text(text.replace("  speaks: mediated\n", "  speaks: random\n"))
    assert sentence(scenario, "broker") == "broker may do nothing: it neither proposes nor is asked."


@pytest.mark.parametrize("name", ["pie", "labour-dispute", "ukraine-2025-03"])
def test_show_has_a_sentence_for_every_party(name: str) -> None:
    found = sim.show(name)
    for one in found.parties:
        assert one["can"].startswith(f"{one['label']} may ")
        assert one["may"] == list(abilities(found.scenario, one["id"]))
        assert one["no_deal_is"] == ("absolute" if name == "pie" else "an increment")
