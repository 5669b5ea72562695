"""Scenarios as GENIUS's files: a domain in XML, and a utility space for each party."""

from sim.formats import ExportedFiles
from sim.formats.additive import Domain, Side, domain_of
from sim.formats.files import file_names
from sim.scenario.model import Scenario
from sim.texts.places import for_xml_attribute


def write(scenario: Scenario) -> ExportedFiles:
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
    return ExportedFiles(dict(zip(names, texts, strict=True)), (*domain.left_out, *notes))


def _domain_text(domain: Domain) -> str:
    lines = ["<negotiation_template>", f'<utility_space number_of_issues="{len(domain.issues)}">']
    lines.append('<objective index="0" etype="objective" type="objective" description="" name="root">')
    for index, (name, options) in enumerate(domain.issues, 1):
        lines.append(_issue_tag(index, name))
        lines += [
            f'<item index="{place}" value={for_xml_attribute(option)} />' for place, option in enumerate(options, 1)
        ]
        lines.append("</issue>")
    lines += ["</objective>", "</utility_space>", "</negotiation_template>"]
    return "\n".join(lines) + "\n"


def _space_text(domain: Domain, side: Side) -> str:
    lines = ["<utility_space>", '<objective index="0" etype="objective" type="objective" description="" name="root">']
    # GENIUS divides by the largest evaluation of an issue and others do not: if the largest is 1, that changes nothing.
    best = [max(values) or 1.0 for values in side.values]
    for index, ((name, options), values) in enumerate(zip(domain.issues, side.values, strict=True), 1):
        lines.append(_issue_tag(index, name))
        for place, (option, value) in enumerate(zip(options, values, strict=True), 1):
            worth = float(value / best[index - 1])
            lines.append(f'<item index="{place}" value={for_xml_attribute(option)} evaluation="{worth!r}" />')
        lines.append("</issue>")
    for index, (weight, largest) in enumerate(zip(side.weights, best, strict=True), 1):
        lines.append(f'<weight index="{index}" value="{float(weight * largest)!r}" />')
    lines.append("</objective>")
    if side.reserve is not None:
        lines.append(f'<reservation value="{side.reserve!r}" />')
    lines.append("</utility_space>")
    return "\n".join(lines) + "\n"


def _issue_tag(index: int, name: str) -> str:
    kinds = 'etype="discrete" type="discrete" vtype="discrete"'
    return f'<issue index="{index}" {kinds} name={for_xml_attribute(name)}>'
