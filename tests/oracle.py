"""The rulebook's steps 3 to 8 and 11 once more, from its text and by names: slow, plain, knowing nothing of boards.

Only how a run stands is read from its arrays (what is in force since when and signed by whom, no-deal values, trust,
beliefs, red lines, errors of perception); worths, conditions and all other numbers are read from the scenario itself.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import product
from math import exp, inf, log

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
    """Return the logit chance of acceptance, or a best response."""
    return (1.0 if gap >= 0.0 else 0.0) if precision == inf else logistic(precision * gap)


class Oracle:
    """What the rulebook says about a run as it stands."""

    def __init__(self, table: Table) -> None:
        self.table = table
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
        return [tuple(option for _, option in row) for row in product(*menus) if self._feasible(dict(row))]

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
            points += float(self.table.world.error[seat, seen, self.table.option(issue, option)])
        return points

    def distrusted(self, party: str, issue: str, option: str) -> float:
        """Return (1 - T) X."""
        exposed = sum(
            figure(x.points)
            for x in self.scenario.exposures.values()
            if x.party == party and x.option.get(issue) == option
        )
        others = [q for q in self.option(issue, option).binds if q != party]
        if not others:
            return 0.0
        seat = self.table.party(party)
        trust = sum(float(self.table.world.trust[seat, self.table.party(q)]) for q in others) / len(others)
        return (1.0 - trust) * exposed

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
            return self.no_deal(party)
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
        return points + (1.0 - self.settled(party, deal)) * self.no_deal(party)

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
            self._doubt(self._surplus[key])
        return self._surplus[key]

    def _doubt(self, difference: float) -> None:
        """Note a comparison that rounding could turn."""
        self.doubtful |= 0.0 < abs(difference) < NEAR

    # Step 5.

    def ideal(self, party: str, deal: Deal, observer: str | None = None) -> float:
        """Return S*_p(d): the best on any part of the agenda that breaks nothing of its own and costs nobody asked."""
        key = party, deal, observer
        if key not in self._ideal:
            agenda = self.agenda(deal)
            hopes = [self.surplus(party, d, observer) for d in self.deals if self._hoped(d, agenda, party, observer)]
            self._ideal[key] = max([0.0, *hopes])
        return self._ideal[key]

    def _hoped(self, deal: Deal, agenda: frozenset[str], party: str, observer: str | None) -> bool:
        if not self.agenda(deal) <= agenda or self.newly(deal, party):
            return False
        return all(self.surplus(q, deal, observer) >= 0.0 for q in self.consent(deal) - {party})

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

    def soft_chance(self, party: str, deal: Deal, observer: str | None) -> float:
        """Return logistic(lambda (S - a S*)) with what everyone assumes."""
        gap = self.stake(party, deal, observer) - self.held_out(party, deal, self.expected(party), observer)
        return logistic(figure(self.scenario.protocol.assumed_precision) * gap)

    def unsuspected(self, party: str, deal: Deal) -> float:
        odds = 1.0
        for condition in self.newly(deal, party):
            odds *= 1.0 - self.suspected(condition)
        return odds

    def chance(self, deal: Deal, speaker: str, suspicion: bool = True) -> float:
        """Return the chance that all others whose consent is needed accept, as the speaker sees it."""
        odds = 1.0
        for q in self.consent(deal) - {speaker}:
            odds *= self.soft_chance(q, deal, speaker) * (self.unsuspected(q, deal) if suspicion else 1.0)
        return odds

    def _worth_saying(self, deal: Deal, speaker: str) -> bool:
        """Return whether the speaker gains, gets what it holds out for, and breaks no red line of its own."""
        gain = self.stake(speaker, deal, speaker)
        floor = self.held_out(speaker, deal, self.aspiration(speaker), speaker)
        self._doubt(gain)
        self._doubt(gain - floor)
        return gain > 0.0 and gain >= floor and not self.vetoes(deal, speaker)

    def scores(self, speaker: str, suspicion: bool = True) -> dict[Deal, float]:
        """Return what the speaker maximises, over the deals it may propose."""
        found = {}
        for deal in self.deals:
            if self.agenda(deal):
                mediates = self.party(speaker).role == "mediator"
                score = self._product(deal, speaker, suspicion) if mediates else self._gamble(deal, speaker, suspicion)
                if score is not None:
                    found[deal] = score
        return found

    def _gamble(self, deal: Deal, speaker: str, suspicion: bool) -> float | None:
        others = self.consent(deal) - {speaker}
        for q in others:
            self._doubt(self.stake(q, deal, speaker))
        if not self._worth_saying(deal, speaker) or any(self.stake(q, deal, speaker) < 0.0 for q in others):
            return None
        return self.chance(deal, speaker, suspicion) * self.stake(speaker, deal, speaker)

    def _product(self, deal: Deal, speaker: str, suspicion: bool) -> float | None:
        asked = self.consent(deal)
        for q in asked:
            self._doubt(self.stake(q, deal, speaker))
        if any(self.stake(q, deal, speaker) <= 0.0 for q in asked):
            return None
        if speaker in asked and not self._worth_saying(deal, speaker):
            return None
        floor = figure(self.scenario.protocol.floor)
        chance = self.chance(deal, speaker, suspicion)
        self._doubt(chance - floor)
        if chance < floor:
            return None
        stated = self.scenario.protocol.mediator_weights
        kappa = {q: figure(stated[q]) if q in stated else 1.0 for q in asked}
        if not sum(kappa.values()):
            return 0.0
        return sum(kappa[q] * log(self.stake(q, deal, speaker)) for q in asked) / sum(kappa.values())

    def best(self, speaker: str, suspicion: bool = True) -> set[Deal]:
        """Return the proposals among which the speaker is indifferent; none if there is nothing to propose."""
        scores = self.scores(speaker, suspicion)
        top = max(scores.values(), default=-inf)
        return {deal for deal, score in scores.items() if score >= top - NEAR}

    # Step 7.

    def answer_chance(self, party: str, deal: Deal) -> float:
        """Return the chance that a party accepts."""
        if self.vetoes(deal, party):
            return 0.0
        gap = self.stake(party, deal, party) - self.held_out(party, deal, self.aspiration(party), party)
        self._doubt(gap)
        return accepts(gap, figure(self.party(party).precision))

    # Step 8.

    def learned(self, party: str, deal: Deal, accepted: bool) -> tuple[list[float], float]:
        """Return the belief about a party's aspiration after its answer, and the mean of it."""
        before = [float(x) for x in self.table.world.belief[self.table.party(party)]]
        if self.pledge(deal, party) is not None:
            return before, self.expected(party)
        precision = figure(self.scenario.protocol.assumed_precision)
        surplus, ideal = self.surplus(party, deal), self.ideal(party, deal)
        weighed = []
        for point, mass in enumerate(before):
            chance = logistic(precision * (surplus - point / 10.0 * ideal)) * self.unsuspected(party, deal)
            weighed.append(mass * (chance if accepted else 1.0 - chance))
        after = [mass / sum(weighed) for mass in weighed]
        return after, sum(mass * point / 10.0 for point, mass in enumerate(after))

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
        return tuple(left[issue] for issue in self.issues)

    def denouncers(self, issue: str) -> set[str]:
        """Return who leaves the option in force on an issue."""
        assert self.standing is not None
        option = self.standing[self.issues.index(issue)]
        signed = int(self.table.world.signed[self.issues.index(issue)])
        may = {p for p in self.parties if signed >> self.table.party(p) & 1}
        may.update(self.scenario.issues[issue].controlled_by)
        without = self.without(self.same_deal(issue))
        found = set()
        for party in may:
            gain = self.value(party, without) - self.value(party, self.standing)
            cost = figure(self.option(issue, option).withdrawal_cost)
            self._doubt(gain - cost)
            crossed = [c for c in self.broken(self.standing) if self.scenario.conditions[c].party == party]
            if gain > cost or any(self.red(c) and issue in self.scenario.conditions[c].when for c in crossed):
                found.add(party)
        return found
