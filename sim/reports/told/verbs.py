"""Which finding is told how, by the verb that finds it."""

from collections.abc import Callable

from sim.reports.told.arms import compared, doubted, set_beside
from sim.reports.told.choices import robust, swept
from sim.reports.told.inputs import discovered, sensitive
from sim.reports.told.lines import placed, tested
from sim.reports.told.moves import played, previewed
from sim.reports.told.obstacles import ablated, flipped
from sim.reports.told.shape import Data, Subject, Told
from sim.reports.told.theories import expected, solved, stable

TELLERS: dict[str, Callable[[Data, Subject], Told]] = {
    "compare": compared,
    "diff": set_beside,
    "doubt": doubted,
    "ablate": ablated,
    "flip": flipped,
    "sensitivity": sensitive,
    "discover": discovered,
    "robust": robust,
    "sweep": swept,
    "solve": solved,
    "stability": stable,
    "lenses": expected,
    "spatial": placed,
    "backtest": tested,
    "games": played,
    "preview": previewed,
}
"""How the finding of each verb is told."""
