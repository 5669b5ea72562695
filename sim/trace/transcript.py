"""The transcript of a watched run: what happened day by day with reasons, as data and in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.finding import Finding, Row, Table
from sim.formatting import plain_data
from sim.scenario.model import Scenario
from sim.trace.days import Day
from sim.trace.narrative import deal_in_words, tell


@dataclass(frozen=True, repr=False)
class Transcript(Finding):
    """One run, watched.

    Attributes:
        scenario: What was played, changes applied.
        run: Number of the run.
        seed: Key of its luck.
        digest: Fingerprint of the scenario played.
        outcome: Id of the outcome; the same as in the ensemble's row of this run.
        outcome_day: The day on which the outcome came to hold; none if it has no day.
        deal: The deal in force at the end, issue to option; empty where nothing is.
        end_day: The last day played.
        days: Every day, in order.
    """

    scenario: Scenario
    run: int
    seed: int
    digest: str
    outcome: str
    outcome_day: int | None
    deal: Mapping[str, str]
    end_day: int
    days: tuple[Day, ...]

    def table(self) -> Table:
        """Return a row per session of talks, and one for each other day on which something happened."""
        since = "" if self.outcome_day is None else f" (day {self.outcome_day})"
        title = (
            f"{self.scenario.title}: run {self.run} of seed {self.seed}, digest {self.digest}; {self.outcome}{since}"
        )
        return Table(
            title, [row for day in self.days if day.eventful for row in self._rows(day)], "str() tells it in words."
        )

    def _rows(self, day: Day) -> Iterator[Row]:
        """Yield the rows of a day; what happens besides talks stands in the first."""
        happened = [*day.events, *(f"{move.issue} {move.how}" for move in day.moves)]
        happened += ["mediator leaves"] if day.mediator_left else []
        for place, session in enumerate(day.sessions or (None,)):
            yield {
                "day": day.day,
                "date": day.date,
                "session": None if session is None else session.session,
                "speaker": None if session is None else session.speaker,
                "proposal": self._words(None if session is None else session.proposal),
                "agreed": None if session is None else session.agreed,
                "refused_by": ", ".join(a.party for a in session.answers if not a.accepts) or None if session else None,
                "happened": ", ".join(happened) or None if not place else None,
                "in_force": self._words(day.in_force),
            }

    def _words(self, deal: Mapping[str, str] | None) -> str | None:
        return None if deal is None else deal_in_words(self.scenario, deal)

    def to_dict(self) -> dict[str, Any]:
        """Return the run as plain data, ready for JSON: the keys of `parley watch --json`."""
        return plain_data(
            {
                "scenario": self.scenario.id,
                "run": self.run,
                "seed": self.seed,
                "digest": self.digest,
                "outcome": self.outcome,
                "outcome_day": self.outcome_day,
                "deal": dict(self.deal),
                "end_day": self.end_day,
                "days": [day.to_dict() for day in self.days],
            }
        )

    def to_text(self) -> str:
        """Return the run in words, one line per thing that happened."""
        scenario = self.scenario
        since = "" if self.outcome_day is None else f" (day {self.outcome_day})"
        head = [
            f"{scenario.title}: run {self.run} of seed {self.seed}",
            f"Outcome: {scenario.name_of('outcomes', self.outcome)}{since}",
            f"In force at the end, day {self.end_day}: {deal_in_words(scenario, self.deal)}",
            "",
        ]
        return "\n".join([*head, *tell(scenario, self.days)])

    def __str__(self) -> str:
        return self.to_text()
