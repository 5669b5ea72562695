"""Sentences of a report about data are computed from the data: planted data that contradict one change it."""

import threading
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

import sim
from sim.reports import words
from sim.reports.contents import compose
from sim.reports.evidence_words import day_zero, of_base_rates, sources_caption
from sim.reports.findings import SAME, Findings, alone, gather
from sim.reports.markdown import markdown_of
from sim.reports.paper import Figure, Grid, Paper, Points, Text
from sim.reports.what_if import label_of, settings_of
from sim.scenario.input_names import input_name
from sim.scenario.model import Scenario

FLAGSHIP, DISPUTE = "ukraine-2025-03", "labour-dispute"


def texts_of(paper: Paper, section: str) -> str:
    """Return all that a section says outside its tables."""
    blocks = next(one.blocks for one in paper.sections if one.id == section)
    found = []
    for block in blocks:
        if isinstance(block, Text):
            found.append(block.text)
        elif isinstance(block, Points):
            found += [text for item in block.items for text in item]
        elif isinstance(block, Grid):
            found += [block.caption, block.note]
        elif isinstance(block, Figure):
            found.append(block.said)
    return "\n".join(found)


def tables_of(paper: Paper, section: str) -> list[Grid]:
    blocks = next(one.blocks for one in paper.sections if one.id == section)
    return [block for block in blocks if isinstance(block, Grid)]


def changed(scenario: Scenario, **fields: Any) -> Scenario:
    return scenario.model_copy(update=fields)


def with_view_sources(scenario: Scenario, sources: Mapping[str, list[str]]) -> Scenario:
    """Return a scenario whose base rates rest on other sources."""
    views = {
        name: view.model_copy(update={"source": sources.get(name, [])}) for name, view in scenario.outside_view.items()
    }
    return changed(scenario, outside_view=views)


def said_of_base_rates(scenario: Scenario) -> str:
    found = alone(sim.run(scenario, 30))
    return texts_of(compose(found), "outside")


# Base rates


def test_base_rates_that_share_evidence_with_inputs_are_named_with_what_agreement_shows() -> None:
    flagship = sim.load(FLAGSHIP)
    cited = next(source for name in flagship.conditions for source in flagship.conditions[name].sources)
    first, second, *_ = flagship.outside_view
    planted = with_view_sources(flagship, {first: [cited], second: ["not_an_input"]})
    planted = changed(planted, sources={**flagship.sources, "not_an_input": flagship.sources[cited]})
    said = said_of_base_rates(planted)
    assert f"But 1 of {len(flagship.outside_view)} rests on evidence" in said
    assert (
        flagship.outside_view[first].label in said and flagship.outside_view[second].label not in said.split("But")[1]
    )
    assert "agreement shows that the model adds up, not that it is right" in said


def test_base_rates_that_share_no_evidence_are_not_said_to() -> None:
    flagship = sim.load(FLAGSHIP)
    other = flagship.sources["afp"].model_copy(update={"title": "A book on other wars"})
    planted = changed(flagship, sources={**flagship.sources, "book": other})
    planted = with_view_sources(planted, {name: ["book"] for name in flagship.outside_view})
    said = said_of_base_rates(planted)
    assert words.NONE_SHARED in said
    assert "adds up" not in said


def test_base_rates_without_sources_are_not_said_to_be_independent() -> None:
    said = said_of_base_rates(with_view_sources(sim.load(FLAGSHIP), {}))
    assert words.RATES_WITHOUT_SOURCES in said and words.NONE_SHARED not in said


def test_the_caveat_stands_in_the_report_of_the_flagship() -> None:
    flagship = sim.load(FLAGSHIP)
    page = markdown_of(compose(alone(sim.run(flagship, 50))))
    assert "agreement shows that the model adds up, not that it is right" in page
    assert "never fed" not in page


def test_shares_outside_their_ranges_are_counted() -> None:
    flagship = sim.load(FLAGSHIP)

    def ranged(text: str) -> Scenario:
        views = {
            name: {**view.model_dump(by_alias=True), "range": text} for name, view in flagship.outside_view.items()
        }
        return Scenario.model_validate({**flagship.stated(), "outside_view": views})

    wide, narrow = said_of_base_rates(ranged("0 to 1")), said_of_base_rates(ranged("0 to 0.0001"))
    assert "reason to doubt" not in wide
    assert "shares lie outside their ranges: a reason to doubt" in narrow


# Day 0


