"""Whole runs of the code beside the oracle's: every day, and the record, told apart in words.

The oracle plays a run by itself, from the text of the rulebook; the code's run is read from its transcript and its
record. A word of a scenario was in play if the run goes otherwise without it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, settings

from sim.analysis.predicates import evaluate
from sim.game.build import make_game
from sim.game.records import Records
from sim.rules import state as at
from sim.scenario.model import Scenario
from sim.trace.days import Day, Session
from sim.trace.mesa_model import NegotiationModel
from tests.deal_scenarios import Stated
from tests.oracle_asked import asked
from tests.oracle_days import Evening, History, Talk
from tests.small import COMPILED

FIRST_DAYS = {
    "expired": "expired",
    "withdrawn": "withdrawn",
    "collapsed": "collapsed",
    "failed": "failed",
    "renewed": "renewed",
    "reached_term": "reached term",
    "alleged": "alleged",
    "alleged_by_both": "alleged by both",
    "extended": "extended",
    "agreed": "agreed",
}
"""What the record dates of an option, and what the oracle calls it."""

DEADLINES = {"passed": "happened", "met": "met", "prolonged": "prolonged"}
"""What the record dates of a deadline, and what the oracle calls it."""


def close(one: float, other: float) -> bool:
    """Tell whether two figures are the same up to the order of additions."""
    return one == other or abs(one - other) <= 1e-7 * max(1.0, abs(one), abs(other))


def _figures(what: str, found: Mapping[Any, float], expected: Mapping[Any, float]) -> Iterator[str]:
    for key, figure in found.items():
        if key not in expected or not close(figure, expected[key]):
            yield f"{what} {key}: {figure}, expected {expected.get(key)}"


def _same(what: str, found: Any, expected: Any) -> Iterator[str]:
    if found != expected:
        yield f"{what}: {found}, expected {expected}"


def _in_session(found: Session, expected: Talk) -> Iterator[str]:
    yield from _same("speaker", found.speaker, expected.speaker)
    yield from _figures("aspiration", found.aspirations, expected.aspirations)
    changes = None if found.proposal is None else dict(found.proposal)
    extends = next(iter(found.extends), None)
    yield from _same("proposal", (changes, extends), (expected.changes, expected.extends))
    answers = {answer.party: answer for answer in found.answers}
    yield from _same("answers", {name: answer.accepts for name, answer in answers.items()}, expected.answers)
    motion = found.motion
    said = {} if motion is None else {a.party: a.accepts for a in motion.answers if a.party != motion.by}
    yield from _same("motion", None if motion is None else (motion.deadline, said), expected.motion)
    yield from _figures("surplus", {name: answer.surplus for name, answer in answers.items()}, expected.stakes)
    yield from _figures("chance", {name: answer.chance for name, answer in answers.items()}, expected.chances)


def in_day(found: Day, expected: Evening) -> Iterator[str]:
    yield from _same("out", frozenset(found.out), expected.out)
    yield from _same("deadlines", dict(found.deadlines), expected.ahead)
    yield from _same("decided", dict(found.decided), expected.decided)
    yield from _same("sessions", len(found.sessions), len(expected.talks))
    for session, talk in zip(found.sessions, expected.talks, strict=False):
        yield from _in_session(session, talk)
    yield from _same("in force", dict(found.in_force), expected.in_force)
    yield from _same("statuses", {i: str(s) for i, s in found.statuses.items()}, expected.statuses)
    waiting = {issue: (p.option, p.due, frozenset(p.by)) for issue, p in found.pending.items()}
    yield from _same("pending", waiting, {i: (o, due, by) for i, (o, due, _, by) in expected.pending.items()})
    chances = {issue: chance for issue, (_, _, chance, _) in expected.pending.items()}
    yield from _figures("chance of", {issue: p.chance for issue, p in found.pending.items()}, chances)
    for truce in found.breaches:
        if truce.issue in expected.ledgers:
            yield from _figures(f"ledger on {truce.issue}", truce.ledger, expected.ledgers[truce.issue])
            yield from _figures(f"logged on {truce.issue}", truce.logged, expected.logged[truce.issue])
    trust = {(p, q): share for p, others in found.trust.items() for q, share in others.items()}
    yield from _figures("trust", trust, expected.trust)
    yield from _figures("expected of", found.beliefs.aspirations, expected.expected)
    yield from _figures("suspected", found.beliefs.red_lines, expected.suspected)
    yield from _figures("no-deal value of", found.no_deal, expected.no_deal)


def _in_record(found: Records, expected: History) -> Iterator[str]:
    game, kept = found.game, expected.record

    def column(name: str, items: Any) -> dict[Any, float | None]:
        figures = [None if np.isnan(x) else float(x) for x in np.atleast_1d(found.of(name)[0])]
        return dict(zip(items, figures, strict=True))

    for name, called in FIRST_DAYS.items():
        days = {place: kept.first.get((called, place)) for place in game.options}
        yield from _same(name, column(name, game.options), days)
    soonest = {place: kept.soonest.get(place) for place in game.options}
    yield from _same("alleged_after", column("alleged_after", game.options), soonest)
    for name, called in (("days_in_force", "in force"), ("days_pending", "pending")):
        yield from _same(name, column(name, game.options), {p: kept.days[called, p] for p in game.options})
    happened = [*expected.scenario.events, *expected.scenario.deadlines, *expected.scenario.pressures]
    yield from _same("happened", column("happened", happened), {n: kept.first.get(("happened", n)) for n in happened})
    for name in ("sessions", "proposals", "refusals", "deals"):
        yield from _same(name, float(found.of(name)[0]), kept.count[name])
    yield from _same("first deal", column("first_deal", [None]), {None: kept.first.get(("deal", None))})
    yield from _same("mediator left", column("mediator_left", [None]), {None: kept.first.get(("mediator left", None))})
    for name, called in DEADLINES.items():
        dated = {deadline: kept.first.get((called, deadline)) for deadline in expected.scenario.deadlines}
        yield from _same(name, column(name, dated), dated)
    yield from _same("prolongations", column("prolongations", expected.prolonged), expected.prolonged)
    rejections = {name: expected.stand.rejections.get(name, 0) for name in expected.scenario.ratifiers}
    yield from _same("rejections", column("rejections", rejections), rejections)
    left = {party: kept.first.get(("left", party)) for party in game.parties}
    yield from _same("walked_out", column("walked_out", game.parties), left)
    yield from _same("walk_outs", column("walk_outs", left), {p: kept.count["left", p] for p in game.parties})
    credits = (("refused", kept.refused), ("unmade", kept.unmade))
    for name, shares in credits:
        figures = {c: x or 0.0 for c, x in column(name, game.conditions).items()}
        yield from _figures(name, figures, {c: shares.get(c, 0.0) for c in game.conditions})
    red = {condition: float(line) for condition, line in expected.stand.red.items()}
    yield from _same("red lines", column("red_line", game.conditions), red)
    gains = {party: gain or 0.0 for party, gain in column("gain", game.parties).items()}
    yield from _figures("gain of", gains, expected.gains())


def differences(scenario: Scenario, seed: int, run: int = 0) -> Iterator[str] | None:
    """Return where the code's run differs from the oracle's; None where a comparison hangs on rounding."""
    history = History(scenario, seed, run).play()
    if history.doubtful:
        return None
    model = NegotiationModel(make_game(scenario), seed, run, explain=True)
    while model.running:
        model.step()
    return _told(model, history)


def _told(model: NegotiationModel, history: History) -> Iterator[str]:
    for day, evening in zip(model.transcript().days, history.evenings, strict=True):
        yield from (f"day {evening.day}: {line}" for line in in_day(day, evening))
    records = Records(model.game, np.array([model.record()]))
    yield from _in_record(records, history)
    answers = {name: tuple(asked(history, said.when)) for name, said in history.scenario.outcomes.items() if said.when}
    yield from _same("asked", _answers(records), answers)


def _answers(found: Records) -> dict[str, tuple[bool, float | None]]:
    """Return whether each outcome's predicate holds of a run, and since when."""
    predicates = {name: said.when for name, said in found.game.scenario.outcomes.items() if said.when is not None}
    hits = {name: evaluate(found.game, found, predicate) for name, predicate in predicates.items()}
    return {n: (bool(hit.holds[0]), None if np.isnan(hit.day[0]) else float(hit.day[0])) for n, hit in hits.items()}


