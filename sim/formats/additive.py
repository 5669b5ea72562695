"""Domains in which worth adds up over issues, as GENIUS and GeniusWeb have them, and what they are as scenarios.

Utility there is a sum over issues of weight × utility of the option, both mostly within [0, 1]. A point here is a
hundredth of that: a deal's worth is 100 times its utility.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np

from sim.arrays import Floats
from sim.formats import ImportedScenario
from sim.formats.files import one_line, today
from sim.formats.ids import ids_of
from sim.scenario.checks import problems_in
from sim.scenario.checks.names import RESERVED_ISSUES, RESERVED_OPTIONS
from sim.scenario.deals import LIMIT_PLAYED_DEALS
from sim.scenario.deciders import counts_votes, members
from sim.scenario.faults import Fault, ScenarioError, dotted
from sim.scenario.model import Scenario

MOST_DEALS = 5_000_000
"""Most deals whose utilities are laid out at once."""
MOST_VALUES = 100_001
"""Most values of an issue that are looked at; a scenario takes fewer."""


@dataclass(frozen=True)
class Side:
    """What one negotiator wants.

    Attributes:
        name: Its name.
        weights: [I] weight of each issue.
        values: For each issue the utility of each option.
        reserve: Utility without a deal; None if the file states none, which counts as 0.
    """

    name: str
    weights: tuple[float, ...]
    values: tuple[tuple[float, ...], ...]
    reserve: float | None


@dataclass(frozen=True)
class Domain:
    """What is negotiated and who wants what.

    Attributes:
        name: Its name.
        issues: Name and option names of every issue.
        sides: The negotiators.
        left_out: What the files say that is not in here, and what was read with some doubt, a sentence each.
        cap: Largest utility in the program that the files come from, which counts anything above as this.
    """

    name: str
    issues: tuple[tuple[str, tuple[str, ...]], ...]
    sides: tuple[Side, ...]
    left_out: tuple[str, ...] = ()
    cap: float = math.inf

    @property
    def deals(self) -> int:
        """How many deals there are."""
        return math.prod(len(options) for _, options in self.issues)

    def deal(self, place: int) -> dict[str, str]:
        """Return a deal by number, the last issue fastest."""
        found = []
        for name, options in reversed(self.issues):
            place, at = divmod(place, len(options))
            found.append((name, options[at]))
        return dict(reversed(found))

    def reserves(self) -> Floats:
        """Return [P] the utility of no deal."""
        return np.array([side.reserve or 0.0 for side in self.sides])

    def utilities(self, capped: bool = False) -> Floats:
        """Return [D, P] the utility of every deal to every side.

        Args:
            capped: Whether no utility is above the cap.

        Raises:
            ValueError: There are more than `MOST_DEALS` deals.
        """
        if self.deals > MOST_DEALS:
            raise ValueError(f"found {self.deals:,} deals, expected at most {MOST_DEALS:,}")
        columns = []
        for side in self.sides:
            total = np.zeros(1)
            for weight, values in zip(side.weights, side.values, strict=True):
                total = (total[:, None] + weight * np.array(values)[None, :]).reshape(-1)
            columns.append(total)
        whole = np.stack(columns, axis=1)
        return np.minimum(whole, self.cap) if capped else whole


def legible(domain: Domain) -> Domain:
    """Return a domain with its names on one line each, without control characters, all still different."""
    issues = tuple(
        (name, tuple(_in_one_line(options)))
        for name, (_, options) in zip(_in_one_line([n for n, _ in domain.issues]), domain.issues, strict=True)
    )
    sides = tuple(replace(side, name=one_line(side.name)) for side in domain.sides)
    notes = tuple(one_line(note) for note in domain.left_out)
    made = replace(domain, name=one_line(domain.name), issues=issues, sides=sides, left_out=notes)
    if made == domain:
        return domain
    return replace(made, left_out=(*notes, "Control characters and line breaks in names: blanks instead."))


def _in_one_line(names: Sequence[str]) -> list[str]:
    made: list[str] = []
    for name in names:
        plain = one_line(name)
        number = sum(1 for other in made if other == plain or other.startswith(f"{plain} ("))
        made.append(f"{plain} ({number + 1})" if plain in made else plain)
    return made


def points(utility: float) -> float:
    """Return 100 times a utility, as one would write it: 0.57 is 57, not 56.99999999999999."""
    return float(Decimal(repr(float(utility))).scaleb(2))


def utility(stated: float) -> float:
    """Return the utility that `points` turns into exactly these points, or the nearest where there is none."""
    return inverse(points, stated, float(Decimal(repr(float(stated))).scaleb(-2)))


def inverse(function: Callable[[float], float], wanted: float, guess: float) -> float:
    """Return the float next to a guess from which a rising function gives exactly what is wanted; else the guess."""
    tried = [guess, math.nextafter(guess, math.inf), math.nextafter(guess, -math.inf)]
    return next((one for one in tried if function(one) == wanted), guess)


def imported(domain: Domain, kind: str) -> ImportedScenario:
    """Return the scenario that a domain makes, checked.

    Args:
        domain: The domain.
        kind: What its files are called, as in "a GENIUS domain".

    Raises:
        ScenarioError: It is too large for a scenario, or holds numbers outside the language's bounds.
    """
    notes = domain.left_out
    if domain.deals > LIMIT_PLAYED_DEALS:
        found = (
            f"{domain.deals:,} deals: theories such as solve take them, runs can be played of {LIMIT_PLAYED_DEALS:,}"
        )
        notes = (*notes, f"{found} at most.")
    return ImportedScenario(checked_data(scenario_of(domain, kind), domain.name), notes)


def checked_data(data: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a scenario's plain data, having made sure that the language can hold it.

    Args:
        data: The scenario.
        name: What faults call it.

    Raises:
        ScenarioError: It is too large for a scenario, or holds numbers outside the language's bounds.
    """
    _, problems = problems_in(data)
    faults = [p for p in problems if p.severity == "fault"]
    if faults:
        raise ScenarioError(Fault(name, 0, 0, dotted(p.path), p.found, p.expected, p.hint) for p in faults)
    return data


