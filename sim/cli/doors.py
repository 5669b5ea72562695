"""What goes in and out of a verb: what-ifs and paths checked at the door, faults, exit codes, JSON."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec

import typer

from sim.cli.clock import elapsed_s
from sim.formatting import plain_data
from sim.memory import NotEnoughMemoryError

if TYPE_CHECKING:
    from pathlib import Path

    from sim.scenario.faults import Fault
    from sim.scenario.model import Scenario

P = ParamSpec("P")

DIFFERENT = 1
"""Exit code of a comparison that failed."""
BAD_INPUT = 2
"""Exit code of input that cannot be used; what is wrong is printed on stderr."""
CANCELLED = 130
"""Exit code of Ctrl-C."""


class BadInputError(Exception):
    """Input that cannot be used; the message says in one sentence what is wrong."""


def guarded(verb: Callable[P, None]) -> Callable[P, None]:
    """Return a verb that answers bad input with plain lines on stderr and exit code 2, never with a traceback."""

    @wraps(verb)
    def safe(*args: P.args, **kwargs: P.kwargs) -> None:
        for stream in (sys.stdout, sys.stderr):
            # A terminal that cannot show a letter gets a question mark for it instead of an error.
            getattr(stream, "reconfigure", lambda **_: None)(errors="replace")
        try:
            verb(*args, **kwargs)
        except Exception as error:
            lines = _explained(error)
            if lines is None:
                raise
            complain(lines)
            raise typer.Exit(BAD_INPUT) from None

    return safe


def complain(lines: Iterable[object]) -> None:
    """Print lines on stderr, as they are."""
    for line in lines:
        tell(str(line), err=True)


def tell(*lines: str, err: bool = False) -> None:
    """Print lines on stdout or stderr: nothing in them moves the cursor of a terminal."""
    from sim.texts.places import for_terminal

    typer.echo("\n".join(map(for_terminal, lines)), err=err)


def give(file: str) -> None:
    """Print a file on stdout, as it is."""
    typer.echo(file, nl=False)


def _explained(error: Exception) -> list[str] | None:
    """Return what the user did wrong, one line each; none if the mistake is ours."""
    from sim.scenario.faults import ScenarioError

    if isinstance(error, ScenarioError):
        return [str(fault) for fault in error.faults]
    if isinstance(error, BadInputError):
        return [str(error)]
    if isinstance(error, OSError) and isinstance(error.filename, str | bytes) and error.strerror:
        # Whatever a verb could not look at: what the system says about the name that was given.
        return [f"{os.fsdecode(error.filename)}: {error.strerror}."]
    if isinstance(error, NotEnoughMemoryError):
        return [f"{error}; ask for fewer with --runs."]
    if isinstance(error, MemoryError):
        return ["There is not enough memory for so many runs; ask for fewer with --runs."]
    return [str(error)] if any(isinstance(error, kind) for kind in _kinds_loaded()) else None


def _kinds_loaded() -> Iterator[type[Exception]]:
    """Yield errors of heavy modules whose text is for users: a verb that did not load one cannot have failed on it."""
    for module, name in (("sim.game.plug_ins", "PluginError"), ("sim.reports.renderer", "RenderError")):
        if module in sys.modules:
            yield getattr(sys.modules[module], name)


@contextmanager
def answered(asked: str) -> Iterator[None]:
    """Say in a sentence why a question has no answer: a lens or a format raises `ValueError` for that.

    Args:
        asked: What it was asked about; the sentence begins with this.

    Raises:
        BadInputError: It has none.
    """
    from sim.scenario.faults import ScenarioError

    try:
        yield
    except ScenarioError:
        raise
    except ValueError as error:
        said = f"{asked}: {error}"
        raise BadInputError(said if said.endswith((".", "?")) else f"{said}.") from error


def in_option(option: str, fault: "Fault") -> "Fault":
    """Return a fault of a what-if as one of the option that it was given with."""
    name = fault.file.removeprefix("--change ")
    return fault if name == fault.file else replace(fault, file=f"{option} {name}")


def what_ifs(changes: Sequence[str] | None, settings: Sequence[str] | None) -> tuple[str, ...]:
    """Return changes, then single settings, so that what is set by hand holds.

    Raises:
        BadInputError: A setting is not PATH=VALUE.
    """
    for setting in settings or ():
        if "=" not in setting:
            raise BadInputError(f"--set takes PATH=VALUE, not {setting!r}; a named what-if goes with --change.")
    return (*(changes or ()), *(settings or ()))


def playable(name: str, changes: Sequence[str], *, played: bool = True) -> "Scenario":
    """Return a scenario before its changes, having made sure that it can be played with them.

    Args:
        name: Its name or path.
        changes: What-ifs, in order.
        played: Whether runs will be played; then the rules are compiled here, if nobody has compiled them yet.

    Raises:
        ScenarioError: The scenario or a change has faults.
        BadInputError: A party's worth states only an order.
    """
    from sim.cli.precompile import compile_share, start_helper

    start_helper()
    from sim.scenario.changes import apply
    from sim.scenario.documents import load

    scenario = load(name)
    changed = apply(scenario, changes)
    ordinal = [party for party, worth in changed.worth.items() if worth.ordinal]
    if ordinal:
        raise BadInputError(f"worth.{ordinal[0]} states only an order of deals; a run needs weights and values.")
    if played:
        compile_share()
    return scenario


def typed(ctx: typer.Context, name: str) -> bool:
    """Return whether an argument or option was typed, and not left at its default."""
    source = ctx.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def known(name: str, names: Iterable[str], kind: str) -> str:
    """Return a name, having made sure that it is one of those that exist.

    Raises:
        BadInputError: It is not.
    """
    from sim.scenario import faults

    try:
        return faults.known(name, names, kind)
    except ValueError as error:
        raise BadInputError(str(error)) from error


def writable(folder: "Path | None") -> None:
    """Make sure that a result can be saved in a folder, before anything is played for it.

    Raises:
        BadInputError: It cannot.
    """
    if folder is None:
        return
    from sim.runs.result_folder import check_replaceable

    try:
        check_replaceable(folder)
    except OSError as error:
        raise BadInputError(f"--out: {error}") from error


def timed(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return data with the seconds that the whole command has taken so far."""
    return {**data, "elapsed_s": elapsed_s()}


def emit(data: Mapping[str, Any]) -> None:
    """Print one JSON object on stdout, each value on a line of its own, in letters that no encoding can garble."""
    typer.echo(json.dumps(plain_data(data), indent=1, allow_nan=False))
