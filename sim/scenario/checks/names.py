"""Everything that names something else must name something that is there."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import entry_points
from typing import Any

from sim.scenario.asked_words import DONE_BY
from sim.scenario.checks.happenings import ASKED, DATED
from sim.scenario.checks.view import View, listed
from sim.scenario.checks.view import number as number_in
from sim.scenario.data import table
from sim.scenario.faults import Path, Problem, did_you_mean, one_of, shown
from sim.scenario.numbers import NAMED_NUMBERS
from sim.scenario.party_words import TACTICS

RESERVED_ISSUES = ("total", "bonus", "statements", "ranking", "source", "assumed")
"""What a party's worth may say beside its issues, so that no issue may have these names."""
RESERVED_OPTIONS = ("weight",)
"""What an issue's worth says beside its options."""

Check = Callable[[View, Path, Any], Iterator[Problem]]


def names(view: View) -> Iterator[Problem]:
    """Every party, issue, option, source, event, question and tactic that is named exists."""
    for use in view.fresh:
        for field, check in REFERENCES.get(use.word, {}).items():
            if field in use.data:
                yield from check(view, (*use.path, field), use.data[field])
    yield from _reserved(view)
    yield from _worth_keys(view)


def _unknown(path: Path, kind: str, name: Any, known: Iterable[str], at_key: bool = False) -> Problem:
    allowed = list(known)
    hint = did_you_mean(str(name), allowed)
    return Problem(path, f"the unknown {kind} {shown(name)}", one_of(allowed), hint, at_key=at_key)


def _listed_in(known: Callable[[View], Iterable[str]], kind: str) -> Check:
    """Return the check of a field that holds one name or a list of names."""

    def check(view: View, path: Path, value: Any) -> Iterator[Problem]:
        seen: set[str] = set()
        for number, name in enumerate(listed(value)):
            place = (*path, number) if isinstance(value, list) else path
            if name not in known(view):
                yield _unknown(place, kind, name, known(view))
            elif name in seen:
                yield Problem(place, f"{name} a second time", "each once", severity="warning")
            seen.add(name)

    return check


def _keyed_by(known: Callable[[View], Iterable[str]], kind: str) -> Check:
    """Return the check of a mapping whose keys are names."""

    def check(view: View, path: Path, value: Any) -> Iterator[Problem]:
        allowed = list(known(view))
        return (_unknown((*path, key), kind, key, allowed, at_key=True) for key in table(value) if key not in allowed)

    return check


def _pattern(view: View, path: Path, value: Any) -> Iterator[Problem]:
    """Check a mapping from issues to options."""
    if value == {}:
        yield Problem(path, "no issue", "at least one issue with its option", at_key=True)
    for issue, options in table(value).items():
        if issue not in view.options:
            yield _unknown((*path, issue), "issue", issue, view.options, at_key=True)
            continue
        if options == []:
            yield Problem((*path, issue), "no option", one_of(view.options[issue]))
        for number, option in enumerate(listed(options)):
            if option not in view.options[issue]:
                place = (*path, issue, number) if isinstance(options, list) else (*path, issue)
                yield _unknown(place, f"option of {issue}", option, view.options[issue])


def _brought_in(view: View, path: Path, value: Any) -> Iterator[Problem]:
    """Check what a proposal brings in: a mapping from issues to options; anything else is no name."""
    if isinstance(value, Mapping):
        yield from _pattern(view, path, value)


def _place(view: View, path: Path, value: Any) -> Iterator[Problem]:
    """Check a pattern that names one option of one issue."""
    yield from _pattern(view, path, value)
    if len(table(value)) > 1:
        hint = "Write an entry for each."
        yield Problem(path, f"{len(value)} issues", "one issue with its option", hint, at_key=True)


def _patterns_or_one(view: View, path: Path, value: Any) -> Iterator[Problem]:
    """Check a pattern, or a list of them."""
    if value == []:
        yield Problem(path, "no combination", "at least one", at_key=True)
    yield from (_patterns if isinstance(value, list) else _pattern)(view, path, value)


def _patterns(view: View, path: Path, value: Any) -> Iterator[Problem]:
    """Check a list of patterns, or of lists of them."""
    for number, inner in enumerate(value if isinstance(value, list) else ()):
        check = _patterns if isinstance(inner, list) else _pattern
        yield from check(view, (*path, number), inner)


def _sibling(view: View, path: Path, value: Any) -> Iterator[Problem]:
    """Check the name of another option of the issue."""
    known = [option for option in view.options.get(str(path[1]), ()) if option != path[3]]
    if isinstance(value, str) and value not in known:
        yield _unknown(path, f"other option of {path[1]}", value, known)


