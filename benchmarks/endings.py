"""How deals end in watched runs: through which clause they are left, how long truces last, what is signed twice.

    python benchmarks/endings.py SCENARIO [RUNS [PATH=VALUE …]]

Watches runs of a scenario, with values set in it if any are given, and prints withdrawals by the clause through which
they began, how many truces end within 3 and within 14 days and how, how soon the same truce is in force again, how
many packages are signed twice in one run, how often something is extended, and on how many days what is in force is a
combination that the scenario calls infeasible.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import sim

SEED = 1
SOON, LATER = 3, 14


@dataclass
class Endings:
    """What is counted over runs."""

    days: int = 0
    clauses: Counter[str] = field(default_factory=Counter)
    withdrawals: int = 0
    lasted: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    gaps: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    packages: int = 0
    twice: int = 0
    extended: Counter[str] = field(default_factory=Counter)
    forbidden: int = 0


def watch(name: str, runs: int, values: list[str]) -> Endings:
    """Return how deals end in runs of a scenario, with values set."""
    found = Endings()
    scenario = sim.load(name)
    for run in range(runs):
        days = sim.watch(name, seed=SEED, run=run, changes=list(values)).to_dict()["days"]
        _withdrawals(days, found)
        for issue, option in _truces(scenario):
            _spells(days, issue, option, found)
        _packages(days, found)
        found.days += len(days)
        found.forbidden += sum(_forbidden(scenario, day["in_force"]) for day in days)
    return found


def _truces(scenario: sim.Scenario) -> list[tuple[str, str]]:
    return [(i, o) for i, issue in scenario.issues.items() for o, option in issue.options.items() if option.truce]


def _withdrawals(days: list[Mapping[str, Any]], found: Endings) -> None:
    for day in days:
        for session in day["sessions"]:
            left = {f"{d['issue']}: {d['option']}" for d in session["denunciations"]}
            found.withdrawals += bool(left)
            found.clauses.update(left)
            for issue in session.get("extends", ()):
                found.extended[issue] += bool(session["agreed"])


def _spells(days: list[Mapping[str, Any]], issue: str, option: str, found: Endings) -> None:
    """Note how long a truce lasted each time, how it ended, and how soon it was back."""
    began = ended = 0
    name = f"{issue}: {option}"
    for day in days:
        for move in day["moves"]:
            if move["issue"] == issue and move["after"] == option and move["before"] != option:
                began = day["day"]
                if ended:
                    found.gaps[name].append(began - ended)
            elif move["issue"] == issue and move["before"] == option and move["after"] != option:
                ended = day["day"]
                found.lasted[name].append((ended - began + 1, move["how"]))


def _packages(days: list[Mapping[str, Any]], found: Endings) -> None:
    signed: Counter[frozenset[tuple[str, str]]] = Counter()
    for day in days:
        for session in day["sessions"]:
            if session["agreed"] and session["proposal"] and len(session["proposal"]) > 1:
                signed[frozenset(session["proposal"].items())] += 1
    found.packages += sum(signed.values())
    found.twice += sum(count > 1 for count in signed.values())


def _forbidden(scenario: sim.Scenario, deal: Mapping[str, str]) -> bool:
    """Return whether a deal is a combination that is stated to be infeasible."""
    patterns = [entry.when for entry in scenario.infeasible.values()]
    return any(all(deal.get(i) in ([o] if isinstance(o, str) else o) for i, o in when.items()) for when in patterns)


def told(name: str, runs: int, found: Endings) -> Iterator[str]:
    """Yield the lines about a scenario."""
    yield f"{name}: {runs} runs, {found.days} days"
    clauses = ", ".join(f"{clause} {count}" for clause, count in found.clauses.most_common())
    yield f"  withdrawals {found.withdrawals}, through: {clauses or 'none'}"
    for truce, spells in found.lasted.items():
        ways = Counter(how for _, how in spells)
        soon, later = (sum(days <= limit for days, _ in spells) for limit in (SOON, LATER))
        how = ", ".join(f"{way} {count}" for way, count in ways.most_common())
        yield f"  {truce}: {len(spells)} ended ({how}); within {SOON} days {soon}, within {LATER} days {later}"
        if gaps := found.gaps[truce]:
            yield f"    in force again {len(gaps)} times, after {median(gaps):g} days (median), {min(gaps)} at least"
    yield f"  packages signed {found.packages}, signed twice in one run {found.twice}"
    yield f"  extended by agreement: {', '.join(f'{o} {n}' for o, n in found.extended.items()) or 'nothing'}"
    yield f"  days in an infeasible state {found.forbidden}"


def main() -> None:
    """Print how deals end in a scenario."""
    name, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 600
    for line in told(name, runs, watch(name, runs, sys.argv[3:])):
        print(line)


if __name__ == "__main__":
    main()
