"""Outcomes, questions and the predicates in them: every run gets one name, and what is asked can happen."""

from collections.abc import Iterator

from sim.scenario.asked_words import COUNTED, DONE_BY, MEASURES
from sim.scenario.checks.view import View, listed, pattern
from sim.scenario.data import table
from sim.scenario.faults import Problem, one_of
from sim.scenario.language import Use

_BESIDE = {"by", "for_days", "within_days", "on", "party", "at_least", "before"}
_PARTNERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    *(("for_days", ("ever",)), ("within_days", ("alleged",)), ("in_force", ("on",)), ("stands", ("on",))),
    *(("on", ("in_force", "stands")), ("party", DONE_BY), ("at_least", (*COUNTED, "any"))),
)
"""What needs one of some others beside it."""
_NEEDS_TERM = ("expired", "renewed", "reached_term", "extended")
_NEEDS_TRUCE = ("collapsed", "alleged", "alleged_by_both")


def outcomes(view: View) -> Iterator[Problem]:
    """Every run gets one outcome: the last is `otherwise`, and each has one rule."""
    stated = table(view.at("outcomes"))
    for place, (name, outcome) in enumerate(stated.items()):
        last = place == len(stated) - 1
        otherwise = isinstance(outcome, dict) and outcome.get("otherwise") is True
        if otherwise and not last:
            path, found = ("outcomes", name, "otherwise"), "otherwise before the last outcome"
            yield Problem(path, found, "a rule", "What follows is never reached; put it last.", at_key=True)
        if last and not otherwise:
            hint = "Add an outcome with otherwise: true, so that every run has a name."
            yield Problem(("outcomes", name), "a last outcome that may not hold", "otherwise: true", hint, at_key=True)
    for use in view.of("Outcome"):
        if (use.data.get("when") is None) == (use.data.get("otherwise") is None):
            found = "neither" if use.data.get("when") is None else "both"
            yield Problem(use.path, found, "either when or otherwise: true", at_key=True)


def predicates(view: View) -> Iterator[Problem]:
    """A predicate says something, and something that can happen."""
    for use in view.of("Predicate"):
        if not {key for key, value in use.data.items() if value is not None} - _BESIDE:
            expected = "at least one of ever, at_end, collapsed, expired, withdrawn, happened, all, any, not, ..."
            yield Problem(use.path, "a predicate that says nothing", expected, at_key=True)
        for field, partners in _PARTNERS:
            if use.data.get(field) is not None and all(use.data.get(partner) is None for partner in partners):
                yield Problem((*use.path, field), f"{field} alone", f"{' or '.join(partners)} beside it", at_key=True)
        yield from _happenings(view, use)
        yield from _order(use)
        leaves = [view.at("protocol", field) for field in ("mediator_patience", "mediator_gone_from")]
        if use.data.get("mediator_left") is True and leaves == [None, None]:
            found = "a mediator that never leaves"
            expected = "protocol.mediator_patience or protocol.mediator_gone_from"
            yield Problem((*use.path, "mediator_left"), found, expected, severity="warning", at_key=True)


def _order(use: Use) -> Iterator[Problem]:
    """Warn where something is to come before another and one of them has no day."""
    if use.data.get("before") is None:
        return
    for said, path in ((use.data, use.path), (table(use.data["before"]), (*use.path, "before"))):
        if {key for key, value in said.items() if value is not None} - _BESIDE == {"not"}:
            hint = "Nothing comes to hold on a day by not happening."
            yield Problem((*path, "not"), "not alone", "something that happens", hint, "warning", at_key=True)


def questions(view: View) -> Iterator[Problem]:
    """A question asks for yes or no, or for one number that a run can give."""
    for use in view.of("Question"):
        if (use.data.get("when") is None) == (use.data.get("number") is None):
            found = "neither" if use.data.get("when") is None else "both"
            yield Problem(use.path, found, "either when (yes or no) or number", at_key=True)
    for use in view.of("Measure"):
        said = [word for word in MEASURES if use.data.get(word) is not None]
        if len(said) != 1:
            found = " and ".join(said) or "nothing to count or measure"
            yield Problem(use.path, found, one_of(MEASURES), at_key=True)
        for field, partner in (("since", "day_of"), ("still", "days_in_force")):
            if use.data.get(field) is not None and use.data.get(partner) is None:
                yield Problem((*use.path, field), f"{field} alone", f"{partner} beside it", at_key=True)
        yield from _times(use)
        yield from _quantities(view, use)
        yield from _no_day(use)


def _times(use: Use) -> Iterator[Problem]:
    """What is counted is one thing, and nothing else is said of it but who did it."""
    said = table(use.data.get("times"))
    if not said:
        return
    counted = [word for word in COUNTED if word in said]
    other = [word for word in said if word not in {*COUNTED, "party"}]
    if len(counted) != 1 or other:
        found = " and ".join([*counted, *other]) or "nothing that is counted"
        hint = "Of which runs is said by of, up to which day by by."
        yield Problem((*use.path, "times"), found, f"{one_of(COUNTED)}, and party", hint, at_key=True)


def _quantities(view: View, use: Use) -> Iterator[Problem]:
    """Warn where an option of the issue says no quantity: runs with it have then no number."""
    for field in ("quantity_in_force", "quantity_agreed"):
        for issue in listed(use.data.get(field)):
            options = [option for option in view.options.get(issue, ()) if _without_quantity(view, issue, option)]
            if options and len(options) == len(view.options.get(issue, ())):
                expected = "quantity beside at least one option"
                yield Problem((*use.path, field), f"{issue}, of whose options none has a quantity", expected)
            elif options and use.data.get("otherwise") is None:
                found, hint = (
                    f"no quantity of {', '.join(options)}",
                    "Runs with it have no number; otherwise gives one.",
                )
                yield Problem((*use.path, field), found, "a quantity beside every option", hint, "warning")


def _without_quantity(view: View, issue: str, option: str) -> bool:
    return view.at("issues", issue, "options", option, "quantity") is None


def _no_day(use: Use) -> Iterator[Problem]:
    """Warn of a date that is asked of something that holds without a day on which it comes to hold."""
    said = table(use.data.get("day_of"))
    if said and not {key for key, value in said.items() if value is not None} - {*_BESIDE, "not"}:
        found, hint = "not alone", "Nothing comes to hold on a day by not happening."
        yield Problem((*use.path, "day_of"), found, "something that happens", hint, "warning", at_key=True)


def _happenings(view: View, use: Use) -> Iterator[Problem]:
    """Warn where something without a term is said to reach it, and where something other than a truce collapses."""
    for fields, word in ((_NEEDS_TERM, "term_days"), (_NEEDS_TRUCE, "truce")):
        for field in fields:
            for issue, options in (pattern(view, use.data.get(field)) or {}).items():
                for option in options:
                    if not _has(view, issue, option, word):
                        found, expected = f"{option}, which has no {word}", f"an option with {word}"
                        hint = "It never happens."
                        yield Problem((*use.path, field, issue), found, expected, hint, "warning")


def _has(view: View, issue: str, option: str, word: str) -> bool:
    """Return whether an option has a term or a truce; a linked option has its anchors' term."""
    waiting, seen = [(issue, option)], set[tuple[str, str]]()
    while waiting:
        at = waiting.pop()
        stated = table(view.at("issues", at[0], "options", at[1]))
        if stated.get(word) is not None:
            return True
        anchors = pattern(view, stated.get("linked_to")) if word == "term_days" and at not in seen else None
        waiting += [(home, name) for home, names in (anchors or {}).items() for name in names]
        seen.add(at)
    return False
