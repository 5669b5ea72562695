"""Every control of every page, without a browser: what it changes on the page and in the address."""

import re
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import sim
from sim.runs.bands import with_bands
from sim.scenario.changes import levers
from sim.scenario.documents import load
from sim.scenario.edits import text_of
from sim.scenario.levers import LeverInfo
from sim.ui import words
from sim.ui.levers import STATED, in_words, on_the_thumb, stops_of
from sim.ui.link import LONGEST, Link, link_of
from sim.ui.places import GUESSED, PLACES
from sim.ui.share import command_of
from sim.ui.state import key_at
from sim.ui.words import plain
from tests.faulty.edits import SMALL
from tests.pages import BESIDE, ROOT, app_at, only_what_is_asked_for

PAGES = ROOT / "sim" / "ui" / "pages"
LABOUR = "labour-dispute"
PROBED = 4
"""Runs at either end of every lever here; what they show stands beside the page, and is what one test is about."""


@pytest.fixture(autouse=True, name="alone")
def _alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    yield from only_what_is_asked_for(monkeypatch)


@pytest.fixture(name="beside")
def _beside(alone: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work out what stands beside a page; which levers move nothing is found out with few runs."""
    monkeypatch.setattr("sim.ui.aside._book", BESIDE)
    monkeypatch.setattr("sim.ui.inert.PROBED", PROBED)


def opened(page: str = "answer", **query: Any) -> AppTest:
    """Open a page at an address; a small scenario and few runs unless it says otherwise."""
    app = app_at({"scenario": LABOUR, "runs": "500"} | query)
    return app.run() if page == "answer" else at_page(app, page)


def at_page(app: AppTest, page: str) -> AppTest:
    app.switch_page(str(PAGES / f"{page}.py")).run()
    assert not app.exception
    return app


def headline(app: AppTest) -> str:
    assert not app.exception, app.exception
    return str(app.header[0].value)


def said(app: AppTest) -> str:
    """Return all texts of a page in one."""
    assert not app.exception, app.exception
    return "\n".join(str(element.value) for element in (*app.header, *app.markdown, *app.caption))


def pictures(app: AppTest) -> list[str]:
    """Return the sentences that stand in for the pictures of a page."""
    assert not app.exception, app.exception
    return [str(chart.proto.alt) for chart in app.get("vega_lite_chart")]


def query(app: AppTest, key: str) -> Any:
    """Return what the address says about something: one text, several, or none."""
    return app.query_params.get(key)


def until(app: AppTest, holds: Callable[[AppTest], bool], seconds: float = 60.0) -> None:
    """Look at the page again and again, less and less often, until something holds."""
    last, pause = time.monotonic() + seconds, 0.05
    while not holds(app):
        assert time.monotonic() < last, said(app)
        time.sleep(pause)
        pause = min(1.5 * pause, 1.0)
        app.run()
        assert not app.exception


@cache
def levers_of(name: str) -> dict[str, LeverInfo]:
    return {info.path: info for info in levers(load(name))}


def key_of(app: AppTest, name: str) -> str:
    """Return the key of a widget by its name: a widget that was told another value is made anew under another key."""
    return str(key_at(name, app.session_state["seats"][name]))


# Answer


def test_the_answer_is_one_sentence_with_its_doubts_and_what_made_it() -> None:
    app = opened()
    assert headline(app).startswith("Most often, ") and "of 100 runs end in: a contract is signed" in headline(app)
    text = said(app)
    assert (
        str(load(LABOUR).asks) in text
        and "of **500 runs, under these assumptions**" in text
        and "95 % interval" in text
    )
    assert "numbers are stated as ranges and drawn anew in each run" in text
    assert "500 runs · seed 1 · digest " in text


def test_a_lever_moves_the_result_and_the_address_and_reset_puts_both_back() -> None:
    path = "parties.union.no_deal.value"
    app = opened(outcome="no_deal")
    before = headline(app)
    app.select_slider(key=key_of(app, f"lever.{path}")).set_value(30.0).run()
    assert headline(app) != before
    assert query(app, "set") == f"{path}=30"
    assert "Difference under the same luck" in said(app) and "Stated: −12 to 10" in said(app)
    app.button(key=f"reset.{path}").click().run()
    assert headline(app) == before and query(app, "set") is None


def test_every_lever_of_the_scenario_is_there_with_help_and_unit_and_can_be_moved() -> None:
    app = opened()
    sliders = {str(slider.key): slider for slider in app.select_slider}
    paths = list(load(LABOUR).levers)
    assert {f"lever.{path}" for path in paths} == set(sliders)
    for key, slider in sliders.items():
        assert slider.value == STATED and slider.help and "(" in slider.label, key
        slider.set_value(stops_of(levers_of(LABOUR)[key.removeprefix("lever.")])[0])
    app.run()
    assert not app.exception
    assert len(app.session_state["link"].moves) == len(paths)
    app.button(key="reset_all").click().run()
    assert app.session_state["link"].moves == () and query(app, "set") is None


def test_named_changes_switch_on_say_why_and_move_the_levers_they_set() -> None:
    app = opened()
    app.checkbox(key=key_of(app, "change.conditions_soft")).check().run()
    assert query(app, "change") == "conditions_soft"
    assert plain(str(load(LABOUR).changes["conditions_soft"].why)) in said(app)
    slider = app.select_slider(key=key_of(app, "lever.conditions.pay_before_length.firmness"))
    assert slider.value == STATED and "Stated: 0." in str(slider.help)
    app.checkbox(key=key_of(app, "change.conditions_soft")).uncheck().run()
    slider = app.select_slider(key=key_of(app, "lever.conditions.pay_before_length.firmness"))
    assert query(app, "change") is None and slider.value == STATED


def test_a_flag_a_choice_and_a_whole_number_are_moved_by_a_widget_of_their_kind() -> None:
    paths = ("protocol.features.trust", "protocol.speaks", "protocol.horizon_days")
    app = opened(scenario="mine.yaml", yaml=with_levers(paths))
    trust, speaks, horizon = (f"lever.{path}" for path in paths)
    app.toggle(key=key_of(app, trust)).set_value(False).run()
    app.selectbox(key=key_of(app, speaks)).set_value("random").run()
    app.select_slider(key=key_of(app, horizon)).set_value(30.0).run()
    assert dict(app.session_state["link"].moves) == {
        "protocol.features.trust": False,
        "protocol.speaks": "random",
        "protocol.horizon_days": 30,
    }
    again = opened(scenario="mine.yaml", yaml=query(app, "yaml"), set=query(app, "set"))
    assert headline(again) == headline(app) and again.select_slider(key=key_of(again, horizon)).value == 30.0
    assert (
        again.toggle(key=key_of(again, trust)).value is False
        and again.selectbox(key=key_of(again, speaks)).value == "random"
    )
    for path in paths:
        again.button(key=f"reset.{path}").click().run()
    assert again.session_state["link"].moves == () and again.toggle(key=key_of(again, trust)).value is True


def pie_with(paths: tuple[str, ...]) -> str:
    """Return the text of the pie with other levers."""
    text = (ROOT / "scenarios" / "pie.yaml").read_text()
    ranges = {
        "protocol.horizon_days": "20 to 60",
        "protocol.mediator_patience": "1 to 50",
        "parties.left.no_deal.value": "0 to 90",
    }
    stated = {path: f"    range: {ranges[path]}\n" if path in ranges else "" for path in paths}
    levers = "".join(f"  {path}:\n    label: {path}\n{stated[path]}" for path in paths)
    before, _, after = text.partition("\nlevers:\n")
    later = re.search(r"^\w", after, re.MULTILINE)
    return f"{before}\nlevers:\n{levers}\n{after[later.start() :] if later else ''}"


def with_levers(paths: tuple[str, ...]) -> str:
    """Return the pie with other levers, as an address carries it."""
    return Link(scenario="mine.yaml", yaml=pie_with(paths)).query()["yaml"][0]


def test_a_switch_changes_the_reading() -> None:
    app = opened("answer", **Link(scenario="small.yaml", yaml=SMALL).query())
    app.selectbox(key=key_of(app, "switch.scope")).set_value("wide").run()
    assert query(app, "set") == "switches.scope.reading=wide"
    assert app.selectbox(key=key_of(app, "switch.scope")).value == "wide"
    app.selectbox(key=key_of(app, "switch.scope")).set_value("narrow").run()
    assert query(app, "set") is None


def test_runs_and_seed_are_part_of_the_address_and_of_the_result() -> None:
    app = opened()
    app.selectbox(key=key_of(app, "runs")).set_value(2_000).run()
    assert "2,000 runs · seed 1" in said(app) and query(app, "runs") == "2000"
    app.number_input(key=key_of(app, "seed")).set_value(7).run()
    assert "2,000 runs · seed 7" in said(app) and query(app, "seed") == "7"


def test_without_answers_on_every_move_a_badge_says_that_levers_moved_until_play_is_pressed() -> None:
    app = opened()
    before = headline(app)
    app.toggle(key="auto").set_value(False).run()
    app.select_slider(key=key_of(app, "lever.parties.union.no_deal.value")).set_value(30.0).run()
    assert headline(app) == before and words.STALE in said(app)
    app.button(key="play").click().run()
    assert words.STALE not in said(app) and "Difference under the same luck" in said(app)


@pytest.fixture(name="sooner")
def _sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let precise answers have few runs, and say early how far they are."""
    monkeypatch.setattr("sim.ui.work.PRECISE", (2_000, 100_000))
    monkeypatch.setattr("sim.ui.work.PARTS", 200)
    monkeypatch.setattr("sim.ui.work.ATTRIBUTED", 100)


@pytest.mark.usefixtures("sooner")
def test_a_button_pressed_at_once_after_a_choice_acts_on_that_choice() -> None:
    """A browser under load sends both in one message, before the page is drawn with the choice."""
    app = opened()
    app.selectbox(key="precise_runs").set_value(2_000)
    app.select_slider(key=key_of(app, "lever.parties.union.no_deal.value")).set_value(30.0)
    app.button(key="precise").click().run()
    until(app, lambda page: "2,000 runs: done" in said(page))
    assert "2,000 runs · seed 1" in said(app) and "Difference under the same luck" in said(app)
    at_page(app, "one_run")
    app.selectbox(key="pick_outcome").set_value("no_deal")
    app.button(key="another").click().run()
    assert headline(app).endswith("ends in: nothing was agreed")


def test_the_answer_says_what_the_runs_say() -> None:
    """Most frequent end, the one asked about, and the condition that blocks it, each counted again here."""
    app = opened(scenario="ukraine-2025-03", outcome="full_ceasefire_held")
    ensemble = sim.run("ukraine-2025-03", runs=500)
    counts = {share.id: share.count for share in ensemble.outcomes}
    most = max(counts, key=lambda name: counts[name])
    others = [row for row, name in enumerate(ensemble.outcome_names) if name != "full_ceasefire_held"]
    credit = (ensemble.records.of("refused") + ensemble.records.of("unmade"))[others].sum(axis=0)
    blocks = ensemble.scenario.name_of("conditions", ensemble.game.conditions[int(credit.argmax())])
    told = headline(app)
    assert told.startswith("Most often, ") and plain(ensemble.scenario.name_of("outcomes", most)) in told.split(";")[0]
    assert plain(ensemble.scenario.name_of("outcomes", "full_ceasefire_held")) in told.split(";")[1]
    assert told.endswith(f"{plain(blocks)}.")


@pytest.mark.usefixtures("beside")
def test_more_runs_stand_there_a_moment_later_unless_an_address_names_their_number() -> None:
    app = app_at({"scenario": "pie"}).run()
    until(app, lambda page: "5,000 runs · seed 1" in said(page))
    assert query(app, "runs") is None
    app.select_slider(key=key_of(app, "lever.parties.left.no_deal.value")).set_value(30.0).run()
    until(app, lambda page: "5,000 runs · seed 1" in said(page))
    # What it stands beside follows: as many runs of what is stated.
    until(app, lambda page: "over the first 5,000 runs of both" in said(page))
    ensemble = sim.run("pie", runs=5_000, changes=[{"parties.left.no_deal.value": 30}])
    assert f"digest {ensemble.digest}" in said(app) and f"{100 * ensemble.outcomes[0].share:.1f} of 100**" in said(app)


def test_a_range_is_narrowed_and_stays_a_range() -> None:
    path = "conditions.pay_before_length.firmness"
    app = opened()
    app.segmented_control(key="move_as").set_value("narrow").run()
    slider = app.slider(key=key_of(app, f"lever.{path}"))
    assert slider.value == (0.3, 0.8)
    slider.set_value((0.4, 0.6)).run()
    assert query(app, "set") == f"{path}=0.4 to 0.6"
    assert "narrowed to 0.4 to 0.6" in app.slider(key=key_of(app, f"lever.{path}")).label
    assert "drawn evenly from 0.3 to 0.8" in said(app)
    digest = sim.load(LABOUR, changes=[f"{path}=0.4 to 0.6"]).digest
    assert f"digest {digest}" in said(app)
    again = opened(set=f"{path}=0.4 to 0.6")
    assert again.slider(key=key_of(again, f"lever.{path}")).value == (0.4, 0.6)
    app.slider(key=key_of(app, f"lever.{path}")).set_value((0.3, 0.8)).run()
    assert query(app, "set") is None


def test_a_range_with_a_most_likely_value_is_narrowed_by_truncating_it() -> None:
    path = "parties.russia.no_deal.value"
    app = opened(scenario="ukraine-2025-03")
    app.segmented_control(key="move_as").set_value("narrow").run()
    slider = app.slider(key=key_of(app, f"lever.{path}"))
    assert slider.value == (-5.0, 18.0)
    slider.set_value((0.0, 10.0)).run()
    cut = query(app, "set")
    assert cut == f"{path}={{truncated: {{of: -5 to 6 to 18, from: 0, to: 10}}}}"
    assert "narrowed to 0 to 10" in app.slider(key=key_of(app, f"lever.{path}")).label
    assert "its shape within them kept" in said(app)
    assert f"digest {sim.load('ukraine-2025-03', changes=[cut]).digest}" in said(app)
    drawn = sim.run("ukraine-2025-03", 200, changes=[cut]).to_pandas()[path]
    assert drawn.min() >= 0.0 and drawn.max() <= 10.0


@pytest.mark.usefixtures("beside")
def test_levers_that_move_nothing_say_so(tmp_path: Path) -> None:
    """Two who split a pie alone have no mediator whose patience could move anything."""
    paths = ("protocol.mediator_patience", "protocol.speaks", "protocol.horizon_days", "parties.left.no_deal.value")
    (tmp_path / "mine.yaml").write_text(pie_with(paths), "utf-8")
    effects = sim.input_effects(tmp_path / "mine.yaml", PROBED).effects
    inert = {e.path for e in effects if e.proof or (e.of and not e.moved)} & set(paths)
    assert paths[0] in inert and paths[-1] not in inert
    app = opened(scenario="mine.yaml", yaml=with_levers(paths))
    until(app, lambda page: said(page).count("Moves nothing here") == len(inert))


def test_the_headline_is_about_the_outcome_that_is_chosen() -> None:
    app = opened()
    app.selectbox(key=key_of(app, "outcome")).set_value("cooling_off_only").run()
    assert "in: a pause without strikes only; most in the way" in headline(app)
    assert query(app, "outcome") == "cooling_off_only"


def test_the_choices_of_issue_and_of_what_comes_first_change_their_pictures() -> None:
    app = opened()
    issues, firsts = app.selectbox(key="by_day_issue").options, app.selectbox(key="first_what").options
    assert len(issues) == len(load(LABOUR).issues) and firsts[0] == words.ANY_DEAL
    *_, by_day, first = pictures(app)
    app.selectbox(key="by_day_issue").set_value("hours").run()
    app.selectbox(key="first_what").set_value("wage_rise.six_percent").run()
    *_, other_day, other_first = pictures(app)
    scenario = load(LABOUR)
    assert not by_day.startswith(hours := scenario.name_of("issues", "hours")) and other_day.startswith(hours)
    assert first.startswith(words.ANY_DEAL) and scenario.option_name("wage_rise", "six_percent") in other_first
    assert "Within 60 days in **" in said(app)


def test_a_table_is_sent_only_when_it_is_opened() -> None:
    app = opened()
    assert not app.table
    for key in ("table.outcomes", "table.dots", "table.binding", "table.questions", "table.first", "table.by_day"):
        app.session_state[key] = True
    app.run()
    assert len(app.table) == 6 and not app.exception
    assert "95 % interval" in app.table[1].value.columns


def test_the_share_box_holds_the_command_that_plays_the_same() -> None:
    app = opened(set="parties.union.no_deal.value=30", change="conditions_soft", seed="3")
    app.session_state["share"] = True
    app.run()
    command = app.code[-1].value
    assert command.startswith("parley run labour-dispute --change conditions_soft --set parties.union.no_deal.value=30")
    assert "--runs 500 --seed 3" in command


@pytest.mark.usefixtures("sooner")
def test_more_runs_are_a_job_that_replaces_the_quick_answer_and_can_be_dismissed() -> None:
    app = opened(scenario="pie")
    app.selectbox(key="precise_runs").set_value(2_000).run()
    app.button(key="precise").click().run()
    job = query(app, "job")
    assert {f"cancel.{job}", f"dismiss.{job}"} & {button.key for button in app.button}
    # The job's line is drawn before the answer: a job that ends between the two shows its button at the next look.
    until(app, lambda a: f"dismiss.{job}" in {button.key for button in a.button})
    assert "2,000 runs · seed 1" in said(app)
    app.button(key=f"dismiss.{job}").click().run()
    assert query(app, "job") is None


@pytest.mark.usefixtures("sooner")
def test_a_job_can_be_cancelled_and_keeps_what_is_finished() -> None:
    app = opened()
    app.selectbox(key="precise_runs").set_value(100_000).run()
    app.button(key="precise").click().run()
    until(app, lambda a: "So far, of" in said(a))
    app.button(key=f"cancel.{query(app, 'job')}").click().run()
    until(app, lambda a: "cancelled after" in said(a))
    assert not re.search(r"(?<![\d,])500 runs · seed", said(app))


def test_a_job_of_an_address_that_the_server_does_not_know_is_said_to_be_gone() -> None:
    assert words.JOB_GONE in said(opened(job="0" * 32))


@pytest.mark.usefixtures("sooner")
def test_conditions_share_an_outcome_out_by_a_job() -> None:
    app = opened()
    app.button(key="shapley").click().run()
    until(app, lambda a: "Shapley 1953" in said(a))
    assert not [button for button in app.button if button.key == "shapley"]


def test_what_the_address_sets_wrongly_is_a_fault_on_the_page_with_a_way_back() -> None:
    app = opened(set="parties.nobody.no_deal.value=3")
    assert app.error[0].value == words.LEVER_FAULTS and "nobody" in app.table[0].value.iloc[0].to_string()
    app.button(key="reset_faults").click().run()
    assert not app.error and headline(app)


def test_what_the_address_sets_without_a_lever_is_said_and_counts() -> None:
    app = opened(set="parties.union.patience_days=20")
    assert "patience\\_days=20" in said(app) and "1 moved" in said(app)


# The frame


def test_guessed_addresses_mean_pages_and_none_is_one() -> None:
    assert set(GUESSED.values()) <= set(PLACES) and set(GUESSED) & set(PLACES) == {"answer"}


# Scenario


def sheet(app: AppTest, name: str) -> Any:
    return next(editor for editor in app.data_editor if str(editor.key).startswith(f"sheet.{name}."))


def edit(app: AppTest, name: str, row: int, column: str, value: str) -> None:
    """Type a value into a cell, as the browser reports it."""
    edits = {"edited_rows": {row: {words.COLUMNS[column]: value}}, "added_rows": [], "deleted_rows": []}
    app.session_state[sheet(app, name).key] = edits
    app.run()
    assert not app.exception


def test_the_page_tells_the_story_and_shows_every_sheet() -> None:
    app = opened("scenario", scenario="ukraine-2025-03")
    scenario = load("ukraine-2025-03")
    text = said(app)
    assert headline(app) == plain(scenario.title) and plain(str(scenario.story)) in text
    assert "4 parties, 9 issues" in text
    assert [len(editor.value) for editor in app.data_editor] == [4, 6, 6]
    assert len(app.table[0].value) == 5 and len(app.table[1].value) == 9


def test_a_number_is_edited_in_place_and_counts_on_the_other_pages_until_it_is_undone() -> None:
    app = opened()
    before = headline(app)
    at_page(app, "scenario")
    edit(app, "parties", 0, "no_deal.value", "60")
    assert query(app, "edit") == "parties.union.no_deal.value=60"
    assert sheet(app, "parties").value[words.COLUMNS["no_deal.value"]][0] == "60"
    assert headline(at_page(app, "answer")) != before
    at_page(app, "scenario").button(key="reset_edits").click().run()
    assert query(app, "edit") is None and headline(at_page(app, "answer")) == before


def test_a_wrong_edit_shows_its_fault_beside_the_field_and_stops_the_other_pages() -> None:
    app = opened("scenario")
    edit(app, "conditions", 0, "firmness", "1.5")
    row = sheet(app, "conditions").value.iloc[0]
    assert (
        re.match(r"line \d+, column \d+: ", row[words.COLUMNS["mend"]]) and "from 0 to 1" in row[words.COLUMNS["mend"]]
    )
    assert "> " in app.code[0].value and "1.5" in app.code[0].value
    assert at_page(app, "answer").error and not app.header
    edit(at_page(app, "scenario"), "conditions", 0, "firmness", "0.4 to 0.5")
    assert not app.error


def test_a_pledge_and_a_lognormal_range_are_edited_as_people_say_them() -> None:
    app = opened("scenario", scenario="ukraine-2025-03")
    assert sheet(app, "conditions").value[words.COLUMNS["backdown_cost"]][0] == "0.5 to 6, lognormal"
    edit(app, "pledges", 0, "backdown_cost", "1 to 4, lognormal")
    pledge = next(iter(load("ukraine-2025-03").pledges))
    assert query(app, "edit") == f"pledges.{pledge}.backdown_cost={{lognormal: [1, 4]}}"
    assert sheet(app, "pledges").value[words.COLUMNS["backdown_cost"]][0] == "1 to 4, lognormal"
    assert not app.error


def test_an_emptied_cell_goes_back_to_the_default() -> None:
    app = opened("scenario")
    edit(app, "conditions", 0, "backdown_cost", "")
    assert not app.error and sheet(app, "conditions").value[words.COLUMNS["backdown_cost"]][0] != "2 to 8"


def test_the_way_back_in_the_browser_undoes_an_edit() -> None:
    app = opened("scenario")
    edit(app, "parties", 0, "patience_days", "20")
    del app.query_params["edit"]
    app.run()
    assert app.session_state["link"].edits == () and query(app, "edit") is None
    assert sheet(app, "parties").value[words.COLUMNS["patience_days"]][0] == "45 to 90"


def test_one_of_something_is_said_in_the_singular() -> None:
    assert "2 parties, 1 issue, " in said(opened("scenario", scenario="pie"))
    assert "1 value edited" in said(opened("scenario", edit="parties.union.patience_days=20"))
    assert words.counted(1, *words.FAULT) == "1 fault" and words.counted(1_200, *words.FAULT) == "1,200 faults"


def test_choosing_another_scenario_puts_levers_and_edits_aside() -> None:
    app = opened("scenario", set="parties.union.no_deal.value=30", edit="parties.union.patience_days=20", seed="5")
    app.selectbox(key=key_of(app, "scenario")).set_value("pie").run()
    link = app.session_state["link"]
    assert (link.scenario, link.moves, link.edits, link.seed) == ("pie", (), (), 5)


def test_an_own_scenario_is_uploaded_edited_and_played() -> None:
    app = opened("scenario")
    text = (ROOT / "scenarios" / "pie.yaml").read_text().replace("title: Two parties split a pie", "title: My pie")
    app.file_uploader(key="upload").upload("mine.yaml", text.encode()).run()
    assert headline(app) == "My pie" and query(app, "yaml")
    edit(app, "parties", 0, "patience_days", "20")
    assert headline(at_page(app, "answer")) == "All 500 runs end in: they agree."
    again = opened("scenario", scenario="mine.yaml", yaml=query(app, "yaml"), edit=query(app, "edit"))
    assert headline(again) == "My pie" and again.session_state["link"].edits


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("bad.yaml", b"format: 1\nid: x\ntitel: y\n", [*[("1", "1", "nothing")] * 6, ("3", "1", "an unknown key")]),
        ("half.yaml", b"format: [1\n", [("2", "1", "YAML that cannot be read")]),
    ],
)
def test_an_upload_with_faults_shows_their_lines_and_columns(name: str, content: bytes, told: list[Any]) -> None:
    app = opened("scenario")
    app.file_uploader(key="upload").upload(name, content).run()
    assert not app.exception and app.error
    table = app.table[0].value
    found = table[words.FOUND].str.split(" (", regex=False).str[0]
    assert list(zip(table[words.LINE], table[words.COLUMN], found, strict=True)) == told
    assert app.code[0].value.count(">") >= 1


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"\xff\xfe\x00", "not UTF-8 text"), (b"", "empty"), (b"# " + b"x" * 2_000_010, "2,000,012 bytes")],
)
def test_an_upload_that_is_no_scenario_text_is_refused_with_a_sentence(content: bytes, told: str) -> None:
    app = opened("scenario")
    app.file_uploader(key="upload").upload("../../etc/x.yaml", content).run()
    assert not app.exception
    assert told in app.error[0].value and ".." not in app.error[0].value
    assert app.session_state["link"].scenario == LABOUR


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (
            "mine.parley",
            b'{"kind": "parley session"}',
            ("a session of the app", "parley open mine.parley", "page Export"),
        ),
        ("study.yaml", b"vary: {}\nscenario: pie\n", ("the study of a sweep", "parley sweep --study study.yaml", "")),
        ("found.json", b'{"kind": "parley finding"}', ("a finding that was kept", "parley verify found.json", "")),
    ],
)
def test_another_file_of_ours_is_recognised_where_a_scenario_is_uploaded(
    name: str, content: bytes, told: tuple[str, ...]
) -> None:
    app = opened("scenario")
    app.file_uploader(key="upload").upload(name, content).run()
    called, command, page = (words.plain(text) for text in told)
    assert not app.exception and f"found {called}, expected a scenario." in app.error[0].value
    assert command in app.error[0].value and page in app.error[0].value
    assert ("page" in app.error[0].value) == bool(page)
    assert app.session_state["link"].scenario == LABOUR


