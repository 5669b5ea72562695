"""Deadlines and absences as arrays: when they are, what they leave, whom they concern, who may be out."""

from datetime import date

import numpy as np

from sim.arrays import Flags, Ints
from sim.game.names import Names
from sim.game.situations import situation_numbers
from sim.game.states import matching
from sim.kernel.chance import address
from sim.rules import state as at
from sim.rules.state import Board
from sim.scenario.happening_words import Deadline, Event
from sim.scenario.model import Scenario

Arrays = dict[str, Ints | Flags]


def event_arrays(scenario: Scenario, names: Names) -> Arrays:
    """Return what a board says of when events can happen and whom they move."""
    numbers, horizon = situation_numbers(scenario), scenario.protocol.horizon_days
    started = scenario.start.events if scenario.start is not None else {}
    stated = scenario.happenings.items()
    whens = [numbers.get(f"events.{name}.when", -1) for name, _ in stated]
    since = [started.get(name) for name, _ in stated]
    return {
        "leaves": _ints([names.mask(event.leaves) for _, event in stated]),
        "brings_back": _ints([names.mask(event.brings_back) for _, event in stated]),
        "when": _ints(whens),
        "on_change": np.array([isinstance(e, Event) and e.on is None and e.rate is None for _, e in stated], bool),
        "possible": _ints([_possible(scenario, event, horizon) for _, event in stated]).reshape(len(stated), 2),
        "once": np.array([isinstance(event, Event) and event.once for _, event in stated], bool),
        "adjourns": np.array([event.adjourns for _, event in stated], bool),
        "opened_event": _ints([at.UNDATED if day is None else _day(scenario, day) for day in since]),
    }


def _possible(scenario: Scenario, event: Event | Deadline, horizon: int) -> tuple[int, int]:
    """Return the first and the last day on which an event can happen."""
    first, until = (event.first, event.until) if isinstance(event, Event) else (None, None)
    return (
        1 if first is None else _day(scenario, first),
        horizon if until is None else _day(scenario, until),
    )


def absence_arrays(scenario: Scenario) -> Arrays:
    """Return what a board says of who may leave the table or enter it, and what brings whom back."""
    numbers, parties = situation_numbers(scenario), scenario.parties
    moved = {name for event in scenario.happenings.values() for name in event.leaves}
    away = {name: party.walk_out for name, party in parties.items()}
    return {
        "returns_for": _ints([numbers.get(f"parties.{name}.walk_out.returns_for", -1) for name in parties]),
        "enters": _ints([numbers.get(f"parties.{name}.enters", -1) for name in parties]),
        "suspending": np.array([w is not None and w.meanwhile == "suspended" for w in away.values()], bool),
        "may_go": np.array([w is not None or n in moved or parties[n].enters is not None for n, w in away.items()]),
    }


def deadline_arrays(scenario: Scenario, names: Names, listed: Ints) -> Arrays:
    """Return what a board says of deadlines, but for what they leave of a state."""
    numbers, stated = situation_numbers(scenario), scenario.deadlines
    events = list(scenario.happenings)
    met = np.zeros((len(stated), len(listed)), bool)
    for number, deadline in enumerate(stated.values()):
        if deadline.unless is not None:
            met[number] = matching(listed, names.first, names.within(deadline.unless))
    return {
        "deadline_event": _ints([events.index(name) for name in stated]),
        "deadline_day": _ints([-1 if d.on is None else _day(scenario, d.on) for d in stated.values()]),
        "deadline_after": _ints([numbers.get(f"deadlines.{name}.after", -1) for name in stated]),
        "deadline_met": met,
        "deadline_left": np.zeros((len(stated), len(listed)), np.int64),
        "deadline_about": _ints([_about(names, deadline) for deadline in stated.values()]),
        "deadline_closes": np.array([deadline.ends_talks for deadline in stated.values()], bool),
        "deadline_beyond": np.array([d.prolong is not None and d.prolong.beyond for d in stated.values()], bool),
        "deadline_moves": _ints([_moves(scenario, names, d) for d in stated.values()]).reshape(len(stated), 2),
        "luck_deadline": _ints([address("deadline", name) for name in stated]),
    }


def _about(names: Names, deadline: Deadline) -> int:
    """Return the parties that a deadline concerns: all, where it forces or bars anything, or stops the talks."""
    if deadline.force or deadline.bar or deadline.ends_talks or deadline.adjourns:
        return names.mask(names.parties)
    return names.mask({*deadline.no_deal, *deadline.worth})


def _moves(scenario: Scenario, names: Names, deadline: Deadline) -> tuple[int, int]:
    """Return how often a deadline can be put off, and who must agree to that."""
    if deadline.prolong is None:
        return 0, 0
    principals = [name for name, party in scenario.parties.items() if party.role == "principal"]
    return deadline.prolong.times, names.mask(deadline.prolong.consents or principals)


def with_what_is_left(board: Board) -> Board:
    """Return a board that says what a deadline leaves of each state: its options forced, then what it bars fallen."""
    left = np.zeros_like(board.deadline_left)
    for deadline, event in enumerate(board.deadline_event):
        forced = board.forced[event]
        options = board.option[forced]
        out = (options >= 0) & board.bars[event][np.maximum(options, 0)]
        state = forced.copy()
        for issue in range(options.shape[1]):
            state = np.where(out[:, issue], board.revert[state, issue], state)
        left[deadline] = np.where(out.any(axis=1), board.mended[state], forced)
    return board._replace(deadline_left=left)


def _day(scenario: Scenario, when: date) -> int:
    return (when - scenario.as_of).days


def _ints(values: list[int] | list[tuple[int, int]]) -> Ints:
    return np.array(values, np.int64)
