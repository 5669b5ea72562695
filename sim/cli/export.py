"""The verb `export`: a scenario as files for other programs."""

from pathlib import Path
from typing import Annotated

import typer

import sim.cli.options as given
from sim.cli.doors import BadInputError, answered, emit, give, guarded, known, tell, what_ifs
from sim.cli.files import tell_left_out, writing
from sim.cli.instead import check_folder_name

ToFormat = Annotated[
    str, typer.Option("--to", metavar="FORMAT", help="The format to write: {formats}.", show_default=False)
]


OutFolder = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="The folder to write to; by default one file goes to stdout."),
]


Replace = Annotated[bool, typer.Option("--replace", help="Write over files that are there already.")]


@guarded
def export(
    scenario: given.Scenario,
    *,
    to: ToFormat,
    out: OutFolder = None,
    replace: Replace = False,
    changes: given.Changes = None,
    settings: given.Settings = None,
    as_json: given.Json = False,
) -> None:
    """Write a scenario as files for other programs.

    What has no counterpart there is listed.

    Example:
        parley export pie --to genius --out pie-files
    """
    from sim.formats import FORMATS
    from sim.formats.conversion import export as converted
    from sim.scenario.documents import load

    known(to, FORMATS, "format")
    check_folder_name(out, "a folder; without --out one file goes to standard output")
    stated = load(scenario, what_ifs(changes, settings))
    with answered(scenario):
        made = converted(stated, to)
    if out is None and (as_json or len(made.files) > 1):
        raise BadInputError(f"{to} takes {len(made.files)} files; say --out DIR.")
    if out is None:
        give(next(iter(made.files.values())))
        tell_left_out(made.left_out, err=True)
        return
    made = writing(lambda: converted(stated, to, out=out, replace=replace))
    if as_json:
        emit(made.to_dict())
    else:
        tell(*(str(path) for path in made.paths))
        tell_left_out(made.left_out)
