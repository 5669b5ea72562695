"""Pictures of one run: how trust, ledgers, demands and beliefs move, and what was offered to whom."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import altair as alt
import pandas as pd

from sim.charts import words
from sim.charts.picture import REST, Picture, Row, colour_of, drawn, layered, legend_of, palette, rows_of, tip
from sim.scenario.model import Scenario
from sim.trace.days import Day
from sim.trace.transcript import Transcript

What = Literal["trust", "ledger", "holds", "expected", "red_lines", "no_deal"]
"""What can be drawn as lines."""

Points = Iterator[tuple[str, float]]
"""(line, value) on one day."""

DASHES = ([1, 0], [6, 3], [2, 2], [8, 2, 2, 2], [4, 1], [1, 3])
"""Dashes that differ from line to line, so that colour is not all that tells them apart."""


def _trust(scenario: Scenario, day: Day) -> Points:
    """Yield trust between those whom some option binds; what others think of each other decides nothing."""
    bound = {p for issue in scenario.issues.values() for option in issue.options.values() for p in option.binds}
    for party, others in day.trust.items():
        for other, value in others.items():
            if {party, other} <= bound:
                names = {"party": scenario.name_of("parties", party), "other": scenario.name_of("parties", other)}
                yield words.TRUST_LINE.format(**names), value


def _ledger(scenario: Scenario, day: Day) -> Points:
    for truce in day.breaches:
        issue = scenario.name_of("issues", truce.issue)
        for party, value in truce.ledger.items():
            yield words.LEDGER_LINE.format(party=scenario.name_of("parties", party), issue=issue), value


def _holds(scenario: Scenario, day: Day) -> Points:
    for session in day.sessions[-1:]:
        yield from ((scenario.name_of("parties", party), value) for party, value in session.aspirations.items())


def _expected(scenario: Scenario, day: Day) -> Points:
    yield from ((scenario.name_of("parties", party), value) for party, value in day.beliefs.aspirations.items())


def _red_lines(scenario: Scenario, day: Day) -> Points:
    yield from ((scenario.name_of("conditions", name), value) for name, value in day.beliefs.red_lines.items())


def _no_deal(scenario: Scenario, day: Day) -> Points:
    yield from ((scenario.name_of("parties", party), value) for party, value in day.no_deal.items())


@dataclass(frozen=True)
class Theme:
    """What a picture of lines shows.

    Attributes:
        title: What is measured.
        axis: In what.
        share: Whether it lies between 0 and 1.
        points: Where its points come from.
    """

    title: str
    axis: str
    share: bool
    points: Callable[[Scenario, Day], Points]


THEMES: dict[What, Theme] = {
    "trust": Theme(words.TRUST_TITLE, words.TRUST_AXIS, True, _trust),
    "ledger": Theme(words.LEDGER_TITLE, words.LEDGER_AXIS, False, _ledger),
    "holds": Theme(words.HOLDS_TITLE, words.ASPIRATION_AXIS, True, _holds),
    "expected": Theme(words.EXPECTED_TITLE, words.ASPIRATION_AXIS, True, _expected),
    "red_lines": Theme(words.RED_LINE_TITLE, words.RED_LINE_AXIS, True, _red_lines),
    "no_deal": Theme(words.NO_DEAL_TITLE, words.NO_DEAL_AXIS, False, _no_deal),
}


def lines(transcript: Transcript, what: What) -> Picture:
    """Draw how trust, ledgers, demands, beliefs or no-deal values move from day to day."""
    theme = THEMES[what]
    points: list[Row] = [
        {"day": day.day, "what": name, "value": value}
        for day in transcript.days
        for name, value in theme.points(transcript.scenario, day)
    ]
    names = list(dict.fromkeys(point["what"] for point in points))
    dashes = alt.Scale(domain=names, range=[DASHES[place % len(DASHES)] for place in range(len(names))])
    chart = layered(
        drawn(
            "line",
            {"interpolate": "step-after", "strokeWidth": 2},
            x=_days(transcript),
            y=alt.Y(
                "value:Q", title=theme.axis, scale=alt.Scale(domain=[0, 1]) if theme.share else alt.Scale(zero=True)
            ),
            color=colour_of(names, palette(len(names))),
            strokeDash=alt.StrokeDash("what:N", scale=dashes, legend=legend_of(names)),
            tooltip=[tip("day:Q", words.DAY), tip("what:N", words.WHAT), tip("value:Q", theme.axis, ".2f")],
        ),
        data=rows_of(points),
        title=theme.title,
        height=200,
    )
    return Picture(chart, _last_values(theme, points), _lines_table(points))


def _days(transcript: Transcript) -> alt.X:
    return alt.X("day:Q", title=words.DAY, scale=alt.Scale(domain=[0, transcript.end_day + 1], nice=False))


def _last_values(theme: Theme, points: Sequence[Row]) -> str:
    if not points:
        return words.LINES_NONE.format(title=theme.title)
    last = {point["what"]: point["value"] for point in points}
    parts = "; ".join(f"{name} {value:.2f}" for name, value in last.items())
    return words.LINES_ALT.format(title=theme.title, day=points[-1]["day"], parts=parts)


def _lines_table(points: Sequence[Row]) -> pd.DataFrame:
    """Return one row for each day on which something changed, one column a line."""
    days: dict[int, dict[str, str]] = {}
    for point in points:
        days.setdefault(point["day"], {})[point["what"]] = f"{point['value']:.2f}"
    before: dict[str, str] = {}
    rows: list[dict[str, str]] = []
    for day, values in days.items():
        if values != before:
            rows.append({words.DAY: str(day), **values})
        before = values
    return pd.DataFrame(rows).fillna("–") if rows else pd.DataFrame({words.DAY: []})


def answers_by_day(transcript: Transcript) -> Picture:
    """Draw what every proposal was worth to those who had to answer, and what they held out for."""
    answers = list(_answers(transcript))
    parties = [transcript.scenario.name_of("parties", party) for party in transcript.scenario.parties]
    names = parties if answers else []
    said = alt.Scale(domain=[words.ACCEPTS, words.REFUSES], range=["circle", "cross"])
    colour, axis = colour_of(names, palette(len(names))), words.ANSWERS_AXIS
    tips = [tip("what:N", words.PARTY), tip("answer:N", words.ANSWER), tip("day:Q", words.DAY)]
    tips += [tip("surplus:Q", words.SURPLUS, ".1f"), tip("held_out:Q", words.HELD_OUT, ".1f")]
    chart = layered(
        drawn("rule", {"strokeDash": [4, 3], "aria": False}, y=alt.YDatum(0)),
        drawn(
            "tick",
            {"orient": "horizontal", "thickness": 2, "size": 14},
            x=_days(transcript),
            y=alt.Y("held_out:Q", title=axis),
            color=colour,
        ),
        drawn(
            "point",
            {"size": 80, "filled": True, "opacity": 1},
            x=_days(transcript),
            y=alt.Y("surplus:Q", title=axis),
            color=colour,
            shape=alt.Shape(
                "answer:N",
                scale=said,
                # Two legends side by side would not fit a phone.
                legend=legend_of(
                    [words.ACCEPTS, words.REFUSES], "bottom", symbolFillColor=REST, symbolStrokeColor=REST
                ),
            ),
            tooltip=tips,
        ),
        data=rows_of(answers),
        title=words.ANSWERS_TITLE,
        height=220,
    )
    accepted = sum(answer["answer"] == words.ACCEPTS for answer in answers)
    return Picture(chart, words.ANSWERS_ALT.format(accepted=accepted, answers=len(answers)), _answers_table(answers))


def _answers(transcript: Transcript) -> Iterator[Row]:
    for day in transcript.days:
        for answer in (answer for session in day.sessions for answer in session.answers):
            yield {
                "day": day.day,
                "what": transcript.scenario.name_of("parties", answer.party),
                "answer": words.ACCEPTS if answer.accepts else words.REFUSES,
                "surplus": answer.surplus,
                "held_out": answer.held_out,
            }


def _answers_table(answers: Sequence[Row]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            words.DAY: [answer["day"] for answer in answers],
            words.PARTY: [answer["what"] for answer in answers],
            words.ANSWER: [answer["answer"] for answer in answers],
            words.SURPLUS: [f"{answer['surplus']:.1f}" for answer in answers],
            words.HELD_OUT: [f"{answer['held_out']:.1f}" for answer in answers],
        }
    )
