"""Whole talks beside the oracle: every proposal, answer and belief of made scenarios, session by session.

The scenarios have made-up minds, pressures about something, points and errors by party. How often each of these was in
play is counted, and must be often.
"""

from collections import Counter
from typing import Any

import pytest

from sim.game.build import make_game
from sim.rules import state as at
from sim.rules.answering import conclude
from sim.rules.compliance import collapse_truces, keep_truces
from sim.rules.events import play_events, set_no_deal
from sim.rules.learning import learn
from sim.rules.pressure import press
from sim.rules.proposing import propose
from sim.rules.recording import record_day
from sim.rules.speaking import choose_speaker, sessions_today
from sim.rules.tactics import set_aspirations
from sim.rules.terms import denounce, end_terms
from sim.rules.worth import price_terms
from sim.scenario.model import Scenario
from tests.drawn import Lots, random_scenario
from tests.oracle import Memory, Oracle, figure
from tests.small import COMPILED, start

TALKS = 110 if COMPILED else 6
DAYS = 20
LEAST = {
    "proposals": 400,
    "answers": 900,
    "made up": 100,
    "refused and accepted before": 100,
    "pressed, unmet": 100,
    "pressed, met": 100,
    "threatened": 100,
    "blunted": 100,
    "by party": 100,
}
"""What must have been in play, and how often."""


def talks(number: int) -> dict[str, Any]:
    """Return a random scenario with the words of rulebook 2 in it."""
    lots, stated = Lots(number + 5_000), random_scenario(number)
    names = list(stated["parties"])
    later = [(i, o) for i, issue in stated["issues"].items() for o in list(issue["options"])[1:]]
    for party in stated["parties"].values():
        party["consistency"] = lots.one([0, 0.5, 0.8, 1])
        party["precision"] = "exact" if lots.chance(0.1) else lots.number(0.01, 0.15)
        party["tactic"] = {"kind": "steadfast", "aspiration": lots.number(0, 0.7)}
    protocol = stated["protocol"]
    protocol |= {"horizon_days": DAYS, "sessions_per_day": 2, "speaks": "mediated" if "m" in names else "random"}
    protocol["floor"] = lots.number(0.001, 0.1)
    if lots.chance(0.5):
        protocol["misperception"] = {name: lots.number(0.5, 8) for name in names if lots.chance(0.7)}
    if lots.chance(0.5):
        protocol["assumed_precision"] = {name: lots.number(0.03, 0.5) for name in names if lots.chance(0.7)}
    authors = [name for name in names if name in {"m", "k"}]
    if authors:
        stated["pressures"] = {f"q{n}": _pressure(lots, lots.one(authors), later) for n in range(3)}
    return stated


def _pressure(lots: Lots, author: str, later: list[tuple[str, str]]) -> dict[str, Any]:
    stated = {
        "by": author,
        "target": lots.one(["a", "b"]),
        "points": lots.number(1, 25),
        "after_refusals": lots.whole(0, 2),
        "chance": lots.one([0.5, 1]),
        "days": lots.whole(3, 14),
        "cost": lots.number(0, 4),
    }
    if lots.chance(0.85):
        stated |= {"demands": dict([lots.one(later)]), "kind": lots.one(["pressure", "inducement"])}
        stated |= {"ends": lots.one(["days", "days", "days", "met"]), "threat": lots.one([0, 0.4])}
    return stated


