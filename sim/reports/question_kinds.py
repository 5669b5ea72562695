"""The kinds of questions that a brief answers, and what may follow the verb of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

TARGET = 0.5
"""Share of runs that `flip` asks for unless told otherwise: as often as not."""

Words = Literal["", "what-ifs", "share", "levers", "options", "issue", "outcome"]


@dataclass(frozen=True)
class Kind:
    """A kind of question.

    Attributes:
        takes: What may follow the verb, in words.
        words: Of what kind the words are that may follow; empty: none may.
        spelt: The option of the verb itself that says the same as such a word; empty: there is none.
        needed: What is missing where no word follows, and what is expected; empty: none need follow.
        options: Other options that may follow, and of what type their values are; those of a flag are `bool`.
    """

    takes: str
    words: Words = ""
    spelt: str = ""
    needed: tuple[str, str] | tuple[()] = ()
    options: Mapping[str, type] = field(default_factory=dict)


OUTCOME: Mapping[str, type] = {"outcome": str}

KINDS: dict[str, Kind] = {
    "run": Kind("nothing: how the runs end", options=OUTCOME),
    "compare": Kind(
        "one or more what-ifs, each its own arm; a+b joins two",
        words="what-ifs",
        spelt="change",
        needed=("no what-if", "at least one"),
        options=OUTCOME,
    ),
    "ablate": Kind("nothing: what dropping each condition does", options=OUTCOME),
    "flip": Kind(
        "a share of runs, 0.5 unless given: the smallest change and concession that reach it",
        words="share",
        spelt="target",
        options=OUTCOME,
    ),
    "doubt": Kind("nothing: how sure the answer is", options=OUTCOME),
    "sensitivity": Kind("nothing: what each uncertain input moves", options=OUTCOME),
    "discover": Kind(
        "an outcome, a+b for either: in which cases it comes about",
        words="outcome",
        spelt="outcome",
        options={"absent": bool, "boxes": int, "density": float},
    ),
    "robust": Kind(
        "what-ifs to choose among, with --for PARTY or --outcome ID: which stands up best",
        words="what-ifs",
        spelt="choose",
        options={**OUTCOME, "for": str, "avoid": bool, "level": float, "cases": int, "luck": int},
    ),
    "sweep": Kind(
        "levers with their values, PATH=LOW:HIGH:STEPS or PATH=V,W: how the outcome moves",
        words="levers",
        spelt="vary",
        needed=("no lever", "at least one with its values, PATH=LOW:HIGH:STEPS or PATH=V,W"),
        options={**OUTCOME, "runs": int, "design": str, "points": int},
    ),
    "solve": Kind("nothing: what theory of bargaining says", options={"convention": str}),
    "stability": Kind(
        "options of a deal, ISSUE=OPTION, or nothing: which deals would hold",
        words="options",
        spelt="wanted",
        options={"horizon": int},
    ),
    "spatial": Kind(
        "an issue, or nothing: where a decision would lie",
        words="issue",
        spelt="issue",
        options={"rounds": int, "q": float},
    ),
    "games": Kind("nothing: what players who may hold firm would do"),
    "lenses": Kind("nothing: what every theory expects, beside the runs"),
    "preview": Kind("nothing: what the ranges imply before the first day"),
}
"""What can be asked in a brief."""
