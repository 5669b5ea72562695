"""The verb that says what an outcome hangs on: `sensitivity`."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

import sim.cli.options as given
from sim.cli.console import console, playing
from sim.cli.doors import CANCELLED, BadInputError, complain, emit, guarded, in_option, known, playable, what_ifs
from sim.cli.keep import check_out, kept
from sim.cli.outcomes import known_outcome, wanted_outcome

if TYPE_CHECKING:
    from sim.analysis.sensitivity import Sensitivity
    from sim.scenario.faults import Fault
    from sim.scenario.model import Scenario
    from sim.studies.sensitivity_study import Decision, SensitivityPlan


class FunctionName(StrEnum):
    """Functions whose indices are known; the names of `sim.analysis.known_functions.KNOWN_FUNCTIONS`."""

    ISHIGAMI = "ishigami"
    G = "g"


Outcome = Annotated[
    str | None,
    typer.Option(metavar="ID", help="The outcome to explain. Without one all are named.", show_default=False),
]
Function = Annotated[
    FunctionName | None,
    typer.Option(help="In place of a scenario: a function whose indices are known.", show_default=False),
]
Decide = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME", help="A what-if that may be chosen; values knowing each input first. Repeatable."),
]
For = Annotated[
    str | None,
    typer.Option("--for", metavar="PARTY", help="With --decide: what is chosen for is this party's worth."),
]
Least = Annotated[bool, typer.Option("--least", help="With --decide: what has the least of it is chosen.")]
Base = Annotated[int, typer.Option(min=2, max=given.MOST_RUNS, metavar="N", help="Runs of the base and of decisions.")]
ArmRuns = Annotated[int, typer.Option("--arm", min=1, metavar="N", help="Runs at each end of a bar of the tornado.")]
Keep = Annotated[int, typer.Option(min=1, metavar="N", help="Uncertain inputs that are looked at one by one.")]
Paths = Annotated[int, typer.Option(min=2, metavar="N", help="Random paths of the screening, a run per input each.")]
Rows = Annotated[int, typer.Option(min=2, metavar="N", help="Rows of the design for indices.")]
Lucks = Annotated[int, typer.Option(min=2, metavar="N", help="Lucks under which every row is played.")]
Cases = Annotated[int, typer.Option(min=2, metavar="N", help="Cases of the design that tells parts apart.")]
Minds = Annotated[int, typer.Option(min=2, metavar="N", help="How often minds are drawn in each of its cases.")]
Talks = Annotated[int, typer.Option(min=2, metavar="N", help="How often talks are drawn under each of its minds.")]
Levers = Annotated[bool, typer.Option(help="Move declared levers in the tornado too.")]


@guarded
def sensitivity(
    ctx: typer.Context,
    scenario: given.MaybeScenario = None,
    *,
    outcome: Outcome = None,
    function: Function = None,
    decide: Decide = None,
    party: For = None,
    least: Least = False,
    changes: given.Changes = None,
    settings: given.Settings = None,
    runs: Base = 4_000,
    arm: ArmRuns = 500,
    keep: Keep = 10,
    paths: Paths = 200,
    rows: Rows = 512,
    lucks: Lucks = 16,
    cases: Cases = 400,
    minds: Minds = 5,
    talks: Talks = 5,
    levers: Levers = True,
    method: given.Method = given.CaseMethod.SOBOL,
    seed: given.Seed = 1,
    threads: given.Threads = None,
    out: given.KeptOut = None,
    as_json: given.Json = False,
) -> None:
    """See what an outcome hangs on.

    One input at a time; how much of the spread of runs is the case (stated ranges), the minds (what only parties know)
    and the talks (chance); which inputs account for it, alone and with others; what knowing an input would be worth.

    Example:
        parley sensitivity labour-dispute --outcome contract_signed --rows 64 --lucks 4 --runs 500
    """
    check_out(ctx, out)
    from sim.studies.sensitivity_study import SensitivityPlan, Shape
    from sim.studies.variance_split import NestedDesign

    shape, nested = Shape(rows, lucks, method.value), NestedDesign(cases, minds, talks)
    plan = SensitivityPlan(runs, arm, keep, paths, shape, levers, nested)
    changed = what_ifs(changes, settings)
    if function is not None:
        if scenario is not None or outcome is not None or changed or decide or party is not None:
            raise BadInputError("--function takes no scenario, outcome, change or decision: it is a formula.")
        found = _of_function(function, seed, plan)
    else:
        found = _of_scenario(scenario, outcome, changed, (decide, party, least), (seed, plan, threads))
    data = found.to_dict()
    with kept(ctx, out, data, complete=found.finished):
        if as_json:
            emit(data)
        else:
            from sim.cli.sensitivity_table import show_sensitivity

            show_sensitivity(console(), found)
    if not found.finished:
        complain([f"Cancelled after {found.runs:,} runs: only what was finished is shown."])
        raise typer.Exit(CANCELLED)


def _of_function(function: FunctionName, seed: int, plan: "SensitivityPlan") -> "Sensitivity":
    from sim.analysis.known_functions import KNOWN_FUNCTIONS
    from sim.studies.sensitivity_study import known_sensitivity

    return known_sensitivity(KNOWN_FUNCTIONS[function.value], seed, plan)


def _of_scenario(
    name: str | None,
    outcome: str | None,
    changed: tuple[str, ...],
    choice: tuple[list[str] | None, str | None, bool],
    how: tuple[int, "SensitivityPlan", int | None],
) -> "Sensitivity":
    """Return what an outcome hangs on, having made sure that all that is named exists."""
    from sim.scenario.changes import apply

    if name is None:
        raise BadInputError("Say which scenario, and --outcome ID which outcome of it; or --function NAME.")
    base = playable(name, changed)
    scenario = apply(base, changed)
    outcome = known_outcome(scenario, wanted_outcome(scenario, outcome, "sensitivity"), several=False)
    decision = _decision(scenario, outcome, *choice)
    seed, plan, threads = how
    with playing("exploring", threads) as options:
        from sim.studies.sensitivity_study import sensitivity as explored

        return explored(
            base,
            outcome,
            None,
            seed,
            changed,
            plan=plan,
            decision=decision,
            **options.keywords,
        )


def _decision(
    scenario: "Scenario", outcome: str, arms: list[str] | None, party: str | None, least: bool
) -> "Decision | None":
    """Return what can be chosen; all faults of all arms at once."""
    from sim.scenario.changes import apply
    from sim.scenario.faults import ScenarioError

    if not arms:
        if party is not None or least:
            raise BadInputError("--for and --least say what a decision is for; say what may be chosen with --decide.")
        return None
    if party is not None:
        known(party, scenario.parties, "party")
    faults: list[Fault] = []
    for arm in arms:
        try:
            if outcome not in apply(scenario, [arm]).outcomes and party is None:
                raise BadInputError(f"--decide {arm}: with it there is no outcome {outcome!r}.")
        except ScenarioError as error:
            faults += (in_option("--decide", fault) for fault in error.faults)
    if faults:
        raise ScenarioError(dict.fromkeys(faults))
    from sim.studies.sensitivity_study import Decision

    return Decision(tuple(arms), party, least)
