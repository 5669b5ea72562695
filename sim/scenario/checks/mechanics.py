"""Whether the parts of a scenario can work together as the rules need them to."""

from collections.abc import Iterator

from sim.scenario.checks.view import View, largest, listed
from sim.scenario.data import table
from sim.scenario.faults import Path, Problem
from sim.scenario.language import Use
from sim.scenario.numbers import NAMED_NUMBERS

MOST_PARTIES = 62
MOST_CONDITIONS = 62
MOST_PRESSURES = 62
"""Most parties, conditions or pressures: a set of them is kept as the bits of one number."""


def mechanics(view: View) -> Iterator[Problem]:
    """Options, truces, tactics, speakers, events and pressures can be played."""
    for check in (_options, _tactics, _speakers, _events, _pressures, _statements, _sizes):
        yield from check(view)


def _warning(path: Path, found: str, expected: str, hint: str = "", at_key: bool = True) -> Problem:
    return Problem(path, found, expected, hint, "warning", at_key)


def _options(view: View) -> Iterator[Problem]:
    yield from _free_to_leave(view)
    for use in view.of("Option"):
        issue, option = str(use.path[1]), str(use.path[3])
        if use.data.get("linked_to"):
            yield from _link(view, use, issue, option)
        if view.inside and view.options[issue][:1] == [option]:
            for field in ("term_days", "truce"):
                if use.data.get(field) is not None:
                    hint = "The first option is the status quo, which is not agreed and does not end."
                    yield _warning((*use.path, field), f"{field} on a status quo", "a later option", hint)
        if issue in table(use.data.get("guards")):
            hint = "Options of one issue never stand together."
            yield Problem(
                (*use.path, "guards", issue), f"a guard of {issue} itself", "another issue", hint, at_key=True
            )
        if use.data.get("extension_days") is not None and use.data.get("term_days") is None:
            yield _warning((*use.path, "extension_days"), "an extension without a term", "term_days beside it")
        if use.data.get("variant_of") is not None:
            yield from _variant(view, use, issue)
        if "renewal" in use.data and use.data.get("term_days") is None and not use.data.get("linked_to"):
            yield _warning((*use.path, "renewal"), "renewal without a term", "term_days beside it")
        if isinstance(use.data.get("truce"), dict):
            yield from _truce(use)


def _free_to_leave(view: View) -> Iterator[Problem]:
    """Warn of an option that is left at no cost where others are not: leaving a package costs what its dearest does."""
    later = [use for use in view.of("Option") if not view.inside or view.options[str(use.path[1])][0] != use.path[3]]
    costly = {str(use.path[1]) for use in later if _costs(use)}
    for use in later:
        if not _costs(use) and costly - {str(use.path[1])}:
            hint = "Alone it is left for nothing; in a package leaving costs what its dearest option does."
            yield _warning(use.path, "an option without withdrawal_cost", "a cost, as others state", hint)


def _costs(use: Use) -> bool:
    stated = use.data.get("withdrawal_cost", 0)
    numbers = list(stated.values()) if isinstance(stated, dict) and not set(stated) & NAMED_NUMBERS else [stated]
    return any(largest(number, 10_000) > 0 for number in numbers)


def _variant(view: View, use: Use, issue: str) -> Iterator[Problem]:
    """Warn of variants whose terms differ: what is in force keeps its clock, whatever the other variant states."""
    other = view.at("issues", issue, "options", str(use.data["variant_of"]))
    if isinstance(other, dict) and other.get("term_days") != use.data.get("term_days"):
        hint = "A variant keeps the clock of what it replaces."
        yield _warning((*use.path, "variant_of"), "a variant with another term", "the same term_days", hint)


