"""The smallest concession that brings an outcome to a target share: demands dropped and options offered.

Whoever states a condition may drop it. Those who control an issue may offer an option that they like less than what is
in force: they then take it as no worse, and drop those of their own conditions that stand against it. What others have
said stands. Single concessions, pairs and the most promising triples are tried with few runs under the same luck; what
reaches the target is played with all runs, the smallest first. So what is found reaches it; a smaller one may have been
missed.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from sim.analysis.concessions import Concession, Concessions, Package, smallest_first
from sim.arrays import Floats
from sim.game.names import listed
from sim.runs.results import Ensemble
from sim.scenario.clause_words import Condition
from sim.scenario.deciders import members
from sim.scenario.model import Scenario
from sim.scenario.numbers import Spread
from sim.studies.lever_search import LeverSearch

ALL_PAIRS = 12
"""Single concessions up to which every pair is tried."""
PAIRED = 8
"""With more, how many are tried in pairs: those that do most alone."""
EXTENDED = 4
"""Pairs that are extended by a third concession."""
CONFIRMED = 12
"""Packages that are played with all runs."""
WANTED = 3
"""Once this many packages reach the target, no larger one is looked for."""

Parts = tuple[Concession, ...]


def concessions_of(base: Ensemble) -> tuple[Concession, ...]:
    """Return what parties may concede: every condition dropped, every option offered that costs whoever controls it."""
    scenario = base.scenario
    drops = [_dropped(base, name) for name in scenario.conditions]
    offers = (_offered(base, issue, option) for issue, option in _options(scenario))
    return (*drops, *(one for one in offers if one is not None))


def _options(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Yield what may be offered: every option but an issue's first."""
    for issue, stated in scenario.issues.items():
        yield from ((issue, option) for option in list(stated.options)[1:])


def _dropped(base: Ensemble, name: str) -> Concession:
    condition = base.scenario.conditions[name]
    party = base.scenario.name_of("parties", condition.party)
    label = f"{party} drops its condition “{base.scenario.name_of('conditions', name)}”"
    cost = float(_drawn(base, f"conditions.{name}.backdown_cost", condition.backdown_cost).mean())
    return Concession(f"drop {name}", (party,), label, {f"conditions.{name}": None}, {party: cost}, cost)


def _offered(base: Ensemble, issue: str, option: str) -> Concession | None:
    """Return an option offered by all who decide its issue; nothing if it costs none of them anything."""
    scenario, first = base.scenario, next(iter(base.scenario.issues[issue].options))
    lost = {party: -_gain(base, party, issue, option) for party in scenario.parties}
    givers = [party for party in members(scenario, issue) if lost[party] > 0.0]
    if not givers:
        return None
    sets: dict[str, Any] = {
        f"worth.{party}.{issue}.{option}": round(float(_value(base, party, issue, first).mean()), 6) for party in givers
    }
    against = [name for name, one in scenario.conditions.items() if one.party in givers and _bars(one, issue, option)]
    sets |= {f"conditions.{name}": None for name in against}
    for name in against:
        stated = scenario.conditions[name]
        lost[stated.party] += float(_drawn(base, f"conditions.{name}.backdown_cost", stated.backdown_cost).mean())
    names = {party: scenario.name_of("parties", party) for party in scenario.parties}
    what = f"“{scenario.name_of('issues', issue)}: {scenario.option_name(issue, option)}”"
    label = f"{' and '.join(names[party] for party in givers)} {'offers' if len(givers) == 1 else 'offer'} {what}"
    costs = {names[party]: points for party, points in lost.items() if points}
    size = sum(lost[party] for party in givers)
    return Concession(f"offer {issue}={option}", tuple(names[p] for p in givers), label, sets, costs, size)


def _bars(condition: Condition, issue: str, option: str) -> bool:
    """Return whether a condition stands against an option."""
    if condition.refuses is not None:
        return option in listed(condition.refuses.get(issue, []))
    return all(issue in met and option not in listed(met[issue]) for met in condition.met_by)


