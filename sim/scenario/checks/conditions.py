"""A condition is stated in one form: when something is agreed it requires something, or it refuses something."""

from collections.abc import Iterator

from sim.scenario.checks.view import View
from sim.scenario.faults import Problem
from sim.scenario.language import Use, place_at


def conditions(view: View) -> Iterator[Problem]:
    """A condition has `when` and `require`, or `refuses`, and not both."""
    for use in view.of("Condition"):
        stated = [field for field in ("when", "require") if use.data.get(field) is not None]
        if use.data.get("refuses") is None:
            yield from _lacking(use, [field for field in ("when", "require") if field not in stated])
        elif stated:
            expected = "when and require, or refuses"
            hint = "What a party refuses, it refuses whatever else is agreed."
            yield Problem((*use.path, "refuses"), f"refuses beside {stated[0]}", expected, hint, at_key=True)


def _lacking(use: Use, fields: list[str]) -> Iterator[Problem]:
    for field in fields:
        path = (*use.path, field)
        place = place_at(path)
        meaning = place.help.rstrip(".") if place else ""
        hint = "" if len(fields) == 1 else "Or say what it refuses, whatever else."
        yield Problem(path, "nothing", f"{field} ({meaning[:1].lower()}{meaning[1:]})", hint)