def _link(view: View, use: Use, issue: str, option: str) -> Iterator[Problem]:
    path = (*use.path, "linked_to")
    if view.options[issue][:1] == [option] and view.inside:
        yield Problem(path, "a link on the status quo", "a later option", "Put another option first.", at_key=True)
    if _cyclic(view, issue, option):
        yield Problem(path, "a link that leads back to itself", "an anchor that does not hang on it", at_key=True)
        return
    for home, anchor in _anchors(view, issue, option):
        if home == issue:
            hint = "Options of one issue never stand together."
            yield Problem(path, f"a link to {issue} itself", "an option of another issue", hint, at_key=True)
        elif view.inside and view.options.get(home, [])[:1] == [anchor]:
            yield _warning(path, "a link to a status quo", "a later option", "It then ends as soon as that is left.")


def _anchors(view: View, issue: str, option: str) -> list[tuple[str, str]]:
    """Return the anchors of an option, as far as they can be read."""
    stated = table(view.at("issues", issue, "options", option, "linked_to"))
    return [(home, anchor) for home, anchor in stated.items() if isinstance(anchor, str)]


def _cyclic(view: View, issue: str, option: str) -> bool:
    """Return whether an option hangs, over other issues, on itself."""
    waiting = [anchor for anchor in _anchors(view, issue, option) if anchor[0] != issue]
    seen: set[tuple[str, str]] = set()
    while waiting:
        at = waiting.pop()
        if at not in seen:
            seen.add(at)
            waiting += _anchors(view, *at)
    return (issue, option) in seen


def _truce(use: Use) -> Iterator[Problem]:
    truce = use.data["truce"]
    most = largest(truce.get("branching", 0), 0.99) + largest(truce.get("retaliation", 0), 0.99)
    field = "retaliation" if "retaliation" in truce else "branching"
    if most >= 1:
        found = f"branching and retaliation that reach {most:.3g} together"
        hint = "At 1 and above, breaches bring ever more breaches."
        yield Problem((*use.path, "truce", field), found, "less than 1", hint)
    if not listed(use.data.get("binds")):
        hint = "A truce that binds nobody is never broken."
        yield _warning((*use.path, "truce"), "a truce without binds", "the parties it binds", hint)


def _tactics(view: View) -> Iterator[Problem]:
    for use in view.of("Tactic"):
        if use.data.get("kind") == "human" and not use.data.get("stand_in"):
            hint = "Nobody sits at the table in a run."
            yield Problem((*use.path, "kind"), "human without a stand-in", "stand_in beside it", hint)


def _speakers(view: View) -> Iterator[Problem]:
    protocol, mediators = table(view.at("protocol")), view.roles("mediator")
    speaks = protocol.get("speaks", "alternating")
    if speaks == "mediated" and len(mediators) != 1:
        found = "no mediator" if not mediators else f"{len(mediators)} mediators ({', '.join(mediators)})"
        yield Problem(("protocol", "speaks"), found, "one party with role: mediator")
    if not view.roles("principal") and view.parties:
        yield Problem(("parties",), "no principal", "at least one party with role: principal", at_key=True)
    if isinstance(speaks, dict) and not any(largest(share, 1e6) > 0 for share in speaks.values()):
        yield Problem(("protocol", "speaks"), "no share above 0", "a share above 0 for whoever speaks", at_key=True)
    for field in ("mediator_patience", "mediator_weights", "floor", "mediator_gone_from", "sessions_alone"):
        if protocol.get(field) is not None and not mediators:
            yield _warning(("protocol", field), f"{field} without a mediator", "a party with role: mediator")
    if not protocol.get("session_dates") and largest(protocol.get("sessions_per_day", 0), 20) <= 0:
        yield _warning(("protocol",), "no sessions", "session_dates or sessions_per_day", "Nothing can be agreed.")