def test_a_scenario_can_be_downloaded_as_it_stands() -> None:
    app = opened("scenario", edit="parties.union.patience_days=20")
    assert [button.key for button in app.get("download_button")] == ["download"]


def test_long_tables_of_the_scenario_open() -> None:
    app = opened("scenario", scenario="ukraine-2025-03")
    for key in ("table.issues", "table.power", "table.sources", "table.left_out"):
        app.session_state[key] = True
    app.run()
    assert len(app.table) == 6 and not app.exception


# One run


def test_a_run_is_picked_by_outcome_typical_unusual_by_lot_or_the_next() -> None:
    app = opened("one_run")
    app.selectbox(key="pick_outcome").set_value("contract_signed").run()
    picked = set()
    for key in ("pick.typical", "pick.extreme", "pick.random", "another"):
        app.button(key=key).click().run()
        assert headline(app).endswith(f"ends in: {load(LABOUR).name_of('outcomes', 'contract_signed')}"), key
        picked.add(query(app, "run"))
    assert len(picked) > 1


def test_a_run_is_named_by_its_number_and_is_the_run_that_the_library_watches() -> None:
    import sim

    app = opened("one_run")
    app.number_input(key=key_of(app, "run")).set_value(7).run()
    assert query(app, "run") == "7"
    transcript = sim.watch(LABOUR, seed=1, run=7)
    assert plain(load(LABOUR).name_of("outcomes", transcript.outcome)) in headline(app)
    app.session_state["log.all"] = True
    app.run()
    assert app.code[0].value == transcript.to_text()


