"""An issue with positions as a small Parley scenario, played: what the simulation forecasts where spatial models do.

A chair proposes, weighing every surplus by capability × salience; all decide by consent, as the Council mostly does;
worth falls linearly with distance and is salience points in all; without a decision nobody gets anything.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.formats.deu import DecidedIssue
from sim.runs.runner import run
from sim.scenario.base import FORMAT
from sim.scenario.model import Scenario

RUNS = 20
"""Runs of an issue: few enough to test all issues of a data set within a minute; ours."""
STEP = 10
"""Points of the line, 100 long, between options that are there whether anybody stands at them or not; ours."""
DAYS = 10
"""Days that the parties have, one session each; ours, since a data set does not say how long was negotiated."""
AS_OF = "2000-01-01"
"""Day 0, on which nothing depends: the same every time, so that results can be compared."""
CHAIR = "chair"
ISSUE = "decision"
WHY = "An issue of a data set, which gives no more than position, salience and capability."
LEAST = 0.001
"""Fewest points in all that an issue is worth to a party; the language wants some, and a salience of 0 is none."""


@dataclass(frozen=True)
class PlayedIssue:
    """How an issue ended when played.

    Attributes:
        position: Mean position of the decision, over the runs with one; NaN if there was none.
        decided: Share of runs with a decision.
    """

    position: float
    decided: float


def scenario_of(issue: DecidedIssue) -> Scenario:
    """Return an issue as a scenario: its options are all positions taken and every tenth point of the line."""
    places = sorted({*np.round(issue.position, 6).tolist(), *(float(x) for x in range(0, 101, STEP))})
    options = {f"at_{place:g}".replace(".", "_"): place for place in places}
    parties = [f"p{n}" for n in range(len(issue.actors))]
    influence = issue.capability * (100.0 / issue.capability.max())
    no_deal = {"value": 0, "assumed": WHY}
    data: dict[str, Any] = {
        "format": FORMAT,
        "id": "played",
        "title": issue.id,
        "as_of": AS_OF,
        "protocol": {
            "horizon_days": DAYS,
            "sessions_per_day": 1,
            "status_quo": "outside",
            "speaks": "mediated",
            "mediator_weights": {p: float(w) for p, w in zip(parties, influence * issue.salience, strict=True)},
        },
        "parties": {
            **{
                party: {"label": name, "influence": float(c), "no_deal": no_deal, "assumed": WHY}
                for party, name, c in zip(parties, issue.actors, influence, strict=True)
            },
            CHAIR: {"role": "mediator", "no_deal": no_deal, "assumed": WHY},
        },
        "issues": {
            ISSUE: {
                "controlled_by": parties,
                "options": {name: {"position": at} for name, at in options.items()},
                "assumed": WHY,
            }
        },
        "worth": {
            **{
                party: {
                    "total": max(LEAST, 100.0 * float(s)),
                    "assumed": WHY,
                    ISSUE: {"weight": 1, **{name: 100.0 - abs(at - float(x)) for name, at in options.items()}},
                }
                for party, x, s in zip(parties, issue.position, issue.salience, strict=True)
            },
            CHAIR: {"assumed": WHY},
        },
        "outcomes": {
            "decided": {"when": {"ever": {ISSUE: list(options)}}},
            "undecided": {"otherwise": True},
        },
    }
    return Scenario.model_validate(data)


def play_issue(issue: DecidedIssue, runs: int = RUNS, seed: int = 1) -> PlayedIssue:
    """Play an issue and return how it ends.

    Args:
        issue: The issue.
        runs: How many runs.
        seed: Key of all luck.
    """
    ensemble = run(scenario_of(issue), runs, seed, threads=1)
    options = ensemble.scenario.issues[ISSUE].options
    at = {name: option.position.middle for name, option in options.items() if option.position is not None}
    ended = [ensemble.game.deal(int(state)) for state in ensemble.records.state]
    places = [at[deal[ISSUE]] for deal in ended if ISSUE in deal]
    return PlayedIssue(float(np.mean(places)) if places else float("nan"), len(places) / len(ended))
