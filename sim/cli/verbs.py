"""The command line: `parley`, or `python -m sim`.

Nothing heavy is imported before a verb runs: `parley --help` must answer at once.
"""

from collections.abc import Callable
from typing import Annotated

import typer

from sim.cli.ablate import ablate
from sim.cli.app import open_app
from sim.cli.backtest import backtest
from sim.cli.bench import bench
from sim.cli.brief import brief
from sim.cli.check import check
from sim.cli.clock import begin
from sim.cli.codebook import codebook
from sim.cli.coded import coded
from sim.cli.compare import compare
from sim.cli.diff import diff
from sim.cli.discover import discover
from sim.cli.doubt import doubt
from sim.cli.elicit import elicit
from sim.cli.export import export
from sim.cli.flip import flip
from sim.cli.games import games
from sim.cli.help import VerbCommand, VerbGroup
from sim.cli.import_ import import_
from sim.cli.lenses import lenses
from sim.cli.levers import levers
from sim.cli.new import new
from sim.cli.open import open_session
from sim.cli.plugin import plugin
from sim.cli.preview import preview
from sim.cli.report import report
from sim.cli.robust import robust
from sim.cli.run import run
from sim.cli.scenarios import scenarios
from sim.cli.schema import schema
from sim.cli.score import score
from sim.cli.sensitivity import sensitivity
from sim.cli.show import show
from sim.cli.solve import solve
from sim.cli.spatial import spatial
from sim.cli.stability import stability
from sim.cli.sweep import sweep
from sim.cli.verify import verify
from sim.cli.watch import watch

app = typer.Typer(
    name="parley",
    cls=VerbGroup,
    no_args_is_help=True,
    add_completion=False,
    # Boxes around the help would triple the time it takes, and wrap what is piped.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

GROUPS: dict[str, dict[str, Callable[..., None]]] = {
    "Play": {"run": run, "watch": watch, "compare": compare, "diff": diff, "sweep": sweep, "verify": verify},
    "Ask what an outcome depends on": {
        "ablate": ablate,
        "flip": flip,
        "sensitivity": sensitivity,
        "discover": discover,
        "robust": robust,
    },
    "Doubt the model": {"doubt": doubt, "score": score, "backtest": backtest},
    "Look at it with other theories": {
        "solve": solve,
        "stability": stability,
        "spatial": spatial,
        "games": games,
        "lenses": lenses,
    },
    "Write a scenario": {
        "new": new,
        "scenarios": scenarios,
        "show": show,
        "preview": preview,
        "check": check,
        "levers": levers,
        "schema": schema,
        "codebook": codebook,
        "coded": coded,
        "elicit": elicit,
        "import": import_,
        "plugin": plugin,
    },
    "Deliver": {
        "brief": brief,
        "report": report,
        "export": export,
        "app": open_app,
        "open": open_session,
        "bench": bench,
    },
}
"""The verbs under the headings of `parley --help`."""

VERBS = {name: verb for group in GROUPS.values() for name, verb in group.items()}


def _tell_version(wanted: bool) -> None:
    if wanted:
        from sim.provenance import parley_version

        typer.echo(parley_version())
        raise typer.Exit


@app.callback()
def parley(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_tell_version, is_eager=True)
    ] = False,
) -> None:
    """Play negotiations many times and see how they end, what stands in the way, and how sure that is."""
    begin()


VerbGroup.groups = GROUPS
for name, verb in VERBS.items():
    app.command(name, cls=VerbCommand)(verb)