def _who(view: View, path: Path, value: Any) -> Iterator[Problem]:
    """Check the name of a party, where a number is allowed too."""
    if isinstance(value, str) and number_in(value) is None and value not in view.parties:
        yield _unknown(path, "party", value, view.parties)


def _named_in(field: str) -> Check:
    """Return the check of a field that names issues of a combination stated beside it."""

    def check(view: View, path: Path, value: Any) -> Iterator[Problem]:
        beside = list(table(view.at(*(str(part) for part in path[:-1]), field)))
        return _listed_in(lambda _: beside, f"issue of {field}")(view, path, value)

    return check


def _effects(view: View, path: Path, value: Any) -> Iterator[Problem]:
    """Check a mapping {party: {issue: {option: points}}}."""
    yield from _keyed_by(_parties, "party")(view, path, value)
    for party, issues in table(value).items():
        for issue, options in table(issues).items():
            known = view.options.get(issue)
            if known is None:
                yield _unknown((*path, party, issue), "issue", issue, view.options, at_key=True)
                continue
            for option in table(options):
                if option not in known:
                    yield _unknown((*path, party, issue, option), f"option of {issue}", option, known, at_key=True)


def _placed(view: View, path: Path, value: Any) -> Iterator[Problem]:
    """Check a mapping {issue: {option: ...}}."""
    for issue, options in table(value).items():
        known = view.options.get(issue)
        if known is None:
            yield _unknown((*path, issue), "issue", issue, view.options, at_key=True)
            continue
        for option in table(options):
            if option not in known:
                yield _unknown((*path, issue, option), f"option of {issue}", option, known, at_key=True)


def _others(view: View, path: Path, value: Any) -> Iterator[Problem]:
    """Check a mapping from other parties."""
    yield from _keyed_by(_parties, "party")(view, path, value)
    if path[1] in table(value):
        others = [name for name in view.parties if name != path[1]]
        yield Problem((*path, path[1]), "trust in itself", one_of(others), at_key=True)


def _reading(view: View, path: Path, value: Any) -> Iterator[Problem]:
    known = view.names("switches", str(path[1]), "readings")
    if isinstance(value, str) and known and value not in known:
        yield _unknown(path, "reading", value, known)


def _tactic(*human: str) -> Check:
    """Return the check of a field that names a tactic; plug-ins are looked up only where one is named."""

    def check(view: View, path: Path, value: Any) -> Iterator[Problem]:
        if isinstance(value, str) and value not in (*TACTICS, *human):
            known = [*TACTICS, *human, *sorted(entry.name for entry in entry_points(group="sim.tactics"))]
            if value not in known:
                yield _unknown(path, "tactic", value, known)

    return check


def _reserved(view: View) -> Iterator[Problem]:
    """Issues and options may not have the names of what a worth says beside them."""
    for issue, options in view.options.items():
        if issue in RESERVED_ISSUES:
            found, expected = f"the reserved id {issue}", f"an issue id other than {', '.join(RESERVED_ISSUES)}"
            yield Problem(("issues", issue), found, expected, at_key=True)
        for option in set(options) & set(RESERVED_OPTIONS):
            path = ("issues", issue, "options", option)
            yield Problem(path, f"the reserved id {option}", "another option id", at_key=True)
    for name in set(view.names("events")) & set(view.names("deadlines")):
        yield Problem(("deadlines", name), f"{name}, an event too", "an id of its own", at_key=True)
    for name in set(view.names("pressures")) & {*view.names("events"), *view.names("deadlines")}:
        yield Problem(("pressures", name), f"{name}, an event too", "an id of its own", severity="warning", at_key=True)
    for name in set(view.parties) & set(view.options):
        yield Problem(("issues", name), f"{name}, a party too", "an id of its own", severity="warning", at_key=True)


def _worth_keys(view: View) -> Iterator[Problem]:
    """A worth is keyed by party, then issue, then option."""
    yield from _keyed_by(_parties, "party")(view, ("worth",), view.at("worth"))
    for party, issues in table(view.at("worth")).items():
        for issue, values in table(issues).items():
            if issue in RESERVED_ISSUES:
                continue
            known = view.options.get(issue)
            if known is None:
                yield _unknown(("worth", party, issue), "issue", issue, [*view.options, *RESERVED_ISSUES], at_key=True)
                continue
            for option in table(values):
                if option not in (*known, *RESERVED_OPTIONS):
                    yield _unknown(("worth", party, issue, option), f"option of {issue}", option, known, at_key=True)


def _parties(view: View) -> list[str]:
    return view.parties


