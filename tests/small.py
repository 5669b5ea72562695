"""Small games for tests: stated in a few lines, set up, and looked into while the rules play them.

`scenario` states a game with as little text as possible, `start` puts it at the morning of day 1, and the `Table` that
it returns lets a test read every array of the run and call the rules one by one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import settings

from sim.arrays import Floats
from sim.game.build import Game, make_game
from sim.game.tactics import callback, switchboard
from sim.kernel.compile import CONFIG, packed
from sim.rules import state as at
from sim.rules.answering import answer, conclude
from sim.rules.compliance import collapse_truces, keep_truces
from sim.rules.deadlines import meet_deadlines
from sim.rules.events import play_events, set_no_deal
from sim.rules.ideals import ideal_on
from sim.rules.learning import learn
from sim.rules.leaving import leave_by_choice, note_breaches, note_red_lines
from sim.rules.noting import must_answer
from sim.rules.pressure import press
from sim.rules.proposing import propose
from sim.rules.putting_off import move_to_put_off
from sim.rules.ratifying import settle_due
from sim.rules.recording import record_day
from sim.rules.setup import begin
from sim.rules.speaking import choose_speaker, sessions_today, talks_go_on
from sim.rules.standing import move
from sim.rules.state import Board, Case, World, new_world
from sim.rules.surveying import survey_all_offers, survey_offers
from sim.rules.tactics import set_aspirations
from sim.rules.terms import denounce, end_terms
from sim.rules.worth import PUBLIC, price_terms, value_of
from sim.scenario.model import Scenario

AS_OF = date(2025, 1, 1)

COMPILED = not CONFIG.DISABLE_JIT
needs_compiled = pytest.mark.skipif(not COMPILED, reason="plays thousands of days, which needs compiled rules")
"""For tests of shares and means; the others also run with NUMBA_DISABLE_JIT=1, as the mutants need."""

steady = settings(deadline=None, derandomize=True, max_examples=60 if COMPILED else 15)
"""For tests by hypothesis: the same examples every time, however slow the machine."""

Values = Sequence[float] | Mapping[str, Any]


def day(number: int) -> str:
    """Return the date of a day of the run."""
    return (AS_OF + timedelta(number)).isoformat()


def stated(
    *,
    issues: Mapping[str, Sequence[str] | Mapping[str, Any]],
    worth: Mapping[str, Mapping[str, Any]] | None = None,
    parties: Mapping[str, Mapping[str, Any]] | None = None,
    controlled_by: Mapping[str, list[str]] | None = None,
    protocol: Mapping[str, Any] | None = None,
    **words: Any,
) -> dict[str, Any]:
    """Return a scenario as plain data.

    Parties are principals with exact answers that hold out for nothing. An issue is its options, the first the status
    quo, and is controlled by all principals unless `controlled_by` says otherwise. A worth that is a list gives the
    points of the options in order, so that worths can be added in one's head.
    """
    seats = parties or {"a": {}, "b": {}}
    principals = [name for name, party in seats.items() if party.get("role", "principal") == "principal"]
    return {
        "format": 1,
        "id": "small",
        "title": "A small game",
        "as_of": AS_OF.isoformat(),
        "protocol": {"horizon_days": 30, "sessions_per_day": 1, **(protocol or {})},
        "parties": {name: _party(party) for name, party in seats.items()},
        "issues": {
            name: {
                "controlled_by": (controlled_by or {}).get(name, principals),
                "options": dict(options) if isinstance(options, Mapping) else {option: {} for option in options},
            }
            for name, options in issues.items()
        },
        "worth": {name: _worth(wanted, issues) for name, wanted in (worth or {}).items()},
        "outcomes": {"over": {"otherwise": True}},
        **words,
    }


def _party(party: Mapping[str, Any]) -> dict[str, Any]:
    no_deal = party.get("no_deal", 0)
    return {"precision": "exact", **party, "no_deal": no_deal if isinstance(no_deal, Mapping) else {"value": no_deal}}


def _worth(wanted: Mapping[str, Any], issues: Mapping[str, Any]) -> dict[str, Any]:
    if not all(isinstance(points, Sequence) for points in wanted.values()):
        return dict(wanted)
    plain = {name: {"weight": 1, **dict(zip(issues[name], points, strict=True))} for name, points in wanted.items()}
    return {"total": 100 * max(1, len(wanted)), **plain}


def scenario(**words: Any) -> Scenario:
    """Return a scenario; see `stated`."""
    return Scenario.model_validate(stated(**words))


def game(**words: Any) -> Game:
    """Return a game; see `stated`."""
    return make_game(scenario(**words))


def nothing_uncertain(runs: int) -> Floats:
    """Return the values of runs in which no number is uncertain."""
    return np.zeros((runs, 0))


@dataclass(frozen=True)
class Table:
    """A run under way: its arrays to look into, and what rules take for them.

    Attributes:
        game: What is played.
        board: What all runs share.
        case: The run's inputs; writable, so that a test can set one.
        world: The run as it stands; likewise.
        rules: Board, case and world as rules take them.
        outside: Where plug-in tactics are called.
    """

    game: Game
    board: Board
    case: Case
    world: World
    rules: tuple[Any, Any, Any]
    outside: Any

    def party(self, name: str) -> int:
        """Return the number of a party."""
        return self.game.parties.index(name)

    def option(self, issue: str, option: str) -> int:
        """Return the number of an option over all issues."""
        return self.game.options.index((issue, option))

    def mask(self, *names: str) -> int:
        """Return a set of parties."""
        return sum(1 << self.party(name) for name in names)

    @property
    def deal(self) -> dict[str, str]:
        """The deal in force."""
        return self.game.deal(int(self.world.now[at.STATE]))

    @property
    def proposal(self) -> dict[str, str] | None:
        """What was proposed at the last session."""
        state = int(self.world.now[at.PROPOSAL])
        return None if state == at.NEVER else self.game.deal(state)

    def today(self, number: int, session: int = 1) -> None:
        """Make it this day."""
        self.world.now[at.DAY], self.world.now[at.SESSION] = number, session

    def put(self, deal: Mapping[str, str], *signatories: str) -> None:
        """Put a deal in force as agreed by its signatories; without any, as by an event."""
        move(*self.rules, self.game.state(deal), at.NONE, self.mask(*signatories))

    def look(self, observer: str | None = None) -> None:
        """Price terms and survey all deals, as a party or the public sees them."""
        price_terms(*self.rules, int(self.world.now[at.DAY]))
        everything = (1 << len(self.game.issues)) - 1
        seen_by = PUBLIC if observer is None else self.party(observer)
        survey_offers(*self.rules, seen_by, everything)
        borne = self.borne()
        survey_all_offers(*self.rules, seen_by, everything)
        assert self.borne() == borne, "a survey that passes over deals finds the same, to the last bit"

    def borne(self) -> list[tuple[int, ...]]:
        """Return what a survey has found of the deals that can be borne, bit by bit."""
        world = self.world
        found = []
        for state in map(int, world.bearable[: world.now[at.BEARABLE]]):
            sets = (world.agenda, world.consent, world.blurred, world.losers, world.pledgers)
            found.append((state, *(int(array[state]) for array in sets), *world.surplus[state].view(np.int64).tolist()))
        return found

    def value(self, deal: Mapping[str, str], party: str) -> float:
        """Return a value, as the last survey saw things."""
        return float(value_of(*self.rules, self.game.state(deal), self.party(party)))

    def surplus(self, deal: Mapping[str, str], party: str) -> float:
        """Return a surplus as last surveyed."""
        return float(self.world.surplus[self.game.state(deal), self.party(party)])

    def surveyed(self, walk: int = 1) -> list[int]:
        """Return the deals that the last survey reached: of all issues, or with walk 0 of one agenda."""
        return [int(s) for s in self.world.leaf[walk, : self.world.found[walk, at.LEAVES], at.DEAL]]

    def score(self, deal: dict[str, str] | int, column: int = 0) -> float:
        """Return how a deal was scored; below everything when somebody needed could not have borne it."""
        state = self.game.state(deal) if isinstance(deal, dict) else deal
        bearable = self.world.bearable[: self.world.now[at.BEARABLE]]
        return float(self.world.score[state, column]) if state in bearable else -np.inf

    def ideal(self, party: str, *issues: str) -> float:
        """Return the ideal of a party on an agenda, after a proposal."""
        agenda = sum(1 << self.game.issues.index(issue) for issue in issues)
        return float(ideal_on(self.rules[2], agenda, self.party(party)))

    def propose(self, speaker: str) -> dict[str, str] | None:
        """Let a party propose, with the aspirations as they are."""
        price_terms(*self.rules, int(self.world.now[at.DAY]))
        self.world.now[at.SPEAKER] = self.party(speaker)
        self.world.now[at.ACCEPTED] = 0
        propose(*self.rules)
        return self.proposal

    def offer(self, speaker: str, deal: Mapping[str, str]) -> dict[str, bool]:
        """Let a party propose this deal, whatever it would choose, and return the answers."""
        price_terms(*self.rules, int(self.world.now[at.DAY]))
        self.look()
        state = self.game.state(deal)
        self.world.now[at.SPEAKER], self.world.now[at.PROPOSAL] = self.party(speaker), state
        self.world.now[at.CONSENT], self.world.now[at.ACCEPTED] = self.world.consent[state], 0
        return self.answers()

    def answers(self) -> dict[str, bool]:
        """Let all answer whose consent is needed."""
        asked = [name for name in self.game.parties if must_answer(self.rules[2], self.party(name))]
        return {name: bool(answer(*self.rules, self.party(name))) for name in asked}

    def session(self, number: int, prepare: Callable[["Table"], None] | None = None) -> bool:
        """Hold a session in the order of the rulebook; `prepare` may change the world before the proposal.

        Returns:
            Whether a deal was made.
        """
        self.world.now[at.SESSION], self.world.now[at.ACCEPTED] = number, 0
        denounce(*self.rules)
        price_terms(*self.rules, int(self.world.now[at.DAY]))
        set_aspirations(*self.rules, self.outside)
        if prepare is not None:
            prepare(self)
        leave_by_choice(*self.rules)
        self.world.now[at.SPEAKER] = choose_speaker(*self.rules)
        self.world.now[at.SESSIONS_HELD] += 1
        if propose(*self.rules) != at.NEVER:
            self.answers()
            learn(*self.rules)
            press(*self.rules)
            note_red_lines(*self.rules)
        agreed = bool(conclude(*self.rules))
        move_to_put_off(*self.rules)
        return agreed

    def play_day(self, number: int, prepare: Callable[["Table"], None] | None = None) -> None:
        """Play a day in the order of the rulebook."""
        self.today(number, 0)
        play_events(*self.rules)
        set_no_deal(*self.rules)
        settle_due(*self.rules)
        for session in range(sessions_today(*self.rules)):
            if talks_go_on(self.rules[0], self.rules[2]):
                self.session(session + 1, prepare)
        self.world.now[at.SESSION] = 0
        keep_truces(*self.rules)
        collapse_truces(*self.rules)
        end_terms(*self.rules)
        meet_deadlines(self.rules[0], self.rules[2])
        note_breaches(*self.rules)
        record_day(self.rules[0], self.rules[2])


def start(game: Game, *, values: Sequence[float] = (), seed: int = 1, run: int = 0) -> Table:
    """Return a game on the morning of its first day."""
    case = game.case(np.array(values, np.float64))
    world = new_world(game.board)
    rules = packed(game.board), packed(case), packed(world)
    outside = callback(switchboard(game.board.tactic.tolist()))
    table = Table(game, game.board, case, world, rules, outside)
    begin(*rules, seed, run, run)
    table.today(1)
    return table


def restart(table: Table, seed: int, run: int) -> None:
    """Put a table back to the morning of day 1 of another run."""
    begin(*table.rules, seed, run, run)
    table.today(1)
