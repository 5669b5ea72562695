"""How the talks read: what speakers believe against what happens, what is said again, and what pressure moves.

    python benchmarks/talks.py SCENARIO [RUNS [PATH=VALUE …]]

Watches runs of a scenario, with values set in it if any are given, and prints, of its proposals, how often those put at
a chance were accepted, how many were believed dead, how many repeat what had just been refused; then size and day of
first deals, and what each pressure, with its chance at 0 and at 1, does to the share of runs in which its demand is
met.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod, sqrt
from statistics import median
from typing import Any

import sim

BINS = (0.05, 0.2, 0.5, 0.8, 1.0)
SEED = 1
ENSEMBLE = 4_000
NEAR = 0.8
"""Share of a refuser's weight on which a near-repeat says the same."""


@dataclass
class Tally:
    """What is counted over runs."""

    proposals: int = 0
    agreed: int = 0
    repeats: int = 0
    near: int = 0
    single: int = 0
    streaks: int = 0
    believed: dict[float, list[float]] = field(default_factory=lambda: defaultdict(list))
    accepted: dict[float, list[bool]] = field(default_factory=lambda: defaultdict(list))
    first_day: list[int] = field(default_factory=list)
    first_size: list[int] = field(default_factory=list)


def watch(name: str, runs: int, values: Sequence[str] = ()) -> Tally:
    """Return what runs of a scenario come to, with values set."""
    weights = weights_of(sim.load(name))
    tally = Tally()
    for run in range(runs):
        _count(list(sessions(sim.watch(name, seed=SEED, run=run, changes=list(values)).to_dict())), weights, tally)
    return tally


def sessions(watched: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the sessions of a run in which something was proposed, with their days."""
    for day in watched["days"]:
        yield from ((day["day"], session) for session in day["sessions"] if session["offer"] is not None)


def weights_of(scenario: sim.Scenario) -> dict[str, dict[str, float]]:
    """Return, for every party, the weight of each issue, its range at the middle."""
    return {p: {i: stated.weight.middle for i, stated in worth.issues.items()} for p, worth in scenario.worth.items()}


def _count(held: list[tuple[int, Mapping[str, Any]]], weights: dict[str, dict[str, float]], tally: Tally) -> None:
    refused: tuple[dict[str, str], list[str]] | None = None
    streak = 0
    made = False
    for day, session in held:
        changes, offer = dict(session["proposal"]), session["offer"]
        chance = prod(hope["chance"] * hope["clear"] for hope in offer["hopes"])
        place = next(top for top in BINS if chance <= top)
        tally.proposals += 1
        tally.agreed += session["agreed"]
        tally.single += len(changes) == 1
        tally.believed[place].append(chance)
        tally.accepted[place].append(session["agreed"])
        same = refused is not None and refused[0] == changes
        streak = streak + 1 if same else 0
        tally.repeats += same
        tally.near += refused is not None and _nearly(refused, changes, weights)
        tally.streaks += streak == 4
        if session["agreed"] and not made:
            made = True
            tally.first_day.append(day)
            tally.first_size.append(len(changes))
        no = [answer["party"] for answer in session["answers"] if not answer["accepts"]]
        refused = (changes, no) if no else None


def _nearly(
    refused: tuple[dict[str, str], list[str]], changes: dict[str, str], weights: dict[str, dict[str, float]]
) -> bool:
    """Return whether a proposal says the same as the one refused on most of what it means to one who refused."""
    before, parties = refused
    issues = set(before) | set(changes)
    for party in parties:
        own = weights.get(party, {})
        total = sum(own.get(issue, 0.0) for issue in issues)
        same = sum(own.get(issue, 0.0) for issue in issues if before.get(issue) == changes.get(issue))
        if total > 0.0 and same >= NEAR * total:
            return True
    return False


def told(name: str, runs: int, tally: Tally) -> Iterator[str]:
    """Yield the lines about a scenario."""
    count = max(1, tally.proposals)
    dead = len(tally.believed[BINS[0]])
    yield f"{name}: {runs} runs, {tally.proposals / runs:.1f} proposals a run, {tally.agreed / count:.0%} accepted"
    for low, top in zip((0.0, *BINS), BINS, strict=False):
        found, said = tally.believed[top], tally.accepted[top]
        if found:
            mean, share = sum(found) / len(found), sum(said) / len(said)
            yield f"  put at {low:.0%} to {top:.0%}: {len(found)}, believed {mean:.1%}, accepted {share:.1%}"
    yield f"  believed below 5 %: {dead / count:.1%}; of one issue {tally.single / count:.1%}"
    yield (
        f"  repeats of what was just refused {tally.repeats / count:.1%}, near-repeats {tally.near / count:.1%}, "
        f"rows of five and more {tally.streaks}"
    )
    if tally.first_day:
        size = sum(tally.first_size) / len(tally.first_size)
        share = len(tally.first_day) / runs
        yield f"  first deal in {share:.0%} of runs, median day {median(tally.first_day):g}, {size:.2f} issues"


def pressures(name: str, values: Sequence[str] = ()) -> Iterator[str]:
    """Yield what each pressure does to the share of runs in which the first option that it names is ever in force."""
    for key, pressure in sim.load(name).pressures.items():
        wanted = getattr(pressure, "demands", None) or {"full_ceasefire": "thirty_days"}
        issue, options = next(iter(wanted.items()))
        option = options if isinstance(options, str) else options[0]
        met = []
        for chance in (0, 1):
            played = sim.run(name, runs=ENSEMBLE, seed=SEED, changes=[*values, f"pressures.{key}.chance={chance}"])
            met.append(played.ever(issue, option) if hasattr(played, "ever") else _ever(played, issue, option))
        change = 100 * (met[1].astype(float) - met[0].astype(float))
        mean, half = change.mean(), 1.96 * float(change.std()) / sqrt(len(change))
        yield (
            f"  {key} (chance 0 to 1): {issue}: {option} in {met[0].mean():.1%} to {met[1].mean():.1%} of runs, "
            f"{mean:+.2f} points (95 % {mean - half:+.2f} to {mean + half:+.2f})"
        )


def _ever(played: Any, issue: str, option: str) -> Any:
    """Return in which runs an option was ever in force."""
    frame = played.to_pandas() if hasattr(played, "to_pandas") else played.frame()
    days = frame[f"reached.{issue}={option}"]
    return ((days > 0) & days.notna()).to_numpy()


def main() -> None:
    """Print what talks come to in a scenario."""
    name = sys.argv[1] if len(sys.argv) > 1 else "ukraine-2025-03"
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 600
    values = sys.argv[3:]
    print("\n".join(told(name, runs, watch(name, runs, values))))
    print("\n".join(pressures(name, values)))


if __name__ == "__main__":
    main()