def test_a_source_dated_after_day_0_changes_every_sentence_about_day_0() -> None:
    flagship = sim.load(FLAGSHIP)
    cited = next(source for name in flagship.conditions for source in flagship.conditions[name].sources)
    late = flagship.sources[cited].model_copy(update={"date": flagship.as_of + timedelta(3), "title": "A late report"})
    planted = changed(flagship, sources={**flagship.sources, cited: late})
    paper = compose(alone(sim.run(planted, 20)))
    assert "inputs rest on what is dated later: A late report" in texts_of(paper, "question")
    assert f"1 of {len(planted.sources)} dated after day 0" in texts_of(paper, "sources")
    assert words.LIMIT_DATE_LATE[0] in texts_of(paper, "limits")
    sound = compose(alone(sim.run(flagship, 20)))
    assert "none dated after day 0" in texts_of(sound, "sources")
    assert "no source on which an input rests is dated later" in texts_of(sound, "question")
    assert words.LIMIT_DATE[0] in texts_of(sound, "limits")


def test_a_late_source_on_which_no_input_rests_is_told_apart() -> None:
    flagship = sim.load(FLAGSHIP)
    late = flagship.sources["afp"].model_copy(update={"date": date(2030, 1, 1)})
    planted = changed(flagship, sources={**flagship.sources, "unused": late})
    assert "no source on which an input rests is dated later" in day_zero(planted)
    assert "dated after day 0" in sources_caption(planted) and "none dated" not in sources_caption(planted)


def test_a_scenario_without_sources_claims_nothing_of_them() -> None:
    assert "No input names a source" in day_zero(sim.load("pie"))
    assert of_base_rates(sim.load("pie"), ()).endswith(words.RATES_WITHOUT_SOURCES)


# Other sentences


@pytest.mark.parametrize(("firm", "said"), [("0.2 to 0.9", "so it is a range"), (1, "true red line.")])
def test_firmness_is_said_to_be_a_range_only_where_it_is(firm: object, said: str) -> None:
    name = next(iter(sim.load(DISPUTE).conditions))
    others = {f"conditions.{other}.firmness": firm for other in sim.load(DISPUTE).conditions}
    paper = compose(alone(sim.run(DISPUTE, 10, 1, [others])))
    assert name and said in texts_of(paper, "parties")


def test_mechanisms_are_said_to_be_switched_off_only_where_they_were() -> None:
    ensemble = sim.run(DISPUTE, 20)
    assert words.LIMIT_BUILD[1] in texts_of(compose(gather(ensemble)), "limits")
    assert words.LIMIT_BUILD_UNTRIED[1] in texts_of(compose(alone(ensemble)), "limits")


def test_a_title_that_is_a_sentence_makes_no_broken_one() -> None:
    paper = compose(alone(sim.run(changed(sim.load("pie"), title="Two parties split a pie", asks="Who gets it?"), 5)))
    assert paper.subtitle.startswith("Two parties split a pie: a simulation, as things stood on ")
    bare = compose(alone(sim.run(changed(sim.load("pie"), title="Two parties split a pie", asks=None), 5)))
    assert (bare.title, bare.subtitle[:14]) == ("Two parties split a pie", "A simulation, ")


def test_sources_stand_by_their_titles_and_never_by_ids() -> None:
    flagship = sim.load(FLAGSHIP)
    page = markdown_of(compose(alone(sim.run(flagship, 20)))).split("<!--")[0]
    shown = page.split("## Appendix C")[0]
    for name, source in flagship.sources.items():
        if "_" in name:
            assert name.replace("_", r"\_") not in shown and name not in shown
        assert source.title.split("(")[0].split(",")[0].strip() in shown


# One base


def shares_in(paper: Paper, section: str) -> set[str]:
    return {cell for table in tables_of(paper, section) for row in table.rows for cell in row}


def test_every_part_of_a_report_rests_on_the_same_runs() -> None:
    ensemble = sim.run(DISPUTE, 700, 3)
    found = gather(ensemble, full=True)
    assert {arm.runs for arm in (*found.changes, *found.doubt)} == {700}
    assert found.tornado is not None and found.tornado.runs == 700
    headline = f"{100 * found.share.share:.1f}"
    paper = compose(found)
    for section in ("changes", "doubt"):
        bases = {row[-5 if section == "changes" else -4] for row in tables_of(paper, section)[0].rows}
        assert bases == {headline}


def test_a_report_says_how_many_runs_every_comparison_took() -> None:
    found = gather(sim.run(DISPUTE, 640, 3))
    paper = compose(found)
    assert "640 runs each" in texts_of(paper, "changes") and "640 runs each" in texts_of(paper, "doubt")