def _issues(view: View) -> list[str]:
    return list(view.options)


def _sources(view: View) -> list[str]:
    return view.names("sources")


def _events(view: View) -> list[str]:
    return [*view.names("events"), *view.names("deadlines")]


def _yes_or_no(view: View) -> list[str]:
    """Return the questions that ask for yes or no."""
    return [name for name, entry in table(view.at("questions")).items() if "number" not in table(entry)]


def _deadlines(view: View) -> list[str]:
    return view.names("deadlines")


def _by_party(view: View, path: Path, value: Any) -> Iterator[Problem]:
    """Check a number that may be stated by party: a mapping that is not a distribution has parties as keys."""
    if not set(table(value)) & NAMED_NUMBERS:
        yield from _PARTY_KEYS(view, path, value)


_ISSUE, _ISSUE_KEYS = _listed_in(_issues, "issue"), _keyed_by(_issues, "issue")
_PARTY, _PARTY_KEYS = _listed_in(_parties, "party"), _keyed_by(_parties, "party")
_SOURCE = {"source": _listed_in(_sources, "source")}
_HAPPENINGS = (
    *("ever", "at_end", "in_force", "stands", "collapsed", "expired", "withdrawn", "failed", "renewed", "reached_term"),
    *("extended", "agreed", "alleged", "alleged_by_both"),
)
_HAPPENING = {
    **_SOURCE,
    "no_deal": _PARTY_KEYS,
    "worth": _effects,
    "truces": _placed,
    "force": _pattern,
    "bar": _pattern,
    **dict.fromkeys(("between", "leaves", "brings_back"), _PARTY),
}

REFERENCES: dict[str, dict[str, Check]] = {
    "NoDeal": _SOURCE,
    "Lever": _SOURCE,
    "Reading": _SOURCE,
    "Party": {**_SOURCE, "trust": _others, "splits": _ISSUE_KEYS},
    "DecidedBy": {"of": _PARTY, "weights": _PARTY_KEYS},
    "Ratifier": {**_SOURCE, "party": _PARTY, "issues": _ISSUE, "recommends": _PARTY_KEYS},
    "WalkOut": {"no_deal": _PARTY_KEYS},
    "Situation": {
        **dict.fromkeys((*ASKED, *DATED), _pattern),
        "happened": _listed_in(_events, "event or deadline"),
        "out": _PARTY,
    },
    "Tactic": {"kind": _tactic("human"), "stand_in": _tactic()},
    "Issue": {**_SOURCE, "controlled_by": _PARTY},
    "Option": {
        **_SOURCE,
        "linked_to": _pattern,
        "lapses_with": _place,
        "falls_to": _sibling,
        "binds": _PARTY,
        "withdrawal_cost": _by_party,
        "variant_of": _sibling,
        "ratification": _who,
        "guards": _placed,
    },
    "PartyWorth": {**_SOURCE, "statements": _patterns, "ranking": _patterns},
    "Bonus": {**_SOURCE, "when": _pattern},
    "Infeasible": {**_SOURCE, "when": _pattern, "gives_way": _named_in("when"), "carried": _named_in("when")},
    "Condition": {**_SOURCE, "party": _PARTY, "when": _pattern, "require": _patterns_or_one, "refuses": _pattern},
    "Pledge": {**_SOURCE, "party": _PARTY, "option": _place},
    "Exposure": {**_SOURCE, "party": _PARTY, "option": _place},
    "Pressure": {**_SOURCE, "by": _PARTY, "target": _PARTY, "demands": _pattern},
    "Event": _HAPPENING,
    "Deadline": {**_HAPPENING, "unless": _pattern},
    "Prolong": {"consents": _PARTY},
    "Correlation": _SOURCE,
    "SharedShock": {**_SOURCE, "parties": _PARTY_KEYS},
    "Protocol": dict.fromkeys(("speaks", "mediator_weights", "misperception", "assumed_precision"), _by_party),
    "Predicate": {
        **dict.fromkeys(_HAPPENINGS, _pattern),
        **dict.fromkeys(DONE_BY, _brought_in),
        "happened": _listed_in(_events, "event"),
        "walked_out": _PARTY,
        "prolonged": _listed_in(_deadlines, "deadline"),
        "party": _PARTY,
    },
    "Measure": {
        "days_in_force": _pattern,
        "quantity_in_force": _listed_in(_issues, "issue"),
        "quantity_agreed": _listed_in(_issues, "issue"),
    },
    "Switch": {"reading": _reading},
    "OutsideView": {**_SOURCE, "question": _listed_in(_yes_or_no, "question that asks for yes or no")},
}
"""Which field of which word names what."""
