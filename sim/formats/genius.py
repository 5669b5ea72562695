"""GENIUS: a domain in XML and one utility space in XML for each negotiator.

Source:
    Lin, Kraus, Baarslag, Tykhonov, Hindriks and Jonker (2014), Genius: an integrated environment for supporting the
    design of generic automated negotiators; the files of its competitions (ANAC).
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from sim.formats import Exported, Imported
from sim.formats.additive import Domain, Side, domain_of, imported
from sim.formats.files import fault, file_names, head_of
from sim.formats.markup import Element, parsed, quoteattr
from sim.scenario.checks.space import MOST_OPTIONS
from sim.scenario.model import Scenario

REAL_STEPS = 11
"""Values that stand for a real-valued issue, evenly from its lowest to its highest."""

Evaluator = Callable[[float], float]


def recognises(files: Sequence[Path]) -> bool:
    """Return whether these are a folder or XML files with a negotiation template or utility spaces."""
    heads = [head_of(file) for file in _listed(files)]
    return bool(heads) and all(b"utility_space" in head or b"negotiation_template" in head for head in heads)


def read(files: Sequence[Path]) -> Imported:
    """Return the scenario of a domain and its utility spaces.

    Args:
        files: The domain and the utility spaces in any order, or a folder of them.

    Raises:
        ScenarioError: Something is wrong with them.
    """
    return imported(read_domain(files), "GENIUS domain")


def read_domain(files: Sequence[Path]) -> Domain:
    """Return what a domain and its utility spaces state; parties in the order of the files, by name in a folder.

    Raises:
        ScenarioError: Something is wrong with them.
    """
    listed = _listed(files)
    tops = [(file, parsed(file)) for file in listed]
    domains = [(file, top) for file, top in tops if top.tag == "negotiation_template"]
    spaces = [(file, top) for file, top in tops if top.tag == "utility_space"]
    for file, top in tops:
        if top.tag not in {"negotiation_template", "utility_space"}:
            raise fault(file, top.place, f"<{top.tag}>", "<negotiation_template> or <utility_space>")
    if len(domains) != 1 or len(spaces) < 2:
        found = f"{len(domains)} domains and {len(spaces)} utility spaces"
        raise fault(_folder(files), (0, 0), found, "one domain and at least two utility spaces")
    file, top = domains[0]
    notes: list[str] = []
    issues = [_issue(element, notes) for element in _issues(top)]
    names = [name for name, _ in issues]
    if not issues or len(set(names)) < len(names):
        raise fault(file, top.place, "no issues" if not issues else "two issues of one name", "issues, all different")
    sides = tuple(_side(space.stem, element, issues, notes) for space, element in spaces)
    return Domain(file.stem, tuple(issues), sides, tuple(dict.fromkeys(notes)))


def _listed(files: Sequence[Path]) -> list[Path]:
    """Return the XML files of folders, by name, and all files named."""
    found: list[Path] = []
    for file in files:
        found += sorted(file.glob("*.xml")) if file.is_dir() else [file]
    return found


def _folder(files: Sequence[Path]) -> Path:
    return files[0] if files else Path("import")


def _issues(top: Element) -> list[Element]:
    """Return the issues of a file in the order of their indices."""
    found = top.within("issue")
    return sorted(found, key=lambda element: element.number("index"))


def _issue(element: Element, notes: list[str]) -> tuple[str, tuple[str, ...]]:
    """Return name and options of an issue of the domain."""
    name, kind = element.text("name"), element.given.get("type", "discrete")
    if kind == "discrete":
        options = tuple(dict.fromkeys(item.text("value") for item in element.all("item")))
    else:
        options = tuple(_written(value) for value in _range(element, kind))
        if kind == "real":
            notes.append(f"The real-valued issue {name} between {REAL_STEPS} of its values.")
    if not 2 <= len(options) <= MOST_OPTIONS:
        found = f"the issue {name} with {len(options)} values"
        raise fault(element.file, element.place, found, f"2 to {MOST_OPTIONS:,}")
    return name, options


def _range(element: Element, kind: str) -> list[float]:
    """Return the values of an integer or real issue."""
    if kind not in {"integer", "real"}:
        raise fault(element.file, element.place, f"an issue of type {kind!r}", "discrete, integer or real")
    holder = next(iter(element.all("range")), element)
    low, high = holder.number("lowerbound"), holder.number("upperbound")
    if low >= high or (kind == "integer" and (high - low >= MOST_OPTIONS or low % 1 or high % 1)):
        expected = f"whole numbers, at most {MOST_OPTIONS:,}" if kind == "integer" else "a rising range"
        raise fault(element.file, element.place, f"a range from {low:g} to {high:g}", expected)
    if kind == "integer":
        return [float(value) for value in range(int(low), int(high) + 1)]
    return [low + (high - low) * step / (REAL_STEPS - 1) for step in range(REAL_STEPS)]


def _written(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _side(name: str, top: Element, issues: Iterable[tuple[str, tuple[str, ...]]], notes: list[str]) -> Side:
    """Return what a utility space states."""
    if top.within("utility_function") or top.within("hyperRectangle") or top.given.get("type") == "nonlinear":
        raise fault(top.file, top.place, "a nonlinear utility space", "weights and evaluations that add up")
    if [e for objective in top.within("objective") for e in objective.all("objective")]:
        notes.append("That issues stand in groups of objectives: their own weights count.")
    weighed = {element.text("index"): element.number("value") for element in top.within("weight")}
    given = {element.text("name"): element for element in top.within("issue")}
    weights, values = [], []
    for issue, options in issues:
        element = given.get(issue)
        if element is None:
            raise fault(top.file, top.place, f"no evaluations of the issue {issue}", "one for each value")
        weight = weighed.get(element.text("index"))
        if weight is None or weight < 0:
            found = f"the weight {weight} of the issue {issue}" if weight is not None else f"no weight of {issue}"
            raise fault(top.file, element.place, found, "a weight of at least 0")
        worth = _evaluated(element, options)
        # GENIUS divides by the largest evaluation of an issue; where that is not 1 the weight takes it up.
        best = max(worth)
        scale = best if best > 0 and element.given.get("type", "discrete") != "discrete" else 1.0
        weights.append(weight * scale)
        values.append(tuple(one / best if best > 0 else 0.0 for one in worth))
    return Side(name, tuple(weights), tuple(values), _reserve(top, notes))


def _evaluated(element: Element, options: Sequence[str]) -> list[float]:
    """Return the evaluation of each option of an issue."""
    kind = element.given.get("type", "discrete")
    if kind == "discrete":
        stated = {item.text("value"): item for item in element.all("item")}
        missing = [option for option in options if option not in stated]
        if missing:
            raise fault(element.file, element.place, f"no evaluation of {missing[0]!r}", "one for each value")
        worth = [stated[option].number("evaluation") for option in options]
    else:
        function = _evaluator(element, kind)
        worth = [function(float(option)) for option in options]
    if min(worth) < 0:
        raise fault(element.file, element.place, f"the evaluation {min(worth):g}", "evaluations of at least 0")
    return worth


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
        start, slope, offset = _range(element, kind)[0], stated.number("slope"), stated.number("offset")
        return lambda value: _within(offset + slope * (value - start))
    offset, slope = stated.number("parameter0"), stated.number("parameter1")
    return lambda value: _within(offset + slope * value)


def _within(value: float) -> float:
    return min(1.0, max(0.0, value))


def _triangle(value: float, low: float, high: float, top: float) -> float:
    """Return a line from 0 at `low` to 1 at `top` and back to 0 at `high`."""
    if not low < value < high:
        return 1.0 if value == top else 0.0
    return _within((value - low) / (top - low) if value < top else 1.0 - (value - top) / (high - top))


def _reserve(top: Element, notes: list[str]) -> float | None:
    """Return the reservation value, having noted a discount."""
    for element in top.within("discount_factor"):
        if element.number("value") not in {0.0, 1.0}:
            notes.append(f"The discount factor {element.given['value'].strip()}: time is priced by patience instead.")
    stated = top.within("reservation")
    return stated[0].number("value") if stated else None


def write(scenario: Scenario) -> Exported:
    """Return a scenario as a domain and a utility space for each party.

    Raises:
        ValueError: A worth states only an order, or fewer than two parties care for anything.
    """
    domain = domain_of(scenario)
    names = file_names([domain.name, *(side.name for side in domain.sides)], ".xml")
    texts = [_domain_text(domain), *(_space_text(domain, side) for side in domain.sides)]
    notes = [
        f"That {side.name} gives no option of an issue 100: weights take it up."
        for side in domain.sides
        if any(max(values) not in {0.0, 1.0} for values in side.values)
    ]
    return Exported(dict(zip(names, texts, strict=True)), (*domain.left_out, *notes))


def _domain_text(domain: Domain) -> str:
    lines = ["<negotiation_template>", f'<utility_space number_of_issues="{len(domain.issues)}">']
    lines.append('<objective index="0" etype="objective" type="objective" description="" name="root">')
    for index, (name, options) in enumerate(domain.issues, 1):
        lines.append(_issue_tag(index, name))
        lines += [f'<item index="{place}" value={_quoted(option)} />' for place, option in enumerate(options, 1)]
        lines.append("</issue>")
    lines += ["</objective>", "</utility_space>", "</negotiation_template>"]
    return "\n".join(lines) + "\n"


def _space_text(domain: Domain, side: Side) -> str:
    lines = ["<utility_space>", '<objective index="0" etype="objective" type="objective" description="" name="root">']
    # GENIUS divides by the largest evaluation of an issue and others do not: with a largest of 1 it is all the same.
    best = [max(values) or 1.0 for values in side.values]
    for index, ((name, options), values) in enumerate(zip(domain.issues, side.values, strict=True), 1):
        lines.append(_issue_tag(index, name))
        for place, (option, value) in enumerate(zip(options, values, strict=True), 1):
            lines.append(f'<item index="{place}" value={_quoted(option)} evaluation="{value / best[index - 1]!r}" />')
        lines.append("</issue>")
    for index, (weight, largest) in enumerate(zip(side.weights, best, strict=True), 1):
        lines.append(f'<weight index="{index}" value="{weight * largest!r}" />')
    lines.append("</objective>")
    if side.reserve is not None:
        lines.append(f'<reservation value="{side.reserve!r}" />')
    lines.append("</utility_space>")
    return "\n".join(lines) + "\n"


def _issue_tag(index: int, name: str) -> str:
    kinds = 'etype="discrete" type="discrete" vtype="discrete"'
    return f'<issue index="{index}" {kinds} name={_quoted(name)}>'


def _quoted(text: str) -> str:
    """Return text as an attribute; characters that XML cannot hold become spaces."""
    return quoteattr("".join(c if c.isprintable() else " " for c in text))
