"""GENIUS's utility spaces: what each issue weighs, and what each of its values is worth to one negotiator."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sim.formats.additive import Side
from sim.formats.files import fault
from sim.formats.genius_issues import IssueFound, index_of, kind_of, range_of
from sim.formats.markup import Element
from sim.scenario.faults import did_you_mean

Evaluator = Callable[[float], float]


def side_of(name: str, top: Element, issues: Sequence[IssueFound], notes: list[str]) -> Side:
    """Return what a utility space states; notes say what was joined with some doubt, and what is left out.

    Raises:
        ScenarioError: It does not add up over issues, or does not state what each issue and value is worth.
    """
    if top.within("utility_function") or top.within("hyperRectangle") or top.given.get("type") == "nonlinear":
        raise fault(top.file, top.place, "a nonlinear utility space", "weights and evaluations that add up")
    if [e for objective in top.within("objective") for e in objective.all("objective")]:
        notes.append("That issues stand in groups of objectives: their own weights count.")
    weighed = {index_of(element): element.number("value") for element in top.within("weight")}
    given = {index_of(element): element for element in top.within("issue")}
    weights, values = [], []
    for issue in issues:
        element = _joined(name, issue, given, notes)
        if element is None:
            raise fault(top.file, top.place, f"no evaluations of the issue {issue.name}", "one for each value")
        weight = weighed.get(index_of(element))
        if weight is None or weight < 0:
            found = (
                f"the weight {weight} of the issue {issue.name}" if weight is not None else f"no weight of {issue.name}"
            )
            raise fault(top.file, element.place, found, "a weight of at least 0")
        worth, divisor = _evaluated(element, issue, notes)
        best = max(worth)
        # Where the best value in the domain is worth less than 1, the weight makes up for it.
        weights.append(weight * best / divisor if 0 < best != divisor else weight)
        values.append(tuple(one / best if best > 0 else 0.0 for one in worth))
    return Side(name, tuple(weights), tuple(values), _reserve(name, top, notes))


def _joined(side: str, issue: IssueFound, given: Mapping[int, Element], notes: list[str]) -> Element | None:
    """Return the evaluations of an issue: those with its index, as GENIUS joins them; by name where no index fits."""
    element = given.get(issue.index)
    if element is not None:
        called = element.given.get("name", "")
        if called and called != issue.name:
            notes.append(
                f"{side} calls the issue {issue.index} {called}, the domain {issue.name}: "
                "joined by index, as GENIUS joins them."
            )
        return element
    element = next((one for one in given.values() if one.given.get("name") == issue.name), None)
    if element is not None:
        found = f"{side} gives {issue.name} the index {index_of(element)}, the domain {issue.index}"
        notes.append(f"{found}: joined by name, since {side} has no issue {issue.index}; GENIUS would refuse it.")
    return element


def _evaluated(element: Element, issue: IssueFound, notes: list[str]) -> tuple[list[float], float]:
    """Return the evaluation of each option of an issue, and what GENIUS divides them by: the largest in the file."""
    kind = kind_of(element)
    if kind != "discrete":
        function = _evaluator(element, kind)
        worth = [function(_figure(option, element, issue)) for option in issue.options]
        return worth, 1.0
    stated = {item.text("value"): item for item in element.all("item")}
    for option in issue.options:
        if option not in stated:
            raise _unevaluated(option, element, issue, stated)
    evaluations = {value: item.number("evaluation") for value, item in stated.items()}
    least, best = min(evaluations.values()), max(evaluations.values())
    if least < 0:
        raise fault(element.file, element.place, f"the evaluation {least:g}", "evaluations of at least 0")
    _note_indices(element, issue, stated, notes)
    more = [value for value in stated if value not in issue.options]
    if more:
        notes.append(f"Evaluations of {', '.join(more[:5])} of {issue.name}, which the domain does not have.")
    return [evaluations[option] for option in issue.options], best


def _note_indices(element: Element, issue: IssueFound, stated: Mapping[str, Element], notes: list[str]) -> None:
    """Note where values have other indices than in the domain: GENIUS joins values by name."""
    for option, index in issue.indices.items():
        other = stated[option].given.get("index", "").strip()
        if index and other and other != index:
            notes.append(
                f"{Path(str(element.file)).stem} gives the value {option} of {issue.name} the index {other}, "
                f"the domain {index}: joined by name, as GENIUS joins values."
            )
            return


def _figure(option: str, element: Element, issue: IssueFound) -> float:
    try:
        return float(option)
    except ValueError:
        found = f"a formula for {issue.name}, whose value {option!r} is not a number"
        raise fault(element.file, element.place, found, "an evaluation for each value") from None


def _unevaluated(option: str, element: Element, issue: IssueFound, stated: Mapping[str, Element]) -> Exception:
    called = element.given.get("name", "")
    hint = did_you_mean(option, stated)
    if called and called != issue.name:
        hint = f"The issue {issue.index} is called {called} there: give both files the same indices."
    return fault(element.file, element.place, f"no evaluation of {option!r}", "one for each value of the domain", hint)


def _evaluator(element: Element, kind: str) -> Evaluator:
    """Return the function of a numeric issue: offset + slope × (value − lowest), or parameter0 + parameter1 × value."""
    stated = next(iter(element.all("evaluator")), None)
    if stated is None:
        raise fault(element.file, element.place, "a numeric issue without <evaluator>", "<evaluator ftype=…>")
    shape = stated.given.get("ftype", "linear")
    if shape == "constant":
        level = stated.number("parameter0")
        return lambda value: _within(level)
    if shape == "triangular":
        low, high, top = (stated.number(f"parameter{number}") for number in range(3))
        return lambda value: _triangle(value, low, high, top)
    if shape != "linear":
        raise fault(element.file, stated.place, f"the evaluator {shape!r}", "linear, constant or triangular")
    if "slope" in stated.given:
        start, slope, offset = range_of(element, kind)[0], stated.number("slope"), stated.number("offset")
        return lambda value: _within(offset + slope * (value - start))
    offset, slope = stated.number("parameter0"), stated.number("parameter1")
    return lambda value: _within(offset + slope * value)


def _within(value: float) -> float:
    return min(1.0, max(0.0, value))


def _triangle(value: float, low: float, high: float, top: float) -> float:
    """Return the height of a line that goes from 0 at `low` to 1 at `top` and back to 0 at `high`."""
    if not low < value < high:
        return 1.0 if value == top else 0.0
    return _within((value - low) / (top - low) if value < top else 1.0 - (value - top) / (high - top))


def _reserve(side: str, top: Element, notes: list[str]) -> float | None:
    """Return the reservation value, having noted a discount."""
    for element in top.within("discount_factor"):
        if element.number("value") not in {0.0, 1.0}:
            factor = element.given["value"].strip()
            notes.append(f"The discount factor {factor} of {side}: time is priced by patience instead.")
    stated = top.within("reservation")
    return stated[0].number("value") if stated else None
