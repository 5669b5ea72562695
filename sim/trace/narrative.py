"""A watched run in words, day by day; days on which nothing happens share a line."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from sim.formatting import rounded_percent, signed
from sim.scenario.model import Scenario
from sim.trace.days import (
    Day,
    Denunciation,
    ExpectedAnswer,
    ExplainedOffer,
    HeldBallot,
    Motion,
    OptionChange,
    PartyAnswer,
    Session,
    TableMove,
)
from sim.trace.reasons import reasons_in_words


def deal_in_words(scenario: Scenario, deal: Mapping[str, str]) -> str:
    """Return what in a deal goes beyond the status quo."""
    inside = scenario.protocol.status_quo == "inside"
    agreed = {i: o for i, o in deal.items() if not (inside and o == next(iter(scenario.issues[i].options)))}
    return options_in_words(scenario, agreed) or "nothing"


def options_in_words(scenario: Scenario, options: Mapping[str, str]) -> str:
    """Return issues with their options: `Minerals: signed; Power plants: none`."""
    return "; ".join(f"{scenario.name_of('issues', i)}: {scenario.option_name(i, o)}" for i, o in options.items())


def tell(scenario: Scenario, days: Sequence[Day]) -> Iterator[str]:
    """Yield the lines of a run: one for each spell of quiet days, a paragraph for each other day."""
    for number, spell in groupby(enumerate(days), lambda pair: pair[0] + 1 if pair[1].eventful else 0):
        told = [day for _, day in spell]
        if number:
            yield from tell_day(scenario, told[0])
        else:
            yield _quiet(scenario, told)


def tell_day(scenario: Scenario, day: Day) -> Iterator[str]:
    """Yield the lines of one day, in the order in which things happened."""
    yield f"Day {day.day} ({day.date.isoformat()})"
    yield from (f"  {line}" for line in _happenings(scenario, day))
    if day.moves:
        yield f"  In force at the end of the day: {deal_in_words(scenario, day.in_force)}."
    if day.pending and (day.moves or any(session.waits for session in day.sessions)):
        yield f"  Agreed and pending: {_pending(scenario, day)}."


def _pending(scenario: Scenario, day: Day) -> str:
    """Return what is agreed and not yet in force, with its days."""
    waiting = day.pending.items()
    return "; ".join(f"{options_in_words(scenario, {i: w.option})}, due on day {w.due}" for i, w in waiting)


def _happenings(scenario: Scenario, day: Day) -> Iterator[str]:
    for event in day.events:
        word = "Pressure" if event in scenario.pressures else "Deadline" if event in scenario.deadlines else "Event"
        stops = event in scenario.happenings and scenario.happenings[event].adjourns
        yield f"{word}: {scenario.happening_name(event)}{'; the talks are adjourned' if stops else ''}."
    yield from (table_move_in_words(scenario, move) for move in day.table_moves if move.why in {"event", "return"})
    yield from (ballot_in_words(scenario, ballot) for ballot in day.ballots)
    yield from (_moved(scenario, move) for move in day.moves if move.how in {"event", "due"})
    yield from (_moved(scenario, move) for move in day.moves if move.how == "failed")
    for session in day.sessions:
        withdrawn = [move for move in day.moves if move.how == "withdrawn" and move.session == session.session]
        left = [table_move_in_words(scenario, m) for m in day.table_moves if m.session == session.session > 0]
        first = [m for m in day.table_moves if m.session == session.session and m.why == "choice"]
        yield from left[: len(first)]
        yield from tell_session(scenario, session, withdrawn)
        yield from left[len(first) :]
    if day.breaches:
        yield _truces(scenario, [day])
    yield from (table_move_in_words(scenario, move) for move in day.table_moves if move.why == "breaches")
    for name, how in day.decided.items():
        word = "met, so that it has no effect" if how == "met" else "passed"
        yield f"Deadline {word}: {scenario.happening_name(name)}."
    yield from (_moved(scenario, move) for move in day.moves if move.how in {"collapsed", "expired", "renewed"})
    if day.mediator_left:
        stated = scenario.protocol.mediator_gone_from
        yield "The mediator is gone from today." if day.date == stated else "The mediator gives up and leaves."


def tell_session(scenario: Scenario, session: Session, withdrawn: Sequence[OptionChange] = ()) -> Iterator[str]:
    """Yield the lines of one session: who left what, what was proposed and why, who said what and why."""
    yield from (_denounced(scenario, denunciation) for denunciation in session.denunciations)
    yield from (_moved(scenario, move) for move in withdrawn)
    if session.speaker is None:
        yield "Session: the talks are broken off, or nobody is there who could speak."
        return
    speaker = scenario.name_of("parties", session.speaker)
    if session.abstains:
        yield f"Abstain today: {', '.join(scenario.name_of('parties', party) for party in session.abstains)}."
    if session.offer is None:
        yield f"Session: {speaker} has the floor and proposes nothing; no deal passes its tests."
    else:
        yield f"Session: {speaker} proposes {proposal_in_words(scenario, session.offer.changes, session.extends)}."
        yield f"  Why: {offer_in_words(scenario, session.offer)}."
    if session.unmade is not None:
        yield f"  {_held_back(scenario, session.unmade)}"
    yield from (f"  {answer_in_words(scenario, answer)}." for answer in session.answers)
    if session.offer is not None:
        yield f"  {_concluded(session)}"
    for pressure in session.pressures:
        yield f"  From tomorrow, because of refusals: {scenario.name_of('pressures', pressure)}."
    if session.motion is not None:
        yield f"  {motion_in_words(scenario, session.motion)}"


def motion_in_words(scenario: Scenario, motion: Motion) -> str:
    """Return who moved to put off a deadline, what each made of it and what came of it, in one line."""
    name, mover = scenario.name_of("deadlines", motion.deadline), scenario.name_of("parties", motion.by)
    said = [
        f"{scenario.name_of('parties', answer.party)} {'agrees' if answer.accepts else 'does not agree'} "
        f"(going on beside what the deadline brings {signed(answer.worth)}; chance {rounded_percent(answer.chance)}, "
        f"drew {answer.draw:.2f})"
        for answer in motion.answers
        if answer.party != motion.by
    ]
    own = [f" (worth {signed(answer.worth)} to it)" for answer in motion.answers if answer.party == motion.by]
    text = f"{mover} moves to put off the deadline {name}{''.join(own)}"
    text += f": {'; '.join(said)}" if said else ""
    if not motion.agreed:
        return f"{text}. It stays on day {motion.due}."
    pause = f"; no session up to day {motion.adjourned}" if motion.adjourned is not None else ""
    played = ", which is not played" if motion.due > scenario.protocol.horizon_days else ""
    return f"{text}. It is now on day {motion.due}{played}{pause}."


def ballot_in_words(scenario: Scenario, ballot: HeldBallot) -> str:
    """Return what a ratifier said to a package and why, in one line."""
    name, who = scenario.name_of("ratifiers", ballot.ratifier), scenario.name_of("parties", ballot.party)
    word = f", {signed(ballot.word)} by who recommends it and what was rejected before" if ballot.word else ""
    return (
        f"Ballot ({name}): {who} {'ratifies' if ballot.accepts else 'rejects'} what was agreed: {signed(ballot.gain)} "
        f"over what is in force{word}; chance {rounded_percent(ballot.chance)}, drew {ballot.draw:.2f}."
    )


def table_move_in_words(scenario: Scenario, move: TableMove) -> str:
    """Return who left the table or came back, and why."""
    name = scenario.name_of("parties", move.party)
    if move.act == "came back":
        return f"{name} comes back to the table{', as an event has it' if move.why == 'event' else ''}."
    if move.away is not None and move.hope is not None:
        why = f"being away is worth {signed(move.away)} to it, what it hopes from going on {signed(move.hope)}"
    else:
        why = {"event": "an event makes it", "red lines": "a red line of its own was tabled again (private)"}.get(
            move.why, "the truce was broken again"
        )
    return f"{name} leaves the table ({why})."


def proposal_in_words(scenario: Scenario, changes: Mapping[str, str], extends: Mapping[str, int]) -> str:
    """Return what is proposed: `Minerals: signed; Energy truce: 30 days, for 30 more days`."""
    longer = {issue: f", for {days} more {'day' if days == 1 else 'days'}" for issue, days in extends.items()}
    return "; ".join(options_in_words(scenario, {i: o}) + longer.get(i, "") for i, o in changes.items())


def _concluded(session: Session) -> str:
    """Say what came of a proposal, and when it is due if it is not yet in force."""
    if not session.agreed:
        voted = session.offer is not None and session.offer.wins is not None
        return "Not agreed: those who accept do not win." if voted else "Not agreed."
    outvoted = not all(answer.accepts for answer in session.answers)
    agreed = "Agreed: those who accept win" if outvoted else "Agreed"
    for waiting in session.waits.values():
        hangs = f", if it is ratified ({rounded_percent(waiting.chance)})" if waiting.chance < 1.0 else ""
        return f"{agreed}; in force from day {waiting.due}{hangs}."
    return f"{agreed}."


def answer_in_words(scenario: Scenario, answer: PartyAnswer) -> str:
    """Return what a party said and why, in one line."""
    said = "accepts" if answer.accepts else "refuses"
    return (
        f"{scenario.name_of('parties', answer.party)} {said}: {reasons_in_words(scenario, answer.reasons)}; "
        f"surplus {signed(answer.surplus)}, holds out for {answer.held_out:.1f}; "
        f"chance {rounded_percent(answer.chance)}, drew {answer.draw:.2f}"
        f"{', its mind made up' if answer.made_up else ''}"
    )


def offer_in_words(scenario: Scenario, offer: ExplainedOffer) -> str:
    """Return why a speaker proposes something: what it looks for, its own surplus, what it expects of the others."""
    own = "its own gain times the chance of a yes"
    aim = own if offer.aim == "own gain" else "the chance of a yes times how well those asked do"
    text = (
        f"best for {aim}: {reasons_in_words(scenario, offer.reasons)}; "
        f"own surplus {signed(offer.surplus)}, holds out for {offer.held_out:.1f}"
    )
    if not offer.hopes:
        return f"{text}; nobody else is asked{_ratified(offer)}"
    hopes = "; ".join(_hope(scenario, hope) for hope in offer.hopes)
    who = "all accept" if offer.wins is None else "those who accept win"
    return f"{text}. Expects {hopes}; chance that {who} {rounded_percent(offer.agreed)}{_ratified(offer)}"


def _ratified(offer: ExplainedOffer) -> str:
    return f", that it is ratified {rounded_percent(offer.ratified)}" if offer.ratified < 1.0 else ""


def _hope(scenario: Scenario, hope: ExpectedAnswer) -> str:
    doubt = "" if hope.clear >= 1.0 else f" if no red line is broken ({rounded_percent(hope.clear)})"
    said = ", by what it has said," if hope.answered else ""
    name = scenario.name_of("parties", hope.party)
    return f"{name} {signed(hope.surplus)}, accepting{said} {rounded_percent(hope.chance)}{doubt}"


def _held_back(scenario: Scenario, unmade: ExplainedOffer) -> str:
    """Say what suspected red lines kept a speaker from proposing."""
    labels = [scenario.name_of("conditions", c) for c in unmade.suspected]
    doubts = [
        f"{label} ({rounded_percent(b)})"
        if labels.count(label) == 1
        else f"{label} ({scenario.name_of('parties', scenario.conditions[c].party)}, {rounded_percent(b)})"
        for label, (c, b) in zip(labels, unmade.suspected.items(), strict=True)
        if b > 0.0
    ]
    return (
        f"But for red lines that it suspects it would have proposed {options_in_words(scenario, unmade.changes)}; "
        f"it suspects: {', '.join(doubts)}."
    )


def _denounced(scenario: Scenario, left: Denunciation) -> str:
    name = f"{scenario.name_of('issues', left.issue)}: {scenario.option_name(left.issue, left.option)}"
    why = f"better off without by {signed(left.gain)}, leaving must be worth {left.cost:.1f}"
    if left.red_lines:
        broken = ", ".join(scenario.name_of("conditions", condition) for condition in left.red_lines)
        why = f"it breaks a red line (private): {broken}; {signed(left.gain)} without it"
    return f"{scenario.name_of('parties', left.party)} leaves {name} ({why})."


def _moved(scenario: Scenario, move: OptionChange) -> str:
    """Say how an option came or went outside a proposal."""
    issue = scenario.name_of("issues", move.issue)
    before, after = (scenario.option_name(move.issue, o) if o else "nothing" for o in (move.before, move.after))
    if move.how == "renewed":
        return f"{issue}: {before}, renewed for another term."
    if move.how == "failed" and move.before == move.after:
        return f"{issue}: {after}, which was agreed, is in force already."
    if move.how == "failed":
        return f"{issue}: {before}, which was agreed, comes to nothing; {after} stays."
    if move.how == "due":
        return f"{issue}: {after}, as agreed before, comes into force; it was {before}."
    verb = {"withdrawn": "ends by withdrawal", "collapsed": "collapses", "expired": "runs out"}
    return f"{issue}: {before} {verb.get(move.how, 'gives way to the event')}; now {after}."


def _quiet(scenario: Scenario, days: Sequence[Day]) -> str:
    """Say that nothing happened for some days, breaches of a truce aside."""
    first, last = days[0].day, days[-1].day
    when = f"Day {first}" if first == last else f"Days {first}–{last}"
    if not any(day.breaches for day in days):
        return f"{when}: nothing happens."
    return f"{when}: no talks. {_truces(scenario, days)}"


def _truces(scenario: Scenario, days: Sequence[Day]) -> str:
    """Sum up what each side did and saw under each truce."""
    counts: dict[tuple[str, str], dict[str, list[int]]] = {}
    for truce in (truce for day in days for truce in day.breaches):
        sides = counts.setdefault((truce.issue, truce.option), {})
        for party, number in truce.committed.items():
            side = sides.setdefault(party, [0, 0])
            side[0] += number
            side[1] += truce.perceived[party]
    return " ".join(
        f"{scenario.name_of('issues', issue)}, {scenario.option_name(issue, option)}: "
        + "; ".join(f"{scenario.name_of('parties', p)} {_breaches(*side)}" for p, side in sides.items())
        + "."
        for (issue, option), sides in counts.items()
    )


def _breaches(committed: int, perceived: int) -> str:
    did = "no breach" if committed == 0 else "1 breach" if committed == 1 else f"{committed} breaches"
    return f"{did}, sees {perceived or 'none'}"
