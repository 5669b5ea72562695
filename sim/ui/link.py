"""What a page shows, as one frozen value, and the address that carries it.

The address names what the command line names: `?scenario=pie&change=patient&set=parties.left.patience_days=20&seed=7`
is `parley run pie --change patient --set parties.left.patience_days=20 --seed 7`. Whatever an address says is data from
outside: what cannot be used is left out and reported (`Link.ignored`), and what the scenario does not know becomes a
fault on the page. Nothing is played under another name: where the scenario is missing, nothing is played.
"""

import base64
import hashlib
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlencode

from sim.formatting import with_minus
from sim.scenario.base import FIRST_RULES, RULES
from sim.scenario.documents import MOST_BYTES, bundled
from sim.scenario.edits import text_of
from sim.scenario.faults import did_you_mean
from sim.scenario.yaml_tree import compose, plain
from sim.ui import words
from sim.ui.places import GUESSED, PLACES
from sim.ui.server import BELOW, NO_PAGE

Settings = tuple[tuple[str, Any], ...]
"""Paths with values, in the order in which they were set."""

FIRST = "ukraine-2025-03"
"""The scenario that the app opens with."""

QUICK = (500, 1_000, 2_000, 5_000)
"""How many runs can be played on every move of a lever."""

AT_ONCE, LATER_ON = 1_000, 5_000
"""Runs that are played at once, and how many a moment later, where an address gives no number."""

MOST_SEED = 2**53 - 1
"""Largest seed that a browser can count to; the command line takes 64 bits."""

MOST_DAYS = 100_000
"""Largest number of a day that an address may name; a run that is shorter is shown to its end."""

MOST_VARIED = 2
"""Largest number of levers that are explored at a time."""

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")

LONGEST = 6_000
"""Largest number of letters of a user's scenario that an address carries; browsers and servers cut longer ones."""


MOST_ARMS = 4
"""Largest number of what-ifs that are compared at a time."""


@dataclass(frozen=True)
class Arm:
    """A what-if that was pinned to be compared.

    Attributes:
        changes: Named what-ifs.
        moves: Levers and switches that were moved, by path.
    """

    changes: tuple[str, ...] = ()
    moves: Settings = ()

    @property
    def text(self) -> str:
        """The what-if as an address says it."""
        pairs = [("change", name) for name in self.changes]
        return urlencode([*pairs, *(("set", written(path, value)) for path, value in self.moves)])


@dataclass(frozen=True)
class Link:
    """Everything that determines what the pages show.

    Attributes:
        scenario: Name of a scenario that comes with Parley; for the user's own, the name of its file.
        yaml: The text of the user's own scenario; empty for one that comes with Parley.
        edits: Values edited in the text, by path.
        changes: Named what-ifs that are switched on.
        moves: Levers and switches that were moved, by path.
        seed: Key of all luck.
        runs: Runs to play on every move; 0: some at once, more a moment later (`at_once`).
        outcome: The outcome of the headline; empty for the first.
        run: Number of the run that is watched.
        day: The day up to which it is shown; 0: to its end.
        arms: What-ifs that are compared.
        vary: Levers that are explored, as `parley sweep --vary` takes them.
        jobs: Ids of the long jobs that this page started.
        lesson: The lesson shown; empty for the first.
        knobs: Knobs of that lesson that were moved.
        lost: Name of a scenario that an address names and this server does not have.
        ignored: What in an address could not be used, a sentence each.
        rules: Number of the rulebook under which the address was made.
    """

    scenario: str = FIRST
    yaml: str = ""
    edits: Settings = ()
    changes: tuple[str, ...] = ()
    moves: Settings = ()
    seed: int = 1
    runs: int = 0
    outcome: str = ""
    run: int = 0
    day: int = 0
    arms: tuple[Arm, ...] = ()
    vary: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    lesson: str = ""
    knobs: Settings = ()
    lost: str = ""
    ignored: tuple[str, ...] = ()
    rules: int = RULES

    @property
    def at_once(self) -> int:
        """Runs to play at once on every move."""
        return self.runs or AT_ONCE

    @property
    def portable(self) -> bool:
        """Whether an address can carry all of it: a long scenario of the user's own does not fit."""
        return len(_packed(self.yaml)) <= LONGEST

    def query(self) -> dict[str, list[str]]:
        """Return the parameters of the address; what stands at its default is left out."""
        found = {
            "scenario": [self.scenario],
            "yaml": [_packed(self.yaml)] if self.yaml and self.portable else [],
            "text": [fingerprint(self.yaml)] if self.yaml and not self.portable else [],
            "edit": [written(path, value) for path, value in self.edits],
            "change": list(self.changes),
            "set": [written(path, value) for path, value in self.moves],
            "seed": [str(self.seed)],
            "runs": [str(self.runs)],
            "outcome": [self.outcome] if self.outcome else [],
            "run": [str(self.run)],
            "day": [str(self.day)] if self.day else [],
            "arm": [arm.text for arm in self.arms],
            "vary": list(self.vary),
            "job": list(self.jobs),
            "lesson": [self.lesson] if self.lesson else [],
            "knob": [written(name, value) for name, value in self.knobs],
        }
        said = {key: values for key, values in found.items() if values and values != _DEFAULTS.get(key)}
        return {**said, "rules": [str(self.rules)]} if said else {}


