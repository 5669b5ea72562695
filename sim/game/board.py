"""The board of a scenario: everything that is the same in every run, as arrays."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from sim.arrays import Flags, Ints
from sim.game.deadlines import absence_arrays, deadline_arrays, event_arrays, with_what_is_left
from sim.game.decisions import ballot_arrays, decision_arrays, kind_of, ragged
from sim.game.extensions import Extensions
from sim.game.fallbacks import Ban, Mender
from sim.game.layout import SIGNS
from sim.game.names import Names, effects_of, guards_of
from sim.game.names import listed as options_of
from sim.game.reach import no_reach, with_reach
from sim.game.situations import situation_arrays
from sim.game.states import Hanging, closed, dropped, fallen, matching, positions, shortest_order, tree_of
from sim.game.switches import switched
from sim.game.tactics import tactic_code
from sim.game.tallies import Watch
from sim.kernel.chance import MASK, address, mix
from sim.rules import state as at
from sim.rules.state import Board
from sim.scenario.deals import LIMIT_DEALS, LIMIT_PLAYED_DEALS, TooManyDeals, enumerate_deals
from sim.scenario.faults import Fault, ScenarioError
from sim.scenario.happening_words import Deadline, Event
from sim.scenario.model import Scenario
from sim.scenario.table_words import Start

ROLES = {"principal": at.PRINCIPAL, "mediator": at.MEDIATOR, "backer": at.BACKER}
VOICES = {"mediated": at.MEDIATED, "alternating": at.ALTERNATING, "random": at.RANDOM}


def feasible_deals(scenario: Scenario) -> int:
    """Return how many feasible deals a scenario has, which may be more than can be played.

    Raises:
        ScenarioError: It has more than `LIMIT_DEALS`.
    """
    return BoardMaker(scenario, Names(scenario), LIMIT_DEALS).count()


class BoardMaker:
    """Makes the board of a scenario."""

    def __init__(self, scenario: Scenario, names: Names, most: int = LIMIT_PLAYED_DEALS) -> None:
        """Note the links between options, and how many feasible deals there may be."""
        self.scenario = scenario
        self.most = most
        self.names = names
        self.outside = scenario.protocol.status_quo == "outside"
        self.links = {
            self.names.option(i, o): [self.names.option(*anchor) for anchor in option.linked_to.items()]
            for i, issue in scenario.issues.items()
            for o, option in issue.options.items()
            if option.linked_to
        }
        lapses = {
            self.names.option(i, o): (self.names.option(*anchor), self.names.option(i, option.falls_to))
            for i, issue in scenario.issues.items()
            for o, option in issue.options.items()
            if option.falls_to is not None
            for anchor in (option.lapses_with or {}).items()
        }
        self.hanging = Hanging(names.first, self.links, lapses)
        self.mender = Mender(self.hanging, list(self._bans()))

    def make(self, watches: Sequence[Watch], counted: Ints) -> tuple[Board, int]:
        """Return the board and the number of feasible deals.

        Args:
            watches: What is watched.
            counted: [tallies, 6] what is counted, as `sim.game.tallies` says it.
        """
        feasible = self._feasible()
        if not len(feasible):
            raise ValueError("no deal is feasible")
        states = self._states(feasible)
        listed = self._with_nothing(states)
        proposable = self._proposable(listed, feasible)
        rows = np.flatnonzero(proposable)
        order = shortest_order(listed[rows])
        walked = np.lexsort(listed[rows][:, order[::-1]].T)
        tree = tree_of(listed[rows][walked][:, order], rows[walked])
        broken, sets = self._broken(listed)
        met, met_sets = self._met(listed)
        pledged = self._pledged(listed)
        longer = Extensions(listed, proposable, self._extendable())
        names, scenario = self.names, self.scenario
        more: dict[str, Any] = longer.none() | self._opening() | self._effects() | self._shocks()
        more |= event_arrays(scenario, names) | deadline_arrays(scenario, names, listed)
        more |= situation_arrays(scenario, names, listed) | absence_arrays(scenario)
        more |= decision_arrays(scenario, names) | ballot_arrays(scenario, names) | no_reach()
        board = Board(
            first=_ints(names.first),
            issue=_ints([names.issue(i) for i, _ in names.options]),
            controllers=_ints([names.mask(issue.controlled_by) for issue in scenario.issues.values()]),
            falls_to=_ints([self._falls_to(o) for o in range(len(names.options))]),
            root=ragged([self._roots(o) for o in range(len(names.options))]),
            anchor=ragged([self.hanging.anchors(o) for o in range(len(names.options))]),
            family=_ints([self._family(o) for o in range(len(names.options))]),
            ratifier=_ints([self._ratifier(o) for o in range(len(names.options))]),
            binds=_ints([names.mask(names.stated(o).binds) for o in range(len(names.options))]),
            truce_of=_ints(self._truce_of()),
            truce_option=_ints([o for o in range(len(names.options)) if names.stated(o).truce]),
            option=listed,
            proposable=proposable,
            broken=broken,
            broken_set=sets,
            revert=self._revert(states, listed),
            carried=self.mender.carried(listed) if not self.outside else np.zeros(len(listed), np.int64),
            mended=self._mended(states, listed),
            pledged=pledged,
            tie=self._ties(listed),
            in_bonus=self._in_bonus(listed),
            tally=counted,
            watched=self._watched(listed, watches),
            need=_ints([watch.days for watch in watches]),
            watch_ahead=np.array([watch.ahead for watch in watches], bool),
            order=_ints(order),
            node=np.stack(
                [tree.parent, tree.option, tree.skip, tree.state, broken[tree.state], met[tree.state]], axis=1
            ),
            guard_by=_ints([names.option(*by) for by, _, _ in guards_of(scenario)]),
            guard_of=_ints([names.option(*of) for _, of, _ in guards_of(scenario)]),
            bonus_party=_ints([names.party(p) for p, worth in scenario.worth.items() for _ in worth.bonus]),
            owner=_ints([names.party(c.party) for c in scenario.conditions.values()]),
            trigger=_ints([sum(1 << names.issue(i) for i in c.triggers) for c in scenario.conditions.values()]),
            pledge_of=self._pledge_of(),
            event_day=_ints([self._event_day(event) for event in scenario.happenings.values()]),
            forced=self._forced(states, listed),
            bars=self._bars(),
            between=_ints([names.mask(event.between) for event in scenario.happenings.values()]),
            pressure_by=_ints([names.party(p.by) for p in scenario.pressures.values()]),
            pressure_on=_ints([names.party(p.target) for p in scenario.pressures.values()]),
            demanding=_flags([p.demands is not None for p in scenario.pressures.values()]),
            inducing=_flags([p.kind == "inducement" for p in scenario.pressures.values()]),
            until_met=_flags([p.ends == "met" for p in scenario.pressures.values()]),
            met=met,
            met_set=met_sets,
            own_issues=self._own_issues(),
            role=_ints([ROLES[p.role] for p in scenario.parties.values()]),
            tactic=_ints([tactic_code(p.tactic) for p in scenario.parties.values()]),
            dated=self._dated(),
            luck_party=_ints([address("party", p) for p in names.parties]),
            luck_issue=_ints([mix(address("issue", i), 1) for i in names.issues]),
            luck_option=_ints([address("option", i, o) for i, o in names.options]),
            luck_condition=_ints([address("condition", c) for c in scenario.conditions]),
            luck_event=_ints([address("event", e) for e in scenario.happenings]),
            luck_pressure=_ints([address("pressure", p) for p in scenario.pressures]),
            rules=self._rules(listed, len(states)),
            **more,
        )
        return with_reach(longer.added_to(with_what_is_left(board))), len(feasible)

    def _roots(self, option: int) -> list[int]:
        """Return the options whose clocks an option shares: itself, or those that its anchors share."""
        if option not in self.links:
            return [option]
        return list(dict.fromkeys(root for anchor in self.links[option] for root in self._roots(anchor)))

    def _falls_to(self, option: int) -> int:
        """Return what the issue of an option falls back to where that cannot stand."""
        first = self.names.first[self.names.issue(self.names.options[option][0])]
        return self.hanging.lapses[option][1] if option in self.hanging.lapses else first

    def _opening(self) -> dict[str, Ints]:
        """Return what is in force and under way on day 0, by issue and by pressure."""
        start, names = self.scenario.start or Start(), self.names
        deals: dict[str, int] = {}
        stated = [start.in_force.get(issue) for issue in names.issues]
        numbers = [deals.setdefault(s.deal or f"{i} alone", len(deals) + 1) if s else 0 for i, s in enumerate(stated)]
        since = [start.pressures.get(pressure) for pressure in self.scenario.pressures]
        return {
            "opened": _ints([self._day(s.since) if s else at.UNDATED for s in stated]),
            "opened_by": _ints([names.mask(s.signed_by) if s else 0 for s in stated]),
            "opened_deal": _ints([n if s and s.signed_by else 0 for n, s in zip(numbers, stated, strict=True)]),
            "opened_pressure": _ints([at.UNDATED if day is None else self._day(day) for day in since]),
        }

    def _opens_in(self, listed: Ints) -> int:
        """Return the state in force on day 0, -1 if nothing is said about it."""
        if self.scenario.start is None:
            return at.NEVER
        first = [-1 if self.outside else option for option in self.names.first[:-1]]
        begun = {issue: self.names.option(issue, s.option) for issue, s in self.scenario.start.in_force.items()}
        row = [begun.get(issue, option) for issue, option in zip(self.names.issues, first, strict=True)]
        found = np.flatnonzero((listed == row).all(axis=1))
        if not len(found):
            raise ValueError("what is in force on day 0 is no feasible deal")
        return int(found[0])

    def _day(self, when: date) -> int:
        return (when - self.scenario.as_of).days

    def _family(self, option: int) -> int:
        """Return the option that an option is a variant of, or itself if it is not a variant."""
        issue, _ = self.names.options[option]
        seen = {option}
        while (of := self.names.stated(option).variant_of) is not None:
            option = self.names.option(issue, of)
            if option in seen:
                break
            seen.add(option)
        return option

    def _ratifier(self, option: int) -> int:
        by = self.names.stated(option).ratification
        if isinstance(by, str):
            return self.names.party(by)
        return at.NOBODY if by is None else at.CHANCE_ALONE

    def _extendable(self) -> dict[int, int]:
        """Return the options that can be extended, by number, with the number of their issue."""
        stated = {o: self.names.stated(o) for o in range(len(self.names.options)) if o not in self.links}
        return {o: self.names.issue(self.names.options[o][0]) for o, said in stated.items() if said.extension_days}

    def count(self) -> int:
        """Return how many deals are feasible."""
        return len(self._feasible())

    def _feasible(self) -> Ints:
        names = self.names
        within = {o: (names.issue(i), o - names.first[names.issue(i)]) for o, (i, _) in enumerate(names.options)}
        patterns = [
            {i: frozenset(o) for i, o in names.within(p.when).items()} for p in self.scenario.infeasible.values()
        ]
        hanging = [option for option in within if self.hanging.anchors(option)]
        links = {within[option]: [within[anchor] for anchor in self.hanging.anchors(option)] for option in hanging}
        try:
            rows = enumerate_deals(names.counts, patterns, links, self.most)
        except TooManyDeals as excess:
            raise self._too_many(excess) from None
        numbered: Ints = rows.astype(np.int64) + np.array(names.first[:-1])
        return numbered

    def _too_many(self, excess: TooManyDeals) -> ScenarioError:
        found = f"{'' if excess.exact else 'at least '}{excess.count_at_least:,} feasible deals"
        played = self.most < LIMIT_DEALS
        expected = f"at most {self.most:,}{' where runs are played' if played else ''}"
        hint = f"Theories that play no runs, such as solve, take up to {LIMIT_DEALS:,}." if played else ""
        return ScenarioError([Fault(self.scenario.id, 0, 0, "issues", found, expected, hint)])

    def _states(self, feasible: Ints) -> Ints:
        """Return every state with something in force, sorted."""
        if self.outside:
            # They are listed once each, in order.
            return feasible
        first = self.names.first[:-1]
        steps = [(issue, option) for issue, option in enumerate(first)]
        for event in self.scenario.happenings.values():
            steps += [(self.names.issue(i), self.names.option(i, o)) for i, o in event.force.items()]
        start = np.array([first])
        return closed(np.concatenate([feasible, start]), steps, self.hanging)

    def _with_nothing(self, states: Ints) -> Ints:
        if not self.outside:
            return states
        return np.concatenate([states, np.full((1, states.shape[1]), -1)])

    def _proposable(self, listed: Ints, feasible: Ints) -> Flags:
        flags = np.zeros(len(listed), bool)
        flags[positions(listed[: len(listed) - self.outside], feasible)] = True
        return flags

    def _broken(self, listed: Ints) -> tuple[Ints, Ints]:
        """Return which distinct set of conditions each state breaks, and the sets."""
        masks = np.zeros(len(listed), np.int64)
        first = self.names.first
        for number, condition in enumerate(self.scenario.conditions.values()):
            broken = matching(listed, first, self.names.within(condition.triggers))
            for met in condition.met_by:
                broken &= ~matching(listed, first, self.names.within(met))
            masks |= broken.astype(np.int64) << number
        return _distinct(masks)

    def _met(self, listed: Ints) -> tuple[Ints, Ints]:
        """Return which distinct set of demands each state meets, and the sets; any option named meets a demand."""
        masks = np.zeros(len(listed), np.int64)
        for number, pressure in enumerate(self.scenario.pressures.values()):
            for issue, options in self.names.within(pressure.demands or {}).items():
                masks |= matching(listed, self.names.first, {issue: options}).astype(np.int64) << number
        return _distinct(masks)

    def _own_issues(self) -> Ints:
        """Return, for each party, the issues that a condition of its own names or on which it has pledged an option."""
        names, masks = self.names, [0] * len(self.names.parties)
        for condition in self.scenario.conditions.values():
            for issue in {*condition.triggers, *(i for met in condition.met_by for i in met)}:
                masks[names.party(condition.party)] |= 1 << names.issue(issue)
        for pledge in self.scenario.pledges.values():
            for issue in pledge.option:
                masks[names.party(pledge.party)] |= 1 << names.issue(issue)
        return _ints(masks)

    def _revert(self, states: Ints, listed: Ints) -> Ints:
        count, issues = listed.shape
        if self.outside:
            return np.full((count, issues), count - 1, np.int64)
        moved = [positions(states, fallen(states, i, self.hanging)) for i in range(issues)]
        return np.ascontiguousarray(np.stack(moved, axis=1))

    def _bans(self) -> Iterator[Ban]:
        for entry in self.scenario.infeasible.values():
            yields, carried = (
                frozenset(map(self.names.issue, options_of(x or []))) for x in (entry.gives_way, entry.carried)
            )
            yield Ban(self.names.within(entry.when), yields, carried)

    def _mended(self, states: Ints, listed: Ints) -> Ints:
        if self.outside:
            return np.arange(len(listed), dtype=np.int64)
        return positions(states, self.mender.mend(states))

    def _pledged(self, listed: Ints) -> Ints:
        masks = np.zeros((len(self.names.parties), len(listed)), np.int64)
        for pledge in self.scenario.pledges.values():
            for issue, option in pledge.option.items():
                place = self.names.issue(issue)
                hit = listed[:, place] == self.names.option(issue, option)
                masks[self.names.party(pledge.party)] |= hit.astype(np.int64) << place
        return masks

    def _pledge_of(self) -> Ints:
        table = np.full((len(self.names.parties), len(self.names.options)), -1, np.int64)
        for number, pledge in enumerate(self.scenario.pledges.values()):
            for issue, option in pledge.option.items():
                table[self.names.party(pledge.party), self.names.option(issue, option)] = number
        return table

    def _ties(self, listed: Ints) -> Ints:
        """Return an address for every deal, which does not depend on the order of issues."""
        words = _ints([mix(address("option", *name), 1) for name in self.names.options])
        sums: Ints = np.where(listed >= 0, words[listed], 0).sum(axis=1)
        return sums & MASK

    def _in_bonus(self, listed: Ints) -> Flags:
        patterns = [bonus.when for worth in self.scenario.worth.values() for bonus in worth.bonus.values()]
        return self._columns(listed, [self.names.within(pattern) for pattern in patterns])

    def _watched(self, listed: Ints, watches: Sequence[Watch]) -> Flags:
        return self._columns(listed, [self.names.within({i: list(o) for i, o in watch.pattern}) for watch in watches])

    def _columns(self, listed: Ints, patterns: Sequence[Mapping[int, Sequence[int]]]) -> Flags:
        table = np.zeros((len(listed), len(patterns)), bool)
        for column, pattern in enumerate(patterns):
            table[:, column] = matching(listed, self.names.first, pattern)
        return table

    def _truce_of(self) -> list[int]:
        found = [o for o in range(len(self.names.options)) if self.names.stated(o).truce]
        return [found.index(o) if o in found else -1 for o in range(len(self.names.options))]

    def _event_day(self, event: Event | Deadline) -> int:
        return self._day(event.on) if isinstance(event, Event) and event.on is not None else -1

    def _forced(self, states: Ints, listed: Ints) -> Ints:
        table = np.tile(np.arange(len(listed), dtype=np.int64), (len(self.scenario.happenings), 1))
        for number, event in enumerate(self.scenario.happenings.values()):
            rows = states
            for issue, option in event.force.items():
                rows = dropped(rows, self.names.issue(issue), self.names.option(issue, option), self.hanging)
            if event.force and not self.outside:
                left = self.mender.mend(rows, frozenset(map(self.names.issue, event.force)))
                cannot = self.mender.banned(left)
                left[cannot] = states[cannot]
                table[number] = positions(states, left)
        return table

    def _bars(self) -> Flags:
        table = np.zeros((len(self.scenario.happenings), len(self.names.options)), bool)
        for number, event in enumerate(self.scenario.happenings.values()):
            for issue, option in event.bar.items():
                table[number, self.names.option(issue, option)] = True
            for issue, option in event.force.items():
                place = self.names.issue(issue)
                table[number, self.names.first[place] : self.names.first[place + 1]] = True
                table[number, self.names.option(issue, option)] = False
        return table

    def _effects(self) -> dict[str, Ints]:
        found = list(effects_of(self.scenario))
        events = list(self.scenario.happenings)
        return {
            "effect_event": _ints([events.index(event) for event, *_ in found]),
            "effect_party": _ints([self.names.party(party) for _, party, *_ in found]),
            "effect_option": _ints([self.names.option(issue, option) for _, _, issue, option, _ in found]),
        }

    def _shocks(self) -> dict[str, Ints]:
        """Return, for each party, the address of the daily shocks that it shares, and which way they move it."""
        shared = {
            party: (address("shock", name), SIGNS[direction])
            for name, shock in self.scenario.shared_shocks.items()
            for party, direction in shock.parties.items()
        }
        found = [shared.get(party, (0, 1)) for party in self.names.parties]
        return {"luck_shock": _ints([where for where, _ in found]), "shock_sign": _ints([sign for _, sign in found])}

    def _dated(self) -> Ints:
        days = np.zeros(self.scenario.protocol.horizon_days + 2, np.int64)
        for when in self.scenario.protocol.session_dates:
            days[(when - self.scenario.as_of).days] += 1
        return days

    def _rules(self, listed: Ints, states: int) -> Ints:
        protocol, roles = self.scenario.protocol, [p.role for p in self.scenario.parties.values()]
        rules = np.zeros(at.RULES_SIZE, np.int64)
        rules[at.HORIZON] = protocol.horizon_days
        rules[at.SPEAKS] = VOICES[protocol.speaks] if isinstance(protocol.speaks, str) else at.SHARES
        rules[at.OUTSIDE] = self.outside
        first = np.array([self.names.first[:-1]])
        rules[at.START] = len(listed) - 1 if self.outside else positions(listed, first)[0]
        rules[at.LISTED] = states
        rules[at.OPENING] = self._opens_in(listed)
        rules[at.LEAVING] = absence_arrays(self.scenario)["may_go"].any()
        rules[at.VOTING] = any(kind_of(self.scenario, issue) for issue in self.scenario.issues)
        rules[at.PRINCIPALS] = roles.count("principal")
        rules[at.MEDIATORS] = roles.count("mediator")
        gone = protocol.mediator_gone_from
        rules[at.GONE_FROM] = at.NEVER if gone is None else (gone - self.scenario.as_of).days
        return switched(rules, self.scenario)


def _distinct(masks: Ints) -> tuple[Ints, Ints]:
    """Return which distinct mask each one is, and the masks."""
    sets, kind = np.unique(masks, return_inverse=True)
    return kind.reshape(-1).astype(np.int64), sets.astype(np.int64)


def _flags(values: Sequence[bool]) -> Flags:
    return np.array(values, bool)


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, np.int64)
