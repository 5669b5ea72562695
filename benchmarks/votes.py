"""What votes cost: talks of four, eight and twelve who vote, in turns with the same talks under unanimity.

    python benchmarks/votes.py [RUNS [TURNS]]

Chances that those who say yes win are reckoned over sets of voters, in two halves. Talks of more parties cost more
under any rule, since everybody is surveyed and answers. So the vote here is one that all must win, ninety-nine of a
hundred votes: the same talks, in which sets are gone through as well. Prints, per number of voters, the least processor
time of the turns per proposal under either rule, in microseconds, and how many times that of unanimity votes take.
"""

import json
import sys
import time
from typing import Any

from sim.runs.options import PlayOptions
from sim.runs.runner import PreparedRuns, prepare
from sim.scenario.documents import load_text
from sim.scenario.model import Scenario

VOTERS = (4, 8, 12)
RULES = ("unanimity", "majority")
SEED = 1
ISSUES = 4
MADE = {"assumed": "Made up."}
HARD = {"kind": "time", "from": 1, "to": 0.9, "beta": 0.3}
"""Who hardly concedes, so that much is proposed."""


def talks(voters: int, rule: str) -> Scenario:
    """Return talks in which so many parties with unlike weights of votes decide issues of three options."""
    parties = [f"p{number}" for number in range(voters)]
    weights = (
        {"weights": {party: 1 + number % 3 for number, party in enumerate(parties)}, "share": 0.99}
        if rule == "majority"
        else {}
    )
    options = {"now": {"label": "as now"}, "some": {"label": "some"}, "all": {"label": "all"}}
    stated: dict[str, Any] = {
        "format": 1,
        "id": "votes",
        "title": "Votes",
        "as_of": "2001-01-01",
        "asks": "Is anything changed?",
        "story": "Made up to be timed.",
        "protocol": {"horizon_days": 30, "sessions_per_day": 1, "speaks": "random", "status_quo": "inside"}
        | {"decided_by": {"rule": rule, "of": parties, **weights}},
        "parties": {
            party: {"label": party, "no_deal": {"value": 0} | MADE, "tactic": HARD} | MADE for party in parties
        },
        "issues": {
            f"i{issue}": {"label": f"Issue {issue}", "controlled_by": parties, "options": options} | MADE
            for issue in range(ISSUES)
        },
        "worth": {party: worth(number) for number, party in enumerate(parties)},
        "outcomes": {
            "some": {"label": "Some deal", "resolves": "Something is agreed.", "when": {"agreed": {"i0": "some"}}},
            "none": {"label": "No deal", "resolves": "Nothing is.", "otherwise": True},
        },
    }
    return load_text(json.dumps(stated), "votes.json")


def worth(number: int) -> dict[str, Any]:
    """Return what a party wants: every second one the most, the others something; weights are their own."""
    return {
        f"i{issue}": {"weight": 10 + 10 * ((number + issue) % 3)}
        | ({"now": 0, "some": 60, "all": 100} if (number + issue) % 2 else {"now": 100, "some": 75, "all": 0})
        for issue in range(ISSUES)
    }


def cost_of(ready: PreparedRuns) -> float:
    """Return the microseconds of processor time per proposal."""
    began = time.process_time()
    ensemble = ready.play(PlayOptions(threads=1))
    taken = time.process_time() - began
    return 1e6 * taken / float(ensemble.records.of("proposals").sum())


def main() -> None:
    """Time everything in turns, and print a table."""
    runs, turns = (int(word) for word in (*sys.argv[1:], "2000", "5")[:2])
    ready = {(n, rule): prepare(talks(n, rule), [], runs, SEED) for n in VOTERS for rule in RULES}
    costs: dict[tuple[int, str], list[float]] = {each: [] for each in ready}
    for one in ready.values():
        cost_of(one)
    for _ in range(turns):
        for each, one in ready.items():
            costs[each].append(cost_of(one))
    print(f"{'voters':>6} {'unanimity':>10} {'majority':>10} {'ratio':>7}")
    for n in VOTERS:
        plain, votes = (min(costs[n, rule]) for rule in RULES)
        print(f"{n:6} {plain:10.1f} {votes:10.1f} {votes / plain:7.2f}")


if __name__ == "__main__":
    main()
