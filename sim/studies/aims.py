"""What a study is about: an outcome or a question for yes or no, or several that count as one."""

from dataclasses import dataclass

import numpy as np

from sim.analysis.asked_about import aimed_at, check_asked, ends_in
from sim.arrays import Floats
from sim.runs.results import Ensemble
from sim.scenario.model import Scenario


@dataclass(frozen=True)
class Aim:
    """An outcome or a question for yes or no, or several that count as one.

    Attributes:
        id: Its id; of several, their ids joined by `+`.
        label: Its name on screen; of several, theirs joined by `or`.
        outcomes: The ids.
    """

    id: str
    label: str
    outcomes: tuple[str, ...]

    def hits(self, ensemble: Ensemble) -> Floats:
        """Return [runs] 1 where a run ends so, or answers with yes, else 0."""
        return ends_in(ensemble.records, self.outcomes).astype(np.float64)


def aim_of(scenario: Scenario, text: str) -> Aim:
    """Return what `OUTCOME`, or `OUTCOME+OUTCOME`, means in a scenario.

    Raises:
        ValueError: The scenario has no such outcome, or question asked of all runs; one line, with what there is and
            what was probably meant.
    """
    names = tuple(dict.fromkeys(part.strip() for part in text.split("+")))
    for name in names:
        check_asked(scenario, name)
    labels = [aimed_at(scenario, name) for name in names]
    return Aim("+".join(names), " or ".join(labels), names)
