"""The rulebook's steps 3 to 8 and 11 once more, from its text and by names: slow, plain, knowing nothing of boards.

Only how a run stands is read from its arrays (what is in force since when and signed by whom, no-deal values, trust,
beliefs, red lines, errors of perception); worths, conditions and all other numbers are read from the scenario itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from math import exp, inf, log, pi, sqrt

from sim.kernel.chance import MIND, OPINION, address, mix, uniform
from sim.rules import state as at
from sim.scenario.model import Option, Party, Pattern
from sim.scenario.numbers import Spread
from tests.small import Table

Deal = tuple[str, ...] | None
"""An option per issue, in the order of the issues; None where nothing is in force."""

NEAR = 1e-9


def figure(stated: Spread | str) -> float:
    """Return a certain number; `exact` is infinite."""
    return inf if isinstance(stated, str) else stated.at[0]


def logistic(x: float) -> float:
    return 1.0 / (1.0 + exp(-x)) if x > -700.0 else 0.0


def accepts(gap: float, precision: float) -> float:
    """Return the logit chance of acceptance, or a best response up to rounding."""
    return (1.0 if gap >= -NEAR else 0.0) if precision == inf else logistic(precision * gap)


GRID = [point / 10.0 for point in range(11)]
"""The aspirations that the public holds possible."""


@dataclass
class Record:
    """What is kept of a party's answers on one agenda, point by point of the grid; `began`: how often it had ended."""

    began: int
    refused: list[float] = field(default_factory=lambda: [0.0] * len(GRID))
    accepted: list[float] = field(default_factory=lambda: [1.0] * len(GRID))
    fresh: list[float] = field(default_factory=lambda: [1.0] * len(GRID))

    def held(self, consistency: float) -> list[float]:
        """Return M(a)."""
        return [
            consistency * max(0.0, low - high) + (1.0 - consistency) * fresh
            for high, low, fresh in zip(self.refused, self.accepted, self.fresh, strict=True)
        ]

    def take(self, accepts: bool, chances: list[float], open_lines: float, consistency: float) -> list[float]:
        """Note an answer, and return M_new / M_old at every point."""
        before = self.held(consistency)
        for place, chance in enumerate(chances):
            if accepts:
                self.accepted[place] = min(self.accepted[place], chance)
            else:
                self.refused[place] = max(self.refused[place], chance)
            self.fresh[place] *= chance * open_lines if accepts else 1.0 - chance * open_lines
        after = self.held(consistency)
        for place, mass in enumerate(after):
            if mass <= 0.0:
                self.refused[place], self.accepted[place], self.fresh[place] = 0.0, 1.0, 1.0
        return [new / old for new, old in zip(after, before, strict=True)]


class Memory:
    """Everybody's records of everybody's answers: the oracle's own, kept by names from one session to the next."""

    def __init__(self) -> None:
        self.records: dict[tuple[str | None, str, frozenset[str]], Record] = {}

    def find(self, observer: str | None, party: str, agenda: frozenset[str], ended: int) -> Record | None:
        """Return a record that is not void."""
        record = self.records.get((observer, party, agenda))
        return record if record is not None and record.began == ended else None

    def begin(self, observer: str | None, party: str, agenda: frozenset[str], ended: int) -> Record:
        """Return the record of an agenda, begun anew if the mind has reopened."""
        found = self.find(observer, party, agenda, ended)
        if found is None:
            found = self.records[observer, party, agenda] = Record(ended)
        return found


