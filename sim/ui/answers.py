"""The findings of an ensemble on a page: headline, how runs end, what blocks, when things come, the outside view."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import pandas as pd
import streamlit as st

from sim import charts
from sim.analysis.frequencies import FirstDays, first_days
from sim.analysis.outside import outside_comparisons
from sim.analysis.paired_differences import outcome_differences
from sim.analysis.shares import Share
from sim.charts.numbers import said_of
from sim.charts.picture import percent, percent_interval
from sim.formatting import MINUS
from sim.game.records import Records
from sim.runs.results import Ensemble
from sim.scenario.deciders import NO_STOP, on_votes
from sim.scenario.model import Scenario
from sim.ui import show, words
from sim.ui.case_lines import band_of, in_words, number_band_of, number_in_words
from sim.ui.headline import answer_in_a_sentence, blocking
from sim.ui.job_lines import result_of, start
from sim.ui.state import heard, heeded, link, put, told, wish, wished
from sim.ui.words import capital, plain
from sim.ui.work import ATTRIBUTED, Order, attribution_job

ANY = "any"
"""The first deal of any kind."""

Key = tuple[str, ...]


@dataclass(frozen=True)
class AnswerView:
    """What is shown.

    Attributes:
        order: What was played.
        ensemble: Its runs.
        stated: The first of these runs under the same luck, before levers were moved; none if no lever was.
    """

    order: Order
    ensemble: Ensemble
    stated: Ensemble | None = None

    @property
    def key(self) -> Key:
        """What tells this answer from others."""
        return (*self.order.key, str(self.ensemble.runs))


def headline(answer: AnswerView) -> None:
    """Draw the answer in a sentence, then the outcome asked about with its two kinds of doubt."""
    ensemble, share = answer.ensemble, focus(answer.ensemble)
    st.header(answer_in_a_sentence(ensemble, share), anchor=False)
    ends = {"share": 100 * share.share, "low": 100 * share.low, "high": 100 * share.high}
    st.markdown(words.SAMPLING.format(runs=ensemble.runs, label=plain(capital(share.label)), **ends))
    if ensemble.questions:
        first = ensemble.questions[0]
        numbers = {"share": percent(first.share), "interval": percent_interval(first.low, first.high)}
        st.markdown(words.FIRST_QUESTION.format(label=plain(first.label), of=first.of, **numbers))
    if answer.stated is not None:
        _difference(answer.stated, ensemble, share)
    inputs = len(ensemble.game.inputs)
    text = words.INPUTS.format(inputs=words.counted(inputs, *words.INPUT)) if inputs else words.NO_INPUTS
    band = band_of(answer.order, ensemble, share.id)
    st.caption(text if band is None else f"{text} {in_words(band)}")


def _difference(stated: Ensemble, ensemble: Ensemble, share: Share) -> None:
    """Say what the levers changed, run by run under the same luck."""
    # The first runs of a precise answer stand beside as many of what is stated: the same luck, run by run.
    found = outcome_differences("", stated.records, _first(ensemble.records, stated.runs))
    here = next((difference for difference in found if difference.id == share.id), None)
    before = next((other for other in stated.outcomes if other.id == share.id), None)
    if here is None or before is None:
        return
    numbers = {key: 100 * getattr(here, key) for key in ("difference", "low", "high")}
    ends = {"share": 100 * before.share, "least": 100 * before.low, "most": 100 * before.high}
    text = words.AS_STATED.format(**ends, **numbers, runs=stated.runs).replace("-", MINUS)
    st.markdown(text)


def _first(records: Records, runs: int) -> Records:
    return replace(records, rows=records.rows[:runs])


def focus(ensemble: Ensemble) -> Share:
    """Return the outcome that the headline is about."""
    return next((share for share in ensemble.outcomes if share.id == link().outcome), ensemble.outcomes[0])


def choose_outcome(scenario: Scenario, width: int | Literal["stretch"] = "stretch") -> None:
    """Draw the choice of the outcome that the headline is about, so many pixels wide."""
    names = list(scenario.outcomes)
    if link().outcome and link().outcome not in names:
        st.warning(plain(words.IGNORED_OUTCOME.format(said=words.quoted(link().outcome))))
    labels = [scenario.name_of("outcomes", name) for name in names]
    here = link().outcome if link().outcome in names else names[0]
    st.selectbox(
        words.OUTCOME,
        names,
        names.index(here),
        key=told("outcome", here, labels),
        format_func=lambda name: scenario.name_of("outcomes", name),
        help=words.OUTCOME_HELP,
        on_change=heeded(lambda: put(outcome=heard("outcome"))),
        width=width,
    )


def how_runs_end(answer: AnswerView) -> None:
    """Draw 100 dots and the bars of all outcomes."""
    key, ensemble = answer.key, answer.ensemble
    stated = answer.stated.outcomes if answer.stated is not None else ()
    left, right = st.columns([1, 2.4], gap="medium")
    with left:
        show.picture("dots", key, partial(charts.hundred_dots, ensemble.outcomes), width="content")
    with right:
        show.picture("outcomes", (*key, bool(stated)), partial(charts.outcome_bars, ensemble.outcomes, stated))
    rules = [(name, outcome.resolves) for name, outcome in ensemble.scenario.outcomes.items() if outcome.resolves]
    table = pd.DataFrame(
        {
            "outcome": [ensemble.scenario.name_of("outcomes", name) for name, _ in rules],
            "resolves": [rule for _, rule in rules],
        }
    )
    if rules:
        show.table_below("table.rules", words.RULES, table, words.RULES)


def what_blocks(answer: AnswerView) -> None:
    """Draw what each condition blocks, and, if asked for, its share in the headline's outcome."""
    order, ensemble = answer.order, answer.ensemble
    share = focus(ensemble)
    st.subheader(words.BLOCKS.format(label=plain(share.label)), anchor=False, help=words.BLOCKS_HELP)
    if not ensemble.game.conditions:
        st.markdown(words.NO_CONDITIONS_HERE)
        return
    others = ensemble.runs - share.count
    if others:
        st.caption(words.BLOCKS_RUNS.format(count=others, runs=ensemble.runs, label=plain(share.label)))
        for said in on_votes(ensemble.scenario, NO_STOP):
            st.caption(plain(said))
        where = (*answer.key, share.id)
        show.picture("binding", where, lambda: charts.binding_bars(blocking(ensemble, share)))
    else:
        st.markdown(words.BLOCKS_NONE.format(runs=ensemble.runs, label=plain(share.label)))
    found = result_of("attribution", (*order.key, share.id))
    if found is not None and found.attributions:
        show.picture("attribution", (*order.key, share.id), partial(charts.attribution_bars, found))
        st.caption(words.SHAPLEY_NOTE.format(runs=found.runs, seed=found.seed, digest=found.digest))
        return
    if wished("attribution"):
        start(*attribution_job(order, share.id))
    st.button(
        words.SHAPLEY,
        key="shapley",
        icon=":material/pie_chart:",
        help=words.SHAPLEY_HELP.format(
            subsets=2 ** len(ensemble.game.conditions), runs=ATTRIBUTED, label=plain(share.label)
        ),
        on_click=wish,
        args=("attribution",),
    )