class Talks:
    """One run, held beside the oracle session by session."""

    def __init__(self, number: int, count: Counter[str]) -> None:
        self.number, self.count = number, count
        self.table = start(make_game(Scenario.model_validate(talks(number))), seed=number, run=number)
        self.memory = Memory()
        self.lots = Lots(number + 9_000)
        self.stopped = False

    def play(self) -> None:
        """Play the days; stop where rounding could turn a comparison, since nothing after it can be compared."""
        for day in range(1, DAYS + 1):
            self.table.today(day, 0)
            play_events(*self.table.rules)
            set_no_deal(*self.table.rules)
            for session in range(1, sessions_today(*self.table.rules) + 1):
                self._session(session)
                if self.stopped:
                    return
            self.table.world.now[at.SESSION] = 0
            for step in (keep_truces, collapse_truces, end_terms):
                step(*self.table.rules)
            record_day(self.table.rules[0], self.table.rules[2])

    def _session(self, number: int) -> None:
        table = self.table
        table.world.now[at.SESSION], table.world.now[at.ACCEPTED] = number, 0
        denounce(*table.rules)
        price_terms(*table.rules, int(table.world.now[at.DAY]))
        set_aspirations(*table.rules, table.outside)
        speaker = int(choose_speaker(*table.rules))
        table.world.now[at.SPEAKER] = speaker
        oracle = Oracle(table, self.memory)
        made = propose(*table.rules) != at.NEVER
        self._compare_proposal(oracle, table.game.parties[speaker], made)
        if not made and not self.stopped:
            made = self._put_on_the_table(oracle, table.game.parties[speaker])
        if made and not self.stopped:
            self._compare_answers(oracle, table.game.parties[speaker])
            press(*table.rules)
        conclude(*table.rules)

    def _put_on_the_table(self, oracle: Oracle, speaker: str) -> bool:
        """Where the speaker has nothing to propose, have it propose something all the same: answers are rules too."""
        deals = [deal for deal in oracle.deals if oracle.agenda(deal) and oracle.consent(deal) - {speaker}]
        if not deals:
            return False
        table, deal = self.table, self.lots.one(deals)
        table.look()
        state = oracle.state(deal)
        table.world.now[at.PROPOSAL] = state
        table.world.now[at.CONSENT], table.world.now[at.ACCEPTED] = table.world.consent[state], 0
        return True

    def _compare_proposal(self, oracle: Oracle, speaker: str, made: bool) -> None:
        best = oracle.best(speaker)
        self.stopped = oracle.doubtful
        if self.stopped:
            return
        where = (self.number, oracle.day, speaker)
        assert made == bool(best), where
        assert not made or oracle.named(self.table.proposal or {}) in best, where
        self.count["proposals"] += made
        scenario = oracle.scenario
        by_party = isinstance(scenario.protocol.misperception, dict | type(scenario.parties))
        self.count["by party"] += made and by_party
        if made:
            deal = oracle.named(self.table.proposal or {})
            others = oracle.consent(deal) - {speaker}
            self.count["blunted"] += any(oracle.blunted(q, deal) < oracle.assumed(q) for q in others)

    def _compare_answers(self, oracle: Oracle, speaker: str) -> None:
        table = self.table
        deal = oracle.named(table.proposal or {})
        answers = table.answers()
        assert set(answers) == oracle.consent(deal) - {speaker}
        chances = {party: oracle.answer_chance(party, deal) for party in answers}
        if oracle.doubtful:
            self.stopped = True
            return
        for party, accepts in answers.items():
            self._compare_answer(oracle, party, deal, accepts, chances[party])
        self._note(oracle, deal, answers)
        beliefs = {party: oracle.learned(party, deal, said) for party, said in answers.items()}
        lines = dict(zip(table.game.conditions, map(float, table.world.suspected), strict=True))
        for party, said in answers.items():
            lines.update(oracle.suspicion(party, deal, said))
        if speaker in oracle.consent(deal) or oracle.party(speaker).role != "mediator":
            lines.update(dict.fromkeys(oracle.newly(deal, speaker), 0.0))
        if not oracle.scenario.protocol.features.learning:
            return
        learn(*table.rules)
        assert table.world.suspected == pytest.approx(list(lines.values()), rel=1e-9, abs=1e-12), self.number
        for party, (belief, mean) in beliefs.items():
            seat = table.party(party)
            assert table.world.belief[seat] == pytest.approx(belief, rel=1e-8, abs=1e-11), (self.number, oracle.day)
            assert table.world.expected[seat] == pytest.approx(mean, rel=1e-8), (self.number, oracle.day)

    def _compare_answer(self, oracle: Oracle, party: str, deal: Any, accepts: bool, chance: float) -> None:
        where = (self.number, oracle.day, party)
        stake, held, found, luck = self.table.world.answer[self.table.party(party)][:4]
        assert found == pytest.approx(chance, abs=1e-9), where
        assert stake == pytest.approx(oracle.stake(party, deal, party), abs=1e-9), where
        assert held == pytest.approx(oracle.held_out(party, deal, oracle.aspiration(party), party), abs=1e-9), where
        self.count["answers"] += 1
        made_up = oracle.made_up(party, deal, self.number, self.number)
        if made_up is not None and not oracle.vetoes(deal, party):
            assert luck == made_up and accepts == (made_up < found), where
            self.count["made up"] += 1

    def _note(self, oracle: Oracle, deal: Any, answers: dict[str, bool]) -> None:
        """Count which words were in play at these answers."""
        for party in answers:
            if figure(oracle.party(party).consistency):
                agenda = oracle.seen(party, deal)
                record = self.memory.find(None, party, agenda, oracle.ended(agenda))
                both = record is not None and max(record.refused) > 0.0 and min(record.accepted) < 1.0
                self.count["refused and accepted before"] += both
        for number, pressure in enumerate(oracle.scenario.pressures.values()):
            if pressure.target in answers and pressure.demands is not None:
                active = bool(self.table.world.active[len(oracle.scenario.events) + number])
                met = oracle.meets(oracle.standing, pressure.demands)
                self.count["pressed, met"] += active and met
                self.count["pressed, unmet"] += active and not met
                self.count["threatened"] += not active and figure(pressure.threat) > 0.0


def test_every_proposal_answer_and_belief_of_whole_talks_is_what_the_rulebook_says() -> None:
    count: Counter[str] = Counter()
    stopped = 0
    for number in range(TALKS):
        held = Talks(number, count)
        held.play()
        stopped += held.stopped
    assert stopped < TALKS // 3
    if COMPILED:
        assert {word: count[word] for word, least in LEAST.items() if count[word] < least} == {}