def _gain(base: Ensemble, party: str, issue: str, option: str) -> float:
    """Return what an option is worth to a party beyond the issue's first, in points, on average over the runs."""
    worth = base.scenario.worth.get(party)
    if worth is None or issue not in (worth.__pydantic_extra__ or {}):
        return 0.0
    issues = worth.__pydantic_extra__
    first = next(iter(base.scenario.issues[issue].options))
    weights = {name: _drawn(base, f"worth.{party}.{name}.weight", one.weight) for name, one in issues.items()}
    total = _drawn(base, f"worth.{party}.total", worth.total)
    every = sum(weights.values(), np.zeros(1))
    share = np.divide(weights[issue], every, out=np.zeros_like(every + weights[issue]), where=every > 0.0)
    moved = _value(base, party, issue, option) - _value(base, party, issue, first)
    return float((total * share * moved / 100.0).mean())


def _value(base: Ensemble, party: str, issue: str, option: str) -> Floats:
    worth = base.scenario.worth.get(party)
    stated = (worth.__pydantic_extra__ or {}).get(issue) if worth is not None else None
    spread = stated.values.get(option) if stated is not None else None
    return np.zeros(1) if spread is None else _drawn(base, f"worth.{party}.{issue}.{option}", spread)


def _drawn(base: Ensemble, path: str, stated: Spread) -> Floats:
    """Return the value of a number in every run; one number if it is certain."""
    for place, given in enumerate(base.game.inputs):
        if given.path == path:
            return base.values[:, place]
    return np.array([stated.middle])


def search_concessions(search: LeverSearch) -> Concessions:
    """Return the smallest concessions found that bring a search's outcome to its target."""
    single = concessions_of(search.base)
    tried: dict[Parts, float] = {}
    _try(search, tried, ((one,) for one in single))
    best = sorted(single, key=lambda one: -tried.get((one,), float("-inf")))
    paired = best if len(single) <= ALL_PAIRS else best[:PAIRED]
    _try(search, tried, combinations(paired, 2))
    pairs = sorted((parts for parts in tried if len(parts) == 2), key=lambda parts: -tried[parts])[:EXTENDED]
    _try(search, tried, ((*pair, one) for pair in pairs for one in paired if one not in pair))
    reached = _confirmed(search, tried)
    return Concessions(
        reached=smallest_first(reached),
        nearest=None if reached else _nearest(search, tried),
        considered=len(single),
        tried=len(tried),
        probe_runs=search.probe_runs,
    )


def _try(search: LeverSearch, tried: dict[Parts, float], wanted: Iterable[Parts]) -> None:
    """Note how good the share is with each package; those that cannot be played are left out."""
    for parts in wanted:
        if {one.id for one in parts} in ({other.id for other in known} for known in tried) or _clash(parts):
            continue
        share = search.share_with(_sets(parts), search.probe_runs)
        if share is not None:
            tried[parts] = search.merit(share)


def _clash(parts: Parts) -> bool:
    """Return whether two of some concessions are about one place, one of them being part of the other."""
    every = [path for one in parts for path in one.sets]
    return len(set(every)) < len(every)


def _sets(parts: Parts) -> dict[str, Any]:
    return {path: value for one in parts for path, value in one.sets.items()}


def _confirmed(search: LeverSearch, tried: dict[Parts, float]) -> list[Package]:
    """Return the smallest packages that reach the target with all runs, of those that reach it with few."""
    goal = search.target if search.upwards else -search.target
    promising = sorted((parts for parts, merit in tried.items() if merit >= goal), key=_cost)
    found: list[Package] = []
    for parts in promising[:CONFIRMED]:
        if any({one.id for one in known.concessions} <= {one.id for one in parts} for known in found):
            continue
        share = search.share_with(_sets(parts), search.base.runs)
        if share is not None and search.there(share):
            found.append(Package(parts, share))
        if len(found) == WANTED:
            break
    return found


def _cost(parts: Sequence[Concession]) -> float:
    return sum(one.size for one in parts)


def _nearest(search: LeverSearch, tried: dict[Parts, float]) -> Package | None:
    """Return the package that does most, with the share that it has over all runs."""
    if not tried:
        return None
    parts = max(tried, key=lambda known: (tried[known], -_cost(known)))
    share = search.share_with(_sets(parts), search.base.runs)
    return None if share is None else Package(parts, share)
