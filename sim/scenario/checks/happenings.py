"""Whether events and deadlines can happen, situations can hold, and parties that leave the table can do so."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from sim.scenario.checks.view import View, day, largest, listed, smallest
from sim.scenario.data import table
from sim.scenario.faults import Problem
from sim.scenario.language import Use

STANDING = ("in_force", "not_in_force")
"""What a situation says of the deal in force."""
ASKED = (*STANDING, "stands")
"""What a situation says of options as they stand."""
DATED = ("agreed", "failed", "expired", "withdrawn", "collapsed", "happened")
"""What a situation says of what has been, on some first day."""
EFFECTS = ("no_deal", "worth", "truces", "force", "bar", "goodwill", "leaves", "brings_back", "adjourns")
"""What an event or a deadline can do."""


_LONGEST = 3650
"""The longest horizon, in days."""


def happenings(view: View) -> Iterator[Problem]:
    """Events have a clock, deadlines a day, situations say something, and who leaves the table may be there."""
    for use in view.of("Event"):
        yield from _clock(use)
        yield from _between(use)
    for use in view.of("Deadline"):
        yield from _deadline(view, use)
    for use in view.of("Situation"):
        yield from _situation(use)
    for use in view.of("WalkOut"):
        yield from _walk_out(view, use)
    yield from _returns(view)


def _said(use: Use, *names: str) -> list[str]:
    """Return which of some fields are stated."""
    return [name for name in names if use.data.get(name) is not None]


def _clock(use: Use) -> Iterator[Problem]:
    """An event has a date, a chance a day, or something that must hold."""
    clocks = _said(use, "on", "rate")
    if len(clocks) == 2:
        yield Problem(use.path, "both", "either on (a date) or rate (a chance per day)", at_key=True)
    elif not clocks and not _said(use, "when"):
        yield Problem(use.path, "neither", "either on (a date) or rate (a chance per day), or when", at_key=True)
    if "on" in clocks:
        for field in _said(use, "from", "until"):
            hint = "It happens on its date or not at all."
            yield Problem((*use.path, field), f"{field} beside on", "one or the other", hint, "warning", True)


def _between(use: Use) -> Iterator[Problem]:
    """The last day on which an event can happen is not before the first."""
    first, last = day(use.data.get("from")), day(use.data.get("until"))
    if first and last and last < first:
        yield Problem((*use.path, "until"), f"{last}, before {first}", f"{first} or later", "See from beside it.")


def _deadline(view: View, use: Use) -> Iterator[Problem]:
    """A deadline has one day, brings something, and can be put off by somebody."""
    days = _said(use, "on", "after")
    if len(days) != 1:
        found = "both" if days else "neither"
        yield Problem(use.path, found, "either on (a date) or after (what sets it)", at_key=True)
    if "after" not in days and _said(use, "in_days"):
        yield Problem((*use.path, "in_days"), "in_days alone", "after beside it", at_key=True)
    if not use.data.get("ends_talks") and not any(use.data.get(name) for name in EFFECTS):
        hint = "It may still be asked about, and set other things going."
        yield Problem(use.path, "a deadline that brings nothing", "effects, or ends_talks", hint, "warning", True)
    if not _said(use, "unless", "prolong"):
        hint = "It comes whatever is agreed; an event on its date would do."
        yield Problem(use.path, "a deadline that nothing meets", "unless: what meets it", hint, "warning", True)
    prolong = table(use.data.get("prolong"))
    if prolong and not listed(prolong.get("consents")) and not view.roles("principal"):
        yield Problem((*use.path, "prolong"), "nobody who could agree", "consents", at_key=True)
    if prolong and prolong.get("beyond") is not True:
        yield from _moved_too_far(view, use, prolong)
    if prolong:
        yield from _adjourned_too_long(use, prolong)


def _adjourned_too_long(use: Use, prolong: Mapping[str, Any]) -> Iterator[Problem]:
    """Warn of talks that would not meet again before the deadline that was put off."""
    pause, by = smallest(prolong.get("pause_days")), largest(prolong.get("days"), _LONGEST)
    if pause >= by > 0.0:
        found = f"{pause:g} days without sessions where the deadline moves by {by:g}"
        hint = "No session is left before the day to which it moves."
        yield Problem((*use.path, "prolong", "pause_days"), found, f"fewer than {by:g}", hint, "warning")


def _moved_too_far(view: View, use: Use, prolong: Mapping[str, Any]) -> Iterator[Problem]:
    """Warn of a deadline that would be put off to a day that is not played, where that is not said to be meant."""
    as_of = day(view.at("as_of"))
    if as_of is None or not 1 <= view.horizon <= _LONGEST:
        return
    first, last = day(use.data.get("on")) or as_of + timedelta(1), as_of + timedelta(int(view.horizon))
    times = prolong.get("times", 1)
    by = min(largest(prolong.get("days"), _LONGEST), _LONGEST)
    reach = (first - as_of).days + by * (times if isinstance(times, int) else 1)
    if first <= last and reach > view.horizon:
        often = "" if times == 1 else f" {times} times"
        found = f"{first} put off{often} by up to {by:g} days, past the last day played"
        expected = f"a day up to {last}, or beyond: true"
        hint = "Nobody moves it to a day that is not played; with beyond: true it then does not come in a run."
        yield Problem((*use.path, "prolong", "days"), found, expected, hint, "warning")


def _situation(use: Use) -> Iterator[Problem]:
    """A situation says something, and what it counts days of."""
    standing, dated = _said(use, *STANDING), _said(use, *DATED)
    if not dated and not _said(use, *ASKED, "out", "not"):
        expected = "at least one of in_force, not_in_force, stands, agreed, failed, happened, out, not, ..."
        yield Problem(use.path, "a situation that says nothing", expected, at_key=True)
    if _said(use, "for_days") and not standing:
        yield Problem((*use.path, "for_days"), "for_days alone", "in_force or not_in_force beside it", at_key=True)
    if _said(use, "since_days") and not dated:
        yield Problem((*use.path, "since_days"), "since_days alone", "agreed, happened, ... beside it", at_key=True)


def _walk_out(view: View, use: Use) -> Iterator[Problem]:
    """A party that states how it leaves has a reason to, or is made to."""
    own = table(use.data.get("no_deal")).get(str(use.path[1]), 0)
    made = {name for other in view.of("Event") for name in listed(other.data.get("leaves"))}
    if use.path[1] in made:
        return
    if largest(own, 10_000) <= 0 and not _said(use, "after_red_lines", "after_breaches"):
        hint = "It leaves only where an event names it under leaves."
        expected = "no_deal of its own above 0, after_red_lines or after_breaches"
        yield Problem(use.path, "a walk-out without a reason", expected, hint, "warning", True)


def _returns(view: View) -> Iterator[Problem]:
    """Warn of a party that an event makes leave and nothing brings back."""
    back = {name for use in view.of("Event", "Deadline") for name in listed(use.data.get("brings_back"))}
    for use in view.of("Event", "Deadline"):
        for number, name in enumerate(listed(use.data.get("leaves"))):
            stated = table(view.at("parties", name, "walk_out"))
            comes = stated.get("returns_after") is not None or stated.get("returns_for") is not None
            if name in view.parties and name not in back and not comes:
                hint = "It stays out to the end."
                expected = "brings_back of an event, or walk_out with returns_after or returns_for"
                path, found = (*use.path, "leaves", number), f"{name}, whom nothing brings back"
                yield Problem(path, found, expected, hint, "warning")