def course(stated: Stated, seed: int) -> list[bytes]:
    """Return how a run goes, day by day: what is in force, who trusts and expects what; and what is asked of it."""
    model = NegotiationModel(make_game(Scenario.model_validate(stated)), seed, 0, explain=False)
    days = []
    while model.running:
        model.step()
        world = model.world
        state = world.now[at.STATE : at.STATE + 1]
        looked_at = (state, world.trust, world.no_deal, world.expected, world.suspected, world.ledger, world.ends)
        days.append(b"".join(np.ascontiguousarray(array).tobytes() for array in looked_at))
    return [*days, repr(_answers(Records(model.game, np.array([model.record()])))).encode()]


def made(count: int) -> settings:
    """Return settings for so many scenarios: the same ones every time, however slow the machine."""
    return settings(
        deadline=None,
        derandomize=True,
        max_examples=count if COMPILED else 1,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def compare(
    count: Counter[str],
    stated: Stated,
    seed: int,
    without: Callable[[Stated, str], Stated | None],
    words: dict[str, int],
) -> None:
    """Compare a run with the oracle's, and count the words that were in play if the two are equal.

    Args:
        count: What is counted: runs that are equal, those that hang on rounding, and words in play.
        stated: The scenario.
        seed: The seed.
        without: Takes a word out of a scenario.
        words: How often each word is counted at most.
    """
    found = differences(Scenario.model_validate(stated), seed)
    if found is None:
        count["hangs on rounding"] += 1
        return
    assert list(found) == [], (seed, stated)
    count["equal"] += 1
    as_it_is = course(stated, seed)
    for word, most in words.items():
        left = without(stated, word) if count[word] < most else None
        count[word] += left is not None and course(left, seed) != as_it_is