def test_days_are_stepped_played_and_slid_through() -> None:
    app = opened("one_run")
    assert app.slider(key=key_of(app, "day")).value == 60
    app.slider(key=key_of(app, "day")).set_value(10).run()
    assert "Day 10 of 60" in said(app)
    app.button(key="step").click().run()
    later = app.session_state["day_shown"]
    assert later > 10
    app.button(key="step_back").click().run()
    assert app.session_state["day_shown"] < later
    app.button(key="film_button").click().run()
    assert app.session_state["playing"] and app.button(key="film_button").label == words.PAUSE
    app.button(key="film_button").click().run()
    assert not app.session_state["playing"]


def test_a_quiet_day_shows_what_happened_last() -> None:
    import sim

    transcript = sim.watch(LABOUR, seed=1, run=0)
    quiet = next(d.day for d in transcript.days[5:] if not d.eventful and not d.breaches)
    app = opened("one_run")
    app.slider(key=key_of(app, "day")).set_value(quiet).run()
    assert words.LOG_QUIET_SINCE in said(app) or words.LOG_QUIET in said(app)


def test_pictures_of_a_run_open_by_tab() -> None:
    app = opened("one_run")
    shown = {}
    for tab in (words.TAB_TRUST, words.TAB_BELIEFS, words.TAB_OFFERS):
        app.session_state["lines"] = tab
        app.run()
        timeline, *lines = pictures(app)
        assert timeline.startswith("Run 0:")
        shown[tab] = {line.split(".")[0].split(":")[0] for line in lines}
    assert all(len(lines) >= 2 for lines in shown.values())
    assert len(set.union(*shown.values())) == sum(map(len, shown.values()))
    assert {"transcript.text", "transcript.json"} <= {button.key for button in app.get("download_button")}