_NAMES = (
    *("scenario", "yaml", "text", "edit", "change", "set", "seed", "runs"),
    *("outcome", "run", "day", "arm", "vary", "job", "lesson", "knob", "rules"),
)
"""What an address may say."""

_RESULTS = {"change", "set", "edit", "seed", "outcome", "run", "yaml", "text", "arm", "vary"}
"""What only an address that was copied from a result says; one typed by hand names a scenario or a lesson."""

_DEFAULTS = {"scenario": [FIRST], "seed": ["1"], "runs": ["0"], "run": ["0"]}


def _no_page(name: str) -> str:
    """Return that no page has a name, and which may have been meant."""
    return words.IGNORED_PAGE.format(said=_short(name), hint=did_you_mean(name, (*PLACES, *GUESSED))).rstrip()


def link_of(query: Mapping[str, Sequence[str]], kept: Mapping[str, str] | None = None) -> Link:
    """Return what an address says; what cannot be read stays at its default.

    Args:
        query: The parameters of the address.
        kept: Texts of users' own scenarios that are too long for an address, by fingerprint.
    """
    ignored: list[str] = []
    known: dict[str, Any] = {
        "scenario": _last(query, "scenario"),
        "yaml": _unpacked(_last(query, "yaml") or "") or (kept or {}).get(_last(query, "text") or ""),
        "edits": _settings("edit", query, ignored),
        "changes": tuple(dict.fromkeys(query.get("change", ()))),
        "moves": _settings("set", query, ignored),
        "seed": _whole("seed", query, -MOST_SEED, MOST_SEED, ignored),
        "runs": _whole("runs", query, min(QUICK), max(QUICK), ignored),
        "outcome": _last(query, "outcome"),
        "run": _whole("run", query, 0, 10**9, ignored),
        "day": _whole("day", query, 1, MOST_DAYS, ignored),
        "arms": _arms(query, ignored),
        "vary": _varied(query, ignored),
        "jobs": tuple(dict.fromkeys(query.get("job", ()))),
        "lesson": _last(query, "lesson"),
        "knobs": _settings("knob", query, ignored),
        # Addresses gave no rulebook number before the second rulebook.
        "rules": _whole("rules", query, 1, 10**6, ignored) or (FIRST_RULES if _RESULTS & set(query) else None),
    }
    ignored += [_no_page(name) for name in query.get(NO_PAGE, ())]
    ignored += [words.IGNORED_BELOW.format(said=_short(rest)) for rest in query.get(BELOW, ())]
    ignored += [words.IGNORED_NAME.format(name=_short(name)) for name in query if name not in {*_NAMES, BELOW, NO_PAGE}]
    found = Link(**{name: value for name, value in known.items() if value is not None}, ignored=tuple(ignored))
    # A text that cannot be had is not replaced by what comes with Parley under the same name.
    own = bool(_last(query, "yaml") or _last(query, "text"))
    return found if found.yaml or (found.scenario in bundled() and not own) else replace(found, lost=found.scenario)


