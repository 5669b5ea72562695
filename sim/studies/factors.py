"""What is exchanged together when spread is shared out: an input, a group of inputs, a member given its group.

Inputs with a cause in common are not independent, so that the group is taken as one: its cause and the own parts of all
its members are exchanged together. In addition each member is taken by its own part, the common cause being given.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sim.studies.responses import Response

OTHERS = "others"
"""Path of all inputs that are taken as one."""


@dataclass(frozen=True)
class Factor:
    """What is exchanged together.

    Attributes:
        path: Path of the input or group, or `OTHERS`.
        label: What it is, in words.
        columns: Which of what is drawn independently (`Response.drawn`) it is.
        given: Path of the group whose common cause is given; empty if none is.
    """

    path: str
    label: str
    columns: tuple[int, ...]
    given: str = ""


def units(response: Response) -> dict[str, str]:
    """Return, for the path of every input and group, the path of what it is taken as: its group, or itself."""
    own = {one.path: one.path if one.cause is None else one.cause.group for one in response.inputs}
    return {**own, **{group.path: group.path for group in response.groups}}


def members(response: Response, group: str) -> list[int]:
    """Return the places of the inputs that have a part in a group."""
    return [place for place, one in enumerate(response.inputs) if one.cause is not None and one.cause.group == group]


def factors_of(response: Response, kept: Collection[str]) -> list[Factor]:
    """Return each kept input by itself, each kept group and then its members given it, and all the others as one.

    Args:
        response: What is measured.
        kept: Paths of inputs and groups.
    """
    alone = list(_kept(response, {units(response)[path] for path in kept}))
    taken = {column for factor in alone for column in factor.columns}
    rest = tuple(column for column in range(len(response.drawn)) if column not in taken)
    inputs = sum(column < len(response.inputs) for column in rest)
    label = f"all {inputs} other uncertain inputs" if inputs > 1 else "the other uncertain input"
    return [*alone, Factor(OTHERS, label, rest)] if rest else alone


def _kept(response: Response, kept: Collection[str]) -> Iterator[Factor]:
    drawn, count = response.drawn, len(response.inputs)
    for place, given in enumerate(response.inputs):
        if given.path in kept:
            yield Factor(given.path, given.label, (place,))
    for number, group in enumerate(response.groups):
        if group.path in kept:
            inside = members(response, group.path)
            yield Factor(group.path, f"{group.label} ({len(inside)} inputs as one)", (*inside, count + number))
            yield from (Factor(*drawn[place], (place,), group.path) for place in inside)