# What-ifs


@pytest.fixture(scope="module")
def what_if() -> Findings:
    name = next(iter(sim.load(DISPUTE).changes))
    return gather(sim.run(DISPUTE, 200, 5, [name]))


def test_a_what_if_is_named_at_the_top_beside_the_case_as_stated(what_if: Findings) -> None:
    paper = compose(what_if)
    first, headline, beside = (block.text for block in paper.summary[:3] if isinstance(block, Text))
    change = next(iter(what_if.ensemble.base.changes.values()))
    assert first == f"A what-if: {change.label}."
    assert f"{100 * what_if.share.share:.1f} of 100 runs" in headline
    base = next(share for share in sim.run(DISPUTE, 200, 5).outcomes if share.id == what_if.outcome)
    assert f"{100 * base.share:.1f} of 100 runs end so" in beside
    assert paper.sections[0].id == "what-if"
    assert change.why and change.why in texts_of(paper, "what-if")


def test_a_what_if_says_what_it_sets_and_what_stands_there_otherwise(what_if: Findings) -> None:
    ensemble = what_if.ensemble
    set_to = next(iter(ensemble.base.changes.values())).set
    found = {one.path: one for one in settings_of(ensemble)}
    assert set(found) <= {path for path in found if any(f"{path}.".startswith(f"{given}.") for given in set_to)}
    assert found
    rows = tables_of(compose(what_if), "what-if")[0].rows
    assert rows == tuple((one.name, one.before, one.after) for one in found.values())
    assert all(one.before != one.after for one in found.values())


def test_a_what_if_is_not_compared_with_itself(what_if: Findings) -> None:
    name = next(iter(what_if.ensemble.base.changes))
    assert name not in {arm.name for arm in what_if.changes}
    assert set(what_if.left_out) == {name}
    label = what_if.ensemble.base.name_of("changes", name)
    assert label not in {row[0] for row in tables_of(compose(what_if), "changes")[0].rows}
    assert f"Not compared: {label}" in texts_of(compose(what_if), "changes")
    assert SAME in what_if.left_out[name]


def test_a_what_if_by_other_words_is_not_compared_with_itself() -> None:
    base = sim.load(DISPUTE)
    name, change = next(iter(base.changes.items()))
    found = gather(sim.run(base, 20, 1, [dict(change.set)]))
    assert name in found.left_out


def test_a_story_about_the_case_as_stated_is_not_told_of_a_what_if(what_if: Findings) -> None:
    story = what_if.scenario.story
    assert story
    assert story not in texts_of(compose(what_if), "question")
    assert story in texts_of(compose(alone(sim.run(DISPUTE, 10))), "question")


def test_a_reason_for_a_number_that_a_what_if_sets_is_not_printed() -> None:
    base = sim.load(FLAGSHIP)
    name, condition = next((n, c) for n, c in base.conditions.items() if c.assumed)
    as_stated = compose(alone(sim.run(base, 10)))
    moved = compose(alone(sim.run(base, 10, 1, [{f"conditions.{name}.firmness": "0.1 to 0.2"}])))
    assert condition.assumed in {row[3] for row in tables_of(as_stated, "inputs")[0].rows}
    row = next(row for row in tables_of(moved, "inputs")[0].rows if base.name_of("conditions", name) in row[0])
    assert row[3] == words.ABOUT_ANOTHER_CASE
    stated = next(row for row in tables_of(moved, "parties")[2].rows if row[0] == base.name_of("conditions", name))
    assert stated[-1] == words.BY_WHAT_IF


def test_a_set_number_is_called_by_its_name() -> None:
    name = next(iter(sim.load(DISPUTE).conditions))
    ensemble = sim.run(DISPUTE, 5, 1, [f"conditions.{name}.firmness=0"])
    assert label_of(ensemble).endswith(" set to 0") and "conditions." not in label_of(ensemble)
    assert label_of(ensemble) == f"{input_name(sim.load(DISPUTE), f'conditions.{name}.firmness')} set to 0"


def test_a_what_if_whose_base_was_not_played_says_so() -> None:
    cancel = threading.Event()
    cancel.set()
    name = next(iter(sim.load(DISPUTE).changes))
    cut = gather(sim.run(DISPUTE, 20, 5, [name]), cancel=cancel)
    assert cut.what_if is None
    assert words.WHAT_IF_NOT_PLAYED in [block.text for block in compose(cut).summary if isinstance(block, Text)]
