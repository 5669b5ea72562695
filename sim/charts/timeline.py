"""Picture of one run: which options were in force when, and what every party said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import altair as alt
import pandas as pd

from sim.charts import words
from sim.charts.picture import (
    COLOURS,
    REST,
    Picture,
    Row,
    band_for,
    drawn,
    layered,
    legend_of,
    names_down,
    rows_of,
    tip,
    uncut,
)
from sim.scenario.model import Scenario
from sim.trace.days import Day, OptionChange, Session
from sim.trace.transcript import Transcript

BAND = 26
"""Pixels of a row."""

ROOM = "scale('x', datum.last) - scale('x', datum.day) - 8"
"""Pixels that a bar has for its option's name, whatever the width of the page."""

LEAST = 40
"""Pixels in which a name is worth writing."""

ACTS = {
    words.PROPOSES: ("triangle-up", COLOURS[0]),
    words.ACCEPTS: ("circle", COLOURS[2]),
    words.REFUSES: ("cross", COLOURS[5]),
    words.PASSES: ("square", REST),
    words.LEAVES: ("triangle-down", COLOURS[3]),
    words.HAPPENS: ("diamond", COLOURS[1]),
}
"""How each act is drawn: a shape and a colour, so that neither alone has to be told apart."""

ENDINGS = {
    words.STILL: COLOURS[4],
    words.RAN_OUT: COLOURS[1],
    words.WITHDRAWN: COLOURS[3],
    words.COLLAPSED: COLOURS[5],
    words.BY_EVENT: COLOURS[2],
    words.REPLACED: REST,
}
"""The colour of each way in which an option can end."""

_HOW = {
    "expired": words.RAN_OUT,
    "withdrawn": words.WITHDRAWN,
    "collapsed": words.COLLAPSED,
    "event": words.BY_EVENT,
    "agreed": words.REPLACED,
    "due": words.REPLACED,
}


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
    start = transcript.scenario.start
    since = {issue: (stated.option, 1) for issue, stated in start.in_force.items()} if start else {}
    for day, move in _moves(transcript):
        if move.issue in since:
            found.append(Spell(move.issue, *since.pop(move.issue), day, _HOW[move.how]))
        if _is_deal(transcript.scenario, move):
            since[move.issue] = (str(move.after), day)
    found += [Spell(issue, *begun, transcript.end_day + 1, words.STILL) for issue, begun in since.items()]
    return tuple(sorted(found, key=lambda spell: spell.first))


def _moves(transcript: Transcript) -> Iterator[tuple[int, OptionChange]]:
    """Yield every change of what is in force, with its day."""
    for day in transcript.days:
        yield from ((day.day, move) for move in day.moves if move.how not in {"renewed", "extended", "failed"})


def _is_deal(scenario: Scenario, move: OptionChange) -> bool:
    """Return whether a move puts something in force that is not the status quo."""
    inside = scenario.protocol.status_quo == "inside"
    return move.after is not None and not (inside and move.after == next(iter(scenario.issues[move.issue].options)))


def timeline(transcript: Transcript, until: int | None = None) -> Picture:
    """Draw which options were in force when, and what every party said at each session.

    Args:
        transcript: A watched run.
        until: The day up to which to draw; the whole run if none.
    """
    last = transcript.end_day if until is None else until
    spells = [seen for spell in spells_of(transcript) if (seen := _so_far(spell, last)) is not None]
    bars = [_bar(transcript, spell) for spell in spells]
    acts = [act for day in transcript.days if day.day <= last for act in _acts(transcript.scenario, day)]
    rows = _row_names(transcript.scenario)
    layers = [*_bars(rows, bars, transcript.end_day), _points(rows, acts)]
    if until is not None:
        layers.append(drawn("rule", {"strokeDash": [4, 3], "aria": False}, x=alt.XDatum(last + 0.5)))
    chart = layered(*layers, title=words.TIMELINE_TITLE, height=band_for(rows, "", BAND) * len(rows))
    chart.resolve = alt.Resolve(scale=alt.ScaleResolveMap(color="independent", fill="independent", shape="independent"))
    return Picture(chart, _summary(transcript), _table(acts, bars))


def _row_names(scenario: Scenario) -> list[str]:
    parties = [scenario.name_of("parties", party) for party in scenario.parties]
    return [words.EVENTS, *parties, *(scenario.name_of("issues", issue) for issue in scenario.issues)]


def _place(rows: Sequence[str]) -> alt.Y:
    place = names_down("row", rows)
    place["scale"] = alt.Scale(domain=list(rows))
    place["axis"]["grid"] = True
    return place