def _events(view: View) -> Iterator[Problem]:
    for use in view.of("Event", "Deadline"):
        for issue, options in table(use.data.get("truces")).items():
            for option in table(options):
                stated = view.at("issues", issue, "options", option)
                if isinstance(stated, dict) and not isinstance(stated.get("truce"), dict):
                    yield _warning((*use.path, "truces", issue, option), f"{option}, no truce", "an option with truce")
        force, bar = table(use.data.get("force")), table(use.data.get("bar"))
        for issue, option in force.items():
            if isinstance(option, str) and _anchors(view, issue, option):
                found, hint = f"{option}, which is linked", "An event may force its anchor instead."
                yield Problem((*use.path, "force", issue), found, "an option without a link", hint)
            if view.at("issues", issue, "options", str(option), "lapses_with") is not None:
                found, hint = f"{option}, which lapses with another", "An event may force what it lapses with instead."
                yield Problem((*use.path, "force", issue), found, "an option that can stand by itself", hint)
            if bar.get(issue) == option:
                yield Problem((*use.path, "bar", issue), f"{option}, which it forces too", "one or the other")
        for issue, option in bar.items():
            if view.inside and view.options.get(issue, [])[:1] == [option]:
                hint = "Force another option of the issue instead."
                yield Problem((*use.path, "bar", issue), f"{option}, the status quo", "a later option", hint)
        if force and not view.inside:
            hint = "With status_quo: outside only complete deals are in force."
            yield _warning((*use.path, "force"), "a forced option", "none", hint)
        if largest(use.data.get("goodwill", 0), 1) > 0 and len(set(listed(use.data.get("between")))) < 2:
            found = "goodwill among fewer than two"
            yield Problem((*use.path, "goodwill"), found, "two parties under between", at_key=True)


def _pressures(view: View) -> Iterator[Problem]:
    for use in view.of("Pressure"):
        author, target = use.data.get("by"), use.data.get("target")
        if author == target and author in view.parties:
            yield Problem((*use.path, "target"), f"{target}, its own author", "another party")
        yield from _demand(view, use)


def _demand(view: View, use: Use) -> Iterator[Problem]:
    """Without a demand there is nothing to meet, nothing to threaten and nothing to reward."""
    data = use.data
    if data.get("demands") is None:
        needs = {"ends": data.get("ends") == "met", "kind": data.get("kind") == "inducement"}
        for field, found in {**needs, "threat": largest(data.get("threat", 0), 1) > 0}.items():
            if found:
                hint = "It says what the pressure is about."
                yield Problem((*use.path, field), f"{field}: {data[field]} without a demand", "demands beside it", hint)
    elif data.get("ends") == "met" and "days" in data:
        yield _warning((*use.path, "days"), "days of what lasts until it is met", "one or the other")
    deters = largest(data.get("threat", 0), 1) > 0
    for issue, options in table(data.get("demands")).items():
        if not deters and view.inside and view.options.get(issue, [])[:1] and view.options[issue][0] in listed(options):
            hint = "It is met as the scenario begins, and nothing is threatened if that changes."
            yield _warning((*use.path, "demands", issue), f"{view.options[issue][0]}, the status quo", "a change", hint)


def _statements(view: View) -> Iterator[Problem]:
    """Exposures bind somebody else; two statements of one party about one option are one too many."""
    for use in view.of("Exposure"):
        for issue, option in table(use.data.get("option")).items():
            bound = listed(view.at("issues", issue, "options", option, "binds")) if isinstance(option, str) else []
            known = isinstance(option, str) and option in view.options.get(issue, ())
            if known and not set(bound) - set(listed(use.data.get("party"))):
                hint = "Nobody else's conduct is at stake, so it counts for nothing."
                yield _warning((*use.path, "option"), f"{option}, which binds nobody else", "an option that does", hint)
    for word in ("Exposure", "Pledge"):
        seen: dict[str, str] = {}
        for use in view.of(word):
            same = f"{use.data.get('party')} {use.data.get('option')}"
            if same in seen:
                found = f"what {seen[same]} says already"
                yield Problem(use.path, found, "one entry for a party and an option", at_key=True)
            seen.setdefault(same, str(use.path[-1]))


def _sizes(view: View) -> Iterator[Problem]:
    sizes = (("parties", MOST_PARTIES), ("conditions", MOST_CONDITIONS), ("pressures", MOST_PRESSURES))
    for words, most in sizes:
        count = len(view.names(words))
        if count > most:
            yield Problem((words,), f"{count} {words}", f"at most {most}", at_key=True)
