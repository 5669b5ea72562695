"""What a plug-in tactic must do to be played, tried on many situations: requirements, and what was found."""

import io
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr
from dataclasses import dataclass
from itertools import product
from math import isfinite
from numbers import Real
from typing import Any

from sim.finding import Finding, Table
from sim.formatting import plain_data
from sim.game.plug_ins import PlugIn, PluginError, TacticFunction, clashes, describe, load, told
from sim.texts import shortened

Situation = tuple[float, ...]

DAYS = (1.0, 2.0, 30.0, 59.0, 60.0)
SHARES = (0.0, 0.35, 1.0)
BETAS = (0.01, 1.0, 50.0)


@dataclass(frozen=True)
class Requirement:
    """One thing that a tactic must do.

    Attributes:
        says: What it is.
        found: What is wrong; empty if nothing is.
    """

    says: str
    found: str


@dataclass(frozen=True, repr=False)
class Conformance(Finding):
    """Whether a plug-in can be played.

    Attributes:
        name: What scenarios call it.
        plug_in: Who brings it.
        requirements: What it must do, and whether it does.
    """

    name: str
    plug_in: PlugIn
    requirements: tuple[Requirement, ...]

    @property
    def holds(self) -> bool:
        """Whether it does all that it must."""
        return not any(one.found for one in self.requirements)

    def table(self) -> Table:
        """Return one row per requirement."""
        rows = [{"says": one.says, "holds": not one.found, "found": one.found or None} for one in self.requirements]
        said = "can be played" if self.holds else "cannot be played as it is"
        return Table(f"{self.name} {said}: {self.plug_in.package} {self.plug_in.version}", rows)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        about = {"package": self.plug_in.package, "version": self.plug_in.version, "digest": self.plug_in.digest}
        rows = [{"says": one.says, "found": one.found or None} for one in self.requirements]
        return plain_data({"tactic": self.name, **about, "holds": self.holds, "requirements": rows})


def situations() -> list[Situation]:
    """Return what a tactic may be asked: early and late, at both ends of every share, soft and hard curves."""
    return [
        (day, 60.0, patience, aspiration, 1.0, 0.0, beta, previous, now, now)
        for day, patience, aspiration, beta, previous, now in product(
            DAYS, (1.0, 60.0), SHARES, BETAS, SHARES, (0.0, 1.0)
        )
    ]


def conformance(name: str) -> Conformance:
    """Return whether an installed plug-in can be played.

    Raises:
        PluginError: It is not installed, twice installed, or cannot be loaded.
    """
    plug_in, function, asked = describe(name), load(name), situations()
    spoken = io.StringIO()
    with redirect_stderr(spoken):
        tried = [
            Requirement("it answers every situation without an exception", _failure(function, asked)),
            Requirement("every answer is a number of 0 to 1", _outside(function, asked)),
            Requirement("the same situation has the same answer, whatever was asked before", _moods(function, asked)),
            Requirement("threads that ask at once get the same answers", _threads(function, asked)),
        ]
    printed = spoken.getvalue()
    quiet = Requirement("it prints nothing", f"{len(printed):,} characters were printed" if printed else "")
    own = Requirement("its name is its own", " ".join(clash for clash in clashes(_taken()) if repr(name) in clash))
    return Conformance(name, plug_in, (*tried, quiet, own))


def _taken() -> frozenset[str]:
    from sim.game.tactics import BUILT_IN

    return frozenset({*BUILT_IN, "human"})


def _answer(function: TacticFunction, situation: Situation) -> Any:
    from sim.game.aside import aside

    try:
        with aside():
            return function(*situation)
    except BaseException as error:  # a plug-in that exits must not end this process too
        raise PluginError(told(error)) from None


def _failure(function: TacticFunction, asked: Sequence[Situation]) -> str:
    for situation in asked:
        try:
            _answer(function, situation)
        except PluginError as error:
            return f"{error} on day {situation[0]:g} of {situation[1]:g}"
    return ""


def _quietly(function: TacticFunction) -> Callable[[Situation], Any]:
    def answer(situation: Situation) -> Any:
        try:
            return _answer(function, situation)
        except PluginError as error:
            return str(error)

    return answer


def _outside(function: TacticFunction, asked: Sequence[Situation]) -> str:
    answers = [_quietly(function)(situation) for situation in asked]
    odd = [answer for answer in answers if not _is_share(answer)]
    return f"{len(odd):,} of {len(asked):,} answers are not, the first {told_of(odd[0])}" if odd else ""


def told_of(answer: object) -> str:
    """Return an answer in a few characters."""
    text = " ".join(ascii(answer).split())
    return shortened(text, 60)


def _is_share(answer: Any) -> bool:
    number = isinstance(answer, Real) and not isinstance(answer, bool)
    return number and isfinite(answer) and 0.0 <= float(answer) <= 1.0


def _moods(function: TacticFunction, asked: Sequence[Situation]) -> str:
    ask = _quietly(function)
    forth = [ask(situation) for situation in asked]
    back = [ask(situation) for situation in reversed(asked)][::-1]
    return _apart(forth, back)


def _threads(function: TacticFunction, asked: Sequence[Situation]) -> str:
    ask = _quietly(function)
    alone = [ask(situation) for situation in asked]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(ask, asked))
    return _apart(alone, together)


def _apart(one: Sequence[Any], other: Sequence[Any]) -> str:
    odd = sum(repr(a) != repr(b) for a, b in zip(one, other, strict=True))
    return f"{odd:,} of {len(one):,} answers differ" if odd else ""
