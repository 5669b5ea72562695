"""Whole talks beside the oracle: every proposal, answer and belief of made scenarios, session by session.

The scenarios have made-up minds, pressures about something, points and errors by party, mediators that leave. How often
each of these was in play is counted, in those talks alone that go otherwise without the word, and must be often.
`python -m tests.test_oracle_talks` holds three times as many talks as the test, and prints the counts.
"""

import sys
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
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
from tests.small import COMPILED, day, start

TALKS, PART = 110, 3
"""How many talks are held by hand, and one in how many of them in a test."""
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
"""What must have been in play by hand, and how often: proposals and answers of talks that go otherwise without it."""

Stated = dict[str, Any]


def _dropped(*words: str) -> Callable[[Stated], None]:
    """Return what takes words out of every pressure."""

    def drop(stated: Stated) -> None:
        for pressure in stated.get("pressures", {}).values():
            for word in words:
                pressure.pop(word, None)

    return drop


def _left_out(word: str) -> Callable[[Stated], None]:
    """Return what takes a word out of the protocol."""
    return lambda stated: stated["protocol"].pop(word, None)


def _without_consistency(stated: Stated) -> None:
    for party in stated["parties"].values():
        party.pop("consistency", None)


WITHOUT: dict[str, Callable[[Stated], None]] = {
    "consistency": _without_consistency,
    "demands": _dropped("demands", "kind", "ends", "threat"),
    "ends": _dropped("ends"),
    "threat": _dropped("threat"),
    **{
        word: _left_out(word)
        for word in ("misperception", "assumed_precision", "floor", "mediator_gone_from", "sessions_alone")
    },
}
"""A scenario without one word."""
IN_PLAY = {
    "made up": "consistency",
    "refused and accepted before": "consistency",
    "pressed, unmet": "demands",
    "pressed, met": "demands",
    "threatened": "threat",
    "blunted": "misperception",
    "by party": "misperception",
}
"""The word that each count is about."""
TELLING = 3
"""How many talks must go otherwise without a word by hand."""


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
    if "m" in names and lots.chance(0.4):
        protocol |= {"mediator_gone_from": day(lots.whole(4, 12)), "sessions_alone": lots.number(0.4, 3)}
    if lots.chance(0.8):
        protocol["misperception"] = {name: lots.number(0.5, 8) for name in names if lots.chance(0.7)}
    if lots.chance(0.5):
        protocol["assumed_precision"] = {name: lots.number(0.03, 0.5) for name in names if lots.chance(0.7)}
    authors = [name for name in names if name in {"m", "k"}]
    if authors:
        stated["pressures"] = {f"q{n}": _pressure(lots, lots.one(authors), later) for n in range(4)}
    return stated


def _pressure(lots: Lots, author: str, later: list[tuple[str, str]]) -> dict[str, Any]:
    stated = {
        "by": author,
        "target": lots.one(["a", "b"]),
        "points": lots.number(3, 30),
        "after_refusals": lots.whole(0, 1),
        "chance": lots.one([0.6, 1]),
        "days": lots.whole(4, 20),
        "cost": lots.number(0, 4),
    }
    if lots.chance(0.9):
        stated |= {"demands": dict([lots.one(later)]), "kind": lots.one(["pressure", "inducement"])}
        stated |= {"ends": lots.one(["days", "days", "days", "met"]), "threat": lots.one([0, 0.4])}
    return stated


def telling_words(number: int) -> set[str]:
    """Return the words without which these talks go otherwise."""
    stated, found = talks(number), set()
    course = Course(number, stated).play()
    for word, without in WITHOUT.items():
        other = deepcopy(stated)
        without(other)
        if other != stated and Course(number, other).play() != course:
            found.add(word)
    return found


