"""Predicates in words, with the labels that a scenario gives."""

from collections.abc import Iterator

from sim.scenario.asked_words import Measure, Predicate
from sim.scenario.base import Pattern
from sim.scenario.clause_words import Condition
from sim.scenario.model import Scenario
from sim.scenario.situation_word import Situation

OF_OPTIONS = {
    "collapsed": "collapsed",
    "expired": "ran out",
    "withdrawn": "was denounced",
    "renewed": "was renewed",
    "reached_term": "reached its term",
    "extended": "was extended by agreement",
    "agreed": "was agreed",
    "failed": "was agreed and failed before it was in force",
    "alleged": "was said to be broken",
    "alleged_by_both": "was said to be broken by both sides",
}
"""What can be asked of an option, by the word that the language has for it."""


def in_words(scenario: Scenario, predicate: Predicate) -> str:
    """Return what a predicate says about a run: `Energy truce: 30 days reached its term`."""
    said = " and ".join(_parts(scenario, predicate))
    return f"{said}, by {predicate.by}" if predicate.by else said


def _parts(scenario: Scenario, predicate: Predicate) -> Iterator[str]:
    if predicate.ever is not None:
        days = f" for {predicate.for_days} days in a row" if predicate.for_days else " on some day"
        yield f"{pattern_words(scenario, predicate.ever)} was in force{days}"
    if predicate.at_end is not None:
        yield f"{pattern_words(scenario, predicate.at_end)} was in force at the end"
    if predicate.in_force is not None:
        yield f"{pattern_words(scenario, predicate.in_force)} was in force on {predicate.on}"
    if predicate.stands is not None:
        yield f"{pattern_words(scenario, predicate.stands)} was in force or agreed on {predicate.on}"
    for word, happened in OF_OPTIONS.items():
        options: Pattern | None = getattr(predicate, word)
        if options:
            soon = f" within {predicate.within_days} days" if word == "alleged" and predicate.within_days else ""
            yield f"{pattern_words(scenario, options)} {happened}{soon}"
    if predicate.happened is not None:
        what = "passed" if predicate.happened in scenario.deadlines else "happened"
        yield f"{scenario.happening_name(predicate.happened)} {what}"
    if predicate.mediator_left:
        yield "the mediator gave up"
    yield from _counted(scenario, predicate)
    yield from _nested(scenario, predicate)


DONE = {
    **{"proposed": "proposed", "refused": "refused", "rejected": "rejected in a ballot"},
    "vetoed": "refused over a red line",
}
"""What is done at the table, by the word that the language has for it."""


def _counted(scenario: Scenario, predicate: Predicate) -> Iterator[str]:
    """Yield what may happen several times."""
    often = times_in_words(predicate.at_least) if not predicate.any else ""
    for word, done in DONE.items():
        what: Pattern | str | None = getattr(predicate, word)
        if what is not None:
            named = "anything" if isinstance(what, str) else pattern_words(scenario, what)
            yield f"{named} was {done}{_by_whom(scenario, predicate)}{often}"
    if predicate.walked_out is not None:
        yield f"{_one_of(scenario, 'parties', predicate.walked_out)} left the table{often}"
    if predicate.prolonged is not None:
        yield f"{_one_of(scenario, 'deadlines', predicate.prolonged)} was put off{often}"


def times_in_words(at_least: int | None) -> str:
    """Return how often something must have happened at least; nothing for once."""
    return f" at least {at_least} times" if at_least is not None and at_least > 1 else ""


def _by_whom(scenario: Scenario, predicate: Predicate) -> str:
    return "" if predicate.party is None else f" by {_one_of(scenario, 'parties', predicate.party)}"


def _one_of(scenario: Scenario, kind: str, named: str | list[str]) -> str:
    listed = [named] if isinstance(named, str) else named
    return " or ".join(scenario.name_of(kind, name) for name in listed)


