"""Whole runs by the text of the rulebook: every day from morning to evening, with draws at their stated addresses.

`History` plays a run without any of the code's rules: it shares with them the scenario, as read, and the numbers of
addressed chance. What it does not know: tactics of humans and plug-ins, reputation, inputs that are not certain.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from math import exp, floor, inf, log, sqrt
from typing import Any

from sim.kernel import chance as lots
from sim.kernel.chance import SESSIONS_A_DAY, address, inverse_normal, mix, normal, poisson, uniform
from sim.scenario.model import Event, Option, Scenario, Truce
from tests.oracle import GRID, Memory, Oracle, accepts, figure, logistic, whole
from tests.oracle_stand import Deal, Pact, Place, Stand, extended

Pair = tuple[str, str]

RATIFY = address("ratify")


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

    speaker: str
    aspirations: dict[str, float]
    changes: dict[str, str] | None = None
    extends: str | None = None
    answers: dict[str, bool] = field(default_factory=dict)
    stakes: dict[str, float] = field(default_factory=dict)
    chances: dict[str, float] = field(default_factory=dict)


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


class Records:
    """What is kept of a run: first days by kind and option, counts, credits."""

    def __init__(self) -> None:
        self.first: dict[tuple[str, Any], int] = {}
        self.count: dict[str, int] = defaultdict(int)
        self.days: dict[tuple[str, Place], int] = defaultdict(int)
        self.soonest: dict[Place, int] = {}
        self.refused: dict[str, float] = defaultdict(float)
        self.unmade: dict[str, float] = defaultdict(float)

    def note(self, kind: str, about: Any, day: int) -> None:
        """Note the first day of something."""
        self.first.setdefault((kind, about), day)


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
        self.under_way: dict[str, list[float]] = {name: [] for name in scenario.events}
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
                spread = by_party(self, self.scenario.protocol.misperception, seen, 0.0)  # type: ignore[arg-type]
                for issue in self.issues if observer != seen and spread else ():
                    for option in list(self.scenario.issues[issue].options)[1:]:
                        who = mix(
                            mix(address("party", observer), address("party", seen)), address("option", issue, option)
                        )
                        error = normal(self.seed, self.run, 0, lots.MISPERCEPTION, who)
                        yield (observer, seen, issue, option), spread * float(error)

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
        self._events()
        self._set_no_deal()
        self._what_is_due()
        for session in range(1, self._sessions() + 1):
            self.session = session
            self._session()
            if self.doubtful:
                return
        self.session = 0
        self._compliance()
        self._collapse()
        self._terms()
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
        for name in self.scenario.events:
            self.under_way[name] = [last for last in self.under_way[name] if last >= day]
        self._set_bars()
        for name, event in self.scenario.events.items():
            if self._happens(name, event):
                self.record.note("happened", name, day)
                self._take_effect(name, event)
        self.stand.bonus = dict(self._added_worth())
        self._drop_hopeless()

    def _happens(self, name: str, event: Event) -> bool:
        if event.on is not None:
            return (event.on - self.scenario.as_of).days == self.stand.day
        luck = self.uniform(self.moment, lots.EVENT, address("event", name))
        return luck < figure(event.rate) if event.rate is not None else False

    def _take_effect(self, name: str, event: Event) -> None:
        lasts = inf if event.days is None else whole(figure(event.days))
        self.under_way[name].append(self.stand.day - 1 + lasts)
        for party in event.between:
            for other in event.between:
                if party != other:
                    self.kept[party, other] += figure(event.goodwill)
        for issue, option in (event.force or {}).items():
            self._force(issue, option)
        self._set_bars()
        barred = {i for i, o in (event.bar or {}).items() if self.options.get(i) == o}
        self._end({issue: "barred" for issue in barred if self.outside or self.options[issue] != self._first(issue)})

    def _force(self, issue: str, option: str) -> None:
        options = self.options
        oracle = self.look()
        if options[issue] == option:
            return
        left = oracle.fallen({**options, issue: option}, set())
        oracle.drop_linked(left, {(issue, options[issue])}, {issue})
        deal = oracle.mended(left, frozenset({issue}))
        if deal is None:
            self.doubtful = True
            return
        self.cooling.pop(issue, None)
        self._move(deal, frozenset(), 0, "forced", frozenset({issue}))

    def _set_bars(self) -> None:
        """Set what nobody can propose: what events bar, and what is cooling."""
        barred: set[Place] = set()
        for name, event in self.scenario.events.items():
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
        for name, event in self.scenario.events.items():
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
        for name, event in self.scenario.events.items():
            points += (
                figure((event.no_deal or {})[party]) * len(self.under_way[name])
                if party in (event.no_deal or {})
                else 0.0
            )
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
        else:
            self._move(then, pact.signatories, pact.number, "agreed")

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

    def _fail(self, pact: Pact, refusing: set[str]) -> None:
        """Let a deal come to nothing."""
        if pact in self.stand.pending:
            self.stand.pending.remove(pact)
        for issue, option in pact.options.items():
            self.stand.endings[issue] += 1
            if self.outside or option != self._first(issue):
                self.record.note("failed", (issue, option), self.stand.day)
            if self.statuses[issue] != "in force":
                self.statuses[issue] = "failed"
        days = figure(self.scenario.protocol.failure_observations)
        against = [(other, party) for party in refusing for other in pact.signatories - {party}]
        if days and against:
            for pair in against:
                self.broke[pair] += days
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
        forced: frozenset[str] = frozenset(),
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
            if how != "agreed" and old is not None and (self.outside or old != self._first(issue)):
                stand.endings[issue] += 1
            goes_on = old is not None and new is not None and oracle.variants(issue, old, new) and how == "agreed"
            if new is None or first:
                stand.since.pop(issue, None)
                stand.ends[issue] = inf
            elif not goes_on:
                stand.since[issue] = stand.day
                stand.ends[issue] = stand.day + self._term(issue, new) - 1
            ours = new is not None and not first and (how == "agreed" or issue in forced)
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
                for anchor in self._option(issue, option).linked_to or {}:
                    self.stand.ends[issue] = self.stand.ends[anchor]

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
            self.statuses[issue] = "none" if way == "barred" else way
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
        self._denounce()
        self._set_aspirations()
        speaker = self._speaker()
        oracle = self.look()
        deal = self._proposal(oracle, speaker)
        self._note_unmade(oracle, speaker, deal)
        self.doubtful |= oracle.doubtful
        if self.doubtful:
            return
        self.talks.append(Talk(speaker, dict(self.stand.aspiration)))
        if deal is None or not self._put_to_answers(oracle, speaker, deal):
            self._failed_session()

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
            stayed = {*self.stand.signed[issue], *self.scenario.issues[issue].controlled_by} - leavers
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
            share = min(1.0, day / figure(party.patience_days))
            return float(high + (low - high) * share ** (1.0 / figure(tactic.beta)))
        if tactic.kind == "deadline":
            left = self.scenario.protocol.horizon_days - day
            return low + (high - low) * min(1.0, left / figure(tactic.last_days))
        if tactic.kind == "tit_for_tat":
            return self._answers_in_kind(name, high, low)
        return figure(tactic.aspiration)

    def _answers_in_kind(self, name: str, high: float, low: float) -> float:
        others = [self.stand.expected[other] for other in self.parties if other != name]
        mean = sum(others) / len(others)
        before, own = self.others_before.get(name), self.own_before.get(name, high)
        if before:
            own = min(max(own * mean / before, min(low, high)), max(low, high))
        self.others_before[name], self.own_before[name] = mean, own
        return own

    def _speaker(self) -> str:
        speaks = self.scenario.protocol.speaks
        principals = [name for name, party in self.scenario.parties.items() if party.role == "principal"]
        if speaks == "mediated" and not self.stand.left:
            return self.mediators[0]
        if speaks == "alternating":
            order = sorted(principals, key=lambda name: self.uniform(0, lots.TURNS, address("party", name)))
            self.turn += 1
            return order[(self.turn - 1) % len(order)]
        shares = dict.fromkeys(principals, 1.0)
        if isinstance(speaks, Mapping):
            shares = {name: figure(share) for name, share in speaks.items()}
            shares = {n: s for n, s in shares.items() if not (self.stand.left and n in self.mediators) and s > 0.0}
        waits = {
            name: -log(self.uniform(self.moment, lots.SPEAKER, address("party", name))) / share
            for name, share in shares.items()
        }
        return min(waits, key=lambda name: waits[name])

    def _proposal(self, oracle: Oracle, speaker: str, suspicion: bool = True) -> Deal:
        best = sorted(oracle.best(speaker, suspicion), key=self._lot, reverse=True)
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
        talk.stakes = {party: oracle.stake(party, deal, party) for party in asked}
        talk.chances = {party: oracle.answer_chance(party, deal) for party in asked}
        chance = oracle.ratified(deal, None)
        self._learn(oracle, speaker, deal, answers)
        self._press(oracle, deal, answers)
        if not all(answers.values()):
            return False
        self._agree(oracle, speaker, deal, chance)
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
            if answers.get(pressure.target, True) or oracle.gone(pressure.by):
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

    def _agree(self, oracle: Oracle, speaker: str, deal: Deal, chance: float) -> None:
        """Put a deal in force, or let it wait."""
        consented = oracle.consent(deal)
        signatories = consented if speaker in self.mediators else consented | {speaker}
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
        if not lag and not ratified:
            self._move(self._with(brought), signatories, self.agreements, "agreed")
            return
        pact = Pact(brought, self.stand.day, self.stand.day + lag, chance, signatories, self.agreements)
        self.stand.pending.append(pact)
        if not lag:
            self._comes_due(pact)

    def _with(self, brought: Mapping[str, str]) -> Deal:
        """Return what is in force with some options put in; what is pending stays out."""
        options = self.options | dict(brought)
        return tuple(options[issue] for issue in self.issues)

    def _extend(self, oracle: Oracle, issue: str, deal: Deal, signatories: frozenset[str]) -> None:
        stand, option = self.stand, self.options[issue]
        more = whole(figure(self._option(issue, option).extension_days))  # type: ignore[arg-type]
        signed, agreement = stand.signed[issue] | signatories, stand.agreement[issue]
        self._move(self._with(oracle.brought(deal)), signatories, agreement, "agreed")
        stand.signed[issue] = signed
        stand.ends[issue] += more
        self._follow_anchors()
        self.record.note("extended", (issue, option), stand.day)

    # Step 9.

    def _compliance(self) -> None:
        trust_before = dict(self.stand.trust)
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
        for name, event in self.scenario.events.items():
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
            )
        )

    def gains(self) -> dict[str, float]:
        """Return what the deal of the last day is worth to each party over the status quo."""
        oracle = self.look()
        nothing: Deal = None if self.outside else tuple(self._first(issue) for issue in self.issues)
        return {p: oracle.plain(p, self.stand.deal) - oracle.plain(p, nothing) for p in self.parties}
