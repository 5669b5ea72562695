"""Reasons as data: the terms of a surplus, as those who answer and those who propose weighed them.

The terms of a surplus add up to it. What only the party itself knows (its true red lines) is marked private: whoever
reads a watched run may see it, no other party may.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sim.formatting import rounded_percent, signed
from sim.scenario.model import Scenario

Kind = Literal[
    "worth",
    "bonus",
    "no_deal",
    "exposure",
    "pressure",
    "pending",
    "guard",
    "deadline",
    "condition",
    "pledge",
    "red_line",
]


@dataclass(frozen=True)
class Reason:
    """One term of a surplus.

    Attributes:
        kind: What sort of term it is: worth of an issue, bonus of a combination, change of the no-deal part through
            settling, exposure discounted by distrust, relief from a pressure or what an inducement adds, what is agreed
            and may yet fail, what guards take off exposure, what a deadline brings unless it is met, price of breaking
            a condition, price of refusing a pledge, or a red line, which has no price but forbids.
        points: What it adds to the surplus, on the party's own scale.
        about: Id of the issue, bonus, party, pressure, deadline, condition or pledge that it is about.
        share: The trust with which an exposure is taken; none for other kinds.
        private: Whether only the party itself knows it.
    """

    kind: Kind
    points: float
    about: str
    share: float | None = None
    private: bool = False


def total(reasons: Sequence[Reason], kind: Kind | None = None) -> float:
    """Return the points of all reasons, or of those of one kind."""
    return sum(reason.points for reason in reasons if kind is None or reason.kind == kind)


def reasons_in_words(scenario: Scenario, reasons: Sequence[Reason]) -> str:
    """Return the terms of a surplus in one line: `+6.1 worth, −4.2 trust (takes 32 % on trust), ...`."""
    parts = [*_worth(scenario, reasons), *_carrying_on(reasons), *_trust(reasons)]
    parts += [_bonus(reason) for reason in reasons if reason.kind == "bonus"]
    parts += [_pressure(scenario, reason) for reason in reasons if reason.kind == "pressure"]
    parts += [f"{signed(reason.points)} by what guards it" for reason in reasons if reason.kind == "guard"]
    parts += [f"{signed(reason.points)} for what is pending" for reason in reasons if reason.kind == "pending"]
    parts += [_deadline(scenario, reason) for reason in reasons if reason.kind == "deadline"]
    parts += [_pledge(scenario, reason) for reason in reasons if reason.kind == "pledge"]
    red = {reason.about for reason in reasons if reason.kind == "red_line"}
    parts += [_condition(scenario, reason, reason.about in red) for reason in reasons if reason.kind == "condition"]
    return ", ".join(parts) or "no change"


def _worth(scenario: Scenario, reasons: Sequence[Reason]) -> list[str]:
    """Say what the issues are worth together, and which brings what if there are several."""
    found = [reason for reason in reasons if reason.kind == "worth"]
    if not found:
        return []
    each = ", ".join(f"{scenario.name_of('issues', reason.about)} {signed(reason.points)}" for reason in found)
    return [f"{signed(total(found))} worth" + (f" ({each})" if len(found) > 1 else "")]


def _carrying_on(reasons: Sequence[Reason]) -> list[str]:
    """Say what settling takes off the value of carrying on, unless that rounds to nothing."""
    points = signed(total(reasons, "no_deal"))
    return [] if points == "0.0" else [f"{points} no-deal value"]


def _trust(reasons: Sequence[Reason]) -> list[str]:
    """Say what distrust takes off for the harm that others could do."""
    found = [reason for reason in reasons if reason.kind == "exposure"]
    if not found:
        return []
    shares = sorted({rounded_percent(reason.share) for reason in found if reason.share is not None})
    return [f"{signed(total(found))} trust" + (f" (takes {' and '.join(shares)} on trust)" if shares else "")]


def _bonus(reason: Reason) -> str:
    return f"{signed(reason.points)} {reason.about.replace('_', ' ')} (combination)"


def _pressure(scenario: Scenario, reason: Reason) -> str:
    kind = scenario.pressures[reason.about].kind
    return f"{signed(reason.points)} {kind} ({scenario.name_of('pressures', reason.about)})"


def _deadline(scenario: Scenario, reason: Reason) -> str:
    return f"{signed(reason.points)} deadline ({scenario.name_of('deadlines', reason.about)})"


def _pledge(scenario: Scenario, reason: Reason) -> str:
    return f"{signed(reason.points)} pledge ({scenario.name_of('pledges', reason.about)})"


def _condition(scenario: Scenario, reason: Reason, red: bool) -> str:
    """Name a demand that is not met, what giving way costs, and, for the reader only, whether it is a red line."""
    truth = "; a red line, private" if red else ""
    return f"{signed(reason.points)} condition unmet ({scenario.name_of('conditions', reason.about)}{truth})"