class Oracle:
    """What the rulebook says about a run as it stands."""

    def __init__(self, table: Table, memory: Memory | None = None) -> None:
        self.table = table
        self.memory = memory or Memory()
        self.scenario = table.game.scenario
        self.parties = list(self.scenario.parties)
        self.issues = list(self.scenario.issues)
        self.day = int(table.world.now[at.DAY])
        self.doubtful = False
        self._surplus: dict[tuple[str, Deal, str | None], float] = {}
        self._ideal: dict[tuple[str, Deal, str | None], float] = {}

    # How the run stands.

    @cached_property
    def standing(self) -> Deal:
        return self.named(self.table.deal)

    def named(self, deal: Mapping[str, str]) -> Deal:
        return tuple(deal[issue] for issue in self.issues) if deal else None

    def state(self, deal: Deal) -> int:
        """Return the number of the state of a deal."""
        assert deal is not None
        return self.table.game.state(dict(zip(self.issues, deal, strict=True)))

    def party(self, name: str) -> Party:
        return self.scenario.parties[name]

    def option(self, issue: str, option: str) -> Option:
        return self.scenario.issues[issue].options[option]

    def first(self, issue: str) -> str:
        return next(iter(self.scenario.issues[issue].options))

    def in_force(self, issue: str, option: str) -> bool:
        return self.standing is not None and self.standing[self.issues.index(issue)] == option

    def no_deal(self, party: str) -> float:
        return float(self.table.world.no_deal[self.table.party(party)])

    # Deals.

    @cached_property
    def deals(self) -> list[Deal]:
        """Every deal that may be proposed."""
        menus = [[(issue, option) for option in self.scenario.issues[issue].options] for issue in self.issues]
        rows = [tuple(option for _, option in row) for row in product(*menus) if self._feasible(dict(row))]
        return [deal for deal in rows if not any(self.gone(party) for party in self.consent(deal))]

    def gone(self, party: str) -> bool:
        """Return whether a party is a mediator that takes no more part."""
        if self.party(party).role != "mediator":
            return False
        since = self.scenario.protocol.mediator_gone_from
        left = int(self.table.world.now[at.LEFT_DAY])
        dated = since is not None and self.day >= (since - self.scenario.as_of).days
        return dated or left != at.NEVER

    def _feasible(self, deal: Mapping[str, str]) -> bool:
        if any(self.matches(deal, pattern.when) for pattern in self.scenario.infeasible.values()):
            return False
        for issue, option in deal.items():
            anchor = self.option(issue, option).linked_to
            if anchor and any(deal[i] != o for i, o in anchor.items()):
                return False
            if self.table.world.barred[self.table.option(issue, option)]:
                return False
        return True

    def matches(self, deal: Mapping[str, str], pattern: Pattern) -> bool:
        return all(deal[i] in ([o] if isinstance(o, str) else o) for i, o in pattern.items())

    def agenda(self, deal: Deal) -> frozenset[str]:
        """Return A(d): the issues that a deal changes."""
        assert deal is not None
        return frozenset(i for i, o in zip(self.issues, deal, strict=True) if not self.in_force(i, o))

    def consent(self, deal: Deal) -> frozenset[str]:
        """Return whose consent a deal needs: controllers of what it changes, signatories of what it undoes."""
        needed: set[str] = set()
        for issue in self.agenda(deal):
            needed.update(self.scenario.issues[issue].controlled_by)
            signed = int(self.table.world.signed[self.issues.index(issue)])
            needed.update(p for p in self.parties if signed >> self.table.party(p) & 1)
        return frozenset(needed)

    def broken(self, deal: Deal) -> frozenset[str]:
        """Return the conditions that a deal breaks: triggered and not satisfied."""
        if deal is None:
            return frozenset()
        options = dict(zip(self.issues, deal, strict=True))
        stated = self.scenario.conditions.items()
        return frozenset(n for n, c in stated if self.matches(options, c.when) and not self.matches(options, c.require))

    def newly(self, deal: Deal, party: str) -> frozenset[str]:
        """Return the party's conditions that a deal breaks and the one in force does not."""
        fresh = self.broken(deal) - self.broken(self.standing)
        return frozenset(c for c in fresh if self.scenario.conditions[c].party == party)

    def red(self, condition: str) -> bool:
        return bool(self.table.world.red[self.table.game.conditions.index(condition)])

    def suspected(self, condition: str) -> float:
        return float(self.table.world.suspected[self.table.game.conditions.index(condition)])

    def vetoes(self, deal: Deal, party: str) -> bool:
        return any(self.red(c) for c in self.newly(deal, party))

    # Step 3.

    def days_left(self, issue: str, option: str) -> float:
        """Return the term if a deal would bring the option in, else what remains of it, today included."""
        while anchor := self.option(issue, option).linked_to:
            issue, option = next(iter(anchor.items()))
        term = self.option(issue, option).term_days
        if term is None:
            return inf
        whole = max(1, int(figure(term) + 0.5))
        if self.in_force(issue, option):
            return int(self.table.world.ends[self.issues.index(issue)]) - self.day + 1
        return whole

    def price(self, party: str, issue: str, option: str) -> float:
        if not self.scenario.protocol.features.time_pricing:
            return 1.0
        return min(1.0, self.days_left(issue, option) / figure(self.party(party).patience_days))

    def worth(self, party: str, issue: str, option: str, observer: str | None) -> float:
        """Return w(option) as the observer sees it."""
        stated = self.scenario.worth.get(party)
        points = 0.0
        if stated is not None and issue in stated.issues:
            weights = sum(figure(wanted.weight) for wanted in stated.issues.values())
            wanted = stated.issues[issue]
            if weights and option in wanted.values:
                points = figure(stated.total) * figure(wanted.weight) / weights * figure(wanted.values[option]) / 100.0
        if observer is not None:
            seat, seen = self.table.party(observer), self.table.party(party)
            row = seat * len(self.table.game.options) + self.table.option(issue, option)
            points += float(self.table.world.error[row, seen])
        return points

    def distrusted(self, party: str, issue: str, option: str) -> float:
        """Return (1 - T) X."""
        exposed = self._exposed(party, issue, option)
        others = [q for q in self.option(issue, option).binds if q != party]
        if not others:
            return 0.0
        seat = self.table.party(party)
        trust = sum(float(self.table.world.trust[seat, self.table.party(q)]) for q in others) / len(others)
        return (1.0 - trust) * exposed

    def _exposed(self, party: str, issue: str, option: str) -> float:
        return sum(
            figure(x.points)
            for x in self.scenario.exposures.values()
            if x.party == party and x.option.get(issue) == option
        )

    def settling(self, issue: str, option: str) -> float:
        outside = self.scenario.protocol.status_quo == "outside"
        return 1.0 if outside else figure(self.option(issue, option).settles)

    def settled(self, party: str, deal: Deal) -> float:
        """Return the share of the dispute that a deal settles, priced for a party."""
        shares = [0.0]
        for issue, option in zip(self.issues, deal or (), strict=False):
            calm = self.settling(issue, self.first(issue))
            shares.append(calm + (self.settling(issue, option) - calm) * self.price(party, issue, option))
        return max(shares)

    def value(self, party: str, deal: Deal, observer: str | None = None) -> float:
        """Return V_p(d)."""
        if deal is None:
            return self.no_deal(party) + self.sway(party, deal)
        points = 0.0
        for issue, option in zip(self.issues, deal, strict=True):
            first, price = self.first(issue), self.price(party, issue, option)
            here = self.worth(party, issue, option, observer) - self.distrusted(party, issue, option)
            base = self.worth(party, issue, first, observer) - self.distrusted(party, issue, first)
            points += base + (here - base) * price
        stated = self.scenario.worth.get(party)
        for bonus in stated.bonus.values() if stated is not None else ():
            if self.matches(dict(zip(self.issues, deal, strict=True)), bonus.when):
                points += figure(bonus.points)
        return points + (1.0 - self.settled(party, deal)) * self.no_deal(party) + self.sway(party, deal)

    def sway(self, party: str, deal: Deal) -> float:
        """Return what pressures and inducements that name a demand add to a deal."""
        points = 0.0
        if not self.scenario.protocol.features.pressure:
            return points
        for number, pressure in enumerate(self.scenario.pressures.values()):
            if pressure.target != party or pressure.demands is None:
                continue
            met = self.meets(deal, pressure.demands)
            if pressure.kind == "inducement" and met:
                points += self.strength(number)
            if pressure.kind == "pressure" and not met:
                points -= self.strength(number)
        return points

    def meets(self, deal: Deal, demand: Pattern) -> bool:
        """Return whether any option that a demand names is in a deal."""
        stated = dict(zip(self.issues, deal, strict=True)) if deal is not None else {}
        return any(stated.get(i) in ([o] if isinstance(o, str) else o) for i, o in demand.items())

    def strength(self, number: int) -> float:
        """Return how much a pressure weighs on its target now."""
        pressure = list(self.scenario.pressures.values())[number]
        patience = figure(self.party(pressure.target).patience_days)
        priced = self.scenario.protocol.features.time_pricing
        days = inf if pressure.ends == "met" else max(1, int(figure(pressure.days) + 0.5))
        if self.table.world.active[len(self.scenario.events) + number]:
            left = inf if pressure.ends == "met" else int(self.table.world.lasts_until[number]) - self.day + 1
            if left <= 0:
                return 0.0
            return figure(pressure.points) * (min(1.0, left / patience) if priced else 1.0)
        threat = 0.0 if self.gone(pressure.by) else figure(pressure.threat)
        return threat * figure(pressure.points) * (min(1.0, days / patience) if priced else 1.0)

    # Step 4.

    def cost(self, deal: Deal, party: str) -> float:
        if not self.scenario.protocol.features.backdown:
            return 0.0
        return sum(figure(self.scenario.conditions[c].backdown_cost) for c in self.newly(deal, party))

    def surplus(self, party: str, deal: Deal, observer: str | None = None) -> float:
        """Return S_p(d), or what an observer takes it for."""
        key = party, deal, observer
        if key not in self._surplus:
            gain = self.value(party, deal, observer) - self.value(party, self.standing, observer)
            self._surplus[key] = gain - self.cost(deal, party)
            self._doubt(self._surplus[key], self.slack(party))
        return self._surplus[key]

    def slack(self, party: str) -> float:
        """Return how far two figures of a party's points may lie apart and count as equal."""
        stated = self.scenario.worth.get(party)
        return NEAR * (100.0 if stated is None else figure(stated.total)) / 100.0

    def _doubt(self, difference: float, slack: float = NEAR) -> None:
        """Note a comparison that rounding could turn."""
        self.doubtful |= slack / 100.0 < abs(difference) < 100.0 * slack

    # Step 5.

    def ideal(self, party: str, deal: Deal, observer: str | None = None) -> float:
        """Return S*_p(d): the best on any part of the agenda that breaks nothing of its own and costs nobody asked."""
        key = party, deal, observer
        if key not in self._ideal:
            agenda = self.agenda(deal)
            hopes = [
                self.surplus(party, d, observer) * self.hope(party, d)
                for d in self.deals
                if self._hoped(d, agenda, party, observer)
            ]
            self._ideal[key] = max([0.0, *hopes])
        return self._ideal[key]

    def _hoped(self, deal: Deal, agenda: frozenset[str], party: str, observer: str | None) -> bool:
        if not self.agenda(deal) <= agenda or self.newly(deal, party):
            return False
        others = self.consent(deal) - {party}
        return all(self.surplus(q, deal, observer) >= -self.slack(q) for q in others)

    def hope(self, party: str, deal: Deal) -> float:
        """Return for how much a deal counts that may cross others' red lines."""
        odds = 1.0
        for q in self.consent(deal) - {party}:
            odds *= self.unsuspected(q, deal)
        return min(1.0, 2.0 * odds)

    # Pledges.

    def pledge(self, deal: Deal, party: str) -> float | None:
        """Return the price of refusing if the party has pledged every option that a deal brings in."""
        assert deal is not None
        brought = {i: o for i, o in zip(self.issues, deal, strict=True) if i in self.agenda(deal)}
        price = 0.0
        for issue, option in brought.items():
            made = [p for p in self.scenario.pledges.values() if p.party == party and p.option.get(issue) == option]
            if not made:
                return None
            price += figure(made[0].backdown_cost)
        if not brought:
            return None
        return price if self.scenario.protocol.features.backdown else 0.0

    def stake(self, party: str, deal: Deal, observer: str | None) -> float:
        """Return the surplus that counts in steps 6 to 8."""
        return self.surplus(party, deal, observer) + (self.pledge(deal, party) or 0.0)

    def held_out(self, party: str, deal: Deal, aspiration: float, observer: str | None) -> float:
        """Return alpha S*, nothing for what is pledged."""
        if self.pledge(deal, party) is not None:
            return 0.0
        return aspiration * self.ideal(party, deal, observer)

    def expected(self, party: str) -> float:
        return float(self.table.world.expected[self.table.party(party)])

    def aspiration(self, party: str) -> float:
        return float(self.table.world.aspiration[self.table.party(party)])

    # Step 6.

    def by_party(self, stated: Spread | Mapping[str, Spread], party: str, default: float) -> float:
        """Return a number that is stated for all parties or party by party."""
        if not isinstance(stated, Mapping):
            return figure(stated)
        return figure(stated[party]) if party in stated else default

    def assumed(self, party: str) -> float:
        return self.by_party(self.scenario.protocol.assumed_precision, party, 0.5)

    def soft_chance(self, party: str, deal: Deal, observer: str | None) -> float:
        """Return logistic(lambda (S - a S*)) with what everyone assumes."""
        gap = self.stake(party, deal, observer) - self.held_out(party, deal, self.expected(party), observer)
        return logistic(self.assumed(party) * gap)

    def blunted(self, party: str, deal: Deal) -> float:
        """Return the assumed precision of one who knows that it misjudges what a deal changes."""
        assert deal is not None
        changed = [
            option
            for issue in self.agenda(deal)
            for option in (deal[self.issues.index(issue)], self._replaced(issue))
            if option is not None and option != self.first(issue)
        ]
        error = self.by_party(self.scenario.protocol.misperception, party, 0.0)
        precision = self.assumed(party)
        return precision / sqrt(1.0 + pi / 8.0 * precision**2 * error**2 * len(changed))

    def _replaced(self, issue: str) -> str | None:
        return None if self.standing is None else self.standing[self.issues.index(issue)]

    def points_of(self, party: str, deal: Deal, observer: str | None) -> list[float]:
        """Return p(a), the chance of acceptance at every aspiration of the grid, red lines apart."""
        stake, precision = self.stake(party, deal, observer), self.assumed(party)
        return [logistic(precision * (stake - self.held_out(party, deal, point, observer))) for point in GRID]

    def believed(self, party: str, deal: Deal, observer: str) -> float:
        """Return the chance of acceptance as a speaker reckons it, red lines apart."""
        consistency = figure(self.party(party).consistency)
        record = None
        if consistency > 0.0:
            agenda = self.seen(party, deal)
            record = self.memory.find(observer, party, agenda, self.ended(agenda))
        if record is None:
            gap = self.stake(party, deal, observer) - self.held_out(party, deal, self.expected(party), observer)
            return logistic(self.blunted(party, deal) * gap)
        total = 0.0
        belief = [float(x) for x in self.table.world.belief[self.table.party(party)]]
        for place, chance in enumerate(self.points_of(party, deal, observer)):
            high, low = record.refused[place], record.accepted[place]
            made = consistency * max(0.0, low - high) / record.held(consistency)[place]
            even = min(1.0, max(0.0, (chance - high) / (low - high))) if low > high else 0.0
            total += belief[place] * (made * even + (1.0 - made) * chance)
        return total

    # Made-up minds.

    def importance(self, party: str, issue: str) -> float:
        """Return what an issue could mean to a party, from what the run begins with."""
        whole = []
        for option in self.scenario.issues[issue].options:
            binds = [q for q in self.option(issue, option).binds if q != party]
            stated = self.party(party).trust
            trusts = [figure(stated[q].initial) if q in stated else 0.5 for q in binds]
            trust = sum(trusts) / len(trusts) if trusts else 1.0
            exposed = self._exposed(party, issue, option)
            rest = self.settling(issue, option) * figure(self.party(party).no_deal.value)
            whole.append(self.worth(party, issue, option, None) - (1.0 - trust) * exposed - rest)
        return max(whole) - min(whole)

    def seen(self, party: str, deal: Deal) -> frozenset[str]:
        """Return the agenda of a deal as a party sees it."""
        agenda = self.agenda(deal)
        weights = {issue: self.importance(party, issue) for issue in agenda}
        total, slack = sum(weights.values()), self.slack(party)
        mine = {issue for issue in agenda if self._own(party, issue)}
        if total <= 0.0:
            return frozenset(mine)
        taken, sum_so_far = 0.0, 0.0
        for issue in sorted(agenda, key=lambda name: -weights[name]):
            taken, sum_so_far = weights[issue], sum_so_far + weights[issue]
            self._doubt(sum_so_far - 0.8 * total, slack)
            if sum_so_far >= 0.8 * total:
                break
        return frozenset(mine | {issue for issue in agenda if weights[issue] >= taken - slack})

    def _own(self, party: str, issue: str) -> bool:
        conditions = [c for c in self.scenario.conditions.values() if c.party == party]
        pledges = [p for p in self.scenario.pledges.values() if p.party == party]
        return any(issue in c.when or issue in c.require for c in conditions) or any(issue in p.option for p in pledges)

    def ended(self, agenda: frozenset[str]) -> int:
        """Return how often something in force has ended on an agenda."""
        return sum(int(self.table.world.endings[self.issues.index(issue)]) for issue in agenda)

    def made_up(self, party: str, deal: Deal, seed: int, run: int) -> float | None:
        """Return the number with which a made-up mind answers, or None where the answer is drawn fresh."""
        agenda = self.seen(party, deal)
        moment = self.ended(agenda)
        about = sum(mix(address("issue", issue), 1) for issue in agenda) % 2**32
        who = mix(address("party", party), about)
        if uniform(seed, run, moment, MIND, who) < figure(self.party(party).consistency):
            return float(uniform(seed, run, moment, OPINION, who))
        return None

    def unsuspected(self, party: str, deal: Deal) -> float:
        odds = 1.0
        for condition in self.newly(deal, party):
            odds *= 1.0 - self.suspected(condition)
        return odds

    def chance(self, deal: Deal, speaker: str, suspicion: bool = True) -> float:
        """Return the chance that all others whose consent is needed accept, as the speaker sees it."""
        odds = 1.0
        for q in self.consent(deal) - {speaker}:
            odds *= self.believed(q, deal, speaker) * (self.unsuspected(q, deal) if suspicion else 1.0)
        return odds

    def _worth_saying(self, deal: Deal, speaker: str) -> bool:
        """Return whether the speaker gains, gets what it holds out for, and breaks no red line of its own."""
        gain = self.stake(speaker, deal, speaker)
        floor = self.held_out(speaker, deal, self.aspiration(speaker), speaker)
        slack = self.slack(speaker)
        self._doubt(gain, slack)
        self._doubt(gain - floor, slack)
        return gain > slack and gain >= floor - slack and not self.vetoes(deal, speaker)

    def scores(self, speaker: str, suspicion: bool = True) -> dict[Deal, float]:
        """Return what the speaker maximises, over the deals it may propose."""
        made = [deal for deal in self.deals if self.agenda(deal)]
        if self.party(speaker).role == "mediator":
            qualified = [deal for deal in made if self._qualifies(deal, speaker, suspicion)]
            return {deal: self._product(deal, speaker, suspicion, qualified) for deal in qualified}
        scores = {deal: self._gamble(deal, speaker, suspicion) for deal in made}
        return {deal: score for deal, score in scores.items() if score is not None}

    def _gamble(self, deal: Deal, speaker: str, suspicion: bool) -> float | None:
        others = self.consent(deal) - {speaker}
        for q in others:
            self._doubt(self.stake(q, deal, speaker), self.slack(q))
        loses = any(self.stake(q, deal, speaker) < -self.slack(q) for q in others)
        if not self._worth_saying(deal, speaker) or loses:
            return None
        return self.chance(deal, speaker, suspicion) * self.stake(speaker, deal, speaker)

    def _qualifies(self, deal: Deal, speaker: str, suspicion: bool) -> bool:
        """Return whether a mediator may table a deal: all who are needed gain, and a yes is likely enough."""
        asked = self.consent(deal)
        for q in asked:
            self._doubt(self.stake(q, deal, speaker), self.slack(q))
        if any(self.stake(q, deal, speaker) <= self.slack(q) for q in asked):
            return False
        if speaker in asked and not self._worth_saying(deal, speaker):
            return False
        floor, chance = figure(self.scenario.protocol.floor), self.chance(deal, speaker, suspicion)
        self._doubt(chance - floor)
        self.doubtful |= max(chance, floor) < NEAR
        return chance > 0.0 and chance >= floor

    def _product(self, deal: Deal, speaker: str, suspicion: bool, qualified: list[Deal]) -> float:
        asked = self.consent(deal)
        stated = self.scenario.protocol.mediator_weights
        kappa = {q: figure(stated[q]) if q in stated else 1.0 for q in asked}
        if not sum(kappa.values()):
            kappa = dict.fromkeys(asked, 1.0)
        most = {q: max(self.stake(q, other, speaker) for other in qualified) for q in asked}
        shares = [kappa[q] * log(self.stake(q, deal, speaker) / most[q]) for q in asked if kappa[q]]
        mean = sum(shares) / sum(kappa.values()) if asked else 0.0
        return log(self.chance(deal, speaker, suspicion)) + mean

    def best(self, speaker: str, suspicion: bool = True) -> set[Deal]:
        """Return the proposals among which the speaker is indifferent; none if there is nothing to propose."""
        scores = self.scores(speaker, suspicion)
        top = max(scores.values(), default=-inf)
        slack = NEAR if self.party(speaker).role == "mediator" else self.slack(speaker)
        return {deal for deal, score in scores.items() if score >= top - slack}

    # Step 7.

    def answer_chance(self, party: str, deal: Deal) -> float:
        """Return the chance that a party accepts."""
        if self.vetoes(deal, party):
            return 0.0
        gap = self.stake(party, deal, party) - self.held_out(party, deal, self.aspiration(party), party)
        slack, precision = self.slack(party), figure(self.party(party).precision)
        self._doubt(gap, slack)
        return float(gap >= -slack) if precision == inf else logistic(precision * gap)

    # Step 8.

    def learned(self, party: str, deal: Deal, accepted: bool) -> tuple[list[float], float]:
        """Return the belief about a party's aspiration after its answer, and the mean of it."""
        before = [float(x) for x in self.table.world.belief[self.table.party(party)]]
        consistency, open_lines = figure(self.party(party).consistency), self.unsuspected(party, deal)
        chances = self.points_of(party, deal, None)
        if consistency > 0.0:
            agenda = self.seen(party, deal)
            ended = self.ended(agenda)
            change = self.memory.begin(None, party, agenda, ended).take(accepted, chances, open_lines, consistency)
            for observer in self.listeners(party):
                heard = self.points_of(party, deal, observer)
                self.memory.begin(observer, party, agenda, ended).take(accepted, heard, open_lines, consistency)
        else:
            change = [c * open_lines if accepted else 1.0 - c * open_lines for c in chances]
        if self.pledge(deal, party) is not None:
            return before, self.expected(party)
        weighed = [mass * factor for mass, factor in zip(before, change, strict=True)]
        if sum(weighed) <= 0.0:
            weighed = [1.0] * len(GRID)
        after = [mass / sum(weighed) for mass in weighed]
        return after, sum(mass * point for mass, point in zip(after, GRID, strict=True))

    def listeners(self, party: str) -> list[str]:
        """Return the others that may ever speak, who keep records of their own."""
        speaks = self.scenario.protocol.speaks
        roles = {q: self.party(q).role for q in self.parties if q != party}
        if isinstance(speaks, Mapping):
            return [q for q in roles if q in speaks]
        mediated = speaks == "mediated"
        return [q for q, role in roles.items() if role == "principal" or (mediated and role == "mediator")]

    def suspicion(self, party: str, deal: Deal, accepted: bool) -> dict[str, float]:
        """Return the beliefs about the party's newly broken conditions after its answer."""
        after = {}
        for condition in self.newly(deal, party):
            belief = self.suspected(condition)
            otherwise = self.soft_chance(party, deal, None)
            for other in self.newly(deal, party) - {condition}:
                otherwise *= 1.0 - self.suspected(other)
            rest = belief + (1.0 - belief) * (1.0 - otherwise)
            after[condition] = 0.0 if accepted else belief / rest if rest > 0.0 else belief
        return after

    # Step 11.

    def agreed(self) -> Iterator[str]:
        """Yield the issues on which something other than the status quo is in force."""
        for issue in self.issues if self.standing is not None else ():
            if self.scenario.protocol.status_quo == "outside" or not self.in_force(issue, self.first(issue)):
                yield issue

    def same_deal(self, issue: str) -> set[str]:
        """Return what came in by the same agreement and still stands."""
        agreement = self.table.world.agreement
        number = int(agreement[self.issues.index(issue)])
        return {issue} | {i for i in self.agreed() if number and int(agreement[self.issues.index(i)]) == number}

    def without(self, issues: set[str]) -> Deal:
        """Return what is left when issues fall back with whatever is linked to them."""
        if self.scenario.protocol.status_quo == "outside" or self.standing is None:
            return None
        left = dict(zip(self.issues, self.standing, strict=True))
        falling = set(issues)
        while falling:
            gone = {issue: left[issue] for issue in falling}
            left.update({issue: self.first(issue) for issue in falling})
            falling = {
                i
                for i, o in left.items()
                if o != self.first(i) and (self.option(i, o).linked_to or {}).items() & gone.items()
            }
            falling = falling or self._to_mend(left)
        return tuple(left[issue] for issue in self.issues)

    def _to_mend(self, left: Mapping[str, str]) -> set[str]:
        """Return which issues fall back next where an infeasible combination is left."""
        falling: set[str] = set()
        for entry in self.scenario.infeasible.values():
            if self.matches(left, entry.when):
                says = entry.gives_way or []
                away = {issue for issue in entry.when if left[issue] != self.first(issue)}
                falling |= away & ({says} if isinstance(says, str) else set(says)) or away
        return falling

    def leaving_cost(self, party: str, without: Deal) -> float:
        """Return the largest cost of withdrawing among all that ends."""
        assert self.standing is not None
        left = without or (None,) * len(self.issues)
        ending = [(i, o) for i, o, after in zip(self.issues, self.standing, left, strict=True) if o != after]
        return max(self.by_party(self.option(i, o).withdrawal_cost, party, 0.0) for i, o in ending)

    def denouncers(self, issue: str) -> set[str]:
        """Return who leaves the option in force on an issue."""
        assert self.standing is not None
        signed = int(self.table.world.signed[self.issues.index(issue)])
        may = {p for p in self.parties if signed >> self.table.party(p) & 1}
        may.update(self.scenario.issues[issue].controlled_by)
        without = self.without(self.same_deal(issue))
        found = set()
        for party in may:
            gain = self.value(party, without) - self.value(party, self.standing)
            cost = self.leaving_cost(party, without)
            self._doubt(gain - cost, self.slack(party))
            crossed = [c for c in self.broken(self.standing) if self.scenario.conditions[c].party == party]
            if gain > cost + self.slack(party) or any(
                self.red(c) and issue in self.scenario.conditions[c].when for c in crossed
            ):
                found.add(party)
        return found
