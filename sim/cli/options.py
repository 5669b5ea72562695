"""What verbs take, one type per option, so that an option reads and behaves alike everywhere."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

MOST_RUNS = 10_000_000


class CaseMethod(StrEnum):
    """How uncertain numbers are drawn; the names of `sim.game.cases.METHODS`, which are too heavy to import here."""

    MONTE_CARLO = "monte_carlo"
    LATIN_HYPERCUBE = "latin_hypercube"
    SOBOL = "sobol"


SCENARIO = "SCENARIO"
"""What help shows for the scenario that a verb is about."""
_SCENARIO = typer.Argument(
    metavar=SCENARIO,
    help="A scenario that comes with Parley (parley scenarios lists them), or the path of a YAML file.",
    show_default=False,
)
Scenario = Annotated[str, _SCENARIO]
MaybeScenario = Annotated[str | None, _SCENARIO]
ListedScenario = Annotated[
    str | None,
    typer.Argument(
        metavar=SCENARIO,
        help="A scenario that comes with Parley ({scenarios}), or the path of a YAML file.",
        show_default=False,
    ),
]
"""The same with all names, for the verb that everybody begins with."""

Changes = Annotated[
    list[str] | None,
    typer.Option("--change", metavar="NAME", help="A what-if that the scenario names; a+b joins two. Repeatable."),
]
Arms = Annotated[
    list[str] | None,
    typer.Option("--change", metavar="NAME", help="A what-if to compare with the base; a+b joins two. Repeatable."),
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Set one value, after all changes. Repeatable."),
]
Seed = Annotated[
    int, typer.Option(min=-(2**63), max=2**63 - 1, metavar="N", help="Key of all luck; 0 is a seed as good as any.")
]
Runs = Annotated[int, typer.Option(min=1, max=MOST_RUNS, metavar="N", help="How many times to play.")]
Run = Annotated[int, typer.Option("--run", min=0, max=2**32 - 1, metavar="I", help="Which run, counted from 0.")]
FromDay = Annotated[
    int | None,
    typer.Option(min=1, metavar="N", help="Day from whose morning on changes count; by default the first."),
]
Threads = Annotated[
    int | None,
    typer.Option(min=1, max=1024, metavar="N", help="Threads; by default one per processor. Changes no number."),
]
Block = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="Runs a thread plays at a stretch. Changes no number.")
]
Method = Annotated[CaseMethod, typer.Option(help="How uncertain numbers are drawn.")]
MaybeMethod = Annotated[
    CaseMethod | None,
    typer.Option(
        help="How uncertain numbers are drawn; by default latin_hypercube, or sobol where ranges have a common cause.",
        show_default=False,
    ),
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Save the result in this folder.", show_default=False)
]
Replace = Annotated[
    bool, typer.Option("--replace", help="Write over what is there, whatever scenario or program it is of.")
]
ReplaceResult = Annotated[
    bool, typer.Option("--replace", help="Write over a saved result of another scenario, or of an earlier text.")
]
KEPT = "FILE|DIR"
"""What help shows for the place where a finding is kept."""
KeptOut = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar=KEPT,
        help="Keep what is found, with all that determines it, in this .json file, or in this folder under the "
        "command's name.",
        show_default=False,
    ),
]
Attribution = Annotated[
    str | None,
    typer.Option(
        metavar="OUTCOME",
        help="Also share what removing all conditions does to an outcome, or a question for yes or no, among them.",
    ),
]
Cases = Annotated[
    int | None,
    typer.Option(
        min=0,
        max=100_000,
        metavar="N",
        help="Cases played ten times more each, for the band over cases; 0: none, and no band. By default a hundredth "
        "of the runs.",
        show_default=False,
    ),
]
Manifest = Annotated[
    Path | None,
    typer.Option("--from", metavar="FILE|DIR", help="Repeat a saved result, or what a file made by report shows."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")]
