"""Whole runs by the text of the rulebook: every day from morning to evening, with draws at their stated addresses.

`History` plays a run without any of the code's rules: it shares with them the scenario, as read, and the numbers of
addressed chance. What it does not know: tactics of humans and plug-ins, reputation, inputs that are not certain.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from itertools import combinations
from math import exp, floor, inf, log, sqrt
from typing import Any

from sim.kernel import chance as lots
from sim.kernel.chance import SESSIONS_A_DAY, address, inverse_normal, mix, normal, poisson, uniform
from sim.scenario.happening_words import Deadline, Event, Prolong
from sim.scenario.issue_words import Option, Truce
from sim.scenario.model import Scenario
from sim.scenario.numbers import Spread
from sim.scenario.party_words import WalkOut
from sim.scenario.situation_word import Situation
from tests.oracle import GRID, Memory, Oracle, accepts, figure, logistic, whole
from tests.oracle_stand import Deal, Pact, Place, Rejection, Stand, extended

Pair = tuple[str, str]

RATIFY = address("ratify")
BALLOT = address("ballot")
ABSTAIN = address("abstain")
GOING_ON = address("going on")


@dataclass
class Kept:
    """How a truce in force has been kept: breaches remembered, and what each side has seen of each other."""

    heat: dict[str, float]
    faded: dict[Pair, float]
    weight: float = 0.0
    logged: dict[str, float] = field(default_factory=dict)

    def ledger(self, side: str) -> float:
        """Return the mean of the breaches a day that a side has seen."""
        total = sum(count for (seer, _), count in self.faded.items() if seer == side)
        return total / self.weight if self.weight else 0.0

    def seen(self, side: str, other: str) -> float:
        """Return the mean of the breaches a day by one side that another has seen."""
        return self.faded[side, other] / self.weight if self.weight else 0.0


@dataclass
class Talk:
    """One session: who spoke, what it proposed or extended, who said what, on which surplus and with which chance."""

    speaker: str | None
    aspirations: dict[str, float]
    changes: dict[str, str] | None = None
    extends: str | None = None
    answers: dict[str, bool] = field(default_factory=dict)
    motion: tuple[str, dict[str, bool]] | None = None
    """The deadline that was to be put off, and who said what."""
    stakes: dict[str, float] = field(default_factory=dict)
    chances: dict[str, float] = field(default_factory=dict)
    deal: dict[str, str] = field(default_factory=dict)
    """All the options of what is on the table."""
    crossed: frozenset[str] = frozenset()
    """Whose red lines it newly breaks."""


@dataclass
class Evening:
    """How a day ended: what is compared."""

    day: int
    in_force: dict[str, str]
    statuses: dict[str, str]
    pending: dict[str, tuple[str, int, float, frozenset[str]]]
    trust: dict[Pair, float]
    ledgers: dict[str, dict[str, float]]
    logged: dict[str, dict[str, float]]
    expected: dict[str, float]
    suspected: dict[str, float]
    no_deal: dict[str, float]
    talks: list[Talk]
    left: bool
    out: frozenset[str]
    ahead: dict[str, int]
    decided: dict[str, str]
    """Deadlines of this evening: met or passed."""
    stands: dict[str, str]
    """What is in force, what is agreed counting as what it will be."""


class Records:
    """What is kept of a run: first days by kind and option, counts, credits."""

    def __init__(self) -> None:
        self.first: dict[tuple[str, Any], int] = {}
        self.count: dict[str | tuple[str, str], int] = defaultdict(int)
        self.days: dict[tuple[str, Place], int] = defaultdict(int)
        self.soonest: dict[Place, int] = {}
        self.refused: dict[str, float] = defaultdict(float)
        self.unmade: dict[str, float] = defaultdict(float)

    def note(self, kind: str, about: Any, day: int) -> None:
        """Note the first day of something."""
        self.first.setdefault((kind, about), day)

    def soonest_of(self, kind: str, issue: str, options: Iterable[str]) -> float:
        """Return the first day on which something happened to any of several options of an issue."""
        return min(self.first.get((kind, (issue, option)), inf) for option in options)


def figure_of(stated: Mapping[str, Spread], name: str) -> float:
    """Return a certain number that is stated by name, 0 where it is not."""
    return figure(stated[name]) if name in stated else 0.0


def named(wanted: str | list[str]) -> list[str]:
    """Return the options that a pattern names of an issue."""
    return [wanted] if isinstance(wanted, str) else wanted


def _pattern_holds(situation: Situation, options: Mapping[str, str]) -> bool:
    """Return whether what a situation wants in force is, and what it does not want is not."""
    is_so = all(options.get(issue) in named(wanted) for issue, wanted in (situation.in_force or {}).items())
    return is_so and all(options.get(i) not in named(o) for i, o in (situation.not_in_force or {}).items())


class History:
    """One run, played by the text alone."""

    def __init__(self, scenario: Scenario, seed: int, run: int) -> None:
        self.scenario, self.seed, self.run = scenario, seed, run
        self.parties, self.issues = list(scenario.parties), list(scenario.issues)
        self.features = scenario.protocol.features
        self.outside = scenario.protocol.status_quo == "outside"
        self.memory = Memory()
        self.record = Records()
        self.evenings: list[Evening] = []
        self.doubtful = False
        self.session = 0
        self.running: dict[str, float] = {name: figure(p.no_deal.value) for name, p in scenario.parties.items()}
        self.kept: dict[Pair, float] = defaultdict(float)
        self.broke: dict[Pair, float] = defaultdict(float)
        self.truces: dict[str, Kept] = {}
        self.under_way: dict[str, list[float]] = {name: [] for name in self.happenings}
        self.held: dict[str, bool] = {}
        self.passed: list[str] = []
        self.prolonged: dict[str, int] = dict.fromkeys(scenario.deadlines, 0)
        self.entering = {name for name, party in scenario.parties.items() if party.enters is not None}
        self.grievances: dict[tuple[str, str], int] = defaultdict(int)
        self.talks_over = False
        self.no_talks_up_to = 0
        self.due: dict[str, int] = {}
        self.refusals: dict[str, int] = dict.fromkeys(scenario.pressures, 0)
        self.cooling: dict[str, int] = {}
        self.agreements = 0
        self.failures = 0
        self.turn = 0
        self.others_before: dict[str, float] = {}
        self.own_before: dict[str, float] = {}
        self.talks: list[Talk] = []
        self.statuses: dict[str, str] = dict.fromkeys(self.issues, "none")
        self.stand = self._morning_of_day_1()
        self._set_dates()
        self._start()

    # Before day 1.

    def uniform(self, moment: int, purpose: int, who: int) -> float:
        """Return the number of an address."""
        return float(uniform(self.seed, self.run, moment, purpose, who))

    def _morning_of_day_1(self) -> Stand:
        scenario = self.scenario
        first = {issue: next(iter(scenario.issues[issue].options)) for issue in self.issues}
        return Stand(
            scenario=scenario,
            day=0,
            deal=None if self.outside else tuple(first.values()),
            no_deal=dict(self.running),
            trust={(p, q): self._initial_trust(p, q)[0] for p in self.parties for q in self.parties},
            expected=dict.fromkeys(self.parties, 0.5),
            belief={name: [1.0 / len(GRID)] * len(GRID) for name in self.parties},
            aspiration=dict.fromkeys(self.parties, 0.0),
            suspected={name: figure(c.firmness) for name, c in scenario.conditions.items()},
            red={name: self._is_red(name) for name in scenario.conditions},
            error=dict(self._errors()),
            signed={issue: frozenset() for issue in self.issues},
            agreement=dict.fromkeys(self.issues, 0),
            ends=dict.fromkeys(self.issues, inf),
            endings=dict.fromkeys(self.issues, 0),
        )

    def _initial_trust(self, party: str, other: str) -> tuple[float, float, float]:
        """Return the initial trust, what it counts for, and the half-life of observations."""
        stated = self.scenario.parties[party].trust.get(other)
        if stated is None:
            return 0.5, 10.0, 60.0
        return figure(stated.initial), figure(stated.prior_days), figure(stated.half_life_days)

    def _is_red(self, name: str) -> bool:
        condition = self.scenario.conditions[name]
        correlation = figure(self.scenario.parties[condition.party].resolve_correlation)
        correlation = correlation if self.features.resolve_correlation else 0.0
        common = normal(self.seed, self.run, 0, lots.RESOLVE, address("party", condition.party))
        own = normal(self.seed, self.run, 0, lots.RED_LINE, address("condition", name))
        firmness = figure(condition.firmness)
        return bool(sqrt(correlation) * common + sqrt(1.0 - correlation) * own < inverse_normal(firmness))

    def _errors(self) -> Iterator[tuple[tuple[str, str, str, str], float]]:
        by_party = Oracle.by_party
        for observer in self.parties:
            for seen in self.parties:
                spread = by_party(self, self.scenario.protocol.misperception, seen, 0.0)  # type: ignore[arg-type]  # borrowed from another class
                for issue in self.issues if observer != seen and spread else ():
                    for option in list(self.scenario.issues[issue].options)[1:]:
                        who = mix(
                            mix(address("party", observer), address("party", seen)), address("option", issue, option)
                        )
                        error = normal(self.seed, self.run, 0, lots.MISPERCEPTION, who)
                        yield (observer, seen, issue, option), spread * float(error)

    @property
    def happenings(self) -> dict[str, Event | Deadline]:
        """What has effects while it is under way: events, and deadlines that have passed."""
        return {**self.scenario.events, **self.scenario.deadlines}

    def _set_dates(self) -> None:
        """Set the deadlines that have a date, and let those wait outside who have to enter."""
        for name, deadline in self.scenario.deadlines.items():
            if deadline.on is not None:
                self.stand.ahead[name] = (deadline.on - self.scenario.as_of).days
        self.stand.out = dict.fromkeys(self.entering, 0)

    def _start(self) -> None:
        """Put in force and under way what the scenario states to be so on day 0."""
        stated = self.scenario.start
        if stated is None:
            return
        deals: dict[str, int] = {}
        options = dict(zip(self.issues, self.stand.deal or (), strict=False))
        for issue, entry in stated.in_force.items():
            since = (entry.since - self.scenario.as_of).days
            options[issue] = entry.option
            if entry.deal is None or entry.deal not in deals:
                self.agreements += 1
                deals.setdefault(entry.deal or issue, self.agreements)
            self.stand.agreement[issue] = deals.get(entry.deal or issue, self.agreements)
            self.stand.signed[issue] = frozenset(entry.signed_by or ())
            self.stand.since[issue] = since
            self.stand.ends[issue] = since + self._term(issue, entry.option) - 1
            self.statuses[issue] = "in force"
            self._remember(issue, entry.option, 1 - since, entry.breaches or {})
        if options:
            self.stand.deal = tuple(options[issue] for issue in self.issues)
            self._follow_anchors()
        for name, others in stated.observed.items():
            for other, days in others.items():
                self.kept[name, other] += figure(days.kept)
                self.broke[name, other] += figure(days.broken)
        self._set_trust()
        for name, day in stated.pressures.items():
            pressure = self.scenario.pressures[name]
            since = (day - self.scenario.as_of).days
            lasts = inf if pressure.ends == "met" else whole(figure(pressure.days))
            self.stand.pressing[name] = since - 1 + lasts
        for name, day in stated.events.items():
            event = self.scenario.events[name]
            lasts = inf if event.days is None else whole(figure(event.days))
            self.under_way[name].append((day - self.scenario.as_of).days - 1 + lasts)

    def _remember(self, issue: str, option: str, age: int, breaches: Mapping[str, Any]) -> None:
        """Let a truce of some days remember the breaches a day that are stated of each side."""
        truce = self._truce(issue, option)
        if truce is None:
            return
        fading = 1.0 - 1.0 / figure(truce.memory_days)
        days = (1.0 - fading**age) / (1.0 - fading)
        bound = list(self._option(issue, option).binds)
        mean = {side: figure(breaches[side]) if side in breaches else 0.0 for side in bound}
        heat = {side: (1.0 - fading**age) * mean[side] for side in bound}
        faded = {(p, q): mean[q] * days for p in bound for q in bound if p != q}
        logged = {p: float(sum(floor(age * mean[q] + 0.5) for q in bound if q != p)) for p in bound}
        self.truces[issue] = Kept(heat, faded, days, logged)

    # Names.

    def _option(self, issue: str, option: str) -> Option:
        return self.scenario.issues[issue].options[option]

    def _first(self, issue: str) -> str:
        return next(iter(self.scenario.issues[issue].options))

    def _truce(self, issue: str, option: str) -> Truce | None:
        return self._option(issue, option).truce

    def _term(self, issue: str, option: str) -> float:
        if not self.outside and option == self._first(issue):
            return inf
        stated = self._option(issue, option).term_days
        return inf if stated is None else whole(figure(stated))

    @property
    def options(self) -> dict[str, str]:
        """The deal in force, by issue."""
        return dict(zip(self.issues, self.stand.deal, strict=True)) if self.stand.deal is not None else {}

    @property
    def moment(self) -> int:
        """When it is: the day and the session."""
        return self.stand.day * SESSIONS_A_DAY + self.session

    def look(self) -> Oracle:
        """Return the oracle of the run as it stands now."""
        return Oracle(self.stand, self.memory)

    # A day.

    def play(self) -> "History":
        """Play all days, as long as no comparison hangs on rounding."""
        for day in range(1, self.scenario.protocol.horizon_days + 1):
            self.play_day(day)
            if self.doubtful:
                break
        return self

    def take_over(self, scenario: Scenario) -> None:
        """Let changed numbers count from the next morning; what the run has come to stays."""
        self.stand.begun_as = self.stand.begun_as or self.scenario
        self.scenario = self.stand.scenario = scenario
        self.features = scenario.protocol.features
        self._set_trust()

    def play_day(self, day: int) -> None:
        """Play a day in the order of the rulebook."""
        self.stand.day, self.session, self.talks = day, 0, []
        self._gone()
        self._pressures_begin_and_end()
        self._come_back()
        self._events()
        self._look_at_conduct()
        self._set_no_deal()
        self._what_is_due()
        for session in range(1, self._sessions() + 1):
            if not self._is_held():
                break
            self.session = session
            self._session()
            if self.doubtful:
                return
        self.session, self.stand.abstaining = 0, frozenset()
        self._compliance()
        self._collapse()
        self._terms()
        self._deadlines_of_today()
        self._leave_over_breaches()
        self._keep_record()

    def _gone(self) -> None:
        since = self.scenario.protocol.mediator_gone_from
        if since is not None and self.stand.day >= (since - self.scenario.as_of).days:
            self.stand.left = True

    @cached_property
    def mediators(self) -> list[str]:
        """Who mediates."""
        return [name for name, party in self.scenario.parties.items() if party.role == "mediator"]

    # Step 1.

    def _pressures_begin_and_end(self) -> None:
        stand, day = self.stand, self.stand.day
        oracle = self.look()
        for name, pressure in self.scenario.pressures.items():
            if stand.pressing.get(name, inf) < day:
                del stand.pressing[name]
            if name in stand.pressing and pressure.ends == "met" and oracle.meets(stand.deal, pressure.demands or {}):
                del stand.pressing[name]
            if self.due.get(name) == day:
                del self.due[name]
                lasts = inf if pressure.ends == "met" else whole(figure(pressure.days))
                stand.pressing[name] = day - 1 + lasts
                self.record.note("happened", name, day)

    def _events(self) -> None:
        day = self.stand.day
        for name in self.happenings:
            self.under_way[name] = [last for last in self.under_way[name] if last >= day]
        for name, event in self.scenario.events.items():
            if self._happens(name, event):
                self.record.note("happened", name, day)
                self._take_effect(name, event)
        for name in self.passed:
            self._take_effect(name, self.scenario.deadlines[name])
        self.passed = []
        self._set_deadlines()
        self._set_bars()
        self._end_barred()
        self.stand.bonus = dict(self._added_worth())
        self._drop_hopeless()

    def _happens(self, name: str, event: Event) -> bool:
        held, holds = self.held.get(name, False), self.holds(event.when)
        self.held[name] = holds
        today = self.scenario.as_of + timedelta(self.stand.day)
        too_early = event.first is not None and today < event.first
        too_late = event.until is not None and today > event.until
        over = event.once and ("happened", name) in self.record.first
        if too_early or too_late or over or not holds:
            return False
        if event.on is not None:
            return event.on == today
        if event.rate is not None:
            return self.uniform(self.moment, lots.EVENT, address("event", name)) < figure(event.rate)
        return not held

    def holds(self, situation: Situation | None) -> bool:
        """Return whether a situation holds of the run as it stands."""
        if situation is None:
            return True
        return all(self._parts_of(situation))

    def _parts_of(self, situation: Situation) -> Iterator[bool]:
        """Yield whether each word of a situation holds."""
        days = situation.for_days
        if days is None:
            yield _pattern_holds(situation, self.options)
        else:
            evenings = self.evenings[-days:]
            yield len(evenings) == days and all(_pattern_holds(situation, evening.in_force) for evening in evenings)
        latest = self.stand.day - (situation.since_days or 0)
        if situation.happened is not None:
            yield self.record.first.get(("happened", situation.happened), inf) <= latest
        for word in ("agreed", "failed", "expired", "withdrawn", "collapsed"):
            for issue, options in (getattr(situation, word) or {}).items():
                yield self.record.soonest_of(word, issue, named(options)) <= latest
        if situation.stands is not None:
            coming = dict(self._places(self.look().to_come))
            yield all(coming.get(issue) in named(options) for issue, options in situation.stands.items())
        if situation.out is not None:
            yield situation.out in self.stand.out
        if situation.not_ is not None:
            yield not self.holds(situation.not_)

    def _set_deadlines(self) -> None:
        """Set the deadlines that run from a situation, on the first morning on which it holds."""
        for name, deadline in self.scenario.deadlines.items():
            if deadline.after is not None and name not in self.held and self.holds(deadline.after):
                self.held[name] = True
                later = 0 if deadline.in_days is None else int(figure(deadline.in_days) + 0.5)
                self.stand.ahead[name] = self.stand.day + later

    def _deadlines_of_today(self) -> None:
        """Let the deadlines of today pass or be met."""
        oracle = self.look()
        due = [name for name in self.scenario.deadlines if self.stand.ahead.get(name, inf) <= self.stand.day]
        missed = set(oracle.looming(oracle.to_come))
        self.decided = {name: "passed" if name in missed else "met" for name in due}
        for name in due:
            del self.stand.ahead[name]
            if name not in missed:
                self.record.note("met", name, self.stand.day)
                continue
            self.record.note("happened", name, self.stand.day)
            self.passed.append(name)
            self.talks_over |= self.scenario.deadlines[name].ends_talks

    def _look_at_conduct(self) -> None:
        """Look which conditions are satisfied by conduct."""
        stated = self.scenario.conditions.items()
        kept = (name for name, c in stated if c.require_conduct is not None and self.holds(c.require_conduct))
        self.stand.conduct = frozenset(kept)

    # Who is at the table.

    def _come_back(self) -> None:
        back = [party for party, since in self.stand.out.items() if self._returns(party, since)]
        for party in back:
            del self.stand.out[party]
            self.entering.discard(party)

    def _returns(self, party: str, since: int) -> bool:
        stated = self.scenario.parties[party]
        if party in self.entering:
            return self.holds(stated.enters)
        if stated.walk_out is None:
            return False
        after, gesture = stated.walk_out.returns_after, stated.walk_out.returns_for
        rested = after is not None and self.stand.day >= since + whole(figure(after))
        return rested or (gesture is not None and self.stand.day > since and self.holds(gesture))

    def _leave(self, parties: Iterable[str]) -> None:
        for party in parties:
            if party not in self.stand.out:
                self.stand.out[party] = self.stand.day
                self.record.note("left", party, self.stand.day)
                self.record.count["left", party] += 1
                for why in ("red line", "breach"):
                    self.grievances[party, why] = 0

    def _may_leave(self) -> list[tuple[str, WalkOut]]:
        stated = {name: party.walk_out for name, party in self.scenario.parties.items() if name not in self.stand.out}
        return [(name, walk_out) for name, walk_out in stated.items() if walk_out is not None]

    def _leave_by_choice(self) -> None:
        """Let leave who has more away from the table than at it."""
        leaving, oracle = [], self.look()
        for name, stated in self._may_leave():
            away = (1.0 - oracle.settled(name, oracle.to_come)) * figure_of(stated.no_deal, name) - figure(stated.cost)
            gain = away - oracle.going_on(name, name)
            oracle.doubt(gain, oracle.slack(name))
            if gain > oracle.slack(name):
                leaving.append(name)
        self.doubtful |= oracle.doubtful
        self._leave(leaving)

    def _leave_over(self, why: str, word: str, grieved: set[str]) -> None:
        """Count a grievance, and let leave whose measure is full."""
        leaving = []
        for name, stated in self._may_leave():
            self.grievances[name, why] += name in grieved
            least = getattr(stated, word)
            if name in grieved and least is not None and self.grievances[name, why] >= whole(figure(least)):
                leaving.append(name)
        self._leave(leaving)

    def _leave_over_breaches(self) -> None:
        self._leave_over("breach", "after_breaches", self.perceived)

    def _is_held(self) -> bool:
        """Return whether a session is held now."""
        adjourned = any(self.under_way[name] and event.adjourns for name, event in self.happenings.items())
        return not (self.talks_over or adjourned or self.stand.day <= self.no_talks_up_to or self._suspended())

    def _suspended(self) -> bool:
        stated = [self.scenario.parties[party].walk_out for party in self.stand.out]
        return any(walk_out is not None and walk_out.meanwhile == "suspended" for walk_out in stated)

    def _take_effect(self, name: str, event: Event | Deadline) -> None:
        lasts = inf if event.days is None else whole(figure(event.days))
        self.under_way[name].append(self.stand.day - 1 + lasts)
        self._leave(event.leaves)
        for party in set(event.brings_back) & set(self.stand.out):
            del self.stand.out[party]
            self.entering.discard(party)
        for party in event.between:
            for other in event.between:
                if party != other:
                    self.kept[party, other] += figure(event.goodwill)
        for issue, option in (event.force or {}).items():
            self._force(issue, option)

    def _end_barred(self) -> None:
        """End what stands and is ruled out by something under way, be it that this forces an alternative."""
        for issue in self.issues:
            place = issue, self.options.get(issue, "")
            if place in self.stand.barred and (self.outside or place[1] != self._first(issue)):
                self._end({issue: "barred"})

    def _force(self, issue: str, option: str) -> None:
        options = self.options
        oracle = self.look()
        if options[issue] == option:
            return
        deal = oracle.forced(options, issue, option)
        if deal is None:
            self.doubtful = True
            return
        self.cooling.pop(issue, None)
        self._move(deal, frozenset(), 0, "forced", frozenset({issue}))

    def _set_bars(self) -> None:
        """Set what nobody can propose: what events bar, and what is cooling."""
        barred: set[Place] = set()
        for name, event in self.happenings.items():
            if not self.under_way[name]:
                continue
            barred |= set((event.bar or {}).items())
            for issue, option in (event.force or {}).items():
                barred |= {(issue, other) for other in self.scenario.issues[issue].options if other != option}
        for issue, last in self.cooling.items():
            if last >= self.stand.day:
                options = self.scenario.issues[issue].options
                barred |= {(issue, o) for o in options if options[o].truce and self.options.get(issue) != o}
        self.stand.barred = barred

    def _added_worth(self) -> Iterator[tuple[tuple[str, str, str], float]]:
        added: dict[tuple[str, str, str], float] = defaultdict(float)
        for name, event in self.happenings.items():
            for party, issues in (event.worth or {}).items():
                for issue, options in issues.items():
                    for option, points in options.items():
                        added[party, issue, option] += figure(points) * len(self.under_way[name])
        yield from added.items()

    # Step 2.

    def _set_no_deal(self) -> None:
        settles = 0.0
        for issue, option in self.options.items():
            settles = max(settles, 1.0 if self.outside else figure(self._option(issue, option).settles))
        for name, party in self.scenario.parties.items():
            luck = float(normal(self.seed, self.run, self.moment, lots.VOLATILITY, address("party", name)))
            self.running[name] += (1.0 - settles) * figure(party.drift) / 30.0 + figure(party.volatility) * luck
            self.stand.no_deal[name] = self.running[name] + self._effects(name)

    def _effects(self, party: str) -> float:
        points = 0.0
        for name, event in self.happenings.items():
            points += figure_of(event.no_deal, party) * len(self.under_way[name])
        for other in self.stand.out:
            walk_out = self.scenario.parties[other].walk_out
            points += 0.0 if walk_out is None else figure_of(walk_out.no_deal, party)
        for name in self.stand.pressing:
            pressure = self.scenario.pressures[name]
            points -= figure(pressure.points) if pressure.target == party and pressure.demands is None else 0.0
            points -= figure(pressure.cost) if pressure.by == party else 0.0
        return points

    # Agreed is not in force.

    def _what_is_due(self) -> None:
        for pact in sorted(self.stand.pending, key=lambda pact: pact.number):
            if pact.due <= self.stand.day:
                self._comes_due(pact)

    def _comes_due(self, pact: Pact) -> None:
        """Let a pending deal come into force or fail."""
        if pact not in self.stand.pending:
            return
        self.stand.pending.remove(pact)
        oracle = self.look()
        then = oracle.with_pacts(self.stand.deal, [pact])
        refusing = set() if self._impossible(oracle, pact, then) else self._refusing(oracle, pact, then)
        if refusing is not None:
            self._fail(pact, refusing)
        elif against := self._ballots(oracle, pact, then):
            self._fail(pact, against, reopens=False)
        else:
            self._move(then, pact.signatories, pact.number, "agreed", frozenset(pact.options))

    def _ballots(self, oracle: Oracle, pact: Pact, then: Deal) -> set[str]:
        """Let the ratifiers of a deal answer; return the parties that reject it."""
        answers = {name: self._votes(oracle, name, pact, then) for name in pact.ballots}
        self.doubtful |= oracle.doubtful
        for name, said in answers.items():
            self._learn_from_ballot(oracle, name, pact, then, said)
        package, against = oracle.package(pact.options), set()
        for name in (name for name, said in answers.items() if not said):
            party = self.scenario.ratifiers[name].party
            agenda = oracle.largest(party, frozenset(package))
            self.stand.rejected.append(Rejection(name, frozenset(package.items()), agenda, oracle.ended(agenda)))
            self.stand.rejections[name] = self.stand.rejections.get(name, 0) + 1
            against.add(party)
        return against

    def _votes(self, oracle: Oracle, name: str, pact: Pact, then: Deal) -> bool:
        """Return whether a ratifier says yes."""
        party = self.scenario.ratifiers[name].party
        if any(oracle.red(c) for c in oracle.fresh(then, self.stand.deal, party)):
            return False
        gain = self._ballot_gain(oracle, name, pact, then, None)
        precision, slack = figure(self.scenario.parties[party].precision), oracle.slack(party)
        if precision == inf:
            oracle.doubt(gain, slack)
            return gain >= -slack
        package = oracle.package(pact.options)
        luck = oracle.mind(party, oracle.largest(party, frozenset(package)), self.seed, self.run)
        if luck is None:
            about = sum(mix(address("option", *place), 1) for place in package.items()) % 2**32
            luck = self.uniform(self.moment, BALLOT, mix(address("party", party), about))
        return luck < logistic(precision * gain)

    def _ballot_gain(self, oracle: Oracle, name: str, pact: Pact, then: Deal, observer: str | None) -> float:
        party, before = self.scenario.ratifiers[name].party, self.stand.deal
        gain = oracle.value_in_force(party, then, observer) - oracle.value_in_force(party, before, observer)
        return gain + oracle.urged(name, pact.signatories)

    def _learn_from_ballot(self, oracle: Oracle, name: str, pact: Pact, then: Deal, said: bool) -> None:
        """Keep records of a ratifier's answer."""
        party = self.scenario.ratifiers[name].party
        consistency = figure(self.scenario.parties[party].consistency)
        if not self.features.learning or consistency <= 0.0:
            return
        open_lines = 1.0
        for condition in oracle.fresh(then, self.stand.deal, party):
            open_lines *= 1.0 - oracle.suspected(condition)
        agenda = oracle.largest(party, frozenset(oracle.package(pact.options)))
        for observer in (None, *oracle.listeners(party)):
            chance = logistic(oracle.assumed(party) * self._ballot_gain(oracle, name, pact, then, observer))
            record = self.memory.begin(observer, party, agenda, oracle.ended(agenda))
            record.take(said, [chance] * len(GRID), open_lines, consistency)

    def _impossible(self, oracle: Oracle, pact: Pact, then: Deal) -> bool:
        """Return whether a deal that is due cannot come into force, whoever ratifies it."""
        if then is None or not oracle.feasible(dict(self._places(then))) or self._barred(then):
            return True
        return any(oracle.red(c) for p in pact.signatories for c in oracle.fresh(then, self.stand.deal, p))

    def _barred(self, deal: Deal) -> bool:
        """Return whether a deal holds an option that is barred and not in force."""
        return any(place in self.stand.barred and place not in self.options.items() for place in self._places(deal))

    def _places(self, deal: Deal) -> list[Place]:
        return list(zip(self.issues, deal or (), strict=False))

    def _refusing(self, oracle: Oracle, pact: Pact, then: Deal) -> set[str] | None:
        """Return None if a deal is ratified; else the parties that say no, none if a chance did."""
        lost = False
        asked: dict[str, int] = defaultdict(int)
        for issue, option in pact.options.items():
            stated = oracle.ratification(issue, option)
            who = address("option", issue, option)
            if isinstance(stated, str):
                asked[stated] = (asked[stated] + mix(who, 1)) % 2**32
            elif stated is not None:
                lost |= self.uniform(self.moment, RATIFY, who) >= figure(stated)
        if lost:
            return set()
        against = {party for party, about in asked.items() if not self._ratifies(oracle, party, about, then)}
        self.doubtful |= oracle.doubtful
        return against or None

    def _ratifies(self, oracle: Oracle, party: str, about: int, then: Deal) -> bool:
        before = self.stand.deal
        if any(oracle.red(c) for c in oracle.fresh(then, before, party)):
            return False
        gain = oracle.value_in_force(party, then) - oracle.value_in_force(party, before)
        precision, slack = figure(self.scenario.parties[party].precision), oracle.slack(party)
        oracle.doubt(gain, slack)
        if precision == inf:
            return gain >= -slack
        who = mix(address("party", party), about)
        return self.uniform(self.moment, RATIFY, who) < logistic(precision * gain)

    def _fail(self, pact: Pact, refusing: set[str], reopens: bool = True) -> None:
        """Let a deal come to nothing."""
        if pact in self.stand.pending:
            self.stand.pending.remove(pact)
        for issue, option in pact.options.items():
            self.stand.endings[issue] += reopens
            if self.outside or option != self._first(issue):
                self.record.note("failed", (issue, option), self.stand.day)
            if self.statuses[issue] != "in force":
                self.statuses[issue] = "failed"
        days = figure(self.scenario.protocol.failure_observations)
        for party in refusing:
            self._count_broken(pact.signatories, {party}, days)
        if refusing:
            self._set_trust()

    def _drop_hopeless(self) -> None:
        """Let pending deals fail, the last first, while what is to come cannot be."""
        while self.stand.pending:
            coming = self.look().to_come
            options = dict(self._places(coming))
            if coming is not None and self.look().feasible(options) and not self._barred(coming):
                return
            self._fail(max(self.stand.pending, key=lambda pact: pact.number), set())

    # What is in force.

    def _move(
        self,
        deal: Deal,
        signatories: frozenset[str],
        agreement: int,
        how: str,
        brought: frozenset[str] = frozenset(),
    ) -> None:
        """Put a deal in force: what changes gets clocks, signatories and an agreement of its own."""
        stand, before = self.stand, self.options
        after = dict(self._places(deal))
        stand.deal = deal
        oracle = self.look()
        for issue in self.issues:
            old, new = before.get(issue), after.get(issue)
            if old == new:
                continue
            first = not self.outside and new == self._first(issue)
            theirs = old is not None and (self.outside or old != self._first(issue))
            if how != "agreed" and theirs and not oracle.reverted(issue, str(old), before):
                stand.endings[issue] += 1
            goes_on = old is not None and new is not None and oracle.variants(issue, old, new) and how == "agreed"
            if new is None or first:
                stand.since.pop(issue, None)
                stand.ends[issue] = inf
            elif not goes_on:
                stand.since[issue] = stand.day
                stand.ends[issue] = stand.day + self._term(issue, new) - 1
            lapsed = new is not None and oracle.reverted(issue, new, after)
            ours = new is not None and not first and issue in brought and not lapsed
            stand.signed[issue] = signatories if ours else frozenset()
            stand.agreement[issue] = agreement if ours else 0
            self.statuses[issue] = "none" if new is None or first else "in force"
            if not goes_on:
                self.truces.pop(issue, None)
                if new is not None:
                    self._remember(issue, new, 0, {})
        self._follow_anchors()
        self._note_in_force()
        self._set_bars()

    def _follow_anchors(self) -> None:
        """Give every linked option the days of its anchor."""
        for _ in self.issues:
            for issue, option in self.options.items():
                if anchors := self._option(issue, option).linked_to:
                    self.stand.ends[issue] = min(self.stand.ends[anchor] for anchor in anchors)

    def _note_in_force(self) -> None:
        for place in self.options.items():
            self.record.note("in force", place, self.stand.day)

    def _end(self, ending: Mapping[str, str]) -> None:
        """End what is in force on some issues, each in its way; what hangs on it and what is mended end likewise."""
        if not ending:
            return
        oracle, before = self.look(), self.options
        left = oracle.without(set(ending))
        how = self._ways(oracle, ending)
        after = dict(self._places(left))
        gone = {i: o for i, o in before.items() if after.get(i) != o}
        for issue, option in gone.items():
            way = how.get(issue, next(iter(ending.values())))
            if way != "barred" and (self.outside or option != self._first(issue)):
                self.record.note(way, (issue, option), self.stand.day)
            if way in {"collapsed", "withdrawn"}:
                self._cool(issue, option)
        self._move(left, frozenset(), 0, "ended")
        for issue in gone:
            way = how.get(issue, next(iter(ending.values())))
            lapsed = not self.outside and after.get(issue) != self._first(issue)
            self.statuses[issue] = "in force" if lapsed else "none" if way == "barred" else way
        self._drop_hopeless()

    def _ways(self, oracle: Oracle, ending: Mapping[str, str]) -> dict[str, str]:
        """Return how each issue ends that ends: what hangs on another ends as that does."""
        how = dict(ending)
        if len(set(ending.values())) > 1:
            self.doubtful = True
        for issue in ending:
            left = oracle.without({issue})
            after = dict(self._places(left))
            for place, option in self.options.items():
                if after.get(place) != option:
                    how.setdefault(place, ending[issue])
        return how

    def _cool(self, issue: str, option: str) -> None:
        truce = self._truce(issue, option)
        days = 0 if truce is None else int(figure(truce.cooling_days) + 0.5)
        if days:
            self.cooling[issue] = max(self.cooling.get(issue, 0), self.stand.day + days)

    # Sessions.

    def _sessions(self) -> int:
        protocol, day = self.scenario.protocol, self.stand.day
        gone = self.stand.left and bool(self.mediators)
        alone = protocol.sessions_alone if gone else None
        pace = figure(protocol.sessions_per_day if alone is None else alone)
        dated = sum((date - self.scenario.as_of).days == day for date in protocol.session_dates)
        if gone and protocol.speaks == "mediated":
            dated = 0
        return dated + floor(pace) + (self.uniform(self.moment, lots.SESSIONS, 0) < pace - floor(pace))

    def _session(self) -> None:
        self.record.count["sessions"] += 1
        self._abstain()
        self._denounce()
        self._look_at_conduct()
        self._set_aspirations()
        self._leave_by_choice()
        speaker = None if self._suspended() else self._speaker()
        if speaker is None:
            self.talks.append(Talk(None, dict(self.stand.aspiration)))
            self._failed_session()
            return
        oracle = self.look()
        deal = self._proposal(oracle, speaker)
        self._note_unmade(oracle, speaker, deal)
        self.doubtful |= oracle.doubtful
        if self.doubtful:
            return
        self.talks.append(Talk(speaker, dict(self.stand.aspiration)))
        crossed = {q for q in self.parties if q != speaker and deal is not None and oracle.vetoes(deal, q)}
        agreed = deal is not None and self._put_to_answers(oracle, speaker, deal)
        if not agreed and (deal is not None or not oracle.settled_with(speaker)):
            self._failed_session()
        self._leave_over("red line", "after_red_lines", crossed)
        if not agreed:
            self._move_to_prolong(speaker)

    def _abstain(self) -> None:
        """Draw who abstains at this session."""
        chances = {name: figure(party.abstains) for name, party in self.scenario.parties.items()}
        found = (n for n, x in chances.items() if self.uniform(self.moment, ABSTAIN, address("party", n)) < x)
        self.stand.abstaining = frozenset(found)

    # Motions.

    def _move_to_prolong(self, speaker: str) -> None:
        """Put off the next deadline that looms, if those who must agree do."""
        oracle = self.look()
        name = self._to_be_put_off(oracle)
        if name is None or oracle.away(speaker):
            return
        stated = self.scenario.deadlines[name].prolong
        assert stated is not None
        consents = self._consents(stated)
        later = self.stand.ahead[name] + whole(figure(stated.days))
        too_late = later > self.scenario.protocol.horizon_days and not stated.beyond
        if too_late or any(oracle.away(q) for q in consents):
            return
        if not self._is_moved(oracle, name, speaker, consents):
            return
        answers = {q: self._agrees(oracle, name, q) for q in consents if q != speaker}
        self.talks[-1].motion = name, answers
        if all(answers.values()):
            self.stand.ahead[name] = later
            self.prolonged[name] += 1
            self.record.note("prolonged", name, self.stand.day)
            pause = int(figure(stated.pause_days) + 0.5)
            self.no_talks_up_to = max(self.no_talks_up_to, self.stand.day + pause) if pause else self.no_talks_up_to
        self.doubtful |= oracle.doubtful

    def _consents(self, stated: Prolong) -> list[str]:
        principals = [name for name, party in self.scenario.parties.items() if party.role == "principal"]
        return list(stated.consents) or principals

    def _to_be_put_off(self, oracle: Oracle) -> str | None:
        looming = set(oracle.looming(oracle.to_come))
        found = [name for name in self.scenario.deadlines if name in looming and self._may_be_put_off(name)]
        return min(found, key=lambda name: self.stand.ahead[name], default=None)

    def _may_be_put_off(self, name: str) -> bool:
        stated = self.scenario.deadlines[name].prolong
        if stated is None or self.prolonged[name] >= stated.times:
            return False
        within = whole(figure(stated.days if stated.within_days is None else stated.within_days))
        return self.stand.ahead[name] - self.stand.day + 1 <= within

    def _going_on_gains(self, oracle: Oracle, name: str, party: str, observer: str) -> float:
        """Return what it is worth to a party that a deadline is put off, as an observer sees it."""
        others = {other: day for other, day in self.stand.ahead.items() if other != name}
        talks = Oracle(replace(self.stand, ahead=others), self.memory)
        deal = self.stand.deal
        now, then = oracle.today(party, deal, observer), oracle.afterwards(name, party, deal, observer)
        gain = now + talks.going_on(party, observer) - then
        oracle.doubtful |= talks.doubtful
        oracle.doubt(gain, oracle.slack(party))
        return gain

    def _is_moved(self, oracle: Oracle, name: str, speaker: str, consents: list[str]) -> bool:
        gains = {q: self._going_on_gains(oracle, name, q, speaker) for q in {*consents, speaker}}
        if speaker in self.mediators and speaker not in consents:
            return all(gains[q] > oracle.slack(q) for q in consents)
        others = all(gains[q] >= -oracle.slack(q) for q in consents if q != speaker)
        return others and gains[speaker] > oracle.slack(speaker)

    def _agrees(self, oracle: Oracle, name: str, party: str) -> bool:
        gain = self._going_on_gains(oracle, name, party, party)
        who = mix(address("party", party), address("deadline", name))
        luck = self.uniform(self.prolonged[name], GOING_ON, who)
        precision = figure(self.scenario.parties[party].precision)
        return gain >= -oracle.slack(party) if precision == inf else luck < logistic(precision * gain)

    def _denounce(self) -> None:
        oracle = self.look()
        leaving = {issue: found for issue in oracle.agreed() if (found := oracle.denouncers(issue))}
        self.doubtful |= oracle.doubtful
        if not leaving:
            return
        ending = {other for issue in leaving for other in oracle.same_deal(issue)}
        resented = self._resented(leaving)
        self._end({issue: "withdrawn" for issue in self.issues if issue in ending})
        for party, other in resented:
            self.broke[party, other] += figure(self.scenario.protocol.withdrawal_observations)
        self._set_trust()

    def _resented(self, leaving: Mapping[str, set[str]]) -> set[Pair]:
        """Return who holds a withdrawal against whom, once a session however much is left."""
        found: set[Pair] = set()
        for issue, leavers in leaving.items():
            stayed = {*self.stand.signed[issue], *self.look().vote(issue).members} - leavers
            found |= {(party, other) for party in stayed for other in leavers}
        return found

    def _count_broken(self, observers: Iterable[str], against: Iterable[str], days: float) -> None:
        for party in observers:
            for other in against:
                if party != other:
                    self.broke[party, other] += days

    def _set_aspirations(self) -> None:
        for name in self.parties:
            self.stand.aspiration[name] = min(1.0, max(0.0, self._aspires(name)))

    def _aspires(self, name: str) -> float:
        party, day = self.scenario.parties[name], self.stand.day
        tactic = party.tactic
        high, low = figure(tactic.start), figure(tactic.end)
        if tactic.kind == "time":
            share = min(1.0, day / figure(tactic.days or party.patience_days))
            return float(high + (low - high) * share ** (1.0 / figure(tactic.beta)))
        if tactic.kind == "deadline":
            left = self._next_deadline_of(name) - day
            return low + (high - low) * min(1.0, left / figure(tactic.last_days))
        if tactic.kind == "tit_for_tat":
            return self._answers_in_kind(name, high, low)
        return figure(tactic.aspiration)

    def _next_deadline_of(self, party: str) -> int:
        """Return the day of the next deadline that looms and concerns a party, at most the last day."""
        oracle = self.look()
        looming = [name for name in oracle.looming(oracle.to_come) if self._concerns(name, party)]
        return min([self.scenario.protocol.horizon_days, *(self.stand.ahead[name] for name in looming)])

    def _concerns(self, name: str, party: str) -> bool:
        stated = self.scenario.deadlines[name]
        touched = party in stated.no_deal or bool(stated.worth.get(party))
        return touched or bool(stated.force) or bool(stated.bar) or stated.ends_talks or stated.adjourns

    def _answers_in_kind(self, name: str, high: float, low: float) -> float:
        others = [self.stand.expected[other] for other in self.parties if other != name]
        mean = sum(others) / len(others)
        before, own = self.others_before.get(name), self.own_before.get(name, high)
        if before:
            own = min(max(own * mean / before, min(low, high)), max(low, high))
        self.others_before[name], self.own_before[name] = mean, own
        return own

    def _speaker(self) -> str | None:
        speaks, out = self.scenario.protocol.speaks, self.stand.out
        principals = [name for name, party in self.scenario.parties.items() if party.role == "principal"]
        if speaks == "mediated" and not self.stand.left and self.mediators[0] not in out:
            return self.mediators[0]
        if speaks == "alternating":
            return self._in_turn(principals)
        shares = dict.fromkeys(principals, 1.0)
        if isinstance(speaks, Mapping):
            shares = {name: figure(share) for name, share in speaks.items()}
            shares = {n: s for n, s in shares.items() if not (self.stand.left and n in self.mediators) and s > 0.0}
        waits = {
            name: -log(self.uniform(self.moment, lots.SPEAKER, address("party", name))) / share
            for name, share in shares.items()
            if name not in out
        }
        return min(waits, key=lambda name: waits[name], default=None)

    def _in_turn(self, principals: list[str]) -> str | None:
        """Return whose turn it is; who is out is passed over."""
        order = sorted(principals, key=lambda name: self.uniform(0, lots.TURNS, address("party", name)))
        for _ in order:
            self.turn += 1
            speaker = order[(self.turn - 1) % len(order)]
            if speaker not in self.stand.out:
                return speaker
        return None

    def _proposal(self, oracle: Oracle, speaker: str, suspicion: bool = True) -> Deal:
        best = sorted(oracle.best(speaker, suspicion, self._lot), key=self._lot, reverse=True)
        return best[0] if best else None

    def _lot(self, deal: Deal) -> float:
        """Return the number that breaks ties; the largest wins."""
        kept = extended(deal)
        who = sum(mix(address("option", i, o), 2 if i == kept else 1) for i, o in self._places(deal)) % 2**32
        return self.uniform(self.moment, lots.TIE, who)

    def _note_unmade(self, oracle: Oracle, speaker: str, deal: Deal) -> None:
        would = self._proposal(oracle, speaker, suspicion=False)
        if would is None or would == deal:
            return
        feared = [c for q in oracle.consent(would) - {speaker} for c in oracle.newly(would, q)]
        feared = [c for c in feared if oracle.suspected(c) > 0.0]
        for condition in feared:
            self.record.unmade[condition] += 1.0 / len(feared)

    def _put_to_answers(self, oracle: Oracle, speaker: str, deal: Deal) -> bool:
        """Let all answer whose consent is needed; return whether all accept."""
        self.record.count["proposals"] += 1
        asked = [name for name in self.parties if name in oracle.consent(deal) - {speaker}]
        answers = {party: self._answer(oracle, party, deal) for party in asked}
        self.record.count["refusals"] += sum(not said for said in answers.values())
        talk = self.talks[-1]
        agenda = oracle.agenda(deal)
        talk.changes = {issue: option for issue, option in self._places(deal) if issue in agenda}
        talk.extends, talk.answers = extended(deal), answers
        talk.deal = dict(self._places(deal))
        talk.crossed = frozenset(party for party in self.parties if oracle.vetoes(deal, party))
        talk.stakes = {party: oracle.stake(party, deal, party) for party in asked}
        talk.chances = {party: oracle.answer_chance(party, deal) for party in asked}
        chance = oracle.ratified(deal, None)
        self._learn(oracle, speaker, deal, answers)
        self._press(oracle, deal, answers)
        yes = {party for party, said in answers.items() if said} | ({speaker} & oracle.consent(deal))
        if not oracle.wins(deal, yes):
            for issue in oracle.agenda(deal):
                if oracle.vote(issue).rule == "consensus":
                    self.stand.outvoted[issue] = self.stand.outvoted.get(issue, 0) + 1
            return False
        self._agree(oracle, yes if speaker in self.mediators else yes | {speaker}, deal, chance)
        return True

    def _answer(self, oracle: Oracle, party: str, deal: Deal) -> bool:
        odds = oracle.answer_chance(party, deal)
        made_up = oracle.made_up(party, deal, self.seed, self.run)
        luck = self.uniform(self.moment, lots.ANSWER, address("party", party)) if made_up is None else made_up
        self.doubtful |= oracle.doubtful
        if luck >= odds:
            for condition, share in self._blamed(oracle, party, deal, luck).items():
                self.record.refused[condition] += share
        return luck < odds

    def _blamed(self, oracle: Oracle, party: str, deal: Deal, luck: float) -> dict[str, float]:
        newly = sorted(oracle.newly(deal, party))
        held = oracle.held_out(party, deal, oracle.aspiration(party), party)
        precision = figure(self.scenario.parties[party].precision)

        def decides(removed: tuple[str, ...]) -> bool:
            if any(oracle.red(c) for c in newly if c not in removed):
                return False
            priced = self.features.backdown
            relief = sum(figure(self.scenario.conditions[c].backdown_cost) for c in removed) if priced else 0.0
            return luck < accepts(oracle.stake(party, deal, party) + relief - held, precision)

        sets = [set(part) for size in range(1, len(newly) + 1) for part in combinations(newly, size) if decides(part)]
        minimal = [part for part in sets if not any(other < part for other in sets)]
        return {c: sum(1 / (len(part) * len(minimal)) for part in minimal if c in part) for c in newly}

    def _learn(self, oracle: Oracle, speaker: str, deal: Deal, answers: Mapping[str, bool]) -> None:
        if not self.features.learning:
            return
        lines: dict[str, float] = {}
        beliefs = {party: oracle.learned(party, deal, said) for party, said in answers.items()}
        for party, said in answers.items():
            lines.update(oracle.suspicion(party, deal, said))
        if speaker in oracle.consent(deal) or speaker not in self.mediators:
            lines.update(dict.fromkeys(oracle.newly(deal, speaker), 0.0))
        self.stand.suspected = {**self.stand.suspected, **lines}
        for party, (belief, mean) in beliefs.items():
            self.stand.belief[party], self.stand.expected[party] = belief, mean

    def _press(self, oracle: Oracle, deal: Deal, answers: Mapping[str, bool]) -> None:
        for name, pressure in self.scenario.pressures.items() if self.features.pressure else ():
            if answers.get(pressure.target, True) or oracle.away(pressure.by):
                continue
            demand = pressure.demands
            if demand is not None and (oracle.meets(oracle.to_come, demand) or not oracle.meets(deal, demand)):
                continue
            self.refusals[name] += 1
            ready = name not in self.stand.pressing and name not in self.due
            if ready and self.refusals[name] >= floor(figure(pressure.after_refusals) + 0.5):
                who = mix(address("pressure", name), address("party", pressure.target))
                if self.uniform(self.moment, lots.PRESSURE, who) < figure(pressure.chance):
                    self.due[name], self.refusals[name] = self.stand.day + 1, 0

    def _failed_session(self) -> None:
        self.failures += 1
        borne = self.scenario.protocol.mediator_patience
        if self.mediators and borne is not None and not self.stand.left and self.failures >= figure(borne):
            self.stand.left = True
            self.record.note("mediator left", None, self.stand.day)

    def _agree(self, oracle: Oracle, signing: set[str], deal: Deal, chance: float) -> None:
        """Put a deal in force, or let it wait."""
        signatories = frozenset(signing)
        self.agreements += 1
        self.record.count["deals"] += 1
        self.record.note("deal", None, self.stand.day)
        brought = oracle.brought(deal)
        for place in brought.items():
            if self.outside or place[1] != self._first(place[0]):
                self.record.note("agreed", place, self.stand.day)
        kept = extended(deal)
        if kept is not None:
            self._extend(oracle, kept, deal, signatories)
            return
        lag = max([oracle.lag(issue, option) for issue, option in brought.items()])
        ratified = any(oracle.ratification(issue, option) is not None for issue, option in brought.items())
        ballots = tuple(oracle.ballots_on(deal))
        if not lag and not ratified and not ballots:
            self._move(self._with(brought), signatories, self.agreements, "agreed", frozenset(brought))
            return
        due = oracle.ballot_day(deal) if ballots else self.stand.day + lag
        assert due is not None
        pact = Pact(brought, self.stand.day, due, chance, signatories, self.agreements, ballots)
        self.stand.pending.append(pact)
        if due == self.stand.day:
            self._comes_due(pact)

    def _with(self, brought: Mapping[str, str]) -> Deal:
        """Return what is in force with some options put in; what is pending stays out."""
        options = self.options | dict(brought)
        return tuple(options[issue] for issue in self.issues)

    def _extend(self, oracle: Oracle, issue: str, deal: Deal, signatories: frozenset[str]) -> None:
        stand, option = self.stand, self.options[issue]
        more = whole(figure(self._option(issue, option).extension_days))  # type: ignore[arg-type]  # stated, where it is extended
        signed, agreement = stand.signed[issue] | signatories, stand.agreement[issue]
        brought = oracle.brought(deal)
        self._move(self._with(brought), signatories, agreement, "agreed", frozenset(brought))
        stand.signed[issue] = signed
        stand.ends[issue] += more
        self._follow_anchors()
        self.record.note("extended", (issue, option), stand.day)

    # Step 9.

    def _compliance(self) -> None:
        trust_before = dict(self.stand.trust)
        self.perceived = set[str]()
        for party in self.parties:
            for other in self.parties:
                fading = 2.0 ** (-1.0 / self._initial_trust(party, other)[2])
                self.kept[party, other] *= fading
                self.broke[party, other] *= fading
        for issue, option in self.options.items():
            truce = self._truce(issue, option)
            if truce is not None:
                self._keep_truce(issue, option, truce, trust_before)
        self._set_trust()

    def _keep_truce(self, issue: str, option: str, truce: Truce, trust: Mapping[Pair, float]) -> None:
        kept, bound = self.truces[issue], list(self._option(issue, option).binds)
        breaches = {side: self._breaches(issue, option, truce, side) for side in bound}
        fading = 1.0 - 1.0 / figure(truce.memory_days)
        for side in bound:
            kept.heat[side] = fading * kept.heat[side] + (1.0 - fading) * breaches[side]
        kept.weight = fading * kept.weight + 1.0
        tolerance = figure(truce.tolerance) or 1.0
        for side in bound:
            for other in bound:
                if side == other:
                    continue
                seen = breaches[other] + self._misread(issue, option, truce, side, other)
                kept.faded[side, other] = fading * kept.faded[side, other] + seen
                kept.logged[side] += seen
                share = 1.0 - min(1.0, kept.seen(side, other) / (2.0 * tolerance))
                share = min(share, trust[side, other]) if seen else share
                self.kept[side, other] += share
                self.broke[side, other] += 1.0 - share
                if seen:
                    self.perceived.add(side)
                    self._allege(issue, option)
        if sum(count > 0.0 for count in kept.logged.values()) >= 2:
            self.record.note("alleged by both", (issue, option), self.stand.day)

    def _allege(self, issue: str, option: str) -> None:
        place, age = (issue, option), self.stand.day - self.stand.since.get(issue, 1) + 1
        self.record.note("alleged", place, self.stand.day)
        self.record.soonest[place] = min(self.record.soonest.get(place, age), age)

    def _breaches(self, issue: str, option: str, truce: Truce, side: str) -> int:
        heat = self.truces[issue].heat
        others = [heat[other] for other in heat if other != side]
        rate = figure(truce.rate) * self._touched(issue, option, "rate") + figure(truce.branching) * heat[side]
        if self.features.retaliation and others:
            rate += figure(truce.retaliation) * sum(others) / len(others)
        who = mix(address("option", issue, option), address("party", side))
        return int(poisson(rate, self.seed, self.run, self.moment, lots.BREACH, who))

    def _misread(self, issue: str, option: str, truce: Truce, side: str, other: str) -> int:
        if not self.features.misread:
            return 0
        odds = figure(truce.misread) * self.look().guarded(self.stand.deal, issue, option, "misread")
        pair = mix(address("party", side), address("party", other))
        return int(self.uniform(self.moment, lots.MISREAD, mix(address("option", issue, option), pair)) < odds)

    def _touched(self, issue: str, option: str, what: str) -> float:
        """Return by what events under way multiply the rate or the hazard of a truce."""
        factor = 1.0
        for name, event in self.happenings.items():
            effect = (getattr(event, "truces", None) or {}).get(issue, {}).get(option)
            if effect is not None:
                factor *= figure(getattr(effect, what)) ** len(self.under_way[name])
        return factor

    def _set_trust(self) -> None:
        for party in self.parties if self.features.trust else ():
            for other in self.parties:
                initial, prior, _ = self._initial_trust(party, other)
                kept, broke = self.kept[party, other], self.broke[party, other]
                if prior + kept + broke > 0.0:
                    self.stand.trust[party, other] = (prior * initial + kept) / (prior + kept + broke)

    # Step 10.

    def _collapse(self) -> None:
        fallen = {}
        for issue, option in self.options.items():
            truce = self._truce(issue, option)
            if truce is not None:
                luck = self.uniform(self.moment, lots.COLLAPSE, address("option", issue, option))
                if luck < self.hazard(issue, option, truce):
                    fallen[issue] = option
        self._end(dict.fromkeys(fallen, "collapsed"))
        for issue, option in fallen.items():
            bound = self._option(issue, option).binds
            self._count_broken(bound, bound, figure(self.scenario.protocol.collapse_observations))
        self._set_trust()

    def hazard(self, issue: str, option: str, truce: Truce) -> float:
        """Return the chance that a truce in force is lost today."""
        collapse, kept = truce.collapse, self.truces[issue]
        early = int(figure(collapse.early_days) + 0.5)
        age = max(self.stand.day - self.stand.since.get(issue, 1) + 1, early)
        scale, shape = figure(collapse.scale_days), figure(collapse.shape)
        base = 1.0 - exp(-((age / scale) ** shape - ((age - 1) / scale) ** shape))
        worst = max((kept.ledger(side) for side in kept.heat), default=0.0)
        strain = max(0.0, worst / (figure(truce.tolerance) or 1.0) - 1.0)
        if not figure(truce.tolerance):
            strain = worst
        guards = self.look().guarded(self.stand.deal, issue, option, "collapse")
        factor = figure(truce.monitoring) * guards * self._touched(issue, option, "collapse")
        return min(1.0, base * exp(figure(collapse.strain) * strain) * factor)

    # Step 11.

    def _terms(self) -> None:
        ending = [issue for issue, option in self.options.items() if self._runs_out(issue, option)]
        tomorrow = self.look()
        tomorrow.day += 1
        renewed = [issue for issue in ending if self._renews(issue, tomorrow)]
        self.doubtful |= tomorrow.doubtful
        options = self.options
        for issue, option in options.items():
            if issue in ending or self._has_held(issue, option):
                self.record.note("reached term", (issue, option), self.stand.day)
        for issue in renewed:
            self.record.note("renewed", (issue, options[issue]), self.stand.day)
            self.stand.ends[issue] += self._term(issue, options[issue])
        self._follow_anchors()
        expiring = {issue for issue in ending if issue not in renewed}
        carried = self._carried(expiring)
        for issue in carried:
            self.stand.ends[issue] += 1
        self._follow_anchors()
        self._end({issue: "expired" for issue in ending if issue in expiring - carried})

    def _carried(self, expiring: set[str]) -> set[str]:
        """Return what goes on for a day since its end would lead where nobody may be."""
        if self.outside or not expiring:
            return set()
        left = self.look().fallen(self.options, expiring)
        reached = [x for x in self.scenario.infeasible.values() if self.look().matches(left, x.when)]
        named = [pattern.carried or [] for pattern in reached]
        return expiring & {issue for names in named for issue in ([names] if isinstance(names, str) else names)}

    def _has_held(self, issue: str, option: str) -> bool:
        """Return whether an option has been in force for its term today, extended or not."""
        if self._option(issue, option).linked_to or issue not in self.stand.since:
            return False
        return self.stand.since[issue] + self._term(issue, option) - 1 == self.stand.day

    def _runs_out(self, issue: str, option: str) -> bool:
        return self.stand.ends[issue] == self.stand.day and not self._option(issue, option).linked_to

    def _renews(self, issue: str, tomorrow: Oracle) -> bool:
        option = self.options[issue]
        stated = self._option(issue, option)
        luck = self.uniform(self.moment, lots.RENEWAL, address("option", issue, option))
        if luck >= figure(stated.renewal):
            return False
        last = self.stand.ends[issue]
        deciding = list(stated.binds) or list(self.scenario.issues[issue].controlled_by)
        self.stand.ends[issue] = last + self._term(issue, option)
        self._follow_anchors()
        renewed = Oracle(self.stand, self.memory)
        renewed.day = tomorrow.day
        without = renewed.without({issue})
        gains = {p: renewed.value_in_force(p, self.stand.deal) - renewed.value_in_force(p, without) for p in deciding}
        for party, gain in gains.items():
            tomorrow.doubt(gain, tomorrow.slack(party))
        self.stand.ends[issue] = last
        self._follow_anchors()
        return all(gain > tomorrow.slack(party) for party, gain in gains.items())

    # Step 12.

    def _keep_record(self) -> None:
        stand = self.stand
        self._note_in_force()
        for place in self.options.items():
            self.record.days["in force", place] += 1
        for pact in stand.pending:
            for place in pact.options.items():
                self.record.days["pending", place] += 1
        truces = {issue: kept for issue, kept in self.truces.items() if self._truce(issue, self.options[issue])}
        self.evenings.append(
            Evening(
                stand.day,
                self.options,
                dict(self.statuses),
                {
                    i: (o, pact.due, pact.chance, pact.signatories)
                    for pact in stand.pending
                    for i, o in pact.options.items()
                },
                dict(stand.trust),
                {issue: {side: kept.ledger(side) for side in kept.heat} for issue, kept in truces.items()},
                {issue: dict(kept.logged) for issue, kept in truces.items()},
                dict(stand.expected),
                dict(stand.suspected),
                dict(stand.no_deal),
                self.talks,
                stand.left,
                frozenset(stand.out),
                dict(stand.ahead),
                self.decided,
                dict(self._places(self.look().to_come)),
            )
        )

    def gains(self) -> dict[str, float]:
        """Return what the deal of the last day is worth to each party over the status quo."""
        oracle = self.look()
        nothing: Deal = None if self.outside else tuple(self._first(issue) for issue in self.issues)
        return {p: oracle.plain(p, self.stand.deal) - oracle.plain(p, nothing) for p in self.parties}
