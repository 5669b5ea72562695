"""Findings kept with `--out` and asked again by `parley verify`: the command line is what determines them.

A verb hands what it found to `kept`. To ask again, the same verb is called with the options and files that were kept.
It stops when it has found.
"""

import shlex
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from sim.cli.doors import CANCELLED, DIFFERENT, BadInputError, complain, emit, tell
from sim.cli.elsewhere import written
from sim.cli.instead import check_folder_name
from sim.cli.options import KEPT

if TYPE_CHECKING:
    from sim.studies.kept import KeptFinding

UNKEPT = ("out", "as_json", "threads", "block", "help")
"""Parameters that change nothing in what is found."""
SUBJECTS = ("scenario", "other", "file", "data")
"""Parameters that name what is asked."""
ELSEWHERE = ("out", "study", "resume", "processes", "dask")
"""Parameters that write, read other files, or have others play: no file that is asked again may say them."""
SWEEP = "sweep"
"""The verb that keeps what it finds in a folder of its own; briefs carry it along as a kept finding."""
FOLDER = "--data"
"""The option that names a folder, not the files in it."""

_listeners: list[Callable[[Mapping[str, Any]], None]] = []
"""Who wants to hear what is found, instead of seeing it printed."""


class _Heard(Exception):  # noqa: N818 - it ends a verb that has done its part
    """What was found has been handed over."""


def check_out(ctx: typer.Context, out: Path | None) -> None:
    """Make sure that a finding can be kept, before any work is done for it.

    Raises:
        BadInputError: It cannot be.
    """
    if out is None:
        return
    from sim.studies.kept import check_place, place_of

    check_folder_name(out, f"a .json file or a folder; in a report: parley brief --ask {_verb(ctx)}", ".json")
    place = place_of(out, _verb(ctx))
    try:
        check_place(place)
    except OSError as error:
        raise BadInputError(f"--out: {error}.".replace("..", ".")) from error
    if place == out and place.is_file():
        _check_replaceable(ctx, place)


def _check_replaceable(ctx: typer.Context, place: Path) -> None:
    """Make sure that a finding gives way to one of the same scenario alone, and tell which if it answers otherwise.

    Raises:
        BadInputError: It is of another scenario.
    """
    from sim.scenario.faults import ScenarioError
    from sim.studies.kept import read_kept

    try:
        there = read_kept(place)
    except ScenarioError:
        return
    asked = _question(ctx, _subjects(ctx))
    if there.subject != asked.subject:
        instead = "choose another name, or a folder, in which each finding has a file of its own"
        raise BadInputError(f"--out: {place} holds what {there.command} found in another scenario or file; {instead}.")
    if (there.asked, there.arguments) != (asked.asked, asked.arguments):
        complain([f"{place} holds what {there.command} found, which this replaces."])


def heard(finding: Mapping[str, Any], *, complete: bool = True) -> None:
    """Hand over what was found, and stop, if somebody wants to hear it instead of seeing it printed."""
    if _listeners:
        _listeners[-1](finding if complete else {})
        raise _Heard


@contextmanager
def kept(ctx: typer.Context, out: Path | None, finding: Mapping[str, Any], *, complete: bool = True) -> Iterator[None]:
    """Keep a finding if that is asked for, and show it meanwhile; what was cancelled is not kept.

    It is written before it is shown, so that a reader who stops reading loses nothing, and shown even if it cannot be
    written.

    Raises:
        BadInputError: It cannot be written.
    """
    heard(finding, complete=complete)
    path, why = _written(ctx, out, finding) if out is not None and complete else (None, None)
    yield
    if why is not None:
        raise why
    if path is not None and not ctx.params.get("as_json"):
        tell(f"Kept in {path}; to ask it again and compare: parley verify {shlex.quote(str(path))}")


def _written(ctx: typer.Context, out: Path, finding: Mapping[str, Any]) -> tuple[Path | None, BadInputError | None]:
    """Write a finding; return where, and what kept it from being written, so that it can still be shown."""
    from sim.studies.kept import place_for, write_kept

    made = _finding_file(ctx, finding)
    path = place_for(out, made)
    try:
        return written(lambda place: write_kept(place, made), path, "what was found"), None
    except BadInputError as error:
        return None, error


def _finding_file(ctx: typer.Context, finding: Mapping[str, Any]) -> "KeptFinding":
    from sim.provenance import versions
    from sim.runs.recipe import SavedPlugIn
    from sim.studies.kept import KeptFinding, lasting, plug_ins_in

    names = _subjects(ctx)
    options = [p.opts[0] for p in ctx.command.params if p.name in SUBJECTS and p.opts[0].startswith("-")]
    options = [one for one in options if names and not ctx.params.get("scenario")]
    asked = _question(ctx, names)
    plug_ins = plug_ins_in(asked.subject, asked.arguments)
    return KeptFinding(
        format=1,
        kind="parley finding",
        asked=asked.asked,
        arguments=asked.arguments,
        subject=asked.subject,
        option=options[0] if options else None,
        command=_command(ctx, names),
        versions=versions(),
        plug_ins={name: SavedPlugIn(**asdict(one)) for name, one in plug_ins.items()},
        finding=lasting(finding, names),
    )


@dataclass(frozen=True)
class _Question:
    """What is asked: the verb, its options with their values, and the files that it is asked of."""

    asked: str
    arguments: list[str]
    subject: dict[str, str]


