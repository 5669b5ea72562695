"""More runs a moment later: what is answered at once with few runs is answered again with more, if nobody moves."""

import threading
from typing import cast

from sim.runs.results import Ensemble
from sim.runs.runner import run
from sim.ui.aside import aside
from sim.ui.link import LATER_ON
from sim.ui.work import Order


def finer(order: Order) -> Ensemble | None:
    """Return an order with more runs, if they have been played by now; otherwise see to it that they will be."""

    def play(cancel: threading.Event) -> Ensemble | None:
        ensemble = run(order.base, LATER_ON, order.seed, order.changes, cancel=cancel)
        return ensemble if ensemble.runs == LATER_ON else None

    return cast("Ensemble | None", aside("finer", order.key, play))
