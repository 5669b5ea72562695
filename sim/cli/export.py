"""The verb `export`: a scenario as files for other programs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

import sim.cli.options as given
from sim.cli.doors import BadInputError, answered, emit, guarded, known, what_ifs
from sim.cli.files import free, tell_left_out, written
from sim.storage import write_together

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
    from sim.formats import FORMATS, format_of
    from sim.scenario.documents import load

    stated = load(scenario, what_ifs(changes, settings))
    with answered(scenario):
        made = format_of(known(to, FORMATS, "format")).write(stated)
    if out is None and (as_json or len(made.files) > 1):
        raise BadInputError(f"{to} takes {len(made.files)} files; say --out DIR.")
    if out is None:
        typer.echo(next(iter(made.files.values())), nl=False)
        tell_left_out(made.left_out, err=True)
        return
    paths = {out / name: text for name, text in made.files.items()}
    free(paths, replace)
    written(out, lambda: _write_all(out, paths))
    if as_json:
        files = [str(path) for path in paths]
        emit({"scenario": stated.id, "format": to, "files": files, "left_out": list(made.left_out)})
    else:
        typer.echo("\n".join(str(path) for path in paths))
        tell_left_out(made.left_out)


def _write_all(folder: Path, texts: Mapping[Path, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write_together({path: text.encode() for path, text in texts.items()})