def fingerprint(text: str) -> str:
    """Return what names a text that is too long for an address; nobody can guess it."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def written(path: str, value: Any) -> str:
    """Return PATH=VALUE with the value as YAML writes it, as on the command line."""
    text = text_of(value, flow=True).rstrip("\n")
    return f"{path}={text}"


def short_number(value: Any) -> Any:
    """Return a whole number without its decimal point, so that addresses stay short."""
    return int(value) if isinstance(value, float) and value == int(value) else value


def with_setting(settings: Settings, path: str, value: Any) -> Settings:
    """Return settings with one of them set, last."""
    return (*without(settings, (path,)), (path, value))


def without(settings: Settings, paths: Iterable[str]) -> Settings:
    """Return settings without those of some paths."""
    gone = set(paths)
    return tuple((path, value) for path, value in settings if path not in gone)


def _settings(key: str, query: Mapping[str, Sequence[str]], ignored: list[str]) -> Settings:
    """Return the settings that an address names under a key; add to `ignored` what is not PATH=VALUE."""
    found: dict[str, Any] = {}
    for text in query.get(key, ()):
        path, equals, value = text.partition("=")
        tree = compose(value, "link") if equals and value.strip() else None
        if tree is not None and tree.root is not None and not tree.faults:
            found[path.strip()] = plain(tree.root)
        else:
            ignored.append(words.IGNORED_SETTING.format(key=key, said=_short(text)))
    return tuple(found.items())


def _arms(query: Mapping[str, Sequence[str]], ignored: list[str]) -> tuple[Arm, ...]:
    """Return the what-ifs that an address names; add to `ignored` those that say nothing or are too many."""
    found = []
    for text in query.get("arm", ()):
        said = parse_qs(text)
        arm = Arm(tuple(dict.fromkeys(said.get("change", ()))), _settings("set", said, ignored))
        if arm == Arm():
            ignored.append(words.IGNORED_ARM.format(said=_short(text)))
        else:
            found.append(arm)
    arms = tuple(dict.fromkeys(found)) if _hashable(found) else tuple(found)
    if len(arms) > MOST_ARMS:
        ignored.append(words.IGNORED_ARMS.format(most=MOST_ARMS))
    return arms[:MOST_ARMS]


def _varied(query: Mapping[str, Sequence[str]], ignored: list[str]) -> tuple[str, ...]:
    """Return the levers that an address explores; add to `ignored` that they are too many."""
    said = tuple(dict.fromkeys(query.get("vary", ())))
    if len(said) > MOST_VARIED:
        ignored.append(words.IGNORED_VARIES.format(most=MOST_VARIED))
    return said[:MOST_VARIED]


def _hashable(arms: Sequence[Arm]) -> bool:
    return all(isinstance(value, str | int | float | None) for arm in arms for _, value in arm.moves)


def _short(text: str) -> str:
    """Return what an address says, cut to what a sentence can hold."""
    return words.quoted(text)


def _last(query: Mapping[str, Sequence[str]], key: str) -> str | None:
    values = query.get(key)
    return values[-1] if values else None


def _whole(key: str, query: Mapping[str, Sequence[str]], least: int, most: int, ignored: list[str]) -> int | None:
    """Return a whole number that an address names; add to `ignored` what is not one or is out of bounds."""
    text = _last(query, key)
    if text is None:
        return None
    if _WHOLE.fullmatch(text) and least <= int(text) <= most:
        return int(text)
    told = {"key": key, "said": _short(text), "least": with_minus(f"{least:,}"), "most": f"{most:,}"}
    used = {"runs": words.RUNS_USED.format(once=AT_ONCE, later=LATER_ON), "day": words.LAST_DAY}.get(
        key, getattr(Link, key)
    )
    ignored.append(words.IGNORED_NUMBER.format(**told, used=used))
    return None


def _packed(text: str) -> str:
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode() if text else ""


def _unpacked(packed: str) -> str:
    """Return a packed text; empty if it is not one, or larger than any scenario may be."""
    reader = zlib.decompressobj()
    try:
        data = reader.decompress(base64.urlsafe_b64decode(packed), MOST_BYTES)
        return data.decode() if reader.eof else ""
    except (ValueError, zlib.error):
        return ""
