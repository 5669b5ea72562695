"""Which levers move nothing, found out beside the page: proved, or counted in runs from one end to the other."""

import threading
from typing import cast

from sim.studies.effects_of_inputs import InputEffects, input_effects
from sim.ui import words
from sim.ui.aside import aside
from sim.ui.work import Order

PROBED = 50
"""Runs at either end of every lever."""

Inert = dict[str, str]
"""Levers that move nothing, by path, with how that is known."""


def inert_levers(named: Order, *, wanted: bool) -> Inert:
    """Return which levers move nothing, as far as that is known by now.

    Args:
        named: The scenario with the named changes that are on, leaving aside levers moved by hand.
        wanted: Whether to find out where it is not known; otherwise it is only looked up.
    """

    def find(cancel: threading.Event) -> Inert | None:
        # One thread: whoever moves a lever meanwhile gets the others.
        found = input_effects(named.base, PROBED, named.seed, named.changes, threads=1, cancel=cancel)
        return _said(found) if found.complete else None

    return cast("Inert | None", aside("inert", (*named.key, str(PROBED)), find, wanted=wanted)) or {}


def _said(found: InputEffects) -> Inert:
    said = {}
    for effect in found.effects:
        if effect.proof:
            said[effect.path] = words.INERT_PROOF.format(why=effect.proof)
        elif effect.of and not effect.moved:
            said[effect.path] = words.INERT_RUNS.format(runs=effect.of)
    return said