# Widgets and addresses, without a page


def test_every_widget_of_every_page_has_a_key_and_help() -> None:
    for page in ("answer", "scenario", "one_run"):
        app = opened(page, set="parties.union.no_deal.value=30", edit="parties.union.patience_days=20")
        kinds = (app.selectbox, app.select_slider, app.slider, app.number_input, app.toggle, app.checkbox, app.button)
        for widget in (widget for kind in kinds for widget in kind):
            assert widget.key and widget.help, (page, widget)


def test_an_uncertain_number_keeps_its_range_at_the_middle_stop() -> None:
    info = levers_of(LABOUR)["conditions.pay_before_length.firmness"]
    stops = stops_of(info)
    place = stops.index(STATED)
    assert on_the_thumb(info, STATED) == "0.3 to 0.8"
    assert stops[0] == 0.0 and stops[-1] == 1.0 and 0 < place < len(stops) - 1
    assert stops[place - 1] < 0.55 <= stops[place + 1]  # type: ignore[operator]  # a number, as the stops are
    assert 0.333 in stops_of(info, 0.333)


def test_a_certain_number_has_one_stop_at_its_value() -> None:
    info = levers_of("pie")["parties.left.tactic.from"]
    assert 0.9 not in stops_of(info) and on_the_thumb(info, STATED) == "0.9"


