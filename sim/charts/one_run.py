"""Pictures of one run: what was in force and who said what, and the lines of trust, ledgers and demands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import altair as alt
import pandas as pd

from sim.charts import words
from sim.charts.picture import COLOURS, REST, Picture, colour_of, palette
from sim.days import Day, Move, Session
from sim.scenario import Scenario
from sim.transcript import Transcript

ROW = 26
"""Pixels of a row of the timeline."""

What = Literal["trust", "ledger", "holds", "expected", "red_lines", "no_deal"]
"""What can be drawn as lines."""


@dataclass(frozen=True)
class Spell:
    """One option in force from a day to a day, and how that ended."""

    issue: str
    option: str
    first: int
    last: int
    end: str


def spells_of(transcript: Transcript) -> tuple[Spell, ...]:
    """Return when each option other than the status quo was in force, and how it ended."""
    found: list[Spell] = []
    since: dict[str, tuple[str, int]] = {}
    for day in transcript.days:
        for move in day.moves:
            if move.how == "renewed":
                continue
            if move.issue in since:
                option, first = since.pop(move.issue)
                found.append(Spell(move.issue, option, first, max(first, day.day), _ending(move)))
            if move.after is not None and not _quo(transcript.scenario, move.issue, move.after):
                since[move.issue] = (move.after, day.day)
    still = [Spell(issue, o, first, transcript.end_day + 1, words.STILL) for issue, (o, first) in since.items()]
    return tuple(sorted([*found, *still], key=lambda spell: spell.first))


def _quo(scenario: Scenario, issue: str, option: str) -> bool:
    inside = scenario.protocol.status_quo == "inside"
    return inside and option == next(iter(scenario.issues[issue].options))


def _ending(move: Move) -> str:
    return words.ENDS.get(move.how, words.REPLACED)


def timeline(transcript: Transcript, until: int | None = None) -> Picture:
    """Draw which options were in force when, and what every party said at each session.

    Args:
        transcript: A watched run.
        until: The day up to which to draw; the whole run if none.
    """
    scenario, last = transcript.scenario, transcript.end_day if until is None else until
    rows = [words.EVENTS, *(scenario.name_of("parties", p) for p in scenario.parties)]
    rows += [scenario.name_of("issues", issue) for issue in scenario.issues]
    acts, bars = _acts_frame(transcript, last), _spells_frame(transcript, last)
    place = alt.Y("row:N", sort=rows, title=None, scale=alt.Scale(domain=rows), axis=alt.Axis(labelLimit=240, grid=True))
    day = alt.X("day:Q", title=words.DAY, scale=alt.Scale(domain=[0, transcript.end_day + 1], nice=False))
    ends = [words.STILL, *dict.fromkeys(words.ENDS.values()), words.REPLACED]
    ended = alt.Chart(bars).encode(y=place)
    blocks = ended.mark_bar(height=15, opacity=0.85).encode(
        x=alt.X("first:Q", title=words.DAY), x2="last:Q", color=_ends_legend(ends), tooltip=_SPELL_TIPS
    )
    points = alt.Chart(acts).mark_point(size=70, filled=True, opacity=1).encode(
        x=day, y=place, shape=_acts_legend(), fill=_acts_fill(), stroke=alt.value(None), tooltip=_ACT_TIPS
    )
    now = alt.Chart(pd.DataFrame({"day": [last]})).mark_rule(strokeDash=[4, 3]).encode(x="day:Q")
    layers = blocks + points + (now if until is not None else alt.layer())
    chart = layers.resolve_scale(shape="independent", color="independent", fill="independent")
    chart = chart.properties(title=words.TIMELINE_TITLE, height=ROW * len(rows))
    return Picture(chart, _summary(transcript), _timeline_table(acts, bars))


_SPELL_TIPS = [alt.Tooltip("row:N"), alt.Tooltip("what:N"), alt.Tooltip("first:Q"), alt.Tooltip("last:Q"), alt.Tooltip("end:N")]
_ACT_TIPS = [alt.Tooltip("day:Q"), alt.Tooltip("row:N"), alt.Tooltip("act:N"), alt.Tooltip("what:N")]

ACTS = {
    words.PROPOSES: ("triangle-up", COLOURS[0]),
    words.ACCEPTS: ("circle", COLOURS[2]),
    words.REFUSES: ("cross", COLOURS[5]),
    words.PASSES: ("stroke", REST),
    words.LEAVES: ("triangle-down", COLOURS[3]),
    words.EVENT: ("diamond", COLOURS[1]),
}
"""How each act is drawn: a shape and a colour, so that neither alone has to be told apart."""


def _acts_legend() -> alt.Shape:
    shapes = [shape for shape, _ in ACTS.values()]
    return alt.Shape("act:N", scale=alt.Scale(domain=list(ACTS), range=shapes), legend=alt.Legend(orient="top", title=None, columns=6))


def _acts_fill() -> alt.Fill:
    colours = [colour for _, colour in ACTS.values()]
    return alt.Fill("act:N", scale=alt.Scale(domain=list(ACTS), range=colours), legend=None)


def _ends_legend(ends: Sequence[str]) -> alt.Color:
    colours = [COLOURS[4], COLOURS[1], COLOURS[3], COLOURS[5], COLOURS[0], REST]
    return alt.Color(
        "end:N", scale=alt.Scale(domain=list(ends), range=colours[: len(ends)]), legend=alt.Legend(orient="top", title=None, columns=3)
    )


def _acts_frame(transcript: Transcript, last: int) -> pd.DataFrame:
    rows = [row for day in transcript.days if day.day <= last for row in _acts(transcript.scenario, day)]
    return pd.DataFrame(rows, columns=["day", "row", "act", "what"])


def _acts(scenario: Scenario, day: Day) -> Iterator[tuple[int, str, str, str]]:
    """Yield what happened and who said what on a day: day, row, act, in words."""
    for event in day.events:
        kind = "pressures" if event in scenario.pressures else "events"
        yield day.day, words.EVENTS, words.EVENT, scenario.name_of(kind, event)
    for session in day.sessions:
        yield from ((day.day, name, act, what) for name, act, what in _said(scenario, session))
    if day.mediator_left:
        yield day.day, words.EVENTS, words.EVENT, words.MEDIATOR_LEAVES


def _said(scenario: Scenario, session: Session) -> Iterator[tuple[str, str, str]]:
    for left in session.denunciations:
        what = f"{scenario.name_of('issues', left.issue)}: {scenario.option_name(left.issue, left.option)}"
        yield scenario.name_of("parties", left.party), words.LEAVES, what
    speaker = scenario.name_of("parties", session.speaker)
    if session.offer is None:
        yield speaker, words.PASSES, ""
        return
    deal = "; ".join(scenario.option_name(issue, option) for issue, option in session.offer.changes.items())
    yield speaker, words.PROPOSES, deal
    for answer in session.answers:
        yield scenario.name_of("parties", answer.party), words.ACCEPTS if answer.accepts else words.REFUSES, deal


def _spells_frame(transcript: Transcript, last: int) -> pd.DataFrame:
    scenario = transcript.scenario
    seen = [spell for spell in spells_of(transcript) if spell.first <= last]
    rows = [
        (
            scenario.name_of("issues", spell.issue),
            scenario.option_name(spell.issue, spell.option),
            spell.first,
            min(spell.last, last + 1),
            spell.end if spell.last <= last or last == transcript.end_day else words.STILL,
        )
        for spell in seen
    ]
    return pd.DataFrame(rows, columns=["row", "what", "first", "last", "end"])


def _summary(transcript: Transcript) -> str:
    sessions = [session for day in transcript.days for session in day.sessions]
    return words.TIMELINE_ALT.format(
        run=transcript.run,
        deals=sum(session.agreed for session in sessions),
        refused=sum(not answer.accepts for session in sessions for answer in session.answers),
        outcome=transcript.scenario.name_of("outcomes", transcript.outcome),
    )


def _timeline_table(acts: pd.DataFrame, bars: pd.DataFrame) -> pd.DataFrame:
    """Return spells and acts in one list, by day."""
    spells = pd.DataFrame({"day": bars["first"], "row": bars["row"], "act": bars["end"], "what": bars["what"]})
    spells["act"] = [f"{words.TO} {last}: {end}" for last, end in zip(bars["last"], bars["end"], strict=True)]
    listed = pd.concat([acts, spells]) if len(spells) else acts
    listed = listed.sort_values("day", kind="stable")
    return listed.rename(columns={"day": words.DAY, "row": words.ROW, "act": words.WHAT, "what": "which"})


def lines(transcript: Transcript, what: What) -> Picture:
    """Draw how trust, ledgers, demands, beliefs or no-deal values move from day to day."""
    title, axis, top = _TITLES[what]
    points = [point for day in transcript.days for point in _POINTS[what](transcript.scenario, day)]
    frame = pd.DataFrame(points, columns=["day", "what", "value"])
    names = list(dict.fromkeys(frame["what"]))
    colours = palette(len(names))
    scale = alt.Scale(domain=[0, 1]) if top else alt.Scale(zero=True)
    chart = (
        alt.Chart(frame)
        .mark_line(interpolate="step-after", strokeWidth=2)
        .encode(
            x=alt.X("day:Q", title=words.DAY, scale=alt.Scale(domain=[1, transcript.end_day], nice=False)),
            y=alt.Y("value:Q", title=axis, scale=scale),
            color=colour_of(names, colours),
            strokeDash=alt.StrokeDash("what:N", scale=_dashes(names), legend=None),
            tooltip=[alt.Tooltip("day:Q"), alt.Tooltip("what:N"), alt.Tooltip("value:Q", format=".2f")],
        )
        .properties(title=title, height=200)
    )
    return Picture(chart, _ends_of_lines(title, frame), _lines_table(frame))


def _dashes(names: Sequence[str]) -> alt.Scale:
    """Return dashes that differ from line to line, so that colour is not all that tells them apart."""
    forms = [[1, 0], [6, 3], [2, 2], [8, 2, 2, 2], [4, 1], [1, 3]]
    return alt.Scale(domain=list(names), range=[forms[place % len(forms)] for place in range(len(names))])


Point = tuple[int, str, float]


def _trust(scenario: Scenario, day: Day) -> Iterator[Point]:
    bound = {p for issue in scenario.issues.values() for option in issue.options.values() for p in option.binds}
    for party, others in day.trust.items():
        for other, value in others.items():
            if {party, other} <= bound:
                names = {"party": scenario.name_of("parties", party), "other": scenario.name_of("parties", other)}
                yield day.day, words.TRUST_SERIES.format(**names), value


def _ledger(scenario: Scenario, day: Day) -> Iterator[Point]:
    for truce in day.breaches:
        option = scenario.name_of("issues", truce.issue)
        for party, value in truce.ledger.items():
            yield day.day, words.LEDGER_SERIES.format(party=scenario.name_of("parties", party), option=option), value


def _holds(scenario: Scenario, day: Day) -> Iterator[Point]:
    for session in day.sessions[-1:]:
        for party, value in session.aspirations.items():
            yield day.day, scenario.name_of("parties", party), value


def _expected(scenario: Scenario, day: Day) -> Iterator[Point]:
    for party, value in day.beliefs.aspirations.items():
        yield day.day, scenario.name_of("parties", party), value


def _red_lines(scenario: Scenario, day: Day) -> Iterator[Point]:
    for condition, value in day.beliefs.red_lines.items():
        yield day.day, scenario.name_of("conditions", condition), value


def _no_deal(scenario: Scenario, day: Day) -> Iterator[Point]:
    for party, value in day.no_deal.items():
        yield day.day, scenario.name_of("parties", party), value


_POINTS = {
    "trust": _trust,
    "ledger": _ledger,
    "holds": _holds,
    "expected": _expected,
    "red_lines": _red_lines,
    "no_deal": _no_deal,
}

_TITLES: dict[What, tuple[str, str, bool]] = {
    "trust": (words.TRUST_TITLE, words.TRUST_AXIS, True),
    "ledger": (words.LEDGER_TITLE, words.LEDGER_AXIS, False),
    "holds": (words.HOLDS_TITLE, words.ASPIRATION_AXIS, True),
    "expected": (words.ASPIRATION_TITLE, words.ASPIRATION_AXIS, True),
    "red_lines": (words.RED_LINE_TITLE, words.RED_LINE_AXIS, True),
    "no_deal": (words.NO_DEAL_TITLE, words.NO_DEAL_AXIS, False),
}


def _ends_of_lines(title: str, frame: pd.DataFrame) -> str:
    if not len(frame):
        return words.LINES_NONE.format(title=title)
    last = frame.groupby("what", sort=False).last()
    parts = "; ".join(f"{name} {value:.2f}" for name, value in last["value"].items())
    return words.LINES_ALT.format(title=title, day=int(frame["day"].max()), parts=parts)


def _lines_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return one row a day on which something changed, one column a line."""
    if not len(frame):
        return pd.DataFrame({words.DAY: []})
    wide = frame.pivot_table(index="day", columns="what", values="value", sort=False).sort_index().round(2)
    return wide[(wide != wide.shift()).any(axis=1)].reset_index().rename(columns={"day": words.DAY})


