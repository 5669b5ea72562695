"""Many runs of the Mesa model, with the rows that `mesa.batch_run` gives; Mesa 4 has no `batch_run` any more."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

from sim.trace.mesa_model import NegotiationModel

Row = dict[str, Any]


def batch_run(parameters: Mapping[str, Any], *, every_day: bool = False) -> list[Row]:
    """Play the model with every combination of some parameters, in this process; return a row per run and party.

    Args:
        parameters: Arguments of `NegotiationModel`: for each its value, or a list or range of values to vary. A text, a
            mapping and a scenario are one value.
        every_day: Whether there is a row for every day, not just for the last one.

    Raises:
        ValueError: A list of values is empty.
        sim.scenario.faults.ScenarioError: A scenario or a change has faults.

    Example:
        >>> rows = batch_run({"scenario": "pie", "changes": [None, "left_waits"], "run": range(2)})
        >>> [(row["changes"], row["run"], row["outcome"]) for row in rows if row["party"] == "left"]
        [(None, 0, 'agreed'), (None, 1, 'agreed'), ('left_waits', 0, 'agreed'), ('left_waits', 1, 'agreed')]
    """
    values = [list(_values(name, value)) for name, value in parameters.items()]
    rows: list[Row] = []
    for number, combination in enumerate(product(*values)):
        told = dict(zip(parameters, combination, strict=True))
        rows += _rows({"RunId": number, "iteration": 0}, told, every_day)
    return rows


def _values(name: str, value: Any) -> Iterable[Any]:
    """Return the values of a parameter."""
    if isinstance(value, list | tuple | set | range):
        if not len(value):
            raise ValueError(f"{name} has no values; leave it out, or say [None]")
        return value
    return [value]


def _rows(head: Row, told: Row, every_day: bool) -> Iterator[Row]:
    """Play one model; yield what its reporters say, under the names that they have there."""
    model = NegotiationModel(**told)
    while model.running:
        model.step()
        if every_day or not model.running:
            about = {name: getattr(model, name) for name in ("day", "in_force", "outcome", "outcome_day")}
            for agent in model.seats:
                said = {
                    name: getattr(agent, name) for name in ("party", "no_deal", "aspiration", "expected_aspiration")
                }
                yield {**head, "Step": model.day - 1, **told, **about, "AgentID": agent.unique_id, **said}
