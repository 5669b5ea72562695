"""GeniusWeb's issues and profiles: what there is to choose, and what it is worth to one negotiator."""

from collections.abc import Sequence
from dataclasses import replace

from sim.formats.additive import MOST_VALUES, Side
from sim.formats.files import number
from sim.formats.json_values import Value
from sim.scenario.faults import ScenarioError, shown

PROFILE = "LinearAdditiveUtilitySpace"
DISCRETE = ("discreteutils", "DiscreteValueSetUtilities")
NUMBERS = ("numberutils", "NumberValueSetUtilities")
"""What utilities of listed values and of ranges are called, in older programs and in newer ones."""
NEAR = 1e-9
"""How much rounding may add to a utility or to a sum of weights."""
VALUE_SETS = ("DiscreteValueSet", "NumberValueSet")
"""What may stand around the values of an issue."""


def kind_in(given: Value, *kinds: str) -> Value | None:
    """Return what stands in an object under one of these names of classes, with or without packages before it.

    Raises:
        ScenarioError: It is not an object.
    """
    if not isinstance(given.said, dict):
        return None
    for key in given.said:
        if key.replace("$", ".").rpartition(".")[2] in kinds:
            return given.table(key)
    return None


def issue_of(given: Value, name: str) -> tuple[str, tuple[str, ...]]:
    """Return name and options of an issue: listed values, or a range with a step."""
    given = kind_in(given, *VALUE_SETS) or given
    values, span = given.inside("values"), given.inside("range")
    if isinstance(values.said, list):
        options = tuple(values.said)
        if not all(isinstance(option, str) and option for option in options) or len(set(options)) < len(options):
            raise values.fault(f"values of {shown(name)} that are not texts, or not all different", "texts, each once")
    elif isinstance(span.said, list) and len(span.said) == 3:
        low, high, step = (span.inside(place).number(f"the range of {shown(name)}") for place in range(3))
        count = int((high - low) / step + 1e-9) + 1 if step > 0 and high >= low else 0
        options = tuple(f"{low + step * place:.12g}" for place in range(min(count, MOST_VALUES + 1)))
    else:
        found = f"{shown(given.said)} for the issue {shown(name)}"
        raise given.fault(found, "values, or a range [low, high, step]")
    if not name or not 2 <= len(options) <= MOST_VALUES:
        raise given.fault(f"the issue {shown(name)} with {len(options)} values", f"2 to {MOST_VALUES:,}")
    return name, options


def side_of(profile: Value, issues: Sequence[tuple[str, tuple[str, ...]]], notes: list[str]) -> Side:
    """Return what a profile states; notes say what it leaves out, which counts as 0, and what else it states.

    Raises:
        ScenarioError: Something is wrong with it.
    """
    name = str(profile.said.get("name") or profile.file.stem)
    given, weighed = profile.table("issueUtilities"), profile.table("issueWeights")
    weights, values = [], []
    for issue, options in issues:
        weight = weighed.inside(issue)
        weights.append(weight.number(f"the weight of {issue}") if issue in weighed.said else 0.0)
        if weights[-1] < 0:
            raise weight.fault(f"a weight of {issue} out of bounds ({weights[-1]:g})", "at least 0")
        values.append(_values(given.inside(issue), issue, options))
        missing = _missing(given.inside(issue), issue, options, issue in weighed.said)
        notes += [f"{name} states {what}: it counts 0." for what in missing]
    known = {issue for issue, _ in issues}
    notes += [
        f"The utilities of {one} that {name} states: the domain has no such issue."
        for one in given.said
        if one not in known
    ]
    if abs(sum(weights) - 1.0) > NEAR:
        notes.append(f"The weights of {name} add up to {sum(weights):.6g}; GeniusWeb wants 1.")
    side = Side(name, tuple(weights), tuple(values), None)
    bid = profile.inside("reservationBid")
    return side if bid.said is None else replace(side, reserve=_utility(bid, side, issues))


def _missing(given: Value, issue: str, options: Sequence[str], weighed: bool) -> list[str]:
    """Return what a profile does not state about an issue, in words."""
    if given.said is None:
        return [f"no utilities of {issue}"]
    found = [] if weighed else [f"no weight of {issue}"]
    listed = kind_in(given, *DISCRETE)
    if listed is not None:
        stated = listed.table("valueUtilities").said
        found += [f"no utility of {option} of {issue}" for option in options if option not in stated]
    return found


def _values(given: Value, issue: str, options: Sequence[str]) -> tuple[float, ...]:
    """Return the utility of each option of an issue."""
    if given.said is None:
        return (0.0,) * len(options)
    listed, on_a_line = kind_in(given, *DISCRETE), kind_in(given, *NUMBERS)
    if listed is not None:
        return _listed_values(listed.table("valueUtilities"), options)
    if on_a_line is not None:
        return _on_a_line(on_a_line, issue, options)
    raise given.fault(f"utilities of {issue} of another kind", f"one of {', '.join((*DISCRETE, *NUMBERS))}")


def _listed_values(table: Value, options: Sequence[str]) -> tuple[float, ...]:
    """Return the utility of each option; one that is not listed has none."""
    found = []
    for option in options:
        one = table.inside(option)
        found.append(one.number(f"the utility of {option}") if option in table.said else 0.0)
        if not 0 <= found[-1] <= 1:
            raise one.fault(f"a utility of {option} out of bounds ({found[-1]:g})", "from 0 to 1")
    return tuple(found)


def _on_a_line(table: Value, issue: str, options: Sequence[str]) -> tuple[float, ...]:
    """Return the utility of each option, which is a number, on the line between two points."""
    keys = ("lowValue", "lowUtility", "highValue", "highUtility")
    low, least, high, most = (table.inside(key).number(f"{key} of {issue}") for key in keys)
    if low >= high:
        raise table.fault(f"a range of {issue} from {low:g} to {high:g}", "a rising range")
    found = []
    for option in options:
        try:
            place = number(option, table.file, (0, 0), f"a value of {issue}")
        except ScenarioError as error:
            raise table.fault(error.faults[0].found, error.faults[0].expected) from None
        utility = least + (most - least) * (place - low) / (high - low)
        if not -NEAR <= utility <= 1 + NEAR:
            raise table.fault(f"a utility of {issue} {option} out of bounds ({utility:g})", "from 0 to 1")
        found.append(min(1.0, max(0.0, utility)))
    return tuple(found)


def _utility(bid: Value, side: Side, issues: Sequence[tuple[str, tuple[str, ...]]]) -> float:
    """Return the utility of the bid that stands for no deal; issues that it does not name add nothing."""
    named = bid.table("issuevalues")
    total = 0.0
    for (issue, options), weight, values in zip(issues, side.weights, side.values, strict=True):
        option = named.inside(issue)
        if option.said is None:
            continue
        chosen = _written(option.said)
        if chosen not in options:
            raise option.fault(f"the value {shown(option.said)} of {issue} in the reservation bid", "one of its values")
        total += weight * values[options.index(chosen)]
    return total


def _written(value: object) -> str:
    """Return a value as the text of an option: a number as ranges write them."""
    return f"{value:.12g}" if isinstance(value, float) else str(value)