def test_stated_numbers_are_said_in_words() -> None:
    assert in_words("-5 to 6 to 18") == "−5 to 18, most likely 6"
    assert in_words({"lognormal": [0.5, 6]}) == "0.5 to 6, lognormal"
    assert in_words(3.50) == "3.5" and in_words("exact") == "exact"


def test_an_address_brings_back_the_same_page() -> None:
    link = Link(
        scenario="pie",
        edits=(("parties.left.patience_days", 20),),
        changes=("a", "b"),
        moves=(("x.y", "0.2 to 0.5"), ("switches.z.reading", "on"), ("w", {"lognormal": [1, 2]}), ("gone", None)),
        seed=0,
        runs=500,
        outcome="no_deal",
        run=12,
        jobs=("abc",),
    )
    assert link_of(link.query()) == link
    assert Link().query() == {} and link_of({}) == Link()


def test_an_own_text_travels_in_the_address_unless_it_is_too_long() -> None:
    short = Link(scenario="mine.yaml", yaml="format: 1\n# ümlaut\n")
    assert short.portable and link_of(short.query()) == short
    noise = "\n".join(str(hash((n, "noise"))) for n in range(LONGEST))
    long = Link(scenario="mine.yaml", yaml=noise)
    assert not long.portable and "yaml" not in long.query()
    assert link_of(long.query()).lost == "mine.yaml"
    assert link_of(long.query(), {long.query()["text"][0]: noise}) == long


