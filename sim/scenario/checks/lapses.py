"""A first option may lapse with another: with what, and what is in force in its place."""

from collections.abc import Iterator
from typing import Any

from sim.scenario.checks.view import View, listed
from sim.scenario.data import table
from sim.scenario.faults import Problem
from sim.scenario.language import Use


def lapses(view: View) -> Iterator[Problem]:
    """A first option that lapses says what comes in its place, and what that is can stand by itself."""
    for use in view.of("Option"):
        if use.data.get("lapses_with") is None and use.data.get("falls_to") is None:
            continue
        issue, option = str(use.path[1]), str(use.path[3])
        for field, partner in (("lapses_with", "falls_to"), ("falls_to", "lapses_with")):
            if use.data.get(field) is None:
                yield Problem((*use.path, partner), f"{partner} alone", f"{field} beside it", at_key=True)
        if not view.inside:
            hint = "With status_quo: outside nothing is in force before a deal, and deals end as a whole."
            yield Problem((*use.path, "lapses_with"), "a status quo that lapses", "none", hint, at_key=True)
        elif view.options[issue][:1] != [option]:
            hint = "Any other option falls back by itself: write linked_to."
            path = (*use.path, "lapses_with")
            yield Problem(path, f"{option}, not the first of {issue}", "the status quo", hint, at_key=True)
        else:
            yield from _anchor(view, use, issue)
            yield from _in_its_place(view, use, issue, option)
    yield from _stuck(view)


def _anchor(view: View, use: Use, issue: str) -> Iterator[Problem]:
    """The status quo has what it lapses with, and nothing lapses with itself."""
    for home, anchor in table(use.data.get("lapses_with")).items():
        path = (*use.path, "lapses_with", home)
        if home == issue:
            yield Problem(path, f"an option of {issue} itself", "an option of another issue", at_key=True)
        elif home in view.options and view.options[home][:1] != [anchor] and anchor in view.options[home]:
            hint = "The status quo must have what it lapses with."
            yield Problem(path, str(anchor), f"{view.options[home][0]}, the first option of {home}", hint)
        elif home in _ring(view, home):
            yield Problem(path, "a lapse that leads back to itself", "an option that does not hang on it", at_key=True)


def _ring(view: View, issue: str) -> set[str]:
    """Return the issues whose first option that of an issue lapses with, over others too."""
    found: set[str] = set()
    waiting = [issue]
    while waiting:
        at = waiting.pop()
        first = view.options.get(at, [""])[0]
        for home in table(view.at("issues", at, "options", first, "lapses_with")):
            if home not in found:
                found.add(home)
                waiting.append(home)
    return found


def _in_its_place(view: View, use: Use, issue: str, option: str) -> Iterator[Problem]:
    """What is in force in its place has no term and hangs on nothing."""
    to = use.data.get("falls_to")
    path = (*use.path, "falls_to")
    if to == option:
        yield Problem(path, f"{option} itself", "another option of its issue")
    stated = table(view.at("issues", issue, "options", to)) if isinstance(to, str) else {}
    for field in ("term_days", "linked_to"):
        if stated.get(field) is not None:
            yield Problem(path, f"{to}, which has {field}", "an option that can stand by itself")


def _stuck(view: View) -> Iterator[Problem]:
    """Warn of what is infeasible although every issue stands where it falls back to."""
    places = {issue: {options[0], _falls_to(view, issue)} for issue, options in view.options.items() if options}
    for name, entry in table(view.at("infeasible")).items():
        when = {issue: listed(options) for issue, options in table(table(entry).get("when")).items()}
        lapsed = any(_falls_to(view, issue) in options for issue, options in when.items() if issue in places)
        if lapsed and all(issue in places and places[issue] & set(options) for issue, options in when.items()):
            path, hint = ("infeasible", name, "when"), "Nothing is left to give way when the status quo has lapsed."
            yield Problem(path, "a combination that a lapse can lead to", "one that leaves it", hint, at_key=True)


def _falls_to(view: View, issue: str) -> Any:
    first = view.options[issue][0]
    return table(view.at("issues", issue, "options", first)).get("falls_to")
