"""What an input is called, everywhere: what it belongs to, and what it is beside that.

`Russia, Full 30-day ceasefire: weight`. A declared lever is called by its label. Names are made only of ids and labels,
so that they stay short; what the language says about a place is its help.
"""

from collections import Counter
from collections.abc import Iterable

from sim.scenario.model import Scenario

_KINDS = (
    "parties",
    "issues",
    "pledges",
    "pressures",
    "ratifiers",
    "events",
    "deadlines",
    "switches",
    "infeasible",
    "correlations",
    "shared_shocks",
)


def input_name(scenario: Scenario, path: str) -> str:
    """Return what an input is called: the label of a declared lever, else `owner: field`.

    Args:
        scenario: What it belongs to.
        path: Dotted ids, such as `parties.russia.no_deal.value`.
    """
    lever = scenario.levers.get(path)
    if lever is not None:
        return lever.label
    parts = tuple(path.split("."))
    return f"{owner_of(scenario, parts)}: {field_of(scenario, parts)}"


def input_names(scenario: Scenario, paths: Iterable[str]) -> dict[str, str]:
    """Return what inputs are called, by path; those that would have the same name are told apart by their paths."""
    names = {path: input_name(scenario, path) for path in paths}
    used = Counter(names.values())
    return {path: name if used[name] == 1 else f"{name} ({path})" for path, name in names.items()}


def owner_of(scenario: Scenario, parts: tuple[str, ...]) -> str:
    """Return the names of what a path belongs to: `Russia, Full 30-day ceasefire`."""
    match parts:
        case ("worth", party, issue, *_) if issue in scenario.issues:
            return f"{scenario.name_of('parties', party)}, {scenario.name_of('issues', issue)}"
        case ("worth", party, *_):
            return scenario.name_of("parties", party)
        case ("issues", issue, "options", option, *_):
            return _issue_option(scenario, issue, option)
        case ("conditions", name, *_):
            party = scenario.conditions[name].party
            return f"{scenario.name_of('parties', party)}, {scenario.name_of('conditions', name)}"
        case ("exposures", name, *_):
            exposure = scenario.exposures[name]
            taken = "; ".join(_issue_option(scenario, *pair) for pair in exposure.option.items())
            return f"{scenario.name_of('parties', exposure.party)}, exposed by {taken}"
        case (kind, name, *_) if kind in _KINDS:
            return scenario.name_of(kind, name)
    return parts[0].capitalize()


def field_of(scenario: Scenario, parts: tuple[str, ...]) -> str:
    """Return what a path is called beside its owner: `trust, Ukraine, initial`."""
    match parts:
        case ("worth", _, issue, option) if _is_option(scenario, issue, option):
            return f"value of “{scenario.option_name(issue, option)}”"
        case ("worth", _, issue, *rest) if issue in scenario.issues:
            tail = rest
        case ("issues", _, "options", _, *rest):
            tail = [part for part in rest if part != "truce"]
        case ("protocol", *rest):
            tail = rest
        case (_, _, *rest):
            tail = rest
        case _:
            tail = list(parts)
    return ", ".join(scenario.name_of("parties", p) if p in scenario.parties else p.replace("_", " ") for p in tail)


def _is_option(scenario: Scenario, issue: str, option: str) -> bool:
    return issue in scenario.issues and option in scenario.issues[issue].options


def _issue_option(scenario: Scenario, issue: str, option: str) -> str:
    return f"{scenario.name_of('issues', issue)}, {scenario.option_name(issue, option)}"