@pytest.mark.parametrize(
    "wild",
    [
        {"seed": ["1e400"], "runs": ["9999999999"], "run": ["-3"]},
        {"yaml": ["not base64"], "scenario": ["../../etc/passwd"]},
        {"set": ["nothing", "=", "a=[1", "b=\x00"]},
    ],
)
def test_whatever_an_address_says_is_read_without_harm(wild: dict[str, list[str]]) -> None:
    link = link_of(wild)
    assert link.runs == Link().runs and link.seed == Link().seed and link.run == 0 and link.moves == ()
    assert link.lost == wild.get("scenario", [""])[0]
    said = sum(len(values) for key, values in wild.items() if key in {"seed", "runs", "run", "set"})
    assert len(link.ignored) == said


def test_what_an_address_says_in_vain_is_told_on_every_page_until_it_was_read() -> None:
    for page in ("answer", "scenario", "one_run", "learn"):
        app = opened(page, runs="100000000", seed="1" + "0" * 24, surprise="x")
        told = app.warning[0].value
        assert "runs=100000000" in told and "500 to 5,000" in told.replace("\\", "") and "surprise" in told
        app.button(key="dismiss_ignored").click().run()
        assert not app.warning and not app.exception


def test_a_scenario_that_the_server_lacks_is_said_and_nothing_is_played_under_its_name() -> None:
    for page in ("answer", "scenario", "one_run"):
        app = opened(page, scenario="typo", seed="7")
        assert "typo" in app.warning[0].value and "nothing is played" in app.warning[0].value
        assert not app.header and not app.exception
        assert query(app, "scenario") == "typo" and query(app, "seed") == "7"
    app = opened("scenario", scenario="typo")
    app.selectbox(key="scenario").set_value("pie").run()
    assert not app.exception and query(app, "scenario") == "pie" and app.header


