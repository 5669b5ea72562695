"""The pages Explain, Compare, Explore and Export, without a browser: what they say is what the library says."""

import ast
import io
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import sim
from sim.analysis.examples import picked, runs_ending_in
from sim.analysis.sweeps import Sweep
from sim.paths import scenarios_dir
from sim.reports.asked import Answer
from sim.reports.findings import alone
from sim.reports.foreign_pictures import is_harmless
from sim.reports.formats import figures_of
from sim.reports.session_file import HANDED_OVER, KeptAnswer, KeptFigure, answer_of
from sim.runs.options import PlayOptions
from sim.scenario.documents import load_text
from sim.scenario.edits import text_of
from sim.storage import sealed
from sim.studies.sensitivity_study import SensitivityPlan, Shape
from sim.ui import words
from sim.ui.engine import book
from sim.ui.found import Found, told_sweep
from sim.ui.further import spread_answer
from sim.ui.jobs import StoppedError
from sim.ui.link import Link
from sim.ui.places import PLACES
from sim.ui.question_jobs import USUAL_RUNS, Asked, askable, asked_job, offered, title_of
from sim.ui.sessions import session_as_file
from sim.ui.sweep_jobs import STEPS, Exploration, steps_in, taken_over, vary_text
from sim.ui.takeaways import PAPERS, TABLES, brief_file, brief_of, figures, picture_file, report_file
from sim.ui.words import plain
from sim.ui.work import Order
from tests.faulty.edits import SMALL
from tests.pages import only_what_is_asked_for
from tests.test_app import (
    LABOUR,
    PAGES,
    at_page,
    headline,
    key_of,
    levers_of,
    opened,
    pictures,
    pie_with,
    query,
    said,
    until,
)


def kept_in_book(name: str) -> Found:
    """Return an answer by the id of its job, which belongs to a browser without a token in these tests."""
    job = book().get(name)
    assert job is not None and isinstance(job.about, Asked) and isinstance(job.result, Answer)
    return job, job.about, job.result


# Explain


FEW = 100
"""Runs behind an answer in these tests, so that nobody waits; the page itself offers 500 and more."""

PLAN = SensitivityPlan(runs=FEW, arm=20, paths=5, shape=Shape(rows=16, lucks=3))
"""How large a study of a spread is in these tests."""


