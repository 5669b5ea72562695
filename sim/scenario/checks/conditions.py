"""A condition is stated in one form: when something is agreed it requires something, or it refuses something."""

from collections.abc import Iterator

from sim.scenario.checks.view import View
from sim.scenario.faults import Problem
from sim.scenario.language import place_at

_REQUIRING = ("when", "require", "require_conduct")


def conditions(view: View) -> Iterator[Problem]:
    """A condition has `when` and what it then requires, or `refuses`, and not both."""
    for use in view.of("Condition"):
        stated = {field for field in _REQUIRING if use.data.get(field) is not None}
        if use.data.get("refuses") is None:
            lacking = [field for field in ("when", "require") if field not in stated]
            if "require_conduct" in stated and "require" in lacking:
                lacking.remove("require")
            for field in lacking:
                path = (*use.path, field)
                place = place_at(path)
                meaning = place.help.rstrip(".") if place else ""
                hint = "Or say what it refuses, whatever else." if len(lacking) > 1 else ""
                yield Problem(path, "nothing", f"{field} ({meaning[:1].lower()}{meaning[1:]})", hint)
        elif stated:
            first = next(field for field in _REQUIRING if field in stated)
            expected = "when and require, or refuses"
            hint = "What a party refuses, it refuses whatever else is agreed."
            yield Problem((*use.path, "refuses"), f"refuses beside {first}", expected, hint, at_key=True)
