"""Where the ranges of a scenario say something else than its own statements."""

from collections.abc import Iterator, Mapping

import numpy as np

from sim.arrays import Flags, Floats, Ints
from sim.game.build import Game
from sim.rules.state import START
from sim.scenario.predicate_words import condition_words, pattern_words

HALF = 0.5
"""Share of cases beyond which ranges are said to contradict a statement; ours."""


def contradictions_of(game: Game, option: Ints, surplus: Floats, given_up: Floats, owed: Floats) -> Iterator[str]:
    """Yield what contradicts what, a sentence each, with the share of cases in which it does.

    Args:
        game: What would be played.
        option: [D, I] the options of every deal.
        surplus: [cases, D, P] what each brings.
        given_up: [cases, D, P] what giving up conditions costs, taken off already.
        owed: [cases, D, P] what refusing costs those who have pledged all of it.
    """
    if not len(option):
        return
    yield from _pledges(game, option, surplus, owed)
    yield from _requirements(game, option, surplus + given_up)
    yield from _nothing_to_gain(game, surplus)


def _pledges(game: Game, option: Ints, surplus: Floats, owed: Floats) -> Iterator[str]:
    """Yield pledges of something that a party loses by, where that is the only thing that changes.

    A party that was pushed into a pledge may lose by it and still keep it, as long as going back on it costs more.
    """
    scenario, start = game.scenario, game.board.option[int(game.board.rules[START])]
    for pledge in scenario.pledges.values():
        wanted = _fits(game, option, dict(pledge.option))
        for place, issue in enumerate(game.issues):
            if issue not in pledge.option:
                wanted &= option[:, place] == start[place]
        if wanted.any():
            seat = game.parties.index(pledge.party)
            gains, kept = surplus[:, wanted, seat], surplus[:, wanted, seat] + owed[:, wanted, seat]
            lost, still = (float((points < 0.0).all(axis=1).mean()) for points in (gains, kept))
            if lost > HALF:
                who, what = scenario.name_of("parties", pledge.party), pattern_words(scenario, dict(pledge.option))
                yield (
                    f"{who} has said that it supports {what}, and loses by it in {_percent(lost)} of cases, in "
                    f"{_percent(still)} even if what going back on its word costs is counted."
                )


def _requirements(game: Game, option: Ints, worth: Floats) -> Iterator[str]:
    """Yield conditions whose owner would be better off breaking them than meeting them, their cost left out."""
    scenario = game.scenario
    for condition in scenario.conditions.values():
        about = _fits(game, option, condition.triggers)
        met = about & np.logical_or.reduce([_fits(game, option, one) for one in condition.met_by] or [~about])
        broken = about & ~met
        if met.any() and broken.any():
            mine = worth[:, :, game.parties.index(condition.party)]
            better = float((mine[:, broken].max(axis=1) > mine[:, met].max(axis=1)).mean())
            if better > HALF:
                who = scenario.name_of("parties", condition.party)
                when, wants = condition_words(scenario, condition)
                yield (
                    f"{who} requires {wants} for {when}, and the best deal without "
                    f"it is worth more to it in {_percent(better)} of cases, the cost of giving way left out."
                )


def _nothing_to_gain(game: Game, surplus: Floats) -> Iterator[str]:
    """Yield parties that no deal is better for than what is in force."""
    for place, name in enumerate(game.parties):
        none = float((surplus[:, :, place] <= 0.0).all(axis=1).mean())
        worth = game.scenario.worth.get(name)
        if none > HALF and worth is not None and (worth.issues or worth.bonus):
            who = game.scenario.name_of("parties", name)
            cases = f"in {_percent(none)} of cases"
            yield f"No deal at all makes {who} better off {cases}, what giving way costs it counted."


def _fits(game: Game, option: Ints, pattern: Mapping[str, str | list[str]]) -> Flags:
    """Return [D] which deals match a pattern of options."""
    fits: Flags = np.ones(len(option), bool)
    for issue, named in pattern.items():
        listed = [named] if isinstance(named, str) else named
        numbers = [place for place, pair in enumerate(game.options) if pair[0] == issue and pair[1] in listed]
        fits &= np.isin(option[:, game.issues.index(issue)], numbers)
    return fits


def _percent(share: float) -> str:
    return f"{100.0 * share:.0f} %"