def day_by_day(answer: AnswerView) -> None:
    """Draw which option of an issue is in force on each day."""
    ensemble = answer.ensemble
    st.subheader(words.BY_DAY, anchor=False)
    scenario = ensemble.scenario
    issue = st.selectbox(
        words.BY_DAY_ISSUE,
        list(scenario.issues),
        index=_telling(scenario),
        key="by_day_issue",
        format_func=lambda name: scenario.name_of("issues", name),
        help=words.BY_DAY_HELP,
        persist_state="session",
    )
    show.picture("by_day", (*answer.key, issue), partial(charts.state_by_day, ensemble, issue))


def _telling(scenario: Scenario) -> int:
    """Return the place of the issue that the first outcome is about, or of the first issue."""
    first = next(iter(scenario.outcomes.values()))
    said = "" if first.when is None else first.when.model_dump_json(exclude_none=True)
    issues = list(scenario.issues)
    return next((place for place, issue in enumerate(issues) if f'"{issue}":' in said), 0)


def first_comes(answer: AnswerView) -> None:
    """Draw when a deal, or one option, first comes into force."""
    ensemble = answer.ensemble
    st.subheader(words.FIRST_DEAL, anchor=False)
    choices = [ANY, *(f"{issue}.{option}" for issue, option in _agreed(ensemble.scenario))]
    names = dict(zip(choices, _names(ensemble.scenario), strict=True))
    what = st.selectbox(
        words.FIRST_DEAL_WHAT,
        choices,
        key="first_what",
        format_func=lambda choice: names.get(choice, choice),
        help=words.FIRST_DEAL_HELP,
        persist_state="session",
    )
    first = _first_days(ensemble, what, names[what])
    show.picture("first", (*answer.key, what), partial(charts.first_day_dots, first))
    st.caption(_half(first))


