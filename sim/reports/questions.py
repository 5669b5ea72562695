"""What an analyst asks of a scenario, as the words of the command line say it: `compare aid_halted`, `flip 0.6`."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from sim.scenario.changes import apply
from sim.scenario.faults import ScenarioError, did_you_mean, one_of
from sim.scenario.model import Scenario

TARGET = 0.5
"""Share of runs that `flip` asks for unless told otherwise: as often as not."""


@dataclass(frozen=True)
class Kind:
    """A kind of question.

    Attributes:
        takes: What may follow the verb, in words.
        changes: Whether names of what-ifs follow.
        target: Whether a share of runs may follow.
    """

    takes: str
    changes: bool = False
    target: bool = False


KINDS: dict[str, Kind] = {
    "run": Kind("nothing: how the runs end"),
    "compare": Kind("one or more what-ifs, each its own arm; a+b joins two", changes=True),
    "ablate": Kind("nothing: what dropping each condition does"),
    "flip": Kind("a share of runs, 0.5 unless given: the smallest change and concession that reach it", target=True),
    "doubt": Kind("nothing: how sure the answer is"),
    "sensitivity": Kind("nothing: what each uncertain input moves"),
    "solve": Kind("nothing: what theory of bargaining says"),
}
"""What can be asked in a brief."""


@dataclass(frozen=True)
class Question:
    """A question, read.

    Attributes:
        text: As it was asked.
        verb: Its kind.
        changes: The what-ifs that it names.
        target: The share of runs that it names.
    """

    text: str
    verb: str
    changes: tuple[str, ...] = ()
    target: float = TARGET


def question_of(text: str, scenario: Scenario, changes: Sequence[object] = ()) -> Question:
    """Return what is asked.

    Args:
        text: The words: a verb and what follows it.
        scenario: What it is asked of.
        changes: What-ifs that hold throughout.

    Raises:
        ValueError: It cannot be asked; the message says what was found, what was expected and what was probably meant.
    """
    try:
        verb, *words = shlex.split(text)
    except ValueError as error:
        raise ValueError(f"--ask {text!r}: quotes do not match, expected a verb such as {one_of(KINDS)}") from error
    kind = KINDS.get(verb)
    if kind is None:
        hint = did_you_mean(verb, KINDS)
        raise ValueError(f"--ask: found {verb!r}, expected {one_of(KINDS)}.{' ' if hint else ''}{hint}")
    if kind.changes:
        return Question(text, verb, _changes(words, scenario, changes))
    if kind.target and len(words) == 1:
        return Question(text, verb, target=_share(words[0]))
    if words:
        raise ValueError(f"--ask {text!r}: after {verb} found {' '.join(words)!r}, expected {kind.takes}.")
    return Question(text, verb)


def _changes(words: Sequence[str], scenario: Scenario, held: Sequence[object]) -> tuple[str, ...]:
    if not words:
        known = f"; {scenario.id} has {one_of(scenario.changes)}" if scenario.changes else ""
        raise ValueError(f"--ask compare: found no what-if, expected at least one{known}, or PATH=VALUE.")
    for word in words:
        try:
            apply(scenario, (*held, word))  # type: ignore[arg-type]  # the caller's changes, checked before
        except ScenarioError as error:
            raise ValueError("\n".join(str(fault) for fault in error.faults)) from error
    return tuple(dict.fromkeys(words))


def _share(word: str) -> float:
    try:
        share = float(word.rstrip("%")) / (100.0 if word.endswith("%") else 1.0)
    except ValueError:
        share = -1.0
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"--ask flip: found {word!r}, expected a share of runs from 0 to 1, such as 0.5 or 50%.")
    return share
