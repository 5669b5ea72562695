"""A deal that somebody asks for by a few of its options: which state that is, or what else it takes."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from sim.arrays import Ints
from sim.lenses.deal_graph import label_of, meets
from sim.lenses.worths import Worths
from sim.scenario.base import Pattern
from sim.scenario.faults import did_you_mean, one_of
from sim.scenario.model import Scenario

MOST_WAYS = 3
"""How many ways to complete a deal a message lists."""


def wanted_state(found: Worths, states: Ints, start: int, wanted: Pattern) -> int:
    """Return the place of the state that has some options and is otherwise like the status quo.

    Args:
        found: What deals are worth.
        states: [S] the states, as state numbers of the game.
        start: The place of the status quo.
        wanted: Issue to the option asked for, or to several of which any will do.

    Raises:
        ValueError: There is no such issue or option, or no feasible deal is just that; the message says what else must
            be named.
    """
    scenario = found.game.scenario
    for issue, option in _pairs(wanted):
        _check(scenario, issue, option)
    whole = {**found.game.deal(int(states[start])), **wanted}
    fits = [place for place, state in enumerate(states) if meets(found, int(state), whole)]
    if not fits:
        raise ValueError(_what_else(found, states, start, wanted))
    return fits[0]


def _pairs(wanted: Pattern) -> Iterator[tuple[str, str]]:
    for issue, named in wanted.items():
        for option in [named] if isinstance(named, str) else named:
            yield issue, option


def _check(scenario: Scenario, issue: str, option: str) -> None:
    if issue not in scenario.issues:
        hint = did_you_mean(issue, scenario.issues)
        raise ValueError(f"found the issue {issue!r}, expected {one_of(scenario.issues)}{'. ' if hint else ''}{hint}")
    options = scenario.issues[issue].options
    if option not in options:
        hint = did_you_mean(option, options)
        raise ValueError(f"found {issue}={option}, expected {one_of(options)}{'. ' if hint else ''}{hint}")


def _what_else(found: Worths, states: Ints, start: int, wanted: Pattern) -> str:
    """Return what must be named too for a deal to be feasible, the least first; or which options exclude each other."""
    deals = [found.game.deal(int(state)) for state in states if meets(found, int(state), wanted)]
    if not deals:
        return f"found no feasible deal with {_apart(found, states, wanted)}, expected options that go together"
    before = found.game.deal(int(states[start]))
    more = [
        {issue: option for issue, option in deal.items() if issue not in wanted and before.get(issue) != option}
        for deal in deals
    ]
    least = min(map(len, more))
    ways = [one for one in more if len(one) == least]
    scenario = found.game.scenario
    told = "; or ".join(_way(scenario, one) for one in ways[:MOST_WAYS])
    left = f"; or {len(ways) - MOST_WAYS} other ways" if len(ways) > MOST_WAYS else ""
    asked = ", ".join(label_of(scenario, issue, option) for issue, option in _pairs(wanted))
    return f"{asked} is not a feasible deal by itself. Name as well {told}{left}"


def _way(scenario: Scenario, more: Mapping[str, str]) -> str:
    labels = ", ".join(label_of(scenario, issue, option) for issue, option in more.items())
    return f"{labels} ({' '.join(f'--wanted {issue}={option}' for issue, option in more.items())})"


def _apart(found: Worths, states: Ints, wanted: Pattern) -> str:
    """Return, in words, the fewest of the options asked for that no deal has together."""
    for size in range(1, len(wanted) + 1):
        for chosen in combinations(wanted, size):
            part = {issue: wanted[issue] for issue in chosen}
            if not any(meets(found, int(state), part) for state in states):
                return _both([label_of(found.game.scenario, issue, option) for issue, option in _pairs(part)])
    return _both([label_of(found.game.scenario, issue, option) for issue, option in _pairs(wanted)])


def _both(labels: Sequence[str]) -> str:
    return " and ".join(labels)
