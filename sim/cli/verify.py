"""The verb `verify`: a saved result, played again and compared."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import sim.cli.options as given
from sim.cli.console import playing
from sim.cli.doors import CANCELLED, DIFFERENT, complain, emit, guarded, tell
from sim.cli.keep import asked_again, verify_findings

if TYPE_CHECKING:
    from sim.reports.verification import Verification


@guarded
def verify(
    ctx: typer.Context,
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FILE|DIR", help="A saved result, a kept finding, or an exported file.", show_default=False
        ),
    ],
    *,
    threads: given.Threads = None,
    block: given.Block = None,
    as_json: given.Json = False,
) -> None:
    """Play a saved result again, and compare.

    Every number of every run is compared, of a sweep every number of every point, of a finding kept with --out all that
    was found; of a folder of findings each; of an exported file every number and text that a reader sees. Exit code
    1 if one differs.

    Example:
        parley run pie --runs 100 --out result
        parley verify result
        parley compare pie --change left_waits --runs 100 --out findings
        parley verify findings
    """
    from sim.studies.kept import kept_in

    findings = kept_in(folder)
    if findings:
        verify_findings(ctx, findings, threads, as_json)
        return
    from sim.reports.verification import VerificationCancelledError
    from sim.reports.verification import verify as compared

    try:
        with playing("playing again", threads, block) as options:
            found = compared(folder, **options.block_keywords)
    except VerificationCancelledError as error:
        complain([error])
        raise typer.Exit(CANCELLED) from None
    found = replace(found, differences=(*found.differences, *_kept_in(ctx, folder, threads)))
    if as_json:
        emit(found.to_dict())
    else:
        tell("\n".join(found.differences) or _same(found))
    if not found.same:
        raise typer.Exit(DIFFERENT)


def _kept_in(ctx: typer.Context, file: Path, threads: int | None) -> Iterator[str]:
    """Yield how findings that a brief carries along differ from what is found when they are asked again."""
    from sim.reports.brief_files import FORMATS

    if file.is_dir() or file.suffix.lower() not in FORMATS:
        return
    from sim.reports.recipes import read_recipe
    from sim.studies.kept import differences, unpacked

    about = read_recipe(file).report
    for asked, one in (about.kept if about is not None else {}).items():
        kept = unpacked(one)
        again = asked_again(ctx, kept, threads)
        if again is None:
            complain(["Cancelled before everything was asked again; nothing is known about the rest."])
            raise typer.Exit(CANCELLED)
        yield from (f"--ask {asked}: {line}" for line in differences(kept.finding, again))


def _same(found: "Verification") -> str:
    points = "" if found.points is None else f"{found.points:,} of {found.planned:,} points, "
    each = "" if found.points is None else " each"
    return f"The same: {points}{found.runs:,} runs{each}, seed {found.seed}, digest {found.digest}."