class Course:
    """One run session by session; where the speaker has nothing to propose, something is put on the table."""

    def __init__(self, number: int, stated: Stated) -> None:
        self.number = number
        self.table = start(make_game(Scenario.model_validate(stated)), seed=number, run=number)
        self.said: list[tuple[int, int, dict[str, str] | None, dict[str, bool]]] = []
        self.stopped = False

    def play(self) -> list[Any]:
        """Play the days, and return what was proposed and answered."""
        for today in range(1, DAYS + 1):
            self.table.today(today, 0)
            play_events(*self.table.rules)
            set_no_deal(*self.table.rules)
            for session in range(1, sessions_today(*self.table.rules) + 1):
                self._session(session)
                if self.stopped:
                    return self.said
            self.table.world.now[at.SESSION] = 0
            for step in (keep_truces, collapse_truces, end_terms):
                step(*self.table.rules)
            record_day(self.table.rules[0], self.table.rules[2])
        return self.said

    def _session(self, number: int) -> None:
        table = self.table
        table.world.now[at.SESSION], table.world.now[at.ACCEPTED] = number, 0
        denounce(*table.rules)
        price_terms(*table.rules, int(table.world.now[at.DAY]))
        set_aspirations(*table.rules, table.outside)
        speaker = int(choose_speaker(*table.rules))
        table.world.now[at.SPEAKER] = speaker
        made = self._propose(table.game.parties[speaker])
        if not made and not self.stopped:
            made = self._put_on_the_table(speaker)
        if made and not self.stopped:
            self._answer(table.game.parties[speaker])
            press(*table.rules)
        conclude(*table.rules)

    def _propose(self, speaker: str) -> bool:
        """Let the speaker propose; return whether it did."""
        return propose(*self.table.rules) != at.NEVER

    def _answer(self, speaker: str) -> None:
        """Let all answer, and learn."""
        table = self.table
        answers = table.answers()
        self.said.append((int(table.world.now[at.DAY]), int(table.world.now[at.SESSION]), table.proposal, answers))
        learn(*table.rules)

    def _put_on_the_table(self, speaker: int) -> bool:
        """Where the speaker has nothing to propose, have it propose something all the same: answers are rules too."""
        table, world = self.table, self.table.world
        table.look()
        asked = world.consent & ~(1 << speaker)
        states = [state for state in table.surveyed() if world.agenda[state] and asked[state]]
        if not states:
            return False
        moment = int(world.now[at.DAY]) * 64 + int(world.now[at.SESSION])
        state = Lots(self.number * 10_000 + moment).one(states)
        world.now[at.PROPOSAL], world.now[at.CONSENT], world.now[at.ACCEPTED] = state, world.consent[state], 0
        return True


class Talks(Course):
    """A run held beside the oracle; it stops where rounding could turn a comparison: nothing after can be compared."""

    def __init__(self, number: int, count: Counter[str]) -> None:
        super().__init__(number, talks(number))
        self.count, self.memory = count, Memory()
        self.oracle = Oracle(self.table, self.memory)

    def _propose(self, speaker: str) -> bool:
        self.oracle = Oracle(self.table, self.memory)
        made = super()._propose(speaker)
        self._compare_proposal(self.oracle, speaker, made)
        return made

    def _answer(self, speaker: str) -> None:
        self._compare_answers(self.oracle, speaker)

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


def compared(number: int) -> tuple[Counter[str], Counter[str], int]:
    """Hold so many talks; return what was in play, which words told in how many talks, and how many stopped early."""
    count: Counter[str] = Counter()
    words: Counter[str] = Counter()
    stopped = 0
    for talk in range(number):
        found: Counter[str] = Counter()
        held = Talks(talk, found)
        held.play()
        stopped += held.stopped
        telling = telling_words(talk)
        words.update(telling)
        count.update({what: often for what, often in found.items() if IN_PLAY.get(what, "") in {"", *telling}})
    return count, words, stopped


def test_every_proposal_answer_and_belief_of_whole_talks_is_what_the_rulebook_says() -> None:
    talks = TALKS // PART if COMPILED else 6
    count, words, stopped = compared(talks)
    assert stopped < talks // 3
    if COMPILED:
        assert {what: count[what] for what, least in LEAST.items() if count[what] < least // PART} == {}
        assert {word: words[word] for word in WITHOUT if words[word] < TELLING // PART} == {}


def main() -> int:
    """Hold all talks, and print what was in play and which words told."""
    count, words, stopped = compared(TALKS)
    print(f"{TALKS} talks, {stopped} of them only up to where a comparison hangs on rounding; in play:")
    print("\n".join(f"  {what:<28} {count[what]:>5}, at least {least}" for what, least in LEAST.items()))
    print(f"Talks that go otherwise without a word, at least {TELLING} each:")
    print("\n".join(f"  {word:<28} {words[word]:>5}" for word in WITHOUT))
    few = [what for what, least in LEAST.items() if count[what] < least]
    return int(bool(few) or any(words[word] < TELLING for word in WITHOUT))


if __name__ == "__main__":
    sys.exit(main())