def test_an_edited_scenario_is_said_to_be_edited_and_its_command_plays_the_edited_file() -> None:
    assert command_of(sim.run("pie", runs=1), Link(scenario="pie")).startswith("parley run pie ")
    edited = Link(scenario="pie", edits=(("parties.left.patience_days", 20),))
    assert command_of(sim.run("pie", runs=1), edited).startswith("parley run pie-edited.yaml ")
    own = Link(scenario="mine.yaml", yaml="format: 1")
    assert command_of(sim.run("pie", runs=1), own).startswith("parley run mine.yaml ")


def test_a_zip_bomb_in_an_address_is_no_scenario() -> None:
    import base64
    import zlib

    bomb = base64.urlsafe_b64encode(zlib.compress(b"\0" * 50_000_000, 9)).decode()
    assert link_of({"scenario": ["bomb.yaml"], "yaml": [bomb]}).yaml == ""


def test_texts_of_a_scenario_are_shown_and_never_obeyed() -> None:
    assert plain("![x](http://tracker) :red[y] <b>") == r"\!\[x\](http\://tracker) \:red\[y\] \<b\>"


def large_scenario() -> str:
    """Return a scenario with 100,000 feasible deals, more than runs are played of."""
    options: dict[str, Any] = {f"o{place}": {} for place in range(10)}
    issues = {f"i{number}": {"controlled_by": ["a", "b"], "options": options} for number in range(5)}
    party = {"no_deal": {"value": 0, "assumed": "a test"}, "assumed": "a test"}
    worth = {issue: {"weight": 1, **{option: 10 * place for place, option in enumerate(options)}} for issue in issues}
    data = {
        "format": 1,
        "id": "large",
        "title": "Large",
        "as_of": "2025-01-01",
        "protocol": {"horizon_days": 3, "sessions_per_day": 1, "status_quo": "outside"},
        "parties": {"a": party, "b": party},
        "issues": {name: {**issue, "assumed": "a test"} for name, issue in issues.items()},
        "worth": {name: {"assumed": "a test", **worth} for name in "ab"},
        "outcomes": {"any": {"label": "any end", "otherwise": True}},
    }
    return text_of(data)


