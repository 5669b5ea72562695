"""The verb `plugin`: tactics that others have installed, listed and tried."""

from enum import StrEnum
from typing import Annotated

import typer

import sim.cli.options as given
from sim.cli.doors import DIFFERENT, BadInputError, complain, emit, guarded, known, tell


class Action(StrEnum):
    """What is to be done with plug-ins."""

    CHECK = "check"
    LIST = "list"


What = Annotated[Action, typer.Argument(metavar="check|list", help="List them, or check one.", show_default=False)]
Name = Annotated[str | None, typer.Argument(metavar="NAME", help="What scenarios call the tactic.", show_default=False)]


@guarded
def plugin(action: What, name: Name = None, *, as_json: given.Json = False) -> None:
    """List the tactics that are installed, or try one on many situations.

    The exit code is 1 if the tactic cannot be played as it is.

    Example:
        parley plugin check my_tactic
    """
    if action is Action.LIST:
        _list(as_json)
        return
    from sim.game.conformance import conformance
    from sim.game.plug_ins import plug_in_names

    if name is None:
        raise BadInputError("Say which tactic to check (`parley plugin list` lists them).")
    found = conformance(known(name, plug_in_names(), "plug-in tactic"))
    if as_json:
        emit(found.to_dict())
    else:
        head = f"{name}: {found.plug_in.package} {found.plug_in.version}, digest {found.plug_in.digest}"
        lines = [f"  {'no ' if one.found else 'yes'}  {one.says}{_why(one.found)}" for one in found.requirements]
        tell("\n".join([head, *lines]))
    if not found.holds:
        raise typer.Exit(DIFFERENT)


def _list(as_json: bool) -> None:
    from sim.game.tactic_list import tactic_list

    found = tactic_list()
    if as_json:
        emit(found.to_dict())
        return
    names, odd = found.plug_ins, found.clashes
    tell("\n".join([*(f"{name}: Parley's own" for name in found.built_in), *(f"{name}: a plug-in" for name in names)]))
    complain(odd)


def _why(found: str) -> str:
    return f": {found}" if found else ""
