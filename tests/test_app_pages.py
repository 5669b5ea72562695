"""The pages Explain, Compare, Explore and Export, without a browser: what they say is what the library says."""

import sim
from sim.ui import words
from sim.ui.asking import offered, title_of
from sim.ui.words import plain
from tests.test_app import LABOUR, at_page, headline, key_of, opened, query, said, until

# Explain


def asked(text: str, page: str = "explain", **more: str):  # type: ignore[no-untyped-def]
    """Open Explain and ask something; returns the page once the answer is there."""
    app = opened(page, **more)
    app.selectbox(key="ask_runs").set_value(500)
    app.button(key=f"ask.{text}").click().run()
    until(app, lambda a: f"{words.HOW_SURE}" in said(a))
    return app


def test_an_answer_is_the_one_of_the_brief_and_is_kept_until_it_is_dismissed() -> None:
    app = asked("ablate", outcome="no_deal")
    found = sim.brief(LABOUR, ["ablate"], 500, outcome="no_deal").answers[0]
    assert plain(found.question) in [one.value for one in app.subheader]
    assert all(plain(text) in said(app) for text in found.sentences) and plain(found.sure) in said(app)
    job = query(app, "job")
    at_page(at_page(app, "answer"), "explain")
    assert plain(found.question) in [one.value for one in app.subheader]
    app.button(key=f"dismiss.{job}").click().run()
    assert query(app, "job") is None and words.NOTHING_ASKED in said(app)


def test_every_question_on_offer_has_an_answer() -> None:
    app = opened("explain")
    verbs = offered(sim.load(LABOUR))
    app.selectbox(key="ask_runs").set_value(500)
    for verb in verbs:
        app.button(key=f"ask.{verb}").click().run()
    assert len(query(app, "job")) == len(verbs)
    until(app, lambda a: said(a).count(words.HOW_SURE) == len(verbs), 300)
    assert {title_of(verb) for verb in verbs} <= {text.strip("*") for text in said(app).splitlines()}


def test_a_question_is_asked_of_the_levers_as_they_stand_and_of_what_stands_beside_its_button() -> None:
    app = opened("explain", set="parties.union.no_deal.value=30", outcome="no_deal")
    app.selectbox(key="ask_runs").set_value(500)
    app.slider(key="ask_target").set_value(30)
    app.button(key="ask.flip").click().run()
    until(app, lambda a: words.HOW_SURE in said(a))
    found = sim.brief(
        LABOUR, ["flip 0.3"], 500, changes=[{"parties.union.no_deal.value": 30}], outcome="no_deal"
    ).answers[0]
    assert plain(found.sentences[0]) in said(app)
    app.session_state["link"] = app.session_state["link"].__class__(
        scenario=LABOUR, jobs=app.session_state["link"].jobs
    )
    app.session_state["moved"] = True
    app.run()
    assert words.ASKED_ELSEWHERE in [one.value for one in app.subheader]


def test_a_scenario_without_conditions_is_not_asked_which_stands_in_the_way() -> None:
    app = opened("explain", scenario="pie")
    keys = {button.key for button in app.button}
    assert "ask.ablate" not in keys and "ask.flip" in keys and headline(app)
    assert key_of(app, "outcome")
