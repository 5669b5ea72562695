"""Precompiling: the rules in two shares, for two processes to compile the first time that a command plays a run.

The command line (`sim.cli.precompile`) compiles the first share itself and runs this module as a program for the
second; both leave what they compiled in the cache, where the other finds it.
"""

import gc
from collections.abc import Sequence
from inspect import signature
from typing import Any

from numba import types

from sim.game.build import make_game
from sim.game.layout import case_over
from sim.kernel.compile import packed
from sim.rules.answering import answer, conclude
from sim.rules.compliance import collapse_truces, keep_truces
from sim.rules.deadlines import meet_deadlines
from sim.rules.events import play_events, set_no_deal
from sim.rules.learning import learn
from sim.rules.leaving import leave_by_choice, note_breaches, note_red_lines
from sim.rules.noting import must_answer
from sim.rules.pressure import press
from sim.rules.proposing import propose
from sim.rules.putting_off import move_to_put_off
from sim.rules.ratifying import settle_due
from sim.rules.recording import record_gain
from sim.rules.setup import begin
from sim.rules.situations import look_at_conduct
from sim.rules.speaking import choose_speaker
from sim.rules.state import new_world
from sim.rules.surveying import survey_offers_again
from sim.rules.terms import denounce, end_terms
from sim.rules.voting import draw_abstentions, set_voters
from sim.rules.worth import price_terms
from sim.scenario.model import Scenario

FIRST_SHARE: tuple[Any, ...] = (
    survey_offers_again,
    propose,
    leave_by_choice,
    move_to_put_off,
    choose_speaker,
    price_terms,
    learn,
)
"""What the command line compiles itself; first what rules of both shares need."""

SECOND_SHARE: tuple[Any, ...] = (
    begin,
    play_events,
    keep_truces,
    set_no_deal,
    collapse_truces,
    denounce,
    press,
    draw_abstentions,
    set_voters,
    look_at_conduct,
    note_red_lines,
    note_breaches,
    record_gain,
    must_answer,
    meet_deadlines,
    end_terms,
    settle_due,
    conclude,
    answer,
)
"""What the helper compiles; last what rests on rules that the first share compiles."""


def compile_rules(steps: Sequence[Any]) -> None:
    """Compile rules for the types that every scenario has: board, case and world by their names, else whole numbers."""
    game = make_game(_smallest())
    world = new_world(game.board)
    kinds = {
        "board": packed(game.board).kind,
        "case": packed(case_over(game.base, game.shapes)).kind,
        "world": packed(world).kind,
    }
    for step in steps:
        step.compile(tuple(kinds.get(name, types.int64) for name in signature(step.py_func).parameters))


def _smallest() -> Scenario:
    """Return a scenario with as little in it as a scenario can have; its arrays have the types of all others."""
    party = {"no_deal": {"value": 0, "assumed": "only the types matter"}}
    issue = {"controlled_by": ["one", "two"], "options": {"no_deal": {}, "deal": {}}}
    return Scenario.model_validate(
        {
            "format": 1,
            "id": "smallest",
            "title": "Smallest",
            "as_of": "2025-01-01",
            "protocol": {"horizon_days": 1},
            "parties": {"one": party, "two": party},
            "issues": {"issue": issue},
            "worth": {"one": {}, "two": {}},
            "outcomes": {"any": {"otherwise": True}},
        }
    )


if __name__ == "__main__":
    gc.disable()  # compiling makes much and drops little; this process ends before it could matter
    compile_rules(SECOND_SHARE)
