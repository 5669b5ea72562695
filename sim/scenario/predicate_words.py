"""Predicates in words, with the labels that a scenario gives."""

from collections.abc import Iterator, Mapping

from sim.scenario.model import Condition, Pattern, Predicate, Scenario, Situation

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
    for word, happened in OF_OPTIONS.items():
        options: Mapping[str, str] | None = getattr(predicate, word)
        if options:
            soon = f" within {predicate.within_days} days" if word == "alleged" and predicate.within_days else ""
            yield f"{pattern_words(scenario, options)} {happened}{soon}"
    if predicate.happened is not None:
        what = "passed" if predicate.happened in scenario.deadlines else "happened"
        yield f"{scenario.happening_name(predicate.happened)} {what}"
    if predicate.mediator_left:
        yield "the mediator gave up"
    yield from _nested(scenario, predicate)


def _nested(scenario: Scenario, predicate: Predicate) -> Iterator[str]:
    if predicate.all:
        yield " and ".join(f"({in_words(scenario, part)})" for part in predicate.all)
    if predicate.any:
        yield " or ".join(f"({in_words(scenario, part)})" for part in predicate.any)
    if predicate.not_ is not None:
        yield f"not ({in_words(scenario, predicate.not_)})"


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
    ago = f", at least {situation.since_days} days ago" if situation.since_days else ""
    for word, happened in OF_OPTIONS.items():
        options: Pattern | None = getattr(situation, word, None)
        if options is not None:
            yield f"{pattern_words(scenario, options)} {happened}{ago}"
    if situation.happened is not None:
        yield f"{scenario.happening_name(situation.happened)} happened{ago}"
    if situation.out is not None:
        yield f"{scenario.name_of('parties', situation.out)} is away from the table"


def condition_words(scenario: Scenario, condition: Condition) -> tuple[str, str]:
    """Return what triggers a condition, and what satisfies it: `never` where it refuses something whatever else."""
    met = [pattern_words(scenario, one) for one in condition.met_by]
    if condition.require_conduct is not None:
        met.append(situation_words(scenario, condition.require_conduct))
    return pattern_words(scenario, condition.triggers), " or ".join(met) or "never"


def _options(scenario: Scenario, issue: str, named: str | list[str]) -> str:
    listed = [named] if isinstance(named, str) else named
    return " or ".join(scenario.option_name(issue, option) for option in listed)