def answers_by_day(transcript: Transcript) -> Picture:
    """Draw what every proposal was worth to those who had to answer, and what they held out for."""
    scenario = transcript.scenario
    rows = [
        (day.day, scenario.name_of("parties", answer.party), answer.surplus, answer.held_out, answer.accepts)
        for day in transcript.days
        for session in day.sessions
        for answer in session.answers
    ]
    frame = pd.DataFrame(rows, columns=["day", "what", "surplus", "held_out", "accepts"])
    frame["answer"] = [words.ACCEPTS if accepts else words.REFUSES for accepts in frame["accepts"]]
    names = [name for name in (scenario.name_of("parties", p) for p in scenario.parties) if name in set(frame["what"])]
    base = alt.Chart(frame).encode(
        x=alt.X("day:Q", title=words.DAY, scale=alt.Scale(domain=[0, transcript.end_day + 1], nice=False)),
        color=colour_of(names, palette(len(names))),
    )
    held = base.mark_tick(orient="horizontal", thickness=2, size=14).encode(y=alt.Y("held_out:Q", title=words.ANSWERS_AXIS))
    offered = base.mark_point(size=80, filled=True, opacity=1).encode(
        y="surplus:Q",
        shape=alt.Shape(
            "answer:N",
            scale=alt.Scale(domain=[words.ACCEPTS, words.REFUSES], range=["circle", "cross"]),
            legend=alt.Legend(orient="top", title=None),
        ),
        tooltip=[alt.Tooltip(f"{key}:Q", format=".1f") for key in ("day", "surplus", "held_out")],
    )
    zero = alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(strokeDash=[4, 3]).encode(y="zero:Q")
    chart = (zero + held + offered).properties(title=words.ANSWERS_TITLE, height=220)
    alt_text = words.ANSWERS_ALT.format(accepted=int(frame["accepts"].sum()), answers=len(frame))
    return Picture(chart, alt_text, _answers_table(frame))


def _answers_table(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            words.DAY: frame["day"],
            words.PARTY: frame["what"],
            words.ANSWER: frame["answer"],
            words.SURPLUS: [f"{value:.1f}" for value in frame["surplus"]],
            words.HELD_OUT: [f"{value:.1f}" for value in frame["held_out"]],
        }
    )
