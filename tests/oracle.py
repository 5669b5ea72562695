"""The rulebook's steps 3 to 8 and 11 once more, from its text and by names: slow, plain, knowing nothing of boards.

It reasons on how a run stands (`oracle_stand`: what is in force since when and signed by whom, what is pending, no-deal
values, trust, beliefs, red lines, errors of perception); worths, conditions and all other numbers are read from the
scenario itself. Whole days are in `oracle_days`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, combinations, product
from math import exp, inf, log, pi, sqrt

from sim.kernel.chance import MIND, OPINION, address, mix, uniform
from sim.scenario.base import Pattern
from sim.scenario.clause_words import Condition
from sim.scenario.issue_words import Option
from sim.scenario.numbers import Spread
from sim.scenario.party_words import Party
from tests.oracle_stand import Deal, Extension, Pact, Place, Stand, as_it_stands, extended
from tests.oracle_votes import Vote, chance_to_win, vote_on
from tests.small import Table

NEAR = 1e-9


def figure(stated: Spread | str) -> float:
    """Return a certain number; `exact` is infinite."""
    return inf if isinstance(stated, str) else stated.at[0]


def whole(days: float) -> int:
    """Return whole days, rounded half up, at least one."""
    return max(1, int(days + 0.5))


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

    def __init__(self, run: Table | Stand, memory: Memory | None = None) -> None:
        self.stand = run if isinstance(run, Stand) else as_it_stands(run)
        self.memory = memory or Memory()
        self.scenario = self.stand.scenario
        self.parties = list(self.scenario.parties)
        self.issues = list(self.scenario.issues)
        self.day = self.stand.day
        self.standing: Deal = self.stand.deal
        self.outside = self.scenario.protocol.status_quo == "outside"
        self.doubtful = False
        self._table = run if isinstance(run, Table) else None
        self._value: dict[tuple[str, Deal, str | None], float] = {}
        self._surplus: dict[tuple[str, Deal, str | None], float] = {}
        self._hopes: dict[tuple[str, str | None], list[tuple[frozenset[str], float]]] = {}
        self._votes: dict[str, Vote] = {}
        self._today: dict[tuple[str, Deal, str | None], float] = {}
        self._left: dict[tuple[str, Deal], Deal] = {}
        self._seen: dict[tuple[str, Deal], frozenset[str]] = {}
        self._consent: dict[Deal, frozenset[str]] = {}
        self._price: dict[tuple[str, str, str, Deal], float] = {}
        self._agenda: dict[Deal, frozenset[str]] = {}
        self._broken: dict[Deal, frozenset[str]] = {}
        self._plain: dict[tuple[str, str, str, str | None], float] = {}

    # How the run stands.

    def named(self, deal: Mapping[str, str]) -> Deal:
        return tuple(deal[issue] for issue in self.issues) if deal else None

    def state(self, deal: Deal) -> int:
        """Return the number of the state of a deal."""
        assert deal is not None
        assert self._table is not None
        return self._table.game.state(dict(zip(self.issues, deal, strict=True)))

    def party(self, name: str) -> Party:
        return self.scenario.parties[name]

    def option(self, issue: str, option: str) -> Option:
        return self.scenario.issues[issue].options[option]

    def first(self, issue: str) -> str:
        return next(iter(self.scenario.issues[issue].options))

    def in_force(self, issue: str, option: str) -> bool:
        return self.standing is not None and self.standing[self.issues.index(issue)] == option

    def no_deal(self, party: str) -> float:
        return self.stand.no_deal[party]

    # What is pending.

    @cached_property
    def to_come(self) -> Deal:
        """Return what will be in force when all that is pending has come into force."""
        return self.standing if not self.stand.pending else self.with_pacts(self.standing, self.stand.pending)

    def with_pacts(self, deal: Deal, pacts: list[Pact]) -> Deal:
        """Return a deal with pending ones put in, one by one; what hangs on what they replace falls back."""
        options = dict(zip(self.issues, deal, strict=True)) if deal is not None else {}
        for pact in pacts:
            replaced = {(i, options[i]) for i, o in pact.options.items() if i in options and options[i] != o}
            options.update(pact.options)
            self.drop_linked(options, replaced, set(pact.options))
        return tuple(options[i] for i in self.issues) if len(options) == len(self.issues) else None

    def drop_linked(self, options: dict[str, str], gone: set[Place], kept: set[str]) -> None:
        """Let fall back what hangs on something that is gone, and first options that lapse with it."""
        while gone:
            hanging = {(i, o) for i, o in options.items() if i not in kept and self._hangs_on(i, o) & gone}
            options.update({issue: self.first(issue) for issue, _ in hanging})
            for issue, option in list(options.items()):
                if issue not in kept and option == self.first(issue):
                    options[issue] = self.home(issue, options)
            gone = {place for place in hanging if options[place[0]] != place[1]}

    def home(self, issue: str, options: Mapping[str, str]) -> str:
        """Return what an issue falls back to: its first option, or what that has lapsed to."""
        first = self.first(issue)
        stated = self.option(issue, first)
        lapsed = any(options.get(i) != o for i, o in (stated.lapses_with or {}).items())
        return stated.falls_to if lapsed and stated.falls_to is not None and not self.outside else first

    def reverted(self, issue: str, option: str, options: Mapping[str, str]) -> bool:
        """Return whether an option is what the first one has lapsed to, and so nobody's word."""
        return option != self.first(issue) and option == self.home(issue, options)

    def _links(self, issue: str, option: str) -> set[Place]:
        return set((self.option(issue, option).linked_to or {}).items())

    def _hangs_on(self, issue: str, option: str) -> set[Place]:
        return self._links(issue, option) | set((self.option(issue, option).lapses_with or {}).items())

    @cached_property
    def closed(self) -> frozenset[str]:
        """Return the issues of what is pending, which are not open."""
        return frozenset(issue for pact in self.stand.pending for issue in pact.options)

    def _short_of(self, deal: Deal, pacts: tuple[Pact, ...], base: Deal) -> dict[str, str]:
        """Return a deal with the options of some pending ones; the issues of the others stand as in another."""
        options = dict(zip(self.issues, deal, strict=True)) if deal is not None else {}
        for issue in self.closed:
            options.pop(issue, None)
            if base is not None:
                options[issue] = base[self.issues.index(issue)]
        for pact in pacts:
            options.update(pact.options)
        return options

    # Deals.

    @cached_property
    def deals(self) -> list[Deal]:
        """Every deal that may be proposed, and the one that will be in force."""
        menus = [[(issue, option) for option in self.scenario.issues[issue].options] for issue in self.issues]
        rows = [tuple(option for _, option in row) for row in product(*menus) if self._open(dict(row))]
        return [deal for deal in rows if not self.blocked(deal) and not self.unanswerable(deal)]

    @cached_property
    def offers(self) -> list[Deal]:
        """Every proposal: deals that change something, and extensions."""
        plain = [deal for deal in self.deals if deal is not None and self.agenda(deal)]
        return [*plain, *self._extensions()]

    def _extensions(self) -> Iterator[Deal]:
        for issue in self.issues if self.standing is not None else ():
            if not self.extendible(issue):
                continue
            for deal in self.deals:
                changed = self.agenda(deal) - {issue}
                if deal is None or not self.in_force(issue, deal[self.issues.index(issue)]) or len(changed) > 1:
                    continue
                made = Extension(deal, issue)
                slow = any(self.slow(i, deal[self.issues.index(i)]) for i in changed)
                if not slow and not self.blocked(made) and not self.ballots_on(made):
                    yield made

    def extendible(self, issue: str) -> bool:
        """Return whether the option in force on an issue may be extended."""
        assert self.standing is not None
        name = self.standing[self.issues.index(issue)]
        option = self.option(issue, name)
        days = option.extension_days
        if days is None or option.linked_to or not self.stand.signed.get(issue) or issue in self.closed:
            return False
        left = self.stand.ends[issue] - self.day + 1
        return (issue, name) not in self.stand.barred and left <= whole(figure(days))

    def slow(self, issue: str, option: str) -> bool:
        """Return whether an option that is brought in waits or needs to be ratified."""
        return option != self.first(issue) and (
            self.lag(issue, option) > 0 or self.ratification(issue, option) is not None
        )

    def lag(self, issue: str, option: str) -> int:
        return 0 if option == self.first(issue) else int(figure(self.option(issue, option).lag_days) + 0.5)

    def ratification(self, issue: str, option: str) -> Spread | str | None:
        """Return the chance that an option is ratified, or the party that decides."""
        return None if option == self.first(issue) else self.option(issue, option).ratification

    def gone(self, party: str) -> bool:
        """Return whether a party is a mediator that takes no more part."""
        if self.party(party).role != "mediator":
            return False
        since = self.scenario.protocol.mediator_gone_from
        dated = since is not None and self.day >= (since - self.scenario.as_of).days
        return dated or self.stand.left

    def _open(self, deal: Mapping[str, str]) -> bool:
        """Return whether a deal may be proposed, whoever consents."""
        if not self.feasible(deal) or any(place in self.stand.barred for place in deal.items()):
            return False
        if not self.stand.pending:
            return True
        if self.to_come is None or any(deal[i] != self.to_come[self.issues.index(i)] for i in self.closed):
            return False
        without = self._short_of(self.named(deal), (), self.standing)
        return len(without) < len(self.issues) or self.feasible(without)

    def feasible(self, deal: Mapping[str, str]) -> bool:
        """Return whether links and stated combinations allow a deal."""
        if any(self.matches(deal, pattern.when) for pattern in self.scenario.infeasible.values()):
            return False
        return all(deal[i] == o for issue, option in deal.items() for i, o in self._hangs_on(issue, option))

    def matches(self, deal: Mapping[str, str], pattern: Pattern) -> bool:
        return all(deal[i] in ([o] if isinstance(o, str) else o) for i, o in pattern.items())

    def agenda(self, deal: Deal) -> frozenset[str]:
        """Return A(d): the issues that a deal changes, and the one whose option it extends."""
        assert deal is not None
        if deal not in self._agenda:
            there = self.to_come or (None,) * len(self.issues)
            changed = {i for i, o, was in zip(self.issues, deal, there, strict=True) if o != was}
            self._agenda[deal] = frozenset(changed if extended(deal) is None else {*changed, str(extended(deal))})
        return self._agenda[deal]

    def away(self, party: str) -> bool:
        """Return whether a party takes no part now: out, or a mediator that is gone."""
        return party in self.stand.out or self.gone(party)

    def vote(self, issue: str) -> Vote:
        """Return how a change of an issue is decided at this session."""
        if issue not in self._votes:
            stand, away = self.stand, frozenset(party for party in self.parties if self.away(party))
            signed, refused = stand.signed.get(issue, frozenset()), stand.outvoted.get(issue, 0)
            self._votes[issue] = vote_on(self.scenario, issue, signed, refused, away, stand.abstaining)
        return self._votes[issue]

    def consent(self, deal: Deal) -> frozenset[str]:
        """Return whose consent a deal needs: the voters of all issues on its agenda that are asked."""
        if deal not in self._consent:
            self._consent[deal] = frozenset(q for issue in self.agenda(deal) for q in self.vote(issue).asked)
        return self._consent[deal]

    def blocked(self, deal: Deal) -> bool:
        """Return whether somebody without whom a deal cannot be agreed is away."""
        return any(self.vote(issue).blocked for issue in self.agenda(deal))

    def wins(self, deal: Deal, yes: set[str]) -> bool:
        """Return whether those who say yes win on every issue of the agenda."""
        votes = [self.vote(issue) for issue in self.agenda(deal)]
        self.doubtful |= any(vote.close(yes) for vote in votes)
        return all(vote.won(yes) for vote in votes)

    def win_chance(self, deal: Deal, chances: Mapping[str, float]) -> float:
        """Return w: the chance that those who say yes win, each with a chance of its own."""
        return chance_to_win([self.vote(issue) for issue in self.agenda(deal)], chances)

    def broken(self, deal: Deal) -> frozenset[str]:
        """Return the conditions that a deal breaks: triggered and not satisfied."""
        if deal is None:
            return frozenset()
        if deal not in self._broken:
            options = dict(zip(self.issues, deal, strict=True))
            stated = self.scenario.conditions.items()
            self._broken[deal] = frozenset(name for name, c in stated if self._breaks(options, c))
        return self._broken[deal]

    def _breaks(self, options: Mapping[str, str], condition: Condition) -> bool:
        if condition.refuses is not None:
            return self.matches(options, condition.refuses)
        wanted = condition.require or []
        ways = [wanted] if isinstance(wanted, Mapping) else wanted
        triggered = self.matches(options, condition.when or {})
        return triggered and not any(self.matches(options, way) for way in ways)

    def triggers(self, condition: str) -> Pattern:
        """Return the pattern that a condition is about."""
        stated = self.scenario.conditions[condition]
        return stated.when or stated.refuses or {}

    def newly(self, deal: Deal, party: str) -> frozenset[str]:
        """Return the party's conditions that a deal breaks and the one to come does not."""
        return self.fresh(deal, self.to_come, party)

    def fresh(self, deal: Deal, before: Deal, party: str) -> frozenset[str]:
        """Return the party's conditions that a deal breaks and another does not."""
        found = self.broken(deal) - self.broken(before) - self.stand.conduct
        return frozenset(c for c in found if self.scenario.conditions[c].party == party)

    def red(self, condition: str) -> bool:
        return self.stand.red[condition]

    def suspected(self, condition: str) -> float:
        return self.stand.suspected[condition]

    def vetoes(self, deal: Deal, party: str) -> bool:
        return any(self.red(c) for c in self.newly(deal, party))

    # Step 3.

    def days_left(self, issue: str, option: str, deal: Deal = None) -> float:
        """Return the term if a deal would bring the option in, else what remains of it, today included."""
        if anchors := self.option(issue, option).linked_to:
            return min(self.days_left(home, anchor, deal) for home, anchor in anchors.items())
        stands = self.standing[self.issues.index(issue)] if self.standing is not None else None
        if stands is not None and self.variants(issue, option, stands):
            more = 0
            if extended(deal) == issue:
                more = whole(figure(self.option(issue, option).extension_days))  # type: ignore[arg-type]  # stated, where it is extended
            return self.stand.ends.get(issue, inf) - self.day + 1 + more
        term = self.option(issue, option).term_days
        return inf if term is None else whole(figure(term))

    def variants(self, issue: str, one: str, other: str) -> bool:
        """Return whether two options are the same or stated to be variants of one another."""
        roots = {self.option(issue, name).variant_of or name for name in (one, other)}
        return len(roots) == 1

    def price(self, party: str, issue: str, option: str, deal: Deal = None) -> float:
        key = party, issue, option, deal if isinstance(deal, Extension) else None
        if key not in self._price:
            days = self.days_left(issue, option, deal) if self.scenario.protocol.features.time_pricing else inf
            self._price[key] = min(1.0, max(0.0, days) / figure(self.party(party).patience_days))
        return self._price[key]

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
            points += self.stand.error.get((observer, party, issue, option), 0.0)
        return points

    def distrusted(self, party: str, issue: str, option: str) -> float:
        """Return (1 - T) X."""
        exposed = self._exposed(party, issue, option)
        others = [q for q in self.option(issue, option).binds if q != party]
        if not others:
            return 0.0
        trust = sum(self.stand.trust[party, q] for q in others) / len(others)
        return (1.0 - trust) * exposed

    def _exposed(self, party: str, issue: str, option: str) -> float:
        return sum(
            figure(x.points)
            for x in self.scenario.exposures.values()
            if x.party == party and x.option.get(issue) == option
        )

    def settling(self, issue: str, option: str) -> float:
        return 1.0 if self.outside else figure(self.option(issue, option).settles)

    def settled(self, party: str, deal: Deal) -> float:
        """Return the share of the dispute that a deal settles, priced for a party."""
        shares = [0.0]
        for issue, option in zip(self.issues, deal or (), strict=False):
            calm = self.settling(issue, self.first(issue))
            price = self.price(party, issue, option, deal)
            shares.append(calm + (self.settling(issue, option) - calm) * price)
        return max(shares)

    def value(self, party: str, deal: Deal, observer: str | None = None) -> float:
        """Return V_p(d) of a proposal, or of what is to come, over what is pending as it may come."""
        key = party, deal, observer
        if key not in self._value:
            self._value[key] = self._averaged(party, deal, self.standing, observer)
        return self._value[key]

    def value_in_force(self, party: str, state: Deal, observer: str | None = None) -> float:
        """Return V_p of a state as if it were in force, over what is pending as it may come."""
        return self._averaged(party, state, state, observer)

    def _averaged(self, party: str, deal: Deal, base: Deal, observer: str | None) -> float:
        pacts = self.stand.pending
        total = mass = 0.0
        for part in chain.from_iterable(combinations(pacts, size) for size in range(len(pacts) + 1)):
            options = self._short_of(deal, part, base)
            if options and (len(options) < len(self.issues) or not self.feasible(options)):
                continue
            odds = 1.0
            for pact in pacts:
                odds *= pact.chance if pact in part else 1.0 - pact.chance
            total += odds * self.plain(party, self._like(deal, options), observer) if odds > 0.0 else 0.0
            mass += odds
        if mass > 0.0:
            return total / mass
        return self.plain(party, self._like(deal, self._short_of(deal, (), base)), observer)

    def _like(self, deal: Deal, options: Mapping[str, str]) -> Deal:
        """Return options as a deal that extends what another does."""
        made = self.named(options)
        extends = extended(deal)
        return made if made is None or extends is None else Extension(made, extends)

    def plain(self, party: str, deal: Deal, observer: str | None = None) -> float:
        """Return V_p(d) of what is in force alone, what deadlines will bring foreseen."""
        now = self.today(party, deal, observer)
        total = now
        for name in self.looming(deal):
            share = self.beyond(party, name)
            total += share * (self.afterwards(name, party, deal, observer) - now) if share else 0.0
        return total

    def looming(self, deal: Deal) -> Iterator[str]:
        """Yield the deadlines ahead that a deal does not meet."""
        options = dict(zip(self.issues, deal or (), strict=False))
        for name in self.stand.ahead:
            unless = self.scenario.deadlines[name].unless
            if unless is None or not options or not self.matches(options, unless):
                yield name

    def beyond(self, party: str, name: str) -> float:
        """Return the share of the days that matter to a party in which a deadline's effects last."""
        if not self.scenario.protocol.features.time_pricing:
            return 0.0
        stated = self.scenario.deadlines[name].days
        lasts = inf if stated is None else whole(figure(stated))
        before, patience = self.stand.ahead[name] - self.day + 1, figure(self.party(party).patience_days)
        return min(1.0, (before + lasts) / patience) - min(1.0, before / patience)

    def afterwards(self, name: str, party: str, deal: Deal, observer: str | None) -> float:
        """Return W: what will be left of a deal after a deadline."""
        left = self.left_after(name, deal)
        stated = self.scenario.deadlines[name]
        added = stated.worth.get(party, {})
        points = self.today(party, left, observer)
        for issue, option in zip(self.issues, left or (), strict=False):
            price, first = self.price(party, issue, option, left), self.first(issue)
            of = {o: figure(x) for o, x in added.get(issue, {}).items()}
            points += price * of.get(option, 0.0) + (1.0 - price) * of.get(first, 0.0)
        jump = figure(stated.no_deal[party]) if party in stated.no_deal else 0.0
        return points + (1.0 - self.settled(party, left)) * jump

    def left_after(self, name: str, deal: Deal) -> Deal:
        """Return what a deadline's forces and bars leave of a deal."""
        if (name, deal) not in self._left:
            self._left[name, deal] = self._leave_after(name, deal)
        return self._left[name, deal]

    def _leave_after(self, name: str, deal: Deal) -> Deal:
        stated, left = self.scenario.deadlines[name], deal
        for issue, option in stated.force.items():
            forced = self.forced(dict(zip(self.issues, left or (), strict=False)), issue, option)
            left = left if forced is None else forced
        options = dict(zip(self.issues, left or (), strict=False))
        falling = {i for i, o in stated.bar.items() if options.get(i) == o}
        if self.outside:
            return None if falling else deal
        falling = {issue for issue in falling if options[issue] != self.first(issue)}
        left = self.mended(self.fallen(options, falling)) if falling else left
        kept = extended(deal)
        place = None if kept is None else self.issues.index(kept)
        stays = place is not None and left is not None and deal is not None and left[place] == deal[place]
        return Extension(left, str(kept)) if stays and left is not None else left

    def today(self, party: str, deal: Deal, observer: str | None = None) -> float:
        """Return V° of what is in force alone: no deadline foreseen."""
        key = party, deal, observer
        if key not in self._today:
            self._today[key] = self._now(party, deal, observer)
        return self._today[key]

    def _now(self, party: str, deal: Deal, observer: str | None) -> float:
        if deal is None:
            return self.no_deal(party) + self.sway(party, deal)
        points = 0.0
        for issue, option in zip(self.issues, deal, strict=True):
            first, price = self.first(issue), self.price(party, issue, option, deal)
            here, base = (self._safe(party, issue, name, observer) for name in (option, first))
            points += base + (here - base) * price
            eased = 1.0 - self.guarded(deal, issue, option, "exposure")
            points += self.distrusted(party, issue, option) * price * eased
        stated = self.scenario.worth.get(party)
        for bonus in stated.bonus.values() if stated is not None else ():
            if self.matches(dict(zip(self.issues, deal, strict=True)), bonus.when):
                points += figure(bonus.points)
        return points + (1.0 - self.settled(party, deal)) * self.no_deal(party) + self.sway(party, deal)

    def _safe(self, party: str, issue: str, option: str, observer: str | None) -> float:
        """Return what an option is worth, exposure taken off for distrust."""
        key = party, issue, option, observer
        if key not in self._plain:
            points = self.worth(party, issue, option, observer) + self.stand.bonus.get((party, issue, option), 0.0)
            self._plain[key] = points - self.distrusted(party, issue, option)
        return self._plain[key]

    def guarded(self, deal: Deal, issue: str, option: str, what: str) -> float:
        """Return by how much the options of a deal that guard one multiply its exposure, collapse or misread."""
        factor = 1.0
        for place, name in zip(self.issues, deal or (), strict=False):
            guard = (getattr(self.option(place, name), "guards", None) or {}).get(issue, {}).get(option)
            factor *= 1.0 if guard is None else figure(getattr(guard, what))
        return factor

    def sway(self, party: str, deal: Deal) -> float:
        """Return what pressures and inducements that name a demand add to a deal."""
        points = 0.0
        if not self.scenario.protocol.features.pressure:
            return points
        for name, pressure in self.scenario.pressures.items():
            if pressure.target != party or pressure.demands is None:
                continue
            met = self.meets(deal, pressure.demands)
            if pressure.kind == "inducement" and met:
                points += self.strength(name)
            if pressure.kind == "pressure" and not met:
                points -= self.strength(name)
        return points

    def meets(self, deal: Deal, demand: Pattern) -> bool:
        """Return whether any option that a demand names is in a deal."""
        stated = dict(zip(self.issues, deal, strict=True)) if deal is not None else {}
        return any(stated.get(i) in ([o] if isinstance(o, str) else o) for i, o in demand.items())

    def strength(self, name: str) -> float:
        """Return how much a pressure weighs on its target now."""
        pressure = self.scenario.pressures[name]
        patience = figure(self.party(pressure.target).patience_days)
        priced = self.scenario.protocol.features.time_pricing
        days = inf if pressure.ends == "met" else whole(figure(pressure.days))
        if name in self.stand.pressing:
            left = self.stand.pressing[name] - self.day + 1
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
            gain = self.value(party, deal, observer) - self.value(party, self.to_come, observer)
            self._surplus[key] = gain - self.cost(deal, party)
            self.doubt(self._surplus[key], self.slack(party))
        return self._surplus[key]

    def slack(self, party: str) -> float:
        """Return how far two figures of a party's points may lie apart and count as equal."""
        stated = self.scenario.worth.get(party)
        return NEAR * (100.0 if stated is None else figure(stated.total)) / 100.0

    def doubt(self, difference: float, slack: float = NEAR) -> None:
        """Note a comparison that rounding could turn."""
        self.doubtful |= slack / 100.0 < abs(difference) < 100.0 * slack

    # Step 5.

    def ideal(self, party: str, deal: Deal, observer: str | None = None) -> float:
        """Return S*_p(d): the best on any part of the agenda that breaks nothing of its own and others may grant."""
        agenda = self.agenda(deal)
        return max([0.0, *(hope for part, hope in self._hoped_for(party, observer) if part <= agenda)])

    def _hoped_for(self, party: str, observer: str | None) -> list[tuple[frozenset[str], float]]:
        """Return what a party may hope for: agendas, and the surplus times the hope for it."""
        if (party, observer) not in self._hopes:
            self._hopes[party, observer] = [
                (self.agenda(d), self.surplus(party, d, observer) * self.hope(party, d, willing))
                for d in self.offers
                if not self.newly(d, party) and self.wins(d, {party, *(willing := self._willing(d, party, observer))})
            ]
        return self._hopes[party, observer]

    def _willing(self, deal: Deal, party: str, observer: str | None) -> list[str]:
        """Return the others asked who would not lose."""
        others = self.consent(deal) - {party}
        return [q for q in others if self.surplus(q, deal, observer) >= -self.slack(q)]

    def hope(self, party: str, deal: Deal, willing: Iterable[str]) -> float:
        """Return for how much a deal counts that may cross others' red lines."""
        return min(1.0, 2.0 * self.win_chance(deal, {q: self.unsuspected(q, deal) for q in willing} | {party: 1.0}))

    # Pledges.

    def pledge(self, deal: Deal, party: str) -> float | None:
        """Return the price of refusing if the party has pledged every option that a deal brings in."""
        assert deal is not None
        if extended(deal) is not None:
            return None
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
        return self.stand.expected[party]

    def aspiration(self, party: str) -> float:
        return self.stand.aspiration[party]

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
            for option in {deal[self.issues.index(issue)], self._replaced(issue)}
            if option is not None and option != self.first(issue)
        ]
        error = self.by_party(self.scenario.protocol.misperception, party, 0.0)
        precision = self.assumed(party)
        return precision / sqrt(1.0 + pi / 8.0 * precision**2 * error**2 * len(changed))

    def _replaced(self, issue: str) -> str | None:
        return None if self.to_come is None else self.to_come[self.issues.index(issue)]

    def points_of(self, party: str, deal: Deal, observer: str | None) -> list[float]:
        """Return p(a), the chance of acceptance at every aspiration of the grid, red lines apart."""
        stake, precision = self.stake(party, deal, observer), self.assumed(party)
        return [logistic(precision * (stake - self.held_out(party, deal, point, observer))) for point in GRID]

    def believed(self, party: str, deal: Deal, observer: str) -> float:
        """Return the chance of acceptance as a speaker reckons it, red lines apart."""
        record = self._record(party, self.seen(party, deal), observer)
        if record is None:
            gap = self.stake(party, deal, observer) - self.held_out(party, deal, self.expected(party), observer)
            return logistic(self.blunted(party, deal) * gap)
        return self._from_record(party, record, self.points_of(party, deal, observer))

    def _record(self, party: str, agenda: frozenset[str], observer: str | None) -> Record | None:
        """Return an observer's record of a party's answers on an agenda; the public one where it keeps none."""
        if figure(self.party(party).consistency) <= 0.0:
            return None
        keeps = observer if observer in self.listeners(party) else None
        return self.memory.find(keeps, party, agenda, self.ended(agenda))

    def _from_record(self, party: str, record: Record, chances: list[float]) -> float:
        """Return the chance of acceptance of one who has answered on the agenda."""
        consistency, belief = figure(self.party(party).consistency), self.stand.belief[party]
        total = 0.0
        for place, chance in enumerate(chances):
            high, low = record.refused[place], record.accepted[place]
            made = consistency * max(0.0, low - high) / record.held(consistency)[place]
            even = min(1.0, max(0.0, (chance - high) / (low - high))) if low > high else 0.0
            total += belief[place] * (made * even + (1.0 - made) * chance)
        return total

    # Made-up minds.

    def importance(self, party: str, issue: str) -> float:
        """Return what an issue could mean to a party, from what the run begins with."""
        if self.stand.begun_as is not None:
            return Oracle(replace(self.stand, scenario=self.stand.begun_as, begun_as=None)).importance(party, issue)
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
        key = party, deal
        if key not in self._seen:
            self._seen[key] = self.largest(party, self.agenda(deal))
        return self._seen[key]

    def largest(self, party: str, agenda: frozenset[str]) -> frozenset[str]:
        """Return the issues of an agenda that a party cares about."""
        weights = {issue: self.importance(party, issue) for issue in agenda}
        total, slack = sum(weights.values()), self.slack(party)
        mine = {issue for issue in agenda if self._own(party, issue)}
        if total <= 0.0:
            return frozenset(mine)
        taken, sum_so_far = 0.0, 0.0
        for issue in sorted(agenda, key=lambda name: -weights[name]):
            taken, sum_so_far = weights[issue], sum_so_far + weights[issue]
            self.doubt(sum_so_far - 0.8 * total, slack)
            if sum_so_far >= 0.8 * total:
                break
        return frozenset(mine | {issue for issue in agenda if weights[issue] >= taken - slack})

    def _own(self, party: str, issue: str) -> bool:
        conditions = [c for c in self.scenario.conditions.values() if c.party == party]
        pledges = [p for p in self.scenario.pledges.values() if p.party == party]
        return any(issue in self._names(c) for c in conditions) or any(issue in p.option for p in pledges)

    def _names(self, condition: Condition) -> set[str]:
        """Return the issues that a condition names."""
        wanted = condition.require or []
        ways = [wanted] if isinstance(wanted, Mapping) else wanted
        return {issue for pattern in [condition.when or {}, condition.refuses or {}, *ways] for issue in pattern}

    def ended(self, agenda: frozenset[str]) -> int:
        """Return how often something in force has ended on an agenda."""
        return sum(self.stand.endings.get(issue, 0) for issue in agenda)

    def made_up(self, party: str, deal: Deal, seed: int, run: int) -> float | None:
        """Return the number with which a made-up mind answers, or None where the answer is drawn fresh."""
        return self.mind(party, self.seen(party, deal), seed, run)

    def mind(self, party: str, agenda: frozenset[str], seed: int, run: int) -> float | None:
        """Return the number with which a mind that is made up on an agenda answers."""
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

    def chance(self, deal: Deal, party: str, suspicion: bool = True, observer: str | None = None) -> float:
        """Return the chance that enough accept where a party wants it, and that it is ratified, as another sees it."""
        observer = observer or party
        odds = {party: 1.0}
        for q in self.consent(deal) - {party}:
            odds[q] = self.believed(q, deal, observer) * (self.unsuspected(q, deal) if suspicion else 1.0)
        return self.win_chance(deal, odds) * self.ratified(deal, observer)

    def going_on(self, party: str, observer: str) -> float:
        """Return h: what the talks may still bring a party, as it sees them itself or as another does."""
        best = 0.0
        for deal in self.offers:
            gain = self.stake(party, deal, observer)
            if gain <= 0.0 or (party == observer and self.vetoes(deal, party)):
                continue
            if self.wins(deal, self._not_losing(deal, observer)):
                odds = self.chance(deal, party, observer=observer)
                best = max(best, gain * odds * (1.0 if party == observer else self.unsuspected(party, deal)))
        return best

    def _not_losing(self, deal: Deal, observer: str) -> set[str]:
        for q in self.consent(deal):
            self.doubt(self.stake(q, deal, observer), self.slack(q))
        return {q for q in self.consent(deal) if self.stake(q, deal, observer) >= -self.slack(q)}

    def settled_with(self, speaker: str) -> bool:
        """Return whether all issues are agreed, and every proposal would cost somebody whose consent it needs."""
        if not all(self.stand.signed.get(issue) or issue in self.closed for issue in self.issues):
            return False
        return not any(self.wins(deal, self._not_losing(deal, speaker)) for deal in self.offers)

    def brought(self, deal: Deal) -> dict[str, str]:
        """Return the options that a deal puts in the place of others, by issue."""
        assert deal is not None
        made = dict(zip(self.issues, deal, strict=True))
        return {i: made[i] for i in self.issues if i in self.agenda(deal) and i != extended(deal)}

    def package(self, options: Mapping[str, str]) -> dict[str, str]:
        """Return of the options of a deal those that are voted on: falling back to the status quo brings nothing in."""
        return {i: option for i, option in options.items() if self.outside or option != self.first(i)}

    def ratified(self, deal: Deal, observer: str | None) -> float:
        """Return the chance that a deal is ratified, as an observer sees it."""
        odds, asked = 1.0, set()
        for issue, option in self.brought(deal).items():
            stated = self.ratification(issue, option)
            if isinstance(stated, str):
                asked.add(stated)
            elif stated is not None:
                odds *= figure(stated)
        for q in asked:
            gain = self.value(q, deal, observer) - self.value(q, self.to_come, observer)
            odds *= logistic(self.assumed(q) * gain) * self.unsuspected(q, deal)
        for name in self.ballots_on(deal):
            odds *= self.ballot_believed(name, deal, observer)
        return odds

    # Ratifiers.

    def ballots_on(self, deal: Deal) -> list[str]:
        """Return the ratifiers that have to answer a deal."""
        package = self.package(self.brought(deal))
        return [n for n, r in self.scenario.ratifiers.items() if any(i in package for i in r.issues or self.issues)]

    def ballot_day(self, deal: Deal) -> int | None:
        """Return the day of the last ballot on a deal; None where no date is left."""
        lag = max([self.lag(i, o) for i, o in self.brought(deal).items()], default=0)
        days = []
        for name in self.ballots_on(deal):
            stated = self.scenario.ratifiers[name]
            dates = sorted((date - self.scenario.as_of).days for date in stated.ballots or ())
            left = [day for day in dates if day >= self.day + max(1, lag)]
            if dates and not left:
                return None
            days.append(left[0] if left else self.day + max(1, lag + int(figure(stated.in_days) + 0.5)))
        return max(days)

    def unanswerable(self, deal: Deal) -> bool:
        """Return whether a deal needs a ballot of which no date is left, or that it has lost."""
        names = self.ballots_on(deal) if self.scenario.ratifiers else []
        return bool(names) and (self.ballot_day(deal) is None or any(self._was_rejected(n, deal) for n in names))

    def _was_rejected(self, name: str, deal: Deal) -> bool:
        package = frozenset(self.package(self.brought(deal)).items())
        return any(
            past.ratifier == name and past.package == package and self.ended(past.agenda) == past.ended
            for past in self.stand.rejected
        )

    def urged(self, name: str, recommending: Iterable[str]) -> float:
        """Return what recommendations and rejections add to a ratifier's gain."""
        stated = self.scenario.ratifiers[name]
        urging = sum(figure(stated.recommends[q]) for q in recommending if q in stated.recommends)
        return urging - figure(stated.raises) * self.stand.rejections.get(name, 0)

    def ballot_believed(self, name: str, deal: Deal, observer: str | None) -> float:
        """Return the chance that a ratifier says yes, as an observer sees it."""
        q = self.scenario.ratifiers[name].party
        gain = self.value(q, deal, observer) - self.value(q, self.to_come, observer)
        gain += self.urged(name, self.consent(deal))
        seen = self.largest(q, frozenset(self.package(self.brought(deal))))
        record = self._record(q, seen, observer)
        precision = self.assumed(q)
        if record is None:
            return logistic(self.blunted(q, deal) * gain) * self.unsuspected(q, deal)
        return self._from_record(q, record, [logistic(precision * gain)] * len(GRID)) * self.unsuspected(q, deal)

    def _bearable(self, deal: Deal, speaker: str, gain: float) -> bool:
        """Return whether the speaker gains and breaks no red line of its own."""
        slack = self.slack(speaker)
        self.doubt(gain, slack)
        return gain > slack and not self.vetoes(deal, speaker)

    def _held_out_for(self, deal: Deal, speaker: str, gain: float) -> bool:
        """Return whether the speaker gets what it holds out for."""
        floor, slack = self.held_out(speaker, deal, self.aspiration(speaker), speaker), self.slack(speaker)
        self.doubt(gain - floor, slack)
        return gain >= floor - slack

    def scores(
        self, speaker: str, suspicion: bool = True, lot: Callable[[Deal], float] = lambda _: 0.0
    ) -> dict[Deal, float]:
        """Return what the speaker maximises, over the deals it may propose; `lot` breaks ties."""
        if self.party(speaker).role == "mediator":
            qualified = [deal for deal in self.offers if self._qualifies(deal, speaker, suspicion)]
            return {deal: self._product(deal, speaker, suspicion, qualified) for deal in qualified}
        gains = {deal: self.surplus(speaker, deal, speaker) for deal in self.offers}
        bearable = {d: gain for d, gain in gains.items() if self._bearable(d, speaker, gain)}
        bearable = {d: gain for d, gain in bearable.items() if self.wins(d, {speaker, *self._not_losing(d, speaker)})}
        odds = {deal: self.chance(deal, speaker, suspicion) for deal in bearable}
        scores = {deal: odds[deal] * gain for deal, gain in bearable.items()}
        wanted = {deal: scores[deal] for deal, gain in bearable.items() if self._held_out_for(deal, speaker, gain)}
        if not wanted:
            return {}
        best, slack = max(wanted.values()), self.slack(speaker)
        first = max((deal for deal, score in wanted.items() if score >= best - slack), key=lot)
        for deal, gain in bearable.items():
            self.doubt(gain - bearable[first], slack)
            self.doubtful |= 0.0 < abs(odds[deal] - odds[first]) < 1e-13
            if gain > bearable[first] + slack and odds[deal] >= odds[first]:
                wanted[deal] = scores[deal]
        return wanted

    def _qualifies(self, deal: Deal, speaker: str, suspicion: bool) -> bool:
        """Return whether a mediator may table a deal: all who are needed gain, and a yes is likely enough."""
        asked = self.consent(deal)
        if not self.wins(deal, self._gaining(deal, speaker)):
            return False
        gain = self.stake(speaker, deal, speaker)
        if speaker in asked and not (self._bearable(deal, speaker, gain) and self._held_out_for(deal, speaker, gain)):
            return False
        floor, chance = figure(self.scenario.protocol.floor), self.chance(deal, speaker, suspicion)
        self.doubt(chance - floor)
        self.doubtful |= max(chance, floor) < NEAR
        return chance > 0.0 and chance >= floor

    def _gaining(self, deal: Deal, observer: str) -> set[str]:
        for q in self.consent(deal):
            self.doubt(self.stake(q, deal, observer), self.slack(q))
        return {q for q in self.consent(deal) if self.stake(q, deal, observer) > self.slack(q)}

    def _product(self, deal: Deal, speaker: str, suspicion: bool, qualified: list[Deal]) -> float:
        asked = self._gaining(deal, speaker)
        stated = self.scenario.protocol.mediator_weights
        kappa = {q: figure(stated[q]) if q in stated else 1.0 for q in asked}
        if not sum(kappa.values()):
            kappa = dict.fromkeys(asked, 1.0)
        most = {q: max(self.stake(q, other, speaker) for other in qualified) for q in asked}
        shares = [kappa[q] * log(self.stake(q, deal, speaker) / most[q]) for q in asked if kappa[q]]
        mean = sum(shares) / sum(kappa.values()) if asked else 0.0
        return log(self.chance(deal, speaker, suspicion)) + mean

    def best(self, speaker: str, suspicion: bool = True, lot: Callable[[Deal], float] = lambda _: 0.0) -> set[Deal]:
        """Return the proposals among which the speaker is indifferent; none if there is nothing to propose."""
        scores = self.scores(speaker, suspicion, lot)
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
        self.doubt(gap, slack)
        return float(gap >= -slack) if precision == inf else logistic(precision * gap)

    # Step 8.

    def learned(self, party: str, deal: Deal, accepted: bool) -> tuple[list[float], float]:
        """Return the belief about a party's aspiration after its answer, and the mean of it."""
        before = self.stand.belief[party]
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
            if self.outside or not self.in_force(issue, self.first(issue)):
                yield issue

    def same_deal(self, issue: str) -> set[str]:
        """Return what came in by the same agreement and still stands."""
        number = self.stand.agreement.get(issue, 0)
        return {issue} | {i for i in self.agreed() if number and self.stand.agreement.get(i) == number}

    def without(self, issues: set[str], forced: frozenset[str] = frozenset()) -> Deal:
        """Return what is left when issues fall back with whatever is linked to them, mended."""
        if self.outside or self.standing is None:
            return None
        return self.mended(self.fallen(dict(zip(self.issues, self.standing, strict=True)), issues), forced)

    def fallen(self, options: Mapping[str, str], issues: set[str]) -> dict[str, str]:
        left = dict(options)
        left.update({issue: self.first(issue) for issue in issues})
        for _ in left:
            left.update({issue: self.home(issue, left) for issue, o in left.items() if o == self.first(issue)})
        self.drop_linked(left, {(i, o) for i, o in options.items() if left[i] != o}, set())
        return left

    def forced(self, options: Mapping[str, str], issue: str, option: str) -> Deal:
        """Return what an event makes of a deal by forcing an option; None where that cannot be."""
        left = {**options, issue: option}
        if options[issue] != option:
            self.drop_linked(left, {(issue, options[issue])}, {issue})
        return self.mended(self.fallen(left, set()), frozenset({issue}))

    def mended(self, options: Mapping[str, str], forced: frozenset[str] = frozenset()) -> Deal:
        """Return a deal in which no stated combination is left; None where that cannot be had."""
        left = dict(options)
        while matched := [x for x in self.scenario.infeasible.values() if self.matches(left, x.when)]:
            falling: set[str] = set()
            for pattern in matched:
                free = {i for i in pattern.when if left[i] != self.first(i) and i not in forced}
                named = pattern.gives_way or []
                chosen = free & set([named] if isinstance(named, str) else named)
                falling |= chosen or free
            before, left = left, self.fallen(left, falling)
            if not falling or left == before:
                return None
        return self.named(left)

    def leaving_costs(self, party: str, without: Deal) -> float:
        """Return the largest cost of leaving what ends, for a party."""
        left = without or (None,) * len(self.issues)
        ending = [(i, o) for i, o, then in zip(self.issues, self.standing or (), left, strict=True) if o != then]
        costs = [self.by_party(self.option(i, o).withdrawal_cost, party, 0.0) for i, o in ending]
        return max(costs, default=0.0)

    def denouncers(self, issue: str) -> set[str]:
        """Return who leaves the option in force on an issue."""
        assert self.standing is not None
        home = self.home(issue, dict(zip(self.issues, self.standing, strict=True)))
        if not self.outside and (issue, home) in self.stand.barred:
            return set()
        vote = vote_on(
            self.scenario, issue, self.stand.signed.get(issue, frozenset()), self.stand.outvoted.get(issue, 0)
        )
        may = vote.may_leave
        without = self.without(self.same_deal(issue))
        if without == self.standing:
            return set()
        found = set()
        for party in may:
            gain = self.value_in_force(party, without) - self.value_in_force(party, self.standing)
            cost = self.leaving_costs(party, without)
            self.doubt(gain - cost, self.slack(party))
            crossed = self.fresh(self.standing, None, party)
            if gain > cost + self.slack(party) or any(self.red(c) and issue in self.triggers(c) for c in crossed):
                found.add(party)
        return found if vote.may_end(found) else set()
