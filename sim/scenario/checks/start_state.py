"""What is under way on day 0: in force since a day that has come, and feasible together."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sim.scenario.checks.view import View, day, largest, listed
from sim.scenario.data import table
from sim.scenario.faults import Path, Problem, did_you_mean, one_of


def start_state(view: View) -> Iterator[Problem]:
    """What is said to be under way on day 0 can be under way."""
    start = table(view.at("start"))
    as_of = day(view.at("as_of"))
    for issue, stated in table(start.get("in_force")).items():
        yield from _in_force(view, issue, table(stated), as_of)
    for pressure, since in table(start.get("pressures")).items():
        path = ("start", "pressures", pressure)
        yield from _known(path, "pressure", pressure, view.names("pressures"), at_key=True)
        yield from _begun(path, day(since), as_of)
    for event, since in table(start.get("events")).items():
        path = ("start", "events", event)
        yield from _known(path, "event", event, view.names("events"), at_key=True)
        yield from _begun(path, day(since), as_of)
        yield from _ends_at_once(view, event)
    for party, others in table(start.get("observed")).items():
        yield from _known(("start", "observed", party), "party", party, view.parties, at_key=True)
        for other in table(others):
            yield from _known(("start", "observed", party, other), "party", other, view.parties, at_key=True)
    if start.get("in_force"):
        yield from _feasible(view, table(start.get("in_force")))


def _in_force(view: View, issue: str, stated: Mapping[str, Any], as_of: date | None) -> Iterator[Problem]:
    path = ("start", "in_force", issue)
    if issue not in view.options:
        yield from _known(path, "issue", issue, view.options, at_key=True)
        return
    option = stated.get("option")
    yield from _known((*path, "option"), f"option of {issue}", option, view.options[issue])
    if view.inside and option == view.options[issue][0] and not _counted(view, issue, option):
        hint = "It is in force unless something else is."
        yield Problem((*path, "option"), f"{option}, the status quo", "a later option", hint, "warning")
    for number, party in enumerate(listed(stated.get("signed_by"))):
        yield from _known((*path, "signed_by", number), "party", party, view.parties)
    for party in table(stated.get("breaches")):
        yield from _known((*path, "breaches", party), "party", party, view.parties, at_key=True)
    since = day(stated.get("since"))
    yield from _begun((*path, "since"), since, as_of)
    term = view.at("issues", issue, "options", str(option), "term_days") if isinstance(option, str) else None
    if since and as_of and term is not None and (as_of - since).days >= largest(term, 10_000):
        yield Problem((*path, "since"), f"{since}, so that its term has run out", "a later day")


def _counted(view: View, issue: str, option: Any) -> bool:
    """Return whether a question counts the days of an option, so that those before day 0 belong to its answer."""
    asked = (table(table(question).get("number")) for question in table(view.at("questions")).values())
    return any(option in listed(table(number.get("days_in_force")).get(issue)) for number in asked)


def _ends_at_once(view: View, event: str) -> Iterator[Problem]:
    """Warn of an option in force on day 0 that an event under way bars: it ends on the first morning."""
    stated = table(view.at("events", event))
    force, bar = table(stated.get("force")), table(stated.get("bar"))
    for issue, entry in table(view.at("start", "in_force")).items():
        option = table(entry).get("option")
        if bar.get(issue) == option or (issue in force and force[issue] != option):
            found, path = f"{option}, which {event} bars", ("start", "in_force", issue, "option")
            yield Problem(path, found, "an option that it leaves", "It ends on the first morning.", "warning")


def _known(path: Path, kind: str, name: Any, known: Any, at_key: bool = False) -> Iterator[Problem]:
    if isinstance(name, str) and name not in known:
        yield Problem(path, f"the unknown {kind} {name}", one_of(list(known)), did_you_mean(name, known), at_key=at_key)


def _begun(path: Path, since: date | None, as_of: date | None) -> Iterator[Problem]:
    if since and as_of and since > as_of:
        yield Problem(path, f"{since}, after as_of", f"{as_of} or earlier", "What begins later is agreed or an event.")


def _feasible(view: View, stated: Mapping[str, Any]) -> Iterator[Problem]:
    """What is in force together is not infeasible, holds its anchors, and is complete where it has to be."""
    deal: dict[str, Any] = {issue: options[0] for issue, options in view.options.items() if view.inside and options}
    deal |= {issue: table(entry).get("option") for issue, entry in stated.items()}
    path = ("start", "in_force")
    lacking = [issue for issue in view.options if issue not in deal]
    if lacking:
        yield Problem(path, f"nothing on {lacking[0]}", "a whole deal, as status_quo: outside asks", at_key=True)
    for name, entry in table(view.at("infeasible")).items():
        when = table(table(entry).get("when"))
        if when and all(deal.get(issue) in listed(options) for issue, options in when.items()):
            yield Problem(path, f"the infeasible combination {name}", "a feasible deal", at_key=True)
    for issue, option in deal.items():
        for anchor, needed in table(view.at("issues", issue, "options", str(option), "linked_to")).items():
            if deal.get(anchor) != needed:
                found = f"{option} without {anchor}: {needed}, to which it is linked"
                yield Problem((*path, issue) if issue in stated else path, found, "its anchor beside it", at_key=True)
