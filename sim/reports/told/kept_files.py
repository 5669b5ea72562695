"""Findings that were kept, read to be told in a brief: a file that `--out` wrote, or the folder of a sweep."""

import shlex
from pathlib import Path

from sim.analysis.sweeps import Sweep
from sim.formatting import plain_data
from sim.provenance import versions
from sim.reports.told.verbs import TELLERS
from sim.scenario.edits import scenario_text
from sim.scenario.faults import Fault, ScenarioError, one_of
from sim.studies.kept import SCENARIO, KeptFinding, lasting, read_kept
from sim.studies.sweep_folder import read_sweep

MOST_LETTERS = 4_000_000
"""Largest finding that a brief carries along, in letters of JSON."""


def kept_at(path: Path) -> KeptFinding:
    """Return the finding that a file, or the folder of a sweep, holds.

    Raises:
        ScenarioError: It holds none, one that was altered, or one that a brief cannot tell.
    """
    found = _of_sweep(read_sweep(path)) if path.is_dir() else read_kept(path)
    if found.asked not in TELLERS:
        raise ScenarioError([Fault(str(path), 0, 0, "asked", repr(found.asked), one_of(TELLERS))])
    letters = len(found.model_dump_json())
    if letters > MOST_LETTERS:
        expected = f"at most {MOST_LETTERS:,}, since a brief carries along what it tells"
        raise ScenarioError([Fault(str(path), 0, 0, "", f"a finding of {letters:,} letters", expected)])
    return found


def _of_sweep(found: Sweep) -> KeptFinding:
    """Return a sweep that was kept in a folder as a finding that is kept in a file."""
    plan = found.plan
    _, verb, _, *arguments = shlex.split(plan.command)
    return KeptFinding(
        format=1,
        kind="parley finding",
        asked=verb,
        arguments=arguments,
        subject={SCENARIO: scenario_text(plan.base)},
        option=None,
        command=plan.command,
        versions=versions(),
        finding=lasting(plain_data(found.summary())),
    )
