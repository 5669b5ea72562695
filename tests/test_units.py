"""The unit of a party's points means nothing: four times the points at a quarter of the precision are the same run."""

from typing import Any

import numpy as np
import pytest

from sim.game.build import make_game
from sim.game.cases import draw
from sim.game.records import column_names
from sim.runs.ensemble import play
from sim.runs.options import PlayOptions
from sim.scenario.model import Scenario
from tests.rich import rich
from tests.small import needs_compiled

TIMES = 4


def _stated() -> dict[str, Any]:
    """Return a conflict with every mechanism, all points by party where they can be."""
    data = rich()
    names = list(data["parties"])
    data["protocol"] |= {
        "misperception": dict.fromkeys(names, 3),
        "assumed_precision": dict.fromkeys(names, 0.5),
    }
    for issue in data["issues"].values():
        for option in issue["options"].values():
            if "withdrawal_cost" in option:
                option["withdrawal_cost"] = dict.fromkeys(names, option["withdrawal_cost"])
    for name in names:
        data["parties"][name]["consistency"] = 0.6
    data["pressures"]["on_b"] |= {"demands": {"fire": ["truce", "peace"]}, "threat": 0.3}
    return data


def _rescaled(party: str) -> dict[str, Any]:
    """Return it with the points of one party times four, and its precision, own and assumed, divided by four."""
    data = _stated()
    seat, worth = data["parties"][party], data["worth"][party]
    worth["total"] = TIMES * worth.get("total", 100)
    for bonus in worth.get("bonus", {}).values():
        bonus["points"] *= TIMES
    value = seat["no_deal"]["value"]
    seat["no_deal"] = {"value": _times(value)}
    for field in ("drift", "volatility"):
        seat[field] = TIMES * seat.get(field, 0)
    seat["precision"] /= TIMES
    data["protocol"]["misperception"][party] *= TIMES
    data["protocol"]["assumed_precision"][party] /= TIMES
    for word, field in (("conditions", "backdown_cost"), ("pledges", "backdown_cost"), ("exposures", "points")):
        for entry in data[word].values():
            entry[field] *= TIMES if entry["party"] == party else 1
    for entry in data["pressures"].values():
        entry["points"] *= TIMES if entry["target"] == party else 1
        entry["cost"] *= TIMES if entry["by"] == party else 1
    for event in data["events"].values():
        _scale_event(event, party)
    for issue in data["issues"].values():
        for option in issue["options"].values():
            if "withdrawal_cost" in option:
                option["withdrawal_cost"][party] *= TIMES
    return data


def _scale_event(event: dict[str, Any], party: str) -> None:
    if party in event.get("no_deal", {}):
        event["no_deal"][party] *= TIMES
    for options in event.get("worth", {}).get(party, {}).values():
        for option in options:
            options[option] *= TIMES


def _times(stated: Any) -> Any:
    """Return a number or a range times four."""
    if isinstance(stated, str):
        return " to ".join(str(TIMES * float(part)) for part in stated.split(" to "))
    return TIMES * stated


@needs_compiled
@pytest.mark.parametrize("party", ["a", "b", "m", "k"])
def test_rescaling_the_points_of_one_party_changes_no_run(party: str) -> None:
    found = []
    for data in (_stated(), _rescaled(party)):
        game = make_game(Scenario.model_validate(data))
        found.append(play(game, draw(game, 200, 9), 9, options=PlayOptions(threads=1)))
    before, after = found
    assert (before.days_in == after.days_in).all()
    counted = [not name.startswith(("no_deal.", "gain.")) for name in column_names(game)]
    assert np.array_equal(before.records[:, counted], after.records[:, counted], equal_nan=True)
    assert len(np.unique(before.records[:, 0])) > 3, "runs that differ"
