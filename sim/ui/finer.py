"""More runs a moment later: what is answered at once with few runs is answered again with more, if nobody moves."""

import threading
from typing import cast

from sim.runs.results import Ensemble
from sim.ui.aside import aside
from sim.ui.link import LATER_ON
from sim.ui.work import Order, extended


def finer(order: Order, quick: Ensemble | None = None, place: str = "finer") -> Ensemble | None:
    """Return an order with more runs, if they have been played by now.

    Args:
        order: What is played.
        quick: The first of its runs; with them, see to it that the others will be played. Without, they are only looked
            up: whoever waits for the first runs shares the processors with nobody.
        place: For what a page asks: its answer, or what that stands beside.
    """

    def play(cancel: threading.Event) -> Ensemble | None:
        ensemble = None if quick is None else extended(quick, LATER_ON, cancel)
        return ensemble if ensemble is not None and ensemble.runs == LATER_ON else None

    return cast("Ensemble | None", aside("finer", order.key, play, wanted=quick is not None, place=place))