def _agreed(scenario: Scenario) -> list[tuple[str, str]]:
    """Return every option that has to be agreed: with the status quo inside, all but the first of an issue."""
    skip = 1 if scenario.protocol.status_quo == "inside" else 0
    return [(issue, o) for issue, stated in scenario.issues.items() for o in list(stated.options)[skip:]]


def _names(scenario: Scenario) -> list[str]:
    named = [(scenario.name_of("issues", issue), scenario.option_name(issue, o)) for issue, o in _agreed(scenario)]
    return [words.ANY_DEAL, *(words.ANY_OF.format(issue=issue, option=option) for issue, option in named)]


def _first_days(ensemble: Ensemble, what: str, label: str) -> FirstDays:
    records, game = ensemble.records, ensemble.game
    if what == ANY:
        return first_days(what, label, records.first_deal, game.horizon)
    issue, option = what.split(".")
    return first_days(what, label, records.reached[:, game.watch({issue: option})], game.horizon)


def _half(first: FirstDays) -> str:
    share, horizon = first.happened, first.horizon
    ends = {"low": percent(share.low), "high": percent(share.high)}
    happened = words.HAPPENED.format(horizon=horizon, share=percent(share.share), **ends)
    if first.half is None:
        return happened
    high = words.LATER.format(horizon=horizon) if first.half_high is None else first.half_high
    return f"{words.HALF_BY.format(half=first.half, low=first.half_low, high=high)} {happened}"


def questions(answer: AnswerView) -> None:
    """Draw the dated questions beside what base rates say."""
    ensemble = answer.ensemble
    st.subheader(words.QUESTIONS, anchor=False, help=words.QUESTIONS_HELP)
    scenario = ensemble.scenario
    if not scenario.questions and not scenario.outside_view:
        st.markdown(words.NO_QUESTIONS)
        return
    if answer.ensemble.numbers:
        _numbers(answer)
    if scenario.outside_view:
        views = outside_comparisons(scenario.outside_view, ensemble.questions)
        show.picture("outside", answer.key, partial(charts.outside_view, views))
    if ensemble.questions:
        show.table_below("table.questions", words.ALL_QUESTIONS, _question_table(ensemble), words.ALL_QUESTIONS)


def _numbers(answer: AnswerView) -> None:
    """Draw how the answers to questions for a number or a date are distributed, one picture each."""
    for one in answer.ensemble.numbers:
        show.picture(f"number.{one.id}", answer.key, partial(charts.number_bars, one))
        band = number_band_of(answer.order, answer.ensemble, one.id)
        st.caption(plain(said_of(one) if band is None else f"{said_of(one)} {number_in_words(band)}"))


def _question_table(ensemble: Ensemble) -> pd.DataFrame:
    """Return every question with how it resolves, its share, and what base rates rest on."""
    scenario = ensemble.scenario
    views = {view.question: view for view in scenario.outside_view.values()}
    rows = []
    for share in ensemble.questions:
        view = views.get(share.id)
        rates = percent_interval(view.range.low, view.range.high) if view else "–"
        rests = show.rests_on(scenario, view) if view else "–"
        counted = f"{percent(share.share)} ({percent_interval(share.low, share.high)})"
        rows.append((share.label, scenario.questions[share.id].asks, counted, f"{share.of:,}", rates, rests))
    return pd.DataFrame(rows, columns=list(words.QUESTION_COLUMNS))
