"""Issues of GENIUS's domains and utility spaces: their indices, names, kinds, values and ranges."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.formats.additive import MOST_VALUES
from sim.formats.files import fault
from sim.formats.markup import Element

REAL_STEPS = 11
"""How many values stand for a real-valued issue, spread evenly from its lowest to its highest."""


@dataclass(frozen=True)
class IssueFound:
    """An issue of a domain.

    Attributes:
        index: Its number, by which utility spaces refer to it.
        name: Its name.
        options: Its values as text.
        indices: The index of each listed value as it is written; empty where it has none.
    """

    index: int
    name: str
    options: tuple[str, ...]
    indices: Mapping[str, str] = field(default_factory=dict)


def index_of(element: Element) -> int:
    """Return the index of an issue or weight.

    Raises:
        ScenarioError: It has none, or one that is not a whole number.
    """
    value = element.number("index")
    if value % 1:
        found = f"the index {element.given['index'].strip()!r} of <{element.tag}>"
        raise fault(element.file, element.place, found, "a whole number")
    return int(value)


def in_order(top: Element) -> list[Element]:
    """Return the issues of a file in the order of their indices."""
    return sorted(top.within("issue"), key=index_of)


def kind_of(element: Element) -> str:
    """Return discrete, integer or real."""
    kind = next((element.given[name] for name in ("type", "etype", "vtype") if element.given.get(name)), "discrete")
    return kind.strip().lower()


def issue_of(element: Element, notes: list[str]) -> IssueFound:
    """Return an issue of a domain; notes say what in it a scenario cannot hold.

    Raises:
        ScenarioError: Its kind is unknown, or it has too few or too many values.
    """
    name, kind = element.text("name"), kind_of(element)
    if kind == "discrete":
        listed = [item.text("value") for item in element.all("item")]
        options = tuple(dict.fromkeys(listed))
        if len(options) < len(listed):
            notes.append(f"Values of {name} that stand twice: they count once.")
    else:
        options = tuple(written(value) for value in range_of(element, kind))
        if kind == "real":
            notes.append(f"The real-valued issue {name} between {REAL_STEPS} of its values.")
    if not 2 <= len(options) <= MOST_VALUES:
        found = f"the issue {name} with {len(options)} values"
        raise fault(element.file, element.place, found, f"2 to {MOST_VALUES:,}")
    indices = {item.text("value"): item.given.get("index", "").strip() for item in element.all("item")}
    return IssueFound(index_of(element), name, options, indices if kind == "discrete" else {})


def range_of(element: Element, kind: str) -> list[float]:
    """Return the values of an integer or real issue.

    Raises:
        ScenarioError: It is of another kind, or its range is not a range.
    """
    if kind not in {"integer", "real"}:
        raise fault(element.file, element.place, f"an issue of type {kind!r}", "discrete, integer or real")
    holder = next(iter(element.all("range")), element)
    low, high = holder.number("lowerbound"), holder.number("upperbound")
    if low >= high or (kind == "integer" and (high - low >= MOST_VALUES or low % 1 or high % 1)):
        expected = f"whole numbers, at most {MOST_VALUES:,}" if kind == "integer" else "a rising range"
        raise fault(element.file, element.place, f"a range from {low:g} to {high:g}", expected)
    if kind == "integer":
        return [float(value) for value in range(int(low), int(high) + 1)]
    return [low + (high - low) * step / (REAL_STEPS - 1) for step in range(REAL_STEPS)]


def written(value: float) -> str:
    """Return a number as the text of a value."""
    return str(int(value)) if value == int(value) else repr(value)
