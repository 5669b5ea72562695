"""What the spread of an outcome hangs on, as an answer: inputs at their ends, parts of the variance, worth of knowing.

It is what `parley sensitivity` finds, told as a brief tells a finding that was kept, so that the brief can hold it.
"""

import shlex
from dataclasses import replace

from sim.analysis.sensitivity import Sensitivity
from sim.charts import knowing_bars, part_bars
from sim.provenance import name_of, options_of, versions
from sim.reports.asked import Answer, AnswerCutError
from sim.reports.paper import Figure
from sim.reports.questions import AskedQuestion
from sim.reports.told.shape import Subject
from sim.reports.told.verbs import TELLERS
from sim.runs.options import PlayOptions
from sim.scenario.changes import apply
from sim.scenario.edits import scenario_text
from sim.scenario.model import Scenario
from sim.studies.decision import Decision
from sim.studies.kept import SCENARIO, KeptFinding, lasting
from sim.studies.sensitivity_study import SensitivityPlan, Shape, sensitivity
from sim.ui import words
from sim.ui.work import Order

SPREAD = "spread"
"""The question, as this app names it."""

CHOICES = 3
"""Largest number of what-ifs between which somebody may choose, where knowing a number is valued."""


def plan_for(runs: int) -> SensitivityPlan:
    """Return how large the parts of the study are for this many runs behind an answer."""
    return SensitivityPlan(runs=runs, arm=max(100, runs // 4), paths=50, shape=Shape(rows=128, lucks=8))


def spread_answer(order: Order, outcome: str, runs: int, options: PlayOptions) -> Answer:
    """Return what the spread of an outcome hangs on, as far as it got if it was cancelled.

    Args:
        order: What is played.
        outcome: The outcome.
        runs: Runs behind the answer.
        options: How they are played.

    Raises:
        AnswerCutError: It was cancelled before anything was found.
    """
    scenario = apply(order.base, order.changes)
    decision = Decision(_choices(order)) if _choices(order) else None
    found = sensitivity(
        *(order.base, outcome, None, order.seed, order.changes),
        plan=plan_for(runs),
        decision=decision,
        progress=options.progress,
        cancel=options.cancel,
    )
    # A study cut short in its first part says nothing yet: it has not looked at every input.
    if found.tornado is None or (not found.finished and len(found.tornado.bars) < found.tornado.wanted):
        raise AnswerCutError
    data = found.to_dict()
    told = TELLERS["sensitivity"](data, Subject(scenario, outcome))
    command = shlex.join(["parley", "sensitivity", name_of(order.base), *_arguments(order, outcome, runs)])
    figure = None if told.picture is None else Figure(SPREAD, told.picture, "", told.caption)
    return Answer(
        asked=SPREAD,
        question=words.SPREAD_QUESTION,
        sentences=(*told.sentences, *_more(found, scenario)),
        sure=told.sure,
        command=command,
        figure=figure,
        table=told.table,
        finding=lasting(data),
        complete=found.finished,
        more=_pictures(found),
    )


def _more(found: Sensitivity, scenario: Scenario) -> list[str]:
    """Return what the parts of the variance and the worth of knowing a number come to."""
    parts = found.to_dict().get("parts")
    said = [words.PARTS_SAID.format(**{one["id"]: one["says"] for one in parts["parts"]})] if parts else []
    if found.information is not None:
        best = found.information.best
        named = scenario.name_of("changes", best) if best in scenario.changes else words.AS_IT_STANDS
        said.append(knowing_bars(replace(found.information, best=named)).alt)
    return said


def _pictures(found: Sensitivity) -> tuple[Figure, ...]:
    """Return the picture of the three parts of the variance, where they can be told."""
    return () if found.parts is None else (Figure(f"{SPREAD}-parts", part_bars(found.parts), "", words.PARTS_CAPTION),)


def _choices(order: Order) -> tuple[str, ...]:
    """Return the named what-ifs between which somebody may choose."""
    held = {name for change in order.changes if isinstance(change, str) for name in change.split("+")}
    return tuple(name for name in order.base.changes if name not in held)[:CHOICES]


def _arguments(order: Order, outcome: str, runs: int) -> list[str]:
    """Return all options with their values, as the command line takes them."""
    plan = plan_for(runs)
    sizes = {"runs": plan.runs, "arm": plan.arm, "keep": plan.keep, "paths": plan.paths}
    sizes |= {"rows": plan.shape.rows, "lucks": plan.shape.lucks, "seed": order.seed}
    told = ["--outcome", outcome, *(word for name in _choices(order) for word in ("--decide", name))]
    return [*told, *options_of(order.changes), *(word for name, n in sizes.items() for word in (f"--{name}", str(n)))]


def spread_question(order: Order, outcome: str, runs: int, found: Answer) -> AskedQuestion:
    """Return the question as a brief holds it: a finding that was kept."""
    kept = KeptFinding.model_validate(
        {
            "format": 1,
            "kind": "parley finding",
            "asked": "sensitivity",
            "arguments": _arguments(order, outcome, runs),
            "subject": {SCENARIO: scenario_text(order.base)},
            "option": None,
            "command": found.command,
            "versions": versions(),
            "finding": found.finding,
        }
    )
    return AskedQuestion("sensitivity.json", "kept", kept=kept)
