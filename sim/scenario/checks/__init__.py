"""Everything that can be wrong with a scenario, found all at once on stated data that may be wrong anywhere."""

from sim.scenario.checks.structure import SoundData
from sim.scenario.checks.trial import blamed, faults_in, problems_in
from sim.scenario.checks.view import View
from sim.scenario.checks.whatifs import whatifs

__all__ = ["SoundData", "View", "blamed", "faults_in", "problems_in", "whatifs"]