def measure_in_words(scenario: Scenario, measure: Measure) -> str:
    """Return what is counted or measured of a run."""
    issues = _one_of(scenario, "issues", measure.quantity_in_force or measure.quantity_agreed or []).replace(
        " or ", " and "
    )
    if measure.days_in_force is not None:
        said = f"days with {pattern_words(scenario, measure.days_in_force)} in force"
        return said if measure.still is None else f"{said}, {measure.still:g} where it still is"
    if measure.day_of is not None:
        since = "" if measure.since is None else f", in days from {measure.since}"
        said = f"the day on which {in_words(scenario, measure.day_of)}{since}"
    elif measure.quantity_in_force is not None:
        said = f"quantity in force: {issues}"
    elif measure.quantity_agreed is not None:
        said = f"quantity first agreed: {issues}"
    elif measure.times is not None:
        said = f"how often {in_words(scenario, measure.times)}"
    else:
        said = f"how many hold: {'; '.join(in_words(scenario, part) for part in measure.how_many or ())}"
    return said if measure.otherwise is None else f"{said}; {measure.otherwise:g} where there is none"


def _nested(scenario: Scenario, predicate: Predicate) -> Iterator[str]:
    if predicate.all:
        yield " and ".join(f"({in_words(scenario, part)})" for part in predicate.all)
    if predicate.any:
        parts = [f"({in_words(scenario, part)})" for part in predicate.any]
        many = predicate.at_least is not None and predicate.at_least > 1
        yield f"at least {predicate.at_least} of {', '.join(parts)}" if many else " or ".join(parts)
    if predicate.not_ is not None:
        yield f"not ({in_words(scenario, predicate.not_)})"
    if predicate.before is not None:
        yield f"earlier than ({in_words(scenario, predicate.before)}), if that came at all"


def pattern_words(scenario: Scenario, pattern: Pattern) -> str:
    """Return which options a pattern matches, with their labels."""
    return ", ".join(
        f"{scenario.name_of('issues', issue)}: {_options(scenario, issue, named)}" for issue, named in pattern.items()
    )


def situation_words(scenario: Scenario, situation: Situation) -> str:
    """Return what must hold of a run as it stands: `Strike: on not in force, for 7 days`."""
    return " and ".join(_situation_parts(scenario, situation))


def _situation_parts(scenario: Scenario, situation: Situation) -> Iterator[str]:
    lasting = f", for {situation.for_days} days" if situation.for_days else ""
    for pattern, how in ((situation.in_force, "in force"), (situation.not_in_force, "not in force")):
        if pattern is not None:
            yield f"{pattern_words(scenario, pattern)} {how}{lasting}"
    if situation.stands is not None:
        yield f"{pattern_words(scenario, situation.stands)} in force or agreed"
    ago = f", at least {situation.since_days} days ago" if situation.since_days else ""
    for word, happened in OF_OPTIONS.items():
        options: Pattern | None = getattr(situation, word, None)
        if options is not None:
            yield f"{pattern_words(scenario, options)} {happened}{ago}"
    if situation.happened is not None:
        yield f"{scenario.happening_name(situation.happened)} happened{ago}"
    if situation.out is not None:
        yield f"{scenario.name_of('parties', situation.out)} is away from the table"
    if situation.not_ is not None:
        yield f"not ({situation_words(scenario, situation.not_)})"


def condition_words(scenario: Scenario, condition: Condition) -> tuple[str, str]:
    """Return what triggers a condition, and what satisfies it: `never` where it refuses something whatever else."""
    met = [pattern_words(scenario, one) for one in condition.met_by]
    if condition.require_conduct is not None:
        met.append(situation_words(scenario, condition.require_conduct))
    return pattern_words(scenario, condition.triggers), " or ".join(met) or "never"


def _options(scenario: Scenario, issue: str, named: str | list[str]) -> str:
    listed = [named] if isinstance(named, str) else named
    return " or ".join(scenario.option_name(issue, option) for option in listed)