def _question(ctx: typer.Context, names: list[str]) -> _Question:
    from sim.studies.kept import subject_of

    arguments = [word for param, value in _options(ctx) for word in _words(param, value)]
    return _Question(_verb(ctx), arguments, subject_of(names, scenarios="other" in ctx.params))


def _subjects(ctx: Any) -> list[str]:
    """Return the names and paths of what is asked."""
    named = [ctx.params.get(name) for name in SUBJECTS if ctx.params.get(name)]
    return [str(one) for value in named for one in (value if isinstance(value, list | tuple) else [value])]


def _verb(ctx: typer.Context) -> str:
    return str(ctx.info_name)


def _options(ctx: typer.Context) -> Iterator[tuple[Any, Any]]:
    """Yield every parameter that has a say in what is found, with its value."""
    for param in ctx.command.params:
        value = ctx.params.get(param.name or "")
        if param.name not in (*UNKEPT, *SUBJECTS) and value not in (None, [], ()):
            yield param, value


def _words(param: Any, value: Any) -> Iterator[str]:
    """Yield a parameter as one types it."""
    if isinstance(value, bool):
        if value or param.secondary_opts:
            yield (param.opts if value else param.secondary_opts)[0]
        return
    for one in value if isinstance(value, list | tuple) else [value]:
        yield from (param.opts[0], str(one.value if isinstance(one, Enum) else one))


def _command(ctx: typer.Context, names: list[str]) -> str:
    """Return the command as it was typed."""
    sources = {param.name: ctx.get_parameter_source(param.name) for param, _ in _options(ctx)}
    typed = [
        word
        for param, value in _options(ctx)
        if getattr(sources[param.name], "name", "") == "COMMANDLINE"
        for word in _words(param, value)
    ]
    option = next((one for name, one in (("file", "--from"), ("data", FOLDER)) if ctx.params.get(name)), None)
    named = [option, *names] if option else names
    return shlex.join(["parley", _verb(ctx), *named, *typed])


def asked_again(ctx: typer.Context, kept: "KeptFinding", threads: int | None) -> dict[str, Any] | None:
    """Return what is found when a question is asked again; none if that was cancelled.

    Args:
        ctx: What the command line was called with; its other commands are found there.
        kept: The question.
        threads: Threads to use.

    Raises:
        BadInputError: It is not a question that is kept, or says what it may not say.
    """
    from sim.studies.kept import lasting, unpack

    parley: Any = ctx.find_root().command
    command = parley.commands.get(kept.asked)
    if command is None or not (kept.asked == SWEEP or _keeps(command)):
        raise BadInputError(f"{kept.asked!r} is not a command whose findings are kept.")
    told: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder, _listening(told):
        paths = [str(path) for path in unpack(kept, Path(folder))]
        paths = [folder] if kept.option == FOLDER else paths
        words = [kept.option, *paths] if kept.option else paths
        workers = [] if threads is None or "threads" not in _names(command) else ["--threads", str(threads)]
        asked = _understood(command, kept.asked, [*kept.arguments, *workers, *words])
        _check(asked, paths)
        with asked, suppress(_Heard):
            command.invoke(asked)
    return lasting(told, paths) if told else None


def _keeps(command: Any) -> bool:
    return any(param.name == "out" and param.metavar == KEPT for param in command.params)


def _names(command: Any) -> set[str]:
    return {param.name for param in command.params}


def _understood(command: Any, name: str, words: list[str]) -> Any:
    """Return what a kept question would be called with.

    Raises:
        BadInputError: It asks for help, not for a finding.
    """
    if any(word in command.get_help_option_names(typer.Context(command)) for word in words):
        raise BadInputError("The file asks for help, not for a finding.")
    return command.make_context(name, words)


def _check(ctx: Any, paths: list[str]) -> None:
    """Make sure that kept options write nothing, let nobody else play, and name nothing but what was kept with them."""
    if any(ctx.params.get(name) for name in ELSEWHERE):
        raise BadInputError("The file says where to write or who plays, which is for you to say.")
    if _subjects(ctx) != paths:
        raise BadInputError("The file names other files than those that are kept in it.")


@contextmanager
def _listening(heard: dict[str, Any]) -> Iterator[None]:
    _listeners.append(heard.update)
    try:
        yield
    finally:
        _listeners.pop()


def verify_findings(ctx: typer.Context, paths: list[Path], threads: int | None, as_json: bool) -> None:
    """Ask for kept findings again, and compare; leave with exit code 1 if one differs."""
    from sim.studies.kept import differences, plug_in_differences, read_kept

    kept_ones = {path: read_kept(path) for path in paths}
    told = []
    for path, one in kept_ones.items():
        again = asked_again(ctx, one, threads)
        if again is None:
            complain(["Cancelled before everything was asked again; nothing is known about the rest."])
            raise typer.Exit(CANCELLED)
        found = differences(one.finding, again)
        found = [*plug_in_differences(one), *found] if found else []
        told.append({"file": str(path), "asked": one.asked, "command": one.command, "differences": found})
        if not as_json:
            tell("\n".join(f"{path}: {line}" for line in found) or f"The same: {path}, {one.command}")
    same = not any(one["differences"] for one in told)
    if as_json:
        emit({"same": same, "findings": told})
    if not same:
        raise typer.Exit(DIFFERENT)
