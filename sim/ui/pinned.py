"""What-ifs side by side: which are pinned, what each is called, and the same runs under all of them."""

import shlex
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from sim.reports.what_if import label_of, settings_of
from sim.runs.results import Ensemble
from sim.scenario.model import Scenario
from sim.ui import words
from sim.ui.aside import aside
from sim.ui.engine import ensemble_of, order_of
from sim.ui.link import LATER_ON, MOST_ARMS, Arm, Link, written
from sim.ui.state import heeded, link, put
from sim.ui.work import Order, extended


@dataclass(frozen=True)
class ComparedSide:
    """One of the things that are compared.

    Attributes:
        label: What it is called.
        ensemble: Its runs.
        arm: The what-if; empty for what is stated.
    """

    label: str
    ensemble: Ensemble
    arm: Arm


def pin(arm: Arm) -> None:
    """Add a what-if to those that are compared, unless it is there or there are too many."""
    here = link()
    if arm != Arm() and arm not in here.arms and len(here.arms) < MOST_ARMS:
        put(arms=(*here.arms, arm))


def here_as_arm() -> Arm:
    """Return the levers as they stand."""
    return Arm(link().changes, link().moves)


def sides_of(base: Scenario, arms: Sequence[Arm]) -> tuple[ComparedSide, ...]:
    """Return what is stated and every what-if, all with the same seed and the same number of runs.

    Raises:
        ScenarioError: A what-if does not fit the scenario.
    """
    orders = [order_for(base, arm) for arm in (Arm(), *arms)]
    played = _finer(orders) or [ensemble_of(order, link().at_once) for order in orders]
    labels = [words.AS_IS, *(label_of(ensemble) for ensemble in played[1:])]
    told = [label if labels.count(label) == 1 else f"{label} ({place})" for place, label in enumerate(labels)]
    return tuple(ComparedSide(*one) for one in zip(told, played, (Arm(), *arms), strict=True))


def order_for(base: Scenario, arm: Arm) -> Order:
    """Return what is played for a what-if."""
    return order_of(Link(changes=arm.changes, moves=arm.moves, seed=link().seed), base)


def see_to_more(base: Scenario, sides: Sequence[ComparedSide]) -> None:
    """See to it that more runs of all sides will be played, where an address does not say how many."""
    if sides[0].ensemble.runs < LATER_ON:
        _finer([order_for(base, side.arm) for side in sides], [side.ensemble for side in sides])


def _finer(orders: Sequence[Order], quick: Sequence[Ensemble] = ()) -> list[Ensemble] | None:
    """Return all sides with more runs, if they have been played by now; given their first, see to it that they are."""
    if link().runs:
        return None

    def play(cancel: threading.Event) -> list[Ensemble] | None:
        played = [extended(ensemble, LATER_ON, cancel) for ensemble in quick]
        return played if all(one.runs == LATER_ON for one in played) else None

    key = tuple(part for order in orders for part in order.key)
    return cast("list[Ensemble] | None", aside("compare", key, play, wanted=bool(quick)))


def what_differs(sides: Sequence[ComparedSide]) -> list[tuple[str, ...]]:
    """Return every stated value that some side sets: its name, what is stated, and what each what-if puts there."""
    found = [{one.path: one for one in settings_of(side.ensemble)} for side in sides[1:]]
    paths = dict.fromkeys(path for settings in found for path in settings)
    rows = []
    for path in paths:
        some = next(settings[path] for settings in found if path in settings)
        after = (settings[path].after if path in settings else words.AS_IS for settings in found)
        rows.append((some.name, some.before, *after))
    return rows


def question_text(arms: Sequence[Arm]) -> str:
    """Return the comparison as a question of a brief; empty where a what-if cannot be said in one word."""
    said = []
    for arm in arms:
        if arm.moves and (arm.changes or len(arm.moves) > 1):
            return ""
        said.append("+".join(arm.changes) or written(*arm.moves[0]))
    return shlex.join(["compare", *said]) if said else ""


@heeded
def without(arm: Arm) -> None:
    """Remove a what-if."""
    put(arms=tuple(one for one in link().arms if one != arm))


@heeded
def load(arm: Arm) -> None:
    """Put the levers where a what-if has them."""
    put(changes=arm.changes, moves=arm.moves)
