"""What entries rest on and when: sources not later than `as_of`, assumptions named, dates inside the horizon."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from sim.scenario.checks.view import View, day, listed
from sim.scenario.data import table
from sim.scenario.faults import Path, Problem, shown
from sim.scenario.language import Use

RESTING = (
    *("Condition", "Pledge", "Exposure", "Pressure", "Event", "Deadline", "PartyWorth", "OutsideView", "Issue"),
    *("Correlation", "SharedShock", "Ratifier"),
)
"""Words that should say what they rest on; a no-deal value must."""
PLAYED_DATES = {
    "Protocol": ("session_dates", "mediator_gone_from"),
    "Ratifier": ("ballots",),
    "Event": ("on", "from", "until"),
    "Deadline": ("on",),
    "Question": ("by",),
    "Predicate": ("by", "on"),
}
"""Fields with days that must be played."""
OTHER_DATES = {
    "Scenario": ("as_of",),
    "Measure": ("since",),
    "Source": ("date", "public_since"),
    "StartedOption": ("since",),
}
"""Fields with days that need not be."""


def evidence(view: View) -> Iterator[Problem]:
    """No source is later than `as_of`, and what an entry rests on is said."""
    as_of = day(view.at("as_of"))
    for use in view.of("Source"):
        yield from _told_later(use, as_of)
        published = _public(use.data)
        if as_of and published and published > as_of:
            found = f"a source of {published}, after as_of"
            yield Problem((*use.path, "date"), found, f"{as_of} or earlier", "Evidence from after day 0 only scores.")
    for use in view.fresh:
        if as_of and "source" in use.data and use.word != "Scenario":
            yield from _late_sources(view, (*use.path, "source"), use.data["source"], as_of)
    for use in view.of("NoDeal", *RESTING):
        if not listed(use.data.get("source")) and not use.data.get("assumed"):
            severe = use.word == "NoDeal"
            hint = "Say on what it rests, or why it was assumed."
            yield Problem(use.path, "neither", "source or assumed", hint, "fault" if severe else "warning", at_key=True)


def _public(source: Mapping[str, Any]) -> date | None:
    """Return the day since which what a source tells was public."""
    return day(source.get("public_since")) or day(source.get("date"))


def _told_later(use: Use, as_of: date | None) -> Iterator[Problem]:
    """A source that tells later what was public is believed as a single claim is."""
    since, published = day(use.data.get("public_since")), day(use.data.get("date"))
    if since and published and since > published:
        path = (*use.path, "public_since")
        yield Problem(path, f"public since {since}, published on {published}", f"{published} or earlier")
    if since and published and as_of and published > as_of and use.data.get("grade") != "C":
        found = f"a source of {published}, after as_of, of grade {use.data.get('grade') or 'none'}"
        hint = "Memory of what was public colours what is told later."
        yield Problem((*use.path, "public_since"), found, "grade: C", hint, at_key=True)


def _late_sources(view: View, path: Path, value: Any, as_of: date) -> Iterator[Problem]:
    for number, name in enumerate(listed(value)):
        published = _public(table(view.at("sources", name)))
        if published and published > as_of:
            place = (*path, number) if isinstance(value, list) else path
            found = f"{name}, a source of {published}, after as_of"
            yield Problem(place, found, f"a source of {as_of} or earlier", "Evidence from after day 0 only scores.")


def dates(view: View) -> Iterator[Problem]:
    """Dates are dates, and those of sessions, events and questions lie on days that are played."""
    first, horizon = day(view.at("as_of")), view.at("protocol", "horizon_days")
    if first and isinstance(horizon, int) and horizon > (date.max - first).days:
        yield Problem(("as_of",), f"{first}", f"a day such that the last of {horizon} days exists, {date.max} at most")
    for use in view.fresh:
        for fields, played in ((PLAYED_DATES, True), (OTHER_DATES, False)):
            for field in fields.get(use.word, ()):
                if use.data.get(field) is not None:
                    yield from _dates(view, (*use.path, field), use.data[field], played)


def _dates(view: View, path: Path, value: Any, played: bool) -> Iterator[Problem]:
    if isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _dates(view, (*path, number), inner, played)
    elif isinstance(value, int | float):
        # Pydantic would take some numbers, and texts made of digits, for seconds since 1970.
        yield Problem(path, shown(value), "a date such as 2025-03-19")
    elif isinstance(value, str) and day(value) is None:
        yield Problem(path, shown(value), "a date such as 2025-03-19")
    elif played:
        yield from _played(view, path, day(value))


def _played(view: View, path: Path, value: date | None) -> Iterator[Problem]:
    as_of, horizon = day(view.at("as_of")), view.horizon
    if value is None or as_of is None or not 1 <= horizon <= 3650 or 1 <= (value - as_of).days <= horizon:
        return
    try:
        first, last = as_of + timedelta(days=1), as_of + timedelta(days=int(horizon))
    except OverflowError:
        return
    yield Problem(path, str(value), f"a day played, {first} to {last}", "See as_of and protocol.horizon_days.")
