"""What an analyst asks of a scenario, as the words of the command line say it: `compare aid_halted`, `flip 0.6`."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.analysis.asked_about import check_asked
from sim.reports.question_kinds import KINDS, TARGET, Kind
from sim.scenario.changes import apply
from sim.scenario.faults import ScenarioError, did_you_mean, one_of
from sim.scenario.likeness import likeness, use_of
from sim.scenario.model import Scenario
from sim.studies.kept import KeptFinding
from sim.studies.wanted import read_texts


@dataclass(frozen=True)
class AskedQuestion:
    """A question, read.

    Attributes:
        text: As it was asked.
        verb: Its kind, `kept` if a finding was asked for.
        words: The what-ifs, levers, choices, options or the issue that it names.
        target: The share of runs that it names.
        options: The options that it names, without their dashes, with their values.
        kept: The finding that was kept, if one was asked for.
    """

    text: str
    verb: str
    words: tuple[str, ...] = ()
    target: float = TARGET
    options: Mapping[str, Any] = field(default_factory=dict)
    kept: KeptFinding | None = None

    @property
    def changes(self) -> tuple[str, ...]:
        """The what-ifs that it names."""
        return self.words


def question_of(
    text: str, scenario: Scenario, changes: Sequence[object] = (), kept: Mapping[str, KeptFinding] | None = None
) -> AskedQuestion:
    """Return what is asked.

    Args:
        text: The words: a verb and what follows it, or the path of a finding that was kept.
        scenario: What it is asked of.
        changes: What-ifs that hold throughout.
        kept: Findings that were kept, by what was asked; others are read from their files.

    Raises:
        ValueError: It cannot be asked; the message says what was found, what was expected and what was probably meant.
    """
    finding = (kept or {}).get(text) or _kept(text)
    if finding is not None:
        return AskedQuestion(text, "kept", kept=finding)
    try:
        verb, *words = shlex.split(text) or [""]
    except ValueError as error:
        raise ValueError(f"--ask {text!r}: quotes do not match, expected a verb such as {one_of(KINDS)}") from error
    kind = KINDS.get(verb)
    if kind is None:
        path = Path(text)
        looks = likeness(path) if path.exists() else None
        hint = did_you_mean(verb, KINDS) if looks is None else f"It is {looks.called}. {use_of(looks, path)}"
        kept_too = "or the file of a finding that was kept with --out"
        raise ValueError(f"--ask: found {verb!r}, expected {one_of(KINDS)}, {kept_too}.{' ' if hint else ''}{hint}")
    options, rest = _parted(text, verb, kind, words)
    asked = AskedQuestion(text, verb, tuple(dict.fromkeys(rest)), options=options)
    if kind.words == "share":
        asked = AskedQuestion(text, verb, target=_share(rest), options=options)
    _check(asked, kind, scenario, changes)
    return asked


def _kept(text: str) -> KeptFinding | None:
    """Return the finding in a file or folder of that name; none if there is no such file."""
    path = Path(text)
    if text.split(" ")[0] in KINDS or not path.exists() or path.suffix.lower() not in {".json", ""}:
        return None
    from sim.reports.told.kept_files import kept_at

    try:
        return kept_at(path)
    except ScenarioError as error:
        raise ValueError("\n".join(f"--ask {fault}" for fault in error.faults)) from error


def _parted(text: str, verb: str, kind: Kind, words: Sequence[str]) -> tuple[dict[str, Any], list[str]]:
    """Return the options of a question, and its other words; an option that says the same as a word is one."""
    options: dict[str, Any] = {}
    rest: list[str] = []
    left = iter(words)
    for word in left:
        if not word.startswith("--"):
            rest.append(word)
            continue
        name, equals, value = word[2:].partition("=")
        if name not in {*kind.options, kind.spelt}:
            hint = did_you_mean(name, kind.options)
            raise ValueError(f"--ask {text!r}: found --{name}, expected {_known(kind)}.{' ' if hint else ''}{hint}")
        reader = str if name == kind.spelt else kind.options[name]
        if reader is bool:
            options[name] = True
            continue
        given = value if equals else next(left, None)
        if given is None:
            raise ValueError(f"--ask {text!r}: --{name} takes a value, and there is none.")
        if name == kind.spelt:
            rest.append(given)
        else:
            options[name] = _read(text, name, given, reader)
    return options, rest


def _known(kind: Kind) -> str:
    listed = [f"--{name}" for name in [*([kind.spelt] if kind.spelt else []), *kind.options]]
    return f"{kind.takes}; options {one_of(listed)}" if listed else kind.takes


def _read(text: str, name: str, given: str, reader: type) -> Any:
    try:
        return reader(given)
    except ValueError:
        kinds = {int: "a whole number", float: "a number"}
        raise ValueError(f"--ask {text!r}: --{name} takes {kinds[reader]}, not {given!r}.") from None


def _check(asked: AskedQuestion, kind: Kind, scenario: Scenario, held: Sequence[object]) -> None:
    """Make sure that all that is named is there, before anything is played."""
    if asked.words and not kind.words:
        raise ValueError(
            f"--ask {asked.text!r}: after {asked.verb} found {' '.join(asked.words)!r}, expected {kind.takes}."
        )
    if kind.needed and not asked.words:
        raise ValueError(
            f"--ask {asked.verb}: found {kind.needed[0]}, expected {kind.needed[1]}{_declared(kind, scenario)}."
        )
    try:
        played = apply(scenario, held)  # type: ignore[arg-type]  # the caller's changes, checked before
        if kind.words == "what-ifs":
            for word in asked.words:
                apply(scenario, (*held, word))  # type: ignore[arg-type]  # likewise
        if kind.words == "levers":
            read_texts(asked.words, "--ask")
    except ScenarioError as error:
        raise ValueError("\n".join(str(fault) for fault in error.faults)) from error
    _check_names(asked, kind, played)


def _declared(kind: Kind, scenario: Scenario) -> str:
    if kind.words != "what-ifs":
        return ""
    return (f"; {scenario.id} has {one_of(scenario.changes)}" if scenario.changes else "") + ", or PATH=VALUE"


def _check_names(asked: AskedQuestion, kind: Kind, played: Scenario) -> None:
    for outcome in _outcomes(asked, kind):
        check_asked(played, outcome)
    party = asked.options.get("for")
    if party is not None and party not in played.parties:
        hint = did_you_mean(str(party), played.parties)
        raise ValueError(
            f"--ask {asked.text!r}: found party {party!r}, expected {one_of(played.parties)}. {hint}".strip()
        )
    for word in asked.words if kind.words == "options" else ():
        issue, equals, option = word.partition("=")
        known = played.issues[issue].options if issue in played.issues else ()
        if not equals or option not in known:
            expected = one_of(known) if known else f"ISSUE=OPTION with one of {one_of(played.issues)}"
            raise ValueError(f"--ask {asked.text!r}: found {word!r}, expected {expected}.")
    for word in asked.words if kind.words == "issue" else ():
        if word not in played.issues:
            hint = did_you_mean(word, played.issues)
            raise ValueError(f"--ask {asked.text!r}: found {word!r}, expected {one_of(played.issues)}. {hint}".strip())


def _outcomes(asked: AskedQuestion, kind: Kind) -> Iterator[str]:
    """Yield the outcomes that are named; a+b stands for either."""
    named = [asked.options["outcome"]] if "outcome" in asked.options else []
    for text in [*named, *(asked.words if kind.words == "outcome" else ())]:
        yield from str(text).split("+")


def _share(words: Sequence[str]) -> float:
    if not words:
        return TARGET
    word = " ".join(words)
    try:
        share = float(word.rstrip("%").rstrip()) / (100.0 if word.endswith("%") else 1.0)
    except ValueError:
        share = -1.0
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"--ask flip: found {word!r}, expected a share of runs from 0 to 1, such as 0.5 or 50%.")
    return share
