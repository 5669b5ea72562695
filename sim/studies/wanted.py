"""Levers that a study varies, as people state them: on the command line, in Python, in a file.

`PATH=a:b:n` is a range in n equal steps (in a random design `PATH=a:b`), `PATH=v, w, ...` lists values as YAML writes
them, `PATH` alone is the range, or the choices, that the scenario declares for the lever, and `changes=base, NAME,
A+B` lists declared changes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sim.scenario.data import as_stated
from sim.scenario.faults import Fault, Path, Problem, ScenarioError
from sim.scenario.scalars import scalar
from sim.scenario.yaml_tree import YamlTree, compose, plain


@dataclass(frozen=True)
class TextOrigin:
    """Where a part of a study is written.

    Attributes:
        name: The option of the command line, or the function.
        tree: The file it is written in; none outside files.
        place: Where in that file.
    """

    name: str
    tree: YamlTree | None = None
    place: Path = ()

    def fault(self, path: str, found: str, expected: str, hint: str = "", below: Path = ()) -> Fault:
        """Return a fault at this place, or at one below it in the file."""
        if self.tree is None:
            return Fault(self.name, 0, 0, path, found, expected, hint)
        return self.tree.fault(Problem((*self.place, *below), found, expected, hint))


@dataclass(frozen=True)
class LeverRequest:
    """A lever that is to be varied, as stated.

    Attributes:
        path: Dotted ids, or `changes`.
        origin: Where it is written.
        levels: The values listed; none where a range is stated.
        low: Where the range begins; None for what the scenario declares.
        high: Where it ends.
        count: Into how many steps it is cut; none in a random design.
    """

    path: str
    origin: TextOrigin
    levels: tuple[Any, ...] | None = None
    low: Any = None
    high: Any = None
    count: Any = None

    def fault(self, found: str, expected: str, hint: str = "", below: Path = ()) -> Fault:
        """Return a fault of this lever."""
        return self.origin.fault(self.path, found, expected, hint, below)


Vary = Mapping[str, Any] | Iterable[str | LeverRequest]
"""Levers as stated in Python: path to values or to `low:high:steps`, or texts as the command line takes them."""


def wanted_of(vary: Vary) -> tuple[LeverRequest, ...]:
    """Return levers stated in Python: `{"PATH": "0:1:5", "OTHER": [1, 2]}`, or texts as the command line takes them.

    Raises:
        ScenarioError: They cannot be read; all faults at once.
    """
    if isinstance(vary, str):
        vary = [vary]
    faults: list[Fault] = []
    if isinstance(vary, Mapping):
        found = [_given(path, value, faults) for path, value in vary.items()]
    else:
        found = [one if isinstance(one, LeverRequest) else _read(one, TextOrigin("vary"), faults) for one in vary]
    if faults:
        raise ScenarioError(faults)
    return tuple(found)


def _given(path: str, value: Any, faults: list[Fault]) -> LeverRequest:
    if isinstance(value, str):
        return _read(f"{path}={value}", TextOrigin("vary"), faults)
    return LeverRequest(path, TextOrigin("vary"), tuple(as_stated(one) for one in value))


def read_texts(texts: Iterable[str], name: str = "--vary") -> tuple[LeverRequest, ...]:
    """Return levers as the command line states them.

    Raises:
        ScenarioError: They cannot be read; all faults at once.
    """
    faults: list[Fault] = []
    found = [_read(text, TextOrigin(name), faults) for text in texts]
    if faults:
        raise ScenarioError(faults)
    return tuple(found)


def _read(text: str, origin: TextOrigin, faults: list[Fault]) -> LeverRequest:
    """Return the lever that a text states; note what cannot be read."""
    path, equals, stated = (part.strip() for part in text.partition("="))
    if not equals:
        return LeverRequest(path, origin)
    parts = [part.strip() for part in stated.split(":")]
    if len(parts) in {2, 3} and not set(stated) & set(",[]{}\"'"):
        return LeverRequest(path, origin, None, *(scalar(part) for part in parts))
    tree = compose(f"[{stated}]", origin.name)
    faults += [origin.fault(path, fault.found, fault.expected, fault.hint) for fault in tree.faults]
    listed = plain(tree.root) if tree.root is not None and not tree.faults else [None]
    if not listed or not stated:
        faults.append(origin.fault(path, "no values", "PATH=low:high:steps, or PATH=value, value, ..."))
    return LeverRequest(path, origin, tuple(listed))