def scenario_of(domain: Domain, kind: str) -> dict[str, Any]:
    """Return a domain as a scenario's plain data; what the files do not state is assumed, and marked as such."""
    issues = ids_of((name for name, _ in domain.issues), RESERVED_ISSUES)
    options = [ids_of(names, RESERVED_OPTIONS) for _, names in domain.issues]
    parties = ids_of(side.name for side in domain.sides)
    named, day = dict(zip(parties, domain.sides, strict=True)), today()
    whole = {issues[0]: options[0]} if issues else {}
    left_out = {f"note_{number}": text for number, text in enumerate(domain.left_out, 1)}
    return {
        "format": 1,
        "id": ids_of([domain.name])[0],
        "title": domain.name,
        "as_of": day,
        "sources": {"file": {"title": f"{kind}: {domain.name}", "date": day}},
        "protocol": {"horizon_days": 30, "sessions_per_day": 1, "status_quo": "outside", "speaks": "alternating"},
        "parties": {party: _party(side) for party, side in named.items()},
        "issues": {
            issue: {
                "label": name,
                "controlled_by": parties,
                "options": {option: {"label": label} for option, label in zip(ids, labels, strict=True)},
                "source": "file",
            }
            for issue, ids, (name, labels) in zip(issues, options, domain.issues, strict=True)
        },
        "worth": {party: _worth(side, issues, options) for party, side in named.items()},
        "outcomes": {
            "agreed": {"label": "they agree", "when": {"ever": whole}},
            "no_deal": {"label": "no deal", "otherwise": True},
        },
        **({"left_out": left_out} if left_out else {}),
    }


def _party(side: Side) -> dict[str, Any]:
    stated = {"value": points(side.reserve or 0.0)}
    why = "The file states no reservation value, which counts as 0."
    rests = {"source": "file"} if side.reserve is not None else {"assumed": why}
    return {
        "label": side.name,
        "no_deal": {**stated, **rests},
        "tactic": {"kind": "time", "from": 0.9, "to": 0.1},
        "precision": "exact",
        "patience_days": 30,
        "assumed": "The file states neither tactic nor precision nor patience: evenly from 90 to 10 %, exact, 30 days.",
    }


def _worth(side: Side, issues: Sequence[str], options: Sequence[Sequence[str]]) -> dict[str, Any]:
    total = math.fsum(side.weights)
    if total <= 0:
        return {"assumed": "All its weights are 0 in the file."}
    stated = {
        issue: {"weight": weight, **{o: points(v) for o, v in zip(ids, values, strict=True)}}
        for issue, ids, weight, values in zip(issues, options, side.weights, side.values, strict=True)
    }
    # Weights are shares of their sum here; there they are factors, whatever they add up to.
    return {"source": "file", **({"total": points(total)} if total != 1.0 else {}), **stated}


