"""Names become numbers once: parties, issues and options by their place in the scenario."""

from collections.abc import Iterable, Iterator

from sim.scenario.base import Pattern
from sim.scenario.issue_words import Guard, Option
from sim.scenario.model import Scenario
from sim.scenario.numbers import Spread


class Names:
    """The numbers of parties, issues and options.

    Attributes:
        parties: Party ids in order.
        issues: Issue ids in order.
        options: (issue, option) ids, numbered over all issues.
        counts: How many options each issue has.
        first: The first option of each issue; the last entry is the number of options.
    """

    def __init__(self, scenario: Scenario) -> None:
        """Number what a scenario names."""
        self.scenario = scenario
        self.parties = tuple(scenario.parties)
        self.issues = tuple(scenario.issues)
        self.options = tuple((i, o) for i, issue in scenario.issues.items() for o in issue.options)
        self.counts = [len(issue.options) for issue in scenario.issues.values()]
        self.first = [sum(self.counts[:i]) for i in range(len(self.counts) + 1)]
        self._party = {name: number for number, name in enumerate(self.parties)}
        self._issue = {name: number for number, name in enumerate(self.issues)}
        self._option = {name: number for number, name in enumerate(self.options)}

    def party(self, name: str) -> int:
        """Return the number of a party."""
        return self._party[name]

    def issue(self, name: str) -> int:
        """Return the number of an issue."""
        return self._issue[name]

    def option(self, issue: str, option: str) -> int:
        """Return the number of an option over all issues."""
        return self._option[issue, option]

    def mask(self, parties: Iterable[str]) -> int:
        """Return a set of parties as a bit mask."""
        return sum(1 << self._party[name] for name in set(parties))

    def within(self, pattern: Pattern) -> dict[int, list[int]]:
        """Return a pattern as issue number to option numbers within the issue."""
        return {
            self.issue(i): [self.option(i, o) - self.first[self.issue(i)] for o in listed(options)]
            for i, options in pattern.items()
        }

    def stated(self, option: int) -> Option:
        """Return what was stated about an option."""
        issue, name = self.options[option]
        return self.scenario.issues[issue].options[name]


def listed(options: str | list[str]) -> list[str]:
    """Return one option or several as a list."""
    return [options] if isinstance(options, str) else list(options)


def guards_of(scenario: Scenario) -> Iterator[tuple[tuple[str, str], tuple[str, str], Guard]]:
    """Yield every guard of an option by another: which guards, which is guarded, and how."""
    for issue, stated in scenario.issues.items():
        for option, said in stated.options.items():
            for other, options in said.guards.items():
                for guarded, how in options.items():
                    yield (issue, option), (other, guarded), how


def effects_of(scenario: Scenario) -> Iterator[tuple[str, str, str, str, Spread]]:
    """Yield every effect of an event on a worth: event, party, issue, option, points."""
    for name, event in scenario.happenings.items():
        for party, issues in event.worth.items():
            for issue, options in issues.items():
                for option, points in options.items():
                    yield name, party, issue, option, points
