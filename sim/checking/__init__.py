"""Everything that can be wrong with a scenario, found all at once on stated data that may be wrong anywhere."""

from sim.checking.trial import blamed, faults_in, problems_in
from sim.checking.whatifs import whatifs

__all__ = ["blamed", "faults_in", "problems_in", "whatifs"]