@pytest.fixture(autouse=True)
def _few_runs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Offer a small number of runs on the page too, as the usual one, and small studies."""
    for module in ("sim.ui.question_jobs", "sim.ui.found"):
        monkeypatch.setattr(f"{module}.ASK_RUNS", (USUAL_RUNS, FEW))
    monkeypatch.setattr("sim.ui.further.plan_for", lambda runs: PLAN)
    yield from only_what_is_asked_for(monkeypatch)


def asked(text: str, **more: str) -> AppTest:
    """Open Explain and ask something; returns the page once the answer is there."""
    app = opened("explain", **more)
    app.selectbox(key="ask_runs").set_value(FEW)
    app.button(key=f"ask.{text}").click().run()
    until(app, lambda a: f"{words.HOW_SURE}" in said(a))
    return app


def test_an_answer_is_the_one_of_the_brief_and_is_kept_until_it_is_dismissed() -> None:
    app = asked("sensitivity", outcome="no_deal")
    found = sim.brief(LABOUR, ["sensitivity"], FEW, outcome="no_deal").answers[0]
    assert plain(found.question) in [one.value for one in app.subheader]
    assert all(plain(text) in said(app) for text in found.sentences) and plain(found.sure) in said(app)
    job = query(app, "job")
    at_page(at_page(app, "answer"), "explain")
    assert plain(found.question) in [one.value for one in app.subheader]
    app.button(key=f"dismiss.{job}").click().run()
    assert query(app, "job") is None and words.NOTHING_ASKED in said(app)


def test_every_question_on_offer_has_an_answer() -> None:
    app = opened("explain", **Link(scenario="small.yaml", yaml=SMALL).query())
    verbs = offered(load_text(SMALL))
    assert set(verbs) == set(words.WHYS)
    app.selectbox(key="ask_runs").set_value(FEW)
    for verb in verbs:
        app.button(key=f"ask.{verb}").click().run()
    assert len(query(app, "job")) == len(verbs)
    until(app, lambda a: said(a).count(words.HOW_SURE) == len(verbs), 300)
    assert {title_of(verb) for verb in verbs} <= {button.label for button in app.button}


def test_a_question_is_asked_of_the_levers_as_they_stand_and_of_what_stands_beside_its_button() -> None:
    text = pie_with(("parties.left.no_deal.value",))
    address = Link(scenario="mine.yaml", yaml=text).query()
    app = opened("explain", **address, set="parties.left.no_deal.value=30", outcome="agreed")
    app.selectbox(key="ask_runs").set_value(FEW)
    app.slider(key="ask_target").set_value(30)
    app.button(key="ask.flip").click().run()
    until(app, lambda a: words.HOW_SURE in said(a))
    moved = [{"parties.left.no_deal.value": 30}]
    found = sim.brief(load_text(text), ["flip 0.3"], FEW, changes=moved, outcome="agreed").answers[0]
    assert plain(found.sentences[0]) in said(app)
    app.session_state["link"] = replace(app.session_state["link"], moves=())
    app.session_state["moved"] = True
    app.run()
    assert words.ASKED_ELSEWHERE in [one.value for one in app.subheader]


def test_a_scenario_without_conditions_is_not_asked_which_stands_in_the_way() -> None:
    app = opened("explain", scenario="pie")
    keys = {button.key for button in app.button}
    assert "ask.ablate" not in keys and "ask.flip" in keys and headline(app)
    assert key_of(app, "outcome")


# Compare


def test_what_ifs_stand_side_by_side_under_the_same_luck_and_a_link_carries_them() -> None:
    app = opened("compare")
    assert words.NOTHING_PINNED in [info.value for info in app.info]
    app.button(key="example").click().run()
    names = list(sim.load(LABOUR).changes)[:2]
    assert query(app, "arm") == [f"change={name}" for name in names]
    found = sim.compare(LABOUR, names, runs=500)
    text = said(app)
    for name in names:
        label = sim.load(LABOUR).name_of("changes", name)
        differences = next(each.differences for each in found.against_base if each.change == name)
        one = next(difference for difference in differences if difference.id == "contract_signed")
        assert f"**{plain(label)}**: {100 * one.difference:+.1f} of 100".replace("-", "−") in text
    again = opened("compare", arm=query(app, "arm"))
    assert headline(again) == headline(app)
    app.button(key="remove.0").click().run()
    assert query(app, "arm") == f"change={names[1]}"
    app.button(key="load.0").click().run()
    assert query(app, "change") == names[1]


def test_the_levers_as_they_stand_are_pinned_and_compared_and_go_into_the_brief() -> None:
    app = opened(set="parties.union.no_deal.value=30", outcome="no_deal")
    app.button(key="pin").click().run()
    assert query(app, "arm") == "set=parties.union.no_deal.value%3D30"
    at_page(app, "compare")
    assert "1 lever moved" in said(app) and "runs end otherwise" in said(app)
    app.button(key="compare_ask").click().run()
    at_page(app, "explain")
    until(app, lambda a: words.HOW_SURE in said(a))
    found = sim.brief(LABOUR, ["compare parties.union.no_deal.value=30"], 500, outcome="no_deal").answers[0]
    assert plain(found.sentences[0]) in said(app)


def test_a_what_if_that_does_not_fit_is_a_fault_with_a_way_back() -> None:
    app = opened("compare", arm="change=nobody")
    assert words.ARM_FAULTS in [error.value for error in app.error]
    app.button(key="no_arms").click().run()
    assert not app.error and query(app, "arm") is None


def test_no_more_than_four_what_ifs_are_compared() -> None:
    paths = [f"set=parties.union.no_deal.value%3D{value}" for value in range(6)]
    app = opened("compare", arm=paths)
    assert len(app.session_state["link"].arms) == 4 and "first 4" in app.warning[0].value


# Explore


def test_one_lever_is_swept_and_a_point_is_loaded() -> None:
    app = opened("explore")
    path = next(iter(sim.load(LABOUR).levers))
    app.selectbox(key=key_of(app, "vary_steps")).set_value(3)
    app.selectbox(key="point_runs").set_value(200)
    app.button(key="sweep").click().run()
    until(app, lambda a: "3 points of 200 runs each" in said(a))
    vary = query(app, "vary")
    assert str(vary).startswith(f"{path}=") and str(vary).endswith(":3")
    app.selectbox(key="sweep_point").set_value(2)
    app.button(key="load_point").click().run()
    top = sim.sweep(LABOUR, [vary], runs=200).points[2].values[0]
    assert query(app, "set") == f"{path}={top:g}" and headline(app).startswith("Most often")


def test_two_levers_give_a_map() -> None:
    first, second = list(sim.load(LABOUR).levers)[:2]
    app = opened("explore", vary=[f"{first}=0:1:3", f"{second}=0:1:3"])
    app.selectbox(key="point_runs").set_value(200)
    app.button(key="sweep").click().run()
    until(app, lambda a: "9 points of 200 runs each" in said(a))
    assert len(query(app, "vary")) == 2
    app.selectbox(key=key_of(app, "vary_second")).set_value("").run()
    assert str(query(app, "vary")).startswith(f"{first}=")


def test_what_an_address_explores_otherwise_than_it_says_is_told_and_the_address_follows() -> None:
    first, second = list(levers_of(LABOUR).values())[:2]
    whole = vary_text(first, 3)
    assert first.low is not None and first.high is not None
    for vary, told in (
        ([f"{first.path}=-9999:9999:3"], "this page explores all of"),
        ([f"{first.path}={first.low + 1:g}:{first.high:g}:3"], "this page explores all of"),
        ([whole, f"{first.path}=::"], "this page explores all of"),
        ([whole, "nobody=0:1:3"], "no such lever"),
        ([whole, f"{second.path}=a,b", vary_text(second, 5)], "the first 2 are explored"),
    ):
        app = opened("explore", vary=vary)
        assert told in str(app.warning[0].value), vary
        assert query(app, "vary") == whole or query(app, "vary") == [whole, vary_text(second, 3)]
    for text in (whole, whole.replace(":3", ":+3")):
        assert not opened("explore", vary=text).warning
    assert opened("explore", vary=whole).selectbox(key="vary_steps").value == 3


def test_what_the_page_itself_wrote_is_what_an_address_says() -> None:
    whole = {
        lever.path: lever
        for lever in (
            *levers_of(LABOUR).values(),
            *(lever for name in ("ukraine-2025-03", "pie") for lever in levers_of(name).values()),
        )
    }
    for path, lever in whole.items():
        for steps in STEPS:
            text = vary_text(lever, steps)
            assert taken_over([text], whole) == ((text,), ()), path
            assert vary_text(lever, steps_in([text], whole)) == text


# One run


def test_the_day_of_a_run_is_in_the_address_and_reasons_come_in_layers() -> None:
    transcript = sim.watch(LABOUR, seed=1, run=0)
    day = next(day.day for day in transcript.days if day.sessions and day.sessions[0].answers)
    app = opened("one_run", day=str(day))
    assert f"Day {day} of 60" in said(app) and query(app, "day") == str(day)
    assert "holds out for" not in said(app)
    app.session_state["log.terms"] = True
    app.run()
    assert "holds out for" in app.code[0].value
    app.slider(key=key_of(app, "day")).set_value(60).run()
    assert query(app, "day") is None


def test_what_stood_longer_than_its_term_is_said_to_have_been_extended() -> None:
    def moves(run: int) -> int:
        days = sim.watch("ukraine-2025-03", seed=1, run=run).days
        return sum(move.how in {"extended", "renewed"} for day in days for move in day.moves)

    assert (moves(5), moves(12)) == (3, 2)
    shown = {run: said(opened("one_run", scenario="ukraine-2025-03", run=str(run))) for run in (5, 12)}
    assert "from day 3 to day 74, extended or renewed 3 times." in shown[5]
    assert "from day 1 to day 29; from day 34 to day 74, extended or renewed twice." in shown[12]


# Export


def offered_files(app: AppTest) -> dict[str, Any]:
    return {str(button.key): button for button in app.get("download_button")}


def test_everything_can_be_taken_along_and_each_file_is_what_it_says() -> None:
    app = opened("export", scenario="pie")
    buttons = offered_files(app)
    wanted = {*(f"report{end}" for end in PAPERS), *(f"rows{end}" for end in TABLES), "rows.bib", "session"}
    assert {key.replace("citation", "rows") for key in buttons} >= wanted
    ensemble = sim.run("pie", 50)
    heads = {".pdf": b"%PDF", ".xlsx": b"PK", ".parquet": b"PAR1", ".csv": b"PK", ".json": b"{", ".bib": b"%"}
    for suffix, head in heads.items():
        assert report_file(ensemble, "agreed", suffix, "pie").startswith(head), suffix
    names = figures(ensemble, next(iter(ensemble.outcomes)).id)
    assert picture_file(ensemble, ensemble.outcomes[0].id, next(iter(names)), ".svg").startswith(b"<svg")


def test_the_brief_holds_what_was_asked_and_says_the_numbers_of_the_screen() -> None:
    import openpyxl

    app = asked("sensitivity", outcome="no_deal")
    found = sim.brief(LABOUR, ["sensitivity"], FEW, outcome="no_deal").answers[0]
    at_page(app, "export")
    assert plain(found.sentences[0]) in said(app)
    kept = next(iter(app.session_state["link"].jobs))
    brief = brief_of([kept_in_book(kept)])
    assert plain(brief.answers[0].sentences[0]) in said(app)
    sheet = openpyxl.load_workbook(io.BytesIO(brief_file(brief, ".xlsx")))["Answers"]
    assert found.sentences[0] in {str(cell.value) for row in sheet.iter_rows() for cell in row}
    at_page(app, "explain").button(key=f"brief.{kept}").click().run()
    assert words.BRIEF_EMPTY in said(at_page(app, "export"))


def test_a_session_is_saved_and_opened_again_with_levers_pins_and_answers() -> None:
    app = asked("sensitivity", outcome="no_deal", set="parties.union.no_deal.value=30", arm="change=conditions_soft")
    found = sim.brief(
        LABOUR, ["sensitivity"], FEW, changes=[{"parties.union.no_deal.value": 30}], outcome="no_deal"
    ).answers[0]
    link = app.session_state["link"]
    data = session_as_file(link, [kept_in_book(link.jobs[0])])
    other = opened("export", scenario="pie")
    other.file_uploader(key="session_file").upload("mine.parley", data).run()
    assert query(other, "scenario") == LABOUR and query(other, "set") == "parties.union.no_deal.value=30"
    assert query(other, "arm") == "change=conditions_soft" and plain(found.sentences[0]) in said(other)
    at_page(other, "explain")
    assert plain(found.sure) in said(other) and words.CARD_OPENED in said(other) and pictures(other)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda data: data[:200], "cannot be opened"),
        (lambda data: data.replace(b"no_deal", b"no_dial"), "changed since it was saved"),
        (lambda data: b"\xff\xfe", "not UTF-8"),
        (lambda data: b'{"kind": "parley session"}', "cannot be opened"),
        (lambda data: b"[" * 100_000, "cannot be opened"),
    ],
)
def test_a_file_that_is_no_session_is_refused_with_a_sentence(change: Callable[[bytes], bytes], told: str) -> None:
    app = opened("export")
    data = session_as_file(Link(scenario=LABOUR, outcome="no_deal"), [])
    app.file_uploader(key="session_file").upload("../../x.parley", change(data)).run()
    assert not app.exception and told in app.error[0].value
    assert app.session_state["link"].scenario == LABOUR and ".." not in app.error[0].value


def test_another_file_of_ours_is_recognised_where_a_session_is_opened() -> None:
    for name, content, told in (
        ("pie.yaml", (scenarios_dir() / "pie.yaml").read_bytes(), ("a scenario", "parley run", "page Scenario")),
        ("x.json", b'{"kind": "parley finding"}', ("a finding that was kept", "parley verify", "expected a session")),
    ):
        app = opened("export")
        app.file_uploader(key="session_file").upload(name, content).run()
        assert not app.exception and app.session_state["link"].scenario == LABOUR
        assert all(part in app.error[0].value for part in told), app.error[0].value


def kept_answer(**more: Any) -> dict[str, Any]:
    return {
        "base": "", "changes": [], "seed": 1, "outcome": "no_deal", "runs": 1, "asked": "run", "in_brief": True,
        "question": "q", "sentences": ["s"], "sure": "", "command": "", "figure": None, "table": None, "finding": {},
        **more,
    }  # fmt: skip


TIP = {"tooltip": {"value": {"expr": "{'im\\u0061ge': 'http://elsewhere/x.png'}"}}}


@pytest.mark.parametrize(
    "spec",
    [
        {"layer": [{"mark": "bar", "data": {"url": "http://elsewhere/x.json"}}]},
        {"layer": [{"mark": {"type": "image"}}]},
        {"layer": [{"mark": "bar", "encoding": TIP}]},
        {"layer": [{"mark": "bar", "data": {"sequence": {"start": 0, "stop": 1e12}}}]},
        {"layer": [{"mark": "bar", "transform": [{"calculate": "1", "as": "x"}]}]},
        {"layer": [{"mark": "bar", "transform": [{"filter": {"and": ["length(pad('x', 1e12, 'y')) > 1"]}}]}]},
        {"layer": [{"mark": "bar", "encoding": {"x": {"axis": {"labelExpr": "pad(datum.label, 1e12)"}}}}]},
        {"layer": [{"mark": "bar", "encoding": {"x": {"field": "a", "bin": {"step": 1e-12}}}}]},
        {"layer": [{"mark": "bar"}], "width": 1e12},
    ],
)
def test_a_picture_that_would_fetch_or_compute_is_left_out(spec: dict[str, Any]) -> None:
    assert not is_harmless(spec)
    figure = KeptFigure(name="x", caption="", spec=spec, alt="a", columns=["a"], rows=[["1"]])
    assert answer_of(KeptAnswer.model_validate(kept_answer(figure=figure))).figure is None


def test_parleys_own_pictures_may_come_with_a_file() -> None:
    found = sim.brief(LABOUR, ["run", "ablate", "solve", "stability", "preview"], 50)
    drawn = [one.figure.picture for one in found.answers if one.figure is not None]
    assert len(drawn) > 2
    for picture in [*drawn, *(one.picture for one in figures_of(alone(found.ensemble, "no_deal")).values())]:
        assert is_harmless(picture.chart.to_dict(validate=False)), picture.alt


@pytest.mark.parametrize(
    "more",
    [
        {"changes": ["nobody"]},
        {"changes": [{"parties.nobody.label": 1}]},
        {"outcome": "nothing"},
        {"runs": -5},
        {"runs": 10**12},
        {"seed": 2**70},
        {"table": {"caption": "", "columns": ["a"], "rows": [["1", "2"]], "numeric": [], "widths": [], "note": ""}},
        {"table": {"caption": "", "columns": ["a"], "rows": [["1"]], "numeric": [7], "widths": [], "note": ""}},
        {"table": {"caption": "", "columns": ["a"], "rows": [["1"]], "numeric": [], "widths": [-1.0], "note": ""}},
        {"figure": {"name": "", "caption": "", "spec": {}, "alt": "", "columns": ["a", "b"], "rows": [["1"]]}},
    ],
)
def test_a_session_whose_answers_do_not_fit_is_refused_with_a_sentence(more: dict[str, Any]) -> None:
    app = opened("export", scenario="pie")
    data = json.loads(session_as_file(Link(scenario=LABOUR), []))
    base = sim.load(LABOUR)
    data |= {"scenarios": {base.digest: text_of(base.stated())}, "answers": [kept_answer(base=base.digest, **more)]}
    app.file_uploader(key="session_file").upload("x.parley", json.dumps(sealed(data)).encode()).run()
    assert not app.exception and "cannot be opened" in app.error[0].value
    assert app.session_state["link"].scenario == "pie"


def test_a_session_is_opened_by_its_word_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "mine.parley"
    file.write_bytes(session_as_file(Link(scenario="pie", seed=7), []))
    monkeypatch.setenv(HANDED_OVER, f"word {file}")
    assert query(opened(open="wrong"), "scenario") == LABOUR
    app = opened(open="word")
    assert query(app, "scenario") == "pie" and query(app, "seed") == "7" and headline(app)


# Hostile addresses


@pytest.mark.parametrize("page", ["compare", "explain", "explore", "export"])
def test_whatever_an_address_says_the_page_answers_with_a_sentence(page: str) -> None:
    wild = {"arm": ["x", "set=a%3D[1", "set=<script>%3D1"], "vary": ["nobody=0:1:3", "=", "x" * 500], "day": "-1"}
    app = opened(page, outcome="<b>none</b>", job="../etc", **wild)
    assert not app.exception
    told = " ".join(str(one.value) for one in (*app.warning, *app.error, *app.caption))
    assert "day=-1" in told.replace("\\", "") and "arm=x" in told.replace("\\", "")
    gone = opened(page, scenario="typo")
    assert not gone.exception and "typo" in gone.warning[0].value


def test_a_question_that_came_with_a_file_is_never_taken_for_the_name_of_a_file(tmp_path: Path) -> None:
    base = sim.load("pie")
    order = Order(base, (), 1, base.digest)
    for text in (str(tmp_path), "/etc/passwd", "discover --nothing", "flip 7", ""):
        assert not askable(Asked(order, "no_deal", 500, text)), text
    assert askable(Asked(order, "no_deal", 500, "flip 0.3")) and askable(Asked(order, "no_deal", 500, "spread"))


def test_what_was_finished_when_somebody_cancels_is_an_answer_too() -> None:
    base = load_text(SMALL)
    order, seen = Order(base, (), 1, base.digest), threading.Event()

    def tick(done: int, wanted: int) -> None:
        # The tornado is an early part; the last one plays most of the runs.
        if wanted > 500 and done > 0.95 * wanted:
            seen.set()

    whole = spread_answer(order, "held", FEW, PlayOptions())
    part = spread_answer(order, "held", FEW, PlayOptions(progress=tick, cancel=seen))
    assert (whole.complete, part.complete) == (True, False)
    assert part.sentences[0] == whole.sentences[0]
    assert len(whole.more) == 1 and "accounts for" in whole.more[0].said


class Impatient(threading.Event):
    """Somebody who cancels once so many looks were taken at whether they did."""

    def __init__(self, patience: int) -> None:
        super().__init__()
        self._left = patience

    def is_set(self) -> bool:
        self._left -= 1
        return self._left < 0 or super().is_set()


@pytest.mark.parametrize(
    "text", ["ablate", "flip 0.5", "sensitivity", "discover", "doubt", "robust --for north --cases 10 --luck 3"]
)
def test_every_long_question_that_is_cancelled_tells_what_is_finished_and_says_that_it_is_in_parts(text: str) -> None:
    verb = text.split(" ")[0]
    # What little the smallest scenario has is one piece to some questions.
    larger = {"ablate": sim.load(LABOUR), "flip": sim.load("pie")}
    base = larger.get(verb) or load_text(SMALL)
    runs = {"discover": 4_000, "flip": 40}.get(verb, FEW)  # fewer are one piece to discovery
    about = Asked(Order(base, (), 1, base.digest), next(iter(base.outcomes)), runs, text)
    told = []
    for patience in (0, *(3**power for power in range(8))):
        job, work = asked_job(about)
        job.cancel = Impatient(patience)
        try:
            work(job)
        except StoppedError:
            if isinstance(job.result, Answer):
                told.append(job.result)
                assert "Cut short after" in job.result.sentences[-1] and not job.in_brief
                assert not job.result.complete and job.result.sentences[0]
        else:
            assert isinstance(job.result, Answer) and job.result.complete
            break
    assert told


def test_what_the_spread_hangs_on_stands_in_a_brief_as_a_finding_that_was_kept() -> None:
    base = sim.load(LABOUR)
    asked_of = Asked(Order(base, (), 1, base.digest), "contract_signed", FEW, "spread")
    job, work = asked_job(asked_of)
    work(job)
    assert isinstance(job.result, Answer)
    brief = brief_of([(job, asked_of, job.result)])
    assert brief.answers[0].sentences[0] in brief_file(brief, ".md").decode()
    assert "parley sensitivity labour-dispute --outcome contract_signed" in brief.answers[0].command


def test_pages_that_wait_for_somebody_show_an_example() -> None:
    app = opened()
    app.button(key="example").click().run()
    assert query(app, "change") == next(iter(sim.load(LABOUR).changes))
    app = opened("one_run")
    app.button(key="example").click().run()
    ensemble = sim.run(LABOUR, 500)
    typical = picked(ensemble.records, runs_ending_in(ensemble.outcome_names, None), "typical", 0.0)
    assert query(app, "run") == (str(typical) if typical else None)
    app = opened("scenario")
    app.button(key="example").click().run()
    assert query(app, "scenario") == "pie"
    app = opened("learn")
    app.button(key="example").click().run()
    assert query(app, "knob") and "example" not in {button.key for button in app.button}
    for page in ("explain", "export", "explore"):
        app = opened(page, scenario="pie")
        app.button(key="example").click().run()
        job = book().get(query(app, "job"))
        assert job is not None, page
        job.cancel.set()


@pytest.mark.parametrize("name", PLACES)
def test_every_page_has_its_name_what_it_is_for_an_example_and_a_download(name: str) -> None:
    arm = {"arm": "change=conditions_soft"} if name == "compare" else {}
    app = opened(name, **arm)
    if name == "compare":
        assert "example" in {button.key for button in opened(name).button}
    else:
        assert "example" in {button.key for button in app.button}
    assert [one.value for one in app.title] == [PLACES[name].title]
    assert PLACES[name].purpose in {one.value for one in app.caption}
    if name == "explain":
        app.selectbox(key="ask_runs").set_value(FEW)
    if name in {"explain", "explore"}:
        app.button(key="example").click().run()
        until(app, lambda a: bool(offered_files(a)))
    assert offered_files(app)


def test_a_sweep_goes_into_the_brief_and_the_session_like_any_other_answer() -> None:
    vary = vary_text(next(iter(levers_of(LABOUR).values())), 3)
    app = opened("explore", vary=vary, outcome="no_deal")
    app.selectbox(key="point_runs").set_value(200)
    app.button(key="sweep").click().run()
    until(app, lambda a: "3 points of 200 runs each" in said(a))
    found = sim.brief(LABOUR, [f"sweep {vary} --runs 200"], 1_000, outcome="no_deal").answers[0]
    assert plain(found.sentences[0]) in said(app)
    at_page(app, "export")
    assert plain(found.sentences[0]) in said(app)
    job = query(app, "job")
    kept = book().get(job)
    assert kept is not None and isinstance(kept.about, Exploration) and isinstance(kept.result, Sweep)
    link = app.session_state["link"]
    about = Asked(kept.about.order, "no_deal", 1_000, f"sweep {vary} --runs 200")
    answer = told_sweep(kept.about, kept.result, "no_deal")
    assert answer.sentences == found.sentences and answer.command == found.command
    brief = brief_of([(kept, about, answer)])
    assert found.sentences[0] in brief_file(brief, ".md").decode()
    other = opened("export", scenario="pie")
    data = session_as_file(link, [(kept, about, answer)])
    other.file_uploader(key="session_file").upload("mine.parley", data).run()
    at_page(other, "explore")
    assert plain(found.sentences[0]) in said(other) and words.CARD_OPENED in said(other)
    at_page(app, "explore").button(key=f"brief.{job}").click().run()
    assert words.BRIEF_EMPTY in said(at_page(app, "export"))


def test_no_page_prints_what_is_written_for_those_who_read_its_code() -> None:
    """Streamlit prints a text that stands alone in a page's file."""
    for file in sorted(PAGES.glob("*.py")):
        first, *rest = ast.parse(file.read_text("utf-8")).body
        alone = [one for one in rest if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)]
        assert alone == [], f"{file.name}, line {alone[0].lineno}"
        assert isinstance(first, ast.Expr), file.name
