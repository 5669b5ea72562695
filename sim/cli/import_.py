"""The verb `import`: other people's files made a scenario."""

from pathlib import Path
from typing import Annotated

import typer

import sim.cli.options as given
from sim.cli.doors import emit, guarded, tell
from sim.cli.files import tell_left_out, writing
from sim.cli.instead import check_folder_name

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="Files of one scenario, or their folder.", show_default=False)
]


To = Annotated[Path, typer.Option("--to", metavar="OUT.yaml", help="The scenario to write.", show_default=False)]


Kind = Annotated[
    str | None,
    typer.Option("--from", metavar="FORMAT", help="Their format, by default told from the files: {formats}."),
]


Replace = Annotated[bool, typer.Option("--replace", help="Write over files that are there already.")]


@guarded
def import_(files: Files, *, to: To, kind: Kind = None, replace: Replace = False, as_json: given.Json = False) -> None:
    """Make a scenario of other people's files.

    What has no counterpart is listed, and kept in the scenario under left_out.

    Example:
        parley export pie --to genius --out pie-files
        parley import pie-files --to pie.yaml
    """
    check_folder_name(to, "the name of a scenario, which ends in .yaml", ".yaml", ".yml", ".json", option="--to")
    from sim.formats.conversion import import_ as converted

    found = writing(lambda: converted(files, to, kind=kind, replace=replace))
    if as_json:
        emit(found.to_dict())
    else:
        tell(f"{to}: the scenario {found.scenario.id}, from {found.format}")
        tell_left_out(found.left_out)
