"""The verb `import`: other people's files made a scenario."""

from pathlib import Path
from typing import Annotated

import typer

import sim.cli.options as given
from sim.cli.doors import BadInputError, emit, guarded, known
from sim.cli.files import free, tell_left_out, written

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

    What has no counterpart is listed, and kept in the scenario under `left_out`.

    Example:
        parley export pie --to genius --out pie-files
        parley import pie-files --to pie.yaml
    """
    from sim.formats import FORMATS, format_of, likely, recognised
    from sim.formats.unread import refuse_unread
    from sim.scenario.documents import read_text, save
    from sim.scenario.edits import text_of

    name = known(kind, FORMATS, "format") if kind is not None else recognised(files) or likely(files)
    if name is None:
        for file in files:
            refuse_unread(file)
        missing = [str(file) for file in files if not file.exists()]
        if missing:
            raise BadInputError(f"{missing[0]}: found no such file, expected a file to import.")
        raise BadInputError(
            f"{files[0]}: found no format that Parley knows, expected {', '.join(FORMATS)}; say --from."
        )
    free([to], replace)
    found = format_of(name).read(files)
    document = read_text(text_of(dict(found.data)), str(to))
    written(to, lambda: save(document, to))
    if as_json:
        emit({"scenario": document.scenario.id, "format": name, "to": str(to), "left_out": list(found.left_out)})
    else:
        typer.echo(f"{to}: the scenario {document.scenario.id}, from {name}")
        tell_left_out(found.left_out)