@pytest.mark.parametrize("page", ["answer", "scenario", "one_run"])
def test_a_scenario_with_more_deals_than_runs_are_played_of_is_shown_and_not_played(page: str) -> None:
    app = opened(page, **Link(scenario="large.yaml", yaml=large_scenario()).query())
    assert not app.exception
    told = [str(error.value) for error in app.error]
    if page == "scenario":
        assert told == [] and "100,000" in said(app)
    else:
        assert len(told) == 1 and "100,000 feasible deals; runs are played of at most 65,536" in told[0]


@pytest.mark.usefixtures("beside")
def test_the_band_over_cases_stands_beside_the_sampling_interval_a_moment_later() -> None:
    app = opened(runs="1000", set="parties.management.no_deal.value=20")
    until(app, lambda page: "In the middle half of cases" in said(page))
    ensemble = sim.run(LABOUR, runs=1_000, changes=[{"parties.management.no_deal.value": 20}])
    band = with_bands(ensemble, 50).bands[0]
    assert f"between {100 * band.low:.1f} and {100 * band.high:.1f} of 100 (50 cases" in said(app)


@pytest.mark.usefixtures("beside")
def test_a_band_without_a_width_is_said_to_be_none() -> None:
    app = opened(runs="1000")
    until(app, lambda page: "no spread of the share can be told from the noise of so few runs" in said(page))
    assert "In the middle half of cases" not in said(app)
