"""The verbs for other people's files: `import` and `export`."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated

import typer

import sim.cli.options as given
from sim.cli.doors import BadInputError, answered, emit, guarded, known, what_ifs

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE…", help="Files of one scenario, or their folder.", show_default=False)
]
To = Annotated[Path, typer.Option("--to", metavar="OUT.yaml", help="The scenario to write.", show_default=False)]
Kind = Annotated[
    str | None, typer.Option("--from", metavar="FORMAT", help="Their format; by default told from the files.")
]
ToFormat = Annotated[str, typer.Option("--to", metavar="FORMAT", help="The format to write.", show_default=False)]
OutFolder = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="The folder to write to; by default one file goes to stdout."),
]
Replace = Annotated[bool, typer.Option("--replace", help="Write over files that are there already.")]


@guarded
def import_(files: Files, *, to: To, kind: Kind = None, replace: Replace = False, as_json: given.Json = False) -> None:
    """Make a scenario of other people's files.

    What has no counterpart is listed, and kept in the scenario under `left_out`.
    """
    from sim.formats import FORMATS, format_of, recognised
    from sim.scenario.documents import read_text, save
    from sim.scenario.edits import text_of

    name = known(kind, FORMATS, "format") if kind is not None else recognised(files)
    if name is None:
        missing = [str(file) for file in files if not file.exists()]
        if missing:
            raise BadInputError(f"{missing[0]}: found no such file, expected a file to import.")
        raise BadInputError(
            f"{files[0]}: found no format that Parley knows, expected {', '.join(FORMATS)}; say --from."
        )
    _free([to], replace)
    found = format_of(name).read(files)
    document = read_text(text_of(dict(found.data)), str(to))
    _written(to, lambda: save(document, to))
    if as_json:
        emit({"scenario": document.scenario.id, "format": name, "to": str(to), "left_out": list(found.left_out)})
    else:
        typer.echo(f"{to}: the scenario {document.scenario.id}, from {name}")
        _tell(found.left_out)


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
        _tell(made.left_out, err=True)
        return
    paths = {out / name: text for name, text in made.files.items()}
    _free(paths, replace)
    _written(out, lambda: _write_all(out, paths.items()))
    if as_json:
        files = [str(path) for path in paths]
        emit({"scenario": stated.id, "format": to, "files": files, "left_out": list(made.left_out)})
    else:
        typer.echo("\n".join(str(path) for path in paths))
        _tell(made.left_out)


def _free(paths: Iterable[Path], replace: bool) -> None:
    """Make sure that nothing is written over unasked.

    Raises:
        BadInputError: A file is there already.
    """
    there = [path for path in paths if path.exists()]
    if there and not replace:
        raise BadInputError(f"{there[0]} is there already; say --replace to write over it.")


def _write_all(folder: Path, texts: Iterable[tuple[Path, str]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in texts:
        path.write_text(text, encoding="utf-8", newline="")


def _written(path: Path, write: Callable[[], None]) -> None:
    """Write, and say in a sentence if it cannot be done."""
    try:
        write()
    except OSError as error:
        raise BadInputError(f"{path}: cannot be written ({error.strerror or error}).") from error


def _tell(left_out: Iterable[str], err: bool = False) -> None:
    """List what was left out."""
    listed = list(left_out)
    if listed:
        typer.echo("\n".join(["Left out:", *(f"  {text}" for text in listed)]), err=err)