def _bars(rows: Sequence[str], bars: Sequence[Row], end_day: int) -> list[alt.Chart]:
    """Return the layers of bars and of the names of their options, where there is room for a name."""
    used = {end: colour for end, colour in ENDINGS.items() if end in {bar["act"] for bar in bars}}
    scale = alt.Scale(domain=list(used), range=list(used.values()))
    days = alt.X("day:Q", title=words.DAY, scale=alt.Scale(domain=[0, end_day + 1], nice=False))
    where = {"x": days, "y": _place(rows)}
    tips = [tip("row:N", words.ISSUE), tip("what:N", words.OPTION), tip("day:Q", words.FROM), tip("last:Q", words.TO)]
    colour = alt.Color("act:N", scale=scale, legend=legend_of(list(used), "bottom") if used else None)
    block = drawn("bar", {"height": 16}, **where, x2=alt.X2("last:Q"), color=colour, tooltip=tips)
    fits = {
        "limit": alt.ExprRef(f"datum.uncut ? 0 : max(1, {ROOM})"),
        "opacity": alt.ExprRef(f"{ROOM} < max({LEAST}, datum.uncut) ? 0 : 1"),
    }
    name = drawn("text", {"align": "left", "dx": 5, "color": "#111111", **fits}, **where, text=alt.Text("what:N"))
    block.data = name.data = rows_of(bars)
    return [block, name]


def _points(rows: Sequence[str], acts: Sequence[Row]) -> alt.Chart:
    """Return the layer of what happened and who said what."""
    used = {act: look for act, look in ACTS.items() if act in {row["act"] for row in acts}}
    shapes, colours = [shape for shape, _ in used.values()], [colour for _, colour in used.values()]
    points = drawn(
        "point",
        {"size": 70, "filled": True, "opacity": 1},
        x=alt.X("day:Q"),
        y=_place(rows),
        shape=alt.Shape("act:N", scale=alt.Scale(domain=list(used), range=shapes), legend=legend_of(list(used))),
        # The same legend for both, so that they become one.
        fill=alt.Fill("act:N", scale=alt.Scale(domain=list(used), range=colours), legend=legend_of(list(used))),
        tooltip=[tip("day:Q", words.DAY), tip("row:N", words.ROW), tip("act:N", words.ACT), tip("what:N", words.WHAT)],
    )
    points.data = rows_of(acts)
    return points


def _so_far(spell: Spell, last: int) -> Spell | None:
    """Return a spell as it looks on a day: what has not ended yet is still in force."""
    if spell.first > last:
        return None
    return replace(spell, last=last + 1, end=words.STILL) if spell.last > last else spell


def _bar(transcript: Transcript, spell: Spell) -> Row:
    scenario = transcript.scenario
    row, what = scenario.name_of("issues", spell.issue), scenario.option_name(spell.issue, spell.option)
    return {"row": row, "what": what, "day": spell.first, "last": spell.last, "act": spell.end, "uncut": uncut(what)}


def _acts(scenario: Scenario, day: Day) -> Iterator[Row]:
    """Yield what happened and who said what on a day."""
    for event in day.events:
        what = scenario.happening_name(event)
        yield {"day": day.day, "row": words.EVENTS, "act": words.HAPPENS, "what": what}
    for session in day.sessions:
        yield from ({"day": day.day, **said} for said in _said(scenario, session))
    if day.mediator_left:
        yield {"day": day.day, "row": words.EVENTS, "act": words.HAPPENS, "what": words.MEDIATOR_LEAVES}


def _said(scenario: Scenario, session: Session) -> Iterator[Row]:
    for left in session.denunciations:
        what = f"{scenario.name_of('issues', left.issue)}: {scenario.option_name(left.issue, left.option)}"
        yield {"row": scenario.name_of("parties", left.party), "act": words.LEAVES, "what": what}
    if session.speaker is None:
        return
    speaker = scenario.name_of("parties", session.speaker)
    if session.offer is None:
        yield {"row": speaker, "act": words.PASSES, "what": "–"}
        return
    deal = "; ".join(scenario.option_name(issue, option) for issue, option in session.offer.changes.items())
    yield {"row": speaker, "act": words.PROPOSES, "what": deal}
    for answer in session.answers:
        act = words.ACCEPTS if answer.accepts else words.REFUSES
        yield {"row": scenario.name_of("parties", answer.party), "act": act, "what": deal}


def _summary(transcript: Transcript) -> str:
    sessions = [session for day in transcript.days for session in day.sessions]
    refused = sum(not answer.accepts for session in sessions for answer in session.answers)
    return words.TIMELINE_ALT.format(
        run=transcript.run,
        deals=words.counted(sum(session.agreed for session in sessions), words.DEAL, words.DEALS),
        refused=words.counted(refused, words.REFUSAL, words.REFUSALS),
        outcome=transcript.scenario.name_of("outcomes", transcript.outcome),
    )


def _table(acts: Sequence[Row], bars: Sequence[Row]) -> pd.DataFrame:
    """Return acts and spells in one list, by day."""
    spells = [{**bar, "act": words.IN_FORCE_TO.format(day=bar["last"], how=bar["act"])} for bar in bars]
    listed = sorted([*acts, *spells], key=lambda row: int(row["day"]))
    heads = {"day": words.DAY, "row": words.ROW, "act": words.ACT, "what": words.WHAT}
    return pd.DataFrame({head: [row[key] for row in listed] for key, head in heads.items()})
