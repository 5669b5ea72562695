"""Why: a surplus taken apart into its terms, with the rules' own numbers.

Nothing is computed here that a rule does not compute: a term is the difference between what a rule returns with and
without something. The rules write into a scratch table, so that looking changes nothing in the run.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from sim.arrays import Floats
from sim.game.build import Game
from sim.game.masks import members
from sim.kernel.compile import packed
from sim.rules.answering import agenda_of
from sim.rules.answers_kept import record_on
from sim.rules.averaging import mean_value
from sim.rules.balloting import likely_ratified
from sim.rules.conditions import newly_broken
from sim.rules.expecting import all_accept, expected_acceptance, none_suspected
from sim.rules.extending import extension_days
from sim.rules.guarding import relief
from sim.rules.ideals import ideal_on
from sim.rules.pressure import meets, strength
from sim.rules.standing import fall_back
from sim.rules.state import AHEAD, DAY, MISJUDGED, NEVER, STATE, WATCHER, WEIGHED, Case, World
from sim.rules.terms import leaving_cost, red_line_on, same_deal
from sim.rules.worth import (
    PUBLIC,
    price_terms,
    set_table,
    surplus_for,
    trust_in_bound,
    value_after,
    value_of,
    value_today,
)
from sim.trace.reasons import Reason

NOISE = 1e-11
"""Points below which a term is rounding, not a reason."""


class Explainer:
    """Takes apart what deals are worth to parties in one run, as things stand when it is asked."""

    def __init__(self, game: Game, case: Case, world: World) -> None:
        """Prepare scratch tables beside the world of a run."""
        self.game, self.case, self.world = game, case, world
        self._board: Any = packed(game.board)
        self._case: Any = packed(case)
        names = ("table", "settling", "price", "plain", "risk", "sway", "odds", "ends", "foreseen")
        self._own = world._replace(**{name: np.zeros_like(getattr(world, name)) for name in names})
        self._scratch: Any = packed(self._own)
        looking = world._replace(table=self._own.table, odds=self._own.odds)
        self._priced: Any = packed(looking)
        self._unexposed: Any = packed(looking._replace(risk=np.zeros_like(world.risk)))

    def surplus_terms(self, party: int, state: int) -> tuple[Reason, ...]:
        """Return the terms of a party's surplus from a state, with the price of refusing what it has pledged.

        Needs the prices of terms that the session has set.
        """
        return (*self._value_terms(party, state), *self._condition_terms(party, state), *self._pledges(party, state))

    def hope(self, party: int, state: int) -> tuple[float, float, float, bool]:
        """Return, as the speaker sees, a party's surplus, the chances of a yes and of no red line, and if it answered.

        Needs the survey that the speaker has just made.
        """
        chance = expected_acceptance(self._board, self._case, self._priced, state, party)
        clear = self.world.set_odds[self.game.board.broken[state], party]
        agenda = self.agenda(state)
        answered = record_on(self._board, self._case, self._priced, agenda, party) != NEVER
        return self.surplus_of(party, state), float(chance), float(clear), answered

    def surplus_of(self, party: int, state: int) -> float:
        """Return a party's surplus by the last survey, with the price of refusing what it has pledged."""
        return float(surplus_for(self._board, self._case, self._priced, state, party))

    def ratified(self, state: int) -> float:
        """Return how likely a state surveyed is to be ratified, as the speaker sees it."""
        observer = self._now(WATCHER) if self._now(MISJUDGED) else PUBLIC
        return float(likely_ratified(self._board, self._case, self._priced, state, observer))

    def wins(self, state: int) -> float | None:
        """Return how likely those who say yes to a state win the votes on it, as the speaker sees it, if there are any.

        Needs the survey that the speaker has just made.
        """
        if not self.world.agenda[state] & self._now(WEIGHED):
            return None
        rules = self._board, self._case, self._priced, state
        every, ratified = float(all_accept(*rules) * none_suspected(*rules)), self.ratified(state)
        return every / ratified if ratified > 0.0 else 0.0

    def extension_of(self, issue: int) -> int:
        """Return for how many days what is in force on an issue can be extended."""
        return int(extension_days(self._case, int(self.game.board.option[self._now(STATE), issue])))

    def pledged(self, party: int, state: int) -> bool:
        """Return whether a party has pledged all that a state surveyed brings in."""
        return bool(self.world.pledgers[state] >> party & 1)

    def held_out(self, party: int, state: int) -> float:
        """Return the least surplus for which the speaker would propose a state, by its aspiration."""
        return float(self.world.aspiration[party] * ideal_on(self._priced, self.agenda(state), party))

    def agenda(self, state: int) -> int:
        """Return the issues that a state changes, as a mask."""
        return int(agenda_of(self._board, self._priced, state))

    def newly_broken(self, state: int) -> list[int]:
        """Return the conditions that a state breaks and the one in force does not."""
        return members(int(newly_broken(self._board, self._priced, state)))

    def gain_from_leaving(self, party: int, issue: int) -> tuple[float, float, tuple[int, ...]]:
        """Return what a party gains by leaving what stands on an issue, what that must exceed, and its red lines."""
        self._own.ends[:] = self.world.ends
        price_terms(self._board, self._case, self._scratch, self._now(DAY))
        set_table(self._board, self._case, self._scratch, PUBLIC)
        standing = self._now(STATE)
        without = fall_back(self._board, standing, same_deal(self._board, self._scratch, issue))
        gain = self._value(without, party) - self._value(standing, party)
        cost = float(leaving_cost(self._board, self._case, self._scratch, without, party))
        return gain, cost, self._red_lines(party, issue)

    def _red_lines(self, party: int, issue: int) -> tuple[int, ...]:
        if not red_line_on(self._board, self._scratch, issue, party):
            return ()
        board = self.game.board
        broken = members(int(board.broken_set[board.broken[self._now(STATE)]]))
        own = [c for c in broken if board.owner[c] == party and self.world.red[c]]
        return tuple(c for c in own if board.trigger[c] >> issue & 1)

    def _value(self, state: int, party: int) -> float:
        return float(mean_value(self._board, self._case, self._scratch, state, party, False))

    def _value_terms(self, party: int, state: int) -> Iterator[Reason]:
        """Yield the terms of V(d) - V(g): by issue, by combination, what is pending, what is left: the no-deal part."""
        standing, agenda = self._now(AHEAD), self.agenda(state)
        now, then = self._weighed(standing, party), self._weighed(state, party)
        rest = then.value - now.value
        yield from _kept(Reason("pending", then.mean - now.mean - rest, self.game.parties[party]))
        extends = self.game.board.extends[state] >= 0
        for issue in range(len(self.game.issues)) if extends else members(agenda):
            before, after = (int(self.game.board.option[s, issue]) for s in (standing, state))
            worth = _at(then.bare, after) - _at(now.bare, before)
            risk = _at(then.full, after) - _at(now.full, before) - worth
            rest -= worth + risk
            yield from _kept(Reason("worth", worth, self.game.issues[issue]))
            yield from _kept(Reason("exposure", risk, self.game.issues[issue], self._trust(party, before, after)))
        rest -= then.relief - now.relief
        yield from _kept(Reason("guard", then.relief - now.relief, self.game.parties[party]))
        deadlines = self._deadlines(now.foreseen, then.foreseen)
        for reason in (*self._bonuses(party, state), *self._pressures(party, state), *deadlines):
            rest -= reason.points
            yield reason
        yield from _kept(Reason("no_deal", rest, self.game.parties[party]))

    def _weighed(self, state: int, party: int) -> "_Weighed":
        """Weigh a state, its time priced as in the session, or with the days that an extension adds."""
        rooms, extended = (self._unexposed, self._priced), int(self.game.board.extends[state])
        if extended >= 0:
            self._own.ends[:] = self.world.ends
            self._own.ends[extended] += self.extension_of(extended)
            price_terms(self._board, self._case, self._scratch, self._now(DAY))
            rooms = (packed(self._own._replace(risk=np.zeros_like(self.world.risk))), self._scratch)
        bare, full = (self._table(room, party) for room in rooms)
        value = float(value_of(self._board, self._case, rooms[1], state, party))
        mean = float(mean_value(self._board, self._case, rooms[1], state, party, True))
        foreseen = self._foreseen(rooms[1], party, state)
        relieved = float(relief(self._board, self._case, rooms[1], state, party))
        return _Weighed(bare, full, value, mean, relieved, foreseen)

    def _foreseen(self, world: Any, party: int, state: int) -> dict[str, float]:
        """Return what each deadline ahead puts on the value of a state that does not meet it."""
        board, today = self.game.board, float(value_today(self._board, self._case, world, state, party))
        found = {}
        for place, name in enumerate(self.game.scenario.deadlines):
            share = float(world.foreseen[place, party])
            if share > 0.0 and not board.deadline_met[place, state]:
                found[name] = share * (float(value_after(self._board, self._case, world, place, state, party)) - today)
        return found

    def _deadlines(self, now: Mapping[str, float], then: Mapping[str, float]) -> Iterator[Reason]:
        """Yield what each deadline ahead adds to a surplus: what meeting it saves."""
        for name in self.game.scenario.deadlines:
            yield from _kept(Reason("deadline", then.get(name, 0.0) - now.get(name, 0.0), name))

    def _table(self, world: Any, party: int) -> Floats:
        """Return what every option is worth to a party."""
        set_table(self._board, self._case, world, PUBLIC)
        return self._own.table.reshape(self.world.price.shape)[:, party].copy()

    def _trust(self, party: int, before: int, after: int) -> float | None:
        """Return the trust with which the exposure of an issue is taken."""
        exposed = [o for o in (after, before) if o >= 0 and self.case.exposure[party, o] > 0.0]
        return float(trust_in_bound(self._board, self._priced, party, exposed[0])) if exposed else None

    def _bonuses(self, party: int, state: int) -> Iterator[Reason]:
        board = self.game.board
        names = [name for worth in self.game.scenario.worth.values() for name in worth.bonus]
        for bonus, name in enumerate(names):
            if board.bonus_party[bonus] == party:
                change = int(board.in_bonus[state, bonus]) - int(board.in_bonus[self._now(AHEAD), bonus])
                yield from _kept(Reason("bonus", change * float(self.case.bonus[bonus]), name))

    def _pressures(self, party: int, state: int) -> Iterator[Reason]:
        """Yield what each pressure or inducement on a party changes: what meeting its demand brings, or leaving it."""
        board = self.game.board
        for pressure, name in enumerate(self.game.scenario.pressures):
            if board.pressure_on[pressure] == party:
                met, was = (bool(meets(self._board, s, pressure)) for s in (state, self._now(AHEAD)))
                points = float(strength(self._board, self._case, self._priced, pressure, self._now(DAY)))
                yield from _kept(Reason("pressure", (int(met) - int(was)) * points, name))

    def _condition_terms(self, party: int, state: int) -> Iterator[Reason]:
        """Yield the price of every condition of its own that a state newly breaks, and its red lines among them."""
        for condition in self.newly_broken(state):
            if self.game.board.owner[condition] == party:
                name = self.game.conditions[condition]
                yield Reason("condition", -float(self.case.backdown[condition]), name)
                if self.world.red[condition]:
                    yield Reason("red_line", 0.0, name, private=True)

    def _pledges(self, party: int, state: int) -> Iterator[Reason]:
        """Yield the price of refusing each pledge, if everything that a state brings in is pledged."""
        if not self.pledged(party, state):
            return
        names = list(self.game.scenario.pledges)
        for issue in members(self.agenda(state)):
            pledge = int(self.game.board.pledge_of[party, self.game.board.option[state, issue]])
            yield Reason("pledge", float(self.case.pledge[pledge]), names[pledge])

    def _now(self, place: int) -> int:
        return int(self.world.now[place])


class _Weighed(NamedTuple):
    """What a state is to a party: worths without and with exposure, V, V averaged over pending, guards, deadlines."""

    bare: Floats
    full: Floats
    value: float
    mean: float
    relief: float
    foreseen: Mapping[str, float]


def _at(table: Floats, option: int) -> float:
    return float(table[option]) if option >= 0 else 0.0


def _kept(reason: Reason) -> Iterator[Reason]:
    """Yield a term unless it is only rounding."""
    if abs(reason.points) > NOISE:
        yield reason