def domain_of(scenario: Scenario) -> Domain:
    """Return a scenario as a domain, with what a domain cannot hold left out and reported.

    Uncertain numbers are given their middle value. Parties to whom no issue is worth anything are left out.

    Raises:
        ValueError: A worth states only an order, or fewer than two parties care for anything.
    """
    ordinal = [party for party, worth in scenario.worth.items() if worth.ordinal]
    if ordinal:
        raise ValueError(f"worth.{ordinal[0]} states only an order; utilities need weights and values")
    notes: list[str] = []
    caring = [party for party in scenario.parties if scenario.worth[party].issues]
    if len(caring) < 2:
        raise ValueError(f"found {len(caring)} parties that care for an issue, expected at least two")
    for party in scenario.parties:
        if party not in caring:
            notes.append(f"The party {party}: no issue is worth anything to it.")
    sides = tuple(_side(scenario, party, notes) for party in caring)
    issues = tuple((scenario.name_of("issues", issue), _labels(scenario, issue, notes)) for issue in scenario.issues)
    names = [name for name, _ in issues]
    if len(set(names)) < len(names):
        issues = tuple((issue, options) for issue, (_, options) in zip(scenario.issues, issues, strict=True))
        notes.append("The labels of issues, since two are the same: ids stand instead.")
    return Domain(scenario.title, issues, sides, (*notes, *_words(scenario)))


def _labels(scenario: Scenario, issue: str, notes: list[str]) -> tuple[str, ...]:
    labels = tuple(scenario.option_name(issue, option) for option in scenario.issues[issue].options)
    if len(set(labels)) == len(labels):
        return labels
    notes.append(f"The labels of the options of {issue}, since two are the same: ids stand instead.")
    return tuple(scenario.issues[issue].options)


def _side(scenario: Scenario, party: str, notes: list[str]) -> Side:
    worth, no_deal = scenario.worth[party], scenario.parties[party].no_deal
    spreads = [worth.total, no_deal.value]
    weights, values = [], []
    for issue, stated in scenario.issues.items():
        mine = worth.issues.get(issue)
        weights.append(mine.weight.middle if mine else 0.0)
        spread = [mine.values[option] for option in stated.options] if mine else []
        values.append(tuple(utility(one.middle) for one in spread) if mine else (0.0,) * len(stated.options))
        spreads += [*spread, *([mine.weight] if mine else [])]
    if not all(spread.certain for spread in spreads):
        notes.append(f"How uncertain the numbers of {party} are: each stands at its middle.")
    if worth.bonus:
        notes.append(f"The bonuses of {party}: worth adds up over issues there.")
    unstated = no_deal.value.certain and no_deal.value.middle == 0.0 and not no_deal.sources
    name = scenario.name_of("parties", party)
    return Side(
        name, _factors(weights, worth.total.middle), tuple(values), None if unstated else utility(no_deal.value.middle)
    )


def _factors(weights: Sequence[float], total: float) -> tuple[float, ...]:
    """Return weights as factors of utility, which add up to the total."""
    added = math.fsum(weights)
    if added <= 0 or total == points(added):
        return tuple(weights)
    factor = total / 100.0 / added
    return tuple(weights) if factor == 1.0 else tuple(weight * factor for weight in weights)


OTHER_WORDS = {
    "infeasible": "combinations that cannot be agreed; every combination is a deal there",
    "conditions": "conditions",
    "pledges": "pledges",
    "exposures": "exposures",
    "ratifiers": "ratifiers",
    "pressures": "pressures",
    "events": "events",
    "deadlines": "deadlines",
    "switches": "switches",
    "questions": "questions",
    "outside_view": "base rates",
    "changes": "named what-ifs",
}
"""Words of a scenario that have no counterpart in a domain."""


def _words(scenario: Scenario) -> tuple[str, ...]:
    """Return sentences on what in a scenario has no counterpart in any domain."""
    found = [f"The {what}." for word, what in OTHER_WORDS.items() if getattr(scenario, word)]
    if scenario.protocol.status_quo == "inside":
        found.append("That first options are in force without a deal: the no-deal value alone stands as reserve.")
    partial = [issue for issue in scenario.issues if set(members(scenario, issue)) < set(scenario.parties)]
    if partial:
        found.append(f"Who controls {', '.join(partial)}: everybody must consent to everything there.")
    votes = [issue for issue in scenario.issues if counts_votes(scenario, issue)]
    if votes:
        found.append(f"Votes on {', '.join(votes)}: there is no majority there, everybody must consent to everything.")
    linked = [i for i, stated in scenario.issues.items() for o in stated.options.values() if o.linked_to or o.term_days]
    if linked:
        found.append(f"Terms and links of the options of {', '.join(dict.fromkeys(linked))}.")
    found.append("The protocol, tactics, precision, patience and trust.")
    return tuple(found)
